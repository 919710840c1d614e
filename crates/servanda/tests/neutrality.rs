//! Swap the parties in lexicon, agreement and reports, and what the program says is swapped, nothing else; list them in
//! the other order, and it says the same.

#![allow(clippy::unwrap_used, reason = "tests may fail")]

mod support;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;
use support::Desk;

/// Two invented countries whose names have one shape.
const ACTORS: [&str; 2] = [
    r#"
[[actor]]
id         = "KES"
kind       = "state"
name       = "Kestania"
adjectives = ["Kestanian"]
demonyms   = ["Kestanian", "Kestanians"]
side       = "KES"

[[actor]]
id      = "KES.MOD"
kind    = "ministry"
name    = "Defence Ministry of Kestania"
part_of = "KES"
side    = "KES"
"#,
    r#"
[[actor]]
id         = "MES"
kind       = "state"
name       = "Mestania"
adjectives = ["Mestanian"]
demonyms   = ["Mestanian", "Mestanians"]
side       = "MES"

[[actor]]
id      = "MES.MOD"
kind    = "ministry"
name    = "Defence Ministry of Mestania"
part_of = "MES"
side    = "MES"
"#,
];

const OBSERVERS: &str = r#"
[[actor]]
id   = "OBSERVERS"
kind = "mission"
name = "Lowland Observer Mission"
side = "neutral"
"#;

const PLACES: &str = r#"
[[place]]
id = "lowlands"
name = "Dorvik Lowlands"
feature = "region"
lat = 10.0
lon = -40.0

[[place]]
id = "tarsin-district"
name = "Tarsin District"
aliases = ["Tarsin district"]
feature = "district"
within = "lowlands"
lat = 10.1
lon = -40.1

[[place]]
id = "dolmar"
name = "Dolmar"
feature = "village"
within = "lowlands"
lat = 10.2
lon = -40.2

[[place]]
id = "ulvesunn"
name = "Ulvesunn"
feature = "town"
within = "tarsin-district"
lat = 10.15
lon = -40.12
"#;

const AGREEMENT: &str = r#"
id = "lowlands-2031"
title = "Truce of the Dorvik Lowlands"
short = "Lowlands truce"
signed = "2031-04-30"
effective = "2031-05-01T00:00:00+00:00[UTC]"
zone = "UTC"
summary = "A truce, a handover and an exchange."
area = ["lowlands"]

[[text]]
language = "en"
url = "https://example.org/lowlands"
title = "The text"

PARTIES

[[monitor]]
actor = "OBSERVERS"
mandated = true

[[provision]]
ref = "1"
title = "No fire"
says = "Neither side fires or attacks."
kind = "prohibition"
standing = true
bearer = BEARERS
act = ["shelling", "gunfire", "ground_attack", "air_or_drone_strike", "violation"]
place = "lowlands"
recall = ["truce", "ceasefire"]

[[provision]]
ref = "2"
title = "Tarsin is handed over"
says = "Kestania hands the Tarsin District to Mestania by 20 May 2031."
kind = "obligation"
bearer = "KES"
act = ["handover", "withdrawal"]
to = "MES"
place = "tarsin-district"
by = { date = "2031-05-20", zone = "UTC", reading = "inclusive" }
recall = ["Tarsin"]

[[provision]]
ref = "3"
title = "No advance"
says = "Forces stay where they are."
kind = "prohibition"
standing = true
bearer = BEARERS
act = ["capture_or_entry", "movement_of_forces"]
place = "lowlands"
recall = ["positions"]
"#;

/// What reports say; `{A}` and `{B}` stand for the parties, `{day}` for a day of May.
const SENTENCES: &[&str] = &[
    "The Defence Ministry of {A} said that {B}n forces shelled the village of Dolmar on {day} May 2031.",
    "{A}'s Foreign Ministry denied that {A}n troops had shelled Dolmar on {day} May 2031.",
    "The Lowland Observer Mission said that {A}n troops opened fire on Ulvesunn on {day} May 2031, killing two soldiers.",
    "{A} handed over the Tarsin district to {B} on {day} May 2031, the Lowland Observer Mission said.",
    "{A}n troops captured the village of Dolmar on {day} May 2031, the Defence Ministry of {B} said.",
    "The Defence Ministry of {A} said that its forces shelled Ulvesunn on {day} May 2031 in response to fire.",
    "{A} said on {day} May 2031 that it had withdrawn its troops from the Tarsin district.",
    "The president of {A} welcomed the truce on {day} May 2031, while {B} rejected it.",
    "Three {A}n soldiers were killed when {B}n artillery shelled Dolmar on {day} May 2031, {A} said.",
    "{A} controls the town of Ulvesunn, the Defence Ministry of {A} said on {day} May 2031.",
    "The truce obliges {A} to hand over the Tarsin district to {B} by {day} May 2031, a spokesman for {B} said.",
    "A drone struck Ulvesunn on {day} May 2031, wounding four civilians, residents said.",
];

fn swapped(text: &str) -> String {
    let exchanged = [("Kestan", "Mestan"), ("KES", "MES")];
    exchanged.iter().fold(text.to_owned(), |text, (one, other)| {
        text.replace(one, "\u{1}").replace(other, one).replace('\u{1}', other)
    })
}

/// How the parties stand in the data.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    Plain,
    Turned,
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A desk with everything that does not name a party.
fn desk() -> Desk {
    let desk = Desk::new();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    for folder in ["models", "gazetteer", "rules"] {
        copy(&shipped.join(folder), &desk.path("data").join(folder));
    }
    let titles = fs::read(shipped.join("lexicon/en/titles.toml")).unwrap();
    desk.put("data/lexicon/en/titles.toml", titles);
    desk.put("data/lexicon/en/actors/observers.toml", OBSERVERS);
    desk.put("data/lexicon/en/sources/none.toml", "");
    desk.put("data/agreements/lowlands-2031/places.toml", PLACES);
    desk
}

/// What the program says of the reports, `change` made to everything that names a party.
fn said(desk: &Desk, reports: &[String], order: Order, change: fn(&str) -> String) -> Value {
    let in_order = |list: [&str; 2], between: &str| match order {
        Order::Plain => list.join(between),
        Order::Turned => [list[1], list[0]].join(between),
    };
    let parties = in_order(
        ["[[party]]\nactor = \"KES\"\nrole = \"party\"", "[[party]]\nactor = \"MES\"\nrole = \"party\""],
        "\n\n",
    );
    let bearers = format!("[{}]", in_order(["\"KES\"", "\"MES\""], ", "));
    let agreement = AGREEMENT.replace("PARTIES", &parties).replace("BEARERS", &bearers);
    desk.put("data/lexicon/en/actors/parties.toml", change(&in_order(ACTORS, "")));
    desk.put("data/agreements/lowlands-2031/agreement.toml", change(&agreement));
    let _ = fs::remove_dir_all(desk.path("reports"));
    for (n, text) in reports.iter().enumerate() {
        let head = format!("---\noutlet: Lowland Courier {}\npublished: 2031-05-{:02}\n---\n", n % 3, 10 + n);
        desk.put(&format!("reports/r{n}.md"), head + &change(text));
    }
    let args = ["assess", "lowlands-2031", "reports", "--data", "data", "--as-of", "2031-06-01", "--json"];
    desk.run(&args).done().json()
}

/// The same without the order that follows the letters of the names: of words in a sentence, of names in a list.
fn bare(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let mut words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
            words.sort_unstable();
            Value::String(words.join(" "))
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(bare).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        Value::Object(fields) => fields.iter().map(|(k, v)| (k.clone(), bare(v))).collect(),
        other => other.clone(),
    }
}

fn reports() -> impl Strategy<Value = Vec<String>> {
    let sentence = (0..SENTENCES.len(), 1..29u8, any::<bool>()).prop_map(|(which, day, turned)| {
        let (a, b) = if turned { ("Mestania", "Kestania") } else { ("Kestania", "Mestania") };
        SENTENCES[which].replace("{A}", a).replace("{B}", b).replace("{day}", &day.to_string())
    });
    proptest::collection::vec(proptest::collection::vec(sentence, 1..4).prop_map(|s| s.join("\n\n")), 2..7)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn swapping_the_parties_swaps_what_is_said_and_listing_them_otherwise_changes_nothing(reports in reports()) {
        let desk = desk();
        let plain = said(&desk, &reports, Order::Plain, str::to_owned);
        prop_assert_eq!(&plain, &said(&desk, &reports, Order::Turned, str::to_owned));
        let mirrored = said(&desk, &reports, Order::Plain, swapped).to_string();
        let back: Value = serde_json::from_str(&swapped(&mirrored)).unwrap();
        prop_assert_eq!(bare(&plain), bare(&back), "{:#?}", reports);
    }
}

/// Which texts are compared as copies is found by hashes of their words, the parties' names among them: whether two
/// voices of one happening are two must not hang on it.
#[test]
fn whose_word_it_is_does_not_hang_on_whether_two_reports_count_as_copies() {
    let desk = desk();
    let reports = [
        "The Lowland Observer Mission said that Mestanian troops opened fire on Ulvesunn on 13 May 2031, killing two \
         soldiers."
            .to_owned(),
        "The Lowland Observer Mission said that Kestanian troops opened fire on Ulvesunn on 16 May 2031, killing two \
         soldiers.\n\nA drone struck Ulvesunn on 13 May 2031, wounding four civilians, residents said.\n\nThree \
         Kestanian soldiers were killed when Mestanian artillery shelled Dolmar on 4 May 2031, Kestania said."
            .to_owned(),
    ];
    let plain = said(&desk, &reports, Order::Plain, str::to_owned);
    let voices = |incident: &Value| incident["origin_list"].as_array().unwrap().len();
    assert_eq!(plain["incidents"].as_array().unwrap().iter().map(voices).max(), Some(2), "{plain:#}");
    let mirrored = said(&desk, &reports, Order::Plain, swapped).to_string();
    assert_eq!(bare(&plain), bare(&serde_json::from_str(&swapped(&mirrored)).unwrap()));
}

/// The property would hold of a program that finds nothing.
#[test]
fn the_invented_reports_are_understood() {
    let desk = desk();
    let told =
        |n: usize, day: &str| SENTENCES[n].replace("{A}", "Kestania").replace("{B}", "Mestania").replace("{day}", day);
    let reports: Vec<String> = (0..SENTENCES.len()).map(|n| told(n, "7")).collect();
    let said = said(&desk, &reports, Order::Plain, str::to_owned);
    let status = |reference: &str| {
        let rows = said["provisions"].as_array().unwrap();
        rows.iter().find(|p| p["ref"] == reference).unwrap()["status"].as_str().unwrap().to_owned()
    };
    assert_eq!((status("1"), status("2")), ("breach_verified".to_owned(), "complied".to_owned()), "{said:#}");
    assert!(said["incidents"].as_array().unwrap().len() >= 5, "{said:#}");
    assert!(!said["positions"].as_array().unwrap().is_empty() && !said["control"].as_array().unwrap().is_empty());
}
