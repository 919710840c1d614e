//! One sentence or two a case; the expected expressions are written into the text as `[words|TYPE value]`.

use super::*;
use jiff::civil::{date, datetime};
use proptest::prelude::*;

/// Friday.
const PUBLISHED: Date = date(2013, 3, 22);

/// Takes the marks out of `marked` and compares what is found in the rest with them.
fn check_at(anchor: Option<Date>, marked: &str) {
    let (mut text, mut wanted) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, tail)) = rest.split_once('[') {
        let (inside, after) = tail.split_once(']').expect("a mark is closed");
        let (words, meaning) = inside.split_once('|').expect("a mark says what it means");
        text.push_str(before);
        text.push_str(words);
        wanted.push(format!("{words} = {meaning}"));
        rest = after;
    }
    text.push_str(rest);
    let anchor = anchor.map(Anchor::day);
    let found: Vec<String> = tag(&text, anchor.as_ref())
        .iter()
        .map(|e| format!("{} = {} {}", e.span.of(&text).unwrap_or("?"), e.kind.as_str(), e.value))
        .collect();
    assert_eq!(found, wanted, "{text}");
}

fn check(marked: &str) {
    check_at(Some(PUBLISHED), marked);
}

/// The only expression of the text.
fn only(text: &str, anchor: Option<&Anchor>) -> TimeExpression {
    let found = tag(text, anchor);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found.into_iter().next().expect("there is one")
}

fn interval(text: &str) -> Option<(DateTime, DateTime)> {
    let anchor = Anchor::day(PUBLISHED);
    let at = tag(text, Some(&anchor)).first()?.interval?;
    Some((at.from?, at.to?))
}

#[test]
fn weekdays_of_news_fall_on_the_side_that_the_tense_says() {
    check("Two convoys crossed the line on [Thursday|DATE 2013-03-21], officials said [Friday|DATE 2013-03-22].");
    check("The talks will resume on [Monday|DATE 2013-03-25].");
    check("The envoy is expected [Tuesday|DATE 2013-03-26].");
    check(
        "The gate is to open [Wednesday|DATE 2013-03-27] at dawn's first light."
            .replace(" at dawn's first light", "")
            .as_str(),
    );
    check("[Last Friday|DATE 2013-03-15] it rained; [next Thursday|DATE 2013-03-28] it may snow.");
    check("The road was shut until [Sunday|DATE 2013-03-17].");
}

#[test]
fn weeks_months_and_years_are_counted_from_the_publication() {
    check("[Last week|DATE 2013-W11]'s raid came after [last month|DATE 2013-02]'s truce.");
    check("[Earlier this year|DATE 2013] the bridge fell, and [next year|DATE 2014] it will stand.");
    check("The market opens [this weekend|DATE 2013-W12-WE].");
    check(
        "He left [two years ago|DATE 2011], she [three weeks ago|DATE 2013-W09], they [four days ago|DATE 2013-03-18].",
    );
    check("[Last summer|DATE 2012-SU] was dry.");
    check("It fell in [October last year|DATE 2012-10].");
    check("[About a decade ago|DATE 200] the mill burnt down.");
    check("[Years ago|DATE PAST_REF] there was a mill.");
}

#[test]
fn days_near_the_publication_have_names() {
    check(
        "[Yesterday|DATE 2013-03-21] was calm, [today|DATE 2013-03-22] is not, and [tomorrow|DATE 2013-03-23] nobody knows.",
    );
    check("Shots were heard [last night|TIME 2013-03-21TNI] and [this morning|TIME 2013-03-22TMO].");
    check("[The day before yesterday|DATE 2013-03-20] he wrote home.");
    check("He spoke late [Monday night|TIME 2013-03-18TNI].".replace("late [Monday", "[late Monday").as_str());
}

#[test]
fn dates_without_a_year_take_the_nearest_that_the_tense_allows() {
    check("In [January|DATE 2013-01] the army withdrew.");
    check("In [November|DATE 2012-11] the army withdrew.");
    check("The law will expire on [Dec. 31|DATE 2013-12-31].");
    check("He was jailed in [June 2009|DATE 2009-06] and released in [August|DATE 2009-08].");
    check("They met on [9 November|DATE 2012-11-09].");
    check("They handed over the bridge by [5 April|DATE 2013-04-05].");
    check(
        "[March 6|DATE 2013-03-06] and [7th|DATE 2013-03-07] were calm; on [March 4|DATE 2013-03-04] and 5 tanks came."
            .replace("and 5 tanks", "and five tanks")
            .as_str(),
    );
}

#[test]
fn full_dates_are_read_in_every_common_order() {
    check("[November 9, 2020|DATE 2020-11-09]; [9 November 2020|DATE 2020-11-09]; [Nov. 9, 2020|DATE 2020-11-09].");
    check("[Monday, 9 November 2020|DATE 2020-11-09] and [the 9th of November 2020|DATE 2020-11-09].");
    check("[2020-11-09|DATE 2020-11-09], [11/09/2020|DATE 2020-11-09], [09.11.2020|DATE 2020-11-09].");
    check("[2020-11-09T14:30:00Z|TIME 2020-11-09T14:30:00]");
    check("[November of 2020|DATE 2020-11], [Nov. 2020|DATE 2020-11].");
}

#[test]
fn verbs_and_names_are_not_months_or_seasons() {
    check("He may come. They march in [March|DATE 2013-03]. A long march ended.");
    check("Walls fall. The spring in the clock broke. The Arab Spring spread.");
    check("The Sunday Times and the Daily Telegraph wrote of Black Friday.");
    check("About 2000 protesters came, 1500 of them students, with 5.30 in hand.");
    check("He came second, a minute man of the second rank.".replace("a minute man", "a gentleman").as_str());
}

#[test]
fn clock_times_take_the_day_beside_them() {
    check("It took effect at [10 a.m. ET Wednesday|TIME 2013-03-20T10:00].");
    check("At [about 3 a.m.|TIME 2020-11-09T03:00] on [9 November 2020|DATE 2020-11-09] a shell hit.");
    check(
        "From [2 p.m.|TIME 2013-03-18T14:00] to [4 p.m.|TIME 2013-03-18T16:00] on [Monday|DATE 2013-03-18] it was calm.",
    );
    check(
        "It starts at [8pm local time|TIME 2013-03-23T20:00] ([1700 GMT|TIME 2013-03-23T17:00]) on [March 23, 2013|DATE 2013-03-23].",
    );
    check("They met at [noon|TIME 2013-03-22T12:00].");
    check("[The night of 9|TIME 2020-11-09TNI] to [10 November 2020|DATE 2020-11-10] was quiet.");
    check("In [the early hours of Tuesday|TIME 2013-03-19TMO] shots were fired.");
}

#[test]
fn zones_named_in_the_text_are_kept() {
    let zone = |text: &str| only(text, None).zone;
    assert_eq!(zone("at 00:00 Moscow time").as_deref(), Some("Europe/Moscow"));
    assert_eq!(zone("at midnight Moscow time").as_deref(), Some("Europe/Moscow"));
    assert_eq!(zone("at 14:30 GMT").as_deref(), Some("UTC"));
    assert_eq!(zone("at 9 a.m. local time").as_deref(), Some("local"));
    assert_eq!(zone("at 10 a.m. ET").as_deref(), Some("America/New_York"));
    assert_eq!(zone("at 14:30 UTC+4").as_deref(), Some("+04:00"));
    assert_eq!(zone("at midnight November 10 in Moscow time").as_deref(), Some("Europe/Moscow"));
    assert_eq!(tag("at 3 a.m. on 10 November 2020, Yerevan time", None)[0].zone.as_deref(), Some("Asia/Yerevan"));
    assert_eq!(zone("at 14:30"), None);
}

#[test]
fn lengths_of_time_keep_their_unit() {
    check(
        "It held for [three days|DURATION P3D], [at least 20 hours|DURATION PT20H] and [half an hour|DURATION PT30M].",
    );
    check("The [five-day|DURATION P5D] truce, the [18-month|DURATION P18M] war, a [month-long|DURATION P1M] siege.");
    check("[Two and a half years|DURATION P2.5Y]; [a few weeks|DURATION PXW]; [nearly two decades|DURATION P2DE].");
    check("Over [the past three days|DURATION P3D] and [the past year|DURATION P1Y].");
    check("The [42-year-old|DURATION P42Y] general served for [decades|DURATION PXDE].");
    check("[Ten|DURATION P10D] to [twelve days|DURATION P12D].");
    check("During [the first six months of 2012|DURATION P6M] it was calm.");
    check("Three quarters of the town burnt.");
    check("It changed over [the years|DURATION PXY] and over [the last year|DURATION P1Y].");
}

#[test]
fn what_recurs_is_a_set() {
    check("[Every day|SET P1D], [each year|SET P1Y], [every Saturday|SET XXXX-WXX-6] and [every other week|SET P2W].");
    check("The [annual|SET P1Y] parade and the [daily|SET P1D] count; it meets twice [a week|SET P1W].");
    check("It costs $5 million [a year|SET P1Y] and lasts for [a year|DURATION P1Y].");
    check("Markets are held on [Sundays|SET XXXX-WXX-7].");
}

#[test]
fn feasts_fall_on_their_day() {
    check(
        "Shops were shut on [Christmas Day|DATE 2012-12-25]. They will shut on [Good Friday|DATE 2013-03-29] and [Easter Sunday|DATE 2013-03-31].",
    );
    check("[Easter 2024|DATE 2024-03-31], [Thanksgiving 2012|DATE 2012-11-22], [New Year's Eve 1999|DATE 1999-12-31].");
    check("Johnnie Christmas sang on the Easter Islands.");
}

#[test]
fn years_later_are_counted_from_the_year_just_written() {
    check("He left in [2006|DATE 2006] and came back [two years later|DATE 2008].");
    check("He left in [2006|DATE 2006]; [the following year|DATE 2007] she left.");
    check("Exports rose by a tenth from [a year earlier|DATE 2012].");
}

#[test]
fn vague_times_are_references() {
    check(
        "[Now|DATE PRESENT_REF] the force is [currently|DATE PRESENT_REF] weak; it [recently|DATE PAST_REF] lost men.",
    );
    check("[Soon|DATE FUTURE_REF] it will grow, and in [the near future|DATE FUTURE_REF] it will move.");
    check("As soon as he came, the former minister left; the current one stayed.");
}

#[test]
fn parts_of_years_are_named() {
    check(
        "[The third quarter of fiscal 2012|DATE 2012-Q3], [the first half of 2012|DATE 2012-H1], [mid-March|DATE 2013-03].",
    );
    check(
        "[The 1990s|DATE 199] and [the mid-1980s|DATE 198]; [the 19th century|DATE 18]; [the end of 2012|DATE 2012].",
    );
    check("[Spring 2011|DATE 2011-SP] and [the winter of 1944|DATE 1944-WI].");
}

/// A story: many full dates, none near the publication.
const STORY: &str = "In [1920|DATE 1920] the war began. On [3 May 1920|DATE 1920-05-03] the town fell, and on \
    [5 June 1920|DATE 1920-06-05] the fort. ";

#[test]
fn stories_are_told_from_the_date_mentioned_last() {
    let story = |rest: &str| check(&format!("{STORY}{rest}"));
    story("[Two days later|DATE 1920-06-07] the fleet came.");
    story("[The following morning|TIME 1920-06-06TMO] the fleet left, and [the same day|DATE 1920-06-06] it sank.");
    story("In [August|DATE 1920-08] it rained. [The next year|DATE 1921] brought peace.");
    story("On [20 December|DATE 1920-12-20] they stopped. In [January|DATE 1921-01] they went on.");
    story("[The previous year|DATE 1919] had been calm; in [July|DATE 1920-07] nothing moved.");
}

#[test]
fn a_year_that_a_story_only_glances_at_does_not_move_it() {
    check(&format!("{STORY}A study of [1998|DATE 1998] doubts it. On [7 July|DATE 1920-07-07] they met."));
    check(&format!("{STORY}They stayed until [1922|DATE 1922]. In [July|DATE 1920-07] they met."));
}

#[test]
fn years_before_christ_count_down() {
    check_at(None, "In [480 BC|DATE BC0480] the pass was held. In [479|DATE BC0479] the fleet won.");
    check_at(None, "The league ([478|DATE BC0478]-[404 BC|DATE BC0404]) and [the 5th century BC|DATE BC04].");
    let year = only("in 480 BC", None).interval.expect("on the calendar");
    assert_eq!(year.from, Some(date(-479, 1, 1).at(0, 0, 0, 0)));
    assert_eq!(year.to, Some(date(-478, 1, 1).at(0, 0, 0, 0)));
}

#[test]
fn what_is_missing_stays_missing() {
    for (text, value) in [
        ("on Thursday", "XXXX-WXX-4"),
        ("on 9 November", "XXXX-11-09"),
        ("at 3 a.m.", "XXXX-XX-XXT03:00"),
        ("last week", "XXXX-WXX"),
    ] {
        let e = only(text, None);
        assert_eq!((e.value.as_str(), e.interval), (value, None), "{text}");
    }
    assert!(
        only("at 3 a.m.", Some(&Anchor::day(PUBLISHED))).assumed,
        "the day is taken from the publication and says so"
    );
    assert!(!only("on 9 November 2020", None).assumed);
}

#[test]
fn intervals_are_half_open_stretches_of_the_calendar() {
    let day = |y, m, d| date(y, m, d).at(0, 0, 0, 0);
    let is = |text: &str, from: DateTime, to: DateTime| assert_eq!(interval(text), Some((from, to)), "{text}");
    is("on 9 November 2020", day(2020, 11, 9), day(2020, 11, 10));
    is("in November 2020", day(2020, 11, 1), day(2020, 12, 1));
    is("in December 2020", day(2020, 12, 1), day(2021, 1, 1));
    is("in 2020", day(2020, 1, 1), day(2021, 1, 1));
    is("the 1990s", day(1990, 1, 1), day(2000, 1, 1));
    is("the 19th century", day(1801, 1, 1), day(1901, 1, 1));
    is("the first half of 2020", day(2020, 1, 1), day(2020, 7, 1));
    is("the fourth quarter of 2020", day(2020, 10, 1), day(2021, 1, 1));
    is("the winter of 2019", day(2019, 12, 1), day(2020, 3, 1));
    is("last week", day(2013, 3, 11), day(2013, 3, 18));
    is("last weekend", day(2013, 3, 16), day(2013, 3, 18));
    is("on Monday night", datetime(2013, 3, 18, 18, 0, 0, 0), datetime(2013, 3, 19, 6, 0, 0, 0));
    is("at dawn on 9 November 2020", datetime(2020, 11, 9, 4, 0, 0, 0), datetime(2020, 11, 9, 8, 0, 0, 0));
    is(
        "at 00:00 Moscow time on 10 November 2020",
        datetime(2020, 11, 10, 0, 0, 0, 0),
        datetime(2020, 11, 10, 0, 1, 0, 0),
    );
    is("at 3 a.m. on 10 November 2020", datetime(2020, 11, 10, 3, 0, 0, 0), datetime(2020, 11, 10, 4, 0, 0, 0));
    is("within the last day", day(2013, 3, 21), day(2013, 3, 23));
    is("over the past 24 hours", day(2013, 3, 21), day(2013, 3, 23));
    assert_eq!(interval("for three days"), None);
}

#[test]
fn hours_are_counted_from_the_hour_of_publication_if_it_is_known() {
    let anchor = Anchor { date: date(2020, 11, 10), time: Some(jiff::civil::time(9, 0, 0, 0)), zone: None };
    let e = only("As of twenty-three hours ago", Some(&anchor));
    assert_eq!((e.value.as_str(), e.bound), ("2020-11-09T10:00", Some(Bound::AsOf)));
    assert_eq!(e.interval.and_then(|i| i.from), Some(datetime(2020, 11, 9, 9, 30, 0, 0)));
    let day_only = only("twenty-three hours ago", Some(&Anchor::day(date(2020, 11, 10))));
    assert_eq!(day_only.interval.and_then(|i| i.from), Some(datetime(2020, 11, 9, 1, 0, 0, 0)));
    assert_eq!(day_only.interval.and_then(|i| i.to), Some(datetime(2020, 11, 10, 1, 0, 0, 0)));
}

#[test]
fn ranges_cover_both_ends() {
    for text in [
        "from 1 to 2 November 2020",
        "1-2 November 2020",
        "between 1 November and 2 November 2020",
        "Nov. 1-2, 2020",
        "November 1 to November 2, 2020",
    ] {
        let found = tag(text, None);
        assert_eq!(found.len(), 2, "{text}: {found:?}");
        let whole = CivilInterval {
            from: Some(datetime(2020, 11, 1, 0, 0, 0, 0)),
            to: Some(datetime(2020, 11, 3, 0, 0, 0, 0)),
        };
        assert_eq!((found[0].range, found[1].range), (Some(whole), Some(whole)), "{text}");
    }
    let shared = tag("from the 13th to the 19th of October 2020", None);
    assert_eq!(shared.iter().map(|e| e.value.as_str()).collect::<Vec<_>>(), ["2020-10-13", "2020-10-19"]);
    let list = tag("on 1 November and 2 November 2020", None);
    assert!(list.iter().all(|e| e.range.is_none()), "a list is no range");
}

#[test]
fn prepositions_open_one_end() {
    let bounded = |text: &str| only(text, None).bounded().expect("on the calendar");
    let (from, to) = (Some(datetime(2020, 11, 9, 0, 0, 0, 0)), Some(datetime(2020, 11, 10, 0, 0, 0, 0)));
    assert_eq!(bounded("since 9 November 2020"), CivilInterval { from, to: None });
    assert_eq!(bounded("until 9 November 2020"), CivilInterval { from: None, to });
    assert_eq!(bounded("by 9 November 2020"), CivilInterval { from: None, to });
    assert_eq!(bounded("before 9 November 2020"), CivilInterval { from: None, to: from });
    assert_eq!(bounded("after 9 November 2020"), CivilInterval { from: to, to: None });
    assert_eq!(bounded("on 9 November 2020"), CivilInterval { from, to });
}

#[test]
fn a_weekday_that_contradicts_its_date_is_reported_with_both_readings() {
    let e = only("on Sunday, 9 November 2020", None);
    assert_eq!(e.value, "2020-11-09");
    let both = e.conflict.expect("that day was a Monday");
    assert_eq!((both.said, both.actual, both.other), (Weekday::Sunday, Weekday::Monday, date(2020, 11, 8)));
    assert_eq!(only("on Monday, 9 November 2020", None).conflict, None);
}

#[test]
fn a_date_that_does_not_exist_has_no_interval() {
    let e = only("on 31 February 2020", None);
    assert_eq!((e.value.as_str(), e.interval), ("2020-02-31", None));
}

#[test]
fn modifiers_and_precision_are_kept() {
    let is = |text: &str, modifier, precision| {
        let e = only(text, None);
        assert_eq!((e.modifier, e.precision), (modifier, precision), "{text}");
    };
    is("early 2020", Some(TimeModifier::Start), Precision::Year);
    is("mid-November 2020", Some(TimeModifier::Mid), Precision::Month);
    is("late on 9 November 2020", Some(TimeModifier::End), Precision::Day);
    is("at least three years", Some(TimeModifier::EqualOrMore), Precision::Vague);
    is("more than three years", Some(TimeModifier::MoreThan), Precision::Vague);
    is("fewer than three years", Some(TimeModifier::LessThan), Precision::Vague);
    is("9 November 2020", None, Precision::Day);
    is("2020-11-09 14:30", None, Precision::Minute);
}

/// Text without a blank line, sentence end or word that could stop a look-ahead; the time for it must stay linear, or
/// this test does not end.
#[test]
fn hostile_texts_are_read_in_linear_time() {
    let anchor = Anchor::day(PUBLISHED);
    for unit in [
        "9",
        "1-",
        "the ",
        "two ",
        "Monday ",
        "5, ",
        "more than ",
        "early ",
        "just ",
        "very ",
        "the end of ",
        "twenty-",
        "10:30 ",
        "1990 ",
        "of the last ",
        "last ",
        "the early hours of ",
        "the last week of ",
        "the night of ",
        "no more than ",
        "late on ",
        "Monday, ",
        "at least ",
        "May 5 ",
        "12:30 on ",
        "a half ",
        "of ",
        "'",
    ] {
        let size = if matches!(unit, "9" | "the ") { 1_000_000 } else { 50_000 };
        let text = unit.repeat(size / unit.len());
        let found = tag(&text, Some(&anchor));
        assert!(found.iter().all(|e| e.span.of(&text).is_some()), "{unit:?}");
    }
}

/// Words that make expressions, so that random texts hit the grammar.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "the",
            "last",
            "next",
            "two",
            "twenty",
            "-",
            "three",
            "days",
            "ago",
            "later",
            "of",
            "November",
            "9",
            "31",
            "2020",
            "1990s",
            "Monday",
            ",",
            ".",
            "night",
            "early",
            "end",
            "at",
            "3",
            "a.m.",
            "BC",
            "480",
            "century",
            "19th",
            "week",
            "year",
            "this",
            "from",
            "to",
            "and",
            "half",
            "an",
            "hour",
            "past",
            "few",
            "99999999999",
            "é",
            "—",
            "“",
            "'",
            ":",
            "30",
            "GMT",
            "Moscow",
            "time",
            "every",
            "quarter",
            "fiscal",
            "spring",
            "\n\n",
            "today",
            "now",
            "9999",
            "millennia",
            "more",
            "than",
            "0",
            "00",
            "/",
            "mid",
            "day",
            "before",
            "after",
            "on",
            "same",
            "first",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,4}",
    ]
}

proptest! {
    #[test]
    fn any_text_gives_sorted_spans_inside_it(words in prop::collection::vec(word(), 0..40), glue in prop::bool::ANY, year in -9999i16..=9999, day in 1i8..=28) {
        let text = words.join(if glue { "" } else { " " });
        let anchor = Anchor::day(date(year, 6, day));
        for anchor in [None, Some(&anchor)] {
            let found = tag(&text, anchor);
            for e in &found {
                prop_assert!(e.span.of(&text).is_some_and(|s| !s.is_empty() && s.trim() == s), "{:?} in {:?}", e, text);
                if let Some(CivilInterval { from: Some(from), to: Some(to) }) = e.interval {
                    prop_assert!(from < to, "{:?} in {:?}", e, text);
                }
            }
            prop_assert!(found.windows(2).all(|w| w[0].span.end() <= w[1].span.start()), "{:?} in {:?}", found, text);
        }
    }
}
