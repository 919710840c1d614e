use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use servanda_model::{
    Act, ActorId, Agreement, AgreementId, Ally, Amendment, Answers, Citation, Condition, Counted, Deadline, Difference,
    Exception, LocalName, Monitor, Party, PlaceId, Provision, ProvisionKind, ProvisionRef, Reading, TermQuantity,
    Wording, Zone,
};

use super::problem::{Problem, Problems, SourceText, nearest};
use super::shape::{Fields, Word};
use super::time::{date, instant, limit, one_of, zone};
use super::{Known, format, parsed};

/// Loads an agreement.
///
/// # Errors
/// Every problem of the file: syntax, unknown keys, acts, actors, places and zones, impossible dates, references used
/// twice or pointing nowhere, changes before the signature, limits before the effective instant.
pub fn agreement(source: SourceText<'_>, known: &Known) -> Result<Agreement, Vec<Problem>> {
    parsed(source, &format::AGREEMENT, |top, problems| Reader { known, problems }.agreement(top))
}

struct Reader<'r, 's> {
    known: &'r Known,
    problems: &'r mut Problems<'s>,
}

/// What holds for the agreement as a whole; a part that was reported as wrong is missing.
struct Frame {
    signed: Option<Date>,
    effective: Option<(Timestamp, Zone)>,
    zone: Option<Zone>,
}

impl Reader<'_, '_> {
    fn agreement(mut self, top: &Fields<'_, '_>) -> Option<Agreement> {
        let zone = top.word("zone").and_then(|w| zone(&w, self.problems));
        let frame = Frame {
            signed: top.word("signed").and_then(|w| date(&w, self.problems)),
            effective: top.word("effective").and_then(|w| instant(&w, zone.as_ref(), self.problems)),
            zone,
        };
        let area = self.places(top, "area");
        let parties = top.tables("party").iter().map(|t| self.party(t)).collect();
        let allies = top.tables("ally").iter().map(|t| self.ally(t)).collect();
        let monitors = top.tables("monitor").iter().map(|t| self.monitor(t)).collect();
        let names = top.tables("name").iter().map(|t| self.local_name(t)).collect();
        let tables = top.tables("provision");
        self.check_references(top, &tables);
        let provisions: Vec<Option<Provision>> = tables.iter().map(|t| self.provision(t, &tables, &frame)).collect();
        let (effective, effective_zone) = frame.effective?;
        Some(Agreement {
            id: AgreementId::new(top.text("id")),
            title: top.text("title"),
            short: top.text("short"),
            signed: frame.signed?,
            effective,
            effective_zone,
            zone: frame.zone?,
            area,
            summary: top.text("summary"),
            wordings: top.tables("text").iter().map(wording).collect(),
            differences: top.tables("difference").iter().map(difference).collect(),
            parties,
            monitors,
            allies,
            names,
            provisions: provisions.into_iter().collect::<Option<_>>()?,
        })
    }

    fn party(&mut self, fields: &Fields<'_, '_>) -> Party {
        if let Some(role) = fields.word("role") {
            one_of(&role, "role", &[("party", ()), ("guarantor", ())], self.problems);
        }
        Party { actor: self.actor(fields, "actor"), role: fields.text("role") }
    }

    fn ally(&mut self, fields: &Fields<'_, '_>) -> Ally {
        let known = [("yes", Answers::Yes), ("open", Answers::Open), ("no", Answers::No)];
        let answers = fields.word("answers").and_then(|w| one_of(&w, "answer", &known, self.problems));
        Ally {
            actor: self.actor(fields, "actor"),
            of: self.actor(fields, "of"),
            answers: answers.unwrap_or(Answers::No),
            says: fields.text("says"),
        }
    }

    fn monitor(&mut self, fields: &Fields<'_, '_>) -> Monitor {
        Monitor { actor: self.actor(fields, "actor"), mandated: fields.flag("mandated"), note: fields.optional("note") }
    }

    fn local_name(&mut self, fields: &Fields<'_, '_>) -> LocalName {
        let called = fields.words("called").into_iter().map(|w| w.text).collect();
        LocalName { actor: self.actor(fields, "actor"), called }
    }

    /// References used twice, and those that name no provision.
    fn check_references(&mut self, top: &Fields<'_, '_>, provisions: &[Fields<'_, '_>]) {
        let mut seen: BTreeMap<String, ()> = BTreeMap::new();
        for word in provisions.iter().filter_map(|t| t.word("ref")) {
            if seen.insert(word.text.clone(), ()).is_some() {
                self.problems.add(
                    word.at,
                    format!("provision `{}` stands twice", word.text),
                    "give each provision its own reference",
                );
            }
        }
        let named = top.tables("difference").into_iter().filter_map(|t| t.word("provision"));
        let parallel = provisions.iter().filter_map(|t| t.word("parallel_with"));
        let conditions = provisions.iter().flat_map(|t| t.tables("conditions")).filter_map(|t| t.word("provision"));
        for word in named.chain(parallel).chain(conditions).collect::<Vec<Word>>() {
            if !seen.contains_key(&word.text) {
                self.problems.add_near(
                    word.at,
                    format!("unknown provision `{}`", word.text),
                    "name the `ref` of a provision of this file",
                    nearest(&word.text, seen.keys().map(String::as_str)),
                );
            }
        }
        self.check_circles(provisions);
    }

    /// Limits that are counted from each other in a circle start nowhere.
    fn check_circles(&mut self, provisions: &[Fields<'_, '_>]) {
        let counted = |t: &Fields<'_, '_>| Some((t.text("ref"), t.table("within")?.words("after")));
        let starts: BTreeMap<String, Vec<Word>> = provisions.iter().filter_map(counted).collect();
        for (first, words) in &starts {
            let mut seen: Vec<&str> = Vec::new();
            let mut open: Vec<&Word> = words.iter().collect();
            while let Some(word) = open.pop() {
                if !seen.contains(&word.text.as_str()) {
                    seen.push(&word.text);
                    open.extend(starts.get(&word.text).into_iter().flatten());
                }
            }
            if let Some(word) = words.first().filter(|_| seen.contains(&first.as_str())) {
                let what = format!("the limit of `{first}` is counted from itself");
                self.problems.add(word.at.clone(), what, "name what starts it: a day, or another provision");
            }
        }
    }

    fn provision(&mut self, fields: &Fields<'_, '_>, all: &[Fields<'_, '_>], frame: &Frame) -> Option<Provision> {
        let kinds = [
            ("obligation", ProvisionKind::Obligation),
            ("prohibition", ProvisionKind::Prohibition),
            ("permission", ProvisionKind::Permission),
        ];
        let kind = fields.word("kind").and_then(|w| one_of(&w, "kind", &kinds, self.problems));
        let from = ["from", "effective"].into_iter().find_map(|key| fields.word(key));
        if let (Some(_), Some(twice)) = (fields.word("from"), fields.word("effective")) {
            self.problems.add(twice.at, "`from` and `effective` say the same twice", "keep one");
        }
        let effective = match from {
            Some(word) => instant(&word, frame.zone.as_ref(), self.problems).map(|(at, _)| at),
            None => frame.effective.as_ref().map(|(at, _)| *at),
        };
        let counted = self.counted(fields, all);
        let deadline = if counted.is_none() { self.deadline(fields, frame, effective) } else { None };
        let added = fields.word("added").and_then(|w| instant(&w, frame.zone.as_ref(), self.problems));
        let quantities = fields.tables("quantity").iter().filter_map(|t| self.quantity(t)).collect();
        let exceptions = fields.tables("exceptions").iter().map(|t| self.exception(t, frame)).collect();
        let mut amendments: Vec<Amendment> =
            fields.tables("amendment").iter().filter_map(|t| self.amendment(t, frame, effective)).collect();
        amendments.sort_by_key(|a| a.announced);
        Some(Provision {
            reference: ProvisionRef::new(fields.text("ref")),
            title: fields.text("title"),
            says: fields.text("says"),
            point: fields.optional("point"),
            standing: fields.flag("standing"),
            begins: fields.flag("begins"),
            bearers: self.actors(fields, "bearer"),
            acts: self.acts(fields, "act"),
            broken_by: self.acts(fields, "broken_by"),
            object: fields.optional("object"),
            only_if_named: fields.words("only_if_named").into_iter().map(|w| w.text).collect(),
            to: fields.word("to").map(|w| self.known.actor(&w, self.problems)),
            places: self.places(fields, "place"),
            deadline,
            counted,
            added: added.map(|(at, _)| at),
            parallel_with: fields.optional("parallel_with").map(ProvisionRef::new),
            quantities,
            exceptions,
            conditions: fields.tables("conditions").iter().map(condition).collect(),
            amendments,
            category: fields.text("category"),
            sources: citations(fields),
            recall: fields.words("recall").into_iter().map(|w| w.text).collect(),
            note: fields.optional("note"),
            kind: kind?,
            effective: effective?,
        })
    }

    /// `within` that is counted from the fulfilment of another provision.
    fn counted(&mut self, fields: &Fields<'_, '_>, all: &[Fields<'_, '_>]) -> Option<Counted> {
        let within = fields.table("within")?;
        let words = within.words("after");
        let named = |word: &Word| all.iter().find(|t| t.text("ref") == word.text);
        if !words.iter().any(|w| named(w).is_some()) {
            return None;
        }
        for word in &words {
            match named(word) {
                Some(other) if other.text("kind") != "obligation" || other.flag("standing") => {
                    let what =
                        format!("provision `{}` is never fulfilled, so nothing can be counted from it", word.text);
                    self.problems.add(word.at.clone(), what, "name a duty that is done once, or a day");
                }
                Some(_) => {}
                None => {
                    let near = nearest(
                        &word.text,
                        all.iter().map(|t| t.text("ref")).collect::<Vec<_>>().iter().map(String::as_str),
                    );
                    let what = format!("unknown provision `{}`", word.text);
                    self.problems.add_near(word.at.clone(), what, "name the `ref` of a provision of this file", near);
                }
            }
        }
        let count = |key| within.whole(key).unwrap_or(0);
        let counted = Counted {
            after: words.into_iter().map(|w| ProvisionRef::new(w.text)).collect(),
            years: count("years"),
            months: count("months"),
            days: count("days"),
        };
        if (counted.years, counted.months, counted.days) == (0, 0, 0) {
            self.problems.add(within.at.clone(), "`within` gives no length", "add days, months or years");
        }
        Some(counted)
    }

    /// `by`, or `within` counted from its start.
    fn deadline(&mut self, fields: &Fields<'_, '_>, frame: &Frame, effective: Option<Timestamp>) -> Option<Deadline> {
        let by = fields.table("by");
        let within = fields.table("within");
        if let (Some(_), Some(within)) = (&by, &within) {
            self.problems.add(
                within.at.clone(),
                "a provision has both `by` and `within`",
                "keep the one that the text has",
            );
        }
        let (deadline, at) = match (by, within) {
            (Some(by), _) => (limit(&by, frame.zone.as_ref(), self.problems)?, by.at),
            (None, Some(within)) => (self.term(&within, frame)?, within.at),
            (None, None) => return None,
        };
        self.check_after_effective(&deadline, effective, at);
        Some(deadline)
    }

    fn check_after_effective(&mut self, deadline: &Deadline, effective: Option<Timestamp>, at: std::ops::Range<usize>) {
        if effective.is_some_and(|effective| deadline.latest <= effective) {
            self.problems.add(
                at,
                format!("the limit {} lies before the provision takes effect", deadline.date),
                "check the year and the month",
            );
        }
    }

    fn term(&mut self, fields: &Fields<'_, '_>, frame: &Frame) -> Option<Deadline> {
        let after = fields.words("after").into_iter().next()?;
        let start = match after.text.as_str() {
            "effective" => frame.effective.as_ref().map(|(at, zone)| at.to_zoned(zone.rules()).date()),
            "signed" => frame.signed,
            text if text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('-') => date(&after, self.problems),
            _ => {
                self.problems.add(
                    after.at,
                    format!("`{}` starts nothing", after.text),
                    "write effective, signed, a day as 2020-11-20, or the `ref` of another provision",
                );
                None
            }
        }?;
        let count = |key| fields.whole(key).unwrap_or(0);
        let (days, months, years) = (count("days"), count("months"), count("years"));
        if days == 0 && months == 0 && years == 0 {
            self.problems.add(fields.at.clone(), "`within` gives no length", "add days, months or years");
            return None;
        }
        let length =
            jiff::Span::new().try_years(years).and_then(|s| s.try_months(months)).and_then(|s| s.try_days(days));
        let Some(end) = length.ok().and_then(|length| start.checked_add(length).ok()) else {
            self.problems.add(fields.at.clone(), "`within` ends outside the calendar", "check the number");
            return None;
        };
        let zone = frame.effective.as_ref().map(|(_, zone)| zone.clone()).or_else(|| frame.zone.clone())?;
        Deadline::on(end, zone, Reading::Inclusive)
    }

    fn quantity(&mut self, fields: &Fields<'_, '_>) -> Option<TermQuantity> {
        let at = fields.word("at")?;
        one_of(&at, "bound", &[("exactly", ()), ("most", ()), ("least", ())], self.problems)?;
        let every = match fields.word("per") {
            Some(per) => Some(one_of(&per, "period", &[("day", 1), ("week", 7), ("month", 30)], self.problems)?),
            None => None,
        };
        Some(TermQuantity { what: fields.text("what"), n: fields.whole("n")?, at: at.text, every })
    }

    fn exception(&mut self, fields: &Fields<'_, '_>, frame: &Frame) -> Exception {
        let mut at = |key| {
            let word = fields.word(key)?;
            instant(&word, frame.zone.as_ref(), self.problems).map(|(at, _)| at)
        };
        let (from, until) = (at("from"), at("until"));
        Exception {
            acts: self.acts(fields, "act"),
            by: self.actors(fields, "by"),
            places: self.places(fields, "place"),
            from,
            until,
            when: fields.optional("when"),
            says: fields.text("says"),
        }
    }

    fn amendment(&mut self, fields: &Fields<'_, '_>, frame: &Frame, effective: Option<Timestamp>) -> Option<Amendment> {
        let word = fields.word("announced");
        let announced = word.as_ref().and_then(|w| instant(w, frame.zone.as_ref(), self.problems));
        let by = fields.table("by").and_then(|t| {
            let by = limit(&t, frame.zone.as_ref(), self.problems)?;
            self.check_after_effective(&by, effective, t.at);
            Some(by)
        });
        let announced_by = fields.word("announced_by").map(|w| self.known.actor(&w, self.problems));
        let (announced, zone) = announced?;
        if frame.signed.is_some_and(|signed| announced.to_zoned(zone.rules()).date() < signed) {
            self.problems.add(
                word.map_or(fields.at.clone(), |w| w.at),
                "the amendment was announced before the agreement was signed",
                "check the year and the month",
            );
        }
        Some(Amendment {
            announced,
            by,
            says: fields.text("says"),
            announced_by,
            ends: fields.flag("ends"),
            sources: citations(fields),
        })
    }

    fn actor(&mut self, fields: &Fields<'_, '_>, key: &str) -> ActorId {
        match fields.word(key) {
            Some(word) => self.known.actor(&word, self.problems),
            None => ActorId::new(""),
        }
    }

    fn actors(&mut self, fields: &Fields<'_, '_>, key: &str) -> Vec<ActorId> {
        fields.words(key).iter().map(|w| self.known.actor(w, self.problems)).collect()
    }

    fn places(&mut self, fields: &Fields<'_, '_>, key: &str) -> Vec<PlaceId> {
        fields.words(key).iter().map(|w| self.known.place(w, self.problems)).collect()
    }

    fn acts(&mut self, fields: &Fields<'_, '_>, key: &str) -> Vec<Act> {
        let read = |word: Word| {
            let act = word.text.parse();
            if act.is_err() {
                self.problems.add_near(
                    word.at,
                    format!("unknown act `{}`", word.text),
                    "name an act of the taxonomy",
                    nearest(&word.text, Act::ALL.iter().map(|a| a.code())),
                );
            }
            act.ok()
        };
        fields.words(key).into_iter().filter_map(read).collect()
    }
}

fn wording(fields: &Fields<'_, '_>) -> Wording {
    Wording {
        language: fields.text("language"),
        url: fields.text("url"),
        title: fields.text("title"),
        note: fields.optional("note"),
    }
}

fn difference(fields: &Fields<'_, '_>) -> Difference {
    Difference {
        provision: ProvisionRef::new(fields.text("provision")),
        what: fields.text("what"),
        versions: fields.tables("versions").iter().map(|v| (v.text("text"), v.text("reads"))).collect(),
    }
}

fn condition(fields: &Fields<'_, '_>) -> Condition {
    Condition {
        provision: ProvisionRef::new(fields.text("provision")),
        says: fields.text("says"),
        required: fields.flag("required"),
    }
}

fn citations(fields: &Fields<'_, '_>) -> Vec<Citation> {
    fields.tables("source").iter().map(|t| Citation { url: t.text("url"), title: t.text("title") }).collect()
}
