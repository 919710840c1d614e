//! Judging from claims on, step by step, with seconds and memory, on made-up reports:
//! `cargo run --release -p servanda-findings --example judging [REPORTS] [DAYS]`.
//!
//! Happenings are drawn over the days and the places of an agreement; each is told by several reports, some of them
//! copies of one text, some without a place or a date, some denying. The same numbers give the same input.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use servanda_findings::terms::{self, Known, SourceText};
use servanda_findings::{Assessment, PlaceTree, ReportMeta, assess, misstated};
use servanda_incidents::{Copies, Happenings, ReportFacts, control, happenings};
use servanda_model::*;

const ACTS: &[Act] = &[
    Act::Shelling,
    Act::Gunfire,
    Act::GroundAttack,
    Act::Violation,
    Act::CaptureOrEntry,
    Act::Control,
    Act::Handover,
    Act::Withdrawal,
    Act::Deployment,
    Act::Obstruction,
    Act::ReleaseOrExchange,
    Act::Mine,
];
const SIDES: &[&str] = &["ARM", "AZE", "neutral", "mandated", "unknown"];

/// Numbers that look random and are the same everywhere (SplitMix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

struct Happening {
    act: Act,
    place: usize,
    start: Timestamp,
    author: usize,
    killed: u32,
}

fn main() {
    let mut numbers = std::env::args().skip(1).map(|a| a.parse().unwrap_or(0));
    let wanted = numbers.next().unwrap_or(10_000);
    let days = numbers.next().unwrap_or(45);
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
    let made = made(agreement.effective, &places, wanted, days);
    println!("{} reports over {days} days, {} claims", made.facts.len(), made.claims.len());

    let incidents = timed("happenings", || happenings(&made.claims, &made.facts, &made.copies));
    let newest = made.facts.values().max_by_key(|r| (r.published, &r.id)).map(|r| r.id.clone());
    let (news, known): (Vec<&Claim>, Vec<&Claim>) =
        made.claims.iter().partition(|c| Some(&c.report) == newest.as_ref());
    let mut growing = Happenings::default();
    growing.add(known, &made.facts);
    let mut brought_up_to_date = growing.incidents(&made.facts, &made.copies);
    timed("one more", || {
        let changed = growing.add(news, &made.facts);
        growing.refresh(&mut brought_up_to_date, &changed, &made.facts, &made.copies);
    });
    if brought_up_to_date != incidents {
        println!("the newest report, added alone, gives OTHER incidents");
    }
    let held = timed("control", || control(&made.claims, &made.facts));
    let tree = PlaceTree::of(&places);
    let claims: BTreeMap<ClaimId, Arc<Claim>> =
        made.claims.iter().map(|c| (c.id.clone(), Arc::new(c.clone()))).collect();
    let incidents: Vec<Arc<Incident>> = incidents.into_iter().map(Arc::new).collect();
    let reports: Vec<ReportMeta> = made
        .facts
        .values()
        .map(|r| ReportMeta {
            id: r.id.clone(),
            source: r.source.clone(),
            side: r.side.clone(),
            mandated: r.side == Side::Mandated,
            published: r.published,
        })
        .collect();
    let as_of = made.facts.values().filter_map(|r| r.published).map(|p| p.1).max().unwrap_or(agreement.effective);
    let input = Assessment {
        agreement: &agreement,
        places: &tree,
        names: &BTreeMap::new(),
        incidents: &incidents,
        claims: &claims,
        reports: &reports,
        as_of,
    };
    let wrong = timed("misstated", || misstated(&agreement, &tree, &made.claims));
    let board = timed("assess", || assess(&input));
    println!(
        "{} incidents, {} in episodes, the largest of {} claims; {} places held; {} misstated; {} findings; peak {} MiB",
        incidents.len(),
        incidents.iter().filter(|i| i.episode.is_some()).count(),
        incidents.iter().map(|i| i.claims.len()).max().unwrap_or(0),
        held.len(),
        wrong.len(),
        board.findings.len(),
        peak_mebibytes().unwrap_or(0)
    );
    if let Some(path) = std::env::args().nth(3) {
        let all = serde_json::json!({ "incidents": incidents, "control": held, "board": board });
        if let Err(e) = std::fs::write(&path, all.to_string()) {
            println!("{path}: {e}");
        }
    }
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
    let begun = std::time::Instant::now();
    let result = work();
    println!("{what:12} {:8.3} s", begun.elapsed().as_secs_f64());
    result
}

/// The most memory this process ever held, on Linux.
fn peak_mebibytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|k| k / 1024)
}

struct Made {
    claims: Vec<Claim>,
    facts: BTreeMap<ReportId, ReportFacts>,
    copies: Vec<Copies>,
}

fn made(effective: Timestamp, places: &[terms::Place], wanted: usize, days: usize) -> Made {
    let mut draw = Draw(11);
    let begin = effective - 120.hours();
    let happenings: Vec<Happening> = (0..wanted / 3 + 1)
        .map(|_| Happening {
            act: ACTS[draw.below(ACTS.len())],
            place: draw.below(places.len()),
            start: begin + i64::try_from(draw.below(days * 24)).unwrap_or(0).hours(),
            author: draw.below(2),
            killed: draw.below(12) as u32,
        })
        .collect();
    let mut of_hour: Vec<usize> = (0..happenings.len()).collect();
    of_hour.sort_by_key(|&h| (happenings[h].start, h));
    let mut made = Made { claims: Vec::new(), facts: BTreeMap::new(), copies: Vec::new() };
    let mut n = 0;
    while n < wanted {
        let first = draw.below(of_hour.len());
        let told: Vec<usize> = (0..1 + draw.below(4)).map(|k| of_hour[(first + k) % of_hour.len()]).collect();
        let copies = if draw.one_in(5) { 2 + draw.below(8) } else { 1 };
        let latest = told.iter().map(|&h| happenings[h].start).max().unwrap_or(begin);
        let mut group = Vec::new();
        let same = draw.0;
        for _ in 0..copies.min(wanted - n) {
            let side = SIDES[draw.below(SIDES.len())];
            let published = latest + i64::try_from(6 + draw.below(30)).unwrap_or(6).hours();
            let id = ReportId::new(format!("r{n:07}"));
            let facts = ReportFacts {
                id: id.clone(),
                source: format!("source {}", draw.below(80)),
                side: Side::from(side.to_owned()),
                published: Some((published, published)),
                relays: Vec::new(),
            };
            // Copies of one text tell the same.
            let mut text = Draw(same);
            for (k, &h) in told.iter().enumerate() {
                made.claims.push(claim(&mut text, &id, k, &happenings[h], places, published));
            }
            made.facts.insert(id.clone(), facts);
            group.push(id);
            n += 1;
        }
        if group.len() > 1 {
            made.copies.push(Copies { reports: group, share: 90 });
        }
    }
    made
}

fn claim(
    draw: &mut Draw,
    report: &ReportId,
    k: usize,
    of: &Happening,
    places: &[terms::Place],
    published: Timestamp,
) -> Claim {
    let parties = ["ARM", "AZE"];
    let author = parties[if draw.one_in(8) { 1 - of.author } else { of.author }];
    let speaker = SIDES[draw.below(SIDES.len())];
    let place = &places[of.place];
    let candidate = PlaceCandidate {
        place: place.id.clone(),
        canonical: place.name.clone(),
        geonames: place.geonames,
        lat: place.lat,
        lon: place.lon,
        weight: 1.0,
        within: place.within.clone(),
    };
    let at =
        Where { name: place.name.clone(), span: None, candidates: vec![candidate], precision: PlacePrecision::Exact };
    let when = match draw.below(10) {
        0..=1 => None,
        2..=6 => {
            let day = of.start.as_second().div_euclid(86_400) * 86_400;
            let from = Timestamp::from_second(day).unwrap_or(of.start);
            Some(When::new(Some(from), Some(from + 24.hours()), Zone::utc(), Precision::Day))
        }
        7..=8 => Some(When::new(Some(of.start), Some(of.start + 1.hours()), Zone::utc(), Precision::Hour)),
        _ => Some(When::new(Some(of.start - 72.hours()), Some(published), Zone::utc(), Precision::Interval)),
    };
    Claim {
        id: ClaimId::new(format!("{report}#{k}")),
        report: report.clone(),
        span: Span::new(0, 24),
        quote: "Something was done there.".to_owned(),
        attribution: Attribution {
            speaker: Some(Voice {
                name: format!("Voice of {speaker}"),
                actor: None,
                side: Side::from(speaker.to_owned()),
                ally: None,
                span: None,
            }),
            relays: Vec::new(),
            channel: Channel::Statement,
            cue: None,
            own_voice: draw.one_in(4),
            direct: false,
        },
        act: if draw.one_in(6) { Act::Violation } else { of.act },
        cue: Span::new(0, 4),
        actor: (!draw.one_in(5)).then(|| Participant {
            name: author.to_owned(),
            actor: Some(author.into()),
            party: Some(author.into()),
            span: None,
        }),
        target: None,
        place: (!draw.one_in(8)).then_some(at),
        when,
        casualties: Casualties {
            killed: draw.one_in(3).then(|| Count::exactly(of.killed + draw.below(2) as u32)),
            ..Casualties::default()
        },
        quantities: Vec::new(),
        polarity: if draw.one_in(12) { Polarity::Denies } else { Polarity::Asserts },
        modality: if draw.one_in(10) { Modality::Opinion } else { Modality::Fact },
        background: draw.one_in(15),
        recital: draw.one_in(20),
        retracted: draw.one_in(200),
        justified: draw.one_in(20),
        running_count: false,
        rule: "made".into(),
        confidence: 1.0,
    }
}
