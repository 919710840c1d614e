use std::collections::{BTreeMap, BTreeSet};

use servanda_model::{PlaceId, PlacePrecision, Where};

/// Share of belief above which a place counts as settled, and below one minus which it is not considered.
///
/// Our choice: a gazetteer nearly always offers a distant namesake, and one in ten is less than a reader would weigh.
const SETTLED: f64 = 0.9;

/// Which places lie in which: identifiers only, so that any gazetteer can give it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlaceTree {
    parents: BTreeMap<PlaceId, Vec<PlaceId>>,
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
        let mut parents: BTreeMap<PlaceId, Vec<PlaceId>> = BTreeMap::new();
        for (place, within) in places {
            parents.entry(place).or_default().extend(within);
        }
        Self { parents }
    }

    /// The place and everything it lies in.
    #[must_use]
    pub fn upward<'p>(&'p self, place: &'p PlaceId, within: &'p [PlaceId]) -> BTreeSet<&'p PlaceId> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&PlaceId> = within.iter().chain([place]).collect();
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(self.parents.get(next).into_iter().flatten());
            }
        }
        seen
    }

    /// Whether `place` is `area` or lies in it.
    #[must_use]
    pub fn inside(&self, place: &PlaceId, area: &PlaceId) -> bool {
        self.upward(place, &[]).contains(area)
    }

    /// Whether what a report calls `place` lies in one of `areas`; no areas at all means anywhere.
    pub(crate) fn among(&self, place: Option<&Where>, areas: &[PlaceId]) -> Tri {
        if areas.is_empty() {
            return Tri::Yes;
        }
        let Some(place) = place.filter(|p| !p.candidates.is_empty()) else { return Tri::Unsaid };
        let (mut inside, mut possible, mut all) = (0.0, 0.0, 0.0);
        for candidate in &place.candidates {
            all += candidate.weight;
            let up = self.upward(&candidate.place, &candidate.within);
            if areas.iter().any(|a| up.contains(a)) {
                // "Near" a place that lies well inside an area is inside too; near the area itself may be outside.
                let near_edge = place.precision == PlacePrecision::Near && areas.contains(&candidate.place);
                *(if near_edge { &mut possible } else { &mut inside }) += candidate.weight;
            } else if areas.iter().any(|a| self.inside(a, &candidate.place)) {
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

#[cfg(test)]
mod tests {
    use servanda_model::PlaceCandidate;

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
        assert_eq!(tree().among(Some(&place), &["district".into()]), expected, "{candidates:?}");
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
        assert_eq!(tree().among(None, &["district".into()]), Tri::Unsaid);
        assert_eq!(tree().among(None, &[]), Tri::Yes);
    }
}
