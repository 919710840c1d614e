//! Agreement + incidents → findings.
//!
//! [`terms`] reads an agreement that analysts wrote as data.

pub mod terms;
