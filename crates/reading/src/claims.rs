//! From acts, voices, places, times and numbers to claims.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::DateTime;
use servanda_model::{
    Act, Attribution, Casualties, Channel, Claim, ClaimId, Modality, Participant, PlacePrecision, Polarity, Precision,
    ReportId, Span, Voice, When, Where, Zone,
};
use servanda_syntax::{Dep, Pos, Tag};

use crate::acts::{ActHit, conjuncts};
use crate::attribution::Quotation;
use crate::casualties::{Toll, quantities};
use crate::modality::judge;
use crate::page::{Located, Page};
use crate::rules::ObjectRole;
use crate::time::{Bound, Precision as TimePrecision, TimeExpression, Timex};
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

/// Older than this before publication, an act that is recalled in passing is background. News tells of days; a month
/// leaves room for what is disclosed late.
const RECALLED_AFTER_DAYS: i64 = 45;

pub(crate) struct Assembly<'a> {
    pub page: &'a Page<'a>,
    pub cast: &'a Cast<'a>,
    pub context: &'a ReportContext,
    pub quotations: &'a [Quotation],
    pub tolls: &'a [Toll],
    /// Spans that are no evidence: headings of other articles, share lines.
    pub furniture: &'a [Span],
}

impl Assembly<'_> {
    pub fn claims(&self, hits: &[ActHit]) -> Vec<Claim> {
        let mut claims: Vec<Claim> = Vec::new();
        let mut used_tolls: BTreeSet<usize> = BTreeSet::new();
        for hit in hits {
            if self.furniture.iter().any(|f| f.overlaps(self.page.span(hit.token))) {
                continue;
            }
            let claim = self.claim(hit, hits, claims.len(), &mut used_tolls);
            // "spoke with A on 1 May and with B on 2 May": one claim a day.
            for when in self.further_days(&claim) {
                claims.push(Claim { when: Some(when), ..claim.clone() });
            }
            claims.push(claim);
        }
        self.leftover_tolls(hits, &used_tolls, &mut claims);
        self.carry_on(&mut claims);
        claims.sort_by_key(|c| (c.span.start(), c.cue.start()));
        claims.dedup_by(|b, a| a.act == b.act && a.cue.overlaps(b.cue) && a.when == b.when);
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
        days.filter_map(|t| self.whenever(t, None)).filter(|w| w.from() != first.from()).collect()
    }

    fn claim(&self, hit: &ActHit, hits: &[ActHit], n: usize, used: &mut BTreeSet<usize>) -> Claim {
        let page = self.page;
        let rule = &page.rules.acts[hit.rule];
        let quotation = self.quotation_of(hit.token);
        let attribution = self.attribution(quotation);
        let (mut modality, mut polarity) = judge(page, hit);
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
        let mut actor = hit.actor.and_then(who);
        let mut target: Option<Who> = None;
        let mut object_place: Option<usize> = None;
        for &o in &hit.objects {
            for part in conjuncts(page, o) {
                if page.is_kind(part, "place") {
                    object_place = object_place.or(Some(part));
                }
                if target.is_none() && Some(part) != hit.actor {
                    target = who(part);
                }
            }
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
                let party = v.side.party()?.clone();
                Some(Who {
                    name: v.name.clone(),
                    actor: Some(party.clone()),
                    party: Some(party),
                    side: v.side.clone(),
                    span: page.span(hit.token),
                    outlet: false,
                    public: false,
                })
            });
        }
        // A rumour is told as one.
        if modality == Modality::Fact
            && page.sentence_tokens(hit.token).any(|t| {
                matches!(page.lemma(t), "unconfirmed" | "unverified" | "rumour" | "rumor" | "rumoured" | "rumored")
            })
        {
            modality = Modality::Opinion;
        }
        // "Kel was liberated", said by a side and with nobody named, says who holds it now: the side that says so.
        if actor.is_none()
            && rule.act == Act::CaptureOrEntry
            && matches!(
                page.lemma(hit.token),
                "liberate" | "free" | "retake" | "recapture" | "reclaim" | "regain" | "liberation" | "reclamation"
            )
        {
            actor = attribution.speaker.as_ref().filter(|_| !attribution.own_voice).and_then(|v| {
                let party = v.side.party()?.clone();
                Some(Who {
                    name: party.to_string(),
                    actor: Some(party.clone()),
                    party: Some(party),
                    side: v.side.clone(),
                    span: page.span(hit.token),
                    outlet: false,
                    public: false,
                })
            });
        }
        let sentence = page.sentence_span(hit.token);
        let span = self.evidence_span(hit.token, quotation, sentence);
        let place = self.place(hit, hits, object_place, quotation);
        let when = self.when(hit, quotation);
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
            act: rule.act,
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
            confidence: if quotation.is_some() { 0.8 } else { 0.7 },
        }
    }

    /// Who says what stands at a token.
    pub fn voice_at(&self, token: usize) -> Voice {
        self.attribution(self.quotation_of(token)).speaker.unwrap_or_else(|| self.context.outlet.clone())
    }

    /// People of a nation who act are laid to its party; the words stay.
    fn party_of(&self, who: Who) -> Participant {
        let mut p = who.participant();
        if p.actor.is_none() {
            p.actor.clone_from(&p.party);
        }
        p
    }

    /// The innermost quotation whose content holds the token.
    fn quotation_of(&self, token: usize) -> Option<&Quotation> {
        let span = self.page.span(token);
        self.quotations
            .iter()
            .filter(|q| q.cue.is_none_or(|c| !c.overlaps(span)) && q.content.iter().any(|c| c.contains(span)))
            .min_by_key(|q| q.content.iter().map(|c| c.len()).sum::<usize>())
    }

    /// The next wider quotation that holds the whole of this one: a relay of the words.
    fn outer_quotations(&self, inner: &Quotation) -> Vec<&Quotation> {
        let Some(cue) = inner.cue else { return Vec::new() };
        let mut outer: Vec<&Quotation> = self
            .quotations
            .iter()
            .filter(|q| !std::ptr::eq(*q, inner) && q.source != inner.source)
            .filter(|q| {
                q.content
                    .iter()
                    .any(|c| c.contains(cue) || inner.content.iter().all(|i| c.contains(*i) && c.len() > i.len()))
            })
            .collect();
        outer.sort_by_key(|q| q.content.iter().map(|c| c.len()).sum::<usize>());
        outer
    }

    fn cue_governs(&self, q: &Quotation, token: usize) -> bool {
        q.cue_token.is_some_and(|c| self.page.ancestors(token).any(|a| a == c))
    }

    fn attribution(&self, quotation: Option<&Quotation>) -> Attribution {
        let outlet = self.context.outlet.clone();
        let mut relays: Vec<Voice> = Vec::new();
        let named = |q: &Quotation| {
            q.source_head.and_then(|h| self.cast.who(h)).or_else(|| q.source.and_then(|s| self.cast.voice(s)))
        };
        let voice = quotation.and_then(|q| named(q).map(|w| (q, w)));
        match voice {
            Some((q, who)) => {
                for outer in self.outer_quotations(q) {
                    if let Some(w) = named(outer).filter(|w| w.name != who.name)
                        && !relays.iter().any(|r| r.name == w.name)
                    {
                        relays.push(w.voice());
                    }
                }
                // "in a statement carried by the agency": the relay stands beside the cue.
                if let Some(w) = self.cited_beside(q).filter(|w| w.name != who.name)
                    && !relays.iter().any(|r| r.name == w.name)
                {
                    relays.push(w.voice());
                }
                relays.extend(self.context.relays.iter().filter(|r| r.name != who.name).cloned());
                relays.push(outlet);
                relays.dedup_by(|a, b| a.name == b.name);
                Attribution {
                    speaker: Some(who.voice()),
                    relays,
                    channel: q.channel,
                    cue: q.cue,
                    own_voice: false,
                    direct: q.direct,
                }
            }
            None => {
                relays.extend(self.context.relays.iter().cloned());
                let own = quotation.is_none_or(|q| q.source.is_none() && q.cue.is_none());
                Attribution {
                    speaker: Some(outlet),
                    relays,
                    channel: quotation.map_or(Channel::Unspecified, |q| q.channel),
                    cue: quotation.and_then(|q| q.cue),
                    own_voice: own || quotation.is_some_and(|q| q.source.is_none()),
                    direct: quotation.is_some_and(|q| q.direct),
                }
            }
        }
    }

    /// An outlet or agency named in the sentence of the cue by "cited by", "quoted by", "told", "reports".
    fn cited_beside(&self, q: &Quotation) -> Option<Who> {
        let page = self.page;
        let cue = q.cue_token?;
        let by = |t: usize| {
            matches!(page.lemma(t), "cite" | "quote" | "carry" | "publish" | "report" | "relay" | "share" | "obtain")
        };
        let passive = page
            .sentence_tokens(cue)
            .filter(|&t| t != cue && by(t))
            .find_map(|t| page.prep_objects(t, &["by"]).into_iter().find_map(|o| self.cast.who(o)));
        let told = || {
            page.child(cue, &[Dep::Dobj, Dep::Dative])
                .filter(|_| page.lemma(cue) == "tell")
                .and_then(|o| self.cast.who(o))
        };
        let outlet_source = |t: usize| page.lemma(t) == "report" || page.lemma(t) == "write";
        let reported = || {
            page.sentence_tokens(cue)
                .filter(|&t| t != cue && outlet_source(t) && page.pos(t) == Pos::Verb)
                .find_map(|t| page.subject(t).and_then(|s| self.cast.who(s)).filter(|w| w.outlet))
        };
        passive.or_else(told).or_else(reported).filter(|w| w.outlet || w.actor.is_some())
    }

    /// The words a claim rests on: its sentence, cut to the quotation if that is longer than a sentence.
    fn evidence_span(&self, token: usize, quotation: Option<&Quotation>, sentence: Span) -> Span {
        let _ = (token, quotation);
        let text = sentence.of(self.page.text).unwrap_or_default();
        let lead = text.len() - text.trim_start().len();
        Span::new(sentence.start() + lead, sentence.start() + text.trim_end().len())
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

    fn place(
        &self,
        hit: &ActHit,
        hits: &[ActHit],
        object_place: Option<usize>,
        quotation: Option<&Quotation>,
    ) -> Option<Where> {
        let page = self.page;
        let located = |t: usize| -> Option<&Located> {
            let span = page.span(t);
            let subtree = page.subtree_span(t);
            page.places
                .iter()
                .filter(|p| !p.adjective && (p.span.overlaps(span) || subtree.contains(p.span)))
                .min_by_key(|p| (!p.span.overlaps(span), p.span.start().abs_diff(span.start())))
        };
        if let Some(found) = object_place.and_then(located) {
            return Some(self.qualified(found));
        }
        let range = page.sentence_tokens(hit.token);
        let sentence = page.cover(range.start, range.end.saturating_sub(1));
        let best = page
            .places
            .iter()
            .filter(|p| !p.adjective && sentence.contains(p.span))
            .filter_map(|p| {
                let t = page.tokens_in(p.span).last()?;
                let mut head = page
                    .tokens_in(p.span)
                    .find(|&t| page.head(t).is_none_or(|h| !page.tokens_in(p.span).contains(&h)))
                    .unwrap_or(t);
                // "the Karabakh region", "Tartar city": the noun after the name has its role.
                for _ in 0..4 {
                    match (page.dep(head), page.head(head)) {
                        (Dep::Compound | Dep::Nmod | Dep::Appos, Some(up))
                            if page.is_nominal(up)
                                && (page.rules.is_kind("place", page.lemma(up)) || page.dep(head) == Dep::Appos) =>
                        {
                            head = up
                        }
                        (Dep::Conj, Some(up)) if page.is_nominal(up) => head = up,
                        _ => break,
                    }
                }
                // Who acts or speaks is no place of the act.
                let role = page.dep(head);
                // The place of another act of the sentence: "by the capture of Kel".
                let owner = page.head(head).filter(|_| role == Dep::Pobj).and_then(|prep| page.head(prep));
                let of_others = page.rules.acts[hit.rule].act != Act::AgreementOrExtension;
                if of_others && owner.is_some_and(|o| o != hit.token && hits.iter().any(|h| h.token == o))
                    || hits
                        .iter()
                        .any(|h| h.token != hit.token && h.objects.contains(&head) && !hit.objects.contains(&head))
                {
                    return None;
                }
                let prep = page.head(head).filter(|_| role == Dep::Pobj).map(|h| page.lemma(h).to_owned());
                let as_actor = p.actor_like
                    || matches!(role, Dep::Nsubj | Dep::Poss) && !page.is_passive(page.head(head).unwrap_or(head))
                    || Some(head) == hit.actor
                    || prep.as_deref() == Some("by");
                if as_actor || Some(head) == hit.receiver && page.rules.acts[hit.rule].act == Act::Handover {
                    return None;
                }
                if self.in_cue_clause(head, quotation)
                    && quotation.is_some_and(|q| !q.direct && self.cue_governs(q, hit.token))
                {
                    return None;
                }
                let local = matches!(
                    prep.as_deref(),
                    Some(
                        "in" | "near"
                            | "at"
                            | "on"
                            | "from"
                            | "to"
                            | "into"
                            | "of"
                            | "around"
                            | "outside"
                            | "towards"
                            | "toward"
                            | "along"
                            | "over"
                            | "through"
                            | "across"
                            | "within"
                            | "for"
                    )
                );
                // "reached Kel": the object of the verb that carries the act.
                let goal = role == Dep::Dobj && page.head(head) == hit.verb;
                if !local && !goal && !hit.objects.contains(&head) {
                    return None;
                }
                let breadth = p.place.best().map_or(0, |b| b.within.len());
                Some((
                    (
                        self.distance(hit.token, head) * 2 + usize::from(!local) * 3,
                        usize::MAX - breadth,
                        p.span.start(),
                    ),
                    p,
                ))
            })
            .min_by_key(|(k, _)| *k);
        if let Some((_, p)) = best {
            return Some(self.qualified(p));
        }
        None
    }

    /// "near", "outside", "north of": the place is not the named one but close to it.
    fn qualified(&self, located: &Located) -> Where {
        let page = self.page;
        let mut place = located.place.clone();
        let first = page.tokens_in(located.span).start;
        let before: Vec<String> = (first.saturating_sub(4)..first).map(|t| page.word(t).to_lowercase()).collect();
        let near = before.iter().any(|w| {
            matches!(
                w.as_str(),
                "near"
                    | "outside"
                    | "around"
                    | "north"
                    | "south"
                    | "east"
                    | "west"
                    | "towards"
                    | "toward"
                    | "northeast"
                    | "northwest"
                    | "southeast"
                    | "southwest"
                    | "direction"
                    | "vicinity"
                    | "outskirts"
            )
        });
        if near && place.precision == PlacePrecision::Exact {
            place.precision = PlacePrecision::Near;
        }
        place
    }

    fn when(&self, hit: &ActHit, quotation: Option<&Quotation>) -> Option<When> {
        let page = self.page;
        let range = page.sentence_tokens(hit.token);
        let sentence = page.cover(range.start, range.end.saturating_sub(1));
        let verb = hit.verb.unwrap_or(hit.token);
        let present = page
            .children_by(verb, &[Dep::Aux, Dep::Auxpass])
            .chain([verb])
            .any(|t| matches!(page.tag(t), Tag::Vbz | Tag::Vbp));
        let mut own: Vec<(usize, &TimeExpression)> = Vec::new();
        let mut said: Vec<&TimeExpression> = Vec::new();
        for time in page.times.iter().filter(|t| sentence.contains(t.span) && t.kind != Timex::Set) {
            let Some(token) = page.tokens_in(time.span).next() else { continue };
            let head = page
                .tokens_in(time.span)
                .find(|&t| page.head(t).is_none_or(|h| !page.tokens_in(time.span).contains(&h)))
                .unwrap_or(token);
            if self.in_cue_clause(head, quotation) && quotation.is_some() {
                said.push(time);
            } else if (time.interval.is_some() || time.range.is_some()) && self.same_clause(hit, head) {
                own.push((self.distance(hit.token, head), time));
            }
        }
        own.sort_by_key(|(d, t)| (*d, t.span.start()));
        if let Some((_, time)) = own.first() {
            // Day and hour of one clause belong together.
            return self.whenever(time, quotation);
        }
        // Times of the saying, outside the sentence too, where a quotation spans several.
        if let Some(q) = quotation
            && let Some(cue) = q.cue_token
        {
            let r = page.sentence_tokens(cue);
            let s = page.cover(r.start, r.end.saturating_sub(1));
            said.extend(page.times.iter().filter(|t| {
                s.contains(t.span) && !q.content.iter().any(|c| c.contains(t.span)) && t.interval.is_some()
            }));
        }
        let now = page.times.iter().any(|t| sentence.contains(t.span) && t.value == "PRESENT_REF");
        if let Some(time) = said.first() {
            // "X is under fire," she said on Monday: what is told in the present is of that day, what is told in the
            // past of that day at the latest.
            let when = self.whenever(time, quotation)?;
            let direct = quotation.is_some_and(|q| q.direct);
            if present || now || direct || matches!(time.bound, Some(Bound::AsOf)) {
                return Some(when);
            }
            // "X was shelled, the ministry said on Monday": when it was is not said.
            return None;
        }
        if now {
            let (earliest, latest) = self.context.published?;
            let from = earliest.checked_sub(jiff::Span::new().hours(24)).ok();
            return Some(When::new(from, Some(latest), self.context.zone.clone(), Precision::Day).worded("now", None));
        }
        None
    }

    /// Whether a time may belong to an act: an act told in a relative clause or participle has only the times inside it.
    fn same_clause(&self, hit: &ActHit, time: usize) -> bool {
        let page = self.page;
        let bound = std::iter::once(hit.token)
            .chain(page.ancestors(hit.token))
            .find(|&a| matches!(page.dep(a), Dep::Relcl | Dep::Acl));
        bound.is_none_or(|b| {
            let (first, last) = page.edges(b);
            (first..=last).contains(&time)
        })
    }

    fn whenever(&self, time: &TimeExpression, _quotation: Option<&Quotation>) -> Option<When> {
        let interval = time.range.or(time.interval)?;
        let zone = time
            .zone
            .as_deref()
            .filter(|z| *z != "local")
            .and_then(|z| Zone::new(z).ok())
            .unwrap_or_else(|| self.context.zone.clone());
        let instant = |at: DateTime| zone.rules().to_ambiguous_zoned(at).compatible().ok().map(|z| z.timestamp());
        let (mut from, mut to) = (interval.from.and_then(instant), interval.to.and_then(instant));
        // A weekday that contradicts its date: nobody knows which is the slip, so both days stand.
        if let Some(conflict) = &time.conflict {
            let day = |d: jiff::civil::Date| instant(d.to_datetime(jiff::civil::Time::midnight()));
            from = from.into_iter().chain(day(conflict.other)).min();
            to = to.into_iter().chain(conflict.other.tomorrow().ok().and_then(day)).max();
        }
        match time.bound {
            Some(Bound::Until | Bound::By | Bound::Before) => from = None,
            Some(Bound::Since | Bound::After) => to = None,
            _ => {}
        }
        let precision = match time.precision {
            TimePrecision::Second => Precision::Second,
            TimePrecision::Minute => Precision::Minute,
            TimePrecision::Hour => Precision::Hour,
            TimePrecision::PartOfDay => Precision::PartOfDay,
            TimePrecision::Day => Precision::Day,
            TimePrecision::Week => Precision::Week,
            TimePrecision::Month => Precision::Month,
            TimePrecision::Quarter | TimePrecision::HalfYear => Precision::Quarter,
            TimePrecision::Season => Precision::Season,
            TimePrecision::Year => Precision::Year,
            TimePrecision::Decade => Precision::Decade,
            TimePrecision::Century => Precision::Century,
            TimePrecision::Weekend | TimePrecision::Vague => Precision::Interval,
        };
        let precision = if time.range.is_some() { Precision::Interval } else { precision };
        Some(
            When::new(from, to, zone, precision)
                .worded(time.span.of(self.page.text).unwrap_or_default(), Some(time.span)),
        )
    }

    /// Numbers of the act's own sentence that no nearer act takes; else of the next sentence, which goes on about it.
    fn casualties(
        &self,
        hit: &ActHit,
        hits: &[ActHit],
        quotation: Option<&Quotation>,
        used: &mut BTreeSet<usize>,
    ) -> Casualties {
        let page = self.page;
        let act = page.rules.acts[hit.rule].act;
        if !(act.is_hostile() || matches!(act, Act::Obstruction | Act::Violation)) {
            return Casualties::default();
        }
        let mut all = Casualties::default();
        let sentence = page.sentence(hit.token);
        for (i, toll) in self.tolls.iter().enumerate() {
            let there = page.sentence(toll.token);
            let nearest = |s: usize| {
                hits.iter()
                    .filter(|h| page.sentence(h.token) == s && page.rules.acts[h.rule].act.is_hostile())
                    .min_by_key(|h| (self.distance(h.token, toll.token), h.token))
            };
            let mine = if there == sentence {
                nearest(there).is_some_and(|h| h.token == hit.token)
            } else if there == sentence + 1 {
                let hostile_there = nearest(there).is_some();
                let last_here = hits
                    .iter()
                    .rfind(|h| page.sentence(h.token) == sentence && page.rules.acts[h.rule].act.is_hostile());
                let same_quote = quotation.map(|q| q.content.iter().any(|c| c.contains(page.span(toll.token))));
                let gap = page.text.get(page.span(hit.token).end()..page.span(toll.token).start()).unwrap_or_default();
                !hostile_there
                    && last_here.is_some_and(|h| h.token == hit.token)
                    && (same_quote == Some(true) || !gap.contains("\n\n"))
            } else {
                false
            };
            if mine && !used.contains(&i) {
                used.insert(i);
                all.killed = all.killed.or(toll.casualties.killed);
                all.wounded = all.wounded.or(toll.casualties.wounded);
                all.group = all.group.or(toll.casualties.group);
                all.total |= toll.casualties.total;
            }
        }
        all
    }

    /// Killed or wounded people whom no act explains: a use of force of a kind not said, where a party is named.
    fn leftover_tolls(&self, hits: &[ActHit], used: &BTreeSet<usize>, claims: &mut Vec<Claim>) {
        let page = self.page;
        let Some(rule) = page.rules.acts.iter().position(|r| r.act == Act::Violation) else { return };
        for (i, toll) in self.tolls.iter().enumerate() {
            let combat = toll.casualties.group == Some(servanda_model::Group::Combatants) || toll.actor.is_some();
            let taken = used.contains(&i) || hits.iter().any(|h| page.sentence(h.token) == page.sentence(toll.token));
            let accident = page.sentence_tokens(toll.token).any(|t| {
                matches!(
                    page.lemma(t),
                    "crash"
                        | "accident"
                        | "fire"
                        | "flood"
                        | "earthquake"
                        | "illness"
                        | "virus"
                        | "covid-19"
                        | "disease"
                        | "stroke"
                        | "collision"
                        | "overturn"
                        | "suicide"
                )
            });
            if taken || !combat || accident || self.furniture.iter().any(|f| f.overlaps(page.span(toll.token))) {
                continue;
            }
            let hit = ActHit {
                rule,
                token: toll.token,
                cue: page.span(toll.token),
                actor: toll.actor,
                objects: toll.victims.into_iter().collect(),
                receiver: None,
                verb: Some(toll.token),
            };
            let mut claim = self.claim(&hit, &[], claims.len(), &mut BTreeSet::from([i]));
            claim.casualties = toll.casualties.clone();
            claim.rule = "toll".into();
            claim.confidence = 0.5;
            // An unnamed place or actor leaves nothing to judge.
            if claim.place.is_some() || claim.actor.as_ref().is_some_and(|a| a.party.is_some()) {
                claims.push(claim);
            }
        }
    }

    fn paragraph(&self, at: usize) -> Span {
        let text = self.page.text;
        let start = text[..at].rfind("\n\n").map_or(0, |i| i + 2);
        let end = text[at..].find("\n\n").map_or(text.len(), |i| at + i);
        Span::new(start, end)
    }

    /// Whether the sentence, or the opening of its paragraph, recalls what was long known.
    fn background(&self, hit: &ActHit, when: Option<&When>, quotation: Option<&Quotation>) -> bool {
        let page = self.page;
        let before_news = |w: &When| {
            let horizon = self
                .context
                .published
                .map(|p| p.0)
                .and_then(|p| p.checked_sub(jiff::Span::new().hours(24 * RECALLED_AFTER_DAYS)).ok());
            w.to().zip(horizon).is_some_and(|(to, h)| to < h)
        };
        // "On 12 November …, it was disclosed today": a disclosure makes old things new.
        let disclosed = page.sentence_tokens(hit.token).any(|t| {
            matches!(page.lemma(t), "disclose" | "reveal" | "discover" | "identify" | "emerge" | "establish")
                && page.pos(t) == Pos::Verb
        });
        if when.is_some_and(before_news) {
            return !disclosed;
        }
        let first = page.token_at(self.paragraph(page.span(hit.token).start()).start());
        let opening = page.sentence_tokens(first.min(page.len().saturating_sub(1)));
        let sentence = page.sentence_tokens(hit.token);
        let recalls = |range: std::ops::Range<usize>| {
            let span = page.cover(range.start, range.end.saturating_sub(1));
            let old = page.times.iter().any(|t| {
                span.contains(t.span)
                    && t.precision >= TimePrecision::Month
                    && self.whenever(t, None).is_some_and(|w| before_news(&w))
            });
            let words = span.of(page.text).unwrap_or_default().to_lowercase();
            let cue = [
                "the conflict dates",
                "the conflict began",
                "broke out in",
                "fought a war",
                "during the war",
                "in the 1990s",
                "for decades",
                "since the early",
                "the six-week war",
                "the six-week conflict",
                "during the conflict",
                "previous conflict",
                "the 44-day war",
                "last year's war",
                "years of",
                "historical",
            ]
            .iter()
            .any(|c| words.contains(c));
            old || cue
        };
        when.is_none() && quotation.is_none_or(|q| !q.direct) && (recalls(sentence) || recalls(opening))
    }

    /// Whether the sentence restates terms: "under the agreement", "the deal requires", "must return … by 20 November".
    fn recital(&self, hit: &ActHit, modality: Modality) -> bool {
        let page = self.page;
        let range = page.sentence_tokens(hit.token);
        let is_terms = |t: usize| {
            page.rules.is_kind("agreement", page.lemma(t))
                && !matches!(page.lemma(t), "hostility" | "peace" | "point" | "line" | "regime")
        };
        let under = range.clone().any(|t| {
            is_terms(t)
                && (page.head(t).is_some_and(|h| {
                    matches!(page.lemma(h), "under" | "to" | "by" | "in")
                        && page.dep(t) == Dep::Pobj
                        && (page.lemma(h) != "to"
                            || page.head(h).is_some_and(|g| matches!(page.lemma(g), "accord" | "according")))
                        && (page.lemma(h) != "in" || matches!(page.lemma(t), "term" | "provision"))
                }) && !page.head(t).is_some_and(|h| {
                    page.lemma(h) == "by" && page.tag(hit.token) == Tag::Vbd && modality == Modality::Fact
                }))
        });
        let provides = range.clone().any(|t| {
            matches!(
                page.lemma(t),
                "provide"
                    | "stipulate"
                    | "require"
                    | "dictate"
                    | "envisage"
                    | "include"
                    | "oblige"
                    | "foresee"
                    | "call"
                    | "say"
                    | "state"
                    | "mandate"
                    | "specify"
                    | "set"
                    | "demand"
            ) && page.pos(t) == Pos::Verb
                && page.subject(t).is_some_and(|s| {
                    conjuncts(page, s).into_iter().any(is_terms)
                        || page.children_by(s, &[Dep::Prep]).any(|_| is_terms(s))
                })
        });
        if provides && modality != Modality::Opinion {
            return true;
        }
        if !matches!(modality, Modality::Fact) {
            // "Armenia must return …", "is to hand over … by": duties with the agreement spoken of just before.
            let paragraph = self.paragraph(page.span(hit.token).start());
            let spoken_of = page.tokens_in(paragraph).any(is_terms);
            let dutiful =
                matches!(modality, Modality::Demand | Modality::Plan) || matches!(modality, Modality::Forecast);
            let own = self.quotation_of(hit.token).is_none_or(|q| !q.direct);
            let dated = !matches!(modality, Modality::Forecast)
                || page.times.iter().any(|t| page.sentence_span(hit.token).contains(t.span));
            return under
                || spoken_of
                    && dutiful
                    && own
                    && dated
                    && !matches!(page.rules.acts[hit.rule].act, Act::Talks | Act::AgreementOrExtension | Act::Threat);
        }
        under && !page.sentence_tokens(hit.token).any(|t| page.tag(t) == Tag::Vbd && t == hit.token)
    }

    /// "the 816th violation", "recorded 492 violations": counts over a time, no single happening.
    fn running_count(&self, hit: &ActHit) -> bool {
        let page = self.page;
        let t = hit.token;
        if page.pos(t) != Pos::Noun {
            return false;
        }
        let ordinal =
            page.children_by(t, &[Dep::Amod]).any(|c| page.word(c).chars().next().is_some_and(|d| d.is_ascii_digit()));
        let many = page.numeral_of(t).and_then(|n| crate::casualties::number(page.word(n))).is_some_and(|n| n > 2);
        let number_of = page
            .head(t)
            .and_then(|h| page.head(h))
            .is_some_and(|g| matches!(page.lemma(g), "number" | "total" | "count" | "tally"));
        ordinal || many || number_of
    }

    /// The side that acts says why it was right to.
    fn justified(&self, hit: &ActHit, attribution: &Attribution, actor: Option<&Who>) -> bool {
        let page = self.page;
        let own =
            match (actor.and_then(|a| a.party.as_ref()), attribution.speaker.as_ref().and_then(|s| s.side.party())) {
                (Some(a), Some(s)) => a == s,
                _ => false,
            };
        if !own {
            return false;
        }
        let words = page.sentence_span(hit.token).of(page.text).unwrap_or_default().to_lowercase();
        [
            "to stop ",
            "in order to",
            "to ensure",
            "in response",
            "retaliat",
            "counter-terror",
            "counterterror",
            "anti-terror",
            "self-defence",
            "self-defense",
            "forced to",
            "suppress",
            "warning shot",
            "enforce",
            "in reply",
            "return fire",
            "defensive",
            "to prevent",
            "provocation",
            "adequate measure",
        ]
        .iter()
        .any(|c| words.contains(c))
    }
}
