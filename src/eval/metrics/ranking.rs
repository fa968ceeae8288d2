//! Areas under the ROC and the precision-recall curve, weighted, ties taken together.

use super::number;

/// Units in order of a ranking, the most positive first, with where ties end.
pub struct Ranking {
    /// Unit, whether it is positive, whether the next one has another value.
    order: Vec<(usize, bool, bool)>,
}

impl Ranking {
    /// Ranks by value; `positive` is the gold.
    #[must_use]
    pub fn new(values: &[f64], positive: &[bool]) -> Self {
        // Both zeros are one value.
        let values: Vec<f64> = values.iter().map(|value| value + 0.0).collect();
        let mut units: Vec<usize> = (0..values.len()).collect();
        units.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
        let ends = |at: usize| units.get(at + 1).is_none_or(|&next| values[next].total_cmp(&values[units[at]]).is_ne());
        Self { order: (0..units.len()).map(|at| (units[at], positive[units[at]], ends(at))).collect() }
    }

    /// Area under the ROC curve; none without positives or without negatives.
    #[must_use]
    pub fn roc(&self, weights: &[f64]) -> Option<f64> {
        let (mut positives, mut area, mut negatives) = (0.0, 0.0, 0.0);
        let (mut tied_positives, mut tied_negatives) = (0.0, 0.0);
        for &(unit, positive, ends) in &self.order {
            *(if positive { &mut tied_positives } else { &mut tied_negatives }) += weights[unit];
            if ends {
                area += tied_negatives * (positives + tied_positives / 2.0);
                positives += tied_positives;
                negatives += tied_negatives;
                (tied_positives, tied_negatives) = (0.0, 0.0);
            }
        }
        (positives > 0.0 && negatives > 0.0).then(|| area / (positives * negatives))
    }

    /// Average precision: precision at each step of recall; none without positives.
    #[must_use]
    pub fn average_precision(&self, weights: &[f64]) -> Option<f64> {
        let (mut found, mut all, mut tied, mut sum) = (0.0, 0.0, 0.0, 0.0);
        for &(unit, positive, ends) in &self.order {
            all += weights[unit];
            if positive {
                tied += weights[unit];
            }
            if ends {
                found += tied;
                if all > 0.0 {
                    sum += tied * found / all;
                }
                tied = 0.0;
            }
        }
        (found > 0.0).then(|| sum / found)
    }
}

/// Units in order of confidence, the surest first, with whether each is an error.
pub struct Confidence {
    order: Vec<(usize, bool)>,
}

impl Confidence {
    /// Orders units by confidence; equal ones stay in their order.
    #[must_use]
    pub fn new(confidence: &[f64], wrong: &[bool]) -> Self {
        let mut units: Vec<usize> = (0..confidence.len()).collect();
        units.sort_by(|&a, &b| confidence[b].total_cmp(&confidence[a]));
        Self { order: units.into_iter().map(|unit| (unit, wrong[unit])).collect() }
    }

    /// Area under the risk-coverage curve: the mean, over the units, of the share of errors among those at least as sure.
    #[must_use]
    pub fn area(&self, weights: &[f64]) -> Option<f64> {
        let (mut errors, mut seen, mut sum) = (0.0, 0.0, 0.0);
        for &(unit, wrong) in &self.order {
            let weight = weights[unit];
            seen += weight;
            if wrong {
                errors += weight;
            }
            if weight > 0.0 {
                sum += weight * errors / seen;
            }
        }
        (seen > 0.0).then(|| sum / seen)
    }

    /// Coverage and risk at twenty equal steps of coverage.
    #[must_use]
    pub fn curve(&self) -> Vec<(f64, f64)> {
        let all = self.order.len();
        let mut counts: Vec<usize> =
            (1..=20).map(|step| (all * step).div_ceil(20)).filter(|count| *count > 0).collect();
        counts.dedup();
        let risk = |count: usize| {
            let errors = self.order[..count].iter().filter(|(_, wrong)| *wrong).count();
            (number(count) / number(all), number(errors) / number(count))
        };
        counts.into_iter().map(risk).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_take_ties_together_and_weights_as_copies() {
        let ranking = Ranking::new(&[0.9, 0.8, 0.8, 0.1], &[true, false, true, false]);
        assert!((ranking.roc(&[1.0; 4]).unwrap() - 0.875).abs() < 1e-12);
        assert!((ranking.average_precision(&[1.0; 4]).unwrap() - (0.5 + 0.5 * 2.0 / 3.0)).abs() < 1e-12);
        let copied = Ranking::new(&[0.9, 0.8, 0.8, 0.8, 0.1], &[true, false, true, true, false]);
        let weights = [1.0, 1.0, 2.0, 1.0];
        assert!((ranking.roc(&weights).unwrap() - copied.roc(&[1.0; 5]).unwrap()).abs() < 1e-12);
        let both = (ranking.average_precision(&weights), copied.average_precision(&[1.0; 5]));
        assert!((both.0.unwrap() - both.1.unwrap()).abs() < 1e-12);
        assert_eq!(ranking.roc(&[1.0, 0.0, 1.0, 0.0]), None, "no negative is drawn");
        let zeros = Ranking::new(&[0.0, -0.0], &[true, false]);
        assert_eq!(zeros.roc(&[1.0; 2]), Some(0.5), "both zeros are one value");
    }

    #[test]
    fn risk_grows_with_coverage_when_the_sure_ones_are_right() {
        let order = Confidence::new(&[0.5, 0.9, 0.7, 0.6], &[true, false, false, true]);
        assert!((order.area(&[1.0; 4]).unwrap() - (1.0 / 3.0 + 0.5) / 4.0).abs() < 1e-12);
        assert_eq!(order.curve().last(), Some(&(1.0, 0.5)));
        assert_eq!(order.curve().first(), Some(&(0.25, 0.0)));
    }
}
