use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ActorId, ClaimId, Contradiction, Participant, PlaceId, ReportId, Side, Span, Voice, When};

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

/// A stance for as long as it is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StanceSpell {
    /// Which.
    pub stance: Stance,
    /// The earliest instant at which somebody tells it; `None` if no report says when.
    pub from: Option<Timestamp>,
    /// When another one is first told; `None` if it is the last.
    pub to: Option<Timestamp>,
    /// Where it is told: report, and the words.
    pub told: Vec<(ReportId, Span)>,
}

/// What an actor makes of the agreement or of another actor through time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Who.
    pub holder: Participant,
    /// On what.
    pub about: StanceObject,
    /// Its stances, earliest first.
    pub spells: Vec<StanceSpell>,
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

/// Who holds a place for as long as one side says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ControlSpell {
    /// Who says so.
    pub claimant: Side,
    /// Who is said to hold it; `None` while it is fought over.
    pub holder: Option<ActorId>,
    /// From when; `None` if it is not known.
    pub from: Option<Timestamp>,
    /// Until the same side says otherwise; `None` if that is its last word.
    pub to: Option<Timestamp>,
    /// The claims that say so.
    pub claims: Vec<ClaimId>,
}

/// A time for which the parties say different things of one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ControlDispute {
    /// From when; `None` if it is not known.
    pub from: Option<Timestamp>,
    /// Until they agree; `None` if they still differ.
    pub to: Option<Timestamp>,
    /// What stands against what.
    pub contradictions: Vec<Contradiction>,
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
    /// The same as spells: by claimant, and earliest first.
    pub spells: Vec<ControlSpell>,
    /// When the parties differ, earliest first.
    pub disputes: Vec<ControlDispute>,
}
