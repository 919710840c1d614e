//! Dense layers over 32-bit floats.
//!
//! Every output is summed in one fixed order with separate multiplications and additions, so that a text gives the
//! same numbers on every machine, however the compiler vectorises the loops and however rows are batched.

use crate::file::{ModelError, Sections};

/// Columns of a panel of weights: three vectors of eight, which with four rows fill the registers of AVX2.
const PANEL: usize = 24;
/// Outputs per panel of a maxout layer of three pieces.
const OUTPUTS: usize = PANEL / PIECES;
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
    pub(crate) fn apply(&self, x: &[f32], step: usize, rows: usize, out: &mut [f32]) {
        let stride = self.stride();
        self.each_block(x, step, rows, |row, panel, sums| {
            let at = row * stride + panel * PANEL;
            out[at..at + PANEL].copy_from_slice(sums);
        });
    }

    /// As [`Self::apply`] for a layer packed by [`maxout`]: only the greatest of three pieces is kept.
    #[inline(always)]
    pub(crate) fn apply_maxout(&self, x: &[f32], step: usize, rows: usize, out: &mut [f32]) {
        let stride = self.bias.len() * OUTPUTS;
        self.each_block(x, step, rows, |row, panel, sums| {
            let at = row * stride + panel * OUTPUTS;
            max_of_pieces(sums, &mut out[at..at + OUTPUTS]);
        });
    }

    #[inline(always)]
    fn each_block(&self, x: &[f32], step: usize, rows: usize, mut emit: impl FnMut(usize, usize, &[f32; PANEL])) {
        const ROWS: usize = 4;
        let input = |row: usize| &x[row * step..row * step + self.inputs];
        for (panel, (weights, bias)) in self.weights.chunks_exact(self.inputs).zip(&self.bias).enumerate() {
            let mut row = 0;
            while row + ROWS <= rows {
                let sums = block::<ROWS>([input(row), input(row + 1), input(row + 2), input(row + 3)], weights, bias);
                for (r, sums) in sums.iter().enumerate() {
                    emit(row + r, panel, sums);
                }
                row += ROWS;
            }
            while row < rows {
                emit(row, panel, &block::<1>([input(row)], weights, bias)[0]);
                row += 1;
            }
        }
    }
}

#[inline(always)]
fn block<const R: usize>(x: [&[f32]; R], weights: &[[f32; PANEL]], bias: &[f32; PANEL]) -> [[f32; PANEL]; R] {
    let mut sums = [[0.0; PANEL]; R];
    let x = x.map(|x| &x[..weights.len()]);
    for (i, w) in weights.iter().enumerate() {
        for (sums, x) in sums.iter_mut().zip(&x) {
            let x = x[i];
            for (s, w) in sums.iter_mut().zip(w) {
                *s += x * w;
            }
        }
    }
    for sums in &mut sums {
        for (s, b) in sums.iter_mut().zip(bias) {
            *s += b;
        }
    }
    sums
}

/// The greatest of the three pieces of eight outputs.
#[inline(always)]
pub(crate) fn max_of_pieces(sums: &[f32], out: &mut [f32]) {
    let (first, rest) = sums.split_at(OUTPUTS);
    let (second, third) = rest.split_at(OUTPUTS);
    for (((o, a), b), c) in out.iter_mut().zip(first).zip(second).zip(third) {
        let ab = if a > b { a } else { b };
        *o = if ab > c { *ab } else { *c };
    }
}

/// Which output and piece of a maxout layer stands in a column: pieces of eight outputs lie side by side.
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
                self.panels.weights[column / PANEL * self.panels.inputs + part * inputs + i][column % PANEL]
            },
            |_| 0.0,
        )
    }

    pub(crate) fn bias(&self) -> &[[f32; PANEL]] {
        &self.panels.bias
    }

    /// Normalises each row of `rows`.
    #[inline(always)]
    pub(crate) fn normalise(&self, rows: &mut [f32]) {
        for row in rows.chunks_exact_mut(WIDTH) {
            let mean = sum(row, |x| x) / WIDTH as f32;
            let variance = sum(row, |x| (x - mean) * (x - mean)) / WIDTH as f32 + 1e-8;
            let scale = 1.0 / variance.sqrt();
            for ((x, g), s) in row.iter_mut().zip(&self.gain).zip(&self.shift) {
                *x = (*x - mean) * scale * g + s;
            }
        }
    }
}

/// Sum over a token's vector in eight lanes, which are added at the end.
#[inline(always)]
fn sum(row: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; 8];
    for eight in row.chunks_exact(8) {
        for (lane, x) in lanes.iter_mut().zip(eight) {
            *lane += f(*x);
        }
    }
    let [a, b, c, d, e, g, h, i] = lanes;
    ((a + b) + (c + d)) + ((e + g) + (h + i))
}
