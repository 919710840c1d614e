use std::fmt;

use crate::operation::{chain_of, row_to_operation};
use crate::{Action, Ledger, LedgerError, Sequence};

/// Something found wrong in a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The pages of the file are damaged.
    Page(String),
    /// An operation is missing, or was changed behind our back.
    Chain(Sequence),
    /// The bytes of a report no longer have the hash under which they were stored.
    Bytes(String),
    /// A report or reading that no operation accounts for, or the other way round.
    Unaccounted(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(what) => write!(f, "the file is damaged: {what}"),
            Self::Chain(n) => {
                write!(f, "operation {n} does not follow from the one before it: it was changed or one is missing")
            }
            Self::Bytes(hash) => write!(f, "the bytes of report {hash} were changed"),
            Self::Unaccounted(what) => write!(f, "{what} does not match any operation"),
        }
    }
}

impl Ledger {
    /// Examines the whole file: pages, the chain of operations, the hash of every report. Takes time on a large one.
    ///
    /// # Errors
    /// A file too damaged to be read at all.
    pub fn verify(&self) -> Result<Vec<Fault>, LedgerError> {
        let mut faults = Vec::new();
        self.read(|db| {
            let mut statement = db.prepare("PRAGMA integrity_check(20)")?;
            let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
            for line in lines {
                let line = line?;
                if line != "ok" {
                    faults.push(Fault::Page(line));
                }
            }
            let mut statement = db.prepare("SELECT seq, user, at, reason, action, chain FROM operations ORDER BY seq")?;
            let mut rows = statement.query([])?;
            let (mut previous, mut expected) = (String::new(), 1);
            let mut accounted = std::collections::BTreeSet::new();
            while let Some(row) = rows.next()? {
                let operation = row_to_operation(row)?;
                let (json, at): (String, i64) = (row.get("action")?, row.get("at")?);
                let chain = chain_of(&previous, operation.sequence.0, &operation.stamp, at, &json);
                if operation.sequence.0 != expected || chain != operation.chain {
                    faults.push(Fault::Chain(operation.sequence));
                }
                expected = operation.sequence.0 + 1;
                previous = operation.chain;
                if let Action::Import { sha256, .. } = operation.action {
                    accounted.insert(sha256);
                }
            }
            let mut statement = db.prepare("SELECT sha256, bytes FROM reports ORDER BY number")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let hash: String = row.get(0)?;
                if crate::sha256(row.get_ref(1)?.as_blob().unwrap_or_default()) != hash {
                    faults.push(Fault::Bytes(hash.clone()));
                }
                if !accounted.remove(&hash) {
                    faults.push(Fault::Unaccounted(format!("report {hash}")));
                }
            }
            faults.extend(accounted.into_iter().map(|hash| Fault::Unaccounted(format!("import of {hash}"))));
            let lost: i64 = db.query_row(
                "SELECT count(*) FROM readings r WHERE r.claims <> (SELECT count(*) FROM claims c WHERE c.reading = r.op)",
                [],
                |row| row.get(0),
            )?;
            if lost > 0 {
                faults.push(Fault::Unaccounted(format!("the number of claims of {lost} readings")));
            }
            Ok(())
        })?;
        Ok(faults)
    }
}
