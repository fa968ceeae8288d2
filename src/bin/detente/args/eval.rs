//! The arguments of `detente eval`.

use std::path::PathBuf;

use clap::{Subcommand, ValueHint};

use super::ModelArgs;
use crate::help;

/// What `eval` takes.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct EvalCommand {
    #[command(subcommand)]
    pub action: Option<EvalAction>,
    #[command(flatten)]
    pub run: EvalRunArgs,
}

#[derive(Debug, Subcommand)]
pub enum EvalAction {
    /// List the built-in suites.
    #[command(after_long_help = help::EVAL_LIST_EXAMPLES)]
    List,
    /// Print the differences of two reports.
    #[command(after_long_help = help::EVAL_COMPARE_EXAMPLES)]
    Compare(CompareArgs),
}

/// What a run of suites takes.
#[derive(Debug, clap::Args)]
pub struct EvalRunArgs {
    /// Suites: names that `detente eval list` has, `gold` (those that need no data folder), `public` (those that do), `all`, or files of your own.
    #[arg(value_name = "SUITE", default_value = "gold")]
    pub suites: Vec<String>,
    /// The folder with the data; `DETENTE_DATA` where it is not given.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Data")]
    pub data: Option<PathBuf>,
    /// Answers of another system, to be judged beside the others; may be given several times.
    #[arg(long, value_name = "NAME=FILE", value_parser = named_file, help_heading = "Data")]
    pub system: Vec<(String, PathBuf)>,
    /// At most N items of each suite.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Data")]
    pub limit: Option<u32>,
    /// Write report.html, report.md, report.json and predictions.jsonl into DIR.
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Leave texts of the data out of the files.
    #[arg(long, help_heading = "Output")]
    pub no_text: bool,
    /// The commit that was measured, to stand in the report.
    #[arg(long, value_name = "HASH", help_heading = "Output")]
    pub commit: Option<String>,
    /// The day, to stand in the report.
    #[arg(long, value_name = "DATE", help_heading = "Output")]
    pub made: Option<String>,
    /// Print no progress; errors and warnings are still printed.
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
    /// Samples of the bootstrap.
    #[arg(long, value_name = "N", default_value = "1000", value_parser = clap::value_parser!(u32).range(1..=100_000), help_heading = "Statistics")]
    pub resamples: u32,
    /// Seed of the bootstrap and of random systems.
    #[arg(long, value_name = "N", default_value = "20260101", help_heading = "Statistics")]
    pub seed: u64,
    /// Compare with this report.json, and say what is worse than its intervals allow.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Gate")]
    pub baseline: Option<PathBuf>,
    /// Exit with 1 where something is worse.
    #[arg(long, requires = "baseline", help_heading = "Gate")]
    pub fail_on_regression: bool,
    /// Allow figures to be worse by this much beyond the interval.
    #[arg(long, value_name = "X", default_value = "0", requires = "baseline", value_parser = tolerance, help_heading = "Gate")]
    pub tolerance: f64,
    #[command(flatten)]
    pub model: ModelArgs,
}

#[derive(Debug, clap::Args)]
pub struct CompareArgs {
    /// The report.json to compare with.
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    pub old: PathBuf,
    /// The report.json that is compared.
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    pub new: PathBuf,
}

fn named_file(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.trim().is_empty() && !file.is_empty() => Ok((name.trim().to_owned(), file.into())),
        _ => Err("give NAME=FILE, such as other=answers.jsonl".into()),
    }
}

fn tolerance(text: &str) -> Result<f64, String> {
    let value = text.parse::<f64>().ok().filter(|value| value.is_finite() && *value >= 0.0);
    value.ok_or_else(|| "give a number that is not below 0".into())
}
