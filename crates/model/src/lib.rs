//! The nouns of Servanda: plain values that every stage passes on. No I/O, no clock.

mod span;

pub use span::Span;
