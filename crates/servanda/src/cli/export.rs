//! `servanda export`: a view of the evidence as a file for other programs.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use servanda_ledger::{Ledger, Stamp};

use super::assess::{EXAMPLE, example};
use super::options::tell;
use super::{AsOfArg, Exit, Failure, Options, Printer, gather, now, user};
use crate::data::Data;
use crate::terms;
use crate::web::Problem;
use crate::web::export::{FILES, Filter, file_of};
use crate::web::store::Store;

/// Export a view as a file: tables (plain, or headed as ACLED's or tagged as HXL's), GeoJSON, linked data, the dossier.
///
/// Without reports it exports the shipped example, or the ledger named with --db.
#[derive(Debug, Args)]
pub struct Export {
    /// The view and its format.
    #[arg(value_parser = PossibleValuesParser::new(FILES))]
    view: String,
    /// Files and folders of reports.
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
        let data = Data::open(self.options.data.as_deref())?;
        let terms = terms::open(&data, self.agreement.as_deref().unwrap_or(EXAMPLE))?;
        let zone = terms.agreement.zone.clone();
        let shows_example = self.reports.is_empty() && self.options.db.is_none();
        let (inputs, mut notices) = match self.reports.as_slice() {
            [] if shows_example => (example()?, Vec::new()),
            [] => (Vec::new(), Vec::new()),
            reports => gather(reports)?,
        };
        let ledger = match &self.options.db {
            Some(db) => Ledger::open(db)?,
            None => Ledger::in_memory()?,
        };
        let store = Store::open(data, ledger, Some(terms), shows_example)?;
        let failed = |p: Problem| Failure::unusable(p.detail, p.remedy.unwrap_or_default());
        let stamp = Stamp { user: user(), at: now(), reason: "import by command line".to_owned() };
        let bar = self.options.progress(inputs.len(), "Reading");
        notices.extend(store.import(&inputs, &stamp, &|| bar.inc(1)).map_err(failed)?.notices);
        bar.finish_and_clear();
        let view = store.case(None).map_err(failed)?.view(self.as_of.map(|a| a.instant(&zone)));
        let bytes = file_of(&view, &self.view, Filter::default()).map_err(failed)?;
        match &self.out {
            Some(path) => std::fs::write(path, bytes).map_err(|e| Failure::io("write to", path, &e))?,
            None => Printer.text(&String::from_utf8_lossy(&bytes))?,
        }
        Ok(tell(&notices))
    }
}
