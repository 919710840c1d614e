//! What a page says of itself to machines: `meta` elements and JSON-LD.

use super::{
    entity,
    tag::Tag,
    tree::{Kind, Tree},
};
use crate::fields::primary_language;
use serde_json::Value;

/// The machine-readable part of a page.
#[derive(Debug, Default)]
pub(crate) struct Meta {
    /// Name in lower case and content of each `meta`, in the order of the page.
    pub metas: Vec<(String, String)>,
    /// The objects of its JSON-LD, those of articles first.
    pub objects: Vec<Value>,
    pub title: Option<String>,
    pub lang: Option<String>,
    pub canonical: Option<String>,
}

/// Types of schema.org that are one published text.
const ARTICLES: &[&str] = &[
    "Article",
    "NewsArticle",
    "BlogPosting",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "Report",
    "LiveBlogPosting",
    "SocialMediaPosting",
    "DiscussionForumPosting",
    "TechArticle",
    "ScholarlyArticle",
    "VideoObject",
    "Recipe",
    "Review",
];

impl Meta {
    pub fn of(tree: &Tree) -> Self {
        let mut out = Self::default();
        for id in 0..tree.nodes.len() {
            match tree.tag(id) {
                Some(Tag::Meta) => {
                    let name =
                        ["property", "name", "itemprop", "http-equiv"].iter().find_map(|n| tree.attribute(id, n));
                    if let Some(name) = name
                        && let Some(content) = tree.attribute(id, "content")
                    {
                        out.metas.push((name.trim().to_ascii_lowercase(), entity::decode(content).trim().to_owned()));
                    }
                }
                Some(Tag::Title) if out.title.is_none() => {
                    let title = tree.text_of(id).split_whitespace().collect::<Vec<_>>().join(" ");
                    out.title = Some(title).filter(|t| !t.is_empty());
                }
                Some(Tag::Html) if out.lang.is_none() => {
                    let lang = tree.attribute(id, "lang").or_else(|| tree.attribute(id, "xml:lang"));
                    out.lang = lang.and_then(primary_language);
                }
                Some(Tag::Link) if tree.attribute(id, "rel") == Some("canonical") => {
                    out.canonical = tree.attribute(id, "href").map(|h| entity::decode(h).into_owned());
                }
                Some(Tag::Script) if is_json(tree.attribute(id, "type")) => {
                    for below in tree.below(id) {
                        if let Kind::Text(range) = &tree.nodes[below].kind {
                            out.json(&tree.source[range.clone()]);
                        }
                    }
                }
                _ => {}
            }
        }
        out.objects.sort_by_key(|o| !is_article(o));
        out
    }

    /// The content of the first `meta` of one of these names, in the order of the names.
    pub fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            self.metas.iter().find(|(n, content)| n == name && !content.is_empty()).map(|(_, content)| content.as_str())
        })
    }

    /// A string of the JSON-LD, articles first.
    pub fn string(&self, key: &str) -> Option<&str> {
        self.objects.iter().find_map(|o| o.get(key)).and_then(|v| match v {
            Value::Array(list) => list.first().and_then(Value::as_str),
            v => v.as_str(),
        })
    }

    /// A person or organisation of the JSON-LD: a name, an object with a name, or a list of such.
    pub fn names(&self, key: &str) -> Option<String> {
        fn name(value: &Value) -> Option<&str> {
            value
                .as_str()
                .or_else(|| value.get("name").and_then(Value::as_str))
                .map(str::trim)
                .filter(|n| !n.is_empty())
        }
        self.objects.iter().filter(|o| is_article(o)).filter_map(|o| o.get(key)).find_map(|v| match v {
            Value::Array(list) => {
                let names: Vec<&str> = list.iter().filter_map(name).collect();
                (!names.is_empty()).then(|| names.join(", "))
            }
            v => name(v).map(str::to_owned),
        })
    }

    fn json(&mut self, text: &str) {
        let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
        let text = text.trim_start_matches("//<![CDATA[").trim_end_matches("//]]>").trim_end_matches(';');
        let value = serde_json::from_str::<Value>(text).or_else(|_| {
            // Line ends inside strings are the commonest mistake.
            let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            serde_json::from_str(&clean)
        });
        let Ok(value) = value else { return };
        let mut stack = vec![value];
        while let Some(value) = stack.pop() {
            match value {
                Value::Array(list) => stack.extend(list.into_iter().rev()),
                Value::Object(mut object) => {
                    for key in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement"] {
                        if let Some(inner @ (Value::Array(_) | Value::Object(_))) = object.remove(key) {
                            stack.push(inner);
                        }
                    }
                    self.objects.push(Value::Object(object));
                }
                _ => {}
            }
        }
    }
}

fn is_json(kind: Option<&str>) -> bool {
    kind.is_some_and(|t| t.to_ascii_lowercase().contains("ld+json"))
}

/// Whether an object of JSON-LD is a published text.
pub(crate) fn is_article(object: &Value) -> bool {
    let is = |v: &Value| v.as_str().is_some_and(|t| ARTICLES.contains(&t.rsplit('/').next().unwrap_or(t)));
    match object.get("@type") {
        Some(Value::Array(types)) => types.iter().any(is),
        Some(v) => is(v),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metas_and_json_are_read() {
        let page = r#"<html lang="en-GB"><head><title>A &amp; B | Gazette</title><meta property="og:site_name" content="Gazette">
            <script type="application/ld+json">{"@graph":[{"@type":"WebPage"},{"@type":"NewsArticle","datePublished":"2020-11-10",
            "author":[{"name":"Ann Writer"},{"name":"Bo Reporter"}],"description":"two
            lines"}]}</script>"#;
        let meta = Meta::of(&Tree::parse(page));
        assert_eq!(meta.title.as_deref(), Some("A & B | Gazette"));
        assert_eq!(meta.lang.as_deref(), Some("en"));
        assert_eq!(meta.first(&["og:site_name"]), Some("Gazette"));
        assert_eq!(meta.string("datePublished"), Some("2020-11-10"));
        assert_eq!(meta.names("author").as_deref(), Some("Ann Writer, Bo Reporter"));
    }
}
