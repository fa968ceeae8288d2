//! Whether a report is worse than an older one.
//!
//! Enters: two reports. Leaves: every change of a figure, and what of it is a regression. Holds: speed is never looked at,
//! since it differs from run to run; two reports are compared only where data, job, seed and samples are the same, so that
//! a change is a change of the systems; suites that only the new report has are no change.

mod table;

use std::path::Path;

use serde::Deserialize;
use serde::de::Error as _;

use super::fault::Fault;
use super::report::figures::Scale;
use super::report::findings::is_better;
use super::report::{Better, Figure, MetricInfo, Report, SCHEMA, SuiteReport, SystemReport};
use crate::error::Result;

/// Differences smaller than this come from the rounding of reports.
const ROUNDING: f64 = 5e-8;

/// All changes from one report to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Every figure of either report, in the order of the old one.
    pub changes: Vec<Change>,
    /// Suites of the old report that the new one lacks.
    pub gone: Vec<String>,
    /// Suites that only the new report has.
    pub added: Vec<String>,
}

/// A figure in two reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The suite.
    pub suite: String,
    /// The system.
    pub system: String,
    /// The metric's title.
    pub metric: String,
    /// How its figures are printed.
    pub scale: Scale,
    /// As the old report has it.
    pub old: Option<Figure>,
    /// As the new report has it.
    pub new: Option<Figure>,
    /// The new value less the old one, where both are defined.
    pub difference: Option<f64>,
    /// What happened to it.
    pub verdict: Verdict,
}

/// What happened to a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Same,
    /// It changed, within the old interval.
    Within,
    /// It is better than the old interval.
    Better,
    /// It is worse than the old interval.
    Worse,
    /// It left the old interval, of a metric that only describes.
    Changed,
    /// It is there no longer, or no longer defined.
    Lost,
    /// It was not there, or not defined.
    New,
}

/// Something that the older report has better.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// The suite.
    pub suite: String,
    /// What is worse.
    pub kind: Kind,
}

/// What is worse.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// The new report lacks the suite.
    NoSuite,
    /// The suite lacks a system.
    NoSystem {
        /// The system.
        system: String,
    },
    /// A figure is missing or no longer defined.
    NoFigure {
        /// The system.
        system: String,
        /// The metric's title.
        metric: String,
    },
    /// A figure of the product is worse than its old interval allows.
    Fell {
        /// The product.
        system: String,
        /// The metric's title.
        metric: String,
        /// How its figures are printed.
        scale: Scale,
        /// As the old report has it.
        old: Figure,
        /// The new value.
        new: f64,
        /// The worst value allowed.
        allowed: f64,
    },
}

/// Reads a `report.json`.
///
/// # Errors
/// [`Fault::Read`] where the file cannot be read, [`Fault::Report`] where it is no report of [`SCHEMA`].
pub fn read(path: &Path) -> Result<Report> {
    /// The one field that all versions have.
    #[derive(Deserialize)]
    struct Versioned {
        schema: u32,
    }
    let fault = |source| Fault::Report { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(|source| Fault::Read {
        path: path.to_owned(),
        source,
        remedy: "give the report.json that `detente eval --out` writes",
    })?;
    let Versioned { schema } = serde_json::from_slice(&bytes).map_err(fault)?;
    if schema != SCHEMA {
        let what = format!("its schema is {schema}, this program reads schema {SCHEMA}");
        return Err(fault(serde_json::Error::custom(what)).into());
    }
    Ok(serde_json::from_slice(&bytes).map_err(fault)?)
}

/// What changed from one report to another.
///
/// # Errors
/// [`Fault::Unlike`] where they were not made on the same data in the same way.
pub fn compare(old: &Report, new: &Report) -> Result<Comparison> {
    alike(old, new)?;
    let names = |one: &Report, other: &Report| -> Vec<String> {
        let only = one.suites.iter().filter(|suite| find(other, &suite.name).is_none());
        only.map(|suite| suite.name.clone()).collect()
    };
    let both = old.suites.iter().filter_map(|suite| Some((suite, find(new, &suite.name)?)));
    let changes = both.flat_map(|(old, new)| changes(old, new)).collect();
    Ok(Comparison { changes, gone: names(old, new), added: names(new, old) })
}

/// What the old report has better. A figure of the product, the old report's first system, may lie as low as its old
/// interval, less `tolerance`, which is in units of shares: `0.01` is one point of F1 and one point of ROUGE.
///
/// # Errors
/// [`Fault::Unlike`] where they were not made on the same data in the same way.
pub fn regressions(old: &Report, new: &Report, tolerance: f64) -> Result<Vec<Regression>> {
    alike(old, new)?;
    let mut found = Vec::new();
    for suite in &old.suites {
        let kinds = match find(new, &suite.name) {
            None => vec![Kind::NoSuite],
            Some(newer) => worse(suite, newer, tolerance),
        };
        found.extend(kinds.into_iter().map(|kind| Regression { suite: suite.name.clone(), kind }));
    }
    Ok(found)
}

/// What is worse in one suite.
fn worse(old: &SuiteReport, new: &SuiteReport, tolerance: f64) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for (index, system) in old.systems.iter().enumerate() {
        let name = || system.name.clone();
        let Some(newer) = new.systems.iter().find(|s| s.name == system.name) else {
            kinds.push(Kind::NoSystem { system: name() });
            continue;
        };
        for metric in &old.metrics {
            let Some((figure, value)) = system.figures.get(&metric.name).and_then(|f| Some((*f, f.value?))) else {
                continue;
            };
            let Some(now) = newer.figures.get(&metric.name).and_then(|f| f.value) else {
                kinds.push(Kind::NoFigure { system: name(), metric: metric.title.clone() });
                continue;
            };
            let scale = Scale::of(old, &metric.name);
            let slack = if scale == Scale::Points { tolerance * 100.0 } else { tolerance };
            let allowed = match metric.better {
                Better::Higher => figure.low.unwrap_or(value) - slack,
                Better::Lower => figure.high.unwrap_or(value) + slack,
                Better::Neither => continue,
            };
            if index == 0 && is_better(metric.better, allowed, now) && (allowed - now).abs() > ROUNDING {
                let (system, metric) = (name(), metric.title.clone());
                kinds.push(Kind::Fell { system, metric, scale, old: figure, new: now, allowed });
            }
        }
    }
    kinds
}

/// Whether two reports can be compared.
fn alike(old: &Report, new: &Report) -> Result<()> {
    same("the bootstrap's seed", &old.seed, &new.seed)?;
    same("the number of bootstrap samples", &old.resamples, &new.resamples)?;
    for suite in &old.suites {
        let Some(newer) = find(new, &suite.name) else { continue };
        let of = |what: &str| format!("{what} of suite {}", suite.name);
        same(&of("the job"), suite.job.name(), newer.job.name())?;
        same(&of("the data's SHA-256"), &suite.data_sha256, &newer.data_sha256)?;
    }
    Ok(())
}

fn same<T: PartialEq + std::fmt::Display + ?Sized>(what: &str, old: &T, new: &T) -> Result<()> {
    if old == new {
        return Ok(());
    }
    let what = format!("{what} was {old} and is {new}; make both reports on the same data with the same settings");
    Err(Fault::Unlike { what }.into())
}

fn find<'a>(report: &'a Report, suite: &str) -> Option<&'a SuiteReport> {
    report.suites.iter().find(|s| s.name == suite)
}

/// Every figure of a suite in two reports: the systems and metrics of the old one, then those that are new.
fn changes(old: &SuiteReport, new: &SuiteReport) -> Vec<Change> {
    let later = new.systems.iter().filter(|s| old.systems.iter().all(|o| o.name != s.name));
    let systems = old.systems.iter().chain(later);
    let added = new.metrics.iter().filter(|m| old.metrics.iter().all(|o| o.name != m.name));
    let metrics: Vec<&MetricInfo> = old.metrics.iter().chain(added).collect();
    let figure = |suite: &SuiteReport, system: &SystemReport, metric: &MetricInfo| {
        let own = suite.systems.iter().find(|s| s.name == system.name)?;
        own.figures.get(&metric.name).copied().filter(|f| f.value.is_some())
    };
    let of = |system: &SystemReport, metric: &MetricInfo| {
        let (before, after) = (figure(old, system, metric), figure(new, system, metric));
        if before.is_none() && after.is_none() {
            return None;
        }
        let both = before.and_then(|f| f.value).zip(after.and_then(|f| f.value));
        Some(Change {
            suite: old.name.clone(),
            system: system.name.clone(),
            metric: metric.title.clone(),
            scale: Scale::of(if before.is_some() { old } else { new }, &metric.name),
            old: before,
            new: after,
            difference: both.map(|(before, after)| after - before),
            verdict: verdict(metric.better, before, after),
        })
    };
    systems.flat_map(|system| metrics.iter().filter_map(move |metric| of(system, metric))).collect()
}

/// What happened to a figure.
fn verdict(better: Better, old: Option<Figure>, new: Option<Figure>) -> Verdict {
    let Some((figure, value)) = old.and_then(|f| Some((f, f.value?))) else { return Verdict::New };
    let Some(now) = new.and_then(|f| f.value) else { return Verdict::Lost };
    let (low, high) = (figure.low.unwrap_or(value), figure.high.unwrap_or(value));
    let (below, above) = (now < low - ROUNDING, now > high + ROUNDING);
    match better {
        _ if (now - value).abs() <= ROUNDING => Verdict::Same,
        _ if !below && !above => Verdict::Within,
        Better::Neither => Verdict::Changed,
        Better::Higher if above => Verdict::Better,
        Better::Lower if below => Verdict::Better,
        Better::Higher | Better::Lower => Verdict::Worse,
    }
}
