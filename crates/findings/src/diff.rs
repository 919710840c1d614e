//! What changed between two boards.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use servanda_model::{Board, Finding, ProvisionRef, Status};

use crate::phrase;

/// One change of one provision between two boards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The provision.
    pub provision: ProvisionRef,
    /// What changed: `status`, `deadline`, `responsible`, `contested`, `origins`, `monitors`, `added` or `removed`.
    pub what: String,
    /// The status before, if the provision was there.
    pub from: Option<Status>,
    /// The status after, if it still is.
    pub to: Option<Status>,
    /// The change in words.
    pub says: String,
}

/// What changed from board `a` to board `b`, in the order of `b` and then of what `b` no longer has.
#[must_use]
pub fn diff(a: &Board, b: &Board) -> Vec<Change> {
    let before: BTreeMap<&ProvisionRef, &Finding> = a.findings.iter().map(|f| (&f.provision, f)).collect();
    let after: BTreeMap<&ProvisionRef, &Finding> = b.findings.iter().map(|f| (&f.provision, f)).collect();
    let mut changes = Vec::new();
    for new in &b.findings {
        match before.get(&new.provision) {
            Some(old) => changes.extend(between(old, new)),
            None => changes.push(Change {
                provision: new.provision.clone(),
                what: "added".to_owned(),
                from: None,
                to: Some(new.status),
                says: format!("Provision {} is new: {}.", new.provision, new.status.label()),
            }),
        }
    }
    for old in a.findings.iter().filter(|f| !after.contains_key(&f.provision)) {
        changes.push(Change {
            provision: old.provision.clone(),
            what: "removed".to_owned(),
            from: Some(old.status),
            to: None,
            says: format!("Provision {} is no longer there; it was {}.", old.provision, old.status.label()),
        });
    }
    changes
}

fn between(old: &Finding, new: &Finding) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut tell = |what: &str, says: String| {
        changes.push(Change {
            provision: new.provision.clone(),
            what: what.to_owned(),
            from: Some(old.status),
            to: Some(new.status),
            says: format!("Provision {}: {says}", new.provision),
        });
    };
    if old.status != new.status {
        tell("status", format!("{} became {}. {}", old.status.label(), new.status.label(), new.why));
    }
    if old.deadline != new.deadline {
        let words = |f: &Finding| f.deadline.as_ref().map_or("none".to_owned(), phrase::deadline);
        let why = new.amended.as_ref().map(|a| format!(" ({})", a.says)).unwrap_or_default();
        tell("deadline", format!("the deadline moved from {} to {}{why}.", words(old), words(new)));
    }
    if old.responsible != new.responsible {
        let words = |f: &Finding| match f.responsible.as_slice() {
            [] => "nobody".to_owned(),
            some => phrase::list(&some.iter().map(|a| a.as_str()).collect::<Vec<_>>()),
        };
        tell("responsible", format!("held responsible was {}, now {}.", words(old), words(new)));
    }
    if old.contested != new.contested {
        let says = if new.contested {
            "what it rests on is now contested."
        } else {
            "what it rests on is no longer contested."
        };
        tell("contested", says.to_owned());
    }
    if old.origins() != new.origins() {
        let words = |f: &Finding| phrase::count(f.origins() as usize, "independent origin", "independent origins");
        tell("origins", format!("it rested on {}, now on {}.", words(old), words(new)));
    }
    if old.coverage.monitors_obstructed != new.coverage.monitors_obstructed {
        let says = if new.coverage.monitors_obstructed {
            "monitors are now said to be kept out."
        } else {
            "monitors are no longer said to be kept out."
        };
        tell("monitors", says.to_owned());
    }
    changes
}
