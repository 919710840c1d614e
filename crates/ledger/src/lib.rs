//! The ledger: one file that keeps every report, reading and judgement, with who, when and why.
//!
//! ```text
//! import a report ─▶ record a reading of it ─▶ record judgements (merge, split, retract, correct, undo)
//!        every step is an [`Operation`] with a number that only grows; nothing is ever changed or deleted
//! views:  what was published by an instant ([`AsOf::published`]) × what was stored by then ([`AsOf::sequence`])
//! ```
//!
//! Invariants:
//! * Ledger tables take rows and never change or lose them; triggers in the file refuse it to every program.
//! * Each operation carries the hash of the one before it, so that a ledger changed behind our back is noticed by
//!   [`Ledger::verify`].
//! * The same bytes twice, or the same reading twice, change nothing.
//! * There is no clock here: the instant of an operation is given by the caller ([`Stamp`]).
//! * Instants are stored in whole microseconds of universal time.

mod boards;
mod error;
mod import;
mod open;
mod operation;
mod query;
mod schema;
mod search;
mod verify;
mod views;

pub use error::LedgerError;
pub use import::{Entry, Imported, StoredAgreement, StoredReading, StoredReport};
pub use open::{Ledger, Options};
pub use operation::{Action, Anchor, Named, Operation, Sequence, Stamp, in_force, undone};
pub use query::{Found, Query};
pub use schema::SCHEMA_VERSION;
pub use search::Hit;
pub use verify::Fault;
pub use views::{AsOf, ClaimFilter, Counts, Kept, ReportRow};

/// Lower-case hexadecimal SHA-256 of `bytes`: the identity of a report.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
