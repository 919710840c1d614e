//! The key under which a name is found: lower case, no diacritics, one space between words.
//!
//! `data/gazetteer/build.py` folds the names of the gazetteer in the same way; the two must change together
//! (a test compares hashes known to both).

/// Letters a–z that stand for U+00C0…U+024F, one per code point; `.` has none, `+` has two letters ([`two_letters`]).
const LATIN: &str = "aaaaaa+ceeeeiiiidnooooo.ouuuuy++aaaaaa+ceeeeiiiidnooooo.ouuuuy+yaaaaaaccccccccddddeeeeeeeeeegggggggg\
    hhhhiiiiiiiiii..jjkkkllllllllllnnnnnnnnnoooooo++rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs.b....o.\
    ..d...aaeff.....kk......oo.............uu..yy........................aaiioouuuuuuuuuuaaaaa....ggkkoo\
    oo..j...gg..nnaa....aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............................";

/// The same for U+1E00…U+1EFF.
const LATIN_ADDITIONAL: &str = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssss\
    ssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy....+.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeee\
    iiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

/// Letters that are written as two.
fn two_letters(ch: char) -> Option<&'static str> {
    Some(match ch {
        'Æ' | 'æ' => "ae",
        'Œ' | 'œ' => "oe",
        'ß' | 'ẞ' => "ss",
        'Þ' | 'þ' => "th",
        _ => return None,
    })
}

/// Words that stand for each other in names: the short form is the key.
const SHORT: [(&[u8], &[u8]); 4] = [(b"saint", b"st"), (b"sainte", b"ste"), (b"mount", b"mt"), (b"fort", b"ft")];

/// Marks inside a word that leave no trace in its key: apostrophes of every kind, quotes, full stops.
pub(super) fn is_silent(ch: char) -> bool {
    matches!(ch, '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | 'ʽ' | 'ʾ' | 'ʿ' | '`' | '´' | '′' | '.' | 'ʹ' | '"' | '“' | '”')
        || ('\u{300}'..='\u{36f}').contains(&ch)
}

/// Appends the ASCII letters or digits that stand for `ch`; `false` if there are none.
fn push_char(ch: char, out: &mut Vec<u8>) -> bool {
    if ch.is_ascii_alphanumeric() {
        out.push(ch.to_ascii_lowercase() as u8);
        return true;
    }
    let code = ch as usize;
    let found = match code {
        0xC0..0x250 => LATIN.as_bytes().get(code - 0xC0).copied(),
        0x1E00..0x1F00 => LATIN_ADDITIONAL.as_bytes().get(code - 0x1E00).copied(),
        _ => match ch {
            'ə' | 'ɑ' => Some(b'a'),
            'ɓ' => Some(b'b'),
            'ɗ' => Some(b'd'),
            'ɛ' => Some(b'e'),
            'ɔ' => Some(b'o'),
            _ => None,
        },
    };
    match found {
        Some(b'+') => two_letters(ch).map(|s| out.extend_from_slice(s.as_bytes())).is_some(),
        Some(b'.') | None => false,
        Some(letter) => {
            out.push(letter);
            true
        }
    }
}

/// Appends the key of one word (no spaces inside); `false` if it holds a letter that is not Latin.
pub(super) fn push_word(word: &str, out: &mut Vec<u8>) -> bool {
    let start = out.len();
    for ch in word.chars() {
        if !is_silent(ch) && !push_char(ch, out) && ch.is_alphanumeric() {
            out.truncate(start);
            return false;
        }
    }
    for (long, short) in SHORT {
        if &out[start..] == long {
            out.truncate(start);
            out.extend_from_slice(short);
            break;
        }
    }
    true
}

/// The key of a whole name: empty if the name is not in Latin letters.
///
/// "Şuşa" and "SUSA" have one key; so have "Saint-Denis" and "St. Denis".
#[must_use]
pub fn fold(name: &str) -> String {
    let mut out = Vec::with_capacity(name.len());
    for word in name.split(|c: char| !c.is_alphanumeric() && !is_silent(c) && c != '&') {
        for (n, piece) in word.split('&').enumerate() {
            if n > 0 {
                separate(&mut out);
                out.extend_from_slice(b"and");
            }
            let before = out.len();
            separate(&mut out);
            let start = out.len();
            if !push_word(piece, &mut out) {
                return String::new();
            }
            if out.len() == start {
                out.truncate(before);
            }
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

fn separate(out: &mut Vec<u8>) {
    if !out.is_empty() {
        out.push(b' ');
    }
}

/// A hash that grows word by word, so that "New", "New York" and "New York City" cost one pass.
///
/// FNV-1a (Fowler, Noll, Vo) with a final mix, 64 bits; with half a million names no two share one (the build checks).
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyHash(u64);

impl KeyHash {
    pub(super) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(super) fn of(key: &str) -> u64 {
        Self::new().word(key.as_bytes()).finish()
    }

    /// With the bytes of one more word; the caller adds the space between words by [`Self::space`].
    pub(super) fn word(mut self, bytes: &[u8]) -> Self {
        for &b in bytes {
            self.0 = (self.0 ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
        }
        self
    }

    pub(super) fn space(self) -> Self {
        self.word(b" ")
    }

    pub(super) const fn finish(self) -> u64 {
        let mut h = self.0;
        h ^= h >> 32;
        h = h.wrapping_mul(0xd6e8_feb8_6659_fd93);
        h ^ (h >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_with_and_without_diacritics_share_a_key() {
        assert_eq!(fold("Ağdam"), "agdam");
        assert_eq!(fold("Xocalı"), "xocali");
        assert_eq!(fold("Kəlbəcər"), "kalbacar");
        assert_eq!(fold("Łódź"), "lodz");
        assert_eq!(fold("Côte d’Ivoire"), "cote divoire");
        assert_eq!(fold("Saint-Denis"), fold("St. Denis"));
        assert_eq!(fold("Trinidad & Tobago"), "trinidad and tobago");
        assert_eq!(fold("  New   York "), "new york");
    }

    #[test]
    fn names_in_other_scripts_have_no_key() {
        assert_eq!(fold("Шуша"), "");
        assert_eq!(fold("上海"), "");
    }

    #[test]
    fn hashes_are_those_of_the_build_script() {
        assert_eq!(KeyHash::of("aghdam"), 0x10eb_ea12_985b_2203);
        assert_eq!(KeyHash::of("new york"), 0xac23_02db_8917_886e);
        let stepwise = KeyHash::new().word(b"st").space().word(b"petersburg").finish();
        assert_eq!(stepwise, 0x1a1c_2fc7_d56e_5ac6);
    }
}
