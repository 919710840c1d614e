use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use rayon::prelude::*;
use servanda_model::{
    Act, ActorId, Agreement, Board, Claim, ClaimId, Coverage, Deadline, Finding, Incident, Lately, PlaceId, Provision,
    ProvisionKind, ProvisionRef, Reading, ReportId, Side, Status,
};

use crate::area::{Ground, PlaceTree};
use crate::breach;
use crate::completion;
use crate::conduct;
use crate::coverage::{self, Question};
use crate::docket::{Bench, Docket, Weighed};
use crate::evidence::Evidence;
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
    pub incidents: &'a [Arc<Incident>],
    /// Claims by identifier: those of the incidents, and all others for the coverage.
    pub claims: &'a BTreeMap<ClaimId, Arc<Claim>>,
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
}

/// By what provisions are judged: the terms, and the instant of knowledge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outlook<'a> {
    pub agreement: &'a Agreement,
    pub places: &'a PlaceTree,
    pub names: &'a BTreeMap<ActorId, String>,
    pub as_of: Timestamp,
}

impl Outlook<'_> {
    /// The name of an actor for readers.
    pub(crate) fn name(&self, actor: &ActorId) -> String {
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
    pub ground: &'a Ground<'a>,
    pub input: &'a Outlook<'a>,
    pub provision: &'a Provision,
    /// Its position in the agreement.
    pub at: usize,
    /// What was reported.
    pub bench: &'a Bench<'a>,
    /// Fulfilments of handovers found so far, by provision.
    pub handovers: &'a Handovers,
    pub coverage: Coverage,
}

/// The state of every provision as of an instant, with its proof.
///
/// Depends on nothing but its input, and not on the order of incidents or reports.
#[must_use]
pub fn assess(input: &Assessment<'_>) -> Board {
    let (agreement, places) = (Arc::new(input.agreement.clone()), Arc::new(input.places.clone()));
    let mut docket = Docket::new(agreement, places, Arc::new(input.names.clone()));
    let mut of_report: BTreeMap<&ReportId, Vec<&Arc<Claim>>> = BTreeMap::new();
    input.claims.values().for_each(|c| of_report.entry(&c.report).or_default().push(c));
    for report in input.reports {
        docket.put_report(report.clone(), of_report.get(&report.id).into_iter().flatten().copied());
    }
    for incident in input.incidents {
        let claims = incident.claims.iter().filter_map(|id| input.claims.get(id).cloned()).collect();
        docket.put_incident(Arc::clone(incident), claims);
    }
    docket.board(input.as_of)
}

/// Judges every provision.
pub(crate) fn judged(bench: &Bench<'_>) -> Board {
    let (desk, input) = (bench.desk, &bench.desk.outlook);
    let agreement = input.agreement;
    type Fulfilled<'p> = BTreeMap<&'p ProvisionRef, (Timestamp, Timestamp)>;
    // Duties done once come first: whether an entry is a breach depends on whether the place was handed over.
    let none = Handovers::new();
    let (mut handovers, mut fulfilled) = (Handovers::new(), Fulfilled::new());
    let mut judged: BTreeMap<usize, (Finding, Option<Arc<Weighed>>)> = BTreeMap::new();
    let rest: Vec<(usize, &Provision)> =
        agreement.provisions.iter().enumerate().filter(|(_, p)| !done_once(p)).collect();
    let rounds = in_rounds(agreement);
    // What waits for nothing is weighed at once, so that each stretch is laid out once.
    let entries = |p: &Provision| relevant_acts(p).iter().any(|a| breach::ENTRIES.contains(a));
    let at_once = rest.iter().filter(|(_, p)| !entries(p) && p.counted.is_none());
    let at_once = at_once.chain(rounds.iter().flatten()).map(|&called| bench.case(called, &none));
    let needs = |case: &Case<'_>| judged_without_evidence(case).is_none();
    bench.weigh_stretches(&at_once.filter(needs).collect::<Vec<_>>());
    // Many provisions are for the same area and time.
    type Asked<'p> = (&'p [PlaceId], Timestamp, Question);
    let known: Mutex<Vec<(Asked<'_>, Coverage)>> = Mutex::default();
    let covered = |provision: &Provision, question: Question| {
        let areas = coverage::areas(agreement, provision);
        let asked: Asked<'_> = (areas, provision.effective, question);
        let known = || known.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known().iter().find(|(other, _)| *other == asked).map(|(_, c)| c.clone());
        before.unwrap_or_else(|| {
            let found = coverage::coverage(input, &desk.ground, bench.watch(), provision, question);
            // The areas of the agreement outlive a provision whose limit was counted.
            let lasting = agreement.provisions.iter().map(|p| coverage::areas(agreement, p)).find(|a| *a == areas);
            known().extend(lasting.map(|areas| ((areas, provision.effective, question), found.clone())));
            found
        })
    };
    let open = |provision: &Provision| Question::of(provision, Status::Pending, None, input.as_of);
    // What is known to be done asks for other days than what is open.
    let settle = |provision: &Provision, finding: &mut Finding| {
        let settled = Question::of(provision, finding.status, finding.since, input.as_of);
        if settled != open(provision) {
            finding.coverage = covered(provision, settled);
        }
    };
    for round in rounds {
        let limits: Vec<Option<Provision>> = round.iter().map(|(_, p)| counted(p, &fulfilled, agreement)).collect();
        let cases: Vec<Case<'_>> = round
            .iter()
            .zip(&limits)
            .map(|(&(at, p), limit)| bench.case((at, limit.as_ref().unwrap_or(p)), &none))
            .collect();
        let found: Vec<_> = cases
            .par_iter()
            .map(|case| {
                let case = Case { coverage: covered(case.provision, open(case.provision)), ..*case };
                let (mut finding, completions, done) = match judged_without_evidence(&case) {
                    Some(finding) => (finding, Vec::new(), None),
                    None => fulfilment::judge(&case, &bench.weighed(&case)),
                };
                settle(case.provision, &mut finding);
                (finding, completions, done)
            })
            .collect();
        for ((at, provision), (finding, completions, done)) in round.iter().zip(found) {
            fulfilled.extend(done.map(|done| (&provision.reference, done)));
            if provision.to.is_some() {
                handovers.insert(provision.reference.clone(), completions);
            }
            judged.insert(*at, (finding, None));
        }
    }
    let limits: Vec<Option<Provision>> = rest.iter().map(|(_, p)| counted(p, &fulfilled, agreement)).collect();
    let cases = rest.iter().zip(&limits).map(|(&(at, p), l)| bench.case((at, l.as_ref().unwrap_or(p)), &handovers));
    let cases: Vec<Case<'_>> = cases.collect();
    let (plain, weighty): (Vec<_>, Vec<_>) =
        cases.into_iter().partition(|case| judged_without_evidence(case).is_some());
    bench.weigh_stretches(&weighty);
    judged.par_extend(plain.into_par_iter().chain(weighty).map(|case| {
        let case = Case { coverage: covered(case.provision, open(case.provision)), ..case };
        let (mut finding, weighed) = match judged_without_evidence(&case) {
            Some(finding) => (finding, None),
            None => {
                let weighed = bench.weighed(&case);
                (breach::judge(&case, &weighed), Some(weighed))
            }
        };
        settle(case.provision, &mut finding);
        (case.at, (finding, weighed))
    }));
    let (mut findings, weighed): (Vec<Finding>, Vec<Option<Arc<Weighed>>>) = judged.into_values().unzip();
    let lapsed = hang_on_others(input, &mut findings);
    let drafts: Vec<&[conduct::Draft]> = weighed
        .iter()
        .enumerate()
        .map(|(at, w)| w.as_ref().filter(|_| !lapsed.contains(&at)).map_or(&[][..], |w| w.conduct.as_slice()))
        .collect();
    for (finding, verdicts) in findings.iter_mut().zip(conduct::verdicts(&drafts, bench.numbers())) {
        finding.verdicts = verdicts;
    }
    for (finding, lately) in findings.iter_mut().zip(bench.lately()) {
        finding.lately = lately;
    }
    Board { as_of: input.as_of, findings }
}

/// Whether a provision is fulfilled by one act rather than broken by one.
pub(crate) fn done_once(provision: &Provision) -> bool {
    provision.kind == ProvisionKind::Obligation && !provision.standing
}

/// Duties done once, in rounds: each after those from which its limit is counted; the loader lets no circle pass.
fn in_rounds(agreement: &Agreement) -> Vec<Vec<(usize, &Provision)>> {
    let mut open: Vec<(usize, &Provision)> =
        agreement.provisions.iter().enumerate().filter(|(_, p)| done_once(p)).collect();
    let mut rounds = Vec::new();
    while !open.is_empty() {
        let waits = |p: &Provision| {
            p.counted.as_ref().is_some_and(|c| open.iter().any(|(_, o)| c.after.contains(&o.reference)))
        };
        let (mut later, mut now): (Vec<_>, Vec<_>) = open.iter().copied().partition(|(_, p)| waits(p));
        if now.is_empty() {
            std::mem::swap(&mut later, &mut now);
        }
        rounds.push(now);
        open = later;
    }
    rounds
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

/// Acts that bear on a provision.
pub(crate) fn relevant_acts(provision: &Provision) -> Vec<Act> {
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
    /// How an incident lies to what is drawn of the provision's area, in words; `None` where names alone decide.
    pub(crate) fn measured(&self, evidence: &Evidence<'_>) -> Option<String> {
        let places = &self.provision.places;
        let areas = if places.is_empty() { &self.input.agreement.area } else { places };
        self.ground.measured(evidence.incident.place.as_ref(), areas)
    }

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
        against.extend(self.provision.note.as_ref().map(|note| format!("On the terms: {note}")));
        Finding {
            provision: self.provision.reference.clone(),
            status,
            responsible: Vec::new(),
            verdicts: Vec::new(),
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
            lately: Lately::default(),
        }
    }
}

/// Conditions and parallel provisions, once each provision has been judged for itself.
///
/// Gives those that no longer apply, by position.
fn hang_on_others(input: &Outlook<'_>, findings: &mut [Finding]) -> BTreeSet<usize> {
    let provisions = &input.agreement.provisions;
    let place: BTreeMap<&ProvisionRef, usize> = provisions.iter().enumerate().map(|(i, p)| (&p.reference, i)).collect();
    let mut lapsed = BTreeSet::new();
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
                lapsed.insert(i);
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
    lapsed
}

fn fulfilled(status: Status) -> bool {
    matches!(status, Status::Complied | Status::CompliedLate | Status::NoBreachReported) || proven(status)
}

/// Whether the status says that something was broken: such a provision was in force.
fn proven(status: Status) -> bool {
    use Status::{BreachAlleged, BreachCorroborated, BreachDisputed, BreachVerified};
    matches!(status, BreachAlleged | BreachDisputed | BreachCorroborated | BreachVerified)
}
