//! What `eval/fit/places.py` fits the weights of places on.
//!
//!     observe_places RECORDS.JSONL mentions > observations.tsv     # which words are names of places
//!     observe_places RECORDS.JSONL readings > places.jsonl         # which place a name means
#![allow(clippy::print_stdout, missing_docs)]

#[path = "../src/points.rs"]
mod points;

use std::{error::Error, path::Path};

use points::Points;
use serde_json::{Value, json};
use servanda_reading::places::{Context, Gazetteer, observations, place_observations};
use servanda_syntax::{Model, Scratch};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [records, what] = args.as_slice() else { return Err("observe_places RECORDS.JSONL mentions|readings".into()) };
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
    let gaz = Gazetteer::from_bytes(std::fs::read(data.join("gazetteer/places.bin"))?)?;
    let model = Model::from_bytes(&std::fs::read(data.join("models/en/en_core_web_sm.bin"))?)?;
    let mut scratch = Scratch::default();
    for line in std::fs::read_to_string(records)?.lines() {
        let record: Value = serde_json::from_str(line)?;
        let text = record["text"].as_str().unwrap_or("");
        let id = record["id"].as_str().unwrap_or("");
        let points = Points::of(text);
        let gold = record["toponyms"].as_array().map(|a| points.spans(a)).unwrap_or_default();
        if what == "mentions" {
            let analysis = model.analyse_with(text, &mut scratch);
            for o in observations(text, Some(&analysis), &gaz) {
                let (start, end) = (points.point(o.span.start()), points.point(o.span.end()));
                let (right, adjective) = (u8::from(gold.contains(&o.span)), u8::from(o.adjective));
                let numbers: Vec<String> = o.features.iter().map(u16::to_string).collect();
                println!("{id}\t{right}\t{start}\t{end}\t{adjective}\t{}", numbers.join(" "));
            }
        } else {
            let context = Context { url: record["url"].as_str().map(str::to_owned), ..Context::default() };
            println!("{}", json!({"id": id, "places": place_observations(text, &gold, &gaz, &context)}));
        }
    }
    Ok(())
}
