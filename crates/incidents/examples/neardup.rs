//! Times near-duplicate search on a file of JSON strings, one a line; `benches/neardup/bench.py` runs it.
use servanda_incidents::neardup::{Index, Kind, Options, links};
use std::io::Write;

/// As many as the benchmark gives the tool we compare with.
const RUNS: usize = 7;

#[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: neardup texts.jsonl")?;
    let texts: Vec<String> =
        std::fs::read_to_string(path)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    // The best of several runs: other work on the machine only ever slows a run down.
    let mut found = Vec::new();
    let mut seconds = f64::INFINITY;
    for _ in 0..RUNS {
        let start = now();
        found = links(&texts, &Options::default());
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    let pairs: Vec<[usize; 2]> = found.iter().filter(|l| l.kind == Kind::Resembles).map(|l| [l.a, l.b]).collect();

    let mut index = Index::new(Options::default());
    let (mut insert, mut query, mut slowest) = (0.0, 0.0, 0.0_f64);
    let mut index_pairs = Vec::new();
    for text in &texts {
        let start = now();
        let matches = index.query(text);
        let took = start.elapsed().as_secs_f64();
        query += took;
        slowest = slowest.max(took);
        let start = now();
        let id = index.insert(text);
        insert += start.elapsed().as_secs_f64();
        index_pairs.extend(matches.iter().filter(|m| m.kind == Kind::Resembles).map(|m| [m.id, id]));
    }
    let answer = serde_json::json!({
        "seconds": seconds, "pairs": pairs, "insert_seconds": insert, "query_seconds": query,
        "query_slowest": slowest, "index_pairs": index_pairs,
    });
    writeln!(std::io::stdout(), "{answer}")?;
    Ok(())
}
