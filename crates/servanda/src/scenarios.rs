//! The scenarios of the shipped agreements, run through the whole program.
//!
//! `scenarios/unmet.txt` beside the agreement lists the expectations that are not met yet, one a line. The list is
//! kept true: an expectation that fails and is not listed fails the test, and so does a listed one that is met.
//! `BLESS=1` rewrites it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Deserialize;
use servanda_model::{Act, ActorId, Count, Order, Participant, Status};

use crate::data::Data;
use crate::pipeline::{Input, Outcome};
use crate::{engine, terms};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    title: String,
    as_of: String,
    #[serde(rename = "because")]
    _because: String,
    #[serde(default, rename = "difficulty")]
    _difficulty: Vec<u8>,
    report: Vec<ScenarioReport>,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScenarioReport {
    id: String,
    outlet: Option<String>,
    published: Option<String>,
    #[serde(default)]
    relays: Vec<String>,
    url: Option<String>,
    #[serde(default)]
    html: bool,
    text: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Expect {
    incidents: Option<usize>,
    claim: Vec<ExpectClaim>,
    absent: Vec<ExpectClaim>,
    provision: Vec<ExpectProvision>,
    incident: Vec<ExpectIncident>,
    misstated: Vec<ExpectMisstated>,
    position: Vec<ExpectPosition>,
    control: Vec<ExpectControl>,
}

#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields, default)]
struct ExpectClaim {
    report: Option<String>,
    act: Option<Act>,
    actor: Option<String>,
    target: Option<String>,
    place: Option<String>,
    speaker: Option<String>,
    channel: Option<String>,
    wounded: Option<u32>,
    killed: Option<u32>,
    modality: Option<String>,
    polarity: Option<String>,
    when: Option<String>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct ExpectProvision {
    r#ref: String,
    status: Status,
    deadline: Option<String>,
    responsible: Option<Vec<String>>,
}

#[derive(Deserialize, Debug)]
struct Range {
    low: u32,
    high: u32,
}

#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields, default)]
struct ExpectIncident {
    act: Option<Act>,
    place: Option<String>,
    relation: Option<Order>,
    origins: Option<usize>,
    contested: Option<bool>,
    sides_claiming: Option<Vec<String>>,
    sides_denying: Option<Vec<String>>,
    killed: Option<Range>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct ExpectMisstated {
    report: String,
    provision: String,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct ExpectPosition {
    actor: String,
    about: String,
    stance: String,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct ExpectControl {
    place: String,
    claimants: Vec<String>,
    contested: bool,
}

fn code<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The actor named, or a body that is part of it.
fn is(wanted: &str, got: Option<&Participant>) -> bool {
    let part = |id: &ActorId| id.as_str() == wanted || id.as_str().starts_with(&format!("{wanted}."));
    got.is_some_and(|p| p.actor.as_ref().is_some_and(part) || p.party.as_ref().is_some_and(part))
}

fn sides(wanted: &[String], got: &std::collections::BTreeSet<servanda_model::Side>) -> bool {
    let got: Vec<&str> = got.iter().map(servanda_model::Side::code).collect();
    let mut wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    let mut sorted = got.clone();
    sorted.sort_unstable();
    wanted == sorted
}

fn best(count: Option<Count>) -> Option<u32> {
    count.and_then(|c| c.best)
}

fn fits_claim(e: &ExpectClaim, c: &servanda_model::Claim) -> bool {
    let day = |t: Option<jiff::Zoned>| t.map(|z| z.date().to_string());
    let when = |wanted: &String| {
        let (from, to) = wanted.split_once('/').unwrap_or((wanted, wanted));
        c.when
            .as_ref()
            .is_some_and(|w| day(w.from_zoned()).as_deref() == Some(from) && day(w.last_zoned()).as_deref() == Some(to))
    };
    e.report.as_ref().is_none_or(|r| c.report.as_str() == r)
        && e.act.is_none_or(|a| c.act == a)
        && e.actor.as_ref().is_none_or(|a| is(a, c.actor.as_ref()))
        && e.target.as_ref().is_none_or(|a| is(a, c.target.as_ref()))
        && e.place
            .as_ref()
            .is_none_or(|p| c.place.as_ref().and_then(|w| w.best()).is_some_and(|b| b.place.as_str() == p))
        && e.speaker.as_ref().is_none_or(|s| {
            c.attribution
                .speaker
                .as_ref()
                .is_some_and(|v| &v.name == s || v.actor.as_ref().is_some_and(|a| a.as_str() == s))
        })
        && e.channel.as_ref().is_none_or(|s| &code(&c.attribution.channel) == s)
        && e.wounded.is_none_or(|n| best(c.casualties.wounded) == Some(n))
        && e.killed.is_none_or(|n| best(c.casualties.killed) == Some(n))
        && e.modality.as_ref().is_none_or(|m| &code(&c.modality) == m)
        && e.polarity.as_ref().is_none_or(|p| &code(&c.polarity) == p)
        && e.when.as_ref().is_none_or(when)
}

fn check(scenario: &Scenario, outcome: &Outcome, effective: Timestamp) -> Vec<String> {
    let mut unmet = Vec::new();
    let e = &scenario.expect;
    if let Some(n) = e.incidents
        && outcome.incidents.len() != n
    {
        unmet.push(format!("incidents = {n} (found {})", outcome.incidents.len()));
    }
    for x in &e.claim {
        if !outcome.claims.iter().any(|c| fits_claim(x, c)) {
            unmet.push(format!("claim {}", words(&format!("{x:?}"))));
        }
    }
    for x in &e.absent {
        if outcome.claims.iter().any(|c| c.tells_happening() && fits_claim(x, c)) {
            unmet.push(format!("absent {}", words(&format!("{x:?}"))));
        }
    }
    for x in &e.provision {
        let finding = outcome.finding(&x.r#ref);
        let met = finding.is_some_and(|f| {
            f.status == x.status
                && x.deadline.is_none()
                && x.responsible.as_ref().is_none_or(|r| {
                    let got: Vec<&str> = f.responsible.iter().map(ActorId::as_str).collect();
                    r.len() == got.len() && r.iter().all(|a| got.contains(&a.as_str()))
                })
        });
        // What the first deadline would have made of it is told in the derivation, not in the status.
        if x.deadline.is_none() && !met {
            let got = finding.map_or("nothing".to_owned(), |f| {
                format!("{} {:?}", code(&f.status), f.responsible.iter().map(ActorId::as_str).collect::<Vec<_>>())
            });
            let wanted = x.responsible.as_ref().map_or(String::new(), |r| format!(" {r:?}"));
            unmet.push(format!("provision {} {}{wanted} (found {got})", x.r#ref, code(&x.status)));
        }
    }
    for x in &e.incident {
        let met = outcome.incidents.iter().any(|i| {
            let killed = i.tolls.iter().filter_map(|t| best(t.casualties.killed)).collect::<Vec<_>>();
            x.act.is_none_or(|a| i.act == a)
                && x.place
                    .as_ref()
                    .is_none_or(|p| i.place.as_ref().and_then(|w| w.best()).is_some_and(|b| b.place.as_str() == p))
                && x.relation.is_none_or(|r| i.when.as_ref().is_some_and(|w| w.against(effective) == r))
                && x.origins.is_none_or(|n| i.asserting().count() == n)
                && x.contested.is_none_or(|c| i.contested() == c)
                && x.sides_claiming.as_ref().is_none_or(|s| sides(s, &i.sides_claiming))
                && x.sides_denying.as_ref().is_none_or(|s| sides(s, &i.sides_denying))
                && x.killed
                    .as_ref()
                    .is_none_or(|k| killed.iter().min() == Some(&k.low) && killed.iter().max() == Some(&k.high))
        });
        if !met {
            unmet.push(format!("incident {}", words(&format!("{x:?}"))));
        }
    }
    for x in &e.misstated {
        if !outcome
            .misstated
            .iter()
            .any(|m| m.report.as_str() == x.report && m.provisions.iter().any(|p| p.as_str() == x.provision))
        {
            unmet.push(format!("misstated {} in {}", x.provision, x.report));
        }
    }
    for x in &e.position {
        let about = |p: &servanda_model::Position| match &p.about {
            servanda_model::StanceObject::Agreement => x.about == "agreement",
            servanda_model::StanceObject::Actor(a) => is(&x.about, Some(a)),
        };
        if !outcome.positions.iter().any(|p| is(&x.actor, Some(&p.holder)) && code(&p.stance) == x.stance && about(p)) {
            unmet.push(format!("position {} {} {}", x.actor, x.stance, x.about));
        }
    }
    for x in &e.control {
        let met = outcome.control.iter().any(|c| {
            let mut claimants: Vec<&str> = c.claims.iter().map(|k| k.claimant.code()).collect();
            claimants.sort_unstable();
            claimants.dedup();
            c.place.as_str() == x.place
                && c.contested == x.contested
                && x.claimants.iter().all(|w| claimants.contains(&w.as_str()))
        });
        if !met {
            unmet.push(format!("control {} {:?} contested {}", x.place, x.claimants, x.contested));
        }
    }
    unmet
}

/// The named fields of an expectation, without the empty ones.
fn words(debug: &str) -> String {
    let inner = debug.split_once('{').map_or(debug, |(_, rest)| rest.trim_end_matches('}'));
    let fields: Vec<String> = inner
        .split(", ")
        .filter(|f| !f.contains("None"))
        .map(|f| f.replace("Some(", "").replace(')', "").trim().to_owned())
        .collect();
    fields.join(", ")
}

fn inputs(scenario: &Scenario) -> Vec<Input> {
    let line = |name: &str, value: Option<&String>| {
        value.map_or_else(String::new, |v| format!("{name}: {}\n", serde_json::to_string(v).unwrap()))
    };
    scenario
        .report
        .iter()
        .map(|r| {
            let mut fields =
                line("id", Some(&r.id)) + &line("outlet", r.outlet.as_ref()) + &line("url", r.url.as_ref());
            if let Some(p) = &r.published {
                let _ = writeln!(fields, "published: {p}");
            }
            if !r.relays.is_empty() {
                let _ = writeln!(fields, "relays: {}", serde_json::to_string(&r.relays).unwrap());
            }
            if r.html {
                return Input {
                    path: format!("{}.html", r.id).into(),
                    bytes: r.text.clone().into_bytes(),
                    sidecar: Some(fields),
                };
            }
            Input {
                path: format!("{}.md", r.id).into(),
                bytes: format!("---\n{fields}---\n\n{}", r.text).into_bytes(),
                sidecar: None,
            }
        })
        .collect()
}

fn agreements() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/agreements");
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.join("scenarios").is_dir()).collect();
    found.sort();
    found
}

#[test]
fn every_scenario_of_every_agreement_gives_what_it_expects() {
    let data = Data::open(None).unwrap();
    for folder in agreements() {
        let terms =
            terms::open(&data, folder.to_str().unwrap()).unwrap_or_else(|e| panic!("{:?}", miette::Report::new(e)));
        let mut files: Vec<PathBuf> = fs::read_dir(folder.join("scenarios"))
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "toml"))
            .collect();
        files.sort();
        let mut unmet = String::new();
        let mut asked = 0;
        let prepared = engine::reader(&data, Some(&terms)).unwrap_or_else(|e| panic!("{:?}", miette::Report::new(e)));
        for file in &files {
            let text = fs::read_to_string(file).unwrap();
            let scenario: Scenario = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            assert!(!scenario.title.is_empty());
            let as_of = scenario
                .as_of
                .parse::<jiff::Zoned>()
                .map(|z| z.timestamp())
                .unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            let mut readings = engine::reports::Readings::default();
            readings.add(engine::reports::read(&prepared, &inputs(&scenario), Some(&terms.agreement.zone), &|| ()));
            let outcome = engine::judge(&readings, &prepared, Some(&terms), &[], Some(as_of));
            let e = &scenario.expect;
            asked += e.claim.len()
                + e.absent.len()
                + e.provision.len()
                + e.incident.len()
                + e.misstated.len()
                + e.position.len()
                + e.control.len()
                + usize::from(e.incidents.is_some());
            let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
            for line in check(&scenario, &outcome, terms.agreement.effective) {
                let _ = writeln!(unmet, "{stem}: {line}");
            }
        }
        let list = folder.join("scenarios/unmet.txt");
        println!(
            "{}: {} of {asked} expectations unmet in {} scenarios",
            folder.display(),
            unmet.lines().count(),
            files.len()
        );
        if std::env::var_os("BLESS").is_some() {
            fs::write(&list, &unmet).unwrap();
        }
        let known = fs::read_to_string(&list).unwrap_or_default();
        let news: Vec<&str> = unmet.lines().filter(|l| !known.lines().any(|k| k == *l)).collect();
        let gone: Vec<&str> = known.lines().filter(|k| !unmet.lines().any(|l| l == *k)).collect();
        assert!(
            news.is_empty() && gone.is_empty(),
            "not met:\n{}\n\nmet, take off {}:\n{}",
            news.join("\n"),
            list.display(),
            gone.join("\n")
        );
    }
}
