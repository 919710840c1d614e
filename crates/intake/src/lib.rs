//! Bytes to reports: what was received, its fields, and its text with the way back to the bytes.
//!
//! [`take`] is the one door: it says what the bytes are, decodes them ([`Report::charset`]), takes off markup
//! and furniture, and fills the fields from what the user gave (front matter or sidecar), else from the
//! text itself. Nothing here reads a file or a clock. What is wrong but bearable comes back as [`Notice`]s that
//! name file, line, column and remedy; only what leaves no text is an [`IntakeError`].

mod charset;
mod dates;
mod fields;
mod found;
mod furniture;
mod html;
mod markdown;
mod notice;
mod plain;
mod sniff;
mod weave;

pub use html::{html_date, html_day, html_text};
pub use notice::{IntakeError, Notice, NoticeKind};

use charset::Decoded;
use fields::Fields;
use servanda_model::{Document, Published, Report, ReportId};
use sha2::{Digest, Sha256};
use sniff::Media;

/// The bytes of a report as text, in the charset it was taken in ([`Report::charset`]); claims point into it.
#[must_use]
pub fn decoded(bytes: &[u8], charset: &str) -> String {
    charset::decode(bytes, Some(charset)).text
}

/// One file as received.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its path, for messages and for the report's name; nothing is read from it.
    pub path: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The text of the `.yaml` file of the same name beside it, where there is one.
    pub sidecar: Option<&'a str>,
}

/// What may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of one report. More than 1 GiB is taken as 1 GiB, because offsets are of 32 bits.
    pub bytes: usize,
}

impl Default for Limits {
    /// 32 MiB a report: some hundred times the longest newspaper page.
    fn default() -> Self {
        Self { bytes: 32 << 20 }
    }
}

/// A report with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The report and its fields.
    pub report: Report,
    /// Its text.
    pub document: Document,
    /// What the user should know.
    pub notices: Vec<Notice>,
}

/// Takes one report.
///
/// # Errors
///
/// Where no text can be had: nothing there, too much of it, not a text, or a page without one.
pub fn take(input: Input<'_>, limits: &Limits) -> Result<Taken, IntakeError> {
    let path = || input.path.to_owned();
    let limit = limits.bytes.min(1 << 30);
    if input.bytes.len() > limit {
        return Err(IntakeError::TooLarge { path: path(), size: input.bytes.len(), limit });
    }
    if let Some((what, remedy)) = sniff::not_text(input.bytes) {
        return Err(IntakeError::NotText { path: path(), what, remedy });
    }
    let declared = charset::declared(input.bytes);
    let decoded = charset::decode(input.bytes, declared.as_deref());
    if decoded.text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(IntakeError::Empty { path: path() });
    }
    let media = sniff::media(input.path, &decoded.text);
    let mut notices = of_bytes(&input, &decoded, media);

    let mut given = Fields::default();
    let mut text_from = 0;
    if media == Media::Markdown
        && let Some((yaml, from)) = fields::front_matter(&decoded.text)
    {
        given = fields::read(yaml, input.path, 2, &mut notices);
        text_from = from;
    }
    if let Some(sidecar) = input.sidecar {
        let beside = fields::read(sidecar, &sidecar_path(input.path), 1, &mut notices);
        given = given.or(beside);
    }

    let mut own = Own::default();
    let mut document = match media {
        Media::Plain => plain::document(&decoded),
        Media::Markdown => markdown::document(&decoded, text_from),
        Media::Html => {
            let page = html::read(&decoded, given.url.as_deref());
            // An outlet that names itself, its address or its desk as the author says nothing.
            let author =
                page.author.filter(|a| Some(a) != page.outlet.as_ref() && (a.contains(" ") || !a.contains(".")));
            own = Own {
                title: page.title,
                author,
                outlet: page.outlet,
                published: page.published,
                lang: page.lang,
                url: page.url,
            };
            page.document
        }
    };
    if document.blocks.is_empty() {
        return Err(IntakeError::NoText { path: path() });
    }
    if media != Media::Html {
        let found = found::read(&document.text, &mut document.blocks);
        own = Own { title: found.title, author: found.author, published: found.published, ..own };
    }
    // A page may declare a language that the detector has never heard of, and would take for its neighbour.
    let unheard = own.lang.take_if(|lang| !CODES.iter().any(|(three, two)| lang == two || lang == three));
    let lang = given.lang.take().or(unheard).or_else(|| language(&document)).or(own.lang);
    // A date that was given wrongly stays missing: a guess in its place would hide the mistake.
    let published = match given.dated {
        true => given.published,
        false => own.published.or_else(|| given.url.as_deref().and_then(html::url_date)),
    };
    let report = Report {
        id: ReportId::new(given.id.unwrap_or_else(|| stem(input.path))),
        sha256: Sha256::digest(input.bytes).iter().map(|b| format!("{b:02x}")).collect(),
        title: given.title.or(own.title),
        author: given.author.or(own.author),
        outlet: given.outlet.or(own.outlet),
        published,
        published_latest: given.published_latest,
        lang,
        url: given.url.or(own.url),
        relays: given.relays,
        extra: given.extra,
        media_type: media.name().to_owned(),
        charset: decoded.charset.name().to_owned(),
        path: path(),
    };
    Ok(Taken { report, document, notices })
}

/// A page's bytes as text, in whatever charset they are; what means nothing shows as U+FFFD.
#[must_use]
pub fn html_source(bytes: &[u8]) -> String {
    charset::decode(bytes, charset::declared(bytes).as_deref()).text
}

/// What a report says of itself.
#[derive(Debug, Default)]
struct Own {
    title: Option<String>,
    author: Option<String>,
    outlet: Option<String>,
    published: Option<Published>,
    lang: Option<String>,
    url: Option<String>,
}

impl Fields {
    /// These fields, and those of `other` where one is missing.
    fn or(self, other: Self) -> Self {
        let mut extra = other.extra;
        extra.extend(self.extra);
        // Dates belong together: those of one source, not one of each.
        let (dates, dated) = if self.dated || self.published_latest.is_some() {
            ((self.published, self.published_latest), self.dated)
        } else {
            ((other.published, other.published_latest), other.dated)
        };
        Self {
            id: self.id.or(other.id),
            title: self.title.or(other.title),
            author: self.author.or(other.author),
            outlet: self.outlet.or(other.outlet),
            published: dates.0,
            published_latest: dates.1,
            lang: self.lang.or(other.lang),
            url: self.url.or(other.url),
            relays: if self.relays.is_empty() { other.relays } else { self.relays },
            extra,
            dated,
        }
    }
}

/// Notices on the charset, on damage, and on a name that does not fit.
fn of_bytes(input: &Input<'_>, decoded: &Decoded, media: Media) -> Vec<Notice> {
    let mut notices = Vec::new();
    let name = decoded.charset.name();
    if let Some(declared) = &decoded.refused {
        let known = encoding_rs::Encoding::for_label(declared.as_bytes()).is_some();
        let message = match known {
            true => format!("it declares the charset {declared}, but its bytes are {name}; read as {name}"),
            false => format!("it declares the charset {declared}, which nobody knows; read as {name}"),
        };
        notices.push(Notice::of_file(
            NoticeKind::Charset,
            input.path,
            message,
            "if letters look wrong, convert the file to UTF-8",
        ));
    }
    if decoded.lost > 0 {
        let how = if decoded.guessed { "guessed as" } else { "read as" };
        let message = format!(
            "{} with bytes that mean nothing in {name} ({how} {name}), shown as U+FFFD",
            if decoded.lost == 1 { "1 place".to_owned() } else { format!("{} places", decoded.lost) }
        );
        notices.push(Notice::of_file(
            NoticeKind::Damage,
            input.path,
            message,
            "the rest was read; convert the file to UTF-8, or fetch it again",
        ));
    }
    let ending = input.path.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
    let page = matches!(ending.as_str(), "html" | "htm" | "xhtml" | "shtml");
    if (media == Media::Html) != page
        && matches!(ending.as_str(), "txt" | "text" | "md" | "markdown" | "html" | "htm" | "xhtml" | "shtml")
    {
        let message = format!("its name ends in .{ending}, but it is {}; read as such", media.name());
        notices.push(Notice::of_file(NoticeKind::Ending, input.path, message, "rename it if you like"));
    }
    notices
}

/// The language of a text, if there is enough of it to tell.
fn language(document: &Document) -> Option<String> {
    let sample: String = document
        .blocks
        .iter()
        .filter(|b| b.kind.can_be_evidence())
        .filter_map(|b| b.span.of(&document.text))
        .flat_map(|t| t.chars().chain([' ']))
        .take(2000)
        .collect();
    let info = whatlang::detect(&sample)?;
    let certain = info.is_reliable() || info.confidence() > 0.6;
    (certain && sample.trim().chars().count() >= 40).then(|| two_letters(info.lang().code()).to_owned())
}

/// Languages the detector knows: ISO 639-3 and 639-1.
const CODES: &[(&str, &str)] = &[
    ("eng", "en"),
    ("rus", "ru"),
    ("cmn", "zh"),
    ("spa", "es"),
    ("por", "pt"),
    ("ita", "it"),
    ("ben", "bn"),
    ("fra", "fr"),
    ("deu", "de"),
    ("ukr", "uk"),
    ("kat", "ka"),
    ("ara", "ar"),
    ("hin", "hi"),
    ("jpn", "ja"),
    ("heb", "he"),
    ("yid", "yi"),
    ("pol", "pl"),
    ("amh", "am"),
    ("jav", "jv"),
    ("kor", "ko"),
    ("nob", "no"),
    ("dan", "da"),
    ("swe", "sv"),
    ("fin", "fi"),
    ("tur", "tr"),
    ("nld", "nl"),
    ("hun", "hu"),
    ("ces", "cs"),
    ("ell", "el"),
    ("bul", "bg"),
    ("bel", "be"),
    ("mar", "mr"),
    ("kan", "kn"),
    ("ron", "ro"),
    ("slv", "sl"),
    ("hrv", "hr"),
    ("srp", "sr"),
    ("mkd", "mk"),
    ("lit", "lt"),
    ("lav", "lv"),
    ("est", "et"),
    ("tam", "ta"),
    ("vie", "vi"),
    ("urd", "ur"),
    ("tha", "th"),
    ("guj", "gu"),
    ("uzb", "uz"),
    ("pan", "pa"),
    ("aze", "az"),
    ("ind", "id"),
    ("tel", "te"),
    ("pes", "fa"),
    ("mal", "ml"),
    ("ori", "or"),
    ("mya", "my"),
    ("nep", "ne"),
    ("sin", "si"),
    ("khm", "km"),
    ("tuk", "tk"),
    ("aka", "ak"),
    ("zul", "zu"),
    ("sna", "sn"),
    ("afr", "af"),
    ("lat", "la"),
    ("slk", "sk"),
    ("cat", "ca"),
    ("tgl", "tl"),
    ("hye", "hy"),
    ("epo", "eo"),
    ("cym", "cy"),
];

/// The code of two letters for one of three (ISO 639-3 to 639-1), where there is one.
fn two_letters(code: &str) -> &str {
    CODES.iter().find(|(three, _)| *three == code).map_or(code, |(_, two)| two)
}

/// The file's name without its ending.
fn stem(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem }).to_owned()
}

fn sidecar_path(path: &str) -> String {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem).to_owned() + ".yaml"
}
