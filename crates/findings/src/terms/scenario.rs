use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use servanda_model::{
    Act, ActorId, Agreement, Channel, Conclusion, Ground, Modality, Order, PlaceId, Polarity, Stance, Status,
};

use super::problem::{Problem, Problems, SourceText, nearest};
use super::shape::{Fields, Word};
use super::time::{date, instant, one_of};
use super::{Known, format, parsed};

/// A story with a known answer: reports, an instant, and what must be found.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What it shows.
    pub title: String,
    /// Instant of assessment.
    pub as_of: Timestamp,
    /// Why the answer is right.
    pub because: String,
    /// Which difficulties of real reporting it shows: 1 to 14.
    pub difficulties: Vec<u32>,
    /// The reports.
    pub reports: Vec<ScenarioReport>,
    /// What must be found.
    pub expect: Expect,
}

/// How many difficulties of real reporting are told apart.
const DIFFICULTIES: u32 = 14;

/// A report of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ScenarioReport {
    pub id: String,
    pub outlet: Option<String>,
    pub published: Option<String>,
    pub relays: Vec<String>,
    pub url: Option<String>,
    pub html: bool,
    pub text: String,
}

/// What must be found; only the fields given are compared.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(missing_docs)]
pub struct Expect {
    pub incidents: Option<usize>,
    pub claims: Vec<ExpectClaim>,
    pub absent: Vec<ExpectClaim>,
    pub provisions: Vec<ExpectProvision>,
    pub verdicts: Vec<ExpectVerdict>,
    pub incident: Vec<ExpectIncident>,
    pub misstated: Vec<ExpectMisstated>,
    pub positions: Vec<ExpectPosition>,
    pub control: Vec<ExpectControl>,
}

impl Expect {
    /// How many things are asked.
    #[must_use]
    pub fn asked(&self) -> usize {
        usize::from(self.incidents.is_some())
            + self.claims.len()
            + self.absent.len()
            + self.provisions.len()
            + self.verdicts.len()
            + self.incident.len()
            + self.misstated.len()
            + self.positions.len()
            + self.control.len()
    }
}

/// A claim that must, or must not, be there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ExpectClaim {
    pub report: Option<String>,
    pub act: Option<Act>,
    pub actor: Option<ActorId>,
    pub target: Option<ActorId>,
    pub place: Option<PlaceId>,
    pub speaker: Option<String>,
    pub channel: Option<Channel>,
    pub wounded: Option<u32>,
    pub killed: Option<u32>,
    pub modality: Option<Modality>,
    pub polarity: Option<Polarity>,
    pub retracted: Option<bool>,
    /// First and last day.
    pub when: Option<(Date, Date)>,
}

/// The status of a provision.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ExpectProvision {
    pub reference: String,
    pub status: Status,
    /// Against the limit before any amendment.
    pub original: bool,
    pub responsible: Option<Vec<ActorId>>,
}

/// What must be said of a party under a provision, or of nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ExpectVerdict {
    pub reference: String,
    pub party: Option<ActorId>,
    /// `None`: nothing may be said.
    pub conclusion: Option<Conclusion>,
    pub ground: Option<Ground>,
}

/// An incident that must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ExpectIncident {
    pub act: Option<Act>,
    pub place: Option<PlaceId>,
    pub relation: Option<Order>,
    pub origins: Option<usize>,
    pub contested: Option<bool>,
    pub sides_claiming: Option<Vec<String>>,
    pub sides_denying: Option<Vec<String>>,
    /// Lowest and highest number of killed told.
    pub killed: Option<(u32, u32)>,
}

/// A report that restates a provision wrongly.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ExpectMisstated {
    pub report: String,
    pub provision: String,
}

/// How somebody stands to the agreement or to an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ExpectPosition {
    pub actor: ActorId,
    /// The actor; none for the agreement.
    pub about: Option<ActorId>,
    pub stance: Stance,
}

/// Who claims to hold a place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ExpectControl {
    pub place: PlaceId,
    pub claimants: Vec<String>,
    pub contested: bool,
}

const STATUSES: &[&str] = &[
    "not_yet_due",
    "pending",
    "complied",
    "complied_late",
    "partially_complied",
    "overdue",
    "no_breach_reported",
    "breach_alleged",
    "breach_disputed",
    "breach_corroborated",
    "breach_verified",
    "insufficient_evidence",
    "not_applicable",
];
const CHANNELS: &[&str] = &[
    "statement",
    "briefing",
    "post",
    "broadcast",
    "interview",
    "report",
    "witness",
    "document",
    "imagery",
    "unspecified",
];
const MODALITIES: &[&str] = &["fact", "opinion", "forecast", "plan", "conditional", "demand", "threat"];
const CONCLUSIONS: &[&str] = &["violated", "not_violated", "inconclusive", "unattributed"];
const GROUNDS: &[&str] =
    &["admitted", "observed", "witnessed", "both_sides", "accused", "left_open", "cleared", "nobody_named"];
const POLARITIES: &[&str] = &["asserts", "denies"];
const STANCES: &[&str] = &["accepts", "welcomes", "neutral", "doubts", "criticises", "protests", "rejects"];
const RELATIONS: &[&str] = &["before", "possibly", "after"];

/// Loads a scenario of `agreement`.
///
/// # Errors
/// Every problem of the file: syntax, unknown keys, acts, actors, places, provisions, reports and statuses, impossible
/// instants, reports named twice, and a scenario that expects nothing.
pub fn scenario(source: SourceText<'_>, known: &Known, agreement: &Agreement) -> Result<Scenario, Vec<Problem>> {
    parsed(source, &format::SCENARIO, |top, problems| {
        let reports = top.tables("report").iter().map(|t| t.text("id")).collect();
        Reader { known, agreement, reports, problems }.scenario(top)
    })
}

struct Reader<'r, 's> {
    known: &'r Known,
    agreement: &'r Agreement,
    reports: BTreeSet<String>,
    problems: &'r mut Problems<'s>,
}

impl Reader<'_, '_> {
    fn scenario(&mut self, top: &Fields<'_, '_>) -> Option<Scenario> {
        let zone = &self.agreement.zone;
        let as_of = top.word("as_of").and_then(|w| instant(&w, Some(zone), self.problems)).map(|(at, _)| at);
        let mut seen = BTreeSet::new();
        let reports: Vec<ScenarioReport> = top.tables("report").iter().map(|t| self.report(t, &mut seen)).collect();
        if reports.is_empty() {
            self.problems.add(top.place_of("report"), "the scenario has no report", "add a [[report]]");
        }
        let expect = top.table("expect").map(|t| self.expect(&t)).unwrap_or_default();
        if top.has("expect") && expect.asked() == 0 {
            let remedy = "add an [[expect.provision]], or whatever must be found";
            self.problems.add(top.place_of("expect"), "the scenario expects nothing", remedy);
        }
        let difficulties = top.wholes("difficulty");
        if let Some(unknown) = difficulties.iter().find(|n| !(1..=DIFFICULTIES).contains(*n)) {
            let remedy = format!("they are numbered 1 to {DIFFICULTIES}");
            self.problems.add(top.place_of("difficulty"), format!("unknown difficulty {unknown}"), remedy);
        }
        Some(Scenario {
            title: top.text("title"),
            as_of: as_of?,
            because: top.text("because"),
            difficulties,
            reports,
            expect,
        })
    }

    fn report(&mut self, fields: &Fields<'_, '_>, seen: &mut BTreeSet<String>) -> ScenarioReport {
        if let Some(id) = fields.word("id").filter(|id| !seen.insert(id.text.clone())) {
            self.problems.add(id.at, format!("report `{}` stands twice", id.text), "give each report its own id");
        }
        if let Some(published) = fields.word("published") {
            instant(&published, Some(&self.agreement.zone), self.problems);
        }
        ScenarioReport {
            id: fields.text("id"),
            outlet: fields.optional("outlet"),
            published: fields.optional("published"),
            relays: fields.words("relays").into_iter().map(|w| w.text).collect(),
            url: fields.optional("url"),
            html: fields.flag("html"),
            text: fields.text("text"),
        }
    }

    fn expect(&mut self, fields: &Fields<'_, '_>) -> Expect {
        Expect {
            incidents: fields.whole("incidents").map(|n| n as usize),
            claims: fields.tables("claim").iter().map(|t| self.claim(t)).collect(),
            absent: fields.tables("absent").iter().map(|t| self.claim(t)).collect(),
            provisions: fields.tables("provision").iter().filter_map(|t| self.provision(t)).collect(),
            verdicts: fields.tables("verdict").iter().map(|t| self.verdict(t)).collect(),
            incident: fields.tables("incident").iter().map(|t| self.incident(t)).collect(),
            misstated: fields.tables("misstated").iter().map(|t| self.misstated(t)).collect(),
            positions: fields.tables("position").iter().filter_map(|t| self.position(t)).collect(),
            control: fields.tables("control").iter().filter_map(|t| self.control(t)).collect(),
        }
    }

    fn claim(&mut self, fields: &Fields<'_, '_>) -> ExpectClaim {
        ExpectClaim {
            report: self.named_report(fields),
            act: self.act(fields),
            actor: fields.word("actor").map(|w| self.known.actor(&w, self.problems)),
            target: fields.word("target").map(|w| self.known.actor(&w, self.problems)),
            place: fields.word("place").map(|w| self.known.place(&w, self.problems)),
            speaker: fields.optional("speaker"),
            channel: self.code(fields, "channel", CHANNELS),
            wounded: fields.whole("wounded"),
            killed: fields.whole("killed"),
            modality: self.code(fields, "modality", MODALITIES),
            polarity: self.code(fields, "polarity", POLARITIES),
            retracted: fields.has("retracted").then(|| fields.flag("retracted")),
            when: fields.word("when").and_then(|w| self.days(&w)),
        }
    }

    fn days(&mut self, word: &Word) -> Option<(Date, Date)> {
        let (from, to) = word.text.split_once('/').unwrap_or((&word.text, &word.text));
        let mut day = |text: &str| date(&Word { text: text.to_owned(), at: word.at.clone() }, self.problems);
        Some((day(from)?, day(to)?))
    }

    fn provision(&mut self, fields: &Fields<'_, '_>) -> Option<ExpectProvision> {
        if let Some(word) = fields.word("ref") {
            self.reference(&word);
        }
        if let Some(word) = fields.word("deadline") {
            one_of(&word, "deadline", &[("original", ())], self.problems);
        }
        let responsible = fields.words("responsible");
        let responsible = responsible.iter().map(|w| self.known.actor(w, self.problems)).collect();
        Some(ExpectProvision {
            reference: fields.text("ref"),
            status: self.code(fields, "status", STATUSES)?,
            original: fields.has("deadline"),
            responsible: fields.has("responsible").then_some(responsible),
        })
    }

    fn verdict(&mut self, fields: &Fields<'_, '_>) -> ExpectVerdict {
        if let Some(word) = fields.word("ref") {
            self.reference(&word);
        }
        let nothing = fields.optional("conclusion").as_deref() == Some("none");
        ExpectVerdict {
            reference: fields.text("ref"),
            party: fields.word("party").map(|w| self.known.actor(&w, self.problems)),
            conclusion: if nothing { None } else { self.code(fields, "conclusion", CONCLUSIONS) },
            ground: self.code(fields, "ground", GROUNDS),
        }
    }

    fn incident(&mut self, fields: &Fields<'_, '_>) -> ExpectIncident {
        let killed = fields.table("killed");
        ExpectIncident {
            act: self.act(fields),
            place: fields.word("place").map(|w| self.known.place(&w, self.problems)),
            relation: self.code(fields, "relation", RELATIONS),
            origins: fields.whole("origins").map(|n| n as usize),
            contested: fields.has("contested").then(|| fields.flag("contested")),
            sides_claiming: fields.has("sides_claiming").then(|| self.sides(fields, "sides_claiming")),
            sides_denying: fields.has("sides_denying").then(|| self.sides(fields, "sides_denying")),
            killed: killed.and_then(|t| Some((t.whole("low")?, t.whole("high")?))),
        }
    }

    fn misstated(&mut self, fields: &Fields<'_, '_>) -> ExpectMisstated {
        if let Some(word) = fields.word("provision") {
            self.reference(&word);
        }
        let report = self.named_report(fields).unwrap_or_default();
        ExpectMisstated { report, provision: fields.text("provision") }
    }

    fn position(&mut self, fields: &Fields<'_, '_>) -> Option<ExpectPosition> {
        let actor = fields.word("actor").map(|w| self.known.actor(&w, self.problems));
        let about = fields.word("about")?;
        let about = (about.text != "agreement").then(|| self.known.actor(&about, self.problems));
        Some(ExpectPosition { actor: actor?, about, stance: self.code(fields, "stance", STANCES)? })
    }

    fn control(&mut self, fields: &Fields<'_, '_>) -> Option<ExpectControl> {
        let place = fields.word("place").map(|w| self.known.place(&w, self.problems));
        let claimants = self.sides(fields, "claimants");
        Some(ExpectControl { place: place?, claimants, contested: fields.flag("contested") })
    }

    fn act(&mut self, fields: &Fields<'_, '_>) -> Option<Act> {
        let codes: Vec<(&str, Act)> = Act::ALL.iter().map(|a| (a.code(), *a)).collect();
        one_of(&fields.word("act")?, "act", &codes, self.problems)
    }

    /// A word of a closed list, as the value that is spelt so.
    fn code<T: DeserializeOwned>(&mut self, fields: &Fields<'_, '_>, key: &str, known: &[&str]) -> Option<T> {
        let word = fields.word(key)?;
        let listed: Vec<(&str, ())> = known.iter().map(|k| (*k, ())).collect();
        one_of(&word, key, &listed, self.problems)?;
        serde_json::from_value(word.text.into()).ok()
    }

    fn named_report(&mut self, fields: &Fields<'_, '_>) -> Option<String> {
        let word = fields.word("report")?;
        if !self.reports.contains(&word.text) {
            let near = nearest(&word.text, self.reports.iter().map(String::as_str));
            let what = format!("unknown report `{}`", word.text);
            self.problems.add_near(word.at, what, "name the `id` of a report of this file", near);
        }
        Some(word.text)
    }

    fn reference(&mut self, word: &Word) {
        let known = || self.agreement.provisions.iter().map(|p| p.reference.as_str());
        if !known().any(|r| r == word.text) {
            let near = nearest(&word.text, known());
            let what = format!("unknown provision `{}`", word.text);
            self.problems.add_near(word.at.clone(), what, "name the `ref` of a provision of the agreement", near);
        }
    }

    fn sides(&mut self, fields: &Fields<'_, '_>, key: &str) -> Vec<String> {
        let words = fields.words(key);
        for word in words.iter().filter(|w| !["neutral", "mandated", "unknown"].contains(&w.text.as_str())) {
            self.known.actor(word, self.problems);
        }
        words.into_iter().map(|w| w.text).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_closed_lists_is_a_value() {
        fn all<T: DeserializeOwned>(words: &[&str]) {
            for word in words {
                assert!(serde_json::from_value::<T>((*word).into()).is_ok(), "{word}");
            }
        }
        all::<Status>(STATUSES);
        all::<Channel>(CHANNELS);
        all::<Modality>(MODALITIES);
        all::<Polarity>(POLARITIES);
        all::<Conclusion>(CONCLUSIONS);
        all::<Ground>(GROUNDS);
        all::<Stance>(STANCES);
        all::<Order>(RELATIONS);
    }
}
