//! The elements that matter to the shape and the meaning of a page.

macro_rules! tags {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// An element's name; those that change nothing here are `Other`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Tag { $(#[doc = $name] $variant),*, Other }

        impl Tag {
            /// By its name in any case.
            pub fn of(name: &str) -> Self {
                let mut lower = [0_u8; 12];
                let Some(lower) = lower.get_mut(..name.len()) else { return Self::Other };
                lower.copy_from_slice(name.as_bytes());
                lower.make_ascii_lowercase();
                match &*lower { $(_ if *lower == *$name.as_bytes() => Self::$variant,)* _ => Self::Other }
            }
        }
    };
}

tags! {
    Div "div", A "a", Span "span", P "p", Li "li", Img "img", Ul "ul", Script "script", Link "link", Meta "meta",
    Br "br", I "i", B "b", Strong "strong", Em "em", Input "input", Td "td", Tr "tr", H1 "h1", H2 "h2", H3 "h3",
    H4 "h4", H5 "h5", H6 "h6", Svg "svg", Path "path", Figure "figure", Figcaption "figcaption", Article "article",
    Section "section", Header "header", Footer "footer", Nav "nav", Aside "aside", Main "main", Form "form",
    Button "button", Label "label", Select "select", Option "option", Optgroup "optgroup", Textarea "textarea",
    Style "style", Noscript "noscript", Template "template", Iframe "iframe", Object "object", Embed "embed",
    Table "table", Tbody "tbody", Thead "thead", Tfoot "tfoot", Th "th", Caption "caption", Col "col",
    Colgroup "colgroup", Ol "ol", Dl "dl", Dt "dt", Dd "dd", Blockquote "blockquote", Pre "pre", Code "code",
    Hr "hr", Html "html", Head "head", Body "body", Title "title", Base "base", Time "time", Source "source",
    Video "video", Audio "audio", Track "track", Param "param", Wbr "wbr", Area "area", Map "map", Canvas "canvas",
    Math "math", Dialog "dialog", Menu "menu", Address "address", Center "center", Fieldset "fieldset",
    Details "details", Summary "summary", Hgroup "hgroup", Picture "picture", Font "font", U "u", S "s", Sup "sup",
    Sub "sub", Small "small", Cite "cite", Q "q", Abbr "abbr", Xmp "xmp", Noembed "noembed", Noframes "noframes",
    Plaintext "plaintext", Nobr "nobr", Big "big", Tt "tt", Strike "strike", Del "del", Ins "ins", Marquee "marquee",
    Applet "applet", Legend "legend", Dir "dir", Image "image", Amp "amp",
}

impl Tag {
    /// Elements without content or end tag.
    pub fn is_void(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Img | Link | Meta | Br | Input | Hr | Base | Source | Track | Param | Wbr | Area | Embed | Col | Image
        )
    }

    /// Elements whose content is text up to their own end tag.
    pub fn is_raw(self) -> bool {
        use Tag::*;
        matches!(self, Script | Style | Textarea | Title | Iframe | Xmp | Noembed | Noframes)
    }

    /// Elements that begin a new line of text and end an open paragraph.
    pub fn is_block(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Div | P
                | Li
                | Ul
                | Ol
                | Dl
                | Dt
                | Dd
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Figure
                | Figcaption
                | Article
                | Section
                | Header
                | Footer
                | Nav
                | Aside
                | Main
                | Form
                | Table
                | Tbody
                | Thead
                | Tfoot
                | Tr
                | Td
                | Th
                | Caption
                | Blockquote
                | Pre
                | Hr
                | Html
                | Body
                | Dialog
                | Menu
                | Address
                | Center
                | Fieldset
                | Details
                | Summary
                | Hgroup
                | Legend
                | Dir
                | Option
                | Optgroup
                | Xmp
                | Plaintext
                | Noscript
                | Video
                | Audio
                | Marquee
        )
    }

    pub fn is_heading(self) -> bool {
        use Tag::*;
        matches!(self, H1 | H2 | H3 | H4 | H5 | H6)
    }

    /// Elements whose text is never read.
    pub fn is_unread(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Script
                | Style
                | Noscript
                | Template
                | Head
                | Iframe
                | Object
                | Select
                | Option
                | Textarea
                | Button
                | Svg
                | Math
                | Canvas
                | Title
                | Noembed
                | Noframes
                | Video
                | Audio
                | Map
                | Applet
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case() {
        assert_eq!(Tag::of("DIV"), Tag::Div);
        assert_eq!(Tag::of("blockQuote"), Tag::Blockquote);
        assert_eq!(Tag::of("x-teaser"), Tag::Other);
        assert_eq!(Tag::of("an-element-with-a-long-name"), Tag::Other);
    }
}
