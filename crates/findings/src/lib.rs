//! Agreement + incidents → findings.
//!
//! [`terms`] reads an agreement that analysts wrote as data. [`assess`] judges every provision as of an instant and
//! gives each status with its proof. No I/O, no clock: the instant of assessment is an argument.

mod area;
mod assess;
mod breach;
mod coverage;
mod evidence;
mod extent;
mod fulfilment;
mod phrase;
mod proof;
mod quantity;
mod rule;
pub mod terms;

pub use area::PlaceTree;
pub use assess::{Assessment, ReportMeta, assess};
pub use rule::{Rule, rule};
