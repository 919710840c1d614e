//! What a voice took back in one report is taken back in the reports before it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use servanda_model::{Claim, ReportId, Voice, When};

fn same_voice(a: &Voice, b: &Voice) -> bool {
    a.name == b.name || a.actor.is_some() && a.actor == b.actor
}

fn may_meet(a: Option<&When>, b: Option<&When>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a.meet(b).is_some())
}

/// Marks the claims that are the same word as one told to be taken back: same speaker, act, polarity and place, times
/// that may meet, in a report that came out no later. What was said again afterwards stands.
pub fn take_back(claims: &mut [Claim], published: &BTreeMap<ReportId, (Timestamp, Timestamp)>) {
    let taken: Vec<Claim> =
        claims.iter().filter(|c| c.retracted && !c.attribution.own_voice && c.place.is_some()).cloned().collect();
    for claim in claims.iter_mut().filter(|c| !c.retracted && !c.attribution.own_voice) {
        claim.retracted = taken.iter().any(|t| {
            let place = |c: &Claim| c.place.as_ref().and_then(|p| p.best()).map(|b| b.place.clone());
            let earlier = published.get(&claim.report).zip(published.get(&t.report)).is_some_and(|(c, t)| c.1 <= t.1);
            earlier
                && claim.report != t.report
                && claim.act == t.act
                && claim.polarity == t.polarity
                && place(claim).is_some()
                && place(claim) == place(t)
                && may_meet(claim.when.as_ref(), t.when.as_ref())
                && claim
                    .attribution
                    .speaker
                    .as_ref()
                    .zip(t.attribution.speaker.as_ref())
                    .is_some_and(|(a, b)| same_voice(a, b))
        });
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

    fn published() -> BTreeMap<ReportId, (Timestamp, Timestamp)> {
        let day = |n: i64| Timestamp::from_second(n * 86_400).unwrap();
        ["a", "b", "c"].iter().zip(1..).map(|(r, n)| ((*r).into(), (day(n), day(n)))).collect()
    }

    #[test]
    fn a_word_taken_back_is_taken_back_where_it_was_told_before_and_stands_where_it_was_said_again() {
        let mut claims = vec![said("a", "The ministry"), said("b", "The ministry"), said("c", "The ministry")];
        claims[1].retracted = true;
        take_back(&mut claims, &published());
        assert_eq!(claims.iter().map(|c| c.retracted).collect::<Vec<_>>(), [true, true, false]);
    }

    #[test]
    fn another_voice_keeps_its_word() {
        let mut claims = vec![said("a", "The mayor"), said("b", "The ministry")];
        claims[1].retracted = true;
        take_back(&mut claims, &published());
        assert!(!claims[0].retracted);
    }
}
