//! Duties that one act fulfils: handover, withdrawal, deployment, exchange.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use servanda_model::{Counted, Deadline, Finding, Order, PlaceId, ProvisionRef, Side, Status};

use crate::assess::Case;
use crate::completion::{Completion, Duty};
use crate::docket::{Told, Weighed};
use crate::evidence::{Evidence, voices_and_origins};
use crate::phrase;
use crate::proof::Proof;
use crate::rule::Rule;
use crate::summary::Summary;

/// What some incidents mean for the provision.
pub(crate) fn summary<'e, 't: 'e>(
    case: &Case<'_>,
    evidence: impl Iterator<Item = (usize, &'e (&'t Arc<Told>, Evidence<'t>))>,
) -> Summary {
    let duty = Duty::new(case);
    let mut summary = Summary::default();
    let mut proof = Proof::noting();
    for (_, (told, evidence)) in evidence {
        summary.completions.extend(duty.read(told, evidence, &mut proof).map(Arc::new));
        for rule in proof.noted() {
            summary.steps.entry(rule).or_default().add(told);
        }
    }
    summary
}

/// Tells in the proof how incidents were read.
pub(crate) fn prove<'t>(case: &Case<'_>, listed: &[(&Arc<Told>, Evidence<'t>)], proof: &mut Proof) {
    let duty = Duty::new(case);
    for (told, evidence) in listed {
        duty.read(told, evidence, proof);
    }
}

/// Judges a provision by what is reported to have been done: the finding, the completions of a handover, and between
/// which instants the whole was done, where it is known to be done.
pub(crate) fn judge(
    case: &Case<'_>,
    weighed: &Weighed,
) -> (Finding, Vec<Arc<Completion>>, Option<(Timestamp, Timestamp)>) {
    if let Some(end) = case.provision.ended_at(case.input.as_of) {
        let mut proof = Proof::default();
        let says = format!("It ended on {}: {}", phrase::instant(end.announced, &case.input.agreement.zone), end.says);
        proof.state(Rule::Ended, says.clone());
        let finding = case.finding(Status::NotApplicable, proof);
        return (Finding { since: Some(end.announced), why: says, ..finding }, Vec::new(), None);
    }
    let completions = &weighed.summary.completions;
    let tally = tally(completions);
    let finding = conclude(case, completions, &tally, weighed.proof.clone());
    let done = fulfilled_between(case, &finding, &tally);
    let handed_over = if case.provision.to.is_some() { completions.clone() } else { Vec::new() };
    (finding, handed_over, done)
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

fn tally(completions: &[Arc<Completion>]) -> Tally<'_> {
    let mut tally =
        Tally { done: Vec::new(), parts: Vec::new(), begun: Vec::new(), claimed: Vec::new(), possible: Vec::new() };
    let heard = |c: &Completion| c.heard.map(Timestamp::as_second);
    let under_way = completions.iter().filter(|c| c.under_way && !c.possible && !c.territorial);
    let under_way: BTreeSet<i64> = under_way.filter_map(|c| heard(c)).collect();
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

fn conclude(case: &Case<'_>, completions: &[Arc<Completion>], tally: &Tally<'_>, mut proof: Proof) -> Finding {
    let provision = case.provision;
    let (deadline, _) = provision.deadline_at(case.input.as_of);
    state_deadline(case, tally, &mut proof);
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
    } else if (deadline.is_some() || provision.counted.is_some()) && passed == Order::Before && tally.begun.is_empty() {
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
    let mut finding = case.finding(status, proof);
    finding.since = match status {
        Status::Overdue => deadline.map(|d| d.latest),
        Status::NotYetDue | Status::Pending if deciding.is_empty() => Some(provision.effective),
        Status::Complied | Status::CompliedLate => done_since(case, &tally.done),
        _ => deciding.iter().filter_map(|c| c.since).min(),
    };
    (finding.on_word_of, finding.origins_by_side) = voices_and_origins(&voices(&deciding));
    finding.contested = completions.iter().any(|c| c.denied) || deciding.iter().any(|c| c.told.incident.contested());
    if status == Status::Overdue {
        finding.responsible = provision.bearers.clone();
        finding.responsible.sort();
    }
    finding.why = why(case, &finding, deadline, &deciding);
    speak_against(case, status, passed, &deciding, completions, &mut finding);
    finding
}

fn voices(completions: &[&Completion]) -> BTreeMap<Side, BTreeSet<String>> {
    let mut voices: BTreeMap<Side, BTreeSet<String>> = BTreeMap::new();
    for (side, name) in completions.iter().flat_map(|c| &c.voices) {
        // Most voices were met before.
        if !voices.get(side).is_some_and(|names| names.contains(name)) {
            voices.entry(side.clone()).or_default().insert(name.clone());
        }
    }
    voices
}

/// "5 days", "1 year and 6 months".
fn length(counted: &Counted) -> String {
    let parts = [(counted.years, "year", "years"), (counted.months, "month", "months"), (counted.days, "day", "days")];
    let told = parts.iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| phrase::count(*n as usize, one, many));
    phrase::list(&told.collect::<Vec<_>>())
}

/// "provision 2a", "provisions 2a and 2b".
fn starts(counted: &Counted) -> String {
    let names: Vec<&str> = counted.after.iter().map(ProvisionRef::as_str).collect();
    format!("provision{} {}", if names.len() == 1 { "" } else { "s" }, phrase::list(&names))
}

fn waits(counted: &Counted) -> String {
    format!("It is due {} after the fulfilment of {}, which is not known yet.", length(counted), starts(counted))
}

/// Between which instants the whole was done, where it is known to be done.
fn fulfilled_between(case: &Case<'_>, finding: &Finding, tally: &Tally<'_>) -> Option<(Timestamp, Timestamp)> {
    if !matches!(finding.status, Status::Complied | Status::CompliedLate) {
        return None;
    }
    let last = done_since(case, &tally.done)?;
    let first =
        tally.done.iter().filter(|c| c.when.to().is_none_or(|to| to <= last)).filter_map(|c| c.when.from()).max();
    // An instant at the very end of a day belongs to that day, not to the next.
    let last = Timestamp::from_second(last.as_second().saturating_sub(1)).unwrap_or(last);
    Some((first.filter(|f| *f <= last).unwrap_or(last), last))
}

/// Whether some place was done only after the deadline, whatever the possible times.
fn late(case: &Case<'_>, done: &[&Completion], deadline: Option<&Deadline>) -> bool {
    let Some(deadline) = deadline else { return false };
    let in_time = |c: &&&Completion| deadline.against(&c.when) != Order::After;
    if case.provision.places.is_empty() {
        return !done.iter().any(|c| in_time(&c));
    }
    case.provision.places.iter().any(|p| !done.iter().filter(|c| c.places.contains(p)).any(|c| in_time(&c)))
}

/// The instant by which every place was done.
fn done_since(case: &Case<'_>, done: &[&Completion]) -> Option<Timestamp> {
    let since = |c: &&&Completion| c.since;
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

fn state_deadline(case: &Case<'_>, tally: &Tally<'_>, proof: &mut Proof) {
    let provision = case.provision;
    let (deadline, amended) = provision.deadline_at(case.input.as_of);
    let Some(deadline) = deadline else {
        match &provision.counted {
            Some(counted) => proof.state(Rule::Counted, waits(counted)),
            None => proof.state(Rule::Deadline, "The text sets no last day.".to_owned()),
        }
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

fn why(case: &Case<'_>, finding: &Finding, deadline: Option<&Deadline>, deciding: &[&Completion]) -> String {
    let open = match &case.provision.counted {
        Some(counted) => format!("due {} after the fulfilment of {}", length(counted), starts(counted)),
        None => "owed without a last day in the text".to_owned(),
    };
    let due = deadline.map_or(open, |d| {
        format!("due {}{}", phrase::deadline(d), if finding.amended.is_some() { ", as amended" } else { "" })
    });
    let first = deciding.first().map(|c| c.says()).unwrap_or_default();
    let voices = phrase::list(&finding.on_word_of);
    let bearers = case.input.name_list(&case.provision.bearers);
    match finding.status {
        Status::Complied => format!("It was done; it was {due}. The {first} is stated by {voices}."),
        Status::CompliedLate => format!("It was done, but late: it was {due}. The {first} is stated by {voices}."),
        Status::PartiallyComplied => format!("It was done in part; it was {due}. The {first} is stated by {voices}."),
        Status::InsufficientEvidence => {
            format!(
                "It is said to be done, but that is not established; it was {due}. The {first} rests on the word of {voices}."
            )
        }
        Status::Overdue => format!("It was {due}, and nothing reported shows that {bearers} did it."),
        _ if !deciding.is_empty() => {
            format!(
                "It falls to {bearers} and is {due}; it is said to be under way, on the word of {voices}: the {first}."
            )
        }
        _ => format!("It falls to {bearers} and is {due}; nothing reported shows that it was done yet."),
    }
}

fn speak_against(
    case: &Case<'_>,
    status: Status,
    passed: Order,
    deciding: &[&Completion],
    all: &[Arc<Completion>],
    finding: &mut Finding,
) {
    let (against, would) = (&mut finding.against, &mut finding.would_change);
    for denied in all.iter().filter(|c| c.denied).take(3) {
        against.push(format!("Another side denies the {}.", denied.says()));
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
                against.push(case.coverage.says.clone());
            }
            would.push("A report that it was done, or that the deadline was moved.".to_owned());
        }
        _ => {
            if passed == Order::Possibly {
                against.push("On the strictest reading the deadline has passed.".to_owned());
            }
            for possible in all.iter().filter(|c| c.possible).take(3) {
                against.push(format!("The {} may mean this clause or another.", possible.says()));
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
pub(crate) type Handovers = BTreeMap<ProvisionRef, Vec<Arc<Completion>>>;
