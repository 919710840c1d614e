//! A maxout layer over windows of three tokens, at half the multiplications.
//!
//! Four neighbouring outputs share their inputs. With the minimal filtering of Winograd (F(4, 3) in Lavin & Gray
//! 2016, points 0, ±1, ±2) they cost six products of a vector with a matrix, not twelve. The outcome differs from the
//! plain sum by rounding only.

use std::ops::Range;

use pulp::Simd;

use crate::dense::{Aligned, Maxout, OUTPUTS, PANEL, PIECES, Room, WIDTH, greater, sum_rows};
use crate::file::{ModelError, Sections};

/// Outputs of a tile.
pub(crate) const OUT: usize = 4;
/// Products of a tile.
const PRODUCTS: usize = 6;
/// Tiles in a block: what a block needs stays in the second-level cache.
const BLOCK: usize = 96;

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
    weights: Vec<Aligned<[f32; PANEL]>>,
}

/// Room to work in.
#[derive(Default)]
pub(crate) struct WindowRoom {
    /// The first row of each tile.
    tiles: Vec<usize>,
    inputs: Room,
    products: Vec<Aligned<[f32; PANEL]>>,
    made: Room,
}

impl Window {
    /// Reads layer `n` of `pipe`.
    pub(crate) fn read(file: &Sections<'_>, pipe: &str, n: usize) -> Result<Self, ModelError> {
        let layer = Maxout::read(file, pipe, n, 3 * WIDTH)?;
        let mut weights = Vec::new();
        for panel in 0..layer.bias().len() {
            for filter in FILTERS {
                for i in 0..WIDTH {
                    weights.push(Aligned(std::array::from_fn(|c| {
                        let part = |window: usize| filter[window] * layer.weight(panel * PANEL + c, window * WIDTH + i);
                        part(0) + part(1) + part(2)
                    })));
                }
            }
        }
        Ok(Self { layer, weights })
    }

    /// Adds to row `r + 1` of `x` what the layer makes of rows `r` to `r + 2`, for the rows `r` of each span. The last
    /// tile of a span may reach three rows past its end: what stands in them changes the outcome by rounding, so it must
    /// always be the same. It may look at one more, which changes nothing.
    #[inline(always)]
    pub(crate) fn add_to<S: Simd>(
        &self,
        simd: S,
        x: &mut [f32],
        spans: impl Iterator<Item = Range<usize>> + Clone,
        room: &mut WindowRoom,
    ) {
        let mut tiles = std::mem::take(&mut room.tiles);
        tiles.clear();
        tiles.extend(spans.clone().flat_map(|rows| rows.step_by(OUT)));
        let mut made = std::mem::take(&mut room.made);
        let y = made.of(tiles.len() * OUT * WIDTH);
        for (tiles, y) in tiles.chunks(BLOCK).zip(y.chunks_mut(BLOCK * OUT * WIDTH)) {
            self.transform(x, tiles, room);
            self.multiply(simd, y, tiles.len(), room);
        }
        room.tiles = tiles;
        let mut rest = y;
        for rows in spans {
            let (of_span, others) = rest.split_at_mut(rows.len().next_multiple_of(OUT) * WIDTH);
            let of_span = &mut of_span[..rows.len() * WIDTH];
            self.layer.normalise(simd, of_span);
            for (x, y) in x[(rows.start + 1) * WIDTH..].iter_mut().zip(of_span) {
                *x += *y;
            }
            rest = others;
        }
        room.made = made;
    }

    /// The inputs of the six products of each tile: by product, tile and input.
    #[inline(always)]
    fn transform(&self, x: &[f32], tiles: &[usize], room: &mut WindowRoom) {
        let mut products = room.inputs.of(PRODUCTS * BLOCK * WIDTH).chunks_exact_mut(BLOCK * WIDTH);
        let [Some(v0), Some(v1), Some(v2), Some(v3), Some(v4), Some(v5)] =
            [products.next(), products.next(), products.next(), products.next(), products.next(), products.next()]
        else {
            return;
        };
        for (at, tile) in tiles.iter().enumerate() {
            let row = |n: usize| row_of(x, tile + n);
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
        let inputs = inputs.of(PRODUCTS * BLOCK * WIDTH);
        let (two, four, eight) = (simd.splat_f32s(2.0), simd.splat_f32s(4.0), simd.splat_f32s(8.0));
        products.resize(PRODUCTS * BLOCK, Aligned([0.0; PANEL]));
        for (panel, (weights, bias)) in self.weights.chunks_exact(PRODUCTS * WIDTH).zip(self.layer.bias()).enumerate() {
            for product in 0..PRODUCTS {
                let weights = &weights[product * WIDTH..(product + 1) * WIDTH];
                let inputs = &inputs[product * BLOCK * WIDTH..(product + 1) * BLOCK * WIDTH];
                let sums = &mut products[product * BLOCK..(product + 1) * BLOCK];
                sum_rows(simd, count, inputs, WIDTH, weights, sums);
            }
            let bias = S::as_simd_f32s(&bias.0).0;
            for tile in 0..count {
                let product = |p: usize| S::as_simd_f32s(&products[p * BLOCK + tile].0).0;
                let (m0, m1, m2) = (product(0), product(1), product(2));
                let (m3, m4, m5) = (product(3), product(4), product(5));
                for i in 0..OUTPUTS / S::F32_LANES {
                    let mut greatest = [simd.splat_f32s(f32::NEG_INFINITY); OUT];
                    for piece in 0..PIECES {
                        let at = piece * (OUTPUTS / S::F32_LANES) + i;
                        let bias = bias[at];
                        let (m0, m1, m2) = (m0[at], m1[at], m2[at]);
                        let (m3, m4, m5) = (m3[at], m4[at], m5[at]);
                        let (a, b) = (simd.add_f32s(m1, m2), simd.sub_f32s(m1, m2));
                        let (d, e) = (simd.add_f32s(m3, m4), simd.sub_f32s(m3, m4));
                        // The factors are powers of two: no product is rounded.
                        let sums = [
                            simd.add_f32s(simd.add_f32s(m0, a), d),
                            simd.mul_add_f32s(two, e, b),
                            simd.mul_add_f32s(four, d, a),
                            simd.add_f32s(simd.mul_add_f32s(eight, e, b), m5),
                        ];
                        for (greatest, sum) in greatest.iter_mut().zip(sums) {
                            *greatest = greater(simd, simd.add_f32s(sum, bias), *greatest);
                        }
                    }
                    for (n, greatest) in greatest.into_iter().enumerate() {
                        let at = (tile * OUT + n) * WIDTH + panel * OUTPUTS;
                        S::as_mut_simd_f32s(&mut y[at..at + OUTPUTS]).0[i] = greatest;
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn row_of(x: &[f32], row: usize) -> &[f32] {
    &x[row * WIDTH..][..WIDTH]
}
