//! Who holds which place, by whose claim, through time.

mod spells;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use servanda_model::{Act, ActorId, Claim, Control, ControlClaim, Modality, PlaceId, Polarity, ReportId, Side, When};

use crate::ReportFacts;

/// Control of every place that some claim speaks of, per claimant, earliest first.
///
/// A capture, or a handover with a named receiver, gives the place to somebody. Fighting that a side reports *for* a
/// place which another says it holds leaves the place open in that side's account.
#[must_use]
pub fn control<'c>(
    claims: impl IntoIterator<Item = &'c Claim>,
    reports: &BTreeMap<ReportId, ReportFacts>,
) -> Vec<Control> {
    let mut places: BTreeMap<PlaceId, (String, BTreeSet<String>, Vec<ControlClaim>)> = BTreeMap::new();
    for claim in claims.into_iter().filter(|c| {
        !c.retracted && !c.recital && !c.background && matches!(c.modality, Modality::Fact | Modality::Opinion)
    }) {
        let Some(place) = &claim.place else { continue };
        let Some(best) = place.best() else { continue };
        let holder = match (claim.act, claim.polarity) {
            (Act::Control | Act::CaptureOrEntry, Polarity::Asserts) => {
                let Some(holder) = claim.accused() else { continue };
                // "positions held by Boria": that Boria holds Boria says nothing.
                if claim.actor.as_ref().is_some_and(|a| a.name == place.name || a.name == best.canonical) {
                    continue;
                }
                Some(holder.clone())
            }
            (Act::Control | Act::CaptureOrEntry, Polarity::Denies) | (Act::GroundAttack, Polarity::Asserts) => None,
            (Act::Handover, Polarity::Asserts) => match claim.target.as_ref().and_then(|t| t.party.clone()) {
                Some(receiver) => Some(receiver),
                None => continue,
            },
            _ => continue,
        };
        let published = reports.get(&claim.report).and_then(|r| r.published).map(|p| p.0);
        let (claimant, voice) = claimant(claim, reports);
        let entry =
            places.entry(best.place.clone()).or_insert_with(|| (best.canonical.clone(), BTreeSet::new(), Vec::new()));
        entry.1.insert(place.name.clone());
        entry.2.push(ControlClaim {
            holder,
            claimant,
            voice,
            from: claim.when.as_ref().and_then(When::from).or(published),
            claim: claim.id.clone(),
        });
    }
    places
        .into_iter()
        // Fighting alone, with nobody said to hold the place, says nothing of control.
        .filter(|(_, (_, _, claims))| claims.iter().any(|c| c.holder.is_some()))
        .map(|(place, (name, written, mut claims))| {
            claims.sort_by(|a, b| (a.from, &a.claim).cmp(&(b.from, &b.claim)));
            let contested = contested(&claims);
            let spells = spells::spells(&claims);
            let written: Vec<String> = written.into_iter().collect();
            let disputes = spells::disputes(&spells, &written);
            Control { place, name, written, claims, contested, spells, disputes }
        })
        .collect()
}

fn claimant(claim: &Claim, reports: &BTreeMap<ReportId, ReportFacts>) -> (Side, String) {
    match &claim.attribution.speaker {
        Some(v) if !claim.attribution.own_voice => (v.side.clone(), v.name.clone()),
        _ => reports
            .get(&claim.report)
            .map_or((Side::Unknown, claim.report.to_string()), |r| (r.side.clone(), r.source.clone())),
    }
}

/// Whether the latest word of the parties differs: rival holders, or one side says it is held and another that it is
/// still fought over. A side that later says what its rival said before has conceded.
fn contested(claims: &[ControlClaim]) -> bool {
    let mut latest: BTreeMap<&Side, (Option<Timestamp>, BTreeSet<Option<&ActorId>>)> = BTreeMap::new();
    for claim in claims.iter().filter(|c| c.claimant.party().is_some()) {
        let entry = latest.entry(&claim.claimant).or_default();
        if entry.0 < claim.from {
            *entry = (claim.from, BTreeSet::new());
        }
        entry.1.insert(claim.holder.as_ref());
    }
    let holders: BTreeSet<_> = latest.values().flat_map(|(_, h)| h).collect();
    latest.len() > 1 && holders.len() > 1
}

#[cfg(test)]
mod tests;
