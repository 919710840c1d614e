//! The fitted weights of the features.

use super::features::BITS;

/// Weights of the features of candidates, with the log-odds above which one is taken.
///
/// File layout: `SVAT`, one byte of bits, one byte of steps per unit, the threshold in steps as `i16` (little-endian),
/// then two to the power of bits weights of one byte each.
#[derive(Debug, Clone)]
pub struct Weights {
    table: Vec<i8>,
    unit: f32,
    threshold: f32,
}

/// Steps per unit of log-odds in the file.
const STEPS_PER_UNIT: u8 = 24;
const MAGIC: &[u8] = b"SVAT";

impl Weights {
    /// The weights for English that come with the program; see `data/models/en/attribution.md` for what they were fitted on.
    #[must_use]
    pub fn english() -> Self {
        Self::from_bytes(include_bytes!("../../../../data/models/en/attribution.bin")).unwrap_or_else(Self::empty)
    }

    /// Weights that take no candidate.
    #[must_use]
    pub fn empty() -> Self {
        Self { table: vec![0; 1 << BITS], unit: 1.0, threshold: f32::INFINITY }
    }

    /// Reads a file of weights; `None` if the bytes are no such file, or one for other features.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (&[bits, steps, low, high], table) = rest.split_first_chunk::<4>()?;
        if u32::from(bits) != BITS || table.len() != 1 << BITS || steps == 0 {
            return None;
        }
        let unit = 1.0 / f32::from(steps);
        let threshold = f32::from(i16::from_le_bytes([low, high])) * unit;
        Some(Self { table: table.iter().map(|b| b.cast_signed()).collect(), unit, threshold })
    }

    /// The bytes of a file from weights in units of log-odds; what lies outside the range of a byte is cut to it.
    #[must_use]
    pub fn to_bytes(weights: &[f32], threshold: f32) -> Vec<u8> {
        let steps = f32::from(STEPS_PER_UNIT);
        let mut bytes = MAGIC.to_vec();
        bytes.extend([BITS as u8, STEPS_PER_UNIT]);
        bytes.extend(((threshold * steps).round() as i16).to_le_bytes());
        bytes.extend((0..1 << BITS).map(|i| {
            let w = weights.get(i).copied().unwrap_or(0.0);
            ((w * steps).round().clamp(-127.0, 127.0) as i8).cast_unsigned()
        }));
        bytes
    }

    /// How many weights there are.
    #[must_use]
    pub fn count() -> usize {
        1 << BITS
    }

    /// Log-odds above the threshold.
    pub(super) fn score(&self, features: &[u32]) -> f32 {
        let sum: i32 = features.iter().map(|f| self.table.get(*f as usize).map_or(0, |w| i32::from(*w))).sum();
        sum as f32 * self.unit - self.threshold
    }
}
