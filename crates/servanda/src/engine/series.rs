//! Long lists in an order, shared so that a copy with a few changes costs what changed.

use std::cmp::Ordering;
use std::sync::Arc;

use rayon::prelude::*;

/// So many things stand together, twice as many at most; a change copies those.
const TOGETHER: usize = 512;

/// A list. A copy shares everything with what it was made from until one of them changes.
#[derive(Debug, Clone)]
pub struct Series<T> {
    /// None of them empty.
    parts: Vec<Arc<Vec<T>>>,
    len: usize,
}

/// All of a list, one after the other.
pub type Iter<'s, T> = std::iter::FlatMap<
    std::slice::Iter<'s, Arc<Vec<T>>>,
    std::slice::Iter<'s, T>,
    fn(&'s Arc<Vec<T>>) -> std::slice::Iter<'s, T>,
>;

impl<'s, T> IntoIterator for &'s Series<T> {
    type Item = &'s T;
    type IntoIter = Iter<'s, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> Default for Series<T> {
    fn default() -> Self {
        Self { parts: Vec::new(), len: 0 }
    }
}

impl<T> Series<T> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All of them, in their order.
    pub fn iter(&self) -> Iter<'_, T> {
        let of_part: fn(&Arc<Vec<T>>) -> std::slice::Iter<'_, T> = |part| part.iter();
        self.parts.iter().flat_map(of_part)
    }

    /// The first.
    #[must_use]
    pub fn first(&self) -> Option<&T> {
        self.parts.first()?.first()
    }

    /// The last.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.parts.last()?.last()
    }

    /// Those from the first on for which `before` does not hold; it holds for none after one for which it does not.
    pub fn from(&self, before: impl Fn(&T) -> bool) -> std::iter::Skip<Iter<'_, T>> {
        let (part, at) = self.place(&before);
        let of_part: fn(&Arc<Vec<T>>) -> std::slice::Iter<'_, T> = |part| part.iter();
        self.parts.get(part..).unwrap_or_default().iter().flat_map(of_part).skip(at)
    }

    /// The part with the first for which `before` does not hold, and its place there; the last part's end if it holds
    /// for all.
    fn place(&self, before: &impl Fn(&T) -> bool) -> (usize, usize) {
        let part = self.parts.partition_point(|part| part.last().is_some_and(before));
        let part = part.min(self.parts.len().saturating_sub(1));
        (part, self.parts.get(part).map_or(0, |p| p.partition_point(before)))
    }
}

impl<T: Send + Sync> Series<T> {
    /// All of them in their order, on all cores.
    pub fn par_iter(&self) -> impl ParallelIterator<Item = &T> {
        self.parts.par_iter().flat_map_iter(|part| part.iter())
    }
}

impl<T: Clone> Series<T> {
    /// Takes things out and puts others in, where `order` has their places; what is put in is new.
    pub fn change(&mut self, out: &[T], mut new: Vec<T>, order: impl Fn(&T, &T) -> Ordering) {
        if self.is_empty() {
            new.sort_by(order);
            *self = new.into_iter().collect();
            return;
        }
        for item in out {
            let (at, place) = self.place(&|other: &T| order(other, item) == Ordering::Less);
            let Some(part) = self.parts.get_mut(at) else { continue };
            if part.get(place).is_some_and(|found| order(found, item) == Ordering::Equal) {
                Arc::make_mut(part).remove(place);
                self.len -= 1;
                if part.is_empty() {
                    self.parts.remove(at);
                }
            }
        }
        for item in new {
            let (at, place) = self.place(&|other: &T| order(other, &item) == Ordering::Less);
            self.len += 1;
            let Some(part) = self.parts.get_mut(at) else {
                self.parts.push(Arc::new(vec![item]));
                continue;
            };
            let part = Arc::make_mut(part);
            part.insert(place, item);
            if part.len() > 2 * TOGETHER {
                let later = part.split_off(TOGETHER);
                self.parts.insert(at + 1, Arc::new(later));
            }
        }
    }
}

impl<T> FromIterator<T> for Series<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut items = items.into_iter();
        let mut made = Self::default();
        loop {
            let part: Vec<T> = items.by_ref().take(TOGETHER).collect();
            if part.is_empty() {
                return made;
            }
            made.len += part.len();
            made.parts.push(Arc::new(part));
        }
    }
}

impl<T: PartialEq> PartialEq for Series<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_changed_list_is_the_sorted_list_of_what_is_in_it_and_its_copy_stays(
            first in proptest::collection::btree_set(0..10_000_u32, 0..3000),
            steps in proptest::collection::vec((proptest::collection::vec(0..10_000_u32, 0..40), proptest::collection::vec(0..10_000_u32, 0..40)), 1..8),
        ) {
            let mut known = first.clone();
            let mut series: Series<u32> = first.iter().copied().collect();
            for (out, new) in steps {
                let copy = series.clone();
                let before: Vec<u32> = known.iter().copied().collect();
                known.retain(|n| !out.contains(n));
                let new: Vec<u32> = new.into_iter().filter(|n| known.insert(*n)).collect();
                series.change(&out, new, u32::cmp);
                prop_assert_eq!(series.iter().copied().collect::<Vec<_>>(), known.iter().copied().collect::<Vec<_>>());
                prop_assert_eq!((series.len(), series.first(), series.last()), (known.len(), known.first(), known.last()));
                let later: Vec<u32> = series.from(|n| *n < 5000).copied().collect();
                prop_assert_eq!(later, known.range(5000..).copied().collect::<Vec<_>>());
                prop_assert_eq!(copy.iter().copied().collect::<Vec<_>>(), before);
            }
        }
    }
}
