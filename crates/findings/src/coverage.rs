use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use servanda_model::{
    Act, Agreement, Claim, ClaimId, Coverage, Incident, IncidentId, PlaceCandidate, PlaceId, Provision, ReportId,
};

use crate::area::{Area, Ground, Tri};
use crate::assess::{Outlook, ReportMeta};

/// The longest look back: a silence of a month says nothing about the month before it. Our choice.
const DAYS: i64 = 30;
const DAY: i64 = 86_400;

/// A report that names places, by their numbers.
struct Heard {
    /// Number of its source with its side.
    source: u32,
    places: Vec<u32>,
}

/// Every report, and what places it names; and where monitors are said to have been kept out.
#[derive(Default)]
pub(crate) struct Watch {
    /// Reports that name a place, by when they were published at the earliest.
    heard: BTreeMap<(Timestamp, ReportId), Heard>,
    from: BTreeMap<ReportId, Timestamp>,
    /// The places that reports name, each once.
    places: Vec<PlaceCandidate>,
    numbers: BTreeMap<PlaceId, Vec<u32>>,
    /// Sources with their sides, each once.
    sources: Vec<(String, String)>,
    known: BTreeMap<(String, String), u32>,
    /// Restrictions that somebody still tells of.
    restrictions: BTreeMap<IncidentId, Arc<Incident>>,
}

impl Watch {
    /// Takes a report with its claims.
    pub(crate) fn put<'c>(&mut self, report: &ReportMeta, claims: impl Iterator<Item = &'c Claim>) {
        let Some((from, _)) = report.published else { return };
        let named = claims.filter(|c| !c.retracted && !c.background).filter_map(|c| c.place.as_ref()?.best());
        let places: BTreeSet<u32> = named.map(|place| self.number(place)).collect();
        if places.is_empty() {
            return;
        }
        let side = if report.mandated { "mandated" } else { report.side.code() };
        let source = (report.source.clone(), side.to_owned());
        let next = self.sources.len() as u32;
        let number = *self.known.entry(source.clone()).or_insert(next);
        if number == next {
            self.sources.push(source);
        }
        self.from.insert(report.id.clone(), from);
        self.heard.insert((from, report.id.clone()), Heard { source: number, places: places.into_iter().collect() });
    }

    fn number(&mut self, place: &PlaceCandidate) -> u32 {
        let known = self.numbers.get(&place.place).into_iter().flatten();
        if let Some(&number) = known.into_iter().find(|&&n| self.places[n as usize].within == place.within) {
            return number;
        }
        let number = self.places.len() as u32;
        self.numbers.entry(place.place.clone()).or_default().push(number);
        self.places.push(place.clone());
        number
    }

    /// Forgets a report.
    pub(crate) fn remove(&mut self, report: &ReportId) {
        if let Some(from) = self.from.remove(report) {
            self.heard.remove(&(from, report.clone()));
        }
    }

    /// Takes an incident with its claims.
    pub(crate) fn put_incident(&mut self, incident: &Arc<Incident>, claims: &[Arc<Claim>]) {
        let taken_back = |id: &ClaimId| claims.iter().any(|c| c.id == *id && c.retracted);
        let stands = incident.asserting().flat_map(|o| &o.claims).any(|id| !taken_back(id));
        if incident.act == Act::RestrictionOfMonitors && stands {
            self.restrictions.insert(incident.id.clone(), Arc::clone(incident));
        }
    }

    /// Forgets an incident.
    pub(crate) fn remove_incident(&mut self, incident: &IncidentId) {
        self.restrictions.remove(incident);
    }
}

/// The places of a provision; where it names none, those of the agreement.
pub(crate) fn areas<'p>(agreement: &'p Agreement, provision: &'p Provision) -> &'p [PlaceId] {
    if provision.places.is_empty() { &agreement.area } else { &provision.places }
}

/// How much would be known of a breach of the provision.
pub(crate) fn coverage(input: &Outlook<'_>, ground: &Ground<'_>, watch: &Watch, provision: &Provision) -> Coverage {
    let areas = areas(input.agreement, provision);
    let single: Vec<Area<'_>> = areas.chunks(1).map(|a| Area::new(input.places, a)).collect();
    let start = provision.effective.as_second().max(input.as_of.as_second() - DAYS * DAY);
    let length = (input.as_of.as_second() - start).max(1);
    let window = (length + DAY - 1) / DAY;
    let mut days = vec![false; usize::try_from(window).unwrap_or(0) + 1];
    let mut named = vec![false; single.len()];
    let mut sources: BTreeMap<&str, &str> = BTreeMap::new();
    let mut reports = 0;
    // For every place named, which of the provision's places it lies in.
    let lies_in: Vec<Vec<usize>> = watch
        .places
        .iter()
        .map(|p| single.iter().enumerate().filter(|(_, a)| a.holds(p)).map(|(n, _)| n).collect())
        .collect();
    let mut spoke = vec![false; watch.sources.len()];
    let first = Timestamp::from_second(start).unwrap_or(Timestamp::MIN);
    let within = watch.heard.range((first, ReportId::from(""))..);
    for ((from, _), heard) in within.take_while(|((from, _), _)| *from <= input.as_of) {
        let mut here = areas.is_empty();
        for inside in heard.places.iter().filter_map(|&n| lies_in.get(n as usize)) {
            here |= !inside.is_empty();
            inside.iter().for_each(|&n| named[n] = true);
        }
        if !here {
            continue;
        }
        reports += 1;
        spoke[heard.source as usize] = true;
        if let Some(day) = days.get_mut(((from.as_second() - start) / DAY) as usize) {
            *day = true;
        }
    }
    // A source that reports of the same name give different sides counts once, for the first of them by letters.
    for ((source, side), _) in watch.sources.iter().zip(spoke).filter(|(_, spoke)| *spoke) {
        let of_source = sources.entry(source).or_insert(side);
        *of_source = (*of_source).min(side);
    }
    let counted = |marks: &[bool]| marks.iter().filter(|m| **m).count();
    let mut by_side: BTreeMap<String, u32> = BTreeMap::new();
    for side in sources.values() {
        *by_side.entry((*side).to_owned()).or_insert(0) += 1;
    }
    let share = |part: usize, whole: usize| if whole > 0 { (part as f64 / whole as f64).min(1.0) } else { 0.0 };
    let mut coverage = Coverage {
        sources: u32::try_from(sources.len()).unwrap_or(u32::MAX),
        reports,
        by_side,
        days: share(counted(&days), usize::try_from(window).unwrap_or(0)),
        places: if areas.is_empty() { share(reports.min(1) as usize, 1) } else { share(counted(&named), areas.len()) },
        monitors_obstructed: watch.restrictions.values().any(|i| obstructs(i, ground, areas, start)),
        grade: String::new(),
    };
    grade(&coverage).clone_into(&mut coverage.grade);
    coverage
}

/// Whether monitors are said to have been kept out of the area within the window, or nobody says where.
fn obstructs(incident: &Incident, ground: &Ground<'_>, areas: &[PlaceId], start: i64) -> bool {
    let late = incident.when.as_ref().and_then(|w| w.to()).is_none_or(|to| to.as_second() >= start);
    late && ground.among(incident.place.as_ref(), areas) != Tri::No
}

/// "good" needs half the days, and voices of two sides or one of no side, and monitors who may look. Our choice.
fn grade(coverage: &Coverage) -> &'static str {
    let independent = ["neutral", "mandated"].iter().any(|s| coverage.by_side.contains_key(*s));
    let sides = coverage.by_side.keys().filter(|s| *s != "unknown").count();
    if coverage.reports == 0 {
        "none"
    } else if coverage.days >= 0.5 && (independent || sides >= 2) && !coverage.monitors_obstructed {
        "good"
    } else {
        "thin"
    }
}

/// The coverage in a sentence.
pub(crate) fn words(coverage: &Coverage) -> String {
    if coverage.reports == 0 {
        return "No report of the last 30 days speaks of the clause's area: silence here says nothing.".to_owned();
    }
    let sides: Vec<String> = coverage.by_side.iter().map(|(side, n)| format!("{n} {side}")).collect();
    let obstructed = if coverage.monitors_obstructed { "; monitors are said to have been kept out" } else { "" };
    format!(
        "Coverage is {}: {} of {} ({}), on {:.0} % of the days{obstructed}.",
        coverage.grade,
        crate::phrase::count(coverage.reports as usize, "report", "reports"),
        crate::phrase::count(coverage.sources as usize, "source", "sources"),
        sides.join(", "),
        coverage.days * 100.0
    )
}
