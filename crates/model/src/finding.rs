use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ActorId, Amendment, ClaimId, Deadline, IncidentId, Order, ProvisionRef, ReportId, RuleId, Side, Span};

/// The state of a provision as of an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Its last day, as amended, lies ahead; or it is not in force yet.
    NotYetDue,
    /// In force without a last day, or under way and not done.
    Pending,
    /// Done in time.
    Complied,
    /// Done after the deadline.
    CompliedLate,
    /// Done in part.
    PartiallyComplied,
    /// The deadline has passed and nothing shows that it was done.
    Overdue,
    /// Nothing was reported against it; read it with the coverage.
    NoBreachReported,
    /// One side alone says it was broken.
    BreachAlleged,
    /// Said and denied, or admitted and justified.
    BreachDisputed,
    /// Two or more independent origins, or a neutral one; blame may stay open.
    BreachCorroborated,
    /// Event and author admitted, or stated by the mandated monitor.
    BreachVerified,
    /// What is reported does not suffice to say.
    InsufficientEvidence,
    /// It does not apply.
    NotApplicable,
}

impl Status {
    /// In words, for a reader.
    #[must_use]
    pub fn label(self) -> &'static str {
        use Status::*;
        match self {
            NotYetDue => "not yet due",
            Pending => "pending",
            Complied => "complied",
            CompliedLate => "complied late",
            PartiallyComplied => "partially complied",
            Overdue => "overdue",
            NoBreachReported => "no breach reported",
            BreachAlleged => "breach alleged",
            BreachDisputed => "breach disputed",
            BreachCorroborated => "breach corroborated",
            BreachVerified => "breach verified",
            InsufficientEvidence => "insufficient evidence",
            NotApplicable => "not applicable",
        }
    }

    /// The spelling in JSON.
    #[must_use]
    pub fn code(self) -> String {
        self.label().replace(' ', "_")
    }
}

/// How much would be known if something had happened, over which stretch of time: read silence with it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// Sources that reported on the clause's area and time.
    pub sources: u32,
    /// Reports that did.
    pub reports: u32,
    /// Those sources by side (`ARM`, `neutral`, `mandated`, `unknown`).
    pub by_side: BTreeMap<String, u32>,
    /// Share of the days of the window on which at least one report falls, 0 to 1.
    pub days: f64,
    /// Share of the clause's places that are named at all, 0 to 1.
    pub places: f64,
    /// Whether monitors are said to have been kept out.
    pub monitors_obstructed: bool,
    /// "good", "thin" or "none"; "not asked" where nothing that reports could tell would bear on the clause.
    pub grade: String,
    /// The stretch of time that was looked at: up to 30 days.
    pub window: Option<(Timestamp, Timestamp)>,
    /// All of it in a sentence, with what would be known.
    pub says: String,
}

/// One step of a proof: what was concluded, by which rule, from what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The rule applied.
    pub rule: RuleId,
    /// The conclusion in words.
    pub says: String,
    /// The incident it is about.
    pub incident: Option<IncidentId>,
    /// The claims it rests on.
    pub claims: Arc<[ClaimId]>,
    /// Where the incident lies against the instant that matters.
    pub relation: Option<Order>,
}

/// What can be said of one bound party under one provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// It is held to have broken the provision.
    Violated,
    /// It is accused, and the mandated monitor says that it did not do it.
    NotViolated,
    /// It is accused, and nothing but the accusation is known, or the monitor says that it could not tell.
    Inconclusive,
    /// It happened, and nobody can be named.
    Unattributed,
}

/// On what a conclusion about a party rests, the firmest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Its own side admits it.
    Admitted,
    /// The mandated monitor states it in its own voice.
    Observed,
    /// Voices of no party name it.
    Witnessed,
    /// Voices of two parties name it.
    BothSides,
    /// Only a party that is its rival names it.
    Accused,
    /// The mandated monitor leaves it open.
    LeftOpen,
    /// The mandated monitor states that it did not happen.
    Cleared,
    /// Nobody is named.
    NobodyNamed,
}

/// What can be said of one bound party under one provision, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The party; none where nobody is named.
    pub party: Option<ActorId>,
    /// What can be said.
    pub conclusion: Conclusion,
    /// On what it rests.
    pub ground: Ground,
    /// The claims it rests on.
    pub claims: Cited,
}

/// Names of claims in their order, in parts that findings share: a party may be accused by hundreds of thousands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<ClaimId>", into = "Vec<ClaimId>")]
pub struct Cited(Vec<Arc<[ClaimId]>>);

impl Cited {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &ClaimId> {
        self.0.iter().flat_map(|part| part.iter())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(|part| part.len()).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl PartialEq for Cited {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Cited {}

impl FromIterator<Arc<[ClaimId]>> for Cited {
    fn from_iter<I: IntoIterator<Item = Arc<[ClaimId]>>>(parts: I) -> Self {
        Self(parts.into_iter().collect())
    }
}

impl From<Vec<ClaimId>> for Cited {
    fn from(claims: Vec<ClaimId>) -> Self {
        Self(vec![claims.into()])
    }
}

impl From<Cited> for Vec<ClaimId> {
    fn from(cited: Cited) -> Self {
        cited.iter().cloned().collect()
    }
}

/// The state of one provision with its proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The provision.
    pub provision: ProvisionRef,
    /// Its state.
    pub status: Status,
    /// Who is held to be the author, where anybody is.
    pub responsible: Vec<ActorId>,
    /// What can be said of each bound party against whom anything is said.
    pub verdicts: Vec<Verdict>,
    /// Since when the status holds.
    pub since: Option<Timestamp>,
    /// The deadline in force.
    pub deadline: Option<Deadline>,
    /// The amendment that set it.
    pub amended: Option<Amendment>,
    /// On whose word, names of first voices.
    pub on_word_of: Vec<String>,
    /// Independent origins behind it, by side.
    pub origins_by_side: BTreeMap<Side, u32>,
    /// Whether anything it rests on is in dispute.
    pub contested: bool,
    /// How much would be known.
    pub coverage: Coverage,
    /// The conclusion in one or two sentences.
    pub why: String,
    /// The proof, step by step.
    pub derivation: Vec<Step>,
    /// What speaks against it.
    pub against: Vec<String>,
    /// What would change it.
    pub would_change: Vec<String>,
    /// How many incidents of its acts, in its area or possibly in it, began on each of the days before the instant of
    /// knowledge, that day first; days of the agreement's zone.
    pub lately: Lately,
}

/// How many incidents began on each of the last days, the last day first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lately {
    /// All of them.
    pub all: [usize; LATELY],
    /// Those among them that need not lie in the area: what is told of their place leaves it open.
    pub possibly: [usize; LATELY],
}

/// Days of which a finding tells how many incidents began.
pub const LATELY: usize = 7;

impl Finding {
    /// Independent origins in all.
    #[must_use]
    pub fn origins(&self) -> u32 {
        self.origins_by_side.values().sum()
    }
}

/// A report that states a clause otherwise than the text does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Misstated {
    /// The report.
    pub report: ReportId,
    /// Where it says so.
    pub span: Span,
    /// Its words.
    pub quote: String,
    /// The provisions concerned.
    pub provisions: Vec<ProvisionRef>,
    /// Date, hour, extent, actor, quantity or version.
    pub difference: String,
    /// What the report says.
    pub says: String,
    /// What the text says.
    pub text_says: String,
}

/// The state of every provision as of an instant of knowledge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// The instant: only what was published before it is known.
    pub as_of: Timestamp,
    /// One finding a provision, in the order of the text.
    pub findings: Vec<Finding>,
}
