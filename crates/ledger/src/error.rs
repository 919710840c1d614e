use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::Sequence;

/// What can go wrong with a ledger. [`LedgerError::remedy`] says what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The folder of the file does not exist.
    #[error("the folder `{}` of the ledger does not exist", folder.display())]
    MissingFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// There is no such file, and it was to be read only.
    #[error("there is no ledger `{}`", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A later version of the program wrote it.
    #[error("the ledger `{}` has version {found} of the format, and this program knows versions up to {known}", path.display())]
    NewerVersion {
        /// The file.
        path: PathBuf,
        /// Version in the file.
        found: i64,
        /// Latest version that this program knows.
        known: i64,
    },
    /// An earlier version wrote it, and it was opened for reading only.
    #[error("the ledger `{}` has version {found} of the format and needs bringing up to version {known}", path.display())]
    OlderVersion {
        /// The file.
        path: PathBuf,
        /// Version in the file.
        found: i64,
        /// Version that this program reads.
        known: i64,
    },
    /// The file is something else, or its head is destroyed.
    #[error("`{}` is not a ledger: it is no SQLite database", path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// A database of another program.
    #[error("`{}` is a database, but not a ledger of Servanda", path.display())]
    ForeignDatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged.
    #[error("the ledger `{}` is damaged: {what}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// Another process is writing.
    #[error("another process holds the ledger `{}`", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The file or its folder may not be written.
    #[error("the ledger `{}` cannot be written: the file or its folder is read-only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// No room is left.
    #[error("no room is left to write the ledger `{}`; what was stored before is kept", path.display())]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be opened for another reason.
    #[error("the ledger `{}` cannot be opened: {why}", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// The reason, in the words of the system.
        why: String,
    },
    /// A change or deletion of what is stored was refused.
    #[error("the ledger only grows: {what}")]
    AppendOnly {
        /// What was refused.
        what: String,
    },
    /// A report, or another thing named, is not in the ledger.
    #[error("the ledger holds no {what} `{name}`")]
    Unknown {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The operation is not one that can be undone.
    #[error("operation {operation} cannot be undone: {why}")]
    CannotUndo {
        /// Its number.
        operation: Sequence,
        /// Why not.
        why: &'static str,
    },
    /// Larger than a database can hold.
    #[error("`{name}` is too large for the ledger")]
    TooLarge {
        /// The report.
        name: String,
    },
    /// A value stored in the ledger cannot be read.
    #[error("a value in the ledger cannot be read")]
    Value(#[from] serde_json::Error),
    /// The file system refused.
    #[error("`{}` cannot be read", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// Anything else that SQLite reports.
    #[error("the ledger `{}` failed", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: rusqlite::Error,
    },
}

impl LedgerError {
    /// What to do about it, in a sentence.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::MissingFolder { folder } => format!("create it with `mkdir -p {}`, or name another file", folder.display()),
            Self::Missing { .. } => "check the name; a ledger is created when reports are first imported".into(),
            Self::NewerVersion { .. } => "use the version of Servanda that wrote it, or a later one; nothing was changed".into(),
            Self::OlderVersion { .. } => "open it once for writing: it is brought up to date and keeps all it holds".into(),
            Self::NotADatabase { .. } | Self::ForeignDatabase { .. } => {
                "name another file; nothing was written to this one".into()
            }
            Self::Corrupt { path, .. } => format!(
                "work on a copy: restore the latest backup, or save what can be read with `sqlite3 {} .recover`; nothing was written",
                path.display()
            ),
            Self::Busy { .. } => "wait until the other process is done, or end it, and try again; nothing was lost".into(),
            Self::ReadOnly { .. } => {
                "give yourself the right to write the file and its folder, or name another file".into()
            }
            Self::DiskFull { .. } => "make room on the disk, or name a file on another one, and import again: what is there already is passed over".into(),
            Self::CannotOpen { .. } | Self::Io { .. } => "check the name and the rights of the file and its folder".into(),
            Self::AppendOnly { .. } => "record a correction, a retraction or an undo instead".into(),
            Self::Unknown { .. } => "check the name, or import it first".into(),
            Self::CannotUndo { .. } => "take a report back with a retraction; put an earlier text of an agreement in force again by keeping it anew".into(),
            Self::TooLarge { .. } => "split it into several reports".into(),
            Self::Value(_) => "run `servanda check` on the ledger".into(),
            Self::Sqlite { .. } => "run `servanda check` on the ledger; if it is sound, report this as a fault".into(),
        }
    }

    /// Whether trying again later may help without anybody changing anything.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Busy { .. })
    }

    /// Gives a message of SQLite its meaning for a ledger.
    pub(crate) fn of(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let rusqlite::Error::SqliteFailure(failure, message) = &source else {
            return Self::Sqlite { path, source };
        };
        let why = message.clone().unwrap_or_else(|| failure.to_string());
        match failure.code {
            ErrorCode::NotADatabase => Self::NotADatabase { path },
            ErrorCode::DatabaseCorrupt => Self::Corrupt { path, what: why },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
                Self::Busy { path }
            }
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly { path },
            ErrorCode::DiskFull => Self::DiskFull { path },
            ErrorCode::CannotOpen => Self::CannotOpen { path, why },
            ErrorCode::TooBig => Self::TooLarge { name: path.display().to_string() },
            ErrorCode::SystemIoFailure if failure.extended_code == ffi::SQLITE_IOERR_SHORT_READ => {
                Self::Corrupt { path, what: "it ends too early".into() }
            }
            ErrorCode::ConstraintViolation if failure.extended_code == ffi::SQLITE_CONSTRAINT_TRIGGER => {
                Self::AppendOnly { what: why }
            }
            _ => Self::Sqlite { path, source },
        }
    }
}
