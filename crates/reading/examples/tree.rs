//! Prints the tree of a text given as arguments: for finding out why a rule reads or misses a sentence.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use servanda_syntax::Model;

fn main() {
    let text = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/models/en/en_core_web_sm.bin");
    let model = std::fs::read(path).map(|bytes| Model::from_bytes(&bytes));
    let Ok(Ok(model)) = model else {
        eprintln!("cannot read the model at {path}");
        return;
    };
    let analysis = model.analyse(&text);
    for (i, token) in analysis.tokens.iter().enumerate() {
        let head = if token.head == i { "-" } else { analysis.text(token.head, &text) };
        println!(
            "{:14} {:12} {:5} {:5} {:9} {head}",
            analysis.text(i, &text),
            analysis.lemma(i),
            token.pos,
            token.tag,
            token.dep
        );
    }
    for entity in &analysis.entities {
        println!("{:?} {:?}", entity.kind, analysis.span(entity.tokens.clone()).of(&text));
    }
}
