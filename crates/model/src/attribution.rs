use serde::{Deserialize, Serialize};

use crate::{ActorId, Met, Span};

/// Whose side a voice or source is on. Neutral is said of it, never assumed.
///
/// Spelt in data and JSON as the party's identifier, or as one of the words `neutral`, `mandated` and `unknown`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Side {
    /// It speaks for this party.
    Of(ActorId),
    /// Known to speak for no party.
    Neutral,
    /// A monitor whom the agreement or the parties gave the task.
    Mandated,
    /// Nothing is known of it.
    Unknown,
}

impl Side {
    /// The party it speaks for.
    #[must_use]
    pub fn party(&self) -> Option<&ActorId> {
        match self {
            Side::Of(actor) => Some(actor),
            _ => None,
        }
    }

    /// How it is spelt in JSON: the party, `neutral`, `mandated` or `unknown`.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Side::Of(actor) => actor.as_str(),
            Side::Neutral => "neutral",
            Side::Mandated => "mandated",
            Side::Unknown => "unknown",
        }
    }
}

impl From<String> for Side {
    fn from(code: String) -> Self {
        match code.as_str() {
            "neutral" => Side::Neutral,
            "mandated" => Side::Mandated,
            "unknown" => Side::Unknown,
            _ => Side::Of(ActorId::new(code)),
        }
    }
}

impl From<Side> for String {
    fn from(side: Side) -> Self {
        side.code().to_owned()
    }
}

/// Somebody who says something: a person, organ, outlet, or an unnamed source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// Name in full where known, else the words of the report ("a source in the ministry").
    pub name: String,
    /// Who it is in the lexicon.
    pub actor: Option<ActorId>,
    /// Whose side it is on.
    pub side: Side,
    /// Who speaks, where that is an ally of the party on whose side it is and not the party itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ally: Option<ActorId>,
    /// Where it is named in the document.
    pub span: Option<Span>,
}

impl Voice {
    /// Whose own word it is: the ally that speaks, else the party on whose side it is. To stand with a party is not to
    /// be it: an ally's word on what the party did is no admission.
    #[must_use]
    pub fn party(&self) -> Option<&ActorId> {
        self.ally.as_ref().or_else(|| self.side.party())
    }

    /// Shares identifiers that were met before.
    pub fn share(&mut self, met: &mut Met) {
        let side = match &mut self.side {
            Side::Of(party) => Some(party),
            _ => None,
        };
        self.actor.iter_mut().chain(&mut self.ally).chain(side).for_each(|id| id.share(met));
    }
}

/// How something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Channel {
    Statement,
    Briefing,
    Post,
    Broadcast,
    Interview,
    Report,
    Witness,
    Document,
    Imagery,
    /// Said, with no word on how.
    Unspecified,
}

/// Who says it and through whom it came: speaker ← relay ← relay ← outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// The first voice; the outlet itself where it speaks in its own voice.
    pub speaker: Option<Voice>,
    /// Those who passed it on, from the one next to the speaker to the outlet.
    pub relays: Vec<Voice>,
    /// How it was said.
    pub channel: Channel,
    /// The cue words: "said", "according to".
    pub cue: Option<Span>,
    /// Whether the report speaks in its own voice.
    pub own_voice: bool,
    /// Whether the words are quoted directly.
    pub direct: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_reads_back_from_its_code() {
        for side in [Side::Of("ARM".into()), Side::Neutral, Side::Mandated, Side::Unknown] {
            assert_eq!(Side::from(String::from(side.clone())), side);
        }
    }
}
