//! Judgements of people: recorded with who and why, listed, taken back. What they change is judged anew before the
//! answer is given.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use servanda_ledger::{Action, Anchor, Named, Operation, Sequence, Stamp, in_force, undone};
use servanda_model::{ClaimId, IncidentId};

use super::App;
use super::case::View;
use super::endpoint::{Asked, At, Endpoint, Listed, Method, get_all, page, send};
use super::problem::Problem;
use super::store::Store;
use crate::cli::{now, user};
use crate::engine::aliases::alias;
use crate::engine::judgements::{anchor, corrected};
use crate::export::instant::rfc9557;

/// One line of the ledger.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OperationJson {
    /// Its number.
    pub sequence: i64,
    /// Who.
    pub user: String,
    /// When, by the clock of who recorded it (RFC 9557, UTC).
    pub at: String,
    /// Why, in words.
    pub reason: String,
    /// What was done.
    pub action: serde_json::Value,
    /// Whether it is a judgement that holds now.
    pub in_force: bool,
    /// Whether it can be taken back: a judgement that holds, or an undo that does, whose judgement then holds again.
    pub can_be_undone: bool,
}

/// Which operations were taken back: the others are judgements that hold now, and undos that do.
pub struct Standing(BTreeSet<Sequence>);

impl Standing {
    /// Those among `operations`.
    #[must_use]
    pub fn of(operations: &[Operation]) -> Self {
        Self(undone(operations))
    }

    fn can_be_undone(&self, o: &Operation) -> bool {
        o.action.can_be_undone() && !self.0.contains(&o.sequence)
    }

    fn in_force(&self, o: &Operation) -> bool {
        self.can_be_undone(o) && !matches!(o.action, Action::Undo { .. })
    }

    /// An operation as it is told.
    #[must_use]
    pub fn told(&self, o: &Operation) -> OperationJson {
        OperationJson {
            sequence: o.sequence.0,
            user: o.stamp.user.clone(),
            at: rfc9557(o.stamp.at, &servanda_model::Zone::utc()),
            reason: o.stamp.reason.clone(),
            action: serde_json::to_value(&o.action).unwrap_or_default(),
            in_force: self.in_force(o),
            can_be_undone: self.can_be_undone(o),
        }
    }

    /// The operations that pass the filter, in their order.
    #[must_use]
    pub fn chosen<'o>(&self, operations: &'o [Operation], filter: &Filter) -> Vec<&'o Operation> {
        let passes = |o: &&Operation| filter.in_force.is_none_or(|f| f == self.in_force(o));
        operations.iter().filter(passes).collect()
    }
}

/// A judgement to be recorded.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Body {
    /// What is decided.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// Why, in words.
    #[schemars(length(min = 1))]
    pub reason: String,
    /// Who decides; the user of the server without it.
    pub user: Option<String>,
    /// The agreement whose incidents are named; the first without it.
    pub agreement: Option<String>,
    /// The instant of knowledge at which the incidents have the names given; all that is known without it.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub as_of: Option<String>,
    /// The last operation that who decides has seen: if somebody has judged the same since, nothing is recorded.
    pub seen: Option<i64>,
    /// Operations after that one which who decides has recorded: they don't count as somebody else's.
    #[serde(default)]
    pub own: Vec<i64>,
}

/// What people can decide.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Judgement {
    /// Several incidents are one.
    Merge {
        /// The one that stays.
        into: String,
        /// Those that join it.
        incidents: Vec<String>,
    },
    /// Some claims of an incident speak of another happening.
    Split {
        /// The incident.
        incident: String,
        /// The claims that leave it.
        claims: Vec<String>,
    },
    /// A claim was taken back by its source.
    RetractClaim {
        /// Which.
        claim: String,
    },
    /// A report was taken back by its source.
    RetractReport {
        /// Hash of its bytes, or its name.
        sha256: String,
    },
    /// The program misread: the words do not say what the claim tells. Its source took nothing back.
    Misread {
        /// Which.
        claim: String,
    },
    /// One field of a claim was misread.
    Correct {
        /// Which.
        claim: String,
        /// The field: act, actor, target, speaker, place, when, killed, wounded, polarity, modality, background,
        /// recital, justified or running_count.
        field: String,
        /// What the words say, as in JSON.
        is: serde_json::Value,
    },
    /// A name means this place or actor in all reports, those to come included.
    Alias {
        /// What is named.
        of: Kind,
        /// The name as reports write it.
        #[schemars(length(min = 2, max = 200))]
        name: String,
        /// The place or actor that it means, by identifier or by a name that is known.
        means: String,
    },
    /// A remark. On an item of the review queue it settles that item.
    Note {
        /// What it is about.
        about: String,
    },
}

/// What a name names.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Named")]
pub enum Kind {
    /// A place of the agreement or of the gazetteer.
    Place,
    /// An actor of the lexicon.
    Actor,
}

/// Why a judgement is taken back.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct UndoBody {
    /// Why, in words.
    #[schemars(length(min = 1))]
    pub reason: String,
    /// Who; the user of the server without it.
    pub user: Option<String>,
}

/// What was recorded.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Recorded {
    /// Its number.
    pub sequence: i64,
}

/// A page of operations.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Filter {
    /// Whether they are judgements that hold now.
    pub in_force: Option<bool>,
    /// Only what people judged and took back, without imports and readings.
    pub judgements: Option<bool>,
    /// How many on a page: 100 without it, 1000 at most.
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[schemars(regex(pattern = super::endpoint::CURSOR))]
    pub cursor: Option<String>,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    let created = StatusCode::CREATED;
    vec![
        get_all::<Filter, Listed<OperationJson>>("/operations", "What was done, in its order", |app, _, filter| {
            let operations = asked(&app.store, &filter)?;
            let standing = Standing::of(&operations);
            let all = standing.chosen(&operations, &filter);
            let listed = page(all, filter.limit, filter.cursor.as_deref(), |o| o.sequence.0.to_string())?;
            Ok(listed.map(|o| standing.told(o)))
        }),
        send::<Body, Recorded>(Method::Post, "/operations", "Record a judgement", created, record),
        send::<UndoBody, Recorded>(
            Method::Post,
            "/operations/{sequence}/undo",
            "Take a judgement back",
            created,
            |app, asked, body| {
                let name = asked.name("sequence");
                let target: i64 = name.parse().map_err(|_| Problem::missing("operation", name))?;
                let action = Action::Undo { operation: Sequence(target) };
                let sequence = app.store.record(&action, &stamp(&body.reason, body.user.as_deref())?, None)?;
                Ok(Recorded { sequence: sequence.0 })
            },
        ),
    ]
}

/// The operations that a filter can let pass: judgements are at hand, what was imported and read is asked of the ledger.
///
/// # Errors
/// A ledger that cannot be read.
pub fn asked(store: &Store, filter: &Filter) -> Result<Arc<Vec<Operation>>, Problem> {
    if filter.in_force == Some(true) || filter.judgements == Some(true) {
        return Ok(Arc::clone(&store.state().operations));
    }
    Ok(Arc::new(store.ledger().operations(None, None)?))
}

/// Who does something now, and why.
///
/// # Errors
/// No reason.
pub fn stamp(reason: &str, who: Option<&str>) -> Result<Stamp, Problem> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Problem::senseless("no reason is given", "say why, in words: others will read it"));
    }
    let who = who.map(str::trim).filter(|w| !w.is_empty()).map_or_else(user, str::to_owned);
    if reason.len() > 10_000 || who.len() > 200 {
        return Err(Problem::senseless("the reason or the name is too long", "say it in a few sentences"));
    }
    Ok(Stamp { user: who, at: now(), reason: reason.to_owned() })
}

fn record(app: &App, _: &Asked, body: Body) -> Result<Recorded, Problem> {
    let stamp = stamp(&body.reason, body.user.as_deref())?;
    let given = |field: Option<String>| field.filter(|text| !text.is_empty());
    let view = app.store.view(&At { agreement: given(body.agreement), as_of: given(body.as_of) })?;
    let action = action(&view, body.judgement)?;
    Ok(Recorded {
        sequence: app.store.record(&action, &stamp, body.seen.map(|seen| (Sequence(seen), body.own.as_slice())))?.0,
    })
}

/// A judgement recorded after `seen`, not one of `own`, that is in force and is about the same as this one.
#[must_use]
pub fn meanwhile<'o>(
    operations: &'o [Operation],
    action: &Action,
    (seen, own): (Sequence, &[i64]),
) -> Option<&'o Operation> {
    let about = subjects(action);
    let mut since = in_force(operations).into_iter().filter(|o| o.sequence > seen && !own.contains(&o.sequence.0));
    since.find(|o| subjects(&o.action).iter().any(|subject| about.contains(subject)))
}

/// What a judgement is about, by names: claims, incidents, reports, items of the review queue.
fn subjects(action: &Action) -> BTreeSet<&str> {
    match action {
        Action::Merge { into, incidents, .. } => incidents.iter().chain([into]).map(IncidentId::as_str).collect(),
        Action::Split { incident, claims, .. } => {
            claims.iter().map(ClaimId::as_str).chain([incident.as_str()]).collect()
        }
        Action::RetractClaim { claim, .. } | Action::Misread { claim, .. } | Action::Correct { claim, .. } => {
            [claim.as_str()].into()
        }
        Action::RetractReport { sha256 } => [sha256.as_str()].into(),
        Action::Alias { name, .. } => [name.as_str()].into(),
        // An item of the review queue is named after its kind and its claim.
        Action::Note { about } => [about.as_str(), about.split_once(':').map_or("", |(_, claim)| claim)].into(),
        _ => BTreeSet::new(),
    }
}

/// The judgement with the words it stands on.
fn action(view: &View, judgement: Judgement) -> Result<Action, Problem> {
    let anchors = |claims: &[ClaimId]| claims.iter().map(|c| anchored(view, c.as_str())).collect::<Result<Vec<_>, _>>();
    let incident = |id: &str| view.incident(id).ok_or_else(|| Problem::missing("incident", id));
    Ok(match judgement {
        Judgement::Merge { into, incidents } => {
            let mut claims = incident(&into)?.claims.clone();
            let others: BTreeSet<&String> = incidents.iter().filter(|i| **i != into).collect();
            if others.is_empty() {
                return Err(Problem::senseless("an incident cannot be merged with itself", "name another incident"));
            }
            for id in &others {
                claims.extend(incident(id)?.claims.iter().cloned());
            }
            Action::Merge {
                into: IncidentId::new(into),
                anchors: anchors(&claims)?,
                incidents: others.into_iter().map(|i| IncidentId::new(i.as_str())).collect(),
            }
        }
        Judgement::Split { incident: id, claims } => {
            let whole = incident(&id)?;
            let leaving: BTreeSet<&str> = claims.iter().map(String::as_str).collect();
            if let Some(foreign) = leaving.iter().find(|c| !whole.claims.iter().any(|w| w.as_str() == **c)) {
                let detail = format!("claim `{foreign}` is no part of incident `{id}`");
                return Err(Problem::senseless(detail, "name claims of that incident"));
            }
            if leaving.is_empty() || leaving.len() == whole.claims.len() {
                return Err(Problem::senseless("none or all of the claims would leave", "name some, but not all"));
            }
            let claims: Vec<ClaimId> = leaving.into_iter().map(ClaimId::from).collect();
            Action::Split { incident: IncidentId::new(id), anchors: anchors(&claims)?, claims }
        }
        Judgement::RetractClaim { claim } => {
            Action::RetractClaim { anchor: Some(anchored(view, &claim)?), claim: ClaimId::new(claim) }
        }
        Judgement::Misread { claim } => {
            Action::Misread { anchor: Some(anchored(view, &claim)?), claim: ClaimId::new(claim) }
        }
        Judgement::Alias { of, name, means } => {
            let of = match of {
                Kind::Place => Named::Place,
                Kind::Actor => Named::Actor,
            };
            alias(of, &name, &means, &view.reader)
                .map_err(|e| Problem::senseless(e, "name a place or actor that is known, by its name or identifier"))?
        }
        Judgement::RetractReport { sha256 } => {
            let (info, _) = view.report(&sha256).ok_or_else(|| Problem::missing("report", &sha256))?;
            Action::RetractReport { sha256: info.sha256.clone() }
        }
        Judgement::Correct { claim, field, is } => {
            let now = view.claim(&claim).ok_or_else(|| Problem::missing("claim", &claim))?;
            let json = view.told(now);
            corrected(now, &field, &is, &view.reader)
                .map_err(|e| Problem::senseless(e, "give what the words say, as this field takes it"))?;
            let was = serde_json::to_value(&*json).unwrap_or_default().get(&field).cloned().unwrap_or_default();
            Action::Correct { anchor: Some(anchored(view, &claim)?), claim: ClaimId::new(claim), field, was, is }
        }
        Judgement::Note { about } if about.trim().is_empty() => {
            return Err(Problem::senseless("the note is about nothing", "name what it is about"));
        }
        Judgement::Note { about } => Action::Note { about },
    })
}

/// The words of a claim as it was read, before any correction.
fn anchored(view: &View, claim: &str) -> Result<Anchor, Problem> {
    let missing = || Problem::missing("claim", claim);
    let now = view.claim(claim).ok_or_else(missing)?;
    let (_, item) = view.report(now.report.as_str()).ok_or_else(missing)?;
    let read = item.reading.claims.iter().find(|c| c.id == now.id).ok_or_else(missing)?;
    Ok(anchor(item, read))
}
