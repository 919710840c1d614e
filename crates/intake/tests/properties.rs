//! What holds for any bytes.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use proptest::prelude::*;
use servanda_intake::{Input, Limits, html_date, html_text, take};
use servanda_model::{Document, Span};

/// Every block lies in the text on character bounds, in order; every word maps back to bytes that, decoded, hold its
/// letters.
fn check(document: &Document, bytes: &[u8], charset: &str) -> Result<(), TestCaseError> {
    let mut at = 0;
    for block in &document.blocks {
        prop_assert!(block.span.start() >= at && !block.span.is_empty());
        prop_assert!(block.span.of(&document.text).is_some());
        at = block.span.end();
    }
    let encoding = encoding_rs::Encoding::for_label(charset.as_bytes()).unwrap();
    let mut from = 0;
    for word in document.text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let letters = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let span = Span::new(from, from + letters.len());
        from += word.len();
        // Where the words of the text came through references, the source has the reference.
        if letters.is_empty() {
            continue;
        }
        let original = document.original(span);
        prop_assert!(original.end() <= bytes.len());
        let source = encoding.decode_without_bom_handling(&bytes[original.start()..original.end()]).0;
        let plain: String = source.chars().filter(|c| c.is_alphanumeric()).collect();
        if source.contains(['&', '<', '\u{fffd}']) {
            continue;
        }
        // Marks may stand inside a word: then its letters come in order, with the mark's between them.
        let mut rest = plain.chars();
        prop_assert!(letters.chars().all(|c| rest.any(|r| r == c)), "{letters:?} is not in {plain:?}");
    }
    Ok(())
}

fn check_taken(path: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(taken) = take(Input { path, bytes, sidecar: None }, &Limits::default()) {
        check(&taken.document, bytes, &taken.report.charset)?;
        prop_assert_eq!(taken.report.sha256.len(), 64);
    }
    Ok(())
}

/// Pages in pieces that fit together badly.
fn page() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<div class=\"article-body\">",
        "</div>",
        "<li>",
        "<ul>",
        "</ul>",
        "<table><tr><td>",
        "</table>",
        "<h1>Truce holds",
        "</h1>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<a href=x>",
        "</a>",
        "<br><br>",
        "<br>",
        "&amp;",
        "&#1059;",
        "&nbsp;",
        "&",
        "<",
        ">",
        "Guns were silent on the line. ",
        "The ministry denied it, saying “no shots”. ",
        "Тишина сохраняется, сообщили жители. ",
        "停戦合意 ",
        "10 November 2020 ",
        "<title>",
        "<article>",
        "<time datetime=2020-11-10>",
        "\n\n",
        "  ",
        "<span style='display:none'>",
        "</span>",
        "<svg/>",
        "<img src=x>",
        "\u{ad}",
        "\u{200b}",
        "é",
        "<meta charset=koi8-r>",
        "<blockquote class=twitter-tweet>",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_under_any_name_are_taken_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600), ending in "(txt|md|html|)") {
        check_taken(&format!("a.{ending}"), &bytes)?;
    }

    #[test]
    fn any_text_keeps_its_places(text in "\\PC{0,300}", ending in "(txt|md|html)") {
        check_taken(&format!("a.{ending}"), text.as_bytes())?;
    }

    #[test]
    fn markdown_keeps_its_places(parts in prop::collection::vec("(# |- |> |\\*\\*|_|`|\\[|\\]\\(x\\)|\n|\n\n|&amp;|\\\\|<b>|---\n|id: x\n|\\| |[а-яa-z]{1,8} )", 0..60)) {
        check_taken("a.md", parts.concat().as_bytes())?;
    }

    #[test]
    fn any_page_keeps_its_places(page in page()) {
        check_taken("a.html", format!("<html>{page}").as_bytes())?;
        let _ = (html_text(&page), html_date(&page, Some(&page)));
    }

    #[test]
    fn legacy_charsets_keep_their_places(page in page(), label in prop::sample::select(vec!["windows-1251", "koi8-r", "shift_jis", "gb18030", "utf-16le"])) {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        let text = format!("<html><meta charset={label}>{page}");
        let bytes = match label {
            "utf-16le" => [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
            _ => encoding.encode(&text).0.into_owned(),
        };
        check_taken("a.html", &bytes)?;
    }

    #[test]
    fn taking_twice_gives_the_same(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let input = Input { path: "a.html", bytes: &bytes, sidecar: Some("title: x") };
        prop_assert_eq!(take(input, &Limits::default()), take(input, &Limits::default()));
    }
}
