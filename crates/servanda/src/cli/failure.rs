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
    /// A file, folder or database could not be used, or the program lacks what was asked for.
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
    /// The text at fault and the place in it.
    marked: Option<Box<(NamedSource<String>, LabeledSpan)>>,
    also: Vec<Failure>,
}

impl Failure {
    /// A request that cannot be met as it was made.
    pub fn usage(says: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Exit::Usage, says.into(), Some(remedy.into()))
    }

    /// A file, folder or database that cannot be used.
    pub fn unusable(says: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Exit::Unusable, says.into(), Some(remedy.into()))
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
                let label = LabeledSpan::at(span.start()..span.end(), "here");
                failure.marked = Some(Box::new((NamedSource::new(place, text), label)));
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
        Self { exit, says, remedy, marked: None, also: Vec::new() }
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
        self.marked.as_ref().map(|m| &m.0 as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.marked.as_ref().map(|m| Box::new(std::iter::once(m.1.clone())) as Box<dyn Iterator<Item = LabeledSpan>>)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        (!self.also.is_empty())
            .then(|| Box::new(self.also.iter().map(|f| f as &dyn Diagnostic)) as Box<dyn Iterator<Item = _>>)
    }
}

#[cfg(test)]
mod tests {
    use servanda_model::Span;

    use super::*;

    #[test]
    fn a_fault_in_a_file_is_told_with_line_column_snippet_and_remedy() {
        let text = "id = 1\nact = \"sheling\"\n";
        let start = text.find("sheling").unwrap();
        let problem = Problem {
            file: "agreement.toml".into(),
            span: Some(Span::new(start, start + 7)),
            what: "unknown act `sheling`".into(),
            remedy: "did you mean `shelling`?".into(),
        };
        let failure = Failure::problems(vec![(problem.clone(), text.into()), (problem, text.into())]);
        let told = format!("{:?}", miette::Report::new(failure));
        for part in ["agreement.toml:2:8", "unknown act `sheling`", "did you mean `shelling`?", "act = \"sheling\""] {
            assert!(told.contains(part), "{part} in\n{told}");
        }
        assert_eq!(told.matches("did you mean").count(), 2, "{told}");
    }

    #[test]
    fn an_error_of_the_ledger_keeps_its_remedy() {
        let failure = Failure::from(LedgerError::Busy { path: "truce.db".into() });
        assert_eq!(failure.exit(), Exit::Unusable);
        assert!(failure.help().unwrap().to_string().contains("try again"));
    }
}
