//! Boards as they were shown last. They are no part of the ledger: each can be made again from it, and may be lost.

use rusqlite::{OptionalExtension, params};
use servanda_model::AgreementId;

use crate::{Ledger, LedgerError};

impl Ledger {
    /// The hash of the last operation, in which all before it lie; empty of none.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn head(&self) -> Result<String, LedgerError> {
        self.read(|db| {
            let mut last = db.prepare_cached("SELECT chain FROM operations ORDER BY seq DESC LIMIT 1")?;
            Ok(last.query_row([], |row| row.get(0)).optional()?.unwrap_or_default())
        })
    }

    /// The board of an agreement as it was kept in that `state` of all that it depends on; `None` if it was in another.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn kept_board(&self, agreement: &AgreementId, state: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        self.read(|db| {
            let there =
                db.prepare_cached("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'boards'")?.exists([])?;
            if !there {
                return Ok(None);
            }
            let mut kept = db.prepare_cached("SELECT body FROM boards WHERE agreement = ?1 AND state = ?2")?;
            Ok(kept.query_row(params![agreement.as_str(), state], |row| row.get(0)).optional()?)
        })
    }

    /// Keeps the board of an agreement in the place of the one before.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn keep_board(&mut self, agreement: &AgreementId, state: &str, body: &[u8]) -> Result<(), LedgerError> {
        self.write(|db| {
            // Whoever knows nothing of it reads the ledger as well.
            db.execute_batch(
                "CREATE TABLE IF NOT EXISTS boards (
                   agreement TEXT PRIMARY KEY,
                   state     TEXT NOT NULL,
                   body      BLOB NOT NULL
                 ) STRICT",
            )?;
            db.prepare_cached("INSERT OR REPLACE INTO boards (agreement, state, body) VALUES (?1, ?2, ?3)")?
                .execute(params![agreement.as_str(), state, body])?;
            Ok(())
        })
    }
}
