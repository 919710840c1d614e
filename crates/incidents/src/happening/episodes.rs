//! Incidents that are part of a longer one: a day of a three-day offensive.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use servanda_model::{Incident, IncidentId, PlaceId};

const TWO_DAYS: i64 = 2 * 86_400;
/// By how much an episode outlasts its parts, at least.
const ONE_DAY: i64 = 86_400;

/// Long incidents at one place.
#[derive(Debug, Clone, Default)]
struct Long {
    /// By their beginning, with their end.
    all: BTreeMap<(Timestamp, IncidentId), Timestamp>,
    /// How many seconds the longest lasts that was ever here.
    longest: i64,
}

/// Incidents that last for days, to find what is part of them.
#[derive(Debug, Clone, Default)]
pub struct Episodes {
    long: BTreeMap<PlaceId, Long>,
}

/// Where and from when to when an incident may hold others. Only a time that somebody states makes an episode: a report
/// without a date that came out within two days says nothing of length.
fn extent(incident: &Incident) -> Option<(&PlaceId, Timestamp, Timestamp)> {
    let when = incident.when.as_ref().filter(|_| incident.act.is_hostile() && incident.dated)?;
    when.seconds().filter(|s| *s >= TWO_DAYS)?;
    Some((&incident.place.as_ref()?.best()?.place, when.from()?, when.to()?))
}

impl Episodes {
    /// Takes an incident; those that hold no others change nothing.
    pub fn put(&mut self, incident: &Incident) {
        let Some((place, from, to)) = extent(incident) else { return };
        let long = self.long.entry(place.clone()).or_default();
        long.longest = long.longest.max(to.as_second() - from.as_second() + 1);
        long.all.insert((from, incident.id.clone()), to);
    }

    /// Forgets an incident, as it was when it was put in.
    pub fn remove(&mut self, incident: &Incident) {
        let Some((place, from, _)) = extent(incident) else { return };
        if let Some(long) = self.long.get_mut(place) {
            long.all.remove(&(from, incident.id.clone()));
        }
    }

    /// Where and from when to when others may be part of an incident, or no longer, when it has become another; nowhere if
    /// that makes no difference to them.
    #[must_use]
    pub fn touches(was: Option<&Incident>, is: Option<&Incident>) -> Vec<(PlaceId, Timestamp, Timestamp)> {
        let (was, is) = (was.and_then(extent), is.and_then(extent));
        if was == is {
            return Vec::new();
        }
        was.into_iter().chain(is).map(|(place, from, to)| (place.clone(), from, to)).collect()
    }

    /// The longer incident that this one is part of: the earliest within whose time and place it lies. Both are acts of
    /// force.
    #[must_use]
    pub fn of(&self, incident: &Incident) -> Option<IncidentId> {
        let when = incident.when.as_ref().filter(|_| incident.act.is_hostile())?;
        let best = incident.place.as_ref()?.best()?;
        let (from, to, seconds) = (when.from()?, when.to()?, when.seconds()?);
        let first = |long: &Long| {
            let earliest = from.checked_sub(SignedDuration::from_secs(long.longest)).unwrap_or(Timestamp::MIN);
            let near = long.all.range((earliest, IncidentId::from(""))..);
            let found = near.take_while(|((start, _), _)| *start <= from).find(|((start, id), end)| {
                let lasts = end.as_second() - start.as_second();
                *id != incident.id && to <= **end && lasts > seconds + ONE_DAY
            });
            found.map(|(key, _)| key.clone())
        };
        let around = [&best.place].into_iter().chain(&best.within).filter_map(|p| self.long.get(p));
        around.filter_map(first).min().map(|(_, id)| id)
    }
}

/// For each incident, the longer one it is part of.
pub(super) fn of<I: Borrow<Incident>>(incidents: &[I]) -> Vec<Option<IncidentId>> {
    let mut episodes = Episodes::default();
    incidents.iter().for_each(|i| episodes.put(i.borrow()));
    incidents.iter().map(|i| episodes.of(i.borrow())).collect()
}
