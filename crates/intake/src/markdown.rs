//! Markdown: marks are taken off, what they mark is kept with its place.

use crate::{charset::Decoded, furniture, weave::Weave};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use servanda_model::{Block, BlockKind, Document, Span};

/// Version of the extractor of Markdown.
const VERSION: u32 = 1;

/// The document of the Markdown that begins at byte `from` of the decoded text (after the front matter).
pub(crate) fn document(decoded: &Decoded, from: usize) -> Document {
    let source = &decoded.text[from..];
    let mut writer =
        Writer { source, from, weave: Weave::new(decoded), blocks: Vec::new(), open: None, context: Vec::new() };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        writer.event(event, range);
    }
    writer.close();
    let Writer { weave, blocks, .. } = writer;
    Document { text: weave.text, blocks, map: weave.map, extractor: "markdown".to_owned(), version: VERSION }
}

struct Writer<'d> {
    source: &'d str,
    from: usize,
    weave: Weave<'d>,
    blocks: Vec<Block>,
    /// Where the open block begins in the text.
    open: Option<usize>,
    /// Kinds that the elements around the text give.
    context: Vec<BlockKind>,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>, range: std::ops::Range<usize>) {
        match event {
            Event::Start(tag) => {
                let kind = match tag {
                    Tag::Heading { .. } => Some(BlockKind::Heading),
                    Tag::Item => Some(BlockKind::ListItem),
                    Tag::BlockQuote(_) => Some(BlockKind::Quote),
                    Tag::TableRow | Tag::TableHead => Some(BlockKind::TableRow),
                    // What stands in the brackets describes a picture.
                    Tag::Image { .. } => Some(BlockKind::Caption),
                    Tag::Paragraph | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::FootnoteDefinition(_) => {
                        self.close();
                        None
                    }
                    _ => None,
                };
                if let Some(kind) = kind {
                    self.close();
                    self.context.push(kind);
                }
                if matches!(tag, Tag::TableCell) && self.open.is_some() {
                    self.weave.insert(" ");
                }
            }
            Event::End(end) => match end {
                TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::BlockQuote(_)
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::Image => {
                    self.close();
                    self.context.pop();
                }
                TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::HtmlBlock => self.close(),
                _ => {}
            },
            Event::Text(text) => self.text(&text, range),
            Event::Code(text) => {
                let outer = &self.source[range.clone()];
                // Where an end of line shows as a blank, all of it stands for all of the source.
                let inner = outer.find(&*text).map(|at| range.start + at..range.start + at + text.len());
                self.text(&text, inner.unwrap_or(range));
            }
            Event::SoftBreak | Event::HardBreak if self.open.is_some() => {
                self.weave.replace(self.from + range.start..self.from + range.end, " ");
            }
            Event::Html(_) => self.html(range),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, range: std::ops::Range<usize>) {
        if text.is_empty() || (self.open.is_none() && text.trim().is_empty()) {
            return;
        }
        self.begin();
        let at = self.from + range.start..self.from + range.end;
        if self.source.get(range) == Some(text) { self.weave.copy(at) } else { self.weave.replace(at, text) }
    }

    /// Text between the tags of a block of HTML.
    fn html(&mut self, range: std::ops::Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let rest = &self.source[at..range.end];
            let open = rest.find('<').unwrap_or(rest.len());
            let text = rest[..open].trim();
            if !text.is_empty() {
                let start = at + (rest.len() - rest.trim_start().len());
                self.text(text, start..start + text.len());
            }
            at += rest[open..].find('>').map_or(rest.len(), |n| open + n + 1);
        }
    }

    fn begin(&mut self) {
        if self.open.is_none() {
            if !self.weave.text.is_empty() {
                self.weave.insert("\n\n");
            }
            self.open = Some(self.weave.text.len());
        }
    }

    fn close(&mut self) {
        let Some(start) = self.open.take() else { return };
        let whole = &self.weave.text[start..];
        let lead = whole.len() - whole.trim_start().len();
        let span = Span::new(start + lead, start + whole.trim_end().len());
        let Some(text) = span.of(&self.weave.text).filter(|t| !t.is_empty()) else { return };
        let kind = self.context.last().copied().unwrap_or(BlockKind::Paragraph);
        let kind = if kind == BlockKind::Heading && self.blocks.is_empty() { BlockKind::Title } else { kind };
        self.blocks.push(Block { span, kind: furniture::kind_of(text, kind) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BlockKind::*;

    #[test]
    fn marks_are_removed_and_their_places_kept() {
        let source = "# Truce\n\nThe **army** said [it](http://example.org/a) &amp; *left*.\n\n- one\n- two\n\n> \"We\nagree\"\n";
        let document = document(&Decoded::plain(source), 0);
        assert_eq!(document.text, "Truce\n\nThe army said it & left.\n\none\n\ntwo\n\n\"We agree\"");
        let kinds: Vec<BlockKind> = document.blocks.iter().map(|b| b.kind).collect();
        assert_eq!(kinds, [Title, Paragraph, ListItem, ListItem, Quote]);
        for word in ["army", "left", "two", "agree"] {
            let at = document.text.find(word).unwrap();
            let original = document.original(Span::new(at, at + word.len()));
            assert_eq!(original.of(source), Some(word));
        }
        let at = document.text.find('&').unwrap();
        assert_eq!(document.original(Span::new(at, at + 1)).of(source), Some("&amp;"));
    }

    #[test]
    fn code_over_an_end_of_line_leads_back_to_all_of_it() {
        let source = "The order was `\nAttack at dawn` and no other.";
        let document = document(&Decoded::plain(source), 0);
        assert_eq!(document.text, "The order was  Attack at dawn and no other.");
        let place = |word: &str| {
            let at = document.text.find(word).unwrap();
            document.original(Span::new(at, at + word.len())).of(source).unwrap()
        };
        assert_eq!((place("dawn"), place("other")), ("`\nAttack at dawn`", "other"));
    }

    #[test]
    fn tables_become_rows_and_links_to_other_reports_furniture() {
        let source = "| place | dead |\n|---|---|\n| Bridge | 2 |\n\n**READ MORE:** [Army enters the town](x)\n";
        let document = document(&Decoded::plain(source), 0);
        let got: Vec<_> = document.blocks.iter().map(|b| (b.span.of(&document.text).unwrap(), b.kind)).collect();
        let expected =
            [("place dead", TableRow), ("Bridge 2", TableRow), ("READ MORE: Army enters the town", Furniture)];
        assert_eq!(got, expected);
    }
}
