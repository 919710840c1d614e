//! The figures that a monitoring report gives, each with the period it belongs to.
//!
//! Reports of one kind repeat themselves in words that differ a little each time, and set numbers of one kind side by
//! side: this period, the one before, one day, one place, the year so far. A sentence is read from left to right: a
//! number counts for what follows it ("469 ceasefire violations") or for what stands before it and a dash, a colon, a
//! bracket or a verb of reaching; words of comparison turn to the period before; words of summing up to the running
//! total. Where a report tells a thing only in words, or only of one day or place, the figure is missing.

mod figures;
pub(crate) mod period;
pub(crate) mod tokens;
mod toll;

use jiff::civil::Date;
use servanda_model::Span;

/// The days a report is about, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// Where the report names it.
    pub span: Span,
}

/// A number and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Its value; "about", "over", "almost" are dropped.
    pub value: i64,
    /// Where it stands; none if it follows from others (casualties less the killed are the injured).
    pub span: Option<Span>,
}

/// Killed, injured, and both together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Toll {
    /// Killed and injured.
    pub casualties: Option<Figure>,
    /// Killed.
    pub killed: Option<Figure>,
    /// Injured.
    pub injured: Option<Figure>,
}

/// What a report counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// The days of the counts.
    pub period: Option<Period>,
    /// Ceasefire violations of the period.
    pub violations: Option<Figure>,
    /// Those of the period before.
    pub violations_previous: Option<Figure>,
    /// Change from the period before in per cent; less is negative.
    pub change_percent: Option<Figure>,
    /// Explosions among the violations.
    pub explosions: Option<Figure>,
    /// Those of the period before.
    pub explosions_previous: Option<Figure>,
    /// Weapons in violation of withdrawal lines.
    pub weapons: Option<Figure>,
    /// Those of the period before.
    pub weapons_previous: Option<Figure>,
    /// Civilians killed and injured in the period.
    pub civilians: Toll,
    /// The running total of civilians killed and injured.
    pub total: Toll,
}

/// The figures of a report whose period ends in `year`, a year of the Common Era.
#[must_use]
pub fn counts(text: &str, year: i32) -> Counts {
    let tokens = tokens::tokens(text);
    let sentences = tokens::sentences(&tokens);
    let period = sentences.iter().find_map(|s| period::period(s, year));
    let mut counts = Counts { period, ..Counts::default() };
    for (i, sentence) in sentences.iter().enumerate() {
        figures::read(sentence, i.checked_sub(1).map(|b| sentences[b]), year, &mut counts);
    }
    counts.civilians = toll::of_period(&sentences);
    counts.total = toll::running(&sentences);
    counts
}

#[cfg(test)]
mod tests;
