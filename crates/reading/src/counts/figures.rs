//! Violations, explosions and weapons, of this period and the one before.

use super::{Counts, Figure, period, tokens::Token};

/// Words that may stand before a number without changing it.
const ABOUT: &[&str] = &[
    "about",
    "almost",
    "around",
    "approximately",
    "over",
    "nearly",
    "roughly",
    "some",
    "than",
    "more",
    "less",
    "fewer",
    "the",
    "a",
    "total",
    "of",
    "up",
    "at",
    "least",
    "just",
    "under",
    "only",
    "circa",
];

/// What is counted.
#[derive(Clone, Copy, PartialEq)]
enum Thing {
    Violations,
    Explosions,
    Weapons,
}

/// The number at `i` or behind words like "about", and its place.
fn number_at(tokens: &[Token], i: usize) -> Option<usize> {
    let skipped = tokens.get(i..)?.iter().take(5).take_while(|t| t.is(ABOUT)).count();
    (tokens.get(i + skipped)?.number.is_some() && !is_percent(tokens, i + skipped)).then_some(i + skipped)
}

fn is_percent(tokens: &[Token], i: usize) -> bool {
    let next = |n: usize, words: &[&str]| tokens.get(i + n).is_some_and(|t| t.is(words));
    next(1, &["percent", "%"]) || (next(1, &["per"]) && next(2, &["cent"]))
}

fn figure(tokens: &[Token], i: usize) -> Option<Figure> {
    Some(Figure { value: tokens[i].number?, span: Some(tokens[i].span) })
}

/// The thing named at `i`, and the token after its name.
fn thing(tokens: &[Token], i: usize) -> Option<(Thing, usize)> {
    let is = |n: usize, words: &[&str]| tokens.get(i + n).is_some_and(|t| t.is(words));
    if is(0, &["violations", "violation"]) && i > 0 && tokens[i - 1].is(&["ceasefire", "truce", "armistice", "fire"]) {
        return Some((Thing::Violations, i + 1));
    }
    if is(0, &["explosions"]) {
        return Some((Thing::Explosions, i + 1));
    }
    if is(0, &["weapons", "weapon"]) && is(1, &["in"]) && is(2, &["violation"]) {
        // "of their respective withdrawal lines"
        let lines = (i + 3..tokens.len().min(i + 9)).find(|&j| tokens[j].is(&["lines", "line"]));
        return Some((Thing::Weapons, lines.unwrap_or(i + 2) + 1));
    }
    None
}

/// Whether what follows a count limits it to a place or another time.
fn limited(tokens: &[Token], after: usize) -> bool {
    let rest = tokens.get(after..).unwrap_or_default();
    let skipped = rest.iter().take_while(|t| t.is(&["recorded", "registered", "were", "was", "have", "been"])).count();
    let rest = &rest[skipped..];
    rest.first().is_some_and(|t| t.is(&["inside", "outside", "within", "near", "between", "every", "per"]))
        || rest.first().is_some_and(|t| t.is(&["in"]))
            && rest.iter().take(8).any(|t| t.is(&["area", "areas", "near"]))
            && !rest.iter().take(4).any(|t| t.is(&["both", "all"]))
}

/// Reads a sentence; `before` is the one before it.
pub fn read(sentence: &[Token], before: Option<&[Token]>, year: i32, counts: &mut Counts) {
    let opens = |tokens: &[Token], words: &[&str]| tokens.iter().take(3).any(|t| t.is(words));
    // "This compares with 9,800 and 2,750, respectively": of what the sentence before counted.
    let compares = opens(sentence, &["compares", "compared"]) && !opens(sentence, &["period"]);
    let mut last = None;
    if compares {
        last = before.and_then(|b| (0..b.len()).find_map(|i| thing(b, i)).map(|(t, _)| t));
    } else {
        let elsewhere = sentence.iter().take(4).any(|t| t.is(&["since", "comparison"]))
            || (opens(sentence, &["in"]) && sentence.get(1).is_some_and(|t| t.number.is_some_and(|n| n > 1900)))
            || period::other_stretch(sentence, counts.period.as_ref(), year);
        if elsewhere {
            return;
        }
    }
    let mut main = last;
    let mut i = 0;
    while i < sentence.len() {
        if let Some((found, after)) = thing(sentence, i) {
            last = Some(found);
            if found != Thing::Explosions {
                main = last;
            }
            count(sentence, i, after, found, counts);
            i += 1;
            continue;
        }
        if let (Some(thing), Some(at)) = (main, comparison(sentence, i)) {
            compare(sentence, at, thing, counts);
            i = at + 1;
            continue;
        }
        i += 1;
    }
    change(sentence, counts);
}

/// The number of a thing named at `at..after`.
fn count(sentence: &[Token], at: usize, after: usize, thing: Thing, counts: &mut Counts) {
    let first = if thing == Thing::Violations { at - 1 } else { at };
    let led = (first.saturating_sub(3)..first).rev().find(|&j| sentence[j].number.is_some());
    // Between the number and the noun only an adjective: "89 heavy weapons".
    let led = led.filter(|&j| sentence[j + 1..first].iter().all(|t| t.is(&["heavy", "such", "individual"])));
    let set = |slot: &mut Option<Figure>, j: usize| {
        if slot.is_none() {
            *slot = figure(sentence, j);
        }
    };
    if let Some(j) = led.filter(|&j| !is_percent(sentence, j)) {
        let compared = (j.saturating_sub(6)..j).any(|k| comparison(sentence, k) == Some(j));
        let of_compared = thing == Thing::Explosions
            && counts
                .violations_previous
                .and_then(|f| f.span)
                .is_some_and(|s| s.start() >= sentence[0].span.start() && s.end() <= sentence[j].span.start());
        if compared {
            return;
        }
        match thing {
            Thing::Explosions if of_compared => set(&mut counts.explosions_previous, j),
            Thing::Explosions if j > 0 && counts.violations.is_some() => set(&mut counts.explosions, j),
            Thing::Violations if !limited(sentence, after) && !period::single_day(&sentence[..at]) => {
                set(&mut counts.violations, j);
            }
            Thing::Weapons => set(&mut counts.weapons, j),
            _ => {}
        }
        return;
    }
    match thing {
        Thing::Violations if counts.violations.is_none() && !period::single_day(&sentence[..at]) => {
            // "the number of violations in the period reached almost 900", "fewer violations – about 900"
            let marks: &[&str] = &["–", "—", ":", "(", "reached", "stood", "was", "totalled", "amounted"];
            let end = sentence.len().min(after + 9);
            let mark = (after..end).find(|&j| sentence[j].is(marks) || sentence[j].number.is_some());
            let number = mark.filter(|&j| sentence[j].number.is_none()).and_then(|j| {
                number_at(sentence, j + 1)
                    .filter(|&n| !sentence[n + 1..].first().is_some_and(|t| t.is(&["inside", "in"])))
            });
            if let Some(n) = number.filter(|&n| !sentence[after..n].iter().any(|t| t.is(&["inside", "near", "."]))) {
                counts.violations = figure(sentence, n);
            }
        }
        Thing::Weapons if counts.weapons.is_none() => {
            let mark = sentence.get(after).is_some_and(|t| t.is(&["(", ":", "–", "—"]));
            let Some(n) = number_at(sentence, after + 1).filter(|_| mark) else { return };
            // "18 in this area and 99 in that": both together.
            let parts: Vec<usize> = (n..sentence.len())
                .take_while(|&j| !sentence[j].is(&["(", ")", ".", ";"]))
                .filter(|&j| sentence[j].number.is_some() && sentence.get(j + 1).is_some_and(|t| t.is(&["in"])))
                .collect();
            counts.weapons = if parts.len() > 1 && parts[0] == n {
                let sum = parts.iter().filter_map(|&j| sentence[j].number).sum();
                Some(Figure { value: sum, span: None })
            } else {
                figure(sentence, n)
            };
        }
        _ => {}
    }
}

/// If a comparison opens at `i` ("compared with almost"), its number.
fn comparison(tokens: &[Token], i: usize) -> Option<usize> {
    let is = |n: usize, words: &[&str]| tokens.get(i + n).is_some_and(|t| t.is(words));
    if is(0, &["compared", "compares", "comparing"]) && is(1, &["with", "to"]) {
        return number_at(tokens, i + 2).filter(|&n| !period::is_date(tokens, n));
    }
    // "(over 11,900 in the previous period)", "up from 900 in the period before"
    if is(0, &["(", "from", "than"]) {
        let n = number_at(tokens, i + 1).filter(|&n| !period::is_date(tokens, n))?;
        let before = tokens[n + 1..].iter().take(8).take_while(|t| t.number.is_none() && !t.is(&[")", ",", "and"]));
        return before.into_iter().any(|t| t.is(&["previous", "preceding"])).then_some(n);
    }
    None
}

/// The number at `n` is that of the period before; "and M" may follow with the explosions.
fn compare(sentence: &[Token], n: usize, thing: Thing, counts: &mut Counts) {
    let (slot, current) = match thing {
        Thing::Weapons => (&mut counts.weapons_previous, counts.weapons),
        _ => (&mut counts.violations_previous, counts.violations),
    };
    if current.is_none() || slot.is_some() {
        return;
    }
    *slot = figure(sentence, n);
    let second = sentence.get(n + 1).filter(|t| t.is(&["and"])).and_then(|_| number_at(sentence, n + 2));
    let respective = sentence[n..].iter().take(14).any(|t| t.is(&["respectively"]));
    if let Some(second) = second.filter(|_| thing != Thing::Weapons && respective && counts.explosions.is_some()) {
        counts.explosions_previous = figure(sentence, second);
    }
}

/// A change in per cent, in the sentence that gives the number of violations.
fn change(sentence: &[Token], counts: &mut Counts) {
    let Some(span) = counts.violations.and_then(|f| f.span).filter(|_| counts.change_percent.is_none()) else { return };
    let here = sentence.first().is_some_and(|t| t.span.start() <= span.start())
        && sentence.last().is_some_and(|t| t.span.end() >= span.end());
    if !here {
        return;
    }
    for (i, token) in sentence.iter().enumerate() {
        // "30 per cent", and "30-percent" in one word.
        let joined = token.key.strip_suffix("percent").filter(|n| !n.is_empty()).and_then(|n| n.parse().ok());
        let Some(value) = token.number.filter(|_| is_percent(sentence, i)).or(joined) else { continue };
        let near = &sentence[i.saturating_sub(3)..sentence.len().min(i + 6)];
        let less = near.iter().any(|t| {
            t.is(&[
                "decrease",
                "decreased",
                "reduction",
                "fewer",
                "less",
                "drop",
                "dropped",
                "decline",
                "fall",
                "lower",
            ])
        });
        let more =
            near.iter().any(|t| t.is(&["increase", "increased", "more", "rise", "rose", "higher", "surge", "growth"]));
        if less != more {
            let value: i64 = if less { -value } else { value };
            counts.change_percent = Some(Figure { value, span: Some(token.span) });
            return;
        }
    }
}
