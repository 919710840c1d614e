//! Claims as the contract tells them, with their places, times and counts.

use super::*;

/// One attributed statement on one act.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClaimJson {
    /// Its identifier.
    pub id: String,
    /// The report it stands in.
    pub report: String,
    /// First code point of the quote in the decoded original report.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The same in bytes of the original.
    pub bytes: RangeJson,
    /// The words it rests on.
    pub quote: String,
    /// Who says it: the full name where known.
    pub speaker: Option<String>,
    /// The speaker in the lexicon.
    pub speaker_actor: Option<String>,
    /// Whose side the speaker is on: a party, `neutral`, `mandated` or `unknown`.
    pub speaker_side: Option<String>,
    /// Those who passed it on, from the one next to the speaker to the outlet.
    pub relayed_by: Vec<String>,
    /// How it was said.
    pub channel: String,
    /// What is said to be done.
    pub act: String,
    /// Who did it: lexicon identifier, or the words as written.
    pub actor: Option<String>,
    /// The words as written.
    pub actor_name: Option<String>,
    /// To whom or what: lexicon identifier, or the words as written.
    pub target: Option<String>,
    /// The words as written.
    pub target_name: Option<String>,
    /// Where.
    pub place: Option<PlaceJson>,
    /// When.
    pub when: Option<WhenJson>,
    /// Killed.
    pub killed: Option<CountJson>,
    /// Wounded.
    pub wounded: Option<CountJson>,
    /// Other numbers.
    pub quantities: Vec<QuantityJson>,
    /// `asserts` or `denies`.
    pub polarity: String,
    /// `fact`, `opinion`, `forecast`, `plan`, `conditional`, `demand` or `threat`.
    pub modality: String,
    /// Recalls what was long known.
    pub background: bool,
    /// Restates the terms of the agreement.
    pub recital: bool,
    /// Taken back by its source.
    pub retracted: bool,
    /// Misread by the program, as a person found: the words do not say so, and nothing rests on it.
    pub misread: bool,
    /// Admitted and called right by the actor's side.
    pub justified: bool,
    /// A count of happenings over a time, no single one.
    pub running_count: bool,
    /// The rule that read it.
    pub rule: String,
    /// 0 to 1.
    pub confidence: f64,
}

/// A range, end exclusive.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RangeJson {
    /// First.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// A place as written and what it most likely means.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlaceJson {
    /// The words of the report.
    pub name: String,
    /// Name of the likeliest place.
    pub canonical: Option<String>,
    /// Its identifier.
    pub id: Option<String>,
    /// Its number in GeoNames.
    pub geonames: Option<u32>,
    /// Degrees north, WGS 84.
    pub lat: Option<f64>,
    /// Degrees east, WGS 84.
    pub lon: Option<f64>,
    /// `exact`, `near` or `region`.
    pub precision: String,
}

/// An interval in time.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WhenJson {
    /// First instant inside (RFC 9557, zone of the wording); null is open.
    pub from: Option<String>,
    /// Last second inside; null is open.
    pub to: Option<String>,
    /// How fine it is known: `second` to `century`.
    pub precision: String,
    /// The words of the report; null if the bounds come from its date alone.
    pub wording: Option<String>,
}

/// A count as reported (UCDP's three estimates).
#[derive(Debug, Serialize, JsonSchema)]
pub struct CountJson {
    /// Lowest number the words allow.
    pub low: u32,
    /// The number said.
    pub best: Option<u32>,
    /// Highest number the words allow; null is open.
    pub high: Option<u32>,
}

/// A number of things.
#[derive(Debug, Serialize, JsonSchema)]
pub struct QuantityJson {
    /// How many.
    pub n: CountJson,
    /// Of what, as written.
    pub what: String,
}

impl From<&When> for WhenJson {
    fn from(when: &When) -> Self {
        Self {
            from: when.from_zoned().map(|z| z.to_string()),
            to: when.last_zoned().map(|z| z.to_string()),
            precision: code(when.precision),
            wording: Some(when.wording.clone()).filter(|w| !w.is_empty()),
        }
    }
}

impl From<&Where> for PlaceJson {
    fn from(place: &Where) -> Self {
        let best = place.best();
        Self {
            name: place.name.clone(),
            canonical: best.map(|c| c.canonical.clone()),
            id: best.map(|c| c.place.to_string()),
            geonames: best.and_then(|c| c.geonames),
            lat: best.and_then(|c| c.lat),
            lon: best.and_then(|c| c.lon),
            precision: code(place.precision),
        }
    }
}

impl From<Count> for CountJson {
    fn from(count: Count) -> Self {
        Self { low: count.low, best: count.best, high: count.high }
    }
}

impl ClaimJson {
    /// A claim; where no anchor is known, the span in the cleaned text stands in for the original.
    #[must_use]
    pub fn of(claim: &Claim, index: &Index<'_>) -> Self {
        let anchor = index.outcome.anchors.get(&claim.id);
        let (points, bytes) = anchor.map_or((claim.span, claim.span), |a| (a.points, a.bytes));
        let speaker = claim.attribution.speaker.as_ref();
        Self {
            id: claim.id.to_string(),
            report: claim.report.to_string(),
            start: points.start(),
            end: points.end(),
            bytes: RangeJson { start: bytes.start(), end: bytes.end() },
            quote: claim.quote.clone(),
            speaker: speaker.map(|s| s.name.clone()),
            speaker_actor: speaker.and_then(|s| s.actor.as_ref()).map(ActorId::to_string),
            speaker_side: speaker.map(|s| s.side.code().to_owned()),
            relayed_by: voices(&claim.attribution.relays),
            channel: code(claim.attribution.channel),
            act: claim.act.code().to_owned(),
            actor: claim.actor.as_ref().map(who),
            actor_name: claim.actor.as_ref().map(|a| a.name.clone()),
            target: claim.target.as_ref().map(who),
            target_name: claim.target.as_ref().map(|a| a.name.clone()),
            place: claim.place.as_ref().map(PlaceJson::from),
            when: claim.when.as_ref().map(WhenJson::from),
            killed: claim.casualties.killed.map(CountJson::from),
            wounded: claim.casualties.wounded.map(CountJson::from),
            quantities: claim.quantities.iter().map(|q| QuantityJson { n: q.n.into(), what: q.what.clone() }).collect(),
            polarity: code(claim.polarity),
            modality: code(claim.modality),
            background: claim.background,
            recital: claim.recital,
            retracted: claim.retracted,
            misread: index.outcome.misread.contains(&claim.id),
            justified: claim.justified,
            running_count: claim.running_count,
            rule: claim.rule.to_string(),
            // Of single precision: more digits would be made up.
            confidence: (f64::from(claim.confidence) * 1000.0).round() / 1000.0,
        }
    }
}
