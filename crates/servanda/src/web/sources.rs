//! Who publishes: how much, how early, how alone, how often taken back or contradicted. Counts, no score.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use servanda_model::ContradictionKind;

use super::App;
use super::case::View;
use super::endpoint::{Asked, At, Endpoint, Listed, get, page};
use super::problem::Problem;

/// A page of publishers.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Filter {
    /// On this side.
    pub side: Option<String>,
    /// With these letters in its name.
    pub q: Option<String>,
    /// How many on a page: 100 without it, 1000 at most.
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[schemars(regex(pattern = super::endpoint::CURSOR))]
    pub cursor: Option<String>,
}

/// A publisher.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct SourceJson {
    /// Its name.
    pub name: String,
    /// Its side.
    pub side: String,
    /// Its reports.
    pub reports: usize,
    /// Claims in them.
    pub claims: usize,
    /// Incidents that its reports tell of.
    pub incidents: usize,
    /// Incidents it told of before any other publisher.
    pub first: usize,
    /// Incidents that nobody else told of.
    pub alone: usize,
    /// Claims in its reports that were taken back. What the program misread is no fault of theirs.
    pub corrected: usize,
    /// Incidents in which its claims stand against others, the toll apart.
    pub contradicted: usize,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![get::<Filter, Listed<SourceJson>>("/sources", "Who publishes, and how it stands to the others", list)]
}

fn list(app: &App, _: &Asked, at: At, filter: Filter) -> Result<Listed<SourceJson>, Problem> {
    let view = app.store.view(&at)?;
    page(chosen(&view, &filter), filter.limit, filter.cursor.as_deref(), |s| s.name.clone())
}

/// The publishers that pass the filter.
#[must_use]
pub fn chosen(view: &View, filter: &Filter) -> Vec<SourceJson> {
    let all = view.sources.get_or_init(|| sources(view)).iter();
    let letters = filter.q.as_deref().map(str::to_lowercase);
    let passes = |s: &&SourceJson| {
        filter.side.as_deref().is_none_or(|side| side == s.side)
            && letters.as_ref().is_none_or(|l| s.name.to_lowercase().contains(l))
    };
    all.filter(passes).cloned().collect()
}

/// All publishers of a state, by name, so that no side comes first by rule.
fn sources(view: &View) -> Vec<SourceJson> {
    let mut sources: BTreeMap<String, SourceJson> = BTreeMap::new();
    for info in &view.outcome.reports {
        let Some((_, item)) = view.report(info.id.as_str()) else { continue };
        let source = sources.entry(item.outlet.name.clone()).or_default();
        source.name.clone_from(&item.outlet.name);
        source.side = item.outlet.side.code().to_owned();
        source.reports += 1;
        source.claims += item.reading.claims.len();
        let claims = item.reading.claims.iter().filter_map(|read| view.claim(read.id.as_str()));
        source.corrected += claims.filter(|c| c.retracted).count();
    }
    for incident in &view.outcome.incidents {
        let told = incident.claims.iter().filter_map(|id| {
            let (_, item) = view.report(view.claim(id.as_str())?.report.as_str())?;
            Some((id, item.outlet.name.as_str(), item.published.map(|p| p.1)))
        });
        let told: Vec<_> = told.collect();
        let publishers: BTreeSet<&str> = told.iter().map(|(_, name, _)| *name).collect();
        let earliest = told.iter().filter_map(|(.., at)| *at).min();
        let first: BTreeSet<&str> =
            told.iter().filter(|(.., at)| at.is_some() && *at == earliest).map(|(_, name, _)| *name).collect();
        let disputed: BTreeSet<_> = incident
            .contradictions
            .iter()
            .filter(|c| c.kind != ContradictionKind::Toll)
            .flat_map(|c| c.one.iter().chain(&c.other))
            .collect();
        let against: BTreeSet<&str> =
            told.iter().filter(|(id, ..)| disputed.contains(id)).map(|(_, name, _)| *name).collect();
        for name in &publishers {
            let Some(source) = sources.get_mut(*name) else { continue };
            source.incidents += 1;
            source.alone += usize::from(publishers.len() == 1);
            source.first += usize::from(first.len() == 1 && first.contains(name));
            source.contradicted += usize::from(against.contains(name));
        }
    }
    sources.into_values().collect()
}
