//! Lexicon files → values, with every mistake reported.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use servanda_model::{Actor, ActorId, ActorKind, Office, Problem, Side, Span, nearest};

use super::{Lexicon, Names, OfficeWord, Organ, Sense, Source};

/// A file of the lexicon: its name for errors, and its text.
#[derive(Debug, Clone, Copy)]
pub struct SourceText<'a> {
    /// Name to print in errors.
    pub name: &'a str,
    /// What it holds, TOML.
    pub text: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActorFile {
    #[serde(default)]
    actor: Vec<toml::Spanned<ActorRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActorRow {
    id: String,
    kind: ActorKind,
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    demonyms: Vec<String>,
    #[serde(default)]
    capital_metonym: Vec<String>,
    part_of: Option<String>,
    side: Option<String>,
    #[serde(default)]
    office: Vec<OfficeRow>,
    #[serde(rename = "note")]
    _note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficeRow {
    title: String,
    of: String,
    from: Option<String>,
    to: Option<String>,
    #[serde(rename = "source")]
    _source: Option<toml::Value>,
    #[serde(rename = "note")]
    _note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleFile {
    #[serde(default)]
    organ: Vec<OrganRow>,
    #[serde(default)]
    office: Vec<OfficeWordRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganRow {
    organ: String,
    #[serde(rename = "kind")]
    _kind: ActorKind,
    words: Vec<String>,
    #[serde(default)]
    plural: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficeWordRow {
    words: Vec<String>,
    of: String,
    speaks: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFile {
    #[serde(default)]
    source: Vec<toml::Spanned<SourceRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceRow {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    domain: Option<toml::Value>,
    #[serde(rename = "kind")]
    _kind: String,
    side: String,
    #[serde(default)]
    mandated: bool,
    reliability: Option<String>,
    #[serde(rename = "relays_usually")]
    _relays_usually: Option<toml::Value>,
    #[serde(rename = "note")]
    _note: Option<String>,
}

fn parse<T: for<'de> Deserialize<'de>>(file: SourceText<'_>, problems: &mut Vec<Problem>) -> Option<T> {
    match toml::from_str(file.text) {
        Ok(value) => Some(value),
        Err(e) => {
            problems.push(toml_problem(file.name, &e));
            None
        }
    }
}

/// What the TOML reader says, with the nearest known key where one was misspelt.
pub(crate) fn toml_problem(file: &str, error: &toml::de::Error) -> Problem {
    let what = error.message().trim().to_owned();
    let quoted: Vec<&str> = what.split('`').skip(1).step_by(2).collect();
    let remedy = match quoted.split_first() {
        Some((key, known)) if what.starts_with("unknown") => match nearest(key, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", known.join(", ")),
        },
        _ => "mend the line; the file is TOML".to_owned(),
    };
    Problem { file: file.to_owned(), span: error.span().map(|r| Span::new(r.start, r.end)), what, remedy }
}

/// Reads the lexicon of one language.
///
/// # Errors
/// Every mistake found in any of the files.
pub fn lexicon(
    actors: &[SourceText<'_>],
    titles: SourceText<'_>,
    sources: &[SourceText<'_>],
) -> Result<Lexicon, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut known: BTreeMap<ActorId, Actor> = BTreeMap::new();
    let mut names = Names::default();
    let mut references: Vec<(String, Span, String)> = Vec::new();

    for &file in actors {
        for row in parse::<ActorFile>(file, &mut problems).map(|f| f.actor).unwrap_or_default() {
            let span = Span::new(row.span().start, row.span().end);
            let row = row.into_inner();
            let mut wrong = |what: String, remedy: &str| {
                problems.push(Problem {
                    file: file.name.to_owned(),
                    span: Some(span),
                    what,
                    remedy: remedy.to_owned(),
                });
            };
            let id = ActorId::new(row.id.as_str());
            let mut offices = Vec::new();
            for office in &row.office {
                let mut date = |text: &Option<String>| {
                    text.as_ref().and_then(|t| match t.parse::<Date>() {
                        Ok(date) => Some(date),
                        Err(_) => {
                            wrong(format!("actor `{id}`: `{t}` is no day"), "write 2020-11-09");
                            None
                        }
                    })
                };
                let (from, to) = (date(&office.from), date(&office.to));
                references.push((file.name.to_owned(), span, office.of.clone()));
                offices.push(Office { title: office.title.clone(), of: office.of.as_str().into(), from, to });
            }
            if let Some(part_of) = &row.part_of {
                references.push((file.name.to_owned(), span, part_of.clone()));
            }
            for name in row.aliases.iter().chain([&row.name]) {
                names.add(name, Sense::Name(id.clone()));
            }
            for name in &row.adjectives {
                names.add(name, Sense::Adjective(id.clone()));
            }
            for name in &row.demonyms {
                if !row.adjectives.contains(name) {
                    names.add(name, Sense::Demonym(id.clone()));
                }
            }
            for name in &row.capital_metonym {
                names.add(name, Sense::Capital(id.clone()));
            }
            let actor = Actor {
                id: id.clone(),
                kind: row.kind,
                name: row.name,
                part_of: row.part_of.as_deref().map(ActorId::from),
                side: row.side.map_or(Side::Unknown, Side::from),
                offices,
            };
            if known.insert(id.clone(), actor).is_some() {
                wrong(format!("actor `{id}` is given twice"), "keep one of the two");
            }
        }
    }
    for (file, span, reference) in references {
        if !known.contains_key(reference.as_str()) {
            let near = nearest(&reference, known.keys().map(ActorId::as_str));
            problems.push(Problem {
                file,
                span: Some(span),
                what: format!("unknown actor `{reference}`"),
                remedy: near.map_or_else(
                    || "add the actor or correct the reference".to_owned(),
                    |n| format!("did you mean `{n}`?"),
                ),
            });
        }
    }

    let (mut organs, mut offices) = (Vec::new(), Vec::new());
    if let Some(file) = parse::<TitleFile>(titles, &mut problems) {
        for row in file.organ {
            let index = organs.len();
            for word in row.words.iter().chain(&row.plural) {
                names.add(word, Sense::Organ(index));
            }
            organs.push(Organ { organ: row.organ });
        }
        for row in file.office {
            let index = offices.len();
            for word in &row.words {
                names.add(word, Sense::Office(index));
            }
            offices.push(OfficeWord { of: row.of, speaks: row.speaks });
        }
    }

    let mut outlets = Vec::new();
    for &file in sources {
        for row in parse::<SourceFile>(file, &mut problems).map(|f| f.source).unwrap_or_default() {
            let span = Span::new(row.span().start, row.span().end);
            let row = row.into_inner();
            let side = if row.mandated { Side::Mandated } else { Side::from(row.side) };
            if let Some(party) = side.party()
                && !known.contains_key(party)
            {
                problems.push(Problem {
                    file: file.name.to_owned(),
                    span: Some(span),
                    what: format!("source `{}`: unknown actor `{party}` as its side", row.name),
                    remedy: "give a known actor, `neutral`, `mandated` or `unknown`".to_owned(),
                });
            }
            let index = outlets.len();
            for name in row.aliases.iter().chain([&row.name]) {
                names.add(name, Sense::Outlet(index));
            }
            let domains = match row.domain {
                Some(toml::Value::String(one)) => vec![one],
                Some(toml::Value::Array(many)) => {
                    many.into_iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()
                }
                _ => Vec::new(),
            };
            outlets.push(Source {
                name: row.name,
                aliases: row.aliases,
                domains,
                side,
                reliability: row.reliability.and_then(|r| r.chars().next()),
            });
        }
    }
    if problems.is_empty() { Ok(Lexicon::new(known, names, organs, offices, outlets)) } else { Err(problems) }
}
