//! The whole way in one function: files → reports → documents → claims → incidents → findings.
//!
//! Everything the commands print and the dossier shows is in [`Outcome`]; they compute nothing of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::Timestamp;
use servanda_model::{
    ActorId, Agreement, Board, Claim, ClaimId, Control, Finding, Incident, IncidentId, Misstated, PlaceId, Position,
    Provision, ProvisionRef, ReportId, Retraction, Route, Side, Span, Standing, Zone,
};

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
    /// Latest instant at which it can have been published.
    pub known_by: Option<Timestamp>,
    /// Language of the text.
    pub lang: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Whom it passes on.
    pub relays: Vec<String>,
}

/// The text of a report after cleaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentInfo {
    /// The report.
    pub report: ReportId,
    /// The text that spans of claims index.
    pub text: String,
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub reports: Vec<ReportInfo>,
    /// Their texts.
    pub documents: Vec<DocumentInfo>,
    /// The claims, by report and place in it.
    pub claims: Vec<Claim>,
    /// Those of them that a person holds to be misread: the words do not say so, and nothing rests on them.
    pub misread: BTreeSet<ClaimId>,
    /// Where each claim stands in the original.
    pub anchors: BTreeMap<ClaimId, Anchor>,
    /// What the claims tell of.
    pub incidents: Vec<Incident>,
    /// The state of each provision.
    pub board: Option<Board>,
    /// Where reports misstate the terms.
    pub misstated: Vec<Misstated>,
    /// Who accepts, rejects, doubts.
    pub positions: Vec<Position>,
    /// Humanitarian routes that are told of.
    pub routes: Vec<Route>,
    /// Words that are told to have been taken back or corrected.
    pub retractions: Vec<Retraction>,
    /// Who holds what.
    pub control: Vec<Control>,
    /// Full names of the actors that occur.
    pub actors: BTreeMap<ActorId, String>,
    /// Names of the places that occur.
    pub places: BTreeMap<PlaceId, String>,
    /// What the user should know.
    pub notices: Vec<Notice>,
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

    /// Makes everything findable by name.
    #[must_use]
    pub fn index(&self) -> Index<'_> {
        let mut bearing: BTreeMap<&IncidentId, Vec<&ProvisionRef>> = BTreeMap::new();
        for finding in self.board.iter().flat_map(|b| &b.findings) {
            for incident in finding.derivation.iter().filter_map(|s| s.incident.as_ref()) {
                let provisions = bearing.entry(incident).or_default();
                if provisions.last() != Some(&&finding.provision) {
                    provisions.push(&finding.provision);
                }
            }
        }
        Index {
            outcome: self,
            claims: self.claims.iter().map(|c| (&c.id, c)).collect(),
            incidents: self.incidents.iter().map(|i| (&i.id, i)).collect(),
            reports: self.reports.iter().map(|r| (&r.id, r)).collect(),
            bearing,
        }
    }
}

/// An outcome whose parts are found by name.
#[derive(Debug)]
pub struct Index<'a> {
    /// What is indexed.
    pub outcome: &'a Outcome,
    /// Claims.
    pub claims: BTreeMap<&'a ClaimId, &'a Claim>,
    /// Incidents.
    pub incidents: BTreeMap<&'a IncidentId, &'a Incident>,
    /// Reports.
    pub reports: BTreeMap<&'a ReportId, &'a ReportInfo>,
    /// The provisions whose proofs name an incident.
    pub bearing: BTreeMap<&'a IncidentId, Vec<&'a ProvisionRef>>,
}

/// What a finding rests on.
#[derive(Debug)]
pub struct Proof<'a> {
    /// Incidents, in the order of the proof.
    pub incidents: Vec<&'a Incident>,
    /// Claims, in the order of the proof.
    pub claims: Vec<&'a Claim>,
}

impl<'a> Index<'a> {
    /// The incidents and claims a finding rests on, each once.
    #[must_use]
    pub fn proof(&self, finding: &Finding) -> Proof<'a> {
        let (mut seen, mut told) = (BTreeSet::new(), BTreeSet::new());
        let (mut incidents, mut claims) = (Vec::new(), Vec::new());
        for step in &finding.derivation {
            let incident = step.incident.as_ref().and_then(|id| self.incidents.get(id).copied());
            incidents.extend(incident.filter(|i| seen.insert(&i.id)));
            let named = step.claims.iter().chain(incident.into_iter().flat_map(|i| &i.claims));
            claims.extend(named.filter_map(|id| self.claims.get(id).copied()).filter(|c| told.insert(&c.id)));
        }
        Proof { incidents, claims }
    }
}
