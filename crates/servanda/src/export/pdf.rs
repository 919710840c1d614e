//! The dossier as PDF: the very markup of the HTML dossier set in pages, so that both hold the same.
//!
//! Setting pages needs a typesetter that takes longer to build than all the rest; it is built with the feature `pdf`
//! alone.

#[cfg(feature = "pdf")]
mod pages;

use crate::pipeline::Outcome;

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPdf {
    /// This program was built without.
    #[error("this program was built without PDF")]
    #[cfg_attr(feature = "pdf", allow(dead_code, reason = "only a program without the feature says so"))]
    NotBuilt,
    /// The pages could not be set.
    #[error("the pages cannot be set: {0}")]
    #[cfg_attr(not(feature = "pdf"), allow(dead_code, reason = "only a program with the feature says so"))]
    NotSet(String),
}

impl NoPdf {
    /// What to do about it, in a sentence.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NotBuilt => {
                "build it with `cargo build --release --features pdf`, or print the dossier (`.html`) to PDF in a browser"
            }
            Self::NotSet(_) => "take the dossier as `.html`, and report this",
        }
    }
}

/// The dossier of an outcome as PDF. The same outcome gives the same bytes wherever the fonts that come along have all
/// its letters; what they lack is set in a font of the machine.
///
/// # Errors
/// A program built without the feature `pdf`.
pub fn pdf(outcome: &Outcome) -> Result<Vec<u8>, NoPdf> {
    #[cfg(feature = "pdf")]
    return pages::set(outcome);
    #[cfg(not(feature = "pdf"))]
    {
        let _ = outcome;
        Err(NoPdf::NotBuilt)
    }
}

#[cfg(all(test, not(feature = "pdf")))]
mod tests {
    use super::*;

    #[test]
    fn a_program_without_pdf_says_how_to_get_it() {
        let error = pdf(&Outcome::default()).unwrap_err();
        assert!(error.remedy().contains("--features pdf"), "{}", error.remedy());
    }
}
