//! Which texts may hold a name that the gazetteer finds under other spellings too: what must be read again when a name is
//! given or taken back.

use super::fold::{fold, is_silent, push_word};

/// Letters that other spellings take for each other ([`variants`](super::variants)) count as one, and any run of them
/// too: whatever spelling a name is found under, this stays the same.
fn class(letter: u8) -> u8 {
    match letter {
        b'a' | b'e' | b'i' | b'o' | b'u' | b'y' => b'a',
        b'c' | b'd' | b'f' | b'g' | b'h' | b'j' | b'k' | b'p' | b'q' | b's' | b't' | b'x' | b'z' => b'k',
        b'v' | b'w' => b'v',
        other => other,
    }
}

/// A word by the classes of its letters.
fn trace(word: &[u8]) -> Vec<u8> {
    let mut trace: Vec<u8> = word.iter().map(|l| class(*l)).collect();
    trace.dedup();
    trace
}

/// Words that stand for each other in names; see [`fold`](super::fold).
const SAME: [[&str; 2]; 4] = [["saint", "st"], ["sainte", "ste"], ["mount", "mt"], ["fort", "ft"]];

/// Names that texts may hold.
#[derive(Debug, Clone, Default)]
pub struct Traces {
    /// For each name, what each of its words leaves; any of several.
    names: Vec<(String, Vec<Vec<Vec<u8>>>)>,
}

impl Traces {
    /// Looks for these names.
    #[must_use]
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let of_word = |word: &str| {
            let same = SAME.iter().find(|pair| pair.contains(&word));
            same.map_or_else(|| vec![trace(word.as_bytes())], |pair| pair.map(|w| trace(w.as_bytes())).to_vec())
        };
        let of_name = |name: &str| {
            // "&" stands for "and".
            let words = fold(name);
            words.split(' ').filter(|w| !w.is_empty() && *w != "and").map(of_word).collect()
        };
        Self { names: names.into_iter().map(|n| (n.to_owned(), of_name(n))).collect() }
    }

    /// For each name whether a text may hold it, in whatever case and spelling; it may say so in vain, and never denies
    /// it wrongly.
    #[must_use]
    pub fn in_text(&self, text: &str) -> Vec<bool> {
        let wanted: Vec<&Vec<u8>> = self.names.iter().flat_map(|(_, words)| words).flatten().collect();
        let mut met: Vec<&Vec<u8>> = Vec::new();
        let mut key = Vec::new();
        let mut look = |word: &str| {
            key.clear();
            if word.is_empty() || !push_word(word, &mut key) {
                return;
            }
            key.iter_mut().for_each(|l| *l = class(*l));
            key.dedup();
            met.extend(wanted.iter().filter(|w| **w == &key));
        };
        if !wanted.is_empty() {
            for word in text.split(|c: char| !c.is_alphanumeric() && !is_silent(c)) {
                look(word);
                // What stands before and after an apostrophe or a full stop may be words of their own.
                if word.contains(is_silent) {
                    word.split(is_silent).for_each(&mut look);
                }
            }
        }
        let holds = |(name, words): &(String, Vec<Vec<Vec<u8>>>)| {
            let by_words = !words.is_empty() && words.iter().all(|any| any.iter().any(|trace| met.contains(&trace)));
            // A name in letters that the gazetteer doesn't fold is found as it is written, or in capitals.
            by_words || text.contains(name.as_str()) || text.contains(&name.to_uppercase())
        };
        self.names.iter().map(holds).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::variants::spellings;
    use super::*;

    fn holds(name: &str, text: &str) -> bool {
        Traces::of([name]).in_text(text) == [true]
    }

    #[test]
    fn a_name_is_seen_in_any_case_and_form_and_what_is_quite_another_is_not() {
        assert!(holds("Qwertyville", "They shelled QWERTYVILLE again."));
        assert!(holds("Qwertyville", "Qwertyville’s mayor fled."));
        assert!(holds("Ağdam", "in Aghdam."));
        assert!(holds("Saint-Denis", "near St. Denis"));
        assert!(holds("Hill & Dale", "at Hill and Dale"));
        assert!(holds("Ивановка", "В деревне Ивановка тихо."));
        assert!(holds("Talish", "Martakert.Talish was quiet"));
        assert!(!holds("Qwertyville", "They shelled the town of Hadrut."));
        assert!(!holds("Upper Qwertyville", "The upper town of Hadrut."));
        assert!(!holds("Ивановка", "Nothing of it."));
    }

    proptest! {
        #[test]
        fn no_other_spelling_of_a_name_is_overlooked(name in "[a-z]{4,12}( [a-z]{2,9})?", other in any::<prop::sample::Index>()) {
            // As the gazetteer finds a name under the spellings of what a text writes.
            let written = spellings(&name);
            prop_assume!(!written.is_empty());
            let found = &written[other.index(written.len())];
            prop_assert!(holds(found, &format!("It was in {name}, they said.")), "{found} in {name}");
        }
    }
}
