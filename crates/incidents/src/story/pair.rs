//! Two reports compared, by features that have names.

use super::corpus::{Corpus, cosine, shared};

/// Number of features.
pub const FEATURES: usize = 24;

/// Names of the features, in order, as reasons print them.
pub const NAMES: [&str; FEATURES] = [
    "words alike",
    "words alike, root",
    "titles alike",
    "leads alike",
    "title and lead alike",
    "names alike",
    "lead names alike",
    "full names alike",
    "phrases alike",
    "figures alike",
    "weight of shared full names",
    "weight of shared names",
    "ages shared",
    "ages differ",
    "full names differ",
    "aged names shared",
    "same day published",
    "days between, log",
    "over a week between",
    "over a month between",
    "same day told",
    "told days differ",
    "text shared",
    "shared rare phrases",
];

/// Features that speak against one happening; all others speak for it.
pub const AGAINST: [&str; 7] = [
    "ages differ",
    "full names differ",
    "days between, log",
    "over a week between",
    "over a month between",
    "told days differ",
    "towns differ",
];

/// A pair of reports and how they compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The first report.
    pub a: u32,
    /// The second.
    pub b: u32,
    /// Values of the features, in the order of [`NAMES`].
    pub values: [f32; FEATURES],
}

/// Compares two reports of the corpus.
pub(super) fn compare(corpus: &Corpus, a: u32, b: u32) -> Pair {
    let (x, y) = (&corpus.reports[a as usize], &corpus.reports[b as usize]);
    let words = cosine(&x.words, &y.words);
    let title_lead = cosine(&x.title, &y.lead).max(cosine(&y.title, &x.lead));
    let weight = |a: &[(u32, f32)], b: &[(u32, f32)]| {
        let mut sum = 0.0;
        shared(a, b, |f, _, _| sum += corpus.idf(f));
        sum
    };
    let full = weight(&x.full_names, &y.full_names);
    let ages_shared = count_shared(&x.rest.ages, &y.rest.ages);
    let aged = count_shared(&x.rest.aged_names, &y.rest.aged_names);
    let gap = match (x.day, y.day) {
        (Some(a), Some(b)) => f64::from((a - b).abs()),
        _ => 3.0,
    };
    let (told, untold) = told(x, y);
    let flag = |b: bool| f64::from(u8::from(b));
    let text = match (&x.rest.signature, &y.rest.signature) {
        (Some(a), Some(b)) => a.resemblance(b),
        _ => 0.0,
    };
    let values: [f64; FEATURES] = [
        words,
        words.sqrt(),
        cosine(&x.title, &y.title),
        cosine(&x.lead, &y.lead),
        title_lead,
        cosine(&x.names, &y.names),
        cosine(&x.lead_names, &y.lead_names),
        cosine(&x.full_names, &y.full_names),
        cosine(&x.phrases, &y.phrases).sqrt(),
        cosine(&x.figures, &y.figures),
        full.ln_1p(),
        weight(&x.names, &y.names).ln_1p(),
        (ages_shared as f64).min(3.0),
        flag(ages_shared == 0 && !x.rest.ages.is_empty() && !y.rest.ages.is_empty()),
        flag(full == 0.0 && !x.full_names.is_empty() && !y.full_names.is_empty()),
        (aged as f64).min(3.0),
        flag(gap == 0.0),
        gap.ln_1p(),
        flag(gap > 7.0),
        flag(gap > 30.0),
        told,
        untold,
        text,
        weight(&x.phrases, &y.phrases).ln_1p(),
    ];
    Pair { a, b, values: values.map(|v| v as f32) }
}

/// Whether both tell of one day early on, and whether both tell days and none is the same.
fn told(x: &super::corpus::Report, y: &super::corpus::Report) -> (f64, f64) {
    let (a, b) = (&x.rest.told, &y.rest.told);
    if a.is_empty() || b.is_empty() {
        return (0.0, 0.0);
    }
    let same = a.iter().take(3).any(|t| b.iter().take(3).any(|u| t.day == u.day));
    let near = a.iter().any(|t| b.iter().any(|u| (t.day - u.day).abs() <= 1));
    (f64::from(u8::from(same)), f64::from(u8::from(!near)))
}

fn count_shared<T: Ord>(a: &[T], b: &[T]) -> usize {
    a.iter().filter(|x| b.binary_search(x).is_ok()).count()
}
