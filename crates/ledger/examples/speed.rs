//! Measures a ledger with many claims: `cargo run --release -p servanda-ledger --example speed -- 1000000 FILE`.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]

#[path = "../tests/made_up/mod.rs"]
mod made_up;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use made_up::{claim, report, stamp};
use servanda_ledger::*;
use servanda_model::{Act, Claim};

const CLAIMS_PER_REPORT: usize = 10;
const GROUP: usize = 10_000;

fn main() {
    let mut args = std::env::args().skip(1);
    let total: usize = args.next().map_or(150_000, |n| n.parse().unwrap());
    let path = PathBuf::from(args.next().expect("a file to make"));
    let mut ledger = Ledger::open(&path).unwrap();
    let document = serde_json::json!({});
    let by = stamp("2031-12-31T00:00:00Z");
    let start = Instant::now();
    for group in 0..(total / CLAIMS_PER_REPORT).div_ceil(GROUP) {
        let read: Vec<_> = (group * GROUP..((group + 1) * GROUP).min(total / CLAIMS_PER_REPORT)).map(read).collect();
        let entries = read.iter().map(|(report, text, claims)| Entry {
            report,
            reading: Some(StoredReading { reader: "speed 1", text, document: &document, claims }),
        });
        for done in ledger.import_all(entries, &by) {
            done.unwrap();
        }
    }
    ledger.sync().unwrap();
    let told = |what: &str, start: Instant| println!("{:>9.3} s  {what}", start.elapsed().as_secs_f64());
    told(&format!("stored {total} claims of {} reports", total / CLAIMS_PER_REPORT), start);
    drop(ledger);

    let start = Instant::now();
    let ledger = Ledger::open(&path).unwrap();
    told("opened", start);
    let half = AsOf::published("2031-06-15T00:00:00Z".parse().unwrap());
    for (name, view) in [("now", AsOf::NOW), ("as of June", half)] {
        let start = Instant::now();
        let counts = ledger.count_as_of(view).unwrap();
        told(&format!("counted {counts:?} {name}"), start);
        let start = Instant::now();
        let acts = ledger.acts_as_of(view).unwrap().len();
        told(&format!("counted claims of {acts} acts {name}"), start);
        let start = Instant::now();
        let rows = ledger.reports_as_of(view).unwrap().len();
        told(&format!("listed {rows} reports {name}"), start);
        let start = Instant::now();
        let filter = ClaimFilter { place: Some("miravel".into()), limit: Some(1000), ..Default::default() };
        let claims = ledger.claims_as_of(view, &filter).unwrap().len();
        told(&format!("read {claims} claims on a place {name}"), start);
        let start = Instant::now();
        let hits = ledger.search_claims("\"round 77\" shells", view, 20).unwrap().len();
        told(&format!("found {hits} claims by words {name}"), start);
    }
    let start = Instant::now();
    let faults = ledger.verify().unwrap();
    told(&format!("verified with {} faults", faults.len()), start);
}

fn read(i: usize) -> (StoredReport, String, Vec<Arc<Claim>>) {
    let id = format!("r{i}");
    let text = format!("Report {i}. {}", "Officials in Sudland said that shells fell on Miravel again. ".repeat(20));
    let published = format!("2031-{:02}-{:02}T08:00:00Z", 1 + i % 12, 1 + i % 28);
    let claims = (0..CLAIMS_PER_REPORT)
        .map(|n| {
            let quote = format!("Officials in Sudland said that {n} shells fell on Miravel in round {i}.");
            claim(&id, n, Act::ALL[(i + n) % Act::ALL.len()], &quote)
        })
        .collect();
    (report(&id, &text, Some(&published)), text, claims)
}
