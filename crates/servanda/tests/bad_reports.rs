//! Reports that are no reports: each is told with its remedy, and the rest of the batch goes on.

#![allow(clippy::disallowed_methods, reason = "it measures")]
#![allow(clippy::unwrap_used, reason = "tests may fail")]
mod support;

use std::time::{Duration, Instant};

use support::{Desk, Run, SHELLING};

/// Reads `name` beside a good report: the good one is read whatever the other is.
#[track_caller]
fn beside_a_good_one(desk: &Desk, name: &str) -> Run {
    desk.put("good.txt", SHELLING);
    let run = desk.run(&["read", "--json", name, "good.txt"]);
    let claims = run.json()["claims"].as_array().unwrap().clone();
    assert!(claims.iter().any(|c| c["report"] == "good" && c["act"] == "shelling"), "{}", run.out);
    run
}

#[test]
fn a_missing_report_is_named_and_the_rest_is_read() {
    let desk = Desk::new();
    beside_a_good_one(&desk, "none.txt").fails(1, &["left out: none.txt", "check the name"]);
    desk.run(&["read", "none.txt"]).fails(3, &["none.txt", "check the name"]);
}

#[test]
fn an_empty_report_is_left_out() {
    let desk = Desk::new();
    desk.put("empty.txt", "");
    beside_a_good_one(&desk, "empty.txt").fails(1, &["left out: empty.txt: the file is empty"]);
}

#[test]
fn binary_files_are_left_out_and_the_error_names_their_kind_and_the_remedy() {
    let desk = Desk::new();
    for (name, bytes, says) in [
        ("picture.txt", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], ["PNG image", "import the text"]),
        ("paper.html", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", ["PDF document", "take the text out"]),
        ("archive.md", b"PK\x03\x04\x14\0\0\0\x08\0", ["zip archive", "unpack it"]),
        ("noise.txt", b"\0\x01\x02\x03\0\0\x7f\0\x11\0\0\x05", ["binary data", "only texts are read"]),
    ] {
        desk.put(name, bytes);
        beside_a_good_one(&desk, name).fails(1, &["left out", name, says[0], says[1]]);
    }
}

#[test]
fn a_file_of_200_mb_is_refused_without_being_read() {
    let desk = Desk::new();
    std::fs::File::create(desk.path("huge.html")).unwrap().set_len(200 << 20).unwrap();
    let start = Instant::now();
    desk.run(&["read", "huge.html"]).fails(3, &["huge.html", "200 MB", "split the file"]);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    beside_a_good_one(&desk, "huge.html").fails(1, &["left out: huge.html"]);
}

#[test]
fn html_that_breaks_off_gives_what_was_there() {
    let desk = Desk::new();
    desk.put("cut.html", format!("<html><body><article><p>{SHELLING}</p><p>The spokesman <b>ad"));
    let run = desk.run(&["read", "--json", "cut.html"]);
    assert_eq!(run.done().json()["claims"][0]["act"], "shelling");
}

#[test]
fn html_nested_a_hundred_thousand_deep_is_read_in_time() {
    let desk = Desk::new();
    desk.put("deep.html", "<div>".repeat(100_000) + SHELLING);
    let start = Instant::now();
    let run = beside_a_good_one(&desk, "deep.html");
    assert_eq!(run.exit, 0, "{}", run.err);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn an_old_charset_is_found_and_a_mixed_one_is_told() {
    let desk = Desk::new();
    desk.put(
        "old.txt",
        b"The spokesman of the caf\xe9 owners said: \x93Armenian forces shelled Shusha on 20 November 2020.\x94",
    );
    let run = desk.run(&["read", "--json", "old.txt"]);
    assert!(run.done().json()["claims"][0]["quote"].as_str().unwrap().contains('“'), "{}", run.out);
    // UTF-8 and a single-byte charset in one file.
    let mixed = ["Ümid: ".as_bytes(), SHELLING.as_bytes(), b"caf\xe9 \x81\n"].concat();
    desk.put("mixed.txt", mixed);
    let run = beside_a_good_one(&desk, "mixed.txt");
    run.done();
    let notices = run.json()["notices"].to_string();
    assert!(notices.contains("mixed.txt") && notices.contains("UTF-8"), "{notices}");
}

#[test]
fn a_day_that_does_not_exist_stays_unknown_and_is_told() {
    let desk = Desk::new();
    desk.put("dated.md", format!("---\nid: r1\npublished: 2020-02-30\n---\n{SHELLING}"));
    let run = desk.run(&["read", "--json", "dated.md"]);
    run.done().fails(0, &["no day `2020-02-30`", "write 2020-11-10"]);
    assert_eq!(run.json()["claims"][0]["report"], "r1");
}

#[test]
fn dates_that_contradict_each_other_are_told_and_none_is_used() {
    let desk = Desk::new();
    let fields = "published: 2020-11-20T10:00:00+04:00\npublished_latest: 2020-11-01";
    desk.put("dated.md", format!("---\n{fields}\n---\n{SHELLING}"));
    desk.run(&["read", "dated.md"]).fails(0, &["is later than `published_latest`", "correct one of them"]);
}

#[test]
fn front_matter_that_is_no_yaml_is_told_and_the_text_is_read() {
    let desk = Desk::new();
    desk.put("odd.md", format!("---\nid: [r1\npublished: : x\n---\n{SHELLING}"));
    let run = desk.run(&["read", "--json", "odd.md"]);
    run.done().fails(0, &["odd.md", "fields cannot be read", "double quotes"]);
    assert_eq!(run.json()["claims"].as_array().map(Vec::len), Some(1), "{}", run.out);
}

#[test]
fn a_folder_that_links_to_itself_is_read_once() {
    let desk = Desk::new();
    desk.put("reports/good.txt", SHELLING);
    #[cfg(unix)]
    std::os::unix::fs::symlink(desk.path("reports"), desk.path("reports/again")).unwrap();
    let run = desk.run(&["read", "--json", "reports"]);
    assert_eq!(run.done().json()["claims"].as_array().map(Vec::len), Some(1), "{}", run.out);
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_named_and_the_rest_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let (file, folder) = (desk.put("mixed/secret.txt", SHELLING), desk.put("mixed/closed/a.txt", SHELLING));
    let folder = folder.parent().unwrap();
    let bar =
        |path: &std::path::Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    bar(&file, 0);
    bar(folder, 0);
    let barred = std::fs::read(&file).is_err();
    let run = beside_a_good_one(&desk, "mixed");
    bar(folder, 0o755);
    // The superuser may read everything.
    if barred {
        run.fails(1, &["secret.txt", "closed", "give yourself the right"]);
    } else {
        run.done();
    }
}

#[test]
fn three_hundred_bad_files_do_not_flood_the_screen() {
    let desk = Desk::new();
    for n in 0..300 {
        desk.put(&format!("many/{n}.txt"), "");
    }
    desk.put("many/good.txt", SHELLING);
    let run = desk.run(&["read", "--json", "many"]);
    run.fails(1, &["the file is empty", "297 more"]);
    assert_eq!(run.json()["notices"].as_array().map(Vec::len), Some(300), "the JSON has them all");
}
