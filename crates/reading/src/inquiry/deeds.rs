//! What was done, where the words alone don't say it: a hold of a place is no attack, an attack on civilians is another
//! deed than one on troops, and what hits the monitors hits their work.

use servanda_model::{Act, ActorId, Claim, Side};
use servanda_syntax::{Dep, Tag};

use crate::claims::{Assembly, joint, token_of};
use crate::lexicon::{Mention, Sense};
use crate::page::Page;

/// Says what the deed is.
pub(super) fn settle(assembly: &Assembly<'_>, claim: &mut Claim) {
    let page = assembly.page;
    hold_of_place(page, claim);
    attack_on_civilians(page, claim);
    if joint::is_fight(page, claim) || page.rules.is_kind("answering deed", page.lemma(token_of(page, claim))) {
        claim.make_mutual();
    }
    done_to_monitors(assembly, claim);
    claim.background |= arrest_of_a_culprit(page, claim);
}

/// "The soldiers were arrested": an army that holds its own culprits does no new wrong. Whom it captures is another's.
fn arrest_of_a_culprit(page: &Page<'_>, claim: &Claim) -> bool {
    let token = token_of(page, claim);
    if claim.act != Act::Detention || page.lemma(token) == "capture" {
        return false;
    }
    let is = |o: usize| ["attackers", "culprit"].iter().any(|kind| page.rules.is_kind(kind, page.lemma(o)));
    let culprit = page.children_by(token, &[Dep::Dobj, Dep::Nsubjpass]).any(is);
    match claim.target.as_ref().and_then(|t| t.party.as_ref()) {
        Some(party) => claim.accused().is_none_or(|by| by == party) && culprit,
        None => culprit,
    }
}

/// "Kel is occupied by Borian troops" tells who holds it, not who attacked; "they occupied Kel on 3 May" tells who came.
fn hold_of_place(page: &Page<'_>, claim: &mut Claim) {
    let token = token_of(page, claim);
    let lasting = claim.when.is_none() || page.tag(token) == Tag::Vbg || page.is_passive(token);
    if claim.act == Act::CaptureOrEntry && page.lemma(token) == "occupy" && lasting {
        claim.act = Act::Control;
    }
}

/// "An attack on civilians": whom it is on tells what it is.
fn attack_on_civilians(page: &Page<'_>, claim: &mut Claim) {
    if claim.act == Act::GroundAttack {
        let on = page.prep_objects(token_of(page, claim), &["on", "against"]);
        if on.iter().any(|&o| page.rules.is_kind("civilians", page.lemma(o))) {
            claim.act = Act::AttackOnCivilians;
        }
    }
}

/// What is done to the monitors, their patrols and their aircraft is done to their work.
fn done_to_monitors(assembly: &Assembly<'_>, claim: &mut Claim) {
    use Act::{AttackOnCivilians, Detention, GroundAttack, Gunfire, IllTreatment, Obstruction};
    let page = assembly.page;
    if !matches!(claim.act, AttackOnCivilians | Detention | GroundAttack | Gunfire | IllTreatment | Obstruction) {
        return;
    }
    let token = token_of(page, claim);
    let mandated = |id: &ActorId| assembly.cast.lexicon.actor(id).is_some_and(|a| a.side == Side::Mandated);
    let monitors_name = |m: &Mention| m.senses.iter().any(|s| matches!(s, Sense::Name(id) if mandated(id)));
    let suffers =
        page.children_by(token, &[Dep::Dobj, Dep::Nsubjpass]).chain(page.prep_objects(token, &["on", "against"]));
    let hit = suffers.into_iter().any(|o| {
        let them = claim.act == Detention && matches!(page.word(o).to_lowercase().as_str(), "they" | "them");
        let at_work = page.rules.is_kind("monitors at work", page.lemma(o))
            && page.children_by(o, &[Dep::Poss]).next().is_none()
            && !page.mentions.iter().any(|m| page.subtree_span(o).contains(m.span) && !monitors_name(m));
        at_work
            || them && claim.target.as_ref().and_then(|t| t.actor.as_ref()).is_some_and(mandated)
            || page.mentions.iter().any(|m| m.span.overlaps(page.span(o)) && monitors_name(m))
    });
    if hit {
        claim.act = Act::RestrictionOfMonitors;
    }
}
