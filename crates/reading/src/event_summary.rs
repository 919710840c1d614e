//! One record for a report on one deadly event: how many were killed, how, and by whom.
//!
//! Reports on an incident open with it and repeat its number, then turn to other days. So every statement of a death
//! toll is a vote for its number, and what stands early weighs more; the same holds for the cause and for who is said
//! to have done it. It says what the report says, not what happened.

use std::collections::BTreeMap;

use servanda_model::Span;

use crate::counts::tokens::{Token, tokens};

/// How people were killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Shells, rockets and air strikes.
    Shelling,
    /// Bombs laid, carried or driven, and mines.
    Explosion,
    /// Poison.
    Chemical,
    /// Killing of captives.
    Execution,
    /// Small arms.
    Shooting,
}

/// What a report says of its main event.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Killed, and where the report says so first.
    pub killed: Option<(i64, Span)>,
    /// Whether the killed are told as fighters, soldiers or the like.
    pub armed: bool,
    /// Children among those named.
    pub children: i64,
    /// Women among those named.
    pub women: i64,
    /// How.
    pub cause: Option<Cause>,
    /// By whom: number of the actor in the list given, with the place of its first mention.
    pub actor: Option<(usize, Span)>,
}

const DEAD: &[&str] = &[
    "killed",
    "dead",
    "died",
    "dies",
    "perished",
    "martyred",
    "executed",
    "slain",
    "deaths",
    "fatalities",
    "beheaded",
    "lives",
    "bodies",
    "martyrs",
];
const KILLS: &[&str] = &[
    "kill",
    "kills",
    "killed",
    "killing",
    "claimed",
    "claims",
    "execute",
    "executes",
    "executed",
    "executing",
    "leave",
    "leaves",
    "left",
    "leaving",
    "eliminated",
    "massacre",
    "massacred",
    "massacres",
    "murdered",
    "slaughtered",
    "beheads",
    "beheaded",
    "crucified",
];
/// Of these the verbs that leave people in some state, which has yet to be told.
const LEAVES: &[&str] = &["leave", "leaves", "left", "leaving"];
const HURT: &[&str] = &["wounded", "injured", "injuries", "hurt", "injuring", "wounding"];
const ABOUT: &[&str] = &[
    "at", "least", "about", "around", "some", "over", "more", "than", "nearly", "almost", "up", "to", "as", "many",
    "the", "lives", "of",
];
/// Words of any side for those who bear arms: they tell whom a report counts, not what these people are.
const ARMED: &[&str] = &[
    "militants",
    "militant",
    "fighters",
    "fighter",
    "terrorists",
    "terrorist",
    "soldiers",
    "soldier",
    "troops",
    "jihadists",
    "rebels",
    "policemen",
    "officers",
    "personnel",
    "members",
    "insurgents",
    "gunmen",
    "servicemen",
    "extremists",
    "forces",
    "combatants",
];
const CHILDREN: &[&str] = &["children", "child"];
const WOMEN: &[&str] = &["women", "woman"];
const ATTACKS: &[&str] = &[
    "airstrikes",
    "airstrike",
    "strike",
    "strikes",
    "shelling",
    "kill",
    "kills",
    "killed",
    "killing",
    "forces",
    "warplanes",
    "warplane",
    "attack",
    "attacks",
    "raid",
    "raids",
    "bombardment",
    "execute",
    "executes",
    "executed",
    "bombs",
    "bombing",
    "fire",
    "jets",
    "troops",
    "army",
    "shell",
    "shells",
    "rocket",
    "rockets",
    "air",
    "barrel",
    "militants",
    "fighters",
];
/// Words of each cause and how much one says: "gas" settles more than "clashes".
const CAUSES: &[(Cause, f64, &[&str])] = &[
    (Cause::Chemical, 2.5, &["chlorine", "sarin", "gas", "toxic", "chemical", "mustard", "asphyxiation", "poison"]),
    (
        Cause::Shelling,
        1.0,
        &[
            "airstrike",
            "airstrikes",
            "strike",
            "strikes",
            "raid",
            "raids",
            "shelling",
            "shelled",
            "shells",
            "rocket",
            "rockets",
            "mortar",
            "mortars",
            "artillery",
            "bombardment",
            "bombarded",
            "warplanes",
            "warplane",
            "missiles",
            "missile",
            "bombing",
            "bombed",
            "barrel",
            "jets",
        ],
    ),
    (
        Cause::Explosion,
        1.6,
        &[
            "explosion",
            "explosions",
            "blast",
            "blasts",
            "suicide",
            "ied",
            "mine",
            "mines",
            "landmine",
            "explosive",
            "detonated",
            "exploded",
            "car",
            "boobytrapped",
        ],
    ),
    (
        Cause::Execution,
        2.2,
        &["executed", "execution", "executions", "beheaded", "beheading", "executes", "execute", "hanged"],
    ),
    (Cause::Shooting, 1.0, &["shot", "gunfire", "sniper", "snipers", "gunmen", "shooting", "clashes"]),
];

/// Words of the opening of a report, which tells its main event.
const OPENING: usize = 40;
/// Words of the part that mostly stays with it.
const LEAD: usize = 150;

/// Sums up a report. `actors` are those to look for: for each, single words in lower case, without hyphens, by which
/// reports name it.
#[must_use]
pub fn summary(text: &str, actors: &[&[&str]]) -> Summary {
    let tokens = tokens(text);
    let mut summary = Summary {
        children: among(&tokens, CHILDREN),
        women: among(&tokens, WOMEN),
        cause: cause(&tokens),
        actor: actor(&tokens, actors),
        ..Summary::default()
    };
    let tolls = tolls(&tokens);
    let main: Vec<&(i64, usize, bool)> = tolls.iter().filter(|t| !parts(&tokens, t.1)).collect();
    let main = if main.is_empty() { tolls.iter().collect() } else { main };
    let mut votes: BTreeMap<i64, f64> = BTreeMap::new();
    for (nth, (number, at, _)) in main.iter().enumerate() {
        *votes.entry(*number).or_default() += match nth {
            0 => 1.6,
            _ if *at < LEAD => 1.0,
            _ => 0.4,
        };
    }
    // Of equal votes the number told first.
    let most = votes.values().copied().fold(0.0, f64::max);
    if let Some((number, at, armed)) = main.into_iter().find(|(n, ..)| votes[n] >= most) {
        summary.killed = Some((*number, tokens[*at].span));
        summary.armed = *armed;
    }
    summary
}

/// A number of people at `i`; years and days of months are none.
fn people(tokens: &[Token], i: usize) -> Option<i64> {
    let one = tokens[i].is(&["a", "an"])
        && tokens.get(i + 1).is_some_and(|t| {
            t.is(CHILDREN) || t.is(WOMEN) || t.is(&["civilian", "man", "girl", "boy", "soldier", "person"])
        });
    let number = tokens[i].number.or(one.then_some(1))?;
    let month = |j: Option<usize>| j.and_then(|j| tokens.get(j)).is_some_and(is_month);
    let dated = month(Some(i + 1)) || month(i.checked_sub(1)) || (1990..2050).contains(&number);
    ((1..10_000).contains(&number) && !dated).then_some(number)
}

fn is_month(token: &Token) -> bool {
    const SHORT: &[&str] = &["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"];
    token.is(SHORT) || crate::counts::period::is_month(token)
}

/// Whether the number at `i` counts a part of the killed.
fn parts(tokens: &[Token], i: usize) -> bool {
    tokens.get(i + 1).is_some_and(|t| t.is(CHILDREN) || t.is(WOMEN))
}

/// Statements of a death toll: number, its token, whether of armed people.
fn tolls(tokens: &[Token]) -> Vec<(i64, usize, bool)> {
    let mut found = Vec::new();
    let mut taken = 0;
    for i in 0..tokens.len() {
        if i >= taken
            && let Some((toll, end)) = toll(tokens, i)
        {
            taken = end;
            found.push(toll);
        }
    }
    found
}

/// The statement of a death toll whose number stands at `i`, and where the next may begin.
fn toll(tokens: &[Token], i: usize) -> Option<((i64, usize, bool), usize)> {
    let mut number = people(tokens, i)?;
    let mut next = i + 1;
    let rest = &tokens[i + 1..tokens.len().min(i + 13)];
    let end = rest.iter().position(|t| t.is(&[".", "\"", "(", ")"])).unwrap_or(rest.len());
    let rest = &rest[..end];
    let mut fate = None;
    let before = &tokens[i.saturating_sub(7)..i];
    let verb = before.iter().rev().find(|t| !t.is(ABOUT));
    // Who was killed is dead, whatever befell the others: "killed 28 and wounded 30".
    let killed =
        verb.is_some_and(|t| t.is(KILLS) && !t.is(LEAVES)) || before.iter().rev().take(4).any(|t| t.is(&["toll"]));
    for (j, token) in rest.iter().enumerate() {
        // "50 fighters and two civilians were killed": they add up.
        if token.is(&["and"])
            && (1..4).contains(&j)
            && fate.is_none()
            && let Some(more) = people(tokens, i + 1 + j + 1).filter(|_| counted(rest, j + 1))
        {
            number += more;
            next = i + 1 + j + 2;
            continue;
        }
        if next == i + 1 + j + 1 {
            continue;
        }
        if token.is(HURT) || (token.is(DEAD) && j <= 10) {
            fate = Some(token.is(DEAD));
            break;
        }
        // Another number has a fate of its own, unless it tells a part: "53 civilians including 21 children".
        if token.number.is_some() && !rest[..j].iter().any(|t| t.is(&["including", "among"])) {
            break;
        }
    }
    let dead = fate == Some(true) || killed || (fate.is_none() && verb.is_some_and(|t| t.is(KILLS)));
    dead.then(|| ((number, i, rest.iter().take(5).any(|t| t.is(ARMED))), next))
}

/// Whether the number at `at` counts people who share the fate of those before: "and two civilians", not "and wounded".
fn counted(rest: &[Token], at: usize) -> bool {
    rest.get(at + 1).is_some_and(|t| {
        t.is(ARMED)
            || t.is(CHILDREN)
            || t.is(WOMEN)
            || t.is(&["civilians", "people", "civilian", "men", "others", "teachers"])
    }) && !rest.iter().skip(at).take(4).any(|t| t.is(HURT))
}

/// The first number of such people in the lead.
fn among(tokens: &[Token], who: &[&str]) -> i64 {
    let lead = &tokens[..tokens.len().min(LEAD + 50)];
    let told = lead.windows(2).find_map(|w| {
        let number = w[0].number.or(w[0].is(&["a", "an"]).then_some(1));
        number.filter(|_| w[1].is(who))
    });
    told.unwrap_or(0)
}

fn cause(tokens: &[Token]) -> Option<Cause> {
    let mut best = None;
    for (cause, weight, words) in CAUSES {
        let at = |i: usize| {
            if i < OPENING {
                3.0
            } else if i < LEAD {
                1.5
            } else {
                0.3
            }
        };
        let sum: f64 = tokens.iter().enumerate().filter(|(_, t)| t.is(words)).map(|(i, _)| at(i)).sum();
        let score = sum * weight;
        if score > best.map_or(0.0, |(_, s)| s) {
            best = Some((*cause, score));
        }
    }
    best.map(|(cause, _)| cause)
}

/// Who is named as the attacker: before a word of attack, or after "by"; not who is killed, nor who holds the place.
fn actor(tokens: &[Token], actors: &[&[&str]]) -> Option<(usize, Span)> {
    /// A name counts only if something makes its bearer the attacker.
    const ENOUGH: f64 = 2.5;
    let mut best: Option<(usize, Span, f64)> = None;
    for (number, names) in actors.iter().enumerate() {
        let mut score = 0.0;
        let mut first = None;
        for (i, token) in tokens.iter().enumerate().take(2 * LEAD).filter(|(_, t)| t.is(names)) {
            let before = &tokens[i.saturating_sub(4)..i];
            let after = &tokens[i + 1..tokens.len().min(i + 5)];
            let holds = &["held", "controlled", "besieged", "seized"];
            let killed = before.iter().any(|t| t.is(KILLS)) && before.iter().any(|t| t.number.is_some());
            if killed || after.first().is_some_and(|t| t.is(holds)) {
                continue;
            }
            first = first.or(Some(token.span));
            let by = before.iter().any(|t| t.is(&["by"])) && !before.iter().any(|t| t.is(holds));
            let weight = match (by, after.iter().any(|t| t.is(ATTACKS))) {
                (true, _) => 2.5,
                (false, true) => 2.0,
                _ => 0.3,
            };
            score += weight * if i < OPENING { 2.0 } else { 1.0 };
        }
        if let Some(span) = first.filter(|_| score >= ENOUGH && best.is_none_or(|b| score > b.2)) {
            best = Some((number, span, score));
        }
    }
    best.map(|(number, span, _)| (number, span))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDES: &[&[&str]] = &[&["northern", "north"], &["southern", "south"]];

    fn killed(text: &str) -> Option<i64> {
        summary(text, SIDES).killed.map(|(n, _)| n)
    }

    #[test]
    fn the_number_told_first_and_again_is_the_toll() {
        let text = "Shells kill 12 in market town. At least twelve people including three children were killed on \
                    Monday, medics said. A year ago 40 people were killed there.";
        let s = summary(text, SIDES);
        assert_eq!(s.killed.map(|(n, _)| n), Some(12));
        assert_eq!((s.children, s.cause, s.armed), (3, Some(Cause::Shelling), false));
    }

    #[test]
    fn people_of_one_fate_add_up_and_those_of_two_do_not() {
        assert_eq!(killed("Fifty fighters and two civilians were killed on Tuesday."), Some(52));
        assert_eq!(killed("The army killed 28 and wounded 30 fighters."), Some(28));
        assert_eq!(killed("A mine killed six people and injured another ten."), Some(6));
        assert_eq!(killed("The death toll has risen to 70, medics said."), Some(70));
    }

    #[test]
    fn the_wounded_are_not_the_killed_and_a_date_is_no_number() {
        assert_eq!(killed("On 4 May 30 people were wounded."), None);
        assert_eq!(killed("5 killed and 30 wounded on 4 May 2016."), Some(5));
    }

    #[test]
    fn the_attacker_is_told_from_the_victim_and_from_who_holds_the_town() {
        let actor = |text: &str| summary(text, SIDES).actor.map(|(n, _)| n);
        assert_eq!(actor("Southern warplanes killed 9 civilians in a north held village."), Some(1));
        assert_eq!(actor("The strike killed 9 northern fighters."), None);
        assert_eq!(actor("A convoy was hit in an attack carried out by northern units."), Some(0));
    }

    #[test]
    fn an_empty_text_says_nothing() {
        assert_eq!(summary("", SIDES), Summary::default());
    }
}
