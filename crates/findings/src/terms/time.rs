use jiff::civil::{Date, Time};
use jiff::{Timestamp, Zoned};
use servanda_model::{Deadline, Reading, Zone};

use super::problem::{Problems, nearest};
use super::shape::{Fields, Word};

/// A day of the calendar.
pub(super) fn date(word: &Word, problems: &mut Problems<'_>) -> Option<Date> {
    match word.text.parse::<Date>() {
        // A date with a time after it is no day.
        Ok(date) if word.text.trim().len() <= 10 => Some(date),
        _ => {
            problems.add(word.at.clone(), format!("`{}` is no day", word.text), day_remedy(&word.text));
            None
        }
    }
}

/// What is wrong with a day that reads like one.
fn day_remedy(text: &str) -> String {
    let mut parts = text.trim().splitn(3, '-').map(str::parse::<i16>);
    if let (Some(Ok(year)), Some(Ok(month)), Some(Ok(_))) = (parts.next(), parts.next(), parts.next()) {
        if let Some(first) = i8::try_from(month).ok().and_then(|m| Date::new(year, m, 1).ok()) {
            return format!("{} has {} days", first.strftime("%B %Y"), first.days_in_month());
        }
        return "months go from 01 to 12".to_owned();
    }
    "write it as 2020-11-20".to_owned()
}

/// A zone by name or offset.
pub(super) fn zone(word: &Word, problems: &mut Problems<'_>) -> Option<Zone> {
    let zone = Zone::new(&word.text);
    if zone.is_err() {
        let names = jiff::tz::db().available().map(|n| n.as_str().to_owned()).collect::<Vec<_>>();
        problems.add_near(
            word.at.clone(),
            format!("unknown time zone `{}`", word.text),
            "give an IANA name such as Asia/Baku or an offset such as +04:00",
            nearest(&word.text, names.iter().map(String::as_str)),
        );
    }
    zone.ok()
}

/// An instant with the zone it is stated in: RFC 9557, RFC 3339, or a day that begins in `default`.
pub(super) fn instant(word: &Word, default: Option<&Zone>, problems: &mut Problems<'_>) -> Option<(Timestamp, Zone)> {
    let text = word.text.trim();
    let read = if text.contains('[') {
        text.parse::<Zoned>().map_err(|e| e.to_string()).and_then(|z| {
            let name = z.time_zone().iana_name().unwrap_or("UTC");
            Ok((z.timestamp(), Zone::new(name).map_err(|e| e.to_string())?))
        })
    } else if text.contains(['T', ' ']) {
        text.parse::<Timestamp>().map_err(|e| e.to_string()).map(|at| (at, offset_of(text)))
    } else {
        let day = date(word, problems)?;
        let Some(zone) = default else {
            problems.add(
                word.at.clone(),
                format!("`{text}` has no zone"),
                "write it as 2020-11-10T00:00+04:00[Asia/Baku]",
            );
            return None;
        };
        day.to_zoned(zone.rules()).map_err(|e| e.to_string()).map(|z| (z.timestamp(), zone.clone()))
    };
    read.map_err(|e| {
        problems.add(
            word.at.clone(),
            format!("`{text}` is no instant: {e}"),
            "write it as 2020-11-10T00:00+04:00[Asia/Baku]",
        );
    })
    .ok()
}

/// The offset written at the end of an RFC 3339 instant, as a zone.
fn offset_of(text: &str) -> Zone {
    text.rfind(['+', '-']).filter(|at| *at > 10).and_then(|at| Zone::new(&text[at..]).ok()).unwrap_or_else(Zone::utc)
}

/// `by = { date, time, zone, reading }`.
pub(super) fn limit(fields: &Fields<'_, '_>, default: Option<&Zone>, problems: &mut Problems<'_>) -> Option<Deadline> {
    let day = fields.word("date").and_then(|w| date(&w, problems));
    let zone = match fields.word("zone") {
        Some(word) => zone(&word, problems),
        None => default.cloned(),
    };
    let reading = match fields.word("reading") {
        None => Some(Reading::Inclusive),
        Some(word) => one_of(
            &word,
            "reading",
            &[("inclusive", Reading::Inclusive), ("exclusive", Reading::Exclusive), ("ambiguous", Reading::Ambiguous)],
            problems,
        ),
    };
    let hour = fields.word("time").map(|word| {
        let hour = word.text.parse::<Time>().ok();
        if hour.is_none() {
            problems.add(word.at.clone(), format!("`{}` is no hour", word.text), "write it as 18:00");
        }
        hour
    });
    let mut deadline = Deadline::on(day?, zone?, reading?)?;
    if let Some(hour) = hour {
        let at = deadline.date.to_datetime(hour?).to_zoned(deadline.zone.rules()).ok()?.timestamp();
        (deadline.earliest, deadline.latest) = (at, at);
    }
    Some(deadline)
}

/// One word of a closed list.
pub(super) fn one_of<T: Clone>(word: &Word, what: &str, known: &[(&str, T)], problems: &mut Problems<'_>) -> Option<T> {
    let found = known.iter().find(|(name, _)| *name == word.text).map(|(_, value)| value.clone());
    if found.is_none() {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        problems.add_near(
            word.at.clone(),
            format!("unknown {what} `{}`", word.text),
            format!("write one of {}", names.join(", ")),
            nearest(&word.text, names.iter().copied()),
        );
    }
    found
}
