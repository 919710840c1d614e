//! Who is held to be the author of an act, and on what ground.

use std::collections::{BTreeMap, BTreeSet};

use servanda_model::{ActorId, Claim, Status};

use crate::area::Tri;
use crate::assess::Case;
use crate::evidence::{Evidence, Voiced, names_of};
use crate::proof::Proof;
use crate::rule::Rule;

/// Why somebody is held to be the author of an act.
pub(crate) enum Ground<'v, 'a> {
    /// Its own side says so.
    Admitted(Vec<&'v Voiced<'a>>),
    /// Voices of no side name it.
    NoSide(Vec<&'v Voiced<'a>>),
    /// Voices of two sides name it.
    TwoSides(Vec<&'v Voiced<'a>>),
    /// What one side alone says it says of the author too, and nobody names another.
    Unopposed(Vec<&'v Voiced<'a>>),
}

/// Who is held to be the author, and why: who admits it, or whom a voice of no side or voices of two sides name. What
/// one side alone says it says of the author too; where others contradict it, nobody is held to be the author.
pub(crate) fn authors<'p, 'v, 'a>(
    case: &Case<'p>,
    status: Status,
    evidence: &'v Evidence<'a>,
) -> BTreeMap<&'p ActorId, Ground<'v, 'a>> {
    let of_bearer = |blames: &[&ActorId], bearer: &ActorId| blames.iter().any(|a| case.answers(bearer, a) == Tri::Yes);
    let admitted_by = evidence.admitted();
    let naming: Vec<&Voiced<'_>> = evidence.asserting.iter().filter(|v| !v.blames.is_empty()).collect();
    let one_word = matches!(status, Status::BreachAlleged | Status::BreachDisputed);
    let ground = |bearer: &ActorId| {
        let by: Vec<&Voiced<'_>> = naming.iter().copied().filter(|v| of_bearer(&v.blames, bearer)).collect();
        let only = |which: &dyn Fn(&Voiced<'_>) -> bool| by.iter().copied().filter(|v| which(v)).collect::<Vec<_>>();
        let (own, no_side) = (only(&|v| v.speaks_for(bearer)), only(&|v| v.independent()));
        let sides: BTreeSet<&ActorId> = by.iter().filter_map(|v| case.camp_of(v.side)).collect();
        let unopposed = by.len() == naming.len() && !by.is_empty();
        if !own.is_empty() || of_bearer(&admitted_by, bearer) {
            Some(Ground::Admitted(own))
        } else if !no_side.is_empty() {
            Some(Ground::NoSide(no_side))
        } else if sides.len() >= 2 {
            Some(Ground::TwoSides(by))
        } else {
            (one_word && unopposed).then_some(Ground::Unopposed(by))
        }
    };
    case.provision.bearers.iter().filter_map(|b| Some((b, ground(b)?))).collect()
}

/// Tells in the proof why each author is held to be it.
pub(crate) fn tell(
    case: &Case<'_>,
    evidence: &Evidence<'_>,
    authors: &BTreeMap<&ActorId, Ground<'_, '_>>,
    proof: &mut Proof,
) {
    for (author, ground) in authors {
        let who = case.input.name(author);
        let (by, says): (_, &dyn Fn(&str) -> String) = match ground {
            Ground::Admitted(by) => (by, &|_| format!("its own side says that {who} did it")),
            Ground::NoSide(by) => (by, &|voices| format!("{voices}, of no side, names {who}")),
            Ground::TwoSides(by) => (by, &|voices| format!("voices of different sides name {who}: {voices}")),
            Ground::Unopposed(by) => (by, &|voices| format!("{voices} names {who}, and nobody names another")),
        };
        let naming = || {
            let blames = |c: &&Claim| c.accused().is_some_and(|a| case.answers(author, a) == Tri::Yes);
            let claims = by.iter().flat_map(|v| &v.claims).map(|l| l.claim.as_ref());
            claims.filter(blames).map(|c| c.id.clone()).collect()
        };
        proof.resting_on(Rule::Author, evidence, None, naming, || {
            format!(
                "{who} is held to be the author of the {}: {}.",
                evidence.told(),
                says(&names_of(by.iter().copied()))
            )
        });
    }
}
