//! The pages: what `ui/` was built into, inside the binary.

use axum::http::StatusCode;

use super::endpoint::Reply;

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

fn file(name: &str) -> Option<&'static [u8]> {
    PAGES.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|n| PAGES[n].1)
}

const NONE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Servanda</title>
<h1>Servanda runs, but was built without its pages</h1>
<p>Where <a href=\"https://nodejs.org\">Node</a> is installed, run <code>npm ci</code> in the folder <code>ui</code> and
build again: <code>cargo build --release</code> then makes them.</p>
<p>Everything they would show is here as data: <a href=\"/api/v1/board\">the board</a>,
<a href=\"/api/openapi.json\">all that can be asked</a>.</p></html>\n";

/// The page or file at a path; the program's own page for paths that it shows itself.
#[must_use]
pub fn page(path: &str) -> Option<Reply> {
    let path = path.trim_start_matches('/');
    let named = if path.is_empty() { "index.html" } else { path };
    if let Some(bytes) = file(named) {
        return Some(Reply { status: StatusCode::OK, media: media(named), body: bytes.to_vec(), file: None });
    }
    // A path that ends as files do is a file that is not there; any other, `/provisions/2.1` too, a place inside the page.
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.contains('.') && media(last) != OTHER {
        return None;
    }
    let body = file("index.html").unwrap_or(NONE.as_bytes()).to_vec();
    Some(Reply { status: StatusCode::OK, media: "text/html; charset=utf-8", body, file: None })
}

const OTHER: &str = "application/octet-stream";

fn media(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "geojson" => "application/geo+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_inside_the_page_are_told_from_files_that_are_not_there() {
        for place in ["/", "/map", "/provisions/2.1.10.5", "/reports/a.b"] {
            assert!(page(place).is_some(), "{place}");
        }
        for file in ["/assets/gone.js", "/gone.png", "/styles/gone.css"] {
            assert!(page(file).is_none(), "{file}");
        }
    }
}
