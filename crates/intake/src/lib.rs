//! Bytes to reports and documents.

mod charset;
mod html;
mod weave;

pub use html::html_text;
