//! An agreement with all that was read for it, and its states as of instants: made once, read by all without waiting.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::{Timestamp, ToSpan};
use servanda_ledger::{Action, Operation, in_force};
use servanda_model::{Cited, Claim, Finding, Incident, IncidentId, ProvisionRef, Status, Verdict};
use servanda_reading::Reader;

use super::review::ItemJson;
use super::sources::SourceJson;
use crate::cli::AsOfArg;
use crate::data::Data;
use crate::engine::aliases::{Aliases, GivenNames};
use crate::engine::archive::Archive;
use crate::engine::reports::{Item, Readings};
use crate::engine::{reports, stored};
use crate::export::instant::rfc9557;
use crate::export::json::{ClaimJson, IncidentJson, ProvisionJson};
use crate::pipeline::{Outcome, ReportInfo};
use crate::terms::Terms;

/// As many states are kept; beyond that the one asked for longest ago goes.
const KEPT: usize = 32;

/// An agreement with all that was read for it, under the judgements in force. It never changes: what is new makes a
/// new one.
pub struct Case {
    /// The agreement.
    pub terms: Arc<Terms>,
    /// What reads reports for it.
    pub reader: Arc<Reader>,
    /// The names that people gave for all reports.
    given: Arc<GivenNames>,
    /// What was read.
    pub readings: Arc<Readings>,
    /// The operations of the ledger.
    pub operations: Arc<Vec<Operation>>,
    /// All that is known, judged; shared by the cases that follow one another, the newest of which it serves.
    archive: Arc<Mutex<Archive>>,
    /// What was known at the earlier instant that was asked for last.
    earlier: Arc<Mutex<Archive>>,
    reader_name: Arc<OnceLock<String>>,
    views: Mutex<Vec<Slot>>,
    /// The statuses at the instants that the history looks at.
    at_instants: Mutex<BTreeMap<Timestamp, Arc<Vec<Stand>>>>,
    /// Whether somebody goes through those instants.
    walking: AtomicBool,
    history: OnceLock<Arc<History>>,
}

/// The status of a provision, with the conclusion in words.
type Stand = (ProvisionRef, Status, String);

/// The statuses that changed at an instant, with the conclusion in words.
pub type History = Vec<(Timestamp, Vec<Stand>)>;

/// A history looks at as many instants at most; of more, evenly spread ones.
const LOOKED_AT: usize = 90;

type Slot = (Option<Timestamp>, Arc<OnceLock<Arc<View>>>);

impl Case {
    /// A case of which nothing is judged yet.
    #[must_use]
    pub fn new(
        terms: Arc<Terms>,
        reader: Arc<Reader>,
        readings: Arc<Readings>,
        operations: Arc<Vec<Operation>>,
    ) -> Self {
        let [archive, earlier] = [(); 2].map(|()| Arc::new(Mutex::new(Archive::new(&reader, Some(&terms)))));
        Self {
            terms,
            reader,
            given: GivenNames::new(&Aliases::of(&operations)).into(),
            readings,
            operations,
            archive,
            earlier,
            reader_name: Arc::default(),
            views: Mutex::default(),
            at_instants: Mutex::default(),
            walking: AtomicBool::default(),
            history: OnceLock::new(),
        }
    }

    /// Who reads for it, and under what name.
    pub fn by<'c>(&'c self, data: &Data) -> stored::By<'c> {
        let name = self.reader_name.get_or_init(|| stored::reader_name(data, Some(&self.terms)));
        stored::By { reader: &self.reader, name, given: &self.given, agreement: Some(&self.terms.agreement) }
    }

    /// The same case with another reader, under the names that people give by `operations`; its reports are those of before.
    #[must_use]
    pub fn read_by(&self, reader: Arc<Reader>, operations: Arc<Vec<Operation>>) -> Self {
        let given = GivenNames::new(&Aliases::of(&operations)).into();
        Self { reader, given, ..self.followed_by(Arc::clone(&self.readings), operations) }
    }

    /// The case that follows this one: with more reports, or other judgements.
    #[must_use]
    pub fn followed_by(&self, readings: Arc<Readings>, operations: Arc<Vec<Operation>>) -> Self {
        // What was known before the first difference stays as it was judged.
        let mut stays = self.at_instants.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let from = self.differs_from(&readings, &operations);
        stays.retain(|at, _| from.is_some_and(|from| *at < from));
        Self {
            at_instants: Mutex::new(stays),
            walking: AtomicBool::default(),
            terms: Arc::clone(&self.terms),
            reader: Arc::clone(&self.reader),
            given: Arc::clone(&self.given),
            readings,
            operations,
            archive: Arc::clone(&self.archive),
            earlier: Arc::clone(&self.earlier),
            reader_name: Arc::clone(&self.reader_name),
            views: Mutex::default(),
            history: OnceLock::new(),
        }
    }

    /// Asks an archive of what is known by an instant.
    fn with_archive<T>(&self, as_of: Option<Timestamp>, ask: impl FnOnce(&Archive) -> T) -> T {
        if self.readings.all_known_at(as_of) {
            let mut archive = self.archive.lock().unwrap_or_else(PoisonError::into_inner);
            self.bring(&mut archive, None);
            return ask(&archive);
        }
        let mut earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(nearer) = self.nearer_than(earlier.reports(), as_of) {
            *earlier = nearer;
        }
        self.bring(&mut earlier, as_of);
        ask(&earlier)
    }

    /// A copy of all that is known, where what is known by an instant is nearer to that than to `reports` reports: to take
    /// a few back costs less than to bring all together again.
    fn nearer_than(&self, reports: usize, as_of: Option<Timestamp>) -> Option<Archive> {
        let archive = self.archive.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.readings.known_at(as_of).count();
        (archive.reports().abs_diff(known) < reports.abs_diff(known)).then(|| archive.clone())
    }

    /// Brings an archive up to what is known by an instant.
    fn bring(&self, archive: &mut Archive, by: Option<Timestamp>) {
        archive.update(self.readings.known_at(by), &self.readings, &self.operations, &self.reader);
    }

    /// What is known as of an instant, judged.
    fn judged(&self, as_of: Option<Timestamp>) -> Outcome {
        self.with_archive(as_of, |archive| archive.outcome(as_of, &self.readings.notices))
    }

    /// The state as of an instant; `None` is all that is known.
    pub fn view(&self, as_of: Option<Timestamp>) -> Arc<View> {
        let slot = {
            let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
            let slot = match views.iter().position(|(at, _)| *at == as_of) {
                Some(i) => views.remove(i),
                None => (as_of, Arc::default()),
            };
            views.push(slot.clone());
            // The whole state is asked for most; it stays.
            if views.len() > KEPT
                && let Some(oldest) = views.iter().position(|(at, _)| at.is_some())
            {
                views.remove(oldest);
            }
            slot.1
        };
        // Only those who ask for this very state wait for it.
        slot.get_or_init(|| Arc::new(View::of(self, as_of))).clone()
    }

    /// Whether all that is known is judged.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        let views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        views.iter().any(|(at, view)| at.is_none() && view.get().is_some())
    }

    /// The instants that a history looks at: the ends of the days on which something was published or a deadline passed, of
    /// very many evenly spread ones.
    fn looked_at(&self) -> Vec<Timestamp> {
        let zone = self.terms.agreement.zone.rules();
        let end = |t: Timestamp| {
            let day = t.to_zoned(zone.clone()).date();
            AsOfArg::Day(day).instant(&self.terms.agreement.zone)
        };
        let published = || self.readings.items.iter().filter_map(|i| i.published.map(|p| p.1));
        let Some(last) = published().max() else { return Vec::new() };
        let deadlines =
            self.terms.agreement.provisions.iter().flat_map(|p| {
                p.deadline.iter().chain(p.amendments.iter().filter_map(|a| a.by.as_ref())).map(|d| d.latest)
            });
        let mut days: BTreeSet<Timestamp> = deadlines.filter(|t| *t <= last).map(end).collect();
        // Reports stand by their publication: most are of the day of the one before.
        let mut day: Option<(Timestamp, Timestamp)> = None;
        for at in published() {
            if !day.is_some_and(|(from, to)| from < at && at <= to) {
                let to = end(at);
                day = Some((to.checked_sub(1.hour()).unwrap_or(to), to));
                days.insert(to);
            }
        }
        let step = days.len().div_ceil(LOOKED_AT).max(1);
        let newest = days.last().copied();
        let looked_at = days.into_iter().enumerate().filter(|(n, at)| n % step == 0 || Some(*at) == newest);
        looked_at.map(|(_, at)| at).collect()
    }

    /// How the statuses changed: by the end of every day on which something was published or a deadline passed.
    pub fn history(&self) -> Arc<History> {
        let made = || {
            let looked_at = self.looked_at();
            self.stands(|known| known.retain(|at, _| looked_at.contains(at)));
            // It goes through the years on its own, so that nobody who asks for one state waits for it.
            let mut walked: Option<Archive> = None;
            for at in looked_at {
                if self.stands(|known| known.contains_key(&at)) {
                    continue;
                }
                let told = |f: Finding| (f.provision, f.status, f.why);
                let board = if self.readings.all_known_at(Some(at)) {
                    self.with_archive(Some(at), |archive| archive.board(Some(at)))
                } else {
                    let nothing = || Archive::new(&self.reader, Some(&self.terms));
                    let walked = walked.get_or_insert_with(|| self.nearer_than(0, Some(at)).unwrap_or_else(nothing));
                    self.bring(walked, Some(at));
                    walked.board(Some(at))
                };
                let stand = Arc::new(board.map(|b| b.findings.into_iter().map(told).collect()).unwrap_or_default());
                self.stands(|known| known.insert(at, stand));
            }
            Arc::new(self.stands(|known| changes(known.iter())))
        };
        Arc::clone(self.history.get_or_init(made))
    }

    /// The history as far as it is judged, how many instants that are, and how many there will be. What is missing is judged
    /// behind it: who asks again gets more.
    pub fn history_so_far(self: &Arc<Self>) -> (Arc<History>, usize, usize) {
        let looked_at = self.looked_at();
        if let Some(whole) = self.history.get() {
            return (Arc::clone(whole), looked_at.len(), looked_at.len());
        }
        if !self.walking.swap(true, Ordering::Relaxed) {
            let case = Arc::clone(self);
            std::thread::spawn(move || case.history());
        }
        self.stands(|known| {
            let judged: Vec<_> = looked_at.iter().map_while(|at| known.get_key_value(at)).collect();
            (Arc::new(changes(judged.iter().copied())), judged.len(), looked_at.len())
        })
    }

    /// Does something with the statuses that are judged.
    fn stands<T>(&self, f: impl FnOnce(&mut BTreeMap<Timestamp, Arc<Vec<Stand>>>) -> T) -> T {
        f(&mut self.at_instants.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// From when on something may be judged otherwise than in this case, with other reports and judgements; `None` if that
    /// isn't known.
    fn differs_from(&self, readings: &Readings, operations: &[Operation]) -> Option<Timestamp> {
        let mut from = Timestamp::MAX;
        let (gone, more) = reports::differences(self.readings.items.iter(), readings.items.iter());
        for item in gone.iter().chain(&more) {
            from = from.min(item.published?.1);
        }
        // A judgement on what isn't known by an instant changes nothing there.
        for operation in operations.get(self.operations.len()..)? {
            let action = match &operation.action {
                Action::Undo { operation } => &operations.iter().find(|o| o.sequence == *operation)?.action,
                action => action,
            };
            for hash in action.reports()? {
                from = from.min(readings.of_hash(hash)?.published?.1);
            }
        }
        Some(from)
    }
}

/// The statuses that differ from those before them.
fn changes<'s>(judged: impl Iterator<Item = (&'s Timestamp, &'s Arc<Vec<Stand>>)>) -> History {
    let mut last: BTreeMap<&ProvisionRef, Status> = BTreeMap::new();
    let mut history = History::new();
    for (at, findings) in judged {
        let differs = |(provision, status, _): &&'s Stand| last.insert(provision, *status) != Some(*status);
        let changed: Vec<Stand> = findings.iter().filter(differs).cloned().collect();
        if !changed.is_empty() {
            history.push((*at, changed));
        }
    }
    history
}

/// The state of a case as of an instant, with everything findable by name.
pub struct View {
    /// The agreement.
    pub terms: Arc<Terms>,
    /// What reads reports for it.
    pub reader: Arc<Reader>,
    /// What was read.
    readings: Arc<Readings>,
    /// The operations of the ledger.
    pub operations: Arc<Vec<Operation>>,
    /// All that was found.
    pub outcome: Outcome,
    provisions: OnceLock<Vec<Arc<ProvisionJson>>>,
    /// Who publishes; found when it is first asked for.
    pub sources: OnceLock<Vec<SourceJson>>,
    /// What a person should look at; found when it is first asked for.
    pub to_review: OnceLock<Vec<ItemJson>>,
    /// The provisions without their proofs, as the board shows them.
    pub rows: Vec<Arc<ProvisionJson>>,
    /// The provisions whose proofs name an incident.
    bearing: BTreeMap<IncidentId, Vec<ProvisionRef>>,
    /// Reports taken back, by the hash of their bytes.
    pub retracted: BTreeSet<String>,
}

/// A finding without its derivation, and without the claims that its verdicts cite.
fn without_proof(finding: &Finding) -> Finding {
    let verdict = |v: &Verdict| Verdict {
        party: v.party.clone(),
        conclusion: v.conclusion,
        ground: v.ground,
        claims: Cited::default(),
    };
    let verdicts = finding.verdicts.iter().map(verdict).collect();
    Finding { derivation: Vec::new(), verdicts, ..finding.clone() }
}

impl View {
    fn of(case: &Case, as_of: Option<Timestamp>) -> Self {
        let outcome = case.judged(as_of);
        let index = outcome.index();
        let findings = || outcome.board.iter().flat_map(|b| &b.findings);
        let rows = findings().map(|f| Arc::new(ProvisionJson::of(&without_proof(f), &index))).collect();
        let bearing = index.bearing.into_owned();
        Self {
            terms: Arc::clone(&case.terms),
            reader: Arc::clone(&case.reader),
            readings: Arc::clone(&case.readings),
            operations: Arc::clone(&case.operations),
            provisions: OnceLock::new(),
            sources: OnceLock::new(),
            to_review: OnceLock::new(),
            rows,
            bearing,
            retracted: in_force(&case.operations)
                .into_iter()
                .filter_map(|o| match &o.action {
                    Action::RetractReport { sha256 } => Some(sha256.clone()),
                    _ => None,
                })
                .collect(),
            outcome,
        }
    }

    /// The instant of knowledge (RFC 9557).
    #[must_use]
    pub fn as_of(&self) -> Option<String> {
        self.outcome.board.as_ref().map(|b| rfc9557(b.as_of, &self.outcome.zone()))
    }

    /// The provisions with their findings, in the order of the text.
    pub fn provisions(&self) -> &[Arc<ProvisionJson>] {
        self.provisions.get_or_init(|| {
            let index = self.outcome.index_with(Cow::Borrowed(&self.bearing));
            let findings = self.outcome.board.iter().flat_map(|b| &b.findings);
            findings.map(|f| Arc::new(ProvisionJson::of(f, &index))).collect()
        })
    }

    /// A claim by its name.
    #[must_use]
    pub fn claim(&self, id: &str) -> Option<&Claim> {
        self.outcome.names.claims.get(id).map(AsRef::as_ref)
    }

    /// An incident by its name.
    #[must_use]
    pub fn incident(&self, id: &str) -> Option<&Incident> {
        self.outcome.names.incidents.get(id).map(AsRef::as_ref)
    }

    /// The incident that a claim is part of.
    #[must_use]
    pub fn incident_of(&self, claim: &str) -> Option<&Incident> {
        self.incident(self.outcome.names.holding.get(claim)?.as_str())
    }

    /// The provisions whose proofs name an incident.
    #[must_use]
    pub fn bearing(&self, incident: &Incident) -> &[ProvisionRef] {
        self.bearing.get(&incident.id).map_or(&[], Vec::as_slice)
    }

    /// The incidents that the proof of a provision names.
    pub fn named_by(&self, provision: &ProvisionRef) -> impl Iterator<Item = &Incident> {
        let named = self.bearing.iter().filter(|(_, of)| of.contains(provision));
        named.filter_map(|(id, _)| self.incident(id.as_str()))
    }

    /// A claim as it is told.
    #[must_use]
    pub fn told(&self, claim: &Claim) -> Arc<ClaimJson> {
        Arc::new(ClaimJson::of(claim, &self.outcome.index_with(Cow::Borrowed(&self.bearing))))
    }

    /// An incident as it is told.
    #[must_use]
    pub fn told_incident(&self, incident: &Incident) -> IncidentJson {
        IncidentJson::of(incident, &self.outcome.index_with(Cow::Borrowed(&self.bearing)))
    }

    /// A report by its name or the hash of its bytes.
    #[must_use]
    pub fn report(&self, id: &str) -> Option<(&ReportInfo, &Arc<Item>)> {
        let by_name = |name: &str| self.outcome.names.items.get(name);
        let item = by_name(id).or_else(|| by_name(self.readings.of_hash(id)?.report.id.as_str()))?;
        Some((&item.info, item))
    }
}
