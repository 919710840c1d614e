//! Words of the dossier that other outputs share.

use servanda_model::{Act, ContradictionKind, Status};

/// A family of statuses that share a look. The words always stand beside it: colour alone says nothing.
#[must_use]
pub fn family(status: Status) -> &'static str {
    use Status::*;
    match status {
        Complied => "kept",
        CompliedLate | PartiallyComplied | Overdue => "late",
        BreachAlleged | BreachDisputed => "alleged",
        BreachCorroborated | BreachVerified => "breach",
        // Silence is not compliance: it never looks like something kept.
        NoBreachReported | NotYetDue | Pending | InsufficientEvidence | NotApplicable => "open",
    }
}

/// What each status means, in the order of the design.
pub const MEANINGS: &[(Status, &str)] = &[
    (Status::NotYetDue, "The time of the obligation has not begun."),
    (Status::Pending, "The obligation runs and its deadline has not passed."),
    (Status::Complied, "Done, and in time."),
    (Status::CompliedLate, "Done, but after the deadline."),
    (Status::PartiallyComplied, "Done in part."),
    (Status::Overdue, "The deadline has passed and nothing shows that it was done."),
    (
        Status::NoBreachReported,
        "Nothing was reported against it. Silence is not compliance: read it with the coverage, which tells how much would be known if something had happened.",
    ),
    (Status::BreachAlleged, "One side alone says that it was broken."),
    (Status::BreachDisputed, "Said and denied, or admitted and justified."),
    (
        Status::BreachCorroborated,
        "Two or more independent origins tell of it, or a neutral one. Who is to blame may stay open.",
    ),
    (Status::BreachVerified, "Event and author are admitted, or stated by the mandated monitor."),
    (Status::InsufficientEvidence, "What is reported does not suffice to say."),
    (Status::NotApplicable, "The provision does not apply."),
];

/// What a disagreement is about.
pub(super) fn at_issue(kind: ContradictionKind) -> &'static str {
    match kind {
        ContradictionKind::Denied => "Whether it happened",
        ContradictionKind::NarrowDenial => "How much of it is denied",
        ContradictionKind::Blame => "Who did it",
        ContradictionKind::Victim => "Who was hit",
        ContradictionKind::Control => "Who holds it",
        ContradictionKind::Toll => "How many",
        ContradictionKind::Time => "When",
    }
}

/// Joins an act to whom it is laid: a handover is done by somebody, a shelling is laid to somebody.
#[must_use]
pub fn by_whom(act: Act) -> &'static str {
    use Act::*;
    match act {
        act if act.is_hostile() => "; laid to ",
        Obstruction | Detention | RestrictionOfMonitors | Fortification | MovementOfForces => "; laid to ",
        _ => "; by ",
    }
}

/// "2", "at least 3", "4 to 9".
#[must_use]
pub fn toll_words(count: servanda_model::Count) -> String {
    match (count.low, count.high) {
        (low, Some(high)) if low == high => low.to_string(),
        (0, Some(high)) => format!("at most {high}"),
        (low, Some(high)) => format!("{low} to {high}"),
        (low, None) => format!("at least {low}"),
    }
}

/// "1 report", "2 reports".
#[must_use]
pub fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", share.clamp(0.0, 1.0) * 100.0)
}
