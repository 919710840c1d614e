//! Runs the binary as its users do, on files made in a temporary folder.
#![allow(dead_code, reason = "each test file uses its share")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "helpers of tests may fail as tests do"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// One sentence that gives one claim.
pub const SHELLING: &str =
    "The Defence Ministry of Azerbaijan said that Armenian forces shelled the town of Shusha on 20 November 2020.\n";

/// A folder of its own for every test; the binary runs in it.
pub struct Desk(TempDir);

/// What a run gave.
pub struct Run {
    /// Exit code.
    pub exit: i32,
    /// Standard output.
    pub out: String,
    /// Standard error, with line breaks made by wrapping taken out.
    pub err: String,
}

impl Desk {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and the folders it lies in.
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_servanda"));
        command.current_dir(self.0.path()).args(args).env("NO_COLOR", "1").env_remove("COLUMNS");
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        Run::of(self.command(args).output().unwrap())
    }
}

impl Run {
    pub fn of(output: Output) -> Self {
        let err = String::from_utf8(output.stderr).unwrap();
        // Long messages are wrapped behind a bar; the words are what counts.
        let words: Vec<&str> = err.split_whitespace().filter(|w| *w != "│").collect();
        Self {
            exit: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: words.join(" "),
        }
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e} in\n{}\n{}", self.out, self.err))
    }

    /// Asserts the exit code, and that standard error says all of `parts`.
    #[track_caller]
    pub fn fails(&self, exit: i32, parts: &[&str]) -> &Self {
        assert_eq!(self.exit, exit, "{}", self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        for part in parts {
            assert!(self.err.contains(part), "`{part}` in\n{}", self.err);
        }
        self
    }

    /// Asserts that all went well.
    #[track_caller]
    pub fn done(&self) -> &Self {
        assert_eq!(self.exit, 0, "{}\n{}", self.out, self.err);
        self
    }
}
