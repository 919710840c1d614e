//! What comes in: texts typed, files sent, agreements changed.

use serde_json::json;

use crate::{Server, example, path};

const SHELLING: &str =
    "The Defence Ministry of Azerbaijan said that Armenian forces shelled the town of Shusha on 20 November 2020.";

/// A form of files.
fn form(files: &[(&str, &[u8])]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, bytes) in files {
        body.extend(
            format!("--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").bytes(),
        );
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    ("multipart/form-data; boundary=edge".to_owned(), body)
}

#[test]
fn a_preview_reads_a_text_and_keeps_nothing() {
    let server = example();
    let before = server.json("/board")["known"].clone();
    let seen = server.post("/preview", json!({ "text": SHELLING, "published": "2020-11-21", "outlet": "Paper" })).ok();
    assert_eq!(seen["claims"][0]["act"], "shelling");
    assert_eq!(seen["claims"][0]["place"]["canonical"], "Shusha");
    assert!(seen["claims"][0]["when"]["from"].as_str().unwrap().starts_with("2020-11-20"), "{seen}");
    let (start, end) = (seen["marks"][0][0].as_u64().unwrap(), seen["marks"][0][1].as_u64().unwrap());
    let words: String =
        seen["text"].as_str().unwrap().chars().skip(start as usize).take((end - start) as usize).collect();
    assert_eq!(words, seen["claims"][0]["quote"].as_str().unwrap());
    assert_eq!(server.json("/board")["known"], before);
}

#[test]
fn files_are_read_with_their_fields_and_progress_is_told_to_the_end() {
    let server = Server::start(&[]);
    let before = server.json("/board")["known"]["reports"].as_u64().unwrap();
    let (media, body) = form(&[
        ("../../etc/one.txt", SHELLING.as_bytes()),
        ("one.yaml", b"published: 2020-11-21\noutlet: First Paper\ntitle: One\n"),
        ("two.html", b"<html><head><title>Two</title></head><body><p>Armenian forces shelled Hadrut on 24 November 2020.</p></body></html>"),
        ("empty.txt", b""),
    ]);
    let started = server.send("POST", "/reports", &[("content-type", &media)], &body).json(202);
    let (names, last) = server.follow(&started["job"]);
    assert_eq!(names.last().map(String::as_str), Some("end"));
    assert!(names[..names.len() - 1].iter().all(|n| n == "progress"));
    assert_eq!((&last["done"], &last["total"], &last["ended"]), (&3.into(), &3.into(), &true.into()));
    assert_eq!(last["reports"].as_array().unwrap().len(), 2, "{last}");
    assert!(
        last["notices"]
            .as_array()
            .unwrap()
            .iter()
            .any(|n| n["failed"] == true && n["about"].as_str().unwrap().contains("empty.txt")),
        "{last}"
    );
    assert_eq!(server.json("/board")["known"]["reports"].as_u64().unwrap(), before + 2);
    let one = server.json("/reports?q=One&outlet=First%20Paper")["items"][0].clone();
    assert_eq!((&one["title"], &one["published"]), (&"One".into(), &"2020-11-21".into()));
    let told = server.json(&format!("/jobs/{}", started["job"]));
    assert_eq!(told["ended"], true);
    server.get("/jobs/999").problem(404, &["999"]);
    server.get("/jobs/999/events").problem(404, &["999"]);
}

#[test]
fn the_same_report_twice_is_counted_once() {
    let server = Server::start(&[]);
    let fields = [("published", "2020-11-21"), ("outlet", "Paper")];
    assert_eq!(server.import(SHELLING, &fields)["reports"].as_array().unwrap().len(), 1);
    let known = server.json("/board")["known"].clone();
    let again = server.import(SHELLING, &fields);
    assert!(again["reports"].as_array().unwrap().is_empty(), "{again}");
    assert!(again["notices"][0]["says"].as_str().unwrap().contains("counted once"), "{again}");
    assert_eq!(server.json("/board")["known"], known);
}

#[test]
fn broken_forms_and_empty_texts_are_refused() {
    let server = example();
    let bad = [("content-type", "multipart/form-data; boundary=edge")];
    server.send("POST", "/reports", &bad, b"no form at all").problem(400, &["form"]);
    server.send("POST", "/reports", &[("content-type", "multipart/form-data")], b"").problem(400, &["form"]);
    let (media, body) = form(&[]);
    server.send("POST", "/reports", &[("content-type", &media)], &body).problem(422, &["no report"]);
    server.post("/reports", json!({ "text": "  " })).problem(422, &["no text"]);
}

#[test]
fn a_report_known_only_later_is_not_part_of_an_earlier_state() {
    let server = Server::start(&[]);
    let done = server.import(SHELLING, &[("published", "2020-11-21"), ("outlet", "Paper")]);
    let id = path(done["reports"][0].as_str().unwrap());
    assert_eq!(server.get(&format!("/reports/{id}")).status, 200);
    server.get(&format!("/reports/{id}?as_of=2020-11-15")).problem(404, &[]);
}

#[test]
fn an_agreement_is_checked_against_the_reports_and_kept_by_version() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("truce.db");
    let db = db.to_str().unwrap();
    let server = Server::start(&["karabakh-2020", "--db", db]);
    server.import(SHELLING, &[("published", "2020-11-21"), ("outlet", "Paper")]);
    let source = server.json("/agreements/karabakh-2020/source");
    let text = source["text"].as_str().unwrap();
    let check = |text: &str| server.post("/agreements/karabakh-2020/check", json!({ "text": text })).ok();
    assert_eq!(check(text), json!({ "problems": [], "changes": [] }));
    let wrong = check(&text.replace("kind", "knd"));
    assert!(
        wrong["problems"][0]["line"].as_u64().unwrap() > 1
            && !wrong["problems"][0]["remedy"].as_str().unwrap().is_empty()
    );
    let later = text.replace("\"2020-11-20\"", "\"2020-12-20\"");
    assert_ne!(later, text);
    let change = check(&later)["changes"][0].clone();
    assert_eq!((&change["was"], &change["is"]), (&"overdue".into(), &"not_yet_due".into()), "{change}");
    assert!(change["also"].as_array().unwrap().contains(&"deadline".into()), "{change}");
    let before = json!({ "text": later, "as_of": "2020-11-18" });
    let before = server.post("/agreements/karabakh-2020/check", before).ok()["changes"][0].clone();
    assert_eq!((&before["was"], &before["is"]), (&"not_yet_due".into(), &"not_yet_due".into()), "as of an earlier day");
    assert!(before["also"].as_array().unwrap().contains(&"deadline".into()), "{before}");

    let put = |text: &str, base: &serde_json::Value| {
        let body = json!({ "text": text, "reason": "a later start", "user": "Ada", "base": base }).to_string();
        server.send("PUT", "/agreements/karabakh-2020/source", &[("content-type", "application/json")], body.as_bytes())
    };
    put(&text.replace("kind", "knd"), &source["sha256"]).problem(422, &["knd"]);
    let board = server.json("/board");
    let saved = put(&later, &source["sha256"]).ok();
    assert_ne!(saved["sha256"], source["sha256"]);
    put(text, &source["sha256"]).problem(409, &["somebody else"]);
    assert_ne!(server.json("/board")["provisions"], board["provisions"]);
    let versions = server.json("/agreements/karabakh-2020/versions");
    let versions = versions["items"].as_array().unwrap();
    assert_eq!(versions.iter().map(|v| v["in_force"] == true).collect::<Vec<_>>(), [false, true]);
    assert_eq!((&versions[1]["user"], &versions[1]["reason"]), (&"Ada".into(), &"a later start".into()));
    let first = versions[0]["sha256"].as_str().unwrap();
    assert_eq!(server.json(&format!("/agreements/karabakh-2020/source?version={first}"))["text"], *text);
    server.get("/agreements/karabakh-2020/source?version=none").problem(404, &["none"]);
    put(text, &saved["sha256"]).ok();
    assert_eq!(server.json("/board")["provisions"], board["provisions"], "the first text is in force again");
    drop(server);
    let server = Server::start(&["--db", db]);
    assert_eq!(server.json("/board")["provisions"], board["provisions"]);
    assert_eq!(server.json("/agreements")["items"][0]["id"], "karabakh-2020");
    server.get("/agreements/none/source").problem(404, &["none"]);
}

#[test]
fn the_command_line_exports_what_the_server_does() {
    let run =
        std::process::Command::new(env!("CARGO_BIN_EXE_servanda")).args(["export", "incidents.csv"]).output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(run.stdout, example().get("/export/incidents.csv").body);
    let some = ["export", "incidents.csv", "--only", "act=shelling", "--only", "sort=latest"];
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_servanda")).args(some).output().unwrap();
    assert_eq!(run.stdout, example().get("/export/incidents.csv?act=shelling&sort=latest").body);
    let run =
        std::process::Command::new(env!("CARGO_BIN_EXE_servanda")).args(["export", "incidents.xls"]).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
}
