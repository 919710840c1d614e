//! `servanda export`: a view of the evidence as a file for other programs.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::assess::Case;
use super::options::tell;
use super::{AsOfArg, Exit, Failure, Options, Printer};
use crate::export::pdf::NoPdf;
use crate::web::export::{FILES, file_of};
use crate::web::problem::Problem;

/// Export a view as a file: tables (plain, or headed as ACLED's or tagged as HXL's), GeoJSON, linked data, the dossier.
///
/// Without reports it exports the shipped example, or the ledger named with --db. PDF needs a program built with
/// `--features pdf`.
#[derive(Debug, Args)]
pub struct Export {
    /// The view and its format.
    #[arg(value_parser = PossibleValuesParser::new(FILES))]
    view: String,
    /// Files and folders of reports.
    #[arg(conflicts_with = "db")]
    reports: Vec<PathBuf>,
    /// The agreement: its name among the data, its folder, or its file.
    #[arg(long, value_name = "AGREEMENT")]
    agreement: Option<String>,
    /// Only what was published until then counts: an instant with its offset, or a day to its end.
    #[arg(long, value_name = "INSTANT")]
    as_of: Option<AsOfArg>,
    /// Only such rows, or in such an order, as the pages ask for them: act=shelling, sort=latest, provision=6a; may be
    /// repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    only: Vec<(String, String)>,
    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    options: Options,
}

impl Export {
    /// Runs the command.
    ///
    /// # Errors
    /// Inputs, agreement, ledger or file that cannot be used.
    pub fn run(self) -> Result<Exit, Failure> {
        if self.view.ends_with(".pdf") && !cfg!(feature = "pdf") {
            return Err(Failure::unusable(NoPdf::NotBuilt.to_string(), NoPdf::NotBuilt.remedy()));
        }
        let (case, notices) =
            Case::open(self.agreement.as_deref(), &self.reports, &self.options)?.read(&self.options)?;
        let view = case.view(self.as_of.map(|a| a.instant(&case.terms.agreement.zone)));
        let bytes = file_of(&case, &view, None, &self.view, &query(&self.only)?).map_err(failure)?;
        match &self.out {
            Some(path) => std::fs::write(path, bytes).map_err(|e| Failure::io("write to", path, &e))?,
            None => Printer.bytes(&bytes)?,
        }
        Ok(tell(&notices))
    }
}

/// What the pages would be told, as the command line tells it.
fn failure(problem: Problem) -> Failure {
    let (says, remedy) = (problem.detail, problem.remedy.unwrap_or_default());
    if problem.status < 500 { Failure::usage(says, remedy) } else { Failure::unusable(says, remedy) }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE, for instance act=shelling")?;
    if let Some(option) = [("as_of", "--as-of"), ("agreement", "--agreement")].iter().find(|(n, _)| *n == name) {
        return Err(format!("give it with `{}`", option.1));
    }
    Ok((name.to_owned(), value.to_owned()))
}

/// What the pages would ask for.
fn query(only: &[(String, String)]) -> Result<axum::http::Uri, Failure> {
    let encoded = |text: &str| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect::<String>()
    };
    let pairs: Vec<String> = only.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    format!("/?{}", pairs.join("&"))
        .parse()
        .map_err(|_| Failure::usage("the rows asked for are too many words", "ask for fewer with `--only`"))
}
