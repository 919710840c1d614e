//! The loader of scenarios: what it reads, and that it reports every slip with its place and a remedy.

mod support;

use servanda_findings::terms::{self, Known, Problem, Scenario, SourceText};
use servanda_model::{Act, ActorId, PlaceId, Status};

const STORY: &str = r#"
title = "One side alone"
as_of = "2021-03-22T12:00:00+04:00[Asia/Baku]"
because = "Only one side speaks of it."

[[report]]
id = "a"
outlet = "Example News"
published = "2021-03-20T10:00:00+04:00"
text = "Northern troops shelled the mill."

[expect]
incidents = 1

[[expect.claim]]
report = "a"
act = "shelling"
actor = "NOR"
place = "mill-district"
when = "2021-03-19/2021-03-20"

[[expect.provision]]
ref = "fire"
status = "breach_alleged"
responsible = ["NOR"]
"#;

fn load(text: &str) -> Result<Scenario, Vec<Problem>> {
    let known = Known {
        actors: ["NOR", "SUD", "GUA", "WATCH"].map(ActorId::from).into(),
        places: ["valley", "mill-district"].map(PlaceId::from).into(),
    };
    terms::scenario(SourceText { name: "01.toml", text }, &known, &support::agreement())
}

#[test]
fn a_sound_story_is_read() {
    let story = load(STORY).expect("sound");
    assert_eq!((story.reports.len(), story.expect.asked()), (1, 3));
    assert_eq!(story.expect.claims[0].act, Some(Act::Shelling));
    assert_eq!(story.expect.provisions[0].status, Status::BreachAlleged);
    let days = story.expect.claims[0].when.map(|(from, to)| (from.to_string(), to.to_string()));
    assert_eq!(days, Some(("2021-03-19".to_owned(), "2021-03-20".to_owned())));
}

#[track_caller]
fn told(from: &str, to: &str, part: &str) {
    assert!(STORY.contains(from), "{from}");
    let problems = load(&STORY.replacen(from, to, 1)).expect_err("a slip was made");
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|p| p.contains(part)), "{part} not in {told:#?}");
}

#[test]
fn every_slip_is_told_with_its_place_and_the_nearest_word() {
    told("status = \"breach_alleged\"", "status = \"breach_aleged\"", "01.toml:24:10: unknown status");
    told("status = \"breach_alleged\"", "status = \"breach_aleged\"", "did you mean `breach_alleged`");
    told("ref = \"fire\"", "ref = \"fires\"", "did you mean `fire`");
    told("report = \"a\"", "report = \"b\"", "unknown report `b`");
    told("actor = \"NOR\"", "actor = \"NORR\"", "unknown actor `NORR`");
    told("place = \"mill-district\"", "place = \"mil-district\"", "did you mean `mill-district`");
    told("act = \"shelling\"", "act = \"sheling\"", "did you mean `shelling`");
    told("published = \"2021-03-20T10:00:00+04:00\"", "published = \"last Sunday\"", "is no instant");
    told("text = \"Northern troops shelled the mill.\"", "txt = \"…\"", "unknown key `txt` in report");
    told("[[report]]", "difficulty = [3, 15]\n[[report]]", "unknown difficulty 15");
    told("when = \"2021-03-19/2021-03-20\"", "when = \"2021-02-30\"", "February 2021 has 28 days");
}

#[test]
fn a_story_that_expects_nothing_and_a_report_that_stands_twice_are_refused() {
    let (before, _) = STORY.split_once("[expect]").expect("a part");
    let problems = load(&format!("{before}[expect]\n")).expect_err("nothing is asked");
    assert!(problems.iter().any(|p| p.what.contains("expects nothing")), "{problems:#?}");
    told("[expect]", "[[report]]\nid = \"a\"\ntext = \"Again.\"\n\n[expect]", "report `a` stands twice");
}
