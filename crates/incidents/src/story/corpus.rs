//! The batch as a whole: how rare each feature is, and each report as weighted vectors.

use super::read::Reading;
use rayon::prelude::*;

/// Features with their weights, sorted by feature, and the vector's length.
#[derive(Debug, Clone, Default)]
pub(super) struct Vector {
    pub(super) weights: Vec<(u32, f32)>,
    pub(super) norm: f32,
}

/// A report, weighted.
#[derive(Debug, Clone, Default)]
pub(super) struct Report {
    pub(super) words: Vector,
    pub(super) title: Vector,
    pub(super) lead: Vector,
    pub(super) names: Vector,
    pub(super) full_names: Vector,
    pub(super) figures: Vector,
    pub(super) rest: Reading,
    pub(super) day: Option<i32>,
}

/// The batch.
#[derive(Debug)]
pub(super) struct Corpus {
    pub(super) reports: Vec<Report>,
    frequency: Frequency,
}

/// In how many reports a feature occurs, counted in slots that few features share.
#[derive(Debug)]
pub(super) struct Frequency {
    slots: Vec<u32>,
    mask: u32,
    reports: f64,
}

/// A report is reckoned to have this many features when slots are laid out.
const FEATURES_OF_A_REPORT: usize = 256;

/// Reports of an imagined background that each batch is mixed with, so that a small batch still knows that a word
/// met in two of its three reports may be rare in the world.
const BACKGROUND_REPORTS: f64 = 200.0;

/// Share of background reports in which a feature occurs of which nothing is known.
const BACKGROUND_SHARE: f64 = 0.005;

impl Frequency {
    fn new(readings: &[Reading]) -> Self {
        let size = (readings.len() * FEATURES_OF_A_REPORT).next_power_of_two().clamp(1 << 16, 1 << 25);
        let mut slots = vec![0_u32; size];
        let mask = size as u32 - 1;
        for reading in readings {
            let words = reading.words.iter().map(|&(w, _)| w);
            let sets = [&reading.names, &reading.full_names, &reading.figures];
            for feature in words.chain(sets.into_iter().flatten().copied()) {
                slots[(feature & mask) as usize] += 1;
            }
        }
        Self { slots, mask, reports: readings.len() as f64 }
    }

    /// Reports of the batch with this feature.
    pub(super) fn of(&self, feature: u32) -> u32 {
        self.slots[(feature & self.mask) as usize]
    }

    /// Inverse document frequency of a feature that so many reports of the batch have; 0 for what is everywhere.
    fn idf(&self, count: u32) -> f32 {
        let with = f64::from(count) + BACKGROUND_REPORTS * BACKGROUND_SHARE;
        ((self.reports + BACKGROUND_REPORTS) / with).ln().max(0.0) as f32
    }
}

impl Corpus {
    pub(super) fn new(readings: Vec<Reading>, days: Vec<Option<i32>>) -> Self {
        let frequency = Frequency::new(&readings);
        let reports = readings.into_par_iter().zip(days).map(|(r, day)| frequency.report(r, day)).collect();
        Self { reports, frequency }
    }

    /// Weight of a name that so many reports of the batch have.
    pub(super) fn idf_of_count(&self, count: u32) -> f32 {
        self.frequency.idf(count)
    }
}

impl Frequency {
    fn report(&self, mut r: Reading, day: Option<i32>) -> Report {
        let words = std::mem::take(&mut r.words);
        Report {
            words: self.vector(words.into_iter()),
            title: self.set(&mut r.title),
            lead: self.set(&mut r.lead),
            names: self.set(&mut r.names),
            full_names: self.set(&mut r.full_names),
            figures: self.set(&mut r.figures),
            rest: r,
            day,
        }
    }

    fn set(&self, features: &mut Vec<u32>) -> Vector {
        self.vector(std::mem::take(features).into_iter().map(|f| (f, 1)))
    }

    /// Features that occur in no other report can't be shared and are left out; so are those of every 20th.
    fn vector(&self, features: impl Iterator<Item = (u32, u16)>) -> Vector {
        let most = (self.reports / 20.0).max(20.0) as u32;
        let weigh = |(f, n): (u32, u16)| {
            let count = self.of(f);
            (2..=most).contains(&count).then(|| (f, (1.0 + f32::from(n).ln()) * self.idf(count)))
        };
        let mut weights: Vec<(u32, f32)> = features.filter_map(weigh).collect();
        weights.shrink_to_fit();
        let norm = weights.iter().map(|&(_, w)| w * w).sum::<f32>().sqrt();
        Vector { weights, norm }
    }
}

/// Calls `each` with the two weights of every feature that both vectors have.
#[inline]
pub(super) fn shared(a: &Vector, b: &Vector, mut each: impl FnMut(f32, f32)) {
    let (a, b) = (&a.weights[..], &b.weights[..]);
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i].0, b[j].0);
        if x == y {
            each(a[i].1, b[j].1);
        }
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
}

/// Cosine of two vectors; 0 if either is empty.
pub(super) fn cosine(a: &Vector, b: &Vector) -> f64 {
    let mut dot = 0.0_f32;
    shared(a, b, |x, y| dot += x * y);
    if dot > 0.0 { f64::from(dot / (a.norm * b.norm)) } else { 0.0 }
}
