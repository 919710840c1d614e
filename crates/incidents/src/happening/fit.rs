//! Whether a claim fits an incident, how well, and why.

use std::collections::BTreeMap;

use servanda_model::{Act, Claim, Count, JoinBasis, JoinStep, PlaceId, Polarity, Precision, When};

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

/// Numbers for words that are compared again and again.
#[derive(Debug, Clone, Default)]
pub(super) struct Words(BTreeMap<Box<str>, u32>);

impl Words {
    /// The number of a report that was met before.
    pub fn report(&self, report: &str) -> Option<u32> {
        self.0.get(report_word(report).as_str()).copied()
    }

    pub fn number(&mut self, word: &str) -> u32 {
        if let Some(&n) = self.0.get(word) {
            return n;
        }
        let n = self.0.len() as u32;
        self.0.insert(word.into(), n);
        n
    }
}

fn report_word(report: &str) -> String {
    format!("report {report}")
}

/// A place as claims are compared by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    /// The likeliest place; `None` if the gazetteer knows none of that name.
    pub place: Option<u32>,
    /// The places around it, the smallest first.
    pub within: Vec<u32>,
    /// The name as written, in lower case.
    pub name: u32,
}

impl Spot {
    /// Whether the two may be one place: the same, or one inside the other.
    fn compatible(&self, other: &Self) -> bool {
        match (self.place, other.place) {
            (Some(a), Some(b)) => a == b || self.within.contains(&b) || other.within.contains(&a),
            _ => self.name == other.name,
        }
    }
}

/// What of a claim decides which incident it joins.
#[derive(Debug, Clone)]
pub(super) struct Traits {
    pub act: Act,
    pub denial: bool,
    pub spot: Option<Spot>,
    pub when: Option<When>,
    /// Whether the claim gives a time of its own.
    pub stated: bool,
    pub report: u32,
    /// The party it is laid to.
    pub party: Option<u32>,
    pub killed: Option<Count>,
    /// Best numbers of killed and wounded, if it gives any.
    pub toll: Option<(Option<u32>, Option<u32>)>,
    /// Numbers of things above one: "44 prisoners".
    pub things: Vec<u32>,
}

impl Traits {
    pub fn of(claim: &Claim, when: Option<When>, stated: bool, words: &mut Words) -> Self {
        let spot = claim.place.as_ref().map(|p| {
            let mut place = |id: &PlaceId| words.number(&format!("place {id}"));
            Spot {
                place: p.best().map(|b| place(&b.place)),
                within: p.best().map_or_else(Vec::new, |b| b.within.iter().map(place).collect()),
                name: words.number(&format!("name {}", p.name.to_lowercase())),
            }
        });
        let toll = (claim.casualties.killed.and_then(|k| k.best), claim.casualties.wounded.and_then(|w| w.best));
        Self {
            act: claim.act,
            denial: claim.polarity == Polarity::Denies,
            spot,
            when,
            stated,
            report: words.number(&report_word(claim.report.as_str())),
            party: claim.accused().map(|p| words.number(&format!("party {p}"))),
            killed: claim.casualties.killed,
            toll: (toll != (None, None)).then_some(toll),
            things: claim
                .quantities
                .iter()
                .filter_map(|q| Some(words.number(&format!("{} {}", q.n.best.filter(|n| *n > 1)?, q.what))))
                .collect(),
        }
    }
}

/// What the claims that are held together allow, as far as another claim is measured against it.
#[derive(Debug, Clone)]
pub(super) struct Gathering {
    /// The act of its first claim.
    first: Act,
    /// The acts of its claims, each once; so with the rest.
    acts: Vec<Act>,
    spots: Vec<Spot>,
    reports: Vec<u32>,
    parties: Vec<u32>,
    tolls: Vec<(Option<u32>, Option<u32>)>,
    things: Vec<u32>,
    /// The number killed by its latest claim that gives one.
    killed: Option<Count>,
    /// What all its dated claims allow.
    pub when: Option<When>,
    /// Whether any claim gives a time of its own.
    pub stated: bool,
}

fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

impl Gathering {
    pub fn new(claim: &Traits) -> Self {
        let mut new = Self {
            first: claim.act,
            acts: Vec::new(),
            spots: Vec::new(),
            reports: Vec::new(),
            parties: Vec::new(),
            tolls: Vec::new(),
            things: Vec::new(),
            killed: None,
            when: claim.when.clone(),
            stated: claim.stated,
        };
        new.remember(claim);
        new
    }

    /// What these claims, in their order, allow together.
    pub fn all<'t>(claims: impl IntoIterator<Item = &'t Traits>) -> Option<Self> {
        let mut claims = claims.into_iter();
        let mut all = Self::new(claims.next()?);
        claims.for_each(|c| all.take(c));
        Some(all)
    }

    pub fn take(&mut self, claim: &Traits) {
        self.remember(claim);
        self.when = match (self.when.take(), &claim.when) {
            (Some(a), Some(b)) if self.stated == claim.stated => Some(a.meet(b).unwrap_or_else(|| cover(&a, b))),
            // A stated time outweighs the reach of an undated report.
            (Some(a), Some(b)) => Some(if self.stated { a } else { b.clone() }),
            (a, b) => a.or_else(|| b.clone()),
        };
        self.stated |= claim.stated;
    }

    fn remember(&mut self, claim: &Traits) {
        add(&mut self.acts, claim.act);
        if let Some(spot) = claim.spot.as_ref().filter(|s| !self.spots.contains(s)) {
            self.spots.push(spot.clone());
        }
        if let Err(at) = self.reports.binary_search(&claim.report) {
            self.reports.insert(at, claim.report);
        }
        claim.party.into_iter().for_each(|p| add(&mut self.parties, p));
        claim.toll.into_iter().for_each(|t| add(&mut self.tolls, t));
        claim.things.iter().for_each(|t| add(&mut self.things, *t));
        self.killed = claim.killed.or(self.killed);
    }

    /// Whether one of its claims tells of as many dead and wounded, or of as many of the same things: two reports on "44
    /// prisoners" of one day speak of one release.
    fn same_numbers(&self, claim: &Traits) -> bool {
        claim.toll.is_some_and(|t| self.tolls.contains(&t)) || claim.things.iter().any(|t| self.things.contains(t))
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

/// How well a claim fits, by its grounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fit {
    /// The act of the incident's first claim, if this claim's may only be another word for it.
    other_word_for: Option<Act>,
    /// Both give a place.
    placed: bool,
    same_report: bool,
    /// Both give times of their own, which overlap.
    overlap: bool,
    same_party: bool,
    same_killed: bool,
}

impl Fit {
    fn points(&self) -> [(JoinBasis, f64); 5] {
        [
            (JoinBasis::Act, if self.other_word_for.is_none() { 1.0 } else { 0.5 }),
            (
                JoinBasis::Place,
                if self.placed {
                    1.0
                } else if self.same_report {
                    0.5
                } else {
                    0.25
                },
            ),
            (JoinBasis::Time, if self.overlap { 1.0 } else { 0.5 }),
            (JoinBasis::Party, if self.same_party { 0.5 } else { 0.0 }),
            (JoinBasis::Toll, if self.same_killed { 0.5 } else { 0.0 }),
        ]
    }

    pub fn score(&self) -> f64 {
        self.points().iter().map(|(_, points)| points).sum()
    }

    /// The grounds, with what each adds.
    pub fn steps(&self) -> Vec<JoinStep> {
        let counted = self.points().into_iter().filter(|(_, points)| *points > 0.0);
        counted.map(|(basis, points)| JoinStep { basis, points }).collect()
    }

    /// The grounds in words.
    pub fn words(&self, claim: &Claim) -> String {
        let says = |step: &JoinStep| match (step.basis, self.other_word_for) {
            (JoinBasis::Act, None) => format!("same act ({})", claim.act.label()),
            (JoinBasis::Act, Some(other)) => {
                format!("{} may be another word for {}", claim.act.label(), other.label())
            }
            (JoinBasis::Place, _) => match claim.place.as_ref().filter(|_| self.placed) {
                Some(place) => format!("place {} fits", place.name),
                None => "no place given by one of them".to_owned(),
            },
            (JoinBasis::Time, _) if self.overlap => "times overlap".to_owned(),
            (JoinBasis::Time, _) => "times are possible together".to_owned(),
            (JoinBasis::Party, _) => {
                format!("same party named ({})", claim.accused().map(ToString::to_string).unwrap_or_default())
            }
            (JoinBasis::Toll, _) => "same number killed".to_owned(),
        };
        self.steps().iter().map(says).collect::<Vec<_>>().join("; ")
    }
}

/// Whether `claim` can speak of what `gathering` speaks of: act, place and time must be possible together with all its
/// claims, and enough must speak for it.
pub(super) fn fit(claim: &Traits, gathering: &Gathering) -> Option<Fit> {
    if !gathering.acts.iter().all(|a| a.compatible(claim.act)) {
        return None;
    }

    let when = claim.when.as_ref().zip(gathering.when.as_ref());
    let same_report = gathering.reports.binary_search(&claim.report).is_ok();
    let placed = match &claim.spot {
        Some(spot) if !gathering.spots.is_empty() => {
            if !gathering.spots.iter().all(|s| s.compatible(spot)) {
                return None;
            }
            true
        }
        _ => {
            // "Settlements were shelled within the last day" is no report on one town's shelling yesterday.
            let other_time =
                claim.stated && gathering.stated && when.is_some_and(|(a, b)| (a.from(), a.to()) != (b.from(), b.to()));
            let numbers = gathering.same_numbers(claim);
            let apart = when.is_some_and(|(a, b)| !a.overlaps(b));
            // What lasts is told by its stages: "has deployed 1,960 …; the first planes took off in the morning".
            let stage = same_report && slack_days(claim.act) > 0;
            let other_time = other_time && !stage && (apart || !numbers);
            if !claim.denial && (other_time || !same_report && !numbers) {
                return None;
            }
            false
        }
    };

    // Time: possible together, with the slack of acts that last.
    let (a, b) = when?;
    let slack = slack_days(claim.act);
    if gap_seconds(a, b) > slack * 86_400 {
        return None;
    }
    // Two days or clock times that exclude each other are two happenings, unless both tell of as many dead: then one of
    // them slipped.
    let dated = claim.stated && gathering.stated && a.precision <= Precision::Day && b.precision <= Precision::Day;
    if dated && slack == 0 && !a.overlaps(b) && !gathering.same_numbers(claim) {
        return None;
    }

    // Sides: the same party blamed speaks for it, another one not against (blame may be inverted), unless the act is
    // one that two parties hardly do at one place on one day.
    let same_party = claim.party.is_some_and(|p| gathering.parties.contains(&p));
    let other_party = claim.party.is_some() && !same_party && !gathering.parties.is_empty();
    if other_party && !blame_may_turn(claim.act) {
        return None;
    }
    let same_killed = claim.killed.zip(gathering.killed).is_some_and(|(a, b)| a.agrees(b));
    let fit = Fit {
        other_word_for: (!gathering.acts.contains(&claim.act)).then_some(gathering.first),
        placed,
        same_report,
        overlap: claim.stated && gathering.stated && a.overlaps(b),
        same_party,
        same_killed,
    };
    (fit.score() >= THRESHOLD).then_some(fit)
}

/// Acts that each side may lay to the other.
fn blame_may_turn(act: Act) -> bool {
    use Act::*;
    matches!(act, Shelling | Gunfire | GroundAttack | AirOrDroneStrike | Violation | Obstruction)
}
