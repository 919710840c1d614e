/// Version of the file format that this program writes, kept in SQLite's `user_version`.
pub const SCHEMA_VERSION: i64 = 2;

/// The earliest version whose tables can be read as they stand; one that is older must be brought up to date first.
pub(crate) const READABLE_SINCE: i64 = 1;

/// Marks the file as a ledger of ours in SQLite's `application_id`: the letters "Srvd".
pub(crate) const APPLICATION_ID: i64 = 0x5372_7664;

/// The steps forward: the script at `n` takes a file of version `n` to version `n + 1`.
///
/// A published script is never edited; a change of format is a new script at the end.
pub(crate) const MIGRATIONS: &[&str] = &[V1, V2];

/// The tables that only grow.
pub(crate) const LEDGER_TABLES: &[&str] = &["operations", "agreements", "reports", "readings", "superseded", "claims"];

// The indexes of claims name the reading before the date: rows then come in at the end of each range, and a large
// import does not write every page of an index anew with every transaction.
const V1: &str = "
CREATE TABLE operations (
  seq     INTEGER PRIMARY KEY,
  user    TEXT NOT NULL,
  at      INTEGER NOT NULL,
  reason  TEXT NOT NULL,
  action  TEXT NOT NULL CHECK (json_valid(action)),
  chain   TEXT NOT NULL
) STRICT;
CREATE INDEX operations_at ON operations (at, seq);

CREATE TABLE agreements (
  number  INTEGER PRIMARY KEY,
  sha256  TEXT NOT NULL UNIQUE,
  id      TEXT NOT NULL,
  text    TEXT NOT NULL,
  op      INTEGER NOT NULL REFERENCES operations (seq)
) STRICT;

CREATE TABLE reports (
  number    INTEGER PRIMARY KEY,
  sha256    TEXT NOT NULL UNIQUE,
  id        TEXT NOT NULL,
  fields    TEXT NOT NULL CHECK (json_valid(fields)),
  published INTEGER,
  known_by  INTEGER NOT NULL,
  op        INTEGER NOT NULL REFERENCES operations (seq),
  bytes     BLOB NOT NULL
) STRICT;
CREATE INDEX reports_id ON reports (id);
CREATE INDEX reports_known ON reports (known_by, op);

CREATE TABLE readings (
  op        INTEGER PRIMARY KEY REFERENCES operations (seq),
  report    INTEGER NOT NULL REFERENCES reports (number),
  known_by  INTEGER NOT NULL,
  reader    TEXT NOT NULL,
  digest    TEXT NOT NULL,
  claims    INTEGER NOT NULL,
  document  TEXT NOT NULL CHECK (json_valid(document)),
  text      TEXT NOT NULL
) STRICT;
CREATE INDEX readings_report ON readings (report, op, digest);
CREATE INDEX readings_known ON readings (known_by, op, claims);

CREATE TABLE superseded (
  reading   INTEGER PRIMARY KEY REFERENCES readings (op),
  later     INTEGER NOT NULL REFERENCES readings (op)
) STRICT;

CREATE TABLE claims (
  number    INTEGER PRIMARY KEY,
  reading   INTEGER NOT NULL REFERENCES readings (op),
  id        TEXT NOT NULL,
  report    INTEGER NOT NULL REFERENCES reports (number),
  known_by  INTEGER NOT NULL,
  act       TEXT NOT NULL,
  place     TEXT,
  actor     TEXT,
  from_at   INTEGER,
  to_at     INTEGER,
  json      TEXT NOT NULL
) STRICT;
CREATE INDEX claims_reading ON claims (reading, id);
CREATE INDEX claims_act ON claims (act, reading, known_by);
CREATE INDEX claims_place ON claims (place, reading, known_by) WHERE place IS NOT NULL;
CREATE INDEX claims_actor ON claims (actor, reading, known_by) WHERE actor IS NOT NULL;
CREATE INDEX claims_when ON claims (from_at, to_at);

CREATE VIRTUAL TABLE text_index USING fts5 (
  text, content = 'readings', content_rowid = 'op', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE quote_index USING fts5 (
  quote, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
";

/// The tables are those of version 1. Operations may be misreadings and aliases, which programs that know version 1 alone
/// cannot read: the number keeps them away from what they would misjudge.
const V2: &str = "";

/// Judgements are few among the operations of a large ledger. The index says what the tables say: programs that don't
/// know it keep it right, and those that do make it.
pub(crate) const JUDGED: &str = "
CREATE INDEX IF NOT EXISTS operations_judged ON operations (seq)
  WHERE json_extract(action, '$.action') NOT IN ('import', 'read', 'add_agreement')
";

/// Triggers that refuse every change and deletion of a ledger row, and its replacement by `INSERT OR REPLACE`.
pub(crate) fn guards() -> String {
    LEDGER_TABLES
        .iter()
        .map(|table| {
            let key = match *table {
                "operations" => "seq = NEW.seq",
                "agreements" | "reports" => "number = NEW.number OR sha256 = NEW.sha256",
                "readings" => "op = NEW.op",
                "superseded" => "reading = NEW.reading",
                _ => "number = NEW.number",
            };
            format!(
                "CREATE TRIGGER {table}_keep_update BEFORE UPDATE ON {table}
                 BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END;
                 CREATE TRIGGER {table}_keep_delete BEFORE DELETE ON {table}
                 BEGIN SELECT RAISE(ABORT, 'rows of {table} are never deleted'); END;
                 CREATE TRIGGER {table}_keep_replace BEFORE INSERT ON {table}
                 WHEN EXISTS (SELECT 1 FROM {table} WHERE {key})
                 BEGIN SELECT RAISE(ABORT, 'rows of {table} are never replaced'); END;\n"
            )
        })
        .collect()
}
