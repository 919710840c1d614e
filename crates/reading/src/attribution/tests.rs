use proptest::prelude::*;
use servanda_syntax::Model;

use super::layout::Layout;
use super::{CueKind, Quotation, attributions};

fn model() -> Model {
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/models/en/en_core_web_sm.bin"));
    Model::from_bytes(&bytes.expect("the model is part of the repository")).expect("the model is sound")
}

fn found(model: &Model, text: &str) -> Vec<Quotation> {
    attributions(text, &model.analyse(text))
}

/// Every expected pair of source and content must be among what is found; an empty source means that nobody is named.
#[track_caller]
fn check(model: &Model, text: &str, expected: &[(&str, &str)]) {
    let found: Vec<(String, String)> = found(model, text)
        .iter()
        .map(|q| {
            let content: Vec<&str> = q.content.iter().filter_map(|s| s.of(text)).collect();
            (q.source.and_then(|s| s.of(text)).unwrap_or_default().to_owned(), content.join(" … "))
        })
        .collect();
    for (source, content) in expected {
        assert!(
            found.iter().any(|(s, c)| s == source && c == content),
            "{text:?}: no {source:?} with {content:?} in {found:#?}"
        );
    }
}

#[test]
fn who_says_what_is_found_in_the_forms_that_reports_use() {
    let model = model();
    let cases: &[(&str, &[(&str, &str)])] = &[
        (
            "The ministry said that two drones had crossed the border near Tal.",
            &[("The ministry", "that two drones had crossed the border near Tal")],
        ),
        (
            "Shells fell on the village of Kel, the governor said.",
            &[("the governor", "Shells fell on the village of Kel")],
        ),
        ("According to the monitors, three shells hit the bridge.", &[("the monitors", "three shells hit the bridge")]),
        ("Three shells hit the bridge, according to the monitors.", &[("the monitors", "Three shells hit the bridge")]),
        (
            "“We have left the town and will not return,” said General Aro.",
            &[("General Aro", "“We have left the town and will not return,”")],
        ),
        (
            "\"We kept our word,\" Aro told reporters. \"The others did not keep theirs.\"",
            &[("Aro", "\"We kept our word,\" … \"The others did not keep theirs.\"")],
        ),
        ("He accused the rebels of shelling the hospital.", &[("He", "the rebels of shelling the hospital")]),
        ("The army denied that its troops had opened fire.", &[("The army", "that its troops had opened fire")]),
        (
            "The mission called for an immediate halt to the fighting.",
            &[("The mission", "an immediate halt to the fighting")],
        ),
    ];
    for (text, expected) in cases {
        check(&model, text, expected);
    }
}

#[test]
fn what_is_reported_within_a_report_is_nested() {
    let model = model();
    let text = "The agency reported that the ministry had denied that its forces shelled Kel.";
    let found = found(&model, text);
    let nested: Vec<bool> = found.iter().map(|q| q.nested).collect();
    assert!(nested.contains(&true) && nested.contains(&false), "{found:#?}");
}

#[test]
fn a_quotation_without_a_cue_goes_on_with_the_speaker_before() {
    let model = model();
    let text =
        "“The road has been closed since Monday,” the mayor said.\n\n“Nobody has told us when it will open again.”";
    let found = found(&model, text);
    let next = found.iter().find(|q| q.inherited).expect("the second paragraph");
    assert_eq!(next.source.and_then(|s| s.of(text)), Some("the mayor"));
    assert!(next.direct);
}

#[test]
fn sentences_without_a_report_attribute_nothing() {
    let model = model();
    for text in ["Three shells hit the bridge on Monday.", "The convoy reached Kel at noon.", "", "…", "\"", "“”“”"]
    {
        let words: Vec<Quotation> = found(&model, text).into_iter().filter(Quotation::is_word_of_source).collect();
        assert_eq!(words, [], "{text:?}");
    }
}

#[test]
fn a_denial_denies_and_a_claim_does_not() {
    let model = model();
    let denial = found(&model, "The army denied that its troops had opened fire.");
    assert!(denial.iter().any(|q| q.denies && q.kind == CueKind::Deny), "{denial:#?}");
    let claim = found(&model, "The army claimed that its troops had opened fire.");
    assert!(!claim.is_empty() && claim.iter().all(|q| !q.denies), "{claim:#?}");
}

#[test]
fn quotations_are_told_by_their_marks() {
    let model = model();
    let cases: &[(&str, &[&str])] = &[
        ("He said “we left” and \"we won\".", &["“we left”", "\"we won\""]),
        ("He said «we left now».", &["«we left now»"]),
        ("It's the soldiers' camp, and they don't leave.", &[]),
        ("He spoke of an 'act of war' there.", &["'act of war'"]),
        ("“We left,\n\n“and came back,” he said.", &["“We left,", "“and came back,”"]),
        ("\"It ended 'very badly' for us,\" he said.", &["\"It ended 'very badly' for us,\""]),
    ];
    for (text, expected) in cases {
        let syntax = model.analyse(text);
        let layout = Layout::of(text, &syntax);
        let quotes: Vec<&str> = layout.quotes.iter().filter_map(|q| syntax.span(q.open..q.end).of(text)).collect();
        assert_eq!(&quotes, expected, "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_gives_spans_within_it(text in "([A-Za-z]{1,9}|said|that|[“”\"'’«».,:;—()\n]|according to|é|𝔸| ){0,80}") {
        thread_local!(static MODEL: Model = model());
        let (found, n) = MODEL.with(|m| (found(m, &text), text.len()));
        for q in &found {
            for s in q.content.iter().chain(&q.source).chain(&q.cue) {
                prop_assert!(s.end() <= n && s.of(&text).is_some());
            }
        }
    }
}
