//! Sets the dossier in pages with Typst: `dossier.typ` walks the markup of the HTML dossier.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::{FontPath, FontStore, embedded};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use super::NoPdf;
use crate::export::dossier::dossier;
use crate::export::instant::instant_words;
use crate::pipeline::Outcome;

/// Colours of the picture in print, as the style of the dossier names them.
const COLOURS: [(&str, &str); 9] = [
    ("paper", "#ffffff"),
    ("ink", "#1d1f23"),
    ("soft", "#5b606a"),
    ("kept", "#1f6b45"),
    ("late", "#8a5a00"),
    ("alleged", "#8a4b12"),
    ("breach", "#9b2226"),
    ("open", "#5b606a"),
    ("accent", "#37527a"),
];

/// What the typesetter can see: its script, the dossier, and fonts. No file, no network, no clock.
struct Desk {
    library: LazyHash<Library>,
    fonts: FontStore,
    script: Source,
    files: Vec<(FileId, Bytes)>,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.script.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.script.id() { Ok(self.script.clone()) } else { Err(FileError::NotSource) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.iter().find(|(file, _)| *file == id).map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn id(name: &str) -> Result<FileId, NoPdf> {
    let path = VirtualPath::new(name).map_err(|e| NoPdf::NotSet(format!("{e:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The body of the dossier as XML, and its picture.
fn parts(page: &str) -> Option<(String, Option<String>)> {
    let body = page.get(page.find("<body>")?..page.find("</body>")? + "</body>".len())?;
    let picture = body.find("<svg").zip(body.find("</svg>")).map(|(from, to)| (from, to + "</svg>".len()));
    let Some((from, to)) = picture else { return Some((body.to_owned(), None)) };
    let mut svg = body[from..to].replacen("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1);
    for (name, colour) in COLOURS {
        svg = svg.replace(&format!("var(--{name})"), colour);
    }
    Some((format!("{}<svg/>{}", &body[..from], &body[to..]), Some(svg)))
}

/// The fonts of the machine.
fn of_the_machine() -> Vec<(FontPath, FontInfo)> {
    let mut all = fontdb::Database::new();
    all.load_system_fonts();
    let font = |face: &fontdb::FaceInfo| {
        let (fontdb::Source::File(path) | fontdb::Source::SharedFile(path, _)) = &face.source else { return None };
        let info = all.with_face_data(face.id, FontInfo::new)??;
        Some((FontPath { path: path.clone(), index: face.index }, info))
    };
    let mut fonts: Vec<_> = all.faces().filter_map(font).collect();
    // In the order of their files, so that the choice is the same on each run.
    fonts.sort_by(|(a, _), (b, _)| (&a.path, a.index).cmp(&(&b.path, b.index)));
    fonts
}

/// Letters of the text that no font of the book has.
fn missing(book: &FontBook, text: &str) -> BTreeSet<char> {
    let letters: BTreeSet<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let covered = |c: &char| (0..).map_while(|i| book.info(i)).any(|font| font.coverage.contains(*c as u32));
    letters.into_iter().filter(|c| !covered(c)).collect()
}

/// Sets the dossier of an outcome.
///
/// # Errors
/// A dossier that the typesetter cannot take, which is a fault of ours.
pub fn set(outcome: &Outcome) -> Result<Vec<u8>, NoPdf> {
    let page = dossier(outcome);
    let (body, picture) = parts(&page).ok_or_else(|| NoPdf::NotSet("the dossier has no body".to_owned()))?;
    let mut fonts = FontStore::new();
    fonts.extend(embedded());
    // Fonts of the machine come in only where they are needed, so that the same dossier gives the same bytes elsewhere.
    let mut lacking = missing(fonts.book(), &body);
    if !lacking.is_empty() {
        fonts.extend(of_the_machine());
        lacking = missing(fonts.book(), &body);
    }
    let zone = outcome.zone();
    let as_of = outcome.board.as_ref().map(|b| b.as_of);
    let agreement = outcome.agreement.as_ref();
    let version = env!("CARGO_PKG_VERSION");
    let about = json!({
        "title": agreement.map_or("Reports", |a| a.title.as_str()),
        "short": agreement.map_or("Reports", |a| a.short.as_str()),
        "as_of": as_of.map_or_else(String::new, |at| format!("State of knowledge: {}", instant_words(at, &zone))),
        "made_by": format!("Made by Servanda {version}"),
        "lacking": lacking.iter().take(20).collect::<String>(),
    });
    let mut files = vec![
        (id("/dossier.xml")?, Bytes::from_string(body)),
        (id("/about.json")?, Bytes::from_string(about.to_string())),
    ];
    if let Some(picture) = picture {
        files.push((id("/timeline.svg")?, Bytes::from_string(picture)));
    }
    let script = Source::new(id("/dossier.typ")?, include_str!("dossier.typ").to_owned());
    let desk = Desk { library: LazyHash::new(Library::default()), fonts, script, files };
    let told = |all: &[typst::diag::SourceDiagnostic]| {
        NoPdf::NotSet(all.iter().map(|d| d.message.to_string()).collect::<Vec<_>>().join("; "))
    };
    let document: PagedDocument = typst::compile(&desk).output.map_err(|e| told(&e))?;
    let options = PdfOptions {
        ident: Smart::Custom(servanda_ledger::sha256(page.as_bytes())),
        creator: Smart::Custom(Some(format!("Servanda {version}"))),
        timestamp: as_of.and_then(moment).map(typst_pdf::Timestamp::new_utc),
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|e| told(&e));
    // What was set is not set again: a server would keep it for ever.
    typst::comemo::evict(0);
    bytes
}

/// The instant of knowledge stands for the day of making: there is no clock here.
fn moment(at: Timestamp) -> Option<Datetime> {
    let at = at.to_zoned(TimeZone::UTC);
    let part = |n: i8| u8::try_from(n).ok();
    Datetime::from_ymd_hms(
        at.year().into(),
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;

    #[test]
    fn the_dossier_is_set_in_pages_and_the_same_outcome_gives_the_same_bytes() {
        let bytes = set(&fixture::outcome()).unwrap();
        assert!(bytes.starts_with(b"%PDF-1."));
        assert_eq!(bytes, set(&fixture::outcome()).unwrap());
        if let Some(path) = std::env::var_os("DOSSIER_PDF") {
            std::fs::write(path, &bytes).unwrap();
        }
    }

    #[test]
    fn an_empty_outcome_is_set_too() {
        assert!(set(&Outcome::default()).unwrap().starts_with(b"%PDF-1."));
    }

    #[test]
    fn letters_that_no_font_has_are_named() {
        let mut fonts = FontStore::new();
        fonts.extend(embedded());
        assert!(missing(fonts.book(), "Шуша Shusha").is_empty());
        assert_eq!(missing(fonts.book(), "Kel \u{12000}"), BTreeSet::from(['\u{12000}']));
    }
}
