use rusqlite::params;
use servanda_model::{ClaimId, ReportId};

use crate::{AsOf, Ledger, LedgerError, Query};

/// A place where the words searched for stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The report.
    pub report: ReportId,
    /// Hash of its bytes.
    pub sha256: String,
    /// The claim whose quote holds them; `None` for the text of the report.
    pub claim: Option<ClaimId>,
    /// The quote of the claim, or an extract of the text in pieces; true are the words searched for.
    pub extract: Vec<(String, bool)>,
}

impl Ledger {
    /// Brings the word indexes up to date. They are filled in one go and not report by report, which would cost ten
    /// times as much.
    pub(crate) fn index(&self) -> Result<(), LedgerError> {
        self.read(|db| {
            let behind = db
                .prepare_cached(
                    "SELECT coalesce((SELECT max(op) FROM readings), 0) > coalesce((SELECT max(id) FROM text_index_docsize), 0)",
                )?
                .query_row([], |row| row.get::<_, bool>(0))?;
            if !behind || db.is_readonly("main")? {
                return Ok(());
            }
            let transaction = db.unchecked_transaction()?;
            transaction.execute_batch(
                "INSERT INTO quote_index (rowid, quote) SELECT number, json_extract(json, '$.quote') FROM claims
                   WHERE number > coalesce((SELECT max(id) FROM quote_index_docsize), 0);
                 INSERT INTO text_index (rowid, text) SELECT op, text FROM readings
                   WHERE op > coalesce((SELECT max(id) FROM text_index_docsize), 0);",
            )?;
            Ok(transaction.commit()?)
        })
    }

    /// Reports whose text answers the question ([`Query`]), best first. Case and accents do not matter.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn search_texts(&self, words: &str, view: AsOf, limit: u32) -> Result<Vec<Hit>, LedgerError> {
        self.search(
            words,
            view,
            limit,
            "SELECT p.id, p.sha256, NULL, snippet(text_index, 0, char(2), char(3), ' … ', 24)
             FROM text_index JOIN readings r ON r.op = text_index.rowid JOIN reports p ON p.number = r.report
             WHERE text_index MATCH ?1 AND r.known_by <= ?2 AND r.op <= ?3
               AND NOT EXISTS (SELECT 1 FROM superseded s WHERE s.reading = r.op AND s.later <= ?3)
             ORDER BY rank, r.op LIMIT ?4",
        )
    }

    /// Claims whose quote answers the question ([`Query`]), best first. Case and accents do not matter.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn search_claims(&self, words: &str, view: AsOf, limit: u32) -> Result<Vec<Hit>, LedgerError> {
        self.search(
            words,
            view,
            limit,
            "SELECT p.id, p.sha256, c.id, json_extract(c.json, '$.quote')
             FROM quote_index JOIN claims c ON c.number = quote_index.rowid JOIN reports p ON p.number = c.report
             WHERE quote_index MATCH ?1 AND c.known_by <= ?2 AND c.reading <= ?3
               AND NOT EXISTS (SELECT 1 FROM superseded s WHERE s.reading = c.reading AND s.later <= ?3)
             ORDER BY rank, c.number LIMIT ?4",
        )
    }

    fn search(&self, words: &str, view: AsOf, limit: u32, sql: &str) -> Result<Vec<Hit>, LedgerError> {
        let query = Query::parse(words).fts5();
        if query.is_empty() {
            return Ok(Vec::new());
        }
        self.index()?;
        let (published, sequence) = view.bounds();
        self.read(|db| {
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map(params![query, published, sequence, limit], |row| {
                Ok(Hit {
                    report: ReportId::new(row.get::<_, String>(0)?),
                    sha256: row.get(1)?,
                    claim: row.get::<_, Option<String>>(2)?.map(ClaimId::new),
                    extract: pieces(&row.get::<_, String>(3)?),
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// What stands between the marks is a hit. They are control characters that no text needs.
fn pieces(marked: &str) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut hit = false;
    for part in marked.split_inclusive(['\u{2}', '\u{3}']) {
        let text = part.trim_end_matches(['\u{2}', '\u{3}']);
        if !text.is_empty() {
            pieces.push((text.to_owned(), hit));
        }
        hit = part.ends_with('\u{2}') || (hit && !part.ends_with('\u{3}'));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn an_extract_is_told_in_pieces() {
        let told = pieces("a \u{2}b\u{3} c [d]");
        let expected = [("a ", false), ("b", true), (" c [d]", false)];
        assert_eq!(told, expected.map(|(text, hit)| (text.to_owned(), hit)));
    }
}
