//! Makes the pages of `servanda serve` out of `ui/` where there is Node, and lists their files for the program. Without Node, or
//! without them, the program still builds and runs; it then says how to get them.

use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    // Asked for when it runs: a folder of built things may have been made elsewhere.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let ui = Path::new(&here).join("../../ui");
    println!("cargo::rerun-if-changed=build.rs");
    let sources = [
        "src",
        "public",
        "index.html",
        "package.json",
        "package-lock.json",
        "vite.config.ts",
        "svelte.config.js",
        "tsconfig.json",
        "licences.ts",
        "node_modules/.package-lock.json",
        "dist/index.html",
    ];
    // What is not there would count as changed every time.
    for source in sources.map(|name| ui.join(name)).iter().filter(|path| path.exists()) {
        println!("cargo::rerun-if-changed={}", source.display());
    }
    println!("cargo::rerun-if-env-changed=SERVANDA_PAGES");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("pages");
    let made = ui.join("dist");
    let pages = match std::env::var("SERVANDA_PAGES").as_deref() {
        Ok("none") => None,
        Ok("dist") => Some(made.clone()),
        _ if build(&ui, &out) => Some(out.clone()),
        _ => Some(made.clone()),
    };
    let mut files = Vec::new();
    if let Some(pages) = pages.filter(|p| p.join("index.html").is_file()) {
        below(&pages, "", &mut files);
    }
    files.sort();
    let listed: String =
        files.iter().map(|(name, path)| format!("    ({name:?}, include_bytes!({path:?})),\n")).collect();
    let table = format!(
        "/// The files of the pages: name and bytes, sorted by name.\nstatic PAGES: &[(&str, &[u8])] = &[\n{listed}];\n"
    );
    std::fs::write(out.with_file_name("pages.rs"), table).expect("the folder of the build can be written");
    println!("cargo::rustc-env=SERVANDA_SOURCES={}", sources_digest(Path::new(&here)));
}

/// A digest of the sources that decide how a report is read: readings kept by another program are not taken up.
fn sources_digest(here: &Path) -> String {
    let mut files = Vec::new();
    for name in ["model", "syntax", "intake", "reading"] {
        let folder = here.join("..").join(name).join("src");
        println!("cargo::rerun-if-changed={}", folder.display());
        below(&folder, &format!("{name}/"), &mut files);
    }
    for name in ["src/engine.rs", "src/engine/reports.rs", "src/engine/stored.rs"] {
        println!("cargo::rerun-if-changed={}", here.join(name).display());
        files.push((name.to_owned(), here.join(name).display().to_string()));
    }
    files.sort();
    let mut digest = std::hash::DefaultHasher::new();
    for (name, path) in files {
        digest.write(name.as_bytes());
        digest.write(&std::fs::read(path).unwrap_or_default());
    }
    format!("{:016x}", digest.finish())
}

/// The files below a folder: name with `/` between the parts, and path.
fn below(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            below(&entry.path(), &format!("{name}/"), files);
        } else {
            files.push((name, entry.path().display().to_string()));
        }
    }
}

/// Builds the pages into `out`; false if there is no Node, no source, or if the packages were not installed (`npm ci`):
/// a build fetches nothing.
fn build(ui: &Path, out: &Path) -> bool {
    if !ui.join("index.html").is_file() {
        return false;
    }
    if !ui.join("node_modules").is_dir() {
        return false;
    }
    let npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
        .args(["run", "build", "--", "--emptyOutDir", "--outDir"])
        .arg(out)
        .current_dir(ui)
        .output();
    let built = npm.is_ok_and(|output| output.status.success());
    if !built {
        println!("cargo::warning=the pages of `servanda serve` could not be built: see `npm run build` in ui/");
    }
    built
}
