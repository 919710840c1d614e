//! How a claim stands to the news: background, recital of terms, running count, admission with a reason.

use std::collections::{BTreeMap, BTreeSet};

use servanda_model::{Act, Attribution, Modality, Span, When};
use servanda_syntax::{Dep, Pos, Tag};

use super::Assembly;
use crate::acts::{ActHit, conjuncts};
use crate::attribution::{CueKind, Quotation};
use crate::time::Precision as TimePrecision;
use crate::who::Who;

/// Older than this before publication, an act that is recalled in passing is background. News tells of days; a month
/// leaves room for what is disclosed late.
const RECALLED_AFTER_DAYS: i64 = 45;

impl Assembly<'_> {
    pub(super) fn paragraph(&self, at: usize) -> Span {
        let text = self.page.text;
        let start = text[..at].rfind("\n\n").map_or(0, |i| i + 2);
        let end = text[at..].find("\n\n").map_or(text.len(), |i| at + i);
        Span::new(start, end)
    }

    /// Whether the sentence, or the opening of its paragraph, recalls what was long known.
    pub(super) fn background(&self, hit: &ActHit, when: Option<&When>, quotation: Option<&Quotation>) -> bool {
        let page = self.page;
        let before_news = |w: &When| {
            let horizon = self
                .context
                .published
                .map(|p| p.0)
                .and_then(|p| p.checked_sub(jiff::Span::new().hours(24 * RECALLED_AFTER_DAYS)).ok());
            w.to().zip(horizon).is_some_and(|(to, h)| to < h)
        };
        // "On 12 November …, it was disclosed today": a disclosure makes old things new.
        let disclosed = page.sentence_tokens(hit.token).any(|t| {
            matches!(page.lemma(t), "disclose" | "reveal" | "discover" | "identify" | "emerge" | "establish")
                && page.pos(t) == Pos::Verb
        });
        if when.is_some_and(before_news) {
            return !disclosed;
        }
        let first = page.token_at(self.paragraph(page.span(hit.token).start()).start());
        let opening = page.sentence_tokens(first.min(page.len().saturating_sub(1)));
        let sentence = page.sentence_tokens(hit.token);
        let recalls = |range: std::ops::Range<usize>| {
            let span = page.cover(range.start, range.end.saturating_sub(1));
            let old = page.times.iter().any(|t| {
                span.contains(t.span)
                    && t.precision >= TimePrecision::Month
                    && self.whenever(t).is_some_and(|w| before_news(&w))
            });
            let words = span.of(page.text).unwrap_or_default().to_lowercase();
            let cue = page.rules.cues.background.stand_in(&words);
            old || cue
        };
        when.is_none() && quotation.is_none_or(|q| !q.direct) && (recalls(sentence) || recalls(opening))
    }

    /// Whether the sentence restates terms: "under the agreement", "the deal requires", "must return … by 20 November".
    pub(super) fn recital(&self, hit: &ActHit, modality: Modality) -> bool {
        let page = self.page;
        let range = page.sentence_tokens(hit.token);
        let is_terms = |t: usize| {
            page.rules.is_kind("agreement", page.lemma(t))
                && !matches!(page.lemma(t), "hostility" | "peace" | "point" | "line" | "regime")
        };
        let under = range.clone().any(|t| {
            is_terms(t)
                && (page.head(t).is_some_and(|h| {
                    matches!(page.lemma(h), "under" | "to" | "by" | "in")
                        && page.dep(t) == Dep::Pobj
                        && (page.lemma(h) != "to"
                            || page.head(h).is_some_and(|g| matches!(page.lemma(g), "accord" | "according")))
                        && (page.lemma(h) != "in" || matches!(page.lemma(t), "term" | "provision"))
                }) && !page.head(t).is_some_and(|h| {
                    page.lemma(h) == "by" && page.tag(hit.token) == Tag::Vbd && modality == Modality::Fact
                }))
        });
        let provides = range.clone().any(|t| {
            matches!(
                page.lemma(t),
                "provide"
                    | "stipulate"
                    | "require"
                    | "dictate"
                    | "envisage"
                    | "include"
                    | "oblige"
                    | "foresee"
                    | "call"
                    | "say"
                    | "state"
                    | "mandate"
                    | "specify"
                    | "set"
                    | "demand"
            ) && page.pos(t) == Pos::Verb
                // "…, as the agreement foresees": a remark on what is told.
                && !(page.dep(t) == Dep::Advcl
                    && page.children_by(t, &[Dep::Mark, Dep::Advmod]).any(|m| page.lemma(m) == "as"))
                && page.subject(t).is_some_and(|s| {
                    conjuncts(page, s).into_iter().any(is_terms)
                        || page.children_by(s, &[Dep::Prep]).any(|_| is_terms(s))
                })
        });
        if provides && modality != Modality::Opinion {
            return true;
        }
        // "The two-month truce took effect at midnight": what is in force is told of the terms.
        let in_force = range.clone().any(|t| {
            matches!(page.lemma(t), "effect" | "force")
                && page.governing_verb(t).is_some_and(|v| {
                    hit.verb.is_none_or(|own| own == v)
                        && matches!(page.lemma(v), "take" | "come" | "enter" | "go")
                        && page.subject(v).is_some_and(|s| page.rules.is_kind("agreement", page.lemma(s)))
                })
        });
        if in_force && page.rules.acts[hit.rule].act == Act::AgreementOrExtension {
            return true;
        }
        if !matches!(modality, Modality::Fact) {
            // "Armenia must return …", "is to hand over … by": duties with the agreement spoken of just before.
            let paragraph = self.paragraph(page.span(hit.token).start());
            let spoken_of = page.tokens_in(paragraph).any(is_terms);
            let dutiful =
                matches!(modality, Modality::Demand | Modality::Plan) || matches!(modality, Modality::Forecast);
            // What somebody demands now is no term, though it may follow from one.
            let demanded = |q: &Quotation| q.kind == CueKind::Demand && self.cue_governs(q, hit.token);
            let own = self.quotation_of(hit.token).is_none_or(|q| !q.direct && !demanded(q));
            let dated = !matches!(modality, Modality::Forecast)
                || page.times.iter().any(|t| page.sentence_span(hit.token).contains(t.span));
            return under
                || spoken_of
                    && dutiful
                    && own
                    && dated
                    && !matches!(page.rules.acts[hit.rule].act, Act::Talks | Act::AgreementOrExtension | Act::Threat);
        }
        under && !page.sentence_tokens(hit.token).any(|t| page.tag(t) == Tag::Vbd && t == hit.token)
    }

    /// Whether the paragraph speaks of a game or a market: there nobody is attacked and nothing is surrendered, unless
    /// one of the lexicon's actors or somebody's forces do it.
    ///
    /// `known` keeps the answer for the paragraphs looked at.
    pub(super) fn figurative(&self, hit: &ActHit, known: &mut BTreeMap<Span, bool>) -> bool {
        /// So many different words of one field make a paragraph one of that field. One or two stand in any report.
        const WORDS: usize = 3;
        let page = self.page;
        let by_known = hit.actor.is_some_and(|a| {
            page.is_kind(a, "forces") || self.cast.who(a).is_some_and(|w| w.actor.is_some() || w.party.is_some())
        });
        if by_known {
            return false;
        }
        let paragraph = self.paragraph(page.span(hit.token).start());
        *known.entry(paragraph).or_insert_with(|| {
            ["sport", "business"].iter().any(|field| {
                let words = page.tokens_in(paragraph).map(|t| page.lemma(t)).filter(|w| page.rules.is_kind(field, w));
                words.collect::<BTreeSet<_>>().len() >= WORDS
            })
        })
    }

    /// "the 816th violation", "recorded 492 violations": counts over a time, no single happening.
    pub(super) fn running_count(&self, hit: &ActHit) -> bool {
        let page = self.page;
        let t = hit.token;
        if page.pos(t) != Pos::Noun {
            // "fired on the posts 58 times".
            return page.children(t).iter().any(|&c| {
                page.lemma(c) == "time"
                    && page
                        .children_by(c, &[Dep::Nummod])
                        .any(|n| crate::casualties::number(page.word(n)).is_some_and(|n| n > 2))
            });
        }
        let ordinal =
            page.children_by(t, &[Dep::Amod]).any(|c| page.word(c).chars().next().is_some_and(|d| d.is_ascii_digit()));
        let many = page.numeral_of(t).and_then(|n| crate::casualties::number(page.word(n))).is_some_and(|n| n > 2);
        let number_of = page
            .head(t)
            .and_then(|h| page.head(h))
            .is_some_and(|g| matches!(page.lemma(g), "number" | "total" | "count" | "tally"));
        ordinal || many || number_of
    }

    /// The side that acts says why it was right to.
    pub(super) fn justified(&self, hit: &ActHit, attribution: &Attribution, actor: Option<&Who>) -> bool {
        let page = self.page;
        let own = match (actor.and_then(|a| a.party.as_ref()), attribution.speaker.as_ref().and_then(|s| s.party())) {
            (Some(a), Some(s)) => a == s,
            _ => false,
        };
        if !own {
            return false;
        }
        let words = page.sentence_span(hit.token).of(page.text).unwrap_or_default().to_lowercase();
        page.rules.cues.justified.stand_in(&words)
    }
}
