//! Prints the analysis of each text of a JSON array of strings, one JSON record a line; offsets in code points.
//!
//! `cargo run --release -p servanda-syntax --example dump -- MODEL TEXTS.json`
#![allow(clippy::print_stdout)]

use serde_json::json;
use servanda_syntax::{Model, Scratch};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(model), Some(texts)) = (args.next(), args.next()) else { return Err("dump MODEL TEXTS.json".into()) };
    let model = Model::from_bytes(&std::fs::read(model)?)?;
    let texts: Vec<String> = serde_json::from_slice(&std::fs::read(texts)?)?;
    let mut scratch = Scratch::default();
    for text in &texts {
        let a = model.analyse_with(text, &mut scratch);
        let (mut at, mut points) = (0, 0);
        let mut point = |byte: usize| {
            points += text[at..byte].chars().count();
            at = byte;
            points
        };
        let tokens: Vec<_> = a
            .tokens
            .iter()
            .enumerate()
            .map(|(i, t)| {
                let (start, end) = (point(t.span.start()), point(t.span.end()));
                json!([start, end, t.head, t.dep.as_str(), t.tag.as_str(), t.pos.as_str(), a.lemma(i)])
            })
            .collect();
        let sentences: Vec<_> = a.sentences.iter().map(|s| s.start).collect();
        let entities: Vec<_> =
            a.entities.iter().map(|e| json!([e.tokens.start, e.tokens.end, e.kind.as_str()])).collect();
        println!("{}", json!({ "tokens": tokens, "sentences": sentences, "entities": entities }));
    }
    Ok(())
}
