//! The distinct words of what is being read, with all that follows from the word alone.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use crate::chars::{CharTable, bit};
use crate::file::{ModelError, Sections};
use crate::hash::string_id;
use crate::labels::Pos;
use crate::lemmatizer::Lemmatizer;
use crate::ruler::Ruler;
use crate::tokenizer::{Piece, Tokenizer};
use crate::watch::Watch;

/// Index of a form in [`Forms`].
pub(crate) type FormId = u32;

/// A word as written, with the norm an exception may give it.
pub(crate) struct Form {
    text: Box<str>,
    norm: u16,
    pub(crate) lower: Box<str>,
    /// Ids of norm, first character, last three characters and shape.
    pub(crate) features: [u64; 4],
    pub(crate) is_space: bool,
    /// The word's number among those that the attribute ruler knows.
    pub(crate) ruler_word: Option<u16>,
    /// Numbers of the watched words that it may be.
    pub(crate) watched: Box<[u16]>,
    /// Lemmas found so far, by part of speech and bits of `ruler::base`.
    lemmas: Vec<(Pos, u8, Box<str>)>,
}

impl Form {
    /// Number of the lemma that the form has as this part of speech.
    pub(crate) fn find_lemma(&mut self, pos: Pos, bits: u8, lemmatizer: &Lemmatizer, chars: &CharTable) -> usize {
        let known = self.lemmas.iter().position(|(p, b, _)| (*p, *b) == (pos, bits));
        known.unwrap_or_else(|| {
            let lemma = lemmatizer.lemma(&self.text, &self.lower, pos, bits, chars);
            self.lemmas.push((pos, bits, lemma.into_boxed_str()));
            self.lemmas.len() - 1
        })
    }

    /// The lemma of that number.
    pub(crate) fn lemma(&self, number: usize) -> &str {
        &self.lemmas[number].2
    }
}

/// What is needed to make a form: norms, ids that differ from the hash, words of the attribute ruler.
pub(crate) struct FormMaker {
    norms: HashMap<u64, Box<str>>,
    symbols: HashMap<Box<str>, u64>,
}

impl FormMaker {
    pub(crate) fn read(file: &Sections<'_>) -> Result<Self, ModelError> {
        let mut cursor = file.open("norms")?;
        let norms = (0..cursor.u32()?)
            .map(|_| Ok((cursor.u64()?, cursor.text()?.into())))
            .collect::<Result<_, ModelError>>()?;
        let mut cursor = file.open("symbols")?;
        let symbols = (0..cursor.u32()?)
            .map(|_| Ok((cursor.text()?.into(), u64::from(cursor.u32()?))))
            .collect::<Result<_, ModelError>>()?;
        Ok(Self { norms, symbols })
    }

    /// Id of a string: the names of labels and attributes have numbers of their own.
    fn id(&self, s: &str) -> u64 {
        self.symbols.get(s).copied().unwrap_or_else(|| string_id(s))
    }

    fn make(&self, text: &str, norm: Option<&str>, chars: &CharTable) -> ([u64; 4], Box<str>) {
        let lower = text.to_lowercase();
        let norm = match norm {
            Some(norm) => self.id(norm),
            None => self.id(self.norms.get(&self.id(text)).map_or(&*lower, |n| n)),
        };
        let prefix_len = text.chars().next().map_or(0, char::len_utf8);
        let suffix_len: usize = text.chars().rev().take(3).map(char::len_utf8).sum();
        let features = [
            norm,
            self.id(&text[..prefix_len]),
            self.id(&text[text.len() - suffix_len..]),
            self.id(&shape(text, chars)),
        ];
        (features, lower.into_boxed_str())
    }
}

/// Letters as `x` and `X`, digits as `d`, runs cut after four.
fn shape(text: &str, chars: &CharTable) -> String {
    // Long tokens have the shape of a word too; so did they in training.
    let mut out = String::with_capacity(text.len().min(32));
    let (mut last, mut run) = ('\0', 0);
    for c in text.chars() {
        let bits = chars.bits(c);
        let c = if bits & bit::ALPHABETIC != 0 {
            if bits & bit::UPPERCASE != 0 { 'X' } else { 'x' }
        } else if bits & bit::DIGIT != 0 {
            'd'
        } else {
            c
        };
        run = if c == last { run + 1 } else { 0 };
        last = c;
        if run < 4 {
            out.push(c);
        }
    }
    out
}

/// Keys that are hashes already are not hashed again.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |h, b| h.rotate_left(8) ^ u64::from(*b));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// The forms met so far. It is a memory, not a result: an empty one gives the same analyses.
#[derive(Default)]
pub(crate) struct Forms {
    by_key: HashMap<u64, FormId, BuildHasherDefault<AsIs>>,
    pub(crate) all: Vec<Form>,
    watch: Arc<Watch>,
}

impl Forms {
    pub(crate) fn watching(watch: Arc<Watch>) -> Self {
        Self { watch, ..Self::default() }
    }

    pub(crate) fn clear(&mut self) {
        self.by_key.clear();
        self.all.clear();
    }

    /// The form of a token, made if it is new.
    pub(crate) fn of(
        &mut self,
        text: &str,
        piece: Piece,
        tokenizer: &Tokenizer,
        maker: &FormMaker,
        ruler: &Ruler,
        lemmatizer: &Lemmatizer,
    ) -> FormId {
        let word = &text[piece.start as usize..piece.end as usize];
        let mut key = string_id(word) ^ u64::from(piece.norm).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        loop {
            match self.by_key.get(&key) {
                Some(&id) => {
                    let form = &self.all[id as usize];
                    if form.norm == piece.norm && *form.text == *word {
                        return id;
                    }
                    key = key.wrapping_add(1);
                }
                None => {
                    let id = self.all.len() as FormId;
                    let (features, lower) = maker.make(word, tokenizer.norm(piece), &tokenizer.chars);
                    let is_space = word.chars().all(|c| tokenizer.chars.is(c, bit::SPACE));
                    let ruler_word = ruler.words.get(&lower).copied();
                    let mut watched: Vec<u16> = Vec::new();
                    if !self.watch.is_empty() && !is_space {
                        watched.extend(self.watch.number(&lower));
                        let lemmas = lemmatizer.all(word, &lower, &tokenizer.chars);
                        let lemmas = lemmas.chain(ruler.lemmas_of(ruler_word).map(str::to_owned));
                        watched.extend(lemmas.filter_map(|l| self.watch.number(&l.to_lowercase())));
                    }
                    self.all.push(Form {
                        text: word.into(),
                        norm: piece.norm,
                        lower,
                        features,
                        is_space,
                        ruler_word,
                        watched: watched.into_boxed_slice(),
                        lemmas: Vec::new(),
                    });
                    self.by_key.insert(key, id);
                    return id;
                }
            }
        }
    }
}
