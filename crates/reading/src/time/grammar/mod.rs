//! Which words make an expression of time, and what they say.
//!
//! Recursive descent over tokens. Every production looks a bounded number of tokens ahead, so a text is read in
//! linear time. Extents follow TIMEX3: determiners and modifiers belong to the expression, prepositions do not.

mod amount;
mod clock;
mod date;
mod relative;
mod year;

use super::TimeModifier;
use super::lex::{Kind, Token, lex};
use super::meaning::{Parsed, What};
use super::words::{Unit, Word};

/// The tokens of a text, with the questions the grammar asks of them.
pub(super) struct Tokens<'t> {
    pub text: &'t str,
    pub tokens: Vec<Token>,
    /// The text tells of times before Christ, so that "in 480" names a year.
    pub bc: bool,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut t = Self { text, tokens: lex(text), bc: false };
        t.bc = (0..t.tokens.len())
            .any(|i| t.number(i).is_some_and(|(_, len)| len <= 4) && t.era(i + 1).is_some_and(|(bc, _)| bc));
        t
    }

    pub(super) fn kind(&self, i: usize) -> Option<Kind> {
        self.tokens.get(i).map(|t| t.kind)
    }

    pub(super) fn word(&self, i: usize) -> Word {
        match self.kind(i) {
            Some(Kind::Word(w)) => w,
            _ => Word::Other,
        }
    }

    /// The word before token `i`.
    pub(super) fn word_before(&self, i: usize) -> Word {
        i.checked_sub(1).map_or(Word::Other, |i| self.word(i))
    }

    pub(super) fn mark(&self, i: usize) -> char {
        match self.kind(i) {
            Some(Kind::Mark(c)) => c,
            _ => '\0',
        }
    }

    pub(super) fn mark_before(&self, i: usize) -> char {
        i.checked_sub(1).map_or('\0', |i| self.mark(i))
    }

    /// A plain number and how many digits it has.
    pub(super) fn number(&self, i: usize) -> Option<(u32, u8)> {
        match self.kind(i) {
            Some(Kind::Number { value, len, comma: false }) => Some((value, len)),
            _ => None,
        }
    }

    pub(super) fn str(&self, i: usize) -> &'t str {
        self.tokens.get(i).and_then(|t| self.text.get(t.start as usize..t.end as usize)).unwrap_or("")
    }

    pub(super) fn is(&self, i: usize, word: &str) -> bool {
        self.str(i).eq_ignore_ascii_case(word)
    }

    pub(super) fn is_any(&self, i: usize, words: &[&str]) -> bool {
        let s = self.str(i);
        words.iter().any(|w| s.eq_ignore_ascii_case(w))
    }

    /// No white space before token `i`.
    pub(super) fn glued(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| !t.spaced)
    }

    pub(super) fn capital(&self, i: usize) -> bool {
        self.str(i).starts_with(|c: char| c.is_uppercase())
    }

    pub(super) fn paragraph(&self, i: usize) -> bool {
        self.tokens.get(i).is_none_or(|t| t.paragraph)
    }

    /// Past one hyphen that joins two words, else `i`.
    pub(super) fn past_hyphen(&self, i: usize) -> usize {
        if self.mark(i) == '-' && self.glued(i) && self.glued(i + 1) { i + 1 } else { i }
    }

    /// "BC", "B.C.", "AD", "A.D." and where it ends; true for BC.
    pub(super) fn era(&self, i: usize) -> Option<(bool, usize)> {
        match self.word(i) {
            Word::Bc => return Some((true, i + 1)),
            Word::Ad if self.str(i) == "AD" => return Some((false, i + 1)),
            _ => {}
        }
        if self.str(i) == "CE" {
            return Some((false, i + 1));
        }
        let first = self.str(i);
        if (first == "B" || first == "A") && self.mark(i + 1) == '.' && self.glued(i + 2) {
            let bc = first == "B" && self.str(i + 2) == "C";
            if bc || (first == "A" && self.str(i + 2) == "D") {
                let mut end = i + 3;
                if self.mark(end) == '.' && self.glued(end) {
                    end += 1;
                }
                return Some((bc, end));
            }
        }
        None
    }

    /// Every expression of the text, in order, none overlapping another.
    pub(super) fn expressions(&self) -> Vec<Parsed> {
        let mut out: Vec<Parsed> = Vec::new();
        let mut i = 0;
        while i < self.tokens.len() {
            let found = match self.tokens[i].kind {
                Kind::Word(Word::Other) => self.named(i),
                Kind::Mark('\'')
                | Kind::Word(_)
                | Kind::Number { .. }
                | Kind::NumberOrdinal(_)
                | Kind::NumberPlural { .. } => {
                    out.last().and_then(|p| self.continued(p, i)).or_else(|| self.expression(i))
                }
                Kind::Mark(_) => None,
            };
            match found {
                Some(p) => {
                    i = p.last.max(i + 1);
                    out.push(p);
                }
                None => i += 1,
            }
        }
        out
    }

    /// The longest expression that starts at token `i`.
    fn expression(&self, i: usize) -> Option<Parsed> {
        if let Some((modifier, next, scope)) = self.modifier(i) {
            let inner = match scope {
                Scope::Amount => self.amount_expression(next),
                Scope::Date => self.date(next),
                Scope::Any => self.amount_expression(next).or_else(|| self.date(next)),
            };
            // "around the same time", "about now": the preposition of a reference, not its modifier
            let loose = |p: &Parsed| {
                modifier == Some(TimeModifier::Approximate) && matches!(p.what, What::Vague | What::Reference(_))
            };
            if let Some(mut p) = inner.filter(|p| !loose(p)) {
                p.first = i;
                if p.modifier.is_none() {
                    p.modifier = modifier;
                }
                return Some(p);
            }
        }
        self.plain(i)
    }

    fn plain(&self, i: usize) -> Option<Parsed> {
        let dated = self.date(i);
        let amount = self.amount_expression(i);
        match (dated, amount) {
            (Some(d), Some(a)) => Some(if a.last > d.last { a } else { d }),
            (d, a) => d.or(a),
        }
    }

    /// A modifier at `i`, where it ends, and what it may stand before.
    fn modifier(&self, i: usize) -> Option<(Option<TimeModifier>, usize, Scope)> {
        use TimeModifier as M;
        let than = |m, scope| (self.word(i + 1) == Word::Than).then_some((Some(m), i + 2, scope));
        match self.word(i) {
            Word::At if self.word(i + 1) == Word::Least => Some((Some(M::EqualOrMore), i + 2, Scope::Amount)),
            Word::At if self.word(i + 1) == Word::Most => Some((Some(M::EqualOrLess), i + 2, Scope::Amount)),
            Word::More => than(M::MoreThan, Scope::Amount),
            Word::Less => than(M::LessThan, Scope::Amount),
            // "over the years" lasts, "over ten years" exceeds
            Word::Over | Word::Under if self.word(i + 1) == Word::The => None,
            Word::Over => Some((Some(M::MoreThan), i + 1, Scope::Amount)),
            Word::Under => Some((Some(M::LessThan), i + 1, Scope::Amount)),
            Word::Up if self.word(i + 1) == Word::To => Some((Some(M::EqualOrLess), i + 2, Scope::Amount)),
            Word::Close if self.word(i + 1) == Word::To => Some((Some(M::Approximate), i + 2, Scope::Amount)),
            Word::About => {
                let dot = self.mark(i + 1) == '.' && self.glued(i + 1) && self.is_any(i, &["ca"]);
                Some((Some(M::Approximate), i + 1 + usize::from(dot), Scope::Any))
            }
            Word::Nearly => Some((Some(M::Approximate), i + 1, Scope::Amount)),
            Word::Some => match self.kind(i + 1) {
                Some(Kind::Number { .. } | Kind::Word(Word::Number(_) | Word::Ty(_))) => {
                    Some((Some(M::Approximate), i + 1, Scope::Amount))
                }
                _ => None,
            },
            Word::Only => {
                // "just over 24 hours", "only a few days earlier"
                let inner = if self.word(i + 1) == Word::Only { None } else { self.modifier(i + 1) };
                match inner {
                    Some((m, next, Scope::Amount | Scope::Any)) => Some((m, next, Scope::Amount)),
                    _ => Some((None, i + 1, Scope::Amount)),
                }
            }
            Word::Early => Some((Some(M::Start), self.past_in_the(i + 1), Scope::Date)),
            Word::Late => Some((Some(M::End), self.past_in_the(i + 1), Scope::Date)),
            Word::Mid => Some((Some(M::Mid), self.past_hyphen(i + 1), Scope::Date)),
            Word::Earlier | Word::Later => match self.word(i + 1) {
                Word::This | Word::That | Word::Last | Word::Today | Word::Tonight | Word::Weekday(_) => {
                    Some((Some(if self.word(i) == Word::Earlier { M::Start } else { M::End }), i + 1, Scope::Date))
                }
                Word::In | Word::On => {
                    let next = self.past_in_the(i + 1);
                    (next > i + 1).then_some((
                        Some(if self.word(i) == Word::Earlier { M::Start } else { M::End }),
                        next,
                        Scope::Date,
                    ))
                }
                Word::The if self.word(i + 2) == Word::Same => {
                    Some((Some(if self.word(i) == Word::Earlier { M::Start } else { M::End }), i + 1, Scope::Date))
                }
                _ => None,
            },
            _ if self.is(i, "very") && matches!(self.word(i + 1), Word::Early | Word::Late) => self.modifier(i + 1),
            Word::The => match self.word(i + 1) {
                Word::Early if self.word(i + 2) != Word::Units(Unit::Hour) => {
                    Some((Some(M::Start), i + 2, Scope::Date))
                }
                Word::Late => Some((Some(M::End), i + 2, Scope::Date)),
                Word::Mid => Some((Some(M::Mid), self.past_hyphen(i + 2), Scope::Date)),
                Word::About => Some((Some(M::Approximate), i + 2, Scope::Any)),
                _ => self.part_of(i + 1),
            },
            Word::End | Word::Beginning | Word::Middle | Word::Begin => self.part_of(i),
            _ => None,
        }
    }

    /// "end of", "very beginning of" ... with the "of".
    fn part_of(&self, i: usize) -> Option<(Option<TimeModifier>, usize, Scope)> {
        use TimeModifier as M;
        let mut at = i;
        if self.is(at, "very") {
            at += 1;
        }
        let latter = self.word(at) == Word::Last || self.is(at, "later") || self.word(at) == Word::Late;
        let m = match self.word(at) {
            Word::End => M::End,
            Word::Beginning | Word::Begin => M::Start,
            Word::Middle => M::Mid,
            _ if self.is(at, "rest") || self.is(at, "remainder") => {
                return (self.word(at + 1) == Word::Of).then_some((None, at + 2, Scope::Date));
            }
            _ if self.is(at + 1, "part") && (latter || self.word(at) == Word::Early) => {
                at += 1;
                if latter { M::End } else { M::Start }
            }
            _ => return None,
        };
        (self.word(at + 1) == Word::Of).then_some((Some(m), at + 2, Scope::Date))
    }

    /// Past "in" or "on" before a date ("early in March", "late on Monday"); the date's own parser takes "the".
    fn past_in_the(&self, i: usize) -> usize {
        let i = self.past_hyphen(i);
        if matches!(self.word(i), Word::In | Word::On) { i + 1 } else { i }
    }

    /// Whether the letters at `i` start an expression without being of the closed class (feasts, "FY2014", "Q3").
    fn named(&self, i: usize) -> Option<Parsed> {
        let s = self.str(i);
        match s.as_bytes().first()? {
            b'v' | b'V' if s.eq_ignore_ascii_case("very") && matches!(self.word(i + 1), Word::Early | Word::Late) => {
                self.expression(i)
            }
            b'A' | b'B' | b'C' | b'E' | b'F' | b'G' | b'H' | b'I' | b'L' | b'M' | b'N' | b'P' | b'Q' | b'T' | b'V' => {
                self.feast(i)
            }
            b'p' | b'r' | b'm' | b'n' => self.adverb(i),
            _ => None,
        }
    }

    /// Whether a sentence, a line or a quotation starts at `i`.
    pub(super) fn opens_sentence(&self, i: usize) -> bool {
        self.paragraph(i)
            || matches!(self.mark_before(i), '.' | '!' | '?' | ':' | '"' | '\u{201c}' | '\u{201d}' | '(' | '-')
    }

    /// Whether token `i` is capitalised within a run of capitalised words: part of a name.
    pub(super) fn in_name(&self, i: usize) -> bool {
        self.capital(i)
            && i.checked_sub(1).is_some_and(|k| {
                !self.paragraph(i)
                    && self.word(k) == Word::Other
                    && matches!(self.kind(k), Some(Kind::Word(_)))
                    && self.capital(k)
            })
    }

    /// A preposition before `i` that makes a bare "night" or "winter" a time.
    pub(super) fn governed_part(&self, i: usize) -> bool {
        matches!(
            self.word_before(i),
            Word::At
                | Word::By
                | Word::In
                | Word::During
                | Word::Before
                | Word::After
                | Word::Until
                | Word::Since
                | Word::From
                | Word::To
                | Word::Over
                | Word::Through
                | Word::Every
                | Word::Each
                | Word::And
                | Word::For
        ) || self.is_any(i.wrapping_sub(1), &["throughout", "towards", "toward"])
    }

    /// "of the day", "in the day" at the end of a phrase.
    pub(super) fn of_the_day(&self, first: usize, last: usize) -> bool {
        matches!(self.word_before(first), Word::Of | Word::In | Word::For | Word::During)
            && matches!(self.kind(last), None | Some(Kind::Mark(_)))
    }

    /// "right now", "present day", "modern-day".
    fn adverb(&self, i: usize) -> Option<Parsed> {
        let present = |last| Some(Parsed::new(i, last, What::Reference("PRESENT_REF")));
        if self.is(i, "right") && self.word(i + 1) == Word::Now {
            return present(i + 2);
        }
        let at = self.past_hyphen(i + 1);
        if self.is(i, "present")
            && self.word_before(i) == Word::At
            && !matches!(self.kind(i + 1), Some(Kind::Word(Word::Other)))
        {
            return present(i + 1);
        }
        if self.is_any(i, &["present", "modern"]) && self.word(at) == Word::Unit(Unit::Day) {
            return present(at + 1);
        }
        // "no more than three days"
        if self.is(i, "no") && matches!(self.word(i + 1), Word::More | Word::Less) {
            let (_, next, _) = self.modifier(i + 1)?;
            let mut p = self.amount_expression(next)?;
            p.first = i;
            p.modifier = Some(if self.word(i + 1) == Word::More {
                TimeModifier::EqualOrLess
            } else {
                TimeModifier::EqualOrMore
            });
            return Some(p);
        }
        None
    }
}

/// What a modifier may stand before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Amount,
    Date,
    Any,
}

/// Whether the meaning is a bare year.
pub(super) fn bare_year(what: What) -> bool {
    matches!(what, What::Calendar { month: None, weekday: None, .. })
}
