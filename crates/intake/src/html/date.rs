//! When a page was published.

use super::{
    blocks::{Line, Lines},
    cues::{self, Cue},
    entity,
    meta::{Meta, is_article},
    tag::Tag,
    tree::{Id, Kind, Tree},
};
use crate::dates;
use jiff::{Timestamp, civil::Date, tz::Offset};
use servanda_model::Published;

/// Names of `meta` elements that hold the date of publication, the surest first.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date_published",
    "article.published",
    "article_date_original",
    "publication_date",
    "publicationdate",
    "publication-date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_at",
    "published_time_telegram",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dcterms.created",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "dc:date",
    "dc:created",
    "bt:pubdate",
    "cre.date",
    "ptime",
    "rnews:datepublished",
    "shareaholic:article_published_time",
    "vr:published_time",
    "og:release_date",
    "video:release_date",
    "article:publicationdate",
    "article:post_date",
    "article:create",
    "article:created",
    "article_date",
    "originalpublicationdate",
    "original-publish-date",
    "displaydate",
    "citation_date",
    "citation_publication_date",
    "citation_online_date",
    "mediator_published_time",
    "datecreated",
    "created",
    "date",
    "dat",
    "pdate",
    "creation_date",
    "timestamp",
    "time",
    "pub_date",
    "uploaddate",
    "iso-8601-publish-date",
    "weibo: article:create_at",
    "dateissued",
];

/// Names that hold the date of the last change: better than nothing.
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dc.date.modified",
    "dcterms.modified",
    "article:updated_time",
    "modified",
    "revised",
    "last_updated_date",
    "updated",
];

/// When a page was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dated {
    /// As the page states or shows it.
    pub published: Published,
    /// The day by the calendar of its readers: a stamp in UTC is often of the day before or after.
    pub local_day: Date,
}

/// The date of publication: what the page states for machines, else its address, else what it shows, else when
/// it was last changed.
pub(crate) fn published(tree: &Tree, lines: &Lines, meta: &Meta, url: Option<&str>) -> Option<Dated> {
    let order = day_first(meta, url);
    let read = |text: &str| dates::stamp(text, Some(order));
    let created = &["datePublished", "dateCreated", "uploadDate"];
    let stated = meta
        .metas_of(PUBLISHED)
        .find_map(read)
        .or_else(|| json(meta, created, true).find_map(read))
        .or_else(|| marked(tree, order).next())
        .or_else(|| json(meta, created, false).find_map(read))
        .or_else(|| time_element(tree, order))
        .or_else(|| scripted(tree).and_then(|t| read(&t)));
    let address = url.and_then(of_url).or_else(|| meta.canonical.as_deref().and_then(of_url));
    if let Some(stated) = stated {
        let local = || {
            let metas = meta.metas_of(PUBLISHED).filter_map(read);
            let others = metas.chain(json(meta, created, true).filter_map(read)).chain(marked(tree, order));
            local_stamp(stated, others.chain(address))
                .or_else(|| local_stamp(stated, visible(tree, lines, order).into_iter()))
        };
        let is_utc = matches!(stated, Published::Instant { offset, .. } if offset == Offset::UTC);
        let local = if is_utc { local() } else { None };
        return Some(match local {
            Some(better @ Published::Instant { .. }) => Dated { published: better, local_day: better.first_day() },
            Some(day) => Dated { published: stated, local_day: day.first_day() },
            None => Dated { published: stated, local_day: stated.first_day() },
        });
    }
    let published = address
        .or_else(|| visible(tree, lines, order))
        .or_else(|| meta.metas_of(MODIFIED).find_map(read))
        .or_else(|| json(meta, &["dateModified"], true).find_map(read))?;
    Some(Dated { published, local_day: published.first_day() })
}

/// The same instant told with its own offset, else a neighbouring or equal day told without a clock.
fn local_stamp(utc: Published, others: impl Iterator<Item = Published>) -> Option<Published> {
    let Published::Instant { at, .. } = utc else { return None };
    let mut day = None;
    for other in others {
        match other {
            Published::Instant { at: there, offset } => {
                if offset != Offset::UTC && (at.as_second() - there.as_second()).abs() <= 120 {
                    return Some(other);
                }
            }
            Published::Date(date) => {
                if day.is_none() && is_possible(at, date) {
                    day = Some(other);
                }
            }
            Published::Month(_) => {}
        }
    }
    day
}

impl Meta {
    fn metas_of<'m>(&'m self, names: &'m [&str]) -> impl Iterator<Item = &'m str> {
        names.iter().flat_map(|name| self.metas.iter().filter(move |(n, _)| n == name).map(|(_, c)| c.as_str()))
    }
}

/// Whether 4/5/2020 is the fourth of May. Only pages from the United States and East Asia put the month first.
fn day_first(meta: &Meta, url: Option<&str>) -> bool {
    let locale = meta.first(&["og:locale", "content-language", "language"]).unwrap_or("").to_ascii_lowercase();
    let host = url.and_then(|u| u.split('/').nth(2)).unwrap_or("");
    let country = host.rsplit('.').next().unwrap_or("");
    if country.len() == 2 {
        return !matches!(country, "us" | "ph" | "cn" | "jp" | "kr" | "tw" | "hu" | "lt");
    }
    !(locale.ends_with("us")
        || (locale.is_empty()
            && meta.lang.as_deref() == Some("en")
            && matches!(country, "com" | "gov" | "org" | "edu")))
}

/// Whether it can be `day` somewhere at that instant, between UTC-10 (Hawaii) and UTC+14 (Kiribati).
fn is_possible(at: Timestamp, day: Date) -> bool {
    [-10, 14].iter().any(|hours| Offset::constant(*hours).to_datetime(at).date() == day)
        || Offset::UTC.to_datetime(at).date() == day
}

/// Strings of the JSON-LD under these keys, in articles or in what is none.
fn json<'m>(meta: &'m Meta, keys: &'m [&str], articles: bool) -> impl Iterator<Item = &'m str> {
    keys.iter().flat_map(move |key| {
        meta.objects
            .iter()
            .filter(move |o| is_article(o) == articles)
            .filter_map(move |o| o.get(key))
            .filter_map(|v| v.as_str())
    })
}

/// Elements that are marked as the date of publication.
fn marked<'t>(tree: &'t Tree<'_>, order: bool) -> impl Iterator<Item = Published> + 't {
    (1..tree.nodes.len()).filter_map(move |id| {
        let tag = tree.tag(id)?;
        let is_published = tree
            .attribute(id, "itemprop")
            .is_some_and(|p| p.split_ascii_whitespace().any(|w| w.eq_ignore_ascii_case("datePublished")))
            || (tag == Tag::Time && tree.attribute(id, "pubdate").is_some())
            || tree.attribute(id, "property").is_some_and(|p| p.ends_with(":datePublished") || p == "datePublished");
        if !is_published {
            return None;
        }
        value_of(tree, id, order)
    })
}

/// The date an element gives: in an attribute, else in its text.
fn value_of(tree: &Tree, id: Id, order: bool) -> Option<Published> {
    ["datetime", "content", "title", "data-time", "data-date", "data-datetime", "data-timestamp"]
        .iter()
        .filter_map(|name| tree.attribute(id, name))
        .find_map(|value| dates::stamp(&entity::decode(value), Some(order)))
        .or_else(|| {
            let text = tree.text_of(id);
            (text.len() < 200)
                .then(|| dates::find(&text, Some(order)).first().map(|s| Published::Date(s.day)))
                .flatten()
        })
}

/// The `time` element that most looks like the date of publication.
fn time_element(tree: &Tree, order: bool) -> Option<Published> {
    let mut first = None;
    for id in tree.all(Tag::Time) {
        let Some(value) = value_of(tree, id, order) else { continue };
        let names = names_around(tree, id);
        if names.iter().any(|n| {
            ["updated", "modified", "comment", "related", "sidebar", "footer", "widget"].iter().any(|w| n.contains(w))
        }) {
            continue;
        }
        if names.iter().any(|n| {
            n.contains("publish") || n.contains("entry-date") || n.contains("post-date") || n.contains("pubdate")
        }) {
            return Some(value);
        }
        first = first.or(Some(value));
    }
    first
}

/// Classes and ids of an element and the three around it, lower case.
fn names_around(tree: &Tree, id: Id) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = id;
    for _ in 0..4 {
        for name in ["class", "id", "itemprop"] {
            if let Some(value) = tree.attribute(at, name) {
                names.push(value.to_ascii_lowercase());
            }
        }
        if at == 0 {
            break;
        }
        at = tree.nodes[at].parent;
    }
    names
}

/// A date that a script of the page holds under a telling name.
fn scripted(tree: &Tree) -> Option<String> {
    const NAMES: &[&str] = &[
        "\"datePublished\"",
        "\"publishedAt\"",
        "\"published_at\"",
        "\"publishDate\"",
        "\"publish_date\"",
        "\"publishedDate\"",
        "\"published_time\"",
        "\"pubDate\"",
        "\"publicationDate\"",
        "\"publication_date\"",
        "\"datePublish\"",
        "\"date_published\"",
        "\"firstPublished\"",
        "\"dateCreated\"",
        "\"created_at\"",
    ];
    NAMES.iter().find_map(|name| {
        tree.all(Tag::Script).find_map(|id| {
            tree.below(id).find_map(|below| {
                let Kind::Text(range) = &tree.nodes[below].kind else { return None };
                let text = &tree.source[range.clone()];
                let at = memchr::memmem::find(text.as_bytes(), name.as_bytes())? + name.len();
                let rest = text[at..].trim_start().strip_prefix(':')?.trim_start();
                let value: String = match rest.strip_prefix(['"', '\'']) {
                    Some(quoted) => quoted.chars().take(60).take_while(|c| !matches!(c, '"' | '\'')).collect(),
                    None => rest.chars().take(14).take_while(char::is_ascii_digit).collect(),
                };
                dates::stamp(&value, None).map(|_| value)
            })
        })
    })
}

/// The day in an address: `/2020/01/13/`, `2020-01-13`, `20200113`.
pub(crate) fn of_url(url: &str) -> Option<Published> {
    let path = url.splitn(4, '/').nth(3).unwrap_or(url);
    let bytes = path.as_bytes();
    let digits = |from: usize, n: usize| -> Option<i32> {
        let part = bytes.get(from..from + n)?;
        part.iter().all(u8::is_ascii_digit).then(|| part.iter().fold(0, |a, d| a * 10 + i32::from(d - b'0')))
    };
    let day = |y: i32, m: i32, d: i32| {
        let date = jiff::civil::Date::new(i16::try_from(y).ok()?, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()?;
        (1995..2100).contains(&date.year()).then_some(Published::Date(date))
    };
    for at in 0..bytes.len() {
        let before = at == 0 || !bytes[at - 1].is_ascii_digit();
        if !before || !bytes[at].is_ascii_digit() {
            continue;
        }
        let Some(year) = digits(at, 4).filter(|y| (1995..2100).contains(y)) else { continue };
        if let Some(sign @ (b'/' | b'-' | b'_' | b'.')) = bytes.get(at + 4).copied() {
            let (month, after) = match digits(at + 5, 2) {
                Some(month) => (month, at + 7),
                None => match (digits(at + 5, 1), bytes.get(at + 5..at + 8)) {
                    (Some(month), _) => (month, at + 6),
                    (None, Some(name)) => {
                        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
                        let months =
                            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
                        match months.iter().position(|m| *m == name) {
                            Some(month) => (month as i32 + 1, at + 8),
                            None => continue,
                        }
                    }
                    _ => continue,
                },
            };
            let signed = bytes.get(after).is_some_and(|b| *b == sign || *b == b'/' || *b == b'-');
            if signed {
                let number = digits(after + 1, 2)
                    .map(|d| (d, after + 3))
                    .or_else(|| digits(after + 1, 1).map(|d| (d, after + 2)));
                if let Some((number, end)) = number
                    && !bytes.get(end).is_some_and(u8::is_ascii_digit)
                    && let Some(found) = day(year, month, number)
                {
                    return Some(found);
                }
            }
        } else if let Some(rest) = digits(at + 4, 4)
            && !bytes.get(at + 8).is_some_and(u8::is_ascii_digit)
            && let Some(found) = day(year, rest / 100, rest % 100)
        {
            return Some(found);
        }
    }
    None
}

/// A day printed near the headline, or in a line that is marked as a byline.
fn visible(tree: &Tree, lines: &Lines, order: bool) -> Option<Published> {
    let head = lines.lines.iter().position(|l| is_inside(tree, l.container, Tag::H1)).unwrap_or(0);
    let mut best: Option<(i32, usize, Published)> = None;
    for (i, line) in lines.lines.iter().enumerate() {
        let text = lines.text(line);
        if line.chars > 160 {
            continue;
        }
        for seen in dates::find(text, Some(order)) {
            if !(1995..2100).contains(&seen.day.year()) {
                continue;
            }
            let score = score(tree, line, text, i, head);
            if score > 0 && best.is_none_or(|(b, _, _)| score > b) {
                best = Some((score, i, Published::Date(seen.day)));
            }
        }
    }
    best.map(|b| b.2)
}

fn score(tree: &Tree, line: &Line, text: &str, at: usize, head: usize) -> i32 {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    let mut score = 40;
    if has(&[
        "publish",
        "posted",
        "опубликован",
        "publié",
        "publicado",
        "veröffentlicht",
        "pubblicato",
        "yayın",
        "发布",
        "發布",
        "등록",
        "입력",
        "نشر",
        "hrapar",
        "created",
        "first published",
    ]) {
        score += 30;
    }
    if has(&[
        "updat",
        "modif",
        "обновлен",
        "actualis",
        "actualiz",
        "aktualis",
        "aggiorna",
        "güncel",
        "更新",
        "수정",
        "تحديث",
    ]) {
        score -= 15;
    }
    if has(&["©", "copyright", "(c)", "since ", "comment", "expires", "deadline"]) {
        score -= 40;
    }
    if line.words <= 12 {
        score += 10;
    }
    if line.linked * 2 > line.chars {
        score -= 20;
    }
    let mut element = line.container;
    let mut cue = None;
    for _ in 0..6 {
        cue = cue.or_else(|| cues::of(tree, element));
        element = tree.nodes[element].parent;
    }
    match cue {
        Some(Cue::Byline) => score += 25,
        Some(Cue::Furniture) => score -= 25,
        _ => {}
    }
    let distance = at.abs_diff(head) as i32;
    score + if at >= head { 20 - distance.min(30) } else { 10 - (distance * 2).min(30) }
}

fn is_inside(tree: &Tree, id: Id, tag: Tag) -> bool {
    let mut at = id;
    while at != 0 {
        if tree.is(at, tag) {
            return true;
        }
        at = tree.nodes[at].parent;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(page: &str, url: Option<&str>) -> Option<String> {
        let tree = Tree::parse(page);
        let meta = Meta::of(&tree);
        published(&tree, &Lines::of(&tree), &meta, url).map(|d| d.published.to_string())
    }

    #[test]
    fn publication_is_told_from_change() {
        let page = r#"<meta property="article:modified_time" content="2020-11-12"><meta property="article:published_time" content="2020-11-10T08:00:00+04:00">"#;
        assert_eq!(date(page, None).as_deref(), Some("2020-11-10T08:00:00+04:00"));
        let page = r#"<script type="application/ld+json">{"@type":"NewsArticle","dateModified":"2020-11-12","datePublished":"2020-11-10"}</script>"#;
        assert_eq!(date(page, None).as_deref(), Some("2020-11-10"));
    }

    #[test]
    fn a_day_near_the_headline_beats_a_copyright_line() {
        let page = "<h1>Truce holds</h1><p class=date>10 November 2020</p><p>Guns were silent.</p><footer>© 1 January 2019 Gazette</footer>";
        assert_eq!(date(page, None).as_deref(), Some("2020-11-10"));
        assert_eq!(date("<h1>Truce</h1><footer>© 2019</footer>", None), None);
    }

    #[test]
    fn a_stamp_in_utc_is_brought_to_the_readers_day() {
        let page = r#"<meta property="article:published_time" content="2020-11-10T22:30:00Z"><h1>Truce</h1><p itemprop="datePublished">11 November 2020</p>"#;
        let tree = Tree::parse(page);
        let dated = published(&tree, &Lines::of(&tree), &Meta::of(&tree), None).unwrap();
        assert_eq!(dated.published.to_string(), "2020-11-10T22:30:00+00:00");
        assert_eq!(dated.local_day.to_string(), "2020-11-11");
    }

    #[test]
    fn an_address_gives_its_day() {
        for url in [
            "https://a.example/2020/11/10/truce",
            "https://a.example/news-2020-11-10.html",
            "https://a.example/20201110/x",
            "https://a.example/2020/nov/10/truce",
        ] {
            assert_eq!(of_url(url).map(|p| p.to_string()).as_deref(), Some("2020-11-10"), "{url}");
        }
        for url in ["https://a.example/2020/11/truce", "https://a.example/id/20203344", "https://a.example/120201110"] {
            assert_eq!(of_url(url), None, "{url}");
        }
    }
}
