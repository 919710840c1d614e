//! An agreement with all that was read for it, and its states as of instants: made once, read by all without waiting.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::Timestamp;
use rayon::prelude::*;
use servanda_ledger::{Action, Operation, in_force};
use servanda_model::{Claim, Finding, Incident, ProvisionRef, Status};
use servanda_reading::Reader;

use crate::cli::AsOfArg;
use crate::engine;
use crate::engine::reports::{Item, Readings};
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
    /// What was read.
    pub readings: Arc<Readings>,
    /// The operations of the ledger.
    pub operations: Arc<Vec<Operation>>,
    views: Mutex<Vec<Slot>>,
    history: OnceLock<Arc<History>>,
}

/// The statuses that changed at an instant, with the conclusion in words.
pub type History = Vec<(Timestamp, Vec<(ProvisionRef, Status, String)>)>;

/// A history looks at as many instants at most; of more, evenly spread ones.
const LOOKED_AT: std::ops::RangeInclusive<usize> = 8..=90;

/// So many claims are judged for a history at most: of a large ledger fewer instants are looked at.
const JUDGED: usize = 400_000;

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
        Self { terms, reader, readings, operations, views: Mutex::default(), history: OnceLock::new() }
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

    /// How the statuses changed: by the end of every day on which something was published or a deadline passed.
    pub fn history(&self) -> Arc<History> {
        let made = || {
            let zone = self.terms.agreement.zone.rules();
            let end = |t: Timestamp| {
                let day = t.to_zoned(zone.clone()).date();
                AsOfArg::Day(day).instant(&self.terms.agreement.zone)
            };
            let published = self.readings.items.iter().filter_map(|i| i.published.map(|p| p.1));
            let Some(last) = published.clone().max() else { return Arc::default() };
            let deadlines = self.terms.agreement.provisions.iter().flat_map(|p| {
                p.deadline.iter().chain(p.amendments.iter().filter_map(|a| a.by.as_ref())).map(|d| d.latest)
            });
            let days: BTreeSet<Timestamp> = published.chain(deadlines).filter(|t| *t <= last).map(end).collect();
            let days: Vec<Timestamp> = days.into_iter().collect();
            let claims: usize = self.readings.items.iter().map(|i| i.reading.claims.len()).sum();
            let most = (JUDGED / claims.max(1)).clamp(*LOOKED_AT.start(), *LOOKED_AT.end());
            let step = days.len().div_ceil(most).max(1);
            let looked_at: Vec<Timestamp> = days.iter().rev().step_by(step).rev().copied().collect();
            let judged: Vec<(Timestamp, Vec<Finding>)> = looked_at
                .par_iter()
                .map(|&at| {
                    let outcome =
                        engine::judge(&self.readings, &self.reader, Some(&self.terms), &self.operations, Some(at));
                    (at, outcome.board.map(|b| b.findings).unwrap_or_default())
                })
                .collect();
            let mut last: BTreeMap<ProvisionRef, Status> = BTreeMap::new();
            let mut history = History::new();
            for (at, findings) in judged {
                let changed: Vec<_> = findings
                    .into_iter()
                    .filter(|f| last.insert(f.provision.clone(), f.status) != Some(f.status))
                    .map(|f| (f.provision, f.status, f.why))
                    .collect();
                if !changed.is_empty() {
                    history.push((at, changed));
                }
            }
            Arc::new(history)
        };
        Arc::clone(self.history.get_or_init(made))
    }
}

/// The state of a case as of an instant, with everything findable by name.
pub struct View {
    /// The agreement.
    pub terms: Arc<Terms>,
    /// What reads reports for it.
    pub reader: Arc<Reader>,
    /// The operations of the ledger.
    pub operations: Arc<Vec<Operation>>,
    /// All that was found.
    pub outcome: Outcome,
    /// The provisions with their findings, in the order of the text.
    pub provisions: Vec<Arc<ProvisionJson>>,
    /// The same without their proofs, as the board shows them.
    pub rows: Vec<Arc<ProvisionJson>>,
    /// The incidents, in the order of `outcome`.
    pub incidents: Vec<Arc<IncidentJson>>,
    /// The claims, in the order of `outcome`.
    pub claims: Vec<Arc<ClaimJson>>,
    /// Reports taken back, by the hash of their bytes.
    pub retracted: BTreeSet<String>,
    items: BTreeMap<String, Arc<Item>>,
    claim_at: BTreeMap<String, usize>,
    incident_at: BTreeMap<String, usize>,
    report_at: BTreeMap<String, usize>,
    incident_of: BTreeMap<String, usize>,
}

impl View {
    fn of(case: &Case, as_of: Option<Timestamp>) -> Self {
        let outcome = engine::judge(&case.readings, &case.reader, Some(&case.terms), &case.operations, as_of);
        let index = outcome.index();
        let findings = || outcome.board.iter().flat_map(|b| &b.findings);
        let provisions = findings().map(|f| Arc::new(ProvisionJson::of(f, &index))).collect();
        let rows =
            findings().map(|f| Arc::new(ProvisionJson { derivation: Vec::new(), ..ProvisionJson::of(f, &index) }));
        let rows = rows.collect();
        let incidents = outcome.incidents.iter().map(|i| Arc::new(IncidentJson::of(i, &index))).collect();
        let claims = outcome.claims.iter().map(|c| Arc::new(ClaimJson::of(c, &index))).collect();
        drop(index);
        let names = |all: Vec<String>| all.into_iter().enumerate().map(|(i, name)| (name, i)).collect();
        let of_claims = outcome.incidents.iter().enumerate();
        Self {
            terms: Arc::clone(&case.terms),
            reader: Arc::clone(&case.reader),
            operations: Arc::clone(&case.operations),
            provisions,
            rows,
            incidents,
            claims,
            retracted: in_force(&case.operations)
                .into_iter()
                .filter_map(|o| match &o.action {
                    Action::RetractReport { sha256 } => Some(sha256.clone()),
                    _ => None,
                })
                .collect(),
            items: case.readings.items.iter().map(|i| (i.report.id.to_string(), Arc::clone(i))).collect(),
            claim_at: names(outcome.claims.iter().map(|c| c.id.to_string()).collect()),
            incident_at: names(outcome.incidents.iter().map(|i| i.id.to_string()).collect()),
            report_at: names(outcome.reports.iter().map(|r| r.id.to_string()).collect()),
            incident_of: of_claims.flat_map(|(n, i)| i.claims.iter().map(move |c| (c.to_string(), n))).collect(),
            outcome,
        }
    }

    /// A claim by its name.
    #[must_use]
    pub fn claim(&self, id: &str) -> Option<(&Claim, &Arc<ClaimJson>)> {
        let i = *self.claim_at.get(id)?;
        Some((&self.outcome.claims[i], &self.claims[i]))
    }

    /// An incident by its name.
    #[must_use]
    pub fn incident(&self, id: &str) -> Option<(&Incident, &Arc<IncidentJson>)> {
        let i = *self.incident_at.get(id)?;
        Some((&self.outcome.incidents[i], &self.incidents[i]))
    }

    /// The incident that a claim is part of.
    #[must_use]
    pub fn incident_of(&self, claim: &str) -> Option<&Incident> {
        self.incident_of.get(claim).map(|&i| &self.outcome.incidents[i])
    }

    /// The place of that incident among all.
    #[must_use]
    pub fn incident_at(&self, claim: &str) -> Option<usize> {
        self.incident_of.get(claim).copied()
    }

    /// A report by its name or the hash of its bytes.
    #[must_use]
    pub fn report(&self, id: &str) -> Option<(&ReportInfo, &Arc<Item>)> {
        let by_hash = || self.outcome.reports.iter().find(|r| r.sha256 == id);
        let info = self.report_at.get(id).map(|&i| &self.outcome.reports[i]).or_else(by_hash)?;
        Some((info, self.items.get(info.id.as_str())?))
    }
}
