//! Whose words a claim of an inquiry is: the monitor's own, a witness's, or those of somebody who only heard.

use servanda_model::{ActorId, Claim, Modality, Side, Span, Voice};
use servanda_syntax::Dep;

use crate::claims::{Assembly, token_of};
use crate::lexicon::Sense;
use crate::page::Page;

use super::{named_as, sided};

/// Whose words these are: a monitor's own team reports in the monitor's voice; "received information from the Borian
/// officer that …" passes on that officer's word; and a monitor is never the author of what it looks into.
pub(super) fn own_words(assembly: &Assembly<'_>, claim: &mut Claim) {
    let page = assembly.page;
    let mandated = |actor: Option<&ActorId>| {
        actor.and_then(|a| assembly.cast.lexicon.actor(a)).is_some_and(|a| a.side == Side::Mandated)
    };
    if claim.actor.as_ref().is_some_and(|a| mandated(a.actor.as_ref())) {
        claim.actor = None;
    }
    let teams = |span: Span| {
        page.mentions.iter().any(|m| {
            span.contains(m.span) && m.senses.iter().any(|s| matches!(s, Sense::Name(id) if mandated(Some(id))))
        })
    };
    let speaker = claim.attribution.speaker.as_ref();
    let team = speaker.is_some_and(|v| v.actor.is_none() && v.span.is_some_and(teams));
    if team || speaker.is_some_and(|v| mandated(v.actor.as_ref())) {
        claim.attribution.own_voice = true;
        claim.attribution.speaker = Some(assembly.context.outlet.clone());
    }
    if !claim.attribution.own_voice {
        return;
    }
    let token = token_of(page, claim);
    // "He had reported that Borian forces attacked": whoever the subject is, it isn't the monitor.
    let says = |t: usize| page.rules.is_kind("verb of saying", page.lemma(t)) && !page.is_passive(t);
    let sayer = page.ancestors(token).take(6).filter(|&t| says(t)).find_map(|t| page.child(t, &[Dep::Nsubj]));
    if let Some(subject) = sayer.filter(|&s| !matches!(page.lemma(s), "it" | "that" | "which")) {
        let who = assembly.cast.who(subject);
        if !who.as_ref().is_some_and(|w| mandated(w.actor.as_ref())) {
            let name = page.word(subject).to_owned();
            let unnamed =
                || Voice { name, actor: None, side: Side::Unknown, ally: None, span: Some(page.span(subject)) };
            claim.attribution.speaker = Some(who.map_or_else(unnamed, |w| w.voice()));
            claim.attribution.own_voice = false;
            return;
        }
    }
    let heard = page.ancestors(token).take(6).find(|&t| page.rules.is_kind("verb of hearing", page.lemma(t)));
    let Some(heard) = heard else { return };
    let told = page.children_by(heard, &[Dep::Dobj]).collect::<Vec<_>>();
    let whence = std::iter::once(heard).chain(told).flat_map(|t| page.prep_objects(t, &["from", "by"]));
    if let Some(who) = whence.filter_map(|t| assembly.cast.who(t)).next() {
        claim.attribution.speaker = Some(who.voice());
        claim.attribution.own_voice = false;
    }
}

/// Whether a claim is an inquiry's conclusion: what its evidence suggests and its witnesses believe is what it found,
/// unless it says that it only may be so.
pub(super) fn concluded(page: &Page<'_>, claim: &Claim) -> bool {
    let token = token_of(page, claim);
    let guessed = |t: usize| {
        page.children_by(t, &[Dep::Aux, Dep::Advmod]).any(|a| page.rules.is_kind("word of guessing", page.lemma(a)))
    };
    let rumoured = page.sentence_tokens(token).any(|t| page.rules.is_kind("word of doubt", page.lemma(t)));
    // "Some sources suggested" is no conclusion of anybody's.
    let unsaid = |name: &str| {
        name.split_whitespace().any(|w| named_as(page, w, "anybody"))
            && !name.split_whitespace().any(|w| named_as(page, w, "civilians") || named_as(page, w, "people"))
    };
    let from_anybody =
        !claim.attribution.own_voice && claim.attribution.speaker.as_ref().is_some_and(|v| unsaid(&v.name));
    let concludes = |t: usize| page.rules.is_kind("verb of concluding", page.lemma(t));
    claim.modality == Modality::Opinion
        && !sided(claim)
        && !rumoured
        && !from_anybody
        && (page.ancestors(token).take(6).any(concludes)
            || claim.attribution.cue.is_some_and(|c| concludes(page.token_at(c.start()))))
        && !std::iter::once(token).chain(page.ancestors(token).take(2)).any(guessed)
}

/// Whether the voice is nobody who is known to have seen it, or cannot be told: such words are left open.
pub(super) fn hearsay(assembly: &Assembly<'_>, claim: &Claim) -> bool {
    let page = assembly.page;
    let Some(speaker) = claim.attribution.speaker.as_ref().filter(|_| !claim.attribution.own_voice) else {
        return false;
    };
    if speaker.name == assembly.context.outlet.name {
        return true;
    }
    if speaker.actor.is_some() || speaker.side != Side::Unknown {
        return false;
    }
    let witness = |word: &str| ["witness", "civilians", "people"].iter().any(|kind| named_as(page, word, kind));
    !speaker.name.split_whitespace().any(witness)
}
