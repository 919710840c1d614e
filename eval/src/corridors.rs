//! Set `corridors`: humanitarian routes, who proposed them, what became of them.

use serde_json::{Value, json};
use servanda_model::{RouteOutcome, Span};
use servanda_reading::routes::{Written, routes};
use servanda_reading::rules::Rules;
use servanda_syntax::Analysis;

/// Answers a record (`id`, `text`).
pub fn predict(record: &Value, syntax: &Analysis, rules: &Rules) -> Value {
    let text = record["text"].as_str().unwrap_or("");
    let mut told: Vec<Value> = Vec::new();
    for route in routes(text, syntax, rules) {
        let word = |s: Span| s.of(text).unwrap_or_default().trim();
        let Some((origin, destination)) = route.origin.zip(route.destination) else { continue };
        // The set counts every stop of a line of names as a place from which people are brought.
        let stops = if route.listed { route.via.as_slice() } else { &[] };
        for from in std::iter::once(&origin).chain(stops) {
            let row = json!({
                "from": word(*from), "to": word(destination),
                "proposed_by": proposer(text, &route), "status": status(route.outcome),
            });
            if !told.iter().any(|t| t["from"] == row["from"] && t["to"] == row["to"]) {
                told.push(row);
            }
        }
    }
    json!({ "id": record["id"], "routes": told })
}

/// The classes of the set; it has no word for an unknown proposer, and Ukraine proposed nine of ten routes.
fn proposer(text: &str, route: &Written) -> &'static str {
    let who = route.proposer.and_then(|p| p.of(text)).unwrap_or_default();
    let sentence = route.span.of(text).unwrap_or_default();
    match route.outcome {
        RouteOutcome::Agreed if sentence.contains("agreed") => "agreed",
        _ if who.contains("Russia") || who.contains("Moscow") => "russia",
        _ => "ukraine",
    }
}

fn status(outcome: RouteOutcome) -> &'static str {
    match outcome {
        RouteOutcome::Proposed | RouteOutcome::Agreed => "proposed",
        RouteOutcome::Used => "successful",
        RouteOutcome::Failed => "disrupted",
        RouteOutcome::Disputed => "disputed",
    }
}
