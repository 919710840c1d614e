//! Things found by name, shared so that a copy with a few changes costs what changed.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Into so many parts a directory is divided; a change copies one.
const SHELVES: usize = 1024;

/// Things by name. A copy shares everything with what it was made from until one of them changes.
#[derive(Debug, Clone)]
pub struct Directory<K, V> {
    /// Empty until something is put in.
    shelves: Vec<Arc<BTreeMap<K, V>>>,
}

impl<K, V> Default for Directory<K, V> {
    fn default() -> Self {
        Self { shelves: Vec::new() }
    }
}

/// The part in which a name stands: the same on every machine.
fn shelf(name: &str) -> usize {
    let mixed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    (mixed ^ (mixed >> 32)) as usize % SHELVES
}

impl<K: Ord + Clone + Borrow<str>, V: Clone> Directory<K, V> {
    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shelves.iter().all(|s| s.is_empty())
    }

    /// How many things are in it.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.shelves.iter().map(|s| s.len()).sum()
    }

    /// What goes by that name.
    #[must_use]
    pub fn get(&self, name: &(impl Borrow<str> + ?Sized)) -> Option<&V> {
        self.shelves.get(shelf(name.borrow()))?.get(name.borrow())
    }

    /// Puts something in; gives what went by that name before.
    pub fn insert(&mut self, name: K, value: V) -> Option<V> {
        if self.shelves.is_empty() {
            self.shelves = (0..SHELVES).map(|_| Arc::default()).collect();
        }
        let at = shelf(name.borrow());
        Arc::make_mut(&mut self.shelves[at]).insert(name, value)
    }

    /// Takes something out.
    pub fn remove(&mut self, name: &str) -> Option<V> {
        let shelf = self.shelves.get_mut(shelf(name)).filter(|s| s.contains_key(name))?;
        Arc::make_mut(shelf).remove(name)
    }
}

impl<K: Ord + Clone + Borrow<str>, V: Clone> FromIterator<(K, V)> for Directory<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(items: I) -> Self {
        let mut made = Self::default();
        items.into_iter().for_each(|(name, value)| drop(made.insert(name, value)));
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_keeps_what_it_had_when_the_other_changes() {
        let mut one: Directory<String, u32> = (0..5000).map(|n| (format!("r{n}"), n)).collect();
        let before = one.clone();
        assert_eq!(one.insert("r7".into(), 70), Some(7));
        assert_eq!(one.remove("r8"), Some(8));
        assert_eq!((one.get("r7"), one.get("r8")), (Some(&70), None));
        assert_eq!((before.get("r7"), before.get("r8")), (Some(&7), Some(&8)));
        assert_eq!(one.get("nobody"), None);
    }
}
