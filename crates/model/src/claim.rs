use serde::{Deserialize, Serialize};

use crate::{Act, ActorId, Attribution, Casualties, ClaimId, Count, Met, ReportId, RuleId, Span, When, Where};

/// Whether the act is said to have happened or not to have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Polarity {
    Asserts,
    Denies,
}

/// How the words stand to the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// Told as having happened or happening.
    Fact,
    /// A view or guess.
    Opinion,
    /// Told as going to happen.
    Forecast,
    /// Told as intended or scheduled.
    Plan,
    /// Told as happening only under a condition.
    Conditional,
    /// Asked for.
    Demand,
    /// Announced as harm to come.
    Threat,
}

/// Somebody in the role of actor or target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The words of the report.
    pub name: String,
    /// Who it is in the lexicon.
    pub actor: Option<ActorId>,
    /// The party it belongs to.
    pub party: Option<ActorId>,
    /// Where it stands in the document.
    pub span: Option<Span>,
}

/// A number of things: "1,960 servicemen".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// How many.
    pub n: Count,
    /// Of what, as written.
    pub what: String,
    /// Where it stands in the document.
    pub span: Option<Span>,
}

/// One attributed statement on one act. Claims allege; only findings assess.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Its identifier.
    pub id: ClaimId,
    /// The report it stands in.
    pub report: ReportId,
    /// The words it rests on, in the text of the document.
    pub span: Span,
    /// Those words, exactly.
    pub quote: String,
    /// Who says it.
    pub attribution: Attribution,
    /// What is said to be done.
    pub act: Act,
    /// The words that tell the act.
    pub cue: Span,
    /// Who did it.
    pub actor: Option<Participant>,
    /// To whom or what.
    pub target: Option<Participant>,
    /// Where.
    pub place: Option<Where>,
    /// When.
    pub when: Option<When>,
    /// Killed and wounded.
    pub casualties: Casualties,
    /// Other numbers: servicemen, vehicles, prisoners.
    pub quantities: Vec<Quantity>,
    /// Happened or not.
    pub polarity: Polarity,
    /// Fact, opinion, forecast and so on.
    pub modality: Modality,
    /// Recalls what was long known; no news of the report.
    pub background: bool,
    /// Restates the terms of the agreement; no happening.
    pub recital: bool,
    /// Taken back by its source.
    pub retracted: bool,
    /// The actor's side admits the act and calls it right ("in response", "counter-terrorist operation").
    pub justified: bool,
    /// The words count happenings over a time ("the 816th violation") and tell of no single one.
    pub running_count: bool,
    /// The rule that read it.
    pub rule: RuleId,
    /// 0 to 1: how sure the reading is.
    pub confidence: f32,
}

/// The rule of reading under which a fight is laid to both who fought, and an answer to an attack to who answered.
const MUTUAL: &str = "mutual";

/// Claims read with less confidence are rumours. Our choice: half of what an unattributed sentence has.
const RUMOUR: f32 = 0.35;

impl Claim {
    /// The party the act is laid to.
    #[must_use]
    pub fn accused(&self) -> Option<&ActorId> {
        self.actor.as_ref().and_then(|a| a.party.as_ref().or(a.actor.as_ref()))
    }

    /// Whose own word it is: the party's, or that of its ally.
    #[must_use]
    pub fn speaks_for(&self) -> Option<&ActorId> {
        self.attribution.speaker.as_ref().and_then(|s| s.party())
    }

    /// Whether it tells of a fight that takes two, and lays it to one of them: no word on who attacked whom.
    #[must_use]
    pub fn is_mutual(&self) -> bool {
        self.rule.as_str() == MUTUAL
    }

    /// The same claim as one of a fight that takes two.
    pub fn make_mutual(&mut self) {
        self.rule = MUTUAL.into();
    }

    /// Whether a side says of itself that it did the act: weighs more than an accusation. That it fought is no word on
    /// who began.
    #[must_use]
    pub fn is_admission(&self) -> bool {
        self.polarity == Polarity::Asserts
            && !self.is_mutual()
            && self.accused().is_some()
            && self.accused() == self.speaks_for()
    }

    /// Takes no more memory than it must: identifiers that were met before are shared, lists have no room to grow.
    pub fn share(&mut self, met: &mut Met) {
        self.report.share(met);
        self.rule.share(met);
        let who = self.actor.iter_mut().chain(&mut self.target);
        who.flat_map(|p| p.actor.iter_mut().chain(&mut p.party)).for_each(|id| id.share(met));
        self.attribution.speaker.iter_mut().chain(&mut self.attribution.relays).for_each(|voice| voice.share(met));
        self.attribution.relays.shrink_to_fit();
        self.quantities.shrink_to_fit();
        if let Some(place) = &mut self.place {
            place.candidates.shrink_to_fit();
            for candidate in &mut place.candidates {
                candidate.place.share(met);
                candidate.within.iter_mut().for_each(|id| id.share(met));
                candidate.within.shrink_to_fit();
            }
        }
    }

    /// Whether it is told as a rumour, or read so doubtfully that nothing can rest on it alone.
    #[must_use]
    pub fn is_rumour(&self) -> bool {
        self.confidence < RUMOUR
    }

    /// Whether it tells of a happening that can become an incident: asserted or denied as fact, current, no recital.
    #[must_use]
    pub fn tells_happening(&self) -> bool {
        self.is_current_fact() && !self.act.is_speech()
    }

    /// Asserted or denied as fact, current, no recital and no count over a time.
    #[must_use]
    pub fn is_current_fact(&self) -> bool {
        self.modality == Modality::Fact && !self.background && !self.recital && !self.running_count
    }
}
