//! Rules that tell acts by words and their grammar, as data: one file an act, with examples and counter-examples.
//!
//! A verb pattern is a base form, then words that must stand with it as object, particle or preposition
//! (alternatives with `|`), then conditions: `object:KIND`, `subject:KIND`, `needs:WORD|WORD` (somewhere in the
//! sentence). A noun pattern is a phrase in base forms, its last word the head, with an optional `of KIND`.

mod cues;
mod pattern;
#[cfg(test)]
mod reference;

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;
use servanda_model::{Act, Problem, RuleId, Span, nearest};

pub use cues::{Cues, Retracting};
pub use pattern::{NounPattern, VerbPattern};

use crate::lexicon::{SourceText, toml_problem};

/// What the object of an act is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectRole {
    /// Whom or what the act is done to.
    Target,
    /// Where it is done.
    Place,
    /// Forces that are moved.
    Forces,
    /// People that are held, released or moved.
    People,
    /// An agreement or its terms.
    Terms,
}

/// A sentence that a rule must read, or must leave alone.
#[derive(Debug, Clone)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// Words that the actor's phrase holds.
    pub actor: Option<String>,
    /// Words that stand where the place does.
    pub place: Option<String>,
    /// For a counter-example: why it is none.
    pub why: Option<String>,
}

/// How one act is told.
#[derive(Debug, Clone)]
pub struct ActRule {
    /// Its name: that of its file.
    pub id: RuleId,
    /// The act.
    pub act: Act,
    /// What its object is.
    pub object: ObjectRole,
    /// Words in a sentence that rule it out: other fields' uses of its words.
    pub none: BTreeSet<String>,
    /// Head words of the object that rule it out.
    pub object_none: BTreeSet<String>,
    /// Head words of the subject that rule it out: who or what does no such thing.
    pub subject_none: BTreeSet<String>,
    /// Its words are everyday ones: it counts only in a report that concerns somebody (`Page::concerns`).
    pub everyday: bool,
    /// What it must read.
    pub examples: Vec<Example>,
    /// What it must not read.
    pub counters: Vec<Example>,
}

/// All rules of one language.
#[derive(Debug)]
pub struct Rules {
    /// The rules, by name.
    pub acts: Vec<ActRule>,
    /// Phrases and words that tell how a claim stands to the news.
    pub cues: Cues,
    pub(crate) verbs: BTreeMap<String, Vec<(usize, VerbPattern)>>,
    pub(crate) nouns: BTreeMap<String, Vec<(usize, NounPattern)>>,
    kinds: BTreeMap<String, BTreeSet<String>>,
    /// Finds the words of a conflict.
    of_conflict: AhoCorasick,
}

/// Head words that tell of a conflict wherever they stand.
const OF_CONFLICT: &str = "word of a conflict";

impl Rules {
    /// Whether a text has a word of a conflict, alone or in the plural.
    #[must_use]
    pub fn speaks_of_conflict(&self, text: &str) -> bool {
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        self.of_conflict.find_iter(text).any(|hit| {
            let after = &text[hit.end()..];
            let after = after.strip_prefix(['s', 'S']).unwrap_or(after);
            !word(text[..hit.start()].chars().next_back()) && !word(after.chars().next())
        })
    }

    /// Whether a head word, in its base form, is of that kind.
    #[must_use]
    pub fn is_kind(&self, kind: &str, word: &str) -> bool {
        self.kinds.get(kind).is_some_and(|words| words.contains(word))
    }

    /// The head words of a kind; none if it is a word of its own.
    pub(crate) fn words_of(&self, kind: &str) -> impl Iterator<Item = &str> {
        self.kinds.get(kind).into_iter().flatten().map(String::as_str)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActFile {
    act: String,
    object: ObjectRole,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
    #[serde(default)]
    object_none: Vec<String>,
    #[serde(default)]
    subject_none: Vec<String>,
    #[serde(default)]
    everyday: bool,
    #[serde(default)]
    example: Vec<ExampleRow>,
    #[serde(default)]
    counter: Vec<CounterRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleRow {
    text: String,
    actor: Option<String>,
    place: Option<String>,
}

impl From<ExampleRow> for Example {
    fn from(row: ExampleRow) -> Self {
        Self { text: row.text, actor: row.actor, place: row.place, why: None }
    }
}

impl From<CounterRow> for Example {
    fn from(row: CounterRow) -> Self {
        Self { text: row.text, actor: None, place: None, why: Some(row.why) }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CounterRow {
    text: String,
    why: String,
}

/// Reads the rules of one language: `kinds.toml`, `cues.toml`, and one file an act, named `NAME.toml`.
///
/// # Errors
/// Every mistake found in any of the files.
pub fn rules(kinds: SourceText<'_>, cues: SourceText<'_>, acts: &[SourceText<'_>]) -> Result<Rules, Vec<Problem>> {
    let mut problems = Vec::new();
    let cues = cues::cues(cues).unwrap_or_else(|problem| {
        problems.push(problem);
        Cues::default()
    });
    let kinds: BTreeMap<String, BTreeSet<String>> = match toml::from_str(kinds.text) {
        Ok(k) => k,
        Err(e) => {
            problems.push(toml_problem(kinds.name, &e));
            BTreeMap::new()
        }
    };
    let of_conflict = kinds.get(OF_CONFLICT).into_iter().flatten();
    let of_conflict = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(of_conflict)
        .expect("words are far below the automaton's limits");
    let mut rules =
        Rules { acts: Vec::new(), cues, verbs: BTreeMap::new(), nouns: BTreeMap::new(), kinds, of_conflict };
    for &file in acts {
        let row: ActFile = match toml::from_str(file.text) {
            Ok(row) => row,
            Err(e) => {
                problems.push(toml_problem(file.name, &e));
                continue;
            }
        };
        let at = |word: &str| file.text.find(word).map(|i| Span::new(i, i + word.len()));
        let mut wrong = |span: Option<Span>, what: String, remedy: String| {
            problems.push(Problem { file: file.name.to_owned(), span, what, remedy });
        };
        let Ok(act) = row.act.parse::<Act>() else {
            let near = nearest(&row.act, Act::ALL.iter().map(|a| a.code()));
            let remedy =
                near.map_or_else(|| "see the glossary for the acts".to_owned(), |n| format!("did you mean `{n}`?"));
            wrong(at(&row.act), format!("unknown act `{}`", row.act), remedy);
            continue;
        };
        if row.example.is_empty() || row.counter.is_empty() {
            wrong(
                None,
                "a rule without an example and a counter-example".to_owned(),
                "add an [[example]] and a [[counter]]".to_owned(),
            );
        }
        let index = rules.acts.len();
        for text in &row.verbs {
            match VerbPattern::parse(text) {
                Ok(p) => rules.verbs.entry(p.verb.clone()).or_default().push((index, p)),
                Err((what, remedy)) => wrong(at(text), what, remedy),
            }
        }
        for text in &row.nouns {
            let p = NounPattern::parse(text);
            rules.nouns.entry(p.head().to_owned()).or_default().push((index, p));
        }
        let stem = file.name.rsplit('/').next().unwrap_or(file.name).trim_end_matches(".toml");
        rules.acts.push(ActRule {
            id: stem.into(),
            act,
            object: row.object,
            none: row.none.into_iter().collect(),
            object_none: row.object_none.into_iter().collect(),
            subject_none: row.subject_none.into_iter().collect(),
            everyday: row.everyday,
            examples: row.example.into_iter().map(Example::from).collect(),
            counters: row.counter.into_iter().map(Example::from).collect(),
        });
    }
    // The pattern that asks for more is tried first; equals by the rule's name.
    let names: Vec<RuleId> = rules.acts.iter().map(|r| r.id.clone()).collect();
    for list in rules.verbs.values_mut() {
        list.sort_by(|(i, a), (j, b)| b.weight().cmp(&a.weight()).then_with(|| names[*i].cmp(&names[*j])));
    }
    for list in rules.nouns.values_mut() {
        list.sort_by(|(i, a), (j, b)| b.weight().cmp(&a.weight()).then_with(|| names[*i].cmp(&names[*j])));
    }
    if problems.is_empty() { Ok(rules) } else { Err(problems) }
}
