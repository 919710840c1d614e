//! Who, where and when is meant by words that lean on others: pronouns, descriptions, bodies in a capital, denials.

use std::sync::OnceLock;

use servanda_model::{Act, Claim, Modality, Polarity, Side, Voice};

use crate::Reader;
use crate::examples::{context, peopled, shipped_rules};

/// Two states with ministries, armies and capitals, a leader and his aide.
const ACTORS: &str = r#"
    [[actor]]
    id = "ARI"
    kind = "state"
    name = "Aria"
    adjectives = ["Arian"]
    capital_metonym = ["Gen"]
    side = "ARI"
    [[actor]]
    id = "ARI.MOD"
    kind = "ministry"
    name = "Defence Ministry of Aria"
    aliases = ["Arian Defence Ministry"]
    part_of = "ARI"
    side = "ARI"
    [[actor]]
    id = "ARI.FORCES"
    kind = "armed_forces"
    name = "Armed Forces of Aria"
    aliases = ["Arian army", "Arian troops"]
    part_of = "ARI.MOD"
    side = "ARI"
    [[actor]]
    id = "BOR"
    kind = "state"
    name = "Boria"
    adjectives = ["Borian"]
    capital_metonym = ["Port Bor"]
    side = "BOR"
    [[actor]]
    id = "BOR.MOD"
    kind = "ministry"
    name = "Defence Ministry of Boria"
    aliases = ["Borian Defence Ministry"]
    part_of = "BOR"
    side = "BOR"
    [[actor]]
    id = "BOR.FORCES"
    kind = "armed_forces"
    name = "Armed Forces of Boria"
    aliases = ["Borian army", "Borian troops"]
    part_of = "BOR.MOD"
    side = "BOR"
    [[actor]]
    id = "KOM"
    kind = "mission"
    name = "Kel Observer Mission"
    aliases = ["observer mission"]
    side = "mandated"
    [[actor]]
    id = "LEAGUE"
    kind = "armed_group"
    name = "League of Dal"
    aliases = ["the League", "The League"]
    side = "ARI"
    [[actor]]
    id = "person.marek-tal"
    kind = "person"
    name = "Marek Tal"
    part_of = "ARI"
    side = "ARI"
    [[actor]]
    id = "person.ivo-dorn"
    kind = "person"
    name = "Ivo Dorn"
    part_of = "ARI"
    side = "ARI"
"#;

fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| peopled(shipped_rules(), ACTORS))
}

/// What a paper on that side of the war says.
fn read_by(side: Side, text: &str) -> Vec<Claim> {
    let mut context = context();
    context.outlet = Voice { name: "The Outlet".into(), actor: None, side, ally: None, span: None };
    reader().read(text, &[], &context).claims
}

fn read(text: &str) -> Vec<Claim> {
    read_by(Side::Neutral, text)
}

fn told<'c>(claims: &'c [Claim], act: Act, words: &str) -> &'c Claim {
    let found = claims.iter().find(|c| c.act == act && c.quote.contains(words));
    found.unwrap_or_else(|| panic!("no {act:?} in {claims:#?}"))
}

fn speaker(claim: &Claim) -> String {
    claim
        .attribution
        .speaker
        .as_ref()
        .map(|v| v.actor.as_ref().map_or(v.name.clone(), ToString::to_string))
        .unwrap_or_default()
}

fn actor(claim: &Claim) -> Option<String> {
    claim.actor.as_ref().and_then(|a| a.actor.as_ref()).map(ToString::to_string)
}

fn place(claim: &Claim) -> Option<&str> {
    claim.place.as_ref().map(|p| p.name.as_str())
}

#[test]
fn a_pronoun_goes_to_who_spoke_and_not_to_a_name_in_his_description() {
    let text = "Mortars hit Kel on Monday, according to Ivo Dorn, an adviser to President Marek Tal. In an interview he \
                said that the mortars were fired by Borian troops on the town.";
    assert_eq!(speaker(told(&read(text), Act::Gunfire, "interview")), "person.ivo-dorn");
}

#[test]
fn who_is_not_in_the_lexicon_can_speak_on_as_well() {
    let text = "A farmer from Dal said that nobody had warned him. Borian troops shelled Kel on Friday, he said.";
    assert_eq!(speaker(told(&read(text), Act::Shelling, "Friday")), "A farmer");
}

#[test]
fn a_ministry_is_that_of_the_state_in_whose_capital_it_sits_whatever_the_paper() {
    let home = Side::Of("BOR".into());
    for text in [
        "In Gen the Defence Ministry said that Borian troops shelled Kel.",
        "The Defence Ministry in Gen said that Borian troops shelled Kel.",
        "Borian troops shelled Kel, the Defence Ministry in Gen said on Monday.",
    ] {
        let claims = read_by(home.clone(), text);
        let claim = told(&claims, Act::Shelling, "shelled");
        assert_eq!((speaker(claim).as_str(), place(claim)), ("ARI.MOD", Some("Kel")), "{text}");
    }
}

#[test]
fn authorities_in_a_capital_are_the_state_and_not_its_army() {
    let text = "The Arian army has left Kel. Borian troops shelled Dal, authorities in Gen said.";
    assert_eq!(speaker(told(&read(text), Act::Shelling, "Dal")), "ARI");
}

#[test]
fn the_ministry_is_the_one_that_was_named_before() {
    let text = "The Arian Defence Ministry spoke on Monday of a quiet night.\n\nBorian troops then shelled Kel, the same \
                ministry said.";
    let claims = read_by(Side::Of("BOR".into()), text);
    assert_eq!(speaker(told(&claims, Act::Shelling, "Kel")), "ARI.MOD");
}

#[test]
fn its_troops_are_those_of_whom_it_stands_for() {
    let text = "It is Boria that breaks the truce: its troops haven't been withdrawn from Dal.";
    let claims = read_by(Side::Of("ARI".into()), text);
    let claim = told(&claims, Act::Withdrawal, "Dal");
    assert_eq!((actor(claim).as_deref(), claim.polarity), (Some("BOR.FORCES"), Polarity::Denies));
    assert_eq!(actor(told(&claims, Act::Violation, "truce")).as_deref(), Some("BOR"));
}

#[test]
fn they_are_the_last_who_did_something_and_no_state() {
    let text = "Aria praised the talks. Members of a choir are singing at the gate. They don't block the road to Kel.";
    let claims = read(text);
    let claim = told(&claims, Act::Obstruction, "road");
    assert_eq!((actor(claim), claim.polarity), (None, Polarity::Denies));
}

#[test]
fn a_unit_that_was_not_spoken_of_is_nobodys_in_particular() {
    let claims = read_by(Side::Of("ARI".into()), "An air strike hit a military unit near Kel.");
    let strikes: Vec<&Claim> = claims.iter().filter(|c| c.act == Act::AirOrDroneStrike).collect();
    assert_eq!(strikes.len(), 1, "told once: {strikes:#?}");
    assert!(strikes[0].target.as_ref().is_none_or(|t| t.party.is_none()), "{:?}", strikes[0].target);
}

#[test]
fn several_are_none_of_them_alone() {
    let text = "The truce was signed by the presidents of Aria and Boria on 3 May.";
    assert!(read(text).iter().all(|c| c.actor.as_ref().is_none_or(|a| a.actor.is_none())), "{:#?}", read(text));
}

#[test]
fn what_nobody_says_is_not_said() {
    assert!(
        read("Nobody claims that Kel was shelled.").is_empty(),
        "{:#?}",
        read("Nobody claims that Kel was shelled.")
    );
    assert!(read("The police didn't say who shelled Kel.").is_empty());
}

#[test]
fn whose_forces_they_are_tells_no_place() {
    let claims = read("The armed forces of Aria broke the truce in the area of Kel.");
    assert_eq!(place(told(&claims, Act::Violation, "Kel")), Some("Kel"));
}

#[test]
fn a_road_is_closed_where_it_is_closed_and_not_where_it_leads() {
    let claims = read("Arian farmers closed the road between Gen and Dal near Kel on Monday.");
    assert_eq!(place(told(&claims, Act::Obstruction, "road")), Some("Kel"));
}

#[test]
fn the_town_is_the_one_that_was_called_a_town() {
    let text =
        "The town of Kel is quiet, a teacher in Dal said.\n\nIn May mortars were fired on the town by Borian troops.";
    assert_eq!(place(told(&read(text), Act::Gunfire, "May")), Some("Kel"));
}

#[test]
fn the_day_of_the_saying_only_ends_what_was_done_since() {
    let text = "Three Arian soldiers have been killed by Borian troops near Kel since the truce, the Arian Defence \
                Ministry said on Tuesday.";
    let claims = read(text);
    let when = claims.first().and_then(|c| c.when.clone()).expect("a bound");
    assert!(when.from().is_none() && when.to().is_some(), "{when:?}");
}

#[test]
fn talks_that_are_to_be_held_are_planned_and_told_once() {
    let claims = read("Talks are to be held in Kel on Friday.");
    let days: Vec<String> = claims.iter().filter_map(|c| c.when.as_ref()?.from()).map(|t| t.to_string()).collect();
    assert_eq!(days, ["2020-11-13T00:00:00Z"], "the coming Friday");
    assert_eq!(claims[0].modality, Modality::Plan);
}

#[test]
fn a_demand_is_not_dated_by_the_day_on_which_it_is_made() {
    let claims = read("On Monday President Marek Tal demanded that Borian troops leave Kel.");
    let claim = told(&claims, Act::Withdrawal, "Kel");
    assert_eq!((claim.modality, claim.when.is_none()), (Modality::Demand, true), "{claim:#?}");
}

#[test]
fn who_denies_a_part_in_it_denies_the_deed_told_before() {
    let text = "A Borian guard was shot dead near Kel on Monday. Aria denied any part in it.";
    let claims = read(text);
    let denial = claims.iter().find(|c| c.polarity == Polarity::Denies).expect("a denial");
    assert_eq!((denial.act, speaker(denial).as_str(), actor(denial).as_deref()), (Act::Gunfire, "ARI", Some("ARI")));
    let shot = told(&claims, Act::Gunfire, "shot");
    assert_eq!(shot.casualties.killed.and_then(|k| k.best), Some(1), "shot dead is killed");
}

#[test]
fn another_who_was_wounded_is_counted() {
    let text = "One guard was killed and another wounded when Borian troops shelled Kel.";
    let claims = read(text);
    let toll = &told(&claims, Act::Shelling, "Kel").casualties;
    assert_eq!((toll.killed.and_then(|k| k.best), toll.wounded.and_then(|w| w.best)), (Some(1), Some(1)));
}

#[test]
fn a_toll_that_goes_on_for_two_sentences_is_that_of_the_deed_before_them() {
    let text = "A mine exploded near Kel on Monday. A teacher died. Four pupils were wounded.";
    let claims = read(text);
    let toll = &told(&claims, Act::Mine, "Kel").casualties;
    assert_eq!((toll.killed.and_then(|k| k.best), toll.wounded.and_then(|w| w.best)), (Some(1), Some(4)));
}

#[test]
fn the_town_is_no_place_where_two_can_be_meant() {
    let claims = read("Dal is quiet again. Borian troops stand near Kel. Fighting went on in the town.");
    assert_eq!(place(told(&claims, Act::GroundAttack, "town")), None);
}

#[test]
fn this_at_the_head_of_a_paragraph_is_what_was_told_of_the_denier() {
    let text =
        "Boria has withdrawn its troops from Dal, the Arian Defence Ministry said.\n\nBoria denied this on Sunday.";
    let claims = read(text);
    let denial = claims.iter().find(|c| c.polarity == Polarity::Denies).expect("a denial");
    assert_eq!((denial.act, speaker(denial).as_str(), place(denial)), (Act::Withdrawal, "BOR", Some("Dal")));
}

#[test]
fn who_is_called_upon_to_withdraw_its_guns_is_to_withdraw_them() {
    let claims = read("The Arian Defence Ministry called on Boria to withdraw its artillery from Kel.");
    let claim = told(&claims, Act::Withdrawal, "artillery");
    assert_eq!(claim.actor.as_ref().and_then(|a| a.party.as_ref()).map(ToString::to_string).as_deref(), Some("BOR"));
    assert_eq!((claim.modality, speaker(claim).as_str()), (Modality::Demand, "ARI.MOD"));
}

#[test]
fn an_attack_is_where_its_own_clause_says() {
    let claims = read("Six people were killed in the attack that Boria began on Kel on Tuesday.");
    assert_eq!(place(told(&claims, Act::GroundAttack, "Kel")), Some("Kel"));
}

#[test]
fn guns_without_an_owner_are_nobodys_whoever_tells_of_them() {
    let text = "The town of Kel came under heavy artillery fire on Monday, according to the Arian Defence Ministry.";
    let claims = read_by(Side::Of("ARI".into()), text);
    assert!(told(&claims, Act::Shelling, "Kel").actor.is_none(), "{claims:#?}");
}

#[test]
fn what_is_said_beside_a_denial_is_not_denied() {
    for text in [
        "Ivo Dorn, a spokesman of the Arian army, denied that his forces had fired and said Boria had not withdrawn a \
         single gun from Dal.",
        "Ivo Dorn denied that his forces had fired and said Boria had not withdrawn a single gun from Dal.",
    ] {
        let claims = read(text);
        let claim = told(&claims, Act::Withdrawal, "withdrawn");
        assert_eq!((claim.polarity, actor(claim).as_deref()), (Polarity::Denies, Some("BOR")), "{text}");
    }
}

#[test]
fn an_army_of_nobody_named_is_not_the_mission_that_spoke_before() {
    let text = "No shelling was recorded in Kel on Tuesday, the observer mission said.\n\nThe army denied that it had \
                withdrawn from Dal.";
    let claims = read(text);
    let claim = told(&claims, Act::Withdrawal, "Dal");
    assert!(!speaker(claim).contains("Mission") && actor(claim).is_none_or(|a| !a.contains("MISSION")), "{claim:#?}");
}

#[test]
fn who_observed_it_is_its_witness_and_not_its_author() {
    for (text, act) in [
        ("The Kel Observer Mission observed incoming mortar fire near Kel on Monday.", Act::Shelling),
        ("The Kel Observer Mission heard shelling and gunfire in Kel on Monday.", Act::Gunfire),
        ("Two cases of shelling near Kel were recorded by the Kel Observer Mission on Monday.", Act::Shelling),
    ] {
        let claims = read(text);
        let claim = told(&claims, act, "Kel");
        assert_eq!((speaker(claim).as_str(), actor(claim)), ("KOM", None), "{text}");
        assert_eq!(claim.attribution.relays.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["The Outlet"]);
    }
}

#[test]
fn a_town_that_saw_shelling_is_no_witness() {
    let claims = read("Kel saw heavy shelling by Borian troops on Monday.");
    let claim = told(&claims, Act::Shelling, "Kel");
    assert!(claim.attribution.own_voice && place(claim) == Some("Kel"), "{claim:#?}");
    let claims = read("Kel has not seen any fighting since Monday.");
    assert_eq!(told(&claims, Act::GroundAttack, "Kel").polarity, Polarity::Denies);
}

#[test]
fn what_was_not_observed_is_neither_told_nor_denied() {
    assert!(read("The Kel Observer Mission did not observe any shelling in Kel on Monday.").is_empty());
}

fn actors(claims: &[Claim], act: Act) -> Vec<String> {
    claims.iter().filter(|c| c.act == act).filter_map(|c| c.accused()).map(ToString::to_string).collect()
}

fn target(claim: &Claim) -> Option<&str> {
    claim.target.as_ref().map(|t| t.name.as_str())
}

#[test]
fn a_deed_of_two_is_told_of_each() {
    let claims = read("Arian and Borian troops shelled Kel on Monday.");
    assert_eq!(actors(&claims, Act::Shelling), ["ARI", "BOR"], "{claims:#?}");
    assert!(claims.iter().all(|c| !c.is_mutual()));
    let claims = read("The Arian army and the Borian army shelled Kel on Monday.");
    assert_eq!(actors(&claims, Act::Shelling), ["ARI", "BOR"], "{claims:#?}");
    let claims = read("Clashes between Arian troops and Borian troops broke out near Kel on Monday.");
    assert_eq!(actors(&claims, Act::GroundAttack), ["ARI", "BOR"], "{claims:#?}");
    assert!(claims.iter().all(Claim::is_mutual), "nobody is said to have begun: {claims:#?}");
    let claims = read("It isn't the Arian troops but the Borian troops that block the road to Kel, Ivo Dorn said.");
    assert_eq!(actors(&claims, Act::Obstruction), ["BOR"], "{claims:#?}");
    let claims = read("The presidents of Aria and Boria discussed the truce.");
    assert_eq!(claims.iter().filter(|c| c.act == Act::Talks).count(), 1, "{claims:#?}");
}

#[test]
fn an_ally_is_not_the_party_on_whose_side_it_stands() {
    let claims = read("The League shelled Kel on Monday, the League said.");
    let claim = told(&claims, Act::Shelling, "Kel");
    let speaker = claim.attribution.speaker.as_ref().expect("a speaker");
    assert_eq!(claim.accused().map(|a| a.as_str()), Some("LEAGUE"));
    assert_eq!(speaker.side, Side::Of("ARI".into()), "its word is not independent of Aria's");
    assert!(claim.is_admission(), "{claim:#?}");
    let claims = read("The League shelled Kel on Monday, the Arian Defence Ministry said.");
    assert!(!told(&claims, Act::Shelling, "Kel").is_admission(), "Aria's word on its ally is no admission");
    let claims = read("Arian troops shelled Kel on Monday, the League said.");
    assert!(!told(&claims, Act::Shelling, "Kel").is_admission(), "nor is the ally's on Aria");
}

#[test]
fn what_is_hit_is_the_target_whether_it_is_a_party_or_a_thing() {
    for (text, act, wanted) in [
        ("Borian troops opened fire on a car near Kel on Monday.", Act::Gunfire, "a car"),
        ("A tractor was hit by Borian artillery near Kel.", Act::Shelling, "A tractor"),
        ("An attack on a pumping station near Kel was reported on Monday.", Act::GroundAttack, "a pumping station"),
        ("Borian jets carried out airstrikes targeting a market in Kel.", Act::AirOrDroneStrike, "a market"),
        ("Two farmers were wounded in a drone strike near Kel.", Act::AirOrDroneStrike, "Two farmers"),
    ] {
        let claims = read(text);
        let found: Vec<_> = claims.iter().filter(|c| c.act == act).map(target).collect();
        assert_eq!(found, [Some(wanted)], "{text}: {claims:#?}");
    }
}

#[test]
fn what_a_deed_did_is_its_toll_and_no_deed_beside_it() {
    let claims = read("Borian artillery shelled Kel on Monday, killing three civilians.");
    assert_eq!(claims.len(), 1, "{claims:#?}");
    assert_eq!(claims[0].casualties.killed.map(|k| k.low), Some(3));
}

#[test]
fn killed_or_injured_together_are_so_many_at_most_of_either() {
    let claims = read("Borian shelling killed or injured 120 people in Kel on Monday.");
    let claim = claims.iter().find(|c| !c.casualties.is_empty()).expect("a toll");
    for count in [claim.casualties.killed, claim.casualties.wounded] {
        assert_eq!(count.map(|c| (c.low, c.best, c.high)), Some((0, None, Some(120))), "{claim:#?}");
    }
}

#[test]
fn they_are_the_team_that_was_just_spoken_of() {
    let text = "Borian troops had left. A team came to Kel on Monday. They detained a driver.";
    assert_eq!(actors(&read(text), Act::Detention), Vec::<String>::new());
    let text = "Borian troops came to Kel on Monday. They detained a driver.";
    assert_eq!(actors(&read(text), Act::Detention), ["BOR"]);
}

#[test]
fn a_soldier_is_of_the_barracks_he_comes_from() {
    let claims = read("A woman was raped by a soldier from the Borian barracks near Kel.");
    assert_eq!(actors(&claims, Act::SexualViolence), ["BOR"], "{claims:#?}");
    let claims = read("A woman was raped by a soldier from Kel.");
    assert_eq!(actors(&claims, Act::SexualViolence), Vec::<String>::new(), "{claims:#?}");
}

#[test]
fn a_drone_is_no_word_of_its_user() {
    let text = "Boria used Norian drones to strike the port of Kel on Monday, according to the Arian Defence Ministry.";
    let claims = read(text);
    let claim = told(&claims, Act::AirOrDroneStrike, "Kel");
    let side = claim.attribution.speaker.as_ref().map(|s| s.side.clone());
    assert_eq!((actor(claim).as_deref(), side), (Some("BOR"), Some(Side::Of("ARI".into()))), "{claims:#?}");
}

#[test]
fn the_cases_in_which_it_was_done_suffer_nothing() {
    let claims = read("Civilians were in some cases assaulted by Borian soldiers near Kel.");
    assert_eq!(target(told(&claims, Act::AttackOnCivilians, "Kel")), Some("Civilians"), "{claims:#?}");
}

#[test]
fn what_somebody_is_accused_of_is_no_part_of_his_name() {
    let claims = read("The Arian president accused the rebels of shelling the evacuation route from Kel to Dal.");
    let claim = told(&claims, Act::Shelling, "Kel");
    assert_eq!(claim.actor.as_ref().map(|a| a.name.as_str()), Some("rebels"), "{claims:#?}");
}

#[test]
fn losses_without_a_deed_are_told_of_a_party() {
    let claims = read("Two Borian soldiers were killed in the past 24 hours, the Borian Defence Ministry said.");
    let [claim] = &claims[..] else { panic!("{claims:#?}") };
    assert_eq!((claim.act, claim.casualties.killed.map(|k| k.low)), (Act::Violation, Some(2)));
    assert!(read("Two soldiers were killed in the past 24 hours.").is_empty());
}

#[test]
fn talks_that_were_held_are_told_once() {
    let claims = read("Talks were held in Kel on Monday.");
    assert_eq!(claims.iter().filter(|c| c.act == Act::Talks).count(), 1, "{claims:#?}");
    // Two days are two times.
    let claims = read("Talks were held in Kel on 9 and 10 November.");
    assert_eq!(claims.iter().filter(|c| c.act == Act::Talks).count(), 2, "{claims:#?}");
}
