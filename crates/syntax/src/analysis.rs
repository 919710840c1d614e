//! The outcome: tokens with their dependencies, sentences and entities, and ways to walk the tree.

use std::ops::Range;

use servanda_model::Span;

use crate::labels::{Dep, EntityKind, Pos, Tag};

/// A word, number or punctuation mark. White space is never a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the text.
    pub span: Span,
    /// Index of the token it depends on; its own index at the root of a sentence.
    pub head: usize,
    /// How it depends on its head.
    pub dep: Dep,
    /// Fine tag.
    pub tag: Tag,
    /// Part of speech.
    pub pos: Pos,
    lower: Stored,
    lemma: Stored,
}

/// A place in [`Analysis::strings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stored {
    start: u32,
    end: u32,
}

/// A named entity, number or time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What it is.
    pub kind: EntityKind,
}

/// The analysis of a text. Methods that take a token's index panic if there is no such token, as slices do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysis {
    /// Tokens in the order of the text.
    pub tokens: Vec<Token>,
    /// Token ranges of the sentences: they follow one another and cover all tokens.
    pub sentences: Vec<Range<usize>>,
    /// Entities in the order of the text; they don't overlap.
    pub entities: Vec<Entity>,
    /// Where sentences begin, in bytes; at white space too, which is no token.
    pub(crate) sentence_bytes: Vec<u32>,
    strings: String,
    /// First token and one past the last of each token's subtree.
    edges: Vec<(u32, u32)>,
    /// Children of all tokens, and where those of each begin (one entry more than tokens).
    children: Vec<u32>,
    first_child: Vec<u32>,
}

impl Analysis {
    /// The token as written; `text` is what was analysed.
    #[must_use]
    pub fn text<'t>(&self, i: usize, text: &'t str) -> &'t str {
        self.tokens[i].span.of(text).unwrap_or_default()
    }

    /// The token in small letters.
    #[must_use]
    pub fn lower(&self, i: usize) -> &str {
        self.stored(self.tokens[i].lower)
    }

    /// The token's lemma: "said" → "say". Names keep their spelling.
    #[must_use]
    pub fn lemma(&self, i: usize) -> &str {
        self.stored(self.tokens[i].lemma)
    }

    fn stored(&self, at: Stored) -> &str {
        &self.strings[at.start as usize..at.end as usize]
    }

    /// Tokens that depend on `i`, from left to right.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let (from, to) = (self.first_child[i] as usize, self.first_child[i + 1] as usize);
        self.children[from..to].iter().map(|&c| c as usize)
    }

    /// The first child of `i` that depends on it as `dep`.
    #[must_use]
    pub fn child(&self, i: usize, dep: Dep) -> Option<usize> {
        self.children(i).find(|&c| self.tokens[c].dep == dep)
    }

    /// The first child of `i` that depends on it in one of the ways given.
    #[must_use]
    pub fn child_in(&self, i: usize, deps: &[Dep]) -> Option<usize> {
        self.children(i).find(|&c| deps.contains(&self.tokens[c].dep))
    }

    /// The tokens above `i`: its head, the head of that, up to the root.
    pub fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let up = |i: usize| Some(self.tokens[i].head).filter(|&h| h != i);
        // The parser makes no cycles; the bound makes that plain.
        std::iter::successors(up(i), move |&i| up(i)).take(self.tokens.len())
    }

    /// The first token of the subtree of `i`.
    #[must_use]
    pub fn left_edge(&self, i: usize) -> usize {
        self.edges[i].0 as usize
    }

    /// The last token of the subtree of `i`.
    #[must_use]
    pub fn right_edge(&self, i: usize) -> usize {
        self.edges[i].1 as usize - 1
    }

    /// The tokens from the first to the last of the subtree of `i`. Where arcs cross, some may not belong to it.
    #[must_use]
    pub fn subtree(&self, i: usize) -> Range<usize> {
        let (from, to) = self.edges[i];
        from as usize..to as usize
    }

    /// Where the subtree of `i` stands in the text.
    #[must_use]
    pub fn subtree_span(&self, i: usize) -> Span {
        self.span(self.subtree(i))
    }

    /// Where a range of tokens stands in the text; an empty span if the range is empty.
    #[must_use]
    pub fn span(&self, tokens: Range<usize>) -> Span {
        match self.tokens.get(tokens) {
            Some([one]) => one.span,
            Some([first, .., last]) => first.span.cover(last.span),
            _ => Span::new(0, 0),
        }
    }

    /// Index of the sentence that token `i` is in.
    #[must_use]
    pub fn sentence_of(&self, i: usize) -> usize {
        self.sentences.partition_point(|s| s.end <= i)
    }

    /// Index of the root of sentence `s`: the first, if it has several.
    #[must_use]
    pub fn root(&self, s: usize) -> usize {
        let range = self.sentences[s].clone();
        range.clone().find(|&i| self.tokens[i].head == i).unwrap_or(range.start)
    }

    /// The token of the range that the others depend on: the leftmost whose head lies outside or is itself.
    #[must_use]
    pub fn head_of(&self, tokens: Range<usize>) -> usize {
        let top = |&i: &usize| self.tokens[i].head == i || !tokens.contains(&self.tokens[i].head);
        tokens.clone().find(top).unwrap_or(tokens.start)
    }

    /// The entity that token `i` belongs to.
    #[must_use]
    pub fn entity_of(&self, i: usize) -> Option<&Entity> {
        let at = self.entities.partition_point(|e| e.tokens.end <= i);
        self.entities.get(at).filter(|e| e.tokens.contains(&i))
    }

    /// The token that stands over or begins at byte `at` of the text.
    #[must_use]
    pub fn token_at(&self, at: usize) -> Option<usize> {
        let i = self.tokens.partition_point(|t| t.span.end() <= at);
        (i < self.tokens.len() && self.tokens[i].span.start() <= at).then_some(i)
    }

    /// The tokens that share at least one byte with `span`.
    #[must_use]
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let from = self.tokens.partition_point(|t| t.span.end() <= span.start());
        let to = self.tokens.partition_point(|t| t.span.start() < span.end());
        from..to.max(from)
    }

    pub(crate) fn reserve(&mut self, tokens: usize, bytes: usize) {
        self.tokens.reserve(tokens);
        self.strings.reserve(bytes);
    }

    /// Whether a sentence begins at that byte.
    pub(crate) fn opens_sentence(&self, byte: u32) -> bool {
        self.sentence_bytes.binary_search(&byte).is_ok()
    }

    /// Adds what another analysis of the same text has within a span of whole sentences.
    pub(crate) fn take_over(&mut self, other: &Self, span: Span) {
        let tokens = other.tokens_in(span);
        let opening = other.sentence_bytes.iter().filter(|b| (span.start()..span.end()).contains(&(**b as usize)));
        self.sentence_bytes.extend(opening);
        let first = self.tokens.len();
        let moved = |i: usize| i - tokens.start + first;
        for i in tokens.clone() {
            let t = other.tokens[i];
            let lemma = Some(other.lemma(i)).filter(|l| *l != other.lower(i));
            self.push(t.span, moved(t.head), t.dep, t.tag, t.pos, other.lower(i), lemma);
        }
        let inside = |r: &Range<usize>| r.start < tokens.end && r.end > tokens.start;
        let shift = |r: &Range<usize>| moved(r.start)..moved(r.end);
        self.sentences.extend(other.sentences.iter().filter(|s| inside(s)).map(shift));
        let entities = other.entities.iter().filter(|e| inside(&e.tokens));
        self.entities.extend(entities.map(|e| Entity { tokens: shift(&e.tokens), kind: e.kind }));
    }

    pub(crate) fn store(&mut self, s: &str) -> Stored {
        let start = self.strings.len() as u32;
        self.strings.push_str(s);
        Stored { start, end: self.strings.len() as u32 }
    }

    /// Adds a token; `lemma` is `None` if it is the lower-cased word.
    #[expect(clippy::too_many_arguments, reason = "a token is made in one place only")]
    pub(crate) fn push(
        &mut self,
        span: Span,
        head: usize,
        dep: Dep,
        tag: Tag,
        pos: Pos,
        lower: &str,
        lemma: Option<&str>,
    ) {
        let lower = self.store(lower);
        let lemma = lemma.map_or(lower, |l| self.store(l));
        self.tokens.push(Token { span, head, dep, tag, pos, lower, lemma });
    }

    /// Computes children and subtrees once all tokens are there.
    pub(crate) fn index(&mut self) {
        let count = self.tokens.len();
        self.first_child = vec![0; count + 1];
        for (i, t) in self.tokens.iter().enumerate() {
            if t.head != i {
                self.first_child[t.head + 1] += 1;
            }
        }
        for i in 0..count {
            self.first_child[i + 1] += self.first_child[i];
        }
        let mut next = self.first_child.clone();
        self.children = vec![0; self.first_child[count] as usize];
        for (i, t) in self.tokens.iter().enumerate() {
            if t.head != i {
                self.children[next[t.head] as usize] = i as u32;
                next[t.head] += 1;
            }
        }
        // From the leaves up: a token is done when all its children are.
        self.edges = (0..count as u32).map(|i| (i, i + 1)).collect();
        let mut waiting: Vec<u32> = (0..count).map(|i| self.first_child[i + 1] - self.first_child[i]).collect();
        let mut ready: Vec<usize> = (0..count).filter(|&i| waiting[i] == 0).collect();
        while let Some(i) = ready.pop() {
            let head = self.tokens[i].head;
            if head == i {
                continue;
            }
            let (from, to) = self.edges[i];
            let edge = &mut self.edges[head];
            *edge = (edge.0.min(from), edge.1.max(to));
            waiting[head] -= 1;
            if waiting[head] == 0 {
                ready.push(head);
            }
        }
    }
}
