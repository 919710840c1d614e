//! Text to hashes: words, three-word shingles, and the sparse longer shingles that betray a contained text.

/// Words in a shingle. Three is what near-duplicate corpora of news are labelled with; shorter shingles make all
/// news look alike, longer ones break at every small edit.
pub const SHINGLE_WORDS: usize = 3;

/// Words in an anchor: long enough that two independent texts rarely share one.
const ANCHOR_WORDS: u32 = 7;

/// One anchor in so many is kept (a power of two).
const ANCHOR_ONE_IN: u64 = 8;

const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
const ODD_2: u64 = 0xD1B5_4A32_D192_ED03;
const ANCHOR_BASE: u64 = 0x2545_F491_4F6C_DD1D;
const ANCHOR_TOP: u64 = ANCHOR_BASE.wrapping_pow(ANCHOR_WORDS);

/// Spreads the bits of a hash (the finaliser of MurmurHash3, Appleby 2011, public domain).
#[inline]
pub(crate) fn mix(mut h: u64) -> u64 {
    h = (h ^ (h >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    h = (h ^ (h >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    h ^ (h >> 33)
}

/// Lower-cased letter or digit, or 0 for what parts words; 1 marks a byte beyond ASCII.
const CLASS: [u8; 256] = {
    let mut table = [0_u8; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        if byte.is_ascii_alphanumeric() {
            table[b] = byte.to_ascii_lowercase();
        } else if !byte.is_ascii() {
            table[b] = 1;
        }
        b += 1;
    }
    table
};

/// Calls `each` with the hash of every word: a run of letters and digits, in lower case.
#[inline]
pub(crate) fn for_each_word(text: &str, mut each: impl FnMut(u64)) {
    const START: u64 = 0xCBF2_9CE4_8422_2325;
    let step = |h: u64, unit: u64| (h ^ unit).wrapping_mul(ODD).rotate_left(23);
    let bytes = text.as_bytes();
    let (mut at, mut hash, mut within) = (0, START, false);
    while at < bytes.len() {
        match CLASS[bytes[at] as usize] {
            0 => {
                if within {
                    each(hash);
                    (hash, within) = (START, false);
                }
                at += 1;
            }
            1 => {
                let Some(c) = text[at..].chars().next() else { break };
                if c.is_alphanumeric() {
                    for lower in c.to_lowercase() {
                        hash = step(hash, u64::from(lower));
                    }
                    within = true;
                } else if within {
                    each(hash);
                    (hash, within) = (START, false);
                }
                at += c.len_utf8();
            }
            byte => {
                hash = step(hash, u64::from(byte));
                within = true;
                at += 1;
            }
        }
    }
    if within {
        each(hash);
    }
}

/// Calls `shingle` with the hash of every run of three words (a text of one or two words is one shingle) and
/// `anchor` with the hash of some of the runs of seven.
#[inline]
pub(crate) fn for_each_shingle(text: &str, mut shingle: impl FnMut(u64), mut anchor: impl FnMut(u32)) {
    let (mut one, mut two, mut count) = (0_u64, 0_u64, 0_u32);
    let mut ring = [0_u64; ANCHOR_WORDS as usize];
    let mut slot = 0;
    let mut rolling = 0_u64;
    for_each_word(text, |word| {
        count = count.saturating_add(1);
        if count >= 3 {
            shingle(mix(one.wrapping_mul(ODD) ^ two.wrapping_mul(ODD_2).rotate_left(21) ^ word));
        }
        (one, two) = (two, word);
        rolling =
            rolling.wrapping_mul(ANCHOR_BASE).wrapping_add(word).wrapping_sub(ring[slot].wrapping_mul(ANCHOR_TOP));
        ring[slot] = word;
        slot = if slot + 1 == ring.len() { 0 } else { slot + 1 };
        if count >= ANCHOR_WORDS {
            let h = mix(rolling);
            if h.is_multiple_of(ANCHOR_ONE_IN) {
                anchor((h >> 32) as u32);
            }
        }
    });
    if count > 0 && count < 3 {
        shingle(mix(one.wrapping_mul(ODD) ^ two.wrapping_mul(ODD_2)));
    }
}

/// The distinct shingles of a text, sorted: what near-duplicates are verified with.
///
/// Hashes have 32 bits; two different shingles of a pair of thousand-word texts collide in one pair of four thousand,
/// and then change a share by one thousandth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shingles(Vec<u32>);

impl Shingles {
    /// Reads the shingles of `text`.
    pub fn new(text: &str) -> Self {
        let mut all = Vec::with_capacity(text.len() / 6 + 1);
        for_each_shingle(text, |h| all.push(h as u32), |_| ());
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// How many distinct shingles there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True of a text without a word.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many shingles both texts have.
    pub fn shared(&self, other: &Self) -> usize {
        let (a, b) = (&self.0, &other.0);
        let (mut i, mut j, mut n) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            let (x, y) = (a[i], b[j]);
            n += usize::from(x == y);
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        n
    }
}

#[cfg(test)]
mod tests {
    use super::{Shingles, for_each_word};

    #[test]
    fn case_and_punctuation_do_not_count() {
        let a = Shingles::new("The bridge, they said, was DÉTRUIT at dawn.");
        let b = Shingles::new("the bridge they said was détruit at dawn");
        assert_eq!(a, b);
        assert_eq!(a.len(), 6);
    }

    #[test]
    fn order_of_words_counts() {
        let a = Shingles::new("one two three four");
        let b = Shingles::new("four three two one");
        assert_eq!(a.shared(&b), 0);
    }

    #[test]
    fn short_texts_are_one_shingle_and_empty_ones_none() {
        assert_eq!(Shingles::new("ceasefire").len(), 1);
        assert_eq!(Shingles::new("two words").len(), 1);
        assert!(Shingles::new(" … ").is_empty());
    }

    #[test]
    fn words_of_any_script_are_read() {
        let mut n = 0;
        for_each_word("Обстрел села; قصف القرية, 12:30", |_| n += 1);
        assert_eq!(n, 6);
    }
}
