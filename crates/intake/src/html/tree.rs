//! A page as a tree whose nodes know where they stand in the source.
//!
//! Not the full algorithm of the HTML standard: it closes what the standard closes by implication
//! (paragraphs, list items, cells), ignores end tags that match nothing, and never moves a node. That is
//! enough to read text, takes one pass, and keeps every position. Depth is bounded, so that a page nested
//! without end costs neither stack nor time.

use super::tag::Tag;
use std::ops::Range;

/// Deeper elements are taken as siblings at this depth. Real pages stay below a hundred.
const DEPTH: usize = 256;

pub(crate) type Id = usize;

#[derive(Debug)]
pub(crate) struct Node {
    pub parent: Id,
    pub kind: Kind,
    /// One past the last node below this one: nodes are kept in the order of the page, so that
    /// `id + 1..end` is all that lies below.
    pub end: Id,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Element {
        tag: Tag,
        /// Range in `Tree::attributes`.
        attributes: (u32, u32),
    },
    /// Character data, entities undecoded, as a range of the source.
    Text(Range<usize>),
}

/// A page. Node 0 is its root.
#[derive(Debug)]
pub(crate) struct Tree<'s> {
    pub source: &'s str,
    pub nodes: Vec<Node>,
    attributes: Vec<(&'s str, &'s str)>,
}

impl<'s> Tree<'s> {
    pub fn parse(source: &'s str) -> Self {
        let root = Node { parent: 0, kind: Kind::Element { tag: Tag::Html, attributes: (0, 0) }, end: 1 };
        let tree = Self { source, nodes: vec![root], attributes: Vec::new() };
        let mut builder = Builder { tree, open: vec![(0, Tag::Html)], unclosed: Vec::new() };
        builder.run();
        while builder.open.len() > 1 {
            builder.pop();
        }
        let last = builder.tree.nodes.len();
        builder.tree.nodes[0].end = last;
        builder.tree
    }

    pub fn tag(&self, id: Id) -> Option<Tag> {
        match self.nodes[id].kind {
            Kind::Element { tag, .. } => Some(tag),
            Kind::Text(_) => None,
        }
    }

    pub fn is(&self, id: Id, tag: Tag) -> bool {
        self.tag(id) == Some(tag)
    }

    /// Attributes in the order of the page, values undecoded.
    pub fn attributes(&self, id: Id) -> &[(&'s str, &'s str)] {
        match self.nodes[id].kind {
            Kind::Element { attributes: (a, b), .. } => &self.attributes[a as usize..b as usize],
            Kind::Text(_) => &[],
        }
    }

    /// An attribute's value, undecoded.
    pub fn attribute(&self, id: Id, name: &str) -> Option<&'s str> {
        self.attributes(id).iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| *v)
    }

    /// All ids below `id`, in the order of the page.
    pub fn below(&self, id: Id) -> Range<Id> {
        id + 1..self.nodes[id].end
    }

    /// The elements of this tag in the order of the page.
    pub fn all(&self, tag: Tag) -> impl Iterator<Item = Id> + '_ {
        (0..self.nodes.len()).filter(move |id| self.is(*id, tag))
    }

    /// The decoded text below an element, white space as it stands.
    pub fn text_of(&self, id: Id) -> String {
        let mut out = String::new();
        for at in self.below(id) {
            if let Kind::Text(range) = &self.nodes[at].kind {
                out.push_str(&super::entity::decode(&self.source[range.clone()]));
            }
        }
        out
    }
}

struct Builder<'s> {
    tree: Tree<'s>,
    open: Vec<(Id, Tag)>,
    /// Raw elements whose end tag does not come any more: not searched for again.
    unclosed: Vec<Tag>,
}

impl<'s> Builder<'s> {
    fn run(&mut self) {
        let source = self.tree.source;
        let bytes = source.as_bytes();
        let mut at = 0;
        let mut text_from = 0;
        while let Some(step) = memchr::memchr(b'<', &bytes[at..]) {
            let tag_at = at + step;
            let next = bytes.get(tag_at + 1).copied().unwrap_or(b' ');
            let end = match next {
                b'!' if source[tag_at..].starts_with("<!--") => {
                    memchr::memmem::find(&bytes[tag_at + 4..], b"-->").map_or(bytes.len(), |n| tag_at + 4 + n + 3)
                }
                b'!' | b'?' => memchr::memchr(b'>', &bytes[tag_at..]).map_or(bytes.len(), |n| tag_at + n + 1),
                b'/' if bytes.get(tag_at + 2).is_some_and(u8::is_ascii_alphabetic) => {
                    memchr::memchr(b'>', &bytes[tag_at..]).map_or(bytes.len(), |n| tag_at + n + 1)
                }
                _ if next.is_ascii_alphabetic() => tag_at,
                _ => {
                    at = tag_at + 1;
                    continue;
                }
            };
            self.text(text_from..tag_at);
            at = if end == tag_at {
                self.start_tag(tag_at)
            } else {
                if next == b'/' {
                    let name = name_at(source, tag_at + 2);
                    self.end_tag(Tag::of(name));
                }
                end
            };
            text_from = at;
        }
        self.text(text_from..bytes.len());
    }

    fn text(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.add(Kind::Text(range));
        }
    }

    fn add(&mut self, kind: Kind) -> Id {
        let id = self.tree.nodes.len();
        let parent = self.open.last().map_or(0, |o| o.0);
        self.tree.nodes.push(Node { parent, kind, end: id + 1 });
        id
    }

    fn pop(&mut self) {
        if let Some((id, _)) = self.open.pop() {
            self.tree.nodes[id].end = self.tree.nodes.len();
        }
    }

    /// Reads a start tag and, for a raw element, its content. Returns where to go on.
    fn start_tag(&mut self, tag_at: usize) -> usize {
        let source = self.tree.source;
        let name = name_at(source, tag_at + 1);
        let tag = Tag::of(name);
        let first = self.tree.attributes.len();
        let (mut at, closed) = self.attributes(tag_at + 1 + name.len());
        let attributes = (first as u32, self.tree.attributes.len() as u32);
        self.close_implied(tag);
        let id = self.add(Kind::Element { tag, attributes });
        let foreign = self.open.iter().any(|o| matches!(o.1, Tag::Svg | Tag::Math));
        if tag.is_void() || (closed && (foreign || matches!(tag, Tag::Svg | Tag::Path))) {
            return at;
        }
        if tag.is_raw() && !foreign {
            if self.unclosed.contains(&tag) {
                return at;
            }
            match end_of_raw(source, at, name) {
                Some((end, after)) => {
                    self.open.push((id, tag));
                    self.text(at..end);
                    self.pop();
                    at = after;
                }
                // A script cut off is no text; an unclosed title or text area must not swallow the page.
                None if matches!(tag, Tag::Script | Tag::Style) => at = source.len(),
                None => self.unclosed.push(tag),
            }
            return at;
        }
        if self.open.len() < DEPTH {
            self.open.push((id, tag));
        }
        at
    }

    /// Reads attributes up to the end of the tag; says where it ends and whether it closes itself.
    fn attributes(&mut self, mut at: usize) -> (usize, bool) {
        let source = self.tree.source;
        let bytes = source.as_bytes();
        let mut closed = false;
        loop {
            while bytes.get(at).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/') {
                closed = bytes[at] == b'/';
                at += 1;
            }
            match bytes.get(at) {
                None => return (at, closed),
                Some(b'>') => return (at + 1, closed),
                Some(_) => {}
            }
            closed = false;
            let name_from = at;
            at += 1;
            while bytes.get(at).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/')) {
                at += 1;
            }
            let name = source.get(name_from..at).unwrap_or("");
            let mut after = at;
            while bytes.get(after).is_some_and(u8::is_ascii_whitespace) {
                after += 1;
            }
            let mut value = "";
            if bytes.get(after) == Some(&b'=') {
                at = after + 1;
                while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                    at += 1;
                }
                let from;
                match bytes.get(at) {
                    Some(quote @ (b'"' | b'\'')) => {
                        from = at + 1;
                        let end = memchr::memchr(*quote, &bytes[from..]).map_or(bytes.len(), |n| from + n);
                        value = source.get(from..end).unwrap_or("");
                        at = (end + 1).min(bytes.len());
                    }
                    _ => {
                        from = at;
                        while bytes.get(at).is_some_and(|b| !b.is_ascii_whitespace() && *b != b'>') {
                            at += 1;
                        }
                        value = source.get(from..at).unwrap_or("");
                    }
                }
            }
            self.tree.attributes.push((name, value));
        }
    }

    /// Closes what the standard says a start tag closes.
    fn close_implied(&mut self, tag: Tag) {
        use Tag::*;
        if tag.is_block() && !matches!(tag, Html | Body | Option | Optgroup) {
            self.close(&[P], &[Table, Td, Th, Caption, Button, Object]);
        }
        match tag {
            Body | Li => self.close(&[if tag == Body { Head } else { Li }], &[Ul, Ol, Table, Td, Menu, Dir]),
            Dt | Dd => self.close(&[Dt, Dd], &[Dl, Table, Td]),
            Tr => self.close(&[Tr, Td, Th], &[Table]),
            Td | Th => self.close(&[Td, Th], &[Table, Tr]),
            Tbody | Thead | Tfoot => self.close(&[Tbody, Thead, Tfoot, Tr, Td, Th], &[Table]),
            Option | Optgroup => self.close(&[Option], &[Select]),
            A => self.close(&[A], &[Table, Td, Th, Li, Div, Section, Article]),
            _ if tag.is_heading() && self.open.last().is_some_and(|o| o.1.is_heading()) => self.pop(),
            _ => {}
        }
    }

    /// Closes the outermost open element of `tags` that no element of `fence` stands before.
    fn close(&mut self, tags: &[Tag], fence: &[Tag]) {
        let mut found = None;
        for (depth, (_, tag)) in self.open.iter().enumerate().skip(1).rev() {
            if tags.contains(tag) {
                found = Some(depth);
            } else if fence.contains(tag) {
                break;
            }
        }
        if let Some(depth) = found {
            while self.open.len() > depth {
                self.pop();
            }
        }
    }

    fn end_tag(&mut self, tag: Tag) {
        use Tag::*;
        if matches!(tag, Html | Body) || tag.is_void() {
            return;
        }
        let found = self.open.iter().enumerate().skip(1).rev().find_map(|(depth, (_, open))| {
            let same = *open == tag || (tag.is_heading() && open.is_heading());
            // An inline end tag does not reach through a block, nor any end tag out of its cell.
            let fenced = if tag.is_block() || matches!(tag, Head | Select | Template | Object | Button | Svg) {
                matches!(open, Td | Th | Caption | Template) && !matches!(tag, Table | Tr | Tbody | Thead | Tfoot)
            } else {
                open.is_block() && tag != Other && tag != A
            };
            if same { Some(Some(depth)) } else { fenced.then_some(None) }
        });
        if let Some(Some(depth)) = found {
            while self.open.len() > depth {
                self.pop();
            }
        }
    }
}

fn name_at(source: &str, from: usize) -> &str {
    let rest = &source[from..];
    let end = rest.bytes().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/')).unwrap_or(rest.len());
    &rest[..end]
}

/// Where the content of a raw element ends, and where its end tag does.
fn end_of_raw(source: &str, from: usize, name: &str) -> Option<(usize, usize)> {
    let bytes = source.as_bytes();
    let mut at = from;
    while let Some(step) = memchr::memmem::find(&bytes[at..], b"</") {
        let tag_at = at + step;
        let after = tag_at + 2 + name.len();
        let same = bytes.get(tag_at + 2..after).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()));
        let ends = bytes.get(after).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
        if same && ends {
            let close = memchr::memchr(b'>', &bytes[after.min(bytes.len())..]).map_or(bytes.len(), |n| after + n + 1);
            return Some((tag_at, close));
        }
        at = tag_at + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(source: &str) -> String {
        fn write(tree: &Tree, id: Id, out: &mut String) {
            let mut child = id + 1;
            while child < tree.nodes[id].end {
                match &tree.nodes[child].kind {
                    Kind::Text(range) => out.push_str(&tree.source[range.clone()]),
                    Kind::Element { tag, .. } => {
                        out.push_str(&format!("({tag:?} "));
                        write(tree, child, out);
                        out.push(')');
                    }
                }
                child = tree.nodes[child].end;
            }
        }
        let tree = Tree::parse(source);
        let mut out = String::new();
        write(&tree, 0, &mut out);
        out
    }

    #[test]
    fn paragraphs_items_and_cells_close_by_implication() {
        assert_eq!(shape("<p>a<p>b<div>c</div>"), "(P a)(P b)(Div c)");
        assert_eq!(shape("<ul><li>a<ul><li>b</ul><li>c</ul>"), "(Ul (Li a(Ul (Li b)))(Li c))");
        assert_eq!(shape("<table><tr><td>a<td>b<tr><td>c</table>d"), "(Table (Tr (Td a)(Td b))(Tr (Td c)))d");
    }

    #[test]
    fn stray_end_tags_close_nothing() {
        assert_eq!(shape("<div>a</p></span>b</div></div>c"), "(Div ab)c");
        assert_eq!(shape("<table><td><p>a</div></table>b"), "(Table (Td (P a)))b");
    }

    #[test]
    fn a_script_hides_its_tags_and_a_comment_its_end() {
        assert_eq!(shape("<script>if (a<b) '<p>'</script >x<!-- <p> -->y"), "(Script if (a<b) '<p>')xy");
        assert_eq!(shape("a < b <3 c"), "a < b <3 c");
    }

    #[test]
    fn an_unclosed_title_does_not_swallow_the_page() {
        assert_eq!(shape("<title>a<p>b"), "(Title )a(P b)");
    }

    #[test]
    fn attributes_are_read_in_every_notation() {
        let tree = Tree::parse("<a HREF='x' class=\"b c\" data-n=5 hidden>");
        assert_eq!(tree.attribute(1, "href"), Some("x"));
        assert_eq!(tree.attribute(1, "class"), Some("b c"));
        assert_eq!(tree.attribute(1, "data-n"), Some("5"));
        assert_eq!(tree.attribute(1, "hidden"), Some(""));
    }

    #[test]
    fn depth_is_bounded() {
        let page = "<div>".repeat(100_000);
        let tree = Tree::parse(&page);
        assert_eq!(tree.nodes.len(), 100_001);
    }
}
