//! Incidents that are part of a longer one: a day of a three-day offensive.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use servanda_model::{Incident, IncidentId, PlaceId, When};

const TWO_DAYS: i64 = 2 * 86_400;
/// By how much an episode outlasts its parts, at least.
const ONE_DAY: i64 = 86_400;

/// Long incidents at one place, by their start.
#[derive(Default)]
struct Long {
    at: Vec<usize>,
    /// The latest end so far: none of the incidents up to here lasts longer. `None` is open.
    ends: Vec<Option<Timestamp>>,
}

/// For each incident, the longer one it is part of: one of force that lies within the time and place of a longer one. Only a time that somebody states makes
/// an episode: a report without a date that came out within two days says nothing of length. Expects them by time.
pub(super) fn of<I: Borrow<Incident>>(incidents: &[I]) -> Vec<Option<IncidentId>> {
    let mut long: BTreeMap<&PlaceId, Long> = BTreeMap::new();
    let all = || incidents.iter().map(Borrow::borrow).enumerate();
    for (i, incident) in all().filter(|(_, i): &(usize, &Incident)| i.act.is_hostile() && i.dated) {
        let lasts = incident.when.as_ref().and_then(When::seconds).is_some_and(|s| s >= TWO_DAYS);
        if let Some(best) = incident.place.as_ref().and_then(|p| p.best()).filter(|_| lasts) {
            let at = long.entry(&best.place).or_default();
            let end = incident.when.as_ref().and_then(When::to);
            at.ends.push(at.ends.last().map_or(end, |&before| before.max(end)));
            at.at.push(i);
        }
    }
    let part_of = |i: usize, incident: &Incident| {
        let when = incident.when.as_ref()?;
        let best = incident.place.as_ref()?.best()?;
        let around = [&best.place].into_iter().chain(&best.within).filter_map(|p| long.get(p));
        let first = |at: &Long| {
            let seconds = when.seconds()?;
            let from = at.ends.partition_point(|&end| end < when.to());
            at.at[from..].iter().copied().take_while(|&e| starts(incidents[e].borrow()) <= when.from()).find(|&e| {
                let whole = incidents[e].borrow().when.as_ref();
                e != i && whole.is_some_and(|w| when.to() <= w.to() && w.seconds() > Some(seconds + ONE_DAY))
            })
        };
        around.filter_map(first).min()
    };
    all()
        .map(|(i, incident)| incident.act.is_hostile().then(|| part_of(i, incident)).flatten())
        .map(|e| e.map(|e| incidents[e].borrow().id.clone()))
        .collect()
}

fn starts(incident: &Incident) -> Option<Timestamp> {
    incident.when.as_ref().and_then(When::from)
}
