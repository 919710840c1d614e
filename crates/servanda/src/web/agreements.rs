//! The agreements that are served, and their texts: read, checked against the reports at hand, and kept anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use servanda_ledger::sha256;
use servanda_model::{Agreement, ProvisionKind};

use super::App;
use super::case::Case;
use super::endpoint::{Asked, Endpoint, Method, Nothing, get_all, send};
use super::operations::stamp;
use super::problem::Problem;
use super::store::instant;
use crate::export::instant::rfc9557;
use crate::export::json::code;
use crate::pipeline::Outcome;
use crate::terms::{Terms, of_texts};

/// An agreement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AgreementJson {
    /// Its identifier.
    pub id: String,
    /// Its title in full.
    pub title: String,
    /// What it is called in short.
    pub short: String,
    /// What it is about, in our words.
    pub summary: String,
    /// Zone of its area: days without a zone are days there.
    pub zone: String,
    /// The first instant at which it holds (RFC 9557, in the zone of its wording).
    pub effective: String,
    /// The day it was signed.
    pub signed: String,
    /// Its parties.
    pub parties: Vec<PartyJson>,
    /// How many provisions it has.
    pub provisions: usize,
    /// Where its wordings are published.
    pub wording: Vec<WordingJson>,
}

/// A party.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PartyJson {
    /// Its identifier in the lexicon.
    pub actor: String,
    /// Its name.
    pub name: String,
    /// What it is to the agreement.
    pub role: String,
}

/// A published wording.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WordingJson {
    /// Language.
    pub language: String,
    /// Where it is published.
    pub url: String,
    /// What it is.
    pub title: String,
    /// What to know of it.
    pub note: Option<String>,
}

/// A provision as the text has it, without any finding.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TermsOfProvision {
    /// Its title.
    pub title: String,
    /// Its kind of matter, such as `ceasefire`.
    pub category: String,
    /// Who owes it.
    pub bearer: Vec<String>,
    /// `obligation`, `prohibition` or `permission`.
    pub kind: String,
}

impl TermsOfProvision {
    /// The provision of that reference.
    #[must_use]
    pub fn of(agreement: &Agreement, reference: &str) -> Self {
        let found = agreement.provisions.iter().find(|p| p.reference.as_str() == reference);
        Self {
            title: found.map(|p| p.title.clone()).unwrap_or_default(),
            category: found.map(|p| p.category.clone()).unwrap_or_default(),
            bearer: found.into_iter().flat_map(|p| &p.bearers).map(ToString::to_string).collect(),
            kind: code(found.map_or(ProvisionKind::Obligation, |p| p.kind)),
        }
    }
}

/// All agreements.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Agreements {
    /// The agreements; the first is meant where none is named.
    pub items: Vec<AgreementJson>,
    /// Agreements of the ledger that cannot be used.
    pub notices: Vec<crate::export::json::NoticeJson>,
}

impl AgreementJson {
    /// An agreement; names of actors by `name`.
    pub fn of(terms: &Terms, name: &dyn Fn(&str) -> String) -> Self {
        let a = &terms.agreement;
        Self {
            id: a.id.to_string(),
            title: a.title.clone(),
            short: a.short.clone(),
            summary: a.summary.clone(),
            zone: a.zone.rules().iana_name().unwrap_or("UTC").to_owned(),
            effective: rfc9557(a.effective, &a.effective_zone),
            signed: a.signed.to_string(),
            parties: a
                .parties
                .iter()
                .map(|p| PartyJson { actor: p.actor.to_string(), name: name(p.actor.as_str()), role: p.role.clone() })
                .collect(),
            provisions: a.provisions.len(),
            wording: a
                .wordings
                .iter()
                .map(|w| WordingJson {
                    language: w.language.clone(),
                    url: w.url.clone(),
                    title: w.title.clone(),
                    note: w.note.clone(),
                })
                .collect(),
        }
    }
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    let ok = StatusCode::OK;
    vec![
        get_all::<Nothing, Agreements>("/agreements", "The agreements that are served", list),
        get_all::<Nothing, ActorNames>("/actors", "The names of actors by their identifiers", |app, _, _| {
            Ok(ActorNames { names: (*app.store.state().actors).clone() })
        }),
        get_all::<Version, SourceJson>("/agreements/{id}/source", "The text of an agreement", source),
        get_all::<Nothing, Versions>("/agreements/{id}/versions", "The texts that an agreement had", versions),
        send::<SaveBody, SavedJson>(
            Method::Put,
            "/agreements/{id}/source",
            "Keep a new text and judge by it",
            ok,
            save,
        ),
        send::<CheckBody, CheckedJson>(
            Method::Post,
            "/agreements/{id}/check",
            "What is wrong with a text, and what it would change",
            ok,
            check,
        ),
    ]
}

fn list(app: &App, _: &Asked, _: Nothing) -> Result<Agreements, Problem> {
    let state = app.store.state();
    let name = |id: &str| app.store.actor_name(id);
    Ok(Agreements {
        items: state.cases.iter().map(|c| AgreementJson::of(&c.terms, &name)).collect(),
        notices: state.notices.iter().map(Into::into).collect(),
    })
}

/// How actors are called.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActorNames {
    /// Name by identifier, such as `ARM.MOD`.
    pub names: BTreeMap<String, String>,
}

/// The text of an agreement.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SourceJson {
    /// The text (TOML).
    pub text: String,
    /// Its hash.
    pub sha256: String,
    /// The text of its places, which cannot be changed here.
    pub places: Option<String>,
}

/// A text to be checked.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct CheckBody {
    /// The text (TOML).
    pub text: String,
    /// The instant of knowledge at which the boards are compared; all that is known without it.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub as_of: Option<String>,
}

/// What a text would make of the board.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CheckedJson {
    /// What is wrong with it.
    pub problems: Vec<ProblemJson>,
    /// Provisions whose row on the board would change.
    pub changes: Vec<RowChange>,
}

/// Something wrong in a text.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProblemJson {
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column, from 1, in characters.
    pub column: Option<usize>,
    /// What is wrong.
    pub says: String,
    /// What to do about it.
    pub remedy: String,
}

/// A row of the board that would change.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RowChange {
    /// The provision.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its status now; null if there is none of that reference.
    pub was: Option<String>,
    /// Its status then; null if it would be gone.
    pub is: Option<String>,
    /// What else would change: `deadline`, `says`, `bearer`, `responsible`, `why`.
    pub also: Vec<&'static str>,
}

/// A text to be kept.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct SaveBody {
    /// The text (TOML).
    pub text: String,
    /// Why it is changed.
    #[schemars(length(min = 1))]
    pub reason: String,
    /// Who changes it; the user of the server without it.
    pub user: Option<String>,
    /// Hash of the text that was changed: if another one is in force by now, nothing is kept.
    pub base: Option<String>,
}

/// What was kept.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SavedJson {
    /// Hash of the text that is in force now.
    pub sha256: String,
}

fn case_of(app: &App, asked: &Asked) -> Result<Arc<Case>, Problem> {
    app.store.case(Some(asked.name("id")))
}

/// Which text of an agreement.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Version {
    /// The hash of an earlier text; the one in force without it.
    pub version: Option<String>,
}

/// The texts that an agreement had.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Versions {
    /// The earliest first. None where only the text that comes with the program was ever used.
    pub items: Vec<VersionJson>,
}

/// A text that an agreement had.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VersionJson {
    /// Its hash.
    pub sha256: String,
    /// The operation that stored it.
    pub sequence: i64,
    /// Who stored it.
    pub user: String,
    /// When (RFC 9557, UTC).
    pub at: String,
    /// Why, in words.
    pub reason: String,
    /// Whether it is the one that is judged by.
    pub in_force: bool,
}

fn versions(app: &App, asked: &Asked, _: Nothing) -> Result<Versions, Problem> {
    let case = case_of(app, asked)?;
    let stored = app.store.ledger().versions(&case.terms.agreement.id)?;
    let items = stored.into_iter().map(|(o, text)| VersionJson {
        sha256: sha256(text.as_bytes()),
        sequence: o.sequence.0,
        user: o.stamp.user,
        at: rfc9557(o.stamp.at, &servanda_model::Zone::utc()),
        reason: o.stamp.reason,
        in_force: text == case.terms.text,
    });
    Ok(Versions { items: items.collect() })
}

fn source(app: &App, asked: &Asked, of: Version) -> Result<SourceJson, Problem> {
    let case = case_of(app, asked)?;
    let text = match of.version.filter(|hash| !hash.is_empty()) {
        None => case.terms.text.clone(),
        Some(hash) => {
            let mut stored = app.store.ledger().versions(&case.terms.agreement.id)?.into_iter().map(|(_, text)| text);
            stored.find(|text| sha256(text.as_bytes()) == hash).ok_or_else(|| Problem::missing("text", &hash))?
        }
    };
    Ok(SourceJson { sha256: sha256(text.as_bytes()), text, places: case.terms.places_text.clone() })
}

/// The agreement that a text makes with the places at hand, or what is wrong with it.
fn parsed(case: &Case, text: &str) -> Result<Terms, Vec<ProblemJson>> {
    let terms = of_texts(text, case.terms.places_text.as_deref(), &case.reader.lexicon).map_err(|faults| {
        let told = |(problem, text): (servanda_model::Problem, String)| {
            let place = problem.line_column(&text);
            ProblemJson {
                line: place.map(|p| p.0),
                column: place.map(|p| p.1),
                says: problem.what,
                remedy: problem.remedy,
            }
        };
        faults.into_iter().map(told).collect::<Vec<_>>()
    })?;
    if terms.agreement.id == case.terms.agreement.id {
        return Ok(terms);
    }
    Err(vec![ProblemJson {
        line: None,
        column: None,
        says: format!("`id` is `{}` and not `{}`", terms.agreement.id, case.terms.agreement.id),
        remedy: "keep the identifier; another agreement is given when the server starts".to_owned(),
    }])
}

fn check(app: &App, asked: &Asked, body: CheckBody) -> Result<CheckedJson, Problem> {
    let case = case_of(app, asked)?;
    let as_of = body.as_of.as_deref().map(|text| instant(text, &case.terms)).transpose()?;
    let terms = match parsed(&case, &body.text) {
        Ok(terms) => terms,
        Err(problems) => return Ok(CheckedJson { problems, changes: Vec::new() }),
    };
    let now = case.view(as_of);
    let then = crate::engine::judge(&case.readings, &case.reader, Some(&terms), &case.operations, as_of);
    let references = |o: &Outcome| {
        let findings = o.board.iter().flat_map(|b| &b.findings);
        findings.map(|f| f.provision.to_string()).collect::<Vec<_>>()
    };
    let mut all = references(&then);
    all.extend(references(&now.outcome).into_iter().filter(|r| then.finding(r).is_none()));
    let changes = all.into_iter().filter_map(|reference| {
        let (before, after) = (now.outcome.finding(&reference), then.finding(&reference));
        let [was, is] = [before, after].map(|f| f.map(|f| f.status.code()));
        let [old, new] = [&*case.terms, &terms].map(|terms| {
            let provisions = &terms.agreement.provisions;
            provisions.iter().find(|p| p.reference.as_str() == reference)
        });
        let differ = |differ: bool, what: &'static str| differ.then_some(what);
        let (both, texts) = (before.zip(after), old.zip(new));
        let also = [
            differ(both.is_some_and(|(a, b)| a.deadline != b.deadline), "deadline"),
            differ(texts.is_some_and(|(a, b)| a.says != b.says || a.title != b.title), "says"),
            differ(texts.is_some_and(|(a, b)| a.bearers != b.bearers), "bearer"),
            differ(both.is_some_and(|(a, b)| a.responsible != b.responsible), "responsible"),
            differ(both.is_some_and(|(a, b)| a.why != b.why), "why"),
        ];
        let also: Vec<&str> = also.into_iter().flatten().collect();
        (was != is || !also.is_empty()).then_some(RowChange { reference, was, is, also })
    });
    Ok(CheckedJson { problems: Vec::new(), changes: changes.collect() })
}

fn save(app: &App, asked: &Asked, body: SaveBody) -> Result<SavedJson, Problem> {
    let stamp = stamp(&body.reason, body.user.as_deref())?;
    let case = case_of(app, asked)?;
    let terms = parsed(&case, &body.text).map_err(|problems| {
        let all: Vec<String> = problems
            .iter()
            .map(|p| match (p.line, p.column) {
                (Some(line), Some(column)) => format!("{line}:{column}: {}; {}", p.says, p.remedy),
                _ => format!("{}; {}", p.says, p.remedy),
            })
            .collect();
        Problem::senseless(all.join("\n"), "mend the text; `check` tells the places")
    })?;
    app.store.save_agreement(&terms, body.base.as_deref(), &stamp)?;
    Ok(SavedJson { sha256: sha256(case_of(app, asked)?.terms.text.as_bytes()) })
}
