//! Which files are reports: those named, and those below the folders named.

use std::fs;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::pipeline::{Input, Notice};

/// Ends of the names of files that are taken from a folder.
const REPORTS: [&str; 5] = ["txt", "md", "markdown", "html", "htm"];

/// A larger file is no news report.
const MAX_BYTES: u64 = 64 << 20;

/// Reads the files named, and the reports below the folders named, sorted by path. What cannot be read becomes a
/// notice, and the rest goes on.
///
/// # Errors
/// None of the paths holds a report.
pub fn gather(paths: &[PathBuf]) -> Result<(Vec<Input>, Vec<Notice>), Failure> {
    let (mut files, mut notices) = (Vec::new(), Vec::new());
    for path in paths {
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => below(path, &mut files, &mut notices),
            Ok(_) => files.push(path.clone()),
            Err(e) => notices.push(left_out(path, &e)),
        }
    }
    files.sort();
    files.dedup();
    let mut inputs = Vec::with_capacity(files.len());
    for path in files {
        match read(&path) {
            Ok(input) => inputs.push(input),
            Err(notice) => notices.push(notice),
        }
    }
    if inputs.is_empty() {
        if let Some(notice) = notices.first() {
            return Err(Failure::unusable(
                format!("no report could be read; `{}`: {}", notice.about, notice.says),
                notice.remedy.as_deref().unwrap_or("check the name"),
            ));
        }
        let names: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        return Err(Failure::usage(
            format!("there is no report in `{}`", names.join("`, `")),
            "name files, or folders that hold .txt, .md or .html files",
        ));
    }
    Ok((inputs, notices))
}

fn below(folder: &Path, files: &mut Vec<PathBuf>, notices: &mut Vec<Notice>) {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) => {
                notices.push(left_out(&folder, &e));
                continue;
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let end = path.extension().and_then(|e| e.to_str()).map(str::to_lowercase);
            // The kind of the entry itself: a link to a folder above would never end.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(path),
                Ok(_) if end.is_some_and(|e| REPORTS.contains(&e.as_str())) => files.push(path),
                _ => {}
            }
        }
    }
}

fn read(path: &Path) -> Result<Input, Notice> {
    let meta = fs::metadata(path).map_err(|e| left_out(path, &e))?;
    let refuse = |says: String, remedy: &str| Notice {
        about: path.display().to_string(),
        says,
        remedy: Some(remedy.to_owned()),
        failed: true,
    };
    if !meta.is_file() {
        return Err(refuse("it is no file".into(), "name a file"));
    }
    if meta.len() > MAX_BYTES {
        let says = format!("it has {} MB, more than a report ever has ({} MB)", meta.len() >> 20, MAX_BYTES >> 20);
        return Err(refuse(says, "cut out the article, or split the file into reports"));
    }
    let bytes = fs::read(path).map_err(|e| left_out(path, &e))?;
    let sidecar = ["yaml", "yml"].iter().find_map(|end| fs::read_to_string(path.with_extension(end)).ok());
    Ok(Input { path: path.to_owned(), bytes, sidecar })
}

fn left_out(path: &Path, error: &std::io::Error) -> Notice {
    let (says, remedy) = match error.kind() {
        std::io::ErrorKind::NotFound => ("it does not exist".to_owned(), "check the name"),
        std::io::ErrorKind::PermissionDenied => ("it may not be read".to_owned(), "give yourself the right to read it"),
        _ => (error.to_string(), "check the disk"),
    };
    Notice { about: path.display().to_string(), says, remedy: Some(remedy.into()), failed: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_reports_in_order_with_their_fields_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        for (name, text) in [("b/2.HTML", "<p>x"), ("a.txt", "x"), ("a.yaml", "id: r1"), ("c.png", "x")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let (inputs, notices) = gather(&[folder.path().to_owned()]).unwrap();
        let names: Vec<_> = inputs.iter().map(|i| i.path.strip_prefix(folder.path()).unwrap().to_owned()).collect();
        assert_eq!(names, [PathBuf::from("a.txt"), PathBuf::from("b/2.HTML")]);
        assert_eq!(inputs[0].sidecar.as_deref(), Some("id: r1"));
        assert!(notices.is_empty());
    }

    #[test]
    fn a_missing_file_and_one_of_200_mb_are_left_out_and_the_rest_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let (good, huge) = (folder.path().join("good.txt"), folder.path().join("huge.txt"));
        fs::write(&good, "x").unwrap();
        fs::File::create(&huge).unwrap().set_len(200 << 20).unwrap();
        let (inputs, notices) = gather(&[folder.path().join("none.txt"), huge, good.clone()]).unwrap();
        assert_eq!(inputs.iter().map(|i| &i.path).collect::<Vec<_>>(), [&good]);
        assert!(notices.iter().all(|n| n.failed && n.remedy.is_some()));
        assert!(notices[1].says.contains("200 MB"), "{notices:?}");
    }

    #[test]
    fn a_folder_without_reports_is_wrong_usage() {
        let folder = tempfile::tempdir().unwrap();
        let failure = gather(&[folder.path().to_owned()]).unwrap_err();
        assert_eq!(failure.exit(), super::super::Exit::Usage);
        assert!(failure.to_string().contains("no report"), "{failure}");
    }
}
