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
