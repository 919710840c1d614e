//! Web pages: their text, their fields and their date of publication.

mod blocks;
mod content;
mod cues;
mod date;
mod entity;
mod meta;
mod tag;
mod tree;

use crate::{charset::Decoded, found, furniture, weave::Weave};
use blocks::{Lines, Role};
pub(crate) use date::of_url as url_date;
use meta::Meta;
use servanda_model::{Block, BlockKind, Document, Published, Span};
use tree::{Kind, Tree};

/// Version of the extractor of web pages.
const VERSION: u32 = 1;

/// The text of a page's article: its paragraphs, headings and items, a blank line between them, without
/// headline, byline and furniture. Empty where the page has none.
#[must_use]
pub fn html_text(source: &str) -> String {
    let decoded = Decoded::plain(source);
    let tree = Tree::parse(&decoded.text);
    let document = text(&decoded, &tree, &Lines::of(&tree), &Meta::of(&tree)).0;
    let mut out = String::new();
    for block in &document.blocks {
        if matches!(block.kind, BlockKind::Title | BlockKind::Byline | BlockKind::Furniture) {
            continue;
        }
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(block.span.of(&document.text).unwrap_or(""));
    }
    out
}

/// When a page was published: stated by the page for machines, else by its address, else printed near the headline.
/// `url` is where it was found, if that is known.
#[must_use]
pub fn html_date(source: &str, url: Option<&str>) -> Option<Published> {
    dated(source, url).map(|d| d.published)
}

/// The day of publication by the calendar of the page's readers. It differs from that of [`html_date`] where the page
/// states an instant in UTC and shows the day before or after.
#[must_use]
pub fn html_day(source: &str, url: Option<&str>) -> Option<jiff::civil::Date> {
    dated(source, url).map(|d| d.local_day)
}

fn dated(source: &str, url: Option<&str>) -> Option<date::Dated> {
    let tree = Tree::parse(source);
    date::published(&tree, &Lines::of(&tree), &Meta::of(&tree), url)
}

/// A page as read.
pub(crate) struct Page {
    pub document: Document,
    pub title: Option<String>,
    pub author: Option<String>,
    pub outlet: Option<String>,
    pub published: Option<Published>,
    pub lang: Option<String>,
    pub url: Option<String>,
}

/// Reads a page. `url` is where it was found, if that is known.
pub(crate) fn read(decoded: &Decoded, url: Option<&str>) -> Page {
    let tree = Tree::parse(&decoded.text);
    let lines = Lines::of(&tree);
    let meta = Meta::of(&tree);
    let (document, title) = text(decoded, &tree, &lines, &meta);
    let published = date::published(&tree, &lines, &meta, url).map(|d| d.published);
    let author = author(&tree, &lines, &meta);
    let outlet = meta
        .first(&["og:site_name", "application-name", "dc.publisher"])
        .map(str::to_owned)
        .or_else(|| meta.names("publisher"));
    let url = meta.first(&["og:url"]).map(str::to_owned).or_else(|| meta.canonical.clone());
    Page { document, title, author, outlet, published, lang: meta.lang, url: url.filter(|u| u.starts_with("http")) }
}

/// The document of a page, and its headline.
fn text(decoded: &Decoded, tree: &Tree, lines: &Lines, meta: &Meta) -> (Document, Option<String>) {
    let title = title(tree, lines, meta);
    let mut anchors: Vec<tree::Id> =
        title.as_ref().and_then(|t| t.1).map(|i| lines.lines[i].nodes.start).into_iter().collect();
    anchors.extend(described(lines, meta));
    let chosen = content::article(tree, lines, &anchors);
    let mut weave = Weave::new(decoded);
    let mut blocks = Vec::new();
    let headline = title.as_ref().and_then(|t| t.1).filter(|h| chosen.first().is_none_or(|first| h < first));
    for i in headline.into_iter().chain(chosen) {
        if !weave.text.is_empty() {
            weave.insert("\n\n");
        }
        let start = weave.text.len();
        let line = &lines.lines[i];
        write_line(tree, line, &mut weave);
        let text = &weave.text[start..];
        let kind = match line.role {
            _ if Some(i) == headline || (blocks.len() < 3 && title.as_ref().is_some_and(|t| t.0 == text)) => {
                BlockKind::Title
            }
            _ if furniture::is_furniture(text) => BlockKind::Furniture,
            _ if blocks.len() < 6 && (found::byline(text).is_some() || found::date_line(text).is_some()) => {
                BlockKind::Byline
            }
            Role::Text => BlockKind::Paragraph,
            Role::Heading => BlockKind::Heading,
            Role::Item => BlockKind::ListItem,
            Role::Quote => BlockKind::Quote,
            Role::Cell => BlockKind::TableRow,
            Role::Caption => BlockKind::Caption,
        };
        blocks.push(Block { span: Span::new(start, weave.text.len()), kind });
    }
    let document =
        Document { text: weave.text, blocks, map: weave.map, extractor: "html".to_owned(), version: VERSION };
    (document, title.map(|t| t.0))
}

/// Where the line stands by which the page describes itself: most repeat the beginning of their article.
fn described(lines: &Lines, meta: &Meta) -> Option<tree::Id> {
    let description = plain(meta.first(&["og:description", "description", "twitter:description"])?);
    let head: String = description.chars().take(50).collect();
    if head.chars().count() < 30 {
        return None;
    }
    lines.lines.iter().find(|l| l.words > 12 && lines.text(l).contains(&head)).map(|l| l.nodes.start)
}

/// The headline, and the line of the page that shows it.
fn title(tree: &Tree, lines: &Lines, meta: &Meta) -> Option<(String, Option<usize>)> {
    let mut headings = lines.lines.iter().enumerate().filter(|(_, l)| l.role == Role::Heading && l.chars > 8);
    let stated = meta
        .first(&["og:title", "twitter:title", "dc.title", "headline"])
        .map(plain)
        .or_else(|| meta.string("headline").map(plain));
    let page = meta.title.as_deref();
    let same = |text: &str| stated.as_deref().is_some_and(|s| alike(s, text)) || page.is_some_and(|p| alike(p, text));
    if let Some((i, line)) = headings.clone().find(|(_, l)| same(lines.text(l))) {
        return Some((lines.text(line).to_owned(), Some(i)));
    }
    if let Some((i, line)) = headings.find(|(_, l)| tree.is(l.container, tag::Tag::H1)) {
        return Some((lines.text(line).to_owned(), Some(i)));
    }
    let text = stated.or_else(|| {
        page.map(|p| p.rsplit_once(" | ").or_else(|| p.rsplit_once(" - ")).map_or(p, |t| t.0).to_owned())
    })?;
    Some((text, None))
}

/// Whether one holds the other, give or take the outlet's name behind it.
fn alike(stated: &str, shown: &str) -> bool {
    let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (a, b) = (letters(stated), letters(shown));
    !b.is_empty() && (a.starts_with(&b) || b.starts_with(&a) || a.ends_with(&b)) && a.len().min(b.len()) * 2 >= b.len()
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Who wrote it: as the page tells machines, else as a line marked as byline shows it.
fn author(tree: &Tree, lines: &Lines, meta: &Meta) -> Option<String> {
    let is_name =
        |name: &String| !name.is_empty() && name.len() < 160 && !name.starts_with("http") && !name.starts_with('@');
    meta.names("author")
        .or_else(|| {
            meta.first(&["author", "article:author_name", "parsely-author", "dc.creator", "sailthru.author", "byl"])
                .map(plain)
        })
        .map(|name| name.strip_prefix("By ").map(str::to_owned).unwrap_or(name))
        .filter(is_name)
        .or_else(|| {
            let marked = |l: &&blocks::Line| l.chars < 120 && cues::of(tree, l.container) == Some(cues::Cue::Byline);
            lines.lines.iter().filter(marked).find_map(|l| found::byline(lines.text(l)))
        })
}

/// Writes a line from the source, one space for white space, characters for references.
fn write_line(tree: &Tree, line: &blocks::Line, weave: &mut Weave) {
    let mut space: Option<std::ops::Range<usize>> = None;
    let start = weave.text.len();
    let mut id = line.nodes.start;
    while id < line.nodes.end {
        match &tree.nodes[id].kind {
            Kind::Element { tag, .. } if tag.is_unread() => {
                id = tree.nodes[id].end;
                continue;
            }
            Kind::Element { tag: tag::Tag::Br, .. } => {
                space = space.or(Some(0..0));
            }
            Kind::Element { .. } => {}
            Kind::Text(range) => write_text(tree.source, range.clone(), start, &mut space, weave),
        }
        id += 1;
    }
}

fn write_text(
    source: &str,
    range: std::ops::Range<usize>,
    start: usize,
    space: &mut Option<std::ops::Range<usize>>,
    weave: &mut Weave,
) {
    let end = range.end;
    let mut at = range.start;
    let mut copied = at;
    while at < end {
        let rest = &source[at..end];
        let Some(c) = rest.chars().next() else { break };
        let (length, with) = if c == '&' {
            match entity::read(rest) {
                Some((length, with)) => (length, Some(with)),
                None => (1, None),
            }
        } else {
            (c.len_utf8(), None)
        };
        let blank = with.as_deref().map_or(blocks::is_space(c), |w| w.chars().all(blocks::is_space));
        let invisible = with.as_deref().map_or(blocks::is_invisible(c), |w| w.chars().all(blocks::is_invisible));
        if blank || invisible || with.is_some() {
            flush(copied..at, start, space, weave);
            copied = at + length;
            if blank {
                let from = space.as_ref().filter(|s| !s.is_empty()).map_or(at, |s| s.start);
                *space = Some(from..at + length);
            } else if let Some(with) = with.filter(|_| !invisible) {
                put_space(start, space, weave);
                weave.replace(at..at + length, &with);
            }
        }
        at += length;
    }
    flush(copied..end, start, space, weave);
}

fn flush(range: std::ops::Range<usize>, start: usize, space: &mut Option<std::ops::Range<usize>>, weave: &mut Weave) {
    if !range.is_empty() {
        put_space(start, space, weave);
        weave.copy(range);
    }
}

fn put_space(start: usize, space: &mut Option<std::ops::Range<usize>>, weave: &mut Weave) {
    if let Some(range) = space.take()
        && weave.text.len() > start
    {
        if range.is_empty() { weave.insert(" ") } else { weave.replace(range, " ") }
    }
}
