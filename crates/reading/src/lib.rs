//! Document → claims: what a report says, span by span.
//!
//! Pure: no I/O, no clock, no global state; the same document gives the same claims on any machine.

mod acts;
pub mod attribution;
mod casualties;
mod claims;
pub mod counts;
pub mod event_summary;
#[cfg(test)]
mod examples;
mod firstpass;
#[cfg(test)]
mod hard_texts;
mod inquiry;
pub mod lexicon;
mod modality;
mod page;
pub mod places;
mod reader;
#[cfg(test)]
mod references;
mod retractions;
pub mod routes;
pub mod rules;
mod sections;
mod stances;
pub mod time;
mod who;

pub use claims::ReportContext;
pub use reader::{AreaPlace, Kept, OwnNames, Reader, Reading};
pub use stances::{StanceRules, stances};
