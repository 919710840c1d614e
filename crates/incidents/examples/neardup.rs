//! Times near-duplicate search on a file of JSON strings, one a line; `benches/neardup/bench.py` runs it.
use servanda_incidents::neardup::{Index, Kind, Options, links};
use std::io::Write;

const RUNS: usize = 10;

#[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

/// Processor time of this process on Linux, in steps of a hundredth of a second.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: neardup texts.jsonl")?;
    let texts: Vec<String> =
        std::fs::read_to_string(path)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    // Processor time, so that other work on the machine counts little; over several runs, for its clock is coarse.
    let runs = if texts.len() > 20_000 { 1 } else { RUNS };
    let mut found = Vec::new();
    let (start, wall) = (processor_seconds(), now());
    for _ in 0..runs {
        found = links(&texts, &Options::default());
    }
    let took = processor_seconds().zip(start).map(|(end, start)| end - start);
    let seconds = took.unwrap_or_else(|| wall.elapsed().as_secs_f64()) / runs as f64;
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
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = memory.lines().find_map(|l| l.strip_prefix("VmRSS:")).unwrap_or("unknown").trim().to_owned();
    let answer = serde_json::json!({
        "memory": memory, "seconds": seconds, "pairs": pairs, "insert_seconds": insert, "query_seconds": query,
        "query_slowest": slowest, "index_pairs": index_pairs,
    });
    writeln!(std::io::stdout(), "{answer}")?;
    Ok(())
}
