//! `servanda demo`: the shipped example from end to end.

use std::path::PathBuf;

use clap::Args;

use super::assess::{Case, show};
use super::{AsOfArg, Exit, Failure, Options};

/// Show the shipped example from end to end: the board, and a dossier. Needs no arguments and no network.
#[derive(Debug, Args)]
pub struct Demo {
    /// Replay: only what was published until then counts; an instant with its offset, or a day to its end.
    #[arg(long, value_name = "INSTANT")]
    as_of: Option<AsOfArg>,
    /// Write the dossier, one HTML file that needs nothing else, to this file.
    #[arg(long, value_name = "FILE", default_value = "servanda-dossier.html")]
    out: PathBuf,
    #[command(flatten)]
    options: Options,
}

impl Demo {
    /// Runs the command.
    ///
    /// # Errors
    /// A dossier or ledger that cannot be written.
    pub fn run(self) -> Result<Exit, Failure> {
        let example = Case::open_example(&self.options)?;
        let outcome = example.outcome(self.as_of, &self.options)?;
        show(&outcome, &self.options, Some(&self.out))
    }
}
