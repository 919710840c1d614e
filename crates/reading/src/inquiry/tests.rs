//! What an inquiry's report is held to say, in a world where Aria and Boria fight and a mission watches.

use std::sync::OnceLock;

use servanda_model::{Act, Claim, Modality, Polarity, Side, Voice};

use crate::examples::{context, invented, shipped_rules};
use crate::{Reader, ReportContext};

/// The claims that a mandated monitor's report makes.
fn read(text: &str) -> Vec<Claim> {
    static READER: OnceLock<Reader> = OnceLock::new();
    let reader = READER.get_or_init(|| invented(shipped_rules()));
    let outlet = Voice { name: "The Mission".into(), actor: None, side: Side::Mandated, ally: None, span: None };
    reader.read(text, &[], &ReportContext { outlet, ..context() }).claims
}

/// The authors of the claims of an act that a report holds for facts, each once, in order; "-" for nobody.
#[track_caller]
fn authors(text: &str, act: Act) -> Vec<String> {
    let claims = read(text);
    let held = claims.iter().filter(|c| c.act == act && c.modality == Modality::Fact && !c.background);
    let mut found: Vec<String> = held
        .filter(|c| c.polarity == Polarity::Asserts)
        .map(|c| c.accused().map_or_else(|| "-".to_owned(), |a| a.as_str().chars().take(3).collect()))
        .collect();
    assert!(!found.is_empty(), "no {act:?} is held for a fact in {claims:#?}");
    found.sort();
    found.dedup();
    found
}

/// Whether every claim of an act is left open.
#[track_caller]
fn left_open(text: &str, act: Act) -> bool {
    let claims = read(text);
    let of_act: Vec<&Claim> = claims.iter().filter(|c| c.act == act).collect();
    assert!(!of_act.is_empty(), "no {act:?} in {claims:#?}");
    of_act.iter().all(|c| c.modality == Modality::Opinion)
}

#[test]
fn only_what_an_inquiry_found_is_its_finding() {
    let report = "1. Background\n\nBorian troops burnt houses in Dal in May.\n\n2. Allegations\n\nArian troops attacked \
                  Kel.\n\n3. Findings\n\nArian troops looted the clinic in Kel.";
    let claims = read(report);
    let of = |act: Act| claims.iter().filter(move |c| c.act == act);
    assert!(of(Act::GroundAttack).all(|c| c.modality == Modality::Opinion), "an allegation is to be checked");
    let looted: Vec<(bool, Modality)> = of(Act::DestructionOfProperty).map(|c| (c.background, c.modality)).collect();
    assert!(looted.contains(&(true, Modality::Fact)), "the background is no news: {looted:?}");
    assert!(looted.contains(&(false, Modality::Fact)), "the finding is: {looted:?}");
}

#[test]
fn a_section_whose_heading_is_lost_is_told_by_its_number() {
    let report = "1. Background\n\nThe town of Kel was quiet.\n\n2.1 Borian troops burnt houses in Kel on 3 November.";
    assert_eq!(authors(report, Act::DestructionOfProperty), ["BOR"]);
}

#[test]
fn what_many_witnesses_say_is_held_for_a_fact() {
    assert_eq!(authors("Witnesses said that Borian troops shelled Kel.", Act::Shelling), ["BOR"]);
    assert_eq!(authors("Local authorities said that Borian troops shelled Kel.", Act::Shelling), ["BOR"]);
}

#[test]
fn what_a_rumour_says_is_left_open() {
    assert!(left_open("A rumour said that Borian troops shelled Kel.", Act::Shelling));
}

#[test]
fn the_author_whom_witnesses_recognised_is_the_author_of_the_nameless_deed() {
    let raped = "A woman was raped near Kel on 3 November.";
    let recognised = format!("{raped} The three men were recognised as members of the Borian army.");
    assert_eq!(authors(&recognised, Act::SexualViolence), ["BOR"]);
    assert_eq!(authors(raped, Act::SexualViolence), ["-"]);
    let doubted = format!("{raped} It could not be confirmed that the men were recognised as Borian soldiers.");
    assert_eq!(authors(&doubted, Act::SexualViolence), ["-"]);
}

#[test]
fn attackers_who_were_recognised_attacked() {
    let attacked = "The post at Kel was attacked on 3 November.";
    let suggested = format!("{attacked} All the evidence suggests that the attackers were Borian soldiers.");
    assert_eq!(authors(&suggested, Act::GroundAttack), ["BOR"]);
}

#[test]
fn a_rivals_word_recognises_nobody_and_ones_own_does() {
    let attacked = "The post at Kel was attacked on 3 November.";
    let rival = format!("{attacked} The Arian army said that the attackers were Borian soldiers.");
    assert_eq!(authors(&rival, Act::GroundAttack), ["-"]);
    let own = format!("{attacked} The Borian army said that the attackers were Borian soldiers.");
    assert_eq!(authors(&own, Act::GroundAttack), ["BOR"]);
}

#[test]
fn survivors_who_identify_the_attackers_name_the_author() {
    let robbed = "The clinic in Kel was looted on 3 November. Survivors identified the attackers as Borian soldiers.";
    assert_eq!(authors(robbed, Act::DestructionOfProperty), ["BOR"]);
}

#[test]
fn the_harmed_who_are_recognised_did_nothing() {
    let looted = "The clinic in Kel was looted on 3 November. The bodies were identified as Borian soldiers.";
    assert_eq!(authors(looted, Act::DestructionOfProperty), ["-"]);
}

#[test]
fn who_alone_was_there_did_it() {
    let looted = "The clinic in Kel was looted on 3 November.";
    let alone = format!("{looted} There were no armed groups in the area other than those of Boria.");
    assert_eq!(authors(&alone, Act::DestructionOfProperty), ["BOR"]);
    let mere = format!("{looted} There were no Arian forces in the area.");
    assert_eq!(authors(&mere, Act::DestructionOfProperty), ["-"]);
}

#[test]
fn who_alone_was_there_did_not_attack_his_own() {
    let attacked = "Borian soldiers were attacked at Kel on 3 November.";
    let alone = format!("{attacked} There were no armed groups in the area other than those of Boria.");
    assert_eq!(authors(&alone, Act::GroundAttack), ["-"]);
}

#[test]
fn being_named_as_a_power_makes_nobody_the_author_and_armed_men_or_a_charge_do() {
    let named = "Four traders were killed near Kel on 3 November. The area is controlled by Boria. Boria told of it.";
    assert_eq!(authors(named, Act::AttackOnCivilians), ["-"]);
    let armed = format!("{named} The killers wore Borian uniforms.");
    assert_eq!(authors(&armed, Act::AttackOnCivilians), ["BOR"]);
    let charged = format!("{named} Villagers said that Boria burnt their houses.");
    assert_eq!(authors(&charged, Act::AttackOnCivilians), ["BOR"]);
}

#[test]
fn what_hits_the_monitors_hits_their_work() {
    assert_eq!(authors("Borian soldiers detained two monitors in Kel.", Act::RestrictionOfMonitors), ["BOR"]);
    assert_eq!(authors("Borian soldiers detained two farmers in Kel.", Act::Detention), ["BOR"]);
}

#[test]
fn an_attack_on_civilians_is_told_by_whom_it_is_on() {
    assert_eq!(authors("Borian troops launched an attack on villagers in Kel.", Act::AttackOnCivilians), ["BOR"]);
}

#[test]
fn swapping_the_parties_swaps_the_authors() {
    let text = "The post at Kel was attacked. Witnesses said that the attackers were Borian soldiers. Arian troops shelled \
                Dal, and three farmers were killed.";
    let swapped = text.replace("Borian", "#").replace("Arian", "Borian").replace('#', "Arian");
    let told = |text: &str| -> Vec<(Act, Option<String>)> {
        read(text).iter().map(|c| (c.act, c.accused().map(|a| a.as_str().chars().take(3).collect()))).collect()
    };
    let swap = |who: Option<String>| who.map(|w| if w == "ARI" { "BOR".to_owned() } else { "ARI".to_owned() });
    let expected: Vec<_> = told(text).into_iter().map(|(act, who)| (act, swap(who))).collect();
    assert_eq!(told(&swapped), expected);
}

#[test]
fn a_heading_and_what_the_report_says_of_itself_tell_of_no_deed() {
    let report = "This report covers the looting of Kel.\n\n2.1 Looting of the market.\n\nBorian troops looted the clinic in Kel.";
    assert_eq!(authors(report, Act::DestructionOfProperty), ["BOR"], "two of three are no findings");
}

#[test]
fn who_is_recognised_for_one_deed_is_not_the_author_of_another_that_nobody_can_lay_to_anybody() {
    let report = "A trader was killed near Kel on 1 November. No witness was able to describe the attackers.\n\nA woman \
                  was raped in Dal on 3 November. The men were recognised as members of the Borian army.";
    assert_eq!(authors(report, Act::AttackOnCivilians), ["-"]);
    assert_eq!(authors(report, Act::SexualViolence), ["BOR"]);
}

#[test]
fn who_denies_a_deed_speaks_for_himself_and_the_monitor_clears_nobody() {
    let claims = read("The Borian commander denied that his forces had burnt houses in Dal.");
    let burnt: Vec<&Claim> = claims.iter().filter(|c| c.act == Act::DestructionOfProperty).collect();
    assert!(!burnt.is_empty() && burnt.iter().all(|c| !c.attribution.own_voice), "{claims:#?}");
}

#[test]
fn the_sentence_after_an_attack_tells_what_came_of_it_unless_it_names_another() {
    let attacked = "Borian troops attacked the village of Dal on 3 November.";
    let after = format!("{attacked} Three farmers were killed and houses were burnt.");
    assert_eq!(authors(&after, Act::AttackOnCivilians), ["BOR"]);
    assert_eq!(authors(&after, Act::DestructionOfProperty), ["BOR"]);
    let apart = format!("{attacked}\n\nThree farmers were killed in Kel on 5 November.");
    assert_eq!(authors(&apart, Act::AttackOnCivilians), ["-"]);
    let other = format!("{attacked} Three farmers were killed when Arian troops came.");
    assert_eq!(authors(&other, Act::AttackOnCivilians), ["-"]);
}

#[test]
fn an_army_that_arrests_its_own_culprits_does_no_new_wrong() {
    let claims = read("Borian officers arrested the perpetrators. Borian soldiers arrested three farmers in Kel.");
    let held: Vec<bool> = claims.iter().filter(|c| c.act == Act::Detention).map(|c| c.background).collect();
    assert_eq!(held, [true, false], "{claims:#?}");
}
