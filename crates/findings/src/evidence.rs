use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use servanda_model::{
    ActorId, Claim, ClaimId, ContradictionKind, Incident, Origin, Polarity, Precision, ReportId, Side, When,
};

use crate::area::Ground;
use crate::assess::{Case, Outlook, ReportMeta};
use crate::docket::Told;
use crate::extent::Extent;
use crate::phrase;

static MANDATED: Side = Side::Mandated;
static NEUTRAL: Side = Side::Neutral;

/// What incidents are laid out by: the terms with their areas, and the reports.
pub(crate) struct Desk<'a> {
    pub outlook: Outlook<'a>,
    pub reports: &'a BTreeMap<ReportId, ReportMeta>,
    pub ground: Ground<'a>,
}

/// An incident without its retracted claims, ready to be judged.
pub(crate) struct Evidence<'a> {
    pub incident: &'a Incident,
    pub laid_out: &'a Told,
    /// Its claims that still stand, where they are laid out, and when their reports were published at the earliest.
    live: Vec<(usize, &'a Claim, Option<Timestamp>)>,
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
    pub claims: Vec<&'a ClaimId>,
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

/// What an incident's claims say of each other, by claim.
struct Cross<'a> {
    /// `(claim, whom it blames)`, sorted.
    blames: Vec<(&'a ClaimId, &'a ActorId)>,
    narrow: BTreeSet<&'a ClaimId>,
    denied: BTreeSet<&'a ClaimId>,
}

impl<'a> Cross<'a> {
    fn of(incident: &'a Incident) -> Self {
        let mut blames: Vec<(&ClaimId, &ActorId)> =
            incident.blamed.iter().flat_map(|(actor, claims)| claims.iter().map(move |c| (c, actor))).collect();
        blames.sort_unstable();
        let of_kind = |kind| -> BTreeSet<&ClaimId> {
            let rows = incident.contradictions.iter().filter(move |c| c.kind == kind);
            rows.flat_map(|c| c.one.iter().chain(&c.other)).collect()
        };
        let narrow = of_kind(ContradictionKind::NarrowDenial);
        // The others only tell which of the narrow ones are more than that.
        let denied = if narrow.is_empty() { BTreeSet::new() } else { of_kind(ContradictionKind::Denied) };
        Self { blames, narrow, denied }
    }

    fn blamed_by(&self, claim: &'a ClaimId) -> impl Iterator<Item = &'a ActorId> {
        let from = self.blames.partition_point(|(c, _)| *c < claim);
        self.blames[from..].iter().take_while(move |(c, _)| *c == claim).map(|(_, actor)| *actor)
    }
}

impl<'a> Evidence<'a> {
    pub(crate) fn of(laid_out: &'a Told, desk: &Desk<'_>) -> Self {
        let incident: &Incident = &laid_out.incident;
        let told: Vec<&Claim> = laid_out.claims.iter().map(AsRef::as_ref).collect();
        let taken_back: BTreeSet<&ClaimId> = told.iter().filter(|c| c.retracted).map(|c| &c.id).collect();
        let mutual: BTreeSet<&ClaimId> = told.iter().filter(|c| c.is_mutual()).map(|c| &c.id).collect();
        let stands = |c: &ClaimId| !taken_back.contains(c);
        let mandated = |c: &Claim| c.attribution.own_voice && desk.reports.get(&c.report).is_some_and(|r| r.mandated);
        let bulletins: BTreeSet<&ClaimId> = told.iter().filter(|c| mandated(c)).map(|c| &c.id).collect();
        let of_monitor = |c: &Claim| desk.reports.get(&c.report).is_some_and(|r| r.mandated);
        let passed_on: BTreeSet<&ClaimId> = told.iter().filter(|c| of_monitor(c)).map(|c| &c.id).collect();
        let cross = Cross::of(incident);
        let (mut asserting, mut denying) = (Vec::new(), Vec::new());
        for origin in &incident.origins {
            let claims: Vec<&ClaimId> = origin.claims.iter().filter(|c| stands(c)).collect();
            if claims.is_empty() && !origin.claims.is_empty() {
                continue;
            }
            // That somebody fought is no word on who attacked whom.
            let blaming = claims.iter().filter(|c| !mutual.contains(*c));
            let mut blames: Vec<&ActorId> = blaming.flat_map(|c| cross.blamed_by(c)).collect();
            blames.sort_unstable();
            blames.dedup();
            let narrow = origin.denies
                && !claims.is_empty()
                && claims.iter().all(|c| cross.narrow.contains(c) && !cross.denied.contains(c));
            // A witness of no known side whom the mandated monitor questioned speaks for no party.
            let witness =
                origin.side == Side::Unknown && !claims.is_empty() && claims.iter().all(|c| passed_on.contains(*c));
            let side = match monitors(origin, &claims, &bulletins, desk) {
                true => &MANDATED,
                false if witness => &NEUTRAL,
                false => &origin.side,
            };
            let first = claims.first().and_then(|id| told.iter().find(|c| c.id == **id));
            let speaker = first.and_then(|c| c.attribution.speaker.as_ref());
            let party = speaker.and_then(|v| v.ally.as_ref()).or_else(|| side.party());
            let voiced = Voiced { origin, side, party, claims, blames, narrow };
            (if origin.denies { &mut denying } else { &mut asserting }).push(voiced);
        }
        let report = |c: &Claim| desk.reports.get(&c.report).and_then(|r| r.published);
        let standing = || told.iter().copied().filter(|c| !c.retracted);
        let live = told.iter().enumerate().filter(|(_, c)| !c.retracted);
        let live = live.map(|(n, c)| (n, *c, report(c).map(|(from, _)| from))).collect();
        let published = standing().filter(|c| c.polarity == Polarity::Asserts).filter_map(report).min();
        let when = match &incident.when {
            Some(when) => Cow::Borrowed(when),
            None => {
                let reported = published.map(|(_, to)| to);
                Cow::Owned(When::new(None, reported, desk.outlook.agreement.zone.clone(), Precision::Interval))
            }
        };
        Self {
            incident,
            retracted: incident.claims.iter().filter(|c| !stands(c)).collect(),
            asserting,
            denying,
            blamed: incident.blamed.iter().filter(|(_, by)| by.iter().any(stands)).map(|(a, _)| a).collect(),
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
        self.live.iter().map(|(_, claim, _)| *claim)
    }

    /// Its claims that still stand and say that it happened.
    pub(crate) fn telling(&self) -> impl Iterator<Item = &'a Claim> + use<'_, 'a> {
        self.live().filter(|c| c.polarity == Polarity::Asserts)
    }

    /// The same, with when their reports were published at the earliest, and how much they tell to be done.
    pub(crate) fn telling_by_date(&self) -> impl Iterator<Item = (&'a Claim, Option<Timestamp>, Extent)> + use<'_, 'a> {
        let telling = self.live.iter().copied().filter(|(_, c, _)| c.polarity == Polarity::Asserts);
        telling.map(|(n, claim, published)| (claim, published, self.laid_out.extents()[n]))
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
    pub(crate) fn claims(&self) -> Vec<ClaimId> {
        claims_of(&self.asserting)
    }

    /// Names of the first voices that say it happened, each once.
    pub(crate) fn voices(&self) -> String {
        names_of(&self.asserting)
    }
}

/// The claims of some voices.
pub(crate) fn claims_of<'v, 'a: 'v>(voices: impl IntoIterator<Item = &'v Voiced<'a>>) -> Vec<ClaimId> {
    voices.into_iter().flat_map(|v| v.claims.iter().map(|c| (*c).clone())).collect()
}

/// The names of some voices in a sentence, sorted, each once.
pub(crate) fn names_of<'v, 'a: 'v>(voices: impl IntoIterator<Item = &'v Voiced<'a>>) -> String {
    let names: BTreeSet<&str> = voices.into_iter().map(|v| v.origin.voice.as_str()).collect();
    phrase::list(&names.into_iter().collect::<Vec<_>>())
}

/// Whether an origin is a mandated monitor of the agreement.
fn monitors(origin: &Origin, claims: &[&ClaimId], bulletins: &BTreeSet<&ClaimId>, desk: &Desk<'_>) -> bool {
    let named = &desk.outlook.agreement.monitors;
    origin.actor.as_ref().is_some_and(|a| named.iter().any(|m| m.mandated && organ_of(a, &m.actor)))
        || claims.iter().any(|c| bulletins.contains(c))
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
