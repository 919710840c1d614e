//! The board in a terminal: a row per provision.

use std::io::IsTerminal;

use comfy_table::{Cell, Color, ColumnConstraint, ContentArrangement, Table, Width, presets};
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
        "{title}\nAs of {}\nFrom {}, {}, {}\n",
        instant_words(board.as_of, &zone),
        count(outcome.reports.len(), "report"),
        count(outcome.claims.len(), "claim"),
        count(outcome.incidents.len(), "incident")
    );
    if narrow() {
        for finding in &board.findings {
            text.push_str(&entry(outcome, finding));
        }
    } else {
        let mut table = table(&["Ref", "What it says", "Deadline", "Status", "Since", "On whose word", "Contested"]);
        for finding in &board.findings {
            table.add_row(row(outcome, finding));
        }
        // Neither date nor zone is broken up; the status goes on two lines and leaves its room to the words.
        for (column, width) in [(0, 5), (2, 15), (4, 13), (6, 11)] {
            if let Some(column) = table.column_mut(column) {
                column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
            }
        }
        if let Some(column) = table.column_mut(3) {
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(14)));
        }
        if let Some(column) = table.column_mut(1) {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Percentage(30)));
        }
        text.push_str(&table.to_string());
        text.push('\n');
    }
    text.push_str(&below(outcome));
    text
}

/// A screen on which the columns of the board would be torn to pieces.
fn narrow() -> bool {
    table(&[]).width().is_some_and(|w| w < 90)
}

fn row(outcome: &Outcome, finding: &Finding) -> Vec<Cell> {
    let says = outcome.provision(&finding.provision).map_or("", |p| p.says.as_str());
    let mut status = Cell::new(finding.status.label());
    if coloured() {
        status = status.fg(colour(finding));
    }
    vec![
        Cell::new(&finding.provision),
        Cell::new(printable(&first_sentence(says))),
        Cell::new(deadline(finding).map_or_else(|| "–".to_owned(), |parts| parts.join("\n"))),
        status,
        Cell::new(since(outcome, finding).map_or_else(|| "–".to_owned(), |parts| parts.join("\n"))),
        Cell::new(match finding.origins() {
            0 => "–".to_owned(),
            _ => printable(&voices(&finding.on_word_of)) + "\n" + &origins(outcome, finding),
        }),
        Cell::new(if finding.contested { "yes" } else { "no" }),
    ]
}

/// The same on a few lines, for narrow screens.
fn entry(outcome: &Outcome, finding: &Finding) -> String {
    let says = outcome.provision(&finding.provision).map_or("", |p| p.says.as_str());
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(width) = self::table(&[]).width() {
        table.set_width(width);
    }
    let mut status = Cell::new(finding.status.label());
    if coloured() {
        status = status.fg(colour(finding));
    }
    table.add_row([Cell::new(&finding.provision), status]);
    let mut more = |text: String| {
        table.add_row([Cell::new(""), Cell::new(text)]);
    };
    more(printable(&first_sentence(says)));
    if let Some(parts) = deadline(finding) {
        more(format!("deadline {}", parts.join(", ")));
    }
    if let Some(parts) = since(outcome, finding) {
        more(format!("since {}", parts.join(", ")));
    }
    let contested = if finding.contested { "contested" } else { "not contested" };
    if finding.origins() > 0 {
        more(printable(&format!("on the word of {}", voices(&finding.on_word_of))));
    }
    more(format!("{}; {contested}", origins(outcome, finding)));
    if let Some(column) = table.column_mut(0) {
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(5)));
    }
    let text: String = table.lines().flat_map(|line| [line.trim_end().to_owned(), "\n".to_owned()]).collect();
    text + "\n"
}

fn colour(finding: &Finding) -> Color {
    match family(finding.status) {
        "kept" => Color::Green,
        "late" => Color::Yellow,
        "alleged" => Color::Magenta,
        "breach" => Color::Red,
        _ => Color::Grey,
    }
}

/// Day and zone of the deadline, and whether it was moved.
fn deadline(finding: &Finding) -> Option<Vec<String>> {
    let deadline = finding.deadline.as_ref()?;
    let mut parts = vec![deadline.date.strftime("%-d %b %Y").to_string(), deadline.zone.name().to_owned()];
    if finding.amended.is_some() {
        parts.push("amended".to_owned());
    }
    Some(parts)
}

/// Day and hour since when the status holds, in the zone of the agreement's area.
fn since(outcome: &Outcome, finding: &Finding) -> Option<Vec<String>> {
    let since = finding.since?.to_zoned(outcome.zone().rules());
    Some(vec![since.strftime("%-d %b %Y").to_string(), since.strftime("%H:%M").to_string()])
}

/// The first sentence, with a sign that there are more: dossier, JSON and `explain` have all.
fn first_sentence(says: &str) -> String {
    let end = says.match_indices(". ").find(|(at, _)| says[at + 2..].starts_with(char::is_uppercase));
    end.map_or_else(|| says.to_owned(), |(at, _)| format!("{}. …", &says[..at]))
}

/// The first few voices; the dossier and the JSON have all.
fn voices(names: &[String]) -> String {
    match names {
        [] => "–".to_owned(),
        [one] => one.clone(),
        [one, two] => format!("{one}, {two}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

/// "2 origins: Azerbaijan 1, mandated monitor 1"; a number stays on the line of its name.
fn origins(outcome: &Outcome, finding: &Finding) -> String {
    let sides: Vec<String> = finding
        .origins_by_side
        .iter()
        .map(|(side, n)| match side {
            Side::Of(actor) => format!("{}\u{a0}{n}", outcome.actor_name(actor)),
            Side::Mandated => format!("mandated monitor\u{a0}{n}"),
            Side::Unknown => format!("side not known\u{a0}{n}"),
            Side::Neutral => format!("neutral\u{a0}{n}"),
        })
        .collect();
    let total = count(finding.origins() as usize, "origin");
    if sides.is_empty() { total } else { format!("{total}: {}", sides.join(", ")) }
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
    fn an_entry_for_narrow_screens_tells_all_that_a_row_does() {
        let outcome = fixture::outcome();
        let text = entry(&outcome, outcome.finding("1").unwrap());
        for part in ["1 ", "breach corroborated", "All fire", "since ", "Ada Noor", "origins: ", "; contested"] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
    }

    #[test]
    fn a_long_wording_is_cut_after_its_first_sentence_and_not_at_an_abbreviation() {
        assert_eq!(
            first_sentence("All leave by 5 p.m. local time. The text sets no day."),
            "All leave by 5 p.m. local time. …"
        );
        assert_eq!(first_sentence("All leave."), "All leave.");
    }

    #[test]
    fn signs_that_steer_a_terminal_are_not_passed_on() {
        assert_eq!(printable("a\u{1b}[2Jb\u{9b}c"), "a [2Jb c");
    }
}
