//! Names that people gave to places and actors for all reports: kept in the ledger, taken on by the reader, and told as
//! TOML for the data.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;
use servanda_findings::terms::Place;
use servanda_ledger::{Action, Named, Operation, Stamp, in_force};
use servanda_model::{ActorId, PlaceId};
use servanda_reading::Reader;
use servanda_reading::places::{PlaceKey, Traces};

use super::reports::Item;
use crate::terms::Terms;

/// The aliases in force: what a name means, by name. Of two for one name the later holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aliases {
    places: BTreeMap<String, String>,
    actors: BTreeMap<String, ActorId>,
}

impl Aliases {
    /// Those in force among `operations`.
    #[must_use]
    pub fn of(operations: &[Operation]) -> Self {
        let mut all = Self::default();
        for operation in in_force(operations) {
            match &operation.action {
                Action::Alias { of: Named::Place, name, means } => all.places.insert(name.clone(), means.clone()),
                Action::Alias { of: Named::Actor, name, means } => {
                    all.actors.insert(name.clone(), ActorId::new(means.clone()));
                    None
                }
                _ => None,
            };
        }
        all
    }

    /// The names that mean something else among others, or are in one of both only.
    #[must_use]
    pub fn differing(&self, others: &Self) -> Self {
        fn differing<V: Clone + PartialEq>(a: &BTreeMap<String, V>, b: &BTreeMap<String, V>) -> BTreeMap<String, V> {
            let all = a.iter().chain(b).filter(|(name, _)| a.get(*name) != b.get(*name));
            all.map(|(name, means)| (name.clone(), means.clone())).collect()
        }
        Self { places: differing(&self.places, &others.places), actors: differing(&self.actors, &others.actors) }
    }

    /// Names of places, each with the place it means.
    pub fn places(&self) -> impl Iterator<Item = (&str, PlaceKey)> {
        self.places.iter().map(|(name, means)| (name.as_str(), key(means)))
    }

    /// Names of actors, each with the actor it means.
    pub fn actors(&self) -> impl Iterator<Item = (&str, ActorId)> {
        self.actors.iter().map(|(name, means)| (name.as_str(), means.clone()))
    }
}

/// Which names stand in which reports: what a reading depends on.
#[derive(Debug, Clone, Default)]
pub struct GivenNames {
    aliases: Aliases,
    traces: Traces,
}

impl GivenNames {
    /// Looks for these names.
    #[must_use]
    pub fn new(aliases: &Aliases) -> Self {
        Self { aliases: aliases.clone(), traces: Traces::of(aliases.places.keys().map(String::as_str)) }
    }

    /// The names that a report may hold, each with what it means, in one line; `None` if it holds none. It may name some in
    /// vain, and leaves none out.
    #[must_use]
    pub fn in_report(&self, item: &Item) -> Option<String> {
        let (text, report) = (item.document.text.as_str(), &item.report);
        let places = self.aliases.places.iter().zip(self.traces.in_text(text));
        let places = places.filter(|(_, there)| *there).map(|((name, means), _)| format!("{name:?} {means:?}"));
        // Actors are found as their names are written, in the text and among those who publish and pass on.
        let said_by = report.outlet.iter().chain(&report.author).chain(&report.relays);
        let fields: Vec<&String> = said_by.collect();
        let actors = self.aliases.actors.iter();
        let actors = actors.filter(|(name, _)| text.contains(*name) || fields.iter().any(|f| f.contains(*name)));
        let actors = actors.map(|(name, means)| format!("{name:?} is {:?}", means.as_str()));
        let all: Vec<String> = places.chain(actors).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }
}

/// The place of an identifier as claims tell it: `gn:1` is number 1 of GeoNames.
fn key(id: &str) -> PlaceKey {
    let number = id.strip_prefix("gn:").and_then(|n| n.parse().ok());
    number.map_or_else(|| PlaceKey::Own(id.to_owned()), PlaceKey::Geonames)
}

/// An alias to be kept: `means` is an identifier, or a name that is known.
///
/// # Errors
/// A name that is none or means this already; a place or an actor that nobody knows. Says what to give instead.
pub fn alias(of: Named, name: &str, means: &str, reader: &Reader) -> Result<Action, String> {
    let name = name.trim();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 2 || name.chars().count() > 200 || name.chars().any(char::is_control) {
        return Err("a name has at least two letters, stands on one line, and is no longer than 200 letters".into());
    }
    let known = |means: &str| format!("`{name}` means `{means}` already");
    let means = match of {
        Named::Place => {
            let place = reader.place(means).ok_or_else(|| format!("no place is called `{means}`"))?;
            let id = place.best().map(|b| b.place.to_string()).unwrap_or_default();
            let now = reader.place(name).map(|p| p.candidates).unwrap_or_default();
            if now.len() == 1 && now.iter().all(|c| c.place.as_str() == id) {
                return Err(known(&id));
            }
            id
        }
        Named::Actor => {
            let actor = reader.lexicon.named(means).ok_or_else(|| format!("the lexicon has no actor `{means}`"))?;
            if reader.lexicon.named(name).is_some_and(|a| a.id == actor.id) {
                return Err(known(actor.id.as_str()));
            }
            actor.id.to_string()
        }
    };
    Ok(Action::Alias { of, name: name.to_owned(), means })
}

fn remark(out: &mut String, name: &str, stamp: &Stamp) {
    let reason = stamp.reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let user = stamp.user.split_whitespace().collect::<Vec<_>>().join(" ");
    let day = stamp.at.to_zoned(jiff::tz::TimeZone::UTC).date();
    let _ = writeln!(out, "# {name}: {user}, {day}: {reason}");
}

/// A row for `places.toml`.
#[derive(Serialize)]
struct PlaceRows {
    place: [Place; 1],
}

/// A row for `agreement.toml`.
#[derive(Serialize)]
struct NameRows<'a> {
    name: [NameRow<'a>; 1],
}

#[derive(Serialize)]
struct NameRow<'a> {
    actor: &'a str,
    called: Vec<&'a str>,
}

/// The place that an alias means as a row of the agreement's own places: the row that it has, or a new one.
fn row(means: &str, names: &[&str], terms: &Terms, reader: &Reader) -> Place {
    let own = terms.places.iter().find(|p| p.id.as_str() == means).cloned();
    let mut row = own.unwrap_or_else(|| {
        let found = reader.place(means).and_then(|p| p.best().cloned());
        Place {
            id: PlaceId::new(means.replace("gn:", "geonames-")),
            name: found.as_ref().map_or_else(|| means.to_owned(), |f| f.canonical.clone()),
            aliases: Vec::new(),
            feature: "town".to_owned(),
            lat: found.as_ref().and_then(|f| f.lat),
            lon: found.as_ref().and_then(|f| f.lon),
            geonames: found.as_ref().and_then(|f| f.geonames),
            within: Vec::new(),
            note: None,
            radius_km: None,
            outline: None,
        }
    });
    for name in names {
        if row.aliases.iter().all(|a| a != name) {
            row.aliases.push((*name).to_owned());
        }
    }
    row
}

/// The aliases in force as TOML for the data of an agreement: rows for its `places.toml`, names for its
/// `agreement.toml`, each with who gave it and why.
#[must_use]
pub fn toml(operations: &[Operation], terms: &Terms, reader: &Reader) -> String {
    let mut given: BTreeMap<(Named, &str), Vec<(&str, &Stamp)>> = BTreeMap::new();
    for operation in in_force(operations) {
        if let Action::Alias { of, name, means } = &operation.action {
            // The later word on a name holds.
            given.iter_mut().filter(|((o, _), _)| o == of).for_each(|(_, names)| names.retain(|(n, _)| n != name));
            given.entry((*of, means)).or_default().push((name, &operation.stamp));
        }
    }
    let mut out = format!("# Names given in review, for the data of `{}`.\n", terms.agreement.id);
    let mut told = None;
    for ((of, means), names) in given.iter().filter(|(_, names)| !names.is_empty()) {
        if told.replace(of) != Some(of) {
            out.push_str(match of {
                Named::Place => "\n# For places.toml: a row takes the place of the row with its `id`, or is new.\n",
                Named::Actor => "\n# For agreement.toml, beside its parties.\n",
            });
        }
        out.push('\n');
        names.iter().for_each(|(name, stamp)| remark(&mut out, name, stamp));
        let names: Vec<&str> = names.iter().map(|(n, _)| *n).collect();
        let row = match of {
            Named::Place => toml::to_string(&PlaceRows { place: [row(means, &names, terms, reader)] }),
            Named::Actor => toml::to_string(&NameRows { name: [NameRow { actor: means, called: names }] }),
        };
        out.push_str(&row.unwrap_or_default());
    }
    out
}
