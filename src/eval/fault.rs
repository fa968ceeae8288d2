//! What can go wrong in an evaluation; each message names the file, the place and the remedy.

use std::io;
use std::path::PathBuf;

/// Why an evaluation failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// No suite of that name or file.
    #[error("no suite {name}; `detente eval list` has the names, or give the path of a suite's .toml file")]
    NoSuite {
        /// As it was asked for.
        name: String,
    },
    /// A suite file is no suite.
    #[error("suite {name}: {source}; eval/README.md has the fields of a suite")]
    Suite {
        /// The file or the built-in suite.
        name: String,
        /// What the TOML parser said.
        source: Box<toml::de::Error>,
    },
    /// A suite's settings do not fit together.
    #[error("suite {name}: {what}; eval/README.md has the fields of a suite")]
    Settings {
        /// The suite.
        name: String,
        /// What does not fit.
        what: String,
    },
    /// Two suites of one run have the same name.
    #[error("two suites are named {name}; the report could not tell them apart, rename one")]
    Twice {
        /// Their name.
        name: String,
    },
    /// A suite needs the data folder, and none was given.
    #[error("suite {suite} needs the data folder for {data}; give --data DIR, or set DETENTE_DATA")]
    NoData {
        /// The suite.
        suite: String,
        /// The file it wants.
        data: String,
    },
    /// A file cannot be read.
    #[error("{path}: cannot be read ({source}); {remedy}", path = .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
        /// What to do.
        remedy: &'static str,
    },
    /// A row of a data file is not what the suite says.
    #[error("{name}: row {row}: {what}")]
    Row {
        /// The data file.
        name: String,
        /// Row number, from 1, of a table without its header line.
        row: usize,
        /// What is wrong.
        what: String,
    },
    /// No row of a data file is in the split.
    #[error("{name}: {what}, so suite {suite} has nothing to measure; look at its `where` and its `fields`")]
    Nothing {
        /// The data file.
        name: String,
        /// Why nothing is left.
        what: String,
        /// The suite.
        suite: String,
    },
    /// Answers of another system do not fit the suite.
    #[error("{name}: {what}")]
    Answers {
        /// The file.
        name: String,
        /// What does not fit.
        what: String,
    },
    /// A report cannot be understood.
    #[error("{path}: not a report of this program ({source}); give the report.json that `detente eval --out` writes", path = .path.display())]
    Report {
        /// The file.
        path: PathBuf,
        /// What the JSON parser said.
        source: serde_json::Error,
    },
    /// Two reports cannot be compared.
    #[error("the reports cannot be compared: {what}")]
    Unlike {
        /// Why.
        what: String,
    },
}
