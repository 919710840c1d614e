//! A page under construction in which foreign text is always escaped: markup can only be a literal of our own.

use std::fmt::Display;

/// HTML being written.
#[derive(Debug, Default)]
pub struct Html(String);

impl Html {
    /// Markup of our own. Only literals fit, so that nothing read from a report can become markup.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text, escaped for content and for attribute values in double quotes. Control characters become U+FFFD.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' | '\t' => self.0.push(c),
                c if c.is_control() => self.0.push('\u{fffd}'),
                c => self.0.push(c),
            }
        }
        self
    }

    /// Something that prints itself, escaped.
    pub fn show(&mut self, value: impl Display) -> &mut Self {
        self.text(&value.to_string())
    }

    /// Text of foreign direction, kept apart from the text around it.
    pub fn foreign(&mut self, text: &str) -> &mut Self {
        self.raw("<bdi>").text(text).raw("</bdi>")
    }

    /// A link where the address is one of the web, else the text alone.
    pub fn link(&mut self, url: &str, text: &str) -> &mut Self {
        if url.starts_with("https://") || url.starts_with("http://") {
            self.raw("<a rel=\"noreferrer\" href=\"").text(url).raw("\">").text(text).raw("</a>")
        } else {
            self.text(text)
        }
    }

    /// The items, each by `one`, with `between` between them.
    pub fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        between: &'static str,
        mut one: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        for (i, item) in items.into_iter().enumerate() {
            if i > 0 {
                self.raw(between);
            }
            one(self, item);
        }
        self
    }

    /// The page.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_cannot_become_markup() {
        let mut html = Html::default();
        html.raw("<p title=\"").text("\" onload='x'").raw("\">").foreign("<script>\u{1}&").raw("</p>");
        assert_eq!(html.finish(), "<p title=\"&quot; onload=&#39;x&#39;\"><bdi>&lt;script&gt;\u{fffd}&amp;</bdi></p>");
    }

    #[test]
    fn only_addresses_of_the_web_become_links() {
        let mut html = Html::default();
        html.link("javascript:alert(1)", "one").raw(" ").link("https://example.org/?a=1&b", "two");
        assert_eq!(html.finish(), "one <a rel=\"noreferrer\" href=\"https://example.org/?a=1&amp;b\">two</a>");
    }
}
