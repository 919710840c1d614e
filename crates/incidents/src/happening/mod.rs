//! Which claims speak of one happening.
//!
//! Claims are taken in the order in which they were published. Candidate incidents are found by place and day
//! (never all pairs); a claim joins the incident it fits best, if it contradicts none of that incident's fixed
//! points: act, place and time must be possible together for all its claims, so that chains do not form.

mod disputes;
mod fit;
mod origins;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan};
use servanda_model::{
    Act, Claim, ClaimId, Incident, IncidentId, PlaceId, Polarity, ReportId, Side, TollReport, Voice, When, Where,
};

use fit::Gathering;

/// What incidents need to know of a report.
#[derive(Debug, Clone)]
pub struct ReportFacts {
    /// Its identifier.
    pub id: ReportId,
    /// Who published it.
    pub source: String,
    /// Whose side the publisher is on.
    pub side: Side,
    /// First and last instant at which it may have been published.
    pub published: Option<(Timestamp, Timestamp)>,
    /// Whom the report says, as a whole, to pass on.
    pub relays: Vec<Voice>,
}

/// Reports whose texts are nearly the same.
#[derive(Debug, Clone)]
pub struct Copies {
    /// The reports.
    pub reports: Vec<ReportId>,
    /// The smallest share of common word sequences between neighbours in the group, in percent.
    pub share: u8,
}

/// How long before its publication an undated act of a report is looked for. News is about yesterday more often than
/// about last week; two days leave room for a day's delay and a night's.
const UNDATED_REACH_DAYS: i64 = 2;

/// The interval in which the act of a claim may lie: what the words say, and never after the report came out.
fn window(claim: &Claim, reports: &BTreeMap<ReportId, ReportFacts>) -> (Option<When>, bool) {
    let published = reports.get(&claim.report).and_then(|r| r.published);
    match (&claim.when, published) {
        (Some(when), Some((_, latest))) => {
            let bound = When::new(None, Some(latest), when.zone.clone(), when.precision);
            (when.meet(&bound).or_else(|| Some(when.clone())), true)
        }
        (Some(when), None) => (Some(when.clone()), true),
        (None, Some((earliest, latest))) => {
            let from = earliest.checked_sub((UNDATED_REACH_DAYS * 24).hours()).ok();
            (
                Some(When::new(from, Some(latest), servanda_model::Zone::utc(), servanda_model::Precision::Interval)),
                false,
            )
        }
        (None, None) => (None, false),
    }
}

/// The days (since 1970, UTC) that an interval touches, at most `cap` of them.
fn days(when: &When, slack: i64, cap: i64) -> std::ops::RangeInclusive<i64> {
    const DAY: i64 = 86_400;
    let from = when.from().or(when.to()).map_or(0, |t| t.as_second().div_euclid(DAY));
    let to = when.to().or(when.from()).map_or(0, |t| (t.as_second() - 1).div_euclid(DAY));
    (from - slack)..=(to.max(from).min(from + cap) + slack)
}

/// Keys under which a place is looked up: itself and the two smallest places around it.
fn place_keys(place: Option<&Where>) -> Vec<PlaceId> {
    place
        .and_then(Where::best)
        .map_or_else(Vec::new, |best| std::iter::once(&best.place).chain(best.within.iter().take(2)).cloned().collect())
}

/// Joins claims into incidents. The result depends on what is given, not on its order.
#[must_use]
pub fn happenings(claims: &[Claim], reports: &BTreeMap<ReportId, ReportFacts>, copies: &[Copies]) -> Vec<Incident> {
    let mut order: Vec<&Claim> =
        claims.iter().filter(|c| c.tells_happening() && !c.retracted && is_anchored(c)).collect();
    let published = |c: &Claim| reports.get(&c.report).and_then(|r| r.published).map(|p| p.0);
    // Assertions first: a denial attaches to what it denies, whichever report came out first.
    order.sort_by(|a, b| {
        let key = |c: &Claim| (c.polarity == Polarity::Denies, published(c).is_none(), published(c));
        key(a).cmp(&key(b)).then_with(|| by_number(&a.id, &b.id))
    });

    let mut gatherings: Vec<Gathering> = Vec::new();
    let mut by_place_day: BTreeMap<(PlaceId, i64), BTreeSet<usize>> = BTreeMap::new();
    let mut by_day: BTreeMap<i64, BTreeSet<usize>> = BTreeMap::new();

    for claim in order {
        let (when, stated) = window(claim, reports);
        let slack = fit::slack_days(claim.act);
        let day_range = when.as_ref().map(|w| days(w, slack, 60));
        let keys = place_keys(claim.place.as_ref());
        let mut candidates: BTreeSet<usize> = BTreeSet::new();
        if let Some(range) = &day_range {
            for day in range.clone() {
                if keys.is_empty() {
                    candidates.extend(by_day.get(&day).into_iter().flatten());
                }
                for key in &keys {
                    candidates.extend(by_place_day.get(&(key.clone(), day)).into_iter().flatten());
                }
            }
        }
        let best = candidates
            .iter()
            .filter_map(|&i| fit::fit(claim, when.as_ref(), stated, &gatherings[i]).map(|f| (i, f)))
            .max_by(|(i, a), (j, b)| a.score.total_cmp(&b.score).then(j.cmp(i)));
        let index = match best {
            Some((i, fit)) => {
                gatherings[i].take(claim, when.as_ref(), stated, &fit);
                i
            }
            None => {
                gatherings.push(Gathering::new(claim, when.clone(), stated));
                gatherings.len() - 1
            }
        };
        if let Some(range) = &day_range {
            for day in range.clone() {
                by_day.entry(day).or_default().insert(index);
                for key in &keys {
                    by_place_day.entry((key.clone(), day)).or_default().insert(index);
                }
            }
        }
    }

    // What is only denied did not become a happening: the denial stays a claim.
    gatherings.retain(|g| g.claims.iter().any(|c| c.polarity == Polarity::Asserts));
    let mut incidents: Vec<Incident> = gatherings.into_iter().map(|g| incident(g, reports, copies)).collect();
    put_in_order(&mut incidents);
    incidents
}

/// Sorts incidents by time and marks those that are part of a longer one.
pub(crate) fn put_in_order(incidents: &mut [Incident]) {
    incidents.sort_by(|a, b| {
        let from = |i: &Incident| i.when.as_ref().and_then(When::from);
        (from(a).is_none(), from(a)).cmp(&(from(b).is_none(), from(b))).then_with(|| a.id.cmp(&b.id))
    });
    episodes(incidents);
}

/// The incident that these claims make together because a person says so, whatever speaks against it. `None` of none.
pub(crate) fn of_claims(
    claims: &[&Claim],
    reports: &BTreeMap<ReportId, ReportFacts>,
    copies: &[Copies],
) -> Option<Incident> {
    let mut made: Option<Gathering<'_>> = None;
    for claim in claims {
        let (when, stated) = window(claim, reports);
        match &mut made {
            None => made = Some(Gathering::new(claim, when, stated)),
            Some(gathering) => {
                gathering.take(claim, when.as_ref(), stated, &fit::Fit { score: 0.0, why: String::new() });
            }
        }
    }
    made.map(|g| Incident { joined: Vec::new(), ..incident(g, reports, copies) })
}

/// Whether a claim names anything by which it can be held to speak of one happening: a place, or a party that acts or
/// suffers. "The shares came under fire" names neither.
fn is_anchored(claim: &Claim) -> bool {
    claim.place.as_ref().is_some_and(|p| p.best().is_some())
        || claim.accused().is_some()
        || claim.target.as_ref().is_some_and(|t| t.party.is_some())
}

/// `r2#10` comes after `r2#9`.
fn by_number(a: &ClaimId, b: &ClaimId) -> std::cmp::Ordering {
    let split = |id: &ClaimId| {
        let (report, n) = id.as_str().rsplit_once('#').unwrap_or((id.as_str(), "0"));
        (report.to_owned(), n.parse::<u32>().unwrap_or(u32::MAX))
    };
    split(a).cmp(&split(b))
}

fn incident(gathering: Gathering<'_>, reports: &BTreeMap<ReportId, ReportFacts>, copies: &[Copies]) -> Incident {
    let Gathering { claims, when, stated, joined, .. } = gathering;
    let origins = origins::origins(&claims, reports, copies);
    let side_of =
        |claim: &Claim| origins.iter().find(|o| o.claims.contains(&claim.id)).map_or(Side::Unknown, |o| o.side.clone());

    let mut blamed: BTreeMap<_, Vec<ClaimId>> = BTreeMap::new();
    let mut targets = BTreeSet::new();
    let mut admitted_by = BTreeSet::new();
    let mut justified_by = BTreeSet::new();
    let (mut sides_claiming, mut sides_denying) = (BTreeSet::new(), BTreeSet::new());
    let mut tolls = Vec::new();
    for claim in &claims {
        if claim.polarity == Polarity::Denies {
            sides_denying.insert(side_of(claim));
            continue;
        }
        sides_claiming.insert(side_of(claim));
        if let Some(party) = claim.accused() {
            blamed.entry(party.clone()).or_default().push(claim.id.clone());
            if claim.is_admission() {
                admitted_by.insert(party.clone());
                if claim.justified {
                    justified_by.insert(party.clone());
                }
            }
        }
        targets.extend(claim.target.as_ref().and_then(|t| t.party.clone()));
        if !claim.casualties.is_empty() {
            let published = reports.get(&claim.report).and_then(|r| r.published).map(|p| p.1);
            tolls.push(TollReport { claim: claim.id.clone(), published, casualties: claim.casualties.clone() });
        }
    }
    tolls.sort_by(|a, b| (a.published, &a.claim).cmp(&(b.published, &b.claim)));
    let contradictions = disputes::contradictions(&claims, reports, &origins, &tolls);
    let first = claims.first().map_or("", |c| c.id.as_str());
    Incident {
        id: IncidentId::new(format!("i-{first}")),
        act: common_act(&claims),
        place: most_exact_place(&claims),
        when: when.filter(|_| stated || !claims.is_empty()),
        claims: claims.iter().map(|c| c.id.clone()).collect(),
        origins,
        blamed,
        targets,
        sides_claiming,
        sides_denying,
        admitted_by,
        justified_by,
        contradictions,
        tolls,
        episode: None,
        joined,
    }
}

/// The act most of the asserting claims name; of equals the most specific one.
fn common_act(claims: &[&Claim]) -> Act {
    let vague = |act: Act| matches!(act, Act::Violation | Act::GroundAttack | Act::MovementOfForces);
    let mut votes: BTreeMap<Act, usize> = BTreeMap::new();
    for claim in claims {
        *votes.entry(claim.act).or_default() += 1 + usize::from(claim.polarity == Polarity::Asserts);
    }
    votes
        .into_iter()
        .max_by_key(|&(act, n)| (!vague(act), n, std::cmp::Reverse(act)))
        .map_or(Act::Violation, |(act, _)| act)
}

/// The place of the claim that fixes it best: inside the others, exact before near before region.
fn most_exact_place(claims: &[&Claim]) -> Option<Where> {
    claims
        .iter()
        .filter_map(|c| c.place.as_ref())
        .max_by_key(|p| (p.best().map_or(0, |b| b.within.len() + 1), std::cmp::Reverse(p.precision)))
        .cloned()
}

/// Marks incidents that are part of a longer one: within its time and place, both of force.
fn episodes(incidents: &mut [Incident]) {
    const TWO_DAYS: i64 = 2 * 86_400;
    let long: Vec<(IncidentId, When, Where)> = incidents
        .iter()
        .filter(|i| i.act.is_hostile())
        .filter_map(|i| Some((i.id.clone(), i.when.clone()?, i.place.clone()?)))
        .filter(|(_, when, _)| when.seconds().is_some_and(|s| s >= TWO_DAYS))
        .collect();
    for incident in incidents.iter_mut().filter(|i| i.act.is_hostile()) {
        let (Some(when), Some(place)) = (&incident.when, &incident.place) else { continue };
        incident.episode = long
            .iter()
            .filter(|(id, _, _)| *id != incident.id)
            .find(|(_, w, p)| {
                w.from() <= when.from()
                    && when.to() <= w.to()
                    && w.seconds() > when.seconds().map(|s| s + 86_400)
                    && p.best().is_some_and(|b| place.inside(&b.place))
            })
            .map(|(id, _, _)| id.clone());
    }
}

#[cfg(test)]
mod tests;
