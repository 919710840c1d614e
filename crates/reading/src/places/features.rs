//! What speaks for and against a stretch being the name of a place, as numbered features; [`super::weights`] weighs them.

use std::collections::BTreeMap;

use super::gazetteer::{Feature, Gazetteer, NameKind};
use super::spans::{Generic, Shape, Spot, generic};
use super::votes;
use super::words::{Gap, Words};
use servanda_syntax::Analysis;

/// Classes of a name, for features.
const COARSE: usize = 8;
const POPULATIONS: usize = 8;
const FINE: usize = 17;
const BEFORE: usize = 30;
const AFTER: usize = 30;

/// Where each group of features starts.
pub(super) mod group {
    use super::{AFTER, BEFORE, COARSE, FINE, POPULATIONS};
    pub const NAME: usize = 0;
    pub const BEFORE_WORD: usize = NAME + FINE * POPULATIONS;
    pub const AFTER_WORD: usize = BEFORE_WORD + BEFORE * COARSE;
    pub const LENGTH: usize = AFTER_WORD + AFTER * COARSE;
    pub const WORD_CLASS: usize = LENGTH + 4 * COARSE;
    pub const START: usize = WORD_CLASS + 16 * COARSE;
    pub const CAPS: usize = START + 4 * COARSE;
    pub const LOWER: usize = CAPS + 2 * COARSE;
    pub const PLACED: usize = LOWER + 3 * COARSE;
    pub const PERSON: usize = PLACED + 3 * COARSE;
    pub const NESTED: usize = PERSON + 3 * COARSE;
    pub const RUN: usize = NESTED + 4 * COARSE;
    pub const COUNT: usize = RUN + 9 * COARSE;
    pub const TWO_BEFORE: usize = COUNT + 4 * COARSE;
    pub const TAIL: usize = TWO_BEFORE + BEFORE;
    pub const BOTH: usize = TAIL + 8 * COARSE;
    pub const HEADLINE: usize = BOTH + BEFORE * AFTER;
    pub const END: usize = HEADLINE + 2 * COARSE;
    pub const ENTITY: usize = END;
    pub const DEPENDENCY: usize = ENTITY + super::votes::ENTITY * COARSE;
    pub const TAG: usize = DEPENDENCY + super::votes::DEPENDENCY * COARSE;
}

/// Readings of a name that its class is taken from; lists begin with the usual names of the most populous places.
const LOOKED_AT: usize = 12;

/// Facts on the whole document that the features of one stretch need.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Name → times after "in" or before ", State", times beside a given name or title, times in all.
    evidence: BTreeMap<u64, (u8, u8, u8)>,
    /// Words that also stand in small letters, sorted.
    lower: Vec<u64>,
    /// Classes of what stands before and after each stretch.
    beside: Vec<(u8, u8)>,
}

impl Document {
    pub(super) fn of(words: &Words, spots: &[Spot], gaz: &Gazetteer) -> Self {
        let mut lower: Vec<u64> = words.list.iter().filter(|w| !w.capital).map(|w| w.hash).collect();
        lower.sort_unstable();
        let mut doc = Self { lower, ..Self::default() };
        for s in spots {
            let e = doc.evidence.entry(s.hash).or_default();
            e.2 = e.2.saturating_add(1);
            let (before, after) = (before(words, s, gaz), after(words, s, gaz));
            doc.beside.push((before as u8, after as u8));
            if s.shape == Shape::Unknown {
                continue;
            }
            if matches!(before, 1..=3) || after == 2 {
                e.0 = e.0.saturating_add(1);
            }
            if matches!(before, 10 | 12) || after == 6 {
                e.1 = e.1.saturating_add(1);
            }
        }
        doc
    }
}

fn fine(spot: &Spot, gaz: &Gazetteer) -> (usize, usize, u64) {
    let coarse_of = |fine: usize| match fine {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        9 => 3,
        10 | 11 => 4,
        12..=14 => 5,
        15 => 6,
        _ => 7,
    };
    match spot.shape {
        Shape::Unknown => return (16, 7, 0),
        Shape::Pattern(g) => {
            let fine = match g {
                Generic::Division => 4,
                Generic::Nature => 5,
                _ => 15,
            };
            return (fine, coarse_of(fine), u64::from(!spot.readings.is_empty()) * 5000);
        }
        Shape::Known => {}
    }
    let mut best = (16, 0);
    let mut population = 0;
    for r in spot.readings.iter().take(LOOKED_AT) {
        let Some(p) = gaz.place(r.place) else { continue };
        population = population.max(p.population);
        let f = match (r.kind, p.feature) {
            (NameKind::Abbreviation, _) => 12,
            (NameKind::Postal, _) => 13,
            (NameKind::SeatOfPower, _) => 14,
            (NameKind::Adjective, _) => 10,
            (NameKind::People, _) => 11,
            (NameKind::Alternate, _) => 9,
            (_, Feature::Country) => 0,
            (_, Feature::Continent | Feature::Area) => 1,
            (_, Feature::Province) => 2,
            (_, Feature::District) => 3,
            (_, Feature::Water | Feature::Mountain | Feature::Island | Feature::Site) => 5,
            (_, Feature::Capital) => 6,
            (_, Feature::Seat) => 7,
            (_, Feature::Town | Feature::Village | Feature::Quarter) => 8,
        };
        let rank = match f {
            9 => p.population / 100,
            0 | 1 | 10 | 11 | 12 | 13 | 14 => u64::MAX / 4 + p.population,
            _ => p.population + 1,
        };
        if best.0 == 16 || rank > best.1 {
            best = (f, rank);
        }
    }
    (best.0, coarse_of(best.0), population)
}

fn population_class(n: u64) -> usize {
    match n {
        0 => 0,
        1..1_000 => 1,
        1_000..5_000 => 2,
        5_000..20_000 => 3,
        20_000..100_000 => 4,
        100_000..500_000 => 5,
        500_000..3_000_000 => 6,
        _ => 7,
    }
}

fn is_title(key: &str) -> bool {
    matches!(
        key,
        "mr" | "mrs"
            | "ms"
            | "dr"
            | "gen"
            | "col"
            | "lt"
            | "sgt"
            | "capt"
            | "maj"
            | "gov"
            | "sen"
            | "rep"
            | "rev"
            | "prof"
            | "judge"
            | "president"
            | "minister"
            | "chancellor"
            | "general"
            | "colonel"
            | "captain"
            | "sergeant"
            | "officer"
            | "deputy"
            | "sheriff"
            | "detective"
            | "mayor"
            | "senator"
            | "councilman"
            | "coach"
            | "king"
            | "queen"
            | "prince"
            | "princess"
            | "lord"
            | "lady"
            | "sir"
            | "pope"
            | "chief"
            | "chairman"
            | "director"
            | "secretary"
            | "attorney"
            | "sister"
            | "brother"
            | "father"
            | "miss"
            | "commissioner"
            | "professor"
            | "governor"
            | "congressman"
            | "major"
            | "lieutenant"
            | "sheikh"
            | "imam"
            | "bishop"
    )
}

fn is_direction(key: &str) -> bool {
    matches!(
        key,
        "north"
            | "south"
            | "east"
            | "west"
            | "northern"
            | "southern"
            | "eastern"
            | "western"
            | "central"
            | "northeast"
            | "northwest"
            | "southeast"
            | "southwest"
            | "northeastern"
            | "northwestern"
            | "southeastern"
            | "southwestern"
            | "downtown"
            | "upper"
            | "lower"
            | "suburban"
            | "rural"
            | "mid"
            | "nearby"
            | "neighboring"
            | "neighbouring"
            | "uptown"
            | "inner"
            | "greater"
    )
}

/// Class of what stands before a stretch.
fn before(words: &Words, s: &Spot, gaz: &Gazetteer) -> usize {
    let w = &words.list[s.first];
    if s.first == 0 || w.gap == Gap::Break {
        return 16;
    }
    let prev = &words.list[s.first - 1];
    let key = words.key(s.first - 1);
    match w.gap {
        Gap::Stop => return 16,
        Gap::Dot if w.sentence_start => return 16,
        Gap::Open => return 17,
        Gap::Hyphen => return 18,
        Gap::Comma => {
            if !prev.capital {
                return 15;
            }
            return if gaz.knows(prev.hash) { 13 } else { 14 };
        }
        Gap::Other => return 20,
        _ => {}
    }
    match key {
        "in" => return 1,
        "at" => return 2,
        "near" | "outside" | "around" | "toward" | "towards" | "across" | "throughout" | "within" | "along"
        | "inside" => return 3,
        "from" => return 4,
        "to" | "into" => return 5,
        "of" => return 6,
        "the" => return 7,
        "and" | "or" => return 8,
        "for" | "with" | "by" | "on" | "between" | "against" | "over" | "about" => return 9,
        "a" | "an" | "his" | "her" | "its" | "their" | "our" | "my" => return 21,
        "city" | "town" | "village" | "state" | "capital" | "province" | "suburb" | "community" | "county" => {
            return 22;
        }
        "said" | "says" | "told" | "and/or" | "that" | "as" | "but" | "when" | "while" | "where" | "which" => {
            return 23;
        }
        "street" | "road" | "avenue" => return 24,
        "visit" | "visited" | "left" | "leave" | "via" | "through" | "entered" | "enter" | "reach" | "reached" => {
            return 25;
        }
        _ => {}
    }
    if is_title(key) {
        return 10;
    }
    if is_direction(key) {
        return 19;
    }
    if prev.capital {
        let class = gaz.word_class(prev.hash);
        if class.given() && !class.common() {
            return 12;
        }
        if class.given() {
            return 26;
        }
        return if gaz.knows(prev.hash) && !class.common() { 27 } else { 11 };
    }
    if prev.digits {
        return 28;
    }
    0
}

/// Class of what stands after a stretch.
fn after(words: &Words, s: &Spot, gaz: &Gazetteer) -> usize {
    let w = &words.list[s.last];
    if w.possessive && s.end == w.end {
        return 9;
    }
    let Some(next) = words.list.get(s.last + 1) else { return 1 };
    let key = words.key(s.last + 1);
    match next.gap {
        Gap::Break | Gap::Stop => return 1,
        Gap::Dot if next.sentence_start => return 1,
        Gap::Hyphen => return 10,
        Gap::Open => return 13,
        Gap::Comma => {
            if next.capital && is_division_name(words, s.last + 1, gaz) {
                return 2;
            }
            return if next.capital { 20 } else { 3 };
        }
        Gap::Other => return 21,
        Gap::Dot => return 22,
        Gap::Space => {}
    }
    if let Some(g) = generic(key) {
        return match (g, next.capital) {
            (Generic::Division, true) => 4,
            (Generic::Division, false) => 23,
            (Generic::Street, true) => 17,
            (_, true) => 24,
            (_, false) => 25,
        };
    }
    if next.capital {
        if is_organisation_word(key) {
            return 5;
        }
        let class = gaz.word_class(next.hash);
        if next.digits {
            return 19;
        }
        if is_title(key) {
            return 26;
        }
        if class.surname() && !class.common() {
            return 6;
        }
        if class.surname() || class.given() {
            return 27;
        }
        return if gaz.knows(next.hash) && !class.common() { 7 } else { 8 };
    }
    match key {
        "said" | "says" | "told" | "announced" | "added" | "accused" | "warned" | "denied" | "rejected"
        | "insisted" | "asked" => 11,
        "resident" | "residents" | "man" | "woman" | "native" | "police" | "officials" | "official" | "mayor"
        | "government" | "authorities" | "people" | "couple" | "teenager" | "officer" | "officers" | "army"
        | "forces" | "troops" | "soldiers" | "president" | "minister" | "area" | "based" | "border" | "men"
        | "women" | "firefighters" | "company" | "school" | "schools" | "court" | "hospital" => 12,
        "and" | "or" => 14,
        "is" | "was" | "has" | "will" | "had" | "would" | "were" | "are" | "have" | "can" | "could" | "did"
        | "does" | "may" => 15,
        "in" | "at" | "on" | "for" | "to" | "from" | "with" | "by" | "as" | "when" | "after" | "where" | "who" => 16,
        "of" => 18,
        _ => {
            if next.digits {
                19
            } else {
                0
            }
        }
    }
}

fn is_organisation_word(key: &str) -> bool {
    matches!(
        key,
        "university"
            | "college"
            | "school"
            | "police"
            | "department"
            | "times"
            | "post"
            | "herald"
            | "news"
            | "tribune"
            | "journal"
            | "press"
            | "council"
            | "club"
            | "united"
            | "fc"
            | "hospital"
            | "medical"
            | "church"
            | "court"
            | "high"
            | "elementary"
            | "middle"
            | "public"
            | "company"
            | "inc"
            | "corp"
            | "bank"
            | "association"
            | "society"
            | "institute"
            | "center"
            | "centre"
            | "museum"
            | "hotel"
            | "board"
            | "commission"
            | "authority"
            | "committee"
            | "foundation"
            | "union"
            | "party"
            | "army"
            | "ministry"
            | "agency"
            | "office"
            | "superior"
            | "supreme"
            | "circuit"
            | "regional"
            | "community"
            | "memorial"
            | "international"
            | "national"
            | "fire"
            | "group"
    )
}

/// Whether the word begins the name of a country or province.
fn is_division_name(words: &Words, at: usize, gaz: &Gazetteer) -> bool {
    let two = (at + 1 < words.list.len()).then(|| super::spans::hash_of(words, at, at + 1));
    std::iter::once(words.list[at].hash).chain(two).any(|h| {
        gaz.readings(h).iter().take(LOOKED_AT).any(|r| {
            r.kind != NameKind::Alternate
                && r.kind != NameKind::Adjective
                && gaz.place(r.place).is_some_and(|p| matches!(p.feature, Feature::Country | Feature::Province))
        })
    })
}

/// The features of one stretch, appended to `out`.
pub(super) fn features(
    words: &Words,
    syntax: Option<&Analysis>,
    spots: &[Spot],
    at: usize,
    doc: &Document,
    gaz: &Gazetteer,
    out: &mut Vec<u16>,
) {
    let s = &spots[at];
    let (fine, coarse, population) = fine(s, gaz);
    let mut put = |group: usize, value: usize| out.push((group + value) as u16);
    put(group::NAME, fine * POPULATIONS + population_class(population));
    let (b, a) = doc.beside.get(at).map_or((0, 0), |&(b, a)| (usize::from(b), usize::from(a)));
    put(group::BEFORE_WORD, b * COARSE + coarse);
    put(group::AFTER_WORD, a * COARSE + coarse);
    put(group::BOTH, b * AFTER + a);
    put(group::LENGTH, (s.last - s.first).min(3) * COARSE + coarse);
    let (first, last) = (&words.list[s.first], &words.list[s.last]);
    let class = gaz.word_class(first.hash);
    let bits = usize::from(class.common())
        | usize::from(class.given()) << 1
        | usize::from(class.surname()) << 2
        | usize::from(class.frequent_surname()) << 3;
    if s.first == s.last {
        put(group::WORD_CLASS, bits * COARSE + coarse);
    }
    let start = usize::from(first.sentence_start) + 2 * usize::from(s.first == s.last);
    put(group::START, start * COARSE + coarse);
    put(group::CAPS, usize::from(last.all_caps) * COARSE + coarse);
    let lower = (s.first..=s.last).all(|w| doc.lower.binary_search(&words.list[w].hash).is_ok());
    put(group::LOWER, usize::from(lower) * COARSE + coarse);
    let (placed, person, count) = doc.evidence.get(&s.hash).copied().unwrap_or_default();
    put(group::PLACED, usize::from(placed.min(2)) * COARSE + coarse);
    put(group::PERSON, usize::from(person.min(2)) * COARSE + coarse);
    let count = match count {
        0 | 1 => 0,
        2 => 1,
        3..=5 => 2,
        _ => 3,
    };
    put(group::COUNT, count * COARSE + coarse);
    // A longer known name around this one, or shorter ones inside.
    let covers = |o: &Spot| {
        o.start <= s.start && s.end <= o.end && (o.start, o.end) != (s.start, s.end) && o.shape == Shape::Known
    };
    let near = spots[at.saturating_sub(12)..spots.len().min(at + 12)].iter();
    let (mut outer, mut inner) = (false, false);
    for o in near {
        outer |= covers(o);
        inner |=
            s.start <= o.start && o.end <= s.end && (o.start, o.end) != (s.start, s.end) && o.shape == Shape::Known;
    }
    put(group::NESTED, (usize::from(outer) + 2 * usize::from(inner)) * COARSE + coarse);
    // Capitalised words left and right in the same run.
    let run = |mut at: usize, step: isize| {
        let mut n = 0;
        while n < 2 {
            let (here, next) = (at, at.wrapping_add_signed(step));
            let joined = if step > 0 { next } else { here };
            let Some(word) = words.list.get(next) else { break };
            if !word.capital || !matches!(words.list.get(joined).map(|w| w.gap), Some(Gap::Space)) {
                break;
            }
            n += 1;
            at = next;
        }
        n
    };
    let (left, right) = (run(s.first, -1), if last.possessive { 0 } else { run(s.last, 1) });
    put(group::RUN, (left * 3 + right) * COARSE + coarse);
    let two = if s.first >= 2 && words.list[s.first - 1].gap == Gap::Space {
        match words.key(s.first - 2) {
            "city" | "town" | "village" | "state" | "capital" | "province" => 1,
            "university" | "college" | "bank" | "church" | "department" | "institute" | "board" | "diocese" => 2,
            "north" | "south" | "east" | "west" | "outside" | "mile" | "miles" | "kilometers" | "kilometres" => 3,
            "people" | "residents" | "president" | "king" | "mayor" | "government" | "republic" => 4,
            "died" | "lives" | "lived" | "born" | "live" | "living" | "killed" | "based" | "located" | "held"
            | "arrested" => 5,
            k if is_title(k) => 6,
            _ if words.list[s.first - 2].capital => 7,
            _ => 0,
        }
    } else {
        8
    };
    put(group::TWO_BEFORE, two);
    // How the run of capitals ends: "Gainesville Police Department".
    let mut end = s.last;
    while end + 1 < words.list.len()
        && words.list[end + 1].capital
        && words.list[end + 1].gap == Gap::Space
        && end - s.last < 5
    {
        end += 1;
    }
    let tail = if end == s.last || last.possessive {
        0
    } else if is_organisation_word(words.key(end)) {
        1
    } else if generic(words.key(end)).is_some() {
        2
    } else if gaz.word_class(words.list[end].hash).common() {
        3
    } else if gaz.word_class(words.list[end].hash).surname() {
        4
    } else {
        5
    };
    put(group::TAIL, tail * COARSE + coarse);
    put(group::HEADLINE, usize::from(first.gap == Gap::Break || s.first < 12) * COARSE + coarse);
    if let Some(analysis) = syntax {
        put(group::ENTITY, votes::entity_vote(analysis, s) * COARSE + coarse);
        put(group::DEPENDENCY, votes::dependency_vote(analysis, s) * COARSE + coarse);
        put(group::TAG, votes::tag_vote(analysis, s) * COARSE + coarse);
    }
}
