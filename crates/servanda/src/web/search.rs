//! Search in the words of reports and claims, and in what they tell of.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use servanda_ledger::{AsOf, Found as Words, Hit, Query};
use servanda_model::{Claim, Incident, IncidentId};

use super::App;
use super::case::View;
use super::endpoint::{Asked, At, Endpoint, get, page};
use super::incidents::title;
use super::problem::Problem;
use super::store::Store;
use crate::export::dossier::by_whom;
use crate::pipeline::{Outcome, ReportInfo};

/// What is searched for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Filter {
    /// Words, all of which must stand there; `"a phrase"`, `a OR b`, `begin*`, `-without`. Case and accents do not matter.
    pub q: String,
    /// Only this kind.
    pub kind: Option<Kind>,
    /// How many on a page: 100 without it, 1000 at most.
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[schemars(regex(pattern = super::endpoint::CURSOR))]
    pub cursor: Option<String>,
}

/// A kind of what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[schemars(rename = "FoundKind")]
pub enum Kind {
    Incident,
    Claim,
    Report,
}

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SearchJson {
    /// Incidents, then claims, then reports; within each the best first.
    pub items: Vec<FoundJson>,
    /// How many of each kind, act and side.
    pub facets: FacetsJson,
    /// Give it as `cursor` for the next page; null on the last.
    pub next: Option<String>,
    /// How many on all pages.
    pub total: usize,
    /// Whether a kind has more than 10000 hits in the ledger: the best of them are told and counted, the others are not.
    pub more: bool,
}

/// Something found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FoundJson {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Where the words stand.
    pub snippet: Vec<PieceJson>,
    /// Where it can be asked for.
    pub link: String,
}

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PieceJson {
    /// The text.
    pub text: String,
    /// Whether it is one of the words searched for.
    pub hit: bool,
}

/// Counts of what was found, whatever kind was asked for.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct FacetsJson {
    /// By kind.
    pub kind: BTreeMap<String, usize>,
    /// Claims by act.
    pub act: BTreeMap<String, usize>,
    /// Claims by the speaker's side.
    pub side: BTreeMap<String, usize>,
}

/// More hits of a kind are not looked at.
const MOST: u32 = 10_000;

/// The words that somebody searches for.
///
/// # Errors
/// Too many of them.
pub fn words(q: &str) -> Result<Query, Problem> {
    let asked = Query::parse(q);
    if asked.len() > Query::MOST || q.len() > 1000 {
        return Err(Problem::senseless("too many words are searched for", "give a few"));
    }
    Ok(asked)
}

/// The words by which a list is filtered; `None` where none are typed.
///
/// # Errors
/// Too many of them.
pub fn filtering(q: Option<&str>) -> Result<Option<Query>, Problem> {
    q.filter(|q| !q.trim().is_empty()).map(words).transpose()
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![get::<Filter, SearchJson>("/search", "Search in reports, claims and incidents", search)]
}

fn search(app: &App, _: &Asked, at: At, filter: Filter) -> Result<SearchJson, Problem> {
    let view = app.store.view(&at)?;
    let found = Search::of(&app.store, &view, &filter)?;
    let (facets, more) = (found.facets, found.more);
    let listed = page(found.all, filter.limit, filter.cursor.as_deref(), |f| f.name().to_owned())?;
    let listed = listed.map(|f| f.told(&view, &found.asked));
    Ok(SearchJson { items: listed.items, facets, next: listed.next, total: listed.total, more })
}

/// What answers a question, in its order; told only where it is shown.
pub struct Search<'v> {
    asked: Query,
    /// The hits of the kind asked for.
    pub all: Vec<Found<'v>>,
    facets: FacetsJson,
    more: bool,
}

/// A hit.
#[derive(Debug)]
pub enum Found<'v> {
    /// An incident: its title answers, or one of its claims.
    Incident(&'v Incident),
    /// A claim whose quote answers.
    Claim(&'v Claim),
    /// A report, with an extract of its text.
    Report(&'v ReportInfo, Vec<(String, bool)>),
}

impl Found<'_> {
    fn kind(&self) -> Kind {
        match self {
            Self::Incident(_) => Kind::Incident,
            Self::Claim(_) => Kind::Claim,
            Self::Report(..) => Kind::Report,
        }
    }

    /// Names of incidents, claims and reports differ.
    fn name(&self) -> &str {
        match self {
            Self::Incident(incident) => incident.id.as_str(),
            Self::Claim(claim) => claim.id.as_str(),
            Self::Report(info, _) => info.id.as_str(),
        }
    }

    fn told(self, view: &View, asked: &Query) -> FoundJson {
        let (kind, id) = (self.kind(), self.name().to_owned());
        let (title, snippet) = match self {
            Self::Incident(incident) => {
                let title = title(incident, &view.outcome);
                let snippet = marked(&title, asked);
                (title, snippet)
            }
            Self::Claim(claim) => {
                let speaker = claim.attribution.speaker.as_ref().map_or("nobody named", |s| s.name.as_str());
                (format!("{speaker}: {}", claim.act.label()), marked(&claim.quote, asked))
            }
            Self::Report(info, extract) => {
                let pieces = extract.into_iter().map(|(text, hit)| PieceJson { text, hit }).collect();
                (info.title.clone().unwrap_or_else(|| id.clone()), pieces)
            }
        };
        let list = match kind {
            Kind::Incident => "incidents",
            Kind::Claim => "claims",
            Kind::Report => "reports",
        };
        FoundJson { kind, link: format!("{}/{list}/{}", super::BASE, encoded(&id)), id, title, snippet }
    }
}

/// What was found, as tables show it.
#[derive(Debug, Serialize)]
pub struct FoundRow {
    kind: Kind,
    id: String,
    title: String,
    words: String,
    link: String,
}

impl From<FoundJson> for FoundRow {
    fn from(found: FoundJson) -> Self {
        let FoundJson { kind, id, title, snippet, link } = found;
        Self { kind, id, title, words: snippet.into_iter().map(|p| p.text).collect(), link }
    }
}

impl<'v> Search<'v> {
    /// All that holds the words and is of the kind asked for, and counts of whatever was found.
    ///
    /// # Errors
    /// No words, or too many; a ledger that cannot be read.
    pub fn of(store: &Store, view: &'v View, filter: &Filter) -> Result<Self, Problem> {
        let asked = words(&filter.q)?;
        if asked.is_empty() {
            return Err(Problem::senseless("no word is searched for", "give words in `q`"));
        }
        let (texts, quotes) = {
            let ledger = store.ledger();
            (ledger.search_texts(&filter.q, AsOf::NOW, MOST)?, ledger.search_claims(&filter.q, AsOf::NOW, MOST)?)
        };
        let more = [texts.len(), quotes.len()].contains(&(MOST as usize));
        let mut facets = FacetsJson::default();
        let mut told: BTreeSet<&IncidentId> = BTreeSet::new();
        let mut claims = Vec::new();
        for hit in quotes {
            // The ledger knows claims as they were when stored; what the state does not have is not shown.
            let Some(claim) = hit.claim.as_ref().and_then(|c| view.claim(c.as_str())) else { continue };
            let side = claim.attribution.speaker.as_ref().map_or("unknown", |s| s.side.code());
            *facets.act.entry(claim.act.code().to_owned()).or_default() += 1;
            *facets.side.entry(side.to_owned()).or_default() += 1;
            told.extend(view.incident_of(claim.id.as_str()).map(|i| &i.id));
            claims.push(Found::Claim(claim));
        }
        let titles = Titles::new(&asked, &view.outcome);
        let incidents =
            view.outcome.incidents.par_iter().map(AsRef::as_ref).filter(|incident| {
                told.contains(&incident.id) || asked.answered(titles.found(incident, Words::default()))
            });
        let mut all: Vec<Found<'v>> = incidents.map(Found::Incident).collect();
        all.extend(claims);
        // The ledger's names for reports need not be those of the state: their bytes tell which is which.
        let known = |hit: Hit| Some(Found::Report(view.report(&hit.sha256)?.0, hit.extract));
        all.extend(texts.into_iter().filter_map(known));
        for found in &all {
            *facets.kind.entry(crate::export::json::code(found.kind())).or_default() += 1;
        }
        all.retain(|f| filter.kind.is_none_or(|k| k == f.kind()));
        Ok(Self { asked, all, facets, more })
    }

    /// All of it, as tables show it.
    pub fn rows(self, view: &View) -> impl Iterator<Item = FoundRow> {
        self.all.into_iter().map(move |f| f.told(view, &self.asked).into())
    }
}

/// The words that tell times in titles, beside numbers.
const OF_TIMES: &str = "January February March April May June July August September October November December between and \
                        since until at no stated time undated by its report to UTC";

/// Looks for words in titles of incidents: few of these need to be written for it.
pub struct Titles<'a> {
    /// What is looked for.
    pub asked: &'a Query,
    outcome: &'a Outcome,
    /// Whether a word may be part of a time.
    times: bool,
}

impl<'a> Titles<'a> {
    /// The titles of a state.
    #[must_use]
    pub fn new(asked: &'a Query, outcome: &'a Outcome) -> Self {
        Self { asked, outcome, times: asked.has_digits() || !asked.touched(OF_TIMES).within(Words::default()) }
    }

    /// Which terms stand in the title of an incident; none where that can add nothing to those found `elsewhere`.
    #[must_use]
    pub fn found(&self, incident: &Incident, elsewhere: Words) -> Words {
        let adds = |part: &str| !self.asked.touched(part).within(elsewhere);
        let place = incident.place.as_ref().map(|p| p.best().map_or(p.name.as_str(), |b| b.canonical.as_str()));
        let may = self.times
            || adds(incident.act.label())
            || adds(by_whom(incident.act))
            || place.is_some_and(adds)
            || incident.blamed.keys().any(|actor| adds(self.outcome.actor_name(actor)));
        if may { self.asked.found(&title(incident, self.outcome)) } else { Words::default() }
    }
}

/// A text in pieces, those marked that are one of the words.
fn marked(text: &str, asked: &Query) -> Vec<PieceJson> {
    let mut pieces: Vec<PieceJson> = Vec::new();
    let mut put = |part: &str, hit: bool| match pieces.last_mut() {
        Some(last) if last.hit == hit => last.text.push_str(part),
        _ if part.is_empty() => {}
        _ => pieces.push(PieceJson { text: part.to_owned(), hit }),
    };
    for part in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        put(word, asked.wants(word));
        put(&part[word.len()..], false);
    }
    pieces
}

/// A name as part of a path.
fn encoded(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    name.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_whatever_their_case_and_the_text_stays_whole() {
        let text = "Kel was shelled. Shelled again: “KEL”";
        let pieces = marked(text, &Query::parse("kel shelled"));
        assert_eq!(pieces.iter().map(|p| p.text.as_str()).collect::<String>(), text);
        let hits: Vec<&str> = pieces.iter().filter(|p| p.hit).map(|p| p.text.as_str()).collect();
        assert_eq!(hits, ["Kel", "shelled", "Shelled", "KEL"]);
    }

    #[test]
    fn a_name_in_a_path_is_encoded() {
        assert_eq!(encoded("i-r~2#1/ü"), "i-r~2%231%2F%C3%BC");
    }
}
