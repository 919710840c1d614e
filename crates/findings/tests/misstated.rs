//! Restatements of the terms against the text.

mod support;

use servanda_findings::misstated;
use servanda_model::{Act, Claim, Count, Misstated, Precision, Span, When, Where, Zone};
use support::{agreement, at, claim, day, place, places, says};

fn baku() -> Zone {
    Zone::new("Asia/Baku").expect("a zone")
}

/// By the end of a day in Baku.
fn by(text: &str) -> When {
    When::new(None, day(text).to(), baku(), Precision::Day)
}

/// From an instant on.
fn from(text: &str, precision: Precision) -> When {
    When::new(Some(at(text)), None, baku(), precision)
}

struct Recital {
    act: Act,
    actor: Option<&'static str>,
    place: Option<Where>,
    when: Option<When>,
    quote: &'static str,
    n: Option<(u32, &'static str)>,
}

fn recital(act: Act, quote: &'static str) -> Recital {
    Recital { act, actor: None, place: None, when: None, quote, n: None }
}

impl Recital {
    fn claim(self) -> Claim {
        let mut statement = says("A newspaper", "neutral").quoted(self.quote);
        if let Some(actor) = self.actor {
            statement = statement.blames(actor);
        }
        if let Some((n, what)) = self.n {
            statement = statement.counting(Count::exactly(n), what);
        }
        let mut claim = claim("r1#0", &"r1".into(), self.act, &statement);
        (claim.place, claim.when, claim.recital) = (self.place, self.when, true);
        claim
    }

    fn found(self) -> Vec<Misstated> {
        let claim = self.claim();
        misstated(&agreement(), &places(), [&claim])
    }
}

fn check(recital: Recital, expected: &[(&str, &[&str])]) -> Vec<Misstated> {
    let found = recital.found();
    let told: Vec<(&str, Vec<&str>)> =
        found.iter().map(|m| (m.difference.as_str(), m.provisions.iter().map(|p| p.as_str()).collect())).collect();
    let expected: Vec<(&str, Vec<&str>)> = expected.iter().map(|(d, p)| (*d, p.to_vec())).collect();
    assert_eq!(told, expected, "{found:#?}");
    found
}

#[test]
fn all_districts_by_the_first_day_is_a_wrong_extent_with_each_day_of_the_text() {
    let all = Recital {
        actor: Some("NOR"),
        place: Some(place("country")),
        when: Some(by("2021-03-10")),
        ..recital(Act::Handover, "The north must return all the land by 10 March.")
    };
    let found = check(all, &[("extent", &["mill", "ferry"])]);
    assert_eq!(
        found[0].text_says,
        "Provision mill: by the end of 10 March 2021 (Asia/Baku), later amended to by the end of 15 March 2021 (Asia/Baku). \
         Provision ferry: by 20 March 2021 (Asia/Baku; whether that day itself counts is open)."
    );
}

#[test]
fn all_districts_by_the_last_day_is_right() {
    let all = Recital {
        actor: Some("NOR"),
        when: Some(by("2021-03-20")),
        ..recital(Act::Handover, "The north must return all the land by 20 March.")
    };
    check(all, &[]);
}

#[test]
fn one_district_by_its_first_or_its_amended_day_is_right_and_by_another_wrong() {
    let mill = |on| Recital {
        place: Some(place("mill-district")),
        when: Some(by(on)),
        ..recital(Act::Handover, "The mill district goes over by then.")
    };
    check(mill("2021-03-10"), &[]);
    check(mill("2021-03-15"), &[]);
    check(mill("2021-03-12"), &[("date", &["mill"])]);
}

#[test]
fn before_the_named_day_restates_it() {
    let before = When::new(None, day("2021-03-20").from(), baku(), Precision::Day).worded("before 20 March", None);
    let ferry = Recital {
        place: Some(place("ferry-district")),
        when: Some(before),
        ..recital(Act::Handover, "The ferry district goes over before 20 March.")
    };
    check(ferry, &[]);
}

#[test]
fn a_vague_day_is_wrong_only_if_it_excludes_the_day_of_the_text() {
    let during = |a: &str, b: &str| Recital {
        place: Some(place("ferry-district")),
        when: Some(When::new(day(a).from(), day(b).to(), baku(), Precision::Interval).worded("by then", None)),
        ..recital(Act::Handover, "The ferry district goes over by then.")
    };
    check(during("2021-03-17", "2021-03-23"), &[]);
    check(during("2021-03-11", "2021-03-16"), &[("date", &["ferry"])]);
}

#[test]
fn a_wrong_hour_of_the_truce_is_told_and_the_right_hour_in_another_zone_is_not() {
    let truce = |when| Recital { when: Some(when), ..recital(Act::AgreementOrExtension, "The truce holds from then.") };
    check(truce(from("2021-03-02T07:00:00+04:00", Precision::Hour)), &[("hour", &["fire"])]);
    check(truce(from("2021-03-02T05:00:00+03:00", Precision::Hour)), &[]);
    check(truce(from("2021-03-04T00:00:00+04:00", Precision::Day)), &[("date", &["fire"])]);
    let signed = Recital {
        when: Some(day("2021-03-01")),
        ..recital(Act::AgreementOrExtension, "The truce was signed that day.")
    };
    check(signed, &[]);
}

#[test]
fn the_words_before_a_day_tell_whether_it_is_a_first_or_a_last_one() {
    let quote = "The withdrawal is effective as of 2 March in the whole valley.";
    let start = quote.find("2 March").expect("there");
    let when = day("2021-03-02").worded("2 March", Some(Span::new(start, start + 7)));
    let leave = Recital { actor: Some("NOR"), when: Some(when), ..recital(Act::Withdrawal, quote) };
    check(leave, &[]);
}

#[test]
fn another_author_than_the_text_binds_is_told_and_the_receiver_is_not() {
    let by = |actor| Recital {
        actor: Some(actor),
        place: Some(place("mill-district")),
        ..recital(Act::Handover, "It hands over the mill district.")
    };
    check(by("GUA"), &[("actor", &["mill"])]);
    check(by("NOR"), &[]);
    check(by("SUD"), &[]);
}

#[test]
fn another_number_is_told_unless_it_is_said_to_be_rough() {
    let sent = |n, quote| Recital { actor: Some("GUA"), n: Some((n, "troops")), ..recital(Act::Deployment, quote) };
    check(sent(500, "500 troops are to be sent."), &[]);
    check(sent(520, "520 troops are to be sent."), &[("quantity", &["force", "limit"])]);
    check(sent(520, "About 520 troops are to be sent."), &[]);
    check(sent(5_000, "About 5,000 troops are to be sent."), &[("quantity", &["force", "limit"])]);
}

#[test]
fn what_only_one_wording_has_is_told_as_a_version() {
    let mut agreement = agreement();
    agreement.differences.push(servanda_model::Difference {
        provision: "ferry".into(),
        what: "Whether Harbour is returned too".to_owned(),
        versions: vec![
            ("North's".to_owned(), "names Harbour".to_owned()),
            ("South's".to_owned(), "doesn't".to_owned()),
        ],
    });
    let harbour = Recital {
        place: Some(Where { name: "Harbour".to_owned(), ..place("coast") }),
        when: Some(by("2021-03-20")),
        ..recital(Act::Handover, "Harbour goes over by 20 March.")
    };
    let claim = harbour.claim();
    let found = misstated(&agreement, &places(), [&claim]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].difference, "version");
    assert_eq!(found[0].text_says, "Whether Harbour is returned too. North's: names Harbour South's: doesn't");
}

#[test]
fn an_end_that_the_text_does_not_give_the_truce_is_told() {
    check(recital(Act::AgreementOrExtension, "The two-month truce holds."), &[("duration", &["fire"])]);
    check(recital(Act::AgreementOrExtension, "The truce ends a two-month war."), &[]);
}

#[test]
fn a_claim_that_recites_nothing_misstates_nothing() {
    let mut claim =
        Recital { place: Some(place("mill-district")), when: Some(by("2021-03-12")), ..recital(Act::Handover, "x") }
            .claim();
    claim.recital = false;
    assert!(misstated(&agreement(), &places(), [&claim]).is_empty());
}
