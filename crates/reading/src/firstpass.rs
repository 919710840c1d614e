//! The first pass: most of an archive tells of no act, and it is cheap to be certain of that.
//!
//! A report is read whole, or it is certain that nothing is in it. Nothing is ever read in part, because names, speakers
//! and places of one paragraph bear on another. What makes it certain:
//!
//! * A claim comes of an act or of a toll, a position of a stance, a route of a sentence that speaks of one; nothing else
//!   makes one (`Reader::read_whole`).
//! * An act needs the head word of one of its patterns with every other word that the pattern asks for, all within one
//!   sentence; a toll needs a word of killing or wounding; a stance needs its word, and a holder whom the lexicon knows,
//!   named in that sentence or one of the two before.
//! * These words are taken from the rules themselves, never listed a second time. A word of the text counts as each of
//!   the lemmas that the syntax could give it under any tag ([`servanda_syntax::Watch`]).
//! * So a paragraph without such words tells nothing. Those that have them are analysed first, which gives of each
//!   paragraph what the analysis of the whole text gives; then the finders themselves are asked, with every name that
//!   might be of a place taken for one, and everybody for a name of the lexicon. Patterns ask that something *is* a place
//!   or somebody, never that it is none, so more of them give no fewer acts.

use std::collections::BTreeSet;
use std::sync::Arc;

use servanda_model::Span;
use servanda_syntax::{Analysis, Pos, Scratch, Watch, WordSet};

use crate::acts::act_at;
use crate::casualties;
use crate::page::Page;
use crate::reader::{Reader, Unread};
use crate::routes;
use crate::rules::Rules;
use crate::stances::StanceRules;

/// Paragraphs before its own in which the holder of a stance may be named: two sentences back, in two paragraphs at most.
const BACK: usize = 2;

/// What to look for, made from the rules.
#[derive(Debug)]
pub(crate) struct FirstPass {
    watch: Arc<Watch>,
    /// Any word of the ways to tell an act: its head.
    heads: WordSet,
    /// Ways to tell an act: a paragraph must hold a word of every set.
    ways: Vec<Vec<WordSet>>,
    tolls: WordSet,
    routes: WordSet,
    stances: WordSet,
    stance_words: BTreeSet<String>,
}

/// What is known of a text before it is analysed.
enum Look {
    Nothing,
    /// In some paragraphs.
    Perhaps(Vec<Seen>),
    Everywhere,
}

/// What is known of a paragraph.
struct Seen {
    /// Where it ends.
    end: usize,
    wanted: bool,
    /// It has a word of a stance, and somebody is named who may hold it.
    stance: bool,
}

impl FirstPass {
    pub fn new(rules: &Rules, stances: &StanceRules) -> Self {
        let heads: Vec<&str> = rules.verbs.keys().chain(rules.nouns.keys()).map(String::as_str).collect();
        let ways: Vec<Vec<Vec<&str>>> = ways(rules);
        let tolls: Vec<&str> = casualties::words().collect();
        let routes: Vec<&str> = rules.words_of(routes::SUBJECTS).collect();
        let told: Vec<&str> = stances.words().collect();
        let all = ways.iter().flatten().flatten().chain(&tolls).chain(&routes).chain(&told).chain(&heads).copied();
        let watch = Arc::new(Watch::new(all));
        Self {
            heads: watch.set(heads),
            ways: ways.iter().map(|way| way.iter().map(|w| watch.set(w.iter().copied())).collect()).collect(),
            tolls: watch.set(tolls),
            routes: watch.set(routes),
            stance_words: told.iter().map(|w| (*w).to_owned()).collect(),
            stances: watch.set(told),
            watch,
        }
    }

    /// Room for reading with this first pass.
    pub fn scratch(&self) -> Scratch {
        Scratch::watching(self.watch.clone())
    }

    /// The syntax of a text in which something may be read; `None` where nothing can be.
    pub fn syntax(&self, reader: &Reader, unread: &Unread<'_>, room: &mut Scratch) -> Option<Analysis> {
        let text = &*unread.text;
        match self.look(reader, unread, room) {
            Look::Nothing => None,
            Look::Everywhere => Some(reader.syntax.paragraphs_with(text, room)),
            Look::Perhaps(seen) => {
                let some = reader.syntax.some_paragraphs_with(text, room, |n| seen[n].wanted);
                let tells = self.tells(reader, unread, &some, &seen);
                tells.then(|| reader.syntax.other_paragraphs_with(text, room, &some))
            }
        }
    }

    /// Whether anything may be read in the paragraphs that were analysed.
    fn tells(&self, reader: &Reader, unread: &Unread<'_>, syntax: &Analysis, seen: &[Seen]) -> bool {
        let text = &*unread.text;
        let mut page = Page::new(text, syntax, &reader.rules, Vec::new(), Vec::new(), unread.times().clone());
        page.leave_names_open();
        let silent = |span: Span| unread.furniture.iter().any(|f| f.overlaps(span));
        // An act that is left out for another beside it leaves that one.
        let tells = |page: &Page<'_>, i: usize| {
            !silent(page.span(i))
                && (act_at(page, i, |_| true).is_some() || casualties::toll(page, i).is_some_and(|t| t.of_fighting()))
        };
        let stance = |i: usize| {
            matches!(page.pos(i), Pos::Verb | Pos::Aux | Pos::Adj | Pos::Noun)
                && (self.stance_words.contains(page.lemma(i))
                    || self.stance_words.contains(&page.word(i).to_lowercase()))
                && !silent(page.span(i))
                && seen.get(seen.partition_point(|s| s.end < page.span(i).end())).is_some_and(|s| s.stance)
        };
        // Most that tell anything do so whatever is a place; then no place need be looked for.
        if (0..page.len()).any(|i| tells(&page, i) || stance(i))
            || routes::routes(text, syntax, &reader.rules).iter().any(|r| !silent(r.span))
        {
            return true;
        }
        page.may_be_places(crate::places::possible(text, &reader.gazetteer));
        page.may_be_places(reader.own_names.find(text));
        (0..page.len()).any(|i| tells(&page, i))
    }

    fn look(&self, reader: &Reader, unread: &Unread<'_>, room: &mut Scratch) -> Look {
        let paragraphs = reader.syntax.paragraphs(&unread.text, room);
        let Unread { mentions, furniture, .. } = unread;
        let mut seen: Vec<Seen> = Vec::with_capacity(paragraphs.len());
        let (mut all, mut chosen) = (0, 0);
        for (n, paragraph) in paragraphs.iter().enumerate() {
            let words = &paragraph.words;
            let silent = furniture.iter().any(|f| f.contains(paragraph.span));
            let stance = !silent && words.meets(&self.stances) && {
                let before = paragraphs[..n].iter().rev().filter(|p| p.tokens > 0).nth(BACK - 1);
                let start = before.map_or(0, |p| p.span.start());
                let next = mentions.partition_point(|m| m.span.end() <= start);
                mentions.get(next).is_some_and(|m| m.span.start() < paragraph.span.end())
            };
            let wanted = stance
                || !silent
                    && (words.meets(&self.tolls)
                        || words.meets(&self.routes)
                        || words.meets(&self.heads) && self.ways.iter().any(|way| way.iter().all(|w| w.meets(words))));
            all += paragraph.tokens;
            chosen += if wanted { paragraph.tokens } else { 0 };
            seen.push(Seen { end: paragraph.span.end(), wanted, stance });
        }
        match chosen {
            0 => Look::Nothing,
            _ if chosen == all => Look::Everywhere,
            _ => Look::Perhaps(seen),
        }
    }
}

/// For each pattern the words that it needs: of each list one.
fn ways(rules: &Rules) -> Vec<Vec<Vec<&str>>> {
    let mut ways: Vec<Vec<Vec<&str>>> = Vec::new();
    for (verb, patterns) in &rules.verbs {
        for (_, pattern) in patterns {
            let mut way: Vec<Vec<&str>> = vec![vec![verb]];
            way.extend(pattern.with.iter().map(|words| either_of(rules, words)));
            for kinds in [&pattern.object, &pattern.subject] {
                // Names of places and people are no words of a list.
                if !kinds.is_empty() && !kinds.iter().any(|k| is_named(k)) {
                    way.push(either_of(rules, kinds));
                }
            }
            if !pattern.needs.is_empty() {
                way.push(pattern.needs.iter().map(String::as_str).collect());
            }
            ways.push(way);
        }
    }
    for patterns in rules.nouns.values() {
        for (_, pattern) in patterns {
            let mut way: Vec<Vec<&str>> = pattern.words.iter().map(|w| vec![w.as_str()]).collect();
            if let Some(kind) = pattern.of.as_deref().filter(|k| !is_named(k)) {
                way.push(with_kind(rules, kind));
            }
            ways.push(way);
        }
    }
    ways
}

fn either_of<'r>(rules: &'r Rules, words: &'r [String]) -> Vec<&'r str> {
    words.iter().flat_map(|w| with_kind(rules, w)).collect()
}

/// A word with those of the kind that it may name.
fn with_kind<'r>(rules: &'r Rules, word: &'r str) -> Vec<&'r str> {
    rules.words_of(word).chain([word]).collect()
}

/// Kinds of which a name may be, whatever the word.
fn is_named(kind: &str) -> bool {
    matches!(kind, "place" | "people" | "party" | "leader" | "displaced")
}
