//! Claims and reports brought together: which claims speak of one happening ([`happenings`]), how many independent
//! origins stand behind it, what is in dispute, who holds which place ([`control`]); which texts are copies of one
//! another ([`neardup`]) and which reports tell of the same happening ([`story`]).
//!
//! Pure functions: no I/O, no clock, and the order of the input never changes which records end up together.

mod control;
mod happening;
#[cfg(test)]
mod invented;
mod judgements;
pub mod neardup;
pub mod story;
mod union_find;

pub use control::control;
pub use happening::{Copies, ReportFacts, happenings};
pub use judgements::{Judgement, judged};
