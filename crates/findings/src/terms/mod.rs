//! An agreement and its places as analysts write them, read and checked.
//!
//! The caller reads the files. Every problem of a file is reported at once, with its place and what to do.

mod agreement;
mod format;
mod outlines;
mod places;
mod problem;
mod scenario;
mod shape;
mod time;

use std::collections::BTreeSet;

use servanda_model::{ActorId, PlaceId};
use toml::de::DeTable;

pub use agreement::agreement;
pub use places::{Place, places};
pub use problem::{Problem, SourceText};
use problem::{Problems, nearest};
pub use scenario::{
    Expect, ExpectClaim, ExpectControl, ExpectIncident, ExpectMisstated, ExpectPosition, ExpectProvision,
    ExpectVerdict, Scenario, ScenarioReport, scenario,
};
use shape::{Fields, Shape, Word};

/// What an agreement may refer to: the actors of the lexicon and the places of its own list.
///
/// Places of the gazetteer (`gn:` and a number) are always understood.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Actors of the lexicon.
    pub actors: BTreeSet<ActorId>,
    /// Places of the agreement's own list.
    pub places: BTreeSet<PlaceId>,
}

/// JSON Schema of `agreement.toml`, made from the same table of keys that the loader checks.
#[must_use]
pub fn agreement_schema() -> serde_json::Value {
    schema(&format::AGREEMENT, "agreement.toml")
}

/// JSON Schema of `places.toml`.
#[must_use]
pub fn places_schema() -> serde_json::Value {
    schema(&format::PLACES, "places.toml")
}

/// JSON Schema of a scenario.
#[must_use]
pub fn scenario_schema() -> serde_json::Value {
    schema(&format::SCENARIO, "scenario")
}

fn schema(shape: &Shape, title: &str) -> serde_json::Value {
    let mut schema = shape.schema();
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = title.into();
    schema
}

/// Parses and checks the shape; the table is only handed on when the syntax is sound.
fn parsed<T>(
    source: SourceText<'_>,
    shape: &'static Shape,
    read: impl FnOnce(&Fields<'_, '_>, &mut Problems<'_>) -> Option<T>,
) -> Result<T, Vec<Problem>> {
    let mut problems = Problems::new(source);
    let (table, errors) = DeTable::parse_recoverable(source.text);
    for error in &errors {
        problems.add(error.span().unwrap_or(0..0), error.message().trim(), "mend the TOML here");
    }
    if !problems.is_empty() {
        // What follows a broken line would only be reported as missing.
        return Err(problems.into_sorted());
    }
    shape.check(table.get_ref(), 0..0, &mut problems);
    let read = read(&Fields::new(table.get_ref(), 0..0), &mut problems);
    match read {
        Some(value) if problems.is_empty() => Ok(value),
        _ => Err(problems.into_sorted()),
    }
}

impl Known {
    fn actor(&self, word: &Word, problems: &mut Problems<'_>) -> ActorId {
        if !self.actors.contains(word.text.as_str()) {
            problems.add_near(
                word.at.clone(),
                format!("unknown actor `{}`", word.text),
                "name an actor of the lexicon, or add it there",
                nearest(&word.text, self.actors.iter().map(ActorId::as_str)),
            );
        }
        ActorId::new(word.text.as_str())
    }

    fn place(&self, word: &Word, problems: &mut Problems<'_>) -> PlaceId {
        if !self.places.contains(word.text.as_str()) && !is_gazetteer_number(&word.text) {
            problems.add_near(
                word.at.clone(),
                format!("unknown place `{}`", word.text),
                "name a place of the agreement's places.toml, add it there, or give its GeoNames number as gn:585514",
                nearest(&word.text, self.places.iter().map(PlaceId::as_str)),
            );
        }
        PlaceId::new(word.text.as_str())
    }
}

fn is_gazetteer_number(text: &str) -> bool {
    text.strip_prefix("gn:").is_some_and(|n| n.parse::<u32>().is_ok())
}
