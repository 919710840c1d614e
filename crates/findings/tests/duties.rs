//! Duties that one act fulfils, scenario by scenario.

mod support;

use servanda_model::{Act, Count, Finding, Status};
use support::{Says, World, day, place, rules, says};

fn handed(place_id: &str, on: &str, statements: &[Says]) -> World {
    World::default().with(Act::Handover, Some(place(place_id)), Some(day(on)), statements)
}

fn check(world: &World, provision: &str, as_of: &str, expected: Status) -> Finding {
    let finding = world.finding(provision, as_of);
    assert_eq!(finding.status, expected, "{finding:#?}");
    finding
}

fn by_north() -> Says {
    says("North", "NOR").blames("NOR")
}

fn by_south() -> Says {
    says("South", "SUD").blames("NOR")
}

#[test]
fn before_the_agreement_takes_effect_nothing_is_due() {
    check(&World::default(), "mill", "2021-03-02T01:59:59Z", Status::NotYetDue);
    check(&World::default(), "mill", "2021-03-02T02:00:00Z", Status::NotYetDue);
}

#[test]
fn a_handover_that_the_receiver_confirms_is_complied() {
    let finding = check(
        &handed("mill-district", "2021-03-08", &[by_north(), by_south()]),
        "mill",
        "2021-03-09T12:00:00Z",
        Status::Complied,
    );
    assert_eq!(finding.since.map(|t| t.to_string()).as_deref(), Some("2021-03-08T20:00:00Z"));
    assert!(rules(&finding).contains(&"fulfilled"));
}

#[test]
fn on_the_word_of_the_one_who_owes_it_alone_it_is_insufficient() {
    let world = handed("mill-district", "2021-03-08", &[by_north()]);
    let finding = check(&world, "mill", "2021-03-08T21:00:00Z", Status::InsufficientEvidence);
    assert!(rules(&finding).contains(&"own-word"));
    check(&world, "mill", "2021-04-08T21:00:00Z", Status::InsufficientEvidence);
}

#[test]
fn without_any_word_it_is_overdue_from_the_deadline_on() {
    let finding = check(&World::default(), "mill", "2021-03-15T20:00:00Z", Status::Overdue);
    assert_eq!(finding.since.map(|t| t.to_string()).as_deref(), Some("2021-03-15T20:00:00Z"));
    assert_eq!(finding.responsible, ["NOR".into()]);
    assert_eq!(
        finding.why,
        "It was due by the end of 15 March 2021 (Asia/Baku), as amended, and nothing reported shows that NOR did it."
    );
}

#[test]
fn an_amendment_counts_only_from_its_announcement_on() {
    let early = World::default().finding("mill", "2021-03-08T12:00:00Z");
    assert_eq!(early.deadline.map(|d| d.date.to_string()).as_deref(), Some("2021-03-10"));
    assert!(early.amended.is_none());
    let later = World::default().finding("mill", "2021-03-11T12:00:00Z");
    assert_eq!(later.status, Status::NotYetDue);
    assert_eq!(later.amended.map(|a| a.says).as_deref(), Some("Five more days because of snow."));
}

#[test]
fn late_against_the_first_deadline_and_in_time_against_the_amended_is_complied_and_says_both() {
    let finding = check(
        &handed("mill-district", "2021-03-14", &[by_north(), by_south()]),
        "mill",
        "2021-03-20T00:00:00Z",
        Status::Complied,
    );
    let step = finding.derivation.iter().find(|s| s.rule.as_str() == "first-deadline").expect("a step");
    assert!(step.says.contains("late against the first deadline, in time against the amended one"), "{}", step.says);
}

#[test]
fn done_after_the_deadline_is_complied_late() {
    check(&handed("mill-district", "2021-03-18", &[by_south()]), "mill", "2021-03-20T00:00:00Z", Status::CompliedLate);
}

#[test]
fn a_day_that_the_wording_leaves_open_is_neither_overdue_nor_late() {
    let finding = check(&World::default(), "ferry", "2021-03-20T08:00:00Z", Status::Pending);
    assert!(finding.against.iter().any(|a| a.contains("strictest reading")));
    let done = check(
        &handed("ferry-district", "2021-03-20", &[by_south()]),
        "ferry",
        "2021-03-22T08:00:00Z",
        Status::Complied,
    );
    assert!(done.against.iter().any(|a| a.contains("leave open")), "{:?}", done.against);
    check(&World::default(), "ferry", "2021-03-20T20:00:00Z", Status::Overdue);
}

#[test]
fn the_receivers_own_entry_is_a_receipt() {
    let world = World::default().with(
        Act::CaptureOrEntry,
        Some(place("mill-district")),
        Some(day("2021-03-09")),
        &[says("South", "SUD").blames("SUD")],
    );
    check(&world, "mill", "2021-03-12T00:00:00Z", Status::Complied);
}

#[test]
fn a_village_of_the_district_is_a_part() {
    check(
        &handed("quarry", "2021-03-08", &[by_north(), by_south()]),
        "mill",
        "2021-03-12T00:00:00Z",
        Status::PartiallyComplied,
    );
}

#[test]
fn a_handover_that_began_is_a_part() {
    let began = by_south().quoted("The handover of the mill district began in the morning.");
    check(&handed("mill-district", "2021-03-08", &[began]), "mill", "2021-03-12T00:00:00Z", Status::PartiallyComplied);
}

#[test]
fn a_report_of_the_wider_region_neither_fulfils_nor_lets_it_be_called_overdue() {
    let somewhere = by_south().quoted("Mill or ferry, North handed something over.");
    let world = handed("valley", "2021-03-08", &[somewhere]);
    check(&world, "mill", "2021-03-09T00:00:00Z", Status::NotYetDue);
    let finding = check(&world, "mill", "2021-03-20T00:00:00Z", Status::InsufficientEvidence);
    assert!(rules(&finding).contains(&"fulfilment-possible"));
}

#[test]
fn a_handover_before_the_agreement_is_none_under_it() {
    let finding =
        check(&handed("mill-district", "2021-02-20", &[by_south()]), "mill", "2021-03-05T00:00:00Z", Status::NotYetDue);
    assert!(rules(&finding).contains(&"before-effective"));
}

#[test]
fn a_completion_that_the_receiver_denies_is_insufficient_and_contested() {
    let world = handed(
        "mill-district",
        "2021-03-08",
        &[by_north(), says("A news agency", "neutral"), says("South", "SUD").denies()],
    );
    let finding = check(&world, "mill", "2021-03-12T00:00:00Z", Status::InsufficientEvidence);
    assert!(finding.contested);
}

fn deployed(place_id: &str, statements: &[Says]) -> World {
    World::default().with(Act::Deployment, Some(place(place_id)), Some(day("2021-03-05")), statements)
}

fn guards(n: u32, quote: &'static str) -> Says {
    says("A news agency", "neutral").blames("GUA").quoted(quote).counting(Count::exactly(n), "soldiers")
}

#[test]
fn a_smaller_number_is_a_part_and_the_full_number_in_the_whole_area_is_done() {
    check(
        &deployed("valley", &[guards(200, "The guard force has 200 soldiers there.")]),
        "force",
        "2021-03-12T00:00:00Z",
        Status::PartiallyComplied,
    );
    check(
        &deployed("valley", &[guards(500, "The guard force has all 500 soldiers there.")]),
        "force",
        "2021-03-12T00:00:00Z",
        Status::Complied,
    );
}

#[test]
fn a_full_number_while_the_airlift_is_under_way_is_a_part() {
    let early = guards(500, "The guard force deployed 500 soldiers.");
    let under_way = says("Guarantor", "GUA")
        .blames("GUA")
        .quoted("The airlift of the guard force is under way.")
        .on("2021-03-07T00:00:00Z");
    check(
        &deployed("valley", &[early.clone(), under_way.clone()]),
        "force",
        "2021-03-12T00:00:00Z",
        Status::PartiallyComplied,
    );
    let apart =
        deployed("valley", &[early]).with(Act::Deployment, Some(place("ridge")), Some(day("2021-03-06")), &[under_way]);
    check(&apart, "force", "2021-03-12T00:00:00Z", Status::PartiallyComplied);
}

#[test]
fn work_under_way_on_the_word_of_the_one_who_owes_it_alone_is_pending() {
    let alone = says("Guarantor", "GUA").blames("GUA").quoted("The airlift of the guard force is under way.");
    let finding = check(&deployed("valley", &[alone]), "force", "2021-03-12T00:00:00Z", Status::Pending);
    assert!(finding.why.contains("on the word of Guarantor"), "{}", finding.why);
}

#[test]
fn a_deployment_told_to_be_complete_by_another_side_is_done_in_all_its_places() {
    let complete = says("North", "NOR").blames("GUA").quoted("The guard force is complete on the ridge and the road.");
    check(&deployed("ridge", &[complete]), "force", "2021-03-12T00:00:00Z", Status::Complied);
}

#[test]
fn a_rotation_months_later_does_not_undo_a_deployment() {
    let first = guards(500, "The guard force deployed 500 soldiers.");
    let rotation = says("Guarantor", "GUA").blames("GUA").quoted("A rotation of the guard force is under way.");
    let world =
        deployed("valley", &[first]).with(Act::Deployment, Some(place("ridge")), Some(day("2021-06-06")), &[rotation]);
    check(&world, "force", "2021-07-12T00:00:00Z", Status::Complied);
}

#[test]
fn one_of_two_places_is_a_part() {
    check(
        &deployed("ridge", &[guards(500, "The guard force stands with 500 soldiers.")]),
        "force",
        "2021-03-12T00:00:00Z",
        Status::PartiallyComplied,
    );
}

#[test]
fn one_release_is_not_the_exchange_of_all() {
    let released = |quote| {
        World::default().with(
            Act::ReleaseOrExchange,
            None,
            Some(day("2021-03-05")),
            &[says("South", "SUD").blames("NOR").quoted(quote)],
        )
    };
    check(&released("Two prisoners came home."), "exchange", "2021-03-12T00:00:00Z", Status::PartiallyComplied);
    check(&released("All prisoners came home."), "exchange", "2021-03-12T00:00:00Z", Status::Complied);
}
