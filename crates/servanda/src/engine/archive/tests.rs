use std::sync::OnceLock;

use proptest::prelude::*;
use servanda_ledger::{Action, Sequence, Stamp};
use servanda_model::{Act, Incident};

use super::*;
use crate::cli::assess::example;
use crate::data::Data;
use crate::engine::judge;
use crate::engine::judgements::anchor;
use crate::engine::series::Series;
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
    let (first, last) = (whole.incidents.first().unwrap(), whole.incidents.last().unwrap());
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
        Action::RetractReport {
            sha256: readings.items.iter().nth(readings.items.len() / 2).unwrap().report.sha256.clone(),
        },
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
    let (reader, readings) = crate::engine::read(&data, &example().unwrap(), Some(&terms), &Default::default(), &|| ())
        .map_err(|_| "unreadable")
        .unwrap();
    let whole = judge(&readings, &reader, Some(&terms), &[], None);
    let operations = judgements(&readings, &whole);
    for seed in 0..6_u64 {
        // Any order: by a mixed number of each report.
        let mixed = |id: &str| id.bytes().fold(seed, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        let mut coming: Vec<Arc<Item>> = readings.items.iter().cloned().collect();
        coming.sort_by_key(|i| mixed(i.report.id.as_str()));
        let (mut archive, mut known, mut decided) = (Archive::new(&reader, Some(&terms)), Vec::new(), 0);
        let step = 1 + seed as usize * 3;
        while !coming.is_empty() || decided < operations.len() {
            let more: Vec<Arc<Item>> = coming.drain(..step.min(coming.len())).collect();
            decided = (decided + usize::from(seed % 2 == 0 || coming.is_empty())).min(operations.len());
            known.extend(more.iter().cloned());
            let mut some = readings.clone();
            let is_known = |i: &&Arc<Item>| known.iter().any(|k: &Arc<Item>| k.report.id == i.report.id);
            some.items = readings.items.iter().filter(is_known).cloned().collect();
            archive.update(some.items.iter(), &readings, &operations[..decided], &reader);
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
        some.items = Series::default();
        let mut check = |archive: &mut Archive, more: Option<&str>, decided: usize| {
            let more: Vec<Arc<Item>> = more.map(|id| Arc::clone(item(id))).into_iter().collect();
            some.items.change(&[], more, |a, b| a.by_publication().cmp(&b.by_publication()));
            archive.update(some.items.iter(), &readings, &operations[..decided], &reader);
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

/// What the property below draws from: the example, words said, taken back and said again, days of an offensive, and
/// one text that several carry.
fn world() -> &'static (Reader, Terms, Readings, Outcome) {
    static WORLD: OnceLock<(Reader, Terms, Readings, Outcome)> = OnceLock::new();
    WORLD.get_or_init(|| {
        let data = Data::Shipped;
        let terms = crate::terms::open(&data, "karabakh-2020").unwrap();
        let mut inputs = example().unwrap();
        inputs.extend(said_withdrawn_and_said_again());
        let told = |id: &str, published: &str, text: &str| Input {
            path: format!("{id}.md").into(),
            bytes: format!("---\nid: {id}\noutlet: Daily {id}\npublished: {published}T17:00:00+04:00\n---\n\n{text}\n")
                .into(),
            sidecar: None,
        };
        let offensive = "Azerbaijani forces attacked Hadrut from 10 to 14 March 2021, the Armenian Defence Ministry said.";
        inputs.push(told("offensive", "2021-03-15", offensive));
        for day in 10..14 {
            let text = format!(
                "Azerbaijani forces shelled Hadrut on {day} March 2021, killing {} people, the Armenian Defence Ministry \
                 said. The Azerbaijani Defence Ministry denied that its forces shelled Hadrut on {day} March 2021.",
                day - 8
            );
            inputs.push(told(&format!("day{day}"), &format!("2021-03-{}", day + 1), &text));
        }
        let carried = "The shelling of the town of Hadrut went on into the night, and families left their houses for the \
                       road to the south, a witness said; Armenian forces had opened fire on Hadrut on 12 March 2021.";
        inputs.extend((0..3).map(|n| told(&format!("carried{n}"), "2021-03-13", &format!("{carried} Desk {n}."))));
        let (reader, readings) = crate::engine::read(&data, &inputs, Some(&terms), &Default::default(), &|| ())
            .map_err(|_| "unreadable")
            .unwrap();
        let whole = judge(&readings, &reader, Some(&terms), &[], None);
        (reader, terms, readings, whole)
    })
}

/// A judgement drawn by numbers, on what the world tells; undoings name what was decided before.
fn drawn(n: usize, (kind, a, b): (u8, usize, usize)) -> Action {
    let (_, _, readings, whole) = world();
    let items: Vec<&Arc<Item>> = readings.items.iter().collect();
    let claims: Vec<&Arc<Claim>> = whole.claims.iter().collect();
    let claim = |at: usize| claims[at % claims.len()];
    let words = |id: &ClaimId| {
        let item = items.iter().find(|i| i.reading.claims.iter().any(|c| c.id == *id)).unwrap();
        anchor(item, item.reading.claims.iter().find(|c| c.id == *id).unwrap())
    };
    let incidents: Vec<&Arc<Incident>> = whole.incidents.iter().collect();
    let incident = |at: usize| incidents[at % incidents.len()];
    let told = |claim: &Arc<Claim>| (claim.id.clone(), Some(words(&claim.id)));
    match kind % 7 {
        0 => {
            let claims: Vec<ClaimId> = incident(a).claims.iter().chain(&incident(b).claims).cloned().collect();
            let anchors = claims.iter().map(words).collect();
            Action::Merge { into: incident(a).id.clone(), incidents: vec![incident(b).id.clone()], anchors }
        }
        1 => {
            let whole = incident(a);
            let leaves = whole.claims[b % whole.claims.len()].clone();
            Action::Split { incident: whole.id.clone(), anchors: vec![words(&leaves)], claims: vec![leaves] }
        }
        2 => {
            let (claim, anchor) = told(claim(a));
            Action::RetractClaim { claim, anchor }
        }
        3 => {
            // Words that take others back above all.
            let taking: Vec<&Arc<Claim>> = claims.iter().copied().filter(|c| c.retracted).collect();
            let (claim, anchor) = told(if b % 2 == 0 { taking[a % taking.len()] } else { claim(a) });
            Action::Misread { claim, anchor }
        }
        4 => {
            let (claim, anchor) = told(claim(a));
            let (field, is) = [
                ("act", "control".into()),
                ("act", "shelling".into()),
                ("place", "hadrut".into()),
                ("when", serde_json::json!({ "from": "2021-03-10", "to": "2021-03-15" })),
                ("speaker", "Azerbaijani Defence Ministry".into()),
                ("modality", "threat".into()),
            ][b % 6]
                .clone();
            Action::Correct { claim, field: field.to_owned(), was: serde_json::Value::Null, is, anchor }
        }
        5 => Action::RetractReport { sha256: items[a % items.len()].report.sha256.clone() },
        _ => Action::Undo { operation: Sequence((a % n.max(1)) as i64 + 1) },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_and_goes_an_archive_tells_what_all_at_once_would(
        draws in proptest::collection::vec((any::<u8>(), 0..10_000_usize, 0..10_000_usize), 0..12),
        steps in proptest::collection::vec((any::<u64>(), 1..8_u32, 0..13_usize), 1..7),
    ) {
        let (reader, terms, readings, _) = world();
        let operations: Vec<Operation> =
            draws.iter().enumerate().map(|(n, draw)| operation(n as i64 + 1, drawn(n, *draw))).collect();
        let mut archive = Archive::new(reader, Some(terms));
        for (seed, share, decided) in steps {
            let mixed = |id: &str| id.bytes().fold(seed, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)) >> 40;
            let mut some = readings.clone();
            let out: Vec<Arc<Item>> =
                readings.items.iter().filter(|i| mixed(i.report.id.as_str()) % 8 >= u64::from(share)).cloned().collect();
            some.items.change(&out, Vec::new(), |a, b| a.by_publication().cmp(&b.by_publication()));
            let operations = &operations[..decided.min(operations.len())];
            // A copy goes its own way.
            let left = archive.clone();
            let as_left = told(&left.outcome(None, &readings.notices));
            archive.update(some.items.iter(), readings, operations, reader);
            prop_assert_eq!(told(&left.outcome(None, &readings.notices)), as_left);
            let grown = archive.outcome(None, &readings.notices);
            let mut scratch = Archive::new(reader, Some(terms));
            scratch.update(some.items.iter(), readings, operations, reader);
            prop_assert_eq!(told(&grown), told(&scratch.outcome(None, &readings.notices)));
            let mut holding = 0;
            for incident in &grown.incidents {
                holding += incident.claims.len();
                prop_assert!(incident.claims.iter().all(|c| grown.names.holding.get(c) == Some(&incident.id)));
            }
            prop_assert_eq!(grown.names.holding.len(), holding);
            prop_assert_eq!(grown.names.claims.len(), grown.claims.len());
        }
    }
}
