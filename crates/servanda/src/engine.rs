//! The stages joined: files → reports → documents → claims → incidents → findings.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan};
use rayon::prelude::*;
use servanda_findings::{Assessment, ReportMeta, assess, misstated};
use servanda_incidents::{Copies, ReportFacts, control, happenings_with, neardup};
use servanda_intake::{Limits, take};
use servanda_model::{
    Act, ActorId, Agreement, Claim, ClaimId, Document, PlaceId, ProvisionKind, Published, Report, ReportId, Side, Span,
    Voice, Zone,
};
use servanda_reading::lexicon::{Lexicon, SourceText};
use servanda_reading::places::{Context, ExtraPlace, Feature, Gazetteer};
use servanda_reading::{AreaPlace, OwnNames, Reader, Reading, ReportContext, StanceRules};
use servanda_syntax::Model;

use crate::cli::Failure;
use crate::data::Data;
use crate::pipeline::{Anchor, DocumentInfo, Input, Notice, Outcome, ReportInfo};
use crate::terms::{Fault, Terms};

const LANGUAGE: &str = "en";

/// The texts of a folder of the data, by file.
fn texts(data: &Data, prefix: &str) -> Vec<(String, String)> {
    let inside = data.files().into_iter().filter(|f| f.starts_with(prefix) && f.ends_with(".toml"));
    inside.filter_map(|f| data.file(&f).map(|b| (f, String::from_utf8_lossy(&b).into_owned()))).collect()
}

fn with_text(problems: Vec<servanda_model::Problem>, files: &[(String, String)]) -> Vec<Fault> {
    let text = |name: &str| files.iter().find(|(n, _)| n == name).map_or_else(String::new, |(_, t)| t.clone());
    problems.into_iter().map(|p| (p.clone(), text(&p.file))).collect()
}

fn sources(files: &[(String, String)]) -> Vec<SourceText<'_>> {
    files.iter().map(|(name, text)| SourceText { name, text }).collect()
}

/// The actors and sources of the data.
///
/// # Errors
/// What is wrong with the files.
pub fn lexicon(data: &Data) -> Result<Lexicon, Vec<Fault>> {
    let actors = texts(data, &format!("lexicon/{LANGUAGE}/actors/"));
    let outlets = texts(data, &format!("lexicon/{LANGUAGE}/sources/"));
    let titles = texts(data, &format!("lexicon/{LANGUAGE}/titles.toml"));
    let title = titles.first().map_or(("titles.toml", ""), |(n, t)| (n.as_str(), t.as_str()));
    servanda_reading::lexicon::lexicon(
        &sources(&actors),
        SourceText { name: title.0, text: title.1 },
        &sources(&outlets),
    )
    .map_err(|p| with_text(p, &[actors, outlets, titles].concat()))
}

/// The rules of the data: of acts and of stances.
///
/// # Errors
/// What is wrong with the files.
pub fn rules(data: &Data) -> Result<(servanda_reading::rules::Rules, StanceRules), Vec<Fault>> {
    let acts = texts(data, &format!("rules/{LANGUAGE}/acts/"));
    let all = texts(data, &format!("rules/{LANGUAGE}/"));
    let named = |end: &'static str| {
        let found = all.iter().find(|(n, _)| n.ends_with(end));
        found.map_or(SourceText { name: end, text: "" }, |(name, text)| SourceText { name, text })
    };
    let rules = servanda_reading::rules::rules(named("kinds.toml"), &sources(&acts)).map_err(|p| with_text(p, &all))?;
    let stances = servanda_reading::stances(named("stances.toml")).map_err(|p| with_text(p, &all))?;
    Ok((rules, stances))
}

fn feature(word: &str) -> Feature {
    match word {
        "country" => Feature::Country,
        "district" => Feature::District,
        "region" | "line" | "corridor" | "road" => Feature::Area,
        "village" => Feature::Village,
        "mountain" => Feature::Mountain,
        "water" => Feature::Water,
        "town" | "city" => Feature::Town,
        _ => Feature::Site,
    }
}

/// Everything reading needs, with the agreement's places among the others.
///
/// # Errors
/// Data that is missing or faulty.
pub fn reader(data: &Data, terms: Option<&Terms>) -> Result<Reader, Failure> {
    let bytes = |file: &str| {
        data.file(file).ok_or_else(|| {
            Failure::unusable(
                format!("the data have no `{file}`"),
                "give a complete data folder, or leave `--data` out",
            )
        })
    };
    let model = bytes(&format!("models/{LANGUAGE}/en_core_web_sm.bin"))?;
    let syntax = Model::from_bytes(&model).map_err(|e| {
        Failure::unusable(format!("models/{LANGUAGE}/en_core_web_sm.bin: {e}"), "take the file of the release")
    })?;
    let places: Cow<'static, [u8]> = bytes("gazetteer/places.bin")?;
    let gazetteer = Gazetteer::from_bytes(places).map_err(|e| {
        Failure::unusable(format!("gazetteer/places.bin: {e}"), "take the file of the release, or make it again")
    })?;
    let (rules, stances) = rules(data).map_err(Failure::problems)?;
    let mut extra = Vec::new();
    let mut area = BTreeMap::new();
    let shipped = if terms.is_none() { crate::terms::all(data) } else { Vec::new() };
    for terms in terms.into_iter().chain(&shipped) {
        let mut chains = terms.chains();
        for place in &terms.places {
            let within = chains.remove(&place.id).unwrap_or_default();
            extra.push(ExtraPlace {
                id: place.id.to_string(),
                name: place.name.clone(),
                aliases: place.aliases.clone(),
                lat: place.lat.unwrap_or_default(),
                lon: place.lon.unwrap_or_default(),
                country: String::new(),
                admin1: String::new(),
                feature: feature(&place.feature),
                population: 0,
            });
            let known = AreaPlace { id: place.id.clone(), name: place.name.clone(), geonames: place.geonames, within };
            area.insert(place.id.clone(), known);
        }
    }
    Ok(Reader {
        syntax,
        gazetteer: gazetteer.with_extra(extra),
        lexicon: lexicon(data).map_err(Failure::problems)?,
        rules,
        stances,
        own_names: OwnNames::new(
            terms
                .into_iter()
                .chain(&shipped)
                .flat_map(|t| &t.places)
                .flat_map(|p| p.aliases.iter().chain([&p.name]))
                .map(String::as_str),
        ),
        area,
        where_about: Context::default(),
    })
}

/// A report that was taken and read.
struct Item {
    report: Report,
    document: Document,
    outlet: Voice,
    relays: Vec<Voice>,
    published: Option<(Timestamp, Timestamp)>,
    reading: Reading,
    notices: Vec<Notice>,
}

/// First and last instant at which a report may have been published.
fn bounds(report: &Report) -> Option<(Timestamp, Timestamp)> {
    let (from, to) = report.published.as_ref().map(Published::bounds)?;
    let latest = report.published_latest.as_ref().map_or(to, |l| l.bounds().1);
    Some((from, latest.max(to)))
}

fn read_one(reader: &Reader, input: &Input, zone: Option<&Zone>) -> Result<Item, Notice> {
    let path = input.path.to_string_lossy();
    let given = servanda_intake::Input { path: &path, bytes: &input.bytes, sidecar: input.sidecar.as_deref() };
    let taken = take(given, &Limits::default()).map_err(|e| Notice {
        about: path.to_string(),
        says: e.to_string(),
        remedy: None,
        failed: true,
    })?;
    let (report, document) = (taken.report, taken.document);
    let mut notices: Vec<Notice> = taken
        .notices
        .iter()
        .map(|n| Notice {
            about: n.path.clone(),
            says: n.message.clone(),
            remedy: Some(n.remedy.clone()),
            failed: false,
        })
        .collect();
    let outlet = reader.outlet(report.outlet.as_deref().or(report.author.as_deref()), report.url.as_deref());
    let relays: Vec<Voice> = report.relays.iter().map(|r| reader.outlet(Some(r), None)).collect();
    let published = bounds(&report);
    let local = match &report.published {
        Some(Published::Instant { offset, .. }) => Zone::new(&offset.to_string()).ok(),
        _ => None,
    };
    let context = ReportContext {
        id: report.id.clone(),
        outlet: outlet.clone(),
        relays: relays.clone(),
        published,
        zone: zone.cloned().or(local).unwrap_or_else(Zone::utc),
    };
    // A headline promises what the text tells; it is no evidence of its own.
    let silent = |b: &&servanda_model::Block| {
        !b.kind.can_be_evidence()
            || matches!(b.kind, servanda_model::BlockKind::Title | servanda_model::BlockKind::Heading)
    };
    let furniture: Vec<Span> = document.blocks.iter().filter(silent).map(|b| b.span).collect();
    if report.lang.as_deref().is_some_and(|l| !l.starts_with(LANGUAGE)) {
        notices.push(Notice {
            about: report.id.to_string(),
            says: format!(
                "the report is in `{}`; only English is read so far",
                report.lang.as_deref().unwrap_or_default()
            ),
            remedy: Some("its words are kept; translate it by hand if it matters".to_owned()),
            failed: false,
        });
    }
    let reading = reader.read(&document.text, &furniture, &context);
    Ok(Item { report, document, outlet, relays, published, reading, notices })
}

/// Reads `inputs` and judges the agreement by what was published until `as_of` (`None`: until the last report).
/// Without an agreement it only reads.
///
/// # Errors
/// Data that cannot be used. A bad input is no error but a [`Notice`]; the rest goes on.
pub fn run(
    data: &Data,
    inputs: &[Input],
    terms: Option<&Terms>,
    as_of: Option<Timestamp>,
    progress: &(dyn Fn() + Sync),
) -> Result<Outcome, Failure> {
    Ok(run_with(&reader(data, terms)?, inputs, terms, as_of, progress))
}

/// The same with a reader made before.
pub fn run_with(
    reader: &Reader,
    inputs: &[Input],
    terms: Option<&Terms>,
    as_of: Option<Timestamp>,
    progress: &(dyn Fn() + Sync),
) -> Outcome {
    let zone = terms.map(|t| &t.agreement.zone);
    let read: Vec<Result<Item, Notice>> = inputs
        .par_iter()
        .map(|input| {
            let item = read_one(reader, input, zone);
            progress();
            item
        })
        .collect();
    let mut outcome = Outcome { agreement: terms.map(|t| t.agreement.clone()), ..Outcome::default() };
    let mut items: Vec<Item> = Vec::new();
    let mut told_once: BTreeSet<String> = BTreeSet::new();
    let mut seen: BTreeMap<String, ReportId> = BTreeMap::new();
    let mut names: BTreeSet<ReportId> = BTreeSet::new();
    for item in read {
        match item {
            Err(notice) => outcome.notices.push(notice),
            Ok(mut item) => {
                let fresh = |n: &Notice| {
                    told_once.insert(format!("{} {}", n.says, if n.says.contains("field") { "" } else { &n.about }))
                };
                let notices: Vec<Notice> = item
                    .notices
                    .drain(..)
                    .filter({
                        let mut f = fresh;
                        move |n| f(n)
                    })
                    .collect();
                outcome.notices.extend(notices);
                if let Some(first) = seen.get(&item.report.sha256) {
                    let says = format!("the same bytes as report `{first}`; counted once");
                    outcome.notices.push(Notice { about: item.report.path.clone(), says, remedy: None, failed: false });
                    continue;
                }
                seen.insert(item.report.sha256.clone(), item.report.id.clone());
                rename(&mut item, &mut names);
                items.push(item);
            }
        }
    }
    items.sort_by(|a, b| {
        (a.published.is_none(), a.published, &a.report.id).cmp(&(b.published.is_none(), b.published, &b.report.id))
    });
    if let Some(limit) = as_of {
        items.retain(|i| i.published.is_none_or(|(_, latest)| latest <= limit));
    }
    if let Some(terms) = terms {
        items.iter_mut().for_each(|item| mandates(item, &reader.lexicon, &terms.agreement));
    }
    let last = items.iter().filter_map(|i| i.published.map(|p| p.1)).max();
    judge(&mut outcome, &items, reader, terms, as_of.or(last));
    outcome
}

/// A monitor has the word that its task gives it under the agreement that gave the task; under another it is a voice of
/// no side. Who speaks under no name of the lexicon is left as it is.
fn mandates(item: &mut Item, lexicon: &Lexicon, agreement: &Agreement) {
    let tasked = |actor: &ActorId| agreement.monitors.iter().any(|m| m.mandated && m.actor == *actor);
    let watches = |voice: &Voice| {
        let named = voice.actor.as_ref().or_else(|| lexicon.named(&voice.name).map(|a| &a.id));
        named.is_none_or(|actor| {
            std::iter::successors(Some(actor), |a| lexicon.actor(a)?.part_of.as_ref()).take(16).any(tasked)
        })
    };
    let claims = item.reading.claims.iter_mut().map(|c| &mut c.attribution);
    let of_claims = claims.flat_map(|a| a.speaker.iter_mut().chain(&mut a.relays));
    let of_positions = item.reading.positions.iter_mut().flat_map(|p| &mut p.said_by);
    let voices = of_claims.chain(of_positions).chain([&mut item.outlet]).chain(&mut item.relays);
    for voice in voices.filter(|v| v.side == Side::Mandated) {
        if !watches(voice) {
            voice.side = Side::Neutral;
        }
    }
}

/// Two reports of one name are told apart by a number.
fn rename(item: &mut Item, names: &mut BTreeSet<ReportId>) {
    let mut name = item.report.id.clone();
    let mut n = 2;
    while !names.insert(name.clone()) {
        name = ReportId::new(format!("{}~{n}", item.report.id));
        n += 1;
    }
    if name != item.report.id {
        for claim in &mut item.reading.claims {
            let number = claim.id.as_str().rsplit_once('#').map_or("", |(_, n)| n).to_owned();
            claim.id = ClaimId::new(format!("{name}#{number}"));
            claim.report = name.clone();
        }
        for position in &mut item.reading.positions {
            position.report = name.clone();
        }
        item.report.id = name;
    }
}

fn judge(outcome: &mut Outcome, items: &[Item], reader: &Reader, terms: Option<&Terms>, as_of: Option<Timestamp>) {
    let claims: Vec<Claim> = items.iter().flat_map(|i| i.reading.claims.iter().cloned()).collect();
    for item in items {
        for claim in &item.reading.claims {
            let anchor =
                Anchor { points: item.document.original_points(claim.span), bytes: item.document.original(claim.span) };
            outcome.anchors.insert(claim.id.clone(), anchor);
        }
        outcome.reports.push(info(item));
        outcome.documents.push(DocumentInfo { report: item.report.id.clone(), text: item.document.text.clone() });
        outcome.positions.extend(item.reading.positions.iter().cloned());
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
        // Where the terms owe talks or a law, words are deeds.
        let once = terms.agreement.provisions.iter().filter(|p| p.kind == ProvisionKind::Obligation && !p.standing);
        let owed: BTreeSet<Act> = once.flat_map(|p| &p.acts).copied().filter(|a| a.is_speech()).collect();
        outcome.incidents = happenings_with(&claims, &facts, &copies, &owed);
        outcome.control = control(&claims, &facts);
        let tree = terms.tree();
        let by_id: BTreeMap<ClaimId, Claim> = claims.iter().map(|c| (c.id.clone(), c.clone())).collect();
        let monitors = &terms.agreement.monitors;
        let meta: Vec<ReportMeta> = items
            .iter()
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
        outcome.misstated = misstated(&terms.agreement, &tree, &by_id);
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
