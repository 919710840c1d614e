//! Time: incidents by hour, day, week or month; deadlines; amendments; reports.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, Zoned};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use servanda_model::When;

use super::App;
use super::case::{History, View};
use super::endpoint::{Asked, At, Endpoint, get};
use super::incidents::title;
use super::problem::Problem;
use super::statuses::{self, StatusJson};
use super::window::Window;
use crate::export::instant::{deadline_words, rfc9557};

/// Which stretch of time.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Filter {
    /// From this instant or day on.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub from: Option<String>,
    /// Up to this instant, or to the end of this day.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub to: Option<String>,
    /// How long a bucket is; a day without it.
    pub bucket: Option<Bucket>,
}

/// How long a bucket is, in the zone of the agreement's area.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Bucket {
    Hour,
    #[default]
    Day,
    /// From Monday.
    Week,
    Month,
}

/// What happened when.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TimelineJson {
    /// Buckets in which something began, the earliest first; between them nothing did.
    pub buckets: Vec<BucketJson>,
    /// Deadlines in force.
    pub deadlines: Vec<DeadlineJson>,
    /// Amendments, by the day on which they were made known.
    pub amendments: Vec<AmendedJson>,
    /// Reports by publication; of more than 5000 as many, evenly spread.
    pub reports: Vec<PublishedJson>,
    /// How many reports there are.
    pub published: usize,
}

/// What began within a bucket.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BucketJson {
    /// Its first instant (RFC 9557).
    pub from: String,
    /// Incidents.
    pub n: usize,
    /// The same by act.
    pub by_act: BTreeMap<String, usize>,
}

/// A deadline.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DeadlineJson {
    /// The provision.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The last second allowed (RFC 9557).
    pub at: String,
    /// In words.
    pub says: String,
}

/// An amendment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AmendedJson {
    /// The provision.
    #[serde(rename = "ref")]
    pub reference: String,
    /// When it was made known (RFC 9557).
    pub at: String,
    /// What it changes.
    pub says: String,
}

/// The timeline as a file: what happened when, and how the statuses changed.
#[derive(Debug, Serialize)]
pub struct TimelineFile {
    #[serde(flatten)]
    line: TimelineJson,
    statuses: Vec<StatusJson>,
}

/// A report by its publication.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PublishedJson {
    /// Its name.
    pub id: String,
    /// Latest instant at which it can have been published (RFC 9557).
    pub at: String,
    /// Headline.
    pub title: Option<String>,
    /// Its publisher's side.
    pub side: String,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![get::<Filter, TimelineJson>("/timeline", "What happened when, and what was due", timeline)]
}

fn start(at: &Zoned, bucket: Bucket) -> Option<Zoned> {
    match bucket {
        Bucket::Hour => at.round(jiff::ZonedRound::new().smallest(jiff::Unit::Hour).mode(jiff::RoundMode::Trunc)).ok(),
        Bucket::Day => at.start_of_day().ok(),
        Bucket::Week => {
            let back = i64::from(at.weekday().to_monday_zero_offset());
            at.checked_sub(back.days()).ok()?.start_of_day().ok()
        }
        Bucket::Month => at.first_of_month().ok()?.start_of_day().ok(),
    }
}

/// When a bucket is over.
fn end(first: &Zoned, bucket: Bucket) -> Option<Zoned> {
    let length = match bucket {
        Bucket::Hour => 1.hour(),
        Bucket::Day => 1.day(),
        Bucket::Week => 1.week(),
        Bucket::Month => 1.month(),
    };
    first.checked_add(length).ok()
}

fn timeline(app: &App, _: &Asked, at: At, filter: Filter) -> Result<TimelineJson, Problem> {
    of(&*app.store.view(&at)?, &filter, MOST)
}

/// Of more reports in the window, as many are told, evenly spread.
const MOST: usize = 5000;

/// Something at an instant.
#[derive(Debug, Serialize)]
pub struct EventRow {
    at: String,
    kind: &'static str,
    id: String,
    what: String,
    side: Option<String>,
}

/// All that the timeline shows, by its instant; incidents one by one.
///
/// # Errors
/// A window that makes no sense.
pub fn events(view: &View, history: &History, filter: &Filter) -> Result<Vec<EventRow>, Problem> {
    let (outcome, zone) = (&view.outcome, view.outcome.zone());
    let window = Window::of(filter.from.as_deref(), filter.to.as_deref(), &zone)?;
    let told = of(view, filter, usize::MAX)?;
    let mut rows: Vec<EventRow> = Vec::new();
    for incident in &outcome.incidents {
        // As the list beside it does: what began before and may have gone on is part of the stretch.
        let began = incident.when.as_ref().and_then(|w| When::from(w).or(w.to()));
        let Some(began) = began.filter(|_| window.touches(incident.when.as_ref())) else { continue };
        let (at, id) = (rfc9557(began, &zone), incident.id.to_string());
        rows.push(EventRow { at, kind: "incident", id, what: title(incident, outcome), side: None });
    }
    rows.extend(told.deadlines.into_iter().map(|d| EventRow {
        at: d.at,
        kind: "deadline",
        id: d.reference,
        what: d.says,
        side: None,
    }));
    rows.extend(told.amendments.into_iter().map(|a| EventRow {
        at: a.at,
        kind: "amendment",
        id: a.reference,
        what: a.says,
        side: None,
    }));
    rows.extend(statuses::of(view, history, window).into_iter().map(|s| EventRow {
        at: s.at,
        kind: "status",
        id: s.reference,
        what: s.status,
        side: None,
    }));
    rows.extend(told.reports.into_iter().map(|r| EventRow {
        at: r.at,
        kind: "report",
        id: r.id,
        what: r.title.unwrap_or_default(),
        side: Some(r.side),
    }));
    rows.sort_by_key(|row| row.at.parse::<Zoned>().map(|z| z.timestamp()).ok());
    Ok(rows)
}

/// All of the timeline, as a file.
///
/// # Errors
/// A window that makes no sense.
pub fn file(view: &View, history: &History, filter: &Filter) -> Result<TimelineFile, Problem> {
    let window = Window::of(filter.from.as_deref(), filter.to.as_deref(), &view.outcome.zone())?;
    Ok(TimelineFile { line: of(view, filter, usize::MAX)?, statuses: statuses::of(view, history, window) })
}

/// What happened when, with `most` reports.
///
/// # Errors
/// A window that makes no sense.
pub fn of(view: &View, filter: &Filter, most: usize) -> Result<TimelineJson, Problem> {
    let outcome = &view.outcome;
    let zone = outcome.zone();
    let window = Window::of(filter.from.as_deref(), filter.to.as_deref(), &zone)?;
    let bucket = filter.bucket.unwrap_or_default();
    let mut buckets: BTreeMap<Timestamp, (String, BTreeMap<String, usize>)> = BTreeMap::new();
    let mut within: Option<(Timestamp, Timestamp, String)> = None;
    for incident in &outcome.incidents {
        let began = incident.when.as_ref().and_then(|w| When::from(w).or(w.to()));
        let Some(began) = began.filter(|t| window.holds(*t)) else { continue };
        // They come by time: most begin in the bucket of the one before.
        if !within.as_ref().is_some_and(|(from, to, _)| (*from..*to).contains(&began)) {
            let Some(first) = start(&began.to_zoned(zone.rules()), bucket) else { continue };
            let next = end(&first, bucket).map_or(began, |end| end.timestamp());
            within = Some((first.timestamp(), next, first.to_string()));
        }
        let Some((first, _, name)) = &within else { continue };
        let entry = buckets.entry(*first).or_insert_with(|| (name.clone(), BTreeMap::new()));
        *entry.1.entry(incident.act.code().to_owned()).or_default() += 1;
    }
    let deadlines = outcome.board.iter().flat_map(|b| &b.findings).filter_map(|f| {
        let deadline = f.deadline.as_ref().filter(|d| window.holds(d.latest))?;
        let at = crate::export::instant::last_second(deadline).to_string();
        Some(DeadlineJson { reference: f.provision.to_string(), at, says: deadline_words(deadline) })
    });
    let now = outcome.board.as_ref().map(|b| b.as_of);
    let provisions = view.terms.agreement.provisions.iter();
    let amendments = provisions.flat_map(|p| p.amendments.iter().map(move |a| (p, a))).filter_map(|(p, a)| {
        let known = window.holds(a.announced) && now.is_none_or(|now| a.announced <= now);
        known.then(|| AmendedJson {
            reference: p.reference.to_string(),
            at: rfc9557(a.announced, &zone),
            says: a.says.clone(),
        })
    });
    let published = || outcome.reports.iter().filter_map(|r| Some((r, r.known_by().filter(|t| window.holds(*t))?)));
    let in_all = published().count();
    let reports = published().step_by(in_all.div_ceil(most).max(1)).map(|(r, at)| PublishedJson {
        id: r.id.to_string(),
        at: rfc9557(at, &zone),
        title: r.title.clone(),
        side: r.side.code().to_owned(),
    });
    Ok(TimelineJson {
        buckets: buckets
            .into_values()
            .map(|(from, by_act)| BucketJson { from, n: by_act.values().sum(), by_act })
            .collect(),
        deadlines: deadlines.collect(),
        amendments: amendments.collect(),
        reports: reports.collect(),
        published: in_all,
    })
}
