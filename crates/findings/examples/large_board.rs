//! A board over many claims, with the seconds it took:
//! `cargo run --release -p servanda-findings --example large_board [CLAIMS]`.
#![allow(clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use servanda_findings::terms::{self, Known, SourceText};
use servanda_findings::{Docket, PlaceTree, ReportMeta};
use servanda_model::*;

const CLAIMS: usize = 1_000_000;
/// Claims to a report, and to an incident.
const EACH: usize = 4;
const ACTS: &[Act] =
    &[Act::Shelling, Act::Gunfire, Act::CaptureOrEntry, Act::Handover, Act::Deployment, Act::Obstruction, Act::Talks];
/// Runs of what is fast.
const WARM: u32 = 8;
const PARTIES: &[&str] = &["ARM", "AZE"];

fn main() {
    let text = include_str!("../../../data/agreements/karabakh-2020/places.toml");
    let places = terms::places(SourceText { name: "places.toml", text }).unwrap_or_default();
    let actors = ["ARM", "AZE", "RUS", "RUS.PEACEKEEPERS", "RTJMC", "ICRC", "UNHCR", "EUMA", "person.hikmet-hajiyev"];
    let known =
        Known { actors: actors.map(ActorId::from).into(), places: places.iter().map(|p| p.id.clone()).collect() };
    let text = include_str!("../../../data/agreements/karabakh-2020/agreement.toml");
    let agreement = match terms::agreement(SourceText { name: "agreement.toml", text }, &known) {
        Ok(agreement) => agreement,
        Err(problems) => return problems.iter().for_each(|p| println!("{p}")),
    };
    let start = agreement.effective;
    let mut reports = Vec::new();
    let mut claims = BTreeMap::new();
    let mut incidents = Vec::new();
    let wanted = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(CLAIMS);
    for n in 0..wanted / EACH {
        let at = start + jiff::Span::new().minutes(i64::try_from(n).unwrap_or(0));
        let place = &places[n % places.len()];
        let (act, accused, accuser) = (ACTS[n % ACTS.len()], PARTIES[n / 7 % 2], PARTIES[(n / 7 + n / 3) % 2]);
        let report = ReportId::new(format!("r{n:07}"));
        reports.push(ReportMeta {
            id: report.clone(),
            source: format!("source {}", n % 50),
            side: Side::Of(accuser.into()),
            mandated: false,
            published: Some((at, at)),
        });
        let made: Vec<Claim> = (0..EACH).map(|k| claim(n, k, &report, act, accused, accuser, place, at)).collect();
        incidents.push(Arc::new(incident(n, &made, act, accused, accuser)));
        claims.extend(made.into_iter().map(|c| (c.id.clone(), Arc::new(c))));
    }
    let tree = Arc::new(PlaceTree::of(&places));
    let last = reports.last().and_then(|r| r.published).map_or(start, |(at, _)| at);
    let agreement = Arc::new(agreement);
    let mut docket = Docket::new(agreement, tree, Arc::default());
    let claims_of = |i: &Incident| -> Vec<Arc<Claim>> { i.claims.iter().map(|id| Arc::clone(&claims[id])).collect() };
    let of_report: Vec<Vec<Arc<Claim>>> = incidents.iter().map(|i| claims_of(i)).collect();
    let newest = incidents.pop().zip(reports.pop());
    let ((), laid_out) = timed(1, || {
        for ((report, incident), claims) in reports.iter().zip(&incidents).zip(&of_report) {
            docket.put_report(report.clone(), claims);
            docket.put_incident(Arc::clone(incident), claims.clone());
        }
    });
    println!("{} claims, {} incidents laid out in {laid_out}", claims.len(), incidents.len());
    let tell = |what: &str, board: &Board, took: &str| {
        let steps: usize = board.findings.iter().map(|f| f.derivation.len()).sum();
        let cited: usize = board.findings.iter().flat_map(|f| &f.verdicts).map(|v| v.claims.len()).sum();
        println!("{what}, as of {}: {steps} steps, {cited} claims cited in {took}", board.as_of);
    };
    let (board, took) = timed(1, || docket.board(last));
    tell("first board", &board, &took);
    let (again, took) = timed(WARM, || docket.board(last));
    tell("the same again", &again, &took);
    for days in [30, 90] {
        let as_of = last.min(start + jiff::Span::new().hours(24 * days));
        let (other, first) = timed(1, || docket.board(as_of));
        tell("at another instant", &other, &first);
    }
    let Some((incident, report)) = newest else { return };
    let claims = claims_of(&incident);
    let (board, took) = timed(1, || {
        docket.put_report(report.clone(), &claims);
        docket.put_incident(Arc::clone(&incident), claims.clone());
        docket.board(last)
    });
    tell("with one more report", &board, &took);
    let mut other = (*incident).clone();
    other.admitted_by = other.blamed.keys().cloned().collect();
    let (board, took) = timed(1, || {
        docket.put_incident(Arc::new(other.clone()), claims.clone());
        docket.board(last)
    });
    tell("with one incident changed", &board, &took);
}

/// Runs `work` some times; gives its last result, and its seconds by the clock and of the processors.
fn timed<T>(runs: u32, mut work: impl FnMut() -> T) -> (T, String) {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
    let (begun, processor) = (std::time::Instant::now(), processor_seconds());
    (1..runs).for_each(|_| drop(work()));
    let result = work();
    let clock = begun.elapsed().as_secs_f64() / f64::from(runs);
    let spent = processor.zip(processor_seconds()).map(|(a, b)| (b - a) / f64::from(runs));
    (result, format!("{clock:.3} s ({:.3} s of processors)", spent.unwrap_or(f64::NAN)))
}

/// Processor time of this process on Linux, in steps of a hundredth of a second.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) / 100.0)
}

#[allow(clippy::too_many_arguments)]
fn claim(
    n: usize,
    k: usize,
    report: &ReportId,
    act: Act,
    accused: &str,
    accuser: &str,
    place: &terms::Place,
    at: Timestamp,
) -> Claim {
    let participant =
        Participant { name: accused.to_owned(), actor: Some(accused.into()), party: Some(accused.into()), span: None };
    let candidate = PlaceCandidate {
        place: place.id.clone(),
        canonical: place.name.clone(),
        geonames: place.geonames,
        lat: place.lat,
        lon: place.lon,
        weight: 1.0,
        within: place.within.clone(),
    };
    Claim {
        id: ClaimId::new(format!("r{n:07}#{k}")),
        report: report.clone(),
        span: Span::new(0, 24),
        quote: "Something was done there.".to_owned(),
        attribution: Attribution {
            speaker: Some(Voice {
                name: accuser.to_owned(),
                actor: None,
                side: Side::Of(accuser.into()),
                ally: None,
                span: None,
            }),
            relays: Vec::new(),
            channel: Channel::Statement,
            cue: None,
            own_voice: false,
            direct: false,
        },
        act,
        cue: Span::new(0, 4),
        actor: Some(participant),
        target: None,
        place: Some(Where {
            name: place.name.clone(),
            span: None,
            candidates: vec![candidate],
            precision: PlacePrecision::Exact,
        }),
        when: Some(When::new(Some(at), Some(at), Zone::utc(), Precision::Minute)),
        casualties: Casualties::default(),
        quantities: Vec::new(),
        polarity: Polarity::Asserts,
        modality: Modality::Fact,
        background: false,
        recital: false,
        retracted: false,
        justified: false,
        running_count: false,
        rule: "made".into(),
        confidence: 1.0,
    }
}

fn incident(n: usize, claims: &[Claim], act: Act, accused: &str, accuser: &str) -> Incident {
    let ids: Vec<ClaimId> = claims.iter().map(|c| c.id.clone()).collect();
    Incident {
        id: IncidentId::new(format!("i{n:07}")),
        act,
        dated: true,
        place: claims.first().and_then(|c| c.place.clone()),
        when: claims.first().and_then(|c| c.when.clone()),
        origins: vec![Origin {
            voice: accuser.to_owned(),
            actor: None,
            side: Side::Of(accuser.into()),
            claims: ids.clone(),
            carried_by: Vec::new(),
            basis: vec![OriginBasis::Single],
            denies: false,
        }],
        blamed: BTreeMap::from([(accused.into(), ids.clone())]),
        claims: ids,
        targets: BTreeSet::new(),
        sides_claiming: BTreeSet::from([Side::Of(accuser.into())]),
        sides_denying: BTreeSet::new(),
        admitted_by: BTreeSet::new(),
        justified_by: BTreeSet::new(),
        contradictions: Vec::new(),
        tolls: Vec::new(),
        episode: None,
        joined: Vec::new(),
        joins: Vec::new(),
    }
}
