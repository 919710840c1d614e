//! From scored pairs to groups: the surest merge first, decided by the pairs of two groups, mostly their average.

use super::Options;
use super::corpus::Corpus;
use super::model::Reason;
use super::pair::{self, Pair};
use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

/// Default of [`Options::least_log_odds`]: where held-out pairs had their best F1 (see `examples/fit_story.rs`).
pub(super) const LEAST_LOG_ODDS: f64 = -0.1;

/// Pairs below these log-odds start no merge; they still speak against one.
const SPARK: f64 = -1.0;

/// Log-odds of one pair count no further than this, so that one pair can't outvote all others.
const LOUDEST: f64 = 8.0;

/// Part of a merge's score that its best pair gives; the average gives the rest. Late reports of a trial resemble few
/// of the first reports, so the average alone would part them; the best pair alone would chain stories together.
const BEST: f64 = 0.3;

/// Pairs of two groups looked at when a merge is weighed; of more, every n-th. This keeps the work of a merge bounded
/// when thousands of reports tell one story.
const COMPARED: usize = 128;

/// Two groups of reports merged, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// A report of the one group (number in the input).
    pub a: usize,
    /// A report of the other: of the pairs of the two groups, these two speak most for the merge.
    pub b: usize,
    /// Log-odds that these two tell of the same happening.
    pub log_odds: f64,
    /// Score of the merge: mostly the average log-odds over the pairs of the two groups, partly those of the best.
    pub score: f64,
    /// What the features of `a` and `b` contribute, the weightiest first. With the bias they add up to `log_odds`.
    pub reasons: Vec<Reason>,
}

/// The stories of a batch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stories {
    /// Story of each report, in the order of the input. Stories are numbered by their earliest report.
    pub labels: Vec<usize>,
    /// Why reports were brought together, in the order in which it was done: the surest first.
    pub merges: Vec<Merge>,
}

/// A possible merge. Ordered by score; ties go to the earlier groups, so that they are always broken alike.
#[derive(Debug)]
struct Offer {
    score: f64,
    a: u32,
    b: u32,
    /// Sizes of the groups when the offer was made; it is void once either has grown.
    sizes: (usize, usize),
}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then((other.a, other.b).cmp(&(self.a, self.b)))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Offer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Offer {}

struct Gatherer<'a> {
    corpus: &'a Corpus,
    options: &'a Options,
    /// Log-odds of the pairs met so far; only looked up, never walked through.
    known: HashMap<(u32, u32), f64>,
}

/// Merges reports into stories. `order` gives the number in the input of each report of the corpus.
pub(super) fn gather(corpus: &Corpus, order: &[u32], pairs: &[Pair], options: &Options) -> Stories {
    let n = corpus.reports.len();
    // A group goes by the number of its first report.
    let mut members: Vec<Vec<u32>> = (0..n as u32).map(|r| vec![r]).collect();
    let mut near: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); n];
    let mut offers = BinaryHeap::new();
    let mut gatherer = Gatherer { corpus, options, known: HashMap::with_capacity(pairs.len()) };
    for pair in pairs {
        let score = options.model.log_odds(pair);
        gatherer.known.insert((pair.a, pair.b), score);
        if score >= SPARK.min(options.least_log_odds) {
            near[pair.a as usize].insert(pair.b);
            near[pair.b as usize].insert(pair.a);
            offers.push(Offer { score, a: pair.a, b: pair.b, sizes: (1, 1) });
        }
    }
    let mut merges = Vec::new();
    while let Some(offer) = offers.pop().filter(|o| o.score >= options.least_log_odds) {
        let (a, b) = (offer.a as usize, offer.b as usize);
        if (members[a].len(), members[b].len()) != offer.sizes {
            continue;
        }
        merges.extend(gatherer.explain(order, &members[a], &members[b], offer.score));
        let moved = std::mem::take(&mut members[b]);
        members[a].extend(moved);
        for other in std::mem::take(&mut near[b]) {
            near[other as usize].remove(&offer.b);
            if other != offer.a {
                near[other as usize].insert(offer.a);
                near[a].insert(other);
            }
        }
        for &other in &near[a] {
            let (x, y) = (offer.a.min(other), offer.a.max(other));
            let (of_x, of_y) = (&members[x as usize], &members[y as usize]);
            let score = gatherer.score(of_x, of_y);
            if score >= options.least_log_odds {
                offers.push(Offer { score, a: x, b: y, sizes: (of_x.len(), of_y.len()) });
            }
        }
    }
    let mut labels = vec![0; n];
    for (story, group) in members.iter().filter(|m| !m.is_empty()).enumerate() {
        for &report in group {
            labels[order[report as usize] as usize] = story;
        }
    }
    Stories { labels, merges }
}

/// The pairs of two groups, thinned out evenly where they are many; lower report first.
fn pairs_between<'a>(a: &'a [u32], b: &'a [u32]) -> impl Iterator<Item = (u32, u32)> + 'a {
    let step = (a.len() * b.len()).div_ceil(COMPARED).max(1);
    a.iter().flat_map(|&x| b.iter().map(move |&y| (x.min(y), x.max(y)))).step_by(step)
}

impl Gatherer<'_> {
    fn log_odds(&mut self, (a, b): (u32, u32)) -> f64 {
        let Self { corpus, options, known } = self;
        *known.entry((a, b)).or_insert_with(|| options.model.log_odds(&pair::compare(corpus, a, b)))
    }

    /// How much speaks for merging two groups, in log-odds.
    fn score(&mut self, a: &[u32], b: &[u32]) -> f64 {
        let (mut sum, mut count, mut most) = (0.0, 0.0, f64::MIN);
        for pair in pairs_between(a, b) {
            let log_odds = self.log_odds(pair).clamp(-LOUDEST, LOUDEST);
            sum += log_odds;
            most = most.max(log_odds);
            count += 1.0;
        }
        BEST * most + (1.0 - BEST) * sum / count
    }

    fn explain(&mut self, order: &[u32], a: &[u32], b: &[u32], score: f64) -> Option<Merge> {
        let (log_odds, best) = pairs_between(a, b)
            .map(|pair| (self.log_odds(pair), pair))
            .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)))?;
        let reasons = self.options.model.reasons(&pair::compare(self.corpus, best.0, best.1));
        Some(Merge { a: order[best.0 as usize] as usize, b: order[best.1 as usize] as usize, log_odds, score, reasons })
    }
}
