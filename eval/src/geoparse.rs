//! Set `geoparse`: place names, and where they are.
//!
//! The sets differ in what they count: LGL and GeoWebNews annotate adjectives and peoples ("Russian", "Palestinians"),
//! GeoVirus does not. The caller says which convention holds; nothing else depends on the set.

use serde_json::{Map, Value, json};
use servanda_reading::places::{Candidate, Context, Gazetteer, PlaceKey, mentions, resolve};
use servanda_syntax::Analysis;

use crate::points::Points;

/// Names and their places for one record: `toponyms`, and `resolved` for the spans of the record's own `toponyms`, if any.
///
/// Offsets are code points of `text`. `adjectives` says whether adjectives and peoples count as names of places.
#[must_use]
pub fn predict(record: &Value, syntax: Option<&Analysis>, gaz: &Gazetteer, adjectives: bool) -> Value {
    let text = record["text"].as_str().unwrap_or("");
    let points = Points::of(text);
    let context = Context { url: record["url"].as_str().map(str::to_owned), ..Context::default() };
    let toponyms: Vec<Value> = mentions(text, syntax, gaz, &context)
        .iter()
        .filter(|m| adjectives || !m.adjective)
        .map(|m| {
            let mut v = place(m.candidates.first());
            v.insert("start".into(), json!(points.point(m.span.start())));
            v.insert("end".into(), json!(points.point(m.span.end())));
            v.insert("text".into(), json!(m.name));
            Value::Object(v)
        })
        .collect();
    let mut out = json!({"id": record["id"], "toponyms": toponyms});
    if let Some(given) = record["toponyms"].as_array() {
        let resolved: Vec<Value> = resolve(text, &points.spans(given), gaz, &context)
            .iter()
            .map(|c| if c.is_some() { Value::Object(place(c.as_ref())) } else { Value::Null })
            .collect();
        out["resolved"] = Value::Array(resolved);
    }
    out
}

fn place(candidate: Option<&Candidate>) -> Map<String, Value> {
    let mut v = Map::new();
    if let Some(c) = candidate {
        v.insert("lat".into(), json!(c.lat));
        v.insert("lon".into(), json!(c.lon));
        if let PlaceKey::Geonames(n) = c.id {
            v.insert("geonameid".into(), json!(n));
        }
        v.insert("place".into(), json!(format!("{}, {}, {}", c.name, c.admin1, c.country)));
    }
    v
}
