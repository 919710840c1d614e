//! Whether a claim fits an incident, and why.

use servanda_model::{Act, Claim, ClaimId, Polarity, Precision, When};

/// How well a claim fits, and the reasons in words.
pub(super) struct Fit {
    pub score: f64,
    pub why: String,
}

/// Claims that are held together while the incident grows.
pub(super) struct Gathering<'a> {
    pub claims: Vec<&'a Claim>,
    /// What all its dated claims allow.
    pub when: Option<When>,
    /// Whether any claim gives a time of its own.
    pub stated: bool,
    pub joined: Vec<(ClaimId, String)>,
}

/// A fit below this is another happening. Place and time alone (1.0 + 1.0) do not reach it; the same act does.
const THRESHOLD: f64 = 2.5;

/// Days by which two reports of one act may lie apart. Fire is told apart by the day; a blockade, a deployment or a
/// withdrawal lasts.
pub(super) fn slack_days(act: Act) -> i64 {
    use Act::*;
    match act {
        Deployment
        | Withdrawal
        | Obstruction
        | Passage
        | Control
        | RestrictionOfMonitors
        | Fortification
        | ReturnOfDisplaced
        | Aid => 7,
        Handover | ReleaseOrExchange | Detention | Talks | AgreementOrExtension => 1,
        _ => 0,
    }
}

impl<'a> Gathering<'a> {
    pub fn new(claim: &'a Claim, when: Option<When>, stated: bool) -> Self {
        Self { claims: vec![claim], when, stated, joined: Vec::new() }
    }

    pub fn take(&mut self, claim: &'a Claim, when: Option<&When>, stated: bool, fit: &Fit) {
        self.claims.push(claim);
        self.joined.push((claim.id.clone(), fit.why.clone()));
        self.when = match (self.when.take(), when) {
            (Some(a), Some(b)) if self.stated == stated => Some(a.meet(b).unwrap_or_else(|| cover(&a, b))),
            // A stated time outweighs the reach of an undated report.
            (Some(a), Some(b)) => Some(if self.stated { a } else { b.clone() }),
            (a, b) => a.or_else(|| b.cloned()),
        };
        self.stated |= stated;
    }
}

/// The interval from the start of the one to the end of the other, for acts that last.
fn cover(a: &When, b: &When) -> When {
    let open = |x: Option<_>, y: Option<_>, pick: fn(_, _) -> _| x.zip(y).map(|(x, y)| pick(x, y));
    let mut both = When::new(
        open(a.from(), b.from(), Ord::min),
        open(a.to(), b.to(), Ord::max),
        a.zone.clone(),
        Precision::Interval,
    );
    both.wording.clone_from(&a.wording);
    both
}

fn gap_seconds(a: &When, b: &When) -> i64 {
    let gap =
        |x: &When, y: &When| x.to().zip(y.from()).map_or(0, |(to, from)| (from.as_second() - to.as_second()).max(0));
    gap(a, b).max(gap(b, a))
}

pub(super) fn fit(claim: &Claim, when: Option<&When>, stated: bool, gathering: &Gathering<'_>) -> Option<Fit> {
    let mut score = 0.0;
    let mut why: Vec<String> = Vec::new();
    let denial = claim.polarity == Polarity::Denies;

    // Act: possible together with every claim.
    if !gathering.claims.iter().all(|c| c.act.compatible(claim.act)) {
        return None;
    }
    if gathering.claims.iter().any(|c| c.act == claim.act) {
        score += 1.0;
        why.push(format!("same act ({})", claim.act.label()));
    } else {
        score += 0.5;
        why.push(format!("{} may be another word for {}", claim.act.label(), gathering.claims[0].act.label()));
    }

    // Place: possible together with every placed claim.
    let placed: Vec<_> = gathering.claims.iter().filter_map(|c| c.place.as_ref()).collect();
    match &claim.place {
        Some(place) if !placed.is_empty() => {
            if !placed.iter().all(|p| p.compatible(place)) {
                return None;
            }
            score += 1.0;
            why.push(format!("place {} fits", place.name));
        }
        _ => {
            // "Settlements were shelled within the last day" is no report on one town's shelling yesterday.
            let other_time = stated
                && gathering.stated
                && when.zip(gathering.when.as_ref()).is_some_and(|(a, b)| (a.from(), a.to()) != (b.from(), b.to()));
            let numbers = same_numbers(claim, gathering);
            let apart = when.zip(gathering.when.as_ref()).is_some_and(|(a, b)| !a.overlaps(b));
            let same_report = gathering.claims.iter().any(|c| c.report == claim.report);
            // What lasts is told by its stages: "has deployed 1,960 …; the first planes took off in the morning".
            let stage = same_report && slack_days(claim.act) > 0;
            if other_time && !denial && !stage && (apart || !numbers) {
                return None;
            }
            if !same_report && !denial && !numbers {
                return None;
            }
            score += if same_report { 0.5 } else { 0.25 };
            why.push("no place given by one of them".to_owned());
        }
    }

    // Time: possible together, with the slack of acts that last.
    match (when, &gathering.when) {
        (Some(a), Some(b)) => {
            let gap = gap_seconds(a, b);
            if gap > slack_days(claim.act) * 86_400 {
                return None;
            }
            if stated && gathering.stated && a.overlaps(b) {
                score += 1.0;
                why.push("times overlap".to_owned());
            } else {
                score += 0.5;
                why.push("times are possible together".to_owned());
            }
            // Two days or clock times that exclude each other are two happenings, unless both tell of as many dead:
            // then one of them slipped.
            if stated
                && gathering.stated
                && a.precision <= Precision::Day
                && b.precision <= Precision::Day
                && !a.overlaps(b)
                && slack_days(claim.act) == 0
                && !same_numbers(claim, gathering)
            {
                return None;
            }
        }
        _ => return None,
    }

    // Sides: the same party blamed speaks for, nothing against (blame may be inverted), a different target against.
    if let Some(party) = claim.accused() {
        let blamed = gathering.claims.iter().filter_map(|c| c.accused());
        let (mut same, mut other) = (false, false);
        for b in blamed {
            if b == party { same = true } else { other = true }
        }
        if same {
            score += 0.5;
            why.push(format!("same party named ({party})"));
        } else if other
            && !matches!(
                claim.act,
                Act::Shelling
                    | Act::Gunfire
                    | Act::GroundAttack
                    | Act::AirOrDroneStrike
                    | Act::Violation
                    | Act::Obstruction
            )
        {
            return None;
        }
    }
    if let (Some(a), Some(b)) =
        (claim.casualties.killed, gathering.claims.iter().rev().find_map(|c| c.casualties.killed))
        && a.agrees(b)
    {
        score += 0.5;
        why.push("same number killed".to_owned());
    }
    (score >= THRESHOLD).then(|| Fit { score, why: why.join("; ") })
}

/// Whether one of the gathered claims tells of as many dead and wounded, or of as many of the same things: two reports
/// on "44 prisoners" of one day speak of one release.
fn same_numbers(claim: &Claim, gathering: &Gathering<'_>) -> bool {
    let toll = |c: &Claim| (c.casualties.killed.and_then(|k| k.best), c.casualties.wounded.and_then(|w| w.best));
    let things = |c: &Claim| {
        claim.quantities.iter().any(|q| {
            q.n.best.is_some_and(|n| n > 1) && c.quantities.iter().any(|p| p.n.best == q.n.best && p.what == q.what)
        })
    };
    gathering.claims.iter().any(|c| toll(claim) != (None, None) && toll(c) == toll(claim) || things(c))
}
