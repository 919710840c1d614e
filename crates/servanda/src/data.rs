//! The project's data and example: inside the binary, or in a folder given with `--data`.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use crate::cli::Failure;

#[derive(RustEmbed)]
#[folder = "../../data"]
struct ShippedData;

#[derive(RustEmbed)]
#[folder = "../../examples"]
struct ShippedExamples;

/// Where lexicons, rules, gazetteers and agreements come from.
#[derive(Debug, Clone)]
pub enum Data {
    /// What is inside the binary.
    Shipped,
    /// A folder laid out as `data/` is.
    Folder(PathBuf),
}

impl Data {
    /// The shipped data, or those of `folder`.
    ///
    /// # Errors
    /// A folder that does not exist.
    pub fn open(folder: Option<&Path>) -> Result<Self, Failure> {
        match folder {
            None => Ok(Self::Shipped),
            Some(folder) if folder.is_dir() => Ok(Self::Folder(folder.to_owned())),
            Some(folder) => {
                Err(Failure::missing(folder, "give a folder laid out as `data/` is, or leave `--data` out"))
            }
        }
    }

    /// Bytes of one file, by its path below the data folder, with `/` between the parts.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            Self::Shipped => ShippedData::get(path).map(|f| f.data),
            Self::Folder(folder) => fs::read(folder.join(path)).ok().map(Cow::Owned),
        }
    }

    /// Paths of all files, sorted.
    #[must_use]
    pub fn files(&self) -> Vec<String> {
        let mut paths = match self {
            Self::Shipped => ShippedData::iter().map(Cow::into_owned).collect(),
            Self::Folder(folder) => below(folder),
        };
        paths.sort();
        paths
    }
}

/// The files of a shipped example (`karabakh-2020`): path and bytes, sorted by path.
#[must_use]
pub fn example(name: &str) -> Vec<(String, Cow<'static, [u8]>)> {
    let folder = format!("{name}/");
    let mut files: Vec<_> = ShippedExamples::iter()
        .filter(|path| path.starts_with(&folder))
        .filter_map(|path| Some((path.to_string(), ShippedExamples::get(&path)?.data)))
        .collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}

fn below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(relative) = open.pop() {
        let Ok(entries) = fs::read_dir(folder.join(&relative)) else { continue };
        for entry in entries.flatten() {
            let path = relative.join(entry.file_name());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(path),
                Ok(_) => found.push(path.to_string_lossy().replace('\\', "/")),
                Err(_) => {}
            }
        }
    }
    found
}
