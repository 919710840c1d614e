//! Who says it: the chain from the speaker to the outlet.

use servanda_model::{ActorId, Attribution, Casualties, Channel, Claim, Participant, Polarity, Voice};
use servanda_syntax::{Dep, Pos, Tag};

use super::Assembly;
use crate::attribution::Quotation;
use crate::who::Who;

/// Relays, each once under whatever name; nobody passes on himself.
fn each_once(relays: Vec<Voice>, speaker: &Voice) -> Vec<Voice> {
    let same = |a: &Voice, b: &Voice| a.name == b.name || a.actor.is_some() && a.actor == b.actor;
    let mut kept: Vec<Voice> = Vec::new();
    for relay in relays {
        if !same(&relay, speaker) && !kept.iter().any(|k| same(k, &relay)) {
            kept.push(relay);
        }
    }
    kept
}

impl Assembly<'_> {
    /// Who says what stands at a token.
    pub fn voice_at(&self, token: usize) -> Voice {
        self.attribution(self.quotation_of(token)).speaker.unwrap_or_else(|| self.context.outlet.clone())
    }

    /// People of a nation who act are laid to its party; the words stay.
    pub fn party_of(&self, who: Who) -> Participant {
        let mut p = who.participant();
        if p.actor.is_none() {
            p.actor.clone_from(&p.party);
        }
        p
    }

    /// The innermost quotation whose content holds the token.
    pub(super) fn quotation_of(&self, token: usize) -> Option<&Quotation> {
        let span = self.page.span(token);
        self.quotations
            .iter()
            .filter(|q| q.cue.is_none_or(|c| !c.overlaps(span)) && q.content.iter().any(|c| c.contains(span)))
            .min_by_key(|q| q.content.iter().map(|c| c.len()).sum::<usize>())
    }

    /// The next wider quotation that holds the whole of this one: a relay of the words.
    pub(super) fn outer_quotations(&self, inner: &Quotation) -> Vec<&Quotation> {
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

    /// "Nobody claims that the depot was shelled": neither a word of somebody nor an act.
    pub(super) fn said_by_nobody(&self, token: usize) -> bool {
        let page = self.page;
        let nobody = |h: usize| {
            matches!(page.lemma(h), "nobody" | "none")
                || page.lemma(h) == "one" && page.children_by(h, &[Dep::Det]).any(|d| page.lemma(d) == "no")
        };
        self.quotation_of(token).is_some_and(|q| q.source_head.is_some_and(nobody))
    }

    /// "Boria denied any part in it", "which Aria denied in turn", "Boria denied this": a denial that leaves the deed to
    /// the claim before it.
    pub(super) fn answered(&self, claims: &mut Vec<Claim>) {
        const SENTENCES: usize = 6;
        let page = self.page;
        fn blamed(claim: &Claim) -> Option<&ActorId> {
            claim.actor.as_ref().and_then(|a| a.party.as_ref())
        }
        let mut answers: Vec<Claim> = Vec::new();
        for verb in
            (0..page.len()).filter(|&t| page.lemma(t) == "deny" && page.pos(t) == Pos::Verb && !page.is_passive(t))
        {
            let Some(object) = page.child(verb, &[Dep::Dobj]) else { continue };
            let part =
                matches!(page.lemma(object), "part" | "involvement" | "role" | "responsibility" | "hand" | "guilt");
            let this = matches!(page.lemma(object), "this" | "that" | "it" | "which")
                || matches!(page.lemma(object), "accusation" | "allegation" | "charge" | "claim" | "report")
                    && page.children(object).iter().all(|&c| matches!(page.dep(c), Dep::Det | Dep::Poss));
            let subject = page.child(verb, &[Dep::Nsubj]).or_else(|| page.subject(verb));
            let Some(denier) = subject.and_then(|s| self.cast.who(s)).filter(|w| !w.public && w.party.is_some()) else {
                continue;
            };
            if !(part || this) || page.children_by(verb, &[Dep::Neg]).next().is_some() {
                continue;
            }
            let from = page.syntax.sentences.get(page.sentence(verb).saturating_sub(SENTENCES)).map_or(0, |r| r.start);
            let (from, to) = (page.span(from).start(), page.span(verb).start());
            let near = |c: &&Claim| c.span.start() >= from && c.cue.end() <= to;
            let deniable = |told: &&Claim| {
                let own = told.attribution.speaker.as_ref().and_then(|v| v.party()) == denier.party.as_ref();
                let rival = part && blamed(told).is_some_and(|b| Some(b) != denier.party.as_ref());
                !(own && !told.attribution.own_voice
                    || rival
                    || told.polarity == Polarity::Denies
                    || part && !told.act.is_hostile())
            };
            let told: Vec<&Claim> = claims.iter().filter(near).collect();
            // At the head of a paragraph "this" is all that the one before tells of the denier.
            let paragraph = self.paragraph(page.span(verb).start()).start();
            let opens = this && page.lemma(object) != "which" && page.trimmed_sentence(verb).start() <= paragraph + 1;
            let before = self.paragraph(paragraph.saturating_sub(3)).start();
            let of_denier = |c: &&&Claim| c.span.start() >= before && blamed(c) == denier.party.as_ref();
            let all: Vec<&Claim> = told.iter().filter(of_denier).filter(|_| opens).copied().filter(deniable).collect();
            let last = told.iter().max_by_key(|c| (c.span.start(), c.cue.start())).copied().filter(deniable);
            let meant = if all.is_empty() { last.into_iter().collect() } else { all };
            let span = page.trimmed_sentence(verb);
            let one = match self.context.relays.as_slice() {
                [one] if one.name != denier.name => Some(one.clone()),
                _ => None,
            };
            let relays: Vec<Voice> = one.into_iter().chain([self.context.outlet.clone()]).collect();
            let participant = self.party_of(denier.clone());
            answers.extend(meant.into_iter().map(|told| Claim {
                span,
                quote: span.of(page.text).unwrap_or_default().to_owned(),
                cue: page.span(verb),
                actor: if part { Some(Participant { span: None, ..participant.clone() }) } else { told.actor.clone() },
                attribution: Attribution {
                    speaker: Some(denier.voice()),
                    relays: relays.clone(),
                    channel: Channel::Unspecified,
                    cue: Some(page.span(verb)),
                    own_voice: false,
                    direct: false,
                },
                polarity: Polarity::Denies,
                casualties: Casualties::default(),
                quantities: Vec::new(),
                justified: false,
                rule: "denial".into(),
                confidence: 0.5,
                ..told.clone()
            }));
        }
        answers.retain(|a| {
            !claims.iter().any(|c| {
                c.act == a.act
                    && c.span == a.span
                    && c.polarity == a.polarity
                    && c.attribution.speaker == a.attribution.speaker
            })
        });
        claims.extend(answers);
    }

    pub(super) fn cue_governs(&self, q: &Quotation, token: usize) -> bool {
        q.cue_token.is_some_and(|c| self.page.ancestors(token).any(|a| a == c))
    }

    pub(super) fn attribution(&self, quotation: Option<&Quotation>) -> Attribution {
        let outlet = self.context.outlet.clone();
        let mut relays: Vec<Voice> = Vec::new();
        let page = self.page;
        let named = |q: &Quotation| {
            // "said Aria, which …"; a source that the parser swallowed: "On Sunday Kemal Eren said".
            let ends = q.source.and_then(|s| page.tokens_in(s).next_back());
            let relative = q.source_head.into_iter().chain(ends).any(|h| matches!(page.tag(h), Tag::Wp | Tag::Wdt));
            let subject = || q.cue_token.filter(|&c| !page.is_passive(c)).and_then(|c| page.subject(c));
            let head = if relative { subject() } else { q.source_head.or_else(subject) };
            let found = head.and_then(|h| self.cast.who(h));
            found.or_else(|| q.source.filter(|_| !relative).and_then(|s| self.cast.voice(s)))
        };
        // "reported on videos that show …": where nobody speaks, whoever tells of it does.
        let telling = quotation.into_iter().chain(quotation.into_iter().flat_map(|q| self.outer_quotations(q)));
        let voice = telling.into_iter().find_map(|q| named(q).map(|w| (q, w)));
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
                // What a report passes on came through that voice; of several, only the text tells which words are whose.
                if let [one] = self.context.relays.as_slice()
                    && one.name != who.name
                {
                    relays.push(one.clone());
                }
                relays.push(outlet);
                let relays = each_once(relays, &who.voice());
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

    /// Who does what a verb tells: its subject, or the agent of a passive.
    pub(super) fn doer(&self, verb: usize) -> Option<usize> {
        if self.page.is_passive(verb) {
            return self.page.prep_objects(verb, &["by"]).into_iter().next();
        }
        self.page.subject(verb)
    }

    /// The word of somebody whom the outlet speaks of.
    pub(super) fn said_by(&self, who: Who) -> Attribution {
        let relays = self.context.relays.iter().chain([&self.context.outlet]).cloned().collect();
        Attribution {
            relays: each_once(relays, &who.voice()),
            speaker: Some(who.voice()),
            channel: Channel::Unspecified,
            cue: None,
            own_voice: false,
            direct: false,
        }
    }

    /// An outlet or agency named in the sentence of the cue by "cited by", "quoted by", "told", "reports".
    pub(super) fn cited_beside(&self, q: &Quotation) -> Option<Who> {
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
}
