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
            bias: -7.5926,
            weights: [
                0.0000, // words alike
                1.7751, // words alike, log
                0.2854, // weight of shared words
                0.1104, // titles alike
                0.6373, // leads alike
                3.5912, // title and lead alike
                0.0000, // names alike
                0.0369, // lead names alike
                0.0000, // full names alike
                0.0000, // phrases alike
                1.2897, // figures alike
                0.0000, // weight of shared full names
                0.0000, // weight of shared names
                0.0000, // weight of shared phrases
                0.1993, // rarest shared name
                0.3974, // rare names shared
                0.4842, // rare full names shared
                0.2279, // ages shared
                2.3174, // aged names shared
                0.9915, // same day told
                2.3222, // later tells the day of the earlier
                0.0000, // text shared
                -1.8668, // ages differ
                -1.4461, // told days differ
                -0.6680, // days between, log
                -0.5411, // over a month between
                -1.1325, // no rare name shared after a week
            ],
        }
    }
}
