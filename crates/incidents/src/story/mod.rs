//! Which reports tell of the same happening.
//!
//! 1. `furniture` drops lines that recur over weeks; `read` turns what is left of each report into small sets: words,
//!    names, full names, figures, ages, days told.
//! 2. `corpus` weighs them by how rare they are in the batch.
//! 3. `candidates` proposes pairs that share rare terms: never all pairs.
//! 4. [`pair`] compares a pair by named features; [`Model`] weighs them: log-odds of "the same happening".
//! 5. `gather` merges the surest groups first, by all their pairs, so that one doubtful link can't chain two stories;
//!    each [`Merge`] keeps its reasons.
//!
//! Nothing here knows a country, a language's names or a kind of event; only days, months and ages are read in English,
//! and a report in another language is compared by the rest.

mod candidates;
mod corpus;
mod days;
mod furniture;
mod gather;
mod model;
pub mod pair;
mod read;

pub use gather::{Merge, Stories};
pub use model::Model;

use corpus::Corpus;
use jiff::civil::Date;
use pair::Pair;
use rayon::prelude::*;

/// A report as stories are found from.
#[derive(Debug, Clone, Copy)]
pub struct StoryInput<'a> {
    /// Name of the report, unique in the batch; it breaks ties, so that the order of input doesn't matter.
    pub id: &'a str,
    /// Day of publication, as the outlet prints it. Unknown stays unknown.
    pub date: Option<Date>,
    /// Headline, if there is one.
    pub title: Option<&'a str>,
    /// Main text.
    pub text: &'a str,
}

/// How stories are found.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Weights of the features.
    pub model: Model,
    /// Least log-odds at which two groups are merged: lower joins more, higher splits more.
    pub least_log_odds: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { model: Model::default(), least_log_odds: gather::LEAST_LOG_ODDS }
    }
}

/// Finds the stories in a batch of reports.
///
/// The partition does not depend on the order of `inputs`. Time grows with the reports and the candidate pairs, of
/// which each report has a bounded number.
pub fn stories(inputs: &[StoryInput<'_>], options: &Options) -> Stories {
    let (order, corpus) = prepare(inputs);
    let pairs = compared(&corpus);
    gather::gather(&corpus, &order, &pairs, options)
}

/// All candidate pairs of a batch with their features, as numbers into `inputs`: what the weights are fitted on.
pub fn candidate_pairs(inputs: &[StoryInput<'_>]) -> Vec<Pair> {
    let (order, corpus) = prepare(inputs);
    let mut pairs = compared(&corpus);
    for pair in &mut pairs {
        pair.a = order[pair.a as usize];
        pair.b = order[pair.b as usize];
    }
    pairs
}

/// Reads the reports in an order of their own (day, id, text).
fn prepare(inputs: &[StoryInput<'_>]) -> (Vec<u32>, Corpus) {
    let mut order: Vec<u32> = (0..inputs.len() as u32).collect();
    order.sort_by_key(|&i| {
        let input = &inputs[i as usize];
        (input.date, input.id, input.title, input.text)
    });
    let days: Vec<Option<i32>> = order.iter().map(|&i| inputs[i as usize].date.map(days::day_number)).collect();
    let texts: Vec<&str> = order.iter().map(|&i| inputs[i as usize].text).collect();
    let texts = furniture::without_furniture(&texts, &days);
    let readings = order
        .par_iter()
        .zip(&days)
        .zip(&texts)
        .map(|((&i, &day), text)| read::read(inputs[i as usize].title.unwrap_or(""), text, day))
        .collect();
    (order, Corpus::new(readings, days))
}

fn compared(corpus: &Corpus) -> Vec<Pair> {
    candidates::candidates(corpus).into_par_iter().map(|(a, b)| pair::compare(corpus, a, b)).collect()
}

#[cfg(test)]
mod tests;
