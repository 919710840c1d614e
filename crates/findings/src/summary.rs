//! What some incidents, in their order of time, mean for one provision: counts, the first of each kind, and what else
//! a finding tells. The summary of a longer time is put together from those of its parts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use servanda_model::{ActorId, Side, Status};

use crate::completion::Completion;
use crate::conduct::Conduct;
use crate::docket::Told;
use crate::evidence::{Evidence, voices_of};
use crate::proof::LISTED;
use crate::rule::Rule;

/// How many, and the first of them.
#[derive(Clone, Default)]
pub(crate) struct Counted {
    pub n: usize,
    pub first: Vec<Arc<Told>>,
}

impl Counted {
    pub(crate) fn add(&mut self, told: &Arc<Told>) {
        self.n += 1;
        if self.first.len() < LISTED {
            self.first.push(Arc::clone(told));
        }
    }

    fn take(&mut self, later: &Self) {
        self.n += later.n;
        let room = LISTED.saturating_sub(self.first.len());
        self.first.extend(later.first.iter().take(room).cloned());
    }
}

/// Incidents that weigh alike.
#[derive(Clone, Default)]
pub(crate) struct Level {
    pub all: Counted,
    /// Those of which nobody is held to be the author.
    pub open: Counted,
    /// Those with an author, once for each.
    pub authored: Counted,
    /// Who is held to be the author of some.
    pub responsible: BTreeSet<ActorId>,
    pub contested: bool,
    /// Whether a voice is among them whose side is known.
    pub side_known: bool,
    pub since: Option<Timestamp>,
    /// First voices, with their sides.
    pub voices: BTreeMap<Side, BTreeSet<String>>,
}

impl Level {
    pub(crate) fn add(&mut self, told: &Arc<Told>, evidence: &Evidence<'_>, contested: bool) {
        self.all.add(told);
        self.contested |= contested;
        self.side_known |= evidence.asserting.iter().any(|v| v.side != &Side::Unknown);
        self.since = earlier(self.since, evidence.since());
        for (side, name) in voices_of(evidence) {
            // Most voices were met before.
            if !self.voices.get(side).is_some_and(|names| names.contains(name)) {
                self.voices.entry(side.clone()).or_default().insert(name.to_owned());
            }
        }
    }

    fn take(&mut self, later: &Self) {
        self.all.take(&later.all);
        self.open.take(&later.open);
        self.authored.take(&later.authored);
        self.responsible.extend(later.responsible.iter().cloned());
        self.contested |= later.contested;
        self.side_known |= later.side_known;
        self.since = earlier(self.since, later.since);
        for (side, names) in &later.voices {
            let known = self.voices.entry(side.clone()).or_default();
            let new: Vec<&String> = names.iter().filter(|n| !known.contains(*n)).collect();
            known.extend(new.into_iter().cloned());
        }
    }
}

fn earlier(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    a.into_iter().chain(b).min()
}

/// What some incidents mean for a provision.
#[derive(Default)]
pub(crate) struct Summary {
    /// Steps of the proof, by rule.
    pub steps: BTreeMap<Rule, Counted>,
    /// Breaches, by how far they are proven.
    pub breaches: BTreeMap<Status, Level>,
    /// What may be a breach.
    pub possible: Level,
    /// What fulfils a duty or a part of it.
    pub completions: Vec<Arc<Completion>>,
    pub conduct: Conduct,
}

impl Summary {
    /// Adds what comes later.
    pub(crate) fn take(&mut self, later: &Self) {
        for (rule, counted) in &later.steps {
            self.steps.entry(*rule).or_default().take(counted);
        }
        for (status, level) in &later.breaches {
            self.breaches.entry(*status).or_default().take(level);
        }
        self.possible.take(&later.possible);
        self.completions.extend(later.completions.iter().cloned());
        self.conduct.take(&later.conduct);
    }

    /// What a proof speaks of, by time.
    pub(crate) fn listed(&self) -> BTreeMap<(Option<Timestamp>, &str), Arc<Told>> {
        let all = self.steps.values().flat_map(|c| &c.first);
        all.map(|t| ((t.by_time().0, t.incident.id.as_str()), Arc::clone(t))).collect()
    }
}
