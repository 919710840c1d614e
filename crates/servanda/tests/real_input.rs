//! The first real input: a news analysis of 10 November 2020, kept outside the project. Where it is not at hand the test
//! says so and passes; `data/agreements/karabakh-2020/scenarios` has texts of our own with the same difficulties.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests may fail and say why they did nothing")]

mod support;

use std::path::Path;

use serde_json::Value;
use support::Desk;

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap()
}

fn is(claim: &Value, fields: &[(&str, &str)]) -> bool {
    fields.iter().all(|(key, wanted)| claim[*key].as_str() == Some(wanted))
}

#[test]
fn the_first_real_report_is_read_and_held_against_the_statement() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reports/karabakh-analysis-2020-11-10.txt");
    if !path.is_file() {
        println!("skipped: {} is not at hand", path.display());
        return;
    }
    let path = path.to_str().unwrap();
    let desk = Desk::new();
    let claims = desk.run(&["read", "--json", path]).done().json();
    let claims = list(&claims, "claims");

    // The aide's post on the shelling of the day before.
    let post = claims
        .iter()
        .find(|c| {
            is(c, &[("act", "shelling"), ("actor", "ARM"), ("speaker", "Hikmet Hajiyev"), ("channel", "post")])
                && c["wounded"]["best"] == 1
        })
        .expect("the post");
    assert_eq!(post["place"]["canonical"], "Tartar");
    assert!(post["when"]["from"].as_str().unwrap().starts_with("2020-11-09"));
    assert!(post["when"]["to"].as_str().unwrap().starts_with("2020-11-09"));
    // The separate talks and the call, with who reported them; the peacekeepers, by the agency.
    let talks = |day: &str, speaker: &str| {
        claims.iter().any(|c| {
            is(c, &[("act", "talks"), ("speaker", speaker)])
                && c["when"]["from"].as_str().is_some_and(|w| w.starts_with(day))
        })
    };
    assert!(talks("2020-11-01", "Reuters") && talks("2020-11-02", "Reuters") && talks("2020-11-10", "AzerNews"));
    assert!(claims.iter().any(|c| is(c, &[("act", "deployment"), ("actor", "RUS"), ("speaker", "Reuters")])));

    // Opinion and forecast are marked: nothing told so is a fact.
    for words in ["will now utilize", "will not want to give"] {
        let told: Vec<&Value> =
            claims.iter().filter(|c| c["quote"].as_str().is_some_and(|q| q.contains(words))).collect();
        assert!(!told.is_empty() && told.iter().all(|c| c["modality"] != "fact"), "{words}: {told:#?}");
    }

    let found = desk.run(&["assess", "karabakh-2020", "--json", path]).done().json();
    // Before the truce took effect, hence no breach; "within the last day" is no more than possible.
    let effective: jiff::Timestamp = "2020-11-10T00:00:00+03:00".parse().unwrap();
    let bound = |i: &Value, key: &str| {
        i["when"][key].as_str().and_then(|t| t.parse::<jiff::Zoned>().ok()).map(|z| z.timestamp())
    };
    let shellings: Vec<&Value> = list(&found, "incidents").iter().filter(|i| i["act"] == "shelling").collect();
    assert!(shellings.iter().any(|i| i["place"]["id"] == "tartar" && bound(i, "to").is_some_and(|t| t < effective)));
    assert!(
        shellings
            .iter()
            .any(|i| bound(i, "from").is_some_and(|f| f < effective) && bound(i, "to").is_some_and(|t| t > effective))
    );
    let ceasefire = list(&found, "provisions").iter().find(|p| p["ref"] == "1a").unwrap();
    assert_eq!(ceasefire["status"], "insufficient_evidence");
    // One town under two names, with rival claims.
    let town = list(&found, "control").iter().find(|c| c["place_id"] == "shusha").expect("control of the town");
    assert_eq!(town["contested"], true);
    assert_eq!(town["written"], serde_json::json!(["Shusha", "Shushi"]));
    // All lands by one day: not what the text says.
    assert!(list(&found, "misstated").iter().any(|m| {
        m["text_says"].as_str().is_some_and(|t| t.contains("25 November 2020") && t.contains("1 December 2020"))
    }));
    // Who accepts, protests, doubts, welcomes, criticises, stays neutral.
    for (actor, stance) in [
        ("ARM", "accepts"),
        ("ARM.PUBLIC", "protests"),
        ("AZE.PUBLIC", "doubts"),
        ("AZE", "welcomes"),
        ("OSCE.MINSK", "criticises"),
        ("USA", "neutral"),
    ] {
        assert!(
            list(&found, "positions").iter().any(|p| is(p, &[("actor", actor), ("stance", stance)])),
            "{actor} {stance}"
        );
    }
    // The quarrel of two other states is no incident of this agreement.
    assert!(
        !list(&found, "incidents")
            .iter()
            .any(|i| i["blamed"].as_object().is_some_and(|b| b.contains_key("IRN") || b.contains_key("USA")))
    );
}
