use super::pair::{FEATURES, NAMES, Pair};

/// Weights of the features of a pair: a logistic regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Log-odds of a pair of which all features are nothing.
    pub bias: f64,
    /// Log-odds for one unit of each feature, in the order of [`NAMES`].
    pub weights: [f64; FEATURES],
}

/// A feature of a pair, and what it contributes to the log-odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// Name of the feature.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// Value times weight, in log-odds.
    pub contribution: f64,
}

impl Model {
    /// Log-odds that the two reports tell of the same happening.
    pub fn log_odds(&self, pair: &Pair) -> f64 {
        self.bias + self.weights.iter().zip(&pair.values).map(|(w, &v)| w * f64::from(v)).sum::<f64>()
    }

    /// What each feature that isn't nothing contributes, the weightiest first.
    pub fn reasons(&self, pair: &Pair) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = NAMES
            .iter()
            .zip(&self.weights)
            .zip(&pair.values)
            .filter(|(_, v)| **v != 0.0)
            .map(|((name, w), &v)| Reason { name, value: f64::from(v), contribution: w * f64::from(v) })
            .collect();
        reasons.sort_by(|x, y| y.contribution.abs().total_cmp(&x.contribution.abs()).then(x.name.cmp(y.name)));
        reasons
    }
}

impl Default for Model {
    fn default() -> Self {
        Self {
            bias: -7.658,
            weights: [
                1.883,  // words alike
                0.389,  // weight of shared words
                0.995,  // leads alike
                2.941,  // title and lead alike
                1.513,  // figures alike
                0.147,  // rarest shared name
                0.603,  // rare names shared
                0.298,  // rare full names shared
                0.181,  // ages shared
                1.915,  // aged names shared
                1.043,  // same day told
                2.320,  // later tells the day of the earlier
                -2.127, // ages differ
                -1.251, // told days differ
                -0.783, // days between
                -0.100, // over a month between
                -0.863, // no rare name shared after a week
            ],
        }
    }
}
