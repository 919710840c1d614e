//! When it was: meanings to values and intervals, read in the order of the text.
//!
//! Two ways of telling are kept apart. *News* is told from the day of publication: "Thursday" is the Thursday next to
//! it, on the side that the tense says. A *story* is told from within: its years and months are those mentioned last.
//! Which one a text is, is read from its dates.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::calendar::{self, Cal};
use super::grammar::Tokens;
use super::meaning::{Amount, Base, Parsed, What, Which, YearRef};
use super::telling::{asides, days_between, ends_of_range, is_story, share_days, share_years};
use super::tense::{self, Tense};
use super::words::{Part, Season, Unit, Word};
use super::{Anchor, Bound, CivilInterval, Precision, TimeExpression, Timex, WeekdayConflict};
use servanda_model::Span;

/// The date mentioned last, as far as it was said.
#[derive(Debug, Clone, Copy, Default)]
struct Focus {
    year: Option<i32>,
    month: Option<u8>,
    day: Option<u8>,
}

impl Focus {
    fn date(self) -> Option<Date> {
        calendar::make(self.year?, self.month?, self.day?)
    }

    fn on(d: Date) -> Self {
        Self { year: Some(calendar::year_of(d)), month: Some(d.month() as u8), day: Some(d.day() as u8) }
    }
}

/// What an expression came to.
enum Meant {
    Cal(Cal),
    /// An instant, counted in this unit of the clock.
    Instant(DateTime, Unit),
    /// A day, shifted by hours.
    Shifted(Date, Option<CivilInterval>),
    Value(Timex, String),
    /// A length of time, with its stretch of the calendar if it has one.
    Length(String, Option<CivilInterval>),
    Nothing,
}

struct Reader<'a> {
    tokens: &'a Tokens<'a>,
    anchor: Option<&'a Anchor>,
    story: bool,
    focus: Focus,
    /// The last day mentioned, whatever came after it.
    last_day: Option<Date>,
    /// The year written last, and the token after it.
    year_said: Option<(usize, i32)>,
    /// The token of the last date with a year, in news.
    year_at: Option<usize>,
    /// The expression being read names a year that the story only glances at.
    aside: bool,
}

/// Resolves `parsed`, the expressions of `tokens`.
pub(super) fn resolve(tokens: &Tokens<'_>, parsed: &[Parsed], anchor: Option<&Anchor>) -> Vec<TimeExpression> {
    let mut parsed = parsed.to_vec();
    share_years(tokens, &mut parsed);
    share_days(tokens, &mut parsed);
    let story = is_story(&parsed, anchor);
    let asides = asides(tokens, &parsed);
    let mut reader = Reader {
        tokens,
        anchor,
        story,
        focus: Focus::default(),
        last_day: None,
        year_said: None,
        year_at: None,
        aside: false,
    };
    let mut out = Vec::with_capacity(parsed.len());
    let mut joined = Vec::with_capacity(parsed.len());
    for (k, p) in parsed.iter().enumerate() {
        reader.aside = asides[k];
        if let Some(e) = reader.read(p) {
            joined.push(k > 0 && ends_of_range(tokens, &parsed[k - 1], p));
            out.push(e);
        }
    }
    ranges(&mut out, &joined);
    out
}

/// Fills in the whole stretch of ranges ("from A to B", "between A and B", "A-B").
fn ranges(out: &mut [TimeExpression], joined: &[bool]) {
    for k in 1..out.len() {
        if !joined[k] {
            continue;
        }
        let (Some(a), Some(b)) = (out[k - 1].interval, out[k].interval) else { continue };
        if a.from <= b.from && a.from.is_some() {
            let whole = CivilInterval { from: a.from, to: b.to };
            out[k - 1].range = Some(whole);
            out[k].range = Some(whole);
        }
    }
}

impl Reader<'_> {
    fn read(&mut self, p: &Parsed) -> Option<TimeExpression> {
        let (first, last) = (self.tokens.tokens.get(p.first)?, self.tokens.tokens.get(p.last.checked_sub(1)?)?);
        let span = Span::new(first.start as usize, last.end as usize);
        let mut assumed = false;
        let meant = self.meant(p, &mut assumed);
        let mut e = TimeExpression {
            span,
            kind: Timex::Date,
            value: String::new(),
            modifier: p.modifier,
            interval: None,
            range: None,
            precision: Precision::Vague,
            zone: p.zone.clone().or_else(|| if p.clock.is_some() { self.tokens.zone_after(p.last) } else { None }),
            conflict: None,
            bound: self.bound(p.first),
            assumed,
        };
        match meant {
            Meant::Nothing => return None,
            Meant::Value(kind, value) => (e.kind, e.value) = (kind, value),
            Meant::Length(value, interval) => (e.kind, e.value, e.interval) = (Timex::Duration, value, interval),
            Meant::Instant(at, unit) => {
                e.kind = Timex::Time;
                e.value = format!("{}T{:02}:{:02}", calendar::on(at.date()).value(), at.hour(), at.minute());
                // "Three hours ago" is said of anything between two and a half and three and a half.
                let (half, precision) = if unit == Unit::Hour { (30, Precision::Hour) } else { (1, Precision::Minute) };
                let (from, to) = (at.checked_sub(half.minutes()).ok(), at.checked_add(half.minutes()).ok());
                e.interval = from.zip(to).map(|(from, to)| CivilInterval { from: Some(from), to: Some(to) });
                e.precision = precision;
            }
            Meant::Shifted(day, interval) => {
                e.value = calendar::on(day).value();
                e.interval = interval;
                e.precision = Precision::Day;
            }
            Meant::Cal(cal) => self.fill(&mut e, p, cal),
        }
        Some(e)
    }

    /// Value, interval and the rest of an expression that falls on the calendar.
    fn fill(&mut self, e: &mut TimeExpression, p: &Parsed, cal: Cal) {
        e.value = cal.value();
        e.precision = cal.precision();
        e.interval = cal.interval();
        if let Some(clock) = p.clock {
            e.kind = Timex::Time;
            e.value.push_str(&calendar::clock_value(clock));
            e.precision = match (clock.minute, clock.second) {
                (_, Some(_)) => Precision::Second,
                (Some(_), None) => Precision::Minute,
                (None, None) => Precision::Hour,
            };
            e.interval = cal.day().and_then(|d| calendar::clock_interval(d, clock));
        } else if let Some(part) = p.part {
            e.kind = Timex::Time;
            e.value.push_str(calendar::part_value(part));
            e.precision = Precision::PartOfDay;
            let (from, to) = calendar::hours(part);
            e.interval = cal.day().and_then(|d| {
                Some(CivilInterval { from: Some(calendar::at_hour(d, from)?), to: Some(calendar::at_hour(d, to)?) })
            });
        }
        if let What::Calendar { weekday: Some(said), .. } = p.what {
            e.conflict = cal.day().and_then(|d| conflict(d, said));
        }
        self.remember(p, cal);
    }

    fn remember(&mut self, p: &Parsed, cal: Cal) {
        // A look back moves nothing: what follows is told from where the story stood.
        self.last_day = cal.day().or(self.last_day);
        if let What::Calendar { year: YearRef::Is(y), .. } = p.what {
            self.year_said = Some((p.last, y));
        }
        let back = matches!(
            p.what,
            What::Unit(Which::Previous | Which::Last, _)
                | What::Offset { back: true, .. }
                | What::MonthOf(..)
                | What::Season(_, YearRef::Rel(Which::Previous | Which::Last))
        );
        if (self.story && self.aside) || back {
            return;
        }
        if let What::Calendar { year: YearRef::Is(_), month: Some(_), .. } = p.what {
            self.year_at = Some(p.last);
        }
        match cal {
            Cal::Year(_) | Cal::Season(..) | Cal::Half(..) | Cal::Quarter(..) if !self.story => {}
            Cal::Day(y, m, d) => {
                self.focus = Focus { year: y.or(self.focus.year), month: m.or(self.focus.month), day: d }
            }
            Cal::Month(Some(y), m) => self.focus = Focus { year: Some(y), month: m, day: None },
            Cal::Year(Some(y)) | Cal::Season(Some(y), _) | Cal::Half(Some(y), _) | Cal::Quarter(Some(y), _)
                // "in the same year", "that year" move nothing
                if !(self.focus.year == Some(y) && matches!(p.what, What::Unit(..))) => {
                    self.focus = Focus { year: Some(y), month: None, day: None };
                }
            Cal::Week(Some(d)) | Cal::Weekend(Some(d)) => {
                self.focus = Focus { year: Some(calendar::year_of(d)), month: Some(d.month() as u8), day: None };
            }
            _ => {}
        }
    }

    /// What the preposition before token `first` says of the time after it.
    fn bound(&self, first: usize) -> Option<Bound> {
        let t = self.tokens;
        let before = if t.word_before(first) == Word::The { first.checked_sub(1)? } else { first };
        Some(match t.word_before(before) {
            Word::Since | Word::From => Bound::Since,
            Word::Until | Word::Through => Bound::Until,
            Word::By => Bound::By,
            Word::Before => Bound::Before,
            Word::After => Bound::After,
            Word::Of if before >= 2 && t.is(before - 2, "as") => Bound::AsOf,
            Word::Within | Word::Over | Word::During | Word::In => Bound::Within,
            _ => return None,
        })
    }

    /// The day that deictic words are seen from.
    fn here(&self) -> Option<Date> {
        if self.story { self.focus.date() } else { self.anchor.map(|a| a.date) }
    }

    /// The point that "this" and "last" are seen from, as far as known.
    fn viewpoint(&self, which: Which) -> Focus {
        let publication = || self.anchor.map(|a| Focus::on(a.date)).unwrap_or_default();
        match which {
            Which::This | Which::Last | Which::Next | Which::Past | Which::Coming | Which::The if !self.story => {
                publication()
            }
            _ if !self.story && self.focus.year.is_none() => publication(),
            _ => self.focus,
        }
    }

    /// In news, the day mentioned last even if months and years came between; else the publication.
    fn day_of_news(&self) -> Option<Date> {
        if self.story { None } else { self.last_day.or(self.anchor.map(|a| a.date)) }
    }

    fn year(&self, y: YearRef) -> Option<i32> {
        match y {
            YearRef::Unsaid => None,
            YearRef::Is(y) => Some(y),
            YearRef::Rel(w) => self.viewpoint(w).year.map(|y| y + steps(w)),
        }
    }

    /// The year of a month, season or day that has none. `start` and `end` are months.
    fn year_of(&self, p: &Parsed, month: u8, day: Option<u8>) -> Option<i32> {
        if self.story || self.anchor.is_none() {
            // The story goes on: the January after a December is the next one.
            return match self.focus {
                Focus { year: Some(y), month: Some(m), .. } if i32::from(m) - i32::from(month) >= ROLL => Some(y + 1),
                f => f.year,
            };
        }
        let anchor = self.anchor?.date;
        let y = calendar::year_of(anchor);
        // "arrested in June 2009 and released in August": the year still holds
        if let (Some(k), Focus { year: Some(said), month: Some(m), .. }) = (self.year_at, self.focus)
            && said < y
            && p.first.saturating_sub(k) <= NEAR
            && !(k..p.first).any(|i| self.tokens.paragraph(i + 1))
        {
            return Some(if i32::from(m) - i32::from(month) >= ROLL { said + 1 } else { said });
        }
        let at = |y: i32| calendar::make(y, month, day.unwrap_or(15).min(28));
        let current = month == anchor.month() as u8 && day.is_none_or(|d| d == anchor.day() as u8);
        if current {
            return Some(y);
        }
        let this = at(y)?;
        let far = |d: Date| days_between(d, anchor);
        Some(match tense::around(self.tokens, p.first, p.last) {
            // A day just ahead is named without its year even in the past tense ("was set for 20 November"); the one a
            // year ago is not.
            Tense::Past if this > anchor && day.is_some() && far(this) <= SOON => y,
            Tense::Past if this > anchor => y - 1,
            Tense::Future if this < anchor && far(this) > 60 => y + 1,
            Tense::Past | Tense::Future => y,
            Tense::Unknown => [y - 1, y, y + 1].into_iter().min_by_key(|&y| at(y).map_or(i64::MAX, far)).unwrap_or(y),
        })
    }

    fn meant(&self, p: &Parsed, assumed: &mut bool) -> Meant {
        match p.what {
            What::Calendar { year, month: None, weekday: None, .. } => Meant::Cal(Cal::Year(self.year(year))),
            What::Calendar { year, month, day, .. } => {
                let y = match (year, month) {
                    (YearRef::Unsaid, Some(m)) => self.year_of(p, m, day),
                    _ => self.year(year),
                };
                match day {
                    Some(d) => Meant::Cal(Cal::Day(y, month, Some(d))),
                    None => Meant::Cal(Cal::Month(y, month)),
                }
            }
            What::DayOfMonth(d) => {
                let f = self.viewpoint(Which::That);
                Meant::Cal(Cal::Day(f.year, f.month, Some(d)))
            }
            What::NthWeekday { nth, weekday, month, year } => {
                let y = self.year(year).or_else(|| self.year_of(p, month, None));
                let day = y.and_then(|y| calendar::nth_weekday(y, month, nth, weekday));
                Meant::Cal(day.map_or(Cal::Month(y, Some(month)), calendar::on))
            }
            What::Easter { days, year } => {
                let y = self.year(year).or_else(|| self.year_of(p, 4, None));
                let day = y.and_then(calendar::easter).and_then(|d| calendar::shift(d, i64::from(days)));
                Meant::Cal(day.map_or(Cal::Day(y, None, None), calendar::on))
            }
            What::Season(_, YearRef::Unsaid)
                if !self.story
                    && p.modifier.is_none()
                    && matches!(self.tokens.word(p.first), Word::Season(_))
                    && !self.tokens.governed_part(p.first) =>
            {
                Meant::Nothing
            }
            What::Season(s, year) => Meant::Cal(Cal::Season(self.season_year(p, s, year), s)),
            What::Quarter(q, year) => {
                let y = self
                    .year(year)
                    .or_else(|| if year == YearRef::Unsaid { self.year_of(p, q * 3 - 1, None) } else { None });
                Meant::Cal(Cal::Quarter(y, q))
            }
            What::Half(h, year) => Meant::Cal(Cal::Half(self.year(year), h)),
            What::Decade(y) => Meant::Cal(Cal::Decade(y)),
            What::Tens(n) => {
                let century = self.focus.year.filter(|_| self.story).map_or(1900, |y| y.div_euclid(100) * 100);
                Meant::Cal(Cal::Decade(century + i32::from(n) * 10))
            }
            What::Century { index, bc } => Meant::Cal(Cal::Century { index, bc }),
            What::Unit(which, unit) => self.unit(p, which, unit),
            What::Weekday(which, d) => Meant::Cal(self.weekday(p, which, d)),
            What::MonthOf(which, m) => Meant::Cal(Cal::Month(self.month_year(which, m), Some(m))),
            What::Day(shift) => match self.here().and_then(|d| calendar::shift(d, i64::from(shift))) {
                Some(d) => Meant::Cal(calendar::on(d)),
                None => Meant::Cal(Cal::Day(None, None, None)),
            },
            What::SomeDay => self.some_day(p, assumed),
            What::Offset { amount, unit, back, base } => self.offset(p, amount, unit, back, base),
            What::Reference(r) => self.reference(p, r),
            What::Duration { amount, unit, which } => {
                Meant::Length(length(amount, unit), self.stretch(amount, unit, which))
            }
            What::Set(amount, unit) => Meant::Value(Timex::Set, length(amount, unit)),
            What::SetWeekday(d) => {
                let part = p.part.map_or("", calendar::part_value);
                Meant::Value(Timex::Set, format!("XXXX-WXX-{d}{part}"))
            }
            What::SetWeekend => Meant::Value(Timex::Set, "XXXX-WXX-WE".to_owned()),
            What::SetMonth(m) => Meant::Value(Timex::Set, format!("XXXX-{m:02}")),
            What::SetPart(part) => Meant::Value(Timex::Set, format!("XXXX-XX-XX{}", calendar::part_value(part))),
            What::Vague => {
                if self.story {
                    Meant::Value(Timex::Date, String::new())
                } else {
                    Meant::Nothing
                }
            }
        }
    }

    fn reference(&self, p: &Parsed, r: &str) -> Meant {
        // "former president": TIDES marks it, TimeML of news does not.
        let former = self.tokens.word(p.first) == Word::Former;
        if former && !self.story {
            return Meant::Nothing;
        }
        if self.story && self.tokens.is(p.first, "soon") {
            return Meant::Nothing;
        }
        // "current", "future" before a noun tell of the noun in news; alone they tell a time.
        let adjective = p.last == p.first + 1 && self.tokens.is_any(p.first, &["current", "future"]);
        if adjective && !self.story && !matches!(self.tokens.word_before(p.first), Word::In | Word::The) {
            return Meant::Nothing;
        }
        if adjective && !self.story && self.tokens.is(p.first, "current") {
            return Meant::Nothing;
        }
        Meant::Value(Timex::Date, r.to_owned())
    }

    /// A clock time or part of the day whose day is not said: the day of the story, else of the publication.
    fn some_day(&self, p: &Parsed, assumed: &mut bool) -> Meant {
        // "night raids", "at night": no night of any one day. "At dawn" is one.
        let sharp = matches!(p.part, Some(Part::Dawn | Part::Dusk))
            && matches!(
                self.tokens.word_before(p.first),
                Word::At | Word::By | Word::Before | Word::After | Word::Since | Word::Until
            );
        if p.part.is_some()
            && p.modifier.is_none()
            && !sharp
            && matches!(self.tokens.word(p.first), Word::Part(_) | Word::Parts(_))
        {
            let governed = self.tokens.governed_part(p.first);
            return if governed || self.story { Meant::Cal(Cal::Day(None, None, None)) } else { Meant::Nothing };
        }
        *assumed = true;
        if let Some(d) = self.focus.date().or(self.last_day.filter(|_| !self.story)) {
            return Meant::Cal(calendar::on(d));
        }
        if self.story {
            return Meant::Cal(Cal::Day(self.focus.year, self.focus.month, None));
        }
        match self.anchor {
            Some(a) => Meant::Cal(calendar::on(a.date)),
            None => Meant::Cal(Cal::Day(None, None, None)),
        }
    }

    fn season_year(&self, p: &Parsed, s: Season, year: YearRef) -> Option<i32> {
        let month = match s {
            Season::Spring => 4,
            Season::Summer => 7,
            Season::Autumn => 10,
            Season::Winter => 12,
        };
        match year {
            YearRef::Is(y) => Some(y),
            YearRef::Unsaid => self.year_of(p, month, None),
            YearRef::Rel(w) => {
                if self.story {
                    return self.focus.year.map(|y| y + steps(w));
                }
                self.month_year(w, month)
            }
        }
    }

    /// The year of "last March", "next summer".
    fn month_year(&self, which: Which, month: u8) -> Option<i32> {
        let f = self.viewpoint(which);
        let y = f.year?;
        let Some(m) = f.month else { return Some(y + steps(which)) };
        Some(match which {
            Which::Last | Which::Past | Which::Previous => {
                if month < m {
                    y
                } else {
                    y - 1
                }
            }
            Which::Next | Which::Coming | Which::Following => {
                if month > m {
                    y
                } else {
                    y + 1
                }
            }
            _ => y,
        })
    }

    fn unit(&self, p: &Parsed, which: Which, unit: Unit) -> Meant {
        // "on the day of the wedding": told by an event, in news
        if !self.story
            && (which, unit) == (Which::The, Unit::Day)
            && p.modifier.is_none()
            && !self.tokens.of_the_day(p.first, p.last)
        {
            return Meant::Nothing;
        }
        let f = self.viewpoint(which);
        let step = steps(which);
        let date = f.date().or_else(|| self.day_of_news());
        Meant::Cal(match unit {
            Unit::Day | Unit::Night => match date.and_then(|d| calendar::shift(d, i64::from(step))) {
                Some(d) => calendar::on(d),
                None if step == 0 && self.story => Cal::Day(f.year, f.month, None),
                None => Cal::Day(None, None, None),
            },
            Unit::Week | Unit::Fortnight => Cal::Week(date.and_then(|d| calendar::shift(d, 7 * i64::from(step)))),
            Unit::Weekend => {
                let mut weeks = i64::from(step);
                let early = date.is_some_and(|d| d.weekday().to_monday_one_offset() <= 4);
                if step == 0 && early && !self.story && tense::around(self.tokens, p.first, p.last) == Tense::Past {
                    weeks = -1;
                }
                Cal::Weekend(date.and_then(|d| calendar::shift(d, 7 * weeks)))
            }
            Unit::Month => match (f.year, f.month) {
                (Some(y), Some(m)) => match calendar::shift_months(y, m, i64::from(step)) {
                    Some((y, m)) => Cal::Month(Some(y), Some(m)),
                    None => Cal::Month(None, None),
                },
                (y, _) => Cal::Month(y, None),
            },
            Unit::Quarter => match (f.year, f.month) {
                (Some(y), Some(m)) => {
                    let q = y * 4 + i32::from((m - 1) / 3) + step;
                    Cal::Quarter(Some(q.div_euclid(4)), q.rem_euclid(4) as u8 + 1)
                }
                (y, _) => Cal::Year(y),
            },
            Unit::Decade => match f.year {
                Some(y) => Cal::Decade((y.div_euclid(10) + step) * 10),
                None => return Meant::Value(Timex::Date, "XXX".to_owned()),
            },
            Unit::Century => match f.year {
                Some(y) if y > 0 => Cal::Century { index: (y - 1).div_euclid(100) + step, bc: false },
                Some(y) => Cal::Century { index: (-y).div_euclid(100) - step, bc: true },
                None => return Meant::Value(Timex::Date, "XX".to_owned()),
            },
            Unit::Year => Cal::Year(self.year_near(p, which).or(f.year).map(|y| y + step)),
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Millennium => return Meant::Nothing,
        })
    }

    fn weekday(&self, p: &Parsed, which: Which, d: u8) -> Cal {
        let base = match which {
            Which::That | Which::Same | Which::Following | Which::Previous => self.focus.date().or_else(|| self.here()),
            _ => self.here(),
        };
        let Some(base) = base else { return Cal::Weekday(d) };
        let now = base.weekday().to_monday_one_offset();
        let back = i64::from((now - d as i8).rem_euclid(7));
        let ahead = i64::from((d as i8 - now).rem_euclid(7));
        let strictly = |n: i64| if n == 0 { 7 } else { n };
        let days = match which {
            Which::Last | Which::Past | Which::Previous => -strictly(back),
            Which::Next | Which::Coming | Which::Following => strictly(ahead),
            _ if self.story => ahead,
            _ => match tense::around(self.tokens, p.first, p.last) {
                Tense::Future => ahead,
                Tense::Unknown
                    if which == Which::This
                        || matches!(self.tokens.word_before(p.first), Word::Until | Word::By | Word::Through) =>
                {
                    ahead
                }
                Tense::Past | Tense::Unknown => -back,
            },
        };
        calendar::shift(base, days).map_or(Cal::Weekday(d), calendar::on)
    }

    /// In news, the year written shortly before, for "that year" and "two years later".
    fn year_near(&self, p: &Parsed, which: Which) -> Option<i32> {
        let from_story = matches!(which, Which::That | Which::Same | Which::Following | Which::Previous);
        let (at, y) = self.year_said.filter(|_| from_story && !self.story)?;
        (p.first.saturating_sub(at) <= 2 * NEAR).then_some(y)
    }

    fn offset(&self, p: &Parsed, amount: Amount, unit: Unit, back: bool, base: Base) -> Meant {
        let Amount::Tenths(tenths) = amount else {
            return Meant::Value(Timex::Date, if back { "PAST_REF" } else { "FUTURE_REF" }.to_owned());
        };
        let sign: i64 = if back { -1 } else { 1 };
        let n = i64::from(tenths) / 10 * sign;
        let whole = tenths % 10 == 0;
        let f = if base == Base::Speech { self.viewpoint(Which::Last) } else { self.viewpoint(Which::That) };
        let date = f.date().or_else(|| self.day_of_news());
        Meant::Cal(match unit {
            Unit::Second | Unit::Minute | Unit::Hour => {
                let time = self.anchor.and_then(|a| a.time).filter(|_| base == Base::Speech && !self.story);
                let minutes = match unit {
                    Unit::Hour => i64::from(tenths) * 6,
                    Unit::Minute => i64::from(tenths) / 10,
                    _ => 0,
                };
                if let (Some(d), Some(t)) = (date, time)
                    && let Ok(at) = d.to_datetime(t).checked_add((sign * minutes).minutes())
                {
                    return Meant::Instant(at, unit);
                }
                // Without the hour of publication, any time of the shifted day; the value names the day nearest to it.
                let days = (minutes + 12 * 60) / (24 * 60);
                match date.and_then(|d| calendar::shift(d, sign * days).map(|to| (d, to))) {
                    Some((d, to)) => return Meant::Shifted(to, calendar::shifted_day(d, sign * minutes)),
                    None => Cal::Day(None, None, None),
                }
            }
            Unit::Day | Unit::Night => match date.and_then(|d| calendar::shift(d, n)) {
                Some(d) => calendar::on(d),
                None => Cal::Day(None, None, None),
            },
            Unit::Week | Unit::Weekend | Unit::Fortnight => {
                let weeks = if unit == Unit::Fortnight { 2 * n } else { n };
                Cal::Week(date.and_then(|d| calendar::shift(d, weeks * 7)))
            }
            Unit::Month | Unit::Quarter => {
                let months = if unit == Unit::Quarter { 3 * n } else { n };
                match (f.year, f.month) {
                    (Some(y), Some(m)) => match calendar::shift_months(y, m, months) {
                        Some((y, m)) => Cal::Month(Some(y), Some(m)),
                        None => Cal::Month(None, None),
                    },
                    _ => Cal::Month(None, None),
                }
            }
            Unit::Year | Unit::Decade | Unit::Century | Unit::Millennium => {
                let per: i64 = match unit {
                    Unit::Year => 1,
                    Unit::Decade => 10,
                    Unit::Century => 100,
                    _ => 1000,
                };
                let years = i64::from(tenths) * per / 10 * sign;
                let near = if base == Base::Story { self.year_near(p, Which::That) } else { None };
                let Some(y) = near.or(f.year).and_then(|y| i32::try_from(i64::from(y) + years).ok()) else {
                    return Meant::Cal(Cal::Year(None));
                };
                if !(-9999..=9999).contains(&y) {
                    return Meant::Value(Timex::Date, if back { "PAST_REF" } else { "FUTURE_REF" }.to_owned());
                }
                if unit == Unit::Decade && whole { Cal::Decade(y.div_euclid(10) * 10) } else { Cal::Year(Some(y)) }
            }
        })
    }

    /// "the past 24 hours": where it lies, if the day of publication is known.
    fn stretch(&self, amount: Amount, unit: Unit, which: Option<Which>) -> Option<CivilInterval> {
        let back = match which? {
            Which::Last | Which::Past => true,
            Which::Next | Which::Coming => false,
            _ => return None,
        };
        let anchor = self.anchor.filter(|_| !self.story)?;
        let Amount::Tenths(tenths) = amount else { return None };
        let n = i64::from(tenths) / 10 * if back { -1 } else { 1 };
        if n.abs() > 100_000 {
            return None;
        }
        let span = match unit {
            Unit::Second => n.seconds(),
            Unit::Minute => n.minutes(),
            Unit::Hour => n.hours(),
            Unit::Day | Unit::Night => n.days(),
            Unit::Week | Unit::Weekend => n.weeks(),
            Unit::Fortnight => (2 * n).weeks(),
            Unit::Month => n.months(),
            Unit::Quarter => (3 * n).months(),
            Unit::Year => i16::try_from(n).ok()?.years(),
            Unit::Decade => i16::try_from(10 * n).ok()?.years(),
            Unit::Century | Unit::Millennium => return None,
        };
        // Without the hour of publication the day itself may hold the end on either side.
        let (early, late) = match anchor.time {
            Some(t) => (anchor.date.to_datetime(t), anchor.date.to_datetime(t)),
            None => (anchor.date.at(0, 0, 0, 0), calendar::shift(anchor.date, 1)?.at(0, 0, 0, 0)),
        };
        Some(if back {
            CivilInterval { from: early.checked_add(span).ok(), to: Some(late) }
        } else {
            CivilInterval { from: Some(early), to: late.checked_add(span).ok() }
        })
    }
}

/// Days ahead within which a day without a year is the coming one.
const SOON: i64 = 45;

/// Tokens over which the year of a date in news holds for the months after it.
const NEAR: usize = 25;

/// Months that a story may step back within a year; a longer step is one into the next year.
const ROLL: i32 = 8;

/// How many units away.
fn steps(which: Which) -> i32 {
    match which {
        Which::This | Which::The | Which::That | Which::Same => 0,
        Which::Last | Which::Past | Which::Previous => -1,
        Which::Next | Which::Coming | Which::Following => 1,
    }
}

fn conflict(d: Date, said: u8) -> Option<WeekdayConflict> {
    let (said, actual) = (calendar::weekday(said), d.weekday());
    if said == actual {
        return None;
    }
    let ahead = i64::from((said.to_monday_one_offset() - actual.to_monday_one_offset()).rem_euclid(7));
    let days = if ahead <= 3 { ahead } else { ahead - 7 };
    Some(WeekdayConflict { said, actual, other: calendar::shift(d, days)? })
}

/// TIMEX3 value of a length of time.
fn length(amount: Amount, unit: Unit) -> String {
    let (letter, clock) = match unit {
        Unit::Second => ("S", true),
        Unit::Minute => ("M", true),
        Unit::Hour => ("H", true),
        Unit::Night => ("NI", true),
        Unit::Day => ("D", false),
        Unit::Weekend => ("WE", false),
        Unit::Week | Unit::Fortnight => ("W", false),
        Unit::Month => ("M", false),
        Unit::Quarter => ("Q", false),
        Unit::Year => ("Y", false),
        Unit::Decade => ("DE", false),
        Unit::Century => ("CE", false),
        Unit::Millennium => ("ML", false),
    };
    let amount = match amount {
        Amount::Vague => "X".to_owned(),
        // "half an hour" is thirty minutes, "half a year" six months
        Amount::Tenths(5) if unit == Unit::Hour => return "PT30M".to_owned(),
        Amount::Tenths(5) if unit == Unit::Year => return "P6M".to_owned(),
        Amount::Tenths(5) if unit == Unit::Decade => return "P5Y".to_owned(),
        Amount::Tenths(5) if unit == Unit::Century => return "P50Y".to_owned(),
        Amount::Tenths(n) => {
            let n = if unit == Unit::Fortnight { n.saturating_mul(2) } else { n };
            if n % 10 == 0 { format!("{}", n / 10) } else { format!("{}.{}", n / 10, n % 10) }
        }
    };
    format!("P{}{amount}{letter}", if clock { "T" } else { "" })
}
