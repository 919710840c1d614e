//! The reader: models, lexicon, gazetteer and rules put together.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date;
use servanda_model::{
    ActorKind, Claim, PlaceCandidate, PlaceId, PlacePrecision, Position, Retraction, Route, Side, Span, Voice, Where,
};
use servanda_syntax::{Analysis, Model, Scratch};

use crate::acts::acts;
use crate::attribution::quotations;
use crate::casualties::tolls;
use crate::claims::{Assembly, ReportContext};
use crate::firstpass::FirstPass;
use crate::inquiry;
use crate::lexicon::{Lexicon, Mention, Sense};
use crate::page::{Located, Page};
use crate::places::{Context, Gazetteer, PlaceKey, PlaceMention};
use crate::retractions::retractions;
use crate::routes;
use crate::rules::Rules;
use crate::sections;
use crate::stances::{StanceRules, positions};
use crate::time::{Anchor, TimeExpression, tag};
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

/// Shorter names in capitals are more often abbreviations.
const SHORTEST_IN_CAPITALS: usize = 4;

/// Names of the agreement's own places, whole words with a capital or in capitals.
#[derive(Debug)]
pub struct OwnNames(AhoCorasick);

impl OwnNames {
    /// The names given. A single word without a capital ("height") is left to the gazetteer; "state border" is a name.
    #[must_use]
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut names: Vec<String> = names
            .into_iter()
            .filter(|n| n.chars().next().is_some_and(char::is_uppercase) || n.contains(' '))
            .map(str::to_owned)
            .collect();
        // Military reports write names of places in capitals.
        let capitals: Vec<String> =
            names.iter().filter(|n| n.chars().count() >= SHORTEST_IN_CAPITALS).map(|n| n.to_uppercase()).collect();
        names.extend(capitals);
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&names);
        Self(finder.expect("names are far below the automaton's limits"))
    }

    pub(crate) fn find(&self, text: &str) -> Vec<Span> {
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
    pub lexicon: Arc<Lexicon>,
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
    /// What is made from the others once, on first use; begin with the default.
    pub kept: Kept,
}

/// What a reader keeps between reports: nothing that changes what it reads.
#[derive(Default)]
pub struct Kept {
    /// Room to work in, one for each report that is being read at this moment.
    rooms: Mutex<Vec<Scratch>>,
    /// What to look for before a report is read.
    first_pass: OnceLock<FirstPass>,
    /// The agreement's places by their number in GeoNames.
    by_geonames: OnceLock<BTreeMap<u32, PlaceId>>,
}

/// The text with names such as "ABC/D-EF (GH)" written as one word of the same bytes: a tokenizer would cut them, and the
/// tree that is built on the pieces loses who acts.
fn one_word_names<'t>(text: &'t str, mentions: &[Mention]) -> Cow<'t, str> {
    let cut = |c: char| matches!(c, '-' | '/' | '(' | ')' | ' ' | '!');
    let names = mentions.iter().map(|m| m.span).filter(|s| {
        let name = s.of(text).unwrap_or_default();
        let letters = name.chars().filter(|c| c.is_alphabetic());
        let initials = name.chars().filter(char::is_ascii_uppercase).count();
        name.is_ascii() && initials >= 3 && name.contains(['-', '/', '(', '!']) && letters.count() <= initials + 2
    });
    let mut written = String::new();
    let mut at = 0;
    for span in names {
        written.push_str(&text[at..span.start()]);
        written.extend(span.of(text).unwrap_or_default().chars().map(|c| if cut(c) { 'X' } else { c }));
        at = span.end();
    }
    if at == 0 {
        return Cow::Borrowed(text);
    }
    written.push_str(&text[at..]);
    Cow::Owned(written)
}

/// A text, or a section of one, with what is found in it without syntax.
pub(crate) struct Unread<'t> {
    original: &'t str,
    /// What the syntax is to see: of the same bytes.
    pub text: Cow<'t, str>,
    /// Names of the lexicon.
    pub mentions: Vec<Mention>,
    /// What is no evidence.
    pub furniture: &'t [Span],
    /// Whether it can be about a conflict (`Page::concerns`).
    pub concerns: bool,
    anchor: Option<Anchor>,
    times: OnceCell<Vec<TimeExpression>>,
}

impl Unread<'_> {
    /// Its times, found when they are first asked for.
    pub fn times(&self) -> &Vec<TimeExpression> {
        self.times.get_or_init(|| tag(self.original, self.anchor.as_ref()))
    }
}

/// What a report says.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Its claims, in the order of the text.
    pub claims: Vec<Claim>,
    /// Stances it tells of.
    pub positions: Vec<Position>,
    /// Words that are told to have been taken back or corrected.
    pub retractions: Vec<Retraction>,
    /// Humanitarian routes it tells of.
    pub routes: Vec<Route>,
}

/// What times are reckoned from.
fn anchor(day: Option<(Date, Option<jiff::civil::Time>)>, context: &ReportContext) -> Option<Anchor> {
    day.map(|(date, time)| Anchor { date, time, zone: Some(context.zone.rules()) })
}

impl Reader {
    /// Reads one document. `furniture` are the spans that are no evidence.
    ///
    /// Gives what [`Self::read_whole`] gives, and is much faster on reports that tell of no act.
    #[must_use]
    pub fn read(&self, text: &str, furniture: &[Span], context: &ReportContext) -> Reading {
        self.by_section(text, furniture, context, |unread, room| self.first_pass().syntax(self, unread, context, room))
    }

    /// Reads one document without asking first whether it can tell anything.
    #[must_use]
    pub fn read_whole(&self, text: &str, furniture: &[Span], context: &ReportContext) -> Reading {
        self.by_section(text, furniture, context, |unread, room| Some(self.syntax.paragraphs_with(&unread.text, room)))
    }

    /// Whether a document must be read: if not, it holds no claim and no position. A cheap look at its words.
    #[must_use]
    pub fn asks_to_read(&self, text: &str, furniture: &[Span], context: &ReportContext) -> bool {
        let unread = self.unread(text, furniture, context);
        self.in_room(|room| self.first_pass().syntax(self, &unread, context, room).is_some())
    }

    fn unread<'t>(&self, text: &'t str, furniture: &'t [Span], context: &ReportContext) -> Unread<'t> {
        let mentions = self.lexicon.mentions(text);
        let anchor = anchor(self.day(context), context);
        let named = |m: &Mention| {
            let known =
                |s: &Sense| matches!(s, Sense::Name(_) | Sense::Adjective(_) | Sense::Demonym(_) | Sense::Capital(_));
            m.senses.iter().any(known)
        };
        let by = std::iter::once(&context.outlet).chain(&context.relays);
        let concerns = mentions.iter().any(named)
            || by.clone().any(|v| v.actor.is_some() || v.side.party().is_some() || v.side == Side::Mandated)
            || self.rules.speaks_of_conflict(text)
            || !self.own_names.find(text).is_empty();
        Unread {
            original: text,
            text: one_word_names(text, &mentions),
            mentions,
            furniture,
            concerns,
            anchor,
            times: OnceCell::new(),
        }
    }

    /// Reads each section of which there is syntax.
    fn by_section(
        &self,
        text: &str,
        furniture: &[Span],
        context: &ReportContext,
        syntax: impl Fn(&Unread<'_>, &mut Scratch) -> Option<Analysis>,
    ) -> Reading {
        let read = |text: &str, furniture: &[Span]| {
            let unread = self.unread(text, furniture, context);
            let syntax = self.in_room(|room| syntax(&unread, room));
            syntax.map_or_else(Reading::default, |syntax| self.read_with(&syntax, unread, context))
        };
        if text.len() <= sections::LONGEST {
            return read(text, furniture);
        }
        let mut reading = Reading::default();
        for section in sections::sections(text) {
            let inside = |f: &Span| {
                let (from, to) = (f.start().max(section.start()), f.end().min(section.end()));
                (from < to).then(|| Span::new(from - section.start(), to - section.start()))
            };
            let furniture: Vec<Span> = furniture.iter().filter_map(inside).collect();
            let found = read(section.of(text).unwrap_or_default(), &furniture);
            sections::append(&mut reading, found, section.start(), &context.id);
        }
        reading
    }

    fn first_pass(&self) -> &FirstPass {
        self.kept.first_pass.get_or_init(|| FirstPass::new(&self.rules, &self.stances))
    }

    /// Does something with room to work in, which is given back for the next report.
    fn in_room<T>(&self, work: impl FnOnce(&mut Scratch) -> T) -> T {
        let rooms = || self.kept.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let free = rooms().pop();
        let mut room = free.unwrap_or_else(|| self.first_pass().scratch());
        let done = work(&mut room);
        rooms().push(room);
        done
    }

    fn read_with(&self, syntax: &Analysis, unread: Unread<'_>, context: &ReportContext) -> Reading {
        unread.times();
        let Unread { original: text, mentions, furniture, times, concerns, .. } = unread;
        let (day, times) = (self.day(context), times.into_inner().unwrap_or_default());
        let mut places = self.places(text, syntax);
        // "in October" tells when, whatever village has that name; an organisation is no place.
        let names_body = |m: &Mention| {
            m.senses.iter().any(|s| match s {
                Sense::Name(id) => self.lexicon.actor(id).is_some_and(|a| a.kind == ActorKind::Organisation),
                _ => false,
            })
        };
        places.retain(|p| {
            !times.iter().any(|t| t.span.contains(p.span) && t.interval.is_some())
                && !mentions.iter().any(|m| m.span.contains(p.span) && names_body(m))
        });
        let mut page = Page::new(text, syntax, &self.rules, mentions, places, times);
        page.concerns = concerns;
        let home = context.home().cloned();
        let cast = Cast { page: &page, lexicon: &self.lexicon, day: day.map(|d| d.0), home, outlet: &context.outlet };
        let quotations = quotations(&page);
        let tolls = tolls(&page);
        let hits = acts(&page, context.outlet.side != Side::Mandated);
        let assembly =
            Assembly { page: &page, cast: &cast, context, quotations: &quotations, tolls: &tolls, furniture };
        let mut claims = assembly.claims(&hits);
        inquiry::settle(&assembly, &mut claims);
        let positions = positions(&assembly, &self.stances);
        let retractions = retractions(&assembly, &mut claims);
        let routes = routes::told(&assembly);
        Reading { claims, positions, retractions, routes }
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
        let alone = crate::places::alone(text, &self.gazetteer, &self.where_about);
        for span in self.own_names.find(text) {
            if places.iter().any(|p| p.span.overlaps(span) && p.span.len() >= span.len()) {
                continue;
            }
            let Some(name) = span.of(text) else { continue };
            let candidates = alone(span).map_or_else(|| self.gazetteer.candidates(name), |best| vec![best]);
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
        let by_geonames = self
            .kept
            .by_geonames
            .get_or_init(|| self.area.values().filter_map(|p| Some((p.geonames?, p.id.clone()))).collect());
        found
            .iter()
            .map(|c| {
                let own = match &c.id {
                    PlaceKey::Own(id) => self.area.get(id.as_str()),
                    PlaceKey::Geonames(n) => by_geonames.get(n).and_then(|id| self.area.get(id)),
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
            })
            .collect()
    }

    /// The place that a person names, by its identifier in the agreement, its number in GeoNames (`gn:1`) or a name; the
    /// likeliest meaning first.
    #[must_use]
    pub fn place(&self, named: &str) -> Option<Where> {
        let own = self.area.get(named);
        let numbered = named.strip_prefix("gn:").and_then(|n| n.parse().ok()).map(PlaceKey::Geonames);
        if let Some(found) = numbered.and_then(|key| self.gazetteer.of_key(&key)) {
            let (name, candidates) = (found.name.clone(), self.candidates(&[found]));
            return Some(Where { name, span: None, candidates, precision: PlacePrecision::Exact });
        }
        let name = own.map_or(named, |p| p.name.as_str());
        let mut candidates = self.candidates(&self.gazetteer.candidates(name));
        if let Some(own) = own {
            candidates.retain(|c| c.place == own.id);
        }
        let place = Where { name: name.to_owned(), span: None, candidates, precision: PlacePrecision::Exact };
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
                ally: self.lexicon.party(&actor.id).filter(|p| Some(*p) != actor.side.party()).cloned(),
                span: None,
            };
        }
        match (source, name) {
            // Found by its address alone: it keeps the name it was given.
            (Some(s), Some(n)) if self.lexicon.source(n).is_none() => {
                Voice { name: n.to_owned(), actor: None, side: s.side.clone(), ally: None, span: None }
            }
            (Some(s), _) => Voice { name: s.name.clone(), actor: None, side: s.side.clone(), ally: None, span: None },
            (None, Some(n)) => Voice { name: n.to_owned(), actor: None, side: Side::Unknown, ally: None, span: None },
            (None, None) => {
                Voice { name: "unnamed outlet".to_owned(), actor: None, side: Side::Unknown, ally: None, span: None }
            }
        }
    }
}
