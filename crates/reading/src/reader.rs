//! The reader: models, lexicon, gazetteer and rules put together.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date;
use servanda_model::{Claim, PlaceCandidate, PlaceId, PlacePrecision, Position, Side, Span, Voice, Where};
use servanda_syntax::{Analysis, Model, Scratch};

use crate::acts::acts;
use crate::attribution::quotations;
use crate::casualties::tolls;
use crate::claims::{Assembly, ReportContext};
use crate::lexicon::Lexicon;
use crate::page::{Located, Page};
use crate::places::{Context, Gazetteer, PlaceKey, PlaceMention};
use crate::rules::Rules;
use crate::stances::{StanceRules, positions};
use crate::time::{Anchor, tag};
use crate::who::Cast;

/// A place of the agreement under assessment, with those it lies in, the smallest first.
#[derive(Debug, Clone)]
pub struct AreaPlace {
    /// Its identifier.
    pub id: PlaceId,
    /// Its name.
    pub name: String,
    /// Its number in GeoNames.
    pub geonames: Option<u32>,
    /// The places it lies in, the smallest first.
    pub within: Vec<PlaceId>,
}

/// Names of the agreement's own places, whole words with a capital.
#[derive(Debug)]
pub struct OwnNames(AhoCorasick);

impl OwnNames {
    /// The names given; those that do not begin with a capital are left to the gazetteer.
    #[must_use]
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names: Vec<&str> = names.into_iter().filter(|n| n.chars().next().is_some_and(char::is_uppercase)).collect();
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(names);
        Self(finder.expect("names are far below the automaton's limits"))
    }

    fn find(&self, text: &str) -> Vec<Span> {
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let hits = self.0.find_iter(text);
        hits.filter(|h| !word(text[..h.start()].chars().next_back()) && !word(text[h.end()..].chars().next()))
            .map(|h| Span::new(h.start(), h.end()))
            .collect()
    }
}

/// Everything reading needs; made once, used for every report, from any thread.
pub struct Reader {
    /// Syntax of the language.
    pub syntax: Model,
    /// Names of places, the agreement's own among them.
    pub gazetteer: Gazetteer,
    /// Actors and sources.
    pub lexicon: Lexicon,
    /// Rules of acts.
    pub rules: Rules,
    /// Rules of stances.
    pub stances: StanceRules,
    /// The agreement's places.
    pub area: BTreeMap<PlaceId, AreaPlace>,
    /// Their names, to be found whatever stands around them.
    pub own_names: OwnNames,
    /// What the places may be about.
    pub where_about: Context,
}

/// What a report says.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Its claims, in the order of the text.
    pub claims: Vec<Claim>,
    /// Stances it tells of.
    pub positions: Vec<Position>,
}

impl Reader {
    /// Reads one document. `furniture` are the spans that are no evidence.
    #[must_use]
    pub fn read(&self, text: &str, furniture: &[Span], context: &ReportContext) -> Reading {
        let syntax = self.syntax.paragraphs_with(text, &mut Scratch::default());
        let day = self.day(context);
        let anchor = day.map(|(date, time)| Anchor { date, time, zone: Some(context.zone.rules()) });
        let times = tag(text, anchor.as_ref());
        let places = self.places(text, &syntax);
        let page = Page::new(text, &syntax, &self.rules, self.lexicon.mentions(text), places, times);
        let home = context.relays.iter().chain([&context.outlet]).find_map(|v| v.side.party().cloned());
        let cast = Cast { page: &page, lexicon: &self.lexicon, day: day.map(|d| d.0), home };
        let quotations = quotations(&page);
        let tolls = tolls(&page);
        let hits = acts(&page);
        let assembly =
            Assembly { page: &page, cast: &cast, context, quotations: &quotations, tolls: &tolls, furniture };
        let claims = assembly.claims(&hits);
        let positions = positions(&assembly, &self.stances);
        Reading { claims, positions }
    }

    /// The day of publication in the report's zone, with the time where it is known to the minute.
    fn day(&self, context: &ReportContext) -> Option<(Date, Option<jiff::civil::Time>)> {
        let (earliest, latest) = context.published?;
        let local = latest.to_zoned(context.zone.rules()).datetime();
        if earliest == latest {
            return Some((local.date(), Some(local.time())));
        }
        // A date alone: its bounds reach over all zones; the middle lies on the day itself.
        let middle = jiff::Timestamp::from_second(earliest.as_second() / 2 + latest.as_second() / 2).ok()?;
        let span = latest.as_second() - earliest.as_second();
        (span < 4 * 86_400).then(|| (middle.to_zoned(jiff::tz::TimeZone::UTC).date(), None))
    }

    /// Names of places: those the gazetteer and the model agree on, and every name of the agreement's own places, which
    /// are few and known to be meant.
    fn places(&self, text: &str, syntax: &Analysis) -> Vec<Located> {
        let found = crate::places::mentions(text, Some(syntax), &self.gazetteer, &self.where_about);
        let mut places: Vec<Located> = found.into_iter().map(|m| self.located(m)).collect();
        for span in self.own_names.find(text) {
            if places.iter().any(|p| p.span.overlaps(span) && p.span.len() >= span.len()) {
                continue;
            }
            let spans = [span];
            let Some(name) = span.of(text) else { continue };
            let placed =
                crate::places::resolve(text, &spans, &self.gazetteer, &self.where_about).into_iter().next().flatten();
            let candidates = placed.map_or_else(|| self.gazetteer.candidates(name), |best| vec![best]);
            let mention = PlaceMention {
                span,
                name: name.to_owned(),
                candidates,
                precision: crate::places::Precision::Exact,
                adjective: false,
                actor_like: false,
                confidence: 1.0,
            };
            places.retain(|p| !p.span.overlaps(span));
            places.push(self.located(mention));
        }
        places.sort_by_key(|p| p.span);
        places
    }

    fn located(&self, mention: PlaceMention) -> Located {
        let candidates = self.candidates(&mention.candidates);
        let precision = match mention.precision {
            crate::places::Precision::Exact => PlacePrecision::Exact,
            crate::places::Precision::Near => PlacePrecision::Near,
            crate::places::Precision::Region => PlacePrecision::Region,
        };
        Located {
            span: mention.span,
            adjective: mention.adjective,
            actor_like: mention.actor_like,
            place: Where { name: mention.name, span: Some(mention.span), candidates, precision },
        }
    }

    /// What the gazetteer offers, under the identifiers of the agreement where it knows the place.
    fn candidates(&self, found: &[crate::places::Candidate]) -> Vec<PlaceCandidate> {
        let by_geonames: BTreeMap<u32, &AreaPlace> =
            self.area.values().filter_map(|p| Some((p.geonames?, p))).collect();
        let candidate = |c: &crate::places::Candidate| {
            let own = match &c.id {
                PlaceKey::Own(id) => self.area.get(id.as_str()),
                PlaceKey::Geonames(n) => by_geonames.get(n).copied(),
            };
            let number = if let PlaceKey::Geonames(n) = &c.id { Some(*n) } else { None };
            PlaceCandidate {
                place: own.map_or_else(
                    || number.map_or_else(|| PlaceId::new(c.id.to_string()), |n| PlaceId::new(format!("gn:{n}"))),
                    |p| p.id.clone(),
                ),
                canonical: own.map_or_else(|| c.name.clone(), |p| p.name.clone()),
                geonames: own.and_then(|p| p.geonames).or(number),
                lat: Some(c.lat),
                lon: Some(c.lon),
                weight: c.weight,
                within: own.map(|p| p.within.clone()).unwrap_or_default(),
            }
        };
        found.iter().map(candidate).collect()
    }

    /// The place that a person names, by its identifier in the agreement or by a name; the likeliest meaning first.
    #[must_use]
    pub fn place(&self, named: &str) -> Option<Where> {
        let own = self.area.get(named);
        let name = own.map_or(named, |p| p.name.as_str());
        let mut candidates = self.candidates(&self.gazetteer.candidates(name));
        if let Some(own) = own {
            candidates.retain(|c| c.place == own.id);
        }
        let place =
            Where { name: name.to_owned(), span: None, candidates, precision: PlacePrecision::Exact };
        (!place.candidates.is_empty()).then_some(place)
    }

    /// The publisher as a voice: by name, else by address.
    #[must_use]
    pub fn outlet(&self, name: Option<&str>, url: Option<&str>) -> Voice {
        let source = name.and_then(|n| self.lexicon.source(n)).or_else(|| url.and_then(|u| self.lexicon.source_at(u)));
        // A ministry that publishes is the actor of the lexicon, under one name; a monitor speaks by its mandate.
        let actor =
            name.and_then(|n| self.lexicon.named(n)).filter(|_| source.is_none_or(|s| s.side != Side::Mandated));
        if let Some(actor) = actor {
            return Voice {
                name: actor.name.clone(),
                actor: Some(actor.id.clone()),
                side: actor.side.clone(),
                span: None,
            };
        }
        match (source, name) {
            (Some(s), _) => Voice { name: s.name.clone(), actor: None, side: s.side.clone(), span: None },
            (None, Some(n)) => Voice { name: n.to_owned(), actor: None, side: Side::Unknown, span: None },
            (None, None) => Voice { name: "unnamed outlet".to_owned(), actor: None, side: Side::Unknown, span: None },
        }
    }
}
