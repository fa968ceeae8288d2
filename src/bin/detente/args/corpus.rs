//! The arguments of `detente corpus`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ValueEnum, ValueHint};
use detente::Config;
use detente::config::Budget;
use detente::corpus::TableFormat;
use detente::corpus::inputs::{Columns, InputFormat, InputOptions};

use super::{ModelArgs, OnOff};

/// What `corpus` takes.
#[derive(Debug, clap::Args)]
pub struct CorpusArgs {
    /// Folders, files, glob patterns, or `-` for standard input.
    ///
    /// Folders are read with everything below them. Documents keep the order of the inputs, and of the names in a folder.
    #[arg(value_name = "INPUT", required = true, value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<PathBuf>,
    /// Write the tables into DIR; a run that was interrupted there goes on.
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub out: PathBuf,
    /// What the tables are written as.
    #[arg(long, short, value_name = "FORMAT", default_value = "parquet", help_heading = "Output")]
    pub format: TablesAs,
    /// Write a third table with a row for every sentence.
    #[arg(long, help_heading = "Output")]
    pub sentences: bool,
    /// Throw away what an earlier run has done in DIR.
    #[arg(long, help_heading = "Output")]
    pub restart: bool,
    /// Print no progress, no notes and no last line; errors are still printed.
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
    #[command(flatten)]
    pub reading: ReadingArgs,
    #[command(flatten)]
    pub running: RunningArgs,
    #[command(flatten)]
    pub summary: SummariesArgs,
    #[command(flatten)]
    pub model: ModelArgs,
}

/// How the input is read.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Input")]
pub struct ReadingArgs {
    /// Read every file as this format instead of detecting it.
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(InputFormat::ALL.map(InputFormat::name)).try_map(|name| name.parse::<InputFormat>()))]
    pub input_format: Option<InputFormat>,
    /// The column or field with the text; usual names are found without it, and printed.
    #[arg(long, value_name = "COLUMN")]
    pub text: Option<String>,
    /// The column or field with a page of HTML.
    #[arg(long, value_name = "COLUMN")]
    pub html: Option<String>,
    /// The column or field with the document's id.
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// The column or field with its date.
    #[arg(long, value_name = "COLUMN")]
    pub date: Option<String>,
    /// The column or field that says who published it.
    #[arg(long, value_name = "COLUMN")]
    pub source: Option<String>,
    /// The column or field with its country.
    #[arg(long, value_name = "COLUMN")]
    pub country: Option<String>,
    /// Read hidden files too, and those that .gitignore and .ignore leave out.
    #[arg(long)]
    pub all: bool,
    /// Whether titles, bylines, tags and the like are told from the body; `off` takes every line as body.
    #[arg(long, value_name = "WHEN", default_value = "on")]
    pub anatomy: OnOff,
}

/// How long each summary is, and what it is about. `--sentences` is the table's here.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Summary")]
pub struct SummariesArgs {
    /// At most N sentences in each summary.
    #[arg(long, short = 'n', value_name = "N", default_value = "3", conflicts_with_all = ["summary_ratio", "summary_words"])]
    pub summary_sentences: NonZeroUsize,
    /// At most this share of each document's sentences, more than 0 and at most 1.
    #[arg(long, value_name = "R", conflicts_with = "summary_words")]
    pub summary_ratio: Option<f64>,
    /// At most W words in each summary, but at least one sentence.
    #[arg(long, value_name = "W")]
    pub summary_words: Option<NonZeroUsize>,
    /// What the summaries should be about.
    #[arg(long, value_name = "TEXT")]
    pub query: Option<String>,
}

/// How the run is run.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Run")]
pub struct RunningArgs {
    /// Score no document that repeats an earlier one, exactly or nearly; it is marked in any case.
    #[arg(long)]
    pub dedupe: bool,
    /// Stop when more than N documents have failed; fewer make no error of the run. Not given, any number may fail, and
    /// the exit code says that some did.
    #[arg(long, value_name = "N")]
    pub max_errors: Option<u64>,
    /// Memory for documents on their way, beside about 100 MiB for the model: bytes, or a number with K, M or G.
    #[arg(long, value_name = "SIZE", default_value = "128M", value_parser = size)]
    pub memory: u64,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum TablesAs {
    /// Typed columns, compressed
    Parquet,
    /// One object a line
    Jsonl,
    /// Comma-separated values
    Csv,
}

impl CorpusArgs {
    /// The settings of the analysis, checked.
    pub fn config(&self) -> detente::Result<Config> {
        let SummariesArgs { summary_sentences, summary_ratio, summary_words, query } = &self.summary;
        let budget = match (summary_ratio, summary_words) {
            (Some(ratio), _) => Budget::Ratio(*ratio),
            (None, Some(words)) => Budget::Words(words.get()),
            (None, None) => Budget::Sentences(summary_sentences.get()),
        };
        let (query, anatomy) = (query.clone(), self.reading.anatomy.into());
        Config { budget, query, anatomy, ..Config::default() }.checked()
    }

    /// Which inputs are read, and how.
    pub fn input_options(&self) -> InputOptions {
        let ReadingArgs { input_format, text, html, id, date, source, country, all, .. } = &self.reading;
        let own = |name: &Option<String>| name.clone();
        let columns = Columns {
            text: own(text),
            html: own(html),
            id: own(id),
            date: own(date),
            source: own(source),
            country: own(country),
        };
        let (paths, format) = (self.inputs.clone(), *input_format);
        InputOptions { paths, format, columns, all: *all, except: Some(self.out.clone()) }
    }
}

impl From<TablesAs> for TableFormat {
    fn from(format: TablesAs) -> Self {
        match format {
            TablesAs::Parquet => Self::Parquet,
            TablesAs::Jsonl => Self::Jsonl,
            TablesAs::Csv => Self::Csv,
        }
    }
}

/// A size in bytes, such as `200M`.
fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("{text} is not a size; give bytes, or a number with K, M or G, such as 200M");
    let digits = text.trim_end_matches(['k', 'K', 'm', 'M', 'g', 'G']);
    let unit = match text.get(digits.len()..) {
        Some("") => 0,
        Some("k" | "K") => 10,
        Some("m" | "M") => 20,
        Some("g" | "G") => 30,
        _ => return Err(wrong()),
    };
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    number.checked_mul(1 << unit).filter(|&bytes| bytes > 0).ok_or_else(wrong)
}
