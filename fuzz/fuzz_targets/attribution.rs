//! Sources, cues and contents of any text are stretches of it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use servanda_reading::attribution::attributions;
use servanda_syntax::Model;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    Model::from_bytes(include_bytes!("../../data/models/en/en_core_web_sm.bin")).expect("the shipped model")
});

fuzz_target!(|text: &str| {
    for quotation in attributions(text, &MODEL.analyse(text)) {
        for span in quotation.content.iter().chain(&quotation.source).chain(&quotation.cue) {
            assert!(span.of(text).is_some(), "{span:?}");
        }
    }
});
