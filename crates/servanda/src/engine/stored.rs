//! Readings that a ledger keeps: taken up again where the same reader made them, so that no text is read twice.
//!
//! A reading depends on the bytes of its report, on the program, on the lexicon, the rules, the model and the gazetteer,
//! and of an agreement on its places, its zone, its monitors and the names that hold in its reports; without one, on all
//! shipped agreements. The name of the reader, which stands with each reading, holds a digest of all that but the bytes
//! ([`reader_name`]). Names that people gave for all reports matter to the reports alone that may hold them: of these the
//! name of the reader tells which ([`GivenNames`]).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use servanda_ledger::{Entry, Imported, Kept, Ledger, LedgerError, Stamp, StoredReading, StoredReport};
use servanda_model::{
    Agreement, Block, Claim, Document, Met, Position, Report, ReportId, Retraction, Route, SourceMap, Voice,
};
use servanda_reading::Reader;

use super::LANGUAGE;
use super::aliases::GivenNames;
use super::reports::{self, Item, Parts, Readings, Told};
use crate::data::Data;
use crate::pipeline::{Input, Notice};
use crate::terms::Terms;

/// The name under which readings are kept: the program with its version, and a digest of all that a reading depends on
/// beside the bytes of its report.
#[must_use]
pub fn reader_name(data: &Data, terms: Option<&Terms>) -> String {
    let mut parts: Vec<Vec<u8>> = vec![env!("SERVANDA_SOURCES").into()];
    let read = ["lexicon", "rules", "models"].map(|folder| format!("{folder}/{LANGUAGE}/"));
    for file in data.files() {
        // Reports that are read for no agreement know the places of all.
        let of_all = terms.is_none() && file.starts_with("agreements/");
        if of_all || read.iter().any(|folder| file.starts_with(folder)) || file.starts_with("gazetteer/") {
            let hash = data.file(&file).map(|bytes| servanda_ledger::sha256(&bytes)).unwrap_or_default();
            parts.push(format!("{file} {hash}").into());
        }
    }
    if let Some(terms) = terms {
        let agreement = &terms.agreement;
        let depends = (&terms.places, &agreement.zone, &agreement.monitors, &agreement.names);
        parts.push(format!("{depends:?}").into());
    }
    let digest = servanda_ledger::sha256(&parts.join(&0));
    format!("servanda {} {}", env!("CARGO_PKG_VERSION"), &digest[..24])
}

/// Who reads, and under what name.
#[derive(Clone, Copy)]
pub struct By<'a> {
    /// What reads.
    pub reader: &'a Reader,
    /// Its name.
    pub name: &'a str,
    /// The names that people gave.
    pub given: &'a GivenNames,
    /// The agreement it reads for.
    pub agreement: Option<&'a Agreement>,
}

impl By<'_> {
    /// The name under which a reading of that report is kept.
    fn name(&self, item: &Item) -> String {
        let held = self.given.in_report(item);
        held.map_or_else(
            || self.name.to_owned(),
            |line| format!("{} {}", self.name, &servanda_ledger::sha256(line.as_bytes())[..24]),
        )
    }
}

/// What is kept of a report that was read, beside its text and its claims.
#[derive(Serialize, Deserialize)]
struct Rest {
    extractor: String,
    version: u32,
    blocks: Vec<Block>,
    map: SourceMap,
    report: Report,
    outlet: Voice,
    relays: Vec<Voice>,
    positions: Vec<Position>,
    retractions: Vec<Retraction>,
    routes: Vec<Route>,
    notices: Vec<Notice>,
}

/// What is kept of a report beside its text and its claims: how the text lies in the bytes received, whose it is, and
/// whom it passes on.
fn rest(item: &Item) -> serde_json::Value {
    let document = &item.document;
    let rest = Rest {
        extractor: document.extractor.clone(),
        version: document.version,
        blocks: document.blocks.clone(),
        map: document.map.clone(),
        report: item.report.clone(),
        outlet: item.outlet.clone(),
        relays: item.relays.clone(),
        positions: item.reading.positions.clone(),
        retractions: item.reading.retractions.clone(),
        routes: item.reading.routes.clone(),
        notices: item.notices.clone(),
    };
    serde_json::to_value(rest).unwrap_or_default()
}

/// A report as it was read; `None` of what another version of the program kept.
fn taken_up(kept: Kept, met: &mut Met) -> Option<Item> {
    let rest: Rest = serde_json::from_str(&kept.document).ok()?;
    let claim = |json: &String| {
        let mut claim: Claim = serde_json::from_str(json)?;
        claim.share(met);
        Ok(Arc::new(claim))
    };
    let claims = kept.claims.iter().map(claim).collect::<Result<Vec<_>, serde_json::Error>>().ok()?;
    let Rest { extractor, version, blocks, map, report, outlet, relays, positions, retractions, routes, notices } =
        rest;
    let document = Document { text: kept.text, blocks, map, extractor, version };
    let reading = Told { claims, positions, retractions, routes };
    Some(Item::new(Parts { report, document, outlet, relays, reading, notices }))
}

/// Stores reports with what was read, by the bytes of `inputs`; gives what became of each.
pub fn keep(
    ledger: &mut Ledger,
    by: By<'_>,
    items: &[Arc<Item>],
    inputs: &[Input],
    stamp: &Stamp,
) -> Vec<Result<Imported, LedgerError>> {
    let bytes: BTreeMap<String, &Input> = inputs.iter().map(|i| (servanda_ledger::sha256(&i.bytes), i)).collect();
    let reports: Vec<StoredReport> = items
        .iter()
        .map(|item| {
            let (input, r) = (bytes.get(&item.report.sha256), &item.report);
            let fields = serde_json::json!({
                "path": input.map(|i| i.path.to_string_lossy()), "sidecar": input.and_then(|i| i.sidecar.clone()),
                "title": r.title, "outlet": r.outlet, "published": r.published, "lang": r.lang, "url": r.url,
                "relays": r.relays,
            });
            let bytes = input.map(|i| i.bytes.clone()).unwrap_or_default();
            StoredReport { id: r.id.clone(), bytes, fields, published: item.published.map(|p| p.1) }
        })
        .collect();
    let rests: Vec<(serde_json::Value, String)> = items.par_iter().map(|item| (rest(item), by.name(item))).collect();
    let entries = reports.iter().zip(items).zip(&rests).map(|((report, item), (document, reader))| Entry {
        report,
        reading: Some(StoredReading { reader, text: &item.document.text, document, claims: &item.reading.claims }),
    });
    ledger.import_all(entries, stamp)
}

/// Whatever keeps the ledger to itself for as long as `ask` takes.
pub type Asking<'a> = &'a dyn Fn(&mut dyn FnMut(&mut Ledger) -> Result<(), LedgerError>) -> Result<(), LedgerError>;

/// A report of the ledger: the hash of its bytes, its name, its fields.
type Row = (String, ReportId, serde_json::Value);

/// So many readings are taken up at once.
const AT_ONCE: usize = 4096;

/// Reports as they were read, and the inputs of those that were read now.
type Taken = (Vec<Result<Item, Notice>>, Vec<Input>);

/// Reports of a ledger in their order, as the same reader read them before or read now, with the inputs of the latter.
fn taken(rows: &[Row], ask: Asking<'_>, by: By<'_>, progress: &(dyn Fn() + Sync)) -> Result<Taken, LedgerError> {
    let mut order: Vec<Option<Result<Item, Notice>>> = rows.iter().map(|_| None).collect();
    // Not all at once: as they are kept they take more room than as they are.
    for (rows, order) in rows.chunks(AT_ONCE).zip(order.chunks_mut(AT_ONCE)) {
        let wanted: Vec<String> = rows.iter().map(|(hash, ..)| hash.clone()).collect();
        let mut kept: Vec<(usize, String, Kept)> = Vec::new();
        ask(&mut |ledger| ledger.each_kept(by.name, &wanted, |n, name, found| kept.push((n, name.to_owned(), found))))?;
        let found = kept.into_par_iter().map_init(Met::default, |met, (n, name, kept)| {
            progress();
            taken_up(kept, met).filter(|item| by.name(item) == name).map(|item| (n, item))
        });
        for (n, item) in found.flatten().collect::<Vec<(usize, Item)>>() {
            // The latest comes first.
            order[n].get_or_insert(Ok(item));
        }
    }
    // What is kept and can't be taken up is read again, like what isn't kept: no report is ever left out.
    let at: Vec<usize> = (0..rows.len()).filter(|n| order[*n].is_none()).collect();
    let field = |fields: &serde_json::Value, name: &str| fields.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    let mut inputs: Vec<Input> = Vec::new();
    ask(&mut |ledger| {
        for (hash, id, fields) in at.iter().map(|&n| &rows[n]) {
            inputs.push(Input {
                path: field(fields, "path").unwrap_or_else(|| id.to_string()).into(),
                sidecar: field(fields, "sidecar"),
                bytes: ledger.report(hash)?.bytes,
            });
        }
        Ok(())
    })?;
    for (n, item) in at.into_iter().zip(reports::read(by.reader, &inputs, by.agreement, progress)) {
        order[n] = Some(item);
    }
    Ok((order.into_iter().flatten().collect(), inputs))
}

/// Keeps those of the reports that were read now.
fn keep_read(
    items: &[Arc<Item>],
    inputs: &[Input],
    ask: Asking<'_>,
    by: By<'_>,
    stamp: &Stamp,
) -> Result<(), LedgerError> {
    if inputs.is_empty() {
        return Ok(());
    }
    let read_now: BTreeSet<String> = inputs.iter().map(|i| servanda_ledger::sha256(&i.bytes)).collect();
    let items: Vec<Arc<Item>> = items.iter().filter(|i| read_now.contains(&i.report.sha256)).cloned().collect();
    ask(&mut |ledger| keep(ledger, by, &items, inputs, stamp).into_iter().try_for_each(|done| done.map(|_| ())))
}

/// Adds the reports of a ledger that were not looked at yet: as the same reader read them before, or read now. What was
/// read now is kept, if there is a `stamp` to keep it under.
///
/// # Errors
/// A ledger that cannot be read or written.
pub fn add(
    readings: &mut Readings,
    ask: Asking<'_>,
    by: By<'_>,
    stamp: Option<&Stamp>,
    progress: &(dyn Fn() + Sync),
) -> Result<(), LedgerError> {
    let mut rows: Vec<Row> = Vec::new();
    ask(&mut |ledger| {
        let new = ledger.reports_after(readings.stored)?;
        readings.stored += new.len() as u64;
        rows = new.into_iter().filter(|r| !readings.knows(&r.sha256)).map(|r| (r.sha256, r.id, r.fields)).collect();
        Ok(())
    })?;
    if rows.is_empty() {
        return Ok(());
    }
    let (items, inputs) = taken(&rows, ask, by, progress)?;
    // In the order they were stored, so that names once given stay.
    let new = readings.add(items);
    stamp.map_or(Ok(()), |stamp| keep_read(&new, &inputs, ask, by, stamp))
}

/// Reads reports again that may hold a name which means something else now, and keeps what was read.
///
/// # Errors
/// A ledger that cannot be read or written.
pub fn again(
    readings: &mut Readings,
    items: &[Arc<Item>],
    ask: Asking<'_>,
    by: By<'_>,
    stamp: &Stamp,
) -> Result<(), LedgerError> {
    let mut rows: Vec<Row> = Vec::new();
    ask(&mut |ledger| {
        for item in items {
            let stored = ledger.report(&item.report.sha256)?;
            rows.push((item.report.sha256.clone(), stored.id, stored.fields));
        }
        Ok(())
    })?;
    let (read, inputs) = taken(&rows, ask, by, &|| ())?;
    let new = readings.replace(items, read);
    keep_read(&new, &inputs, ask, by, stamp)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use servanda_ledger::{Action, Named, Operation, Sequence};

    use super::*;
    use crate::cli::assess::example;
    use crate::cli::now;
    use crate::engine::aliases::Aliases;

    #[test]
    fn what_one_reader_kept_it_takes_up_whole_and_another_reads_anew() {
        let data = Data::Shipped;
        let terms = crate::terms::open(&data, "karabakh-2020").unwrap();
        let inputs = example().unwrap();
        let agreement = Some(&terms.agreement);
        let (reader, read) = crate::engine::read(&data, &inputs, Some(&terms), &Aliases::default(), &|| ())
            .map_err(|_| "unreadable")
            .unwrap();
        let name = reader_name(&data, Some(&terms));
        assert_eq!(name, reader_name(&data, Some(&terms)), "the same data give the same name");
        let elsewhere = crate::terms::open(&data, "minsk-2-2015").unwrap();
        assert_ne!(name, reader_name(&data, Some(&elsewhere)), "another agreement names other places");
        let mut calling = terms.clone();
        calling
            .agreement
            .names
            .push(servanda_model::LocalName { actor: "ARM".into(), called: vec!["the hill men".into()] });
        assert_ne!(name, reader_name(&data, Some(&calling)), "its reports call an actor otherwise");
        let stamp = Stamp { user: "Ada".into(), at: now(), reason: "morning round".into() };
        let nobody = GivenNames::default();
        let by = By { reader: &reader, name: &name, given: &nobody, agreement };
        let items: Vec<Arc<Item>> = read.items.iter().cloned().collect();
        let ledger = RefCell::new(Ledger::in_memory().unwrap());
        let stored = keep(&mut ledger.borrow_mut(), by, &items, &inputs, &stamp);
        assert!(stored.iter().all(Result::is_ok));
        let before = ledger.borrow().last().unwrap();
        let ask: Asking<'_> = &|ask| ask(&mut ledger.borrow_mut());
        let mut again = Readings::default();
        add(&mut again, ask, by, Some(&stamp), &|| ()).unwrap();
        assert_eq!(ledger.borrow().last().unwrap(), before, "nothing was read, so nothing is kept");
        assert_eq!(again.items.len(), read.items.len());
        for (kept, made) in again.items.iter().zip(&read.items) {
            assert_eq!((&kept.report, &kept.document), (&made.report, &made.document));
            assert_eq!((&kept.info, &kept.outlet, &kept.relays), (&made.info, &made.outlet, &made.relays));
            assert_eq!(
                (&kept.reading.claims, &kept.reading.positions),
                (&made.reading.claims, &made.reading.positions)
            );
            assert_eq!(
                (&kept.reading.retractions, &kept.reading.routes),
                (&made.reading.retractions, &made.reading.routes)
            );
            assert_eq!((&kept.notices, kept.published), (&made.notices, made.published));
        }
        // Another reader reads anew and keeps what it read; then it need not again.
        let mut other = Readings::default();
        let another = By { name: "another", ..by };
        add(&mut other, ask, another, Some(&stamp), &|| ()).unwrap();
        let after = ledger.borrow().last().unwrap();
        assert_eq!(after.0, before.0 + read.items.len() as i64);
        add(&mut Readings::default(), ask, another, Some(&stamp), &|| ()).unwrap();
        assert_eq!(ledger.borrow().last().unwrap(), after);
        // What came in since is all that is looked at.
        add(&mut other, ask, another, Some(&stamp), &|| ()).unwrap();
        assert_eq!(other.items.len(), read.items.len());
    }

    /// A name given for all reports.
    fn alias(of: Named, name: &str, means: &str) -> Operation {
        let stamp = Stamp { user: "Ada".into(), at: now(), reason: "asked in the village".into() };
        let action = Action::Alias { of, name: name.into(), means: means.into() };
        Operation { sequence: Sequence(1), stamp, action, chain: String::new() }
    }

    #[test]
    fn under_a_new_name_only_the_reports_that_may_hold_it_are_read_again_and_all_are_as_if_all_were() {
        let data = Data::Shipped;
        let terms = crate::terms::open(&data, "karabakh-2020").unwrap();
        let told = |id: &str, outlet: &str, text: &str| Input {
            path: format!("{id}.md").into(),
            bytes: format!("---\noutlet: {outlet}\npublished: 2020-11-23T17:00:00+04:00\n---\n\n{text}\n").into(),
            sidecar: None,
        };
        let mut inputs = example().unwrap();
        let shelled = |place: &str| format!("Armenian forces shelled {place} on 22 November 2020, the ministry said.");
        inputs.push(told("plain", "Daily", &shelled("the village of Qwertyville")));
        inputs.push(told("capitals", "Daily", &shelled("the village of QWERTYVILLE")));
        inputs.push(told("owned", "Daily", &shelled("Qwertyville’s school")));
        inputs.push(told("other", "Daily", &shelled("the village of Qwertivile")));
        inputs.push(told("guard", "Daily", "The Zorblat Guard shelled the town of Shusha on 22 November 2020."));
        inputs.push(told("outlet", "Zorblat Guard", &shelled("the town of Shusha")));
        let operations = [alias(Named::Place, "Qwertyville", "hadrut"), alias(Named::Actor, "Zorblat Guard", "ARM")];
        for operation in operations {
            let given = Aliases::of(&[operation]);
            let (before, mut readings) = crate::engine::read(&data, &inputs, Some(&terms), &Aliases::default(), &|| ())
                .map_err(|_| "read")
                .unwrap();
            let (reader, whole) =
                crate::engine::read(&data, &inputs, Some(&terms), &given, &|| ()).map_err(|_| "read").unwrap();
            let ledger = RefCell::new(Ledger::in_memory().unwrap());
            let ask: Asking<'_> = &|ask| ask(&mut ledger.borrow_mut());
            let stamp = Stamp { user: "Ada".into(), at: now(), reason: "morning round".into() };
            let (nobody, names) = (GivenNames::default(), GivenNames::new(&given));
            let by = By { reader: &before, name: "r", given: &nobody, agreement: Some(&terms.agreement) };
            let items: Vec<Arc<Item>> = readings.items.iter().cloned().collect();
            assert!(keep(&mut ledger.borrow_mut(), by, &items, &inputs, &stamp).iter().all(Result::is_ok));
            let holding: Vec<Arc<Item>> = items.iter().filter(|i| names.in_report(i).is_some()).cloned().collect();
            assert!((2..=4).contains(&holding.len()), "{}", holding.len());
            let then = By { reader: &reader, given: &names, ..by };
            again(&mut readings, &holding, ask, then, &stamp).unwrap();
            let same = |a: &Readings, b: &Readings| {
                assert_eq!(a.items.len(), b.items.len());
                for (a, b) in a.items.iter().zip(&b.items) {
                    assert_eq!((&a.report, &a.reading.claims), (&b.report, &b.reading.claims));
                    assert_eq!((&a.outlet, &a.info), (&b.outlet, &b.info));
                }
            };
            same(&readings, &whole);
            // All of it is kept, and taken up at the next start; so is what was read before, if the name is taken back.
            let last = ledger.borrow().last().unwrap();
            let mut started = Readings::default();
            add(&mut started, ask, then, Some(&stamp), &|| ()).unwrap();
            same(&started, &whole);
            again(&mut readings, &holding, ask, by, &stamp).unwrap();
            assert_eq!(ledger.borrow().last().unwrap(), last, "nothing had to be read");
            for (item, was) in readings.items.iter().zip(&items) {
                assert_eq!(item.reading.claims, was.reading.claims);
            }
        }
    }
}
