//! Reports that lost their line breaks: numbered sections, bullets and headings are found again in the running text.
//!
//! Offices export reports as one long line: "1.0 Introduction 1.1. Background: • The town … 2.0 Findings 2.1 On 3 May".
//! Without the breaks a heading reads as part of a sentence, and what a report recalls as what it found.

/// A line shorter than this is a paragraph as somebody wrote it.
const RUN_ON: usize = 600;

/// Fewer marks than this in a line are numbers of a sentence, no outline.
const OUTLINE: usize = 3;

/// Byte offsets of `text` at which a block begins that the text does not show. White space stands before each.
pub(crate) fn breaks(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.len() >= RUN_ON {
            found.extend(in_line(line).into_iter().map(|i| at + i));
        }
        at += line.len();
    }
    found
}

fn in_line(line: &str) -> Vec<usize> {
    let words = words(line);
    let mut marks = Vec::new();
    for i in 0..words.len() {
        let (at, word) = words[i];
        let before = i.checked_sub(1).map_or("", |b| words[b].1);
        let after = words.get(i + 1).map_or("", |w| w.1);
        if is_mark(word, before, after) {
            marks.push((i, at));
        }
    }
    if marks.len() < OUTLINE {
        return Vec::new();
    }
    let mut breaks: Vec<usize> = Vec::new();
    for (n, &(i, at)) in marks.iter().enumerate() {
        breaks.extend(heading_before(&words[..i]));
        breaks.push(at);
        let end = marks.get(n + 1).map_or(words.len(), |m| m.0);
        breaks.extend(after_heading(&words[i + 1..end]));
    }
    breaks.retain(|&b| b > 0);
    breaks.sort_unstable();
    breaks.dedup();
    breaks
}

/// The words of a line with their offsets.
fn words(line: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (i, c) in line.char_indices() {
        match (c.is_whitespace(), start) {
            (true, Some(s)) => {
                words.push((s, &line[s..i]));
                start = None;
            }
            (false, None) => start = Some(i),
            _ => {}
        }
    }
    words.extend(start.map(|s| (s, &line[s..])));
    words
}

fn capital(word: &str) -> bool {
    word.trim_start_matches(['"', '“', '‘', '\'', '(']).chars().next().is_some_and(char::is_uppercase)
}

/// Whether a sentence, or a phrase that introduces a list, ends with the word.
fn ends(word: &str) -> bool {
    word.is_empty() || word.ends_with(['.', ':', ';', '?', '!', ')', '”', '’', '"', '|', '•'])
}

/// Whether a word begins an item or section: "•", "2.1", "4.", "b.", "iii.".
fn is_mark(word: &str, before: &str, after: &str) -> bool {
    if matches!(word, "•" | "••" | "▪" | "«" | "·" | "*") {
        return !after.is_empty();
    }
    if word == "o" {
        return ends(before) && capital(after);
    }
    // "about 6.0 Hrs", "3.5 Km": a measure.
    let unit = after.trim_end_matches(['.', ',', ';']).to_lowercase();
    if !capital(after) || matches!(unit.as_str(), "hrs" | "hours" | "km" | "am" | "pm" | "gmt" | "m" | "hr") {
        return false;
    }
    let word = word.trim_end_matches('|');
    let bare = word.trim_end_matches(['.', ')']);
    let numbers: Vec<&str> = bare.split('.').collect();
    let numbered = numbers.iter().all(|n| (1..=2).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
    if numbered && numbers.len() <= 4 {
        let section = numbers.len() > 1 || word.len() > bare.len();
        return section && (ends(before) || capital(before));
    }
    let letter = word.len() > bare.len()
        && (bare.len() == 1 && bare.bytes().all(|b| b.is_ascii_lowercase())
            || !bare.is_empty() && bare.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')));
    letter && ends(before)
}

/// A heading that stands between the end of a sentence and a mark: "… had occurred. Findings 5. The place".
fn heading_before(words: &[(usize, &str)]) -> Option<usize> {
    let tail = words.iter().rev().take(4).take_while(|(_, w)| !ends(w) && capital(w)).count();
    let first = words.len().checked_sub(tail)?;
    let sentence = first.checked_sub(1).is_some_and(|b| words[b].1.ends_with(['.', ')', ':', ';']));
    (tail > 0 && tail < 4 && sentence).then(|| words[first].0)
}

/// The text after a run-in heading: "Incident: On 3 May …".
fn after_heading(words: &[(usize, &str)]) -> Option<usize> {
    let colon = words.iter().take(6).position(|(_, w)| w.ends_with(':'))?;
    let heading = words[..=colon].iter().all(|(_, w)| !w.ends_with(['.', ',', ';'])) && capital(words[0].1);
    words.get(colon + 1).filter(|_| heading).map(|w| w.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let mut at = 0;
        let mut parts = Vec::new();
        for b in breaks(text).into_iter().chain([text.len()]) {
            parts.push(text[at..b].trim().to_owned());
            at = b;
        }
        parts
    }

    const FILLER: &str = "The team spoke with the elders of the town, with officers of both sides and with the clinic, \
        and it saw the graves, the burnt market and the road. ";

    #[test]
    fn sections_bullets_and_headings_of_a_run_on_report_are_parted() {
        let text = format!(
            "1.0 Introduction 1.1. Background: • Kel is held by Arian forces. {0}{0}• Dal is not. 1.2 Incidents: On 3 May \
             shots were heard. {0}2.0 Findings 2.1 Borian soldiers burnt the market at about 6.0 Hrs. {0}",
            FILLER
        );
        let parts = parts(&text);
        let starts: Vec<&str> = parts.iter().map(|p| p.get(..12).unwrap_or(p)).collect();
        assert_eq!(
            starts,
            [
                "1.0 Introduc",
                "1.1. Backgro",
                "• Kel is h",
                "• Dal is n",
                "1.2 Incident",
                "On 3 May sho",
                "2.0 Findings",
                "2.1 Borian s"
            ]
        );
    }

    #[test]
    fn a_heading_between_a_sentence_and_its_first_item_stands_alone() {
        let text =
            format!("Aim 1. To tell what happened. {0}{0}{0}Findings 2. Shots fell. {0}3. Nobody was hurt.", FILLER);
        assert!(parts(&text).contains(&"Findings".to_owned()), "{:?}", parts(&text));
    }

    #[test]
    fn a_long_paragraph_without_an_outline_stays_whole() {
        let text = format!("{0}{0}At 6.0 Hrs on 3 May some 2.5 Km from Kel a shot was heard. {0}{0}{0}", FILLER);
        assert!(breaks(&text).is_empty());
    }
}
