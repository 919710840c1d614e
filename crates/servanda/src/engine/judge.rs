//! What was read, judged: claims → incidents → findings, as of an instant and under the judgements of people.

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
        let by_id: BTreeMap<ClaimId, Claim> = claims.iter().map(|c| (c.id.clone(), c.clone())).collect();
        // Where the terms owe talks or a law, words are deeds.
        let once = terms.agreement.provisions.iter().filter(|p| p.kind == ProvisionKind::Obligation && !p.standing);
        let owed: BTreeSet<Act> = once.flat_map(|p| &p.acts).copied().filter(|a| a.is_speech()).collect();
        let clustered = happenings_with(&claims, &facts, &copies, &owed);
        outcome.incidents = judged(clustered, &decisions.judgements, &by_id, &facts, &copies);
        outcome.control = control(&claims, &facts);
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
    outcome.claims = claims;
    outcome
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
