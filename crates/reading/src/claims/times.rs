//! When an act took place: the time of its own clause, else that of the saying where it is told in the present.

use jiff::civil::DateTime;
use servanda_model::{Act, Modality, Precision, When, Zone};
use servanda_syntax::{Dep, Tag};

use super::Assembly;
use crate::acts::ActHit;
use crate::attribution::Quotation;
use crate::time::{Bound, Precision as TimePrecision, TimeExpression, Timex};

impl Assembly<'_> {
    pub(super) fn when(&self, hit: &ActHit, quotation: Option<&Quotation>, modality: Modality) -> Option<When> {
        let page = self.page;
        let range = page.sentence_tokens(hit.token);
        let sentence = page.cover(range.start, range.end.saturating_sub(1));
        let verb = hit.verb.unwrap_or(hit.token);
        let present = page
            .children_by(verb, &[Dep::Aux, Dep::Auxpass])
            .chain([verb])
            .any(|t| matches!(page.tag(t), Tag::Vbz | Tag::Vbp));
        let mut own: Vec<(usize, &TimeExpression)> = Vec::new();
        let mut said: Vec<&TimeExpression> = Vec::new();
        for time in page.times.iter().filter(|t| sentence.contains(t.span) && t.kind != Timex::Set) {
            let Some(token) = page.tokens_in(time.span).next() else { continue };
            let head = page
                .tokens_in(time.span)
                .find(|&t| page.head(t).is_none_or(|h| !page.tokens_in(time.span).contains(&h)))
                .unwrap_or(token);
            // "extended the deadline to 25 November": the new limit, not when it was set.
            let limit = page.rules.acts[hit.rule].act == Act::AgreementOrExtension
                && page.dep(head) == Dep::Pobj
                && page.head(head).is_some_and(|p| matches!(page.lemma(p), "to" | "until" | "till"));
            if limit {
                continue;
            }
            if self.in_cue_clause(head, quotation) && quotation.is_some() {
                said.push(time);
            } else if (time.interval.is_some() || time.range.is_some()) && self.same_clause(hit, head) {
                own.push((self.distance(hit.token, head), time));
            }
        }
        own.sort_by_key(|(d, t)| (*d, t.span.start()));
        if let Some((near, time)) = own.first() {
            // "overnight on 18 February": part of that day, not of the day before the report.
            let day = own.iter().find(|(d, t)| {
                time.precision == TimePrecision::PartOfDay && t.precision == TimePrecision::Day && *d <= near + 1
            });
            let time = day.map_or(*time, |(_, t)| *t);
            return self.whenever(time).map(|when| self.with_day_before(time, when));
        }
        // Times of the saying, outside the sentence too, where a quotation spans several.
        if let Some(q) = quotation
            && let Some(cue) = q.cue_token
        {
            let r = page.sentence_tokens(cue);
            let s = page.cover(r.start, r.end.saturating_sub(1));
            said.extend(page.times.iter().filter(|t| {
                s.contains(t.span) && !q.content.iter().any(|c| c.contains(t.span)) && t.interval.is_some()
            }));
        }
        let now = page.times.iter().any(|t| sentence.contains(t.span) && t.value == "PRESENT_REF");
        // "On Friday he demanded that they leave": when they are to leave is not said.
        if modality == Modality::Demand {
            return None;
        }
        if let Some(time) = said.first() {
            // "X is under fire," she said on Monday: what is told in the present is of that day, what is told in the
            // past of that day at the latest.
            let when = self.whenever(time)?;
            // "have been killed since the truce, it said on Sunday": from a time that is not told to the saying.
            let perfect = page.children_by(verb, &[Dep::Aux]).any(|a| page.lemma(a) == "have");
            if perfect && page.children_by(verb, &[Dep::Prep, Dep::Mark]).any(|p| page.lemma(p) == "since") {
                return Some(When::new(None, when.to(), when.zone.clone(), Precision::Interval));
            }
            let direct = quotation.is_some_and(|q| q.direct);
            if present || now || direct || self.lasting(verb) || matches!(time.bound, Some(Bound::AsOf)) {
                return Some(when);
            }
            // "X was shelled, the ministry said on Monday": when it was is not said, but not after that day.
            return self.told_by(&when);
        }
        if now {
            let (earliest, latest) = self.context.published?;
            let from = earliest.checked_sub(jiff::Span::new().hours(24)).ok();
            return Some(When::new(from, Some(latest), self.context.zone.clone(), Precision::Day).worded("now", None));
        }
        None
    }

    /// "on 19 and 20 September": from the first of them to the last.
    fn with_day_before(&self, time: &TimeExpression, when: When) -> When {
        let before = self.page.text.get(..time.span.start()).unwrap_or_default().trim_end();
        let joined = ["and", "to", "-", "–"].iter().find_map(|j| before.strip_suffix(j));
        let number = joined.map(str::trim_end).and_then(|b| b.rsplit(|c: char| !c.is_ascii_digit()).next());
        let day = |text: &str| {
            let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            text[..digits].parse::<i64>().ok().filter(|d| (1..=31).contains(d))
        };
        let words = time.span.of(self.page.text).unwrap_or_default();
        let days = number.filter(|n| n.len() <= 2).and_then(day).zip(day(words)).map(|(first, last)| last - first);
        let Some(days) = days.filter(|d| (1..=30).contains(d) && when.precision == Precision::Day) else { return when };
        let from = when.from().and_then(|f| f.checked_sub(jiff::Span::new().hours(24 * days)).ok());
        When::new(from, when.to(), when.zone.clone(), Precision::Interval).worded(&when.wording, when.span)
    }

    /// "tweeted that the town was under attack", "said that they were advancing": a state or what is under way goes on
    /// while it is told.
    fn lasting(&self, verb: usize) -> bool {
        let page = self.page;
        let aux: Vec<&str> = page.children_by(verb, &[Dep::Aux]).map(|a| page.lemma(a)).collect();
        let state = page.lemma(verb) == "be" && page.tag(verb) == Tag::Vbd;
        (state || page.tag(verb) == Tag::Vbg && aux.contains(&"be")) && !aux.contains(&"have")
    }

    /// "Boria set up a post on Sunday": the form is past or present. What is told as done on a weekday was done on the
    /// last one before the report.
    pub(super) fn not_yet_to_come(&self, when: When) -> When {
        const DAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let wording = when.wording.to_lowercase();
        let weekday = DAYS.iter().any(|d| wording.contains(d)) && !wording.contains(|c: char| c.is_ascii_digit());
        let to_come = when.from().zip(self.context.published).is_some_and(|(from, published)| from > published.1);
        // "in the night", told at noon: the last one.
        let part_of_day =
            when.precision == Precision::PartOfDay && !weekday && !wording.contains(|c: char| c.is_ascii_digit());
        let hours = if part_of_day { 24 } else { 7 * 24 };
        if !((weekday || part_of_day) && to_come && when.precision <= Precision::Day) {
            return when;
        }
        let week = jiff::Span::new().hours(hours);
        let back = |t: jiff::Timestamp| t.checked_sub(week).ok();
        When::new(when.from().and_then(back), when.to().and_then(back), when.zone.clone(), when.precision)
            .worded(&when.wording, when.span)
    }

    /// "must leave by Saturday": a weekday of what is asked for, planned or threatened lies ahead of the report.
    pub(super) fn yet_to_come(&self, when: When) -> When {
        const DAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let wording = when.wording.to_lowercase();
        let weekday = DAYS.iter().any(|d| wording.contains(d))
            && !wording.contains("last")
            && !wording.contains(|c: char| c.is_ascii_digit());
        let gone = when.to().zip(self.context.published).is_some_and(|(to, published)| to < published.0);
        if !(weekday && gone && (when.precision <= Precision::Day || when.is_only_a_bound())) {
            return when;
        }
        let week = jiff::Span::new().hours(7 * 24);
        let on = |t: jiff::Timestamp| t.checked_add(week).ok();
        When::new(when.from().and_then(on), when.to().and_then(on), when.zone.clone(), when.precision)
            .worded(&when.wording, when.span)
    }

    /// The bound that an earlier saying sets; `None` where it was said no earlier than the report.
    fn told_by(&self, said: &When) -> Option<When> {
        let (to, (earliest, _)) = (said.to()?, self.context.published?);
        let older = said.precision <= Precision::Day && to <= earliest;
        older.then(|| When::new(None, Some(to), said.zone.clone(), Precision::Interval))
    }

    /// Whether a time may belong to an act: an act told in a relative clause or participle has only the times inside it.
    pub(super) fn same_clause(&self, hit: &ActHit, time: usize) -> bool {
        let page = self.page;
        let bound = std::iter::once(hit.token)
            .chain(page.ancestors(hit.token))
            .find(|&a| matches!(page.dep(a), Dep::Relcl | Dep::Acl));
        // "a day after Boria began an offensive": the day is that of what came after.
        let after = std::iter::once(hit.token).chain(page.ancestors(hit.token)).find(|&a| {
            let timed = |m: usize| matches!(page.lemma(m), "after" | "before");
            matches!(page.dep(a), Dep::Advcl | Dep::Pcomp)
                && (page.children_by(a, &[Dep::Mark]).any(timed) || page.head(a).is_some_and(timed))
        });
        if after.is_some_and(|a| {
            let (first, last) = page.edges(a);
            !(first..=last).contains(&time)
        }) {
            return false;
        }
        bound.is_none_or(|b| {
            let (first, last) = page.edges(b);
            // "On 8 November shells hit Tartar", misread as shells that hit: the day stands before its noun.
            let before = page.dep(b) == Dep::Acl
                && matches!(page.dep(time), Dep::Compound | Dep::Nummod)
                && page.head(time) == page.head(b);
            (first..=last).contains(&time) || before
        })
    }

    pub(crate) fn whenever(&self, time: &TimeExpression) -> Option<When> {
        let interval = time.range.or(time.interval)?;
        let zone = time
            .zone
            .as_deref()
            .filter(|z| *z != "local")
            .and_then(|z| Zone::new(z).ok())
            .unwrap_or_else(|| self.context.zone.clone());
        let instant = |at: DateTime| zone.rules().to_ambiguous_zoned(at).compatible().ok().map(|z| z.timestamp());
        let (mut from, mut to) = (interval.from.and_then(instant), interval.to.and_then(instant));
        // A weekday that contradicts its date: nobody knows which is the slip, so both days stand.
        if let Some(conflict) = &time.conflict {
            let day = |d: jiff::civil::Date| instant(d.to_datetime(jiff::civil::Time::midnight()));
            from = from.into_iter().chain(day(conflict.other)).min();
            to = to.into_iter().chain(conflict.other.tomorrow().ok().and_then(day)).max();
        }
        match time.bound {
            Some(Bound::Until | Bound::By | Bound::Before) => from = None,
            Some(Bound::Since | Bound::After) => to = None,
            _ => {}
        }
        let precision = match time.precision {
            TimePrecision::Second => Precision::Second,
            TimePrecision::Minute => Precision::Minute,
            TimePrecision::Hour => Precision::Hour,
            TimePrecision::PartOfDay => Precision::PartOfDay,
            TimePrecision::Day => Precision::Day,
            TimePrecision::Week => Precision::Week,
            TimePrecision::Month => Precision::Month,
            TimePrecision::Quarter | TimePrecision::HalfYear => Precision::Quarter,
            TimePrecision::Season => Precision::Season,
            TimePrecision::Year => Precision::Year,
            TimePrecision::Decade => Precision::Decade,
            TimePrecision::Century => Precision::Century,
            TimePrecision::Weekend | TimePrecision::Vague => Precision::Interval,
        };
        let precision = if time.range.is_some() { Precision::Interval } else { precision };
        Some(
            When::new(from, to, zone, precision)
                .worded(time.span.of(self.page.text).unwrap_or_default(), Some(time.span)),
        )
    }
}
