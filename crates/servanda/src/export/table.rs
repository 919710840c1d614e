//! Tables, whatever the file: which columns a view has, and what stands in them. A column is named after the path to
//! its field (`place.lat`, in a file `place_lat`).

use serde::Serialize;
use serde_json::Value;

use super::json::IncidentJson;

/// What a column holds. Any cell may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text; lists are joined by `;`, what has a name and an identifier is told with both.
    Text,
    /// Whole numbers.
    Whole,
    /// Real numbers.
    Real,
    /// True or false.
    Flag,
}

use Kind::{Flag, Real, Text, Whole};

/// The columns of a view.
pub type Columns = [(&'static str, Kind)];

/// The instant of knowledge, in every row: rows are taken out of their files.
const AS_OF: (&str, Kind) = ("as_of", Text);

/// The board, a row a provision.
pub const BOARD: &Columns = &[
    ("ref", Text),
    ("title", Text),
    ("says", Text),
    ("category", Text),
    ("kind", Text),
    ("bearer", Text),
    ("status", Text),
    ("responsible", Text),
    ("since", Text),
    ("deadline", Text),
    ("amended.says", Text),
    ("on_word_of", Text),
    ("origins", Whole),
    ("origins_by_side", Text),
    ("contested", Flag),
    ("coverage.grade", Text),
    ("coverage.sources", Whole),
    ("coverage.reports", Whole),
    ("coverage.days", Real),
    ("coverage.places", Real),
    ("incidents", Whole),
    ("trend", Text),
    ("trend_possible", Text),
    ("why", Text),
    AS_OF,
];

/// Incidents, a row each; each comes with its sentence ([`Titled`]).
pub const INCIDENTS: &Columns = &[
    ("id", Text),
    ("title", Text),
    ("act", Text),
    ("when.from", Text),
    ("when.to", Text),
    ("when.precision", Text),
    ("place.canonical", Text),
    ("place.id", Text),
    ("place.geonames", Whole),
    ("place.lat", Real),
    ("place.lon", Real),
    ("place.precision", Text),
    ("origins", Whole),
    ("origins_by_side", Text),
    ("sides_claiming", Text),
    ("sides_denying", Text),
    ("blamed", Text),
    ("admitted_by", Text),
    ("killed.low", Whole),
    ("killed.best", Whole),
    ("killed.high", Whole),
    ("wounded.low", Whole),
    ("wounded.best", Whole),
    ("wounded.high", Whole),
    ("contested", Flag),
    ("provisions", Text),
    ("claims", Text),
    AS_OF,
];

/// Claims, a row each.
pub const CLAIMS: &Columns = &[
    ("id", Text),
    ("report", Text),
    ("start", Whole),
    ("end", Whole),
    ("quote", Text),
    ("speaker", Text),
    ("speaker_side", Text),
    ("relayed_by", Text),
    ("channel", Text),
    ("act", Text),
    ("actor", Text),
    ("actor_name", Text),
    ("target", Text),
    ("target_name", Text),
    ("place.name", Text),
    ("place.canonical", Text),
    ("place.id", Text),
    ("place.geonames", Whole),
    ("place.lat", Real),
    ("place.lon", Real),
    ("place.precision", Text),
    ("when.from", Text),
    ("when.to", Text),
    ("when.precision", Text),
    ("killed.low", Whole),
    ("killed.best", Whole),
    ("killed.high", Whole),
    ("wounded.low", Whole),
    ("wounded.best", Whole),
    ("wounded.high", Whole),
    ("polarity", Text),
    ("modality", Text),
    ("background", Flag),
    ("recital", Flag),
    ("retracted", Flag),
    ("misread", Flag),
    ("justified", Flag),
    ("running_count", Flag),
    ("rule", Text),
    ("confidence", Real),
    AS_OF,
];

/// Reports, a row each.
pub const REPORTS: &Columns = &[
    ("id", Text),
    ("sha256", Text),
    ("title", Text),
    ("outlet", Text),
    ("side", Text),
    ("published", Text),
    ("lang", Text),
    ("url", Text),
    ("relays", Text),
    ("claims", Whole),
    ("retracted", Flag),
    AS_OF,
];

/// Publishers, a row each.
pub const SOURCES: &Columns = &[
    ("name", Text),
    ("side", Text),
    ("reports", Whole),
    ("claims", Whole),
    ("incidents", Whole),
    ("first", Whole),
    ("alone", Whole),
    ("corrected", Whole),
    ("contradicted", Whole),
    AS_OF,
];

/// What the timeline shows, a row each.
pub const TIMELINE: &Columns = &[("at", Text), ("kind", Text), ("id", Text), ("what", Text), ("side", Text), AS_OF];

/// What was found, a row each.
pub const SEARCH: &Columns = &[("kind", Text), ("id", Text), ("title", Text), ("words", Text), ("link", Text), AS_OF];

/// Open items of the review queue, a row each.
pub const REVIEW: &Columns = &[
    ("kind", Text),
    ("why", Text),
    ("quote", Text),
    ("name", Text),
    ("candidates", Text),
    ("claim", Text),
    ("incident", Text),
    ("report", Text),
    ("id", Text),
    AS_OF,
];

/// What was done, a row each.
pub const OPERATIONS: &Columns = &[
    ("sequence", Whole),
    ("at", Text),
    ("user", Text),
    ("action.action", Text),
    ("in_force", Flag),
    ("reason", Text),
    ("action.report", Text),
    ("action.sha256", Text),
    ("action.claim", Text),
    ("action.field", Text),
    ("action.was", Text),
    ("action.is", Text),
    ("action.into", Text),
    ("action.incidents", Text),
    ("action.incident", Text),
    ("action.claims", Text),
    ("action.name", Text),
    ("action.means", Text),
    ("action.about", Text),
    ("action.operation", Whole),
];

/// A row with the instant of knowledge.
#[derive(Debug, Serialize)]
pub struct Known<'a, T> {
    /// The row.
    #[serde(flatten)]
    pub row: T,
    /// What is published later isn't taken into account (RFC 9557).
    pub as_of: Option<&'a str>,
}

/// An incident with its sentence.
#[derive(Debug, Serialize)]
pub struct Titled<'a> {
    /// The incident.
    #[serde(flatten)]
    pub incident: &'a IncidentJson,
    /// What happened, in a short sentence.
    pub title: &'a str,
}

/// The name of a column in a file.
#[must_use]
pub fn heading(path: &str) -> String {
    path.replace('.', "_")
}

/// A cell in words.
#[must_use]
pub fn told(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(told).collect::<Vec<_>>().join(";"),
        Value::Object(all) => match (all.get("name"), all.get("id")) {
            (Some(Value::String(name)), Some(Value::String(id))) => format!("{name} ({id})"),
            _ => all.iter().map(entry).collect::<Vec<_>>().join(";"),
        },
        other => other.to_string(),
    }
}

/// A named number as both, anything else by its name: `AZE:2`, `AZE`.
fn entry((name, value): (&String, &Value)) -> String {
    if value.is_number() { format!("{name}:{value}") } else { name.clone() }
}

/// Fields of a record, by path: `place.lat` is the latitude of its place.
pub fn fields<'p>(record: &impl Serialize, paths: impl IntoIterator<Item = &'p str>) -> Vec<Value> {
    let record = serde_json::to_value(record).unwrap_or_default();
    let at = |path: &str| path.split('.').fold(&record, |value, key| value.get(key).unwrap_or(&Value::Null)).clone();
    paths.into_iter().map(at).collect()
}
