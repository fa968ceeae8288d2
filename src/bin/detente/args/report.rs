//! The arguments of `detente report`.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};
use detente::dashboard::{Grain, Options};

/// What `report` takes.
#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// The folder that was the `--out` of `detente corpus`.
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Write to FILE, which appears whole or not at all; standard output where it is not given.
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// What to write; the ending of FILE says it where it is not given, else it is `html`.
    #[arg(long, short, value_name = "FORMAT", help_heading = "Output")]
    pub format: Option<DashboardFormat>,
    /// The length of a period; the shortest that makes at most 72 points where it is not given.
    #[arg(long, value_name = "PERIOD", help_heading = "Figures")]
    pub by: Option<PeriodLength>,
    /// Show at most N sources and countries, those with most documents.
    #[arg(long, value_name = "N", default_value = "30", value_parser = clap::value_parser!(u16).range(1..=1000), help_heading = "Figures")]
    pub top: u16,
    /// Count duplicates as documents of their own, where they were scored.
    #[arg(long, help_heading = "Figures")]
    pub keep_duplicates: bool,
    /// Seed of the bootstrap, the tests and the samples.
    #[arg(long, value_name = "N", default_value = "20260101", help_heading = "Figures")]
    pub seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DashboardFormat {
    /// One self-contained page
    Html,
    /// For notes and wikis
    Md,
    /// One long table
    Csv,
    /// One object
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PeriodLength {
    Day,
    Week,
    Month,
    Year,
}

impl ReportArgs {
    /// What the dashboard shows.
    pub fn options(&self) -> Options {
        let by = self.by.map(|by| match by {
            PeriodLength::Day => Grain::Day,
            PeriodLength::Week => Grain::Week,
            PeriodLength::Month => Grain::Month,
            PeriodLength::Year => Grain::Year,
        });
        Options { by, top: self.top.into(), seed: self.seed, keep_duplicates: self.keep_duplicates }
    }

    /// What is written.
    pub fn format(&self) -> DashboardFormat {
        let ending = self.out.as_ref().and_then(|out| out.extension()).and_then(|ending| ending.to_str());
        let said = ending.map(str::to_ascii_lowercase);
        self.format.unwrap_or(match said.as_deref() {
            Some("md" | "markdown") => DashboardFormat::Md,
            Some("csv") => DashboardFormat::Csv,
            Some("json") => DashboardFormat::Json,
            _ => DashboardFormat::Html,
        })
    }
}
