//! What an ally does is the ally's; whether it bears on the party's duty is a term of the agreement.

mod support;

use servanda_model::{Act, Ally, Answers, Finding, Status};
use support::{Says, World, agreement, day, place, places, rules, says};

const AS_OF: &str = "2021-03-12T00:00:00Z";

/// The finding on the ceasefire where the League stands with the north.
fn judged(answers: Answers, statements: &[Says]) -> Finding {
    let ally = Ally { actor: "LEAGUE".into(), of: "NOR".into(), answers, says: "So the text reads.".into() };
    let mut agreement = agreement();
    agreement.allies.push(ally);
    let world = World::default().with(Act::Shelling, Some(place("quarry")), Some(day("2021-03-05")), statements);
    let findings = world.board_in(&agreement, &places(), AS_OF).findings;
    findings.into_iter().find(|f| f.provision.as_str() == "fire").expect("the ceasefire")
}

#[test]
fn a_party_answers_for_its_ally_where_the_text_says_so() {
    let finding = judged(Answers::Yes, &[says("A paper", "neutral").blames("LEAGUE")]);
    assert_eq!((finding.status, finding.responsible.as_slice()), (Status::BreachCorroborated, &["NOR".into()][..]));
    assert!(rules(&finding).contains(&"ally-bound"), "{finding:#?}");
}

#[test]
fn where_the_text_leaves_it_open_the_allys_act_is_possibly_the_partys() {
    let finding = judged(Answers::Open, &[says("A paper", "neutral").blames("LEAGUE")]);
    assert_eq!((finding.status, finding.responsible.len()), (Status::InsufficientEvidence, 0));
    let step = finding.derivation.iter().find(|s| s.rule.as_str() == "ally-open").expect("it is told");
    assert!(step.says.contains("LEAGUE") && step.says.contains("So the text reads."), "{}", step.says);
    // Place and time are certain: what would settle it is the ally alone.
    assert_eq!(finding.would_change.len(), 1, "{:?}", finding.would_change);
    assert!(
        finding.would_change[0].contains("answers for its ally") && finding.why.contains("ally"),
        "{}",
        finding.why
    );
}

#[test]
fn what_the_text_does_not_bind_is_told_as_an_allys_act_and_breaks_nothing() {
    let finding = judged(Answers::No, &[says("A paper", "neutral").blames("LEAGUE")]);
    assert_eq!(finding.status, Status::NoBreachReported);
    assert!(rules(&finding).contains(&"ally-not-bound"), "{finding:#?}");
}

#[test]
fn a_party_and_its_ally_do_not_confirm_each_other() {
    let both = [says("North", "NOR").blames("SUD"), says("League", "LEAGUE").blames("SUD")];
    for answers in [Answers::Yes, Answers::Open, Answers::No] {
        assert_eq!(judged(answers, &both).status, Status::BreachAlleged, "{answers:?}");
    }
}

#[test]
fn what_an_ally_says_of_the_party_is_no_admission() {
    let finding = judged(Answers::No, &[says("League", "LEAGUE").blames("NOR")]);
    assert_eq!(finding.status, Status::BreachAlleged, "{finding:#?}");
}
