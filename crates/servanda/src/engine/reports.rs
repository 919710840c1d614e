//! Reports taken and read, each once, whatever instants they are judged for later.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;
use servanda_intake::{Limits, take};
use servanda_model::{
    ActorId, Agreement, Claim, ClaimId, Document, Position, Published, Report, ReportId, Retraction, Route, Side, Span,
    Voice, Zone,
};
use servanda_reading::lexicon::Lexicon;
use servanda_reading::{Reader, ReportContext};

use super::LANGUAGE;
use super::directory::Directory;
use super::series::Series;
use crate::pipeline::{Input, Notice, ReportInfo};

/// A report that was taken and read.
#[derive(Debug)]
pub struct Item {
    /// The report with its fields.
    pub report: Report,
    /// Its cleaned text.
    pub document: Document,
    /// Who published it.
    pub outlet: Voice,
    /// Whom it passes on.
    pub relays: Vec<Voice>,
    /// First and last instant at which it may have been published.
    pub published: Option<(Timestamp, Timestamp)>,
    /// What it says.
    pub reading: Told,
    /// What the user should know of it.
    pub notices: Vec<Notice>,
    /// The report as it is shown.
    pub info: Arc<ReportInfo>,
}

/// What a report says, shared by all that is made of it.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Its claims, in the order of the text.
    pub claims: Vec<Arc<Claim>>,
    /// Stances it tells of.
    pub positions: Vec<Position>,
    /// Words that are told to have been taken back or corrected.
    pub retractions: Vec<Retraction>,
    /// Humanitarian routes it tells of.
    pub routes: Vec<Route>,
}

/// The parts of a report that was read.
#[derive(Debug)]
pub struct Parts {
    /// The report with its fields.
    pub report: Report,
    /// Its cleaned text.
    pub document: Document,
    /// Who published it.
    pub outlet: Voice,
    /// Whom it passes on.
    pub relays: Vec<Voice>,
    /// What it says.
    pub reading: Told,
    /// What the user should know of it.
    pub notices: Vec<Notice>,
}

impl Item {
    /// A report of its parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { report, document, outlet, relays, reading, notices } = parts;
        let published = bounds(&report);
        let info = info(&report, &outlet, published).into();
        Self { report, document, outlet, relays, published, reading, notices, info }
    }

    /// The order of reports: by publication, those of unknown time last.
    #[must_use]
    pub fn by_publication(&self) -> (bool, Option<(Timestamp, Timestamp)>, &ReportId) {
        self.info.by_publication()
    }

    /// Whether it was certainly published by an instant, or nothing is known of its publication.
    #[must_use]
    pub fn known_at(&self, as_of: Option<Timestamp>) -> bool {
        as_of.is_none_or(|limit| self.published.is_none_or(|(_, latest)| latest <= limit))
    }

    /// Made anew after its parts were changed.
    fn made_anew(&mut self) {
        self.info = info(&self.report, &self.outlet, self.published).into();
    }
}

fn info(r: &Report, outlet: &Voice, published: Option<(Timestamp, Timestamp)>) -> ReportInfo {
    ReportInfo {
        id: r.id.clone(),
        sha256: r.sha256.clone(),
        title: r.title.clone(),
        outlet: r.outlet.clone().or_else(|| r.author.clone()),
        side: outlet.side.clone(),
        published: r.published.as_ref().map(ToString::to_string),
        bounds: published,
        lang: r.lang.clone(),
        url: r.url.clone(),
        relays: r.relays.clone(),
    }
}

/// First and last instant at which a report may have been published.
fn bounds(report: &Report) -> Option<(Timestamp, Timestamp)> {
    let (from, to) = report.published.as_ref().map(Published::bounds)?;
    let latest = report.published_latest.as_ref().map_or(to, |l| l.bounds().1);
    Some((from, latest.max(to)))
}

/// Takes and reads one report.
///
/// # Errors
/// Bytes that are no report, as a notice.
pub fn read_one(reader: &Reader, input: &Input, zone: Option<&Zone>) -> Result<Item, Notice> {
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
    let claims = reading.claims.into_iter().map(Arc::new).collect();
    let reading =
        Told { claims, positions: reading.positions, retractions: reading.retractions, routes: reading.routes };
    Ok(Item::new(Parts { report, document, outlet, relays, reading, notices }))
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
    let claims = item.reading.claims.iter_mut().map(|c| &mut Arc::make_mut(c).attribution);
    let of_claims = claims.flat_map(|a| a.speaker.iter_mut().chain(&mut a.relays));
    let of_positions = item.reading.positions.iter_mut().flat_map(|p| &mut p.said_by);
    let of_retractions = item.reading.retractions.iter_mut().flat_map(|r| &mut r.by);
    let of_routes = item.reading.routes.iter_mut().flat_map(|r| &mut r.said_by);
    let voices = of_claims
        .chain(of_positions)
        .chain(of_retractions)
        .chain(of_routes)
        .chain([&mut item.outlet])
        .chain(&mut item.relays);
    for voice in voices.filter(|v| v.side == Side::Mandated) {
        if !watches(voice) {
            voice.side = Side::Neutral;
        }
    }
    item.made_anew();
}

/// Takes and reads many reports, on all cores; under an agreement with its zone and its monitors.
pub fn read(
    reader: &Reader,
    inputs: &[Input],
    agreement: Option<&Agreement>,
    progress: &(dyn Fn() + Sync),
) -> Vec<Result<Item, Notice>> {
    let one = |input: &Input| {
        let mut item = read_one(reader, input, agreement.map(|a| &a.zone));
        if let (Ok(item), Some(agreement)) = (&mut item, agreement) {
            mandates(item, &reader.lexicon, agreement);
        }
        progress();
        item
    };
    inputs.par_iter().map(one).collect()
}

/// Reports that were read, each set of bytes once and each under a name of its own, by publication.
#[derive(Debug, Clone, Default)]
pub struct Readings {
    /// The reports, by publication.
    pub items: Series<Arc<Item>>,
    /// What the user should know of them.
    pub notices: Vec<Notice>,
    told: BTreeSet<String>,
    /// By the hash of their bytes.
    seen: Directory<String, Arc<Item>>,
    names: Directory<ReportId, ()>,
    /// How many reports of the ledger were looked at.
    pub stored: u64,
    /// The first and the last instant by which one was certainly out.
    known: Option<Known>,
}

/// A first and a last instant.
pub type Known = (Timestamp, Timestamp);

/// The first and the last instant by which one of some reports was certainly out.
pub fn known<'i>(items: impl IntoIterator<Item = &'i Arc<Item>>) -> Option<Known> {
    let mut known: Option<Known> = None;
    for at in items.into_iter().filter_map(|i| i.published.map(|p| p.1)) {
        known = Some(known.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
    }
    known
}

/// The same after some reports have left `items` and others have come.
pub fn known_after(
    was: Option<Known>,
    gone: &[Arc<Item>],
    more: &[Arc<Item>],
    items: &Series<Arc<Item>>,
) -> Option<Known> {
    let bound = |i: &Arc<Item>| i.published.zip(was).is_some_and(|((_, at), (first, last))| at == first || at == last);
    if gone.iter().any(bound) {
        return known(items);
    }
    let new = known(more);
    was.zip(new).map_or(was.or(new), |(a, b)| Some((a.0.min(b.0), a.1.max(b.1))))
}

impl Readings {
    /// Whether all of them are known by an instant.
    #[must_use]
    pub fn all_known_at(&self, as_of: Option<Timestamp>) -> bool {
        as_of.zip(self.known).is_none_or(|(at, (_, last))| last <= at)
    }

    /// Those known by an instant; without one all.
    pub fn known_at(&self, as_of: Option<Timestamp>) -> impl Iterator<Item = &Arc<Item>> + Clone {
        self.items.iter().filter(move |i| i.known_at(as_of))
    }

    /// Adds what was read, in the order in which names are given; gives the reports that are new.
    pub fn add(&mut self, read: Vec<Result<Item, Notice>>) -> Vec<Arc<Item>> {
        let mut new: Vec<Arc<Item>> = Vec::new();
        for item in read {
            let mut item = match item {
                Ok(item) => item,
                Err(notice) => {
                    self.notices.push(notice);
                    continue;
                }
            };
            for notice in &item.notices {
                let about = if notice.says.contains("field") { "" } else { &notice.about };
                if self.told.insert(format!("{} {about}", notice.says)) {
                    self.notices.push(notice.clone());
                }
            }
            if let Some(first) = self.seen.get(item.report.sha256.as_str()) {
                let says = format!("the same bytes as report `{}`; counted once", first.report.id);
                self.notices.push(Notice { about: item.report.path.clone(), says, remedy: None, failed: false });
                continue;
            }
            rename(&mut item, &mut self.names);
            let item = Arc::new(item);
            self.seen.insert(item.report.sha256.clone(), Arc::clone(&item));
            new.push(item);
        }
        self.items.change(&[], new.clone(), |a, b| a.by_publication().cmp(&b.by_publication()));
        self.known = known_after(self.known, &[], &new, &self.items);
        new
    }

    /// Puts reports that were read again in the place of what they were, under the same names.
    pub fn replace(&mut self, items: &[Arc<Item>], read: Vec<Result<Item, Notice>>) -> Vec<Arc<Item>> {
        let (mut out, mut new) = (Vec::new(), Vec::new());
        for (was, item) in items.iter().zip(read) {
            // Bytes that were a report once are one again.
            let Ok(mut item) = item else { continue };
            call(&mut item, was.report.id.clone());
            let item = Arc::new(item);
            self.seen.insert(item.report.sha256.clone(), Arc::clone(&item));
            out.push(Arc::clone(was));
            new.push(item);
        }
        self.items.change(&out, new.clone(), |a, b| a.by_publication().cmp(&b.by_publication()));
        self.known = known_after(self.known, &out, &new, &self.items);
        new
    }

    /// Forgets reports, as if they had never been read.
    pub fn forget(&mut self, items: &[Arc<Item>]) {
        self.items.change(items, Vec::new(), |a, b| a.by_publication().cmp(&b.by_publication()));
        self.known = known_after(self.known, items, &[], &self.items);
        for item in items {
            self.seen.remove(item.report.sha256.as_str());
            self.names.remove(item.report.id.as_str());
        }
    }

    /// Forgets remarks on fields: the example marks its reports with fields of its own, and a reader of it cannot mend
    /// them.
    pub fn forgive_example(&mut self) {
        self.notices.retain(|n| n.failed || !n.says.starts_with("unknown field"));
    }

    /// The report of these bytes.
    #[must_use]
    pub fn of_hash(&self, sha256: &str) -> Option<&Arc<Item>> {
        self.seen.get(sha256)
    }

    /// Whether a report of these bytes is among them.
    #[must_use]
    pub fn knows(&self, sha256: &str) -> bool {
        self.seen.get(sha256).is_some()
    }
}

/// Of two lists by publication, the reports that are in the first alone and in the second alone.
pub fn differences<'a, 'b>(
    was: impl Iterator<Item = &'a Arc<Item>>,
    is: impl Iterator<Item = &'b Arc<Item>>,
) -> (Vec<Arc<Item>>, Vec<Arc<Item>>) {
    let (mut gone, mut more) = (Vec::new(), Vec::new());
    let (mut was, mut is) = (was.peekable(), is.peekable());
    loop {
        let order = match (was.peek(), is.peek()) {
            (None, None) => return (gone, more),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) if Arc::ptr_eq(a, b) => {
                was.next();
                is.next();
                continue;
            }
            (Some(a), Some(b)) => a.by_publication().cmp(&b.by_publication()),
        };
        if order.is_le() {
            gone.extend(was.next().cloned());
        }
        if order.is_ge() {
            more.extend(is.next().cloned());
        }
    }
}

/// Two reports of one name are told apart by a number.
fn rename(item: &mut Item, names: &mut Directory<ReportId, ()>) {
    let mut name = item.report.id.clone();
    let mut n = 2;
    while names.get(name.as_str()).is_some() {
        name = ReportId::new(format!("{}~{n}", item.report.id));
        n += 1;
    }
    names.insert(name.clone(), ());
    call(item, name);
}

/// Gives a report a name.
fn call(item: &mut Item, name: ReportId) {
    if name != item.report.id {
        let renamed = |id: &ClaimId| {
            let number = id.as_str().rsplit_once('#').map_or("", |(_, n)| n);
            ClaimId::new(format!("{name}#{number}"))
        };
        for claim in item.reading.claims.iter_mut().map(Arc::make_mut) {
            claim.id = renamed(&claim.id);
            claim.report = name.clone();
        }
        for route in &mut item.reading.routes {
            route.report = name.clone();
        }
        for retraction in &mut item.reading.retractions {
            retraction.claims.iter_mut().for_each(|c| *c = renamed(c));
            retraction.report = name.clone();
        }
        for position in &mut item.reading.positions {
            position.report = name.clone();
        }
        item.report.id = name;
        item.made_anew();
    }
}
