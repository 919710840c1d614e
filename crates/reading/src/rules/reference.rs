//! `docs/rules.md` is made from the rules; a test compares, and `BLESS=1` rewrites it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn table(path: &Path) -> (String, Table) {
    let text = fs::read_to_string(path).unwrap();
    let comment: Vec<&str> =
        text.lines().take_while(|l| l.starts_with('#')).map(|l| l.trim_start_matches('#')).collect();
    let comment: Vec<&str> = comment.into_iter().map(str::trim).collect();
    (comment.join(" "), toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
}

fn words(value: Option<&Value>) -> Vec<String> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(|w| Some(format!("`{}`", w.as_str()?))).collect()
}

fn line(out: &mut String, what: &str, words: &[String]) {
    if !words.is_empty() {
        writeln!(out, "* {what}: {}", words.join(", ")).unwrap();
    }
}

fn sentences(value: Option<&Value>) -> Vec<&Table> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table).collect()
}

fn act(out: &mut String, path: &Path) {
    let (comment, rule) = table(path);
    let id = path.file_stem().unwrap().to_string_lossy();
    let text = |row: &Table, key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned);
    writeln!(out, "\n### {}\n\n{comment}\n", id.replace('_', " ")).unwrap();
    let (act, object) = (text(&rule, "act").unwrap(), text(&rule, "object").unwrap());
    writeln!(out, "* Act `{act}`; its object is the {}.", object.replace("forces", "forces that are moved")).unwrap();
    line(out, "Verbs", &words(rule.get("verbs")));
    line(out, "Nouns", &words(rule.get("nouns")));
    line(out, "Not in a sentence with", &words(rule.get("none")));
    line(out, "Not of an object with the head", &words(rule.get("object_none")));
    line(out, "Not of a subject with the head", &words(rule.get("subject_none")));
    if rule.get("everyday").and_then(Value::as_bool) == Some(true) {
        writeln!(out, "* Only in a report that names an actor of the lexicon, a place of the agreement or a word of a conflict, or is by a party or a monitor").unwrap();
    }
    told(out, &rule);
}

/// The examples and counter-examples.
fn told(out: &mut String, rule: &Table) {
    let text = |row: &Table, key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned);
    writeln!(out, "\nReads:\n").unwrap();
    for row in sentences(rule.get("example")) {
        let mut told: Vec<String> = Vec::new();
        told.extend(text(row, "actor").map(|a| format!("actor {a}")));
        told.extend(text(row, "place").map(|p| format!("place {p}")));
        let told = if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) };
        writeln!(out, "* “{}”{told}", text(row, "text").unwrap()).unwrap();
    }
    writeln!(out, "\nLeaves alone:\n").unwrap();
    for row in sentences(rule.get("counter")) {
        writeln!(out, "* “{}”: {}", text(row, "text").unwrap(), text(row, "why").unwrap()).unwrap();
    }
}

fn reference() -> String {
    let rules = root().join("data/rules/en");
    let mut out = String::from(
        "# The rules of reading\n\nMade from [the rules](../data/rules/en); a test compares, and `BLESS=1 cargo test -p \
         servanda-reading` rewrites it.\n\nA verb pattern is a base form, then the words that must stand with it as \
         object, particle or preposition (alternatives with `|`), then conditions: `object:KIND`, `subject:KIND`, and \
         `needs:WORD`, which may stand anywhere in the sentence. A noun pattern is a phrase in base forms, with an \
         optional `of KIND`. The pattern that asks for more is tried first.\n\n## Acts\n",
    );
    let mut files: Vec<PathBuf> = fs::read_dir(rules.join("acts")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files.iter().for_each(|f| act(&mut out, f));
    let (comment, cues) = table(&rules.join("cues.toml"));
    writeln!(out, "\n## Cues\n\n{comment}").unwrap();
    for (cue, row) in &cues {
        writeln!(out, "\n### {cue}\n").unwrap();
        for key in ["phrases", "verbs", "corrects", "words", "figures"] {
            line(&mut out, &format!("{}{}", key[..1].to_uppercase(), &key[1..]), &words(row.get(key)));
        }
        told(&mut out, row.as_table().unwrap());
    }
    let (comment, kinds) = table(&rules.join("kinds.toml"));
    writeln!(out, "\n## Kinds\n\n{comment}\n\n| kind | words |\n|---|---|").unwrap();
    for (kind, list) in &kinds {
        writeln!(out, "| {kind} | {} |", words(Some(list)).join(", ")).unwrap();
    }
    let (comment, stances) = table(&rules.join("stances.toml"));
    writeln!(out, "\n## Stances\n\n{comment}\n\n| stance | verbs | adjectives | nouns |\n|---|---|---|---|").unwrap();
    for (stance, row) in &stances {
        let cells = ["verbs", "adjectives", "nouns"].map(|k| words(row.get(k)).join(", "));
        writeln!(out, "| {stance} | {} |", cells.join(" | ")).unwrap();
    }
    out
}

#[test]
fn the_reference_of_the_rules_is_what_the_rules_say() {
    let path = root().join("docs/rules.md");
    let text = reference();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(known == text, "docs/rules.md is not up to date: run the tests with BLESS=1");
}
