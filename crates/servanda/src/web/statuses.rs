//! How the statuses of provisions changed. It is asked for alone, for judging many instants takes longer than one: a
//! proof or a timeline doesn't wait for it.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::App;
use super::case::{History, View};
use super::endpoint::{Asked, At, Endpoint, get};
use super::problem::Problem;
use super::window::Window;
use crate::export::instant::rfc9557;

/// Which changes are asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Filter {
    /// Of this provision.
    pub provision: Option<String>,
    /// From this instant or day on.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub from: Option<String>,
    /// Up to this instant, or to the end of this day.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub to: Option<String>,
    /// Whether those that are known by now are enough: they are told at once, the rest is judged meanwhile.
    pub partial: Option<bool>,
}

/// Changes of status.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StatusesJson {
    /// The earliest first.
    pub items: Vec<StatusJson>,
    /// How many instants are judged, from the first on; all of them where no part was asked for.
    pub judged: usize,
    /// How many instants are looked at.
    pub of: usize,
}

/// A change of status.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StatusJson {
    /// The provision.
    #[serde(rename = "ref")]
    pub reference: String,
    /// From when on it was so held (RFC 9557).
    pub at: String,
    /// The status.
    pub status: String,
    /// The conclusion in words.
    pub why: String,
}

const SAYS: &str = "How the statuses changed, by the end of days on which something was published or due; of very many \
                    days, evenly spread ones";

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![get::<Filter, StatusesJson>("/statuses", SAYS, |app: &App, _: &Asked, at: At, filter: Filter| {
        let view = app.store.view(&at)?;
        if let Some(name) = &filter.provision {
            view.outcome.finding(name).ok_or_else(|| Problem::missing("provision", name))?;
        }
        let window = Window::of(filter.from.as_deref(), filter.to.as_deref(), &view.outcome.zone())?;
        let case = app.store.case(at.agreement.as_deref())?;
        if filter.partial != Some(true) {
            case.history();
        }
        let (history, judged, whole) = case.history_so_far();
        let mut items = of(&view, &history, window);
        items.retain(|s| filter.provision.as_ref().is_none_or(|p| *p == s.reference));
        Ok(StatusesJson { items, judged, of: whole })
    })]
}

/// The changes of status within a stretch of time, as far as they are known.
#[must_use]
pub fn of(view: &View, history: &History, window: Window) -> Vec<StatusJson> {
    let zone = view.outcome.zone();
    let now = view.outcome.board.as_ref().map(|b| b.as_of);
    let known = |t: Timestamp| window.holds(t) && now.is_none_or(|now| t <= now);
    let changed = history.iter().filter(|(t, _)| known(*t));
    let told = changed.flat_map(|(t, findings)| {
        findings.iter().map(|(reference, status, why)| StatusJson {
            reference: reference.to_string(),
            at: rfc9557(*t, &zone),
            status: status.code(),
            why: why.clone(),
        })
    });
    told.collect()
}
