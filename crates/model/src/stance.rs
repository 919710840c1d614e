use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ActorId, ClaimId, Participant, PlaceId, ReportId, Side, Span, Voice, When};

/// What an actor makes of an agreement or of another actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Stance {
    Accepts,
    Welcomes,
    Neutral,
    Doubts,
    Criticises,
    Protests,
    Rejects,
}

/// What a stance is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StanceObject {
    /// The agreement under assessment.
    Agreement,
    /// An actor.
    Actor(Participant),
}

/// An actor's stance as one report tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Who holds it.
    pub holder: Participant,
    /// On what.
    pub about: StanceObject,
    /// Which.
    pub stance: Stance,
    /// The report that tells it.
    pub report: ReportId,
    /// The words it rests on.
    pub span: Span,
    /// Those words, exactly.
    pub quote: String,
    /// Who says that they hold it.
    pub said_by: Option<Voice>,
    /// Since when the report says so, else when it was published.
    pub when: Option<When>,
}

/// Who holds a place, as one side claims.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ControlClaim {
    /// Who is said to hold it; `None` while it is fought over.
    pub holder: Option<ActorId>,
    /// Who says so.
    pub claimant: Side,
    /// Name of who says so.
    pub voice: String,
    /// From when.
    pub from: Option<Timestamp>,
    /// The claim it rests on.
    pub claim: ClaimId,
}

/// Control of one place through time, per claimant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// The place.
    pub place: PlaceId,
    /// Its name.
    pub name: String,
    /// The names it goes under in the reports.
    pub written: Vec<String>,
    /// Who says what, earliest first.
    pub claims: Vec<ControlClaim>,
    /// Whether the latest claims of the claimants exclude each other.
    pub contested: bool,
}
