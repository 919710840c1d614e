//! What leaves the program: the JSON contract, tables, maps, linked data and the dossier. They only read an
//! [`Outcome`](crate::pipeline::Outcome).

pub mod csv;
pub mod dossier;
#[cfg(test)]
pub mod fixture;
pub mod geojson;
pub mod history;
pub mod html;
pub mod instant;
pub mod json;
pub mod jsonld;
pub mod parquet;
pub mod pdf;
pub mod table;
pub mod timeline;
pub mod told;
