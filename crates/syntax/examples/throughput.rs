//! Prints how many tokens a second one thread analyses: `cargo run --release -p servanda-syntax --example throughput --
//! MODEL TEXTS.json [ROUNDS] [WHAT]`, where TEXTS is a JSON array of strings and WHAT picks one of the figures by its
//! name. The best of the rounds counts; the first round meets every word for the first time. Time is that of the
//! processor, so that a busy machine doesn't spoil it.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::sync::LazyLock;
use std::time::Instant;

use servanda_syntax::{Model, Scratch};

/// Seconds this thread has been computing; where the system doesn't tell, seconds since the first call.
fn seconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = stat.and_then(|s| s.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |n| n / 1e9)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(model), Some(texts)) = (args.next(), args.next()) else {
        return Err("throughput MODEL TEXTS.json [ROUNDS] [WHAT]".into());
    };
    let rounds: usize = args.next().map_or(Ok(3), |n| n.parse())?;
    let bytes = std::fs::read(model)?;
    let start = seconds();
    let model = Model::from_bytes(&bytes)?;
    println!("model read in {:.0} ms", 1e3 * (seconds() - start));
    let texts: Vec<String> = serde_json::from_slice(&std::fs::read(texts)?)?;
    let mut scratch = Scratch::default();
    let tokens: usize = texts.iter().map(|t| model.tokenise(t).len()).sum();
    let only = args.next();
    let measure = |what: &str, run: &mut dyn FnMut(&str)| {
        if only.as_ref().is_some_and(|only| only != what) {
            return;
        }
        let rates: Vec<f64> = (0..rounds)
            .map(|_| {
                // The clock of the processor is coarse: go on until it has moved well.
                let (start, mut done, mut spent) = (seconds(), 0.0, 0.0);
                while spent < 0.2 {
                    texts.iter().for_each(|t| run(t));
                    done += tokens as f64;
                    spent = seconds() - start;
                }
                done / spent
            })
            .collect();
        let best = rates.iter().copied().fold(0.0, f64::max);
        println!("{what}: first {:.0}, best of {rounds} {best:.0} tokens/s", rates[0]);
    };
    measure("everything", &mut |t| drop(model.analyse_with(t, &mut scratch)));
    measure("by paragraph", &mut |t| drop(model.paragraphs_with(t, &mut scratch)));
    measure("without entities", &mut |t| drop(model.syntax_with(t, &mut scratch)));
    measure("tokens alone", &mut |t| drop(model.tokenise(t)));
    Ok(())
}
