//! What a voice took back in one report is taken back in the reports before it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use servanda_model::{Act, Claim, ClaimId, PlaceId, Voice, When};

fn same_voice(a: &Voice, b: &Voice) -> bool {
    a.name == b.name || a.actor.is_some() && a.actor == b.actor
}

fn may_meet(a: Option<&When>, b: Option<&When>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a.meet(b).is_some())
}

/// Under what a word is told: words of another act, or of another place, are other words.
pub type Word = (Act, PlaceId);

/// Words that voices said, and those that are told to be taken back, each with when its report had come out at the
/// latest.
#[derive(Debug, Clone, Default)]
pub struct TakenBack {
    words: BTreeMap<Word, BTreeMap<ClaimId, (Arc<Claim>, Timestamp)>>,
    said: BTreeMap<Word, Vec<Arc<Claim>>>,
}

impl TakenBack {
    /// Under what the word of a voice is told; `None` of what a report says itself, or of no known place.
    fn word(claim: &Claim) -> Option<Word> {
        let place = claim.place.as_ref().filter(|_| !claim.attribution.own_voice)?.best()?;
        Some((claim.act, place.place.clone()))
    }

    /// Takes a claim of a report that had come out by `published`; gives its word if it takes anything back. One that was
    /// misread `counts` for nothing.
    pub fn put(&mut self, claim: &Arc<Claim>, published: Option<Timestamp>, counts: bool) -> Option<Word> {
        let word = Self::word(claim)?;
        self.said.entry(word.clone()).or_default().push(Arc::clone(claim));
        let published = published.filter(|_| counts && claim.retracted)?;
        self.words.entry(word.clone()).or_default().insert(claim.id.clone(), (Arc::clone(claim), published));
        Some(word)
    }

    /// Forgets a claim, as it was when it was put in; gives its word if it took anything back.
    pub fn remove(&mut self, claim: &Claim) -> Option<Word> {
        let word = Self::word(claim)?;
        if let Some(said) = self.said.get_mut(&word) {
            said.retain(|c| c.id != claim.id);
        }
        let told = self.words.get_mut(&word)?;
        told.remove(&claim.id)?;
        if told.is_empty() {
            self.words.remove(&word);
        }
        Some(word)
    }

    /// The claims that are the same word or its like: those that it may take back.
    pub fn said(&self, word: &Word) -> impl Iterator<Item = &Arc<Claim>> {
        self.said.get(word).into_iter().flatten()
    }

    /// Whether a claim of a report that had come out by `published` is the same word as one taken back: same speaker,
    /// act, polarity and place, times that may meet, in a report that came out no later. What was said again afterwards
    /// stands.
    #[must_use]
    pub fn covers(&self, claim: &Claim, published: Option<Timestamp>) -> bool {
        if self.words.is_empty() || claim.retracted {
            return false;
        }
        let told = Self::word(claim).and_then(|word| self.words.get(&word));
        told.zip(published).is_some_and(|(told, published)| {
            told.values().any(|(t, at)| {
                published <= *at
                    && claim.report != t.report
                    && claim.polarity == t.polarity
                    && may_meet(claim.when.as_ref(), t.when.as_ref())
                    && claim
                        .attribution
                        .speaker
                        .as_ref()
                        .zip(t.attribution.speaker.as_ref())
                        .is_some_and(|(a, b)| same_voice(a, b))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use servanda_model::Act;

    use super::*;
    use crate::invented::{Told, claim};

    fn said(report: &str, by: &str) -> Claim {
        claim(&format!("{report}#1"), Act::Shelling, Some("Kel"), Some("2021-03-05")).by(by, "ARI")
    }

    fn day(n: i64) -> Option<Timestamp> {
        Timestamp::from_second(n * 86_400).ok()
    }

    /// What `taken` takes back, told on the second day.
    fn by(taken: Claim) -> TakenBack {
        let mut all = TakenBack::default();
        all.put(&Arc::new(taken), day(2), true);
        all
    }

    fn taken(by: &str) -> Claim {
        let mut claim = said("b", by);
        claim.retracted = true;
        claim
    }

    #[test]
    fn a_word_taken_back_is_taken_back_where_it_was_told_before_and_stands_where_it_was_said_again() {
        let all = by(taken("The ministry"));
        assert!(all.covers(&said("a", "The ministry"), day(1)));
        assert!(!all.covers(&said("c", "The ministry"), day(3)));
        assert!(!all.covers(&said("d", "The ministry"), None), "nobody knows that it came before");
    }

    #[test]
    fn another_voice_keeps_its_word() {
        assert!(!by(taken("The ministry")).covers(&said("a", "The mayor"), day(1)));
    }

    #[test]
    fn what_was_misread_takes_nothing_back() {
        let mut all = TakenBack::default();
        assert!(all.put(&Arc::new(taken("The ministry")), day(2), false).is_none());
        assert!(!all.covers(&said("a", "The ministry"), day(1)));
    }

    #[test]
    fn a_word_that_stands_takes_nothing_back_and_what_is_forgotten_no_more() {
        assert!(!by(said("b", "The ministry")).covers(&said("a", "The ministry"), day(1)));
        let mut all = by(taken("The ministry"));
        assert!(all.remove(&taken("The ministry")).is_some());
        assert!(!all.covers(&said("a", "The ministry"), day(1)));
    }
}
