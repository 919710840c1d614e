use super::{Options, Stories, StoryInput, stories};
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// Four stories in seven reports, made up.
const REPORTS: [(&str, Option<Date>, &str, &str); 7] = [
    (
        "harbour-1",
        Some(date(2024, 5, 14)),
        "Two fishermen hurt as shell hits Velmar harbour",
        "A shell hit the fishing harbour of Velmar on Monday evening and wounded two men, the port office said. Ivo \
         Tarnek, 44, and his son Jan Tarnek, 19, were mending nets on the Santa Brona when the shell struck the \
         quay. The port office said the shot came from the Kessin heights.",
    ),
    (
        "harbour-2",
        Some(date(2024, 5, 15)),
        "Father and son wounded in Velmar",
        "Doctors in Velmar said that Ivo Tarnek, 44, who was wounded with his son by a shell in the fishing harbour \
         on Monday, is out of danger. Their boat, the Santa Brona, lies half sunk at the quay. Monitors visited the \
         Kessin heights on Tuesday.",
    ),
    (
        "harbour-3",
        Some(date(2024, 8, 2)),
        "Court hears of the shelling of Velmar",
        "A sergeant told the military court on Friday that no order was given to fire at the harbour of Velmar on \
         May 13, when the boat Santa Brona was hit and Ivo Tarnek and Jan Tarnek were wounded. The battery stood \
         on the Kessin heights, the sergeant said.",
    ),
    (
        "bridge-1",
        Some(date(2024, 5, 14)),
        "Drone hits lorry on Orsk bridge",
        "A drone struck a lorry on the bridge of Orsk early on Tuesday, and its driver, Pavel Drost, 31, died in \
         hospital. The lorry carried flour for the bakery of Lunde, the mayor, Anna Merk, said.",
    ),
    (
        "bridge-2",
        Some(date(2024, 5, 14)),
        "Driver killed at Orsk",
        "The driver of a lorry with flour died after a drone hit it on the bridge of Orsk this Tuesday morning. He \
         was named as Pavel Drost, 31, of Lunde. Mayor Anna Merk asked drivers to stay away.",
    ),
    (
        "school",
        Some(date(2024, 5, 16)),
        "School reopens in Grava",
        "Children went back to the school of Grava on Thursday, the first time in two years. Teacher Mila Sund, 52, \
         said that ninety pupils came, though the roof still leaks and the heating has no oil.",
    ),
    ("undated", None, "", "Apple growers of the Ruvin valley expect a small harvest, Petra Holm of the union said."),
];

fn found(order: &[usize]) -> Stories {
    let inputs: Vec<StoryInput<'_>> = order
        .iter()
        .map(|&i| {
            let (id, date, title, text) = REPORTS[i];
            StoryInput { id, date, title: (!title.is_empty()).then_some(title), text }
        })
        .collect();
    stories(&inputs, &Options::default())
}

#[test]
fn reports_of_one_happening_meet_and_others_stay_apart() {
    assert_eq!(found(&[0, 1, 3, 4, 5, 6]).labels, [2, 2, 1, 1, 3, 0]);
}

#[test]
fn a_report_months_later_meets_the_first_through_names_and_the_day_told() {
    let labels = found(&[0, 1, 2, 3, 4, 5, 6]).labels;
    assert_eq!((labels[0], labels[1]), (labels[1], labels[2]));
    assert_ne!(labels[0], labels[3]);
}

#[test]
fn a_merge_says_why_and_its_reasons_add_up() {
    let options = Options::default();
    let merges = found(&[0, 1, 3, 4]).merges;
    assert_eq!(merges.len(), 2);
    for merge in &merges {
        let sum: f64 = options.model.bias + merge.reasons.iter().map(|r| r.contribution).sum::<f64>();
        assert!((sum - merge.log_odds).abs() < 1e-6);
        assert!(merge.reasons.iter().any(|r| r.name == "aged names shared" && r.contribution > 0.0));
    }
    assert!(merges[0].score >= merges[1].score);
}

#[test]
fn no_report_is_no_story() {
    assert_eq!(stories(&[], &Options::default()), Stories::default());
}

#[test]
fn the_same_text_twice_is_one_story_and_texts_without_words_are_none() {
    let input = |text| StoryInput { id: "x", date: Some(date(2024, 1, 1)), title: None, text };
    let labels =
        stories(&[input(REPORTS[0].3), input(REPORTS[0].3), input(""), input("…")], &Options::default()).labels;
    assert_eq!(labels.iter().collect::<std::collections::BTreeSet<_>>().len(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_of_the_reports_does_not_matter(order in Just((0..REPORTS.len()).collect::<Vec<_>>()).prop_shuffle()) {
        let expected = found(&(0..REPORTS.len()).collect::<Vec<_>>()).labels;
        let got = found(&order).labels;
        for (place, &report) in order.iter().enumerate() {
            prop_assert_eq!(got[place], expected[report]);
        }
    }

    #[test]
    fn any_texts_are_read_without_panic_and_twice_alike(
        reports in prop::collection::vec(("\\PC{0,40}", "\\PC{0,200}|([A-Z][a-z]{1,3}[ ,.-]{1,2}|[0-9]{1,3}[:., -]){0,40}", prop::option::of(0..30_000_i32)), 0..12)
    ) {
        let inputs: Vec<StoryInput<'_>> = reports
            .iter()
            .map(|(title, text, day)| StoryInput {
                id: "",
                date: day.map(|d| date(1970, 1, 1).saturating_add(jiff::Span::new().days(d))),
                title: Some(title),
                text,
            })
            .collect();
        let first = stories(&inputs, &Options::default());
        prop_assert_eq!(first.labels.len(), inputs.len());
        prop_assert_eq!(first, stories(&inputs, &Options::default()));
    }
}
