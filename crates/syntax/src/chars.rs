//! What the tokenizer needs to know of a character, read from the model file so that it agrees with the original.

use crate::file::{Cursor, ModelError};

/// Properties of a character, one bit each; `data/models/en/export.py` sets them.
pub(crate) mod bit {
    pub(crate) const PREFIX: u16 = 1;
    pub(crate) const SUFFIX: u16 = 1 << 1;
    pub(crate) const INFIX: u16 = 1 << 2;
    pub(crate) const BEFORE_STOP: u16 = 1 << 3;
    pub(crate) const LETTER: u16 = 1 << 4;
    pub(crate) const LOWER: u16 = 1 << 5;
    pub(crate) const UPPER: u16 = 1 << 6;
    pub(crate) const QUOTE: u16 = 1 << 7;
    pub(crate) const ALPHABETIC: u16 = 1 << 8;
    pub(crate) const UPPERCASE: u16 = 1 << 9;
    pub(crate) const DIGIT: u16 = 1 << 10;
    pub(crate) const SPACE: u16 = 1 << 11;
    pub(crate) const WORD: u16 = 1 << 12;
}

/// Up to here every character has an entry of its own: Latin, Greek, Cyrillic, Arabic, general punctuation.
const DIRECT: u32 = 0x2100;

/// Properties of all characters.
pub(crate) struct CharTable {
    direct: Vec<u16>,
    /// First code point and properties of each run of like characters, ascending.
    runs: Vec<(u32, u16)>,
}

impl CharTable {
    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Self, ModelError> {
        let mut runs = Vec::new();
        for _ in 0..cursor.u32()? {
            let first = cursor.u32()?;
            let bits = u16::try_from(cursor.u32()?).map_err(|_| cursor.malformed("unknown character property"))?;
            if runs.last().map_or(first != 0, |&(last, _)| last >= first) {
                return Err(cursor.malformed("runs of characters should ascend from 0"));
            }
            runs.push((first, bits));
        }
        if runs.is_empty() {
            return Err(cursor.malformed("no characters"));
        }
        let mut table = Self { direct: Vec::new(), runs };
        table.direct = (0..DIRECT).map(|point| table.search(point)).collect();
        Ok(table)
    }

    fn search(&self, point: u32) -> u16 {
        let after = self.runs.partition_point(|&(first, _)| first <= point);
        self.runs.get(after.wrapping_sub(1)).map_or(0, |&(_, bits)| bits)
    }

    pub(crate) fn bits(&self, c: char) -> u16 {
        match self.direct.get(c as usize) {
            Some(bits) => *bits,
            None => self.search(c as u32),
        }
    }

    pub(crate) fn is(&self, c: char, bits: u16) -> bool {
        self.bits(c) & bits != 0
    }
}
