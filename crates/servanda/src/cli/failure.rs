//! Errors as the user sees them: what is wrong, where, and what to do about it.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use miette::{Diagnostic, LabeledSpan, NamedSource, Severity, SourceCode};
use servanda_ledger::LedgerError;
use servanda_model::Problem;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, but `check` found faults or some inputs could not be read.
    Partly = 1,
    /// Wrong usage.
    Usage = 2,
    /// A file, folder or database could not be used.
    Unusable = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    says: String,
    remedy: Option<String>,
    source: Option<NamedSource<String>>,
    label: Option<LabeledSpan>,
    also: Vec<Failure>,
}

impl Failure {
    /// A request that cannot be met as it was made.
    pub fn usage(says: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Exit::Usage, says.into(), Some(remedy.into()))
    }

    /// A file that is not there.
    pub fn missing(path: &Path, remedy: impl Into<String>) -> Self {
        Self::new(Exit::Unusable, format!("`{}` does not exist", path.display()), Some(remedy.into()))
    }

    /// A file that cannot be read or written.
    pub fn io(what: &str, path: &Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind::*;
        let remedy = match error.kind() {
            NotFound => "check the name; folders are not made for you",
            PermissionDenied | ReadOnlyFilesystem => "give yourself the right, or name another file",
            StorageFull | QuotaExceeded => "make room, or name a file on another disk",
            IsADirectory => "name a file",
            _ => "check the disk and the name",
        };
        Self::new(Exit::Unusable, format!("cannot {what} `{}`: {error}", path.display()), Some(remedy.to_owned()))
    }

    /// Faults in a file of data, with the lines they stand in.
    pub fn problems(problems: Vec<(Problem, String)>) -> Self {
        let mut failures = problems.into_iter().map(|(problem, text)| {
            let (says, place) = match problem.line_column(&text) {
                Some((line, column)) => (problem.what, format!("{}:{line}:{column}", problem.file)),
                None => (problem.what, problem.file),
            };
            let mut failure = Self::new(Exit::Unusable, format!("{place}: {says}"), Some(problem.remedy));
            if let Some(span) = problem.span {
                failure.label = Some(LabeledSpan::at(span.start()..span.end(), "here"));
                failure.source = Some(NamedSource::new(place, text));
            }
            failure
        });
        let mut first =
            failures.next().unwrap_or_else(|| Self::new(Exit::Unusable, "the data cannot be used".into(), None));
        first.also = failures.collect();
        first
    }

    /// The exit code it ends the program with.
    pub fn exit(&self) -> Exit {
        self.exit
    }

    fn new(exit: Exit, says: String, remedy: Option<String>) -> Self {
        Self { exit, says, remedy, source: None, label: None, also: Vec::new() }
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        let cause = std::error::Error::source(&error).map_or_else(String::new, |e| format!(": {e}"));
        Self::new(Exit::Unusable, format!("{error}{cause}"), Some(error.remedy()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)
    }
}

impl std::error::Error for Failure {}

impl Diagnostic for Failure {
    fn severity(&self) -> Option<Severity> {
        Some(Severity::Error)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.remedy.as_ref().map(|r| Box::new(r) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|s| s as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.label.clone().map(|l| Box::new(std::iter::once(l)) as Box<dyn Iterator<Item = LabeledSpan>>)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        (!self.also.is_empty())
            .then(|| Box::new(self.also.iter().map(|f| f as &dyn Diagnostic)) as Box<dyn Iterator<Item = _>>)
    }
}
