use super::*;

const ACTORS: &str = r#"
[[actor]]
id = "ARI"
kind = "state"
name = "Aria"
aliases = ["Republic of Aria"]
adjectives = ["Arian"]
demonyms = ["Arian", "Arians"]
capital_metonym = ["Kel"]
side = "ARI"

[[actor]]
id = "ARI.MOD"
kind = "ministry"
name = "Arian Defence Ministry"
part_of = "ARI"
side = "ARI"

[[actor]]
id = "person.an-other"
kind = "person"
name = "An Other"
part_of = "ARI"
side = "ARI"

[[actor.office]]
title = "Minister of Defence"
of = "ARI.MOD"
from = "2020-11-20"
"#;

const TITLES: &str = r#"
[[organ]]
organ = "MOD"
kind = "ministry"
words = ["Defence Ministry"]

[[office]]
words = ["defence minister"]
of = "MOD"
speaks = true
"#;

const SOURCES: &str = r#"
[[source]]
name = "Kel Daily"
aliases = ["KD"]
domain = "keldaily.example"
kind = "newspaper"
side = "ARI"
"#;

fn text<'a>(name: &'a str, text: &'a str) -> SourceText<'a> {
    SourceText { name, text }
}

fn sample() -> Lexicon {
    lexicon(&[text("actors.toml", ACTORS)], text("titles.toml", TITLES), &[text("sources.toml", SOURCES)])
        .expect("it is sound")
}

fn problems(actors: &str) -> Vec<String> {
    lexicon(&[text("actors.toml", actors)], text("titles.toml", TITLES), &[])
        .map(|_| ())
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_longest_name_wins_and_only_whole_words_count() {
    let lexicon = sample();
    let text = "The Arian Defence Ministry spoke; Ariana did not.";
    let found: Vec<&str> = lexicon.mentions(text).iter().map(|m| &text[m.span.start()..m.span.end()]).collect();
    assert_eq!(found, ["Arian Defence Ministry"]);
}

#[test]
fn a_source_is_found_by_name_alias_and_address() {
    let lexicon = sample();
    for found in
        [lexicon.source("kd"), lexicon.source_at("https://www.keldaily.example/a/b"), lexicon.source("Kel Daily")]
    {
        assert_eq!(found.map(|s| s.side.clone()), Some(Side::Of("ARI".into())));
    }
}

#[test]
fn an_office_has_its_holder_only_within_its_dates() {
    let lexicon = sample();
    let on = |day: &str| lexicon.holder("defence minister", &"ARI".into(), day.parse().ok()).map(|a| a.name.as_str());
    assert_eq!(on("2020-12-01"), Some("An Other"));
    assert_eq!(on("2020-11-01"), None);
}

#[test]
fn a_misspelt_key_is_named_with_the_nearest_known_one() {
    let found = problems("[[actor]]\nid = \"X\"\nkind = \"state\"\nname = \"X\"\nalliases = []\n");
    assert!(found[0].contains("alliases") && found[0].contains("did you mean `aliases`?"), "{found:?}");
}

#[test]
fn an_unknown_reference_and_an_impossible_day_are_both_reported() {
    let found = problems(&ACTORS.replace("part_of = \"ARI\"", "part_of = \"ARJ\"").replace("2020-11-20", "2020-02-30"));
    assert!(found.iter().any(|p| p.contains("unknown actor `ARJ`") && p.contains("`ARI`")), "{found:?}");
    assert!(found.iter().any(|p| p.contains("2020-02-30")), "{found:?}");
}

#[test]
fn who_is_backed_by_a_state_is_not_that_states_own() {
    let named = |text: &str| sample().mentions(text).len();
    assert_eq!(named("Arian fighters came."), 1);
    assert_eq!(named("Arian-backed fighters came."), 0);
    assert_eq!(named("Arian-Borian talks were held."), 1);
}
