//! What can be said of each bound party: held to be in breach, cleared, or left open.
//!
//! The status of a provision says how far its breach is proven, whoever did it. Beside it stands, for each party that
//! anybody speaks of, how firmly the act is laid to that party. A rival's accusation alone never makes an author.

use std::collections::BTreeSet;
use std::sync::Arc;

use servanda_model::{Act, ActorId, Claim, ClaimId, Conclusion, Ground, Order, Polarity, ProvisionKind, Side, Verdict};

use crate::area::Tri;
use crate::assess::Case;
use crate::breach::breaking_acts;
use crate::docket::{Cited, Told};
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
#[derive(Clone, Default)]
pub(crate) struct Conduct {
    /// Of one stretch alone.
    laid: Vec<Laid>,
    /// Independent word of breaches of which nobody is named the author, of one stretch alone.
    nameless: Vec<Cited>,
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
        for (n, claim) in told.claims.iter().enumerate() {
            let Some(accused) = claim.accused() else { continue };
            if claim.retracted || claim.polarity != Polarity::Asserts {
                continue;
            }
            let mutual = claim.is_mutual();
            if mutual && !self.fighting.contains(accused) {
                self.fighting.insert(accused.clone());
            }
            for (party, bearer) in parties.iter().enumerate().filter(|(_, p)| case.answers(p, accused) == Tri::Yes) {
                let word = word(case, claim, bearer);
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
            let number = |id: &ClaimId| {
                let n = told.claims.iter().position(|c| c.id == *id)?;
                told.reports.get(n).copied()
            };
            self.nameless.extend(evidence.claims().into_iter().map(|id| (id.clone(), number(&id))));
        }
    }

    /// Adds what a later stretch says, but for the claims themselves.
    pub(crate) fn take(&mut self, later: &Self) {
        self.kinds.extend(&later.kinds);
        self.sides.extend(later.sides.iter().cloned());
        self.fighting.extend(later.fighting.iter().cloned());
    }
}

/// A verdict in the making.
pub(crate) struct Draft {
    party: Option<ActorId>,
    conclusion: Conclusion,
    ground: Ground,
    claims: Vec<Cited>,
    /// Their names.
    named: Arc<[ClaimId]>,
}

impl Draft {
    fn new(party: Option<ActorId>, conclusion: Conclusion, ground: Ground, claims: Vec<Cited>) -> Self {
        let named = claims.iter().map(|(id, _)| id.clone()).collect();
        Self { party, conclusion, ground, claims, named }
    }
}

/// By name: which party the terms list first must not show.
fn parties<'c>(case: &Case<'c>) -> BTreeSet<&'c ActorId> {
    case.provision.bearers.iter().collect()
}

/// The verdicts on a provision, from what breaks it, stretch by stretch, and what is left open.
pub(crate) fn drafts(case: &Case<'_>, summary: &Summary, stretches: &[(&[Arc<Told>], Arc<Summary>)]) -> Vec<Draft> {
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
        let claims: Vec<Cited> = stretches.iter().flat_map(|(_, s)| &s.conduct.nameless).cloned().collect();
        if !claims.is_empty() {
            let (conclusion, ground) = (Conclusion::Unattributed, Ground::NobodyNamed);
            verdicts.push(Draft::new(None, conclusion, ground, claims));
        }
        let claims = cited(case, open.iter().copied().filter(|c| c.accused().is_none()));
        if !claims.is_empty() {
            let (conclusion, ground) = (Conclusion::Inconclusive, Ground::LeftOpen);
            verdicts.push(Draft::new(None, conclusion, ground, claims));
        }
    }
    verdicts
}

fn cited<'c>(case: &Case<'_>, claims: impl Iterator<Item = &'c Claim>) -> Vec<Cited> {
    claims.map(|c| (c.id.clone(), case.bench.number(&c.report))).collect()
}

/// The verdicts on all provisions, from the drafts on each. What lays a deed to nobody is dropped where the same report
/// names the author of others: of such a deed the author isn't unknown, he is only not named again.
pub(crate) fn verdicts(drafts: &[&[Draft]], reports: usize) -> Vec<Vec<Verdict>> {
    let all = || drafts.iter().copied().flatten();
    let mut naming = vec![false; reports];
    let unsaid = all().any(|v| v.party.is_none());
    for claim in all().filter(|v| unsaid && v.conclusion == Conclusion::Violated).flat_map(|v| &v.claims) {
        if let Some(named) = claim.1.and_then(|report| naming.get_mut(report as usize)) {
            *named = true;
        }
    }
    let elsewhere = |(_, report): &Cited| report.is_some_and(|r| !naming.get(r as usize).copied().unwrap_or(false));
    let stays = |v: &&Draft| v.party.is_some() || v.claims.iter().any(elsewhere);
    let told = |v: &Draft| Verdict {
        party: v.party.clone(),
        conclusion: v.conclusion,
        ground: v.ground,
        claims: Arc::clone(&v.named),
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

fn word(case: &Case<'_>, claim: &Claim, party: &ActorId) -> Word {
    let speaker = claim.attribution.speaker.as_ref();
    let actor = speaker.and_then(|v| v.actor.as_ref());
    let mandated = |a: &ActorId| case.input.agreement.monitors.iter().any(|m| m.mandated && organ_of(a, &m.actor));
    let of_monitor = case.bench.mandated(&claim.report);
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
    stretches: &[(&[Arc<Told>], Arc<Summary>)],
    open: &[&Claim],
    mutual: bool,
) -> Option<Draft> {
    let counts = |kind: &Kind| kind.party as usize == at && (mutual || !kind.mutual);
    let laid = |c: &&Claim| {
        let own = c.accused().is_some_and(|a| case.answers(party, a) == Tri::Yes);
        own && (mutual || !c.is_mutual())
    };
    let admitted = |k: &Kind| k.word == Word::Own && !k.justified;
    let said = |wanted: Word| move |k: &Kind| k.word == wanted;
    let some = |of: &dyn Fn(&Kind) -> bool| found.kinds.iter().any(|k| counts(k) && of(k));
    let by = |of: &dyn Fn(&Kind) -> bool| -> Vec<Cited> {
        let mut claims = Vec::new();
        for (told, summary) in stretches {
            for laid in summary.conduct.laid.iter().filter(|l| counts(&l.kind) && of(&l.kind)) {
                let Some(told) = told.get(laid.incident as usize) else { continue };
                let claim = told.claims.get(laid.claim as usize).zip(told.reports.get(laid.claim as usize));
                claims.extend(claim.map(|(c, report)| (c.id.clone(), Some(*report))));
            }
        }
        claims
    };
    let sides: BTreeSet<&ActorId> =
        found.sides.iter().filter(|(p, m, _)| *p as usize == at && (mutual || !m)).map(|(.., side)| side).collect();
    let violated = |ground, claims| (Conclusion::Violated, ground, claims);
    let (conclusion, ground, claims) = if some(&admitted) {
        violated(Ground::Admitted, by(&admitted))
    } else if some(&said(Word::Monitor)) {
        violated(Ground::Observed, by(&said(Word::Monitor)))
    } else if some(&said(Word::Witness)) {
        violated(Ground::Witnessed, by(&said(Word::Witness)))
    } else if sides.len() >= 2 {
        violated(Ground::BothSides, by(&said(Word::Other)))
    } else {
        let denied = case.bench.passed_on().map(AsRef::as_ref).filter(|c: &&Claim| {
            let fact = c.polarity == Polarity::Denies;
            fact && acts.contains(&c.act) && laid(c) && word(case, c, party) == Word::Monitor
        });
        let denied = cited(case, denied);
        let open = cited(case, open.iter().copied().filter(laid));
        if !denied.is_empty() {
            (Conclusion::NotViolated, Ground::Cleared, denied)
        } else if !open.is_empty() {
            (Conclusion::Inconclusive, Ground::LeftOpen, open)
        } else if some(&|_| true) {
            (Conclusion::Inconclusive, Ground::Accused, by(&|_| true))
        } else {
            return None;
        }
    };
    Some(Draft::new(Some(party.clone()), conclusion, ground, claims))
}
