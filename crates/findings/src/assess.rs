use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use servanda_model::{
    Act, ActorId, Agreement, Board, Claim, ClaimId, Coverage, Deadline, Finding, Incident, Provision, ProvisionKind,
    ProvisionRef, Reading, ReportId, Side, Status,
};

use crate::area::PlaceTree;
use crate::breach;
use crate::completion;
use crate::coverage::Watch;
use crate::evidence::{Desk, Evidence};
use crate::fulfilment::{self, Handovers};
use crate::phrase;
use crate::proof::Proof;
use crate::rule::Rule;

/// What is known of a report beside its claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportMeta {
    /// Its identifier.
    pub id: ReportId,
    /// Name of its source.
    pub source: String,
    /// Whose side the source is on.
    pub side: Side,
    /// Whether the source is a mandated monitor.
    pub mandated: bool,
    /// When it was published: at the earliest and at the latest.
    pub published: Option<(Timestamp, Timestamp)>,
}

/// All that a judgement rests on. The caller leaves out reports, claims and incidents published after `as_of`.
#[derive(Debug, Clone, Copy)]
pub struct Assessment<'a> {
    /// The agreement.
    pub agreement: &'a Agreement,
    /// Which places lie in which.
    pub places: &'a PlaceTree,
    /// Names of actors for readers; an actor without one is told by its identifier.
    pub names: &'a BTreeMap<ActorId, String>,
    /// Incidents, in any order.
    pub incidents: &'a [Incident],
    /// Claims by identifier: those of the incidents, and all others for the coverage.
    pub claims: &'a BTreeMap<ClaimId, Claim>,
    /// The reports.
    pub reports: &'a [ReportMeta],
    /// The instant of knowledge.
    pub as_of: Timestamp,
}

impl Assessment<'_> {
    /// The name of an actor for readers.
    #[must_use]
    pub fn name(&self, actor: &ActorId) -> String {
        self.names.get(actor).cloned().unwrap_or_else(|| actor.to_string())
    }

    /// Names in a sentence, sorted so that no side comes first by rule.
    pub(crate) fn name_list<'n>(&self, actors: impl IntoIterator<Item = &'n ActorId>) -> String {
        let names: BTreeSet<String> = actors.into_iter().map(|a| self.name(a)).collect();
        phrase::list(&names.into_iter().collect::<Vec<_>>())
    }
}

/// What the judgement of one provision needs.
pub(crate) struct Case<'a> {
    pub desk: &'a Desk<'a>,
    pub input: &'a Assessment<'a>,
    pub provision: &'a Provision,
    pub evidence: &'a [Evidence<'a>],
    /// Fulfilments of handovers found so far, by provision.
    pub handovers: &'a Handovers,
    pub coverage: Coverage,
}

/// The state of every provision as of an instant, with its proof.
///
/// Depends on nothing but its input, and not on the order of incidents or reports.
#[must_use]
pub fn assess(input: &Assessment<'_>) -> Board {
    let agreement = input.agreement;
    let desk = &Desk::new(input);
    let acts: BTreeSet<Act> = agreement.provisions.iter().flat_map(relevant_acts).collect();
    let mut evidence: Vec<(Option<Timestamp>, Evidence<'_>)> = input
        .incidents
        .iter()
        .filter(|i| acts.contains(&i.act))
        .map(|i| Evidence::of(i, desk))
        .map(|e| (e.since(), e))
        .collect();
    evidence.sort_by(|(a, one), (b, other)| (a, &one.incident.id).cmp(&(b, &other.incident.id)));
    let evidence: Vec<Evidence<'_>> = evidence.into_iter().map(|(_, e)| e).collect();
    let watch = Watch::new(desk);

    // Duties done once come first: whether an entry is a breach depends on whether the place was handed over.
    let mut findings: BTreeMap<usize, Finding> = BTreeMap::new();
    let mut handovers = Handovers::new();
    let none = Handovers::new();
    let mut fulfilled: BTreeMap<&ProvisionRef, (Timestamp, Timestamp)> = BTreeMap::new();
    for (at, provision) in in_order(agreement) {
        let counted = counted(provision, &fulfilled, agreement);
        let case_of = counted.as_ref().unwrap_or(provision);
        let coverage = watch.coverage(provision);
        let case = Case { desk, input, provision: case_of, evidence: &evidence, handovers: &none, coverage };
        let finding = match judged_without_evidence(&case) {
            Some(finding) => finding,
            None => {
                let (finding, completions) = fulfilment::judge(&case);
                if let Some(done) = fulfilment::fulfilled_between(&case, &finding, &completions) {
                    fulfilled.insert(&provision.reference, done);
                }
                if provision.to.is_some() {
                    handovers.insert(provision.reference.clone(), completions);
                }
                finding
            }
        };
        findings.insert(at, finding);
    }
    for (at, provision) in agreement.provisions.iter().enumerate().filter(|(_, p)| !done_once(p)) {
        let counted = counted(provision, &fulfilled, agreement);
        let provision = counted.as_ref().unwrap_or(provision);
        let coverage = watch.coverage(provision);
        let case = Case { desk, input, provision, evidence: &evidence, handovers: &handovers, coverage };
        findings.insert(at, judged_without_evidence(&case).unwrap_or_else(|| breach::judge(&case)));
    }
    let mut findings: Vec<Finding> = findings.into_values().collect();
    hang_on_others(input, &mut findings);
    Board { as_of: input.as_of, findings }
}

/// Whether a provision is fulfilled by one act rather than broken by one.
pub(crate) fn done_once(provision: &Provision) -> bool {
    provision.kind == ProvisionKind::Obligation && !provision.standing
}

/// Duties done once, each after the one from which its limit is counted; the loader lets no circle pass.
fn in_order(agreement: &Agreement) -> Vec<(usize, &Provision)> {
    let once = || agreement.provisions.iter().enumerate().filter(|(_, p)| done_once(p));
    let mut open: Vec<(usize, &Provision)> = once().collect();
    let mut ordered: Vec<(usize, &Provision)> = Vec::with_capacity(open.len());
    while !open.is_empty() {
        let waits = |p: &Provision| {
            p.counted.as_ref().is_some_and(|c| open.iter().any(|(_, o)| c.after.contains(&o.reference)))
        };
        let (later, now): (Vec<_>, Vec<_>) = open.iter().copied().partition(|(_, p)| waits(p));
        if now.is_empty() {
            ordered.extend(later);
            break;
        }
        ordered.extend(now);
        open = later;
    }
    ordered
}

/// The provision with the limit that is counted from another, where that other is fulfilled. The day of fulfilment may
/// be known within bounds only; then both ends are kept.
fn counted(
    provision: &Provision,
    fulfilled: &BTreeMap<&ProvisionRef, (Timestamp, Timestamp)>,
    agreement: &Agreement,
) -> Option<Provision> {
    let counted = provision.counted.as_ref()?;
    let done: Vec<(Timestamp, Timestamp)> =
        counted.after.iter().map(|r| fulfilled.get(r).copied()).collect::<Option<_>>()?;
    let (first, last) = (done.iter().map(|d| d.0).max()?, done.iter().map(|d| d.1).max()?);
    let zone = &agreement.zone;
    let limit =
        |at: &Timestamp| Deadline::on(counted.end(at.to_zoned(zone.rules()).date())?, zone.clone(), Reading::Inclusive);
    let (early, late) = (limit(&first)?, limit(&last)?);
    let reading = if early == late { Reading::Inclusive } else { Reading::Ambiguous };
    let deadline = Deadline { earliest: early.latest, reading, ..late };
    Some(Provision { deadline: Some(deadline), ..provision.clone() })
}

fn relevant_acts(provision: &Provision) -> Vec<Act> {
    let mut acts = breach::breaking_acts(provision);
    acts.extend(&provision.acts);
    acts.extend(completion::receipts(provision));
    acts
}

/// What holds whatever is reported.
fn judged_without_evidence(case: &Case<'_>) -> Option<Finding> {
    let (input, provision) = (case.input, case.provision);
    let zone = &input.agreement.effective_zone;
    if let Some(added) = provision.added.filter(|added| input.as_of < *added) {
        let says = format!("It was added to the terms only on {}.", phrase::instant(added, zone));
        return Some(case.plain(Status::NotApplicable, Rule::NotYetAdded, says));
    }
    if input.as_of < provision.effective {
        let says = format!(
            "It takes effect only on {}, after {}, the instant of knowledge.",
            phrase::instant(provision.effective, zone),
            phrase::instant(input.as_of, zone)
        );
        return Some(case.plain(Status::NotYetDue, Rule::NotInForce, says));
    }
    if provision.kind == ProvisionKind::Permission && provision.broken_by.is_empty() {
        let says = format!("It permits and obliges nobody: {}", provision.says);
        return Some(case.plain(Status::NotApplicable, Rule::PermissionOnly, says));
    }
    None
}

impl Case<'_> {
    /// A finding by one rule alone.
    fn plain(&self, status: Status, rule: Rule, says: String) -> Finding {
        let mut proof = Proof::default();
        proof.state(rule, says.clone());
        Finding { why: says, ..self.finding(status, proof) }
    }

    /// A finding with everything that does not depend on the evidence.
    pub(crate) fn finding(&self, status: Status, proof: Proof) -> Finding {
        let (deadline, amended) = self.provision.deadline_at(self.input.as_of);
        let mut against = Vec::new();
        for difference in self.input.agreement.differences.iter().filter(|d| d.provision == self.provision.reference) {
            let versions: Vec<String> =
                difference.versions.iter().map(|(text, reads)| format!("{text}: {reads}")).collect();
            against.push(format!("The published wordings differ: {}. {}", difference.what, versions.join(" ")));
        }
        Finding {
            provision: self.provision.reference.clone(),
            status,
            responsible: Vec::new(),
            since: None,
            deadline: deadline.cloned(),
            amended: amended.cloned(),
            on_word_of: Vec::new(),
            origins_by_side: BTreeMap::new(),
            contested: false,
            coverage: self.coverage.clone(),
            why: String::new(),
            derivation: proof.finish(),
            against,
            would_change: Vec::new(),
        }
    }
}

/// Conditions and parallel provisions, once each provision has been judged for itself.
fn hang_on_others(input: &Assessment<'_>, findings: &mut [Finding]) {
    let provisions = &input.agreement.provisions;
    let place: BTreeMap<&ProvisionRef, usize> = provisions.iter().enumerate().map(|(i, p)| (&p.reference, i)).collect();
    let mut open: Vec<usize> = (0..provisions.len()).collect();
    // Each round settles the provisions whose own requirement was found unmet in the round before; a circle of
    // requirements ends because a provision is settled only once.
    loop {
        let unmet: Vec<(usize, String)> = open
            .iter()
            .filter_map(|&i| {
                let provision = provisions.get(i)?;
                let condition = provision.conditions.iter().find(|c| {
                    c.required
                        && c.provision != provision.reference
                        && place
                            .get(&c.provision)
                            .and_then(|&at| findings.get(at))
                            .is_some_and(|f| !fulfilled(f.status))
                })?;
                let other = findings.get(*place.get(&condition.provision)?)?;
                Some((
                    i,
                    format!(
                        "It requires provision {}, which is {}: {}",
                        condition.provision,
                        other.status.label(),
                        condition.says
                    ),
                ))
            })
            .collect();
        if unmet.is_empty() {
            break;
        }
        for (i, says) in unmet {
            open.retain(|&o| o != i);
            let Some(finding) = findings.get_mut(i) else { continue };
            let mut proof = Proof::default();
            proof.state(Rule::ConditionUnmet, says.clone());
            finding.derivation.extend(proof.finish());
            if !proven(finding.status) {
                finding.status = Status::NotApplicable;
                finding.since = None;
                finding.responsible.clear();
                finding.why = says;
            }
        }
    }
    for (i, provision) in provisions.iter().enumerate() {
        let mut proof = Proof::default();
        for condition in provision.conditions.iter().filter(|c| !c.required) {
            proof.state(Rule::ConditionNote, condition.says.clone());
        }
        let parallel = provision.parallel_with.as_ref();
        if let Some(other) = parallel.and_then(|r| place.get(r)).and_then(|&at| findings.get(at)) {
            proof.state(
                Rule::Parallel,
                format!("It runs in parallel with provision {}, which is {}.", other.provision, other.status.label()),
            );
        }
        if let Some(finding) = findings.get_mut(i) {
            finding.derivation.extend(proof.finish());
        }
    }
}

fn fulfilled(status: Status) -> bool {
    matches!(status, Status::Complied | Status::CompliedLate | Status::NoBreachReported) || proven(status)
}

/// Whether the status says that something was broken: such a provision was in force.
fn proven(status: Status) -> bool {
    use Status::{BreachAlleged, BreachCorroborated, BreachDisputed, BreachVerified};
    matches!(status, BreachAlleged | BreachDisputed | BreachCorroborated | BreachVerified)
}
