//! What was read, brought together and judged, kept so that a new report or judgement costs what it changes.
//!
//! An archive gives what would come of everything at once: it is the one way to an [`Outcome`], and a test adds reports
//! and judgements in any order and number.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use rayon::prelude::*;
use servanda_findings::{Docket, PlaceTree, ReportMeta, misstated};
use servanda_incidents::neardup::{Copying, Family, Options, Sketch};
use servanda_incidents::{
    Changed, Copied, Copies, Happenings, Judgement, ReportFacts, TakenBack, Word, control, in_time_order, judged,
    put_shared_in_order,
};
use servanda_ledger::Operation;
use servanda_model::{
    Act, ActorId, Agreement, Board, Claim, ClaimId, Control, Incident, IncidentId, Misstated, PlaceId, ProvisionKind,
    ReportId, Side,
};
use servanda_reading::Reader;

use super::directory::Directory;
use super::judge::named;
use super::judgements::Decisions;
use super::reports::{Item, Readings, Told};
use crate::pipeline::{Anchor, Notice, Outcome};
use crate::terms::Terms;

/// Reports with their claims as they stand under the judgements in force, and what comes of them.
pub struct Archive {
    /// By publication.
    items: Vec<Arc<Item>>,
    by_id: Directory<ReportId, Arc<Item>>,
    by_hash: Directory<String, Arc<Item>>,
    /// How many operations were looked at.
    operations: usize,
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
    /// What judgements make known.
    remarks: Vec<Notice>,
    /// What is known by now, but for the board.
    outcome: Outcome,
    judging: Option<Judging>,
}

/// What an agreement makes of the claims.
struct Judging {
    agreement: Arc<Agreement>,
    names: Arc<BTreeMap<ActorId, String>>,
    places: Arc<PlaceTree>,
    facts: BTreeMap<ReportId, ReportFacts>,
    happenings: Happenings<Arc<Claim>>,
    copying: Copying<ReportId>,
    families: Vec<Family<ReportId>>,
    copies: Vec<Copies>,
    /// As the clustering gives them, by name.
    clustered: BTreeMap<IncidentId, Arc<Incident>>,
    /// Incidents that are otherwise by the judgements of people, as clustered and as decided.
    decided: BTreeSet<IncidentId>,
    docket: Docket,
    /// Claims that may tell who holds a place, by place.
    holding: BTreeMap<PlaceId, BTreeMap<ClaimId, Arc<Claim>>>,
    control: BTreeMap<PlaceId, Arc<Control>>,
    misstated: BTreeMap<ReportId, Vec<Misstated>>,
}

/// Acts that tell who holds a place.
const HOLDING: [Act; 4] = [Act::Control, Act::CaptureOrEntry, Act::GroundAttack, Act::Handover];

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
        Self {
            items: Vec::new(),
            by_id: Directory::default(),
            by_hash: Directory::default(),
            operations: 0,
            decided: BTreeMap::new(),
            withdrawn: TakenBack::default(),
            struck: BTreeSet::new(),
            altered: BTreeMap::new(),
            taken_back: BTreeSet::new(),
            remarks: Vec::new(),
            outcome,
            judging,
        }
    }

    /// How many reports and operations it knows.
    #[must_use]
    pub fn knows(&self) -> (usize, usize) {
        (self.items.len(), self.operations)
    }

    /// Whether a report is among those it knows.
    #[must_use]
    pub fn holds(&self, report: &ReportId) -> bool {
        self.by_id.get(report.as_str()).is_some()
    }

    /// Takes more reports, and the judgements in force among `operations`. `all` holds every report that was read, those
    /// not known by now too.
    pub fn update(&mut self, more: Vec<Arc<Item>>, all: &Readings, operations: &[Operation], reader: &Reader) {
        for item in &more {
            self.by_id.insert(item.report.id.clone(), Arc::clone(item));
            self.by_hash.insert(item.report.sha256.clone(), Arc::clone(item));
        }
        self.operations = operations.len();
        let (by_id, by_hash) = (&self.by_id, &self.by_hash);
        let read = |id: &ClaimId| -> Option<Arc<Claim>> {
            let report = id.as_str().rsplit_once('#').map_or(id.as_str(), |(report, _)| report);
            by_id.get(report)?.reading.claims.iter().find(|c| c.id == *id).cloned()
        };
        let known = |hash: &str| by_hash.get(hash).map(AsRef::as_ref);
        let decisions = Decisions::of(operations, all, &known, &|id| read(id).is_some());
        let decided = decisions.changed(&read, reader);
        // Claims whose standing differs from what it was.
        let flipped: BTreeSet<&ClaimId> = decisions.misread.symmetric_difference(&self.outcome.misread).collect();
        let mut earlier = Earlier { withdrawn: &mut self.withdrawn, struck: &mut self.struck, by_id };
        let redecided: BTreeSet<&ClaimId> = decided.keys().chain(self.decided.keys()).collect();
        let redecided = redecided.into_iter().filter(|id| decided.get(*id) != self.decided.get(*id));
        let redecided: BTreeSet<&ClaimId> = redecided.chain(flipped.iter().copied()).collect();
        let redecided: Vec<(Arc<Claim>, Arc<Claim>)> = redecided
            .into_iter()
            .filter_map(|id| {
                let as_read = || read(id);
                let was = self.decided.get(id).cloned().or_else(as_read)?;
                Some((was, decided.get(id).cloned().or_else(as_read)?))
            })
            .collect();
        earlier.update(&more, &self.items, &redecided, &decided, &decisions.misread);
        let mut altered = decided.clone();
        for id in &self.struck {
            if let Some(mut claim) = decided.get(id).cloned().or_else(|| read(id)) {
                Arc::make_mut(&mut claim).retracted = true;
                altered.insert(id.clone(), claim);
            }
        }
        let ids: BTreeSet<&ClaimId> =
            altered.keys().chain(self.altered.keys()).chain(flipped.iter().copied()).collect();
        let fresh: BTreeSet<&ReportId> = more.iter().map(|i| &i.report.id).collect();
        let now: BTreeMap<ClaimId, Arc<Claim>> = ids
            .into_iter()
            .filter(|id| flipped.contains(id) || altered.get(*id) != self.altered.get(*id))
            .filter_map(|id| Some((id.clone(), altered.get(id).cloned().or_else(|| read(id))?)))
            .filter(|(_, claim)| !fresh.contains(&claim.report))
            .collect();
        let stands = |claim: &Arc<Claim>| Arc::clone(altered.get(&claim.id).unwrap_or(claim));
        let told: Vec<(Arc<Item>, Vec<Arc<Claim>>)> =
            more.iter().map(|i| (Arc::clone(i), i.reading.claims.iter().map(stands).collect())).collect();
        for (item, claims) in &told {
            for claim in &item.reading.claims {
                let anchor = Anchor {
                    points: item.document.original_points(claim.span),
                    bytes: item.document.original(claim.span),
                };
                self.outcome.anchors.insert(claim.id.clone(), anchor);
            }
            let info = &item.info;
            self.outcome.names.reports.insert(info.id.clone(), Arc::clone(info));
            self.outcome.names.items.insert(info.id.clone(), Arc::clone(item));
            for claim in claims {
                self.outcome.names.claims.insert(claim.id.clone(), Arc::clone(claim));
            }
        }
        for (id, claim) in &now {
            self.outcome.names.claims.insert(id.clone(), Arc::clone(claim));
        }
        let renewed = !more.is_empty();
        self.items.extend(more);
        self.items.sort_by(|a, b| a.by_publication().cmp(&b.by_publication()));
        // Reports that were taken back, or stand again.
        let turned: Vec<&String> = decisions.reports.symmetric_difference(&self.taken_back).collect();
        let turned: Vec<Arc<Item>> =
            turned.into_iter().filter_map(|hash| by_hash.get(hash.as_str()).cloned()).collect();
        if renewed || !turned.is_empty() {
            let standing = self.items.iter().filter(|i| !decisions.reports.contains(&i.report.sha256));
            let told: Vec<&Told> = standing.map(|i| &i.reading).collect();
            self.outcome.positions = told.iter().flat_map(|r| &r.positions).cloned().collect();
            self.outcome.routes = told.iter().flat_map(|r| &r.routes).cloned().collect();
            self.outcome.retractions = told.iter().flat_map(|r| &r.retractions).cloned().collect();
        }
        if renewed {
            self.outcome.reports = self.items.iter().map(|i| Arc::clone(&i.info)).collect();
            self.outcome.items.clone_from(&self.items);
        }
        if renewed || !now.is_empty() {
            let all = self.items.iter().flat_map(|i| &i.reading.claims);
            self.outcome.claims = all.map(stands).collect();
        }
        self.altered = altered.clone();
        self.decided = decided;
        self.taken_back = decisions.reports.clone();
        self.remarks.clone_from(&decisions.notices);
        self.outcome.misread = decisions.misread.clone();
        if let Some(judging) = &mut self.judging {
            let reports: BTreeSet<&ReportId> =
                now.values().map(|c| &c.report).chain(turned.iter().map(|i| &i.report.id)).collect();
            let reports: Vec<Arc<Item>> =
                reports.into_iter().filter_map(|r| self.by_id.get(r.as_str()).cloned()).collect();
            let text = |id: &ReportId| Some(self.by_id.get(id.as_str())?.document.text.clone());
            let change = Change {
                told: &told,
                now: &now,
                reports: &reports,
                taken_back: &self.taken_back,
                judgements: &decisions.judgements,
            };
            judging.update(&change, &mut self.outcome, &text);
        }
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
        let last = self.items.iter().filter_map(|i| i.published.map(|p| p.1)).max();
        let effective = judging.agreement.effective;
        let at = as_of.or(last).unwrap_or_else(|| effective.checked_add(1.second()).unwrap_or(effective));
        Some(judging.docket.board(at))
    }
}

/// What later reports take back of what earlier ones told.
struct Earlier<'a> {
    withdrawn: &'a mut TakenBack,
    struck: &'a mut BTreeSet<ClaimId>,
    by_id: &'a Directory<ReportId, Arc<Item>>,
}

impl Earlier<'_> {
    /// Takes new reports, and claims that are decided otherwise than before, as they were and as they are. What was
    /// misread takes nothing back.
    fn update(
        &mut self,
        more: &[Arc<Item>],
        before: &[Arc<Item>],
        redecided: &[(Arc<Claim>, Arc<Claim>)],
        decided: &BTreeMap<ClaimId, Arc<Claim>>,
        misread: &BTreeSet<ClaimId>,
    ) {
        let published = |report: &ReportId| self.by_id.get(report.as_str())?.published.map(|p| p.1);
        let as_decided = |claim: &Arc<Claim>| Arc::clone(decided.get(&claim.id).unwrap_or(claim));
        let of = |items: &[Arc<Item>]| -> Vec<Arc<Claim>> {
            items.iter().flat_map(|i| &i.reading.claims).map(as_decided).collect()
        };
        let mut looked_at = of(more);
        // Words of which other claims may be taken back now, or stand again.
        let mut words: BTreeSet<Word> = BTreeSet::new();
        for (was, is) in redecided {
            words.extend(self.withdrawn.remove(was));
            looked_at.push(Arc::clone(is));
        }
        for claim in looked_at.iter().filter(|c| !misread.contains(&c.id)) {
            words.extend(self.withdrawn.put(claim, published(&claim.report)));
        }
        if !words.is_empty() {
            looked_at.extend(of(before).into_iter().filter(|c| TakenBack::word(c).is_some_and(|w| words.contains(&w))));
        }
        for claim in looked_at {
            if self.withdrawn.covers(&claim, published(&claim.report)) {
                self.struck.insert(claim.id.clone());
            } else {
                self.struck.remove(&claim.id);
            }
        }
    }
}

/// What is new.
struct Change<'a> {
    /// New reports, with their claims as they stand.
    told: &'a [(Arc<Item>, Vec<Arc<Claim>>)],
    /// Claims of earlier reports that stand otherwise than before.
    now: &'a BTreeMap<ClaimId, Arc<Claim>>,
    /// Those reports, and those that were taken back or stand again.
    reports: &'a [Arc<Item>],
    taken_back: &'a BTreeSet<String>,
    judgements: &'a [Judgement],
}

impl Judging {
    fn new(terms: &Terms, names: Arc<BTreeMap<ActorId, String>>) -> Self {
        let agreement = Arc::new(terms.agreement.clone());
        let places = Arc::new(terms.tree());
        // Where the terms owe talks or a law, words are deeds.
        let once = agreement.provisions.iter().filter(|p| p.kind == ProvisionKind::Obligation && !p.standing);
        let owed: BTreeSet<Act> = once.flat_map(|p| &p.acts).copied().filter(|a| a.is_speech()).collect();
        Self {
            docket: Docket::new(Arc::clone(&agreement), Arc::clone(&places), Arc::clone(&names)),
            names,
            agreement,
            places,
            facts: BTreeMap::new(),
            happenings: Happenings::new(owed),
            copying: Copying::new(Options::default()),
            families: Vec::new(),
            copies: Vec::new(),
            clustered: BTreeMap::new(),
            decided: BTreeSet::new(),
            holding: BTreeMap::new(),
            control: BTreeMap::new(),
            misstated: BTreeMap::new(),
        }
    }

    fn update(
        &mut self,
        change: &Change<'_>,
        outcome: &mut Outcome,
        text: &(dyn Fn(&ReportId) -> Option<String> + Sync),
    ) {
        for (item, _) in change.told {
            self.facts.insert(item.report.id.clone(), facts(item));
        }
        let left = self.happenings.remove(change.now.keys());
        // What was misread was never said: it is shown as that, and nothing rests on it.
        let misread = &outcome.misread;
        let new = change.told.iter().flat_map(|(_, claims)| claims).chain(change.now.values());
        let new = new.filter(|c| !misread.contains(&c.id));
        let mut changed = left.and(self.happenings.add(new.cloned(), &self.facts));
        changed = changed.and(self.copies(change, text));
        // An incident is dated by its reports where it tells no time itself: they are laid out first.
        self.lay_out_reports(change, outcome);
        self.bring_together(&changed, change, outcome);
        self.tell_control(change, outcome);
        self.tell_misstated(change, outcome);
    }

    /// Finds copies of the new texts; gives the incidents whose origins they change.
    fn copies(&mut self, change: &Change<'_>, text: &(dyn Fn(&ReportId) -> Option<String> + Sync)) -> Changed {
        if change.told.is_empty() {
            return Changed::default();
        }
        let sketches: Vec<(ReportId, Sketch)> =
            change.told.par_iter().map(|(i, _)| (i.report.id.clone(), Sketch::of(&i.document.text))).collect();
        self.copying.add(sketches, text);
        let families = self.copying.families();
        let (was, is): (BTreeSet<_>, BTreeSet<_>) = (self.families.iter().collect(), families.iter().collect());
        let other = was.symmetric_difference(&is).flat_map(|f| &f.members);
        let changed = self.happenings.holding(other);
        let told = |f: &Family<ReportId>| Copies { reports: f.members.clone(), share: f.share };
        self.copies = families.iter().map(told).collect();
        self.families = families;
        changed
    }

    /// Makes the incidents that changed, under the judgements of people, and lays them out.
    fn bring_together(&mut self, changed: &Changed, change: &Change<'_>, outcome: &mut Outcome) {
        // What may be otherwise than it was; the rest stays in its order.
        let mut touched = std::mem::take(&mut self.decided);
        for (id, became) in self.happenings.became(changed, &self.facts, &Copied::new(&self.copies)) {
            touched.insert(id.clone());
            match became {
                Some(incident) => self.clustered.insert(id, self.in_names(incident).into()),
                None => self.clustered.remove(&id),
            };
        }
        let named = change.judgements.iter().flat_map(|j| match j {
            Judgement::Together { claims, .. } | Judgement::Apart { claims, .. } => claims,
        });
        let involved: BTreeSet<IncidentId> = self.happenings.of_claims(named);
        touched.extend(involved.iter().cloned());
        let mut incidents: Vec<Arc<Incident>> =
            outcome.incidents.iter().filter(|i| !touched.contains(&i.id)).cloned().collect();
        let again = touched.iter().filter(|id| !involved.contains(*id)).filter_map(|id| self.clustered.get(id));
        incidents.extend(again.cloned());
        if !involved.is_empty() {
            let some: Vec<Incident> =
                involved.iter().filter_map(|id| self.clustered.get(id)).map(|i| (**i).clone()).collect();
            let claims: BTreeMap<ClaimId, Claim> = some
                .iter()
                .flat_map(|i| &i.claims)
                .filter_map(|id| Some((id.clone(), (**outcome.names.claims.get(id.as_str())?).clone())))
                .collect();
            let decided = judged(some, change.judgements, &claims, &self.facts, &self.copies);
            self.decided = decided.iter().map(|i| i.id.clone()).chain(involved.iter().cloned()).collect();
            let known = |i: &Incident| self.clustered.get(&i.id).is_some_and(|c| **c == *i);
            incidents.extend(decided.into_iter().map(|i| Arc::new(if known(&i) { i } else { self.in_names(i) })));
        }
        put_shared_in_order(&mut incidents);
        // Both lists are in the order of time: what differs is found in one walk.
        let (mut gone, mut new) = (Vec::new(), Vec::new());
        let (mut old, mut fresh) = (outcome.incidents.iter().peekable(), incidents.iter().peekable());
        loop {
            let order = match (old.peek(), fresh.peek()) {
                (None, None) => break,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(a), Some(b)) => in_time_order(a, b),
            };
            let was = if order.is_le() { old.next() } else { None };
            let is = if order.is_ge() { fresh.next() } else { None };
            if was.zip(is).is_some_and(|(a, b)| Arc::ptr_eq(a, b)) {
                continue;
            }
            gone.extend(was.cloned());
            new.extend(is.cloned());
        }
        for incident in gone {
            self.docket.remove_incident(&incident.id);
            outcome.names.incidents.remove(incident.id.as_str());
            for claim in &incident.claims {
                outcome.names.holding.remove(claim.as_str());
            }
        }
        for incident in new {
            // As it is marked now, so that it stays the same until something changes it.
            if let Some(known) = self.clustered.get_mut(&incident.id).filter(|_| !involved.contains(&incident.id)) {
                *known = Arc::clone(&incident);
            }
            let claims = incident.claims.iter().filter_map(|id| outcome.names.claims.get(id.as_str()).cloned());
            let claims = claims.collect();
            for claim in &incident.claims {
                outcome.names.holding.insert(claim.clone(), incident.id.clone());
            }
            outcome.names.incidents.insert(incident.id.clone(), Arc::clone(&incident));
            self.docket.put_incident(incident, claims);
        }
        outcome.incidents = incidents;
    }

    /// An incident whose contradictions name actors for readers.
    fn in_names(&self, mut incident: Incident) -> Incident {
        for contradiction in &mut incident.contradictions {
            contradiction.says = named(&contradiction.says, &self.names);
        }
        incident
    }

    fn lay_out_reports(&mut self, change: &Change<'_>, outcome: &Outcome) {
        let new = change.told.iter().map(|(item, _)| item).chain(change.reports);
        for item in new {
            if change.taken_back.contains(&item.report.sha256) {
                self.docket.remove_report(&item.report.id);
                continue;
            }
            let monitors = &self.agreement.monitors;
            let meta = ReportMeta {
                id: item.report.id.clone(),
                source: item.outlet.name.clone(),
                side: item.outlet.side.clone(),
                mandated: item.outlet.side == Side::Mandated
                    || item.outlet.actor.as_ref().is_some_and(|a| monitors.iter().any(|m| m.mandated && m.actor == *a)),
                published: item.published,
            };
            let claims: Vec<Arc<Claim>> = claims_of(item, outcome);
            self.docket.put_report(meta, &claims);
        }
    }

    fn tell_control(&mut self, change: &Change<'_>, outcome: &mut Outcome) {
        let mut places: BTreeSet<PlaceId> = BTreeSet::new();
        let place = |c: &Claim| Some(c.place.as_ref()?.best()?.place.clone());
        // What a claim was before a judgement changed it may have told of another place.
        for (at, claims) in &mut self.holding {
            for id in change.now.keys() {
                if claims.remove(id).is_some() {
                    places.insert(at.clone());
                }
            }
        }
        let new = change.told.iter().flat_map(|(_, claims)| claims).chain(change.now.values());
        for claim in new.filter(|c| HOLDING.contains(&c.act) && !outcome.misread.contains(&c.id)) {
            if let Some(at) = place(claim) {
                self.holding.entry(at.clone()).or_default().insert(claim.id.clone(), Arc::clone(claim));
                places.insert(at);
            }
        }
        for at in &places {
            let claims = self.holding.get(at).into_iter().flat_map(|c| c.values()).map(AsRef::as_ref);
            match control(claims, &self.facts).pop() {
                Some(mut held) => {
                    for contradiction in held.disputes.iter_mut().flat_map(|d| &mut d.contradictions) {
                        contradiction.says = named(&contradiction.says, &self.names);
                    }
                    self.control.insert(at.clone(), held.into())
                }
                None => self.control.remove(at),
            };
        }
        outcome.control = self.control.values().cloned().collect();
    }

    fn tell_misstated(&mut self, change: &Change<'_>, outcome: &mut Outcome) {
        let new = change.told.iter().map(|(item, _)| item).chain(change.reports);
        for item in new {
            let mut claims = claims_of(item, outcome);
            claims.sort_by(|a, b| a.id.cmp(&b.id));
            let standing = claims.iter().map(AsRef::as_ref);
            let mut found = misstated(&self.agreement, &self.places, standing);
            for wrong in &mut found {
                wrong.says = named(&wrong.says, &self.names);
                wrong.text_says = named(&wrong.text_says, &self.names);
            }
            if found.is_empty() {
                self.misstated.remove(&item.report.id);
            } else {
                self.misstated.insert(item.report.id.clone(), found);
            }
        }
        outcome.misstated = self.misstated.values().flatten().cloned().collect();
    }
}

/// The claims of a report as they stand, without those that were misread.
fn claims_of(item: &Item, outcome: &Outcome) -> Vec<Arc<Claim>> {
    let said = item.reading.claims.iter().filter(|c| !outcome.misread.contains(&c.id));
    said.filter_map(|c| outcome.names.claims.get(c.id.as_str()).cloned()).collect()
}

fn facts(item: &Item) -> ReportFacts {
    ReportFacts {
        id: item.report.id.clone(),
        source: item.outlet.name.clone(),
        side: item.outlet.side.clone(),
        published: item.published,
        relays: item.relays.clone(),
    }
}

#[cfg(test)]
mod tests {
    use servanda_ledger::{Action, Sequence, Stamp};

    use super::*;
    use crate::cli::assess::example;
    use crate::data::Data;
    use crate::engine::judge;
    use crate::engine::judgements::anchor;
    use crate::export::json::{AssessJson, ReadJson};
    use crate::pipeline::Input;

    /// Everything that is told of an outcome.
    fn told(outcome: &Outcome) -> (serde_json::Value, serde_json::Value, Vec<String>) {
        let reports = outcome.reports.iter().map(|r| r.id.to_string()).collect();
        let plain = |told| serde_json::to_value(told).unwrap();
        (plain(AssessJson::from(outcome)), serde_json::to_value(ReadJson::from(outcome)).unwrap(), reports)
    }

    fn operation(n: i64, action: Action) -> Operation {
        let stamp = Stamp { user: "Ada".into(), at: Timestamp::UNIX_EPOCH, reason: "looked again".into() };
        Operation { sequence: Sequence(n), stamp, action, chain: String::new() }
    }

    /// Judgements of every kind, and undoings, on what the example tells.
    fn judgements(readings: &Readings, whole: &Outcome) -> Vec<Operation> {
        let item = |id: &ReportId| readings.items.iter().find(|i| i.report.id == *id).unwrap();
        let words = |id: &ClaimId| {
            let claim = whole.claims.iter().find(|c| c.id == *id).unwrap();
            let item = item(&claim.report);
            anchor(item, item.reading.claims.iter().find(|c| c.id == *id).unwrap())
        };
        let told: Vec<&Arc<Incident>> = whole.incidents.iter().filter(|i| i.claims.len() > 1).collect();
        let (first, last) = (&whole.incidents[0], whole.incidents.last().unwrap());
        let merged: Vec<ClaimId> = first.claims.iter().chain(&last.claims).cloned().collect();
        let claim = &told[0].claims[0];
        let actions = vec![
            Action::Merge {
                into: first.id.clone(),
                incidents: vec![last.id.clone()],
                anchors: merged.iter().map(words).collect(),
            },
            Action::Split {
                incident: told[1].id.clone(),
                claims: vec![told[1].claims[1].clone()],
                anchors: vec![words(&told[1].claims[1])],
            },
            Action::RetractClaim { claim: claim.clone(), anchor: Some(words(claim)) },
            Action::Correct {
                claim: told[2].claims[0].clone(),
                field: "act".into(),
                was: serde_json::Value::Null,
                is: "control".into(),
                anchor: Some(words(&told[2].claims[0])),
            },
            Action::RetractReport { sha256: readings.items[readings.items.len() / 2].report.sha256.clone() },
            Action::Undo { operation: Sequence(3) },
            Action::Undo { operation: Sequence(1) },
            Action::Undo { operation: Sequence(5) },
        ];
        actions.into_iter().enumerate().map(|(n, action)| operation(n as i64 + 1, action)).collect()
    }

    #[test]
    fn reports_and_judgements_in_any_order_and_number_come_to_what_all_at_once_come_to() {
        let data = Data::Shipped;
        let terms = crate::terms::open(&data, "karabakh-2020").unwrap();
        let (reader, readings) =
            crate::engine::read(&data, &example().unwrap(), Some(&terms), &Default::default(), &|| ())
                .map_err(|_| "unreadable")
                .unwrap();
        let whole = judge(&readings, &reader, Some(&terms), &[], None);
        let operations = judgements(&readings, &whole);
        for seed in 0..6_u64 {
            // Any order: by a mixed number of each report.
            let mixed = |id: &str| id.bytes().fold(seed, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
            let mut coming: Vec<Arc<Item>> = readings.items.clone();
            coming.sort_by_key(|i| mixed(i.report.id.as_str()));
            let (mut archive, mut known, mut decided) = (Archive::new(&reader, Some(&terms)), Vec::new(), 0);
            let step = 1 + seed as usize * 3;
            while !coming.is_empty() || decided < operations.len() {
                let more: Vec<Arc<Item>> = coming.drain(..step.min(coming.len())).collect();
                decided = (decided + usize::from(seed % 2 == 0 || coming.is_empty())).min(operations.len());
                known.extend(more.iter().cloned());
                archive.update(more, &readings, &operations[..decided], &reader);
                let mut some = readings.clone();
                some.items.retain(|i| known.iter().any(|k| k.report.id == i.report.id));
                let scratch = judge(&some, &reader, Some(&terms), &operations[..decided], None);
                let grown = archive.outcome(None, &readings.notices);
                assert_eq!(told(&grown), told(&scratch), "seed {seed}, {} reports, {decided} judgements", known.len());
                for incident in &grown.incidents {
                    assert!(incident.claims.iter().all(|c| grown.names.holding.get(c) == Some(&incident.id)));
                }
            }
        }
    }

    /// A word of a ministry, the same word taken back two days later, and the word said again after that.
    fn said_withdrawn_and_said_again() -> Vec<Input> {
        let told = |id: &str, published: &str, text: &str| Input {
            path: format!("{id}.md").into(),
            bytes: format!("---\nid: {id}\noutlet: Interfax\npublished: {published}T17:00:00+04:00\n---\n\n{text}\n")
                .into(),
            sidecar: None,
        };
        let word = "Armenian forces shelled Azerbaijani positions near Askeran on 10 March, the Azerbaijani Defence \
                    Ministry said.";
        let taken_back = "The Azerbaijani Defence Ministry withdrew its statement that Armenian forces had shelled \
                          positions near Askeran on 10 March.";
        vec![
            told("said", "2021-03-10", word),
            told("withdrawn", "2021-03-12", taken_back),
            told("again", "2021-03-14", &format!("The ministry has looked again. {word}")),
        ]
    }

    #[test]
    fn a_word_taken_back_is_struck_from_earlier_reports_in_whatever_order_they_come() {
        let data = Data::Shipped;
        let terms = crate::terms::open(&data, "karabakh-2020").unwrap();
        let inputs = said_withdrawn_and_said_again();
        let (reader, readings) = crate::engine::read(&data, &inputs, Some(&terms), &Default::default(), &|| ())
            .map_err(|_| "unreadable")
            .unwrap();
        let item = |id: &str| readings.items.iter().find(|i| i.report.id.as_str() == id).unwrap();
        let taking = item("withdrawn").reading.claims.iter().find(|c| c.retracted).expect("it is read").clone();
        let misread = Action::Misread { claim: taking.id.clone(), anchor: Some(anchor(item("withdrawn"), &taking)) };
        let operations = [operation(1, misread), operation(2, Action::Undo { operation: Sequence(1) })];
        let struck = |outcome: &Outcome, id: &str| {
            let mut of = outcome.claims.iter().filter(|c| c.report.as_str() == id && c.act == Act::Shelling).peekable();
            assert!(of.peek().is_some() || outcome.reports.iter().all(|r| r.id.as_str() != id), "`{id}` tells of it");
            of.any(|c| c.retracted)
        };
        for order in [["said", "withdrawn", "again"], ["withdrawn", "said", "again"], ["again", "withdrawn", "said"]] {
            let (mut archive, mut some) = (Archive::new(&reader, Some(&terms)), readings.clone());
            some.items.clear();
            let mut check = |archive: &mut Archive, more: Option<&str>, decided: usize| {
                let more: Vec<Arc<Item>> = more.map(|id| Arc::clone(item(id))).into_iter().collect();
                some.items.extend(more.iter().cloned());
                some.items.sort_by(|a, b| a.by_publication().cmp(&b.by_publication()));
                archive.update(more, &readings, &operations[..decided], &reader);
                let grown = archive.outcome(None, &readings.notices);
                let scratch = judge(&some, &reader, Some(&terms), &operations[..decided], None);
                assert_eq!(told(&grown), told(&scratch), "{order:?}, {decided} judgements");
                let known = |id: &str| some.items.iter().any(|i| i.report.id.as_str() == id);
                let takes = known("withdrawn") && decided != 1;
                assert_eq!(struck(&grown, "said"), known("said") && takes, "{order:?}, {decided} judgements");
                assert!(!struck(&grown, "again"), "{order:?}: what was said again stands");
            };
            order.iter().for_each(|id| check(&mut archive, Some(id), 0));
            check(&mut archive, None, 1);
            check(&mut archive, None, 2);
        }
        // A word stands as long as nobody could know that it would be taken back.
        let then = |at: &str| judge(&readings, &reader, Some(&terms), &[], Some(at.parse().unwrap()));
        assert!(!struck(&then("2021-03-11T12:00:00Z"), "said"));
        assert!(struck(&then("2021-03-13T12:00:00Z"), "said"));
    }
}
