//! Claims brought together one after the other, so that one more report costs little.
//!
//! The result is that of taking all claims in their order, turn by turn: assertions by publication, assertions of
//! undated reports, then denials. A claim that comes later but belongs earlier makes those after it that can see the
//! difference be decided anew, and no others: one after the other within a turn; and those of the later turns once, when
//! all before them stands, so that not each claim of a new report asks every denial of the years before.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};
use servanda_model::{Act, Claim, ClaimId, Incident, IncidentId, Polarity, ReportId, Side, When};

use super::fit::{self, Fit, Gathering, Traits, Words};
use super::origins::Copied;
use super::{Copies, Held, ReportFacts, incident, is_anchored, put_in_order, window};

/// Days of a long interval under which a claim is looked up; a longer one is found by its first days.
const LONGEST_DAYS: i64 = 60;

/// A claim with what decides which incident it joins.
#[derive(Debug, Clone)]
struct Told<C> {
    claim: C,
    traits: Traits,
    published: Option<Timestamp>,
    /// The days (since 1970, UTC) it touches, with the slack of its act.
    days: Option<RangeInclusive<i64>>,
    /// How long the name of its report is within its own, and its number there.
    numbered: (usize, u32),
}

/// Claims are taken in so many turns.
const TURNS: usize = 4;

impl<C: Borrow<Claim>> Told<C> {
    /// In which turn it is taken.
    fn turn(&self) -> usize {
        2 * usize::from(self.traits.denial) + usize::from(self.published.is_none())
    }

    /// What comes before what. A denial comes after what it denies, whichever report came out first; of one instant
    /// `r2#10` comes after `r2#9`.
    fn order(&self, other: &Self) -> Ordering {
        let key = |t: &Self| (t.turn(), t.published);
        key(self).cmp(&key(other)).then_with(|| self.name().cmp(&other.name()))
    }

    /// Its report, and its number there.
    fn name(&self) -> (&str, u32) {
        let (report, number) = self.numbered;
        (&self.claim.borrow().id.as_str()[..report], number)
    }
}

/// By what a claim finds incidents, beside the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Any,
    Place(u32),
    /// A stretch of land, for places that lie close by.
    Cell(i32, i32),
    Name(u32),
    Toll(Option<u32>, Option<u32>),
    Thing(u32),
}

/// Claims that speak of one happening. It goes by the number of its first claim.
#[derive(Debug, Clone, Default)]
struct Group {
    /// In their order.
    members: Vec<u32>,
    /// What those of a turn and of the turns before it allow, for each turn of which there are any.
    all: Vec<(usize, Gathering)>,
}

impl Group {
    /// What its claims allow up to a turn.
    fn up_to(&self, turn: usize) -> Option<&Gathering> {
        self.all.iter().rev().find(|(t, _)| *t <= turn).map(|(_, all)| all)
    }
}

/// A claim that is to be decided anew, and the group that changed since it was decided; without one it looks at all.
type Waiting = (u32, Option<u32>);

/// Claims by day, in their order.
type ByDay = BTreeMap<i64, Vec<u32>>;

/// Groups by key and day, in the order of their numbers.
type Cells = FxHashMap<(Key, i64), Vec<u32>>;

/// Whether a group is found under a key on one of the days.
fn filed(seen: &[Cells], key: Key, mut days: RangeInclusive<i64>, group: u32) -> bool {
    days.any(|day| {
        seen.iter().any(|cells| cells.get(&(key, day)).is_some_and(|list| list.binary_search(&group).is_ok()))
    })
}

/// Which claims speak of one happening, kept so that reports can be added.
///
/// Gives the same incidents as [`happenings`](super::happenings) on all claims at once, whatever the order in which
/// they were added. `C` is a claim, or a reference to one.
#[derive(Debug, Clone)]
pub struct Happenings<C> {
    told: Vec<Told<C>>,
    /// Acts of speech that count as deeds: talks, a law.
    also: BTreeSet<Act>,
    words: Words,
    /// By number of the first claim.
    groups: Vec<Option<Box<Group>>>,
    /// The group of every claim, and how it fitted.
    home: Vec<Option<(u32, Option<Fit>)>>,
    /// For each turn, groups under the keys of their claims of that turn; looked up, never gone through.
    cells: [Cells; TURNS],
    /// For each turn.
    by_day: [ByDay; TURNS],
    of_report: BTreeMap<u32, Vec<u32>>,
    /// The claim of each turn that comes last of all that were ever there.
    last: [Option<u32>; TURNS],
    /// Groups that changed in a turn, for the claims of later turns.
    stirred: BTreeSet<(usize, u32)>,
    /// Numbers of claims that were taken out, to be given again.
    free: Vec<u32>,
    /// Those taken out last: what changed then still goes by them.
    leaving: Vec<u32>,
    met: Met,
}

/// Which groups were met in one search.
#[derive(Debug, Clone, Default)]
struct Met {
    /// By group, the search in which it was met last.
    last: Vec<u32>,
    search: u32,
}

impl Met {
    fn begin(&mut self, groups: usize) {
        if self.last.len() < groups || self.search == u32::MAX {
            self.last = vec![0; groups.max(2 * self.last.len())];
            self.search = 0;
        }
        self.search += 1;
    }

    fn is_new(&mut self, group: u32) -> bool {
        std::mem::replace(&mut self.last[group as usize], self.search) != self.search
    }
}

/// Which incidents more claims have made or changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changed {
    /// Their first claims.
    touched: BTreeSet<u32>,
}

impl Changed {
    /// Both together.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.touched.extend(other.touched);
        self
    }
}

/// How long the name of the report is within the name of a claim, and the number of the claim there.
fn numbered(id: &ClaimId) -> (usize, u32) {
    let text = id.as_str();
    text.rfind('#').map_or((text.len(), 0), |at| (at, text[at + 1..].parse().unwrap_or(u32::MAX)))
}

/// The days (since 1970, UTC) that an interval touches.
fn days(when: &When, slack: i64) -> RangeInclusive<i64> {
    const DAY: i64 = 86_400;
    let from = when.from().or(when.to()).map_or(0, |t| t.as_second().div_euclid(DAY));
    let to = when.to().or(when.from()).map_or(0, |t| (t.as_second() - 1).div_euclid(DAY));
    (from - slack)..=(to.max(from).min(from + LONGEST_DAYS) + slack)
}

fn insert_sorted(list: &mut Vec<u32>, item: u32) {
    if list.last().is_some_and(|&last| last < item) || list.is_empty() {
        list.push(item);
    } else if let Err(at) = list.binary_search(&item) {
        list.insert(at, item);
    }
}

fn remove_sorted(list: &mut Vec<u32>, item: u32) {
    if let Ok(at) = list.binary_search(&item) {
        list.remove(at);
    }
}

impl<C> Default for Happenings<C> {
    fn default() -> Self {
        Self {
            told: Vec::new(),
            also: BTreeSet::new(),
            words: Words::default(),
            groups: Vec::new(),
            home: Vec::new(),
            cells: Default::default(),
            by_day: Default::default(),
            of_report: BTreeMap::new(),
            last: [None; TURNS],
            stirred: BTreeSet::new(),
            free: Vec::new(),
            leaving: Vec::new(),
            met: Met::default(),
        }
    }
}

impl<C: Borrow<Claim>> Happenings<C> {
    /// Nothing told yet. `also` are acts of speech that an agreement owes, such as talks or a law.
    #[must_use]
    pub fn new(also: BTreeSet<Act>) -> Self {
        Self { also, ..Self::default() }
    }

    /// Adds claims; those that tell of no happening are left out. `reports` must hold their reports.
    pub fn add(&mut self, claims: impl IntoIterator<Item = C>, reports: &BTreeMap<ReportId, ReportFacts>) -> Changed {
        let mut new = Vec::new();
        for claim in claims {
            let told: &Claim = claim.borrow();
            let tells = told.tells_happening() || self.also.contains(&told.act) && told.is_current_fact();
            // A mandated monitor reports on its agreement, wherever its villages lie.
            let on_the_agreement =
                || told.attribution.own_voice && reports.get(&told.report).is_some_and(|r| r.side == Side::Mandated);
            if !tells || told.retracted || !(is_anchored(told) || on_the_agreement()) {
                continue;
            }
            let (when, stated) = window(told, reports);
            let days = when.as_ref().map(|w| days(w, fit::slack_days(told.act)));
            let traits = Traits::of(told, when, stated, &mut self.words);
            let published = reports.get(&told.report).and_then(|r| r.published).map(|p| p.0);
            let numbered = numbered(&told.id);
            let told = Told { claim, traits, published, days, numbered };
            match self.free.pop() {
                Some(x) => {
                    self.told[x as usize] = told;
                    new.push(x);
                }
                None => {
                    new.push(self.told.len() as u32);
                    self.told.push(told);
                }
            }
        }
        self.told.shrink_to(self.told.len() + self.told.len() / 8);
        self.home.resize(self.told.len(), None);
        self.groups.resize(self.told.len(), None);
        let mut changed = Changed::default();
        self.settle_all(new.into_iter().map(|x| (x, None)).collect(), &mut changed);
        changed
    }

    /// A claim by its name, with the group it is in.
    fn find(&self, id: &ClaimId) -> Option<(u32, u32)> {
        let report = id.as_str().rsplit_once('#').map_or(id.as_str(), |(report, _)| report);
        let of_report = self.of_report.get(&self.words.report(report)?)?;
        let x = of_report.iter().copied().find(|&x| self.told[x as usize].claim.borrow().id == *id)?;
        Some((x, self.home[x as usize]?.0))
    }

    /// The incidents that hold some claims.
    #[must_use]
    pub fn of_claims<'c>(&self, claims: impl IntoIterator<Item = &'c ClaimId>) -> BTreeSet<IncidentId> {
        let groups = claims.into_iter().filter_map(|id| self.find(id));
        groups.map(|(_, group)| super::name(self.told[group as usize].claim.borrow())).collect()
    }

    /// Takes claims out again, as if they had never been added; names that are not among them change nothing.
    ///
    /// What it gives, and what [`add`](Self::add) gave before, is good until claims are taken out the next time.
    pub fn remove<'c>(&mut self, claims: impl IntoIterator<Item = &'c ClaimId>) -> Changed {
        // The last of all are kept for their order.
        let last = self.last;
        let (stay, free) = std::mem::take(&mut self.leaving).into_iter().partition(|&x| last.contains(&Some(x)));
        (self.leaving, self.free) = (stay, [std::mem::take(&mut self.free), free].concat());
        let mut changed = Changed::default();
        let mut going: Vec<u32> = claims.into_iter().filter_map(|id| Some(self.find(id)?.0)).collect();
        // The latest first: then few come after those that leave.
        going.sort_unstable_by(|&a, &b| self.order(b, a));
        going.dedup();
        let mut waiting: Vec<Waiting> = Vec::new();
        for &x in &going {
            let Some((group, _)) = self.home[x as usize] else { continue };
            changed.touched.insert(group);
            waiting.extend(self.seeing(group, x));
            waiting.extend(self.leave(x, group));
            let told = &self.told[x as usize];
            for day in told.days.clone().into_iter().flatten() {
                if let Some(list) = self.by_day[told.turn()].get_mut(&day) {
                    list.retain(|&c| c != x);
                }
            }
            if let Some(list) = self.of_report.get_mut(&told.traits.report) {
                remove_sorted(list, x);
            }
            self.leaving.push(x);
        }
        let going: BTreeSet<u32> = going.into_iter().collect();
        waiting.retain(|(x, _)| !going.contains(x));
        self.settle_all(waiting, &mut changed);
        changed
    }

    /// Decides where claims belong, and those after them that see a difference.
    fn settle_all(&mut self, waiting: Vec<Waiting>, changed: &mut Changed) {
        let mut turns: [Vec<Waiting>; TURNS] = Default::default();
        waiting.into_iter().for_each(|w| turns[self.turn(w.0)].push(w));
        for turn in 0..TURNS {
            let mut waiting = std::mem::take(&mut turns[turn]);
            let before = self.stirred.iter().take_while(|(earlier, _)| *earlier < turn);
            let groups: BTreeSet<u32> = before.map(|(_, group)| *group).collect();
            for group in groups {
                let Some(held) = self.group(group) else { continue };
                let members = held.members.iter().copied().filter(|&m| self.turn(m) == turn);
                waiting.extend(members.chain(self.askers(group, turn, None)).map(|x| (x, Some(group))));
            }
            // The latest stands first and is taken last.
            let order = |s: &Self, a: &Waiting, b: &Waiting| s.order(b.0, a.0).then(a.1.cmp(&b.1));
            waiting.sort_unstable_by(|a, b| order(self, a, b));
            waiting.dedup();
            while let Some((x, group)) = waiting.pop() {
                let mut groups = vec![group];
                while let Some((_, group)) = waiting.pop_if(|w| w.0 == x) {
                    groups.push(group);
                }
                for later in self.settle(x, groups, changed) {
                    let its = self.turn(later.0);
                    if its != turn {
                        turns[its].push(later);
                    } else if let Err(at) = waiting.binary_search_by(|w| order(self, w, &later)) {
                        waiting.insert(at, later);
                    }
                }
            }
        }
        self.stirred.clear();
    }

    fn turn(&self, x: u32) -> usize {
        self.told[x as usize].turn()
    }

    fn group(&self, group: u32) -> Option<&Group> {
        self.groups[group as usize].as_deref()
    }

    /// The order in which claims are taken.
    fn order(&self, a: u32, b: u32) -> Ordering {
        self.told[a as usize].order(&self.told[b as usize]).then(a.cmp(&b))
    }

    fn before(&self, a: u32, b: u32) -> bool {
        self.order(a, b) == Ordering::Less
    }

    /// Keys under which an incident is found through claim `x`.
    fn shown(&self, x: u32) -> impl Iterator<Item = Key> + use<'_, C> {
        let traits = &self.told[x as usize].traits;
        let places = traits.spot.iter().flat_map(|s| s.place.iter().chain(s.within.iter().take(2)));
        let name = traits.spot.iter().map(|s| Key::Name(s.name));
        let cell = traits.spot.iter().filter_map(|s| s.dot.as_ref()).map(|d| d.cell()).map(|(y, x)| Key::Cell(y, x));
        let toll = traits.toll.map(|(killed, wounded)| Key::Toll(killed, wounded));
        let things = traits.things.iter().map(|&t| Key::Thing(t));
        places.map(|&p| Key::Place(p)).chain(name).chain(cell).chain(toll).chain(things).chain([Key::Any])
    }

    /// Keys under which claim `x` looks for incidents. Without a place, only its report, its numbers or, for a denial, the
    /// day can bring it to one; see [`fit::fit`].
    fn sought(&self, x: u32) -> Vec<Key> {
        let traits = &self.told[x as usize].traits;
        match &traits.spot {
            Some(spot) if spot.place.is_some() => {
                let cells = spot.dot.iter().filter(|_| !traits.denial).flat_map(|d| d.cells());
                let places = spot.place.iter().chain(spot.within.iter().take(2)).map(|&p| Key::Place(p));
                places.chain(cells.map(|(y, x)| Key::Cell(y, x))).collect()
            }
            _ if traits.denial => vec![Key::Any],
            spot => {
                let toll = traits.toll.map(|(killed, wounded)| Key::Toll(killed, wounded));
                let things = traits.things.iter().map(|&t| Key::Thing(t));
                spot.iter().map(|s| Key::Name(s.name)).chain(toll).chain(things).collect()
            }
        }
    }

    /// Groups that claim `x` may join, by key and day, each once; in what order doesn't matter.
    fn candidates(&mut self, x: u32) -> Vec<u32> {
        let sought = self.sought(x);
        let Self { told: all, cells, of_report, home, met, .. } = self;
        let told = &all[x as usize];
        let seen = &cells[..=told.turn()];
        let Some(days) = &told.days else { return Vec::new() };
        let mut found: Vec<u32> = Vec::new();
        met.begin(home.len());
        for day in days.clone() {
            for &key in &sought {
                let here = seen.iter().filter_map(|cells| cells.get(&(key, day))).flatten();
                found.extend(here.copied().filter(|&group| met.is_new(group)));
            }
        }
        if told.traits.spot.as_ref().is_none_or(|s| s.place.is_none()) {
            let of_report = of_report.get(&told.traits.report).into_iter().flatten();
            let visible = of_report.filter(|&&c| all[c as usize].turn() <= told.turn());
            let groups = visible.filter_map(|&c| home[c as usize].as_ref().map(|(group, _)| *group));
            found.extend(groups.filter(|g| filed(seen, Key::Any, days.clone(), *g) && met.is_new(*g)));
        }
        found
    }

    /// The group that claim `x` fits best, of what came before it.
    fn decide(&mut self, x: u32) -> Option<(u32, Fit)> {
        let candidates = self.candidates(x);
        self.best(x, None, candidates)
    }

    /// The same where only some groups changed since it was decided; all may have if one is `None`.
    fn decide_again(&mut self, x: u32, changed: Vec<Option<u32>>) -> Option<(u32, Fit)> {
        let changed: Option<Vec<u32>> = changed.into_iter().collect();
        let (Some(changed), Some((home, was))) = (changed, self.home[x as usize]) else { return self.decide(x) };
        let home_changed = was.is_some() && changed.contains(&home);
        let changed: Vec<u32> = changed.into_iter().filter(|&group| self.may_join(x, group)).collect();
        let is = if home_changed { self.fit_in(x, home).filter(|_| changed.contains(&home)) } else { was };
        // Only where it fits its group no worse than it did does it fit no other better that did not change.
        if was.is_some_and(|was| is.is_none_or(|is| is.score() < was.score())) {
            return self.decide(x);
        }
        self.best(x, is.map(|fit| (home, fit)), changed)
    }

    /// The group of some that claim `x` fits best, if better than the one it is held to fit.
    fn best(&self, x: u32, held: Option<(u32, Fit)>, groups: Vec<u32>) -> Option<(u32, Fit)> {
        let mut best = held;
        for group in groups.into_iter().filter(|group| held.is_none_or(|(home, _)| home != *group)) {
            // Of equals the one that began first.
            if let Some(fit) = self.fit_in(x, group)
                && best.is_none_or(|(other, held)| {
                    fit.score().total_cmp(&held.score()).then_with(|| self.order(other, group)).is_gt()
                })
            {
                best = Some((group, fit));
            }
        }
        best
    }

    /// How claim `x` fits a group that it finds, of which it sees what comes before it.
    fn fit_in(&self, x: u32, group: u32) -> Option<Fit> {
        let (traits, turn, held) = (&self.told[x as usize].traits, self.turn(x), self.group(group)?);
        let first = held.members.first().filter(|&&first| self.before(first, x))?;
        if !fit::may_fit(traits, &self.told[*first as usize].traits) {
            return None;
        }
        let last = held.members.iter().rev().find(|&&m| self.turn(m) <= turn);
        if last.is_some_and(|&last| self.before(last, x)) {
            held.up_to(turn).and_then(|all| fit::fit(traits, all))
        } else {
            self.earlier(group, x).and_then(|all| fit::fit(traits, &all))
        }
    }

    /// A group as it was before claim `x`, if `x` would have found it then.
    fn earlier(&self, group: u32, x: u32) -> Option<Gathering> {
        let members = &self.group(group)?.members;
        let members = &members[..members.partition_point(|&m| self.before(m, x))];
        let members = || members.iter().map(|&m| (m, &self.told[m as usize]));
        let (traits, days, sought) = {
            let told = &self.told[x as usize];
            (&told.traits, told.days.as_ref()?, self.sought(x))
        };
        let near = |t: &Told<C>| t.days.as_ref().is_some_and(|d| d.start() <= days.end() && days.start() <= d.end());
        let by_key = || members().any(|(m, t)| near(t) && self.shown(m).any(|k| sought.contains(&k)));
        let placed = traits.spot.as_ref().is_some_and(|s| s.place.is_some());
        let by_report =
            || !placed && members().any(|(_, t)| t.traits.report == traits.report) && members().any(|(_, t)| near(t));
        (by_key() || by_report()).then(|| Gathering::all(members().map(|(_, t)| &t.traits))).flatten()
    }

    /// Decides where claim `x` belongs, and gives the later claims that may see a difference.
    fn settle(&mut self, x: u32, groups: Vec<Option<u32>>, changed: &mut Changed) -> Vec<Waiting> {
        let best = self.decide_again(x, groups);
        let new = best.map_or((x, None), |(group, fit)| (group, Some(fit)));
        let old = self.home[x as usize];
        if old == Some(new) {
            return Vec::new();
        }
        let mut later = Vec::new();
        changed.touched.insert(new.0);
        if old.is_some_and(|(group, _)| group == new.0) {
            self.home[x as usize] = Some(new);
            return later;
        }
        if let Some((group, _)) = old {
            changed.touched.insert(group);
            later.extend(self.seeing(group, x));
            later.extend(self.leave(x, group));
        }
        self.home[x as usize] = Some(new);
        self.join(x, new.0);
        later.extend(self.seeing(new.0, x));
        later
    }

    fn join(&mut self, x: u32, group: u32) {
        let mut held = self.groups[group as usize].take().unwrap_or_default();
        let (traits, turn) = (&self.told[x as usize].traits, self.turn(x));
        let at = held.members.partition_point(|&m| self.before(m, x));
        held.members.insert(at, x);
        match held.all.last_mut() {
            Some((last, all)) if *last == turn && at + 1 == held.members.len() => all.take(traits),
            _ => self.gather(&mut held, turn),
        }
        self.groups[group as usize] = Some(held);
        let keys: Vec<Key> = self.shown(x).collect();
        let report = self.told[x as usize].traits.report;
        for day in self.told[x as usize].days.clone().into_iter().flatten() {
            for &key in &keys {
                insert_sorted(self.cells[turn].entry((key, day)).or_default(), group);
            }
            let mut list = std::mem::take(self.by_day[turn].entry(day).or_default());
            if list.last().is_none_or(|&last| self.before(last, x)) {
                list.push(x);
            } else {
                let at = list.partition_point(|&c| self.before(c, x));
                if list[at] != x {
                    list.insert(at, x);
                }
            }
            self.by_day[turn].insert(day, list);
        }
        insert_sorted(self.of_report.entry(report).or_default(), x);
        if self.last[turn].is_none_or(|last| self.before(last, x)) {
            self.last[turn] = Some(x);
        }
    }

    /// Puts together what the claims of a group allow from a turn on.
    fn gather(&self, held: &mut Group, from: usize) {
        held.all.retain(|(turn, _)| *turn < from);
        let mut all = held.all.last().map(|(_, all)| all.clone());
        for of_turn in held.members.chunk_by(|&a, &b| self.turn(a) == self.turn(b)) {
            let turn = self.turn(of_turn[0]);
            if turn < from {
                continue;
            }
            for &m in of_turn {
                let traits = &self.told[m as usize].traits;
                match &mut all {
                    Some(all) => all.take(traits),
                    None => all = Some(Gathering::new(traits)),
                }
            }
            // Most groups have one turn, and a list that grows by itself begins with room for four.
            held.all.reserve_exact(1);
            held.all.extend(all.clone().map(|all| (turn, all)));
        }
    }

    /// Takes claim `x` out of its group; gives the claims that have lost theirs.
    fn leave(&mut self, x: u32, group: u32) -> Vec<Waiting> {
        let Some(mut held) = self.groups[group as usize].take() else { return Vec::new() };
        // Without its first claim a group is another: its claims are decided anew.
        let gone: Vec<u32> = if group == x { std::mem::take(&mut held.members) } else { vec![x] };
        held.members.retain(|&m| m != x);
        let left: BTreeSet<(usize, (Key, i64))> = held.members.iter().flat_map(|&m| self.cells_of(m)).collect();
        if !held.members.is_empty() {
            self.gather(&mut held, self.turn(x));
            self.groups[group as usize] = Some(held);
        }
        for &m in &gone {
            for cell in self.cells_of(m).filter(|cell| !left.contains(cell)).collect::<Vec<_>>() {
                if let Some(list) = self.cells[cell.0].get_mut(&cell.1) {
                    remove_sorted(list, group);
                }
            }
            self.home[m as usize] = None;
        }
        gone.into_iter().filter(|&m| m != x).map(|m| (m, None)).collect()
    }

    /// Where the group of claim `x` is found because of it: in its turn, under a key, on a day.
    fn cells_of(&self, x: u32) -> impl Iterator<Item = (usize, (Key, i64))> + use<'_, C> {
        let (days, turn) = (self.told[x as usize].days.clone().into_iter().flatten(), self.turn(x));
        days.flat_map(move |day| self.shown(x).map(move |key| (turn, (key, day))))
    }

    /// Claims of the turn of `x` and after it that have `group` among their candidates; those of later turns wait.
    fn seeing(&mut self, group: u32, x: u32) -> Vec<Waiting> {
        let turn = self.turn(x);
        self.stirred.insert((turn, group));
        if self.last[turn] == Some(x) {
            return Vec::new();
        }
        self.askers(group, turn, Some(x)).into_iter().map(|c| (c, Some(group))).collect()
    }

    /// Claims of a turn that have `group` among their candidates; `after` a claim, only those that come after it.
    fn askers(&self, group: u32, turn: usize, after: Option<u32>) -> Vec<u32> {
        let members = self.group(group).map(|g| g.members.as_slice()).unwrap_or_default();
        let days: BTreeSet<i64> =
            members.iter().flat_map(|&m| self.told[m as usize].days.clone().into_iter().flatten()).collect();
        let mut found: Vec<u32> = Vec::new();
        for list in days.iter().filter_map(|day| self.by_day[turn].get(day)) {
            let from = after.map_or(0, |x| list.partition_point(|&c| !self.before(x, c)));
            found.extend(&list[from..]);
        }
        found.sort_unstable();
        found.dedup();
        // Few keys are looked up for thousands of claims: those of this group alone lie closer than those of all.
        let mut shown: FxHashSet<(Key, i64)> = FxHashSet::default();
        for &m in members.iter().filter(|&&m| self.turn(m) <= turn) {
            let days = self.told[m as usize].days.clone().into_iter().flatten();
            shown.extend(days.flat_map(|day| self.shown(m).map(move |key| (key, day))));
        }
        found.retain(|&c| self.seeks(c, group, &|key, mut days| days.any(|day| shown.contains(&(key, day)))));
        found
    }

    /// Whether `group` is among the candidates of claim `x`.
    fn may_join(&self, x: u32, group: u32) -> bool {
        let seen = &self.cells[..=self.turn(x)];
        self.seeks(x, group, &|key, days| filed(seen, key, days, group))
    }

    /// The same, asking `filed` whether the group is found under a key on one of some days.
    fn seeks(&self, x: u32, group: u32, filed: &dyn Fn(Key, RangeInclusive<i64>) -> bool) -> bool {
        let told = &self.told[x as usize];
        let Some(days) = &told.days else { return false };
        let filed = |key: Key| filed(key, days.clone());
        let placed = told.traits.spot.as_ref().is_some_and(|s| s.place.is_some());
        let of_report = || self.of_report.get(&told.traits.report).into_iter().flatten();
        let visible = |c: u32| self.turn(c) <= told.turn();
        let is_home = |c: u32| self.home[c as usize].is_some_and(|(home, _)| home == group);
        let with_report = || of_report().any(|&c| visible(c) && is_home(c));
        self.sought(x).into_iter().any(filed) || !placed && with_report() && filed(Key::Any)
    }

    /// The incidents, earliest first.
    #[must_use]
    pub fn incidents(&self, reports: &BTreeMap<ReportId, ReportFacts>, copies: &[Copies]) -> Vec<Incident> {
        let copied = Copied::new(copies.to_vec());
        let mut incidents: Vec<Incident> =
            (0..self.groups.len() as u32).filter_map(|group| self.incident(group, reports, &copied)).collect();
        put_in_order(&mut incidents);
        incidents
    }

    /// Brings `incidents`, as they were before [`add`](Self::add) gave `changed`, up to date.
    pub fn refresh(
        &self,
        incidents: &mut Vec<Incident>,
        changed: &Changed,
        reports: &BTreeMap<ReportId, ReportFacts>,
        copies: &[Copies],
    ) {
        let copied = Copied::new(copies.to_vec());
        let id = |&group: &u32| super::name(self.told[group as usize].claim.borrow());
        let gone: BTreeSet<IncidentId> = changed.touched.iter().map(id).collect();
        incidents.retain(|i| !gone.contains(&i.id));
        incidents.extend(changed.touched.iter().filter_map(|&group| self.incident(group, reports, &copied)));
        put_in_order(incidents);
    }

    /// The incidents that claims of some reports are part of.
    #[must_use]
    pub fn holding<'r>(&self, reports: impl IntoIterator<Item = &'r ReportId>) -> Changed {
        let known = reports.into_iter().filter_map(|r| self.of_report.get(&self.words.report(r.as_str())?));
        let homes = known.flatten().filter_map(|&x| self.home[x as usize].map(|(group, _)| group));
        Changed { touched: homes.collect() }
    }

    /// What became of incidents, by their names: `None` of those that have ceased to be.
    pub fn became(
        &self,
        changed: &Changed,
        reports: &BTreeMap<ReportId, ReportFacts>,
        copied: &Copied,
    ) -> BTreeMap<IncidentId, Option<Incident>> {
        let mut became = BTreeMap::new();
        for &group in &changed.touched {
            // A claim that was taken out and came back may begin an incident of the same name again.
            let made = became.entry(super::name(self.told[group as usize].claim.borrow())).or_insert(None);
            *made = made.take().or_else(|| self.incident(group, reports, copied));
        }
        became
    }

    /// `None` of what is only denied: it did not become a happening, and the denial stays a claim.
    fn incident(&self, group: u32, reports: &BTreeMap<ReportId, ReportFacts>, copied: &Copied) -> Option<Incident> {
        let held = self.group(group)?;
        let (members, all) = (&held.members, held.up_to(TURNS)?);
        let claims: Vec<&Claim> = members.iter().map(|&m| self.told[m as usize].claim.borrow()).collect();
        if claims.iter().all(|c| c.polarity == Polarity::Denies) {
            return None;
        }
        let fits: Vec<Option<Fit>> = members.iter().map(|&m| self.home[m as usize].and_then(|(_, fit)| fit)).collect();
        Some(incident(&Held { claims, fits, when: all.when.clone(), stated: all.stated }, reports, copied))
    }
}
