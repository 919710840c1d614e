//! The network that scores the next move of the parser and of the entity recogniser.

use pulp::Simd;

use crate::dense::{Aligned, Panels, Room, WIDTH, greater, greatest};
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
    absent: [Aligned<[f32; SUMS]>; F],
    bias: Aligned<[f32; SUMS]>,
    output: Vec<Aligned<[f32; C]>>,
    output_bias: Aligned<[f32; C]>,
    /// Names of the moves.
    pub(crate) moves: Vec<String>,
}

/// What each token would add to the hidden sums in each context position.
#[derive(Default)]
pub(crate) struct Added {
    reduced: Room,
    rows: Room,
    count: usize,
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
            absent: std::array::from_fn(|f| Aligned(std::array::from_fn(|o| pad[stored(f * SUMS + o)]))),
            bias: Aligned(std::array::from_fn(|o| b[stored(o)])),
            output: (0..HIDDEN)
                .map(|i| Aligned(std::array::from_fn(|c| if c < count { out_w[c * HIDDEN + i] } else { 0.0 })))
                .collect(),
            output_bias: Aligned(std::array::from_fn(|c| if c < count { out_b[c] } else { 0.0 })),
            moves,
        })
    }

    /// Computes what the `count` tokens of `vectors` add in each context position.
    #[inline(always)]
    pub(crate) fn prepare<S: Simd>(&self, simd: S, vectors: &[f32], count: usize, added: &mut Added) {
        let stride = self.reduce.stride();
        let reduced = added.reduced.of(count * stride);
        self.reduce.apply(simd, vectors, WIDTH, count, reduced);
        added.count = count;
        self.features.apply(simd, reduced, stride, count, added.rows.of(count * self.features.stride()));
    }

    /// The best move with the given context tokens, of those that `allowed` doesn't lower to minus infinity. `V` is the
    /// number of moves in lines of sixteen.
    #[inline(always)]
    pub(crate) fn best<S: Simd, const V: usize>(
        &self,
        simd: S,
        added: &mut Added,
        context: [u32; F],
        allowed: &Aligned<[f32; C]>,
    ) -> Option<usize> {
        const { assert!(V * 16 == C) };
        let hidden = self.hidden(simd, added, context);
        let mut scores = Aligned([0.0; C]);
        let mut from = 0;
        while from < C {
            let vectors = |row: &[f32; C]| S::as_simd_f32s(&row[from..]).0.first_chunk::<V>().copied();
            let Some(mut sums) = vectors(&self.output_bias.0) else { break };
            for (hidden, weights) in hidden.0.iter().zip(&self.output) {
                let Some(weights) = vectors(&weights.0) else { break };
                let hidden = simd.splat_f32s(*hidden);
                for v in 0..V {
                    sums[v] = simd.mul_add_f32s(hidden, weights[v], sums[v]);
                }
            }
            let Some(allowed) = vectors(&allowed.0) else { break };
            for ((score, sum), allowed) in
                S::as_mut_simd_f32s(&mut scores.0[from..]).0.iter_mut().zip(sums).zip(allowed)
            {
                *score = simd.add_f32s(sum, allowed);
            }
            from += V * S::F32_LANES;
        }
        greatest(simd, &scores.0)
    }

    #[inline(always)]
    fn hidden<S: Simd>(&self, simd: S, added: &mut Added, context: [u32; F]) -> Aligned<[f32; HIDDEN]> {
        let stride = self.features.stride();
        let rows = added.rows.of(added.count * stride);
        let mut of_context = [&self.bias.0; F];
        for (f, (row, token)) in of_context.iter_mut().zip(context).enumerate() {
            let added = rows.get((token as usize).saturating_mul(stride) + f * SUMS..).and_then(|r| r.first_chunk());
            *row = added.filter(|_| token != NONE).unwrap_or(&self.absent[f].0);
        }
        let mut hidden = Aligned([0.0; HIDDEN]);
        let units = S::as_mut_simd_f32s(&mut hidden.0).0;
        let count = units.len();
        for (i, unit) in units.iter_mut().enumerate() {
            let bias = S::as_simd_f32s(&self.bias.0).0;
            let (mut first, mut second) = (bias[i], bias[count + i]);
            for row in of_context {
                let row = S::as_simd_f32s(row).0;
                (first, second) = (simd.add_f32s(first, row[i]), simd.add_f32s(second, row[count + i]));
            }
            *unit = greater(simd, first, second);
        }
        hidden
    }
}
