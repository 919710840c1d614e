//! Days told in a report ("on Sunday", "March 18", "last night"), relative to the day it was published.
//!
//! This is a cheap reading for comparing reports with one another; what a claim says of time is read elsewhere.

use super::read::Token;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};

/// A day told in a report, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) day: i32,
    /// Told with day and month rather than by weekday or "today".
    pub(super) dated: bool,
}

/// Days kept of one report: a chronicle of hundreds tells no happening of its own.
const MOST_TOLD: usize = 32;

/// Days since 1970-01-01.
pub(super) fn day_number(date: Date) -> i32 {
    const EPOCH: Date = jiff::civil::date(1970, 1, 1);
    // A difference of two civil dates in days always fits.
    date.since(EPOCH).map_or(0, |span| span.get_days())
}

fn weekday(word: &str) -> Option<i32> {
    let day = match word.to_ascii_lowercase().as_str() {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tues" | "tue" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thurs" | "thu" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    };
    Some(i32::from(day.to_monday_zero_offset()))
}

fn month(word: &str) -> Option<i8> {
    static MONTHS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let name = |m| Some(Date::new(2000, m, 1).ok()?.strftime("%B").to_string().to_lowercase());
        (1..=12).filter_map(name).collect()
    });
    let word = word.to_ascii_lowercase();
    let short = word.len() == 3 || word == "sept";
    let found = MONTHS.iter().position(|m| *m == word || (short && m.starts_with(word.as_str())))?;
    Some(found as i8 + 1)
}

/// The days told in `text`, then in `title`, each once, in the order told; none without a day of publication. Days told
/// by weekday or "today" are read in the first `within` words only.
pub(super) fn told_days(title: &[Token<'_>], text: &[Token<'_>], within: usize, published: Option<i32>) -> Vec<Told> {
    let Some(published) = published else { return Vec::new() };
    let mut told: Vec<Told> = Vec::new();
    let mut add = |day: i32, dated: bool| {
        if told.len() < MOST_TOLD && !told.iter().any(|t| t.day == day) {
            told.push(Told { day, dated });
        }
    };
    for part in [text, title] {
        for (i, t) in part.iter().enumerate() {
            let after = part.get(i + 1).filter(|n| n.follows);
            let before = i.checked_sub(1).map(|p| &part[p]).filter(|_| t.follows);
            if t.capital {
                if let Some(wanted) = weekday(t.text).filter(|_| i < within) {
                    // 1970-01-01 was a Thursday.
                    let today = (published + 3).rem_euclid(7);
                    add(published - (today - wanted).rem_euclid(7), false);
                } else if let Some(month) = month(t.text) {
                    let day_of =
                        |t: &&Token<'_>| t.text.trim_end_matches(|c: char| c.is_alphabetic()).parse::<i8>().ok();
                    let Some(day) = after.and_then(|t| day_of(&t)).or_else(|| before.and_then(|t| day_of(&t))) else {
                        continue;
                    };
                    let year = part[i + 1..]
                        .iter()
                        .take(2)
                        .find_map(|t| t.text.parse::<i16>().ok().filter(|y| (1900..2100).contains(y)));
                    add_date(year, month, day, published, &mut add);
                }
            } else {
                match t.text {
                    _ if i >= within => {}
                    "yesterday" => add(published - 1, false),
                    "today" | "tonight" => add(published, false),
                    _ => {}
                }
            }
        }
    }
    told
}

/// A date without a year is the latest such one that isn't after publication.
fn add_date(year: Option<i16>, month: i8, day: i8, published: i32, add: &mut impl FnMut(i32, bool)) {
    let year_of_publication = 1970 + (f64::from(published) / 365.2425).floor() as i16;
    let years = year.map_or([year_of_publication + 1, year_of_publication, year_of_publication - 1], |y| [y; 3]);
    let found =
        years.iter().filter_map(|&y| Date::new(y, month, day).ok()).map(day_number).find(|&d| d <= published + 1);
    if let Some(found) = found {
        add(found, true);
    }
}

#[cfg(test)]
mod tests {
    use super::{day_number, told_days};
    use crate::story::read::tokens;
    use jiff::civil::date;

    fn days(text: &str) -> Vec<i32> {
        // A Wednesday.
        let published = day_number(date(2024, 1, 3));
        told_days(&[], &tokens(text), 50, Some(published)).iter().map(|t| t.day - published).collect()
    }

    #[test]
    fn a_weekday_is_the_last_one() {
        assert_eq!(days("It fell on Sunday and again on Wednesday."), [-3, 0]);
    }

    #[test]
    fn a_date_without_a_year_is_in_the_past() {
        assert_eq!(days("They met on December 30 in the north."), [-4]);
        assert_eq!(days("They met on 2 Jan. in the north."), [-1]);
        assert_eq!(days("Since March 3, 2022, nothing was heard."), [-671]);
    }

    #[test]
    fn impossible_dates_are_not_told() {
        assert!(days("On February 31 and May he said so.").is_empty());
    }
}
