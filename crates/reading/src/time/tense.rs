//! Whether the clause around an expression tells of the past or of the future, by the nearest verbs.

use super::grammar::Tokens;
use super::lex::Kind;
use super::words::Word;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    Unknown,
}

use Tense::{Future, Past};

/// How many tokens to look at on each side.
const REACH: usize = 14;

/// Words that tell the tense of their clause, sorted; see the test. Other verbs in "-ed" tell the past.
const CUES: &[(&str, Tense)] = &[
    ("ahead", Future),
    ("became", Past),
    ("been", Past),
    ("began", Past),
    ("beginning", Future),
    ("begins", Future),
    ("broke", Past),
    ("brought", Past),
    ("came", Past),
    ("cut", Past),
    ("deadline", Future),
    ("did", Past),
    ("due", Future),
    ("ends", Future),
    ("expected", Future),
    ("expects", Future),
    ("expires", Future),
    ("fell", Past),
    ("flew", Past),
    ("fought", Past),
    ("found", Past),
    ("gave", Past),
    ("going", Future),
    ("got", Past),
    ("had", Past),
    ("has", Past),
    ("have", Past),
    ("held", Past),
    ("hit", Past),
    ("hopes", Future),
    ("intends", Future),
    ("kept", Past),
    ("led", Past),
    ("left", Past),
    ("ll", Future),
    ("lost", Past),
    ("made", Past),
    ("met", Past),
    ("must", Future),
    ("opens", Future),
    ("paid", Past),
    ("planned", Future),
    ("planning", Future),
    ("plans", Future),
    ("put", Past),
    ("ran", Past),
    ("rose", Past),
    ("said", Past),
    ("saw", Past),
    ("says", Past),
    ("scheduled", Future),
    ("sent", Past),
    ("set", Future),
    ("shall", Future),
    ("shot", Past),
    ("should", Future),
    ("slated", Future),
    ("sold", Past),
    ("spoke", Past),
    ("starting", Future),
    ("starts", Future),
    ("stood", Past),
    ("struck", Past),
    ("told", Past),
    ("took", Past),
    ("upcoming", Future),
    ("was", Past),
    ("went", Past),
    ("were", Past),
    ("will", Future),
    ("won", Past),
    ("would", Future),
    ("wrote", Past),
];

/// Verbs that announce after "to", sorted.
const INFINITIVES: &[&str] = &[
    "address", "announce", "appear", "arrive", "attend", "be", "begin", "close", "convene", "decide", "deploy",
    "discuss", "end", "expire", "hand", "hold", "launch", "leave", "meet", "open", "present", "release", "reopen",
    "report", "resume", "return", "run", "sign", "speak", "start", "submit", "take", "travel", "visit", "vote",
    "withdraw",
];

/// The tense around tokens `first..last`.
pub(super) fn around(t: &Tokens<'_>, first: usize, last: usize) -> Tense {
    let ends = |i: usize| t.mark(i) == ';' || (t.mark(i) == '.' && (t.tokens.get(i + 1).is_none_or(|n| n.spaced)));
    let (mut left, mut right) = (true, true);
    for k in 1..=REACH {
        // The verb before a date governs it more often than the one after.
        if let Some(i) = first.checked_sub(k).filter(|_| left) {
            if ends(i) || t.paragraph(i + 1) {
                left = false;
            } else if let Some(tense) = cue(t, i) {
                return tense;
            }
        }
        let i = last + k - 1;
        if right {
            if i >= t.tokens.len() || ends(i) || t.paragraph(i) {
                right = false;
            } else if let Some(tense) = cue(t, i) {
                return tense;
            }
        }
        if !left && !right {
            break;
        }
    }
    Tense::Unknown
}

fn cue(t: &Tokens<'_>, i: usize) -> Option<Tense> {
    let Some(Kind::Word(w)) = t.kind(i) else { return None };
    let mut buffer = [0; LONGEST];
    let word = lower(t.str(i), &mut buffer)?;
    if w == Word::To {
        let be = i > 0 && t.is_any(i - 1, &["is", "are", "was", "were"]);
        let mut next = [0; LONGEST];
        let announces = lower(t.str(i + 1), &mut next)
            .is_some_and(|v| INFINITIVES.binary_search_by(|x| x.as_bytes().cmp(v)).is_ok());
        return (be || announces).then_some(Future);
    }
    let listed = CUES.binary_search_by(|(x, _)| x.as_bytes().cmp(word)).ok().map(|at| CUES[at].1);
    let past =
        listed == Some(Past) || (listed.is_none() && w == Word::Other && word.len() > 4 && word.ends_with(b"ed"));
    // "to be held", "will be signed"
    if past && i > 0 && t.is(i - 1, "be") {
        return Some(Future);
    }
    if past { Some(Past) } else { listed }
}

/// Longest word looked up.
const LONGEST: usize = 12;

fn lower<'b>(word: &str, buffer: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    let out = buffer.get_mut(..word.len())?;
    out.copy_from_slice(word.as_bytes());
    out.make_ascii_lowercase();
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(CUES.windows(2).all(|w| w[0].0 < w[1].0));
        assert!(INFINITIVES.windows(2).all(|w| w[0] < w[1]));
        assert!(CUES.iter().all(|(w, _)| w.len() <= LONGEST));
    }
}
