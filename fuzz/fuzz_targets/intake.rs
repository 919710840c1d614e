//! Any bytes are a report or an error; the blocks of a report lie in its text, and lead back to its bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use servanda_intake::{Input, Limits, take};

fuzz_target!(|bytes: &[u8]| {
    for path in ["a.html", "a.md", "a.txt"] {
        let Ok(taken) = take(Input { path, bytes, sidecar: None }, &Limits::default()) else { continue };
        for block in &taken.document.blocks {
            assert!(block.span.of(&taken.document.text).is_some(), "{:?}", block.span);
            assert!(taken.document.original(block.span).end() <= bytes.len());
        }
    }
});
