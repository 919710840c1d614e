//! Reports: what was published, as received and as read.

use std::ops::BitOr;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use servanda_ledger::Found;

use super::App;
use super::case::View;
use super::endpoint::{Asked, At, Endpoint, Listed, Nothing, get, page};
use super::problem::Problem;
use super::search::filtering;
use super::window::Window;
use crate::export::json::code;
use crate::pipeline::ReportInfo;

/// Which reports are asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Filter {
    /// Whose title, outlet and text answer this: words, `"a phrase"`, `a OR b`, `begin*`, `-without`.
    pub q: Option<String>,
    /// Of this publisher.
    pub outlet: Option<String>,
    /// Of a publisher on this side.
    pub side: Option<String>,
    /// Published from this instant or day on.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub from: Option<String>,
    /// Published up to this instant, or to the end of this day.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub to: Option<String>,
    /// How many on a page: 100 without it, 1000 at most.
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[schemars(regex(pattern = super::endpoint::CURSOR))]
    pub cursor: Option<String>,
}

/// A report in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReportRow {
    /// Its name.
    pub id: String,
    /// Hash of its bytes.
    pub sha256: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Whose side the publisher is on.
    pub side: String,
    /// When it was published, no finer than is known.
    pub published: Option<String>,
    /// Language.
    pub lang: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Whom it passes on.
    pub relays: Vec<String>,
    /// How many claims it makes.
    pub claims: usize,
    /// Whether it was taken back by its source.
    pub retracted: bool,
}

impl ReportRow {
    /// A report of a state.
    #[must_use]
    pub fn of(info: &ReportInfo, view: &View) -> Self {
        let claims = view.report(info.id.as_str()).map_or(0, |(_, item)| item.reading.claims.len());
        Self {
            id: info.id.to_string(),
            sha256: info.sha256.clone(),
            title: info.title.clone(),
            outlet: info.outlet.clone(),
            side: info.side.code().to_owned(),
            published: info.published.clone(),
            lang: info.lang.clone(),
            url: info.url.clone(),
            relays: info.relays.clone(),
            claims,
            retracted: view.retracted.contains(&info.sha256),
        }
    }
}

/// A report with its text.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReportPage {
    /// The report.
    #[serde(flatten)]
    pub row: ReportRow,
    /// The text after cleaning.
    pub text: String,
    /// What was received, as text in its charset; `start` and `end` of claims count its code points.
    pub original: String,
    /// What it says, by place in `text`.
    pub marks: Vec<MarkJson>,
    /// How its script runs: `ltr` or `rtl`.
    pub direction: String,
}

/// The words of a claim in the text of its report.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MarkJson {
    /// The claim.
    pub id: String,
    /// First code point of its words in `text`.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// What is said to be done.
    pub act: String,
    /// Who says it.
    pub speaker: Option<String>,
    /// That one's side.
    pub speaker_side: Option<String>,
    /// `asserts` or `denies`.
    pub polarity: String,
    /// Told as what.
    pub modality: String,
    /// The incident it is part of.
    pub incident: Option<String>,
    /// Whether its source took it back.
    pub retracted: bool,
    /// Whether a person holds it to be misread.
    pub misread: bool,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        get::<Filter, Listed<ReportRow>>("/reports", "The reports, by publication", list),
        get::<Nothing, ReportPage>("/reports/{id}", "A report with its text and what it says", one),
    ]
}

/// The reports that pass the filter.
///
/// # Errors
/// A filter that makes no sense.
pub fn chosen<'a>(view: &'a View, filter: &Filter) -> Result<Vec<&'a ReportInfo>, Problem> {
    let outcome = &view.outcome;
    let window = Window::of(filter.from.as_deref(), filter.to.as_deref(), &outcome.zone())?;
    let unbounded = window.from.is_none() && window.to.is_none();
    let words = filtering(filter.q.as_deref())?;
    let outlet = filter.outlet.as_deref().map(str::to_lowercase);
    let passes = |(info, text): &(&ReportInfo, &str)| {
        let publisher = info.outlet.as_deref().unwrap_or_default().to_lowercase();
        outlet.as_ref().is_none_or(|o| publisher == *o)
            && filter.side.as_deref().is_none_or(|s| s == info.side.code())
            && (unbounded || info.known_by().is_some_and(|t| window.holds(t)))
            && words.as_ref().is_none_or(|words| {
                let parts = info.title.iter().chain(&info.outlet).map(String::as_str).chain([*text]);
                words.answered(parts.map(|part| words.found(part)).fold(Found::default(), BitOr::bitor))
            })
    };
    let texts = outcome.items.par_iter().map(|i| (i.info.as_ref(), i.document.text.as_str()));
    Ok(texts.filter(passes).map(|(info, _)| info).collect())
}

fn list(app: &App, _: &Asked, at: At, filter: Filter) -> Result<Listed<ReportRow>, Problem> {
    let view = app.store.view(&at)?;
    let found = page(chosen(&view, &filter)?, filter.limit, filter.cursor.as_deref(), |r| r.id.to_string())?;
    Ok(found.map(|r| ReportRow::of(r, &view)))
}

fn one(app: &App, asked: &Asked, at: At, _: Nothing) -> Result<ReportPage, Problem> {
    let view = app.store.view(&at)?;
    let id = asked.name("id");
    let (info, item) = view.report(id).ok_or_else(|| {
        let known = |latest: &View| latest.report(id).is_some();
        app.store.missing(&at, "report", id, known)
    })?;
    let text = item.document.text.clone();
    let original = app.store.ledger().report(&info.sha256)?.bytes;
    let mut points = Points::new(&text);
    let marks = item.reading.claims.iter().filter_map(|read| {
        let claim = view.claim(read.id.as_str())?;
        let speaker = claim.attribution.speaker.as_ref();
        Some(MarkJson {
            id: claim.id.to_string(),
            start: points.at(claim.span.start()),
            end: points.at(claim.span.end()),
            act: claim.act.code().to_owned(),
            speaker: speaker.map(|s| s.name.clone()),
            speaker_side: speaker.map(|s| s.side.code().to_owned()),
            polarity: code(claim.polarity),
            modality: code(claim.modality),
            incident: view.incident_of(read.id.as_str()).map(|i| i.id.to_string()),
            retracted: claim.retracted,
            misread: view.outcome.misread.contains(&claim.id),
        })
    });
    let marks = marks.collect();
    Ok(ReportPage {
        row: ReportRow::of(info, &view),
        direction: direction(&text).to_owned(),
        marks,
        original: servanda_intake::decoded(&original, &item.report.charset),
        text,
    })
}

/// Bytes of a text told in code points, without counting from the start each time.
pub struct Points<'a> {
    text: &'a str,
    byte: usize,
    point: usize,
}

impl<'a> Points<'a> {
    /// At the start of the text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, byte: 0, point: 0 }
    }

    /// The code point that begins at a byte.
    pub fn at(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.point) = (0, 0);
        }
        self.point += self.text.get(self.byte..byte).map_or(0, |part| part.chars().count());
        self.byte = byte;
        self.point
    }
}

/// How most letters of a text run.
#[must_use]
pub fn direction(text: &str) -> &'static str {
    let leftward = |c: &char| matches!(*c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if text.chars().filter(leftward).count() * 2 > letters { "rtl" } else { "ltr" }
}
