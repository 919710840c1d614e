use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use servanda_model::{Act, Claim, ClaimId, ReportId};

use crate::operation::Failure;
use crate::{Ledger, LedgerError, Sequence, StoredAgreement, StoredReport};

/// A point of view: what was published by an instant, among what was stored by an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// Only reports that were certainly published by then (the latest instant they can have been published, or that of
    /// their import where nothing is known). `None` is all.
    pub published: Option<Timestamp>,
    /// Only what was stored up to and with this operation. `None` is all.
    pub sequence: Option<Sequence>,
}

impl AsOf {
    /// All that is stored.
    pub const NOW: Self = Self { published: None, sequence: None };

    /// What the world could know at `instant`, from all that is stored today.
    #[must_use]
    pub fn published(instant: Timestamp) -> Self {
        Self { published: Some(instant), sequence: None }
    }

    /// What this ledger held after an operation.
    #[must_use]
    pub fn stored(sequence: Sequence) -> Self {
        Self { published: None, sequence: Some(sequence) }
    }

    pub(crate) fn bounds(self) -> (i64, i64) {
        (self.published.map_or(i64::MAX, Timestamp::as_microsecond), self.sequence.map_or(i64::MAX, |s| s.0))
    }
}

/// A report without its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportRow {
    /// The name users gave it.
    pub id: ReportId,
    /// Hash of its bytes.
    pub sha256: String,
    /// Its fields.
    pub fields: serde_json::Value,
    /// Latest instant at which it can have been published.
    pub published: Option<Timestamp>,
    /// The operation that stored it.
    pub stored: Sequence,
}

/// What a reader made of a report, as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The cleaned text.
    pub text: String,
    /// What was kept beside it, as JSON.
    pub document: String,
    /// The claims, as JSON, in their order.
    pub claims: Vec<String>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Reports.
    pub reports: u64,
    /// Claims of their latest readings.
    pub claims: u64,
}

/// Which claims are asked for; what is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct ClaimFilter {
    /// Of this report, by its hash.
    pub report: Option<String>,
    /// Of this act.
    pub act: Option<Act>,
    /// Whose likeliest place this is.
    pub place: Option<String>,
    /// Laid to this actor.
    pub actor: Option<String>,
    /// That may have happened at or after this instant.
    pub from: Option<Timestamp>,
    /// That may have happened before this instant.
    pub to: Option<Timestamp>,
    /// At most so many.
    pub limit: Option<u32>,
}

/// The readings in force: stored by then and not yet replaced by a later one.
const IN_FORCE: &str = "known_by <= ?1 AND reading <= ?2
    AND NOT EXISTS (SELECT 1 FROM superseded s WHERE s.reading = claims.reading AND s.later <= ?2)";

impl Ledger {
    /// Number of the last operation up to `instant`, by the clocks of those who recorded them: all before the first
    /// operation that is later. `None` if there was none yet.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn sequence_at(&self, instant: Timestamp) -> Result<Option<Sequence>, LedgerError> {
        self.read(|db| {
            let later: Option<i64> = db
                .prepare_cached("SELECT min(seq) FROM operations WHERE at > ?1")?
                .query_row([instant.as_microsecond()], |row| row.get(0))?;
            let last = match later {
                Some(first) => Some(first - 1),
                None => db.prepare_cached("SELECT max(seq) FROM operations")?.query_row([], |row| row.get(0))?,
            };
            Ok(last.filter(|n| *n > 0).map(Sequence))
        })
    }

    /// The reports of a point of view, by publication, then in the order they were stored.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn reports_as_of(&self, view: AsOf) -> Result<Vec<ReportRow>, LedgerError> {
        let (published, sequence) = view.bounds();
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT id, sha256, fields, published, op FROM reports WHERE known_by <= ?1 AND op <= ?2 ORDER BY known_by, op",
            )?;
            let rows = statement.query_map(params![published, sequence], |row| {
                Ok((report_row(row)?, row.get::<_, String>("fields")?))
            })?;
            rows.map(|row| {
                let (mut report, fields) = row?;
                report.fields = serde_json::from_str(&fields)?;
                Ok(report)
            })
            .collect()
        })
    }

    /// The reports in the order they were stored, without the first `known` of them.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn reports_after(&self, known: u64) -> Result<Vec<ReportRow>, LedgerError> {
        self.read(|db| {
            // Rows are never deleted, so that their numbers have no gaps.
            let mut statement = db.prepare_cached(
                "SELECT id, sha256, fields, published, op FROM reports WHERE number > ?1 ORDER BY number",
            )?;
            let known = i64::try_from(known).unwrap_or(i64::MAX);
            let rows = statement.query_map([known], |row| Ok((report_row(row)?, row.get::<_, String>("fields")?)))?;
            rows.map(|row| {
                let (mut report, fields) = row?;
                report.fields = serde_json::from_str(&fields)?;
                Ok(report)
            })
            .collect()
        })
    }

    /// What a reader of that name made of the reports `wanted` (the hashes of their bytes), also under names that begin with
    /// its own and a space: all readings of each, the latest first, with its place among those wanted and the name. What
    /// it did not read is passed over.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn each_kept(
        &self,
        reader: &str,
        wanted: &[String],
        mut take: impl FnMut(usize, &str, Kept),
    ) -> Result<(), LedgerError> {
        self.read(|db| {
            let mut claims = db.prepare_cached("SELECT json FROM claims WHERE reading = ?1 ORDER BY number")?;
            let mut reading = db.prepare_cached(
                "SELECT r.op, r.reader, r.text, r.document FROM readings r
                 WHERE r.report = (SELECT number FROM reports WHERE sha256 = ?1)
                 AND (r.reader = ?2 OR substr(r.reader, 1, length(?2) + 1) = ?2 || ' ') ORDER BY r.op DESC",
            )?;
            for (n, hash) in wanted.iter().enumerate() {
                let mut found = reading.query([hash.as_str(), reader])?;
                while let Some(row) = found.next()? {
                    let (op, name): (i64, String) = (row.get(0)?, row.get(1)?);
                    let rows = claims.query_map([op], |row| row.get::<_, String>(0))?;
                    let claims = rows.collect::<Result<_, _>>()?;
                    take(n, &name, Kept { text: row.get(2)?, document: row.get(3)?, claims });
                }
            }
            Ok(())
        })
    }

    /// How many reports and claims a point of view holds; by index alone.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn count_as_of(&self, view: AsOf) -> Result<Counts, LedgerError> {
        let (published, sequence) = view.bounds();
        self.read(|db| {
            let bounds = params![published, sequence];
            let reports = db
                .prepare_cached("SELECT count(*) FROM reports WHERE known_by <= ?1 AND op <= ?2")?
                .query_row(bounds, |row| row.get::<_, i64>(0))?;
            let claims = db
                .prepare_cached(
                    "SELECT coalesce(sum(claims), 0) FROM readings WHERE known_by <= ?1 AND op <= ?2
                     AND NOT EXISTS (SELECT 1 FROM superseded s WHERE s.reading = readings.op AND s.later <= ?2)",
                )?
                .query_row(bounds, |row| row.get::<_, i64>(0))?;
            Ok(Counts { reports: reports.unsigned_abs(), claims: claims.unsigned_abs() })
        })
    }

    /// How many claims of each act a point of view holds, in the order of the acts' spelling; by index alone.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn acts_as_of(&self, view: AsOf) -> Result<Vec<(String, u64)>, LedgerError> {
        let (published, sequence) = view.bounds();
        self.read(|db| {
            let sql = format!("SELECT act, count(*) FROM claims WHERE {IN_FORCE} GROUP BY act ORDER BY act");
            let mut statement = db.prepare_cached(&sql)?;
            let rows = statement.query_map(params![published, sequence], |row| {
                Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The claims of a point of view that pass the filter, one by one, as they were stored.
    ///
    /// # Errors
    /// A file or a stored claim that cannot be read.
    pub fn each_claim_as_of(
        &self,
        view: AsOf,
        filter: &ClaimFilter,
        mut take: impl FnMut(Claim),
    ) -> Result<(), LedgerError> {
        let (published, sequence) = view.bounds();
        let mut sql = format!("SELECT json FROM claims WHERE {IN_FORCE}");
        let mut values: Vec<rusqlite::types::Value> = vec![published.into(), sequence.into()];
        let mut also = |condition: &str, value: rusqlite::types::Value| {
            values.push(value);
            sql.push_str(" AND ");
            sql.push_str(&condition.replace('$', &format!("?{}", values.len())));
        };
        if let Some(hash) = &filter.report {
            also("report = (SELECT number FROM reports WHERE sha256 = $)", hash.clone().into());
            also(
                "reading IN (SELECT op FROM readings WHERE report = (SELECT number FROM reports WHERE sha256 = $))",
                hash.clone().into(),
            );
        }
        if let Some(act) = filter.act {
            also("act = $", act.code().to_owned().into());
        }
        if let Some(place) = &filter.place {
            also("place = $", place.clone().into());
        }
        if let Some(actor) = &filter.actor {
            also("actor = $", actor.clone().into());
        }
        if let Some(from) = filter.from {
            also("(to_at IS NULL OR to_at > $)", from.as_microsecond().into());
        }
        if let Some(to) = filter.to {
            also("(from_at IS NULL OR from_at < $)", to.as_microsecond().into());
        }
        sql.push_str(" ORDER BY reading, known_by, number");
        if let Some(limit) = filter.limit {
            sql.push_str(&format!(" LIMIT {limit}"));
        }
        self.read(|db| {
            let mut statement = db.prepare_cached(&sql)?;
            let mut rows = statement.query(rusqlite::params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                take(serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or_default())?);
            }
            Ok(())
        })
    }

    /// As [`Ledger::each_claim_as_of`], all at once.
    ///
    /// # Errors
    /// As there.
    pub fn claims_as_of(&self, view: AsOf, filter: &ClaimFilter) -> Result<Vec<Claim>, LedgerError> {
        let mut claims = Vec::new();
        self.each_claim_as_of(view, filter, |claim| claims.push(claim))?;
        Ok(claims)
    }

    /// The latest reading's claim of that name.
    ///
    /// # Errors
    /// No such claim; a file that cannot be read.
    pub fn claim(&self, id: &ClaimId) -> Result<Claim, LedgerError> {
        let report = id.as_str().rsplit_once('#').map_or("", |(report, _)| report);
        let json: Option<String> = self.read(|db| {
            Ok(db
                .prepare_cached(
                    "SELECT c.json FROM reports p JOIN readings r ON r.report = p.number
                     JOIN claims c ON c.reading = r.op AND c.id = ?2 WHERE p.id = ?1 ORDER BY r.op DESC LIMIT 1",
                )?
                .query_row([report, id.as_str()], |row| row.get(0))
                .optional()?)
        })?;
        match json {
            Some(json) => Ok(serde_json::from_str(&json)?),
            None => Err(LedgerError::Unknown { what: "claim", name: id.to_string() }),
        }
    }

    /// A report with its bytes, by their hash.
    ///
    /// # Errors
    /// No such report; a file that cannot be read.
    pub fn report(&self, sha256: &str) -> Result<StoredReport, LedgerError> {
        let found = self.read(|db| {
            let row = db
                .prepare_cached("SELECT id, sha256, fields, published, op, bytes FROM reports WHERE sha256 = ?1")?
                .query_row([sha256], |row| {
                    Ok((report_row(row)?, row.get::<_, String>("fields")?, row.get::<_, Vec<u8>>("bytes")?))
                })
                .optional()?;
            let Some((report, fields, bytes)) = row else { return Ok::<_, Failure>(None) };
            let fields = serde_json::from_str(&fields)?;
            Ok(Some(StoredReport { id: report.id, bytes, fields, published: report.published }))
        })?;
        found.ok_or_else(|| LedgerError::Unknown { what: "report", name: sha256.to_owned() })
    }

    /// Text and document of the latest reading of a report, by the hash of its bytes.
    ///
    /// # Errors
    /// No such report or no reading of it; a file that cannot be read.
    pub fn document(&self, sha256: &str) -> Result<(String, serde_json::Value), LedgerError> {
        let found = self.read(|db| {
            let row = db
                .prepare_cached(
                    "SELECT r.text, r.document FROM readings r JOIN reports p ON p.number = r.report
                     WHERE p.sha256 = ?1 ORDER BY r.op DESC LIMIT 1",
                )?
                .query_row([sha256], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
                .optional()?;
            let Some((text, document)) = row else { return Ok::<_, Failure>(None) };
            Ok(Some((text, serde_json::from_str(&document)?)))
        })?;
        found.ok_or_else(|| LedgerError::Unknown { what: "reading of report", name: sha256.to_owned() })
    }

    /// The agreements, in the order they were stored; a changed text stands beside the earlier one.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn agreements(&self) -> Result<Vec<StoredAgreement>, LedgerError> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT id, text FROM agreements ORDER BY number")?;
            let rows = statement.query_map([], |row| {
                Ok(StoredAgreement { id: row.get::<_, String>(0)?.as_str().into(), text: row.get(1)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// All but the fields, which are read where their error can be told.
fn report_row(row: &Row<'_>) -> rusqlite::Result<ReportRow> {
    Ok(ReportRow {
        id: ReportId::new(row.get::<_, String>("id")?),
        sha256: row.get("sha256")?,
        fields: serde_json::Value::Null,
        published: row.get::<_, Option<i64>>("published")?.and_then(|t| Timestamp::from_microsecond(t).ok()),
        stored: Sequence(row.get("op")?),
    })
}
