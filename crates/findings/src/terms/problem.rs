use std::fmt;

use servanda_model::Span;

/// A file as its owner read it: the crate itself opens none.
#[derive(Debug, Clone, Copy)]
pub struct SourceText<'a> {
    /// How the file is called in messages.
    pub name: &'a str,
    /// What it holds.
    pub text: &'a str,
}

/// Something wrong in a file, with its place and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The bytes concerned.
    pub span: Span,
    /// Line of the first of them, from 1.
    pub line: usize,
    /// Column of the first of them in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
    /// The nearest word that would have been understood.
    pub nearest: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}; {}", self.file, self.line, self.column, self.what, self.remedy)?;
        match &self.nearest {
            Some(word) => write!(f, " (did you mean `{word}`?)"),
            None => Ok(()),
        }
    }
}

/// Collects every problem of a file.
pub(super) struct Problems<'a> {
    source: SourceText<'a>,
    found: Vec<Problem>,
}

impl<'a> Problems<'a> {
    pub(super) fn new(source: SourceText<'a>) -> Self {
        Self { source, found: Vec::new() }
    }

    pub(super) fn add(&mut self, at: std::ops::Range<usize>, what: impl Into<String>, remedy: impl Into<String>) {
        self.add_near(at, what, remedy, None);
    }

    pub(super) fn add_near(
        &mut self,
        at: std::ops::Range<usize>,
        what: impl Into<String>,
        remedy: impl Into<String>,
        nearest: Option<String>,
    ) {
        let text = self.source.text;
        let start = floor_char(text, at.start);
        let before = text.get(..start).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        self.found.push(Problem {
            file: self.source.name.to_owned(),
            span: Span::new(start, floor_char(text, at.end.max(start))),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            what: what.into(),
            remedy: remedy.into(),
            nearest,
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The problems in the order of the file.
    pub(super) fn into_sorted(mut self) -> Vec<Problem> {
        self.found.sort_by(|a, b| (a.span, &a.what).cmp(&(b.span, &b.what)));
        self.found.dedup();
        self.found
    }
}

/// The last character bound at or before `at`.
fn floor_char(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The nearest of `known` to `word` by edit distance, if near enough to be a slip: a third of the letters.
pub(super) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    // Foreign words may be of any length; nobody mistypes a line of text.
    const LONGEST: usize = 64;
    let letters: Vec<char> = word.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    let limit = (letters.len() / 3).max(2);
    known.into_iter().map(|k| (distance(&letters, k), k)).filter(|(d, _)| *d <= limit).min().map(|(_, k)| k.to_owned())
}

/// Levenshtein distance, blind to case.
fn distance(a: &[char], b: &str) -> usize {
    let mut row: Vec<usize> = (0..=a.len()).collect();
    for (j, cb) in b.chars().flat_map(char::to_lowercase).enumerate() {
        let mut diagonal = row[0];
        row[0] = j + 1;
        for (i, ca) in a.iter().enumerate() {
            let replaced = diagonal + usize::from(*ca != cb);
            diagonal = row[i + 1];
            row[i + 1] = replaced.min(row[i] + 1).min(diagonal + 1);
        }
    }
    row[a.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_the_nearest_word() {
        assert_eq!(nearest("sheling", ["gunfire", "shelling"]), Some("shelling".to_owned()));
        assert_eq!(nearest("bearar", ["by", "bearer"]), Some("bearer".to_owned()));
    }

    #[test]
    fn a_word_like_no_other_has_no_nearest() {
        assert_eq!(nearest("zebra", ["shelling", "gunfire"]), None);
    }

    #[test]
    fn line_and_column_count_characters_from_one() {
        let mut problems = Problems::new(SourceText { name: "a.toml", text: "é = 1\nkéy = 2\n" });
        problems.add(11..12, "what", "remedy");
        let found = problems.into_sorted();
        assert_eq!((found[0].line, found[0].column), (2, 4));
    }
}
