//! The stages joined: files → reports → documents → claims → incidents → findings.

pub mod aliases;
pub mod archive;
pub mod directory;
mod judge;
pub mod judgements;
pub mod reports;
pub mod series;
pub mod stored;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use self::aliases::Aliases;
use jiff::Timestamp;
pub use judge::judge;
use servanda_ledger::Operation;
use servanda_model::{ActorId, Problem};
use servanda_reading::lexicon::{Lexicon, SourceText};
use servanda_reading::places::{Context, ExtraPlace, Feature, Gazetteer};
use servanda_reading::{AreaPlace, OwnNames, Reader, StanceRules};
use servanda_syntax::Model;

use crate::cli::Failure;
use crate::data::Data;
use crate::pipeline::{Input, Outcome};
use crate::terms::{Fault, Terms};

const LANGUAGE: &str = "en";

/// The texts of a folder of the data, by file.
fn texts(data: &Data, prefix: &str) -> Vec<(String, String)> {
    let inside = data.files().into_iter().filter(|f| f.starts_with(prefix) && f.ends_with(".toml"));
    inside.filter_map(|f| data.file(&f).map(|b| (f, String::from_utf8_lossy(&b).into_owned()))).collect()
}

fn with_text(problems: Vec<Problem>, files: &[(String, String)]) -> Vec<Fault> {
    let text = |name: &str| files.iter().find(|(n, _)| n == name).map_or_else(String::new, |(_, t)| t.clone());
    problems.into_iter().map(|p| (p.clone(), text(&p.file))).collect()
}

fn sources(files: &[(String, String)]) -> Vec<SourceText<'_>> {
    files.iter().map(|(name, text)| SourceText { name, text }).collect()
}

/// The actors and sources of the data.
///
/// # Errors
/// What is wrong with the files.
pub fn lexicon(data: &Data) -> Result<Lexicon, Vec<Fault>> {
    let actors = texts(data, &format!("lexicon/{LANGUAGE}/actors/"));
    let outlets = texts(data, &format!("lexicon/{LANGUAGE}/sources/"));
    let titles = texts(data, &format!("lexicon/{LANGUAGE}/titles.toml"));
    let title = titles.first().map_or(("titles.toml", ""), |(n, t)| (n.as_str(), t.as_str()));
    servanda_reading::lexicon::lexicon(
        &sources(&actors),
        SourceText { name: title.0, text: title.1 },
        &sources(&outlets),
    )
    .map_err(|p| with_text(p, &[actors, outlets, titles].concat()))
}

/// The rules of the data: of acts and of stances.
///
/// # Errors
/// What is wrong with the files.
pub fn rules(data: &Data) -> Result<(servanda_reading::rules::Rules, StanceRules), Vec<Fault>> {
    let acts = texts(data, &format!("rules/{LANGUAGE}/acts/"));
    let all = texts(data, &format!("rules/{LANGUAGE}/"));
    let named = |end: &'static str| {
        let found = all.iter().find(|(n, _)| n.ends_with(end));
        found.map_or(SourceText { name: end, text: "" }, |(name, text)| SourceText { name, text })
    };
    let rules = servanda_reading::rules::rules(named("kinds.toml"), named("cues.toml"), &sources(&acts))
        .map_err(|p| with_text(p, &all))?;
    let stances = servanda_reading::stances(named("stances.toml")).map_err(|p| with_text(p, &all))?;
    Ok((rules, stances))
}

/// What is wrong with the model and the gazetteer among the data, where they are there.
#[must_use]
pub fn binaries(data: &Data) -> Vec<Fault> {
    let remedy = "take the file of the release";
    let fault = |file: &str, what: String| {
        let problem = Problem { file: file.to_owned(), span: None, what, remedy: remedy.to_owned() };
        (problem, String::new())
    };
    let model = format!("models/{LANGUAGE}/en_core_web_sm.bin");
    let places = "gazetteer/places.bin";
    let of_model = data.file(&model).and_then(|b| Model::from_bytes(&b).err().map(|e| fault(&model, e.to_string())));
    let of_places =
        data.file(places).and_then(|b| Gazetteer::from_bytes(b).err().map(|e| fault(places, e.to_string())));
    of_model.into_iter().chain(of_places).collect()
}

fn feature(word: &str) -> Feature {
    match word {
        "country" => Feature::Country,
        "district" => Feature::District,
        "region" | "line" | "corridor" | "road" => Feature::Area,
        "village" => Feature::Village,
        "mountain" => Feature::Mountain,
        "water" => Feature::Water,
        "town" | "city" => Feature::Town,
        _ => Feature::Site,
    }
}

/// Everything reading needs, with the agreement's places among the others, and the names that people gave.
///
/// # Errors
/// Data that is missing or faulty.
pub fn reader(data: &Data, terms: Option<&Terms>, aliases: &Aliases) -> Result<Reader, Failure> {
    let bytes = |file: &str| {
        data.file(file).ok_or_else(|| {
            Failure::unusable(
                format!("the data have no `{file}`"),
                "give a complete data folder, or leave `--data` out",
            )
        })
    };
    let model = bytes(&format!("models/{LANGUAGE}/en_core_web_sm.bin"))?;
    let syntax = Model::from_bytes(&model).map_err(|e| {
        Failure::unusable(format!("models/{LANGUAGE}/en_core_web_sm.bin: {e}"), "take the file of the release")
    })?;
    let places: Cow<'static, [u8]> = bytes("gazetteer/places.bin")?;
    let gazetteer = Gazetteer::from_bytes(places).map_err(|e| {
        Failure::unusable(format!("gazetteer/places.bin: {e}"), "take the file of the release, or make it again")
    })?;
    let (rules, stances) = rules(data).map_err(Failure::problems)?;
    let mut extra = Vec::new();
    let mut area = BTreeMap::new();
    let lexicon = match terms {
        Some(terms) => terms.lexicon.clone(),
        None => Arc::new(lexicon(data).map_err(Failure::problems)?),
    };
    let named: Vec<(&str, ActorId)> = aliases.actors().collect();
    let lexicon = if named.is_empty() { lexicon } else { Arc::new(lexicon.as_ref().clone().calling(named)) };
    let shipped = if terms.is_none() { crate::terms::all(data, &lexicon) } else { Vec::new() };
    for terms in terms.into_iter().chain(&shipped) {
        let mut chains = terms.chains();
        for place in &terms.places {
            let within = chains.remove(&place.id).unwrap_or_default();
            extra.push(ExtraPlace {
                id: place.id.to_string(),
                name: place.name.clone(),
                aliases: place.aliases.clone(),
                lat: place.lat.unwrap_or_default(),
                lon: place.lon.unwrap_or_default(),
                country: String::new(),
                admin1: String::new(),
                feature: feature(&place.feature),
                population: 0,
            });
            let known = AreaPlace { id: place.id.clone(), name: place.name.clone(), geonames: place.geonames, within };
            area.insert(place.id.clone(), known);
        }
    }
    Ok(Reader {
        syntax,
        gazetteer: gazetteer.with_extra(extra).with_aliases(aliases.places()),
        lexicon,
        rules,
        stances,
        own_names: OwnNames::new(
            terms
                .into_iter()
                .chain(&shipped)
                .flat_map(|t| &t.places)
                .flat_map(|p| p.aliases.iter().chain([&p.name]))
                .map(String::as_str)
                .chain(aliases.places().map(|(name, _)| name)),
        ),
        area,
        where_about: Context::default(),
        kept: servanda_reading::Kept::default(),
    })
}

/// Reads `inputs`, for an agreement if there is one, under the names that people gave.
///
/// # Errors
/// Data that cannot be used. A bad input is no error but a [`Notice`](crate::pipeline::Notice); the rest goes on.
pub fn read(
    data: &Data,
    inputs: &[Input],
    terms: Option<&Terms>,
    aliases: &Aliases,
    progress: &(dyn Fn() + Sync),
) -> Result<(Reader, reports::Readings), Failure> {
    let reader = reader(data, terms, aliases)?;
    let mut readings = reports::Readings::default();
    readings.add(reports::read(&reader, inputs, terms.map(|t| &t.agreement), progress));
    Ok((reader, readings))
}

/// Reads `inputs` and judges the agreement by what was published until `as_of` (`None`: until the last report), under
/// the judgements among `operations` that are in force. Without an agreement it only reads.
///
/// # Errors
/// As [`read`].
pub fn run(
    data: &Data,
    inputs: &[Input],
    terms: Option<&Terms>,
    operations: &[Operation],
    as_of: Option<Timestamp>,
    progress: &(dyn Fn() + Sync),
) -> Result<Outcome, Failure> {
    let (reader, readings) = read(data, inputs, terms, &Aliases::of(operations), progress)?;
    Ok(judge(&readings, &reader, terms, operations, as_of))
}
