//! Whom words mean that lean on what was said before: "they", "the ministry", "the contingent".

use servanda_model::ActorKind;
use servanda_syntax::{Dep, EntityKind, Tag};

use super::{Cast, Who};
use crate::lexicon::Sense;

impl Cast<'_> {
    /// The last one of whom a pronoun may speak, in this sentence before it or in the two before.
    pub(super) fn pronoun(&self, at: usize) -> Option<Who> {
        let page = self.page;
        let wants_person = matches!(page.word(at).to_lowercase().as_str(), "he" | "she" | "him" | "her" | "his");
        let wants_thing = matches!(page.word(at).to_lowercase().as_str(), "it" | "its");
        let plural = matches!(page.word(at).to_lowercase().as_str(), "they" | "their" | "them");
        if plural {
            return self.those(at);
        }
        if !(wants_person || wants_thing) {
            return None;
        }
        self.earlier(at, wants_person, |who, kind| match kind {
            Some(ActorKind::Person) => wants_person,
            Some(_) => wants_thing && !who.public,
            None => wants_person && !who.public && !who.outlet,
        })
    }

    /// Whom "they" stands for: the last plural subject before it that can act. An army or an armed group is many.
    pub(super) fn those(&self, at: usize) -> Option<Who> {
        let page = self.page;
        let from = page.syntax.sentences.get(page.sentence(at).saturating_sub(2)).map_or(0, |r| r.start);
        // "A team came to Kel. They saw …": one word for several people.
        let crowd = |t: usize| page.rules.is_kind("many in one", page.lemma(t));
        // "Villagers saw soldiers leave. They said …": who saw says it, and not who was seen.
        let saying = page.dep(at) == Dep::Nsubj
            && page.head(at).is_some_and(|v| page.rules.is_kind("verb of saying", page.lemma(v)));
        let beneath = |t: usize| {
            page.head(t).is_some_and(|v| {
                matches!(page.dep(v), Dep::Ccomp | Dep::Acl | Dep::Relcl | Dep::Advcl | Dep::Pcomp)
                    && !page.rules.is_kind("verb of saying", page.lemma(v))
            })
        };
        let fits = |t: &usize| {
            matches!(page.dep(*t), Dep::Nsubj | Dep::Nsubjpass)
                && !(saying && beneath(*t))
                && (matches!(page.tag(*t), Tag::Nns | Tag::Nnps)
                    || page.child(*t, &[Dep::Conj]).is_some()
                    || self.names_armed(*t)
                    || crowd(*t))
                && page.children_by(*t, &[Dep::Poss]).all(|p| page.tag(p) != Tag::PrpPoss)
                && (["people", "forces", "leader", "group", "many in one"].iter().any(|k| page.is_kind(*t, k))
                    || !self.mentions_in(page.span(*t)).is_empty())
                && !page.rules.is_kind("materiel", page.lemma(*t))
        };
        let subject = (from.max(at.saturating_sub(90))..at).rev().find(fits)?;
        // Two who are joined are none of them alone.
        if page.child(subject, &[Dep::Conj]).is_some() {
            return None;
        }
        let (first, last) = page.noun_phrase(subject);
        let span = page.cover(first, last);
        let written = || span.of(page.text).unwrap_or_default().trim_start_matches("The ").trim_start_matches("the ");
        self.who(subject).or_else(|| Some(Who { public: true, ..self.unnamed(written(), span) }))
    }

    /// Whether a phrase names forces, or where they are quartered.
    pub(super) fn is_armed(&self, head: usize) -> bool {
        let page = self.page;
        let of_kind = page.is_kind(head, "forces") || page.rules.is_kind("sign of an army", page.lemma(head));
        of_kind || self.names_armed(head)
    }

    /// Whether a word names an army or an armed group.
    fn names_armed(&self, token: usize) -> bool {
        let armed = |id| {
            let kind = self.lexicon.actor(id).map(|a| a.kind);
            matches!(kind, Some(ActorKind::ArmedForces | ActorKind::ArmedGroup))
        };
        let mut senses = self.mentions_in(self.page.span(token)).iter().flat_map(|m| &m.senses);
        senses.any(|s| if let Sense::Name(id) = s { armed(id) } else { false })
    }

    /// What the lexicon calls somebody.
    pub(super) fn kind_of(&self, who: &Who) -> Option<ActorKind> {
        who.actor.as_ref().and_then(|a| self.lexicon.actor(a)).map(|a| a.kind)
    }

    pub(super) fn back_reference(&self, at: usize, organ: bool) -> Option<Who> {
        self.earlier(at, false, |who, kind| {
            !who.public
                && kind.is_some_and(|kind| match kind {
                    ActorKind::Person => !organ,
                    ActorKind::Ministry
                    | ActorKind::ArmedForces
                    | ActorKind::ArmedGroup
                    | ActorKind::BorderGuard
                    | ActorKind::Organisation
                    | ActorKind::Mission => organ,
                    _ => false,
                })
        })
    }

    /// "the contingent": the forces of somebody named in this sentence before it or in the two before; told by the same
    /// word, if it must be.
    pub(super) fn forces_before(&self, at: usize, same: bool) -> Option<Who> {
        let page = self.page;
        let points_back = page.is_kind(at, "forces")
            && page.children(at).len() == 1
            && page.children_by(at, &[Dep::Det]).any(|d| matches!(page.lemma(d), "the" | "this" | "these"));
        let from = page.syntax.sentences.get(page.sentence(at).saturating_sub(2)).map_or(0, |r| r.start);
        let named = |t: &usize| {
            page.is_kind(*t, "forces")
                && (!same || page.lemma(*t) == page.lemma(at))
                && page.children_by(*t, &[Dep::Amod, Dep::Compound, Dep::Poss]).next().is_some()
                && page.children_by(*t, &[Dep::Poss]).all(|p| page.tag(p) != Tag::PrpPoss)
        };
        let before = (from.max(at.saturating_sub(80))..at).rev().filter(named).filter_map(|t| self.who(t));
        points_back.then(|| before.into_iter().find(|w| w.actor.is_some() && !w.public))?
    }

    /// Forces or an organ with their state beside them: nothing that points back, so it can be asked from a pronoun.
    fn of_state(&self, head: usize) -> Option<Who> {
        let page = self.page;
        let span = page.cover(page.noun_phrase(head).0, page.noun_phrase(head).1);
        self.body_beside(head, self.mentions_in(span))?;
        self.who(head).filter(|w| w.actor.is_some() && !w.public)
    }

    /// Whoever was spoken of before; `persons` also such as the lexicon does not have. Subjects and those who were
    /// quoted are spoken of again sooner than others, and a name within another's description last of all: in "said X,
    /// an aide to Y" it is X who speaks on.
    fn earlier(&self, at: usize, persons: bool, fits: impl Fn(&Who, Option<ActorKind>) -> bool) -> Option<Who> {
        let page = self.page;
        let sentence = page.sentence(at);
        let from = page.syntax.sentences.get(sentence.saturating_sub(2)).map_or(0, |r| r.start);
        let start = page.span(at).start();
        let first = page.mentions.partition_point(|m| m.span.start() < page.span(from).start());
        let last = page.mentions.partition_point(|m| m.span.end() <= start);
        let mut found: Vec<(usize, u8, Who)> = page.mentions[first..last.max(first)]
            .iter()
            .filter_map(|m| {
                let t = page.tokens_in(m.span).last()?;
                // Where something lies or goes is nobody: "in Gen", "from Boria".
                let somewhere = m.senses.iter().any(|s| matches!(s, Sense::Capital(_) | Sense::Name(_)))
                    && page.dep(t) == Dep::Pobj
                    && page.head(t).is_some_and(|p| {
                        matches!(page.lemma(p), "in" | "near" | "at" | "outside" | "around" | "into" | "through")
                    });
                if somewhere {
                    return None;
                }
                // "The Borian contingent": whom the words together mean.
                let adjective = m.senses.iter().all(|s| matches!(s, Sense::Adjective(_)));
                let noun = page.head(t).filter(|&h| adjective && h > t && page.dep(t) != Dep::Nsubj);
                let who = match noun {
                    Some(h) if page.is_nominal(h) => self.of_state(h)?,
                    _ => self.named(m, m.span).or_else(|| self.organ_at(m, t))?,
                };
                let kind = self.kind_of(&who);
                // "Borian units" are no "it".
                let t = noun.unwrap_or(t);
                let many = matches!(page.tag(t), Tag::Nns | Tag::Nnps) && page.is_kind(t, "forces");
                (fits(&who, kind) && !many).then(|| (t, self.prominence(t), who))
            })
            .collect();
        // "according to the ministry": named before.
        // Of a text without full stops the nearest must do.
        const BODIES: usize = 8;
        let bodies = (from..at).rev().filter(|&t| !persons && page.rules.is_kind("institution", page.lemma(t)));
        for (t, who) in bodies.take(BODIES).filter_map(|t| Some((t, self.same_name(t)?))) {
            let kind = self.kind_of(&who);
            if fits(&who, kind) {
                found.push((t, self.prominence(t), who));
            }
        }
        found.sort_by_key(|f| f.0);
        if persons {
            let singular = |t: &usize| {
                matches!(page.dep(*t), Dep::Nsubj | Dep::Nsubjpass)
                    && (page.entity(*t) == Some(EntityKind::Person)
                        || page.tag(*t) == Tag::Nn
                            && (page.is_kind(*t, "people") || page.is_kind(*t, "leader"))
                            && page.children_by(*t, &[Dep::Det]).any(|d| matches!(page.lemma(d), "a" | "an" | "one")))
            };
            for t in (from..at).filter(singular) {
                if self.mentions_in(page.span(t)).iter().any(|m| self.named(m, m.span).is_some()) {
                    continue;
                }
                let (first, last) = page.noun_phrase(t);
                let span = page.cover(first, last);
                let who = self.unnamed(span.of(page.text).unwrap_or_default(), span);
                if fits(&who, None) {
                    found.push((t, 2, who));
                }
            }
            found.sort_by_key(|f| f.0);
        }
        let best = found.iter().rev().find(|f| f.1 == 2).or_else(|| found.iter().rev().find(|f| f.1 == 1));
        best.or(found.last()).map(|f| f.2.clone())
    }

    /// 2 for a subject or a source, 0 for a name inside another's description, else 1.
    pub(super) fn prominence(&self, t: usize) -> u8 {
        let page = self.page;
        let mut at = t;
        for _ in 0..6 {
            match (page.dep(at), page.head(at)) {
                (Dep::Nsubj | Dep::Nsubjpass, _) => return 2,
                // "It is Boria that …".
                (Dep::Attr, Some(_)) => return 2,
                (Dep::Poss, _) => return 0,
                (Dep::Compound | Dep::Appos | Dep::Nmod | Dep::Amod, Some(head)) => at = head,
                (Dep::Pobj, Some(prep)) => {
                    let of = page.head(prep);
                    if of.is_some_and(|o| page.is_nominal(o)) && matches!(page.lemma(prep), "of" | "to" | "for" | "in")
                    {
                        return 0;
                    }
                    let source = of.is_some_and(|o| matches!(page.lemma(o), "accord" | "according"));
                    return if source { 2 } else { 1 };
                }
                _ => return 1,
            }
        }
        1
    }
}
