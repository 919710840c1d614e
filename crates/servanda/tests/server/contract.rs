//! The OpenAPI document: valid, complete, and true of what is answered.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{example, path};

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(to) => document.pointer(to.trim_start_matches('#')).unwrap_or_else(|| panic!("{to} leads nowhere")),
        None => schema,
    }
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(to)) = fields.get("$ref") {
                found.insert(to.clone());
            }
            fields.values().for_each(|v| references(v, found));
        }
        Value::Array(items) => items.iter().for_each(|v| references(v, found)),
        _ => {}
    }
}

/// Whether a value has the type, the required fields and the items that a schema says; a part of JSON Schema that is
/// enough for the answers we describe.
fn fits(document: &Value, schema: &Value, value: &Value, at: &str) {
    let schema = resolve(document, schema);
    if let Some(choices) = schema.get("anyOf").or(schema.get("oneOf")).and_then(Value::as_array) {
        if value.is_null() {
            assert!(choices.iter().any(|c| c["type"] == "null"), "{at} is null");
            return;
        }
        let real: Vec<&Value> = choices.iter().filter(|c| c["type"] != "null").collect();
        if let [one] = real[..] {
            fits(document, one, value, at);
        }
        return;
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fitting = kinds.is_empty() || kinds.contains(&is) || (is == "integer" && kinds.contains(&"number"));
    assert!(fitting, "{at} is {is}, not {kinds:?}");
    for field in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        assert!(value.is_null() || value.get(field).is_some(), "{at} has no {field}");
    }
    if let (Some(properties), Some(fields)) = (schema["properties"].as_object(), value.as_object()) {
        for (name, field) in fields {
            if let Some(property) = properties.get(name) {
                fits(document, property, field, &format!("{at}.{name}"));
            } else {
                assert!(schema.get("additionalProperties").is_some(), "{at}.{name} is not described");
            }
        }
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        values.iter().enumerate().for_each(|(n, v)| fits(document, items, v, &format!("{at}[{n}]")));
    }
}

#[test]
fn the_document_is_whole_and_names_are_given_once() {
    let document = example().json("/api/openapi.json");
    assert_eq!(document["openapi"], "3.1.0");
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    for to in &found {
        assert!(document.pointer(to.trim_start_matches('#')).is_some(), "{to} leads nowhere");
    }
    let mut names = BTreeSet::new();
    for (route, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()), "{method} {route}");
            let asked: Vec<&str> =
                operation["parameters"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
            assert_eq!(asked.iter().collect::<BTreeSet<_>>().len(), asked.len(), "{route}: {asked:?}");
            for part in route.split('{').skip(1) {
                assert!(asked.contains(&part.split('}').next().unwrap()), "{route}");
            }
            assert!(operation["responses"].as_object().unwrap().keys().any(|s| s.starts_with('2')), "{route}");
        }
    }
    assert!(names.len() >= 28, "{names:?}");
}

#[test]
fn answers_are_what_the_document_says() {
    let server = example();
    let document = server.json("/api/openapi.json");
    let first = |list: &str| path(server.json(list)["items"][0]["id"].as_str().unwrap());
    let (incident, claim, report) = (first("/incidents?sort=origins"), first("/claims"), first("/reports"));
    let cases = [
        ("/agreements", "/agreements".to_owned()),
        ("/actors", "/actors".to_owned()),
        ("/agreements/{id}/source", "/agreements/karabakh-2020/source".to_owned()),
        ("/agreements/{id}/versions", "/agreements/karabakh-2020/versions".to_owned()),
        ("/board", "/board".to_owned()),
        ("/changes", "/changes?from=2020-11-21".to_owned()),
        ("/opening", "/opening".to_owned()),
        ("/provisions/{ref}", "/provisions/6a".to_owned()),
        ("/incidents", "/incidents".to_owned()),
        ("/incidents/{id}", format!("/incidents/{incident}")),
        ("/claims", "/claims".to_owned()),
        ("/claims/{id}", format!("/claims/{claim}")),
        ("/reports", "/reports".to_owned()),
        ("/reports/{id}", format!("/reports/{report}")),
        ("/sources", "/sources".to_owned()),
        ("/map/incidents", "/map/incidents".to_owned()),
        ("/map/areas", "/map/areas".to_owned()),
        ("/export", "/export".to_owned()),
        ("/control", "/control".to_owned()),
        ("/map/tiles", "/map/tiles".to_owned()),
        ("/timeline", "/timeline".to_owned()),
        ("/statuses", "/statuses?provision=6a".to_owned()),
        ("/search", "/search?q=shelled".to_owned()),
        ("/review", "/review".to_owned()),
        ("/operations", "/operations".to_owned()),
    ];
    for (route, asked) in &cases {
        let operation = &document["paths"][format!("/api/v1{route}")]["get"];
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{route}");
        fits(&document, schema, &server.json(asked), route);
    }
    let (opened, known) = (server.json("/opening"), server.json("/board")["known"]["reports"].clone());
    assert_eq!((&opened["ready"], &opened["reports"], &opened["of"]), (&true.into(), &known, &known));
    let described = document["paths"].as_object().unwrap();
    let gets = described.iter().filter(|(_, item)| item.get("get").is_some()).map(|(route, _)| route.as_str());
    let not_here = ["/api/v1/jobs/{id}", "/api/v1/jobs/{id}/events", "/api/v1/export/{file}"];
    let missing: Vec<&str> =
        gets.filter(|r| !not_here.contains(r) && !cases.iter().any(|(c, _)| format!("/api/v1{c}") == *r)).collect();
    assert!(missing.is_empty(), "no answer of {missing:?} is looked at here");
}

/// The command lines of the documentation: address, and what is sent.
fn documented() -> Vec<(String, Option<String>)> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.md")).unwrap();
    let lines = text.lines().filter(|l| l.starts_with("curl "));
    lines
        .map(|line| {
            let from = line.find("localhost:7340").unwrap() + "localhost:7340".len();
            let address = line[from..].split(['\'', ' ']).next().unwrap().to_owned();
            let body = line.split_once("-d '").map(|(_, body)| body.trim_end_matches('\'').to_owned());
            (address, body)
        })
        .collect()
}

#[test]
fn the_examples_of_the_documentation_work() {
    let server = crate::Server::start(&[]);
    let examples = documented();
    assert!(examples.len() > 8);
    for (address, body) in examples {
        let got = match &body {
            Some(body) => server.send("POST", &address, &[("content-type", "application/json")], body.as_bytes()),
            None => server.get(&address),
        };
        assert!((200..300).contains(&got.status), "{address}: {}", got.text());
        if !address.contains("export") && !address.contains("events") && address.contains('?') {
            assert_ne!(got.ok()["items"], Value::Array(Vec::new()), "{address} finds something");
        }
    }
}
