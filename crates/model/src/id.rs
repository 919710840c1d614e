use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Identifiers that were met, so that each is kept in memory once.
#[derive(Debug, Default)]
pub struct Met(BTreeSet<Arc<str>>);

impl Met {
    fn known(&mut self, text: &Arc<str>) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        self.0.insert(Arc::clone(text));
        Arc::clone(text)
    }
}

// Shared, not copied: one claim's name stands in its incident, in origins, verdicts and proofs.
macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the identifier as it is written.
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// Takes the place in memory of the same identifier that was met before.
            pub fn share(&mut self, met: &mut Met) {
                self.0 = met.known(&self.0);
            }

            /// The identifier as written.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl Borrow<str> for $name {
            #[inline]
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

identifiers! {
    /// A report, by the `id` its owner gave it or else the stem of its file name.
    ReportId,
    /// A claim: its report, a `#` and its number within the report.
    ClaimId,
    /// An incident; derived from its earliest claim, so that it is stable when claims are added.
    IncidentId,
    /// An actor of the lexicon: `ARM`, `AZE.MOD`, `person.hikmet-hajiyev`.
    ActorId,
    /// A place: a GeoNames number as `gn:585514`, or the identifier of an agreement's own place.
    PlaceId,
    /// An agreement: `karabakh-2020`.
    AgreementId,
    /// A provision within its agreement: `6a`.
    ProvisionRef,
    /// A rule of reading or of judging, so that its work can be explained.
    RuleId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_prints_as_it_was_written() {
        assert_eq!(ActorId::new("AZE.MOD").to_string(), "AZE.MOD");
    }

    #[test]
    fn identifiers_sort_by_their_letters() {
        assert!(PlaceId::from("aghdam") < PlaceId::from("shusha"));
    }
}
