//! Claims and reports brought together: which claims speak of one happening ([`happenings`]), how many independent
//! origins stand behind it, what is in dispute, who holds which place ([`control`]) and what they make
//! of the agreement and of each other ([`standings`]); which texts are copies of one
//! another ([`neardup`]) and which reports tell of the same happening ([`story`]).
//!
//! Pure functions: no I/O, no clock, and the order of the input never changes which records end up together.

mod control;
mod happening;
#[cfg(test)]
mod invented;
mod judgements;
pub mod neardup;
mod standings;
pub mod story;
mod taken_back;
mod union_find;

pub use control::control;
pub use happening::{
    Changed, Copied, Copies, Episodes, Happenings, ReportFacts, happenings, happenings_with, in_time_order,
};
pub use judgements::{Judgement, judged};
pub use standings::standings;
pub use taken_back::{TakenBack, Word};
