use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use servanda_model::PlaceId;

use super::problem::{Problem, Problems, SourceText, nearest};
use super::shape::{Fields, Word};
use super::{format, is_gazetteer_number, outlines, parsed};
use crate::outline::{Outline, Position};

/// A place of an agreement's own list: what no gazetteer has, or has under other names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Its identifier.
    pub id: PlaceId,
    /// Its name for readers.
    pub name: String,
    /// Other spellings and names.
    pub aliases: Vec<String>,
    /// What it is: town, district, line, corridor.
    pub feature: String,
    /// Degrees north, WGS 84.
    pub lat: Option<f64>,
    /// Degrees east, WGS 84.
    pub lon: Option<f64>,
    /// Its number in GeoNames.
    pub geonames: Option<u32>,
    /// The places it lies in.
    pub within: Vec<PlaceId>,
    /// What is particular about it.
    pub note: Option<String>,
    /// How far it reaches from its position, in kilometres, where that is not what is usual for its feature.
    pub radius_km: Option<f64>,
    /// The line, corridor or zone as it is drawn.
    pub outline: Option<Outline>,
}

impl Place {
    /// Degrees east, degrees north.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        Some([self.lon?, self.lat?])
    }

    /// How far it reaches from its position, in kilometres. What is usual for a feature is our choice, rather too much
    /// than too little: a larger reach makes *possible* of what would be *inside* or *outside*.
    #[must_use]
    pub fn reach_km(&self) -> f64 {
        self.radius_km.unwrap_or(match self.feature.as_str() {
            "country" => 500.0,
            "region" => 100.0,
            "district" | "water" => 20.0,
            "line" | "corridor" | "road" | "mountain" => 10.0,
            "city" => 8.0,
            "town" => 3.0,
            _ => 1.5,
        })
    }
}

/// Loads a list of places.
///
/// # Errors
/// Every problem of the file: syntax, unknown keys, unknown or cyclic `within`, identifiers used twice.
pub fn places(source: SourceText<'_>) -> Result<Vec<Place>, Vec<Problem>> {
    parsed(source, &format::PLACES, |top, problems| {
        let tables = top.tables("place");
        let places: Vec<Place> = tables.iter().map(place).collect();
        check_identifiers(&tables, problems);
        check_degrees(&tables, problems);
        check_within(&tables, problems);
        check_cycles(&tables, &places, problems);
        let places = outlines::drawn(&tables, places, problems);
        Some(places)
    })
}

fn place(fields: &Fields<'_, '_>) -> Place {
    Place {
        id: PlaceId::new(fields.text("id")),
        name: fields.text("name"),
        aliases: fields.words("aliases").into_iter().map(|w| w.text).collect(),
        feature: fields.text("feature"),
        lat: fields.number("lat"),
        lon: fields.number("lon"),
        geonames: fields.whole("geonames"),
        within: fields.words("within").into_iter().map(|w| PlaceId::new(w.text)).collect(),
        note: fields.optional("note"),
        radius_km: fields.number("radius_km"),
        outline: None,
    }
}

fn check_identifiers(tables: &[Fields<'_, '_>], problems: &mut Problems<'_>) {
    let mut seen = BTreeSet::new();
    for id in tables.iter().filter_map(|t| t.word("id")) {
        if !seen.insert(id.text.clone()) {
            problems.add(id.at, format!("place `{}` stands twice", id.text), "keep one, or give the other its own id");
        }
    }
}

fn check_degrees(tables: &[Fields<'_, '_>], problems: &mut Problems<'_>) {
    for table in tables {
        for (key, most) in [("lat", 90.0), ("lon", 180.0)] {
            if table.number(key).is_some_and(|n| n.abs() > most) {
                problems.add(
                    table.place_of(key),
                    format!("`{key}` lies off the globe"),
                    format!("give degrees from -{most} to {most}"),
                );
            }
        }
    }
}

fn check_within(tables: &[Fields<'_, '_>], problems: &mut Problems<'_>) {
    let known: BTreeSet<String> = tables.iter().filter_map(|t| t.optional("id")).collect();
    for word in tables.iter().flat_map(|t| t.words("within")) {
        if !known.contains(&word.text) && !is_gazetteer_number(&word.text) {
            problems.add_near(
                word.at,
                format!("unknown place `{}`", word.text),
                "add it to this list, or give its GeoNames number as gn:585514",
                nearest(&word.text, known.iter().map(String::as_str)),
            );
        }
    }
}

/// A place that lies in itself, over however many others.
fn check_cycles(tables: &[Fields<'_, '_>], places: &[Place], problems: &mut Problems<'_>) {
    let parents: BTreeMap<&PlaceId, &[PlaceId]> = places.iter().map(|p| (&p.id, p.within.as_slice())).collect();
    // Kahn's order: what can be peeled off from the outside lies in no circle.
    let mut open: BTreeMap<&PlaceId, usize> = BTreeMap::new();
    let mut inside: BTreeMap<&PlaceId, Vec<&PlaceId>> = BTreeMap::new();
    for (&id, &within) in &parents {
        let known: BTreeSet<&PlaceId> = within.iter().filter(|w| parents.contains_key(w)).collect();
        open.insert(id, known.len());
        for parent in known {
            inside.entry(parent).or_default().push(id);
        }
    }
    let mut free: Vec<&PlaceId> = open.iter().filter(|(_, n)| **n == 0).map(|(id, _)| *id).collect();
    while let Some(id) = free.pop() {
        open.remove(id);
        for child in inside.get(id).into_iter().flatten() {
            if let Some(n) = open.get_mut(child) {
                *n -= 1;
                if *n == 0 {
                    free.push(child);
                }
            }
        }
    }
    // What is left lies in a circle or in something that does; only the members of circles are at fault.
    for table in tables {
        let Some(Word { text, .. }) = table.word("id") else { continue };
        let at: Range<usize> = table.place_of("within");
        if open.contains_key(&PlaceId::new(text.as_str())) && reaches(&PlaceId::new(text.as_str()), &parents) {
            problems.add(at, format!("place `{text}` lies in itself"), "take one of the `within` of this circle out");
        }
    }
}

/// Whether a place is among its own parents.
fn reaches(start: &PlaceId, parents: &BTreeMap<&PlaceId, &[PlaceId]>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&PlaceId> = parents.get(start).into_iter().flat_map(|p| p.iter()).collect();
    while let Some(id) = open.pop() {
        if id == start {
            return true;
        }
        if seen.insert(id) {
            open.extend(parents.get(id).into_iter().flat_map(|p| p.iter()));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Vec<Place>, Vec<String>> {
        places(SourceText { name: "places.toml", text }).map_err(|p| p.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_circle_of_within_is_reported_at_each_member_and_at_no_bystander() {
        let problems = load(
            "[[place]]\nid = \"a\"\nname = \"A\"\nwithin = \"b\"\n[[place]]\nid = \"b\"\nname = \"B\"\nwithin = \"a\"\n[[place]]\nid = \"c\"\nname = \"C\"\nwithin = \"a\"\n",
        )
        .expect_err("a circle");
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("places.toml:4:10: place `a` lies in itself"), "{problems:?}");
    }

    #[test]
    fn a_place_used_twice_and_a_parent_unknown_are_both_reported() {
        let problems =
            load("[[place]]\nid = \"a\"\nname = \"A\"\n[[place]]\nid = \"a\"\nname = \"B\"\nwithin = \"aa\"\n")
                .expect_err("two");
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[1].contains("did you mean `a`?"), "{problems:?}");
    }
}
