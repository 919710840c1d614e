//! Who says what: quotations, reported speech, "according to", beliefs and plans.
//!
//! Three steps: every pair of a word that may report and a stretch it may report (`candidates`), a weight for each by
//! its words and its grammar (`features`, `weights`), and a choice that agrees with itself (`decode`). The shapes and
//! the cue lexicon are general English; the weights are fitted on annotated news (`data/models/en/attribution.md`).

mod candidates;
mod carried;
mod cues;
mod decode;
mod features;
mod layout;
mod sources;
#[cfg(test)]
mod tests;
mod weights;

use std::sync::LazyLock;

use servanda_model::{Channel, Span};
use servanda_syntax::Analysis;

use self::candidates::{Pages, Shape};
use self::cues::Cues;
use self::decode::{Taken, decode};
use crate::page::Page;

pub use self::cues::CueKind;
pub use self::weights::Weights;

/// One attribution: source, cue and content, as spans of bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// Who says it; `None` where nobody is named.
    pub source: Option<Span>,
    /// Head token of the source.
    pub source_head: Option<usize>,
    /// The cue words.
    pub cue: Option<Span>,
    /// The token of the cue.
    pub cue_token: Option<usize>,
    /// What is said.
    pub content: Vec<Span>,
    /// Quoted directly: the content opens with a quotation mark.
    pub direct: bool,
    /// The cue denies the content.
    pub denies: bool,
    /// How it was said.
    pub channel: Channel,
    /// What the cue does with the content.
    pub kind: CueKind,
    /// It is itself part of what somebody is reported to have said.
    pub nested: bool,
    /// A quotation without a cue of its own that goes on from the one before; source and cue are that one's.
    pub inherited: bool,
    /// Log-odds above the threshold at which an attribution is taken.
    pub score: f32,
}

impl Quotation {
    /// Whether the content is what the source says, promises, demands or believes: words to put down to it. Wishes,
    /// feelings, votes and attacks are not; in reports of fighting "attack" and "hit" are deeds.
    #[must_use]
    pub fn is_word_of_source(&self) -> bool {
        self.direct || self.kind.asserts() || matches!(self.kind, CueKind::Promise | CueKind::Demand | CueKind::Condemn)
    }
}

/// Finds attributions; holds cue words and weights, so make it once.
#[derive(Debug, Clone)]
pub struct Attributor {
    weights: Weights,
    cues: Cues,
}

/// A constant, but for the time it takes to sort it.
static ENGLISH: LazyLock<Attributor> = LazyLock::new(Attributor::default);

impl Default for Attributor {
    fn default() -> Self {
        Self::new(Weights::english())
    }
}

impl Attributor {
    /// With weights of one's own.
    #[must_use]
    pub fn new(weights: Weights) -> Self {
        Self { weights, cues: Cues::new() }
    }

    /// All attributions of a text, in the order of their content. `syntax` is the analysis of that very text.
    #[must_use]
    pub fn attributions(&self, text: &str, syntax: &Analysis) -> Vec<Quotation> {
        let pages = Pages::new(text, syntax, &self.cues);
        let taken = decode(&pages, &self.weights);
        let mut found: Vec<Quotation> = taken.iter().map(|t| quotation(&pages, t)).collect();
        inherit(&pages, &mut found);
        found.sort_by_key(|q| (q.content.first().map(|c| (c.start(), c.end())), q.cue_token));
        found
    }
}

/// All attributions of an English text, in the order of their content. `syntax` is the analysis of that very text.
#[must_use]
pub fn attributions(text: &str, syntax: &Analysis) -> Vec<Quotation> {
    ENGLISH.attributions(text, syntax)
}

/// Attributions of a page that say something is so, or is to be so; wishes, feelings and votes are not for claims.
pub(crate) fn quotations(page: &Page<'_>) -> Vec<Quotation> {
    let mut found = attributions(page.text, page.syntax);
    found.retain(Quotation::is_word_of_source);
    carried::add(page, &mut found);
    // Terms that "say" something are not a speaker: what they provide is told by whoever reports it.
    found.retain(|q| {
        q.source_head.is_none_or(|h| !page.rules.is_kind("agreement", page.lemma(h)) || page.lemma(h) == "statement")
    });
    found
}

fn quotation(pages: &Pages<'_>, taken: &Taken) -> Quotation {
    let c = &taken.candidate;
    let lemma = if pages.is_according(c.cue) { "according" } else { pages.lemma(c.cue) };
    let content: Vec<Span> = c.parts().map(|p| pages.syntax.span(p)).collect();
    let direct = pages.layout.quote(c.start()).is_some_and(|q| q.open == c.start() && q.double);
    Quotation {
        source: taken.source.map(|s| {
            let (from, to) = pages.source_tokens(s, c);
            pages.syntax.span(from..to)
        }),
        source_head: taken.source,
        cue: Some(pages.cue_span(c.cue, c)),
        cue_token: Some(c.cue),
        content,
        direct,
        denies: cues::denies(lemma),
        channel: channel(pages, c.cue, lemma),
        kind: if matches!(c.shape, Shape::Colon | Shape::Dash) { CueKind::Say } else { pages.cues.kind(lemma) },
        nested: taken.nested,
        inherited: false,
        score: taken.score,
    }
}

impl Pages<'_> {
    /// The words of a cue: the verb with its particle and the preposition that brings in the content.
    fn cue_span(&self, t: usize, c: &candidates::Candidate) -> Span {
        let own = self.syntax.tokens[t].span;
        if self.is_according(t)
            && let Some(to) = self.syntax.tokens.get(t + 1).filter(|n| n.head == t)
        {
            return own.cover(to.span);
        }
        match c.preposition {
            Some(p) if p == t + 1 => own.cover(self.syntax.tokens[p].span),
            _ => own,
        }
    }
}

/// The channel that cue and source words tell.
fn channel(pages: &Pages<'_>, cue: usize, lemma: &str) -> Channel {
    cues::channel_of(lemma).unwrap_or_else(|| {
        let sentence = pages.sentence_of(cue);
        // The words near the cue tell; a long sentence is not read to its end for each of its cues.
        let near = sentence.start.max(cue.saturating_sub(40))..sentence.end.min(cue + 40);
        near.filter(|t| pages.is_nominal(*t))
            .find_map(|t| cues::channel_noun(pages.syntax.lower(t)).or_else(|| cues::channel_noun(pages.lemma(t))))
            .unwrap_or(Channel::Unspecified)
    })
}

/// Fewest tokens of a quotation that counts as speech without a cue: fewer are a term in quotation marks.
const SPEECH: usize = 7;

/// Quotations without a cue right after one that has one go on with its speaker.
fn inherit(pages: &Pages<'_>, found: &mut Vec<Quotation>) {
    if pages.layout.quotes.is_empty() {
        return;
    }
    let mut held = vec![false; pages.len()];
    // The attribution whose quotation each quotation is.
    let mut of_quote: Vec<Option<usize>> = vec![None; pages.layout.quotes.len()];
    for (n, q) in found.iter().enumerate() {
        for span in &q.content {
            for t in pages.syntax.tokens_in(*span).take(decode::COMPARED) {
                held[t] = true;
                if q.direct
                    && !q.nested
                    && let Some(k) = (pages.layout.quote_of[t] as usize).checked_sub(1)
                {
                    of_quote[k] = Some(n);
                }
            }
        }
    }
    let mut speaker: Option<(usize, u32)> = None;
    for (k, quote) in pages.layout.quotes.iter().enumerate() {
        let paragraph = pages.layout.paragraph[quote.open];
        if let Some(n) = of_quote[k] {
            speaker = Some((n, pages.layout.paragraph[quote.end - 1]));
            continue;
        }
        let long = quote.double && quote.end - quote.open >= SPEECH;
        let Some((n, last)) = speaker.filter(|s| long && paragraph <= s.1 + 1) else { continue };
        // In a paragraph of its own it must stand alone, as somebody else may be named there.
        let alone = pages.layout.paragraph_of(quote.open) == (quote.open..quote.end);
        if !(quote.open..quote.end).any(|t| held[t]) && (alone || paragraph == last) {
            let mut next = found[n].clone();
            next.content = vec![pages.syntax.span(quote.open..quote.end)];
            next.inherited = true;
            found.push(next);
            speaker = Some((n, pages.layout.paragraph[quote.end - 1]));
        }
    }
}

/// A candidate with its features, for fitting weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The word that may report.
    pub cue: Span,
    /// Its token.
    pub cue_token: usize,
    /// What it may report.
    pub content: Vec<Span>,
    /// Who may be the source.
    pub source: Option<Span>,
    /// Numbers of its features in the table of weights.
    pub features: Vec<u32>,
}

/// All candidates of a text with their features.
#[must_use]
pub fn drafts(text: &str, syntax: &Analysis) -> Vec<Draft> {
    let cues = Cues::new();
    let pages = Pages::new(text, syntax, &cues);
    let draft = |c: candidates::Candidate| {
        let source = pages.source(&c);
        let mut features = Vec::new();
        pages.features(&c, source, &mut features);
        Draft {
            cue: syntax.tokens[c.cue].span,
            cue_token: c.cue,
            content: c.parts().map(|p| syntax.span(p)).collect(),
            source: source.map(|s| {
                let (from, to) = pages.source_tokens(s, &c);
                syntax.span(from..to)
            }),
            features,
        }
    };
    pages.candidates().into_iter().map(draft).collect()
}
