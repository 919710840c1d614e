//! Whole files through the one door.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use servanda_intake::{Input, IntakeError, Limits, NoticeKind, Taken, take};
use servanda_model::BlockKind;

fn taken(path: &str, bytes: &[u8]) -> Taken {
    take(Input { path, bytes, sidecar: None }, &Limits::default()).unwrap()
}

fn refused(path: &str, bytes: &[u8]) -> IntakeError {
    take(Input { path, bytes, sidecar: None }, &Limits::default()).unwrap_err()
}

const PAGE: &str = r#"<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Bridge held, army says | The Valley Gazette</title>
<meta property="og:site_name" content="The Valley Gazette"><meta property="og:url" content="https://gazette.example/2020/11/12/bridge">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge held, army says","datePublished":"2020-11-12T09:30:00+04:00",
"author":{"@type":"Person","name":"Ann Writer"}}</script></head><body>
<nav><a href="/">Home</a> <a href="/w">World</a></nav><header class="site-header"><a href="/">The Valley Gazette</a></header>
<main><article><h1>Bridge held, army says</h1><div class="byline">By Ann Writer</div><div class="share-tools"><a href="t">Tweet</a></div>
<p>The army said on Thursday that its troops still held the bridge &amp; the road behind it, after two nights of gunfire in the valley.</p>
<p>Residents of the village told the Gazette that they had heard <b>no shots</b> since midnight, when the truce was to take effect.</p>
<p>READ MORE: <a href="/x">Troops enter the town in the north</a></p>
<h2>What was agreed</h2><ul><li>All fire is to cease along the river from midnight on Wednesday.</li><li>Prisoners are to be returned within three days.</li></ul>
<aside class="related"><h3>Related</h3><p>Shelling resumed in another valley, officials of the other side said on Friday morning.</p></aside>
<p>The ministry of the other side denied that its troops had withdrawn, and called the claim an invention of the enemy's press.</p>
</article></main><div id="comments"><p>I was there and I saw the army run away from the bridge like rabbits, said a reader.</p></div>
<footer>© 2020 The Valley Gazette. All rights reserved.</footer></body></html>"#;

#[test]
fn a_page_gives_its_fields_and_its_article() {
    let taken = taken("in/bridge.html", PAGE.as_bytes());
    let report = &taken.report;
    assert_eq!(report.id.as_str(), "bridge");
    assert_eq!(report.title.as_deref(), Some("Bridge held, army says"));
    assert_eq!(report.author.as_deref(), Some("Ann Writer"));
    assert_eq!(report.outlet.as_deref(), Some("The Valley Gazette"));
    assert_eq!(report.published.unwrap().to_string(), "2020-11-12T09:30:00+04:00");
    assert_eq!(report.lang.as_deref(), Some("en"));
    assert_eq!(report.url.as_deref(), Some("https://gazette.example/2020/11/12/bridge"));
    assert_eq!((report.media_type.as_str(), report.charset.as_str()), ("text/html", "UTF-8"));
    assert_eq!(taken.notices, []);
}

#[test]
fn other_reports_on_a_page_never_become_its_text() {
    let document = taken("bridge.html", PAGE.as_bytes()).document;
    for foreign in ["another valley", "rabbits", "Tweet", "rights reserved", "World"] {
        assert!(!document.text.contains(foreign), "{foreign}");
    }
    let at = document.text.find("Troops enter").unwrap();
    let block = document.block_of(servanda_model::Span::new(at, at + 1)).unwrap();
    assert_eq!(block.kind, BlockKind::Furniture);
    let kinds: Vec<BlockKind> = document.blocks.iter().map(|b| b.kind).collect();
    use BlockKind::*;
    assert_eq!(kinds, [Title, Paragraph, Paragraph, Furniture, Heading, ListItem, ListItem, Paragraph]);
}

#[test]
fn a_page_maps_back_to_its_bytes() {
    let document = taken("bridge.html", PAGE.as_bytes()).document;
    let at = document.text.find("bridge & the road").unwrap();
    let span = servanda_model::Span::new(at, at + "bridge & the road".len());
    assert_eq!(document.original(span).of(PAGE), Some("bridge &amp; the road"));
    let points = document.original_points(span);
    let cut: String = PAGE.chars().skip(points.start()).take(points.len()).collect();
    assert_eq!(cut, "bridge &amp; the road");
}

#[test]
fn front_matter_beats_what_the_text_says_and_is_no_text() {
    let source = "---\nid: r1\ntitle: Given\nrelays: Agency\npublished: 2020-11\n---\n# Shown\n\nGuns were silent on Thursday, residents of the valley said.\n";
    let taken = taken("a.md", source.as_bytes());
    assert_eq!(taken.report.id.as_str(), "r1");
    assert_eq!(taken.report.title.as_deref(), Some("Given"));
    assert_eq!(taken.report.relays, ["Agency"]);
    assert_eq!(taken.report.published.unwrap().to_string(), "2020-11");
    assert!(taken.document.text.starts_with("Shown"));
    let at = taken.document.text.find("silent").unwrap();
    assert_eq!(taken.document.original(servanda_model::Span::new(at, at + 6)).of(source), Some("silent"));
}

#[test]
fn a_sidecar_gives_fields_and_its_errors_name_it() {
    let input = Input {
        path: "in/a.txt",
        bytes: b"Guns were silent.\n",
        sidecar: Some("outlet: Gazette\npublished: 2020-02-30\n"),
    };
    let taken = take(input, &Limits::default()).unwrap();
    assert_eq!(taken.report.outlet.as_deref(), Some("Gazette"));
    assert_eq!(taken.report.published, None);
    assert!(taken.notices[0].to_string().starts_with("in/a.yaml:2:12: "), "{}", taken.notices[0]);
}

#[test]
fn a_wrongly_given_date_is_not_replaced_by_a_guess() {
    let source = "---\npublished: 30 February\n---\nTruce\n\nNovember 12, 2020\n\nGuns were silent.\n";
    assert_eq!(taken("a.md", source.as_bytes()).report.published, None);
}

#[test]
fn cyrillic_pages_are_read_in_their_own_charset() {
    let page = "<html><head><meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\"></head><body><h1>Перемирие соблюдается</h1>\
        <p>Жители села сообщили, что с полуночи выстрелов не было слышно ни с одной стороны реки.</p>\
        <p>Министерство другой стороны отрицает, что его войска отошли от моста.</p></body></html>";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(page);
    let taken = taken("a.html", &bytes);
    assert_eq!(taken.report.charset, "windows-1251");
    assert_eq!(taken.report.lang.as_deref(), Some("ru"));
    let at = taken.document.text.find("полуночи").unwrap();
    let original = taken.document.original(servanda_model::Span::new(at, at + "полуночи".len()));
    assert_eq!(original.len(), 8);
    assert_eq!(encoding_rs::WINDOWS_1251.decode(&bytes[original.start()..original.end()]).0, "полуночи");
}

#[test]
fn what_is_no_text_is_named_with_a_remedy() {
    let pdf = refused("a.pdf", b"%PDF-1.7\n...").to_string();
    assert!(pdf.contains("a.pdf") && pdf.contains("PDF") && pdf.contains("pdftotext"), "{pdf}");
    assert!(matches!(refused("a.txt", b""), IntakeError::Empty { .. }));
    assert!(matches!(refused("a.txt", " \n\u{feff}\t".as_bytes()), IntakeError::Empty { .. }));
    assert!(matches!(refused("a.png", b"\x89PNG\r\n\x1a\n\0\0"), IntakeError::NotText { .. }));
    assert!(matches!(refused("a.bin", b"ab\0\x01\x02\x03"), IntakeError::NotText { .. }));
    assert!(matches!(refused("a.html", b"<html><script>app()</script></html>"), IntakeError::NoText { .. }));
    let limits = Limits { bytes: 10 };
    let error = take(Input { path: "a.txt", bytes: b"more than ten", sidecar: None }, &limits).unwrap_err();
    assert!(error.to_string().contains("13 bytes") && error.to_string().contains("limit of 10"), "{error}");
}

#[test]
fn a_wrong_ending_or_charset_is_told() {
    let kinds =
        |path: &str, bytes: &[u8]| -> Vec<NoticeKind> { taken(path, bytes).notices.iter().map(|n| n.kind).collect() };
    assert_eq!(kinds("a.txt", PAGE.as_bytes()), [NoticeKind::Ending]);
    assert_eq!(kinds("a.html", b"Guns were silent."), [NoticeKind::Ending]);
    let page = PAGE.replace("utf-8", "utf-99");
    assert_eq!(kinds("a.html", page.as_bytes()), [NoticeKind::Charset]);
    let mut damaged = "Жители села вернулись домой после прекращения огня. ".repeat(2).into_bytes();
    damaged[60] = 0xff;
    assert_eq!(kinds("a.txt", &damaged), [NoticeKind::Damage]);
}

#[test]
fn hostile_pages_cost_neither_stack_nor_time() {
    let deep = format!("<p>Guns were silent on the river.</p>{}x{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    assert!(taken("a.html", deep.as_bytes()).document.text.contains("silent"));
    for piece in [
        "<p>",
        "<b>",
        "<table><tr><td>",
        "<li>",
        "</p>",
        "<a href=x>",
        "<title>",
        "<textarea>",
        "<!--",
        "<![CDATA[",
        "&",
        "&#",
        "<x a='",
        "<p class='",
        "1/2/3 ",
        "<h1>",
        "<article>",
        "<div class=article-body>",
        "<!-- -",
        "<script>",
        "<svg><title>",
        "<blockquote>",
        "{\"",
        "<time>",
        "</",
        "<a b=",
    ] {
        let page = format!("<html><p>Guns were silent on the river.</p>{}", piece.repeat(60_000 / piece.len()));
        let _ = take(Input { path: "a.html", bytes: page.as_bytes(), sidecar: None }, &Limits::default());
    }
    for piece in ["[", "![", "> ", "- ", "*a **b ", "`", "<", "| a ", "_", "[a](", "# ", "&a;", "\\"] {
        let text = format!("Guns were silent.\n\n{}", piece.repeat(60_000 / piece.len()));
        let _ = take(Input { path: "a.md", bytes: text.as_bytes(), sidecar: None }, &Limits::default());
    }
    for piece in ["[", "{", "- ", "? ", "a: &a [*a]\n", "&a ", "'", "\"", "!!x ", "a:\n ", "x: {"] {
        let yaml = piece.repeat(60_000 / piece.len());
        let _ = take(Input { path: "a.txt", bytes: b"Guns were silent.", sidecar: Some(&yaml) }, &Limits::default());
    }
}
