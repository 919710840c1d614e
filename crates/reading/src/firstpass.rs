//! The first pass: most of an archive tells of no act, and it is cheap to be certain of that.
//!
//! A report is read whole, or it is certain that nothing is in it. Nothing is ever read in part, because names, speakers
//! and places of one paragraph bear on another. What makes it certain:
//!
//! * A claim comes of an act or of a toll, a position of a stance, a route of a sentence that speaks of one; nothing else
//!   makes one (`Reader::read_whole`).
//! * An act needs the head word of one of its patterns, as a verb or as a noun, with every other word that the pattern
//!   asks for, all within one sentence; a toll needs a word of killing or wounding; a stance needs its word, a holder whom
//!   the lexicon knows, and terms or somebody else to be about.
//! * These words are taken from the rules themselves, never listed a second time. A word of the text counts as each of
//!   the lemmas that the syntax could give it under any tag ([`servanda_syntax::Watch`]).
//!
//! So a paragraph without such words tells nothing. Of the others more is asked step by step, and each step is dearer:
//!
//! 1. the tags of the head words, which depend on a few words around them: a head that is no verb there tells nothing
//!    that a verb tells (a paragraph with many heads is asked without that, before all others);
//! 2. the syntax of the paragraphs that are left, which gives of each what the analysis of the whole text gives; the
//!    finders themselves are asked, with everything that names might be left open ([`Open::Names`]);
//! 3. the named entities of these paragraphs; the finders are asked again, with every name that might be of a place taken
//!    for one, and everybody for a name of the lexicon ([`Open::Lexicon`]).
//!
//! What is open counts as whatever a pattern asks for, and for nothing that a pattern rules out, so no fewer acts are
//! found than by the whole reading.

use std::sync::Arc;

use servanda_model::{Side, Span};
use servanda_syntax::{Analysis, Scratch, Watch, WordClasses, WordSet};

use crate::acts::act_at;
use crate::casualties;
use crate::claims::ReportContext;
use crate::page::{Open, Page};
use crate::reader::{Reader, Unread};
use crate::routes;
use crate::rules::Rules;
use crate::stances::{self, StanceRules};

/// Paragraphs before its own in which the holder of a stance may be named: two sentences back, in two paragraphs at most.
const BACK: usize = 2;
/// Head words of a paragraph that is asked before all others.
const MANY: usize = 3;

/// A way to tell an act: the other words that a paragraph must hold, of every set one.
#[derive(Debug)]
struct Way<W = WordSet> {
    /// The head is a verb.
    verb: bool,
    /// It counts only in a report that concerns somebody.
    everyday: bool,
    with: Vec<W>,
}

/// What to look for, made from the rules.
#[derive(Debug)]
pub(crate) struct FirstPass {
    watch: Arc<Watch>,
    /// Any word of the ways to tell an act: its head.
    heads: WordSet,
    /// By the number of the head: ways to tell an act.
    ways: Vec<Vec<Way>>,
    tolls: WordSet,
    routes: WordSet,
    stances: WordSet,
    terms: WordSet,
    bodies: WordSet,
}

/// What is known of a paragraph.
struct Seen {
    /// Where it ends.
    end: usize,
    wanted: bool,
    /// It has a word of a stance, and somebody is named who may hold it.
    stance: bool,
    /// Terms are spoken of there or in the paragraphs before.
    terms: bool,
    words: WordSet,
    /// Heads of the ways to tell an act that its words make possible.
    heads: WordSet,
}

impl FirstPass {
    pub fn new(rules: &Rules, stances: &StanceRules) -> Self {
        let ways = ways(rules);
        let tolls: Vec<&str> = casualties::words().collect();
        let routes: Vec<&str> = rules.words_of(routes::SUBJECTS).collect();
        let told: Vec<&str> = stances.words().collect();
        let bodies: Vec<&str> = rules.words_of("institution").collect();
        let all = ways.iter().flat_map(|(head, way)| way.with.iter().flatten().chain([head]));
        let all = all.chain(&tolls).chain(&routes).chain(&told).chain(stances::TERMS).chain(&bodies).copied();
        let watch = Arc::new(Watch::new(all));
        let mut by_head: Vec<Vec<Way>> = Vec::new();
        for (head, Way { verb, everyday, with }) in &ways {
            let Some(number) = watch.number(head).map(usize::from) else { continue };
            if by_head.len() <= number {
                by_head.resize_with(number + 1, Vec::new);
            }
            let with = with.iter().map(|words| watch.set(words.iter().copied())).collect();
            by_head[number].push(Way { verb: *verb, everyday: *everyday, with });
        }
        Self {
            heads: watch.set(ways.iter().map(|(head, _)| *head)),
            ways: by_head,
            tolls: watch.set(tolls),
            routes: watch.set(routes),
            stances: watch.set(told),
            terms: watch.set(stances::TERMS.iter().copied()),
            bodies: watch.set(bodies),
            watch,
        }
    }

    /// Room for reading with this first pass.
    pub fn scratch(&self) -> Scratch {
        Scratch::watching(self.watch.clone())
    }

    /// The syntax of a text in which something may be read; `None` where nothing can be.
    pub fn syntax(
        &self,
        reader: &Reader,
        unread: &Unread<'_>,
        context: &ReportContext,
        room: &mut Scratch,
    ) -> Option<Analysis> {
        let text = &*unread.text;
        let mandated = context.outlet.side == Side::Mandated;
        let mut seen = self.look(reader, unread, mandated, room);
        let telling = |seen: &[Seen], wanted: &dyn Fn(usize) -> bool, room: &mut Scratch| {
            let mut some = reader.syntax.some_paragraphs_with(text, room, wanted);
            let tells = |some: &Analysis, open| self.tells(reader, unread, some, seen, mandated, open);
            if !tells(&some, Open::Names) {
                return None;
            }
            reader.syntax.name_with(text, room, &mut some);
            tells(&some, Open::Lexicon).then_some(some)
        };
        // A paragraph with many such words mostly tells something, and then the others need not be asked.
        let many = (0..seen.len()).rev().max_by_key(|&n| seen[n].heads.len()).filter(|&n| seen[n].heads.len() >= MANY);
        let likeliest = many.and_then(|likeliest| telling(&seen, &|n| n == likeliest, room));
        let some = match likeliest {
            Some(some) => some,
            None => {
                self.ask_tags(reader, unread, &mut seen, room);
                if seen.iter().all(|s| !s.wanted) {
                    return None;
                }
                telling(&seen, &|n| seen[n].wanted, room)?
            }
        };
        Some(reader.syntax.other_paragraphs_with(text, room, &some))
    }

    /// Whether anything may be read in the paragraphs that were analysed.
    fn tells(
        &self,
        reader: &Reader,
        unread: &Unread<'_>,
        syntax: &Analysis,
        seen: &[Seen],
        mandated: bool,
        open: Open,
    ) -> bool {
        let text = &*unread.text;
        let mentions = unread.mentions.clone();
        let mut page = Page::new(text, syntax, &reader.rules, mentions, Vec::new(), unread.times().clone());
        page.leave_open(open);
        page.concerns = unread.concerns;
        let silent = |span: Span| unread.furniture.iter().any(|f| f.overlaps(span));
        // An act that is left out for another beside it leaves that one.
        let tells = |page: &Page<'_>, i: usize| {
            !silent(page.span(i)) && (act_at(page, i, |_| true).is_some() || casualties::may_tell_of_fighting(page, i))
        };
        let stance = |i: usize| {
            let of_paragraph = || seen.get(seen.partition_point(|s| s.end < page.span(i).end()));
            !silent(page.span(i))
                && of_paragraph().is_some_and(|s| s.stance && reader.stances.may_tell(&page, i, s.terms, mandated))
        };
        // Most that tell anything do so whatever is a place; then no place need be looked for.
        if (0..page.len()).any(|i| tells(&page, i) || stance(i)) {
            return true;
        }
        if open == Open::Names {
            // Which words are names decides of routes.
            return (0..page.len()).any(|i| reader.rules.is_kind(routes::SUBJECTS, page.lemma(i)));
        }
        if routes::routes(text, syntax, &reader.rules).iter().any(|r| !silent(r.span)) {
            return true;
        }
        page.may_be_places(crate::places::possible(text, &reader.gazetteer));
        page.may_be_places(reader.own_names.find(text));
        (0..page.len()).any(|i| tells(&page, i))
    }

    fn look(&self, reader: &Reader, unread: &Unread<'_>, mandated: bool, room: &mut Scratch) -> Vec<Seen> {
        let paragraphs = reader.syntax.paragraphs(&unread.text, room);
        let Unread { mentions, furniture, concerns, .. } = unread;
        let mut seen: Vec<Seen> = Vec::with_capacity(paragraphs.len());
        for (n, paragraph) in paragraphs.iter().enumerate() {
            let words = &paragraph.words;
            let silent = furniture.iter().any(|f| f.contains(paragraph.span));
            let (mut stance, mut terms) = (false, false);
            if !silent && words.meets(&self.stances) {
                let before = paragraphs[..n].iter().rev().filter(|p| p.tokens > 0).take(BACK);
                let start = before.clone().last().map_or(0, |p| p.span.start());
                let named_from = |start: usize| {
                    let next = mentions.partition_point(|m| m.span.end() <= start);
                    mentions.get(next).is_some_and(|m| m.span.start() < paragraph.span.end())
                };
                // "The ministry" points back however far; a monitor need not name itself.
                stance = mandated || named_from(start) || words.meets(&self.bodies) && named_from(0);
                terms = before.chain([paragraph]).any(|p| p.words.meets(&self.terms));
            }
            let wanted = stance || !silent && (words.meets(&self.tolls) || words.meets(&self.routes));
            let may_tell =
                |head: &u16| !silent && self.ways[usize::from(*head)].iter().any(|way| way.is_in(words, *concerns));
            let heads = WordSet::of(words.common(&self.heads).filter(may_tell));
            seen.push(Seen { end: paragraph.span.end(), wanted, stance, terms, words: words.clone(), heads });
        }
        seen
    }

    /// Wants also the paragraphs whose head words have the tags that tell an act.
    fn ask_tags(&self, reader: &Reader, unread: &Unread<'_>, seen: &mut [Seen], room: &mut Scratch) {
        let text = &*unread.text;
        let asked: Vec<WordSet> =
            seen.iter().map(|s| if s.wanted { WordSet::default() } else { s.heads.clone() }).collect();
        if asked.iter().all(WordSet::is_empty) {
            return;
        }
        for (seen, WordClasses { verbs, nouns }) in seen.iter_mut().zip(reader.syntax.word_classes(text, room, &asked))
        {
            let told = |head: u16| {
                let as_one = |way: &Way| if way.verb { verbs.contains(head) } else { nouns.contains(head) };
                self.ways[usize::from(head)].iter().any(|way| as_one(way) && way.is_in(&seen.words, unread.concerns))
            };
            seen.wanted |= verbs.common(&seen.heads).chain(nouns.common(&seen.heads)).any(told);
        }
    }
}

impl Way {
    fn is_in(&self, words: &WordSet, concerns: bool) -> bool {
        (concerns || !self.everyday) && self.with.iter().all(|w| w.meets(words))
    }
}

/// For each pattern its head and its way, with the other words that it needs: of each list one.
fn ways(rules: &Rules) -> Vec<(&str, Way<Vec<&str>>)> {
    let mut ways: Vec<(&str, Way<Vec<&str>>)> = Vec::new();
    for (verb, patterns) in &rules.verbs {
        for (rule, pattern) in patterns {
            let mut with: Vec<Vec<&str>> = pattern.with.iter().map(|words| either_of(rules, words)).collect();
            for kinds in [&pattern.object, &pattern.subject] {
                // Names of places and people are no words of a list.
                if !kinds.is_empty() && !kinds.iter().any(|k| Page::is_named(k)) {
                    with.push(either_of(rules, kinds));
                }
            }
            if !pattern.needs.is_empty() {
                with.push(pattern.needs.iter().map(String::as_str).collect());
            }
            ways.push((verb, Way { verb: true, everyday: rules.acts[*rule].everyday, with }));
        }
    }
    for (noun, patterns) in &rules.nouns {
        for (rule, pattern) in patterns {
            let mut with: Vec<Vec<&str>> = pattern.words.iter().map(|w| vec![w.as_str()]).collect();
            if let Some(kind) = pattern.of.as_deref().filter(|k| !Page::is_named(k)) {
                with.push(with_kind(rules, kind));
            }
            ways.push((noun, Way { verb: false, everyday: rules.acts[*rule].everyday, with }));
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
