//! Reports of inquiries: what their sections are for, what they leave open, and whom their witnesses recognise.
//!
//! An inquiry tells what it was set to check, what was long known, how it worked and what it found. Only the last is
//! its finding. The headings, and the words by which it says that it could not tell, are kinds in `kinds.toml`.

use std::collections::{BTreeMap, BTreeSet};

use servanda_model::{Act, ActorId, Claim, ClaimId, Modality, Participant, Polarity, Side, Span, Voice};
use servanda_syntax::{Dep, Pos, Tag};

use crate::acts::conjuncts;
use crate::claims::Assembly;
use crate::lexicon::{Mention, Sense};
use crate::page::Page;
use crate::who::Who;

/// The name under which a fight is laid to both who fought, and an answer to an attack to who answered.
const MUTUAL: &str = "mutual";

/// A report speaks of one party alone if it names it at least so often, and so many times in so many among all parties:
/// others are named as those who complain or ask.
const SOLE_MENTIONS: usize = 2;
const SOLE_SHARE: usize = 3;
const SOLE_OF: usize = 4;

/// What a section of a report is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// What was long known.
    Background,
    /// What is to be checked.
    Allegation,
    /// What was found, and how; a section of no known heading too.
    Findings,
}

/// A finding older than this before the report is no news even of an inquiry. Inquiries report after weeks or months.
const RECALLED_AFTER_HOURS: i64 = 400 * 24;

/// A heading has at most so many words.
const HEADING: usize = 8;

/// How many sentences back "these claims could not be verified" reaches.
const REACH: usize = 3;

/// Puts the claims of a report with sections, or of a mandated monitor, into their place.
pub(crate) fn settle(assembly: &Assembly<'_>, claims: &mut Vec<Claim>) {
    let page = assembly.page;
    let sections = sections(page);
    let monitor = assembly.context.outlet.side == Side::Mandated;
    for claim in claims.iter_mut() {
        let at = sections.partition_point(|(start, _)| *start <= claim.cue.start());
        match at.checked_sub(1).map(|i| sections[i].1) {
            Some(Role::Background) => claim.background = true,
            Some(Role::Allegation) if claim.attribution.own_voice => leave_open(claim),
            Some(_) => claim.background &= long_ago(assembly, claim),
            None if monitor => claim.background &= long_ago(assembly, claim),
            None => {}
        }
    }
    if !monitor {
        return;
    }
    for claim in claims.iter_mut() {
        own_words(assembly, claim);
        if concluded(page, claim) {
            claim.modality = Modality::Fact;
        }
    }
    nearest_actors(assembly, claims);
    for claim in claims.iter_mut() {
        led_by(assembly, claim);
    }
    further_actors(assembly, claims);
    for claim in claims.iter_mut() {
        hold_of_place(page, claim);
        attack_on_civilians(page, claim);
        if is_fight(page, claim) || page.rules.is_kind("answering deed", page.lemma(token_of(page, claim))) {
            claim.rule = MUTUAL.into();
        }
        done_to_monitors(assembly, claim);
        if alleged(page, claim) || hearsay(assembly, claim) {
            leave_open(claim);
        }
    }
    for sentence in 0..page.syntax.sentences.len() {
        if doubtful(page, sentence) {
            doubt(page, sentence, claims);
        }
    }
    in_one_sentence(page, claims);
    in_the_fighting(page, claims);
    identify(assembly, claims);
    sole_party(assembly, &sections, claims);
}

/// Whether a claim is an inquiry's conclusion: what its evidence suggests and its witnesses believe is what it found,
/// unless it says that it only may be so.
fn concluded(page: &Page<'_>, claim: &Claim) -> bool {
    let token = token_of(page, claim);
    let sided = claim.attribution.speaker.as_ref().is_some_and(|v| v.side.party().is_some());
    let guessed = |t: usize| {
        page.children_by(t, &[Dep::Aux, Dep::Advmod]).any(|a| page.rules.is_kind("word of guessing", page.lemma(a)))
    };
    let rumoured = page.sentence_tokens(token).any(|t| page.rules.is_kind("word of doubt", page.lemma(t)));
    // "Some sources suggested" is no conclusion of anybody's.
    let unsaid = |name: &str| {
        let one = |w: &str| w.to_lowercase().trim_end_matches('s').to_owned();
        let is = |w: &str, kind: &str| page.rules.is_kind(kind, &w.to_lowercase()) || page.rules.is_kind(kind, &one(w));
        name.split_whitespace().any(|w| is(w, "anybody"))
            && !name.split_whitespace().any(|w| is(w, "civilians") || is(w, "people"))
    };
    let from_anybody =
        !claim.attribution.own_voice && claim.attribution.speaker.as_ref().is_some_and(|v| unsaid(&v.name));
    let concludes = |t: usize| page.rules.is_kind("verb of concluding", page.lemma(t));
    claim.modality == Modality::Opinion
        && !sided
        && !rumoured
        && !from_anybody
        && (page.ancestors(token).take(6).any(concludes)
            || claim.attribution.cue.is_some_and(|c| concludes(page.token_at(c.start()))))
        && !std::iter::once(token).chain(page.ancestors(token).take(2)).any(guessed)
}

/// Whose words these are: a monitor's own team reports in the monitor's voice; "received information from the Borian
/// officer that …" passes on that officer's word; and a monitor is never the author of what it looks into.
fn own_words(assembly: &Assembly<'_>, claim: &mut Claim) {
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
            let unnamed = || Voice { name, actor: None, side: Side::Unknown, span: Some(page.span(subject)) };
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

/// Whether the voice is nobody who is known to have seen it, or cannot be told: such words are left open.
fn hearsay(assembly: &Assembly<'_>, claim: &Claim) -> bool {
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
    let witness = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let one = word.trim_end_matches('s');
        ["witness", "civilians", "people"]
            .iter()
            .any(|k| page.rules.is_kind(k, &word) || page.rules.is_kind(k, one) || *k == one)
    };
    !speaker.name.split_whitespace().any(witness)
}

/// "Kel is occupied by Borian troops" tells who holds it, not who attacked; "they occupied Kel on 3 May" tells who came.
fn hold_of_place(page: &Page<'_>, claim: &mut Claim) {
    let token = token_of(page, claim);
    let lasting = claim.when.is_none() || page.tag(token) == Tag::Vbg || page.is_passive(token);
    if claim.act == Act::CaptureOrEntry && page.lemma(token) == "occupy" && lasting {
        claim.act = Act::Control;
    }
}

/// Whether a claim tells of a fight, which takes two: a clash, a battle.
fn is_fight(page: &Page<'_>, claim: &Claim) -> bool {
    claim.act.is_hostile() && page.rules.is_kind("fight of two", page.lemma(token_of(page, claim)))
}

/// "Civilians were killed in the fighting": if the attacks of the report are laid to one party alone, it answers for them.
fn in_the_fighting(page: &Page<'_>, claims: &mut [Claim]) {
    use Act::{AirOrDroneStrike, AttackOnCivilians, CaptureOrEntry, GroundAttack, Gunfire, Shelling};
    let force = |c: &Claim| {
        matches!(c.act, AirOrDroneStrike | CaptureOrEntry | GroundAttack | Gunfire | Shelling)
            && c.polarity == Polarity::Asserts
            && c.modality == Modality::Fact
            && !c.background
    };
    let sided = |c: &Claim| c.attribution.speaker.as_ref().is_some_and(|v| v.side.party().is_some());
    let authors =
        || claims.iter().filter(|c| force(c) && !sided(c) && c.rule.as_str() != MUTUAL && c.accused().is_some());
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

/// "Borian troops attacked Kel and three farmers were killed": one sentence tells one deed.
fn in_one_sentence(page: &Page<'_>, claims: &mut [Claim]) {
    use Act::{AttackOnCivilians, ChildRecruitment, DestructionOfProperty, Recruitment};
    let follows = |act: Act, from: Act| match act {
        AttackOnCivilians | DestructionOfProperty => from.is_hostile(),
        ChildRecruitment => from == Recruitment,
        _ => false,
    };
    for i in 0..claims.len() {
        let nameless = claims[i].accused().is_none() && claims[i].polarity == Polarity::Asserts;
        let sentence = page.sentence(token_of(page, &claims[i]));
        let mut named = claims.iter().filter(|c| {
            nameless
                && c.accused().is_some()
                && c.polarity == Polarity::Asserts
                && c.modality == claims[i].modality
                && c.attribution.own_voice == claims[i].attribution.own_voice
                && follows(claims[i].act, c.act)
                && page.sentence(token_of(page, c)) == sentence
        });
        let actor = named.next().and_then(|c| c.actor.clone());
        let one = named.all(|c| c.accused() == actor.as_ref().and_then(|a| a.party.as_ref().or(a.actor.as_ref())));
        if actor.is_some() && one {
            claims[i].actor = actor;
        }
    }
}

fn leave_open(claim: &mut Claim) {
    if claim.modality == Modality::Fact {
        claim.modality = Modality::Opinion;
    }
}

fn long_ago(assembly: &Assembly<'_>, claim: &Claim) -> bool {
    let horizon =
        assembly.context.published.and_then(|p| p.0.checked_sub(jiff::Span::new().hours(RECALLED_AFTER_HOURS)).ok());
    claim.when.as_ref().and_then(|w| w.to()).zip(horizon).is_some_and(|(to, horizon)| to < horizon)
}

/// Where each section with a known heading begins. Without any heading there are none.
fn sections(page: &Page<'_>) -> Vec<(usize, Role)> {
    let mut found: Vec<(usize, Role)> = Vec::new();
    let mut number = None;
    let mut at = 0;
    for paragraph in page.text.split("\n\n") {
        let start = at;
        at += paragraph.len() + 2;
        let mut words: Vec<&str> = paragraph.split_whitespace().collect();
        let digits = |w: &str| w.split('.').next().and_then(|n| n.parse::<u32>().ok());
        let marked = words.first().and_then(|w| digits(w));
        if marked.is_some() {
            words.remove(0);
        }
        let heading =
            (1..=HEADING).contains(&words.len()) && words.last().is_some_and(|w| !w.ends_with(['.', ';', '?']));
        let role = heading.then(|| role_of(page, &words)).flatten();
        if let Some(role) = role {
            found.push((start, role));
            number = marked;
        } else if let (Some(own), Some(of_section)) = (marked, number)
            && own != of_section
            && paragraph.contains('.')
        {
            // "1.1 Background … 2.1 On 3 May": the heading of the second section is lost, its number is not.
            if found.last().is_some_and(|(_, r)| *r != Role::Findings) {
                found.push((start, Role::Findings));
            }
            number = Some(own);
        }
    }
    found
}

fn role_of(page: &Page<'_>, words: &[&str]) -> Option<Role> {
    let is = |kind: &str| {
        words.iter().any(|w| {
            let word = w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            page.rules.is_kind(kind, &word) || page.rules.is_kind(kind, word.trim_end_matches('s'))
        })
    };
    [
        ("heading of allegation", Role::Allegation),
        ("heading of background", Role::Background),
        ("heading of findings", Role::Findings),
    ]
    .into_iter()
    .find_map(|(kind, role)| is(kind).then_some(role))
}

fn token_of(page: &Page<'_>, claim: &Claim) -> usize {
    page.token_at(claim.cue.start()).min(page.len().saturating_sub(1))
}

/// Whether words of alleging stand over a claim that nobody with a side makes.
fn alleged(page: &Page<'_>, claim: &Claim) -> bool {
    let sided = claim.attribution.speaker.as_ref().is_some_and(|v| v.side.party().is_some());
    if sided || page.len() == 0 {
        return false;
    }
    let is = |t: usize| page.rules.is_kind("word of alleging", page.lemma(t));
    let token = token_of(page, claim);
    let near = [Some(token), page.head(token)].into_iter().flatten();
    claim.attribution.cue.is_some_and(|c| is(page.token_at(c.start())))
        || page.ancestors(token).take(5).any(is)
        || near.flat_map(|t| page.children_by(t, &[Dep::Advmod, Dep::Amod])).any(is)
}

/// Whether a sentence says that something could not be told.
fn doubtful(page: &Page<'_>, sentence: usize) -> bool {
    let Some(range) = page.syntax.sentences.get(sentence).cloned() else { return false };
    let kind = |t: usize, kind: &str| page.rules.is_kind(kind, page.lemma(t));
    range.clone().any(|t| {
        kind(t, "word of doubt")
            || kind(t, "verb of verifying")
                && (range.start.max(t.saturating_sub(7))..t).any(|n| kind(n, "word of inability"))
    })
}

/// Leaves open what the sentence tells; where it tells nothing itself, what others were said to have claimed before.
fn doubt(page: &Page<'_>, sentence: usize, claims: &mut [Claim]) {
    let in_sentence = |c: &Claim, s: usize| page.sentence(token_of(page, c)) == s;
    if claims.iter().any(|c| in_sentence(c, sentence)) {
        claims.iter_mut().filter(|c| in_sentence(c, sentence)).for_each(leave_open);
        return;
    }
    for back in (sentence.saturating_sub(REACH)..sentence).rev() {
        let mut any = false;
        let sided = |c: &Claim| c.attribution.speaker.as_ref().is_some_and(|v| v.side.party().is_some());
        for claim in claims.iter_mut().filter(|c| in_sentence(c, back) && sided(c)) {
            leave_open(claim);
            any = true;
        }
        if any {
            return;
        }
    }
}

/// The party named right before an active verb, or after the "by" of a passive one, where the tree lost it: reports that
/// were scanned have sentences such as "On the May 2015 Borian forces attacked".
fn nearest_actors(assembly: &Assembly<'_>, claims: &mut [Claim]) {
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
            let mut participant = who.participant();
            participant.actor = participant.actor.or_else(|| participant.party.clone());
            claim.actor = Some(participant);
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

/// "Arian and Borian troops took Kel", "youths supported by Borian troops": a claim for each party. "Clashes between
/// Arian and Borian troops" are laid to both, by a rule of its own name.
fn further_actors(assembly: &Assembly<'_>, claims: &mut Vec<Claim>) {
    let page = assembly.page;
    let names = |s: &Sense| matches!(s, Sense::Name(_));
    let mut more = Vec::new();
    for claim in claims.iter_mut() {
        let party = claim.actor.as_ref().and_then(|a| a.party.clone());
        let span = claim.actor.as_ref().filter(|_| party.is_some()).and_then(|a| a.span);
        let others: Vec<usize> = match span {
            Some(span) => {
                let head =
                    page.tokens_in(span).find(|&t| page.head(t).is_none_or(|h| !page.tokens_in(span).contains(&h)));
                let first = |h: usize| page.head(h).filter(|_| page.dep(h) == Dep::Conj);
                let all = |h: usize| conjuncts(page, h).into_iter().skip(1).chain(first(h)).chain(supporters(page, h));
                head.into_iter().flat_map(all).collect()
            }
            None if party.is_none() && claim.act.is_hostile() => {
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
            None => continue,
        };
        let mutual = party.is_none();
        for other in others {
            let Some(who) = assembly.cast.who(other).filter(|w| w.party.is_some() && w.party != party) else {
                continue;
            };
            // Somebody named, not somebody that a general word points back to.
            if !page.mentions.iter().any(|m| who.span.overlaps(m.span) && m.senses.iter().any(names)) {
                continue;
            }
            let mut participant = who.participant();
            participant.actor = participant.actor.or_else(|| participant.party.clone());
            let rule = if mutual { MUTUAL.into() } else { claim.rule.clone() };
            more.push(Claim { actor: Some(participant), rule, ..claim.clone() });
        }
    }
    let first = claims.len();
    for (i, mut claim) in more.into_iter().enumerate() {
        claim.id = ClaimId::new(format!("{}#{}", assembly.context.id, first + i + 1));
        claims.push(claim);
    }
}

/// "Forces led by the Borian officer": they are his side's.
fn led_by(assembly: &Assembly<'_>, claim: &mut Claim) {
    let page = assembly.page;
    let Some(span) = claim.actor.as_ref().and_then(|a| a.span) else { return };
    let leads = |t: &usize| page.dep(*t) == Dep::Acl && page.rules.is_kind("verb of leading", page.lemma(*t));
    let leader = page
        .tokens_in(span)
        .flat_map(|t| page.children(t).iter().copied().filter(leads))
        .flat_map(|t| page.prep_objects(t, &["by"]))
        .find_map(|t| assembly.cast.who(t).filter(|w| w.party.is_some()));
    if let Some(who) = leader {
        let mut participant = who.participant();
        participant.actor = participant.actor.or_else(|| participant.party.clone());
        claim.actor = Some(participant);
    }
}

/// Who supports those a phrase names: "youths backed by Borian troops".
fn supporters(page: &Page<'_>, head: usize) -> Vec<usize> {
    let by = page.children_by(head, &[Dep::Acl]).filter(|&t| page.rules.is_kind("verb of supporting", page.lemma(t)));
    by.flat_map(|t| page.prep_objects(t, &["by"])).collect()
}

/// "The attackers were recognised as Borian soldiers": the author of what the report lays to nobody.
fn identify(assembly: &Assembly<'_>, claims: &mut [Claim]) {
    let page = assembly.page;
    let mut recognised = None;
    for sentence in 0..page.syntax.sentences.len() {
        if doubtful(page, sentence) {
            continue;
        }
        let range = page.syntax.sentences[sentence].clone();
        let Some(verb) = range.clone().find(|&t| identifies(page, t)) else { continue };
        // Named right after: "as members of the Borian army", "to a Borian unit".
        let link = page.children(verb).iter().copied().filter(|&c| matches!(page.lemma(c), "as" | "to")).max();
        let near = page.span((link.unwrap_or(verb) + 9).min(range.end - 1)).end();
        let named = page.mentions.iter().filter(|m| m.span.start() > page.span(verb).start());
        let within = named.take_while(|m| m.span.start() < near);
        let who = within.filter_map(|m| assembly.cast.who(page.tokens_in(m.span).last()?)).find(|w| w.party.is_some());
        match (who, &recognised) {
            (Some(who), None) => recognised = Some(who),
            // Two authors recognised: which did what is not said.
            (Some(who), Some(first)) if who.party != first.party => return,
            _ => {}
        }
    }
    if let Some(who) = recognised {
        let mut participant = who.participant();
        participant.actor = participant.actor.or_else(|| participant.party.clone());
        lay_nameless(claims, &participant, "identified");
    }
}

/// Lays to somebody the wrongs that the report lays to nobody. Fights aren't among them: they have two sides.
fn lay_nameless(claims: &mut [Claim], to: &Participant, rule: &str) {
    use Act::{
        AttackOnCivilians, ChildRecruitment, DestructionOfProperty, Detention, IllTreatment, Obstruction,
        OccupationOfBuilding, Recruitment, RestrictionOfMonitors, SexualViolence,
    };
    let wrong = |act: Act| {
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
    };
    let nameless =
        |c: &&mut Claim| wrong(c.act) && c.polarity == Polarity::Asserts && !c.background && c.accused().is_none();
    for claim in claims.iter_mut().filter(nameless) {
        claim.actor = Some(to.clone());
        claim.rule = rule.into();
    }
}

/// An inquiry that names the forces of one party and of nobody else: the wrongs it tells without an author are theirs.
fn sole_party(assembly: &Assembly<'_>, sections: &[(usize, Role)], claims: &mut [Claim]) {
    let laid = |c: &&Claim| !c.background && c.polarity == Polarity::Asserts && c.act.is_hostile();
    let authors: BTreeSet<&ActorId> = claims.iter().filter(laid).filter_map(Claim::accused).collect();
    let page = assembly.page;
    let mut named: BTreeMap<ActorId, (usize, &Mention)> = BTreeMap::new();
    for mention in &page.mentions {
        let at = sections.partition_point(|(start, _)| *start <= mention.span.start());
        if at.checked_sub(1).is_some_and(|i| sections[i].1 == Role::Background) {
            continue;
        }
        let sense = mention.senses.iter().find_map(|s| if let Sense::Name(id) = s { Some(id) } else { None });
        if let Some(party) = sense.and_then(|id| assembly.cast.lexicon.party(id)) {
            named.entry(party.clone()).or_insert((0, mention)).0 += 1;
        }
    }
    let all: usize = named.values().map(|(n, _)| n).sum();
    let others = |party: &ActorId| authors.iter().any(|a| *a != party);
    let often = |n: usize| n >= SOLE_MENTIONS && n * SOLE_OF >= all * SOLE_SHARE;
    let sole = named.into_iter().find(|(party, (n, _))| often(*n) && !others(party));
    if let Some((party, (_, mention))) = sole {
        let name = mention.span.of(page.text).unwrap_or_default().to_owned();
        let participant =
            Participant { name, actor: Some(party.clone()), party: Some(party), span: Some(mention.span) };
        lay_nameless(claims, &participant, "sole_party");
    }
}

/// Whether a word recognises the authors: "identified as", "belonged to", "the attackers were".
fn identifies(page: &Page<'_>, t: usize) -> bool {
    let attackers = |s: usize| page.rules.is_kind("attackers", page.lemma(s));
    if page.rules.is_kind("verb of recognising", page.lemma(t)) && page.pos(t) == Pos::Verb {
        let somebody = page.subject(t).is_some_and(|s| match page.pos(s) {
            Pos::Pron => matches!(page.lemma(s), "they" | "he" | "she" | "who" | "some" | "one"),
            _ => page.is_kind(s, "people") || attackers(s),
        });
        return somebody && page.children(t).iter().any(|&c| matches!(page.lemma(c), "as" | "to"));
    }
    page.lemma(t) == "be" && page.child(t, &[Dep::Attr]).is_some() && page.subject(t).is_some_and(attackers)
}
