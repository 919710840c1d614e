//! The nouns of Servanda: plain values that every stage passes on.
//!
//! No I/O, no clock. [`Report`] → [`Document`] → [`Claim`] → [`Incident`] → [`Finding`], with an
//! [`Agreement`] given as data. Ambiguity and disagreement are values; what is missing stays missing.

mod act;
mod actor;
mod agreement;
mod attribution;
mod casualties;
mod claim;
mod document;
mod finding;
mod id;
mod incident;
mod place;
mod problem;
mod report;
mod retraction;
mod route;
mod span;
mod stance;
mod when;

pub use act::{Act, UnknownAct};
pub use actor::{Actor, ActorKind, Office};
pub use agreement::*;
pub use attribution::{Attribution, Channel, Side, Voice};
pub use casualties::{Casualties, Count, Group};
pub use claim::{Claim, Modality, Participant, Polarity, Quantity};
pub use document::{Block, BlockKind, Document, Piece, SourceMap};
pub use finding::*;
pub use id::{ActorId, AgreementId, ClaimId, IncidentId, Met, PlaceId, ProvisionRef, ReportId, RuleId};
pub use incident::{
    Contradiction, ContradictionKind, Incident, Join, JoinBasis, JoinStep, Origin, OriginBasis, TollReport,
};
pub use place::{PlaceCandidate, PlacePrecision, Where};
pub use problem::{Problem, nearest};
pub use report::{Published, Report};
pub use retraction::{Change, Retraction};
pub use route::{Route, RouteOutcome};
pub use span::Span;
pub use stance::{
    Control, ControlClaim, ControlDispute, ControlSpell, Position, Stance, StanceObject, StanceSpell, Standing,
};
pub use when::{Order, Precision, UnknownZone, When, Zone};
