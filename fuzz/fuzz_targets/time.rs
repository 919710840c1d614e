//! Time expressions of any text lie in it and don't overlap.
#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use servanda_reading::time::{Anchor, tag};

fuzz_target!(|text: &str| {
    for anchor in [None, Some(Anchor::day(date(2020, 11, 10)))] {
        let mut end = 0;
        for time in tag(text, anchor.as_ref()) {
            assert!(time.span.start() >= end && time.span.of(text).is_some_and(|t| !t.is_empty()));
            end = time.span.end();
        }
    }
});
