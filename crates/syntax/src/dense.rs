//! Dense layers over 32-bit floats.
//!
//! Every output is summed in one fixed order, with fused multiplication and addition in the matrix products and without
//! elsewhere, so that a text gives the same numbers on every machine, however the compiler vectorises the loops and
//! however rows are batched. (A processor without fused operations, older than 2013, computes the same, but slowly.)

use pulp::Simd;

use crate::file::{ModelError, Sections};

/// Columns of a panel of weights: three vectors of AVX-512, twice three of AVX2.
pub(crate) const PANEL: usize = 48;
/// Outputs per panel of a maxout layer of three pieces.
pub(crate) const OUTPUTS: usize = PANEL / PIECES;
/// Pieces of a maxout layer.
pub(crate) const PIECES: usize = 3;
/// Width of a token's vector.
pub(crate) const WIDTH: usize = 96;

/// Weights in panels of columns, each row by row: all that the innermost loop reads lies side by side.
pub(crate) struct Panels {
    inputs: usize,
    weights: Vec<[f32; PANEL]>,
    bias: Vec<[f32; PANEL]>,
}

impl Panels {
    /// Packs a function of (output, input) and a bias; outputs are padded to whole panels.
    pub(crate) fn pack(
        outputs: usize,
        inputs: usize,
        weight: impl Fn(usize, usize) -> f32,
        bias: impl Fn(usize) -> f32,
    ) -> Self {
        let panels = outputs.div_ceil(PANEL);
        let column = |panel: usize, c: usize| panel * PANEL + c;
        let mut weights = Vec::with_capacity(panels * inputs);
        for panel in 0..panels {
            for i in 0..inputs {
                weights.push(std::array::from_fn(|c| {
                    let o = column(panel, c);
                    if o < outputs { weight(o, i) } else { 0.0 }
                }));
            }
        }
        let bias = (0..panels)
            .map(|panel| {
                std::array::from_fn(|c| {
                    let o = column(panel, c);
                    if o < outputs { bias(o) } else { 0.0 }
                })
            })
            .collect();
        Self { inputs, weights, bias }
    }

    /// Length of an output row: the outputs, padded to whole panels.
    pub(crate) fn stride(&self) -> usize {
        self.bias.len() * PANEL
    }

    /// `rows` rows of `out` from windows of `x`: row `r` reads the inputs that begin at `r * step`.
    #[inline(always)]
    pub(crate) fn apply<S: Simd>(&self, simd: S, x: &[f32], step: usize, rows: usize, out: &mut [f32]) {
        self.run::<S, false>(simd, x, step, rows, out);
    }

    /// As [`Self::apply`] for the layer of a [`Maxout`]: only the greatest of three pieces is kept.
    #[inline(always)]
    pub(crate) fn apply_maxout<S: Simd>(&self, simd: S, x: &[f32], step: usize, rows: usize, out: &mut [f32]) {
        self.run::<S, true>(simd, x, step, rows, out);
    }

    #[inline(always)]
    fn run<S: Simd, const MAXOUT: bool>(&self, simd: S, x: &[f32], step: usize, rows: usize, out: &mut [f32]) {
        const BLOCK: usize = 6;
        let width = if MAXOUT { OUTPUTS } else { PANEL };
        let stride = self.bias.len() * width;
        for (panel, (weights, bias)) in self.weights.chunks_exact(self.inputs).zip(&self.bias).enumerate() {
            let mut row = 0;
            while row < rows {
                let block = BLOCK.min(rows - row);
                let mut sums = [[0.0; PANEL]; BLOCK];
                sum_rows(simd, block, &x[row * step..], step, weights, &mut sums);
                for (r, sums) in sums[..block].iter().enumerate() {
                    let at = (row + r) * stride + panel * width;
                    let out = &mut out[at..at + width];
                    if MAXOUT {
                        let mut with_bias = [0.0; PANEL];
                        add_into(simd, sums, bias, &mut with_bias);
                        max_of_pieces(&with_bias, out);
                    } else {
                        add_into(simd, sums, bias, out);
                    }
                }
                row += block;
            }
        }
    }
}

/// Writes the sums of two rows, in whole vectors: a vector that is read from single numbers just written has to wait.
#[inline(always)]
fn add_into<S: Simd>(simd: S, a: &[f32; PANEL], b: &[f32; PANEL], out: &mut [f32]) {
    let (a, b) = (S::as_simd_f32s(a).0, S::as_simd_f32s(b).0);
    for ((out, a), b) in S::as_mut_simd_f32s(out).0.iter_mut().zip(a).zip(b) {
        *out = simd.add_f32s(*a, *b);
    }
}

/// Sums of `count` rows of inputs, `step` apart, over a panel of weights: as many rows at once as the registers hold,
/// which changes nothing but the speed.
#[inline(always)]
pub(crate) fn sum_rows<S: Simd>(
    simd: S,
    count: usize,
    x: &[f32],
    step: usize,
    weights: &[[f32; PANEL]],
    out: &mut [[f32; PANEL]],
) {
    match S::F32_LANES {
        // The sixteen registers of AVX2.
        8 => blocks::<S, 3>(simd, count, x, step, weights, out),
        // The 32 of AVX-512 and NEON.
        4 | 16 => blocks::<S, 6>(simd, count, x, step, weights, out),
        _ => {
            for (row, out) in out[..count].iter_mut().enumerate() {
                *out = [0.0; PANEL];
                for (x, w) in x[row * step..].iter().zip(weights) {
                    for (sum, w) in out.iter_mut().zip(w) {
                        *sum = x.mul_add(*w, *sum);
                    }
                }
            }
        }
    }
}

/// [`sum_rows`] for `R` rows at once.
#[inline(always)]
fn blocks<S: Simd, const R: usize>(
    simd: S,
    count: usize,
    x: &[f32],
    step: usize,
    weights: &[[f32; PANEL]],
    out: &mut [[f32; PANEL]],
) {
    let mut row = 0;
    while row + R <= count {
        block::<S, R>(simd, &x[row * step..], step, weights, &mut out[row..]);
        row += R;
    }
    // A single row waits for each sum before the next: what is left is taken together too.
    let left = count - row;
    if left == 0 {
        return;
    }
    let (x, out) = (&x[row * step..], &mut out[row..]);
    match left {
        1 => block::<S, 1>(simd, x, step, weights, out),
        2 => block::<S, 2>(simd, x, step, weights, out),
        3 => block::<S, 3>(simd, x, step, weights, out),
        4 => block::<S, 4>(simd, x, step, weights, out),
        _ => block::<S, 5>(simd, x, step, weights, out),
    }
}

/// Sums of `R` rows, three vectors of columns at a time.
#[inline(always)]
fn block<S: Simd, const R: usize>(simd: S, x: &[f32], step: usize, weights: &[[f32; PANEL]], out: &mut [[f32; PANEL]]) {
    const V: usize = 3;
    let mut rows = [&x[..0]; R];
    for (r, row) in rows.iter_mut().enumerate() {
        *row = &x[r * step..][..weights.len()];
    }
    let mut column = 0;
    while column < PANEL {
        let mut sums = [[simd.splat_f32s(0.0); V]; R];
        for (i, w) in weights.iter().enumerate() {
            let Some(w) = S::as_simd_f32s(&w[column..]).0.first_chunk::<V>() else { return };
            for r in 0..R {
                let x = simd.splat_f32s(rows[r][i]);
                for v in 0..V {
                    sums[r][v] = simd.mul_add_f32s(x, w[v], sums[r][v]);
                }
            }
        }
        for (out, sums) in out[..R].iter_mut().zip(&sums) {
            S::as_mut_simd_f32s(&mut out[column..]).0[..V].copy_from_slice(sums);
        }
        column += V * S::F32_LANES;
    }
}

/// The greatest of the three pieces of each output of a panel.
#[inline(always)]
pub(crate) fn max_of_pieces(sums: &[f32], out: &mut [f32]) {
    let (first, rest) = sums.split_at(OUTPUTS);
    let (second, third) = rest.split_at(OUTPUTS);
    for (((o, a), b), c) in out.iter_mut().zip(first).zip(second).zip(third) {
        let ab = if a > b { a } else { b };
        *o = if ab > c { *ab } else { *c };
    }
}

/// Which output and piece of a maxout layer stands in a column: pieces of a panel's outputs lie side by side.
fn maxout_column(column: usize) -> (usize, usize) {
    let (panel, within) = (column / PANEL, column % PANEL);
    (panel * OUTPUTS + within % OUTPUTS, within / OUTPUTS)
}

/// A maxout layer with layer normalisation, as the encoders of the model have it.
pub(crate) struct Maxout {
    pub(crate) panels: Panels,
    gain: Vec<f32>,
    shift: Vec<f32>,
}

impl Maxout {
    /// Reads layer `n` of `pipe` with `inputs` inputs.
    pub(crate) fn read(file: &Sections<'_>, pipe: &str, n: usize, inputs: usize) -> Result<Self, ModelError> {
        let w = file.tensor(&format!("{pipe}.maxout.W.{n}"), &[WIDTH, PIECES, inputs])?;
        let b = file.tensor(&format!("{pipe}.maxout.b.{n}"), &[WIDTH, PIECES])?;
        let panels = Panels::pack(
            WIDTH * PIECES,
            inputs,
            |column, i| {
                let (o, piece) = maxout_column(column);
                w[(o * PIECES + piece) * inputs + i]
            },
            |column| {
                let (o, piece) = maxout_column(column);
                b[o * PIECES + piece]
            },
        );
        let gain = file.tensor(&format!("{pipe}.layernorm.G.{n}"), &[WIDTH])?;
        let shift = file.tensor(&format!("{pipe}.layernorm.b.{n}"), &[WIDTH])?;
        Ok(Self { panels, gain, shift })
    }

    /// Splits the layer's inputs into `parts` equal windows: one layer without bias whose outputs are, window after
    /// window, what that window adds to the pieces.
    pub(crate) fn windows(&self, parts: usize) -> Panels {
        let inputs = self.panels.inputs / parts;
        let columns = WIDTH * PIECES;
        Panels::pack(
            columns * parts,
            inputs,
            |column, i| {
                let (part, column) = (column / columns, column % columns);
                self.weight(column, part * inputs + i)
            },
            |_| 0.0,
        )
    }

    /// The weight of an input in a column.
    pub(crate) fn weight(&self, column: usize, input: usize) -> f32 {
        self.panels.weights[column / PANEL * self.panels.inputs + input][column % PANEL]
    }

    pub(crate) fn bias(&self) -> &[[f32; PANEL]] {
        &self.panels.bias
    }

    /// Normalises each row of `rows`.
    #[inline(always)]
    pub(crate) fn normalise(&self, rows: &mut [f32]) {
        for row in rows.as_chunks_mut::<WIDTH>().0 {
            let mean = sum(row) / WIDTH as f32;
            let mut squares = [0.0; WIDTH];
            for (s, x) in squares.iter_mut().zip(row.iter_mut()) {
                *x -= mean;
                *s = *x * *x;
            }
            let scale = 1.0 / (sum(&squares) / WIDTH as f32 + 1e-8).sqrt();
            for ((x, g), s) in row.iter_mut().zip(&self.gain).zip(&self.shift) {
                *x = *x * scale * g + s;
            }
        }
    }
}

/// Sum over a token's vector in eight lanes, which are added at the end.
#[inline(always)]
fn sum(row: &[f32; WIDTH]) -> f32 {
    let mut lanes = [0.0; 8];
    for eight in row.as_chunks::<8>().0 {
        for (lane, x) in lanes.iter_mut().zip(eight) {
            *lane += x;
        }
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}
