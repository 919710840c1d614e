//! Maps: GeoJSON (RFC 7946), of incidents, of the agreement's places, and of who holds what.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use servanda_findings::Geometry;
use servanda_model::{Control, Incident, PlaceId};

use super::json::{ControlJson, IncidentJson, PlaceJson, WhenJson};
use crate::pipeline::Outcome;
use crate::terms::Terms;

/// A collection of features.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Collection{P}")]
pub struct Collection<P> {
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The instant of knowledge (RFC 9557), where it bears on the features.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
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
    /// Where: a GeoJSON geometry.
    #[schemars(schema_with = "geometry_schema")]
    pub geometry: Option<Geometry>,
    /// What.
    pub properties: P,
}

fn geometry_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "Degrees east, then degrees north (WGS 84); null where no position is known.",
        "type": ["object", "null"],
        "properties": {
            "type": { "enum": ["Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"] },
            // Points, or lists of them: how deep they lie depends on the type.
            "coordinates": { "type": "array", "items": {} }
        },
        "required": ["type", "coordinates"]
    })
}

impl<P> Collection<P> {
    fn of(features: Vec<Feature<P>>) -> Self {
        Self { kind: "FeatureCollection", as_of: None, features }
    }

    /// The same, with the instant of knowledge.
    #[must_use]
    pub fn known_by(self, as_of: Option<String>) -> Self {
        Self { as_of, ..self }
    }
}

fn feature<P>(id: String, at: Option<(f64, f64)>, properties: P) -> Feature<P> {
    Feature { kind: "Feature", id, geometry: at.map(|(lat, lon)| Geometry::Point([lon, lat])), properties }
}

/// An incident on the map.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IncidentPoint {
    /// The incident.
    #[serde(flatten)]
    pub incident: IncidentJson,
    /// What happened, in a short sentence.
    pub title: String,
    /// Whether it uses or prepares force.
    pub hostile: bool,
}

/// Incidents on the map.
#[must_use]
pub fn incidents<'i>(rows: impl Iterator<Item = (&'i Incident, IncidentJson, String)>) -> Collection<IncidentPoint> {
    let feature = |(incident, json, title): (&Incident, IncidentJson, String)| {
        let properties = IncidentPoint { incident: json, title, hostile: incident.act.is_hostile() };
        feature(incident.id.to_string(), position(incident), properties)
    };
    Collection::of(rows.map(feature).collect())
}

/// Latitude and longitude.
fn position(incident: &Incident) -> Option<(f64, f64)> {
    incident.place.as_ref()?.best().and_then(|b| b.lat.zip(b.lon))
}

/// What a drawing needs of an incident.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Dot {
    /// Its identifier.
    pub id: String,
    /// What was done.
    pub act: String,
    /// First instant at which it can have begun (RFC 9557); null if it is not known.
    pub from: Option<String>,
    /// Last instant at which it can have ended (RFC 9557); null if it is not known.
    pub to: Option<String>,
    /// Name of its place.
    pub place: Option<String>,
    /// `exact`, `near` or `region`.
    pub place_precision: Option<String>,
    /// Whether anything but the toll is in dispute.
    pub contested: bool,
    /// Independent origins that say it happened.
    pub origins: usize,
}

/// Incidents with as much as a drawing needs; all there is to them is in [`incidents`].
#[must_use]
pub fn dots(rows: Vec<&Incident>) -> Collection<Dot> {
    let dot = |incident: &Incident| {
        let when = incident.when.as_ref().map(WhenJson::from);
        let (from, to) = when.map_or((None, None), |w| (w.from, w.to));
        let place = incident.place.as_ref().map(PlaceJson::from);
        let properties = Dot {
            id: incident.id.to_string(),
            act: incident.act.code().to_owned(),
            from,
            to,
            place_precision: place.as_ref().map(|p| p.precision.clone()),
            place: place.map(|p| p.canonical.unwrap_or(p.name)),
            contested: incident.contested(),
            origins: incident.asserting().count(),
        };
        feature(incident.id.to_string(), position(incident), properties)
    };
    Collection::of(rows.into_iter().map(dot).collect())
}

/// A place of the agreement.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Area {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// What it is: town, district, line.
    pub feature: String,
    /// What is drawn: `point`, `circle`, `line`, `corridor` or `zone`.
    pub kind: &'static str,
    /// Width of a corridor or diameter of a circle in metres, half of it on either side.
    pub width_m: Option<f64>,
    /// By how many metres the drawing may be off.
    pub tolerance: Option<f64>,
    /// What it was drawn after.
    pub source: Option<String>,
    /// The places right around it.
    pub within: Vec<String>,
    /// Whether acts count there because the agreement says so.
    pub area: bool,
    /// Provisions that name it.
    pub provisions: Vec<String>,
}

/// The places of an agreement: as they are drawn, else a point in the middle.
#[must_use]
pub fn areas(terms: &Terms) -> Collection<Area> {
    let agreement = &terms.agreement;
    let naming = |place: &PlaceId| {
        let named = agreement.provisions.iter().filter(|p| p.places.contains(place));
        named.map(|p| p.reference.to_string()).collect()
    };
    let metres = |km: f64| (km * 1000.0).round();
    let features = terms.places.iter().map(|place| {
        let outline = place.outline.as_ref();
        let width = outline.and_then(|o| o.width_km);
        let properties = Area {
            id: place.id.to_string(),
            name: place.name.clone(),
            aliases: place.aliases.clone(),
            feature: place.feature.clone(),
            kind: match outline.map(|o| &o.geometry) {
                None => "point",
                Some(Geometry::Point(_)) => "circle",
                Some(Geometry::Polygon(_) | Geometry::MultiPolygon(_)) => "zone",
                Some(_) if width.is_some() => "corridor",
                Some(_) => "line",
            },
            width_m: width.map(metres),
            tolerance: outline.map(|o| metres(o.tolerance_km)),
            source: outline.map(|o| o.source.clone()),
            within: place.within.iter().map(ToString::to_string).collect(),
            area: agreement.area.contains(&place.id),
            provisions: naming(&place.id),
        };
        let at = feature(place.id.to_string(), place.lat.zip(place.lon), properties);
        Feature { geometry: outline.map(|o| o.geometry.clone()).or(at.geometry), ..at }
    });
    Collection::of(features.collect())
}

/// Who is said to hold which place.
#[must_use]
pub fn control(outcome: &Outcome, terms: &Terms) -> Collection<ControlJson> {
    let zone = outcome.zone();
    let index = outcome.index();
    let known = |held: &Control| {
        let own = terms.places.iter().find(|p| p.id == held.place).and_then(|p| p.lat.zip(p.lon));
        own.or_else(|| {
            let claims = held.claims.iter().filter_map(|c| index.claim(&c.claim));
            let places = claims.filter_map(|c| c.place.as_ref()?.best());
            places.filter(|b| b.place == held.place).find_map(|b| b.lat.zip(b.lon))
        })
    };
    let features = outcome.control.iter().map(|c| feature(c.place.to_string(), known(c), ControlJson::of(c, &zone)));
    Collection::of(features.collect())
}
