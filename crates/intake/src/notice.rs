//! What goes wrong: errors that refuse a report, notices that do not.

use std::fmt;
use thiserror::Error;

/// Why a report could not be taken at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IntakeError {
    /// No bytes, or nothing but white space.
    #[error("{path}: the file is empty; nothing to import")]
    Empty {
        /// Path as given.
        path: String,
    },
    /// More bytes than the limit.
    #[error(
        "{path}: {size} bytes is more than the limit of {limit} bytes for one report; split it, or raise the limit"
    )]
    TooLarge {
        /// Path as given.
        path: String,
        /// Bytes received.
        size: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// No text in any charset.
    #[error("{path}: this is {what}, not a text; {remedy}")]
    NotText {
        /// Path as given.
        path: String,
        /// What it is.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A page or file without any readable text.
    #[error(
        "{path}: no readable text was found; if the page is built by scripts, save it from a browser as complete HTML, or paste its text into a .txt file"
    )]
    NoText {
        /// Path as given.
        path: String,
    },
}

/// What kind of trouble a notice tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeKind {
    /// A field nobody knows. Kept in `extra`; told once a batch.
    UnknownField,
    /// A field whose value means nothing. The field is missing.
    BadValue,
    /// Two fields that contradict each other. Neither is used.
    Contradiction,
    /// Front matter or sidecar that cannot be read from here on.
    Syntax,
    /// A charset that was declared and not used.
    Charset,
    /// Bytes that mean nothing in the charset.
    Damage,
    /// The file is not what its name says.
    Ending,
}

/// Something the user should know about a report that was taken all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What kind of trouble.
    pub kind: NoticeKind,
    /// File as given (the sidecar's, where it speaks of that).
    pub path: String,
    /// Line, from 1, where there is one.
    pub line: Option<usize>,
    /// Column in characters, from 1, where there is one.
    pub column: Option<usize>,
    /// The field it is about, where there is one.
    pub field: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl Notice {
    /// Notices of one batch with the same key need to be told only once; `None` is always told.
    #[must_use]
    pub fn batch_key(&self) -> Option<String> {
        (self.kind == NoticeKind::UnknownField)
            .then(|| format!("unknown field {}", self.field.as_deref().unwrap_or("")))
    }

    pub(crate) fn of_file(kind: NoticeKind, path: &str, message: String, remedy: &str) -> Self {
        let remedy = remedy.to_owned();
        Self { kind, path: path.to_owned(), line: None, column: None, field: None, message, remedy }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        write!(f, ": {}; {}", self.message, self.remedy)
    }
}
