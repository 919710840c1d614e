use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::signature::{BANDS, signature_and_shingles};
use super::{FULL_BUCKET, Kind, Link, Options, Shingles, candidates, verify};
use crate::union_find::UnionFind;

/// A text as copies of it are looked for. It is kept, so that the text itself need not be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    bands: [u32; BANDS],
    /// Sorted.
    anchors: Box<[u32]>,
    shingles: u32,
}

impl Sketch {
    /// The sketch of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (signature, shingles) = signature_and_shingles(text);
        let bands = signature.bands();
        let mut anchors = signature.into_anchors();
        anchors.sort_unstable();
        Self { bands, anchors: anchors.into(), shingles: u32::try_from(shingles.len()).unwrap_or(u32::MAX) }
    }

    /// Whether two have a band or an anchor in common.
    fn meets(&self, other: &Self) -> bool {
        let mut theirs = other.anchors.iter().peekable();
        let mut anchored = || {
            self.anchors.iter().any(|anchor| {
                while theirs.next_if(|a| *a < anchor).is_some() {}
                theirs.peek() == Some(&anchor)
            })
        };
        // Not the first alone is looked for: so the comparison runs through the registers.
        self.bands.iter().zip(&other.bands).fold(false, |hit, (a, b)| hit | (a == b)) || anchored()
    }

    /// The sketch as bytes, to be kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let words = [self.shingles].into_iter().chain(self.bands).chain(self.anchors.iter().copied());
        words.flat_map(u32::to_le_bytes).collect()
    }

    /// A sketch that was kept; `None` of other bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, rest) = bytes.as_chunks::<4>();
        let words: Vec<u32> = words.iter().map(|w| u32::from_le_bytes(*w)).collect();
        let (shingles, words) = words.split_first()?;
        let (bands, anchors) = words.split_first_chunk::<BANDS>()?;
        rest.is_empty().then(|| Self { bands: *bands, anchors: anchors.into(), shingles: *shingles })
    }
}

/// Texts that are copies of one another, and the smallest share of common runs between neighbours, in percent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Family<K> {
    /// Their names, sorted; at least two.
    pub members: Vec<K>,
    /// The smallest share of the runs of the shorter, or of both, that two linked texts have in common.
    pub share: u8,
}

/// Which texts are copies of which, kept so that texts can be added. `K` names a text.
///
/// What it gives depends on the texts and their names, not on the order in which they were added.
#[derive(Debug, Clone)]
pub struct Copying<K> {
    options: Options,
    texts: Vec<(K, Sketch)>,
    /// Texts taken away, by name and number: one that comes back is known.
    gone: BTreeSet<(K, u32)>,
    /// Pairs that were compared, the lower number first, and what was found.
    found: BTreeMap<(u32, u32), Link>,
    /// Those that are no copies.
    refused: FxHashSet<(u32, u32)>,
    /// Pairs that are links now.
    links: Vec<Link>,
}

/// So many texts are looked at one by one; more are cheaper all at once.
const FEW: usize = 16;

impl<K: Ord + Clone + Sync> Copying<K> {
    /// No texts yet.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            options,
            texts: Vec::new(),
            gone: BTreeSet::new(),
            found: BTreeMap::new(),
            refused: FxHashSet::default(),
            links: Vec::new(),
        }
    }

    /// Adds texts; tells whether that makes copies of any. `text` gives the words of a text that is to be compared
    /// exactly; one that is gone is no copy.
    pub fn add(
        &mut self,
        more: impl IntoIterator<Item = (K, Sketch)>,
        text: &(dyn Fn(&K) -> Option<String> + Sync),
    ) -> bool {
        let least = self.options.least_shingles.max(1);
        let mut new = Vec::new();
        for (name, sketch) in more.into_iter().filter(|(_, s)| s.shingles as usize >= least) {
            let of_name = self.gone.range((name.clone(), 0)..=(name.clone(), u32::MAX));
            let known = of_name.map(|(_, x)| *x).find(|&x| self.texts[x as usize].1 == sketch);
            match known {
                Some(x) => {
                    self.gone.remove(&(name, x));
                    new.push(x);
                }
                None => {
                    new.push(self.texts.len() as u32);
                    self.texts.push((name, sketch));
                }
            }
        }
        self.texts.shrink_to(self.texts.len() + self.texts.len() / 8);
        let mates: Option<Vec<Vec<(u32, u32)>>> =
            if new.len() > FEW { None } else { new.into_iter().map(|x| self.mates(x as usize)).collect() };
        match mates {
            Some(pairs) => {
                let pairs: Vec<(u32, u32)> = pairs.into_iter().flatten().collect();
                self.compare(&pairs, text);
                let known = self.links.len();
                self.links.extend(pairs.iter().filter_map(|pair| self.found.get(pair).copied()));
                let more = self.links.len() > known;
                self.links.sort_unstable();
                self.links.dedup();
                more
            }
            None => self.link_all(text),
        }
    }

    /// Takes texts away, as if they had never been added; tells whether any were copies.
    pub fn remove(&mut self, names: &BTreeSet<K>, text: &(dyn Fn(&K) -> Option<String> + Sync)) -> bool {
        let there = self.there();
        let at = (0..).zip(&self.texts).filter(|(x, (name, _))| there[*x as usize] && names.contains(name));
        let leaving: BTreeMap<u32, K> = at.map(|(x, (name, _))| (x, name.clone())).collect();
        if leaving.is_empty() {
            return false;
        }
        // Where a bucket was so full that not all of it was looked at, others move up.
        let full = leaving.len() > FEW || leaving.keys().any(|&x| self.mates(x as usize).is_none());
        let known = self.links.len();
        self.links.retain(|l| !leaving.contains_key(&(l.a as u32)) && !leaving.contains_key(&(l.b as u32)));
        self.gone.extend(leaving.into_iter().map(|(x, name)| (name, x)));
        full && self.link_all(text) || self.links.len() < known
    }

    /// Which of the texts are there, by number.
    fn there(&self) -> Vec<bool> {
        let mut there = vec![true; self.texts.len()];
        self.gone.iter().for_each(|(_, x)| there[*x as usize] = false);
        there
    }

    /// Finds the links of all texts anew; tells whether they are others than before.
    fn link_all(&mut self, text: &(dyn Fn(&K) -> Option<String> + Sync)) -> bool {
        let pairs = self.proposed();
        self.compare(&pairs, text);
        let links = pairs.iter().filter_map(|pair| self.found.get(pair).copied()).collect();
        let before = std::mem::replace(&mut self.links, links);
        self.links.sort_unstable();
        before != self.links
    }

    /// Pairs of text `x` with another that shares a band or an anchor; `None` if one of its buckets is so full that
    /// not all of it is looked at.
    fn mates(&self, x: usize) -> Option<Vec<(u32, u32)>> {
        let mine = &self.texts[x].1;
        let mut met = [1_usize; BANDS];
        let mut anchored = vec![1_usize; mine.anchors.len()];
        let there = self.there();
        let others = self.texts.par_iter().enumerate().filter(|(y, _)| *y != x && there[*y]);
        let others: Vec<(usize, &Sketch)> =
            others.filter(|(_, (_, other))| mine.meets(other)).map(|(y, (_, other))| (y, other)).collect();
        for (_, other) in &others {
            let bands = mine.bands.iter().zip(&other.bands);
            met.iter_mut().zip(bands).for_each(|(n, (a, b))| *n += usize::from(a == b));
            let anchors = anchored.iter_mut().zip(&mine.anchors);
            anchors.for_each(|(n, anchor)| *n += usize::from(other.anchors.binary_search(anchor).is_ok()));
        }
        let pairs = others.into_iter().map(|(y, _)| (x.min(y) as u32, x.max(y) as u32)).collect();
        met.iter().chain(&anchored).all(|n| *n <= FULL_BUCKET).then_some(pairs)
    }

    /// All pairs that are to be compared.
    fn proposed(&self) -> Vec<(u32, u32)> {
        let there = self.there();
        let mut order: Vec<u32> = (0..self.texts.len() as u32).filter(|&x| there[x as usize]).collect();
        order.par_sort_unstable_by(|&x, &y| {
            let (x, y) = (&self.texts[x as usize], &self.texts[y as usize]);
            x.1.bands.cmp(&y.1.bands).then_with(|| x.0.cmp(&y.0))
        });
        let read: Vec<(&[u32; BANDS], &[u32])> = order
            .iter()
            .map(|&x| {
                let sketch = &self.texts[x as usize].1;
                (&sketch.bands, &*sketch.anchors)
            })
            .collect();
        let pairs = candidates(&read).into_iter().map(|(x, y)| (order[x as usize], order[y as usize]));
        let mut pairs: Vec<(u32, u32)> = pairs.map(|(x, y)| (x.min(y), x.max(y))).collect();
        pairs.par_sort_unstable();
        pairs
    }

    fn compare(&mut self, pairs: &[(u32, u32)], text: &(dyn Fn(&K) -> Option<String> + Sync)) {
        let known = |pair: &(u32, u32)| self.refused.contains(pair) || self.found.contains_key(pair);
        let new: Vec<(u32, u32)> = pairs.iter().copied().filter(|pair| !known(pair)).collect();
        let mut wanted: Vec<u32> = new.iter().flat_map(|(a, b)| [*a, *b]).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let shingles: Vec<Shingles> = wanted
            .par_iter()
            .map(|&x| text(&self.texts[x as usize].0).map_or_else(Shingles::default, |t| Shingles::new(&t)))
            .collect();
        let of = |x: u32| wanted.binary_search(&x).ok().map(|at| (x as usize, &shingles[at]));
        let found: Vec<_> = new
            .par_iter()
            .map(|&(a, b)| ((a, b), of(a).zip(of(b)).and_then(|(a, b)| verify(a, b, &self.options))))
            .collect();
        for (pair, link) in found {
            match link {
                Some(link) => drop(self.found.insert(pair, link)),
                None => drop(self.refused.insert(pair)),
            }
        }
    }

    /// Texts that are copies of one another, as [`groups`](super::groups) brings them together; sorted.
    #[must_use]
    pub fn families(&self) -> Vec<Family<K>> {
        let joins =
            |l: &&Link| l.kind == Kind::Resembles || l.share_of_container() >= self.options.least_share_of_container;
        let links: Vec<&Link> = self.links.iter().filter(joins).collect();
        // Most texts have no copies: only those that have any are numbered.
        let mut linked: Vec<usize> = links.iter().flat_map(|l| [l.a, l.b]).collect();
        linked.sort_unstable();
        linked.dedup();
        let number = |x: usize| linked.partition_point(|&y| y < x);
        let mut sets = UnionFind::new(linked.len());
        for link in &links {
            sets.join(number(link.a) as u32, number(link.b) as u32);
        }
        let mut family_of = vec![usize::MAX; linked.len()];
        let mut families: Vec<Family<K>> = Vec::new();
        for set in sets.sets() {
            set.iter().for_each(|&m| family_of[m as usize] = families.len());
            let mut members: Vec<K> = set.iter().map(|&m| self.texts[linked[m as usize]].0.clone()).collect();
            members.sort();
            families.push(Family { members, share: u8::MAX });
        }
        for link in links {
            let share = &mut families[family_of[number(link.a)]].share;
            *share = (*share).min((link.resemblance().max(link.containment()) * 100.0) as u8);
        }
        families.sort();
        families
    }
}
