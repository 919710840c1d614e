//! Years and what is made of them: decades, centuries, quarters, halves, fiscal years.

use super::super::lex::Kind;
use super::super::meaning::{Parsed, What, Which, YearRef};
use super::super::words::{Season, Unit, Word};
use super::Tokens;
use super::date::calendar;

impl Tokens<'_> {
    /// The year after a month or a date at `i`: "1990", ", 1990", "of 1990", "of that year", "490 BC".
    pub(super) fn year_after(&self, i: usize, comma: bool) -> Option<(YearRef, usize)> {
        let mut at = i;
        // "October last year"
        let which = match self.word(i) {
            Word::Last => Some(Which::Last),
            Word::This => Some(Which::This),
            Word::Next => Some(Which::Next),
            _ => None,
        };
        if let (Some(which), Word::Unit(Unit::Year)) = (which, self.word(i + 1)) {
            return Some((YearRef::Rel(which), i + 2));
        }
        if self.mark(at) == ',' {
            if !comma {
                return None;
            }
            at += 1;
        } else if self.word(at) == Word::Of {
            at += 1;
            let the = usize::from(self.word(at) == Word::The);
            let which = match self.word(at + the) {
                Word::That => Some((Which::That, 1)),
                Word::This => Some((Which::This, 1)),
                Word::Last => Some((Which::Last, 1)),
                Word::Next => Some((if the == 1 { Which::Following } else { Which::Next }, 1)),
                Word::Same if the == 1 => Some((Which::Same, 1)),
                Word::Following if the == 1 => Some((Which::Following, 1)),
                Word::Previous if the == 1 => Some((Which::Previous, 1)),
                Word::Unit(Unit::Year) if the == 1 => Some((Which::The, 0)),
                _ => None,
            };
            if let Some((which, skip)) = which {
                let same = usize::from(matches!(self.word(at + the + skip), Word::Same));
                let at = at + the + skip + same;
                return (self.word(at) == Word::Unit(Unit::Year)).then_some((YearRef::Rel(which), at + 1));
            }
        }
        if self.mark(at) == '\'' && self.glued(at + 1) {
            let (y, len) = self.number(at + 1)?;
            return (len == 2).then(|| (YearRef::Is(two_digits(y)), at + 2));
        }
        let (y, len) = self.number(at)?;
        if let Some((bc, end)) = self.era(at + 1) {
            return (y <= 9999).then(|| (YearRef::Is(if bc { 1 - y as i32 } else { y as i32 }), end));
        }
        if len == 3 && self.bc && at == i {
            return Some((YearRef::Is(1 - y as i32), at + 1));
        }
        let fits = len == 4
            && (1000..=2200).contains(&y)
            && !(self.mark(at + 1) == ':' && self.glued(at + 1) && self.glued(at + 2));
        fits.then_some((YearRef::Is(y as i32), at + 1))
    }

    /// A number that names a year, and what may follow it.
    pub(super) fn year_expression(&self, i: usize) -> Option<Parsed> {
        let (value, len) = self.number(i)?;
        if let Some((bc, end)) = self.era(i + 1) {
            let year = if bc { 1 - value as i32 } else { value as i32 };
            return (len <= 4).then(|| Parsed::new(i, end, calendar(YearRef::Is(year), None, None)));
        }
        if self.glued(i) && matches!(self.mark_before(i), '.' | ':' | '$' | '\u{a3}' | '\u{20ac}' | '#') {
            return None;
        }
        if matches!(self.mark_before(i), '$' | '\u{a3}' | '\u{20ac}' | '#') {
            return None;
        }
        // Letters stuck to the digits make a name: "T2000", "2000m".
        if self.glued(i) && i > 0 && matches!(self.kind(i - 1), Some(Kind::Word(_))) {
            return None;
        }
        if self.glued(i + 1) && matches!(self.kind(i + 1), Some(Kind::Word(_))) {
            return None;
        }
        let dash = self.mark(i + 1) == '-';
        if self.bc && (2..=3).contains(&len) {
            let to = dash || self.word(i + 1) == Word::To || self.word(i + 1) == Word::And;
            let range =
                to && self.number(i + 2).is_some_and(|(_, l)| l <= 3) && self.era(i + 3).is_some_and(|(bc, _)| bc);
            let preposed = len == 3 && self.year_governor(i) && self.closes_phrase(i + 1);
            return (range || preposed)
                .then(|| Parsed::new(i, i + 1, calendar(YearRef::Is(1 - value as i32), None, None)));
        }
        if len != 4 {
            return None;
        }
        // A percentage, a decimal, a measure.
        if (self.mark(i + 1) == '.' || self.mark(i + 1) == ',')
            && self.glued(i + 1)
            && self.glued(i + 2)
            && self.number(i + 2).is_some()
        {
            return None;
        }
        if self.mark(i + 1) == '%'
            || self.is_any(
                i + 1,
                &[
                    "percent",
                    "km",
                    "miles",
                    "kilometres",
                    "kilometers",
                    "feet",
                    "metres",
                    "meters",
                    "men",
                    "troops",
                    "soldiers",
                    "people",
                    "tons",
                    "tonnes",
                    "dollars",
                    "euros",
                ],
            )
        {
            return None;
        }
        // "2000-strong", "1200-bed"
        if dash
            && self.glued(i + 1)
            && self.glued(i + 2)
            && matches!(self.kind(i + 2), Some(Kind::Word(w)) if !matches!(w, Word::Month(_)))
        {
            return None;
        }
        // "about 2000 protesters"
        let counted = matches!(
            self.word_before(i),
            Word::About
                | Word::Nearly
                | Word::Over
                | Word::Than
                | Word::Some
                | Word::Least
                | Word::Most
                | Word::Only
                | Word::Under
                | Word::Another
        );
        if counted && !self.closes_phrase(i + 1) {
            return None;
        }
        let season = matches!(self.word(i + 1), Word::Season(s) if s != Season::Autumn || self.is(i + 1, "autumn"));
        let sure = (1900..=2059).contains(&value);
        let likely = (1000..=2199).contains(&value)
            && ((self.year_governor(i) && self.closes_phrase(i + 1))
                || self.joined_year(i)
                || self.paragraph(i)
                || self.mark_before(i) == '('
                || self.mark_before(i) == '-'
                || dash);
        if !(sure || likely) {
            return None;
        }
        if season
            && !self.paragraph(i + 1)
            && let Word::Season(s) = self.word(i + 1)
        {
            return Some(Parsed::new(i, i + 2, What::Season(s, YearRef::Is(value as i32))));
        }
        Some(Parsed::new(i, i + 1, calendar(YearRef::Is(value as i32), None, None)))
    }

    /// "as late as 1781", "blockade, 1861": a four-digit number that ends its phrase.
    fn joined_year(&self, i: usize) -> bool {
        let ends = matches!(self.mark(i + 1), '.' | ',' | ')' | ':' | ';') || self.paragraph(i + 1);
        (self.is(i.wrapping_sub(1), "as") || matches!(self.mark_before(i), ','))
            && (ends || self.is(i.wrapping_sub(1), "as"))
    }

    /// A word before `i` that governs years.
    fn year_governor(&self, i: usize) -> bool {
        matches!(
            self.word_before(i),
            Word::In
                | Word::For
                | Word::Of
                | Word::By
                | Word::Since
                | Word::Until
                | Word::From
                | Word::During
                | Word::Before
                | Word::After
                | Word::Between
                | Word::About
                | Word::Early
                | Word::Late
                | Word::To
                | Word::Through
                | Word::And
                | Word::Mid
                | Word::Unit(Unit::Year)
        ) || self.is_any(i.wrapping_sub(1), &["years", "late-", "throughout", "the"])
    }

    /// Nothing at `i` that a number could count.
    fn closes_phrase(&self, i: usize) -> bool {
        match self.kind(i) {
            None | Some(Kind::Mark(_)) => true,
            // A plural noun is counted; anything else may follow a year.
            Some(Kind::Word(w)) => {
                w != Word::Other || !(self.str(i).ends_with('s') && self.str(i).len() > 3) || self.capital(i)
            }
            _ => false,
        }
    }

    /// "'89", "'90s".
    pub(super) fn short_year(&self, i: usize) -> Option<Parsed> {
        if !self.glued(i + 1) || (i > 0 && self.glued(i) && !matches!(self.mark_before(i), '(' | '-')) {
            return None;
        }
        match self.kind(i + 1)? {
            Kind::Number { value, len: 2, comma: false }
                if matches!(
                    self.word_before(i),
                    Word::In
                        | Word::Of
                        | Word::Since
                        | Word::From
                        | Word::By
                        | Word::Month(_)
                        | Word::Season(_)
                        | Word::The
                        | Word::And
                        | Word::To
                ) =>
            {
                Some(Parsed::new(i, i + 2, calendar(YearRef::Is(two_digits(value)), None, None)))
            }
            Kind::NumberPlural { .. } => self.decade(i, i + 1),
            _ => None,
        }
    }

    /// "1990s", "90s", "nineties", "470s BC"; the expression starts at `first`.
    pub(super) fn decade(&self, first: usize, i: usize) -> Option<Parsed> {
        match self.kind(i)? {
            Kind::NumberPlural { value, len } if value % 10 == 0 => {
                let start = match len {
                    4 if (1000..=2200).contains(&value) => value as i32,
                    2 if value >= 20 && !self.is(first, "a") => {
                        return Some(Parsed::new(first, i + 1, What::Tens((value / 10) as u8)));
                    }
                    3 if self.era(i + 1).is_some() || self.bc => value as i32,
                    _ => return None,
                };
                let (bc, end) = self.era(i + 1).unwrap_or((len == 3 && self.bc, i + 1));
                // "470s BC" runs from 479 down to 470.
                Some(Parsed::new(first, end, What::Decade(if bc { 1 - (start + 9) } else { start })))
            }
            // Ages: "in his thirties"
            Kind::Word(Word::Tens(n)) => {
                let of_age = self.is_any(i.wrapping_sub(1), &["his", "her", "their", "my", "mid"]);
                (!of_age && first < i).then(|| Parsed::new(first, i + 1, What::Tens(n)))
            }
            _ => None,
        }
    }

    /// "fiscal 2014", "fiscal year 2014".
    pub(super) fn fiscal(&self, first: usize, i: usize) -> Option<Parsed> {
        let at = i + 1 + usize::from(self.word(i + 1) == Word::Unit(Unit::Year));
        let (y, len) = self.number(at)?;
        (len == 4 && (1900..=2200).contains(&y))
            .then(|| Parsed::new(first, at + 1, calendar(YearRef::Is(y as i32), None, None)))
    }

    /// An ordinal that opens something: "nineteenth century", "second quarter of 2012", "first half".
    pub(super) fn ordinal(&self, first: usize, i: usize) -> Option<Parsed> {
        let (n, at) = match self.kind(i)? {
            Kind::NumberOrdinal(n) => (n, i + 1),
            Kind::Word(Word::Ordinal(n)) => (u32::from(n), i + 1),
            Kind::Word(Word::Ty(n)) => match self.word(self.past_hyphen(i + 1)) {
                Word::Ordinal(m) if m < 10 => (u32::from(n + m), self.past_hyphen(i + 1) + 1),
                _ => return None,
            },
            Kind::Word(Word::Last) => (2, i + 1),
            _ => return None,
        };
        let unit_at = self.past_hyphen(at);
        let fiscal = usize::from(self.word(unit_at) == Word::Fiscal);
        match self.word(unit_at + fiscal) {
            Word::Unit(Unit::Century) if (1..=30).contains(&n) => {
                let (bc, end) = self.era(unit_at + 1).unwrap_or((false, unit_at + 1));
                // "the 19th-century fort": the determiner belongs to the fort
                let first = if unit_at > at { i } else { first };
                Some(Parsed::new(first, end, What::Century { index: n as i32 - 1, bc }))
            }
            Word::Unit(Unit::Quarter) if (1..=4).contains(&n) => {
                let at = unit_at + fiscal + 1;
                let first = if unit_at > i + 1 { i } else { first };
                let (year, end) = self.year_after_of(at);
                Some(Parsed::new(first, end, What::Quarter(n as u8, year)))
            }
            Word::Half if (1..=2).contains(&n) => {
                let (year, end) = self.year_after_of(unit_at + 1);
                // "the first half" of a match is no date
                (year != YearRef::Unsaid).then(|| Parsed::new(first, end, What::Half(n as u8, year)))
            }
            _ => None,
        }
    }

    /// The year after a quarter or a half: "of 2012", "of last year", "of fiscal 2012", "2012".
    pub(super) fn year_after_of(&self, at: usize) -> (YearRef, usize) {
        if self.word(at) == Word::Of
            && self.word(at + 1) == Word::Fiscal
            && let Some(p) = self.fiscal(at + 1, at + 1)
            && let What::Calendar { year, .. } = p.what
        {
            return (year, p.last);
        }
        self.year_after(at, false).unwrap_or((YearRef::Unsaid, at))
    }
}

/// The full year of "'89": the nearest century that a writer of this one can mean.
fn two_digits(y: u32) -> i32 {
    if y < 40 { 2000 + y as i32 } else { 1900 + y as i32 }
}
