//! `servanda read`: the claims of each report.

use std::path::PathBuf;

use clap::Args;

use super::assess::Case;
use super::claims::claims;
use super::options::tell;
use super::{Exit, Failure, Options, Printer};
use crate::export::json::ReadJson;

/// Read reports: the claims of each with who says it, what, where, when, and the place of the words.
#[derive(Debug, Args)]
pub struct Read {
    /// Files and folders of reports (.txt, .md, .html; fields in front matter or a .yaml beside).
    #[arg(required = true)]
    reports: Vec<PathBuf>,
    #[command(flatten)]
    options: Options,
}

impl Read {
    /// Runs the command.
    ///
    /// # Errors
    /// Inputs, data or a ledger that cannot be used.
    pub fn run(self) -> Result<Exit, Failure> {
        let outcome = Case::reports(&self.reports, &self.options)?.outcome(None, &self.options)?;
        if self.options.json {
            Printer.json(&ReadJson::from(&outcome))?;
        } else {
            Printer.text(&claims(&outcome))?;
        }
        Ok(tell(&outcome.notices))
    }
}
