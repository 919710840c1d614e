//! One table of endpoints, from which both the router and the OpenAPI document are made: they cannot drift apart.

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::http::{StatusCode, Uri};
use schemars::generate::SchemaGenerator;
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use servanda_model::nearest;

use super::App;
use super::problem::Problem;

/// What a request asks, apart from its body.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The address.
    pub uri: Uri,
    /// The names in its path.
    pub names: BTreeMap<String, String>,
}

impl Asked {
    /// A name in the path.
    #[must_use]
    pub fn name(&self, key: &str) -> &str {
        self.names.get(key).map_or("", String::as_str)
    }
}

/// From which agreement and instant of knowledge something is asked.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct At {
    /// The agreement, by its identifier; the first one without it.
    pub agreement: Option<String>,
    /// Only what was published until then: an instant with its offset, or a day to its end; all without it.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub as_of: Option<String>,
}

/// How instants are told to schemas: a day, or an instant with its offset.
#[must_use]
pub fn instants() -> serde_json::Value {
    serde_json::json!([{ "format": "date" }, { "format": "date-time" }])
}

/// The acts, for schemas.
#[must_use]
pub fn acts() -> Vec<&'static str> {
    servanda_model::Act::ALL.iter().map(|a| a.code()).collect()
}

/// A box: west,south,east,north in degrees.
pub const BOX: &str = r"^-?(1[0-7]\d|\d{1,2})(\.\d{1,9})?,-?([0-8]?\d)(\.\d{1,9})?,-?(1[0-7]\d|\d{1,2})(\.\d{1,9})?,-?([0-8]?\d)(\.\d{1,9})?$";

/// No parameters of its own.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
pub struct Nothing {}

/// A page of a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "ListOf{T}")]
pub struct Listed<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// Give it as `cursor` for the next page; null on the last.
    pub next: Option<String>,
    /// How many there are on all pages.
    pub total: usize,
}

impl<T> Listed<T> {
    /// The same page with its items told otherwise.
    pub fn map<U>(self, tell: impl FnMut(T) -> U) -> Listed<U> {
        Listed { items: self.items.into_iter().map(tell).collect(), next: self.next, total: self.total }
    }
}

/// At most so many items stand on a page.
const MOST: usize = 1000;
/// So many items stand on a page of which nothing was said.
const USUAL: usize = 100;

/// A cursor: how many items came before, then marks of the last of them.
pub const CURSOR: &str = "^[0-9]{1,18}(-[0-9a-f]{8}){0,16}$";

/// So many items are marked in a cursor: what is settled or taken back between two pages may be among them.
const MARKED: usize = 16;

/// One page out of a whole list whose items have names. Where items came or went since the page before, the next one
/// begins after the last of its items that is still there: none is passed over, none told twice.
///
/// # Errors
/// A cursor that is none of ours.
pub fn page<T>(
    all: Vec<T>,
    limit: Option<usize>,
    cursor: Option<&str>,
    name: impl Fn(&T) -> String,
) -> Result<Listed<T>, Problem> {
    let from = cursor.map_or(Ok(0), |cursor| start(&all, cursor, &name))?;
    let (limit, total) = (limit.unwrap_or(USUAL), all.len());
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::bad(format!("a page has 1 to {MOST} items, not {limit}"), "take several pages"));
    }
    let end = from.saturating_add(limit).min(total);
    let next = (from < end && end < total).then(|| {
        let marks =
            all[end.saturating_sub(MARKED).max(from)..end].iter().map(|item| format!("-{:08x}", mark(&name(item))));
        std::iter::once(end.to_string()).chain(marks).collect()
    });
    Ok(Listed { next, items: all.into_iter().skip(from).take(limit).collect(), total })
}

/// Where the page of a cursor begins.
fn start<T>(all: &[T], cursor: &str, name: &impl Fn(&T) -> String) -> Result<usize, Problem> {
    let wrong = || Problem::bad("this cursor was not given by this server", "take `next` of the page before");
    let mut parts = cursor.split('-');
    let offset: usize = parts.next().and_then(|n| n.parse().ok()).ok_or_else(wrong)?;
    let marks = parts.map(|m| u32::from_str_radix(m, 16)).collect::<Result<Vec<u32>, _>>().map_err(|_| wrong())?;
    let marked = |at: usize| all.get(at).map(|item| mark(&name(item)));
    let Some(last) = marks.last() else { return Ok(offset) };
    if offset > 0 && marked(offset - 1) == Some(*last) {
        return Ok(offset);
    }
    let places: BTreeMap<u32, usize> = (0..all.len()).filter_map(|at| Some((marked(at)?, at))).collect();
    Ok(marks.iter().rev().find_map(|m| places.get(m)).map_or(offset, |at| at + 1))
}

/// A short mark of a name: FNV-1a in 32 bits.
fn mark(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// What a handler gives.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status.
    pub status: StatusCode,
    /// Media type.
    pub media: &'static str,
    /// Bytes.
    pub body: Vec<u8>,
    /// Name of the file to be saved under, where it is meant to be saved.
    pub file: Option<String>,
}

/// What comes back from a handler.
pub type Answer = Result<Reply, Problem>;

/// How a value is told to clients.
///
/// # Errors
/// A value that JSON cannot tell, which is a fault of ours.
pub fn json(status: StatusCode, value: &impl Serialize) -> Answer {
    let body = serde_json::to_vec(value).map_err(|e| Problem::fault(format!("the answer cannot be told: {e}")))?;
    Ok(Reply { status, media: "application/json", body, file: None })
}

/// HTTP method of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Post,
    Put,
}

type SchemaOf = fn(&mut SchemaGenerator) -> Schema;
type Run = Box<dyn Fn(&App, &Asked, &[u8]) -> Answer + Send + Sync>;

/// One thing that can be asked.
pub struct Endpoint {
    /// Method.
    pub method: Method,
    /// Path with its names in braces.
    pub path: &'static str,
    /// What it does, in a sentence.
    pub says: &'static str,
    /// Schemas of its query.
    pub queries: Vec<SchemaOf>,
    /// Schema of its body.
    pub body: Option<SchemaOf>,
    /// Status of success.
    pub status: StatusCode,
    /// Schema of its answer; `None` is no JSON.
    pub answer: Option<SchemaOf>,
    /// Media types of an answer that is no JSON.
    pub media: &'static [&'static str],
    /// Does it.
    pub run: Run,
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

fn query_schema<T: JsonSchema>(_: &mut SchemaGenerator) -> Schema {
    // Inline: parameters stand with their operation.
    schemars::generate::SchemaSettings::draft2020_12()
        .with(|s| s.inline_subschemas = true)
        .into_generator()
        .into_root_schema_for::<T>()
}

fn keys<T: JsonSchema>() -> Vec<String> {
    let mut generator = SchemaGenerator::default();
    let schema = query_schema::<T>(&mut generator);
    schema.get("properties").and_then(|p| p.as_object()).map_or_else(Vec::new, |p| p.keys().cloned().collect())
}

/// The query as `Q`, which knows all of it but the agreement and the instant.
///
/// # Errors
/// A parameter that `Q` does not have, or a value that it cannot take.
pub fn asked_of<Q: DeserializeOwned + JsonSchema>(uri: &Uri) -> Result<Q, Problem> {
    let mut known = [keys::<At>(), keys::<Q>()].concat();
    known.retain(|key| key != "limit" && key != "cursor");
    // The parameter is one of this endpoint's, though not of this view: no fault of form.
    let senseless = |p: Problem| Problem::senseless(p.detail, p.remedy.unwrap_or_default());
    only(uri, &known).map_err(senseless)?;
    query(uri).map_err(senseless)
}

/// The part of the query that `Q` asks for.
///
/// # Errors
/// A value that `Q` cannot take.
pub fn query<Q: DeserializeOwned>(uri: &Uri) -> Result<Q, Problem> {
    let parsed = Query::<Q>::try_from_uri(uri).map_err(|e| {
        let text = std::error::Error::source(&e).map_or_else(|| e.to_string(), ToString::to_string);
        Problem::bad(format!("the query cannot be understood: {text}"), "see /api/openapi.json for what can be asked")
    })?;
    Ok(parsed.0)
}

/// Refuses names that no parameter has: a misspelt filter would silently give everything.
fn only(uri: &Uri, known: &[String]) -> Result<(), Problem> {
    let pairs: Query<Vec<(String, String)>> = Query::try_from_uri(uri)
        .map_err(|_| Problem::bad("the query cannot be understood", "write it as name=value&name=value"))?;
    let Some((wrong, _)) = pairs.0.iter().find(|(key, _)| !known.contains(key)) else { return Ok(()) };
    let remedy = match nearest(wrong, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "leave it out; there are no parameters here".to_owned(),
        None => format!("there are: {}", known.join(", ")),
    };
    Err(Problem::bad(format!("there is no parameter `{wrong}` here"), remedy))
}

/// A question on the state of things: from an agreement, as of an instant.
pub fn get<Q, A>(path: &'static str, says: &'static str, run: fn(&App, &Asked, At, Q) -> Result<A, Problem>) -> Endpoint
where
    Q: DeserializeOwned + JsonSchema + 'static,
    A: Serialize + JsonSchema + 'static,
{
    let known = [keys::<At>(), keys::<Q>()].concat();
    Endpoint {
        method: Method::Get,
        path,
        says,
        queries: vec![query_schema::<At>, query_schema::<Q>],
        body: None,
        status: StatusCode::OK,
        answer: Some(schema::<A>),
        media: &[],
        run: Box::new(move |app, asked, _| {
            only(&asked.uri, &known)?;
            json(StatusCode::OK, &run(app, asked, query(&asked.uri)?, query(&asked.uri)?)?)
        }),
    }
}

/// A question that depends on no agreement and no instant.
pub fn get_all<Q, A>(path: &'static str, says: &'static str, run: fn(&App, &Asked, Q) -> Result<A, Problem>) -> Endpoint
where
    Q: DeserializeOwned + JsonSchema + 'static,
    A: Serialize + JsonSchema + 'static,
{
    let known = keys::<Q>();
    Endpoint {
        queries: vec![query_schema::<Q>],
        run: Box::new(move |app, asked, _| {
            only(&asked.uri, &known)?;
            json(StatusCode::OK, &run(app, asked, query(&asked.uri)?)?)
        }),
        ..get::<Nothing, A>(path, says, |_, _, _, _| Err(Problem::fault("no such question")))
    }
}

/// A question whose answer is no JSON of ours.
pub fn get_media<Q>(
    path: &'static str,
    says: &'static str,
    media: &'static [&'static str],
    run: fn(&App, &Asked, At, Q) -> Answer,
) -> Endpoint
where
    Q: DeserializeOwned + JsonSchema + 'static,
{
    let known = [keys::<At>(), keys::<Q>()].concat();
    Endpoint {
        method: Method::Get,
        path,
        says,
        queries: vec![query_schema::<At>, query_schema::<Q>],
        body: None,
        status: StatusCode::OK,
        answer: None,
        media,
        run: Box::new(move |app, asked, _| {
            only(&asked.uri, &known)?;
            run(app, asked, query(&asked.uri)?, query(&asked.uri)?)
        }),
    }
}

/// Something to be done, told in JSON.
pub fn send<B, A>(
    method: Method,
    path: &'static str,
    says: &'static str,
    status: StatusCode,
    run: fn(&App, &Asked, B) -> Result<A, Problem>,
) -> Endpoint
where
    B: DeserializeOwned + JsonSchema + 'static,
    A: Serialize + JsonSchema + 'static,
{
    Endpoint {
        method,
        path,
        says,
        queries: Vec::new(),
        body: Some(schema::<B>),
        status,
        answer: Some(schema::<A>),
        media: &[],
        run: Box::new(move |app, asked, body| {
            only(&asked.uri, &[])?;
            let body: B = serde_json::from_slice(body).map_err(|e| {
                let detail = format!("the body cannot be understood: {e}");
                Problem::senseless(detail, "see /api/openapi.json for what is expected")
            })?;
            json(status, &run(app, asked, body)?)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(from: std::ops::Range<u32>) -> Vec<String> {
        from.map(|n| format!("item {n}")).collect()
    }

    fn asked(all: &[String], cursor: Option<&str>) -> Listed<String> {
        page(all.to_vec(), Some(10), cursor, String::clone).unwrap()
    }

    #[test]
    fn pages_hold_every_item_once_whatever_comes_and_goes_between_them() {
        let all = names(0..35);
        let first = asked(&all, None);
        let cursor = first.next.as_deref().unwrap();
        assert_eq!(asked(&all, Some(cursor)).items, names(10..20));
        // The last but one item, and some before it, are settled.
        let fewer: Vec<String> =
            all.iter().filter(|n| !["item 2", "item 3", "item 9"].contains(&n.as_str())).cloned().collect();
        assert_eq!(asked(&fewer, Some(cursor)).items, names(10..20));
        let more: Vec<String> = names(100..104).into_iter().chain(all.clone()).collect();
        assert_eq!(asked(&more, Some(cursor)).items, names(10..20));
        assert_eq!(asked(&names(0..20), asked(&names(0..20), None).next.as_deref()).next, None);
        assert!(asked(&names(50..60), Some(cursor)).items.is_empty(), "nothing of it is left: the number alone holds");
    }

    #[test]
    fn a_cursor_of_nobody_is_refused() {
        for cursor in ["x", "", "-1", "1-zz", "1-"] {
            assert!(page(names(0..3), None, Some(cursor), String::clone).is_err(), "{cursor}");
        }
    }
}
