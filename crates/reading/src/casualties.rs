//! Killed and wounded, and other numbers, as the words give them.

use servanda_model::{Casualties, Count, Group, Quantity};
use servanda_syntax::{Dep, Pos, Tag};

use crate::acts::conjuncts;
use crate::page::{Open, Page};

/// Numbers of people that one clause gives.
#[derive(Debug, Clone)]
pub(crate) struct Toll {
    /// The word that tells it.
    pub token: usize,
    pub casualties: Casualties,
    /// Who did it, where the clause says so.
    pub actor: Option<usize>,
    /// Those who were hit.
    pub victims: Option<usize>,
    /// They were found dead of violence; when they died is another matter.
    pub found: bool,
}

impl Toll {
    /// Whether it tells of fighting without an act beside it: of soldiers, by somebody, or of a body that was found.
    pub fn of_fighting(&self) -> bool {
        self.found || self.casualties.group == Some(Group::Combatants) || self.actor.is_some()
    }
}

/// The value of a number in figures or words: "1,960", "twenty-two", "two hundred".
pub(crate) fn number(words: &str) -> Option<u32> {
    let plain: String = words.chars().filter(|c| !matches!(c, ',' | '\u{a0}' | '\u{202f}')).collect();
    let (digits, factor) = match plain.to_lowercase() {
        p if p.ends_with("million") => (p.trim_end_matches("million").trim().to_owned(), 1_000_000),
        p if p.ends_with("thousand") => (p.trim_end_matches("thousand").trim().to_owned(), 1000),
        p if p.ends_with("hundred") => (p.trim_end_matches("hundred").trim().to_owned(), 100),
        p => (p, 1),
    };
    if let Ok(n) = digits.parse::<u32>() {
        return n.checked_mul(factor);
    }
    let (mut total, mut any) = (0u32, false);
    for word in
        plain.to_lowercase().split(|c: char| c == '-' || c.is_whitespace()).filter(|w| !w.is_empty() && *w != "and")
    {
        any = true;
        if let Some(n) = crate::time::words::number(word) {
            total = total.checked_add(n)?;
        } else {
            let factor = match word {
                "hundred" => 100,
                "thousand" => 1000,
                "million" => 1_000_000,
                _ => return None,
            };
            total = total.max(1).checked_mul(factor)?;
        }
    }
    any.then_some(total)
}

/// "dozens", "several": at least so many, no best number. Two dozen and two hundred are what the plurals claim.
fn vague(lemma: &str) -> Option<Count> {
    let low = match lemma {
        "dozen" => 24,
        "score" => 40,
        "hundred" => 200,
        "thousand" => 2000,
        "several" | "few" => 3,
        "couple" => 2,
        "many" | "some" | "numerous" => 2,
        _ => return None,
    };
    Some(Count { low, best: None, high: None })
}

/// How many a noun phrase counts: "two soldiers", "at least 20 people", "a woman and three children", "nobody".
pub(crate) fn count(page: &Page<'_>, head: usize) -> Option<Count> {
    let mut sum: Option<Count> = None;
    for part in conjuncts(page, head) {
        if page.dep(part) == Dep::Appos {
            continue;
        }
        match count_one(page, part) {
            Some(n) => sum = Some(sum.map_or(n, |s| add(s, n))),
            None if part == head => return None,
            None => {}
        }
    }
    sum
}

fn add(a: Count, b: Count) -> Count {
    Count {
        low: a.low.saturating_add(b.low),
        best: a.best.zip(b.best).map(|(x, y)| x.saturating_add(y)),
        high: a.high.zip(b.high).map(|(x, y)| x.saturating_add(y)),
    }
}

fn count_one(page: &Page<'_>, head: usize) -> Option<Count> {
    let lemma = page.lemma(head);
    if matches!(lemma, "nobody" | "none")
        || page.children_by(head, &[Dep::Det, Dep::Neg]).any(|d| page.lemma(d) == "no")
        || (lemma == "one" && page.children(head).iter().any(|&d| page.lemma(d) == "no"))
    {
        return Some(Count::exactly(0));
    }
    // "dozens of people": the number is the head.
    if let Some(v) = vague(lemma).filter(|_| {
        matches!(page.tag(head), Tag::Nns | Tag::Nn)
            && page.children_by(head, &[Dep::Prep]).any(|p| page.lemma(p) == "of")
    }) {
        return Some(v);
    }
    let numeral = page.numeral_of(head).or_else(|| (page.pos(head) == Pos::Num).then_some(head));
    if let Some(n) = numeral {
        // "two hundred", "1.2 million": what stands before the numeral belongs to it.
        let (first, _) = page.edges(n);
        let words: Vec<&str> =
            (first..=n).filter(|&t| page.pos(t) == Pos::Num || page.word(t) == "-").map(|t| page.word(t)).collect();
        let exact = number(&words.join(" ")).or_else(|| number(page.word(n)))?;
        let before: Vec<String> = (first.saturating_sub(3)..n).map(|t| page.word(t).to_lowercase()).collect();
        let has = |w: &str| before.iter().any(|b| b == w);
        return Some(if has("least") || has("over") || (has("more") && has("than")) {
            Count::at_least(exact)
        } else if has("most")
            || (has("up") && has("to"))
            || (has("fewer") || has("less")) && has("than")
            || has("nearly")
            || has("almost")
        {
            Count::at_most(exact)
        } else if has("about") || has("around") || has("some") || has("approximately") || has("roughly") {
            Count { low: exact - exact / 10, best: Some(exact), high: Some(exact.saturating_add(exact / 10)) }
        } else {
            Count::exactly(exact)
        });
    }
    if let Some(v) = page.children_by(head, &[Dep::Amod, Dep::Det]).find_map(|c| vague(page.lemma(c))) {
        return Some(v);
    }
    let singular =
        matches!(page.tag(head), Tag::Nn | Tag::Nnp) && !matches!(lemma, "people" | "military" | "police" | "toll");
    let one = page.children_by(head, &[Dep::Det]).any(|d| matches!(page.lemma(d), "a" | "an" | "one" | "another"))
        || matches!(lemma, "somebody" | "someone");
    if lemma == "another" {
        return Some(Count::exactly(1));
    }
    let named = page.entity(head) == Some(servanda_syntax::EntityKind::Person) || page.open() == Open::Names;
    (singular && (one || named)).then(|| Count::exactly(1))
}

fn group(page: &Page<'_>, head: usize) -> Option<Group> {
    let words: Vec<usize> = conjuncts(page, head).into_iter().flat_map(|h| page.noun_phrase(h).0..=h).collect();
    let any = |list: &[&str]| words.iter().any(|&t| list.contains(&page.lemma(t)));
    if any(&["peacekeeper", "peacekeeping"]) {
        Some(Group::Peacekeepers)
    } else if any(&[
        "soldier",
        "serviceman",
        "servicemen",
        "troop",
        "fighter",
        "militant",
        "conscript",
        "officer",
        "military",
        "sergeant",
        "private",
        "colonel",
        "guard",
        "servicewoman",
        "combatant",
        "rebel",
        "gunman",
        "lieutenant",
        "commander",
        "terrorist",
        "insurgent",
        "policeman",
    ]) {
        Some(Group::Combatants)
    } else if any(&[
        "civilian",
        "child",
        "woman",
        "resident",
        "villager",
        "farmer",
        "journalist",
        "boy",
        "girl",
        "worker",
        "family",
        "man",
        "pensioner",
        "shepherd",
        "teenager",
        "doctor",
        "medic",
        "student",
        "refugee",
        "passenger",
        "driver",
        "citizen",
        "infant",
        "baby",
        "toddler",
    ]) {
        Some(Group::Civilians)
    } else {
        None
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Harm {
    Killed,
    Wounded,
}

/// Words that tell of killing, in base form.
const KILLED: &[&str] = &["kill", "die", "slay", "murder", "perish", "execute", "behead", "dead", "martyr", "massacre"];
/// Words that tell of wounding.
const WOUNDED: &[&str] = &["wound", "injure", "maim", "hurt"];
/// Nouns under which the dead and wounded are counted.
const COUNTED: &[&str] = &["death", "fatality", "casualty", "injury", "toll", "life", "wounded"];
/// Those who are found dead.
const FOUND: &[&str] = &["body", "corpse"];

/// Every word without which no toll is read.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    [KILLED, WOUNDED, COUNTED, FOUND].into_iter().flatten().copied()
}

fn harm(lemma: &str) -> Option<Harm> {
    let told = |words: &[&str]| words.contains(&lemma);
    if told(KILLED) { Some(Harm::Killed) } else { told(WOUNDED).then_some(Harm::Wounded) }
}

/// Everything a page says of killed and wounded, clause by clause.
pub(crate) fn tolls(page: &Page<'_>) -> Vec<Toll> {
    (0..page.len()).filter_map(|i| toll(page, i)).collect()
}

/// The toll that a word tells.
pub(crate) fn toll(page: &Page<'_>, i: usize) -> Option<Toll> {
    let lemma = page.lemma(i);
    let (kind, victims, actor) = match (harm(lemma), page.pos(i)) {
        (Some(kind), Pos::Verb | Pos::Adj) if page.dep(i) != Dep::Amod => {
            // "One was killed and another wounded": the second shares the passive, though it has a subject of its own.
            let shared = page.dep(i) == Dep::Conj
                && page.tag(i) == Tag::Vbn
                && page.child(i, &[Dep::Aux, Dep::Auxpass, Dep::Dobj]).is_none()
                && page.head(i).is_some_and(|h| page.is_passive(h));
            if page.is_passive(i) || shared || matches!(lemma, "die" | "perish" | "dead") {
                // "was shot dead": dead is who was shot.
                let shot = (page.dep(i) == Dep::Oprd).then(|| page.head(i)).flatten();
                let shot = shot.and_then(|v| page.child(v, &[Dep::Nsubjpass, Dep::Dobj]).or_else(|| page.subject(v)));
                let own = page.child(i, &[Dep::Nsubjpass, Dep::Nsubj]).or(shot);
                let elliptic = || page.is_bare_participle(i).then(|| page.numeral_before(i)).flatten();
                let victims = own.or_else(elliptic).or_else(|| page.subject(i));
                (kind, victims, page.prep_objects(i, &["by"]).into_iter().next())
            } else {
                (
                    kind,
                    page.child(i, &[Dep::Dobj]).or_else(|| page.numeral_before(i)),
                    page.subject(i).filter(|&s| page.pos(s) != Pos::Num),
                )
            }
        }
        // "three dead and five wounded", "12 injured".
        (Some(kind), _) => (kind, page.numeral_before(i).or(Some(i)), None),
        (None, Pos::Noun) if COUNTED.contains(&lemma) || lemma == "number" && harm_of_number(page, i).is_some() => {
            let kind = match lemma {
                "injury" | "wounded" => Harm::Wounded,
                "number" => harm_of_number(page, i).unwrap_or(Harm::Killed),
                _ => Harm::Killed,
            };
            if lemma == "life"
                && !page.head(i).is_some_and(|h| matches!(page.lemma(h), "lose" | "claim" | "cost" | "take"))
            {
                return None;
            }
            if matches!(lemma, "toll" | "number") {
                let to = page
                    .head(i)
                    .into_iter()
                    .flat_map(|h| page.prep_objects(h, &["to", "at"]))
                    .chain(page.prep_objects(i, &["of"]))
                    .find(|&t| page.pos(t) == Pos::Num || count_one(page, t).is_some());
                (kind, to, None)
            } else {
                (kind, Some(i), None)
            }
        }
        (None, Pos::Noun) if FOUND.contains(&lemma) && found_shot(page, i) => (Harm::Killed, Some(i), None),
        _ => return None,
    };
    let found = FOUND.contains(&lemma);
    let n = count(page, victims?).or_else(|| (found && page.tag(i) == Tag::Nn).then(|| Count::exactly(1)))?;
    let mut casualties = Casualties::default();
    // "killed or injured 120": so many together, and nobody says how many of which.
    let either = other_harm(page, i);
    let n = if either { Count { low: 0, best: None, ..n } } else { n };
    match kind {
        Harm::Killed => casualties.killed = Some(n),
        Harm::Wounded => casualties.wounded = Some(n),
    }
    if either {
        (casualties.killed, casualties.wounded) = (Some(n), Some(n));
    }
    casualties.group = victims.and_then(|v| group(page, v));
    casualties.total = matches!(lemma, "toll" | "number")
        || page.sentence_tokens(i).any(|t| matches!(page.lemma(t), "total" | "altogether" | "overall" | "cumulative"));
    Some(Toll { token: i, casualties, actor, victims, found })
}

/// Whether a word may tell a toll of fighting, as far as is known.
pub(crate) fn may_tell_of_fighting(page: &Page<'_>, i: usize) -> bool {
    // Whom "the toll rose to" counts may be hidden by a name that is none.
    let unknown = page.open() == Open::Names && matches!(page.lemma(i), "toll" | "number");
    toll(page, i).is_some_and(|t| unknown || t.of_fighting())
}

/// Whether another harm is joined to this one by "or": "killed or injured".
fn other_harm(page: &Page<'_>, i: usize) -> bool {
    let first = if page.dep(i) == Dep::Conj { page.head(i).unwrap_or(i) } else { i };
    let or = page.children_by(first, &[Dep::Cc]).any(|c| page.lemma(c) == "or");
    let joined = || std::iter::once(first).chain(page.children_by(first, &[Dep::Conj])).filter(|&c| c != i);
    or && joined().any(|c| harm(page.lemma(c)).is_some_and(|h| Some(h) != harm(page.lemma(i))))
}

/// "the number of people killed", "the number of wounded".
fn harm_of_number(page: &Page<'_>, number: usize) -> Option<Harm> {
    let (first, last) = page.edges(number);
    (first..=last).find_map(|t| harm(page.lemma(t)))
}

/// "found the body of a villager with gunshot wounds": a body found, with words of how he died.
fn found_shot(page: &Page<'_>, body: usize) -> bool {
    let found = page.governing_verb(body).is_some_and(|v| {
        matches!(page.lemma(v), "find" | "discover" | "recover" | "locate" | "unearth" | "exhume" | "retrieve")
    });
    found
        && page.sentence_tokens(body).any(|t| {
            matches!(
                page.lemma(t),
                "gunshot" | "bullet" | "shot" | "shoot" | "shrapnel" | "stab" | "torture" | "mutilate" | "mutilated"
            )
        })
}

/// Numbers of forces, vehicles, prisoners and so on in a stretch of tokens.
pub(crate) fn quantities(page: &Page<'_>, tokens: std::ops::Range<usize>) -> Vec<Quantity> {
    tokens
        .filter(|&t| page.pos(t) == Pos::Noun && page.numeral_of(t).is_some())
        .filter(|&t| {
            !matches!(
                page.lemma(t),
                "day"
                    | "hour"
                    | "week"
                    | "month"
                    | "year"
                    | "kilometre"
                    | "kilometer"
                    | "km"
                    | "metre"
                    | "mile"
                    | "minute"
                    | "percent"
                    | "time"
                    | "point"
            )
        })
        .filter_map(|t| {
            let (first, _) = page.noun_phrase(t);
            Some(Quantity {
                n: count_one(page, t)?,
                what: page.word(t).to_lowercase(),
                span: Some(page.cover(first, t)),
            })
        })
        .collect()
}
