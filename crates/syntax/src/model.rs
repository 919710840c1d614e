//! The model: from bytes to a pipeline, from a text to its analysis.

use std::ops::Range;
use std::sync::Arc;

use servanda_model::Span;

use crate::analysis::{Analysis, Entity};
use crate::chars::bit;
use crate::dense::{PANEL, Panels, Room, WIDTH, greatest};
use crate::encoder::{DEPTH, Encoder, EncoderMemory};
use crate::file::{ModelError, Sections};
use crate::forms::{FormId, FormMaker, Forms};
use crate::labels::{Dep, EntityKind, Pos, Tag};
use crate::lemmatizer::Lemmatizer;
use crate::ner::Recogniser;
use crate::parser::{Parse, Parser};
use crate::ruler::{Ruler, Seen};
use crate::tokenizer::{Piece, Tokenizer};
use crate::transitions::Added;
use crate::watch::{Paragraph, Watch, WordClasses, WordSet};

/// Longest run of tokens that is analysed in one go. Longer texts are cut at a paragraph, else a line, else the end
/// of a sentence, else here: memory stays bounded, and a bound may cost the four tokens on either side some context.
const CHUNK: usize = 2048;
/// Tokens without the end of a sentence or line after which a paragraph is cut: nobody writes such sentences, and what
/// asks for the rest of a sentence at each of its words must not find a whole text there.
const ENDLESS: usize = 400;
/// Clauses are computed together until they have as many tokens.
const BATCH: usize = 1024;
/// Forms kept between texts before the memory starts afresh: about six mebibytes.
const KEPT_FORMS: usize = 1 << 15;
/// Encoded words kept between texts before that memory starts afresh: 30 mebibytes in each of the two encoders.
const KEPT_WORDS: usize = 1 << 13;
/// Longest text whose pieces are kept for the next step, in bytes.
const KEPT_TEXT: usize = 1 << 16;
/// Texts are read up to here, a gibibyte: spans and stored strings have 32-bit offsets.
const LONGEST: usize = 1 << 30;

/// The published English pipeline: tokens, tags, dependencies, lemmas, entities.
pub struct Model {
    simd: pulp::Arch,
    tokenizer: Tokenizer,
    maker: FormMaker,
    encoder: Encoder,
    entity_encoder: Encoder,
    tagger: Panels,
    tags: Vec<Tag>,
    parser: Parser,
    recogniser: Recogniser,
    ruler: Ruler,
    lemmatizer: Lemmatizer,
}

/// Room to work in, and a memory of words met before. Reuse one per thread: analyses don't depend on what it holds.
#[derive(Default)]
pub struct Scratch {
    pieces: Vec<Piece>,
    /// What the pieces are of: a text is looked at in several steps.
    text: String,
    forms: Forms,
    memory: EncoderMemory,
    entity_memory: EncoderMemory,
    tag_scores: Room,
    parse: Parse,
    added: Added,
    batch: Batch,
    seen: Vec<Seen>,
    /// Index in the analysis of each token of the clause.
    index: Vec<usize>,
}

/// Clauses that are computed together, and what is found of each of their tokens.
#[derive(Default)]
struct Batch {
    clauses: Vec<Range<usize>>,
    tokens: Vec<(FormId, bool)>,
    is_space: Vec<bool>,
    tags: Vec<Tag>,
    /// Counted from the first token of the clause.
    heads: Vec<u32>,
    labels: Vec<Dep>,
    starts: Vec<bool>,
    entities: Vec<(u32, u32, EntityKind)>,
}

impl Batch {
    fn clear(&mut self) {
        self.clauses.clear();
        self.tokens.clear();
        self.is_space.clear();
        self.tags.clear();
        self.heads.clear();
        self.labels.clear();
        self.starts.clear();
        self.entities.clear();
    }

    /// Adds the entities of a clause, of whose tokens `index` gives the numbers and `next` the number that comes next.
    fn collect_entities(&self, clause: Range<usize>, index: &[usize], next: usize, out: &mut Vec<Entity>) {
        let first = self.entities.partition_point(|e| (e.0 as usize) < clause.start);
        let of_clause = self.entities[first..].iter().take_while(|e| (e.0 as usize) < clause.end);
        out.extend(of_clause.filter_map(|&(a, b, kind)| {
            let (a, b) = (a as usize - clause.start, b as usize - clause.start);
            let tokens = index[a]..index.get(b).copied().unwrap_or(next);
            (!tokens.is_empty()).then_some(Entity { tokens, kind })
        }));
    }
}

/// What to do with a paragraph.
enum Task<'a> {
    PassOver,
    Analyse,
    /// It has been analysed.
    TakeOver(&'a Analysis),
}

/// What comes next in an analysis.
enum Next<'a> {
    /// The next clause of the batch: these pieces.
    Clause(Range<usize>),
    Known(&'a Analysis, Span),
}

/// What is computed of the clauses of a batch.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Tags,
    Syntax,
    /// Of clauses whose sentences are known.
    Entities,
    Everything,
}

impl Scratch {
    /// A scratch for [`Model::paragraphs`], which reports these words.
    #[must_use]
    pub fn watching(watch: Arc<Watch>) -> Self {
        Self { forms: Forms::watching(watch), ..Self::default() }
    }

    /// Starts the memories afresh that have grown too large.
    fn bound(&mut self) {
        if self.forms.all.len() > KEPT_FORMS {
            self.forms.clear();
            self.memory.clear();
            self.entity_memory.clear();
        }
        for memory in [&mut self.memory, &mut self.entity_memory] {
            if memory.len() > KEPT_WORDS {
                memory.clear();
            }
        }
    }
}

impl Model {
    /// Reads the model out of the bytes of its file (`data/models/en/en_core_web_sm.bin`).
    ///
    /// # Errors
    /// If the bytes are no such file, or one of another layout.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let file = Sections::parse(bytes)?;
        let mut cursor = file.open("tags")?;
        let tags: Option<Vec<Tag>> = cursor.texts()?.into_iter().map(Tag::parse).collect();
        let tags = tags.filter(|t| !t.is_empty()).ok_or_else(|| cursor.malformed("unknown tag"))?;
        let weights = file.tensor("tagger.softmax.W.0", &[tags.len(), WIDTH])?;
        let bias = file.tensor("tagger.softmax.b.0", &[tags.len()])?;
        // No tag is found in the columns that fill the last panel.
        let filled = tags.len().next_multiple_of(PANEL);
        let weight = |o: usize, i: usize| weights.get(o * WIDTH + i).copied().unwrap_or(0.0);
        let bias = |o: usize| bias.get(o).copied().unwrap_or(f32::NEG_INFINITY);
        Ok(Self {
            simd: pulp::Arch::new(),
            tokenizer: Tokenizer::read(&file)?,
            maker: FormMaker::read(&file)?,
            encoder: Encoder::read(&file, "tok2vec", 6)?,
            entity_encoder: Encoder::read(&file, "ner", 4)?,
            tagger: Panels::pack(filled, WIDTH, weight, bias),
            tags,
            parser: Parser::read(&file)?,
            recogniser: Recogniser::read(&file)?,
            ruler: Ruler::read(&file)?,
            lemmatizer: Lemmatizer::read(&file)?,
        })
    }

    /// Cuts a text into tokens only. White space is left out. Texts of more than a gibibyte are read up to there.
    #[must_use]
    pub fn tokenise(&self, text: &str) -> Vec<Span> {
        let text = reachable(text);
        let mut pieces = Vec::new();
        self.tokenizer.cut(text, &mut pieces);
        let is_word = |p: &Piece| text[p.start as usize..].starts_with(|c| !self.tokenizer.chars.is(c, bit::SPACE));
        pieces.iter().filter(|p| is_word(p)).map(|p| Span::new(p.start as usize, p.end as usize)).collect()
    }

    /// Analyses a text. To analyse many, keep a [`Scratch`] and call [`Self::analyse_with`]: much faster.
    #[must_use]
    pub fn analyse(&self, text: &str) -> Analysis {
        self.analyse_with(text, &mut Scratch::default())
    }

    /// Analyses a text.
    #[must_use]
    pub fn analyse_with(&self, text: &str, scratch: &mut Scratch) -> Analysis {
        self.run(text, scratch, Part::Everything)
    }

    /// Analyses a text but for its entities, which cost near half the time.
    #[must_use]
    pub fn syntax_with(&self, text: &str, scratch: &mut Scratch) -> Analysis {
        self.run(text, scratch, Part::Syntax)
    }

    /// Analyses a text paragraph by paragraph (blank lines between them), and what a semicolon parts for itself: no
    /// sentence and no dependency crosses from a heading or byline into the text, and the parser, which saw few
    /// semicolons, is not led astray by them.
    #[must_use]
    pub fn paragraphs_with(&self, text: &str, scratch: &mut Scratch) -> Analysis {
        self.run_by(text, scratch, Part::Everything, true, |_, _| Task::Analyse, Self::paragraph_len)
    }

    /// As [`Self::paragraphs_with`], but without entities, and only the paragraphs whose number `wanted` says: what it
    /// gives of each is the same as if the whole text were analysed, and the others have no tokens.
    #[must_use]
    pub fn some_paragraphs_with(&self, text: &str, scratch: &mut Scratch, wanted: impl Fn(usize) -> bool) -> Analysis {
        let task = |number, _| if wanted(number) { Task::Analyse } else { Task::PassOver };
        self.run_by(text, scratch, Part::Syntax, true, task, Self::paragraph_len)
    }

    /// Finds the entities of the paragraphs of a text that [`Self::some_paragraphs_with`] analysed.
    pub fn name_with(&self, text: &str, scratch: &mut Scratch, some: &mut Analysis) {
        let text = reachable(text);
        let pieces = self.cut(text, scratch);
        some.entities.clear();
        // The first token of each clause of the batch.
        let mut waiting: Vec<usize> = Vec::new();
        let mut at = 0;
        while at < pieces.len() {
            let end = at + self.paragraph_len(text, &pieces[at..]);
            let chunk = &pieces[at..end];
            at = end;
            if !some.tokens_in(span_of(chunk)).is_empty() {
                for clause in clauses(text, chunk, true) {
                    self.join(text, clause, scratch);
                    scratch.batch.starts.extend(clause.iter().map(|p| some.opens_sentence(p.start)));
                    waiting.push(some.tokens_in(span_of(clause)).start);
                }
            }
            if scratch.batch.tokens.len() >= BATCH || at == pieces.len() {
                self.simd.dispatch(Predict { model: self, scratch, part: Part::Entities });
                for (clause, first) in waiting.drain(..).enumerate() {
                    let clause = scratch.batch.clauses[clause].clone();
                    let next = number(&scratch.batch.is_space[clause.clone()], first, &mut scratch.index);
                    scratch.batch.collect_entities(clause, &scratch.index, next, &mut some.entities);
                }
                scratch.batch.clear();
            }
        }
        scratch.pieces = pieces;
    }

    /// As what the words `asked` for may stand in each paragraph of [`Self::paragraphs_with`], by the tags that the
    /// analysis gives them there. Of a paragraph only the words on either side of such a word are looked at: a tag
    /// depends on no others.
    #[must_use]
    pub fn word_classes(&self, text: &str, scratch: &mut Scratch, asked: &[WordSet]) -> Vec<WordClasses> {
        let text = reachable(text);
        let mut found = vec![WordClasses::default(); asked.len()];
        let pieces = self.cut(text, scratch);
        // Paragraph and token of the batch.
        let mut waiting: Vec<(usize, usize)> = Vec::new();
        let (mut at, mut number) = (0, 0);
        while at < pieces.len() {
            let end = at + self.paragraph_len(text, &pieces[at..]);
            if let Some(asked) = asked.get(number).filter(|a| !a.is_empty()) {
                for clause in clauses(text, &pieces[at..end], true) {
                    let mut is_asked = |&piece: &Piece| {
                        let Scratch { forms, .. } = scratch;
                        let form = forms.of(text, piece, &self.tokenizer, &self.maker, &self.ruler, &self.lemmatizer);
                        forms.all[form as usize].watched.iter().any(|n| asked.contains(*n))
                    };
                    let words: Vec<usize> = (0..clause.len()).filter(|&i| is_asked(&clause[i])).collect();
                    let mut rest = &words[..];
                    while let Some(&first) = rest.first() {
                        // Words whose windows meet are looked at together.
                        let apart = rest.windows(2).position(|w| w[1] - w[0] > 2 * DEPTH);
                        let (near, next) = rest.split_at(apart.map_or(rest.len(), |i| i + 1));
                        rest = next;
                        let from = first.saturating_sub(DEPTH);
                        let to = (near.last().map_or(first, |l| *l) + DEPTH + 1).min(clause.len());
                        let token = scratch.batch.tokens.len();
                        self.join(text, &clause[from..to], scratch);
                        waiting.extend(near.iter().map(|w| (number, token + w - from)));
                    }
                }
            }
            (at, number) = (end, number + 1);
            if scratch.batch.tokens.len() >= BATCH || at == pieces.len() {
                self.simd.dispatch(Predict { model: self, scratch, part: Part::Tags });
                for (number, token) in waiting.drain(..) {
                    let (form, tag) = (scratch.batch.tokens[token].0, scratch.batch.tags[token]);
                    let form = &scratch.forms.all[form as usize];
                    let may_be = |pos: &[Pos]| pos.iter().any(|p| self.ruler.may_be(tag, form.ruler_word, *p));
                    let auxiliary = tag.is_verbal() && may_be(&[Pos::Aux]);
                    let WordClasses { verbs, nouns } = &mut found[number];
                    if auxiliary || may_be(&[Pos::Verb, Pos::Adj]) {
                        form.watched.iter().for_each(|n| verbs.insert(*n));
                    }
                    if may_be(&[Pos::Noun, Pos::Propn, Pos::Verb]) {
                        form.watched.iter().for_each(|n| nouns.insert(*n));
                    }
                }
                scratch.batch.clear();
            }
        }
        scratch.pieces = pieces;
        found
    }

    /// Gives what [`Self::paragraphs_with`] gives, from what [`Self::some_paragraphs_with`] and [`Self::name_with`] gave
    /// of the same text: only the other paragraphs are analysed.
    #[must_use]
    pub fn other_paragraphs_with(&self, text: &str, scratch: &mut Scratch, some: &Analysis) -> Analysis {
        let task = |_, span| {
            if some.tokens_in(span).is_empty() { Task::Analyse } else { Task::TakeOver(some) }
        };
        self.run_by(text, scratch, Part::Everything, true, task, Self::paragraph_len)
    }

    /// The paragraphs of [`Self::paragraphs_with`] with the watched words that they may hold (see [`Scratch::watching`]).
    #[must_use]
    pub fn paragraphs(&self, text: &str, scratch: &mut Scratch) -> Vec<Paragraph> {
        let text = reachable(text);
        let pieces = self.cut(text, scratch);
        let mut found = Vec::new();
        let mut rest = &pieces[..];
        while let (Some(first), true) = (rest.first(), !rest.is_empty()) {
            let (chunk, next) = rest.split_at(self.paragraph_len(text, rest));
            let end = chunk.last().map_or(first.end, |p| p.end);
            let mut paragraph =
                Paragraph { span: Span::new(first.start as usize, end as usize), tokens: 0, words: WordSet::default() };
            scratch.bound();
            for &piece in chunk {
                let form = scratch.forms.of(text, piece, &self.tokenizer, &self.maker, &self.ruler, &self.lemmatizer);
                let form = &scratch.forms.all[form as usize];
                paragraph.tokens += usize::from(!form.is_space);
                form.watched.iter().for_each(|n| paragraph.words.insert(*n));
            }
            found.push(paragraph);
            rest = next;
        }
        scratch.pieces = pieces;
        found
    }

    /// The pieces of a text. They are to be given back for the next step.
    fn cut(&self, text: &str, scratch: &mut Scratch) -> Vec<Piece> {
        let mut pieces = std::mem::take(&mut scratch.pieces);
        // Of a text that was too long to be kept the pieces are no other's.
        if scratch.text.is_empty() || scratch.text != text {
            self.tokenizer.cut(text, &mut pieces);
            scratch.text.clear();
            if text.len() <= KEPT_TEXT {
                scratch.text.push_str(text);
            }
        }
        pieces
    }

    /// How many of the pieces to analyse in one go, up to the next blank line or within a sentence without an end.
    fn paragraph_len(&self, text: &str, rest: &[Piece]) -> usize {
        // A longer one is cut at the same place however long it is.
        let rest = &rest[..rest.len().min(CHUNK + 1)];
        let mut endless = 0;
        let paragraph = rest.iter().position(|p| {
            let word = &text[p.start as usize..p.end as usize];
            let lines = word.bytes().filter(|b| *b == b'\n').count();
            endless = if lines > 0 || matches!(word, "." | "?" | "!" | ";") { 0 } else { endless + 1 };
            lines > 1 || endless == ENDLESS
        });
        self.chunk_len(text, &rest[..paragraph.map_or(rest.len(), |i| i + 1)])
    }

    fn run(&self, text: &str, scratch: &mut Scratch, part: Part) -> Analysis {
        self.run_by(text, scratch, part, false, |_, _| Task::Analyse, Self::chunk_len)
    }

    fn run_by<'a>(
        &self,
        text: &str,
        scratch: &mut Scratch,
        part: Part,
        parted: bool,
        task: impl Fn(usize, Span) -> Task<'a>,
        next_len: impl Fn(&Self, &str, &[Piece]) -> usize,
    ) -> Analysis {
        let text = reachable(text);
        let mut analysis = Analysis::default();
        let pieces = self.cut(text, scratch);
        analysis.reserve(pieces.len(), 2 * text.len());
        let mut waiting: Vec<Next<'a>> = Vec::new();
        let (mut at, mut number) = (0, 0);
        while at < pieces.len() {
            let end = at + next_len(self, text, &pieces[at..]);
            let chunk = &pieces[at..end];
            let span = span_of(chunk);
            match task(number, span) {
                Task::PassOver => {}
                Task::TakeOver(known) => waiting.push(Next::Known(known, span)),
                Task::Analyse => {
                    for clause in clauses(text, chunk, parted) {
                        self.join(text, clause, scratch);
                        waiting.push(Next::Clause(at..at + clause.len()));
                        at += clause.len();
                    }
                }
            }
            (at, number) = (end, number + 1);
            if scratch.batch.tokens.len() >= BATCH || at == pieces.len() {
                self.simd.dispatch(Predict { model: self, scratch, part });
                let mut clause = 0;
                for next in waiting.drain(..) {
                    match next {
                        Next::Known(known, span) => analysis.take_over(known, span),
                        Next::Clause(range) => {
                            self.collect(&pieces[range], clause, scratch, &mut analysis);
                            clause += 1;
                        }
                    }
                }
                scratch.batch.clear();
            }
        }
        scratch.pieces = pieces;
        analysis.index();
        analysis
    }

    /// How many of the pieces to analyse in one go.
    fn chunk_len(&self, text: &str, pieces: &[Piece]) -> usize {
        if pieces.len() <= CHUNK {
            return pieces.len();
        }
        // How good a bound is after a piece: the best one in the second half of the chunk is taken, the last of equals.
        let rank = |p: &Piece| {
            let word = &text[p.start as usize..p.end as usize];
            match word.bytes().filter(|b| *b == b'\n').count() {
                0 => u8::from(matches!(word, "." | "?" | "!")),
                1 => 2,
                _ => 3,
            }
        };
        let second_half = pieces[..CHUNK].iter().enumerate().skip(CHUNK / 2);
        second_half.max_by_key(|(_, p)| rank(p)).map_or(CHUNK, |(i, _)| i + 1)
    }

    /// Adds a clause to those that are computed together.
    fn join(&self, text: &str, pieces: &[Piece], scratch: &mut Scratch) {
        if scratch.batch.clauses.is_empty() {
            scratch.bound();
        }
        let Scratch { batch, forms, .. } = scratch;
        let first = batch.tokens.len();
        for &piece in pieces {
            let form = forms.of(text, piece, &self.tokenizer, &self.maker, &self.ruler, &self.lemmatizer);
            batch.tokens.push((form, piece.space));
            batch.is_space.push(forms.all[form as usize].is_space);
        }
        batch.clauses.push(first..batch.tokens.len());
    }

    /// Everything that is computed with floats.
    #[inline(always)]
    fn predict<S: pulp::Simd>(&self, simd: S, scratch: &mut Scratch, part: Part) {
        let Scratch { batch, forms, memory, entity_memory, tag_scores, parse, added, .. } = scratch;
        let Batch { clauses, tokens, is_space, tags, heads, labels, starts, entities: found } = batch;
        if part != Part::Entities {
            let vectors = self.encoder.encode(simd, tokens, clauses, &forms.all, memory);
            let stride = self.tagger.stride();
            for (n, clause) in clauses.iter().enumerate() {
                let scores = tag_scores.of(clause.len() * stride);
                self.tagger.apply(simd, vectors.of(n), WIDTH, clause.len(), scores);
                let best = scores.chunks_exact(stride).map(|scores| greatest(simd, scores).unwrap_or(0));
                tags.extend(best.map(|tag| self.tags[tag]));
                if part == Part::Tags {
                    continue;
                }
                self.parser.parse(simd, vectors.of(n), &is_space[clause.clone()], added, parse);
                heads.extend_from_slice(&parse.heads);
                labels.extend_from_slice(&parse.labels);
                starts.extend_from_slice(&parse.starts);
            }
        }
        if matches!(part, Part::Entities | Part::Everything) {
            let vectors = self.entity_encoder.encode(simd, tokens, clauses, &forms.all, entity_memory);
            for (n, clause) in clauses.iter().enumerate() {
                let (is_space, starts) = (&is_space[clause.clone()], &starts[clause.clone()]);
                self.recogniser.find(simd, vectors.of(n), is_space, starts, added, clause.start, found);
            }
        }
    }

    /// Adds the tokens of a clause of the batch to the analysis, without white space.
    fn collect(&self, pieces: &[Piece], clause: usize, scratch: &mut Scratch, out: &mut Analysis) {
        let Scratch { batch, forms, seen, index, .. } = scratch;
        let clause = batch.clauses[clause].clone();
        let (tokens, is_space) = (&batch.tokens[clause.clone()], &batch.is_space[clause.clone()]);
        let (tags, heads) = (&batch.tags[clause.clone()], &batch.heads[clause.clone()]);
        let (labels, starts) = (&batch.labels[clause.clone()], &batch.starts[clause.clone()]);
        let first = out.tokens.len();
        let next = number(is_space, first, index);
        seen.clear();
        seen.extend(tokens.iter().enumerate().map(|(i, &(form, _))| Seen {
            tag: tags[i],
            dep: labels[i],
            is_space: is_space[i],
            word: forms.all[form as usize].ruler_word,
        }));
        let mut roots_of_space: Vec<(usize, usize)> = Vec::new();
        for (i, piece) in pieces.iter().enumerate() {
            if is_space[i] {
                continue;
            }
            let mut head = heads[i] as usize;
            let mut dep = labels[i];
            // Tokens under white space go to its head; the first under a root of white space takes its place.
            while is_space[head] && heads[head] as usize != head {
                head = heads[head] as usize;
            }
            if is_space[head] {
                head = match roots_of_space.iter().find(|(space, _)| *space == head) {
                    Some(&(_, heir)) => heir,
                    None => {
                        roots_of_space.push((head, i));
                        dep = Dep::Root;
                        i
                    }
                };
            }
            let ruling = self.ruler.rule(seen, i);
            let form = &mut forms.all[tokens[i].0 as usize];
            let at = match self.ruler.lemma(ruling) {
                Some(_) => 0,
                None => form.find_lemma(ruling.pos, ruling.base, &self.lemmatizer, &self.tokenizer.chars),
            };
            let lemma = self.ruler.lemma(ruling).unwrap_or_else(|| form.lemma(at));
            let lemma = Some(lemma).filter(|l| **l != *form.lower);
            let span = Span::new(piece.start as usize, piece.end as usize);
            out.push(span, index[head], dep, tags[i], ruling.pos, &form.lower, lemma);
        }
        let mut start = first;
        let begins = starts.iter().zip(&*index).filter(|(starts, _)| **starts).map(|(_, &at)| at);
        for end in begins.chain([next]) {
            if end > start {
                out.sentences.push(start..end);
                start = end;
            }
        }
        let opening = pieces.iter().zip(starts).filter(|(_, starts)| **starts);
        out.sentence_bytes.extend(opening.map(|(piece, _)| piece.start));
        batch.collect_entities(clause, index, next, &mut out.entities);
    }
}

/// Where some pieces stand.
fn span_of(pieces: &[Piece]) -> Span {
    let span = |first: &Piece, last: &Piece| Span::new(first.start as usize, last.end as usize);
    pieces.first().zip(pieces.last()).map_or(Span::new(0, 0), |(first, last)| span(first, last))
}

/// The pieces that are analysed for themselves. What a semicolon parts is, if it is to be `parted`: the parser saw few of
/// them and is led astray.
fn clauses<'p>(text: &'p str, pieces: &'p [Piece], parted: bool) -> impl Iterator<Item = &'p [Piece]> {
    pieces.split_inclusive(move |p| parted && &text[p.start as usize..p.end as usize] == ";")
}

/// Numbers the pieces of a clause as tokens from `first` on: white space has the number of the token behind it. Gives the
/// number that comes next.
fn number(is_space: &[bool], first: usize, index: &mut Vec<usize>) -> usize {
    let mut next = first;
    index.clear();
    index.extend(is_space.iter().map(|&space| {
        next += usize::from(!space);
        next - usize::from(!space)
    }));
    next
}

/// The part of the work that is compiled once for each kind of processor.
struct Predict<'a> {
    model: &'a Model,
    scratch: &'a mut Scratch,
    part: Part,
}

impl pulp::WithSimd for Predict<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) {
        self.model.predict(simd, self.scratch, self.part);
    }
}

/// The part of a text that spans can reach.
fn reachable(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
