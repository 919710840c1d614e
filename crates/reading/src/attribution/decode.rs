//! From weighed candidates to attributions that agree with one another.

use super::candidates::{Candidate, Pages};
use super::cues;
use super::weights::Weights;

/// A candidate that was taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    pub candidate: Candidate,
    pub source: Option<usize>,
    pub score: f32,
    /// Its cue stands in the content of another: somebody is reported to have said it.
    pub nested: bool,
}

/// Added to what is certain to report something, in log-odds.
const CERTAIN: f32 = 4.0;
/// Longest stretch of a content that is compared with others, in tokens.
pub(super) const COMPARED: usize = 600;

/// The best candidate of each cue, where it passes; rivals for the same words give way to the better one.
pub(super) fn decode(pages: &Pages<'_>, weights: &Weights) -> Vec<Taken> {
    let mut best: Vec<Option<Taken>> = vec![None; pages.len()];
    let mut features = Vec::with_capacity(96);
    for candidate in pages.candidates() {
        if pages.is_verb(candidate.cue) && cues::is_force(pages.lemma(candidate.cue)) {
            continue;
        }
        let source = pages.source(&candidate);
        features.clear();
        pages.features(&candidate, source, &mut features);
        let mut score = weights.score(&features);
        let plan = |s: usize| matches!(pages.lemma(s), "plan" | "schedule" | "size" | "age" | "need" | "taste");
        if pages.is_according(candidate.cue) && source.is_some_and(|s| !plan(s)) {
            // Nothing else is said with these words; only what they cover is open.
            score += CERTAIN;
        }
        let slot = &mut best[candidate.cue];
        if score > 0.0 && slot.is_none_or(|b| b.score < score) {
            *slot = Some(Taken { candidate, source, score, nested: false });
        }
    }
    let mut passed: Vec<Taken> = best.into_iter().flatten().collect();
    passed.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.candidate.cue.cmp(&b.candidate.cue)));
    settle(pages.len(), passed)
}

fn settle(tokens: usize, passed: Vec<Taken>) -> Vec<Taken> {
    let mut taken: Vec<Taken> = Vec::with_capacity(passed.len());
    // One more than the index of the outermost attribution that holds each token; else 0.
    let mut owner = vec![0usize; tokens];
    for mut new in passed {
        if owner[new.candidate.cue] != 0 {
            new.nested = true;
            let same = |t: &Taken| t.candidate.parts == new.candidate.parts;
            if !taken.last().is_some_and(same) {
                taken.push(new);
            }
            continue;
        }
        let mut rival = false;
        let mut inner: Vec<usize> = Vec::new();
        for i in new.candidate.parts().flatten().take(COMPARED) {
            if let Some(o) = owner[i].checked_sub(1)
                && inner.last() != Some(&o)
            {
                if new.candidate.holds(taken[o].candidate.cue) {
                    inner.push(o);
                } else {
                    rival = true;
                    break;
                }
            }
        }
        if rival {
            continue;
        }
        for o in inner {
            taken[o].nested = true;
        }
        for i in new.candidate.parts().flatten().take(COMPARED) {
            owner[i] = taken.len() + 1;
        }
        taken.push(new);
    }
    taken.sort_by_key(|t| (t.candidate.start(), t.candidate.cue));
    taken
}
