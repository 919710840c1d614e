//! Fits the weights of attribution on annotated news, cross-validated by article.
//!
//! `fit_attribution MODEL.bin DEV.jsonl OUT_OF_FOLD.jsonl [WEIGHTS.bin]` writes predictions of the folds, each made with
//! weights fitted on the others, for the scorer of the set; and the weights fitted on all, if a file is named for them.
#![allow(clippy::disallowed_methods, clippy::print_stderr, reason = "a tool that measures and reports")]

#[path = "../src/attribution.rs"]
mod attribution;
#[path = "../src/points.rs"]
mod points;

use std::collections::BTreeSet;
use std::error::Error;
use std::io::Write;

use serde_json::Value;
use servanda_reading::attribution::{Attributor, Draft, Weights, drafts};
use servanda_syntax::{Analysis, Model, Scratch};

const FOLDS: usize = 5;
const ROUNDS: usize = 14;
const BURN_IN: usize = 4;

struct Example {
    features: Vec<u32>,
    positive: bool,
    weight: f32,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [model, dev, out, rest @ ..] = args.as_slice() else {
        return Err("usage: fit_attribution MODEL.bin DEV.jsonl OUT_OF_FOLD.jsonl [WEIGHTS.bin]".into());
    };
    let threshold: f32 = std::env::var("THRESHOLD").ok().and_then(|t| t.parse().ok()).unwrap_or(-0.4);
    let model = Model::from_bytes(&std::fs::read(model)?)?;
    let mut scratch = Scratch::default();
    let mut records: Vec<(Value, Analysis)> = Vec::new();
    for line in std::fs::read_to_string(dev)?.lines() {
        let record: Value = serde_json::from_str(line)?;
        let analysis = model.syntax_with(record["text"].as_str().unwrap_or(""), &mut scratch);
        records.push((record, analysis));
    }
    let start = std::time::Instant::now();
    let examples: Vec<Vec<Example>> = records.iter().map(|(r, a)| examples(r, a)).collect();
    let count: usize = examples.iter().map(Vec::len).sum();
    let positive: usize = examples.iter().flatten().filter(|e| e.positive).count();
    eprintln!("{count} examples, {positive} positive, {:?}", start.elapsed());
    let mut file = std::io::BufWriter::new(std::fs::File::create(out)?);
    for fold in 0..FOLDS {
        let training: Vec<&Example> =
            examples.iter().enumerate().filter(|(i, _)| i % FOLDS != fold).flat_map(|(_, e)| e).collect();
        let attributor = attributor(&fit(&training), threshold);
        for (record, analysis) in records.iter().skip(fold).step_by(FOLDS) {
            writeln!(file, "{}", attribution::answer(record, analysis, &attributor))?;
        }
    }
    if let [weights, ..] = rest {
        let all: Vec<&Example> = examples.iter().flatten().collect();
        let fitted = fit(&all);
        std::fs::write(weights, Weights::to_bytes(&fitted, threshold))?;
        let attributor = attributor(&fitted, threshold);
        let words: usize =
            records.iter().map(|(r, _)| r["text"].as_str().unwrap_or("").split_whitespace().count()).sum();
        let start = std::time::Instant::now();
        let found: usize =
            records.iter().map(|(r, a)| attributor.attributions(r["text"].as_str().unwrap_or(""), a).len()).sum();
        let seconds = start.elapsed().as_secs_f64();
        eprintln!("{found} attributions in {words} words: {:.0} words/s", words as f64 / seconds);
    }
    Ok(())
}

fn attributor(weights: &[f32], threshold: f32) -> Attributor {
    Attributor::new(Weights::from_bytes(&Weights::to_bytes(weights, threshold)).expect("just written"))
}

type Points = BTreeSet<usize>;

/// Candidates of a record against what its annotators marked.
fn examples(record: &Value, analysis: &Analysis) -> Vec<Example> {
    let text = record["text"].as_str().unwrap_or("");
    let bytes: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let spans = |v: &Value| -> Vec<(usize, usize)> {
        let at = |s: &Value, k: &str| bytes[s[k].as_u64().unwrap_or(0) as usize];
        v.as_array().map(|a| a.iter().map(|s| (at(s, "start"), at(s, "end"))).collect()).unwrap_or_default()
    };
    let gold: Vec<_> = record["attributions"]
        .as_array()
        .map(|a| a.iter().map(|a| (spans(&a["cue"]), spans(&a["content"]))).collect())
        .unwrap_or_default();
    let found = drafts(text, analysis);
    // Overlap of each candidate with the content whose cue holds its cue, and whether its cue is itself reported.
    let overlap = |d: &Draft| -> (f32, bool) {
        let holds = |s: &(usize, usize)| s.0 < d.cue.end() && d.cue.start() < s.1;
        let inside = gold.iter().any(|(_, content)| content.iter().any(holds));
        let own: Vec<(usize, usize)> = d.content.iter().map(|s| (s.start(), s.end())).collect();
        let best = gold
            .iter()
            .filter(|(cue, _)| cue.iter().any(holds))
            .map(|(_, content)| jaccard(&own, content))
            .fold(0.0, f32::max);
        (best, inside)
    };
    let scored: Vec<(f32, bool)> = found.iter().map(overlap).collect();
    let mut best = std::collections::BTreeMap::<usize, f32>::new();
    for (d, (j, _)) in found.iter().zip(&scored) {
        let b = best.entry(d.cue_token).or_default();
        *b = b.max(*j);
    }
    found
        .into_iter()
        .zip(scored)
        .filter_map(|(d, (j, inside))| {
            let best = best[&d.cue_token];
            let positive = j >= 0.5 && j >= best - 0.02;
            // What is reported within a report is not marked in the set: neither for nor against.
            if !positive && (inside || j >= 0.6) {
                return None;
            }
            Some(Example { features: d.features, positive, weight: 1.0 })
        })
        .collect()
}

fn jaccard(a: &[(usize, usize)], b: &[(usize, usize)]) -> f32 {
    let points = |s: &[(usize, usize)]| -> Points { s.iter().flat_map(|s| s.0..s.1).collect() };
    let (a, b) = (points(a), points(b));
    let both = a.intersection(&b).count();
    both as f32 / (a.len() + b.len() - both).max(1) as f32
}

/// Logistic regression by AdaGrad, with weights drawn to zero (L2).
fn fit(examples: &[&Example]) -> Vec<f32> {
    let l2: f32 = std::env::var("L2").ok().and_then(|t| t.parse().ok()).unwrap_or(2e-5);
    let rate: f32 = 0.12;
    let mut weights = vec![0.0f32; Weights::count()];
    let mut squares = vec![1e-2f32; Weights::count()];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut seed = 1u64;
    // The mean over the later rounds: steadier than where the last example left off.
    let mut mean = vec![0.0f32; Weights::count()];
    for round in 0..ROUNDS {
        for i in (1..order.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(i, (seed >> 33) as usize % (i + 1));
        }
        for &i in &order {
            let e = examples[i];
            let sum: f32 = e.features.iter().map(|f| weights[*f as usize]).sum();
            let p = 1.0 / (1.0 + (-sum).exp());
            let error = (p - f32::from(u8::from(e.positive))) * e.weight;
            for f in &e.features {
                let f = *f as usize;
                let g = error + l2 * weights[f];
                squares[f] += g * g;
                weights[f] -= rate * g / squares[f].sqrt();
            }
        }
        if round >= BURN_IN {
            mean.iter_mut().zip(&weights).for_each(|(m, w)| *m += w / (ROUNDS - BURN_IN) as f32);
        }
    }
    mean
}
