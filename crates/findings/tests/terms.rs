//! The loader: what it reads, and that it reports every slip with its place and a remedy.

use servanda_findings::terms::{self, Known, Problem, SourceText};
use servanda_model::{ActorId, Agreement, PlaceId, ProvisionKind};

const SOUND: &str = r#"
id = "valley-2021"
title = "Valley truce"
short = "Truce"
signed = "2021-03-01"
effective = "2021-03-02T06:00+04:00[Asia/Baku]"
zone = "Asia/Baku"
area = ["valley"]

[[text]]
language = "en"
url = "https://example.org/truce"
title = "The text"

[[party]]
actor = "NOR"
role = "party"

[[party]]
actor = "SUD"
role = "party"

[[provision]]
ref = "1"
title = "No firing"
says = "Nobody fires."
kind = "prohibition"
standing = true
bearer = ["NOR", "SUD"]
act = ["shelling", "gunfire"]

[[provision]]
ref = "2"
title = "Mill handed over"
says = "North hands the mill to South by 10 March."
kind = "obligation"
bearer = "NOR"
act = "handover"
to = "SUD"
place = "mill"
by = { date = "2021-03-10", reading = "ambiguous" }

[[provision.amendment]]
announced = "2021-03-08"
by = { date = "2021-03-15" }
says = "Five more days."
"#;

fn known() -> Known {
    Known { actors: ["NOR", "SUD"].map(ActorId::from).into(), places: ["valley", "mill"].map(PlaceId::from).into() }
}

fn load(text: &str) -> Result<Agreement, Vec<Problem>> {
    terms::agreement(SourceText { name: "agreement.toml", text }, &known())
}

/// Loads the sound agreement with one piece replaced and gives the messages.
fn slips(from: &str, to: &str) -> Vec<String> {
    assert!(SOUND.contains(from), "{from}");
    let problems = load(&SOUND.replacen(from, to, 1)).expect_err("a slip was made");
    problems.iter().map(ToString::to_string).collect()
}

fn check(from: &str, to: &str, message: &str) {
    let problems = slips(from, to);
    assert!(problems.iter().any(|p| p.contains(message)), "{message:?} not in {problems:#?}");
}

#[test]
fn a_sound_agreement_is_read_with_its_limits_in_their_zone() {
    let agreement = load(SOUND).expect("sound");
    assert_eq!(agreement.effective.to_string(), "2021-03-02T02:00:00Z");
    assert_eq!(agreement.effective_zone.name(), "Asia/Baku");
    assert_eq!(agreement.provisions[0].kind, ProvisionKind::Prohibition);
    let mill = &agreement.provisions[1];
    let deadline = mill.deadline.as_ref().expect("a deadline");
    assert_eq!(deadline.earliest.to_string(), "2021-03-09T20:00:00Z");
    assert_eq!(deadline.latest.to_string(), "2021-03-10T20:00:00Z");
    let before = mill.deadline_at("2021-03-07T00:00:00Z".parse().expect("an instant"));
    assert_eq!(before.0, Some(deadline));
    let after = mill.deadline_at("2021-03-08T00:00:00Z".parse().expect("an instant"));
    assert_eq!(after.0.map(|d| d.latest.to_string()).as_deref(), Some("2021-03-15T20:00:00Z"));
}

#[test]
fn the_shipped_agreement_is_sound_but_for_the_lexicon_that_is_not_given_here() {
    let text = include_str!("../../../data/agreements/karabakh-2020/places.toml");
    let places = terms::places(SourceText { name: "places.toml", text }).expect("sound");
    let known = Known { places: places.into_iter().map(|p| p.id).collect(), ..Known::default() };
    let text = include_str!("../../../data/agreements/karabakh-2020/agreement.toml");
    let problems = terms::agreement(SourceText { name: "agreement.toml", text }, &known).expect_err("no lexicon given");
    let other: Vec<_> = problems.iter().filter(|p| !p.what.starts_with("unknown actor")).collect();
    assert!(other.is_empty(), "{other:#?}");
}

#[test]
fn an_unknown_key_is_named_with_its_place_and_the_nearest_key() {
    let problems = slips("bearer = \"NOR\"", "bearar = \"NOR\"");
    assert!(problems.iter().any(|p| p == "agreement.toml:37:1: unknown key `bearar` in provision; known keys: ref, title, says, point, kind, standing, begins, bearer, act, broken_by, object, only_if_named, to, place, from, effective, by, parallel_with, within, added, quantity, exceptions, conditions, category, source, recall, note, amendment (did you mean `bearer`?)"), "{problems:#?}");
    assert!(problems.iter().any(|p| p.contains("provision has no `bearer`")), "{problems:#?}");
}

#[test]
fn an_unknown_act_actor_place_and_zone_each_find_their_nearest() {
    check(
        "act = \"handover\"",
        "act = \"handovar\"",
        "unknown act `handovar`; name an act of the taxonomy (did you mean `handover`?)",
    );
    check("to = \"SUD\"", "to = \"SUT\"", "unknown actor `SUT`");
    check("place = \"mill\"", "place = \"mil\"", "(did you mean `mill`?)");
    check(
        "zone = \"Asia/Baku\"",
        "zone = \"Asia/Bakku\"",
        "unknown time zone `Asia/Bakku`; give an IANA name such as Asia/Baku or an offset such as +04:00 (did you mean `Asia/Baku`?)",
    );
}

#[test]
fn an_impossible_day_is_told_with_the_length_of_its_month() {
    check("date = \"2021-03-10\"", "date = \"2021-02-30\"", "`2021-02-30` is no day; February 2021 has 28 days");
    check("date = \"2021-03-10\"", "date = \"2021-13-01\"", "months go from 01 to 12");
}

#[test]
fn a_reference_used_twice_or_pointing_nowhere_is_reported() {
    check("ref = \"2\"", "ref = \"1\"", "provision `1` stands twice");
    check("to = \"SUD\"", "to = \"SUD\"\nparallel_with = \"3\"", "unknown provision `3`");
}

#[test]
fn times_out_of_order_are_reported() {
    check("announced = \"2021-03-08\"", "announced = \"2020-03-08\"", "announced before the agreement was signed");
    check("date = \"2021-03-10\"", "date = \"2020-03-10\"", "lies before the provision takes effect");
    check("date = \"2021-03-15\"", "date = \"2020-03-15\"", "lies before the provision takes effect");
}

#[test]
fn a_value_of_the_wrong_kind_is_reported_with_what_belongs_there() {
    check("standing = true", "standing = \"yes\"", "`standing` must be true or false, not this string");
    check(
        "kind = \"obligation\"",
        "kind = \"obligatory\"",
        "unknown kind `obligatory`; write one of obligation, prohibition, permission (did you mean `obligation`?)",
    );
}

#[test]
fn all_problems_of_a_file_are_reported_at_once_in_its_order() {
    let text = SOUND
        .replacen("bearer = \"NOR\"", "bearer = \"NORR\"", 1)
        .replacen("act = \"handover\"", "act = \"handoverr\"", 1)
        .replacen("signed = \"2021-03-01\"", "signed = \"2021-02-30\"", 1);
    let problems = load(&text).expect_err("three slips");
    assert_eq!(problems.len(), 3, "{problems:#?}");
    assert!(problems.is_sorted_by_key(|p| p.line));
}

#[test]
fn broken_toml_is_reported_with_its_line() {
    let problems = load("id = \"x\"\ntitle = \n").expect_err("broken");
    assert_eq!(problems[0].line, 2, "{problems:#?}");
}

#[test]
fn the_schema_knows_the_keys_that_the_loader_knows() {
    let schema = terms::agreement_schema();
    let provision = &schema["properties"]["provision"]["items"];
    assert_eq!(provision["additionalProperties"], false);
    assert!(provision["properties"]["broken_by"].is_object());
    assert!(provision["required"].as_array().is_some_and(|r| r.contains(&"bearer".into())));
}

mod never_panics {
    use proptest::prelude::*;
    use servanda_findings::terms::{self, Known, SourceText};

    proptest! {
        #[test]
        fn on_any_text(text in "\\PC{0,200}") {
            let _ = terms::agreement(SourceText { name: "a", text: &text }, &Known::default());
            let _ = terms::places(SourceText { name: "a", text: &text });
        }

        #[test]
        fn on_a_sound_file_with_a_hole(start in 0usize..1300, len in 0usize..40) {
            let mut text = super::SOUND.to_owned();
            let end = (start + len).min(text.len());
            text.replace_range(start.min(end)..end, "");
            if let Err(problems) = super::load(&text) {
                prop_assert!(problems.iter().all(|p| p.span.of(&text).is_some()));
            }
        }
    }
}
