//! Stretches of text that may name a place: everything the gazetteer knows, patterns such as "X County", and unknown
//! capitalised names after "in". Which of them do is decided in [`super::mentions`].

use super::fold::KeyHash;
use super::gazetteer::{Feature, Gazetteer, NameKind, Reading};
use super::words::{Gap, Word, Words};

/// Longest name in words.
const LONGEST: usize = 7;

/// Why a stretch is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The gazetteer knows the name.
    Known,
    /// Capitalised words with a word that says what it is: "Marsh Creek".
    Pattern(Generic),
    /// A capitalised name nobody knows, after a preposition of place.
    Unknown,
}

/// What a generic word makes of the name beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Generic {
    /// County, district, oblast.
    Division,
    /// River, mountain, lake.
    Nature,
    /// Street, road.
    Street,
    /// Bridge, airport, park.
    Site,
}

/// A stretch of text that may name a place.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    /// First word.
    pub first: usize,
    /// Last word.
    pub last: usize,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    pub shape: Shape,
    pub readings: Vec<Reading>,
    /// Hash of the folded name: one name, one sense.
    pub hash: u64,
}

/// What a generic word, folded, makes of the name beside it.
pub(super) fn generic(key: &str) -> Option<Generic> {
    Some(match key {
        "county" | "co" | "twp" | "counties" | "parish" | "township" | "district" | "province" | "region"
        | "oblast" | "raion" | "rayon" | "governorate" | "state" | "prefecture" | "borough" | "municipality"
        | "territory" | "voivodeship" | "canton" | "department" | "commune" | "krai" | "okrug" | "division"
        | "tehsil" | "taluk" | "emirate" => Generic::Division,
        "river" | "creek" | "lake" | "lakes" | "bay" | "sea" | "gulf" | "strait" | "straits" | "island" | "islands"
        | "isle" | "mountain" | "mountains" | "mts" | "mt" | "hills" | "valley" | "peninsula" | "desert" | "forest"
        | "peak" | "falls" | "canyon" | "plateau" | "basin" | "delta" | "reservoir" | "coast" | "harbor"
        | "harbour" | "range" | "ridge" | "gorge" | "beach" | "channel" => Generic::Nature,
        "street" | "hwy" | "road" | "avenue" | "boulevard" | "drive" | "lane" | "highway" | "route" | "parkway"
        | "court" | "blvd" | "ave" | "rd" | "freeway" | "turnpike" | "expressway" | "pike" | "trail" | "circle"
        | "terrace" => Generic::Street,
        "bridge" | "airport" | "square" | "park" | "camp" | "crossing" | "checkpoint" | "base" | "port" | "dam"
        | "station" | "plaza" | "heights" | "village" | "city" | "town" => Generic::Site,
        _ => return None,
    })
}

/// Generic words that are written short, with a full stop.
fn is_short_generic(key: &str) -> bool {
    matches!(key, "twp" | "co" | "rd" | "ave" | "blvd" | "hwy" | "mts")
}

/// Small words inside names: "Isle of Wight", "Rio de Janeiro".
fn is_connector(key: &str) -> bool {
    matches!(
        key,
        "of" | "the"
            | "upon"
            | "on"
            | "de"
            | "la"
            | "el"
            | "al"
            | "and"
            | "in"
            | "del"
            | "le"
            | "les"
            | "en"
            | "sur"
            | "am"
            | "an"
            | "der"
            | "under"
            | "by"
            | "du"
            | "da"
            | "do"
            | "dos"
            | "das"
            | "di"
            | "es"
            | "as"
            | "los"
            | "las"
            | "y"
            | "e"
            | "ed"
            | "ul"
            | "ur"
            | "bin"
            | "a"
            | "au"
            | "aux"
            | "at"
            | "ar"
            | "az"
            | "ad"
            | "ash"
            | "region"
            | "corridor"
            | "peninsula"
            | "states"
            | "state"
            | "subcontinent"
            | "oblast"
    )
}

fn is_article_start(key: &str) -> bool {
    matches!(key, "al" | "el" | "as" | "ar" | "az" | "ad" | "at" | "an" | "ash" | "es" | "ez" | "et")
}

/// Whether a name may run on over the gap before `word`.
pub(super) fn joins(previous: &Word, previous_key: &str, word: &Word) -> bool {
    match word.gap {
        Gap::Space | Gap::Hyphen => true,
        Gap::Dot => {
            previous.capital
                && !previous.possessive
                && (matches!(previous_key, "st" | "ste" | "mt" | "ft" | "pt") || previous_key.len() == 1)
        }
        _ => false,
    }
}

/// All stretches of a text that may name a place, by start; they overlap.
pub(super) fn spots(words: &Words, gaz: &Gazetteer) -> Vec<Spot> {
    let mut out = Vec::new();
    let list = &words.list;
    for first in 0..list.len() {
        let w = &list[first];
        let article = !w.capital
            && list.get(first + 1).is_some_and(|n| n.gap == Gap::Hyphen && n.capital)
            && is_article_start(words.key(first));
        if !w.capital && !article {
            continue;
        }
        known(words, gaz, first, &mut out);
        if w.capital {
            patterns(words, gaz, first, &mut out);
        }
    }
    out.sort_by_key(|s| (s.start, s.end));
    out
}

fn known(words: &Words, gaz: &Gazetteer, first: usize, out: &mut Vec<Spot>) {
    let list = &words.list;
    let mut running = KeyHash::new();
    for last in first..list.len().min(first + LONGEST) {
        let w = &list[last];
        if last > first {
            let ok = joins(&list[last - 1], words.key(last - 1), w)
                && (w.capital || w.digits || is_connector(words.key(last)));
            if !ok {
                break;
            }
            running = running.space();
        }
        let bare = running.word(words.key_bytes(w.key));
        let whole = if w.possessive { running.word(words.key_bytes(w.full_key)) } else { bare };
        if w.capital || last > first {
            for (hash, possessive_in) in [(bare.finish(), false), (whole.finish(), true)] {
                // "Peru's" is Peru's; only a name that needs its s, as "St. Mary's", keeps it.
                if possessive_in && (!w.possessive || out.last().is_some_and(|s| s.first == first && s.last == last))
                    || !gaz.knows(hash)
                {
                    continue;
                }
                let readings: Vec<Reading> =
                    gaz.readings(hash).into_iter().filter(|r| written_right(words, first, last, r.kind)).collect();
                if readings.is_empty() {
                    continue;
                }
                // "US$30 million" is money.
                if w.before_currency {
                    continue;
                }
                let end = if possessive_in { w.full_end } else { end_of(w, &readings) };
                out.push(Spot { first, last, start: list[first].start, end, shape: Shape::Known, readings, hash });
            }
        }
        running = whole;
    }
}

/// An abbreviation keeps its full stop where it is one.
fn end_of(w: &Word, readings: &[Reading]) -> u32 {
    let abbreviation = readings.iter().any(|r| r.kind == NameKind::Abbreviation);
    if abbreviation && (w.dotted || !w.all_caps) { w.end_with_dot } else { w.end }
}

/// Whether the words are written as a name of that kind must be.
fn written_right(words: &Words, first: usize, last: usize, kind: NameKind) -> bool {
    let (f, w) = (&words.list[first], &words.list[last]);
    let after_town = f.gap == Gap::Comma && first > 0 && words.list[first - 1].capital;
    match kind {
        NameKind::Abbreviation => {
            w.dotted
                || w.all_caps && f.all_caps
                || w.end_with_dot > w.end && w.capital
                || after_town && w.capital && words.key(last).len() > 1
        }
        NameKind::Postal => after_town && w.all_caps && first == last,
        // "WHO", "HIV": up to three capitals among words in small letters are initials, not a short name.
        _ if first == last && w.all_caps && w.end - w.start <= 3 => {
            let caps = |at: usize| words.list.get(at).is_some_and(|n| n.all_caps && n.end - n.start > 3);
            caps(first + 1) || first > 0 && caps(first - 1)
        }
        _ => w.capital || last > first,
    }
}

fn patterns(words: &Words, gaz: &Gazetteer, first: usize, out: &mut Vec<Spot>) {
    let list = &words.list;
    let starts_run =
        first == 0 || !list[first - 1].capital || !joins(&list[first - 1], words.key(first - 1), &list[first]);
    let mut last = first;
    while last + 1 < list.len()
        && list[last + 1].capital
        && joins(&list[last], words.key(last), &list[last + 1])
        && !list[last].possessive
    {
        last += 1;
    }
    // "X County" that the gazetteer does not hold in one piece, up to three words before the generic one.
    for at in first + 1..=last {
        let Some(kind) = generic(words.key(at)) else { continue };
        let hash = hash_of(words, first, at);
        if at - first > if starts_run { 3 } else { 1 } || gaz.knows(hash) {
            continue;
        }
        let readings =
            if kind == Generic::Division { division_readings(words, gaz, first, at - 1) } else { Vec::new() };
        out.push(Spot {
            first,
            last: at,
            start: list[first].start,
            end: if is_short_generic(words.key(at)) { list[at].end_with_dot } else { list[at].end },
            shape: Shape::Pattern(kind),
            readings,
            hash,
        });
    }
    if !starts_run {
        return;
    }
    let leads = matches!(words.key(first), "lake" | "mt" | "camp" | "port" | "isle" | "lakes");
    let hash = hash_of(words, first, last);
    if let Some(kind) = generic(words.key(first))
        && leads
        && (1..=2).contains(&(last - first))
        && !gaz.knows(hash)
    {
        let (start, end) = (list[first].start, list[last].end);
        out.push(Spot { first, last, start, end, shape: Shape::Pattern(kind), readings: Vec::new(), hash });
    }
    // A run of one to three capitalised words that nobody knows, where a place would stand.
    if last - first < 3 && first > 0 && !list[first].sentence_start {
        let before = words.key(first - 1);
        let placed = matches!(
            before,
            "in" | "at" | "near" | "from" | "to" | "of" | "around" | "outside" | "between" | "and" | "towards" | "the"
        );
        let hash = hash_of(words, first, last);
        let listed = list[first].gap == Gap::Comma && list[first - 1].capital;
        if (placed && list[first].gap == Gap::Space || listed)
            && !gaz.knows(hash)
            && generic(words.key(last)).is_none()
            && !list[first].digits
        {
            out.push(Spot {
                first,
                last,
                start: list[first].start,
                end: list[last].end,
                shape: Shape::Unknown,
                readings: Vec::new(),
                hash,
            });
        }
    }
}

/// Readings of the bare name as a division: "Khojavend" of "Khojavend District".
fn division_readings(words: &Words, gaz: &Gazetteer, first: usize, last: usize) -> Vec<Reading> {
    gaz.readings(hash_of(words, first, last))
        .into_iter()
        .filter(|r| {
            matches!(r.kind, NameKind::Canonical | NameKind::Alternate)
                && gaz.place(r.place).is_some_and(|p| matches!(p.feature, Feature::District | Feature::Province))
        })
        .collect()
}

/// Hash of the name from word `first` to word `last`, without a final "'s".
pub(super) fn hash_of(words: &Words, first: usize, last: usize) -> u64 {
    let mut hash = KeyHash::new();
    for at in first..=last.min(words.list.len().saturating_sub(1)) {
        if at > first {
            hash = hash.space();
        }
        let w = &words.list[at];
        hash = hash.word(words.key_bytes(if at == last { w.key } else { w.full_key }));
    }
    hash.finish()
}
