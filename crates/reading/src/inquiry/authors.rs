//! Who did it, where one sentence says so in a way that the syntax alone doesn't tell.

use std::collections::BTreeSet;

use servanda_model::{Act, Claim, Modality, Polarity};
use servanda_syntax::{Dep, Pos, Tag};

use crate::claims::{Assembly, author, token_of};
use crate::lexicon::Sense;
use crate::page::Page;
use crate::who::Who;

use super::sided;

/// The party named right before an active verb, or after the "by" of a passive one, where the tree lost it: reports that
/// were scanned have sentences such as "On the May 2015 Borian forces attacked".
pub(super) fn nearest_actors(assembly: &Assembly<'_>, claims: &mut [Claim]) {
    let page = assembly.page;
    for claim in claims.iter_mut() {
        let token = token_of(page, claim);
        let named = claim.actor.as_ref().is_some_and(|a| a.party.is_some());
        if named || page.pos(token) != Pos::Verb || page.tag(token) == Tag::Vbg {
            continue;
        }
        let range = page.sentence_tokens(token);
        let found = if page.is_passive(token) {
            let by = (token + 1..range.end.min(token + 7)).find(|&t| page.lemma(t) == "by");
            by.and_then(|by| named_within(assembly, by + 1..range.end.min(by + 5)))
        } else {
            let between = |t: usize| {
                matches!(page.pos(t), Pos::Aux | Pos::Adv | Pos::Part | Pos::Punct | Pos::Sym)
                    || page.is_kind(t, "forces") && page.pos(t) != Pos::Verb
            };
            let first = (range.start..token).rev().take(6).take_while(|&t| between(t)).last().unwrap_or(token);
            (first > range.start).then(|| named_within(assembly, first - 1..token)).flatten()
        };
        if let Some(who) = found {
            claim.actor = Some(author(&who));
        }
    }
}

/// The first party that a name within some tokens means.
fn named_within(assembly: &Assembly<'_>, tokens: std::ops::Range<usize>) -> Option<Who> {
    let page = assembly.page;
    let mention = page.mentions.iter().find(|m| tokens.clone().any(|t| m.span.overlaps(page.span(t))))?;
    let named = mention.senses.iter().any(|s| matches!(s, Sense::Name(_)));
    let last = page.tokens_in(mention.span).last().filter(|_| named)?;
    assembly.cast.who(last).filter(|w| w.party.is_some())
}

/// "Forces led by the Borian officer": they are his side's.
pub(super) fn led_by(assembly: &Assembly<'_>, claim: &mut Claim) {
    let page = assembly.page;
    let Some(span) = claim.actor.as_ref().and_then(|a| a.span) else { return };
    let leads = |t: &usize| page.dep(*t) == Dep::Acl && page.rules.is_kind("verb of leading", page.lemma(*t));
    let leader = page
        .tokens_in(span)
        .flat_map(|t| page.children(t).iter().copied().filter(leads))
        .flat_map(|t| page.prep_objects(t, &["by"]))
        .find_map(|t| assembly.cast.who(t).filter(|w| w.party.is_some()));
    if let Some(who) = leader {
        claim.actor = Some(author(&who));
    }
}

/// "Borian troops attacked Kel and three farmers were killed": one sentence tells one deed, and the next one what came of
/// it, if it names no other party.
pub(super) fn in_one_sentence(page: &Page<'_>, claims: &mut [Claim]) {
    use Act::{
        AttackOnCivilians, ChildRecruitment, DestructionOfProperty, Detention, ForcedDisplacement, IllTreatment,
        Recruitment, SexualViolence,
    };
    let follows = |act: Act, from: Act| match act {
        AttackOnCivilians | DestructionOfProperty | Detention | ForcedDisplacement | IllTreatment | SexualViolence => {
            from.is_hostile()
        }
        ChildRecruitment => from == Recruitment,
        _ => false,
    };
    let named =
        |sentence: usize| page.mentions.iter().any(|m| page.sentence(page.token_at(m.span.start())) == sentence);
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|&i| claims[i].cue.start());
    for i in order {
        if claims[i].accused().is_some() || claims[i].polarity != Polarity::Asserts {
            continue;
        }
        let sentence = page.sentence(token_of(page, &claims[i]));
        let whose = |from: usize, mutual: bool| {
            let mut others = claims.iter().filter(|c| {
                c.accused().is_some()
                    && (mutual || !c.is_mutual())
                    && c.polarity == Polarity::Asserts
                    && c.modality == claims[i].modality
                    && c.attribution.own_voice == claims[i].attribution.own_voice
                    && follows(claims[i].act, c.act)
                    && page.sentence(token_of(page, c)) == from
            });
            let actor = others.next().and_then(|c| c.actor.clone())?;
            let party = actor.party.as_ref().or(actor.actor.as_ref());
            others.all(|c| c.accused() == party).then_some(actor)
        };
        let goes_on = sentence > 0
            && !named(sentence)
            && !page.text[page.sentence_span(sentence - 1).start()..claims[i].cue.start()].contains("\n\n");
        let before = || goes_on.then(|| whose(sentence - 1, false)).flatten();
        if let Some(actor) = whose(sentence, true).or_else(before) {
            claims[i].actor = Some(actor);
        }
    }
}

/// "Civilians were killed in the fighting": if the attacks of the report are laid to one party alone, it answers for them.
pub(super) fn in_the_fighting(page: &Page<'_>, claims: &mut [Claim]) {
    use Act::{AirOrDroneStrike, AttackOnCivilians, CaptureOrEntry, GroundAttack, Gunfire, Shelling};
    let force = |c: &Claim| {
        matches!(c.act, AirOrDroneStrike | CaptureOrEntry | GroundAttack | Gunfire | Shelling)
            && c.polarity == Polarity::Asserts
            && c.modality == Modality::Fact
            && !c.background
    };
    let authors = || claims.iter().filter(|c| force(c) && !sided(c) && !c.is_mutual() && c.accused().is_some());
    let Some(author) = authors().next().and_then(|c| c.actor.clone()) else { return };
    let party = author.party.as_ref().or(author.actor.as_ref());
    if !authors().all(|c| c.accused() == party) {
        return;
    }
    let sentences: BTreeSet<usize> =
        claims.iter().filter(|c| force(c)).map(|c| page.sentence(token_of(page, c))).collect();
    for claim in claims.iter_mut() {
        let nameless = claim.act == AttackOnCivilians && claim.accused().is_none();
        if nameless && sentences.contains(&page.sentence(token_of(page, claim))) {
            claim.actor = Some(author.clone());
        }
    }
}
