//! Bootstrap by cluster: intervals, and paired differences.
//!
//! Holds: a sample draws as many clusters as there are, with replacement; every system and metric is computed on the same
//! samples, so differences are paired; the numbers come from `SplitMix64`, so that another program can draw the same ones.

use std::thread;

use super::Statistic;
use crate::eval::report::Figure;

/// Ends of a 95% interval.
const ENDS: [f64; 2] = [0.025, 0.975];

/// `SplitMix64` (Steele, Lea & Flood 2014).
pub struct Random(u64);

impl Random {
    /// Begins with a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`: the upper half of the product of 64 bits and `end`.
    #[allow(clippy::cast_possible_truncation)]
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.bits()) * end as u128) >> 64) as usize
    }
}

/// The weights of all units in every sample.
pub struct Samples {
    weights: Vec<Vec<f64>>,
}

impl Samples {
    /// Draws; `cluster` has each unit's cluster, counted from 0.
    #[must_use]
    pub fn draw(cluster: &[usize], resamples: usize, seed: u64) -> Self {
        let clusters = cluster.iter().max().map_or(0, |last| last + 1);
        let mut random = Random::new(seed);
        let weights = (0..resamples)
            .map(|_| {
                let mut times = vec![0.0; clusters];
                (0..clusters).for_each(|_| times[random.below(clusters)] += 1.0);
                cluster.iter().map(|&own| times[own]).collect()
            })
            .collect();
        Self { weights }
    }

    /// A statistic on all samples, of the units that `mask` has; none where it is not defined.
    #[must_use]
    pub fn values(&self, statistic: &Statistic, mask: Option<&[f64]>) -> Vec<Option<f64>> {
        let value = |weights: &Vec<f64>| match mask {
            None => statistic.of(weights),
            Some(mask) => statistic.of(&weights.iter().zip(mask).map(|(weight, own)| weight * own).collect::<Vec<_>>()),
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let part = self.weights.len().div_ceil(threads).max(1);
        thread::scope(|scope| {
            let parts = self.weights.chunks(part);
            let handles: Vec<_> =
                parts.map(|part| scope.spawn(move || part.iter().map(value).collect::<Vec<_>>())).collect();
            let joined = handles
                .into_iter()
                .map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            joined.flatten().collect()
        })
    }
}

/// A figure with the ends of its interval; no interval where there is one cluster, or fewer than half of the samples have a
/// value.
#[must_use]
pub fn figure(value: Option<f64>, samples: &[Option<f64>], clusters: usize) -> Figure {
    let mut defined: Vec<f64> = samples.iter().copied().flatten().collect();
    if value.is_none() || clusters < 2 || defined.len() * 2 < samples.len() || defined.is_empty() {
        return Figure { value: value.map(rounded), low: None, high: None };
    }
    defined.sort_by(f64::total_cmp);
    let [low, high] = ENDS.map(|end| Some(rounded(quantile(&defined, end))));
    Figure { value: value.map(rounded), low, high }
}

/// The p-value that the difference is not zero, from its paired samples: twice the smaller share of samples on either side,
/// each counted once more than seen.
#[must_use]
pub fn p_value(differences: &[Option<f64>]) -> Option<f64> {
    let defined: Vec<f64> = differences.iter().copied().flatten().collect();
    if defined.is_empty() {
        return None;
    }
    let share = |side: fn(&f64) -> bool| {
        super::number(1 + defined.iter().filter(|d| side(d)).count()) / super::number(1 + defined.len())
    };
    Some(rounded((2.0 * share(|d| *d <= 0.0).min(share(|d| *d >= 0.0))).min(1.0)))
}

/// A quantile of sorted values, linear between neighbours.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn quantile(sorted: &[f64], q: f64) -> f64 {
    let at = q * super::number(sorted.len() - 1);
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    low + (high - low) * at.fract()
}

/// Rounded to eight decimals.
#[must_use]
pub fn rounded(value: f64) -> f64 {
    (value * 1e8).round() / 1e8 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_splitmix64() {
        // The reference implementation (Vigna), seed 1234567.
        let mut random = Random::new(1_234_567);
        assert_eq!(random.bits(), 6_457_827_717_110_365_317);
        assert_eq!(random.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn units_of_a_cluster_are_drawn_together_and_as_many_clusters_as_there_are() {
        let samples = Samples::draw(&[0, 0, 1, 2], 50, 7);
        assert!(samples.weights.iter().all(|w| (w[0] - w[1]).abs() < 1e-9 && (w[0] + w[2] + w[3] - 3.0).abs() < 1e-9));
        assert!(samples.weights.iter().any(|w| w[0] > 1.5));
        assert_eq!(Samples::draw(&[0, 0, 1, 2], 50, 7).weights, samples.weights);
        assert_ne!(Samples::draw(&[0, 0, 1, 2], 50, 8).weights, samples.weights);
    }

    #[test]
    fn intervals_are_quantiles_and_p_values_two_sided() {
        let samples: Vec<Option<f64>> = (0..=1000).map(|i| Some(f64::from(i))).collect();
        let found = figure(Some(500.0), &samples, 9);
        assert_eq!((found.low, found.high), (Some(25.0), Some(975.0)));
        assert_eq!(figure(Some(1.0), &samples, 1).low, None);
        let mostly: Vec<Option<f64>> = (0..999).map(|i| Some(if i < 19 { -1.0 } else { 1.0 })).collect();
        assert_eq!(p_value(&mostly), Some(0.04));
        assert_eq!(p_value(&[Some(0.0), Some(0.0)]), Some(1.0));
        assert_eq!(p_value(&[None]), None);
    }
}
