//! What people decide on incidents: that several are one, or that one is several. They outrank the clustering.
//!
//! Judgements name claims, not incidents: an incident is only what its claims make together, and takes its name from
//! the first of them.

use std::collections::{BTreeMap, BTreeSet};

use servanda_model::{Claim, ClaimId, Incident, Polarity, ReportId};

use crate::happening::{of_claims, put_in_order};
use crate::{Copied, ReportFacts};

/// A person's decision on which claims speak of one happening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// All incidents that hold one of these claims are one.
    Together {
        /// The claims; those of the incident that gives its name first.
        claims: Vec<ClaimId>,
        /// Why, for the reader.
        why: String,
    },
    /// These claims leave their incident and make one of their own.
    Apart {
        /// The claims.
        claims: Vec<ClaimId>,
        /// Why, for the reader.
        why: String,
    },
}

/// The incidents after the judgements, applied in their order. A judgement that finds none of its claims in any
/// incident changes nothing. What then holds only denials is no incident.
#[must_use]
pub fn judged(
    mut incidents: Vec<Incident>,
    judgements: &[Judgement],
    claims: &BTreeMap<ClaimId, Claim>,
    reports: &BTreeMap<ReportId, ReportFacts>,
    copied: &Copied,
) -> Vec<Incident> {
    if judgements.is_empty() {
        return incidents;
    }
    let made = |ids: &[ClaimId]| {
        let mut found: Vec<&Claim> = ids.iter().filter_map(|id| claims.get(id)).collect();
        // As in clustering: a denial comes after what it denies. The sort keeps the order otherwise.
        found.sort_by_key(|c| c.polarity == Polarity::Denies);
        found.iter().any(|c| c.polarity == Polarity::Asserts).then(|| of_claims(&found, reports, copied)).flatten()
    };
    let holders = |incidents: &[Incident], named: &[ClaimId]| {
        let mut at: Vec<usize> = Vec::new();
        for id in named {
            let holder = incidents.iter().position(|i| i.claims.contains(id));
            at.extend(holder.filter(|i| !at.contains(i)));
        }
        at
    };
    for judgement in judgements {
        match judgement {
            Judgement::Together { claims, why } => {
                let at = holders(&incidents, claims);
                if at.len() < 2 {
                    continue;
                }
                let ids: Vec<ClaimId> = at.iter().flat_map(|&i| incidents[i].claims.clone()).collect();
                let Some(mut one) = made(&ids) else { continue };
                for (n, &i) in at.iter().enumerate() {
                    one.joined.extend(incidents[i].joined.iter().cloned());
                    one.joins.extend(incidents[i].joins.iter().cloned());
                    if n > 0 {
                        one.joined.extend(incidents[i].claims.first().map(|c| (c.clone(), by_hand(why))));
                    }
                }
                remove(&mut incidents, &at);
                incidents.push(one);
            }
            Judgement::Apart { claims, why } => {
                let leaving: BTreeSet<&ClaimId> = claims.iter().collect();
                let at = holders(&incidents, claims);
                // Those that are all of an incident have nothing to leave.
                let at: Vec<usize> =
                    at.into_iter().filter(|&i| incidents[i].claims.iter().any(|c| !leaving.contains(c))).collect();
                if at.is_empty() {
                    continue;
                }
                let (mut gone, mut rest) = (Vec::new(), Vec::new());
                for &i in &at {
                    let (leave, stay): (Vec<ClaimId>, Vec<ClaimId>) =
                        incidents[i].claims.iter().cloned().partition(|c| leaving.contains(c));
                    gone.extend(leave);
                    rest.extend(made(&stay).map(|left| with_reasons(left, &incidents[i])));
                }
                let own = made(&gone).map(|mut own| {
                    own.joined = gone.iter().skip(1).map(|c| (c.clone(), by_hand(why))).collect();
                    own
                });
                remove(&mut incidents, &at);
                incidents.extend(rest.into_iter().chain(own));
            }
        }
    }
    put_in_order(&mut incidents);
    incidents
}

fn by_hand(why: &str) -> String {
    if why.is_empty() { "decided by a person".to_owned() } else { format!("decided by a person: {why}") }
}

/// Keeps the reasons for those claims that are still there.
fn with_reasons(mut left: Incident, whole: &Incident) -> Incident {
    left.joined = whole.joined.iter().filter(|(c, _)| left.claims.contains(c)).cloned().collect();
    left.joins = whole.joins.iter().filter(|j| left.claims.contains(&j.claim)).cloned().collect();
    left
}

fn remove(incidents: &mut Vec<Incident>, at: &[usize]) {
    let mut n = 0;
    incidents.retain(|_| {
        n += 1;
        !at.contains(&(n - 1))
    });
}

#[cfg(test)]
mod tests {
    use servanda_model::Act;

    use super::*;
    use crate::happenings;
    use crate::invented::{Told, claim};

    struct World {
        claims: Vec<Claim>,
        by_id: BTreeMap<ClaimId, Claim>,
    }

    impl World {
        fn new() -> Self {
            let claims = vec![
                claim("r1#1", Act::Shelling, Some("kel"), Some("2031-05-03")).by("Aria", "ARI").blaming("BOR"),
                claim("r2#1", Act::Shelling, Some("kel"), Some("2031-05-03")).by("Observers", "neutral").blaming("BOR"),
                claim("r3#1", Act::Shelling, Some("dal"), Some("2031-05-03")).by("Boria", "BOR").blaming("ARI"),
                claim("r4#1", Act::Shelling, Some("kel"), Some("2031-05-03"))
                    .by("Boria", "BOR")
                    .blaming("BOR")
                    .denied(),
            ];
            let by_id = claims.iter().map(|c| (c.id.clone(), c.clone())).collect();
            Self { claims, by_id }
        }

        fn incidents(&self, judgements: &[Judgement]) -> Vec<Incident> {
            let clustered = happenings(&self.claims, &BTreeMap::new(), &[]);
            judged(clustered, judgements, &self.by_id, &BTreeMap::new(), &Copied::default())
        }
    }

    fn ids(names: &[&str]) -> Vec<ClaimId> {
        names.iter().map(|n| ClaimId::from(*n)).collect()
    }

    fn sets(incidents: &[Incident]) -> Vec<Vec<&str>> {
        let mut sets: Vec<Vec<&str>> =
            incidents.iter().map(|i| i.claims.iter().map(ClaimId::as_str).collect()).collect();
        sets.sort();
        sets
    }

    fn together(names: &[&str]) -> Judgement {
        Judgement::Together { claims: ids(names), why: "one town, two names".into() }
    }

    fn apart(names: &[&str]) -> Judgement {
        Judgement::Apart { claims: ids(names), why: "another day".into() }
    }

    #[test]
    fn without_judgements_nothing_changes() {
        let world = World::new();
        assert_eq!(sets(&world.incidents(&[])), [vec!["r1#1", "r2#1", "r4#1"], vec!["r3#1"]]);
    }

    #[test]
    fn incidents_held_to_be_one_are_one_with_the_name_of_the_first_and_the_reason() {
        let world = World::new();
        let before = world.incidents(&[]);
        let kel = before.iter().find(|i| i.claims.len() == 3).unwrap();
        let after = world.incidents(&[together(&["r1#1", "r3#1"])]);
        assert_eq!(after.len(), 1);
        assert_eq!((&after[0].id, after[0].claims.len()), (&kel.id, 4));
        let reason = after[0].joined.iter().find(|(c, _)| c.as_str() == "r3#1").unwrap();
        assert_eq!(reason.1, "decided by a person: one town, two names");
        assert_eq!(after[0].blamed.len(), 2, "both are blamed now");
    }

    #[test]
    fn claims_that_leave_make_an_incident_of_their_own_and_origins_are_counted_anew() {
        let after = World::new().incidents(&[apart(&["r2#1"])]);
        assert_eq!(sets(&after), [vec!["r1#1", "r4#1"], vec!["r2#1"], vec!["r3#1"]]);
        let left = after.iter().find(|i| i.claims[0].as_str() == "r1#1").unwrap();
        assert_eq!(left.asserting().count(), 1);
        let names: BTreeSet<_> = after.iter().map(|i| &i.id).collect();
        assert_eq!(names.len(), after.len(), "each has a name of its own");
    }

    #[test]
    fn the_first_claim_may_leave_and_both_incidents_have_names_of_their_own() {
        let after = World::new().incidents(&[apart(&["r1#1"])]);
        assert_eq!(sets(&after), [vec!["r1#1"], vec!["r2#1", "r4#1"], vec!["r3#1"]]);
        let names: BTreeSet<_> = after.iter().map(|i| &i.id).collect();
        assert_eq!(names.len(), 3);
    }

    #[test]
    fn a_later_judgement_is_applied_to_what_the_earlier_left() {
        let after = World::new().incidents(&[together(&["r1#1", "r3#1"]), apart(&["r3#1"])]);
        assert_eq!(sets(&after), [vec!["r1#1", "r2#1", "r4#1"], vec!["r3#1"]]);
    }

    #[test]
    fn what_is_only_denied_is_no_incident_and_all_of_an_incident_cannot_leave_it() {
        let world = World::new();
        assert_eq!(sets(&world.incidents(&[apart(&["r4#1"])])), [vec!["r1#1", "r2#1"], vec!["r3#1"]]);
        assert_eq!(sets(&world.incidents(&[apart(&["r3#1"])])).len(), 2);
        assert_eq!(sets(&world.incidents(&[together(&["gone#1", "r3#1"])])).len(), 2);
    }
}
