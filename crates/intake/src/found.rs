//! What a text says of itself: headline, author, date.

use crate::dates;
use servanda_model::{Block, BlockKind, Published};

/// Fields read off the text.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub title: Option<String>,
    pub author: Option<String>,
    pub published: Option<Published>,
}

/// Openings of a byline, lower case, with what must follow them already included.
const BY: &[&str] = &[
    "by | ",
    "by: ",
    "by ",
    "author: ",
    "written by ",
    "reported by ",
    "story by ",
    "text by ",
    "автор: ",
    "автор — ",
    "автори: ",
    "текст: ",
    "par ",
    "por ",
    "autor: ",
    "von ",
    "di ",
    "yazan: ",
    "müəllif: ",
    "հեղինակ՝ ",
    "بقلم ",
    "بقلم: ",
    "نوشته ",
];

/// Reads the first lines and marks their blocks.
pub(crate) fn read(text: &str, blocks: &mut [Block]) -> Found {
    let mut found = Found::default();
    let mut bodies = 0;
    for (i, block) in blocks.iter_mut().enumerate().take(14) {
        let Some(part) = block.span.of(text) else { continue };
        if block.kind == BlockKind::Furniture {
            continue;
        }
        if let Some(author) = byline(part) {
            found.author.get_or_insert(author);
            block.kind = BlockKind::Byline;
        } else if let Some(day) = date_line(part) {
            found.published.get_or_insert(day);
            block.kind = BlockKind::Byline;
        } else if bodies == 0 && found.title.is_none() && i < 3 && is_headline(part, block.kind) {
            found.title = Some(part.split_whitespace().collect::<Vec<_>>().join(" "));
            block.kind = BlockKind::Title;
        } else {
            bodies += 1;
            if bodies == 1 && found.published.is_none() {
                found.published = dateline(part);
            }
            if bodies > 4 {
                break;
            }
        }
    }
    found
}

fn is_headline(part: &str, kind: BlockKind) -> bool {
    if matches!(kind, BlockKind::Title | BlockKind::Heading) {
        return true;
    }
    let words = part.split_whitespace().count();
    let ends = part.trim_end_matches(['"', '”', '»', ')']).ends_with(['.', ',', ';', ':', '。', '।', '։']);
    kind == BlockKind::Paragraph && (2..=30).contains(&words) && part.len() <= 240 && !part.contains('\n') && !ends
}

/// The author that a line names, if it is a byline.
pub(crate) fn byline(line: &str) -> Option<String> {
    let line = line.trim();
    if line.len() > 160 || line.contains('\n') {
        return None;
    }
    let lower = line.to_lowercase();
    let opening = BY.iter().find(|by| lower.starts_with(**by))?;
    let rest = line.chars().skip(opening.chars().count()).collect::<String>();
    let name = rest.trim().trim_start_matches(['|', ':', '—', '-', ' ']);
    let name = name.split(['|', '•', '·']).next().unwrap_or("").trim();
    let name = match dates::find(name, None).first() {
        Some(seen) => name.get(..seen.start).unwrap_or("").trim_end_matches([' ', ',', '-', '–', '—', '(']),
        None => name,
    };
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_name = |w: &&str| {
        w.chars().next().is_some_and(|c| !c.is_lowercase())
            || matches!(
                *w,
                "and" | "de" | "van" | "der" | "von" | "und" | "et" | "y" | "и" | "al" | "bin" | "for" | "in"
            )
    };
    let capitalised = words.iter().all(is_name);
    ((1..=9).contains(&words.len()) && capitalised && !name.ends_with('.')).then(|| name.to_owned())
}

/// The day that a line prints, if it prints nothing else than a day, a time and a word or two.
pub(crate) fn date_line(line: &str) -> Option<Published> {
    if line.len() > 100 || line.contains('\n') {
        return None;
    }
    let seen = *dates::find(line, None).first()?;
    let rest = format!("{} {}", line.get(..seen.start)?, line.get(seen.end..)?);
    let words = rest.split(|c: char| !c.is_alphabetic()).filter(|w| w.chars().count() > 2).count();
    (words <= 3 && !rest.trim_end().ends_with('.')).then_some(Published::Date(seen.day))
}

/// The day in a dateline: `BAKU, November 10, 2020 (Agency) —`. Without a year it is no date.
fn dateline(part: &str) -> Option<Published> {
    let head = part.char_indices().nth(100).map_or(part, |(i, _)| &part[..i]);
    let dash = [" — ", " – ", " - ", " -- ", "— ", ". —"].iter().filter_map(|d| head.find(d)).min()?;
    let head = &head[..dash];
    let place = head.split([',', '(', '.']).next()?;
    let capitals = place.chars().filter(|c| c.is_alphabetic()).all(|c| !c.is_lowercase());
    let seen = *dates::find(head, None).first()?;
    (capitals && seen.start >= place.len()).then_some(Published::Date(seen.day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use servanda_model::Span;

    fn found(text: &str) -> (Found, Vec<BlockKind>) {
        let mut blocks = Vec::new();
        let mut at = 0;
        for part in text.split("\n\n") {
            blocks.push(Block { span: Span::new(at, at + part.len()), kind: BlockKind::Paragraph });
            at += part.len() + 2;
        }
        let found = read(text, &mut blocks);
        (found, blocks.iter().map(|b| b.kind).collect())
    }

    #[test]
    fn headline_byline_and_date_are_read_off_the_text() {
        let (f, kinds) = found(
            "Truce holds for a second day\n\nBy | Ann Writer\n\nNovember 12, 2020\n\nGuns were silent on Thursday, residents said.",
        );
        assert_eq!(f.title.as_deref(), Some("Truce holds for a second day"));
        assert_eq!(f.author.as_deref(), Some("Ann Writer"));
        assert_eq!(f.published.unwrap().to_string(), "2020-11-12");
        use BlockKind::*;
        assert_eq!(kinds, [Title, Byline, Byline, Paragraph]);
    }

    #[test]
    fn a_dateline_gives_its_day_only_with_a_year() {
        let (f, _) = found("TOWN, November 10, 2020 (Agency) — Guns fell silent.");
        assert_eq!(f.published.unwrap().to_string(), "2020-11-10");
        let (f, _) = found("TOWN, Nov 10 (Agency) — Guns fell silent.");
        assert_eq!(f.published, None);
    }

    #[test]
    fn statements_are_neither_byline_nor_date() {
        let (f, kinds) = found(
            "By Monday evening all guns were silent.\n\nOn November 10, 2020 the statement was signed in the capital.",
        );
        assert_eq!((f.title, f.author, f.published), (None, None, None));
        assert_eq!(kinds, [BlockKind::Paragraph; 2]);
    }
}
