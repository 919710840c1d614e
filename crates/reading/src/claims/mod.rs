//! From acts, voices, places, times and numbers to claims.

mod harm;
pub(crate) mod joint;
mod observers;
mod places;
mod standing;
mod times;
mod voices;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use servanda_model::{
    Act, ActorId, Channel, Claim, ClaimId, Modality, Participant, Polarity, Precision, ReportId, Side, Span, Voice,
    When, Zone,
};
use servanda_syntax::{Dep, Pos};

use crate::acts::{ActHit, conjuncts};
use crate::attribution::Quotation;
use crate::casualties::{Toll, quantities};
use crate::modality::{Judged, judge};
use crate::page::Page;
use crate::rules::ObjectRole;
use crate::time::Precision as TimePrecision;
use crate::who::{Cast, Who};

/// What is known of the report from outside its text.
#[derive(Debug, Clone)]
pub struct ReportContext {
    /// Its identifier.
    pub id: ReportId,
    /// Who publishes it.
    pub outlet: Voice,
    /// Whom the report as a whole passes on.
    pub relays: Vec<Voice>,
    /// First and last instant at which it may have been published.
    pub published: Option<(Timestamp, Timestamp)>,
    /// Zone of its dates.
    pub zone: Zone,
}

impl ReportContext {
    /// The party whose organs are named without it: that of those whom the report passes on, if it is one; else the
    /// outlet's own.
    pub(crate) fn home(&self) -> Option<&ActorId> {
        let mut passed_on = self.relays.iter().filter_map(|v| v.party());
        match passed_on.next() {
            Some(first) if passed_on.all(|p| p == first) => Some(first),
            _ => self.outlet.party(),
        }
    }
}

pub(crate) struct Assembly<'a> {
    pub page: &'a Page<'a>,
    pub cast: &'a Cast<'a>,
    pub context: &'a ReportContext,
    pub quotations: &'a [Quotation],
    pub tolls: &'a [Toll],
    /// Spans that are no evidence: headings of other articles, share lines.
    pub furniture: &'a [Span],
}

/// The token of the words of an act.
pub(crate) fn token_of(page: &Page<'_>, claim: &Claim) -> usize {
    page.token_at(claim.cue.start()).min(page.len().saturating_sub(1))
}

/// An author; one who is known by his party alone stands for it.
pub(crate) fn author(who: &Who) -> Participant {
    let mut participant = who.participant();
    participant.actor = participant.actor.or_else(|| participant.party.clone());
    participant
}

impl Assembly<'_> {
    pub fn claims(&self, hits: &[ActHit]) -> Vec<Claim> {
        let mut claims: Vec<Claim> = Vec::new();
        let mut used_tolls: BTreeSet<usize> = BTreeSet::new();
        let mut figurative = BTreeMap::new();
        for hit in hits {
            if self.furniture.iter().any(|f| f.overlaps(self.page.span(hit.token)))
                || self.figurative(hit, &mut figurative)
            {
                continue;
            }
            if self.said_by_nobody(hit.token) || self.unobserved(hit.token) {
                continue;
            }
            let claim = self.claim(hit, hits, claims.len(), &mut used_tolls);
            // "spoke with A on 1 May and with B on 2 May": one claim a day.
            for when in self.further_days(&claim) {
                claims.push(Claim { when: Some(when), ..claim.clone() });
            }
            claims.extend(self.denial(hit, &claim));
            claims.push(claim);
        }
        self.leftover_tolls(hits, &used_tolls, &mut claims);
        self.carry_on(&mut claims);
        self.answered(&mut claims);
        claims.sort_by_key(|c| (c.span.start(), c.cue.start()));
        claims.dedup_by(|b, a| a.act == b.act && a.cue.overlaps(b.cue) && a.when == b.when && a.polarity == b.polarity);
        // An inquiry's claims are first put into their place.
        if self.context.outlet.side != Side::Mandated {
            joint::further_actors(self, &mut claims);
            claims.sort_by_key(|c| (c.span.start(), c.cue.start()));
        }
        for (i, claim) in claims.iter_mut().enumerate() {
            claim.id = ClaimId::new(format!("{}#{}", self.context.id, i + 1));
        }
        claims
    }

    /// What the sentences around a claim add: "The talks took place on …" goes on in the words of whoever told of the
    /// talks; a speaker who posts in one sentence still posts in the next.
    fn carry_on(&self, claims: &mut [Claim]) {
        claims.sort_by_key(|c| (c.span.start(), c.cue.start()));
        let same_paragraph = |a: &Claim, b: &Claim| {
            self.page.text.get(a.span.start()..b.span.end()).is_some_and(|t| !t.contains("\n\n"))
        };
        for i in 1..claims.len() {
            let (before, rest) = claims.split_at_mut(i);
            let claim = &mut rest[0];
            let token = self.page.token_at(claim.cue.start());
            let definite = self
                .page
                .children_by(token, &[Dep::Det])
                .any(|d| matches!(self.page.lemma(d), "the" | "this" | "these" | "those"));
            // "Boria deployed 1,200 men. The first planes took off": whose men fly was said just before.
            let moved = &before[i - 1];
            // "Noria deployed 1,200 men. … The contingent will take up posts": the force that was spoken of.
            let the_force = moved.actor.as_ref().is_some_and(|a| a.party.is_some())
                && claim.actor.as_ref().is_some_and(|a| {
                    let head = a.span.map(|s| self.page.root_of(s));
                    a.party.is_none()
                        && head.is_some_and(|h| {
                            self.page.is_kind(h, "forces")
                                && self.page.children_by(h, &[Dep::Det]).any(|d| self.page.lemma(d) == "the")
                                && self.page.children(h).len() == 1
                        })
                });
            if matches!(claim.act, Act::Deployment | Act::Withdrawal)
                && claim.act == moved.act
                && (the_force || claim.actor.is_none() && claim.place.is_none() && same_paragraph(moved, claim))
            {
                claim.actor.clone_from(&moved.actor);
            }
            // "Boria handed over Dal. Arian units entered it on 25 May": one change of hands, dated by its second half.
            let (last, next) = (&mut before[i - 1], &claim);
            let hands = |act| matches!(act, Act::Handover | Act::Withdrawal | Act::CaptureOrEntry);
            if last.when.is_none()
                && hands(last.act)
                && hands(next.act)
                && last.modality == next.modality
                && last.place.as_ref().and_then(|p| p.best()).map(|b| &b.place)
                    == next.place.as_ref().and_then(|p| p.best()).map(|b| &b.place)
                && last.place.is_some()
                && same_paragraph(last, next)
            {
                last.when.clone_from(&next.when);
            }
            if claim.attribution.own_voice && definite {
                let told = before
                    .iter()
                    .rev()
                    .find(|b| b.act == claim.act && b.span != claim.span && same_paragraph(b, claim));
                if let Some(told) = told.filter(|b| !b.attribution.own_voice) {
                    claim.attribution = told.attribution.clone();
                }
            }
        }
        let posted: Vec<(String, usize)> = claims
            .iter()
            .filter(|c| c.attribution.channel == Channel::Post)
            .filter_map(|c| Some((c.attribution.speaker.as_ref()?.name.clone(), c.span.start())))
            .collect();
        for claim in claims.iter_mut().filter(|c| c.attribution.channel == Channel::Unspecified && c.attribution.direct)
        {
            let wrote =
                claim.attribution.cue.is_some_and(|c| self.page.lemma(self.page.token_at(c.start())) == "write");
            let name = claim.attribution.speaker.as_ref().map(|v| v.name.as_str());
            if wrote && posted.iter().any(|(n, at)| Some(n.as_str()) == name && at.abs_diff(claim.span.start()) < 1000)
            {
                claim.attribution.channel = Channel::Post;
            }
        }
    }

    /// Whether what is denied is told as the word of somebody else, who is named: "claims by Aria".
    fn denied_word(&self, denier: usize, quotation: Option<&Quotation>) -> bool {
        let Some(q) = quotation else { return false };
        let below = q.cue_token.is_some_and(|c| c != denier && self.page.ancestors(c).any(|a| a == denier));
        let source = q.source_head.filter(|_| below).and_then(|s| self.cast.who(s));
        let denies = self.doer(denier).and_then(|d| self.cast.who(d));
        let side = |w: &Who| (w.party.clone(), w.actor.is_none().then(|| w.name.clone()));
        source.is_some_and(|s| denies.is_none_or(|d| side(&s) != side(&d)))
    }

    /// Beside Aria's claim stands the denial of whoever rejects it.
    fn denial(&self, hit: &ActHit, told: &Claim) -> Option<Claim> {
        let denier = judge(self.page, hit).denier.filter(|_| told.polarity == Polarity::Asserts)?;
        let who = self.doer(denier).filter(|_| self.denied_word(denier, self.quotation_of(hit.token)));
        let attribution = self.said_by(who.and_then(|d| self.cast.who(d))?);
        let (polarity, casualties) = (Polarity::Denies, servanda_model::Casualties::default());
        Some(Claim { attribution, polarity, casualties, justified: false, ..told.clone() })
    }

    /// The other days on which talks of one sentence took place.
    fn further_days(&self, claim: &Claim) -> Vec<When> {
        let Some(first) = claim.when.as_ref().filter(|w| claim.act == Act::Talks && w.precision == Precision::Day)
        else {
            return Vec::new();
        };
        let days = self
            .page
            .times
            .iter()
            .filter(|t| claim.span.contains(t.span) && t.precision == TimePrecision::Day && t.range.is_none());
        days.filter(|t| first.span != Some(t.span))
            .filter_map(|t| self.whenever(t))
            .filter(|w| w.from() != first.from())
            .collect()
    }

    /// "under attack by artillery", "attacked with drones": an attack is of the kind of its means.
    fn by_means(&self, hit: &ActHit, act: Act) -> Act {
        let page = self.page;
        if !matches!(act, Act::GroundAttack | Act::AttackOnCivilians | Act::Gunfire) {
            return act;
        }
        let with = [hit.token, hit.verb.unwrap_or(hit.token)];
        let means = with.iter().flat_map(|&t| page.prep_objects(t, &["with", "by", "from", "using"])).chain(hit.actor);
        // "fired mortars at the post".
        let fired = page.children_by(hit.token, &[Dep::Dobj]).filter(|_| act == Act::Gunfire);
        let means = means.chain(fired);
        let means: Vec<usize> = means.collect();
        let any = |kind: &str| means.iter().any(|&m| page.rules.is_kind(kind, page.lemma(m)));
        if act == Act::AttackOnCivilians {
            // "killed by mines": whoever was meant, a mine did it.
            return if any("mine") { Act::Mine } else { act };
        }
        if any("artillery") {
            Act::Shelling
        } else if any("aircraft") {
            Act::AirOrDroneStrike
        } else {
            act
        }
    }

    /// "A drone launched by Boria": whose weapon it was.
    fn launcher(&self, weapon: usize) -> Option<Who> {
        let page = self.page;
        if !["artillery", "aircraft", "mine"].iter().any(|k| page.rules.is_kind(k, page.lemma(weapon))) {
            return None;
        }
        let launched = page.children_by(weapon, &[Dep::Acl]).filter(|&v| page.is_passive(v));
        let by = launched.flat_map(|v| page.prep_objects(v, &["by", "from"])).find_map(|t| self.cast.who(t));
        by.filter(|w| w.party.is_some())
    }

    /// Those whom the deed killed or wounded, as its own clause tells.
    fn victims(&self, hit: &ActHit) -> Option<usize> {
        let page = self.page;
        let own = |t: usize| {
            let within = |a: usize| a == hit.token || Some(a) == hit.verb;
            within(t) || page.ancestors(t).take(3).any(within) || page.ancestors(hit.token).take(3).any(|a| a == t)
        };
        let there = page.sentence(hit.token);
        let mut tolls = self.tolls.iter().filter(|t| page.sentence(t.token) == there && own(t.token));
        tolls.find_map(|t| t.victims.filter(|&v| page.pos(v) == Pos::Noun))
    }

    fn claim(&self, hit: &ActHit, hits: &[ActHit], n: usize, used: &mut BTreeSet<usize>) -> Claim {
        let page = self.page;
        let rule = &page.rules.acts[hit.rule];
        let quotation = self.quotation_of(hit.token);
        let mut attribution = self.attribution(quotation);
        let Judged { mut modality, mut polarity, denier } = judge(page, hit);
        if let Some(q) = quotation {
            // The cue's own denial, where the tree did not lead to it (direct speech, nominal content).
            if q.denies && polarity == Polarity::Asserts && !self.cue_governs(q, hit.token) {
                polarity = Polarity::Denies;
            }
            if q.cue_token.is_some_and(|c| {
                matches!(page.lemma(c), "believe" | "think" | "opinion" | "view" | "doubt" | "suspect" | "infer")
            }) && modality == Modality::Fact
            {
                modality = Modality::Opinion;
            }
        }
        let who = |t: usize| self.cast.who(t);
        if let Some(denier) = denier {
            let of_another = self.denied_word(denier, quotation);
            if of_another {
                // "Claims by Aria that Boria shelled Kel were rejected": Aria says so all the same.
                polarity = Polarity::Asserts;
            } else if quotation.and_then(|q| q.cue_token) != Some(denier)
                && let Some(who) = self.doer(denier).and_then(who)
            {
                // "Boria rejected a statement that it had shelled Kel": Boria denies it.
                attribution = self.said_by(who);
            }
        }
        let observed = self.observed(hit.token);
        if let Some(observed) = observed.as_ref().filter(|_| attribution.own_voice) {
            attribution = self.seen_by(observed, attribution);
        }
        let doer = hit.actor.filter(|&a| observed.as_ref().is_none_or(|o| o.observer != a));
        let mut actor = doer.and_then(|a| who(a).or_else(|| self.launcher(a)));
        // "Aria blamed Boria for the attack": Aria says that it was Boria.
        let blame = hit.verb.filter(|&v| {
            matches!(page.lemma(v), "blame" | "accuse")
                && page.prep_objects(v, &["for", "of"]).contains(&hit.token)
                && actor.is_none()
        });
        if let Some(verb) = blame {
            let blamed = if page.is_passive(verb) { page.subject(verb) } else { page.child(verb, &[Dep::Dobj]) };
            actor = blamed.and_then(who);
            if quotation.is_none()
                && let Some(accuser) = self.doer(verb).and_then(who)
            {
                attribution = self.said_by(accuser);
            }
        }
        let mut target: Option<Who> = None;
        let mut object_place: Option<usize> = None;
        for &o in &hit.objects {
            for part in conjuncts(page, o) {
                if page.is_kind(part, "place") {
                    object_place = object_place.or(Some(part));
                }
                if target.is_none() && Some(part) != hit.actor && page.antecedent_place(part).is_none() {
                    // A town that is shelled is a place, even where its name may stand for a government.
                    target = who(part).filter(|w| {
                        !(page.is_town(part) && rule.act.is_hostile()) || w.actor.is_none() && w.party.is_some()
                    });
                }
            }
        }
        // A thing or people whom nobody answers for: "a car", "two farmers".
        if target.is_none() && suffers(rule.act) {
            let thing = |t: &usize| {
                Some(*t) != hit.actor
                    && matches!(page.pos(*t), Pos::Noun | Pos::Propn)
                    && !page.is_place_name(*t)
                    && !page.times.iter().any(|time| time.span.overlaps(page.span(*t)))
            };
            let hit_by = hit.objects.iter().flat_map(|&o| conjuncts(page, o)).find(thing);
            target = hit_by.or_else(|| self.victims(hit)).map(|t| who(t).unwrap_or_else(|| self.cast.thing(t)));
        }
        match rule.object {
            ObjectRole::Forces => {
                // The forces that move tell whose act it is where the subject does not.
                if actor.as_ref().is_none_or(|a| a.party.is_none()) {
                    actor = target.take().filter(|t| t.party.is_some()).or(actor);
                }
                target = None;
            }
            ObjectRole::Place if rule.act == Act::Handover => {
                target = hit
                    .receiver
                    .and_then(who)
                    .or_else(|| target.filter(|t| t.party.is_some() && object_place.is_none()))
            }
            ObjectRole::Place => target = None,
            ObjectRole::People if rule.act == Act::ReleaseOrExchange => target = hit.receiver.and_then(who).or(target),
            _ => {}
        }
        // "Kel remains under the control of Boria": the subject is held, the holder stands after "of".
        if rule.act == Act::Control && actor.as_ref().is_none_or(|a| a.party.is_none()) {
            object_place =
                object_place.or_else(|| hit.verb.and_then(|v| page.subject(v)).filter(|&s| page.is_kind(s, "place")));
        }
        if rule.act == Act::Control && actor.as_ref().is_none_or(|a| a.party.is_none()) {
            actor = page
                .sentence_tokens(hit.token)
                .filter(|&t| page.dep(t) == Dep::Pobj && t > hit.token)
                .filter_map(who)
                .find(|w| w.actor.is_some() && w.party.is_some())
                .or(actor);
        }
        // In what a side says of itself, "we" is that side.
        if actor.is_none()
            && hit.actor.is_some_and(|a| matches!(page.word(a).to_lowercase().as_str(), "we" | "our" | "us" | "i"))
        {
            actor = attribution.speaker.as_ref().and_then(|v| {
                let party = v.party()?.clone();
                Some(Who { name: v.name.clone(), ..self.cast.known(&party, page.span(hit.token)) })
            });
        }
        // "held in Boria": a state holds whom its country holds, where nobody else is named.
        if actor.is_none() && rule.act == Act::Detention {
            let tokens = page.sentence_tokens(hit.token).filter(|&t| !self.in_cue_clause(t, quotation));
            let holders = tokens.flat_map(|t| page.prep_objects(t, &["in"])).filter_map(who);
            actor = holders.into_iter().find(|w| w.actor.is_some() && w.actor == w.party);
        }
        let rumour = page.sentence_tokens(hit.token).any(|t| {
            matches!(page.lemma(t), "unconfirmed" | "unverified" | "rumour" | "rumor" | "rumoured" | "rumored")
        });
        // "Kel was liberated", said by a side and with nobody named, says who holds it now: the side that says so. And
        // who has a word of praise for an operation without an author has carried it out.
        let praised = rule.act == Act::CaptureOrEntry
            && matches!(
                page.lemma(hit.token),
                "liberate" | "free" | "retake" | "recapture" | "reclaim" | "regain" | "liberation" | "reclamation"
            );
        let lawful = rule.act.is_hostile()
            && hit.actor.is_none()
            && hit.cue.of(page.text).is_some_and(|c| c.to_lowercase().contains("terror"));
        if actor.is_none() && (praised || lawful) {
            actor = attribution.speaker.as_ref().filter(|_| !attribution.own_voice).and_then(|v| {
                let party = v.party()?.clone();
                Some(self.cast.known(&party, page.span(hit.token)))
            });
        }
        let span = page.trimmed_sentence(hit.token);
        let place = self.place(hit, hits, object_place, quotation);
        let when = self.when(hit, quotation, modality).map(|w| match modality {
            Modality::Fact => self.not_yet_to_come(w),
            Modality::Opinion => w,
            _ => self.yet_to_come(w),
        });
        let casualties = self.casualties(hit, hits, quotation, used);
        let background = self.background(hit, when.as_ref(), quotation);
        let recital = !background && self.recital(hit, modality);
        let running_count = self.running_count(hit);
        let justified = self.justified(hit, &attribution, actor.as_ref());
        Claim {
            id: ClaimId::new(format!("{}#{}", self.context.id, n + 1)),
            report: self.context.id.clone(),
            span,
            quote: span.of(page.text).unwrap_or_default().to_owned(),
            attribution,
            act: self.by_means(hit, rule.act),
            cue: hit.cue,
            actor: actor.map(|w| self.party_of(w)),
            target: target.map(|w| w.participant()),
            place,
            when,
            casualties,
            quantities: quantities(page, page.sentence_tokens(hit.token)),
            polarity,
            modality,
            background,
            recital,
            retracted: false,
            justified,
            running_count,
            rule: rule.id.clone(),
            confidence: match quotation {
                _ if rumour => 0.3,
                Some(_) => 0.8,
                None => 0.7,
            },
        }
    }

    fn distance(&self, from: usize, to: usize) -> usize {
        // Steps through the tree: up from the one to a common ancestor, then down.
        let page = self.page;
        let up: Vec<usize> = std::iter::once(from).chain(page.ancestors(from)).collect();
        std::iter::once(to)
            .chain(page.ancestors(to))
            .enumerate()
            .find_map(|(j, b)| up.iter().position(|&a| a == b).map(|i| i + j))
            .unwrap_or(99)
    }

    /// Whether the token belongs to the clause of saying rather than to what is said.
    fn in_cue_clause(&self, token: usize, quotation: Option<&Quotation>) -> bool {
        let span = self.page.span(token);
        // "One violation was recorded near Kel on Monday": who records tells of the act's own place and time.
        if quotation.and_then(|q| q.cue_token).is_some_and(|c| {
            matches!(self.page.lemma(c), "record" | "register" | "document" | "note" | "observe" | "see" | "hear")
        }) {
            return false;
        }
        quotation.is_some_and(|q| !q.content.iter().any(|c| c.contains(span)))
    }
}

/// Whether an act is done to somebody or something that the words may name.
fn suffers(act: Act) -> bool {
    act.is_hostile()
        || matches!(
            act,
            Act::Obstruction
                | Act::DestructionOfProperty
                | Act::Detention
                | Act::IllTreatment
                | Act::SexualViolence
                | Act::OccupationOfBuilding
                | Act::RestrictionOfMonitors
        )
}
