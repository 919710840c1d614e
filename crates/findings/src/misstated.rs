//! Restatements of the terms that differ from the text: wrong day, hour, extent, author, number or version.

use jiff::Timestamp;
use jiff::civil::Date;
use servanda_model::{
    ActorId, Agreement, Claim, Deadline, Misstated, Precision, Provision, ProvisionKind, When, Where,
};

use crate::area::{Ground, PlaceTree, Tri};
use crate::assess::done_once;
use crate::evidence::organ_of;
use crate::extent::{Extent, extent};
use crate::phrase;
use crate::quantity;

/// How far from the effective instant a stated beginning may lie to be one of this agreement: a week, in seconds.
const NEAR: i64 = 7 * 86_400;
/// How far "about" reaches, as a share of the number. Our choice.
const ABOUT: f64 = 0.1;

/// Every restatement of the terms in `claims` that the text of the agreement contradicts.
///
/// Only claims marked as recitals are looked at. A vague restatement ("by mid-November") is one only if it excludes
/// what the text says; a restatement of the first or of an amended limit is right either way.
#[must_use]
pub fn misstated<'c>(
    agreement: &Agreement,
    places: &PlaceTree,
    claims: impl IntoIterator<Item = &'c Claim>,
) -> Vec<Misstated> {
    let mut recitals = claims.into_iter().filter(|c| c.recital && !c.retracted).peekable();
    if recitals.peek().is_none() {
        return Vec::new();
    }
    let reader = Reader { agreement, ground: Ground::new(agreement, places) };
    let mut found: Vec<Misstated> = recitals.flat_map(|c| reader.read(c)).collect();
    found.dedup();
    found
}

struct Reader<'a> {
    agreement: &'a Agreement,
    ground: Ground<'a>,
}

/// What a time in a restatement is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    /// "by", "before": the last day.
    Limit,
    /// "from", "effective as of": the first instant.
    Start,
    /// A bare time.
    Plain,
}

impl<'a> Reader<'a> {
    fn read(&self, claim: &Claim) -> Vec<Misstated> {
        let mut found = Vec::new();
        found.extend(self.beginning(claim));
        found.extend(self.version(claim));
        found.extend(self.duration(claim));
        found.extend(self.limits(claim));
        found.extend(self.author(claim));
        found.extend(self.number(claim));
        found
    }

    fn tell(&self, claim: &Claim, of: &[&Provision], difference: &str, says: String, text_says: String) -> Misstated {
        Misstated {
            report: claim.report.clone(),
            span: claim.span,
            quote: claim.quote.clone(),
            provisions: of.iter().map(|p| p.reference.clone()).collect(),
            difference: difference.to_owned(),
            says,
            text_says,
        }
    }

    /// A wrong first day or hour.
    fn beginning(&self, claim: &Claim) -> Option<Misstated> {
        let when = claim.when.as_ref()?;
        if sense(claim, when) != Sense::Start {
            return None;
        }
        let effective = self.agreement.effective;
        let stated = when.from().or(when.to())?;
        let off = (stated.as_second() - effective.as_second()).abs();
        let vague = when.precision > Precision::Hour;
        let holds = when.from().is_none_or(|f| f <= effective) && when.to().is_none_or(|t| effective < t);
        // "Midnight of the 10th" is read as the beginning and as the end of the day.
        let midnight = off == 86_400 && when.wording.to_lowercase().contains("midnight");
        if stated == effective || (vague && holds) || midnight || off > NEAR {
            return None;
        }
        let rules = self.agreement.effective_zone.rules();
        let same_day = stated.to_zoned(when.zone.rules()).date() == effective.to_zoned(when.zone.rules()).date()
            || stated.to_zoned(rules.clone()).date() == effective.to_zoned(rules).date();
        let difference = if same_day && !vague { "hour" } else { "date" };
        let of: Vec<&Provision> = self
            .agreement
            .provisions
            .iter()
            .filter(|p| p.kind == ProvisionKind::Prohibition && p.effective == effective && recalled(p, &claim.quote))
            .collect();
        let text = format!("It takes effect on {}.", phrase::instant(effective, &self.agreement.effective_zone));
        Some(self.tell(claim, &of, difference, phrase::when(when), text))
    }

    /// Something that only one published wording has.
    fn version(&self, claim: &Claim) -> Option<Misstated> {
        let place = claim.place.as_ref()?;
        let candidates = place.candidates.iter().map(|c| c.canonical.as_str());
        let name = candidates.chain([place.name.as_str()]).collect::<Vec<_>>().join(" ").to_lowercase();
        let in_the_terms = |p: &Provision| p.recall.iter().any(|r| shares_word(&r.to_lowercase(), &name));
        if name.len() < 3 || self.agreement.provisions.iter().any(in_the_terms) {
            return None;
        }
        let difference = self.agreement.differences.iter().find(|d| {
            let versions = d.versions.iter().map(|(_, reads)| reads);
            versions.chain([&d.what]).any(|text| shares_word(&text.to_lowercase(), &name))
        })?;
        let of: Vec<&Provision> =
            self.agreement.provisions.iter().filter(|p| p.reference == difference.provision).collect();
        let versions: Vec<String> =
            difference.versions.iter().map(|(text, reads)| format!("{text}: {reads}")).collect();
        Some(self.tell(
            claim,
            &of,
            "version",
            place.name.clone(),
            format!("{}. {}", difference.what, versions.join(" ")),
        ))
    }

    /// An end given to a ceasefire that the text gives none, or gives otherwise: "the two-month truce". A length that is
    /// among the words by which the clause is recalled is its own.
    fn duration(&self, claim: &Claim) -> Option<Misstated> {
        let words: Vec<String> = claim.quote.split_whitespace().map(|w| trimmed(w).to_lowercase()).collect();
        let lasting = words.windows(2).find_map(|pair| {
            let unit = ["-day", "-week", "-month", "-year"].iter().any(|u| pair[0].ends_with(u));
            (unit && ["ceasefire", "cease-fire", "truce", "armistice"].contains(&pair[1].as_str()))
                .then(|| pair.join(" "))
        })?;
        let of: Vec<&Provision> = self
            .agreement
            .provisions
            .iter()
            .filter(|p| p.kind == ProvisionKind::Prohibition && p.acts.iter().any(|a| a.is_hostile()))
            .filter(|p| recalled(p, &claim.quote))
            .collect();
        let length = lasting.split(' ').next().unwrap_or_default();
        let own = |p: &&Provision| p.recall.iter().any(|r| r.to_lowercase() == length);
        if of.is_empty() || of.iter().any(own) {
            return None;
        }
        let limits: Vec<&Deadline> = of.iter().flat_map(|p| limits_of(p)).collect();
        if limits.is_empty() {
            return Some(self.tell(claim, &of, "duration", lasting, "The text gives it no end.".to_owned()));
        }
        let start = self.agreement.effective.to_zoned(self.agreement.effective_zone.rules()).date();
        let end = ends(start, length)?;
        // A day is allowed for how the first one is counted.
        let fits = |limit: &&Deadline| (limit.date - end).get_days().abs() <= 1;
        if limits.iter().any(fits) {
            return None;
        }
        let text = of.iter().map(|p| format!("Provision {}: {}.", p.reference, limit_words(p))).collect::<Vec<_>>();
        Some(self.tell(claim, &of, "duration", lasting, text.join(" ")))
    }

    /// A wrong last day, for one provision or for several as if they were one.
    fn limits(&self, claim: &Claim) -> Vec<Misstated> {
        let Some(when) = &claim.when else { return Vec::new() };
        let sense = sense(claim, when);
        if sense == Sense::Start {
            return Vec::new();
        }
        let due: Vec<&Provision> = self.due(claim).collect();
        let named = self.named(claim, &due);
        if !named.is_empty() {
            let wrong = named.iter().filter(|p| !limits_of(p).any(|d| fits(d, when)));
            return wrong
                .map(|p| {
                    self.tell(
                        claim,
                        &[p],
                        "date",
                        phrase::when(when),
                        format!("Provision {}: {}.", p.reference, limit_words(p)),
                    )
                })
                .collect();
        }
        if due.len() < 2 || sense != Sense::Limit || !self.general(claim) {
            return Vec::new();
        }
        // "All by that day" is right if nothing is due later.
        let early: Vec<&&Provision> =
            due.iter().filter(|p| limits_of(p).all(|d| excludes_as_too_early(d, when))).collect();
        let last_day = due.iter().any(|p| limits_of(p).any(|d| fits(d, when)));
        let vague = when.precision > Precision::Day;
        if early.is_empty() && (last_day || vague) {
            return Vec::new();
        }
        let text = due.iter().map(|p| format!("Provision {}: {}.", p.reference, limit_words(p))).collect::<Vec<_>>();
        let difference = if last_day || !early.is_empty() { "extent" } else { "date" };
        vec![self.tell(claim, &due, difference, phrase::when(when), text.join(" "))]
    }

    /// Duties with a last day that the claim's act fulfils and its author, if named, owes.
    fn due(&self, claim: &Claim) -> impl Iterator<Item = &'a Provision> {
        let (act, accused) = (claim.act, claim.accused().cloned());
        self.agreement.provisions.iter().filter(move |p| {
            let owed = accused.as_ref().is_none_or(|a| p.bearers.iter().any(|b| organ_of(a, b)));
            done_once(p) && p.deadline.is_some() && p.acts.contains(&act) && owed
        })
    }

    /// Those of `provisions` that the claim names by its place; without a place, by their words of recall.
    fn named<'p>(&self, claim: &Claim, provisions: &[&'p Provision]) -> Vec<&'p Provision> {
        let by_place = |p: &Provision| claim.place.as_ref().is_some_and(|place| self.at(p, place));
        let by_words = |p: &Provision| claim.place.is_none() && recalled(p, &claim.quote);
        provisions.iter().copied().filter(|p| by_place(p) || by_words(p)).collect()
    }

    fn at(&self, provision: &Provision, place: &Where) -> bool {
        let name = place.name.to_lowercase();
        provision.recall.iter().any(|r| r.to_lowercase() == name)
            || !provision.places.is_empty() && self.ground.among(Some(place), &provision.places) == Tri::Yes
    }

    /// Whether the claim speaks of everything rather than of one place.
    fn general(&self, claim: &Claim) -> bool {
        let Some(place) = &claim.place else { return true };
        let larger = |p: &Provision| self.ground.among(Some(place), &p.places) == Tri::Possible;
        extent(&claim.quote) == Extent::Whole || self.agreement.provisions.iter().filter(|p| larger(p)).count() > 1
    }

    /// Another party than the text binds.
    fn author(&self, claim: &Claim) -> Option<Misstated> {
        let accused = claim.accused()?;
        let parties = self.agreement.parties.iter().map(|p| &p.actor);
        let party = parties.filter(|p| organ_of(accused, p)).max_by_key(|p| p.as_str().len())?;
        let place = claim.place.as_ref()?;
        let of: Vec<&Provision> = self
            .agreement
            .provisions
            .iter()
            .filter(|p| done_once(p) && p.acts.contains(&claim.act) && self.at(p, place))
            .collect();
        let binds = |p: &&Provision| p.bearers.contains(party) || p.to.as_ref() == Some(party);
        if of.is_empty() || of.iter().any(binds) {
            return None;
        }
        let text =
            of.iter().map(|p| format!("Provision {} binds {}.", p.reference, ids(&p.bearers))).collect::<Vec<_>>();
        Some(self.tell(claim, &of, "actor", accused.to_string(), text.join(" ")))
    }

    /// Another number than the terms have.
    fn number(&self, claim: &Claim) -> Option<Misstated> {
        for stated in &claim.quantities {
            let of: Vec<&Provision> = self
                .agreement
                .provisions
                .iter()
                .filter(|p| p.acts.contains(&claim.act) || recalled(p, &claim.quote))
                .filter(|p| p.quantities.iter().any(|t| quantity::same_things(&t.what, &stated.what)))
                .collect();
            let terms =
                || of.iter().flat_map(|p| &p.quantities).filter(|t| quantity::same_things(&t.what, &stated.what));
            let near = |n: u32| {
                let best = f64::from(stated.n.best.unwrap_or(stated.n.low));
                about(&claim.quote) && (best - f64::from(n)).abs() <= f64::from(n) * ABOUT
            };
            let right = |n: u32| n >= stated.n.low && stated.n.high.is_none_or(|high| n <= high) || near(n);
            if of.is_empty() || terms().any(|t| right(t.n)) {
                continue;
            }
            let says = format!("{} {}", stated.n.best.unwrap_or(stated.n.low), stated.what);
            let text = terms().next().map(|t| format!("{} {}.", t.n, t.what)).unwrap_or_default();
            return Some(self.tell(claim, &of, "quantity", says, text));
        }
        None
    }
}

/// The day on which "two-month" or "42-day" ends, counted from `start`. English words.
fn ends(start: Date, length: &str) -> Option<Date> {
    const NUMBERS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let (number, unit) = length.split_once('-')?;
    let word = NUMBERS.iter().zip(1..).find(|(word, _)| **word == number).map(|(_, n)| n);
    let n: i64 = word.or_else(|| number.parse().ok())?;
    let span = match unit {
        "day" => jiff::Span::new().try_days(n),
        "week" => jiff::Span::new().try_weeks(n),
        "month" => jiff::Span::new().try_months(n),
        "year" => jiff::Span::new().try_years(n),
        _ => return None,
    };
    start.checked_add(span.ok()?).ok()
}

/// The limits that a provision ever had.
fn limits_of(provision: &Provision) -> impl Iterator<Item = &Deadline> {
    provision.deadline.iter().chain(provision.amendments.iter().filter_map(|a| a.by.as_ref()))
}

fn limit_words(provision: &Provision) -> String {
    let limits: Vec<String> = limits_of(provision).map(phrase::deadline).collect();
    limits.join(", later amended to ")
}

/// The named day of a limit, from its first instant to the next day's.
fn day_of(limit: &Deadline) -> Option<(Timestamp, Timestamp)> {
    let whole = Deadline::on(limit.date, limit.zone.clone(), servanda_model::Reading::Ambiguous)?;
    Some((whole.earliest, whole.latest))
}

/// Whether a stated time is the limit's day, or too vague to exclude it.
fn fits(limit: &Deadline, when: &When) -> bool {
    let Some((start, end)) = day_of(limit) else { return true };
    if when.precision > Precision::Day {
        return when.from().is_none_or(|from| from < end) && when.to().is_none_or(|to| to > start);
    }
    // "Before the 20th" ends where the 20th begins.
    when.last_zoned().or_else(|| when.from_zoned()).is_none_or(|last| last.date() == limit.date)
        || when.to() == Some(start)
}

fn excludes_as_too_early(limit: &Deadline, when: &When) -> bool {
    !fits(limit, when) && day_of(limit).is_some_and(|(start, _)| when.to().is_some_and(|to| to <= start))
}

/// What the time is said of, by its bounds and the words before it. English words.
fn sense(claim: &Claim, when: &When) -> Sense {
    match (when.from(), when.to()) {
        (None, Some(_)) => return Sense::Limit,
        (Some(_), None) => return Sense::Start,
        _ => {}
    }
    let before = when
        .span
        .filter(|s| claim.span.contains(*s))
        .and_then(|s| claim.quote.get(..s.start() - claim.span.start()))
        .unwrap_or("");
    let lead: Vec<&str> = before.split_whitespace().rev().take(4).collect();
    let lead = lead.into_iter().rev().collect::<Vec<_>>().join(" ");
    let text = format!(" {lead} {} ", when.wording).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| text.contains(&format!(" {w} ")));
    if has(&["by", "before", "until", "till", "no later than", "not later than", "within", "deadline of", "prior to"]) {
        Sense::Limit
    } else if has(&[
        "from",
        "effective",
        "as of",
        "starting",
        "beginning",
        "since",
        "takes effect",
        "took effect",
        "take effect",
        "into force",
        "in force",
    ]) {
        Sense::Start
    } else {
        Sense::Plain
    }
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether words by which the provision is recalled stand in the text; dates are no name.
fn recalled(provision: &Provision, quote: &str) -> bool {
    let quote = quote.to_lowercase();
    let mut words = provision.recall.iter().filter(|r| !r.contains(|c: char| c.is_ascii_digit()));
    words.any(|r| quote.contains(&r.to_lowercase()))
}

fn about(quote: &str) -> bool {
    let quote = quote.to_lowercase();
    ["about", "around", "nearly", "almost", "some ", "roughly", "approximately", "close to"]
        .iter()
        .any(|w| quote.contains(w))
}

/// Whether the texts share a word of more than three letters that could be a name.
fn shares_word(text: &str, name: &str) -> bool {
    const KINDS: &[&str] = &["district", "region", "town", "city", "village", "corridor", "parts", "area"];
    let words = |t: &str| t.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    let known = words(text);
    words(name).iter().any(|w| w.chars().count() > 3 && !KINDS.contains(&w.as_str()) && known.contains(w))
}

fn ids(actors: &[ActorId]) -> String {
    phrase::list(&actors.iter().map(ActorId::as_str).collect::<Vec<_>>())
}
