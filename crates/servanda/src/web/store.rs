//! What the server knows: the ledger, and the cases made from it. Readers take what is there; those who write make
//! the new state whole first and then put it in the place of the old.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use axum::http::StatusCode;
use jiff::Timestamp;
use rayon::prelude::*;
use servanda_ledger::{Action, Ledger, Operation, Sequence, Stamp, undone};
use servanda_model::AgreementId;
use servanda_reading::lexicon::Lexicon;

use super::board::board;
use super::case::{Case, View};
use super::endpoint::At;
use super::operations::meanwhile;
use super::problem::Problem;
use crate::cli::{AsOfArg, Failure, keep_agreement, places_id};
use crate::data::Data;
use crate::engine::aliases::{Aliases, GivenNames};
use crate::engine::reports::{Item, Readings};
use crate::engine::{self, stored};
use crate::pipeline::{Input, Notice};
use crate::terms::{self, Terms};

/// What the server knows.
pub struct Store {
    /// Lexicons, rules, gazetteers and agreements.
    pub data: Data,
    lexicon: Arc<Lexicon>,
    /// Whether it holds the shipped example alone.
    example: bool,
    /// The agreement named when it was started: it comes first.
    first: Option<AgreementId>,
    ledger: Mutex<Ledger>,
    /// The same ledger for those who only read, so that they don't wait for who writes; none of one in memory.
    reading: Option<Mutex<Ledger>>,
    /// Held by whoever makes a new state.
    writing: Mutex<()>,
    state: RwLock<Arc<State>>,
    /// A digest of the program and its data; `None` where the program cannot be read.
    program: OnceLock<Option<String>>,
}

/// The cases at one moment.
#[derive(Default)]
pub struct State {
    /// The agreements, the first one first.
    pub cases: Vec<Lazy>,
    /// The judgements of people that the ledger holds, those taken back too.
    pub operations: Arc<Vec<Operation>>,
    /// The last operation of the ledger that was looked at.
    seen: Option<Sequence>,
    /// Agreements of the ledger that cannot be used.
    pub notices: Vec<Notice>,
    /// Names of the actors of the lexicon.
    pub actors: Arc<BTreeMap<String, String>>,
}

impl State {
    /// That agreement, or the first.
    fn find(&self, agreement: Option<&str>) -> Option<&Lazy> {
        match agreement {
            Some(id) => self.cases.iter().find(|c| c.terms.agreement.id.as_str() == id),
            None => self.cases.first(),
        }
    }
}

/// An agreement whose reports are read when it is first asked for.
#[derive(Clone)]
pub struct Lazy {
    /// The agreement.
    pub terms: Arc<Terms>,
    case: Arc<OnceLock<Result<Arc<Case>, Problem>>>,
    /// Reports taken up for it so far.
    taken: Arc<AtomicUsize>,
}

/// How far the reports of an agreement are opened.
pub struct Opening {
    /// Taken up from the ledger so far.
    pub reports: usize,
    /// Whether all are brought together and judged.
    pub ready: bool,
}

/// What an import did.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// Names of the reports that are new.
    pub reports: Vec<String>,
    /// What the user should know.
    pub notices: Vec<Notice>,
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    /// A store on a ledger; `terms` is the agreement that comes first.
    ///
    /// # Errors
    /// A ledger or data that cannot be used.
    pub fn open(data: Data, mut ledger: Ledger, terms: Option<Terms>, example: bool) -> Result<Self, Failure> {
        let stamp = Stamp {
            user: crate::cli::user(),
            at: crate::cli::now(),
            reason: "given when the server started".to_owned(),
        };
        if let Some(terms) = &terms {
            keep_agreement(&mut ledger, terms, &stamp)?;
        }
        let first = terms.map(|t| t.agreement.id);
        let lexicon = Arc::new(engine::lexicon(&data).map_err(Failure::problems)?);
        let store = Self {
            data,
            lexicon,
            example,
            first,
            reading: Ledger::open_read_only(ledger.path()).ok().map(Mutex::new),
            ledger: Mutex::new(ledger),
            writing: Mutex::default(),
            state: RwLock::default(),
            program: OnceLock::new(),
        };
        let failed = |p: Problem| Failure::unusable(p.detail, p.remedy.unwrap_or_default());
        let state = store.renewed(None).map_err(failed)?;
        *store.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        Ok(store)
    }

    /// The ledger, for as long as it takes to ask it something.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        guard(self.reading.as_ref().unwrap_or(&self.ledger))
    }

    /// The cases of this moment.
    #[must_use]
    pub fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The name of an actor of the lexicon, or what was asked for.
    #[must_use]
    pub fn actor_name(&self, id: &str) -> String {
        self.state().actors.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    fn replace(&self, state: State) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
    }

    /// The case of that agreement, or the first.
    ///
    /// # Errors
    /// No such agreement, or data that cannot be used.
    pub fn case(&self, agreement: Option<&str>) -> Result<Arc<Case>, Problem> {
        self.case_in(&self.state(), agreement)
    }

    fn case_in(&self, state: &State, agreement: Option<&str>) -> Result<Arc<Case>, Problem> {
        let lazy = state.find(agreement).ok_or_else(|| Problem::missing("agreement", agreement.unwrap_or("(any)")))?;
        lazy.case
            .get_or_init(|| {
                let terms = Arc::clone(&lazy.terms);
                let aliases = Aliases::of(&state.operations);
                let reader = Arc::new(engine::reader(&self.data, Some(&terms), &aliases)?);
                let case = Case::new(terms, reader, Arc::default(), Arc::clone(&state.operations));
                let progress = || {
                    lazy.taken.fetch_add(1, Ordering::Relaxed);
                };
                let readings = self.read_rest(Readings::default(), &case, &progress)?;
                Ok(Arc::new(case.followed_by(Arc::new(readings), Arc::clone(&state.operations))))
            })
            .clone()
    }

    /// How far the reports of that agreement, or of the first, are opened; asking opens nothing.
    ///
    /// # Errors
    /// No such agreement.
    pub fn opening(&self, agreement: Option<&str>) -> Result<Opening, Problem> {
        let state = self.state();
        let lazy = state.find(agreement).ok_or_else(|| Problem::missing("agreement", agreement.unwrap_or("(any)")))?;
        // What can't be opened says so to whoever asks for it.
        let ready = lazy.case.get().is_some_and(|case| case.as_ref().map_or(true, |case| case.is_judged()));
        Ok(Opening { reports: lazy.taken.load(Ordering::Relaxed), ready })
    }

    /// The board of an agreement without an instant, as an answer: where its reports aren't opened yet and the ledger
    /// keeps the one that would be made of them.
    #[must_use]
    pub fn kept_board(&self, agreement: Option<&str>) -> Option<Vec<u8>> {
        let state = self.state();
        let lazy = state.find(agreement).filter(|lazy| lazy.case.get().is_none())?;
        let ledger = self.ledger();
        ledger.kept_board(&lazy.terms.agreement.id, &self.board_state(&ledger, &lazy.terms)?).ok()?
    }

    /// Keeps the boards of the agreements whose reports were opened, to be there at once when the server is started again.
    ///
    /// # Errors
    /// A ledger that cannot be written. Nothing is lost by that: each board is made again from the reports.
    pub fn keep_boards(&self) -> Result<(), Problem> {
        let _writing = guard(&self.writing);
        if self.reading.is_none() || !self.state().cases.iter().any(|lazy| lazy.case.get().is_some()) {
            return Ok(());
        }
        if self.state().seen != Some(guard(&self.ledger).last()?) {
            // What was read anew is stored now: the state that is kept must be that of the ledger.
            self.renew(None)?;
        }
        let state = self.state();
        let cases = state.cases.iter().filter_map(|lazy| lazy.case.get()?.as_ref().ok());
        for case in cases {
            let body = serde_json::to_vec(&board(&case.view(None))?).unwrap_or_default();
            let mut ledger = guard(&self.ledger);
            let Some(name) = self.board_state(&ledger, &case.terms) else { continue };
            let id = &case.terms.agreement.id;
            if state.seen == Some(ledger.last()?) && ledger.kept_board(id, &name)?.as_ref() != Some(&body) {
                ledger.keep_board(id, &name, &body)?;
            }
        }
        Ok(())
    }

    /// A name for all that a board depends on: the program with its data, the agreement, and what the ledger holds.
    fn board_state(&self, ledger: &Ledger, terms: &Terms) -> Option<String> {
        let program = self.program.get_or_init(|| {
            let program = std::fs::read(std::env::current_exe().ok()?).ok()?;
            let file = |file: &String| {
                format!("{file} {}", servanda_ledger::sha256(&self.data.file(file).unwrap_or_default()))
            };
            // Data that are shipped lie in the program.
            let data: Vec<String> = if matches!(self.data, Data::Shipped) {
                Vec::new()
            } else {
                self.data.files().iter().map(file).collect()
            };
            Some(servanda_ledger::sha256(format!("{} {data:?}", servanda_ledger::sha256(&program)).as_bytes()))
        });
        let depends = (program.as_ref()?, &terms.text, format!("{:?}", terms.places), ledger.head().ok()?);
        Some(servanda_ledger::sha256(format!("{depends:?}").as_bytes()))
    }

    /// Adds the reports of the ledger that were not looked at yet, and keeps what had to be read.
    fn read_rest(
        &self,
        mut readings: Readings,
        case: &Case,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Readings, Problem> {
        let ask: stored::Asking<'_> = &|ask| ask(&mut guard(&self.ledger));
        stored::add(&mut readings, ask, case.by(&self.data), Some(&read_for(&case.terms)), progress)?;
        if self.example {
            readings.forgive_example();
        }
        Ok(readings)
    }

    /// A case under the names that people give now: what may hold one that means something else is read again.
    fn renamed(&self, before: &Case, aliases: &Aliases, operations: &Arc<Vec<Operation>>) -> Result<Case, Problem> {
        let reader = engine::reader(&self.data, Some(&before.terms), aliases)?;
        let case = before.read_by(Arc::new(reader), Arc::clone(operations));
        let changed = GivenNames::new(&aliases.differing(&Aliases::of(&before.operations)));
        let items: Vec<&Arc<Item>> = case.readings.items.iter().collect();
        let holding: Vec<Arc<Item>> =
            items.into_par_iter().filter(|i| changed.in_report(i).is_some()).cloned().collect();
        let mut readings = (*case.readings).clone();
        let ask: stored::Asking<'_> = &|ask| ask(&mut guard(&self.ledger));
        stored::again(&mut readings, &holding, ask, case.by(&self.data), &read_for(&case.terms))?;
        Ok(case.followed_by(Arc::new(readings), Arc::clone(operations)))
    }

    /// The state as of what is asked.
    ///
    /// # Errors
    /// No such agreement; an instant that is none or lies out of reach.
    pub fn view(&self, at: &At) -> Result<Arc<View>, Problem> {
        let case = self.case(at.agreement.as_deref())?;
        let as_of = at.as_of.as_deref().map(|text| instant(text, &case.terms)).transpose()?;
        Ok(case.view(as_of))
    }

    /// Why there is no such thing in the state that was asked for: all that is known may have it, as `has` tells.
    #[must_use]
    pub fn missing(&self, at: &At, what: &str, name: &str, has: impl Fn(&View) -> bool) -> Problem {
        let latest = At { agreement: at.agreement.clone(), as_of: None };
        match &at.as_of {
            Some(as_of) if self.view(&latest).is_ok_and(|view| has(&view)) => Problem::not_yet(what, name, as_of),
            _ => Problem::missing(what, name),
        }
    }

    /// A new state from the ledger. Cases that were made before keep their readings, and `ready` is taken as it is.
    fn renewed(&self, ready: Option<(AgreementId, Readings)>) -> Result<State, Problem> {
        let old = self.state();
        let lexicon = &self.lexicon;
        let (stored, operations, seen) = {
            let ledger = guard(&self.ledger);
            let seen = ledger.last()?;
            // What another process adds meanwhile comes next time.
            let mut new = ledger.judgements(old.seen)?;
            new.retain(|o| o.sequence <= seen);
            let operations = if new.is_empty() {
                Arc::clone(&old.operations)
            } else {
                Arc::new(old.operations.iter().cloned().chain(new).collect())
            };
            (ledger.agreements()?, operations, seen)
        };
        let mut latest: Vec<(AgreementId, String)> = Vec::new();
        for agreement in stored {
            match latest.iter_mut().find(|(id, _)| *id == agreement.id) {
                Some(known) => known.1 = agreement.text,
                None => latest.push((agreement.id, agreement.text)),
            }
        }
        let texts: BTreeMap<&AgreementId, &String> = latest.iter().map(|(id, text)| (id, text)).collect();
        let actors = lexicon.actors().map(|a| (a.id.to_string(), a.name.clone())).collect();
        let mut state = State {
            operations: Arc::clone(&operations),
            seen: Some(seen),
            actors: Arc::new(actors),
            ..State::default()
        };
        let mut all: Vec<Arc<Terms>> = Vec::new();
        for (id, text) in latest.iter().filter(|(id, _)| !id.as_str().ends_with("/places")) {
            let known = old.cases.iter().find(|c| c.terms.agreement.id == *id && c.terms.text == *text);
            if let Some(known) = known {
                all.push(Arc::clone(&known.terms));
                continue;
            }
            let places = texts.get(&places_id(id)).map(|t| t.to_string()).or_else(|| {
                let shipped = self.data.file(&format!("agreements/{id}/places.toml"))?;
                Some(String::from_utf8_lossy(&shipped).into_owned())
            });
            match terms::of_texts(text, places.as_deref(), lexicon) {
                Ok(terms) => all.push(Arc::new(terms)),
                Err(faults) => state.notices.extend(faults.into_iter().take(1).map(|(p, _)| Notice {
                    about: id.to_string(),
                    says: format!("the agreement in the ledger cannot be used: {}", p.what),
                    remedy: Some(p.remedy),
                    failed: true,
                })),
            }
        }
        let shipped: Vec<Arc<Terms>> = match old.cases.as_slice() {
            [] => terms::all(&self.data, lexicon).into_iter().map(Arc::new).collect(),
            known => known.iter().map(|c| Arc::clone(&c.terms)).collect(),
        };
        for terms in shipped {
            if !all.iter().any(|t| t.agreement.id == terms.agreement.id) {
                all.push(terms);
            }
        }
        all.sort_by_key(|t| self.first.as_ref() != Some(&t.agreement.id));
        let mut ready = ready;
        let aliases = Aliases::of(&operations);
        let same_names = Aliases::of(&old.operations) == aliases;
        for terms in all {
            let case = Arc::new(OnceLock::new());
            let before = old.cases.iter().find(|c| Arc::ptr_eq(&c.terms, &terms));
            let taken = before.map_or_else(Arc::default, |b| Arc::clone(&b.taken));
            // One that is being opened is waited for: to open it anew beside that would take as long again.
            let begun = before.filter(|b| b.case.get().is_some() || taken.load(Ordering::Relaxed) > 0);
            if let Some(Ok(before)) = begun.map(|b| self.case_in(&old, Some(b.terms.agreement.id.as_str()))) {
                let before = &before;
                let renamed =
                    if same_names { None } else { Some(Arc::new(self.renamed(before, &aliases, &operations)?)) };
                let before = renamed.as_ref().unwrap_or(before);
                let mine = ready.take_if(|(id, _)| *id == terms.agreement.id);
                let readings = match mine {
                    Some((_, readings)) => Arc::new(readings),
                    None => Arc::clone(&before.readings),
                };
                let rest = self.read_rest((*readings).clone(), before, &|| ());
                let readings = rest.map_or(readings, Arc::new);
                let made = before.followed_by(readings, Arc::clone(&operations));
                let _ = case.set(Ok(Arc::new(made)));
            }
            state.cases.push(Lazy { terms, case, taken });
        }
        Ok(state)
    }

    /// Puts a new state in place, with the board of the first agreement ready.
    fn renew(&self, ready: Option<(AgreementId, Readings)>) -> Result<(), Problem> {
        let state = self.renewed(ready)?;
        self.case_in(&state, None)?.view(None);
        self.replace(state);
        Ok(())
    }

    /// Records a judgement; it is in force when this returns. `seen` is the last operation
    /// that who judges knows of, with those after it that are his own.
    ///
    /// # Errors
    /// A judgement that the ledger refuses; the same judged by somebody else after `seen`.
    pub fn record(
        &self,
        action: &Action,
        stamp: &Stamp,
        seen: Option<(Sequence, &[i64])>,
    ) -> Result<Sequence, Problem> {
        let _writing = guard(&self.writing);
        let state = self.state();
        if let Some(other) = seen.and_then(|seen| meanwhile(&state.operations, action, seen)) {
            let detail = format!("{} has judged this meanwhile: {}", other.stamp.user, other.stamp.reason);
            let remedy = format!("look at it again; judgement {} can be taken back in the ledger", other.sequence);
            return Err(Problem::new(StatusCode::CONFLICT, detail, remedy));
        }
        if let Action::Undo { operation } = action {
            let operations = self.state().operations.clone();
            if undone(&operations).contains(operation) {
                let remedy = "look at `in_force` in the list of operations";
                return Err(Problem::new(
                    StatusCode::CONFLICT,
                    format!("judgement {operation} was taken back before"),
                    remedy,
                ));
            }
        }
        let sequence = guard(&self.ledger).record(action, stamp)?;
        self.renew(None)?;
        Ok(sequence)
    }

    /// Keeps a new text of an agreement; it is judged by when this returns. `base` is the hash of the text that was
    /// changed.
    ///
    /// # Errors
    /// A ledger that cannot be written; another text than `base` in force.
    pub fn save_agreement(&self, terms: &Terms, base: Option<&str>, stamp: &Stamp) -> Result<(), Problem> {
        let _writing = guard(&self.writing);
        let mut terms = terms.clone();
        {
            let mut ledger = guard(&self.ledger);
            let latest = ledger.agreements()?.into_iter().rfind(|a| a.id == terms.agreement.id);
            let hash = |text: &str| servanda_ledger::sha256(text.as_bytes());
            if let Some((base, latest)) = base.zip(latest.as_ref()).filter(|(b, l)| **b != hash(&l.text)) {
                return Err(Problem::new(
                    StatusCode::CONFLICT,
                    format!("the text was changed by somebody else: {} is in force, not {base}", hash(&latest.text)),
                    "take the text in force, and make your change in it",
                ));
            }
            if latest.is_some_and(|l| l.text == terms.text) {
                return Ok(());
            }
            // The ledger holds each text once and takes the last as the one in force: an earlier text that is to be
            // in force again is told apart by an empty line.
            while keep_agreement(&mut ledger, &terms, stamp)?.is_none() {
                terms.text.push('\n');
            }
        }
        self.renew(None)
    }

    /// Reads reports and keeps them with what was read; they are judged when this returns.
    ///
    /// # Errors
    /// Data or a ledger that cannot be used. A bad report is no error but a notice.
    pub fn import(&self, inputs: &[Input], stamp: &Stamp, progress: &(dyn Fn() + Sync)) -> Result<Done, Problem> {
        let _writing = guard(&self.writing);
        let case = self.case(None)?;
        let mut readings = (*case.readings).clone();
        let told = readings.notices.len();
        let read = engine::reports::read(&case.reader, inputs, Some(&case.terms.agreement), progress);
        let fresh = readings.add(read);
        if self.example {
            readings.forgive_example();
        }
        let told = readings.notices.get(told..).unwrap_or_default().to_vec();
        let mut done = Done { notices: told, ..Done::default() };
        let stored = stored::keep(&mut guard(&self.ledger), case.by(&self.data), &fresh, inputs, stamp);
        let mut lost = Vec::new();
        for (item, result) in fresh.iter().zip(stored) {
            match result {
                Ok(_) => done.reports.push(item.report.id.to_string()),
                Err(e) => {
                    lost.push(Arc::clone(item));
                    let remedy = Some(e.remedy());
                    done.notices.push(Notice {
                        about: item.report.id.to_string(),
                        says: e.to_string(),
                        remedy,
                        failed: true,
                    });
                }
            }
        }
        readings.forget(&lost);
        self.renew(Some((case.terms.agreement.id.clone(), readings)))?;
        Ok(done)
    }
}

/// Under what a reading for an agreement is kept.
fn read_for(terms: &Terms) -> Stamp {
    let reason = format!("read for {}", terms.agreement.id);
    Stamp { user: crate::cli::user(), at: crate::cli::now(), reason }
}

/// The instant meant by `as_of`.
///
/// # Errors
/// No instant, or one out of reach.
pub fn instant(text: &str, terms: &Terms) -> Result<Timestamp, Problem> {
    let asked: AsOfArg = text.parse().map_err(|e: String| Problem::bad(format!("`{text}` is no instant"), e))?;
    let instant = asked.instant(&terms.agreement.zone);
    let year = instant.to_zoned(jiff::tz::TimeZone::UTC).year();
    if !(1900..=2200).contains(&year) {
        return Err(Problem::senseless(format!("`{text}` is out of reach"), "give an instant between 1900 and 2200"));
    }
    Ok(instant)
}

/// An input made of fields and a text that somebody typed in.
#[must_use]
pub fn typed(name: &str, text: &str, fields: &serde_json::Map<String, serde_json::Value>) -> Input {
    // JSON is YAML: the fields are read as those beside a file are.
    let sidecar = (!fields.is_empty()).then(|| serde_json::Value::Object(fields.clone()).to_string());
    Input { path: PathBuf::from(name), bytes: text.as_bytes().to_vec(), sidecar }
}
