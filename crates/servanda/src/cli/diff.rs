//! `servanda diff`: what changed between two states of knowledge.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;
use servanda_model::Finding;

use super::assess::Case;
use super::board::{printable, table};
use super::options::tell;
use super::{AsOfArg, Exit, Failure, Options, Printer};
use crate::export::dossier::count;
use crate::export::instant::{instant_words, last_second, rfc9557};
use crate::export::json::VERSION;
use crate::pipeline::Outcome;

/// Tell what changed between two instants of knowledge: statuses, deadlines, disputes, new incidents.
///
/// Without reports it compares the shipped example, or the ledger named with --db.
#[derive(Debug, Args)]
pub struct Diff {
    /// The earlier instant with its offset, or a day to its end.
    #[arg(value_name = "T1")]
    earlier: AsOfArg,
    /// The later instant with its offset, or a day to its end.
    #[arg(value_name = "T2")]
    later: AsOfArg,
    /// Files and folders of reports.
    reports: Vec<PathBuf>,
    /// The agreement: its name among the data, its folder, or its file.
    #[arg(long, value_name = "AGREEMENT")]
    agreement: Option<String>,
    #[command(flatten)]
    options: Options,
}

/// What `diff --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DiffJson {
    /// Version of this contract.
    pub schema_version: u32,
    /// The earlier instant (RFC 9557).
    pub from: Option<String>,
    /// The later instant (RFC 9557).
    pub to: Option<String>,
    /// Provisions whose state changed, in the order of the text.
    pub changes: Vec<ChangeJson>,
    /// Reports published between.
    pub new_reports: Vec<String>,
    /// Incidents not known before.
    pub new_incidents: Vec<String>,
}

/// A provision whose state changed.
#[derive(Debug, Serialize, JsonSchema, PartialEq, Eq)]
pub struct ChangeJson {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Status before; null if there was none.
    pub was: Option<String>,
    /// Status after.
    pub is: String,
    /// What else changed, in words.
    pub also: Vec<String>,
    /// The later conclusion.
    pub why: String,
}

impl Diff {
    /// Runs the command.
    ///
    /// # Errors
    /// Instants in the wrong order; inputs, agreement or ledger that cannot be used.
    pub fn run(self) -> Result<Exit, Failure> {
        let case = Case::open(self.agreement.as_deref(), &self.reports, &self.options)?;
        let before = case.outcome(Some(self.earlier), &self.options)?;
        let after = case.outcome(Some(self.later), &self.options)?;
        let instant = |o: &Outcome| o.board.as_ref().map(|b| b.as_of);
        if instant(&before) > instant(&after) {
            return Err(Failure::usage("the first instant is later than the second", "give the earlier one first"));
        }
        let diff = compare(&before, &after);
        if self.options.json {
            Printer.json(&diff)?;
        } else {
            Printer.text(&told(&diff, &before, &after))?;
        }
        Ok(tell(&after.notices))
    }
}

/// What changed from one outcome to the other.
pub fn compare(before: &Outcome, after: &Outcome) -> DiffJson {
    let instant = |o: &Outcome| o.board.as_ref().map(|b| rfc9557(b.as_of, &o.zone()));
    let changes = after.board.iter().flat_map(|b| &b.findings).filter_map(|now| {
        let was = before.finding(now.provision.as_str());
        let also = was.map_or_else(Vec::new, |was| besides(was, now));
        let changed = was.is_none_or(|w| w.status != now.status) || !also.is_empty();
        changed.then(|| ChangeJson {
            reference: now.provision.to_string(),
            was: was.map(|w| w.status.code()),
            is: now.status.code(),
            also,
            why: now.why.clone(),
        })
    });
    let reports: BTreeSet<_> = before.reports.iter().map(|r| &r.sha256).collect();
    let incidents: BTreeSet<_> = before.incidents.iter().map(|i| &i.id).collect();
    DiffJson {
        schema_version: VERSION,
        from: instant(before),
        to: instant(after),
        changes: changes.collect(),
        new_reports: after.reports.iter().filter(|r| !reports.contains(&r.sha256)).map(|r| r.id.to_string()).collect(),
        new_incidents: after
            .incidents
            .iter()
            .filter(|i| !incidents.contains(&i.id))
            .map(|i| i.id.to_string())
            .collect(),
    }
}

fn besides(was: &Finding, now: &Finding) -> Vec<String> {
    let mut also = Vec::new();
    let date = |f: &Finding| f.deadline.as_ref().map_or_else(|| "none".to_owned(), |d| last_second(d).to_string());
    if was.deadline != now.deadline {
        also.push(format!("deadline {} → {}", date(was), date(now)));
    }
    if was.origins() != now.origins() {
        also.push(format!("origins {} → {}", was.origins(), now.origins()));
    }
    if was.contested != now.contested {
        also.push(if now.contested { "now contested" } else { "no longer contested" }.to_owned());
    }
    if was.responsible != now.responsible {
        let names: Vec<&str> = now.responsible.iter().map(|a| a.as_str()).collect();
        also.push(if names.is_empty() {
            "nobody held responsible".to_owned()
        } else {
            format!("responsible: {}", names.join(", "))
        });
    }
    also
}

fn told(diff: &DiffJson, before: &Outcome, after: &Outcome) -> String {
    let zone = after.zone();
    let instant = |o: &Outcome| o.board.as_ref().map_or_else(String::new, |b| instant_words(b.as_of, &zone));
    let mut text = format!("From {}\nto   {}\n", instant(before), instant(after));
    if diff.changes.is_empty() {
        text.push_str("No provision changed its state.\n");
    } else {
        let mut table = table(&["Ref", "Was", "Is", "Also", "Why"]);
        for change in &diff.changes {
            let spaced = |code: &str| code.replace('_', " ");
            table.add_row([
                change.reference.clone(),
                change.was.as_deref().map_or_else(|| "–".to_owned(), spaced),
                spaced(&change.is),
                change.also.join("\n"),
                printable(&change.why),
            ]);
        }
        text.push_str(&format!("{table}\n"));
    }
    text.push_str(&format!(
        "{} and {} more than before\n",
        count(diff.new_reports.len(), "report"),
        count(diff.new_incidents.len(), "incident")
    ));
    text
}

#[cfg(test)]
mod tests {
    use servanda_model::Status;

    use super::*;
    use crate::export::fixture;

    #[test]
    fn only_what_changed_is_told_with_its_reason() {
        let (mut before, after) = (fixture::outcome(), fixture::outcome());
        assert!(compare(&before, &after).changes.is_empty());
        let board = before.board.as_mut().unwrap();
        board.findings[0].status = Status::BreachAlleged;
        board.findings[0].contested = false;
        before.reports = before.reports.iter().take(before.reports.len() - 1).cloned().collect();
        before.incidents = before.incidents.iter().take(before.incidents.len() - 1).cloned().collect();
        let diff = compare(&before, &after);
        assert_eq!(diff.changes.len(), 1);
        let change = &diff.changes[0];
        assert_eq!((change.reference.as_str(), change.was.as_deref()), ("1", Some("breach_alleged")));
        assert_eq!((change.is.as_str(), &change.also[..]), ("breach_corroborated", &["now contested".to_owned()][..]));
        assert_eq!((diff.new_reports, diff.new_incidents), (vec!["r4".to_owned()], vec!["i-r4-1".to_owned()]));
    }
}
