//! Claims → incidents: which claims speak of one happening, how many independent origins stand behind it,
//! what is in dispute, and who holds which place.
//!
//! Pure: no I/O, no clock. The order in which reports come in makes no difference.

mod control;
mod happening;

pub use control::control;
pub use happening::{Copies, ReportFacts, happenings};

#[cfg(test)]
mod invented;
