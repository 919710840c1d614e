//! Proofs and changes, as a reader sees them.

mod support;

use std::collections::BTreeMap;

use servanda_findings::{Assessment, diff, explain};
use servanda_model::{Act, Status};
use support::{World, agreement, at, day, place, places, says};

fn world() -> World {
    World::default().with(
        Act::Shelling,
        Some(place("quarry")),
        Some(day("2021-03-05")),
        &[
            says("South's ministry", "SUD").blames("NOR").quoted("The north shelled the quarry."),
            says("North's ministry", "NOR").denies().quoted("We shelled nothing."),
        ],
    )
}

#[test]
fn a_printed_proof_leads_from_the_clause_to_the_words_and_back() {
    let (agreement, tree, world) = (agreement(), places(), world());
    let names = BTreeMap::from([("NOR".into(), "the North".to_owned())]);
    let input = Assessment {
        agreement: &agreement,
        places: &tree,
        names: &names,
        incidents: &world.incidents,
        claims: &world.claims,
        reports: &world.reports,
        as_of: at("2021-03-12T00:00:00Z"),
    };
    let board = servanda_findings::assess(&input);
    let proof = explain(&input, &board, &"fire".into()).expect("a provision");
    let printed = proof.to_string();
    let lines = [
        "Truce, provision fire: No firing",
        "  Clause: Nobody fires.",
        "  Wording: The text <https://example.org/truce>",
        "  As of 12 March 2021, 04:00 (Asia/Baku): breach disputed.",
        "  Since 6 March 2021, 00:00 (Asia/Baku).",
        "  Laid to the North.",
        "  The shelling at quarry on 5 March 2021 (Asia/Baku) is stated by South's ministry and denied by North's ministry; laid to the North.",
        "Proof",
        "  1. The shelling at quarry on 5 March 2021 (Asia/Baku) is stated by South's ministry alone, and no other side or neutral voice confirms it.",
        "     Rule one-side: What one side alone says is alleged.",
        "     “The north shelled the quarry.” (South's ministry, SUD; i00-r0#0)",
        "  2. The shelling at quarry on 5 March 2021 (Asia/Baku) is denied by North's ministry.",
        "     Rule denied: What one side says and the accused side denies is disputed.",
        "     “We shelled nothing.” (North's ministry, NOR; i00-r1#0)",
    ];
    assert!(printed.starts_with(&lines.join("\n")), "{printed}");
    assert!(explain(&input, &board, &"nowhere".into()).is_none());
}

#[test]
fn a_board_does_not_differ_from_itself() {
    let board = world().board("2021-03-12T00:00:00Z");
    assert!(diff(&board, &board).is_empty());
}

#[test]
fn what_changed_is_told_in_words() {
    let before = World::default().board("2021-03-08T12:00:00Z");
    let after = world().board("2021-03-12T00:00:00Z");
    let changes = diff(&before, &after);
    let status = changes.iter().find(|c| c.what == "status" && c.provision.as_str() == "fire").expect("it changed");
    assert_eq!((status.from, status.to), (Some(Status::NoBreachReported), Some(Status::BreachDisputed)));
    let deadline = changes.iter().find(|c| c.what == "deadline").expect("it was amended");
    assert_eq!(
        deadline.says,
        "Provision mill: the deadline moved from by the end of 10 March 2021 (Asia/Baku) to by the end of 15 March 2021 (Asia/Baku) (Five more days because of snow.)."
    );
}
