//! Incidents: what is said to have happened, with everything that is said for and against it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::BitOr;
use std::sync::Arc;

use axum::http::StatusCode;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use servanda_ledger::{Action, Found, in_force};
use servanda_model::{Act, Incident, OriginBasis, Side, Voice};

use super::App;
use super::case::View;
use super::endpoint::{Asked, At, Endpoint, Listed, Nothing, get, page};
use super::operations::{OperationJson, Standing};
use super::problem::Problem;
use super::search::{Titles, filtering};
use super::window::Window;
use crate::engine::judgements::anchor;
use crate::export::dossier::by_whom;
use crate::export::instant::{rfc9557, when_words};
use crate::export::json::{ClaimJson, CountJson, IncidentJson};
use crate::pipeline::Outcome;

/// Which incidents are asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Filter {
    /// This one alone.
    pub id: Option<String>,
    /// Of this act.
    #[schemars(extend("enum" = super::endpoint::acts()))]
    pub act: Option<String>,
    /// Told or denied by this side.
    pub side: Option<String>,
    /// Whether anything but the toll is in dispute.
    pub contested: Option<bool>,
    /// That bear on this provision.
    pub provision: Option<String>,
    /// At or inside this place, by its identifier or name.
    pub place: Option<String>,
    /// That may have happened from this instant or day on.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub from: Option<String>,
    /// That may have happened up to this instant, or to the end of this day.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub to: Option<String>,
    /// Inside this box: west,south,east,north in degrees.
    #[schemars(regex(pattern = super::endpoint::BOX))]
    pub bbox: Option<String>,
    /// Whose title and quotes answer this: words, `"a phrase"`, `a OR b`, `begin*`, `-without`.
    pub q: Option<String>,
    /// In which order.
    pub sort: Option<Sort>,
    /// How many on a page: 100 without it, 1000 at most.
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[schemars(regex(pattern = super::endpoint::CURSOR))]
    pub cursor: Option<String>,
}

/// An order of incidents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The earliest first.
    #[default]
    Earliest,
    /// The latest first.
    Latest,
    /// Those with most independent origins first.
    Origins,
    /// Those with most killed first.
    Killed,
}

/// An incident in a list. Its `joins` and `figures` are left out here (empty): ask for the incident itself.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IncidentRow {
    /// The incident.
    #[serde(flatten)]
    pub incident: IncidentJson,
    /// What happened, in a short sentence.
    pub title: String,
}

impl IncidentRow {
    /// An incident of a state.
    #[must_use]
    pub fn of(incident: &Incident, view: &View) -> Self {
        Self { incident: view.told_incident(incident), title: title(incident, &view.outcome) }
    }

    /// The same without what makes a list long: its `joins` and `figures`.
    fn in_list(incident: &Incident, view: &View) -> Self {
        let mut row = Self::of(incident, view);
        row.incident.joins.clear();
        row.incident.figures.clear();
        row
    }
}

/// An incident with all there is to it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IncidentPage {
    /// The incident.
    #[serde(flatten)]
    pub row: IncidentRow,
    /// Its claims, in full.
    pub evidence: Vec<Arc<ClaimJson>>,
    /// Why each claim but the first was joined to it.
    pub joined: Vec<JoinedJson>,
    /// The longer incident it is part of.
    pub episode: Option<String>,
    /// Figures, earliest report first.
    pub tolls: Vec<TollJson>,
    /// Who told whom.
    pub graph: GraphJson,
    /// What people decided on it.
    pub operations: Vec<OperationJson>,
}

/// Why a claim was joined.
#[derive(Debug, Serialize, JsonSchema)]
pub struct JoinedJson {
    /// The claim.
    pub claim: String,
    /// The reasons in words.
    pub why: String,
}

/// A figure as one report gave it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TollJson {
    /// When that report was published.
    pub at: Option<String>,
    /// Killed.
    pub killed: Option<CountJson>,
    /// Wounded.
    pub wounded: Option<CountJson>,
    /// The claim.
    pub claim: String,
}

/// Who told whom: from first speakers through those who passed it on to the reports.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GraphJson {
    /// Voices and reports.
    pub nodes: Vec<NodeJson>,
    /// From who said it to who carried it.
    pub edges: Vec<EdgeJson>,
}

/// A voice or a report.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NodeJson {
    /// Its name in the graph.
    pub id: String,
    /// Its name for a reader.
    pub label: String,
    /// Its side.
    pub side: String,
    /// `speaker`, `relay` or `report`.
    pub kind: String,
    /// Which of the independent origins it belongs to, counted from 0.
    pub origin: usize,
}

/// One step of what was told.
#[derive(Debug, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
pub struct EdgeJson {
    /// From.
    pub from: String,
    /// To.
    pub to: String,
    /// `told`, `passed_on` or `copied`.
    pub kind: String,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        get::<Filter, Listed<IncidentRow>>("/incidents", "What is said to have happened", list),
        get::<Nothing, IncidentPage>("/incidents/{id}", "An incident with everything that is said of it", one),
    ]
}

/// What happened, in a short sentence: "Shelling, Kel, 3 May 2031; laid to Boria".
#[must_use]
pub fn title(incident: &Incident, outcome: &Outcome) -> String {
    let label = incident.act.label();
    let mut chars = label.chars();
    let mut text: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    if let Some(place) = &incident.place {
        text.push_str(", ");
        text.push_str(place.best().map_or(place.name.as_str(), |b| b.canonical.as_str()));
    }
    if let Some(when) = &incident.when {
        text.push_str(", ");
        text.push_str(&when_words(when));
    }
    let blamed: Vec<&str> = incident.blamed.keys().map(|a| outcome.actor_name(a)).collect();
    if !blamed.is_empty() {
        text.push_str(by_whom(incident.act));
        text.push_str(&blamed.join(", "));
    }
    text
}

/// A box on the globe; it may cross the 180th meridian.
#[derive(Debug, Clone, Copy)]
struct Box {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Box {
    fn of(text: &str) -> Result<Self, Problem> {
        let wrong = || {
            Problem::bad(
                format!("`{text}` is no box"),
                "give west,south,east,north in degrees, such as 45.5,38.8,48,40.6",
            )
        };
        let parts: Vec<f64> =
            text.split(',').map(|p| p.trim().parse::<f64>()).collect::<Result<_, _>>().map_err(|_| wrong())?;
        let [west, south, east, north] = parts[..] else { return Err(wrong()) };
        let inside = |x: f64, most: f64| (-most..=most).contains(&x);
        let sound = inside(west, 180.0) && inside(east, 180.0) && inside(south, 90.0) && inside(north, 90.0);
        if sound && south > north {
            return Err(Problem::senseless(
                "the box ends before it begins",
                "give the southern edge before the northern",
            ));
        }
        if sound { Ok(Self { west, south, east, north }) } else { Err(wrong()) }
    }

    fn holds(&self, lat: f64, lon: f64) -> bool {
        let across = if self.west <= self.east {
            (self.west..=self.east).contains(&lon)
        } else {
            lon >= self.west || lon <= self.east
        };
        across && (self.south..=self.north).contains(&lat)
    }
}

/// The incidents that pass the filter, in its order.
///
/// # Errors
/// A filter that makes no sense.
pub fn chosen<'a>(view: &'a View, filter: &Filter) -> Result<Vec<&'a Incident>, Problem> {
    let outcome = &view.outcome;
    let act = filter.act.as_deref().map(act).transpose()?;
    let window = Window::of(filter.from.as_deref(), filter.to.as_deref(), &outcome.zone())?;
    let area = filter.bbox.as_deref().map(Box::of).transpose()?;
    let words = filtering(filter.q.as_deref())?;
    let titles = words.as_ref().map(|words| Titles::new(words, outcome));
    let side = filter.side.clone().map(Side::from);
    let place = filter.place.as_deref().map(str::to_lowercase);
    let passes = |incident: &&Incident| {
        let at = incident.place.as_ref().and_then(|p| p.best());
        let named = |place: &String| {
            let names = at.into_iter().flat_map(|b| {
                std::iter::once(b.place.as_str())
                    .chain([b.canonical.as_str()])
                    .chain(b.within.iter().map(|w| w.as_str()))
            });
            names.chain(incident.place.iter().map(|p| p.name.as_str())).any(|n| n.to_lowercase() == *place)
        };
        let boxed = |area: &Box| at.and_then(|b| b.lat.zip(b.lon)).is_some_and(|(lat, lon)| area.holds(lat, lon));
        let passes = filter.id.as_deref().is_none_or(|id| id == incident.id.as_str())
            && act.is_none_or(|a| a == incident.act)
            && side.as_ref().is_none_or(|s| incident.sides_claiming.contains(s) || incident.sides_denying.contains(s))
            && filter.contested.is_none_or(|c| c == incident.contested())
            && filter.provision.as_ref().is_none_or(|p| view.bearing(incident).iter().any(|r| r.as_str() == p))
            && place.as_ref().is_none_or(named)
            && area.as_ref().is_none_or(boxed)
            && window.touches(incident.when.as_ref());
        let answers = |titles: &Titles<'_>| {
            let words = titles.asked;
            let quotes = incident.claims.iter().filter_map(|c| view.claim(c.as_str())).map(|c| c.quote.as_str());
            let told = quotes.map(|quote| words.found(quote)).fold(Found::default(), BitOr::bitor);
            words.answered(told | titles.found(incident, told))
        };
        passes && titles.as_ref().is_none_or(answers)
    };
    let mut rows: Vec<&Incident> = outcome.incidents.par_iter().map(AsRef::as_ref).filter(passes).collect();
    let killed = |i: &Incident| {
        i.tolls.iter().rev().find_map(|t| t.casualties.killed).map_or(0, |killed| killed.best.unwrap_or(killed.low))
    };
    // The sorts keep the order of time among equals.
    match filter.sort.unwrap_or_default() {
        Sort::Earliest => {}
        Sort::Latest => rows.reverse(),
        Sort::Origins => rows.sort_by_key(|i| std::cmp::Reverse(i.asserting().count())),
        Sort::Killed => rows.sort_by_key(|i| std::cmp::Reverse(killed(i))),
    }
    Ok(rows)
}

/// An act by its spelling.
///
/// # Errors
/// No such act, with the nearest.
pub fn act(word: &str) -> Result<Act, Problem> {
    word.parse::<Act>().map_err(|e| {
        let near = servanda_model::nearest(word, Act::ALL.iter().map(|a| a.code()));
        let all = || format!("there are: {}", Act::ALL.iter().map(|a| a.code()).collect::<Vec<_>>().join(", "));
        Problem::bad(e.to_string(), near.map_or_else(all, |near| format!("did you mean `{near}`?")))
    })
}

fn list(app: &App, _: &Asked, at: At, filter: Filter) -> Result<Listed<IncidentRow>, Problem> {
    let view = app.store.view(&at)?;
    let found = page(chosen(&view, &filter)?, filter.limit, filter.cursor.as_deref(), |i| i.id.to_string())?;
    Ok(found.map(|i| IncidentRow::in_list(i, &view)))
}

/// Why there is no incident of that name: it may have been merged into another, or may not be known yet.
fn gone(app: &App, view: &View, at: &At, id: &str) -> Problem {
    let merged = in_force(&view.operations).into_iter().rev().find_map(|o| match &o.action {
        Action::Merge { into, incidents, .. } if incidents.iter().any(|i| i.as_str() == id) => Some((o, into)),
        _ => None,
    });
    match merged {
        Some((o, into)) => Problem {
            see: Some(into.to_string()),
            ..Problem::new(
                StatusCode::NOT_FOUND,
                format!("{} merged this incident into `{into}`: {}", o.stamp.user, o.stamp.reason),
                format!("look at that one; judgement {} can be taken back in the ledger", o.sequence),
            )
        },
        None => app.store.missing(at, "incident", id, |latest| latest.incident(id).is_some()),
    }
}

fn one(app: &App, asked: &Asked, at: At, _: Nothing) -> Result<IncidentPage, Problem> {
    let view = app.store.view(&at)?;
    let id = asked.name("id");
    let incident = view.incident(id).ok_or_else(|| gone(app, &view, &at, id))?;
    let zone = view.outcome.zone();
    let tolls = incident.tolls.iter().map(|t| TollJson {
        at: t.published.map(|p| rfc9557(p, &zone)),
        killed: t.casualties.killed.map(Into::into),
        wounded: t.casualties.wounded.map(Into::into),
        claim: t.claim.to_string(),
    });
    Ok(IncidentPage {
        row: IncidentRow::of(incident, &view),
        evidence: incident.claims.iter().filter_map(|c| view.claim(c.as_str())).map(|c| view.told(c)).collect(),
        joined: incident
            .joined
            .iter()
            .map(|(claim, why)| JoinedJson { claim: claim.to_string(), why: why.clone() })
            .collect(),
        episode: incident.episode.as_ref().map(ToString::to_string),
        tolls: tolls.collect(),
        graph: graph(incident, &view),
        operations: operations(incident, &view),
    })
}

fn graph(incident: &Incident, view: &View) -> GraphJson {
    let mut nodes: BTreeMap<String, NodeJson> = BTreeMap::new();
    let mut edges: BTreeSet<EdgeJson> = BTreeSet::new();
    for (n, origin) in incident.origins.iter().enumerate() {
        let mut carried: Vec<String> = Vec::new();
        for id in &origin.claims {
            let Some(claim) = view.claim(id.as_str()) else { continue };
            let Some((info, item)) = view.report(claim.report.as_str()) else { continue };
            let mut chain: Vec<(String, &str, &Side, &str)> = Vec::new();
            if let Some(speaker) = claim.attribution.speaker.as_ref().filter(|_| !claim.attribution.own_voice) {
                chain.push((format!("voice:{}", speaker.name), &speaker.name, &speaker.side, "speaker"));
            }
            // What an outlet says in its own words comes from those whom its report passes on.
            let taken_from: &[Voice] = if claim.attribution.own_voice { &item.relays } else { &[] };
            for relay in &claim.attribution.relays {
                // What an outlet passes on itself is the report.
                if relay.name != item.outlet.name && chain.iter().all(|(_, name, ..)| *name != relay.name) {
                    chain.push((format!("voice:{}", relay.name), &relay.name, &relay.side, "relay"));
                }
            }
            let label = info.outlet.as_deref().or(info.title.as_deref()).unwrap_or(info.id.as_str());
            let report = format!("report:{}", info.id);
            chain.push((report.clone(), label, &info.side, "report"));
            for pair in chain.windows(2) {
                let kind = if pair[0].3 == "speaker" { "told" } else { "passed_on" };
                edges.insert(EdgeJson { from: pair[0].0.clone(), to: pair[1].0.clone(), kind: kind.into() });
            }
            for relay in taken_from.iter().filter(|r| r.name != item.outlet.name) {
                let id = format!("voice:{}", relay.name);
                edges.insert(EdgeJson { from: id.clone(), to: report.clone(), kind: "passed_on".into() });
                chain.push((id, &relay.name, &relay.side, "relay"));
            }
            for (id, label, side, kind) in chain {
                nodes.entry(id.clone()).or_insert_with(|| NodeJson {
                    id,
                    label: label.to_owned(),
                    side: side.code().to_owned(),
                    kind: kind.to_owned(),
                    origin: n,
                });
            }
            if !carried.contains(&report) {
                carried.push(report);
            }
        }
        if origin.basis.iter().any(|b| matches!(b, OriginBasis::NearIdentical(_))) {
            for pair in carried.windows(2) {
                edges.insert(EdgeJson { from: pair[0].clone(), to: pair[1].clone(), kind: "copied".into() });
            }
        }
    }
    GraphJson { nodes: nodes.into_values().collect(), edges: edges.into_iter().collect() }
}

/// The judgements that name one of its claims.
fn operations(incident: &Incident, view: &View) -> Vec<OperationJson> {
    let anchors: Vec<_> = incident
        .claims
        .iter()
        .filter_map(|id| {
            let item = view.report(view.claim(id.as_str())?.report.as_str())?.1;
            // As it was read, before any correction.
            Some(anchor(item, item.reading.claims.iter().find(|c| c.id == *id)?))
        })
        .collect();
    let concerns = |action: &Action| match action {
        Action::Merge { anchors: named, .. } | Action::Split { anchors: named, .. } => {
            named.iter().any(|a| anchors.contains(a))
        }
        Action::RetractClaim { anchor: Some(named), .. }
        | Action::Misread { anchor: Some(named), .. }
        | Action::Correct { anchor: Some(named), .. } => anchors.contains(named),
        Action::RetractReport { sha256 } => anchors.iter().any(|a| a.sha256 == *sha256),
        _ => false,
    };
    let standing = Standing::of(&view.operations);
    view.operations.iter().filter(|o| concerns(&o.action)).map(|o| standing.told(o)).collect()
}
