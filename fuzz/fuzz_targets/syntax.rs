//! Any text has an analysis whose tokens lie in it, in order, with heads that lead to a root.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use servanda_syntax::Model;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    Model::from_bytes(include_bytes!("../../data/models/en/en_core_web_sm.bin")).expect("the shipped model")
});

fuzz_target!(|text: &str| {
    let analysis = MODEL.analyse(text);
    let mut end = 0;
    for (i, token) in analysis.tokens.iter().enumerate() {
        assert!(token.span.start() >= end && token.span.of(text).is_some_and(|t| !t.is_empty()));
        assert!(token.head < analysis.tokens.len());
        assert!(analysis.ancestors(i).count() < analysis.tokens.len());
        end = token.span.end();
    }
    let covered: usize = analysis.sentences.iter().map(ExactSizeIterator::len).sum();
    assert_eq!(covered, analysis.tokens.len());
});
