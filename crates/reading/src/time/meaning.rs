//! What an expression says before it is known when that is.

use super::TimeModifier;
use super::words::{Part, Season, Unit};

/// How many, in tenths; "few" and "several" are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Amount {
    Tenths(u32),
    Vague,
}

impl Amount {
    pub(super) const ONE: Self = Self::Tenths(10);

    pub(super) fn of(n: u32) -> Self {
        Self::Tenths(n.saturating_mul(10))
    }
}

/// Which one of its kind, seen from the publication (first group) or from the story (second group).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    This,
    Last,
    Next,
    Past,
    Coming,

    The,
    That,
    Same,
    Following,
    Previous,
}

/// The year of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YearRef {
    Unsaid,
    /// Astronomical: 0 is 1 BC.
    Is(i32),
    Rel(Which),
}

/// Time of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub hour: u8,
    pub minute: Option<u8>,
    pub second: Option<u8>,
}

/// Where an offset is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    Speech,
    Story,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A clock time or a part of the day, of a day not named.
    SomeDay,
    /// Year, month, day or weekday as far as said.
    Calendar {
        year: YearRef,
        month: Option<u8>,
        day: Option<u8>,
        weekday: Option<u8>,
    },
    DayOfMonth(u8),
    NthWeekday {
        nth: u8,
        weekday: u8,
        month: u8,
        year: YearRef,
    },
    /// Days from Easter Sunday.
    Easter {
        days: i8,
        year: YearRef,
    },
    Season(Season, YearRef),
    Quarter(u8, YearRef),
    Half(u8, YearRef),
    /// First year of the decade, astronomical.
    Decade(i32),
    /// "sixties".
    Tens(u8),
    /// 19 for the twentieth century; BC counts down.
    Century {
        index: i32,
        bc: bool,
    },
    Unit(Which, Unit),
    Weekday(Which, u8),
    /// "last March".
    MonthOf(Which, u8),
    /// Days from the day of publication.
    Day(i8),
    Offset {
        amount: Amount,
        unit: Unit,
        back: bool,
        base: Base,
    },
    /// `PAST_REF`, `PRESENT_REF` or `FUTURE_REF`.
    Reference(&'static str),
    Duration {
        amount: Amount,
        unit: Unit,
        which: Option<Which>,
    },
    Set(Amount, Unit),
    SetWeekday(u8),
    SetWeekend,
    SetMonth(u8),
    SetPart(Part),
    /// A stretch whose length is not said ("this period").
    Vague,
}

/// An expression: tokens `first..last` and what they say.
#[derive(Debug, Clone)]
pub(super) struct Parsed {
    pub first: usize,
    pub last: usize,
    pub what: What,
    pub clock: Option<Clock>,
    pub part: Option<Part>,
    pub zone: Option<String>,
    pub modifier: Option<TimeModifier>,
}

impl Parsed {
    pub(super) fn new(first: usize, last: usize, what: What) -> Self {
        Self { first, last, what, clock: None, part: None, zone: None, modifier: None }
    }

    pub(super) fn with_part(mut self, part: Part) -> Self {
        self.part = Some(part);
        self
    }
}
