//! Which pairs are worth comparing: those that share rare terms, near in time or through a full name.

use super::corpus::{Corpus, Report};
use rayon::prelude::*;

/// Terms of a report that it is filed under: its heaviest.
const TERMS: usize = 100;

/// Days within which any shared rare term proposes a pair; farther apart only full names and phrases do.
const NEAR_DAYS: i32 = 21;

/// Reports looked at on either side under one term.
const REACH: usize = 100;

/// Pairs proposed for one report.
const PROPOSED: usize = 25;

/// Pairs of reports (lower first), sorted, each once.
pub(super) fn candidates(corpus: &Corpus) -> Vec<(u32, u32)> {
    let keys: Vec<Vec<(u32, f32, bool)>> = corpus.reports.par_iter().map(keys).collect();
    // Reports are numbered by day, so a posting list is sorted by day.
    let mut filed: Vec<(u32, u32)> =
        keys.iter().enumerate().flat_map(|(r, k)| k.iter().map(move |&(f, _, _)| (f, r as u32))).collect();
    filed.par_sort_unstable();
    let mut pairs: Vec<(u32, u32)> = (0..corpus.reports.len())
        .into_par_iter()
        .flat_map_iter(|r| {
            let mut met: Vec<(u32, f32)> = Vec::new();
            let day = corpus.reports[r].day;
            for &(feature, weight, lasting) in &keys[r] {
                let start = filed.partition_point(|&(f, other)| (f, other) < (feature, r as u32));
                let near = |other: u32| match (day, corpus.reports[other as usize].day) {
                    (Some(a), Some(b)) => lasting || (a - b).abs() <= NEAR_DAYS,
                    _ => true,
                };
                let wanted = |e: &&(u32, u32)| e.0 == feature && near(e.1);
                let ahead = filed[start..].iter().filter(|e| e.1 != r as u32).take(REACH).take_while(wanted);
                let behind = filed[..start].iter().rev().take(REACH).take_while(wanted);
                met.extend(ahead.chain(behind).map(|e| (e.1, weight)));
            }
            met.sort_unstable_by(|x, y| x.0.cmp(&y.0).then(x.1.total_cmp(&y.1)));
            let mut scored: Vec<(f32, u32)> =
                met.chunk_by(|x, y| x.0 == y.0).map(|run| (run.iter().map(|m| m.1).sum(), run[0].0)).collect();
            scored.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
            scored.truncate(PROPOSED);
            scored.into_iter().map(move |(_, other)| (other.min(r as u32), other.max(r as u32)))
        })
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// The heaviest features of a report with their weight squared, and whether they hold over any time.
fn keys(report: &Report) -> Vec<(u32, f32, bool)> {
    let kinds = [(&report.words, false), (&report.names, false), (&report.full_names, true), (&report.figures, false)];
    let mut all: Vec<(u32, f32, bool)> = kinds
        .into_iter()
        .flat_map(|(vector, lasting)| vector.weights.iter().map(move |&(f, weight)| (f, weight * weight, lasting)))
        .collect();
    all.sort_unstable_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    all.truncate(TERMS);
    all
}
