//! Text to hashes: words, three-word shingles, and the sparse longer shingles that betray a contained text.

/// Words in a shingle. Three is what near-duplicate corpora of news are labelled with; shorter shingles make all
/// news look alike, longer ones break at every small edit.
pub const SHINGLE_WORDS: usize = 3;

/// Words in an anchor: long enough that two independent texts rarely share one.
const ANCHOR_WORDS: u32 = 8;

/// One anchor in eight is kept: one whose hash starts with three zero bits.
const ANCHOR_BITS: u32 = 3;

/// What the hash of a word starts from (any odd constant; these are digits of irrational numbers).
const START: u64 = 0xCBF2_9CE4_8422_2325;
pub(crate) const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
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

/// Sets the letter case bit of eight ASCII letters or digits: lowers letters, leaves digits.
const LOWER: u64 = 0x2020_2020_2020_2020;

/// Mixes eight bytes into the hash of a word.
#[inline]
fn step(h: u64, unit: u64) -> u64 {
    let h = (h ^ unit).wrapping_mul(ODD);
    h ^ (h >> 32)
}

/// Marks, in the top bit of each of eight bytes, which are ASCII letters or digits.
#[inline]
fn ascii_words(eight: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x80 * ONES;
    // Of bytes below 128: the top bit of the sum is set from `first` on.
    let from = |bytes: u64, first: u8| (bytes & !TOPS) + u64::from(0x80 - first) * ONES;
    let lower = eight | LOWER;
    let letter = from(lower, b'a') & !from(lower, b'z' + 1);
    let digit = from(eight, b'0') & !from(eight, b'9' + 1);
    (letter | digit) & !eight & TOPS
}

/// The eight bytes from `at`, first byte lowest; zeros beyond the end.
#[inline]
fn load(bytes: &[u8], at: usize) -> u64 {
    match bytes[at..].first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes[at..].iter().rev().fold(0, |word, &b| (word << 8) | u64::from(b)),
    }
}

/// Hash of a word that holds letters beyond ASCII.
#[cold]
fn unicode_hash(word: &str) -> u64 {
    word.chars().flat_map(char::to_lowercase).fold(START, |h, c| step(h, u64::from(c)))
}

/// Calls `each` with the hash of every word: a run of letters and digits, in lower case.
#[inline]
pub(crate) fn for_each_word(text: &str, mut each: impl FnMut(u64)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let mut hash = START;
        // Eight bytes at a time: most words end within the first eight.
        loop {
            let eight = load(bytes, at);
            let length = (!ascii_words(eight) & 0x8080_8080_8080_8080).trailing_zeros() as usize / 8;
            if length == 8 {
                hash = step(hash, eight | LOWER);
                at += 8;
                if at >= bytes.len() {
                    hash = step(hash, 0);
                    break;
                }
            } else {
                // A word of eight letters takes this step too, with nothing: every word ends in one.
                hash = step(hash, (eight | LOWER) & ((1 << (8 * length)) - 1));
                at += length;
                break;
            }
        }
        let mut end = at;
        let mut next = at + 1;
        if at < bytes.len() && !bytes[at].is_ascii() {
            (end, next) = word_beyond_ascii(text, start);
            // A word that only stands before a dash or a curly quote is hashed like any other.
            if end > at {
                hash = unicode_hash(&text[start..end]);
            }
        }
        if end > start {
            each(hash);
        }
        at = next;
    }
}

/// End of the word that starts at `start` (empty if none does), and where to go on after it.
#[cold]
fn word_beyond_ascii(text: &str, start: usize) -> (usize, usize) {
    let rest = &text[start..];
    let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let after = rest[length..].chars().next().map_or(0, char::len_utf8);
    (start + length, start + length + after)
}

/// One hash for the words of a line in their order; 0 for a line without words.
pub(crate) fn line_hash(line: &str) -> u64 {
    let mut hash = 0_u64;
    for_each_word(line, |word| hash = step(hash.rotate_left(7), word) | 1);
    hash
}

/// Calls `shingle` with the hash of every run of three words (a text of one or two words is one shingle) and
/// `anchor` with the hash of some of the runs of eight.
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
        slot = (slot + 1) % ring.len();
        if count >= ANCHOR_WORDS {
            let h = rolling.wrapping_mul(ODD_2);
            if h >> (64 - ANCHOR_BITS) == 0 {
                anchor(mix(h) as u32);
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
        Self::from_hashes(&all)
    }

    /// Sorts hashes, which are spread evenly: by their upper bits into place, then by insertion, in linear time.
    pub(crate) fn from_hashes(all: &[u32]) -> Self {
        let bits = all.len().next_power_of_two().trailing_zeros().clamp(1, 16);
        let slot = |h: u32| (h >> (32 - bits)) as usize;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        all.iter().for_each(|&h| starts[slot(h) + 1] += 1);
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut sorted = vec![0; all.len()];
        for &h in all {
            let place = &mut starts[slot(h)];
            sorted[*place as usize] = h;
            *place += 1;
        }
        // Each slot holds a few; one text repeated over and over fills one slot, which the library's sort takes.
        let mut from = 0;
        for &to in &starts[..1 << bits] {
            if to - from > 1 {
                sorted[from as usize..to as usize].sort_unstable();
            }
            from = to;
        }
        sorted.dedup();
        Self(sorted)
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
    fn words_longer_than_a_register_differ_in_their_tails() {
        let mut eight = Vec::new();
        for_each_word("overhead", |h| eight.push(h));
        for_each_word("overhead.", |h| eight.push(h));
        for_each_word("Overhead and", |h| eight.push(h));
        assert!(eight[0] == eight[1] && eight[1] == eight[2]);
        let mut all = Vec::new();
        for_each_word("decentralisation decentralisations Decentralisation x", |h| all.push(h));
        assert_eq!(all[0], all[2]);
        assert!(all[0] != all[1] && all[1] != all[3]);
    }

    #[test]
    fn curly_and_straight_quotes_part_the_same_words() {
        let curly = Shingles::new("“We don’t know”— said the mayor…");
        assert_eq!(curly, Shingles::new("\"We don't know\" - said the mayor."));
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
