//! Document → claims: what a report says, span by span.
//!
//! Pure: no I/O, no clock, no global state; the same document gives the same claims on any machine.

mod acts;
mod attribution;
mod casualties;
pub mod lexicon;
mod modality;
mod page;
pub mod places;
pub mod rules;
pub mod time;
mod who;
