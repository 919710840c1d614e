//! The words of a text as the search for places sees them: folded, with what stands between them.

use super::fold::{KeyHash, push_word};

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Start of the text, or an empty line.
    Break,
    /// White space alone.
    Space,
    /// A hyphen without spaces.
    Hyphen,
    /// A full stop, then white space: the end of a sentence or an abbreviation.
    Dot,
    /// A comma.
    Comma,
    /// An opening bracket or quotation mark.
    Open,
    /// End of a sentence beyond doubt, or a colon, dash or line break.
    Stop,
    /// Anything else.
    Other,
}

/// A word and how it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// First byte.
    pub start: u32,
    /// One past the last byte, without "'s" and without a full stop after it.
    pub end: u32,
    /// One past the last byte with "'s".
    pub full_end: u32,
    /// A currency sign follows at once: "US$30".
    pub before_currency: bool,
    /// One past the last byte with an abbreviation's full stop.
    pub end_with_dot: u32,
    /// Key without "'s": a range of [`Words::keys`].
    pub key: (u32, u32),
    /// Key with the s of "'s".
    pub full_key: (u32, u32),
    /// Hash of the key alone.
    pub hash: u64,
    pub gap: Gap,
    pub capital: bool,
    /// Two or more letters, all of them capitals.
    pub all_caps: bool,
    /// Full stops inside, as in "U.S".
    pub dotted: bool,
    pub possessive: bool,
    pub digits: bool,
    /// Begins a sentence, as far as can be told.
    pub sentence_start: bool,
}

/// All words of a text.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub list: Vec<Word>,
    pub keys: Vec<u8>,
}

impl Words {
    /// Splits a text at everything that is neither letter, digit nor a mark inside a word.
    pub(super) fn of(text: &str) -> Self {
        let mut words = Self { list: Vec::with_capacity(text.len() / 5), keys: Vec::with_capacity(text.len()) };
        let mut gap_start = 0;
        let mut chars = text.char_indices().peekable();
        while let Some(&(start, ch)) = chars.peek() {
            if !ch.is_alphanumeric() {
                chars.next();
                continue;
            }
            let end = word_end(text, start);
            words.push(text, gap_start, start, end);
            gap_start = end;
            while chars.peek().is_some_and(|&(at, _)| at < end) {
                chars.next();
            }
        }
        words
    }

    /// The folded word.
    pub(super) fn key(&self, word: usize) -> &str {
        self.list
            .get(word)
            .map_or("", |w| std::str::from_utf8(&self.keys[w.key.0 as usize..w.key.1 as usize]).unwrap_or(""))
    }

    pub(super) fn key_bytes(&self, range: (u32, u32)) -> &[u8] {
        &self.keys[range.0 as usize..range.1 as usize]
    }

    fn push(&mut self, text: &str, gap_start: usize, start: usize, end: usize) {
        let raw = &text[start..end];
        let gap = gap_of(&text[gap_start..start], self.list.is_empty());
        // "Alexandria's" is Alexandria; the full form is kept for names such as St. Mary's.
        let possessive = ["'s", "’s", "'S", "’S"].iter().find_map(|s| raw.strip_suffix(s));
        let bare = possessive.unwrap_or(raw);
        let key_start = self.keys.len() as u32;
        push_word(bare, &mut self.keys);
        let key = (key_start, self.keys.len() as u32);
        let full_key = if possessive.is_some() {
            let at = self.keys.len() as u32;
            push_word(raw, &mut self.keys);
            (at, self.keys.len() as u32)
        } else {
            key
        };
        // "d'Ivoire" carries its capital inside.
        let inner =
            if bare.starts_with(['d', 'l']) { bare.get(1..).and_then(|r| r.strip_prefix(['\'', '’'])) } else { None };
        let capital = inner.unwrap_or(bare).chars().next().is_some_and(char::is_uppercase);
        let letters = || bare.chars().filter(|c| c.is_alphabetic());
        let dotted = bare.contains('.');
        let after = text.as_bytes().get(end);
        let sentence_start = match gap {
            Gap::Break | Gap::Stop => true,
            Gap::Dot | Gap::Open => self.ends_sentence(text, gap_start, start),
            _ => false,
        };
        self.list.push(Word {
            start: start as u32,
            end: (start + bare.len()) as u32,
            full_end: end as u32,
            before_currency: text[end..].starts_with(['$', '€', '£']),
            end_with_dot: if possessive.is_none() && after == Some(&b'.') {
                end as u32 + 1
            } else {
                (start + bare.len()) as u32
            },
            hash: KeyHash::new().word(self.key_bytes(key)).finish(),
            key,
            full_key,
            gap,
            capital,
            all_caps: capital && letters().count() > 1 && letters().all(char::is_uppercase),
            dotted,
            possessive: possessive.is_some(),
            digits: bare.bytes().any(|b| b.is_ascii_digit()),
            sentence_start,
        });
    }

    /// Whether the stop before the next word ends a sentence, rather than an abbreviation.
    fn ends_sentence(&self, text: &str, gap_start: usize, start: usize) -> bool {
        if !text[gap_start..start].contains(['.', '!', '?', '"', '“', '”', '\n']) {
            return false;
        }
        let Some(last) = self.list.last() else { return true };
        let key = std::str::from_utf8(self.key_bytes(last.key)).unwrap_or("");
        !(last.dotted || key.len() == 1 && last.capital || last.capital && is_abbreviation(key))
    }
}

/// Words before whose full stop no sentence ends.
pub(super) fn is_abbreviation(key: &str) -> bool {
    matches!(
        key,
        "mr" | "mrs"
            | "ms"
            | "dr"
            | "st"
            | "ste"
            | "mt"
            | "ft"
            | "gen"
            | "col"
            | "lt"
            | "sgt"
            | "capt"
            | "maj"
            | "cpl"
            | "pfc"
            | "gov"
            | "sen"
            | "rep"
            | "rev"
            | "hon"
            | "prof"
            | "pres"
            | "sec"
            | "supt"
            | "det"
            | "jr"
            | "sr"
            | "no"
            | "jan"
            | "feb"
            | "mar"
            | "apr"
            | "jun"
            | "jul"
            | "aug"
            | "sep"
            | "sept"
            | "oct"
            | "nov"
            | "dec"
            | "vs"
            | "fr"
            | "msgr"
            | "brig"
            | "adm"
            | "cmdr"
    )
}

/// One past the last byte of the word that starts at `start`: letters, digits, apostrophes between letters, and full
/// stops between short groups of letters ("U.S", "W.Va").
fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut group = 0;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        if ch.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&ch) {
            group += 1;
            end = start + at + ch.len_utf8();
            continue;
        }
        let next_is_letter = chars.peek().is_some_and(|(_, c)| c.is_alphanumeric());
        match ch {
            '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | '`' if next_is_letter => group += 1,
            '.' if next_is_letter && group <= 2 && short_group_follows(text, start + at + 1) => group = 0,
            _ => break,
        }
    }
    end
}

/// Whether at most three letters, the first a capital, stand before the next mark or space.
fn short_group_follows(text: &str, at: usize) -> bool {
    let rest = &text[at..];
    let len = rest.chars().take(4).take_while(|c| c.is_alphabetic()).count();
    len <= 3 && rest.starts_with(char::is_uppercase)
}

fn gap_of(between: &str, first: bool) -> Gap {
    if first || between.contains("\n\n") {
        return Gap::Break;
    }
    match between {
        " " => return Gap::Space,
        "-" | "‑" | "\u{ad}" => return Gap::Hyphen,
        ". " | "." => return Gap::Dot,
        ", " | "," => return Gap::Comma,
        _ => {}
    }
    let mut gap = Gap::Space;
    for ch in between.chars() {
        match ch {
            '\n' | '!' | '?' | ':' | '—' | '–' | ';' | '|' | '•' => return Gap::Stop,
            '.' => gap = Gap::Dot,
            '(' | '[' | '"' | '“' | '‘' | '\'' | '«' | '„' if gap != Gap::Dot => gap = Gap::Open,
            ',' if gap == Gap::Space => gap = Gap::Comma,
            c if c.is_whitespace() => {}
            _ if gap == Gap::Space => gap = Gap::Other,
            _ => {}
        }
    }
    if between.contains("--") || between.contains(" - ") { Gap::Stop } else { gap }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &str) -> Vec<&str> {
        Words::of(text).list.iter().map(|w| &text[w.start as usize..w.end as usize]).collect()
    }

    #[test]
    fn possessives_and_stops_are_not_part_of_a_word() {
        assert_eq!(spans("Baku's army left. Shusha (town) fell"), ["Baku", "army", "left", "Shusha", "town", "fell"]);
    }

    #[test]
    fn initials_keep_their_inner_stops() {
        assert_eq!(spans("the U.S. and W.Va. coast"), ["the", "U.S", "and", "W.Va", "coast"]);
        let words = Words::of("in the U.S. today");
        assert_eq!(words.list[2].end_with_dot - words.list[2].start, 4);
    }

    #[test]
    fn sentences_glued_together_are_split() {
        assert_eq!(spans("They left.The town fell"), ["They", "left", "The", "town", "fell"]);
    }

    #[test]
    fn a_title_before_a_name_ends_no_sentence() {
        let words = Words::of("He met Gov. Smith. Later it rained.");
        let starts: Vec<bool> = words.list.iter().map(|w| w.sentence_start).collect();
        assert_eq!(starts, [true, false, false, false, true, false, false]);
    }
}
