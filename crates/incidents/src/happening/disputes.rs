//! What the claims of one incident disagree on.

use std::collections::{BTreeMap, BTreeSet};

use servanda_model::{
    Act, ActorId, Claim, ClaimId, Contradiction, ContradictionKind, Origin, Polarity, Precision, TollReport, When,
};

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
    found.extend(blame(&asserting).or_else(|| victim(&asserting)));
    found.extend(toll(origins, tolls));
    found.extend(time(&asserting, origins));
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
    let parties = by_first_word(by_party, asserting);
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

/// The party of which the first claim tells comes first, whatever the letters of the names.
fn by_first_word<'a>(
    by_party: BTreeMap<&'a ActorId, Vec<&'a Claim>>,
    asserting: &[&&Claim],
) -> Vec<(&'a ActorId, Vec<&'a Claim>)> {
    let place: BTreeMap<&ClaimId, usize> = asserting.iter().enumerate().map(|(n, c)| (&c.id, n)).collect();
    let mut parties: Vec<_> = by_party.into_iter().collect();
    parties.sort_by_key(|(_, claims)| claims.first().and_then(|c| place.get(&c.id)));
    parties
}

/// Each of two parties says that it was the one hit, without saying by whom.
fn victim(asserting: &[&&Claim]) -> Option<Contradiction> {
    let mut by_party: BTreeMap<&ActorId, Vec<&Claim>> = BTreeMap::new();
    for claim in asserting.iter().filter(|c| c.act.is_hostile()) {
        let target = claim.target.as_ref().and_then(|t| t.party.as_ref());
        if let Some(party) = target.filter(|t| claim.speaks_for() == Some(*t)) {
            by_party.entry(party).or_default().push(claim);
        }
    }
    let mut parties = by_first_word(by_party, asserting).into_iter();
    let ((one, claims), (other, others)) = (parties.next()?, parties.next()?);
    let ids = |list: &[&Claim]| list.iter().map(|c| c.id.clone()).collect();
    Some(Contradiction {
        kind: ContradictionKind::Victim,
        one: ids(&claims),
        other: ids(&others),
        says: format!("{one} and {other} each say that they were hit"),
    })
}

/// Two origins give days that exclude each other to an act that is done once.
fn time(asserting: &[&&Claim], origins: &[Origin]) -> Option<Contradiction> {
    let once = |c: &&&&Claim| matches!(c.act, Act::Handover | Act::ReleaseOrExchange | Act::Detention);
    let day = |c: &&Claim| c.when.clone().filter(|w| w.precision <= Precision::Day && w.seconds().is_some());
    let of: BTreeMap<&ClaimId, usize> =
        origins.iter().enumerate().flat_map(|(n, o)| o.claims.iter().map(move |c| (c, n))).collect();
    // One claim for each day and origin is enough, so that an act told a thousand times costs no million comparisons.
    let mut dated: BTreeMap<_, (&Claim, When)> = BTreeMap::new();
    for claim in asserting.iter().filter(once) {
        if let Some(when) = day(claim) {
            dated.entry((of.get(&claim.id), when.from(), when.to())).or_insert((claim, when));
        }
    }
    let dated: Vec<_> = dated.into_iter().map(|((origin, ..), (claim, when))| (origin, claim, when)).collect();
    for (i, (origin, claim, when)) in dated.iter().enumerate() {
        for (other_origin, other, other_when) in &dated[i + 1..] {
            if origin != other_origin && !when.overlaps(other_when) {
                let told = |w: &When| w.from_zoned().map(|z| z.date().to_string()).unwrap_or_default();
                return Some(Contradiction {
                    kind: ContradictionKind::Time,
                    one: vec![claim.id.clone()],
                    other: vec![other.id.clone()],
                    says: format!("{} by one account, {} by another", told(when), told(other_when)),
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
