use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use crate::Span;

/// How fine a time is known, from the second to the century. Never made finer than what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Precision {
    Second,
    Minute,
    Hour,
    PartOfDay,
    Day,
    /// Some days or weeks between two stated bounds.
    Interval,
    Week,
    Month,
    Quarter,
    Season,
    Year,
    Decade,
    Century,
}

/// Where an interval lies against an instant: three-valued, because a time is seldom a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Wholly before the instant.
    Before,
    /// It may lie on either side.
    Possibly,
    /// Wholly at or after the instant.
    After,
}

/// A time zone by its IANA name or a fixed offset, kept as it was given so that it can be printed again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(String);

impl Zone {
    /// Universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self("UTC".to_owned())
    }

    /// A zone by IANA name (`Asia/Baku`) or offset (`+04:00`).
    ///
    /// # Errors
    /// The name, if no such zone is known.
    pub fn new(name: &str) -> Result<Self, UnknownZone> {
        zone_of(name).map(|_| Self(name.to_owned())).ok_or_else(|| UnknownZone(name.to_owned()))
    }

    /// The name or offset as given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The rules of the zone.
    #[must_use]
    pub fn rules(&self) -> TimeZone {
        zone_of(&self.0).unwrap_or(TimeZone::UTC)
    }
}

fn zone_of(name: &str) -> Option<TimeZone> {
    if let Ok(zone) = TimeZone::get(name) {
        return Some(zone);
    }
    let (sign, rest) = match name.as_bytes().first()? {
        b'+' => (1, &name[1..]),
        b'-' => (-1, &name[1..]),
        _ => return None,
    };
    let (h, m) = rest.split_once(':').unwrap_or((rest, "0"));
    let seconds = h.parse::<i32>().ok()? * 3600 + m.parse::<i32>().ok()? * 60;
    Some(TimeZone::fixed(jiff::tz::Offset::from_seconds(sign * seconds).ok()?))
}

/// No such time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone `{0}`; give an IANA name such as `Asia/Baku` or an offset such as `+04:00`")]
pub struct UnknownZone(pub String);

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        Self::new(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.0
    }
}

/// When something is said to have happened: an interval with its precision, zone and wording.
///
/// Half open: `from` is inside, `to` is not. A missing bound is open ("since Monday" has no `to`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    /// Zone in which the wording was read.
    pub zone: Zone,
    /// How fine it is known.
    pub precision: Precision,
    /// The words of the report; empty if the bounds come from the report's date alone.
    pub wording: String,
    /// Where the words stand in the document.
    pub span: Option<Span>,
}

impl When {
    /// Whether it only tells by when: no words of the report name the time, and its start is open.
    #[must_use]
    pub fn is_only_a_bound(&self) -> bool {
        self.from().is_none() && self.to().is_some() && self.wording.is_empty()
    }

    /// Whether nobody tells the time: its bounds are only those that its report sets.
    #[must_use]
    pub fn is_undated(&self) -> bool {
        self.wording.is_empty() && self.precision == Precision::Interval
    }

    /// An interval; the bounds are put in order.
    #[must_use]
    pub fn new(from: Option<Timestamp>, to: Option<Timestamp>, zone: Zone, precision: Precision) -> Self {
        let (from, to) = match (from, to) {
            (Some(a), Some(b)) if b < a => (Some(b), Some(a)),
            other => other,
        };
        Self { from, to, zone, precision, wording: String::new(), span: None }
    }

    /// The same with the words it was read from.
    #[must_use]
    pub fn worded(mut self, wording: &str, span: Option<Span>) -> Self {
        wording.clone_into(&mut self.wording);
        self.span = span;
        self
    }

    /// First instant inside, if bounded.
    #[must_use]
    pub fn from(&self) -> Option<Timestamp> {
        self.from
    }

    /// First instant no longer inside, if bounded.
    #[must_use]
    pub fn to(&self) -> Option<Timestamp> {
        self.to
    }

    /// `from` in the zone of the wording.
    #[must_use]
    pub fn from_zoned(&self) -> Option<Zoned> {
        Some(self.from?.to_zoned(self.zone.rules()))
    }

    /// The last whole second inside, in the zone of the wording: for printing, as people read "to" inclusively.
    #[must_use]
    pub fn last_zoned(&self) -> Option<Zoned> {
        let to = self.to?;
        let last = if self.from.is_none_or(|from| to > from) {
            to.checked_sub(jiff::Span::new().seconds(1)).unwrap_or(to)
        } else {
            to
        };
        Some(last.max(self.from.unwrap_or(last)).to_zoned(self.zone.rules()))
    }

    /// Where it lies against an instant.
    #[must_use]
    pub fn against(&self, instant: Timestamp) -> Order {
        if self.from.is_some_and(|from| from >= instant) {
            Order::After
        } else if self.to.is_some_and(|to| to <= instant) {
            Order::Before
        } else {
            Order::Possibly
        }
    }

    /// Whether the two may speak of one moment.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let before = |a: &Self, b: &Self| matches!((a.to, b.from), (Some(to), Some(from)) if to <= from && !(a.from == a.to && to == from));
        !before(self, other) && !before(other, self)
    }

    /// What both allow; `None` if they exclude each other. The finer precision and the wording of `self` stay.
    #[must_use]
    pub fn meet(&self, other: &Self) -> Option<Self> {
        if !self.overlaps(other) {
            return None;
        }
        let from = self.from.into_iter().chain(other.from).max();
        let to = self.to.into_iter().chain(other.to).min();
        let mut both = self.clone();
        both.from = from;
        both.to = to;
        both.precision = self.precision.min(other.precision);
        Some(both)
    }

    /// Length in seconds, if bounded on both sides.
    #[must_use]
    pub fn seconds(&self) -> Option<i64> {
        Some(self.to?.as_second() - self.from?.as_second())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    fn day(text: &str) -> When {
        let from = at(&format!("{text}T00:00:00+04:00"));
        When::new(
            Some(from),
            Some(from + jiff::Span::new().hours(24)),
            Zone::new("Asia/Baku").expect("a zone"),
            Precision::Day,
        )
    }

    #[test]
    fn the_day_before_the_truce_is_before_its_first_instant() {
        let effective = at("2020-11-10T00:00:00+03:00");
        assert_eq!(day("2020-11-08").against(effective), Order::Before);
        assert_eq!(day("2020-11-11").against(effective), Order::After);
    }

    #[test]
    fn a_day_in_baku_straddles_midnight_in_moscow() {
        assert_eq!(day("2020-11-10").against(at("2020-11-10T00:00:00+03:00")), Order::Possibly);
    }

    #[test]
    fn an_open_start_is_possibly_before_anything() {
        let until = When::new(None, Some(at("2020-11-10T00:00:00Z")), Zone::utc(), Precision::Day);
        assert_eq!(until.against(at("2020-11-01T00:00:00Z")), Order::Possibly);
        assert_eq!(until.against(at("2020-11-11T00:00:00Z")), Order::Before);
    }

    #[test]
    fn the_last_second_is_printed_in_the_zone_it_was_read_in() {
        assert_eq!(
            day("2020-11-25").last_zoned().expect("bounded").to_string(),
            "2020-11-25T23:59:59+04:00[Asia/Baku]"
        );
    }

    #[test]
    fn without_a_start_the_last_second_is_still_inside() {
        let by = When::new(None, Some(at("2020-11-26T00:00:00+04:00")), day("2020-11-25").zone, Precision::Day);
        assert_eq!(by.last_zoned().expect("bounded").to_string(), "2020-11-25T23:59:59+04:00[Asia/Baku]");
    }

    #[test]
    fn an_unknown_zone_is_refused_with_a_remedy() {
        assert!(Zone::new("Asia/Bakku").unwrap_err().to_string().contains("Asia/Baku"));
    }

    #[test]
    fn an_offset_is_a_zone() {
        assert_eq!(
            Zone::new("+04:00").map(|z| z.rules().to_offset(at("2020-11-10T00:00:00Z")).seconds()),
            Ok(4 * 3600)
        );
    }

    proptest! {
        #[test]
        fn overlap_is_symmetric_and_a_meet_lies_in_both(a in 0i64..100, b in 0i64..100, c in 0i64..100, d in 0i64..100) {
            let when = |x, y| When::new(Timestamp::from_second(x).ok(), Timestamp::from_second(y).ok(), Zone::utc(), Precision::Second);
            let (x, y) = (when(a, b), when(c, d));
            prop_assert_eq!(x.overlaps(&y), y.overlaps(&x));
            if let Some(m) = x.meet(&y) {
                prop_assert!(m.from() >= x.from() && m.from() >= y.from() && m.to() <= x.to() && m.to() <= y.to());
                prop_assert!(m.from() <= m.to());
            }
        }

        #[test]
        fn bounds_are_always_in_order(a in -1000i64..1000, b in -1000i64..1000, t in -1000i64..1000) {
            let w = When::new(Timestamp::from_second(a).ok(), Timestamp::from_second(b).ok(), Zone::utc(), Precision::Second);
            prop_assert!(w.from() <= w.to());
            let instant = Timestamp::from_second(t).unwrap();
            match w.against(instant) {
                Order::Before => prop_assert!(w.to().unwrap() <= instant),
                Order::After => prop_assert!(w.from().unwrap() >= instant),
                Order::Possibly => prop_assert!(w.from().unwrap() < instant && w.to().unwrap() > instant),
            }
        }
    }
}
