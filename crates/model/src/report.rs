//! One published item as it was received.

use crate::ReportId;
use jiff::{Timestamp, civil, tz::Offset};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// One published item as received. Its identity is the hash of its bytes: taking the same bytes twice
/// changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The name users gave it, else the stem of its file.
    pub id: ReportId,
    /// SHA-256 of the bytes received, in 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Headline.
    pub title: Option<String>,
    /// Who wrote it, as printed.
    pub author: Option<String>,
    /// Who published it, as given or as the page names itself.
    pub outlet: Option<String>,
    /// When it was published, no more precisely than is known.
    pub published: Option<Published>,
    /// Upper bound of `published` where only a range is known.
    pub published_latest: Option<Published>,
    /// Language, as a code of two letters (ISO 639-1), or three where there is no code of two.
    pub lang: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Whom it passes on (agencies, other outlets), as given by the user.
    pub relays: Vec<String>,
    /// Fields nobody knows; kept as they were written.
    pub extra: BTreeMap<String, String>,
    /// `text/plain`, `text/markdown` or `text/html`.
    pub media_type: String,
    /// Charset by which the bytes were decoded, by its WHATWG name, for instance `UTF-8`.
    pub charset: String,
    /// Path as given, for messages.
    pub path: String,
}

/// When something was published, with the precision that is known and no more.
///
/// Written as `2020-11-10T14:30:00+04:00`, `2020-11-10` or `2020-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Published {
    /// An instant, with the offset from UTC in which it was written.
    Instant {
        /// The instant.
        at: Timestamp,
        /// The offset of the clock it was read from.
        offset: Offset,
    },
    /// A day, in a zone that is not known.
    Date(civil::Date),
    /// A month: the first day of it is held.
    Month(civil::Date),
}

impl Published {
    /// A month, or `None` where there is no such month.
    #[must_use]
    pub fn month(year: i16, month: i8) -> Option<Self> {
        civil::Date::new(year, month, 1).ok().map(Self::Month)
    }

    /// The day on which it was published by the clock it was written with; the first day of a month.
    #[must_use]
    pub fn first_day(&self) -> civil::Date {
        match self {
            Self::Instant { at, offset } => offset.to_datetime(*at).date(),
            Self::Date(day) | Self::Month(day) => *day,
        }
    }

    /// The last day it can be by that clock: the same day, or the last of a month.
    #[must_use]
    pub fn last_day(&self) -> civil::Date {
        match self {
            Self::Month(day) => day.last_of_month(),
            Self::Instant { .. } | Self::Date(_) => self.first_day(),
        }
    }

    /// Earliest and latest instant it can be. A day in an unknown zone begins at UTC+14 and ends at UTC-12.
    #[must_use]
    pub fn bounds(&self) -> (Timestamp, Timestamp) {
        if let Self::Instant { at, .. } = self {
            return (*at, *at);
        }
        let instant = |day: civil::Date, hour, hours_ahead: i8| {
            let offset = Offset::constant(hours_ahead);
            offset.to_timestamp(day.at(hour, 0, 0, 0))
        };
        let start = instant(self.first_day(), 0, 14).unwrap_or(Timestamp::MIN);
        let next = self.last_day().tomorrow().ok();
        (start, next.and_then(|day| instant(day, 0, -12).ok()).unwrap_or(Timestamp::MAX))
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant { at, offset } => write!(f, "{}", at.display_with_offset(*offset)),
            Self::Date(day) => write!(f, "{day}"),
            Self::Month(day) => write!(f, "{:04}-{:02}", day.year(), day.month()),
        }
    }
}

impl From<Published> for String {
    fn from(p: Published) -> Self {
        p.to_string()
    }
}

impl TryFrom<String> for Published {
    type Error = String;

    fn try_from(s: String) -> Result<Self, String> {
        s.parse()
    }
}

impl FromStr for Published {
    type Err = String;

    /// Reads `2020-11-10T14:30:00+04:00` (seconds and `T` may be left out), `2020-11-10` or `2020-11`. A time of day
    /// without an offset is kept as its day: the clock it was read from is not known.
    fn from_str(s: &str) -> Result<Self, String> {
        let s = s.trim();
        let wanted = "write 2020-11-10T14:30+04:00, 2020-11-10 or 2020-11";
        let number = |from: usize, to: usize| s.get(from..to).and_then(|n| n.parse::<i16>().ok());
        let shape = |pattern: &str| {
            s.len() == pattern.len()
                && s.bytes().zip(pattern.bytes()).all(|(b, p)| if p == b'0' { b.is_ascii_digit() } else { b == p })
        };
        if shape("0000-00") {
            let (year, month) = (number(0, 4).unwrap_or(0), number(5, 7).unwrap_or(0));
            return Self::month(year, month as i8).ok_or_else(|| format!("there is no month `{s}`; {wanted}"));
        }
        if shape("0000-00-00") {
            return s.parse().map(Self::Date).map_err(|_| format!("there is no day `{s}`; {wanted}"));
        }
        if let Ok(pieces) = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(s) {
            let (day, time) = (pieces.date(), pieces.time());
            return Ok(match (time, pieces.to_numeric_offset()) {
                (Some(time), Some(offset)) => match offset.to_timestamp(day.to_datetime(time)) {
                    Ok(at) => Self::Instant { at, offset },
                    Err(_) => return Err(format!("`{s}` is out of range; {wanted}")),
                },
                _ => Self::Date(day),
            });
        }
        Err(format!("`{s}` is no date; {wanted}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_publication_keeps_its_precision() {
        for s in ["2020-11-10T14:30:00+04:00", "2020-11-10", "2020-11", "2020-11-10T23:00:00+00:00"] {
            assert_eq!(s.parse::<Published>().map(|p| p.to_string()), Ok(s.to_owned()));
        }
    }

    #[test]
    fn an_impossible_day_is_refused_by_name() {
        let error = "2020-02-30".parse::<Published>().unwrap_err();
        assert!(error.contains("2020-02-30"), "{error}");
        assert!("2020-13".parse::<Published>().is_err());
        assert!("yesterday".parse::<Published>().is_err());
    }

    #[test]
    fn a_time_without_an_offset_is_only_a_day() {
        assert_eq!("2020-11-10 14:30".parse(), Ok(Published::Date(civil::date(2020, 11, 10))));
    }

    #[test]
    fn a_month_is_bounded_by_its_last_day() {
        let month = Published::month(2020, 11).unwrap();
        assert_eq!(month.last_day(), civil::date(2020, 11, 30));
        let (start, end) = month.bounds();
        assert!(start < "2020-11-01T00:00Z".parse().unwrap() && end > "2020-11-30T23:59Z".parse().unwrap());
    }
}
