//! Answers made smaller on their way: the JSON of a list shrinks to a tenth. Files that are compressed already are not
//! compressed again.

use std::io::Write;

use axum::http::{HeaderMap, header};
use flate2::Compression;
use flate2::write::GzEncoder;

/// A shorter answer gains nothing.
const LEAST: usize = 1024;

/// Whether an answer of this media type and length gets smaller.
#[must_use]
pub fn worthwhile(media: &str, length: usize) -> bool {
    let media = media.split(';').next().unwrap_or_default();
    let is_text = media.starts_with("text/")
        || media.ends_with("json")
        || ["application/toml", "image/svg+xml", "application/wasm"].contains(&media);
    length >= LEAST && is_text
}

/// Whether a client takes gzip.
#[must_use]
pub fn accepted(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok());
    lines.any(|line| {
        line.split(',').any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
            let refused = parts.any(|p| p.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32)));
            named && !refused
        })
    })
}

/// The bytes in gzip, at its fastest: the next byte of a list is often on the same machine.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    // Writing into memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn who_takes_gzip_is_told_from_who_does_not() {
        for (said, takes) in [
            ("gzip", true),
            ("gzip, deflate, br, zstd", true),
            ("br;q=1.0, GZIP;q=0.8", true),
            ("gzip;q=0", false),
            ("gzip; q=0.000", false),
            ("identity", false),
            ("xgzip", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(said));
            assert_eq!(accepted(&headers), takes, "{said}");
        }
        assert!(!accepted(&HeaderMap::new()));
    }

    #[test]
    fn text_is_compressed_and_what_is_compressed_already_is_not() {
        for media in ["application/json", "application/geo+json", "text/html; charset=utf-8", "text/javascript"] {
            assert!(worthwhile(media, LEAST) && !worthwhile(media, LEAST - 1), "{media}");
        }
        for media in ["font/woff2", "image/png", "application/pdf", "application/vnd.apache.parquet"] {
            assert!(!worthwhile(media, 1 << 20), "{media}");
        }
    }

    #[test]
    fn what_is_compressed_comes_out_as_it_was() {
        let text = "words and words ".repeat(1000);
        let packed = gzip(text.as_bytes());
        let mut back = String::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut back).unwrap();
        assert!(back == text && packed.len() * 10 < text.len());
    }
}
