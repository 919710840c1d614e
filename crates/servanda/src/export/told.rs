//! JSON of what reports tell beside claims: humanitarian routes, and words taken back.

use schemars::JsonSchema;
use serde::Serialize;
use servanda_model::{Retraction, Route};

use super::json::{PlaceJson, WhenJson, code};

/// A humanitarian route that a report tells of.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RouteJson {
    /// The report.
    pub report: String,
    /// Where it begins.
    pub origin: Option<PlaceJson>,
    /// What it passes, in order.
    pub via: Vec<PlaceJson>,
    /// Where it ends.
    pub destination: Option<PlaceJson>,
    /// Who proposed, declared or opened it: lexicon identifier, or the words as written.
    pub proposed_by: Option<String>,
    /// `proposed`, `agreed`, `used`, `failed` or `disputed`.
    pub outcome: String,
    /// Who tells it.
    pub said_by: Option<String>,
    /// For when.
    pub when: Option<WhenJson>,
    /// The words it rests on.
    pub quote: String,
}

impl From<&Route> for RouteJson {
    fn from(route: &Route) -> Self {
        Self {
            report: route.report.to_string(),
            origin: route.origin.as_ref().map(PlaceJson::from),
            via: route.via.iter().map(PlaceJson::from).collect(),
            destination: route.destination.as_ref().map(PlaceJson::from),
            proposed_by: route
                .proposed_by
                .as_ref()
                .map(|p| p.actor.as_ref().map_or_else(|| p.name.clone(), ToString::to_string)),
            outcome: code(route.outcome),
            said_by: route.said_by.as_ref().map(|v| v.name.clone()),
            when: route.when.as_ref().map(WhenJson::from),
            quote: route.quote.clone(),
        }
    }
}

/// A report tells that somebody took back or corrected what he had said.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RetractionJson {
    /// The report.
    pub report: String,
    /// Whose word it was.
    pub by: Option<String>,
    /// `taken_back` or `corrected`.
    pub change: String,
    /// The claims of the report that are meant; none where it isn't certain which.
    pub claims: Vec<String>,
    /// The words it rests on.
    pub quote: String,
}

impl From<&Retraction> for RetractionJson {
    fn from(told: &Retraction) -> Self {
        Self {
            report: told.report.to_string(),
            by: told.by.as_ref().map(|v| v.name.clone()),
            change: code(told.change),
            claims: told.claims.iter().map(ToString::to_string).collect(),
            quote: told.quote.clone(),
        }
    }
}
