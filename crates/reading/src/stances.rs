//! Positions: what actors make of the agreement and of each other.

use std::collections::BTreeMap;

use serde::Deserialize;
use servanda_model::{Position, Problem, Stance, StanceObject, When};
use servanda_syntax::{Dep, Pos, Tag};

use crate::acts::conjuncts;
use crate::claims::Assembly;
use crate::lexicon::{SourceText, toml_problem};
use crate::page::Page;

/// Words that tell a stance, by part of speech, base forms.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StanceRow {
    /// Verbs whose subject holds the stance towards their object.
    #[serde(default)]
    verbs: Vec<String>,
    /// Adjectives and participles said of the holder.
    #[serde(default)]
    adjectives: Vec<String>,
    /// Nouns that the holder expresses, or that come "from" it.
    #[serde(default)]
    nouns: Vec<String>,
}

/// Words of stances.
#[derive(Debug)]
pub struct StanceRules {
    verbs: BTreeMap<String, Stance>,
    adjectives: BTreeMap<String, Stance>,
    nouns: BTreeMap<String, Stance>,
}

impl StanceRules {
    /// Every word that may tell a stance.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        [&self.verbs, &self.adjectives, &self.nouns].into_iter().flat_map(BTreeMap::keys).map(String::as_str)
    }

    /// The stance that a word tells, with the words for who holds it and what it is held to.
    fn told(&self, page: &Page<'_>, i: usize) -> Option<Told> {
        let lemma = page.lemma(i);
        let (stance, holders, object) = match page.pos(i) {
            Pos::Verb | Pos::Aux if self.verbs.contains_key(lemma) => {
                // "likewise accepted and confirmed by Boria": the agent stands with the last of the verbs.
                let agents = |v: usize| -> Vec<usize> {
                    page.children_by(v, &[Dep::Conj]).flat_map(|c| page.prep_objects(c, &["by"])).collect()
                };
                let shared = matches!(page.tag(i), Tag::Vbn | Tag::Vbd)
                    && page.child(i, &[Dep::Nsubj, Dep::Dobj]).is_none()
                    && page.children_by(i, &[Dep::Conj]).any(|c| page.is_bare_participle(c))
                    && !agents(i).is_empty();
                let passive = page.is_passive(i) || shared;
                let holders =
                    if passive { page.prep_objects(i, &["by"]) } else { page.subject(i).into_iter().collect() };
                let holders = if passive && holders.is_empty() { agents(i) } else { holders };
                let object = if passive {
                    page.subject(i)
                } else {
                    page.child(i, &[Dep::Dobj])
                        .or_else(|| page.prep_objects(i, &["to", "with", "against", "of", "at"]).into_iter().next())
                };
                (self.verbs[lemma], holders, object)
            }
            // "Armenians were outraged", "elected to remain neutral".
            Pos::Adj | Pos::Verb
                if self.adjectives.contains_key(&page.word(i).to_lowercase())
                    && matches!(page.dep(i), Dep::Acomp | Dep::Root | Dep::Ccomp | Dep::Conj | Dep::Oprd) =>
            {
                let verb = if page.dep(i) == Dep::Acomp { page.head(i).unwrap_or(i) } else { i };
                let object = page.prep_objects(i, &["with", "at", "about", "over", "of", "by"]).into_iter().next();
                (self.adjectives[&page.word(i).to_lowercase()], page.subject(verb).into_iter().collect(), object)
            }
            Pos::Noun if self.nouns.contains_key(lemma) => {
                let mut holders = page.prep_objects(i, &["from", "by", "among"]);
                let verb = page.ancestors(i).find(|&a| matches!(page.pos(a), Pos::Verb | Pos::Aux));
                if holders.is_empty() {
                    holders.extend(page.child(i, &[Dep::Poss]));
                }
                if let Some(v) =
                    verb.filter(|&v| holders.is_empty() && EXPRESSES.contains(&page.lemma(v)) && !page.is_passive(v))
                {
                    holders.extend(page.subject(v));
                }
                let object = page.prep_objects(i, &["of", "to", "towards", "with", "for", "over"]).into_iter().next();
                (self.nouns[lemma], holders, object)
            }
            _ => return None,
        };
        // "outraged for agreeing to terms": what somebody is blamed for is not what the speaker holds.
        if page.dep(i) == Dep::Pcomp || page.children_by(i, &[Dep::Neg]).next().is_some() {
            return None;
        }
        Some(Told { stance, holders, object })
    }

    /// Whether a word may tell a stance, as far as is known without what was said before: whether `terms` are spoken of
    /// near it, and whether a `mandated` monitor publishes, who need not name itself.
    pub(crate) fn may_tell(&self, page: &Page<'_>, i: usize, terms: bool, mandated: bool) -> bool {
        let Some(Told { holders, object, .. }) = self.told(page, i) else { return false };
        let above = || page.ancestors(i).filter_map(|a| page.subject(a));
        (terms || object.is_some_and(|o| may_mean_somebody(page, o)))
            && !holders.is_empty()
            && (mandated || holders.iter().copied().chain(above()).any(|h| may_mean_somebody(page, h)))
    }
}

/// Whether a phrase may mean somebody of the lexicon: it holds a name or a word that points back to one.
fn may_mean_somebody(page: &Page<'_>, head: usize) -> bool {
    let (first, last) = page.edges(head);
    (first..=last).any(|t| {
        page.mention_at(t).is_some()
            || page.pos(t) == Pos::Pron
            || page.tag(t) == Tag::PrpPoss
            || matches!(page.lemma(t), "these" | "those")
            || ["institution", "forces", "attackers"].iter().any(|k| page.is_kind(t, k))
    })
}

/// A stance as the grammar gives it; token indices.
struct Told {
    stance: Stance,
    holders: Vec<usize>,
    object: Option<usize>,
}

/// Reads `stances.toml`.
///
/// # Errors
/// What is wrong with the file.
pub fn stances(file: SourceText<'_>) -> Result<StanceRules, Vec<Problem>> {
    let rows: BTreeMap<Stance, StanceRow> = toml::from_str(file.text).map_err(|e| vec![toml_problem(file.name, &e)])?;
    let mut rules = StanceRules { verbs: BTreeMap::new(), adjectives: BTreeMap::new(), nouns: BTreeMap::new() };
    for (stance, row) in rows {
        rules.verbs.extend(row.verbs.into_iter().map(|w| (w, stance)));
        rules.adjectives.extend(row.adjectives.into_iter().map(|w| (w, stance)));
        rules.nouns.extend(row.nouns.into_iter().map(|w| (w, stance)));
    }
    Ok(rules)
}

/// Verbs whose subject expresses the noun they take.
const EXPRESSES: &[&str] = &[
    "express", "voice", "respond", "react", "meet", "show", "receive", "give", "spark", "draw", "announce", "state",
    "have", "raise", "remain", "stay", "greet", "see",
];

pub(crate) fn positions(assembly: &Assembly<'_>, rules: &StanceRules) -> Vec<Position> {
    let page = assembly.page;
    let mut found: Vec<Position> = Vec::new();
    for i in 0..page.len() {
        if assembly.furniture.iter().any(|f| f.overlaps(page.span(i))) {
            continue;
        }
        let Some(Told { stance, holders, object }) = rules.told(page, i) else { continue };
        let Some(about) = about(assembly, i, object) else { continue };
        for holder in holders.into_iter().flat_map(|h| conjuncts(page, speaker_above(page, i, h))) {
            if holder == i {
                continue;
            }
            let Some(who) = assembly.cast.who(holder).filter(|w| w.actor.is_some() || w.party.is_some() || w.public)
            else {
                continue;
            };
            if who.actor.is_none() && who.party.is_none() {
                continue;
            }
            let span = page.trimmed_sentence(i);
            let when = assembly.context.published.map(|(a, b)| {
                let to = b.checked_add(jiff::Span::new().seconds(1)).unwrap_or(b);
                When::new(Some(a), Some(to), assembly.context.zone.clone(), servanda_model::Precision::Day)
            });
            let mut holder = who.participant();
            if who.public {
                holder.actor = who.party.as_ref().map(|p| assembly.cast.lexicon.public_of(p)).or(holder.actor);
            }
            let position = Position {
                holder,
                about: about.clone(),
                stance,
                report: assembly.context.id.clone(),
                span,
                quote: span.of(page.text).unwrap_or_default().to_owned(),
                said_by: Some(assembly.voice_at(i)),
                when,
            };
            if !found.iter().any(|p| p.holder.actor == position.holder.actor && p.stance == stance && p.about == about)
            {
                found.push(position);
            }
        }
    }
    found
}

/// "answered that the elections were a joke and accused Boria": no election accuses. Where the subject is a thing, that
/// of the verb above is meant.
fn speaker_above(page: &Page<'_>, verb: usize, subject: usize) -> usize {
    let thing = page.pos(subject) == Pos::Noun
        && page.pos(verb) == Pos::Verb
        && page.dep(verb) == Dep::Conj
        && !["people", "forces", "leader"].iter().any(|k| page.is_kind(subject, k))
        && !page.mentions.iter().any(|m| m.span.overlaps(page.span(subject)));
    let above = page.ancestors(verb).filter(|&a| matches!(page.pos(a), Pos::Verb | Pos::Aux));
    let other = above.filter_map(|a| page.subject(a)).find(|&s| s != subject);
    if thing { other.unwrap_or(subject) } else { subject }
}

/// What a stance is about: the agreement if terms are spoken of in the sentence or the one before, or an actor.
fn about(assembly: &Assembly<'_>, i: usize, object: Option<usize>) -> Option<StanceObject> {
    let page = assembly.page;
    // "accepted it": terms spoken of just before, sooner than a party.
    let it = object.filter(|&o| page.pos(o) == Pos::Pron && matches!(page.lemma(o), "it" | "this" | "that"));
    if let Some(o) = object.filter(|_| it.is_none()) {
        if conjuncts(page, o).into_iter().any(|c| is_terms(page, c)) {
            return Some(StanceObject::Agreement);
        }
        // "mocked the Arian election": what is a state's is made light of with the state.
        if let Some(who) = assembly.cast.who(o).filter(|w| w.actor.is_some() || w.party.is_some()) {
            return Some(StanceObject::Actor(assembly.party_of(who)));
        }
    }
    let here = page.sentence_tokens(i);
    let sentence = page.sentence(i);
    let before = sentence.checked_sub(1).and_then(|s| page.syntax.sentences.get(s).cloned()).unwrap_or(0..0);
    let before2 = sentence.checked_sub(2).and_then(|s| page.syntax.sentences.get(s).cloned()).unwrap_or(0..0);
    here.chain(before).chain(before2).any(|t| is_terms(page, t)).then_some(StanceObject::Agreement)
}

/// Words for the terms that are agreed, in base form.
pub(crate) const TERMS: &[&str] = &[
    "agreement",
    "ceasefire",
    "cease-fire",
    "truce",
    "deal",
    "accord",
    "statement",
    "term",
    "mitigation",
    "armistice",
    "settlement",
    "pact",
    "mediation",
];

fn is_terms(page: &Page<'_>, t: usize) -> bool {
    TERMS.contains(&page.lemma(t)) && page.is_nominal(t)
}
