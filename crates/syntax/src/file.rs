//! Reads the model file: eight bytes of magic, the number of sections, then for each its name, length and bytes.
//!
//! Numbers are little-endian; strings carry a `u16` length; weights are IEEE half precision with their shape.

use std::collections::BTreeMap;

/// Why a model file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It does not begin as a model file does.
    #[error("not a syntax model: it should begin with {MAGIC:?}; make it again with data/models/en/export.py")]
    NotAModel,
    /// A section is missing.
    #[error("the syntax model has no section `{0}`; make it again with data/models/en/export.py")]
    Missing(String),
    /// A section does not hold what it should.
    #[error("section `{section}` of the syntax model: {problem}; make it again with data/models/en/export.py")]
    Malformed {
        /// Name of the section.
        section: String,
        /// What is wrong with it.
        problem: String,
    },
}

const MAGIC: &str = "SERVSYN1";

/// The sections of a model file by name.
pub(crate) struct Sections<'a>(BTreeMap<&'a str, &'a [u8]>);

impl<'a> Sections<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let rest = bytes.strip_prefix(MAGIC.as_bytes()).ok_or(ModelError::NotAModel)?;
        let mut cursor = Cursor { section: "list of sections", rest };
        let mut sections = BTreeMap::new();
        for _ in 0..cursor.u32()? {
            let name_len = cursor.u16()?;
            let len = cursor.u32()?;
            let name = cursor.str_of(usize::from(name_len))?;
            sections.insert(name, cursor.take(len as usize)?);
        }
        Ok(Self(sections))
    }

    pub(crate) fn open(&self, name: &str) -> Result<Cursor<'a>, ModelError> {
        let (&section, &rest) = self.0.get_key_value(name).ok_or_else(|| ModelError::Missing(name.to_owned()))?;
        Ok(Cursor { section, rest })
    }

    /// A tensor of the given shape; `0` stands for any length.
    pub(crate) fn tensor(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        self.open(name)?.tensor(shape)
    }
}

/// Reads one section from front to back.
pub(crate) struct Cursor<'a> {
    section: &'a str,
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) fn malformed(&self, problem: impl Into<String>) -> ModelError {
        ModelError::Malformed { section: self.section.to_owned(), problem: problem.into() }
    }

    fn take(&mut self, n: usize) -> Result<&'a [u8], ModelError> {
        let (head, tail) = self.rest.split_at_checked(n).ok_or_else(|| self.malformed("it ends too early"))?;
        self.rest = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(N)?);
        Ok(out)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, ModelError> {
        Ok(self.array::<1>()?[0])
    }

    fn u16(&mut self) -> Result<u16, ModelError> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, ModelError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, ModelError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    fn str_of(&mut self, len: usize) -> Result<&'a str, ModelError> {
        let raw = self.take(len)?;
        std::str::from_utf8(raw).map_err(|_| self.malformed("a string is not UTF-8"))
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, ModelError> {
        let len = self.u16()?;
        self.str_of(usize::from(len))
    }

    pub(crate) fn texts(&mut self) -> Result<Vec<&'a str>, ModelError> {
        (0..self.u32()?).map(|_| self.text()).collect()
    }

    fn tensor(&mut self, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let dims = usize::from(self.u8()?);
        let found = (0..dims).map(|_| Ok(self.u32()? as usize)).collect::<Result<Vec<_>, ModelError>>()?;
        let fits = found.len() == shape.len() && found.iter().zip(shape).all(|(f, s)| *s == 0 || f == s);
        let len = found.iter().try_fold(2usize, |n, f| n.checked_mul(*f));
        match len {
            Some(len) if fits && len > 0 => {
                Ok(self.take(len)?.chunks_exact(2).map(|b| from_half(u16::from_le_bytes([b[0], b[1]]))).collect())
            }
            _ => Err(self.malformed(format!("shape {found:?} where {shape:?} is expected"))),
        }
    }
}

/// The value of an IEEE 754 half-precision number.
fn from_half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10) & 0x1f;
    let fraction = u32::from(bits) & 0x3ff;
    match (exponent, fraction) {
        (0, _) => {
            // Zero and subnormals: a multiple of 2^-24.
            let size = fraction as f32 * (1.0 / 16_777_216.0);
            if sign == 0 { size } else { -size }
        }
        (0x1f, _) => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_is_read_exactly() {
        for (bits, value) in [(0x3c00, 1.0), (0xc000, -2.0), (0x0001, 2f32.powi(-24)), (0x3555, 0.333_251_95), (0, 0.0)]
        {
            assert_eq!(from_half(bits), value);
        }
    }

    #[test]
    fn a_foreign_file_and_a_cut_one_are_refused() {
        assert_eq!(Sections::parse(b"GIF89a").err(), Some(ModelError::NotAModel));
        let cut = Sections::parse(b"SERVSYN1\x01\0\0\0\x04\0\x09\0\0\0nameshort").err();
        assert!(matches!(cut, Some(ModelError::Malformed { .. })), "{cut:?}");
    }
}
