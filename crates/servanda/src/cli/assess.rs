//! `servanda assess`: the state of every provision from the user's own reports.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use servanda_ledger::{AsOf, Ledger, Sequence, Stamp, StoredAgreement};
use servanda_model::{Agreement, AgreementId};
use servanda_reading::Reader;

use super::board::board;
use super::options::{tell, write_dossier};
use super::{AsOfArg, Exit, Failure, Options, Printer, gather};
use crate::data::{self, Data};
use crate::engine::aliases::{Aliases, GivenNames};
use crate::engine::reports::{Item, Readings};
use crate::engine::{self, stored};
use crate::export::json::AssessJson;
use crate::pipeline::{Input, Notice, Outcome};
use crate::terms::{self, Terms};

/// The agreement and the reports of the shipped example.
pub const EXAMPLE: &str = "karabakh-2020";

/// Assess an agreement by reports: a board with a row per provision, and a dossier if asked for.
#[derive(Debug, Args)]
pub struct Assess {
    /// The agreement: its name among the data, its folder, or its file.
    agreement: String,
    /// Files and folders of reports (.txt, .md, .html; fields in front matter or a .yaml beside).
    #[arg(required_unless_present = "db")]
    reports: Vec<PathBuf>,
    /// Only what was published until then counts: an instant with its offset, or a day to its end.
    #[arg(long, value_name = "INSTANT")]
    as_of: Option<AsOfArg>,
    /// Write the dossier, one HTML file that needs nothing else, to this file.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    options: Options,
}

impl Assess {
    /// Runs the command.
    ///
    /// # Errors
    /// Inputs, agreement, ledger or dossier that cannot be used.
    pub fn run(self) -> Result<Exit, Failure> {
        let case = Case::open(Some(&self.agreement), &self.reports, &self.options)?;
        let outcome = case.outcome(self.as_of, &self.options)?;
        show(&outcome, &self.options, self.out.as_deref())
    }
}

/// Prints the board or its JSON, and writes the dossier.
///
/// # Errors
/// A dossier that cannot be written.
pub fn show(outcome: &Outcome, options: &Options, out: Option<&Path>) -> Result<Exit, Failure> {
    if options.json {
        Printer.json(&AssessJson::from(outcome))?;
    } else {
        Printer.text(&board(outcome))?;
    }
    if let Some(path) = out {
        write_dossier(outcome, path)?;
        if !options.json {
            Printer.text(&format!("Dossier: {}\n", path.display()))?;
        }
    }
    Ok(tell(&outcome.notices))
}

/// What is to be assessed: an agreement and the reports on it.
#[derive(Debug)]
pub struct Case {
    terms: Option<Terms>,
    inputs: Vec<Input>,
    notices: Vec<Notice>,
    data: Data,
    whence: Whence,
}

/// Where the reports come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whence {
    Files,
    Ledger,
    Example,
}

impl Case {
    /// The agreement and reports named; without reports those of the ledger, and without a ledger the shipped example.
    ///
    /// # Errors
    /// An agreement or ledger that cannot be used; no report at all.
    pub fn open(agreement: Option<&str>, reports: &[PathBuf], options: &Options) -> Result<Self, Failure> {
        let data = Data::open(options.data.as_deref())?;
        let terms = terms::open(&data, agreement.unwrap_or(EXAMPLE))?;
        let ((inputs, notices), whence) = match (&options.db, reports) {
            (Some(db), []) => {
                holds_reports(db)?;
                (Default::default(), Whence::Ledger)
            }
            (None, []) => ((example()?, Vec::new()), Whence::Example),
            _ => (gather(reports)?, Whence::Files),
        };
        Ok(Self { terms: Some(terms), inputs, notices, data, whence })
    }

    /// What was read and the judgements of the ledger, to be judged as of any instant. Nothing is kept.
    ///
    /// # Errors
    /// Data or a ledger that cannot be used; no agreement.
    pub fn read(self, options: &Options) -> Result<(crate::web::case::Case, Vec<Notice>), Failure> {
        let Some(terms) = &self.terms else {
            return Err(Failure::usage("no agreement is named", "name one with `--agreement`"));
        };
        let operations = match &options.db {
            Some(db) => Ledger::open_read_only(db)?.judgements(None)?,
            None => Vec::new(),
        };
        let (reader, readings) = self.readings(options, &Aliases::of(&operations))?;
        let notices = [self.notices.clone(), readings.notices.clone()].concat();
        let (terms, reader, readings) = (terms.clone().into(), reader.into(), readings.into());
        Ok((crate::web::case::Case::new(terms, reader, readings, operations.into()), notices))
    }

    /// What the reports say: read, or taken up from the ledger where the same reader read them before.
    fn readings(&self, options: &Options, aliases: &Aliases) -> Result<(Reader, Readings), Failure> {
        let terms = self.terms.as_ref();
        let bar = options.progress(self.inputs.len(), "Reading");
        let (reader, mut readings) = engine::read(&self.data, &self.inputs, terms, aliases, &|| bar.inc(1))?;
        if let Some(db) = options.db.as_ref().filter(|_| self.whence == Whence::Ledger) {
            let ledger = RefCell::new(Ledger::open_read_only(db)?);
            let (name, given) = (stored::reader_name(&self.data, terms), GivenNames::new(aliases));
            let ask: stored::Asking<'_> = &|ask| ask(&mut ledger.borrow_mut());
            let by = stored::By { reader: &reader, name: &name, given: &given, agreement: self.agreement() };
            stored::add(&mut readings, ask, by, None, &|| bar.inc(1))?;
        }
        bar.finish_and_clear();
        if self.whence == Whence::Example {
            // The example marks its reports with fields of its own; a reader of the demo cannot mend them.
            readings.forgive_example();
        }
        Ok((reader, readings))
    }

    fn agreement(&self) -> Option<&Agreement> {
        self.terms.as_ref().map(|t| &t.agreement)
    }

    /// The shipped example with its agreement.
    ///
    /// # Errors
    /// A binary built without it.
    pub fn open_example(options: &Options) -> Result<Self, Failure> {
        let data = Data::open(options.data.as_deref())?;
        let inputs = example()?;
        let terms = terms::open(&data, EXAMPLE)?;
        Ok(Self { terms: Some(terms), inputs, notices: Vec::new(), data, whence: Whence::Example })
    }

    /// Reports alone, to be read without an agreement.
    ///
    /// # Errors
    /// No report at all.
    pub fn reports(reports: &[PathBuf], options: &Options) -> Result<Self, Failure> {
        let data = Data::open(options.data.as_deref())?;
        let (inputs, notices) = gather(reports)?;
        Ok(Self { terms: None, inputs, notices, data, whence: Whence::Files })
    }

    /// Goes the whole way, and keeps what it gave in the ledger if one is named.
    ///
    /// # Errors
    /// Data or a ledger that cannot be used.
    pub fn outcome(&self, as_of: Option<AsOfArg>, options: &Options) -> Result<Outcome, Failure> {
        let terms = self.terms.as_ref();
        let zone = terms.map_or_else(servanda_model::Zone::utc, |t| t.agreement.zone.clone());
        let as_of = as_of.map(|a| a.instant(&zone));
        // A ledger that cannot be used is told before anything is read; what came from it is not written back.
        let mut ledger = match &options.db {
            Some(db) if self.whence != Whence::Ledger => Some(Ledger::open(db)?),
            _ => None,
        };
        let operations = match (&ledger, &options.db) {
            (Some(ledger), _) => ledger.judgements(None)?,
            (None, Some(db)) => Ledger::open_read_only(db)?.judgements(None)?,
            (None, None) => Vec::new(),
        };
        let aliases = Aliases::of(&operations);
        let (reader, readings) = self.readings(options, &aliases)?;
        let mut outcome = engine::judge(&readings, &reader, terms, &operations, as_of);
        for notice in &mut outcome.notices {
            // Both the notice and what it says name the file.
            if let Some(rest) = notice.says.strip_prefix(&format!("{}: ", notice.about)) {
                notice.says = rest.to_owned();
            }
        }
        outcome.notices.splice(0..0, self.notices.iter().cloned());
        if let Some(ledger) = &mut ledger {
            outcome.notices.extend(self.keep(ledger, &reader, &readings, &aliases)?);
        }
        Ok(outcome)
    }

    /// Stores reports, readings and agreement. A report that cannot be stored becomes a notice.
    fn keep(
        &self,
        ledger: &mut Ledger,
        reader: &Reader,
        readings: &Readings,
        aliases: &Aliases,
    ) -> Result<Vec<Notice>, Failure> {
        let stamp = Stamp { user: user(), at: now(), reason: "import by command line".to_owned() };
        if let Some(terms) = &self.terms {
            keep_agreement(ledger, terms, &stamp)?;
        }
        let (name, given) = (stored::reader_name(&self.data, self.terms.as_ref()), GivenNames::new(aliases));
        let by = stored::By { reader, name: &name, given: &given, agreement: self.agreement() };
        let items: Vec<Arc<Item>> = readings.items.iter().cloned().collect();
        let done = stored::keep(ledger, by, &items, &self.inputs, &stamp);
        let failed = readings.items.iter().zip(done).filter_map(|(item, done)| {
            let error = done.err()?;
            let (about, remedy) = (item.report.id.to_string(), Some(error.remedy()));
            Some(Notice { about, says: error.to_string(), remedy, failed: true })
        });
        Ok(failed.collect())
    }
}

/// The places of an agreement are kept beside its text, under this name.
#[must_use]
pub fn places_id(agreement: &AgreementId) -> AgreementId {
    AgreementId::new(format!("{agreement}/places"))
}

/// Stores the texts of an agreement. `None` if its text was there already.
///
/// # Errors
/// A ledger that cannot be written.
pub fn keep_agreement(ledger: &mut Ledger, terms: &Terms, stamp: &Stamp) -> Result<Option<Sequence>, Failure> {
    let id = &terms.agreement.id;
    if let Some(places) = &terms.places_text {
        ledger.add_agreement(&StoredAgreement { id: places_id(id), text: places.clone() }, stamp)?;
    }
    Ok(ledger.add_agreement(&StoredAgreement { id: id.clone(), text: terms.text.clone() }, stamp)?)
}

/// Refuses a ledger without reports.
fn holds_reports(db: &Path) -> Result<(), Failure> {
    if Ledger::open_read_only(db)?.count_as_of(AsOf::NOW)?.reports == 0 {
        return Err(Failure::usage(
            format!("the ledger `{}` holds no reports yet", db.display()),
            "name reports as well: they are stored in it",
        ));
    }
    Ok(())
}

/// The reports of the shipped example.
///
/// # Errors
/// A binary built without them.
pub fn example() -> Result<Vec<Input>, Failure> {
    let files: BTreeMap<String, _> = data::example(EXAMPLE).into_iter().collect();
    let text = |path: String| files.get(&path).map(|b| String::from_utf8_lossy(b).into_owned());
    let inputs: Vec<Input> = files
        .iter()
        .filter(|(path, _)| path.contains("/reports/"))
        .filter_map(|(path, bytes)| {
            let (stem, end) = path.rsplit_once('.')?;
            ["txt", "md", "html"].contains(&end).then(|| Input {
                path: path.into(),
                bytes: bytes.to_vec(),
                sidecar: text(format!("{stem}.yaml")),
            })
        })
        .collect();
    if inputs.is_empty() {
        let remedy = "build it in a complete checkout, or name an agreement and reports with `servanda assess`";
        return Err(Failure::usage("this program was built without its example", remedy));
    }
    Ok(inputs)
}

/// Who works here, as the system calls them.
pub fn user() -> String {
    ["USER", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|u| !u.is_empty()))
        .unwrap_or_else(|| "unknown".to_owned())
}

/// The clock, for the ledger alone.
#[expect(clippy::disallowed_methods, reason = "the ledger tells when something was stored; no result depends on it")]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
