//! The days that a report's figures are about.

use jiff::civil::Date;
use servanda_model::Span;

use super::{Period, tokens::Token};
use crate::time::words;

/// Whether a token names a month.
pub fn is_month(token: &Token) -> bool {
    month(token).is_some()
}

/// Whether the number at `i` is a day of a month or a year.
pub fn is_date(tokens: &[Token], i: usize) -> bool {
    let before = |words: &[&str]| i.checked_sub(1).is_some_and(|b| tokens[b].is(words));
    let n = tokens[i].number.unwrap_or(0);
    let day = (1..=31).contains(&n)
        && (tokens.get(i + 1).is_some_and(is_month)
            // "between 4 and 17 May"
            || tokens.get(i + 1).is_some_and(|t| t.is(&["and", "to", "-", "–"]))
                && tokens.get(i + 2).is_some_and(|t| t.number.is_some())
                && tokens.get(i + 3).is_some_and(is_month));
    let year = (1900..2100).contains(&n)
        && tokens[i].span.len() == 4
        && (before(&["of", "in", "since", "and", "to", "during", "from", "late", "early"])
            || i.checked_sub(1).is_some_and(|b| is_month(&tokens[b])));
    day || year
}

/// Days from the first to the last of the longest period that one report covers.
const LONGEST: i32 = 45;

/// A span of days "D [Month] [Year] and|to|- D Month [Year]" that starts at token `i`, and the token after it.
fn range(tokens: &[Token], i: usize, year: i32) -> Option<((Date, Date), usize)> {
    let mut at = i;
    let start_day = tokens.get(at)?.number?;
    at += 1;
    let start_month = tokens.get(at).and_then(month);
    at += usize::from(start_month.is_some());
    let start_year = start_month.and(tokens.get(at)).and_then(written_year);
    at += usize::from(start_year.is_some());
    if !tokens.get(at)?.is(&["and", "to", "-", "–", "until"]) {
        return None;
    }
    at += 1;
    let end_day = tokens.get(at)?.number?;
    let end_month = month(tokens.get(at + 1)?)?;
    at += 2;
    let end_year = tokens.get(at).and_then(written_year);
    at += usize::from(end_year.is_some());
    let end_year = end_year.unwrap_or(year);
    let start_month = start_month.unwrap_or(end_month);
    let start_year = start_year.unwrap_or(end_year - i32::from(start_month > end_month));
    let day = |y: i32, m: i8, d: i64| Date::new(i16::try_from(y).ok()?, m, i8::try_from(d).ok()?).ok();
    Some(((day(start_year, start_month, start_day)?, day(end_year, end_month, end_day)?), at))
}

fn month(token: &Token) -> Option<i8> {
    words::month(&token.key)
}

fn written_year(token: &Token) -> Option<i32> {
    let n = token.number.filter(|n| (1900..2100).contains(n) && token.span.len() == 4)?;
    i32::try_from(n).ok()
}

/// The period that a sentence names, if its figures could be about it: some weeks that end in `year` and are over.
pub fn period(sentence: &[Token], year: i32) -> Option<Period> {
    if sentence.iter().any(|t| t.is(&["will"])) {
        return None;
    }
    (1..sentence.len()).find_map(|i| {
        let opened = sentence[i - 1].is(&["between", "from", "("]);
        let ((start, end), after) = opened.then(|| range(sentence, i, year)).flatten()?;
        let days = days(start, end);
        let fits = (5..=LONGEST).contains(&days) && i32::from(end.year()) == year;
        let span = Span::new(sentence[i].span.start(), sentence[after - 1].span.end());
        fits.then_some(Period { start, end, span })
    })
}

/// Whether a sentence speaks of another stretch than `period` just after or before: a year, or the same weeks of
/// another year.
pub fn other_stretch(tokens: &[Token], period: Option<&Period>, year: i32) -> bool {
    (1..tokens.len()).any(|i| {
        tokens[i - 1].is(&["between", "from"])
            && range(tokens, i, year).is_some_and(|((start, end), _)| {
                period.map_or(days(start, end) > LONGEST, |p| (start, end) != (p.start, p.end))
            })
    })
}

fn days(start: Date, end: Date) -> i32 {
    (end - start).get_days()
}

/// Whether a sentence speaks of a single day or of some days of their own ("On 3 March", "in one day").
pub fn single_day(tokens: &[Token]) -> bool {
    let day = tokens.windows(3).any(|w| w[0].is(&["on"]) && w[1].number.is_some() && is_month(&w[2]));
    day || tokens.iter().any(|t| t.is(&["daily", "day", "average", "peak"]))
}

#[cfg(test)]
mod tests {
    use super::super::tokens::{sentences, tokens};
    use super::*;
    use jiff::civil::date;

    fn of(text: &str) -> Option<(Date, Date)> {
        let tokens = tokens(text);
        sentences(&tokens).into_iter().find_map(|s| period(s, 2021)).map(|p| (p.start, p.end))
    }

    #[test]
    fn a_period_may_cross_a_month_or_a_year() {
        assert_eq!(of("Be- tween 3 and 16 May, calm."), Some((date(2021, 5, 3), date(2021, 5, 16))));
        assert_eq!(of("From 28 June to 11 July the post counted."), Some((date(2021, 6, 28), date(2021, 7, 11))));
        assert_eq!(of("Between 21 December and 3 January 2021."), Some((date(2020, 12, 21), date(2021, 1, 3))));
    }

    #[test]
    fn visits_to_come_and_other_years_are_no_period() {
        assert_eq!(of("The chief will visit from 3 to 12 May."), None);
        assert_eq!(of("Between 3 May 2019 and 16 May 2019 it was worse."), None);
        assert_eq!(of("On 3-12 May he was there."), None);
    }
}
