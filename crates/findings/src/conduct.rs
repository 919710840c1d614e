//! What can be said of each bound party: held to be in breach, cleared, or left open.
//!
//! The status of a provision says how far its breach is proven, whoever did it. Beside it stands, for each party that
//! anybody speaks of, how firmly the act is laid to that party. A rival's accusation alone never makes an author.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use servanda_model::{Act, ActorId, Claim, ClaimId, Conclusion, Ground, Order, Polarity, ProvisionKind, Side, Verdict};

use crate::area::Tri;
use crate::assess::Case;
use crate::breach::breaking_acts;
use crate::docket::Told;
use crate::evidence::{Evidence, Voiced, organ_of};
use crate::summary::Summary;

/// A claim that lays a breach to a party: where it stands in its stretch, and whose word it is.
#[derive(Debug, Clone, Copy)]
struct Laid {
    incident: u16,
    claim: u16,
    kind: Kind,
}

/// What decides on which ground a claim stands against a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    /// Position among the bearers, by name.
    party: u8,
    word: Word,
    justified: bool,
    /// Whether it tells of a fight of two.
    mutual: bool,
}

/// What breaches say of the bound parties.
#[derive(Default)]
pub(crate) struct Conduct {
    /// Of one stretch alone.
    laid: Vec<Laid>,
    /// Independent word of breaches of which nobody is named the author, of one stretch alone.
    nameless: Vec<(ClaimId, Option<u32>)>,
    /// Claims of one stretch alone, as they were asked for.
    picked: Mutex<BTreeMap<Pick, Part>>,
    kinds: BTreeSet<Kind>,
    /// For whom others speak, by party and whether of a fight of two.
    sides: BTreeSet<(u8, bool, ActorId)>,
    /// Who is said to have fought another.
    fighting: BTreeSet<ActorId>,
}

impl Conduct {
    /// Adds a breach, the one at `at` in its stretch.
    pub(crate) fn add(&mut self, case: &Case<'_>, at: usize, told: &Told, evidence: &Evidence<'_>) {
        if case.provision.kind == ProvisionKind::Permission {
            return;
        }
        let parties = parties(case);
        for (n, laid) in told.claims.iter().enumerate() {
            let claim = &laid.claim;
            let Some(accused) = claim.accused() else { continue };
            if claim.retracted || claim.polarity != Polarity::Asserts {
                continue;
            }
            let mutual = claim.is_mutual();
            if mutual && !self.fighting.contains(accused) {
                self.fighting.insert(accused.clone());
            }
            for (party, bearer) in parties.iter().enumerate().filter(|(_, p)| case.answers(p, accused) == Tri::Yes) {
                let word = word(case, claim, laid.mandated, bearer);
                let kind = Kind { party: party as u8, word, justified: claim.justified, mutual };
                self.kinds.insert(kind);
                self.laid.push(Laid { incident: at as u16, claim: n as u16, kind });
                let speaker = claim.attribution.speaker.as_ref().filter(|_| word == Word::Other);
                if let Some(side) = speaker.and_then(|v| case.camp_of(&v.side)) {
                    self.sides.insert((kind.party, mutual, side.clone()));
                }
            }
        }
        if evidence.blamed.is_empty() && evidence.asserting.iter().any(Voiced::independent) {
            let laid = evidence.asserting.iter().flat_map(|v| &v.claims);
            self.nameless.extend(laid.map(|l| (l.claim.id.clone(), Some(l.report))));
        }
    }

    /// Adds what a later stretch says, but for the claims themselves.
    pub(crate) fn take(&mut self, later: &Self) {
        self.kinds.extend(&later.kinds);
        self.sides.extend(later.sides.iter().cloned());
        self.fighting.extend(later.fighting.iter().cloned());
    }
}

/// Claims that one verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pick {
    /// What lays a breach to the party at that position among the bearers; with fights of two, or without.
    Laid { party: u8, mutual: bool, by: Option<Word> },
    /// Independent word that names nobody.
    Nameless,
}

impl Pick {
    fn takes(self, kind: &Kind) -> bool {
        match self {
            Self::Laid { party, mutual, by } => {
                // Who admits an act and calls it right doesn't admit a breach.
                let says = by.is_none_or(|word| kind.word == word && !(word == Word::Own && kind.justified));
                kind.party == party && (mutual || !kind.mutual) && says
            }
            Self::Nameless => false,
        }
    }
}

/// Claims with the numbers of their reports, where these are known.
#[derive(Debug, Clone)]
struct Part {
    claims: Arc<[ClaimId]>,
    reports: Arc<[Option<u32>]>,
}

impl FromIterator<(ClaimId, Option<u32>)> for Part {
    fn from_iter<I: IntoIterator<Item = (ClaimId, Option<u32>)>>(claims: I) -> Self {
        let (claims, reports): (Vec<_>, Vec<_>) = claims.into_iter().unzip();
        Self { claims: claims.into(), reports: reports.into() }
    }
}

/// What is said in a stretch, with its incidents.
pub(crate) type Stretch<'s> = (&'s [Arc<Told>], Arc<Summary>);

/// The claims of all stretches that a verdict rests on, in parts of which none is empty.
fn picked(stretches: &[Stretch<'_>], pick: Pick) -> Vec<Part> {
    let of_stretch = |(told, summary): &Stretch<'_>| {
        let conduct = &summary.conduct;
        let mut known = conduct.picked.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || -> Part {
            let laid = conduct.laid.iter().filter(|l| pick.takes(&l.kind));
            let laid = laid.filter_map(|l| told.get(l.incident as usize)?.claims.get(l.claim as usize));
            let laid = laid.map(|l| (l.claim.id.clone(), Some(l.report)));
            if pick == Pick::Nameless { conduct.nameless.iter().cloned().collect() } else { laid.collect() }
        };
        known.entry(pick).or_insert_with(made).clone()
    };
    stretches.iter().map(of_stretch).filter(|part| !part.claims.is_empty()).collect()
}

/// A verdict in the making.
pub(crate) struct Draft {
    party: Option<ActorId>,
    conclusion: Conclusion,
    ground: Ground,
    claims: Vec<Part>,
}

impl Draft {
    fn reports(&self) -> impl Iterator<Item = Option<u32>> {
        self.claims.iter().flat_map(|part| part.reports.iter().copied())
    }
}

/// By name: which party the terms list first must not show.
fn parties<'c>(case: &Case<'c>) -> BTreeSet<&'c ActorId> {
    case.provision.bearers.iter().collect()
}

/// The verdicts on a provision, from what breaks it, stretch by stretch, and what is left open.
pub(crate) fn drafts(case: &Case<'_>, summary: &Summary, stretches: &[Stretch<'_>]) -> Vec<Draft> {
    if case.provision.kind == ProvisionKind::Permission {
        return Vec::new();
    }
    let acts = breaking_acts(case.provision);
    let open = left_open(case, &acts);
    let found = &summary.conduct;
    let judge = |mutual: bool| -> Vec<Draft> {
        let parties = parties(case).into_iter().enumerate();
        parties.filter_map(|(n, party)| of_party(case, &acts, (n, party), found, stretches, &open, mutual)).collect()
    };
    // A fight is laid to both who fought, unless somebody is held to be its author, or only one of them is named.
    let mut verdicts = judge(false);
    let violated = |v: &Draft| v.conclusion == Conclusion::Violated;
    if found.fighting.len() > 1 && !verdicts.iter().any(violated) {
        verdicts = judge(true);
    }
    if !verdicts.iter().any(violated) {
        let of_nobody = |conclusion, ground, claims: Vec<Part>| {
            (!claims.is_empty()).then_some(Draft { party: None, conclusion, ground, claims })
        };
        let nameless = picked(stretches, Pick::Nameless);
        let left = cited(case, open.iter().copied().filter(|c| c.accused().is_none()));
        verdicts.extend(of_nobody(Conclusion::Unattributed, Ground::NobodyNamed, nameless));
        verdicts.extend(of_nobody(Conclusion::Inconclusive, Ground::LeftOpen, left));
    }
    verdicts
}

/// In one part, or in none if there are none.
fn cited<'c>(case: &Case<'_>, claims: impl Iterator<Item = &'c Claim>) -> Vec<Part> {
    let part: Part = claims.map(|c| (c.id.clone(), case.bench.number(&c.report))).collect();
    if part.claims.is_empty() { Vec::new() } else { vec![part] }
}

/// The verdicts on all provisions, from the drafts on each. What lays a deed to nobody is dropped where the same report
/// names the author of others: of such a deed the author isn't unknown, he is only not named again.
pub(crate) fn verdicts(drafts: &[&[Draft]], reports: usize) -> Vec<Vec<Verdict>> {
    let all = || drafts.iter().copied().flatten();
    let mut naming = vec![false; reports];
    let unsaid = all().any(|v| v.party.is_none());
    for report in all().filter(|v| unsaid && v.conclusion == Conclusion::Violated).flat_map(Draft::reports) {
        if let Some(named) = report.and_then(|report| naming.get_mut(report as usize)) {
            *named = true;
        }
    }
    let elsewhere = |report: Option<u32>| report.is_some_and(|r| !naming.get(r as usize).copied().unwrap_or(false));
    let stays = |v: &&Draft| v.party.is_some() || v.reports().any(elsewhere);
    let told = |v: &Draft| Verdict {
        party: v.party.clone(),
        conclusion: v.conclusion,
        ground: v.ground,
        claims: v.claims.iter().map(|part| Arc::clone(&part.claims)).collect(),
    };
    drafts.iter().map(|of_one| of_one.iter().filter(stays).map(told).collect()).collect()
}

/// What the mandated monitor's own reports tell without holding it for a fact: alleged, unconfirmed, not verifiable.
fn left_open<'a>(case: &Case<'a>, acts: &[Act]) -> Vec<&'a Claim> {
    let effective = case.provision.effective;
    let claims = case.bench.passed_on().map(AsRef::as_ref).filter(|c: &&Claim| acts.contains(&c.act));
    claims
        .filter(|c| c.polarity == Polarity::Asserts)
        .filter(|c| c.when.as_ref().is_none_or(|w| w.against(effective) != Order::Before))
        .collect()
}

/// Whose word a claim is, as seen from a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    /// The party's own.
    Own,
    /// The mandated monitor's.
    Monitor,
    /// That of somebody of no party.
    Witness,
    /// That of another party, or of somebody whose side nobody knows.
    Other,
}

/// `of_monitor`: whether its report is that of a mandated monitor.
fn word(case: &Case<'_>, claim: &Claim, of_monitor: bool, party: &ActorId) -> Word {
    let speaker = claim.attribution.speaker.as_ref();
    let actor = speaker.and_then(|v| v.actor.as_ref());
    let mandated = |a: &ActorId| case.input.agreement.monitors.iter().any(|m| m.mandated && organ_of(a, &m.actor));
    if of_monitor && claim.attribution.own_voice || actor.is_some_and(mandated) {
        return Word::Monitor;
    }
    if actor.is_some_and(|a| organ_of(a, party)) {
        return Word::Own;
    }
    if speaker.and_then(|v| v.party()).is_some_and(|p| organ_of(p, party)) {
        return Word::Own;
    }
    match speaker.map_or(&Side::Unknown, |v| &v.side) {
        Side::Mandated => Word::Monitor,
        Side::Neutral => Word::Witness,
        // A witness whom the mandated monitor questioned speaks for no party.
        Side::Unknown if of_monitor => Word::Witness,
        Side::Of(_) | Side::Unknown => Word::Other,
    }
}

fn of_party(
    case: &Case<'_>,
    acts: &[Act],
    (at, party): (usize, &ActorId),
    found: &Conduct,
    stretches: &[Stretch<'_>],
    open: &[&Claim],
    mutual: bool,
) -> Option<Draft> {
    let laid = |c: &&Claim| {
        let own = c.accused().is_some_and(|a| case.answers(party, a) == Tri::Yes);
        own && (mutual || !c.is_mutual())
    };
    let pick = |by| Pick::Laid { party: at as u8, mutual, by };
    let some = |pick: Pick| found.kinds.iter().any(|kind| pick.takes(kind));
    let [own, monitor, witness, other] = [Word::Own, Word::Monitor, Word::Witness, Word::Other].map(|w| pick(Some(w)));
    let sides: BTreeSet<&ActorId> =
        found.sides.iter().filter(|(p, m, _)| *p as usize == at && (mutual || !m)).map(|(.., side)| side).collect();
    let violated = |ground, pick| (Conclusion::Violated, ground, picked(stretches, pick));
    let (conclusion, ground, claims) = if some(own) {
        violated(Ground::Admitted, own)
    } else if some(monitor) {
        violated(Ground::Observed, monitor)
    } else if some(witness) {
        violated(Ground::Witnessed, witness)
    } else if sides.len() >= 2 {
        violated(Ground::BothSides, other)
    } else {
        let denied = case.bench.passed_on().map(AsRef::as_ref).filter(|c: &&Claim| {
            let fact = c.polarity == Polarity::Denies;
            fact && acts.contains(&c.act)
                && laid(c)
                && word(case, c, case.bench.mandated(&c.report), party) == Word::Monitor
        });
        let denied = cited(case, denied);
        let open = cited(case, open.iter().copied().filter(laid));
        if !denied.is_empty() {
            (Conclusion::NotViolated, Ground::Cleared, denied)
        } else if !open.is_empty() {
            (Conclusion::Inconclusive, Ground::LeftOpen, open)
        } else if some(pick(None)) {
            (Conclusion::Inconclusive, Ground::Accused, picked(stretches, pick(None)))
        } else {
            return None;
        }
    };
    Some(Draft { party: Some(party.clone()), conclusion, ground, claims })
}
