//! Turns the tokens of a document into vectors that know their neighbours (four on either side).
//!
//! Layer 0 sees one word, so its outcome is kept per word form; so is what the form adds to each of the three window
//! positions of the next layer. Only the last three layers are computed for every token.

use std::ops::Range;

use pulp::Simd;

use crate::dense::{Maxout, OUTPUTS, PANEL, PIECES, Panels, WIDTH, max_of_pieces};
use crate::file::{ModelError, Sections};
use crate::forms::{Form, FormId};
use crate::hash;
use crate::window::{OUT, Window, WindowRoom};

/// Layers over windows of three tokens.
const DEPTH: usize = 4;
/// Rows of zeros that the model was trained to see on either side of a document.
const MARGIN: usize = DEPTH;
/// What a form adds to the three window positions of the first window layer.
const PARTS: usize = 3 * PIECES * WIDTH;

/// One embedding table.
struct Table {
    rows: Vec<f32>,
    count: u32,
    seed: u32,
}

/// The embedding and encoding layers of one pipe of the model.
pub(crate) struct Encoder {
    tables: Vec<Table>,
    mix: Maxout,
    first: Maxout,
    first_by_window: Panels,
    rest: Vec<Window>,
}

/// What is kept of the forms met so far, and room to work in.
#[derive(Default)]
pub(crate) struct EncoderMemory {
    /// By form and whether a space follows: where its rows are, or `u32::MAX`.
    slots: Vec<u32>,
    vectors: Vec<f32>,
    parts: Vec<f32>,
    slot_of_token: Vec<u32>,
    missing: Vec<(FormId, bool)>,
    /// Where the rows of each clause begin.
    first_rows: Vec<usize>,
    x: Vec<f32>,
    y: Vec<f32>,
    room: WindowRoom,
}

/// The vectors of the tokens of some clauses.
#[derive(Clone, Copy)]
pub(crate) struct Vectors<'m> {
    first_rows: &'m [usize],
    x: &'m [f32],
}

impl<'m> Vectors<'m> {
    /// One vector of `WIDTH` numbers per token of a clause, one after the other; what follows them belongs to others.
    pub(crate) fn of(&self, clause: usize) -> &'m [f32] {
        &self.x[(self.first_rows[clause] + MARGIN + 1) * WIDTH..]
    }
}

impl EncoderMemory {
    /// How many words are kept.
    pub(crate) fn len(&self) -> usize {
        self.vectors.len() / WIDTH
    }

    pub(crate) fn clear(&mut self) {
        self.slots.clear();
        self.vectors.clear();
        self.parts.clear();
    }
}

impl Encoder {
    /// Reads the tables and layers of `pipe`, which has `columns` features per token.
    pub(crate) fn read(file: &Sections<'_>, pipe: &str, columns: usize) -> Result<Self, ModelError> {
        let tables = (0..columns)
            .map(|i| {
                let rows = file.tensor(&format!("{pipe}.hashembed.E.{i}"), &[0, WIDTH])?;
                Ok(Table { count: (rows.len() / WIDTH) as u32, rows, seed: 8 + i as u32 })
            })
            .collect::<Result<_, ModelError>>()?;
        let mix = Maxout::read(file, pipe, 0, columns * WIDTH)?;
        let first = Maxout::read(file, pipe, 1, 3 * WIDTH)?;
        let first_by_window = first.windows(3);
        let rest = (2..=DEPTH).map(|n| Window::read(file, pipe, n)).collect::<Result<_, ModelError>>()?;
        Ok(Self { tables, mix, first, first_by_window, rest })
    }

    /// Whether the vectors differ with the space after a token.
    fn sees_space(&self) -> bool {
        self.tables.len() > 4
    }

    /// The vectors of some clauses, of which none sees another: `tokens` gives the forms of all their tokens and whether
    /// a space follows, `clauses` which tokens are of one clause. That they are computed together only saves fetching the
    /// weights for each anew.
    #[inline(always)]
    pub(crate) fn encode<'m, S: Simd>(
        &self,
        simd: S,
        tokens: &[(FormId, bool)],
        clauses: &[Range<usize>],
        forms: &[Form],
        memory: &'m mut EncoderMemory,
    ) -> Vectors<'m> {
        self.look_up(simd, tokens, forms, memory);
        let EncoderMemory { vectors, parts, slot_of_token, first_rows, x, y, room, .. } = memory;
        // A clause begins at a whole tile, wherever it stands. After its rows comes at least one of zeros, and one before
        // the first, so that every row has a whole window.
        first_rows.clear();
        let mut rows = 0;
        for clause in clauses {
            first_rows.push(rows);
            rows += (clause.len() + 2 * MARGIN + 1).next_multiple_of(OUT);
        }
        x.clear();
        x.resize((rows + 2) * WIDTH, 0.0);
        for (clause, &first) in clauses.iter().zip(&*first_rows) {
            let slots = &slot_of_token[clause.clone()];
            let x = &mut x[(first + 1) * WIDTH..];
            for (x, &slot) in x[MARGIN * WIDTH..].chunks_exact_mut(WIDTH).zip(slots) {
                x.copy_from_slice(&vectors[slot as usize * WIDTH..][..WIDTH]);
            }
            y.resize((slots.len() + 2 * MARGIN) * WIDTH, 0.0);
            self.first_window_layer(slots, parts, y);
            self.first.normalise(y);
            add(x, y);
        }
        let Some((last, others)) = self.rest.split_last() else { return Vectors { first_rows, x } };
        let spans = clauses.iter().zip(&*first_rows);
        for layer in others {
            layer.add_to(simd, x, spans.clone().map(|(c, first)| *first..first + c.len() + 2 * MARGIN), y, room);
        }
        // Nothing looks at the margin after the last layer. Its width is that of a tile, so that tiles stay where they are.
        const { assert!(MARGIN == OUT) };
        last.add_to(simd, x, spans.map(|(c, first)| first + MARGIN..first + MARGIN + c.len()), y, room);
        Vectors { first_rows, x }
    }

    #[inline(always)]
    fn first_window_layer(&self, slots: &[u32], parts: &[f32], y: &mut [f32]) {
        const ROW: usize = PIECES * WIDTH;
        let zeros = [0.0; ROW];
        let part = |token: usize, window: usize| -> &[f32] {
            // Tokens are counted from the first row of the margin; those in the margin add nothing.
            match token.checked_sub(MARGIN).and_then(|t| slots.get(t)) {
                Some(&slot) => &parts[slot as usize * PARTS + window * ROW..][..ROW],
                None => &zeros,
            }
        };
        let bias = self.first.bias().as_flattened();
        for (row, out) in y.chunks_exact_mut(WIDTH).enumerate() {
            let left = if row == 0 { &zeros[..] } else { part(row - 1, 0) };
            let (middle, right) = (part(row, 1), part(row + 1, 2));
            let mut sums = [0.0; ROW];
            for ((((s, a), b), c), d) in sums.iter_mut().zip(left).zip(middle).zip(right).zip(bias) {
                *s = a + b + c + d;
            }
            for (o, s) in out.chunks_exact_mut(OUTPUTS).zip(sums.chunks_exact(PANEL)) {
                max_of_pieces(s, o);
            }
        }
    }

    /// Finds the rows of each token's form, and computes those not met before.
    #[inline(always)]
    fn look_up<S: Simd>(&self, simd: S, tokens: &[(FormId, bool)], forms: &[Form], memory: &mut EncoderMemory) {
        let EncoderMemory { slots, vectors, parts, slot_of_token, missing, x, .. } = memory;
        slots.resize(2 * forms.len(), u32::MAX);
        slot_of_token.clear();
        missing.clear();
        let known = vectors.len() / WIDTH;
        for &(form, space) in tokens {
            let space = space && self.sees_space();
            let slot = &mut slots[2 * form as usize + usize::from(space)];
            if *slot == u32::MAX {
                *slot = (known + missing.len()) as u32;
                missing.push((form, space));
            }
            slot_of_token.push(*slot);
        }
        if missing.is_empty() {
            return;
        }
        let inputs = self.tables.len() * WIDTH;
        x.clear();
        x.resize(missing.len() * inputs, 0.0);
        for (row, &(form, space)) in x.chunks_exact_mut(inputs).zip(missing.iter()) {
            let form = &forms[form as usize];
            let [norm, prefix, suffix, shape] = form.features;
            let ids = [norm, prefix, suffix, shape, u64::from(space), u64::from(form.is_space)];
            for ((out, table), id) in row.chunks_exact_mut(WIDTH).zip(&self.tables).zip(ids) {
                for hashed in hash::rows(id, table.seed) {
                    let at = (hashed % table.count) as usize * WIDTH;
                    add(out, &table.rows[at..at + WIDTH]);
                }
            }
        }
        let count = missing.len();
        vectors.resize((known + count) * WIDTH, 0.0);
        let new = &mut vectors[known * WIDTH..];
        self.mix.panels.apply_maxout(simd, x, inputs, count, new);
        self.mix.normalise(new);
        parts.resize((known + count) * PARTS, 0.0);
        self.first_by_window.apply(simd, new, WIDTH, count, &mut parts[known * PARTS..]);
    }
}

#[inline(always)]
fn add(to: &mut [f32], what: &[f32]) {
    for (a, b) in to.iter_mut().zip(what) {
        *a += b;
    }
}
