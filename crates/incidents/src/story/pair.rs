//! Two reports compared, by features that have names.

use super::corpus::{Corpus, cosine, shared};

/// Number of features.
pub const FEATURES: usize = 15;

/// Names of the features, in order, as reasons print them.
pub const NAMES: [&str; FEATURES] = [
    "words alike",
    "weight of shared words",
    "leads alike",
    "title and lead alike",
    "figures alike",
    "rarest shared name",
    "rare names shared",
    "ages shared",
    "aged names shared",
    "same day told",
    "later tells the day of the earlier",
    "ages differ",
    "told days differ",
    "days between",
    "no rare name shared after a week",
];

/// Features that speak against one happening; all others speak for it.
pub const AGAINST: [&str; 4] = ["ages differ", "told days differ", "days between", "no rare name shared after a week"];

/// A name in no more reports than this is rare …
const RARE: u32 = 5;

/// … and a name in more than this is not; between the two, rarity fades with the weight of the name.
const COMMON: u32 = 40;

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
    let (mut words, mut weight) = (0.0, 0.0);
    shared(&x.words, &y.words, |a, b| {
        words += a * b;
        weight += a.min(b);
    });
    let words = f64::from(words) / f64::from((x.words.norm * y.words.norm).max(f32::MIN_POSITIVE));
    let title_lead = cosine(&x.title, &y.lead).max(cosine(&y.title, &x.lead));
    let (common, rare) = (corpus.idf_of_count(COMMON), corpus.idf_of_count(RARE));
    let rarity = |idf: f32| ((idf - common) / (rare - common)).clamp(0.0, 1.0);
    let (mut rarest, mut rare_names) = (0.0_f32, 0.0_f32);
    shared(&x.names, &y.names, |idf, _| {
        rarest = rarest.max(idf);
        rare_names += rarity(idf);
    });
    let ages_shared = count_shared(&x.rest.ages, &y.rest.ages);
    let aged = count_shared(&x.rest.aged_names, &y.rest.aged_names);
    let gap = match (x.day, y.day) {
        (Some(a), Some(b)) => f64::from((a - b).abs()),
        _ => 3.0,
    };
    let (told, untold) = told(x, y);
    let flag = |b: bool| f64::from(u8::from(b));
    let values: [f64; FEATURES] = [
        (1.0 + words / 0.02).ln(),
        f64::from(weight).ln_1p(),
        cosine(&x.lead, &y.lead).sqrt(),
        title_lead.sqrt(),
        cosine(&x.figures, &y.figures).sqrt(),
        f64::from(rarest),
        f64::from(rare_names.min(5.0)),
        (ages_shared as f64).min(3.0),
        (aged as f64).min(3.0),
        told,
        flag(later_tells_earlier(x, y)),
        flag(ages_shared == 0 && !x.rest.ages.is_empty() && !y.rest.ages.is_empty()),
        untold,
        gap.ln_1p(),
        if gap > 7.0 { f64::from((1.0 - rare_names).max(0.0)) } else { 0.0 },
    ];
    Pair { a, b, values: values.map(|v| v as f32) }
}

/// Whether one report, published over three days after the other, dates something to when the other appeared.
fn later_tells_earlier(x: &super::corpus::Report, y: &super::corpus::Report) -> bool {
    let (Some(a), Some(b)) = (x.day, y.day) else { return false };
    let (earlier, later) = if a <= b { (a, y) } else { (b, x) };
    (a - b).abs() > 3 && later.rest.told.iter().any(|t| t.dated && (earlier - 2..=earlier).contains(&t.day))
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
