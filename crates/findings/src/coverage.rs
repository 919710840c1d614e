use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use servanda_model::{
    Act, Agreement, Claim, ClaimId, Coverage, Incident, IncidentId, PlaceCandidate, PlaceId, Provision, ProvisionKind,
    ReportId, Status,
};

use crate::area::{Area, Ground, Tri};
use crate::assess::{Outlook, ReportMeta, done_once};
use crate::phrase;

/// The longest look back: a silence of a month says nothing about the month before it. Our choice.
const DAYS: i64 = 30;
const DAY: i64 = 86_400;

/// A report that names places, by their numbers.
#[derive(Clone)]
struct Heard {
    /// Number of its source with its side.
    source: u32,
    places: Vec<u32>,
}

/// Every report, and what places it names; and where monitors are said to have been kept out.
#[derive(Clone, Default)]
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
        let stands = || incident.asserting().flat_map(|o| &o.claims).any(|id| !taken_back(id));
        if incident.act == Act::RestrictionOfMonitors && stands() {
            self.restrictions.insert(incident.id.clone(), Arc::clone(incident));
        }
    }

    /// Forgets an incident.
    pub(crate) fn remove_incident(&mut self, incident: &IncidentId) {
        self.restrictions.remove(incident);
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

/// The places of a provision; where it names none, those of the agreement.
pub(crate) fn areas<'p>(agreement: &'p Agreement, provision: &'p Provision) -> &'p [PlaceId] {
    if provision.places.is_empty() { &agreement.area } else { &provision.places }
}

/// How much would be known of what is asked.
pub(crate) fn coverage(
    input: &Outlook<'_>,
    ground: &Ground<'_>,
    watch: &Watch,
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
    let areas = areas(input.agreement, provision);
    let single: Vec<Area<'_>> = areas.chunks(1).map(|a| Area::new(input.places, a)).collect();
    let start = from.as_second();
    let length = (to.as_second() - start).max(1);
    let window = (length + DAY - 1) / DAY;
    let mut days = vec![false; usize::try_from(window).unwrap_or(0) + 1];
    let mut named = vec![false; single.len()];
    let mut sources: BTreeMap<&str, &str> = BTreeMap::new();
    let mut reports = 0;
    // For every place named, which of the provision's places it lies in.
    let lies_in: Vec<Vec<usize>> = watch
        .places
        .iter()
        .map(|p| single.iter().enumerate().filter(|(_, a)| a.touched_by(p)).map(|(n, _)| n).collect())
        .collect();
    let mut spoke = vec![false; watch.sources.len()];
    let first = Timestamp::from_second(start).unwrap_or(Timestamp::MIN);
    let within = watch.heard.range((first, ReportId::from(""))..);
    for ((published, _), heard) in within.take_while(|((published, _), _)| *published <= to) {
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
        if let Some(day) = days.get_mut(((published.as_second() - start) / DAY) as usize) {
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
        monitors_obstructed: watch.restrictions.values().any(|i| obstructs(i, ground, areas, from, to)),
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
fn words(coverage: &Coverage, question: Question, input: &Outlook<'_>) -> String {
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
