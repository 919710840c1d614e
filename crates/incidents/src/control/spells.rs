//! Single words on a place as spells of time, per claimant, and the times for which the parties differ.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use servanda_model::{ActorId, Contradiction, ContradictionKind, ControlClaim, ControlDispute, ControlSpell, Side};

/// What each claimant says, from each change of its word to the next. Expects the claims by time.
pub(super) fn spells(claims: &[ControlClaim]) -> Vec<ControlSpell> {
    let mut by_claimant: BTreeMap<&Side, Vec<ControlSpell>> = BTreeMap::new();
    for claim in claims {
        let spells = by_claimant.entry(&claim.claimant).or_default();
        match spells.last_mut() {
            Some(last) if last.holder == claim.holder => last.claims.push(claim.claim.clone()),
            last => {
                if let Some(last) = last {
                    last.to = claim.from;
                }
                spells.push(ControlSpell {
                    claimant: claim.claimant.clone(),
                    holder: claim.holder.clone(),
                    from: claim.from,
                    to: None,
                    claims: vec![claim.claim.clone()],
                });
            }
        }
    }
    by_claimant.into_values().flatten().collect()
}

fn covers(spell: &ControlSpell, at: Option<Timestamp>) -> bool {
    spell.from <= at && (spell.to.is_none() || spell.to > at)
}

/// The times for which two parties say different things: rival holders, or held and fought over. `written` are the
/// names under which the place goes; rivals often use different ones.
pub(super) fn disputes(spells: &[ControlSpell], written: &[String]) -> Vec<ControlDispute> {
    let of_parties: Vec<&ControlSpell> = spells.iter().filter(|s| s.claimant.party().is_some()).collect();
    let changes: BTreeSet<Option<Timestamp>> =
        of_parties.iter().flat_map(|s| [Some(s.from), s.to.map(Some)]).flatten().collect();
    let mut found: Vec<ControlDispute> = Vec::new();
    let mut open = false;
    for at in changes {
        let mut standing: Vec<&ControlSpell> = of_parties.iter().copied().filter(|s| covers(s, at)).collect();
        // Who spoke first stands first, whatever the letters of the names.
        standing.sort_by(|a, b| (a.from, &a.claims).cmp(&(b.from, &b.claims)));
        let holders: BTreeSet<Option<&ActorId>> = standing.iter().map(|s| s.holder.as_ref()).collect();
        if holders.len() < 2 {
            if open && let Some(last) = found.last_mut() {
                last.to = at;
            }
            open = false;
            continue;
        }
        if !open {
            found.push(ControlDispute { from: at, to: None, contradictions: Vec::new() });
        }
        open = true;
        let Some(dispute) = found.last_mut() else { continue };
        for (i, one) in standing.iter().enumerate() {
            for other in standing[i + 1..].iter().filter(|other| other.holder != one.holder) {
                let rivals = contradiction(one, other, written);
                if !dispute.contradictions.contains(&rivals) {
                    dispute.contradictions.push(rivals);
                }
            }
        }
    }
    found
}

fn contradiction(one: &ControlSpell, other: &ControlSpell, written: &[String]) -> Contradiction {
    let says = |spell: &ControlSpell| match &spell.holder {
        Some(holder) => format!("{holder} holds it according to {}", spell.claimant.code()),
        None => format!("it is fought over, or not held, according to {}", spell.claimant.code()),
    };
    let names = if written.len() > 1 { format!(" (written {})", written.join(", ")) } else { String::new() };
    Contradiction {
        kind: ContradictionKind::Control,
        one: one.claims.clone(),
        other: other.claims.clone(),
        says: format!("{}; {}{names}", says(one), says(other)),
    }
}
