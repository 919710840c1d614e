use proptest::prelude::*;

use super::*;
use crate::invented::{Told, claim, on, reports};

fn run(claims: &[Claim], published: &[(&str, &str)]) -> Vec<Incident> {
    happenings(claims, &reports(published), &[])
}

#[test]
fn two_outlets_that_quote_one_ministry_are_one_origin_of_one_incident() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").blaming("BOR"),
        claim("b#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").blaming("BOR"),
    ];
    let incidents = run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-13")]);
    assert_eq!(incidents.len(), 1);
    assert_eq!(incidents[0].origins.len(), 1);
    assert_eq!(incidents[0].origins[0].side, Side::Of("ARI".into()));
    assert_eq!(incidents[0].origins[0].carried_by.len(), 2);
}

#[test]
fn a_ministry_and_a_monitor_are_two_origins() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").blaming("BOR"),
        claim("b#1", Act::GroundAttack, Some("Kel"), Some("2020-11-12")).by("mission", "mandated"),
    ];
    let incidents = run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-13")]);
    assert_eq!(incidents.len(), 1);
    assert_eq!(incidents[0].origins.len(), 2);
    assert_eq!(incidents[0].act, Act::Shelling, "the more specific word stands for both");
}

/// The origins of the first incident, where report `c` passes on both ministries and speaks in its own words.
fn origins_with_both_passed_on(claims: &[Claim]) -> Vec<servanda_model::Origin> {
    let mut reports = reports(&[("a", "2020-11-12"), ("b", "2020-11-12"), ("c", "2020-11-12"), ("d", "2020-11-12")]);
    let ministry = |side: &str| claim("x#1", Act::Shelling, None, None).by("ministry", side).attribution.speaker;
    for (report, sides) in [("c", ["ARI", "BOR"]), ("d", ["BOR", "ARI"])] {
        let passed_on = sides.into_iter().filter_map(ministry).collect();
        reports.get_mut(&ReportId::from(report)).expect("given").relays = passed_on;
    }
    happenings(claims, &reports, &[]).swap_remove(0).origins
}

#[test]
fn the_own_words_of_a_report_that_passes_on_two_add_nothing_to_either_and_join_them_not() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI"),
        claim("b#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "BOR"),
        claim("c#1", Act::Shelling, Some("Kel"), Some("2020-11-12")),
    ];
    let sides: Vec<Side> = origins_with_both_passed_on(&claims).into_iter().map(|o| o.side).collect();
    assert_eq!(sides, [Side::Of("ARI".into()), Side::Of("BOR".into())]);
}

#[test]
fn the_own_words_of_reports_that_pass_on_both_sides_are_one_origin_of_no_known_side() {
    let claims = ["c#1", "d#1"].map(|id| claim(id, Act::Shelling, Some("Kel"), Some("2020-11-12")));
    let origins = origins_with_both_passed_on(&claims);
    assert_eq!(origins.iter().map(|o| (o.voice.as_str(), &o.side)).collect::<Vec<_>>(), [("Outlet c", &Side::Unknown)]);
}

#[test]
fn fire_on_two_days_is_two_incidents() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12")),
        claim("b#1", Act::Shelling, Some("Kel"), Some("2020-11-14")),
    ];
    assert_eq!(run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-14")]).len(), 2);
}

#[test]
fn fire_on_two_villages_is_two_incidents_and_each_may_be_its_district() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Upper/Dal"), Some("2020-11-12")),
        claim("b#1", Act::Shelling, Some("Lower/Dal"), Some("2020-11-12")),
        claim("c#1", Act::Shelling, Some("Dal"), Some("2020-11-12")),
    ];
    let incidents = run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-12"), ("c", "2020-11-12")]);
    assert_eq!(incidents.len(), 2);
    assert!(incidents.iter().all(|i| i.place.as_ref().is_some_and(|p| p.inside(&"Dal".into()))));
}

/// The claim with the position of its place, in degrees north; all lie on one meridian, a hundredth is 1.1 km.
fn lying(mut claim: Claim, lat: f64) -> Claim {
    let place = claim.place.as_mut().expect("a place");
    (place.candidates[0].lat, place.candidates[0].lon) = (Some(lat), Some(46.0));
    claim
}

fn worded(mut claim: Claim, quote: &str) -> Claim {
    claim.quote = quote.into();
    claim
}

/// What two reports, one on a village and one on a town north of it, come to.
fn village_and_town(lat: f64, change: fn(Claim) -> Claim) -> Vec<Incident> {
    let told =
        |id, place| claim(id, Act::Shelling, Some(place), Some("2020-11-12")).by("ministry", "ARI").blaming("BOR");
    let claims = [change(lying(told("a#1", "Mill"), 40.0)), change(lying(told("b#1", "Kel"), lat))];
    run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-13")])
}

#[test]
fn a_village_and_the_town_beside_it_are_one_happening_where_the_toll_says_so_too() {
    let incidents = village_and_town(40.036, |c| c.killed(4));
    assert_eq!(incidents.len(), 1);
    let place = incidents[0].joins[0].steps.iter().find(|s| s.basis == servanda_model::JoinBasis::Place);
    assert!(place.is_some_and(|s| s.points > 0.0 && s.points < 0.5), "less than the same place: {place:?}");
    assert!(incidents[0].joined[0].1.contains("place Kel lies 4.0 km from"), "{:?}", incidents[0].joined);
}

#[test]
fn a_village_and_the_town_beside_it_are_two_happenings_without_more_that_joins_them() {
    assert_eq!(village_and_town(40.036, |c| c).len(), 2, "the same party on the same day is not enough");
    assert_eq!(village_and_town(40.036, |c| c.killed(1)).len(), 2, "one man killed tells no two places together");
    assert_eq!(village_and_town(40.2, |c| c.killed(4)).len(), 2, "22 km is another place");
    let in_a_district = |mut c: Claim| {
        c.place.as_mut().expect("a place").precision = servanda_model::PlacePrecision::Region;
        c.killed(4)
    };
    assert_eq!(village_and_town(40.036, in_a_district).len(), 2, "a district has no spot to measure from");
}

#[test]
fn near_reaches_farther_than_at() {
    let near = |mut c: Claim| {
        c.place.as_mut().expect("a place").precision = servanda_model::PlacePrecision::Near;
        c.killed(4)
    };
    assert_eq!(village_and_town(40.058, |c| c.killed(4)).len(), 2, "6.4 km between two places told exactly");
    assert_eq!(village_and_town(40.058, near).len(), 1, "6.4 km between what is near them");
}

#[test]
fn one_report_that_names_village_and_town_tells_of_two_happenings() {
    let told = |id, place| claim(id, Act::Shelling, Some(place), Some("2020-11-12")).blaming("BOR").killed(4);
    let claims = [lying(told("a#1", "Mill"), 40.0), lying(told("a#2", "Kel"), 40.036)];
    assert_eq!(run(&claims, &[("a", "2020-11-12")]).len(), 2);
}

#[test]
fn much_the_same_words_in_another_report_support_a_join_and_a_bulletins_phrase_does_not() {
    let long =
        "Mortar rounds struck the market square shortly before shops opened, wounding traders behind their stalls";
    fn told(id: &str, act: Act, when: Option<&str>, quote: &str) -> Claim {
        worded(claim(id, act, Some("Kel"), when), quote)
    }
    let two = |quote: &str, other: &str| {
        let claims =
            [told("a#1", Act::Shelling, Some("2020-11-12"), quote), told("b#1", Act::GroundAttack, None, other)];
        run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-13")])
    };
    let joined = two(
        long,
        "Traders behind their stalls were wounded when mortar rounds struck the market square before shops opened",
    );
    assert_eq!(joined.len(), 1);
    assert!(joined[0].joins[0].steps.iter().any(|s| s.basis == servanda_model::JoinBasis::Wording));
    assert!(joined[0].joined[0].1.contains("longer words in common with another report"), "{:?}", joined[0].joined);
    assert_eq!(two("The ministry said that the army opened fire", "The ministry said the army opened fire").len(), 2);
}

#[test]
fn a_denial_attaches_to_what_it_denies_and_is_no_origin_of_it() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").blaming("BOR"),
        claim("b#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("spokesman", "BOR").denied(),
    ];
    let incidents = run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-12")]);
    assert_eq!(incidents.len(), 1);
    assert_eq!(incidents[0].asserting().count(), 1);
    assert!(incidents[0].contested());
    assert_eq!(incidents[0].sides_denying, [Side::Of("BOR".into())].into());
    assert_eq!(incidents[0].contradictions[0].kind, servanda_model::ContradictionKind::Denied);
}

#[test]
fn each_side_blaming_the_other_is_one_contested_incident() {
    let claims = [
        claim("a#1", Act::Gunfire, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").blaming("BOR"),
        claim("b#1", Act::Gunfire, Some("Kel"), Some("2020-11-12")).by("ministry", "BOR").blaming("ARI"),
    ];
    let incidents = run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-12")]);
    assert_eq!(incidents.len(), 1);
    assert_eq!(incidents[0].origins.len(), 2);
    assert_eq!(incidents[0].contradictions[0].kind, servanda_model::ContradictionKind::Blame);
}

#[test]
fn a_toll_that_rises_at_one_source_is_no_contradiction_and_keeps_its_history() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").killed(1),
        claim("b#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").killed(15),
    ];
    let incidents = run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-13")]);
    assert_eq!(incidents.len(), 1);
    assert!(incidents[0].contradictions.is_empty());
    assert_eq!(
        incidents[0].tolls.iter().map(|t| t.casualties.killed.and_then(|k| k.best)).collect::<Vec<_>>(),
        [Some(1), Some(15)]
    );
}

#[test]
fn different_tolls_of_two_origins_are_a_contradiction_but_not_a_denial() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").killed(3),
        claim("b#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("mission", "neutral").killed(5),
    ];
    let incidents = run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-13")]);
    assert_eq!(incidents[0].contradictions[0].kind, servanda_model::ContradictionKind::Toll);
    assert!(!incidents[0].contested());
}

fn kinds(incident: &Incident) -> Vec<servanda_model::ContradictionKind> {
    incident.contradictions.iter().map(|c| c.kind).collect()
}

#[test]
fn both_sides_saying_that_they_were_hit_is_a_contradiction_even_if_nobody_is_blamed() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").to("ARI"),
        claim("b#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "BOR").to("BOR"),
    ];
    let incidents = run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-12")]);
    assert_eq!((incidents.len(), kinds(&incidents[0])), (1, vec![servanda_model::ContradictionKind::Victim]));
}

#[test]
fn one_handover_told_of_two_days_by_two_origins_is_a_contradiction_of_time_and_a_blockade_is_not() {
    let told = |act| {
        let claims = [
            claim("a#1", act, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").blaming("ARI"),
            claim("b#1", act, Some("Kel"), Some("2020-11-13")).by("mission", "neutral").blaming("ARI"),
        ];
        let incidents = run(&claims, &[("a", "2020-11-13"), ("b", "2020-11-14")]);
        assert_eq!(incidents.len(), 1, "{act}");
        kinds(&incidents[0])
    };
    assert_eq!(told(Act::Handover), [servanda_model::ContradictionKind::Time]);
    assert_eq!(told(Act::Obstruction), []);
}

#[test]
fn one_origin_that_corrects_its_day_does_not_contradict_itself() {
    let claims = [
        claim("a#1", Act::Handover, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").blaming("ARI"),
        claim("b#1", Act::Handover, Some("Kel"), Some("2020-11-13")).by("ministry", "ARI").blaming("ARI"),
    ];
    assert!(kinds(&run(&claims, &[("a", "2020-11-13"), ("b", "2020-11-14")])[0]).is_empty());
}

#[test]
fn a_denial_of_one_village_leaves_the_district_that_others_speak_of() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Dal"), Some("2020-11-12")).by("ministry", "ARI").blaming("BOR"),
        claim("b#1", Act::Shelling, Some("Upper/Dal"), Some("2020-11-12")).by("spokesman", "BOR").denied(),
    ];
    let incidents = run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-12")]);
    assert_eq!(kinds(&incidents[0]), [servanda_model::ContradictionKind::NarrowDenial]);
}

#[test]
fn why_a_claim_was_joined_is_a_score_with_its_grounds() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").blaming("BOR").killed(2),
        claim("b#1", Act::GroundAttack, Some("Kel"), Some("2020-11-12"))
            .by("mission", "neutral")
            .blaming("BOR")
            .killed(2),
    ];
    let incidents = run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-13")]);
    use servanda_model::JoinBasis::{Act as SameAct, Party, Place, Time, Toll};
    let join = &incidents[0].joins[0];
    let grounds: Vec<_> = join.steps.iter().map(|s| (s.basis, s.points)).collect();
    assert_eq!(grounds, [(SameAct, 0.5), (Place, 1.0), (Time, 1.0), (Party, 0.5), (Toll, 0.5)]);
    assert_eq!((join.claim.as_str(), join.score), ("b#1", 3.5));
    assert!(incidents[0].joined[0].1.starts_with("ground attack may be another word for shelling; place Kel fits"));
}

#[test]
fn a_corrected_figure_supersedes_the_first_and_both_are_kept_with_the_claims_that_brought_them() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").killed(15),
        claim("b#1", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI").killed(12),
    ];
    let incident = &run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-13")])[0];
    let history: Vec<_> = incident.tolls.iter().map(|t| (t.claim.as_str(), t.published.is_some())).collect();
    assert_eq!(history, [("a#1", true), ("b#1", true)]);
    assert_eq!(incident.tolls.last().and_then(|t| t.casualties.killed), Some(servanda_model::Count::exactly(12)));
    assert!(incident.contradictions.is_empty(), "one origin corrects itself");
}

#[test]
fn reports_without_a_date_make_no_episode_of_the_days_before_them() {
    let claims = [
        claim("a#1", Act::GroundAttack, Some("Dal"), None).by("ministry", "ARI"),
        claim("b#1", Act::Mine, Some("Upper/Dal"), Some("2020-11-11")).by("ministry", "ARI"),
    ];
    let incidents = run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-12")]);
    assert!(incidents.len() == 2 && incidents.iter().all(|i| i.episode.is_none()));
}

#[test]
fn nearly_identical_texts_without_credit_are_one_origin() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12")),
        claim("b#1", Act::Shelling, Some("Kel"), Some("2020-11-12")),
    ];
    let reports = reports(&[("a", "2020-11-12"), ("b", "2020-11-12")]);
    assert_eq!(happenings(&claims, &reports, &[])[0].origins.len(), 2);
    let copies = [Copies { reports: vec!["a".into(), "b".into()], share: 91 }];
    let incidents = happenings(&claims, &reports, &copies);
    assert_eq!(incidents[0].origins.len(), 1);
    assert_eq!(incidents[0].origins[0].basis, [servanda_model::OriginBasis::NearIdentical(91)]);
}

/// The shelling of Kel in the words of somebody whose side nobody knows.
fn told(id: &str, voice: &str, quote: &str) -> Claim {
    let mut claim = claim(id, Act::Shelling, Some("Kel"), Some("2020-11-12")).by(voice, "neutral");
    claim.quote = quote.to_owned();
    if let Some(speaker) = &mut claim.attribution.speaker {
        (speaker.side, speaker.actor) = (Side::Unknown, None);
    }
    claim
}

#[test]
fn two_voices_of_copied_texts_stay_two_and_what_both_copies_tell_is_one() {
    let claims = [
        told("a#1", "Hill Watch", "Hill Watch said that guns shelled Kel on 12 November."),
        told("b#1", "residents", "Shells hit Kel on 12 November and four were wounded, residents said."),
        told("b#2", "neighbours", "Guns shelled Kel on 12 November, neighbours who had fled told the paper."),
        told("a#2", "neighbours", "Guns shelled Kel on 12 November, neighbours told the paper."),
    ];
    let reports = reports(&[("a", "2020-11-12"), ("b", "2020-11-12")]);
    let copies = [Copies { reports: vec!["a".into(), "b".into()], share: 60 }];
    let origins = |copies: &[Copies]| happenings(&claims, &reports, copies)[0].origins.len();
    assert_eq!((origins(&[]), origins(&copies)), (4, 3));
}

#[test]
fn a_sentence_that_two_reports_have_word_for_word_is_of_one_origin_even_if_their_texts_differ() {
    let reports = reports(&[("a", "2020-11-12"), ("b", "2020-11-12")]);
    let origins = |quote: &str| {
        happenings(&[told("a#1", "residents", quote), told("b#1", "residents", quote)], &reports, &[])[0]
            .origins
            .clone()
    };
    let long = origins("Shells hit Kel on 12 November and four were wounded, residents said.");
    assert_eq!(long.len(), 1);
    assert_eq!(long[0].basis, [servanda_model::OriginBasis::NearIdentical(100)]);
    assert_eq!(origins("Shells hit Kel, residents said.").len(), 2, "a short one may be chance");
}

#[test]
fn an_outlet_and_the_speaker_it_quotes_in_the_same_report_are_one_origin() {
    let claims = [
        claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12")),
        claim("a#2", Act::Shelling, Some("Kel"), Some("2020-11-12")).by("ministry", "ARI"),
    ];
    let incidents = run(&claims, &[("a", "2020-11-12")]);
    assert_eq!(incidents[0].origins.len(), 1);
    assert_eq!(incidents[0].origins[0].voice, "ministry");
}

#[test]
fn background_recitals_forecasts_and_counts_never_become_incidents() {
    let mut claims = vec![claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12")); 4];
    claims[0].background = true;
    claims[1].recital = true;
    claims[2].modality = servanda_model::Modality::Forecast;
    claims[3].running_count = true;
    assert!(run(&claims, &[("a", "2020-11-12")]).is_empty());
}

#[test]
fn what_was_retracted_is_gone() {
    let mut claims = vec![claim("a#1", Act::Shelling, Some("Kel"), Some("2020-11-12"))];
    claims[0].retracted = true;
    assert!(run(&claims, &[("a", "2020-11-12")]).is_empty());
}

#[test]
fn a_day_of_an_offensive_is_part_of_its_episode() {
    let mut offensive = claim("a#1", Act::GroundAttack, Some("Dal"), None);
    offensive.when = Some(servanda_model::When::new(
        on("2020-11-11").from(),
        on("2020-11-14").to(),
        servanda_model::Zone::utc(),
        servanda_model::Precision::Interval,
    ));
    let claims = [offensive, claim("b#1", Act::Mine, Some("Upper/Dal"), Some("2020-11-12"))];
    let incidents = run(&claims, &[("a", "2020-11-15"), ("b", "2020-11-15")]);
    let part = incidents.iter().find(|i| i.act == Act::Mine).expect("the mine");
    assert!(part.episode.is_some());
}

#[test]
fn a_blockade_reported_for_days_is_one_incident() {
    let claims = [
        claim("a#1", Act::Obstruction, Some("Road"), Some("2020-11-12")),
        claim("b#1", Act::Obstruction, Some("Road"), Some("2020-11-15")),
        claim("c#1", Act::Obstruction, Some("Road"), Some("2020-11-20")),
    ];
    let incidents = run(&claims, &[("a", "2020-11-12"), ("b", "2020-11-15"), ("c", "2020-11-20")]);
    assert_eq!(incidents.len(), 1);
    let to = incidents[0].when.as_ref().and_then(servanda_model::When::to);
    assert_eq!(to, "2020-11-20T12:00:00Z".parse().ok(), "it lasts to the last report and not beyond its publication");
}

/// Seven reports with their days of publication; one whose day is beyond the last was published nobody knows when.
fn seven_reports(dates: &[usize]) -> BTreeMap<ReportId, ReportFacts> {
    let days = ["2020-11-11", "2020-11-12", "2020-11-13", "2020-11-14"];
    let names: Vec<String> = (0..7).map(|i| format!("r{i}")).collect();
    let published: Vec<(&str, &str)> =
        names.iter().zip(dates).filter_map(|(n, &d)| Some((n.as_str(), *days.get(d)?))).collect();
    reports(&published)
}

/// Claims of all sorts, four to a report: with and without place, day and toll, asserted and denied.
fn told_anyhow() -> impl Strategy<Value = Vec<Claim>> {
    let one = (0usize..5, 0usize..4, 0usize..5, 0usize..3, 0usize..3, 0u32..3, 0usize..4);
    proptest::collection::vec(one, 1..28).prop_map(|picks| {
        let acts = [Act::Shelling, Act::Gunfire, Act::GroundAttack, Act::Obstruction, Act::Handover];
        let places = [None, Some("Kel"), Some("Upper/Dal"), Some("Dal")];
        let days = [None, Some("2020-11-10"), Some("2020-11-11"), Some("2020-11-12"), Some("2020-11-13")];
        let sides = ["ARI", "BOR", "neutral"];
        let made = picks.iter().enumerate().map(|(i, &(a, p, d, s, b, k, denied))| {
            let c = claim(&format!("r{}#{}", i / 4, i % 4), acts[a], places[p], days[d]).by("voice", sides[s]);
            let c = if b < 2 { c.blaming(sides[b]) } else { c };
            let c = if k > 0 { c.killed(k) } else { c };
            if denied == 0 { c.denied() } else { c }
        });
        made.collect()
    })
}

proptest! {
    #[test]
    fn reports_added_one_by_one_in_any_order_give_what_all_at_once_give(
        claims in told_anyhow(),
        dates in proptest::collection::vec(0usize..5, 7),
        order in Just((0..7usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let facts = seven_reports(&dates);
        let copies = [Copies { reports: vec!["r0".into(), "r3".into()], share: 90 }];
        let mut growing = Happenings::new(std::collections::BTreeSet::new());
        let mut incidents = Vec::new();
        for report in order {
            let of_report: Vec<&Claim> = claims.iter().filter(|c| c.report.as_str() == format!("r{report}")).collect();
            let changed = growing.add(of_report, &facts);
            growing.refresh(&mut incidents, &changed, &facts, &copies);
        }
        prop_assert_eq!(incidents, happenings(&claims, &facts, &copies));
    }

    #[test]
    fn claims_taken_out_leave_what_would_be_without_them_and_come_back_as_if_never_gone(
        claims in told_anyhow(),
        dates in proptest::collection::vec(0usize..5, 7),
        steps in proptest::collection::vec(proptest::collection::vec(any::<proptest::sample::Index>(), 1..4), 1..6),
    ) {
        let facts = seven_reports(&dates);
        let copies = [Copies { reports: vec!["r0".into(), "r3".into()], share: 90 }];
        let copied = Copied::new(copies.to_vec());
        let mut growing = Happenings::new(std::collections::BTreeSet::new());
        let mut known = BTreeMap::new();
        let bring = |growing: &Happenings<Claim>, changed: &Changed, known: &mut BTreeMap<_, _>| {
            for (id, became) in growing.became(changed, &facts, &copied) {
                match became {
                    Some(incident) => known.insert(id, incident),
                    None => known.remove(&id),
                };
            }
        };
        let changed = growing.add(claims.clone(), &facts);
        bring(&growing, &changed, &mut known);
        let mut out: Vec<usize> = Vec::new();
        for step in steps {
            let back = std::mem::take(&mut out);
            out = step.iter().map(|i| i.index(claims.len())).collect();
            out.sort_unstable();
            out.dedup();
            // Those that were out before come back, and in the same step others leave.
            let again = growing.add(back.iter().map(|&i| claims[i].clone()), &facts);
            let left = growing.remove(out.iter().map(|&i| &claims[i].id));
            bring(&growing, &again.and(left), &mut known);
            let rest: Vec<Claim> =
                claims.iter().enumerate().filter(|(i, _)| !out.contains(i)).map(|(_, c)| c.clone()).collect();
            let mut incidents: Vec<_> = known.values().cloned().collect();
            put_in_order(&mut incidents);
            prop_assert_eq!(incidents, happenings(&rest, &facts, &copies));
        }
    }

    #[test]
    fn the_order_in_which_claims_come_makes_no_difference(
        picks in proptest::collection::vec((0usize..4, 0usize..3, 0usize..4, 0usize..3, any::<bool>()), 1..14),
        rotate in 0usize..14,
    ) {
        let acts = [Act::Shelling, Act::Gunfire, Act::GroundAttack, Act::Handover];
        let places = ["Kel", "Upper/Dal", "Dal"];
        let days = ["2020-11-10", "2020-11-11", "2020-11-12", "2020-11-13"];
        let sides = ["ARI", "BOR", "neutral"];
        let claims: Vec<Claim> = picks
            .iter()
            .enumerate()
            .map(|(i, &(a, p, d, s, denied))| {
                let c = claim(&format!("r{i}#1"), acts[a], Some(places[p]), Some(days[d])).by("voice", sides[s]);
                if denied { c.denied() } else { c }
            })
            .collect();
        let names: Vec<String> = (0..claims.len()).map(|i| format!("r{i}")).collect();
        let published: Vec<(&str, &str)> = names.iter().map(|n| (n.as_str(), "2020-11-14")).collect();
        let mut turned = claims.clone();
        turned.rotate_left(rotate % claims.len());
        prop_assert_eq!(run(&claims, &published), run(&turned, &published));
        let incidents = run(&claims, &published);
        for claim in &claims {
            let holding = incidents.iter().filter(|i| i.claims.contains(&claim.id)).count();
            let denied = claim.polarity == Polarity::Denies;
            prop_assert!(holding == 1 || denied && holding == 0, "{} stands in {holding} incidents", claim.id);
        }
    }
}
