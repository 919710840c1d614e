//! The shipped agreement, judged on hand-made incidents: the difficulties of real reporting, one by one.

mod support;

use servanda_findings::terms::{self, Known, SourceText};
use servanda_findings::{PlaceTree, misstated};
use servanda_model::{Act, ActorId, Agreement, Count, Finding, Order, Precision, Status, When, Zone};
use support::{Says, World, at, called, claim, day, place, rules, says};

fn loaded() -> (Agreement, PlaceTree) {
    let text = include_str!("../../../data/agreements/karabakh-2020/places.toml");
    let places = terms::places(SourceText { name: "places.toml", text }).expect("sound");
    let actors = [
        "ARM",
        "ARM.NSS",
        "AZE",
        "NKR",
        "TUR",
        "RUS",
        "RUS.PEACEKEEPERS",
        "RTJMC",
        "ICRC",
        "UNHCR",
        "EUMA",
        "person.hikmet-hajiyev",
    ];
    let known =
        Known { actors: actors.map(ActorId::from).into(), places: places.iter().map(|p| p.id.clone()).collect() };
    let text = include_str!("../../../data/agreements/karabakh-2020/agreement.toml");
    let agreement = terms::agreement(SourceText { name: "agreement.toml", text }, &known).expect("sound");
    (agreement, PlaceTree::of(&places))
}

fn finding(world: &World, provision: &str, as_of: &str) -> Finding {
    let (agreement, tree) = loaded();
    let board = world.board_in(&agreement, &tree, as_of);
    board.findings.into_iter().find(|f| f.provision.as_str() == provision).expect("a provision")
}

fn check(world: &World, provision: &str, as_of: &str, expected: Status) -> Finding {
    let found = finding(world, provision, as_of);
    assert_eq!(found.status, expected, "{found:#?}");
    found
}

fn one(act: Act, place_id: &str, on: &str, statements: &[Says]) -> World {
    World::default().with(act, Some(place(place_id)), Some(day(on)), statements)
}

fn azeri() -> Says {
    says("Azerbaijani Defence Ministry", "AZE")
}

fn armenian() -> Says {
    says("Armenian Defence Ministry", "ARM")
}

#[test]
fn the_shelling_of_a_town_on_the_eve_is_no_breach() {
    let world = one(Act::Shelling, "tartar", "2020-11-09", &[azeri().blames("ARM")]);
    let found = check(&world, "1a", "2020-11-11T12:00:00+04:00", Status::NoBreachReported);
    let step = found.derivation.iter().find(|s| s.rule.as_str() == "before-effective").expect("a step");
    assert_eq!(step.relation, Some(Order::Before));
    assert_eq!(
        step.says,
        "The shelling at tartar on 9 November 2020 (Asia/Baku) lies before the clause took effect on 10 November 2020, 00:00 (Europe/Moscow)."
    );
}

#[test]
fn within_the_last_day_reaches_back_over_the_first_instant() {
    let last_day =
        When::new(Some(at("2020-11-09T12:00:00Z")), Some(at("2020-11-10T12:00:00Z")), Zone::utc(), Precision::Hour);
    let world = World::default().with(Act::Shelling, Some(place("tartar")), Some(last_day), &[azeri().blames("ARM")]);
    check(&world, "1a", "2020-11-10T20:00:00+04:00", Status::InsufficientEvidence);
}

#[test]
fn kelbajar_is_judged_by_the_deadline_known_at_the_time() {
    let none = World::default();
    check(&none, "6a", "2020-11-14T09:00:00+04:00", Status::NotYetDue);
    check(&none, "6a", "2020-11-16T09:00:00+04:00", Status::NotYetDue);
    check(&none, "6a", "2020-11-26T09:00:00+04:00", Status::Overdue);
    let handed = one(Act::Handover, "kelbajar-district", "2020-11-25", &[azeri().blames("ARM")]);
    let found = check(&handed, "6a", "2020-11-26T12:00:00+04:00", Status::Complied);
    assert!(
        found
            .derivation
            .iter()
            .any(|s| s.says.contains("late against the first deadline, in time against the amended"))
    );
    assert!(found.why.contains("as amended"), "{}", found.why);
}

#[test]
fn without_its_amendments_the_same_handover_is_late() {
    let (mut agreement, tree) = loaded();
    agreement.provisions.iter_mut().for_each(|p| p.amendments.clear());
    let handed = one(Act::Handover, "kelbajar-district", "2020-11-25", &[azeri().blames("ARM")]);
    let board = handed.board_in(&agreement, &tree, "2020-11-26T12:00:00+04:00");
    let found = board.findings.iter().find(|f| f.provision.as_str() == "6a").expect("a provision");
    assert_eq!(found.status, Status::CompliedLate);
}

#[test]
fn a_handover_on_its_last_day_is_in_time_and_the_entry_is_no_breach() {
    let world = one(Act::Handover, "aghdam-district", "2020-11-20", &[azeri().blames("ARM")])
        .with(Act::CaptureOrEntry, Some(place("aghdam")), Some(day("2020-11-20")), &[azeri().blames("AZE")])
        .with(
            Act::Withdrawal,
            Some(called("aghdam", "Aghdam")),
            Some(day("2020-11-19")),
            &[says("A news agency", "neutral").blames("ARM")],
        );
    let as_of = "2020-11-21T09:00:00+04:00";
    check(&world, "2", as_of, Status::Complied);
    check(&world, "1b", as_of, Status::NoBreachReported);
    check(&world, "6b", as_of, Status::NotYetDue);
}

#[test]
fn a_round_number_while_the_planes_fly_is_pending_and_exceeds_no_limit() {
    let deployed = says("Russian Defence Ministry", "RUS")
        .blames("RUS")
        .quoted("Russia has deployed 1,960 peacekeepers.")
        .counting(Count::exactly(1960), "peacekeepers");
    let flying =
        says("Russian Defence Ministry", "RUS").blames("RUS").quoted("The airlift of the peacekeepers is under way.");
    let world = one(Act::Deployment, "nagorno-karabakh", "2020-11-10", &[deployed.clone(), flying]);
    // The day itself reaches back over midnight in Moscow by an hour; it is the duty's first.
    check(&world, "3a", "2020-11-10T14:00:00+03:00", Status::Pending);
    check(&world, "3b", "2020-11-10T14:00:00+03:00", Status::NoBreachReported);
    let complete = armenian().blames("RUS").quoted("The deployment of the peacekeepers is complete.");
    let both = one(Act::Deployment, "contact-line", "2020-11-20", &[deployed, complete]);
    check(&both, "3a", "2020-11-22T12:00:00+04:00", Status::Complied);
    check(&both, "5", "2020-11-22T12:00:00+04:00", Status::Pending);
    check(&both, "9c", "2020-11-22T12:00:00+04:00", Status::NotApplicable);
}

#[test]
fn forty_four_came_home_is_a_part() {
    let exchanged =
        says("Commander of the peacekeepers", "mandated").quoted("Azerbaijan released 44 men and Armenia 12.");
    let world = World::default().with(Act::ReleaseOrExchange, None, Some(day("2020-12-14")), &[exchanged]);
    check(&world, "8", "2021-01-19T12:00:00+04:00", Status::PartiallyComplied);
    check(&World::default(), "8", "2021-01-19T12:00:00+04:00", Status::Pending);
}

#[test]
fn an_attack_admitted_and_called_right_is_disputed_and_laid_to_its_author() {
    let world = one(
        Act::GroundAttack,
        "nagorno-karabakh",
        "2023-09-19",
        &[azeri().blames("AZE").justified(), says("Ombudsman", "ARM").blames("AZE")],
    );
    let found = check(&world, "1a", "2023-09-21T09:00:00+04:00", Status::BreachDisputed);
    assert_eq!(found.responsible, ["AZE".into()]);
}

#[test]
fn it_is_the_peacekeepers_who_block_the_road() {
    let world = one(
        Act::Obstruction,
        "lachin-corridor",
        "2022-12-12",
        &[armenian().blames("AZE"), azeri().blames("AZE").denies(), azeri().blames("RUS.PEACEKEEPERS")],
    );
    let found = check(&world, "6e", "2022-12-14T12:00:00+04:00", Status::BreachDisputed);
    assert!(found.contested && found.responsible.is_empty(), "{found:#?}");
}

#[test]
fn a_clash_on_the_state_border_lies_outside_the_area() {
    let world = one(Act::GroundAttack, "syunik", "2021-11-16", &[azeri().blames("ARM"), armenian().blames("AZE")]);
    let found = check(&world, "1a", "2021-11-18T12:00:00+04:00", Status::NoBreachReported);
    assert!(rules(&found).contains(&"outside-area"));
}

#[test]
fn what_hangs_on_an_open_route_does_not_apply_before_there_is_one() {
    let none = World::default();
    check(&none, "9a", "2021-06-01T12:00:00+04:00", Status::Pending);
    check(&none, "9b", "2021-06-01T12:00:00+04:00", Status::NotApplicable);
    check(&none, "9c", "2021-06-01T12:00:00+04:00", Status::NotApplicable);
    check(&none, "4b", "2021-06-01T12:00:00+04:00", Status::NotApplicable);
}

#[test]
fn all_lands_by_the_day_of_one_district_is_a_wrong_extent() {
    let (agreement, tree) = loaded();
    let statement =
        says("A newspaper", "neutral").blames("ARM").quoted("Armenia must return all the lands by 20 November.");
    let mut recital = claim("r#0", &"r".into(), Act::Handover, &statement);
    recital.recital = true;
    recital.place = Some(place("nagorno-karabakh"));
    recital.when =
        Some(When::new(None, day("2020-11-20").to(), Zone::new("Asia/Baku").expect("a zone"), Precision::Day));
    let found = misstated(&agreement, &tree, [&recital]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].difference, "extent");
    assert_eq!(found[0].provisions, ["2".into(), "6a".into(), "6b".into()]);
    assert!(
        found[0].text_says.contains("Provision 6b: by the end of 1 December 2020 (Asia/Baku)."),
        "{}",
        found[0].text_says
    );
}
