use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use servanda_model::{Act, ClaimId, Coverage, Incident, IncidentId, PlaceCandidate, PlaceId, Provision, ReportId};

use crate::area::{Area, Ground, Tri};
use crate::assess::Assessment;
use crate::evidence::Desk;

/// The longest look back: a silence of a month says nothing about the month before it. Our choice.
const DAYS: i64 = 30;
const DAY: i64 = 86_400;

/// A report with the places it names, by their number.
#[derive(Clone)]
struct Heard<'a> {
    report: &'a ReportId,
    from: Timestamp,
    /// Number of its source with its side.
    source: u32,
    places: Vec<u32>,
}

/// Every report, and what places it names; and where monitors are said to have been kept out.
#[derive(Clone)]
pub(crate) struct Watch<'a> {
    /// Reports that name a place, earliest first.
    heard: Arc<Vec<Heard<'a>>>,
    /// The places that reports name, each once.
    places: Arc<Vec<&'a PlaceCandidate>>,
    /// Sources with their sides, each once.
    sources: Arc<Vec<(&'a str, &'a str)>>,
    /// Restrictions that somebody still tells of.
    restrictions: Vec<&'a Incident>,
}

impl<'a> Watch<'a> {
    pub(crate) fn new(desk: &Desk<'a>) -> Self {
        let (mut numbers, mut places) = (BTreeMap::<&PlaceId, u32>::new(), Vec::new());
        let (mut known, mut sources) = (BTreeMap::<(&str, &str), u32>::new(), Vec::new());
        let mut heard = Vec::new();
        let mut claims = desk.input.claims.values().peekable();
        // Claims are sorted by their report, so each report is looked up once.
        while let Some(first) = claims.next() {
            let rest = std::iter::from_fn(|| claims.next_if(|c| c.report == first.report));
            let of_report = std::iter::once(first).chain(rest);
            let named = of_report.filter(|c| !c.retracted && !c.background).filter_map(|c| c.place.as_ref()?.best());
            let mut here: Vec<u32> = named
                .map(|place| {
                    *numbers.entry(&place.place).or_insert_with(|| {
                        places.push(place);
                        places.len() as u32 - 1
                    })
                })
                .collect();
            here.sort_unstable();
            here.dedup();
            if let Some(report) = desk.reports.get(&first.report).filter(|_| !here.is_empty())
                && let Some((from, _)) = report.published
            {
                let side = if report.mandated { "mandated" } else { report.side.code() };
                let source = *known.entry((&report.source, side)).or_insert_with(|| {
                    sources.push((report.source.as_str(), side));
                    sources.len() as u32 - 1
                });
                heard.push(Heard { report: &report.id, from, source, places: here });
            }
        }
        heard.sort_by_key(|h| h.from);
        let stands = |c: &ClaimId| desk.input.claims.get(c).is_none_or(|c| !c.retracted);
        let kept_out = desk.input.incidents.iter().filter(|i| i.act == Act::RestrictionOfMonitors);
        let restrictions = kept_out.filter(|i| i.asserting().flat_map(|o| &o.claims).any(stands)).collect();
        Self { heard: Arc::new(heard), places: Arc::new(places), sources: Arc::new(sources), restrictions }
    }

    /// The same without the reports that `known` has.
    pub(crate) fn beside(&self, known: &Desk<'_>) -> Self {
        let new = self.heard.iter().filter(|h| !known.reports.contains_key(h.report));
        Self { heard: Arc::new(new.cloned().collect()), ..self.clone() }
    }

    /// The same without some incidents.
    pub(crate) fn without(&self, incidents: &BTreeSet<&IncidentId>) -> Self {
        let left = self.restrictions.iter().filter(|i| !incidents.contains(&i.id));
        Self { restrictions: left.copied().collect(), ..self.clone() }
    }
}

/// How much would be known of a breach of the provision.
pub(crate) fn coverage(
    input: &Assessment<'_>,
    ground: &Ground<'_>,
    watches: &[&Watch<'_>],
    provision: &Provision,
) -> Coverage {
    let areas = if provision.places.is_empty() { &input.agreement.area } else { &provision.places };
    let single: Vec<Area<'_>> = areas.chunks(1).map(|a| Area::new(input.places, a)).collect();
    let start = provision.effective.as_second().max(input.as_of.as_second() - DAYS * DAY);
    let length = (input.as_of.as_second() - start).max(1);
    let window = (length + DAY - 1) / DAY;
    let mut days = vec![false; usize::try_from(window).unwrap_or(0) + 1];
    let mut named = vec![false; single.len()];
    let mut sources: BTreeMap<&str, &str> = BTreeMap::new();
    let mut reports = 0;
    for watch in watches {
        // For every place named, which of the provision's places it lies in.
        let lies_in: Vec<Vec<usize>> = watch
            .places
            .iter()
            .map(|p| single.iter().enumerate().filter(|(_, a)| a.holds(p)).map(|(n, _)| n).collect())
            .collect();
        let mut spoke = vec![false; watch.sources.len()];
        let late = watch.heard.partition_point(|h| h.from.as_second() < start);
        for heard in watch.heard[late..].iter().take_while(|h| h.from <= input.as_of) {
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
            if let Some(day) = days.get_mut(((heard.from.as_second() - start) / DAY) as usize) {
                *day = true;
            }
        }
        // A source that reports of the same name give different sides counts once, for the first of them by letters.
        for (source, side) in watch.sources.iter().zip(spoke).filter(|(_, spoke)| *spoke).map(|(s, _)| *s) {
            let of_source = sources.entry(source).or_insert(side);
            *of_source = (*of_source).min(side);
        }
    }
    let counted = |marks: &[bool]| marks.iter().filter(|m| **m).count();
    let mut by_side: BTreeMap<String, u32> = BTreeMap::new();
    for side in sources.values() {
        *by_side.entry((*side).to_owned()).or_insert(0) += 1;
    }
    let share = |part: usize, whole: usize| if whole > 0 { (part as f64 / whole as f64).min(1.0) } else { 0.0 };
    let restrictions = watches.iter().flat_map(|w| &w.restrictions);
    let mut coverage = Coverage {
        sources: u32::try_from(sources.len()).unwrap_or(u32::MAX),
        reports,
        by_side,
        days: share(counted(&days), usize::try_from(window).unwrap_or(0)),
        places: if areas.is_empty() { share(reports.min(1) as usize, 1) } else { share(counted(&named), areas.len()) },
        monitors_obstructed: restrictions.into_iter().any(|i| obstructs(i, ground, areas, start)),
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
