use std::ops::Range;

use serde_json::{Map, Value, json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problems, nearest};

/// What a key holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holds {
    Text,
    /// A text or a list of texts.
    Texts,
    Flag,
    Whole,
    /// A list of whole numbers.
    Wholes,
    Number,
    /// Coordinates of GeoJSON: pairs of numbers in lists, as deep as the type wants.
    Coordinates,
    Table(&'static Shape),
    Tables(&'static Shape),
}

/// One key of a table, as analysts write it.
#[derive(Debug)]
pub(super) struct Key {
    pub name: &'static str,
    pub holds: Holds,
    pub required: bool,
    pub doc: &'static str,
}

/// The keys of a table: checked when a file is loaded, and printed as its JSON Schema, so that the two cannot drift.
#[derive(Debug)]
pub(super) struct Shape {
    /// What the table is called in messages.
    pub name: &'static str,
    pub keys: &'static [Key],
}

/// A key that must be there.
pub(super) const fn must(name: &'static str, holds: Holds, doc: &'static str) -> Key {
    Key { name, holds, required: true, doc }
}

/// A key that may be there.
pub(super) const fn may(name: &'static str, holds: Holds, doc: &'static str) -> Key {
    Key { name, holds, required: false, doc }
}

impl Holds {
    fn name(self) -> &'static str {
        match self {
            Holds::Text => "a text in quotes",
            Holds::Texts => "a text or a list of texts",
            Holds::Flag => "true or false",
            Holds::Whole => "a whole number",
            Holds::Wholes => "a list of whole numbers",
            Holds::Number => "a number",
            Holds::Coordinates => "pairs of numbers, [degrees east, degrees north], in lists",
            Holds::Table(_) => "a table in braces",
            Holds::Tables(_) => "a list of tables",
        }
    }

    fn schema(self) -> Value {
        match self {
            Holds::Text => json!({ "type": "string" }),
            Holds::Texts => {
                json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
            }
            Holds::Flag => json!({ "type": "boolean" }),
            Holds::Whole => json!({ "type": "integer", "minimum": 0 }),
            Holds::Wholes => json!({ "type": "array", "items": { "type": "integer", "minimum": 0 } }),
            Holds::Number => json!({ "type": "number" }),
            Holds::Coordinates => {
                let pair = json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 });
                let deeper = |inner: &Value| Some(json!({ "type": "array", "items": inner }));
                json!({ "anyOf": std::iter::successors(Some(pair), deeper).take(4).collect::<Vec<_>>() })
            }
            Holds::Table(shape) => shape.schema(),
            Holds::Tables(shape) => json!({ "type": "array", "items": shape.schema() }),
        }
    }
}

impl Shape {
    /// JSON Schema (2020-12) of the table.
    pub(super) fn schema(&self) -> Value {
        let mut properties = Map::new();
        for key in self.keys {
            let mut schema = key.holds.schema();
            if let Some(fields) = schema.as_object_mut() {
                fields.insert("description".to_owned(), key.doc.into());
            }
            properties.insert(key.name.to_owned(), schema);
        }
        let required: Vec<&str> = self.keys.iter().filter(|k| k.required).map(|k| k.name).collect();
        json!({
            "title": self.name, "type": "object", "properties": properties,
            "required": required, "additionalProperties": false
        })
    }

    /// Reports every unknown and missing key and every value of the wrong kind, here and below.
    pub(super) fn check(&self, table: &DeTable<'_>, at: Range<usize>, problems: &mut Problems<'_>) {
        for (key, value) in table {
            let name: &str = key.get_ref();
            let Some(known) = self.keys.iter().find(|k| k.name == name) else {
                problems.add_near(
                    key.span(),
                    format!("unknown key `{name}` in {}", self.name),
                    format!("known keys: {}", self.keys.iter().map(|k| k.name).collect::<Vec<_>>().join(", ")),
                    nearest(name, self.keys.iter().map(|k| k.name)),
                );
                continue;
            };
            known.check(value, problems);
        }
        for key in self.keys.iter().filter(|k| k.required && !table.contains_key(k.name)) {
            problems.add(
                at.clone(),
                format!("{} has no `{}`", self.name, key.name),
                format!("add `{} = …`: {}", key.name, key.doc),
            );
        }
    }
}

impl Key {
    fn check(&self, value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) {
        let fits = match (self.holds, value.get_ref()) {
            (Holds::Text, DeValue::String(text)) if self.required && text.trim().is_empty() => {
                problems.add(value.span(), format!("`{}` is empty", self.name), self.doc);
                true
            }
            // A date may be written with or without quotes.
            (Holds::Text, DeValue::String(_) | DeValue::Datetime(_))
            | (Holds::Flag, DeValue::Boolean(_))
            | (Holds::Texts, DeValue::String(_)) => true,
            (Holds::Whole, DeValue::Integer(n)) => n.as_str().parse::<u32>().is_ok(),
            (Holds::Wholes, DeValue::Array(items)) => {
                items.iter().all(|i| i.get_ref().as_integer().is_some_and(|n| n.as_str().parse::<u32>().is_ok()))
            }
            (Holds::Number, DeValue::Integer(_) | DeValue::Float(_)) => number(value.get_ref()).is_some(),
            (Holds::Texts, DeValue::Array(items)) => items.iter().all(|i| i.get_ref().is_str()),
            (Holds::Coordinates, array @ DeValue::Array(_)) => coordinates(array).is_some(),
            (Holds::Table(shape), DeValue::Table(table)) => {
                shape.check(table, value.span(), problems);
                true
            }
            (Holds::Tables(shape), DeValue::Array(items)) => {
                for item in items.iter() {
                    match item.get_ref() {
                        DeValue::Table(table) => shape.check(table, item.span(), problems),
                        other => problems.add(
                            item.span(),
                            format!("`{}` holds {} where a table belongs", self.name, other.type_str()),
                            self.doc,
                        ),
                    }
                }
                true
            }
            _ => false,
        };
        if !fits {
            problems.add(
                value.span(),
                format!("`{}` must be {}, not this {}", self.name, self.holds.name(), value.get_ref().type_str()),
                self.doc,
            );
        }
    }
}

/// A number that is one: neither infinite nor "not a number".
pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(n) => n.as_str().parse().ok(),
        DeValue::Float(n) => n.as_str().parse().ok(),
        _ => None,
    }
    .filter(|n: &f64| n.is_finite())
}

/// Numbers in lists in lists, as JSON.
fn coordinates(value: &DeValue<'_>) -> Option<Value> {
    match value.as_array() {
        Some(items) => items.iter().map(|i| coordinates(i.get_ref())).collect::<Option<Vec<_>>>().map(Value::Array),
        None => number(value).map(Value::from),
    }
}

/// A text with its place in the file.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub text: String,
    pub at: Range<usize>,
}

/// Reads a table whose shape was checked: what does not fit is absent here, because it was reported already.
#[derive(Clone)]
pub(super) struct Fields<'t, 'i> {
    table: &'t DeTable<'i>,
    pub at: Range<usize>,
}

impl<'t, 'i> Fields<'t, 'i> {
    pub(super) fn new(table: &'t DeTable<'i>, at: Range<usize>) -> Self {
        Self { table, at }
    }

    fn value(&self, key: &str) -> Option<&'t Spanned<DeValue<'i>>> {
        self.table.get(key)
    }

    pub(super) fn word(&self, key: &str) -> Option<Word> {
        let value = self.value(key)?;
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            _ => return None,
        };
        Some(Word { text, at: value.span() })
    }

    pub(super) fn text(&self, key: &str) -> String {
        self.word(key).map(|w| w.text).unwrap_or_default()
    }

    pub(super) fn optional(&self, key: &str) -> Option<String> {
        self.word(key).map(|w| w.text)
    }

    pub(super) fn words(&self, key: &str) -> Vec<Word> {
        let Some(value) = self.value(key) else { return Vec::new() };
        match value.get_ref() {
            DeValue::String(text) => vec![Word { text: text.to_string(), at: value.span() }],
            DeValue::Array(items) => items
                .iter()
                .filter_map(|i| Some(Word { text: i.get_ref().as_str()?.to_owned(), at: i.span() }))
                .collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.value(key).and_then(|v| v.get_ref().as_bool()).unwrap_or(false)
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        number(self.value(key)?.get_ref())
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(super) fn whole(&self, key: &str) -> Option<u32> {
        self.value(key)?.get_ref().as_integer()?.as_str().parse().ok()
    }

    pub(super) fn wholes(&self, key: &str) -> Vec<u32> {
        let items = self.value(key).and_then(|v| v.get_ref().as_array());
        let whole = |v: &Spanned<DeValue<'_>>| v.get_ref().as_integer()?.as_str().parse().ok();
        items.map(|i| i.iter().filter_map(whole).collect()).unwrap_or_default()
    }

    pub(super) fn coordinates(&self, key: &str) -> Option<Value> {
        coordinates(self.value(key)?.get_ref())
    }

    pub(super) fn table(&self, key: &str) -> Option<Fields<'t, 'i>> {
        let value = self.value(key)?;
        Some(Fields::new(value.get_ref().as_table()?, value.span()))
    }

    pub(super) fn tables(&self, key: &str) -> Vec<Fields<'t, 'i>> {
        let items = self.value(key).and_then(|v| v.get_ref().as_array());
        items
            .map(|i| i.iter().filter_map(|t| Some(Fields::new(t.get_ref().as_table()?, t.span()))).collect())
            .unwrap_or_default()
    }

    /// Where the value of a key stands, else the table.
    pub(super) fn place_of(&self, key: &str) -> Range<usize> {
        self.value(key).map_or(self.at.clone(), Spanned::span)
    }
}
