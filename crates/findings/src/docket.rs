//! All that was reported, laid out for judging, and kept so that what is new costs what it changes.
//!
//! Incidents lie in stretches of time, and stretches in eras. What a stretch means for a provision is a [`Summary`];
//! summaries of neighbouring stretches are put together into that of their era, and those of eras into that of all, so that
//! a changed incident makes one stretch be weighed and one era be put together anew, and another instant of knowledge none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::{Timestamp, ToSpan};
use rayon::prelude::*;
use servanda_model::{
    Act, ActorId, Agreement, Board, Claim, ClaimId, Coverage, Deadline, Incident, IncidentId, LATELY, Lately, Modality,
    PlaceId, PlacePrecision, Polarity, Provision, ProvisionRef, ReportId, When,
};

use crate::area::{Ground, PlaceTree, Tri};
use crate::assess::{self, Case, Outlook, ReportMeta, relevant_acts};
use crate::coverage::Watch;
use crate::evidence::{Desk, Evidence};
use crate::extent::{Extent, extent};
use crate::fulfilment::Handovers;
use crate::proof::Proof;
use crate::summary::Summary;
use crate::{breach, conduct, fulfilment};

/// Incidents of one stretch, when it is first made; it is parted at twice as many.
const STRETCH: usize = 512;

/// Stretches of an era, when it is first made; it is parted at twice as many.
const ERA: usize = 24;

/// A claim with what is known of its report.
#[derive(Debug)]
pub(crate) struct Sourced {
    pub claim: Arc<Claim>,
    /// The number of its report.
    pub report: u32,
    /// Whether its report is that of a mandated monitor.
    pub mandated: bool,
    /// When its report was published, at the earliest and latest.
    pub published: Option<(Timestamp, Timestamp)>,
}

/// An incident with its claims, in the order of the incident.
#[derive(Debug)]
pub(crate) struct Told {
    pub incident: Arc<Incident>,
    pub claims: Vec<Sourced>,
    /// From when it can be dated: its end, else the first report of it.
    since: Option<Timestamp>,
    /// For each of its origins, where the origin's claims stand among the claims.
    pub by_origin: Box<[Box<[u32]>]>,
    /// Where claims stand that lay it to somebody, with the position of each whom they name; sorted.
    pub blames: Box<[(u32, u32)]>,
    /// For each provision of the agreement, whether it lies in the provision's area.
    pub inside: Arc<[Tri]>,
    extents: OnceLock<Box<[Extent]>>,
}

/// The order of incidents in a proof.
type ByTime<'a> = (Option<Timestamp>, &'a IncidentId);

impl Told {
    fn new(incident: Arc<Incident>, claims: Vec<Sourced>, inside: Arc<[Tri]>) -> Self {
        let standing = claims.iter().filter(|l| !l.claim.retracted && l.claim.polarity == Polarity::Asserts);
        let published = || standing.filter_map(|l| l.published).min().map(|(from, _)| from);
        let since = incident.when.as_ref().and_then(When::to).or_else(published);
        let mut places: Vec<(&ClaimId, u32)> = claims.iter().map(|l| &l.claim.id).zip(0..).collect();
        places.sort_unstable();
        let place = |id: &ClaimId| Some(places[places.binary_search_by_key(&id, |(id, _)| id).ok()?].1);
        let by_origin = incident.origins.iter().map(|o| o.claims.iter().filter_map(place).collect()).collect();
        let blamed = incident.blamed.values().zip(0..);
        let mut blames: Vec<(u32, u32)> =
            blamed.flat_map(|(claims, who)| claims.iter().filter_map(place).map(move |n| (n, who))).collect();
        blames.sort_unstable();
        let (blames, extents) = (blames.into(), OnceLock::new());
        Self { incident, claims, since, by_origin, blames, inside, extents }
    }

    pub(crate) fn by_time(&self) -> ByTime<'_> {
        (self.since, &self.incident.id)
    }

    /// How much of a duty each claim tells to be done.
    pub(crate) fn extents(&self) -> &[Extent] {
        self.extents.get_or_init(|| self.claims.iter().map(|l| extent(&l.claim.quote)).collect())
    }
}

/// What decides how an incident is weighed under a provision, beside the terms.
#[derive(Debug, Clone, PartialEq, Default)]
struct Standpoint {
    /// When the provision ended or ran out, as known.
    end: Option<Timestamp>,
    /// The completed handovers that permit an entry.
    handed_over: Vec<(ProvisionRef, IncidentId, When)>,
}

/// What was made last, and the standpoint it was made from.
struct Kept<T, F = Standpoint>(Mutex<Option<(F, Arc<T>)>>);

impl<T, F> Default for Kept<T, F> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T, F: Clone> Clone for Kept<T, F> {
    fn clone(&self) -> Self {
        Self(Mutex::new(held(self).clone()))
    }
}

fn held<T, F>(kept: &Kept<T, F>) -> std::sync::MutexGuard<'_, Option<(F, Arc<T>)>> {
    kept.0.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A standpoint, with the limit against which the proof of a duty done once is told.
type Stance = (Standpoint, Option<Deadline>);

/// Incidents that lie together in time, with what they mean for each provision.
#[derive(Clone)]
struct Stretch {
    told: Vec<Arc<Told>>,
    kept: Vec<Kept<Summary>>,
}

impl Stretch {
    fn new(told: Vec<Arc<Told>>, provisions: usize) -> Self {
        Self { told, kept: (0..provisions).map(|_| Kept::default()).collect() }
    }
}

/// Stretches that follow one another, with what they mean together.
#[derive(Clone)]
struct Era {
    stretches: Vec<Stretch>,
    kept: Vec<Kept<Summary>>,
}

impl Era {
    fn new(stretches: Vec<Stretch>, provisions: usize) -> Self {
        Self { stretches, kept: (0..provisions).map(|_| Kept::default()).collect() }
    }

    fn first(&self) -> Option<&Arc<Told>> {
        self.stretches.first()?.told.first()
    }
}

/// What all incidents mean for a provision, and the steps that say so.
pub(crate) struct Weighed {
    pub summary: Summary,
    pub proof: Proof,
    pub conduct: Vec<conduct::Draft>,
}

/// All that was reported, laid out for judging. What a copy was made from and what becomes of it share what neither changes.
#[derive(Clone)]
pub struct Docket {
    agreement: Arc<Agreement>,
    places: Arc<PlaceTree>,
    names: Arc<BTreeMap<ActorId, String>>,
    /// Acts that bear on each provision.
    acts: Vec<Vec<Act>>,
    reports: BTreeMap<ReportId, ReportMeta>,
    numbers: BTreeMap<ReportId, u32>,
    /// By time.
    eras: Vec<Era>,
    since: BTreeMap<IncidentId, Option<Timestamp>>,
    /// For each provision, whether a place lies in its area: thousands of incidents lie at the same few places.
    inside: BTreeMap<PlaceKey, Arc<[Tri]>>,
    watch: Watch,
    /// What mandated monitors' own reports leave open or deny, by report.
    passed_on: BTreeMap<ReportId, Vec<Arc<Claim>>>,
    stretch: usize,
    era: usize,
    /// By provision.
    weighed: Vec<Kept<Weighed, Stance>>,
}

impl Docket {
    /// Nothing reported yet.
    #[must_use]
    pub fn new(agreement: Arc<Agreement>, places: Arc<PlaceTree>, names: Arc<BTreeMap<ActorId, String>>) -> Self {
        Self {
            acts: agreement.provisions.iter().map(relevant_acts).collect(),
            weighed: agreement.provisions.iter().map(|_| Kept::default()).collect(),
            agreement,
            places,
            names,
            reports: BTreeMap::new(),
            numbers: BTreeMap::new(),
            eras: Vec::new(),
            since: BTreeMap::new(),
            inside: BTreeMap::new(),
            watch: Watch::default(),
            passed_on: BTreeMap::new(),
            stretch: STRETCH,
            era: ERA,
        }
    }

    /// Weighs about so many incidents together. It changes nothing but the time that a board takes.
    #[must_use]
    pub fn in_stretches_of(mut self, incidents: usize) -> Self {
        (self.stretch, self.era) = (incidents.clamp(1, STRETCH), incidents.clamp(2, ERA));
        self
    }

    /// Lays out a report with all its claims, or what became of it. Incidents that rest on it are to be laid out again.
    pub fn put_report<'c>(&mut self, meta: ReportMeta, claims: impl IntoIterator<Item = &'c Arc<Claim>> + Clone) {
        self.remove_report(&meta.id);
        number(&mut self.numbers, &meta.id);
        self.watch.put(&meta, claims.clone().into_iter().map(AsRef::as_ref));
        // What stands as a fact is in the incidents.
        let open = |c: &Claim| match c.polarity {
            Polarity::Asserts => c.modality == Modality::Opinion && !c.background && !c.recital,
            Polarity::Denies => c.modality == Modality::Fact,
        };
        if meta.mandated {
            let mut left: Vec<Arc<Claim>> = claims.into_iter().filter(|c| open(c)).cloned().collect();
            left.sort_by(|a, b| a.id.cmp(&b.id));
            left.iter().for_each(|c| self.forget(c.act));
            if !left.is_empty() {
                self.passed_on.insert(meta.id.clone(), left);
            }
        }
        self.reports.insert(meta.id.clone(), meta);
    }

    /// Takes a report away.
    pub fn remove_report(&mut self, id: &ReportId) {
        if self.reports.remove(id).is_some() {
            self.watch.remove(id);
            for claim in self.passed_on.remove(id).into_iter().flatten() {
                self.forget(claim.act);
            }
        }
    }

    /// Lays out an incident, or what became of it, with its claims. Their reports are laid out before.
    pub fn put_incident(&mut self, incident: Arc<Incident>, claims: Vec<Arc<Claim>>) {
        self.remove_incident(&incident.id);
        self.watch.put_incident(&incident, &claims);
        if !self.acts.iter().any(|acts| acts.contains(&incident.act)) {
            return;
        }
        let lay = |claim: Arc<Claim>| {
            let report = self.reports.get(&claim.report);
            let (mandated, published) = (report.is_some_and(|r| r.mandated), report.and_then(|r| r.published));
            Sourced { report: number(&mut self.numbers, &claim.report), mandated, published, claim }
        };
        let laid = claims.into_iter().map(lay).collect();
        let inside = self.inside(&incident);
        let told = Arc::new(Told::new(incident, laid, inside));
        self.since.insert(told.incident.id.clone(), told.since);
        let provisions = self.agreement.provisions.len();
        let Some((era, at)) = self.stretch_of(told.by_time()) else {
            self.forget(told.incident.act);
            self.eras.push(Era::new(vec![Stretch::new(vec![told], provisions)], provisions));
            return;
        };
        let stretches = &mut self.eras[era].stretches;
        let stretch = &mut stretches[at];
        let place = stretch.told.partition_point(|t| t.by_time() < told.by_time());
        let act = told.incident.act;
        stretch.told.insert(place, told);
        if stretch.told.len() >= 2 * self.stretch {
            let later = stretch.told.split_off(self.stretch);
            stretch.kept.iter_mut().for_each(|k| *k = Kept::default());
            stretches.insert(at + 1, Stretch::new(later, provisions));
        }
        self.changed((era, at), act);
        let stretches = &mut self.eras[era].stretches;
        if stretches.len() >= 2 * self.era {
            let later = stretches.split_off(self.era);
            self.eras[era] = Era::new(std::mem::take(stretches), provisions);
            self.eras.insert(era + 1, Era::new(later, provisions));
        }
    }

    /// For each provision, whether an incident lies in its area.
    fn inside(&mut self, incident: &Incident) -> Arc<[Tri]> {
        let Self { agreement, places, inside, .. } = self;
        let measured = || Ground::new(agreement, places).inside(agreement, incident.place.as_ref());
        Arc::clone(inside.entry(place_key(incident)).or_insert_with(measured))
    }

    /// Takes an incident away.
    pub fn remove_incident(&mut self, id: &IncidentId) {
        self.watch.remove_incident(id);
        let Some(since) = self.since.remove(id) else { return };
        let Some((era, at)) = self.stretch_of((since, id)) else { return };
        let stretch = &mut self.eras[era].stretches[at];
        if let Ok(place) = stretch.told.binary_search_by(|t| t.by_time().cmp(&(since, id))) {
            let told = stretch.told.remove(place);
            let empty = stretch.told.is_empty();
            self.changed((era, at), told.incident.act);
            if empty {
                self.eras[era].stretches.remove(at);
            }
            if self.eras[era].stretches.is_empty() {
                self.eras.remove(era);
            }
        }
    }

    /// The stretch that holds that time, or is nearest to it.
    fn stretch_of(&self, time: ByTime<'_>) -> Option<(usize, usize)> {
        let begun = |first: Option<&Arc<Told>>| first.is_some_and(|t| t.by_time() <= time);
        let era = self.eras.partition_point(|e| begun(e.first())).saturating_sub(1);
        let stretches = &self.eras.get(era)?.stretches;
        Some((era, stretches.partition_point(|s| begun(s.told.first())).saturating_sub(1)))
    }

    /// What a stretch meant for the provisions on which an act bears has to be weighed anew.
    fn changed(&mut self, (era, stretch): (usize, usize), act: Act) {
        let Era { stretches, kept } = &mut self.eras[era];
        for (acts, kept) in self.acts.iter().zip(kept) {
            if acts.contains(&act) {
                *kept = Kept::default();
            }
        }
        // Summaries name incidents by their place in the stretch, which is another now for those that come later.
        stretches[stretch].kept.iter_mut().for_each(|kept| *kept = Kept::default());
        self.forget(act);
    }

    fn forget(&mut self, act: Act) {
        for (acts, weighed) in self.acts.iter().zip(&mut self.weighed) {
            if acts.contains(&act) {
                *weighed = Kept::default();
            }
        }
    }

    /// The state of every provision as of an instant. Everything laid out counts as known by then.
    #[must_use]
    pub fn board(&self, as_of: Timestamp) -> Board {
        let outlook = Outlook { agreement: &self.agreement, places: &self.places, names: &self.names, as_of };
        let desk = Desk { outlook, ground: Ground::new(&self.agreement, &self.places) };
        assess::judged(&Bench { docket: self, desk: &desk })
    }
}

fn number(numbers: &mut BTreeMap<ReportId, u32>, report: &ReportId) -> u32 {
    if let Some(&known) = numbers.get(report) {
        return known;
    }
    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    numbers.insert(report.clone(), next);
    next
}

/// A docket as seen at an instant of knowledge.
pub(crate) struct Bench<'a> {
    docket: &'a Docket,
    pub desk: &'a Desk<'a>,
}

/// A provision to be judged: its position, and the provision with the limit that counts for it.
pub(crate) type Called<'a> = (usize, &'a Provision);

impl<'a> Bench<'a> {
    pub(crate) fn case<'c>(&'c self, (at, provision): Called<'c>, handovers: &'c Handovers) -> Case<'c> {
        Case {
            ground: &self.desk.ground,
            input: &self.desk.outlook,
            provision,
            at,
            bench: self,
            handovers,
            coverage: Coverage::default(),
        }
    }

    /// For each provision, how many incidents of its acts that somebody still tells of, in its area or possibly in it, began
    /// on each of the last days, the last first.
    pub(crate) fn lately(&self) -> Vec<Lately> {
        let mut lately = vec![Lately::default(); self.docket.acts.len()];
        let (as_of, zone) = (self.desk.outlook.as_of, self.docket.agreement.zone.rules());
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let today = day(as_of);
        let Ok(from) = as_of.checked_sub((24 * (LATELY as i64 + 1)).hours()) else { return lately };
        let stretches = self.docket.eras.iter().rev().flat_map(|era| era.stretches.iter().rev());
        // No incident ends before it begins.
        let late = stretches.take_while(|s| s.told.last().is_some_and(|t| t.since.is_some_and(|at| at >= from)));
        for told in late.flat_map(|s| &s.told) {
            let began = told.incident.when.as_ref().and_then(When::from).filter(|at| (from..=as_of).contains(at));
            let ago = began.and_then(|at| day(at).until(today).ok()).and_then(|s| usize::try_from(s.get_days()).ok());
            let Some(ago) = ago.filter(|ago| *ago < LATELY) else { continue };
            if !told.claims.iter().any(|l| !l.claim.retracted && l.claim.polarity == Polarity::Asserts) {
                continue;
            }
            for ((at, acts), lately) in self.docket.acts.iter().enumerate().zip(&mut lately) {
                let inside = told.inside.get(at);
                if acts.contains(&told.incident.act) && inside != Some(&Tri::No) {
                    lately.all[ago] += 1;
                    lately.possibly[ago] += usize::from(inside != Some(&Tri::Yes));
                }
            }
        }
        lately
    }

    pub(crate) fn watch(&self) -> &Watch {
        &self.docket.watch
    }

    /// What mandated monitors' own reports leave open or deny, by claim.
    pub(crate) fn passed_on(&self) -> impl Iterator<Item = &'a Arc<Claim>> + use<'a> {
        self.docket.passed_on.values().flatten()
    }

    /// Whether a report is that of a mandated monitor.
    pub(crate) fn mandated(&self, report: &ReportId) -> bool {
        self.docket.reports.get(report).is_some_and(|r| r.mandated)
    }

    /// The number of a report that has claims in an incident.
    pub(crate) fn number(&self, report: &ReportId) -> Option<u32> {
        self.docket.numbers.get(report).copied()
    }

    /// How many such numbers there are.
    pub(crate) fn numbers(&self) -> usize {
        self.docket.numbers.len()
    }

    fn standpoint(&self, case: &Case<'_>) -> Standpoint {
        if assess::done_once(case.provision) {
            return Standpoint::default();
        }
        let mut handed_over = Vec::new();
        if relevant_acts(case.provision).iter().any(|a| breach::ENTRIES.contains(a)) {
            for (reference, completions) in case.handovers {
                let whole = completions.iter().filter(|c| c.confirmed && c.whole);
                handed_over.extend(whole.map(|c| (reference.clone(), c.told.incident.id.clone(), c.when.clone())));
            }
        }
        Standpoint { end: breach::end(case), handed_over }
    }

    /// What all incidents mean for a provision, if that is known; else from where it is to be judged.
    fn known(&self, case: &Case<'_>) -> Result<Arc<Weighed>, Stance> {
        let once = assess::done_once(case.provision);
        let limit = case.provision.deadline_at(self.desk.outlook.as_of).0.filter(|_| once);
        let from = (self.standpoint(case), limit.cloned());
        let known = held(&self.docket.weighed[case.at]);
        known.as_ref().filter(|(known, _)| *known == from).map(|(_, weighed)| Arc::clone(weighed)).ok_or(from)
    }

    /// Weighs what was not weighed before from the same standpoint, stretch by stretch: each is laid out once for all
    /// the provisions.
    pub(crate) fn weigh_stretches(&self, cases: &[Case<'_>]) {
        let wanted: Vec<(&Case<'_>, Standpoint, Vec<Act>)> = cases
            .iter()
            .filter_map(|case| Some((case, self.known(case).err()?.0, relevant_acts(case.provision))))
            .collect();
        self.docket.eras.par_iter().flat_map(|era| &era.stretches).for_each(|stretch| {
            let missing: Vec<_> = wanted
                .iter()
                .filter(|(case, standpoint, _)| {
                    held(&stretch.kept[case.at]).as_ref().is_none_or(|(known, _)| known != standpoint)
                })
                .collect();
            if missing.is_empty() {
                return;
            }
            let acts: BTreeSet<Act> = missing.iter().flat_map(|(.., acts)| acts).copied().collect();
            let told = stretch.told.iter().enumerate().filter(|(_, t)| acts.contains(&t.incident.act));
            let (at, told): (Vec<usize>, Vec<&Arc<Told>>) = told.unzip();
            let evidence = self.laid_out(told);
            for (case, standpoint, acts) in missing {
                let placed = at.iter().copied().zip(&evidence);
                let bearing = placed.filter(|(_, (_, e))| acts.contains(&e.incident.act));
                let summary = if assess::done_once(case.provision) {
                    fulfilment::summary(case, bearing)
                } else {
                    breach::summary(case, bearing)
                };
                *held(&stretch.kept[case.at]) = Some((standpoint.clone(), Arc::new(summary)));
            }
        });
    }

    /// What all incidents mean for a provision. Its stretches are weighed before.
    pub(crate) fn weighed(&self, case: &Case<'_>) -> Arc<Weighed> {
        let (standpoint, limit) = match self.known(case) {
            Ok(weighed) => return weighed,
            Err(from) => from,
        };
        let once = assess::done_once(case.provision);
        let (mut summary, mut parts) = (Summary::default(), Vec::new());
        for era in &self.docket.eras {
            let first = parts.len();
            let of_stretch =
                |s: &'a Stretch| Some((s.told.as_slice(), Arc::clone(&held(&s.kept[case.at]).as_ref()?.1)));
            parts.extend(era.stretches.iter().filter_map(of_stretch));
            let known =
                held(&era.kept[case.at]).as_ref().filter(|(known, _)| *known == standpoint).map(|(_, s)| Arc::clone(s));
            let whole = known.unwrap_or_else(|| {
                let mut whole = Summary::default();
                parts[first..].iter().for_each(|(_, part)| whole.take(part));
                let whole = Arc::new(whole);
                *held(&era.kept[case.at]) = Some((standpoint.clone(), Arc::clone(&whole)));
                whole
            });
            summary.take(&whole);
        }
        let mut proof = Proof::default();
        let listed = summary.listed();
        let listed = self.laid_out(listed.values());
        if once {
            fulfilment::prove(case, &listed, &mut proof);
        } else {
            for (_, evidence) in &listed {
                breach::weigh(case, evidence, &mut proof);
            }
        }
        summary.steps.iter().for_each(|(rule, all)| proof.count(*rule, all.n));
        let conduct = if once { Vec::new() } else { conduct::drafts(case, &summary, &parts) };
        let weighed = Arc::new(Weighed { summary, proof, conduct });
        *held(&self.docket.weighed[case.at]) = Some(((standpoint, limit), Arc::clone(&weighed)));
        weighed
    }

    /// Incidents ready to be judged.
    pub(crate) fn laid_out<'t>(
        &self,
        told: impl IntoIterator<Item = &'t Arc<Told>>,
    ) -> Vec<(&'t Arc<Told>, Evidence<'t>)> {
        told.into_iter().map(|told| (told, Evidence::of(told, self.desk))).collect()
    }
}

/// What decides in which areas a place lies.
type PlaceKey = Option<(PlacePrecision, Vec<(PlaceId, u64, Vec<PlaceId>)>)>;

fn place_key(incident: &Incident) -> PlaceKey {
    let place = incident.place.as_ref()?;
    Some((
        place.precision,
        place.candidates.iter().map(|c| (c.place.clone(), c.weight.to_bits(), c.within.clone())).collect(),
    ))
}
