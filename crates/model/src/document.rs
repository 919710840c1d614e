//! The cleaned text of a report, and the way back to the bytes that were received.

use crate::Span;
use serde::{Deserialize, Serialize};

/// The cleaned text of a report with its blocks and a map back to the original bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The text: UTF-8, one blank line between the blocks of a web page; a plain text as it was written, with the breaks that it lost.
    pub text: String,
    /// The parts of the text in reading order; they never overlap and lie inside `text`.
    pub blocks: Vec<Block>,
    /// Where each stretch of `text` stands in the bytes received.
    pub map: SourceMap,
    /// Which extractor made the text, for instance `html`.
    pub extractor: String,
    /// Version of that extractor; a changed text of the same bytes needs a changed version.
    pub version: u32,
}

/// A stretch of the text that belongs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Bytes of the document's text, without surrounding white space.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// The report's own headline.
    Title,
    /// A heading inside the text.
    Heading,
    /// Running text.
    Paragraph,
    /// One item of a list.
    ListItem,
    /// A quoted passage set off from the text.
    Quote,
    /// One row of a table; cells are separated by a space.
    TableRow,
    /// What is said under a picture.
    Caption,
    /// Who wrote it, where and when: true of the report, but no statement of the report.
    Byline,
    /// Furniture of the page: "Read more", related headlines, sharing, cookies, credits.
    Furniture,
}

impl BlockKind {
    /// Whether sentences of such a block can be evidence. Furniture and bylines never are: a headline
    /// under "Read more" speaks of another report.
    #[must_use]
    pub fn can_be_evidence(self) -> bool {
        !matches!(self, Self::Byline | Self::Furniture)
    }
}

impl Document {
    /// The block in which `span` begins.
    #[must_use]
    pub fn block_of(&self, span: Span) -> Option<Block> {
        let at = self.blocks.partition_point(|b| b.span.end() <= span.start());
        self.blocks.get(at).copied().filter(|b| b.span.start() <= span.start())
    }

    /// The bytes received from which `span` of the text was made.
    #[must_use]
    pub fn original(&self, span: Span) -> Span {
        self.map.original(span)
    }

    /// The same as [`Document::original`], counted in code points of the decoded original
    /// (a byte-order mark counts none).
    #[must_use]
    pub fn original_points(&self, span: Span) -> Span {
        self.map.original_points(&self.text, span)
    }
}

/// A run of the text that came from one run of the original: `count` units, each `text_step` bytes of the
/// text made from `original_step` bytes received.
///
/// A run copied as it stands has steps of one; a Cyrillic word in windows-1251 has steps of two and one;
/// `&amp;` is one unit of one and five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "[u32; 7]", into = "[u32; 7]")]
pub struct Piece {
    /// First byte in the text.
    pub text: u32,
    /// First byte in the original.
    pub original: u32,
    /// First code point in the decoded original.
    pub point: u32,
    /// How many units.
    pub count: u32,
    /// Bytes of text in a unit.
    pub text_step: u32,
    /// Bytes received in a unit.
    pub original_step: u32,
    /// Code points of the decoded original in a unit; 0 where the text is the decoded original itself, so
    /// that code points can be counted in the text.
    pub point_step: u32,
}

impl Piece {
    fn text_end(&self) -> usize {
        self.text as usize + self.count as usize * self.text_step as usize
    }

    fn original_end(&self) -> usize {
        self.original as usize + self.count as usize * self.original_step as usize
    }
}

impl From<[u32; 7]> for Piece {
    fn from([text, original, point, count, text_step, original_step, point_step]: [u32; 7]) -> Self {
        Self { text, original, point, count, text_step, original_step, point_step }
    }
}

impl From<Piece> for [u32; 7] {
    fn from(p: Piece) -> Self {
        [p.text, p.original, p.point, p.count, p.text_step, p.original_step, p.point_step]
    }
}

/// Pieces in the order of the text. Text between two pieces was put in by the extractor (a blank line).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceMap {
    pieces: Vec<Piece>,
}

impl SourceMap {
    /// Appends a piece; one that continues the last is joined to it. Pieces that go back in the text or
    /// have no length are left out.
    pub fn push(&mut self, piece: Piece) {
        if piece.count == 0 || piece.text_step == 0 {
            return;
        }
        if let Some(last) = self.pieces.last_mut() {
            if (piece.text as usize) < last.text_end() {
                return;
            }
            let continues = last.point_step == 0
                && piece.point_step == 0
                && last.text_step == piece.text_step
                && last.original_step == piece.original_step
                && last.text_end() == piece.text as usize
                && last.original_end() == piece.original as usize;
            if continues {
                last.count += piece.count;
                return;
            }
        }
        self.pieces.push(piece);
    }

    /// The pieces, in the order of the text.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The bytes received from which `span` of the text was made, from the first unit it touches to the
    /// last. A span of put-in text alone gives the empty span at what follows it.
    #[must_use]
    pub fn original(&self, span: Span) -> Span {
        let Some((first, last)) = self.touched(span) else { return self.beside(span, |p| p.original as usize) };
        let skipped = span.start().saturating_sub(first.text as usize) / first.text_step as usize;
        let start = first.original as usize + skipped * first.original_step as usize;
        let covered = units(&last, span.end());
        Span::new(start, last.original as usize + covered * last.original_step as usize)
    }

    /// The same, counted in code points of the decoded original. `text` is the text of the document.
    #[must_use]
    pub fn original_points(&self, text: &str, span: Span) -> Span {
        let Some((first, last)) = self.touched(span) else { return self.beside(span, |p| p.point as usize) };
        let chars = |from: u32, to: usize| text.get(from as usize..to).map_or(0, |s| s.chars().count());
        let start = if first.point_step == 0 {
            first.point as usize + chars(first.text, span.start().max(first.text as usize))
        } else {
            let skipped = span.start().saturating_sub(first.text as usize) / first.text_step as usize;
            first.point as usize + skipped * first.point_step as usize
        };
        let end = if last.point_step == 0 {
            last.point as usize + chars(last.text, span.end().min(last.text_end()))
        } else {
            last.point as usize + units(&last, span.end()) * last.point_step as usize
        };
        Span::new(start, end)
    }

    fn touched(&self, span: Span) -> Option<(Piece, Piece)> {
        let from = self.pieces.partition_point(|p| p.text_end() <= span.start());
        let to = self.pieces.partition_point(|p| (p.text as usize) < span.end());
        (from < to).then(|| (self.pieces[from], self.pieces[to - 1]))
    }

    fn beside(&self, span: Span, at: impl Fn(&Piece) -> usize) -> Span {
        let from = self.pieces.partition_point(|p| p.text_end() <= span.start());
        let offset = self.pieces.get(from).or(self.pieces.last()).map_or(0, at);
        Span::new(offset, offset)
    }
}

/// How many units of `piece` it takes to reach the text offset `end`.
fn units(piece: &Piece, end: usize) -> usize {
    let length = end.min(piece.text_end()).saturating_sub(piece.text as usize);
    length.div_ceil(piece.text_step as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: u32, original: u32, point: u32, count: u32, steps: (u32, u32, u32)) -> Piece {
        Piece { text, original, point, count, text_step: steps.0, original_step: steps.1, point_step: steps.2 }
    }

    #[test]
    fn an_entity_maps_to_all_its_bytes() {
        // "a&amp;b" became "a&b".
        let mut map = SourceMap::default();
        map.push(piece(0, 0, 0, 1, (1, 1, 0)));
        map.push(piece(1, 1, 1, 1, (1, 5, 5)));
        map.push(piece(2, 6, 6, 1, (1, 1, 0)));
        assert_eq!(map.original(Span::new(1, 2)), Span::new(1, 6));
        assert_eq!(map.original(Span::new(2, 3)), Span::new(6, 7));
        assert_eq!(map.original_points("a&b", Span::new(0, 2)), Span::new(0, 6));
    }

    #[test]
    fn a_legacy_charset_keeps_its_own_byte_counts() {
        // "ы" is one byte in windows-1251 and two in UTF-8.
        let mut map = SourceMap::default();
        map.push(piece(0, 10, 10, 4, (2, 1, 0)));
        assert_eq!(map.original(Span::new(2, 6)), Span::new(11, 13));
        assert_eq!(map.original_points("ыыыы", Span::new(2, 6)), Span::new(11, 13));
    }

    #[test]
    fn text_put_in_by_the_extractor_maps_to_nothing() {
        let mut map = SourceMap::default();
        map.push(piece(0, 3, 3, 2, (1, 1, 0)));
        map.push(piece(4, 12, 12, 2, (1, 1, 0)));
        assert!(map.original(Span::new(2, 4)).is_empty());
        assert_eq!(map.original(Span::new(2, 5)), Span::new(12, 13));
    }
}
