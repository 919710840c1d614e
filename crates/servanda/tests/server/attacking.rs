//! What somebody would try who wants to harm the server or those who use it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;

use crate::{Server, example};

fn address(server: &Server) -> String {
    server.url("/").trim_end_matches('/').strip_prefix("http://").unwrap().to_owned()
}

/// Sends bytes as they are; gives what comes back until the server closes, or for two seconds.
fn raw(server: &Server, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address(server)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    stream.write_all(request).unwrap();
    let mut got = Vec::new();
    let _ = stream.read_to_end(&mut got);
    String::from_utf8_lossy(&got).into_owned()
}

#[test]
fn no_path_leads_out_of_the_pages() {
    let server = example();
    let host = address(&server);
    for path in [
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../../Cargo.toml",
        "/..\\..\\etc\\passwd",
        "//etc/passwd",
        "/etc/passwd%00.html",
        "/api/v1/export/..%2f..%2fetc%2fpasswd",
        "/api/v1/agreements/..%2f..%2fetc/source",
        "/api/v1/reports/..%2f..%2f..%2fetc%2fpasswd",
    ] {
        let got = raw(&server, format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes());
        let status = got.split(' ').nth(1).unwrap_or_default();
        assert!(!got.contains("root:") && !got.contains("[workspace]"), "{path}: {got}");
        assert!(["400", "404", "200"].contains(&status), "{path}: {got}");
        // With the pages inside, an address of theirs is the page, which looks at the address itself.
        assert!(status != "200" || got.contains("<!doctype html>"), "{path}: {got}");
    }
}

#[test]
fn what_is_no_http_or_has_no_host_is_refused_and_harms_nobody() {
    let server = example();
    for request in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /api/v1/board HTTP/1.1\r\n\r\n",
        b"GET /api/v1/board HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"POST /api/v1/operations HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/v1/operations HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ] {
        let got = raw(&server, request);
        assert!(!got.contains(" 200 "), "{got}");
    }
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(1 << 20));
    assert!(!raw(&server, long.as_bytes()).contains(" 200 "));
    assert_eq!(server.get("/board").status, 200);
}

#[test]
fn deep_and_broken_bodies_are_refused() {
    let server = example();
    let json = [("content-type", "application/json")];
    let deep = ["[".repeat(200_000), "{\"a\":".repeat(200_000), format!("{{\"text\":{}", "[".repeat(200_000))];
    for body in deep.iter().map(String::as_bytes).chain([&b"{\"text\": \"\xff\xfe\"}"[..], b"\xc3\x28"]) {
        for path in ["/operations", "/preview", "/reports", "/agreements/karabakh-2020/check"] {
            let got = server.send("POST", path, &json, body);
            assert_eq!((got.status, got.media.as_str()), (422, "application/problem+json"), "{path}");
        }
    }
    // Deep YAML beside a report, and an agreement of deep TOML.
    let front = format!("---\ntitle: {}\n---\nNothing happened.", "[".repeat(50_000));
    assert!(server.post("/preview", json!({ "text": front })).status < 500);
    let text = format!("id = {}", "[".repeat(50_000));
    assert!(server.post("/agreements/karabakh-2020/check", json!({ "text": text })).status < 500);
    assert_eq!(server.get("/board").status, 200);
}

#[test]
fn words_that_are_no_words_are_searched_for_without_harm() {
    let server = example();
    for q in [
        "%22",
        "%27%20OR%201%3D1%20--",
        "NEAR(",
        "a%20AND",
        "%00",
        "*",
        "%28%28%28%28",
        "%F0%9F%92%A5",
        "col%3Aval",
        "-",
        "^a",
    ] {
        let got = server.get(&format!("/search?q={q}"));
        assert!(got.status == 200 || got.status == 422, "{q}: {}", got.text());
    }
    assert!(server.get("/search?q=%FF").status < 500);
}

#[test]
fn five_hundred_clients_that_never_finish_keep_nobody_out() {
    let server = Server::start(&[]);
    let host = address(&server);
    let slow: Vec<TcpStream> = (0..500)
        .filter_map(|n| {
            let mut stream = TcpStream::connect(&host).ok()?;
            let begun = match n % 3 {
                0 => format!("GET /api/v1/board HTTP/1.1\r\nHost: {host}\r\nX-Slow: "),
                1 => format!(
                    "POST /api/v1/preview HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{{\"text"
                ),
                _ => String::new(),
            };
            stream.write_all(begun.as_bytes()).ok()?;
            Some(stream)
        })
        .collect();
    assert_eq!(slow.len(), 500);
    assert_eq!(server.get("/board").status, 200);
    assert_eq!(server.post("/preview", json!({ "text": "Nothing happened." })).status, 200);
    drop(slow);
    assert_eq!(server.get("/board").status, 200);
}

#[test]
fn names_of_files_sent_never_become_paths() {
    let server = Server::start(&[]);
    let mark = "mark-of-a-form";
    let mut form = Vec::new();
    for (n, name) in
        ["../../../tmp/evil.txt", "/etc/evil.txt", "..\\evil.txt", "<img src=x>.txt", "con.txt"].iter().enumerate()
    {
        let head = format!("--{mark}\r\nContent-Disposition: form-data; name=\"f\"; filename=\"{name}\"\r\n\r\n");
        form.extend(head.into_bytes());
        form.extend(format!("The Foreign Ministry said that road {n} was closed on 3 May 2021.\r\n").into_bytes());
    }
    form.extend(format!("--{mark}--\r\n").into_bytes());
    let media = format!("multipart/form-data; boundary={mark}");
    let started = server.send("POST", "/reports", &[("content-type", &media)], &form).json(202);
    let done = server.follow(&started["job"]).1;
    assert_eq!(done["reports"].as_array().unwrap().len(), 5, "{done}");
    for id in done["reports"].as_array().unwrap() {
        // The rest of the name is data like any other text of a report.
        assert!(!id.as_str().unwrap().contains(['/', '\\']), "{id}");
    }
    assert!(!std::path::Path::new("/tmp/evil.txt").exists());
}

#[cfg(unix)]
#[test]
fn stopped_in_the_middle_of_an_import_it_finishes_what_it_has_taken() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("truce.db").to_str().unwrap().to_owned();
    let server = Server::start(&["--db", &db]);
    let text = |n: usize| {
        let said = "The Defence Ministry of Azerbaijan said that Armenian forces shelled the town of Shusha on 20 November 2020. ";
        format!("Report {n}. {}", said.repeat(40))
    };
    let started: Vec<_> = (0..30)
        .map(|n| {
            server.post("/reports", json!({ "text": text(n), "title": format!("r{n}"), "published": "2020-11-21" }))
        })
        .map(|got| got.json(202)["job"].clone())
        .collect();
    assert_eq!(started.len(), 30);
    let asked = std::process::Command::new("kill").args(["-INT", &server.id().to_string()]).status().unwrap();
    assert!(asked.success());
    assert_eq!(server.ended(), Some(0));
    let check = std::process::Command::new(env!("CARGO_BIN_EXE_servanda")).args(["check", &db]).output().unwrap();
    assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stderr));
    let server = Server::start(&["--db", &db]);
    assert_eq!(server.json("/reports?limit=1000")["total"], 30, "all that was taken is there");
}
