//! Provisions as the contract tells them: finding, terms, verdicts, coverage, proof.

use super::*;

/// The state of one provision.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProvisionJson {
    /// Its reference within the agreement.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What it demands, in our words.
    pub says: Option<String>,
    /// `obligation`, `prohibition` or `permission`.
    pub kind: Option<String>,
    /// Its state.
    pub status: String,
    /// Who is held to be the author, where anybody is.
    pub responsible: Vec<String>,
    /// What can be said of each bound party against whom anything is said.
    pub verdicts: Vec<VerdictJson>,
    /// Since when the status holds (RFC 9557).
    pub since: Option<String>,
    /// The last second allowed (RFC 9557).
    pub deadline: Option<String>,
    /// The amendment that set the deadline.
    pub amended: Option<AmendmentJson>,
    /// On whose word.
    pub on_word_of: Vec<String>,
    /// Independent origins behind it.
    pub origins: u32,
    /// The same by side.
    pub origins_by_side: BTreeMap<String, u32>,
    /// Whether anything it rests on is in dispute.
    pub contested: bool,
    /// How much would be known if something had happened.
    pub coverage: CoverageJson,
    /// The conclusion in words.
    pub why: String,
    /// The proof.
    pub derivation: Vec<StepJson>,
    /// What speaks against it.
    pub against: Vec<String>,
    /// What would change it.
    pub would_change: Vec<String>,
    /// Numbers in the terms.
    pub quantities: Vec<TermJson>,
}

/// What can be said of one bound party under one provision.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VerdictJson {
    /// The party; null where nobody is named.
    pub party: Option<String>,
    /// `violated`, `not_violated`, `inconclusive` or `unattributed`.
    pub conclusion: String,
    /// `admitted`, `observed`, `witnessed`, `both_sides`, `accused`, `left_open`, `cleared` or `nobody_named`.
    pub ground: String,
    /// The claims it rests on.
    pub claims: Vec<String>,
}

/// A number that the terms name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TermJson {
    /// Of what.
    pub what: String,
    /// How many.
    pub n: u32,
    /// `exactly`, `most` or `least`.
    pub at: String,
    /// For a rate, its period in days: 1 for "a day".
    pub every_days: Option<u32>,
}

/// A change of a term.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AmendmentJson {
    /// When it was made known (RFC 9557).
    pub announced: String,
    /// What changed.
    pub says: String,
    /// Who announced it.
    pub announced_by: Option<String>,
    /// Where it is published.
    pub sources: Vec<String>,
}

/// How much would be known if something had happened.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CoverageJson {
    /// "good", "thin" or "none"; "not asked" where nothing that reports could tell would bear on the clause.
    pub grade: String,
    /// All of it in a sentence, with the days that were looked at and what would be known.
    pub says: String,
    /// The first and the last day that was looked at.
    pub window: Option<[String; 2]>,
    /// Sources on the clause's area and time.
    pub sources: u32,
    /// Their reports.
    pub reports: u32,
    /// Those sources by side.
    pub by_side: BTreeMap<String, u32>,
    /// Share of the days with a report, 0 to 1.
    pub days: f64,
    /// Share of the places named, 0 to 1.
    pub places: f64,
    /// Whether monitors are said to have been kept out.
    pub monitors_obstructed: bool,
}

/// One step of a proof.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StepJson {
    /// The rule applied.
    pub rule: String,
    /// The conclusion.
    pub says: String,
    /// The incident it is about.
    pub incident: Option<String>,
    /// The claims it rests on.
    pub claims: Vec<String>,
    /// Where the incident lies against the instant that matters: `before`, `possibly` or `after`.
    pub relation: Option<String>,
}

impl ProvisionJson {
    /// A finding with the provision it is on.
    #[must_use]
    pub fn of(finding: &Finding, index: &Index<'_>) -> Self {
        let zone = index.outcome.zone();
        let provision = index.outcome.provision(&finding.provision);
        Self {
            reference: finding.provision.to_string(),
            says: provision.map(|p| p.says.clone()),
            kind: provision.map(|p| code(p.kind)),
            status: finding.status.code(),
            responsible: codes(&finding.responsible),
            verdicts: finding.verdicts.iter().map(VerdictJson::from).collect(),
            since: finding.since.map(|t| rfc9557(t, &zone)),
            deadline: finding.deadline.as_ref().map(|d| last_second(d).to_string()),
            amended: finding.amended.as_ref().map(|a| AmendmentJson::of(a, &zone)),
            on_word_of: finding.on_word_of.clone(),
            origins: finding.origins(),
            origins_by_side: finding.origins_by_side.iter().map(|(s, n)| (s.code().to_owned(), *n)).collect(),
            contested: finding.contested,
            coverage: CoverageJson::of(&finding.coverage, &zone),
            why: finding.why.clone(),
            derivation: finding.derivation.iter().map(StepJson::from).collect(),
            against: finding.against.clone(),
            would_change: finding.would_change.clone(),
            quantities: provision.map_or_else(Vec::new, |p| p.quantities.iter().map(TermJson::from).collect()),
        }
    }
}

impl From<&Verdict> for VerdictJson {
    fn from(v: &Verdict) -> Self {
        Self {
            party: v.party.as_ref().map(ToString::to_string),
            conclusion: code(v.conclusion),
            ground: code(v.ground),
            claims: codes(v.claims.iter()),
        }
    }
}

impl From<&TermQuantity> for TermJson {
    fn from(t: &TermQuantity) -> Self {
        Self { what: t.what.clone(), n: t.n, at: t.at.clone(), every_days: t.every }
    }
}

impl AmendmentJson {
    /// An amendment; instants in `zone`.
    #[must_use]
    pub fn of(amendment: &Amendment, zone: &Zone) -> Self {
        Self {
            announced: rfc9557(amendment.announced, zone),
            says: amendment.says.clone(),
            announced_by: amendment.announced_by.as_ref().map(ActorId::to_string),
            sources: codes(amendment.sources.iter().map(|s| &s.url)),
        }
    }
}

impl CoverageJson {
    fn of(c: &Coverage, zone: &Zone) -> Self {
        let day = |at: Timestamp| at.to_zoned(zone.rules()).date().to_string();
        Self {
            grade: c.grade.clone(),
            says: c.says.clone(),
            window: c.window.map(|(from, to)| [day(from), day(to)]),
            sources: c.sources,
            reports: c.reports,
            by_side: c.by_side.clone(),
            days: c.days,
            places: c.places,
            monitors_obstructed: c.monitors_obstructed,
        }
    }
}

impl From<&Step> for StepJson {
    fn from(s: &Step) -> Self {
        Self {
            rule: s.rule.to_string(),
            says: s.says.clone(),
            incident: s.incident.as_ref().map(ToString::to_string),
            claims: codes(s.claims.iter()),
            relation: s.relation.map(code),
        }
    }
}
