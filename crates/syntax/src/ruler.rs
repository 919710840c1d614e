//! The attribute ruler: parts of speech, some lemmas and what the lemmatizer asks of the morphology, from tag, word,
//! dependency and neighbour. Later rules overrule earlier ones.

use std::collections::HashMap;

use crate::file::{Cursor, ModelError, Sections};
use crate::labels::{Dep, Pos, Tag};

/// Morphology as far as the lemmatizer asks for it: is the word a base form …
pub(crate) mod base {
    /// … whatever it is;
    pub(crate) const ALWAYS: u8 = 1;
    /// … if it is a noun;
    pub(crate) const NOUN: u8 = 1 << 1;
    /// … if it is a verb.
    pub(crate) const VERB: u8 = 1 << 2;
}

/// What the ruler says of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ruling {
    pub(crate) pos: Pos,
    /// Bits of [`base`].
    pub(crate) base: u8,
    /// Lemma set by a rule: index into `Ruler::lemmas`.
    pub(crate) lemma: Option<u16>,
}

/// What the ruler looks at in a token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) tag: Tag,
    pub(crate) dep: Dep,
    pub(crate) is_space: bool,
    /// Number of the lower-cased word among those the rules name.
    pub(crate) word: Option<u16>,
}

/// What a pattern demands of one token: `None` demands nothing.
#[derive(Default)]
struct Demand {
    tags: Option<u64>,
    deps: Option<u64>,
    words: Option<Vec<u16>>,
    is_space: Option<bool>,
}

impl Demand {
    fn holds(&self, seen: Seen) -> bool {
        self.tags.is_none_or(|tags| tags >> seen.tag as u8 & 1 == 1)
            && self.deps.is_none_or(|deps| deps >> seen.dep as u8 & 1 == 1)
            && self.is_space.is_none_or(|space| space == seen.is_space)
            && self.words.as_ref().is_none_or(|words| seen.word.is_some_and(|w| words.contains(&w)))
    }

    /// Whether a word with that tag may meet it.
    fn may_hold(&self, tag: Tag, word: Option<u16>) -> bool {
        let of_any = Demand { deps: None, tags: self.tags, words: None, is_space: self.is_space };
        of_any.holds(Seen { tag, dep: Dep::Root, is_space: false, word })
            && self.words.as_ref().is_none_or(|words| word.is_some_and(|w| words.contains(&w)))
    }
}

struct Rule {
    own: Demand,
    /// Demand on the token before (-1) or after (1).
    neighbour: Option<(i8, Demand)>,
    pos: Option<Pos>,
    base: Option<u8>,
    lemma: Option<u16>,
}

impl Rule {
    fn apply(&self, ruling: &mut Ruling) {
        ruling.pos = self.pos.unwrap_or(ruling.pos);
        ruling.base = self.base.unwrap_or(ruling.base);
        ruling.lemma = self.lemma.or(ruling.lemma);
    }
}

pub(crate) struct Ruler {
    rules: Vec<Rule>,
    /// Lower-cased words that rules name, numbered.
    pub(crate) words: HashMap<Box<str>, u16>,
    /// Rules to try for a token whose word no rule names, then for each word; in order.
    for_any: Vec<u16>,
    for_word: Vec<Vec<u16>>,
    lemmas: Vec<Box<str>>,
}

impl Ruler {
    /// Every lemma that a rule may set for a word of that number.
    pub(crate) fn lemmas_of(&self, word: Option<u16>) -> impl Iterator<Item = &str> {
        let rules = word.map_or(&self.for_any, |w| &self.for_word[usize::from(w)]);
        rules.iter().filter_map(|r| self.rules[usize::from(*r)].lemma).map(|l| &*self.lemmas[usize::from(l)])
    }

    pub(crate) fn read(file: &Sections<'_>) -> Result<Self, ModelError> {
        let mut cursor = file.open("attribute ruler")?;
        let mut words = HashMap::new();
        let mut lemmas: Vec<Box<str>> = Vec::new();
        let mut rules = Vec::new();
        for _ in 0..cursor.u32()? {
            let index = cursor.u8()?;
            let mut demands = Vec::new();
            for _ in 0..cursor.u8()? {
                demands.push(read_demand(&mut cursor, &mut words)?);
            }
            let (own, neighbour) = match (index, demands.pop(), demands.pop()) {
                (0, Some(own), None) => (own, None),
                (0, Some(next), Some(own)) => (own, Some((1, next))),
                (1, Some(own), Some(before)) => (own, Some((-1, before))),
                _ => return Err(cursor.malformed("a rule has too few or too many tokens")),
            };
            let pos = match cursor.text()? {
                "" => None,
                name => {
                    Some(Pos::parse(name).ok_or_else(|| cursor.malformed(format!("unknown part of speech {name}")))?)
                }
            };
            let lemma = match cursor.text()? {
                "" => None,
                lemma => {
                    let known = lemmas.iter().position(|l| **l == *lemma).unwrap_or_else(|| {
                        lemmas.push(lemma.into());
                        lemmas.len() - 1
                    });
                    Some(known as u16)
                }
            };
            let base = Some(cursor.u8()?).filter(|&b| b != u8::MAX);
            rules.push(Rule { own, neighbour, pos, base, lemma });
        }
        let applies = |rule: &Rule, word: Option<u16>| match (&rule.own.words, word) {
            (None, _) => true,
            (Some(named), Some(word)) => named.contains(&word),
            (Some(_), None) => false,
        };
        let select = |word: Option<u16>| -> Vec<u16> {
            (0..rules.len() as u16).filter(|&r| applies(&rules[usize::from(r)], word)).collect()
        };
        let for_any = select(None);
        let for_word = (0..words.len() as u16).map(|w| select(Some(w))).collect();
        Ok(Self { rules, words, for_any, for_word, lemmas })
    }

    /// Whether a word with that tag may be of that part of speech, whatever its dependency and its neighbours.
    pub(crate) fn may_be(&self, tag: Tag, word: Option<u16>, pos: Pos) -> bool {
        let candidates = word.map_or(&self.for_any, |word| &self.for_word[usize::from(word)]);
        candidates.iter().map(|rule| &self.rules[usize::from(*rule)]).fold(pos == Pos::X, |may, rule| {
            let always = rule.own.deps.is_none() && rule.neighbour.is_none();
            match rule.pos {
                Some(ruled) if rule.own.may_hold(tag, word) => ruled == pos || may && !always,
                _ => may,
            }
        })
    }

    /// Rules on token `i` of `tokens`.
    pub(crate) fn rule(&self, tokens: &[Seen], i: usize) -> Ruling {
        let mut ruling = Ruling { pos: Pos::X, base: 0, lemma: None };
        let seen = tokens[i];
        let candidates = match seen.word {
            Some(word) => &self.for_word[usize::from(word)],
            None => &self.for_any,
        };
        for &rule in candidates {
            let rule = &self.rules[usize::from(rule)];
            let holds = rule.own.holds(seen)
                && rule.neighbour.as_ref().is_none_or(|(offset, demand)| {
                    let at = i.checked_add_signed(isize::from(*offset));
                    at.and_then(|at| tokens.get(at)).is_some_and(|&n| demand.holds(n))
                });
            if holds {
                rule.apply(&mut ruling);
            }
        }
        ruling
    }

    pub(crate) fn lemma(&self, ruling: Ruling) -> Option<&str> {
        ruling.lemma.and_then(|i| self.lemmas.get(usize::from(i))).map(|l| &**l)
    }
}

fn read_demand(cursor: &mut Cursor<'_>, words: &mut HashMap<Box<str>, u16>) -> Result<Demand, ModelError> {
    let mut demand = Demand::default();
    for _ in 0..cursor.u8()? {
        let attribute = cursor.text()?;
        let negated = cursor.u8()? == 1;
        let values = cursor.texts()?;
        // Labels that the model never predicts can't be met; they drop out.
        let set = |numbers: Vec<u8>| {
            let bits = numbers.into_iter().fold(0u64, |bits, n| bits | 1 << n);
            Some(if negated { !bits } else { bits })
        };
        match attribute {
            "TAG" => demand.tags = set(values.iter().filter_map(|v| Tag::parse(v)).map(|t| t as u8).collect()),
            "DEP" => demand.deps = set(values.iter().filter_map(|v| Dep::parse(v)).map(|d| d as u8).collect()),
            "IS_SPACE" => demand.is_space = Some(!negated),
            "LOWER" if !negated => {
                let numbers = values.iter().map(|v| {
                    let next = words.len() as u16;
                    *words.entry((*v).into()).or_insert(next)
                });
                demand.words = Some(numbers.collect());
            }
            other => return Err(cursor.malformed(format!("unknown attribute {other}"))),
        }
    }
    Ok(demand)
}
