use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use servanda_model::{Act, AgreementId, ClaimId, IncidentId, ReportId};

use crate::{Ledger, LedgerError};

/// Number of an operation. It only grows; the first is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sequence(pub i64);

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who does something, when, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Who.
    pub user: String,
    /// When, by the caller's clock.
    pub at: Timestamp,
    /// Why, in words.
    pub reason: String,
}

/// The words of a claim, named so that it is found again whatever reads its report later: names of claims and
/// incidents change with the reader, the bytes of a report never do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Hash of the report's bytes.
    pub sha256: String,
    /// First byte of the words that tell the act, in the report as received.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What was said to be done.
    pub act: Act,
}

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// A place of the agreement or of the gazetteer.
    Place,
    /// An actor of the lexicon.
    Actor,
}

/// What an operation does. Imports and readings are recorded by [`Ledger::import`]; the rest are judgements of people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// An agreement was stored.
    AddAgreement {
        /// Which.
        agreement: AgreementId,
        /// Hash of its text.
        sha256: String,
    },
    /// A report was stored.
    Import {
        /// Which.
        report: ReportId,
        /// Hash of its bytes.
        sha256: String,
    },
    /// A report was read.
    Read {
        /// Hash of the report's bytes.
        sha256: String,
        /// What read it, with its version.
        reader: String,
        /// How many claims it gave.
        claims: u32,
        /// Hash of the text and the claims.
        digest: String,
    },
    /// Several incidents are one.
    Merge {
        /// The one that stays.
        into: IncidentId,
        /// Those that join it.
        incidents: Vec<IncidentId>,
        /// The claims of all of them, those of the first incident first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        anchors: Vec<Anchor>,
    },
    /// Some claims of an incident speak of another happening.
    Split {
        /// The incident.
        incident: IncidentId,
        /// The claims that leave it.
        claims: Vec<ClaimId>,
        /// Their words.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        anchors: Vec<Anchor>,
    },
    /// A claim was taken back by its source.
    RetractClaim {
        /// Which.
        claim: ClaimId,
        /// Its words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        anchor: Option<Anchor>,
    },
    /// A report was taken back by its source.
    RetractReport {
        /// Hash of its bytes.
        sha256: String,
    },
    /// The program misread: the words do not say what the claim tells. Its source took nothing back.
    Misread {
        /// Which.
        claim: ClaimId,
        /// Its words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        anchor: Option<Anchor>,
    },
    /// One field of a claim was misread.
    Correct {
        /// Which.
        claim: ClaimId,
        /// The field, as in JSON.
        field: String,
        /// What was read.
        was: serde_json::Value,
        /// What the words say.
        is: serde_json::Value,
        /// The words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        anchor: Option<Anchor>,
    },
    /// A name means this place or actor in all reports.
    Alias {
        /// What is named.
        of: Named,
        /// The name as reports write it.
        name: String,
        /// Identifier of the place or actor that it means.
        means: String,
    },
    /// A remark.
    Note {
        /// What it is about.
        about: String,
    },
    /// An earlier judgement no longer holds.
    Undo {
        /// Its number.
        operation: Sequence,
    },
}

impl Action {
    /// The reports on whose words a judgement of people stands, by the hashes of their bytes; `None` where it names
    /// others.
    #[must_use]
    pub fn reports<'a>(&'a self) -> Option<Vec<&'a str>> {
        let of = |anchors: &'a [Anchor]| Some(anchors.iter().map(|a| a.sha256.as_str()).collect());
        match self {
            Self::Merge { anchors, .. } | Self::Split { anchors, .. } if !anchors.is_empty() => of(anchors),
            Self::RetractClaim { anchor: Some(anchor), .. }
            | Self::Misread { anchor: Some(anchor), .. }
            | Self::Correct { anchor: Some(anchor), .. } => of(std::slice::from_ref(anchor)),
            Self::RetractReport { sha256 } => Some(vec![sha256.as_str()]),
            Self::Alias { .. } | Self::Note { .. } => Some(Vec::new()),
            _ => None,
        }
    }

    /// Whether it is a judgement that an undo can take back; what was imported or read stays.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        !matches!(self, Self::AddAgreement { .. } | Self::Import { .. } | Self::Read { .. })
    }
}

/// One line of the ledger: what was done, by whom, when and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its number.
    pub sequence: Sequence,
    /// Who, when and why.
    pub stamp: Stamp,
    /// What.
    pub action: Action,
    /// Hash over this operation and the hash of the one before it.
    pub chain: String,
}

/// The judgements among `operations` (in their order) that no later undo took back. An undo that was itself undone
/// has no effect.
#[must_use]
pub fn in_force(operations: &[Operation]) -> Vec<&Operation> {
    let undone = undone(operations);
    let stands = |o: &&Operation| {
        o.action.can_be_undone() && !matches!(o.action, Action::Undo { .. }) && !undone.contains(&o.sequence)
    };
    operations.iter().filter(stands).collect()
}

/// Those among `operations` that were taken back, undos that were undone included.
#[must_use]
pub fn undone(operations: &[Operation]) -> BTreeSet<Sequence> {
    let mut undone = BTreeSet::new();
    // From the last to the first: an undo counts unless a later one took it back.
    for operation in operations.iter().rev() {
        if let Action::Undo { operation: target } = &operation.action
            && !undone.contains(&operation.sequence)
        {
            undone.insert(*target);
        }
    }
    undone
}

/// Hash of an operation, bound to the one before it.
pub(crate) fn chain_of(previous: &str, seq: i64, stamp: &Stamp, at: i64, action: &str) -> String {
    let mut text = String::new();
    for part in [previous, &seq.to_string(), &stamp.user, &at.to_string(), &stamp.reason, action] {
        // Lengths keep parts apart: no two different operations are written alike.
        text.push_str(&part.len().to_string());
        text.push(':');
        text.push_str(part);
    }
    crate::sha256(text.as_bytes())
}

/// Appends an operation within the caller's transaction.
pub(crate) fn append(db: &Connection, stamp: &Stamp, action: &Action) -> Result<i64, Failure> {
    let (seq, previous) = db
        .prepare_cached("SELECT seq, chain FROM operations ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
        .optional()?
        .map_or((1, String::new()), |(last, chain)| (last + 1, chain));
    let json = serde_json::to_string(action)?;
    let at = stamp.at.as_microsecond();
    let chain = chain_of(&previous, seq, stamp, at, &json);
    db.prepare_cached("INSERT INTO operations (seq, user, at, reason, action, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![seq, stamp.user, at, stamp.reason, json, chain])?;
    Ok(seq)
}

/// What goes wrong inside a transaction, before the file is named.
#[derive(Debug)]
pub(crate) enum Failure {
    Sqlite(rusqlite::Error),
    Json(serde_json::Error),
    Ledger(LedgerError),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

pub(crate) fn row_to_operation(row: &rusqlite::Row<'_>) -> rusqlite::Result<Operation> {
    let json: String = row.get("action")?;
    let action = serde_json::from_str(&json)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(4, rusqlite::types::Type::Text, Box::new(e)))?;
    let at = row.get::<_, i64>("at")?;
    Ok(Operation {
        sequence: Sequence(row.get("seq")?),
        stamp: Stamp {
            user: row.get("user")?,
            at: Timestamp::from_microsecond(at).unwrap_or(Timestamp::UNIX_EPOCH),
            reason: row.get("reason")?,
        },
        action,
        chain: row.get("chain")?,
    })
}

impl Ledger {
    /// Records a judgement: a merge, split, retraction, misreading, correction, alias, note or undo.
    ///
    /// # Errors
    /// An undo of an operation that does not exist or is no judgement; an action that only an import may record; a
    /// file that cannot be written.
    pub fn record(&mut self, action: &Action, stamp: &Stamp) -> Result<Sequence, LedgerError> {
        if !action.can_be_undone() {
            return Err(LedgerError::AppendOnly { what: "imports and readings are recorded by importing".into() });
        }
        self.write(|db| {
            if let Action::Undo { operation } = action {
                let target = db
                    .prepare_cached("SELECT seq, user, at, reason, action, chain FROM operations WHERE seq = ?1")?
                    .query_row([operation.0], row_to_operation)
                    .optional()?;
                match target {
                    None => {
                        return Err(LedgerError::Unknown { what: "operation", name: operation.to_string() }.into());
                    }
                    Some(target) if !target.action.can_be_undone() => {
                        let why = "it stored a report, a reading or an agreement";
                        return Err(LedgerError::CannotUndo { operation: *operation, why }.into());
                    }
                    Some(_) => {}
                }
            }
            append(db, stamp, action).map(Sequence)
        })
    }

    /// The judgements of people after `after`, in their order; `None` is the first. What was imported or read is left
    /// out.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn judgements(&self, after: Option<Sequence>) -> Result<Vec<Operation>, LedgerError> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT seq, user, at, reason, action, chain FROM operations
                 WHERE seq > ?1 AND json_extract(action, '$.action') NOT IN ('import', 'read', 'add_agreement')
                 ORDER BY seq",
            )?;
            let rows = statement.query_map([after.map_or(0, |s| s.0)], row_to_operation)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The texts that an agreement had, in their order, each with the operation that stored it.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn versions(&self, agreement: &AgreementId) -> Result<Vec<(Operation, String)>, LedgerError> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT o.seq, o.user, o.at, o.reason, o.action, o.chain, a.text FROM agreements a
                 JOIN operations o ON o.seq = a.op WHERE a.id = ?1 ORDER BY a.number",
            )?;
            let rows = statement.query_map([agreement.as_str()], |row| Ok((row_to_operation(row)?, row.get(6)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The number of the last operation; 0 of none.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn last(&self) -> Result<Sequence, LedgerError> {
        self.read(|db| {
            let mut last = db.prepare_cached("SELECT coalesce(max(seq), 0) FROM operations")?;
            Ok(last.query_row([], |row| row.get(0).map(Sequence))?)
        })
    }

    /// The operations after `after` up to and with `until`, in their order; `None` is the first and the last.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn operations(&self, after: Option<Sequence>, until: Option<Sequence>) -> Result<Vec<Operation>, LedgerError> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT seq, user, at, reason, action, chain FROM operations WHERE seq > ?1 AND seq <= ?2 ORDER BY seq",
            )?;
            let bounds = params![after.map_or(0, |s| s.0), until.map_or(i64::MAX, |s| s.0)];
            let rows = statement.query_map(bounds, row_to_operation)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
