//! What a report says in one line: the product against each other system, and its best rival on a suite.
//!
//! Enters: a suite's report. Leaves: differences turned so that they are always of the product less the other, with a
//! verdict. Holds: the same words in the page and in Markdown; a difference counts when the p-value of the paired
//! bootstrap is below [`LEVEL`]; a system that sees the gold is a ceiling, never the best nor a rival.

use super::{Better, Figure, MetricInfo, Pair, SuiteReport, SystemReport};
use crate::eval::item::{CLASSES, Job};

/// The p-value below which a difference counts.
pub const LEVEL: f64 = 0.05;

/// What the paired bootstrap says of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The product is better.
    Better,
    /// The product is worse.
    Worse,
    /// They differ on a metric that only describes.
    Different,
    /// The data do not tell them apart.
    Open,
    /// There is no p-value.
    Untested,
}

impl Verdict {
    /// The verdict in words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Different => "different",
            Self::Open => "not told apart",
            Self::Untested => "not tested",
        }
    }

    /// Whether the difference counts.
    #[must_use]
    pub fn counts(self) -> bool {
        matches!(self, Self::Better | Self::Worse | Self::Different)
    }

    /// Its symbol, so that it is never told by colour alone.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Better => "+",
            Self::Worse => "−",
            Self::Different => "≠",
            Self::Open => "≈",
            Self::Untested => "",
        }
    }
}

/// The product against one other system on one metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Versus {
    /// The product's figure less the other's.
    pub difference: Figure,
    /// Two-sided p-value.
    pub p: Option<f64>,
    /// What that says.
    pub verdict: Verdict,
}

/// A suite in one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Headline<'a> {
    /// The leading metric.
    pub metric: &'a MetricInfo,
    /// The product's figure.
    pub product: Figure,
    /// The best other system that does not see the gold, with its figure.
    pub rival: Option<(&'a SystemReport, Figure)>,
    /// The product against it.
    pub versus: Option<Versus>,
}

/// The metrics on which systems are compared; the first of all where the suite names none.
#[must_use]
pub fn leading(suite: &SuiteReport) -> Vec<&MetricInfo> {
    let named: Vec<_> = suite.metrics.iter().filter(|m| m.leading).collect();
    if named.is_empty() { suite.metrics.iter().take(1).collect() } else { named }
}

/// Whether a system sees the gold, so that it marks what can be reached at most.
#[must_use]
pub fn is_ceiling(system: &str) -> bool {
    system.starts_with("oracle")
}

/// A pair of the product with `other` on a metric, turned to the product less the other.
#[must_use]
pub fn versus(suite: &SuiteReport, metric: &MetricInfo, other: &str) -> Option<Versus> {
    let product = suite.systems.first()?.name.as_str();
    let mut pairs = suite.pairs.iter().filter(|pair| pair.metric == metric.name);
    let turned = |pair: &Pair| match (pair.a.as_str(), pair.b.as_str()) {
        (a, b) if a == product && b == other => Some((pair.difference, pair.p)),
        (a, b) if b == product && a == other => Some((negated(pair.difference), pair.p)),
        _ => None,
    };
    let (difference, p) = pairs.find_map(turned)?;
    Some(Versus { difference, p, verdict: verdict(metric.better, difference.value, p) })
}

/// The verdict on a difference of the product less another system.
fn verdict(better: Better, difference: Option<f64>, p: Option<f64>) -> Verdict {
    let (Some(difference), Some(p)) = (difference, p) else { return Verdict::Untested };
    match better {
        _ if p >= LEVEL => Verdict::Open,
        Better::Neither => Verdict::Different,
        Better::Higher if difference > 0.0 => Verdict::Better,
        Better::Lower if difference < 0.0 => Verdict::Better,
        Better::Higher | Better::Lower => Verdict::Worse,
    }
}

fn negated(figure: Figure) -> Figure {
    Figure { value: figure.value.map(|v| -v), low: figure.high.map(|v| -v), high: figure.low.map(|v| -v) }
}

/// Whether one value is better than another.
#[must_use]
pub fn is_better(better: Better, one: f64, other: f64) -> bool {
    match better {
        Better::Higher => one > other,
        Better::Lower => one < other,
        Better::Neither => false,
    }
}

/// The best value of a metric among the systems that do not see the gold; none where no value is better.
#[must_use]
pub fn best(suite: &SuiteReport, metric: &MetricInfo) -> Option<f64> {
    let systems = suite.systems.iter().filter(|s| !is_ceiling(&s.name));
    let values = systems.filter_map(|s| s.figures.get(&metric.name)?.value);
    let best = values.reduce(|best, value| if is_better(metric.better, value, best) { value } else { best });
    best.filter(|_| metric.better != Better::Neither)
}

/// A suite in one line; none where it has no metric or no system.
#[must_use]
pub fn headline(suite: &SuiteReport) -> Option<Headline<'_>> {
    let metric = leading(suite).into_iter().next()?;
    let product = *suite.systems.first()?.figures.get(&metric.name)?;
    let others = suite.systems.iter().skip(1).filter(|s| !is_ceiling(&s.name));
    let valued = others.filter_map(|s| s.figures.get(&metric.name).filter(|f| f.value.is_some()).map(|f| (s, *f)));
    let rival = valued.reduce(|best, next| match (best.1.value, next.1.value) {
        (Some(old), Some(new)) if is_better(metric.better, new, old) => next,
        _ => best,
    });
    let versus = rival.and_then(|(system, _)| versus(suite, metric, &system.name));
    Some(Headline { metric, product, rival, versus })
}

/// How many times as fast as the product a system was.
#[must_use]
pub fn pace(suite: &SuiteReport, system: &SystemReport) -> Option<f64> {
    let product = suite.systems.first()?.speed?.items_per_second;
    let own = system.speed?.items_per_second;
    (product > 0.0).then(|| own / product)
}

/// The gold by class: tone in the order of its classes, others by name.
#[must_use]
pub fn gold(suite: &SuiteReport) -> Vec<(&str, usize)> {
    let mut gold: Vec<_> = suite.gold.iter().map(|(class, &units)| (class.as_str(), units)).collect();
    gold.sort_by_key(|(class, _)| CLASSES.iter().position(|c| c == class).unwrap_or(CLASSES.len()));
    gold
}

/// What a job measures, in words.
#[must_use]
pub fn job_words(job: Job) -> &'static str {
    match job {
        Job::Summary => "Summaries",
        Job::ToneSentence => "Tone of sentences",
        Job::ToneSection => "Tone of sections",
        Job::ToneBinary => "Confrontational or not",
        Job::Splitting => "Sentence boundaries",
        Job::Anatomy => "Kinds of lines",
        Job::Html => "Bodies of web pages",
    }
}

/// Which way a metric is better, in words.
#[must_use]
pub fn better_words(better: Better) -> &'static str {
    match better {
        Better::Higher => "higher is better",
        Better::Lower => "lower is better",
        Better::Neither => "describes only",
    }
}

/// Which part of an item an error is about, in words that count from one.
#[must_use]
pub fn part_words(job: Job, part: Option<(usize, usize)>) -> String {
    let noun = if job == Job::Anatomy { "line" } else { "sentence" };
    match part {
        None => String::new(),
        Some((first, end)) if end <= first + 1 => format!("{noun} {}", first + 1),
        Some((first, end)) => format!("{noun}s {}–{end}", first + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{Verdict, negated, part_words, verdict};
    use crate::eval::item::Job;
    use crate::eval::report::{Better, Figure};

    #[test]
    fn a_verdict_needs_a_small_p_and_knows_which_way_is_better() {
        assert_eq!(verdict(Better::Higher, Some(0.1), Some(0.01)), Verdict::Better);
        assert_eq!(verdict(Better::Lower, Some(0.1), Some(0.01)), Verdict::Worse);
        assert_eq!(verdict(Better::Lower, Some(-0.1), Some(0.01)), Verdict::Better);
        assert_eq!(verdict(Better::Higher, Some(0.1), Some(0.05)), Verdict::Open);
        assert_eq!(verdict(Better::Neither, Some(0.1), Some(0.01)), Verdict::Different);
        assert_eq!(verdict(Better::Higher, Some(0.1), None), Verdict::Untested);
    }

    #[test]
    fn a_turned_difference_has_its_interval_turned() {
        let turned = negated(Figure { value: Some(1.0), low: Some(-2.0), high: Some(3.0) });
        assert_eq!(turned, Figure { value: Some(-1.0), low: Some(-3.0), high: Some(2.0) });
    }

    #[test]
    fn parts_count_from_one() {
        assert_eq!(part_words(Job::ToneSentence, Some((3, 4))), "sentence 4");
        assert_eq!(part_words(Job::ToneSection, Some((3, 7))), "sentences 4–7");
        assert_eq!(part_words(Job::Anatomy, Some((0, 1))), "line 1");
    }
}
