//! What can be said of each bound party: held to be in breach, cleared, or left open.
//!
//! The status of a provision says how far its breach is proven, whoever did it. Beside it stands, for each party that
//! anybody speaks of, how firmly the act is laid to that party. A rival's accusation alone never makes an author.

use std::collections::{BTreeMap, BTreeSet};

use servanda_model::{
    Act, ActorId, Claim, ClaimId, Conclusion, Finding, Ground, Modality, Order, Polarity, ProvisionKind, ReportId,
    Side, Verdict,
};

use crate::assess::{Assessment, Case};
use crate::evidence::{Evidence, Voiced, organ_of};

/// The rule of reading under which a fight is laid to both who fought.
const MUTUAL: &str = "mutual";

/// The verdicts on a provision that `acts` break, from the incidents that break it and what is left open.
pub(crate) fn verdicts(case: &Case<'_>, acts: &[Act], breaches: &[&Evidence<'_>]) -> Vec<Verdict> {
    if case.provision.kind == ProvisionKind::Permission {
        return Vec::new();
    }
    let open = left_open(case, acts);
    let judge = |mutual: bool| -> Vec<Verdict> {
        let parties = case.provision.bearers.iter();
        parties.filter_map(|party| of_party(case, acts, party, breaches, &open, mutual)).collect()
    };
    // A fight is laid to both who fought, unless somebody is held to be its author, or only one of them is named.
    let mut verdicts = judge(false);
    let fighting: BTreeSet<&ActorId> = breaches
        .iter()
        .flat_map(|e| e.telling())
        .filter(|c| c.rule.as_str() == MUTUAL)
        .filter_map(Claim::accused)
        .collect();
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
pub(crate) fn without_the_merely_unsaid(input: &Assessment<'_>, findings: &mut [Finding]) {
    let report = |id: &ClaimId| input.claims.get(id).map(|c| &c.report);
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

fn of_party(
    case: &Case<'_>,
    acts: &[Act],
    party: &ActorId,
    breaches: &[&Evidence<'_>],
    open: &[&Claim],
    mutual: bool,
) -> Option<Verdict> {
    let claims: BTreeMap<&ClaimId, &Claim> =
        breaches.iter().flat_map(|e| e.telling()).map(|c| (&c.id, c)).collect();
    let of_party = |c: &Claim| c.accused().is_some_and(|a| organ_of(a, party)) && (mutual || c.rule.as_str() != MUTUAL);
    let laid = |v: &Voiced<'_>| -> Vec<ClaimId> {
        let told = v.claims.iter().filter(|id| claims.get(**id).is_some_and(|c| of_party(c)));
        told.map(|id| (*id).clone()).collect()
    };
    let naming: Vec<&Voiced<'_>> =
        breaches.iter().flat_map(|e| e.asserting.iter()).filter(|v| !laid(v).is_empty()).collect();
    let by = |wanted: &dyn Fn(&Voiced<'_>) -> bool| -> Vec<ClaimId> {
        naming.iter().filter(|v| wanted(v)).flat_map(|v| laid(v)).collect()
    };
    let verdict = |conclusion, ground, claims: Vec<ClaimId>| {
        (!claims.is_empty()).then(|| Verdict { party: Some(party.clone()), conclusion, ground, claims })
    };
    let admitted = breaches.iter().any(|e| e.admitted().into_iter().any(|a| organ_of(a, party)));
    let sides: BTreeSet<&ActorId> = naming.iter().filter_map(|v| v.side.party()).collect();
    let held = [
        (Ground::Admitted, if admitted { by(&|v| v.speaks_for(party)) } else { Vec::new() }),
        (Ground::Observed, by(&|v| v.side == &Side::Mandated)),
        (Ground::Witnessed, by(&|v| v.side == &Side::Neutral)),
        (Ground::BothSides, if sides.len() >= 2 { by(&|_| true) } else { Vec::new() }),
    ];
    if let Some(found) = held.into_iter().find_map(|(ground, claims)| verdict(Conclusion::Violated, ground, claims)) {
        return Some(found);
    }
    let cleared = case.passed_on.iter().filter(|c| {
        acts.contains(&c.act)
            && c.polarity == Polarity::Denies
            && c.modality == Modality::Fact
            && c.attribution.own_voice
    });
    let cleared: Vec<ClaimId> = cleared.filter(|c| of_party(c)).map(|c| c.id.clone()).collect();
    verdict(Conclusion::NotViolated, Ground::Cleared, cleared)
        .or_else(|| {
            let claims = open.iter().filter(|c| of_party(c)).map(|c| c.id.clone()).collect();
            verdict(Conclusion::Inconclusive, Ground::LeftOpen, claims)
        })
        .or_else(|| verdict(Conclusion::Inconclusive, Ground::Accused, by(&|_| true)))
}
