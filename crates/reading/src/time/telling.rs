//! How a text tells its times: as news or as a story, which years it only glances at, and what neighbouring
//! expressions lend one another.

use jiff::civil::Date;

use super::grammar::Tokens;
use super::meaning::{Base, Parsed, What, Which, YearRef};
use super::words::{Unit, Word};
use super::{Anchor, calendar};

/// Whether the text is told from within rather than from its day of publication.
pub(super) fn is_story(parsed: &[Parsed], anchor: Option<&Anchor>) -> bool {
    let Some(anchor) = anchor else { return true };
    let here = calendar::year_of(anchor.date);
    let (mut told, mut deictic) = (0, 0);
    for p in parsed {
        match p.what {
            What::Calendar { year: YearRef::Is(y), month, day, .. } => {
                let near = month
                    .zip(day)
                    .and_then(|(m, d)| calendar::make(y, m, d))
                    .is_some_and(|d| days_between(d, anchor.date) <= 7);
                if near {
                    deictic += 6;
                } else if y >= here {
                    deictic += 1;
                } else {
                    told += if month.is_some() { 2 } else { 1 };
                }
            }
            What::Weekday(Which::The | Which::Last | Which::Next, _) | What::Day(-1..=1) => deictic += 3,
            What::Unit(Which::This | Which::Last | Which::Next | Which::Past, _)
            | What::Offset { base: Base::Speech, .. } => deictic += 3,
            _ => {}
        }
    }
    told >= 6 && 2 * told > 5 * deictic
}

/// Which expressions name years that a story only glances at: those far from the years around them, and bare years
/// that bound something else ("until 1945", "the constitution of 1876").
pub(super) fn asides(t: &Tokens<'_>, parsed: &[Parsed]) -> Vec<bool> {
    let said: Vec<(usize, i32)> = parsed
        .iter()
        .enumerate()
        .filter_map(|(k, p)| match p.what {
            What::Calendar { year: YearRef::Is(y), .. } => Some((k, y)),
            _ => None,
        })
        .collect();
    let mut out = vec![false; parsed.len()];
    for (n, &(k, y)) in said.iter().enumerate() {
        let mut near: Vec<i32> = said[n.saturating_sub(3)..said.len().min(n + 4)].iter().map(|&(_, y)| y).collect();
        near.sort_unstable();
        let far = near.len() >= 3 && (y - near[near.len() / 2]).abs() > FAR;
        let p = &parsed[k];
        let bare = matches!(p.what, What::Calendar { month: None, .. });
        let bounds = bare
            && (matches!(
                t.word_before(p.first),
                Word::Until | Word::Since | Word::By | Word::Before | Word::Of | Word::To | Word::From
            ) || (t.mark_before(p.first) == '(' && t.mark(p.last) == ')')
                || !t.paragraph(p.first) && matches!(t.mark_before(p.first), '-'));
        out[k] = far || bounds;
    }
    out
}

/// Years by which one that is only glanced at stands apart from its neighbours.
const FAR: i32 = 8;

pub(super) fn days_between(a: Date, b: Date) -> i64 {
    a.until(b).map_or(i64::MAX, |s| i64::from(s.get_days()).abs())
}

/// Whether the two are ends of one range or items of one list.
fn joins(t: &Tokens<'_>, a: &Parsed, b: &Parsed) -> bool {
    b.first == a.last + 1
        && (matches!(t.mark(a.last), '-' | '/')
            || matches!(t.word(a.last), Word::To | Word::And | Word::Until | Word::Through | Word::Or))
}

/// Whether the two are ends of one range, not items of a list.
pub(super) fn ends_of_range(t: &Tokens<'_>, a: &Parsed, b: &Parsed) -> bool {
    joins(t, a, b)
        && match t.word(a.last) {
            Word::And => t.word_before(a.first) == Word::Between,
            Word::Or => false,
            _ => true,
        }
}

/// Gives the first of two joined dates the year (and the month) of the second.
pub(super) fn share_years(t: &Tokens<'_>, parsed: &mut [Parsed]) {
    for k in (1..parsed.len()).rev() {
        let b = parsed[k].clone();
        let comma = b.first == parsed[k - 1].last + 1 && t.mark(parsed[k - 1].last) == ',';
        if !comma && !joins(t, &parsed[k - 1], &b) {
            continue;
        }
        let What::Calendar { year, month, .. } = b.what else { continue };
        let a = &mut parsed[k - 1];
        match (&mut a.what, month) {
            (What::DayOfMonth(d), Some(_)) => {
                a.what = What::Calendar { year, month, day: Some(*d), weekday: None };
            }
            (What::Calendar { year: y @ YearRef::Unsaid, month: Some(m), .. }, Some(m2))
                if !comma && year != YearRef::Unsaid =>
            {
                *y = match year {
                    YearRef::Is(n) if *m > m2 => YearRef::Is(n - 1),
                    other => other,
                };
            }
            (What::Season(_, y @ YearRef::Unsaid), _) if !comma && month.is_some() => *y = year,
            _ => {}
        }
        // "the night of 9 to 10 November"
        if let (
            What::Calendar { year: YearRef::Is(y), month: None, .. },
            What::Calendar { year: YearRef::Is(y0), month: None, .. },
            None,
        ) = (b.what, &mut parsed[k - 1].what, month)
        {
            // "480-479 BC": the first has the era of the second
            if y <= 0 && *y0 > 0 && *y0 < 1000 {
                *y0 = 1 - *y0;
            }
        }
    }
}

/// Gives a clock time or part of day the day named after it: "3 a.m. on 10 November", "dawn on Monday".
pub(super) fn share_days(t: &Tokens<'_>, parsed: &mut [Parsed]) {
    // From the right, so that "2 p.m. to 4 p.m. on Monday" hands the day on.
    for k in (1..parsed.len()).rev() {
        let day = match parsed[k].what {
            What::Calendar { year, month: Some(m), day: Some(d), .. } => {
                What::Calendar { year, month: Some(m), day: Some(d), weekday: None }
            }
            w @ (What::Weekday(..) | What::Day(_) | What::Unit(_, Unit::Day)) => w,
            _ => continue,
        };
        let clocks = parsed[k - 1].clock.is_some() && parsed[k].clock.is_some();
        let a = &mut parsed[k - 1];
        let gap = gap_to_day(t, a.last, clocks);
        let (last, named) = (a.last + gap, a.clock.is_some() || a.part.is_some());
        if named && a.what == What::SomeDay && gap > 0 && parsed[k].first == last {
            parsed[k - 1].what = day;
        }
    }
}

/// How many tokens ("on", ") on") join the clock time that ends at `i` to its day, or to another clock time that has
/// one; 0 if none do.
fn gap_to_day(t: &Tokens<'_>, i: usize, clocks: bool) -> usize {
    match t.word(i) {
        Word::On | Word::Of => 1,
        Word::To | Word::And | Word::Until | Word::Through if clocks => 1,
        _ if matches!(t.mark(i), ',' | ')') && t.word(i + 1) == Word::On => 2,
        _ if matches!(t.mark(i), '(' | '-') && clocks => 1,
        _ => 0,
    }
}
