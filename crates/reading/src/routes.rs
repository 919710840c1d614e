//! Humanitarian corridors and routes: from where, over what, to where, who proposed them, what became of them.
//!
//! A route is told in few forms: "from A (and B) to C (via D)", "left A for C", "people of A reached C", and a line of
//! names, "A - D - C". They are found by words and the order of names, as lists of stops are no sentences.

use servanda_model::{PlacePrecision, Route, RouteOutcome, Span, Where};
use servanda_syntax::{Analysis, Dep, EntityKind, Pos, Tag};

use crate::claims::Assembly;
use crate::rules::Rules;

/// A route as it is written: spans of the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where it begins.
    pub origin: Option<Span>,
    /// What it passes.
    pub via: Vec<Span>,
    /// Where it ends.
    pub destination: Option<Span>,
    /// Who proposes, declares or opens it: the words of the subject.
    pub proposer: Option<Span>,
    /// What became of it.
    pub outcome: RouteOutcome,
    /// It is written as a line of names, "A - B - C".
    pub listed: bool,
    /// The sentence.
    pub span: Span,
}

/// The kind of words one of which makes a sentence, or the one before it, speak of a route for people or goods.
pub(crate) const SUBJECTS: &str = "word of a route";

struct Words<'a> {
    rules: &'a Rules,
    text: &'a str,
    syntax: &'a Analysis,
    lemmas: Vec<String>,
}

/// Names of one phrase: "the cities of Sumy and Kharkiv".
struct Names {
    names: Vec<Span>,
    /// The token behind them.
    next: usize,
}

impl<'a> Words<'a> {
    fn word(&self, i: usize) -> &'a str {
        self.syntax.text(i, self.text)
    }

    fn lemma(&self, i: usize) -> &str {
        &self.lemmas[i]
    }

    fn len(&self) -> usize {
        self.lemmas.len()
    }

    fn is_name(&self, i: usize) -> bool {
        let word = self.word(i);
        word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().any(char::is_lowercase)
            && !matches!(word, "The" | "There" | "This" | "It" | "In" | "On" | "Region" | "Oblast")
            && !self.in_date(i)
    }

    fn in_date(&self, i: usize) -> bool {
        let at = self.syntax.entities.partition_point(|e| e.tokens.end <= i);
        let entity = self.syntax.entities.get(at).filter(|e| e.tokens.contains(&i));
        entity.is_some_and(|e| matches!(e.kind, EntityKind::Date | EntityKind::Time))
    }

    fn of(&self, i: usize, words: &[&str]) -> bool {
        i < self.len() && words.contains(&self.lemma(i))
    }

    fn is(&self, i: usize, kind: &str) -> bool {
        i < self.len() && self.rules.is_kind(kind, self.lemma(i))
    }

    /// A name from a token on, with its parts: "Velyka Dymerka", "Rostov-on-Don".
    fn name(&self, from: usize) -> Option<(Span, usize)> {
        if from >= self.len() || !self.is_name(from) {
            return None;
        }
        let mut to = from + 1;
        while to < self.len() {
            let close = self.syntax.tokens[to - 1].span.end() == self.syntax.tokens[to].span.start();
            // "Rostov-on-Don": joined without blanks. "Sumy - Poltava" is two.
            if close
                && self.word(to) == "-"
                && to + 1 < self.len()
                && self.syntax.tokens[to].span.end() == self.syntax.tokens[to + 1].span.start()
            {
                to += 2;
            } else if self.is_name(to) && !close {
                to += 1;
            } else {
                break;
            }
        }
        Some((self.syntax.tokens[from].span.cover(self.syntax.tokens[to - 1].span), to))
    }

    /// Names behind a preposition: descriptions before them, regions behind them and lists of them are passed over.
    fn names(&self, mut at: usize) -> Option<Names> {
        let mut names = Vec::new();
        loop {
            let mut steps = 0;
            while at < self.len()
                && steps < 5
                && (self.is(at, "kind of town") || matches!(self.word(at), "the" | "of" | "and" | "its"))
            {
                at += 1;
                steps += 1;
            }
            let Some((name, mut next)) = self.name(at) else { break };
            // "the Donetsk region" tells no town, unless nothing else is there.
            let region = self.of(next, &["region", "oblast", "district", "province"]);
            if region {
                next += 1;
            }
            if !region || names.is_empty() && !self.of(next, &["to"]) {
                names.push(name);
            }
            // ", Donetsk region," and "in the Donetsk region".
            next = self.past_region(next);
            if names.len() > 20 {
                break;
            }
            if next < self.len() && matches!(self.word(next), "," | "and" | "&") {
                let mut after = next + 1;
                while after < self.len() && matches!(self.word(after), "and" | "the" | "," | "of")
                    || self.is(after, "kind of town")
                {
                    after += 1;
                }
                if self.name(after).is_some() {
                    at = after;
                    continue;
                }
            }
            at = next;
            break;
        }
        (!names.is_empty()).then_some(Names { names, next: at })
    }

    fn past_region(&self, at: usize) -> usize {
        let mut to = at;
        if to < self.len() && self.word(to) == "," || self.of(to, &["in"]) || to < self.len() && self.word(to) == "(" {
            to += 1;
            if to < self.len() && self.word(to) == "the" {
                to += 1;
            }
            if let Some((_, next)) = self.name(to)
                && self.of(next, &["region", "oblast", "district", "province"])
            {
                let mut next = next + 1;
                if next < self.len() && matches!(self.word(next), ")" | ",") {
                    next += 1;
                }
                return next;
            }
        }
        at
    }
}

/// Whether a sentence may tell of a route at all.
fn speaks_of_route(words: &Words<'_>, sentence: &std::ops::Range<usize>) -> bool {
    sentence.clone().any(|t| words.is(t, "word of a route"))
}

/// The routes that a page tells of, with places, voices and times.
pub(crate) fn told(assembly: &Assembly<'_>) -> Vec<Route> {
    let page = assembly.page;
    let place = |span: Span| {
        let known = page.places.iter().filter(|p| p.span.overlaps(span)).max_by_key(|p| p.span.len());
        known.map_or_else(
            || Where {
                name: span.of(page.text).unwrap_or_default().to_owned(),
                span: Some(span),
                candidates: Vec::new(),
                precision: PlacePrecision::Exact,
            },
            |p| p.place.clone(),
        )
    };
    let written = routes(page.text, page.syntax, page.rules).into_iter();
    let evident = written.filter(|r| !assembly.furniture.iter().any(|f| f.overlaps(r.span)));
    evident
        .map(|r| {
            let named = r.origin.or(r.destination).map_or(0, |s| page.token_at(s.start()));
            let when = page.times.iter().find(|t| r.span.contains(t.span)).and_then(|t| assembly.whenever(t));
            let span = page.trimmed_sentence(named);
            Route {
                report: assembly.context.id.clone(),
                origin: r.origin.map(place),
                via: r.via.into_iter().map(place).collect(),
                destination: r.destination.map(place),
                proposed_by: r
                    .proposer
                    .and_then(|p| assembly.cast.who(page.token_at(p.start())))
                    .map(|w| assembly.party_of(w)),
                outcome: r.outcome,
                said_by: Some(assembly.voice_at(named)),
                when,
                span,
                quote: span.of(page.text).unwrap_or_default().to_owned(),
            }
        })
        .collect()
}

/// The routes of a text, in their order. `syntax` is the analysis of that very text; which words speak of routes, and of
/// what became of them, are kinds of `rules`.
#[must_use]
pub fn routes(text: &str, syntax: &Analysis, rules: &Rules) -> Vec<Written> {
    let lemmas = (0..syntax.tokens.len()).map(|i| syntax.lemma(i).to_lowercase()).collect();
    let words = Words { rules, text, syntax, lemmas };
    let mut found: Vec<Written> = Vec::new();
    let mut speaking = 0_u8;
    let mut last = None;
    let mut before = 0;
    for sentence in &syntax.sentences {
        let opening = syntax.span(sentence.clone()).start();
        if text.get(before..opening).is_some_and(|between| between.contains("\n\n")) {
            speaking = 0;
            last = None;
        }
        before = opening;
        // A list of stops may follow the sentence that speaks of the route, in the same paragraph.
        speaking = if speaks_of_route(&words, sentence) { 3 } else { speaking.saturating_sub(1) };
        if speaking == 0 {
            continue;
        }
        let span = syntax.span(sentence.clone());
        let mut here: Vec<(bool, Ends)> = Vec::new();
        let mut at = sentence.start;
        while at < sentence.end {
            let listed = line(&words, at, sentence.end);
            let is_line = listed.is_some();
            let told = || from_to(&words, at, sentence.end).or_else(|| left_for(&words, at, sentence.end));
            match listed.or_else(told) {
                Some((routes, next)) => {
                    let told: Vec<&str> =
                        here.iter().rev().take(8).filter_map(|(_, r)| r.2).filter_map(|d| d.of(text)).collect();
                    // "a route from C to A: A - B - C": the same, written from its end.
                    let backwards =
                        |r: &Ends| is_line && r.0.and_then(|o| o.of(text)).is_some_and(|origin| told.contains(&origin));
                    let new: Vec<Ends> = routes.into_iter().filter(|r| !backwards(r)).collect();
                    here.extend(new.into_iter().map(|r| (is_line, r)));
                    at = next.max(at + 1);
                }
                None => at += 1,
            }
        }
        // "Two hundred people were brought out: from A to C, from B to C": a list tells nothing of its own.
        let own = outcome(&words, sentence.clone());
        let outcome = own.or(last).unwrap_or(RouteOutcome::Proposed);
        last = own.or(last);
        let proposer = proposer(&words, sentence.clone());
        for (listed, (origin, via, destination)) in here {
            found.push(Written { origin, via, destination, proposer, outcome, listed, span });
        }
    }
    found
}

/// Origin, what is passed, destination.
type Ends = (Option<Span>, Vec<Span>, Option<Span>);

/// Routes found from a token on, and the token to go on with.
type Step = (Vec<Ends>, usize);

/// "A - B - C".
fn line(words: &Words<'_>, at: usize, end: usize) -> Option<Step> {
    let (first, mut next) = words.name(at)?;
    let mut stops = vec![first];
    while next + 1 < end && matches!(words.word(next), "-" | "–" | "—" | "->" | "→") {
        let Some((stop, after)) = words.name(next + 1) else { break };
        stops.push(stop);
        next = after;
    }
    if stops.len() < 2 || stops.len() == 2 && words.word(at).contains('.') {
        return None;
    }
    let last = stops.pop();
    let origin = stops.remove(0);
    Some((vec![(Some(origin), stops, last)], next))
}

/// "from A and B to C via D".
fn from_to(words: &Words<'_>, at: usize, end: usize) -> Option<Step> {
    let evacuation_of = words.of(at, &["of"]) && at > 0 && words.of(at - 1, &["evacuation", "resident"]);
    if !(words.of(at, &["from"]) || evacuation_of) {
        return None;
    }
    let origins = words.names(at + 1)?;
    // Behind the names other words may stand before "to": "from A along the corridor to C".
    let mut to = origins.next;
    let mut passed = Vec::new();
    while to < end && to < origins.next + 14 && !is_goal(words, to) {
        if matches!(words.word(to), ";" | ".") || words.of(to, &["from"]) {
            break;
        }
        if words.of(to, &["via", "through", "past"])
            && let Some(stops) = words.names(to + 1)
        {
            to = stops.next;
            passed.extend(stops.names);
            continue;
        }
        to += 1;
    }
    let goal = if to < end && is_goal(words, to) { words.names(goal_at(words, to)) } else { None };
    let Some(goal) = goal else {
        let asked = speaks_of_route(words, &(at.saturating_sub(12)..at));
        return asked.then(|| (origins.names.iter().map(|o| (Some(*o), passed.clone(), None)).collect(), origins.next));
    };
    let mut next = goal.next;
    // "to A via B".
    if next < end
        && words.of(next, &["via", "through"])
        && let Some(stops) = words.names(next + 1)
    {
        passed.extend(stops.names);
        next = stops.next;
    }
    let destinations: Vec<Span> = goal.names.iter().take(1).copied().collect();
    let routes = origins.names.iter().flat_map(|o| destinations.iter().map(|d| (Some(*o), passed.clone(), Some(*d))));
    Some((routes.collect(), next))
}

fn is_goal(words: &Words<'_>, t: usize) -> bool {
    words.of(t, &["to", "towards", "into", "for"]) && words.names(t + 1).is_some()
        || words.of(t, &["arrive"]) && words.of(t + 1, &["in", "at"]) && words.names(t + 2).is_some()
        || words.of(t, &["reach"]) && words.names(t + 1).is_some()
}

fn goal_at(words: &Words<'_>, t: usize) -> usize {
    if words.of(t, &["arrive"]) { t + 2 } else { t + 1 }
}

/// "left A for C", "departing the city of A for the city of C via D".
fn left_for(words: &Words<'_>, at: usize, end: usize) -> Option<Step> {
    if !words.of(at, &["leave", "depart", "exit", "quit"]) {
        return None;
    }
    let origins = words.names(if words.of(at + 1, &["from"]) { at + 2 } else { at + 1 })?;
    let to = (origins.next..end.min(origins.next + 8)).find(|&t| words.of(t, &["for", "to", "towards"]))?;
    let goal = words.names(to + 1)?;
    let mut via = Vec::new();
    let mut next = goal.next;
    if next < end
        && words.of(next, &["via", "through"])
        && let Some(stops) = words.names(next + 1)
    {
        via = stops.names;
        next = stops.next;
    }
    let destination = goal.names.first().copied();
    Some((origins.names.iter().map(|o| (Some(*o), via.clone(), destination)).collect(), next))
}

/// What a sentence tells of what became of a route, where it tells anything. That a corridor was opened is no word that
/// anybody came through.
fn outcome(words: &Words<'_>, sentence: std::ops::Range<usize>) -> Option<RouteOutcome> {
    let told = |kind: &str| sentence.clone().any(|t| words.is(t, kind) && !to_come(words, t, sentence.start));
    let not = |kind: &str| sentence.clone().any(|t| words.is(t, kind) && negated(words, t, sentence.start));
    if told("word of failure") || not("verb of a journey") || not("verb of opening") {
        return Some(if told("verb of blaming") { RouteOutcome::Disputed } else { RouteOutcome::Failed });
    }
    let carried = || sentence.clone().any(|t| words.is(t, "traveller") || words.is(t, "word of a route"));
    if carried() && told("verb of a journey") {
        return Some(RouteOutcome::Used);
    }
    if told("verb of opening") || told("word of agreeing") {
        return Some(RouteOutcome::Agreed);
    }
    let ahead =
        |t: usize| words.is(t, "verb of proposing") || matches!(words.lemma(t), "will" | "would" | "must" | "should");
    sentence.clone().any(ahead).then_some(RouteOutcome::Proposed)
}

/// Whether a word is told as still ahead, as a base form after "to", "will" and the like, or isn't a verb in the past.
fn to_come(words: &Words<'_>, t: usize, from: usize) -> bool {
    if matches!(words.syntax.tokens[t].pos, Pos::Adj) {
        return false;
    }
    let past = matches!(words.syntax.tokens[t].tag, Tag::Vbd | Tag::Vbn);
    let managed = (t.saturating_sub(3).max(from)..t).any(|b| words.of(b, &["manage", "able"]));
    let ahead = (t.saturating_sub(4).max(from)..t).any(|b| {
        matches!(
            words.lemma(b),
            "will" | "would" | "should" | "can" | "could" | "must" | "may" | "hope" | "if" | "due" | "expect"
        )
    });
    let for_doing = t > 0 && words.of(t - 1, &["for"]);
    (!past && !managed) || ahead || for_doing
}

fn negated(words: &Words<'_>, t: usize, from: usize) -> bool {
    (t.saturating_sub(4).max(from)..t)
        .any(|b| matches!(words.lemma(b), "not" | "n't" | "no" | "never" | "nobody" | "unable"))
}

/// The subject of a verb of proposing or opening.
fn proposer(words: &Words<'_>, sentence: std::ops::Range<usize>) -> Option<Span> {
    let verbs = sentence.filter(|&t| words.is(t, "verb of proposing") && words.syntax.tokens[t].pos == Pos::Verb);
    verbs.into_iter().find_map(|v| {
        let subject = words.syntax.children(v).find(|&c| words.syntax.tokens[c].dep == Dep::Nsubj)?;
        Some(words.syntax.tokens[subject].span)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use servanda_syntax::Model;

    use super::*;

    static MODEL: LazyLock<Model> = LazyLock::new(|| {
        let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/models/en/en_core_web_sm.bin"));
        Model::from_bytes(&bytes.expect("the model is part of the repository")).expect("the model is sound")
    });

    fn read(text: &str) -> Vec<(String, Vec<String>, String, RouteOutcome)> {
        let word = |s: Option<Span>| s.and_then(|s| s.of(text)).unwrap_or("-").to_owned();
        static RULES: LazyLock<Rules> = LazyLock::new(crate::examples::shipped_rules);
        routes(text, &MODEL.analyse(text), &RULES)
            .into_iter()
            .map(|r| (word(r.origin), r.via.iter().map(|v| word(Some(*v))).collect(), word(r.destination), r.outcome))
            .collect()
    }

    fn check(text: &str, wanted: &[(&str, &[&str], &str, RouteOutcome)]) {
        let wanted: Vec<_> = wanted
            .iter()
            .map(|(o, v, d, r)| ((*o).to_owned(), v.iter().map(|s| (*s).to_owned()).collect(), (*d).to_owned(), *r))
            .collect();
        assert_eq!(read(text), wanted, "{text}");
    }

    #[test]
    fn a_route_is_read_from_its_names_in_order() {
        check(
            "A humanitarian corridor from Kelva and the village of Dalno to Genova via Arda was agreed on Monday.",
            &[
                ("Kelva", &["Arda"], "Genova", RouteOutcome::Agreed),
                ("Dalno", &["Arda"], "Genova", RouteOutcome::Agreed),
            ],
        );
        check(
            "Twenty buses with evacuees left Kelva for Genova along the corridor.",
            &[("Kelva", &[], "Genova", RouteOutcome::Used)],
        );
        check(
            "The route is as follows: Kelva - Arda - Dalno - Genova.",
            &[("Kelva", &["Arda", "Dalno"], "Genova", RouteOutcome::Proposed)],
        );
        check(
            "There is a route from Genova to Kelva: Kelva - Arda - Genova.",
            &[("Genova", &[], "Kelva", RouteOutcome::Proposed)],
        );
        check(
            "The evacuation from Kelva to Genova was disrupted by shelling.",
            &[("Kelva", &[], "Genova", RouteOutcome::Failed)],
        );
        check(
            "On Monday 300 people were evacuated. By buses, 100 people from Kelva to Genova.",
            &[("Kelva", &[], "Genova", RouteOutcome::Used)],
        );
        check(
            "A corridor from Kelva to Genova was opened on Monday.",
            &[("Kelva", &[], "Genova", RouteOutcome::Agreed)],
        );
    }

    #[test]
    fn a_journey_that_is_no_route_is_left_alone() {
        check("The minister flew from Kelva to Genova for talks.", &[]);
        check("The Kelva - Genova match ended in a draw.", &[]);
    }
}
