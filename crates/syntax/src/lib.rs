//! Syntax of English: tokens, tags, dependencies, lemmas, sentences and named entities.
//!
//! This is our own inference of a published model, spaCy's `en_core_web_sm` 3.8 (MIT; see `data/models/en`): bytes of
//! the model in, values out, no I/O.
//!
//! ```text
//! text ──tokenizer──▶ pieces ──forms──▶ encoder ──▶ tagger, parser ──▶ ruler, lemmatizer ──▶ Analysis
//!                                          └─────▶ (own encoder) recogniser ──▶ entities ──────┘
//! ```
//!
//! Invariants: an analysis depends on the text and the model alone, not on the machine, on what was read before or on
//! how much of it; spans lie on character bounds; every text takes time linear in its length and no text panics.
//! White space is part of what the model sees but no token of an [`Analysis`].

mod analysis;
mod chars;
mod dense;
mod encoder;
mod file;
mod forms;
mod hash;
mod labels;
mod lemmatizer;
mod model;
mod ner;
mod parser;
mod ruler;
mod tokenizer;
mod transitions;
mod url;
mod watch;
mod window;

pub use analysis::{Analysis, Entity, Token};
pub use file::ModelError;
pub use labels::{Dep, EntityKind, Pos, Tag};
pub use model::{Model, Scratch};
pub use watch::{Paragraph, Watch, WordClasses, WordSet};
