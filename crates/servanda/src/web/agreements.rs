//! The agreements that are served.

use schemars::JsonSchema;
use serde::Serialize;
use servanda_model::{Agreement, ProvisionKind};

use super::App;
use super::endpoint::{Asked, Endpoint, Nothing, get_all};
use super::problem::Problem;
use crate::export::instant::rfc9557;
use crate::export::json::code;
use crate::terms::Terms;

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
    vec![get_all::<Nothing, Agreements>("/agreements", "The agreements that are served", list)]
}

fn list(app: &App, _: &Asked, _: Nothing) -> Result<Agreements, Problem> {
    let state = app.store.state();
    let name = |id: &str| app.store.actor_name(id);
    Ok(Agreements {
        items: state.cases.iter().map(|c| AgreementJson::of(&c.terms, &name)).collect(),
        notices: state.notices.iter().map(Into::into).collect(),
    })
}
