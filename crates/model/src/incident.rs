use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Act, ActorId, Casualties, ClaimId, IncidentId, ReportId, Side, When, Where};

/// Why reports are held to go back to one origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginBasis {
    /// They name the same first speaker.
    SameSpeaker,
    /// One cites the other, or both cite one relay.
    RelayChain,
    /// Their texts share this many percent of their word sequences.
    NearIdentical(u8),
    /// A single report.
    Single,
}

/// One independent origin of what is said: ten papers with one agency text are one origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// Who said it first.
    pub voice: String,
    /// That voice in the lexicon.
    pub actor: Option<ActorId>,
    /// Whose side it is on.
    pub side: Side,
    /// Its claims, earliest report first.
    pub claims: Vec<ClaimId>,
    /// Reports that carry it, and through whom: "r7 via TASS".
    pub carried_by: Vec<(ReportId, Vec<String>)>,
    /// Why these are one.
    pub basis: Vec<OriginBasis>,
    /// Whether it says the act did not happen.
    pub denies: bool,
}

/// A disagreement, kept until evidence or a person resolves it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contradiction {
    /// What it is about.
    pub kind: ContradictionKind,
    /// The claims on the one side.
    pub one: Vec<ClaimId>,
    /// The claims on the other.
    pub other: Vec<ClaimId>,
    /// In words.
    pub says: String,
}

/// What a disagreement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContradictionKind {
    /// Asserted and denied.
    Denied,
    /// Each lays the act to the other.
    Blame,
    /// Each says it holds the place.
    Control,
    /// The numbers exclude each other.
    Toll,
    /// The times exclude each other.
    Time,
    /// Part of it is denied, not all.
    NarrowDenial,
    /// Each says that it was the one hit.
    Victim,
}

/// A figure that a later report replaced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TollReport {
    /// The claim that gives it.
    pub claim: ClaimId,
    /// When the report was published, if known.
    pub published: Option<Timestamp>,
    /// The figures.
    pub casualties: Casualties,
}

/// On what grounds a claim is held to speak of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinBasis {
    /// The same act, or another word for it.
    Act,
    /// The same place, or one inside the other; less where they only lie close by, or one of them gives none.
    Place,
    /// Times that overlap; less where one of them gives none of its own.
    Time,
    /// The same party is named as the author.
    Party,
    /// The numbers of killed can both be true.
    Toll,
    /// Another report tells it in much the same words.
    Wording,
}

/// One ground, with what it adds to the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JoinStep {
    /// The ground.
    pub basis: JoinBasis,
    /// What it adds.
    pub points: f64,
}

/// How well a claim fitted the incident that it joined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Join {
    /// The claim.
    pub claim: ClaimId,
    /// The sum of the grounds; 2.5 is the least that joins, 4 the most.
    pub score: f64,
    /// The grounds.
    pub steps: Vec<JoinStep>,
}

/// Claims held to speak of one happening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Its identifier.
    pub id: IncidentId,
    /// What was done: the most specific act its claims agree on.
    pub act: Act,
    /// Where: what all its placed claims allow.
    pub place: Option<Where>,
    /// When: what its dated claims allow, never after the first report.
    pub when: Option<When>,
    /// Whether a claim gives a time of its own; otherwise `when` comes from the dates of the reports alone.
    pub dated: bool,
    /// Its claims, earliest report first.
    pub claims: Vec<ClaimId>,
    /// Independent origins of the assertion and of the denial.
    pub origins: Vec<Origin>,
    /// Whom the act is laid to, and by which claims.
    pub blamed: BTreeMap<ActorId, Vec<ClaimId>>,
    /// Whom it is said to have hit.
    pub targets: BTreeSet<ActorId>,
    /// Sides whose voices say it happened.
    pub sides_claiming: BTreeSet<Side>,
    /// Sides whose voices say it did not.
    pub sides_denying: BTreeSet<Side>,
    /// Parties that admit their own act.
    pub admitted_by: BTreeSet<ActorId>,
    /// Parties that admit it and call it right.
    pub justified_by: BTreeSet<ActorId>,
    /// Open disagreements.
    pub contradictions: Vec<Contradiction>,
    /// The figures as they came in, earliest first.
    pub tolls: Vec<TollReport>,
    /// The incident this is part of: one day of a three-day offensive.
    pub episode: Option<IncidentId>,
    /// Why each claim was joined: claim, and the reasons in words.
    pub joined: Vec<(ClaimId, String)>,
    /// The same as scores, of those that were joined by the program.
    pub joins: Vec<Join>,
}

impl Incident {
    /// Whether somebody denies it, or the blame, place or time is in dispute.
    #[must_use]
    pub fn contested(&self) -> bool {
        self.contradictions.iter().any(|c| c.kind != ContradictionKind::Toll)
    }

    /// Origins that say it happened.
    pub fn asserting(&self) -> impl Iterator<Item = &Origin> {
        self.origins.iter().filter(|o| !o.denies)
    }
}
