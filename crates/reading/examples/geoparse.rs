//! Finds and places names in the records of a geoparsing set.
//!
//!     geoparse PLACES.BIN RECORDS.JSONL > predictions.jsonl
//!     geoparse PLACES.BIN RECORDS.JSONL --observations > observations.tsv     # for fitting the weights
//!     geoparse PLACES.BIN RECORDS.JSONL --places > places.jsonl               # the same, for the choice of the place
//!     geoparse PLACES.BIN RECORDS.JSONL --speed                               # words a second, no output
//!
//! With `--model MODEL` the model of syntax votes too. Adjectives ("Russian") count except in records of GeoVirus, whose
//! annotators left them out, or with `--no-adjectives` anywhere.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods, missing_docs)]

#[path = "../../../eval/src/geoparse.rs"]
mod predictions;

use std::error::Error;

use predictions::{Points, predict};
use serde_json::{Value, json};
use servanda_reading::places::{Context, Gazetteer, mentions, observations, place_observations};
use servanda_syntax::{Model, Scratch};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, gazetteer, records, ..] = args.as_slice() else { return Err("geoparse PLACES.BIN RECORDS.JSONL".into()) };
    let mode = |name: &str| args.iter().any(|a| a == name);
    let gaz = Gazetteer::from_bytes(std::fs::read(gazetteer)?)?;
    let model = args.iter().position(|a| a == "--model").and_then(|i| args.get(i + 1));
    let model = model.map(|path| Ok::<_, Box<dyn Error>>(Model::from_bytes(&std::fs::read(path)?)?)).transpose()?;
    let mut scratch = Scratch::default();
    let records: Vec<Value> =
        std::fs::read_to_string(records)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    if mode("--speed") {
        speed(&records, &gaz);
        return Ok(());
    }
    for record in &records {
        let text = record["text"].as_str().unwrap_or("");
        let id = record["id"].as_str().unwrap_or("");
        let analysis = model.as_ref().map(|m| m.analyse_with(text, &mut scratch));
        let points = Points::of(text);
        let gold = record["toponyms"].as_array().map(|a| points.spans(a)).unwrap_or_default();
        if mode("--observations") {
            for o in observations(text, analysis.as_ref(), &gaz) {
                let (start, end) = (points.point(o.span.start()), points.point(o.span.end()));
                let (right, adjective) = (u8::from(gold.contains(&o.span)), u8::from(o.adjective));
                let numbers: Vec<String> = o.features.iter().map(u16::to_string).collect();
                println!("{id}\t{right}\t{start}\t{end}\t{adjective}\t{}", numbers.join(" "));
            }
        } else if mode("--places") {
            let context = Context { url: record["url"].as_str().map(str::to_owned), ..Context::default() };
            println!("{}", json!({"id": id, "places": place_observations(text, &gold, &gaz, &context)}));
        } else {
            let adjectives = !mode("--no-adjectives") && !id.starts_with("geovirus/");
            println!("{}", predict(record, analysis.as_ref(), &gaz, adjectives));
        }
    }
    Ok(())
}

fn speed(records: &[Value], gaz: &Gazetteer) {
    let texts: Vec<&str> = records.iter().filter_map(|r| r["text"].as_str()).collect();
    let words: usize = texts.iter().map(|t| t.split_whitespace().count()).sum();
    for _ in 0..5 {
        let start = std::time::Instant::now();
        let found: usize = texts.iter().map(|t| mentions(t, None, gaz, &Context::default()).len()).sum();
        let all = start.elapsed().as_secs_f64();
        let start = std::time::Instant::now();
        let spots: usize = texts.iter().map(|t| servanda_reading::places::find(t, None, gaz).len()).sum();
        let finding = start.elapsed().as_secs_f64();
        eprintln!(
            "{words} words: {found} mentions found and placed at {:.0} words/s; {spots} found at {:.0} words/s",
            words as f64 / all,
            words as f64 / finding
        );
    }
}
