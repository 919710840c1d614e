//! `servanda explain`: why a provision has its status.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use servanda_findings::{Rule, rule};
use servanda_model::{Finding, Incident, Polarity, Step, nearest};

use super::assess::Case;
use super::board::printable;
use super::options::tell;
use super::{AsOfArg, Exit, Failure, Options, Printer};
use crate::export::dossier::{by_whom, toll_words};
use crate::export::instant::{deadline_words, instant_words, when_words};
use crate::export::json::{ExplainJson, code};
use crate::pipeline::{Index, Outcome};

/// Explain the status of a provision: clause, incidents, claims with their exact words, rules.
///
/// Without reports it explains the shipped example, or the ledger named with --db.
#[derive(Debug, Args)]
pub struct Explain {
    /// Reference of the provision, such as 6a.
    provision: String,
    /// Files and folders of reports.
    reports: Vec<PathBuf>,
    /// The agreement: its name among the data, its folder, or its file.
    #[arg(long, value_name = "AGREEMENT")]
    agreement: Option<String>,
    /// Only what was published until then counts: an instant with its offset, or a day to its end.
    #[arg(long, value_name = "INSTANT")]
    as_of: Option<AsOfArg>,
    #[command(flatten)]
    options: Options,
}

impl Explain {
    /// Runs the command.
    ///
    /// # Errors
    /// Inputs, agreement or ledger that cannot be used; a provision that the agreement does not have.
    pub fn run(self) -> Result<Exit, Failure> {
        let case = Case::open(self.agreement.as_deref(), &self.reports, &self.options)?;
        let outcome = case.outcome(self.as_of, &self.options)?;
        let Some(finding) = outcome.finding(&self.provision) else {
            return Err(no_such_provision(&self.provision, &outcome));
        };
        let index = outcome.index();
        if self.options.json {
            Printer.json(&ExplainJson::of(finding, &index))?;
        } else {
            Printer.text(&explanation(finding, &index))?;
        }
        Ok(tell(&outcome.notices))
    }
}

fn no_such_provision(asked: &str, outcome: &Outcome) -> Failure {
    let known: Vec<&str> = outcome.agreement.iter().flat_map(|a| &a.provisions).map(|p| p.reference.as_str()).collect();
    let remedy = match nearest(asked, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? There are: {}", known.join(", ")),
        None if known.is_empty() => "assess an agreement that has provisions".to_owned(),
        None => format!("name one of {}", known.join(", ")),
    };
    Failure::usage(format!("there is no finding on a provision `{asked}`"), remedy)
}

/// The proof in words.
pub fn explanation(finding: &Finding, index: &Index<'_>) -> String {
    let outcome = index.outcome;
    let zone = outcome.zone();
    let mut t = String::new();
    let mut line = |depth: usize, text: &str| {
        let _ = writeln!(t, "{}{}", "  ".repeat(depth), printable(text));
    };
    let provision = outcome.provision(&finding.provision);
    line(0, &format!("{} {}: {}", finding.provision, provision.map_or("", |p| &p.title), finding.status.label()));
    if let Some(p) = provision {
        line(0, &p.says);
        for source in &p.sources {
            line(1, &format!("text: {} <{}>", source.title, source.url));
        }
    }
    if let Some(deadline) = &finding.deadline {
        line(1, &format!("deadline: {}", deadline_words(deadline)));
    }
    if let Some(amended) = &finding.amended {
        line(1, &format!("amended: {} (announced {})", amended.says, instant_words(amended.announced, &zone)));
        amended.sources.iter().for_each(|s| line(2, &format!("{} <{}>", s.title, s.url)));
    }
    line(0, "");
    line(0, &finding.why);
    if let Some(since) = finding.since {
        line(1, &format!("since {}", instant_words(since, &zone)));
    }
    line(1, &finding.coverage.says);
    let mut told = std::collections::BTreeSet::new();
    let aside = |step: &Step| step.incident.is_some() && rule(&step.rule).is_some_and(Rule::sets_aside);
    let first_aside = finding.derivation.iter().position(aside);
    for (i, step) in finding.derivation.iter().enumerate() {
        line(0, "");
        if first_aside == Some(i) {
            line(0, "Looked at and set aside:");
            line(0, "");
        }
        let relation = step.relation.map_or_else(String::new, |r| format!(", {}", code(r)));
        line(0, &format!("{}. {} [{}{relation}]", i + 1, step.says, step.rule));
        let mut claims = step.claims.to_vec();
        if let Some(incident) = step.incident.as_ref().and_then(|id| index.incident(id))
            && told.insert(incident.id.to_string())
        {
            line(1, &circumstances(incident, outcome));
            claims.splice(0..0, incident.claims.iter().cloned());
        }
        for id in claims {
            let Some(claim) = index.claim(&id) else { continue };
            if !told.insert(id.to_string()) {
                continue;
            }
            let report = index.report(&claim.report);
            let mut chain: Vec<&str> = claim.attribution.speaker.iter().map(|v| v.name.as_str()).collect();
            chain.extend(claim.attribution.relays.iter().map(|v| v.name.as_str()));
            let outlet = report.and_then(|r| r.outlet.as_deref()).filter(|o| chain.last() != Some(o));
            chain.extend(outlet);
            let verb = if claim.polarity == Polarity::Denies { "denies" } else { "asserts" };
            let passed_on =
                report.map(|r| r.relays.join(", ")).filter(|r| claim.attribution.own_voice && !r.is_empty());
            line(2, &format!("“{}”", claim.quote));
            line(
                3,
                &format!(
                    "{}{} {verb} as {}; {}, published {}",
                    chain.join(" ← "),
                    passed_on.map_or_else(String::new, |r| format!(" (in a report that passes on {r})")),
                    code(claim.modality),
                    claim.id,
                    report.and_then(|r| r.published.as_deref()).unwrap_or("at an unknown time")
                ),
            );
        }
    }
    for (heading, lines) in [("Against it", &finding.against), ("What would change it", &finding.would_change)] {
        if !lines.is_empty() {
            line(0, "");
            line(0, &format!("{heading}:"));
            lines.iter().for_each(|l| line(1, l));
        }
    }
    t
}

fn circumstances(incident: &Incident, outcome: &Outcome) -> String {
    let mut text = format!("incident {}: {}", incident.id, incident.act.label());
    if let Some(place) = &incident.place {
        let _ = write!(text, ", {}", place.best().map_or(place.name.as_str(), |b| b.canonical.as_str()));
    }
    if let Some(when) = &incident.when {
        let _ = write!(text, ", {}", when_words(when));
    }
    let blamed: Vec<&str> = incident.blamed.keys().map(|a| outcome.actor_name(a)).collect();
    if !blamed.is_empty() {
        let _ = write!(text, "{}{}", by_whom(incident.act), blamed.join(", "));
    }
    if let Some(toll) = incident.tolls.iter().rev().find(|t| !t.casualties.is_empty()) {
        for (n, what) in [(toll.casualties.killed, "killed"), (toll.casualties.wounded, "wounded")] {
            if let Some(n) = n {
                let _ = write!(text, "; {} {what}", toll_words(n));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;

    #[test]
    fn an_explanation_goes_from_clause_to_quote_to_rule() {
        let outcome = fixture::outcome();
        let text = explanation(outcome.finding("1").unwrap(), &outcome.index());
        let order = [
            "All fire and all hostilities stop",
            "Two independent origins",
            "incident i-r1-1: shelling, Miravel, 3 May 2031; laid to Sudland; 2 wounded",
            "“Sudland's army shelled",
            "Ada Noor ← Meridian Agency ← Norland Post asserts as fact; r1#1, published 2031-05-04T00:10:00+04:00",
            "[breach.neutral-origin]",
            "Against it:",
            "What would change it:",
        ];
        let mut from = 0;
        for part in order {
            from += text[from..].find(part).unwrap_or_else(|| panic!("{part} in order in\n{text}"));
        }
    }

    #[test]
    fn a_provision_that_does_not_exist_gets_the_nearest_named() {
        let failure = no_such_provision("2c", &fixture::outcome());
        let help = miette::Diagnostic::help(&failure).unwrap().to_string();
        assert!(help.contains("did you mean `2a`"), "{help}");
    }
}
