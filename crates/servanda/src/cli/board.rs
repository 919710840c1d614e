//! The board in a terminal: a row per provision.

use std::io::IsTerminal;

use comfy_table::{Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, Width, presets};
use servanda_model::{Finding, Side};

use crate::export::dossier::{count, family};
use crate::export::instant::instant_words;
use crate::pipeline::Outcome;

/// Where nobody says how wide the screen is.
const COLUMNS: u16 = 120;

/// An empty table that fits the screen.
pub fn table(headings: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    if !std::io::stdout().is_terminal() {
        let asked = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).filter(|c| *c >= 40);
        table.set_width(asked.unwrap_or(COLUMNS));
    }
    table.set_header(headings.iter().map(Cell::new).collect::<Vec<_>>());
    table
}

/// Colour on a terminal, unless the user wants none (<https://no-color.org>).
pub fn coloured() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// The board with its heading.
pub fn board(outcome: &Outcome) -> String {
    let Some(board) = &outcome.board else { return String::new() };
    let zone = outcome.zone();
    let title = outcome.agreement.as_ref().map_or("", |a| a.short.as_str());
    let mut text = format!(
        "{title}\nAs of {}: {}, {}, {}\n",
        instant_words(board.as_of, &zone),
        count(outcome.reports.len(), "report"),
        count(outcome.claims.len(), "claim"),
        count(outcome.incidents.len(), "incident")
    );
    let mut table =
        table(&["Ref", "What it says", "Deadline", "Status", "Since", "On whose word", "Origins", "Contested"]);
    for finding in &board.findings {
        table.add_row(row(outcome, finding));
    }
    // The status is read first: it is never broken up in the middle of a word.
    for (column, least) in [(0, 5), (2, 14), (3, 14), (4, 13), (7, 11)] {
        if let Some(column) = table.column_mut(column) {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
        }
    }
    if let Some(column) = table.column_mut(1) {
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Percentage(26)));
    }
    text.push_str(&table.to_string());
    text.push('\n');
    text.push_str(&below(outcome));
    text
}

fn row(outcome: &Outcome, finding: &Finding) -> Vec<Cell> {
    let zone = outcome.zone();
    let says = outcome.provision(&finding.provision).map_or("", |p| p.says.as_str());
    let deadline = finding.deadline.as_ref().map_or_else(
        || "–".to_owned(),
        |d| {
            let amended = if finding.amended.is_some() { ", amended" } else { "" };
            format!("{}\n{}{amended}", d.date.strftime("%-d %b %Y"), d.zone.name())
        },
    );
    let since = finding
        .since
        .map_or_else(|| "–".to_owned(), |t| t.to_zoned(zone.rules()).strftime("%-d %b %Y\n%H:%M").to_string());
    let mut status = Cell::new(finding.status.label());
    if coloured() {
        status = status.fg(match family(finding.status) {
            "kept" => Color::Green,
            "late" => Color::Yellow,
            "alleged" => Color::Magenta,
            "breach" => Color::Red,
            _ => Color::Grey,
        });
    }
    vec![
        Cell::new(&finding.provision),
        Cell::new(printable(says)),
        Cell::new(deadline),
        status,
        Cell::new(since),
        Cell::new(printable(&words(&finding.on_word_of))),
        Cell::new(origins(outcome, finding)).set_alignment(CellAlignment::Right),
        Cell::new(if finding.contested { "yes" } else { "no" }),
    ]
}

/// The first few voices; the dossier and the JSON have all.
fn words(voices: &[String]) -> String {
    match voices {
        [] => "–".to_owned(),
        [one] => one.clone(),
        [one, two] => format!("{one}, {two}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

fn origins(outcome: &Outcome, finding: &Finding) -> String {
    let sides: Vec<String> = finding
        .origins_by_side
        .iter()
        .map(|(side, n)| match side {
            Side::Of(actor) => format!("{} {n}", outcome.actor_name(actor)),
            other => format!("{} {n}", other.code()),
        })
        .collect();
    if sides.is_empty() {
        finding.origins().to_string()
    } else {
        format!("{}\n{}", finding.origins(), sides.join("\n"))
    }
}

fn below(outcome: &Outcome) -> String {
    let contested = outcome.incidents.iter().filter(|i| i.contested()).count();
    let mut parts = Vec::new();
    for (n, what) in [
        (outcome.misstated.len(), "misstated term"),
        (contested, "contested incident"),
        (outcome.positions.len(), "position"),
        (outcome.control.iter().filter(|c| c.contested).count(), "contested place"),
    ] {
        if n > 0 {
            parts.push(count(n, what));
        }
    }
    if parts.is_empty() { String::new() } else { format!("Also: {}.\n", parts.join(", ")) }
}

/// Foreign text without signs that steer a terminal.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;

    #[test]
    fn the_board_tells_what_deadline_status_since_whom_origins_and_dispute() {
        let text = board(&fixture::outcome());
        for part in [
            "Miravel Statement",
            "As of 1 June 2031, 12:00 (Asia/Baku, UTC+4)",
            "breach",
            "corroborated",
            "Ada Noor",
            "20 May 2031",
            "amended",
            "Asia/Baku",
            "yes",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        assert!(!text.contains('\u{1b}'), "no colour where it is not a terminal");
    }

    #[test]
    fn the_board_keeps_to_the_width_it_is_given() {
        let text = board(&fixture::outcome());
        let widest = text.lines().map(|l| l.chars().count()).max();
        assert!(widest <= Some(usize::from(COLUMNS)), "{widest:?}\n{text}");
    }

    #[test]
    fn signs_that_steer_a_terminal_are_not_passed_on() {
        assert_eq!(printable("a\u{1b}[2Jb\u{9b}c"), "a [2Jb c");
    }
}
