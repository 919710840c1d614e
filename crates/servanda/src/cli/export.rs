//! `servanda export`: a view of the evidence as a file for other programs.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::assess::Case;
use super::options::tell;
use super::{AsOfArg, Exit, Failure, Options, Printer};
use crate::web::export::{FILES, Filter, file_of};

/// Export a view as a file: tables (plain, or headed as ACLED's or tagged as HXL's), GeoJSON, linked data, the dossier.
///
/// Without reports it exports the shipped example, or the ledger named with --db.
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
        let (case, notices) =
            Case::open(self.agreement.as_deref(), &self.reports, &self.options)?.read(&self.options)?;
        let view = case.view(self.as_of.map(|a| a.instant(&case.terms.agreement.zone)));
        let bytes = file_of(&view, &self.view, Filter::default())
            .map_err(|p| Failure::unusable(p.detail, p.remedy.unwrap_or_default()))?;
        match &self.out {
            Some(path) => std::fs::write(path, bytes).map_err(|e| Failure::io("write to", path, &e))?,
            None => Printer.bytes(&bytes)?,
        }
        Ok(tell(&notices))
    }
}
