//! The scores of a group of documents, as much of them as its figures need.
//!
//! Enters: tones. Leaves: count, mean with a 95% interval, counts of labels. Holds: at most 2,000 scores are kept, to the
//! thousandth; the bootstrap of a mean draws from them, and of larger groups from the normal distribution that it tends to.

use crate::analysis::ToneLabel;
use crate::corpus::ToneColumns;
use crate::eval::metrics::bootstrap::{self, Random};
use crate::eval::report::Figure;

use super::draw::{float, normal, rounded, share};
use super::figures::Summary;

/// Most scores that are kept.
pub const KEPT: usize = 2000;
/// Samples of the bootstrap.
pub const RESAMPLES: usize = 1000;

/// Scores of documents.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    count: u64,
    sum: f64,
    squares: f64,
    labels: [u64; 3],
    /// All scores in thousandths, while there are few enough.
    kept: Vec<i16>,
}

/// The place of a label in counts.
pub fn index(label: ToneLabel) -> usize {
    match label {
        ToneLabel::Conciliatory => 0,
        ToneLabel::Neutral => 1,
        ToneLabel::Confrontational => 2,
    }
}

impl Scores {
    /// Adds a document.
    pub fn take(&mut self, tone: &ToneColumns) {
        self.count += 1;
        self.sum += tone.score;
        self.squares += tone.score * tone.score;
        self.labels[index(tone.tone)] += 1;
        self.keep(&[thousandths(tone.score)]);
    }

    /// The scores of several groups together.
    pub fn of(groups: &[Self]) -> Self {
        let mut all = Self::default();
        for group in groups {
            all.count += group.count;
            all.sum += group.sum;
            all.squares += group.squares;
            (0..3).for_each(|label| all.labels[label] += group.labels[label]);
            all.keep(&group.kept);
        }
        all
    }

    fn keep(&mut self, scores: &[i16]) {
        if self.count <= KEPT as u64 {
            self.kept.extend_from_slice(scores);
        } else {
            self.kept = Vec::new();
        }
    }

    /// How many documents there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The sum of their scores.
    pub fn sum(&self) -> f64 {
        self.sum
    }

    /// Their mean score; 0 of none.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum / float(self.count) }
    }

    /// The standard deviation of their scores.
    pub fn deviation(&self) -> f64 {
        if self.count == 0 { 0.0 } else { (self.squares / float(self.count) - self.mean().powi(2)).max(0.0).sqrt() }
    }

    /// All scores in thousandths; none where they are too many.
    pub fn kept(&self) -> Option<&[i16]> {
        (self.count <= KEPT as u64).then_some(&self.kept)
    }

    /// Means of samples of the bootstrap.
    pub fn means(&self, random: &mut Random) -> Vec<f64> {
        let n = self.kept.len();
        let error = self.deviation() / float(self.count.max(1)).sqrt();
        let resampled = |random: &mut Random| {
            let sum: i64 = (0..n).map(|_| i64::from(self.kept[random.below(n)])).sum();
            #[expect(clippy::cast_precision_loss, reason = "a sum of 2,000 scores")]
            let sum = sum as f64;
            sum / (1000.0 * float(self.count))
        };
        let mut mean = || if n > 0 { resampled(random) } else { self.mean() + error * normal(random) };
        (0..RESAMPLES).map(|_| mean()).collect()
    }

    /// Their figures.
    pub fn summary(&self, random: &mut Random) -> Summary {
        let value = (self.count > 0).then(|| self.mean());
        let means: Vec<_> =
            if self.count < 2 { Vec::new() } else { self.means(random).into_iter().map(Some).collect() };
        let figure = bootstrap::figure(value, &means, usize::try_from(self.count).unwrap_or(usize::MAX));
        let [conciliatory, neutral, confrontational] = self.labels;
        Summary {
            documents: self.count,
            mean: six(figure),
            conciliatory,
            neutral,
            confrontational,
            conciliatory_share: rounded(share(conciliatory, self.count)),
            neutral_share: rounded(share(neutral, self.count)),
            confrontational_share: rounded(share(confrontational, self.count)),
        }
    }
}

/// A figure to six decimals.
pub fn six(figure: Figure) -> Figure {
    Figure { value: figure.value.map(rounded), low: figure.low.map(rounded), high: figure.high.map(rounded) }
}

#[expect(clippy::cast_possible_truncation, reason = "between -1,000 and 1,000")]
fn thousandths(score: f64) -> i16 {
    (score.clamp(-1.0, 1.0) * 1000.0).round() as i16
}

#[cfg(test)]
mod tests {
    use super::super::draw::random;
    use super::*;

    fn scores(of: impl IntoIterator<Item = f64>) -> Scores {
        let mut scores = Scores::default();
        for score in of {
            let tone = if score > 0.2 { ToneLabel::Conciliatory } else { ToneLabel::Neutral };
            scores.take(&ToneColumns { tone, score, conciliatory: 0.4, neutral: 0.4, confrontational: 0.2 });
        }
        scores
    }

    fn wave(n: u32) -> impl Iterator<Item = f64> {
        (0..n).map(|i| (f64::from(i) * 0.7).sin() * 0.5)
    }

    #[test]
    fn the_interval_is_that_of_the_mean_below_and_above_what_is_kept() {
        for n in [40, 1999, 2001, 9000] {
            let own = scores(wave(n));
            let summary = own.summary(&mut random(1, "x"));
            let error = own.deviation() / f64::from(n).sqrt();
            let (low, high) = (summary.mean.low.expect("low"), summary.mean.high.expect("high"));
            let (below, above) = ((own.mean() - low) / error, (high - own.mean()) / error);
            assert!((1.7..2.2).contains(&below) && (1.7..2.2).contains(&above), "{n}: {below} {above}");
            assert_eq!(own.kept().is_some(), n <= 2000);
        }
    }

    #[test]
    fn one_document_has_no_interval_and_none_no_mean() {
        let summary = scores([0.4]).summary(&mut random(1, "x"));
        assert_eq!((summary.mean.value, summary.mean.low, summary.conciliatory), (Some(0.4), None, 1));
        assert_eq!(Scores::default().summary(&mut random(1, "x")).mean.value, None);
    }

    #[test]
    fn groups_together_are_as_one() {
        let (left, right) = (scores(wave(700)), scores(wave(900)));
        let both = Scores::of(&[left.clone(), right.clone()]);
        assert_eq!((both.count(), both.kept().map(<[i16]>::len)), (1600, Some(1600)));
        assert!(Scores::of(&[left, both, right]).kept().is_none());
    }
}
