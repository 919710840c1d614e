//! What can be said of each bound party: held to be in breach, cleared, or left open.
//!
//! The status of a provision says how far its breach is proven, whoever did it. Beside it stands, for each party that
//! anybody speaks of, how firmly the act is laid to that party. A rival's accusation alone never makes an author.

use std::collections::{BTreeMap, BTreeSet};

use servanda_model::{
    Act, ActorId, Claim, ClaimId, Conclusion, Finding, Ground, Modality, Order, Polarity, ProvisionKind, ReportId,
    Side, Verdict,
};

use crate::area::Tri;
use crate::assess::Case;
use crate::evidence::{Evidence, Voiced, organ_of};

/// The verdicts on a provision that `acts` break, from the incidents that break it and what is left open.
pub(crate) fn verdicts(case: &Case<'_>, acts: &[Act], breaches: &[&Evidence<'_>]) -> Vec<Verdict> {
    if case.provision.kind == ProvisionKind::Permission {
        return Vec::new();
    }
    let open = left_open(case, acts);
    let judge = |mutual: bool| -> Vec<Verdict> {
        // By name: which party the terms list first must not show.
        let parties: BTreeSet<&ActorId> = case.provision.bearers.iter().collect();
        parties.into_iter().filter_map(|party| of_party(case, acts, party, breaches, &open, mutual)).collect()
    };
    // A fight is laid to both who fought, unless somebody is held to be its author, or only one of them is named.
    let mut verdicts = judge(false);
    let fighting: BTreeSet<&ActorId> =
        breaches.iter().flat_map(|e| e.telling()).filter(|c| c.is_mutual()).filter_map(Claim::accused).collect();
    if fighting.len() > 1 && !verdicts.iter().any(|v| v.conclusion == Conclusion::Violated) {
        verdicts = judge(true);
    }
    let held = verdicts.iter().any(|v| v.conclusion == Conclusion::Violated);
    if !held {
        let nameless = |e: &&&Evidence<'_>| e.blamed.is_empty() && e.asserting.iter().any(Voiced::independent);
        let claims: Vec<ClaimId> = breaches.iter().filter(nameless).flat_map(|e| e.claims()).collect();
        if !claims.is_empty() {
            let (conclusion, ground) = (Conclusion::Unattributed, Ground::NobodyNamed);
            verdicts.push(Verdict { party: None, conclusion, ground, claims });
        }
        let claims: Vec<ClaimId> = open.iter().filter(|c| c.accused().is_none()).map(|c| c.id.clone()).collect();
        if !claims.is_empty() {
            let (conclusion, ground) = (Conclusion::Inconclusive, Ground::LeftOpen);
            verdicts.push(Verdict { party: None, conclusion, ground, claims });
        }
    }
    verdicts
}

/// Drops what lays a deed to nobody where the same report names the author of others: of such a deed the author isn't
/// unknown, he is only not named again.
pub(crate) fn without_the_merely_unsaid(evidence: &[&Evidence<'_>], passed_on: &[&Claim], findings: &mut [Finding]) {
    if findings.iter().flat_map(|f| &f.verdicts).all(|v| v.party.is_some()) {
        return;
    }
    let ids: BTreeSet<ClaimId> =
        findings.iter().flat_map(|f| &f.verdicts).flat_map(|v| v.claims.iter().cloned()).collect();
    let told = evidence.iter().flat_map(|e| e.telling()).chain(passed_on.iter().copied());
    let reports: BTreeMap<&ClaimId, &ReportId> =
        told.filter(|c| ids.contains(&c.id)).map(|c| (&c.id, &c.report)).collect();
    let report = |id: &ClaimId| reports.get(id).copied();
    let held = findings.iter().flat_map(|f| &f.verdicts).filter(|v| v.conclusion == Conclusion::Violated);
    let naming: BTreeSet<&ReportId> = held.flat_map(|v| v.claims.iter().filter_map(report)).collect();
    for finding in findings.iter_mut() {
        finding
            .verdicts
            .retain(|v| v.party.is_some() || v.claims.iter().filter_map(report).any(|r| !naming.contains(r)));
    }
}

/// What the mandated monitor's own reports tell without holding it for a fact: alleged, unconfirmed, not verifiable.
fn left_open<'a>(case: &Case<'a>, acts: &[Act]) -> Vec<&'a Claim> {
    let effective = case.provision.effective;
    let claims = case.passed_on.iter().copied().filter(|c| acts.contains(&c.act));
    claims
        .filter(|c| c.modality == Modality::Opinion && c.polarity == Polarity::Asserts && !c.background && !c.recital)
        .filter(|c| c.when.as_ref().is_none_or(|w| w.against(effective) != Order::Before))
        .collect()
}

/// Whose word a claim is, as seen from a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// The party's own.
    Own,
    /// The mandated monitor's.
    Monitor,
    /// That of somebody of no party.
    Witness,
    /// That of another party, or of somebody whose side nobody knows.
    Other,
}

fn word(case: &Case<'_>, claim: &Claim, party: &ActorId) -> Word {
    let speaker = claim.attribution.speaker.as_ref();
    let actor = speaker.and_then(|v| v.actor.as_ref());
    let mandated = |a: &ActorId| case.input.agreement.monitors.iter().any(|m| m.mandated && organ_of(a, &m.actor));
    let of_monitor = case.mandated.contains(&claim.report);
    if of_monitor && claim.attribution.own_voice || actor.is_some_and(mandated) {
        return Word::Monitor;
    }
    if actor.is_some_and(|a| organ_of(a, party)) {
        return Word::Own;
    }
    if speaker.and_then(|v| v.party()).is_some_and(|p| organ_of(p, party)) {
        return Word::Own;
    }
    match speaker.map_or(&Side::Unknown, |v| &v.side) {
        Side::Mandated => Word::Monitor,
        Side::Neutral => Word::Witness,
        // A witness whom the mandated monitor questioned speaks for no party.
        Side::Unknown if of_monitor => Word::Witness,
        Side::Of(_) | Side::Unknown => Word::Other,
    }
}

fn of_party<'p>(
    case: &'p Case<'_>,
    acts: &[Act],
    party: &ActorId,
    breaches: &[&'p Evidence<'_>],
    open: &[&'p Claim],
    mutual: bool,
) -> Option<Verdict> {
    let laid = |c: &&Claim| {
        let own = c.accused().is_some_and(|a| case.answers(party, a) == Tri::Yes);
        own && (mutual || !c.is_mutual())
    };
    let naming: Vec<&'p Claim> = breaches.iter().flat_map(|e| e.telling()).filter(laid).collect();
    let by =
        |wanted: Word| -> Vec<&Claim> { naming.iter().copied().filter(|c| word(case, c, party) == wanted).collect() };
    let admitted: Vec<&Claim> = by(Word::Own).into_iter().filter(|c| !c.justified).collect();
    let others = by(Word::Other);
    let side = |c: &&'p Claim| c.attribution.speaker.as_ref().and_then(|v| case.camp_of(&v.side));
    let sides: BTreeSet<&ActorId> = others.iter().filter_map(side).collect();
    let told_by_both = if sides.len() >= 2 { others } else { Vec::new() };
    let denied = case.passed_on.iter().copied().filter(|c| {
        let fact = c.polarity == Polarity::Denies && c.modality == Modality::Fact;
        fact && acts.contains(&c.act) && laid(c) && word(case, c, party) == Word::Monitor
    });
    let rows: [(Conclusion, Ground, Vec<&Claim>); 7] = [
        (Conclusion::Violated, Ground::Admitted, admitted),
        (Conclusion::Violated, Ground::Observed, by(Word::Monitor)),
        (Conclusion::Violated, Ground::Witnessed, by(Word::Witness)),
        (Conclusion::Violated, Ground::BothSides, told_by_both),
        (Conclusion::NotViolated, Ground::Cleared, denied.collect()),
        (Conclusion::Inconclusive, Ground::LeftOpen, open.iter().copied().filter(laid).collect()),
        (Conclusion::Inconclusive, Ground::Accused, naming.clone()),
    ];
    let (conclusion, ground, claims) = rows.into_iter().find(|(_, _, claims)| !claims.is_empty())?;
    let claims = claims.into_iter().map(|c| c.id.clone()).collect();
    Some(Verdict { party: Some(party.clone()), conclusion, ground, claims })
}
