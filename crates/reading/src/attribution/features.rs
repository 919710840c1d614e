//! What speaks for and against a candidate, as numbers of a table of weights.

use servanda_syntax::{Dep, Pos, Tag};

use super::candidates::{Candidate, Pages, Shape};
use super::cues::CueKind;

/// Bits of a feature's number: the table has two to that power of weights.
pub(super) const BITS: u32 = 18;

/// Collects the numbers of the features of one candidate. Features that share a number share a weight, which does no harm.
struct Collector<'v> {
    out: &'v mut Vec<u32>,
    template: u32,
}

impl Collector<'_> {
    /// One feature; templates are told apart by their order.
    fn add(&mut self, values: &[u32]) {
        self.template += 1;
        let mut h = self.template.wrapping_mul(0x9E37_79B1);
        for v in values {
            h = (h ^ v).wrapping_mul(0x85EB_CA6B);
            h ^= h >> 15;
        }
        h = h.wrapping_mul(0xC2B2_AE35);
        self.out.push((h ^ (h >> 16)) & ((1 << BITS) - 1));
    }

    /// A feature that is absent.
    fn skip(&mut self) {
        self.template += 1;
    }

    fn flag(&mut self, on: bool, values: &[u32]) {
        if on { self.add(values) } else { self.skip() }
    }
}

/// FNV-1a.
pub(super) fn number(word: &str) -> u32 {
    word.bytes().fold(0x811C_9DC5, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

/// Lengths and distances in steps that grow.
fn step(n: usize) -> u32 {
    match n {
        0..=4 => n as u32,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=22 => 8,
        23..=39 => 9,
        _ => 10,
    }
}

impl Pages<'_> {
    /// A word as a feature: names and numbers only by their class, so that no weight is about anybody.
    fn form(&self, i: usize) -> u32 {
        match self.pos(i) {
            Pos::Propn => 1,
            Pos::Num => 2,
            Pos::Verb | Pos::Noun | Pos::Adj
                if self.word(i).starts_with(char::is_uppercase) && self.tag(i) == Tag::Nnp =>
            {
                1
            }
            _ => number(self.lemma(i)),
        }
    }

    /// What the source is like.
    fn source_class(&self, source: Option<usize>) -> u32 {
        let Some(s) = source else { return 0 };
        match self.pos(s) {
            Pos::Propn => 1,
            Pos::Pron => match self.syntax.lower(s) {
                "he" | "she" => 2,
                "they" => 3,
                "i" | "we" => 4,
                "you" => 5,
                "it" => 6,
                "who" => 7,
                "that" | "which" | "this" | "what" => 8,
                _ => 9,
            },
            Pos::Num => 10,
            Pos::Noun if self.tag(s) == Tag::Nns => 11,
            Pos::Noun => 12,
            _ => 13,
        }
    }

    /// Appends the features of a candidate.
    pub(super) fn features(&self, c: &Candidate, source: Option<usize>, out: &mut Vec<u32>) {
        let t = c.cue;
        let mut f = Collector { out, template: 0 };
        let lemma = self.form(t);
        let kind = self.kinds[t] as u32;
        let prep = c.preposition.map_or(0, |p| number(self.syntax.lower(p)));
        let shape = (c.shape as u32) << 8 | c.dep as u32;
        let pos = self.pos(t) as u32;
        let tag = self.tag(t) as u32;
        let start = c.start();
        let first = if self.layout.quote(start).is_some_and(|q| q.open == start) { 3 } else { self.form(start) };
        let head_tag = self.tag(c.head) as u32;
        let quote_start = u32::from(first == 3);
        let particle = self.child(t, &[Dep::Prt]).map_or(0, |p| number(self.syntax.lower(p)));
        let negated = self.child(t, &[Dep::Neg]).is_some();
        let subject = self.source_class(source);
        let cue_dep = self.dep(t) as u32;

        f.add(&[]);
        f.add(&[shape, prep]);
        f.add(&[c.shape as u32, pos]);
        f.add(&[lemma]);
        f.add(&[lemma, pos, shape, prep]);
        f.add(&[lemma, c.shape as u32]);
        f.add(&[lemma, particle, prep]);
        f.add(&[kind, pos]);
        f.add(&[kind, pos, shape, prep]);
        f.add(&[kind, pos, shape]);
        f.add(&[kind, c.shape as u32, head_tag]);
        f.add(&[tag, shape]);
        f.add(&[tag, kind]);
        f.add(&[cue_dep, kind]);
        f.add(&[cue_dep, c.shape as u32]);
        f.add(&[subject, kind, pos]);
        f.add(&[subject, shape]);
        f.add(&[subject, lemma]);
        match source {
            Some(s) if self.pos(s) == Pos::Noun => {
                f.add(&[self.form(s)]);
                f.add(&[self.form(s), kind]);
            }
            _ => {
                f.skip();
                f.skip();
            }
        }
        f.add(&[first, shape]);
        f.add(&[first, kind]);
        f.add(&[head_tag, shape]);
        f.add(&[self.form(c.head), shape]);
        f.add(&[self.form(c.head), kind]);
        // The content's own subject and marks.
        let own_subject = self.child(c.head, &[Dep::Nsubj, Dep::Nsubjpass, Dep::Expl]);
        f.add(&[own_subject.map_or(0, |s| 1 + self.source_class(Some(s))), kind, shape]);
        let modal = self.child(c.head, &[Dep::Aux]).map_or(0, |a| number(self.syntax.lower(a)));
        f.add(&[modal, kind, shape]);
        f.flag(negated, &[kind]);
        f.flag(negated, &[lemma]);
        let aux = self.child(t, &[Dep::Aux]).map_or(0, |a| number(self.syntax.lower(a)));
        f.add(&[aux, kind, tag]);
        f.add(&[aux, lemma]);
        let len = step(c.len());
        f.add(&[len, shape]);
        f.add(&[len, kind]);
        // Quotations.
        let quoted = c.parts().any(|p| p.clone().take(40).any(|i| self.layout.quote_of[i] != 0));
        f.add(&[quote_start, u32::from(quoted), kind]);
        f.add(&[quote_start, u32::from(quoted), shape]);
        f.add(&[quote_start, u32::from(quoted), lemma]);
        let in_quote = self.layout.quote_of[t] != 0;
        f.flag(in_quote, &[]);
        f.flag(in_quote, &[kind]);
        f.flag(in_quote, &[c.shape as u32]);
        // Where the cue stands to the content.
        let before = t < start;
        let distance = if before { start - t } else { t.saturating_sub(c.parts[0].1) };
        f.add(&[u32::from(before), step(distance), c.shape as u32]);
        f.add(&[u32::from(before), step(distance), kind]);
        let after = if c.parts[0].1 < self.len() { number(self.word(c.parts[0].1)) } else { 0 };
        f.add(&[after, c.shape as u32]);
        let ahead = start.checked_sub(1).map_or(0, |b| self.form(b));
        f.add(&[ahead, c.shape as u32]);
        f.add(&[ahead, kind]);
        let last = c.parts[0].1.saturating_sub(1);
        let ends = if self.layout.quote(last).is_some_and(|q| q.end == last + 1) {
            number(self.word(last.saturating_sub(1)))
        } else {
            0
        };
        f.add(&[ends, c.shape as u32]);
        if c.parts[1].0 < c.parts[1].1 {
            let gap = c.parts[1].0.saturating_sub(c.parts[0].1);
            f.add(&[step(gap), c.shape as u32]);
            let joint = number(self.word(c.parts[1].0.saturating_sub(1)));
            f.add(&[joint, c.shape as u32]);
        } else {
            f.skip();
            f.skip();
        }
        // What stands above the cue.
        match self.head(t) {
            Some(h) => {
                f.add(&[self.form(h), cue_dep]);
                f.add(&[self.kinds[h] as u32, cue_dep, kind]);
                f.add(&[self.form(h), lemma]);
            }
            None => f.add(&[kind]),
        }
        f.template = 60;
        // Quotation shapes: is the cue the nearest verb, is the sentence one.
        if matches!(c.shape, Shape::QuoteBefore | Shape::QuoteAround | Shape::QuoteAfter | Shape::QuoteBelow) {
            let mid = if before { t + 1..start } else { c.parts[0].1..t };
            let verbs = mid.clone().take(40).filter(|i| self.pos(*i) == Pos::Verb).count();
            let said = mid
                .clone()
                .take(40)
                .any(|i| matches!(self.kinds[i], CueKind::Say | CueKind::Post) && self.pos(i) == Pos::Verb);
            let stop = mid.take(40).any(|i| matches!(self.word(i), "." | "?" | "!"));
            f.add(&[verbs as u32, c.shape as u32, kind]);
            f.add(&[u32::from(said), c.shape as u32, kind]);
            f.add(&[u32::from(stop), c.shape as u32, kind]);
            f.add(&[u32::from(self.sentence[t] == self.sentence[start]), c.shape as u32]);
            let capital = self.word(start + usize::from(start + 1 < self.len())).starts_with(char::is_uppercase);
            f.add(&[u32::from(capital), len, c.shape as u32]);
            f.add(&[u32::from(capital), ends, c.shape as u32]);
            let obj = self.child(t, &[Dep::Ccomp, Dep::Dobj, Dep::Xcomp]);
            f.add(&[obj.map_or(0, |o| 1 + u32::from(c.holds(o))), c.shape as u32, kind]);
        }
        f.template = 80;
        // What else the cue has: an object beside the clause, a clause beside the object.
        let mut others = 0u32;
        for o in self.syntax.children(t).take(24) {
            others |= match self.dep(o) {
                _ if c.holds(o) => 0,
                Dep::Ccomp => 1,
                Dep::Dobj => 2,
                Dep::Xcomp => 4,
                Dep::Prep => 8,
                Dep::Oprd => 16,
                Dep::Advcl => 32,
                Dep::Acl | Dep::Relcl => 64,
                _ => 0,
            };
        }
        f.add(&[others & 0b1_0111, shape]);
        f.add(&[others & 0b0_1111, kind, c.shape as u32]);
        f.add(&[others & 0b1_0111, lemma]);
    }
}
