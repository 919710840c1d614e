//! Swap the parties and the findings swap, nothing else. Shuffle the input and nothing changes.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use servanda_findings::{Assessment, Docket, ReportMeta, assess, misstated};
use servanda_model::{Act, Agreement, Board, Claim, ClaimId, Count, Finding, Incident, IncidentId, ReportId};
use support::{Says, World, agreement, at, day, place, places, says};

const ACTS: &[Act] = &[
    Act::Shelling,
    Act::Gunfire,
    Act::CaptureOrEntry,
    Act::MovementOfForces,
    Act::Obstruction,
    Act::Handover,
    Act::Withdrawal,
    Act::Deployment,
    Act::ReleaseOrExchange,
    Act::RestrictionOfMonitors,
];
const PLACES: &[&str] = &["quarry", "ridge", "road", "mill-district", "ferry-district", "country", "coast"];
const SIDES: &[&str] = &["NOR", "SUD", "GUA", "neutral", "mandated", "unknown"];
const BLAMED: &[Option<&str>] = &[None, Some("NOR"), Some("SUD"), Some("GUA")];
const QUOTES: &[&str] =
    &["It happened.", "All of the guard force came.", "The mill handover is under way.", "Ferry was fully left."];

fn statement() -> impl Strategy<Value = Says> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), 0u8..6);
    let number = proptest::option::of(0u32..1000);
    (0..SIDES.len(), 0..BLAMED.len(), 0..QUOTES.len(), flags, number).prop_map(|(side, blamed, quote, flags, n)| {
        let mut s = says(["v0", "v1", "v2", "v3", "v4", "v5"][side], SIDES[side]).quoted(QUOTES[quote]);
        s.blames = BLAMED[blamed];
        (s.denies, s.narrow, s.justified, s.retracted) = (flags.0 && flags.1, flags.2, flags.1, flags.3 == 0);
        s.n = n.map(|n| (Count::exactly(n), "soldiers"));
        s
    })
}

fn world() -> impl Strategy<Value = World> {
    let incident = (0..ACTS.len(), 0..=PLACES.len(), 0u8..30, prop::collection::vec(statement(), 1..4));
    prop::collection::vec(incident, 0..10).prop_map(|incidents| {
        incidents.into_iter().fold(World::default(), |world, (act, at, on, statements)| {
            let when = (on > 0).then(|| day(&format!("2021-03-{on:02}")));
            world.with(ACTS[act], PLACES.get(at).map(|p| place(p)), when, &statements)
        })
    })
}

/// Exchanges two identifiers wherever they stand in the data.
fn swapped<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    let text = serde_json::to_string(value).expect("plain data");
    let text = text.replace("\"NOR\"", "\"\u{1}\"").replace("\"SUD\"", "\"NOR\"").replace("\"\u{1}\"", "\"SUD\"");
    serde_json::from_str(&text).expect("still plain data")
}

fn board(agreement: &Agreement, world: &World, as_of: &str) -> Board {
    let no_names = BTreeMap::new();
    assess(&Assessment {
        agreement,
        places: &places(),
        names: &no_names,
        incidents: &world.incidents,
        claims: &world.claims,
        reports: &world.reports,
        as_of: at(as_of),
    })
}

/// A finding without the order of lists and words, which follows the letters of the names.
fn bare(finding: &Finding) -> impl PartialEq + std::fmt::Debug {
    let words = |text: &str| {
        let swap = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned);
        let mut words: Vec<String> = swap.collect();
        words.sort();
        words
    };
    let coverage = (finding.coverage.grade.clone(), finding.coverage.reports, finding.coverage.by_side.clone());
    let responsible: BTreeSet<String> = finding.responsible.iter().map(ToString::to_string).collect();
    let mut steps: Vec<(String, Vec<String>)> =
        finding.derivation.iter().map(|s| (s.rule.to_string(), words(&s.says))).collect();
    steps.sort();
    let mut against: Vec<Vec<String>> = finding.against.iter().map(|a| words(a)).collect();
    against.sort();
    (
        (finding.provision.clone(), finding.status, responsible, finding.since, finding.contested),
        (finding.on_word_of.clone(), finding.origins_by_side.clone(), coverage),
        (words(&finding.why), steps, against, finding.would_change.clone()),
    )
}

/// The words of a finding with the parties exchanged in them, as `swapped` does it in data.
fn swap_words(finding: Finding) -> Finding {
    let text = serde_json::to_string(&finding).expect("plain data");
    let text = text.replace("NOR", "\u{1}").replace("SUD", "NOR").replace('\u{1}', "SUD");
    serde_json::from_str(&text).expect("still plain data")
}

/// What a docket was told, to be laid out from scratch.
#[derive(Default)]
struct Kept {
    incidents: BTreeMap<IncidentId, Arc<Incident>>,
    claims: BTreeMap<ClaimId, Arc<Claim>>,
    reports: BTreeMap<ReportId, ReportMeta>,
}

impl Kept {
    fn tell(&mut self, docket: &mut Docket, world: &World, incident: Arc<Incident>) {
        let claims: Vec<Arc<Claim>> = incident.claims.iter().map(|id| Arc::clone(&world.claims[id])).collect();
        for report in world.reports.iter().filter(|r| claims.iter().any(|c| c.report == r.id)) {
            let of_report: Vec<Arc<Claim>> = world.claims.values().filter(|c| c.report == report.id).cloned().collect();
            self.claims.extend(of_report.iter().map(|c| (c.id.clone(), Arc::clone(c))));
            self.reports.insert(report.id.clone(), report.clone());
            docket.put_report(report.clone(), &of_report);
        }
        self.put(docket, incident);
    }

    fn put(&mut self, docket: &mut Docket, incident: Arc<Incident>) {
        let claims = incident.claims.iter().map(|id| Arc::clone(&self.claims[id])).collect();
        self.incidents.insert(incident.id.clone(), Arc::clone(&incident));
        docket.put_incident(incident, claims);
    }

    fn edit(&mut self, docket: &mut Docket, kind: u8, one: prop::sample::Index, other: prop::sample::Index) {
        if self.incidents.is_empty() {
            return;
        }
        let nth = |at: &prop::sample::Index| self.incidents.values().nth(at.index(self.incidents.len())).cloned();
        let (Some(one), Some(other)) = (nth(&one), nth(&other)) else { return };
        match kind {
            // A claim is taken back, or stands again.
            0 | 1 => {
                let Some(id) = one.claims.first() else { return };
                let mut claim = (*self.claims[id]).clone();
                claim.retracted = !claim.retracted;
                let report = claim.report.clone();
                self.claims.insert(id.clone(), claim.into());
                let of_report: Vec<Arc<Claim>> = self.claims.values().filter(|c| c.report == report).cloned().collect();
                if let Some(meta) = self.reports.get(&report) {
                    docket.put_report(meta.clone(), &of_report);
                }
                self.put(docket, one);
            }
            // Two are one.
            2 if one.id != other.id => {
                let mut both = (*one).clone();
                both.claims.extend(other.claims.iter().cloned());
                both.origins.extend(other.origins.iter().cloned());
                both.contradictions.extend(other.contradictions.iter().cloned());
                both.admitted_by.extend(other.admitted_by.iter().cloned());
                for (actor, claims) in &other.blamed {
                    both.blamed.entry(actor.clone()).or_default().extend(claims.iter().cloned());
                }
                self.incidents.remove(&other.id);
                docket.remove_incident(&other.id);
                self.put(docket, both.into());
            }
            // One is two.
            3 if one.origins.len() > 1 => {
                let (mut first, mut second) = ((*one).clone(), (*one).clone());
                let gone: BTreeSet<ClaimId> = first.origins.pop().into_iter().flat_map(|o| o.claims).collect();
                first.claims.retain(|c| !gone.contains(c));
                second.claims.retain(|c| gone.contains(c));
                second.origins.retain(|o| o.claims.iter().all(|c| gone.contains(c)));
                second.id = format!("{}+", one.id).as_str().into();
                self.put(docket, first.into());
                self.put(docket, second.into());
            }
            _ => {
                self.incidents.remove(&one.id);
                docket.remove_incident(&one.id);
            }
        }
    }

    fn board(&self, agreement: &Agreement, as_of: jiff::Timestamp) -> Board {
        assess(&Assessment {
            agreement,
            places: &places(),
            names: &BTreeMap::new(),
            incidents: &self.incidents.values().cloned().collect::<Vec<_>>(),
            claims: &self.claims,
            reports: &self.reports.values().cloned().collect::<Vec<_>>(),
            as_of,
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn swapping_the_parties_swaps_the_findings_and_nothing_else(world in world(), d in 1u8..31) {
        let as_of = format!("2021-03-{d:02}T12:00:00Z");
        let agreement = agreement();
        let plain = board(&agreement, &world, &as_of);
        let mirror = World {
            incidents: world.incidents.iter().map(swapped::<Arc<Incident>>).collect(),
            claims: world.claims.iter().map(|(id, c)| (id.clone(), swapped::<Arc<Claim>>(c))).collect(),
            reports: world.reports.iter().cloned().map(|mut r| {
                r.side = swapped(&r.side);
                r
            }).collect(),
        };
        let mirrored = board(&swapped(&agreement), &mirror, &as_of);
        for (a, b) in plain.findings.into_iter().zip(mirrored.findings) {
            let b = swap_words(b);
            prop_assert_eq!(bare(&a), bare(&b));
        }
    }

    #[test]
    fn the_order_of_incidents_and_reports_does_not_matter(world in world(), turn in 0usize..10) {
        let plain = board(&agreement(), &world, "2021-03-28T00:00:00Z");
        let mut other = world;
        let n = other.incidents.len().max(1);
        other.incidents.rotate_left(turn % n);
        other.reports.reverse();
        prop_assert_eq!(plain, board(&agreement(), &other, "2021-03-28T00:00:00Z"));
    }

    #[test]
    fn a_board_brought_up_to_date_is_the_board_of_everything(
        world in world(),
        order in any::<u64>(),
        stretch in 1usize..5,
        edits in prop::collection::vec((0u8..5, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..12),
        d in 1u8..31,
    ) {
        let (agreement, names) = (Arc::new(agreement()), Arc::default());
        let as_of = |d: u8| at(&format!("2021-03-{d:02}T12:00:00Z"));
        let mut docket = Docket::new(Arc::clone(&agreement), places().into(), names).in_stretches_of(stretch);
        let mut kept = Kept::default();
        let mut coming: Vec<Arc<Incident>> = world.incidents.clone();
        coming.sort_by_key(|i| order.rotate_left(i.id.as_str().bytes().map(u32::from).sum::<u32>() % 64));
        // Incidents come in with their reports, in any order; between them people take back, merge and split.
        let mut edits = edits.into_iter();
        loop {
            let next = coming.pop();
            let done = next.is_none();
            if let Some(incident) = next {
                kept.tell(&mut docket, &world, incident);
            }
            let edit = edits.next();
            if let Some((kind, one, other)) = edit {
                kept.edit(&mut docket, kind, one, other);
            }
            prop_assert_eq!(docket.board(as_of(d)), kept.board(&agreement, as_of(d)));
            if done && edit.is_none() {
                break;
            }
        }
        for other in [1, 9, 30] {
            prop_assert_eq!(docket.board(as_of(other)), kept.board(&agreement, as_of(other)));
        }
    }

    #[test]
    fn every_finding_has_a_proof_whose_claims_exist_and_misstatements_never_panic(world in world(), d in 1u8..31) {
        let found = board(&agreement(), &world, &format!("2021-03-{d:02}T12:00:00Z"));
        prop_assert_eq!(found.findings.len(), agreement().provisions.len());
        for finding in &found.findings {
            prop_assert!(!finding.derivation.is_empty() && !finding.why.is_empty(), "{:?}", finding);
            for claim in finding.derivation.iter().flat_map(|s| s.claims.iter()) {
                prop_assert!(world.claims.contains_key(claim));
            }
        }
        let recited: Vec<Claim> = world.claims.values().map(|c| Claim { recital: true, ..(**c).clone() }).collect();
        let _ = misstated(&agreement(), &places(), &recited);
    }
}
