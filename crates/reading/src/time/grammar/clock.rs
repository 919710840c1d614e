//! Clock times and zones: "10:30 a.m. ET", "0530 hrs", "14:30 GMT", "midnight Moscow time".

use super::super::meaning::Clock;
use super::super::words::Word;
use super::Tokens;

/// Zones by the letters that name them. The source is the IANA database; letters that name several zones of the
/// world (IST, BST in Asia) are read as the one common in English-language reports, or left out.
const LETTERS: &[(&str, &str)] = &[
    ("AEST", "Australia/Sydney"),
    ("CDT", "America/Chicago"),
    ("CEST", "Europe/Paris"),
    ("CET", "Europe/Paris"),
    ("CST", "America/Chicago"),
    ("CT", "America/Chicago"),
    ("EDT", "America/New_York"),
    ("EEST", "Europe/Athens"),
    ("EET", "Europe/Athens"),
    ("EST", "America/New_York"),
    ("ET", "America/New_York"),
    ("GMT", "UTC"),
    ("JST", "Asia/Tokyo"),
    ("MDT", "America/Denver"),
    ("MSK", "Europe/Moscow"),
    ("MST", "America/Denver"),
    ("PDT", "America/Los_Angeles"),
    ("PST", "America/Los_Angeles"),
    ("PT", "America/Los_Angeles"),
    ("UTC", "UTC"),
];

/// Zones by the city or country named before "time".
const NAMED: &[(&str, &str)] = &[
    ("afghan", "Asia/Kabul"),
    ("ankara", "Europe/Istanbul"),
    ("armenian", "Asia/Yerevan"),
    ("azerbaijani", "Asia/Baku"),
    ("baghdad", "Asia/Baghdad"),
    ("baku", "Asia/Baku"),
    ("beijing", "Asia/Shanghai"),
    ("beirut", "Asia/Beirut"),
    ("berlin", "Europe/Berlin"),
    ("brussels", "Europe/Brussels"),
    ("cairo", "Africa/Cairo"),
    ("damascus", "Asia/Damascus"),
    ("delhi", "Asia/Kolkata"),
    ("doha", "Asia/Qatar"),
    ("eastern", "America/New_York"),
    ("gaza", "Asia/Gaza"),
    ("geneva", "Europe/Zurich"),
    ("georgian", "Asia/Tbilisi"),
    ("greenwich", "UTC"),
    ("islamabad", "Asia/Karachi"),
    ("israel", "Asia/Jerusalem"),
    ("israeli", "Asia/Jerusalem"),
    ("istanbul", "Europe/Istanbul"),
    ("jerusalem", "Asia/Jerusalem"),
    ("juba", "Africa/Juba"),
    ("kabul", "Asia/Kabul"),
    ("khartoum", "Africa/Khartoum"),
    ("kiev", "Europe/Kyiv"),
    ("kyiv", "Europe/Kyiv"),
    ("london", "Europe/London"),
    ("minsk", "Europe/Minsk"),
    ("moscow", "Europe/Moscow"),
    ("nairobi", "Africa/Nairobi"),
    ("pacific", "America/Los_Angeles"),
    ("paris", "Europe/Paris"),
    ("sanaa", "Asia/Aden"),
    ("sudanese", "Africa/Khartoum"),
    ("syrian", "Asia/Damascus"),
    ("tbilisi", "Asia/Tbilisi"),
    ("tehran", "Asia/Tehran"),
    ("tokyo", "Asia/Tokyo"),
    ("tripoli", "Africa/Tripoli"),
    ("turkish", "Europe/Istanbul"),
    ("washington", "America/New_York"),
    ("yerevan", "Asia/Yerevan"),
];

impl Tokens<'_> {
    /// A clock time at `i` and where it ends, its zone not yet read.
    pub(super) fn clock(&self, i: usize) -> Option<(Clock, usize)> {
        let noon = |hour| Some((Clock { hour, minute: Some(0), second: None }, i + 1));
        match self.word(i) {
            Word::Noon => return noon(12),
            Word::Midnight => return noon(0),
            Word::Number(n) if (1..=12).contains(&n) => {
                let (hour, end) = self
                    .half_of_day(i + 1)
                    .map(|(pm, end)| (to_24(n, pm), end))
                    .or_else(|| self.o_clock(i + 1).map(|e| (n, e)))?;
                return Some((Clock { hour, minute: None, second: None }, end));
            }
            _ => {}
        }
        let (value, len) = self.number(i)?;
        if self.mark_before(i) == '$' || (self.glued(i) && matches!(self.mark_before(i), '.' | ':' | '/')) {
            return None;
        }
        // 1030 GMT, 0530 hrs, 1400 hours
        if len == 4 && value < 2400 && value % 100 < 60 {
            let hours = self.word(i + 1) == Word::HourMark
                || (self.is(i + 1, "hours") && (value < 1900 || self.str(i).starts_with('0')));
            let zone = LETTERS.iter().any(|(z, _)| *z == self.str(i + 1));
            if hours || zone {
                let clock = Clock { hour: (value / 100) as u8, minute: Some((value % 100) as u8), second: None };
                return Some((clock, i + 1 + usize::from(hours)));
            }
            return None;
        }
        if len > 2 || value > 24 {
            return None;
        }
        let hour = value as u8;
        let mut at = i + 1;
        let (mut minute, mut second) = (None, None);
        let colon = self.mark(at) == ':' || self.mark(at) == '.';
        if colon
            && self.glued(at)
            && self.glued(at + 1)
            && let Some((m, 2)) = self.number(at + 1).filter(|(m, _)| *m < 60)
        {
            let dot = self.mark(at) == '.';
            let after = at + 2;
            // "5.30" alone is a figure; with a.m. it is a time.
            if !dot || self.half_of_day(after).is_some() {
                minute = Some(m as u8);
                at = after;
                if self.mark(at) == ':'
                    && self.glued(at)
                    && self.glued(at + 1)
                    && let Some((s, 2)) = self.number(at + 1).filter(|(s, _)| *s < 60)
                {
                    second = Some(s as u8);
                    at += 2;
                }
            }
        }
        if let Some((pm, end)) = self.half_of_day(at).filter(|_| (1..=12).contains(&hour)) {
            return Some((Clock { hour: to_24(hour, pm), minute, second }, end));
        }
        if minute.is_none() {
            return self
                .o_clock(at)
                .filter(|_| (1..=24).contains(&hour))
                .map(|end| (Clock { hour, minute, second }, end));
        }
        // A score or a ratio ("won 3:00", "1:20 scale") is not told apart; clock times have two-digit minutes.
        let end = at + usize::from(self.word(at) == Word::HourMark || (self.is_any(at, &["hours", "h"]) && len == 2));
        Some((Clock { hour, minute, second }, end))
    }

    /// "a.m.", "PM": true for the afternoon, and where it ends.
    fn half_of_day(&self, i: usize) -> Option<(bool, usize)> {
        match self.word(i) {
            Word::Am if self.str(i) != "Am" => return Some((false, i + 1)),
            Word::Pm => return Some((true, i + 1)),
            _ => {}
        }
        let letter = self.str(i).as_bytes();
        let pm = match letter {
            b"p" | b"P" => true,
            b"a" | b"A" => false,
            _ => return None,
        };
        if self.mark(i + 1) == '.' && self.glued(i + 1) && self.is(i + 2, "m") && self.glued(i + 2) {
            let dot = self.mark(i + 3) == '.' && self.glued(i + 3);
            return Some((pm, i + 3 + usize::from(dot)));
        }
        None
    }

    fn o_clock(&self, i: usize) -> Option<usize> {
        (self.is(i, "o") && self.mark(i + 1) == '\'' && self.word(i + 2) == Word::Clock).then_some(i + 3)
    }

    /// The zone named shortly after a clock time that ends at `i`: "in Moscow time", "on 10 November, Moscow time".
    pub(in super::super) fn zone_after(&self, i: usize) -> Option<String> {
        let at = i + usize::from(self.mark(i) == ',' || self.word(i) == Word::In);
        if let Some((zone, _)) = self.zone(at) {
            return Some(zone);
        }
        let day = match self.word(i) {
            Word::On => self.day_month(i + 1, i + 1).or_else(|| {
                self.date(i + 1).filter(|_| matches!(self.word(i + 1), Word::Month(_) | Word::Weekday(_)))
            })?,
            _ => return None,
        };
        let at = day.last + usize::from(self.mark(day.last) == ',' || self.word(day.last) == Word::In);
        self.zone(at).map(|(zone, _)| zone)
    }

    /// A zone at `i`, its IANA name, offset or "local", and where it ends.
    pub(super) fn zone(&self, i: usize) -> Option<(String, usize)> {
        let at = i + usize::from(self.mark(i) == '(');
        let close = |end: usize| {
            if at == i { Some(end) } else { (self.mark(end) == ')').then_some(end + 1) }
        };
        if let Some((_, zone)) = LETTERS.iter().find(|(z, _)| *z == self.str(at)) {
            let sign = self.mark(at + 1);
            if (sign == '+' || sign == '-')
                && self.glued(at + 1)
                && self.glued(at + 2)
                && let Some((h, len)) = self.number(at + 2).filter(|(h, len)| *len <= 2 && *h <= 14)
            {
                let _ = len;
                return close(at + 3).map(|end| (format!("{sign}{h:02}:00"), end));
            }
            return close(at + 1).map(|end| ((*zone).to_owned(), end));
        }
        if self.is(at, "local") && self.word(at + 1) == Word::Time {
            return close(at + 2).map(|end| ("local".to_owned(), end));
        }
        let named = |at: usize| NAMED.iter().find(|(n, _)| self.is(at, n)).map(|(_, z)| (*z).to_owned());
        let name = named(at)?;
        if self.word(at + 1) == Word::Time {
            return close(at + 2).map(|end| (name, end));
        }
        if self.is_any(at + 1, &["standard", "daylight", "mean", "summer"]) && self.word(at + 2) == Word::Time {
            return close(at + 3).map(|end| (name, end));
        }
        None
    }
}

fn to_24(hour: u8, pm: bool) -> u8 {
    match (hour, pm) {
        (12, false) => 0,
        (12, true) => 12,
        (h, true) => h + 12,
        (h, false) => h,
    }
}
