//! Phrases and words that tell how a claim stands to the news: `cues.toml`.

use std::collections::BTreeSet;

use serde::Deserialize;
use servanda_model::Problem;

use super::{CounterRow, Example, ExampleRow};
use crate::lexicon::{SourceText, toml_problem};

/// How claims stand to the news.
#[derive(Debug, Clone, Default)]
pub struct Cues {
    /// An actor's own reasons for what it admits.
    pub justified: Phrases,
    /// What is recalled.
    pub background: Phrases,
    /// What is taken back.
    pub retracted: Retracting,
}

/// Phrases with their examples.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    /// In lower case.
    pub phrases: Vec<String>,
    /// What they must tell.
    pub examples: Vec<Example>,
    /// What they must not tell.
    pub counters: Vec<Example>,
}

impl Phrases {
    /// Whether the text, in lower case, has one of the phrases, from the beginning of a word on.
    #[must_use]
    pub fn stand_in(&self, text: &str) -> bool {
        let opens = |at: usize| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        self.phrases.iter().any(|p| text.match_indices(p.as_str()).any(|(at, _)| opens(at)))
    }
}

/// Words of taking back and correcting.
#[derive(Debug, Clone, Default)]
pub struct Retracting {
    /// Verbs of taking back, base forms.
    pub verbs: BTreeSet<String>,
    /// Verbs of correcting.
    pub corrects: BTreeSet<String>,
    /// What is taken back.
    pub words: BTreeSet<String>,
    /// What is corrected, beside those.
    pub figures: BTreeSet<String>,
    /// What must be read as a retraction.
    pub examples: Vec<Example>,
    /// What must not.
    pub counters: Vec<Example>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CueFile {
    justified: PhraseRow,
    background: PhraseRow,
    retracted: RetractRow,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseRow {
    phrases: Vec<String>,
    example: Vec<ExampleRow>,
    counter: Vec<CounterRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RetractRow {
    verbs: BTreeSet<String>,
    corrects: BTreeSet<String>,
    words: BTreeSet<String>,
    figures: BTreeSet<String>,
    example: Vec<ExampleRow>,
    counter: Vec<CounterRow>,
}

impl From<PhraseRow> for Phrases {
    fn from(row: PhraseRow) -> Self {
        Self {
            phrases: row.phrases,
            examples: row.example.into_iter().map(Example::from).collect(),
            counters: row.counter.into_iter().map(Example::from).collect(),
        }
    }
}

impl From<RetractRow> for Retracting {
    fn from(row: RetractRow) -> Self {
        Self {
            verbs: row.verbs,
            corrects: row.corrects,
            words: row.words,
            figures: row.figures,
            examples: row.example.into_iter().map(Example::from).collect(),
            counters: row.counter.into_iter().map(Example::from).collect(),
        }
    }
}

pub(super) fn cues(file: SourceText<'_>) -> Result<Cues, Problem> {
    let row: CueFile = toml::from_str(file.text).map_err(|e| toml_problem(file.name, &e))?;
    Ok(Cues { justified: row.justified.into(), background: row.background.into(), retracted: row.retracted.into() })
}
