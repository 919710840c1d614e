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

/// How many tokens to look at on each side.
const REACH: usize = 14;

const FUTURE: &[&str] = &[
    "will", "would", "shall", "ll", "scheduled", "expected", "due", "plans", "planned", "planning", "expects", "going", "set", "hopes", "intends",
    "slated", "upcoming", "must", "should", "deadline", "expires", "begins", "starts", "ends", "opens", "starting", "beginning", "until", "ahead",
];

/// Verbs after "to" that announce.
const INFINITIVES: &[&str] = &[
    "be", "begin", "start", "take", "meet", "hold", "vote", "open", "run", "end", "arrive", "visit", "discuss", "travel", "leave",
    "return", "attend", "resume", "appear", "announce", "decide", "release", "report", "launch", "speak", "address", "present",
    "submit", "close", "expire", "hand", "withdraw", "sign", "convene", "reopen", "deploy",
];

const PAST: &[&str] = &[
    "said", "was", "were", "had", "did", "told", "began", "took", "made", "came", "went", "fell", "rose", "hit", "held",
    "met", "saw", "won", "lost", "found", "shot", "broke", "sent", "gave", "left", "led", "says", "wrote", "has", "have", "been",
    "became", "got", "spoke", "struck", "fought", "flew", "ran", "stood", "brought", "put", "cut", "kept", "paid", "sold",
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
    if w == Word::Until {
        return None;
    }
    let s = t.str(i);
    if s.len() > 12 {
        return None;
    }
    if t.is_any(i, FUTURE) {
        return Some(Tense::Future);
    }
    if w == Word::To && i > 0 && t.is_any(i - 1, &["is", "are", "was", "were"]) {
        return Some(Tense::Future);
    }
    if w == Word::To && t.is_any(i + 1, INFINITIVES) {
        return Some(Tense::Future);
    }
    if i > 0 && t.is(i - 1, "be") {
        return Some(Tense::Future);
    }
    if t.is_any(i, PAST) || (s.len() > 4 && s.ends_with("ed") && w == Word::Other) {
        return Some(Tense::Past);
    }
    None
}
