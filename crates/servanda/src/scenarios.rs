//! Scenarios: stories with known answers, run through the whole program.
//!
//! `scenarios/unmet.txt` beside the agreement lists the expectations that are not met yet, one a line. The list is
//! kept true: an expectation that fails and is not listed is a fault, and so is a listed one that is met. `BLESS=1`
//! makes the tests rewrite the lists of the shipped agreements.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::Timestamp;
use servanda_findings::terms::{
    ExpectClaim, ExpectControl, ExpectIncident, ExpectMisstated, ExpectPosition, ExpectProvision, Scenario,
    ScenarioReport,
};
use servanda_model::{ActorId, Claim, Count, Participant, Side, StanceObject, When};
use servanda_reading::Reader;

use crate::engine;
use crate::export::json::code;
use crate::pipeline::{Input, Outcome};
use crate::terms::Terms;

/// What a scenario expects and does not find, one line each.
pub fn unmet(reader: &Reader, terms: &Terms, scenario: &Scenario) -> Vec<String> {
    let mut readings = engine::reports::Readings::default();
    readings.add(engine::reports::read(reader, &inputs(scenario), Some(&terms.agreement), &|| ()));
    let outcome = engine::judge(&readings, reader, Some(terms), &[], Some(scenario.as_of));
    let mut unmet = compare(scenario, &outcome, terms.agreement.effective);
    if scenario.expect.provisions.iter().any(|x| x.original) {
        // What the limits of the text as signed would have made of it.
        let mut signed = terms.clone();
        let amendments = signed.agreement.provisions.iter_mut().flat_map(|p| &mut p.amendments);
        amendments.for_each(|a| a.by = None);
        let outcome = engine::judge(&readings, reader, Some(&signed), &[], Some(scenario.as_of));
        let original = scenario.expect.provisions.iter().filter(|x| x.original);
        unmet.extend(
            original.filter_map(|x| provision(x, &outcome)).map(|line| format!("{line}, by the original limit")),
        );
    }
    unmet
}

/// The actor named, or a body that is part of it.
fn is(wanted: &ActorId, got: Option<&Participant>) -> bool {
    let part = |id: &ActorId| id == wanted || id.as_str().starts_with(&format!("{wanted}."));
    got.is_some_and(|p| p.actor.as_ref().is_some_and(part) || p.party.as_ref().is_some_and(part))
}

fn sides(wanted: &[String], got: &BTreeSet<Side>) -> bool {
    let wanted: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
    wanted == got.iter().map(Side::code).collect()
}

fn best(count: Option<Count>) -> Option<u32> {
    count.and_then(|c| c.best)
}

/// Whether what is asked for, if anything, is what is there.
fn same<T: PartialEq>(wanted: Option<&T>, got: Option<&T>) -> bool {
    wanted.is_none_or(|w| Some(w) == got)
}

fn fits_claim(e: &ExpectClaim, c: &Claim) -> bool {
    let days = |w: &When| Some((w.from_zoned()?.date(), w.last_zoned()?.date()));
    let speaker = |s: &String| {
        c.attribution
            .speaker
            .as_ref()
            .is_some_and(|v| &v.name == s || v.actor.as_ref().is_some_and(|a| a.as_str() == s))
    };
    e.report.as_ref().is_none_or(|r| c.report.as_str() == r)
        && same(e.act.as_ref(), Some(&c.act))
        && e.actor.as_ref().is_none_or(|a| is(a, c.actor.as_ref()))
        && e.target.as_ref().is_none_or(|a| is(a, c.target.as_ref()))
        && same(e.place.as_ref(), c.place.as_ref().and_then(|w| w.best()).map(|b| &b.place))
        && e.speaker.as_ref().is_none_or(speaker)
        && same(e.channel.as_ref(), Some(&c.attribution.channel))
        && same(e.wounded.as_ref(), best(c.casualties.wounded).as_ref())
        && same(e.killed.as_ref(), best(c.casualties.killed).as_ref())
        && same(e.modality.as_ref(), Some(&c.modality))
        && same(e.polarity.as_ref(), Some(&c.polarity))
        && same(e.retracted.as_ref(), Some(&c.retracted))
        && same(e.when.as_ref(), c.when.as_ref().and_then(days).as_ref())
}

fn compare(scenario: &Scenario, outcome: &Outcome, effective: Timestamp) -> Vec<String> {
    let e = &scenario.expect;
    let mut unmet = Vec::new();
    if let Some(n) = e.incidents.filter(|n| outcome.incidents.len() != *n) {
        unmet.push(format!("incidents = {n} (found {})", outcome.incidents.len()));
    }
    for x in e.claims.iter().filter(|x| !outcome.claims.iter().any(|c| fits_claim(x, c))) {
        unmet.push(format!("claim {}", words(x)));
    }
    for x in e.absent.iter().filter(|x| outcome.claims.iter().any(|c| c.tells_happening() && fits_claim(x, c))) {
        unmet.push(format!("absent {}", words(x)));
    }
    unmet.extend(e.provisions.iter().filter(|x| !x.original).filter_map(|x| provision(x, outcome)));
    for x in e.incident.iter().filter(|x| !outcome.incidents.iter().any(|i| fits_incident(x, i, effective))) {
        unmet.push(format!("incident {}", words(x)));
    }
    for x in &e.verdicts {
        let verdicts = outcome.finding(&x.reference).map_or(&[][..], |f| &f.verdicts);
        let of = verdicts.iter().find(|v| v.party == x.party);
        let met = match (of, x.conclusion) {
            (None, wanted) => wanted.is_none(),
            (Some(v), wanted) => wanted == Some(v.conclusion) && x.ground.is_none_or(|g| v.ground == g),
        };
        if !met {
            let got = of.map_or("nothing".to_owned(), |v| format!("{} {}", code(v.conclusion), code(v.ground)));
            unmet.push(format!("verdict {} (found {got})", words(x)));
        }
    }
    for x in e.misstated.iter().filter(|x| !misstated(x, outcome)) {
        unmet.push(format!("misstated {} in {}", x.provision, x.report));
    }
    for x in e.positions.iter().filter(|x| !position(x, outcome)) {
        let about = x.about.as_ref().map_or("agreement", ActorId::as_str);
        unmet.push(format!("position {} {} {about}", x.actor, code(x.stance)));
    }
    for x in e.control.iter().filter(|x| !control(x, outcome)) {
        unmet.push(format!("control {} {:?} contested {}", x.place, x.claimants, x.contested));
    }
    unmet
}

/// What the first deadline would have made of it is told in the derivation, not in the status.
fn provision(x: &ExpectProvision, outcome: &Outcome) -> Option<String> {
    let finding = outcome.finding(&x.reference);
    let names = |actors: &[ActorId]| format!("{:?}", actors.iter().map(ActorId::as_str).collect::<Vec<_>>());
    let met = finding.is_some_and(|f| {
        let mut held: Vec<&ActorId> = f.responsible.iter().collect();
        held.sort();
        f.status == x.status
            && x.responsible.as_ref().is_none_or(|r| {
                let mut wanted: Vec<&ActorId> = r.iter().collect();
                wanted.sort();
                wanted == held
            })
    });
    if met {
        return None;
    }
    let got = finding.map_or("nothing".to_owned(), |f| format!("{} {}", f.status.code(), names(&f.responsible)));
    let wanted = x.responsible.as_ref().map_or(String::new(), |r| format!(" {}", names(r)));
    Some(format!("provision {} {}{wanted} (found {got})", x.reference, x.status.code()))
}

fn fits_incident(x: &ExpectIncident, i: &servanda_model::Incident, effective: Timestamp) -> bool {
    let killed: BTreeSet<u32> = i.tolls.iter().filter_map(|t| best(t.casualties.killed)).collect();
    same(x.act.as_ref(), Some(&i.act))
        && same(x.place.as_ref(), i.place.as_ref().and_then(|w| w.best()).map(|b| &b.place))
        && same(x.relation.as_ref(), i.when.as_ref().map(|w| w.against(effective)).as_ref())
        && x.origins.is_none_or(|n| i.asserting().count() == n)
        && x.contested.is_none_or(|c| i.contested() == c)
        && x.sides_claiming.as_ref().is_none_or(|s| sides(s, &i.sides_claiming))
        && x.sides_denying.as_ref().is_none_or(|s| sides(s, &i.sides_denying))
        && x.killed.is_none_or(|(low, high)| killed.first() == Some(&low) && killed.last() == Some(&high))
}

fn misstated(x: &ExpectMisstated, outcome: &Outcome) -> bool {
    let of = |m: &servanda_model::Misstated| m.provisions.iter().any(|p| p.as_str() == x.provision);
    outcome.misstated.iter().any(|m| m.report.as_str() == x.report && of(m))
}

fn position(x: &ExpectPosition, outcome: &Outcome) -> bool {
    let about = |p: &servanda_model::Position| match (&p.about, &x.about) {
        (StanceObject::Agreement, None) => true,
        (StanceObject::Actor(got), Some(wanted)) => is(wanted, Some(got)),
        _ => false,
    };
    outcome.positions.iter().any(|p| is(&x.actor, Some(&p.holder)) && p.stance == x.stance && about(p))
}

fn control(x: &ExpectControl, outcome: &Outcome) -> bool {
    outcome.control.iter().any(|c| {
        let claimants: BTreeSet<&str> = c.claims.iter().map(|k| k.claimant.code()).collect();
        c.place == x.place && c.contested == x.contested && x.claimants.iter().all(|w| claimants.contains(w.as_str()))
    })
}

/// The named fields of an expectation, without the empty ones.
fn words(expectation: &impl std::fmt::Debug) -> String {
    let debug = format!("{expectation:?}");
    let inner = debug.split_once('{').map_or(debug.as_str(), |(_, rest)| rest.trim_end_matches('}'));
    let plain = |f: &str| {
        let bare = ["ActorId(", "PlaceId("].iter().fold(f.replace("Some(", ""), |text, id| text.replace(id, ""));
        bare.replace([')', '('], "").trim().to_owned()
    };
    let fields: Vec<String> = inner.split(", ").filter(|f| !f.contains("None")).map(plain).collect();
    fields.join(", ")
}

fn inputs(scenario: &Scenario) -> Vec<Input> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let line =
        |name: &str, value: Option<&String>| value.map_or_else(String::new, |v| format!("{name}: {}\n", quoted(v)));
    let input = |r: &ScenarioReport| {
        let mut fields = line("id", Some(&r.id)) + &line("outlet", r.outlet.as_ref()) + &line("url", r.url.as_ref());
        if let Some(published) = &r.published {
            let _ = writeln!(fields, "published: {published}");
        }
        if !r.relays.is_empty() {
            let relays: Vec<String> = r.relays.iter().map(|r| quoted(r)).collect();
            let _ = writeln!(fields, "relays: [{}]", relays.join(","));
        }
        if r.html {
            let bytes = r.text.clone().into_bytes();
            return Input { path: format!("{}.html", r.id).into(), bytes, sidecar: Some(fields) };
        }
        let bytes = format!("---\n{fields}---\n\n{}", r.text).into_bytes();
        Input { path: format!("{}.md", r.id).into(), bytes, sidecar: None }
    };
    scenario.reports.iter().map(input).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::data::Data;
    use crate::terms;

    fn agreements(data: &Path) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> = fs::read_dir(data.join("agreements"))
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.join("scenarios").is_dir())
            .collect();
        found.sort();
        found
    }

    #[test]
    fn every_scenario_of_every_agreement_gives_what_it_expects() {
        // From the folder, so that a change of the data needs no new build.
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
        let data = Data::open(Some(&folder)).unwrap();
        let mut wrong = String::new();
        for folder in agreements(&folder) {
            let name = folder.to_string_lossy();
            let terms = terms::open(&data, &name).unwrap_or_else(|e| panic!("{:?}", miette::Report::new(e)));
            let reader = engine::reader(&data, Some(&terms), &Default::default())
                .unwrap_or_else(|e| panic!("{:?}", miette::Report::new(e)));
            let scenarios = terms::scenarios(&data, &name).unwrap_or_else(|e| panic!("{:?}", miette::Report::new(e)));
            let asked: usize = scenarios.iter().map(|(_, s)| s.expect.asked()).sum();
            let mut found = String::new();
            for (stem, scenario) in &scenarios {
                for line in unmet(&reader, &terms, scenario) {
                    let _ = writeln!(found, "{stem}: {line}");
                }
            }
            let n = found.lines().count();
            println!("{name}: {n} of {asked} expectations unmet in {} scenarios", scenarios.len());
            let list = folder.join("scenarios/unmet.txt");
            if std::env::var_os("BLESS").is_some() && (list.exists() || !found.is_empty()) {
                fs::write(&list, &found).unwrap();
            }
            let known = fs::read_to_string(&list).unwrap_or_default();
            for line in found.lines().filter(|l| !known.lines().any(|k| k == *l)) {
                let _ = writeln!(wrong, "{name}: not met: {line}");
            }
            for line in known.lines().filter(|k| !found.lines().any(|l| l == *k)) {
                let _ = writeln!(wrong, "{name}: met, take it off unmet.txt: {line}");
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }

    /// The difficulties of real reporting, by number.
    const DIFFICULTIES: [&str; 14] = [
        "a weekday that contradicts its date; an event told weeks later; a man found dead after the truce but last heard of before it",
        "one place under several names; one name for several places",
        "one bulletin through several outlets, credited or not",
        "a violation with no culprit named",
        "admitted but justified",
        "tolls that rise, lists that don't add up",
        "deleted posts, corrected maps, officials who correct each other",
        "a narrow denial under a wide headline",
        "blame inverted",
        "\"has deployed\" while the airlift is under way",
        "terms misstated",
        "running counts and counts of observations",
        "page furniture, background that recalls older fighting",
        "sport and business pages",
    ];

    #[test]
    fn every_difficulty_is_shown_by_three_scenarios_of_two_agreements_at_least() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
        let data = Data::open(Some(&folder)).unwrap();
        let mut shown: Vec<Vec<(String, String, String)>> = vec![Vec::new(); DIFFICULTIES.len()];
        for folder in agreements(&folder) {
            let agreement = folder.file_name().unwrap().to_string_lossy().into_owned();
            for (stem, scenario) in terms::scenarios(&data, &folder.to_string_lossy()).unwrap() {
                for n in scenario.difficulties {
                    shown[n as usize - 1].push((agreement.clone(), stem.clone(), scenario.title.clone()));
                }
            }
        }
        let mut text = String::from(
            "# Difficulties of real reporting, and the scenarios that show them\n\nMade from the tags of the scenarios; a test compares, and `BLESS=1 cargo test -p servanda` rewrites it.\n",
        );
        for (n, (difficulty, scenarios)) in DIFFICULTIES.iter().zip(&shown).enumerate() {
            writeln!(text, "\n## {}. {difficulty}\n\n| agreement | scenario |\n|---|---|", n + 1).unwrap();
            for (agreement, stem, title) in scenarios {
                let file = format!("../data/agreements/{agreement}/scenarios/{stem}.toml");
                writeln!(text, "| {agreement} | [{title}]({file}) |").unwrap();
            }
            let over: BTreeSet<&str> = scenarios.iter().map(|(agreement, ..)| agreement.as_str()).collect();
            assert!(scenarios.len() >= 3 && over.len() >= 2, "{}: {difficulty}: {scenarios:?}", n + 1);
        }
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/difficulties.md");
        crate::cli::tests::same_as_file(&docs, &text);
    }

    #[test]
    fn an_expectation_is_told_by_its_fields_alone() {
        let incident = ExpectIncident {
            act: Some(servanda_model::Act::Shelling),
            place: Some("dal".into()),
            relation: None,
            origins: Some(2),
            contested: None,
            sides_claiming: None,
            sides_denying: None,
            killed: None,
        };
        assert_eq!(words(&incident), "act: Shelling, place: \"dal\", origins: 2");
    }
}
