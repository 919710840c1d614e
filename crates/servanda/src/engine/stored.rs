//! Readings that a ledger keeps: taken up again where the same reader made them, so that no text is read twice.
//!
//! A reading depends on the bytes of its report, on the program, on the lexicon, the rules, the model and the gazetteer,
//! on the names that people gave for all reports, and of an agreement on its places, its zone, its monitors and the names
//! that hold in its reports; without one, on all shipped agreements. The name of the reader, which stands with each
//! reading, holds a digest of all that but the bytes ([`reader_name`]).

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use servanda_ledger::{Entry, Imported, Kept, Ledger, LedgerError, Stamp, StoredReading, StoredReport};
use servanda_model::{Agreement, Block, Claim, Document, Position, Report, Retraction, Route, SourceMap, Voice};
use servanda_reading::Reader;

use super::LANGUAGE;
use super::aliases::Aliases;
use super::reports::{self, Item, Parts, Readings, Told};
use crate::data::Data;
use crate::pipeline::{Input, Notice};
use crate::terms::Terms;

/// The name under which readings are kept: the program with its version, and a digest of all that a reading depends on
/// beside the bytes of its report.
#[must_use]
pub fn reader_name(data: &Data, terms: Option<&Terms>, aliases: &Aliases) -> String {
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
    parts.push(format!("{aliases:?}").into());
    if let Some(terms) = terms {
        let agreement = &terms.agreement;
        let depends = (&terms.places, &agreement.zone, &agreement.monitors, &agreement.names);
        parts.push(format!("{depends:?}").into());
    }
    let digest = servanda_ledger::sha256(&parts.join(&0));
    format!("servanda {} {}", env!("CARGO_PKG_VERSION"), &digest[..24])
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
fn taken_up(kept: Kept) -> Option<Item> {
    let rest: Rest = serde_json::from_str(&kept.document).ok()?;
    let claims = kept.claims.iter().map(|json| serde_json::from_str::<Claim>(json).map(Arc::new));
    let claims = claims.collect::<Result<Vec<_>, _>>().ok()?;
    let Rest { extractor, version, blocks, map, report, outlet, relays, positions, retractions, routes, notices } =
        rest;
    let document = Document { text: kept.text, blocks, map, extractor, version };
    let reading = Told { claims, positions, retractions, routes };
    Some(Item::new(Parts { report, document, outlet, relays, reading, notices }))
}

/// Stores reports with what was read, by the bytes of `inputs`; gives what became of each.
pub fn keep(
    ledger: &mut Ledger,
    reader: &str,
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
    let rests: Vec<serde_json::Value> = items.par_iter().map(|item| rest(item)).collect();
    let entries = reports.iter().zip(items).zip(&rests).map(|((report, item), document)| Entry {
        report,
        reading: Some(StoredReading { reader, text: &item.document.text, document, claims: &item.reading.claims }),
    });
    ledger.import_all(entries, stamp)
}

/// Whatever keeps the ledger to itself for as long as `ask` takes.
pub type Asking<'a> = &'a dyn Fn(&mut dyn FnMut(&mut Ledger) -> Result<(), LedgerError>) -> Result<(), LedgerError>;

/// Adds the reports of a ledger that were not looked at yet: as the same reader read them before, or read now. What was
/// read now is kept, if there is a `stamp` to keep it under.
///
/// # Errors
/// A ledger that cannot be read or written.
pub fn add(
    readings: &mut Readings,
    ask: Asking<'_>,
    (reader, name): (&Reader, &str),
    agreement: Option<&Agreement>,
    stamp: Option<&Stamp>,
    progress: &(dyn Fn() + Sync),
) -> Result<(), LedgerError> {
    let (mut kept, mut order, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    // Those to be read.
    let mut at: Vec<usize> = Vec::new();
    let field = |fields: &serde_json::Value, name: &str| fields.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    ask(&mut |ledger| {
        let new = ledger.reports_after(readings.stored)?;
        readings.stored += new.len() as u64;
        rows = new.into_iter().filter(|r| !readings.knows(&r.sha256)).collect::<Vec<_>>();
        let wanted: Vec<String> = rows.iter().map(|r| r.sha256.clone()).collect();
        order.resize_with(wanted.len(), || None);
        let mut there = vec![false; wanted.len()];
        ledger.each_kept(name, &wanted, |n, found| {
            there[n] = true;
            kept.push((n, found));
        })?;
        at.extend((0..rows.len()).filter(|n| !there[*n]));
        Ok(())
    })?;
    let found: Vec<(usize, Option<Item>)> = kept
        .into_par_iter()
        .map(|(n, kept)| {
            progress();
            (n, taken_up(kept))
        })
        .collect();
    // What is kept and can't be taken up is read again, like what isn't kept: no report is ever left out.
    for (n, item) in found {
        match item {
            Some(item) => order[n] = Some(Ok(item)),
            None => at.push(n),
        }
    }
    at.sort_unstable();
    let mut inputs: Vec<Input> = Vec::new();
    ask(&mut |ledger| {
        for row in at.iter().map(|&n| &rows[n]) {
            inputs.push(Input {
                path: field(&row.fields, "path").unwrap_or_else(|| row.id.to_string()).into(),
                sidecar: field(&row.fields, "sidecar"),
                bytes: ledger.report(&row.sha256)?.bytes,
            });
        }
        Ok(())
    })?;
    for (n, item) in at.into_iter().zip(reports::read(reader, &inputs, agreement, progress)) {
        order[n] = Some(item);
    }
    let read_now: std::collections::BTreeSet<String> =
        inputs.iter().map(|i| servanda_ledger::sha256(&i.bytes)).collect();
    // In the order they were stored, so that names once given stay.
    let new = readings.add(order.into_iter().flatten().collect());
    if let Some(stamp) = stamp.filter(|_| !read_now.is_empty()) {
        let items: Vec<Arc<Item>> = new.into_iter().filter(|i| read_now.contains(&i.report.sha256)).collect();
        ask(&mut |ledger| {
            keep(ledger, name, &items, &inputs, stamp).into_iter().try_for_each(|done| done.map(|_| ()))
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::cli::assess::example;
    use crate::cli::now;

    #[test]
    fn what_one_reader_kept_it_takes_up_whole_and_another_reads_anew() {
        let data = Data::Shipped;
        let terms = crate::terms::open(&data, "karabakh-2020").unwrap();
        let inputs = example().unwrap();
        let agreement = Some(&terms.agreement);
        let (reader, read) = crate::engine::read(&data, &inputs, Some(&terms), &Aliases::default(), &|| ())
            .map_err(|_| "unreadable")
            .unwrap();
        let name = reader_name(&data, Some(&terms), &Aliases::default());
        assert_eq!(name, reader_name(&data, Some(&terms), &Aliases::default()), "the same data give the same name");
        let elsewhere = crate::terms::open(&data, "minsk-2-2015").unwrap();
        assert_ne!(
            name,
            reader_name(&data, Some(&elsewhere), &Aliases::default()),
            "another agreement names other places"
        );
        let mut calling = terms.clone();
        calling
            .agreement
            .names
            .push(servanda_model::LocalName { actor: "ARM".into(), called: vec!["the hill men".into()] });
        assert_ne!(
            name,
            reader_name(&data, Some(&calling), &Aliases::default()),
            "its reports call an actor otherwise"
        );
        let by = Stamp { user: "Ada".into(), at: now(), reason: "morning round".into() };
        let ledger = RefCell::new(Ledger::in_memory().unwrap());
        let stored =
            keep(&mut ledger.borrow_mut(), &name, &read.items.iter().cloned().collect::<Vec<_>>(), &inputs, &by);
        assert!(stored.iter().all(Result::is_ok));
        let before = ledger.borrow().last().unwrap();
        let ask: Asking<'_> = &|ask| ask(&mut ledger.borrow_mut());
        let mut again = Readings::default();
        add(&mut again, ask, (&reader, &name), agreement, Some(&by), &|| ()).unwrap();
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
        add(&mut other, ask, (&reader, "another"), agreement, Some(&by), &|| ()).unwrap();
        let after = ledger.borrow().last().unwrap();
        assert_eq!(after.0, before.0 + read.items.len() as i64);
        add(&mut Readings::default(), ask, (&reader, "another"), agreement, Some(&by), &|| ()).unwrap();
        assert_eq!(ledger.borrow().last().unwrap(), after);
        // What came in since is all that is looked at.
        add(&mut other, ask, (&reader, "another"), agreement, Some(&by), &|| ()).unwrap();
        assert_eq!(other.items.len(), read.items.len());
    }
}
