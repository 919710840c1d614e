//! Who can act or speak: actors with their names, organs, offices and dates, and sources with their sides.

mod load;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date;
use servanda_model::{Actor, ActorId, ActorKind, Side, Span};

pub(crate) use load::toml_problem;
pub use load::{SourceText, lexicon};

/// What a name of the lexicon can mean.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sense {
    /// The actor itself: "Hikmet Hajiyev", "Azerbaijani Defence Ministry".
    Name(ActorId),
    /// Of the actor: "Armenian".
    Adjective(ActorId),
    /// People of the actor: "Armenians".
    Demonym(ActorId),
    /// The capital that stands for the government: "Baku".
    Capital(ActorId),
    /// An organ of whichever state is named beside it: "Defence Ministry", "troops".
    Organ(usize),
    /// An office of whichever body is named beside it: "spokesman".
    Office(usize),
    /// A publisher.
    Outlet(usize),
}

/// An organ word's part of an actor's identifier: `MOD`; empty for the state itself.
#[derive(Debug, Clone)]
pub(crate) struct Organ {
    pub organ: String,
}

/// An office word: of which organ, and whether its holder speaks for it.
#[derive(Debug, Clone)]
pub(crate) struct OfficeWord {
    pub of: String,
    pub speaks: bool,
}

/// Somebody who publishes.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Its web domains.
    pub domains: Vec<String>,
    /// Whose side it is on.
    pub side: Side,
    /// Reliability on the Admiralty scale, `A` to `F`.
    pub reliability: Option<char>,
}

/// Names before they are made searchable.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeMap<String, Vec<Sense>>);

impl Names {
    pub fn add(&mut self, name: &str, sense: Sense) {
        let senses = self.0.entry(name.to_owned()).or_default();
        if !senses.contains(&sense) {
            senses.push(sense);
            senses.sort();
        }
    }
}

/// A name of the lexicon in a text.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// What it can mean.
    pub senses: Vec<Sense>,
}

/// All actors and sources of one language.
#[derive(Debug, Clone)]
pub struct Lexicon {
    actors: BTreeMap<ActorId, Actor>,
    organs: Vec<Organ>,
    offices: Vec<OfficeWord>,
    sources: Vec<Source>,
    /// Finds the words; made when a text is first looked at, as names may still be added.
    finder: OnceLock<AhoCorasick>,
    words: Vec<String>,
    senses: Vec<Vec<Sense>>,
    by_source_name: BTreeMap<String, usize>,
}

/// What ties somebody to another without making him that other's own.
const TIED: &[&str] = &["backed", "supported", "aligned", "allied", "sponsored", "funded", "trained", "armed", "led"];

fn finder(words: &[String]) -> AhoCorasick {
    let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words);
    builder.expect("names are far below the automaton's limits")
}

impl Lexicon {
    fn new(
        actors: BTreeMap<ActorId, Actor>,
        names: Names,
        organs: Vec<Organ>,
        offices: Vec<OfficeWord>,
        sources: Vec<Source>,
    ) -> Self {
        let (words, senses): (Vec<String>, Vec<Vec<Sense>>) = names.0.into_iter().unzip();
        let by_source_name = sources
            .iter()
            .enumerate()
            .flat_map(|(i, s)| s.aliases.iter().chain([&s.name]).chain(&s.domains).map(move |n| (n.to_lowercase(), i)))
            .collect();
        Self { actors, organs, offices, sources, finder: OnceLock::new(), words, senses, by_source_name }
    }

    /// The same with names that mean one actor and nothing else, as the reports on one agreement use them.
    #[must_use]
    pub fn calling<'n>(mut self, names: impl IntoIterator<Item = (&'n str, ActorId)>) -> Self {
        let mut all: BTreeMap<String, Vec<Sense>> = self.words.into_iter().zip(self.senses).collect();
        for (name, actor) in names {
            all.insert(name.to_owned(), vec![Sense::Name(actor)]);
        }
        (self.words, self.senses) = all.into_iter().unzip();
        self.finder = OnceLock::new();
        self
    }

    /// The actor of that identifier.
    #[must_use]
    pub fn actor(&self, id: &ActorId) -> Option<&Actor> {
        self.actors.get(id)
    }

    /// All actors, by identifier.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.actors.values()
    }

    /// The party an actor belongs to, where it is on a party's side: what it is part of in the end. On whose side it
    /// stands is another matter, and says nothing on who answers for whom. A person who is part of nothing belongs to
    /// the side it speaks for.
    #[must_use]
    pub fn party(&self, id: &ActorId) -> Option<&ActorId> {
        let actor = self.actors.get(id)?;
        let side = actor.side.party()?;
        let whole = self.whole_of(actor);
        Some(if whole.kind == ActorKind::Person { side } else { &whole.id })
    }

    /// The publisher of that name, alias or domain, without regard to case.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<&Source> {
        let name = name.trim().to_lowercase();
        let bare = name.trim_start_matches("www.");
        self.by_source_name.get(bare).map(|&i| &self.sources[i])
    }

    /// The publisher at an address.
    #[must_use]
    pub fn source_at(&self, url: &str) -> Option<&Source> {
        let host = url.split_once("://").map_or(url, |(_, rest)| rest).split('/').next()?;
        let mut host = host.trim_start_matches("www.");
        loop {
            if let Some(source) = self.source(host) {
                return Some(source);
            }
            host = host.split_once('.')?.1;
        }
    }

    pub(crate) fn source_number(&self, index: usize) -> &Source {
        &self.sources[index]
    }

    /// The actor of that name or identifier.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Actor> {
        if let Some(actor) = self.actors.get(name) {
            return Some(actor);
        }
        let whole = self.mentions(name).into_iter().find(|m| m.span.len() == name.len())?;
        whole.senses.iter().find_map(|s| match s {
            Sense::Name(id) => self.actors.get(id),
            _ => None,
        })
    }

    /// Every name of the lexicon in a text, longest first where several begin together; whole words only.
    #[must_use]
    pub fn mentions(&self, text: &str) -> Vec<Mention> {
        let word = |c: char| c.is_alphanumeric();
        let mut found = Vec::new();
        for hit in self.finder.get_or_init(|| finder(&self.words)).find_iter(text) {
            let before = text[..hit.start()].chars().next_back();
            let after = text[hit.end()..].chars().next();
            let starts_in_word = text[hit.start()..].chars().next().is_some_and(word);
            let ends_in_word = text[..hit.end()].chars().next_back().is_some_and(word);
            if (starts_in_word && before.is_some_and(word)) || (ends_in_word && after.is_some_and(word)) {
                continue;
            }
            // "Arian-backed fighters": whoever backs them, they are not Aria's own.
            let tied = text[hit.end()..].strip_prefix('-').map(|rest| rest.split(|c: char| !word(c)).next());
            if tied.flatten().is_some_and(|with| TIED.contains(&with)) {
                continue;
            }
            found.push(Mention {
                span: Span::new(hit.start(), hit.end()),
                senses: self.senses[hit.pattern().as_usize()].clone(),
            });
        }
        found
    }

    /// The organ of a state: `AZE` and `MOD` give `AZE.MOD` where it has an entry, else the state.
    #[must_use]
    pub(crate) fn organ_of(&self, state: &ActorId, organ: usize) -> ActorId {
        self.with_suffix(state, &self.organs[organ].organ)
    }

    /// The people of a state as an actor of their own, where the lexicon has one: they do not speak for it.
    #[must_use]
    pub fn public_of(&self, state: &ActorId) -> ActorId {
        self.with_suffix(state, "PUBLIC")
    }

    /// Whether the word stands for the state itself and not for one of its organs: "the authorities".
    pub(crate) fn is_whole(&self, organ: usize) -> bool {
        self.organs[organ].organ.is_empty()
    }

    /// The state or body that an actor is part of in the end; itself if of none.
    #[must_use]
    pub(crate) fn whole(&self, id: &ActorId) -> ActorId {
        self.actors.get(id).map_or_else(|| id.clone(), |a| self.whole_of(a).id.clone())
    }

    fn whole_of<'a>(&'a self, actor: &'a Actor) -> &'a Actor {
        let mut at = actor;
        // A chain longer than the lexicon is a circle.
        for _ in 0..self.actors.len() {
            match at.part_of.as_ref().and_then(|p| self.actors.get(p)) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    fn with_suffix(&self, state: &ActorId, organ: &str) -> ActorId {
        let own = ActorId::new(format!("{state}.{organ}"));
        if !organ.is_empty() && self.actors.contains_key(&own) { own } else { state.clone() }
    }

    pub(crate) fn office_speaks(&self, office: usize) -> bool {
        self.offices[office].speaks
    }

    /// The body whose office it is: of a state's organ, or of the body itself.
    pub(crate) fn office_body(&self, body: &ActorId, office: usize) -> ActorId {
        self.with_suffix(body, &self.offices[office].of)
    }

    /// Who held an office of `body` with that title on a day.
    #[must_use]
    pub fn holder(&self, title: &str, body: &ActorId, day: Option<Date>) -> Option<&Actor> {
        let title = title.to_lowercase();
        let fits = |text: &str| {
            let text = text.to_lowercase();
            text == title
                || text
                    .replace("minister of defence", "defence minister")
                    .replace("minister of foreign affairs", "foreign minister")
                    == title.replace("defense", "defence")
        };
        let mut holders = self.actors.values().filter(|a| a.kind == ActorKind::Person).filter(|a| {
            a.offices.iter().any(|o| {
                fits(&o.title)
                    && self.belongs(&o.of, body)
                    && day.is_none_or(|d| o.from.is_none_or(|f| f <= d) && o.to.is_none_or(|t| d <= t))
            })
        });
        let first = holders.next()?;
        holders.next().is_none().then_some(first)
    }

    /// Whether `organ` is `body`, or part of it, or the reverse.
    fn belongs(&self, organ: &ActorId, body: &ActorId) -> bool {
        organ == body || self.is_part(organ, body) || self.is_part(body, organ)
    }

    fn is_part(&self, part: &ActorId, whole: &ActorId) -> bool {
        let mut at = part.clone();
        // A chain longer than the lexicon is a circle.
        for _ in 0..self.actors.len() {
            match self.actors.get(&at).and_then(|a| a.part_of.clone()) {
                Some(next) if next == *whole => return true,
                Some(next) => at = next,
                None => return false,
            }
        }
        false
    }
}

#[cfg(test)]
mod tests;
