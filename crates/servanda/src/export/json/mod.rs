//! The JSON contract: the nouns as they are printed, with a schema made from the same types (`docs/schema/`).
//!
//! Missing is null. Acts and statuses are snake_case. Times are RFC 9557 in the zone of their wording; an upper bound
//! is the last second inside. Actors are lexicon identifiers (`ARM`), or the words as written where nobody is known.

mod claim;
mod incident;
mod provision;

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use servanda_model::{
    ActorId, Amendment, Casualties, Claim, Contradiction, Control, Count, Coverage, Finding, Incident, Misstated,
    Participant, Position, Side, StanceObject, Step, TermQuantity, Verdict, Voice, When, Where, Zone,
};

pub use self::claim::{ClaimJson, CountJson, PlaceJson, WhenJson};
pub use self::incident::{ContradictionJson, IncidentJson};
pub use self::provision::{AmendmentJson, ProvisionJson};
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

pub fn who(participant: &Participant) -> String {
    participant.actor.as_ref().map_or_else(|| participant.name.clone(), ActorId::to_string)
}

fn voices(voices: &[Voice]) -> Vec<String> {
    codes(voices.iter().map(|v| &v.name))
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
