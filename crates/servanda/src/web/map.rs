//! Maps: incidents, the agreement's places, and who holds what, as GeoJSON; and where their background comes from.

use schemars::JsonSchema;
use serde::Serialize;

use super::App;
use super::endpoint::{Asked, At, Endpoint, Nothing, get, get_all, page};
use super::incidents::{Filter, chosen};
use super::problem::Problem;
use crate::export::geojson::{self, Area, Collection, Dot};
use crate::export::json::ControlJson;

/// Where the background of the map comes from.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TilesJson {
    /// Address of a tile with `{z}`, `{x}` and `{y}` in it, as given with `--tiles`; null: only what the pages bring.
    pub url: Option<String>,
}

const CONTROL: &str = "Who is said to hold what, as GeoJSON: in spells of time. `claims` and `contradictions` are left \
                       out here (empty): they are in `/export/control.geojson`";

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        get::<Filter, Collection<Dot>>(
            "/map/incidents",
            "Incidents as GeoJSON, with as much as a drawing needs",
            incidents,
        ),
        get::<Nothing, Collection<Area>>("/map/areas", "The agreement's places as GeoJSON", |app, _, at, _| {
            Ok(geojson::areas(&app.store.view(&at)?.terms))
        }),
        get::<Nothing, Collection<ControlJson>>("/control", CONTROL, |app, _, at, _| {
            let view = app.store.view(&at)?;
            let mut control = geojson::control(&view.outcome, &view.terms);
            for held in control.features.iter_mut().map(|f| &mut f.properties) {
                held.claims.clear();
                held.disputes.iter_mut().for_each(|d| d.contradictions.clear());
            }
            Ok(control.known_by(view.as_of()))
        }),
        get_all::<Nothing, TilesJson>("/map/tiles", "Where the background of the map comes from", |app, _, _| {
            Ok(TilesJson { url: app.tiles.as_ref().map(|t| t.url.clone()) })
        }),
    ]
}

fn incidents(app: &App, _: &Asked, at: At, filter: Filter) -> Result<Collection<Dot>, Problem> {
    let view = app.store.view(&at)?;
    let mut rows = chosen(&view, &filter)?;
    // A map shows all of them unless told otherwise.
    if filter.limit.is_some() || filter.cursor.is_some() {
        rows = page(rows, filter.limit, filter.cursor.as_deref(), |i| i.id.to_string())?.items;
    }
    Ok(geojson::dots(rows))
}
