use std::collections::{BTreeMap, BTreeSet};

use servanda_model::{Agreement, PlaceCandidate, PlaceId, PlacePrecision, Where};

/// Share of belief above which a place counts as settled, and below one minus which it is not considered.
///
/// Our choice: a gazetteer nearly always offers a distant namesake, and one in ten is less than a reader would weigh.
const SETTLED: f64 = 0.9;

/// Which places lie in which: identifiers only, so that any gazetteer can give it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlaceTree {
    parents: BTreeMap<PlaceId, Vec<PlaceId>>,
    children: BTreeMap<PlaceId, Vec<PlaceId>>,
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
        let (mut parents, mut children) = (BTreeMap::<_, Vec<PlaceId>>::new(), BTreeMap::<_, Vec<PlaceId>>::new());
        for (place, within) in places {
            for parent in &within {
                children.entry(parent.clone()).or_default().push(place.clone());
            }
            parents.entry(place).or_default().extend(within);
        }
        Self { parents, children }
    }

    /// Whether `place` is `area` or lies in it.
    #[must_use]
    pub fn inside(&self, place: &PlaceId, area: &PlaceId) -> bool {
        reach([place], &self.parents).contains(area)
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
}

impl<'a> Area<'a> {
    pub(crate) fn new(tree: &'a PlaceTree, places: &'a [PlaceId]) -> Self {
        Self { places, inside: reach(places, &tree.children), larger: reach(places, &tree.parents) }
    }

    /// Whether a candidate is one of the places or lies in one.
    pub(crate) fn holds(&self, candidate: &PlaceCandidate) -> bool {
        self.inside.contains(&candidate.place) || candidate.within.iter().any(|w| self.inside.contains(w))
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
            if self.holds(candidate) {
                // "Near" a place that lies well inside an area is inside too; near the area itself may be outside.
                let near_edge = place.precision == PlacePrecision::Near && self.places.contains(&candidate.place);
                *(if near_edge { &mut possible } else { &mut inside }) += candidate.weight;
            } else if self.larger.contains(&candidate.place) {
                // The words name something larger, of which the area is a part.
                possible += candidate.weight;
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

    /// Whether what a report calls `place` lies in one of `places`; no places at all means anywhere.
    pub(crate) fn among(&self, place: Option<&Where>, places: &[PlaceId]) -> Tri {
        match self.areas.get(places) {
            Some(area) => area.among(place),
            None => Area::new(self.tree, places).among(place),
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
}
