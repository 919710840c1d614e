use serde::{Deserialize, Serialize};

/// A count as reported: UCDP's low, best and high estimate. "At least three" is 3 / 3 / open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Count {
    /// Lowest number the words allow.
    pub low: u32,
    /// The number that stands for them, where one is said.
    pub best: Option<u32>,
    /// Highest number the words allow; `None` is open.
    pub high: Option<u32>,
}

impl Count {
    /// Exactly `n`.
    #[must_use]
    pub fn exactly(n: u32) -> Self {
        Self { low: n, best: Some(n), high: Some(n) }
    }

    /// `n` or more.
    #[must_use]
    pub fn at_least(n: u32) -> Self {
        Self { low: n, best: Some(n), high: None }
    }

    /// `n` or fewer.
    #[must_use]
    pub fn at_most(n: u32) -> Self {
        Self { low: 0, best: Some(n), high: Some(n) }
    }

    /// From `low` to `high`, no best number said; the bounds are put in order.
    #[must_use]
    pub fn between(low: u32, high: u32) -> Self {
        Self { low: low.min(high), best: None, high: Some(low.max(high)) }
    }

    /// Whether both can be true of one happening.
    #[must_use]
    pub fn agrees(self, other: Self) -> bool {
        self.high.is_none_or(|h| other.low <= h) && other.high.is_none_or(|h| self.low <= h)
    }
}

/// Whom the casualties belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Group {
    Civilians,
    Combatants,
    Peacekeepers,
    /// Not said.
    Unknown,
}

/// People killed and wounded by one act, as one source tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Casualties {
    /// Killed in all.
    pub killed: Option<Count>,
    /// Wounded in all.
    pub wounded: Option<Count>,
    /// Who they were.
    pub group: Option<Group>,
    /// Whether the words give a running total rather than this happening alone.
    pub total: bool,
}

impl Casualties {
    /// Whether anything is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.killed.is_none() && self.wounded.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_least_three_agrees_with_five_and_not_with_two() {
        assert!(Count::at_least(3).agrees(Count::exactly(5)));
        assert!(!Count::at_least(3).agrees(Count::exactly(2)));
    }

    #[test]
    fn a_range_keeps_its_bounds_in_order_and_claims_no_best_number() {
        assert_eq!(Count::between(9, 4), Count { low: 4, best: None, high: Some(9) });
    }
}
