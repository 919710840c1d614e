//! Stretches of the calendar: their TIMEX3 values and their intervals.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, ISOWeekDate, Weekday};

use super::meaning::Clock;
use super::words::{Part, Season};
use super::{CivilInterval, Precision};

/// A stretch of the calendar, as far as known. Years are astronomical (0 is 1 BC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cal {
    Century {
        index: i32,
        bc: bool,
    },
    /// First year.
    Decade(i32),
    Year(Option<i32>),
    Half(Option<i32>, u8),
    Quarter(Option<i32>, u8),
    Season(Option<i32>, Season),
    Month(Option<i32>, Option<u8>),
    Week(Option<Date>),
    Weekend(Option<Date>),
    Weekday(u8),
    Day(Option<i32>, Option<u8>, Option<u8>),
}

/// Years that `jiff` can hold, less one at each end so that ends of intervals fit.
fn fits(year: i32) -> Option<i16> {
    (-9998..=9997).contains(&year).then_some(year as i16)
}

pub(super) fn make(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::new(fits(year)?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

pub(super) fn year_of(d: Date) -> i32 {
    i32::from(d.year())
}

pub(super) fn on(d: Date) -> Cal {
    Cal::Day(Some(year_of(d)), Some(d.month() as u8), Some(d.day() as u8))
}

fn year(y: Option<i32>) -> String {
    match y {
        None => "XXXX".to_owned(),
        Some(y) if y > 0 => format!("{y:04}"),
        Some(y) => format!("BC{:04}", 1 - y),
    }
}

fn two(n: Option<u8>) -> String {
    n.map_or_else(|| "XX".to_owned(), |n| format!("{n:02}"))
}

fn week(d: Option<Date>) -> String {
    d.map_or_else(
        || "XXXX-WXX".to_owned(),
        |d| {
            let w: ISOWeekDate = d.iso_week_date();
            format!("{}-W{:02}", year(Some(i32::from(w.year()))), w.week())
        },
    )
}

impl Cal {
    /// TIMEX3 value without a time of day.
    pub(super) fn value(self) -> String {
        match self {
            Self::Century { index, bc: false } => format!("{index:02}"),
            Self::Century { index, bc: true } => format!("BC{index:02}"),
            Self::Decade(y) if y > 0 => format!("{:03}", y / 10),
            Self::Decade(y) => format!("BC{:03}", (-y) / 10),
            Self::Year(y) => year(y),
            Self::Half(y, h) => format!("{}-H{h}", year(y)),
            Self::Quarter(y, q) => format!("{}-Q{q}", year(y)),
            Self::Season(y, s) => format!(
                "{}-{}",
                year(y),
                match s {
                    Season::Spring => "SP",
                    Season::Summer => "SU",
                    Season::Autumn => "FA",
                    Season::Winter => "WI",
                }
            ),
            Self::Month(y, m) => format!("{}-{}", year(y), two(m)),
            Self::Week(d) => week(d),
            Self::Weekend(d) => format!("{}-WE", week(d)),
            Self::Weekday(d) => format!("XXXX-WXX-{d}"),
            Self::Day(y, m, d) => format!("{}-{}-{}", year(y), two(m), two(d)),
        }
    }

    pub(super) fn precision(self) -> Precision {
        match self {
            Self::Century { .. } => Precision::Century,
            Self::Decade(_) => Precision::Decade,
            Self::Year(_) => Precision::Year,
            Self::Half(..) => Precision::HalfYear,
            Self::Quarter(..) => Precision::Quarter,
            Self::Season(..) => Precision::Season,
            Self::Month(..) => Precision::Month,
            Self::Week(_) => Precision::Week,
            Self::Weekend(_) => Precision::Weekend,
            Self::Weekday(_) | Self::Day(..) => Precision::Day,
        }
    }

    /// The day, if it is one and known.
    pub(super) fn day(self) -> Option<Date> {
        match self {
            Self::Day(Some(y), Some(m), Some(d)) => make(y, m, d),
            _ => None,
        }
    }

    /// Its first day and the first day after.
    pub(super) fn days(self) -> Option<(Date, Date)> {
        let years = |from: i32, to: i32| Some((make(from, 1, 1)?, make(to, 1, 1)?));
        let months = |y: i32, m: u8, n: u8| {
            let end = u32::from(m) - 1 + u32::from(n);
            Some((make(y, m, 1)?, make(y + (end / 12) as i32, (end % 12) as u8 + 1, 1)?))
        };
        match self {
            Self::Century { index, bc: false } => years(index * 100 + 1, index * 100 + 101),
            Self::Century { index, bc: true } => years(-index * 100 - 99, -index * 100 + 1),
            Self::Decade(y) => years(y, y + 10),
            Self::Year(y) => years(y?, y? + 1),
            Self::Half(y, h) => months(y?, if h == 1 { 1 } else { 7 }, 6),
            Self::Quarter(y, q) => months(y?, (q.clamp(1, 4) - 1) * 3 + 1, 3),
            // Months of the meteorologists; the winter of a year starts in its December.
            Self::Season(y, s) => months(
                y?,
                match s {
                    Season::Spring => 3,
                    Season::Summer => 6,
                    Season::Autumn => 9,
                    Season::Winter => 12,
                },
                3,
            ),
            Self::Month(y, m) => months(y?, m?, 1),
            Self::Week(d) => {
                let monday = monday(d?)?;
                Some((monday, shift(monday, 7)?))
            }
            Self::Weekend(d) => {
                let monday = monday(d?)?;
                Some((shift(monday, 5)?, shift(monday, 7)?))
            }
            Self::Weekday(_) => None,
            Self::Day(..) => {
                let d = self.day()?;
                Some((d, shift(d, 1)?))
            }
        }
    }

    pub(super) fn interval(self) -> Option<CivilInterval> {
        let (from, to) = self.days()?;
        Some(CivilInterval { from: Some(from.at(0, 0, 0, 0)), to: Some(to.at(0, 0, 0, 0)) })
    }
}

/// `d` and so many days, if the calendar reaches that far.
pub(super) fn shift(d: Date, days: i64) -> Option<Date> {
    if days.abs() > 7_000_000 {
        return None;
    }
    d.checked_add(days.days()).ok()
}

pub(super) fn monday(d: Date) -> Option<Date> {
    shift(d, -i64::from(d.weekday().to_monday_zero_offset()))
}

/// `months` later: year and month.
pub(super) fn shift_months(y: i32, m: u8, months: i64) -> Option<(i32, u8)> {
    let total = i64::from(y) * 12 + i64::from(m) - 1 + months;
    Some((i32::try_from(total.div_euclid(12)).ok()?, total.rem_euclid(12) as u8 + 1))
}

/// The weekday of number `d`, Monday being 1.
pub(super) fn weekday(d: u8) -> Weekday {
    Weekday::from_monday_one_offset(i8::try_from(d).unwrap_or(1).clamp(1, 7)).unwrap_or(Weekday::Monday)
}

/// The `nth` weekday of a month; beyond the last one, the last.
pub(super) fn nth_weekday(y: i32, month: u8, nth: u8, d: u8) -> Option<Date> {
    let first = make(y, month, 1)?;
    first.nth_weekday_of_month(nth as i8, weekday(d)).or_else(|_| first.nth_weekday_of_month(-1, weekday(d))).ok()
}

/// Easter Sunday of the Gregorian calendar, by the anonymous algorithm printed in *Nature* of 20 April 1876.
pub(super) fn easter(y: i32) -> Option<Date> {
    if !(1583..=9997).contains(&y) {
        return None;
    }
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    make(y, u8::try_from(n / 31).ok()?, u8::try_from(n % 31 + 1).ok()?)
}

/// Hours of a part of the day, from the start of the day it is named by; the night runs into the next day.
pub(super) fn hours(p: Part) -> (i64, i64) {
    match p {
        Part::Dawn => (4, 8),
        Part::Morning => (5, 12),
        Part::Afternoon => (12, 18),
        Part::Evening => (17, 23),
        Part::Dusk => (17, 22),
        Part::Night => (18, 30),
        Part::Daytime => (6, 18),
    }
}

pub(super) fn part_value(p: Part) -> &'static str {
    match p {
        Part::Dawn | Part::Morning => "TMO",
        Part::Afternoon => "TAF",
        Part::Evening | Part::Dusk => "TEV",
        Part::Night => "TNI",
        Part::Daytime => "TDT",
    }
}

pub(super) fn clock_value(c: Clock) -> String {
    match c.second {
        Some(s) => format!("T{:02}:{:02}:{s:02}", c.hour, c.minute.unwrap_or(0)),
        None => format!("T{:02}:{:02}", c.hour, c.minute.unwrap_or(0)),
    }
}

/// `hours` after the start of `d`.
pub(super) fn at_hour(d: Date, hours: i64) -> Option<DateTime> {
    d.at(0, 0, 0, 0).checked_add(hours.hours()).ok()
}

/// The instant of the clock and the end of what it names.
pub(super) fn clock_interval(d: Date, c: Clock) -> Option<CivilInterval> {
    let from = at_hour(d, i64::from(c.hour))?
        .checked_add(i64::from(c.minute.unwrap_or(0)).minutes())
        .and_then(|t| t.checked_add(i64::from(c.second.unwrap_or(0)).seconds()))
        .ok()?;
    let to = match (c.minute, c.second) {
        (_, Some(_)) => from.checked_add(1.second()),
        (Some(_), None) => from.checked_add(1.minute()),
        (None, None) => from.checked_add(1.hour()),
    }
    .ok()?;
    Some(CivilInterval { from: Some(from), to: Some(to) })
}

/// The whole of `d`, shifted by minutes.
pub(super) fn shifted_day(d: Date, minutes: i64) -> Option<CivilInterval> {
    let from = d.at(0, 0, 0, 0).checked_add(minutes.minutes()).ok()?;
    Some(CivilInterval { from: Some(from), to: Some(from.checked_add(24.hours()).ok()?) })
}
