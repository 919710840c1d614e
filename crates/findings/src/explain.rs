//! A finding as a proof that a lawyer can follow: clause, incidents, exact words, rule, what speaks against it.

use std::fmt;

use serde::{Deserialize, Serialize};
use servanda_model::{
    Board, Citation, Claim, ClaimId, Finding, IncidentId, Order, Polarity, Provision, ProvisionRef, ReportId, RuleId,
    Span, Status,
};

use crate::assess::Assessment;
use crate::phrase;
use crate::rule::rule;

/// The proof of one finding, with everything it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The agreement's short name.
    pub agreement: String,
    /// The provision.
    pub provision: ProvisionRef,
    /// Its heading.
    pub title: String,
    /// What it demands, in our words.
    pub says: String,
    /// Where its wording is published.
    pub wording: Vec<Citation>,
    /// The instant of knowledge, in words.
    pub as_of: String,
    /// Its state.
    pub status: Status,
    /// Since when, in words.
    pub since: Option<String>,
    /// The conclusion.
    pub why: String,
    /// Who is held responsible, by name.
    pub responsible: Vec<String>,
    /// The proof, step by step.
    pub steps: Vec<ExplainedStep>,
    /// How much would be known, in words.
    pub coverage: String,
    /// What speaks against it.
    pub against: Vec<String>,
    /// What would change it.
    pub would_change: Vec<String>,
}

/// A step with its rule and the words it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExplainedStep {
    /// The rule.
    pub rule: RuleId,
    /// The rule in a sentence.
    pub rule_says: String,
    /// The conclusion.
    pub says: String,
    /// The incident.
    pub incident: Option<IncidentId>,
    /// Where it lies against the instant that matters.
    pub relation: Option<Order>,
    /// The words.
    pub quotes: Vec<Quoted>,
}

/// The exact words of a claim, with who says them and who carries them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quoted {
    /// The claim.
    pub claim: ClaimId,
    /// Its report.
    pub report: ReportId,
    /// The source of the report, if known.
    pub source: Option<String>,
    /// Where the words stand in the document.
    pub span: Span,
    /// The words.
    pub quote: String,
    /// Who says them; the source itself, where it speaks in its own voice.
    pub voice: String,
    /// Whose side that voice is on.
    pub side: String,
    /// Through whom they came.
    pub relays: Vec<String>,
    /// Whether they say that it happened.
    pub asserts: bool,
    /// Whether they were taken back.
    pub retracted: bool,
}

/// The proof of a board's finding on `provision`, from the input that the board was made of.
///
/// `None` if the board or the agreement has no such provision.
#[must_use]
pub fn explain(input: &Assessment<'_>, board: &Board, provision: &ProvisionRef) -> Option<Explanation> {
    let finding = board.findings.iter().find(|f| &f.provision == provision)?;
    let terms = input.agreement.provisions.iter().find(|p| &p.reference == provision)?;
    Some(Explanation {
        agreement: input.agreement.short.clone(),
        provision: provision.clone(),
        title: terms.title.clone(),
        says: terms.says.clone(),
        wording: wording(input, terms),
        as_of: phrase::instant(board.as_of, &input.agreement.zone),
        status: finding.status,
        since: finding.since.map(|t| phrase::instant(t, &input.agreement.zone)),
        why: finding.why.clone(),
        responsible: finding.responsible.iter().map(|a| input.name(a)).collect(),
        steps: steps(input, finding),
        coverage: finding.coverage.says.clone(),
        against: finding.against.clone(),
        would_change: finding.would_change.clone(),
    })
}

/// The provision's own sources, else the wordings of the agreement.
fn wording(input: &Assessment<'_>, terms: &Provision) -> Vec<Citation> {
    if !terms.sources.is_empty() {
        return terms.sources.clone();
    }
    input.agreement.wordings.iter().map(|w| Citation { url: w.url.clone(), title: w.title.clone() }).collect()
}

fn steps(input: &Assessment<'_>, finding: &Finding) -> Vec<ExplainedStep> {
    let quoted = |id: &ClaimId| input.claims.get(id).map(|claim| quoted(input, claim));
    finding
        .derivation
        .iter()
        .map(|step| ExplainedStep {
            rule: step.rule.clone(),
            rule_says: rule(&step.rule).map(|r| r.says().to_owned()).unwrap_or_default(),
            says: step.says.clone(),
            incident: step.incident.clone(),
            relation: step.relation,
            quotes: step.claims.iter().filter_map(quoted).collect(),
        })
        .collect()
}

fn quoted(input: &Assessment<'_>, claim: &Claim) -> Quoted {
    let report = input.reports.iter().find(|r| r.id == claim.report);
    let speaker = claim.attribution.speaker.as_ref();
    let source = report.map(|r| r.source.clone());
    Quoted {
        claim: claim.id.clone(),
        report: claim.report.clone(),
        span: claim.span,
        quote: claim.quote.clone(),
        voice: speaker.map(|s| s.name.clone()).or_else(|| source.clone()).unwrap_or_else(|| "unnamed".to_owned()),
        side: speaker.map(|s| &s.side).or(report.map(|r| &r.side)).map_or("unknown", |s| s.code()).to_owned(),
        source,
        relays: claim.attribution.relays.iter().map(|r| r.name.clone()).collect(),
        asserts: claim.polarity == Polarity::Asserts,
        retracted: claim.retracted,
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}, provision {}: {}", self.agreement, self.provision, self.title)?;
        writeln!(f, "  Clause: {}", self.says)?;
        for source in &self.wording {
            writeln!(f, "  Wording: {} <{}>", source.title, source.url)?;
        }
        writeln!(f, "  As of {}: {}.", self.as_of, self.status.label())?;
        if let Some(since) = &self.since {
            writeln!(f, "  Since {since}.")?;
        }
        if !self.responsible.is_empty() {
            writeln!(f, "  Laid to {}.", phrase::list(&self.responsible))?;
        }
        writeln!(f, "  {}", self.why)?;
        writeln!(f, "Proof")?;
        for (n, step) in self.steps.iter().enumerate() {
            writeln!(f, "  {}. {}", n + 1, step.says)?;
            writeln!(f, "     Rule {}: {}", step.rule, step.rule_says)?;
            for quoted in &step.quotes {
                write!(f, "     “{}” ({}, {}", quoted.quote.trim(), quoted.voice, quoted.side)?;
                for relay in &quoted.relays {
                    write!(f, ", via {relay}")?;
                }
                let taken_back = if quoted.retracted { ", taken back" } else { "" };
                writeln!(f, "; {}{taken_back})", quoted.claim)?;
            }
        }
        section(f, "Coverage", std::slice::from_ref(&self.coverage))?;
        section(f, "Against it", &self.against)?;
        section(f, "What would change it", &self.would_change)
    }
}

fn section(f: &mut fmt::Formatter<'_>, heading: &str, lines: &[String]) -> fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(f, "{heading}")?;
    lines.iter().try_for_each(|line| writeln!(f, "  - {line}"))
}
