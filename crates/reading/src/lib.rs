//! Document → claims: what a report says, span by span.
//!
//! Pure: no I/O, no clock, no global state; the same document gives the same claims on any machine.

pub mod lexicon;
pub mod places;
pub mod time;
