use std::collections::BTreeMap;
use std::sync::Arc;

use servanda_model::{ClaimId, Order, Step};

use crate::evidence::Evidence;
use crate::rule::Rule;

/// Steps listed one by one per rule; a derivation of thousands of lines proves nothing to anybody.
pub(crate) const LISTED: usize = 24;

/// A derivation in the making.
#[derive(Clone, Default)]
pub(crate) struct Proof {
    steps: Vec<Step>,
    /// Why other incidents have no bearing.
    aside: Vec<Step>,
    seen: BTreeMap<Rule, usize>,
    /// The rules alone, where no step is wanted.
    noted: Option<Vec<Rule>>,
}

impl Proof {
    /// One that only notes which rules decide.
    pub(crate) fn noting() -> Self {
        Self { noted: Some(Vec::new()), ..Self::default() }
    }

    /// The rules noted since it was last asked.
    pub(crate) fn noted(&mut self) -> Vec<Rule> {
        self.noted.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// What was seen of a rule in all, listed here or not.
    pub(crate) fn count(&mut self, rule: Rule, seen: usize) {
        if seen > 0 {
            self.seen.insert(rule, seen);
        }
    }

    /// A step that speaks of no incident.
    pub(crate) fn state(&mut self, rule: Rule, says: String) {
        self.push(rule, None, Arc::default(), None, says);
    }

    /// A step on an incident, resting on the claims that assert it.
    pub(crate) fn on(
        &mut self,
        rule: Rule,
        evidence: &Evidence<'_>,
        relation: Option<Order>,
        says: impl FnOnce() -> String,
    ) {
        self.resting_on(rule, evidence, relation, || evidence.claims(), says);
    }

    /// A step on an incident, resting on the claims given.
    pub(crate) fn resting_on(
        &mut self,
        rule: Rule,
        evidence: &Evidence<'_>,
        relation: Option<Order>,
        claims: impl FnOnce() -> Arc<[ClaimId]>,
        says: impl FnOnce() -> String,
    ) {
        if let Some(noted) = &mut self.noted {
            noted.push(rule);
            return;
        }
        let seen = self.seen.entry(rule).or_insert(0);
        *seen += 1;
        if *seen <= LISTED {
            self.push(rule, Some(evidence), claims(), relation, says());
        }
    }

    fn push(
        &mut self,
        rule: Rule,
        on: Option<&Evidence<'_>>,
        claims: Arc<[ClaimId]>,
        relation: Option<Order>,
        says: String,
    ) {
        let incident = on.map(|e| e.incident.id.clone());
        let steps = if incident.is_some() && rule.sets_aside() { &mut self.aside } else { &mut self.steps };
        steps.push(Step { rule: rule.id(), says, incident, claims, relation });
    }

    /// The derivation: what the terms demand, what decides, what has no bearing, and a count of what was not listed.
    pub(crate) fn finish(mut self) -> Vec<Step> {
        // Steps without an incident speak of the terms: what was due, and when.
        self.steps.sort_by_key(|s| s.incident.is_some());
        self.steps.append(&mut self.aside);
        for (rule, seen) in std::mem::take(&mut self.seen) {
            if let Some(more @ 1..) = seen.checked_sub(LISTED) {
                self.state(Rule::More, format!("{more} further incidents were decided by the rule `{}`.", rule.id()));
            }
        }
        self.steps
    }
}
