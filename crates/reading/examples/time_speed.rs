//! Words a second of the time tagger on a text file, by processor time of one core:
//! `cargo run --release --example time_speed -- FILE`.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use servanda_reading::time::{Anchor, tag};
use std::error::Error;
use std::sync::LazyLock;
use std::time::Instant;

/// Seconds this thread has been computing; where the system doesn't tell, seconds since the first call.
fn seconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = stat.and_then(|s| s.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |n| n / 1e9)
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: time_speed FILE")?;
    let text = std::fs::read_to_string(path)?;
    let words = text.split_whitespace().count();
    let anchor = Anchor::day(jiff::civil::date(2020, 11, 10));
    let mut best = f64::INFINITY;
    let mut found = 0;
    for _ in 0..5 {
        let start = seconds();
        found = tag(&text, Some(&anchor)).len();
        best = best.min(seconds() - start);
    }
    println!("{words} words, {found} expressions, {:.0} words/s (best of five)", words as f64 / best);
    Ok(())
}
