//! The figures of a dashboard, as its JSON has them and its other forms show them.
//!
//! Holds: numbers have six decimals; every text of the corpus is on one line and cannot steer a terminal; documents are
//! named by their place in `documents.rows`.

use serde::Serialize;

use super::period::Grain;
use crate::analysis::ToneLabel;
use crate::eval::report::Figure;

/// All figures of a corpus.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dashboard {
    /// Version of this layout.
    pub schema: u32,
    /// The version of detente.
    pub detente: String,
    /// What `run.json` says of the run, as names and values.
    pub run: Vec<(String, String)>,
    /// Seed of the bootstrap, the tests and the samples.
    pub seed: u64,
    /// Samples of the bootstrap.
    pub resamples: usize,
    /// Whether duplicates count as documents of their own.
    pub keep_duplicates: bool,
    /// What there is, and what is left out.
    pub coverage: Coverage,
    /// All documents that count.
    pub overall: Summary,
    /// By period.
    pub time: Time,
    /// By source.
    pub sources: Groups,
    /// By country.
    pub countries: Groups,
    /// How scores and labels are distributed.
    pub distribution: Distribution,
    /// Where the tone shifts.
    pub changes: Changes,
    /// The sections at either end.
    pub sections: Sections,
    /// The documents that the figures lead to.
    pub documents: Documents,
}

/// The figures of a group of documents.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Summary {
    /// How many there are.
    pub documents: u64,
    /// Their mean score, with its 95% bootstrap interval.
    pub mean: Figure,
    /// How many are conciliatory.
    pub conciliatory: u64,
    /// How many are neutral.
    pub neutral: u64,
    /// How many are confrontational.
    pub confrontational: u64,
    /// The share of conciliatory documents.
    pub conciliatory_share: f64,
    /// The share of neutral documents.
    pub neutral_share: f64,
    /// The share of confrontational documents.
    pub confrontational_share: f64,
}

/// Tone over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Time {
    /// The length of a period.
    pub by: Grain,
    /// The periods without a gap, those without documents too.
    pub periods: Vec<Period>,
    /// Documents that count and have no date.
    pub undated: u64,
    /// Documents that count and whose date cannot be read.
    pub unreadable: u64,
    /// Documents that count and whose date is less precise than a period.
    pub coarse: u64,
    /// Documents that count and are dated further from the central 99% than those span.
    pub far: u64,
}

/// A period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Period {
    /// Its name, such as `2031-03` or `2031-W12`.
    pub name: String,
    /// Its first day.
    pub start: String,
    /// Its figures.
    #[serde(flatten)]
    pub summary: Summary,
    /// Its documents, or a sample of them.
    pub rows: Vec<usize>,
}

/// Documents by source or by country.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Groups {
    /// How many values there are.
    pub values: u64,
    /// Documents that count and have none.
    pub missing: u64,
    /// The values with most documents, those of equal size by their distance from the mean of all; from conciliatory to
    /// confrontational.
    pub shown: Vec<Group>,
    /// All other values together.
    pub others: Option<Summary>,
}

/// Documents of one source or country.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Its figures.
    #[serde(flatten)]
    pub summary: Summary,
    /// Its figures by period, for the largest groups.
    pub periods: Option<Vec<Summary>>,
    /// Its documents, or a sample of them.
    pub rows: Vec<usize>,
}

/// How scores and labels are distributed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Distribution {
    /// Bins of scores from -1 to 1.
    pub bins: Vec<Bin>,
    /// Conciliatory, neutral, confrontational.
    pub labels: Vec<LabelFigures>,
}

/// A bin of scores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// The least score in it.
    pub low: f64,
    /// The score that it ends before; the last bin has 1 too.
    pub high: f64,
    /// Documents by label: conciliatory, neutral, confrontational.
    pub documents: [u64; 3],
}

/// Documents of one label.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LabelFigures {
    /// The label.
    pub tone: ToneLabel,
    /// How many there are.
    pub documents: u64,
    /// Their share of all.
    pub share: f64,
    /// The mean calibrated probability of the label.
    pub confidence: Option<f64>,
    /// Documents by that probability, in tenths from 0 to 1.
    pub tenths: [u64; 10],
}

/// Where the tone shifts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changes {
    /// How many series have documents enough to be tested.
    pub series: usize,
    /// How many tests there were: where a change was found, both sides were tested again.
    pub tests: usize,
    /// Shifts with a corrected p below .05, the largest first.
    pub found: Vec<Change>,
}

/// What a series is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Series {
    /// All documents.
    Overall,
    /// A source.
    Source,
    /// A country.
    Country,
}

impl Series {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Overall => "overall",
            Self::Source => "source",
            Self::Country => "country",
        }
    }
}

/// A shift of a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// What the series is of.
    pub series: Series,
    /// The source or country.
    pub name: String,
    /// The first period after the shift, as a place in `time.periods`.
    pub at: usize,
    /// First and last period of the part of the series that was tested.
    pub span: [usize; 2],
    /// The documents before.
    pub before: Summary,
    /// The documents after.
    pub after: Summary,
    /// Mean after less mean before, with its 95% bootstrap interval.
    pub difference: Figure,
    /// The p-value of the test, documents exchanged.
    pub p: f64,
    /// The same, corrected after Holm.
    pub p_corrected: f64,
    /// The p-value where whole periods are exchanged.
    pub p_periods: f64,
    /// Typical documents before.
    pub rows_before: Vec<usize>,
    /// Typical documents after.
    pub rows_after: Vec<usize>,
}

/// The sections at either end, at most one of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sections {
    /// The most conciliatory first.
    pub conciliatory: Vec<SectionFigure>,
    /// The most confrontational first.
    pub confrontational: Vec<SectionFigure>,
}

/// A section with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionFigure {
    /// The document it stands in.
    pub document: Listed,
    /// Its index in the document.
    pub section: u64,
    /// Its heading.
    pub heading: Option<String>,
    /// First byte in the extracted text.
    pub start: u64,
    /// One past its last byte.
    pub end: u64,
    /// How many sentences it has.
    pub sentences: u64,
    /// Its tone.
    pub tone: ToneLabel,
    /// Its score.
    pub score: f64,
    /// Calibrated probability of the label.
    pub confidence: f64,
    /// The sentence that contributes most.
    pub evidence: String,
}

/// Documents that figures lead to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Documents {
    /// Whether all documents that count are here; samples of every period, source and country otherwise.
    pub all: bool,
    /// The documents in the order of the corpus.
    pub rows: Vec<Listed>,
    /// Those without a period.
    pub unplaced: Vec<usize>,
}

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed {
    /// Its number in the corpus.
    pub document: u64,
    /// Its id.
    pub id: String,
    /// Where it came from.
    pub path: String,
    /// Its date.
    pub date: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// The country it belongs to.
    pub country: Option<String>,
    /// Its tone.
    pub tone: ToneLabel,
    /// Its score.
    pub score: f64,
    /// Calibrated probability of the label.
    pub confidence: Option<f64>,
    /// Its period, as a place in `time.periods`.
    pub period: Option<usize>,
}

/// What there is, and what is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Rows of the table.
    pub documents: u64,
    /// Documents with a tone.
    pub scored: u64,
    /// Documents that the figures count.
    pub counted: u64,
    /// Documents with an error.
    pub failed: u64,
    /// Errors by kind, the most frequent first.
    pub errors: Vec<ErrorKind>,
    /// Documents that repeat an earlier one.
    pub exact_duplicates: u64,
    /// Documents that nearly repeat an earlier one.
    pub near_duplicates: u64,
    /// Documents with a tone by language, the most frequent first.
    pub languages: Vec<Language>,
    /// Sections of documents that count.
    pub sections: u64,
    /// Sentences of documents that count.
    pub sentences: u64,
    /// Words of documents that count.
    pub words: u64,
    /// Bytes of extracted text of documents that count.
    pub bytes: u64,
    /// What scored the documents.
    pub models: Vec<Model>,
}

/// Documents that failed in the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorKind {
    /// What is said of them, without names and numbers.
    pub message: String,
    /// How many there are.
    pub documents: u64,
    /// The first of them.
    pub example: String,
}

/// Documents in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Language {
    /// ISO 639.
    pub language: String,
    /// How many there are.
    pub documents: u64,
}

/// Documents that one model scored with the same settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Model {
    /// Its name.
    pub model: String,
    /// SHA-256 of its checksum list.
    pub model_sha256: String,
    /// SHA-256 of the settings.
    pub config_sha256: String,
    /// How many there are.
    pub documents: u64,
}
