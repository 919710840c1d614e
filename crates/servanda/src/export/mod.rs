//! What leaves the program: the JSON contract and the dossier. They only read an [`Outcome`](crate::pipeline::Outcome).

pub mod dossier;
#[cfg(test)]
pub mod fixture;
pub mod history;
pub mod html;
pub mod instant;
pub mod json;
pub mod timeline;
