//! What a person should look at: readings that are in doubt, and reports that misstate the terms.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use servanda_ledger::{Action, in_force};
use servanda_model::{Change, Claim, Misstated, nearest};

use super::App;
use super::case::View;
use super::endpoint::{Asked, At, Endpoint, Listed, get, page};
use super::problem::Problem;

/// Below this a reading is in doubt (from 0 to 1).
const DOUBTFUL: f32 = 0.5;

/// A place whose likeliest meaning has less than this share of belief is unresolved.
const UNRESOLVED: f64 = 0.6;

/// A claim that joined an incident with less is looked at: no more than two grounds held in full.
const CERTAIN: f64 = 3.0;

/// Which items are asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Filter {
    /// Only this kind.
    pub kind: Option<Kind>,
    /// How many on a page: 100 without it, 1000 at most.
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[schemars(regex(pattern = super::endpoint::CURSOR))]
    pub cursor: Option<String>,
}

/// Why something should be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ReviewKind")]
pub enum Kind {
    /// A place that may be several, or none that is known.
    UnresolvedPlace,
    /// An actor nobody knows.
    UnresolvedActor,
    /// A claim joined to an incident on weak grounds.
    UncertainMerge,
    /// A claim of whose reading the rules are not sure.
    LowConfidence,
    /// A report that states the terms otherwise than the text does.
    Misstated,
    /// Words are told to have been taken back or corrected, and it isn't certain which.
    Retraction,
}

/// Something to look at. A judgement on it, or a note about its `id`, settles it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "ReviewItem")]
pub struct ItemJson {
    /// Its name.
    pub id: String,
    /// Why it is here.
    pub kind: Kind,
    /// The same in words.
    pub why: String,
    /// The claim.
    pub claim: Option<String>,
    /// The incident.
    pub incident: Option<String>,
    /// The report.
    pub report: String,
    /// The field of the claim that is in doubt, as a correction takes it.
    pub field: Option<String>,
    /// The name that nobody knows or that may mean several, as an alias takes it.
    pub name: Option<String>,
    /// What it may be instead.
    pub candidates: Vec<CandidateJson>,
    /// The words.
    pub quote: String,
}

/// What something may be.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CandidateJson {
    /// Its identifier, to be given in a correction.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Share of belief, 0 to 1.
    pub weight: Option<f64>,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![get::<Filter, Listed<ItemJson>>("/review", "What a person should look at", list)]
}

fn list(app: &App, _: &Asked, at: At, filter: Filter) -> Result<Listed<ItemJson>, Problem> {
    let view = app.store.view(&at)?;
    let found = page(open(&view, &filter), filter.limit, filter.cursor.as_deref(), |i| i.id.clone())?;
    Ok(found.map(Clone::clone))
}

/// The items that nobody has settled and that pass the filter.
#[must_use]
pub fn open<'v>(view: &'v View, filter: &Filter) -> Vec<&'v ItemJson> {
    let settled: BTreeSet<&str> = in_force(&view.operations)
        .into_iter()
        .filter_map(|o| match &o.action {
            Action::Note { about } => Some(about.as_str()),
            _ => None,
        })
        .collect();
    let items = view.to_review.get_or_init(|| items(view)).iter();
    items.filter(|i| !settled.contains(i.id.as_str()) && filter.kind.is_none_or(|k| k == i.kind)).collect()
}

/// The claim that a misstated term was read from.
fn restating<'v>(view: &'v View, wrong: &Misstated) -> Option<&'v Claim> {
    let (_, item) = view.report(wrong.report.as_str())?;
    let claims = item.reading.claims.iter().filter_map(|c| view.claim(c.id.as_str())).filter(|c| c.recital);
    claims.filter(|c| c.span.overlaps(wrong.span)).min_by_key(|c| (c.span != wrong.span, c.id.clone()))
}

fn items(view: &View) -> Vec<ItemJson> {
    let mut items = Vec::new();
    let incident = |claim: &str| view.incident_of(claim).map(|i| i.id.to_string());
    for claim in view
        .outcome
        .claims
        .iter()
        .filter(|c| c.tells_happening() && !c.retracted && !view.outcome.misread.contains(&c.id))
    {
        let id = claim.id.to_string();
        let item = |kind: Kind, why: String, doubt: Option<(&str, &str)>, candidates: Vec<CandidateJson>| ItemJson {
            id: format!("{}:{id}", crate::export::json::code(kind)),
            kind,
            why,
            field: doubt.map(|(field, _)| field.to_owned()),
            name: doubt.map(|(_, name)| name.to_owned()),
            claim: Some(id.clone()),
            incident: incident(&id),
            report: claim.report.to_string(),
            candidates,
            quote: claim.quote.clone(),
        };
        if let Some(place) = &claim.place {
            let doubtful = place.candidates.len() > 1 && place.best().is_some_and(|b| b.weight < UNRESOLVED);
            if doubtful || place.candidates.is_empty() {
                let why = if doubtful {
                    format!("“{}” may be several places", place.name)
                } else {
                    format!("no place is known as “{}”", place.name)
                };
                let candidates = place.candidates.iter().take(8).map(|c| CandidateJson {
                    id: c.place.to_string(),
                    name: c.canonical.clone(),
                    weight: Some(c.weight),
                });
                let mut candidates: Vec<_> = candidates.collect();
                if candidates.is_empty() {
                    // Another spelling of a place of the agreement.
                    let near = nearest(&place.name, view.reader.area.values().map(|p| p.name.as_str()));
                    let places = view.reader.area.values().filter(|p| Some(p.name.as_str()) == near);
                    candidates.extend(places.map(|p| CandidateJson {
                        id: p.id.to_string(),
                        name: p.name.clone(),
                        weight: None,
                    }));
                }
                items.push(item(Kind::UnresolvedPlace, why, Some(("place", &place.name)), candidates));
            }
        }
        if let Some(actor) = claim.actor.as_ref().filter(|a| a.actor.is_none() && a.party.is_none()) {
            let parties = view.terms.agreement.parties.iter().map(|p| CandidateJson {
                id: p.actor.to_string(),
                name: view.outcome.actor_name(&p.actor).to_owned(),
                weight: None,
            });
            let why = format!("nobody is known as “{}”", actor.name);
            items.push(item(Kind::UnresolvedActor, why, Some(("actor", &actor.name)), parties.collect()));
        }
        if claim.confidence < DOUBTFUL {
            let why = format!("the reading has a confidence of {:.2}", claim.confidence);
            items.push(item(Kind::LowConfidence, why, None, Vec::new()));
        }
    }
    for found in &view.outcome.incidents {
        for join in found.joins.iter().filter(|j| j.score < CERTAIN) {
            let claim = &join.claim;
            let why = found.joined.iter().find(|(c, _)| c == claim).map_or("", |(_, why)| why.as_str());
            let Some(told) = view.claim(claim.as_str()) else { continue };
            items.push(ItemJson {
                id: format!("uncertain_merge:{claim}"),
                kind: Kind::UncertainMerge,
                why: format!("joined with {} points, where 2.5 is the least and 4 the most: {why}", join.score),
                claim: Some(claim.to_string()),
                incident: Some(found.id.to_string()),
                report: told.report.to_string(),
                field: None,
                name: None,
                candidates: Vec::new(),
                quote: told.quote.clone(),
            });
        }
    }
    for wrong in view.outcome.misstated.iter() {
        items.push(ItemJson {
            id: format!("misstated:{}:{}", wrong.report, wrong.span.start()),
            kind: Kind::Misstated,
            why: format!("says {}; the text says {}", wrong.says, wrong.text_says),
            // The claim that restates the terms: one that was misread takes the item along.
            claim: restating(view, wrong).map(|c| c.id.to_string()),
            incident: None,
            report: wrong.report.to_string(),
            field: None,
            name: None,
            candidates: Vec::new(),
            quote: wrong.quote.clone(),
        });
    }
    for told in view.outcome.retractions.iter().filter(|r| r.claims.is_empty()) {
        let by = told.by.as_ref().map_or("somebody", |v| v.name.as_str());
        let done = match told.change {
            Change::TakenBack => "taken back",
            Change::Corrected => "corrected",
        };
        items.push(ItemJson {
            id: format!("retraction:{}:{}", told.report, told.span.start()),
            kind: Kind::Retraction,
            why: format!("tells that {by} has {done} earlier words; find the claims that are meant"),
            claim: None,
            incident: None,
            report: told.report.to_string(),
            field: None,
            name: None,
            candidates: Vec::new(),
            quote: told.quote.clone(),
        });
    }
    items
}
