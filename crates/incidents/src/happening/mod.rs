//! Which claims speak of one happening.
//!
//! Claims are taken in the order in which they were published. Candidate incidents are found by place and day
//! (never all pairs); a claim joins the incident it fits best, if it contradicts none of that incident's fixed
//! points: act, place and time must be possible together for all its claims, so that chains do not form.

mod disputes;
mod episodes;
mod fit;
mod gather;
mod origins;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan};
use servanda_model::{
    Act, Claim, ClaimId, Incident, IncidentId, Join, Polarity, ReportId, Side, TollReport, Voice, When, Where,
};

pub use episodes::Episodes;
use fit::Fit;
pub use gather::{Changed, Happenings};
pub use origins::Copied;

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
    if let Some(said) = claim.when.as_ref().filter(|w| w.is_only_a_bound())
        && let Some(to) = said.to()
    {
        let from = to.checked_sub((UNDATED_REACH_DAYS * 24).hours()).ok();
        return (Some(When::new(from, Some(to), said.zone.clone(), servanda_model::Precision::Interval)), false);
    }
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

/// Joins claims into incidents. The result depends on what is given, not on its order.
#[must_use]
pub fn happenings(claims: &[Claim], reports: &BTreeMap<ReportId, ReportFacts>, copies: &[Copies]) -> Vec<Incident> {
    happenings_with(claims, reports, copies, &BTreeSet::new())
}

/// The same, where words are deeds too: `also` are acts of speech that an agreement owes, such as talks or a law.
#[must_use]
pub fn happenings_with(
    claims: &[Claim],
    reports: &BTreeMap<ReportId, ReportFacts>,
    copies: &[Copies],
    also: &BTreeSet<Act>,
) -> Vec<Incident> {
    let mut all = Happenings::new(also.clone());
    all.add(claims, reports);
    all.incidents(reports, copies)
}

/// Sorts incidents by time and marks those that are part of a longer one.
pub(crate) fn put_in_order(incidents: &mut [Incident]) {
    incidents.sort_by(in_time_order);
    let episodes = episodes::of(incidents);
    incidents.iter_mut().zip(episodes).for_each(|(incident, episode)| incident.episode = episode);
}

/// The order of incidents: by their beginning, those of unknown time last.
#[must_use]
pub fn in_time_order(a: &Incident, b: &Incident) -> Ordering {
    let from = |i: &Incident| i.when.as_ref().and_then(When::from);
    (from(a).is_none(), from(a)).cmp(&(from(b).is_none(), from(b))).then_with(|| a.id.cmp(&b.id))
}

/// The incident that these claims make together because a person says so, whatever speaks against it. `None` of none.
pub(crate) fn of_claims(
    claims: &[&Claim],
    reports: &BTreeMap<ReportId, ReportFacts>,
    copied: &Copied,
) -> Option<Incident> {
    let mut words = fit::Words::default();
    let mut made: Option<fit::Gathering> = None;
    for claim in claims {
        let (when, stated) = window(claim, reports);
        let traits = fit::Traits::of(claim, when, stated, &mut words);
        match &mut made {
            None => made = Some(fit::Gathering::new(&traits)),
            Some(gathering) => gathering.take(&traits),
        }
    }
    let made = made?;
    let fits = claims.iter().map(|_| None).collect();
    let held = Held { claims: claims.to_vec(), fits, when: made.when, stated: made.stated };
    Some(incident(&held, reports, copied))
}

/// Whether a claim names anything by which it can be held to speak of one happening: a place, or a party that acts or
/// suffers. "The shares came under fire" names neither.
fn is_anchored(claim: &Claim) -> bool {
    claim.place.as_ref().is_some_and(|p| p.best().is_some())
        || claim.accused().is_some()
        || claim.target.as_ref().is_some_and(|t| t.party.is_some())
}

/// An incident goes by its first claim.
fn name(first: &Claim) -> IncidentId {
    IncidentId::new(format!("i-{}", first.id))
}

/// Claims held to speak of one happening, in their order, and how each but the first fitted.
struct Held<'a> {
    claims: Vec<&'a Claim>,
    fits: Vec<Option<Fit>>,
    when: Option<When>,
    stated: bool,
}

fn incident(held: &Held<'_>, reports: &BTreeMap<ReportId, ReportFacts>, copied: &Copied) -> Incident {
    let Held { claims, fits, when, stated } = held;
    let origins = origins::origins(claims, reports, copied);
    let sides: BTreeMap<&ClaimId, &Side> =
        origins.iter().rev().flat_map(|o| o.claims.iter().map(move |c| (c, &o.side))).collect();
    let side_of = |claim: &Claim| sides.get(&claim.id).map_or(Side::Unknown, |s| (*s).clone());

    let mut blamed: BTreeMap<_, Vec<ClaimId>> = BTreeMap::new();
    let mut targets = BTreeSet::new();
    let mut admitted_by = BTreeSet::new();
    let mut justified_by = BTreeSet::new();
    let (mut sides_claiming, mut sides_denying) = (BTreeSet::new(), BTreeSet::new());
    let mut tolls = Vec::new();
    for claim in claims {
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
    let contradictions = disputes::contradictions(claims, &origins, &tolls);
    let joined_by_fit = claims.iter().zip(fits).filter_map(|(claim, fit)| Some((claim, fit.as_ref()?)));
    Incident {
        id: claims.first().map_or_else(|| IncidentId::from("i-"), |first| name(first)),
        act: common_act(claims),
        place: most_exact_place(claims),
        when: when.clone(),
        dated: *stated,
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
        joined: joined_by_fit.clone().map(|(claim, fit)| (claim.id.clone(), fit.words(claim))).collect(),
        joins: joined_by_fit
            .map(|(claim, fit)| Join { claim: claim.id.clone(), score: fit.score(), steps: fit.steps() })
            .collect(),
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

#[cfg(test)]
mod tests;
