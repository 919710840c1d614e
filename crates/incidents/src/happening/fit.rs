//! Whether a claim fits an incident, how well, and why.

use std::collections::BTreeMap;

use geo::{Distance, Haversine, Point};
use servanda_model::{
    Act, Claim, Count, JoinBasis, JoinStep, PlaceId, PlacePrecision, Polarity, Precision, When, Where,
};

use crate::neardup::for_each_word;

/// A fit below this is another happening. Place and time alone (1.0 + 1.0) do not reach it; the same act does.
const THRESHOLD: f64 = 2.5;

/// Kilometres from a place named that what is told of it may lie: in it or at its edge, or "near" it. Our choice: two
/// reports that name a village and the town beside it may mean one happening between them.
const REACH: f64 = 3.0;
const REACH_OF_NEAR: f64 = 5.0;

/// No two places farther apart than this are close, in kilometres: incidents are looked for in cells of [`CELL`] around.
const CLOSE: f64 = 7.0;

/// Degrees of a cell. Its neighbours reach [`CLOSE`] kilometres up to 50° north and south; beyond that somewhat less far
/// to the east and west.
const CELL: f64 = 0.1;

/// Words that another report must share for its wording to support a join, and their share of the shorter of the two.
/// Our choice: fewer are shared by any two reports on fighting.
const WORDS_IN_COMMON: usize = 8;
const SHARE_IN_COMMON: f64 = 0.6;

/// Shorter words are mostly grammar.
const SHORTEST_WORD: usize = 4;

/// Claims of an incident whose wording is compared with another's: the first ones, so that a long list costs no more.
const WORDINGS: usize = 6;

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

/// Where a place lies, and how far what is told of it may lie from there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Dot {
    lat: f64,
    lon: f64,
    reach: f64,
}

impl Dot {
    /// Of a place that is no district, region or country.
    fn of(place: &Where) -> Option<Self> {
        let best = place.best()?;
        let reach = match place.precision {
            PlacePrecision::Exact => REACH,
            PlacePrecision::Near => REACH_OF_NEAR,
            PlacePrecision::Region => return None,
        };
        Some(Self { lat: best.lat?, lon: best.lon?, reach })
    }

    /// Kilometres between the two, if they may mean one spot between them, and within which they may.
    fn close(&self, other: &Self) -> Option<(f64, f64)> {
        let within = (self.reach + other.reach).min(CLOSE);
        // Cheaper than the distance, and never more than it: a degree of latitude is 111 km.
        if (self.lat - other.lat).abs() * 111.0 > within {
            return None;
        }
        let km = Haversine.distance(Point::new(self.lon, self.lat), Point::new(other.lon, other.lat)) / 1000.0;
        (km <= within).then_some((km, within))
    }

    /// The cell it lies in, and those around.
    pub fn cells(&self) -> impl Iterator<Item = (i32, i32)> + use<> {
        let (y, x) = self.cell();
        (-1..=1).flat_map(move |dy| (-1..=1).map(move |dx| (y + dy, x + dx)))
    }

    /// The cell it lies in.
    pub fn cell(&self) -> (i32, i32) {
        ((self.lat / CELL).floor() as i32, (self.lon / CELL).floor() as i32)
    }
}

/// A place as claims are compared by it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    /// The likeliest place; `None` if the gazetteer knows none of that name.
    pub place: Option<u32>,
    /// The places around it, the smallest first.
    pub within: Vec<u32>,
    /// The name as written, in lower case.
    pub name: u32,
    /// Where it lies, if that is known well enough to measure from.
    pub dot: Option<Dot>,
}

impl Spot {
    /// Whether the two may be one place: the same, or one inside the other.
    fn compatible(&self, other: &Self) -> bool {
        match (self.place, other.place) {
            (Some(a), Some(b)) => a == b || self.within.contains(&b) || other.within.contains(&a),
            _ => self.name == other.name,
        }
    }

    /// Kilometres between the two, and within which they may mean one spot; `None` if they lie farther apart.
    fn close(&self, other: &Self) -> Option<(f64, f64)> {
        self.dot.as_ref()?.close(other.dot.as_ref()?)
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
    /// Hashes of the longer words of its sentence, sorted.
    wording: Box<[u32]>,
}

/// Hashes of the longer words of a sentence, sorted, each once.
fn wording(quote: &str) -> Box<[u32]> {
    let mut words = Vec::new();
    for word in quote.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= SHORTEST_WORD) {
        for_each_word(word, |hash| words.push((hash >> 32) as u32 ^ hash as u32));
    }
    words.sort_unstable();
    words.dedup();
    words.into()
}

/// How many words two sentences share, if they are many of both.
fn in_common(a: &[u32], b: &[u32]) -> Option<u32> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let least = WORDS_IN_COMMON.max((short.len() as f64 * SHARE_IN_COMMON).ceil() as usize);
    if short.len() < least {
        return None;
    }
    let shared = short.iter().filter(|w| long.binary_search(w).is_ok()).count();
    (shared >= least).then_some(shared as u32)
}

impl Traits {
    pub fn of(claim: &Claim, when: Option<When>, stated: bool, words: &mut Words) -> Self {
        let spot = claim.place.as_ref().map(|p| {
            let mut place = |id: &PlaceId| words.number(&format!("place {id}"));
            Spot {
                place: p.best().map(|b| place(&b.place)),
                within: p.best().map_or_else(Vec::new, |b| b.within.iter().map(place).collect()),
                name: words.number(&format!("name {}", p.name.to_lowercase())),
                dot: Dot::of(p),
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
            wording: wording(&claim.quote),
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
    /// The reports of its first claims and their wording.
    wordings: Vec<(u32, Box<[u32]>)>,
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
            wordings: Vec::new(),
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
        if self.wordings.len() < WORDINGS && claim.wording.len() >= WORDS_IN_COMMON {
            self.wordings.push((claim.report, claim.wording.clone()));
        }
        self.killed = claim.killed.or(self.killed);
    }

    /// How many words a claim of another report shares with one of them, if they are many.
    fn shared_words(&self, claim: &Traits) -> Option<u32> {
        let others = self.wordings.iter().filter(|(report, _)| *report != claim.report);
        others.filter_map(|(_, words)| in_common(words, &claim.wording)).max()
    }

    /// The largest distance of a place from theirs, where all are the same place or close by, and the share of the
    /// farthest allowed that is left; `None` where one is another place.
    fn nearness(&self, spot: &Spot) -> Option<(f64, f64)> {
        let (mut farthest, mut left) = (0.0_f64, 1.0_f64);
        for held in self.spots.iter().filter(|held| !held.compatible(spot)) {
            let (km, within) = held.close(spot)?;
            farthest = farthest.max(km);
            left = left.min(1.0 - km / within);
        }
        Some((farthest, left))
    }

    /// The same with numbers that tell two happenings apart: many a village has one man wounded on one day.
    fn same_telling_numbers(&self, claim: &Traits) -> bool {
        let several = |(killed, wounded): (Option<u32>, Option<u32>)| killed.unwrap_or(0) + wounded.unwrap_or(0) > 2;
        claim.toll.is_some_and(|t| several(t) && self.tolls.contains(&t))
            || claim.things.iter().any(|t| self.things.contains(t))
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
    /// The places are not the same: kilometres between them, and the share of the farthest allowed that is left.
    apart: Option<(f64, f64)>,
    same_report: bool,
    /// Both give times of their own, which overlap.
    overlap: bool,
    same_party: bool,
    same_killed: bool,
    /// Words that it shares with a claim of another report.
    shared_words: Option<u32>,
}

impl Fit {
    fn points(&self) -> [(JoinBasis, f64); 6] {
        [
            (JoinBasis::Act, if self.other_word_for.is_none() { 1.0 } else { 0.5 }),
            (
                JoinBasis::Place,
                if let Some((_, left)) = self.apart {
                    // Never as much as the same place, and never less than nothing: other grounds have to bear it.
                    (50.0 * left).round() / 100.0
                } else if self.placed {
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
            (JoinBasis::Wording, if self.shared_words.is_some() { 0.5 } else { 0.0 }),
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
            (JoinBasis::Place, _) => match (claim.place.as_ref().filter(|_| self.placed), self.apart) {
                (Some(place), Some((km, _))) => {
                    format!("place {} lies {km:.1} km from the one that others name", place.name)
                }
                (Some(place), None) => format!("place {} fits", place.name),
                (None, _) => "no place given by one of them".to_owned(),
            },
            (JoinBasis::Time, _) if self.overlap => "times overlap".to_owned(),
            (JoinBasis::Time, _) => "times are possible together".to_owned(),
            (JoinBasis::Party, _) => {
                format!("same party named ({})", claim.accused().map(ToString::to_string).unwrap_or_default())
            }
            (JoinBasis::Toll, _) => "same number killed".to_owned(),
            (JoinBasis::Wording, _) => {
                format!("{} longer words in common with another report", self.shared_words.unwrap_or(0))
            }
        };
        self.steps().iter().map(says).collect::<Vec<_>>().join("; ")
    }
}

/// Whether a claim can fit claims of which `first` is the first, as far as that one tells: a cheap look.
pub(super) fn may_fit(claim: &Traits, first: &Traits) -> bool {
    let near =
        || claim.spot.as_ref().zip(first.spot.as_ref()).is_none_or(|(a, b)| b.compatible(a) || b.close(a).is_some());
    first.act.compatible(claim.act) && near()
}

/// Whether `claim` can speak of what `gathering` speaks of: act, place and time must be possible together with all its
/// claims, and enough must speak for it.
pub(super) fn fit(claim: &Traits, gathering: &Gathering) -> Option<Fit> {
    if !gathering.acts.iter().all(|a| a.compatible(claim.act)) {
        return None;
    }

    let when = claim.when.as_ref().zip(gathering.when.as_ref());
    let same_report = gathering.reports.binary_search(&claim.report).is_ok();
    let mut apart = None;
    let placed = match &claim.spot {
        Some(spot) if !gathering.spots.is_empty() => {
            let (km, left) = gathering.nearness(spot)?;
            if left < 1.0 {
                // A village and the town beside it: one happening only if numbers or the hour say so too, and never to
                // a report that tells of both.
                let (a, b) = when?;
                let hour = a.precision <= Precision::Hour && b.precision <= Precision::Hour && a.overlaps(b);
                if same_report || claim.denial || !(hour || gathering.same_telling_numbers(claim)) {
                    return None;
                }
                apart = Some((km, left));
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
        apart,
        same_report,
        overlap: claim.stated && gathering.stated && a.overlaps(b),
        same_party,
        same_killed,
        shared_words: gathering.shared_words(claim),
    };
    (fit.score() >= THRESHOLD).then_some(fit)
}

/// Acts that each side may lay to the other.
fn blame_may_turn(act: Act) -> bool {
    use Act::*;
    matches!(act, Shelling | Gunfire | GroundAttack | AirOrDroneStrike | Violation | Obstruction)
}
