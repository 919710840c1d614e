//! Set `attribution`: who says what.

use serde_json::{Value, json};
use servanda_model::Span;
use servanda_reading::attribution::{Attributor, Quotation};
use servanda_syntax::Analysis;

use crate::points::Points;

/// The answer from an analysis of the record's text.
///
/// The set marks no attribution inside what another reports, and none without a cue of its own.
#[must_use]
pub fn answer(record: &Value, analysis: &Analysis, attributor: &Attributor) -> Value {
    let text = record["text"].as_str().unwrap_or("");
    let points = Points::of(text);
    let spans = |spans: &[Span]| -> Vec<Value> {
        spans.iter().map(|s| json!({ "start": points.point(s.start()), "end": points.point(s.end()) })).collect()
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
