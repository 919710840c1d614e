//! `servanda serve`: the pages and the interface for programs.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use servanda_ledger::{Ledger, Stamp};
use tokio::net::TcpListener;

use super::assess::{EXAMPLE, example};
use super::options::tell;
use super::{Exit, Failure, Options, Printer, gather, now, user};
use crate::data::Data;
use crate::terms;
use crate::web::store::Store;
use crate::web::{App, Jobs, Names, Tiles, asked_to_stop};

/// Serve the board, its evidence and the review of it as web pages, and as JSON for programs.
///
/// Without --db it serves the reports named, or else the shipped example, and forgets what was done when it ends.
/// With --db it serves the ledger, and keeps everything in it.
#[derive(Debug, Args)]
pub struct Serve {
    /// The agreement: its name among the data, its folder, or its file.
    agreement: Option<String>,
    /// Files and folders of reports (.txt, .md, .html; fields in front matter or a .yaml beside).
    reports: Vec<PathBuf>,
    /// The port; 0 takes any that is free.
    #[arg(long, value_name = "N", default_value_t = 7340)]
    port: u16,
    /// The address to listen on. Anything but this machine's own lets others in: there are no accounts.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// A name under which the server may be asked for, beside its address and `localhost`; may be repeated.
    #[arg(long, value_name = "NAME")]
    name: Vec<String>,
    /// Address of map tiles as a background, with `{z}`, `{x}` and `{y}` in it. The browser then asks that server, and
    /// what it asks tells where one looks; without it the map rests on what the pages bring.
    #[arg(long, value_name = "URL")]
    tiles: Option<Tiles>,
    /// Open the pages in the browser.
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    options: Options,
}

/// Asks the system to show an address in its browser; where that fails, the address printed is all there is.
fn open_in_browser(url: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let quiet = std::process::Stdio::null;
    let started = std::process::Command::new(program).args(before).arg(url).stdout(quiet()).stderr(quiet()).spawn();
    if started.is_err() {
        eprintln!("note: no browser could be opened; go to {url}");
    }
}

/// Keeps the boards for the next start, which takes longer without them.
fn keep_boards(store: &Store) {
    if let Err(problem) = store.keep_boards() {
        eprintln!("note: the board was not kept, the next start will make it again: {}", problem.detail);
    }
}

/// After a change so long passes until the boards are kept: several reports that come in together are kept once.
const KEPT_AFTER: Duration = Duration::from_secs(3);

/// Keeps the boards after every change, so that a server that ends without notice has them at its next start.
fn keep_as_it_changes(store: Arc<Store>) {
    std::thread::spawn(move || {
        let mut kept = store.state();
        loop {
            std::thread::sleep(KEPT_AFTER);
            if !Arc::ptr_eq(&kept, &store.state()) {
                keep_boards(&store);
                kept = store.state();
            }
        }
    });
}

impl Serve {
    /// Runs the command.
    ///
    /// # Errors
    /// Inputs, agreement, ledger or port that cannot be used.
    pub fn run(self) -> Result<Exit, Failure> {
        let data = Data::open(self.options.data.as_deref())?;
        // A port that is taken is told before anything is read.
        let address = SocketAddr::new(self.host, self.port);
        let socket = std::net::TcpListener::bind(address).map_err(|e| {
            let remedy = "give another port with `--port`, or 0 for any that is free";
            Failure::unusable(format!("cannot listen on {address}: {e}"), remedy)
        })?;
        let (ledger, shows_example) = match &self.options.db {
            Some(db) => (Ledger::open(db)?, false),
            None => (Ledger::in_memory()?, self.reports.is_empty()),
        };
        let named = match &self.agreement {
            Some(name) => Some(terms::open(&data, name)?),
            None if ledger.agreements()?.is_empty() => Some(terms::open(&data, EXAMPLE)?),
            None => None,
        };
        let (inputs, mut notices) = match self.reports.as_slice() {
            [] if shows_example => (example()?, Vec::new()),
            [] => (Vec::new(), Vec::new()),
            reports => gather(reports)?,
        };
        let store = Store::open(data, ledger, named, shows_example)?;
        let stamp = Stamp { user: user(), at: now(), reason: "given when the server started".to_owned() };
        let store = Arc::new(store);
        let failed = |p: crate::web::Problem| Failure::unusable(p.detail, p.remedy.unwrap_or_default());
        if inputs.is_empty() {
            // The reports are opened behind it, where `/opening` tells how far; the board is there if one was kept.
            let store = Arc::clone(&store);
            std::thread::spawn(move || {
                if store.case(None).map(|case| case.view(None)).is_ok() {
                    keep_boards(&store);
                }
            });
        } else {
            let bar = self.options.progress(inputs.len(), "Reading");
            let done = store.import(&inputs, &stamp, &|| bar.inc(1)).map_err(failed)?;
            bar.finish_and_clear();
            notices.extend(done.notices);
            keep_boards(&store);
        }
        tell(&notices);
        let app = Arc::new(App {
            store,
            jobs: Jobs::default(),
            names: Names::new(self.name.clone()),
            tiles: self.tiles.clone(),
        });
        self.listen(app, socket)
    }

    fn listen(&self, app: Arc<App>, socket: std::net::TcpListener) -> Result<Exit, Failure> {
        let failed = |e: std::io::Error| {
            Failure::unusable(format!("the server failed: {e}"), "start it again, or on another port")
        };
        let address = socket.local_addr().map_err(failed)?;
        socket.set_nonblocking(true).map_err(failed)?;
        if !self.host.is_loopback() {
            eprintln!(
                "note: everyone who reaches {address} can read everything here and add to it; there are no accounts"
            );
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(failed)?;
        runtime.block_on(async {
            let listener = TcpListener::from_std(socket).map_err(failed)?;
            let url = format!("http://{address}/");
            if self.options.json {
                Printer.json(&serde_json::json!({ "url": url }))?;
            } else {
                Printer.text(&format!("Servanda is at {url} (Ctrl-C ends it)\n"))?;
            }
            if self.open {
                open_in_browser(&url);
            }
            keep_as_it_changes(Arc::clone(&app.store));
            crate::web::serve(Arc::clone(&app), listener).await;
            // What was taken in must not be lost: its sender has been told that it is being read.
            if app.jobs.running() > 0 {
                eprintln!("finishing what is being imported; Ctrl-C once more ends at once, and loses it");
                tokio::select! {
                    () = app.jobs.finished() => {}
                    () = asked_to_stop() => {}
                }
            }
            keep_boards(&app.store);
            Ok::<_, Failure>(())
        })?;
        runtime.shutdown_timeout(Duration::from_secs(1));
        Ok(Exit::Done)
    }
}
