//! Set `timex`: time expressions and their TIMEX3 values.

use jiff::civil::Date;
use serde_json::{Value, json};
use servanda_reading::time::{Anchor, tag};

use crate::points::Points;

/// The answer to one record (`id`, `dct`, `text`). Offsets count code points.
#[must_use]
pub fn predict(record: &Value) -> Value {
    let text = record["text"].as_str().unwrap_or("");
    let anchor = record["dct"].as_str().and_then(|d| d.get(..10)).and_then(|d| d.parse::<Date>().ok()).map(Anchor::day);
    let points = Points::of(text);
    let timexes: Vec<Value> = tag(text, anchor.as_ref())
        .into_iter()
        .map(|e| {
            json!({
                "start": points.point(e.span.start()),
                "end": points.point(e.span.end()),
                "type": e.kind.as_str(),
                // The set writes what has no value as the word "null".
                "value": if e.value.is_empty() { "null" } else { &e.value },
            })
        })
        .collect();
    json!({ "id": record["id"], "timexes": timexes })
}
