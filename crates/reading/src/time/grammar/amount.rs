//! Amounts of time: "three years", "a few weeks later", "18-month", "two days ago", "twice a week".

use super::super::lex::Kind;
use super::super::meaning::{Amount, Base, Parsed, What, Which};
use super::super::words::{Part, Unit, Word};
use super::Tokens;

/// Adjectives that may stand between a number and its unit.
const BETWEEN: &[&str] = &[
    "full",
    "consecutive",
    "straight",
    "long",
    "more",
    "additional",
    "whole",
    "calendar",
    "working",
    "successive",
    "entire",
    "short",
    "further",
    "other",
    "solid",
    "business",
    "intense",
    "bloody",
    "brutal",
    "fiscal",
    "odd",
];

impl Tokens<'_> {
    /// A number of things at `i`.
    pub(super) fn amount(&self, i: usize) -> Option<(Amount, usize)> {
        let (amount, next) = self.amount_core(i)?;
        // "two and a half years"
        if self.word(next) == Word::And {
            let at = next + 1 + usize::from(self.word(next + 1) == Word::A);
            if let (Word::Half, Amount::Tenths(n)) = (self.word(at), amount) {
                return Some((Amount::Tenths(n.saturating_add(5)), at + 1));
            }
        }
        Some((amount, next))
    }

    fn amount_core(&self, i: usize) -> Option<(Amount, usize)> {
        match self.kind(i)? {
            Kind::Number { value, len, .. } if len <= 7 => {
                if self.mark(i + 1) == '.'
                    && self.glued(i + 1)
                    && self.glued(i + 2)
                    && let Some((tenth, 1)) = self.number(i + 2)
                {
                    return Some((Amount::Tenths(value * 10 + tenth), i + 3));
                }
                // "2 1/2 years"
                if self.number(i + 1) == Some((1, 1)) && self.mark(i + 2) == '/' && self.number(i + 3) == Some((2, 1)) {
                    return Some((Amount::Tenths(value.saturating_mul(10).saturating_add(5)), i + 4));
                }
                Some((Amount::of(value), i + 1))
            }
            Kind::Word(w) => match w {
                Word::Number(_) | Word::Ty(_) => {
                    let (n, next) = self.number_words(i)?;
                    Some((Amount::of(n), next))
                }
                Word::A => match self.word(i + 1) {
                    Word::Few => Some((Amount::Vague, i + 2)),
                    Word::Couple => Some((Amount::of(2), i + 2 + usize::from(self.word(i + 2) == Word::Of))),
                    Word::Dozen => Some((Amount::of(12), i + 2)),
                    Word::Scale(n) => Some((Amount::of(n), i + 2)),
                    Word::Half => Some((Amount::Tenths(5), i + 2)),
                    _ if self.is(i + 1, "good") && self.word(i + 2) == Word::Many => Some((Amount::Vague, i + 3)),
                    _ if self.is_any(i + 1, &["mere", "further", "single", "full", "whole", "little"]) => {
                        Some((Amount::ONE, i + 2))
                    }
                    _ => Some((Amount::ONE, i + 1)),
                },
                Word::Half if self.word(i + 1) == Word::A => Some((Amount::Tenths(5), i + 2)),
                // "half-hour"
                Word::Half
                    if self.past_hyphen(i + 1) > i + 1
                        && matches!(
                            self.word(i + 2),
                            Word::Unit(Unit::Hour | Unit::Day | Unit::Year | Unit::Decade | Unit::Century)
                        ) =>
                {
                    Some((Amount::Tenths(5), i + 1))
                }
                Word::Few | Word::Several | Word::Many => Some((Amount::Vague, i + 1)),
                Word::Some if matches!(self.word(i + 1), Word::Units(_) | Word::Parts(_)) => {
                    Some((Amount::Vague, i + 1))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// "twenty-three", "three hundred", "fifteen".
    fn number_words(&self, i: usize) -> Option<(u32, usize)> {
        let (mut n, mut next) = match self.word(i) {
            Word::Ty(n) => {
                let at = self.past_hyphen(i + 1);
                match self.word(at) {
                    Word::Number(m) if m < 10 => (u32::from(n + m), at + 1),
                    _ => (u32::from(n), i + 1),
                }
            }
            Word::Number(n) => (u32::from(n), i + 1),
            _ => return None,
        };
        if let Word::Scale(s) = self.word(next) {
            n *= s;
            next += 1;
        }
        Some((n, next))
    }

    /// The unit at `i`, past a hyphen and up to one adjective.
    pub(super) fn unit(&self, i: usize) -> Option<(Unit, bool, usize)> {
        let i = self.past_hyphen(i);
        let at = if self.unit_word(i).is_none() && self.is_any(i, BETWEEN) { i + 1 } else { i };
        let (u, plural) = self.unit_word(at)?;
        Some((u, plural, at + 1))
    }

    fn unit_word(&self, i: usize) -> Option<(Unit, bool)> {
        match self.word(i) {
            Word::Unit(u) => Some((u, false)),
            Word::Units(u) => Some((u, true)),
            Word::Parts(Part::Night) => Some((Unit::Night, true)),
            Word::Part(Part::Night) if self.word_before(i) != Word::A => Some((Unit::Night, false)),
            _ => None,
        }
    }

    /// An amount of a unit, and whatever turns it into a date.
    pub(super) fn amount_expression(&self, i: usize) -> Option<Parsed> {
        if let Some(set) = self.set(i) {
            return Some(set);
        }
        if let Word::Long(unit) = self.word(i) {
            return Some(Parsed::new(i, i + 1, What::Duration { amount: Amount::ONE, unit, which: None }));
        }
        if matches!(self.word(i), Word::Per) {
            return match self.word(i + 1) {
                Word::Unit(u) => Some(Parsed::new(i, i + 2, What::Set(Amount::ONE, u))),
                _ => None,
            };
        }
        let determined = matches!(self.word(i), Word::The | Word::Another | Word::These | Word::Those);
        let start = i + usize::from(determined);
        if self.word(i) == Word::Another && self.unit_word(i + 1).is_some_and(|(_, plural)| !plural) {
            return Some(self.finish(i, i + 2, Amount::ONE, self.unit_word(i + 1)?.0));
        }
        // "for years", "weeks later", "the days of"
        if let Word::Units(u) = self.word(start)
            && !matches!(u, Unit::Quarter | Unit::Weekend | Unit::Second)
            && (self.word(i) != Word::The || self.tells_length(i))
        {
            let p = self.finish(i, start + 1, Amount::Vague, u);
            return (self.tells_length(i) || !matches!(p.what, What::Duration { .. })).then_some(p);
        }
        if !determined
            && let (Word::Unit(u), '-', true) = (self.word(i), self.mark(i + 1), self.glued(i + 1))
            && self.is_any(i + 2, &["long", "old"])
            && self.glued(i + 2)
        {
            return Some(Parsed::new(i, i + 3, What::Duration { amount: Amount::ONE, unit: u, which: None }));
        }
        let (amount, next) = self.amount(start)?;
        // "half an hour"
        if self.word(start) == Word::The {
            return None;
        }
        // "2018 day five", "1709 Hour": a bare singular counts small numbers only.
        let (unit, plural, end) = match self.unit(next) {
            Some(found) => found,
            // "ten or fifteen years": the first number lends its unit from the second
            None => {
                if !matches!(self.kind(start), Some(Kind::Number { .. } | Kind::Word(Word::Number(_) | Word::Ty(_)))) {
                    return None;
                }
                let joined =
                    matches!(self.word(next), Word::Or | Word::To) || (self.mark(next) == '-' && self.glued(next));
                let (_, after) = joined.then(|| self.amount(next + 1)).flatten()?;
                let (unit, true, _) = self.unit(after)? else { return None };
                return Some(Parsed::new(i, next, What::Duration { amount, unit, which: None }));
            }
        };
        // "three quarters of the men" is a share; "a quarter" as well
        if unit == Unit::Quarter
            && (!plural || self.word(end) == Word::Of || amount == Amount::Vague || self.mark(next) == '-')
        {
            return None;
        }
        let single = amount == Amount::ONE;
        let hyphen = self.mark(next) == '-';
        if !plural && !single && !hyphen && matches!(amount, Amount::Tenths(n) if n >= 1000) {
            return None;
        }
        // "the three-year war", "a month-long trial": the determiner belongs to the war.
        let adjective = !plural && !single || hyphen;
        let first = if determined && adjective && self.word(i) != Word::Another { start } else { i };
        let mut p = self.finish(first, end, amount, unit);
        if self.word(i) == Word::A && self.is(p.last.saturating_sub(1), "long") {
            p.first = i + 1;
        }
        Some(p)
    }

    /// What follows an amount: "ago", "later", "old", "-long".
    fn finish(&self, first: usize, end: usize, amount: Amount, unit: Unit) -> Parsed {
        let offset = |last, back, base| Parsed::new(first, last, What::Offset { amount, unit, back, base });
        let at = self.past_hyphen(end);
        match self.word(at) {
            Word::Ago => return offset(at + 1, true, Base::Speech),
            Word::Later if at == end => return offset(at + 1, false, Base::Story),
            Word::Earlier if at == end => return offset(at + 1, true, Base::Story),
            Word::Hence => return offset(at + 1, false, Base::Speech),
            Word::From if self.word(at + 1) == Word::Now => return offset(at + 2, false, Base::Speech),
            Word::From if self.word(at + 1) == Word::Today => return offset(at + 2, false, Base::Speech),
            Word::Before | Word::After if self.ends_phrase(at + 1) => {
                return offset(at + 1, self.word(at) == Word::Before, Base::Story);
            }
            Word::Old => return Parsed::new(first, at + 1, What::Duration { amount, unit, which: None }),
            Word::Of if self.is(at + 1, "age") => {
                return Parsed::new(first, at + 2, What::Duration { amount, unit, which: None });
            }
            _ => {}
        }
        if self.is(at, "previously") || (self.is(at, "prior") && self.ends_phrase(at + 1)) {
            return offset(at + 1, true, Base::Story);
        }
        if self.is(at, "on") && self.mark(at + 1) == ',' {
            return offset(at + 1, false, Base::Story);
        }
        let last = if self.is(at, "long") { at + 1 } else { end };
        Parsed::new(first, last, What::Duration { amount, unit, which: None })
    }

    /// Whether a bare "days" at `i` stands where a length of time does; "minutes" are also written, "hours" kept.
    fn tells_length(&self, i: usize) -> bool {
        let clock = matches!(self.word(i), Word::Units(Unit::Minute | Unit::Hour));
        let governed = matches!(
            self.word_before(i),
            Word::For
                | Word::In
                | Word::Within
                | Word::After
                | Word::Over
                | Word::Of
                | Word::During
                | Word::By
                | Word::Only
                | Word::Or
        ) || self.is_any(
            i.wrapping_sub(1),
            &[
                "take",
                "takes",
                "took",
                "taken",
                "last",
                "lasted",
                "lasts",
                "spend",
                "spent",
                "throughout",
                "even",
                "waited",
                "across",
            ],
        );
        // "hours after the deal"
        let counts = matches!(
            self.word(i + 1),
            Word::After | Word::Before | Word::Later | Word::Earlier | Word::Ago | Word::Of | Word::Old
        );
        governed || counts || !clock
    }

    /// Nothing that "before" or "after" could govern stands at `i`.
    fn ends_phrase(&self, i: usize) -> bool {
        match self.kind(i) {
            None => true,
            Some(Kind::Mark(c)) => !matches!(c, '\'' | '"' | '\u{201c}' | '('),
            Some(Kind::Word(w)) => {
                self.paragraph(i)
                    || matches!(w, Word::And | Word::In | Word::At | Word::On | Word::By)
                    || self.is_any(i, &["when", "but", "while", "with", "as", "had", "was", "were", "did", "would"])
            }
            _ => false,
        }
    }

    /// "every day", "each year", "daily", "annual", "twice a week", "$5m a year".
    fn set(&self, i: usize) -> Option<Parsed> {
        match self.word(i) {
            // "the Daily Telegraph", "LA Weekly"
            Word::Periodic(_) if self.capital(i) && !self.opens_sentence(i) => None,
            Word::Periodic(u) => Some(Parsed::new(i, i + 1, What::Set(Amount::ONE, u))),
            Word::Every | Word::Each => {
                let set = |last, what| Some(Parsed::new(i, last, what));
                match self.word(i + 1) {
                    Word::Unit(u) => set(i + 2, What::Set(Amount::ONE, u)),
                    Word::Weekday(d) => {
                        let part = match self.word(i + 2) {
                            Word::Part(p) => Some(p),
                            _ => None,
                        };
                        let mut p = Parsed::new(i, i + 2 + usize::from(part.is_some()), What::SetWeekday(d));
                        p.part = part;
                        Some(p)
                    }
                    Word::Part(p) => set(i + 2, What::SetPart(p)),
                    Word::Month(m) => set(i + 2, What::SetMonth(m)),
                    Word::Season(_) => set(i + 2, What::Set(Amount::ONE, Unit::Year)),
                    _ if self.is(i + 1, "other") => match self.word(i + 2) {
                        Word::Unit(u) => set(i + 3, What::Set(Amount::of(2), u)),
                        _ => None,
                    },
                    _ => {
                        if self.is(i + 1, "single")
                            && let Word::Unit(u) = self.word(i + 2)
                        {
                            return set(i + 3, What::Set(Amount::ONE, u));
                        }
                        let (amount, next) = self.amount(i + 1)?;
                        let (unit, _, end) = self.unit(next)?;
                        set(end, What::Set(amount, unit))
                    }
                }
            }
            Word::Units(Unit::Weekend) => Some(Parsed::new(i, i + 1, What::SetWeekend)),
            Word::Weekdays(d) => Some(Parsed::new(i, i + 1, What::SetWeekday(d))),
            // "three times a day", "a million barrels a day": a rate, not a length
            Word::A => match self.word(i + 1) {
                Word::Unit(u)
                    if u != Unit::Quarter
                        && self.rate_before(i)
                        && !self.is_any(i + 2, &["ago", "later", "earlier", "before", "after", "old"]) =>
                {
                    Some(Parsed::new(i, i + 2, What::Set(Amount::ONE, u)))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether what stands before "a year" counts something per year.
    fn rate_before(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else { return false };
        if self.is_any(
            before,
            &[
                "times", "once", "twice", "barrels", "tonnes", "tons", "dollars", "euros", "pounds", "people",
                "percent", "cents",
            ],
        ) {
            return true;
        }
        match self.kind(before) {
            Some(Kind::Number { .. }) => true,
            Some(Kind::Mark('%')) => true,
            Some(Kind::Word(Word::Units(_))) => true,
            // "three meals a day"; verbs that take a length are none
            _ => {
                let s = self.str(before);
                let verb = [
                    "lasts", "takes", "spends", "needs", "requires", "gets", "was", "has", "this", "thus", "across",
                    "wants",
                ];
                self.is_any(before, &["million", "billion", "trillion"])
                    || (self.word(before) == Word::Other
                        && s.len() > 3
                        && s.ends_with('s')
                        && !s.ends_with("ss")
                        && !self.is_any(before, &verb))
            }
        }
    }

    /// "the past three days", "the next two weeks", "the first six months".
    pub(super) fn stretch(&self, first: usize, i: usize) -> Option<Parsed> {
        let which = match self.word(i) {
            Word::Last => Which::Last,
            Word::Past => Which::Past,
            Word::Next => Which::Next,
            Word::Coming => Which::Coming,
            Word::Previous => Which::Previous,
            Word::Following => Which::Following,
            Word::Same => Which::Same,
            Word::Ordinal(1) => Which::The,
            _ if self.is_any(
                i,
                &[
                    "final",
                    "opening",
                    "remaining",
                    "intervening",
                    "preceding",
                    "succeeding",
                    "subsequent",
                    "early",
                    "closing",
                    "ensuing",
                ],
            ) =>
            {
                Which::The
            }
            _ => return None,
        };
        let mut next = i + 1;
        if self.word(next) == Word::Only {
            next += 1;
        }
        // "the last week of August", "the first month of 1915"
        if let (Word::Unit(unit), Word::Of) = (self.word(next), self.word(next + 1)) {
            let end = self.past_of_date(next + 1);
            if end > next + 1 && !matches!(unit, Unit::Quarter) {
                return Some(Parsed::new(
                    first,
                    end,
                    What::Duration { amount: Amount::ONE, unit, which: Some(Which::The) },
                ));
            }
        }
        let (amount, at) = match self.amount(next) {
            Some(found) if self.word(next) != Word::A => found,
            _ => match self.word(next) {
                Word::Couple => (Amount::of(2), next + 1 + usize::from(self.word(next + 1) == Word::Of)),
                Word::Units(_) | Word::Parts(Part::Night) => (Amount::Vague, next),
                Word::Scale(n) => (Amount::of(n), next + 1),
                _ => return None,
            },
        };
        let (unit, plural, end) = self.unit(at)?;
        if !plural && self.mark(at) == '-' {
            return None;
        }
        if !plural && amount != Amount::ONE && self.mark(at) != '-' {
            return None;
        }
        let what = What::Duration { amount, unit, which: Some(which) };
        Some(Parsed::new(first, self.past_of_date(end), what))
    }

    /// Past "of August", "of 1915", "of the year" after the stretch of it that is meant.
    fn past_of_date(&self, end: usize) -> usize {
        if self.word(end) != Word::Of {
            return end;
        }
        if self.word(end + 1) == Word::The && matches!(self.word(end + 2), Word::Unit(Unit::Month | Unit::Year)) {
            return end + 3;
        }
        // Only what cannot itself end in "of": no look-ahead without end.
        let plain = matches!(
            self.kind(end + 1),
            Some(Kind::Number { .. } | Kind::NumberOrdinal(_) | Kind::Word(Word::Month(_) | Word::MonthShort(_)))
        );
        match plain.then(|| self.date(end + 1)).flatten() {
            Some(p) if matches!(p.what, What::Calendar { weekday: None, .. }) && p.part.is_none() => p.last,
            _ => end,
        }
    }
}
