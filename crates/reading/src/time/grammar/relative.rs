//! Dates told from another: "last week", "this weekend", "the following morning", "today", "now", "recently".

use super::super::lex::Kind;
use super::super::meaning::{Amount, Parsed, What, Which, YearRef};
use super::super::words::{Part, Unit, Word};
use super::Tokens;

impl Tokens<'_> {
    pub(super) fn relative(&self, i: usize) -> Option<Parsed> {
        let reference = |last, r| Some(Parsed::new(i, last, What::Reference(r)));
        match self.word(i) {
            Word::Today => self.day(i, 0),
            Word::Yesterday => self.day(i, -1),
            Word::Tomorrow => self.day(i, 1),
            Word::Tonight => Some(Parsed::new(i, i + 1, What::Day(0)).with_part(Part::Night)),
            Word::Overnight => Some(Parsed::new(i, i + 1, What::Day(0)).with_part(Part::Night)),
            Word::Now => reference(i + 1, "PRESENT_REF"),
            Word::Part(_) => None,
            Word::Present => {
                // "the current fiscal year" is this year
                if let Word::Unit(u) = self.word(i + 1) {
                    return Some(Parsed::new(i, i + 2, What::Unit(Which::This, u)));
                }
                reference(i + 1, "PRESENT_REF")
            }
            Word::PastRef => {
                let unit = matches!(self.word(i + 1), Word::Units(_));
                reference(i + 1 + usize::from(unit), "PAST_REF")
            }
            Word::Former => reference(i + 1, "PAST_REF"),
            // "as soon as", "soon after" order events, they name no time
            Word::FutureRef
                if matches!(self.word(i + 1), Word::After)
                    || self.is(i.wrapping_sub(1), "as")
                    || self.is(i.wrapping_sub(1), "too") =>
            {
                None
            }
            Word::FutureRef => reference(i + 1, "FUTURE_REF"),
            Word::Future => reference(i + 1, "FUTURE_REF"),
            Word::To if self.is(i + 1, "date") && self.closes(i + 2) => {
                let mut p = reference(i + 2, "PRESENT_REF")?;
                p.first = i + 1;
                Some(p)
            }
            Word::The => self.definite(i),
            Word::This => self.deictic(i, i + 1, Which::This),
            Word::That => self.deictic(i, i + 1 + usize::from(self.word(i + 1) == Word::Same), Which::That),
            Word::These if self.word(i + 1) == Word::Units(Unit::Day) => reference(i + 2, "PRESENT_REF"),
            Word::Last => self.stretch(i, i).or_else(|| self.deictic(i, i + 1, Which::Last)),
            Word::Next => self.stretch(i, i).or_else(|| self.deictic(i, i + 1, Which::Next)),
            Word::Past => self.stretch(i, i),
            Word::Coming => self.stretch(i, i),
            Word::Previous => self.stretch(i, i).or_else(|| self.deictic(i, i + 1, Which::Previous)),
            Word::Following => self.deictic(i, i + 1, Which::Following),
            Word::Number(1) => match self.word(i + 1) {
                Word::Part(_) | Word::Weekday(_) | Word::Season(_) => {
                    let mut p = self.deictic(i, i + 1, Which::The)?;
                    p.first = i;
                    Some(p)
                }
                _ => None,
            },
            Word::Unit(Unit::Month | Unit::Year)
                if self.mark(i + 1) == '\'' && self.is(i + 2, "s") && self.word(i + 3) == Word::End =>
            {
                let Word::Unit(u) = self.word(i) else { return None };
                let mut p = Parsed::new(i, i + 4, What::Unit(Which::The, u));
                p.modifier = Some(super::super::TimeModifier::End);
                Some(p)
            }
            Word::Unit(Unit::Year) if self.is(i + 1, "ago") || (self.mark(i + 1) == '-' && self.is(i + 2, "ago")) => {
                let last = i + 2 + usize::from(self.mark(i + 1) == '-');
                Some(Parsed::new(i, last, What::Unit(Which::Last, Unit::Year)))
            }
            Word::Unit(Unit::Year) if self.is(i.wrapping_sub(1), "by") && self.word(i + 1) == Word::End => {
                let mut p = Parsed::new(i, i + 2, What::Unit(Which::This, Unit::Year));
                p.modifier = Some(super::super::TimeModifier::End);
                Some(p)
            }
            _ => None,
        }
    }

    fn day(&self, i: usize, shift: i8) -> Option<Parsed> {
        if self.in_name(i) {
            return None;
        }
        let mut p = Parsed::new(i, i + 1, What::Day(shift));
        self.part_after(&mut p);
        Some(p)
    }

    /// What follows "the".
    fn definite(&self, i: usize) -> Option<Parsed> {
        let at = i + 1;
        let small_hours = self.word(at) == Word::Early && self.word(at + 1) == Word::Units(Unit::Hour);
        if let Some(p) = self.stretch(i, at).filter(|_| !small_hours) {
            return Some(p);
        }
        let reference = |last, r| Some(Parsed::new(i, last, What::Reference(r)));
        match self.kind(at)? {
            Kind::Number { .. } => {
                let p = self.day_month(i, at)?;
                Some(p)
            }
            Kind::NumberOrdinal(n) => {
                let bare = (1..=31).contains(&n).then(|| Parsed::new(i, at + 1, What::DayOfMonth(n as u8)));
                self.day_month(i, at).or_else(|| self.ordinal(i, at)).or_else(|| {
                    // "the 20th" of no noun
                    bare.filter(|_| {
                        matches!(
                            self.word_before(i),
                            Word::On | Word::By | Word::Until | Word::Since | Word::From | Word::Of
                        ) && matches!(self.kind(at + 1), None | Some(Kind::Mark('.' | ',' | ';' | ')')))
                    })
                })
            }
            Kind::NumberPlural { .. } => self.decade(i, at),
            Kind::Mark('\'') => match self.kind(at + 1) {
                Some(Kind::NumberPlural { .. }) => self.decade(i, at + 1),
                _ => None,
            },
            Kind::Mark(_) => None,
            Kind::Word(w) => match w {
                Word::Next => {
                    self.open_length(i, at + 1, Which::Next).or_else(|| self.deictic(i, at + 1, Which::Following))
                }
                Word::Following => self.deictic(i, at + 1, Which::Following),
                Word::Coming => self.deictic(i, at + 1, Which::Coming),
                Word::Previous => self.deictic(i, at + 1, Which::Previous),
                Word::Same => self.deictic(i, at + 1, Which::Same),
                Word::Last => {
                    if self.word(at + 1) == Word::Half {
                        return self.ordinal(i, at);
                    }
                    self.open_length(i, at + 1, Which::Last).or_else(|| self.deictic(i, at + 1, Which::Last))
                }
                Word::Past => match self.word(at + 1) {
                    Word::Unit(unit) => Some(Parsed::new(
                        i,
                        at + 2,
                        What::Duration { amount: Amount::ONE, unit, which: Some(Which::Past) },
                    )),
                    Word::Season(_) | Word::Weekday(_) | Word::Month(_) => self.deictic(i, at + 1, Which::Last),
                    _ if self.closes(at + 1) => reference(at + 1, "PAST_REF"),
                    _ => None,
                },
                Word::Future => reference(at + 1, "FUTURE_REF"),
                Word::Present if self.is(at, "current") => {
                    let skip = usize::from(self.word(at + 1) == Word::Fiscal);
                    match self.word(at + 1 + skip) {
                        Word::Unit(u) => Some(Parsed::new(i, at + 2 + skip, What::Unit(Which::This, u))),
                        _ => None,
                    }
                }
                Word::Unit(
                    u @ (Unit::Day
                    | Unit::Week
                    | Unit::Weekend
                    | Unit::Month
                    | Unit::Quarter
                    | Unit::Year
                    | Unit::Decade
                    | Unit::Century),
                ) => {
                    // "the month-long siege"
                    if self.past_hyphen(at + 1) > at + 1 {
                        return None;
                    }
                    // "the Century City"
                    if self.capital(at) && self.word(at + 1) == Word::Other && self.capital(at + 1) {
                        return None;
                    }
                    // "carried the day"
                    if u == Unit::Day
                        && self.is_any(i.wrapping_sub(1), &["carried", "won", "saved", "carry", "win", "save"])
                    {
                        return None;
                    }
                    // "the year 1990", "the year before", "the day after", "the day before yesterday"
                    if u == Unit::Year
                        && let Some((year, end)) =
                            self.year_after(at + 1, false).filter(|_| self.word(at + 1) != Word::Of)
                    {
                        return Some(Parsed::new(
                            i,
                            end,
                            What::Calendar { year, month: None, day: None, weekday: None },
                        ));
                    }
                    match self.word(at + 1) {
                        Word::Before if self.word(at + 2) == Word::Yesterday => {
                            return Some(Parsed::new(i, at + 3, What::Day(-2)));
                        }
                        Word::After if self.word(at + 2) == Word::Tomorrow => {
                            return Some(Parsed::new(i, at + 3, What::Day(2)));
                        }
                        Word::Before | Word::Earlier => {
                            return Some(Parsed::new(i, at + 2, What::Unit(Which::Previous, u)));
                        }
                        Word::After | Word::Following => {
                            return Some(Parsed::new(i, at + 2, What::Unit(Which::Following, u)));
                        }
                        _ => {}
                    }
                    if self.is(at + 1, "prior") {
                        return Some(Parsed::new(i, at + 2, What::Unit(Which::Previous, u)));
                    }
                    // "the day Kabul fell", "the week of fighting": told by an event, not by the calendar
                    Some(Parsed::new(i, at + 1, What::Unit(Which::The, u)))
                }
                Word::Season(_) => self.season(i, at, YearRef::Unsaid),
                Word::Part(_) => self.part(i, at),
                Word::Early | Word::Late if matches!(self.word(at + 1), Word::Part(_)) => self.part(i, at + 1),
                Word::Early if self.word(at + 1) == Word::Units(Unit::Hour) => self.small_hours(i, at + 2),
                _ if self.is(at, "small") && self.word(at + 1) == Word::Units(Unit::Hour) => {
                    self.small_hours(i, at + 2)
                }
                _ if self.is_any(at, &["near", "foreseeable", "immediate", "distant"])
                    && self.word(at + 1) == Word::Future =>
                {
                    reference(at + 2, "FUTURE_REF")
                }
                _ if self.is_any(at, &["recent", "distant"]) && self.word(at + 1) == Word::Past => {
                    reference(at + 2, "PAST_REF")
                }
                Word::Tens(_) => self.decade(i, at),
                Word::Ordinal(_) | Word::Ty(_) => {
                    let p = self.day_month(i, at).or_else(|| self.ordinal(i, at));
                    p.or_else(|| match (w, self.word(at + 1)) {
                        // "the second day", "the third evening": counted from a start that is not said
                        (Word::Ordinal(_), Word::Unit(Unit::Day)) => {
                            Some(Parsed::new(i, at + 2, What::Unit(Which::The, Unit::Day)))
                        }
                        (Word::Ordinal(_), Word::Unit(Unit::Week)) => Some(Parsed::new(
                            i,
                            at + 2,
                            What::Duration { amount: Amount::ONE, unit: Unit::Week, which: None },
                        )),
                        (Word::Ordinal(_), Word::Part(part)) => {
                            Some(Parsed::new(i, at + 2, What::SomeDay).with_part(part))
                        }
                        _ => None,
                    })
                }
                Word::Weekday(d) if !matches!(self.word(at + 1), Word::Other) || self.closes(at + 1) => {
                    let _ = d;
                    None
                }
                Word::Fiscal => self.fiscal(i, at).or_else(|| match self.word(at + 1) {
                    Word::Unit(u) => Some(Parsed::new(i, at + 2, What::Unit(Which::The, u))),
                    _ => None,
                }),
                Word::End if matches!(self.word(at + 1), Word::Of) => None,
                Word::Time if self.is(at + 1, "being") => reference(at + 2, "PRESENT_REF"),
                Word::Time if self.word_before(i) == Word::At && self.closes(at + 1) => {
                    Some(Parsed::new(i, at + 1, What::Vague))
                }
                _ if self.is(at, "present") && self.closes(at + 1) => reference(at + 1, "PRESENT_REF"),
                _ if self.is(at, "moment") && self.word_before(i) == Word::At && self.closes(at + 1) => {
                    reference(at + 1, "PRESENT_REF")
                }
                _ => None,
            },
        }
    }

    /// "the early hours", and "of Tuesday" after them.
    fn small_hours(&self, first: usize, i: usize) -> Option<Parsed> {
        // Only days that cannot themselves end in "of": no look-ahead without end.
        let named = matches!(
            self.kind(i + 1),
            Some(Kind::Number { .. } | Kind::Word(Word::Weekday(_) | Word::Month(_) | Word::MonthShort(_)))
        );
        let day = if named && matches!(self.word(i), Word::Of | Word::On) { self.date(i + 1) } else { None };
        let day = day.filter(|d| {
            d.part.is_none()
                && d.clock.is_none()
                && !matches!(d.what, What::Calendar { day: None, .. } | What::Reference(_))
        });
        let mut p = day.unwrap_or_else(|| Parsed::new(first, i, What::SomeDay));
        p.first = first;
        Some(p.with_part(Part::Dawn))
    }

    /// "over the last year", "for the next decade": a length, where "the next year" alone is a date.
    fn open_length(&self, first: usize, i: usize, which: Which) -> Option<Parsed> {
        let Word::Unit(unit) = self.word(i) else { return None };
        let lasting = matches!(self.word_before(first), Word::For | Word::Within | Word::Over)
            || (which == Which::Last && matches!(self.word_before(first), Word::In | Word::During));
        let what = What::Duration { amount: Amount::ONE, unit, which: Some(which) };
        (lasting && unit != Unit::Night && self.closes(i + 1)).then(|| Parsed::new(first, i + 1, what))
    }

    /// Nothing at `i` that an adjective before it could belong to.
    fn closes(&self, i: usize) -> bool {
        match self.kind(i) {
            None | Some(Kind::Mark(_)) => true,
            Some(Kind::Word(w)) => {
                self.paragraph(i)
                    || !matches!(w, Word::Other)
                    || self.is_any(
                        i,
                        &[
                            "is", "was", "were", "has", "had", "have", "that", "he", "she", "they", "it", "when", "as",
                            "with", "but",
                        ],
                    )
            }
            Some(_) => true,
        }
    }

    /// A preposition of time before `i`.
    pub(super) fn governed(&self, i: usize) -> bool {
        matches!(
            self.word_before(i),
            Word::At
                | Word::By
                | Word::During
                | Word::Until
                | Word::Since
                | Word::From
                | Word::About
                | Word::In
                | Word::Before
                | Word::After
                | Word::On
                | Word::Over
                | Word::Through
        ) || self.is_any(i.wrapping_sub(1), &["throughout", "till", "of"])
    }

    /// A unit, weekday, month, season or part of day at `i`, of which `which` tells which one.
    fn deictic(&self, first: usize, i: usize, which: Which) -> Option<Parsed> {
        let mut i = i;
        let mut which = which;
        if which == Which::This && matches!(self.word(i), Word::Past | Word::Coming) {
            // "this past week", "this coming Friday"
            which = if self.word(i) == Word::Past { Which::Last } else { Which::Next };
            if matches!(self.word(i + 1), Word::Unit(Unit::Week | Unit::Weekend | Unit::Month | Unit::Year))
                && which == Which::Last
            {
                which = Which::Past;
            }
            i += 1;
        }
        let skip = usize::from(self.word(i) == Word::Fiscal || self.is_any(i, &["calendar", "very"]));
        match self.word(i + skip) {
            Word::Unit(Unit::Night) | Word::Part(Part::Night) => {
                let mut p = match which {
                    Which::Last => Parsed::new(first, i + 1, What::Day(-1)),
                    Which::This | Which::Past => Parsed::new(first, i + 1, What::Day(0)),
                    Which::Next => Parsed::new(first, i + 1, What::Day(1)),
                    other => Parsed::new(first, i + 1, What::Unit(other, Unit::Day)),
                };
                p.part = Some(Part::Night);
                Some(p)
            }
            Word::Unit(u @ (Unit::Second | Unit::Minute | Unit::Hour)) => {
                let _ = u;
                None
            }
            Word::Unit(_) if self.in_name(i + skip) => None,
            // "this years festival", the apostrophe lost
            Word::Units(Unit::Year) if matches!(which, Which::This) => {
                Some(Parsed::new(first, i + 1, What::Unit(which, Unit::Year)))
            }
            Word::Unit(u) => {
                let at = i + skip;
                // "next year's", "last quarter of 2012"
                let mut p = Parsed::new(first, at + 1, What::Unit(which, u));
                if u == Unit::Quarter
                    && matches!(which, Which::Last | Which::The)
                    && let Some((year, end)) = self.year_after(at + 1, false)
                {
                    p = Parsed::new(first, end, What::Quarter(4, year));
                }
                if u == Unit::Day {
                    self.part_after(&mut p);
                }
                Some(p)
            }
            Word::Weekday(d) => self.weekday_at(first, i + 1, d, which),
            Word::Month(m) if self.capital(i) => {
                let day = self.number(i + 1).filter(|(n, len)| *len <= 2 && (1..=31).contains(n));
                let last = i + 1 + usize::from(day.is_some());
                match day {
                    Some((d, _)) => {
                        let year = match which {
                            Which::This | Which::Last | Which::Next => YearRef::Rel(which),
                            _ => YearRef::Unsaid,
                        };
                        Some(Parsed::new(
                            first,
                            last,
                            What::Calendar { year, month: Some(m), day: Some(d as u8), weekday: None },
                        ))
                    }
                    None => Some(Parsed::new(first, last, What::MonthOf(which, m))),
                }
            }
            Word::Season(_) => self.season(first, i, YearRef::Rel(which)),
            Word::Part(part) => {
                let mut p = match which {
                    Which::This => Parsed::new(first, i + 1, What::Day(0)),
                    Which::Last => Parsed::new(first, i + 1, What::Day(-1)),
                    Which::Next => Parsed::new(first, i + 1, What::Unit(Which::Following, Unit::Day)),
                    Which::The => Parsed::new(first, i + 1, What::SomeDay),
                    other => Parsed::new(first, i + 1, What::Unit(other, Unit::Day)),
                };
                p.part = Some(part);
                Some(p)
            }
            Word::Christmas => {
                let mut p = self.feast(i)?;
                p.first = first;
                if let What::Calendar { year, .. } = &mut p.what {
                    *year = YearRef::Rel(which);
                }
                Some(p)
            }
            Word::Time if which == Which::This && self.is(i + 1, "around") => None,
            Word::Time
                if matches!(which, Which::This | Which::That | Which::Same) && (first > 0 && self.governed(first)) =>
            {
                Some(Parsed::new(first, i + 1, What::Vague))
            }
            Word::Period if matches!(which, Which::This | Which::That | Which::Same) => {
                Some(Parsed::new(first, i + 1, What::Vague))
            }
            _ => None,
        }
    }
}
