use serde::{Deserialize, Serialize};

use crate::{Participant, ReportId, Span, Voice, When, Where};

/// What is told of a humanitarian route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RouteOutcome {
    /// Offered, asked for or planned; what became of it isn't told.
    Proposed,
    /// Agreed, approved or coordinated.
    Agreed,
    /// Opened, or people or goods have passed.
    Used,
    /// It didn't work: blocked, shelled, called off.
    Failed,
    /// Told to have failed or worked, and the one side lays it to the other.
    Disputed,
}

/// A route that a report tells of: where from, over what, where to, who proposed it and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// The report.
    pub report: ReportId,
    /// Where it begins; `None` if only its end is told.
    pub origin: Option<Where>,
    /// What it passes, in order.
    pub via: Vec<Where>,
    /// Where it ends; `None` if only its beginning is told.
    pub destination: Option<Where>,
    /// Who proposed, declared or opened it, as the words say.
    pub proposed_by: Option<Participant>,
    /// What became of it.
    pub outcome: RouteOutcome,
    /// Who tells it.
    pub said_by: Option<Voice>,
    /// For when it is told.
    pub when: Option<When>,
    /// The words it rests on, in the text of the document.
    pub span: Span,
    /// Those words, exactly.
    pub quote: String,
}
