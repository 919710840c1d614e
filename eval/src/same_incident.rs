//! Set `same-incident`: which news articles report one incident, and which are near-duplicates.

use serde_json::{Value, json};
use servanda_incidents::neardup::{self, Kind, links};
use servanda_incidents::story::{Options, StoryInput, stories};

/// Answers all records of the set at once: `{"id", "incident", "near_duplicates"}` for each, in the same order.
pub fn predict(records: &[Value]) -> Vec<Value> {
    let text = |r: &'static str| move |record: &Value| record[r].as_str().unwrap_or("").to_owned();
    let ids: Vec<String> = records.iter().map(text("id")).collect();
    let inputs: Vec<StoryInput<'_>> = records
        .iter()
        .map(|r| StoryInput {
            id: r["id"].as_str().unwrap_or(""),
            date: r["date"].as_str().and_then(|d| d.parse().ok()),
            title: r["title"].as_str(),
            text: r["text"].as_str().unwrap_or(""),
        })
        .collect();
    let found = stories(&inputs, &Options::default());
    let texts: Vec<&str> = inputs.iter().map(|i| i.text).collect();
    let mut copies: Vec<Vec<&str>> = vec![Vec::new(); records.len()];
    for link in links(&texts, &neardup::Options::default()).iter().filter(|l| l.kind == Kind::Resembles) {
        copies[link.a].push(&ids[link.b]);
        copies[link.b].push(&ids[link.a]);
    }
    ids.iter()
        .zip(&found.labels)
        .zip(&copies)
        .map(|((id, label), copies)| json!({"id": id, "incident": label, "near_duplicates": copies}))
        .collect()
}
