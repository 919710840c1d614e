use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::LedgerError;
use crate::operation::Failure;
use crate::schema::{APPLICATION_ID, JUDGED, MIGRATIONS, READABLE_SINCE, SCHEMA_VERSION, guards};

/// Up to this size a ledger is checked page by page whenever it is opened; beyond it, by `verify` alone.
const CHECK_ON_OPEN_BYTES: u64 = 16 << 20;

/// How to open a ledger.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How long to wait for another process that writes.
    pub patience: Duration,
    /// The file may not grow beyond this many bytes; `None` leaves it to the disk.
    pub max_bytes: Option<u64>,
    /// Never write to it.
    pub read_only: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { patience: Duration::from_secs(5), max_bytes: None, read_only: false }
    }
}

/// An open ledger. See the [crate] for what it promises.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
}

impl Ledger {
    /// Opens the ledger at `path` for writing; makes it if there is none, and brings an older one up to date.
    ///
    /// # Errors
    /// A missing folder, a file that is no ledger, is damaged, held, read-only or of a later version, or a full disk.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        Self::open_with(path, Options::default())
    }

    /// Opens the ledger at `path` for reading only; works on a read-only disk as well.
    ///
    /// # Errors
    /// As [`Ledger::open`], and a file that does not exist.
    pub fn open_read_only(path: &Path) -> Result<Self, LedgerError> {
        Self::open_with(path, Options { read_only: true, ..Options::default() })
    }

    /// A ledger in memory, gone when dropped.
    ///
    /// # Errors
    /// No memory.
    pub fn in_memory() -> Result<Self, LedgerError> {
        let path = PathBuf::from(":memory:");
        let db = Connection::open_in_memory().map_err(|e| LedgerError::of(&path, e))?;
        let mut ledger = Self { db, path };
        ledger.migrate(0)?;
        Ok(ledger)
    }

    /// As [`Ledger::open`], with all choices.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_with(path: &Path, options: Options) -> Result<Self, LedgerError> {
        let size = inspect(path, options.read_only)?;
        let db = connect(path, options)?;
        let mut ledger = Self { db, path: path.to_owned() };
        let found = ledger.identify(size)?;
        ledger.check_length(size)?;
        if options.read_only {
            if found < READABLE_SINCE {
                return Err(LedgerError::OlderVersion { path: ledger.path, found, known: SCHEMA_VERSION });
            }
            return Ok(ledger);
        }
        if ledger.db.is_readonly("main").map_err(|e| LedgerError::of(path, e))? {
            return Err(LedgerError::ReadOnly { path: ledger.path });
        }
        ledger.prepare(options)?;
        ledger.migrate(found)?;
        Ok(ledger)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes sure that all that was stored can be searched and is on the disk, even if the power fails in the next
    /// moment.
    ///
    /// # Errors
    /// A full disk, or a process that reads and does not let go; what was stored is then still in the write-ahead
    /// file beside the ledger.
    pub fn sync(&mut self) -> Result<(), LedgerError> {
        self.index()?;
        self.read(|db| Ok(db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?))
    }

    /// The version of the file, and whether it is ours at all.
    fn identify(&self, size: u64) -> Result<i64, LedgerError> {
        let (application, version, tables) = self.read(|db| {
            Ok((
                pragma(db, "application_id")?,
                pragma(db, "user_version")?,
                db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?,
            ))
        })?;
        let path = self.path.clone();
        if application != APPLICATION_ID && (tables > 0 || application != 0) {
            return Err(LedgerError::ForeignDatabase { path });
        }
        if version > SCHEMA_VERSION {
            return Err(LedgerError::NewerVersion { path, found: version, known: SCHEMA_VERSION });
        }
        if size > 0 && size <= CHECK_ON_OPEN_BYTES {
            let said: String =
                self.read(|db| Ok(db.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))?))?;
            if said != "ok" {
                return Err(LedgerError::Corrupt { path, what: said.lines().last().unwrap_or_default().to_owned() });
            }
        }
        Ok(version)
    }

    /// A file shorter than its own head says was cut off. With a write-ahead file beside it, the head may be ahead.
    fn check_length(&self, size: u64) -> Result<(), LedgerError> {
        let beside = sibling(&self.path, "-wal");
        if size == 0 || fs::metadata(&beside).is_ok_and(|m| m.len() > 0) {
            return Ok(());
        }
        let expected = self.read(|db| Ok(pragma(db, "page_count")? * pragma(db, "page_size")?))?;
        if u64::try_from(expected).unwrap_or(0) > size {
            let what = format!("it should have {expected} bytes and has {size}");
            return Err(LedgerError::Corrupt { path: self.path.clone(), what });
        }
        Ok(())
    }

    /// How the file is written from here on.
    fn prepare(&mut self, options: Options) -> Result<(), LedgerError> {
        self.read(|db| {
            // Larger pages hold more claims each; only a new file takes the size.
            db.execute_batch("PRAGMA page_size = 8192")?;
            // Readers go on while one process writes.
            let mode: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
            debug_assert!(mode == "wal" || mode == "memory");
            // A commit survives the end of the process at once, and a power cut from `sync` on.
            db.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8192;")?;
            if let Some(max) = options.max_bytes {
                let pages = i64::try_from(max).unwrap_or(i64::MAX) / pragma(db, "page_size")?.max(512);
                db.query_row(&format!("PRAGMA max_page_count = {}", pages.max(1)), [], |_| Ok(()))?;
            }
            Ok(())
        })
    }

    /// Takes the file to the present version, in one transaction, and makes the index that it may lack.
    fn migrate(&mut self, found: i64) -> Result<(), LedgerError> {
        let indexed = self.read(|db| {
            let mut index =
                db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = 'operations_judged'")?;
            Ok(index.exists([])?)
        })?;
        if found == SCHEMA_VERSION && indexed {
            return Ok(());
        }
        self.write(|db| {
            // Somebody else may have done it since we looked.
            let from = pragma(db, "user_version")?;
            for script in MIGRATIONS.iter().skip(usize::try_from(from).unwrap_or(0)) {
                db.execute_batch(script)?;
            }
            if from == 0 {
                db.execute_batch(&guards())?;
            }
            db.execute_batch(JUDGED)?;
            db.execute_batch(&format!(
                "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};"
            ))?;
            Ok(())
        })
    }

    /// One transaction: all of it or nothing.
    pub(crate) fn write<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T, Failure>) -> Result<T, LedgerError> {
        let path = &self.path;
        let transaction =
            self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| LedgerError::of(path, e))?;
        let value = work(&transaction).map_err(|e| e.at(path))?;
        transaction.commit().map_err(|e| LedgerError::of(path, e))?;
        Ok(value)
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Failure>) -> Result<T, LedgerError> {
        work(&self.db).map_err(|e| e.at(&self.path))
    }
}

impl Failure {
    fn at(self, path: &Path) -> LedgerError {
        match self {
            Self::Sqlite(e) => LedgerError::of(path, e),
            Self::Json(e) => LedgerError::Value(e),
            Self::Ledger(e) => e,
        }
    }
}

pub(crate) fn pragma(db: &Connection, name: &str) -> rusqlite::Result<i64> {
    db.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
}

fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Looks at the file before SQLite does, which would make a new one or say little. Gives its size, 0 for none.
fn inspect(path: &Path, read_only: bool) -> Result<u64, LedgerError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(LedgerError::MissingFolder { folder: folder.to_owned() });
    }
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => {
            Err(LedgerError::CannotOpen { path: path.to_owned(), why: "it is a folder".into() })
        }
        Ok(meta) if meta.len() > 0 && meta.len() < 100 => Err(LedgerError::NotADatabase { path: path.to_owned() }),
        Ok(meta) => Ok(meta.len()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound && read_only => {
            Err(LedgerError::Missing { path: path.to_owned() })
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(source) => Err(LedgerError::Io { path: path.to_owned(), source }),
    }
}

fn connect(path: &Path, options: Options) -> Result<Connection, LedgerError> {
    let named = |e| match LedgerError::of(path, e) {
        // A new file in a folder that may not be written.
        LedgerError::CannotOpen { path, .. } if !options.read_only && !path.exists() => LedgerError::ReadOnly { path },
        other => other,
    };
    let rights = if options.read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    };
    let flags = rights | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(named)?;
    db.busy_timeout(options.patience).map_err(named)?;
    if options.read_only && pragma(&db, "user_version").is_err() && !sibling(path, "-wal").exists() {
        // On a read-only disk the files beside a ledger cannot be made; then nobody else writes either.
        let url = format!("file:{}?immutable=1", uri_path(path));
        let frozen = Connection::open_with_flags(url, flags | OpenFlags::SQLITE_OPEN_URI).map_err(named)?;
        if pragma(&frozen, "user_version").is_ok() {
            return Ok(frozen);
        }
    }
    Ok(db)
}

fn uri_path(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}
