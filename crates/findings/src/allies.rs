//! Who answers for whom, and whose words are independent of each other.
//!
//! To stand with a party is not to be it. An act of an ally is laid to the ally; whether it bears on the party's duty is
//! a term of the agreement. An ally that a provision binds for itself is judged for itself.

use servanda_model::{ActorId, Ally, Answers, Side};

use crate::area::Tri;
use crate::assess::Case;
use crate::evidence::{Evidence, Voiced, organ_of};
use crate::proof::Proof;
use crate::rule::Rule;

impl<'a> Case<'a> {
    /// Whether an act of `actor` is one of `bearer` under the provision: its own, that of an ally for whom it answers,
    /// or, where the text leaves that open, possibly.
    pub(crate) fn answers(&self, bearer: &ActorId, actor: &ActorId) -> Tri {
        if organ_of(actor, bearer) {
            return Tri::Yes;
        }
        let own = self.provision.bearers.iter().any(|b| organ_of(actor, b));
        let mut rows = self.allies(actor).filter(|a| !own && organ_of(&a.of, bearer));
        rows.next().map_or(Tri::No, |ally| match ally.answers {
            Answers::Yes => Tri::Yes,
            Answers::Open => Tri::Possible,
            Answers::No => Tri::No,
        })
    }

    /// The same of any of those who are bound.
    pub(crate) fn bound(&self, actor: &ActorId) -> Tri {
        self.provision.bearers.iter().map(|b| self.answers(b, actor)).max().unwrap_or(Tri::No)
    }

    /// Those bound to whom it is laid for certain; all bound, if to nobody.
    pub(crate) fn laid_to(&self, evidence: &Evidence<'_>) -> Vec<&'a ActorId> {
        let provision = self.provision;
        let laid = |b: &&ActorId| evidence.blamed.iter().any(|a| self.answers(b, a) == Tri::Yes);
        let named: Vec<&ActorId> = provision.bearers.iter().filter(laid).collect();
        if named.is_empty() { provision.bearers.iter().collect() } else { named }
    }

    /// The party with which somebody stands; a party itself stands for itself.
    pub(crate) fn camp<'b>(&self, actor: &'b ActorId) -> &'b ActorId
    where
        'a: 'b,
    {
        let mut at = actor;
        // A chain longer than the rows is a circle.
        for _ in &self.input.agreement.allies {
            match self.allies(at).next() {
                Some(ally) => at = &ally.of,
                None => break,
            }
        }
        at
    }

    /// The party with which a voice stands, where it stands with one.
    pub(crate) fn camp_of<'b>(&self, side: &'b Side) -> Option<&'b ActorId>
    where
        'a: 'b,
    {
        side.party().map(|p| self.camp(p))
    }

    /// Whether a voice is that of `party` or of somebody on the same side.
    pub(crate) fn with(&self, voice: &Voiced<'_>, party: &ActorId) -> bool {
        voice.speaks_for(party) || self.camp_of(voice.side).is_some_and(|camp| organ_of(camp, self.camp(party)))
    }

    fn allies<'b>(&self, actor: &'b ActorId) -> impl Iterator<Item = &'a Ally> + use<'a, 'b> {
        let input = self.input;
        input.agreement.allies.iter().filter(move |a| organ_of(actor, &a.actor))
    }

    /// Tells in the proof which of those to whom it is laid are allies of somebody who is bound, and what the text says
    /// to that.
    pub(crate) fn tell_allies(&self, evidence: &Evidence<'_>, proof: &mut Proof) {
        let bound = |of: &ActorId| self.provision.bearers.iter().any(|b| organ_of(of, b));
        for actor in evidence.blamed.iter().copied().filter(|a| !bound(a)) {
            for ally in self.allies(actor).filter(|a| bound(&a.of)) {
                let (rule, so) = match ally.answers {
                    Answers::Yes => (Rule::AllyBound, "answers for it"),
                    Answers::Open => (Rule::AllyOpen, "may answer for it or not"),
                    Answers::No => (Rule::AllyNotBound, "does not answer for it"),
                };
                proof.on(rule, evidence, None, || {
                    let (who, of) = (self.input.name(actor), self.input.name(&ally.of));
                    format!("The {} is an act of {who}, allied with {of}, who {so}: {}", evidence.told(), ally.says)
                });
            }
        }
    }
}
