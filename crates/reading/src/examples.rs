//! Every rule reads its own examples and leaves its counter-examples alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use servanda_model::{Side, Voice, Zone};
use servanda_syntax::Model;

use crate::lexicon::{SourceText, lexicon};
use crate::places::{Context, ExtraPlace, Feature, Gazetteer};
use crate::rules::{Example, Rules, rules};
use crate::{OwnNames, Reader, ReportContext};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data")
}

pub(crate) fn shipped_rules() -> Rules {
    let kinds = fs::read_to_string(data().join("rules/en/kinds.toml")).expect("it is shipped");
    let cues = fs::read_to_string(data().join("rules/en/cues.toml")).expect("it is shipped");
    let mut files: Vec<PathBuf> = fs::read_dir(data().join("rules/en/acts"))
        .expect("it is shipped")
        .map(|e| e.expect("an entry").path())
        .collect();
    files.sort();
    let texts: Vec<(String, String)> =
        files.iter().map(|p| (p.display().to_string(), fs::read_to_string(p).expect("a file"))).collect();
    let acts: Vec<SourceText<'_>> = texts.iter().map(|(name, text)| SourceText { name, text }).collect();
    let (kinds, cues) =
        (SourceText { name: "kinds.toml", text: &kinds }, SourceText { name: "cues.toml", text: &cues });
    rules(kinds, cues, &acts).unwrap_or_else(|p| panic!("{p:#?}"))
}

/// States that have nothing but their names.
const ACTORS: &str = r#"
        [[actor]]
        id = "ARI"
        kind = "state"
        name = "Aria"
        adjectives = ["Arian"]
        side = "ARI"
        [[actor]]
        id = "BOR"
        kind = "state"
        name = "Boria"
        adjectives = ["Borian"]
        side = "BOR"
        [[actor]]
        id = "NOR"
        kind = "state"
        name = "Noria"
        adjectives = ["Norian"]
        side = "neutral"
    "#;

/// A world of three states and three towns.
pub(crate) fn invented(rules: Rules) -> Reader {
    peopled(rules, ACTORS)
}

/// A world of three towns and these actors.
pub(crate) fn peopled(rules: Rules, actors: &str) -> Reader {
    let titles = fs::read_to_string(data().join("lexicon/en/titles.toml")).expect("it is shipped");
    let stances = fs::read_to_string(data().join("rules/en/stances.toml")).expect("it is shipped");
    let town = |name: &str| ExtraPlace {
        id: name.to_lowercase(),
        name: name.to_owned(),
        aliases: vec![],
        lat: 0.0,
        lon: 0.0,
        country: String::new(),
        admin1: String::new(),
        feature: Feature::Town,
        population: 9000,
    };
    Reader {
        syntax: Model::from_bytes(&fs::read(data().join("models/en/en_core_web_sm.bin")).expect("it is shipped"))
            .expect("a model"),
        gazetteer: Gazetteer::of_extra(vec![town("Kel"), town("Dal"), town("Gen")]),
        lexicon: lexicon(
            &[SourceText { name: "actors", text: actors }],
            SourceText { name: "titles", text: &titles },
            &[],
        )
        .unwrap_or_else(|p| panic!("{p:#?}"))
        .into(),
        rules,
        stances: crate::stances(SourceText { name: "stances", text: &stances }).expect("they are sound"),
        area: BTreeMap::new(),
        own_names: OwnNames::new(["Kel", "Dal", "Gen"]),
        where_about: Context::default(),
        kept: crate::Kept::default(),
    }
}

pub(crate) fn context() -> ReportContext {
    let noon: jiff::Timestamp = "2020-11-12T12:00:00Z".parse().expect("an instant");
    ReportContext {
        id: "r".into(),
        outlet: Voice { name: "The Outlet".into(), actor: None, side: Side::Neutral, ally: None, span: None },
        relays: vec![],
        published: Some((noon, noon)),
        zone: Zone::utc(),
    }
}

#[test]
fn every_rule_reads_its_examples_and_none_of_its_counter_examples() {
    let reader = invented(shipped_rules());
    let mut wrong = Vec::new();
    for rule in &reader.rules.acts {
        let read = |text: &str| {
            let claims = reader.read(text, &[], &context()).claims;
            let found = claims.into_iter().filter(|c| c.rule == rule.id);
            found
                .map(|c| (c.actor.map(|a| a.name), c.place.and_then(|p| p.best().map(|b| b.canonical.clone()))))
                .collect::<Vec<_>>()
        };
        for example in &rule.examples {
            let found = read(&example.text);
            let is = |wanted: &Option<String>, got: &Option<String>| {
                wanted.as_ref().is_none_or(|w| {
                    got.as_ref().is_some_and(|g| g.trim_start_matches("The ").starts_with(w.trim_end_matches('n')))
                })
            };
            if !found.iter().any(|(actor, place)| is(&example.actor, actor) && is(&example.place, place)) {
                wrong.push(format!("{}: {:?} gave {found:?}", rule.id, example.text));
            }
        }
        for counter in &rule.counters {
            let found = read(&counter.text);
            if !found.is_empty() {
                wrong.push(format!(
                    "{}: counter-example {:?} ({}) gave {found:?}",
                    rule.id,
                    counter.text,
                    counter.why.as_deref().unwrap_or_default()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{} wrong", wrong.join("\n"), wrong.len());
}

#[test]
fn every_cue_tells_its_examples_and_none_of_its_counter_examples() {
    type Says = fn(&servanda_model::Claim) -> bool;
    let reader = invented(shipped_rules());
    let cues = &reader.rules.cues;
    let kinds: [(&str, &[Example], &[Example], Says); 3] = [
        ("justified", &cues.justified.examples, &cues.justified.counters, |c| c.justified),
        ("background", &cues.background.examples, &cues.background.counters, |c| c.background),
        ("retracted", &cues.retracted.examples, &cues.retracted.counters, |c| c.retracted),
    ];
    for (name, examples, counters, says) in kinds {
        let read = |text: &str| reader.read(text, &[], &context()).claims;
        for example in examples {
            let claims = read(&example.text);
            assert!(claims.iter().any(says), "{name}: {:?} gave {claims:#?}", example.text);
        }
        for counter in counters {
            let claims = read(&counter.text);
            assert!(!claims.is_empty() && !claims.iter().any(says), "{name}: {:?} gave {claims:#?}", counter.text);
        }
    }
}

#[test]
fn the_first_pass_loses_no_claim_of_any_example_or_counter_example() {
    let reader = invented(shipped_rules());
    for rule in &reader.rules.acts {
        for example in rule.examples.iter().chain(&rule.counters) {
            // Among paragraphs that tell nothing it is not read at once, but first looked at alone.
            let quiet = "The garden is open every day, and the roses are in bloom until late in the summer.";
            for text in [example.text.clone(), format!("{quiet}\n\n{}\n\n{quiet} {quiet}\n\n{quiet}", example.text)] {
                let (read, whole) = (reader.read(&text, &[], &context()), reader.read_whole(&text, &[], &context()));
                assert_eq!(read.claims, whole.claims, "{text}");
                assert_eq!(read.positions, whole.positions, "{text}");
            }
        }
    }
}

#[test]
fn everyday_acts_count_in_a_report_that_concerns_somebody_and_in_no_other() {
    let reader = invented(shipped_rules());
    let tells = |rest: &str, context: &ReportContext| {
        let text = format!("The two sides held talks on Monday.\n\n{rest}");
        !reader.read(&text, &[], context).claims.is_empty()
    };
    assert!(!tells("They spoke of the price of flour.", &context()), "two sides of a trade");
    assert!(!tells("The warm weather won an award.", &context()), "no war in it");
    for rest in ["The truce holds.", "Rebels left the hills.", "They met in Kel.", "The Borian side was pleased."] {
        assert!(tells(rest, &context()), "{rest}");
    }
    let mut by_a_party = context();
    by_a_party.outlet.side = Side::Of("ARI".into());
    assert!(tells("They spoke of the price of flour.", &by_a_party), "a party tells of its own talks");
}

#[test]
fn the_first_pass_passes_over_a_report_that_tells_of_no_act() {
    let reader = invented(shipped_rules());
    let quiet = "The garden in Kel is open every day.\n\nVisitors take the tram, and the roses bloom until autumn.";
    assert!(!reader.asks_to_read(quiet, &[], &context()), "nothing is told");
    let perhaps = format!("{quiet}\n\nThe guests may take a seat near the pond.\n\n{quiet}\n\n{quiet}");
    assert!(!reader.asks_to_read(&perhaps, &[], &context()), "a word of an act, but no act");
    let told = format!("{quiet}\n\nBorian troops took Dal.\n\n{quiet}\n\n{quiet}");
    assert!(reader.asks_to_read(&told, &[], &context()), "an act among other things");
}
