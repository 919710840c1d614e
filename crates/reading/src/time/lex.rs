//! Words, numbers and marks of a text, in one pass.

use super::words::{Word, look_up};

/// What stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word(Word),
    /// Digits, thousands joined; `len` counts digits. Values beyond nine digits stand at `u32::MAX`.
    Number {
        value: u32,
        len: u8,
        /// Written with a thousands comma.
        comma: bool,
    },
    /// "5th".
    NumberOrdinal(u32),
    /// "1990s".
    NumberPlural {
        value: u32,
        len: u8,
    },
    /// Any other mark; dashes of every kind are `-`, apostrophes `'`.
    Mark(char),
}

/// A token: bytes `start..end`, and what stands before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub start: u32,
    pub end: u32,
    pub kind: Kind,
    /// White space stands before it.
    pub spaced: bool,
    /// An empty line, or the start of the text, stands before it.
    pub paragraph: bool,
}

/// Splits `text` up. Linear in its length.
pub(super) fn lex(text: &str) -> Vec<Token> {
    let b = text.as_bytes();
    let mut out = Vec::with_capacity(b.len() / 5);
    let (mut i, mut spaced, mut newlines) = (0, true, 2);
    while i < b.len() {
        let c = b[i];
        if c.is_ascii_whitespace() {
            newlines += usize::from(c == b'\n');
            spaced = true;
            i += 1;
            continue;
        }
        let start = i;
        let kind;
        if c.is_ascii_digit() {
            (kind, i) = number(b, i);
        } else if c.is_ascii_alphabetic() {
            i = word_end(text, i);
            kind = Kind::Word(look_up(&b[start..i]));
        } else if c.is_ascii() {
            i += 1;
            kind = Kind::Mark(char::from(c));
        } else {
            let ch = text[i..].chars().next().unwrap_or(' ');
            if ch.is_whitespace() {
                spaced = true;
                i += ch.len_utf8();
                continue;
            }
            if ch.is_alphabetic() {
                i = word_end(text, i);
                kind = Kind::Word(Word::Other);
            } else {
                i += ch.len_utf8();
                kind = Kind::Mark(match ch {
                    '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
                    '\u{2018}' | '\u{2019}' => '\'',
                    other => other,
                });
            }
        }
        out.push(Token { start: start as u32, end: i as u32, kind, spaced, paragraph: newlines > 1 });
        (spaced, newlines) = (false, 0);
    }
    out
}

fn word_end(text: &str, mut i: usize) -> usize {
    let b = text.as_bytes();
    while i < b.len() {
        if b[i].is_ascii_alphabetic() {
            i += 1;
        } else if b[i].is_ascii() {
            break;
        } else {
            match text[i..].chars().next() {
                Some(c) if c.is_alphabetic() => i += c.len_utf8(),
                _ => break,
            }
        }
    }
    i
}

fn number(b: &[u8], start: usize) -> (Kind, usize) {
    let digit = |i: usize| b.get(i).is_some_and(u8::is_ascii_digit);
    let mut i = start;
    let mut value: u64 = 0;
    let mut len: usize = 0;
    let mut comma = false;
    loop {
        while digit(i) {
            value = (value * 10 + u64::from(b[i] - b'0')).min(u64::from(u32::MAX));
            len += 1;
            i += 1;
        }
        // "1,460" is one number; "March 5,1918" and "1,2" are not.
        let group = len > 0 && (comma || len <= 3) && b.get(i) == Some(&b',');
        if group && digit(i + 1) && digit(i + 2) && digit(i + 3) && !digit(i + 4) {
            comma = true;
            i += 1;
        } else {
            break;
        }
    }
    let value = if len > 9 { u32::MAX } else { value as u32 };
    let len8 = len.min(255) as u8;
    let rest = &b[i..b.len().min(i + 3)];
    let suffix = rest.iter().take_while(|c| c.is_ascii_alphabetic()).count();
    let tail = [rest.first().map_or(0, u8::to_ascii_lowercase), rest.get(1).map_or(0, u8::to_ascii_lowercase)];
    if suffix == 2 && matches!(&tail, b"st" | b"nd" | b"rd" | b"th") {
        return (Kind::NumberOrdinal(value), i + 2);
    }
    if suffix == 1 && tail[0] == b's' {
        return (Kind::NumberPlural { value, len: len8 }, i + 1);
    }
    (Kind::Number { value, len: len8, comma }, i)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        lex(text).iter().map(|t| t.kind).collect()
    }

    #[test]
    fn thousands_are_joined_and_dates_are_not() {
        assert_eq!(kinds("1,460"), [Kind::Number { value: 1460, len: 4, comma: true }]);
        assert_eq!(kinds("5,1918").len(), 3);
        assert_eq!(kinds("1990s"), [Kind::NumberPlural { value: 1990, len: 4 }]);
        assert_eq!(kinds("3rd"), [Kind::NumberOrdinal(3)]);
    }

    #[test]
    fn ten_thousand_digits_are_one_number_out_of_range() {
        assert_eq!(kinds(&"9".repeat(10_000)), [Kind::Number { value: u32::MAX, len: 255, comma: false }]);
    }
}
