//! What an agreement makes of the claims.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;
use servanda_findings::{Docket, PlaceTree, ReportMeta, misstated};
use servanda_incidents::neardup::{Copying, Family, Options, Sketch};
use servanda_incidents::{
    Changed, Copied, Copies, Episodes, Happenings, Judgement, ReportFacts, control, in_time_order, judged,
};
use servanda_model::{
    Act, ActorId, Agreement, Board, Claim, ClaimId, Control, Incident, IncidentId, Misstated, PlaceId, ProvisionKind,
    ReportId, Side, When,
};

use crate::engine::judge::named;
use crate::engine::reports::Item;
use crate::pipeline::Outcome;
use crate::terms::Terms;

/// Claims brought together and judged.
#[derive(Clone)]
pub struct Judging {
    agreement: Arc<Agreement>,
    names: Arc<BTreeMap<ActorId, String>>,
    places: Arc<PlaceTree>,
    /// Acts of speech that the terms owe.
    owed: BTreeSet<Act>,
    facts: BTreeMap<ReportId, ReportFacts>,
    happenings: Happenings<Arc<Claim>>,
    copying: Copying<ReportId>,
    families: Vec<Family<ReportId>>,
    copied: Copied,
    /// As the clustering gives them, by name.
    clustered: BTreeMap<IncidentId, Arc<Incident>>,
    /// Incidents that are otherwise by the judgements of people, as clustered and as decided.
    decided: BTreeSet<IncidentId>,
    episodes: Episodes,
    docket: Docket,
    /// Claims that may tell who holds a place, by place.
    holding: BTreeMap<PlaceId, BTreeMap<ClaimId, Arc<Claim>>>,
    control: BTreeMap<PlaceId, Arc<Control>>,
    misstated: BTreeMap<ReportId, Vec<Misstated>>,
}

/// Acts that tell who holds a place.
const HOLDING: [Act; 4] = [Act::Control, Act::CaptureOrEntry, Act::GroundAttack, Act::Handover];

/// What is new.
pub struct Change<'a> {
    /// Reports that are no more, or are read otherwise now.
    pub gone: &'a [Arc<Item>],
    /// New reports, with their claims as they stand.
    pub told: &'a [(Arc<Item>, Vec<Arc<Claim>>)],
    /// Claims of earlier reports that stand otherwise than before.
    pub now: &'a BTreeMap<ClaimId, Arc<Claim>>,
    /// Those reports, and those that were taken back or stand again.
    pub reports: &'a [Arc<Item>],
    /// Reports taken back, by the hash of their bytes.
    pub taken_back: &'a BTreeSet<String>,
    /// What people hold of incidents.
    pub judgements: &'a [Judgement],
}

type Text<'a> = &'a (dyn Fn(&ReportId) -> Option<String> + Sync);

impl Judging {
    /// Nothing brought together yet.
    pub fn new(terms: &Terms, names: Arc<BTreeMap<ActorId, String>>) -> Self {
        let agreement = Arc::new(terms.agreement.clone());
        // Where the terms owe talks or a law, words are deeds.
        let once = agreement.provisions.iter().filter(|p| p.kind == ProvisionKind::Obligation && !p.standing);
        let owed = once.flat_map(|p| &p.acts).copied().filter(|a| a.is_speech()).collect();
        Self::of(agreement, Arc::new(terms.tree()), names, owed)
    }

    fn of(
        agreement: Arc<Agreement>,
        places: Arc<PlaceTree>,
        names: Arc<BTreeMap<ActorId, String>>,
        owed: BTreeSet<Act>,
    ) -> Self {
        Self {
            docket: Docket::new(Arc::clone(&agreement), Arc::clone(&places), Arc::clone(&names)),
            happenings: Happenings::new(owed.clone()),
            owed,
            names,
            agreement,
            places,
            facts: BTreeMap::new(),
            copying: Copying::new(Options::default()),
            families: Vec::new(),
            copied: Copied::default(),
            clustered: BTreeMap::new(),
            decided: BTreeSet::new(),
            episodes: Episodes::default(),
            holding: BTreeMap::new(),
            control: BTreeMap::new(),
            misstated: BTreeMap::new(),
        }
    }

    /// The same agreement with nothing brought together.
    pub fn emptied(&self) -> Self {
        let (agreement, places) = (Arc::clone(&self.agreement), Arc::clone(&self.places));
        Self::of(agreement, places, Arc::clone(&self.names), self.owed.clone())
    }

    /// The agreement.
    pub fn agreement(&self) -> &Agreement {
        &self.agreement
    }

    /// The state of every provision as of an instant.
    pub fn board(&self, at: Timestamp) -> Board {
        self.docket.board(at)
    }

    /// Takes what is new, and brings `outcome` up to it but for the board. `text` gives the words of a report.
    pub fn update(&mut self, change: &Change<'_>, outcome: &mut Outcome, text: Text<'_>) {
        let lost = change.gone.iter().flat_map(|i| &i.reading.claims).map(|c| &c.id);
        let left = self.happenings.remove(lost.chain(change.now.keys()));
        for item in change.gone {
            self.facts.remove(&item.report.id);
            self.docket.remove_report(&item.report.id);
        }
        for (item, _) in change.told {
            self.facts.insert(item.report.id.clone(), facts(item));
        }
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
    fn copies(&mut self, change: &Change<'_>, text: Text<'_>) -> Changed {
        let gone: BTreeSet<ReportId> = change.gone.iter().map(|i| i.report.id.clone()).collect();
        let sketches: Vec<(ReportId, Sketch)> =
            change.told.par_iter().map(|(i, _)| (i.report.id.clone(), Sketch::of(&i.document.text))).collect();
        let fewer = self.copying.remove(&gone, text);
        let more = self.copying.add(sketches, text);
        if !fewer && !more {
            return Changed::default();
        }
        let families = self.copying.families();
        let (was, is): (BTreeSet<_>, BTreeSet<_>) = (self.families.iter().collect(), families.iter().collect());
        let other = was.symmetric_difference(&is).flat_map(|f| &f.members);
        let changed = self.happenings.holding(other);
        let told = |f: &Family<ReportId>| Copies { reports: f.members.clone(), share: f.share };
        self.copied = Copied::new(families.iter().map(told).collect());
        self.families = families;
        changed
    }

    /// Makes the incidents that changed, under the judgements of people, and lays them out.
    fn bring_together(&mut self, changed: &Changed, change: &Change<'_>, outcome: &mut Outcome) {
        // What may be otherwise than it was; the rest stays in its order.
        let mut touched = std::mem::take(&mut self.decided);
        for (id, became) in self.happenings.became(changed, &self.facts, &self.copied) {
            touched.insert(id.clone());
            match became {
                Some(incident) => self.clustered.insert(id, self.in_names(incident).into()),
                None => self.clustered.remove(&id),
            };
        }
        let judged_on = change.judgements.iter().flat_map(|j| match j {
            Judgement::Together { claims, .. } | Judgement::Apart { claims, .. } => claims,
        });
        let involved: BTreeSet<IncidentId> = self.happenings.of_claims(judged_on);
        touched.extend(involved.iter().cloned());
        let plain = touched.iter().filter(|id| !involved.contains(*id)).filter_map(|id| self.clustered.get(id));
        let mut new: BTreeMap<IncidentId, Arc<Incident>> = plain.map(|i| (i.id.clone(), Arc::clone(i))).collect();
        if !involved.is_empty() {
            let some: Vec<Incident> =
                involved.iter().filter_map(|id| self.clustered.get(id)).map(|i| (**i).clone()).collect();
            let claims: BTreeMap<ClaimId, Claim> = some
                .iter()
                .flat_map(|i| &i.claims)
                .filter_map(|id| Some((id.clone(), (**outcome.names.claims.get(id.as_str())?).clone())))
                .collect();
            let decided = judged(some, change.judgements, &claims, &self.facts, &self.copied);
            self.decided = decided.iter().map(|i| i.id.clone()).chain(involved.iter().cloned()).collect();
            let known = |i: &Incident| self.clustered.get(&i.id).is_some_and(|c| **c == *i);
            let read_anew: BTreeSet<&ReportId> = change.gone.iter().map(|i| &i.report.id).collect();
            let other = |c: &ClaimId| {
                change.now.contains_key(c) || claims.get(c).is_some_and(|c| read_anew.contains(&c.report))
            };
            for incident in decided {
                let mut incident = if known(&incident) { incident } else { self.in_names(incident) };
                // What was decided before stays what it is, so that nothing is weighed again for it.
                let before = outcome.names.incidents.get(incident.id.as_str());
                incident.episode = before.and_then(|b| b.episode.clone());
                let same = before.filter(|b| ***b == incident && !incident.claims.iter().any(other)).cloned();
                new.insert(incident.id.clone(), same.unwrap_or_else(|| incident.into()));
            }
        }
        touched.extend(new.keys().cloned());
        let was: BTreeMap<IncidentId, Arc<Incident>> = touched
            .iter()
            .filter_map(|id| Some((id.clone(), Arc::clone(outcome.names.incidents.get(id.as_str())?))))
            .collect();
        let marked_anew = self.mark_episodes(&was, &mut new, outcome);
        let changed: BTreeSet<&IncidentId> = touched
            .iter()
            .filter(|id| !was.get(*id).zip(new.get(*id)).is_some_and(|(a, b)| Arc::ptr_eq(a, b)))
            .collect();
        let mut gone: Vec<Arc<Incident>> = changed.iter().filter_map(|id| was.get(*id).cloned()).collect();
        let mut made: Vec<Arc<Incident>> = changed.iter().filter_map(|id| new.get(*id).cloned()).collect();
        for (before, now) in marked_anew {
            gone.push(before);
            made.push(now);
        }
        for incident in &gone {
            self.docket.remove_incident(&incident.id);
            outcome.names.incidents.remove(incident.id.as_str());
            // Most claims of an incident that changed are part of it still.
            let still: BTreeSet<&ClaimId> = new.get(&incident.id).into_iter().flat_map(|i| &i.claims).collect();
            for claim in incident.claims.iter().filter(|c| !still.contains(c)) {
                outcome.names.holding.remove(claim.as_str());
            }
        }
        for incident in &made {
            // As it is marked now, so that it stays the same until something changes it.
            if let Some(known) = self.clustered.get_mut(&incident.id).filter(|_| !involved.contains(&incident.id)) {
                *known = Arc::clone(incident);
            }
            let claims = incident.claims.iter().filter_map(|id| outcome.names.claims.get(id.as_str()).cloned());
            let claims = claims.collect();
            for claim in &incident.claims {
                if outcome.names.holding.get(claim) != Some(&incident.id) {
                    outcome.names.holding.insert(claim.clone(), incident.id.clone());
                }
            }
            outcome.names.incidents.insert(incident.id.clone(), Arc::clone(incident));
            self.docket.put_incident(Arc::clone(incident), claims);
        }
        outcome.incidents.change(&gone, made, |a, b| in_time_order(a, b));
    }

    /// Marks incidents that are part of a longer one; gives those that are marked otherwise though nothing else of them
    /// changed, before and after.
    fn mark_episodes(
        &mut self,
        was: &BTreeMap<IncidentId, Arc<Incident>>,
        new: &mut BTreeMap<IncidentId, Arc<Incident>>,
        outcome: &Outcome,
    ) -> Vec<(Arc<Incident>, Arc<Incident>)> {
        let mut touched: Vec<(PlaceId, Timestamp, Timestamp)> = Vec::new();
        for id in was.keys().chain(new.keys().filter(|id| !was.contains_key(*id))) {
            let (before, now) = (was.get(id).map(AsRef::as_ref), new.get(id).map(AsRef::as_ref));
            touched.extend(Episodes::touches(before, now));
            before.into_iter().for_each(|i| self.episodes.remove(i));
            now.into_iter().for_each(|i| self.episodes.put(i));
        }
        for incident in new.values_mut() {
            let episode = self.episodes.of(incident);
            if incident.episode != episode {
                Arc::make_mut(incident).episode = episode;
            }
        }
        let mut anew: BTreeMap<&IncidentId, (Arc<Incident>, Arc<Incident>)> = BTreeMap::new();
        for (place, from, to) in &touched {
            let begins = |i: &Incident| i.when.as_ref().and_then(When::from);
            // Those of unknown time come last.
            let later = outcome.incidents.from(|i| begins(i).is_some_and(|at| at < *from));
            let inside = later.take_while(|i| begins(i).is_some_and(|at| at <= *to));
            for incident in inside.filter(|i| !was.contains_key(&i.id)) {
                let best = incident.place.as_ref().and_then(|p| p.best());
                if !best.is_some_and(|b| b.place == *place || b.within.contains(place)) {
                    continue;
                }
                let episode = self.episodes.of(incident);
                if incident.episode != episode {
                    let mut now = Arc::clone(incident);
                    Arc::make_mut(&mut now).episode = episode;
                    anew.insert(&incident.id, (Arc::clone(incident), now));
                }
            }
        }
        anew.into_values().collect()
    }

    /// An incident whose contradictions and joins name actors for readers.
    fn in_names(&self, mut incident: Incident) -> Incident {
        for (_, why) in &mut incident.joined {
            *why = named(why, &self.names);
        }
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
        let lost = || change.gone.iter().flat_map(|i| &i.reading.claims).map(|c| &c.id);
        for (at, claims) in &mut self.holding {
            for id in lost().chain(change.now.keys()) {
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
        let mut other = false;
        for item in change.gone {
            other |= self.misstated.remove(&item.report.id).is_some();
        }
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
                other |= self.misstated.remove(&item.report.id).is_some();
            } else {
                other = true;
                self.misstated.insert(item.report.id.clone(), found);
            }
        }
        if other {
            outcome.misstated = Arc::new(self.misstated.values().flatten().cloned().collect());
        }
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
