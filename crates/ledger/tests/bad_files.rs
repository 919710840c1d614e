//! Every way a ledger file can be unusable gives its own error with a remedy, and loses nothing.

#![allow(clippy::unwrap_used)]

mod made_up;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use made_up::{report, stamp};
use rusqlite::Connection;
use servanda_ledger::*;

const BY: &str = "2031-06-05T00:00:00Z";

/// A ledger in a folder of its own with `n` reports of about 1 kB.
fn ledger_of(n: usize) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("truce.db");
    fill(&mut Ledger::open(&path).unwrap(), n);
    (folder, path)
}

fn fill(ledger: &mut Ledger, n: usize) {
    for i in 0..n {
        let text = format!("report {i} {}", "word ".repeat(200));
        ledger.import(Entry { report: &report(&format!("r{i}"), &text, None), reading: None }, &stamp(BY)).unwrap();
    }
}

fn impatient() -> Options {
    Options { patience: Duration::from_millis(50), ..Options::default() }
}

#[track_caller]
fn fails(result: Result<Ledger, LedgerError>, says: &str, remedy: &str) {
    let error = result.expect_err("it should not open");
    assert!(error.to_string().contains(says), "{error}");
    assert!(error.remedy().contains(remedy), "{}", error.remedy());
}

fn count(path: &Path) -> u64 {
    Ledger::open(path).unwrap().count_as_of(AsOf::NOW).unwrap().reports
}

/// Whether rights bind this process at all: to a superuser every file is writable.
fn rights_bind(probe: &Path) -> bool {
    fs::OpenOptions::new().append(true).open(probe).is_err()
}

#[test]
fn a_missing_folder_is_named_with_the_command_that_makes_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no/such/truce.db");
    fails(Ledger::open(&path), "no/such` of the ledger does not exist", "mkdir -p");
}

#[test]
fn a_folder_given_for_a_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fails(Ledger::open(folder.path()), "it is a folder", "check the name");
}

#[test]
fn a_missing_ledger_is_not_made_when_it_is_only_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("truce.db");
    fails(Ledger::open_read_only(&path), "there is no ledger", "check the name");
    assert!(!path.exists());
}

#[test]
fn a_ledger_of_a_later_version_is_refused_and_left_alone() {
    let (_folder, path) = ledger_of(1);
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let before = fs::read(&path).unwrap();
    fails(Ledger::open(&path), "has version 99 of the format", "use the version of Servanda that wrote it");
    fails(Ledger::open_read_only(&path), "has version 99 of the format", "use the version of Servanda that wrote it");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_ledger_of_the_first_version_is_read_as_it_is_and_brought_up_to_date_when_written() {
    let (_folder, path) = ledger_of(2);
    // The tables are those of version 1; the number alone tells them apart.
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 1").unwrap();
    let version =
        || -> i64 { Connection::open(&path).unwrap().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap() };
    assert_eq!(Ledger::open_read_only(&path).unwrap().count_as_of(AsOf::NOW).unwrap().reports, 2);
    assert_eq!(version(), 1, "reading changes nothing");
    let mut ledger = Ledger::open(&path).unwrap();
    let misread = Action::Misread { claim: "r1#1".into(), anchor: None };
    let alias = Action::Alias { of: Named::Place, name: "Miravelle".into(), means: "miravel".into() };
    for action in [&misread, &alias] {
        ledger.record(action, &stamp(BY)).unwrap();
    }
    let operations = ledger.operations(None, None).unwrap();
    let judged: Vec<&Action> = in_force(&operations).into_iter().map(|o| &o.action).collect();
    assert_eq!(judged, [&misread, &alias]);
    assert!(ledger.verify().unwrap().is_empty(), "the chain of operations is whole");
    drop(ledger);
    assert_eq!((version(), count(&path)), (SCHEMA_VERSION, 2));
}

#[test]
fn a_text_file_is_not_a_ledger_and_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    for content in ["short", &"a line of a report\n".repeat(100)] {
        let path = folder.path().join("notes.txt");
        fs::write(&path, content).unwrap();
        fails(Ledger::open(&path), "is not a ledger", "name another file");
        assert_eq!(fs::read_to_string(&path).unwrap(), *content);
    }
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE mine (x)").unwrap();
    fails(Ledger::open(&path), "not a ledger of Servanda", "nothing was written");
}

#[test]
fn a_truncated_ledger_is_damaged() {
    let (_folder, path) = ledger_of(50);
    let bytes = fs::read(&path).unwrap();
    for keep in [bytes.len() / 2, 4096, 1000] {
        fs::write(&path, &bytes[..keep]).unwrap();
        fails(Ledger::open(&path), "damaged", "restore the latest backup");
        assert_eq!(fs::read(&path).unwrap().len(), keep, "a damaged file is left as it is");
    }
}

#[test]
fn a_ledger_with_overwritten_pages_is_damaged() {
    let (_folder, path) = ledger_of(50);
    let mut bytes = fs::read(&path).unwrap();
    let page = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
    for at in (page..bytes.len()).step_by(page) {
        bytes[at..at + 64].fill(0xaa);
    }
    fs::write(&path, bytes).unwrap();
    fails(Ledger::open(&path), "damaged", "restore the latest backup");
}

#[test]
fn a_ledger_that_another_process_holds_is_told_as_such_and_can_be_used_afterwards() {
    let (_folder, path) = ledger_of(1);
    let mut ledger = Ledger::open_with(&path, impatient()).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = ledger
        .import(Entry { report: &report("late", "late", None), reading: None }, &stamp(BY))
        .expect_err("another process writes");
    assert!(matches!(error, LedgerError::Busy { .. }) && error.is_passing(), "{error}");
    assert!(error.remedy().contains("try again"));
    assert_eq!(ledger.count_as_of(AsOf::NOW).unwrap().reports, 1, "reading goes on");
    drop(other);
    ledger.import(Entry { report: &report("late", "late", None), reading: None }, &stamp(BY)).unwrap();
    assert_eq!(count(&path), 2);
}

#[test]
fn a_ledger_held_exclusively_cannot_be_opened() {
    let (_folder, path) = ledger_of(1);
    let other = Connection::open(&path).unwrap();
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;").unwrap();
    fails(Ledger::open_with(&path, impatient()), "another process holds the ledger", "wait until");
}

#[test]
fn a_full_disk_keeps_what_was_there_and_takes_what_still_fits() {
    let (_folder, path) = ledger_of(20);
    let size = fs::metadata(&path).unwrap().len();
    let mut ledger = Ledger::open_with(&path, Options { max_bytes: Some(size + 8192), ..Options::default() }).unwrap();
    let big = report("big", &"x".repeat(400_000), None);
    let small = report("small", "tiny", None);
    let results =
        ledger.import_all([Entry { report: &big, reading: None }, Entry { report: &small, reading: None }], &stamp(BY));
    let error = results[0].as_ref().expect_err("there is no room");
    assert!(matches!(error, LedgerError::DiskFull { .. }), "{error}");
    assert!(error.remedy().contains("import again"));
    assert!(results[1].is_ok(), "the rest of the batch goes on: {:?}", results[1]);
    drop(ledger);
    assert_eq!(count(&path), 21);
    assert_eq!(Ledger::open(&path).unwrap().verify().unwrap(), []);
}

#[test]
fn a_read_only_file_can_be_read_and_not_written() {
    let (_folder, path) = ledger_of(3);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    if rights_bind(&path) {
        fails(Ledger::open(&path), "cannot be written", "give yourself the right");
    }
    let mut ledger = Ledger::open_read_only(&path).unwrap();
    assert_eq!(ledger.count_as_of(AsOf::NOW).unwrap().reports, 3);
    let error = ledger.record(&Action::Note { about: "x".into() }, &stamp(BY)).unwrap_err();
    assert!(matches!(error, LedgerError::ReadOnly { .. }), "{error}");
}

#[test]
fn a_read_only_folder_can_be_read_and_not_written() {
    let (folder, path) = ledger_of(3);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let rights_bind = fs::write(folder.path().join("probe"), "").is_err();
    if rights_bind {
        fails(Ledger::open(&folder.path().join("new.db")), "cannot be written", "give yourself the right");
        fails(Ledger::open(&path), "cannot be written", "give yourself the right");
    }
    let read = Ledger::open_read_only(&path).map(|l| l.count_as_of(AsOf::NOW).unwrap().reports);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(read.unwrap(), 3);
}

/// Holds for a superuser too: the kernel's own file system takes no files.
#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_takes_no_files_is_read_only() {
    let path = Path::new("/sys/servanda-truce.db");
    if Path::new("/sys").is_dir() {
        fails(Ledger::open(path), "cannot be written", "name another file");
    }
}

#[test]
fn what_was_committed_survives_a_process_that_never_closes_its_ledger() {
    let (folder, path) = ledger_of(2);
    let ledger = Ledger::open(&path).unwrap();
    let mut writer = Ledger::open(&path).unwrap();
    fill(&mut writer, 5);
    // A copy of the files at this moment is what a killed process leaves behind.
    let left = folder.path().join("left.db");
    fs::copy(&path, &left).unwrap();
    fs::copy(folder.path().join("truce.db-wal"), folder.path().join("left.db-wal")).unwrap();
    assert_eq!(count(&left), 5);
    drop((ledger, writer));
    assert_eq!(count(&path), 5);
}
