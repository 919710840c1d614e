//! Deeds of several: a claim for each party that is named.

use servanda_model::{Claim, ClaimId};
use servanda_syntax::{Dep, Pos};

use super::{Assembly, author, token_of};
use crate::acts::conjuncts;
use crate::lexicon::Sense;
use crate::page::Page;
use crate::who::Who;

/// "Arian and Borian troops took Kel", "youths supported by Borian troops": a claim for each party. "Clashes between
/// Arian and Borian troops" are laid to both, by a rule of its own name.
pub(crate) fn further_actors(assembly: &Assembly<'_>, claims: &mut Vec<Claim>) {
    let page = assembly.page;
    let names = |s: &Sense| !matches!(s, Sense::Organ(_) | Sense::Office(_) | Sense::Outlet(_));
    let mut more = Vec::new();
    // Talks and the like are one word of all who hold them.
    for claim in claims.iter_mut().filter(|c| !c.act.is_speech()) {
        let mut party = claim.actor.as_ref().and_then(|a| a.party.clone());
        let fight = is_fight(page, claim);
        let of_several = several(assembly, claim);
        if let Some((first, _)) = of_several.split_first() {
            // "Arian and Borian troops": the phrase means neither alone.
            claim.actor = Some(author(first));
            party.clone_from(&first.party);
        }
        let span = claim.actor.as_ref().filter(|_| of_several.is_empty()).and_then(|a| a.span);
        let beside: Vec<usize> = span
            .into_iter()
            .flat_map(|span| {
                let head = page.root_of(span);
                let first = page.head(head).filter(|_| page.dep(head) == Dep::Conj);
                // "not the protesters but the troops", "troops or rebels": not a deed of both.
                let and = |t: &usize| page.children_by(*t, &[Dep::Cc]).all(|c| page.lemma(c) == "and");
                let all = || conjuncts(page, head).into_iter().chain(first);
                let both = all().all(|t| and(&t)).then(|| all().skip(1));
                both.into_iter().flatten().chain(supporters(page, head)).collect::<Vec<_>>()
            })
            .collect();
        let mutual = fight || party.is_none() && of_several.is_empty() && beside.is_empty();
        let others: Vec<usize> = match party {
            Some(_) => beside,
            None if !beside.is_empty() => beside,
            None if claim.act.is_hostile() && of_several.is_empty() => {
                let token = token_of(page, claim);
                let verb = page.ancestors(token).take(2).find(|&t| page.pos(t) == Pos::Verb);
                // "Fire was exchanged between …": the verb has the two.
                let mut between = page.prep_objects(token, &["between"]);
                between.extend(verb.into_iter().flat_map(|v| page.prep_objects(v, &["between"])));
                // "Between Arian and Borian forces": both are names beside one word.
                let phrases = between.into_iter().map(|o| page.subtree_span(o)).collect::<Vec<_>>();
                let named = page.mentions.iter().filter(|m| phrases.iter().any(|p| p.contains(m.span)));
                named.filter_map(|m| page.tokens_in(m.span).last()).collect()
            }
            None => Vec::new(),
        };
        let named = |who: &Who| page.mentions.iter().any(|m| who.span.overlaps(m.span) && m.senses.iter().any(names));
        // Somebody named, not somebody that a general word points back to.
        let whos = others.into_iter().filter_map(|t| assembly.cast.who(t)).filter(named);
        let mut told = vec![party.clone()];
        for who in of_several.into_iter().skip(1).chain(whos) {
            if who.party.is_none() || told.contains(&who.party) {
                continue;
            }
            told.push(who.party.clone());
            let mut other = Claim { actor: Some(author(&who)), ..claim.clone() };
            if mutual {
                other.make_mutual();
            }
            more.push(other);
        }
        if fight && told.len() > 1 {
            claim.make_mutual();
        }
    }
    let first = claims.len();
    for (i, mut claim) in more.into_iter().enumerate() {
        claim.id = ClaimId::new(format!("{}#{}", assembly.context.id, first + i + 1));
        claims.push(claim);
    }
}

/// Whether a claim tells of a fight, which takes two: a clash, a battle, fire that was exchanged.
pub(crate) fn is_fight(page: &Page<'_>, claim: &Claim) -> bool {
    let token = token_of(page, claim);
    let exchanged = std::iter::once(token)
        .chain(page.head(token))
        .any(|t| page.pos(t) == Pos::Verb && matches!(page.lemma(t), "exchange" | "trade" | "clash"));
    claim.act.is_hostile() && (exchanged || page.rules.is_kind("fight of two", page.lemma(token)))
}

/// Those whom one plural noun with two names beside it means: "Arian and Borian troops".
fn several(assembly: &Assembly<'_>, claim: &Claim) -> Vec<Who> {
    let page = assembly.page;
    let Some(span) = claim.actor.as_ref().and_then(|a| a.span) else { return Vec::new() };
    let head = page.root_of(span);
    if !page.is_kind(head, "forces") {
        return Vec::new();
    }
    let (first, last) = page.noun_phrase(head);
    let phrase = page.cover(first, last);
    let beside = page.mentions.iter().filter(|m| phrase.contains(m.span) && m.span.start() < page.span(head).start());
    let mut found: Vec<Who> = Vec::new();
    let mut end = phrase.start();
    for mention in beside {
        let between = page.text.get(end..mention.span.start()).unwrap_or_default().trim();
        if !found.is_empty() && !matches!(between, "and" | "," | ", and") {
            continue;
        }
        end = mention.span.end();
        let state = mention.senses.iter().find_map(|s| match s {
            Sense::Adjective(id) | Sense::Name(id) => Some(id),
            _ => None,
        });
        let who = state.map(|id| assembly.cast.known(id, mention.span)).filter(|w| w.party.is_some());
        found.extend(who.filter(|w| found.iter().all(|f| f.party != w.party)));
    }
    if found.len() > 1 { found } else { Vec::new() }
}

/// Who supports those a phrase names: "youths backed by Borian troops".
fn supporters(page: &Page<'_>, head: usize) -> Vec<usize> {
    let by = page.children_by(head, &[Dep::Acl]).filter(|&t| page.rules.is_kind("verb of supporting", page.lemma(t)));
    by.flat_map(|t| page.prep_objects(t, &["by"])).collect()
}
