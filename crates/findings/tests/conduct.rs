//! What can be said of each bound party, ground by ground.

mod support;

use std::sync::Arc;

use servanda_model::{Act, ActorId, ClaimId, Conclusion, Ground, Modality, ReportId, Side, Verdict};
use support::{Says, World, claim, day, place, says};

const AS_OF: &str = "2021-03-12T00:00:00Z";

fn shelled(statements: &[Says]) -> World {
    World::default().with(Act::Shelling, Some(place("quarry")), Some(day("2021-03-05")), statements)
}

/// Adds what a mandated monitor's report says and no incident is made of.
fn beside(mut world: World, statement: &Says, modality: Modality) -> World {
    let report = ReportId::new("monitor".to_owned());
    let mut meta = shelled(&[says("Watch", "mandated")]).reports.remove(0);
    meta.id = report.clone();
    world.reports.push(meta);
    let mut told = claim("monitor#0", &report, Act::Shelling, statement);
    (told.modality, told.when, told.place) = (modality, Some(day("2021-03-05")), Some(place("quarry")));
    world.claims.insert(told.id.clone(), told.into());
    world
}

/// The verdicts under the prohibition of fire: party, conclusion, ground.
fn verdicts(world: &World) -> Vec<(Option<String>, Conclusion, Ground)> {
    let told = |v: Verdict| (v.party.map(|p: ActorId| p.to_string()), v.conclusion, v.ground);
    world.finding("fire", AS_OF).verdicts.into_iter().map(told).collect()
}

#[track_caller]
fn check(world: &World, expected: &[(Option<&str>, Conclusion, Ground)]) {
    let expected: Vec<_> = expected.iter().map(|(p, c, g)| (p.map(str::to_owned), *c, *g)).collect();
    assert_eq!(verdicts(world), expected);
}

#[test]
fn a_party_is_held_by_its_own_word() {
    check(&shelled(&[says("North", "NOR").blames("NOR")]), &[(Some("NOR"), Conclusion::Violated, Ground::Admitted)]);
}

#[test]
fn an_admission_that_justifies_itself_leaves_the_question_open() {
    check(
        &shelled(&[says("North", "NOR").blames("NOR").justified()]),
        &[(Some("NOR"), Conclusion::Inconclusive, Ground::Accused)],
    );
}

#[test]
fn the_monitors_own_word_holds_a_party() {
    check(
        &shelled(&[says("Watch", "mandated").blames("NOR")]),
        &[(Some("NOR"), Conclusion::Violated, Ground::Observed)],
    );
}

#[test]
fn a_voice_of_no_party_holds_a_party() {
    check(
        &shelled(&[says("Red Cross", "neutral").blames("NOR")]),
        &[(Some("NOR"), Conclusion::Violated, Ground::Witnessed)],
    );
}

#[test]
fn a_rivals_word_alone_never_makes_an_author() {
    let alone = shelled(&[says("South", "SUD").blames("NOR")]);
    check(&alone, &[(Some("NOR"), Conclusion::Inconclusive, Ground::Accused)]);
    let twice = shelled(&[says("South", "SUD").blames("NOR"), says("South's ministry", "SUD").blames("NOR")]);
    check(&twice, &[(Some("NOR"), Conclusion::Inconclusive, Ground::Accused)]);
}

#[test]
fn voices_of_two_other_parties_hold_a_party() {
    check(
        &shelled(&[says("South", "SUD").blames("NOR"), says("Guarantor", "GUA").blames("NOR")]),
        &[(Some("NOR"), Conclusion::Violated, Ground::BothSides)],
    );
}

#[test]
fn the_firmest_ground_decides() {
    check(
        &shelled(&[
            says("South", "SUD").blames("NOR"),
            says("Red Cross", "neutral").blames("NOR"),
            says("Watch", "mandated").blames("NOR"),
        ]),
        &[(Some("NOR"), Conclusion::Violated, Ground::Observed)],
    );
}

#[test]
fn a_deed_without_an_author_is_laid_to_nobody() {
    check(&shelled(&[says("Watch", "mandated")]), &[(None, Conclusion::Unattributed, Ground::NobodyNamed)]);
    check(&shelled(&[says("South", "SUD")]), &[]);
}

#[test]
fn what_the_monitor_leaves_open_is_open() {
    let alleged = beside(World::default(), &says("Watch", "mandated").blames("NOR"), Modality::Opinion);
    check(&alleged, &[(Some("NOR"), Conclusion::Inconclusive, Ground::LeftOpen)]);
    let nobody = beside(World::default(), &says("Watch", "mandated"), Modality::Opinion);
    check(&nobody, &[(None, Conclusion::Inconclusive, Ground::LeftOpen)]);
}

#[test]
fn only_the_monitor_clears_a_party() {
    let cleared = beside(World::default(), &says("Watch", "mandated").denies().blames("NOR"), Modality::Fact);
    check(&cleared, &[(Some("NOR"), Conclusion::NotViolated, Ground::Cleared)]);
    let denied = beside(World::default(), &says("North", "NOR").denies().blames("NOR"), Modality::Fact);
    check(&denied, &[]);
}

#[test]
fn a_fight_is_laid_to_both_who_fought_and_to_nobody_where_only_one_is_named() {
    let fight = |who: &[&'static str]| {
        let told: Vec<Says> = who.iter().map(|w| says("Watch", "mandated").blames(w)).collect();
        let mut world = shelled(&told);
        world.claims.values_mut().for_each(|c| Arc::make_mut(c).rule = "mutual".into());
        world
    };
    let held = |party| (Some(party), Conclusion::Violated, Ground::Observed);
    check(&fight(&["NOR", "SUD"]), &[held("NOR"), held("SUD")]);
    check(&fight(&["NOR"]), &[]);
}

#[test]
fn who_is_held_to_have_begun_a_fight_answers_for_it_alone() {
    let mut world = shelled(&[says("Watch", "mandated").blames("NOR"), says("Watch", "mandated").blames("SUD")]).with(
        Act::GroundAttack,
        Some(place("quarry")),
        Some(day("2021-03-05")),
        &[says("Watch", "mandated").blames("SUD")],
    );
    for (id, claim) in &mut world.claims {
        if id.as_str().starts_with("i00") {
            Arc::make_mut(claim).rule = "mutual".into();
        }
    }
    check(&world, &[(Some("SUD"), Conclusion::Violated, Ground::Observed)]);
}

#[test]
fn a_deed_whose_author_is_merely_not_named_again_is_not_laid_to_nobody() {
    let other = |report: &str| {
        let mut world = shelled(&[says("Watch", "mandated").blames("NOR")]).with(
            Act::CaptureOrEntry,
            Some(place("quarry")),
            Some(day("2021-03-05")),
            &[says("Watch", "mandated")],
        );
        let nameless: ClaimId = "i01-r0#0".into();
        Arc::make_mut(world.claims.get_mut(&nameless).expect("it was made")).report = ReportId::new(report.to_owned());
        world.finding("stay", AS_OF).verdicts.len()
    };
    assert_eq!(other("i00-r0"), 0, "the same report names an author");
    assert_eq!(other("i01-r0"), 1, "another report names none");
}

#[test]
fn parties_stand_by_name_and_not_by_the_order_of_the_terms() {
    let mut agreement = support::agreement();
    let world = shelled(&[says("Watch", "mandated").blames("SUD")]).with(
        Act::Gunfire,
        Some(place("quarry")),
        Some(day("2021-03-06")),
        &[says("Watch", "mandated").blames("NOR")],
    );
    let told = |agreement: &_| {
        let board = world.board_in(agreement, &support::places(), AS_OF);
        board.findings.into_iter().find(|f| f.provision.as_str() == "fire").expect("a provision").verdicts
    };
    let plain = told(&agreement);
    agreement.provisions.iter_mut().for_each(|p| p.bearers.reverse());
    assert_eq!(plain.len(), 2);
    assert_eq!(plain, told(&agreement));
    assert_eq!(Side::Mandated, world.reports[0].side);
}

#[test]
fn a_clause_that_binds_none_of_the_parties_is_not_broken_by_whoever_it_was() {
    let mut agreement = support::agreement();
    let fire = agreement.provisions.iter_mut().find(|p| p.reference.as_str() == "fire").expect("a provision");
    fire.bearers = vec!["OUTSIDER".into()];
    let finding = |world: &World| {
        let board = world.board_in(&agreement, &support::places(), AS_OF);
        board.findings.into_iter().find(|f| f.provision.as_str() == "fire").expect("a provision")
    };
    let nobody = finding(&shelled(&[says("Watch", "mandated")]));
    assert_eq!(nobody.status, servanda_model::Status::NoBreachReported);
    let named = finding(&shelled(&[says("Watch", "mandated").blames("OUTSIDER")]));
    assert_eq!(named.status, servanda_model::Status::BreachVerified);
}
