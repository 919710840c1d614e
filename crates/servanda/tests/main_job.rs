//! The main job as users do it: the demo, their own folders, the JSON contract.

#![allow(clippy::unwrap_used, reason = "tests may fail")]
#![allow(clippy::disallowed_methods, reason = "it measures")]

mod support;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{Desk, SHELLING};

#[test]
fn the_demo_shows_a_row_per_provision_and_says_where_the_dossier_is() {
    let desk = Desk::new();
    let run = desk.run(&["demo"]);
    run.done();
    assert_eq!(run.err, "", "nothing greets a new user but the board");
    for reference in ["1a", "2", "3a", "4a", "5", "6a", "6b", "6c", "7", "8", "9a"] {
        assert!(run.out.lines().any(|l| l.starts_with(&format!(" {reference} "))), "{reference} in\n{}", run.out);
    }
    assert!(run.out.contains("Dossier: servanda-dossier.html"), "{}", run.out);
    let page = std::fs::read_to_string(desk.path("servanda-dossier.html")).unwrap();
    for outside in ["<script", "<link", "<iframe", "<img", " src=", "@import", "url("] {
        assert!(!page.contains(outside), "`{outside}` in the dossier");
    }
    assert!(page.contains("Kelbajar") && page.trim_end().ends_with("</html>"));
}

#[test]
fn the_board_of_the_example_holds_each_clause_for_what_its_reports_show() {
    let json = Desk::new().run(&["demo", "--json"]).done().json();
    let rows = json["provisions"].as_array().unwrap();
    let board: Vec<(&str, &str)> =
        rows.iter().map(|p| (p["ref"].as_str().unwrap(), p["status"].as_str().unwrap())).collect();
    let expected = [
        ("1a", "breach_verified"), // the peacekeepers' bulletin on the gunfire near Shusha
        ("1b", "breach_corroborated"),
        ("2", "complied"),
        ("3a", "insufficient_evidence"), // "has deployed" while the airlift is under way
        ("3b", "no_breach_reported"),
        ("4a", "pending"),
        ("4b", "not_applicable"),
        ("5", "pending"),
        ("6a", "complied"),
        ("6b", "complied"),
        ("6c", "breach_alleged"), // "not the protesters but the peacekeepers" admits nothing
        ("6d", "overdue"),
        ("6e", "breach_alleged"),
        ("7", "partially_complied"),
        ("8", "partially_complied"),
        ("9a", "partially_complied"),
        ("9b", "breach_alleged"),
        ("9c", "pending"),
        ("9d", "pending"),
    ];
    assert_eq!(board, expected);
}

#[test]
fn no_raw_identifier_of_an_actor_reaches_the_board() {
    let desk = Desk::new();
    let json = desk.run(&["demo", "--json"]).done().json();
    for provision in json["provisions"].as_array().unwrap() {
        for voice in provision["on_word_of"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let raw = voice.contains('.') && voice.chars().all(|c| c.is_ascii_uppercase() || c == '.');
            assert!(!raw, "{voice} in {}", provision["ref"]);
        }
    }
}

#[test]
fn a_replay_knows_the_deadline_of_its_day() {
    let desk = Desk::new();
    let deadline = |as_of: &str| {
        let json = desk.run(&["demo", "--json", "--as-of", as_of]).done().json();
        let row = json["provisions"].as_array().unwrap().iter().find(|p| p["ref"] == "6a").unwrap().clone();
        row["deadline"].to_string()
    };
    assert!(deadline("2020-11-13").contains("2020-11-15"), "{}", deadline("2020-11-13"));
    assert!(deadline("2020-11-16").contains("2020-11-25"), "{}", deadline("2020-11-16"));
}

#[test]
fn the_commands_on_the_shipped_data_end_well() {
    let desk = Desk::new();
    for args in [
        &["explain", "6a"][..],
        &["explain", "6a", "--json"],
        &["explain", "1a", "--as-of", "2020-12-31"],
        &["diff", "2020-11-14", "2020-11-26"],
        &["diff", "2020-11-14", "2020-11-26", "--json"],
        &["check"],
        &["check", "--json"],
    ] {
        let run = desk.run(args);
        run.done();
        assert!(!run.out.trim().is_empty(), "{args:?}");
        assert_eq!(run.err, "", "{args:?}");
    }
}

/// The same report thrice: plain, Markdown with fields, HTML with the fields beside it in a folder below.
fn mixed_folder(desk: &Desk) {
    desk.put("mix/plain.txt", SHELLING);
    desk.put(
        "mix/marked.md",
        format!("---\noutlet: Caspian Post\npublished: 2020-11-21\n---\n# Überschrift — “x”\n\n{SHELLING}"),
    );
    desk.put("mix/web/page.html", format!("<html><head><title>T</title></head><body><p>{SHELLING}</p></body></html>"));
    desk.put("mix/web/page.yaml", "id: page-1\noutlet: Highland News\npublished: 2020-11-22T10:00:00+04:00\n");
    desk.put("mix/web/notes.json", "{}");
}

#[test]
fn a_mixed_folder_is_assessed_whole() {
    let desk = Desk::new();
    mixed_folder(&desk);
    let json = desk.run(&["read", "mix", "--json"]).done().json();
    let claims = json["claims"].as_array().unwrap();
    let ids: BTreeSet<&str> = claims.iter().filter_map(|c| c["report"].as_str()).collect();
    assert_eq!(ids, BTreeSet::from(["marked", "page-1", "plain"]));
    let json = desk.run(&["assess", "karabakh-2020", "mix", "--json"]).done().json();
    let incident = json["incidents"].as_array().unwrap().iter().find(|i| i["act"] == "shelling").unwrap();
    assert_eq!(incident["claims"].as_array().map(Vec::len), Some(3), "three carry one ministry's word: {incident}");
    assert_eq!(incident["origins"], 1, "{incident}");
    assert!(desk.run(&["assess", "karabakh-2020", "mix"]).done().out.contains("3 reports"));
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let desk = Desk::new();
    mixed_folder(&desk);
    let one = desk.run(&["assess", "karabakh-2020", "mix/plain.txt", "mix/web", "mix/marked.md", "--json"]);
    let other = desk.run(&["assess", "karabakh-2020", "mix/marked.md", "mix/plain.txt", "mix/web/page.html", "--json"]);
    assert_eq!(one.done().out, other.done().out);
}

#[test]
fn the_place_of_a_claim_counts_code_points_of_the_file() {
    let desk = Desk::new();
    mixed_folder(&desk);
    desk.put("mix/windows.txt", format!("“Ünïcode” first.\r\n\r\n{SHELLING}").replace("Ministry of", "Ministry of"));
    for file in ["mix/plain.txt", "mix/marked.md", "mix/windows.txt"] {
        let text: Vec<char> = std::fs::read_to_string(desk.path(file)).unwrap().chars().collect();
        let json = desk.run(&["read", "--json", file]).done().json();
        let claims = json["claims"].as_array().unwrap();
        assert!(!claims.is_empty(), "{file}");
        for claim in claims {
            let at = |key: &str| claim[key].as_u64().unwrap() as usize;
            let there: String = text[at("start")..at("end")].iter().collect();
            assert!(there.contains(claim["quote"].as_str().unwrap().trim()), "{file}: {there:?} and {claim}");
        }
    }
}

#[test]
fn what_read_assess_explain_and_diff_print_obeys_their_schemas() {
    let desk = Desk::new();
    mixed_folder(&desk);
    desk.put("mix/empty.txt", "");
    for (name, args, exit) in [
        ("read", &["read", "--json", "mix"][..], 1),
        ("assess", &["assess", "karabakh-2020", "mix", "--json"], 1),
        ("assess", &["demo", "--json"], 0),
        ("explain", &["explain", "1a", "--json"], 0),
        ("diff", &["diff", "2020-11-14", "2020-11-26", "--json"], 0),
        ("check", &["check", "--json"], 0),
    ] {
        let file = format!("{}/../../docs/schema/{name}.v1.json", env!("CARGO_MANIFEST_DIR"));
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let run = desk.run(args);
        assert_eq!(run.exit, exit, "{}", run.err);
        obeys(&run.json(), &schema, &schema, name).unwrap_or_else(|fault| panic!("{fault}"));
    }
}

/// Checks the part of JSON Schema that the contracts use, and tells the first fault. A keyword that it does not know is
/// one too, and so is a key that the schema does not name.
fn obeys(value: &Value, schema: &Value, root: &Value, at: &str) -> Result<(), String> {
    let Value::Object(rules) = schema else {
        return if schema == &Value::Bool(true) { Ok(()) } else { Err(format!("{at} is not allowed")) };
    };
    let known = rules.get("properties").and_then(Value::as_object);
    let named = |name: &str| known.is_some_and(|k| k.contains_key(name));
    let members = || value.as_object().into_iter().flatten();
    for (key, rule) in rules {
        let holds = match key.as_str() {
            "$ref" => {
                let pointer = rule.as_str().unwrap_or_default().trim_start_matches('#');
                let target = root.pointer(pointer).ok_or_else(|| format!("no {pointer} in the schema"))?;
                obeys(value, target, root, at)?;
                true
            }
            "type" => rule.as_array().map_or_else(|| is(value, rule), |types| types.iter().any(|t| is(value, t))),
            "properties" => {
                for (name, inner) in members().filter(|(name, _)| named(name)) {
                    obeys(inner, &rule[name], root, &format!("{at}.{name}"))?;
                }
                rules.contains_key("additionalProperties") || members().all(|(name, _)| named(name))
            }
            "additionalProperties" => {
                for (name, inner) in members().filter(|(name, _)| !named(name)) {
                    obeys(inner, rule, root, &format!("{at}.{name}"))?;
                }
                true
            }
            "required" => {
                rule.as_array().into_iter().flatten().all(|name| value.get(name.as_str().unwrap_or_default()).is_some())
            }
            "items" => {
                for (i, inner) in value.as_array().into_iter().flatten().enumerate() {
                    obeys(inner, rule, root, &format!("{at}[{i}]"))?;
                }
                true
            }
            "anyOf" | "oneOf" => rule.as_array().into_iter().flatten().any(|r| obeys(value, r, root, at).is_ok()),
            "enum" => rule.as_array().into_iter().flatten().any(|known| known == value),
            "const" => rule == value,
            "minItems" => value.as_array().is_none_or(|a| a.len() as u64 >= rule.as_u64().unwrap_or(u64::MAX)),
            "maxItems" => value.as_array().is_none_or(|a| a.len() as u64 <= rule.as_u64().unwrap_or(0)),
            "minimum" => value.as_f64() >= rule.as_f64() || !value.is_number(),
            "maximum" => value.as_f64() <= rule.as_f64() || !value.is_number(),
            "$schema" | "$id" | "$defs" | "title" | "description" | "format" | "default" => true,
            _ => return Err(format!("the check does not know `{key}` at {at}")),
        };
        if !holds {
            return Err(format!("{at}: {value} breaks `{key}`: {rule}"));
        }
    }
    Ok(())
}

fn is(value: &Value, kind: &Value) -> bool {
    match kind.as_str() {
        Some("null") => value.is_null(),
        Some("boolean") => value.is_boolean(),
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => false,
    }
}

#[test]
fn the_check_of_the_schema_finds_what_is_wrong() {
    let schema =
        serde_json::json!({"type": "object", "properties": {"n": {"type": ["integer", "null"]}}, "required": ["n"]});
    let says = |value: Value| obeys(&value, &schema, &schema, "x").err().unwrap_or_default();
    assert_eq!(says(serde_json::json!({"n": null})), "");
    assert!(says(serde_json::json!({"n": "1"})).contains("x.n"));
    assert!(says(serde_json::json!({})).contains("required"));
    assert!(says(serde_json::json!({"n": 1, "m": 2})).contains("properties"));
}

/// Three thousand reports, each of its own words.
#[test]
fn three_thousand_reports_are_assessed_in_bearable_time() {
    let desk = Desk::new();
    let places = ["Shusha", "Tartar", "Aghdam", "Lachin", "Fuzuli", "Hadrut"];
    for n in 0..3_000 {
        let (day, place) = (n % 28 + 1, places[n % places.len()]);
        let text = format!(
            "---\noutlet: Paper {}\npublished: 2021-0{}-{day:02}T1{}:00:00+04:00\n---\nThe Defence Ministry of Azerbaijan said that Armenian forces shelled the town of {place} on {day} March 2021. \
             Number {n} of the series tells what {} witnesses saw.\n",
            n % 40,
            n % 3 + 4,
            n % 10,
            n % 17
        );
        desk.put(&format!("many/{}/{n}.md", n % 30), text);
    }
    let start = Instant::now();
    let run = desk.run(&["assess", "karabakh-2020", "many", "--json", "--out", "d.html"]);
    let took = start.elapsed();
    let json = run.done().json();
    assert!(json["provisions"].as_array().is_some_and(|p| p.iter().any(|p| p["ref"] == "1a" && p["origins"] != 0)));
    let page = std::fs::read_to_string(desk.path("d.html")).unwrap();
    assert!(page.contains("<summary>3000 reports</summary>"), "a long annex is folded");
    let size = std::fs::metadata(desk.path("d.html")).unwrap().len();
    eprintln!("3,000 reports in {took:?}; a dossier of {} kB", size >> 10);
    if !cfg!(debug_assertions) {
        assert!(took < Duration::from_secs(30), "{took:?}");
    }
}

#[test]
fn no_line_is_wider_than_the_screen_and_no_colour_is_sent_to_a_file() {
    let desk = Desk::new();
    for width in ["60", "80", "120", "200"] {
        for args in [&["demo"][..], &["read", "r.txt"], &["diff", "2020-11-14", "2020-11-26"]] {
            desk.put("r.txt", SHELLING);
            let run = support::Run::of(desk.command(args).env("COLUMNS", width).output().unwrap());
            run.done();
            assert!(!run.out.contains('\u{1b}'), "{args:?}");
            let widest = run.out.lines().max_by_key(|l| l.chars().count()).unwrap();
            assert!(widest.chars().count() <= width.parse().unwrap(), "{args:?} at {width}: {widest}");
        }
    }
}
