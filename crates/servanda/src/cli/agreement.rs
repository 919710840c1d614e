//! `servanda agreement new`: a folder to begin an agreement in.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use servanda_findings::terms::{agreement_schema, places_schema, scenario_schema};
use servanda_model::nearest;

use super::{Exit, Failure, Printer};
use crate::data::Data;
use crate::engine;
use crate::export::json::VERSION;

/// Start an agreement of your own.
#[derive(Debug, Args)]
pub struct Agreement {
    #[command(subcommand)]
    command: Command,
    /// Print JSON instead of text (schema in `docs/schema/`).
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(New),
}

/// Make a folder with a commented agreement, its places, a first scenario, and schemas by which editors complete the
/// keys. What it makes passes `servanda check`. Nothing is overwritten.
#[derive(Debug, Args)]
struct New {
    /// Identifier of the agreement, which becomes the name of its folder: small letters, digits and hyphens.
    id: String,
    /// A party, as the lexicon names it; give the option for each. Without it, two that you replace.
    #[arg(long = "party", value_name = "ACTOR")]
    parties: Vec<String>,
    /// The folder in which to make it.
    #[arg(long = "in", value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Take the lexicon from this folder instead of what is built in.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// What `agreement new --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AgreementJson {
    /// Version of this contract.
    pub schema_version: u32,
    /// The files made.
    pub made: Vec<String>,
}

const AGREEMENT: &str = include_str!("agreement/agreement.toml");
const PLACES: &str = include_str!("agreement/places.toml");
const SCENARIO: &str = include_str!("agreement/scenario.toml");

/// Who stands in for the parties until they are named: two bodies that fight nobody.
const STAND_INS: [&str; 2] = ["UN", "ICRC"];

/// A JSON Schema with its name.
#[must_use]
pub fn schemas() -> [(&'static str, Value); 3] {
    [("agreement", agreement_schema()), ("places", places_schema()), ("scenario", scenario_schema())]
}

/// A schema as it is published.
#[must_use]
pub fn schema_text(name: &str, schema: &Value) -> String {
    let mut schema = schema.clone();
    schema["$id"] = format!("servanda/{name}/v{VERSION}").into();
    // A plain value always prints.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

impl Agreement {
    /// Runs the command.
    ///
    /// # Errors
    /// A name that does not serve, an unknown party, or files that are there already.
    pub fn run(self) -> Result<Exit, Failure> {
        let Command::New(new) = self.command;
        let made = new.make()?;
        if self.json {
            Printer.json(&AgreementJson { schema_version: VERSION, made })?;
        } else {
            let folder = new.folder.join(&new.id);
            let next = "Fill in what stands in <angle brackets>, and ask as often as you like:";
            let files = made.join("\n  ");
            Printer.text(&format!("Made\n  {files}\n\n{next}\n  servanda check {}\n", folder.display()))?;
        }
        Ok(Exit::Done)
    }
}

impl New {
    fn make(&self) -> Result<Vec<String>, Failure> {
        let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || !self.id.chars().all(sound) || self.id.starts_with('-') {
            return Err(Failure::usage(
                format!("`{}` cannot name an agreement", self.id),
                "use small letters, digits and hyphens, as in aria-2024",
            ));
        }
        if !self.folder.is_dir() {
            return Err(Failure::missing(&self.folder, "make the folder first, or name another with --in"));
        }
        let parties = self.parties()?;
        let folder = self.folder.join(&self.id);
        if fs::symlink_metadata(&folder).is_ok() {
            return Err(Failure::unusable(
                format!("`{}` is there already, and nothing is overwritten", folder.display()),
                "give another name, or move it away",
            ));
        }
        let fill = |template: &str| {
            let quoted: Vec<String> = parties.iter().map(|p| format!("\"{p}\"")).collect();
            let tables: Vec<String> =
                parties.iter().map(|p| format!("[[party]]\nactor = \"{p}\"\nrole  = \"party\"\n")).collect();
            template
                .replace("{version}", &VERSION.to_string())
                .replace("{id}", &self.id)
                .replace("{first}", &quoted[0])
                .replace("{bearers}", &quoted.join(", "))
                .replace("{parties}", tables.join("\n").trim_end())
        };
        let mut files = vec![
            (folder.join("agreement.toml"), fill(AGREEMENT)),
            (folder.join("places.toml"), fill(PLACES)),
            (folder.join("scenarios/01-nothing-reported.toml"), fill(SCENARIO)),
        ];
        for (name, schema) in schemas() {
            files.push((folder.join(format!("schema/{name}.v{VERSION}.json")), schema_text(name, &schema)));
        }
        for (file, text) in &files {
            write(file, text)?;
        }
        Ok(files.iter().map(|(file, _)| file.display().to_string()).collect())
    }

    fn parties(&self) -> Result<Vec<String>, Failure> {
        if self.parties.is_empty() {
            return Ok(STAND_INS.map(str::to_owned).to_vec());
        }
        let lexicon = engine::lexicon(&Data::open(self.data.as_deref())?).map_err(Failure::problems)?;
        for party in &self.parties {
            if !lexicon.actors().any(|a| a.id.as_str() == party) {
                let near = nearest(party, lexicon.actors().map(|a| a.id.as_str()));
                let remedy = near.map_or_else(
                    || "name an actor of the lexicon, or add it there".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err(Failure::usage(format!("the lexicon has no actor `{party}`"), remedy));
            }
        }
        Ok(self.parties.clone())
    }
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|e| Failure::io("make", folder, &e))?;
    }
    // `create_new`: whatever came there in the meantime is not overwritten either.
    let made = fs::OpenOptions::new().write(true).create_new(true).open(file);
    made.and_then(|mut f| std::io::Write::write_all(&mut f, text.as_bytes()))
        .map_err(|e| Failure::io("write", file, &e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms;

    fn new(folder: &Path, parties: &[&str]) -> New {
        let parties = parties.iter().map(|p| (*p).to_owned()).collect();
        New { id: "aria-2024".into(), parties, folder: folder.to_owned(), data: None }
    }

    #[test]
    fn a_new_agreement_passes_check_and_its_scenario_is_met() {
        for parties in [&["ARM", "AZE"][..], &[]] {
            let folder = tempfile::tempdir().unwrap();
            new(folder.path(), parties).make().unwrap();
            let path = folder.path().join("aria-2024");
            let (files, faults) = terms::check(&Data::Shipped, Some(&path)).unwrap();
            assert_eq!((files, faults), (3, Vec::new()));
            let name = path.to_string_lossy();
            let terms = terms::open(&Data::Shipped, &name).unwrap();
            let reader = engine::reader(&Data::Shipped, Some(&terms), &Default::default()).unwrap();
            let scenarios = terms::scenarios(&Data::Shipped, &name).unwrap();
            assert_eq!(scenarios.len(), 1);
            assert_eq!(crate::scenarios::unmet(&reader, &terms, &scenarios[0].1), Vec::<String>::new());
        }
    }

    #[test]
    fn a_new_agreement_overwrites_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mine = folder.path().join("aria-2024");
        fs::write(&mine, "notes").unwrap();
        assert!(new(folder.path(), &[]).make().is_err());
        assert_eq!(fs::read_to_string(mine).unwrap(), "notes");
    }

    #[test]
    fn an_unknown_party_and_a_name_with_a_slash_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(new(folder.path(), &["ARMM"]).make().is_err());
        let slash = New { id: "../aria".into(), ..new(folder.path(), &[]) };
        assert!(slash.make().is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_published_schemas_of_agreements_are_those_of_the_loader() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema");
        for (name, schema) in schemas() {
            let path = folder.join(format!("{name}.v{VERSION}.json"));
            crate::cli::tests::same_as_file(&path, &schema_text(name, &schema));
        }
    }
}
