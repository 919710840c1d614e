//! What an inquiry leaves open: what it calls alleged, and what it says it could not tell.

use servanda_model::{Claim, Modality};
use servanda_syntax::Dep;

use crate::claims::token_of;
use crate::page::Page;

use super::sided;

/// How many sentences back "these claims could not be verified" reaches.
const REACH: usize = 3;

/// Holds what was told for a fact no longer for one.
pub(super) fn leave_open(claim: &mut Claim) {
    if claim.modality == Modality::Fact {
        claim.modality = Modality::Opinion;
    }
}

/// Whether words of alleging stand over a claim that nobody with a side makes.
pub(super) fn alleged(page: &Page<'_>, claim: &Claim) -> bool {
    if sided(claim) || page.len() == 0 {
        return false;
    }
    let is = |t: usize| page.rules.is_kind("word of alleging", page.lemma(t));
    let token = token_of(page, claim);
    let near = [Some(token), page.head(token)].into_iter().flatten();
    claim.attribution.cue.is_some_and(|c| is(page.token_at(c.start())))
        || page.ancestors(token).take(5).any(|a| is(a) || page.lemma(a) == "be" && page.subject(a).is_some_and(is))
        || near.flat_map(|t| page.children_by(t, &[Dep::Advmod, Dep::Amod])).any(is)
}

/// Whether a sentence says that something could not be told.
pub(super) fn doubtful(page: &Page<'_>, sentence: usize) -> bool {
    let Some(range) = page.syntax.sentences.get(sentence).cloned() else { return false };
    let kind = |t: usize, kind: &str| page.rules.is_kind(kind, page.lemma(t));
    range.clone().any(|t| {
        kind(t, "word of doubt")
            || kind(t, "verb of verifying")
                && (range.start.max(t.saturating_sub(7))..t).any(|n| kind(n, "word of inability"))
    })
}

/// Leaves open what sentences of doubt speak of.
pub(super) fn spread(page: &Page<'_>, claims: &mut [Claim]) {
    for sentence in 0..page.syntax.sentences.len() {
        if doubtful(page, sentence) {
            doubt(page, sentence, claims);
        }
    }
}

/// Leaves open what the sentence tells; where it tells nothing itself, what others were said to have claimed before.
fn doubt(page: &Page<'_>, sentence: usize, claims: &mut [Claim]) {
    let in_sentence = |c: &Claim, s: usize| page.sentence(token_of(page, c)) == s;
    if claims.iter().any(|c| in_sentence(c, sentence)) {
        claims.iter_mut().filter(|c| in_sentence(c, sentence)).for_each(leave_open);
        return;
    }
    for back in (sentence.saturating_sub(REACH)..sentence).rev() {
        let mut any = false;
        for claim in claims.iter_mut().filter(|c| in_sentence(c, back) && sided(c)) {
            leave_open(claim);
            any = true;
        }
        if any {
            return;
        }
    }
}
