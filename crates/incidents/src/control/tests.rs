use super::*;
use crate::invented::{Told, claim, reports};

#[test]
fn rival_claims_on_one_town_are_contested() {
    let claims = [
        claim("a#1", Act::Control, Some("Shu"), Some("2020-11-10")).by("aide", "ARI").blaming("ARI"),
        claim("a#2", Act::GroundAttack, Some("Shu"), Some("2020-11-09")).by("premier", "BOR"),
    ];
    let found = control(&claims, &reports(&[("a", "2020-11-10")]));
    assert_eq!(found.len(), 1);
    assert!(found[0].contested);
    assert_eq!(
        found[0].claims.iter().map(|c| c.holder.as_ref().map(ActorId::as_str)).collect::<Vec<_>>(),
        [None, Some("ARI")]
    );
}

#[test]
fn a_side_that_later_names_the_same_holder_has_conceded() {
    let claims = [
        claim("a#1", Act::CaptureOrEntry, Some("Shu"), Some("2020-11-08")).by("aide", "ARI").blaming("ARI"),
        claim("a#2", Act::GroundAttack, Some("Shu"), Some("2020-11-09")).by("premier", "BOR"),
        claim("b#1", Act::Control, Some("Shu"), Some("2020-11-12")).by("premier", "BOR").blaming("ARI"),
    ];
    let found = control(&claims, &reports(&[("a", "2020-11-10"), ("b", "2020-11-12")]));
    assert!(!found[0].contested);
}

#[test]
fn a_handover_gives_the_place_to_its_receiver() {
    let claims = [claim("a#1", Act::Handover, Some("Dal"), Some("2020-11-20")).blaming("BOR").to("ARI")];
    let found = control(&claims, &reports(&[("a", "2020-11-20")]));
    assert_eq!(found[0].claims[0].holder, Some("ARI".into()));
}

#[test]
fn fighting_alone_says_nothing_of_control() {
    let claims = [claim("a#1", Act::GroundAttack, Some("Dal"), Some("2020-11-20")).by("premier", "BOR")];
    assert!(control(&claims, &reports(&[("a", "2020-11-20")])).is_empty());
}

#[test]
fn what_each_side_says_of_a_town_is_a_row_of_spells_and_the_parties_differ_from_claim_to_concession() {
    let claims = [
        claim("a#1", Act::CaptureOrEntry, Some("Shu"), Some("2020-11-08")).by("aide", "ARI").blaming("ARI"),
        claim("a#2", Act::GroundAttack, Some("Shu"), Some("2020-11-09")).by("premier", "BOR"),
        claim("a#3", Act::Control, Some("Shu"), Some("2020-11-10")).by("aide", "ARI").blaming("ARI"),
        claim("b#1", Act::Control, Some("Shu"), Some("2020-11-12")).by("premier", "BOR").blaming("ARI"),
    ];
    let found = control(&claims, &reports(&[("a", "2020-11-10"), ("b", "2020-11-12")]));
    let told: Vec<_> = found[0]
        .spells
        .iter()
        .map(|s| (s.claimant.code(), s.holder.as_ref().map(ActorId::as_str), day(s.from), day(s.to), s.claims.len()))
        .collect();
    assert_eq!(
        told,
        [
            ("ARI", Some("ARI"), "2020-11-08".to_owned(), String::new(), 2),
            ("BOR", None, "2020-11-09".to_owned(), "2020-11-12".to_owned(), 1),
            ("BOR", Some("ARI"), "2020-11-12".to_owned(), String::new(), 1),
        ]
    );
    let differ: Vec<_> = found[0].disputes.iter().map(|d| (day(d.from), day(d.to))).collect();
    assert_eq!(differ, [("2020-11-09".to_owned(), "2020-11-12".to_owned())]);
}

#[test]
fn rival_holders_of_one_town_under_two_names_are_a_contradiction_that_names_both_names() {
    let under = |mut claim: Claim, name: &str| {
        claim.place.as_mut().expect("placed").name = name.to_owned();
        claim
    };
    let claims = [
        under(claim("a#1", Act::Control, Some("Shu"), Some("2020-11-08")).by("aide", "ARI").blaming("ARI"), "Shu"),
        under(claim("a#2", Act::Control, Some("Shu"), Some("2020-11-09")).by("premier", "BOR").blaming("BOR"), "Shuvi"),
    ];
    let found = control(&claims, &reports(&[("a", "2020-11-10")]));
    let dispute = &found[0].disputes[0];
    assert_eq!(dispute.to, None);
    let rivals = &dispute.contradictions[0];
    assert_eq!((rivals.one.as_slice(), rivals.other.as_slice()), (&["a#1".into()][..], &["a#2".into()][..]));
    assert_eq!(rivals.kind, servanda_model::ContradictionKind::Control);
    assert!(rivals.says.contains("Shu, Shuvi") && rivals.says.contains("ARI") && rivals.says.contains("BOR"));
}

fn day(at: Option<Timestamp>) -> String {
    at.map_or(String::new(), |t| t.to_string().chars().take(10).collect())
}
