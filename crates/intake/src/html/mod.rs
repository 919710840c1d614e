//! Web pages: their text, their fields and their date of publication.

mod blocks;
mod content;
mod cues;
mod entity;
mod tag;
mod tree;

use crate::{charset::Decoded, weave::Weave};
use blocks::Lines;
use tree::{Kind, Tree};

/// The text of the article.
pub fn html_text(source: &str) -> String {
    let decoded = Decoded::plain(source);
    let tree = Tree::parse(&decoded.text);
    let lines = Lines::of(&tree);
    let chosen = content::article(&tree, &lines);
    let mut weave = Weave::new(&decoded);
    for i in chosen {
        if !weave.text.is_empty() {
            weave.insert("\n\n");
        }
        write_line(&tree, &lines.lines[i], &mut weave);
    }
    weave.text
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

fn flush(
    range: std::ops::Range<usize>,
    start: usize,
    space: &mut Option<std::ops::Range<usize>>,
    weave: &mut Weave,
) {
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
