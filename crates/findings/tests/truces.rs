//! Limits that hang on other duties, rates, terms for a time and terms that a renewal adds.

mod support;

use servanda_findings::misstated;
use servanda_findings::terms::{self, Known, SourceText};
use servanda_model::{Act, ActorId, Agreement, Count, Finding, PlaceId, Status};
use support::{Says, World, day, place, places, rules, says};

const TRUCE: &str = r#"
id = "pass-2021"
title = "Truce of the pass"
short = "Truce"
signed = "2021-03-01"
effective = "2021-03-02T00:00+04:00[Asia/Baku]"
zone = "Asia/Baku"
area = ["valley"]

[[text]]
language = "en"
url = "https://example.org/pass"
title = "The text"

[[party]]
actor = "NOR"
role = "party"

[[party]]
actor = "SUD"
role = "party"

[[provision]]
ref = "fire"
title = "No firing"
says = "Nobody fires for a month."
kind = "prohibition"
bearer = ["NOR", "SUD"]
act = ["shelling"]
place = "valley"
recall = ["truce", "thirty-day"]
by = { date = "2021-04-01", time = "12:00" }

[[provision.amendment]]
announced = "2021-04-01T09:00+04:00[Asia/Baku]"
by = { date = "2021-05-01", time = "12:00" }
says = "A month more."

[[provision]]
ref = "guns-n"
title = "North withdraws its guns"
says = "North withdraws its guns by 10 March."
kind = "obligation"
bearer = "NOR"
act = "withdrawal"
object = "guns"
by = { date = "2021-03-10" }

[[provision]]
ref = "guns-s"
title = "South withdraws its guns"
says = "South withdraws its guns by 10 March."
kind = "obligation"
bearer = "SUD"
act = "withdrawal"
object = "guns"
by = { date = "2021-03-10" }

[[provision]]
ref = "exchange"
title = "Exchange"
says = "Prisoners are exchanged by the fifth day after both withdrawals."
kind = "obligation"
bearer = ["NOR", "SUD"]
act = "release_or_exchange"
within = { days = 5, after = ["guns-n", "guns-s"] }

[[provision]]
ref = "talks"
title = "Talks begin"
says = "Talks begin by 5 March."
kind = "obligation"
begins = true
bearer = ["NOR", "SUD"]
act = "talks"
by = { date = "2021-03-05" }

[[provision]]
ref = "flour"
title = "Ten lorries a day"
says = "South lets ten lorries in each day."
kind = "obligation"
standing = true
bearer = "SUD"
act = "aid"
place = "valley"
quantity = [{ what = "lorries", n = 10, at = "least", per = "day" }]

[[provision]]
ref = "guns-back"
title = "No guns in the valley"
says = "Guns stay away."
kind = "prohibition"
bearer = ["NOR", "SUD"]
act = "deployment"
place = "valley"
only_if_named = ["gun", "howitzer"]

[[provision]]
ref = "mines"
title = "No mines"
says = "The renewal forbids mines."
kind = "prohibition"
bearer = ["NOR", "SUD"]
act = "mine"
place = "valley"
added = "2021-04-01T09:00+04:00[Asia/Baku]"
"#;

fn known() -> Known {
    Known { actors: ["NOR", "SUD"].map(ActorId::from).into(), places: ["valley"].map(PlaceId::from).into() }
}

fn truce() -> Agreement {
    terms::agreement(SourceText { name: "agreement.toml", text: TRUCE }, &known()).expect("sound")
}

fn finding(world: &World, provision: &str, as_of: &str) -> Finding {
    let board = world.board_in(&truce(), &places(), as_of);
    board.findings.into_iter().find(|f| f.provision.as_str() == provision).expect("a provision")
}

fn neutral() -> Says {
    says("Wire", "neutral")
}

fn withdrawn(world: World, who: &'static str, on: &str) -> World {
    let told = neutral().blames(who).quoted("They completed the withdrawal of their guns.");
    world.with(Act::Withdrawal, Some(place("valley")), Some(day(on)), &[told])
}

#[test]
fn a_limit_counted_from_two_duties_begins_with_the_later_one() {
    let both = withdrawn(withdrawn(World::default(), "NOR", "2021-03-06"), "SUD", "2021-03-08");
    let due = finding(&both, "exchange", "2021-03-09T08:00:00Z");
    assert_eq!(due.status, Status::NotYetDue, "{due:#?}");
    assert_eq!(due.deadline.map(|d| d.date.to_string()).as_deref(), Some("2021-03-13"));
    // 13 March ends at 20:00 UTC.
    assert_eq!(finding(&both, "exchange", "2021-03-13T19:59:59Z").status, Status::NotYetDue);
    assert_eq!(finding(&both, "exchange", "2021-03-13T20:00:00Z").status, Status::Overdue);
}

#[test]
fn as_long_as_one_of_them_is_open_the_days_have_not_begun() {
    let one = withdrawn(World::default(), "NOR", "2021-03-06");
    let due = finding(&one, "exchange", "2021-06-01T00:00:00Z");
    assert_eq!((due.status, due.deadline.is_none()), (Status::NotYetDue, true));
    assert!(rules(&due).contains(&"counted"), "{due:#?}");
    assert_eq!(finding(&one, "guns-s", "2021-06-01T00:00:00Z").status, Status::Overdue);
}

#[test]
fn a_beginning_fulfils_a_duty_to_begin_and_wherever_talks_are_held_they_count() {
    let begun = |on: &str| {
        let told = neutral().quoted("Talks began in the capital.");
        World::default().with(Act::Talks, Some(place("coast")), Some(day(on)), &[told])
    };
    assert_eq!(finding(&begun("2021-03-05"), "talks", "2021-03-20T00:00:00Z").status, Status::Complied);
    assert_eq!(finding(&begun("2021-03-06"), "talks", "2021-03-20T00:00:00Z").status, Status::CompliedLate);
}

fn lorries(n: u32, high: Option<u32>) -> World {
    let told = neutral().counting(Count { low: n, best: Some(n), high }, "lorries");
    World::default().with(Act::Aid, Some(place("valley")), Some(day("2021-03-20")), &[told])
}

#[test]
fn fewer_than_are_due_in_a_day_break_a_rate_and_enough_do_not() {
    let at = "2021-03-22T00:00:00Z";
    assert_eq!(finding(&lorries(7, Some(7)), "flour", at).status, Status::BreachCorroborated);
    assert_eq!(finding(&lorries(10, Some(10)), "flour", at).status, Status::NoBreachReported);
}

#[test]
fn at_least_so_many_does_not_tell_of_fewer() {
    assert_eq!(finding(&lorries(7, None), "flour", "2021-03-22T00:00:00Z").status, Status::NoBreachReported);
}

#[test]
fn a_part_of_a_day_does_not_tell_of_a_day() {
    let mut world = lorries(7, Some(7));
    let morning = {
        let whole = day("2021-03-20");
        let from = whole.from();
        let noon = from.map(|f| f + jiff::Span::new().hours(12));
        servanda_model::When::new(from, noon, whole.zone.clone(), servanda_model::Precision::PartOfDay)
    };
    std::sync::Arc::make_mut(&mut world.incidents[0]).when = Some(morning.clone());
    world.claims.values_mut().for_each(|c| std::sync::Arc::make_mut(c).when = Some(morning.clone()));
    assert_eq!(finding(&world, "flour", "2021-03-22T00:00:00Z").status, Status::NoBreachReported);
}

fn shelled(on: &str) -> World {
    let told = says("South", "SUD").blames("NOR");
    World::default().with(Act::Shelling, Some(place("valley")), Some(day(on)), &[told])
}

#[test]
fn what_was_agreed_for_a_time_runs_out_and_a_renewal_counts_once_it_is_known() {
    let calm = World::default();
    assert_eq!(finding(&calm, "fire", "2021-03-20T00:00:00Z").status, Status::NoBreachReported);
    assert_eq!(finding(&calm, "fire", "2021-04-20T00:00:00Z").status, Status::NoBreachReported);
    let over = finding(&calm, "fire", "2021-05-02T00:00:00Z");
    assert_eq!(over.status, Status::NotApplicable);
    assert!(rules(&over).contains(&"ran-out"), "{over:#?}");
    assert_eq!(finding(&shelled("2021-04-10"), "fire", "2021-04-12T00:00:00Z").status, Status::BreachAlleged);
    assert_eq!(finding(&shelled("2021-05-10"), "fire", "2021-05-12T00:00:00Z").status, Status::NotApplicable);
}

#[test]
fn a_breach_of_its_time_outlives_the_end() {
    assert_eq!(finding(&shelled("2021-04-10"), "fire", "2021-07-01T00:00:00Z").status, Status::BreachAlleged);
}

#[test]
fn what_a_renewal_adds_binds_nobody_before_it() {
    let told = says("South", "SUD").blames("NOR");
    let mined = World::default().with(Act::Mine, Some(place("valley")), Some(day("2021-04-10")), &[told]);
    let before = finding(&mined, "mines", "2021-03-31T00:00:00Z");
    assert_eq!(before.status, Status::NotApplicable);
    assert!(rules(&before).contains(&"not-yet-added"));
    assert_eq!(finding(&mined, "mines", "2021-04-12T00:00:00Z").status, Status::BreachAlleged);
}

#[test]
fn an_act_counts_only_if_its_object_is_named() {
    let deployed = |quote: &'static str| {
        let told = says("South", "SUD").blames("NOR").quoted(quote);
        World::default().with(Act::Deployment, Some(place("valley")), Some(day("2021-03-20")), &[told])
    };
    let at = "2021-03-22T00:00:00Z";
    assert_eq!(finding(&deployed("North sent cooks."), "guns-back", at).status, Status::NoBreachReported);
    assert_eq!(finding(&deployed("North sent two Howitzers."), "guns-back", at).status, Status::BreachAlleged);
}

#[test]
fn a_truce_for_a_time_is_told_wrongly_only_if_no_limit_it_ever_had_fits() {
    let told = |quote: &'static str| {
        let mut claim = support::claim("r#0", &"r".into(), Act::AgreementOrExtension, &neutral().quoted(quote));
        claim.recital = true;
        misstated(&truce(), &places(), [&claim]).into_iter().map(|m| m.difference).collect::<Vec<_>>()
    };
    assert_eq!(told("The one-month truce holds."), Vec::<String>::new());
    assert_eq!(told("The two-month truce holds."), Vec::<String>::new());
    assert_eq!(told("The thirty-day truce holds."), Vec::<String>::new());
    assert_eq!(told("The six-month truce holds."), ["duration"]);
}

fn slips(from: &str, to: &str) -> Vec<String> {
    assert!(TRUCE.contains(from), "{from}");
    let text = TRUCE.replacen(from, to, 1);
    let problems = terms::agreement(SourceText { name: "a", text: &text }, &known()).expect_err("a slip was made");
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn limits_counted_in_a_circle_or_from_what_is_never_done_are_refused() {
    let after = "after = [\"guns-n\", \"guns-s\"]";
    let told = |to: &str, part: &str| {
        let found = slips(after, to);
        assert!(found.iter().any(|p| p.contains(part)), "{part} not in {found:#?}");
    };
    told("after = \"exchange\"", "counted from itself");
    told("after = \"fire\"", "never fulfilled");
    told("after = [\"guns-n\", \"gun-s\"]", "did you mean `guns-s`");
    told("after = \"some day\"", "starts nothing");
}
