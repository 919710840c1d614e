//! What the ledger keeps, and how it is seen again.

#![allow(clippy::unwrap_used)]

mod made_up;

use made_up::{claim, report, stamp};
use proptest::prelude::*;
use rusqlite::Connection;
use servanda_ledger::*;
use servanda_model::{Act, Claim};

fn reading<'a>(
    text: &'a str,
    document: &'a serde_json::Value,
    claims: &'a [std::sync::Arc<Claim>],
) -> Option<StoredReading<'a>> {
    Some(StoredReading { reader: "reader 1", text, document, claims })
}

/// A ledger with three reports: one of 2 May, one of 4 May, one without a date, imported on 1 June.
fn small() -> Ledger {
    let mut ledger = Ledger::in_memory().unwrap();
    let document = serde_json::json!({});
    for (id, text, published) in [
        ("r1", "Shells fell on Miravel, officials said.", Some("2031-05-02T08:00:00Z")),
        ("r2", "Sudland denies that it shelled Miravél.", Some("2031-05-04T08:00:00Z")),
        ("r3", "Nobody knows when this was written.", None),
    ] {
        let claims = [claim(id, 1, Act::Shelling, text)];
        ledger
            .import(
                Entry { report: &report(id, text, published), reading: reading(text, &document, &claims) },
                &stamp("2031-06-01T00:00:00Z"),
            )
            .unwrap();
    }
    ledger
}

fn names(rows: &[ReportRow]) -> Vec<&str> {
    rows.iter().map(|r| r.id.as_str()).collect()
}

#[test]
fn a_report_comes_back_as_it_was_received() {
    let mut ledger = Ledger::in_memory().unwrap();
    let bytes = vec![0xff, 0x00, 0xfe, b'a'];
    let stored = StoredReport { bytes, ..report("odd", "", Some("2031-05-02T08:00:00.123456Z")) };
    let done = ledger.import(Entry { report: &stored, reading: None }, &stamp("2031-06-01T00:00:00Z")).unwrap();
    assert_eq!(ledger.report(&done.sha256).unwrap(), stored);
}

#[test]
fn the_same_bytes_and_reading_twice_change_nothing() {
    let mut ledger = Ledger::in_memory().unwrap();
    let (stored, document) = (report("r1", "Shells fell.", None), serde_json::json!({ "blocks": [] }));
    let claims = [claim("r1", 1, Act::Shelling, "Shells fell.")];
    let entry = Entry { report: &stored, reading: reading("Shells fell.", &document, &claims) };
    let first = ledger.import(entry, &stamp("2031-06-01T00:00:00Z")).unwrap();
    assert!(first.stored.is_some() && first.read.is_some());
    let before = ledger.operations(None, None).unwrap();
    let again = ledger.import(entry, &stamp("2031-06-02T00:00:00Z")).unwrap();
    assert!(again.unchanged(), "{again:?}");
    assert_eq!(ledger.operations(None, None).unwrap(), before);
    assert_eq!(ledger.count_as_of(AsOf::NOW).unwrap(), Counts { reports: 1, claims: 1 });
}

#[test]
fn the_same_bytes_under_another_name_keep_the_first_name_and_say_so() {
    let mut ledger = small();
    let copy = report("copy-of-r1", "Shells fell on Miravel, officials said.", None);
    let done = ledger.import(Entry { report: &copy, reading: None }, &stamp("2031-06-02T00:00:00Z")).unwrap();
    assert_eq!(done.known_as, Some("r1".into()));
    assert_eq!(ledger.count_as_of(AsOf::NOW).unwrap().reports, 3);
}

#[test]
fn other_bytes_under_a_known_name_are_kept_beside_and_reported() {
    let mut ledger = small();
    let changed = report("r1", "Shells fell near Miravel, officials said.", Some("2031-05-02T09:00:00Z"));
    let done = ledger.import(Entry { report: &changed, reading: None }, &stamp("2031-06-02T00:00:00Z")).unwrap();
    assert!(done.same_name && done.stored.is_some());
    assert_eq!(ledger.count_as_of(AsOf::NOW).unwrap().reports, 4);
}

#[test]
fn only_what_was_certainly_published_by_an_instant_is_seen_from_it() {
    let ledger = small();
    let at = |t: &str| AsOf::published(t.parse().unwrap());
    assert_eq!(names(&ledger.reports_as_of(at("2031-05-02T07:59:59Z")).unwrap()), [""; 0]);
    assert_eq!(names(&ledger.reports_as_of(at("2031-05-02T08:00:00Z")).unwrap()), ["r1"]);
    assert_eq!(names(&ledger.reports_as_of(at("2031-05-31T00:00:00Z")).unwrap()), ["r1", "r2"]);
    assert_eq!(names(&ledger.reports_as_of(at("2031-06-01T00:00:00Z")).unwrap()), ["r1", "r2", "r3"]);
    assert_eq!(ledger.count_as_of(at("2031-05-03T00:00:00Z")).unwrap(), Counts { reports: 1, claims: 1 });
    assert_eq!(ledger.claims_as_of(at("2031-05-03T00:00:00Z"), &ClaimFilter::default()).unwrap().len(), 1);
}

#[test]
fn what_was_stored_later_is_not_seen_from_an_earlier_operation() {
    let ledger = small();
    // Import and reading of r1 are operations 1 and 2.
    let rows = ledger.reports_as_of(AsOf::stored(Sequence(2))).unwrap();
    assert_eq!(names(&rows), ["r1"]);
    assert_eq!(ledger.count_as_of(AsOf::stored(Sequence(1))).unwrap(), Counts { reports: 1, claims: 0 });
}

#[test]
fn a_later_reading_replaces_the_earlier_one_only_from_then_on() {
    let mut ledger = small();
    let last = ledger.operations(None, None).unwrap().last().unwrap().sequence;
    let text = "Shells fell on Miravel, officials said.";
    let document = serde_json::json!({});
    let claims = [claim("r1", 1, Act::Gunfire, text), claim("r1", 2, Act::Accusation, text)];
    let stored = report("r1", text, Some("2031-05-02T08:00:00Z"));
    let entry = Entry { report: &stored, reading: reading(text, &document, &claims) };
    let done = ledger.import(entry, &stamp("2031-06-03T00:00:00Z")).unwrap();
    assert!(done.stored.is_none() && done.read.is_some());
    assert_eq!(ledger.count_as_of(AsOf::NOW).unwrap().claims, 4);
    assert_eq!(ledger.count_as_of(AsOf::stored(last)).unwrap().claims, 3);
    assert_eq!(ledger.claim(&"r1#1".into()).unwrap().act, Act::Gunfire);
    assert_eq!(ledger.acts_as_of(AsOf::stored(last)).unwrap(), [("shelling".to_owned(), 3)]);
    assert_eq!(
        ledger.acts_as_of(AsOf::NOW).unwrap(),
        [("accusation".to_owned(), 1), ("gunfire".to_owned(), 1), ("shelling".to_owned(), 2)]
    );
    assert_eq!(ledger.search_claims("shells", AsOf::NOW, 10).unwrap().len(), 2);
    assert_eq!(ledger.search_claims("shells", AsOf::stored(last), 10).unwrap().len(), 1);
}

#[test]
fn claims_are_found_by_act_place_actor_report_and_time() {
    let ledger = small();
    let count = |filter: ClaimFilter| ledger.claims_as_of(AsOf::NOW, &filter).unwrap().len();
    assert_eq!(count(ClaimFilter { act: Some(Act::Shelling), ..Default::default() }), 3);
    assert_eq!(count(ClaimFilter { act: Some(Act::Mine), ..Default::default() }), 0);
    assert_eq!(count(ClaimFilter { place: Some("miravel".into()), ..Default::default() }), 3);
    assert_eq!(count(ClaimFilter { actor: Some("NOR".into()), ..Default::default() }), 0);
    assert_eq!(count(ClaimFilter { actor: Some("SUD".into()), limit: Some(2), ..Default::default() }), 2);
    let r1 = sha256(b"Shells fell on Miravel, officials said.");
    assert_eq!(count(ClaimFilter { report: Some(r1), ..Default::default() }), 1);
    let from = |t: &str| ClaimFilter { from: Some(t.parse().unwrap()), ..Default::default() };
    assert_eq!((count(from("2031-05-02T23:59:59Z")), count(from("2031-05-03T00:00:00Z"))), (3, 0));
}

#[test]
fn words_are_found_without_regard_to_case_and_accents() {
    let ledger = small();
    let hits = ledger.search_texts("MIRAVEL", AsOf::NOW, 10).unwrap();
    assert_eq!(hits.len(), 2);
    assert!(hits.iter().any(|h| h.extract.contains(&("Miravél".to_owned(), true))), "{hits:?}");
    assert_eq!(ledger.search_claims("denies \"shelled", AsOf::NOW, 10).unwrap()[0].claim, Some("r2#1".into()));
    assert!(ledger.search_texts("\" ( *", AsOf::NOW, 10).unwrap().is_empty());
}

#[test]
fn an_instant_of_the_past_gives_the_last_operation_before_it() {
    let mut ledger = small();
    let note = Action::Note { about: "r1".into() };
    let later = ledger.record(&note, &stamp("2031-06-05T00:00:00Z")).unwrap();
    let at = |t: &str| ledger.sequence_at(t.parse().unwrap()).unwrap();
    assert_eq!(at("2031-05-31T00:00:00Z"), None);
    assert_eq!(at("2031-06-04T00:00:00Z"), Some(Sequence(later.0 - 1)));
    assert_eq!(at("2031-06-05T00:00:00Z"), Some(later));
}

#[test]
fn an_undone_merge_is_not_in_force_and_an_undone_undo_brings_it_back() {
    let mut ledger = Ledger::in_memory().unwrap();
    let by = stamp("2031-06-05T00:00:00Z");
    let merge = ledger
        .record(&Action::Merge { into: "i1".into(), incidents: vec!["i2".into()], anchors: Vec::new() }, &by)
        .unwrap();
    let undo = ledger.record(&Action::Undo { operation: merge }, &by).unwrap();
    assert!(in_force(&ledger.operations(None, None).unwrap()).is_empty());
    ledger.record(&Action::Undo { operation: undo }, &by).unwrap();
    let all = ledger.operations(None, None).unwrap();
    assert_eq!(in_force(&all).iter().map(|o| o.sequence).collect::<Vec<_>>(), [merge]);
    assert_eq!((all.len(), all[0].stamp.clone()), (3, by));
}

#[test]
fn an_import_cannot_be_undone_and_a_missing_operation_is_named() {
    let mut ledger = small();
    let by = stamp("2031-06-05T00:00:00Z");
    let error = ledger.record(&Action::Undo { operation: Sequence(1) }, &by).unwrap_err();
    assert!(matches!(error, LedgerError::CannotUndo { .. }), "{error}");
    let error = ledger.record(&Action::Undo { operation: Sequence(99) }, &by).unwrap_err();
    assert_eq!(error.to_string(), "the ledger holds no operation `99`");
}

#[test]
fn an_agreement_is_stored_once_and_a_changed_text_beside_it() {
    let mut ledger = Ledger::in_memory().unwrap();
    let by = stamp("2031-06-05T00:00:00Z");
    let first = StoredAgreement { id: "miravel-2031".into(), text: "id = 1".into() };
    let second = StoredAgreement { text: "id = 2".into(), ..first.clone() };
    assert!(ledger.add_agreement(&first, &by).unwrap().is_some());
    assert!(ledger.add_agreement(&first, &by).unwrap().is_none());
    assert!(ledger.add_agreement(&second, &by).unwrap().is_some());
    assert_eq!(ledger.agreements().unwrap(), [first, second]);
}

#[test]
fn no_program_can_change_delete_or_replace_a_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.db");
    let text = "Shells fell.";
    let document = serde_json::json!({});
    let claims = [claim("r1", 1, Act::Shelling, text)];
    let by = stamp("2031-06-05T00:00:00Z");
    {
        let mut ledger = Ledger::open(&path).unwrap();
        for reader in ["reader 1", "reader 2"] {
            let reading = StoredReading { reader, text, document: &document, claims: &claims };
            ledger.import(Entry { report: &report("r1", text, None), reading: Some(reading) }, &by).unwrap();
        }
        ledger.add_agreement(&StoredAgreement { id: "a".into(), text: "t".into() }, &by).unwrap();
    }
    let other = Connection::open(&path).unwrap();
    for table in ["operations", "agreements", "reports", "readings", "superseded", "claims"] {
        for attack in [
            format!("UPDATE {table} SET rowid = rowid"),
            format!("DELETE FROM {table}"),
            format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ] {
            let error = other.execute(&attack, []).unwrap_err().to_string();
            assert!(error.contains(&format!("rows of {table} are never")), "{attack}: {error}");
        }
    }
    drop(other);
    assert_eq!(Ledger::open(&path).unwrap().verify().unwrap(), []);
}

#[test]
fn a_ledger_changed_behind_our_back_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.db");
    let by = stamp("2031-06-05T00:00:00Z");
    {
        let mut ledger = Ledger::open(&path).unwrap();
        for text in ["one", "two", "three"] {
            ledger.import(Entry { report: &report(text, text, None), reading: None }, &by).unwrap();
        }
    }
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch(
            "DROP TRIGGER operations_keep_update; DROP TRIGGER reports_keep_update;
             UPDATE operations SET user = 'boris' WHERE seq = 2; UPDATE reports SET bytes = x'00' WHERE id = 'three';",
        )
        .unwrap();
    drop(other);
    let faults = Ledger::open(&path).unwrap().verify().unwrap();
    assert_eq!(faults, [Fault::Chain(Sequence(2)), Fault::Bytes(sha256(b"three"))]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn importing_any_list_again_in_any_order_changes_nothing(
        texts in proptest::collection::vec("[a-d]{0,3}", 1..12),
        turn in 0usize..12,
    ) {
        let mut ledger = Ledger::in_memory().unwrap();
        let reports: Vec<StoredReport> = texts.iter().enumerate().map(|(i, t)| report(&format!("r{i}"), t, None)).collect();
        let entries = |list: &[StoredReport], ledger: &mut Ledger| {
            let entries: Vec<Entry<'_>> = list.iter().map(|report| Entry { report, reading: None }).collect();
            ledger.import_all(entries, &stamp("2031-06-05T00:00:00Z"))
        };
        entries(&reports, &mut ledger);
        let (before, rows) = (ledger.operations(None, None).unwrap(), ledger.reports_as_of(AsOf::NOW).unwrap());
        let distinct: std::collections::BTreeSet<&String> = texts.iter().collect();
        prop_assert_eq!(rows.len(), distinct.len());
        let mut turned = reports;
        let by = turn % turned.len();
        turned.rotate_left(by);
        for done in entries(&turned, &mut ledger) {
            prop_assert!(done.unwrap().unchanged());
        }
        prop_assert_eq!(ledger.operations(None, None).unwrap(), before);
        prop_assert_eq!(ledger.reports_as_of(AsOf::NOW).unwrap(), rows);
    }

    #[test]
    fn a_view_of_the_past_never_changes_whatever_is_added(
        days in proptest::collection::vec(1u8..28, 1..10),
        cut in 0usize..10,
    ) {
        let mut ledger = Ledger::in_memory().unwrap();
        let mut past: Option<(Sequence, Vec<ReportRow>)> = None;
        let mut length = 0;
        for (i, day) in days.iter().enumerate() {
            let published = format!("2031-05-{day:02}T00:00:00Z");
            let stored = report(&format!("r{i}"), &format!("text {i}"), Some(&published));
            let done = ledger.import(Entry { report: &stored, reading: None }, &stamp("2031-06-05T00:00:00Z")).unwrap();
            let operations = ledger.operations(None, None).unwrap();
            prop_assert!(operations.len() > length && operations.windows(2).all(|w| w[0].sequence < w[1].sequence));
            length = operations.len();
            if i == cut.min(days.len() - 1) {
                let seq = done.stored.unwrap();
                past = Some((seq, ledger.reports_as_of(AsOf::stored(seq)).unwrap()));
            }
        }
        let (seq, rows) = past.unwrap();
        prop_assert_eq!(ledger.reports_as_of(AsOf::stored(seq)).unwrap(), rows);
    }

    #[test]
    fn no_search_fails_whatever_is_typed(words in "\\PC{0,40}") {
        let ledger = small();
        prop_assert!(ledger.search_texts(&words, AsOf::NOW, 5).is_ok());
        prop_assert!(ledger.search_claims(&words, AsOf::NOW, 5).is_ok());
    }

    #[test]
    fn a_list_finds_by_words_what_the_index_finds(
        asked in "[-\"]?(a|Ağ|ag|É|e|ж|Ж|й|и|ü|o\u{308}|7)[a*]?( OR| -| )?(b|B|ğa|ag\u{306}|x)?[*\"]?",
        text in "((a|Ağ|ag|É|e|ж|й|и|ü|o\u{308}|7|b|ğa|aga|xa)([ ,.’\n-]| – )?){1,6}",
    ) {
        let mut ledger = Ledger::in_memory().unwrap();
        let document = serde_json::json!({});
        let entry = Entry { report: &report("r", &text, None), reading: reading(&text, &document, &[]) };
        ledger.import(entry, &stamp("2031-06-01T00:00:00Z")).unwrap();
        let indexed = ledger.search_texts(&asked, AsOf::NOW, 5).unwrap().len() == 1;
        prop_assert_eq!(Query::parse(&asked).holds(&text), indexed, "{:?} in {:?}", asked, text);
    }
}

#[test]
fn what_a_reader_kept_is_found_by_its_name_and_reports_in_the_order_they_were_stored() {
    let ledger = small();
    let rows = ledger.reports_after(0).unwrap();
    let ids: Vec<&str> = rows.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(ids, ["r1", "r2", "r3"]);
    assert_eq!(ledger.reports_after(2).unwrap(), rows[2..]);
    let wanted = [rows[2].sha256.clone(), "no report".to_owned(), rows[0].sha256.clone()];
    let mut kept = Vec::new();
    ledger.each_kept("reader 1", &wanted, |n, _, found| kept.push((n, found))).unwrap();
    let told: Vec<(usize, &str, usize)> = kept.iter().map(|(n, k)| (*n, k.text.as_str(), k.claims.len())).collect();
    let texts = ["Nobody knows when this was written.", "Shells fell on Miravel, officials said."];
    assert_eq!(told, [(0, texts[0], 1), (2, texts[1], 1)]);
    ledger.each_kept("reader 2", &wanted, |_, _, _| panic!("another reader kept nothing")).unwrap();
}

#[test]
fn judgements_are_listed_apart_from_what_was_imported_and_read() {
    let mut ledger = small();
    assert!(ledger.judgements(None).unwrap().is_empty());
    let by = stamp("2031-06-02T00:00:00Z");
    let note = ledger.record(&Action::Note { about: "r1".into() }, &by).unwrap();
    let undo = ledger.record(&Action::Undo { operation: note }, &by).unwrap();
    let numbers = |all: Vec<Operation>| all.into_iter().map(|o| o.sequence).collect::<Vec<_>>();
    assert_eq!(numbers(ledger.judgements(None).unwrap()), [note, undo]);
    assert_eq!(numbers(ledger.judgements(Some(note)).unwrap()), [undo]);
    assert_eq!(ledger.last().unwrap(), undo);
}
