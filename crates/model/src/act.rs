use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! acts {
    ($($name:ident $code:literal $label:literal $plover:literal $cameo:literal $acled:literal;)*) => {
        /// What was done. A small taxonomy with crosswalks to the field's codebooks.
        ///
        /// PLOVER: event types of the PLOVER codebook (Open Event Data Alliance, 2023). CAMEO: two-digit root or
        /// three-digit codes (Schrodt 2012, version 1.1b3). ACLED: sub-event types (ACLED codebook 2023).
        /// An empty crosswalk says that the codebook has no such event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs)]
        pub enum Act { $($name,)* }

        impl Act {
            /// Every act, in the order of the taxonomy.
            pub const ALL: &'static [Act] = &[$(Act::$name,)*];

            /// The spelling in data and JSON: snake_case.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Act::$name => $code,)* }
            }

            /// In words, for a reader.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Act::$name => $label,)* }
            }

            /// Event type of PLOVER, or empty.
            #[must_use]
            pub fn plover(self) -> &'static str {
                match self { $(Act::$name => $plover,)* }
            }

            /// Code of CAMEO, or empty.
            #[must_use]
            pub fn cameo(self) -> &'static str {
                match self { $(Act::$name => $cameo,)* }
            }

            /// Sub-event type of ACLED, or empty.
            #[must_use]
            pub fn acled(self) -> &'static str {
                match self { $(Act::$name => $acled,)* }
            }
        }
    };
}

acts! {
    GroundAttack "ground_attack" "ground attack" "ASSAULT" "190" "Armed clash";
    Shelling "shelling" "shelling" "ASSAULT" "194" "Shelling/artillery/missile attack";
    Gunfire "gunfire" "gunfire" "ASSAULT" "193" "Armed clash";
    AirOrDroneStrike "air_or_drone_strike" "air or drone strike" "ASSAULT" "195" "Air/drone strike";
    CaptureOrEntry "capture_or_entry" "capture or entry" "ASSAULT" "192" "Non-state actor overtakes territory";
    Withdrawal "withdrawal" "withdrawal" "RETREAT" "0874" "Non-violent transfer of territory";
    Deployment "deployment" "deployment" "MOBILIZE" "150" "Other";
    MovementOfForces "movement_of_forces" "movement of forces" "MOBILIZE" "150" "Other";
    Fortification "fortification" "fortification" "MOBILIZE" "150" "Other";
    Handover "handover" "handover" "CONCEDE" "0842" "Non-violent transfer of territory";
    ReleaseOrExchange "release_or_exchange" "release or exchange" "CONCEDE" "0841" "Other";
    Detention "detention" "detention" "COERCE" "173" "Arrests";
    Obstruction "obstruction" "obstruction" "COERCE" "191" "Other";
    Passage "passage" "passage" "COOPERATE" "0872" "Other";
    ReturnOfDisplaced "return_of_displaced" "return of displaced people" "CONCEDE" "0841" "Other";
    Mine "mine" "mine" "ASSAULT" "183" "Remote explosive/landmine/IED";
    Aid "aid" "aid" "AID" "073" "Other";
    RestrictionOfMonitors "restriction_of_monitors" "restriction of monitors" "COERCE" "1245" "Other";
    DestructionOfProperty "destruction_of_property" "destruction of property" "COERCE" "171" "Looting/property destruction";
    IllTreatment "ill_treatment" "ill-treatment" "ASSAULT" "182" "Attack";
    Violation "violation" "ceasefire violation" "ASSAULT" "190" "Armed clash";
    Control "control" "control" "" "" "";
    Talks "talks" "talks" "CONSULT" "040" "Agreement";
    AgreementOrExtension "agreement_or_extension" "agreement or extension" "AGREE" "057" "Agreement";
    Accusation "accusation" "accusation" "ACCUSE" "112" "";
    Denial "denial" "denial" "REJECT" "016" "";
    Rejection "rejection" "rejection" "REJECT" "120" "";
    Endorsement "endorsement" "endorsement" "SUPPORT" "051" "";
    Threat "threat" "threat" "THREATEN" "130" "";
}

impl Act {
    /// Whether the act uses or prepares force against somebody: what a truce forbids first.
    #[must_use]
    pub fn is_hostile(self) -> bool {
        use Act::*;
        matches!(
            self,
            GroundAttack
                | Shelling
                | Gunfire
                | AirOrDroneStrike
                | CaptureOrEntry
                | Mine
                | Violation
                | DestructionOfProperty
                | IllTreatment
        )
    }

    /// Whether it is something said rather than done; such acts never become incidents of a clause by themselves.
    #[must_use]
    pub fn is_speech(self) -> bool {
        use Act::*;
        matches!(self, Accusation | Denial | Rejection | Endorsement | Threat | Talks | AgreementOrExtension)
    }

    /// Whether two reports of one happening may name it by these two acts ("attack" and "shelling").
    #[must_use]
    pub fn compatible(self, other: Act) -> bool {
        use Act::*;
        let fire = |a: Act| matches!(a, GroundAttack | Shelling | Gunfire | AirOrDroneStrike | Violation);
        let ground = |a: Act| matches!(a, GroundAttack | CaptureOrEntry | MovementOfForces | Violation);
        self == other
            || (fire(self) && fire(other))
            || (ground(self) && ground(other))
            || matches!((self, other), (Handover, Withdrawal) | (Withdrawal, Handover))
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The word given is no act of the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown act `{0}`")]
pub struct UnknownAct(pub String);

impl FromStr for Act {
    type Err = UnknownAct;

    fn from_str(s: &str) -> Result<Self, UnknownAct> {
        Act::ALL.iter().copied().find(|a| a.code() == s).ok_or_else(|| UnknownAct(s.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_is_found_by_its_code_and_serialises_as_it() {
        for &act in Act::ALL {
            assert_eq!(act.code().parse(), Ok(act));
            assert_eq!(serde_json::to_value(act).expect("an act is a word"), act.code());
        }
    }

    #[test]
    fn compatibility_is_the_same_in_both_directions() {
        for &a in Act::ALL {
            for &b in Act::ALL {
                assert_eq!(a.compatible(b), b.compatible(a), "{a} and {b}");
            }
        }
    }

    #[test]
    fn an_unknown_act_is_named_in_the_error() {
        assert_eq!("sheling".parse::<Act>().unwrap_err().to_string(), "unknown act `sheling`");
    }
}
