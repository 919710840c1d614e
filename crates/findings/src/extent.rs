//! Whether the words tell of the whole or of a part: "has deployed 1,960" while the airlift is under way.

use std::sync::LazyLock;

/// How much of a duty a claim tells to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Extent {
    Part,
    Unsaid,
    Whole,
}

/// Words of beginning and of parts. English, as all wording rules here; a claim in another language is `Unsaid`.
const PART: &[&str] = &[
    "under way",
    "underway",
    "began",
    "begun",
    "begin",
    "start",
    "started",
    "starting",
    "starts",
    "in progress",
    "ongoing",
    "is being",
    "are being",
    "part of",
    "parts of",
    "some of",
    "partially",
    "partly",
    "in stages",
    "first group",
    "first batch",
    "first convoy",
    "first column",
    "first unit",
    "first units",
    "first stage",
    "first phase",
    "first plane",
    "first planes",
    "first servicemen",
    "first peacekeepers",
    "first troops",
    "continues to deploy",
    "continues to withdraw",
    "continue to deploy",
    "continue to withdraw",
    "continue deploying",
    "remaining",
    "several",
    "advance party",
    "are arriving",
    "is arriving",
];

/// Words of completion.
const WHOLE: &[&str] = &[
    "all",
    "completed",
    "completely",
    "complete",
    "fully",
    "entire",
    "entirely",
    "finished",
    "in full",
    "the last of",
    "last unit",
    "last units",
    "last soldier",
    "whole",
];

/// Numbers after "first".
const NUMBERS: &[&str] = &["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozen"];

/// Phrases by their words.
struct Phrases(Vec<Vec<&'static str>>);

static PARTS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(PART));
static WHOLES: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(WHOLE));

impl Phrases {
    fn of(phrases: &[&'static str]) -> Self {
        Self(phrases.iter().map(|phrase| phrase.split(' ').collect()).collect())
    }

    /// Whether one of them is among some words.
    fn are_in(&self, words: &[&str]) -> bool {
        self.0.iter().any(|phrase| words.windows(phrase.len()).any(|w| w == phrase))
    }
}

/// How much the words tell. A part outweighs a completion: "completed the first stage".
pub(crate) fn extent(quote: &str) -> Extent {
    let quote = quote.to_lowercase();
    let words: Vec<&str> = quote.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    // "The first four planes".
    let first_few =
        words.windows(2).any(|w| w[0] == "first" && (NUMBERS.contains(&w[1]) || w[1].parse::<u32>().is_ok()));
    if PARTS.are_in(&words) || first_few {
        Extent::Part
    } else if WHOLES.are_in(&words) {
        Extent::Whole
    } else {
        Extent::Unsaid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_airlift_under_way_is_a_part() {
        assert_eq!(extent("The airlift of the contingent is under way."), Extent::Part);
        assert_eq!(extent("The first four planes took off."), Extent::Part);
        assert_eq!(extent("It completed the first stage of the withdrawal."), Extent::Part);
    }

    #[test]
    fn a_finished_withdrawal_is_the_whole() {
        assert_eq!(extent("The withdrawal was fully completed on Friday."), Extent::Whole);
    }

    #[test]
    fn a_restarted_talk_or_a_wall_is_neither() {
        assert_eq!(extent("The army restarted nothing and left the wall."), Extent::Unsaid);
    }
}
