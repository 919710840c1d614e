//! Predictions for the `timex` set: time expressions and their TIMEX3 values.

use jiff::civil::Date;
use serde_json::{Value, json};
use servanda_reading::time::{Anchor, tag};

/// The answer to one record (`id`, `dct`, `text`). Offsets count code points.
#[must_use]
pub fn predict(record: &Value) -> Value {
    let text = record["text"].as_str().unwrap_or("");
    let anchor = record["dct"].as_str().and_then(|d| d.get(..10)).and_then(|d| d.parse::<Date>().ok()).map(Anchor::day);
    let mut points = CodePoints { text, byte: 0, point: 0 };
    let timexes: Vec<Value> = tag(text, anchor.as_ref())
        .into_iter()
        .map(|e| {
            json!({
                "start": points.at(e.span.start()),
                "end": points.at(e.span.end()),
                "type": e.kind.as_str(),
                // The set writes what has no value as the word "null".
                "value": if e.value.is_empty() { "null" } else { &e.value },
            })
        })
        .collect();
    json!({ "id": record["id"], "timexes": timexes })
}

/// Bytes to code points, for offsets that only grow.
struct CodePoints<'t> {
    text: &'t str,
    byte: usize,
    point: usize,
}

impl CodePoints<'_> {
    fn at(&mut self, byte: usize) -> usize {
        self.point += self.text.get(self.byte..byte).map_or(0, |s| s.chars().count());
        self.byte = byte;
        self.point
    }
}
