//! Claims: one attributed statement on one act, with the words it rests on.

use std::sync::Arc;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use servanda_model::Claim;

use super::App;
use super::case::View;
use super::endpoint::{Asked, At, Endpoint, Listed, Nothing, get, page};
use super::incidents::act;
use super::problem::Problem;
use super::reports::ReportRow;
use super::search::filtering;
use super::window::Window;
use crate::export::json::{ClaimJson, code, who};

/// Which claims are asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Filter {
    /// Of this incident.
    pub incident: Option<String>,
    /// Of this report.
    pub report: Option<String>,
    /// Of this act.
    #[schemars(extend("enum" = super::endpoint::acts()))]
    pub act: Option<String>,
    /// Said by this side.
    pub side: Option<String>,
    /// Laid to this actor.
    pub actor: Option<String>,
    /// `asserts` or `denies`.
    pub polarity: Option<String>,
    /// Told as this, such as `fact` or `threat`.
    pub modality: Option<String>,
    /// That may have happened from this instant or day on.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub from: Option<String>,
    /// That may have happened up to this instant, or to the end of this day.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub to: Option<String>,
    /// Whose quote answers this: words, `"a phrase"`, `a OR b`, `begin*`, `-without`.
    pub q: Option<String>,
    /// How many on a page: 100 without it, 1000 at most.
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[schemars(regex(pattern = super::endpoint::CURSOR))]
    pub cursor: Option<String>,
}

/// A claim with what stands around it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClaimPage {
    /// The claim. Its `report` is the report's name.
    #[serde(flatten)]
    pub claim: Arc<ClaimJson>,
    /// The report it stands in.
    pub source: ReportRow,
    /// What stands around its words.
    pub context: ContextJson,
    /// From who said it to who published it.
    pub chain: Vec<VoiceJson>,
    /// The incident it is part of.
    pub incident: Option<String>,
}

/// What stands around the words of a claim.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ContextJson {
    /// Before them.
    pub before: String,
    /// After them.
    pub after: String,
}

/// A voice in the chain from speaker to publisher.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VoiceJson {
    /// Its name.
    pub name: String,
    /// Its side.
    pub side: String,
    /// The words that make it the one who speaks.
    pub cue: Option<String>,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        get::<Filter, Listed<Arc<ClaimJson>>>("/claims", "What reports say, one attributed statement each", list),
        get::<Nothing, ClaimPage>("/claims/{id}", "A claim with the words around it", one),
    ]
}

/// The claims that pass the filter.
///
/// # Errors
/// A filter that makes no sense.
pub fn chosen<'a>(view: &'a View, filter: &Filter) -> Result<Vec<&'a Claim>, Problem> {
    let act = filter.act.as_deref().map(act).transpose()?;
    let window = Window::of(filter.from.as_deref(), filter.to.as_deref(), &view.outcome.zone())?;
    let words = filtering(filter.q.as_deref())?;
    let same = |asked: &Option<String>, is: Option<&str>| asked.as_deref().is_none_or(|a| is == Some(a));
    let actor = |claim: &Claim| claim.actor.as_ref().map(who);
    let passes = |claim: &&Claim| {
        same(&filter.report, Some(claim.report.as_str()))
            && (filter.incident.is_none()
                || same(&filter.incident, view.incident_of(claim.id.as_str()).map(|i| i.id.as_str())))
            && act.is_none_or(|a| a == claim.act)
            && same(&filter.side, claim.attribution.speaker.as_ref().map(|s| s.side.code()))
            && (filter.actor.is_none()
                || same(&filter.actor, actor(claim).as_deref())
                || same(&filter.actor, claim.accused().map(|a| a.as_str())))
            && (filter.polarity.is_none() || same(&filter.polarity, Some(&code(claim.polarity))))
            && (filter.modality.is_none() || same(&filter.modality, Some(&code(claim.modality))))
            && window.touches(claim.when.as_ref())
            && words.as_ref().is_none_or(|words| words.holds(&claim.quote))
    };
    Ok(view.outcome.claims.par_iter().map(AsRef::as_ref).filter(passes).collect())
}

fn list(app: &App, _: &Asked, at: At, filter: Filter) -> Result<Listed<Arc<ClaimJson>>, Problem> {
    let view = app.store.view(&at)?;
    let found = page(chosen(&view, &filter)?, filter.limit, filter.cursor.as_deref(), |c| c.id.to_string())?;
    Ok(found.map(|claim| view.told(claim)))
}

/// So many letters are shown before and after the words of a claim.
const AROUND: usize = 400;

fn one(app: &App, asked: &Asked, at: At, _: Nothing) -> Result<ClaimPage, Problem> {
    let view = app.store.view(&at)?;
    let id = asked.name("id");
    let known = |latest: &View| latest.claim(id).is_some();
    let claim = view.claim(id).ok_or_else(|| app.store.missing(&at, "claim", id, known))?;
    let (info, item) =
        view.report(claim.report.as_str()).ok_or_else(|| Problem::missing("report", claim.report.as_str()))?;
    let text = item.document.text.as_str();
    let (before, after) = (&text[..claim.span.start()], &text[claim.span.end()..]);
    let skip = before.chars().count().saturating_sub(AROUND);
    let cue = claim.attribution.cue.and_then(|c| c.of(text)).map(str::to_owned);
    let mut chain: Vec<VoiceJson> = Vec::new();
    for voice in claim.attribution.speaker.iter().chain(&claim.attribution.relays).chain([&item.outlet]) {
        if chain.iter().all(|v| v.name != voice.name) {
            let cue = if chain.is_empty() { cue.clone() } else { None };
            chain.push(VoiceJson { name: voice.name.clone(), side: voice.side.code().to_owned(), cue });
        }
    }
    Ok(ClaimPage {
        claim: view.told(claim),
        source: ReportRow::of(info, &view),
        context: ContextJson {
            before: before.chars().skip(skip).collect(),
            after: after.chars().take(AROUND).collect(),
        },
        chain,
        incident: view.incident_of(id).map(|i| i.id.to_string()),
    })
}
