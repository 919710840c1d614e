//! Parts of the JSON contract that tell how things came about: control and positions through time, the figures of an
//! incident as they came in, why claims were joined.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use servanda_model::{ActorId, Control, Incident, Join, StanceObject, Standing, TollReport, Zone};

use super::instant::rfc9557;
use super::json::{ContradictionJson, CountJson, code, codes, who};

/// Who holds a place for as long as one side says so.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ControlSpellJson {
    /// Whose side says so.
    pub claimant: String,
    /// Who is said to hold it; null while it is fought over.
    pub holder: Option<String>,
    /// From when (RFC 9557); null if it is not known.
    pub from: Option<String>,
    /// Until the same side says otherwise; null if that is its last word.
    pub to: Option<String>,
    /// The claims that say so.
    pub claims: Vec<String>,
}

/// A time for which the parties say different things of one place.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ControlDisputeJson {
    /// From when (RFC 9557); null if it is not known.
    pub from: Option<String>,
    /// Until they agree; null if they still differ.
    pub to: Option<String>,
    /// What stands against what.
    pub contradictions: Vec<ContradictionJson>,
}

/// What an actor makes of the agreement or of another actor through time.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StandingJson {
    /// Who: lexicon identifier, or the words as written.
    pub actor: String,
    /// The words as written first.
    pub actor_name: String,
    /// `agreement`, or the actor it is about.
    pub about: String,
    /// Its stances, earliest first.
    pub spells: Vec<StanceSpellJson>,
}

/// A stance for as long as it is told.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StanceSpellJson {
    /// `accepts`, `welcomes`, `neutral`, `doubts`, `criticises`, `protests` or `rejects`.
    pub stance: String,
    /// Since when (RFC 9557); null if no report says.
    pub from: Option<String>,
    /// When another is first told; null if it is the last.
    pub to: Option<String>,
    /// Reports that tell it.
    pub reports: Vec<String>,
}

/// Killed and wounded as one claim gives them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FigureJson {
    /// The claim.
    pub claim: String,
    /// When its report was published (RFC 9557), at the latest.
    pub published: Option<String>,
    /// Killed.
    pub killed: Option<CountJson>,
    /// Wounded.
    pub wounded: Option<CountJson>,
}

/// Why a claim was held to speak of an incident.
#[derive(Debug, Serialize, JsonSchema)]
pub struct JoinJson {
    /// The claim.
    pub claim: String,
    /// The sum of the grounds; 2.5 is the least that joins, 4 the most.
    pub score: f64,
    /// The grounds, with what each adds.
    pub grounds: Vec<GroundJson>,
}

/// One ground.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GroundJson {
    /// `act`, `place`, `time`, `party` or `toll`.
    pub basis: String,
    /// What it adds.
    pub points: f64,
}

/// What a place was said to be through time.
pub fn control(control: &Control, zone: &Zone) -> (Vec<ControlSpellJson>, Vec<ControlDisputeJson>) {
    let instant = |t: Option<Timestamp>| t.map(|t| rfc9557(t, zone));
    let spells = control.spells.iter().map(|s| ControlSpellJson {
        claimant: s.claimant.code().to_owned(),
        holder: s.holder.as_ref().map(ActorId::to_string),
        from: instant(s.from),
        to: instant(s.to),
        claims: codes(&s.claims),
    });
    let disputes = control.disputes.iter().map(|d| ControlDisputeJson {
        from: instant(d.from),
        to: instant(d.to),
        contradictions: d.contradictions.iter().map(ContradictionJson::from).collect(),
    });
    (spells.collect(), disputes.collect())
}

impl StandingJson {
    /// A standing, its instants in `zone`.
    #[must_use]
    pub fn of(standing: &Standing, zone: &Zone) -> Self {
        let instant = |t: Option<Timestamp>| t.map(|t| rfc9557(t, zone));
        let spells = standing.spells.iter().map(|s| {
            let mut reports = codes(s.told.iter().map(|(report, _)| report));
            reports.dedup();
            StanceSpellJson { stance: code(s.stance), from: instant(s.from), to: instant(s.to), reports }
        });
        Self {
            actor: who(&standing.holder),
            actor_name: standing.holder.name.clone(),
            about: match &standing.about {
                StanceObject::Agreement => "agreement".to_owned(),
                StanceObject::Actor(actor) => who(actor),
            },
            spells: spells.collect(),
        }
    }
}

/// The figures of an incident, earliest first, and why its claims were joined.
pub fn incident(incident: &Incident, zone: &Zone) -> (Vec<FigureJson>, Vec<JoinJson>) {
    let figure = |t: &TollReport| FigureJson {
        claim: t.claim.to_string(),
        published: t.published.map(|t| rfc9557(t, zone)),
        killed: t.casualties.killed.map(CountJson::from),
        wounded: t.casualties.wounded.map(CountJson::from),
    };
    let join = |j: &Join| JoinJson {
        claim: j.claim.to_string(),
        score: j.score,
        grounds: j.steps.iter().map(|s| GroundJson { basis: code(s.basis), points: s.points }).collect(),
    };
    (incident.tolls.iter().map(figure).collect(), incident.joins.iter().map(join).collect())
}
