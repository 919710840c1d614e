//! Runs the labelled sets through the program and writes the figures.
mod attribution;
mod html;
mod html_date;
mod timex;

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use servanda_reading::attribution::Attributor;
use servanda_syntax::Model;

/// `servanda-eval TASK DEV.jsonl`: predictions, one JSON record a line, to the standard output.
fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [task, path] = args.as_slice() else { return Err("usage: servanda-eval TASK DEV.jsonl".into()) };
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    let mut reporting: Option<attribution::Setup> = None;
    let mut out = std::io::stdout().lock();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let record = serde_json::from_str(&line?)?;
        let prediction = match task.as_str() {
            "attribution" => {
                let setup = match &mut reporting {
                    Some(setup) => setup,
                    empty => empty.insert(attribution::Setup {
                        model: Model::from_bytes(&std::fs::read("data/models/en/en_core_web_sm.bin")?)?,
                        attributor: Attributor::default(),
                    }),
                };
                attribution::predict(&record, setup)
            }
            "timex" => timex::predict(&record),
            "html" => html::predict(&record, folder),
            "html-date" => html_date::predict(&record, folder),
            _ => return Err(format!("unknown task {task:?}; known: attribution, timex, html, html-date").into()),
        };
        writeln!(out, "{prediction}")?;
    }
    Ok(())
}
