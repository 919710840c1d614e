//! Options that several commands take, and how they print.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use serde::Serialize;
use servanda_model::Zone;

use super::board::printable;
use super::{Exit, Failure};
use crate::export::dossier::dossier;
use crate::pipeline::{Notice, Outcome};

/// What every command that reads reports can be told.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Print JSON instead of tables (schemas in `docs/schema/`).
    #[arg(long)]
    pub json: bool,
    /// Keep reports, claims and judgements in this ledger; it is made if there is none.
    #[arg(long, value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// Take lexicons, rules, gazetteers and agreements from this folder instead of those built in.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// An instant of knowledge: an instant, or a whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOfArg {
    /// An instant.
    Instant(Timestamp),
    /// The end of a day, in the zone of the agreement's area.
    Day(Date),
}

impl AsOfArg {
    /// The instant meant. A day counts to its end.
    #[must_use]
    pub fn instant(self, zone: &Zone) -> Timestamp {
        match self {
            Self::Instant(instant) => instant,
            Self::Day(day) => day
                .tomorrow()
                .and_then(|next| next.to_zoned(zone.rules()))
                .and_then(|next| next.timestamp().checked_sub(jiff::Span::new().seconds(1)))
                .unwrap_or(Timestamp::MAX),
        }
    }
}

impl FromStr for AsOfArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(zoned) = text.parse::<Zoned>() {
            return Ok(Self::Instant(zoned.timestamp()));
        }
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(Self::Instant(instant));
        }
        if text.len() == 10
            && let Ok(day) = text.parse::<Date>()
        {
            return Ok(Self::Day(day));
        }
        Err("give an instant with its offset, such as 2020-11-21T12:00+04:00, or a day, such as 2020-11-21".to_owned())
    }
}

/// Prints to standard output; a reader that stops reading (`| head`) is no error.
#[derive(Debug, Clone, Copy)]
pub struct Printer;

impl Printer {
    /// Prints a text.
    ///
    /// # Errors
    /// Standard output that cannot be written.
    pub fn text(self, text: &str) -> Result<(), Failure> {
        self.bytes(text.as_bytes())
    }

    /// Prints bytes as they are.
    ///
    /// # Errors
    /// Standard output that cannot be written.
    pub fn bytes(self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            Err(e) => Err(Failure::io("write to", Path::new("standard output"), &e)),
            Ok(()) => Ok(()),
        }
    }

    /// Prints a value as JSON.
    ///
    /// # Errors
    /// Standard output that cannot be written.
    pub fn json(self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).map_err(|e| {
            Failure::usage(format!("the result cannot be told in JSON: {e}"), "leave `--json` out and report this")
        })?;
        self.text(&(text + "\n"))
    }
}

impl Options {
    /// A bar on standard error while something long goes on, on a terminal only.
    #[must_use]
    pub fn progress(&self, length: usize, doing: &'static str) -> ProgressBar {
        let bar = ProgressBar::new(length as u64).with_message(doing);
        if self.json || !std::io::stderr().is_terminal() || length < 2 {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
        bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    }
}

/// As many notices that say the same are told one by one; of the rest only the number.
const ALIKE: usize = 3;

/// Tells on standard error what the user should know, and what exit code that makes.
pub fn tell(notices: &[Notice]) -> Exit {
    eprint!("{}", told(notices));
    if notices.iter().any(|n| n.failed) { Exit::Partly } else { Exit::Done }
}

/// The notices in words: those that say the same of many files are told a few times, then counted.
fn told(notices: &[Notice]) -> String {
    let mut alike: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    let mut text = String::new();
    for notice in notices {
        let said = alike.entry((notice.failed, &notice.says)).or_default();
        *said += 1;
        if *said > ALIKE {
            continue;
        }
        let kind = if notice.failed { "left out" } else { "note" };
        text.push_str(&printable(&format!("{kind}: {}: {}", notice.about, notice.says)));
        text.push('\n');
        if let Some(remedy) = &notice.remedy {
            text.push_str(&format!("      {}\n", printable(remedy)));
        }
    }
    for ((failed, says), n) in alike.into_iter().filter(|(_, n)| *n > ALIKE) {
        let kind = if failed { "left out" } else { "note" };
        text.push_str(&format!("{kind}: {} more: {}; all of them with `--json`\n", n - ALIKE, printable(says)));
    }
    text
}

/// Writes the dossier; a file that is there is replaced only when the new one is whole.
///
/// # Errors
/// A folder that is missing or cannot be written.
pub fn write_dossier(outcome: &Outcome, path: &Path) -> Result<(), Failure> {
    let page = dossier(outcome);
    let failed = |e: std::io::Error| Failure::io("write the dossier to", path, &e);
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let written = std::fs::write(&part, page).and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written.map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_counts_to_its_end_in_the_zone_of_the_agreement() {
        let zone = Zone::new("Asia/Baku").unwrap();
        let at = "2020-11-21".parse::<AsOfArg>().unwrap().instant(&zone);
        assert_eq!(at, "2020-11-21T23:59:59+04:00".parse().unwrap());
    }

    #[test]
    fn an_instant_is_taken_with_offset_or_zone_and_without_either_refused() {
        let instant: Timestamp = "2020-11-21T08:00:00Z".parse().unwrap();
        for text in ["2020-11-21T12:00+04:00", "2020-11-21T08:00Z", "2020-11-21T12:00:00+04:00[Asia/Baku]"] {
            assert_eq!(text.parse(), Ok(AsOfArg::Instant(instant)), "{text}");
        }
        for text in ["2020-11-21T12:00", "yesterday", "2020-02-30", ""] {
            assert!(text.parse::<AsOfArg>().unwrap_err().contains("2020-11-21"), "{text}");
        }
    }

    #[test]
    fn notices_alike_are_told_three_times_and_then_counted() {
        let notice = |n: usize| Notice { about: format!("{n}.txt"), says: "empty".into(), remedy: None, failed: true };
        let text = told(&(1..=10).map(notice).collect::<Vec<_>>());
        assert_eq!(text.matches("empty").count(), 4, "{text}");
        assert!(text.ends_with("left out: 7 more: empty; all of them with `--json`\n"), "{text}");
    }

    #[test]
    fn a_dossier_that_cannot_be_written_names_file_and_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("no/such/dossier.html");
        let error = write_dossier(&Outcome::default(), &path).unwrap_err();
        assert!(error.to_string().contains("dossier.html"), "{error}");
        assert_eq!(error.exit(), Exit::Unusable);
    }
}
