//! Prohibitions and standing duties: what breaks them, and how far it is proven.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use servanda_model::{
    Act, ActorId, Claim, Exception, Finding, Order, PlaceId, Provision, ProvisionKind, Side, Status, TermQuantity,
};

use crate::area::Tri;
use crate::assess::Case;
use crate::authors::{authors, tell};
use crate::docket::{Told, Weighed};
use crate::evidence::{Evidence, Support, Voiced, claims_of, names_of, organ_of, voices_and_origins};
use crate::phrase;
use crate::proof::Proof;
use crate::quantity;
use crate::rule::Rule;
use crate::summary::{Level, Summary};

/// The acts that break a provision.
///
/// `broken_by` where the terms give it. Else the acts of a prohibition, and of a standing duty its acts, or what
/// hinders them where they name what is owed (free passage is broken by obstruction).
pub(crate) fn breaking_acts(provision: &Provision) -> Vec<Act> {
    if !provision.broken_by.is_empty() {
        return provision.broken_by.clone();
    }
    match provision.kind {
        ProvisionKind::Permission => Vec::new(),
        ProvisionKind::Prohibition => provision.acts.clone(),
        ProvisionKind::Obligation if provision.standing => provision.acts.iter().map(|&a| hindrance(a)).collect(),
        ProvisionKind::Obligation => Vec::new(),
    }
}

/// What breaks a standing duty to do `act`; an act that is nobody's duty breaks it itself.
fn hindrance(act: Act) -> Act {
    match act {
        Act::Passage | Act::Aid | Act::ReturnOfDisplaced => Act::Obstruction,
        Act::Deployment => Act::Withdrawal,
        Act::Withdrawal | Act::Handover => Act::CaptureOrEntry,
        Act::ReleaseOrExchange => Act::Detention,
        other => other,
    }
}

/// Incidents of which is told what speaks against them; more would drown the reader.
const LISTED: usize = 12;

/// How an incident stands to the provision.
pub(crate) enum Weight {
    /// It breaks it, proven this far.
    Breach(Status),
    /// It may break it: too little is known of its time or place.
    Possible,
    /// It does not touch it.
    Nothing,
}

/// Acts that may be an entry into what was handed over.
pub(crate) const ENTRIES: [Act; 4] = [Act::CaptureOrEntry, Act::MovementOfForces, Act::Deployment, Act::Control];

/// When the provision ended or ran out, as known at the instant of knowledge.
pub(crate) fn end(case: &Case<'_>) -> Option<Timestamp> {
    let ended = case.provision.ended_at(case.input.as_of).map(|a| a.announced);
    let expired = case.provision.deadline_at(case.input.as_of).0.map(|d| d.latest);
    ended.into_iter().chain(expired).min()
}

/// What some incidents mean for the provision, each with its place in its stretch.
pub(crate) fn summary<'e, 't: 'e>(
    case: &Case<'_>,
    evidence: impl Iterator<Item = (usize, &'e (&'t Arc<Told>, Evidence<'t>))>,
) -> Summary {
    let acts = breaking_acts(case.provision);
    let owed = rated(case.provision);
    let mut summary = Summary::default();
    let mut proof = Proof::noting();
    for (at, (told, evidence)) in evidence {
        if !acts.contains(&evidence.incident.act) && !owed.contains(&evidence.incident.act) {
            continue;
        }
        match weigh(case, evidence, &mut proof) {
            Weight::Breach(status) => {
                let level = summary.breaches.entry(status).or_default();
                level.add(told, evidence, evidence.incident.contested() || !denials(case, evidence).is_empty());
                let authors = authors(case, status, evidence);
                if authors.is_empty() {
                    level.open.add(told);
                }
                for author in authors.into_keys() {
                    level.authored.add(told);
                    if !level.responsible.contains(author) {
                        level.responsible.insert(author.clone());
                    }
                }
                summary.conduct.add(case, at, told, evidence);
            }
            Weight::Possible => summary.possible.add(told, evidence, evidence.incident.contested()),
            Weight::Nothing => {}
        }
        for rule in proof.noted() {
            summary.steps.entry(rule).or_default().add(told);
        }
    }
    summary
}

/// Judges a provision by its breaches.
pub(crate) fn judge(case: &Case<'_>, weighed: &Weighed) -> Finding {
    let (breaches, proof) = (&weighed.summary.breaches, weighed.proof.clone());
    let possible = &weighed.summary.possible;
    match breaches.last_key_value() {
        Some((status, deciding)) => {
            let all = breaches.values().map(|l| l.all.n).sum();
            broken(case, *status, deciding, all, possible.all.n, proof)
        }
        None if case.provision.ended_at(case.input.as_of).is_some() => ended(case, proof),
        None if possible.all.n == 0 && ran_out(case).is_some() => out_of_time(case, proof),
        None if possible.all.n == 0 => nothing(case, proof),
        None => unclear(case, possible, proof),
    }
}

/// Weighs an incident, with the steps that say why.
pub(crate) fn weigh(case: &Case<'_>, evidence: &Evidence<'_>, proof: &mut Proof) -> Weight {
    if evidence.asserting.is_empty() {
        if !evidence.retracted.is_empty() {
            proof.resting_on(
                Rule::Retracted,
                evidence,
                None,
                || evidence.retracted.iter().map(|c| (*c).clone()).collect(),
                || format!("The {} rests on claims that were taken back.", evidence.told()),
            );
        }
        return Weight::Nothing;
    }
    if !named(case, evidence, proof) {
        return Weight::Nothing;
    }
    let in_time = in_time(case, evidence, proof);
    let inside = inside(case, evidence, proof);
    if in_time == Tri::No || inside == Tri::No {
        return Weight::Nothing;
    }
    let bound = bound(case, evidence, proof);
    if bound == Tri::No || !above_limit(case, evidence, proof) {
        return Weight::Nothing;
    }
    let (permitted, by_exception) = permitted(case, evidence, proof);
    if permitted == Tri::Yes {
        return Weight::Nothing;
    }
    if rumour(evidence, proof)
        || permitted == Tri::Possible && by_exception.is_none()
        || in_time != Tri::Yes
        || inside != Tri::Yes
        || bound != Tri::Yes
    {
        return Weight::Possible;
    }
    Weight::Breach(grade(case, evidence, by_exception, proof))
}

/// Whether nothing but rumour tells of it.
fn rumour(evidence: &Evidence<'_>, proof: &mut Proof) -> bool {
    let rumour = evidence.telling().all(|c| c.is_rumour());
    if rumour {
        proof.on(Rule::Rumour, evidence, None, || format!("Only rumour tells of the {}.", evidence.told()));
    }
    rumour
}

/// Whether the reports name what the provision is about, where it asks for that.
fn named(case: &Case<'_>, evidence: &Evidence<'_>, proof: &mut Proof) -> bool {
    let named = evidence.names_any(&case.provision.only_if_named);
    if !named {
        proof.on(Rule::OtherObject, evidence, None, || {
            format!("No report of the {} names what this clause is about.", evidence.told())
        });
    }
    named
}

/// Whether it happened while the provision was in force.
fn in_time(case: &Case<'_>, evidence: &Evidence<'_>, proof: &mut Proof) -> Tri {
    let provision = case.provision;
    let zone = &case.input.agreement.effective_zone;
    let order = evidence.when.against(provision.effective);
    let start = || phrase::instant(provision.effective, zone);
    match order {
        Order::Before => {
            proof.on(Rule::BeforeEffective, evidence, Some(order), || {
                format!("The {} lies before the clause took effect on {}.", evidence.told(), start())
            });
            return Tri::No;
        }
        Order::Possibly => {
            proof.on(Rule::StraddlesEffective, evidence, Some(order), || {
                format!("The {} may lie before or after the clause took effect on {}.", evidence.told(), start())
            });
        }
        Order::After => {}
    }
    if let Some(end) = end(case)
        && evidence.when.against(end) == Order::After
    {
        proof.on(Rule::Ended, evidence, Some(Order::After), || {
            format!("The {} lies after the clause ended on {}.", evidence.told(), phrase::instant(end, zone))
        });
        return Tri::No;
    }
    if order == Order::After { Tri::Yes } else { Tri::Possible }
}

/// Whether it happened in the provision's area.
fn inside(case: &Case<'_>, evidence: &Evidence<'_>, proof: &mut Proof) -> Tri {
    let agreement = case.input.agreement;
    let areas: &[PlaceId] = if case.provision.places.is_empty() { &agreement.area } else { &case.provision.places };
    let inside = evidence.laid_out.inside.get(case.at).copied().unwrap_or(Tri::Unsaid);
    let measured = || case.measured(evidence);
    let because = || measured().map_or_else(String::new, |m| format!(" {m}."));
    match inside {
        Tri::No => proof.on(Rule::OutsideArea, evidence, None, || {
            format!("The {} lies outside the clause's area.{}", evidence.told(), because())
        }),
        Tri::Possible => proof.on(Rule::PossiblyInside, evidence, None, || {
            format!("The {} may lie inside or outside the clause's area.{}", evidence.told(), because())
        }),
        Tri::Unsaid => {
            // Fighting somewhere in the agreement's area touches a clause for all of it, not one for a road.
            let whole = !agreement.area.is_empty() && agreement.area.iter().all(|a| areas.contains(a));
            let rule = if whole { Rule::PossiblyInside } else { Rule::Unplaced };
            proof.on(rule, evidence, None, || format!("The {} has no place that is known.", evidence.told()));
            return if whole { Tri::Possible } else { Tri::No };
        }
        Tri::Yes => {
            if let Some(measured) = measured() {
                let says = || format!("The {} lies in the clause's area. {measured}.", evidence.told());
                proof.on(Rule::InsideArea, evidence, None, says);
            }
        }
    }
    inside
}

/// Whether its author, as far as one is named, is bound, for himself or by who answers for him. Of a permission
/// everybody but its bearer is.
fn bound(case: &Case<'_>, evidence: &Evidence<'_>, proof: &mut Proof) -> Tri {
    let permission = case.provision.kind == ProvisionKind::Permission;
    let bound = |actor: &ActorId| match case.bound(actor) {
        Tri::Yes if permission => Tri::No,
        Tri::No if permission => Tri::Yes,
        as_said => as_said,
    };
    // Who brought too little is not who owed more.
    if rated(case.provision).contains(&evidence.incident.act) {
        return Tri::Yes;
    }
    // A deed has an author, named or not; that somebody unnamed holds a place tells nothing.
    let holder_unsaid = evidence.blamed.is_empty() && evidence.incident.act == Act::Control;
    // A clause that binds none of the parties, only somebody beside them, isn't broken by whoever it was.
    let parties = &case.input.agreement.parties;
    let of_parties = case.provision.bearers.iter().any(|b| parties.iter().any(|p| organ_of(b, &p.actor)));
    let anybody = evidence.blamed.is_empty() && !holder_unsaid && of_parties;
    let authors = evidence.blamed.iter().map(|a| bound(a)).max();
    let bound = if anybody { Tri::Yes } else { authors.unwrap_or(Tri::No) };
    if !permission {
        case.tell_allies(evidence, proof);
    }
    if holder_unsaid {
        proof.on(Rule::NotBound, evidence, None, || format!("The {} names nobody who holds it.", evidence.told()));
    } else if bound == Tri::No && evidence.blamed.is_empty() {
        proof.on(Rule::NotBound, evidence, None, || {
            format!("The {} is laid to nobody, and the clause binds none of the parties.", evidence.told())
        });
    } else if bound == Tri::No {
        proof.on(Rule::NotBound, evidence, None, || {
            format!(
                "The {} is laid to {}, whom the clause does not bind.",
                evidence.told(),
                case.input.name_list(evidence.blamed.iter().copied())
            )
        });
    }
    bound
}

/// What a standing duty in numbers wants done in every period: the act that falls short of it if told with less.
fn rated(provision: &Provision) -> &[Act] {
    let standing = provision.kind == ProvisionKind::Obligation && provision.standing;
    let least = |q: &TermQuantity| q.every.is_some() && q.at != "most";
    if standing && provision.quantities.iter().any(least) { &provision.acts } else { &[] }
}

/// Whether fewer than are due are told for one or more whole periods.
fn below(case: &Case<'_>, evidence: &Evidence<'_>, proof: &mut Proof) -> bool {
    let short = |claim: &Claim| {
        let when = claim.when.as_ref().unwrap_or(&evidence.when);
        // An hour is allowed for the days on which clocks change.
        let Some(days) = when.seconds().and_then(|s| u32::try_from((s + 3_600) / 86_400).ok()) else { return false };
        case.provision.quantities.iter().filter(|term| term.at != "most").any(|term| {
            let Some(periods) = term.every.and_then(|every| days.checked_div(every)).filter(|n| *n > 0) else {
                return false;
            };
            let told = claim.quantities.iter().filter(|q| quantity::same_things(&term.what, &q.what));
            told.filter_map(|q| q.n.high).max().is_some_and(|most| most < term.n.saturating_mul(periods))
        })
    };
    let found = evidence.telling().any(short);
    let rule = if found { Rule::BelowNumbers } else { Rule::NotBelowNumbers };
    proof.on(rule, evidence, None, || {
        let how =
            if found { "tell of fewer than are due" } else { "do not tell of fewer than are due in a whole period" };
        format!("The reports of the {} {how}.", evidence.told())
    });
    found
}

/// For a limit in numbers: whether a number above it is reported.
fn above_limit(case: &Case<'_>, evidence: &Evidence<'_>, proof: &mut Proof) -> bool {
    if rated(case.provision).contains(&evidence.incident.act) {
        return below(case, evidence, proof);
    }
    let limits = &case.provision.quantities;
    if limits.is_empty() || case.provision.kind != ProvisionKind::Prohibition {
        return true;
    }
    let above = evidence
        .live()
        .flat_map(|c| &c.quantities)
        .any(|q| limits.iter().any(|limit| quantity::same_things(&limit.what, &q.what) && q.n.low > limit.n));
    if !above {
        proof.on(Rule::WithinNumbers, evidence, None, || {
            format!("No number in the reports of the {} exceeds the limit.", evidence.told())
        });
    }
    above
}

/// Whether the terms permit it: by an exception, or because a place was handed over to whoever entered it.
fn permitted<'p>(case: &'p Case<'_>, evidence: &Evidence<'_>, proof: &mut Proof) -> (Tri, Option<&'p Exception>) {
    let entry = entry_of_receiver(case, evidence, proof);
    if entry != Tri::No {
        return (entry, None);
    }
    let mut open = None;
    for exception in &case.provision.exceptions {
        match covers(case, exception, evidence) {
            Tri::Yes => {
                proof.on(Rule::Permitted, evidence, None, || {
                    format!("The {} is permitted: {}", evidence.told(), exception.says)
                });
                return (Tri::Yes, None);
            }
            Tri::Possible => open = open.or(Some(exception)),
            Tri::Unsaid | Tri::No => {}
        }
    }
    (if open.is_some() { Tri::Possible } else { Tri::No }, open)
}

fn covers(case: &Case<'_>, exception: &Exception, evidence: &Evidence<'_>) -> Tri {
    let by = exception.by.is_empty()
        || evidence.blamed.is_empty()
        || evidence.blamed.iter().any(|a| exception.by.iter().any(|b| case.answers(b, a) == Tri::Yes));
    if !exception.acts.contains(&evidence.incident.act) || !by {
        return Tri::No;
    }
    let place = match case.ground.among(evidence.incident.place.as_ref(), &exception.places) {
        Tri::Unsaid => Tri::Possible,
        other => other,
    };
    let from = exception.from.map_or(Order::After, |at| evidence.when.against(at));
    let until = exception.until.map_or(Order::Before, |at| evidence.when.against(at));
    if place == Tri::No || from == Order::Before || until == Order::After {
        return Tri::No;
    }
    let settled = place == Tri::Yes && from == Order::After && until == Order::Before;
    let author_known = exception.by.is_empty() || !evidence.blamed.is_empty();
    if settled && author_known && exception.decidable() { Tri::Yes } else { Tri::Possible }
}

/// Whether the receiving side of a handover entered what was handed over to it.
fn entry_of_receiver(case: &Case<'_>, evidence: &Evidence<'_>, proof: &mut Proof) -> Tri {
    if !ENTRIES.contains(&evidence.incident.act) {
        return Tri::No;
    }
    for (at, provision) in case.input.agreement.provisions.iter().enumerate() {
        let Some(to) = provision.to.as_ref().filter(|_| provision.acts.contains(&Act::Handover)) else { continue };
        let by_receiver = !evidence.blamed.is_empty() && evidence.blamed.iter().all(|a| organ_of(a, to));
        let there = provision.places.is_empty() || evidence.laid_out.inside.get(at) == Some(&Tri::Yes);
        if !by_receiver || !there {
            continue;
        }
        let completions = case.handovers.get(&provision.reference).map(Vec::as_slice).unwrap_or_default();
        // The entry itself is often the first that is heard of the handover: the same day is not before it.
        let after = completions.iter().filter(|c| c.confirmed && c.whole).any(|c| {
            c.told.incident.id == evidence.incident.id || c.when.overlaps(&evidence.when) || precedes(c, evidence)
        });
        if after {
            proof.on(Rule::EntryAfterHandover, evidence, None, || {
                format!(
                    "The {} is what provision {} provides for: {}",
                    evidence.told(),
                    provision.reference,
                    provision.says
                )
            });
            return Tri::Yes;
        }
        proof.on(Rule::EntryBeforeHandover, evidence, None, || {
            format!(
                "The {} is by the side to which provision {} gives the place, but no completed handover is known before it.",
                evidence.told(),
                provision.reference
            )
        });
        return Tri::Possible;
    }
    Tri::No
}

fn precedes(completion: &crate::completion::Completion, evidence: &Evidence<'_>) -> bool {
    completion.when.to().is_some_and(|done| evidence.when.against(done) == Order::After)
}

/// How far a breach is proven.
fn grade(case: &Case<'_>, evidence: &Evidence<'_>, exception: Option<&Exception>, proof: &mut Proof) -> Status {
    let support = Support::of(case, evidence, |v| !blames_others(case, v));
    let all_justified = evidence.justified();
    let (justified, plain): (Vec<&ActorId>, Vec<&ActorId>) =
        evidence.admitted().into_iter().filter(|a| case.bound(a) == Tri::Yes).partition(|a| all_justified.contains(a));
    let denials = denials(case, evidence);
    let voices = || evidence.voices();
    for narrow in evidence.denying.iter().filter(|v| v.narrow) {
        proof.resting_on(
            Rule::NarrowDenial,
            evidence,
            None,
            || claims_of([narrow]),
            || format!("{} denies only a part of the {}.", narrow.origin.voice, evidence.told()),
        );
    }
    if let Some(exception) = exception {
        proof.on(Rule::ExceptionClaimed, evidence, None, || {
            format!("An exception may cover the {}: {}", evidence.told(), exception.says)
        });
        return Status::BreachDisputed;
    }
    if support.monitor {
        proof.on(Rule::ByMonitor, evidence, None, || {
            let monitors = names_of(evidence.asserting.iter().filter(|v| v.side == &Side::Mandated));
            format!("The {} is stated by {monitors}.", evidence.told())
        });
        return Status::BreachVerified;
    }
    if !plain.is_empty() {
        proof.on(Rule::ByAdmission, evidence, None, || {
            format!("{} itself admits the {}.", case.input.name_list(plain.iter().copied()), evidence.told())
        });
        return Status::BreachVerified;
    }
    if !justified.is_empty() {
        proof.on(Rule::Justified, evidence, None, || {
            format!(
                "{} admits the {} and calls it right.",
                case.input.name_list(justified.iter().copied()),
                evidence.told()
            )
        });
        return Status::BreachDisputed;
    }
    let status = if support.corroborated() {
        proof.on(Rule::Corroborated, evidence, None, || {
            let how =
                if support.neutral { "a voice of no side is among them" } else { "they speak for different sides" };
            format!("The {} is stated by {}; {how}.", evidence.told(), voices())
        });
        Status::BreachCorroborated
    } else {
        proof.on(Rule::OneSide, evidence, None, || {
            let stating = names_of(evidence.asserting.iter().filter(|v| !blames_others(case, v)));
            format!(
                "The {} is stated by {stating} alone, and no other side or neutral voice confirms it.",
                evidence.told()
            )
        });
        if denials.is_empty() { Status::BreachAlleged } else { Status::BreachDisputed }
    };
    if !denials.is_empty() {
        proof.resting_on(
            Rule::Denied,
            evidence,
            None,
            || claims_of(denials.iter().copied()),
            || {
                let how =
                    if denials.iter().all(|v| v.origin.denies) { "denied by" } else { "denied, or laid to others, by" };
                format!("The {} is {how} {}.", evidence.told(), names_of(denials.iter().copied()))
            },
        );
    }
    status
}

/// Denials of the accused side: what it denies in words, and what it lays to somebody whom the clause does not bind.
fn denials<'e, 'a>(case: &Case<'_>, evidence: &'e Evidence<'a>) -> Vec<&'e Voiced<'a>> {
    let accused = case.laid_to(evidence);
    let inverted = evidence.asserting.iter().filter(|v| blames_others(case, v));
    evidence.denials().chain(inverted).filter(|v| accused.iter().any(|a| case.with(v, a))).collect()
}

/// Whether a voice lays the act only to such as the clause does not bind: it tells of no breach.
fn blames_others(case: &Case<'_>, voiced: &Voiced<'_>) -> bool {
    let bound = |a: &&ActorId| case.bound(a) == Tri::Yes;
    case.provision.kind != ProvisionKind::Permission && !voiced.blames.is_empty() && !voiced.blames.iter().any(bound)
}

fn broken(case: &Case<'_>, status: Status, deciding: &Level, all: usize, possible: usize, mut proof: Proof) -> Finding {
    let input = case.input;
    let spoken = deciding.open.first.iter().chain(&deciding.authored.first);
    let spoken: BTreeMap<_, &Arc<Told>> = spoken.map(|t| (t.by_time(), t)).collect();
    for (_, evidence) in case.bench.laid_out(spoken.into_values()) {
        let authors = authors(case, status, &evidence);
        if authors.is_empty() {
            proof.on(Rule::BlameOpen, &evidence, None, || {
                if evidence.blamed.is_empty() {
                    format!("No origin names an author of the {}.", evidence.told())
                } else {
                    let who = input.name_list(evidence.blamed.iter().copied());
                    format!(
                        "The {} is laid to {who}, but by one side alone or each by another; nobody is held to be its author.",
                        evidence.told()
                    )
                }
            });
        }
        tell(case, &evidence, &authors, &mut proof);
    }
    proof.count(Rule::BlameOpen, deciding.open.n);
    proof.count(Rule::Author, deciding.authored.n);
    let mut finding = case.finding(status, proof);
    let first = case.bench.laid_out(deciding.all.first.iter().take(LISTED));
    finding.why = match first.as_slice() {
        [] => String::new(),
        [(_, one), ..] if deciding.all.n == 1 => format!("The {} {}", one.told(), why_one(case, status, one)),
        [(_, first), ..] => format!(
            "{} happenings bear on the clause ({}); the first, {}, {}",
            deciding.all.n,
            status.label(),
            first.told(),
            why_one(case, status, first)
        ),
    };
    for (_, evidence) in &first {
        speak_against(case, evidence, &mut finding.against);
    }
    if all > deciding.all.n {
        let more = phrase::count(all - deciding.all.n, "less proven breach stands", "less proven breaches stand");
        finding.against.push(format!("Beside it {more}."));
    }
    if possible > 0 {
        let more = phrase::count(possible, "further incident", "further incidents");
        finding.against.push(format!("Of {more} the time, the place or who answers for it is too uncertain to count."));
    }
    finding.would_change = would_change(status, deciding.open.n > 0, deciding.side_known);
    finding.since = deciding.since;
    finding.responsible = deciding.responsible.iter().cloned().collect();
    (finding.on_word_of, finding.origins_by_side) = voices_and_origins(&deciding.voices);
    // What is admitted and called right is contested in its meaning.
    finding.contested = status == Status::BreachDisputed || deciding.contested;
    finding
}

fn why_one(case: &Case<'_>, status: Status, evidence: &Evidence<'_>) -> String {
    let voices = evidence.voices();
    let authors = authors(case, status, evidence);
    let blame = if authors.is_empty() {
        "nobody is held to be its author".to_owned()
    } else {
        format!("laid to {}", case.input.name_list(authors.into_keys()))
    };
    match status {
        Status::BreachVerified if Support::of(case, evidence, |_| true).monitor => {
            format!("is stated by a mandated monitor ({voices}); {blame}.")
        }
        Status::BreachVerified => format!("is admitted by its author's own side ({voices}); {blame}."),
        Status::BreachCorroborated => {
            format!("is stated by independent origins on more than one side ({voices}); {blame}.")
        }
        Status::BreachDisputed if !evidence.justified().is_empty() => {
            format!("is admitted by {}, which calls it right; {blame}.", case.input.name_list(evidence.justified()))
        }
        Status::BreachDisputed if !denials(case, evidence).is_empty() => {
            let stating = names_of(evidence.asserting.iter().filter(|v| !blames_others(case, v)));
            let denied = names_of(denials(case, evidence));
            format!("is stated by {stating} and denied by {denied}; {blame}.")
        }
        Status::BreachDisputed => {
            format!("is stated by {voices}, but an exception of the terms may cover it; {blame}.")
        }
        _ => format!("is stated by {voices} alone; {blame}."),
    }
}

fn speak_against(case: &Case<'_>, evidence: &Evidence<'_>, against: &mut Vec<String>) {
    let mut add = |says: String| {
        if against.len() < 12 && !against.contains(&says) {
            against.push(says);
        }
    };
    if evidence.denials().next().is_some() {
        add(format!("{} denies the {}.", names_of(evidence.denials()), evidence.told()));
    }
    for narrow in evidence.denying.iter().filter(|v| v.narrow) {
        add(format!("{} denies a part of the {}.", narrow.origin.voice, evidence.told()));
    }
    for party in evidence.justified() {
        add(format!("{} calls the {} right.", case.input.name(party), evidence.told()));
    }
    if !evidence.retracted.is_empty() {
        let taken = phrase::count(evidence.retracted.len(), "claim", "claims");
        add(format!("{taken} on the {} was taken back.", evidence.told()));
    }
    for voiced in evidence.asserting.iter().filter(|v| v.side == &Side::Unknown) {
        add(format!("Whose side {} is on is not known, so its word corroborates nothing.", voiced.origin.voice));
    }
    for contradiction in evidence.incident.contradictions.iter().take(3) {
        add(contradiction.says.clone());
    }
}

fn would_change(status: Status, open: bool, side_known: bool) -> Vec<String> {
    let mut would = Vec::new();
    match status {
        Status::BreachAlleged => {
            would.push(
                "A second side, a neutral voice or the mandated monitor that states it would corroborate or verify it."
                    .to_owned(),
            );
            would.push("A denial by the accused side would make it disputed.".to_owned());
        }
        Status::BreachDisputed => {
            would.push(
                "A neutral voice that states it would corroborate it; the mandated monitor's word would verify it."
                    .to_owned(),
            );
        }
        Status::BreachCorroborated => {
            would.push("An admission without justification or the mandated monitor's word would verify it.".to_owned());
        }
        _ => {}
    }
    if !side_known {
        would.push("To learn whose side its voices are on.".to_owned());
    }
    if open {
        would.push(
            "An admission, or a neutral voice that names the author, would settle who is responsible.".to_owned(),
        );
    }
    would.push("If its sources took it back, it would count no more.".to_owned());
    would
}

fn nothing(case: &Case<'_>, mut proof: Proof) -> Finding {
    let words = case.coverage.says.clone();
    proof.state(Rule::NothingReported, words.clone());
    let mut finding = case.finding(Status::NoBreachReported, proof);
    finding.since = Some(case.provision.effective);
    let start = phrase::instant(case.provision.effective, &case.input.agreement.effective_zone);
    finding.why = format!("No breach is reported since the clause took effect on {start}. {words}");
    if case.coverage.grade != "good" {
        finding.against.push("Silence is not compliance: a breach might well have gone unreported.".to_owned());
    }
    finding.would_change.push("A report of a breach.".to_owned());
    finding
}

/// What leaves open whether something is a breach, by the rule that says so, and what would settle it.
const OPEN: [(Rule, &str, &str); 5] = [
    (Rule::StraddlesEffective, "when it happened", "A report that fixes the time."),
    (Rule::PossiblyInside, "where it happened", "A report that fixes the place."),
    (
        Rule::AllyOpen,
        "whether the party answers for its ally",
        "A word of the parties or of the mandated monitor on whether the party answers for its ally.",
    ),
    (
        Rule::EntryBeforeHandover,
        "whether the place was handed over before",
        "A report that fixes the day of the handover.",
    ),
    (Rule::Rumour, "whether it happened at all", "A voice that states it as a fact."),
];

fn unclear(case: &Case<'_>, possible: &Level, proof: Proof) -> Finding {
    let mut finding = case.finding(Status::InsufficientEvidence, proof);
    finding.since = possible.since;
    let laid_out = case.bench.laid_out(&possible.all.first);
    let first = laid_out.first().map(|(_, e)| e.told()).unwrap_or_default();
    let mut rules = Proof::noting();
    laid_out.iter().for_each(|(_, e)| {
        weigh(case, e, &mut rules);
    });
    let rules = rules.noted();
    let (mut open, mut would): (Vec<&str>, Vec<&str>) =
        OPEN.iter().filter(|(rule, ..)| rules.contains(rule)).map(|(_, open, would)| (*open, *would)).unzip();
    if open.is_empty() {
        open.push("whether an exception of the terms covers it");
        would.push("A judgement of the circumstances under which the terms allow it.");
    }
    let more = match possible.all.n {
        0 | 1 => String::new(),
        n => format!(" and {} more", n - 1),
    };
    finding.why =
        format!("What is reported may be a breach or not: the {first}{more}. It is open {}.", phrase::list(&open));
    (finding.on_word_of, finding.origins_by_side) = voices_and_origins(&possible.voices);
    finding.contested = possible.contested;
    finding.would_change.extend(would.into_iter().map(str::to_owned));
    finding
}

/// When a provision agreed for a time ran out, as known at the instant of knowledge.
fn ran_out(case: &Case<'_>) -> Option<Timestamp> {
    let (deadline, _) = case.provision.deadline_at(case.input.as_of);
    deadline.filter(|d| d.passed(case.input.as_of) == Order::After).map(|d| d.latest)
}

fn out_of_time(case: &Case<'_>, mut proof: Proof) -> Finding {
    let end = ran_out(case);
    let told = end.map_or_else(String::new, |at| phrase::instant(at, &case.input.agreement.effective_zone));
    let says = format!("It was agreed until {told}, and no breach of that time is reported.");
    proof.state(Rule::RanOut, says.clone());
    Finding { since: end, why: says, ..case.finding(Status::NotApplicable, proof) }
}

fn ended(case: &Case<'_>, mut proof: Proof) -> Finding {
    let end = case.provision.ended_at(case.input.as_of);
    let says =
        end.map(|a| format!("It ended on {}: {}", phrase::instant(a.announced, &case.input.agreement.zone), a.says));
    let says = says.unwrap_or_default();
    proof.state(Rule::Ended, says.clone());
    let mut finding = case.finding(Status::NotApplicable, proof);
    finding.since = end.map(|a| a.announced);
    finding.why = says;
    finding
}
