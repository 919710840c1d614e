//! Which place a name means: every reading of every name is weighed by what is populous, by what stands beside it
//! ("Lebanon, Tenn.", "the Kenyan town of Garissa") and by where the other names of the document lie.
//!
//! Each name holds a distribution over its readings. Countries, provinces and the neighbourhood collect the shares that fall
//! on them; the shares are then weighed anew, [`ROUNDS`] times. One name tends to one sense in a document, but what stands
//! beside a single mention counts for that mention most.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use servanda_model::Span;

use super::gazetteer::{Candidate, Feature, Gazetteer, NameKind, Place, PlaceIndex, Reading};
use super::spans::{Generic, Shape, Spot, generic, hash_of};
use super::weights;
use super::words::{Gap, Words};

/// What is known of a document besides its text.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// ISO 3166-1 codes of the countries it is about.
    pub countries: Vec<String>,
    /// Where its source is at home: latitude and longitude in degrees.
    pub home: Option<(f64, f64)>,
    /// Its address; the country of the host's ending counts.
    pub url: Option<String>,
}

/// How often the shares are weighed.
const ROUNDS: usize = 3;
/// Readings of one name that are weighed; lists are sorted by population.
const MOST_READINGS: usize = 120;
/// Candidates a mention keeps.
const MOST_PRINTED: usize = 8;
/// Features of a reading; [`weights::PLACE`] holds one weight for each.
pub(super) const PLACE_FEATURES: usize = 34;

type Numbers = [f32; PLACE_FEATURES];

#[derive(Debug, Clone)]
struct Choice {
    place: Place,
    unit: [f32; 3],
    /// What does not change from round to round.
    fixed: f32,
    numbers: Numbers,
    share: f32,
}

/// All mentions of one name.
#[derive(Debug)]
struct Name {
    spots: Vec<usize>,
    choices: Vec<Choice>,
}

/// How a spot stands to one after it: the later (or earlier) one may be the region it lies in.
#[derive(Debug, Clone, Copy)]
struct Beside {
    inner: usize,
    outer: usize,
    kind: usize,
}

/// Readings of a spot with their shares, best first, and the features of each.
#[derive(Debug, Clone)]
pub(super) struct Weighed {
    pub place: Place,
    pub share: f64,
    pub numbers: Numbers,
}

/// Candidates of each spot, best first, weights summing to one.
pub(super) fn place_spots(words: &Words, spots: &[Spot], gaz: &Gazetteer, context: &Context) -> Vec<Vec<Candidate>> {
    weigh(words, spots, gaz, context)
        .into_iter()
        .map(|list| {
            let mut out: Vec<Candidate> =
                list.iter().take(MOST_PRINTED).map(|w| gaz.candidate(&w.place, w.share)).collect();
            let total: f64 = out.iter().map(|c| c.weight).sum();
            out.iter_mut().for_each(|c| c.weight /= total.max(f64::MIN_POSITIVE));
            out
        })
        .collect()
}

/// Places the names under given spans; `None` for a span that does not fit the text or a name nobody knows.
#[must_use]
pub fn resolve(text: &str, spans: &[Span], gaz: &Gazetteer, context: &Context) -> Vec<Option<Candidate>> {
    resolved(&Words::of(text), text, spans, gaz, context)
}

/// As [`resolve`] for names one by one, of which none bears on another.
pub(crate) fn alone<'a>(
    text: &'a str,
    gaz: &'a Gazetteer,
    context: &'a Context,
) -> impl Fn(Span) -> Option<Candidate> + 'a {
    let words = LazyCell::new(|| Words::of(text));
    move |span| resolved(&words, text, &[span], gaz, context).into_iter().next().flatten()
}

fn resolved(words: &Words, text: &str, spans: &[Span], gaz: &Gazetteer, context: &Context) -> Vec<Option<Candidate>> {
    let given = given_spots(words, text, spans, gaz);
    let mut out = vec![None; spans.len()];
    let placed = place_spots(words, &given.iter().map(|(_, s)| s.clone()).collect::<Vec<_>>(), gaz, context);
    for ((at, _), candidates) in given.iter().zip(placed) {
        out[*at] = candidates.into_iter().next();
    }
    out
}

/// Latitude, longitude, GeoNames number (0 if it has none) and features of a reading.
pub type ReadingNumbers = (f64, f64, u32, Vec<f32>);

/// The readings of given spans with their features and places: for fitting the weights.
///
/// For each span, in order: latitude, longitude, GeoNames number (0 if own) and features of every reading.
#[must_use]
pub fn place_observations(text: &str, spans: &[Span], gaz: &Gazetteer, context: &Context) -> Vec<Vec<ReadingNumbers>> {
    let words = Words::of(text);
    let given = given_spots(&words, text, spans, gaz);
    let mut out = vec![Vec::new(); spans.len()];
    let weighed = weigh(&words, &given.iter().map(|(_, s)| s.clone()).collect::<Vec<_>>(), gaz, context);
    for ((at, _), list) in given.iter().zip(weighed) {
        out[*at] = list
            .into_iter()
            .map(|w| {
                let c = gaz.candidate(&w.place, w.share);
                let id = if let super::gazetteer::PlaceKey::Geonames(n) = c.id { n } else { 0 };
                (c.lat, c.lon, id, w.numbers.to_vec())
            })
            .collect();
    }
    out
}

/// Spots of given spans, by start.
fn given_spots(words: &Words, text: &str, spans: &[Span], gaz: &Gazetteer) -> Vec<(usize, Spot)> {
    let mut out = Vec::new();
    for (at, span) in spans.iter().enumerate() {
        if span.of(text).is_none() {
            continue;
        }
        let first = words.list.partition_point(|w| w.end as usize <= span.start());
        let after = words.list.partition_point(|w| (w.start as usize) < span.end());
        if first >= after {
            continue;
        }
        let last = after - 1;
        let readings = readings_of(words, first, last, gaz);
        let hash = hash_of(words, first, last);
        let (start, end) = (span.start() as u32, span.end() as u32);
        out.push((at, Spot { first, last, start, end, shape: Shape::Known, readings, hash }));
    }
    out.sort_by_key(|(_, s)| (s.start, s.end));
    out
}

/// What a given name may mean: as it stands, in other spellings, without its generic word, without what comes before.
pub(super) fn readings_of(words: &Words, first: usize, last: usize, gaz: &Gazetteer) -> Vec<Reading> {
    let exact = gaz.readings(hash_of(words, first, last));
    if !exact.is_empty() {
        return exact;
    }
    let name: Vec<&str> = (first..=last).map(|w| words.key(w)).collect();
    let by_variants = gaz.readings_or_variants(&name.join(" "));
    if !by_variants.is_empty() {
        return by_variants;
    }
    if last > first {
        for (a, b) in [(first, last - 1), (first + 1, last)] {
            let cut = if a == first { words.key(last) } else { words.key(first) };
            let small = generic(cut).is_some()
                || matches!(
                    cut,
                    "the"
                        | "north"
                        | "south"
                        | "east"
                        | "west"
                        | "northern"
                        | "southern"
                        | "eastern"
                        | "western"
                        | "central"
                        | "downtown"
                        | "greater"
                        | "upper"
                        | "lower"
                        | "city"
                        | "northeast"
                        | "northwest"
                        | "southeast"
                        | "southwest"
                        | "republic"
                        | "area"
                        | "metro"
                );
            if small {
                let found = gaz.readings(hash_of(words, a, b));
                if !found.is_empty() {
                    return found;
                }
            }
        }
    }
    Vec::new()
}

fn unit(place: &Place) -> [f32; 3] {
    let (lat, lon) = (place.lat.to_radians(), place.lon.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

fn unit_of(lat: f64, lon: f64) -> [f32; 3] {
    let (lat, lon) = ((lat as f32).to_radians(), (lon as f32).to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

/// Kilometres between two points; exact enough below 2,000.
fn km(a: [f32; 3], b: [f32; 3]) -> f32 {
    let chord = (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2) + (a[2] - b[2]).powi(2);
    6371.0 * chord.sqrt()
}

/// Whether `inner` lies in `outer` by the gazetteer's own hierarchy.
fn lies_in(inner: &Place, outer: &Place) -> bool {
    if inner.index == outer.index {
        return false;
    }
    match outer.feature {
        Feature::Country => inner.country == outer.country && inner.feature != Feature::Country,
        Feature::Province => inner.province == Some(outer.index),
        Feature::District => inner.parent == Some(outer.index),
        _ => false,
    }
}

fn weigh(words: &Words, spots: &[Spot], gaz: &Gazetteer, context: &Context) -> Vec<Vec<Weighed>> {
    let mut by_hash: BTreeMap<u64, usize> = BTreeMap::new();
    let mut names: Vec<Name> = Vec::new();
    let mut name_of = vec![usize::MAX; spots.len()];
    for (i, s) in spots.iter().enumerate() {
        if s.readings.is_empty() {
            continue;
        }
        let at = *by_hash.entry(s.hash).or_insert_with(|| {
            names.push(Name { spots: Vec::new(), choices: choices(s, gaz, context) });
            names.len() - 1
        });
        names[at].spots.push(i);
        name_of[i] = at;
    }
    let beside = beside(words, spots);
    for n in &mut names {
        own_features(n, spots, words);
    }
    normalise(&mut names);
    // Local evidence: (spot, choice) → features.
    let mut local: Vec<Vec<[f32; 6]>> = vec![Vec::new(); spots.len()];
    for round in 0..ROUNDS {
        let field = Field::of(&names);
        local = side_features(&beside, &names, &name_of, spots.len());
        for at in 0..names.len() {
            if names[at].choices.len() > 1 || round + 1 == ROUNDS {
                field.features(at, &mut names);
                elsewhere(&mut names[at], &local);
            }
        }
        normalise(&mut names);
    }
    spots
        .iter()
        .enumerate()
        .map(|(i, _)| {
            let Some(name) = names.get(name_of[i]) else { return Vec::new() };
            let mut list: Vec<Weighed> = name
                .choices
                .iter()
                .enumerate()
                .map(|(c, choice)| {
                    let mut numbers = choice.numbers;
                    if let Some(l) = local[i].get(c) {
                        numbers[SIDE..SIDE + 6].copy_from_slice(l);
                    }
                    Weighed { place: choice.place, share: f64::from(score(&numbers)), numbers }
                })
                .collect();
            let top = list.iter().map(|w| w.share).fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = list.iter().map(|w| (w.share - top).exp()).sum();
            for w in &mut list {
                w.share = (w.share - top).exp() / total;
            }
            list.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.place.index.cmp(&b.place.index)));
            list
        })
        .collect()
}

// Numbers of the features.
const POPULATION: usize = 0;
const KINDS: usize = 1; // ten kinds of feature
const ALTERNATE: usize = 11;
const FIRST: usize = 12;
const GENERIC: usize = 13;
const COUNTRY_SHARE: usize = 14;
const COUNTRY_LOG: usize = 15;
const PROVINCE_SHARE: usize = 16;
const PROVINCE_LOG: usize = 17;
const NEAR_LOG: usize = 18;
const NEAR_50: usize = 19;
const HOME: usize = 20;
const HINT: usize = 21;
const HOST: usize = 22;
const HOLDS: usize = 23;
const SIDE: usize = 24; // six
const ELSEWHERE: usize = 30; // two
const NEAR_FAR: usize = 32;
const SMALL: usize = 33;

fn score(numbers: &Numbers) -> f32 {
    numbers.iter().zip(weights::PLACE).map(|(n, w)| n * f32::from(w)).sum::<f32>() / 100.0
}

fn choices(spot: &Spot, gaz: &Gazetteer, context: &Context) -> Vec<Choice> {
    let host = context.url.as_deref().and_then(host_country);
    let home = context.home.map(|(lat, lon)| unit_of(lat, lon));
    let mut out: Vec<Choice> = Vec::new();
    let mut most = 0;
    for r in spot.readings.iter().take(MOST_READINGS) {
        let Some(place) = gaz.place(r.place) else { continue };
        if out.iter().any(|c| c.place.index == place.index) {
            continue;
        }
        let mut numbers = [0.0; PLACE_FEATURES];
        numbers[POPULATION] = (place.population as f32 + 300.0).ln() / 4.0;
        let kind = match place.feature {
            Feature::Country => 0,
            Feature::Continent | Feature::Area => 1,
            Feature::Province => 2,
            Feature::District => 3,
            Feature::Capital => 4,
            Feature::Seat => 5,
            Feature::Town => 6,
            Feature::Village => 7,
            Feature::Quarter => 8,
            Feature::Water | Feature::Mountain | Feature::Island | Feature::Site => 9,
        };
        numbers[KINDS + kind] = 1.0;
        numbers[ALTERNATE] = f32::from(u8::from(r.kind == NameKind::Alternate));
        numbers[SMALL] = f32::from(u8::from(place.population < 1500 && place.feature.is_settlement()));
        let unit = unit(&place);
        if let Some(home) = home {
            numbers[HOME] = (-km(unit, home) / 150.0).exp();
        }
        let code = gaz.country_code(place.country);
        numbers[HINT] = f32::from(u8::from(context.countries.iter().any(|c| c == code)));
        numbers[HOST] = f32::from(u8::from(host.as_deref() == Some(code)));
        most = most.max(place.population);
        out.push(Choice { place, unit, fixed: if place.extra { 6.0 } else { 0.0 }, numbers, share: 0.0 });
    }
    for c in &mut out {
        c.numbers[FIRST] = f32::from(u8::from(c.place.population == most));
    }
    out
}

/// Country of a host's ending: "independent.ie" is Irish. Generic endings say nothing.
fn host_country(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, r)| r);
    let host = rest.split(['/', ':', '?']).next()?;
    let ending = host.rsplit_once('.')?.1;
    // Endings sold to everybody tell no country.
    if ending.len() != 2 || matches!(ending, "tv" | "io" | "co" | "me" | "fm" | "ly" | "cc" | "ws" | "to" | "ai" | "eu")
    {
        return None;
    }
    Some(if ending == "uk" { "GB".to_owned() } else { ending.to_ascii_uppercase() })
}

/// Features that hang on the words right beside the mentions of one name.
fn own_features(name: &mut Name, spots: &[Spot], words: &Words) {
    let mut says: Option<(bool, bool)> = None;
    for &i in &name.spots {
        let s = &spots[i];
        let inside = (s.first..=s.last).filter_map(|w| generic(words.key(w))).next_back();
        let next =
            words.list.get(s.last + 1).filter(|w| w.gap == Gap::Space).and_then(|_| generic(words.key(s.last + 1)));
        let of = s.first >= 2 && words.key(s.first - 1) == "of" && generic(words.key(s.first - 2)).is_some();
        let of = if of { generic(words.key(s.first - 2)) } else { None };
        if let Some(g) = inside.or(next).or(of) {
            says = Some((g == Generic::Division, g == Generic::Nature));
        }
    }
    let Some((division, nature)) = says else { return };
    for c in &mut name.choices {
        let fits = match c.place.feature {
            Feature::Province | Feature::District => division,
            Feature::Water | Feature::Mountain | Feature::Island | Feature::Area => nature,
            _ => !division && !nature,
        };
        c.numbers[GENERIC] = if fits { 1.0 } else { 0.0 };
    }
}

/// Which spots name the region that the spot beside them lies in.
fn beside(words: &Words, spots: &[Spot]) -> Vec<Beside> {
    let mut out = Vec::new();
    for i in 0..spots.len() {
        // "Mansfield, DeSoto Parish, La.": everything in the chain may hold the first.
        let mut at = i;
        while at + 1 < spots.len() {
            let (a, b) = (&spots[at], &spots[at + 1]);
            let touches = b.first == a.last + 1 && matches!(words.list[b.first].gap, Gap::Comma | Gap::Open);
            if !touches || at > i + 2 {
                break;
            }
            out.push(Beside { inner: i, outer: at + 1, kind: 0 });
            at += 1;
        }
        for j in i + 1..spots.len().min(i + 3) {
            let (a, b) = (&spots[i], &spots[j]);
            if b.first <= a.last || b.first - a.last > 8 {
                break;
            }
            let between = a.last + 1..b.first;
            if (a.last + 1..=b.first).any(|w| words.list[w].sentence_start || words.list[w].gap == Gap::Break) {
                break;
            }
            // "a village in Khojavend district".
            if matches!(words.key(b.first - 1), "in" | "of")
                || words.key(b.first - 1) == "the" && b.first >= 2 && matches!(words.key(b.first - 2), "in" | "of")
            {
                out.push(Beside { inner: i, outer: j, kind: 1 });
            }
            // "the Kenyan town of Garissa", "Texas's Lamar County".
            if between.len() <= 4
                && between.clone().all(|w| !words.list[w].capital)
                && words.list[b.first].gap != Gap::Comma
            {
                out.push(Beside { inner: j, outer: i, kind: 2 });
            }
        }
    }
    out
}

/// For every spot and choice: shares of the regions beside it that hold it (three kinds), and of what it holds itself.
fn side_features(beside: &[Beside], names: &[Name], name_of: &[usize], spots: usize) -> Vec<Vec<[f32; 6]>> {
    let mut out: Vec<Vec<[f32; 6]>> =
        (0..spots).map(|i| vec![[0.0; 6]; names.get(name_of[i]).map_or(0, |n| n.choices.len())]).collect();
    for b in beside {
        let (Some(inner), Some(outer)) = (names.get(name_of[b.inner]), names.get(name_of[b.outer])) else { continue };
        if name_of[b.inner] == name_of[b.outer] {
            continue;
        }
        for (x, a) in inner.choices.iter().enumerate() {
            for (y, o) in outer.choices.iter().enumerate() {
                if lies_in(&a.place, &o.place) {
                    let to_inner = &mut out[b.inner][x][b.kind];
                    *to_inner = (*to_inner + 0.25 + 0.75 * o.share).min(1.0);
                    let to_outer = &mut out[b.outer][y][3 + b.kind];
                    *to_outer = (*to_outer + a.share.max(0.05)).min(1.0);
                }
            }
        }
    }
    out
}

/// What was said beside one mention of a name holds, less, for its other mentions.
fn elsewhere(name: &mut Name, local: &[Vec<[f32; 6]>]) {
    for (c, choice) in name.choices.iter_mut().enumerate() {
        let of = |kinds: &[usize]| {
            name.spots
                .iter()
                .filter_map(|&s| local[s].get(c))
                .map(|l| kinds.iter().map(|&k| l[k]).fold(0.0, f32::max))
                .fold(0.0, f32::max)
        };
        choice.numbers[ELSEWHERE] = of(&[0, 1, 2]);
        choice.numbers[ELSEWHERE + 1] = of(&[3, 4, 5]);
    }
}

fn normalise(names: &mut [Name]) {
    for n in names {
        let scores: Vec<f32> = n.choices.iter().map(|c| score(&c.numbers) + c.fixed).collect();
        let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let total: f32 = scores.iter().map(|s| (s - top).exp()).sum();
        for (c, s) in n.choices.iter_mut().zip(scores) {
            c.share = (s - top).exp() / total;
        }
    }
}

/// A likely place of some name.
#[derive(Debug, Clone, Copy)]
struct Pin {
    name: usize,
    unit: [f32; 3],
    weight: f32,
}

/// Where the names of a document lie, as far as it is known.
#[derive(Debug)]
struct Field {
    countries: BTreeMap<u8, f32>,
    provinces: BTreeMap<PlaceIndex, f32>,
    /// Each name's own part, to be left out when it is weighed itself.
    own: Vec<(BTreeMap<u8, f32>, BTreeMap<PlaceIndex, f32>)>,
    total: f32,
    weight: Vec<f32>,
    pins: Vec<Pin>,
}

impl Field {
    fn of(names: &[Name]) -> Self {
        let mut f = Self {
            countries: BTreeMap::new(),
            provinces: BTreeMap::new(),
            own: Vec::new(),
            total: 0.0,
            weight: Vec::new(),
            pins: Vec::new(),
        };
        for (at, n) in names.iter().enumerate() {
            let weight = (1.0 + n.spots.len() as f32).ln() / std::f32::consts::LN_2;
            let mut own: (BTreeMap<u8, f32>, BTreeMap<PlaceIndex, f32>) = Default::default();
            for c in &n.choices {
                if c.share < 0.02 {
                    continue;
                }
                let part = weight * c.share;
                *own.0.entry(c.place.country).or_default() += part;
                if let Some(p) = c.place.province {
                    *own.1.entry(p).or_default() += part;
                }
                let spot = !matches!(
                    c.place.feature,
                    Feature::Country | Feature::Continent | Feature::Area | Feature::Province
                );
                if spot && c.share > 0.1 {
                    f.pins.push(Pin { name: at, unit: c.unit, weight: part });
                }
            }
            for (k, v) in &own.0 {
                *f.countries.entry(*k).or_default() += v;
            }
            for (k, v) in &own.1 {
                *f.provinces.entry(*k).or_default() += v;
            }
            f.own.push(own);
            f.total += weight;
            f.weight.push(weight);
        }
        f.pins.truncate(400);
        f
    }

    fn features(&self, at: usize, names: &mut [Name]) {
        let rest = (self.total - self.weight[at]).max(0.0);
        let (own_countries, own_provinces) = &self.own[at];
        let single = names[at].choices.len() == 1;
        for c in &mut names[at].choices {
            if single {
                break;
            }
            let country = self.countries.get(&c.place.country).copied().unwrap_or(0.0)
                - own_countries.get(&c.place.country).copied().unwrap_or(0.0);
            let country = country.max(0.0) / (rest + 0.5);
            c.numbers[COUNTRY_SHARE] = country;
            c.numbers[COUNTRY_LOG] = (country + 0.02).ln() / 2.0;
            let province = c.place.province.map_or(0.0, |p| {
                self.provinces.get(&p).copied().unwrap_or(0.0) - own_provinces.get(&p).copied().unwrap_or(0.0)
            });
            let province = province.max(0.0) / (rest + 0.5);
            let is_province = c.place.feature == Feature::Province;
            c.numbers[PROVINCE_SHARE] = if is_province { 0.0 } else { province };
            c.numbers[PROVINCE_LOG] = if is_province { -2.0 } else { (province + 0.02).ln() / 2.0 };
            c.numbers[HOLDS] = if is_province { (province + 0.02).ln() / 2.0 } else { 0.0 };
            // The middle of a country says nothing about what lies near it.
            if matches!(c.place.feature, Feature::Country | Feature::Province | Feature::Continent | Feature::Area) {
                continue;
            }
            let (mut near, mut far, mut close) = (0.0, 0.0, 0.0f32);
            for p in &self.pins {
                if p.name == at {
                    continue;
                }
                let d = km(c.unit, p.unit);
                if d < 1500.0 {
                    near += p.weight * (-d / 60.0).exp();
                    far += p.weight * (-d / 300.0).exp();
                    if d < 60.0 {
                        close = close.max(p.weight);
                    }
                }
            }
            c.numbers[NEAR_LOG] = (near + 0.05).ln() / 2.0;
            c.numbers[NEAR_FAR] = (far + 0.1).ln() / 2.0;
            c.numbers[NEAR_50] = close.min(1.0);
        }
    }
}
