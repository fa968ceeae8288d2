//! Where a series shifts by more than chance.
//!
//! Enters: scores by period. Leaves: the largest shift of each series whose corrected p is below .05. Holds: the statistic is the largest
//! absolute CUSUM of document scores over the order of periods; its distribution without a shift comes from exchanging
//! the documents' scores (above 2,000 documents from the Brownian bridge over the periods that this tends to); Holm's
//! correction is over all series of a round; where a shift was found, both sides are tested again, in at most three rounds,
//! at the level of .01.

use std::ops::Range;

use super::draw::{float, normal, random, share, shuffle};
use super::scores::Scores;
use crate::eval::metrics::bootstrap::Random;

/// Fewest documents, and fewest periods with documents, of a series that is tested.
pub const FEWEST: u64 = 30;
pub const PERIODS: usize = 4;
/// A corrected p below this counts; below the second, on either side of a shift that was found.
pub const LEVEL: f64 = 0.05;
pub const LEVEL_OF_PARTS: f64 = 0.01;
const ROUNDS: usize = 3;
/// A test ends where so many exchanges have a statistic as large (Besag & Clifford 1991).
const ENOUGH: u64 = 50;
const EXCHANGES: u64 = 1999;

/// A shift of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// The series, by its place.
    pub series: usize,
    /// The part of it that was tested.
    pub part: Range<usize>,
    /// The first period after the shift.
    pub at: usize,
    /// The p-value.
    pub p: f64,
    /// Corrected after Holm.
    pub corrected: f64,
    /// The p-value where whole periods are exchanged.
    pub periods: f64,
}

/// The shifts of all series, how many tests there were, and how many series were too small for one.
pub fn shifts(series: &[&[Scores]], seed: u64) -> (Vec<Shift>, usize, usize) {
    let (mut found, mut tests) = (Vec::new(), 0);
    let mut parts: Vec<_> = series.iter().enumerate().map(|(place, own)| (place, 0..own.len())).collect();
    parts.retain(|(place, part)| large_enough(&series[*place][part.clone()]));
    let too_small = series.len() - parts.len();
    for round in 0..ROUNDS {
        tests += parts.len();
        let exchanges = EXCHANGES.max(250 * parts.len() as u64);
        let tested = parts.iter().map(|(place, part)| {
            let mut random = random(seed, &format!("change {round} {place} {}", part.start));
            let (at, p) = test(&series[*place][part.clone()], exchanges, &mut random);
            Shift { series: *place, part: part.clone(), at: part.start + at, p, corrected: 1.0, periods: 1.0 }
        });
        let mut tested: Vec<Shift> = tested.collect();
        holm(&mut tested);
        tested.retain(|shift| shift.corrected < if round == 0 { LEVEL } else { LEVEL_OF_PARTS });
        for shift in &mut tested {
            let mut random = random(seed, &format!("periods {round} {} {}", shift.series, shift.part.start));
            shift.periods = by_periods(&series[shift.series][shift.part.clone()], &mut random);
        }
        parts = tested.iter().flat_map(|s| [(s.series, s.part.start..s.at), (s.series, s.at..s.part.end)]).collect();
        parts.retain(|(place, part)| large_enough(&series[*place][part.clone()]));
        found.extend(tested);
    }
    (found, tests, too_small)
}

fn large_enough(cells: &[Scores]) -> bool {
    let documents: u64 = cells.iter().map(Scores::count).sum();
    documents >= FEWEST && cells.iter().filter(|own| own.count() > 0).count() >= PERIODS
}

/// Holm's correction.
fn holm(shifts: &mut [Shift]) {
    let mut order: Vec<usize> = (0..shifts.len()).collect();
    order.sort_by(|a, b| shifts[*a].p.total_cmp(&shifts[*b].p));
    let mut least = 0.0_f64;
    for (rank, place) in order.into_iter().enumerate() {
        let left = float((shifts.len() - rank) as u64);
        least = least.max((shifts[place].p * left).min(1.0));
        shifts[place].corrected = least;
    }
}

/// The first period after the largest shift, and the p-value.
fn test(cells: &[Scores], exchanges: u64, random: &mut Random) -> (usize, f64) {
    let all = Scores::of(cells);
    let at = largest(cells, all.mean());
    match all.kept() {
        Some(kept) => (at, exchanged(cells, kept.to_vec(), exchanges, random)),
        None => (at, bridged(cells, &all, exchanges, random)),
    }
}

/// Where the CUSUM is largest.
fn largest(cells: &[Scores], mean: f64) -> usize {
    let (mut sum, mut most, mut at) = (0.0, -1.0, 0);
    let mut found = false;
    for (place, own) in cells.iter().enumerate() {
        // Of several places without documents between, the one where documents begin again.
        if found && own.count() > 0 {
            (at, found) = (place, false);
        }
        sum += own.sum() - float(own.count()) * mean;
        let left = cells[place + 1..].iter().any(|later| later.count() > 0);
        if own.count() > 0 && left && f64::abs(sum) > most {
            (most, found) = (f64::abs(sum), true);
        }
    }
    at
}

/// The p-value from exchanging the scores, which stand in the order of the periods.
fn exchanged(cells: &[Scores], mut scores: Vec<i16>, exchanges: u64, random: &mut Random) -> f64 {
    let sizes: Vec<usize> = cells.iter().filter_map(|own| usize::try_from(own.count()).ok()).collect();
    let total: i64 = scores.iter().map(|score| i64::from(*score)).sum();
    let all = i64::try_from(scores.len()).unwrap_or(i64::MAX);
    // All of it times the number of documents, so that it is a whole number.
    let statistic = |scores: &[i16]| {
        let (mut sum, mut seen, mut most) = (0_i64, 0_usize, 0_i64);
        for size in &sizes {
            sum += scores[seen..seen + size].iter().map(|score| i64::from(*score)).sum::<i64>();
            seen += size;
            most = most.max((all * sum - i64::try_from(seen).unwrap_or(0) * total).abs());
        }
        most
    };
    let own = statistic(&scores);
    p_value(exchanges, || {
        shuffle(&mut scores, random);
        statistic(&scores) >= own
    })
}

/// The p-value from the Brownian bridge over the periods.
fn bridged(cells: &[Scores], all: &Scores, exchanges: u64, random: &mut Random) -> f64 {
    let mean = all.mean();
    let steps: Vec<f64> = cells.iter().map(|own| own.sum() - float(own.count()) * mean).collect();
    let own = most(&steps);
    let sizes: Vec<u64> = cells.iter().map(Scores::count).collect();
    let deviation = all.deviation();
    p_value(exchanges, || {
        let mut steps: Vec<f64> = sizes.iter().map(|size| deviation * float(*size).sqrt() * normal(random)).collect();
        let end: f64 = steps.iter().sum();
        steps.iter_mut().zip(&sizes).for_each(|(step, size)| *step -= end * share(*size, all.count()));
        most(&steps) >= own
    })
}

/// The p-value from exchanging whole periods.
fn by_periods(cells: &[Scores], random: &mut Random) -> f64 {
    let mean = Scores::of(cells).mean();
    let mut steps: Vec<f64> =
        cells.iter().filter(|own| own.count() > 0).map(|own| own.sum() - float(own.count()) * mean).collect();
    let own = most(&steps) - 1e-9;
    p_value(EXCHANGES, || {
        shuffle(&mut steps, random);
        most(&steps) >= own
    })
}

/// The largest absolute partial sum.
fn most(steps: &[f64]) -> f64 {
    let mut sum = 0.0;
    steps.iter().fold(0.0, |most: f64, step| {
        sum += step;
        most.max(f64::abs(sum))
    })
}

/// The share of exchanges with a statistic as large, the own one with them; of those until there are enough.
fn p_value(exchanges: u64, mut as_large: impl FnMut() -> bool) -> f64 {
    let mut large = 0;
    for done in 1..=exchanges {
        large += u64::from(as_large());
        if large == ENOUGH {
            return share(large, done);
        }
    }
    share(large + 1, exchanges + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::ToneLabel;
    use crate::corpus::ToneColumns;

    /// Periods of `size` documents with noise around these means.
    fn cells(means: &[f64], size: usize, seed: u64) -> Vec<Scores> {
        let mut random = random(seed, "cells");
        let cell = |mean: &f64| {
            let mut own = Scores::default();
            for _ in 0..size {
                let score = (mean + 0.3 * normal(&mut random)).clamp(-1.0, 1.0);
                let tone = ToneLabel::Neutral;
                own.take(&ToneColumns { tone, score, conciliatory: 0.3, neutral: 0.4, confrontational: 0.3 });
            }
            own
        };
        means.iter().map(cell).collect()
    }

    #[test]
    fn a_planted_shift_is_found_where_it_is_by_both_ways() {
        for size in [40, 400] {
            let own = cells(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.3, 0.3, 0.3, 0.3, 0.3], size, 1);
            let (found, tests, small) = shifts(&[&own, &own[..3]], 5);
            assert_eq!((found.len(), tests, small), (1, 3, 1), "{found:?}");
            assert_eq!((found[0].series, found[0].at, found[0].part.clone()), (0, 5, 0..10));
            assert!(found[0].corrected < 0.01 && found[0].periods < 0.05, "{found:?}");
        }
    }

    #[test]
    fn two_shifts_are_both_found() {
        let own = cells(&[0.0, 0.0, 0.0, 0.0, 0.4, 0.4, 0.4, 0.4, 0.0, 0.0, 0.0, 0.0], 60, 4);
        let (found, ..) = shifts(&[&own], 5);
        let mut at: Vec<usize> = found.iter().map(|shift| shift.at).collect();
        at.sort_unstable();
        assert_eq!(at, [4, 8], "{found:?}");
    }

    #[test]
    fn noise_is_called_a_shift_as_rarely_as_the_level_says() {
        for size in [20, 400] {
            let found = (0..100).filter(|seed| {
                let own = cells(&[0.1; 8], size, 1000 + seed);
                !shifts(&[&own], 5).0.is_empty()
            });
            assert!((1..=11).contains(&found.count()), "of 100, about 5 are expected at size {size}");
        }
    }

    #[test]
    fn holm_corrects_as_in_the_text_book() {
        let shift = |p| Shift { series: 0, part: 0..1, at: 0, p, corrected: 1.0, periods: 1.0 };
        let mut own = [0.01, 0.04, 0.03, 0.005].map(shift);
        holm(&mut own);
        let corrected: Vec<f64> = own.iter().map(|s| (s.corrected * 1000.0).round()).collect();
        assert_eq!(corrected, [30.0, 60.0, 60.0, 20.0]);
    }

    #[test]
    fn periods_without_documents_are_passed_over() {
        let mut own = cells(&[0.0, 0.0, 0.0, 0.0, 0.5, 0.5, 0.5, 0.5], 50, 3);
        own.insert(4, Scores::default());
        own.insert(4, Scores::default());
        let (found, ..) = shifts(&[&own], 5);
        assert_eq!(found.first().map(|shift| shift.at), Some(6));
    }
}
