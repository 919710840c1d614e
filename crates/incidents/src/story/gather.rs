//! From scored pairs to groups.

use super::Options;
use super::corpus::Corpus;
use super::model::Reason;
use super::pair::{self, Pair};
use std::collections::{BTreeMap, BinaryHeap};

/// Default of [`Options::least_log_odds`].
pub(super) const LEAST_LOG_ODDS: f64 = -0.3;

/// Pairs below these log-odds start no merge; they still speak against one.
const SPARK: f64 = -1.0;

/// Pairs of two groups compared when a merge is decided.
const COMPARED: usize = 1000;

/// Two groups of reports merged, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// A report of the one group (number in the input).
    pub a: usize,
    /// A report of the other: of all pairs of the two groups, these two speak most for the merge.
    pub b: usize,
    /// Log-odds of that pair.
    pub log_odds: f64,
    /// Average log-odds over the pairs of the two groups.
    pub average: f64,
    /// What the features of that pair contribute, the weightiest first.
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

/// A possible merge: ordered by score, then by the groups' numbers so that ties are always broken alike.
#[derive(Debug, PartialEq)]
struct Offer {
    score: f64,
    a: u32,
    b: u32,
    /// Sizes of the groups when the offer was made; it is void once either has grown.
    sizes: (u32, u32),
}

impl Eq for Offer {}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.score.total_cmp(&other.score).then((other.a, other.b).cmp(&(self.a, self.b)))
    }
}

pub(super) fn gather(corpus: &Corpus, order: &[u32], pairs: &[Pair], options: &Options) -> Stories {
    let n = corpus.reports.len();
    let mut members: Vec<Vec<u32>> = (0..n as u32).map(|r| vec![r]).collect();
    let mut near: Vec<BTreeMap<u32, ()>> = vec![BTreeMap::new(); n];
    let mut heap = BinaryHeap::new();
    let mut known: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for pair in pairs {
        let score = options.model.log_odds(pair);
        known.insert((pair.a, pair.b), score);
        if score >= SPARK {
            near[pair.a as usize].insert(pair.b, ());
            near[pair.b as usize].insert(pair.a, ());
            heap.push(Offer { score, a: pair.a, b: pair.b, sizes: (1, 1) });
        }
    }
    let mut merges = Vec::new();
    while let Some(offer) = heap.pop() {
        let (a, b) = (offer.a as usize, offer.b as usize);
        if offer.score < options.least_log_odds {
            break;
        }
        if (members[a].len() as u32, members[b].len() as u32) != offer.sizes {
            continue;
        }
        merges.push(explain(corpus, order, &members[a], &members[b], &offer, options));
        let moved = std::mem::take(&mut members[b]);
        members[a].extend(moved);
        let others = std::mem::take(&mut near[b]);
        for (&other, ()) in &others {
            near[other as usize].remove(&offer.b);
            if other != offer.a {
                near[other as usize].insert(offer.a, ());
                near[a].insert(other, ());
            }
        }
        for &other in near[a].keys() {
            let (x, y) = (offer.a.min(other), offer.a.max(other));
            let (mx, my) = (&members[x as usize], &members[y as usize]);
            let score = linkage(corpus, &mut known, mx, my, options);
            if score >= options.least_log_odds {
                heap.push(Offer { score, a: x, b: y, sizes: (mx.len() as u32, my.len() as u32) });
            }
        }
    }
    let mut labels = vec![0; n];
    let mut next = 0;
    for group in members.iter().filter(|m| !m.is_empty()) {
        for &r in group {
            labels[order[r as usize] as usize] = next;
        }
        next += 1;
    }
    Stories { labels, merges }
}

/// Average log-odds of the pairs of two groups.
fn linkage(corpus: &Corpus, known: &mut BTreeMap<(u32, u32), f64>, a: &[u32], b: &[u32], options: &Options) -> f64 {
    let step = (a.len() * b.len()).div_ceil(COMPARED);
    let (mut sum, mut n) = (0.0, 0.0);
    for (x, y) in a.iter().flat_map(|&x| b.iter().map(move |&y| (x, y))).step_by(step) {
        let key = (x.min(y), x.max(y));
        let score = *known.entry(key).or_insert_with(|| options.model.log_odds(&pair::compare(corpus, key.0, key.1)));
        sum += score.clamp(-8.0, 8.0);
        n += 1.0;
    }
    sum / n
}

fn explain(corpus: &Corpus, order: &[u32], a: &[u32], b: &[u32], offer: &Offer, options: &Options) -> Merge {
    let step = (a.len() * b.len()).div_ceil(COMPARED);
    let pairs = a.iter().flat_map(|&x| b.iter().map(move |&y| (x, y))).step_by(step);
    let best = pairs
        .map(|(x, y)| {
            let pair = pair::compare(corpus, x.min(y), x.max(y));
            (options.model.log_odds(&pair), pair)
        })
        .max_by(|x, y| x.0.total_cmp(&y.0).then((y.1.a, y.1.b).cmp(&(x.1.a, x.1.b))));
    let Some((log_odds, pair)) = best else {
        return Merge { a: 0, b: 0, log_odds: 0.0, average: offer.score, reasons: Vec::new() };
    };
    Merge {
        a: order[pair.a as usize] as usize,
        b: order[pair.b as usize] as usize,
        log_odds,
        average: offer.score,
        reasons: options.model.reasons(&pair),
    }
}
