//! Names of places in running text, with the gazetteer that ships.

use proptest::prelude::*;
use servanda_model::Span;
use servanda_reading::places::{
    Candidate, Context, ExtraPlace, Feature, Gazetteer, GazetteerError, PlaceKey, PlaceMention, Precision, find,
    mentions, resolve,
};

static PLACES: &[u8] = include_bytes!("../../../data/gazetteer/places.bin");

fn gazetteer() -> Gazetteer {
    Gazetteer::from_bytes(PLACES).expect("the gazetteer that ships opens")
}

fn read(text: &str) -> Vec<PlaceMention> {
    mentions(text, None, &gazetteer(), &Context::default())
}

/// The mention of that name and its best candidate.
#[track_caller]
fn best(text: &str, name: &str) -> Candidate {
    let found = read(text);
    let mention =
        found.iter().find(|m| m.name == name).unwrap_or_else(|| panic!("{name} not found in {text:?}: {found:?}"));
    mention.candidates.first().unwrap_or_else(|| panic!("{name} has no candidate")).clone()
}

fn names(text: &str) -> Vec<String> {
    read(text).into_iter().map(|m| m.name).collect()
}

#[test]
fn a_country_and_its_capital_are_found_and_placed() {
    let text = "Observers arrived in Nairobi on Monday. The talks in Kenya will last a week.";
    assert_eq!(names(text), ["Nairobi", "Kenya"]);
    assert_eq!(best(text, "Nairobi").country, "KE");
    assert_eq!(best(text, "Kenya").feature, Feature::Country);
}

#[test]
fn a_name_followed_by_its_state_lies_in_that_state() {
    assert_eq!(best("The couple moved to Paris, Texas, last year.", "Paris").admin1, "Texas");
    assert_eq!(best("She was born in Lebanon, Tenn., in 1950.", "Lebanon").admin1, "Tennessee");
    assert_eq!(best("The minister flew back to Paris on Friday night.", "Paris").country, "FR");
}

#[test]
fn abbreviations_of_states_keep_their_full_stop() {
    let text = "He lives in Columbia, S.C., and works in Augusta, Ga., most of the week.";
    assert!(names(text).contains(&"S.C.".to_owned()), "{:?}", names(text));
    assert_eq!(best(text, "Columbia").admin1, "South Carolina");
}

#[test]
fn what_stands_nearby_decides_between_places_of_one_name() {
    let text = "Police in Tbilisi and Batumi said Georgia would send observers to Sukhumi.";
    assert_eq!(best(text, "Georgia").country, "GE");
    let text = "Police in Atlanta and Savannah said Georgia would close schools near Macon.";
    assert_eq!(best(text, "Georgia").country, "US");
}

#[test]
fn a_village_in_a_named_district_is_a_place_of_that_district() {
    let gaz = gazetteer().with_extra(vec![ExtraPlace {
        id: "taghavard".into(),
        name: "Taghavard".into(),
        aliases: vec!["Tağaverd".into()],
        lat: 39.66,
        lon: 46.9,
        country: "AZ".into(),
        admin1: String::new(),
        feature: Feature::Village,
        population: 900,
    }]);
    let found =
        mentions("Shots were heard in the village of Tağaverd in Khojavend district.", None, &gaz, &Context::default());
    let village = found.iter().find(|m| m.name == "Tağaverd").expect("the agreement's own place is found");
    assert_eq!(village.candidates[0].id, PlaceKey::Own("taghavard".into()));
    assert!(found.iter().any(|m| m.name == "Khojavend"), "{found:?}");
}

#[test]
fn extra_places_win_over_the_gazetteer() {
    let extra = ExtraPlace {
        id: "our-paris".into(),
        name: "Paris".into(),
        aliases: Vec::new(),
        lat: 1.0,
        lon: 2.0,
        country: "KE".into(),
        admin1: String::new(),
        feature: Feature::Village,
        population: 10,
    };
    let gaz = gazetteer().with_extra(vec![extra]);
    let found = resolve("Paris", &[Span::new(0, 5)], &gaz, &Context::default());
    assert_eq!(found[0].as_ref().map(|c| c.id.clone()), Some(PlaceKey::Own("our-paris".into())));
}

#[test]
fn spellings_of_one_town_lead_to_one_place() {
    let gaz = gazetteer();
    let first = |name: &str| gaz.candidates(name).into_iter().next().map(|c| (c.country, c.lat.round(), c.lon.round()));
    for (a, b) in
        [("Aghdam", "Ağdam"), ("Agdam", "Aghdam"), ("Shusha", "Şuşa"), ("Shusha", "Shushi"), ("Kalbajar", "Kelbajar")]
    {
        assert!(first(a).is_some(), "{a} is unknown");
        assert_eq!(first(a), first(b), "{a} and {b}");
    }
}

#[test]
fn names_of_people_are_no_places() {
    let text = "Mr. Jackson met Paris Hilton at the meeting. Mrs. Lincoln thanked Dr. Houston.";
    let found = names(text);
    for person in ["Jackson", "Paris", "Lincoln", "Houston"] {
        assert!(!found.contains(&person.to_owned()), "{person} in {found:?}");
    }
}

#[test]
fn ordinary_words_with_a_capital_are_no_places() {
    let text = "Reading the report took hours. Nice weather helped. Mobile phones rang in March and in May. Police came. WHO said so.";
    assert_eq!(names(text), Vec::<String>::new());
}

#[test]
fn an_amount_of_dollars_is_no_country() {
    assert_eq!(names("The fund gave US$30 million to the clinics."), Vec::<String>::new());
}

#[test]
fn adjectives_and_peoples_are_marked() {
    let found = read("Kenyan officials met two Ugandans in Kampala.");
    let marked: Vec<(&str, bool)> = found.iter().map(|m| (m.name.as_str(), m.adjective)).collect();
    assert_eq!(marked, [("Kenyan", true), ("Ugandans", true), ("Kampala", false)]);
}

#[test]
fn a_capital_that_speaks_is_an_actor() {
    let found = read("Baku said the road was open. A convoy reached Baku at noon.");
    let acting: Vec<bool> = found.iter().map(|m| m.actor_like).collect();
    assert_eq!(acting, [true, false]);
}

#[test]
fn near_and_in_a_region_are_told_apart_from_at() {
    let found = read("Shells fell near Donetsk. They met in Geneva. It rained in Ukraine.");
    let precision: Vec<Precision> = found.iter().map(|m| m.precision).collect();
    assert_eq!(precision, [Precision::Near, Precision::Exact, Precision::Region]);
}

#[test]
fn spans_leave_out_the_possessive() {
    assert_eq!(
        names("Armenia's army left. They crossed into Côte d'Ivoire from Port-au-Prince."),
        ["Armenia", "Côte d'Ivoire", "Port-au-Prince"]
    );
}

#[test]
fn the_host_of_the_document_breaks_a_tie() {
    let home = |url: &str| {
        let context = Context { url: Some(url.into()), ..Context::default() };
        let found = resolve("A man from Cambridge was fined.", &[Span::new(11, 20)], &gazetteer(), &context);
        found[0].as_ref().map(|c| c.country.clone())
    };
    assert_eq!(home("https://news.example.uk/a"), Some("GB".into()));
}

#[test]
fn broken_gazetteers_say_what_is_wrong() {
    assert_eq!(Gazetteer::from_bytes(&b"no gazetteer"[..]).err(), Some(GazetteerError::Format));
    assert!(matches!(Gazetteer::from_bytes(&PLACES[..5000]).err(), Some(GazetteerError::Truncated { .. })));
    assert!(Gazetteer::from_bytes(&PLACES[..10]).is_err());
}

#[test]
fn damaged_bytes_give_wrong_places_but_no_panic() {
    let mut bytes = PLACES.to_vec();
    let mut at = 2_000;
    while at < bytes.len() {
        bytes[at] = bytes[at].wrapping_mul(31).wrapping_add(7);
        at += 97;
    }
    if let Ok(gaz) = Gazetteer::from_bytes(bytes) {
        let found = mentions("From Paris, Texas, to London, Berlin, Moscow and Goma.", None, &gaz, &Context::default());
        assert!(found.iter().all(|m| m.span.end() <= 54));
    }
}

/// Words that make places likely, to give the property tests something to find.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("Paris".to_owned()),
        Just("New York".to_owned()),
        Just("U.S.".to_owned()),
        Just("Tenn.".to_owned()),
        Just("in".to_owned()),
        Just("of".to_owned()),
        Just("the".to_owned()),
        Just("County".to_owned()),
        Just("District".to_owned()),
        Just("Ağdam’s".to_owned()),
        Just("Georgia,".to_owned()),
        Just("Russian".to_owned()),
        Just("O'Brien".to_owned()),
        Just("St.".to_owned()),
        Just("—".to_owned()),
        "\\PC{0,8}",
        "[A-Z][a-z]{1,8}",
    ];
    proptest::collection::vec(word, 0..40).prop_map(|w| w.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn mentions_quote_the_text_in_order_and_weights_sum_to_one(text in words()) {
        let gaz = gazetteer();
        let mut end = 0;
        for m in mentions(&text, None, &gaz, &Context::default()) {
            prop_assert_eq!(m.span.of(&text), Some(m.name.as_str()));
            prop_assert!(!m.span.is_empty() && m.span.start() >= end);
            end = m.span.end();
            prop_assert!((0.0..=1.0).contains(&m.confidence));
            if !m.candidates.is_empty() {
                let total: f64 = m.candidates.iter().map(|c| c.weight).sum();
                prop_assert!((total - 1.0).abs() < 1e-6, "weights sum to {}", total);
                prop_assert!(m.candidates.windows(2).all(|w| w[0].weight >= w[1].weight));
                prop_assert!(m.candidates.iter().all(|c| c.lat.abs() <= 90.0 && c.lon.abs() <= 180.0));
            }
        }
    }

    #[test]
    fn finding_and_placing_agree_on_the_spans(text in words()) {
        let gaz = gazetteer();
        let found: Vec<Span> = find(&text, None, &gaz).into_iter().map(|(s, _)| s).collect();
        let placed: Vec<Span> = mentions(&text, None, &gaz, &Context::default()).into_iter().map(|m| m.span).collect();
        prop_assert_eq!(found, placed);
    }

    #[test]
    fn any_spans_can_be_resolved(text in words(), spans in proptest::collection::vec((0usize..200, 0usize..200), 0..6)) {
        let spans: Vec<Span> = spans.into_iter().map(|(a, b)| Span::new(a, b)).collect();
        prop_assert_eq!(resolve(&text, &spans, &gazetteer(), &Context::default()).len(), spans.len());
    }

    #[test]
    fn candidates_of_any_name_have_weights_that_sum_to_one(name in "\\PC{0,30}") {
        let found = gazetteer().candidates(&name);
        let total: f64 = found.iter().map(|c| c.weight).sum();
        prop_assert!(found.is_empty() || (total - 1.0).abs() < 1e-6);
    }
}
