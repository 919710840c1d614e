use serde::{Deserialize, Serialize};

use crate::{PlaceId, Span};

/// How well the words fix the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlacePrecision {
    /// The named place itself.
    Exact,
    /// Near it: "outside", "north of", "towards".
    Near,
    /// Somewhere in a district, region or country.
    Region,
}

/// One place a name may mean. Coordinates are WGS 84 degrees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceCandidate {
    /// Its identifier.
    pub place: PlaceId,
    /// Its name in the gazetteer.
    pub canonical: String,
    /// Its number in GeoNames, if it has one.
    pub geonames: Option<u32>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Share of belief, 0 to 1; the weights of one [`Where`] sum to one.
    pub weight: f64,
    /// The places it lies in, the smallest first.
    pub within: Vec<PlaceId>,
}

/// Where something is said to have happened: the name as written and what it may mean, best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Where {
    /// The words of the report.
    pub name: String,
    /// Where they stand in the document.
    pub span: Option<Span>,
    /// What the name may mean; empty if nothing in the gazetteer fits.
    pub candidates: Vec<PlaceCandidate>,
    /// How well the words fix it.
    pub precision: PlacePrecision,
}

impl Where {
    /// The likeliest place.
    #[must_use]
    pub fn best(&self) -> Option<&PlaceCandidate> {
        self.candidates.first()
    }

    /// Whether the likeliest place is `place` or lies in it.
    #[must_use]
    pub fn inside(&self, place: &PlaceId) -> bool {
        self.best().is_some_and(|c| &c.place == place || c.within.contains(place))
    }

    /// Whether the two may be one place: the same, or one inside the other.
    #[must_use]
    pub fn compatible(&self, other: &Self) -> bool {
        match (self.best(), other.best()) {
            (Some(a), Some(b)) => self.inside(&b.place) || other.inside(&a.place),
            _ => self.name.to_lowercase() == other.name.to_lowercase(),
        }
    }
}
