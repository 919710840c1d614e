//! Duties that one act fulfils: handover, withdrawal, deployment, exchange.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use servanda_model::{
    Act, ActorId, Deadline, Finding, IncidentId, Order, PlaceId, Polarity, Provision, Status, When, Where,
};

use crate::area::Tri;
use crate::assess::{Case, done_once};
use crate::coverage;
use crate::evidence::{Evidence, Voiced, organ_of, origins_by_side};
use crate::extent::{Extent, extent};
use crate::phrase;
use crate::proof::Proof;
use crate::quantity;
use crate::rule::Rule;

/// An incident that fulfils a duty or a part of it.
#[derive(Debug, Clone)]
pub(crate) struct Completion {
    pub incident: IncidentId,
    pub when: When,
    /// Somebody other than the one who owes it says so.
    pub confirmed: bool,
    /// It is told as the whole, not as a part or a beginning.
    pub whole: bool,
    /// Its latest report tells of a beginning or of work under way.
    under_way: bool,
    /// It is told in words to be complete.
    completed: bool,
    /// A place changed hands, which happens once.
    territorial: bool,
    /// It may mean this duty or another.
    possible: bool,
    /// The provision's places that it covers.
    places: BTreeSet<PlaceId>,
    /// Somebody else denies it.
    denied: bool,
    /// Position among the evidence.
    at: usize,
}

/// Acts by which the receiving side shows that it received: its entry into what was handed over.
pub(crate) fn receipts(provision: &Provision) -> Vec<Act> {
    if provision.to.is_some() && provision.acts.contains(&Act::Handover) {
        vec![Act::CaptureOrEntry, Act::Control]
    } else {
        Vec::new()
    }
}

/// Acts that are done many times: one release is not the exchange of all.
fn repeatable(act: Act) -> bool {
    matches!(act, Act::ReleaseOrExchange | Act::ReturnOfDisplaced | Act::Passage | Act::Aid)
}

fn territorial(act: Act) -> bool {
    matches!(act, Act::Handover | Act::Withdrawal | Act::CaptureOrEntry | Act::Control)
}

/// Judges a provision by what is reported to have been done.
pub(crate) fn judge(case: &Case<'_, '_>) -> (Finding, Vec<Completion>) {
    let mut proof = Proof::default();
    if let Some(end) = case.provision.ended_at(case.input.as_of) {
        let says = format!("It ended on {}: {}", phrase::instant(end.announced, &case.input.agreement.zone), end.says);
        proof.state(Rule::Ended, says.clone());
        let finding = case.finding(Status::NotApplicable, proof);
        return (Finding { since: Some(end.announced), why: says, ..finding }, Vec::new());
    }
    let receipts = receipts(case.provision);
    let completions: Vec<Completion> = case
        .evidence
        .iter()
        .enumerate()
        .filter(|(_, e)| case.provision.acts.contains(&e.incident.act) || receipts.contains(&e.incident.act))
        .filter_map(|(at, e)| completion(case, at, e, &mut proof))
        .collect();
    let finding = conclude(case, &completions, proof);
    (finding, completions)
}

fn told(evidence: &Evidence<'_>) -> String {
    phrase::incident(evidence.incident, &evidence.when)
}

fn completion(case: &Case<'_, '_>, at: usize, evidence: &Evidence<'_>, proof: &mut Proof) -> Option<Completion> {
    let provision = case.provision;
    if evidence.asserting.is_empty() {
        if !evidence.retracted.is_empty() {
            proof.resting_on(
                Rule::Retracted,
                evidence,
                None,
                || evidence.retracted.clone(),
                || format!("The {} rests on claims that were taken back.", told(evidence)),
            );
        }
        return None;
    }
    let of_receiver = !provision.acts.contains(&evidence.incident.act);
    if !by_its_bearer(case, evidence, of_receiver, proof) {
        return None;
    }
    if evidence.when.against(provision.effective) == Order::Before {
        proof.on(Rule::BeforeEffective, evidence, Some(Order::Before), || {
            let start = phrase::instant(provision.effective, &case.input.agreement.effective_zone);
            format!("The {} lies before the clause took effect on {start}.", told(evidence))
        });
        return None;
    }
    let (extent, under_way) = how_much(case, evidence);
    let named = names_object(provision, evidence);
    let Cover { places, possible, part } = covered(case, evidence, extent, named);
    if places.is_empty() && !possible {
        proof.on(Rule::OutsideArea, evidence, None, || {
            format!("The {} lies outside the clause's area.", told(evidence))
        });
        return None;
    }
    // A place given over is known by the place; soldiers sent are known by what the report calls them.
    let settled_by_place = territorial(evidence.incident.act) && !places.is_empty();
    if !named && !settled_by_place && has_siblings(case) {
        proof.on(Rule::OtherObject, evidence, None, || {
            format!("The {} does not name what this clause is about.", told(evidence))
        });
        return None;
    }
    let completion = Completion {
        incident: evidence.incident.id.clone(),
        when: evidence.when.clone(),
        confirmed: confirmed(case, evidence),
        whole: extent != Extent::Part && !part,
        under_way,
        completed: completed(evidence),
        territorial: territorial(evidence.incident.act),
        // A part of what the report names is that part, wherever in the wider region it was done.
        possible: places.is_empty() && !provision.places.is_empty() && !(named && extent == Extent::Part),
        places,
        denied: evidence.denials().any(|v| !doers(case, evidence).iter().any(|d| v.speaks_for(d))),
        at,
    };
    tell(case, &completion, evidence, proof);
    Some(completion)
}

/// Whether it is laid to somebody who owes it (or received it), or to nobody.
fn by_its_bearer(case: &Case<'_, '_>, evidence: &Evidence<'_>, of_receiver: bool, proof: &mut Proof) -> bool {
    let provision = case.provision;
    let who: Vec<&ActorId> =
        if of_receiver { provision.to.iter().collect() } else { provision.bearers.iter().collect() };
    let named = evidence.blamed.iter().any(|a| who.iter().any(|w| organ_of(a, w)));
    // An entry by nobody in particular is no receipt.
    let fits = named || (evidence.blamed.is_empty() && !of_receiver);
    if !fits && !of_receiver {
        proof.on(Rule::NotBound, evidence, None, || {
            format!(
                "The {} is laid to {}, who does not owe it.",
                told(evidence),
                case.input.name_list(&evidence.blamed)
            )
        });
    }
    fits
}

/// Whether the report names what the clause is about: by its place, its object or a word of recall.
fn names_object(provision: &Provision, evidence: &Evidence<'_>) -> bool {
    provision.recall.is_empty() && provision.object.is_none()
        || provision.recall.iter().chain(&provision.object).any(|word| evidence.mentions(word))
}

/// Whether another duty of the agreement is done by the same act of the same party.
fn has_siblings(case: &Case<'_, '_>) -> bool {
    case.input.agreement.provisions.iter().any(|p| {
        p.reference != case.provision.reference
            && done_once(p)
            && p.acts.iter().any(|a| case.provision.acts.contains(a))
            && p.bearers.iter().any(|b| case.provision.bearers.contains(b))
    })
}

/// The whole or a part, by words and numbers, and whether it is told as under way. The latest report decides; at one time a part outweighs the whole.
fn how_much(case: &Case<'_, '_>, evidence: &Evidence<'_>) -> (Extent, bool) {
    let mut latest: Option<(Option<Timestamp>, Extent)> = None;
    let (mut met, mut below) = (false, false);
    for claim in evidence.live.iter().filter(|c| c.polarity == Polarity::Asserts) {
        let published = case.published(&claim.report);
        let told = extent(&claim.quote);
        latest = match latest {
            Some((at, best)) if at > published => Some((at, best)),
            Some((at, best)) if at == published => Some((at, best.min(told))),
            _ => Some((published, told)),
        };
        for quantity in &claim.quantities {
            for term in case.provision.quantities.iter().filter(|t| quantity::same_things(&t.what, &quantity.what)) {
                met |= quantity.n.low >= term.n;
                below |= term.at != "most" && quantity.n.high.is_some_and(|high| high < term.n);
            }
        }
    }
    let told = latest.map_or(Extent::Unsaid, |(_, told)| told);
    let counted = case.provision.quantities.iter().any(|t| t.at != "most");
    let extent = if told == Extent::Part || below && !met {
        Extent::Part
    } else if met || completed(evidence) {
        Extent::Whole
    } else if counted || repeatable(evidence.incident.act) {
        // The terms name a number, or mean many acts, and the report names neither number nor completion.
        Extent::Part
    } else {
        Extent::Unsaid
    };
    (extent, told == Extent::Part)
}

/// Which of the provision's places an incident covers.
struct Cover {
    places: BTreeSet<PlaceId>,
    /// It may cover some, or others.
    possible: bool,
    /// It covers only a place inside one of them.
    part: bool,
}

fn covered(case: &Case<'_, '_>, evidence: &Evidence<'_>, extent: Extent, named: bool) -> Cover {
    let provision = case.provision;
    let place = evidence.incident.place.as_ref();
    if provision.places.is_empty() {
        let inside = case.input.places.among(place, &case.input.agreement.area);
        return Cover { places: BTreeSet::new(), possible: inside != Tri::No, part: false };
    }
    let asserting = evidence.live.iter().filter(|c| c.polarity == Polarity::Asserts);
    let named_places: BTreeMap<&str, &Where> =
        asserting.filter_map(|c| c.place.as_ref()).chain(place).map(|p| (p.name.as_str(), p)).collect();
    let mut cover = Cover { places: BTreeSet::new(), possible: false, part: true };
    if named_places.is_empty() {
        cover.add(case, None, extent, named);
    }
    for place in named_places.values() {
        cover.add(case, Some(place), extent, named);
    }
    if extent == Extent::Whole && completed(evidence) && !cover.places.is_empty() {
        // "Complete": the report names one of the places and means the whole.
        cover.places = provision.places.iter().cloned().collect();
    }
    cover.part &= !cover.places.is_empty();
    cover
}

impl Cover {
    fn add(&mut self, case: &Case<'_, '_>, place: Option<&Where>, extent: Extent, named: bool) {
        let provision = case.provision;
        for target in &provision.places {
            let inside = case.input.places.among(place, std::slice::from_ref(target));
            let exact = place.is_some_and(|p| p.candidates.iter().any(|c| &c.place == target));
            let by_name = place.is_some_and(|p| called(provision, &p.name));
            let covers = match inside {
                Tri::Yes => true,
                // The report speaks of something larger, or names no place: of all places, if of the whole.
                Tri::Possible | Tri::Unsaid => by_name || (named && extent == Extent::Whole),
                Tri::No => false,
            };
            if covers {
                self.places.insert(target.clone());
                self.part &= inside == Tri::Yes && !exact && !by_name && provision.places.len() == 1;
            }
            self.possible |= inside != Tri::No;
        }
    }
}

/// Whether a standing claim says in words that it is complete.
fn completed(evidence: &Evidence<'_>) -> bool {
    evidence.live.iter().any(|c| c.polarity == Polarity::Asserts && extent(&c.quote) == Extent::Whole)
}

/// Whether a name in a report is one by which the provision is recalled.
fn called(provision: &Provision, name: &str) -> bool {
    let name = name.to_lowercase();
    let object = provision.object.as_ref().map(|o| o.to_lowercase());
    provision.recall.iter().any(|r| r.to_lowercase() == name) || object.is_some_and(|o| o == name)
}

/// Those bound to whom it is laid; all bound, if to nobody.
fn doers(case: &Case<'_, '_>, evidence: &Evidence<'_>) -> Vec<ActorId> {
    let bearers = &case.provision.bearers;
    let named: Vec<ActorId> =
        bearers.iter().filter(|b| evidence.blamed.iter().any(|a| organ_of(a, b))).cloned().collect();
    if named.is_empty() { bearers.clone() } else { named }
}

/// Whether anybody but the one who did it says so. A voice whose side nobody knows confirms nothing.
fn confirmed(case: &Case<'_, '_>, evidence: &Evidence<'_>) -> bool {
    let doers = doers(case, evidence);
    let own = |v: &Voiced<'_>| doers.iter().any(|d| v.speaks_for(d));
    let other = evidence.asserting.iter().any(|v| (v.independent() || v.side.party().is_some()) && !own(v));
    let sides: BTreeSet<&ActorId> =
        doers.iter().filter(|d| evidence.asserting.iter().any(|v| v.speaks_for(d))).collect();
    other || sides.len() >= 2
}

fn tell(case: &Case<'_, '_>, completion: &Completion, evidence: &Evidence<'_>, proof: &mut Proof) {
    let (deadline, _) = case.provision.deadline_at(case.input.as_of);
    let relation = deadline.map(|d| d.against(&completion.when));
    let voices = || phrase::list(&evidence.voices());
    let against_deadline = || match (deadline, relation) {
        (Some(d), Some(Order::Before)) => format!(", in time ({})", phrase::deadline(d)),
        (Some(d), Some(Order::Possibly)) => format!(", possibly in time ({})", phrase::deadline(d)),
        (Some(d), Some(Order::After)) => format!(", late ({})", phrase::deadline(d)),
        _ => String::new(),
    };
    let (rule, how) = if completion.possible {
        (Rule::FulfilmentPossible, "may mean this clause or another")
    } else if !completion.whole {
        (Rule::InPart, "is told as a part, or as under way")
    } else if completion.confirmed {
        (Rule::Fulfilled, "is confirmed by somebody other than the one who owes it")
    } else {
        (Rule::OwnWord, "rests on the word of the one who owes it, or of a voice whose side is unknown")
    };
    proof.on(rule, evidence, relation, || {
        format!("The {} is stated by {}{}; it {how}.", told(evidence), voices(), against_deadline())
    });
    if completion.denied {
        let claims = || evidence.denials().flat_map(|v| v.claims.iter().cloned()).collect();
        proof.resting_on(Rule::CompletionDenied, evidence, None, claims, || {
            let who: BTreeSet<&str> = evidence.denials().map(|v| v.origin.voice.as_str()).collect();
            format!("{} denies the {}.", phrase::list(&who.into_iter().collect::<Vec<_>>()), told(evidence))
        });
    }
}

/// What the completions come to.
struct Tally<'t> {
    /// Confirmed and whole.
    done: Vec<&'t Completion>,
    /// Told as a part; as under way only if confirmed.
    parts: Vec<&'t Completion>,
    /// Told as under way by the one who owes it alone.
    begun: Vec<&'t Completion>,
    /// Told as the whole by the one who owes it alone, or denied.
    claimed: Vec<&'t Completion>,
    /// May mean this duty or another.
    possible: Vec<&'t Completion>,
}

/// For how long after a round number a report of work under way still belongs to the same duty. Our choice: an airlift
/// takes days, and a rotation of men comes months later.
const SAME_WORK: i64 = 7 * 86_400;

fn tally<'t>(case: &Case<'_, '_>, completions: &'t [Completion]) -> Tally<'t> {
    let mut tally =
        Tally { done: Vec::new(), parts: Vec::new(), begun: Vec::new(), claimed: Vec::new(), possible: Vec::new() };
    let heard = |c: &Completion| case.evidence.get(c.at).and_then(|e| e.published).map(|(from, _)| from.as_second());
    let under_way: BTreeSet<i64> =
        completions.iter().filter(|c| c.under_way && !c.possible && !c.territorial).filter_map(heard).collect();
    for c in completions {
        // What is told to be still under way was not done before, however round the number.
        let still = !c.completed
            && heard(c).is_some_and(|at| under_way.range(at..=at.saturating_add(SAME_WORK)).next().is_some());
        if c.possible {
            tally.possible.push(c);
        } else if !c.confirmed && (c.under_way || still) {
            tally.begun.push(c);
        } else if !c.whole || still {
            tally.parts.push(c);
        } else if c.confirmed && !c.denied {
            tally.done.push(c);
        } else {
            tally.claimed.push(c);
        }
    }
    tally
}

impl Case<'_, '_> {
    fn published(&self, report: &servanda_model::ReportId) -> Option<Timestamp> {
        self.reports.get(report).and_then(|r| r.published).map(|(from, _)| from)
    }
}

fn conclude(case: &Case<'_, '_>, completions: &[Completion], mut proof: Proof) -> Finding {
    let provision = case.provision;
    let tally = tally(case, completions);
    let (deadline, amended) = provision.deadline_at(case.input.as_of);
    state_deadline(case, &tally, &mut proof);
    let covered: BTreeSet<&PlaceId> = tally.done.iter().flat_map(|c| &c.places).collect();
    let whole = !tally.done.is_empty() && provision.places.iter().all(|p| covered.contains(p));
    let passed = deadline.map_or(Order::Before, |d| d.passed(case.input.as_of));
    let status = if whole {
        if late(case, &tally.done, deadline) { Status::CompliedLate } else { Status::Complied }
    } else if !tally.done.is_empty() || !tally.parts.is_empty() {
        Status::PartiallyComplied
    } else if !tally.claimed.is_empty()
        || passed == Order::After && !(tally.possible.is_empty() && tally.begun.is_empty())
    {
        Status::InsufficientEvidence
    } else if passed == Order::After {
        Status::Overdue
    } else if deadline.is_some() && passed == Order::Before && tally.begun.is_empty() {
        Status::NotYetDue
    } else {
        Status::Pending
    };
    let deciding: Vec<&Completion> = match status {
        Status::Complied | Status::CompliedLate => tally.done.clone(),
        Status::PartiallyComplied => tally.done.iter().chain(&tally.parts).copied().collect(),
        Status::InsufficientEvidence => {
            tally.claimed.iter().chain(&tally.begun).chain(&tally.possible).copied().collect()
        }
        Status::Pending => tally.begun.clone(),
        _ => Vec::new(),
    };
    let evidence: Vec<&Evidence<'_>> = deciding.iter().filter_map(|c| case.evidence.get(c.at)).collect();
    let mut finding = case.finding(status, proof);
    finding.since = match status {
        Status::Overdue => deadline.map(|d| d.latest),
        Status::NotYetDue | Status::Pending if evidence.is_empty() => Some(provision.effective),
        Status::Complied | Status::CompliedLate => done_since(case, &tally.done),
        _ => evidence.iter().filter_map(|e| e.since()).min(),
    };
    let voices: BTreeSet<String> = evidence.iter().flat_map(|e| e.voices()).collect();
    finding.on_word_of = voices.into_iter().collect();
    finding.origins_by_side = origins_by_side(evidence.iter().copied());
    finding.contested = completions.iter().any(|c| c.denied) || evidence.iter().any(|e| e.incident.contested());
    if status == Status::Overdue {
        finding.responsible = provision.bearers.clone();
        finding.responsible.sort();
    }
    finding.why = why(case, status, deadline, amended.is_some(), &deciding);
    speak_against(case, status, passed, &deciding, completions, &mut finding);
    finding
}

/// Whether some place was done only after the deadline, whatever the possible times.
fn late(case: &Case<'_, '_>, done: &[&Completion], deadline: Option<&Deadline>) -> bool {
    let Some(deadline) = deadline else { return false };
    let in_time = |c: &&&Completion| deadline.against(&c.when) != Order::After;
    if case.provision.places.is_empty() {
        return !done.iter().any(|c| in_time(&c));
    }
    case.provision.places.iter().any(|p| !done.iter().filter(|c| c.places.contains(p)).any(|c| in_time(&c)))
}

/// The instant by which every place was done.
fn done_since(case: &Case<'_, '_>, done: &[&Completion]) -> Option<Timestamp> {
    let since = |c: &&&Completion| case.evidence.get(c.at).and_then(Evidence::since);
    if case.provision.places.is_empty() {
        return done.iter().filter_map(|c| since(&c)).min();
    }
    let firsts = case
        .provision
        .places
        .iter()
        .filter_map(|p| done.iter().filter(|c| c.places.contains(p)).filter_map(|c| since(&c)).min());
    firsts.max()
}

fn state_deadline(case: &Case<'_, '_>, tally: &Tally<'_>, proof: &mut Proof) {
    let provision = case.provision;
    let (deadline, amended) = provision.deadline_at(case.input.as_of);
    let Some(deadline) = deadline else {
        proof.state(Rule::Deadline, "The text sets no last day.".to_owned());
        return;
    };
    let passed = match deadline.passed(case.input.as_of) {
        Order::Before => "it has not passed",
        Order::Possibly => "whether it has passed depends on how the day is read",
        Order::After => "it has passed",
    };
    let now = phrase::instant(case.input.as_of, &deadline.zone);
    proof.state(Rule::Deadline, format!("It is due {}; as of {now} {passed}.", phrase::deadline(deadline)));
    let (Some(amendment), Some(first)) = (amended, provision.deadline.as_ref()) else { return };
    let announced = phrase::instant(amendment.announced, &case.input.agreement.zone);
    let mut says = format!(
        "It was first due {}; the change was made known on {announced}: {}",
        phrase::deadline(first),
        amendment.says
    );
    if !tally.done.is_empty() {
        let against_first = if late(case, &tally.done, Some(first)) { "late against" } else { "in time against" };
        let against_new = if late(case, &tally.done, Some(deadline)) { "late against" } else { "in time against" };
        says.push_str(&format!(" What was done is {against_first} the first deadline, {against_new} the amended one."));
    }
    proof.state(Rule::FirstDeadline, says);
}

fn why(
    case: &Case<'_, '_>,
    status: Status,
    deadline: Option<&Deadline>,
    amended: bool,
    deciding: &[&Completion],
) -> String {
    let due = deadline.map_or("without a last day in the text".to_owned(), |d| {
        format!("due {}{}", phrase::deadline(d), if amended { ", as amended" } else { "" })
    });
    let evidence: Vec<&Evidence<'_>> = deciding.iter().filter_map(|c| case.evidence.get(c.at)).collect();
    let first = evidence.first().map(|e| told(e)).unwrap_or_default();
    let voices: BTreeSet<String> = evidence.iter().flat_map(|e| e.voices()).collect();
    let voices = phrase::list(&voices.into_iter().collect::<Vec<_>>());
    let bearers = case.input.name_list(&case.provision.bearers);
    match status {
        Status::Complied => format!("Done, {due}: the {first} is stated by {voices}."),
        Status::CompliedLate => format!("Done, but late ({due}): the {first} is stated by {voices}."),
        Status::PartiallyComplied => format!("Done in part, {due}: the {first} is stated by {voices}."),
        Status::InsufficientEvidence => {
            format!("Said to be done, {due}, but not established: the {first} rests on the word of {voices}.")
        }
        Status::Overdue => format!("It was {due}, and nothing reported shows that {bearers} did it."),
        _ if !evidence.is_empty() => {
            format!("Owed by {bearers}, {due}; it is said to be under way, on the word of {voices}: the {first}.")
        }
        _ => format!("Owed by {bearers}, {due}; nothing reported shows that it was done yet."),
    }
}

fn speak_against(
    case: &Case<'_, '_>,
    status: Status,
    passed: Order,
    deciding: &[&Completion],
    all: &[Completion],
    finding: &mut Finding,
) {
    let (against, would) = (&mut finding.against, &mut finding.would_change);
    for denied in all.iter().filter(|c| c.denied).take(3) {
        if let Some(evidence) = case.evidence.get(denied.at) {
            against.push(format!("Another side denies the {}.", told(evidence)));
        }
    }
    let deadline = case.provision.deadline_at(case.input.as_of).0;
    match status {
        Status::Complied => {
            if deadline.is_some_and(|d| !deciding.iter().any(|c| d.against(&c.when) == Order::Before)) {
                against.push("The reports leave open whether it was done before or after the deadline.".to_owned());
            }
            would.push("A denial by the receiving side or the monitor, or a retraction.".to_owned());
        }
        Status::CompliedLate => would.push("A report that dates it before the deadline.".to_owned()),
        Status::PartiallyComplied => {
            if deciding.iter().all(|c| !c.confirmed) {
                against.push("Nobody but the one who owes it says so.".to_owned());
            }
            if passed == Order::After {
                against.push("The deadline has passed.".to_owned());
            }
            would.push("A report, confirmed by another side or a neutral voice, that the whole is done.".to_owned());
        }
        Status::InsufficientEvidence => {
            would
                .push("A confirmation by the receiving side, another side, a neutral voice or the monitor.".to_owned());
        }
        Status::Overdue => {
            if case.coverage.grade != "good" {
                against.push(coverage::words(&case.coverage));
            }
            would.push("A report that it was done, or that the deadline was moved.".to_owned());
        }
        _ => {
            if passed == Order::Possibly {
                against.push("On the strictest reading the deadline has passed.".to_owned());
            }
            for possible in all.iter().filter(|c| c.possible).take(3) {
                if let Some(evidence) = case.evidence.get(possible.at) {
                    against.push(format!("The {} may mean this clause or another.", told(evidence)));
                }
            }
            if let Some(deadline) = deadline {
                would.push(format!("A report that it was done; without one it is overdue {}.", after(deadline)));
            }
        }
    }
}

fn after(deadline: &Deadline) -> String {
    format!("from {} on", phrase::instant(deadline.latest, &deadline.zone))
}

/// Completions by provision, for the rules that need to know what was handed over.
pub(crate) type Handovers = BTreeMap<servanda_model::ProvisionRef, Vec<Completion>>;
