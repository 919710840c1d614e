//! The nouns of Servanda: plain values that every stage passes on. No I/O, no clock.

mod document;
mod report;
mod span;

pub use document::{Block, BlockKind, Document, Piece, SourceMap};
pub use report::{Published, Report, ReportId};
pub use span::Span;
