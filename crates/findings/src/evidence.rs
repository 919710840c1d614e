use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use servanda_model::{ActorId, Claim, ClaimId, ContradictionKind, Incident, Origin, Polarity, Precision, Side, When};

use crate::area::Ground;
use crate::assess::{Case, Outlook};
use crate::docket::{Sourced, Told};
use crate::extent::Extent;
use crate::phrase;

static MANDATED: Side = Side::Mandated;
static NEUTRAL: Side = Side::Neutral;

/// What incidents are laid out by: the terms with their areas.
pub(crate) struct Desk<'a> {
    pub outlook: Outlook<'a>,
    pub ground: Ground<'a>,
}

/// An incident without its retracted claims, ready to be judged.
pub(crate) struct Evidence<'a> {
    pub incident: &'a Incident,
    pub laid_out: &'a Told,
    /// Its claims that still stand, with where they are laid out.
    live: Vec<(usize, &'a Sourced)>,
    /// When the first report of it was published, at the earliest and latest.
    published: Option<(Timestamp, Timestamp)>,
    /// Claims taken back.
    pub retracted: Vec<&'a ClaimId>,
    /// Origins that still say it happened.
    pub asserting: Vec<Voiced<'a>>,
    /// Origins that still say it did not.
    pub denying: Vec<Voiced<'a>>,
    /// Whom it is laid to, by claims that still stand.
    pub blamed: BTreeSet<&'a ActorId>,
    /// When it happened; bounded by its first report where nothing is said.
    pub when: Cow<'a, When>,
}

/// An origin with its claims that still stand.
pub(crate) struct Voiced<'a> {
    pub origin: &'a Origin,
    pub side: &'a Side,
    /// Whose own word it is: a party's, or that of its ally.
    pub party: Option<&'a ActorId>,
    pub claims: Vec<&'a Sourced>,
    /// Whom its claims lay the act to.
    pub blames: Vec<&'a ActorId>,
    /// Whether it denies only a part.
    pub narrow: bool,
}

impl Voiced<'_> {
    /// Whether it is the word of `party` itself: of an organ of it, or of somebody who speaks for it.
    pub(crate) fn speaks_for(&self, party: &ActorId) -> bool {
        self.party.is_some_and(|p| organ_of(p, party)) || self.origin.actor.as_ref().is_some_and(|a| organ_of(a, party))
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
    pub(crate) fn of(laid_out: &'a Told, desk: &Desk<'_>) -> Self {
        let incident: &Incident = &laid_out.incident;
        let told = &laid_out.claims;
        let retracted: BTreeSet<&ClaimId> =
            told.iter().map(|l| &l.claim).filter(|c| c.retracted).map(|c| &c.id).collect();
        let blamed: Vec<&ActorId> = incident.blamed.keys().collect();
        let blamed_by = |n: &u32| {
            let from = laid_out.blames.partition_point(|(claim, _)| claim < n);
            let of_claim = laid_out.blames[from..].iter().take_while(move |(claim, _)| claim == n);
            of_claim.map(|(_, who)| blamed[*who as usize]).collect::<Vec<_>>()
        };
        let narrow = denied(incident, ContradictionKind::NarrowDenial);
        // The others only tell which of the narrow ones are more than that.
        let whole = if narrow.is_empty() { BTreeSet::new() } else { denied(incident, ContradictionKind::Denied) };
        let (mut asserting, mut denying) = (Vec::new(), Vec::new());
        for (origin, places) in incident.origins.iter().zip(&laid_out.by_origin) {
            let standing = || places.iter().filter(|n| !told[**n as usize].claim.retracted);
            let claims: Vec<&Sourced> = standing().map(|n| &told[*n as usize]).collect();
            if claims.is_empty() && !origin.claims.is_empty() {
                continue;
            }
            // That somebody fought is no word on who attacked whom.
            let blaming = standing().filter(|n| !told[**n as usize].claim.is_mutual());
            let mut blames: Vec<&ActorId> = blaming.flat_map(blamed_by).collect();
            blames.sort_unstable();
            blames.dedup();
            let all = |holds: &dyn Fn(&Sourced) -> bool| !claims.is_empty() && claims.iter().all(|l| holds(l));
            let narrow = origin.denies && all(&|l| narrow.contains(&l.claim.id) && !whole.contains(&l.claim.id));
            // A witness of no known side whom the mandated monitor questioned speaks for no party.
            let witness = || origin.side == Side::Unknown && all(&|l| l.mandated);
            let side = match monitors(origin, &claims, desk) {
                true => &MANDATED,
                false if witness() => &NEUTRAL,
                false => &origin.side,
            };
            let speaker = claims.first().and_then(|l| l.claim.attribution.speaker.as_ref());
            let party = speaker.and_then(|v| v.ally.as_ref()).or_else(|| side.party());
            let voiced = Voiced { origin, side, party, claims, blames, narrow };
            (if origin.denies { &mut denying } else { &mut asserting }).push(voiced);
        }
        let live: Vec<(usize, &Sourced)> = told.iter().enumerate().filter(|(_, l)| !l.claim.retracted).collect();
        let asserts = live.iter().filter(|(_, l)| l.claim.polarity == Polarity::Asserts);
        let published = asserts.filter_map(|(_, l)| l.published).min();
        let when = match &incident.when {
            Some(when) => Cow::Borrowed(when),
            None => {
                let reported = published.map(|(_, to)| to);
                Cow::Owned(When::new(None, reported, desk.outlook.agreement.zone.clone(), Precision::Interval))
            }
        };
        let stands = |c: &ClaimId| !retracted.contains(c);
        Self {
            incident,
            asserting,
            denying,
            blamed: incident.blamed.iter().filter(|(_, by)| by.iter().any(stands)).map(|(a, _)| a).collect(),
            retracted: incident.claims.iter().filter(|c| !stands(c)).collect(),
            when,
            laid_out,
            live,
            published,
        }
    }

    /// What happened, where and when, in words.
    pub(crate) fn told(&self) -> String {
        phrase::incident(self.incident, &self.when)
    }

    /// Its claims that still stand.
    pub(crate) fn live(&self) -> impl Iterator<Item = &'a Claim> + use<'_, 'a> {
        self.live.iter().map(|(_, l)| l.claim.as_ref())
    }

    /// Its claims that still stand and say that it happened.
    pub(crate) fn telling(&self) -> impl Iterator<Item = &'a Claim> + use<'_, 'a> {
        self.live().filter(|c| c.polarity == Polarity::Asserts)
    }

    /// The same, with when their reports were published at the earliest, and how much they tell to be done.
    pub(crate) fn telling_by_date(&self) -> impl Iterator<Item = (&'a Claim, Option<Timestamp>, Extent)> + use<'_, 'a> {
        let telling = self.live.iter().filter(|(_, l)| l.claim.polarity == Polarity::Asserts);
        telling.map(|&(n, l)| (l.claim.as_ref(), l.published.map(|(from, _)| from), self.laid_out.extents()[n]))
    }

    /// When the first report of it was published, at the earliest and latest.
    pub(crate) fn published(&self) -> Option<(Timestamp, Timestamp)> {
        self.published
    }

    /// Parties that admit it, by claims that still stand.
    pub(crate) fn admitted(&self) -> Vec<&'a ActorId> {
        self.standing(&self.incident.admitted_by, |_| true)
    }

    /// Parties that admit it and call it right, by claims that still stand.
    pub(crate) fn justified(&self) -> Vec<&'a ActorId> {
        self.standing(&self.incident.justified_by, |c| c.justified)
    }

    /// The parties of a set whose own admission still stands; without any retraction the incident's word is taken.
    fn standing(&self, parties: &'a BTreeSet<ActorId>, more: impl Fn(&Claim) -> bool) -> Vec<&'a ActorId> {
        let admits = |party: &ActorId| {
            self.live().any(|c| c.is_admission() && c.accused().is_some_and(|a| organ_of(a, party)) && more(c))
        };
        parties.iter().filter(|p| self.retracted.is_empty() || admits(p)).collect()
    }

    /// Whether a standing claim has one of the words; of no words it has one.
    pub(crate) fn names_any(&self, words: &[String]) -> bool {
        let names = |c: &Claim| {
            let quote = c.quote.to_lowercase();
            words.iter().any(|w| quote.contains(&w.to_lowercase()))
        };
        words.is_empty() || self.telling().any(names)
    }

    /// Denials that touch the whole.
    pub(crate) fn denials(&self) -> impl Iterator<Item = &Voiced<'a>> {
        self.denying.iter().filter(|v| !v.narrow)
    }

    /// From when it can be dated: its end, else the first report of it.
    pub(crate) fn since(&self) -> Option<Timestamp> {
        self.incident.when.as_ref().and_then(When::to).or_else(|| self.published().map(|(from, _)| from))
    }

    /// The claims that say it happened.
    pub(crate) fn claims(&self) -> Arc<[ClaimId]> {
        claims_of(&self.asserting)
    }

    /// Names of the first voices that say it happened, each once.
    pub(crate) fn voices(&self) -> String {
        names_of(&self.asserting)
    }
}

/// The claims of some voices.
pub(crate) fn claims_of<'v, 'a: 'v>(voices: impl IntoIterator<Item = &'v Voiced<'a>>) -> Arc<[ClaimId]> {
    voices.into_iter().flat_map(|v| v.claims.iter().map(|l| l.claim.id.clone())).collect()
}

/// The names of some voices in a sentence, sorted, each once.
pub(crate) fn names_of<'v, 'a: 'v>(voices: impl IntoIterator<Item = &'v Voiced<'a>>) -> String {
    let names: BTreeSet<&str> = voices.into_iter().map(|v| v.origin.voice.as_str()).collect();
    phrase::list(&names.into_iter().collect::<Vec<_>>())
}

/// Claims of the contradictions of a kind.
fn denied(incident: &Incident, kind: ContradictionKind) -> BTreeSet<&ClaimId> {
    incident.contradictions.iter().filter(|c| c.kind == kind).flat_map(|c| c.one.iter().chain(&c.other)).collect()
}

/// Whether an origin is a mandated monitor of the agreement.
fn monitors(origin: &Origin, claims: &[&Sourced], desk: &Desk<'_>) -> bool {
    let named = &desk.outlook.agreement.monitors;
    origin.actor.as_ref().is_some_and(|a| named.iter().any(|m| m.mandated && organ_of(a, &m.actor)))
        || claims.iter().any(|l| l.mandated && l.claim.attribution.own_voice)
}

/// How strongly an incident's happening is supported.
pub(crate) struct Support<'a> {
    /// Parties whose voices, or those of whose allies, say so.
    pub sides: BTreeSet<&'a ActorId>,
    /// Whether a voice known to be of no side says so.
    pub neutral: bool,
    /// Whether a mandated monitor says so.
    pub monitor: bool,
}

impl<'a> Support<'a> {
    /// The support by the voices that `count`.
    pub(crate) fn of(case: &Case<'a>, evidence: &Evidence<'a>, count: impl Fn(&Voiced<'_>) -> bool) -> Self {
        let voices = || evidence.asserting.iter().filter(|v| count(v));
        Self {
            sides: voices().filter_map(|v| case.camp_of(v.side)).collect(),
            neutral: voices().any(Voiced::independent),
            monitor: voices().any(|v| v.side == &MANDATED),
        }
    }

    /// Two sides say so, or a neutral voice does. A voice whose side nobody knows corroborates nothing.
    pub(crate) fn corroborated(&self) -> bool {
        self.neutral || self.sides.len() >= 2
    }
}

/// The voices that say it happened, each with its side.
pub(crate) fn voices_of<'e>(evidence: &'e Evidence<'_>) -> impl Iterator<Item = (&'e Side, &'e str)> {
    evidence.asserting.iter().map(|v| (v.side, v.origin.voice.as_str()))
}

/// What a finding rests on: names of first voices, and counts of independent origins by side, a voice once a side.
pub(crate) fn voices_and_origins(voices: &BTreeMap<Side, BTreeSet<String>>) -> (Vec<String>, BTreeMap<Side, u32>) {
    let names: BTreeSet<&String> = voices.values().flatten().collect();
    let by_side = voices.iter().map(|(side, names)| (side.clone(), u32::try_from(names.len()).unwrap_or(u32::MAX)));
    (names.into_iter().cloned().collect(), by_side.collect())
}
