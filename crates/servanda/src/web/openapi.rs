//! The OpenAPI document, made from the table of endpoints and the types they take and give.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::BASE;
use super::endpoint::{Endpoint, Method};
use super::problem::Problem;

/// The document (OpenAPI 3.1, whose schemas are JSON Schema 2020-12).
#[must_use]
pub fn document(endpoints: &[Endpoint]) -> Value {
    let mut generator =
        SchemaSettings::draft2020_12().with(|s| s.definitions_path = "/components/schemas".into()).into_generator();
    let problem = generator.subschema_for::<Problem>();
    let mut paths: Map<String, Value> = Map::new();
    for endpoint in endpoints {
        let method = match endpoint.method {
            Method::Get => "get",
            Method::Post => "post",
            Method::Put => "put",
        };
        let content = match endpoint.answer {
            Some(answer) => json!({ "application/json": { "schema": answer(&mut generator) } }),
            None => endpoint.media.iter().map(|m| ((*m).to_owned(), json!({}))).collect::<Map<_, _>>().into(),
        };
        let fails = |says: &str| json!({ "description": says, "content": { "application/problem+json": { "schema": problem.clone() } } });
        let mut responses = Map::new();
        responses.insert(
            endpoint.status.as_str().to_owned(),
            json!({ "description": endpoint.status.canonical_reason().unwrap_or("Done"), "content": content }),
        );
        if endpoint.method == Method::Get {
            responses.insert("304".into(), json!({ "description": "As it was: the tag given still holds" }));
        }
        responses.insert("400".into(), fails("The request cannot be understood"));
        responses.insert("403".into(), fails("Asked under a foreign name, or written from a foreign page"));
        responses.insert("404".into(), fails("Nothing of that name"));
        responses.insert("422".into(), fails("Understood, but it makes no sense"));
        if endpoint.body.is_some() {
            responses.insert("409".into(), fails("It does not fit what is stored"));
            responses.insert("413".into(), fails("Too large"));
            responses.insert("415".into(), fails("Not declared as what is expected"));
        }
        let mut operation = json!({
            "operationId": identifier(method, endpoint.path),
            "summary": endpoint.says,
            "parameters": parameters(endpoint),
            "responses": responses,
        });
        if let Some(body) = endpoint.body {
            let schema = body(&mut generator);
            let mut content = json!({ "application/json": { "schema": schema } });
            if endpoint.path == "/reports" {
                content["multipart/form-data"] = json!({ "schema": { "type": "object", "properties": {
                    "file": { "type": "array", "minItems": 1, "items": { "type": "string", "format": "binary" },
                        "description": "Reports (.txt, .md, .html), each with a .yaml beside it if it has fields" },
                    // A form knows only text: no value can be of a wrong type.
                    "user": { "description": "Who gives them" } },
                    "required": ["file"], "additionalProperties": false } });
            }
            operation["requestBody"] = json!({ "required": true, "content": content });
        }
        let entry = paths.entry(format!("{BASE}{}", endpoint.path)).or_insert_with(|| json!({}));
        entry[method] = operation;
    }
    let schemas = generator.take_definitions(true);
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Servanda",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Is the agreement being kept? Every answer names the claims, and every claim the words, it rests on.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": { "schemas": schemas },
    });
    tell_words(&mut document);
    document
}

/// A choice between words is told as `enum`, which generators of clients understand better than one schema a word; what
/// each word means goes into the description.
fn tell_words(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(tell_words),
        Value::Object(object) => {
            object.values_mut().for_each(tell_words);
            let choices = object.get("oneOf").and_then(Value::as_array).cloned().unwrap_or_default();
            // A word may come with its description, or several without one together.
            let words: Vec<Value> = choices
                .iter()
                .flat_map(|c| {
                    c.get("const").into_iter().chain(c.get("enum").and_then(Value::as_array).into_iter().flatten())
                })
                .cloned()
                .collect();
            if choices.is_empty() || !choices.iter().all(|c| c.get("const").is_some() || c.get("enum").is_some()) {
                return;
            }
            let mut says: Vec<String> =
                object.get("description").and_then(Value::as_str).map(str::to_owned).into_iter().collect();
            says.extend(
                choices.iter().filter_map(|c| {
                    Some(format!("`{}`: {}", c.get("const")?.as_str()?, c.get("description")?.as_str()?))
                }),
            );
            object.remove("oneOf");
            object.insert("type".to_owned(), "string".into());
            object.insert("enum".to_owned(), words.into());
            object.insert("description".to_owned(), says.join("\n").into());
        }
        _ => {}
    }
}

/// `get /provisions/{ref}` is `get_provisions_ref`.
fn identifier(method: &str, path: &str) -> String {
    let words = path.split(['/', '{', '}', '.', '-']).filter(|w| !w.is_empty());
    std::iter::once(method).chain(words).collect::<Vec<_>>().join("_")
}

fn parameters(endpoint: &Endpoint) -> Vec<Value> {
    let mut all = Vec::new();
    for name in endpoint.path.split('{').skip(1).filter_map(|part| part.split('}').next()) {
        let mut schema = json!({ "type": "string", "minLength": 1 });
        if name == "sequence" {
            schema = json!({ "type": "integer", "format": "int64", "minimum": 1 });
        }
        if name == "file" {
            schema = json!({ "type": "string", "enum": super::export::files().collect::<Vec<_>>() });
        }
        all.push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
    }
    for query in &endpoint.queries {
        let schema = query(&mut SchemaSettings::draft2020_12().into_generator());
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .map_or_else(Vec::new, |r| r.iter().filter_map(Value::as_str).collect());
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let mut property = property.clone();
            let says = property.get("description").cloned().unwrap_or_default();
            if let Some(object) = property.as_object_mut() {
                object.remove("description");
                // What is left out is left out: a query has no null.
                if let Some(kinds) = object.get("type").and_then(Value::as_array) {
                    let kind = kinds.iter().find(|k| *k != "null").cloned().unwrap_or_else(|| "string".into());
                    object.insert("type".into(), kind);
                }
                let null = |s: &Value| s.get("type") == Some(&"null".into());
                let choice = object.get("anyOf").and_then(Value::as_array).cloned().unwrap_or_default();
                if let Some(Value::Object(one)) = choice.iter().find(|s| !null(s)).filter(|_| choice.iter().any(null)) {
                    object.remove("anyOf");
                    object.extend(one.clone());
                }
            }
            let needed = required.contains(&name.as_str());
            all.push(
                json!({ "name": name, "in": "query", "required": needed, "description": says, "schema": property }),
            );
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_list_of_endpoints_in_the_documentation_is_that_of_the_table() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api.md");
        let known = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        let (before, rest) = known.split_once("<!-- endpoints -->\n").unwrap();
        let (_, after) = rest.split_once("<!-- end -->").unwrap();
        let row = |e: &Endpoint| {
            let method = format!("{:?}", e.method).to_uppercase();
            format!("| {method} `{}` | {} |\n", e.path, e.says)
        };
        let table: String = crate::web::endpoints().iter().map(row).collect();
        let text = format!(
            "{before}<!-- endpoints -->\n| below `{BASE}` | what it does |\n|---|---|\n{table}<!-- end -->{after}"
        );
        crate::cli::tests::same_as_file(&path, &text);
    }
}
