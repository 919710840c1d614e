use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use servanda_model::{
    Act, ClaimId, Coverage, Incident, IncidentId, PlaceCandidate, PlaceId, Provision, ProvisionKind, ReportId, Status,
};

use crate::area::{Area, Ground, Tri};
use crate::assess::{Assessment, done_once};
use crate::evidence::Desk;
use crate::phrase;

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

/// Days after a fulfilment in which reports on it still come in. Our choice.
const AFTERMATH: i64 = 7;

/// What reports could tell of a clause, and over which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    /// Was it broken? Asked of the last days, or of its last days where it has ended.
    Broken(Timestamp),
    /// Was it done? Asked of the last days while that isn't known.
    Done(Timestamp),
    /// It was done by this instant: how well were those days covered?
    WhenDone(Timestamp),
    /// Nothing: it isn't in force, or binds nobody.
    Nothing,
}

impl Question {
    /// What is asked of reports on a provision that has come to a status.
    pub(crate) fn of(provision: &Provision, status: Status, since: Option<Timestamp>, as_of: Timestamp) -> Self {
        let binds = provision.kind != ProvisionKind::Permission || !provision.broken_by.is_empty();
        if !binds || as_of < provision.effective || provision.added.is_some_and(|added| as_of < added) {
            return Self::Nothing;
        }
        let ended = provision.ended_at(as_of).map(|a| a.announced);
        if done_once(provision) {
            return match (status, since) {
                (Status::Complied | Status::CompliedLate, Some(done)) => Self::WhenDone(done),
                _ => Self::Done(ended.map_or(as_of, |end| end.min(as_of))),
            };
        }
        let ran_out = provision.deadline_at(as_of).0.map(|d| d.latest);
        Self::Broken(ended.into_iter().chain(ran_out).min().map_or(as_of, |end| end.min(as_of)))
    }

    /// The days looked at.
    fn window(self, provision: &Provision, as_of: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let day = |n: i64| SignedDuration::from_secs(n * DAY);
        let to = match self {
            Self::Nothing => return None,
            Self::Broken(to) | Self::Done(to) => to,
            Self::WhenDone(done) => done.checked_add(day(AFTERMATH)).unwrap_or(done).min(as_of),
        };
        let from = to.checked_sub(day(DAYS)).unwrap_or(to).max(provision.effective);
        Some((from, to.max(from)))
    }
}

/// How much would be known of what is asked.
pub(crate) fn coverage(
    input: &Assessment<'_>,
    ground: &Ground<'_>,
    watches: &[&Watch<'_>],
    provision: &Provision,
    question: Question,
) -> Coverage {
    let Some((from, to)) = question.window(provision, input.as_of) else {
        return Coverage {
            grade: "not asked".to_owned(),
            says: "Nothing that reports could tell bears on it.".to_owned(),
            ..Coverage::default()
        };
    };
    let areas = if provision.places.is_empty() { &input.agreement.area } else { &provision.places };
    let single: Vec<Area<'_>> = areas.chunks(1).map(|a| Area::new(input.places, a)).collect();
    let start = from.as_second();
    let length = (to.as_second() - start).max(1);
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
            .map(|p| single.iter().enumerate().filter(|(_, a)| a.touched_by(p)).map(|(n, _)| n).collect())
            .collect();
        let mut spoke = vec![false; watch.sources.len()];
        let late = watch.heard.partition_point(|h| h.from.as_second() < start);
        for heard in watch.heard[late..].iter().take_while(|h| h.from <= to) {
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
        monitors_obstructed: restrictions.into_iter().any(|i| obstructs(i, ground, areas, from, to)),
        grade: String::new(),
        window: Some((from, to)),
        says: String::new(),
    };
    grade(&coverage).clone_into(&mut coverage.grade);
    coverage.says = words(&coverage, question, input);
    coverage
}

/// Whether monitors are said to have been kept out of the area within the window, or nobody says where.
fn obstructs(incident: &Incident, ground: &Ground<'_>, areas: &[PlaceId], from: Timestamp, to: Timestamp) -> bool {
    let when = incident.when.as_ref();
    let late = when.and_then(|w| w.to()).is_none_or(|end| end >= from);
    let early = when.and_then(|w| w.from()).is_none_or(|start| start <= to);
    late && early && ground.among(incident.place.as_ref(), areas) != Tri::No
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

/// The coverage in a sentence or two.
fn words(coverage: &Coverage, question: Question, input: &Assessment<'_>) -> String {
    let Some((from, to)) = coverage.window else { return String::new() };
    let day = |at: Timestamp| phrase::day(at.to_zoned(input.agreement.zone.rules()).date());
    let days =
        if day(from) == day(to) { format!("on {}", day(to)) } else { format!("from {} to {}", day(from), day(to)) };
    if coverage.reports == 0 {
        let so = match question {
            Question::WhenDone(_) => "what shows that it was done names other places, or none",
            Question::Done(_) => "that nobody tells of its fulfilment says nothing",
            Question::Broken(_) | Question::Nothing => "silence here says nothing",
        };
        return format!("No report published {days} names a place of the clause's area: {so}.");
    }
    let asked = match question {
        Question::WhenDone(_) => "of the days around its fulfilment",
        Question::Done(_) => "for knowing whether it was done",
        Question::Broken(_) | Question::Nothing => "for knowing of a breach",
    };
    let sides: Vec<String> =
        coverage.by_side.iter().map(|(side, n)| format!("{n} {}", input.name(&side.as_str().into()))).collect();
    let obstructed = if coverage.monitors_obstructed { "; monitors are said to have been kept out" } else { "" };
    format!(
        "Coverage {asked} is {}: {days} {} of {} ({}), on {:.0} % of the days{obstructed}.",
        coverage.grade,
        phrase::count(coverage.reports as usize, "report", "reports"),
        phrase::count(coverage.sources as usize, "source", "sources"),
        sides.join(", "),
        coverage.days * 100.0
    )
}
