//! The dependency parser: arc-eager transitions with sentence breaks (Nivre 2003, Honnibal & Johnson 2015), then
//! attachment of what crosses other arcs (Nivre & Nilsson 2005).

use pulp::Simd;

use crate::dense::Aligned;
use crate::file::{ModelError, Sections};
use crate::labels::Dep;
use crate::transitions::{Added, NONE, Network};

/// Context tokens: two of the buffer, three of the stack, outermost children.
const CONTEXT: usize = 8;
/// Moves, padded to whole vectors.
const MOVES: usize = 112;

/// Kinds of move.
const KINDS: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Shift,
    Reduce,
    Left,
    Right,
    Break,
}

/// A move; arcs carry their label and, if they were lifted, the label of the head they belong to.
#[derive(Debug, Clone, Copy)]
struct Move {
    kind: Kind,
    label: Dep,
    lifted_from: Option<Dep>,
}

pub(crate) struct Parser {
    network: Network<CONTEXT, MOVES>,
    moves: Vec<Move>,
    /// By which kinds of move are valid, a bit each: what is added to the scores.
    allowed: Vec<Aligned<[f32; MOVES]>>,
}

/// State of a parse, and its outcome.
#[derive(Default)]
pub(crate) struct Parse {
    /// Head of each token, itself at a root.
    pub(crate) heads: Vec<u32>,
    /// Label of each token's arc.
    pub(crate) labels: Vec<Dep>,
    /// Whether a sentence begins at the token.
    pub(crate) starts: Vec<bool>,
    lifted: Vec<(u32, Dep)>,
    stack: Vec<u32>,
    /// Tokens taken back from the stack, last first.
    returned: Vec<u32>,
    next: u32,
    was_returned: Vec<bool>,
    /// Last child on either side, and the child attached before it on the same side.
    last_left: Vec<u32>,
    last_right: Vec<u32>,
    before: Vec<u32>,
    left_edge: Vec<u32>,
    right_edge: Vec<u32>,
}

impl Parser {
    pub(crate) fn read(file: &Sections<'_>) -> Result<Self, ModelError> {
        let network = Network::read(file, "parser")?;
        let moves = network
            .moves
            .iter()
            .map(|name| {
                let (kind, label) = name.split_once('-').unwrap_or((name, "dep"));
                let (label, head) = label.split_once("||").map_or((label, None), |(l, h)| (l, Some(h)));
                let kind = match kind {
                    "S" => Kind::Shift,
                    "D" => Kind::Reduce,
                    "L" => Kind::Left,
                    "R" => Kind::Right,
                    "B" => Kind::Break,
                    _ => return None,
                };
                let lifted_from = match head {
                    Some(head) => Some(Dep::parse(head)?),
                    None => None,
                };
                Some(Move { kind, label: Dep::parse(label)?, lifted_from })
            })
            .collect::<Option<Vec<_>>>()
            .filter(|moves| {
                moves.iter().any(|m| m.kind == Kind::Shift) && moves.iter().any(|m| m.kind == Kind::Reduce)
            });
        match moves {
            Some(moves) => {
                let valid = |kinds: usize, m: usize| moves.get(m).is_some_and(|m| kinds >> m.kind as usize & 1 == 1);
                let scores = |kinds| std::array::from_fn(|m| if valid(kinds, m) { 0.0 } else { f32::NEG_INFINITY });
                let allowed = (0..1 << KINDS).map(|kinds| Aligned(scores(kinds))).collect();
                Ok(Self { network, moves, allowed })
            }
            None => Err(file.open("parser.moves")?.malformed("unknown move")),
        }
    }

    /// Parses the `count` tokens with the given vectors; the outcome is in `parse`.
    #[inline(always)]
    pub(crate) fn parse<S: Simd>(
        &self,
        simd: S,
        vectors: &[f32],
        is_space: &[bool],
        added: &mut Added,
        parse: &mut Parse,
    ) {
        let count = is_space.len();
        parse.reset(count);
        self.network.prepare(simd, vectors, count, added);
        while !(parse.stack.is_empty() && parse.buffered() == 0) {
            let allowed = &self.allowed[parse.valid()];
            // Some move is always valid: shift on an empty stack, else reduce.
            let Some(best) = self.network.best::<S, { MOVES / 16 }>(simd, added, parse.context(), allowed) else {
                break;
            };
            parse.apply(self.moves[best]);
        }
        parse.finish(is_space);
    }
}

impl Parse {
    fn reset(&mut self, count: usize) {
        fn fill<T: Clone>(v: &mut Vec<T>, count: usize, value: T) {
            v.clear();
            v.resize(count, value);
        }
        for v in [&mut self.heads, &mut self.last_left, &mut self.last_right, &mut self.before] {
            fill(v, count, NONE);
        }
        for v in [&mut self.left_edge, &mut self.right_edge] {
            fill(v, count, 0);
        }
        fill(&mut self.labels, count, Dep::Root);
        fill(&mut self.starts, count, false);
        fill(&mut self.was_returned, count, false);
        for v in [&mut self.stack, &mut self.returned] {
            v.clear();
        }
        self.lifted.clear();
        self.next = 0;
    }

    fn len(&self) -> u32 {
        self.heads.len() as u32
    }

    /// How many tokens are in the buffer.
    fn buffered(&self) -> usize {
        self.heads.len() - self.next as usize + self.returned.len()
    }

    /// Token `i` of the buffer.
    fn buffer(&self, i: usize) -> u32 {
        let returned = self.returned.len();
        if i < returned {
            return self.returned[returned - 1 - i];
        }
        let token = self.next + (i - returned) as u32;
        if token < self.len() { token } else { NONE }
    }

    fn stack(&self, i: usize) -> u32 {
        self.stack.iter().rev().nth(i).copied().unwrap_or(NONE)
    }

    fn context(&self) -> [u32; CONTEXT] {
        let (b0, s0) = (self.buffer(0), self.stack(0));
        let last = |children: &[u32], head: u32| children.get(head as usize).copied().unwrap_or(NONE);
        [
            b0,
            self.buffer(1),
            s0,
            self.stack(1),
            self.stack(2),
            last(&self.last_left, b0),
            last(&self.last_left, s0),
            last(&self.last_right, s0),
        ]
    }

    /// Which kinds of move are valid, a bit each.
    fn valid(&self) -> usize {
        let (b0, b1) = (self.buffer(0), self.buffer(1));
        let starts = |token: u32| self.starts.get(token as usize).copied().unwrap_or(false);
        let returned = self.was_returned.get(b0 as usize).copied().unwrap_or(false);
        let (empty, buffered) = (self.stack.is_empty(), self.buffered());
        let arc = !empty && buffered > 0 && !starts(b0);
        let shift = buffered > 0 && (empty || !(buffered < 2 || starts(b0) || returned));
        let kinds: [bool; KINDS] = [shift, !empty, arc, arc, buffered >= 2 && b1 == b0 + 1 && !starts(b1)];
        kinds.iter().rev().fold(0, |bits, valid| bits << 1 | usize::from(*valid))
    }

    fn apply(&mut self, m: Move) {
        let b0 = self.buffer(0);
        match m.kind {
            Kind::Shift => self.shift(),
            Kind::Reduce => {
                let alone = self.stack.len() == 1;
                if let Some(s0) = self.stack.pop()
                    && self.heads[s0 as usize] == NONE
                    && !alone
                {
                    self.was_returned[s0 as usize] = true;
                    self.returned.push(s0);
                }
            }
            Kind::Left => {
                if let Some(s0) = self.stack.pop() {
                    self.attach(s0, b0, m);
                    self.was_returned[b0 as usize] = false;
                }
            }
            Kind::Right => {
                self.attach(b0, self.stack(0), m);
                self.shift();
            }
            Kind::Break => {
                let b1 = self.buffer(1);
                self.starts[b1 as usize] = true;
            }
        }
    }

    fn shift(&mut self) {
        let token = self.returned.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.stack.push(token);
    }

    fn attach(&mut self, child: u32, head: u32, m: Move) {
        let c = child as usize;
        let old = self.heads[c];
        if old != NONE {
            let children = if old > child { &mut self.last_left } else { &mut self.last_right };
            if children[old as usize] == child {
                children[old as usize] = self.before[c];
            }
        }
        let children = if head > child { &mut self.last_left } else { &mut self.last_right };
        self.before[c] = std::mem::replace(&mut children[head as usize], child);
        self.heads[c] = head;
        self.labels[c] = m.label;
        // Only a lifted arc that is replaced later has to be forgotten, and it is the last one made for the child.
        if old != NONE {
            self.lifted.retain(|&(token, _)| token != child);
        }
        if let Some(from) = m.lifted_from {
            self.lifted.push((child, from));
        }
    }

    /// Roots, sentence bounds, and arcs that were lifted to keep the tree projective.
    fn finish(&mut self, is_space: &[bool]) {
        for (i, head) in self.heads.iter_mut().enumerate() {
            if *head == NONE {
                *head = i as u32;
                self.labels[i] = Dep::Root;
            }
        }
        self.find_edges();
        if !self.lifted.is_empty() {
            self.lifted.sort_unstable();
            for i in 0..self.lifted.len() {
                let (token, label) = self.lifted[i];
                // Lifted arcs still to come don't count as heads: their labels are not final.
                let pending = &self.lifted[i + 1..];
                self.heads[token as usize] = self.true_head(token, label, pending, is_space);
            }
            self.find_edges();
        }
        self.starts.fill(false);
        for (i, &head) in self.heads.iter().enumerate() {
            if head as usize == i {
                self.starts[self.left_edge[i] as usize] = true;
            }
        }
    }

    /// The first token below the head of `token`, breadth first, that has the label; else the head itself.
    fn true_head(&self, token: u32, label: Dep, pending: &[(u32, Dep)], is_space: &[bool]) -> u32 {
        let head = self.heads[token as usize];
        let mut level = vec![head];
        // A tree of n tokens has at most n levels; heads that were moved before can't make this run for ever.
        for _ in 0..self.heads.len() {
            let mut below = Vec::new();
            for &parent in &level {
                let (from, to) = (self.left_edge[parent as usize], self.right_edge[parent as usize]);
                for child in from..=to {
                    let c = child as usize;
                    if self.heads[c] != parent || child == parent || is_space[c] || child == token {
                        continue;
                    }
                    if self.labels[c] == label && pending.iter().all(|p| p.0 != child) {
                        return child;
                    }
                    below.push(child);
                }
            }
            if below.is_empty() {
                break;
            }
            level = below;
        }
        head
    }

    /// The outermost tokens below each token. Crossing arcs may need some rounds, as in the original.
    fn find_edges(&mut self) {
        let count = self.len();
        for i in 0..count {
            self.left_edge[i as usize] = i;
            self.right_edge[i as usize] = i;
        }
        for _ in 0..=11 {
            for i in (0..count).chain((0..count).rev()) {
                let (child, head) = (i as usize, self.heads[i as usize] as usize);
                self.left_edge[head] = self.left_edge[head].min(self.left_edge[child]);
                self.right_edge[head] = self.right_edge[head].max(self.right_edge[child]);
            }
            if self.heads_within_sentences() {
                break;
            }
        }
    }

    fn heads_within_sentences(&mut self) -> bool {
        let count = self.heads.len();
        self.starts.fill(false);
        for (i, &head) in self.heads.iter().enumerate() {
            if head as usize == i {
                self.starts[self.left_edge[i] as usize] = true;
            }
        }
        let mut start = 0;
        for i in 0..count {
            if i > 0 && self.starts[i] || i == count - 1 {
                let end = i as u32;
                if self.heads[start..i].iter().any(|&h| h < start as u32 || h > end) {
                    return false;
                }
                start = i;
            }
        }
        true
    }
}
