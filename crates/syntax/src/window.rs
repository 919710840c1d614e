//! A maxout layer over windows of three tokens, at half the multiplications.
//!
//! Four neighbouring outputs share their inputs. With the minimal filtering of Winograd (F(4, 3) in Lavin & Gray
//! 2016, points 0, ±1, ±2) they cost six products of a vector with a matrix, not twelve. The outcome differs from the
//! plain sum by rounding only.

use std::ops::Range;

use pulp::Simd;

use crate::dense::{Maxout, OUTPUTS, PANEL, WIDTH, max_of_pieces, sum_rows};
use crate::file::{ModelError, Sections};

/// Outputs of a tile.
pub(crate) const OUT: usize = 4;
/// Products of a tile.
const PRODUCTS: usize = 6;
/// Tiles in a block: what a block needs stays in the second-level cache.
const BLOCK: usize = 48;

/// What the filters of a window (left, middle, right) give in each product.
const FILTERS: [[f32; 3]; PRODUCTS] = [
    [1.0 / 4.0, 0.0, 0.0],
    [-1.0 / 6.0, -1.0 / 6.0, -1.0 / 6.0],
    [-1.0 / 6.0, 1.0 / 6.0, -1.0 / 6.0],
    [1.0 / 24.0, 1.0 / 12.0, 1.0 / 6.0],
    [1.0 / 24.0, -1.0 / 12.0, 1.0 / 6.0],
    [0.0, 0.0, 1.0],
];

/// One window layer with its normalisation.
pub(crate) struct Window {
    layer: Maxout,
    /// By panel of columns, product and input.
    weights: Vec<[f32; PANEL]>,
}

/// Room to work in.
#[derive(Default)]
pub(crate) struct WindowRoom {
    tiles: Vec<usize>,
    inputs: Vec<f32>,
    products: Vec<[f32; PANEL]>,
}

impl Window {
    /// Reads layer `n` of `pipe`.
    pub(crate) fn read(file: &Sections<'_>, pipe: &str, n: usize) -> Result<Self, ModelError> {
        let layer = Maxout::read(file, pipe, n, 3 * WIDTH)?;
        let mut weights = Vec::new();
        for panel in 0..layer.bias().len() {
            for filter in FILTERS {
                for i in 0..WIDTH {
                    weights.push(std::array::from_fn(|c| {
                        let part = |window: usize| filter[window] * layer.weight(panel * PANEL + c, window * WIDTH + i);
                        part(0) + part(1) + part(2)
                    }));
                }
            }
        }
        Ok(Self { layer, weights })
    }

    /// Adds to row `r + 1` of `x` what the layer makes of rows `r` to `r + 2`, for the rows `r` of each span. Spans begin
    /// at whole tiles and share none; the last tile of a span may look at two rows past its end.
    #[inline(always)]
    pub(crate) fn add_to<S: Simd>(
        &self,
        simd: S,
        x: &mut [f32],
        spans: impl Iterator<Item = Range<usize>> + Clone,
        y: &mut Vec<f32>,
        room: &mut WindowRoom,
    ) {
        let mut tiles = std::mem::take(&mut room.tiles);
        tiles.clear();
        tiles.extend(spans.clone().flat_map(|rows| rows.start / OUT..rows.end.div_ceil(OUT)));
        y.resize(tiles.len() * OUT * WIDTH, 0.0);
        for (tiles, y) in tiles.chunks(BLOCK).zip(y.chunks_mut(BLOCK * OUT * WIDTH)) {
            self.transform(x, tiles, room);
            self.multiply(simd, y, tiles.len(), room);
        }
        room.tiles = tiles;
        let mut made = &mut y[..];
        for rows in spans {
            let (of_span, rest) = made.split_at_mut(rows.len().next_multiple_of(OUT) * WIDTH);
            let of_span = &mut of_span[..rows.len() * WIDTH];
            self.layer.normalise(of_span);
            for (x, y) in x[(rows.start + 1) * WIDTH..].iter_mut().zip(of_span) {
                *x += *y;
            }
            made = rest;
        }
    }

    /// The inputs of the six products of each tile: by product, tile and input.
    #[inline(always)]
    fn transform(&self, x: &[f32], tiles: &[usize], room: &mut WindowRoom) {
        room.inputs.resize(PRODUCTS * BLOCK * WIDTH, 0.0);
        let mut products = room.inputs.chunks_exact_mut(BLOCK * WIDTH);
        let [Some(v0), Some(v1), Some(v2), Some(v3), Some(v4), Some(v5)] =
            [products.next(), products.next(), products.next(), products.next(), products.next(), products.next()]
        else {
            return;
        };
        for (at, tile) in tiles.iter().enumerate() {
            let row = |n: usize| row_of(x, tile * OUT + n);
            let (x0, x1, x2, x3, x4, x5) = (row(0), row(1), row(2), row(3), row(4), row(5));
            let at = at * WIDTH;
            let (v0, v1, v2) = (&mut v0[at..at + WIDTH], &mut v1[at..at + WIDTH], &mut v2[at..at + WIDTH]);
            let (v3, v4, v5) = (&mut v3[at..at + WIDTH], &mut v4[at..at + WIDTH], &mut v5[at..at + WIDTH]);
            for i in 0..WIDTH {
                let (a, b) = (x4[i] - 4.0 * x2[i], x3[i] - 4.0 * x1[i]);
                let (c, d) = (x4[i] - x2[i], 2.0 * (x3[i] - x1[i]));
                v0[i] = 4.0 * x0[i] - 5.0 * x2[i] + x4[i];
                v1[i] = a + b;
                v2[i] = a - b;
                v3[i] = c + d;
                v4[i] = c - d;
                v5[i] = 4.0 * x1[i] - 5.0 * x3[i] + x5[i];
            }
        }
    }

    /// The products, and from them the outputs of each tile.
    #[inline(always)]
    fn multiply<S: Simd>(&self, simd: S, y: &mut [f32], count: usize, room: &mut WindowRoom) {
        let WindowRoom { inputs, products, .. } = room;
        products.resize(PRODUCTS * BLOCK, [0.0; PANEL]);
        for (panel, (weights, bias)) in self.weights.chunks_exact(PRODUCTS * WIDTH).zip(self.layer.bias()).enumerate() {
            for product in 0..PRODUCTS {
                let weights = &weights[product * WIDTH..(product + 1) * WIDTH];
                let inputs = &inputs[product * BLOCK * WIDTH..(product + 1) * BLOCK * WIDTH];
                let sums = &mut products[product * BLOCK..(product + 1) * BLOCK];
                sum_rows(simd, count, inputs, WIDTH, weights, sums);
            }
            for tile in 0..count {
                let [m0, m1, m2, m3, m4, m5] = [0, 1, 2, 3, 4, 5].map(|p| &products[p * BLOCK + tile]);
                let mut out = [[0.0; PANEL]; OUT];
                let [o0, o1, o2, o3] = &mut out;
                for c in 0..PANEL {
                    let (a, b) = (m1[c] + m2[c], m1[c] - m2[c]);
                    let (d, e) = (m3[c] + m4[c], m3[c] - m4[c]);
                    o0[c] = m0[c] + a + d + bias[c];
                    o1[c] = b + 2.0 * e + bias[c];
                    o2[c] = a + 4.0 * d + bias[c];
                    o3[c] = b + 8.0 * e + m5[c] + bias[c];
                }
                for (n, sums) in out.iter().enumerate() {
                    let at = (tile * OUT + n) * WIDTH + panel * OUTPUTS;
                    max_of_pieces(sums, &mut y[at..at + OUTPUTS]);
                }
            }
        }
    }
}

#[inline(always)]
fn row_of(x: &[f32], row: usize) -> &[f32] {
    &x[row * WIDTH..][..WIDTH]
}
