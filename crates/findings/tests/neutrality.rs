//! Swap the parties and the findings swap, nothing else. Shuffle the input and nothing changes.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use servanda_findings::{Assessment, Docket, assess, misstated};
use servanda_model::{Act, Agreement, Board, Claim, Count, Finding, Incident};
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn swapping_the_parties_swaps_the_findings_and_nothing_else(world in world(), d in 1u8..31) {
        let as_of = format!("2021-03-{d:02}T12:00:00Z");
        let agreement = agreement();
        let plain = board(&agreement, &world, &as_of);
        let mirror = World {
            incidents: world.incidents.iter().map(swapped::<Incident>).collect(),
            claims: world.claims.iter().map(|(id, c)| (id.clone(), swapped::<Claim>(c))).collect(),
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
        known in 0usize..10,
        d in 1u8..31,
    ) {
        let (agreement, tree, no_names) = (agreement(), places(), BTreeMap::new());
        let as_of = at(&format!("2021-03-{d:02}T12:00:00Z"));
        let everything = Assessment {
            agreement: &agreement,
            places: &tree,
            names: &no_names,
            incidents: &world.incidents,
            claims: &world.claims,
            reports: &world.reports,
            as_of,
        };
        // The first incidents are known; the last of them changes, the others come in with their claims and reports.
        let known = known.min(world.incidents.len());
        let (old, new) = world.incidents.split_at(known);
        let claims_of = |incidents: &[Incident]| -> BTreeMap<_, _> {
            let ids = incidents.iter().flat_map(|i| &i.claims);
            ids.map(|id| (id.clone(), world.claims[id].clone())).collect()
        };
        let reports_of = |claims: &BTreeMap<_, Claim>| -> Vec<_> {
            world.reports.iter().filter(|r| claims.values().any(|c| c.report == r.id)).cloned().collect()
        };
        let (told, tells) = (claims_of(old), claims_of(new));
        let (heard, hears) = (reports_of(&told), reports_of(&tells));
        let mut before: Vec<Incident> = old.to_vec();
        let gone = Incident { id: "gone".into(), ..before.first().or(new.first()).cloned().unwrap_or_else(|| {
            World::default().with(Act::Gunfire, None, None, &[]).incidents.remove(0)
        }) };
        before.push(gone.clone());
        let docket = Docket::new(&Assessment { incidents: &before, claims: &told, reports: &heard, ..everything });
        let more = Docket::new(&Assessment { incidents: new, claims: &tells, reports: &hears, ..everything });
        let updated = docket.board_with(&more, &BTreeSet::from([gone.id]), as_of);
        prop_assert_eq!(updated, assess(&everything));
    }

    #[test]
    fn every_finding_has_a_proof_whose_claims_exist_and_misstatements_never_panic(world in world(), d in 1u8..31) {
        let found = board(&agreement(), &world, &format!("2021-03-{d:02}T12:00:00Z"));
        prop_assert_eq!(found.findings.len(), agreement().provisions.len());
        for finding in &found.findings {
            prop_assert!(!finding.derivation.is_empty() && !finding.why.is_empty(), "{:?}", finding);
            for claim in finding.derivation.iter().flat_map(|s| &s.claims) {
                prop_assert!(world.claims.contains_key(claim));
            }
        }
        let recited = world.claims.into_iter().map(|(id, mut c)| { c.recital = true; (id, c) }).collect();
        let _ = misstated(&agreement(), &places(), &recited);
    }
}
