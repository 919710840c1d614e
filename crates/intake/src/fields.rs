//! The fields a user gives with a report: YAML before a Markdown text, or in a file beside it.
//!
//! Read event by event, so that every value has its line and column and an alias cannot multiply.

use crate::notice::{Notice, NoticeKind};
use saphyr_parser::{Event, Parser};
use servanda_model::Published;
use std::collections::BTreeMap;

/// Names of the known fields.
const KNOWN: [&str; 9] = ["id", "title", "outlet", "author", "published", "published_latest", "lang", "url", "relays"];

/// What others call these fields: Dublin Core, Hugo and Jekyll, feeds.
const SYNONYMS: [(&str, &str); 10] = [
    ("headline", "title"),
    ("publisher", "outlet"),
    ("source", "outlet"),
    ("site_name", "outlet"),
    ("creator", "author"),
    ("byline", "author"),
    ("date", "published"),
    ("language", "lang"),
    ("link", "url"),
    ("address", "url"),
];

/// What was given.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub id: Option<String>,
    pub title: Option<String>,
    pub author: Option<String>,
    pub outlet: Option<String>,
    pub published: Option<Published>,
    pub published_latest: Option<Published>,
    pub lang: Option<String>,
    pub url: Option<String>,
    pub relays: Vec<String>,
    pub extra: BTreeMap<String, String>,
    /// Whether `published` was given, rightly or wrongly: then none is inferred.
    pub dated: bool,
}

/// A value with the place it stands at.
#[derive(Debug, Clone)]
struct Value {
    line: usize,
    column: usize,
    parts: Vec<String>,
}

/// Reads the fields of `yaml`, which begins on line `first_line` of the file `path`.
pub(crate) fn read(yaml: &str, path: &str, first_line: usize, notices: &mut Vec<Notice>) -> Fields {
    let mut reader = Reader { path, first_line, notices, fields: Fields::default(), seen: BTreeMap::new() };
    reader.run(yaml);
    reader.contradictions();
    reader.fields
}

/// Splits front matter from the text: the YAML, and the byte at which the text begins.
pub(crate) fn front_matter(text: &str) -> Option<(&str, usize)> {
    let first = text.lines().next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let start = text.find('\n')? + 1;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((&text[start..at], at + line.len()));
        }
        at += line.len();
    }
    None
}

struct Reader<'a> {
    path: &'a str,
    first_line: usize,
    notices: &'a mut Vec<Notice>,
    fields: Fields,
    seen: BTreeMap<String, usize>,
}

impl Reader<'_> {
    fn run(&mut self, yaml: &str) {
        // Depth of open collections; 1 is the mapping of fields.
        let mut depth = 0_usize;
        let mut key: Option<String> = None;
        let mut value: Option<Value> = None;
        for event in Parser::new_from_str(yaml) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let (line, column) = (error.marker().line(), error.marker().col() + 1);
                    let message = format!("the fields cannot be read from here on: {}", error.info());
                    self.notice(
                        NoticeKind::Syntax,
                        line,
                        column,
                        None,
                        message,
                        "put values that hold `: ` or `#`, or begin with a sign, in double quotes",
                    );
                    return;
                }
            };
            let (line, column) = (span.start.line(), span.start.col() + 1);
            match event {
                Event::MappingStart(..) | Event::SequenceStart(..) => {
                    if depth == 0 && matches!(event, Event::SequenceStart(..)) {
                        self.not_fields(line, column);
                        return;
                    }
                    if depth == 1 && key.is_some() {
                        value = Some(Value { line, column, parts: Vec::new() });
                    }
                    depth += 1;
                }
                Event::MappingEnd | Event::SequenceEnd => {
                    depth = depth.saturating_sub(1);
                    if depth == 1
                        && let (Some(key), Some(value)) = (key.take(), value.take())
                    {
                        self.field(&key, value);
                    }
                }
                Event::Scalar(text, ..) => match (depth, &mut value) {
                    (0, _) => {
                        if !text.trim().is_empty() {
                            self.not_fields(line, column);
                            return;
                        }
                    }
                    (1, _) => match key.take() {
                        None => key = Some(text.into_owned()),
                        Some(key) => {
                            self.field(&key, Value { line, column, parts: vec![text.into_owned()] });
                        }
                    },
                    (_, Some(value)) => value.parts.push(text.into_owned()),
                    (_, None) => {}
                },
                Event::Alias(_) => {
                    let message = "references (`*name`) are not read".to_owned();
                    self.notice(NoticeKind::BadValue, line, column, None, message, "write the value out");
                    if depth == 1 {
                        key = None;
                    }
                }
                Event::DocumentEnd => return,
                _ => {}
            }
        }
    }

    fn not_fields(&mut self, line: usize, column: usize) {
        let message = "these are no fields".to_owned();
        self.notice(NoticeKind::Syntax, line, column, None, message, "write one `field: value` a line");
    }

    fn field(&mut self, key: &str, value: Value) {
        let given = key.trim().to_ascii_lowercase().replace('-', "_");
        let web = value.parts.first().is_some_and(|p| p.trim().starts_with("http"));
        let name = match SYNONYMS.iter().find(|(synonym, _)| *synonym == given) {
            // A source is an outlet, or where the text was found.
            Some((_, "outlet")) if web => "url".to_owned(),
            Some((_, known)) => (*known).to_owned(),
            None => given,
        };
        if let Some(first) = self.seen.get(&name) {
            let message = format!("`{key}` was given before, in line {first}");
            self.notice(
                NoticeKind::BadValue,
                value.line,
                value.column,
                Some(&name),
                message,
                "keep one; the first is used",
            );
            return;
        }
        self.seen.insert(name.clone(), value.line + self.first_line - 1);
        let parts: Vec<String> = value.parts.iter().map(|p| p.trim().to_owned()).collect();
        let blank = parts.iter().all(|p| p.is_empty() || p == "~" || p == "null");
        if !KNOWN.contains(&name.as_str()) {
            let nearest = if name.len() < 40 { servanda_model::nearest(&name, KNOWN) } else { None };
            let remedy = match nearest {
                Some(known) => format!("did you mean `{known}`? it is kept as it is"),
                None => format!("it is kept as it is; read are {}", KNOWN.join(", ")),
            };
            let message = format!("unknown field `{key}`");
            self.notice(NoticeKind::UnknownField, value.line, value.column, Some(&name), message, &remedy);
            self.fields.extra.insert(key.trim().to_owned(), parts.join(", "));
            return;
        }
        if blank {
            return;
        }
        if name == "relays" {
            self.fields.relays = parts.into_iter().filter(|p| !p.is_empty()).collect();
            return;
        }
        let text = parts.join(if name == "author" { ", " } else { " " });
        match name.as_str() {
            "id" => self.fields.id = Some(text),
            "title" => self.fields.title = Some(text),
            "author" => self.fields.author = Some(text),
            "outlet" => self.fields.outlet = Some(text),
            "published" => {
                self.fields.dated = true;
                self.fields.published = self.date(&name, &text, &value);
            }
            "published_latest" => self.fields.published_latest = self.date(&name, &text, &value),
            "lang" => self.fields.lang = self.language(&text, &value),
            "url" => {
                let lower = text.to_ascii_lowercase();
                if !lower.starts_with("http://") && !lower.starts_with("https://") {
                    let message = format!("`url: {text}` is no web address");
                    self.notice(
                        NoticeKind::BadValue,
                        value.line,
                        value.column,
                        Some("url"),
                        message,
                        "write it with https://; it is kept as it is",
                    );
                }
                self.fields.url = Some(text);
            }
            _ => {}
        }
    }

    fn date(&mut self, name: &str, text: &str, value: &Value) -> Option<Published> {
        match text.parse::<Published>() {
            Ok(published) => {
                if text.contains(':') && matches!(published, Published::Date(_)) {
                    let message =
                        format!("`{name}: {text}` has a time of day but no offset from UTC; only the day is used");
                    self.notice(
                        NoticeKind::BadValue,
                        value.line,
                        value.column,
                        Some(name),
                        message,
                        "add the offset, for instance +04:00",
                    );
                }
                Some(published)
            }
            Err(error) => {
                let (message, remedy) = error.rsplit_once("; ").unwrap_or((&error, ""));
                self.notice(
                    NoticeKind::BadValue,
                    value.line,
                    value.column,
                    Some(name),
                    format!("`{name}`: {message}"),
                    remedy,
                );
                None
            }
        }
    }

    fn language(&mut self, text: &str, value: &Value) -> Option<String> {
        let code = primary_language(text);
        if code.is_none() {
            let message = format!("`lang: {text}` is no language code");
            self.notice(
                NoticeKind::BadValue,
                value.line,
                value.column,
                Some("lang"),
                message,
                "write two letters, for instance en, ru or hy",
            );
        }
        code
    }

    fn contradictions(&mut self) {
        let (Some(first), Some(latest)) = (self.fields.published, self.fields.published_latest) else { return };
        let later = match (first, latest) {
            (Published::Instant { at: a, .. }, Published::Instant { at: b, .. }) => a > b,
            _ => first.first_day() > latest.last_day(),
        };
        if later {
            let line = self.seen.get("published_latest").map_or(1, |line| line + 1 - self.first_line);
            let message = format!("`published` ({first}) is later than `published_latest` ({latest})");
            self.notice(
                NoticeKind::Contradiction,
                line,
                1,
                Some("published_latest"),
                message,
                "neither is used; correct one of them",
            );
            self.fields.published = None;
            self.fields.published_latest = None;
        }
    }

    fn notice(
        &mut self,
        kind: NoticeKind,
        line: usize,
        column: usize,
        field: Option<&str>,
        message: String,
        remedy: &str,
    ) {
        self.notices.push(Notice {
            kind,
            path: self.path.to_owned(),
            line: Some(line + self.first_line - 1),
            column: Some(column),
            field: field.map(str::to_owned),
            message,
            remedy: remedy.to_owned(),
        });
    }
}

/// The primary part of a language tag: `en` of `en-GB`; `None` where it is none.
pub(crate) fn primary_language(tag: &str) -> Option<String> {
    let code = tag.trim().split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    ((2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(yaml: &str) -> (Fields, Vec<String>) {
        let mut notices = Vec::new();
        let fields = read(yaml, "a.md", 2, &mut notices);
        (fields, notices.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn known_fields_are_read_as_text_or_list() {
        let (f, notices) =
            fields("title: Truce holds\nrelays: [Interfax, TASS]\npublished: 2020-11-10T14:30+04:00\nlang: en-GB\n");
        assert_eq!(notices, Vec::<String>::new());
        assert_eq!(f.relays, ["Interfax", "TASS"]);
        assert_eq!(f.lang.as_deref(), Some("en"));
        assert_eq!(f.published.unwrap().to_string(), "2020-11-10T14:30:00+04:00");
        assert_eq!(fields("relays: Interfax").0.relays, ["Interfax"]);
        assert_eq!(fields("relays:\n  - A\n  - B\n").0.relays, ["A", "B"]);
    }

    #[test]
    fn an_impossible_date_is_named_with_its_place() {
        let (f, notices) = fields("title: x\npublished: 2020-02-30\n");
        assert_eq!(f.published, None);
        assert_eq!(f.title.as_deref(), Some("x"));
        assert_eq!(notices.len(), 1);
        assert!(notices[0].starts_with("a.md:3:12: `published`: there is no day `2020-02-30`"), "{}", notices[0]);
    }

    #[test]
    fn contradictory_dates_are_both_left_out() {
        let (f, notices) = fields("published: 2020-11-12\npublished_latest: 2020-11-10\n");
        assert_eq!((f.published, f.published_latest), (None, None));
        assert!(notices[0].contains("later than"), "{notices:?}");
    }

    #[test]
    fn unknown_fields_are_kept_and_the_nearest_known_one_is_named() {
        let (f, notices) = fields("outlets: x\ntags: [a, b]\n");
        assert_eq!(f.extra["tags"], "a, b");
        assert_eq!(f.extra["outlets"], "x");
        assert!(notices[0].contains("did you mean `outlet`"), "{notices:?}");
    }

    #[test]
    fn fields_are_known_by_the_names_that_others_give_them() {
        let (f, notices) =
            fields("headline: Truce holds\nsource: TASS\ndate: 2020-11-10\nlink: https://example.org/a\n");
        assert_eq!(notices, [""; 0]);
        assert_eq!((f.title.as_deref(), f.outlet.as_deref()), (Some("Truce holds"), Some("TASS")));
        assert!(f.published.is_some());
        assert_eq!(f.url.as_deref(), Some("https://example.org/a"));
        assert_eq!(fields("source: https://example.org/b").0.url.as_deref(), Some("https://example.org/b"));
    }

    #[test]
    fn bad_syntax_names_line_and_column_and_keeps_what_was_read() {
        let (f, notices) = fields("outlet: Gazette\ntitle: Truce: day one\n");
        assert_eq!(f.outlet.as_deref(), Some("Gazette"));
        assert!(notices[0].starts_with("a.md:3:"), "{notices:?}");
        assert!(notices[0].contains("double quotes"), "{notices:?}");
    }

    #[test]
    fn aliases_do_not_multiply() {
        let (_, notices) = fields("a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n");
        assert!(notices.iter().any(|n| n.contains("references")));
    }

    #[test]
    fn front_matter_ends_at_its_second_line_of_dashes() {
        assert_eq!(front_matter("---\na: 1\n---\ntext"), Some(("a: 1\n", 13)));
        assert_eq!(front_matter("---\r\na: 1\r\n---\r\ntext"), Some(("a: 1\r\n", 16)));
        assert_eq!(front_matter("---\nno end"), None);
        assert_eq!(front_matter("text\n---\n"), None);
    }
}
