//! The JSON contract: the nouns as they are printed, with a schema made from the same types (`docs/schema/`).
//!
//! Missing is null. Acts and statuses are snake_case. Times are RFC 9557 in the zone of their wording; an upper bound
//! is the last second inside. Actors are lexicon identifiers (`ARM`), or the words as written where nobody is known.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use servanda_model::{
    ActorId, Amendment, Casualties, Claim, Contradiction, Control, Count, Coverage, Finding, Incident, Misstated,
    Participant, Position, Side, StanceObject, Step, TermQuantity, Verdict, Voice, When, Where, Zone,
};

use super::history::{self, ControlDisputeJson, ControlSpellJson, FigureJson, JoinJson, StandingJson};
use super::instant::{last_second, rfc9557};
use super::told::{RetractionJson, RouteJson};
use crate::pipeline::{Index, Notice, Outcome};

/// Version of the contract. It grows when a field is removed or changes its meaning; new fields do not change it.
pub const VERSION: u32 = 1;

/// What `read --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReadJson {
    /// Version of this contract.
    pub schema_version: u32,
    /// The claims of all reports, by report and place in it.
    pub claims: Vec<ClaimJson>,
    /// Humanitarian routes that are told of.
    pub routes: Vec<RouteJson>,
    /// Words that are told to have been taken back or corrected.
    pub retractions: Vec<RetractionJson>,
    /// What could not be read, and other remarks.
    pub notices: Vec<NoticeJson>,
}

/// What `assess --json` and `demo --json` print.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AssessJson {
    /// Version of this contract.
    pub schema_version: u32,
    /// The agreement assessed.
    pub agreement: Option<String>,
    /// Only what was published until then is known (RFC 9557, zone of the agreement's area).
    pub as_of: Option<String>,
    /// The state of each provision, in the order of the text.
    pub provisions: Vec<ProvisionJson>,
    /// What is said to have happened.
    pub incidents: Vec<IncidentJson>,
    /// Where reports misstate the terms.
    pub misstated: Vec<MisstatedJson>,
    /// Who accepts, rejects, doubts.
    pub positions: Vec<PositionJson>,
    /// The same through time, by actor and object.
    pub standings: Vec<StandingJson>,
    /// Who is said to hold which place.
    pub control: Vec<ControlJson>,
    /// What could not be read, and other remarks.
    pub notices: Vec<NoticeJson>,
}

/// What `explain --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExplainJson {
    /// Version of this contract.
    pub schema_version: u32,
    /// Only what was published until then is known.
    pub as_of: Option<String>,
    /// The state of the provision with its proof.
    pub provision: ProvisionJson,
    /// The incidents the proof rests on.
    pub incidents: Vec<IncidentJson>,
    /// The claims the proof rests on, with their exact quotes.
    pub claims: Vec<ClaimJson>,
}

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
    /// Admitted and called right by the actor's side.
    pub justified: bool,
    /// A count of happenings over a time, no single one.
    pub running_count: bool,
    /// The rule that read it.
    pub rule: String,
    /// 0 to 1.
    pub confidence: f32,
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

/// Claims held to speak of one happening.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IncidentJson {
    /// Its identifier.
    pub id: String,
    /// What was done.
    pub act: String,
    /// Where.
    pub place: Option<PlaceJson>,
    /// When.
    pub when: Option<WhenJson>,
    /// Its claims.
    pub claims: Vec<String>,
    /// Independent origins that say it happened.
    pub origins: usize,
    /// The same by side.
    pub origins_by_side: BTreeMap<String, usize>,
    /// The origins, those that deny included.
    pub origin_list: Vec<OriginJson>,
    /// Sides whose voices say it happened.
    pub sides_claiming: Vec<String>,
    /// Sides whose voices say it did not.
    pub sides_denying: Vec<String>,
    /// Whom the act is laid to, and by which claims.
    pub blamed: BTreeMap<String, Vec<String>>,
    /// Parties that admit it.
    pub admitted_by: Vec<String>,
    /// Killed, as last reported.
    pub killed: Option<CountJson>,
    /// Wounded, as last reported.
    pub wounded: Option<CountJson>,
    /// Whether anything but the toll is in dispute.
    pub contested: bool,
    /// Open disagreements.
    pub contradictions: Vec<ContradictionJson>,
    /// The provisions on which it bears.
    pub provisions: Vec<String>,
    /// The longer incident that it is part of.
    pub episode: Option<String>,
    /// Killed and wounded as they came in, earliest first; the last supersedes, the others are kept.
    pub figures: Vec<FigureJson>,
    /// Why its claims, all but the first, were held to speak of it.
    pub joins: Vec<JoinJson>,
}

/// One independent origin.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OriginJson {
    /// Who said it first.
    pub voice: String,
    /// Whose side that voice is on.
    pub side: String,
    /// Whether it says that the act did not happen.
    pub denies: bool,
    /// Reports that carry it.
    pub reports: Vec<String>,
}

/// A disagreement.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ContradictionJson {
    /// `denied`, `blame`, `victim`, `control`, `toll`, `time` or `narrow_denial`.
    pub kind: String,
    /// In words.
    pub says: String,
    /// Claims of the one side.
    pub one: Vec<String>,
    /// Claims of the other.
    pub other: Vec<String>,
}

/// The state of one provision.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProvisionJson {
    /// Its reference within the agreement.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What it demands, in our words.
    pub says: Option<String>,
    /// `obligation`, `prohibition` or `permission`.
    pub kind: Option<String>,
    /// Its state.
    pub status: String,
    /// Who is held to be the author, where anybody is.
    pub responsible: Vec<String>,
    /// What can be said of each bound party against whom anything is said.
    pub verdicts: Vec<VerdictJson>,
    /// Since when the status holds (RFC 9557).
    pub since: Option<String>,
    /// The last second allowed (RFC 9557).
    pub deadline: Option<String>,
    /// The amendment that set the deadline.
    pub amended: Option<AmendmentJson>,
    /// On whose word.
    pub on_word_of: Vec<String>,
    /// Independent origins behind it.
    pub origins: u32,
    /// The same by side.
    pub origins_by_side: BTreeMap<String, u32>,
    /// Whether anything it rests on is in dispute.
    pub contested: bool,
    /// How much would be known if something had happened.
    pub coverage: CoverageJson,
    /// The conclusion in words.
    pub why: String,
    /// The proof.
    pub derivation: Vec<StepJson>,
    /// What speaks against it.
    pub against: Vec<String>,
    /// What would change it.
    pub would_change: Vec<String>,
    /// Numbers in the terms.
    pub quantities: Vec<TermJson>,
}

/// What can be said of one bound party under one provision.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VerdictJson {
    /// The party; null where nobody is named.
    pub party: Option<String>,
    /// `violated`, `not_violated`, `inconclusive` or `unattributed`.
    pub conclusion: String,
    /// `admitted`, `observed`, `witnessed`, `both_sides`, `accused`, `left_open`, `cleared` or `nobody_named`.
    pub ground: String,
    /// The claims it rests on.
    pub claims: Vec<String>,
}

/// A number that the terms name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TermJson {
    /// Of what.
    pub what: String,
    /// How many.
    pub n: u32,
    /// `exactly`, `most` or `least`.
    pub at: String,
    /// For a rate, its period in days: 1 for "a day".
    pub every_days: Option<u32>,
}

/// A change of a term.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AmendmentJson {
    /// When it was made known (RFC 9557).
    pub announced: String,
    /// What changed.
    pub says: String,
    /// Who announced it.
    pub announced_by: Option<String>,
    /// Where it is published.
    pub sources: Vec<String>,
}

/// How much would be known if something had happened.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CoverageJson {
    /// "good", "thin" or "none".
    pub grade: String,
    /// Sources on the clause's area and time.
    pub sources: u32,
    /// Their reports.
    pub reports: u32,
    /// Those sources by side.
    pub by_side: BTreeMap<String, u32>,
    /// Share of the days with a report, 0 to 1.
    pub days: f64,
    /// Share of the places named, 0 to 1.
    pub places: f64,
    /// Whether monitors are said to have been kept out.
    pub monitors_obstructed: bool,
}

/// One step of a proof.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StepJson {
    /// The rule applied.
    pub rule: String,
    /// The conclusion.
    pub says: String,
    /// The incident it is about.
    pub incident: Option<String>,
    /// The claims it rests on.
    pub claims: Vec<String>,
    /// Where the incident lies against the instant that matters: `before`, `possibly` or `after`.
    pub relation: Option<String>,
}

/// A report that states a clause otherwise than the text does.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MisstatedJson {
    /// The report.
    pub report: String,
    /// Its words.
    pub quote: String,
    /// The provision concerned, the first where there are several.
    pub provision: Option<String>,
    /// All provisions concerned.
    pub provisions: Vec<String>,
    /// `date`, `hour`, `extent`, `actor`, `quantity` or `version`.
    pub difference: String,
    /// What the report says.
    pub says: String,
    /// What the text says.
    pub text_says: String,
}

/// An actor's stance as one report tells it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PositionJson {
    /// Who holds it: lexicon identifier, or the words as written.
    pub actor: String,
    /// The words as written.
    pub actor_name: String,
    /// `agreement`, or the actor it is about.
    pub about: String,
    /// `accepts`, `welcomes`, `neutral`, `doubts`, `criticises`, `protests` or `rejects`.
    pub stance: String,
    /// The report.
    pub report: String,
    /// Its words.
    pub quote: String,
    /// Who says that they hold it.
    pub said_by: Option<String>,
    /// Since when.
    pub when: Option<WhenJson>,
}

/// Who is said to hold a place.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ControlJson {
    /// Name of the place.
    pub place: String,
    /// Its identifier.
    pub place_id: String,
    /// The names it goes under in the reports.
    pub written: Vec<String>,
    /// Who says what, earliest first.
    pub claims: Vec<ControlClaimJson>,
    /// Whether the latest claims exclude each other.
    pub contested: bool,
    /// The same as spells of time, by claimant.
    pub spells: Vec<ControlSpellJson>,
    /// When the parties differ, earliest first.
    pub disputes: Vec<ControlDisputeJson>,
}

/// One word on who holds a place.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ControlClaimJson {
    /// Who is said to hold it; null while it is fought over.
    pub holder: Option<String>,
    /// Whose side says so.
    pub claimant: String,
    /// Who says so.
    pub voice: String,
    /// From when (RFC 9557).
    pub from: Option<String>,
    /// The claim it rests on.
    pub claim: String,
}

/// Something the user should know.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NoticeJson {
    /// The file or report.
    pub about: String,
    /// What is the matter.
    pub says: String,
    /// What to do about it.
    pub remedy: Option<String>,
    /// Whether an input was left out because of it.
    pub failed: bool,
}

/// The spelling of a value in data: model enums are words.
pub fn code(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

pub(super) fn codes<T: ToString>(values: impl IntoIterator<Item = T>) -> Vec<String> {
    values.into_iter().map(|v| v.to_string()).collect()
}

fn sides<'a>(values: impl IntoIterator<Item = &'a Side>) -> Vec<String> {
    codes(values.into_iter().map(Side::code))
}

pub(super) fn who(participant: &Participant) -> String {
    participant.actor.as_ref().map_or_else(|| participant.name.clone(), ActorId::to_string)
}

fn voices(voices: &[Voice]) -> Vec<String> {
    codes(voices.iter().map(|v| &v.name))
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
            justified: claim.justified,
            running_count: claim.running_count,
            rule: claim.rule.to_string(),
            confidence: claim.confidence,
        }
    }
}

impl IncidentJson {
    /// An incident with the provisions whose proof names it.
    #[must_use]
    pub fn of(incident: &Incident, index: &Index<'_>) -> Self {
        let mut by_side = BTreeMap::new();
        for origin in incident.asserting() {
            *by_side.entry(origin.side.code().to_owned()).or_insert(0) += 1;
        }
        let last = |of: fn(&Casualties) -> Option<Count>| {
            incident.tolls.iter().rev().find_map(|t| of(&t.casualties)).map(CountJson::from)
        };
        let (figures, joins) = history::incident(incident, &index.outcome.zone());
        Self {
            id: incident.id.to_string(),
            act: incident.act.code().to_owned(),
            place: incident.place.as_ref().map(PlaceJson::from),
            when: incident.when.as_ref().map(WhenJson::from),
            claims: codes(&incident.claims),
            origins: incident.asserting().count(),
            origins_by_side: by_side,
            origin_list: incident
                .origins
                .iter()
                .map(|o| OriginJson {
                    voice: o.voice.clone(),
                    side: o.side.code().to_owned(),
                    denies: o.denies,
                    reports: codes(o.carried_by.iter().map(|(report, _)| report)),
                })
                .collect(),
            sides_claiming: sides(&incident.sides_claiming),
            sides_denying: sides(&incident.sides_denying),
            blamed: incident.blamed.iter().map(|(actor, claims)| (actor.to_string(), codes(claims))).collect(),
            admitted_by: codes(&incident.admitted_by),
            killed: last(|c| c.killed),
            wounded: last(|c| c.wounded),
            contested: incident.contested(),
            contradictions: incident.contradictions.iter().map(ContradictionJson::from).collect(),
            provisions: codes(index.bearing.get(&incident.id).into_iter().flatten()),
            episode: incident.episode.as_ref().map(ToString::to_string),
            figures,
            joins,
        }
    }
}

impl From<&Contradiction> for ContradictionJson {
    fn from(c: &Contradiction) -> Self {
        Self { kind: code(c.kind), says: c.says.clone(), one: codes(&c.one), other: codes(&c.other) }
    }
}

impl ProvisionJson {
    /// A finding with the provision it is on.
    #[must_use]
    pub fn of(finding: &Finding, index: &Index<'_>) -> Self {
        let zone = index.outcome.zone();
        let provision = index.outcome.provision(&finding.provision);
        Self {
            reference: finding.provision.to_string(),
            says: provision.map(|p| p.says.clone()),
            kind: provision.map(|p| code(p.kind)),
            status: finding.status.code(),
            responsible: codes(&finding.responsible),
            verdicts: finding.verdicts.iter().map(VerdictJson::from).collect(),
            since: finding.since.map(|t| rfc9557(t, &zone)),
            deadline: finding.deadline.as_ref().map(|d| last_second(d).to_string()),
            amended: finding.amended.as_ref().map(|a| AmendmentJson::of(a, &zone)),
            on_word_of: finding.on_word_of.clone(),
            origins: finding.origins(),
            origins_by_side: finding.origins_by_side.iter().map(|(s, n)| (s.code().to_owned(), *n)).collect(),
            contested: finding.contested,
            coverage: CoverageJson::from(&finding.coverage),
            why: finding.why.clone(),
            derivation: finding.derivation.iter().map(StepJson::from).collect(),
            against: finding.against.clone(),
            would_change: finding.would_change.clone(),
            quantities: provision.map_or_else(Vec::new, |p| p.quantities.iter().map(TermJson::from).collect()),
        }
    }
}

impl From<&Verdict> for VerdictJson {
    fn from(v: &Verdict) -> Self {
        Self {
            party: v.party.as_ref().map(ToString::to_string),
            conclusion: code(v.conclusion),
            ground: code(v.ground),
            claims: codes(&v.claims),
        }
    }
}

impl From<&TermQuantity> for TermJson {
    fn from(t: &TermQuantity) -> Self {
        Self { what: t.what.clone(), n: t.n, at: t.at.clone(), every_days: t.every }
    }
}

impl AmendmentJson {
    /// An amendment; instants in `zone`.
    #[must_use]
    pub fn of(amendment: &Amendment, zone: &Zone) -> Self {
        Self {
            announced: rfc9557(amendment.announced, zone),
            says: amendment.says.clone(),
            announced_by: amendment.announced_by.as_ref().map(ActorId::to_string),
            sources: codes(amendment.sources.iter().map(|s| &s.url)),
        }
    }
}

impl From<&Coverage> for CoverageJson {
    fn from(c: &Coverage) -> Self {
        Self {
            grade: c.grade.clone(),
            sources: c.sources,
            reports: c.reports,
            by_side: c.by_side.clone(),
            days: c.days,
            places: c.places,
            monitors_obstructed: c.monitors_obstructed,
        }
    }
}

impl From<&Step> for StepJson {
    fn from(s: &Step) -> Self {
        Self {
            rule: s.rule.to_string(),
            says: s.says.clone(),
            incident: s.incident.as_ref().map(ToString::to_string),
            claims: codes(&s.claims),
            relation: s.relation.map(code),
        }
    }
}

impl From<&Misstated> for MisstatedJson {
    fn from(m: &Misstated) -> Self {
        Self {
            report: m.report.to_string(),
            quote: m.quote.clone(),
            provision: m.provisions.first().map(ToString::to_string),
            provisions: codes(&m.provisions),
            difference: m.difference.clone(),
            says: m.says.clone(),
            text_says: m.text_says.clone(),
        }
    }
}

impl From<&Position> for PositionJson {
    fn from(p: &Position) -> Self {
        Self {
            actor: who(&p.holder),
            actor_name: p.holder.name.clone(),
            about: match &p.about {
                StanceObject::Agreement => "agreement".to_owned(),
                StanceObject::Actor(actor) => who(actor),
            },
            stance: code(p.stance),
            report: p.report.to_string(),
            quote: p.quote.clone(),
            said_by: p.said_by.as_ref().map(|v| v.name.clone()),
            when: p.when.as_ref().map(WhenJson::from),
        }
    }
}

impl ControlJson {
    /// Who holds a place; instants in `zone`.
    #[must_use]
    pub fn of(control: &Control, zone: &Zone) -> Self {
        let instant = |t: Option<Timestamp>| t.map(|t| rfc9557(t, zone));
        let (spells, disputes) = history::control(control, zone);
        Self {
            place: control.name.clone(),
            place_id: control.place.to_string(),
            written: control.written.clone(),
            claims: control
                .claims
                .iter()
                .map(|c| ControlClaimJson {
                    holder: c.holder.as_ref().map(ActorId::to_string),
                    claimant: c.claimant.code().to_owned(),
                    voice: c.voice.clone(),
                    from: instant(c.from),
                    claim: c.claim.to_string(),
                })
                .collect(),
            contested: control.contested,
            spells,
            disputes,
        }
    }
}

impl From<&Notice> for NoticeJson {
    fn from(n: &Notice) -> Self {
        Self { about: n.about.clone(), says: n.says.clone(), remedy: n.remedy.clone(), failed: n.failed }
    }
}

fn notices(outcome: &Outcome) -> Vec<NoticeJson> {
    outcome.notices.iter().map(NoticeJson::from).collect()
}

impl From<&Outcome> for ReadJson {
    fn from(outcome: &Outcome) -> Self {
        let index = outcome.index();
        let claims = outcome.claims.iter().map(|c| ClaimJson::of(c, &index)).collect();
        let routes = outcome.routes.iter().map(RouteJson::from).collect();
        let retractions = outcome.retractions.iter().map(RetractionJson::from).collect();
        Self { schema_version: VERSION, claims, routes, retractions, notices: notices(outcome) }
    }
}

impl From<&Outcome> for AssessJson {
    fn from(outcome: &Outcome) -> Self {
        let (zone, index) = (outcome.zone(), outcome.index());
        let findings = outcome.board.iter().flat_map(|b| &b.findings);
        Self {
            schema_version: VERSION,
            agreement: outcome.agreement.as_ref().map(|a| a.id.to_string()),
            as_of: outcome.board.as_ref().map(|b| rfc9557(b.as_of, &zone)),
            provisions: findings.map(|f| ProvisionJson::of(f, &index)).collect(),
            incidents: outcome.incidents.iter().map(|i| IncidentJson::of(i, &index)).collect(),
            misstated: outcome.misstated.iter().map(MisstatedJson::from).collect(),
            positions: outcome.positions.iter().map(PositionJson::from).collect(),
            standings: outcome.standings().iter().map(|s| StandingJson::of(s, &zone)).collect(),
            control: outcome.control.iter().map(|c| ControlJson::of(c, &zone)).collect(),
            notices: notices(outcome),
        }
    }
}

impl ExplainJson {
    /// The proof of one finding with all that it rests on.
    #[must_use]
    pub fn of(finding: &Finding, index: &Index<'_>) -> Self {
        let proof = index.proof(finding);
        Self {
            schema_version: VERSION,
            as_of: index.outcome.board.as_ref().map(|b| rfc9557(b.as_of, &index.outcome.zone())),
            provision: ProvisionJson::of(finding, index),
            incidents: proof.incidents.iter().map(|i| IncidentJson::of(i, index)).collect(),
            claims: proof.claims.iter().map(|c| ClaimJson::of(c, index)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use schemars::schema_for;
    use serde_json::Value;

    use super::*;
    use crate::export::fixture;

    fn assessed() -> Value {
        serde_json::to_value(AssessJson::from(&fixture::outcome())).unwrap()
    }

    /// The schemas in `docs/schema` are what the types say; `BLESS=1` writes them anew.
    #[test]
    fn the_published_schemas_are_those_of_the_types() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema");
        for (name, schema) in [
            ("read", schema_for!(ReadJson)),
            ("assess", schema_for!(AssessJson)),
            ("explain", schema_for!(ExplainJson)),
            ("diff", schema_for!(crate::cli::diff::DiffJson)),
            ("check", schema_for!(crate::cli::check::CheckJson)),
            ("agreement-new", schema_for!(crate::cli::agreement::AgreementJson)),
            ("eval", schema_for!(crate::cli::eval::EvalJson)),
        ] {
            let mut value = serde_json::to_value(&schema).unwrap();
            value["$id"] = format!("servanda/{name}/v{VERSION}").into();
            let text = serde_json::to_string_pretty(&value).unwrap() + "\n";
            let path = folder.join(format!("{name}.v{VERSION}.json"));
            crate::cli::tests::same_as_file(&path, &text);
        }
    }

    #[test]
    fn a_claim_has_every_field_of_the_contract_and_missing_is_null() {
        let read = serde_json::to_value(ReadJson::from(&fixture::outcome())).unwrap();
        let fields = "report start end quote speaker relayed_by channel act actor target place when killed wounded polarity modality background recital retracted bytes actor_name target_name speaker_side";
        for claim in read["claims"].as_array().unwrap() {
            for field in fields.split(' ') {
                assert!(claim.get(field).is_some(), "{field} of {claim}");
            }
        }
        let denial = &read["claims"][1];
        assert_eq!((&denial["killed"], &denial["polarity"]), (&Value::Null, &"denies".into()));
        let first = &read["claims"][0];
        for field in ["name", "canonical", "geonames", "lat", "lon", "precision"] {
            assert!(first["place"].get(field).is_some(), "{field}");
        }
        assert_eq!(first["when"]["from"], "2031-05-03T00:00:00+04:00[Asia/Baku]");
        assert_eq!(first["when"]["to"], "2031-05-03T23:59:59+04:00[Asia/Baku]");
        assert_eq!(first["wounded"], serde_json::json!({ "low": 2, "best": 2, "high": 2 }));
        assert_eq!((&first["speaker"], &first["speaker_side"]), (&"Ada Noor".into(), &"NOR".into()));
    }

    #[test]
    fn a_board_has_every_field_of_the_contract() {
        let board = assessed();
        for field in ["as_of", "provisions", "incidents", "misstated", "positions", "control"] {
            assert!(board.get(field).is_some(), "{field}");
        }
        for provision in board["provisions"].as_array().unwrap() {
            for field in "ref says status responsible since deadline origins contested coverage why".split(' ') {
                assert!(provision.get(field).is_some(), "{field} of {provision}");
            }
            assert!(provision["coverage"].is_object());
        }
        for incident in board["incidents"].as_array().unwrap() {
            let fields =
                "id act place when claims origins origins_by_side sides_claiming sides_denying contested provisions";
            for field in fields.split(' ') {
                assert!(incident.get(field).is_some(), "{field} of {incident}");
            }
        }
        for field in "report quote provision says text_says".split(' ') {
            assert!(board["misstated"][0].get(field).is_some(), "{field}");
        }
    }

    #[test]
    fn a_deadline_is_its_last_second_and_an_incident_names_its_provisions() {
        let board = assessed();
        assert_eq!(board["provisions"][1]["deadline"], "2031-05-20T23:59:59+04:00[Asia/Baku]");
        assert_eq!(board["as_of"], "2031-06-01T12:00:00+04:00[Asia/Baku]");
        assert_eq!(board["incidents"][0]["provisions"], serde_json::json!(["1"]));
        assert_eq!(board["incidents"][0]["origins"], 2);
    }
}
