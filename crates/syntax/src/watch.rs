//! A cheap look at a text before it is analysed: which words of a list may stand in each of its paragraphs.
//!
//! It is exact on the safe side: a word is reported wherever the analysis could give it as a lemma or as the word in
//! small letters, whatever tag and dependency it chose. So what is not reported is not there.

use std::collections::BTreeSet;
use std::collections::HashMap;

use servanda_model::Span;

/// Words to watch for, in small letters: lemmas or forms.
#[derive(Debug, Default)]
pub struct Watch {
    numbers: HashMap<Box<str>, u16>,
}

impl Watch {
    /// A watch for the words given; those beyond 65,536 are an error of the caller, and never reported.
    #[must_use]
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let sorted: BTreeSet<String> = words.into_iter().map(str::to_lowercase).collect();
        Self { numbers: sorted.into_iter().zip(0..=u16::MAX).map(|(w, n)| (w.into_boxed_str(), n)).collect() }
    }

    /// Whether there is nothing to watch for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The number of a word in [`WordSet`]s.
    #[must_use]
    pub fn number(&self, word: &str) -> Option<u16> {
        self.numbers.get(word).copied()
    }

    /// The set of those words that are watched for.
    #[must_use]
    pub fn set<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> WordSet {
        let mut set = WordSet::default();
        words.into_iter().filter_map(|w| self.number(&w.to_lowercase())).for_each(|n| set.insert(n));
        set
    }
}

/// A set of watched words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordSet(Vec<u64>);

impl WordSet {
    /// The words of these numbers.
    #[must_use]
    pub fn of(numbers: impl IntoIterator<Item = u16>) -> Self {
        let mut set = Self::default();
        numbers.into_iter().for_each(|n| set.insert(n));
        set
    }

    /// How many words are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// Whether no word is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    /// Whether the word of that number is in it.
    #[must_use]
    pub fn contains(&self, number: u16) -> bool {
        self.0.get(usize::from(number) / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
    }

    /// Numbers of the words that are in both, ascending.
    pub fn common<'s>(&'s self, other: &'s Self) -> impl Iterator<Item = u16> + 's {
        let both = self.0.iter().zip(&other.0).map(|(a, b)| a & b).zip(0u16..);
        both.filter(|(bits, _)| *bits != 0)
            .flat_map(|(bits, at)| (0..64).filter(move |n| bits >> n & 1 == 1).map(move |n| 64 * at + n))
    }

    pub(crate) fn insert(&mut self, number: u16) {
        let at = usize::from(number) / 64;
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        self.0[at] |= 1 << (number % 64);
    }

    /// Whether a word is in both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    /// Adds the words of another set.
    pub fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a |= b;
        }
    }
}

/// As what words may stand in a paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordClasses {
    /// Those that may be verbs or adjectives, or auxiliaries with the tag of a verb.
    pub verbs: WordSet,
    /// Those that may be nouns or names, or verbs: "fighting" may be both.
    pub nouns: WordSet,
}

/// A stretch that is analysed in one go: no sentence and no dependency reaches out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Where it stands.
    pub span: Span,
    /// Its tokens, white space left out.
    pub tokens: usize,
    /// The watched words that may stand in it.
    pub words: WordSet,
}
