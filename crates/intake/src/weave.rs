//! Builds the text of a document and its map at once, so that they cannot disagree.

use crate::charset::{Decoded, Run};
use servanda_model::{Piece, SourceMap, Span};
use std::ops::Range;

/// A text in the making.
pub(crate) struct Weave<'a> {
    decoded: &'a Decoded,
    pub text: String,
    pub map: SourceMap,
    /// A byte offset into the decoded text and the code point it stands at: counting goes on from there.
    counted: (usize, usize),
}

impl<'a> Weave<'a> {
    pub fn new(decoded: &'a Decoded) -> Self {
        Self { decoded, text: String::new(), map: SourceMap::default(), counted: (0, 0) }
    }

    /// Copies a range of the decoded text as it stands.
    pub fn copy(&mut self, range: Range<usize>) {
        let Some(part) = self.decoded.text.get(range.clone()) else { return };
        let mut at = range.start;
        let mut run_index = self.decoded.runs.partition_point(|r| run_end(r) <= at);
        while at < range.end {
            let Some(run) = self.decoded.runs.get(run_index) else { break };
            let end = range.end.min(run_end(run));
            let skipped = (at - run.text) / run.step;
            let count = (end - run.text).div_ceil(run.step) - skipped;
            let piece = Piece {
                text: number(self.text.len() + (at - range.start)),
                original: number(run.original + skipped * run.original_step),
                point: number(self.point(at)),
                count: number(count),
                text_step: number(run.step),
                original_step: number(run.original_step),
                point_step: 0,
            };
            self.map.push(piece);
            at = end;
            run_index += 1;
        }
        self.text.push_str(part);
    }

    /// Puts `with` where the decoded text has `range`: an entity's character, one space for many.
    pub fn replace(&mut self, range: Range<usize>, with: &str) {
        let original = self.bytes(range.clone());
        let (from, to) = (self.point(range.start), self.point(range.end));
        self.map.push(Piece {
            text: number(self.text.len()),
            original: number(original.start()),
            point: number(from),
            count: 1,
            text_step: number(with.len()),
            original_step: number(original.len()),
            point_step: number((to - from).max(1)),
        });
        self.text.push_str(with);
    }

    /// Puts in text that the original does not have.
    pub fn insert(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The bytes received under a range of the decoded text.
    fn bytes(&self, range: Range<usize>) -> Span {
        let runs = &self.decoded.runs;
        let find = |at: usize| runs.get(runs.partition_point(|r| run_end(r) <= at));
        let start = find(range.start).map_or(0, |r| r.original + (range.start - r.text) / r.step * r.original_step);
        let end = find(range.end.saturating_sub(1))
            .map_or(start, |r| r.original + (range.end.min(run_end(r)) - r.text).div_ceil(r.step) * r.original_step);
        Span::new(start, end)
    }

    fn point(&mut self, at: usize) -> usize {
        let (from, count) = if self.counted.0 <= at { self.counted } else { (0, 0) };
        let count = count + self.decoded.text.get(from..at).map_or(0, |s| s.chars().count());
        self.counted = (at, count);
        count
    }
}

fn run_end(run: &Run) -> usize {
    run.text + run.count * run.step
}

/// Offsets fit: no more bytes are taken than the limit allows, which is far below 4 GiB.
fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
