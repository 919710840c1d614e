//! Writes predictions for a labelled set of pages: `predict text|date FOLDER > predictions.jsonl`.
use std::io::{Read, Write};

#[allow(clippy::disallowed_methods, clippy::print_stderr)]
fn main() {
    let mut args = std::env::args().skip(1);
    let what = args.next().expect("text or date");
    let folder = args.next().expect("folder");
    let records = std::fs::read_to_string(format!("{folder}/dev.jsonl")).expect("dev.jsonl");
    let mut pages = Vec::new();
    for line in records.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let file = std::fs::File::open(format!("{folder}/{}", record["html"].as_str().expect("html"))).expect("page");
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).expect("gzip");
        pages.push((record, bytes));
    }
    let start = std::time::Instant::now();
    let mut out = String::new();
    for (record, bytes) in &pages {
        let prediction = match what.as_str() {
            "text" => {
                let source = servanda_intake::html_source(bytes);
                serde_json::json!({ "id": record["id"], "body": servanda_intake::html_text(&source) })
            }
            _ => {
                let source = servanda_intake::html_source(bytes);
                let date = servanda_intake::html_day(&source, record["url"].as_str());
                serde_json::json!({ "id": record["id"], "date": date.map(|d| d.to_string()) })
            }
        };
        out.push_str(&format!("{prediction}\n"));
    }
    let seconds = start.elapsed().as_secs_f64();
    eprintln!("{} pages in {seconds:.3} s: {:.0} pages/s", pages.len(), pages.len() as f64 / seconds);
    std::io::stdout().write_all(out.as_bytes()).expect("stdout");
}
