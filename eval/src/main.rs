//! Runs the labelled sets through the program, scores the answers, and compares the figures with the expected ones.
//!
//!     servanda-eval all|SET [FOLDER]     # FOLDER holds the sets; not given: ../shared/eval beside the repository
//!
//! Answers go to `target/eval/SET.jsonl`, expected figures stand in `eval/expected.toml`. A figure that falls by more
//! than its noise makes the command fail. `BLESS=1` writes the figures of this run into the file.
#![allow(clippy::print_stdout, reason = "a command talks to its user")]

mod attribution;
mod casualties;
mod corridors;
mod expected;
mod geoparse;
mod html;
mod html_date;
mod points;
mod same_incident;
mod sets;
mod south_sudan;
mod status_counts;
mod timex;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use comfy_table::{CellAlignment, Table, presets::NOTHING};
use expected::{Expected, NOISE, Verdict};
use serde_json::Value;
use sets::{Means, SETS, Set};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (what, folder) = match args.as_slice() {
        [what] => (what, Path::new(ROOT).join("../shared/eval")),
        [what, folder] => (what, PathBuf::from(folder)),
        _ => return Err("usage: servanda-eval all|SET [FOLDER]".into()),
    };
    let chosen: Vec<&Set> = SETS.iter().filter(|s| what == "all" || what == s.name).collect();
    if chosen.is_empty() {
        let known: Vec<&str> = SETS.iter().map(|s| s.name).collect();
        return Err(format!("{what:?} is no set; known: all, {}", known.join(", ")).into());
    }
    if !folder.is_dir() {
        println!("No labelled sets in {}: nothing measured.", folder.display());
        return Ok(ExitCode::SUCCESS);
    }
    let (here, missing): (Vec<&Set>, Vec<&Set>) = chosen.into_iter().partition(|s| folder.join(s.name).is_dir());
    let means = Means::read(&Path::new(ROOT).join("data"))?;
    let path = Path::new(ROOT).join("eval/expected.toml");
    let mut expected = Expected::read(&path)?;
    let mut table = Table::new();
    table.load_preset(NOTHING).set_header([
        "set",
        "figure",
        "ours",
        "expected",
        "existing tool",
        "",
        "speed, all cores",
    ]);
    for column in [2, 3, 4, 6] {
        table.column_mut(column).expect("the header has seven columns").set_cell_alignment(CellAlignment::Right);
    }
    let (mut fallen, mut news) = (Vec::new(), Vec::new());
    for set in here {
        let run = run(set, &folder.join(set.name), &means)?;
        for (i, figure) in set.figures.iter().enumerate() {
            let ours = percent(&run.scores, figure.scored).ok_or_else(|| {
                format!("the scorer of {} gives no figure {:?}: {}", set.name, figure.scored, run.scores)
            })?;
            let was = expected.get(set.name, figure.name);
            let name = format!("[{}] {}", set.name, figure.name);
            match expected::compare(was, ours) {
                Verdict::Fallen(was) => fallen.push(format!("{name} fell from {was:.1} to {ours:.1}")),
                Verdict::Risen(was) => news.push(format!("{name} rose from {was:.1} to {ours:.1}")),
                Verdict::New => news.push(format!("{name} is new: {ours:.1}")),
                Verdict::Same => {}
            }
            expected.set(set.name, figure.name, ours);
            table.add_row([
                if i == 0 { format!("{}{}", set.name, if set.fitted { "*" } else { "" }) } else { String::new() },
                figure.name.to_owned(),
                format!("{ours:.1}"),
                was.map_or("-".to_owned(), |w| format!("{w:.1}")),
                format!("{:.1}", figure.tool.1),
                figure.tool.0.to_owned(),
                if i == 0 { format!("{:.0} {}/s", run.speed, set.unit) } else { String::new() },
            ]);
        }
    }
    println!("{table}");
    println!("\nFigures in percent. The answers are in target/eval.");
    println!(
        "* Weights were fitted on these very records: the figure watches for falls; quote figures of held-out folds."
    );
    for set in missing {
        println!("No set {} in {}: skipped.", set.name, folder.display());
    }
    for line in &news {
        println!("{line}");
    }
    for line in &fallen {
        println!("{line}");
    }
    if std::env::var_os("BLESS").is_some() {
        expected.write(&path)?;
        println!("Wrote eval/expected.toml.");
        return Ok(ExitCode::SUCCESS);
    }
    if !news.is_empty() {
        println!("`BLESS=1 just eval` writes these figures into eval/expected.toml.");
    }
    if fallen.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    println!("FAILED: {} of the figures fell by more than {NOISE} points.", fallen.len());
    Ok(ExitCode::FAILURE)
}

/// What a run gave.
struct Run {
    /// The scorer's output.
    scores: Value,
    /// Units (words or pages) a second.
    speed: f64,
}

#[expect(clippy::disallowed_methods, reason = "measuring is what this is for")]
fn run(set: &Set, folder: &Path, means: &Means) -> Result<Run, Box<dyn Error>> {
    let out = Path::new(ROOT).join("target/eval");
    std::fs::create_dir_all(&out)?;
    if let Some(run) = set.runs_the_program() {
        let (scores, speed) = run(folder, &out)?;
        return Ok(Run { scores, speed });
    }
    let gold = folder.join("dev.jsonl");
    let source = std::fs::read_to_string(&gold).map_err(|e| format!("{}: {e}", gold.display()))?;
    let records: Vec<Value> = source.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let words = |r: &Value| r["text"].as_str().map_or(0, |t| t.split_whitespace().count());
    let units: usize = if set.unit == "pages" { records.len() } else { records.iter().map(words).sum() };
    let start = std::time::Instant::now();
    let answers = set.answers(&records, folder, means);
    let speed = units as f64 / start.elapsed().as_secs_f64().max(1e-9);
    let out = out.join(format!("{}.jsonl", set.name));
    std::fs::write(&out, answers.iter().map(|a| format!("{a}\n")).collect::<String>())?;
    let scorer = Command::new("python3")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(folder.join("score.py"))
        .arg("--pred")
        .arg(&out)
        .arg("--json")
        .output()
        .map_err(|e| format!("python3, which runs the scorer: {e}"))?;
    if !scorer.status.success() {
        return Err(format!("the scorer of {}: {}", set.name, String::from_utf8_lossy(&scorer.stderr)).into());
    }
    Ok(Run { scores: serde_json::from_slice(&scorer.stdout)?, speed })
}

/// A figure of a scorer in percent: F1 or, where there is none, accuracy.
fn percent(scores: &Value, figure: &str) -> Option<f64> {
    let figure = scores.get(figure)?;
    figure.get("f1").or_else(|| figure.get("acc"))?.as_f64().map(|f| f * 100.0)
}
