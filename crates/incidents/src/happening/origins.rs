//! How many independent origins stand behind an incident.
//!
//! Claims go back to one origin if they name the same first speaker, pass on the same relay, stand in one report
//! (what the outlet says in its own voice there rests on whom it quotes), or are copies: one sentence word for word, or
//! much the same sentence in copies of one text. Two voices in a copied text stay two. What an outlet says
//! in its own voice in a report that passes on several comes from one of them, and it isn't known from which: it adds
//! nothing to any of them, and alone it has a side only if all of them have the same.

use std::collections::{BTreeMap, BTreeSet};

use servanda_model::{Claim, Origin, OriginBasis, Polarity, ReportId, Side, Voice};

use super::{Copies, ReportFacts};
use crate::union_find::UnionFind;

/// Whose word the outlet's own words in a report are, where it passes on one voice alone.
fn rests_on(report: Option<&ReportFacts>) -> Option<&Voice> {
    match report.map(|r| r.relays.as_slice()) {
        Some([one]) => Some(one),
        _ => None,
    }
}

/// The name under which a voice is the same in every report. Nameless voices are the same within one report only.
fn voice_key(claim: &Claim, reports: &BTreeMap<ReportId, ReportFacts>) -> String {
    if claim.attribution.own_voice {
        let report = reports.get(&claim.report);
        return match rests_on(report) {
            Some(relay) => key_of(relay),
            None => format!(
                "outlet {}",
                report
                    .map(|r| r.source.clone())
                    .filter(|s| !s.is_empty())
                    .unwrap_or_else(|| claim.report.to_string())
                    .to_lowercase()
            ),
        };
    }
    match &claim.attribution.speaker {
        Some(v) if v.actor.is_none() && v.side.party().is_none() && !v.name.chars().any(char::is_uppercase) => {
            format!("nameless {} {}", claim.report, v.name.to_lowercase())
        }
        Some(v) => key_of(v),
        None => format!("report {}", claim.report),
    }
}

/// The organs and officials of one party are not independent of each other.
fn key_of(voice: &Voice) -> String {
    match (&voice.side, &voice.actor) {
        (Side::Of(party), _) => format!("side {party}"),
        (_, Some(actor)) => format!("actor {actor}"),
        (_, None) => format!("name {}", voice.name.to_lowercase()),
    }
}

/// Which reports are copies of one text, by report.
#[derive(Debug, Clone, Default)]
pub struct Copied {
    of: BTreeMap<ReportId, Vec<usize>>,
    copies: Vec<Copies>,
}

impl Copied {
    /// Makes the copies findable.
    #[must_use]
    pub fn new(copies: Vec<Copies>) -> Self {
        let mut of: BTreeMap<ReportId, Vec<usize>> = BTreeMap::new();
        for (group, report) in copies.iter().enumerate().flat_map(|(g, c)| c.reports.iter().map(move |r| (g, r))) {
            of.entry(report.clone()).or_default().push(group);
        }
        Self { of, copies }
    }
}

/// So many words of a sentence are not met twice by chance. Our choice: those of the shortest text of which copies are
/// looked for, eight shingles of three words.
const WORD_FOR_WORD: usize = 10;

/// Least share of all the words of two sentences that both have, for one to be a copy of the other: that of texts.
const MUCH_THE_SAME: f64 = 0.5;

/// Whether it denies, and in what words.
type Sentence<'c> = (bool, &'c str);

fn words(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

fn much_the_same(one: &str, other: &str) -> bool {
    let set = |sentence: &str| words(sentence).map(str::to_lowercase).collect::<BTreeSet<String>>();
    let (one, other) = (set(one), set(other));
    let both = one.intersection(&other).count();
    both as f64 >= MUCH_THE_SAME * (one.len() + other.len() - both) as f64
}

pub(super) fn origins(claims: &[&Claim], reports: &BTreeMap<ReportId, ReportFacts>, copied: &Copied) -> Vec<Origin> {
    let mut groups = UnionFind::new(claims.len());
    let mut basis: BTreeMap<usize, Vec<OriginBasis>> = BTreeMap::new();
    let denies = |c: &Claim| c.polarity == Polarity::Denies;

    let mut join_all = |key: &dyn Fn(&Claim) -> Option<String>, reason: OriginBasis| {
        let mut first: BTreeMap<(bool, String), usize> = BTreeMap::new();
        for (i, claim) in claims.iter().enumerate() {
            let Some(key) = key(claim) else { continue };
            let j = *first.entry((denies(claim), key)).or_insert(i);
            if groups.join(i as u32, j as u32) || (i != j && claims[i].report != claims[j].report) {
                basis.entry(i).or_default().push(reason.clone());
            }
        }
    };
    join_all(&|c| Some(voice_key(c, reports)), OriginBasis::SameSpeaker);
    // An outlet's own voice rests on whom it quotes in the same report for the same happening.
    let quotes: BTreeMap<(bool, &ReportId), usize> = claims
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, c)| !c.attribution.own_voice)
        .map(|(i, c)| ((denies(c), &c.report), i))
        .collect();
    for (i, claim) in claims.iter().enumerate().filter(|(_, c)| c.attribution.own_voice) {
        if let Some(&j) = quotes.get(&(denies(claim), &claim.report)) {
            groups.join(i as u32, j as u32);
        }
    }
    // One of several whom the report passes on said it: it is laid to the first of them that is heard, and is the same
    // as what another report says that passes one of them on.
    let several = |c: &Claim| {
        let relays = reports.get(&c.report).map_or(&[][..], |r| &r.relays);
        if c.attribution.own_voice && relays.len() > 1 { relays } else { &[] }
    };
    let mut heard: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for (i, claim) in claims.iter().enumerate().filter(|(_, c)| several(c).is_empty()) {
        heard.entry((denies(claim), voice_key(claim, reports))).or_insert(i);
    }
    for (i, claim) in claims.iter().enumerate() {
        let keys: Vec<(bool, String)> = several(claim).iter().map(|r| (denies(claim), key_of(r))).collect();
        match keys.iter().filter_map(|k| heard.get(k)).min() {
            Some(&j) => {
                if groups.join(i as u32, j as u32) {
                    basis.entry(i).or_default().push(OriginBasis::RelayChain);
                }
            }
            None => heard.extend(keys.into_iter().map(|k| (k, i))),
        }
    }
    let mut sentences: BTreeMap<Sentence<'_>, Vec<usize>> = BTreeMap::new();
    for (i, claim) in claims.iter().enumerate() {
        sentences.entry((denies(claim), claim.quote.as_str())).or_default().push(i);
    }
    let mut copies = |i: usize, j: usize, share: u8| {
        if claims[i].report != claims[j].report {
            groups.join(i as u32, j as u32);
            basis.entry(i.max(j)).or_default().push(OriginBasis::NearIdentical(share));
        }
    };
    for ((_, sentence), members) in sentences.iter().filter(|(_, members)| members.len() > 1) {
        if words(sentence).count() >= WORD_FOR_WORD {
            members.windows(2).for_each(|pair| copies(pair[0], pair[1], 100));
        }
    }
    let mut in_copies: BTreeMap<usize, Vec<(Sentence<'_>, usize)>> = BTreeMap::new();
    for (&sentence, members) in &sentences {
        for &i in members {
            for &group in copied.of.get(&claims[i].report).into_iter().flatten() {
                in_copies.entry(group).or_default().push((sentence, i));
            }
        }
    }
    for (group, members) in in_copies {
        let share = copied.copies[group].share;
        // Of claims in the same words one stands for all.
        let mut different: Vec<(Sentence<'_>, usize)> = Vec::new();
        for (sentence, i) in members {
            let same =
                |other: Sentence<'_>| sentence == other || sentence.0 == other.0 && much_the_same(sentence.1, other.1);
            different.iter().filter(|(other, _)| same(*other)).for_each(|&(_, j)| copies(j, i, share));
            if !different.iter().any(|(other, _)| *other == sentence) {
                different.push((sentence, i));
            }
        }
    }

    groups.sets().iter().map(|members| origin(members, claims, reports, &basis)).collect()
}

fn origin(
    members: &[u32],
    claims: &[&Claim],
    reports: &BTreeMap<ReportId, ReportFacts>,
    basis: &BTreeMap<usize, Vec<OriginBasis>>,
) -> Origin {
    let first = members
        .iter()
        .map(|&i| claims[i as usize])
        .find(|c| !c.attribution.own_voice)
        .unwrap_or(claims[members[0] as usize]);
    let report = reports.get(&first.report);
    let speaker = first.attribution.speaker.as_ref().filter(|_| !first.attribution.own_voice).or(rests_on(report));
    let relays = report.map_or(&[][..], |r| &r.relays);
    let mut reasons: Vec<OriginBasis> = Vec::new();
    for reason in members.iter().filter_map(|&i| basis.get(&(i as usize))).flatten() {
        if !reasons.contains(reason) {
            reasons.push(reason.clone());
        }
    }
    if reasons.is_empty() {
        reasons.push(OriginBasis::Single);
    }
    let mut carried_by: Vec<(ReportId, Vec<String>)> = Vec::new();
    let mut carriers: BTreeSet<&ReportId> = BTreeSet::new();
    for claim in members.iter().map(|&i| claims[i as usize]) {
        if carriers.insert(&claim.report) {
            carried_by.push((claim.report.clone(), claim.attribution.relays.iter().map(|v| v.name.clone()).collect()));
        }
    }
    Origin {
        voice: match speaker {
            Some(v) => v.name.clone(),
            None => report.map_or_else(|| first.report.to_string(), |r| r.source.clone()),
        },
        actor: speaker.and_then(|v| v.actor.clone()),
        side: match (speaker, relays) {
            (Some(v), _) => v.side.clone(),
            (None, [one, rest @ ..]) if rest.iter().all(|r| r.side == one.side) => one.side.clone(),
            (None, [_, ..]) => Side::Unknown,
            (None, []) => report.map_or(Side::Unknown, |r| r.side.clone()),
        },
        claims: members.iter().map(|&i| claims[i as usize].id.clone()).collect(),
        carried_by,
        basis: reasons,
        denies: first.polarity == Polarity::Denies,
    }
}
