use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Act, ActorId, AgreementId, Order, PlaceId, ProvisionRef, When, Zone};

/// What a provision does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ProvisionKind {
    Obligation,
    Prohibition,
    Permission,
}

/// How a date used as a limit is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Through the end of the day: "by 20 November".
    Inclusive,
    /// Up to its beginning: "before 20 November".
    Exclusive,
    /// The wordings differ or allow both; both ends are kept.
    Ambiguous,
}

/// A limit in time with both ends of its reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The day named.
    pub date: Date,
    /// Zone in which it is counted.
    pub zone: Zone,
    /// How it is meant.
    pub reading: Reading,
    /// From here on it is possibly late.
    pub earliest: Timestamp,
    /// From here on it is certainly late.
    pub latest: Timestamp,
}

impl Deadline {
    /// The deadline of a day in its zone; `None` if the day lies outside the calendar that can be computed with.
    ///
    /// `Inclusive` ends with the day, `Exclusive` with its beginning, `Ambiguous` keeps both.
    #[must_use]
    pub fn on(date: Date, zone: Zone, reading: Reading) -> Option<Self> {
        let start = |day: Date| Some(day.to_zoned(zone.rules()).ok()?.timestamp());
        let (first, next) = (start(date)?, start(date.tomorrow().ok()?)?);
        let (earliest, latest) = match reading {
            Reading::Inclusive => (next, next),
            Reading::Exclusive => (first, first),
            Reading::Ambiguous => (first, next),
        };
        Some(Self { date, zone, reading, earliest, latest })
    }

    /// Where a happening lies against the deadline: before it, possibly, or after.
    #[must_use]
    pub fn against(&self, when: &When) -> Order {
        match (when.against(self.earliest), when.against(self.latest)) {
            (Order::Before, _) => Order::Before,
            (_, Order::After) => Order::After,
            _ => Order::Possibly,
        }
    }

    /// Whether `now` is past it: certainly (`After`), possibly, or not (`Before`).
    #[must_use]
    pub fn passed(&self, now: Timestamp) -> Order {
        if now < self.earliest {
            Order::Before
        } else if now >= self.latest {
            Order::After
        } else {
            Order::Possibly
        }
    }
}

/// A page that a statement rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Where it is.
    pub url: String,
    /// What it is.
    pub title: String,
}

/// One published wording of the agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// BCP 47 language.
    pub language: String,
    /// Where it is published.
    pub url: String,
    /// What it is.
    pub title: String,
    /// What is particular about it.
    pub note: Option<String>,
}

/// A point on which published wordings differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The provision it touches.
    pub provision: ProvisionRef,
    /// What differs.
    pub what: String,
    /// How each wording reads: (which, how).
    pub versions: Vec<(String, String)>,
}

/// Somebody bound by, or standing behind, the agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Who.
    pub actor: ActorId,
    /// "party" or "guarantor".
    pub role: String,
}

/// Whether a party answers for what its ally does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answers {
    /// The text says so: "and the forces under its command".
    Yes,
    /// The text can be read either way, or the parties read it differently.
    Open,
    /// The text binds the party and not its allies.
    No,
}

/// Who stands with a party without being it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ally {
    /// Who.
    pub actor: ActorId,
    /// With whom it stands. Their words are not independent of each other.
    pub of: ActorId,
    /// Whether that party answers for what it does, where a provision doesn't bind it for itself.
    pub answers: Answers,
    /// How the text stands to that, in our words.
    pub says: String,
}

/// A change of a provision with its own evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// When it was made known; before that the old term holds.
    pub announced: Timestamp,
    /// The new limit.
    pub by: Option<Deadline>,
    /// What changed, in our words.
    pub says: String,
    /// Who announced it.
    pub announced_by: Option<ActorId>,
    /// Whether it ends the provision instead of changing it: superseded, terminated.
    pub ends: bool,
    /// Where it is published.
    pub sources: Vec<Citation>,
}

/// A number the terms name: "1,960 servicemen".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermQuantity {
    /// Of what.
    pub what: String,
    /// How many.
    pub n: u32,
    /// `exactly`, `most` or `least`.
    pub at: String,
    /// For a rate, its period in days: 1 for "a day", 7 for "a week".
    pub every: Option<u32>,
}

/// A length of time that runs from the day on which other provisions are fulfilled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The other provisions; the last of them starts it.
    pub after: Vec<ProvisionRef>,
    /// Years.
    pub years: u32,
    /// Months.
    pub months: u32,
    /// Days.
    pub days: u32,
}

impl Counted {
    /// The day that lies this long after `start`; `None` outside the calendar.
    #[must_use]
    pub fn end(&self, start: Date) -> Option<Date> {
        let span =
            jiff::Span::new().try_years(self.years).ok()?.try_months(self.months).ok()?.try_days(self.days).ok()?;
        start.checked_add(span).ok()
    }
}

/// An act that the provision permits although it looks like what it forbids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// The acts permitted.
    pub acts: Vec<Act>,
    /// By whom; empty means by anybody.
    pub by: Vec<ActorId>,
    /// Where; empty means wherever the provision applies.
    pub places: Vec<PlaceId>,
    /// From when, if dated.
    pub from: Option<Timestamp>,
    /// Until when, if dated.
    pub until: Option<Timestamp>,
    /// Under which circumstances, in words that only a person can judge.
    pub when: Option<String>,
    /// What is permitted, in our words.
    pub says: String,
}

impl Exception {
    /// Whether act, author, place and time decide it, without words that a person must judge.
    #[must_use]
    pub fn decidable(&self) -> bool {
        self.when.is_none() && (!self.places.is_empty() || self.from.is_some() || self.until.is_some())
    }
}

/// Another provision that a provision hangs on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The other provision.
    pub provision: ProvisionRef,
    /// How it hangs on it, in our words.
    pub says: String,
    /// Whether the other must be fulfilled before this one applies; otherwise it is a note for the reader.
    pub required: bool,
}

/// Somebody who watches over the agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Monitor {
    /// Who.
    pub actor: ActorId,
    /// Whether the agreement or the parties gave it the task.
    pub mandated: bool,
    /// What is particular about it.
    pub note: Option<String>,
}

/// Names that mean somebody in reports on this agreement only: "Government Forces".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalName {
    /// Who.
    pub actor: ActorId,
    /// The names.
    pub called: Vec<String>,
}

/// A clause made judgeable: who must do, or not do, what, where and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provision {
    /// Its reference: `6a`.
    pub reference: ProvisionRef,
    /// A few words for a heading.
    pub title: String,
    /// What it demands, in our words.
    pub says: String,
    /// Number of the point in the published text.
    pub point: Option<String>,
    /// Obligation, prohibition or permission.
    pub kind: ProvisionKind,
    /// A duty without an end, broken by an act rather than by a date.
    pub standing: bool,
    /// Whether the duty is to begin: a beginning fulfils it.
    pub begins: bool,
    /// Who is bound.
    pub bearers: Vec<ActorId>,
    /// The acts demanded or forbidden.
    pub acts: Vec<Act>,
    /// Acts that break a standing duty (for an obligation such as free passage, its obstruction).
    pub broken_by: Vec<Act>,
    /// What the act is done to, in words.
    pub object: Option<String>,
    /// Words of which a report must have one for the act to count; empty means that it counts anyhow.
    pub only_if_named: Vec<String>,
    /// In whose favour.
    pub to: Option<ActorId>,
    /// Where it applies; empty means the agreement's whole area.
    pub places: Vec<PlaceId>,
    /// From when it binds.
    pub effective: Timestamp,
    /// Until when it must be done.
    pub deadline: Option<Deadline>,
    /// Where the limit is counted from the fulfilment of another provision: how.
    pub counted: Option<Counted>,
    /// From when on it was part of the terms, if a later change added it.
    pub added: Option<Timestamp>,
    /// The provision it runs in parallel with.
    pub parallel_with: Option<ProvisionRef>,
    /// Numbers in the terms.
    pub quantities: Vec<TermQuantity>,
    /// Permitted acts.
    pub exceptions: Vec<Exception>,
    /// Other provisions it hangs on, and how.
    pub conditions: Vec<Condition>,
    /// Changes, earliest first.
    pub amendments: Vec<Amendment>,
    /// "territory", "ceasefire" (PA-X and PAM topics).
    pub category: String,
    /// Where its wording is published.
    pub sources: Vec<Citation>,
    /// Words by which a restatement of it is recognised.
    pub recall: Vec<String>,
    /// What of its terms could not be confirmed, or is particular about them.
    #[serde(default)]
    pub note: Option<String>,
}

impl Provision {
    /// The deadline in force as known at `now`, and the amendment that set it.
    #[must_use]
    pub fn deadline_at(&self, now: Timestamp) -> (Option<&Deadline>, Option<&Amendment>) {
        let amendment = self.amendments.iter().rfind(|a| a.announced <= now && a.by.is_some());
        (amendment.and_then(|a| a.by.as_ref()).or(self.deadline.as_ref()), amendment)
    }

    /// The amendment that ended it, as known at `now`.
    #[must_use]
    pub fn ended_at(&self, now: Timestamp) -> Option<&Amendment> {
        self.amendments.iter().find(|a| a.ends && a.announced <= now)
    }
}

/// An agreement as data: dated, cited, in our own words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Its identifier.
    pub id: AgreementId,
    /// Its full title.
    pub title: String,
    /// A short name.
    pub short: String,
    /// Day of signature.
    pub signed: Date,
    /// When it takes effect.
    pub effective: Timestamp,
    /// Zone in which `effective` is stated.
    pub effective_zone: Zone,
    /// Zone of its area.
    pub zone: Zone,
    /// Places in which acts count; empty means anywhere.
    pub area: Vec<PlaceId>,
    /// What it is, in our words.
    pub summary: String,
    /// Published wordings.
    pub wordings: Vec<Wording>,
    /// Where they differ.
    pub differences: Vec<Difference>,
    /// Parties and guarantors.
    pub parties: Vec<Party>,
    /// Who watches over it.
    pub monitors: Vec<Monitor>,
    /// Who stands with a party without being it.
    #[serde(default)]
    pub allies: Vec<Ally>,
    /// Names that mean somebody here only.
    #[serde(default)]
    pub names: Vec<LocalName>,
    /// Its provisions, in the order of the text.
    pub provisions: Vec<Provision>,
}
