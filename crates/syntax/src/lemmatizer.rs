//! Lemmas by suffix rules, exceptions and an index of known words, per part of speech (tables from WordNet 3.0).

use std::collections::HashMap;

use crate::chars::{CharTable, bit};
use crate::file::{ModelError, Sections};
use crate::labels::Pos;
use crate::ruler::base;

/// Words of one part of speech, sorted, in one string.
struct Index {
    words: String,
    ends: Vec<u32>,
}

impl Index {
    fn new(words: &[&str]) -> Self {
        let mut ends = Vec::with_capacity(words.len());
        let mut joined = String::with_capacity(words.iter().map(|w| w.len()).sum());
        let mut sorted = words.to_vec();
        sorted.sort_unstable();
        for word in sorted {
            joined.push_str(word);
            ends.push(joined.len() as u32);
        }
        Self { words: joined, ends }
    }

    fn contains(&self, word: &str) -> bool {
        let get = |i: usize| {
            let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
            &self.words[start..self.ends[i] as usize]
        };
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            match get(middle).cmp(word) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }
}

struct Table {
    /// Endings and what takes their place.
    rules: Vec<(Box<str>, Box<str>)>,
    exceptions: HashMap<Box<str>, Vec<Box<str>>>,
    index: Index,
}

pub(crate) struct Lemmatizer {
    /// By part of speech, where there is one.
    tables: Vec<(Pos, Table)>,
}

impl Lemmatizer {
    pub(crate) fn read(file: &Sections<'_>) -> Result<Self, ModelError> {
        let mut cursor = file.open("lemmas")?;
        let mut tables = Vec::new();
        for _ in 0..cursor.u32()? {
            let name = cursor.text()?;
            let pos = Pos::parse(&name.to_uppercase())
                .ok_or_else(|| cursor.malformed(format!("unknown part of speech {name}")))?;
            let rules = (0..cursor.u32()?)
                .map(|_| Ok((cursor.text()?.into(), cursor.text()?.into())))
                .collect::<Result<_, ModelError>>()?;
            let exceptions = (0..cursor.u32()?)
                .map(|_| {
                    let word = cursor.text()?.into();
                    Ok((word, cursor.texts()?.into_iter().map(Box::from).collect()))
                })
                .collect::<Result<_, ModelError>>()?;
            let index = Index::new(&cursor.texts()?);
            tables.push((pos, Table { rules, exceptions, index }));
        }
        Ok(Self { tables })
    }

    /// Every lemma that a word may have but the word itself in small letters.
    pub(crate) fn all<'l>(
        &'l self,
        text: &'l str,
        lower: &'l str,
        chars: &'l CharTable,
    ) -> impl Iterator<Item = String> {
        self.tables.iter().map(move |(pos, _)| self.lemma(text, lower, *pos, 0, chars))
    }

    /// The lemma of a word (`lower` is its lower-cased form); `bits` tells when it is a base form already.
    pub(crate) fn lemma(&self, text: &str, lower: &str, pos: Pos, bits: u8, chars: &CharTable) -> String {
        let is_base = bits & base::ALWAYS != 0
            || pos == Pos::Noun && bits & base::NOUN != 0
            || pos == Pos::Verb && bits & base::VERB != 0;
        if pos == Pos::Space || is_base {
            return lower.to_owned();
        }
        let Some((_, table)) = self.tables.iter().find(|(p, _)| *p == pos) else {
            return if pos == Pos::Propn { text } else { lower }.to_owned();
        };
        let (mut known, unknown) = by_rules(table, lower, chars);
        // Listed forms go in front of what the rules found, the last one first.
        for form in table.exceptions.get(lower).into_iter().flatten() {
            if known.iter().all(|k| **k != **form) {
                known.insert(0, form.to_string());
            }
        }
        known.into_iter().chain(unknown).next().unwrap_or_else(|| text.to_owned())
    }
}

/// Candidates that the index knows (or that aren't plain words), best first, and those it doesn't know.
fn by_rules(table: &Table, lower: &str, chars: &CharTable) -> (Vec<String>, Vec<String>) {
    let (mut known, mut unknown): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (ending, instead) in &table.rules {
        let Some(stem) = lower.strip_suffix(&**ending) else { continue };
        let form = format!("{stem}{instead}");
        if form.is_empty() {
            continue;
        }
        if table.index.contains(&form) {
            known.insert(0, form);
        } else if !form.chars().all(|c| chars.is(c, bit::ALPHABETIC)) {
            known.push(form);
        } else {
            unknown.push(form);
        }
    }
    (known, unknown)
}
