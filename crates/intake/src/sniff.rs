//! What bytes are, from the bytes themselves and the ending of their name.

/// What a report can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    Plain,
    Markdown,
    Html,
}

impl Media {
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
        }
    }
}

/// Bytes that begin a file of another kind: what it is, and what to do.
const SIGNATURES: &[(&[u8], &str, &str)] = &[
    (b"%PDF-", "a PDF document", "take the text out of it (for instance with pdftotext) and import that"),
    (b"PK\x03\x04", "a zip archive or an office document", "unpack it, or save the document as plain text or HTML"),
    (b"PK\x05\x06", "an empty zip archive", "there is nothing in it to import"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first (gunzip)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"BZh", "a bzip2 archive", "unpack it first (bunzip2)"),
    (b"\xfd7zXZ", "an xz archive", "unpack it first (unxz)"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "unpack it first (unzstd)"),
    (b"\x89PNG", "a PNG image", "images are not read: import the text they show"),
    (b"\xff\xd8\xff", "a JPEG image", "images are not read: import the text they show"),
    (b"GIF8", "a GIF image", "images are not read: import the text they show"),
    (b"RIFF", "a WebP image, sound or film", "only texts are read"),
    (b"II*\0", "a TIFF image", "images are not read: import the text they show"),
    (b"MM\0*", "a TIFF image", "images are not read: import the text they show"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "save it as plain text or HTML"),
    (b"{\\rtf", "a rich-text document", "save it as plain text or HTML"),
    (b"SQLite format 3", "a database", "only texts are read"),
    (b"\x7fELF", "a program", "only texts are read"),
    (b"MZ\x90", "a program", "only texts are read"),
    (b"OggS", "a sound or film", "only texts are read"),
    (b"ID3", "a sound", "only texts are read"),
    (b"\0\0\0\x18ftyp", "a film", "only texts are read"),
    (b"\0\0\0\x20ftyp", "a film", "only texts are read"),
];

/// What the bytes are if they are no text, and what to do about it.
pub(crate) fn not_text(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    if let Some((_, what, remedy)) = SIGNATURES.iter().find(|(start, _, _)| bytes.starts_with(start)) {
        return Some((what, remedy));
    }
    if encoding_rs::Encoding::for_bom(bytes).is_some() {
        return None;
    }
    let head = &bytes[..bytes.len().min(8192)];
    let zeros = head.iter().filter(|b| **b == 0).count();
    let controls = head.iter().filter(|b| matches!(b, 1..=8 | 14..=26 | 28..=31)).count();
    // In UTF-16 of Latin text every second byte is NUL; text of one byte a letter has none.
    let utf16 = zeros * 10 > head.len() * 3 && zeros * 10 < head.len() * 6 && controls * 50 < head.len();
    let binary = (zeros > 0 && !utf16) || controls * 20 > head.len();
    binary.then_some(("binary data", "only texts are read: plain text, Markdown or HTML"))
}

/// The kind of text; the content decides where it contradicts the name.
pub(crate) fn media(path: &str, text: &str) -> Media {
    let ending = path.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
    let head = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let page = begins(head, "<!doctype html") || begins(head, "<html") || {
        (begins(head, "<?xml") || begins(head, "<!--") || begins(head, "<head") || begins(head, "<body"))
            && head.char_indices().nth(2000).map_or(head, |(i, _)| &head[..i]).to_ascii_lowercase().contains("<html")
    };
    match ending.as_str() {
        _ if page => Media::Html,
        "html" | "htm" | "xhtml" | "shtml" => {
            if head.starts_with('<') || has_markup(text) {
                Media::Html
            } else {
                Media::Plain
            }
        }
        "md" | "markdown" | "mdown" => Media::Markdown,
        _ => Media::Plain,
    }
}

fn begins(text: &str, with: &str) -> bool {
    text.get(..with.len()).is_some_and(|t| t.eq_ignore_ascii_case(with))
}

fn has_markup(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["<p", "<div", "<br", "<body", "<h1", "<span", "<article", "<table"].iter().any(|t| lower.contains(t))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_where_it_contradicts_the_name() {
        assert_eq!(media("a.txt", "<!DOCTYPE html><p>x"), Media::Html);
        assert_eq!(media("a.html", "Shelling was reported."), Media::Plain);
        assert_eq!(media("a.md", "# Shelling"), Media::Markdown);
        assert_eq!(media("a", "Shelling"), Media::Plain);
    }

    #[test]
    fn other_kinds_of_file_are_named() {
        assert!(not_text(b"%PDF-1.7 ...").is_some_and(|(what, _)| what.contains("PDF")));
        assert!(not_text(b"abc\0\x01\x02def").is_some());
        assert_eq!(not_text("Обстрел".as_bytes()), None);
        let utf16: Vec<u8> = "A convoy left.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(not_text(&utf16), None);
    }
}
