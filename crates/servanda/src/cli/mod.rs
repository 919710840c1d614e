//! The command line: a file per command. What they share is the options and how errors are told.

pub mod agreement;
pub mod assess;
pub mod board;
pub mod check;
pub mod claims;
pub mod demo;
pub mod diff;
pub mod eval;
pub mod explain;
pub mod export;
mod failure;
mod inputs;
mod options;
pub mod read;
pub mod serve;

use std::process::ExitCode;

pub use assess::{keep_agreement, now, places_id, user};
use clap::{Parser, Subcommand};
pub use failure::{Exit, Failure};
pub use inputs::gather;
pub use options::{AsOfArg, Options, Printer};

/// Is the agreement being kept? Reads what is reported about a ceasefire and tells, clause by clause and with the
/// sentences it rests on, whether it is being kept.
#[derive(Debug, Parser)]
#[command(name = "servanda", version, after_help = AFTER)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER: &str = "Exit codes:
  0  done
  1  done, but `check` found faults, or some inputs could not be read
  2  wrong usage
  3  a file, folder or database could not be used, or the program lacks what was asked for";

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Assess(assess::Assess),
    Read(read::Read),
    Explain(explain::Explain),
    Agreement(agreement::Agreement),
    Check(check::Check),
    Diff(diff::Diff),
    Serve(serve::Serve),
    Export(export::Export),
    Eval(eval::Eval),
}

/// Runs the command that was asked for.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Demo(command) => command.run(),
        Command::Assess(command) => command.run(),
        Command::Read(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Agreement(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Diff(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Eval(command) => command.run(),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            let exit = failure.exit();
            eprintln!("{:?}", miette::Report::new(failure));
            exit.into()
        }
    }
}

#[cfg(test)]
pub mod tests {
    use std::fmt::Write;
    use std::path::Path;

    use clap::CommandFactory;

    use super::*;

    /// Compares `text` with a file of the repository, or writes it there with `BLESS=1`.
    #[track_caller]
    pub fn same_as_file(path: &Path, text: &str) {
        if std::env::var_os("BLESS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let known = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(known == text, "{} is not up to date: run the tests with BLESS=1", path.display());
    }

    #[test]
    fn the_definition_of_the_commands_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_reference_of_the_command_line_is_what_help_prints() {
        let mut cli = Cli::command().term_width(100);
        cli.build();
        let mut text = String::from(
            "# The command line\n\nMade from `--help`; a test compares, and `BLESS=1 cargo test -p servanda` rewrites it.\n",
        );
        writeln!(text, "\n## servanda\n\n```text\n{}\n```", cli.render_long_help().to_string().trim_end()).unwrap();
        let told = |c: &&clap::Command| c.get_name() != "help";
        for command in
            cli.get_subcommands().filter(told).flat_map(|c| [c].into_iter().chain(c.get_subcommands().filter(told)))
        {
            let mut command = command.clone().term_width(100);
            let help = command.render_long_help().to_string();
            let name = command.get_bin_name().unwrap_or_default();
            writeln!(text, "\n## {name}\n\n```text\n{}\n```", help.trim_end()).unwrap();
        }
        // Trailing blanks of the help would be cut by editors.
        let text: String = text.lines().flat_map(|l| [l.trim_end(), "\n"]).collect();
        same_as_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md"), &text);
    }

    #[test]
    fn every_command_prints_json_on_demand() {
        for command in Cli::command().get_subcommands() {
            assert!(command.get_arguments().any(|a| a.get_long() == Some("json")), "{}", command.get_name());
        }
    }
}
