//! Civilians killed and injured: of the period, and the running total.

use super::{Figure, Toll, period, tokens::Token};

const KILLED: &[&str] = &["killed", "dead", "died", "deaths", "death", "fatalities", "fatality", "fatally"];
const INJURED: &[&str] = &["injured", "injuries", "injury", "wounded", "wounds"];
const CASUALTIES: &[&str] = &["casualties", "casualty"];
const ANYONE: &[&str] = &["civilians", "civilian", "people", "persons", "person", "others", "more", "residents"];
const SOMEONE: &[&str] =
    &["man", "woman", "men", "women", "boy", "boys", "girl", "girls", "child", "children", "teenager", "teenagers"];
/// Words between a number and what became of so many.
const LINKS: &[&str] = &["were", "was", "had", "been", "have", "civilian", "additional", "being", "who", "confirmed"];
const SUMS: &[&str] = &["bringing", "brings", "taking", "raising", "brought", "total"];
const ESTABLISHED: &[&str] = &[
    "confirmed",
    "corroborated",
    "recorded",
    "registered",
    "verified",
    "documented",
    "reports",
    "resulted",
    "established",
];

/// The toll of the period: the first statement that monitors vouch for, else the first on civilians at all.
pub fn of_period(sentences: &[&[Token]]) -> Toll {
    let stated = |vouched: bool| {
        sentences.iter().find_map(|s| {
            let s = &s[..sum_up(s).unwrap_or(s.len())];
            let established = s.iter().any(|t| t.is(ESTABLISHED));
            let civilian = s.iter().any(|t| t.is(ANYONE));
            if established != vouched || (!vouched && !civilian) || not_of_violence(s) {
                return None;
            }
            let toll = toll(s, vouched);
            (toll != Toll::default()).then_some(toll)
        })
    };
    stated(true).or_else(|| stated(false)).unwrap_or_default()
}

/// The running total of casualties.
pub fn running(sentences: &[&[Token]]) -> Toll {
    sentences
        .iter()
        .find_map(|sentence| {
            let from = sum_up(sentence)?;
            if !sentence.iter().any(|t| t.is(CASUALTIES) || t.is(ANYONE)) || not_of_violence(sentence) {
                return None;
            }
            let part = &sentence[from..];
            let number = |i: &usize| part[*i].number.is_some() && !period::is_date(part, *i);
            let n = (0..part.len()).filter(number).find(|&i| {
                let to = i > 0 && (1..=3.min(i)).any(|b| part[i - b].is(&["to", "at", "reached", "is", "was", ":"]));
                to || noun_after(part, i, CASUALTIES)
            })?;
            let breakdown = explicit(&part[n..]);
            // "to two fatalities and seven injuries": both together are not told.
            let split = noun_after(part, n, KILLED) || noun_after(part, n, INJURED);
            let casualties = figure(part, n).filter(|_| !split);
            Some(complete(Toll { casualties, ..breakdown }))
        })
        .unwrap_or_default()
}

/// Where a sentence turns to the running total, if it does.
fn sum_up(s: &[Token]) -> Option<usize> {
    let is = |i: usize, words: &[&str]| s.get(i).is_some_and(|t| t.is(words));
    (0..s.len()).find_map(|i| {
        let since = is(i, &["since", "from"])
            && (s[i..].iter().take(4).any(|t| t.is(&["beginning", "start"]))
                || is(i, &["since"]) && s.get(i + 2).is_some_and(period::is_month));
        let year = is(i, &["this"]) && is(i + 1, &["year"]);
        let sum = is(i, SUMS) && s[i..].iter().take(6).any(|t| t.is(&["total", "number", "toll"]));
        // What leads up to "since" in its clause belongs to the sum: "has confirmed 40 casualties since the start".
        if since || year {
            let clause = (0..i).rev().find(|&j| is(j, &[",", ";", "."]) || is(j, SUMS));
            let lead = clause.map_or(0, |j| if is(j, SUMS) { j } else { j + 1 });
            return Some(lead);
        }
        sum.then_some(i)
    })
}

/// Deaths that no fighting caused, which are counted in cases, and streaks of weeks.
fn not_of_violence(s: &[Token]) -> bool {
    s.iter().any(|t| t.is(&["natural", "cases", "consecutive"]))
}

fn figure(tokens: &[Token], i: usize) -> Option<Figure> {
    Some(Figure { value: amount(tokens, i)?, span: Some(tokens[i].span) })
}

/// A number, or "a" and "an" for one.
fn amount(tokens: &[Token], i: usize) -> Option<i64> {
    tokens[i].number.or_else(|| tokens[i].is(&["a", "an"]).then_some(1))
}

/// Whether the count at `i` is one of `nouns`, with at most an adjective or "were" between.
fn noun_after(tokens: &[Token], i: usize, nouns: &[&str]) -> bool {
    let rest = &tokens[i + 1..];
    let skipped = rest.iter().take(4).take_while(|t| t.is(LINKS) || t.is(ANYONE)).count();
    rest.get(skipped).is_some_and(|t| t.is(nouns))
}

/// A sentence without brackets that tell of another time.
fn of_this_time(s: &[Token]) -> Vec<&Token> {
    let mut kept = Vec::new();
    let mut i = 0;
    while i < s.len() {
        if s[i].is(&["("]) {
            let close = (i..s.len()).find(|&j| s[j].is(&[")"])).unwrap_or(s.len() - 1);
            if s[i..close].iter().any(|t| t.is(&["prior", "before", "additionally", "earlier"])) {
                i = close + 1;
                continue;
            }
        }
        kept.push(&s[i]);
        i += 1;
    }
    kept
}

/// Numbers with what they count.
fn explicit(s: &[Token]) -> Toll {
    let mut toll = Toll::default();
    for i in 0..s.len() {
        let counted = s[i].number.is_some() || s.get(i + 1).is_some_and(|t| t.is(&["civilian"]));
        if !counted || amount(s, i).is_none() || period::is_date(s, i) {
            continue;
        }
        let slot = if noun_after(s, i, CASUALTIES) {
            &mut toll.casualties
        } else if noun_after(s, i, KILLED) {
            &mut toll.killed
        } else if noun_after(s, i, INJURED) {
            &mut toll.injured
        } else {
            continue;
        };
        if slot.is_none() {
            *slot = figure(s, i);
        }
    }
    toll
}

/// Persons told one by one: "a woman killed by a mine and two men injured".
fn listed(s: &[Token]) -> (i64, i64) {
    let (mut killed, mut injured, mut waiting) = (0, 0, 0);
    for (i, token) in s.iter().enumerate() {
        let persons = amount(s, i).filter(|_| {
            s[i + 1..]
                .iter()
                .take(4)
                .take_while(|t| t.number.is_none() && !t.is(&["and", ",", "in"]))
                .any(|t| t.is(SOMEONE))
        });
        if let Some(n) = persons {
            waiting += n;
        } else if token.is(KILLED) {
            killed += std::mem::take(&mut waiting);
        } else if token.is(INJURED) {
            injured += std::mem::take(&mut waiting);
        }
    }
    (killed, injured)
}

/// The toll told in a sentence; where monitors vouch for the period, what they don't name did not happen.
fn toll(sentence: &[Token], vouched: bool) -> Toll {
    let kept: Vec<Token> = of_this_time(sentence)
        .into_iter()
        .map(|t| Token { span: t.span, key: t.key.clone(), number: t.number, opens: t.opens })
        .collect();
    let s = kept.as_slice();
    let mut toll = explicit(s);
    let (killed, injured) = listed(s);
    let derived = |value| Some(Figure { value, span: None });
    if let Some(all) = toll.casualties {
        // "nine casualties, all injuries", "all of whom were injured"
        let every = (0..s.len()).find(|&i| s[i].is(&["all", "both"])).map(|i| &s[i + 1..s.len().min(i + 5)]);
        let every = |words: &[&str]| every.is_some_and(|e| e.iter().any(|t| t.is(words)));
        if every(INJURED) {
            (toll.killed, toll.injured) = (derived(0), derived(all.value));
        } else if every(KILLED) {
            (toll.killed, toll.injured) = (derived(all.value), derived(0));
        } else if toll.killed.is_none() && toll.injured.is_none() && killed + injured == all.value {
            (toll.killed, toll.injured) = (derived(killed), derived(injured));
        }
    } else if toll == Toll::default() && killed + injured > 0 {
        (toll.killed, toll.injured) = (derived(killed), derived(injured));
    } else if toll != Toll::default() && vouched {
        toll.killed = toll.killed.or(derived(0));
        toll.injured = toll.injured.or(derived(0));
    }
    complete(toll)
}

/// The third of three numbers of which two are known.
fn complete(mut toll: Toll) -> Toll {
    let value = |f: Option<Figure>| f.map(|f| f.value);
    let derived = |value: i64| (value >= 0).then_some(Figure { value, span: None });
    match (value(toll.casualties), value(toll.killed), value(toll.injured)) {
        (None, Some(k), Some(i)) => toll.casualties = derived(k + i),
        (Some(c), Some(k), None) => toll.injured = derived(c - k),
        (Some(c), None, Some(i)) => toll.killed = derived(c - i),
        _ => {}
    }
    toll
}
