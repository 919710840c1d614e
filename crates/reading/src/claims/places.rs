//! Where an act took place: its object, or the place that its clause names.

use servanda_model::{Act, PlacePrecision, Where};
use servanda_syntax::{Dep, Pos};

use super::Assembly;
use crate::acts::ActHit;
use crate::attribution::Quotation;
use crate::page::Located;

impl Assembly<'_> {
    pub(super) fn place(
        &self,
        hit: &ActHit,
        hits: &[ActHit],
        object_place: Option<usize>,
        quotation: Option<&Quotation>,
    ) -> Option<Where> {
        let page = self.page;
        let located = |t: usize| -> Option<&Located> {
            if let Some(meant) = page.antecedent_place(t) {
                return Some(meant);
            }
            let span = page.span(t);
            let subtree = page.subtree_span(t);
            page.places
                .iter()
                .filter(|p| !p.adjective && (p.span.overlaps(span) || subtree.contains(p.span) && !self.of_somebody(p)))
                .min_by_key(|p| {
                    // "the road between Kel and Gen near Dal": where on the road, rather than from where to where.
                    let mut root = page.root_of(p.span);
                    while let (Dep::Conj, Some(first)) = (page.dep(root), page.head(root)) {
                        root = first;
                    }
                    let along = page.head(root).is_some_and(|h| matches!(page.lemma(h), "between" | "from" | "to"));
                    (!p.span.overlaps(span), along, p.span.start().abs_diff(span.start()))
                })
        };
        // "the road between A and B near C": its ends don't tell where on it.
        let on_a_route = hit.objects.iter().any(|&o| page.rules.is_kind("route", page.lemma(o)));
        let end = |p: &Located| on_a_route && self.is_end_of_route(p);
        let apart = |place: Where| match place.precision {
            PlacePrecision::Exact => Where { precision: PlacePrecision::Near, ..place },
            _ => place,
        };
        let of_object = object_place.and_then(located);
        if let Some(found) = of_object.filter(|p| !end(p)) {
            return Some(self.qualified(found));
        }
        let range = page.sentence_tokens(hit.token);
        let sentence = page.cover(range.start, range.end.saturating_sub(1));
        let named = page.places.iter().filter(|p| !p.adjective && sentence.contains(p.span));
        let named = named.map(|p| (page.root_of(p.span), p));
        // "in the town": the one that was spoken of.
        let around = range.start.max(hit.token.saturating_sub(60))..range.end.min(hit.token + 60);
        let meant = around.filter(|&t| page.dep(t) == Dep::Pobj && page.pos(t) == Pos::Noun);
        let meant = meant.filter_map(|t| Some((t, page.certain_place(t)?)));
        let best = named
            .chain(meant)
            .filter_map(|(mut head, p)| {
                // "the Karabakh region", "Tartar city": the noun after the name has its role.
                for _ in 0..4 {
                    match (page.dep(head), page.head(head)) {
                        (Dep::Compound | Dep::Nmod | Dep::Appos, Some(up))
                            if page.is_nominal(up)
                                && (page.rules.is_kind("place", page.lemma(up))
                                    || page.rules.is_kind("part of a place", page.lemma(up))
                                    || page.dep(head) == Dep::Appos) =>
                        {
                            head = up
                        }
                        (Dep::Conj, Some(up)) if page.is_nominal(up) => head = up,
                        _ => break,
                    }
                }
                if self.of_somebody(p)
                    || end(p)
                    || page.is_seat(p.span)
                    || self.of_whose(head)
                    || self.of_another_clause(hit, head)
                {
                    return None;
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
                // "Kel saw heavy shelling": a town sees what happens in it.
                let saw = role == Dep::Nsubj && page.head(head).is_some_and(|v| page.lemma(v) == "see");
                let scene = saw && self.observing(hit.token) == page.head(head);
                let as_actor = !scene
                    && (p.actor_like
                        || matches!(role, Dep::Nsubj | Dep::Poss) && !page.is_passive(page.head(head).unwrap_or(head))
                        || Some(head) == hit.actor
                        || prep.as_deref() == Some("by"));
                let given = matches!(page.rules.acts[hit.rule].act, Act::Handover | Act::ReleaseOrExchange);
                if as_actor || Some(head) == hit.receiver && given {
                    return None;
                }
                let source = quotation.and_then(|q| q.source).is_some_and(|s| s.overlaps(page.span(head)));
                if source && self.in_cue_clause(head, quotation)
                    || self.in_cue_clause(head, quotation)
                        && quotation.is_some_and(|q| !q.direct && self.cue_governs(q, hit.token))
                {
                    return None;
                }
                // Forces are sent from one place to another.
                if prep.as_deref() == Some("from") && page.rules.acts[hit.rule].act == Act::Deployment {
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
                            | "between"
                            | "for"
                    )
                );
                // "reached Kel": the object of the verb that carries the act. No place's name is an adverb, though syntax
                // takes one that it doesn't know for it.
                let goal = matches!(role, Dep::Dobj | Dep::Advmod) && page.head(head) == hit.verb || scene;
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
        match best {
            Some((_, p)) => Some(self.qualified(p)),
            None => of_object.map(|p| apart(self.qualified(p))),
        }
    }

    /// Whether a place is named as an end of a road: "between A and B", "from A to B", "linking A and B".
    fn is_end_of_route(&self, place: &Located) -> bool {
        let page = self.page;
        let Some(last) = page.tokens_in(place.span).next_back() else { return false };
        let mut at = last;
        for _ in 0..6 {
            let Some(head) = page.head(at) else { return false };
            match page.dep(at) {
                Dep::Pobj | Dep::Dobj => {
                    let above = page.head(head);
                    return page.rules.is_kind("word of an end", page.word(head).to_lowercase().as_str())
                        && (page.dep(at) == Dep::Dobj
                            || above.is_some_and(|n| {
                                page.rules.is_kind("route", page.lemma(n))
                                    || page.head(n).is_some_and(|n| page.rules.is_kind("route", page.lemma(n)))
                            }));
                }
                Dep::Compound | Dep::Nmod | Dep::Appos | Dep::Conj => at = head,
                _ => return false,
            }
        }
        false
    }

    /// "the Karabakh forces": a name that only tells whose people or forces they are.
    fn of_somebody(&self, place: &Located) -> bool {
        let page = self.page;
        page.tokens_in(place.span).last().is_some_and(|t| {
            matches!(page.dep(t), Dep::Compound | Dep::Nmod | Dep::Amod | Dep::Poss)
                && page.head(t).is_some_and(|h| page.is_kind(h, "forces") || page.is_kind(h, "people"))
        })
    }

    /// "the armed forces of Aria", "the convoys of the Red Cross": it only tells whose they are.
    fn of_whose(&self, place: usize) -> bool {
        let page = self.page;
        let of = page.head(place).filter(|&p| page.dep(place) == Dep::Pobj && page.lemma(p) == "of");
        of.and_then(|p| page.head(p)).is_some_and(|n| {
            ["forces", "people", "leader", "institution"].iter().any(|k| page.rules.is_kind(k, page.lemma(n)))
        })
    }

    /// The place of something else: "vehicles that brought arms from Dal were fired on", "left Dal after talks". People
    /// "who were on patrol near Kel" are where they are hit, and "the attack that Boria began on Kel" is in Kel.
    fn of_another_clause(&self, hit: &ActHit, place: usize) -> bool {
        let page = self.page;
        let within = |t: usize| t == hit.token || page.ancestors(hit.token).any(|a| a == t);
        let above = || page.ancestors(place).take_while(|&a| !within(a));
        let people = |t: usize| ["people", "forces", "group"].iter().any(|k| page.is_kind(t, k));
        let from = page.head(place).is_some_and(|p| page.lemma(p) == "from");
        let relative = above()
            .any(|a| page.dep(a) == Dep::Relcl && page.head(a).is_some_and(|n| n != hit.token && (from || !people(n))));
        let talks = page.rules.acts[hit.rule].act == Act::Talks && page.pos(hit.token) == Pos::Noun;
        // "brought arms from Dal and were fired on": from where something else was done.
        let verb = page.ancestors(place).find(|&a| page.pos(a) == Pos::Verb);
        let elsewhere = from
            && page.pos(hit.token) == Pos::Verb
            && verb.is_some_and(|v| {
                v != hit.token && page.ancestors(hit.token).any(|a| a == v) && page.dep(v) == Dep::Relcl
            });
        elsewhere
            || relative
            || talks && page.head(hit.token).is_some_and(|p| matches!(page.lemma(p), "after" | "before"))
    }

    /// "near", "outside", "north of": the place is not the named one but close to it.
    pub(super) fn qualified(&self, located: &Located) -> Where {
        let page = self.page;
        let mut place = located.place.clone();
        let first = page.tokens_in(located.span).start;
        let before: Vec<String> = (first.saturating_sub(4)..first).map(|t| page.word(t).to_lowercase()).collect();
        let near = before.iter().any(|w| {
            matches!(
                w.as_str(),
                "near"
                    | "between"
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
}
