//! Instants, places and acts in words that an analyst can quote.

use jiff::Timestamp;
use jiff::civil::Date;
use servanda_model::{Deadline, Incident, PlacePrecision, Precision, Reading, When, Where, Zone};

/// "10 November 2020, 00:00 (Europe/Moscow)".
pub(crate) fn instant(at: Timestamp, zone: &Zone) -> String {
    format!("{} ({})", at.to_zoned(zone.rules()).strftime("%-d %B %Y, %H:%M"), zone.name())
}

/// "20 November 2020".
pub(crate) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// "by the end of 20 November 2020 (Asia/Baku)".
pub(crate) fn deadline(limit: &Deadline) -> String {
    let (day, zone) = (day(limit.date), limit.zone.name());
    let whole_day = Deadline::on(limit.date, limit.zone.clone(), limit.reading);
    if whole_day.is_none_or(|w| (w.earliest, w.latest) != (limit.earliest, limit.latest)) {
        return format!("by {}", instant(limit.latest, &limit.zone));
    }
    match limit.reading {
        Reading::Inclusive => format!("by the end of {day} ({zone})"),
        Reading::Exclusive => format!("before {day} ({zone})"),
        Reading::Ambiguous => format!("by {day} ({zone}; whether that day itself counts is open)"),
    }
}

/// "on 9 November 2020 (Asia/Baku)", "between …", "by …", "since …"; of what is undated, which bounds its report sets.
pub(crate) fn when(when: &When) -> String {
    let zone = when.zone.name();
    let print = |at: &jiff::Zoned| {
        let pattern = if when.precision < Precision::Day { "%-d %B %Y, %H:%M" } else { "%-d %B %Y" };
        at.strftime(pattern).to_string()
    };
    match (when.from_zoned(), when.last_zoned()) {
        (Some(from), Some(last)) if when.precision < Precision::PartOfDay || print(&from) == print(&last) => {
            format!("on {} ({zone})", print(&from))
        }
        (Some(from), Some(last)) if when.is_undated() => {
            format!("at a time not told (by its report between {} and {}, {zone})", print(&from), print(&last))
        }
        (Some(from), Some(last)) => format!("between {} and {} ({zone})", print(&from), print(&last)),
        (Some(from), None) => format!("since {} ({zone})", print(&from)),
        (None, Some(last)) => format!("not later than {} ({zone})", print(&last)),
        (None, None) => "at an unknown time".to_owned(),
    }
}

/// "shelling at Tartar on 9 November 2020 (Asia/Baku)". A place has its one printed name here, whichever side's
/// spelling a report uses; the report's own stands in its quote.
pub(crate) fn incident(incident: &Incident, time: &When) -> String {
    let place = incident.place.as_ref().map(|p| format!(" {}", location(p))).unwrap_or_default();
    format!("{}{place} {}", incident.act.label(), when(time))
}

/// "at Tartar", "near Tartar", "in Lachin district".
fn location(place: &Where) -> String {
    const WIDE: &[&str] = &["district", "region", "province", "corridor", "zone", "area", "valley"];
    let name = place.best().map_or(&place.name, |b| &b.canonical);
    let wide = || name.split(' ').any(|word| WIDE.contains(&word.to_lowercase().as_str()));
    let preposition = match place.precision {
        PlacePrecision::Near => "near",
        PlacePrecision::Region => "in",
        PlacePrecision::Exact if wide() => "in",
        PlacePrecision::Exact => "at",
    };
    format!("{preposition} {name}")
}

/// "a", "a and b", "a, b and c".
pub(crate) fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [rest @ .., last] => {
            let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", rest.join(", "), last.as_ref())
        }
    }
}

/// "one origin", "3 origins".
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("one {one}") } else { format!("{n} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_told_with_its_reading_and_zone() {
        let baku = Zone::new("Asia/Baku").expect("a zone");
        let limit =
            |reading| deadline(&Deadline::on(Date::constant(2020, 11, 20), baku.clone(), reading).expect("a day"));
        assert_eq!(limit(Reading::Inclusive), "by the end of 20 November 2020 (Asia/Baku)");
        assert_eq!(limit(Reading::Exclusive), "before 20 November 2020 (Asia/Baku)");
    }

    #[test]
    fn a_list_reads_like_a_sentence() {
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn a_whole_day_is_told_as_that_day() {
        let from: Timestamp = "2020-11-08T20:00:00Z".parse().expect("an instant");
        let baku = Zone::new("Asia/Baku").expect("a zone");
        let day = When::new(Some(from), Some(from + jiff::Span::new().hours(24)), baku, Precision::Day);
        assert_eq!(when(&day), "on 9 November 2020 (Asia/Baku)");
    }

    #[test]
    fn what_nobody_dated_is_told_as_undated_with_the_bounds_of_its_report() {
        let to: Timestamp = "2020-11-09T12:00:00Z".parse().expect("an instant");
        let undated = When::new(Some(to - jiff::Span::new().hours(48)), Some(to), Zone::utc(), Precision::Interval);
        assert_eq!(
            when(&undated),
            "at a time not told (by its report between 7 November 2020 and 9 November 2020, UTC)"
        );
        let weekend = undated.worded("at the weekend", None);
        assert_eq!(when(&weekend), "between 7 November 2020 and 9 November 2020 (UTC)");
    }
}
