use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use servanda_model::{Act, Coverage, PlaceId, Provision, Side};

use crate::area::Tri;
use crate::assess::{Assessment, Reports};

/// The longest look back: a silence of a month says nothing about the month before it. Our choice.
const DAYS: i64 = 30;
const DAY: i64 = 86_400;

/// A report within the longest window, with the places it names.
struct Heard<'a> {
    source: &'a str,
    side: &'a Side,
    mandated: bool,
    from: Timestamp,
    places: BTreeSet<&'a PlaceId>,
}

/// What was reported of late, and where.
pub(crate) struct Watch<'a> {
    input: &'a Assessment<'a>,
    heard: Vec<Heard<'a>>,
    /// Everything that a place named lies in.
    upward: BTreeMap<&'a PlaceId, BTreeSet<&'a PlaceId>>,
}

impl<'a> Watch<'a> {
    pub(crate) fn new(input: &'a Assessment<'a>, reports: &Reports<'a>) -> Self {
        let mut heard: BTreeMap<&str, Heard<'a>> = BTreeMap::new();
        for report in reports.values() {
            let Some((from, _)) = report.published else { continue };
            let age = input.as_of.as_second() - from.as_second();
            if (0..=DAYS * DAY).contains(&age) {
                heard.insert(
                    report.id.as_str(),
                    Heard {
                        source: &report.source,
                        side: &report.side,
                        mandated: report.mandated,
                        from,
                        places: BTreeSet::new(),
                    },
                );
            }
        }
        let mut upward = BTreeMap::new();
        for claim in input.claims.values().filter(|c| !c.retracted && !c.background) {
            let Some(place) = claim.place.as_ref().and_then(|p| p.best()) else { continue };
            let Some(report) = heard.get_mut(claim.report.as_str()) else { continue };
            report.places.insert(&place.place);
            upward.entry(&place.place).or_insert_with(|| input.places.upward(&place.place, &place.within));
        }
        let heard = heard.into_values().filter(|h| !h.places.is_empty()).collect();
        Self { input, heard, upward }
    }

    /// How much would be known of a breach of the provision.
    pub(crate) fn coverage(&self, provision: &Provision) -> Coverage {
        let as_of = self.input.as_of;
        let areas = if provision.places.is_empty() { &self.input.agreement.area } else { &provision.places };
        let inside: BTreeSet<&PlaceId> = self
            .upward
            .iter()
            .filter(|(_, up)| areas.is_empty() || areas.iter().any(|a| up.contains(a)))
            .map(|(place, _)| *place)
            .collect();
        let start = provision.effective.as_second().max(as_of.as_second() - DAYS * DAY);
        let length = (as_of.as_second() - start).max(1);
        let window = (length + DAY - 1) / DAY;
        let (mut days, mut named) = (BTreeSet::new(), BTreeSet::new());
        let mut sources: BTreeMap<&str, &str> = BTreeMap::new();
        let mut reports = 0;
        for heard in self.heard.iter().filter(|h| h.from.as_second() >= start) {
            let here: Vec<&PlaceId> = heard.places.intersection(&inside).copied().collect();
            if here.is_empty() {
                continue;
            }
            reports += 1;
            let side = if heard.mandated { "mandated" } else { heard.side.code() };
            sources.insert(heard.source, side);
            days.insert((heard.from.as_second() - start) / DAY);
            let up = here.iter().filter_map(|p| self.upward.get(*p));
            named.extend(up.flat_map(|up| areas.iter().filter(|a| up.contains(a))));
        }
        let mut by_side: BTreeMap<String, u32> = BTreeMap::new();
        for side in sources.values() {
            *by_side.entry((*side).to_owned()).or_insert(0) += 1;
        }
        let share = |part: usize, whole: f64| if whole > 0.0 { (part as f64 / whole).min(1.0) } else { 0.0 };
        let mut coverage = Coverage {
            sources: u32::try_from(sources.len()).unwrap_or(u32::MAX),
            reports,
            by_side,
            days: share(days.len(), window as f64),
            places: if areas.is_empty() {
                share(reports.min(1) as usize, 1.0)
            } else {
                share(named.len(), areas.len() as f64)
            },
            monitors_obstructed: self.monitors_obstructed(areas, start),
            grade: String::new(),
        };
        grade(&coverage).clone_into(&mut coverage.grade);
        coverage
    }

    /// Whether monitors are said to have been kept out of the area within the window, or nobody says where.
    fn monitors_obstructed(&self, areas: &[PlaceId], start: i64) -> bool {
        self.input.incidents.iter().filter(|i| i.act == Act::RestrictionOfMonitors).any(|i| {
            let stands =
                i.asserting().flat_map(|o| &o.claims).any(|c| self.input.claims.get(c).is_none_or(|c| !c.retracted));
            let late = i.when.as_ref().and_then(|w| w.to()).is_none_or(|to| to.as_second() >= start);
            stands && late && self.input.places.among(i.place.as_ref(), areas) != Tri::No
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
        "Coverage is {}: {} reports of {} sources ({}), on {:.0} % of the days{obstructed}.",
        coverage.grade,
        coverage.reports,
        coverage.sources,
        sides.join(", "),
        coverage.days * 100.0
    )
}
