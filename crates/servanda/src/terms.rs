//! Agreements of the data: found by name, loaded with their places, checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use servanda_findings::PlaceTree;
use servanda_findings::terms::{self, Known, Place, Scenario, SourceText};
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
    /// The actors that it was checked against.
    pub lexicon: Arc<Lexicon>,
}

impl Terms {
    /// Which places lie in which.
    #[must_use]
    pub fn tree(&self) -> PlaceTree {
        PlaceTree::of(&self.places)
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

fn known(lexicon: &Lexicon, places: &[Place]) -> Known {
    Known {
        actors: lexicon.actors().map(|a| a.id.clone()).collect::<BTreeSet<ActorId>>(),
        places: places.iter().map(|p| p.id.clone()).collect(),
    }
}

fn parse(files: &Files, lexicon: &Arc<Lexicon>) -> Result<Terms, Vec<Fault>> {
    let mut wrong = Vec::new();
    let places = match &files.places {
        Some((name, text)) => terms::places(SourceText { name, text }).unwrap_or_else(|p| {
            wrong.extend(faults(p, text));
            Vec::new()
        }),
        None => Vec::new(),
    };
    let (name, text) = &files.agreement;
    match terms::agreement(SourceText { name, text }, &known(lexicon, &places)) {
        Ok(agreement) if wrong.is_empty() => {
            let places_text = files.places.as_ref().map(|(_, text)| text.clone());
            // Names that reports on this agreement alone use.
            let local: Vec<(&str, ActorId)> =
                agreement.names.iter().flat_map(|n| n.called.iter().map(|c| (c.as_str(), n.actor.clone()))).collect();
            let lexicon =
                if local.is_empty() { lexicon.clone() } else { Arc::new(lexicon.as_ref().clone().calling(local)) };
            Ok(Terms { agreement, places, text: text.clone(), places_text, lexicon })
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
pub fn of_texts(agreement: &str, places: Option<&str>, lexicon: &Arc<Lexicon>) -> Result<Terms, Vec<Fault>> {
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
    open_with(data, name, &Arc::new(engine::lexicon(data).map_err(Failure::problems)?))
}

/// [`open`] with the actors of the data, where they are loaded already.
fn open_with(data: &Data, name: &str, lexicon: &Arc<Lexicon>) -> Result<Terms, Failure> {
    parse(&files(data, name)?, lexicon).map_err(Failure::problems)
}

/// The agreements of the data that are sound: their places help to read reports where no agreement is named.
#[must_use]
pub fn all(data: &Data, lexicon: &Arc<Lexicon>) -> Vec<Terms> {
    let names = data.files();
    let names = names.iter().filter_map(|f| f.strip_prefix("agreements/")?.strip_suffix("/agreement.toml"));
    names.filter_map(|name| open_with(data, name, lexicon).ok()).collect()
}

/// The scenarios beside an agreement, as files: name for messages, and text.
fn scenario_files(data: &Data, name: &str) -> Result<Vec<(String, String)>, Failure> {
    let path = Path::new(name);
    let folder = if path.is_dir() { Some(path) } else { path.parent().filter(|_| path.is_file()) };
    let Some(folder) = folder.map(|f| f.join("scenarios")) else {
        let prefix = format!("agreements/{name}/scenarios/");
        let all = data.files();
        let shipped = all.iter().filter(|f| f.starts_with(&prefix) && f.ends_with(".toml"));
        let text = |f: &String| Some((f.clone(), String::from_utf8_lossy(&data.file(f)?).into_owned()));
        return Ok(shipped.filter_map(text).collect());
    };
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(&folder).map_err(|e| Failure::io("read", &folder, &e))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "toml"));
    files.sort();
    let read = |f: &PathBuf| match std::fs::read_to_string(f) {
        Ok(text) => Ok((f.display().to_string(), text)),
        Err(e) => Err(Failure::io("read", f, &e)),
    };
    files.iter().map(read).collect()
}

/// A scenario with the name of its file, without folder and ending.
pub type Named = (String, Scenario);

fn parse_scenarios(files: &[(String, String)], terms: &Terms, lexicon: &Lexicon) -> Result<Vec<Named>, Vec<Fault>> {
    let known = known(lexicon, &terms.places);
    let (mut read, mut wrong) = (Vec::new(), Vec::new());
    for (name, text) in files {
        match terms::scenario(SourceText { name, text }, &known, &terms.agreement) {
            Ok(scenario) => {
                let stem = Path::new(name).file_stem().map_or(String::new(), |s| s.to_string_lossy().into_owned());
                read.push((stem, scenario));
            }
            Err(p) => wrong.extend(faults(p, text)),
        }
    }
    if wrong.is_empty() { Ok(read) } else { Err(wrong) }
}

/// The scenarios beside an agreement, by name.
///
/// # Errors
/// An agreement or a scenario with faults.
pub fn scenarios(data: &Data, name: &str) -> Result<Vec<Named>, Failure> {
    let terms = open(data, name)?;
    let lexicon = engine::lexicon(data).map_err(Failure::problems)?;
    parse_scenarios(&scenario_files(data, name)?, &terms, &lexicon).map_err(Failure::problems)
}

/// The expectations known to be unmet, beside an agreement's scenarios: name of the file, and its text.
#[must_use]
pub fn known_unmet(data: &Data, name: &str) -> (String, String) {
    let path = Path::new(name);
    let folder = if path.is_file() { path.parent().unwrap_or(path) } else { path };
    let file = folder.join("scenarios/unmet.txt");
    if folder.is_dir() {
        return (file.display().to_string(), std::fs::read_to_string(file).unwrap_or_default());
    }
    let file = format!("agreements/{name}/scenarios/unmet.txt");
    let text = data.file(&file).map_or_else(String::new, |b| String::from_utf8_lossy(&b).into_owned());
    (file, text)
}

/// The agreement that a path belongs to: its folder, one of its files, or one of its scenarios.
fn agreement_of(path: &Path) -> Option<PathBuf> {
    if path.join("agreement.toml").is_file() {
        return Some(path.to_owned());
    }
    if !path.is_file() {
        return None;
    }
    let beside =
        path.parent().map_or(PathBuf::from("."), |p| if p.as_os_str().is_empty() { ".".into() } else { p.into() });
    let above = if beside.ends_with("scenarios") { beside.parent().map(Path::to_owned) } else { None };
    let folder = above.unwrap_or(beside);
    let known = path.file_name().is_some_and(|n| n == "agreement.toml" || n == "places.toml")
        || path.parent().is_some_and(|p| p.ends_with("scenarios"));
    Some(if known && folder.join("agreement.toml").is_file() { folder } else { path.to_owned() })
}

/// Names of the agreements below a path of [`check`]: as [`open`] takes them.
///
/// # Errors
/// A folder that cannot be read.
pub fn named(data: &Data, path: Option<&Path>) -> Result<(Data, Vec<String>), Failure> {
    if let Some(agreement) = path.and_then(agreement_of) {
        return Ok((data.clone(), vec![agreement.to_string_lossy().into_owned()]));
    }
    let data = path.map_or_else(|| Ok(data.clone()), |p| Data::open(Some(p)))?;
    let all = data.files();
    let names = all.iter().filter_map(|f| f.strip_prefix("agreements/")?.strip_suffix("/agreement.toml"));
    let names = names.map(str::to_owned).collect();
    Ok((data, names))
}

/// Looks at all files of data below `path`, or at those of `data`: how many there are, and what is wrong with each.
/// `path` may be an agreement's folder, any of its files, or a folder laid out as `data/` is.
///
/// # Errors
/// A path that cannot be read.
pub fn check(data: &Data, path: Option<&Path>) -> Result<(usize, Vec<Fault>), Failure> {
    if let Some(path) = path.filter(|p| p.is_file() && p.extension().is_none_or(|e| e != "toml")) {
        return Err(Failure::usage(
            format!("`{}` is no TOML file", path.display()),
            "give an agreement, its folder, or a data folder",
        ));
    }
    let single = path.and_then(agreement_of).is_some();
    let (data, names) = named(data, path)?;
    let mut wrong = Vec::new();
    let mut count = 0;
    if !single {
        wrong.extend(engine::rules(&data).err().unwrap_or_default());
        wrong.extend(engine::binaries(&data));
    }
    let lexicon = match engine::lexicon(&data) {
        Ok(lexicon) => Some(Arc::new(lexicon)),
        Err(p) if single => return Err(Failure::problems(p)),
        Err(p) => {
            wrong.extend(p);
            None
        }
    };
    for name in &names {
        let files = files(&data, name)?;
        let scenarios = scenario_files(&data, name)?;
        count += 1 + usize::from(files.places.is_some()) + scenarios.len();
        let Some(lexicon) = &lexicon else { continue };
        match parse(&files, lexicon) {
            Ok(terms) => wrong.extend(parse_scenarios(&scenarios, &terms, lexicon).err().unwrap_or_default()),
            Err(faults) => wrong.extend(faults),
        }
    }
    if !single {
        count = data.files().iter().filter(|f| f.ends_with(".toml")).count();
    }
    Ok((count, wrong))
}
