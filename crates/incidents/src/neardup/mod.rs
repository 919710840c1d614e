//! Which texts are nearly the same: syndicated, lightly edited or uncredited copies, and texts that a longer one
//! contains. Ten papers that carry one agency's text are one origin.
//!
//! Texts are read as runs of three words ([`Shingles`]). MinHash bands propose pairs that resemble each other, and
//! sparse eight-word runs propose pairs of which one holds the other; every proposed pair is then compared exactly,
//! and the count of shared runs is kept as evidence ([`Link`]).

mod copying;
mod index;
mod shingle;
mod signature;

pub use copying::{Copying, Family, Sketch};
pub use index::{Index, Match};
pub use shingle::{SHINGLE_WORDS, Shingles};
pub(crate) use shingle::{for_each_word, line_hash};
pub use signature::{PERMUTATIONS, Signature, signature};

use crate::union_find::UnionFind;
use rayon::prelude::*;
use signature::{BANDS, signature_and_shingles};

/// When two texts count as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Least share of the shingles of both texts together that both have (Jaccard), for a near-duplicate.
    pub least_resemblance: f64,
    /// Least share of the shorter text's shingles that the longer one has, for a contained text.
    pub least_containment: f64,
    /// A contained text joins the group of its container only if it makes up at least this share of the container:
    /// a round-up of ten items must not join those items to one another.
    pub least_share_of_container: f64,
    /// Texts with fewer shingles are left alone: headlines and page furniture repeat without being copies.
    pub least_shingles: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { least_resemblance: 0.5, least_containment: 0.8, least_share_of_container: 0.3, least_shingles: 8 }
    }
}

/// How two texts are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Nearly the same text.
    Resembles,
    /// The shorter text is part of the longer.
    Contained,
}

/// Two texts found to be copies, with the evidence: counts of distinct three-word runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Link {
    /// Number of the first text (the lower one).
    pub a: usize,
    /// Number of the second text.
    pub b: usize,
    /// Runs that both have.
    pub shared: usize,
    /// Runs of the first.
    pub of_a: usize,
    /// Runs of the second.
    pub of_b: usize,
    /// What the shares amount to.
    pub kind: Kind,
}

impl Link {
    /// Shared runs among the runs of either (Jaccard), 0 to 1.
    pub fn resemblance(&self) -> f64 {
        share(self.shared, self.of_a + self.of_b - self.shared)
    }

    /// Shared runs among the runs of the shorter, 0 to 1.
    pub fn containment(&self) -> f64 {
        share(self.shared, self.of_a.min(self.of_b))
    }

    /// Shared runs among the runs of the longer, 0 to 1.
    pub fn share_of_container(&self) -> f64 {
        share(self.shared, self.of_a.max(self.of_b))
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Texts that are copies of one another, with the links that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Numbers of the texts, sorted; at least two.
    pub members: Vec<usize>,
    /// The links inside the group, sorted.
    pub links: Vec<Link>,
}

/// In a bucket of more texts than this, each is compared with its neighbours and the first only: a bucket is that
/// full only when one text was carried everywhere, and a chain joins it as well as all pairs would.
const FULL_BUCKET: usize = 64;
const NEIGHBOURS: usize = 4;

/// Compares two texts (number, shingles) exactly; nothing if they aren't copies under `options`.
fn verify((a, of_a): (usize, &Shingles), (b, of_b): (usize, &Shingles), options: &Options) -> Option<Link> {
    if of_a.len().min(of_b.len()) < options.least_shingles.max(1) {
        return None;
    }
    let shared = of_a.shared(of_b);
    let mut link = Link { a, b, shared, of_a: of_a.len(), of_b: of_b.len(), kind: Kind::Resembles };
    if link.resemblance() >= options.least_resemblance {
        return Some(link);
    }
    link.kind = Kind::Contained;
    (link.containment() >= options.least_containment).then_some(link)
}

/// A text as it is searched for.
struct Read {
    text: u32,
    bands: [u32; BANDS],
    anchors: Vec<u32>,
    shingles: Vec<u32>,
}

/// All pairs of copies among `texts`, sorted. Time grows with the texts and the pairs found, never with all pairs.
pub fn links(texts: &[&str], options: &Options) -> Vec<Link> {
    let mut read: Vec<Read> = texts
        .par_iter()
        .enumerate()
        .filter_map(|(text, words)| {
            let (signature, shingles) = signature_and_shingles(words);
            let (bands, text) = (signature.bands(), text as u32);
            (shingles.len() >= options.least_shingles.max(1)).then(|| Read {
                text,
                bands,
                anchors: signature.into_anchors(),
                shingles,
            })
        })
        .collect();
    // Full buckets are sampled, so the order must come from the texts themselves, not from the caller.
    read.par_sort_unstable_by(|x, y| x.bands.cmp(&y.bands).then(x.text.cmp(&y.text)));
    let filed: Vec<(&[u32; BANDS], &[u32])> = read.iter().map(|r| (&r.bands, r.anchors.as_slice())).collect();
    let candidates = candidates(&filed);
    let mut wanted = vec![false; read.len()];
    for &(a, b) in &candidates {
        wanted[a as usize] = true;
        wanted[b as usize] = true;
    }
    let texts: Vec<u32> = read.iter().map(|r| r.text).collect();
    let shingles: Vec<Shingles> = read
        .into_par_iter()
        .zip(wanted)
        .map(|(r, wanted)| if wanted { Shingles::from_hashes(&r.shingles) } else { Shingles::default() })
        .collect();
    let mut links: Vec<Link> = candidates
        .par_iter()
        .filter_map(|&(x, y)| {
            let (x, y) = if texts[x as usize] < texts[y as usize] { (x, y) } else { (y, x) };
            let of = |r: u32| (texts[r as usize] as usize, &shingles[r as usize]);
            verify(of(x), of(y), options)
        })
        .collect();
    links.par_sort_unstable();
    links
}

/// Groups of copies among `texts`, ordered by their first member; texts without a copy are in none.
///
/// Near-duplicates are joined; a contained text is joined to its container only if it is a fair part of it
/// ([`Options::least_share_of_container`]). Use [`links`] to see the other containments as well.
pub fn groups(texts: &[&str], options: &Options) -> Vec<Group> {
    let mut links = links(texts, options);
    links.retain(|l| l.kind == Kind::Resembles || l.share_of_container() >= options.least_share_of_container);
    let mut sets = UnionFind::new(texts.len());
    for link in &links {
        sets.join(link.a as u32, link.b as u32);
    }
    let mut group_of = vec![usize::MAX; texts.len()];
    let mut groups: Vec<Group> = Vec::new();
    for set in sets.sets().into_iter().filter(|set| set.len() > 1) {
        let members: Vec<usize> = set.iter().map(|&m| m as usize).collect();
        members.iter().for_each(|&m| group_of[m] = groups.len());
        groups.push(Group { members, links: Vec::new() });
    }
    for link in links {
        groups[group_of[link.a]].links.push(link);
    }
    groups
}

/// Pairs that share a band or an anchor (lower first), each once.
fn candidates(read: &[(&[u32; BANDS], &[u32])]) -> Vec<(u32, u32)> {
    let filed = |key: u32, r: usize| (u64::from(key) << 32) | r as u64;
    let by_band = (0..BANDS)
        .into_par_iter()
        .flat_map_iter(|band| pairs_of_buckets(read.iter().enumerate().map(|(r, x)| filed(x.0[band], r)).collect()));
    let mut pairs: Vec<u64> = by_band.collect();
    let by_anchor = read.iter().enumerate().flat_map(|(r, x)| x.1.iter().map(move |&anchor| filed(anchor, r)));
    pairs.extend(pairs_of_buckets(by_anchor.collect()));
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs.into_iter().map(|pair| ((pair >> 32) as u32, pair as u32)).collect()
}

/// Pairs of texts under one key; entries hold the key in the upper half and the text in the lower.
fn pairs_of_buckets(mut entries: Vec<u64>) -> Vec<u64> {
    entries.sort_unstable();
    let mut pairs = Vec::new();
    for bucket in entries.chunk_by(|x, y| x >> 32 == y >> 32) {
        for (i, &x) in bucket.iter().enumerate() {
            let reach = if bucket.len() <= FULL_BUCKET { bucket.len() } else { (i + 1 + NEIGHBOURS).min(bucket.len()) };
            let first = (bucket.len() > FULL_BUCKET && i > 0).then_some((bucket[0], x));
            let ahead = bucket[i + 1..reach].iter().map(|&y| (x, y));
            pairs.extend(first.into_iter().chain(ahead).map(|(x, y)| (x << 32) | (y & 0xFFFF_FFFF)));
        }
    }
    pairs
}

#[cfg(test)]
mod tests;
