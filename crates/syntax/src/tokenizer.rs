//! Cuts a text into tokens as the original does: at white space, then by exceptions, prefixes, suffixes and infixes.
//!
//! The rules are written out by hand over a table of character properties; the exceptions come from the model file.

use std::collections::HashMap;

use servanda_model::Span;

use crate::chars::{CharTable, bit};
use crate::file::{ModelError, Sections};
use crate::url;

/// A token before any analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Norm that an exception sets: index into `Tokenizer::norms`, plus one; 0 if the word keeps its own.
    pub(crate) norm: u16,
    /// Whether one space follows that is no token of its own.
    pub(crate) space: bool,
}

/// Length in bytes of each part of an exception, and its norm as in `Piece`.
type Parts = Vec<(u32, u16)>;

pub(crate) struct Tokenizer {
    pub(crate) chars: CharTable,
    number_suffixes: Vec<Box<str>>,
    longest_number_suffix: usize,
    exceptions: HashMap<Box<str>, Parts>,
    longest_exception: usize,
    /// Exceptions also sought over finished tokens: the tokens that make them up, by the first of these.
    phrases: HashMap<Box<str>, Vec<Vec<Box<str>>>>,
    norms: Vec<Box<str>>,
}

impl Tokenizer {
    pub(crate) fn read(file: &Sections<'_>) -> Result<Self, ModelError> {
        let chars = CharTable::read(&mut file.open("chars")?)?;
        let number_suffixes: Vec<Box<str>> =
            file.open("number suffixes")?.texts()?.into_iter().map(Box::from).collect();
        let longest_number_suffix = number_suffixes.iter().map(|s| s.len()).max().unwrap_or(0);

        let mut cursor = file.open("exceptions")?;
        let mut exceptions: HashMap<Box<str>, Parts> = HashMap::new();
        let mut norms: Vec<Box<str>> = Vec::new();
        for _ in 0..cursor.u32()? {
            let word = cursor.text()?;
            let mut parts = Parts::new();
            let mut joined = String::new();
            for _ in 0..cursor.u8()? {
                let part = cursor.text()?;
                joined.push_str(part);
                let norm = match cursor.text()? {
                    "" => 0,
                    norm => {
                        let known = norms.iter().position(|n| **n == *norm).unwrap_or_else(|| {
                            norms.push(norm.into());
                            norms.len() - 1
                        });
                        u16::try_from(known + 1).map_err(|_| cursor.malformed("too many norms"))?
                    }
                };
                parts.push((part.len() as u32, norm));
            }
            if joined != word || parts.iter().any(|p| p.0 == 0) {
                return Err(cursor.malformed(format!("the parts of {word:?} do not make it up")));
            }
            exceptions.insert(Box::from(word), parts);
        }

        let mut cursor = file.open("phrases")?;
        let mut phrases: HashMap<Box<str>, Vec<Vec<Box<str>>>> = HashMap::new();
        for _ in 0..cursor.u32()? {
            let _exception = cursor.text()?;
            let words: Vec<Box<str>> = cursor.texts()?.into_iter().map(Box::from).collect();
            if let Some(first) = words.first() {
                phrases.entry(first.clone()).or_default().push(words);
            }
        }
        let longest_exception = exceptions.keys().map(|word| word.len()).max().unwrap_or(0);
        Ok(Self { chars, number_suffixes, longest_number_suffix, exceptions, longest_exception, phrases, norms })
    }

    /// The norm that an exception set, if any.
    pub(crate) fn norm(&self, piece: Piece) -> Option<&str> {
        self.norms.get(usize::from(piece.norm).wrapping_sub(1)).map(|n| &**n)
    }

    /// Cuts `text`, white space included; `out` is cleared first.
    pub(crate) fn cut(&self, text: &str, out: &mut Vec<Piece>) {
        out.clear();
        let mut suffixes = Vec::new();
        let mut start = 0;
        let mut in_space = text.chars().next().is_some_and(|c| self.chars.is(c, bit::SPACE));
        for (i, c) in text.char_indices() {
            if self.chars.is(c, bit::SPACE) == in_space {
                continue;
            }
            if start < i {
                self.cut_chunk(text, start, i, &mut suffixes, out);
            }
            start = i;
            if c == ' ' {
                if let Some(last) = out.last_mut() {
                    last.space = true;
                }
                start += 1;
            }
            in_space = !in_space;
        }
        if start < text.len() {
            self.cut_chunk(text, start, text.len(), &mut suffixes, out);
        }
        self.join_phrases(text, out);
    }

    /// Cuts what stands between white space (or a run of white space).
    fn cut_chunk(
        &self,
        text: &str,
        start: usize,
        end: usize,
        suffixes: &mut Vec<(usize, usize)>,
        out: &mut Vec<Piece>,
    ) {
        let chunk = &text[start..end];
        if self.push_exception(chunk, start, out) {
            return;
        }
        let is_plain = |b: u8| b.is_ascii_alphabetic();
        if chunk.bytes().all(is_plain) {
            push(start, end, out);
            return;
        }
        suffixes.clear();
        let (mut from, mut to) = (start, end);
        while from < to {
            let rest = &text[from..to];
            if self.is_exception(rest) {
                break;
            }
            let prefix = self.prefix(rest);
            if prefix > 0 && self.is_exception(&rest[prefix..]) {
                push(from, from + prefix, out);
                from += prefix;
                break;
            }
            let suffix = self.suffix(&rest[prefix..]);
            if suffix > 0 && self.is_exception(&rest[..rest.len() - suffix]) {
                suffixes.push((to - suffix, to));
                to -= suffix;
                break;
            }
            if prefix + suffix == 0 {
                break;
            }
            if prefix > 0 {
                push(from, from + prefix, out);
                from += prefix;
            }
            if suffix > 0 {
                suffixes.push((to - suffix, to));
                to -= suffix;
            }
        }
        if from < to {
            let core = &text[from..to];
            if !self.push_exception(core, from, out) {
                if url::matches(core, &self.chars) {
                    push(from, to, out);
                } else {
                    self.cut_infixes(core, from, out);
                }
            }
        }
        for &(a, b) in suffixes.iter().rev() {
            push(a, b, out);
        }
    }

    fn is_exception(&self, s: &str) -> bool {
        !s.is_empty() && s.len() <= self.longest_exception && self.exceptions.contains_key(s)
    }

    fn push_exception(&self, s: &str, start: usize, out: &mut Vec<Piece>) -> bool {
        if s.len() > self.longest_exception {
            return false;
        }
        let Some(parts) = self.exceptions.get(s) else { return false };
        let mut at = start as u32;
        for &(len, norm) in parts {
            out.push(Piece { start: at, end: at + len, norm, space: false });
            at += len;
        }
        true
    }

    /// Length of the prefix to split off `s`; 0 if none.
    fn prefix(&self, s: &str) -> usize {
        let Some(c) = s.chars().next() else { return 0 };
        if self.chars.is(c, bit::PREFIX) {
            return c.len_utf8();
        }
        match c {
            '+' if !s.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => 1,
            '.' => Some(dots(s.bytes())).filter(|&run| run > 1).unwrap_or(0),
            'U' if s.starts_with("US$") => 3,
            'C' | 'A' if s[1..].starts_with('$') => 2,
            _ => 0,
        }
    }

    /// Length of the longest suffix to split off `s`; 0 if none.
    fn suffix(&self, s: &str) -> usize {
        let mut back = s.chars().rev();
        let (Some(last), before) = (back.next(), back.next()) else { return 0 };
        let mut longest = if self.chars.is(last, bit::SUFFIX) { last.len_utf8() } else { 0 };
        match last {
            '…' if before == Some('…') => longest = longest.max(6),
            's' | 'S' if matches!(before, Some('\'' | '’')) => {
                longest = longest.max(1 + before.map_or(0, char::len_utf8));
            }
            '.' => match before {
                Some('.') => longest = longest.max(dots(s.bytes().rev())),
                Some(c) if self.chars.is(c, bit::BEFORE_STOP) => longest = longest.max(1),
                Some('F' | 'C' | 'K') if back.clone().next() == Some('°') => longest = longest.max(1),
                Some(c)
                    if self.chars.is(c, bit::UPPER)
                        && back.clone().next().is_some_and(|c| self.chars.is(c, bit::UPPER)) =>
                {
                    longest = longest.max(1);
                }
                _ => {}
            },
            _ => {}
        }
        if s.bytes().rev().take(self.longest_number_suffix + 1).any(|b| b.is_ascii_digit()) {
            for unit in &self.number_suffixes {
                if unit.len() > longest
                    && s.strip_suffix(&**unit).is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
                {
                    longest = unit.len();
                }
            }
        }
        longest
    }

    /// Cuts `s` (which stands at `offset` of the text) at its infixes.
    fn cut_infixes(&self, s: &str, offset: usize, out: &mut Vec<Piece>) {
        let mut start = 0;
        let mut at = 0;
        let mut before = '\0';
        while let Some(c) = s[at..].chars().next() {
            let len = self.infix(before, &s[at..]);
            if len == 0 {
                at += c.len_utf8();
                before = c;
                continue;
            }
            // An infix at the very beginning stays with what follows.
            if at > 0 {
                if at > start {
                    push(offset + start, offset + at, out);
                }
                push(offset + at, offset + at + len, out);
                start = at + len;
            }
            before = s[..at + len].chars().next_back().unwrap_or('\0');
            at += len;
        }
        if start < s.len() {
            push(offset + start, offset + s.len(), out);
        }
    }

    /// Length of the infix at the beginning of `s`, with the character before it; 0 if none.
    fn infix(&self, before: char, s: &str) -> usize {
        let mut ahead = s.chars();
        let (Some(c), next) = (ahead.next(), ahead.next()) else { return 0 };
        if c.is_ascii_alphanumeric() {
            return 0;
        }
        if self.chars.is(c, bit::INFIX) {
            return c.len_utf8();
        }
        let next_is = |bits| next.is_some_and(|n| self.chars.is(n, bits));
        let after_word = self.chars.is(before, bit::LETTER) || before.is_ascii_digit();
        match c {
            '.' if next == Some('.') => return dots(s.bytes()),
            '.' if self.chars.is(before, bit::LOWER | bit::QUOTE) && next_is(bit::UPPER | bit::QUOTE) => return 1,
            '+' | '-' | '*' | '^'
                if before.is_ascii_digit() && next.is_some_and(|n| n == '-' || n.is_ascii_digit()) =>
            {
                return 1;
            }
            ',' if self.chars.is(before, bit::LETTER) && next_is(bit::LETTER) => return 1,
            ':' | '<' | '>' | '=' | '/' if after_word && next_is(bit::LETTER) => return 1,
            _ => {}
        }
        if after_word && matches!(c, '-' | '–' | '—' | '~') {
            for hyphen in ["-", "–", "—", "--", "---", "——", "~"] {
                let letter = s.strip_prefix(hyphen).and_then(|rest| rest.chars().next());
                if letter.is_some_and(|l| self.chars.is(l, bit::LETTER)) {
                    return hyphen.len();
                }
            }
        }
        0
    }

    /// Puts exceptions together again that the affix rules cut: the longest first, then the leftmost.
    fn join_phrases(&self, text: &str, pieces: &mut Vec<Piece>) {
        let word = |p: &Piece| &text[p.start as usize..p.end as usize];
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (i, piece) in pieces.iter().enumerate() {
            let first = word(piece);
            // All phrases begin with a short token that is no plain word.
            if first.len() > self.longest_exception {
                continue;
            }
            let Some(candidates) = self.phrases.get(first) else { continue };
            for phrase in candidates {
                let tokens = pieces.get(i..i + phrase.len());
                if tokens.is_some_and(|t| t.iter().zip(phrase).all(|(t, w)| word(t) == &**w)) {
                    found.push((i, i + phrase.len()));
                }
            }
        }
        if found.is_empty() {
            return;
        }
        found.sort_by_key(|&(a, b)| (std::cmp::Reverse(b - a), a));
        let mut taken = vec![false; pieces.len()];
        let mut chosen = Vec::new();
        for (a, b) in found {
            let free = !taken[a] && !taken[b - 1];
            taken[a..b].fill(true);
            let span = Span::new(pieces[a].start as usize, pieces[b - 1].end as usize);
            if free && span.of(text).is_some_and(|s| self.is_exception(s)) {
                chosen.push((a, b));
            }
        }
        if chosen.is_empty() {
            return;
        }
        chosen.sort_unstable();
        let mut joined = Vec::with_capacity(pieces.len());
        let mut next = 0;
        for (a, b) in chosen {
            joined.extend_from_slice(&pieces[next..a]);
            let (start, end) = (pieces[a].start as usize, pieces[b - 1].end as usize);
            self.push_exception(&text[start..end], start, &mut joined);
            if let Some(last) = joined.last_mut() {
                last.space = pieces[b - 1].space;
            }
            next = b;
        }
        joined.extend_from_slice(&pieces[next..]);
        *pieces = joined;
    }
}

fn push(start: usize, end: usize, out: &mut Vec<Piece>) {
    out.push(Piece { start: start as u32, end: end as u32, norm: 0, space: false });
}

/// How many full stops the bytes begin with.
fn dots(bytes: impl Iterator<Item = u8>) -> usize {
    bytes.take_while(|b| *b == b'.').count()
}
