//! The whole way in one function: files → reports → documents → claims → incidents → findings.
//!
//! Everything the commands print and the dossier shows is in [`Outcome`]; they compute nothing of their own.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use servanda_model::{
    ActorId, Agreement, Board, Claim, ClaimId, Control, Finding, Incident, IncidentId, Misstated, PlaceId, Position,
    Provision, ProvisionRef, ReportId, Retraction, Route, Side, Span, Standing, Zone,
};

use crate::engine::directory::Directory;
use crate::engine::reports::Item;
use crate::engine::series::Series;

/// One file to be read, with its bytes.
#[derive(Debug, Clone)]
pub struct Input {
    /// Path as given, for messages.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The fields beside it, where there is a `.yaml` of the same name.
    pub sidecar: Option<String>,
}

/// A report as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportInfo {
    /// The name users gave it.
    pub id: ReportId,
    /// Hash of its bytes.
    pub sha256: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Whose side the outlet is on.
    pub side: Side,
    /// When it was published, as printed: no finer than is known.
    pub published: Option<String>,
    /// First and last instant at which it may have been published.
    pub bounds: Option<(Timestamp, Timestamp)>,
    /// Language of the text.
    pub lang: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Whom it passes on.
    pub relays: Vec<String>,
}

impl ReportInfo {
    /// Latest instant at which it can have been published.
    #[must_use]
    pub fn known_by(&self) -> Option<Timestamp> {
        self.bounds.map(|(_, latest)| latest)
    }

    /// The order of reports: by publication, those of unknown time last.
    #[must_use]
    pub fn by_publication(&self) -> (bool, Option<(Timestamp, Timestamp)>, &ReportId) {
        (self.bounds.is_none(), self.bounds, &self.id)
    }
}

/// Where the words of a claim stand in the report as received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// Code points of the decoded original.
    pub points: Span,
    /// Bytes of the original.
    pub bytes: Span,
}

/// Something the user should know: an input that could not be read, a field that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Notice {
    /// The file or report it is about.
    pub about: String,
    /// What is the matter.
    pub says: String,
    /// What to do about it.
    pub remedy: Option<String>,
    /// Whether an input was left out because of it.
    pub failed: bool,
}

/// What the way from files to findings gave.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The agreement assessed; `None` where reports were only read.
    pub agreement: Option<Agreement>,
    /// The reports, by publication.
    pub reports: Series<Arc<ReportInfo>>,
    /// The same as they were taken and read.
    pub items: Series<Arc<Item>>,
    /// The first and the last instant by which a report was certainly out.
    pub known: Option<(Timestamp, Timestamp)>,
    /// The claims, by report and place in it.
    pub claims: Series<Arc<Claim>>,
    /// Those of them that a person holds to be misread: the words do not say so, and nothing rests on them.
    pub misread: BTreeSet<ClaimId>,
    /// Where each claim stands in the original.
    pub anchors: Directory<ClaimId, Anchor>,
    /// What the claims tell of.
    pub incidents: Series<Arc<Incident>>,
    /// The state of each provision.
    pub board: Option<Board>,
    /// Where reports misstate the terms.
    pub misstated: Arc<Vec<Misstated>>,
    /// Who accepts, rejects, doubts.
    pub positions: Arc<Vec<Position>>,
    /// Humanitarian routes that are told of.
    pub routes: Arc<Vec<Route>>,
    /// Words that are told to have been taken back or corrected.
    pub retractions: Arc<Vec<Retraction>>,
    /// Who holds what.
    pub control: Vec<Arc<Control>>,
    /// Full names of the actors that occur.
    pub actors: BTreeMap<ActorId, String>,
    /// Names of the places that occur.
    pub places: BTreeMap<PlaceId, String>,
    /// What the user should know.
    pub notices: Vec<Notice>,
    /// The parts by name.
    pub names: Names,
}

/// The parts of an outcome by name.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Claims.
    pub claims: Directory<ClaimId, Arc<Claim>>,
    /// Incidents.
    pub incidents: Directory<IncidentId, Arc<Incident>>,
    /// The incident that a claim is part of.
    pub holding: Directory<ClaimId, IncidentId>,
    /// Reports as they were taken and read.
    pub items: Directory<ReportId, Arc<Item>>,
}

impl Names {
    /// The order of claims: by report and place in it. Their reports are known.
    #[must_use]
    pub fn by_place(&self, a: &Claim, b: &Claim) -> Ordering {
        let item = |c: &Claim| self.items.get(c.report.as_str());
        let place = |c: &Claim| item(c)?.reading.claims.iter().position(|k| k.id == c.id);
        if a.report == b.report {
            return place(a).cmp(&place(b));
        }
        item(a).map(|i| i.by_publication()).cmp(&item(b).map(|i| i.by_publication()))
    }

    /// The names of all parts.
    fn of(outcome: &Outcome) -> Self {
        Self {
            claims: outcome.claims.iter().map(|c| (c.id.clone(), Arc::clone(c))).collect(),
            incidents: outcome.incidents.iter().map(|i| (i.id.clone(), Arc::clone(i))).collect(),
            holding: outcome
                .incidents
                .iter()
                .flat_map(|i| i.claims.iter().map(|c| (c.clone(), i.id.clone())))
                .collect(),
            items: outcome.items.iter().map(|i| (i.report.id.clone(), Arc::clone(i))).collect(),
        }
    }
}

impl Outcome {
    /// What every actor makes of the agreement and of others through time.
    #[must_use]
    pub fn standings(&self) -> Vec<Standing> {
        servanda_incidents::standings(&self.positions)
    }

    /// Name of an actor, or its identifier where none is known.
    #[must_use]
    pub fn actor_name<'a>(&'a self, id: &'a ActorId) -> &'a str {
        self.actors.get(id).map_or(id.as_str(), String::as_str)
    }

    /// Name of a place, or its identifier where none is known.
    #[must_use]
    pub fn place_name<'a>(&'a self, id: &'a PlaceId) -> &'a str {
        self.places.get(id).map_or(id.as_str(), String::as_str)
    }

    /// Zone in which instants are printed: that of the agreement's area.
    #[must_use]
    pub fn zone(&self) -> Zone {
        self.agreement.as_ref().map_or_else(Zone::utc, |a| a.zone.clone())
    }

    /// The provision of that reference.
    #[must_use]
    pub fn provision(&self, reference: &ProvisionRef) -> Option<&Provision> {
        self.agreement.as_ref()?.provisions.iter().find(|p| &p.reference == reference)
    }

    /// The finding on the provision of that reference.
    #[must_use]
    pub fn finding(&self, reference: &str) -> Option<&Finding> {
        self.board.as_ref()?.findings.iter().find(|f| f.provision.as_str() == reference)
    }

    /// The provisions whose proofs name an incident.
    #[must_use]
    pub fn bearing(&self) -> BTreeMap<IncidentId, Vec<ProvisionRef>> {
        let mut bearing: BTreeMap<IncidentId, Vec<ProvisionRef>> = BTreeMap::new();
        for finding in self.board.iter().flat_map(|b| &b.findings) {
            for incident in finding.derivation.iter().filter_map(|s| s.incident.as_ref()) {
                let provisions = bearing.entry(incident.clone()).or_default();
                if provisions.last() != Some(&finding.provision) {
                    provisions.push(finding.provision.clone());
                }
            }
        }
        bearing
    }

    /// Makes everything findable by name.
    #[must_use]
    pub fn index(&self) -> Index<'_> {
        self.index_with(Cow::Owned(self.bearing()))
    }

    /// The same where it is known already which provisions name an incident.
    #[must_use]
    pub fn index_with<'a>(&'a self, bearing: Cow<'a, BTreeMap<IncidentId, Vec<ProvisionRef>>>) -> Index<'a> {
        let named = !self.names.claims.is_empty() || (self.claims.is_empty() && self.incidents.is_empty());
        let names = if named { Cow::Borrowed(&self.names) } else { Cow::Owned(Names::of(self)) };
        Index { outcome: self, names, bearing }
    }
}

/// An outcome whose parts are found by name.
#[derive(Debug)]
pub struct Index<'a> {
    /// What is indexed.
    pub outcome: &'a Outcome,
    names: Cow<'a, Names>,
    /// The provisions whose proofs name an incident.
    pub bearing: Cow<'a, BTreeMap<IncidentId, Vec<ProvisionRef>>>,
}

/// What a finding rests on.
#[derive(Debug)]
pub struct Proof<'a> {
    /// Incidents, in the order of the proof.
    pub incidents: Vec<&'a Incident>,
    /// Claims, in the order of the proof.
    pub claims: Vec<&'a Claim>,
}

impl Index<'_> {
    /// The claim of that name.
    #[must_use]
    pub fn claim(&self, id: &ClaimId) -> Option<&Claim> {
        self.names.claims.get(id.as_str()).map(AsRef::as_ref)
    }

    /// The incident of that name.
    #[must_use]
    pub fn incident(&self, id: &IncidentId) -> Option<&Incident> {
        self.names.incidents.get(id.as_str()).map(AsRef::as_ref)
    }

    /// The report of that name.
    #[must_use]
    pub fn report(&self, id: &ReportId) -> Option<&ReportInfo> {
        let item = self.names.items.get(id.as_str()).map(|i| i.info.as_ref());
        // Of a part of an outcome only the reports as they are shown are there.
        item.or_else(|| self.outcome.reports.iter().map(AsRef::as_ref).find(|r: &&ReportInfo| r.id == *id))
    }

    /// The incidents and claims a finding rests on, each once.
    #[must_use]
    pub fn proof(&self, finding: &Finding) -> Proof<'_> {
        let (mut seen, mut told) = (BTreeSet::new(), BTreeSet::new());
        let (mut incidents, mut claims) = (Vec::new(), Vec::new());
        for step in &finding.derivation {
            let incident = step.incident.as_ref().and_then(|id| self.incident(id));
            incidents.extend(incident.filter(|i| seen.insert(&i.id)));
            let named = step.claims.iter().chain(incident.into_iter().flat_map(|i| &i.claims));
            claims.extend(named.filter_map(|id| self.claim(id)).filter(|c| told.insert(&c.id)));
        }
        Proof { incidents, claims }
    }
}
