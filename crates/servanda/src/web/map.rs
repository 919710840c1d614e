//! Maps: incidents, the agreement's places, and who holds what, as GeoJSON; and where their background comes from.

use schemars::JsonSchema;
use serde::Serialize;

use super::App;
use super::endpoint::{Asked, At, Endpoint, Nothing, get, get_all, page};
use super::incidents::{Filter, chosen, title};
use super::problem::Problem;
use crate::export::geojson::{self, Area, Collection, IncidentPoint};
use crate::export::json::ControlJson;

/// Where the background of the map comes from.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TilesJson {
    /// Address of a tile with `{z}`, `{x}` and `{y}` in it, as given with `--tiles`; null: only what the pages bring.
    pub url: Option<String>,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        get::<Filter, Collection<IncidentPoint>>("/map/incidents", "Incidents as GeoJSON", incidents),
        get::<Nothing, Collection<Area>>("/map/areas", "The agreement's places as GeoJSON", |app, _, at, _| {
            Ok(geojson::areas(&app.store.view(&at)?.terms))
        }),
        get::<Nothing, Collection<ControlJson>>("/control", "Who is said to hold what, as GeoJSON", |app, _, at, _| {
            let view = app.store.view(&at)?;
            Ok(geojson::control(&view.outcome, &view.terms))
        }),
        get_all::<Nothing, TilesJson>("/map/tiles", "Where the background of the map comes from", |app, _, _| {
            Ok(TilesJson { url: app.tiles.as_ref().map(|t| t.url.clone()) })
        }),
    ]
}

fn incidents(app: &App, _: &Asked, at: At, filter: Filter) -> Result<Collection<IncidentPoint>, Problem> {
    let view = app.store.view(&at)?;
    let mut rows = chosen(&view, &filter)?;
    // A map shows all of them unless told otherwise.
    if filter.limit.is_some() || filter.cursor.is_some() {
        rows = page(rows, filter.limit, filter.cursor.as_deref(), |i| i.id.to_string())?.items;
    }
    let told = |i| (i, view.told_incident(i), title(i, &view.outcome));
    Ok(geojson::incidents(rows.into_iter().map(told).collect()))
}
