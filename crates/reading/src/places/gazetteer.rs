//! The gazetteer: half a million names, read in place from the bytes that `data/gazetteer/build.py` writes.
//!
//! Opening it reads the header and the list of countries; everything else stays where it is. The layout, all numbers
//! little-endian: `SVPLACE1`, the bucket bits of names and of words, the lengths of eight sections, then the sections:
//!
//! 1. countries: two letters, number of the record (or all ones);
//! 2. records of [`RECORD`] bytes: id (with the top bit: own id, offset into 3), latitude and longitude in 24 bits each,
//!    population (three decimal digits, a power of ten), country, feature, parent division + 1, offset of the name in 3;
//! 3. texts: a byte of length, then UTF-8;
//! 4. and 5. names: starts of the buckets (by the top bits of the hash of the folded name), then pairs of the low 32 bits
//!    of the hash and either one candidate (record, kind in the top byte) or, with the top bit, an offset into 6;
//! 6. lists of candidates: a count, then candidates;
//! 7. and 8. words that are no places, as 4 and 5, with a byte of [`WordClass`] each.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::fold::{KeyHash, fold};
use super::variants;

const MAGIC: &[u8; 8] = b"SVPLACE1";
const SECTIONS: usize = 8;
const HEADER: usize = 8 + 8 + SECTIONS * 4;
/// Bytes of a record.
const RECORD: usize = 20;

/// Why a gazetteer cannot be opened.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum GazetteerError {
    /// The bytes are not a gazetteer of this version.
    #[error("not a gazetteer of format SVPLACE1: build it again with data/gazetteer/build.py")]
    Format,
    /// The file ends before its sections do.
    #[error("the gazetteer is cut short: {found} bytes of {expected}")]
    Truncated {
        /// Bytes the header promises.
        expected: usize,
        /// Bytes there are.
        found: usize,
    },
    /// A section holds a number that leads nowhere.
    #[error("the gazetteer is damaged: {0}")]
    Damaged(&'static str),
}

/// Which place: its number in GeoNames, or an id of our own or of an agreement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKey {
    /// Number in geonames.org.
    Geonames(u32),
    /// Id in `data/gazetteer/world.toml`, in an agreement, or given by an analyst.
    Own(String),
}

impl std::fmt::Display for PlaceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Geonames(n) => write!(f, "geonames:{n}"),
            Self::Own(id) => f.write_str(id),
        }
    }
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// A continent.
    Continent,
    /// A region without or across borders: the Sahel, Nagorno-Karabakh.
    Area,
    /// A country or dependent territory.
    Country,
    /// A division of the first level: state, oblast, governorate.
    Province,
    /// A division of the second level: county, rayon.
    District,
    /// The seat of a country's government.
    Capital,
    /// The seat of a province.
    Seat,
    /// A town or city.
    Town,
    /// A place of fewer than 3,000 inhabitants.
    Village,
    /// A part of a town.
    Quarter,
    /// Sea, lake, river, strait.
    Water,
    /// Mountain or range.
    Mountain,
    /// Island or group of islands.
    Island,
    /// A spot: square, crossing, plant.
    Site,
}

impl Feature {
    const ALL: [Self; 14] = [
        Self::Continent,
        Self::Area,
        Self::Country,
        Self::Province,
        Self::District,
        Self::Capital,
        Self::Seat,
        Self::Town,
        Self::Village,
        Self::Quarter,
        Self::Water,
        Self::Mountain,
        Self::Island,
        Self::Site,
    ];

    /// Whether people live there together: town, village, quarter, capital.
    #[must_use]
    pub fn is_settlement(self) -> bool {
        matches!(self, Self::Capital | Self::Seat | Self::Town | Self::Village | Self::Quarter)
    }

    /// Whether it is a piece of land too large for one spot.
    #[must_use]
    pub fn is_region(self) -> bool {
        matches!(self, Self::Continent | Self::Area | Self::Country | Self::Province | Self::District)
    }
}

/// How a name stands to its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// The usual name.
    Canonical,
    /// A name from other languages or times.
    Alternate,
    /// "Kenyan".
    Adjective,
    /// "Kenyans".
    People,
    /// "Tenn.", "US": counts only in capitals or with a full stop.
    Abbreviation,
    /// "TX": counts only after a town and a comma.
    Postal,
    /// "the Kremlin": a house that stands for a government.
    SeatOfPower,
}

impl NameKind {
    const ALL: [Self; 7] = [
        Self::Canonical,
        Self::Alternate,
        Self::Adjective,
        Self::People,
        Self::Abbreviation,
        Self::Postal,
        Self::SeatOfPower,
    ];
}

/// What else a word may be, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WordClass(u8);

impl WordClass {
    /// An everyday English word.
    pub(super) fn common(self) -> bool {
        self.0 & 1 != 0
    }
    /// A given name of the United States census.
    pub(super) fn given(self) -> bool {
        self.0 & 2 != 0
    }
    /// A family name of the same census.
    pub(super) fn surname(self) -> bool {
        self.0 & 4 != 0
    }
    /// One of its thousand most frequent family names.
    pub(super) fn frequent_surname(self) -> bool {
        self.0 & 8 != 0
    }
}

/// A place that a name may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Which place.
    pub id: PlaceKey,
    /// Its name as the gazetteer prints it.
    pub name: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// ISO 3166-1 code; empty for seas and areas across borders.
    pub country: String,
    /// Name of the division of the first level; empty if there is none.
    pub admin1: String,
    /// What it is.
    pub feature: Feature,
    /// Inhabitants to three digits; for an area of `world.toml` its weight there.
    pub population: u64,
    /// Share of belief that the name means this place; the shares of a name sum to one.
    pub weight: f64,
}

/// A place that an agreement or an analyst adds, with every spelling it goes by.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtraPlace {
    /// Own id, or `geonames:N` for a place that only gets new names.
    pub id: String,
    /// Name to print.
    pub name: String,
    /// Further spellings.
    pub aliases: Vec<String>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// ISO 3166-1 code, or empty.
    pub country: String,
    /// Division of the first level, or empty.
    pub admin1: String,
    /// What it is.
    pub feature: Feature,
    /// Inhabitants, 0 if unknown.
    pub population: u64,
}

/// Number of a place in one gazetteer: records first, extra places after them.
pub(super) type PlaceIndex = u32;

/// A place as the resolver handles it: numbers, no text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub index: PlaceIndex,
    pub lat: f32,
    pub lon: f32,
    pub population: u64,
    /// Number of the country in this gazetteer.
    pub country: u8,
    pub feature: Feature,
    /// Number of the division of the first level, of itself if it is one.
    pub province: Option<PlaceIndex>,
    /// Number of the division right above (district or province).
    pub parent: Option<PlaceIndex>,
    pub extra: bool,
}

/// One reading of a name: the place and how the name stands to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub place: PlaceIndex,
    pub kind: NameKind,
}

/// Names and places. Cheap to open and to clone when made from static bytes.
#[derive(Debug, Clone)]
pub struct Gazetteer {
    bytes: Cow<'static, [u8]>,
    /// Bounds of the sections.
    at: [(usize, usize); SECTIONS],
    name_bits: u32,
    word_bits: u32,
    countries: Vec<([u8; 2], u32)>,
    extra: Vec<ExtraPlace>,
    /// Hash of a folded name → extra places.
    extra_names: BTreeMap<u64, Vec<u32>>,
    /// Hash of a folded name → the one place that it means, as a person decided.
    aliases: BTreeMap<u64, PlaceIndex>,
}

impl Gazetteer {
    /// Opens the bytes of `places.bin`; no copy if they are static.
    ///
    /// # Errors
    /// If the bytes are not a gazetteer of this format, or cut short.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, GazetteerError> {
        let bytes = bytes.into();
        if bytes.get(..8) != Some(MAGIC.as_slice()) {
            return Err(GazetteerError::Format);
        }
        let number =
            |at: usize| u32_at(&bytes, at).ok_or(GazetteerError::Truncated { expected: HEADER, found: bytes.len() });
        let (name_bits, word_bits) = (number(8)?, number(12)?);
        let mut at = [(0, 0); SECTIONS];
        let mut start = HEADER;
        for (i, bounds) in at.iter_mut().enumerate() {
            let end = start.saturating_add(number(16 + 4 * i)? as usize);
            *bounds = (start, end);
            start = end;
        }
        if bytes.len() < start {
            return Err(GazetteerError::Truncated { expected: start, found: bytes.len() });
        }
        let table =
            |section: usize, bits: u32| bits < 28 && at[section].1 - at[section].0 == ((1usize << bits) + 1) * 4;
        if !table(3, name_bits) || !table(6, word_bits) {
            return Err(GazetteerError::Damaged("the tables of names do not fit their bits"));
        }
        let countries = bytes[at[0].0..at[0].1]
            .chunks_exact(6)
            .map(|c| ([c[0], c[1]], u32::from_le_bytes([c[2], c[3], c[4], c[5]])))
            .collect();
        Ok(Self {
            bytes,
            at,
            name_bits,
            word_bits,
            countries,
            extra: Vec::new(),
            extra_names: BTreeMap::new(),
            aliases: BTreeMap::new(),
        })
    }

    /// A gazetteer with nothing but extra places: for tests and closed worlds.
    #[must_use]
    pub fn of_extra(places: Vec<ExtraPlace>) -> Self {
        Self {
            bytes: Cow::Borrowed(&[]),
            at: [(0, 0); SECTIONS],
            name_bits: 0,
            word_bits: 0,
            countries: Vec::new(),
            extra: Vec::new(),
            extra_names: BTreeMap::new(),
            aliases: BTreeMap::new(),
        }
        .with_extra(places)
    }

    /// With the places of an agreement or analyst; where a name is theirs too, they win.
    #[must_use]
    pub fn with_extra(mut self, places: Vec<ExtraPlace>) -> Self {
        for place in places {
            let index = u32::try_from(self.extra.len()).unwrap_or(u32::MAX);
            for name in std::iter::once(&place.name).chain(&place.aliases) {
                let key = fold(name);
                if !key.is_empty() {
                    let known = self.extra_names.entry(KeyHash::of(&key)).or_default();
                    if !known.contains(&index) {
                        known.push(index);
                    }
                }
            }
            if let [a, b] = place.country.as_bytes()
                && self.country_number(&place.country).is_none()
            {
                self.countries.push(([*a, *b], u32::MAX));
            }
            self.extra.push(place);
        }
        self
    }

    /// With names that mean one place each and nothing else, as a person decided. A place that it does not hold gets none.
    #[must_use]
    pub fn with_aliases<'n>(mut self, names: impl IntoIterator<Item = (&'n str, PlaceKey)>) -> Self {
        for (name, key) in names {
            let folded = fold(name);
            if let Some(index) = self.index_of(&key).filter(|_| !folded.is_empty()) {
                self.aliases.insert(KeyHash::of(&folded), index);
            }
        }
        self
    }

    fn index_of(&self, key: &PlaceKey) -> Option<PlaceIndex> {
        let records = self.records();
        let extra = self.extra.iter().position(|e| extra_key(&e.id) == *key).map(|i| i + records);
        let index = extra.or_else(|| (0..records).find(|&i| self.key(i as PlaceIndex) == *key))?;
        PlaceIndex::try_from(index).ok()
    }

    /// The place of that key, in words, believed in full.
    #[must_use]
    pub fn of_key(&self, key: &PlaceKey) -> Option<Candidate> {
        Some(self.candidate(&self.place(self.index_of(key)?)?, 1.0))
    }

    /// How many places it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records() + self.extra.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The places a name may mean, the likeliest without any context first; weights sum to one.
    ///
    /// An unknown name is tried in other spellings ("Agdham" → "Aghdam").
    #[must_use]
    pub fn candidates(&self, name: &str) -> Vec<Candidate> {
        let readings = self.readings_or_variants(name);
        let mut places: Vec<Candidate> = Vec::with_capacity(readings.len());
        for reading in readings {
            let Some(place) = self.place(reading.place) else { continue };
            let weight = prior(&place, reading.kind);
            let candidate = self.candidate(&place, weight);
            if places.iter().all(|c| c.id != candidate.id) {
                places.push(candidate);
            }
        }
        let total: f64 = places.iter().map(|c| c.weight).sum();
        for c in &mut places {
            c.weight /= total.max(f64::MIN_POSITIVE);
        }
        places.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.id.cmp(&b.id)));
        places
    }

    /// Readings of a name by its exact key or, failing that, by its other spellings.
    pub(super) fn readings_or_variants(&self, name: &str) -> Vec<Reading> {
        let key = fold(name);
        if key.is_empty() {
            return Vec::new();
        }
        let exact = self.readings(KeyHash::of(&key));
        if !exact.is_empty() {
            return exact;
        }
        variants::spellings(&key)
            .iter()
            .map(|k| self.readings(KeyHash::of(k)))
            .find(|r| r.iter().any(|x| matches!(x.kind, NameKind::Canonical | NameKind::Alternate)))
            .unwrap_or_default()
    }

    /// Readings of a name by the hash of its key; extra places stand alone if there are any.
    pub(super) fn readings(&self, hash: u64) -> Vec<Reading> {
        if let Some(&place) = self.aliases.get(&hash) {
            return vec![Reading { place, kind: NameKind::Canonical }];
        }
        if let Some(extra) = self.extra_names.get(&hash) {
            let base = self.records() as u32;
            return extra.iter().map(|&i| Reading { place: base + i, kind: NameKind::Canonical }).collect();
        }
        let Some(payload) = self.find(3, 8, self.name_bits, hash).and_then(|at| u32_at(&self.bytes, at + 4)) else {
            return Vec::new();
        };
        if payload >> 31 == 0 {
            return reading(payload).into_iter().collect();
        }
        let list = self.section(5);
        let start = (payload & 0x7fff_ffff) as usize * 4;
        let count = u32_at(list, start).unwrap_or(0) as usize;
        (1..=count).filter_map(|n| u32_at(list, start + 4 * n).and_then(reading)).collect()
    }

    /// Whether a name is known, without listing what it means.
    pub(super) fn knows(&self, hash: u64) -> bool {
        self.aliases.contains_key(&hash)
            || self.extra_names.contains_key(&hash)
            || self.find(3, 8, self.name_bits, hash).is_some()
    }

    /// What else a word may be.
    pub(super) fn word_class(&self, hash: u64) -> WordClass {
        self.find(6, 5, self.word_bits, hash)
            .and_then(|at| self.bytes.get(at + 4))
            .map_or(WordClass::default(), |&b| WordClass(b))
    }

    /// The place of that number.
    pub(super) fn place(&self, index: PlaceIndex) -> Option<Place> {
        let records = self.records();
        if index as usize >= records {
            let e = self.extra.get(index as usize - records)?;
            return Some(Place {
                index,
                lat: e.lat as f32,
                lon: e.lon as f32,
                population: e.population,
                country: self.country_number(&e.country).unwrap_or(u8::MAX),
                feature: e.feature,
                province: None,
                parent: None,
                extra: true,
            });
        }
        let r = self.record(index)?;
        let packed = u16::from_le_bytes([r[10], r[11]]);
        let feature = *Feature::ALL.get(usize::from(r[13]))?;
        let parent = u16::from_le_bytes([r[14], r[15]]);
        let parent = (parent > 0).then(|| u32::from(parent) - 1);
        Some(Place {
            index,
            lat: (f64::from(u24(&r[4..])) / f64::from(0xff_ffff) * 180.0 - 90.0) as f32,
            lon: (f64::from(u24(&r[7..])) / f64::from(0xff_ffff) * 360.0 - 180.0) as f32,
            population: u64::from(packed & 0x3ff) * 10u64.pow(u32::from(packed >> 10).min(9)),
            country: r[12],
            feature,
            province: if feature == Feature::Province { Some(index) } else { self.province_of(parent) },
            parent,
            extra: false,
        })
    }

    /// The division of the first level above (or at) a division.
    fn province_of(&self, mut division: Option<PlaceIndex>) -> Option<PlaceIndex> {
        // Two levels at most: the bound keeps damaged bytes from going round.
        for _ in 0..3 {
            let r = self.record(division?)?;
            if r[13] == Feature::Province as u8 {
                return division;
            }
            let up = u16::from_le_bytes([r[14], r[15]]);
            division = (up > 0).then(|| u32::from(up) - 1);
        }
        None
    }

    /// The place in words, with the given weight.
    pub(super) fn candidate(&self, place: &Place, weight: f64) -> Candidate {
        if place.extra
            && let Some(e) = self.extra.get(place.index as usize - self.records())
        {
            return Candidate {
                id: extra_key(&e.id),
                name: e.name.clone(),
                lat: e.lat,
                lon: e.lon,
                country: e.country.clone(),
                admin1: e.admin1.clone(),
                feature: e.feature,
                population: e.population,
                weight,
            };
        }
        let round = |degrees: f32| (f64::from(degrees) * 1e4).round() / 1e4;
        Candidate {
            id: self.key(place.index),
            name: self.name(place.index).to_owned(),
            lat: round(place.lat),
            lon: round(place.lon),
            country: self.country_code(place.country).to_owned(),
            admin1: place.province.map(|p| self.name(p).to_owned()).unwrap_or_default(),
            feature: place.feature,
            population: place.population,
            weight,
        }
    }

    /// Number of a country by its ISO code.
    pub(super) fn country_number(&self, code: &str) -> Option<u8> {
        self.countries.iter().position(|(c, _)| c == code.as_bytes()).and_then(|i| u8::try_from(i).ok())
    }

    /// ISO code of a country by its number.
    pub(super) fn country_code(&self, number: u8) -> &str {
        self.countries
            .get(usize::from(number))
            .and_then(|(c, _)| std::str::from_utf8(c).ok())
            .map_or("", |c| c.trim_end_matches('\0'))
    }

    /// Name of a place as printed.
    pub(super) fn name(&self, index: PlaceIndex) -> &str {
        if index as usize >= self.records() {
            return self.extra.get(index as usize - self.records()).map_or("", |e| &e.name);
        }
        self.record(index).map_or("", |r| self.text(u24(&r[16..]) as usize))
    }

    fn key(&self, index: PlaceIndex) -> PlaceKey {
        let id = self.record(index).and_then(|r| u32_at(r, 0)).unwrap_or(0);
        if id >> 31 == 1 {
            PlaceKey::Own(self.text((id & 0x7fff_ffff) as usize).to_owned())
        } else {
            PlaceKey::Geonames(id)
        }
    }

    fn text(&self, offset: usize) -> &str {
        let blob = self.section(2);
        let len = usize::from(blob.get(offset).copied().unwrap_or(0));
        blob.get(offset + 1..offset + 1 + len).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("")
    }

    fn records(&self) -> usize {
        (self.at[1].1 - self.at[1].0) / RECORD
    }

    fn record(&self, index: PlaceIndex) -> Option<&[u8]> {
        self.section(1).chunks_exact(RECORD).nth(index as usize)
    }

    fn section(&self, n: usize) -> &[u8] {
        &self.bytes[self.at[n].0..self.at[n].1]
    }

    /// Where the entry of `hash` starts in the bytes: the buckets are section `starts`, the entries the one after it.
    fn find(&self, starts: usize, width: usize, bits: u32, hash: u64) -> Option<usize> {
        if bits == 0 {
            return None;
        }
        let buckets = self.section(starts);
        let bucket = (hash >> (64 - bits)) as usize * 4;
        let (from, to) = (u32_at(buckets, bucket)? as usize, u32_at(buckets, bucket + 4)? as usize);
        let low = hash as u32;
        let (base, end) = self.at[starts + 1];
        (from..to)
            .map(|n| base + n * width)
            .take_while(|&at| at + width <= end)
            .find(|&at| u32_at(&self.bytes, at) == Some(low))
    }
}

/// How likely a name means a place when nothing else is known.
pub(super) fn prior(place: &Place, kind: NameKind) -> f64 {
    let people = place.population as f64 + 300.0;
    let feature = match place.feature {
        Feature::Country | Feature::Continent => 30.0,
        Feature::Capital => 4.0,
        Feature::Province => 1.5,
        Feature::District => 0.3,
        Feature::Quarter => 0.2,
        _ => 1.0,
    };
    let name = if kind == NameKind::Alternate { 0.05 } else { 1.0 };
    people * feature * name
}

fn extra_key(id: &str) -> PlaceKey {
    id.strip_prefix("geonames:")
        .and_then(|n| n.parse().ok())
        .map_or_else(|| PlaceKey::Own(id.to_owned()), PlaceKey::Geonames)
}

fn reading(item: u32) -> Option<Reading> {
    NameKind::ALL.get((item >> 24 & 0x7f) as usize).map(|&kind| Reading { place: item & 0xff_ffff, kind })
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

/// Three bytes as a number.
fn u24(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0])
}
