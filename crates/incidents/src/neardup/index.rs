use super::signature::signature_and_shingles;
use super::{Kind, Link, Options, Shingles, verify};
use std::collections::HashMap;

/// Texts looked at under one key, the newest first: the others are copies of these.
const LOOKED_AT: usize = 32;

/// Texts compared exactly in one query: those that share the most keys.
const VERIFIED: usize = 64;

/// A text of the index that is a copy of the one asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Number of the text in the index.
    pub id: usize,
    /// Runs that both have.
    pub shared: usize,
    /// Runs of the text asked for.
    pub of_query: usize,
    /// Runs of the text in the index.
    pub of_match: usize,
    /// What the shares amount to.
    pub kind: Kind,
}

impl Match {
    /// The evidence as a link between the text in the index and a text that has the number `asked`.
    pub fn link(&self, asked: usize) -> Link {
        Link { a: self.id, b: asked, shared: self.shared, of_a: self.of_match, of_b: self.of_query, kind: self.kind }
    }
}

/// Texts met so far, to match a new one against. Holds about four bytes a shingle and three kilobytes a text.
#[derive(Debug, Clone, Default)]
pub struct Index {
    options: Options,
    shingles: Vec<Shingles>,
    /// Band and key, or anchor, to the newest entry filed there. Only looked up, never walked through.
    newest: HashMap<u64, u32, Keyed>,
    entries: Vec<Entry>,
}

/// A text filed under a key, and the entry filed there before it (itself if there is none).
#[derive(Debug, Clone, Copy)]
struct Entry {
    text: u32,
    before: u32,
}

/// Keys are hashes already.
type Keyed = std::hash::BuildHasherDefault<AsItIs>;

#[derive(Debug, Clone, Default)]
struct AsItIs(u64);

impl std::hash::Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(b);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = super::shingle::mix(key);
    }
}

/// Marks the keys of anchors, so that they never meet those of bands.
const ANCHOR: u64 = 1 << 63;

impl Index {
    /// An empty index.
    pub fn new(options: Options) -> Self {
        Self { options, ..Self::default() }
    }

    /// How many texts it holds.
    pub fn len(&self) -> usize {
        self.shingles.len()
    }

    /// True before the first text.
    pub fn is_empty(&self) -> bool {
        self.shingles.is_empty()
    }

    /// Files a text; its number is the count of texts before it.
    pub fn insert(&mut self, text: &str) -> usize {
        let id = self.shingles.len();
        let (keys, shingles) = keys(text);
        if shingles.len() >= self.options.least_shingles.max(1) {
            for key in keys {
                let entry = self.entries.len() as u32;
                let before = self.newest.insert(key, entry).unwrap_or(entry);
                self.entries.push(Entry { text: id as u32, before });
            }
        }
        self.shingles.push(shingles);
        id
    }

    /// Copies of `text` in the index, the most alike first, then the earliest.
    pub fn query(&self, text: &str) -> Vec<Match> {
        let mut met: Vec<u32> = Vec::new();
        let (keys, asked) = keys(text);
        for key in keys {
            let first = self.newest.get(&key).copied();
            let chain = std::iter::successors(first, |&at| {
                let before = self.entries[at as usize].before;
                (before != at).then_some(before)
            });
            met.extend(chain.take(LOOKED_AT).map(|at| self.entries[at as usize].text));
        }
        met.sort_unstable();
        let mut candidates: Vec<(usize, u32)> = met.chunk_by(|x, y| x == y).map(|run| (run.len(), run[0])).collect();
        candidates.sort_unstable_by(|x, y| y.0.cmp(&x.0).then(x.1.cmp(&y.1)));
        candidates.truncate(VERIFIED);
        if candidates.is_empty() {
            return Vec::new();
        }
        let mut links: Vec<Link> = candidates
            .iter()
            .filter_map(|&(_, id)| {
                verify((id as usize, &self.shingles[id as usize]), (usize::MAX, &asked), &self.options)
            })
            .collect();
        links.sort_by(|x, y| {
            (x.kind, y.resemblance(), x.a)
                .partial_cmp(&(y.kind, x.resemblance(), y.a))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        links
            .into_iter()
            .map(|l| Match { id: l.a, shared: l.shared, of_query: l.of_b, of_match: l.of_a, kind: l.kind })
            .collect()
    }
}

/// The keys a text is filed under, and its shingles.
fn keys(text: &str) -> (Vec<u64>, Shingles) {
    let (signature, shingles) = signature_and_shingles(text);
    if shingles.is_empty() {
        return (Vec::new(), Shingles::default());
    }
    let bands = signature.bands();
    let bands = bands.iter().enumerate().map(|(band, &key)| ((band as u64) << 32) | u64::from(key));
    let keys = bands.chain(signature.anchors().iter().map(|&a| ANCHOR | u64::from(a))).collect();
    (keys, Shingles::from_hashes(&shingles))
}
