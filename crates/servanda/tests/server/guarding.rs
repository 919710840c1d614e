//! What must not get through: foreign names, foreign pages, nonsense, markup.

use serde_json::json;

use crate::{Server, example};

#[test]
fn foreign_names_are_not_answered() {
    let server = example();
    let url = server.url("/board");
    let port = url.split(':').nth(2).unwrap().split('/').next().unwrap().to_owned();
    server.get_with("/board", &[("host", "evil.example")]).problem(403, &["evil.example", "--name"]);
    server.get_with("/", &[("host", &format!("evil.example:{port}"))]).problem(403, &["evil.example"]);
    assert_eq!(server.get_with("/board", &[("host", &format!("localhost:{port}"))]).status, 200);
}

#[test]
fn foreign_pages_cannot_write() {
    let server = example();
    let note = json!({ "action": "note", "about": "x", "reason": "r" }).to_string();
    let json = ("content-type", "application/json");
    let send = |origin: &str| server.send("POST", "/operations", &[json, ("origin", origin)], note.as_bytes());
    for origin in ["https://evil.example", "null", "http://localhost:1", "not an origin"] {
        send(origin).problem(403, &["may not write"]);
    }
    let own = server.url("/");
    assert_eq!(send(own.trim_end_matches('/')).status, 201);
    server.send("POST", "/operations", &[("content-type", "text/plain")], note.as_bytes()).problem(415, &["JSON"]);
}

#[test]
fn nonsense_is_told_as_such_with_a_remedy() {
    let server = example();
    server.get("/board?as_of=yesterday").problem(400, &["yesterday", "2020-11-21"]);
    server.get("/board?as_of=9999-12-31").problem(422, &["out of reach"]);
    server.get("/board?as_off=2020-11-21").problem(400, &["did you mean `as_of`"]);
    server.get("/board?agreement=none").problem(404, &["none"]);
    server.get("/incidents?act=sheling").problem(400, &["did you mean `shelling`"]);
    server.get("/incidents?limit=1001").problem(400, &["1000"]);
    server.get("/incidents?from=").problem(400, &["no instant"]);
    server.get("/incidents?limit=many").problem(400, &[]);
    server.get("/incidents?cursor=x").problem(400, &["cursor"]);
    server.get("/incidents?bbox=1,2,3").problem(400, &["west,south,east,north"]);
    server.get("/incidents?bbox=nan,0,1,1").problem(400, &["no box"]);
    server.get("/incidents?from=2020-12-02&to=2020-12-01").problem(422, &["later"]);
    server.get("/incidents?sort=up").problem(400, &["earliest"]);
    server.get("/nothing").problem(404, &["/api/v1/nothing"]);
    server.get("/incidents/%FF").problem(400, &["UTF-8"]);
    server.send("PUT", "/board", &[("content-type", "application/json")], b"{}").problem(405, &["PUT"]);
    let json = [("content-type", "application/json")];
    for body in ["", "{", "[]", "{\"action\":\"note\"}", "{\"action\":\"import\",\"reason\":\"r\"}", "\u{0}"] {
        server.send("POST", "/operations", &json, body.as_bytes()).problem(422, &[]);
    }
}

#[test]
fn a_body_beyond_all_measure_is_refused() {
    let huge = vec![b' '; (64 << 20) + 1];
    let server = example();
    server.send("POST", "/preview", &[("content-type", "application/json")], &huge).problem(413, &["64 MB"]);
}

#[test]
fn foreign_text_is_never_markup() {
    let server = Server::start(&[]);
    let evil = "<script>alert(1)</script> The Defence Ministry of Azerbaijan said that Armenian forces shelled the town of Shusha on 20 November 2020. <img src=x onerror=alert(2)>";
    let done = server.import(
        evil,
        &[
            ("title", "<b>\"=cmd|' /C calc'!A0"),
            ("outlet", "=HYPERLINK(\"http://evil.example\")"),
            ("published", "2020-11-21"),
        ],
    );
    let id = done["reports"][0].as_str().unwrap();
    let got = server.get(&format!("/reports/{}", crate::path(id)));
    assert_eq!(got.media, "application/json");
    assert!(got.ok()["text"].as_str().unwrap().contains("<script>alert(1)</script>"), "the words are kept as they are");
    let dossier = server.get("/export/board.html").text();
    assert!(!dossier.contains("<script") && !dossier.contains("<img"), "the dossier escapes them");
    let table = server.get("/export/reports.csv").text();
    assert!(table.contains("'=HYPERLINK"), "no formula: {table}");
    assert!(!table.contains(",=HYPERLINK") && !table.contains(",\"=HYPERLINK"));
}

#[test]
fn a_port_that_is_taken_is_told() {
    // Held: the example ends with the last test that has it, and its port would be free.
    let server = example();
    let url = server.url("/");
    let port = url.trim_end_matches('/').rsplit(':').next().unwrap();
    let run =
        std::process::Command::new(env!("CARGO_BIN_EXE_servanda")).args(["serve", "--port", port]).output().unwrap();
    assert_eq!(run.status.code(), Some(3));
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(said.contains("cannot listen") && said.contains("--port"), "{said}");
}

#[cfg(unix)]
#[test]
fn asked_to_stop_it_ends_well() {
    let server = Server::start(&[]);
    server.json("/board");
    let killed = std::process::Command::new("kill").arg(server.id().to_string()).status().unwrap();
    assert!(killed.success());
    assert_eq!(server.ended(), Some(0));
}
