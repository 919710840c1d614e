//! A small picture of deadlines and incidents in time, as SVG inside the dossier. The tables say the same in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use servanda_model::{Act, Incident};

use super::dossier::family;
use super::html::Html;
use super::instant::{deadline_words, when_words};
use crate::pipeline::Outcome;

const WIDTH: f64 = 960.0;
const LEFT: f64 = 12.0;
const RIGHT: f64 = 948.0;
/// Height of one row of deadlines.
const ROW: f64 = 20.0;
/// Room that the label of a deadline takes, by its number of letters.
const LETTER: f64 = 6.4;
/// More than this many dots on one spot are not told apart.
const STACK: usize = 6;

/// Draws the timeline, if there is a board.
pub fn timeline(h: &mut Html, outcome: &Outcome) {
    let (Some(agreement), Some(board)) = (&outcome.agreement, &outcome.board) else { return };
    let zone = agreement.zone.rules();
    let mut deadlines: Vec<(Timestamp, String, &'static str, String)> = board
        .findings
        .iter()
        .filter_map(|f| {
            let deadline = f.deadline.as_ref()?;
            let label = format!("{} · {}", f.provision, deadline.date.strftime("%-d %b"));
            Some((deadline.latest, label, family(f.status), deadline_words(deadline)))
        })
        .collect();
    deadlines.sort();
    let incidents: Vec<(Timestamp, &Incident)> = outcome
        .incidents
        .iter()
        .filter_map(|i| Some((i.when.as_ref()?.from().or(i.when.as_ref()?.to())?, &**i)))
        .collect();
    let instants = deadlines.iter().map(|d| d.0).chain(incidents.iter().map(|i| i.0));
    let (mut first, mut last) = (agreement.effective, board.as_of.max(agreement.effective));
    instants.for_each(|t| (first, last) = (first.min(t), last.max(t)));
    let span = (last.as_second() - first.as_second()).max(86_400) as f64;
    // A margin on both sides, so that nothing sits on the edge.
    let x = |t: Timestamp| {
        let share = (t.as_second() - first.as_second()) as f64 / span;
        LEFT + (RIGHT - LEFT) * (0.03 + 0.9 * share)
    };

    let mut rows: Vec<f64> = Vec::new();
    let placed: Vec<(f64, usize)> = deadlines
        .iter()
        .map(|(at, label, ..)| {
            let start = x(*at);
            let row = rows.iter().position(|end| *end < start).unwrap_or(rows.len());
            let end = start + LETTER * label.chars().count() as f64 + 16.0;
            if row == rows.len() {
                rows.push(end)
            } else {
                rows[row] = end
            }
            (start, row)
        })
        .collect();
    let axis = 26.0 + ROW * rows.len() as f64;
    let mut stacks: std::collections::BTreeMap<i64, usize> = std::collections::BTreeMap::new();
    let dots: Vec<(f64, f64, &Incident)> = incidents
        .into_iter()
        .map(|(at, incident)| {
            let stack = stacks.entry((x(at) / 7.0) as i64).or_default();
            *stack += 1;
            (x(at), axis + 32.0 + 7.0 * (*stack - 1).min(STACK - 1) as f64, incident)
        })
        .collect();
    let tallest = stacks.values().max().copied().unwrap_or(0).clamp(1, STACK);
    let height = axis + 56.0 + 7.0 * tallest as f64;
    h.raw("<div class=\"scroll\"><svg class=\"timeline\" role=\"img\" aria-labelledby=\"tl-t tl-d\" viewBox=\"0 0 ")
        .show(WIDTH)
        .raw(" ")
        .show(height)
        .raw("\">\n");
    h.raw("<title id=\"tl-t\">Deadlines and incidents in time</title><desc id=\"tl-d\">");
    h.show(deadlines.len()).raw(" deadlines above the line, ").show(dots.len());
    h.raw(" incidents below it; the tables hold the same in words.</desc>\n");

    for (at, label, dashes) in [(agreement.effective, "in effect", ""), (board.as_of, "state of knowledge", "4 3")] {
        let at = x(at);
        line(h, (at, 14.0), (at, height - 8.0), "var(--accent)", dashes);
        let (anchor, shift) = if at > WIDTH * 0.8 { ("end", -4.0) } else { ("start", 4.0) };
        label_at(h, (at + shift, height - 10.0), "var(--accent)", "11", anchor, label);
    }
    line(h, (LEFT, axis), (RIGHT, axis), "var(--ink)", "");
    for (at, label) in ticks(first, last, &zone) {
        let at = x(at);
        line(h, (at, axis), (at, axis + 5.0), "var(--ink)", "");
        label_at(h, (at, axis + 18.0), "var(--soft)", "11", "middle", &label);
    }
    for ((_, label, family, words), (at, row)) in deadlines.iter().zip(placed) {
        let y = 16.0 + ROW * row as f64;
        let colour = colour(family);
        line(h, (at, y), (at, axis), colour, "");
        h.raw("<path d=\"M")
            .show(at)
            .raw(" ")
            .show(y - 5.0)
            .raw("l8 5l-8 5z\" fill=\"")
            .raw(colour)
            .raw("\"><title>")
            .text(words)
            .raw("</title></path>\n");
        label_at(h, (at + 11.0, y + 4.0), "var(--ink)", "12", "start", label);
    }
    for (at, y, incident) in &dots {
        let colour = if incident.act.is_hostile() { "var(--breach)" } else { "var(--accent)" };
        h.raw("<circle cx=\"")
            .show(format_args!("{at:.1}"))
            .raw("\" cy=\"")
            .show(y)
            .raw("\" r=\"3.2\" stroke-width=\"1.4\" stroke=\"")
            .raw(colour);
        h.raw("\" fill=\"").raw(if incident.contested() { "none" } else { colour }).raw("\"><title>");
        title(h, incident.act, incident);
        h.raw("</title></circle>\n");
    }
    h.raw("</svg></div>\n<p class=\"note\">Above the line: deadlines in force. Below it: incidents; red where force is used, hollow where contested.</p>\n");
}

fn title(h: &mut Html, act: Act, incident: &Incident) {
    h.text(act.label());
    if let Some(place) = &incident.place {
        h.raw(", ").text(place.best().map_or(&place.name, |b| &b.canonical));
    }
    if let Some(when) = &incident.when {
        h.raw(", ").text(&when_words(when));
    }
}

fn line(h: &mut Html, from: (f64, f64), to: (f64, f64), colour: &'static str, dashes: &'static str) {
    h.raw("<line x1=\"").show(format_args!("{:.1}", from.0)).raw("\" y1=\"").show(from.1).raw("\" x2=\"");
    h.show(format_args!("{:.1}", to.0))
        .raw("\" y2=\"")
        .show(to.1)
        .raw("\" stroke=\"")
        .raw(colour)
        .raw("\" stroke-dasharray=\"")
        .raw(dashes)
        .raw("\"/>\n");
}

fn label_at(h: &mut Html, at: (f64, f64), colour: &'static str, size: &'static str, anchor: &'static str, text: &str) {
    h.raw("<text x=\"")
        .show(format_args!("{:.1}", at.0))
        .raw("\" y=\"")
        .show(at.1)
        .raw("\" fill=\"")
        .raw(colour)
        .raw("\" font-size=\"")
        .raw(size);
    h.raw("\" text-anchor=\"").raw(anchor).raw("\">").text(text).raw("</text>\n");
}

fn colour(family: &str) -> &'static str {
    match family {
        "kept" => "var(--kept)",
        "late" => "var(--late)",
        "alleged" => "var(--alleged)",
        "breach" => "var(--breach)",
        _ => "var(--open)",
    }
}

/// At most about eight marks: days, months or years, whichever fits.
fn ticks(first: Timestamp, last: Timestamp, zone: &TimeZone) -> Vec<(Timestamp, String)> {
    let days = (last.as_second() - first.as_second()) / 86_400 + 1;
    let (step, format) = match days {
        0..=14 => (jiff::Span::new().days((days / 7).max(1)), "%-d %b"),
        15..=120 => (jiff::Span::new().days((days / 6).max(7)), "%-d %b"),
        121..=1460 => (jiff::Span::new().months((days / 210).max(1)), "%b %Y"),
        _ => (jiff::Span::new().years((days / 2900).max(1)), "%Y"),
    };
    let start = first.to_zoned(zone.clone());
    let start = match format {
        "%-d %b" => start.start_of_day(),
        "%b %Y" => start.first_of_month().and_then(|z| z.start_of_day()),
        _ => start.first_of_year().and_then(|z| z.start_of_day()),
    };
    let mut marks = Vec::new();
    let mut at = start.ok();
    while let Some(mark) = at.filter(|m| m.timestamp() <= last && marks.len() < 24) {
        if mark.timestamp() >= first {
            marks.push((mark.timestamp(), mark.strftime(format).to_string()));
        }
        at = mark.checked_add(step).ok();
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_few_whatever_the_span() {
        let first: Timestamp = "2031-05-02T00:00:00Z".parse().unwrap();
        for days in [0, 1, 5, 14, 15, 40, 120, 121, 400, 1460, 1461, 3000, 20_000] {
            let last = first + jiff::SignedDuration::from_hours(24 * days);
            let marks = ticks(first, last, &TimeZone::UTC);
            assert!(marks.len() <= 24 && (days < 2 || marks.len() >= 2), "{days} days: {marks:?}");
        }
    }
}
