//! What the answers of a system are worth.
//!
//! Enters: items and what one system said of them. Leaves: [`Judged`]: one [`Statistic`] a metric, a function of weights.
//! Holds: a statistic of all units with weight 1 is the figure; the bootstrap gives a unit the number of times that its
//! cluster was drawn, a slice gives 0 to what is outside it; so a figure, its interval and its slices are one computation.

pub mod bootstrap;
mod ranking;
mod summary;
mod texts;
mod tone;

use super::fault::Fault;
use super::item::{Gold, Item, Job, Said};
use super::report::{Better, Bin, ClassFigures, MetricInfo, Risk, Worst};
use super::suite::Suite;
use crate::error::Result;

pub use summary::{Rouge, oracle};

/// A metric of a job.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// Its name in JSON.
    pub name: &'static str,
    /// Its title in tables.
    pub title: &'static str,
    /// Which way is better.
    pub better: Better,
    /// Whether it leads: systems are compared on it, slices show it.
    pub leading: bool,
    /// How it is computed.
    pub about: &'static str,
}

impl From<&Metric> for MetricInfo {
    fn from(metric: &Metric) -> Self {
        let &Metric { name, title, better, leading, about } = metric;
        Self { name: name.into(), title: title.into(), better, leading, about: about.into() }
    }
}

/// A figure as a function of the units' weights; none where it is not defined.
type Function = Box<dyn Fn(&[f64]) -> Option<f64> + Send + Sync>;

/// A metric of one system, over one or more runs.
pub struct Statistic {
    /// Which metric.
    pub metric: &'static Metric,
    runs: Vec<Function>,
}

impl Statistic {
    fn new(metric: &'static Metric, function: impl Fn(&[f64]) -> Option<f64> + Send + Sync + 'static) -> Self {
        Self { metric, runs: vec![Box::new(function)] }
    }

    /// The mean over the runs; none where one of them has none, it is not finite, or no unit has any weight.
    #[must_use]
    pub fn of(&self, weights: &[f64]) -> Option<f64> {
        if weights.iter().all(|weight| *weight == 0.0) {
            return None;
        }
        let sum = self.runs.iter().map(|run| run(weights)).sum::<Option<f64>>()?;
        let mean = sum / number(self.runs.len());
        mean.is_finite().then_some(mean)
    }
}

/// One system's answers, judged.
pub struct Judged {
    /// One a metric.
    pub statistics: Vec<Statistic>,
    /// By class or kind, of the first run.
    pub classes: Vec<ClassFigures>,
    /// Confusion matrix.
    pub confusion: Option<Vec<Vec<u64>>>,
    /// Reliability diagram.
    pub reliability: Vec<Bin>,
    /// Risk-coverage curve.
    pub risk: Vec<Risk>,
    /// Errors, the worst first.
    pub worst: Vec<Worst>,
}

impl Judged {
    fn of(statistics: Vec<Statistic>) -> Self {
        Self { statistics, classes: vec![], confusion: None, reliability: vec![], risk: vec![], worst: vec![] }
    }
}

/// How many errors of the product a report shows.
pub const WORST: usize = 10;

/// Judges the answers of a system, a list for each run.
///
/// # Errors
/// [`Fault::Answers`] when an answer is of another job than the suite.
pub fn judge(suite: &Suite, items: &[Item], runs: &[Vec<Said>]) -> Result<Judged> {
    let mut judged: Option<Judged> = None;
    for said in runs {
        let own = match suite.job {
            Job::Summary => summary::judge(suite, items, said)?,
            Job::ToneSentence | Job::ToneSection | Job::ToneBinary => tone::judge(suite, items, said)?,
            Job::Splitting => texts::splitting(items, said)?,
            Job::Anatomy => texts::anatomy(items, said)?,
            Job::Html => texts::pages(items, said)?,
        };
        match &mut judged {
            None => judged = Some(own),
            Some(first) => {
                let pairs = first.statistics.iter_mut().zip(own.statistics);
                pairs.for_each(|(first, own)| first.runs.extend(own.runs));
            }
        }
    }
    Ok(judged.unwrap_or_else(|| Judged::of(Vec::new())))
}

/// The item of each unit, and the gold classes in words; the same for every system.
#[must_use]
pub fn units(suite: &Suite, items: &[Item]) -> Vec<(usize, Option<&'static str>)> {
    let of = |(index, item): (usize, &Item)| -> Vec<(usize, Option<&'static str>)> {
        match &item.gold {
            Gold::Tone(targets) => {
                targets.iter().map(|t| (index, Some(tone::class_name(suite.job, t.class)))).collect()
            }
            Gold::Lines(kinds) => kinds.iter().map(|kind| (index, Some(kind.name()))).collect(),
            Gold::Summary { .. } | Gold::Sentences(_) | Gold::Body(_) => vec![(index, None)],
        }
    };
    items.iter().enumerate().flat_map(of).collect()
}

/// An answer of another job.
fn unfit(item: &Item, wanted: &str) -> crate::Error {
    Fault::Answers { name: item.id.clone(), what: format!("the answer is no {wanted}") }.into()
}

/// The weighted mean of what is defined.
fn mean(values: &[Option<f64>], weights: &[f64]) -> Option<f64> {
    let (mut sum, mut total) = (0.0, 0.0);
    for (value, weight) in values.iter().zip(weights) {
        if let Some(value) = value {
            sum += value * weight;
            total += weight;
        }
    }
    (total > 0.0).then(|| sum / total)
}

/// A count as a number.
#[allow(clippy::cast_precision_loss)]
#[must_use]
pub fn number(count: usize) -> f64 {
    count as f64
}

/// Precision, recall and F1 from counts: right, said, gold.
fn class_figures(class: &str, right: u64, said: u64, gold: u64) -> ClassFigures {
    #[allow(clippy::cast_precision_loss)]
    let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
    let figures = (share(right, said), share(right, gold), share(2 * right, said + gold));
    ClassFigures { class: class.to_owned(), gold, precision: figures.0, recall: figures.1, f1: figures.2 }
}
