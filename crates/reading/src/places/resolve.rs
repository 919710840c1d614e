//! Which place a name means.

use servanda_model::Span;

use super::gazetteer::{Candidate, Gazetteer, prior};
use super::spans::Spot;
use super::words::Words;

/// What is known of a document besides its text.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// ISO 3166-1 codes of the countries it is about.
    pub countries: Vec<String>,
    /// Where the source writes from: latitude and longitude in degrees.
    pub home: Option<(f64, f64)>,
    /// Address of the document.
    pub url: Option<String>,
}

/// Candidates of each spot, best first.
pub(super) fn place_spots(_words: &Words, spots: &[Spot], gaz: &Gazetteer, _context: &Context) -> Vec<Vec<Candidate>> {
    spots
        .iter()
        .map(|s| {
            let mut c: Vec<Candidate> = s
                .readings
                .iter()
                .filter_map(|r| gaz.place(r.place).map(|p| gaz.candidate(&p, prior(&p, r.kind))))
                .collect();
            let total: f64 = c.iter().map(|c| c.weight).sum();
            c.iter_mut().for_each(|c| c.weight /= total.max(f64::MIN_POSITIVE));
            c.sort_by(|a, b| b.weight.total_cmp(&a.weight));
            c
        })
        .collect()
}

/// Places the names under given spans.
#[must_use]
pub fn resolve(text: &str, spans: &[Span], gaz: &Gazetteer, _context: &Context) -> Vec<Option<Candidate>> {
    spans.iter().map(|s| s.of(text).and_then(|n| gaz.candidates(n).into_iter().next())).collect()
}
