//! Set `casualties`: the killed of one incident, the cause, the actor and the governorate.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use servanda_reading::event_summary::{Cause, summary};
use servanda_reading::places::{Context, Gazetteer, mentions};

/// The classes of the set, with words by which English-language reports of any side name them.
const ACTORS: &[(&str, &[&str])] = &[
    (
        "syrian government or russian troops",
        &["regime", "assad", "assads", "russian", "russia", "government", "army", "russias", "regimes", "hezbollah"],
    ),
    ("the organization of the islamic state in iraq and the levant - isis", &["isis", "isil", "daesh", "islamic"]),
    ("international coalition forces", &["usled", "coalition", "american", "us"]),
    ("armed opposition groups", &["rebels", "rebel", "opposition", "insurgents", "fsa"]),
    ("self administration forces", &["sdf", "ypg", "kurdish"]),
    ("al-nusra front", &["nusra", "alnusra"]),
];

/// Answers a record (`id`, `text`, `printed_date`).
pub fn predict(record: &Value, gaz: &Gazetteer) -> Value {
    let text = record["text"].as_str().unwrap_or("");
    let actors: Vec<&[&str]> = ACTORS.iter().map(|(_, names)| *names).collect();
    let s = summary(text, &actors);
    let killed = s.killed.map_or(0, |(n, _)| n);
    let cause = match s.cause {
        Some(Cause::Shelling) => "shelling",
        Some(Cause::Explosion) => "explosion",
        Some(Cause::Chemical) => "chemical and toxic gases",
        Some(Cause::Execution) => "execution",
        Some(Cause::Shooting) => "shooting",
        None => "unknown",
    };
    let mut out = json!({
        "id": record["id"],
        "killed": killed,
        "civilians": if s.armed { 0 } else { killed },
        "noncivilians": if s.armed { killed } else { 0 },
        "children": s.children,
        "women": s.women,
        "cause": cause,
        "actor": s.actor.map_or("unknown", |(n, _)| ACTORS[n].0),
        "date": record["printed_date"],
    });
    if let Some((name, lat, lon)) = place(text, gaz) {
        out["place"] = json!(name);
        out["lat"] = json!(lat);
        out["lon"] = json!(lon);
    }
    out
}

/// The first place named in the governorate that is named most, early mentions weighing more.
fn place(text: &str, gaz: &Gazetteer) -> Option<(String, f64, f64)> {
    let weight = |byte: usize| match byte {
        0..300 => 3.0,
        300..1000 => 1.5,
        _ => 0.3,
    };
    let mut areas: BTreeMap<String, (f64, f64, f64)> = BTreeMap::new();
    let context = Context { countries: vec!["SY".to_owned()], ..Context::default() };
    for m in mentions(text, None, gaz, &context) {
        let Some(c) = m.candidates.iter().find(|c| c.country == "SY" && !c.admin1.is_empty()) else { continue };
        areas.entry(c.admin1.clone()).or_insert((0.0, c.lat, c.lon)).0 += weight(m.span.start());
    }
    areas.into_iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0)).map(|(name, (_, lat, lon))| (name, lat, lon))
}
