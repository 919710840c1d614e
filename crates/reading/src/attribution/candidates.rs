//! Every pair of a cue and a stretch it might report, by the shapes that English gives them. Weighing comes after.

use std::ops::Range;

use servanda_syntax::{Analysis, Dep, Pos, Tag};

use super::cues::{CueKind, Cues};
use super::layout::Layout;

/// How cue and content hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Shape {
    /// The content depends on the cue: "said that …".
    Below,
    /// It and all that follows in the cue's clause: "accused X of …".
    BelowOn,
    /// It and a quotation that follows the cue's clause: "…, she said. “…”"
    BelowQuoted,
    /// The object of a preposition of the cue: "called for …".
    Preposition,
    /// That and all that follows in the cue's clause.
    PrepositionOn,
    /// Subject and predicate around the cue: "X is expected to …".
    Around,
    /// What the cue depends on, without the cue's clause: "…, as X said", "according to X, …".
    Above,
    /// Only its part before the cue.
    AboveLeft,
    /// Only its part after the cue.
    AboveRight,
    /// The sentence without the cue's clause.
    Sentence,
    /// What modifies the same verb as the cue noun: "his plan is to …".
    Beside,
    /// A quotation before the cue.
    QuoteBefore,
    /// That and the next one after the cue.
    QuoteAround,
    /// A quotation after the cue.
    QuoteAfter,
    /// A quotation in the paragraph after the cue's.
    QuoteBelow,
    /// The sentence up to the cue's clause, where the parse did not join them.
    Lead,
    /// The rest of the paragraph after a colon.
    Colon,
    /// What the speaker's name is set behind: "“…” — X".
    Dash,
}

/// A cue with one stretch of content.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub cue: usize,
    pub shape: Shape,
    /// How the content hangs on the cue.
    pub dep: Dep,
    /// Head of the content, or its first token.
    pub head: usize,
    /// The preposition between cue and content.
    pub preposition: Option<usize>,
    /// Tokens of the content, in one part or two; the second may be empty.
    pub parts: [(usize, usize); 2],
}

impl Candidate {
    pub fn parts(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.parts.iter().filter(|p| p.0 < p.1).map(|p| p.0..p.1)
    }

    pub fn holds(&self, token: usize) -> bool {
        self.parts.iter().any(|p| p.0 <= token && token < p.1)
    }

    pub fn len(&self) -> usize {
        self.parts.iter().map(|p| p.1.saturating_sub(p.0)).sum()
    }

    pub fn start(&self) -> usize {
        self.parts[0].0
    }
}

/// What candidates are made from.
pub(super) struct Pages<'a> {
    pub text: &'a str,
    pub syntax: &'a Analysis,
    pub layout: Layout,
    pub cues: &'a Cues,
    /// Kind of each token as a cue.
    pub kinds: Vec<CueKind>,
    /// Number of the sentence of each token.
    pub sentence: Vec<u32>,
}

/// How far from its quotation a cue may stand, in tokens.
const REACH: usize = 26;
/// Verbs tried on either side of a quotation.
const VERBS: usize = 3;
/// Most marks trimmed off either end of a content.
const TRIM: usize = 8;
/// Most children of a verb that are looked at from a noun beside them.
const SIBLINGS: usize = 24;
/// Most children looked at in search of one of a kind: bounds the cost where a parse hangs all words on one.
const LOOK: usize = 64;
/// How far two parts of a quotation may stand apart, in tokens.
const GAP: usize = 34;

impl<'a> Pages<'a> {
    pub fn new(text: &'a str, syntax: &'a Analysis, cues: &'a Cues) -> Self {
        let kinds = (0..syntax.tokens.len())
            .map(|i| match syntax.tokens[i].pos {
                Pos::Verb | Pos::Aux | Pos::Noun | Pos::Adj | Pos::Adv | Pos::Adp => cues.kind(syntax.lemma(i)),
                _ => CueKind::Other,
            })
            .collect();
        let mut sentence = vec![0; syntax.tokens.len()];
        for (s, range) in syntax.sentences.iter().enumerate() {
            sentence[range.clone()].fill(s as u32);
        }
        Self { text, syntax, layout: Layout::of(text, syntax), cues, kinds, sentence }
    }

    pub fn len(&self) -> usize {
        self.syntax.tokens.len()
    }

    pub fn dep(&self, i: usize) -> Dep {
        self.syntax.tokens[i].dep
    }

    pub fn pos(&self, i: usize) -> Pos {
        self.syntax.tokens[i].pos
    }

    pub fn tag(&self, i: usize) -> Tag {
        self.syntax.tokens[i].tag
    }

    pub fn lemma(&self, i: usize) -> &'a str {
        self.syntax.lemma(i)
    }

    pub fn word(&self, i: usize) -> &'a str {
        self.syntax.text(i, self.text)
    }

    /// The head, or `None` at a root.
    pub fn head(&self, i: usize) -> Option<usize> {
        Some(self.syntax.tokens[i].head).filter(|h| *h != i)
    }

    pub fn child(&self, i: usize, deps: &[Dep]) -> Option<usize> {
        self.syntax.children(i).take(LOOK).find(|c| deps.contains(&self.dep(*c)))
    }

    pub fn is_verb(&self, i: usize) -> bool {
        matches!(self.pos(i), Pos::Verb | Pos::Aux)
    }

    pub fn is_nominal(&self, i: usize) -> bool {
        matches!(self.pos(i), Pos::Noun | Pos::Propn | Pos::Pron | Pos::Num)
    }

    fn is_punct(&self, i: usize) -> bool {
        self.pos(i) == Pos::Punct
    }

    pub fn sentence_of(&self, i: usize) -> Range<usize> {
        self.syntax.sentences.get(self.sentence[i] as usize).cloned().unwrap_or(i..i + 1)
    }

    /// "according" in "according to": the tagger sees a verb.
    pub fn is_according(&self, i: usize) -> bool {
        self.syntax.lower(i) == "according"
    }

    /// Trims punctuation off a stretch and takes in the marks of quotations that begin in it.
    fn fit(&self, (mut from, mut to): (usize, usize)) -> (usize, usize) {
        let edge = |i: usize| self.is_punct(i) && self.layout.quote(i).is_none_or(|q| i != q.open && i + 1 != q.end);
        // Bounded, so that a text of nothing but marks costs no more than another.
        let (first, last) = (from, to);
        while from < to && from < first + TRIM && (edge(from) || matches!(self.word(from), "…" | "-")) {
            from += 1;
        }
        while from < to && to + TRIM > last && (edge(to - 1) || self.is_loose_close(to - 1, from)) {
            to -= 1;
        }
        if from >= to {
            return (from, from);
        }
        // A quotation that begins in the stretch ends with it if no more than a mark is missing; "…," belongs inside.
        if let Some(q) = self.layout.quote(to - 1) {
            if q.open >= from && q.end > to && q.end < to + TRIM && (to..q.end - 1).all(|i| self.is_punct(i)) {
                to = q.end;
            }
            // One that begins right before the stretch and ends with it.
            else if q.open + 1 == from && q.end <= to + 2 && (to..q.end - 1).all(|i| self.is_punct(i)) {
                (from, to) = (q.open, q.end);
            }
        }
        if let Some(q) = self.layout.quote(from).filter(|q| q.open + 1 == from && q.end <= to) {
            from = q.open;
        }
        (from, to)
    }

    /// A closing mark whose opening one lies before the stretch, or an opening one at its end.
    fn is_loose_close(&self, i: usize, from: usize) -> bool {
        self.layout.quote(i).is_some_and(|q| (i + 1 == q.end && q.open < from && q.open + 1 != from) || i == q.open)
    }

    fn fitted(&self, a: (usize, usize), b: (usize, usize)) -> [(usize, usize); 2] {
        let (a, b) = (self.fit(a), self.fit(b));
        if a.0 >= a.1 { [b, (b.1, b.1)] } else { [a, b] }
    }

    /// Adds a candidate unless it is empty.
    #[expect(clippy::too_many_arguments, reason = "a candidate is made in one place only")]
    fn add(
        &self,
        found: &mut Vec<Candidate>,
        cue: usize,
        shape: Shape,
        dep: Dep,
        head: usize,
        prep: Option<usize>,
        parts: [(usize, usize); 2],
    ) {
        let parts = self.fitted(parts[0], parts[1]);
        if parts[0].0 < parts[0].1
            && !found.iter().rev().take(16).take_while(|c| c.cue == cue).any(|c| c.parts == parts)
        {
            found.push(Candidate { cue, shape, dep, head, preposition: prep, parts });
        }
    }

    fn range(&self, i: usize) -> (usize, usize) {
        let r = self.syntax.subtree(i);
        (r.start, r.end)
    }

    /// The range of `i` without that of `cut`: what is before and what is after.
    fn without(&self, i: usize, cut: usize) -> [(usize, usize); 2] {
        let (r, c) = (self.range(i), self.range(cut));
        Self::minus(r, c)
    }

    fn minus(r: (usize, usize), c: (usize, usize)) -> [(usize, usize); 2] {
        [(r.0, c.0.clamp(r.0, r.1)), (c.1.clamp(r.0, r.1), r.1)]
    }

    /// All candidates, those of one cue together and in the order of the cues but for quotations, which come last.
    pub fn candidates(&self) -> Vec<Candidate> {
        let mut found = Vec::with_capacity(self.len());
        for t in 0..self.len() {
            match self.pos(t) {
                Pos::Verb | Pos::Aux => self.of_verb(t, &mut found),
                Pos::Noun => self.of_noun(t, &mut found),
                Pos::Adj => self.of_adjective(t, &mut found),
                Pos::Adv if self.kinds[t] != CueKind::Other => self.above(t, &mut found),
                Pos::Adp | Pos::Sconj if matches!(self.syntax.lower(t), "per" | "according") => {
                    self.above(t, &mut found)
                }
                Pos::Punct => self.of_mark(t, &mut found),
                _ => {}
            }
        }
        self.of_quotes(&mut found);
        found
    }

    fn of_verb(&self, t: usize, found: &mut Vec<Candidate>) {
        if self.is_according(t) {
            self.above(t, found);
            return;
        }
        if let Some(from) = self.trailing_speaker(t) {
            let s = self.sentence_of(t);
            self.add(found, t, Shape::Lead, Dep::Dep, s.start, None, [(s.start, from - 1), (0, 0)]);
            return;
        }
        let right = self.range(t).1;
        let passive = self.child(t, &[Dep::Nsubjpass, Dep::Auxpass, Dep::Csubjpass]).is_some();
        for c in self.syntax.children(t).take(LOOK) {
            let dep = self.dep(c);
            match dep {
                Dep::Ccomp
                | Dep::Xcomp
                | Dep::Dobj
                | Dep::Advcl
                | Dep::Oprd
                | Dep::Parataxis
                | Dep::Acomp
                | Dep::Attr
                | Dep::Dep
                | Dep::Npadvmod
                | Dep::Nsubjpass
                | Dep::Csubj
                | Dep::Csubjpass
                | Dep::Dative
                | Dep::Relcl
                | Dep::Acl
                | Dep::Pcomp => {
                    let mut range = self.range(c);
                    let mut tail = (range.1, range.1);
                    if range.0 <= t && t < range.1 {
                        // "which the ministry says now holds": the cue stands inside; cut it out with its subject.
                        let from = self.clause_start(t).max(range.0);
                        tail = (t + 1, range.1);
                        range.1 = from;
                    }
                    self.add(found, t, Shape::Below, dep, c, None, [range, tail]);
                    if c > t
                        && range.1 < right
                        && matches!(dep, Dep::Dobj | Dep::Dative | Dep::Ccomp | Dep::Xcomp | Dep::Oprd)
                    {
                        self.add(found, t, Shape::BelowOn, dep, c, None, [(range.0, right), (right, right)]);
                    }
                    if c < t
                        && let Some(q) = self.next_quote(t, t + 1)
                    {
                        self.add(found, t, Shape::BelowQuoted, dep, c, None, [range, q]);
                    }
                    let seems = self.kinds[t] == CueKind::Seem;
                    if matches!(dep, Dep::Xcomp | Dep::Oprd | Dep::Acomp | Dep::Ccomp | Dep::Advcl)
                        && c > t
                        && (passive || seems)
                        && let Some(s) = self.child(t, &[Dep::Nsubjpass, Dep::Nsubj]).filter(|s| *s < t)
                    {
                        self.add(found, t, Shape::Around, dep, c, None, [self.range(s), (range.0, right)]);
                    }
                }
                Dep::Nsubj if passive || self.pos(t) == Pos::Aux => {
                    self.add(found, t, Shape::Below, dep, c, None, [self.range(c), (0, 0)]);
                }
                Dep::Prep | Dep::Agent => {
                    self.of_preposition(t, c, right, found);
                    if passive && let Some(s) = self.child(t, &[Dep::Nsubjpass]).filter(|s| *s < t) {
                        self.add(found, t, Shape::Around, dep, c, Some(c), [self.range(s), self.range(c)]);
                    }
                }
                Dep::Conj
                    if self.is_verb(c)
                        && self.kinds[t] != CueKind::Other
                        && self.child(c, &[Dep::Nsubj, Dep::Nsubjpass]).is_some() =>
                {
                    self.add(found, t, Shape::Below, dep, c, None, [self.range(c), (0, 0)]);
                }
                _ => {}
            }
        }
        if matches!(
            self.dep(t),
            Dep::Parataxis | Dep::Ccomp | Dep::Advcl | Dep::Dep | Dep::Amod | Dep::Relcl | Dep::Acl | Dep::Conj
        ) {
            self.above(t, found);
        }
        if self.kinds[t] != CueKind::Other {
            self.lead(t, found);
        }
    }

    /// Where the speaker begins in "…, the commander of the mission, Ivan Aro, said": the parser often takes title and
    /// name for appositions of what is said. The cue has no subject; a name stands between two commas before it.
    fn trailing_speaker(&self, t: usize) -> Option<usize> {
        /// Tokens that a title or a name may have.
        const LONG: usize = 12;
        if self.kinds[t] != CueKind::Say
            || self.child(t, &[Dep::Nsubj, Dep::Nsubjpass, Dep::Auxpass]).is_some()
            || t.checked_sub(1).is_none_or(|c| self.word(c) != ",")
        {
            return None;
        }
        let start = self.sentence_of(t).start;
        // The stretch without a verb between the comma at `end` and the one before it.
        let stretch = |end: usize| {
            let from = (start..end).rev().take(LONG).find(|i| self.word(*i) == ",")? + 1;
            let nominal = from < end && (from..end).all(|i| !self.is_verb(i) && self.layout.quote_of[i] == 0);
            nominal.then_some(from)
        };
        let name = stretch(t - 1)?;
        let title = stretch(name - 1)?;
        let named =
            (name..t - 1).all(|i| self.pos(i) == Pos::Propn) && (title..name - 1).any(|i| self.pos(i) == Pos::Noun);
        (named && title > start + 2).then_some(title)
    }

    /// First token of the cue's own clause: its subject stands before it, or else auxiliaries and adverbs do.
    pub fn clause_start(&self, t: usize) -> usize {
        let mut from = t;
        for c in self.syntax.children(t).filter(|c| *c < t).take(SIBLINGS) {
            if matches!(self.dep(c), Dep::Nsubj | Dep::Nsubjpass | Dep::Aux | Dep::Auxpass | Dep::Advmod | Dep::Neg) {
                from = from.min(self.range(c).0);
            }
        }
        from
    }

    fn of_preposition(&self, t: usize, prep: usize, right: usize, found: &mut Vec<Candidate>) {
        for c in self.syntax.children(prep).take(SIBLINGS) {
            match self.dep(c) {
                Dep::Pobj | Dep::Pcomp => {
                    let range = self.range(c);
                    self.add(found, t, Shape::Preposition, self.dep(c), c, Some(prep), [range, (0, 0)]);
                    if range.1 < right {
                        self.add(
                            found,
                            t,
                            Shape::PrepositionOn,
                            self.dep(c),
                            c,
                            Some(prep),
                            [(range.0, right), (0, 0)],
                        );
                    }
                }
                Dep::Prep => {
                    for d in self.syntax.children(c).filter(|d| matches!(self.dep(*d), Dep::Pobj | Dep::Pcomp)) {
                        self.add(found, t, Shape::Preposition, self.dep(d), d, Some(prep), [self.range(d), (0, 0)]);
                    }
                }
                _ => {}
            }
        }
    }

    fn of_noun(&self, t: usize, found: &mut Vec<Candidate>) {
        if self.kinds[t] == CueKind::Other && self.child(t, &[Dep::Acl, Dep::Ccomp]).is_none() {
            return;
        }
        let right = self.range(t).1;
        for c in self.syntax.children(t).take(LOOK) {
            match self.dep(c) {
                Dep::Acl | Dep::Ccomp | Dep::Relcl | Dep::Xcomp | Dep::Advcl | Dep::Appos | Dep::Parataxis => {
                    self.add(found, t, Shape::Below, self.dep(c), c, None, [self.range(c), (0, 0)]);
                }
                Dep::Prep => self.of_preposition(t, c, right, found),
                Dep::Compound | Dep::Amod | Dep::Nmod => {
                    self.add(found, t, Shape::Below, self.dep(c), c, None, [self.range(c), (0, 0)]);
                }
                _ => {}
            }
        }
        let Some(h) = self.head(t) else { return };
        if self.dep(t) == Dep::Nsubj {
            for c in self.syntax.children(h).filter(|c| *c > h).take(SIBLINGS) {
                if matches!(self.dep(c), Dep::Attr | Dep::Ccomp | Dep::Xcomp | Dep::Acomp | Dep::Advcl) {
                    self.add(found, t, Shape::Beside, self.dep(c), c, None, [self.range(c), (0, 0)]);
                }
            }
        } else if matches!(self.dep(t), Dep::Dobj | Dep::Attr) {
            for c in self.syntax.children(h).filter(|c| *c > t).take(SIBLINGS) {
                match self.dep(c) {
                    Dep::Ccomp | Dep::Xcomp | Dep::Advcl => {
                        self.add(found, t, Shape::Beside, self.dep(c), c, None, [self.range(c), (0, 0)]);
                    }
                    Dep::Prep => {
                        for d in self.syntax.children(c).filter(|d| matches!(self.dep(*d), Dep::Pobj | Dep::Pcomp)) {
                            self.add(found, t, Shape::Beside, self.dep(d), d, Some(c), [self.range(d), (0, 0)]);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn of_adjective(&self, t: usize, found: &mut Vec<Candidate>) {
        let right = self.range(t).1;
        for c in self.syntax.children(t).take(LOOK) {
            match self.dep(c) {
                Dep::Ccomp | Dep::Xcomp | Dep::Advcl => {
                    self.add(found, t, Shape::Below, self.dep(c), c, None, [self.range(c), (0, 0)]);
                }
                Dep::Prep => self.of_preposition(t, c, right, found),
                _ => {}
            }
        }
        if self.dep(t) == Dep::Acomp
            && let Some(h) = self.head(t)
        {
            for c in self.syntax.children(h).filter(|c| *c > t).take(SIBLINGS) {
                if matches!(self.dep(c), Dep::Ccomp | Dep::Xcomp) {
                    self.add(found, t, Shape::Beside, self.dep(c), c, None, [self.range(c), (0, 0)]);
                }
            }
        }
    }

    /// Contents that the cue's clause hangs on.
    fn above(&self, t: usize, found: &mut Vec<Candidate>) {
        let Some(h) = self.head(t) else { return };
        let dep = self.dep(t);
        let parts = self.without(h, t);
        let two = parts
            .iter()
            .filter(|p| {
                let f = self.fit(**p);
                f.0 < f.1
            })
            .count()
            == 2;
        self.add(found, t, Shape::Above, dep, h, None, parts);
        if two {
            self.add(found, t, Shape::AboveLeft, dep, h, None, [parts[0], (0, 0)]);
            self.add(found, t, Shape::AboveRight, dep, h, None, [parts[1], (0, 0)]);
        }
        if matches!(dep, Dep::Prep | Dep::Advmod | Dep::Advcl | Dep::Pcomp | Dep::Parataxis) {
            let s = self.sentence_of(t);
            let parts = Self::minus((s.start, s.end), self.range(t));
            self.add(found, t, Shape::Sentence, dep, h, None, parts);
            if two {
                self.add(found, t, Shape::AboveLeft, Dep::Root, h, None, [parts[0], (0, 0)]);
                self.add(found, t, Shape::AboveRight, Dep::Root, h, None, [parts[1], (0, 0)]);
            }
        }
    }

    /// "…, the ministry said": the sentence up to the cue's clause, with or without a quotation that follows.
    fn lead(&self, t: usize, found: &mut Vec<Candidate>) {
        let s = self.sentence_of(t);
        let from = self.clause_start(t);
        if from > s.start + 1 && matches!(self.word(from - 1), "," | "―" | "—" | "–") {
            self.add(found, t, Shape::Lead, Dep::Dep, s.start, None, [(s.start, from - 1), (0, 0)]);
            if let Some(q) = self.next_quote(t, t + 1) {
                self.add(found, t, Shape::BelowQuoted, Dep::Dep, s.start, None, [(s.start, from - 1), q]);
            }
        }
    }

    /// A quotation that opens soon after token `from`, in the paragraph of `t`.
    pub fn next_quote(&self, t: usize, from: usize) -> Option<(usize, usize)> {
        let at = self.layout.quotes.partition_point(|q| q.open < from);
        let q = self.layout.quotes.get(at).filter(|q| q.double && q.open < from + GAP)?;
        (self.layout.paragraph[q.open] == self.layout.paragraph[t]).then(|| (q.open, self.run_on(at)))
    }

    /// Where the quotation ends with the paragraphs it goes on into.
    fn run_on(&self, q: usize) -> usize {
        let more = self.layout.quotes[q + 1..].iter().take_while(|n| n.goes_on).last();
        more.map_or(self.layout.quotes[q].end, |last| last.end)
    }

    /// Transcripts, and names set behind what was said.
    fn of_mark(&self, t: usize, found: &mut Vec<Candidate>) {
        let paragraph = self.layout.paragraph_of(t);
        match self.word(t) {
            ":" if t + 1 < paragraph.end
                && t > paragraph.start
                && t < paragraph.start + 8
                && self.is_nominal(t - 1) =>
            {
                self.add(found, t, Shape::Colon, Dep::Punct, t + 1, None, [(t + 1, paragraph.end), (0, 0)]);
            }
            "―" | "—" | "–" | "--" if t + 1 < paragraph.end && t > paragraph.start && t + 14 > paragraph.end => {
                let from = self.layout.quote(t - 1).map_or(paragraph.start, |q| q.open);
                self.add(found, t, Shape::Dash, Dep::Punct, t - 1, None, [(from, t), (0, 0)]);
            }
            _ => {}
        }
    }

    fn of_quotes(&self, found: &mut Vec<Candidate>) {
        let quotes = &self.layout.quotes;
        for (n, q) in quotes.iter().enumerate() {
            if q.goes_on {
                continue;
            }
            let paragraph = self.layout.paragraph_of(q.open);
            let end = self.run_on(n);
            // After it, up to the next quotation.
            let limit = quotes.get(n + 1).map_or(paragraph.end, |next| next.open).min(paragraph.end).min(end + REACH);
            for t in (end..limit).filter(|t| self.pos(*t) == Pos::Verb).take(VERBS) {
                self.add(found, t, Shape::QuoteBefore, self.dep(t), q.open, None, [(q.open, end), (0, 0)]);
                if let Some(next) = self.next_quote(t, t + 1).filter(|next| next.0 > end) {
                    self.add(found, t, Shape::QuoteAround, self.dep(t), q.open, None, [(q.open, end), next]);
                }
            }
            // Before it, back to the one before.
            let since = n.checked_sub(1).map_or(paragraph.start, |p| quotes[p].end.max(paragraph.start));
            let since = since.max(q.open.saturating_sub(REACH));
            let mut any = false;
            for t in (since..q.open).rev().filter(|t| self.pos(*t) == Pos::Verb).take(VERBS) {
                any = true;
                self.add(found, t, Shape::QuoteAfter, self.dep(t), q.open, None, [(q.open, end), (0, 0)]);
            }
            if !any && q.open == paragraph.start && q.open > 0 {
                let before = self.layout.paragraph_of(q.open - 1);
                let from = before.start.max(q.open.saturating_sub(REACH));
                for t in (from..q.open)
                    .rev()
                    .filter(|t| self.pos(*t) == Pos::Verb && self.layout.quote_of[*t] == 0)
                    .take(VERBS)
                {
                    self.add(found, t, Shape::QuoteBelow, self.dep(t), q.open, None, [(q.open, end), (0, 0)]);
                }
            }
        }
    }
}
