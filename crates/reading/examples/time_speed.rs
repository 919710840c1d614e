//! Words a second of the time tagger on a text file, one core: `cargo run --release --example time_speed -- FILE`.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use servanda_reading::time::{Anchor, tag};
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: time_speed FILE")?;
    let text = std::fs::read_to_string(path)?;
    let words = text.split_whitespace().count();
    let anchor = Anchor::day(jiff::civil::date(2020, 11, 10));
    let mut best = f64::INFINITY;
    let mut found = 0;
    for _ in 0..5 {
        let start = Instant::now();
        found = tag(&text, Some(&anchor)).len();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{words} words, {found} expressions, {:.0} words/s (best of five)", words as f64 / best);
    Ok(())
}
