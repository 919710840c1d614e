//! How instants are printed: for machines in RFC 9557, for readers in words with the zone.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use servanda_model::{Deadline, Precision, Reading, When, Zone};

/// RFC 9557, in the zone given: `2020-11-25T23:59:59+04:00[Asia/Baku]`.
#[must_use]
pub fn rfc9557(instant: Timestamp, zone: &Zone) -> String {
    instant.to_zoned(zone.rules()).to_string()
}

/// An instant of RFC 9557 as ISO 8601 has it, which is what other formats take for a date: without the name of its zone.
#[must_use]
pub fn iso(rfc9557: &str) -> &str {
    rfc9557.split('[').next().unwrap_or_default()
}

/// The last second allowed by a deadline. The later end of its reading: from the next second on it is certainly late.
#[must_use]
pub fn last_second(deadline: &Deadline) -> Zoned {
    let limit = deadline.latest;
    let last = limit.checked_sub(jiff::Span::new().seconds(1)).unwrap_or(limit);
    last.to_zoned(deadline.zone.rules())
}

/// For a reader: "25 November 2020, 23:59 (Asia/Baku, UTC+4)".
#[must_use]
pub fn words(at: &Zoned, with_clock: bool) -> String {
    let date = at.strftime("%-d %B %Y");
    if with_clock { format!("{date}, {} ({})", at.strftime("%H:%M"), zone_words(at)) } else { date.to_string() }
}

/// An instant for a reader, in the zone given.
#[must_use]
pub fn instant_words(instant: Timestamp, zone: &Zone) -> String {
    words(&instant.to_zoned(zone.rules()), true)
}

/// The deadline for a reader, with its zone and what is ambiguous in it.
#[must_use]
pub fn deadline_words(deadline: &Deadline) -> String {
    format!("{} ({})", deadline_day(deadline), zone_words(&last_second(deadline)))
}

/// The deadline for a reader, without its zone: "through 25 November 2020".
fn deadline_day(deadline: &Deadline) -> String {
    format!("{} {}", deadline_word(deadline.reading), deadline.date.strftime("%-d %B %Y"))
}

/// Whether the day itself counts.
#[must_use]
pub fn deadline_word(reading: Reading) -> &'static str {
    match reading {
        Reading::Inclusive => "through",
        Reading::Exclusive => "before",
        Reading::Ambiguous => "by (or before)",
    }
}

/// "Asia/Baku, UTC+4".
fn zone_words(at: &Zoned) -> String {
    let seconds = at.offset().seconds();
    let offset = match (seconds / 3600, (seconds % 3600 / 60).abs()) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{hours:+}"),
        (hours, minutes) => format!("UTC{hours:+}:{minutes:02}"),
    };
    match at.time_zone().iana_name() {
        Some(name) if name != "UTC" && *at.time_zone() != TimeZone::UTC => format!("{name}, {offset}"),
        _ => offset,
    }
}

/// An interval for a reader, no finer than it is known.
#[must_use]
pub fn when_words(when: &When) -> String {
    let clock = when.precision <= Precision::Hour;
    let (from, to) = (when.from_zoned(), when.last_zoned());
    let day = |z: &Zoned| words(z, clock);
    match (from, to) {
        (Some(a), Some(b)) if when.precision == Precision::Month && a.month() == b.month() && a.year() == b.year() => {
            a.strftime("%B %Y").to_string()
        }
        (Some(a), Some(b)) if when.precision == Precision::Year && a.year() == b.year() => a.strftime("%Y").to_string(),
        (Some(a), Some(b)) if day(&a) == day(&b) => day(&a),
        (Some(a), Some(b)) if when.is_undated() => format!("undated (by its report {} to {})", day(&a), day(&b)),
        (Some(a), Some(b)) => format!("between {} and {}", day(&a), day(&b)),
        (Some(a), None) => format!("since {}", day(&a)),
        (None, Some(b)) => format!("until {}", day(&b)),
        (None, None) => "at no stated time".to_owned(),
    }
}

/// The same with the zone in which its days begin, where no clock has told it.
#[must_use]
pub fn when_words_with_zone(when: &When) -> String {
    let says = when_words(when);
    let open = when.from().is_none() && when.to().is_none();
    if open || says.ends_with(')') { says } else { format!("{says} ({})", when.zone.name()) }
}

/// When something was published, for a reader: "12 December 2020, 15:00 (UTC+4)", no finer than it is written.
#[must_use]
pub fn published_words(written: &str) -> String {
    let Ok(pieces) = jiff::fmt::temporal::Pieces::parse(written) else { return written.to_owned() };
    let offset = pieces.to_numeric_offset().map(TimeZone::fixed);
    match (pieces.time(), offset) {
        (Some(time), Some(zone)) => {
            pieces.date().to_datetime(time).to_zoned(zone).map_or_else(|_| written.to_owned(), |at| words(&at, true))
        }
        (Some(_), None) => written.to_owned(),
        (None, _) => pieces.date().strftime("%-d %B %Y").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::new(name).unwrap()
    }

    #[test]
    fn an_instant_is_told_with_zone_and_offset() {
        let at: Timestamp = "2031-05-01T20:30:00Z".parse().unwrap();
        assert_eq!(rfc9557(at, &zone("Asia/Baku")), "2031-05-02T00:30:00+04:00[Asia/Baku]");
        assert_eq!(instant_words(at, &zone("Asia/Baku")), "2 May 2031, 00:30 (Asia/Baku, UTC+4)");
        assert_eq!(instant_words(at, &zone("+05:30")), "2 May 2031, 02:00 (UTC+5:30)");
        assert_eq!(instant_words(at, &Zone::utc()), "1 May 2031, 20:30 (UTC)");
    }

    #[test]
    fn a_publication_is_told_no_finer_than_it_is_written() {
        assert_eq!(published_words("2031-05-19T13:00:00+04:00"), "19 May 2031, 13:00 (UTC+4)");
        assert_eq!(published_words("2031-05-19T09:00:00Z"), "19 May 2031, 09:00 (UTC)");
        assert_eq!(published_words("2031-05-19"), "19 May 2031");
        assert_eq!(published_words("2031-05"), "2031-05");
    }

    #[test]
    fn the_last_second_of_an_inclusive_day_is_the_deadline() {
        let date = jiff::civil::date(2020, 11, 25);
        let start = date.to_zoned(zone("Asia/Baku").rules()).unwrap();
        let end = start.tomorrow().unwrap().timestamp();
        let deadline =
            Deadline { date, zone: zone("Asia/Baku"), reading: Reading::Inclusive, earliest: end, latest: end };
        assert_eq!(last_second(&deadline).to_string(), "2020-11-25T23:59:59+04:00[Asia/Baku]");
        assert_eq!(deadline_words(&deadline), "through 25 November 2020 (Asia/Baku, UTC+4)");
    }

    #[test]
    fn an_interval_is_told_no_finer_than_it_is_known() {
        let undated =
            |from: &str, to: &str, precision| When::new(from.parse().ok(), to.parse().ok(), Zone::utc(), precision);
        let when = |from: &str, to: &str, precision| when_words(&undated(from, to, precision).worded("then", None));
        assert_eq!(when("2031-05-01T00:00:00Z", "2031-05-02T00:00:00Z", Precision::Day), "1 May 2031");
        assert_eq!(when("2031-05-01T00:00:00Z", "2031-06-01T00:00:00Z", Precision::Month), "May 2031");
        assert_eq!(when("", "2031-05-02T00:00:00Z", Precision::Day), "until 1 May 2031");
        assert_eq!(when("2031-05-01T04:00:00Z", "", Precision::Hour), "since 1 May 2031, 04:00 (UTC)");
        assert_eq!(
            when("2031-05-01T00:00:00Z", "2031-05-04T00:00:00Z", Precision::Interval),
            "between 1 May 2031 and 3 May 2031"
        );
        assert_eq!(
            when_words(&undated("2031-05-01T00:00:00Z", "2031-05-04T00:00:00Z", Precision::Interval)),
            "undated (by its report 1 May 2031 to 3 May 2031)"
        );
    }
}
