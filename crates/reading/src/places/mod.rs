//! Places: which words of a text name a place, and which place on earth each is.
//!
//! [`Gazetteer`] knows names; [`mentions`] finds them in running text and weighs what they may mean; [`resolve`] does the
//! second half alone for spans somebody else found.

mod features;
mod fold;
mod gazetteer;
mod mentions;
mod resolve;
mod spans;
mod traces;
mod variants;
mod votes;
mod weights;
mod words;

pub use fold::fold;
pub use gazetteer::{Candidate, ExtraPlace, Feature, Gazetteer, GazetteerError, NameKind, PlaceKey};
pub(crate) use mentions::possible;
pub use mentions::{Observation, PlaceMention, Precision, find, mentions, observations};
pub(crate) use resolve::alone;
pub use resolve::{Context, place_observations, resolve};
pub use traces::Traces;
