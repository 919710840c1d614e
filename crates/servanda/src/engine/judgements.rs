//! The judgements of people, found again in what was read: which claims they name, and what they make of them.
//!
//! A judgement is kept with the bytes its claims stand on ([`Anchor`]), since names of claims change with the reader.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;
use servanda_incidents::Judgement;
use servanda_ledger::{Action, Anchor, Operation, in_force};
use servanda_model::{Act, Casualties, Claim, ClaimId, Count, IncidentId, Participant, Precision, When, Zone};
use servanda_reading::Reader;

use super::reports::{Item, Readings};
use crate::pipeline::Notice;

/// What the judgements in force mean for the reports at hand.
#[derive(Debug, Default)]
pub struct Decisions {
    /// Claims taken back.
    pub retracted: BTreeSet<ClaimId>,
    /// Claims that the words do not make: the program misread.
    pub misread: BTreeSet<ClaimId>,
    /// Reports taken back, by the hash of their bytes.
    pub reports: BTreeSet<String>,
    /// Fields of claims that were misread, in the order they were corrected.
    pub corrected: Vec<(ClaimId, String, serde_json::Value)>,
    /// Incidents joined and parted, in their order.
    pub judgements: Vec<Judgement>,
    /// Judgements that name words which the present reading makes no claim of.
    pub notices: Vec<Notice>,
}

/// The words of a claim as a judgement keeps them.
#[must_use]
pub fn anchor(item: &Item, claim: &Claim) -> Anchor {
    let bytes = item.document.original(claim.cue);
    Anchor { sha256: item.report.sha256.clone(), start: bytes.start(), end: bytes.end(), act: claim.act }
}

/// The claim of `item` that stands on the words of an anchor: of the same act if there is one, else the one that
/// shares most of them.
fn found<'a>(item: &'a Item, anchor: &Anchor) -> Option<&'a Claim> {
    let shared = |claim: &&Claim| {
        let bytes = item.document.original(claim.cue);
        let common = bytes.end().min(anchor.end).saturating_sub(bytes.start().max(anchor.start));
        (common > 0).then_some((claim.act == anchor.act, common))
    };
    let candidates = item.reading.claims.iter().map(AsRef::as_ref).filter_map(|c: &Claim| Some((shared(&c)?, c)));
    candidates.max_by(|(a, x), (b, y)| a.cmp(b).then_with(|| y.id.cmp(&x.id))).map(|(_, c)| c)
}

impl Decisions {
    /// The judgements in force among `operations`, on the reports known now: `known` finds them by the hash of their
    /// bytes, and `named` tells whether there is a claim of that name.
    #[must_use]
    pub fn of<'i>(
        operations: &[Operation],
        all: &Readings,
        known: &dyn Fn(&str) -> Option<&'i Item>,
        named: &dyn Fn(&ClaimId) -> bool,
    ) -> Self {
        let mut made = Self::default();
        let standing = in_force(operations);
        if standing.is_empty() {
            return made;
        }
        for operation in standing {
            let mut lost = false;
            let mut find = |anchor: &Anchor| -> Option<ClaimId> {
                match known(anchor.sha256.as_str()) {
                    Some(item) => {
                        let claim = found(item, anchor);
                        lost |= claim.is_none();
                        claim.map(|c| c.id.clone())
                    }
                    None => {
                        // A report that is not known yet at this instant is no fault; one that is gone is.
                        lost |= !all.knows(&anchor.sha256);
                        None
                    }
                }
            };
            let mut one = |anchor: &Option<Anchor>, id: &ClaimId| match anchor {
                Some(anchor) => find(anchor),
                None => named(id).then(|| id.clone()),
            };
            let why = operation.stamp.reason.clone();
            match &operation.action {
                Action::RetractClaim { claim, anchor } => made.retracted.extend(one(anchor, claim)),
                Action::Misread { claim, anchor } => made.misread.extend(one(anchor, claim)),
                Action::RetractReport { sha256 } => {
                    made.reports.insert(sha256.clone());
                    let claims = known(sha256.as_str()).into_iter().flat_map(|i| &i.reading.claims);
                    made.retracted.extend(claims.map(|c| c.id.clone()));
                }
                Action::Correct { claim, field, is, anchor, .. } => {
                    made.corrected.extend(one(anchor, claim).map(|id| (id, field.clone(), is.clone())));
                }
                Action::Merge { into, incidents, anchors } => {
                    let claims = if anchors.is_empty() {
                        std::iter::once(into).chain(incidents).map(first_claim).collect()
                    } else {
                        anchors.iter().filter_map(&mut find).collect()
                    };
                    made.judgements.push(Judgement::Together { claims, why });
                }
                Action::Split { claims, anchors, .. } => {
                    let claims = if anchors.is_empty() {
                        claims.clone()
                    } else {
                        anchors.iter().filter_map(&mut find).collect()
                    };
                    made.judgements.push(Judgement::Apart { claims, why });
                }
                _ => {}
            }
            if lost {
                made.notices.push(Notice {
                    about: format!("judgement {}", operation.sequence),
                    says: "the present reading makes no claim of some of the words it names; it holds for the rest"
                        .into(),
                    remedy: Some("look at it again, and undo it if it no longer applies".into()),
                    failed: false,
                });
            }
        }
        made
    }

    /// The claims that stand otherwise than they were read, by name; `read` gives a claim as it was read.
    #[must_use]
    pub fn changed(
        &self,
        read: &dyn Fn(&ClaimId) -> Option<Arc<Claim>>,
        reader: &Reader,
    ) -> BTreeMap<ClaimId, Arc<Claim>> {
        let mut changed: BTreeMap<ClaimId, Arc<Claim>> = BTreeMap::new();
        for (id, field, is) in &self.corrected {
            if let Some(claim) = changed.get(id).cloned().or_else(|| read(id))
                && let Ok(right) = corrected(&claim, field, is, reader)
            {
                changed.insert(id.clone(), right.into());
            }
        }
        for id in &self.retracted {
            if let Some(mut claim) = changed.get(id).cloned().or_else(|| read(id)) {
                Arc::make_mut(&mut claim).retracted = true;
                changed.insert(id.clone(), claim);
            }
        }
        changed
    }
}

/// The claim after which an incident is named.
fn first_claim(incident: &IncidentId) -> ClaimId {
    ClaimId::new(incident.as_str().strip_prefix("i-").unwrap_or(incident.as_str()))
}

/// The fields of a claim that a person can correct, as they are spelt in JSON.
pub const CORRECTABLE: [&str; 14] = [
    "act",
    "actor",
    "target",
    "speaker",
    "place",
    "when",
    "killed",
    "wounded",
    "polarity",
    "modality",
    "background",
    "recital",
    "justified",
    "running_count",
];

/// The claim with one field as a person read it. Values are as in JSON: actors by identifier or name, places by
/// identifier or name, `when` as `{from, to}` (instants with offsets, or days), counts as a number or
/// `{low, best, high}`.
///
/// # Errors
/// A field or value that a claim cannot have, with what to give instead.
pub fn corrected(claim: &Claim, field: &str, is: &serde_json::Value, reader: &Reader) -> Result<Claim, String> {
    let mut right = claim.clone();
    let word = || is.as_str().ok_or_else(|| format!("`{field}` is a word"));
    let flag = || is.as_bool().ok_or_else(|| format!("`{field}` is true or false"));
    let spelt = || format!("`{is}` is no {field}");
    match field {
        "act" => right.act = Act::from_str(word()?).map_err(|e| e.to_string())?,
        "polarity" => right.polarity = serde_json::from_value(is.clone()).map_err(|_| spelt())?,
        "modality" => right.modality = serde_json::from_value(is.clone()).map_err(|_| spelt())?,
        "background" => right.background = flag()?,
        "recital" => right.recital = flag()?,
        "justified" => right.justified = flag()?,
        "running_count" => right.running_count = flag()?,
        "actor" => right.actor = if is.is_null() { None } else { Some(participant(word()?, reader)) },
        "target" => right.target = if is.is_null() { None } else { Some(participant(word()?, reader)) },
        "speaker" => {
            let speaker = if is.is_null() { None } else { Some(reader.outlet(Some(word()?), None)) };
            right.attribution.own_voice = speaker.is_none();
            right.attribution.speaker = speaker;
        }
        "place" if is.is_null() => right.place = None,
        "place" => {
            let named = match is {
                serde_json::Value::Object(place) => place.get("id").or(place.get("name")).and_then(|v| v.as_str()),
                other => other.as_str(),
            };
            let named = named.ok_or("`place` is an identifier, a name, or {id}")?;
            right.place = Some(reader.place(named).ok_or_else(|| format!("no place is called `{named}`"))?);
        }
        "when" if is.is_null() => right.when = None,
        "when" => {
            let zone = claim.when.as_ref().map_or_else(Zone::utc, |w| w.zone.clone());
            let (from, start_day) = instant(is.get("from"), &zone, false)?;
            let (to, end_day) = instant(is.get("to"), &zone, true)?;
            if from.is_none() && to.is_none() {
                return Err("`when` needs `from` or `to`".into());
            }
            if from.zip(to).is_some_and(|(from, to)| from > to || (from == to && end_day)) {
                return Err("`when` ends before it begins".into());
            }
            let one_day = is.get("from") == is.get("to") && start_day && end_day;
            let precision = if one_day { Precision::Day } else { Precision::Interval };
            right.when = Some(When::new(from, to, zone, precision));
        }
        "killed" => right.casualties = Casualties { killed: count(is)?, ..right.casualties },
        "wounded" => right.casualties = Casualties { wounded: count(is)?, ..right.casualties },
        _ => return Err(format!("`{field}` cannot be corrected; give one of {}", CORRECTABLE.join(", "))),
    }
    Ok(right)
}

fn participant(named: &str, reader: &Reader) -> Participant {
    let actor = reader.lexicon.named(named);
    Participant {
        name: actor.map_or_else(|| named.to_owned(), |a| a.name.clone()),
        party: actor.and_then(|a| reader.lexicon.party(&a.id).cloned()),
        actor: actor.map(|a| a.id.clone()),
        span: None,
    }
}

/// An instant, or the start (the end, if `last`) of a day in the zone of the wording; and whether it was a day.
fn instant(value: Option<&serde_json::Value>, zone: &Zone, last: bool) -> Result<(Option<Timestamp>, bool), String> {
    let Some(text) = value.filter(|v| !v.is_null()) else { return Ok((None, false)) };
    let wanted = || format!("`{text}` is no instant with its offset, and no day");
    let text = text.as_str().ok_or_else(wanted)?;
    if let Ok(zoned) = text.parse::<jiff::Zoned>() {
        return Ok((Some(zoned.timestamp()), false));
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok((Some(at), false));
    }
    let day: jiff::civil::Date = text.parse().map_err(|_| wanted())?;
    let day = if last { day.tomorrow().map_err(|_| wanted())? } else { day };
    let start = day.to_zoned(zone.rules()).map_err(|_| wanted())?;
    Ok((Some(start.timestamp()), true))
}

fn count(is: &serde_json::Value) -> Result<Option<Count>, String> {
    let wanted = || format!("`{is}` is no count: give a number, or {{low, best, high}}");
    let number = |v: &serde_json::Value| v.as_u64().and_then(|n| u32::try_from(n).ok());
    if is.is_null() {
        return Ok(None);
    }
    if let Some(n) = number(is) {
        return Ok(Some(Count { low: n, best: Some(n), high: Some(n) }));
    }
    let low = is.get("low").and_then(number).ok_or_else(wanted)?;
    let rest = |name| is.get(name).filter(|v| !v.is_null()).map(|v| number(v).ok_or_else(wanted)).transpose();
    let (best, high) = (rest("best")?, rest("high")?);
    if best.is_some_and(|b| b < low) || high.is_some_and(|h| h < best.unwrap_or(low)) {
        return Err("a count has low ≤ best ≤ high".into());
    }
    Ok(Some(Count { low, best, high }))
}

#[cfg(test)]
mod tests {
    use servanda_ledger::{Sequence, Stamp};

    use super::*;
    use crate::data::Data;
    use crate::engine::{reader, reports};
    use crate::pipeline::Input;

    const TEXT: &str = "The Defence Ministry of Armenia said that Azerbaijani forces shelled the town of Hadrut on 20 November 2020. \
         Armenian soldiers left the village of Vank on 21 November 2020.";

    fn item(reader: &Reader) -> Item {
        let input = Input { path: "r.txt".into(), bytes: TEXT.as_bytes().to_vec(), sidecar: None };
        reports::read_one(reader, &input, None).unwrap()
    }

    fn operation(action: Action) -> Operation {
        let stamp = Stamp { user: "Ada".into(), at: Timestamp::UNIX_EPOCH, reason: "read again".into() };
        Operation { sequence: Sequence(1), stamp, action, chain: String::new() }
    }

    #[test]
    fn a_judgement_finds_its_words_again_when_a_new_reading_numbers_claims_otherwise() {
        let reader = reader(&Data::Shipped, None, &Default::default()).unwrap();
        let before = item(&reader);
        let last = before.reading.claims.last().unwrap().clone();
        assert!(before.reading.claims.len() > 1, "{:?}", before.reading.claims);
        let named = anchor(&before, &last);
        let mut after = item(&reader);
        let only = last.act;
        after.reading.claims.retain(|c| c.act == only);
        Arc::make_mut(&mut after.reading.claims[0]).id = "r#1".into();
        let mut readings = Readings::default();
        readings.add(vec![Ok(after)]);
        let of = |operation: Operation| {
            let known = |hash: &str| readings.items.iter().find(|i| i.report.sha256 == hash).map(AsRef::as_ref);
            Decisions::of(&[operation], &readings, &known, &|_| false)
        };
        let retraction = |anchor| operation(Action::RetractClaim { claim: last.id.clone(), anchor: Some(anchor) });
        let found = of(retraction(named.clone()));
        assert_eq!(found.retracted.into_iter().collect::<Vec<_>>(), ["r#1".into()]);
        assert!(found.notices.is_empty());

        let elsewhere = Anchor { start: 0, end: 3, ..named };
        let lost = of(retraction(elsewhere));
        assert!(lost.retracted.is_empty() && lost.notices.len() == 1, "what is lost is told: {:?}", lost.notices);
    }

    #[test]
    fn a_judgement_on_a_report_not_yet_published_waits_in_silence() {
        let reader = reader(&Data::Shipped, None, &Default::default()).unwrap();
        let mut readings = Readings::default();
        readings.add(vec![Ok(item(&reader))]);
        let claim = &readings.items.first().unwrap().reading.claims[0];
        let retraction = operation(Action::RetractClaim {
            claim: claim.id.clone(),
            anchor: Some(anchor(readings.items.first().unwrap(), claim)),
        });
        let early = Decisions::of(std::slice::from_ref(&retraction), &readings, &|_| None, &|_| false);
        assert!(early.retracted.is_empty() && early.notices.is_empty());
        let known = |hash: &str| readings.items.iter().find(|i| i.report.sha256 == hash).map(AsRef::as_ref);
        assert_eq!(Decisions::of(&[retraction], &readings, &known, &|_| false).retracted.len(), 1);
    }
}
