//! Maps: GeoJSON (RFC 7946), of incidents, of the agreement's places, and of who holds what.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use servanda_model::{Incident, PlaceId};

use super::json::{ControlJson, IncidentJson};
use crate::pipeline::Outcome;
use crate::terms::Terms;

/// A collection of features.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Collection{P}")]
pub struct Collection<P> {
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What is on the map.
    pub features: Vec<Feature<P>>,
}

/// Something on the map; without a known position its geometry is null.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Feature{P}")]
pub struct Feature<P> {
    /// `Feature`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its identifier.
    pub id: String,
    /// Where.
    pub geometry: Option<Point>,
    /// What.
    pub properties: P,
}

/// A point.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Point {
    /// `Point`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Degrees east, degrees north (WGS 84).
    pub coordinates: [f64; 2],
}

impl<P> Collection<P> {
    fn of(features: Vec<Feature<P>>) -> Self {
        Self { kind: "FeatureCollection", features }
    }
}

fn feature<P>(id: String, at: Option<(f64, f64)>, properties: P) -> Feature<P> {
    let point = |(lat, lon)| Point { kind: "Point", coordinates: [lon, lat] };
    Feature { kind: "Feature", id, geometry: at.map(point), properties }
}

/// An incident on the map.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IncidentPoint {
    /// The incident.
    #[serde(flatten)]
    pub incident: Arc<IncidentJson>,
    /// What happened, in a short sentence.
    pub title: String,
    /// Whether it uses or prepares force.
    pub hostile: bool,
}

/// Incidents on the map.
#[must_use]
pub fn incidents(rows: Vec<(&Incident, Arc<IncidentJson>, String)>) -> Collection<IncidentPoint> {
    let feature = |(incident, json, title): (&Incident, Arc<IncidentJson>, String)| {
        let at = incident.place.as_ref().and_then(|p| p.best()).and_then(|b| b.lat.zip(b.lon));
        feature(
            incident.id.to_string(),
            at,
            IncidentPoint { incident: json, title, hostile: incident.act.is_hostile() },
        )
    };
    Collection::of(rows.into_iter().map(feature).collect())
}

/// A place of the agreement.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AreaPoint {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// What it is.
    pub feature: String,
    /// The places right around it.
    pub within: Vec<String>,
    /// Whether acts count there because the agreement says so.
    pub area: bool,
    /// Provisions that name it.
    pub provisions: Vec<String>,
}

/// The places of an agreement. Where only a rough position is known, it is the middle; no line is drawn.
#[must_use]
pub fn areas(terms: &Terms) -> Collection<AreaPoint> {
    let agreement = &terms.agreement;
    let naming = |place: &PlaceId| {
        let named = agreement.provisions.iter().filter(|p| p.places.contains(place));
        named.map(|p| p.reference.to_string()).collect()
    };
    let features = terms.places.iter().map(|place| {
        let properties = AreaPoint {
            id: place.id.to_string(),
            name: place.name.clone(),
            aliases: place.aliases.clone(),
            feature: place.feature.clone(),
            within: place.within.iter().map(ToString::to_string).collect(),
            area: agreement.area.contains(&place.id),
            provisions: naming(&place.id),
        };
        feature(place.id.to_string(), place.lat.zip(place.lon), properties)
    });
    Collection::of(features.collect())
}

/// Who is said to hold which place.
#[must_use]
pub fn control(outcome: &Outcome, terms: &Terms) -> Collection<ControlJson> {
    let zone = outcome.zone();
    let known = |place: &PlaceId| {
        let own = terms.places.iter().find(|p| p.id == *place).and_then(|p| p.lat.zip(p.lon));
        own.or_else(|| {
            let places = outcome.claims.iter().filter_map(|c| c.place.as_ref()?.best());
            places.filter(|b| b.place == *place).find_map(|b| b.lat.zip(b.lon))
        })
    };
    let features =
        outcome.control.iter().map(|c| feature(c.place.to_string(), known(&c.place), ControlJson::of(c, &zone)));
    Collection::of(features.collect())
}
