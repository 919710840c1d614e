//! Fits the weights of [`servanda_incidents::story`] on labelled reports, with cross-validation by incident.
//!
//!     cargo run --release -p servanda-incidents --example fit_story -- reports.jsonl
//!
//! Each line holds `id`, `date`, `title`, `text` and `incident`. Prints the figures of five folds (weights fitted on
//! the incidents of the other four) and the constants for `story/model.rs`, fitted on all.
#![expect(clippy::print_stdout, reason = "its figures are its output")]
#![expect(clippy::needless_range_loop, reason = "matrices read best by index")]
use servanda_incidents::story::{
    Model, Options, StoryInput, candidate_pairs,
    pair::{AGAINST, FEATURES, NAMES, Pair},
    stories,
};
use std::collections::HashMap;

const FOLDS: u64 = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: fit_story reports.jsonl")?;
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
    let gold: Vec<String> = records.iter().map(|r| r["incident"].to_string()).collect();
    let fold: Vec<u64> = gold
        .iter()
        .map(|g| g.bytes().fold(7_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01B3)) / 64 % FOLDS)
        .collect();

    let pairs = candidate_pairs(&inputs);
    let same = |p: &Pair| gold[p.a as usize] == gold[p.b as usize];
    let total = pairs_in(gold.iter());
    let found = pairs.iter().filter(|p| same(p)).count();
    println!("{} candidate pairs hold {found} of {total} true pairs", pairs.len());

    let thresholds = [-0.6, -0.3, -0.1, 0.1, 0.4];
    let mut by_threshold = vec![Counts::default(); thresholds.len()];
    for f in 0..FOLDS {
        let train: Vec<(&Pair, bool)> =
            pairs.iter().filter(|p| fold[p.a as usize] != f && fold[p.b as usize] != f).map(|p| (p, same(p))).collect();
        let model = fit(&train);
        for (t, counts) in thresholds.iter().zip(&mut by_threshold) {
            let found = stories(&inputs, &Options { model: model.clone(), least_log_odds: *t });
            counts.add(&gold, &found.labels, |i| fold[i] == f);
        }
    }
    for (t, counts) in thresholds.iter().zip(&by_threshold) {
        println!("threshold {t:+.1}, held out: {counts}");
    }
    let all: Vec<(&Pair, bool)> = pairs.iter().map(|p| (p, same(p))).collect();
    let model = fit(&all);
    for t in thresholds {
        let found = stories(&inputs, &Options { model: model.clone(), least_log_odds: t });
        let mut counts = Counts::default();
        counts.add(&gold, &found.labels, |_| true);
        println!("threshold {t:+.1}, fitted on all: {counts}");
    }
    println!("bias: {:.3},", model.bias);
    for ((w, name), i) in model.weights.iter().zip(NAMES).zip(0..) {
        let sd = deviation(&all, i);
        println!("    {w:.3}, // {name} ({:+.2} for a typical difference)", w * sd);
    }
    Ok(())
}

fn deviation(data: &[(&Pair, bool)], i: usize) -> f64 {
    let n = data.len() as f64;
    let mean = data.iter().map(|(p, _)| f64::from(p.values[i])).sum::<f64>() / n;
    (data.iter().map(|(p, _)| (f64::from(p.values[i]) - mean).powi(2)).sum::<f64>() / n).sqrt()
}

fn pairs_in<'a>(labels: impl Iterator<Item = &'a String>) -> usize {
    let mut n: HashMap<&str, usize> = HashMap::new();
    labels.for_each(|l| *n.entry(l).or_default() += 1);
    n.values().map(|n| n * (n - 1) / 2).sum()
}

/// Sums over records held out; a pair with one of its records held out counts half.
#[derive(Default, Clone)]
struct Counts {
    hit: f64,
    predicted: f64,
    gold: f64,
    precision: f64,
    recall: f64,
    records: f64,
}

impl Counts {
    fn add(&mut self, gold: &[String], labels: &[usize], held: impl Fn(usize) -> bool) {
        let mut of_gold: HashMap<&str, f64> = HashMap::new();
        let mut of_label: HashMap<usize, f64> = HashMap::new();
        let mut of_both: HashMap<(&str, usize), f64> = HashMap::new();
        for (g, l) in gold.iter().zip(labels) {
            *of_gold.entry(g).or_default() += 1.0;
            *of_label.entry(*l).or_default() += 1.0;
            *of_both.entry((g, *l)).or_default() += 1.0;
        }
        for (_, (g, l)) in (0..).zip(gold.iter().zip(labels)).filter(|(i, _)| held(*i)) {
            let both = of_both[&(g.as_str(), *l)];
            self.hit += (both - 1.0) / 2.0;
            self.predicted += (of_label[l] - 1.0) / 2.0;
            self.gold += (of_gold[g.as_str()] - 1.0) / 2.0;
            self.precision += both / of_label[l];
            self.recall += both / of_gold[g.as_str()];
            self.records += 1.0;
        }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let f1 = |p: f64, r: f64| 2.0 * p * r / (p + r);
        let (p, r) = (self.hit / self.predicted, self.hit / self.gold);
        let (bp, br) = (self.precision / self.records, self.recall / self.records);
        write!(
            f,
            "B-cubed P {:.2} R {:.2} F1 {:.2}; pairs P {:.2} R {:.2} F1 {:.2}",
            100.0 * bp,
            100.0 * br,
            100.0 * f1(bp, br),
            100.0 * p,
            100.0 * r,
            100.0 * f1(p, r)
        )
    }
}

/// Logistic regression whose weights all point the way their feature's name says, for a weight that points the other
/// way is a reason nobody can follow: Newton's method, each step solved coordinate by coordinate within the bounds.
fn fit(data: &[(&Pair, bool)]) -> Model {
    const N: usize = FEATURES + 1;
    const PENALTY: f64 = 2.0;
    let n = data.len() as f64;
    let sd: Vec<f64> = (0..FEATURES).map(|i| deviation(data, i).max(1e-9)).collect();
    let mean: Vec<f64> =
        (0..FEATURES).map(|i| data.iter().map(|(p, _)| f64::from(p.values[i])).sum::<f64>() / n).collect();
    let against: Vec<bool> = NAMES.iter().map(|name| AGAINST.contains(name)).collect();
    let mut w = [0.0; N];
    for _ in 0..40 {
        let mut gradient = [0.0; N];
        let mut hessian = [[0.0; N]; N];
        for (pair, same) in data {
            let mut x = [1.0; N];
            for i in 0..FEATURES {
                x[i] = (f64::from(pair.values[i]) - mean[i]) / sd[i];
            }
            let z: f64 = w.iter().zip(&x).map(|(w, x)| w * x).sum();
            let p = 1.0 / (1.0 + (-z).exp());
            let error = f64::from(u8::from(*same)) - p;
            let spread = (p * (1.0 - p)).max(1e-9);
            for i in 0..N {
                gradient[i] += error * x[i];
                for j in 0..=i {
                    hessian[i][j] += spread * x[i] * x[j];
                }
            }
        }
        for i in 0..N {
            if i < FEATURES {
                gradient[i] -= PENALTY * w[i];
                hessian[i][i] += PENALTY;
            }
            for j in 0..i {
                hessian[j][i] = hessian[i][j];
            }
        }
        let mut step = [0.0; N];
        for _ in 0..2000 {
            let mut moved: f64 = 0.0;
            for i in 0..N {
                let pull: f64 = gradient[i] - (0..N).map(|j| hessian[i][j] * step[j]).sum::<f64>();
                let mut to = w[i] + step[i] + pull / hessian[i][i];
                if i < FEATURES {
                    to = if against[i] { to.min(0.0) } else { to.max(0.0) };
                }
                moved = moved.max((to - w[i] - step[i]).abs());
                step[i] = to - w[i];
            }
            if moved < 1e-9 {
                break;
            }
        }
        for i in 0..N {
            w[i] += step[i];
        }
        if step.iter().all(|s| s.abs() < 1e-7) {
            break;
        }
    }
    let mut weights = [0.0; FEATURES];
    let mut bias = w[FEATURES];
    for i in 0..FEATURES {
        weights[i] = w[i] / sd[i];
        bias -= w[i] * mean[i] / sd[i];
    }
    Model { bias, weights }
}
