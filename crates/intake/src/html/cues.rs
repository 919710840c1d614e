//! What the names that page makers give to elements say of their content.

use super::{
    tag::Tag,
    tree::{Id, Tree},
};

/// Why a part of a page is not the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    /// Never the article: navigation, advertising, comments, forms, related items.
    Furniture,
    /// Who wrote it, and when.
    Byline,
    /// Under a picture.
    Caption,
}

/// Whole words of a class or id that mark furniture.
const FURNITURE: &[&str] = &[
    "ad",
    "ads",
    "adv",
    "advert",
    "advertisement",
    "advertising",
    "adsbygoogle",
    "adslot",
    "sponsor",
    "sponsored",
    "promo",
    "promos",
    "promotion",
    "promoted",
    "outbrain",
    "taboola",
    "revcontent",
    "zergnet",
    "disqus",
    "livefyre",
    "comment",
    "comments",
    "commentlist",
    "respond",
    "reply",
    "replies",
    "related",
    "recommended",
    "recommendation",
    "recommendations",
    "recirc",
    "recirculation",
    "trending",
    "popular",
    "teaser",
    "teasers",
    "share",
    "sharing",
    "shares",
    "sharebar",
    "sharedaddy",
    "sharethis",
    "addthis",
    "addtoany",
    "social",
    "socials",
    "newsletter",
    "newsletters",
    "subscribe",
    "subscription",
    "signup",
    "login",
    "register",
    "sidebar",
    "rail",
    "nav",
    "navbar",
    "navigation",
    "menu",
    "submenu",
    "breadcrumb",
    "breadcrumbs",
    "crumbs",
    "pagination",
    "pager",
    "cookie",
    "cookies",
    "gdpr",
    "consent",
    "popup",
    "modal",
    "lightbox",
    "overlay",
    "footer",
    "masthead",
    "toolbar",
    "tags",
    "tagcloud",
    "taglist",
    "keywords",
    "widget",
    "widgets",
    "skip",
    "hidden",
    "noprint",
    "poll",
    "rating",
    "ratings",
    "copyright",
    "disclaimer",
    "donate",
    "donation",
    "ticker",
    "marquee",
    "banner",
    "banners",
    "carousel",
    "slideshow",
    "jp-relatedposts",
    "relatedposts",
    "print-only",
    "topics",
    "feedback",
    "correction-form",
    "tooltip",
    "dropdown",
    "screen-reader-text",
    "visually-hidden",
    "sr-only",
    "off-screen",
    "readmore",
    "morestories",
    "nextprev",
    "prevnext",
    "adjacent",
    "trackback",
    "pingback",
];

/// Whole words that mark a byline.
const BYLINE: &[&str] = &[
    "byline",
    "bylines",
    "author",
    "authors",
    "dateline",
    "timestamp",
    "pubdate",
    "publishdate",
    "datetime",
    "posted",
    "postmeta",
    "entrymeta",
    "articlemeta",
    "bio",
    "contributor",
    "contributors",
    "readtime",
];

/// Whole words that mark what is said under a picture.
const CAPTION: &[&str] = &["caption", "captions", "credit", "credits", "photo-credit", "copyright-photo"];

/// Pairs of words that only together mark furniture.
const PAIRS: &[(&str, &str)] = &[
    ("most", "read"),
    ("breaking", "news"),
    ("most", "viewed"),
    ("most", "popular"),
    ("read", "more"),
    ("read", "next"),
    ("see", "also"),
    ("also", "read"),
    ("also", "like"),
    ("you", "may"),
    ("more", "stories"),
    ("more", "news"),
    ("more", "from"),
    ("more", "articles"),
    ("latest", "news"),
    ("post", "navigation"),
    ("screen", "reader"),
    ("visually", "hidden"),
    ("sr", "only"),
    ("print", "only"),
    ("call", "action"),
    ("up", "next"),
    ("next", "article"),
    ("side", "bar"),
    ("below", "post"),
    ("after", "post"),
    ("entry", "footer"),
    ("news", "letter"),
];

/// Pairs of words that mark a byline.
const BYLINE_PAIRS: &[(&str, &str)] = &[
    ("entry", "meta"),
    ("post", "meta"),
    ("article", "meta"),
    ("story", "meta"),
    ("meta", "info"),
    ("post", "info"),
    ("article", "info"),
    ("entry", "date"),
    ("post", "date"),
    ("publish", "date"),
    ("pub", "date"),
    ("article", "date"),
    ("date", "published"),
    ("time", "stamp"),
    ("read", "time"),
    ("reading", "time"),
];

/// Pairs of words that mark the element which holds the article's text.
const BODY_PAIRS: &[(&str, &str)] = &[
    ("article", "body"),
    ("article", "content"),
    ("article", "text"),
    ("article", "main"),
    ("story", "body"),
    ("story", "content"),
    ("story", "text"),
    ("entry", "content"),
    ("entry", "body"),
    ("entry", "text"),
    ("post", "content"),
    ("post", "body"),
    ("post", "text"),
    ("news", "text"),
    ("news", "content"),
    ("news", "body"),
    ("body", "text"),
    ("body", "copy"),
    ("body", "content"),
    ("content", "body"),
    ("text", "content"),
    ("main", "text"),
    ("page", "content"),
    ("blog", "content"),
    ("detail", "content"),
    ("detail", "text"),
    ("article", "txt"),
    ("article", "view"),
    ("view", "content"),
    ("news", "detail"),
    // Spanish, Portuguese
    ("cuerpo", "nota"),
    ("cuerpo", "noticia"),
    ("texto", "nota"),
    ("texto", "noticia"),
    ("contenido", "nota"),
    ("contenido", "noticia"),
    ("corpo", "materia"),
    ("corpo", "noticia"),
    ("texto", "materia"),
    ("conteudo", "materia"),
    // French, Italian, German, Dutch
    ("corps", "article"),
    ("contenu", "article"),
    ("article", "texte"),
    ("corpo", "articolo"),
    ("testo", "articolo"),
    ("artikel", "text"),
    ("artikel", "inhalt"),
    ("artikel", "body"),
    // Turkish, Polish, Czech
    ("haber", "metni"),
    ("haber", "metin"),
    ("haber", "icerik"),
    ("haber", "detay"),
    ("tresc", "artykulu"),
    ("artykul", "tresc"),
    ("clanek", "text"),
    ("clanek", "obsah"),
];

/// The same in one word.
const BODY_WORDS: &[&str] = &[
    "articlebody",
    "articletext",
    "articlecontent",
    "storybody",
    "storytext",
    "storycontent",
    "postcontent",
    "postbody",
    "entrycontent",
    "newstext",
    "newscontent",
    "newsbody",
    "bodytext",
    "bodycopy",
    "fulltext",
];

/// The class or id by which an element says that it holds the article's text.
pub(crate) fn body_name<'s>(tree: &Tree<'s>, id: Id) -> Option<&'s str> {
    for (name, value) in tree.attributes(id) {
        if name.eq_ignore_ascii_case("itemprop") && value.split_ascii_whitespace().any(|v| v == "articleBody") {
            return Some("articleBody");
        }
        if name.eq_ignore_ascii_case("class") || name.eq_ignore_ascii_case("id") {
            for token in value.split_ascii_whitespace().take(24) {
                let words = split(token);
                let pair = words
                    .windows(2)
                    .any(|w| BODY_PAIRS.iter().any(|(a, b)| (w[0] == *a && w[1] == *b) || (w[0] == *b && w[1] == *a)));
                if words.len() < 6 && (pair || words.iter().any(|w| BODY_WORDS.contains(&w.as_str()))) {
                    return Some(token);
                }
            }
        }
    }
    None
}

/// Whether an element's class says that it is one article, story or post.
pub(crate) fn is_article_name(tree: &Tree, id: Id) -> bool {
    tree.attribute(id, "class").is_some_and(|class| {
        class
            .split_ascii_whitespace()
            .any(|t| matches!(t, "article" | "story" | "hentry" | "h-entry" | "post" | "entry"))
    })
}

/// Whether an element shows a post of a social network inside an article.
pub(crate) fn is_embed(tree: &Tree, id: Id) -> bool {
    tree.is(id, Tag::Blockquote)
        && tree.attribute(id, "class").is_some_and(|c| {
            ["twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed"].iter().any(|name| c.contains(name))
        })
}

/// What an element says of its content by its tag, role, class and id.
pub(crate) fn of(tree: &Tree, id: Id) -> Option<Cue> {
    let tag = tree.tag(id)?;
    match tag {
        Tag::Nav | Tag::Footer | Tag::Aside | Tag::Dialog | Tag::Menu | Tag::Form | Tag::Label => {
            return Some(Cue::Furniture);
        }
        Tag::Figcaption => return Some(Cue::Caption),
        Tag::Html | Tag::Body | Tag::Main => return None,
        _ => {}
    }
    let mut found = None;
    for (name, value) in tree.attributes(id) {
        let cue = if name.eq_ignore_ascii_case("class") || name.eq_ignore_ascii_case("id") {
            of_name(value)
        } else if name.eq_ignore_ascii_case("role") {
            match value.to_ascii_lowercase().as_str() {
                "navigation" | "complementary" | "banner" | "contentinfo" | "search" | "dialog" | "menu"
                | "menubar" | "toolbar" | "alert" | "alertdialog" | "tablist" => Some(Cue::Furniture),
                _ => None,
            }
        } else if name.eq_ignore_ascii_case("itemprop") {
            match *value {
                "author" | "datePublished" | "dateModified" => Some(Cue::Byline),
                "caption" => Some(Cue::Caption),
                "articleBody" => return None,
                _ => None,
            }
        } else {
            None
        };
        match (found, cue) {
            (_, Some(Cue::Furniture)) => return cue,
            (None, Some(_)) => found = cue,
            _ => {}
        }
    }
    found
}

fn of_name(value: &str) -> Option<Cue> {
    // WordPress gives a post the names of its tags and topics as classes: they speak of its content.
    if value.split_ascii_whitespace().any(|t| matches!(t, "hentry" | "type-post" | "status-publish")) {
        return None;
    }
    let mut found = None;
    for name in value.split_ascii_whitespace().take(24) {
        let words = split(name);
        let last = words.last().map_or("", String::as_str);
        // "has-sidebar", "no-ads": speaks of something else than this element.
        if matches!(words.first().map(String::as_str), Some("has" | "no" | "with" | "without" | "is" | "not")) {
            continue;
        }
        let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
        let pairs =
            |list: &[(&str, &str)]| words.windows(2).any(|w| list.iter().any(|(a, b)| w[0] == *a && w[1] == *b));
        // "comment-content" is part of the comments, "article-comments-open" hardly.
        let body = matches!(
            last,
            "open" | "enabled" | "on" | "active" | "layout" | "page" | "template" | "wrap" | "wrapper" | "container"
        ) && words.len() > 2;
        if (has(FURNITURE) || pairs(PAIRS)) && !body {
            return Some(Cue::Furniture);
        }
        if has(CAPTION) {
            found = Some(Cue::Caption);
        } else if found.is_none() && (has(BYLINE) || pairs(BYLINE_PAIRS)) {
            found = Some(Cue::Byline);
        }
    }
    found
}

/// The words of a name: `relatedPosts`, `related-posts` and `related_posts` are two each.
fn split(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut fresh = true;
    let mut lower_before = false;
    for c in name.chars().take(80) {
        if !c.is_ascii_alphabetic() {
            fresh = true;
            continue;
        }
        if fresh || (c.is_ascii_uppercase() && lower_before) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c.to_ascii_lowercase());
        }
        fresh = false;
        lower_before = c.is_ascii_lowercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(split("relatedPosts_box-2"), ["related", "posts", "box"]);
        assert_eq!(of_name("story-body"), None);
        assert_eq!(of_name("story relatedPosts"), Some(Cue::Furniture));
        assert_eq!(of_name("has-sidebar"), None);
        assert_eq!(of_name("image__caption"), Some(Cue::Caption));
        assert_eq!(of_name("entry-meta"), Some(Cue::Byline));
        assert_eq!(of_name("shadow header-adapted"), None);
    }
}
