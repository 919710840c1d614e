use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use servanda_model::{ActorId, Claim, ClaimId, ContradictionKind, Incident, Origin, Polarity, Precision, Side, When};

use crate::assess::{Assessment, Reports};

/// An incident without its retracted claims, ready to be judged.
pub(crate) struct Evidence<'a> {
    pub incident: &'a Incident,
    /// Its claims that still stand.
    pub live: Vec<&'a Claim>,
    /// Claims taken back.
    pub retracted: Vec<ClaimId>,
    /// Origins that still say it happened.
    pub asserting: Vec<Voiced<'a>>,
    /// Origins that still say it did not.
    pub denying: Vec<Voiced<'a>>,
    /// Whom it is laid to, by claims that still stand.
    pub blamed: BTreeSet<ActorId>,
    /// Parties that admit it.
    pub admitted: BTreeSet<ActorId>,
    /// Parties that admit it and call it right.
    pub justified: BTreeSet<ActorId>,
    /// When it happened; bounded by its first report where nothing is said.
    pub when: When,
    /// When the first report of it was published, at the earliest and latest.
    pub published: Option<(Timestamp, Timestamp)>,
}

/// An origin with its claims that still stand.
pub(crate) struct Voiced<'a> {
    pub origin: &'a Origin,
    pub side: Side,
    pub claims: Vec<ClaimId>,
    /// Whom its claims lay the act to.
    pub blames: BTreeSet<ActorId>,
    /// Whether it denies only a part.
    pub narrow: bool,
}

impl Voiced<'_> {
    /// Whether the voice is an organ of `party` or speaks for it.
    pub(crate) fn speaks_for(&self, party: &ActorId) -> bool {
        self.side.party().is_some_and(|p| organ_of(p, party))
            || self.origin.actor.as_ref().is_some_and(|a| organ_of(a, party))
    }

    /// Whether it is known to speak for no party.
    pub(crate) fn independent(&self) -> bool {
        matches!(self.side, Side::Neutral | Side::Mandated)
    }
}

/// Whether `actor` is `party` or an organ of it: `AZE.MOD` is one of `AZE`.
pub(crate) fn organ_of(actor: &ActorId, party: &ActorId) -> bool {
    actor.as_str().strip_prefix(party.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl<'a> Evidence<'a> {
    pub(crate) fn of(incident: &'a Incident, input: &Assessment<'a>, reports: &Reports<'a>) -> Self {
        let claims: Vec<&Claim> = incident.claims.iter().filter_map(|id| input.claims.get(id)).collect();
        let retracted: Vec<ClaimId> = claims.iter().filter(|c| c.retracted).map(|c| c.id.clone()).collect();
        let live: Vec<&Claim> = claims.into_iter().filter(|c| !c.retracted).collect();
        let voiced: Vec<Voiced<'_>> =
            incident.origins.iter().filter_map(|o| voiced(o, incident, input, reports)).collect();
        let (denying, asserting) = voiced.into_iter().partition(|v: &Voiced<'_>| v.origin.denies);
        let stands = |claims: &[ClaimId]| claims.iter().any(|c| !retracted.contains(c));
        let published = live
            .iter()
            .filter(|c| c.polarity == Polarity::Asserts)
            .filter_map(|c| reports.get(&c.report)?.published)
            .min();
        Self {
            blamed: incident.blamed.iter().filter(|(_, claims)| stands(claims)).map(|(a, _)| a.clone()).collect(),
            admitted: standing(&incident.admitted_by, &retracted, &live, |_| true),
            justified: standing(&incident.justified_by, &retracted, &live, |c| c.justified),
            when: incident.when.clone().unwrap_or_else(|| {
                When::new(None, published.map(|(_, to)| to), input.agreement.zone.clone(), Precision::Interval)
            }),
            incident,
            live,
            retracted,
            asserting,
            denying,
            published,
        }
    }

    /// Whether the exact words of a standing claim hold `text`; blind to case.
    pub(crate) fn mentions(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.live.iter().any(|c| c.quote.to_lowercase().contains(&text))
    }

    /// Denials that touch the whole.
    pub(crate) fn denials(&self) -> impl Iterator<Item = &Voiced<'a>> {
        self.denying.iter().filter(|v| !v.narrow)
    }

    /// From when it can be dated: its end, else the first report of it.
    pub(crate) fn since(&self) -> Option<Timestamp> {
        self.incident.when.as_ref().and_then(When::to).or(self.published.map(|(from, _)| from))
    }

    /// The claims that say it happened.
    pub(crate) fn claims(&self) -> Vec<ClaimId> {
        self.asserting.iter().flat_map(|v| v.claims.iter().cloned()).collect()
    }

    /// Names of the first voices that say it happened, each once.
    pub(crate) fn voices(&self) -> Vec<String> {
        let voices: BTreeSet<&str> = self.asserting.iter().map(|v| v.origin.voice.as_str()).collect();
        voices.into_iter().map(str::to_owned).collect()
    }
}

/// The parties of a set whose own admission still stands; without any retraction the incident's word is taken.
fn standing(
    parties: &BTreeSet<ActorId>,
    retracted: &[ClaimId],
    live: &[&Claim],
    more: impl Fn(&Claim) -> bool,
) -> BTreeSet<ActorId> {
    let admits = |party: &ActorId| live.iter().any(|c| c.is_admission() && c.accused() == Some(party) && more(c));
    parties.iter().filter(|p| retracted.is_empty() || admits(p)).cloned().collect()
}

/// An origin with what still stands of it; `None` if nothing does.
fn voiced<'a>(
    origin: &'a Origin,
    incident: &Incident,
    input: &Assessment<'a>,
    reports: &Reports<'a>,
) -> Option<Voiced<'a>> {
    // A claim that the caller did not hand in can't be known to be retracted.
    let stands = |id: &&ClaimId| input.claims.get(*id).is_none_or(|c| !c.retracted);
    let claims: Vec<ClaimId> = origin.claims.iter().filter(stands).cloned().collect();
    if claims.is_empty() && !origin.claims.is_empty() {
        return None;
    }
    let blames = incident
        .blamed
        .iter()
        .filter(|(_, by)| by.iter().any(|c| claims.contains(c)))
        .map(|(actor, _)| actor.clone())
        .collect();
    let monitor = origin
        .actor
        .as_ref()
        .is_some_and(|a| input.agreement.monitors.iter().any(|m| m.mandated && organ_of(a, &m.actor)));
    let own_bulletin = claims
        .iter()
        .filter_map(|id| input.claims.get(id))
        .any(|c| c.attribution.own_voice && reports.get(&c.report).is_some_and(|r| r.mandated));
    let narrow = origin.denies
        && !claims.is_empty()
        && claims.iter().all(|id| {
            let mut kinds = incident.contradictions.iter().filter(|c| c.one.contains(id) || c.other.contains(id));
            let mut narrow = false;
            let denied = kinds.any(|c| {
                narrow |= c.kind == ContradictionKind::NarrowDenial;
                c.kind == ContradictionKind::Denied
            });
            narrow && !denied
        });
    let side = if monitor || own_bulletin { Side::Mandated } else { origin.side.clone() };
    Some(Voiced { origin, side, claims, blames, narrow })
}

/// How strongly an incident's happening is supported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Support {
    /// Parties whose voices say so.
    pub sides: BTreeSet<ActorId>,
    /// Whether a voice known to be of no side says so.
    pub neutral: bool,
    /// Whether a mandated monitor says so.
    pub monitor: bool,
}

impl Support {
    /// The support by the voices that `count`.
    pub(crate) fn of(evidence: &Evidence<'_>, count: impl Fn(&Voiced<'_>) -> bool) -> Self {
        let voices: Vec<&Voiced<'_>> = evidence.asserting.iter().filter(|v| count(v)).collect();
        Self {
            sides: voices.iter().filter_map(|v| v.side.party().cloned()).collect(),
            neutral: voices.iter().any(|v| v.independent()),
            monitor: voices.iter().any(|v| v.side == Side::Mandated),
        }
    }

    /// Two sides say so, or a neutral voice does. A voice whose side nobody knows corroborates nothing.
    pub(crate) fn corroborated(&self) -> bool {
        self.neutral || self.sides.len() >= 2
    }
}

/// Counts of independent origins by side over several incidents: a voice counts once a side.
pub(crate) fn origins_by_side<'e>(evidence: impl Iterator<Item = &'e Evidence<'e>>) -> BTreeMap<Side, u32> {
    let mut voices: BTreeSet<(Side, &str)> = BTreeSet::new();
    for voiced in evidence.flat_map(|e| &e.asserting) {
        voices.insert((voiced.side.clone(), voiced.origin.voice.as_str()));
    }
    let mut by_side = BTreeMap::new();
    for (side, _) in voices {
        *by_side.entry(side).or_insert(0) += 1;
    }
    by_side
}
