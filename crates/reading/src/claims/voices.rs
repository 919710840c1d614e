//! Who says it: the chain from the speaker to the outlet.

use servanda_model::{Attribution, Channel, Participant, Voice};
use servanda_syntax::{Dep, Pos};

use super::Assembly;
use crate::attribution::Quotation;
use crate::who::Who;

/// Relays by name, each once; nobody passes on himself.
fn each_once(relays: Vec<Voice>, speaker: &str) -> Vec<Voice> {
    let mut kept: Vec<Voice> = Vec::new();
    for relay in relays {
        if relay.name != speaker && !kept.iter().any(|k| k.name == relay.name) {
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

    pub(super) fn cue_governs(&self, q: &Quotation, token: usize) -> bool {
        q.cue_token.is_some_and(|c| self.page.ancestors(token).any(|a| a == c))
    }

    pub(super) fn attribution(&self, quotation: Option<&Quotation>) -> Attribution {
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
                // What a report passes on came through that voice; of several, only the text tells which words are whose.
                if let [one] = self.context.relays.as_slice()
                    && one.name != who.name
                {
                    relays.push(one.clone());
                }
                relays.push(outlet);
                let relays = each_once(relays, &who.name);
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
            relays: each_once(relays, &who.name),
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
