use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use servanda_model::{Agreement, PlaceCandidate, PlaceId, PlacePrecision, Provision, Where};

use crate::outline::{Laid, Lie, Position};
use crate::terms::Place;

/// Share of belief above which a place counts as settled, and below one minus which it is not considered.
///
/// Our choice: a gazetteer nearly always offers a distant namesake, and one in ten is less than a reader would weigh.
const SETTLED: f64 = 0.9;

/// By how many kilometres "near" a place may be off. Our choice: what is farther is named after another place.
const NEAR: f64 = 10.0;

/// How far a place of the world gazetteer reaches from its position, in kilometres, by how the words fix it: a
/// settlement, or a district, region or country. Our choice.
const REACH: f64 = 3.0;
const REACH_OF_REGION: f64 = 100.0;

/// Which places lie in which, and how they are drawn.
///
/// Made of identifiers alone it knows no distances: any gazetteer can give it.
#[derive(Debug, Clone, Default)]
pub struct PlaceTree {
    parents: BTreeMap<PlaceId, Vec<PlaceId>>,
    children: BTreeMap<PlaceId, Vec<PlaceId>>,
    points: BTreeMap<PlaceId, Dot>,
    outlines: BTreeMap<PlaceId, Drawn>,
    names: BTreeMap<PlaceId, String>,
}

/// The outline of a place.
#[derive(Debug, Clone)]
struct Drawn {
    outline: Laid,
    /// How the other places lie to it, each measured once.
    lies: BTreeMap<PlaceId, Measured>,
}

/// How a place lies to an outline, as far as it was asked for.
#[derive(Debug, Clone, Default)]
struct Measured {
    /// See [`PlaceTree::apart`].
    apart: OnceLock<bool>,
    itself: OnceLock<Lie>,
    near_it: OnceLock<Lie>,
}

/// A position with how far its place reaches around it, in kilometres.
#[derive(Debug, Clone, Copy)]
struct Dot {
    at: Position,
    reach_km: f64,
}

/// Three-valued answer: what a report allows to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tri {
    No,
    /// The words name no place, or none that is known.
    Unsaid,
    Possible,
    Yes,
}

impl PlaceTree {
    /// The tree of `(place, the places it lies in)`; a place may lie in several, and may be given more than once.
    #[must_use]
    pub fn new(places: impl IntoIterator<Item = (PlaceId, Vec<PlaceId>)>) -> Self {
        let mut tree = Self::default();
        for (place, within) in places {
            for parent in &within {
                tree.children.entry(parent.clone()).or_default().push(place.clone());
            }
            tree.parents.entry(place).or_default().extend(within);
        }
        tree
    }

    /// The tree of an agreement's places, with their positions and outlines.
    #[must_use]
    pub fn of(places: &[Place]) -> Self {
        let mut tree = Self::new(places.iter().map(|p| (p.id.clone(), p.within.clone())));
        let lies: BTreeMap<PlaceId, Measured> = places.iter().map(|p| (p.id.clone(), Measured::default())).collect();
        for place in places {
            tree.names.insert(place.id.clone(), place.name.clone());
            if let Some(at) = place.position() {
                tree.points.insert(place.id.clone(), Dot { at, reach_km: place.reach_km() });
            }
            if let Some(outline) = &place.outline {
                let drawn = Drawn { outline: Laid::new(outline), lies: lies.clone() };
                tree.outlines.insert(place.id.clone(), drawn);
            }
        }
        tree
    }

    /// Whether `place` is `area` or lies in it.
    #[must_use]
    pub fn inside(&self, place: &PlaceId, area: &PlaceId) -> bool {
        reach([place], &self.parents).contains(area)
    }

    /// How a place lies to the outline of another, measured once; `None` if one isn't drawn or the other has no position.
    pub(crate) fn drawn_lie(&self, place: &PlaceId, area: &PlaceId) -> Option<Lie> {
        let Drawn { outline, lies } = self.outlines.get(area)?;
        let known = &lies.get(place)?.itself;
        match (self.outlines.get(place), self.points.get(place)) {
            (Some(own), _) => Some(*known.get_or_init(|| outline.lie_of(&own.outline))),
            (None, Some(dot)) => Some(*known.get_or_init(|| outline.lie(dot.at, dot.reach_km))),
            (None, None) => None,
        }
    }

    /// The same for what is near the place.
    fn drawn_lie_near(&self, place: &PlaceId, area: &PlaceId) -> Option<Lie> {
        let Drawn { outline, lies } = self.outlines.get(area)?;
        let (known, dot) = (&lies.get(place)?.near_it, self.points.get(place)?);
        Some(*known.get_or_init(|| outline.lie(dot.at, dot.reach_km + NEAR)))
    }

    /// How a candidate lies to the outline of a place.
    fn lie(&self, candidate: &PlaceCandidate, precision: PlacePrecision, area: &PlaceId) -> Option<Lie> {
        let (known, reach) = match precision {
            PlacePrecision::Exact => (self.drawn_lie(&candidate.place, area), REACH),
            PlacePrecision::Region => (self.drawn_lie(&candidate.place, area), REACH_OF_REGION),
            PlacePrecision::Near => (self.drawn_lie_near(&candidate.place, area), REACH + NEAR),
        };
        // A place of the world gazetteer is known by its position alone.
        known.or_else(|| Some(self.outlines.get(area)?.outline.lie([candidate.lon?, candidate.lat?], reach)))
    }

    /// Whether the rows put the two into different countries, or whatever is outermost: then no drawing, which is always
    /// rough, puts one into the other.
    fn apart(&self, place: &PlaceId, area: &PlaceId) -> bool {
        let outermost = |place| -> BTreeSet<&PlaceId> {
            let around = reach([place], &self.parents);
            around.into_iter().filter(|p| self.parents.get(*p).is_some_and(Vec::is_empty)).collect()
        };
        let (place, area) = (outermost(place), outermost(area));
        !place.is_empty() && !area.is_empty() && place.is_disjoint(&area)
    }

    /// The same for a place and one that is drawn, found once.
    fn known_apart(&self, place: &PlaceId, area: &PlaceId) -> bool {
        let known = self.outlines.get(area).and_then(|drawn| drawn.lies.get(place));
        known.map_or_else(|| self.apart(place, area), |known| *known.apart.get_or_init(|| self.apart(place, area)))
    }

    fn name<'n>(&'n self, place: &'n PlaceId) -> &'n str {
        self.names.get(place).map_or(place.as_str(), String::as_str)
    }
}

/// Everything that is reached from `from` by any number of steps, `from` included.
fn reach<'p>(
    from: impl IntoIterator<Item = &'p PlaceId>,
    steps: &'p BTreeMap<PlaceId, Vec<PlaceId>>,
) -> BTreeSet<&'p PlaceId> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&PlaceId> = from.into_iter().collect();
    while let Some(next) = open.pop() {
        if seen.insert(next) {
            open.extend(steps.get(next).into_iter().flatten());
        }
    }
    seen
}

/// Some places as one area, with what lies in it and what it lies in.
pub(crate) struct Area<'a> {
    places: &'a [PlaceId],
    inside: BTreeSet<&'a PlaceId>,
    larger: BTreeSet<&'a PlaceId>,
    tree: &'a PlaceTree,
    /// Its places that are drawn.
    drawn: Vec<&'a PlaceId>,
}

impl<'a> Area<'a> {
    pub(crate) fn new(tree: &'a PlaceTree, places: &'a [PlaceId]) -> Self {
        Self {
            places,
            inside: reach(places, &tree.children),
            larger: reach(places, &tree.parents),
            tree,
            drawn: places.iter().filter(|p| tree.outlines.contains_key(*p)).collect(),
        }
    }

    /// Whether something is, or may be, told of the area by a report that names a candidate: it is one of the places,
    /// lies in one, or may lie in what is drawn of one.
    pub(crate) fn touched_by(&self, candidate: &PlaceCandidate) -> bool {
        self.named(candidate)
            || self.lie(candidate, PlacePrecision::Exact).is_some_and(|(_, lie)| lie.inside != Tri::No)
    }

    /// Whether a candidate is one of the places, or lies in one by the rows.
    fn named(&self, candidate: &PlaceCandidate) -> bool {
        self.inside.contains(&candidate.place) || candidate.within.iter().any(|w| self.inside.contains(w))
    }

    /// How a candidate lies to what is drawn of the area, and to which of its places.
    fn lie(&self, candidate: &PlaceCandidate, precision: PlacePrecision) -> Option<(&'a PlaceId, Lie)> {
        let measured = self.drawn.iter().filter(|area| !self.tree.known_apart(&candidate.place, area));
        let lies = measured.filter_map(|&area| Some((area, self.tree.lie(candidate, precision, area)?)));
        lies.max_by(|(_, a), (_, b)| a.inside.cmp(&b.inside).then(b.km.total_cmp(&a.km)))
    }

    /// Whether a candidate lies in the area, as far as its name or its position tells.
    fn holds(&self, candidate: &PlaceCandidate, precision: PlacePrecision) -> Tri {
        if self.named(candidate) {
            // "Near" a place that lies well inside an area is inside too; near the area itself may be outside.
            let near_edge = precision == PlacePrecision::Near && self.places.contains(&candidate.place);
            return if near_edge { Tri::Possible } else { Tri::Yes };
        }
        // The words may name something larger, of which the area is a part.
        let by_name = if self.larger.contains(&candidate.place) { Tri::Possible } else { Tri::No };
        self.lie(candidate, precision).map_or(by_name, |(_, lie)| lie.inside.max(by_name))
    }

    /// Whether what a report calls `place` lies in the area; an area of no places is anywhere.
    fn among(&self, place: Option<&Where>) -> Tri {
        if self.places.is_empty() {
            return Tri::Yes;
        }
        let Some(place) = place.filter(|p| !p.candidates.is_empty()) else { return Tri::Unsaid };
        let (mut inside, mut possible, mut all) = (0.0, 0.0, 0.0);
        for candidate in &place.candidates {
            all += candidate.weight;
            match self.holds(candidate, place.precision) {
                Tri::Yes => inside += candidate.weight,
                Tri::Possible => possible += candidate.weight,
                Tri::Unsaid | Tri::No => {}
            }
        }
        if all <= 0.0 {
            Tri::Unsaid
        } else if inside / all >= SETTLED {
            Tri::Yes
        } else if (inside + possible) / all <= 1.0 - SETTLED {
            Tri::No
        } else {
            Tri::Possible
        }
    }

    /// How the likeliest candidate lies to what is drawn of the area, in words; `None` where names alone decide.
    fn measured(&self, place: Option<&Where>) -> Option<String> {
        let place = place?;
        let best = place.best().filter(|c| !self.named(c) && !self.larger.contains(&c.place))?;
        let (area, lie) = self.lie(best, place.precision)?;
        let outline = &self.tree.outlines.get(area)?.outline;
        let near = if place.precision == PlacePrecision::Near { "what is near " } else { "" };
        let side = match lie.inside {
            Tri::Yes => "inside",
            Tri::Possible => "at the edge of",
            Tri::Unsaid | Tri::No => "outside",
        };
        let from = match (outline.is_zone(), outline.half_width_km) {
            (true, _) => "its edge".to_owned(),
            (false, Some(half)) => format!("its middle, of which {} to either side belong to it", kilometres(half)),
            (false, None) => "that line".to_owned(),
        };
        Some(format!(
            "{near}{} lies {side} {}: {} from {from} (the drawing is good to {}, the position to {})",
            best.canonical,
            self.tree.name(area),
            kilometres(lie.km),
            kilometres(outline.tolerance_km),
            kilometres(lie.reach_km)
        ))
    }
}

/// "12 km", "0.7 km".
fn kilometres(km: f64) -> String {
    if km < 9.95 { format!("{} km", (km * 10.0).round() / 10.0) } else { format!("{km:.0} km") }
}

/// Every area that an agreement speaks of, laid out once.
pub(crate) struct Ground<'a> {
    areas: BTreeMap<&'a [PlaceId], Area<'a>>,
    tree: &'a PlaceTree,
}

impl<'a> Ground<'a> {
    pub(crate) fn new(agreement: &'a Agreement, tree: &'a PlaceTree) -> Self {
        let provisions = &agreement.provisions;
        let lists = provisions.iter().map(|p| p.places.as_slice()).chain([agreement.area.as_slice()]);
        let single = provisions.iter().flat_map(|p| p.places.chunks(1));
        let excepted = provisions.iter().flat_map(|p| &p.exceptions).map(|e| e.places.as_slice());
        let areas = lists.chain(single).chain(excepted).map(|places| (places, Area::new(tree, places))).collect();
        Self { areas, tree }
    }

    /// For each provision of the agreement, whether what reports call `place` lies in its area.
    pub(crate) fn inside(&self, agreement: &Agreement, place: Option<&Where>) -> Arc<[Tri]> {
        let of = |p: &Provision| self.among(place, if p.places.is_empty() { &agreement.area } else { &p.places });
        agreement.provisions.iter().map(of).collect()
    }

    /// Whether what a report calls `place` lies in one of `places`; no places at all means anywhere.
    pub(crate) fn among(&self, place: Option<&Where>, places: &[PlaceId]) -> Tri {
        match self.areas.get(places) {
            Some(area) => area.among(place),
            None => Area::new(self.tree, places).among(place),
        }
    }

    /// How what a report calls `place` lies to what is drawn of `places`, in words; `None` where names alone decide.
    pub(crate) fn measured(&self, place: Option<&Where>, places: &[PlaceId]) -> Option<String> {
        match self.areas.get(places) {
            Some(area) => area.measured(place),
            None => Area::new(self.tree, places).measured(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> PlaceTree {
        PlaceTree::new([
            ("mill".into(), vec!["district".into()]),
            ("district".into(), vec!["country".into()]),
            ("elsewhere".into(), vec![]),
        ])
    }

    fn named(precision: PlacePrecision, candidates: &[(&str, f64)]) -> Where {
        let candidates = candidates
            .iter()
            .map(|(place, weight)| PlaceCandidate {
                place: (*place).into(),
                canonical: (*place).to_owned(),
                geonames: None,
                lat: None,
                lon: None,
                weight: *weight,
                within: Vec::new(),
            })
            .collect();
        Where { name: "x".to_owned(), span: None, candidates, precision }
    }

    fn check(precision: PlacePrecision, candidates: &[(&str, f64)], expected: Tri) {
        let place = named(precision, candidates);
        assert_eq!(Area::new(&tree(), &["district".into()]).among(Some(&place)), expected, "{candidates:?}");
    }

    #[test]
    fn a_village_of_the_district_is_inside_and_a_country_only_possibly() {
        check(PlacePrecision::Exact, &[("mill", 1.0)], Tri::Yes);
        check(PlacePrecision::Region, &[("country", 1.0)], Tri::Possible);
        check(PlacePrecision::Exact, &[("elsewhere", 1.0)], Tri::No);
    }

    #[test]
    fn a_namesake_elsewhere_makes_it_possible_unless_it_is_far_less_likely() {
        check(PlacePrecision::Exact, &[("mill", 0.6), ("elsewhere", 0.4)], Tri::Possible);
        check(PlacePrecision::Exact, &[("mill", 0.95), ("elsewhere", 0.05)], Tri::Yes);
    }

    #[test]
    fn near_a_village_inside_is_inside_but_near_the_district_is_not_surely() {
        check(PlacePrecision::Near, &[("mill", 1.0)], Tri::Yes);
        check(PlacePrecision::Near, &[("district", 1.0)], Tri::Possible);
    }

    #[test]
    fn no_place_is_not_outside() {
        assert_eq!(Area::new(&tree(), &["district".into()]).among(None), Tri::Unsaid);
        assert_eq!(Area::new(&tree(), &[]).among(None), Tri::Yes);
    }

    /// A road along the meridian of 46° east, 10 km wide and drawn to 1 km; a tenth of a degree beside it is 8.5 km.
    fn drawn() -> PlaceTree {
        let text = "[[place]]\nid = \"land\"\nname = \"Land\"\n[[place]]\nid = \"neighbour\"\nname = \"Neighbour\"\n\
            [[place]]\nid = \"road\"\nname = \"Road\"\nwithin = \"land\"\nlat = 40.0\nlon = 46.0\n\
            outline = { type = \"LineString\", coordinates = [[46.0, 39.5], [46.0, 40.5]], width_km = 10, tolerance_km = 1, source = \"a sketch\" }\n\
            [[place]]\nid = \"mill\"\nname = \"Mill\"\nfeature = \"village\"\nwithin = \"land\"\nlat = 40.0\nlon = 46.01\n\
            [[place]]\nid = \"ford\"\nname = \"Ford\"\nfeature = \"village\"\nwithin = \"land\"\nlat = 40.0\nlon = 46.06\n\
            [[place]]\nid = \"kel\"\nname = \"Kel\"\nfeature = \"town\"\nwithin = \"land\"\nlat = 40.0\nlon = 46.2\n\
            [[place]]\nid = \"abroad\"\nname = \"Abroad\"\nfeature = \"village\"\nwithin = \"neighbour\"\nlat = 40.0\nlon = 46.01\n";
        let places = crate::terms::places(crate::terms::SourceText { name: "places.toml", text });
        PlaceTree::of(&places.unwrap_or_else(|p| panic!("{p:?}")))
    }

    fn on_the_road(precision: PlacePrecision, candidates: &[(&str, f64)]) -> (Tri, Option<String>) {
        let (tree, road) = (drawn(), ["road".into()]);
        let place = named(precision, candidates);
        let area = Area::new(&tree, &road);
        (area.among(Some(&place)), area.measured(Some(&place)))
    }

    #[test]
    fn a_place_that_no_row_puts_into_the_corridor_is_measured_against_it() {
        let (inside, words) = on_the_road(PlacePrecision::Exact, &[("mill", 1.0)]);
        assert_eq!(inside, Tri::Yes);
        assert_eq!(
            words.as_deref(),
            Some(
                "mill lies inside Road: 0.9 km from its middle, of which 5 km to either side belong to it (the drawing is \
                 good to 1 km, the position to 1.5 km)"
            )
        );
        assert_eq!(on_the_road(PlacePrecision::Exact, &[("ford", 1.0)]).0, Tri::Possible);
        assert_eq!(on_the_road(PlacePrecision::Exact, &[("kel", 1.0)]).0, Tri::No);
        assert_eq!(on_the_road(PlacePrecision::Near, &[("kel", 1.0)]).0, Tri::Possible);
        assert_eq!(on_the_road(PlacePrecision::Near, &[("mill", 1.0)]).0, Tri::Possible);
    }

    #[test]
    fn names_decide_before_any_measuring() {
        assert_eq!(on_the_road(PlacePrecision::Exact, &[("road", 1.0)]), (Tri::Yes, None));
        assert_eq!(on_the_road(PlacePrecision::Region, &[("land", 1.0)]).0, Tri::Possible);
    }

    #[test]
    fn a_place_of_another_country_is_outside_however_near() {
        assert_eq!(on_the_road(PlacePrecision::Exact, &[("abroad", 1.0)]), (Tri::No, None));
    }

    #[test]
    fn several_candidates_are_weighed_each_by_its_distance() {
        assert_eq!(on_the_road(PlacePrecision::Exact, &[("mill", 0.6), ("kel", 0.4)]).0, Tri::Possible);
        assert_eq!(on_the_road(PlacePrecision::Exact, &[("mill", 0.95), ("kel", 0.05)]).0, Tri::Yes);
    }

    #[test]
    fn a_place_of_the_world_gazetteer_is_measured_by_its_position() {
        let (tree, road) = (drawn(), ["road".into()]);
        let mut place = named(PlacePrecision::Exact, &[("gn:1", 1.0)]);
        (place.candidates[0].lat, place.candidates[0].lon) = (Some(40.2), Some(46.0));
        assert_eq!(Area::new(&tree, &road).among(Some(&place)), Tri::Yes);
        place.candidates[0].lon = Some(46.3);
        assert_eq!(Area::new(&tree, &road).among(Some(&place)), Tri::No);
        // A region around that position may reach the road.
        place.precision = PlacePrecision::Region;
        assert_eq!(Area::new(&tree, &road).among(Some(&place)), Tri::Possible);
    }
}
