//! Judgements of people: they hold at once, outlive the server, and can be taken back.

use serde_json::{Value, json};

use crate::{Server, path};

const ARIA: &str = "The Defence Ministry of Azerbaijan said that Armenian forces shelled the town of Shusha on 20 November 2020, and that two civilians were wounded.";
const BORIA: &str =
    "The Defence Ministry of Armenia said that Azerbaijani forces shelled the town of Hadrut on 24 November 2020.";

/// A ledger of its own with two reports, each of one incident.
fn desk() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("truce.db").to_str().unwrap().to_owned();
    (folder, db)
}

fn filled(db: &str) -> Server {
    let server = Server::start(&["--db", db]);
    server.import(ARIA, &[("title", "Shusha shelled"), ("published", "2020-11-21"), ("outlet", "First Paper")]);
    server.import(BORIA, &[("title", "Hadrut shelled"), ("published", "2020-11-25"), ("outlet", "Second Paper")]);
    server
}

fn incidents(server: &Server) -> Vec<Value> {
    server.json("/incidents?act=shelling")["items"].as_array().unwrap().clone()
}

fn decide(server: &Server, mut judgement: Value) -> i64 {
    judgement["reason"] = "read both again".into();
    judgement["user"] = "Ada".into();
    server.post("/operations", judgement).json(201)["sequence"].as_i64().unwrap()
}

fn undo(server: &Server, sequence: i64) -> i64 {
    let undone =
        server.post(&format!("/operations/{sequence}/undo"), json!({ "reason": "I was wrong", "user": "Ben" }));
    undone.json(201)["sequence"].as_i64().unwrap()
}

#[test]
fn a_merge_and_a_split_hold_after_a_restart_and_are_taken_back() {
    let (_folder, db) = desk();
    let server = filled(&db);
    let before = incidents(&server);
    assert_eq!(before.len(), 2);
    let (a, b) = (before[0]["id"].clone(), before[1]["id"].clone());
    let merge = decide(&server, json!({ "action": "merge", "into": a, "incidents": [b] }));
    let merged = incidents(&server);
    assert_eq!((merged.len(), &merged[0]["id"]), (1, &a));
    assert_eq!(merged[0]["claims"].as_array().unwrap().len(), 2);
    drop(server);

    let server = Server::start(&["--db", &db]);
    assert_eq!(incidents(&server), merged, "it outlives the server");
    let page = server.json(&format!("/incidents/{}", path(a.as_str().unwrap())));
    assert_eq!(page["operations"][0]["user"], "Ada");
    assert!(page["joined"][0]["why"].as_str().unwrap().contains("read both again"), "{page}");
    let split = decide(&server, json!({ "action": "split", "incident": a, "claims": [merged[0]["claims"][1]] }));
    assert_eq!(incidents(&server).len(), 2);
    undo(&server, split);
    assert_eq!(incidents(&server).len(), 1);
    undo(&server, merge);
    assert_eq!(incidents(&server), before);
    let again = server.post(&format!("/operations/{merge}/undo"), json!({ "reason": "once more" }));
    again.problem(409, &["taken back before"]);
    let undone =
        server.json("/operations?judgements=true&limit=1000")["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&undone["action"]["action"], &undone["can_be_undone"]), (&"undo".into(), &true.into()));
    undo(&server, undone["sequence"].as_i64().unwrap());
    assert_eq!(incidents(&server).len(), 1, "an undo that is undone leaves the judgement in force");
    undo(&server, merge);
    assert_eq!(incidents(&server), before);
    let listed = server.json("/operations?limit=1000");
    let of = |n: i64| listed["items"].as_array().unwrap().iter().find(|o| o["sequence"] == n).unwrap().clone();
    assert_eq!((of(merge)["in_force"].clone(), of(merge)["reason"].clone()), (false.into(), "read both again".into()));
}

#[test]
fn a_retracted_claim_or_report_counts_no_longer_and_is_still_shown() {
    let (_folder, db) = desk();
    let server = filled(&db);
    let claim = incidents(&server)[0]["claims"][0].clone();
    let first = decide(&server, json!({ "action": "retract_claim", "claim": claim }));
    assert_eq!(incidents(&server).len(), 1);
    let shown = server.json(&format!("/claims/{}", path(claim.as_str().unwrap())));
    assert_eq!((&shown["retracted"], &shown["incident"]), (&true.into(), &Value::Null));
    let report = server.json("/reports?q=Hadrut")["items"][0].clone();
    let second = decide(&server, json!({ "action": "retract_report", "sha256": report["sha256"] }));
    assert!(incidents(&server).is_empty());
    assert_eq!(server.json(&format!("/reports/{}", path(report["id"].as_str().unwrap())))["retracted"], true);
    let corrected = |name: &str| {
        let sources = server.json("/sources");
        let found = sources["items"].as_array().unwrap().iter().find(|s| s["name"] == name).cloned().unwrap();
        found["corrected"].as_u64().unwrap()
    };
    assert!(corrected("First Paper") >= 1 && corrected("Second Paper") >= 1);
    undo(&server, first);
    undo(&server, second);
    assert_eq!(incidents(&server).len(), 2);
}

#[test]
fn a_misread_claim_was_never_said_and_its_source_took_nothing_back() {
    let (_folder, db) = desk();
    let server = filled(&db);
    let before = (incidents(&server), server.json("/board"), server.json("/sources"));
    let claim = before.0[0]["claims"][0].clone();
    let page = format!("/claims/{}", path(claim.as_str().unwrap()));
    let n = decide(&server, json!({ "action": "misread", "claim": claim }));
    let shown = server.json(&page);
    assert_eq!(
        (&shown["misread"], &shown["retracted"], &shown["incident"]),
        (&true.into(), &false.into(), &Value::Null)
    );
    assert_eq!(incidents(&server).len(), 1);
    assert!(!server.json("/board").to_string().contains("taken back"), "no proof says that a source took it back");
    let corrected = |sources: &Value| sources["items"].as_array().unwrap().iter().all(|s| s["corrected"] == 0);
    assert!(corrected(&server.json("/sources")), "no source is charged with it");
    assert!(!server.get("/export/board.jsonld").text().contains(&format!("claim:{}", claim.as_str().unwrap())));
    let listed = server.json("/operations?in_force=true");
    assert_eq!(listed["items"][0]["action"]["action"], "misread");
    drop(server);

    let server = Server::start(&["--db", &db]);
    assert_eq!(server.json(&page)["misread"], true, "it outlives the server");
    let read = std::process::Command::new(env!("CARGO_BIN_EXE_servanda"))
        .args(["assess", "karabakh-2020", "--db", &db, "--json"])
        .output()
        .unwrap();
    let told: Value = serde_json::from_slice(&read.stdout).unwrap();
    assert!(!told["incidents"].to_string().contains(claim.as_str().unwrap()), "the command line judges the same");
    undo(&server, n);
    assert_eq!((incidents(&server), server.json("/board"), server.json("/sources")), before);
}

#[test]
fn a_name_given_to_a_place_for_all_reports_is_read_everywhere_and_can_be_taken_back_and_taken_along() {
    let (_folder, db) = desk();
    let server = filled(&db);
    let text = |day: u8| {
        format!(
            "The Defence Ministry of Azerbaijan said that Armenian forces shelled the village of Qwertyville on {day} November 2020."
        )
    };
    server.import(&text(22), &[("published", "2020-11-23"), ("outlet", "Third Paper")]);
    let place = |server: &Server, n: usize| {
        let found = server.json("/claims?q=Qwertyville")["items"].as_array().unwrap().clone();
        found[n]["place"]["canonical"].clone()
    };
    assert_eq!(place(&server, 0), Value::Null);
    let queue = server.json("/review?kind=unresolved_place");
    assert_eq!((&queue["items"][0]["name"], &queue["items"][0]["field"]), (&"Qwertyville".into(), &"place".into()));
    let before = server.json("/board?as_of=2020-11-25")["provisions"].clone();
    let given = json!({ "action": "alias", "of": "place", "name": "Qwertyville", "means": "hadrut" });
    let n = decide(&server, given.clone());
    assert_eq!(place(&server, 0), "Hadrut");
    assert_eq!(server.json("/review?kind=unresolved_place")["total"], 0);
    server.import(&text(26), &[("published", "2020-11-27"), ("outlet", "Third Paper")]);
    assert_eq!(place(&server, 1), "Hadrut", "a report that comes later is read so too");
    let again = json!({ "action": "alias", "of": "place", "name": "Qwertyville", "means": "hadrut", "reason": "r" });
    server.post("/operations", again).problem(422, &["already"]);

    let taken = server.get("/export/aliases.toml");
    assert_eq!((taken.status, taken.media.as_str()), (200, "application/toml"));
    let rows: toml::Table = toml::from_str(&taken.text()).unwrap();
    let row = &rows["place"][0];
    assert_eq!(row["id"].as_str(), Some("hadrut"), "{row}");
    assert!(row["aliases"].as_array().unwrap().iter().any(|a| a.as_str() == Some("Qwertyville")), "{row}");
    assert!(taken.text().contains("# Qwertyville: Ada"), "{}", taken.text());
    let places = std::fs::read_to_string("../../data/agreements/karabakh-2020/places.toml").unwrap();
    let mut file: toml::Table = toml::from_str(&places).unwrap();
    let known = file["place"].as_array_mut().unwrap();
    known.retain(|p| p["id"] != row["id"]);
    known.push(row.clone());
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy("../../data/agreements/karabakh-2020/agreement.toml", folder.path().join("agreement.toml")).unwrap();
    std::fs::write(folder.path().join("places.toml"), toml::to_string(&file).unwrap()).unwrap();
    let check = std::process::Command::new(env!("CARGO_BIN_EXE_servanda")).arg("check").arg(folder.path()).output();
    let check = check.unwrap();
    assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stderr));
    drop(server);

    let server = Server::start(&["--db", &db]);
    assert_eq!((place(&server, 0), place(&server, 1)), ("Hadrut".into(), "Hadrut".into()), "it outlives the server");
    undo(&server, n);
    assert_eq!((place(&server, 0), place(&server, 1)), (Value::Null, Value::Null));
    assert_eq!(server.json("/board?as_of=2020-11-25")["provisions"], before);
    assert!(!server.get("/export/aliases.toml").text().contains("Qwertyville"));
}

#[test]
fn a_name_given_to_an_actor_for_all_reports_is_read_everywhere() {
    let (_folder, db) = desk();
    let server = filled(&db);
    server.import(
        "The Defence Ministry of Azerbaijan said that the Zorblat Guard shelled the town of Shusha on 22 November 2020.",
        &[("published", "2020-11-23"), ("outlet", "Third Paper")],
    );
    let actor = || server.json("/claims?q=Zorblat")["items"][0]["actor"].clone();
    let before = actor();
    let queue = server.json("/review?kind=unresolved_actor");
    assert!(queue["total"].as_u64().unwrap() >= 1, "{queue}");
    let n = decide(&server, json!({ "action": "alias", "of": "actor", "name": "Zorblat Guard", "means": "ARM" }));
    assert_eq!(actor(), "ARM");
    let rows: toml::Table = toml::from_str(&server.get("/export/aliases.toml").text()).unwrap();
    assert_eq!(rows["name"][0]["actor"].as_str(), Some("ARM"));
    undo(&server, n);
    assert_eq!(actor(), before);
    for (name, means) in [("Zorblat Guard", "NOBODY.KNOWN"), ("x", "ARM"), ("two\nlines", "ARM")] {
        let body = json!({ "action": "alias", "of": "actor", "name": name, "means": means, "reason": "r" });
        let refused = server.post("/operations", body);
        assert!([400, 422].contains(&refused.status), "{name}: {}", refused.text());
    }
}

#[test]
fn a_place_of_the_gazetteer_that_the_review_offers_can_be_given_in_a_correction() {
    let (_folder, db) = desk();
    let server = filled(&db);
    let claim = incidents(&server)[0]["claims"][0].clone();
    // Tbilisi in GeoNames, which the agreement does not name.
    decide(&server, json!({ "action": "correct", "claim": claim, "field": "place", "is": "gn:611717" }));
    assert_eq!(server.json(&format!("/claims/{}", path(claim.as_str().unwrap())))["place"]["canonical"], "Tbilisi");
}

#[test]
fn a_correction_changes_the_claim_and_the_board_and_says_what_was_read() {
    let (_folder, db) = desk();
    let server = filled(&db);
    let claim = incidents(&server)[0]["claims"][0].clone();
    let at = |field: &str| server.json(&format!("/claims/{}", path(claim.as_str().unwrap())))[field].clone();
    let cases = [
        ("act", json!("gunfire"), json!("gunfire")),
        ("actor", json!("AZE"), json!("AZE")),
        ("modality", json!("opinion"), json!("opinion")),
        ("polarity", json!("denies"), json!("denies")),
        ("wounded", json!(5), json!({ "low": 5, "best": 5, "high": 5 })),
    ];
    for (field, is, shown) in cases {
        let was = at(field);
        let n = decide(&server, json!({ "action": "correct", "claim": claim, "field": field, "is": is }));
        assert_eq!(at(field), shown, "{field}");
        let listed = server.json("/operations?in_force=true");
        assert_eq!(listed["items"][0]["action"]["was"], was, "{field}");
        undo(&server, n);
        assert_eq!(at(field), was, "{field} after the undo");
    }
    decide(&server, json!({ "action": "correct", "claim": claim, "field": "place", "is": "Hadrut" }));
    assert_eq!(at("place")["canonical"], "Hadrut");
    decide(
        &server,
        json!({ "action": "correct", "claim": claim, "field": "when", "is": { "from": "2020-11-19", "to": "2020-11-19" } }),
    );
    assert!(at("when")["from"].as_str().unwrap().starts_with("2020-11-19T00:00:00"), "{}", at("when"));
    let refuse = |field: &str, is: Value| {
        let body = json!({ "action": "correct", "claim": claim, "field": field, "is": is, "reason": "r" });
        server.post("/operations", body).problem(422, &[]);
    };
    refuse("quote", json!("other words"));
    refuse("act", json!("sheling"));
    refuse("place", json!("Nowhere in Particular"));
    refuse("when", json!({ "from": "2020-11-20", "to": "2020-11-19" }));
    refuse("killed", json!({ "low": 3, "best": 1 }));
    refuse("background", json!("yes"));
}

#[test]
fn judgements_that_make_no_sense_are_refused_and_leave_nothing() {
    let (_folder, db) = desk();
    let server = filled(&db);
    let (a, b) = (incidents(&server)[0].clone(), incidents(&server)[1].clone());
    let before = server.json("/operations")["total"].clone();
    let post = |body: Value| server.post("/operations", body);
    post(json!({ "action": "merge", "into": a["id"], "incidents": [a["id"]], "reason": "r" }))
        .problem(422, &["itself"]);
    post(json!({ "action": "merge", "into": a["id"], "incidents": ["i-none"], "reason": "r" }))
        .problem(404, &["i-none"]);
    post(json!({ "action": "merge", "into": a["id"], "incidents": [b["id"]], "reason": " " }))
        .problem(422, &["reason"]);
    post(json!({ "action": "split", "incident": a["id"], "claims": a["claims"], "reason": "r" }))
        .problem(422, &["all"]);
    post(json!({ "action": "split", "incident": a["id"], "claims": b["claims"], "reason": "r" }))
        .problem(422, &["no part"]);
    post(json!({ "action": "retract_claim", "claim": "none#1", "reason": "r" })).problem(404, &["none#1"]);
    server.post("/operations/1/undo", json!({ "reason": "r" })).problem(409, &["cannot be undone"]);
    server.post("/operations/999/undo", json!({ "reason": "r" })).problem(404, &["999"]);
    server.post("/operations/x/undo", json!({ "reason": "r" })).problem(404, &["x"]);
    assert_eq!(server.json("/operations")["total"], before);
}

#[test]
fn a_note_settles_an_item_of_the_review_queue() {
    let (_folder, db) = desk();
    let server = filled(&db);
    server.import(
        "The Defence Ministry of Azerbaijan said that unknown gunmen shelled the village of Qwertyville on 22 November 2020.",
        &[("published", "2020-11-23"), ("outlet", "Third Paper")],
    );
    let queue = server.json("/review");
    let item = queue["items"][0]["id"].clone();
    let note = decide(&server, json!({ "action": "note", "about": item }));
    let open = server.json("/review");
    assert_eq!(open["total"].as_u64().unwrap() + 1, queue["total"].as_u64().unwrap());
    undo(&server, note);
    assert_eq!(server.json("/review")["total"], queue["total"]);
}

#[test]
fn the_command_line_judges_a_ledger_under_the_same_judgements() {
    let (_folder, db) = desk();
    let server = filled(&db);
    let assess = || {
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_servanda"))
            .args(["assess", "karabakh-2020", "--db", &db, "--json"])
            .output()
            .unwrap();
        let board: Value = serde_json::from_slice(&run.stdout).unwrap();
        board["incidents"].as_array().unwrap().iter().filter(|i| i["act"] == "shelling").count()
    };
    assert_eq!(assess(), 2);
    let claim = incidents(&server)[0]["claims"][0].clone();
    decide(&server, json!({ "action": "retract_claim", "claim": claim }));
    assert_eq!(assess(), 1);
}

#[test]
fn two_clients_at_once_lose_nothing_and_see_whole_states() {
    let (_folder, db) = desk();
    let server = filled(&db);
    let claims: Vec<Value> = incidents(&server).iter().map(|i| i["claims"][0].clone()).collect();
    std::thread::scope(|scope| {
        for claim in &claims {
            let server = &server;
            scope.spawn(move || {
                for _ in 0..5 {
                    let n = decide(server, json!({ "action": "retract_claim", "claim": claim }));
                    undo(server, n);
                }
            });
        }
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..40 {
                    let board = server.json("/board");
                    assert_eq!(board["provisions"].as_array().unwrap().len(), 19);
                    assert!(board["known"]["incidents"].as_u64().unwrap() <= 2);
                }
            });
        }
    });
    let listed = server.json("/operations?limit=1000");
    let judged = listed["items"].as_array().unwrap().iter().filter(|o| o["user"] == "Ada").count();
    assert_eq!(judged, 10);
    assert_eq!(incidents(&server).len(), 2);
    drop(server);
    let check = std::process::Command::new(env!("CARGO_BIN_EXE_servanda")).args(["check", &db]).output().unwrap();
    assert_eq!(check.status.code(), Some(0), "the chain of operations is whole");
}

#[test]
fn a_board_that_was_kept_is_there_at_the_next_start_and_is_the_one_that_is_made() {
    let (_folder, db) = desk();
    let stop = |server: Server| {
        assert!(std::process::Command::new("kill").arg(server.id().to_string()).status().unwrap().success());
        assert_eq!(server.ended(), Some(0));
    };
    let kept = || -> Vec<u8> {
        let file = rusqlite::Connection::open(&db).unwrap();
        file.query_row("SELECT body FROM boards", [], |row| row.get(0)).unwrap()
    };
    let server = filled(&db);
    let board = server.get("/board").body;
    // What came in since the start is in it soon after, so that nothing is missed where the machine fails.
    for _ in 0..100 {
        if kept() == board {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    assert_eq!(kept(), board);
    drop(server);

    let file = rusqlite::Connection::open(&db).unwrap();
    file.execute("UPDATE boards SET body = CAST('{\"kept\":true}' AS BLOB)", []).unwrap();
    drop(file);
    let server = Server::start(&["--db", &db]);
    let first = server.json("/board");
    assert!(
        first == json!({ "kept": true }) || first["provisions"].is_array(),
        "the reports may be open already: {first}"
    );
    assert_eq!(incidents(&server).len(), 2, "whoever asks for more waits for the reports");
    assert_eq!(server.get("/board").body, board, "and then the board is made of them");
    stop(server);
    assert_eq!(kept(), board, "what is kept is put right");

    // A judgement recorded elsewhere makes another state: what was kept before it is no answer.
    let mut ledger = servanda_ledger::Ledger::open(std::path::Path::new(&db)).unwrap();
    let stamp = servanda_ledger::Stamp {
        user: "Ada".into(),
        at: "2026-11-26T12:00:00Z".parse().unwrap(),
        reason: "withdrawn by the paper".into(),
    };
    let reports = ledger.reports_as_of(servanda_ledger::AsOf::NOW).unwrap();
    ledger.record(&servanda_ledger::Action::RetractReport { sha256: reports[0].sha256.clone() }, &stamp).unwrap();
    drop(ledger);
    let server = Server::start(&["--db", &db]);
    assert_ne!(server.get("/board").body, board, "a retracted report is judged without");
    stop(server);
    assert_ne!(kept(), board);
}

#[test]
fn the_last_seven_days_of_a_clause_are_counted_by_the_day_on_which_incidents_began() {
    let (_folder, db) = desk();
    let server = filled(&db);
    let clause = |as_of: &str| server.json(&format!("/board?as_of={as_of}"))["provisions"][0].clone();
    let trend = |as_of: &str| clause(as_of)["trend"].clone();
    // Shusha was shelled on the 20th, Hadrut on the 24th.
    assert_eq!(trend("2020-11-26"), json!([0, 0, 1, 0, 0, 0, 1]));
    assert_eq!(trend("2020-11-27"), json!([0, 0, 0, 1, 0, 0, 0]));
    assert_eq!(clause("2020-11-26")["trend_possible"], json!([0, 0, 0, 0, 0, 0, 0]), "both lie in the conflict zone");
    assert_eq!(trend("2020-12-24"), json!([0, 0, 0, 0, 0, 0, 0]));
    let claim = incidents(&server)[1]["claims"][0].clone();
    decide(&server, json!({ "action": "retract_claim", "claim": claim }));
    assert_eq!(trend("2020-11-27"), json!([0, 0, 0, 0, 0, 0, 0]), "nobody tells of it any more");
}

#[test]
fn a_judgement_while_reports_are_being_opened_waits_for_them_and_opens_them_once() {
    let (folder, db) = desk();
    let reports = folder.path().join("reports");
    std::fs::create_dir(&reports).unwrap();
    for n in 0..400 {
        let text = format!(
            "---\npublished: 2020-11-25\noutlet: Paper {n}\n---\n{BORIA} Report number {n} tells it.\n{ARIA}\n"
        );
        std::fs::write(reports.join(format!("{n}.md")), text).unwrap();
    }
    let assess = ["assess", "karabakh-2020", reports.to_str().unwrap(), "--db", &db];
    let told = std::process::Command::new(env!("CARGO_BIN_EXE_servanda")).args(assess).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let server = Server::start(&["karabakh-2020", "--db", &db]);
    let claim = server.json("/claims?limit=1")["items"][0]["id"].clone();

    // For another agreement all are read anew.
    let other = "agreement=minsk-2-2015";
    let opening = || server.json(&format!("/opening?{other}"))["reports"].as_u64();
    std::thread::scope(|threads| {
        threads.spawn(|| server.json(&format!("/claims?limit=1&{other}")));
        while opening() == Some(0) {}
        decide(&server, json!({ "action": "misread", "claim": claim }));
        assert_eq!(opening(), Some(400), "they were waited for");
    });
    assert_eq!(server.json(&format!("/board?{other}"))["known"]["reports"], 400);
    assert_eq!(opening(), Some(400), "each was taken up once");
}

#[test]
fn what_somebody_else_judged_meanwhile_is_not_judged_again_unseen() {
    let (_folder, db) = desk();
    let server = filled(&db);
    let (claim, other) = (incidents(&server)[0]["claims"][0].clone(), incidents(&server)[1]["claims"][0].clone());
    let judge = |claim: &Value, more: Value| {
        let mut body = json!({ "action": "misread", "claim": claim, "reason": "read again", "user": "Ben" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        server.post("/operations", body)
    };
    let seen = server.seen("/review");
    let note = json!({ "action": "note", "about": format!("low_confidence:{}", claim.as_str().unwrap()) });
    let first = decide(&server, note);
    assert!(server.seen("/review") > seen);
    judge(&claim, json!({ "seen": seen })).problem(409, &["Ada", "read both again", "meanwhile"]);
    judge(&other, json!({ "seen": seen })).json(201);
    judge(&claim, json!({ "seen": seen, "own": [first] })).json(201);
    judge(&claim, json!({ "seen": seen, "own": [first] })).problem(409, &["Ben"]);
    judge(&claim, json!({ "seen": server.seen("/review") })).json(201);
    judge(&claim, json!({})).json(201);
}

#[test]
fn an_incident_that_was_merged_or_is_not_known_yet_says_so_and_where_to_look() {
    let (_folder, db) = desk();
    let server = filled(&db);
    let [a, b] = [0, 1].map(|n| incidents(&server)[n]["id"].as_str().unwrap().to_owned());
    server.get(&format!("/incidents/{}?as_of=2020-11-22", path(&b))).problem(404, &["was not known at 2020-11-22"]);
    let report = server.json("/reports")["items"][1]["id"].as_str().unwrap().to_owned();
    server.get(&format!("/reports/{}?as_of=2020-11-22", path(&report))).problem(404, &["was not known at"]);
    server.get("/incidents/i-none?as_of=2020-11-22").problem(404, &["there is no incident"]);
    let merge = decide(&server, json!({ "action": "merge", "into": a, "incidents": [b] }));
    let gone = server.get(&format!("/incidents/{}", path(&b)));
    gone.problem(404, &["Ada merged this incident", &a, &merge.to_string()]);
    assert_eq!(gone.json(404)["see"], *a);
    undo(&server, merge);
    server.get(&format!("/incidents/{}", path(&b))).ok();
}

#[test]
fn a_report_page_tells_which_claims_count_no_longer() {
    let (_folder, db) = desk();
    let server = filled(&db);
    let marks = || {
        server.json("/reports")["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| server.json(&format!("/reports/{}", path(r["id"].as_str().unwrap())))["marks"].clone())
            .collect::<Vec<Value>>()
    };
    let (one, two) = (marks()[0][0]["id"].clone(), marks()[1][0]["id"].clone());
    assert_eq!((&marks()[0][0]["misread"], &marks()[1][0]["retracted"]), (&false.into(), &false.into()));
    decide(&server, json!({ "action": "misread", "claim": one }));
    decide(&server, json!({ "action": "retract_claim", "claim": two }));
    assert_eq!((&marks()[0][0]["misread"], &marks()[1][0]["retracted"]), (&true.into(), &true.into()));
}
