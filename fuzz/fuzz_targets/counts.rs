//! Figures of any text stand in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use servanda_reading::counts::counts;

fuzz_target!(|text: &str| {
    let found = counts(text, 2020);
    for figure in [found.violations, found.violations_previous, found.change_percent, found.explosions] {
        if let Some(span) = figure.and_then(|f| f.span) {
            assert!(span.of(text).is_some(), "{span:?}");
        }
    }
});
