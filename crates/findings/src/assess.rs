use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;
use servanda_model::{
    Act, ActorId, Agreement, Board, Claim, ClaimId, Coverage, Deadline, Finding, Incident, IncidentId, PlaceId,
    PlacePrecision, Provision, ProvisionKind, ProvisionRef, Reading, ReportId, Side, Status,
};

use crate::area::{Ground, PlaceTree, Tri};
use crate::breach;
use crate::completion;
use crate::conduct;
use crate::coverage::{self, Question, Watch};
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
    pub ground: &'a Ground<'a>,
    pub input: &'a Assessment<'a>,
    pub provision: &'a Provision,
    /// Its position in the agreement.
    pub at: usize,
    /// Incidents whose act bears on the provision, by time.
    pub evidence: &'a [&'a Evidence<'a>],
    /// Claims of mandated monitors' own reports.
    pub passed_on: &'a [&'a Claim],
    /// Those reports.
    pub mandated: &'a BTreeSet<&'a ReportId>,
    /// Fulfilments of handovers found so far, by provision.
    pub handovers: &'a Handovers,
    pub coverage: Coverage,
}

/// The state of every provision as of an instant, with its proof.
///
/// Depends on nothing but its input, and not on the order of incidents or reports.
#[must_use]
pub fn assess(input: &Assessment<'_>) -> Board {
    Docket::new(input).board(input.as_of)
}

/// All that was reported, laid out for judging: further boards on it cost a fraction of the first, and what came in
/// since is laid beside it.
pub struct Docket<'a> {
    desk: Desk<'a>,
    /// By time.
    evidence: Vec<Evidence<'a>>,
    watch: Watch<'a>,
}

impl<'a> Docket<'a> {
    /// Lays everything out. The instant of knowledge of `input` is not looked at.
    #[must_use]
    pub fn new(input: &Assessment<'a>) -> Self {
        let desk = Desk::new(input);
        let acts: BTreeSet<Act> = input.agreement.provisions.iter().flat_map(relevant_acts).collect();
        let lay_out = || {
            // Thousands of incidents lie at the same few places.
            let some = |incidents: &'a [Incident]| {
                let mut known: BTreeMap<PlaceKey<'_>, Arc<[Tri]>> = BTreeMap::new();
                let relevant = incidents.iter().filter(|i| acts.contains(&i.act));
                relevant
                    .map(|i| {
                        let inside = known.entry(place_key(i)).or_insert_with(|| desk.inside(i.place.as_ref()));
                        Evidence::of(i, Arc::clone(inside), &desk)
                    })
                    .collect::<Vec<_>>()
            };
            let mut evidence: Vec<Evidence<'_>> = input.incidents.par_chunks(AT_ONCE).flat_map_iter(some).collect();
            evidence.par_sort_by(|a, b| by_time(a).cmp(&by_time(b)));
            evidence
        };
        let (evidence, watch) = rayon::join(lay_out, || Watch::new(&desk));
        Self { desk, evidence, watch }
    }

    /// The state of every provision as of an instant. Everything laid out counts as known by then.
    #[must_use]
    pub fn board(&self, as_of: Timestamp) -> Board {
        judged(&self.desk, &self.evidence.iter().collect::<Vec<_>>(), &self.desk.passed_on, &[&self.watch], as_of)
    }

    /// The same with what came in since. `more` holds the incidents that are new or changed, with all their claims, the
    /// other claims of new reports, and the reports of all these; what changed replaces what it was, and incidents of
    /// `gone` have ceased to be.
    #[must_use]
    pub fn board_with(&self, more: &Docket<'_>, gone: &BTreeSet<IncidentId>, as_of: Timestamp) -> Board {
        let replaced: BTreeSet<&IncidentId> = more.desk.input.incidents.iter().map(|i| &i.id).chain(gone).collect();
        let mut evidence: Vec<&Evidence<'_>> =
            self.evidence.iter().filter(|e| !replaced.contains(&e.incident.id)).collect();
        for new in &more.evidence {
            evidence.insert(evidence.partition_point(|e| by_time(e) < by_time(new)), new);
        }
        let watches = [&self.watch.without(&replaced), &more.watch.beside(&self.desk)];
        let passed_on: Vec<&Claim> = self.desk.passed_on.iter().chain(&more.desk.passed_on).copied().collect();
        judged(&self.desk, &evidence, &passed_on, &watches, as_of)
    }
}

/// Incidents laid out by one thread at once.
const AT_ONCE: usize = 4096;

/// What decides in which areas a place lies.
type PlaceKey<'a> = Option<(PlacePrecision, Vec<(&'a PlaceId, u64, &'a [PlaceId])>)>;

fn place_key(incident: &Incident) -> PlaceKey<'_> {
    let place = incident.place.as_ref()?;
    Some((
        place.precision,
        place.candidates.iter().map(|c| (&c.place, c.weight.to_bits(), c.within.as_slice())).collect(),
    ))
}

fn by_time<'e>(evidence: &'e Evidence<'_>) -> (Option<Timestamp>, &'e IncidentId) {
    (evidence.since(), &evidence.incident.id)
}

fn judged(
    desk: &Desk<'_>,
    evidence: &[&Evidence<'_>],
    passed_on: &[&Claim],
    watches: &[&Watch<'_>],
    as_of: Timestamp,
) -> Board {
    let input = &Assessment { as_of, ..desk.input };
    let ground = &desk.ground;
    let acts: Vec<Act> = evidence.iter().map(|e| e.incident.act).collect();
    let agreement = input.agreement;
    let mandated: &BTreeSet<&ReportId> = &passed_on.iter().map(|c| &c.report).collect();
    type Fulfilled<'p> = BTreeMap<&'p ProvisionRef, (Timestamp, Timestamp)>;
    let judge = |at: usize, provision: &Provision, handovers: &Handovers, fulfilled: &Fulfilled<'_>| {
        let relevant = relevant_acts(provision);
        let bearing = evidence.iter().zip(&acts).filter(|(_, act)| relevant.contains(act));
        let evidence: Vec<&Evidence<'_>> = bearing.map(|(e, _)| *e).collect();
        let counted = counted(provision, fulfilled, agreement);
        let provision = counted.as_ref().unwrap_or(provision);
        let covered = |question| coverage::coverage(input, ground, watches, provision, question);
        let question = Question::of(provision, Status::Pending, None, as_of);
        let coverage = covered(question);
        let case = Case { ground, input, provision, at, evidence: &evidence, passed_on, mandated, handovers, coverage };
        let (mut finding, completions, done) = match judged_without_evidence(&case) {
            Some(finding) => (finding, Vec::new(), None),
            None if done_once(provision) => {
                let (finding, completions) = fulfilment::judge(&case);
                let done = fulfilment::fulfilled_between(&case, &finding, &completions);
                (finding, completions, done)
            }
            None => (breach::judge(&case), Vec::new(), None),
        };
        // What is known to be done asks for other days than what is open.
        let settled = Question::of(provision, finding.status, finding.since, as_of);
        if settled != question {
            finding.coverage = covered(settled);
        }
        (finding, completions, done)
    };
    // Duties done once come first: whether an entry is a breach depends on whether the place was handed over.
    let none = Handovers::new();
    let (mut handovers, mut fulfilled) = (Handovers::new(), Fulfilled::new());
    let mut findings: BTreeMap<usize, Finding> = BTreeMap::new();
    for round in in_rounds(agreement) {
        let judged: Vec<_> = round.par_iter().map(|&(at, p)| (at, p, judge(at, p, &none, &fulfilled))).collect();
        for (at, provision, (finding, completions, done)) in judged {
            fulfilled.extend(done.map(|done| (&provision.reference, done)));
            if provision.to.is_some() {
                handovers.insert(provision.reference.clone(), completions);
            }
            findings.insert(at, finding);
        }
    }
    let rest: Vec<(usize, &Provision)> =
        agreement.provisions.iter().enumerate().filter(|(_, p)| !done_once(p)).collect();
    findings.par_extend(rest.par_iter().map(|&(at, p)| (at, judge(at, p, &handovers, &fulfilled).0)));
    let mut findings: Vec<Finding> = findings.into_values().collect();
    hang_on_others(input, &mut findings);
    conduct::without_the_merely_unsaid(evidence, passed_on, &mut findings);
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
                finding.verdicts.clear();
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
