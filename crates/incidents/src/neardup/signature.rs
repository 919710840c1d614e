//! One-permutation MinHash: one hash a shingle, spread over bins (Li, Owen and Zhang 2012), empty bins filled from
//! full ones by a fixed sequence of guesses (optimal densification, Shrivastava 2017).

use super::shingle::{ODD, for_each_shingle, mix};

/// Bins of a signature: minima that stand for as many permutations.
pub const PERMUTATIONS: usize = 128;

/// Minima in a band.
const BAND_ROWS: usize = 3;

/// Bands of neighbouring minima; half as many again are made of minima that lie far apart.
const NEIGHBOURING: usize = PERMUTATIONS / BAND_ROWS;

/// Bands of a signature. At a resemblance of one half, 63 bands of three find all but one pair in thousands; at one
/// tenth they propose one pair in sixteen, which exact verification then refuses.
pub(crate) const BANDS: usize = NEIGHBOURING + NEIGHBOURING / 2;

/// What a text is found by: minima for resemblance, anchors for containment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    minima: [u32; PERMUTATIONS],
    anchors: Vec<u32>,
    shingles: u32,
}

/// The signature of a text. The same text gives the same signature on any machine.
pub fn signature(text: &str) -> Signature {
    read(text, |_| ())
}

/// The signature of a text, and its shingles as they come.
pub(crate) fn signature_and_shingles(text: &str) -> (Signature, Vec<u32>) {
    let mut shingles = Vec::with_capacity(text.len() / 5 + 1);
    let signature = read(text, |h| shingles.push(h));
    (signature, shingles)
}

#[inline]
fn read(text: &str, mut shingle: impl FnMut(u32)) -> Signature {
    let mut minima = [u32::MAX; PERMUTATIONS];
    let mut anchors = Vec::with_capacity(text.len() / 40 + 1);
    let mut shingles = 0_u32;
    for_each_shingle(
        text,
        |h| {
            shingles = shingles.saturating_add(1);
            let bin = &mut minima[(h >> 57) as usize];
            *bin = (*bin).min(h as u32);
            shingle(h as u32);
        },
        |a| anchors.push(a),
    );
    if shingles > 0 {
        densify(&mut minima);
    }
    anchors.sort_unstable();
    anchors.dedup();
    Signature { minima, anchors, shingles }
}

/// Fills each empty bin with the value of a full one, chosen by the bin's number and the attempt only, so that two
/// texts with the same full bins borrow alike.
fn densify(minima: &mut [u32; PERMUTATIONS]) {
    let original = *minima;
    if original.iter().all(|&m| m == u32::MAX) {
        return;
    }
    for (bin, minimum) in minima.iter_mut().enumerate() {
        let mut attempt = 0_u64;
        while *minimum == u32::MAX && attempt < 4096 {
            attempt += 1;
            let lender = (mix(((bin as u64) << 32) | attempt) >> 57) as usize;
            *minimum = original[lender];
        }
    }
}

impl Signature {
    /// Shingles of the text, repeats included.
    pub fn shingles(&self) -> usize {
        self.shingles as usize
    }

    /// Estimate of the resemblance (Jaccard) of two texts, 0 to 1; its standard error is about 0.04 at one half.
    pub fn resemblance(&self, other: &Self) -> f64 {
        if self.shingles == 0 || other.shingles == 0 {
            return 0.0;
        }
        let same = self.minima.iter().zip(&other.minima).filter(|(a, b)| a == b).count();
        same as f64 / PERMUTATIONS as f64
    }

    /// Keys under which texts that resemble this one are filed, one a band.
    pub(crate) fn bands(&self) -> [u32; BANDS] {
        std::array::from_fn(|band| {
            let rows: [u32; BAND_ROWS] = std::array::from_fn(|row| {
                self.minima[if band < NEIGHBOURING {
                    band * BAND_ROWS + row
                } else {
                    band - NEIGHBOURING + row * NEIGHBOURING
                }]
            });
            mix(rows.iter().fold(band as u64, |h, &row| (h ^ u64::from(row)).wrapping_mul(ODD).rotate_left(29))) as u32
        })
    }

    pub(crate) fn into_anchors(self) -> Vec<u32> {
        self.anchors
    }

    /// Keys under which texts that hold this one, or are held by it, are filed.
    pub(crate) fn anchors(&self) -> &[u32] {
        &self.anchors
    }
}

#[cfg(test)]
mod tests {
    use super::signature;

    fn numbered(range: std::ops::Range<u32>) -> String {
        range.map(|n| format!("word{n} ")).collect()
    }

    #[test]
    fn the_estimate_is_near_the_true_share() {
        let (a, b) = (signature(&numbered(0..600)), signature(&numbered(200..800)));
        // 598 shingles each, 398 shared: 398 / 798.
        assert!((a.resemblance(&b) - 0.499).abs() < 0.12, "{}", a.resemblance(&b));
        assert_eq!(a.resemblance(&a), 1.0);
    }

    #[test]
    fn texts_without_words_resemble_nothing() {
        let nothing = signature("…");
        assert_eq!(nothing.resemblance(&nothing), 0.0);
    }

    #[test]
    fn short_texts_have_no_empty_bins_left() {
        let short = signature("shelling was reported overnight");
        assert_eq!(short.resemblance(&short), 1.0);
        assert_eq!(short.shingles(), 2);
        assert!(short.minima.iter().all(|&m| m != u32::MAX));
    }
}
