//! Who saw it: "the mission observed mortar fire", "a resident saw tanks enter the village".

use servanda_model::{Attribution, Channel, Side};
use servanda_syntax::{Dep, Pos};

use super::Assembly;
use crate::who::Who;

/// Somebody told to have seen, heard or counted an act.
pub(super) struct Observed {
    /// "observed".
    verb: usize,
    /// Who did.
    pub observer: usize,
    who: Who,
}

impl Assembly<'_> {
    /// Who is told to have observed an act.
    pub(super) fn observed(&self, act: usize) -> Option<Observed> {
        let page = self.page;
        let verb = self.observing(act)?;
        let observer = self.doer(verb)?;
        let who = self.cast.who(observer)?;
        // "Kel saw heavy shelling": a town sees nothing.
        let sees = page.lemma(verb) != "see" || !page.is_kind(observer, "place");
        let one_who_can = who.actor.is_some()
            || ["watchers", "people", "witness", "forces"].iter().any(|k| page.is_kind(observer, k));
        (sees && one_who_can && !page.is_town(observer)).then_some(Observed { verb, observer, who })
    }

    /// "did not observe any shelling" tells of no shelling, and denies none; "Kel has not seen any shelling" does.
    pub(super) fn unobserved(&self, act: usize) -> bool {
        let page = self.page;
        let scene = |verb| page.lemma(verb) == "see" && self.doer(verb).is_some_and(|d| page.is_kind(d, "place"));
        self.observing(act).is_some_and(|verb| page.children_by(verb, &[Dep::Neg]).next().is_some() && !scene(verb))
    }

    /// The verb of observing whose object an act is.
    pub(super) fn observing(&self, act: usize) -> Option<usize> {
        const STEPS: usize = 4;
        let page = self.page;
        let mut at = act;
        for _ in 0..STEPS {
            let head = page.head(at)?;
            let observes = page.pos(head) == Pos::Verb && page.rules.is_kind("verb of observing", page.lemma(head));
            match page.dep(at) {
                Dep::Dobj | Dep::Ccomp | Dep::Xcomp | Dep::Nsubjpass if observes => return Some(head),
                // "heard shelling and gunfire", "mortar fire", "rounds fired from the east".
                Dep::Conj | Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Acl => at = head,
                // "recorded two cases of shelling".
                Dep::Pobj if page.lemma(head) == "of" => {
                    at = page.head(head).filter(|&noun| page.rules.is_kind("case of a deed", page.lemma(noun)))?;
                }
                _ => return None,
            }
        }
        None
    }

    /// The word of who observed it. What the outlet saw it tells in its own voice; what witnesses told a mandated monitor,
    /// its inquiry weighs.
    pub(super) fn seen_by(&self, Observed { verb, who, .. }: &Observed, told: Attribution) -> Attribution {
        let outlet = &self.context.outlet;
        let inquires = outlet.side == Side::Mandated;
        if inquires || who.name == outlet.name || who.actor.is_some() && who.actor == outlet.actor {
            return told;
        }
        Attribution { channel: Channel::Witness, cue: Some(self.page.span(*verb)), ..self.said_by(who.clone()) }
    }
}
