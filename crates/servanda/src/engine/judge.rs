//! What was read, judged: claims → incidents → findings, as of an instant and under the judgements of people.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use servanda_findings::{Assessment, ReportMeta, assess, misstated};
use servanda_incidents::{Copies, ReportFacts, control, happenings_with, judged, neardup, take_back};
use servanda_ledger::Operation;
use servanda_model::{Act, ActorId, Claim, ClaimId, PlaceId, ProvisionKind, ReportId, Side};
use servanda_reading::Reader;

use super::judgements::Decisions;
use super::reports::{Item, Readings};
use crate::pipeline::{Anchor, DocumentInfo, Outcome, ReportInfo};
use crate::terms::Terms;

/// Judges the agreement by what was published until `as_of` (`None`: until the last report), under those of the
/// `operations` that are in force. Without an agreement it only tells what was read.
#[must_use]
pub fn judge(
    readings: &Readings,
    reader: &Reader,
    terms: Option<&Terms>,
    operations: &[Operation],
    as_of: Option<Timestamp>,
) -> Outcome {
    let mut outcome = Outcome {
        agreement: terms.map(|t| t.agreement.clone()),
        notices: readings.notices.clone(),
        ..Outcome::default()
    };
    let known = |item: &&Arc<Item>| as_of.is_none_or(|limit| item.published.is_none_or(|(_, latest)| latest <= limit));
    let items: Vec<&Item> = readings.items.iter().filter(known).map(AsRef::as_ref).collect();
    let last = items.iter().filter_map(|i| i.published.map(|p| p.1)).max();
    let as_of = as_of.or(last);

    let mut claims: Vec<Claim> = items.iter().flat_map(|i| i.reading.claims.iter().cloned()).collect();
    let decisions = Decisions::of(operations, readings, &items);
    decisions.change(&mut claims, reader);
    let published = items.iter().filter_map(|i| Some((i.report.id.clone(), i.published?))).collect();
    take_back(&mut claims, &published);
    // What was misread was never said: it is shown as that, and nothing rests on it.
    let said: Cow<'_, [Claim]> = if decisions.misread.is_empty() {
        Cow::Borrowed(&claims)
    } else {
        claims.iter().filter(|c| !decisions.misread.contains(&c.id)).cloned().collect()
    };
    outcome.notices.extend(decisions.notices.iter().cloned());
    for item in &items {
        for claim in &item.reading.claims {
            let anchor =
                Anchor { points: item.document.original_points(claim.span), bytes: item.document.original(claim.span) };
            outcome.anchors.insert(claim.id.clone(), anchor);
        }
        outcome.reports.push(info(item));
        outcome.documents.push(DocumentInfo { report: item.report.id.clone(), text: item.document.text.clone() });
        if !decisions.reports.contains(&item.report.sha256) {
            outcome.positions.extend(item.reading.positions.iter().cloned());
            outcome.routes.extend(item.reading.routes.iter().cloned());
            outcome.retractions.extend(item.reading.retractions.iter().cloned());
        }
    }
    outcome.actors =
        reader.lexicon.actors().map(|a| (a.id.clone(), a.name.clone())).collect::<BTreeMap<ActorId, String>>();
    outcome.places =
        reader.area.values().map(|p| (p.id.clone(), p.name.clone())).collect::<BTreeMap<PlaceId, String>>();
    if let Some(terms) = terms {
        let facts: BTreeMap<ReportId, ReportFacts> = items.iter().map(|i| (i.report.id.clone(), facts(i))).collect();
        let texts: Vec<&str> = items.iter().map(|i| i.document.text.as_str()).collect();
        let copies: Vec<Copies> = neardup::groups(&texts, &neardup::Options::default())
            .into_iter()
            .map(|g| Copies {
                reports: g.members.iter().map(|&m| items[m].report.id.clone()).collect(),
                share: g.links.iter().map(|l| (l.resemblance().max(l.containment()) * 100.0) as u8).min().unwrap_or(0),
            })
            .collect();
        let by_id: BTreeMap<ClaimId, Claim> = said.iter().map(|c| (c.id.clone(), c.clone())).collect();
        // Where the terms owe talks or a law, words are deeds.
        let once = terms.agreement.provisions.iter().filter(|p| p.kind == ProvisionKind::Obligation && !p.standing);
        let owed: BTreeSet<Act> = once.flat_map(|p| &p.acts).copied().filter(|a| a.is_speech()).collect();
        let clustered = happenings_with(&said, &facts, &copies, &owed);
        outcome.incidents = judged(clustered, &decisions.judgements, &by_id, &facts, &copies);
        outcome.control = control(&said, &facts);
        let told = outcome.incidents.iter_mut().flat_map(|i| &mut i.contradictions);
        let held = outcome.control.iter_mut().flat_map(|c| &mut c.disputes).flat_map(|d| &mut d.contradictions);
        for contradiction in told.chain(held) {
            contradiction.says = named(&contradiction.says, &outcome.actors);
        }
        let tree = terms.tree();
        let monitors = &terms.agreement.monitors;
        let meta: Vec<ReportMeta> = items
            .iter()
            .filter(|i| !decisions.reports.contains(&i.report.sha256))
            .map(|i| ReportMeta {
                id: i.report.id.clone(),
                source: i.outlet.name.clone(),
                side: i.outlet.side.clone(),
                mandated: i.outlet.side == Side::Mandated
                    || i.outlet.actor.as_ref().is_some_and(|a| monitors.iter().any(|m| m.mandated && m.actor == *a)),
                published: i.published,
            })
            .collect();
        let as_of = as_of
            .unwrap_or_else(|| terms.agreement.effective.checked_add(1.second()).unwrap_or(terms.agreement.effective));
        let standing: BTreeMap<ClaimId, Claim> = by_id
            .iter()
            .filter(|(id, _)| !decisions.retracted.contains(*id))
            .map(|(id, c)| (id.clone(), c.clone()))
            .collect();
        outcome.misstated = misstated(&terms.agreement, &tree, &standing);
        for wrong in &mut outcome.misstated {
            wrong.says = named(&wrong.says, &outcome.actors);
            wrong.text_says = named(&wrong.text_says, &outcome.actors);
        }
        outcome.board = Some(assess(&Assessment {
            agreement: &terms.agreement,
            places: &tree,
            names: &outcome.actors,
            incidents: &outcome.incidents,
            claims: &by_id,
            reports: &meta,
            as_of,
        }));
    }
    drop(said);
    outcome.claims = claims;
    outcome.misread = decisions.misread;
    outcome
}

/// A sentence with the names of actors in place of their identifiers: who reads it knows no `ARM`.
fn named(says: &str, names: &BTreeMap<ActorId, String>) -> String {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let mut out = String::with_capacity(says.len());
    let mut rest = says;
    while let Some(start) = rest.find(part) {
        let word = &rest[start..];
        let end = word.find(|c| !part(c)).unwrap_or(word.len());
        // A full stop after an identifier ends the sentence.
        let id = word[..end].trim_end_matches('.');
        out.push_str(&rest[..start]);
        out.push_str(names.get(id).map_or(id, String::as_str));
        out.push_str(&word[id.len()..end]);
        rest = &word[end..];
    }
    out + rest
}

fn facts(item: &Item) -> ReportFacts {
    ReportFacts {
        id: item.report.id.clone(),
        source: item.outlet.name.clone(),
        side: item.outlet.side.clone(),
        published: item.published,
        relays: item.relays.clone(),
    }
}

fn info(item: &Item) -> ReportInfo {
    let r = &item.report;
    ReportInfo {
        id: r.id.clone(),
        sha256: r.sha256.clone(),
        title: r.title.clone(),
        outlet: r.outlet.clone().or_else(|| r.author.clone()),
        side: item.outlet.side.clone(),
        published: r.published.as_ref().map(ToString::to_string),
        known_by: item.published.map(|p| p.1),
        lang: r.lang.clone(),
        url: r.url.clone(),
        relays: r.relays.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_in_a_sentence_become_names_and_other_words_stay() {
        let names = BTreeMap::from([
            (ActorId::new("ARI"), "Aria".to_owned()),
            (ActorId::new("ARI.MOD"), "Defence Ministry of Aria".to_owned()),
        ]);
        assert_eq!(named("some lay it to ARI, others to BOR", &names), "some lay it to Aria, others to BOR");
        assert_eq!(named("ARI.MOD and ARI.", &names), "Defence Ministry of Aria and Aria.");
        assert_eq!(named("ARIA says “Ärger – ARI”", &names), "ARIA says “Ärger – Aria”");
        assert_eq!(named("", &names), "");
    }
}
