//! Numbers of the terms against numbers of the reports.

/// What a number counts, as far as agreements count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Things {
    People,
    Carriers,
    Vehicles,
}

/// Words for one thing; the first list that has a word of the text decides.
const WORDS: &[(Things, &[&str])] = &[
    (Things::Carriers, &["carrier", "armoured", "armored", "apc", "btr"]),
    (Things::Vehicles, &["vehicle", "car", "truck", "lorry", "lorries", "equipment"]),
    (
        Things::People,
        &["serviceman", "servicemen", "soldier", "troop", "peacekeeper", "personnel", "men", "military", "fighter"],
    ),
];

/// Whether two texts count the same things: "servicemen" and "Russian peacekeepers".
pub(crate) fn same_things(one: &str, other: &str) -> bool {
    match (things(one), things(other)) {
        (Some(a), Some(b)) => a == b,
        _ => words(one).any(|w| w.len() > 3 && words(other).any(|o| o == w)),
    }
}

fn things(text: &str) -> Option<Things> {
    let found = |list: &[&str]| words(text).any(|w| list.contains(&w.as_str()));
    WORDS.iter().find(|(_, list)| found(list)).map(|(things, _)| *things)
}

/// Words in lower case without a plural s.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(|w| {
        let word = w.to_lowercase();
        word.strip_suffix('s').filter(|w| w.len() > 2).map(str::to_owned).unwrap_or(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servicemen_and_peacekeepers_are_counted_as_one_thing_and_carriers_as_another() {
        assert!(same_things("servicemen", "Russian peacekeepers"));
        assert!(!same_things("armoured personnel carriers", "military personnel"));
        assert!(!same_things("vehicles and special equipment", "armoured personnel carriers"));
        assert!(same_things("prisoners", "prisoner"));
    }
}
