//! `servanda check`: are agreements, lexicons, rules, gazetteers and ledgers sound?

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;
use servanda_ledger::Ledger;
use servanda_model::Problem;

use super::{Exit, Failure, Printer};
use crate::data::Data;
use crate::export::dossier::count;
use crate::export::json::VERSION;
use crate::{engine, scenarios, terms};

/// Check agreements with their scenarios, lexicons, rules, gazetteers and ledgers. Every fault is told with file, line,
/// column and remedy.
#[derive(Debug, Args)]
pub struct Check {
    /// A folder laid out as `data/` is, one agreement's folder, a single file, or a ledger; without it, what is built in.
    path: Option<PathBuf>,
    /// Run the scenarios too: an expectation that is not met, and not listed in `scenarios/unmet.txt`, is a fault, and so
    /// is a listed one that is met.
    #[arg(long)]
    run: bool,
    /// Print JSON instead of text (schema in `docs/schema/`).
    #[arg(long)]
    json: bool,
    /// Take what the path itself does not hold (actors, places) from this folder instead of what is built in.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// What `check --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CheckJson {
    /// Version of this contract.
    pub schema_version: u32,
    /// How many files were looked at.
    pub files: usize,
    /// What is wrong.
    pub problems: Vec<ProblemJson>,
}

/// One fault.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProblemJson {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// What is wrong.
    pub says: String,
    /// What to do about it.
    pub remedy: String,
}

impl Check {
    /// Runs the command.
    ///
    /// # Errors
    /// A path that does not exist or cannot be read.
    pub fn run(self) -> Result<Exit, Failure> {
        let (files, problems) = match &self.path {
            Some(path) if !path.exists() => return Err(Failure::missing(path, "check the name")),
            Some(path) if is_database(path) => (1, ledger(path)?),
            path => {
                let data = Data::open(self.data.as_deref())?;
                let (files, mut problems) = terms::check(&data, path.as_deref())?;
                if self.run && problems.is_empty() {
                    problems = run(&data, path.as_deref())?;
                }
                (files, problems)
            }
        };
        let exit = if problems.is_empty() { Exit::Done } else { Exit::Partly };
        if self.json {
            let problems = problems.iter().map(|(p, text)| told(p, text)).collect();
            Printer.json(&CheckJson { schema_version: VERSION, files, problems })?;
        } else if problems.is_empty() {
            Printer.text(&format!("{}: no faults\n", count(files, "file")))?;
        } else {
            let n = problems.len();
            eprintln!("{:?}", miette::Report::new(Failure::problems(problems)));
            Printer.text(&format!("{}: {}\n", count(files, "file"), count(n, "fault")))?;
        }
        Ok(exit)
    }
}

/// Runs the scenarios of every agreement below a path.
fn run(data: &Data, path: Option<&Path>) -> Result<Vec<(Problem, String)>, Failure> {
    let (data, names) = terms::named(data, path)?;
    let fault = |file: String, what: String, remedy: &str| {
        (Problem { file, span: None, what, remedy: remedy.to_owned() }, String::new())
    };
    let mut faults = Vec::new();
    for name in names {
        let agreement = terms::open(&data, &name)?;
        let reader = engine::reader(&data, Some(&agreement), &Default::default())?;
        let (list, known) = terms::known_unmet(&data, &name);
        let mut unmet = BTreeSet::new();
        for (scenario, story) in terms::scenarios(&data, &name)? {
            for line in scenarios::unmet(&reader, &agreement, &story) {
                unmet.insert(format!("{scenario}: {line}"));
            }
        }
        let known: BTreeSet<String> = known.lines().map(str::to_owned).collect();
        for line in unmet.difference(&known) {
            let remedy = "mend the agreement, the places or the expectation; list what the program cannot do yet";
            faults.push(fault(name.clone(), format!("not met: {line}"), remedy));
        }
        for line in known.difference(&unmet) {
            faults.push(fault(list.clone(), format!("met by now: {line}"), "take the line off the list"));
        }
    }
    Ok(faults)
}

fn told(problem: &Problem, text: &str) -> ProblemJson {
    let place = problem.line_column(text);
    ProblemJson {
        file: problem.file.clone(),
        line: place.map(|p| p.0),
        column: place.map(|p| p.1),
        says: problem.what.clone(),
        remedy: problem.remedy.clone(),
    }
}

fn is_database(path: &Path) -> bool {
    let by_name = path.extension().is_some_and(|e| e == "db" || e == "sqlite");
    by_name
        || fs::File::open(path).is_ok_and(|mut file| {
            let mut head = [0; 16];
            std::io::Read::read_exact(&mut file, &mut head).is_ok() && &head == b"SQLite format 3\0"
        })
}

fn ledger(path: &Path) -> Result<Vec<(Problem, String)>, Failure> {
    let faults = Ledger::open_read_only(path)?.verify()?;
    let problem = |fault: servanda_ledger::Fault| Problem {
        file: path.display().to_string(),
        span: None,
        what: fault.to_string(),
        remedy: "compare it with a backup, and do not rely on it".to_owned(),
    };
    Ok(faults.into_iter().map(|fault| (problem(fault), String::new())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_ledger_has_no_faults_and_another_file_is_no_ledger() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("truce.db");
        drop(Ledger::open(&path).unwrap());
        assert!(is_database(&path));
        assert!(ledger(&path).unwrap().is_empty());
        let text = folder.path().join("notes.toml");
        fs::write(&text, "a = 1").unwrap();
        assert!(!is_database(&text));
    }
}
