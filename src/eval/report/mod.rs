//! What a run of suites found: `report.json`, schema 1, from which the page and the Markdown are made.
//!
//! Holds: everything shown stands in [`Report`]; figures are rounded to eight decimals; a figure that is not defined (no
//! gold of a class, no probabilities) is null. The only figures that change from run to run are those of [`Speed`].

pub mod figures;
pub mod findings;
pub(crate) mod html;
mod markdown;
pub mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::html::page;
pub use self::markdown::{markdown, overview};
use super::item::Job;
use crate::analysis::ModelId;

/// The version of `report.json`.
pub const SCHEMA: u32 = 1;

/// All of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this layout.
    pub schema: u32,
    /// Version of the program.
    pub detente: String,
    /// The commit that it was built from, where it was given.
    pub commit: Option<String>,
    /// The day, where it was given.
    pub made: Option<String>,
    /// The model.
    pub model: ModelId,
    /// Seed of the bootstrap.
    pub seed: u64,
    /// Samples of the bootstrap.
    pub resamples: usize,
    /// The suites, in the order in which they ran.
    pub suites: Vec<SuiteReport>,
}

/// What was found on one suite.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SuiteReport {
    /// Its name.
    pub name: String,
    /// What it measures.
    pub job: Job,
    /// What the data are, in a sentence or two.
    pub about: String,
    /// The data file, as the suite names it.
    pub data: String,
    /// SHA-256 of the data file.
    pub data_sha256: String,
    /// How many documents (or texts, pages) were asked about.
    pub items: usize,
    /// How many answers were judged: sentences, sections, lines, documents.
    pub units: usize,
    /// How many independent clusters the bootstrap draws from.
    pub clusters: usize,
    /// Units by gold class; empty where there are no classes.
    pub gold: BTreeMap<String, usize>,
    /// The metrics, the most important first.
    pub metrics: Vec<MetricInfo>,
    /// The systems, the product first.
    pub systems: Vec<SystemReport>,
    /// Differences of systems, two by two, on the leading metrics.
    pub pairs: Vec<Pair>,
    /// The leading metrics on parts of the data.
    pub slices: Vec<Slice>,
    /// The product's worst errors.
    pub worst: Vec<Worst>,
}

/// What a metric is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricInfo {
    /// Its name in JSON, such as `macro_f1`.
    pub name: String,
    /// Its title in tables.
    pub title: String,
    /// Which way is better.
    pub better: Better,
    /// Whether systems are compared on it two by two, and slices show it.
    pub leading: bool,
    /// How it is computed.
    pub about: String,
}

/// Which way a metric is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// The higher, the better.
    Higher,
    /// The lower, the better.
    Lower,
    /// Neither; it describes.
    Neither,
}

/// What one system reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SystemReport {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: String,
    /// Over how many runs its figures are means.
    pub runs: usize,
    /// Metric to figure.
    pub figures: BTreeMap<String, Figure>,
    /// Precision, recall and F1 by class or kind; empty where there are none.
    pub classes: Vec<ClassFigures>,
    /// Confusion matrix of tone: rows gold, columns said, both in the order of the classes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confusion: Option<Vec<Vec<u64>>>,
    /// Reliability of the probability of the label said, in fifteen equal bins; empty ones are left out.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reliability: Vec<Bin>,
    /// Error among the most confident part, by the size of the part.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub risk: Vec<Risk>,
    /// How fast it was; none for answers from a file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speed: Option<Speed>,
}

/// A figure with its 95% bootstrap interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The figure on all of the data; null where it is not defined.
    pub value: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// Precision, recall and F1 of one class or kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassFigures {
    /// The class.
    pub class: String,
    /// How many units are of it by gold.
    pub gold: u64,
    /// Precision; null where it was never said.
    pub precision: Option<f64>,
    /// Recall; null where the gold has none.
    pub recall: Option<f64>,
    /// F1; null where it was neither said nor is in the gold.
    pub f1: Option<f64>,
}

/// One bin of a reliability diagram.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Lower end of the probability.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// How many units.
    pub units: u64,
    /// Their mean probability.
    pub confidence: f64,
    /// The share that was right.
    pub accuracy: f64,
}

/// A point of the risk-coverage curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    /// The share of the units that are answered, the most confident first.
    pub coverage: f64,
    /// The share of errors among them.
    pub risk: f64,
}

/// How fast a system answered, one item after another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Speed {
    /// Seconds for one run over all items.
    pub seconds: f64,
    /// Items a second.
    pub items_per_second: f64,
}

/// The difference of two systems on a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The metric.
    pub metric: String,
    /// One system.
    pub a: String,
    /// The other.
    pub b: String,
    /// Figure of `a` less figure of `b`, with its interval.
    pub difference: Figure,
    /// Two-sided p-value of the paired bootstrap.
    pub p: Option<f64>,
}

/// The leading metrics on a part of the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slice {
    /// By which field.
    pub field: String,
    /// Its value.
    pub value: String,
    /// How many units it has.
    pub units: usize,
    /// System to metric to figure.
    pub systems: BTreeMap<String, BTreeMap<String, Figure>>,
}

/// An error of the product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Worst {
    /// The item.
    pub item: String,
    /// Which part of it: sentences `first..end`, or lines; null for the whole.
    pub part: Option<(usize, usize)>,
    /// What is right, in words.
    pub gold: String,
    /// What was said.
    pub said: String,
    /// Probabilities of confrontational, neutral, conciliatory.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub probabilities: Option<[f64; 3]>,
    /// How wrong it is, in the unit that `ranked_by` of the job names; the worst first.
    pub badness: f64,
    /// The text; null where texts are left out.
    pub text: Option<String>,
}
