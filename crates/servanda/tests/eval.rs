//! `servanda eval` on labelled reports of one's own.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::{Desk, SHELLING};

fn desk(answers: &str) -> Desk {
    let desk = Desk::new();
    let front = "---\nid: a\noutlet: Example News\npublished: 2020-11-21T10:00:00+04:00\nlang: en\n---\n\n";
    desk.put("set/a.md", format!("{front}{SHELLING}"));
    let quiet = front.replace("id: a", "id: b");
    desk.put("set/b.md", format!("{quiet}The museum opens a hall of carpets on Sunday, its director said.\n"));
    desk.put("set/expected.jsonl", answers);
    desk
}

#[test]
fn answers_that_are_all_read_score_all() {
    let right = r#"{"report":"a","act":"shelling","actor":"ARM","place":"Shusha","when":"2020-11-20","killed":null}
{"report":"b"}
"#;
    let told = desk(right).run(&["eval", "set", "--json"]).done().json();
    assert_eq!(told["reports"], 2, "{told}");
    assert_eq!(told["claims"]["f1"], 1.0, "{told}");
    assert_eq!(told["acts"]["shelling"]["right"], 1, "{told}");
    for field in ["actor", "place", "when"] {
        assert_eq!(told["fields"][field]["f1"], 1.0, "{field} in {told}");
    }
    assert_eq!(told["errors"].as_array().unwrap().len(), 0, "{told}");
}

#[test]
fn each_kind_of_error_is_counted_and_told() {
    let wrong = r#"{"report":"a","act":"shelling","actor":"AZE","place":"Shusha","when":"2020-11-19","killed":3}
{"report":"b","act":"withdrawal"}
"#;
    let desk = desk(wrong);
    let told = desk.run(&["eval", "set", "--json"]).done().json();
    for kind in ["actor: wrong", "when: wrong", "killed: missing", "missed claim"] {
        assert_eq!(told["kinds"][kind], 1, "{kind} in {told}");
    }
    assert_eq!(told["fields"]["place"]["right"], 1, "{told}");
    assert_eq!(told["claims"]["missed"], 1, "{told}");
    let run = desk.run(&["eval", "set"]);
    let text = &run.done().out;
    assert!(text.contains("expected AZE, read ARM"), "{text}");
    assert!(text.contains("Errors by kind"), "{text}");
}

#[test]
fn a_claim_that_no_answer_names_is_invented_but_a_report_without_answers_is_not_scored() {
    let told = desk("{\"report\":\"a\"}\n").run(&["eval", "set", "--json"]).done().json();
    assert_eq!(told["kinds"]["invented claim"], 1, "{told}");
    assert_eq!(told["claims"]["precision"], 0.0, "{told}");
    let told = desk("{\"report\":\"b\"}\n").run(&["eval", "set", "--json"]).done().json();
    assert_eq!(told["claims"]["invented"], 0, "{told}");
    assert_eq!(told["unlabelled"][0], "a", "{told}");
}

#[test]
fn incidents_and_provisions_are_scored_with_their_agreement() {
    let answers = r#"{"report":"a","act":"shelling"}
{"incident":"shelling","place":"Shusha"}
{"provision":"6a","status":"pending"}
"#;
    let desk = desk(answers);
    let told = desk.run(&["eval", "set", "--agreement", "karabakh-2020", "--json"]).done().json();
    assert_eq!(told["incidents"]["right"], 1, "{told}");
    let judged = &told["provisions"];
    assert_eq!(judged["right"].as_u64().unwrap() + judged["missed"].as_u64().unwrap(), 1, "{told}");
}

#[test]
fn faults_in_the_answers_are_told_with_line_and_remedy() {
    desk("{\"report\":\"a\",\"act\":\"sheling\"}\n")
        .run(&["eval", "set"])
        .fails(3, &["sheling", "did you mean `shelling`?"]);
    desk("\n{\"report\":\"a\",\"plase\":\"Shusha\"}\n")
        .run(&["eval", "set"])
        .fails(3, &[":2:1", "did you mean `place`?"]);
    desk("{\"report\":\"zz\"}\n").run(&["eval", "set"]).fails(2, &["`zz`", "not among those read"]);
    let desk = desk("");
    std::fs::remove_file(desk.path("set/expected.jsonl")).unwrap();
    desk.run(&["eval", "set"]).fails(3, &["expected.jsonl"]);
}
