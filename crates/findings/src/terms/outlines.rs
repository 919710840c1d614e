//! Reads how places are drawn, and refuses drawings that cannot be right.

use std::collections::{BTreeMap, BTreeSet};

use geo::Validation;
use serde_json::json;
use servanda_model::PlaceId;

use super::places::Place;
use super::problem::{Problems, nearest};
use super::shape::Fields;
use crate::area::{PlaceTree, Tri};
use crate::outline::{Geometry, Laid, Outline};

/// The widest corridor that is taken for one, in kilometres. Our choice.
const WIDEST: f64 = 1_000.0;

/// How far the position of a place may lie outside of what is drawn for it, in kilometres. Our choice: a middle given in
/// whole tenths of a degree may lie off a line by that.
const ASIDE: f64 = 15.0;

/// The places with their outlines, which may follow the lines of each other.
pub(super) fn drawn(tables: &[Fields<'_, '_>], places: Vec<Place>, problems: &mut Problems<'_>) -> Vec<Place> {
    let own: Vec<Option<Outline>> = tables.iter().zip(&places).map(|(t, place)| own(t, place, problems)).collect();
    let by_id: BTreeMap<&PlaceId, &Outline> =
        places.iter().zip(&own).filter_map(|(p, o)| Some((&p.id, o.as_ref()?))).collect();
    let outlines: Vec<Option<Outline>> =
        tables.iter().zip(&own).map(|(t, own)| own.clone().or_else(|| along(t, &by_id, problems))).collect();
    let places: Vec<Place> =
        places.into_iter().zip(outlines).map(|(place, outline)| Place { outline, ..place }).collect();
    check_members(tables, &places, problems);
    places
}

/// An outline with coordinates of its own.
fn own(place_table: &Fields<'_, '_>, place: &Place, problems: &mut Problems<'_>) -> Option<Outline> {
    let fields = place_table.table("outline")?;
    let follows = fields.has("along");
    let (kind, coordinates) = (fields.word("type"), fields.coordinates("coordinates"));
    for key in ["width_km", "tolerance_km"] {
        if fields.number(key).is_some_and(|n| !(0.0..=WIDEST).contains(&n)) {
            let remedy = format!("give kilometres from 0 to {WIDEST}");
            problems.add(fields.place_of(key), format!("`{key}` is no width of anything"), remedy);
        }
    }
    if follows {
        if kind.is_some() || coordinates.is_some() {
            let what = "an outline that follows another place's line has coordinates of its own";
            problems.add(fields.at.clone(), what, "keep `along`, or `type` and `coordinates`");
        }
        return None;
    }
    for key in ["type", "coordinates", "tolerance_km", "source"] {
        if !fields.has(key) {
            let remedy =
                "an outline says its `type`, `coordinates`, `tolerance_km` and `source`, or whom it runs `along`";
            problems.add(fields.at.clone(), format!("the outline has no `{key}`"), remedy);
        }
    }
    let (kind, coordinates) = (kind?, coordinates?);
    let geometry: Geometry = match serde_json::from_value(json!({ "type": kind.text, "coordinates": coordinates })) {
        Ok(geometry) => geometry,
        Err(_) => {
            problems.add_near(
                kind.at,
                format!("the coordinates are not those of a `{}`", kind.text),
                "Point: a pair; LineString: a list of pairs; Polygon: a list of rings, each a list of pairs",
                nearest(&kind.text, ["Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]),
            );
            return None;
        }
    };
    let at = fields.place_of("coordinates");
    if geometry.positions().iter().any(|[lon, lat]| lon.abs() > 180.0 || lat.abs() > 90.0) {
        problems.add(at, "the outline leaves the globe", "GeoJSON gives degrees east first: [46.5, 39.6]");
        return None;
    }
    if open_ring(&geometry) {
        problems.add(at, "a ring of the zone is not closed", "end each ring with the pair that it begins with");
        return None;
    }
    if let Err(fault) = geometry.laid().check_validation() {
        problems.add(at, format!("this draws nothing that can be measured: {fault}"), "draw it without crossings");
        return None;
    }
    let width_km = fields.number("width_km");
    match &geometry {
        Geometry::Point(_) if width_km.is_none() => {
            problems.add(at, "a circle has no `width_km`", "give its diameter");
            return None;
        }
        Geometry::Polygon(_) | Geometry::MultiPolygon(_) if width_km.is_some() => {
            let what = "a zone has a `width_km`";
            problems.add(fields.place_of("width_km"), what, "take it out, or draw the line in the middle");
        }
        _ => {}
    }
    let (tolerance_km, source) = (fields.number("tolerance_km")?, fields.optional("source")?);
    let outline = Outline { geometry, width_km, tolerance_km, source };
    check_position(place_table, place, &outline, at, problems);
    Some(outline)
}

/// A ring that does not end where it begins; geo would close it silently.
fn open_ring(geometry: &Geometry) -> bool {
    let open = |rings: &Vec<Vec<[f64; 2]>>| rings.iter().any(|r| r.first() != r.last());
    match geometry {
        Geometry::Polygon(rings) => open(rings),
        Geometry::MultiPolygon(polygons) => polygons.iter().any(open),
        _ => false,
    }
}

/// A place must lie in or near what is drawn for it: this finds degrees in the wrong order, and slips of a digit.
fn check_position(
    table: &Fields<'_, '_>,
    place: &Place,
    outline: &Outline,
    at: std::ops::Range<usize>,
    problems: &mut Problems<'_>,
) {
    let Some(position) = place.position() else {
        let what = format!("place `{}` is drawn but has no position", place.id);
        problems.add(table.at.clone(), what, "give `lat` and `lon` of its middle; the drawing is checked against it");
        return;
    };
    let aside = |outline: &Outline| {
        let laid = Laid::new(outline);
        (laid.lie(position, ASIDE).inside == Tri::No).then(|| laid.km_from(position))
    };
    let Some(km) = aside(outline) else { return };
    let swapped = Outline { geometry: outline.geometry.swapped(), ..outline.clone() };
    let remedy = if aside(&swapped).is_none() {
        "GeoJSON gives degrees east first: [46.5, 39.6]; swap each pair"
    } else {
        "check the coordinates against `lat` and `lon`"
    };
    problems.add(at, format!("the outline of `{}` runs {km:.0} km from its own position", place.id), remedy);
}

/// An outline that follows the lines of other places, with the widest of their tolerances if it gives none.
fn along(
    place_table: &Fields<'_, '_>,
    drawn: &BTreeMap<&PlaceId, &Outline>,
    problems: &mut Problems<'_>,
) -> Option<Outline> {
    let fields = place_table.table("outline")?;
    let mut lines: Vec<&Outline> = Vec::new();
    for word in fields.words("along") {
        match drawn.get(&PlaceId::new(word.text.as_str())).filter(|o| !o.geometry.lines().is_empty()) {
            Some(line) => lines.push(line),
            None => problems.add_near(
                word.at,
                format!("`{}` has no line of its own", word.text),
                "name places of this file whose outline is a line",
                nearest(&word.text, drawn.keys().map(|id| id.as_str())),
            ),
        }
    }
    let first = lines.first()?;
    let sources: BTreeSet<&str> = lines.iter().map(|l| l.source.as_str()).collect();
    Some(Outline {
        geometry: match lines.as_slice() {
            [one] => one.geometry.clone(),
            many => Geometry::MultiLineString(many.iter().flat_map(|l| l.geometry.lines()).collect()),
        },
        width_km: fields.number("width_km").or(first.width_km),
        tolerance_km: fields
            .number("tolerance_km")
            .unwrap_or_else(|| lines.iter().map(|l| l.tolerance_km).fold(0.0, f64::max)),
        source: fields.optional("source").unwrap_or_else(|| sources.into_iter().collect::<Vec<_>>().join("; ")),
    })
}

/// Rows that put a place into a zone whose drawing leaves it out.
fn check_members(tables: &[Fields<'_, '_>], places: &[Place], problems: &mut Problems<'_>) {
    let tree = PlaceTree::of(places);
    for (table, place) in tables.iter().zip(places) {
        for word in table.words("within") {
            let zone = PlaceId::new(word.text.as_str());
            if let Some(lie) = tree.drawn_lie(&place.id, &zone).filter(|lie| lie.inside == Tri::No) {
                let what = format!(
                    "place `{}` is said to lie in `{zone}`, whose outline it misses by far ({:.0} km away)",
                    place.id, lie.km
                );
                problems.add(word.at, what, "mend its position or the outline, or take this `within` out");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::places::places;
    use super::super::{Problem, SourceText};
    use crate::outline::Geometry;
    use crate::terms::Place;

    fn load(text: &str) -> Result<Vec<Place>, Vec<String>> {
        let told = |problems: Vec<Problem>| problems.iter().map(ToString::to_string).collect();
        places(SourceText { name: "places.toml", text }).map_err(told)
    }

    const ROAD: &str = "[[place]]\nid = \"road\"\nname = \"Road\"\nlat = 39.6\nlon = 46.5\n";

    fn road(outline: &str) -> Result<Vec<Place>, Vec<String>> {
        load(&format!("{ROAD}outline = {{ {outline} }}\n"))
    }

    #[track_caller]
    fn refused(outline: &str, why: &str) {
        let problems = road(outline).expect_err("refused");
        assert!(problems.iter().any(|p| p.contains(why)), "{why}: {problems:#?}");
    }

    #[test]
    fn a_corridor_is_read_with_its_width_tolerance_and_source() {
        let found = road(
            "type = \"LineString\", coordinates = [[46.4, 39.5], [46.6, 39.7]], width_km = 5, tolerance_km = 2, source = \"a sketch\"",
        )
        .expect("sound");
        let outline = found[0].outline.as_ref().expect("drawn");
        assert_eq!(outline.geometry, Geometry::LineString(vec![[46.4, 39.5], [46.6, 39.7]]));
        assert_eq!((outline.width_km, outline.tolerance_km), (Some(5.0), 2.0));
    }

    #[test]
    fn a_zone_may_follow_the_line_of_another_place_with_its_own_width() {
        let zone = "[[place]]\nid = \"zone\"\nname = \"Zone\"\noutline = { along = \"road\", width_km = 50 }\n";
        let line =
            "type = \"LineString\", coordinates = [[46.4, 39.5], [46.6, 39.7]], tolerance_km = 2, source = \"x\"";
        let found = load(&format!("{zone}{ROAD}outline = {{ {line} }}\n")).expect("sound");
        let outline = found[0].outline.as_ref().expect("drawn");
        assert_eq!((outline.width_km, outline.tolerance_km), (Some(50.0), 2.0));
        let problems =
            load("[[place]]\nid = \"zone\"\nname = \"Zone\"\noutline = { along = \"rod\" }\n").expect_err("unknown");
        assert!(problems[0].starts_with("places.toml:4:21: `rod` has no line of its own"), "{problems:?}");
    }

    #[test]
    fn degrees_in_the_wrong_order_are_refused_with_the_remedy() {
        refused(
            "type = \"LineString\", coordinates = [[39.5, 46.4], [39.7, 46.6]], tolerance_km = 2, source = \"x\"",
            "swap each pair",
        );
    }

    #[test]
    fn what_cannot_be_measured_is_refused() {
        let with = |outline: &str| format!("{outline}, tolerance_km = 2, source = \"x\"");
        refused(&with("type = \"LineString\", coordinates = [[46.5, 39.6]]"), "draws nothing");
        refused(&with("type = \"LineString\", coordinates = [46.5, 39.6]"), "not those of a `LineString`");
        refused(
            &with("type = \"Linestring\", coordinates = [[46.5, 39.6], [46.6, 39.7]]"),
            "did you mean `LineString`?",
        );
        refused(&with("type = \"Polygon\", coordinates = [[[46.4, 39.5], [46.6, 39.5], [46.6, 39.7]]]"), "not closed");
        refused(
            &with(
                "type = \"Polygon\", coordinates = [[[46.4, 39.5], [46.6, 39.7], [46.6, 39.5], [46.4, 39.7], [46.4, 39.5]]]",
            ),
            "draws nothing",
        );
        refused(&with("type = \"Point\", coordinates = [46.5, 39.6]"), "a circle has no `width_km`");
        refused(&with("type = \"Point\", coordinates = [46.5, 99.6], width_km = 3"), "leaves the globe");
        refused(&with("type = \"Point\", coordinates = [46.5, 39.6], width_km = -3"), "no width of anything");
        refused("type = \"Point\", coordinates = [46.5, 39.6], width_km = 3, source = \"x\"", "no `tolerance_km`");
    }

    #[test]
    fn a_drawn_place_without_a_position_is_refused() {
        let problems = load(
            "[[place]]\nid = \"a\"\nname = \"A\"\noutline = { type = \"Point\", coordinates = [46.5, 39.6], width_km = 3, tolerance_km = 1, source = \"x\" }\n",
        )
        .expect_err("no position");
        assert!(problems[0].contains("is drawn but has no position"), "{problems:?}");
    }

    #[test]
    fn a_row_that_puts_a_far_village_into_a_drawn_zone_is_refused() {
        let line = "type = \"LineString\", coordinates = [[46.4, 39.5], [46.6, 39.7]], width_km = 5, tolerance_km = 2, source = \"x\"";
        let village =
            |lon| format!("[[place]]\nid = \"mill\"\nname = \"Mill\"\nlat = 39.6\nlon = {lon}\nwithin = \"road\"\n");
        assert!(load(&format!("{ROAD}outline = {{ {line} }}\n{}", village(46.52))).is_ok());
        let problems = load(&format!("{ROAD}outline = {{ {line} }}\n{}", village(47.52))).expect_err("too far");
        assert!(problems[0].starts_with("places.toml:12:10: place `mill` is said to lie in `road`"), "{problems:?}");
    }
}
