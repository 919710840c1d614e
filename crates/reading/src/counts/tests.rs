use super::*;

fn value(f: Option<Figure>) -> Option<i64> {
    f.map(|f| f.value)
}

fn all(toll: &Toll) -> [Option<i64>; 3] {
    [value(toll.casualties), value(toll.killed), value(toll.injured)]
}

#[test]
fn numbers_of_two_periods_are_told_apart() {
    let text = "Between 5 and 18 April, the post logged about 1,340 ceasefire viola- tions, including 210 explosions. \
                This compares with over 1,100 and 190, respectively, in the preceding fortnight.";
    let c = counts(text, 2021);
    assert_eq!(value(c.violations), Some(1340));
    assert_eq!(value(c.violations_previous), Some(1100));
    assert_eq!(value(c.explosions), Some(210));
    assert_eq!(value(c.explosions_previous), Some(190));
    let span = c.violations.and_then(|f| f.span).unwrap();
    assert_eq!(span.of(text), Some("1,340"));
}

#[test]
fn a_number_may_follow_its_noun() {
    let c =
        counts("The team noted fewer ceasefire violations in its sector – around 730, a 15 per cent decrease.", 2021);
    assert_eq!((value(c.violations), value(c.change_percent)), (Some(730), Some(-15)));
    let c = counts("The number of ceasefire violations in the period reached almost 640.", 2021);
    assert_eq!(value(c.violations), Some(640));
}

#[test]
fn one_day_one_place_and_another_year_are_not_the_period() {
    for text in [
        "On 7 April the team recorded 88 ceasefire violations.",
        "The team recorded 88 ceasefire violations inside the buffer zone.",
        "Between 5 April 2017 and 4 April 2018 the team recorded 9,100 ceasefire violations.",
        "Over 60 per cent of ceasefire violations fell into the first week.",
        "Since January the team has recorded 7,000 ceasefire violations.",
    ] {
        assert_eq!(counts(text, 2021).violations, None, "{text}");
    }
}

#[test]
fn weapons_are_counted_in_brackets_and_by_area() {
    let c = counts("The team saw weapons in violation of agreed withdrawal lines (31 in the last fortnight).", 2021);
    assert_eq!(value(c.weapons), Some(31));
    let text = "It saw heavy weapons in violation of withdrawal lines: 12 in the north and 30 in the south.";
    assert_eq!(value(counts(text, 2021).weapons), Some(42));
    let text = "It saw 12 weapons in violation of the withdrawal lines, compared to 20 in the previous period.";
    let c = counts(text, 2021);
    assert_eq!((value(c.weapons), value(c.weapons_previous)), (Some(12), Some(20)));
}

#[test]
fn a_toll_is_completed_from_its_parts() {
    let of = |text: &str| all(&counts(text, 2021).civilians);
    assert_eq!(of("The post confirmed eight civilian casualties, all injuries."), [Some(8), Some(0), Some(8)]);
    assert_eq!(of("It corroborated seven civilian casualties, including two fatalities."), [Some(7), Some(2), Some(5)]);
    assert_eq!(of("It confirmed that five civilians were killed and 11 were injured."), [Some(16), Some(5), Some(11)]);
    assert_eq!(of("It confirmed reports of two women and a boy injured by mines."), [Some(3), Some(0), Some(3)]);
    assert_eq!(of("It confirmed that three elderly men had died of natural causes."), [None; 3]);
}

#[test]
fn the_running_total_is_not_the_toll_of_the_period() {
    let text = "The post confirmed that a civilian was injured, bringing the total since the beginning of 2021 to 19 (four \
                deaths and 15 injuries).";
    let c = counts(text, 2021);
    assert_eq!(all(&c.total), [Some(19), Some(4), Some(15)]);
    assert_eq!(all(&c.civilians), [Some(1), Some(0), Some(1)]);
}

#[test]
fn nothing_is_made_up_and_nothing_panics() {
    assert_eq!(counts("", 2021), Counts::default());
    for text in
        ["(", "ceasefire violations", "compared with", "weapons in violation", "5- 6 – ( 7", "\u{ad}a- b\u{301}"]
    {
        let c = counts(text, i32::MAX);
        assert_eq!(c.period, None, "{text}");
    }
}
