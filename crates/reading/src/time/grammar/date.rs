//! Dates by the calendar: days, months, years, decades, centuries, seasons, quarters; ranges of them.

use super::super::lex::Kind;
use super::super::meaning::{Parsed, What, Which, YearRef};
use super::super::words::{Part, Unit, Word};
use super::{Tokens, bare_year};

pub(super) fn calendar(year: YearRef, month: Option<u8>, day: Option<u8>) -> What {
    What::Calendar { year, month, day, weekday: None }
}

impl Tokens<'_> {
    /// A date at `i`, with the clock time or part of day that belongs to it.
    pub(super) fn date(&self, i: usize) -> Option<Parsed> {
        match self.kind(i)? {
            Kind::Number { .. } => self
                .iso(i)
                .or_else(|| self.timed(i))
                .or_else(|| self.day_month(i, i))
                .or_else(|| self.year_expression(i)),
            Kind::NumberOrdinal(_) => self.day_month(i, i).or_else(|| self.ordinal(i, i)),
            Kind::NumberPlural { .. } => self.decade(i, i),
            Kind::Mark('\'') => self.short_year(i),
            Kind::Mark(_) => None,
            Kind::Word(w) => match w {
                Word::Month(m) => self.month(i, i, m, true),
                Word::MonthShort(m) => self.month(i, i, m, false),
                Word::Weekday(d) => self.weekday(i, d),
                Word::WeekdayShort(d) => self.weekday_short(i, d),
                Word::Season(_) | Word::Seasons(_) => self.season(i, i, YearRef::Unsaid),
                Word::Tens(_) => self.decade(i, i),
                Word::Ordinal(_) | Word::Ty(_) => self.day_month(i, i).or_else(|| self.ordinal(i, i)),
                Word::Number(_) | Word::Noon | Word::Midnight => self.timed(i).or_else(|| self.day_month(i, i)),
                Word::Part(_) | Word::Parts(_) => self.part(i, i),
                Word::Fiscal => self.fiscal(i, i),
                Word::Christmas => self.feast(i),
                _ => self.relative(i),
            },
        }
    }

    /// "2013-03-22", "2013-03-22T10:00", "03/22/2013", "22.03.2013".
    fn iso(&self, i: usize) -> Option<Parsed> {
        let (a, a_len) = self.number(i)?;
        let sep = self.mark(i + 1);
        if !matches!(sep, '-' | '/' | '.') || !self.glued(i + 1) || !self.glued(i + 2) {
            return None;
        }
        let (b, b_len) = self.number(i + 2)?;
        if a == 9 && b == 11 && sep == '/' && self.mark(i + 3) != '/' {
            return Some(Parsed::new(i, i + 3, calendar(YearRef::Is(2001), Some(9), Some(11))));
        }
        let whole = self.mark(i + 3) == sep && self.glued(i + 3) && self.glued(i + 4);
        let c = if whole { self.kind(i + 4) } else { None };
        // "22T10:00" lexes as 22, T, 10; "22" stands alone otherwise.
        let Some(Kind::Number { value: c, len: c_len, comma: false }) = c else { return None };
        let made = |y: u32, m: u32, d: u32| {
            ((1..=12).contains(&m) && (1..=31).contains(&d) && (1000..=2200).contains(&y))
                .then(|| calendar(YearRef::Is(y as i32), Some(m as u8), Some(d as u8)))
        };
        let what = if a_len == 4 && b_len <= 2 && c_len <= 2 {
            made(a, b, c)
        } else if a_len <= 2 && b_len <= 2 && c_len == 4 {
            // The American order for strokes, the European one for points, unless the month could not be one.
            if (sep == '/' && a <= 12) || b > 12 { made(c, a, b) } else { made(c, b, a) }
        } else if a_len <= 2 && b_len <= 2 && c_len == 2 && sep == '/' {
            let y = if c < 50 { 2000 + c } else { 1900 + c };
            if a <= 12 { made(y, a, b) } else { made(y, b, a) }
        } else {
            None
        }?;
        let mut p = Parsed::new(i, i + 5, what);
        let t = self.is(p.last, "t") && self.glued(p.last);
        if let Some((clock, end)) = self.clock(p.last + usize::from(t)).filter(|(c, _)| c.minute.is_some()) {
            (p.clock, p.last) = (Some(clock), end);
            if self.is(p.last, "z") && self.glued(p.last) {
                (p.zone, p.last) = (Some("UTC".to_owned()), p.last + 1);
            } else if let Some((zone, end)) = self.zone(p.last) {
                (p.zone, p.last) = (Some(zone), end);
            }
        }
        Some(p)
    }

    /// A clock time and the day it names, if it does.
    fn timed(&self, i: usize) -> Option<Parsed> {
        let (clock, mut end) = self.clock(i)?;
        let mut zone = None;
        if let Some((z, e)) = self.zone(end) {
            (zone, end) = (Some(z), e);
        }
        let mut p = Parsed::new(i, end, What::SomeDay);
        let at = end + usize::from(self.mark(end) == ',');
        // "10 a.m. Thursday", "9:34 p.m., March 19", "noon today", "2:30 the next day"
        let day = match self.word(at) {
            Word::Weekday(_)
            | Word::Month(_)
            | Word::MonthShort(_)
            | Word::Today
            | Word::Yesterday
            | Word::Tomorrow => self.date(at),
            Word::The if matches!(self.word(at + 1), Word::Next | Word::Following | Word::Same | Word::Previous) => {
                self.date(at)
            }
            Word::Last | Word::This | Word::Next if at == end => self.date(at),
            Word::In if self.word(at + 1) == Word::The && matches!(self.word(at + 2), Word::Part(_)) => {
                let mut p = self.part(at + 1, at + 2)?;
                p.clock = None;
                Some(p)
            }
            _ => None,
        };
        let day = day.filter(|d| d.clock.is_none() && d.modifier.is_none() && !bare_year(d.what));
        let mut clock = clock;
        if let Some(d) = day {
            if clock.hour < 12 && clock.hour > 0 && matches!(d.part, Some(Part::Afternoon | Part::Evening)) {
                clock.hour += 12;
            }
            (p.last, p.what) = (d.last, d.what);
        } else if let Some((z, e)) = self.zone(p.last).filter(|_| zone.is_none()) {
            (zone, p.last) = (Some(z), e);
        }
        if zone.is_none()
            && let Some((z, e)) = self.zone(p.last)
        {
            (zone, p.last) = (Some(z), e);
        }
        p.clock = Some(clock);
        p.zone = zone;
        Some(p)
    }

    /// A month at `i`, the expression starting at `first`: "November", "November 5(th)(, 1990)", "November of 1990".
    fn month(&self, first: usize, i: usize, m: u8, full: bool) -> Option<Parsed> {
        let dot = !full && self.mark(i + 1) == '.' && self.glued(i + 1);
        let next = i + 1 + usize::from(dot);
        if !self.capital(i) {
            return None;
        }
        if let Some((day, at)) = self.day_number(next) {
            // "June 50" is not a date; "June 1950" and "May 1, 1990" are.
            let (mut year, end) = self.year_after(at, true).unwrap_or((YearRef::Unsaid, at));
            // The day that became a name.
            if (m, day, year) == (9, 11, YearRef::Unsaid)
                && self.is_any(end, &["attack", "attacks", "terror", "terrorist", "hijackers", "hijackings"])
            {
                year = YearRef::Is(2001);
            }
            let mut p = Parsed::new(first, end, calendar(year, Some(m), Some(day)));
            self.clock_after(&mut p);
            return Some(p);
        }
        if self.word(next) == Word::The
            && matches!(self.kind(next + 1), Some(Kind::NumberOrdinal(_)))
            && let Some((day, at)) = self.day_number(next + 1)
        {
            return Some(Parsed::new(first, at, calendar(YearRef::Unsaid, Some(m), Some(day))));
        }
        if let Some((year, end)) = self.year_after(next, true) {
            return Some(Parsed::new(first, end, calendar(year, Some(m), None)));
        }
        if m == 3 && self.word(next) == Word::Of {
            return None;
        }
        // Alone, words that are also verbs or names want a preposition or a neighbour of their kind.
        if !full && !dot {
            return None;
        }
        if matches!(m, 3 | 5) || (m == 8 && self.mark_before(i) != '-') || !full {
            let neighbour = matches!(
                self.word_before(i),
                Word::In
                    | Word::Of
                    | Word::By
                    | Word::Since
                    | Word::Until
                    | Word::From
                    | Word::To
                    | Word::During
                    | Word::Early
                    | Word::Late
                    | Word::Mid
                    | Word::Last
                    | Word::Next
                    | Word::This
                    | Word::And
                    | Word::Through
                    | Word::Between
                    | Word::Before
                    | Word::After
                    | Word::Or
                    | Word::For
                    | Word::Previous
                    | Word::Following
            ) || matches!(self.mark_before(i), '-' | '(' | '/')
                || self.paragraph(i)
                || matches!(self.mark(i + 1), '-' | '/');
            if !neighbour
                || (matches!(self.word_before(i), Word::And | Word::To | Word::Or)
                    && m == 5
                    && self.word(i + 1) != Word::Other)
            {
                return None;
            }
        }
        Some(Parsed::new(first, next, calendar(YearRef::Unsaid, Some(m), None)))
    }

    /// A day of the month written in digits or as an ordinal.
    fn day_number(&self, i: usize) -> Option<(u8, usize)> {
        let day = |n: u32, next| (1..=31).contains(&n).then_some((n as u8, next));
        match self.kind(i)? {
            Kind::Number { value, len, comma: false } if len <= 2 => {
                // "June 5:30" and "March 5.5" are no days
                if matches!(self.mark(i + 1), ':') && self.glued(i + 1) && self.number(i + 2).is_some() {
                    return None;
                }
                day(value, i + 1)
            }
            Kind::NumberOrdinal(n) => day(n, i + 1),
            Kind::Word(Word::Ordinal(n)) => day(u32::from(n), i + 1),
            Kind::Word(Word::Ty(n)) if n <= 30 => match self.word(self.past_hyphen(i + 1)) {
                Word::Ordinal(m) if m < 10 => day(u32::from(n + m), self.past_hyphen(i + 1) + 1),
                _ => None,
            },
            _ => None,
        }
    }

    /// "5 November (1990)", "the 5th of November", "5-7 November": the day first.
    pub(super) fn day_month(&self, first: usize, i: usize) -> Option<Parsed> {
        let (day, at) = self.day_number(i)?;
        if self.glued(i) && matches!(self.mark_before(i), '.' | ':' | '$') {
            return None;
        }
        let of = usize::from(self.word(at) == Word::Of);
        let month = match self.word(at + of) {
            Word::Month(m) if self.capital(at + of) => Some((m, at + of + 1)),
            Word::MonthShort(m) if self.capital(at + of) => {
                let dot = self.mark(at + of + 1) == '.' && self.glued(at + of + 1);
                Some((m, at + of + 1 + usize::from(dot)))
            }
            _ => None,
        };
        if let Some((m, next)) = month {
            let (year, end) = self.year_after(next, true).unwrap_or((YearRef::Unsaid, next));
            let mut p = Parsed::new(first, end, calendar(year, Some(m), Some(day)));
            self.clock_after(&mut p);
            return Some(p);
        }
        if of == 1 {
            // "the 28th of that month"
            if matches!(self.word(at + 1), Word::This | Word::That | Word::The) {
                let skip = usize::from(self.word(at + 2) == Word::Same);
                if self.word(at + 2 + skip) == Word::Unit(Unit::Month) {
                    return Some(Parsed::new(first, at + 3 + skip, What::DayOfMonth(day)));
                }
            }
            return None;
        }
        // "5-7 November", "5 and 7 November", "1 to 2 November", "3/4 May"
        let mut next = at;
        for _ in 0..4 {
            let joined = matches!(self.mark(next), '-' | '/' | ',')
                || matches!(self.word(next), Word::And | Word::To | Word::Or | Word::Until | Word::Through);
            if !joined {
                return None;
            }
            let mut after = next + 1;
            if self.mark(next) == ',' && self.word(after) == Word::And {
                after += 1;
            }
            after += usize::from(self.word(after) == Word::The);
            let (_, end) = self.day_number(after)?;
            let of = usize::from(self.word(end) == Word::Of);
            match self.word(end + of) {
                Word::Month(_) if self.capital(end + of) => {
                    return Some(Parsed::new(first, at, What::DayOfMonth(day)));
                }
                _ => next = end,
            }
        }
        None
    }

    /// "…, 1:00 AM" after a date, where nothing stands between.
    fn clock_after(&self, p: &mut Parsed) {
        let at = p.last + usize::from(self.mark(p.last) == ',');
        if let Some((clock, end)) = self.clock(at).filter(|(c, _)| c.minute.is_some()) {
            if self.paragraph(at) {
                return;
            }
            (p.clock, p.last) = (Some(clock), end);
            if let Some((zone, end)) = self.zone(p.last) {
                (p.zone, p.last) = (Some(zone), end);
            }
        }
    }

    /// "Monday", "Monday, 9 November 2020", "Monday night".
    fn weekday(&self, i: usize, d: u8) -> Option<Parsed> {
        if !self.capital(i) {
            return None;
        }
        // "the Sunday Times", "Black Friday", "Bloody Sunday"
        let paper = self.is_any(
            i + 1,
            &["times", "telegraph", "mirror", "express", "mail", "herald", "star", "post", "tribune", "mass"],
        ) && self.capital(i + 1);
        let feast = self
            .is_any(i.wrapping_sub(1), &["black", "good", "ash", "super", "bloody", "holy", "palm", "cyber"])
            && self.capital(i - 1);
        if paper || feast {
            return None;
        }
        self.weekday_at(i, i + 1, d, Which::The)
    }

    fn weekday_short(&self, i: usize, d: u8) -> Option<Parsed> {
        if !self.capital(i) {
            return None;
        }
        let dot = self.mark(i + 1) == '.' && self.glued(i + 1);
        let p = self.weekday_at(i, i + 1 + usize::from(dot), d, Which::The)?;
        // "Sun" and "Sat" alone are a paper and a verb.
        let dated = matches!(p.what, What::Calendar { month: Some(_), .. }) && (dot || !self.in_name(i));
        (dated || (dot && !matches!(d, 7)) || (dot && matches!(self.word_before(i), Word::On | Word::From | Word::To)))
            .then_some(p)
    }

    pub(super) fn weekday_at(&self, first: usize, next: usize, d: u8, which: Which) -> Option<Parsed> {
        let at = next + usize::from(self.mark(next) == ',') + usize::from(self.word(next) == Word::The);
        if !self.paragraph(at) {
            let date = match self.word(at) {
                Word::Month(m) => self.month(first, at, m, true),
                Word::MonthShort(m) => self.month(first, at, m, false),
                _ if self.day_number(at).is_some() => self.day_month(first, at),
                _ => None,
            };
            if let Some(mut p) = date
                && let What::Calendar { day: Some(_), weekday, .. } = &mut p.what
            {
                *weekday = Some(d);
                return Some(p);
            }
        }
        let mut p = Parsed::new(first, next, What::Weekday(which, d));
        self.part_after(&mut p);
        if p.part.is_none() {
            self.clock_after(&mut p);
        }
        Some(p)
    }

    /// A part of the day right after a day: "Monday night", "Thursday early morning".
    pub(super) fn part_after(&self, p: &mut Parsed) {
        let early = usize::from(
            matches!(self.word(p.last), Word::Early | Word::Late) && matches!(self.word(p.last + 1), Word::Part(_)),
        );
        match self.word(p.last + early) {
            Word::Part(part) if !self.paragraph(p.last) => {
                (p.part, p.last) = (Some(part), p.last + early + 1);
            }
            Word::Noon | Word::Midnight if !self.paragraph(p.last) => {
                if let Some((clock, end)) = self.clock(p.last) {
                    (p.clock, p.last) = (Some(clock), end);
                }
            }
            _ => {}
        }
    }

    /// A season at `i`: "spring", "spring 1990", "spring of that year".
    pub(super) fn season(&self, first: usize, i: usize, year: YearRef) -> Option<Parsed> {
        let Word::Season(s) = self.word(i) else { return None };
        // "the Spring Offensive": the determiner belongs to the name.
        let named = self.capital(i)
            && self.word_before(i) == Word::The
            && self.word(i + 1) == Word::Other
            && self.capital(i + 1)
            && !self.paragraph(i + 1);
        if named {
            return (first == i).then(|| Parsed::new(i, i + 1, What::Season(s, year)));
        }
        let plain_first = first == i;
        // "the Arab Spring"
        if self.in_name(i) && !self.capital(i + 1) && self.number(i + 1).is_none() {
            return None;
        }
        if let Some((year, end)) = self.year_after(i + 1, true) {
            return Some(Parsed::new(first, end, What::Season(s, year)));
        }
        if self.word(i + 1) == Word::Of && year == YearRef::Unsaid && self.is(i, "fall") {
            return None;
        }
        // "fall" and "spring" are verbs and nouns of other things too.
        if self.is(i, "fall") || self.is(i, "spring") {
            let governed = matches!(
                self.word_before(i),
                Word::In
                    | Word::By
                    | Word::Since
                    | Word::Until
                    | Word::During
                    | Word::Early
                    | Word::Late
                    | Word::Mid
                    | Word::Last
                    | Word::Next
                    | Word::This
                    | Word::That
                    | Word::From
                    | Word::Previous
                    | Word::Following
                    | Word::Every
                    | Word::Each
                    | Word::Through
                    | Word::Coming
            ) || (self.word_before(i) == Word::The
                && matches!(
                    i.checked_sub(2).map(|k| self.word(k)),
                    Some(Word::In | Word::By | Word::During | Word::Until | Word::Since | Word::From | Word::Before)
                ))
                || (plain_first && self.capital(i) && self.paragraph(i));
            let noun = matches!(self.word(i + 1), Word::Of)
                || self.is(i, "fall") && self.is_any(i + 1, &["to", "apart", "into", "back", "off"]);
            if !governed && first == i && !(self.is(i, "spring") && self.is_any(i + 1, &["offensive", "campaign"]))
                || noun
            {
                return None;
            }
            let governor = self.governed_part(first) || self.is_any(first.wrapping_sub(1), &["spent", "spend", "of"]);
            if !governed && first < i && self.word_before(i) == Word::The && !governor && !self.capital(i) {
                return None;
            }
            if !governed && first < i && self.is(i, "fall") && self.word_before(i) == Word::The {
                return None;
            }
        }
        let mut end = i + 1;
        if self.mark(end) == '-' && self.glued(end) && matches!(self.word(end + 1), Word::Time) {
            end += 2;
        }
        Some(Parsed::new(first, end, What::Season(s, year)))
    }

    /// What continues the expression before it: "March 5-9", "1995-96", "5 and 7 November" after the day.
    pub(super) fn continued(&self, prev: &Parsed, i: usize) -> Option<Parsed> {
        let What::Calendar { year, month, day, .. } = prev.what else { return None };
        let gap = i.checked_sub(prev.last)?;
        if gap != 1 {
            return None;
        }
        let joint = self.mark(prev.last) == '-'
            || self.mark(prev.last) == '/'
            || matches!(self.word(prev.last), Word::And | Word::To | Word::Or | Word::Through | Word::Until);
        if !joint {
            return None;
        }
        if let (Some(m), Some(_), Some((d, at))) = (month, day, self.day_number(i)) {
            // "from April 5 to 9 May" is a date of its own; "April 5 and 9 tanks" is left alone.
            let own = matches!(self.word(at), Word::Month(_) | Word::MonthShort(_) | Word::Units(_) | Word::Unit(_));
            let dash = matches!(self.mark(prev.last), '-' | '/');
            let year_here = self.year_after(at, true);
            if own || !(dash || year_here.is_some() || self.verb_or_end(at)) {
                return None;
            }
            let (y, end) = year_here.unwrap_or((year, at));
            return Some(Parsed::new(i, end, calendar(y, Some(m), Some(d))));
        }
        let (value, len) = self.number(i)?;
        if let (YearRef::Is(y), None, true) = (year, month, len == 2 && self.mark(prev.last) == '-') {
            let century = y.div_euclid(100) * 100;
            let full = century + value as i32;
            if y > 0 && full > y && self.glued(i) && self.glued(prev.last) {
                return Some(Parsed::new(i, i + 1, calendar(YearRef::Is(full), None, None)));
            }
        }
        None
    }

    /// Nothing at `i` that a number before it could count.
    fn verb_or_end(&self, i: usize) -> bool {
        match self.kind(i) {
            None | Some(Kind::Mark(_)) => true,
            Some(Kind::Word(w)) => {
                w != Word::Other
                    || self.is_any(
                        i,
                        &["was", "were", "had", "has", "have", "will", "would", "are", "is", "with", "as", "when"],
                    )
            }
            Some(_) => false,
        }
    }

    /// Feasts with a date, and short forms: "Christmas Day", "New Year's Eve", "Q3 2012", "FY2014".
    pub(super) fn feast(&self, i: usize) -> Option<Parsed> {
        let fixed = |last: usize, month, day: u8| {
            let (year, end) = self.year_after(last, false).unwrap_or((YearRef::Unsaid, last));
            Some(Parsed::new(i, end, calendar(year, Some(month), Some(day))))
        };
        let nth = |last: usize, nth, weekday, month| {
            let (year, end) = self.year_after(last, false).unwrap_or((YearRef::Unsaid, last));
            Some(Parsed::new(i, end, What::NthWeekday { nth, weekday, month, year }))
        };
        let s = self.str(i);
        if self.word(i) == Word::Christmas {
            if self.in_name(i) {
                return None;
            }
            return match () {
                () if self.is(i + 1, "eve") => fixed(i + 2, 12, 24),
                () if self.word(i + 1) == Word::Unit(Unit::Day) => fixed(i + 2, 12, 25),
                () => fixed(i + 1, 12, 25),
            };
        }
        let easter = |last: usize, days| {
            let (year, end) = self.year_after(last, false).unwrap_or((YearRef::Unsaid, last));
            Some(Parsed::new(i, end, What::Easter { days, year }))
        };
        match s {
            "Easter" => match self.word(i + 1) {
                Word::Weekday(7) => easter(i + 2, 0),
                Word::Weekday(1) => easter(i + 2, 1),
                Word::Other if self.capital(i + 1) => None,
                _ => easter(i + 1, 0),
            },
            "Good" if self.word(i + 1) == Word::Weekday(5) => easter(i + 2, -2),
            "Palm" if self.word(i + 1) == Word::Weekday(7) => easter(i + 2, -7),
            "Ash" if self.word(i + 1) == Word::Weekday(3) => easter(i + 2, -46),
            "Presidents" if self.is_any(i + 1, &["day"]) => nth(i + 2, 3, 1, 2),
            "Columbus" if self.is(i + 1, "day") => nth(i + 2, 2, 1, 10),
            "Q" => {
                let (q, 1) = self.number(i + 1)? else { return None };
                let (year, end) = self.year_after_of(i + 2);
                (self.glued(i + 1) && (1..=4).contains(&q)).then(|| Parsed::new(i, end, What::Quarter(q as u8, year)))
            }
            "FY" => self.fiscal(i, i),
            "New" if self.is(i + 1, "year") && self.mark(i + 2) == '\'' && self.is(i + 3, "s") => {
                if self.is(i + 4, "eve") {
                    fixed(i + 5, 12, 31)
                } else if self.is(i + 4, "day") {
                    fixed(i + 5, 1, 1)
                } else {
                    None
                }
            }
            "Thanksgiving" => nth(i + 1 + usize::from(self.is(i + 1, "day")), 4, 4, 11),
            "Halloween" => fixed(i + 1, 10, 31),
            "Boxing" if self.is(i + 1, "day") => fixed(i + 2, 12, 26),
            "Independence" if self.is(i + 1, "day") => fixed(i + 2, 7, 4),
            "Memorial" if self.is(i + 1, "day") => nth(i + 2, 5, 1, 5),
            "Labor" if self.is(i + 1, "day") => nth(i + 2, 1, 1, 9),
            "Veterans" if self.is(i + 1, "day") => fixed(i + 2, 11, 11),
            "Valentine" if self.mark(i + 1) == '\'' && self.is(i + 3, "day") => fixed(i + 4, 2, 14),
            "Nowruz" => fixed(i + 1, 3, 21),
            "Epiphany" => fixed(i + 1, 1, 6),
            _ => None,
        }
    }

    /// Whether a part of the day at `i` stands for a time: "night", "the morning of 31 May", "dawn".
    pub(super) fn part(&self, first: usize, i: usize) -> Option<Parsed> {
        let part = match self.word(i) {
            Word::Part(p) | Word::Parts(p) => p,
            _ => return None,
        };
        if self.in_name(i) {
            return None;
        }
        let mut next = i + 1;
        // "the early morning hours of"
        if matches!(self.word(next), Word::Units(Unit::Hour)) {
            next += 1;
        }
        if self.mark(next) == '-' && self.glued(next) && self.word(next + 1) == Word::Time {
            next += 2;
        }
        let of = self.word(next) == Word::Of || (self.word(next) == Word::On && first < i);
        if of {
            let the = usize::from(self.word(next + 1) == Word::The);
            let day = match self.kind(next + 1 + the) {
                Some(Kind::Number { .. } | Kind::NumberOrdinal(_)) => {
                    self.day_month(next + 1, next + 1 + the).or_else(|| self.night_span(next + 1 + the))
                }
                Some(Kind::Word(Word::Month(_) | Word::MonthShort(_) | Word::Weekday(_) | Word::Ordinal(_))) => {
                    self.date(next + 1 + the)
                }
                Some(Kind::Word(Word::Same | Word::That | Word::This)) => self.date(next + 1),
                _ => None,
            };
            if let Some(mut d) = day.filter(|d| {
                d.part.is_none() && d.clock.is_none() && !matches!(d.what, What::Calendar { day: None, .. })
            }) {
                d.first = first;
                return Some(d.with_part(part));
            }
        }
        Some(Parsed::new(first, next, What::SomeDay).with_part(part))
    }

    /// "the night of 9 to 10 November": the first day, if the second follows.
    fn night_span(&self, i: usize) -> Option<Parsed> {
        let (day, at) = self.day_number(i)?;
        (matches!(self.mark(at), '-' | '/') || self.word(at) == Word::To)
            .then(|| Parsed::new(i, at, What::DayOfMonth(day)))
    }
}
