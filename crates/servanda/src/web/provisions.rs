//! One provision: its state with the whole proof, and its terms.

use schemars::JsonSchema;
use serde::Serialize;

use super::App;
use super::agreements::{TermsOfProvision, WordingJson};
use super::endpoint::{Asked, At, Endpoint, Nothing, get};
use super::problem::Problem;
use crate::export::json::{AmendmentJson, ExplainJson};

/// A provision with its proof.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProvisionPage {
    /// The state, with the incidents and claims it rests on.
    #[serde(flatten)]
    pub explained: ExplainJson,
    /// What the text has.
    pub terms: TermsOfProvision,
    /// Changes of its terms, in the order they were made known.
    pub amendments: Vec<AmendmentJson>,
    /// Where its wordings are published.
    pub wording: Vec<WordingJson>,
    /// Where the published wordings differ on it.
    pub differences: Vec<DifferenceJson>,
}

/// A difference between wordings.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DifferenceJson {
    /// What differs.
    pub what: String,
    /// The wordings: language or publisher, and what it has.
    pub versions: Vec<(String, String)>,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![get::<Nothing, ProvisionPage>("/provisions/{ref}", "A provision with its whole proof", one)]
}

fn one(app: &App, asked: &Asked, at: At, _: Nothing) -> Result<ProvisionPage, Problem> {
    let reference = asked.name("ref");
    let view = app.store.view(&at)?;
    let outcome = &view.outcome;
    let finding = outcome.finding(reference).ok_or_else(|| Problem::missing("provision", reference))?;
    let agreement = &view.terms.agreement;
    let provision = agreement.provisions.iter().find(|p| p.reference == finding.provision);
    let zone = outcome.zone();
    let now = outcome.board.as_ref().map(|b| b.as_of);
    let amendments = provision.into_iter().flat_map(|p| &p.amendments).filter(|a| now.is_none_or(|t| a.announced <= t));
    let sources = provision.into_iter().flat_map(|p| &p.sources).map(|s| WordingJson {
        language: String::new(),
        url: s.url.clone(),
        title: s.title.clone(),
        note: None,
    });
    let wordings = agreement.wordings.iter().map(|w| WordingJson {
        language: w.language.clone(),
        url: w.url.clone(),
        title: w.title.clone(),
        note: w.note.clone(),
    });
    Ok(ProvisionPage {
        explained: ExplainJson::of(finding, &outcome.index()),
        terms: TermsOfProvision::of(agreement, reference),
        amendments: amendments.map(|a| AmendmentJson::of(a, &zone)).collect(),
        wording: wordings.chain(sources).collect(),
        differences: agreement
            .differences
            .iter()
            .filter(|d| d.provision == finding.provision)
            .map(|d| DifferenceJson { what: d.what.clone(), versions: d.versions.clone() })
            .collect(),
    })
}
