//! Set `html`: the article's text out of a web page.

use serde_json::{Value, json};
use std::{io::Read, path::Path};

/// Answers a record (`id`, `html`: a packed page below `folder`) with `id` and `body`. A page that cannot be
/// read gives an empty body.
pub fn predict(record: &Value, folder: &Path) -> Value {
    let body = page(record, folder).map(|source| servanda_intake::html_text(&source));
    json!({ "id": record["id"], "body": body.unwrap_or_default() })
}

/// The page of a record, unpacked and decoded.
pub fn page(record: &Value, folder: &Path) -> Option<String> {
    let file = std::fs::File::open(folder.join(record["html"].as_str()?)).ok()?;
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).ok()?;
    Some(servanda_intake::html_source(&bytes))
}
