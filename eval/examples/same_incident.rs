//! Reads `dev.jsonl` of the set on standard input, writes the predictions to standard output.
#[path = "../src/same_incident.rs"]
mod same_incident;

use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut records = Vec::new();
    for line in std::io::stdin().lock().lines() {
        records.push(serde_json::from_str(&line?)?);
    }
    let mut out = std::io::stdout().lock();
    for answer in same_incident::predict(&records) {
        writeln!(out, "{answer}")?;
    }
    Ok(())
}
