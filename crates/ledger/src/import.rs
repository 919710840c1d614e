use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use servanda_model::{AgreementId, Claim, ReportId};

use crate::operation::{Failure, append};
use crate::{Action, Ledger, LedgerError, Sequence, Stamp, sha256};

/// So many reports share a transaction where all goes well: a transaction each costs ten times as much.
const GROUP: usize = 2048;

/// A report as the ledger keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredReport {
    /// The name users gave it.
    pub id: ReportId,
    /// The bytes as received; their hash is the report's identity.
    pub bytes: Vec<u8>,
    /// Its fields (title, outlet, published, …), those nobody knows included.
    pub fields: serde_json::Value,
    /// Latest instant at which it can have been published, where anything is known of it.
    pub published: Option<Timestamp>,
}

/// What reading a report gave.
#[derive(Debug, Clone, Copy)]
pub struct StoredReading<'a> {
    /// What read it, with its version and a digest of all that a reading depends on beside the report (lexicon, rules,
    /// model, places): a changed reader gives a new reading, and the same one need not read again.
    pub reader: &'a str,
    /// The cleaned text.
    pub text: &'a str,
    /// The document's blocks and its map back to the bytes.
    pub document: &'a serde_json::Value,
    /// Its claims.
    pub claims: &'a [Arc<Claim>],
}

/// A report with its reading, stored together or not at all.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The report.
    pub report: &'a StoredReport,
    /// What reading it gave, if it was read.
    pub reading: Option<StoredReading<'a>>,
}

/// An agreement as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAgreement {
    /// Its identifier.
    pub id: AgreementId,
    /// The text of its file.
    pub text: String,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Hash of the bytes.
    pub sha256: String,
    /// The operation that stored the report; `None` if these bytes were there already.
    pub stored: Option<Sequence>,
    /// The operation that stored the reading; `None` if there was none or the same one was there already.
    pub read: Option<Sequence>,
    /// The name under which these bytes are kept, if they came under another one before.
    pub known_as: Option<ReportId>,
    /// Whether other bytes are kept under the same name: a changed version, or a name given twice.
    pub same_name: bool,
}

impl Imported {
    /// Whether nothing was new.
    #[must_use]
    pub fn unchanged(&self) -> bool {
        self.stored.is_none() && self.read.is_none()
    }
}

impl Ledger {
    /// Stores a report and its reading in one transaction. The same bytes and the same reading change nothing.
    ///
    /// # Errors
    /// A file that cannot be written; nothing of the entry is then stored, and all that was there before stays.
    pub fn import(&mut self, entry: Entry<'_>, stamp: &Stamp) -> Result<Imported, LedgerError> {
        let hash = sha256(&entry.report.bytes);
        let name = entry.report.id.to_string();
        let result = self.write(|db| store(db, entry, hash, stamp));
        result.map_err(|e| match e {
            LedgerError::TooLarge { .. } => LedgerError::TooLarge { name },
            other => other,
        })
    }

    /// Stores many: one that fails does not stop the rest, and leaves nothing of itself behind. At the end all of it
    /// is on the disk and can be searched.
    pub fn import_all<'a>(
        &mut self,
        entries: impl IntoIterator<Item = Entry<'a>>,
        stamp: &Stamp,
    ) -> Vec<Result<Imported, LedgerError>> {
        let entries: Vec<Entry<'a>> = entries.into_iter().collect();
        let mut results = Vec::with_capacity(entries.len());
        for group in entries.chunks(GROUP) {
            let together = self.write(|db| {
                group
                    .iter()
                    .map(|entry| store(db, *entry, sha256(&entry.report.bytes), stamp))
                    .collect::<Result<Vec<_>, _>>()
            });
            match together {
                Ok(done) => results.extend(done.into_iter().map(Ok)),
                // One of them cannot be stored: one by one, the others can.
                Err(_) => results.extend(group.iter().map(|entry| self.import(*entry, stamp))),
            }
        }
        match self.sync() {
            // Another process delays it; the write-ahead file keeps everything meanwhile.
            Ok(()) | Err(LedgerError::Busy { .. }) => {}
            Err(error) => {
                if let Some(last) = results.iter_mut().rev().find(|r| r.is_ok()) {
                    *last = Err(error);
                }
            }
        }
        results
    }

    /// Stores the text of an agreement. `None` if the same text is there already.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn add_agreement(
        &mut self,
        agreement: &StoredAgreement,
        stamp: &Stamp,
    ) -> Result<Option<Sequence>, LedgerError> {
        let hash = sha256(agreement.text.as_bytes());
        self.write(|db| {
            let known = db
                .prepare_cached("SELECT 1 FROM agreements WHERE sha256 = ?1")?
                .query_row([&hash], |_| Ok(()))
                .optional()?;
            if known.is_some() {
                return Ok(None);
            }
            let action = Action::AddAgreement { agreement: agreement.id.clone(), sha256: hash.clone() };
            let op = append(db, stamp, &action)?;
            db.prepare_cached("INSERT INTO agreements (sha256, id, text, op) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![hash, agreement.id.as_str(), agreement.text, op])?;
            Ok(Some(Sequence(op)))
        })
    }
}

fn store(db: &Connection, entry: Entry<'_>, hash: String, stamp: &Stamp) -> Result<Imported, Failure> {
    let report = entry.report;
    let known = db
        .prepare_cached("SELECT number, id, known_by FROM reports WHERE sha256 = ?1")?
        .query_row([&hash], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?)))
        .optional()?;
    let same_name = db
        .prepare_cached("SELECT 1 FROM reports WHERE id = ?1 AND sha256 <> ?2")?
        .exists(params![report.id.as_str(), hash])?;
    let mut done = Imported { sha256: hash, stored: None, read: None, known_as: None, same_name };
    let (number, known_by) = match known {
        Some((number, id, known_by)) => {
            done.known_as = (id != report.id.as_str()).then(|| ReportId::new(id));
            (number, known_by)
        }
        None => {
            let action = Action::Import { report: report.id.clone(), sha256: done.sha256.clone() };
            let op = append(db, stamp, &action)?;
            let published = report.published.map(Timestamp::as_microsecond);
            // What has no date was published when it was imported, at the latest.
            let known_by = published.unwrap_or(stamp.at.as_microsecond());
            let mut insert = db.prepare_cached(
                "INSERT INTO reports (sha256, id, fields, published, known_by, op, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            let fields = serde_json::to_string(&report.fields)?;
            insert.execute(params![done.sha256, report.id.as_str(), fields, published, known_by, op, report.bytes])?;
            done.stored = Some(Sequence(op));
            (db.last_insert_rowid(), known_by)
        }
    };
    if let Some(reading) = entry.reading {
        done.read = store_reading(db, &done.sha256, number, known_by, reading, stamp)?;
    }
    Ok(done)
}

fn store_reading(
    db: &Connection,
    hash: &str,
    report: i64,
    known_by: i64,
    reading: StoredReading<'_>,
    stamp: &Stamp,
) -> Result<Option<Sequence>, Failure> {
    let lines: Vec<String> = reading.claims.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    let document = serde_json::to_string(reading.document)?;
    let digest = {
        use sha2::Digest;
        let mut hasher = sha2::Sha256::new();
        for part in [reading.reader, reading.text, &document].into_iter().chain(lines.iter().map(String::as_str)) {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        crate::hex(&hasher.finalize())
    };
    let last = db
        .prepare_cached("SELECT op, digest FROM readings WHERE report = ?1 ORDER BY op DESC LIMIT 1")?
        .query_row([report], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
        .optional()?;
    if last.as_ref().is_some_and(|(_, known)| *known == digest) {
        return Ok(None);
    }
    let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let action = Action::Read {
        sha256: hash.to_owned(),
        reader: reading.reader.to_owned(),
        claims: count,
        digest: digest.clone(),
    };
    let op = append(db, stamp, &action)?;
    db.prepare_cached(
        "INSERT INTO readings (op, report, known_by, reader, digest, claims, document, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![op, report, known_by, reading.reader, digest, count, document, reading.text])?;
    if let Some((before, _)) = last {
        db.prepare_cached("INSERT INTO superseded (reading, later) VALUES (?1, ?2)")?.execute([before, op])?;
    }
    let mut insert = db.prepare_cached(
        "INSERT INTO claims (reading, id, report, known_by, act, place, actor, from_at, to_at, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for (claim, json) in reading.claims.iter().zip(lines) {
        let instant = |t: Option<Timestamp>| t.map(Timestamp::as_microsecond);
        insert.execute(params![
            op,
            claim.id.as_str(),
            report,
            known_by,
            claim.act.code(),
            claim.place.as_ref().and_then(|p| p.best()).map(|c| c.place.as_str()),
            claim.accused().map(|a| a.as_str()),
            instant(claim.when.as_ref().and_then(|w| w.from())),
            instant(claim.when.as_ref().and_then(|w| w.to())),
            json,
        ])?;
    }
    Ok(Some(Sequence(op)))
}
