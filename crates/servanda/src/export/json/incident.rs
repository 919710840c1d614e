//! Incidents as the contract tells them, with their origins and contradictions.

use super::*;

/// Claims held to speak of one happening.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IncidentJson {
    /// Its identifier.
    pub id: String,
    /// What was done.
    pub act: String,
    /// Where.
    pub place: Option<PlaceJson>,
    /// When.
    pub when: Option<WhenJson>,
    /// Its claims.
    pub claims: Vec<String>,
    /// Independent origins that say it happened.
    pub origins: usize,
    /// The same by side.
    pub origins_by_side: BTreeMap<String, usize>,
    /// The origins, those that deny included.
    pub origin_list: Vec<OriginJson>,
    /// Sides whose voices say it happened.
    pub sides_claiming: Vec<String>,
    /// Sides whose voices say it did not.
    pub sides_denying: Vec<String>,
    /// Whom the act is laid to, and by which claims.
    pub blamed: BTreeMap<String, Vec<String>>,
    /// Parties that admit it.
    pub admitted_by: Vec<String>,
    /// Killed, as last reported.
    pub killed: Option<CountJson>,
    /// Wounded, as last reported.
    pub wounded: Option<CountJson>,
    /// Whether anything but the toll is in dispute.
    pub contested: bool,
    /// Open disagreements.
    pub contradictions: Vec<ContradictionJson>,
    /// The provisions on which it bears.
    pub provisions: Vec<String>,
    /// The longer incident that it is part of.
    pub episode: Option<String>,
    /// Killed and wounded as they came in, earliest first; the last supersedes, the others are kept.
    pub figures: Vec<FigureJson>,
    /// Why its claims, all but the first, were held to speak of it.
    pub joins: Vec<JoinJson>,
}

/// One independent origin.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OriginJson {
    /// Who said it first.
    pub voice: String,
    /// Whose side that voice is on.
    pub side: String,
    /// Whether it says that the act did not happen.
    pub denies: bool,
    /// Reports that carry it.
    pub reports: Vec<String>,
}

/// A disagreement.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ContradictionJson {
    /// `denied`, `blame`, `victim`, `control`, `toll`, `time` or `narrow_denial`.
    pub kind: String,
    /// In words.
    pub says: String,
    /// Claims of the one side.
    pub one: Vec<String>,
    /// Claims of the other.
    pub other: Vec<String>,
}

impl IncidentJson {
    /// An incident with the provisions whose proof names it.
    #[must_use]
    pub fn of(incident: &Incident, index: &Index<'_>) -> Self {
        let mut by_side = BTreeMap::new();
        for origin in incident.asserting() {
            *by_side.entry(origin.side.code().to_owned()).or_insert(0) += 1;
        }
        let last = |of: fn(&Casualties) -> Option<Count>| {
            incident.tolls.iter().rev().find_map(|t| of(&t.casualties)).map(CountJson::from)
        };
        let (figures, joins) = history::incident(incident, &index.outcome.zone());
        Self {
            id: incident.id.to_string(),
            act: incident.act.code().to_owned(),
            place: incident.place.as_ref().map(PlaceJson::from),
            when: incident.when.as_ref().map(WhenJson::from),
            claims: codes(&incident.claims),
            origins: incident.asserting().count(),
            origins_by_side: by_side,
            origin_list: incident
                .origins
                .iter()
                .map(|o| OriginJson {
                    voice: o.voice.clone(),
                    side: o.side.code().to_owned(),
                    denies: o.denies,
                    reports: codes(o.carried_by.iter().map(|(report, _)| report)),
                })
                .collect(),
            sides_claiming: sides(&incident.sides_claiming),
            sides_denying: sides(&incident.sides_denying),
            blamed: incident.blamed.iter().map(|(actor, claims)| (actor.to_string(), codes(claims))).collect(),
            admitted_by: codes(&incident.admitted_by),
            killed: last(|c| c.killed),
            wounded: last(|c| c.wounded),
            contested: incident.contested(),
            contradictions: incident.contradictions.iter().map(ContradictionJson::from).collect(),
            provisions: codes(index.bearing.get(&incident.id).into_iter().flatten()),
            episode: incident.episode.as_ref().map(ToString::to_string),
            figures,
            joins,
        }
    }
}

impl From<&Contradiction> for ContradictionJson {
    fn from(c: &Contradiction) -> Self {
        Self { kind: code(c.kind), says: c.says.clone(), one: codes(&c.one), other: codes(&c.other) }
    }
}
