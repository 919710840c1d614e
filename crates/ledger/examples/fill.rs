//! Fills a ledger as years of work would: `cargo run --release -p servanda-ledger --example fill -- FILE COUNT [DAYS]`.
//!
//! The reports that the ledger holds are told again on later days, each in other words but for those of its claims and with
//! words of its own at its end, so that no two are copies, and with its claims as if they had been read: a large ledger is made in minutes, not in the hours that
//! reading takes. Give it reports that `benches/ledger/reports.py` made up.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::PathBuf;
use std::sync::Arc;

use jiff::{Span, Timestamp};
use serde_json::Value;
use servanda_ledger::*;
use servanda_model::Claim;

/// Reports stored at once.
const GROUP: usize = 4096;
/// Made-up words at the end of a report.
const WORDS: u64 = 90;

struct Seed {
    text: String,
    rest: Value,
    fields: Value,
    published: Timestamp,
    claims: Vec<Claim>,
}

fn main() {
    let mut args = std::env::args().skip(1);
    let path = PathBuf::from(args.next().expect("the file of a ledger that holds reports"));
    let count: usize = args.next().map_or(100_000, |n| n.parse().unwrap());
    let days: i64 = args.next().map_or(1000, |n| n.parse().unwrap());
    let mut ledger = Ledger::open(&path).unwrap();
    let reader = ledger.operations(None, None).unwrap().into_iter().rev().find_map(|o| match o.action {
        Action::Read { reader, .. } => Some(reader),
        _ => None,
    });
    let reader = reader.expect("a report that was read");
    let rows = ledger.reports_after(0).unwrap();
    let hashes: Vec<String> = rows.iter().map(|r| r.sha256.clone()).collect();
    let mut seeds: Vec<Seed> = Vec::new();
    ledger
        .each_kept(&reader, &hashes, |n, _, kept| {
            let Some(published) = rows[n].published else { return };
            seeds.push(Seed {
                text: kept.text,
                rest: serde_json::from_str(&kept.document).unwrap(),
                fields: rows[n].fields.clone(),
                published,
                claims: kept.claims.iter().map(|json| serde_json::from_str(json).unwrap()).collect(),
            });
        })
        .unwrap();
    let first = seeds.iter().map(|s| s.published).min().expect("a report with a date");
    let by = Stamp { user: "fill".into(), at: first, reason: "a made-up archive".into() };
    let (mut claims, mut done) = (0, 0);
    while done < count {
        let made: Vec<_> = (done..(done + GROUP).min(count))
            .map(|n| {
                let seed = &seeds[n % seeds.len()];
                let target = first + Span::new().hours(24 * (n as i64 * days / count as i64));
                let later = (target.as_second() - seed.published.as_second()).div_euclid(86_400) * 24;
                told_again(seed, rows.len() + n, Span::new().hours(later))
            })
            .collect();
        claims += made.iter().map(|(.., claims)| claims.len()).sum::<usize>();
        let entries = made.iter().map(|(report, text, document, claims)| Entry {
            report,
            reading: Some(StoredReading { reader: &reader, text, document, claims }),
        });
        ledger.import_all(entries, &by).into_iter().for_each(|stored| drop(stored.unwrap()));
        done += made.len();
    }
    println!("{done} reports with {claims} claims stored, as {reader} read them");
}

/// The seed as another report, so much later.
fn told_again(seed: &Seed, n: usize, later: Span) -> (StoredReport, String, Value, Vec<Arc<Claim>>) {
    let id = format!("a{n:07}");
    let mut mixed = n as u64;
    let mut next = || {
        mixed = mixed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        mixed >> 44
    };
    let told = |at: usize| seed.claims.iter().any(|c| (c.span.start()..c.span.end()).contains(&at));
    let other = |(at, c): (usize, char)| {
        if c.is_ascii_lowercase() && !told(at) { char::from(b'a' + (next() % 26) as u8) } else { c }
    };
    let body: String = seed.text.trim_end().char_indices().map(other).collect();
    let words: Vec<String> = (0..WORDS).map(|_| format!("w{:x}", next())).collect();
    let text = format!("{body}\n\n{}.\n", words.join(" "));
    let published = seed.published + later;
    let told = published.to_string().replace('Z', "+00:00");
    let (mut fields, mut rest) = (seed.fields.clone(), seed.rest.clone());
    fields["published"] = told.clone().into();
    fields["path"] = format!("{id}.txt").into();
    // Should another reader read it anew, it is of the same day and outlet.
    fields["sidecar"] =
        serde_json::json!({ "published": fields["published"], "outlet": fields["outlet"] }).to_string().into();
    rest["report"]["id"] = id.as_str().into();
    rest["report"]["sha256"] = sha256(text.as_bytes()).into();
    rest["report"]["published"] = told.into();
    rest["positions"] = Value::Array(Vec::new());
    let claims = seed.claims.iter().map(|claim| {
        let mut claim = claim.clone();
        let number = claim.id.as_str().rsplit_once('#').map_or("0", |(_, n)| n).to_owned();
        claim.id = format!("{id}#{number}").as_str().into();
        claim.report = id.as_str().into();
        if let Some(when) = &claim.when {
            let mut json = serde_json::to_value(when).unwrap();
            for end in ["from", "to"] {
                if let Some(at) = json[end].as_str() {
                    json[end] = (at.parse::<Timestamp>().unwrap() + later).to_string().into();
                }
            }
            claim.when = serde_json::from_value(json).unwrap();
        }
        Arc::new(claim)
    });
    let claims = claims.collect();
    let bytes = text.as_bytes().to_vec();
    (StoredReport { id: id.as_str().into(), bytes, fields, published: Some(published) }, text, rest, claims)
}
