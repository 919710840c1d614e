//! What was read, brought together and judged, kept so that what is new costs what it changes.
//!
//! An archive gives what would come of everything at once: it is the one way to an [`Outcome`], and a test takes it
//! through reports and judgements in any order.

mod judging;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use servanda_incidents::{TakenBack, Word};
use servanda_ledger::Operation;
use servanda_model::{Board, Claim, ClaimId, ReportId};
use servanda_reading::Reader;

use self::judging::{Change, Judging};
use super::directory::Directory;
use super::judgements::Decisions;
use super::reports::{Item, Readings, differences, known_after};
use crate::pipeline::{Anchor, Notice, Outcome};
use crate::terms::Terms;

/// Reports with their claims as they stand under the judgements in force, and what comes of them.
#[derive(Clone)]
pub struct Archive {
    /// Claims that people hold to be otherwise than they were read.
    decided: BTreeMap<ClaimId, Arc<Claim>>,
    /// Words that are told to be taken back.
    withdrawn: TakenBack,
    /// Claims of the same words in earlier reports.
    struck: BTreeSet<ClaimId>,
    /// Claims that stand otherwise than they were read: by judgements, or since their words were taken back.
    altered: BTreeMap<ClaimId, Arc<Claim>>,
    /// Reports taken back, by the hash of their bytes.
    taken_back: BTreeSet<String>,
    /// Reports that tell of positions, routes or retractions.
    telling: BTreeMap<ReportId, Arc<Item>>,
    /// What judgements make known.
    remarks: Vec<Notice>,
    /// What is known by now, but for the board.
    outcome: Outcome,
    judging: Option<Judging>,
}

impl Archive {
    /// Nothing known yet, to be judged by the terms if there are any.
    #[must_use]
    pub fn new(reader: &Reader, terms: Option<&Terms>) -> Self {
        let outcome = Outcome {
            agreement: terms.map(|t| t.agreement.clone()),
            actors: reader.lexicon.actors().map(|a| (a.id.clone(), a.name.clone())).collect(),
            places: reader.area.values().map(|p| (p.id.clone(), p.name.clone())).collect(),
            ..Outcome::default()
        };
        let judging = terms.map(|terms| Judging::new(terms, Arc::new(outcome.actors.clone())));
        Self::of(outcome, judging)
    }

    /// How many reports it has taken on.
    #[must_use]
    pub fn reports(&self) -> usize {
        self.outcome.items.len()
    }

    fn of(outcome: Outcome, judging: Option<Judging>) -> Self {
        Self {
            decided: BTreeMap::new(),
            withdrawn: TakenBack::default(),
            struck: BTreeSet::new(),
            altered: BTreeMap::new(),
            taken_back: BTreeSet::new(),
            telling: BTreeMap::new(),
            remarks: Vec::new(),
            outcome,
            judging,
        }
    }

    /// The same with nothing known.
    fn emptied(&self) -> Self {
        let Outcome { agreement, actors, places, .. } = &self.outcome;
        let (agreement, actors, places) = (agreement.clone(), actors.clone(), places.clone());
        let outcome = Outcome { agreement, actors, places, ..Outcome::default() };
        Self::of(outcome, self.judging.as_ref().map(Judging::emptied))
    }

    /// Takes on the reports `known` (by publication) and the judgements in force among `operations`, and lets go of
    /// reports that are not among them. `all` holds every report that was read, those not known by now too.
    pub fn update<'i>(
        &mut self,
        known: impl Iterator<Item = &'i Arc<Item>> + Clone,
        all: &Readings,
        operations: &[Operation],
        reader: &Reader,
    ) {
        let (mut gone, mut more) = differences(self.outcome.items.iter(), known.clone());
        if gone.len() * 2 > self.outcome.items.len() {
            *self = self.emptied();
            (gone, more) = (Vec::new(), known.cloned().collect());
        }
        let left = self.forget(&gone);
        self.take_in(&more);
        self.outcome.known = known_after(self.outcome.known, &gone, &more, &self.outcome.items);
        let items = &self.outcome.names.items;
        let read = |id: &ClaimId| -> Option<Arc<Claim>> {
            let report = id.as_str().rsplit_once('#').map_or(id.as_str(), |(report, _)| report);
            items.get(report)?.reading.claims.iter().find(|c| c.id == *id).cloned()
        };
        let by_hash = |hash: &str| all.of_hash(hash).filter(|i| items.get(i.report.id.as_str()).is_some());
        let decisions =
            Decisions::of(operations, all, &|hash| by_hash(hash).map(AsRef::as_ref), &|id| read(id).is_some());
        let decided = decisions.changed(&read, reader);
        let fresh: BTreeSet<&ReportId> = more.iter().map(|i| &i.report.id).collect();
        // Claims that people come to hold for misread, or no longer; and those they hold to be otherwise than before.
        let flipped: BTreeSet<&ClaimId> = decisions.misread.symmetric_difference(&self.outcome.misread).collect();
        let redecided: BTreeSet<&ClaimId> = decided.keys().chain(self.decided.keys()).collect();
        let redecided = redecided.into_iter().filter(|id| decided.get(*id) != self.decided.get(*id));
        let redecided: BTreeSet<&ClaimId> = redecided.chain(flipped.iter().copied()).collect();
        let redecided: Vec<(Arc<Claim>, Arc<Claim>)> = redecided
            .into_iter()
            .filter_map(|id| {
                let is = read(id).filter(|c| !fresh.contains(&c.report))?;
                let was = self.decided.get(id).unwrap_or(&is).clone();
                Some((was, decided.get(id).cloned().unwrap_or(is)))
            })
            .collect();
        let as_decided = |claim: &Arc<Claim>| Arc::clone(decided.get(&claim.id).unwrap_or(claim));
        let new = more.iter().flat_map(|i| &i.reading.claims).map(as_decided).collect();
        let mut earlier = Earlier { withdrawn: &mut self.withdrawn, struck: &mut self.struck, items };
        earlier.update(left, &redecided, new, &decisions.misread);
        let mut altered = decided.clone();
        for id in &self.struck {
            if let Some(mut claim) = decided.get(id).cloned().or_else(|| read(id)) {
                Arc::make_mut(&mut claim).retracted = true;
                altered.insert(id.clone(), claim);
            }
        }
        let ids: BTreeSet<&ClaimId> =
            altered.keys().chain(self.altered.keys()).chain(flipped.iter().copied()).collect();
        let now: BTreeMap<ClaimId, Arc<Claim>> = ids
            .into_iter()
            .filter(|id| flipped.contains(id) || altered.get(*id) != self.altered.get(*id))
            .filter_map(|id| Some((id.clone(), altered.get(id).cloned().or_else(|| read(id))?)))
            .filter(|(_, claim)| !fresh.contains(&claim.report))
            .collect();
        let stands = |claim: &Arc<Claim>| Arc::clone(altered.get(&claim.id).unwrap_or(claim));
        let told: Vec<(Arc<Item>, Vec<Arc<Claim>>)> =
            more.iter().map(|i| (Arc::clone(i), i.reading.claims.iter().map(stands).collect())).collect();
        // Reports that were taken back, or stand again.
        let turned: Vec<&String> = decisions.reports.symmetric_difference(&self.taken_back).collect();
        let turned: Vec<Arc<Item>> = turned.into_iter().filter_map(|hash| by_hash(hash).cloned()).collect();
        self.altered = altered;
        self.decided = decided;
        self.taken_back = decisions.reports;
        self.remarks = decisions.notices;
        self.outcome.misread = decisions.misread;
        let claims = told.iter().flat_map(|(_, claims)| claims).chain(now.values()).cloned().collect();
        self.list_claims(claims, &now);
        self.tell(&gone, &more, &turned);
        if let Some(judging) = &mut self.judging {
            let items = self.outcome.names.items.clone();
            let reports: BTreeSet<&ReportId> =
                now.values().map(|c| &c.report).chain(turned.iter().map(|i| &i.report.id)).collect();
            let reports: Vec<Arc<Item>> = reports.into_iter().filter_map(|r| items.get(r.as_str()).cloned()).collect();
            let text = |id: &ReportId| Some(items.get(id.as_str())?.document.text.clone());
            let change = Change {
                gone: &gone,
                told: &told,
                now: &now,
                reports: &reports,
                taken_back: &self.taken_back,
                judgements: &decisions.judgements,
            };
            judging.update(&change, &mut self.outcome, &text);
        }
    }

    /// Lets go of reports; gives their claims as they were decided.
    fn forget(&mut self, gone: &[Arc<Item>]) -> Vec<Arc<Claim>> {
        let claims = || gone.iter().flat_map(|i| &i.reading.claims);
        let standing: Vec<Arc<Claim>> =
            claims().filter_map(|c| self.outcome.names.claims.get(c.id.as_str()).cloned()).collect();
        let names = &self.outcome.names;
        self.outcome.claims.change(&standing, Vec::new(), |a, b| names.by_place(a, b));
        self.outcome.items.change(gone, Vec::new(), |a, b| a.by_publication().cmp(&b.by_publication()));
        let infos: Vec<_> = gone.iter().map(|i| Arc::clone(&i.info)).collect();
        self.outcome.reports.change(&infos, Vec::new(), |a, b| a.by_publication().cmp(&b.by_publication()));
        for item in gone {
            self.outcome.names.items.remove(item.report.id.as_str());
            for claim in &item.reading.claims {
                self.outcome.names.claims.remove(claim.id.as_str());
                self.outcome.anchors.remove(claim.id.as_str());
            }
        }
        claims().map(|c| Arc::clone(self.decided.get(&c.id).unwrap_or(c))).collect()
    }

    /// Lists reports that are new.
    fn take_in(&mut self, more: &[Arc<Item>]) {
        for item in more {
            self.outcome.names.items.insert(item.report.id.clone(), Arc::clone(item));
            for claim in &item.reading.claims {
                let (points, bytes) = (item.document.original_points(claim.span), item.document.original(claim.span));
                self.outcome.anchors.insert(claim.id.clone(), Anchor { points, bytes });
            }
        }
        self.outcome.items.change(&[], more.to_vec(), |a, b| a.by_publication().cmp(&b.by_publication()));
        let infos = more.iter().map(|i| Arc::clone(&i.info)).collect();
        self.outcome.reports.change(&[], infos, |a, b| a.by_publication().cmp(&b.by_publication()));
    }

    /// Lists claims that are new, and those that stand otherwise than before.
    fn list_claims(&mut self, claims: Vec<Arc<Claim>>, now: &BTreeMap<ClaimId, Arc<Claim>>) {
        let names = &mut self.outcome.names;
        let mut before = Vec::new();
        for claim in &claims {
            let was = names.claims.insert(claim.id.clone(), Arc::clone(claim));
            before.extend(was.filter(|_| now.contains_key(&claim.id)));
        }
        let names = &self.outcome.names;
        if self.outcome.claims.is_empty() {
            // They come in their order.
            self.outcome.claims = claims.into_iter().collect();
            return;
        }
        self.outcome.claims.change(&before, claims, |a, b| names.by_place(a, b));
    }

    /// Tells positions, routes and retractions of the reports that stand.
    fn tell(&mut self, gone: &[Arc<Item>], more: &[Arc<Item>], turned: &[Arc<Item>]) {
        let tells = |i: &&Arc<Item>| {
            let told = &i.reading;
            !(told.positions.is_empty() && told.routes.is_empty() && told.retractions.is_empty())
        };
        if !gone.iter().chain(more).chain(turned).any(|i| tells(&i)) {
            return;
        }
        gone.iter().for_each(|i| drop(self.telling.remove(&i.report.id)));
        self.telling.extend(more.iter().filter(tells).map(|i| (i.report.id.clone(), Arc::clone(i))));
        let mut standing: Vec<&Arc<Item>> =
            self.telling.values().filter(|i| !self.taken_back.contains(&i.report.sha256)).collect();
        standing.sort_by(|a, b| a.by_publication().cmp(&b.by_publication()));
        let told = || standing.iter().map(|i| &i.reading);
        self.outcome.positions = Arc::new(told().flat_map(|r| &r.positions).cloned().collect());
        self.outcome.routes = Arc::new(told().flat_map(|r| &r.routes).cloned().collect());
        self.outcome.retractions = Arc::new(told().flat_map(|r| &r.retractions).cloned().collect());
    }

    /// What is known, judged as of an instant; without one as of the last publication.
    #[must_use]
    pub fn outcome(&self, as_of: Option<Timestamp>, notices: &[Notice]) -> Outcome {
        let notices = notices.iter().chain(&self.remarks).cloned().collect();
        Outcome { board: self.board(as_of), notices, ..self.outcome.clone() }
    }

    /// The state of every provision as of an instant; without one as of the last publication.
    #[must_use]
    pub fn board(&self, as_of: Option<Timestamp>) -> Option<Board> {
        let judging = self.judging.as_ref()?;
        let last = self.outcome.known.map(|(_, last)| last);
        let effective = judging.agreement().effective;
        let at = as_of.or(last).unwrap_or_else(|| effective.checked_add(1.second()).unwrap_or(effective));
        Some(judging.board(at))
    }
}

/// What later reports take back of what earlier ones told.
struct Earlier<'a> {
    withdrawn: &'a mut TakenBack,
    struck: &'a mut BTreeSet<ClaimId>,
    items: &'a Directory<ReportId, Arc<Item>>,
}

impl Earlier<'_> {
    /// Takes claims that are gone, claims that are decided otherwise than before, as they were and as they are, and new
    /// ones. What was misread takes nothing back.
    fn update(
        &mut self,
        gone: Vec<Arc<Claim>>,
        redecided: &[(Arc<Claim>, Arc<Claim>)],
        new: Vec<Arc<Claim>>,
        misread: &BTreeSet<ClaimId>,
    ) {
        let items = self.items;
        let published = |claim: &Claim| items.get(claim.report.as_str())?.published.map(|p| p.1);
        // Words of which other claims may be taken back now, or stand again.
        let mut words: BTreeSet<Word> = BTreeSet::new();
        for claim in &gone {
            words.extend(self.withdrawn.remove(claim));
            self.struck.remove(&claim.id);
        }
        let mut looked_at = new;
        for (was, is) in redecided {
            words.extend(self.withdrawn.remove(was));
            looked_at.push(Arc::clone(is));
        }
        for claim in &looked_at {
            words.extend(self.withdrawn.put(claim, published(claim), !misread.contains(&claim.id)));
        }
        for word in &words {
            looked_at.extend(self.withdrawn.said(word).cloned());
        }
        for claim in looked_at {
            if self.withdrawn.covers(&claim, published(&claim)) {
                self.struck.insert(claim.id.clone());
            } else {
                self.struck.remove(&claim.id);
            }
        }
    }
}
