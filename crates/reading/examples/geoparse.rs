//! Finds and places names in the records of a geoparsing set.
//!
//!     geoparse PLACES.BIN RECORDS.JSONL > predictions.jsonl
//!     geoparse PLACES.BIN RECORDS.JSONL --observations > observations.tsv     # for fitting the weights
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;

use serde_json::{Value, json};
use servanda_model::Span;
use servanda_reading::places::{Context, Gazetteer, PlaceKey, mentions, observations, place_observations, resolve};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let gaz = Gazetteer::from_bytes(std::fs::read(&args[1])?)?;
    let mut seconds = 0.0;
    let mut words = 0;
    for line in std::fs::read_to_string(&args[2])?.lines() {
        let record: Value = serde_json::from_str(line)?;
        let text = record["text"].as_str().unwrap_or("");
        let (to_byte, to_point) = offsets(text);
        let gold: Vec<Span> = record["toponyms"]
            .as_array()
            .map(|a| a.iter().map(|t| Span::new(to_byte[point(&t["start"])], to_byte[point(&t["end"])])).collect())
            .unwrap_or_default();
        if args.get(3).is_some_and(|a| a == "--observations") {
            for o in observations(text, &gaz) {
                let f: Vec<String> = o.features.iter().map(u16::to_string).collect();
                println!(
                    "{}\t{}\t{}\t{}\t{}",
                    record["id"].as_str().unwrap_or(""),
                    u8::from(gold.contains(&o.span)),
                    to_point[o.span.start()],
                    to_point[o.span.end()],
                    f.join(" ")
                );
            }
            continue;
        }
        let context = Context { url: record["url"].as_str().map(str::to_owned), ..Context::default() };
        if args.get(3).is_some_and(|a| a == "--places") {
            let found = place_observations(text, &gold, &gaz, &context);
            let rows: Vec<Value> = found.iter().map(|r| json!(r)).collect();
            println!("{}", json!({"id": record["id"], "places": rows}));
            continue;
        }
        #[allow(clippy::disallowed_methods)]
        let start = std::time::Instant::now();
        let found = mentions(text, &gaz, &context);
        seconds += start.elapsed().as_secs_f64();
        words += text.split_whitespace().count();
        let place = |c: Option<&servanda_reading::places::Candidate>| match c {
            Some(c) => json!({"lat": c.lat, "lon": c.lon, "geonameid": match c.id { PlaceKey::Geonames(n) => json!(n), PlaceKey::Own(_) => Value::Null }, "name": c.name, "country": c.country}),
            None => Value::Null,
        };
        let toponyms: Vec<Value> = found
            .iter()
            .map(|m| {
                let mut v = json!({"start": to_point[m.span.start()], "end": to_point[m.span.end()], "text": m.name, "adjective": m.adjective});
                if let Some(p) = place(m.candidates.first()).as_object() {
                    v.as_object_mut().expect("an object").extend(p.clone());
                }
                v
            })
            .collect();
        let resolved: Vec<Value> = resolve(text, &gold, &gaz, &context).iter().map(|c| place(c.as_ref())).collect();
        println!("{}", json!({"id": record["id"], "toponyms": toponyms, "resolved": resolved}));
    }
    eprintln!("{words} words in {seconds:.3} s: {:.0} words/s", f64::from(words as u32) / seconds);
    Ok(())
}

fn point(v: &Value) -> usize {
    v.as_u64().unwrap_or(0) as usize
}

/// Byte of each code point, and code point of each byte.
fn offsets(text: &str) -> (Vec<usize>, Vec<usize>) {
    let mut to_byte: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
    to_byte.push(text.len());
    let mut to_point = vec![0; text.len() + 1];
    for (n, &b) in to_byte.iter().enumerate() {
        to_point[b] = n;
    }
    (to_byte, to_point)
}
