//! Agreements of the data: found by name, loaded with their places, checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use servanda_findings::PlaceTree;
use servanda_findings::terms::{self, Known, Place, SourceText};
use servanda_model::{ActorId, Agreement, PlaceId, Problem, nearest};
use servanda_reading::lexicon::Lexicon;

use crate::cli::Failure;
use crate::data::Data;
use crate::engine;

/// An agreement with the places it names.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The agreement.
    pub agreement: Agreement,
    /// Its places.
    pub places: Vec<Place>,
    /// The text it was read from.
    pub text: String,
    /// The text its places were read from.
    pub places_text: Option<String>,
}

impl Terms {
    /// Which places lie in which.
    #[must_use]
    pub fn tree(&self) -> PlaceTree {
        PlaceTree::new(self.places.iter().map(|p| (p.id.clone(), p.within.clone())))
    }

    /// Every place with those it lies in, the nearest first.
    #[must_use]
    pub fn chains(&self) -> BTreeMap<PlaceId, Vec<PlaceId>> {
        let parents: BTreeMap<&PlaceId, &Vec<PlaceId>> = self.places.iter().map(|p| (&p.id, &p.within)).collect();
        let chain = |place: &Place| {
            let mut chain: Vec<PlaceId> = place.within.clone();
            let mut at = 0;
            while at < chain.len() {
                for next in parents.get(&chain[at]).into_iter().flat_map(|p| p.iter()) {
                    if !chain.contains(next) && *next != place.id {
                        chain.push(next.clone());
                    }
                }
                at += 1;
            }
            chain
        };
        self.places.iter().map(|p| (p.id.clone(), chain(p))).collect()
    }
}

/// A fault in a file, with the text of the file.
pub type Fault = (Problem, String);

fn faults(found: Vec<terms::Problem>, text: &str) -> Vec<Fault> {
    let told = |p: terms::Problem| {
        let remedy = match &p.nearest {
            Some(word) => format!("{}; did you mean `{word}`?", p.remedy),
            None => p.remedy,
        };
        (Problem { file: p.file, span: Some(p.span), what: p.what, remedy }, text.to_owned())
    };
    found.into_iter().map(told).collect()
}

/// The files of one agreement: name for messages, and text.
struct Files {
    agreement: (String, String),
    places: Option<(String, String)>,
}

fn files(data: &Data, name: &str) -> Result<Files, Failure> {
    let path = Path::new(name);
    let file = if path.is_dir() { path.join("agreement.toml") } else { path.to_owned() };
    if file.is_file() {
        let read = |file: PathBuf| match std::fs::read_to_string(&file) {
            Ok(text) => Ok((file.display().to_string(), text)),
            Err(e) => Err(Failure::io("read", &file, &e)),
        };
        let beside = file.with_file_name("places.toml");
        let places = beside.is_file().then(|| read(beside)).transpose()?;
        return Ok(Files { agreement: read(file)?, places });
    }
    let shipped = |part: &str| {
        let file = format!("agreements/{name}/{part}");
        data.file(&file).map(|bytes| (file, String::from_utf8_lossy(&bytes).into_owned()))
    };
    if let Some(agreement) = shipped("agreement.toml") {
        return Ok(Files { agreement, places: shipped("places.toml") });
    }
    let all = data.files();
    let known: Vec<&str> =
        all.iter().filter_map(|f| f.strip_prefix("agreements/")?.strip_suffix("/agreement.toml")).collect();
    let remedy = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("name one of `{}`, or an agreement's folder or file", known.join("`, `")),
    };
    Err(Failure::usage(format!("there is no agreement `{name}`"), remedy))
}

fn parse(files: &Files, lexicon: &Lexicon) -> Result<Terms, Vec<Fault>> {
    let mut wrong = Vec::new();
    let places = match &files.places {
        Some((name, text)) => terms::places(SourceText { name, text }).unwrap_or_else(|p| {
            wrong.extend(faults(p, text));
            Vec::new()
        }),
        None => Vec::new(),
    };
    let (name, text) = &files.agreement;
    let known = Known {
        actors: lexicon.actors().map(|a| a.id.clone()).collect::<BTreeSet<ActorId>>(),
        places: places.iter().map(|p| p.id.clone()).collect(),
    };
    match terms::agreement(SourceText { name, text }, &known) {
        Ok(agreement) if wrong.is_empty() => {
            let places_text = files.places.as_ref().map(|(_, text)| text.clone());
            Ok(Terms { agreement, places, text: text.clone(), places_text })
        }
        Ok(_) => Err(wrong),
        Err(p) => {
            wrong.extend(faults(p, text));
            Err(wrong)
        }
    }
}

/// The agreement of these texts.
///
/// # Errors
/// What is wrong with them.
pub fn of_texts(agreement: &str, places: Option<&str>, lexicon: &Lexicon) -> Result<Terms, Vec<Fault>> {
    let files = Files {
        agreement: ("agreement.toml".to_owned(), agreement.to_owned()),
        places: places.map(|text| ("places.toml".to_owned(), text.to_owned())),
    };
    parse(&files, lexicon)
}

/// The agreement of that name among the data, or in that folder or file.
///
/// # Errors
/// No such agreement, or one with faults.
pub fn open(data: &Data, name: &str) -> Result<Terms, Failure> {
    let files = files(data, name)?;
    let lexicon = engine::lexicon(data).map_err(Failure::problems)?;
    parse(&files, &lexicon).map_err(Failure::problems)
}

/// The agreements of the data that are sound: their places help to read reports where no agreement is named.
#[must_use]
pub fn all(data: &Data) -> Vec<Terms> {
    let names = data.files();
    let names = names.iter().filter_map(|f| f.strip_prefix("agreements/")?.strip_suffix("/agreement.toml"));
    names.filter_map(|name| open(data, name).ok()).collect()
}

/// Looks at all files of data below `path`, or at those of `data`: how many there are, and what is wrong with each.
/// `path` may be an agreement's file or folder, or a folder laid out as `data/` is.
///
/// # Errors
/// A path that cannot be read.
pub fn check(data: &Data, path: Option<&Path>) -> Result<(usize, Vec<Fault>), Failure> {
    let single = path.filter(|p| p.is_file() || p.join("agreement.toml").is_file());
    if let Some(path) = single {
        let name = path.to_string_lossy();
        let toml = path.extension().is_some_and(|e| e == "toml");
        if path.is_file() && !toml {
            return Err(Failure::usage(
                format!("`{name}` is no TOML file"),
                "give an agreement, its folder, or a data folder",
            ));
        }
        let files = files(data, &name)?;
        let lexicon = engine::lexicon(data).map_err(Failure::problems)?;
        let count = 1 + usize::from(files.places.is_some());
        return Ok((count, parse(&files, &lexicon).err().unwrap_or_default()));
    }
    let folder = path.map(|p| Data::open(Some(p))).transpose()?;
    let data = folder.as_ref().unwrap_or(data);
    let all = data.files();
    let mut wrong = Vec::new();
    if let Err(p) = engine::rules(data) {
        wrong.extend(p);
    }
    match engine::lexicon(data) {
        Err(p) => wrong.extend(p),
        Ok(lexicon) => {
            for name in all.iter().filter_map(|f| f.strip_prefix("agreements/")?.strip_suffix("/agreement.toml")) {
                wrong.extend(parse(&files(data, name)?, &lexicon).err().unwrap_or_default());
            }
        }
    }
    Ok((all.iter().filter(|f| f.ends_with(".toml")).count(), wrong))
}
