//! Answers beside gold, and the figures of agreement and calibration that are functions of the units' weights.

use super::super::bootstrap::rounded;
use super::super::number;
use super::super::ranking::Ranking;
use crate::eval::item::{Job, Target, Tone};
use crate::eval::report::Bin;
use crate::eval::suite::{Against, Suite};

/// Bins of the calibration error and of the reliability diagram.
const BINS: usize = 15;

/// Answers beside gold, a row a unit.
pub(super) struct Table {
    pub(super) names: Vec<&'static str>,
    pub(super) gold: Vec<usize>,
    pub(super) said: Vec<usize>,
    pub(super) gold_grade: Vec<Option<i32>>,
    pub(super) said_grade: Vec<Option<i32>>,
    /// Rows of as many probabilities as there are names; none where the system gives none.
    pub(super) probabilities: Option<Vec<Vec<f64>>>,
    pub(super) score: Vec<f64>,
}

impl Table {
    /// The class, and for a binary job its probability, that an answer comes to.
    pub(super) fn push(&mut self, suite: &Suite, target: &Target, tone: &Tone) {
        let binary = suite.job == Job::ToneBinary;
        let own = tone.probabilities.map(|p| match (binary, suite.against) {
            (false, _) => p.to_vec(),
            (true, Against::Rest) => vec![p[0], 1.0 - p[0]],
            (true, Against::Conciliatory) => {
                let both = p[0] + p[2];
                let share = if both > 0.0 { p[0] / both } else { 0.5 };
                vec![share, 1.0 - share]
            }
        });
        let confrontational = match (suite.against, &own) {
            (Against::Rest, _) => tone.class == 0,
            (Against::Conciliatory, Some(own)) => own[0] > 0.5,
            (Against::Conciliatory, None) => tone.score < 0.0,
        };
        self.gold.push(if binary { target.class.min(1) } else { target.class });
        self.said.push(if binary { usize::from(!confrontational) } else { tone.class });
        self.gold_grade.push(target.grade);
        self.said_grade.push(tone.grade);
        self.score.push(tone.score);
        match (&mut self.probabilities, own) {
            (Some(all), Some(own)) => all.push(own),
            (all, _) => *all = None,
        }
    }

    pub(super) fn confusion(&self, weights: &[f64]) -> Vec<Vec<f64>> {
        let mut counts = vec![vec![0.0; self.names.len()]; self.names.len()];
        for ((&gold, &said), weight) in self.gold.iter().zip(&self.said).zip(weights) {
            counts[gold][said] += weight;
        }
        counts
    }

    /// Whether a class has gold at all.
    fn has(&self, class: usize) -> bool {
        self.gold.contains(&class)
    }

    /// The probability of the class said.
    pub(super) fn confidence(&self) -> Option<Vec<f64>> {
        Some(self.probabilities.as_ref()?.iter().zip(&self.said).map(|(row, &said)| row[said]).collect())
    }

    pub(super) fn wrong(&self) -> Vec<bool> {
        self.gold.iter().zip(&self.said).map(|(gold, said)| gold != said).collect()
    }

    /// Units ranked for a class: by its probability, else by the score.
    pub(super) fn ranking(&self, class: usize) -> Ranking {
        let sign = if class == 0 { -1.0 } else { 1.0 };
        let values: Vec<f64> = match &self.probabilities {
            Some(rows) => rows.iter().map(|row| row[class]).collect(),
            None => self.score.iter().map(|score| sign * score).collect(),
        };
        let positive: Vec<bool> = self.gold.iter().map(|gold| *gold == class).collect();
        Ranking::new(&values, &positive)
    }
}

pub(super) fn macro_f1(table: &Table, weights: &[f64]) -> Option<f64> {
    let counts = table.confusion(weights);
    let classes: Vec<usize> = (0..counts.len()).filter(|class| table.has(*class)).collect();
    let f1 = |&class: &usize| {
        let right = counts[class][class];
        let both: f64 = counts[class].iter().sum::<f64>() + counts.iter().map(|row| row[class]).sum::<f64>();
        if both > 0.0 { 2.0 * right / both } else { 0.0 }
    };
    (!classes.is_empty()).then(|| classes.iter().map(f1).sum::<f64>() / number(classes.len()))
}

pub(super) fn accuracy(table: &Table, weights: &[f64]) -> Option<f64> {
    let right = table.gold.iter().zip(&table.said).zip(weights).filter(|((gold, said), _)| gold == said);
    let total: f64 = weights.iter().sum();
    (total > 0.0).then(|| right.map(|(_, weight)| weight).sum::<f64>() / total)
}

pub(super) fn mcc(table: &Table, weights: &[f64]) -> Option<f64> {
    let counts = table.confusion(weights);
    let gold: Vec<f64> = counts.iter().map(|row| row.iter().sum()).collect();
    let said: Vec<f64> = (0..counts.len()).map(|class| counts.iter().map(|row| row[class]).sum()).collect();
    let right: f64 = (0..counts.len()).map(|class| counts[class][class]).sum();
    let total: f64 = gold.iter().sum();
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let spread = (total * total - product(&said, &said)) * (total * total - product(&gold, &gold));
    (total > 0.0).then(|| if spread > 0.0 { (right * total - product(&gold, &said)) / spread.sqrt() } else { 0.0 })
}

/// Gold and said points with the weight of each unit; none where a unit lacks one.
fn points(table: &Table, weights: &[f64]) -> Option<Vec<(i32, i32, f64)>> {
    let pairs = table.gold_grade.iter().zip(&table.said_grade).zip(weights);
    pairs.map(|((gold, said), weight)| Some(((*gold)?, (*said)?, *weight))).collect()
}

pub(super) fn kappa(table: &Table, weights: &[f64]) -> Option<f64> {
    let mut seen = [[0.0; 5]; 5];
    let index = |point: i32| usize::try_from(point + 2).ok().filter(|index| *index < 5);
    for (gold, said, weight) in points(table, weights)? {
        seen[index(gold)?][index(said)?] += weight;
    }
    let rows: Vec<f64> = seen.iter().map(|row| row.iter().sum()).collect();
    let columns: Vec<f64> = (0..5).map(|said| seen.iter().map(|row| row[said]).sum()).collect();
    let total: f64 = rows.iter().sum();
    let (mut observed, mut expected) = (0.0, 0.0);
    for gold in 0..5_usize {
        for said in 0..5 {
            let distance = number(gold.abs_diff(said)).powi(2);
            observed += distance * seen[gold][said];
            expected += distance * rows[gold] * columns[said] / total;
        }
    }
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

pub(super) fn mean_absolute_error(table: &Table, weights: &[f64]) -> Option<f64> {
    let points = points(table, weights)?;
    let total: f64 = points.iter().map(|(_, _, weight)| weight).sum();
    let sum: f64 = points.iter().map(|(gold, said, weight)| weight * f64::from(gold.abs_diff(*said))).sum();
    (total > 0.0).then(|| sum / total)
}

pub(super) fn brier(table: &Table, weights: &[f64]) -> Option<f64> {
    let rows = table.probabilities.as_ref()?;
    let own = |(row, &gold): (&Vec<f64>, &usize)| {
        let distance = |(class, p): (usize, &f64)| (p - f64::from(u8::from(class == gold))).powi(2);
        row.iter().enumerate().map(distance).sum::<f64>()
    };
    let total: f64 = weights.iter().sum();
    let sum: f64 = rows.iter().zip(&table.gold).map(own).zip(weights).map(|(own, weight)| own * weight).sum();
    (total > 0.0).then(|| sum / total)
}

pub(super) fn calibration_error(table: &Table, weights: &[f64]) -> Option<f64> {
    let [mut confident, mut right] = [[0.0; BINS]; 2];
    for (((p, gold), said), weight) in table.confidence()?.iter().zip(&table.gold).zip(&table.said).zip(weights) {
        let bin = bin(*p);
        confident[bin] += weight * p;
        right[bin] += weight * f64::from(u8::from(gold == said));
    }
    let total: f64 = weights.iter().sum();
    (total > 0.0).then(|| confident.iter().zip(right).map(|(c, r)| (c - r).abs()).sum::<f64>() / total)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn bin(p: f64) -> usize {
    ((p * number(BINS)) as usize).min(BINS - 1)
}

/// The reliability diagram: [`calibration_error`]'s bins.
pub(super) fn bins(table: &Table, weights: &[f64]) -> Option<Vec<Bin>> {
    let mut sums = vec![(0_u64, 0.0, 0.0); BINS];
    for (unit, p) in table.confidence()?.iter().enumerate().filter(|(unit, _)| weights[*unit] > 0.0) {
        let own = &mut sums[bin(*p)];
        *own = (own.0 + 1, own.1 + p, own.2 + f64::from(u8::from(table.gold[unit] == table.said[unit])));
    }
    #[allow(clippy::cast_precision_loss)]
    let bin = |(index, (units, confidence, right)): (usize, (u64, f64, f64))| Bin {
        low: number(index) / number(BINS),
        high: number(index + 1) / number(BINS),
        units,
        confidence: rounded(confidence / units as f64),
        accuracy: rounded(right / units as f64),
    };
    Some(sums.into_iter().enumerate().filter(|(_, own)| own.0 > 0).map(bin).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::item::CLASSES;

    fn table() -> Table {
        let rows =
            [[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.1, 0.8, 0.1], [0.1, 0.2, 0.7], [0.5, 0.1, 0.4], [0.2, 0.2, 0.6]];
        Table {
            names: CLASSES.to_vec(),
            gold: vec![0, 0, 1, 2, 2, 2],
            said: vec![0, 1, 1, 2, 0, 2],
            gold_grade: [-2, -1, 0, 1, 2, 1].map(Some).to_vec(),
            said_grade: [-1, 0, 0, 1, -1, 2].map(Some).to_vec(),
            probabilities: Some(rows.map(|row| row.to_vec()).to_vec()),
            score: vec![0.0; 6],
        }
    }

    /// The values are scikit-learn's, with `sample_weight`.
    #[test]
    fn figures_are_those_of_scikit_learn() {
        let near =
            |found: Option<f64>, wanted: f64| assert!((found.unwrap() - wanted).abs() < 1e-9, "{found:?} {wanted}");
        let (table, ones, some) = (table(), [1.0; 6], [2.0, 0.0, 1.0, 1.0, 3.0, 0.0]);
        near(macro_f1(&table, &ones), 0.655_555_555_6);
        near(accuracy(&table, &ones), 0.666_666_666_7);
        near(mcc(&table, &ones), 0.522_232_967_9);
        near(kappa(&table, &ones), 0.320_754_717_0);
        near(mean_absolute_error(&table, &ones), 1.000_000_000_0);
        near(brier(&table, &ones), 0.323_333_333_3);
        near(macro_f1(&table, &some), 0.657_142_857_1);
        near(mcc(&table, &some), 0.523_784_926_6);
        near(kappa(&table, &some), 0.046_948_356_8);
        near(mean_absolute_error(&table, &some), 1.571_428_571_4);
        near(brier(&table, &some), 0.334_285_714_3);
    }

    #[test]
    fn calibration_error_is_the_weighted_gap_of_the_bins() {
        let table = Table { probabilities: Some(vec![vec![0.2, 0.2, 0.6]; 6]), said: vec![2; 6], ..table() };
        assert!((calibration_error(&table, &[1.0; 6]).unwrap() - 0.1).abs() < 1e-9, "three of six are right");
        assert!((calibration_error(&table, &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0]).unwrap() - 0.4).abs() < 1e-9);
        assert_eq!(calibration_error(&Table { probabilities: None, ..table }, &[1.0; 6]), None);
    }
}
