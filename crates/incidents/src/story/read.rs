//! One report to the sets of hashed features that reports are compared by.

use super::days::{Told, told_days};

/// Words after the headline that count as the lead: where news says what happened, to whom, where and when.
const LEAD_WORDS: usize = 60;

/// Weekdays told further in than this are rarely those of the happening itself.
const TOLD_WITHIN_WORDS: usize = 120;

/// A token of the text: a word or a figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// Hash of the lower-cased token.
    pub(super) hash: u32,
    /// Starts with a capital letter.
    pub(super) capital: bool,
    /// Starts a sentence or a line, where a capital says nothing.
    pub(super) opens: bool,
    /// Starts with a digit.
    pub(super) figure: bool,
    /// Only white space or a hyphen lies between the token before and this one.
    pub(super) follows: bool,
    /// A comma lies before it.
    pub(super) after_comma: bool,
    /// A comma lies after it.
    pub(super) before_comma: bool,
    /// Letters and digits in it.
    pub(super) length: u32,
}

/// What a report is compared by. Sets are sorted and hold each member once.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// Words of title and text, with how often they occur.
    pub(super) words: Vec<(u32, u16)>,
    /// Words of the title.
    pub(super) title: Vec<u32>,
    /// Words of the lead.
    pub(super) lead: Vec<u32>,
    /// Words written with a capital inside a sentence.
    pub(super) names: Vec<u32>,
    /// Two capitalised words in a row: persons, streets, organisations.
    pub(super) full_names: Vec<u32>,
    /// Figures, with the word after them where there is one.
    pub(super) figures: Vec<u32>,
    /// Ages of people, in years.
    pub(super) ages: Vec<u8>,
    /// A full name and the age told with it.
    pub(super) aged_names: Vec<u32>,
    /// Days told near the start, as days since 1970, the first told first.
    pub(super) told: Vec<Told>,
}

/// Keeps the kinds of feature apart in one space of hashes.
#[derive(Debug, Clone, Copy)]
#[repr(u32)]
enum Kind {
    Word = 1,
    Name,
    FullName,
    Figure,
    AgedName,
}

fn salted(kind: Kind, a: u32, b: u32) -> u32 {
    let mut h = (u64::from(a) << 32 | u64::from(b)) ^ (kind as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    h = (h ^ (h >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    h = (h ^ (h >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    (h >> 32) as u32
}

/// Hash of one word as [`Reading::words`] holds it.
#[cfg(test)]
pub(super) fn word_hash(word: &str) -> u32 {
    tokens(word).first().map_or(0, |t| salted(Kind::Word, t.hash, 0))
}

/// Splits a text into tokens. Figures keep the point, comma or colon inside them (`5,000`, `2:24`).
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out: Vec<Token<'_>> = Vec::with_capacity(text.len() / 5 + 1);
    let mut chars = text.char_indices().peekable();
    let (mut opens, mut follows, mut comma) = (true, false, false);
    while let Some((start, c)) = chars.next() {
        if !c.is_alphanumeric() {
            match c {
                '.' => {
                    // The point of an initial or a short abbreviation doesn't end a sentence.
                    let abbreviated = out.last().is_some_and(|t| t.length <= 3 && t.capital);
                    opens |= !abbreviated;
                    follows = follows && abbreviated;
                }
                '!' | '?' | '\n' | '\r' | '“' | '"' | '×' | '•' => (opens, follows) = (true, false),
                ',' => {
                    if let Some(last) = out.last_mut().filter(|_| follows) {
                        last.before_comma = true;
                    }
                    (comma, follows) = (true, false);
                }
                ' ' | '-' | '\u{a0}' | '‑' => {}
                _ => follows = false,
            }
            continue;
        }
        let mut end = start + c.len_utf8();
        let figure = c.is_ascii_digit();
        let mut hash = 0x811C_9DC5_u32;
        let mut length = 0;
        let mut add = |c: char| {
            for lower in c.to_lowercase() {
                hash = (hash ^ u32::from(lower)).wrapping_mul(0x0100_0193).rotate_left(5);
            }
            length += 1;
        };
        add(c);
        while let Some(&(at, c)) = chars.peek() {
            let digit_next = figure && text[at + c.len_utf8()..].starts_with(|n: char| n.is_ascii_digit());
            if c.is_alphanumeric() || (digit_next && matches!(c, ':' | '.')) {
                add(c);
            } else if !(digit_next && c == ',') {
                break;
            }
            end = at + c.len_utf8();
            chars.next();
        }
        // A possessive belongs to its word.
        if let Some(&(at, '\'' | '’')) = chars.peek() {
            let rest = &text[at..];
            let mut after = rest.chars().skip(1);
            if matches!(after.next(), Some('s' | 'S')) && !after.next().is_some_and(char::is_alphanumeric) {
                chars.next();
                chars.next();
            }
        }
        out.push(Token {
            text: &text[start..end],
            hash,
            capital: c.is_uppercase(),
            opens,
            figure,
            follows,
            after_comma: comma,
            before_comma: false,
            length,
        });
        (opens, follows, comma) = (false, true, false);
    }
    out
}

fn sorted(mut all: Vec<u32>) -> Vec<u32> {
    all.sort_unstable();
    all.dedup();
    all
}

/// Reads one report. `published` is the day of the report, as days since 1970.
pub(super) fn read(title: &str, text: &str, published: Option<i32>) -> Reading {
    let heading = tokens(title);
    let body = tokens(text);
    let lead = &body[..body.len().min(LEAD_WORDS)];

    let mut words: Vec<u32> =
        heading.iter().chain(&body).filter(|t| telling(t)).map(|t| salted(Kind::Word, t.hash, 0)).collect();
    words.sort_unstable();
    let words = words.chunk_by(|a, b| a == b).map(|run| (run[0], run.len().min(u16::MAX.into()) as u16)).collect();

    let names = sorted(body.iter().filter(|t| t.capital && !t.opens && t.length > 1).map(|t| t.hash).collect());
    let is_name = |t: &Token<'_>| t.capital && t.length > 1 && names.binary_search(&t.hash).is_ok();

    let pairs = || heading.windows(2).chain(body.windows(2)).filter(|w| w[1].follows);
    let full_names = body
        .windows(2)
        .filter(|w| w[1].follows && is_name(&w[0]) && is_name(&w[1]) && w[0].hash != w[1].hash)
        .map(|w| salted(Kind::FullName, w[0].hash, w[1].hash));
    let figures =
        pairs().filter(|w| w[0].figure && !is_year(w[0].text)).map(|w| salted(Kind::Figure, w[0].hash, w[1].hash));

    let (ages, aged_names) = ages(&heading, &body);
    Reading {
        words,
        title: sorted(heading.iter().filter(|t| telling(t)).map(|t| salted(Kind::Word, t.hash, 0)).collect()),
        lead: sorted(lead.iter().filter(|t| telling(t)).map(|t| salted(Kind::Word, t.hash, 0)).collect()),
        full_names: sorted(full_names.collect()),
        figures: sorted(figures.collect()),
        names: sorted(names.iter().map(|&n| salted(Kind::Name, n, 0)).collect()),
        ages,
        aged_names: sorted(aged_names),
        told: told_days(&heading, &body, TOLD_WITHIN_WORDS, published),
    }
}

/// Words of one or two letters tell nothing apart.
fn telling(t: &Token<'_>) -> bool {
    t.figure || t.length >= 3
}

fn is_year(figure: &str) -> bool {
    figure.len() == 4 && (figure.starts_with("19") || figure.starts_with("20"))
}

/// Ages of people (`35-year-old`, `aged 35`, `Name, 35,`) and the full names they are told with.
fn ages(heading: &[Token<'_>], body: &[Token<'_>]) -> (Vec<u8>, Vec<u32>) {
    let mut ages = Vec::new();
    let mut aged_names = Vec::new();
    for part in [heading, body] {
        for (i, t) in part.iter().enumerate().filter(|(_, t)| t.figure && t.text.len() <= 2) {
            let Ok(age) = t.text.parse::<u8>() else { continue };
            let next = |n: usize| part.get(i + n).map_or("", |t| t.text);
            let before = i.checked_sub(1).map(|p| &part[p]);
            let years = next(1).eq_ignore_ascii_case("year") && next(2).eq_ignore_ascii_case("old");
            let aged =
                before.is_some_and(|b| b.text.eq_ignore_ascii_case("age") || b.text.eq_ignore_ascii_case("aged"));
            let apposed =
                t.after_comma && before.is_some_and(|b| b.capital) && part.get(i + 1).is_none_or(|n| !n.follows);
            if !(years || aged || apposed) || age == 0 {
                continue;
            }
            ages.push(age);
            // The last name: "Ada Holt, 35,", "Ada Holt, aged 35", "35-year-old Ada Holt".
            let name = match (years, aged) {
                (true, _) => Some(i + 4),
                (_, true) => i.checked_sub(2),
                _ => i.checked_sub(1),
            };
            if let Some(name) = name.and_then(|n| part.get(n)).filter(|n| n.capital) {
                aged_names.push(salted(Kind::AgedName, name.hash, u32::from(age)));
            }
        }
    }
    ages.sort_unstable();
    ages.dedup();
    (ages, aged_names)
}

#[cfg(test)]
mod tests {
    use super::{read, tokens, word_hash};

    #[test]
    fn figures_stay_whole_and_possessives_go() {
        let all: Vec<&str> = tokens("Korvan's 5,000 people left at 2:24.").iter().map(|t| t.text).collect();
        assert_eq!(all, ["Korvan", "5,000", "people", "left", "at", "2:24"]);
    }

    #[test]
    fn ages_are_read_in_all_their_forms() {
        let report =
            read("", "Adem Torin, 41, and a 17-year-old boy died. Rosa Vell, aged 9, lives at 22 Mill Road.", None);
        assert_eq!(report.ages, [9, 17, 41]);
        assert_eq!(report.aged_names.len(), 2);
        assert_eq!(read("", "The 41-year-old Adem Torin died.", None).aged_names.len(), 1);
    }

    #[test]
    fn a_capital_at_the_start_of_a_sentence_is_no_name() {
        let report = read("", "Shells fell on Korvan. Shells fell again.", None);
        assert_eq!(report.names.len(), 1);
        assert!(report.words.iter().any(|&(w, n)| w == word_hash("shells") && n == 2));
    }
}
