//! Times story finding on a file of reports (`id`, `date`, `title`, `text`, one JSON object a line) and prints why
//! the first groups were merged; `benches/story/bench.py` runs it.
use servanda_incidents::story::{Options, StoryInput, stories};
use std::io::Write;

#[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

/// Processor time of this process on Linux, all threads, in steps of a hundredth of a second.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: stories reports.jsonl [merges to print]")?;
    let shown: usize = std::env::args().nth(2).map_or(Ok(0), |n| n.parse())?;
    let records: Vec<serde_json::Value> =
        std::fs::read_to_string(path)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let inputs: Vec<StoryInput<'_>> = records
        .iter()
        .map(|r| StoryInput {
            id: r["id"].as_str().unwrap_or(""),
            date: r["date"].as_str().and_then(|d| d.parse().ok()),
            title: r["title"].as_str(),
            text: r["text"].as_str().unwrap_or(""),
        })
        .collect();
    let (start, processor) = (now(), processor_seconds());
    let found = stories(&inputs, &Options::default());
    let seconds = start.elapsed().as_secs_f64();
    let processor = processor_seconds().zip(processor).map(|(end, start)| end - start);
    let mut out = std::io::stdout().lock();
    for merge in found.merges.iter().rev().take(shown) {
        let name = |i: usize| (inputs[i].id, inputs[i].title.unwrap_or(""));
        writeln!(
            out,
            "{:?}\n{:?}\n  log-odds {:.2}, score of the merge {:.2}",
            name(merge.a),
            name(merge.b),
            merge.log_odds,
            merge.score
        )?;
        for reason in merge.reasons.iter().take(8) {
            writeln!(out, "  {:+.2}  {} = {:.2}", reason.contribution, reason.name, reason.value)?;
        }
    }
    let stories = found.labels.iter().max().map_or(0, |last| last + 1);
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = memory.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("unknown").trim().to_owned();
    let answer = serde_json::json!({"seconds": seconds, "processor_seconds": processor, "stories": stories, "merges": found.merges.len(), "peak_memory": peak, "labels": found.labels});
    writeln!(out, "{answer}")?;
    Ok(())
}
