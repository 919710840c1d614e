//! Turns the tokens of a document into vectors that know their neighbours (four on either side).
//!
//! Layer 0 sees one word, so its outcome is kept per word form; so is what the form adds to each of the three window
//! positions of the next layer. Only the last three layers are computed for every token.

use std::ops::Range;

use pulp::Simd;

use crate::dense::{Aligned, Maxout, OUTPUTS, PANEL, PIECES, Panels, Room, WIDTH, greater};
use crate::file::{ModelError, Sections};
use crate::forms::{Form, FormId};
use crate::hash;
use crate::window::{OUT, Window, WindowRoom};

/// Layers over windows of three tokens: a vector depends on so many tokens on either side.
pub(crate) const DEPTH: usize = 4;
/// Rows on either side of a clause of which its tokens know. The model was trained to see zeros there, and the first
/// layers make something of them; each layer needs one fewer.
const MARGIN: usize = DEPTH - 1;
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
    vectors: Vec<Aligned<[f32; WIDTH]>>,
    parts: Vec<Aligned<[f32; PARTS]>>,
    slot_of_token: Vec<u32>,
    missing: Vec<(FormId, bool)>,
    /// Where the rows of each clause begin.
    first_rows: Vec<usize>,
    x: Room,
    y: Room,
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
        &self.x[(self.first_rows[clause] + MARGIN) * WIDTH..]
    }
}

impl EncoderMemory {
    /// How many words are kept.
    pub(crate) fn len(&self) -> usize {
        self.vectors.len()
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
        // After the rows of a clause come zeros, as far as its last tiles reach.
        first_rows.clear();
        let mut rows = 0;
        for clause in clauses {
            first_rows.push(rows);
            rows += clause.len().next_multiple_of(OUT) + 2 * MARGIN;
        }
        let x = x.zeros((rows + 1) * WIDTH);
        for (clause, &first) in clauses.iter().zip(&*first_rows) {
            let slots = &slot_of_token[clause.clone()];
            let x = &mut x[first * WIDTH..][..(slots.len() + 2 * MARGIN) * WIDTH];
            for (x, &slot) in x[MARGIN * WIDTH..].chunks_exact_mut(WIDTH).zip(slots) {
                x.copy_from_slice(&vectors[slot as usize].0);
            }
            let y = y.of(x.len());
            self.first_window_layer(simd, slots, parts, y);
            self.first.normalise(simd, y);
            add(x, y);
        }
        for (n, layer) in self.rest.iter().enumerate() {
            let spans = clauses.iter().zip(&*first_rows);
            // Two rows fewer on either side than it looks at.
            let rows = |(c, first): (&Range<usize>, &usize)| first + n..first + n + c.len() + 2 * (MARGIN - 1 - n);
            layer.add_to(simd, x, spans.map(rows), room);
        }
        Vectors { first_rows, x }
    }

    #[inline(always)]
    fn first_window_layer<S: Simd>(&self, simd: S, slots: &[u32], parts: &[Aligned<[f32; PARTS]>], y: &mut [f32]) {
        const ROW: usize = PIECES * WIDTH;
        let zeros = Aligned([0.0; ROW]);
        let part = |row: usize, window: usize| -> &[f32; ROW] {
            // Counted from the row before the first; those in the margin add nothing.
            match row.checked_sub(MARGIN + 1).and_then(|t| slots.get(t)) {
                Some(&slot) => parts[slot as usize].0[window * ROW..].first_chunk().unwrap_or(&zeros.0),
                None => &zeros.0,
            }
        };
        for (row, out) in y.as_chunks_mut::<WIDTH>().0.iter_mut().enumerate() {
            let (left, middle, right) = (part(row, 0), part(row + 1, 1), part(row + 2, 2));
            let panels = left.as_chunks::<PANEL>().0.iter().zip(middle.as_chunks::<PANEL>().0);
            let panels = panels.zip(right.as_chunks::<PANEL>().0).zip(self.first.bias());
            for ((((a, b), c), d), out) in panels.zip(out.as_chunks_mut::<OUTPUTS>().0) {
                let (a, b) = (S::as_simd_f32s(a).0, S::as_simd_f32s(b).0);
                let (c, d) = (S::as_simd_f32s(c).0, S::as_simd_f32s(&d.0).0);
                let out = S::as_mut_simd_f32s(out).0;
                let count = out.len();
                for (i, out) in out.iter_mut().enumerate() {
                    let mut greatest = simd.splat_f32s(f32::NEG_INFINITY);
                    for at in [i, count + i, 2 * count + i] {
                        let sum = simd.add_f32s(simd.add_f32s(a[at], b[at]), simd.add_f32s(c[at], d[at]));
                        greatest = greater(simd, sum, greatest);
                    }
                    *out = greatest;
                }
            }
        }
    }

    /// Finds the rows of each token's form, and computes those not met before.
    #[inline(always)]
    fn look_up<S: Simd>(&self, simd: S, tokens: &[(FormId, bool)], forms: &[Form], memory: &mut EncoderMemory) {
        let EncoderMemory { slots, vectors, parts, slot_of_token, missing, x, y, .. } = memory;
        slots.resize(2 * forms.len(), u32::MAX);
        slot_of_token.clear();
        missing.clear();
        let known = vectors.len();
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
        let x = x.zeros(missing.len() * inputs);
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
        let new = y.of(count * (WIDTH + PARTS));
        let (new, new_parts) = new.split_at_mut(count * WIDTH);
        self.mix.panels.apply_maxout(simd, x, inputs, count, new);
        self.mix.normalise(simd, new);
        self.first_by_window.apply(simd, new, WIDTH, count, new_parts);
        vectors.extend(new.as_chunks().0.iter().map(|v| Aligned(*v)));
        parts.extend(new_parts.as_chunks().0.iter().map(|p| Aligned(*p)));
    }
}

#[inline(always)]
fn add(to: &mut [f32], what: &[f32]) {
    for (a, b) in to.iter_mut().zip(what) {
        *a += b;
    }
}
