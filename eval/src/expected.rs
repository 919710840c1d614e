//! The figures that a run is held against.

use std::{collections::BTreeMap, error::Error, path::Path};

/// By how many points a figure may fall: what a change in another place of a set of this size can do by chance.
pub const NOISE: f64 = 0.3;

/// Figures in percent by set and name.
pub struct Expected(BTreeMap<String, BTreeMap<String, f64>>);

/// How a figure stands to the one expected, which is given where they differ.
#[derive(Debug, PartialEq)]
pub enum Verdict {
    /// None was expected.
    New,
    /// Equal within the noise.
    Same,
    /// More than the noise above.
    Risen(f64),
    /// More than the noise below.
    Fallen(f64),
}

/// Compares a figure with the one expected.
pub fn compare(expected: Option<f64>, ours: f64) -> Verdict {
    match expected {
        None => Verdict::New,
        // The file holds two digits: what was written down must count as the same.
        Some(was) if ours < was - NOISE - 0.005 => Verdict::Fallen(was),
        Some(was) if ours > was + NOISE + 0.005 => Verdict::Risen(was),
        Some(_) => Verdict::Same,
    }
}

impl Expected {
    /// Reads the file; without one nothing is expected.
    ///
    /// # Errors
    /// The file is no TOML of the form `[set] figure = number`.
    pub fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        let Ok(source) = std::fs::read_to_string(path) else { return Ok(Self(BTreeMap::new())) };
        Ok(Self(toml::from_str(&source).map_err(|e| format!("{}: {e}", path.display()))?))
    }

    /// The figure expected.
    pub fn get(&self, set: &str, figure: &str) -> Option<f64> {
        self.0.get(set)?.get(figure).copied()
    }

    /// Expects a figure from now on.
    pub fn set(&mut self, set: &str, figure: &str, percent: f64) {
        self.0.entry(set.to_owned()).or_default().insert(figure.to_owned(), percent);
    }

    /// Writes the file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        std::fs::write(path, self.to_string())
    }
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "# Figures in percent that a run of `just eval` is held against; `BLESS=1 just eval` writes them."
        )?;
        for (set, figures) in &self.0 {
            writeln!(f, "\n[{set}]")?;
            figures.iter().try_for_each(|(name, percent)| writeln!(f, "{name} = {percent:.2}"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fall_within_the_noise_is_no_fall() {
        assert_eq!(compare(Some(80.0), 79.75), Verdict::Same);
        assert_eq!(compare(Some(80.0), 79.6), Verdict::Fallen(80.0));
        assert_eq!(compare(Some(80.0), 80.4), Verdict::Risen(80.0));
        assert_eq!(compare(None, 80.4), Verdict::New);
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let mut expected = Expected(BTreeMap::new());
        expected.set("html-date", "same_day_f1", 91.237);
        let path = std::env::temp_dir().join(format!("servanda-eval-{}.toml", std::process::id()));
        expected.write(&path).unwrap();
        let read = Expected::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(read.get("html-date", "same_day_f1"), Some(91.24));
        assert_eq!(read.get("html-date", "f1"), None);
    }
}
