//! Times in questions: from an instant or the start of a day, to an instant or the end of a day.

use jiff::Timestamp;
use jiff::civil::Date;
use servanda_model::{When, Zone};

use super::problem::Problem;
use crate::cli::AsOfArg;

/// A stretch of time; an open end is unbounded.
#[derive(Debug, Clone, Copy, Default)]
pub struct Window {
    /// First instant inside.
    pub from: Option<Timestamp>,
    /// Last instant inside.
    pub to: Option<Timestamp>,
}

impl Window {
    /// The stretch that a question names; days are those of `zone`.
    ///
    /// # Errors
    /// What is no instant and no day.
    pub fn of(from: Option<&str>, to: Option<&str>, zone: &Zone) -> Result<Self, Problem> {
        let parse = |text: &str| {
            text.parse::<AsOfArg>().map_err(|e| Problem::bad(format!("`{text}` is no instant and no day"), e))
        };
        let start = |day: Date| day.to_zoned(zone.rules()).map_or(Timestamp::MIN, |z| z.timestamp());
        let from = from.map(parse).transpose()?.map(|asked| match asked {
            AsOfArg::Instant(at) => at,
            AsOfArg::Day(day) => start(day),
        });
        let to = to.map(parse).transpose()?.map(|asked| asked.instant(zone));
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(Problem::senseless("`from` is later than `to`", "give the earlier one as `from`"));
        }
        Ok(Self { from, to })
    }

    /// Whether something may have happened inside. What has no time is inside only of the unbounded.
    #[must_use]
    pub fn touches(&self, when: Option<&When>) -> bool {
        if self.from.is_none() && self.to.is_none() {
            return true;
        }
        let Some(when) = when else { return false };
        self.from.is_none_or(|from| when.to().is_none_or(|to| to > from))
            && self.to.is_none_or(|to| when.from().is_none_or(|from| from <= to))
    }

    /// Whether an instant lies inside.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at <= to)
    }
}
