use std::fmt;

use crate::Span;

/// What is wrong with a file of data, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file as the caller gave it.
    pub file: String,
    /// Bytes of the file it is about.
    pub span: Option<Span>,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl Problem {
    /// Line and column of the start, both from 1; columns count characters.
    #[must_use]
    pub fn line_column(&self, text: &str) -> Option<(usize, usize)> {
        let before = text.get(..self.span?.start())?;
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Some((before.matches('\n').count() + 1, before[line_start..].chars().count() + 1))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.file, self.what, self.remedy)
    }
}

/// The known word nearest to `word`, if one is near enough to have been meant (at most a third of it differs).
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    known.into_iter().map(|k| (distance(word, k), k)).filter(|(d, _)| *d <= limit).min().map(|(_, k)| k)
}

/// Levenshtein's distance over characters, without regard to case.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.to_lowercase().chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (diagonal + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_key_is_named_and_a_far_one_is_not() {
        assert_eq!(nearest("shellling", ["shelling", "gunfire"]), Some("shelling"));
        assert_eq!(nearest("zebra", ["shelling", "gunfire"]), None);
    }

    #[test]
    fn a_problem_knows_its_line_and_column() {
        let text = "a = 1\nö = bad\n";
        let start = text.find("bad").expect("it is there");
        let problem = Problem {
            file: "x.toml".into(),
            span: Some(Span::new(start, start + 3)),
            what: String::new(),
            remedy: String::new(),
        };
        assert_eq!(problem.line_column(text), Some((2, 5)));
    }
}
