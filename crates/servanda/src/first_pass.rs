//! What the first pass passes over holds nothing: shown on the shipped example, on the scenarios of the agreements, and
//! on reports put together from their paragraphs and from such as tell of nothing.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use servanda_model::{Side, Span, Voice, Zone};
use servanda_reading::{Reader, ReportContext};

use crate::data::{self, Data};
use crate::engine;

/// Paragraphs that tell of nothing, some with words that acts are told with.
const OTHER: &[&str] = &[
    "Rain is expected in the north, with strong winds near the coast.",
    "The film was shot in black and white. Tickets are free for children.",
    "The champions will attack from the first minute, their coach said.",
    "\"We agreed on a new stadium,\" the mayor said.\n\nHe promised benches along the lake.",
    "She took the tram to the station, where her brother met her.",
    "The president of the bank welcomed the offer; the board rejected it.",
    "This was reported by the local radio.",
];

/// What is told in words that lean on a paragraph which tells of nothing itself.
const POINT_BACK: &[&str] = &[
    "Hadrut is a town in the hills.\n\nIt was captured on Monday.",
    "Hadrut lies in the hills. Soldiers left it on Monday.",
    "The Defence Ministry of Armenia has a new building.\n\nRain fell.\n\nIt was cold. The sun rose late.\n\nThe bus \
     came.\n\nThe ministry condemned the agreement.",
    "Azerbaijan and Armenia share a border. They rejected the truce.",
];

fn context() -> ReportContext {
    let day: jiff::Timestamp = "2020-11-21T12:00:00Z".parse().unwrap();
    ReportContext {
        id: "r".into(),
        outlet: Voice { name: "Example News".into(), actor: None, side: Side::Unknown, ally: None, span: None },
        relays: vec![],
        published: Some((day, day)),
        zone: Zone::utc(),
    }
}

#[track_caller]
fn same(reader: &Reader, text: &str, furniture: &[Span]) {
    let (read, whole) = (reader.read(text, furniture, &context()), reader.read_whole(text, furniture, &context()));
    assert_eq!(read.claims, whole.claims, "{text}");
    assert_eq!(read.positions, whole.positions, "{text}");
}

/// The texts of the shipped example and of every scenario.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> =
        data::example("karabakh-2020").iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
    let agreements = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/agreements");
    for agreement in fs::read_dir(agreements).unwrap() {
        let Ok(files) = fs::read_dir(agreement.unwrap().path().join("scenarios")) else { continue };
        for file in files.map(|f| f.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "toml")) {
            let scenario: toml::Table = toml::from_str(&fs::read_to_string(file).unwrap()).unwrap();
            let reports = scenario["report"].as_array().unwrap();
            texts.extend(reports.iter().map(|r| r["text"].as_str().unwrap().to_owned()));
        }
    }
    assert!(texts.len() > 100, "{} texts", texts.len());
    texts
}

#[test]
fn the_first_pass_loses_nothing_of_the_example_and_the_scenarios() {
    let reader = engine::reader(&Data::Shipped, None, &Default::default()).unwrap_or_else(|e| panic!("{e}"));
    let texts = texts();
    let mut passed_over = 0;
    for text in &texts {
        same(&reader, text, &[]);
        passed_over += usize::from(!reader.asks_to_read(text, &[], &context()));
    }
    println!("{passed_over} of {} texts passed over", texts.len());
    // A body that was found is told of without any act.
    let body = "Searchers found the body of a villager with gunshot wounds near Hadrut on Monday.";
    same(&reader, &format!("{body}\n\n{}", OTHER[0]), &[]);
    for text in POINT_BACK {
        same(&reader, text, &[]);
        assert!(reader.asks_to_read(text, &[], &context()), "{text}");
    }
    // Paragraphs of several reports among others that tell of nothing.
    let told: Vec<String> = texts.iter().flat_map(|t| t.split("\n\n")).map(str::to_owned).collect();
    let paragraph = prop_oneof![
        2 => prop::sample::select(told),
        5 => prop::sample::select(OTHER).prop_map(str::to_owned),
    ];
    let report = prop::collection::vec(paragraph, 1..9);
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(300) });
    runner
        .run(&report, |paragraphs| {
            let text = paragraphs.join("\n\n");
            same(&reader, &text, &[]);
            // A heading is no evidence, but it is part of the text.
            same(&reader, &text, &[Span::new(0, paragraphs[0].len())]);
            Ok(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
}
