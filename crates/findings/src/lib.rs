//! Agreement + incidents → findings.
//!
//! [`terms`] reads an agreement that analysts wrote as data. [`assess`] judges every provision as of an instant and
//! gives each status with its proof; a [`Docket`] is kept to judge again what changes; [`explain`] prints that proof with the words it rests on, [`diff`] tells two
//! boards apart, [`misstated`] finds reports that tell the terms otherwise than the text does. No I/O, no clock: the
//! instant of assessment is an argument.

mod allies;
mod area;
mod assess;
mod authors;
mod breach;
mod completion;
mod conduct;
mod coverage;
mod diff;
mod docket;
mod evidence;
mod explain;
mod extent;
mod fulfilment;
mod misstated;
mod outline;
mod phrase;
mod proof;
mod quantity;
mod rule;
mod summary;
pub mod terms;

pub use area::PlaceTree;
pub use assess::{Assessment, ReportMeta, assess};
pub use diff::{Change, diff};
pub use docket::Docket;
pub use explain::{ExplainedStep, Explanation, Quoted, explain};
pub use misstated::misstated;
pub use outline::{Geometry, Outline, Position};
pub use rule::{Rule, rule};
