use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use servanda_model::{Act, Coverage, PlaceCandidate, PlaceId, Provision, ReportId};

use crate::area::{Area, Tri};
use crate::assess::ReportMeta;
use crate::evidence::Desk;

/// The longest look back: a silence of a month says nothing about the month before it. Our choice.
const DAYS: i64 = 30;
const DAY: i64 = 86_400;

/// A report within the longest window, with the places it names, by their number.
struct Heard<'a> {
    report: &'a ReportMeta,
    from: Timestamp,
    places: BTreeSet<usize>,
}

/// What was reported of late, and where.
pub(crate) struct Watch<'a> {
    desk: &'a Desk<'a>,
    heard: Vec<Heard<'a>>,
    /// The places that reports name, each once.
    places: Vec<&'a PlaceCandidate>,
}

impl<'a> Watch<'a> {
    pub(crate) fn new(desk: &'a Desk<'a>) -> Self {
        let as_of = desk.input.as_of.as_second();
        let mut heard: BTreeMap<&ReportId, Heard<'a>> = BTreeMap::new();
        for (id, report) in &desk.reports {
            let Some((from, _)) = report.published else { continue };
            if (0..=DAYS * DAY).contains(&(as_of - from.as_second())) {
                heard.insert(id, Heard { report, from, places: BTreeSet::new() });
            }
        }
        let (mut numbers, mut places) = (BTreeMap::<&PlaceId, usize>::new(), Vec::new());
        let mut claims = desk.input.claims.values().peekable();
        // Claims are sorted by their report, so each report is looked up once.
        while let Some(first) = claims.next() {
            let rest = std::iter::from_fn(|| claims.next_if(|c| c.report == first.report));
            let of_report = std::iter::once(first).chain(rest);
            let named = of_report.filter(|c| !c.retracted && !c.background).filter_map(|c| c.place.as_ref()?.best());
            let Some(report) = heard.get_mut(&first.report) else {
                named.for_each(drop);
                continue;
            };
            for place in named {
                report.places.insert(*numbers.entry(&place.place).or_insert_with(|| {
                    places.push(place);
                    places.len() - 1
                }));
            }
        }
        Self { desk, heard: heard.into_values().filter(|h| !h.places.is_empty()).collect(), places }
    }

    /// How much would be known of a breach of the provision.
    pub(crate) fn coverage(&self, provision: &Provision) -> Coverage {
        let input = self.desk.input;
        let areas = if provision.places.is_empty() { &input.agreement.area } else { &provision.places };
        let single: Vec<Area<'_>> = areas.chunks(1).map(|a| Area::new(input.places, a)).collect();
        // For every place named, which of the provision's places it lies in.
        let lies_in: Vec<Vec<usize>> = self
            .places
            .iter()
            .map(|p| single.iter().enumerate().filter(|(_, a)| a.holds(p)).map(|(n, _)| n).collect())
            .collect();
        let start = provision.effective.as_second().max(input.as_of.as_second() - DAYS * DAY);
        let length = (input.as_of.as_second() - start).max(1);
        let window = (length + DAY - 1) / DAY;
        let (mut days, mut named) = (BTreeSet::new(), BTreeSet::new());
        let mut sources: BTreeMap<&str, &str> = BTreeMap::new();
        let mut reports = 0;
        for heard in self.heard.iter().filter(|h| h.from.as_second() >= start) {
            let mut here = areas.is_empty();
            for inside in heard.places.iter().filter_map(|&n| lies_in.get(n)) {
                here |= !inside.is_empty();
                named.extend(inside.iter().copied());
            }
            if !here {
                continue;
            }
            reports += 1;
            let side = if heard.report.mandated { "mandated" } else { heard.report.side.code() };
            sources.insert(&heard.report.source, side);
            days.insert((heard.from.as_second() - start) / DAY);
        }
        let mut by_side: BTreeMap<String, u32> = BTreeMap::new();
        for side in sources.values() {
            *by_side.entry((*side).to_owned()).or_insert(0) += 1;
        }
        let share = |part: usize, whole: usize| if whole > 0 { (part as f64 / whole as f64).min(1.0) } else { 0.0 };
        let mut coverage = Coverage {
            sources: u32::try_from(sources.len()).unwrap_or(u32::MAX),
            reports,
            by_side,
            days: share(days.len(), usize::try_from(window).unwrap_or(0)),
            places: if areas.is_empty() { share(reports.min(1) as usize, 1) } else { share(named.len(), areas.len()) },
            monitors_obstructed: self.monitors_obstructed(areas, start),
            grade: String::new(),
        };
        grade(&coverage).clone_into(&mut coverage.grade);
        coverage
    }

    /// Whether monitors are said to have been kept out of the area within the window, or nobody says where.
    fn monitors_obstructed(&self, areas: &[PlaceId], start: i64) -> bool {
        let input = self.desk.input;
        input.incidents.iter().filter(|i| i.act == Act::RestrictionOfMonitors).any(|i| {
            let stands =
                i.asserting().flat_map(|o| &o.claims).any(|c| input.claims.get(c).is_none_or(|c| !c.retracted));
            let late = i.when.as_ref().and_then(|w| w.to()).is_none_or(|to| to.as_second() >= start);
            stands && late && self.desk.ground.among(i.place.as_ref(), areas) != Tri::No
        })
    }
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
