//! The sets: how each is answered, which figures count, and what existing tools reach.

use std::{error::Error, path::Path};

use rayon::prelude::*;
use serde_json::Value;
use servanda_reading::lexicon::SourceText;
use servanda_reading::rules::{Rules, rules};
use servanda_reading::{attribution::Attributor, places::Gazetteer};
use servanda_syntax::{Model, Scratch};

use crate::{
    attribution, casualties, corridors, geoparse, html, html_date, same_incident, south_sudan, status_counts, timex,
};

/// A set of labelled records.
pub struct Set {
    /// Name of its folder.
    pub name: &'static str,
    /// What its speed is counted in.
    pub unit: &'static str,
    /// Whether weights of ours were fitted on these very records: then the figures flatter, and only watch for falls.
    pub fitted: bool,
    /// The figures that count.
    pub figures: &'static [Figure],
    /// Answers all records.
    answer: Answer,
}

/// A figure of a set.
pub struct Figure {
    /// Its name in `expected.toml`.
    pub name: &'static str,
    /// Its name in the output of the set's scorer.
    pub scored: &'static str,
    /// The best existing tool on the same data and its figure in percent, from the README of the set.
    pub tool: (&'static str, f64),
}

enum Answer {
    /// Record by record, without syntax; the folder is that of the set.
    Plain(fn(&Value, &Path) -> Value),
    /// Record by record, with syntax.
    Syntax(fn(&Value, &Means, &mut Scratch) -> Value),
    /// All at once.
    Whole(fn(&[Value]) -> Vec<Value>),
    /// By the program itself, on files of its own.
    Program(RunProgram),
}

/// Runs the program on the set in the first folder, keeps its answers in the second, and gives figures and speed.
pub type RunProgram = fn(&Path, &Path) -> Result<(Value, f64), Box<dyn Error>>;

/// What the answers need, read once.
pub struct Means {
    model: Model,
    gazetteer: Gazetteer,
    attributor: Attributor,
    rules: Rules,
}

impl Means {
    /// From the `data` folder of the repository.
    ///
    /// # Errors
    /// A file is missing or damaged.
    pub fn read(data: &Path) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            model: Model::from_bytes(&std::fs::read(data.join("models/en/en_core_web_sm.bin"))?)?,
            gazetteer: Gazetteer::from_bytes(std::fs::read(data.join("gazetteer/places.bin"))?)?,
            attributor: Attributor::default(),
            rules: kinds(data)?,
        })
    }
}

/// The kinds of words of the `data` folder; no acts.
fn kinds(data: &Path) -> Result<Rules, Box<dyn Error>> {
    let read = |name: &str| std::fs::read_to_string(data.join("rules/en").join(name));
    let (kinds, cues) = (read("kinds.toml")?, read("cues.toml")?);
    let text = |name, text| SourceText { name, text };
    rules(text("kinds.toml", &kinds), text("cues.toml", &cues), &[])
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n").into())
}

impl Set {
    /// How the program itself is run on the set, where it is.
    pub fn runs_the_program(&self) -> Option<RunProgram> {
        if let Answer::Program(run) = self.answer { Some(run) } else { None }
    }

    /// The answers to the records of the set in `folder`, in their order, on all cores.
    pub fn answers(&self, records: &[Value], folder: &Path, means: &Means) -> Vec<Value> {
        match self.answer {
            Answer::Plain(answer) => records.par_iter().map(|r| answer(r, folder)).collect(),
            Answer::Syntax(answer) => {
                // Records differ in length by a factor of a hundred: one at a time, so that no core waits for the last.
                let one_by_one = records.par_iter().with_max_len(1);
                one_by_one.map_init(Scratch::default, |scratch, r| answer(r, means, scratch)).collect()
            }
            Answer::Whole(answer) => answer(records),
            Answer::Program(_) => Vec::new(),
        }
    }
}

const fn figure(name: &'static str, scored: &'static str, tool: &'static str, percent: f64) -> Figure {
    Figure { name, scored, tool: (tool, percent) }
}

fn text(record: &Value) -> &str {
    record["text"].as_str().unwrap_or("")
}

/// Every set that the program answers.
pub const SETS: &[Set] = &[
    Set {
        name: "timex",
        unit: "words",
        fitted: false,
        figures: &[
            figure("wikiwars_strict_f1", "wikiwars: span, strict", "HeidelTime", 85.4),
            figure("wikiwars_value_f1", "wikiwars: value (relaxed span, same value)", "HeidelTime", 82.7),
        ],
        answer: Answer::Plain(|r, _| timex::predict(r)),
    },
    Set {
        name: "geoparse",
        unit: "words",
        fitted: true,
        figures: &[
            figure("lgl_exact_f1", "lgl: toponym, exact span", "spaCy small", 63.1),
            figure("lgl_end_to_end_f1", "lgl: end to end (found and placed right)", "spaCy, most populous", 37.7),
            figure("lgl_acc161", "lgl: accuracy@161km, gold mentions given", "most populous", 49.3),
            figure("geovirus_exact_f1", "geovirus: toponym, exact span", "spaCy small", 86.0),
        ],
        answer: Answer::Syntax(|r, means, scratch| {
            let analysis = means.model.analyse_with(text(r), scratch);
            let adjectives = !r["id"].as_str().is_some_and(|id| id.starts_with("geovirus/"));
            geoparse::predict(r, Some(&analysis), &means.gazetteer, adjectives)
        }),
    },
    Set {
        name: "attribution",
        unit: "words",
        fitted: true,
        figures: &[
            figure("content_f1", "all: content (Jaccard >= 0.5)", "patterns", 29.4),
            figure("content_source_f1", "all: content and source", "patterns", 23.7),
            figure("direct_content_f1", "direct: content (Jaccard >= 0.5)", "patterns", 63.6),
            figure("direct_source_f1", "direct: content and source", "textacy", 57.0),
        ],
        answer: Answer::Syntax(|r, means, scratch| {
            attribution::answer(r, &means.model.analyse_with(text(r), scratch), &means.attributor)
        }),
    },
    Set {
        name: "html",
        unit: "pages",
        fitted: false,
        figures: &[figure("f1", "4-word shingles", "rs-trafilatura", 96.9)],
        answer: Answer::Plain(html::predict),
    },
    Set {
        name: "html-date",
        unit: "pages",
        fitted: false,
        figures: &[figure("same_day_f1", "date, same day", "htmldate", 88.9)],
        answer: Answer::Plain(html_date::predict),
    },
    Set {
        name: "same-incident",
        unit: "words",
        fitted: true,
        figures: &[
            figure("b_cubed_f1", "B-cubed", "tf-idf in a week", 91.8),
            figure("pairs_f1", "pairs in one incident", "tf-idf in a week", 73.2),
        ],
        answer: Answer::Whole(same_incident::predict),
    },
    Set {
        name: "status-counts",
        unit: "words",
        fitted: false,
        figures: &[
            figure("violations", "violations", "patterns", 90.6),
            figure("all_fields", "all fields", "patterns", 53.8),
        ],
        answer: Answer::Plain(|r, _| status_counts::predict(r)),
    },
    Set {
        name: "casualties",
        unit: "words",
        fitted: false,
        figures: &[
            figure("killed_exact", "killed, exact", "trivial", 56.7),
            figure("cause", "cause", "trivial", 54.7),
            figure("actor", "actor", "trivial", 45.1),
            figure("place", "place", "trivial", 77.0),
        ],
        answer: Answer::Syntax(|r, means, _| casualties::predict(r, &means.gazetteer)),
    },
    Set {
        name: "corridors",
        unit: "words",
        fitted: false,
        figures: &[
            figure("places_f1", "places", "patterns", 34.4),
            figure("routes_f1", "routes", "patterns", 15.7),
            figure("routes_in_text_f1", "routes, both ends named in the text", "patterns", 21.0),
            figure("proposer", "proposed by, on matched routes", "patterns", 86.7),
            figure("status", "status, on matched routes", "patterns", 100.0),
        ],
        answer: Answer::Syntax(|r, means, scratch| {
            corridors::predict(r, &means.model.analyse_with(text(r), scratch), &means.rules)
        }),
    },
    Set {
        name: "south-sudan",
        unit: "words",
        fitted: false,
        figures: &[
            figure("party_f1", "party in breach", "both, always", 68.9),
            figure("topic_f1", "party x topic", "both, always", 29.8),
            figure("article_f1", "party x article", "both, always", 45.6),
            figure("abstention_f1", "abstention", "both, always", 0.0),
        ],
        answer: Answer::Program(south_sudan::run),
    },
];
