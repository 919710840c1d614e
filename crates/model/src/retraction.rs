use serde::{Deserialize, Serialize};

use crate::{ClaimId, ReportId, Span, Voice};

/// What somebody does with his earlier word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Takes it back: a post deleted, a statement withdrawn.
    TakenBack,
    /// Puts it right: a figure corrected.
    Corrected,
}

/// A report tells that somebody took back or corrected what he had said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Retraction {
    /// The report that tells it.
    pub report: ReportId,
    /// Whose word it was; `None` where it isn't told.
    pub by: Option<Voice>,
    /// What he did with it.
    pub change: Change,
    /// The words it rests on, in the text of the document.
    pub span: Span,
    /// Those words, exactly.
    pub quote: String,
    /// The claims of the report that are certainly meant: marked as retracted. None where a person must look.
    pub claims: Vec<ClaimId>,
}
