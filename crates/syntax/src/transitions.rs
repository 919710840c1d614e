//! The network that scores the next move of the parser and of the entity recogniser.

use pulp::Simd;

use crate::dense::{Panels, WIDTH};
use crate::file::{ModelError, Sections};

/// Hidden units of the network.
const HIDDEN: usize = 64;
/// Each hidden unit is the greater of two sums; the first sums of all units stand before the second.
const SUMS: usize = 2 * HIDDEN;

/// No token: the stack or buffer is not that long.
pub(crate) const NONE: u32 = u32::MAX;

/// A network with `F` context tokens and `C` moves (padded).
pub(crate) struct Network<const F: usize, const C: usize> {
    reduce: Panels,
    features: Panels,
    absent: [[f32; SUMS]; F],
    bias: [f32; SUMS],
    output: Vec<[f32; C]>,
    output_bias: [f32; C],
    /// Names of the moves.
    pub(crate) moves: Vec<String>,
}

/// What each token would add to the hidden sums in each context position.
#[derive(Default)]
pub(crate) struct Added {
    reduced: Vec<f32>,
    rows: Vec<f32>,
}

impl<const F: usize, const C: usize> Network<F, C> {
    pub(crate) fn read(file: &Sections<'_>, pipe: &str) -> Result<Self, ModelError> {
        let mut cursor = file.open(&format!("{pipe}.moves"))?;
        let moves: Vec<String> = cursor.texts()?.into_iter().map(str::to_owned).collect();
        let count = moves.len();
        if count == 0 || count > C {
            return Err(cursor.malformed(format!("{count} moves where at most {C} are expected")));
        }
        let tensor = |name: &str, shape: &[usize]| file.tensor(&format!("{pipe}.{name}"), shape);
        let reduce_w = tensor("linear.W.1", &[HIDDEN, WIDTH])?;
        let reduce_b = tensor("linear.b.1", &[HIDDEN])?;
        let reduce = Panels::pack(HIDDEN, WIDTH, |o, i| reduce_w[o * WIDTH + i], |o| reduce_b[o]);
        // Stored by feature, unit, piece; wanted by feature, piece, unit.
        let stored = |o: usize| {
            let (feature, piece, unit) = (o / SUMS, o % SUMS / HIDDEN, o % HIDDEN);
            feature * SUMS + unit * 2 + piece
        };
        let w = tensor("precomputable_affine.W.0", &[F, HIDDEN, 2, HIDDEN])?;
        let features = Panels::pack(F * SUMS, HIDDEN, |o, i| w[stored(o) * HIDDEN + i], |_| 0.0);
        let pad = tensor("precomputable_affine.pad.0", &[1, F, HIDDEN, 2])?;
        let b = tensor("precomputable_affine.b.0", &[HIDDEN, 2])?;
        let out_w = tensor("linear.W.0", &[count, HIDDEN])?;
        let out_b = tensor("linear.b.0", &[count])?;
        Ok(Self {
            reduce,
            features,
            absent: std::array::from_fn(|f| std::array::from_fn(|o| pad[stored(f * SUMS + o)])),
            bias: std::array::from_fn(|o| b[stored(o)]),
            output: (0..HIDDEN)
                .map(|i| std::array::from_fn(|c| if c < count { out_w[c * HIDDEN + i] } else { 0.0 }))
                .collect(),
            output_bias: std::array::from_fn(|c| if c < count { out_b[c] } else { 0.0 }),
            moves,
        })
    }

    /// Computes what the `count` tokens of `vectors` add in each context position.
    #[inline(always)]
    pub(crate) fn prepare<S: Simd>(&self, simd: S, vectors: &[f32], count: usize, added: &mut Added) {
        let stride = self.reduce.stride();
        // Every row is written over, so the old ones needn't be cleared, and more of them do no harm.
        let at_least = |rows: &mut Vec<f32>, len: usize| {
            if rows.len() < len {
                rows.resize(len, 0.0);
            }
        };
        at_least(&mut added.reduced, count * stride);
        self.reduce.apply(simd, vectors, WIDTH, count, &mut added.reduced);
        at_least(&mut added.rows, count * self.features.stride());
        self.features.apply(simd, &added.reduced, stride, count, &mut added.rows);
    }

    /// The scores of all moves with the given context tokens.
    #[inline(always)]
    pub(crate) fn score(&self, added: &Added, context: [u32; F]) -> [f32; C] {
        let mut sums = self.bias;
        for (f, token) in context.into_iter().enumerate() {
            let row = if token == NONE {
                &self.absent[f][..]
            } else {
                &added.rows[token as usize * self.features.stride() + f * SUMS..][..SUMS]
            };
            for (s, a) in sums.iter_mut().zip(row) {
                *s += a;
            }
        }
        let mut scores = self.output_bias;
        let (first, second) = sums.split_at(HIDDEN);
        for ((a, b), weights) in first.iter().zip(second).zip(&self.output) {
            let hidden = if a > b { a } else { b };
            for (s, w) in scores.iter_mut().zip(weights) {
                *s = hidden.mul_add(*w, *s);
            }
        }
        scores
    }
}
