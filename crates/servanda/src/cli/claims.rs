//! Claims in a terminal: a row per claim.

use servanda_model::{Claim, Polarity, Retraction, Where};

use super::board::{printable, table};
use crate::export::dossier::{count, toll_words};
use crate::export::instant::when_words;
use crate::export::json::code;
use crate::pipeline::Outcome;

/// The claims of all reports.
pub fn claims(outcome: &Outcome) -> String {
    let told = format!("{} in {}\n", count(outcome.claims.len(), "claim"), count(outcome.reports.len(), "report"));
    if outcome.claims.is_empty() && outcome.routes.is_empty() {
        return told;
    }
    let mut table = table(&["Claim", "At", "Who says", "Act", "Who did it", "Where", "When", "Toll", "How"]);
    for claim in &outcome.claims {
        table.add_row(row(outcome, claim));
    }
    format!("{table}\n{told}{}{}", routes(outcome), retractions(outcome))
}

/// Humanitarian routes, a row each.
fn routes(outcome: &Outcome) -> String {
    if outcome.routes.is_empty() {
        return String::new();
    }
    let mut table = table(&["Report", "Route", "Proposed by", "Outcome", "Who says", "When"]);
    for route in outcome.routes.iter() {
        let name = |place: &Where| printable(&place.name);
        let end = |place: &Option<Where>| place.as_ref().map_or("…".to_owned(), name);
        let mut stops = vec![end(&route.origin)];
        stops.extend(route.via.iter().map(name));
        stops.push(end(&route.destination));
        let by =
            route.proposed_by.as_ref().map_or("", |p| p.actor.as_ref().map_or(&p.name, |id| outcome.actor_name(id)));
        table.add_row([
            printable(route.report.as_str()),
            stops.join(" → "),
            printable(by),
            code(route.outcome),
            printable(route.said_by.as_ref().map_or("", |v| v.name.as_str())),
            route.when.as_ref().map_or_else(String::new, when_words),
        ]);
    }
    format!("\nRoutes for people and goods:\n{table}\n")
}

/// Words taken back or corrected, a line each.
fn retractions(outcome: &Outcome) -> String {
    let line = |told: &Retraction| {
        let meant: Vec<&str> = told.claims.iter().map(|c| c.as_str()).collect();
        let meant =
            if meant.is_empty() { "it isn't certain which claims are meant".to_owned() } else { meant.join(", ") };
        printable(&format!("  {}: “{}” ({meant})\n", told.report, told.quote))
    };
    let lines: String = outcome.retractions.iter().map(line).collect();
    if lines.is_empty() { lines } else { format!("\nTaken back or corrected:\n{lines}") }
}

fn row(outcome: &Outcome, claim: &Claim) -> Vec<String> {
    let span = outcome.anchors.get(&claim.id).map_or(claim.span, |a| a.points);
    let mut chain: Vec<&str> = claim.attribution.speaker.iter().map(|v| v.name.as_str()).collect();
    chain.extend(claim.attribution.relays.iter().map(|v| v.name.as_str()));
    let actor = claim.actor.as_ref().map_or("", |a| a.actor.as_ref().map_or(&a.name, |id| outcome.actor_name(id)));
    let place = claim.place.as_ref().map_or_else(String::new, |p| match p.best() {
        Some(best) if best.canonical != p.name => format!("{} ({})", p.name, best.canonical),
        _ => p.name.clone(),
    });
    let toll = [(claim.casualties.killed, "killed"), (claim.casualties.wounded, "wounded")];
    let toll: Vec<String> = toll.iter().filter_map(|(n, what)| Some(format!("{} {what}", toll_words((*n)?)))).collect();
    let mut how = vec![code(claim.modality)];
    for (holds, word) in [
        (claim.polarity == Polarity::Denies, "denies"),
        (claim.background, "background"),
        (claim.recital, "recital"),
        (claim.retracted, "retracted"),
        (claim.justified, "justified"),
        (claim.running_count, "running count"),
    ] {
        if holds {
            how.push(word.to_owned());
        }
    }
    vec![
        printable(claim.id.as_str()),
        format!("{}–{}", span.start(), span.end()),
        printable(&chain.join(" ← ")),
        claim.act.label().to_owned(),
        printable(actor),
        printable(&place),
        claim.when.as_ref().map_or_else(String::new, when_words),
        toll.join(", "),
        how.join(", "),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;

    #[test]
    fn a_claim_is_told_with_span_chain_place_and_denial() {
        let text = claims(&fixture::outcome());
        for part in ["r2#1", "12–93", "denies", "Миравел", "2 wounded", "4 claims in 4 reports"] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
    }
}
