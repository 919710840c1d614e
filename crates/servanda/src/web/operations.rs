//! Judgements of people: recorded, listed, taken back.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use servanda_ledger::{Operation, in_force};

use crate::export::instant::rfc9557;

/// One line of the ledger.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OperationJson {
    /// Its number.
    pub sequence: i64,
    /// Who.
    pub user: String,
    /// When, by the clock of who recorded it (RFC 9557, UTC).
    pub at: String,
    /// Why, in words.
    pub reason: String,
    /// What was done.
    pub action: serde_json::Value,
    /// Whether it is a judgement that holds now.
    pub in_force: bool,
}

/// The operations, each with how it is told.
#[must_use]
pub fn listed(operations: &[Operation]) -> Vec<(&Operation, OperationJson)> {
    let standing: BTreeSet<_> = in_force(operations).into_iter().map(|o| o.sequence).collect();
    let told = |o: &Operation| OperationJson {
        sequence: o.sequence.0,
        user: o.stamp.user.clone(),
        at: rfc9557(o.stamp.at, &servanda_model::Zone::utc()),
        reason: o.stamp.reason.clone(),
        action: serde_json::to_value(&o.action).unwrap_or_default(),
        in_force: standing.contains(&o.sequence),
    };
    operations.iter().map(|o| (o, told(o))).collect()
}
