//! Verdicts of the monitors of South Sudan: each report goes through the program itself, as a user would run it.
//!
//! The program gets the narrative, its day and whose report it is; what the agreement says, who is who and how acts are
//! told is data that it ships. Here its findings are only put into the scorer's words.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use rayon::prelude::*;
use serde_json::{Value, json};
use servanda_model::Act;

/// Agreement of a record: its name among our data, and the monitor that it charges.
const AGREEMENTS: &[(&str, &str, &str)] = &[
    ("COHA-2014", "coha-2014", "IGAD-MVM"),
    ("ARCSS-2015", "arcss-2015", "CTSAMM"),
    ("ACOH-2017", "acoh-2017", "CTSAMM"),
    ("R-ARCSS-2018", "rarcss-2018", "CTSAMVM"),
];

/// Parties whose name in the set isn't that of our lexicon in lower case.
const PARTIES: &[(&str, &str)] = &[("SSD", "government"), ("SSD-ALLIED-YOUTH", "pro-government-youth")];

/// The set's topic of an act.
fn topic(act: Act) -> Option<&'static str> {
    use Act::*;
    Some(match act {
        GroundAttack | Shelling | Gunfire | AirOrDroneStrike | CaptureOrEntry | Mine | Violation => "hostilities",
        AttackOnCivilians | DestructionOfProperty | IllTreatment | ForcedDisplacement | Detention => "civilians",
        SexualViolence => "sgbv",
        Recruitment | ChildRecruitment => "recruitment",
        MovementOfForces | Deployment | Fortification => "provocation_or_movement",
        RestrictionOfMonitors => "monitors",
        Obstruction => "aid_and_free_movement",
        OccupationOfBuilding => "public_buildings",
        ReleaseOrExchange => "detainees",
        _ => return None,
    })
}

/// Figures of the set, as the other scorers print them, and words a second.
pub fn run(folder: &Path, out: &Path) -> Result<(Value, f64), Box<dyn Error>> {
    let program = program()?;
    let gold: Value = serde_json::from_slice(&std::fs::read(folder.join("dev.json"))?)?;
    let records: Vec<&Value> = gold["records"].as_array().ok_or("dev.json has no records")?.iter().collect();
    let reports = out.join("south-sudan");
    std::fs::create_dir_all(&reports)?;
    let (predictions, words) = predict(&program, folder, &reports, &records)?;
    let file = out.join("south-sudan.json");
    std::fs::write(&file, serde_json::to_vec(&predictions)?)?;
    let scorer = Command::new("python3")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(folder.join("score.py"))
        .arg("--gold")
        .arg(folder.join("dev.json"))
        .arg("--pred")
        .arg(&file)
        .output()
        .map_err(|e| format!("python3, which runs the scorer: {e}"))?;
    if !scorer.status.success() {
        return Err(format!("the scorer of south-sudan: {}", String::from_utf8_lossy(&scorer.stderr)).into());
    }
    let told = String::from_utf8_lossy(&scorer.stdout);
    let mut scores = json!({ "abstention": { "f1": abstention(&records, &predictions) } });
    for name in ["party in breach", "party x topic", "party x article"] {
        // The first block is ours, the next that of the baseline.
        let line = told.lines().find(|l| l.starts_with(name)).unwrap_or_default();
        let f1 = line.split("F1").nth(1).and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
        scores[name] = json!({ "f1": f1 });
    }
    Ok((scores, words))
}

/// The program built beside this one.
fn program() -> Result<PathBuf, Box<dyn Error>> {
    let program = std::env::current_exe()?.with_file_name(format!("servanda{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        return Err(format!("no {}: build it first with `cargo build --release`", program.display()).into());
    }
    Ok(program)
}

#[expect(clippy::disallowed_methods, reason = "measuring is what this is for")]
fn predict(
    program: &Path,
    folder: &Path,
    reports: &Path,
    records: &[&Value],
) -> Result<(Vec<Value>, f64), Box<dyn Error>> {
    let start = std::time::Instant::now();
    let told: Vec<Result<(Value, usize), String>> =
        records.par_iter().map(|r| answer(program, folder, reports, r).map_err(|e| e.to_string())).collect();
    let told: Vec<(Value, usize)> = told.into_iter().collect::<Result<_, _>>()?;
    let words: usize = told.iter().map(|(_, words)| words).sum();
    let speed = words as f64 / start.elapsed().as_secs_f64().max(1e-9);
    Ok((told.into_iter().map(|(prediction, _)| prediction).collect(), speed))
}

fn answer(program: &Path, folder: &Path, reports: &Path, record: &Value) -> Result<(Value, usize), Box<dyn Error>> {
    let text = |key: &str| record[key].as_str().unwrap_or_default();
    let id = text("id");
    let (cited, ours, monitor) = AGREEMENTS
        .iter()
        .find(|(cited, _, _)| *cited == text("agreement"))
        .ok_or_else(|| format!("{id}: unknown agreement {:?}", text("agreement")))?;
    let narrative = std::fs::read_to_string(folder.join("dev").join(format!("{id}.txt")))?;
    let report = reports.join(format!("{id}.txt"));
    std::fs::write(&report, &narrative)?;
    let fields = format!("id: {id}\noutlet: {monitor}\npublished: {}\nlang: en\n", text("report_date"));
    std::fs::write(report.with_extension("yaml"), fields)?;
    let run = Command::new(program).arg("assess").arg(ours).arg(&report).arg("--json").output()?;
    let board: Value = serde_json::from_slice(&run.stdout)
        .map_err(|e| format!("{id}: {e}; {}", String::from_utf8_lossy(&run.stderr)))?;
    Ok((json!({ "id": id, "verdicts": verdicts(cited, &board) }), narrative.split_whitespace().count()))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The findings of a board in the scorer's words.
fn verdicts(cited: &str, board: &Value) -> Vec<Value> {
    let mut acts: BTreeMap<&str, Act> = BTreeMap::new();
    for incident in list(&board["incidents"]) {
        let Some(act) = incident["act"].as_str().and_then(|a| a.parse().ok()) else { continue };
        acts.extend(list(&incident["claims"]).filter_map(Value::as_str).map(|c| (c, act)));
    }
    let mut told = Vec::new();
    for provision in list(&board["provisions"]) {
        let reference = provision["ref"].as_str().unwrap_or_default();
        // A clause taken over from another agreement keeps that one's name.
        let article = if reference.contains('/') { reference.to_owned() } else { format!("{cited}/{reference}") };
        for verdict in list(&provision["verdicts"]) {
            let party = verdict["party"].as_str().map_or("undetermined".to_owned(), |p| {
                let other = PARTIES.iter().find(|(ours, _)| *ours == p).map(|(_, theirs)| (*theirs).to_owned());
                other.unwrap_or_else(|| p.to_lowercase())
            });
            let claims = list(&verdict["claims"]).filter_map(Value::as_str);
            let topics: BTreeSet<&str> = claims.filter_map(|c| topic(*acts.get(c)?)).collect();
            told.push(json!({
                "party": party,
                "verdict": verdict["conclusion"],
                "articles": [article],
                "topics": topics,
            }));
        }
    }
    told
}

/// F1 of telling which reports leave a question open, over the reports that repeat no other.
fn abstention(records: &[&Value], predictions: &[Value]) -> f64 {
    let open = |verdicts: &Value| {
        list(verdicts).any(|v| matches!(v["verdict"].as_str(), Some("inconclusive" | "unattributed")))
    };
    let (mut both, mut all) = (0.0, 0.0);
    for (record, prediction) in records.iter().zip(predictions).filter(|(r, _)| r["duplicate_of"].is_null()) {
        let (gold, ours) = (open(&record["verdicts"]), open(&prediction["verdicts"]));
        both += f64::from(u8::from(gold && ours));
        all += f64::from(u8::from(gold)) + f64::from(u8::from(ours));
    }
    if all > 0.0 { 2.0 * both / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_told_by_party_article_and_topic() {
        let board = json!({
            "incidents": [{ "act": "sexual_violence", "claims": ["a#1"] }],
            "provisions": [
                { "ref": "3.2", "verdicts": [{ "party": "SSD", "conclusion": "violated", "claims": ["a#1"] }] },
                { "ref": "OLD/1", "verdicts": [{ "party": null, "conclusion": "unattributed", "claims": [] }] },
            ],
        });
        assert_eq!(
            verdicts("NEW", &board),
            [
                json!({ "party": "government", "verdict": "violated", "articles": ["NEW/3.2"], "topics": ["sgbv"] }),
                json!({ "party": "undetermined", "verdict": "unattributed", "articles": ["OLD/1"], "topics": [] }),
            ]
        );
    }

    #[test]
    fn abstention_counts_reports_and_leaves_out_repeats() {
        let record =
            |verdict: &str, repeat: Value| json!({ "duplicate_of": repeat, "verdicts": [{ "verdict": verdict }] });
        let gold =
            [record("inconclusive", Value::Null), record("violated", Value::Null), record("violated", json!("SS_1"))];
        let ours = [
            json!({ "verdicts": [{ "verdict": "unattributed" }] }),
            json!({ "verdicts": [{ "verdict": "inconclusive" }] }),
            json!({ "verdicts": [{ "verdict": "inconclusive" }] }),
        ];
        assert!((abstention(&gold.iter().collect::<Vec<_>>(), &ours) - 2.0 / 3.0).abs() < 1e-9);
    }
}
