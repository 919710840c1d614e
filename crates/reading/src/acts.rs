//! Acts in a page: verbs and nouns that tell them, with who, to whom and where, from the grammar around them.

use servanda_model::{Act, Span};
use servanda_syntax::{Dep, Pos, Tag};

use crate::lexicon::Sense;
use crate::page::{Open, Page};
use crate::rules::{NounPattern, ObjectRole, VerbPattern};

/// An act as the grammar gives it; token indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActHit {
    /// The rule, by its number.
    pub rule: usize,
    /// The verb or noun.
    pub token: usize,
    /// The words of the act.
    pub cue: Span,
    /// Who does it.
    pub actor: Option<usize>,
    /// What it is done to.
    pub objects: Vec<usize>,
    /// To whom something is given.
    pub receiver: Option<usize>,
    /// The verb that carries the tense and mood.
    pub verb: Option<usize>,
}

/// Verbs whose subject does what their object or complement names.
const DOES: &[&str] = &[
    "launch",
    "carry",
    "conduct",
    "open",
    "resume",
    "continue",
    "mount",
    "stage",
    "begin",
    "start",
    "intensify",
    "complete",
    "make",
    "commit",
    "perform",
    "order",
    "undertake",
    "organise",
    "organize",
    "finish",
    "use",
    "utilize",
    "utilise",
    "direct",
    "perpetrate",
    "escalate",
    "initiate",
    "cause",
    "provoke",
    "trigger",
    "instigate",
    "impose",
    "maintain",
    "hold",
    "announce",
    "declare",
    "exercise",
    "establish",
    "keep",
    "take",
    "gain",
    "regain",
    "set",
    "bring",
    "send",
    "rush",
    "dispatch",
    "postpone",
    "delay",
    "cancel",
    "defer",
];

/// Verbs whose subject suffers what their object or complement names.
const SUFFERS: &[&str] = &[
    "suffer",
    "face",
    "endure",
    "repel",
    "repulse",
    "thwart",
    "foil",
    "withstand",
    "come",
    "be",
    "subject",
    "remain",
    "survive",
    "resist",
    "sustain",
    "expose",
    "get",
];

/// Verbs whose subject does what stands after "in".
const TAKES_PART: &[&str] = &["engage", "participate", "involve", "implicate", "indulge"];

/// Verbs that mean something else with a particle; where they do not, the pattern names it.
const PARTED: &[&str] = &["take", "bring", "hold", "set", "give", "turn", "make", "move"];

/// Verbs whose passive participle tells who did what the noun names: "an ambush laid by a group".
const LAYS: &[&str] = &["lay", "set", "plant", "stage", "prepare"];

/// Verbs whose object is what an attack is aimed at.
const AIMED: &[&str] = &["target", "hit", "strike"];

/// Verbs that end or keep off what their object names: it is not said to happen.
const ENDS: &[&str] = &[
    "stop", "halt", "cease", "end", "prevent", "avoid", "avert", "suspend", "refrain", "abstain", "forbid", "ban",
    "prohibit", "renounce", "exclude",
];

/// All acts of a page. In the `news` harm to civilians without an author is the toll of a deed told beside it.
pub(crate) fn acts(page: &Page<'_>, news: bool) -> Vec<ActHit> {
    let counts = |h: &ActHit| !(news && mere_toll(page, h));
    let mut hits: Vec<ActHit> = (0..page.len()).filter_map(|i| act_at(page, i, counts)).collect();
    // "An aid convoy was stopped": what is stopped or looted isn't delivered.
    let kept_off: Vec<usize> = hits
        .iter()
        .filter(|h| {
            let act = page.rules.acts[h.rule].act;
            act.is_hostile() || matches!(act, Act::Obstruction | Act::DestructionOfProperty)
        })
        .flat_map(|h| h.objects.iter().copied())
        .collect();
    hits.retain(|h| page.rules.acts[h.rule].act != Act::Aid || !kept_off.contains(&h.token));
    // "shelled Kel, killing three": what the deed did, and no other deed. Inquiries look into each killing.
    let deeds: Vec<usize> = hits
        .iter()
        .filter(|h| {
            let act = page.rules.acts[h.rule].act;
            act.is_hostile() && act != Act::AttackOnCivilians
        })
        .flat_map(|h| [Some(h.token), h.verb])
        .flatten()
        .collect();
    hits.retain(|h| {
        let came_of_it = news
            && page.rules.acts[h.rule].act == Act::AttackOnCivilians
            && page.tag(h.token) == Tag::Vbg
            && matches!(page.dep(h.token), Dep::Advcl | Dep::Acl | Dep::Conj | Dep::Xcomp);
        !(came_of_it && page.ancestors(h.token).take(3).any(|a| deeds.contains(&a)))
    });
    // A light verb with its noun is told once, by the noun ("carried out an attack").
    let nouns: Vec<usize> =
        hits.iter().filter(|h| !matches!(page.pos(h.token), Pos::Verb | Pos::Aux)).map(|h| h.token).collect();
    hits.retain(|h| {
        !matches!(page.pos(h.token), Pos::Verb | Pos::Aux)
            || !h
                .objects
                .iter()
                .chain(page.children(h.token))
                .any(|o| nouns.contains(o) && page.dep(*o) == Dep::Dobj && DOES.contains(&page.lemma(h.token)))
    });
    // "An airstrike hit a bridge", "Talks were held": one act; the verb has the object.
    let told: Vec<(usize, usize)> = hits.iter().map(|h| (h.token, h.rule)).collect();
    hits.retain(|h| {
        !matches!(page.dep(h.token), Dep::Nsubj | Dep::Nsubjpass)
            || !page.head(h.token).is_some_and(|v| {
                told.iter().any(|&(t, rule)| t == v && page.rules.acts[rule].act == page.rules.acts[h.rule].act)
            })
    });
    hits
}

/// The act that a word tells, whatever the acts beside it.
pub(crate) fn act_at(page: &Page<'_>, i: usize, counts: impl Fn(&ActHit) -> bool + Copy) -> Option<ActHit> {
    match page.pos(i) {
        // "Fighting flared around Kel" may be parsed as a verb without a subject.
        Pos::Verb if page.tag(i) == Tag::Vbg && page.dep(i) == Dep::Root && page.subject(i).is_none() => {
            verb_act(page, i, counts).or_else(|| noun_act(page, i, &page.word(i).to_lowercase(), counts))
        }
        Pos::Verb => verb_act(page, i, counts),
        // A noun that the parser hangs on a verb as its auxiliary is none.
        Pos::Aux if page.tag(i).is_verbal() => verb_act(page, i, counts),
        Pos::Noun | Pos::Propn => noun_act(page, i, page.lemma(i), counts),
        // The tagger takes some -ing and -ed words for adjectives.
        Pos::Adj if page.dep(i) == Dep::Acomp => verb_act(page, i, counts),
        _ => None,
    }
}

/// "Twenty people were killed": in the news that is the toll of a deed told beside it, and no deed of its own. Inquiries
/// look into each killing.
fn mere_toll(page: &Page<'_>, hit: &ActHit) -> bool {
    page.rules.acts[hit.rule].act == Act::AttackOnCivilians && hit.actor.is_none()
}

fn sentence_has(page: &Page<'_>, i: usize, wanted: impl Fn(&str) -> bool) -> bool {
    page.sentence_tokens(i).any(|t| wanted(page.lemma(t)))
}

fn excluded(page: &Page<'_>, i: usize, rule: usize) -> bool {
    let rule = &page.rules.acts[rule];
    if rule.everyday && !page.concerns {
        return true;
    }
    !rule.none.is_empty() && sentence_has(page, i, |w| rule.none.contains(w))
}

fn verb_act(page: &Page<'_>, i: usize, counts: impl Fn(&ActHit) -> bool) -> Option<ActHit> {
    // "occupied territories", "wounded soldiers": a state, not an act of this report.
    if page.dep(i) == Dep::Amod || page.dep(i) == Dep::Compound {
        return None;
    }
    // "Nobody has said who laid the mine": a question.
    let asks = page.children_by(i, &[Dep::Nsubj, Dep::Nsubjpass]).any(|s| matches!(page.lemma(s), "who" | "what"));
    if asks && !matches!(page.dep(i), Dep::Relcl | Dep::Acl) {
        return None;
    }
    let candidates = page.rules.verbs.get(page.lemma(i))?;
    candidates.iter().find_map(|(rule, pattern)| verb_match(page, i, *rule, pattern).filter(&counts))
}

fn verb_match(page: &Page<'_>, i: usize, rule: usize, pattern: &VerbPattern) -> Option<ActHit> {
    let mut used: Vec<usize> = Vec::new();
    for alternatives in &pattern.with {
        used.push(word_with(page, i, alternatives)?);
    }
    if excluded(page, i, rule)
        || !(pattern.needs.is_empty() || sentence_has(page, i, |w| pattern.needs.iter().any(|n| n == w)))
    {
        return None;
    }
    // "takes in three villages": the particle makes another verb.
    if pattern.with.is_empty() && PARTED.contains(&pattern.verb.as_str()) && page.child(i, &[Dep::Prt]).is_some() {
        return None;
    }
    let passive = page.is_passive(i);
    let subject = page.subject(i);
    let mut objects: Vec<usize> = Vec::new();
    let mut actor = if passive {
        let above = subject.filter(|_| {
            page.child(i, &[Dep::Nsubjpass]).is_some()
                || matches!(page.dep(i), Dep::Acl | Dep::Advcl | Dep::Conj | Dep::Relcl | Dep::Xcomp)
        });
        objects.extend(above);
        page.prep_objects(i, &["by"]).into_iter().next()
    } else {
        subject
    };
    for o in page.children_by(i, &[Dep::Dobj, Dep::Oprd]) {
        if !used.contains(&o) {
            objects.push(o);
        }
    }
    // The object of a preposition or noun that belongs to the pattern: "opened fire on Kel", "took control of Kel".
    for &u in &used {
        if matches!(page.dep(u), Dep::Prep | Dep::Agent | Dep::Dative) {
            objects.extend(page.children_by(u, &[Dep::Pobj]));
        } else {
            objects.extend(page.prep_objects(u, &["of", "on", "at", "against", "over"]));
        }
    }
    if objects.is_empty() {
        objects.extend(page.prep_objects(i, &["on", "at", "against"]));
    }
    // "shelled Bakhmut on Monday": a name of a place that the tree takes for no object.
    let named_next = objects.is_empty() && !passive && i + 1 < page.len() && page.is_place_name(i + 1);
    // Where it is open whether it is one, nothing is ruled out by it.
    let unknown = named_next && page.open() != Open::Nothing;
    if named_next && !unknown {
        objects.push(i + 1);
    }
    // "went off under a minibus".
    if objects.is_empty() && !unknown {
        objects.extend(page.prep_objects(i, &["under", "beneath"]));
    }
    // "captured dozens of soldiers": the soldiers are the object.
    let counted: Vec<usize> = objects
        .iter()
        .filter(|&&o| {
            matches!(
                page.lemma(o),
                "dozen"
                    | "hundred"
                    | "thousand"
                    | "score"
                    | "group"
                    | "number"
                    | "couple"
                    | "some"
                    | "part"
                    | "majority"
                    | "several"
                    | "body"
                    | "remains"
            ) || page.pos(o) == Pos::Num
        })
        .flat_map(|&o| page.prep_objects(o, &["of"]))
        .collect();
    objects.extend(counted);
    // "12 were captured", "among those captured": a number or a pronoun without a noun counts people.
    let counts_people = |t: usize| {
        let bare = page.pos(t) == Pos::Num && page.dep(t) != Dep::Nummod
            || matches!(page.lemma(t), "dozen" | "hundred" | "score" | "those")
                && page.child(t, &[Dep::Prep]).is_none();
        bare && !page.times.iter().any(|time| time.span.overlaps(page.span(t)))
    };
    let of_kind = |list: &[String], tokens: &[usize]| {
        list.is_empty()
            || tokens.iter().any(|&t| {
                list.iter().any(|k| k == "people") && counts_people(t)
                    || list
                        .iter()
                        .any(|k| page.may_be_kind(t, k) || conjuncts(page, t).iter().any(|&c| page.may_be_kind(c, k)))
            })
    };
    if !unknown && !of_kind(&pattern.object, &objects) {
        return None;
    }
    if !pattern.subject.is_empty() && !of_kind(&pattern.subject, &subject.into_iter().collect::<Vec<_>>()) {
        return None;
    }
    let def = &page.rules.acts[rule];
    // Who hands over people hands over no place.
    if def.object == ObjectRole::Place
        && ["people", "captives", "noncombatant"].iter().any(|k| objects.iter().any(|&o| page.is_kind(o, k)))
        && def.act == Act::Handover
    {
        return None;
    }
    let along = page.prep_objects(i, &["down", "along"]);
    if objects.iter().chain(&along).any(|&o| def.object_none.contains(page.lemma(o)))
        || def.object == ObjectRole::Place
            && (objects.iter().any(|&o| counts_people(o))
                || objects.is_empty() && !unknown && subject.is_some_and(counts_people))
    {
        return None;
    }
    // "where the road enters the corridor", "65,000 people have crossed into Boria".
    let counted_subject = subject.into_iter().flat_map(|s| page.prep_objects(s, &["of"]).into_iter().chain([s]));
    if !passive && counted_subject.into_iter().any(|s| def.subject_none.contains(page.lemma(s))) {
        return None;
    }
    if ended(page, i) && def.act.is_hostile() {
        return None;
    }
    // Forces that move are actor and object in one: "troops withdrew", "the withdrawal of troops".
    if def.object == ObjectRole::Forces {
        let moved = if actor.is_none() { objects.first().copied() } else { None };
        actor = actor.or(moved);
        if objects.is_empty() {
            objects.extend(subject);
        }
    }
    let receiver = page
        .prep_objects(i, &["to"])
        .into_iter()
        .find(|&r| !page.is_kind(r, "place") || def.object == ObjectRole::Place);
    let last = used.iter().copied().filter(|&u| u > i && u - i < 6).max().unwrap_or(i);
    Some(ActHit { rule, token: i, cue: page.cover(i, last), actor, objects, receiver, verb: Some(i) })
}

/// The child of a verb that is one of the words: object, particle, preposition, complement, or the noun under a
/// preposition ("in the hands").
fn word_with(page: &Page<'_>, verb: usize, words: &[String]) -> Option<usize> {
    let is = |c: usize| words.iter().any(|w| w == page.lemma(c) || page.rules.is_kind(w, page.lemma(c)));
    let direct = page.children(verb).iter().copied().find(|&c| {
        is(c)
            && matches!(
                page.dep(c),
                Dep::Dobj
                    | Dep::Prt
                    | Dep::Prep
                    | Dep::Advmod
                    | Dep::Nsubjpass
                    | Dep::Acomp
                    | Dep::Oprd
                    | Dep::Attr
                    | Dep::Dative
                    | Dep::Xcomp
                    | Dep::Dep
            )
    });
    direct
        .or_else(|| {
            page.children_by(verb, &[Dep::Dobj, Dep::Nsubjpass]).flat_map(|o| conjuncts(page, o)).find(|&c| is(c))
        })
        .or_else(|| page.prep_objects(verb, &[]).into_iter().find(|&c| is(c)))
        .or_else(|| {
            page.children_by(verb, &[Dep::Dobj]).find_map(|o| page.children_by(o, &[Dep::Prep]).find(|&p| is(p)))
        })
}

/// A token and those joined to it by "and".
pub(crate) fn conjuncts(page: &Page<'_>, i: usize) -> Vec<usize> {
    let mut all = vec![i];
    let mut at = 0;
    while at < all.len() && all.len() < 12 {
        all.extend(
            page.children_by(all[at], &[Dep::Conj, Dep::Appos]).filter(|c| !all.contains(c)).collect::<Vec<_>>(),
        );
        at += 1;
    }
    all
}

fn noun_act(page: &Page<'_>, i: usize, noun: &str, counts: impl Fn(&ActHit) -> bool) -> Option<ActHit> {
    // "artillery fire": only the head of a compound counts, the modifier is its kind.
    if page.dep(i) == Dep::Compound {
        return None;
    }
    // "Neither attack had been made public": such as were told before.
    if page
        .children_by(i, &[Dep::Det, Dep::Predet])
        .any(|d| matches!(page.lemma(d), "neither" | "either" | "both" | "such"))
    {
        return None;
    }
    let candidates = page.rules.nouns.get(noun)?;
    candidates.iter().find_map(|(rule, pattern)| noun_match(page, i, *rule, pattern).filter(&counts))
}

fn noun_match(page: &Page<'_>, i: usize, rule: usize, pattern: &NounPattern) -> Option<ActHit> {
    // The words before the head, with nothing but modifiers of the same phrase between.
    let (mut at, opening) = (i, page.sentence_tokens(i).start);
    for word in pattern.words.iter().rev().skip(1) {
        at = (at.saturating_sub(3).max(opening)..at)
            .rev()
            .find(|&t| page.lemma(t) == word || page.word(t).eq_ignore_ascii_case(word))?;
    }
    let of = page.prep_objects(i, &["of"]);
    if let Some(kind) = &pattern.of {
        let fits = of.iter().flat_map(|&o| conjuncts(page, o)).any(|o| page.may_be_kind(o, kind));
        let modifier = page.children_by(i, &[Dep::Compound, Dep::Poss]).any(|c| page.may_be_kind(c, kind));
        if !fits && !modifier {
            return None;
        }
    }
    if excluded(page, i, rule) {
        return None;
    }
    // "…, in violation of the agreement": what the act before it is called, no act of its own.
    if matches!(page.lemma(i), "violation" | "breach" | "contravention")
        && page.dep(i) == Dep::Pobj
        && page.head(i).is_some_and(|p| page.lemma(p) == "in")
        && !of.is_empty()
    {
        return None;
    }
    if is_only_named(page, i) {
        return None;
    }
    // "made the talks harder": what is said of them, not that they were held.
    // The tagger takes some comparatives for adverbs.
    let quality = |c: usize| page.pos(c) == Pos::Adj || page.tag(c) == Tag::Rbr;
    let made = page.head(i).map(|h| if quality(h) { page.head(h).unwrap_or(h) } else { h });
    let harder = |v: usize| page.children_by(v, &[Dep::Ccomp, Dep::Oprd, Dep::Acomp]).any(quality);
    if matches!(page.dep(i), Dep::Dobj | Dep::Nsubj) && made.is_some_and(|v| page.lemma(v) == "make" && harder(v)) {
        return None;
    }
    // "the battle for stability": a fight for something that is no place and nobody is a figure of speech.
    if matches!(page.lemma(i), "battle" | "fight" | "offensive" | "clash")
        && page.prep_objects(i, &["for", "of", "against", "with"]).iter().any(|&o| {
            page.pos(o) == Pos::Noun && !["place", "people", "forces"].iter().any(|kind| page.may_be_kind(o, kind))
        })
    {
        return None;
    }
    // "the headquarters of the operation": a body is named after what it does.
    if page.dep(i) == Dep::Pobj
        && page
            .head(i)
            .filter(|&p| page.lemma(p) == "of")
            .and_then(|p| page.head(p))
            .is_some_and(|body| page.rules.is_kind("named after a deed", page.lemma(body)))
    {
        return None;
    }
    let def = &page.rules.acts[rule];
    let along = page.prep_objects(i, &["down", "along"]);
    if of.iter().chain(&along).any(|&o| def.object_none.contains(page.lemma(o))) {
        return None;
    }
    // "an ambush laid by a group", "violations of the truce by Boria".
    let laid = page.children_by(i, &[Dep::Acl]).filter(|&v| page.is_passive(v));
    let laid = laid.filter(|&v| LAYS.contains(&page.lemma(v)) || DOES.contains(&page.lemma(v)));
    let by = |t: usize| page.prep_objects(t, &["by"]).into_iter().next();
    let mut actor = by(i).or_else(|| laid.into_iter().find_map(by)).or_else(|| of.iter().copied().find_map(by));
    let mut objects: Vec<usize> = page.prep_objects(i, &["on", "against", "at", "upon"]);
    // "an attack of Borian troops": whose attack it is; "the shelling of Kel": what was shelled.
    let subjective = matches!(
        page.lemma(i),
        "attack" | "offensive" | "assault" | "provocation" | "violation" | "operation" | "advance" | "fire"
    );
    let names_party =
        |o: usize| page.is_kind(o, "forces") || page.mentions.iter().any(|m| m.span.overlaps(page.span(o)));
    if let Some(&doer) = of.iter().find(|&&o| subjective && actor.is_none() && names_party(o)) {
        actor = Some(doer);
    } else {
        objects.extend(of.iter().copied());
    }
    objects.extend(page.prep_objects(i, &["for"]).into_iter().filter(|&o| page.is_kind(o, "place")));
    // "airstrikes targeting a market", "a drone strike that hit a car".
    let aimed = page.children_by(i, &[Dep::Acl, Dep::Relcl]).filter(|&v| AIMED.contains(&page.lemma(v)));
    objects.extend(aimed.flat_map(|v| page.children_by(v, &[Dep::Dobj]).collect::<Vec<_>>()));
    let (mut verb, mut subject_suffers) = (None, false);
    if let Some(head) = page.head(i) {
        let (governor, by_prep) = match page.dep(i) {
            Dep::Pobj => (page.head(head), true),
            _ => (Some(head), false),
        };
        if let Some(named) = governor.filter(|&v| matches!(page.pos(v), Pos::Verb | Pos::Aux)) {
            // "launched what it called anti-terrorist measures": launched them.
            let so_called = page.rules.is_kind("verb of calling", page.lemma(named))
                && page.children(named).iter().any(|&c| page.lemma(c) == "what");
            let above = page.head(named).filter(|_| so_called);
            let above = above.and_then(|h| if page.pos(h) == Pos::Adp { page.head(h) } else { Some(h) });
            let v = above.filter(|&v| matches!(page.pos(v), Pos::Verb | Pos::Aux)).unwrap_or(named);
            verb = Some(v);
            let lemma = page.lemma(v);
            let passive = page.is_passive(v);
            let role = if v == named { page.dep(i) } else { Dep::Dobj };
            match role {
                Dep::Dobj | Dep::Ccomp if DOES.contains(&lemma) => actor = actor.or_else(|| page.subject(v)),
                Dep::Dobj if SUFFERS.contains(&lemma) => subject_suffers = true,
                Dep::Nsubjpass if DOES.contains(&lemma) => {
                    actor = actor.or_else(|| page.prep_objects(v, &["by"]).into_iter().next())
                }
                // "engaged in looting", "were involved in the attack".
                Dep::Pobj if by_prep && page.lemma(head) == "in" && TAKES_PART.contains(&lemma) => {
                    actor = actor.or_else(|| page.subject(v))
                }
                Dep::Pobj
                    if by_prep
                        && matches!(page.lemma(head), "under" | "to" | "in")
                        && (SUFFERS.contains(&lemma) || passive) =>
                {
                    subject_suffers = true
                }
                Dep::Pobj if by_prep && page.lemma(head) == "with" && DOES.contains(&lemma) => {
                    actor = actor.or_else(|| page.subject(v))
                }
                _ => {}
            }
            // "lists two violations of the truce by Boria": the parser hangs "by" on the verb.
            if actor.is_none() && page.dep(i) == Dep::Dobj && !passive {
                actor = by(v);
            }
            if actor.is_none() && subject_suffers {
                actor = page.prep_objects(v, &["by", "from"]).into_iter().chain(page.prep_objects(i, &["from"])).next();
            }
            if subject_suffers {
                objects.extend(page.subject(v));
            }
        }
    }
    // "Borian artillery fire", "Boria's shelling".
    if actor.is_none() {
        actor = page.children_by(i, &[Dep::Poss, Dep::Amod, Dep::Compound, Dep::Nmod]).filter(|&c| c < i).find(|&c| {
            matches!(page.pos(c), Pos::Propn | Pos::Adj | Pos::Noun)
                && page.tag(c) != Tag::Jjr
                // "sniper fire": a kind of it, and nobody's in particular.
                && page.mentions.iter().any(|m| {
                    (m.span.contains(page.span(c)) || page.span(c).contains(m.span))
                        && !m.senses.iter().all(|s| matches!(s, Sense::Organ(_) | Sense::Office(_)))
                })
                || page
                    .entity(c)
                    .is_some_and(|k| matches!(k, servanda_syntax::EntityKind::Norp | servanda_syntax::EntityKind::Gpe))
        });
    }
    if def.object == ObjectRole::Forces {
        actor = actor.or_else(|| of.first().copied());
    }
    if (verb.is_some_and(|v| ENDS.contains(&page.lemma(v))) || ended(page, i)) && def.act.is_hostile() {
        return None;
    }
    // "A mine went off under a minibus".
    if objects.is_empty() && def.act == Act::Mine {
        objects.extend(verb.into_iter().flat_map(|v| page.prep_objects(v, &["under", "beneath"])));
    }
    let receiver = page.prep_objects(i, &["to"]).into_iter().next();
    Some(ActHit {
        rule,
        token: i,
        cue: page.cover(at, i),
        actor,
        objects,
        receiver,
        verb: verb.or_else(|| page.governing_verb(i)),
    })
}

/// "no reports of looting", "vulnerable to abduction and rape", "the risk of an attack": a word for what isn't told to
/// have happened.
fn is_only_named(page: &Page<'_>, i: usize) -> bool {
    let mut first = i;
    while let (Dep::Conj, Some(up)) = (page.dep(first), page.head(first).filter(|&h| page.is_nominal(h))) {
        first = up;
    }
    let preposition = page.head(first).filter(|&p| page.dep(first) == Dep::Pobj && page.pos(p) == Pos::Adp);
    let Some(of) = preposition.and_then(|p| page.head(p)) else { return false };
    let none = page.children_by(of, &[Dep::Det, Dep::Neg]).any(|d| page.lemma(d) == "no")
        || page
            .head(of)
            .is_some_and(|v| page.dep(of) == Dep::Dobj && page.children_by(v, &[Dep::Neg]).next().is_some());
    page.rules.is_kind("word of danger", page.lemma(of))
        || none && page.rules.is_kind("word of a trace", page.lemma(of))
}

/// Whether a verb of ending or keeping off governs the act.
fn ended(page: &Page<'_>, i: usize) -> bool {
    let up = match (page.dep(i), page.head(i)) {
        (Dep::Xcomp | Dep::Dobj | Dep::Ccomp | Dep::Conj, Some(h)) => Some(h),
        (Dep::Pobj | Dep::Pcomp, Some(p)) => page.head(p),
        _ => None,
    };
    up.is_some_and(|v| ENDS.contains(&page.lemma(v)))
}
