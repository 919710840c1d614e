//! Dense layers over 32-bit floats.
//!
//! Every output is summed in one fixed order, with fused multiplication and addition in the matrix products and without
//! elsewhere, so that a text gives the same numbers on every machine, however the compiler vectorises the loops and
//! however rows are batched. (A processor without fused operations, older than 2013, computes the same, but slowly.)

use pulp::Simd;

use crate::file::{ModelError, Sections};

/// Numbers in a line of the cache.
const LINE: usize = 16;
/// Columns of a panel of weights: three vectors of AVX-512, twice three of AVX2.
pub(crate) const PANEL: usize = 48;
/// Outputs per panel of a maxout layer of three pieces.
pub(crate) const OUTPUTS: usize = PANEL / PIECES;
/// Pieces of a maxout layer.
pub(crate) const PIECES: usize = 3;
/// Width of a token's vector.
pub(crate) const WIDTH: usize = 96;

/// What begins at a line of the cache: a vector that reached over two would take two loads.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Aligned<T>(pub(crate) T);

/// Numbers that begin at a line of the cache. What they were is lost when their count changes.
#[derive(Default)]
pub(crate) struct Room(Vec<f32>);

impl Room {
    /// As many numbers, whatever they are.
    pub(crate) fn of(&mut self, count: usize) -> &mut [f32] {
        let whole = count + LINE - 1;
        if self.0.len() < whole {
            self.0.resize(whole, 0.0);
        }
        let from = self.0.as_ptr().align_offset(LINE * size_of::<f32>()).min(LINE - 1);
        &mut self.0[from..from + count]
    }

    /// As many zeros.
    pub(crate) fn zeros(&mut self, count: usize) -> &mut [f32] {
        let room = self.of(count);
        room.fill(0.0);
        room
    }
}

/// Weights in panels of columns, each row by row: all that the innermost loop reads lies side by side.
pub(crate) struct Panels {
    inputs: usize,
    weights: Vec<Aligned<[f32; PANEL]>>,
    bias: Vec<Aligned<[f32; PANEL]>>,
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
                weights.push(Aligned(std::array::from_fn(|c| {
                    let o = column(panel, c);
                    if o < outputs { weight(o, i) } else { 0.0 }
                })));
            }
        }
        let bias = (0..panels)
            .map(|panel| {
                Aligned(std::array::from_fn(|c| {
                    let o = column(panel, c);
                    if o < outputs { bias(o) } else { 0.0 }
                }))
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
                let mut sums = [Aligned([0.0; PANEL]); BLOCK];
                sum_rows(simd, block, &x[row * step..], step, weights, &mut sums);
                for (r, sums) in sums[..block].iter().enumerate() {
                    let at = (row + r) * stride + panel * width;
                    let out = &mut out[at..at + width];
                    if MAXOUT {
                        let (sums, bias) = (S::as_simd_f32s(&sums.0).0, S::as_simd_f32s(&bias.0).0);
                        let out = S::as_mut_simd_f32s(out).0;
                        let count = out.len();
                        for (i, out) in out.iter_mut().enumerate() {
                            *out = simd.add_f32s(sums[i], bias[i]);
                            for at in [count + i, 2 * count + i] {
                                *out = greater(simd, simd.add_f32s(sums[at], bias[at]), *out);
                            }
                        }
                    } else {
                        add_into(simd, &sums.0, &bias.0, out);
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
    weights: &[Aligned<[f32; PANEL]>],
    out: &mut [Aligned<[f32; PANEL]>],
) {
    match S::F32_LANES {
        // The sixteen registers of AVX2.
        8 => blocks::<S, 3>(simd, count, x, step, weights, out),
        // The 32 of AVX-512 and NEON.
        4 | 16 => blocks::<S, 6>(simd, count, x, step, weights, out),
        _ => {
            for (row, out) in out[..count].iter_mut().enumerate() {
                out.0 = [0.0; PANEL];
                for (x, w) in x[row * step..].iter().zip(weights) {
                    for (sum, w) in out.0.iter_mut().zip(&w.0) {
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
    weights: &[Aligned<[f32; PANEL]>],
    out: &mut [Aligned<[f32; PANEL]>],
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
fn block<S: Simd, const R: usize>(
    simd: S,
    x: &[f32],
    step: usize,
    weights: &[Aligned<[f32; PANEL]>],
    out: &mut [Aligned<[f32; PANEL]>],
) {
    const V: usize = 3;
    let mut rows = [&x[..0]; R];
    for (r, row) in rows.iter_mut().enumerate() {
        *row = &x[r * step..][..weights.len()];
    }
    let mut column = 0;
    while column < PANEL {
        let mut sums = [[simd.splat_f32s(0.0); V]; R];
        for (i, w) in weights.iter().enumerate() {
            let Some(w) = S::as_simd_f32s(&w.0[column..]).0.first_chunk::<V>() else { return };
            for r in 0..R {
                let x = simd.splat_f32s(rows[r][i]);
                for v in 0..V {
                    sums[r][v] = simd.mul_add_f32s(x, w[v], sums[r][v]);
                }
            }
        }
        for (out, sums) in out[..R].iter_mut().zip(&sums) {
            S::as_mut_simd_f32s(&mut out.0[column..]).0[..V].copy_from_slice(sums);
        }
        column += V * S::F32_LANES;
    }
}

/// The greater of two, number by number.
#[inline(always)]
pub(crate) fn greater<S: Simd>(simd: S, a: S::f32s, b: S::f32s) -> S::f32s {
    simd.select_f32s(simd.greater_than_f32s(a, b), a, b)
}

/// Which output and piece of a maxout layer stands in a column: pieces of a panel's outputs lie side by side.
fn maxout_column(column: usize) -> (usize, usize) {
    let (panel, within) = (column / PANEL, column % PANEL);
    (panel * OUTPUTS + within % OUTPUTS, within / OUTPUTS)
}

/// A maxout layer with layer normalisation, as the encoders of the model have it.
pub(crate) struct Maxout {
    pub(crate) panels: Panels,
    gain: Aligned<[f32; WIDTH]>,
    shift: Aligned<[f32; WIDTH]>,
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
        let row = |values: Vec<f32>| Aligned(std::array::from_fn(|i| values[i]));
        Ok(Self { panels, gain: row(gain), shift: row(shift) })
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
        self.panels.weights[column / PANEL * self.panels.inputs + input].0[column % PANEL]
    }

    pub(crate) fn bias(&self) -> &[Aligned<[f32; PANEL]>] {
        &self.panels.bias
    }

    /// Normalises each row of `rows`.
    #[inline(always)]
    pub(crate) fn normalise<S: Simd>(&self, simd: S, rows: &mut [f32]) {
        let (gain, shift) = (S::as_simd_f32s(&self.gain.0).0, S::as_simd_f32s(&self.shift.0).0);
        for row in rows.as_chunks_mut::<WIDTH>().0 {
            let mean = simd.splat_f32s(sum(simd, row) / WIDTH as f32);
            let mut squares = Aligned([0.0; WIDTH]);
            let all = S::as_mut_simd_f32s(row).0.iter_mut().zip(S::as_mut_simd_f32s(&mut squares.0).0);
            for (x, square) in all {
                *x = simd.sub_f32s(*x, mean);
                *square = simd.mul_f32s(*x, *x);
            }
            let scale = simd.splat_f32s(1.0 / (sum(simd, &squares.0) / WIDTH as f32 + 1e-8).sqrt());
            for ((x, g), s) in S::as_mut_simd_f32s(row).0.iter_mut().zip(gain).zip(shift) {
                *x = simd.add_f32s(simd.mul_f32s(simd.mul_f32s(*x, scale), *g), *s);
            }
        }
    }
}

/// Sum over a token's vector in 32 lanes, of which those half as many apart are added until one is left.
#[inline(always)]
fn sum<S: Simd>(simd: S, row: &[f32; WIDTH]) -> f32 {
    let mut lanes = Aligned([0.0; 32]);
    let row = S::as_simd_f32s(row).0;
    let sums = S::as_mut_simd_f32s(&mut lanes.0).0;
    let count = sums.len();
    for (i, sum) in sums.iter_mut().enumerate() {
        *sum = simd.add_f32s(simd.add_f32s(row[i], row[count + i]), row[2 * count + i]);
    }
    let mut lanes = lanes.0;
    for width in [16, 8, 4, 2, 1] {
        for i in 0..width {
            lanes[i] += lanes[i + width];
        }
    }
    lanes[0]
}

/// Which of the scores is the greatest, the first of equals; `None` if none is above minus infinity. They fill whole
/// vectors.
#[inline(always)]
pub(crate) fn greatest<S: Simd>(simd: S, scores: &[f32]) -> Option<usize> {
    const LANES: [f32; LINE] = [0., 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12., 13., 14., 15.];
    let nowhere = simd.splat_f32s(f32::INFINITY);
    let step = simd.splat_f32s(S::F32_LANES as f32);
    let mut number = S::as_simd_f32s(&LANES).0.first().copied().unwrap_or(nowhere);
    let (mut best, mut at) = (simd.splat_f32s(f32::NEG_INFINITY), nowhere);
    for score in S::as_simd_f32s(scores).0 {
        let better = simd.greater_than_f32s(*score, best);
        (best, at) = (simd.select_f32s(better, *score, best), simd.select_f32s(better, number, at));
        number = simd.add_f32s(number, step);
    }
    let is_greatest = simd.equal_f32s(best, simd.splat_f32s(simd.reduce_max_f32s(best)));
    let first = simd.reduce_min_f32s(simd.select_f32s(is_greatest, at, nowhere));
    first.is_finite().then_some(first as usize)
}
