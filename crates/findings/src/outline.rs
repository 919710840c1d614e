//! Lines, corridors and zones as they are drawn, and how a place lies to them.

use geo::{Closest, Contains, CoordsIter, Distance, Haversine, HaversineClosestPoint};
use serde::{Deserialize, Serialize};

use crate::area::Tri;

/// Degrees east, then degrees north (WGS 84), as GeoJSON has it.
pub type Position = [f64; 2];

/// A geometry of GeoJSON (RFC 7946).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "coordinates")]
#[allow(missing_docs)]
pub enum Geometry {
    Point(Position),
    LineString(Vec<Position>),
    MultiLineString(Vec<Vec<Position>>),
    Polygon(Vec<Vec<Position>>),
    MultiPolygon(Vec<Vec<Vec<Position>>>),
}

/// How a place is drawn: a line, a corridor or circle with its width, or a zone.
///
/// What is published of such places is rough. Whatever lies nearer to the edge than the tolerance may lie on either side
/// of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// What is drawn.
    pub geometry: Geometry,
    /// Width in kilometres of what runs along a line, half of it on either side; diameter of a circle around a point.
    /// `None` for a line without width and for a zone.
    pub width_km: Option<f64>,
    /// By how many kilometres the drawing may be off.
    pub tolerance_km: f64,
    /// What it was drawn after.
    pub source: String,
}

/// How a place lies to an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Lie {
    /// Whether it lies inside.
    pub inside: Tri,
    /// Kilometres from the line or point, or from the edge of the zone.
    pub km: f64,
    /// Kilometres by which its position may be off, beside the tolerance of the drawing.
    pub reach_km: f64,
}

impl Geometry {
    /// The same with every position taken as degrees north, then degrees east.
    pub(crate) fn swapped(&self) -> Self {
        let swap = |ps: &Vec<Position>| -> Vec<Position> { ps.iter().map(|[a, b]| [*b, *a]).collect() };
        let all = |lines: &Vec<Vec<Position>>| lines.iter().map(swap).collect();
        match self {
            Self::Point([a, b]) => Self::Point([*b, *a]),
            Self::LineString(line) => Self::LineString(swap(line)),
            Self::MultiLineString(lines) => Self::MultiLineString(all(lines)),
            Self::Polygon(rings) => Self::Polygon(all(rings)),
            Self::MultiPolygon(polygons) => Self::MultiPolygon(polygons.iter().map(all).collect()),
        }
    }

    /// Its lines, if it is one or several.
    pub(crate) fn lines(&self) -> Vec<Vec<Position>> {
        match self {
            Self::LineString(line) => vec![line.clone()],
            Self::MultiLineString(lines) => lines.clone(),
            Self::Point(_) | Self::Polygon(_) | Self::MultiPolygon(_) => Vec::new(),
        }
    }

    /// Whether it encloses something.
    #[must_use]
    pub fn is_zone(&self) -> bool {
        matches!(self, Self::Polygon(_) | Self::MultiPolygon(_))
    }

    /// Its positions.
    #[must_use]
    pub fn positions(&self) -> Vec<Position> {
        match self {
            Self::Point(at) => vec![*at],
            Self::LineString(line) => line.clone(),
            Self::MultiLineString(lines) | Self::Polygon(lines) => lines.concat(),
            Self::MultiPolygon(polygons) => polygons.concat().concat(),
        }
    }

    pub(crate) fn laid(&self) -> geo::Geometry {
        let line = |ps: &Vec<Position>| geo::LineString::from(ps.iter().map(|[x, y]| (*x, *y)).collect::<Vec<_>>());
        let polygon = |rings: &Vec<Vec<Position>>| {
            let mut rings = rings.iter().map(line);
            geo::Polygon::new(rings.next().unwrap_or_else(|| geo::LineString::new(Vec::new())), rings.collect())
        };
        match self {
            Self::Point([x, y]) => geo::Point::new(*x, *y).into(),
            Self::LineString(ps) => line(ps).into(),
            Self::MultiLineString(lines) => geo::MultiLineString::new(lines.iter().map(line).collect()).into(),
            Self::Polygon(rings) => polygon(rings).into(),
            Self::MultiPolygon(all) => geo::MultiPolygon::new(all.iter().map(polygon).collect()).into(),
        }
    }
}

/// An outline made ready for measuring.
#[derive(Debug, Clone)]
pub(crate) struct Laid {
    /// The line or point, or the rings of the zone.
    edge: geo::Geometry,
    /// The zone, if it is one.
    zone: Option<geo::Geometry>,
    pub half_width_km: Option<f64>,
    pub tolerance_km: f64,
}

impl Laid {
    pub(crate) fn new(outline: &Outline) -> Self {
        let geometry = outline.geometry.laid();
        let rings = |p: &geo::Polygon| std::iter::once(p.exterior()).chain(p.interiors()).cloned().collect::<Vec<_>>();
        let edge = match &geometry {
            geo::Geometry::Polygon(p) => geo::MultiLineString::new(rings(p)).into(),
            geo::Geometry::MultiPolygon(all) => geo::MultiLineString::new(all.iter().flat_map(rings).collect()).into(),
            other => other.clone(),
        };
        Self {
            edge,
            zone: outline.geometry.is_zone().then_some(geometry),
            half_width_km: outline.width_km.map(|w| w / 2.0),
            tolerance_km: outline.tolerance_km,
        }
    }

    /// Whether it is the edge of a zone that distances are told from, not a line.
    pub(crate) fn is_zone(&self) -> bool {
        self.zone.is_some()
    }

    /// Kilometres from a position to the line, point or edge, along the globe.
    pub(crate) fn km_from(&self, [lon, lat]: Position) -> f64 {
        let from = geo::Point::new(lon, lat);
        match self.edge.haversine_closest_point(&from) {
            Closest::Intersection(at) | Closest::SinglePoint(at) => Haversine.distance(from, at) / 1000.0,
            Closest::Indeterminate => f64::INFINITY,
        }
    }

    /// How a place lies to it whose position is known to `reach_km`.
    pub(crate) fn lie(&self, at: Position, reach_km: f64) -> Lie {
        let km = self.km_from(at);
        let within = self.zone.as_ref().is_some_and(|z| z.contains(&geo::Point::new(at[0], at[1])));
        // How far past the edge; below zero inside.
        let past = if within { -km } else { km - self.half_width_km.unwrap_or(0.0) };
        let slack = self.tolerance_km + reach_km;
        let inside = if past > slack {
            Tri::No
        } else if past <= -slack {
            Tri::Yes
        } else {
            Tri::Possible
        };
        Lie { inside, km, reach_km }
    }

    /// How something drawn lies to it: inside if all of it is, possibly if a part may be.
    pub(crate) fn lie_of(&self, other: &Self) -> Lie {
        let slack = other.half_width_km.unwrap_or(0.0) + other.tolerance_km;
        let lies: Vec<Lie> = other.edge.coords_iter().map(|c| self.lie([c.x, c.y], slack)).collect();
        let inside = if lies.iter().all(|l| l.inside == Tri::Yes) {
            Tri::Yes
        } else if lies.iter().any(|l| l.inside != Tri::No)
            || self.edge.coords_iter().any(|c| other.lie([c.x, c.y], self.tolerance_km).inside != Tri::No)
        {
            Tri::Possible
        } else {
            Tri::No
        };
        Lie { inside, km: lies.iter().map(|l| l.km).fold(f64::INFINITY, f64::min), reach_km: slack }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(geometry: Geometry, width_km: Option<f64>, tolerance_km: f64) -> Laid {
        Laid::new(&Outline { geometry, width_km, tolerance_km, source: "a sketch".to_owned() })
    }

    /// A line along the meridian of 40° east, from 47° to 49° north: one degree of longitude there is about 74 km.
    fn line(width_km: f64) -> Laid {
        outline(Geometry::LineString(vec![[40.0, 47.0], [40.0, 49.0]]), Some(width_km), 2.0)
    }

    #[test]
    fn a_place_is_inside_a_corridor_outside_or_at_its_edge() {
        let lie = |lon| line(50.0).lie([lon, 48.0], 0.0);
        assert_eq!(lie(40.16).inside, Tri::Yes);
        assert!((lie(40.16).km - 11.9).abs() < 0.1, "{}", lie(40.16).km);
        assert_eq!(lie(40.34).inside, Tri::Possible);
        assert_eq!(lie(40.4).inside, Tri::No);
    }

    #[test]
    fn what_is_known_less_well_is_possible_further_out_and_certain_only_deeper_in() {
        assert_eq!(line(50.0).lie([40.4, 48.0], 10.0).inside, Tri::Possible);
        assert_eq!(line(50.0).lie([40.2, 48.0], 10.0).inside, Tri::Possible);
        assert_eq!(line(50.0).lie([40.1, 48.0], 10.0).inside, Tri::Yes);
    }

    #[test]
    fn a_line_without_width_holds_nothing_for_certain() {
        let line = outline(Geometry::LineString(vec![[40.0, 47.0], [40.0, 49.0]]), None, 3.0);
        assert_eq!(line.lie([40.0, 48.0], 0.0).inside, Tri::Possible);
        assert_eq!(line.lie([40.1, 48.0], 0.0).inside, Tri::No);
    }

    #[test]
    fn the_end_of_a_corridor_is_round() {
        assert_eq!(line(50.0).lie([40.0, 49.1], 0.0).inside, Tri::Yes);
        assert_eq!(line(50.0).lie([40.0, 49.4], 0.0).inside, Tri::No);
    }

    #[test]
    fn a_zone_with_a_hole_holds_what_lies_between_its_rings() {
        let ring = |d: f64| {
            vec![
                [40.0 - d, 48.0 - d],
                [40.0 + d, 48.0 - d],
                [40.0 + d, 48.0 + d],
                [40.0 - d, 48.0 + d],
                [40.0 - d, 48.0 - d],
            ]
        };
        let zone = outline(Geometry::Polygon(vec![ring(1.0), ring(0.2)]), None, 1.0);
        assert_eq!(zone.lie([40.5, 48.0], 0.0).inside, Tri::Yes);
        assert_eq!(zone.lie([40.0, 48.0], 0.0).inside, Tri::No);
        assert_eq!(zone.lie([41.005, 48.0], 0.0).inside, Tri::Possible);
    }

    #[test]
    fn a_line_in_a_zone_is_inside_and_one_that_leaves_it_possibly() {
        assert_eq!(
            line(50.0).lie_of(&outline(Geometry::LineString(vec![[40.0, 47.5], [40.1, 48.5]]), None, 1.0)).inside,
            Tri::Yes
        );
        assert_eq!(
            line(50.0).lie_of(&outline(Geometry::LineString(vec![[40.0, 47.5], [42.0, 48.5]]), None, 1.0)).inside,
            Tri::Possible
        );
        assert_eq!(
            line(50.0).lie_of(&outline(Geometry::LineString(vec![[42.0, 47.5], [42.0, 48.5]]), None, 1.0)).inside,
            Tri::No
        );
    }

    #[test]
    fn a_geometry_is_read_and_written_as_geojson() {
        let text = r#"{"type":"LineString","coordinates":[[46.5,39.5],[46.6,39.7]]}"#;
        let read: Geometry = serde_json::from_str(text).expect("sound");
        assert_eq!(serde_json::to_string(&read).expect("written"), text);
        assert_eq!(read.swapped().positions(), [[39.5, 46.5], [39.7, 46.6]]);
    }
}
