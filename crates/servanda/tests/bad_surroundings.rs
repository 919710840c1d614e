//! Disks, databases, agreements and arguments that cannot be used: always named, with a remedy and a documented exit
//! code, and nothing stored is lost.

#![allow(clippy::disallowed_methods, reason = "it measures")]
#![allow(clippy::unwrap_used, reason = "tests may fail")]
mod support;

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use support::{Desk, SHELLING};

const AGREEMENT: &str = include_str!("../../../data/agreements/karabakh-2020/agreement.toml");
const PLACES: &str = include_str!("../../../data/agreements/karabakh-2020/places.toml");

/// How many reports a ledger keeps.
fn stored(path: &Path) -> usize {
    let ledger = servanda_ledger::Ledger::open_read_only(path).unwrap();
    ledger.reports_as_of(servanda_ledger::AsOf::NOW).unwrap().len()
}

/// The same, after the binary has told a board from it.
fn kept(desk: &Desk, db: &str) -> usize {
    desk.run(&["assess", "karabakh-2020", "--db", db]).done();
    stored(&desk.path(db))
}

/// A desk with a ledger of two reports.
fn desk_with_ledger() -> Desk {
    let desk = Desk::new();
    desk.put("reports/a.txt", SHELLING);
    desk.put("reports/b.txt", "The spokesman said that the town of Shusha was quiet on 21 November 2020.\n");
    desk.run(&["assess", "karabakh-2020", "reports", "--db", "truce.db"]).done();
    desk
}

#[test]
fn what_is_unknown_in_an_agreement_is_told_with_line_column_and_the_nearest_known_word() {
    for (right, wrong, says, near) in [
        ("kind     = ", "knid     = ", "knid", "kind"),
        ("[\"ARM\"", "[\"ARMM\"", "ARMM", "ARM"),
        ("[\"aghdam-district\"", "[\"aghdam-distrikt\"", "aghdam-distrikt", "aghdam-district"),
        ("\"shelling\"", "\"sheling\"", "sheling", "shelling"),
    ] {
        let at = AGREEMENT.find(right).unwrap_or_else(|| panic!("no `{right}` in the shipped agreement"));
        let desk = Desk::new();
        desk.put("mine/agreement.toml", AGREEMENT.replacen(right, wrong, 1));
        desk.put("mine/places.toml", PLACES);
        desk.put("a.txt", SHELLING);
        let line = AGREEMENT[..at].matches('\n').count() + 1;
        let place = format!("agreement.toml:{line}:");
        let near = format!("did you mean `{near}`");
        desk.run(&["assess", "mine", "a.txt"]).fails(3, &[&place, says, &near]);
        let checked = desk.run(&["check", "mine", "--json"]);
        assert_eq!(checked.exit, 1, "{}", checked.err);
        let problems = checked.json()["problems"].as_array().unwrap().clone();
        let told = problems.iter().any(|p| {
            p["line"] == line && p["column"].is_u64() && p["remedy"].as_str().is_some_and(|r| r.contains(&near))
        });
        assert!(told, "{problems:?}");
    }
}

#[test]
fn wrong_arguments_end_with_two_and_the_nearest_right_one() {
    let desk = Desk::new();
    desk.put("a.txt", SHELLING);
    desk.run(&["asess", "karabakh-2020", "a.txt"]).fails(2, &["asess", "assess"]);
    desk.run(&["demo", "--as-of", "yesterday"]).fails(2, &["yesterday", "2020-11-21"]);
    desk.run(&["demo", "--as-of", "2020-02-30"]).fails(2, &["2020-02-30"]);
    desk.run(&["explain", "6z"]).fails(2, &["no finding on a provision `6z`", "did you mean `6a`"]);
    desk.run(&["assess", "karabak-2020", "a.txt"]).fails(2, &["karabak-2020", "did you mean `karabakh-2020`"]);
    desk.run(&["diff", "2021-01-01", "2020-12-01"]).fails(2, &["the earlier one first"]);
    desk.run(&["assess", "karabakh-2020"]).fails(2, &["REPORTS"]);
    desk.put("mine/gazetteer/places.bin", b"SVPLACE1 and then nothing");
    let checked = desk.run(&["check", "mine", "--json"]);
    let files: Vec<String> =
        checked.json()["problems"].as_array().unwrap().iter().map(|p| p["file"].to_string()).collect();
    assert!(files.iter().any(|f| f.contains("gazetteer/places.bin")), "{files:?}");
    desk.run(&["check", "nowhere"]).fails(3, &["`nowhere` does not exist"]);
    desk.run(&["demo", "--data", "nowhere"]).fails(3, &["nowhere"]);
}

#[test]
fn an_export_ends_as_other_commands_do_two_where_it_was_asked_wrongly_three_where_something_cannot_be_used() {
    let desk = Desk::new();
    desk.put("a.txt", SHELLING);
    desk.run(&["export", "incidents.xlsx"]).fails(2, &["incidents.xlsx", "incidents.csv"]);
    desk.run(&["export", "incidents.csv", "--only", "akt=shelling"]).fails(2, &["`akt`", "did you mean `act`"]);
    desk.run(&["export", "incidents.csv", "--only", "act=sheling"]).fails(2, &["sheling", "did you mean `shelling`"]);
    desk.run(&["export", "incidents.csv", "--only", "as_of=2020-11-21"]).fails(2, &["--as-of"]);
    desk.run(&["export", "provision.json", "--only", "provision=6z"]).fails(2, &["`6z`"]);
    desk.run(&["export", "provision.json"]).fails(2, &["provision", "6a"]);
    desk.run(&["export", "board.csv", "--agreement", "nosuch"]).fails(2, &["nosuch", "karabakh-2020"]);
    desk.run(&["export", "board.csv", "--db", "no/such/truce.db"]).fails(3, &["no/such"]);
    desk.run(&["export", "board.csv", "nowhere.txt"]).fails(3, &["nowhere.txt"]);
    desk.run(&["export", "board.csv", "--out", "no/such/board.csv"]).fails(3, &["board.csv", "check the name"]);
    let partly = desk.run(&["export", "claims.csv", "a.txt", "nowhere.txt", "--out", "claims.csv"]);
    partly.fails(1, &["nowhere.txt"]);
    assert!(desk.path("claims.csv").is_file(), "what could be read is exported");
    if !cfg!(feature = "pdf") {
        desk.run(&["export", "board.pdf", "nowhere.txt"]).fails(3, &["built without PDF", "--features pdf"]);
    }
    #[cfg(target_os = "linux")]
    {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let run = support::Run::of(desk.command(&["export", "board.csv"]).stdout(full).output().unwrap());
        run.fails(3, &["standard output", "make room"]);
    }
}

#[test]
fn a_dossier_that_cannot_be_written_leaves_the_old_one() {
    let desk = Desk::new();
    desk.run(&["demo", "--out", "no/such/folder/d.html"]).fails(3, &["d.html", "check the name"]);
    desk.put("folder/x.txt", "");
    desk.run(&["demo", "--out", "folder"]).fails(3, &["folder"]);
    assert!(desk.path("folder/x.txt").is_file());
    assert!(!desk.path("folder.part").exists(), "what was begun is taken away");
    // No file can be made there, whoever asks.
    #[cfg(target_os = "linux")]
    desk.run(&["demo", "--out", "/proc/dossier.html"]).fails(3, &["/proc/dossier.html"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_told() {
    let desk = Desk::new();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let run = support::Run::of(desk.command(&["demo", "--json"]).stdout(full).output().unwrap());
    run.fails(3, &["standard output", "make room"]);
}

#[test]
fn a_ledger_where_none_can_be_made_is_told_before_anything_is_read() {
    let desk = Desk::new();
    desk.put("a.txt", SHELLING);
    desk.run(&["assess", "karabakh-2020", "a.txt", "--db", "no/such/truce.db"]).fails(3, &["no/such", "create it"]);
    #[cfg(target_os = "linux")]
    desk.run(&["assess", "karabakh-2020", "a.txt", "--db", "/proc/truce.db"]).fails(3, &["/proc"]);
}

#[cfg(unix)]
#[test]
fn a_read_only_ledger_is_told_when_written_and_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let desk = desk_with_ledger();
    let bar = |mode| std::fs::set_permissions(desk.path("truce.db"), std::fs::Permissions::from_mode(mode)).unwrap();
    bar(0o444);
    assert_eq!(kept(&desk, "truce.db"), 2);
    // The superuser may write everything.
    if std::fs::File::options().append(true).open(desk.path("truce.db")).is_err() {
        desk.put("c.txt", "Mines were found near Shusha on 22 November 2020, the ministry said.");
        desk.run(&["assess", "karabakh-2020", "c.txt", "--db", "truce.db"]).fails(3, &["truce.db"]);
    }
    bar(0o644);
    assert_eq!(kept(&desk, "truce.db"), 2);
}

#[test]
fn reading_a_ledger_writes_nothing_to_it() {
    let desk = desk_with_ledger();
    let before = std::fs::read(desk.path("truce.db")).unwrap();
    desk.run(&["explain", "1a", "--db", "truce.db"]).done();
    desk.run(&["diff", "2020-11-20", "2020-11-25", "--db", "truce.db"]).done();
    assert_eq!(std::fs::read(desk.path("truce.db")).unwrap(), before);
}

#[test]
fn importing_twice_changes_nothing() {
    let desk = desk_with_ledger();
    let args = ["assess", "karabakh-2020", "reports", "--db", "truce.db", "--json"];
    let (first, second) = (desk.run(&args), desk.run(&args));
    assert_eq!(first.done().out, second.done().out);
    assert_eq!(kept(&desk, "truce.db"), 2);
    desk.run(&["check", "truce.db"]).done();
}

#[test]
fn a_file_that_is_no_ledger_is_left_as_it_is() {
    let desk = Desk::new();
    desk.put("a.txt", SHELLING);
    desk.put("notes.db", "my notes");
    desk.run(&["assess", "karabakh-2020", "a.txt", "--db", "notes.db"])
        .fails(3, &["not a ledger", "name another file"]);
    assert_eq!(std::fs::read(desk.path("notes.db")).unwrap(), b"my notes");
}

#[test]
fn a_ledger_of_a_newer_version_is_left_as_it_is() {
    let desk = desk_with_ledger();
    let mut bytes = std::fs::read(desk.path("truce.db")).unwrap();
    // SQLite keeps the user's version of the format, big-endian, at offset 60 of the header.
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    desk.put("newer.db", &bytes);
    for args in
        [&["assess", "karabakh-2020", "reports", "--db", "newer.db"][..], &["explain", "1a", "--db", "newer.db"]]
    {
        desk.run(args).fails(3, &["version 99", "nothing was changed"]);
    }
    assert_eq!(std::fs::read(desk.path("newer.db")).unwrap(), bytes);
}

#[test]
fn a_damaged_ledger_is_told_and_nothing_is_written_to_it() {
    let desk = desk_with_ledger();
    let mut bytes = std::fs::read(desk.path("truce.db")).unwrap();
    for page in bytes.chunks_mut(4096).skip(1) {
        page.fill(0xa5);
    }
    desk.put("torn.db", &bytes);
    desk.run(&["assess", "karabakh-2020", "reports", "--db", "torn.db"]).fails(3, &["damaged", "backup"]);
    desk.run(&["check", "torn.db"]).fails(3, &["damaged", "backup"]);
    assert_eq!(std::fs::read(desk.path("torn.db")).unwrap(), bytes);
    desk.put("short.db", &bytes[..bytes.len() / 2]);
    desk.run(&["assess", "karabakh-2020", "reports", "--db", "short.db"]).fails(3, &["short.db"]);
}

#[test]
fn a_ledger_that_another_process_holds_is_told_and_keeps_what_it_has() {
    let desk = desk_with_ledger();
    desk.put("c.txt", "Mines were found near Shusha on 22 November 2020, the ministry said.");
    {
        let other = rusqlite::Connection::open(desk.path("truce.db")).unwrap();
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();
        let start = Instant::now();
        desk.run(&["assess", "karabakh-2020", "c.txt", "--db", "truce.db"])
            .fails(3, &["another process holds", "try again"]);
        assert!(start.elapsed() < Duration::from_secs(30));
    }
    assert_eq!(kept(&desk, "truce.db"), 2);
    desk.run(&["assess", "karabakh-2020", "c.txt", "--db", "truce.db"]).done();
    assert_eq!(kept(&desk, "truce.db"), 3);
}

#[test]
fn an_import_that_is_killed_leaves_a_ledger_of_whole_reports() {
    let desk = Desk::new();
    for n in 0..400 {
        desk.put(&format!("reports/{n}.txt"), format!("Report {n}. {}", SHELLING.repeat(3)));
    }
    let mut found = Vec::new();
    for pause in [30, 120, 250, 400, 600] {
        let args = ["assess", "karabakh-2020", "reports", "--db", "truce.db", "--json"];
        let mut import = desk.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        // SIGKILL: nothing can be tidied up.
        let _ = import.kill();
        import.wait().unwrap();
        if !desk.path("truce.db").exists() {
            continue;
        }
        let checked = desk.run(&["check", "truce.db"]);
        if checked.err.contains("version 0") {
            continue; // killed before the first table was made: nothing was stored
        }
        checked.done();
        found.push(stored(&desk.path("truce.db")));
    }
    assert!(found.is_sorted(), "what is stored stays: {found:?}");
    desk.run(&["assess", "karabakh-2020", "reports", "--db", "truce.db"]).done();
    assert_eq!(stored(&desk.path("truce.db")), 400);
    desk.run(&["check", "truce.db"]).done();
}

/// A disk of its own needs rights that most users do not have; there the test tells so and ends.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing_that_was_stored() {
    use std::process::Command;
    let desk = Desk::new();
    let disk = desk.path("disk");
    std::fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1280k", "tmpfs"]).arg(&disk).output();
    if !mounted.is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: this user may not make a small disk");
        return;
    }
    let unmount = || Command::new("umount").arg(&disk).status().unwrap();
    desk.put("few/a.txt", SHELLING);
    let first = desk.run(&["assess", "karabakh-2020", "few", "--db", "disk/truce.db"]);
    for n in 0..60 {
        desk.put(&format!("many/{n}.txt"), format!("Report {n}. {}", SHELLING.repeat(200)));
    }
    let full = desk.run(&["assess", "karabakh-2020", "many", "--db", "disk/truce.db", "--json"]);
    let again = desk.run(&["check", "disk/truce.db"]);
    let left = stored(&desk.path("disk/truce.db"));
    let dossier = desk.run(&["demo", "--out", "disk/d.html"]);
    let parts = disk.join("d.html.part").exists() || disk.join("d.html").exists();
    unmount();
    first.done();
    full.fails(1, &["no room is left", "make room", "more: no room"]);
    assert!(full.json()["provisions"].is_array(), "the board is still told");
    again.done();
    assert!((1..61).contains(&left), "{left}");
    dossier.fails(3, &["d.html", "make room"]);
    assert!(!parts, "half a dossier is none");
}
