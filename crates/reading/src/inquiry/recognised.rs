//! Who did it, where another sentence of the report says so: whom witnesses recognised, who alone was there, and of
//! whom alone the report speaks.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use servanda_model::{Act, ActorId, Claim, Participant, Polarity};
use servanda_syntax::{Dep, Pos};

use crate::claims::{Assembly, author, token_of};
use crate::lexicon::{Mention, Sense};
use crate::page::Page;
use crate::who::Who;

use super::doubt::doubtful;
use super::roles::{self, Role};

/// A report speaks of one party alone if it names it at least so often, and so many times in so many among all parties:
/// others are named as those who complain or ask.
const SOLE_MENTIONS: usize = 2;
const SOLE_SHARE: usize = 3;
const SOLE_OF: usize = 4;

/// How many sentences back "nobody could tell who did it" reaches.
const UNNAMED_REACH: usize = 2;

/// "The attackers were recognised as Borian soldiers", "no armed group is there other than Boria's": the author of what
/// the report lays to nobody.
pub(super) fn identify(assembly: &Assembly<'_>, claims: &mut [Claim]) {
    // In a report on rape, "the attack" is the rape.
    let rape = claims.iter().any(|c| c.act == Act::SexualViolence && c.polarity == Polarity::Asserts && !c.background);
    let deeds = |act: Act| is_wrong(act) || !rape && act.is_hostile();
    for (told, rule) in [(recognised as Told, "identified"), (alone_there, "alone_there")] {
        match the_one(assembly, told) {
            Found::One(who) => return lay_nameless(assembly.page, claims, &author(&who), rule, deeds),
            // Two authors recognised: which did what is not said.
            Found::Several => return,
            Found::Nobody => {}
        }
    }
}

/// Whom a sentence names as the author of what others tell.
type Told = fn(&Assembly<'_>, Range<usize>) -> Option<Who>;

enum Found {
    Nobody,
    One(Who),
    Several,
}

/// The one party that sentences without doubt name.
fn the_one(assembly: &Assembly<'_>, told: Told) -> Found {
    let page = assembly.page;
    let sure = (0..page.syntax.sentences.len()).filter(|&s| !doubtful(page, s));
    let mut named = sure.filter_map(|s| {
        let sentence = page.syntax.sentences[s].clone();
        told(assembly, sentence.clone()).filter(|who| !a_rival_says(assembly, sentence, who))
    });
    match named.next() {
        None => Found::Nobody,
        Some(first) if named.any(|other| other.party != first.party) => Found::Several,
        Some(first) => Found::One(first),
    }
}

/// Whether it is the word of another party: that never makes an author. A party's word on its own men does.
fn a_rival_says(assembly: &Assembly<'_>, sentence: Range<usize>, who: &Who) -> bool {
    let page = assembly.page;
    let saying = |t: usize| page.rules.is_kind("verb of saying", page.lemma(t)) && !page.is_passive(t);
    let subjects = sentence.clone().filter(|&t| saying(t)).filter_map(|t| page.subject(t));
    let according = sentence.clone().filter(|&t| page.lemma(t) == "accord").flat_map(|t| page.prep_objects(t, &["to"]));
    let mut voices = subjects.chain(according).filter_map(|t| assembly.cast.who(t)?.party);
    voices.any(|party| Some(&party) != who.party.as_ref())
}

/// The first party named from a byte on and before another.
fn party_between(assembly: &Assembly<'_>, from: usize, to: usize) -> Option<Who> {
    let page = assembly.page;
    let named = page.mentions.iter().filter(|m| m.span.start() > from && m.span.start() < to);
    named.filter_map(|m| assembly.cast.who(page.tokens_in(m.span).last()?)).find(|w| w.party.is_some())
}

/// "They were recognised as Borian soldiers."
fn recognised(assembly: &Assembly<'_>, sentence: Range<usize>) -> Option<Who> {
    let page = assembly.page;
    let verb = sentence.clone().find(|&t| identifies(page, t))?;
    // Named right after: "as members of the Borian army", "to a Borian unit".
    let link = page.children(verb).iter().copied().filter(|&c| matches!(page.lemma(c), "as" | "to")).max();
    let near = page.span((link.unwrap_or(verb) + 9).min(sentence.end - 1)).end();
    party_between(assembly, page.span(verb).start(), near)
}

/// "There were no armed groups there other than those of Boria": none, a group, then what sets one apart.
fn alone_there(assembly: &Assembly<'_>, sentence: Range<usize>) -> Option<Who> {
    let page = assembly.page;
    let kind = |t: usize, kind: &str| page.rules.is_kind(kind, page.lemma(t));
    let none = sentence.clone().find(|&t| kind(t, "word of inability"))?;
    let group = (none + 1..sentence.end.min(none + 9)).find(|&t| kind(t, "armed group"))?;
    // "Other than", not "more than".
    let excepts = |t: usize| kind(t, "word of exception") && (page.lemma(t) != "than" || page.lemma(t - 1) == "other");
    let apart = (group + 1..sentence.end).find(|&t| excepts(t))?;
    party_between(assembly, page.span(apart).start(), page.span(sentence.end - 1).end())
}

/// Whether a word recognises the authors: "identified as", "belonged to", "the attackers were".
fn identifies(page: &Page<'_>, t: usize) -> bool {
    let attackers = |s: usize| page.rules.is_kind("attackers", page.lemma(s));
    if page.rules.is_kind("verb of recognising", page.lemma(t)) && page.pos(t) == Pos::Verb {
        let harmed = |s: usize| page.rules.is_kind("harmed", page.lemma(s));
        let somebody = |s: usize| match page.pos(s) {
            Pos::Pron => matches!(page.lemma(s), "they" | "he" | "she" | "who" | "some" | "one" | "them" | "him"),
            _ => !harmed(s) && (page.is_kind(s, "people") || attackers(s)),
        };
        // "Survivors identified the attackers as …": the object; else the subject.
        let who = page.child(t, &[Dep::Dobj]).or_else(|| page.subject(t));
        return who.is_some_and(somebody) && page.children(t).iter().any(|&c| matches!(page.lemma(c), "as" | "to"));
    }
    page.lemma(t) == "be" && page.child(t, &[Dep::Attr]).is_some() && page.subject(t).is_some_and(attackers)
}

/// Lays to somebody the deeds that the report lays to nobody and that were not done to his own. Fights aren't among them:
/// they have two sides.
fn lay_nameless(page: &Page<'_>, claims: &mut [Claim], to: &Participant, rule: &str, deeds: impl Fn(Act) -> bool) {
    let unknown = of_unknown_author(page);
    let nameless = |c: &&mut Claim| {
        deeds(c.act)
            && !unknown.contains(&page.sentence(token_of(page, c)))
            && !c.is_mutual()
            && c.polarity == Polarity::Asserts
            && !c.background
            && c.accused().is_none()
            && c.target.as_ref().is_none_or(|t| t.party.is_none() || t.party != to.party)
    };
    for claim in claims.iter_mut().filter(nameless) {
        claim.actor = Some(to.clone());
        claim.rule = rule.into();
    }
}

/// The sentences of whose deeds the report says that nobody can tell the author: "no witness could describe the
/// attackers", and what is told shortly before.
fn of_unknown_author(page: &Page<'_>) -> BTreeSet<usize> {
    let kind = |t: usize, kind: &str| page.rules.is_kind(kind, page.lemma(t));
    let names = |t: usize| kind(t, "verb of verifying") || kind(t, "verb of naming");
    let unnamed = |sentence: &usize| {
        let range = page.syntax.sentences[*sentence].clone();
        let author = |t: usize| kind(t, "attackers") || kind(t, "word of authorship");
        let unable = |t: usize| (range.start.max(t.saturating_sub(7))..t).any(|n| kind(n, "word of inability"));
        range.clone().any(author) && range.clone().any(|t| names(t) && unable(t))
    };
    let unnamed = (0..page.syntax.sentences.len()).filter(unnamed);
    unnamed.flat_map(|s| s.saturating_sub(UNNAMED_REACH)..=s).collect()
}

/// Deeds against those who don't fight, and against the agreement's own bodies.
fn is_wrong(act: Act) -> bool {
    use Act::{
        AttackOnCivilians, ChildRecruitment, DestructionOfProperty, Detention, IllTreatment, Obstruction,
        OccupationOfBuilding, Recruitment, RestrictionOfMonitors, SexualViolence,
    };
    matches!(
        act,
        AttackOnCivilians
            | ChildRecruitment
            | DestructionOfProperty
            | Detention
            | IllTreatment
            | Obstruction
            | OccupationOfBuilding
            | Recruitment
            | RestrictionOfMonitors
            | SexualViolence
    )
}

/// "Borian soldiers", "in Borian uniform", "the Borian barracks".
fn of_armed_men(page: &Page<'_>, mention: &Mention) -> bool {
    let is = |t: usize| ["forces", "culprit", "sign of an army"].iter().any(|k| page.rules.is_kind(k, page.lemma(t)));
    page.tokens_in(mention.span).last().is_some_and(|t| is(t) || page.head(t).is_some_and(|h| h > t && is(h)))
}

/// Deeds of whoever holds the place: nobody else can turn people away, sit in a school or take recruits.
fn takes_ground(act: Act) -> bool {
    use Act::{ChildRecruitment, Obstruction, OccupationOfBuilding, Recruitment, RestrictionOfMonitors};
    matches!(act, ChildRecruitment | Obstruction | OccupationOfBuilding | Recruitment | RestrictionOfMonitors)
}

/// An inquiry that speaks of the forces of one party and of nobody else's: what only who holds the ground can do is
/// theirs, and so are the other deeds it tells without an author, if it speaks of their armed men or lays a deed to them.
pub(super) fn sole_party(assembly: &Assembly<'_>, sections: &[(usize, Role)], claims: &mut [Claim]) {
    let laid = |c: &&Claim| !c.background && c.polarity == Polarity::Asserts && c.act.is_hostile();
    let authors: BTreeSet<&ActorId> = claims.iter().filter(laid).filter_map(Claim::accused).collect();
    let page = assembly.page;
    let mut named: BTreeMap<ActorId, (usize, &Mention)> = BTreeMap::new();
    let mut armed: BTreeSet<ActorId> = BTreeSet::new();
    for mention in &page.mentions {
        if roles::at(sections, mention.span.start()) == Some(Role::Background) {
            continue;
        }
        let sense = mention.senses.iter().find_map(|s| match s {
            Sense::Name(id) | Sense::Adjective(id) => Some(id),
            _ => None,
        });
        if let Some(party) = sense.and_then(|id| assembly.cast.lexicon.party(id)) {
            named.entry(party.clone()).or_insert((0, mention)).0 += 1;
            if of_armed_men(page, mention) {
                armed.insert(party.clone());
            }
        }
    }
    let all: usize = named.values().map(|(n, _)| n).sum();
    let others = |party: &ActorId| authors.iter().any(|a| *a != party);
    let often = |n: usize| n >= SOLE_MENTIONS && n * SOLE_OF >= all * SOLE_SHARE;
    let sole = named.into_iter().find(|(party, (n, _))| often(*n) && !others(party));
    if let Some((party, (_, mention))) = sole {
        let charges = |c: &Claim| c.polarity == Polarity::Asserts && c.act.is_hostile() && c.accused() == Some(&party);
        let charged = armed.contains(&party) || claims.iter().any(charges);
        let name = mention.span.of(page.text).unwrap_or_default().to_owned();
        let participant =
            Participant { name, actor: Some(party.clone()), party: Some(party), span: Some(mention.span) };
        lay_nameless(page, claims, &participant, "sole_party", |act| is_wrong(act) && (charged || takes_ground(act)));
    }
}
