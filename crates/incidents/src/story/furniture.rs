//! Lines that recur in reports far apart in time: captions, teasers, copyright notices, standing background. They
//! make strangers look alike and say nothing of the happening.

use crate::neardup::line_hash;
use rayon::prelude::*;

/// A line in at least so many reports …
const LEAST_REPORTS: u32 = 3;

/// … over at least so many days is furniture; copies of one text are nearer together.
const LEAST_DAYS: i32 = 14;

/// The lines and sentences of a text, each with what ends it; joined they are the text.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut ends = rest.char_indices().peekable();
        let mut cut = rest.len();
        while let Some((at, c)) = ends.next() {
            let next = ends.peek().map(|&(_, n)| n);
            if c == '\n' || (matches!(c, '.' | '!' | '?') && next.is_some_and(char::is_whitespace)) {
                cut = at + c.len_utf8();
                break;
            }
        }
        let (line, after) = rest.split_at(cut);
        rest = after;
        Some(line)
    })
}

/// The texts without their furniture. Reports without a day are read too, but tell nothing of what recurs.
pub(super) fn without_furniture(texts: &[&str], days: &[Option<i32>]) -> Vec<String> {
    let hashed: Vec<Vec<u64>> = texts.par_iter().map(|text| lines(text).map(line_hash).collect()).collect();
    let mut seen: Vec<(u64, i32, u32)> = Vec::new();
    for (report, (hashes, day)) in hashed.iter().zip(days).enumerate() {
        let Some(day) = *day else { continue };
        seen.extend(hashes.iter().filter(|&&h| h != 0).map(|&h| (h, day, report as u32)));
    }
    seen.par_sort_unstable();
    seen.dedup();
    let mut furniture: Vec<u64> = Vec::new();
    for run in seen.chunk_by(|x, y| x.0 == y.0) {
        let (first, last) = (run[0].1, run[run.len() - 1].1);
        if run.len() as u32 >= LEAST_REPORTS && last - first >= LEAST_DAYS {
            furniture.push(run[0].0);
        }
    }
    texts
        .par_iter()
        .zip(&hashed)
        .map(|(text, hashes)| {
            let kept = lines(text).zip(hashes).filter(|(_, h)| furniture.binary_search(h).is_err());
            kept.map(|(line, _)| line).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{lines, without_furniture};

    #[test]
    fn lines_join_to_the_text() {
        let text = "One. Two at 3.50!\nThree\n\n“Four?” five";
        assert_eq!(lines(text).collect::<String>(), text);
        assert_eq!(lines(text).count(), 6);
    }

    #[test]
    fn a_line_met_over_weeks_goes_and_one_met_in_a_day_stays() {
        let texts = ["Sign up here. A shell fell.", "Sign up here. A bridge fell.", "Sign up here. Rain fell."];
        let kept = without_furniture(&texts, &[Some(0), Some(9), Some(20)]);
        assert_eq!(kept, [" A shell fell.", " A bridge fell.", " Rain fell."]);
        assert_eq!(without_furniture(&texts, &[Some(0), Some(1), Some(2)]), texts);
        assert_eq!(without_furniture(&texts, &[None, None, None]), texts);
    }
}
