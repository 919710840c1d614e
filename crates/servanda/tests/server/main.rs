//! Drives `servanda serve` over HTTP as its pages and other programs do, on a free port of this machine.
#![allow(clippy::unwrap_used, missing_docs, reason = "helpers of tests may fail as tests do")]

mod attacking;
mod contract;
mod guarding;
mod importing;
mod judging;
mod reading;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};

use serde_json::Value;

/// A server that runs as long as this is there.
pub struct Server {
    child: Child,
    url: String,
}

/// An answer.
pub struct Got {
    pub status: u16,
    pub media: String,
    pub tag: Option<String>,
    pub encoding: Option<String>,
    pub policy: String,
    pub body: Vec<u8>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The shipped example, served once for all tests that only read; it ends with the last of them.
pub fn example() -> Arc<Server> {
    static EXAMPLE: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut known = EXAMPLE.lock().unwrap();
    known.upgrade().unwrap_or_else(|| {
        let server = Arc::new(Server::start(&[]));
        *known = Arc::downgrade(&server);
        server
    })
}

/// A name as part of a path.
pub fn path(name: &str) -> String {
    name.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

impl Server {
    pub fn start(args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_servanda"))
            .args(["serve", "--port", "0", "--json"])
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.trim_end().ends_with('}') {
            if out.read_line(&mut said).unwrap() == 0 {
                let mut error = String::new();
                child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
                panic!("the server did not start: {error}");
            }
        }
        let told: Value = serde_json::from_str(&said).unwrap();
        let url = told["url"].as_str().unwrap().trim_end_matches('/').to_owned();
        Self { child, url }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the program has ended; gives its exit code.
    pub fn ended(mut self) -> Option<i32> {
        for _ in 0..1200 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("the server did not end");
    }

    fn agent() -> ureq::Agent {
        ureq::Agent::config_builder().http_status_as_error(false).build().into()
    }

    fn got(response: ureq::http::Response<ureq::Body>) -> Got {
        let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let (status, media, tag) = (response.status().as_u16(), header("content-type"), header("etag"));
        let (encoding, policy) = (header("content-encoding"), header("content-security-policy").unwrap_or_default());
        let body = response.into_body().with_config().limit(64 << 20).read_to_vec().unwrap();
        Got { status, media: media.unwrap_or_default(), tag, encoding, policy, body }
    }

    pub fn url(&self, path: &str) -> String {
        if path.starts_with("/api") || path == "/" || path.starts_with("/page") {
            format!("{}{path}", self.url)
        } else {
            format!("{}/api/v1{path}", self.url)
        }
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Got {
        let mut request = Self::agent().get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Self::got(request.call().unwrap())
    }

    /// The last judgement that an answer takes into account.
    pub fn seen(&self, path: &str) -> i64 {
        let response = Self::agent().get(self.url(path)).call().unwrap();
        response.headers()["servanda-seen"].to_str().unwrap().parse().unwrap()
    }

    pub fn get(&self, path: &str) -> Got {
        self.get_with(path, &[])
    }

    /// Sends bytes of a media type.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Got {
        let mut request =
            if method == "PUT" { Self::agent().put(self.url(path)) } else { Self::agent().post(self.url(path)) };
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Self::got(request.send(body).unwrap())
    }

    pub fn post(&self, path: &str, body: Value) -> Got {
        self.send("POST", path, &[("content-type", "application/json")], body.to_string().as_bytes())
    }

    /// Asks for JSON that must be there.
    #[track_caller]
    pub fn json(&self, path: &str) -> Value {
        self.get(path).ok()
    }

    /// Follows an import to its end; gives the names of the events and the last state.
    pub fn follow(&self, job: &Value) -> (Vec<String>, Value) {
        let response = Self::agent().get(self.url(&format!("/jobs/{job}/events"))).call().unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let (mut names, mut last) = (Vec::new(), Value::Null);
        for line in BufReader::new(response.into_body().into_reader()).lines() {
            let line = line.unwrap();
            if let Some(name) = line.strip_prefix("event: ") {
                names.push(name.to_owned());
            }
            if let Some(data) = line.strip_prefix("data: ") {
                last = serde_json::from_str(data).unwrap();
            }
        }
        (names, last)
    }

    /// Imports a text and waits for it.
    #[track_caller]
    pub fn import(&self, text: &str, fields: &[(&str, &str)]) -> Value {
        let mut body = serde_json::json!({ "text": text });
        for (name, value) in fields {
            body[*name] = (*value).into();
        }
        let started = self.post("/reports", body).json(202);
        self.follow(&started["job"]).1
    }
}

impl Got {
    #[track_caller]
    pub fn json(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e} in {}", self.text()))
    }

    #[track_caller]
    pub fn ok(&self) -> Value {
        self.json(200)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Asserts a problem of that status whose text holds all of `parts`.
    #[track_caller]
    pub fn problem(&self, status: u16, parts: &[&str]) {
        assert_eq!((self.status, self.media.as_str()), (status, "application/problem+json"), "{}", self.text());
        let told = self.json(status);
        for field in ["type", "title", "status", "detail", "remedy"] {
            assert!(told.get(field).is_some(), "{field} in {told}");
        }
        for part in parts {
            assert!(told.to_string().contains(part), "`{part}` in {told}");
        }
    }
}
