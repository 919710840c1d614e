//! Prohibitions and standing duties, scenario by scenario.

mod support;

use servanda_model::{Act, Finding, Order, Status};
use support::{Says, World, day, place, rules, says};

const AS_OF: &str = "2021-03-12T00:00:00Z";

fn shelled(on: &str, statements: &[Says]) -> World {
    World::default().with(Act::Shelling, Some(place("quarry")), Some(day(on)), statements)
}

fn check(world: &World, provision: &str, expected: Status) -> Finding {
    let finding = world.finding(provision, AS_OF);
    assert_eq!(finding.status, expected, "{finding:#?}");
    assert!(!finding.why.is_empty() && !finding.derivation.is_empty());
    finding
}

#[test]
fn without_reports_nothing_is_reported_and_the_coverage_says_that_this_says_nothing() {
    let finding = check(&World::default(), "fire", Status::NoBreachReported);
    assert_eq!(finding.coverage.grade, "none");
    assert!(finding.why.contains("silence here says nothing"), "{}", finding.why);
}

#[test]
fn what_one_side_says_alone_is_alleged_and_laid_to_whom_it_names() {
    let finding =
        check(&shelled("2021-03-05", &[says("South's ministry", "SUD").blames("NOR")]), "fire", Status::BreachAlleged);
    assert_eq!(finding.responsible, ["NOR".into()]);
    assert_eq!(finding.on_word_of, ["South's ministry"]);
    assert_eq!(finding.since.map(|t| t.to_string()).as_deref(), Some("2021-03-05T20:00:00Z"));
}

#[test]
fn two_voices_of_one_side_corroborate_nothing() {
    let statements = [says("South's ministry", "SUD").blames("NOR"), says("South's president", "SUD").blames("NOR")];
    let finding = check(&shelled("2021-03-05", &statements), "fire", Status::BreachAlleged);
    assert_eq!(finding.origins(), 2);
}

#[test]
fn a_voice_whose_side_nobody_knows_corroborates_nothing_and_is_named_against_it() {
    let statements = [says("South's ministry", "SUD").blames("NOR"), says("A channel", "unknown").blames("NOR")];
    let finding = check(&shelled("2021-03-05", &statements), "fire", Status::BreachAlleged);
    assert!(finding.against.iter().any(|a| a.contains("Whose side A channel is on is not known")));
}

#[test]
fn a_denial_by_the_accused_side_makes_it_disputed_and_a_denial_by_others_does_not() {
    let accused = [says("South", "SUD").blames("NOR"), says("North", "NOR").denies()];
    let finding = check(&shelled("2021-03-05", &accused), "fire", Status::BreachDisputed);
    assert!(finding.contested);
    let other = [says("South", "SUD").blames("NOR"), says("Guarantor", "GUA").denies()];
    check(&shelled("2021-03-05", &other), "fire", Status::BreachAlleged);
}

#[test]
fn a_narrow_denial_disputes_nothing_but_is_kept() {
    let statements = [says("South", "SUD").blames("NOR"), says("North", "NOR").denies().narrowly()];
    let finding = check(&shelled("2021-03-05", &statements), "fire", Status::BreachAlleged);
    assert!(rules(&finding).contains(&"narrow-denial"));
}

#[test]
fn a_neutral_voice_or_a_second_side_corroborates() {
    let neutral = [says("South", "SUD").blames("NOR"), says("A news agency", "neutral")];
    let finding = check(&shelled("2021-03-05", &neutral), "fire", Status::BreachCorroborated);
    assert!(finding.responsible.is_empty(), "of the author there is one side's word");
    let guarantor = [says("South", "SUD").blames("NOR"), says("Guarantor", "GUA").blames("NOR")];
    let finding = check(&shelled("2021-03-05", &guarantor), "fire", Status::BreachCorroborated);
    assert_eq!(finding.responsible, ["NOR".into()]);
}

#[test]
fn a_denial_does_not_undo_corroboration_but_it_is_contested() {
    let statements =
        [says("South", "SUD").blames("NOR"), says("A news agency", "neutral"), says("North", "NOR").denies()];
    let finding = check(&shelled("2021-03-05", &statements), "fire", Status::BreachCorroborated);
    assert!(finding.contested);
}

#[test]
fn two_sides_that_blame_each_other_corroborate_the_event_and_leave_the_blame_open() {
    let statements = [says("South", "SUD").blames("NOR"), says("North", "NOR").blames("SUD")];
    let finding = check(&shelled("2021-03-05", &statements), "fire", Status::BreachCorroborated);
    assert!(finding.responsible.is_empty());
    assert!(rules(&finding).contains(&"blame-open"));
}

#[test]
fn the_proof_tells_why_somebody_is_held_to_be_the_author() {
    let told = |statements: &[_], status| {
        let finding = check(&shelled("2021-03-05", statements), "fire", status);
        let step = finding.derivation.iter().find(|s| s.rule.as_str() == "author").expect("a step").clone();
        assert!(!step.claims.is_empty(), "{}", step.says);
        step.says
    };
    let admitted = told(&[says("North", "NOR").blames("NOR")], Status::BreachVerified);
    assert!(admitted.ends_with("its own side says that NOR did it."), "{admitted}");
    let no_side = [says("South", "SUD").blames("NOR"), says("A news agency", "neutral").blames("NOR")];
    let no_side = told(&no_side, Status::BreachCorroborated);
    assert!(no_side.ends_with("A news agency, of no side, names NOR."), "{no_side}");
    let two = [says("South", "SUD").blames("NOR"), says("Guarantor", "GUA").blames("NOR")];
    let two = told(&two, Status::BreachCorroborated);
    assert!(two.ends_with("voices of different sides name NOR: Guarantor and South."), "{two}");
    let alone = told(&[says("South", "SUD").blames("NOR")], Status::BreachAlleged);
    assert!(alone.ends_with("South names NOR, and nobody names another."), "{alone}");
}

#[test]
fn the_mandated_monitor_verifies_even_without_naming_anybody() {
    let finding = check(&shelled("2021-03-05", &[says("The watch", "mandated")]), "fire", Status::BreachVerified);
    assert!(finding.responsible.is_empty());
}

#[test]
fn a_plain_admission_verifies_and_a_justified_one_disputes() {
    let plain = [says("South", "SUD").blames("NOR"), says("North", "NOR").blames("NOR")];
    let finding = check(&shelled("2021-03-05", &plain), "fire", Status::BreachVerified);
    assert_eq!(finding.responsible, ["NOR".into()]);
    let justified = [says("South", "SUD").blames("NOR"), says("North", "NOR").blames("NOR").justified()];
    let finding = check(&shelled("2021-03-05", &justified), "fire", Status::BreachDisputed);
    assert!(finding.against.iter().any(|a| a.contains("NOR calls the shelling")), "{:?}", finding.against);
}

#[test]
fn what_happened_before_the_truce_took_effect_is_no_breach_and_the_step_says_so() {
    let finding = check(&shelled("2021-03-01", &[says("The watch", "mandated")]), "fire", Status::NoBreachReported);
    let step = finding.derivation.iter().find(|s| s.rule.as_str() == "before-effective").expect("a step");
    assert_eq!(step.relation, Some(Order::Before));
    assert_eq!(
        step.says,
        "The shelling at quarry on 1 March 2021 (Asia/Baku) lies before the clause took effect on 2 March 2021, 06:00 (Asia/Baku)."
    );
    assert_eq!(step.claims.len(), 1);
}

#[test]
fn what_may_lie_on_either_side_of_the_first_instant_is_insufficient() {
    let world = shelled("2021-03-02", &[says("The watch", "mandated")]);
    let finding = check(&world, "fire", Status::InsufficientEvidence);
    assert!(rules(&finding).contains(&"straddles-effective"));
}

#[test]
fn a_certain_breach_outweighs_an_uncertain_one() {
    let world = shelled("2021-03-02", &[says("The watch", "mandated")]).with(
        Act::Gunfire,
        Some(place("ridge")),
        Some(day("2021-03-06")),
        &[says("North", "NOR").blames("SUD")],
    );
    // Gunfire may be covered by the exception.
    check(&world, "fire", Status::BreachDisputed);
}

#[test]
fn an_exception_that_a_person_must_judge_disputes_and_is_named() {
    let world = World::default().with(
        Act::Gunfire,
        Some(place("ridge")),
        Some(day("2021-03-06")),
        &[says("North", "NOR").blames("SUD")],
    );
    let finding = check(&world, "fire", Status::BreachDisputed);
    assert!(finding.derivation.iter().any(|s| s.says.contains("Fire in self-defence.")));
}

#[test]
fn a_dated_exception_permits_what_it_covers_and_nothing_else() {
    let moved = |by, at, on| {
        World::default().with(
            Act::MovementOfForces,
            Some(place(at)),
            Some(day(on)),
            &[says("The watch", "mandated").blames(by)],
        )
    };
    check(&moved("NOR", "quarry", "2021-03-08"), "stay", Status::NoBreachReported);
    check(&moved("NOR", "ridge", "2021-03-08"), "stay", Status::BreachVerified);
    check(&moved("SUD", "ridge", "2021-03-08"), "stay", Status::BreachVerified);
}

#[test]
fn entry_of_the_receiving_side_before_any_handover_is_known_is_only_possibly_a_breach() {
    let world = World::default().with(
        Act::MovementOfForces,
        Some(place("quarry")),
        Some(day("2021-03-08")),
        &[says("The watch", "mandated").blames("SUD")],
    );
    let finding = check(&world, "stay", Status::InsufficientEvidence);
    assert!(rules(&finding).contains(&"entry-around-handover"));
}

#[test]
fn outside_the_area_is_no_breach_and_a_larger_region_is_only_possibly_inside() {
    let coast = World::default().with(
        Act::Shelling,
        Some(place("coast")),
        Some(day("2021-03-05")),
        &[says("The watch", "mandated")],
    );
    let finding = check(&coast, "fire", Status::NoBreachReported);
    assert!(rules(&finding).contains(&"outside-area"));
    let country = World::default().with(
        Act::Shelling,
        Some(place("country")),
        Some(day("2021-03-05")),
        &[says("The watch", "mandated")],
    );
    check(&country, "fire", Status::InsufficientEvidence);
}

#[test]
fn fighting_without_a_place_touches_the_clause_for_the_whole_area_but_none_for_a_road() {
    let world = World::default().with(Act::Violation, None, Some(day("2021-03-05")), &[says("South", "SUD")]).with(
        Act::Obstruction,
        None,
        Some(day("2021-03-05")),
        &[says("North", "NOR")],
    );
    check(&world, "fire", Status::InsufficientEvidence);
    check(&world, "road", Status::NoBreachReported);
}

#[test]
fn retracted_claims_do_not_count() {
    let finding =
        check(&shelled("2021-03-05", &[says("The watch", "mandated").retracted()]), "fire", Status::NoBreachReported);
    assert!(rules(&finding).contains(&"retracted"));
    let one_left = [says("South", "SUD").blames("NOR"), says("A news agency", "neutral").retracted()];
    check(&shelled("2021-03-05", &one_left), "fire", Status::BreachAlleged);
}

#[test]
fn a_retracted_denial_no_longer_disputes() {
    let statements = [says("South", "SUD").blames("NOR"), says("North", "NOR").denies().retracted()];
    check(&shelled("2021-03-05", &statements), "fire", Status::BreachAlleged);
}

#[test]
fn free_passage_is_broken_by_its_obstruction() {
    let world = World::default().with(
        Act::Obstruction,
        Some(place("road")),
        Some(day("2021-03-05")),
        &[says("North", "NOR").blames("SUD"), says("A news agency", "neutral").blames("SUD")],
    );
    check(&world, "road", Status::BreachCorroborated);
}

#[test]
fn blame_inverted_by_the_side_that_owes_the_duty_disputes_and_leaves_nobody_responsible() {
    let world = World::default().with(
        Act::Obstruction,
        Some(place("road")),
        Some(day("2021-03-05")),
        &[says("North", "NOR").blames("SUD"), says("South", "SUD").blames("GUA")],
    );
    let finding = check(&world, "road", Status::BreachDisputed);
    assert!(finding.responsible.is_empty() && finding.contested);
    assert!(finding.why.contains("stated by North and denied by South"), "{}", finding.why);
}

#[test]
fn an_act_of_somebody_who_is_not_bound_is_no_breach() {
    let world = World::default().with(
        Act::Obstruction,
        Some(place("road")),
        Some(day("2021-03-05")),
        &[says("South", "SUD").blames("GUA")],
    );
    let finding = check(&world, "road", Status::NoBreachReported);
    assert!(rules(&finding).contains(&"not-bound"));
}

#[test]
fn only_a_number_above_the_limit_breaks_it() {
    use servanda_model::Count;
    let sent = |n| {
        World::default().with(
            Act::Deployment,
            Some(place("ridge")),
            Some(day("2021-03-05")),
            &[says("South", "SUD").blames("GUA").counting(Count::exactly(n), "troops")],
        )
    };
    check(&sent(500), "limit", Status::NoBreachReported);
    check(&sent(620), "limit", Status::BreachAlleged);
}

#[test]
fn a_proven_breach_is_not_undone_by_later_calm() {
    let world = shelled("2021-03-05", &[says("The watch", "mandated")]);
    assert_eq!(world.finding("fire", "2021-06-12T00:00:00Z").status, Status::BreachVerified);
}

#[test]
fn entry_of_the_receiving_side_is_no_breach_from_the_day_of_the_handover_on() {
    let handed = World::default().with(
        Act::Handover,
        Some(place("mill-district")),
        Some(day("2021-03-09")),
        &[says("North", "NOR").blames("NOR"), says("South", "SUD").blames("NOR")],
    );
    let enter = |world: World, on| {
        world.with(Act::CaptureOrEntry, Some(place("quarry")), Some(day(on)), &[says("South", "SUD").blames("SUD")])
    };
    let finding = check(&enter(handed.clone(), "2021-03-09"), "stay", Status::NoBreachReported);
    assert!(rules(&finding).contains(&"entry-after-handover"));
    check(&enter(handed, "2021-03-10"), "stay", Status::NoBreachReported);
}

#[test]
fn a_condition_unmet_makes_a_clause_not_applicable() {
    let finding = check(&World::default(), "toll", Status::NotApplicable);
    assert!(finding.why.contains("requires provision exchange, which is pending"), "{}", finding.why);
}

#[test]
fn a_clause_that_binds_later_is_not_yet_due_and_a_permission_not_applicable() {
    check(&World::default(), "later", Status::NotYetDue);
    check(&World::default(), "may", Status::NotApplicable);
}
