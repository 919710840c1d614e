//! Set `html-date`: the date of publication of a web page.

use serde_json::{Value, json};
use std::path::Path;

/// Answers a record (`id`, `html`, `url`) with `id` and `date`: a day in ISO form, or null.
pub fn predict(record: &Value, folder: &Path) -> Value {
    let page = crate::html::page(record, folder);
    let date = page.and_then(|source| servanda_intake::html_day(&source, record["url"].as_str()));
    json!({ "id": record["id"], "date": date.map(|d| d.to_string()) })
}
