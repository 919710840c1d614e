//! From stretches that may name a place to mentions: weigh the features, take the best that do not overlap, place them.

use servanda_model::Span;
use servanda_syntax::Analysis;

use super::features::{Document, features};
use super::gazetteer::{Candidate, Gazetteer, NameKind};
use super::resolve::{Context, place_spots, readings_of};
use super::spans::{Shape, Spot, spots};
use super::votes::add_entities;
use super::weights;
use super::words::Words;

/// How near a mention says the place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// At or in it.
    Exact,
    /// Near it, or so many kilometres from it.
    Near,
    /// Somewhere in a region.
    Region,
}

/// A place name in a text and what it may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceMention {
    /// Where the name stands, without "'s".
    pub span: Span,
    /// The words under the span.
    pub name: String,
    /// What it may mean, best first; weights sum to one. Empty for a name nobody knows.
    pub candidates: Vec<Candidate>,
    /// How near.
    pub precision: Precision,
    /// "Russian", "Russians".
    pub adjective: bool,
    /// The name stands for those who act there: "Baku said".
    pub actor_like: bool,
    /// Probability that it is the name of a place at all.
    pub confidence: f64,
}

/// A stretch and its features: what the weights are fitted on.
#[derive(Debug, Clone)]
pub struct Observation {
    /// The stretch.
    pub span: Span,
    /// "Russian", "Russians".
    pub adjective: bool,
    /// Numbers of its features.
    pub features: Vec<u16>,
}

/// Every stretch of a text that may name a place, with its features: for fitting the weights.
#[must_use]
pub fn observations(text: &str, syntax: Option<&Analysis>, gaz: &Gazetteer) -> Vec<Observation> {
    let words = Words::of(text);
    let spots = all_spots(&words, syntax, gaz);
    let doc = Document::of(&words, &spots, gaz);
    (0..spots.len())
        .map(|at| {
            let mut numbers = Vec::new();
            features(&words, syntax, &spots, at, &doc, gaz, &mut numbers);
            let adjective = is_adjective(&spots[at]);
            Observation {
                span: Span::new(spots[at].start as usize, spots[at].end as usize),
                adjective,
                features: numbers,
            }
        })
        .collect()
}

/// Every stretch that [`mentions`] may take for a place without being told so by the syntax: a superset of its spans but
/// for entities of the syntax.
pub(crate) fn possible(text: &str, gaz: &Gazetteer) -> Vec<Span> {
    spots(&Words::of(text), gaz).iter().map(|s| Span::new(s.start as usize, s.end as usize)).collect()
}

/// Finds place names alone: spans with the probability that each is one, without saying which place it is.
#[must_use]
pub fn find(text: &str, syntax: Option<&Analysis>, gaz: &Gazetteer) -> Vec<(Span, f64)> {
    let words = Words::of(text);
    let all = all_spots(&words, syntax, gaz);
    let chosen = choose(&words, syntax, &all, gaz, &Context::default());
    chosen.into_iter().map(|(s, p)| (Span::new(s.start as usize, s.end as usize), p)).collect()
}

/// Finds place names and weighs what each may mean.
#[must_use]
pub fn mentions(text: &str, syntax: Option<&Analysis>, gaz: &Gazetteer, context: &Context) -> Vec<PlaceMention> {
    let words = Words::of(text);
    let mut all = all_spots(&words, syntax, gaz);
    respell(&words, gaz, context, &mut all);
    let chosen = choose(&words, syntax, &all, gaz, context);
    let placed = place_spots(&words, &chosen.iter().map(|(s, _)| s.clone()).collect::<Vec<_>>(), gaz, context);
    chosen
        .into_iter()
        .zip(placed)
        .map(|((spot, confidence), candidates)| mention(text, &words, &spot, confidence, candidates))
        .collect()
}

fn all_spots(words: &Words, syntax: Option<&Analysis>, gaz: &Gazetteer) -> Vec<Spot> {
    let mut all = spots(words, gaz);
    if let Some(analysis) = syntax {
        add_entities(analysis, words, gaz, &mut all);
    }
    all
}

/// Unknown names that are names of the countries the text is known to be about in another spelling: "Raqa".
fn respell(words: &Words, gaz: &Gazetteer, context: &Context, all: &mut [Spot]) {
    let countries = context_countries(gaz, context);
    if countries.is_empty() {
        return;
    }
    for spot in all.iter_mut().filter(|s| s.shape == Shape::Unknown) {
        let mut readings = readings_of(words, spot.first, spot.last, gaz);
        readings.retain(|r| gaz.place(r.place).is_some_and(|p| countries.contains(&p.country)));
        if !readings.is_empty() {
            (spot.readings, spot.shape) = (readings, Shape::Known);
        }
    }
}

fn context_countries(gaz: &Gazetteer, context: &Context) -> Vec<u8> {
    context.countries.iter().filter_map(|c| gaz.country_number(c)).collect()
}

/// Whether a stretch is "Russian" or "Russians" and no name of a place.
fn is_adjective(spot: &Spot) -> bool {
    spot.shape == Shape::Known
        && spot.readings.iter().any(|r| matches!(r.kind, NameKind::Adjective | NameKind::People))
        && !spot.readings.iter().any(|r| r.kind == NameKind::Canonical)
}

/// The best stretches that do not overlap, by start, with their probability.
fn choose(
    words: &Words,
    syntax: Option<&Analysis>,
    all: &[Spot],
    gaz: &Gazetteer,
    context: &Context,
) -> Vec<(Spot, f64)> {
    let (table, bias): (&[i16], i16) = if syntax.is_some() {
        (&weights::WITH_SYNTAX, weights::WITH_SYNTAX_BIAS)
    } else {
        (&weights::PLAIN, weights::PLAIN_BIAS)
    };
    let doc = Document::of(words, all, gaz);
    let countries = context_countries(gaz, context);
    let mut numbers = Vec::with_capacity(24);
    let mut scored: Vec<(f64, usize)> = Vec::with_capacity(all.len());
    for (at, spot) in all.iter().enumerate() {
        numbers.clear();
        features(words, syntax, all, at, &doc, gaz, &mut numbers);
        let sum: i32 = numbers.iter().map(|&n| i32::from(table.get(usize::from(n)).copied().unwrap_or(0))).sum();
        let own = spot.readings.first().and_then(|r| gaz.place(r.place)).is_some_and(|p| p.extra);
        let at_home = !own && in_context(words, spot, gaz, &countries);
        let score = f64::from(sum + i32::from(bias)) / 100.0
            + if own {
                OWN
            } else if at_home {
                AT_HOME
            } else {
                0.0
            };
        if score > weights::THRESHOLD {
            scored.push((score, at));
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut taken: Vec<(u32, u32)> = Vec::with_capacity(scored.len());
    let mut chosen: Vec<(Spot, f64)> = Vec::with_capacity(scored.len());
    let mut free = vec![true; words.list.len()];
    for (score, at) in scored {
        let s = &all[at];
        if free[s.first..=s.last].iter().all(|&f| f) {
            free[s.first..=s.last].fill(false);
            taken.push((s.start, s.end));
            chosen.push((s.clone(), 1.0 / (1.0 + (-score).exp())));
        }
    }
    chosen.sort_by_key(|(s, _)| (s.start, s.end));
    chosen
}

/// What speaks for a name of the agreement's own places, in log odds. Our choice: they are few and known to be meant.
const OWN: f64 = 4.0;
/// What speaks for a name in a country that the text is known to be about, in log odds. Our choice: three to one.
const AT_HOME: f64 = 2.5;

/// Whether a name means a place of the countries the text is known to be about and no everyday word.
fn in_context(words: &Words, spot: &Spot, gaz: &Gazetteer, countries: &[u8]) -> bool {
    !countries.is_empty()
        && spot.shape == Shape::Known
        && words.list[spot.first].capital
        && !(spot.first == spot.last && gaz.word_class(words.list[spot.first].hash).common())
        && spot.readings.iter().any(|r| {
            matches!(r.kind, NameKind::Canonical | NameKind::Alternate)
                && gaz.place(r.place).is_some_and(|p| countries.contains(&p.country))
        })
}

fn mention(text: &str, words: &Words, spot: &Spot, confidence: f64, candidates: Vec<Candidate>) -> PlaceMention {
    let span = Span::new(spot.start as usize, spot.end as usize);
    let adjective = is_adjective(spot);
    let near = spot.first > 0
        && (matches!(words.key(spot.first - 1), "near" | "outside" | "around" | "towards" | "toward")
            || spot.first > 1
                && words.key(spot.first - 1) == "of"
                && matches!(
                    words.key(spot.first - 2),
                    "north"
                        | "south"
                        | "east"
                        | "west"
                        | "outskirts"
                        | "northeast"
                        | "northwest"
                        | "southeast"
                        | "southwest"
                ));
    let region = candidates.first().is_some_and(|c| c.feature.is_region());
    let seat = spot.readings.iter().any(|r| r.kind == NameKind::SeatOfPower);
    PlaceMention {
        span,
        name: span.of(text).unwrap_or("").to_owned(),
        precision: if near {
            Precision::Near
        } else if region {
            Precision::Region
        } else {
            Precision::Exact
        },
        adjective,
        actor_like: seat || acts(words, spot, candidates.first()),
        candidates,
        confidence,
    }
}

/// Whether a capital or country is the subject of saying or deciding.
fn acts(words: &Words, spot: &Spot, place: Option<&Candidate>) -> bool {
    use super::gazetteer::Feature;
    let state = place.is_some_and(|c| matches!(c.feature, Feature::Capital | Feature::Country | Feature::Area));
    let placed = spot.first > 0 && matches!(words.key(spot.first - 1), "in" | "at" | "near" | "from" | "to" | "of");
    state
        && !placed
        && words.list.get(spot.last + 1).is_some_and(|w| !w.capital && w.gap == super::words::Gap::Space)
        && matches!(
            words.key(spot.last + 1),
            "said"
                | "says"
                | "told"
                | "announced"
                | "accused"
                | "accuses"
                | "warned"
                | "denied"
                | "denies"
                | "rejected"
                | "rejects"
                | "insisted"
                | "insists"
                | "agreed"
                | "agrees"
                | "claimed"
                | "claims"
                | "blamed"
                | "blames"
                | "demanded"
                | "demands"
                | "wants"
                | "hopes"
                | "condemned"
                | "pledged"
                | "signed"
                | "confirmed"
                | "responded"
                | "refused"
                | "refuses"
                | "vowed"
        )
}
