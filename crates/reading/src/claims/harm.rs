//! Which act the killed and wounded belong to.

use std::collections::BTreeSet;

use jiff::Timestamp;
use servanda_model::{Act, Casualties, Claim, Participant, Precision, When};
use servanda_syntax::{Dep, Pos};

use super::Assembly;
use crate::acts::ActHit;
use crate::attribution::Quotation;
use crate::casualties::Toll;
use crate::time::Precision as TimePrecision;

impl Assembly<'_> {
    /// Numbers of the act's own sentence that no nearer act takes; else of the next sentence, which goes on about it.
    pub(super) fn casualties(
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
            if page.is_supposed(toll.token) {
                continue;
            }
            // Harm to civilians is what another act of the sentence did, "shelled the town, wounding two": both have it.
            let harm = |h: &&ActHit| page.rules.acts[h.rule].act == Act::AttackOnCivilians;
            let deed = |s: usize| {
                hits.iter()
                    .any(|h| page.sentence(h.token) == s && page.rules.acts[h.rule].act.is_hostile() && !harm(&h))
            };
            let nearest = |s: usize| {
                let deed = deed(s) && act != Act::AttackOnCivilians;
                hits.iter()
                    .filter(|h| page.sentence(h.token) == s && page.rules.acts[h.rule].act.is_hostile())
                    .filter(|h| !deed || !harm(h))
                    .min_by_key(|h| (self.distance(h.token, toll.token), h.token))
            };
            // "A mine went off. One man died. Two were hurt": the sentence between counts too, and tells no other deed.
            let goes_on = |s: usize| nearest(s).is_none() && self.tolls.iter().any(|t| page.sentence(t.token) == s);
            let mine = if there == sentence {
                nearest(there).is_some_and(|h| h.token == hit.token)
            } else if (there == sentence + 1 || there == sentence + 2 && goes_on(sentence + 1)) && !self.set_apart(toll)
            {
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
            let shared = act == Act::AttackOnCivilians && deed(there);
            if mine && (shared || !used.contains(&i)) {
                if !shared {
                    used.insert(i);
                }
                all.killed = all.killed.or(toll.casualties.killed);
                all.wounded = all.wounded.or(toll.casualties.wounded);
                all.group = all.group.or(toll.casualties.group);
                all.total |= toll.casualties.total;
            }
        }
        all
    }

    /// When somebody found dead was last known to live: "His family last heard from him on …", in the sentences around.
    fn last_alive(&self, toll: &Toll) -> Option<Timestamp> {
        let page = self.page;
        let here = page.sentence(toll.token);
        let around = here.saturating_sub(1)..=here + 1;
        let sentences = around.filter_map(|s| page.syntax.sentences.get(s).cloned()).flatten();
        let seen = |t: usize| {
            page.lemma(t) == "last"
                && page.head(t).is_some_and(|h| {
                    matches!(page.lemma(h), "hear" | "see" | "contact" | "speak" | "call" | "meet" | "know")
                        && page.pos(h) == Pos::Verb
                })
        };
        let cue = sentences.into_iter().find(|&t| page.dep(t) == Dep::Advmod && seen(t))?;
        let sentence = page.sentence_span(cue);
        let after = page.times.iter().find(|t| sentence.contains(t.span) && t.span.start() > page.span(cue).start())?;
        self.whenever(after)?.from()
    }

    /// "On 8 December another was killed near Dal": a sentence with a day and a place of its own tells another happening.
    fn set_apart(&self, toll: &Toll) -> bool {
        let page = self.page;
        let sentence = page.sentence_span(toll.token);
        page.times
            .iter()
            .any(|t| sentence.contains(t.span) && t.precision <= TimePrecision::Day && t.interval.is_some())
            && page.places.iter().any(|p| sentence.contains(p.span) && !p.adjective && !p.actor_like)
    }

    /// Killed or wounded people whom no act explains: a use of force of a kind not said, where a party is named.
    pub(super) fn leftover_tolls(&self, hits: &[ActHit], used: &BTreeSet<usize>, claims: &mut Vec<Claim>) {
        let page = self.page;
        let Some(rule) = page.rules.acts.iter().position(|r| r.act == Act::Violation) else { return };
        for (i, toll) in self.tolls.iter().enumerate() {
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
            if taken
                || !toll.of_fighting()
                || accident
                || self.furniture.iter().any(|f| f.overlaps(page.span(toll.token)))
            {
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
            if toll.found {
                // Whoever is found dead died before; since when is open, unless it is told when he was last heard of.
                let found = claim.when.as_ref().and_then(When::to).or(self.context.published.map(|p| p.1));
                let zone = self.context.zone.clone();
                claim.when = Some(When::new(self.last_alive(toll), found, zone, Precision::Interval));
            }
            claim.rule = "toll".into();
            claim.confidence = 0.5;
            // Where neither a place nor a party is named there is nothing to judge.
            let of_party = |who: &Option<Participant>| who.as_ref().is_some_and(|w| w.party.is_some());
            if claim.place.is_some() || of_party(&claim.actor) || of_party(&claim.target) {
                claims.push(claim);
            }
        }
    }
}
