//! Runs the labelled sets through the program and writes the figures.
mod timex;

use std::error::Error;
use std::io::{BufRead, BufReader, Write};

/// `servanda-eval timex DEV.jsonl`: predictions, one JSON record a line, to the standard output.
fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [task, path] = args.as_slice() else { return Err("usage: servanda-eval timex DEV.jsonl".into()) };
    if task != "timex" {
        return Err(format!("unknown task {task:?}; known: timex").into());
    }
    let mut out = std::io::stdout().lock();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let record = serde_json::from_str(&line?)?;
        writeln!(out, "{}", timex::predict(&record))?;
    }
    Ok(())
}
