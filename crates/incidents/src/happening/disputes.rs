//! What the claims of one incident disagree on.

use std::collections::{BTreeMap, BTreeSet};

use servanda_model::{ActorId, Claim, ClaimId, Contradiction, ContradictionKind, Origin, Polarity, TollReport, When};

pub(super) fn contradictions(claims: &[&Claim], origins: &[Origin], tolls: &[TollReport]) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let (denying, asserting): (Vec<&&Claim>, Vec<&&Claim>) =
        claims.iter().partition(|c| c.polarity == Polarity::Denies);
    let ids = |list: &[&&Claim]| list.iter().map(|c| c.id.clone()).collect::<Vec<ClaimId>>();
    if !denying.is_empty() && !asserting.is_empty() {
        let (narrow, whole): (Vec<&&Claim>, Vec<&&Claim>) = denying.into_iter().partition(|d| is_narrow(d, &asserting));
        for (list, kind, says) in [
            (whole, ContradictionKind::Denied, "asserted and denied"),
            (narrow, ContradictionKind::NarrowDenial, "the denial covers only part of what is asserted"),
        ] {
            if !list.is_empty() {
                let voices: BTreeSet<&str> =
                    list.iter().filter_map(|c| c.attribution.speaker.as_ref().map(|v| v.name.as_str())).collect();
                let by = if voices.is_empty() {
                    String::new()
                } else {
                    format!(" (by {})", voices.into_iter().collect::<Vec<_>>().join(", "))
                };
                found.push(Contradiction {
                    kind,
                    one: ids(&asserting),
                    other: ids(&list),
                    says: format!("{says}{by}"),
                });
            }
        }
    }
    found.extend(blame(&asserting));
    found.extend(toll(origins, tolls));
    found
}

/// A denial is narrow if its own place or time leaves room for what is asserted.
fn is_narrow(denial: &Claim, asserting: &[&&Claim]) -> bool {
    asserting.iter().any(|a| {
        let place = match (denial.place.as_ref().and_then(|p| p.best()), a.place.as_ref().and_then(|p| p.best())) {
            (Some(d), Some(a)) => d.place != a.place && d.within.contains(&a.place),
            _ => false,
        };
        let time = match (&denial.when, &a.when) {
            (Some(d), Some(a)) => !covers(d, a),
            _ => false,
        };
        place || time
    })
}

fn covers(outer: &When, inner: &When) -> bool {
    let starts = match (outer.from(), inner.from()) {
        (None, _) => true,
        (Some(o), Some(i)) => o <= i,
        (Some(_), None) => false,
    };
    let ends = match (outer.to(), inner.to()) {
        (None, _) => true,
        (Some(o), Some(i)) => i <= o,
        (Some(_), None) => false,
    };
    starts && ends
}

/// Each of two parties lays the act to the other.
fn blame(asserting: &[&&Claim]) -> Option<Contradiction> {
    let mut by_party: BTreeMap<&ActorId, Vec<&Claim>> = BTreeMap::new();
    for claim in asserting {
        if let Some(party) = claim.accused() {
            by_party.entry(party).or_default().push(claim);
        }
    }
    let parties: Vec<_> = by_party.iter().collect();
    for (i, (party, claims)) in parties.iter().enumerate() {
        for (rival, others) in &parties[i + 1..] {
            let accuses = |list: &[&Claim], of: &ActorId| {
                list.iter().any(|c| c.speaks_for() != Some(of) && c.speaks_for().is_some())
            };
            if accuses(claims, party) && accuses(others, rival) {
                let ids = |list: &[&Claim]| list.iter().map(|c| c.id.clone()).collect();
                return Some(Contradiction {
                    kind: ContradictionKind::Blame,
                    one: ids(claims),
                    other: ids(others),
                    says: format!("some lay it to {party}, others to {rival}"),
                });
            }
        }
    }
    None
}

/// The latest figures of two origins exclude each other.
fn toll(origins: &[Origin], tolls: &[TollReport]) -> Option<Contradiction> {
    let by_claim: BTreeMap<&ClaimId, usize> =
        tolls.iter().enumerate().filter(|(_, t)| t.casualties.killed.is_some()).map(|(n, t)| (&t.claim, n)).collect();
    let last = |o: &Origin| o.claims.iter().filter_map(|c| by_claim.get(c)).max().map(|&n| &tolls[n]);
    let latest: Vec<&TollReport> = origins.iter().filter_map(last).collect();
    for (i, a) in latest.iter().enumerate() {
        for b in &latest[i + 1..] {
            if let (Some(x), Some(y)) = (a.casualties.killed, b.casualties.killed)
                && !x.agrees(y)
            {
                return Some(Contradiction {
                    kind: ContradictionKind::Toll,
                    one: vec![a.claim.clone()],
                    other: vec![b.claim.clone()],
                    says: format!("{} killed by one account, {} by another", shown(x), shown(y)),
                });
            }
        }
    }
    None
}

fn shown(count: servanda_model::Count) -> String {
    match (count.best, count.high) {
        (Some(n), Some(h)) if n == h && count.low == n => n.to_string(),
        (Some(n), None) => format!("at least {n}"),
        (_, Some(h)) => format!("{} to {h}", count.low),
        (_, None) => format!("{} or more", count.low),
    }
}
