//! Plain text: the document is the text itself, cut into blocks.

use crate::{charset::Decoded, found, furniture, outline, weave::Weave};
use servanda_model::{Block, BlockKind, Document, SourceMap, Span};
use std::ops::Range;

/// Version of the extractor of plain text.
const VERSION: u32 = 2;

pub(crate) fn document(decoded: &Decoded) -> Document {
    let mut weave = Weave::new(decoded);
    let mut from = 0;
    for at in outline::breaks(&decoded.text) {
        let end = decoded.text[..at].trim_end().len();
        if end > from {
            weave.copy(from..end);
            weave.replace(end..at, "\n\n");
            from = at;
        }
    }
    weave.copy(from..decoded.text.len());
    let text = weave.text;
    let map: SourceMap = weave.map;
    let blocks = blocks(&text);
    Document { text, blocks, map, extractor: "plain".to_owned(), version: VERSION }
}

/// Blocks are parted by blank lines; where each line is a paragraph of its own, by line ends.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Range<usize>> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        let end = at + line.trim_end().len();
        at += line.len();
        if start >= end {
            close(text, open.take(), &mut blocks);
            continue;
        }
        let here = &text[start..end];
        // The head of a text is often one line each for headline, author and date.
        let head = blocks.len() < 5 && (found::byline(here).is_some() || found::date_line(here).is_some());
        let alone = head || item_mark(here).is_some() || furniture::is_furniture(here) || is_long(here);
        let before_long = open.as_ref().is_some_and(|o| is_long(last_line(text, o)));
        if alone
            || before_long
            || open.as_ref().is_some_and(|o| item_mark(&text[o.clone()]).is_some() && !line.starts_with([' ', '\t']))
        {
            close(text, open.take(), &mut blocks);
        }
        open = Some(open.map_or(start, |o| o.start)..end);
        if head || furniture::is_furniture(here) {
            close(text, open.take(), &mut blocks);
        }
    }
    close(text, open, &mut blocks);
    blocks
}

/// Longer than anybody wraps lines at: a paragraph in one line.
fn is_long(line: &str) -> bool {
    line.len() > 132
}

fn last_line<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    text[range.clone()].rsplit('\n').next().unwrap_or("")
}

/// Length of the mark that begins an item of a list.
pub(crate) fn item_mark(line: &str) -> Option<usize> {
    for mark in ["- ", "* ", "• ", "– ", "— ", "· ", "▪ "] {
        if line.starts_with(mark) {
            return Some(mark.len());
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    ((1..=2).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") "))).then_some(digits + 2)
}

fn close(text: &str, range: Option<Range<usize>>, blocks: &mut Vec<Block>) {
    let Some(range) = range else { return };
    let part = &text[range.clone()];
    let kind = match item_mark(part) {
        _ if furniture::is_furniture(part) => BlockKind::Furniture,
        // A dash also opens direct speech, so that one sentence after it is still a statement.
        Some(_) => BlockKind::ListItem,
        None if part.starts_with("> ") => BlockKind::Quote,
        None => BlockKind::Paragraph,
    };
    blocks.push(Block { span: Span::new(range.start, range.end), kind });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(String, BlockKind)> {
        let document = document(&Decoded::plain(text));
        document.blocks.iter().map(|b| (b.span.of(&document.text).unwrap().to_owned(), b.kind)).collect()
    }

    #[test]
    fn blank_lines_part_paragraphs_and_wrapped_lines_stay_together() {
        let text = "Shells fell on the town\non Monday evening.\n\nThe army denied it.\n";
        let expected = ["Shells fell on the town\non Monday evening.", "The army denied it."];
        assert_eq!(kinds(text).into_iter().map(|k| k.0).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn headline_author_and_date_stand_alone_without_blank_lines() {
        let text =
            "Truce holds in the valley\nBy Ann Writer\nNov. 12, 2020\nGuns were silent on Thursday,\nresidents said.\n";
        let got: Vec<String> = kinds(text).into_iter().map(|k| k.0).collect();
        let expected = [
            "Truce holds in the valley",
            "By Ann Writer",
            "Nov. 12, 2020",
            "Guns were silent on Thursday,\nresidents said.",
        ];
        assert_eq!(got, expected);
    }

    #[test]
    fn items_and_furniture_stand_alone() {
        let text = "The terms:\n- all fire ends\n- prisoners return\nREAD MORE: Army enters the town\nIt holds.";
        let got: Vec<BlockKind> = kinds(text).into_iter().map(|k| k.1).collect();
        use BlockKind::*;
        assert_eq!(got, [Paragraph, ListItem, ListItem, Furniture, Paragraph]);
    }
}
