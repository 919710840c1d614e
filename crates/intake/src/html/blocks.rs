//! A page as a sequence of blocks: the lines of text a reader sees, each with what surrounds it.

use super::{
    entity,
    tag::Tag,
    tree::{Id, Kind, Tree},
};
use std::ops::Range;

/// A line of text of the page.
#[derive(Debug)]
pub(crate) struct Line {
    /// The nodes between which its text stands, in the order of the page.
    pub nodes: Range<Id>,
    /// Range in `Lines::text`: decoded, white space collapsed.
    pub text: Range<usize>,
    /// The nearest block element around it.
    pub container: Id,
    /// What the elements around it say it is.
    pub role: Role,
    /// Characters other than white space.
    pub chars: usize,
    /// Those of them inside links.
    pub linked: usize,
    /// Words; in scripts without spaces two characters count as one.
    pub words: usize,
}

/// What the elements around a line say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Text,
    Heading,
    Item,
    Quote,
    Cell,
    Caption,
}

/// All lines of a page.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    pub text: String,
    pub lines: Vec<Line>,
}

impl Lines {
    pub fn text(&self, line: &Line) -> &str {
        &self.text[line.text.clone()]
    }

    pub fn of(tree: &Tree) -> Self {
        Collector { tree, out: Self::default(), current: Current::default() }.collect()
    }
}

/// The state that an element hands to what lies below it.
#[derive(Debug, Clone, Copy)]
struct Context {
    end: Id,
    container: Id,
    role: Role,
    linked: bool,
    block: bool,
}

#[derive(Debug, Default)]
struct Current {
    from: Option<Id>,
    text_from: usize,
    linked: usize,
}

struct Collector<'t, 's> {
    tree: &'t Tree<'s>,
    out: Lines,
    current: Current,
}

impl Collector<'_, '_> {
    fn collect(mut self) -> Lines {
        let tree = self.tree;
        let whole = tree.nodes.len();
        let outer = Context { end: whole, container: 0, role: Role::Text, linked: false, block: true };
        let mut stack = vec![outer];
        let mut breaks = 0;
        let mut id = 1;
        while id < whole {
            while let Some(top) = stack.pop_if(|top| id >= top.end) {
                if top.block {
                    self.finish(id, &top);
                }
            }
            let here = *stack.last().unwrap_or(&outer);
            match &tree.nodes[id].kind {
                Kind::Text(range) => {
                    let source = &tree.source[range.clone()];
                    if !source.bytes().all(|b| b.is_ascii_whitespace()) {
                        breaks = 0;
                    }
                    self.text(id, source, here.linked);
                }
                Kind::Element { tag: Tag::Br, .. } => {
                    breaks += 1;
                    if breaks > 1 {
                        self.finish(id, &here);
                    } else {
                        self.text(id, "\n", false);
                    }
                }
                Kind::Element { tag, .. } => {
                    if is_unseen(tree, id, *tag) {
                        id = tree.nodes[id].end;
                        continue;
                    }
                    let block = tag.is_block();
                    if block {
                        self.finish(id, &here);
                    }
                    stack.push(Context {
                        end: tree.nodes[id].end,
                        container: if block { id } else { here.container },
                        role: role_of(tree, id, *tag).unwrap_or(here.role),
                        linked: here.linked || (*tag == Tag::A && tree.attribute(id, "href").is_some()),
                        block,
                    });
                }
            }
            id += 1;
        }
        while let Some(top) = stack.pop() {
            if top.block {
                self.finish(whole, &top);
            }
        }
        self.out
    }

    fn text(&mut self, id: Id, source: &str, linked: bool) {
        let text = &mut self.out.text;
        let before = text.len();
        for c in entity::decode(source).chars() {
            if is_space(c) {
                if text.len() > self.current.text_from && !text.ends_with(' ') {
                    text.push(' ');
                }
            } else if !is_invisible(c) {
                text.push(c);
            }
        }
        if text.len() > before && self.current.from.is_none() {
            self.current.from = Some(id);
        }
        if linked {
            self.current.linked += text[before..].chars().filter(|c| *c != ' ').count();
        }
    }

    fn finish(&mut self, until: Id, context: &Context) {
        let current = std::mem::take(&mut self.current);
        let text = &mut self.out.text;
        if text.ends_with(' ') && text.len() > current.text_from {
            text.pop();
        }
        let range = current.text_from..text.len();
        self.current.text_from = text.len();
        let Some(from) = current.from.filter(|_| !range.is_empty()) else { return };
        let line = &text[range.clone()];
        let chars = line.chars().filter(|c| *c != ' ').count();
        let words = count_words(line);
        // Old pages lay out whole articles in tables.
        let role = if context.role == Role::Cell && words > 25 { Role::Text } else { context.role };
        self.out.lines.push(Line {
            nodes: from..until,
            words,
            text: range,
            container: context.container,
            role,
            chars,
            linked: current.linked,
        });
    }
}

fn role_of(tree: &Tree, id: Id, tag: Tag) -> Option<Role> {
    use Tag::*;
    Some(match tag {
        Li | Dd | Dt => Role::Item,
        Td | Th => Role::Cell,
        Blockquote => Role::Quote,
        Figcaption | Caption | Figure => Role::Caption,
        // Some pages put a whole article into a heading, or forget to close it.
        _ if tag.is_heading() && bytes_below(tree, id) < 800 => Role::Heading,
        _ => return None,
    })
}

/// Length of the source text below an element, as far as it matters.
fn bytes_below(tree: &Tree, id: Id) -> usize {
    let text = tree.below(id).take(400).map(|at| match &tree.nodes[at].kind {
        Kind::Text(range) => range.len(),
        Kind::Element { .. } => 0,
    });
    text.sum()
}

/// What a browser would not show, or not as text.
fn is_unseen(tree: &Tree, id: Id, tag: Tag) -> bool {
    if tag.is_unread() {
        return true;
    }
    tree.attributes(id).iter().any(|(name, value)| match name.len() {
        6 => name.eq_ignore_ascii_case("hidden"),
        5 => {
            name.eq_ignore_ascii_case("style") && {
                let style: String =
                    value.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
                style.contains("display:none") || style.contains("visibility:hidden")
            }
        }
        11 => name.eq_ignore_ascii_case("aria-hidden") && value.eq_ignore_ascii_case("true") && tag != Tag::Div,
        _ => false,
    })
}

/// White space of a page; the no-break space is one, because pages use it as one.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// Marks without width that only control line breaks and direction.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{0}'..='\u{8}')
}

/// Words; of scripts without spaces two characters count as one.
pub(crate) fn count_words(text: &str) -> usize {
    let mut words = 0;
    let mut ideographs = 0;
    let mut inside = false;
    for c in text.chars() {
        if matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}') {
            ideographs += 1;
            inside = false;
        } else {
            let word = c.is_alphanumeric();
            words += usize::from(word && !inside);
            inside = word || (inside && matches!(c, '\'' | '’' | '-' | '.' | ','));
        }
    }
    words + ideographs / 2
}
