//! Predictions for the `attribution` set: who says what.

use serde_json::{Value, json};
use servanda_model::Span;
use servanda_reading::attribution::{Attributor, Quotation};
use servanda_syntax::{Analysis, Model};

/// What the task needs, made once.
pub struct Setup {
    /// Syntax of the language.
    pub model: Model,
    /// Finds attributions.
    pub attributor: Attributor,
}

/// The answer to one record (`id`, `text`). Offsets count code points.
#[must_use]
pub fn predict(record: &Value, setup: &Setup) -> Value {
    let text = record["text"].as_str().unwrap_or("");
    answer(record, &setup.model.analyse(text), &setup.attributor)
}

/// The answer from an analysis of the record's text.
///
/// The set marks no attribution inside what another reports, and none without a cue of its own.
#[must_use]
pub fn answer(record: &Value, analysis: &Analysis, attributor: &Attributor) -> Value {
    let text = record["text"].as_str().unwrap_or("");
    let points = code_points(text);
    let spans = |spans: &[Span]| -> Vec<Value> {
        spans.iter().map(|s| json!({ "start": points[s.start()], "end": points[s.end()] })).collect()
    };
    let one = |q: &Quotation| {
        json!({
            "source": spans(q.source.as_slice()),
            "cue": spans(q.cue.as_slice()),
            "content": spans(&q.content),
        })
    };
    let found = attributor.attributions(text, analysis);
    let outer: Vec<Value> = found.iter().filter(|q| !q.nested && !q.inherited).map(one).collect();
    json!({ "id": record["id"], "attributions": outer })
}

/// The number of code points before each byte.
fn code_points(text: &str) -> Vec<usize> {
    let mut points = Vec::with_capacity(text.len() + 1);
    let mut n = 0;
    for (i, _) in text.bytes().enumerate() {
        points.push(n);
        n += usize::from(text.is_char_boundary(i + 1));
    }
    points.push(n);
    points
}
