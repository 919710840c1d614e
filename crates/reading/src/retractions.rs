//! What a report tells of words taken back: "He later deleted the post", "the ministry withdrew its statement that …".
//!
//! A claim is marked as retracted only where it is certain which one is meant: the one inside the words taken back, or
//! the only utterance of that voice told shortly before. Anything else is left to a person.

use std::collections::BTreeSet;

use servanda_model::{Change, Channel, Claim, Modality, Polarity, Retraction, Voice};
use servanda_syntax::{Dep, Pos, Tag};

use crate::acts::ActHit;
use crate::claims::Assembly;
use crate::modality::{Judged, judge};

/// So many bytes before the retraction may the words stand that it takes back: about two paragraphs.
const REACH: usize = 1_200;

pub(crate) fn retractions(assembly: &Assembly<'_>, claims: &mut [Claim]) -> Vec<Retraction> {
    let page = assembly.page;
    let cues = &page.rules.cues.retracted;
    let mut found = Vec::new();
    if claims.is_empty() {
        return found;
    }
    for verb in 0..page.len() {
        let lemma = page.lemma(verb);
        let change = match () {
            () if cues.verbs.contains(lemma) => Change::TakenBack,
            () if cues.corrects.contains(lemma) => Change::Corrected,
            () => continue,
        };
        if page.pos(verb) != Pos::Verb || assembly.furniture.iter().any(|f| f.overlaps(page.span(verb))) {
            continue;
        }
        let particle =
            page.children_by(verb, &[Dep::Prt, Dep::Advmod]).any(|p| matches!(page.lemma(p), "back" | "down"));
        if matches!(lemma, "take" | "pull") && !particle {
            continue;
        }
        let passive = page.is_passive(verb);
        let object = if passive { page.subject(verb) } else { page.child(verb, &[Dep::Dobj]) };
        let Some(object) = object else { continue };
        let word = page.lemma(object);
        let meant = match change {
            Change::TakenBack => cues.words.contains(word),
            Change::Corrected => {
                cues.words.contains(word)
                    || cues.figures.contains(word)
                    || cues.figures.contains(&page.word(object).to_lowercase())
            }
        };
        // Asked for, planned or denied is not done; an infinitive tells of none.
        let hit = ActHit {
            rule: 0,
            token: verb,
            cue: page.span(verb),
            actor: None,
            objects: vec![object],
            receiver: None,
            verb: Some(verb),
        };
        let done = matches!(page.tag(verb), Tag::Vbd | Tag::Vbn | Tag::Vbz | Tag::Vbp)
            && matches!(judge(page, &hit), Judged { modality: Modality::Fact, polarity: Polarity::Asserts, .. });
        if !(meant && done) {
            continue;
        }
        let subject = if passive { page.prep_objects(verb, &["by"]).into_iter().next() } else { page.subject(verb) };
        let owner = page.child(object, &[Dep::Poss]);
        // "It later withdrew the statement": whoever spoke, not whoever was named last.
        let mut by = subject
            .or(owner)
            .filter(|&s| page.pos(s) != Pos::Pron)
            .and_then(|s| assembly.cast.who(s))
            .map(|w| w.voice());
        let span = page.trimmed_sentence(verb);
        let inside = page.subtree_span(object);
        // The parser may hang "that …" on the verb.
        let clause = page
            .children_by(verb, &[Dep::Advcl, Dep::Ccomp])
            .find(|&c| c > object && page.children_by(c, &[Dep::Mark]).any(|m| page.lemma(m) == "that"))
            .map(|c| page.subtree_span(c));
        let within: Vec<usize> = (0..claims.len())
            .filter(|&i| [Some(inside), clause].into_iter().flatten().any(|s| s.contains(claims[i].cue)))
            .collect();
        let (chosen, own) = if within.is_empty() {
            (before(claims, span.start().max(page.span(verb).start()), word, by.as_ref()), false)
        } else {
            (within, true)
        };
        let certain = change == Change::TakenBack;
        let chosen: Vec<usize> = chosen.into_iter().filter(|_| certain).collect();
        for &i in &chosen {
            claims[i].retracted = true;
            // "withdrew its statement that …": it was the word of whoever takes it back.
            if own && let Some(voice) = &by {
                let told = &mut claims[i].attribution;
                if told.own_voice {
                    told.relays.insert(0, assembly.context.outlet.clone());
                }
                told.relays.retain(|r| r.name != voice.name);
                told.speaker = Some(voice.clone());
                told.own_voice = false;
            }
        }
        if by.is_none() {
            by = chosen.first().and_then(|&i| claims[i].attribution.speaker.clone());
        }
        found.push(Retraction {
            report: assembly.context.id.clone(),
            by,
            change,
            span,
            quote: span.of(page.text).unwrap_or_default().to_owned(),
            claims: chosen.iter().map(|&i| claims[i].id.clone()).collect(),
        });
    }
    found
}

/// Claims before a byte that are all one utterance of that voice; none if there are several utterances, or none.
fn before(claims: &[Claim], at: usize, word: &str, by: Option<&Voice>) -> Vec<usize> {
    let posted = matches!(word, "post" | "tweet");
    let same = |v: &Voice| by.is_none_or(|b| b.name == v.name || b.actor.is_some() && b.actor == v.actor);
    let told: Vec<usize> = (0..claims.len())
        .filter(|&i| {
            let c = &claims[i];
            c.cue.start() < at
                && at - c.cue.start() <= REACH
                && !c.attribution.own_voice
                && c.attribution.speaker.as_ref().is_some_and(same)
                && (!posted || matches!(c.attribution.channel, Channel::Post | Channel::Unspecified))
        })
        .collect();
    let utterances: BTreeSet<_> = told.iter().map(|&i| claims[i].attribution.cue.map(|c| c.start())).collect();
    let speakers: BTreeSet<_> =
        told.iter().filter_map(|&i| Some(&claims[i].attribution.speaker.as_ref()?.name)).collect();
    if utterances.len() == 1 && speakers.len() == 1 { told } else { Vec::new() }
}
