//! Makes the pages of `servanda serve` out of `ui/` where there is Node, and says where they are. Without Node, or
//! without them, the program still builds and runs; it then says how to get them.

use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui");
    for source in ["src", "public", "index.html", "package.json", "package-lock.json", "vite.config.ts", "dist"] {
        println!("cargo::rerun-if-changed={}", ui.join(source).display());
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
    let pages = pages.filter(|p| p.join("index.html").is_file()).unwrap_or_else(|| {
        let empty = out.with_file_name("no-pages");
        // The folder of what is put into the binary has to exist.
        let _ = std::fs::create_dir_all(&empty);
        empty
    });
    println!("cargo::rustc-env=SERVANDA_PAGES_FOLDER={}", pages.display());
}

/// Builds the pages into `out`; false if there is no Node, no source, or no way to the packages.
fn build(ui: &Path, out: &Path) -> bool {
    if !ui.join("index.html").is_file() {
        return false;
    }
    let npm = |args: &[&str]| {
        let run = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" }).args(args).current_dir(ui).output();
        run.is_ok_and(|output| output.status.success())
    };
    let installed = ui.join("node_modules").is_dir()
        || npm(&["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]);
    let out = out.display().to_string();
    let built = installed && npm(&["run", "build", "--", "--outDir", &out, "--emptyOutDir"]);
    if !built {
        println!("cargo::warning=the pages of `servanda serve` were not built (`npm ci && npm run build` in ui/)");
    }
    built
}
