//! Time expressions: which words name a time, and which time they mean.
//!
//! [`tag`] finds the expressions of an English text and resolves them to TIMEX3 values and to intervals of the
//! calendar. It works on words alone (no syntax), in time linear in the length of the text:
//!
//! 1. `lex` splits the text into words, numbers and marks, and looks each word up in the closed class of `words`;
//! 2. `grammar` finds the expressions and says what they mean ("two days after that") as a `meaning::What`;
//! 3. `telling` says whether the text is news or a story and what neighbours lend one another;
//! 4. `resolve` reads them in order and says when that was, from the date of publication or from the story, with the
//!    tense of the clause (`tense`) where it matters;
//! 5. `calendar` writes values and intervals.
//!
//! Extents and values follow TIMEX3 (TimeML 1.2.1, Saurí et al. 2006): determiners and modifiers belong to the
//! expression, prepositions don't.

mod calendar;
mod grammar;
mod lex;
mod meaning;
mod resolve;
mod telling;
mod tense;
#[cfg(test)]
mod tests;
pub(crate) mod words;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use servanda_model::Span;

/// Publication or creation time of a text, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Anchor {
    /// The day, in `zone` if there is one, else in the zone of the publisher.
    pub date: Date,
    /// The time of day.
    pub time: Option<Time>,
    /// The zone of `date` and `time`.
    pub zone: Option<TimeZone>,
}

impl Anchor {
    /// A text of which only the day is known.
    #[must_use]
    pub fn day(date: Date) -> Self {
        Self { date, time: None, zone: None }
    }
}

/// The four kinds of TIMEX3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timex {
    /// A day or anything longer that the calendar knows, or a vague "now".
    Date,
    /// A time of the day.
    Time,
    /// A length of time.
    Duration,
    /// Something that recurs.
    Set,
}

impl Timex {
    /// The name in TIMEX3.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

/// TIMEX3 `mod`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeModifier {
    /// "early", "the beginning of".
    Start,
    /// "mid".
    Mid,
    /// "late", "the end of".
    End,
    /// "about", "nearly".
    Approximate,
    /// "more than".
    MoreThan,
    /// "less than".
    LessThan,
    /// "at least".
    EqualOrMore,
    /// "at most", "up to".
    EqualOrLess,
}

/// How finely a time is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// Second of the clock.
    Second,
    /// Minute of the clock.
    Minute,
    /// Hour of the clock.
    Hour,
    /// Morning, night and so on.
    PartOfDay,
    /// Day.
    Day,
    /// Saturday and Sunday.
    Weekend,
    /// ISO week.
    Week,
    /// Month.
    Month,
    /// Quarter of a year.
    Quarter,
    /// Season of the northern half of the globe.
    Season,
    /// Half of a year.
    HalfYear,
    /// Year.
    Year,
    /// Ten years.
    Decade,
    /// Hundred years.
    Century,
    /// Not on the calendar: "now", "recently", a length of time.
    Vague,
}

/// A stretch of the calendar, `from <= t < to`, in the zone of the expression or, if it names none, of the place told
/// of. An end that is not known is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CivilInterval {
    /// First instant.
    pub from: Option<DateTime>,
    /// First instant after.
    pub to: Option<DateTime>,
}

/// How the words before an expression bound what is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// "since", "from": open at the end.
    Since,
    /// "until", "till", "through": open at the start.
    Until,
    /// "by": not later.
    By,
    /// "before".
    Before,
    /// "after".
    After,
    /// "as of".
    AsOf,
    /// "within", "over", "during", "in": somewhere inside.
    Within,
}

/// A weekday that contradicts the date beside it. Both readings are kept; nobody knows which word is the slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekdayConflict {
    /// The weekday as written.
    pub said: Weekday,
    /// The weekday of the date as written.
    pub actual: Weekday,
    /// The day of the written weekday nearest to the written date: the other reading.
    pub other: Date,
}

/// A time expression and what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeExpression {
    /// Bytes of the text.
    pub span: Span,
    /// TIMEX3 type.
    pub kind: Timex,
    /// TIMEX3 value, `X` where it is not known. Years before Christ are written `BC0480`.
    pub value: String,
    /// TIMEX3 modifier.
    pub modifier: Option<TimeModifier>,
    /// The stretch of the calendar, if the expression falls on it and enough is known. The publication date is
    /// never put in for what is missing; see `assumed`.
    pub interval: Option<CivilInterval>,
    /// The whole stretch, where the expression is an end of a range ("from 1 to 2 November").
    pub range: Option<CivilInterval>,
    /// How finely it is told.
    pub precision: Precision,
    /// IANA name of the zone, an offset, or `local`, where the text names one.
    pub zone: Option<String>,
    /// A weekday that contradicts the date.
    pub conflict: Option<WeekdayConflict>,
    /// What the preposition before it says.
    pub bound: Option<Bound>,
    /// The day is not said: it was taken from the story or from the publication ("at 3 a.m.").
    pub assumed: bool,
}

impl TimeExpression {
    /// The stretch that the expression together with its preposition leaves open: "since 1 May" has no end, "before
    /// 1 May" ends where that day starts. "Until" and "by" are read as including the time they name.
    #[must_use]
    pub fn bounded(&self) -> Option<CivilInterval> {
        let at = self.interval?;
        if self.range.is_some() {
            return self.range;
        }
        Some(match self.bound {
            Some(Bound::Since) => CivilInterval { from: at.from, to: None },
            Some(Bound::Until | Bound::By | Bound::AsOf) => CivilInterval { from: None, to: at.to },
            Some(Bound::Before) => CivilInterval { from: None, to: at.from },
            Some(Bound::After) => CivilInterval { from: at.to, to: None },
            Some(Bound::Within) | None => at,
        })
    }
}

/// The time expressions of `text`, in order, none overlapping another.
///
/// Without an `anchor`, "last week" is found and stays unresolved.
#[must_use]
pub fn tag(text: &str, anchor: Option<&Anchor>) -> Vec<TimeExpression> {
    let tokens = grammar::Tokens::new(text);
    let parsed = tokens.expressions();
    resolve::resolve(&tokens, &parsed, anchor)
}
