//! Positions of actors on the agreement and on each other, as spells of time.

use std::collections::BTreeMap;

use jiff::Timestamp;
use servanda_model::{Participant, Position, StanceObject, StanceSpell, Standing, When};

/// What every actor makes of the agreement and of others, from each change of its stance to the next. Those whom nobody
/// knows are told apart by the words of the report.
#[must_use]
pub fn standings(positions: &[Position]) -> Vec<Standing> {
    let mut of: BTreeMap<(String, String), Vec<Dated<'_>>> = BTreeMap::new();
    for position in positions {
        let about = match &position.about {
            StanceObject::Agreement => String::new(),
            StanceObject::Actor(actor) => key(actor),
        };
        let since = position.when.as_ref().and_then(|w| When::from(w).or(w.to()));
        of.entry((key(&position.holder), about)).or_default().push((since, position));
    }
    of.into_values().filter_map(|told| standing(told)).collect()
}

/// A position with the instant from which it is told.
type Dated<'a> = (Option<Timestamp>, &'a Position);

fn key(who: &Participant) -> String {
    who.actor.as_ref().map_or_else(|| format!("\u{1}{}", who.name.to_lowercase()), ToString::to_string)
}

fn standing(mut told: Vec<Dated<'_>>) -> Option<Standing> {
    told.sort_by(|(a, one), (b, other)| {
        (a, &one.report, one.span.start(), one.stance).cmp(&(b, &other.report, other.span.start(), other.stance))
    });
    let (_, first) = told.first()?;
    let (holder, about) = (first.holder.clone(), first.about.clone());
    let mut spells: Vec<StanceSpell> = Vec::new();
    for (since, position) in told {
        let words = (position.report.clone(), position.span);
        match spells.last_mut() {
            Some(last) if last.stance == position.stance => last.told.push(words),
            last => {
                if let Some(last) = last {
                    last.to = since;
                }
                spells.push(StanceSpell { stance: position.stance, from: since, to: None, told: vec![words] });
            }
        }
    }
    Some(Standing { holder, about, spells })
}

#[cfg(test)]
mod tests {
    use servanda_model::{Span, Stance};

    use super::*;
    use crate::invented::on;

    fn position(report: &str, actor: &str, about: Option<&str>, stance: Stance, day: &str) -> Position {
        let who =
            |id: &str| Participant { name: id.into(), actor: Some(id.into()), party: Some(id.into()), span: None };
        Position {
            holder: who(actor),
            about: about.map_or(StanceObject::Agreement, |a| StanceObject::Actor(who(a))),
            stance,
            report: report.into(),
            span: Span::new(0, 4),
            quote: "text".into(),
            said_by: None,
            when: Some(on(day)),
        }
    }

    #[test]
    fn a_stance_lasts_until_another_is_told_and_each_object_is_apart() {
        let told = [
            position("c", "ARI", None, Stance::Rejects, "2020-11-14"),
            position("a", "ARI", None, Stance::Welcomes, "2020-11-10"),
            position("b", "ARI", None, Stance::Welcomes, "2020-11-12"),
            position("a", "ARI", Some("BOR"), Stance::Criticises, "2020-11-10"),
        ];
        let found = standings(&told);
        assert_eq!(found.len(), 2);
        let on_agreement = &found[0];
        assert_eq!(on_agreement.about, StanceObject::Agreement);
        let spells: Vec<_> = on_agreement.spells.iter().map(|s| (s.stance, s.told.len(), s.to)).collect();
        assert_eq!(spells, [(Stance::Welcomes, 2, on("2020-11-14").from()), (Stance::Rejects, 1, None)]);
        let mut turned = told;
        turned.reverse();
        assert_eq!(standings(&turned), found);
    }
}
