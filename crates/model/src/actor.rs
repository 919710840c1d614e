use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{ActorId, Side};

/// What an actor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ActorKind {
    State,
    DeFactoAuthority,
    ArmedGroup,
    Ministry,
    ArmedForces,
    BorderGuard,
    Peacekeepers,
    Mission,
    Organisation,
    Person,
    Public,
    Outlet,
}

/// An office with its dates: who speaks for whom, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// "Minister of Defence".
    pub title: String,
    /// Whose office it is.
    pub of: ActorId,
    /// First day, if known.
    pub from: Option<Date>,
    /// Last day, if over.
    pub to: Option<Date>,
}

/// Somebody who can act or speak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Its identifier.
    pub id: ActorId,
    /// What it is.
    pub kind: ActorKind,
    /// Its name in full.
    pub name: String,
    /// Whose organ it is; the chain ends at the party.
    pub part_of: Option<ActorId>,
    /// Whose side it is on.
    pub side: Side,
    /// Offices held.
    pub offices: Vec<Office>,
}
