//! The arguments as clap parses them, and what they become: settings, formats, an engine.

pub mod bench;
pub mod corpus;
pub mod eval;
pub mod report;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;
use std::thread;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use detente::config::{Anatomy, Budget};
use detente::ingest::Format;
use detente::model::runtime::{Device, ModelOptions, RUNTIMES, RuntimeKind};
use detente::report::{By, ReportFormat};
use detente::{Config, Engine};

use self::bench::{BenchArgs, ProbeArgs};
use self::corpus::CorpusArgs;
use self::eval::EvalCommand;
use self::report::ReportArgs;
use crate::help;

/// Extractive summaries and calibrated diplomatic tone of articles, with the evidence for each.
#[derive(Debug, Parser)]
#[command(version, long_about = help::PROGRAM, after_long_help = help::PROGRAM_EXAMPLES)]
#[command(propagate_version = true, arg_required_else_help = true, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Summarize articles and show their tone by section.
    #[command(long_about = help::ANALYZE, after_long_help = help::ANALYZE_EXAMPLES)]
    Analyze(SummaryRunArgs),
    /// Summarize articles in their own sentences.
    #[command(long_about = help::SUMMARIZE, after_long_help = help::SUMMARIZE_EXAMPLES)]
    Summarize(SummaryRunArgs),
    /// Show the diplomatic tone of articles.
    #[command(long_about = help::TONE, after_long_help = help::TONE_EXAMPLES)]
    Tone(ToneArgs),
    /// Show what is recognised in articles: blocks, sections, sentences.
    #[command(long_about = help::PARSE, after_long_help = help::PARSE_EXAMPLES)]
    Parse(ParseArgs),
    /// Score every document of a corpus into tables.
    #[command(long_about = help::CORPUS, after_long_help = help::CORPUS_EXAMPLES)]
    Corpus(CorpusArgs),
    /// Measure systems on data with gold: a report with intervals, and a gate.
    #[command(long_about = help::EVAL, after_long_help = help::EVAL_EXAMPLES)]
    Eval(EvalCommand),
    /// Show the tone of a corpus: over time, by source and country, its changes and its ends.
    #[command(long_about = help::REPORT, after_long_help = help::REPORT_EXAMPLES)]
    Report(ReportArgs),
    /// Say which model this is, verify its files, or measure what can run it.
    #[command(after_long_help = help::MODEL_EXAMPLES)]
    Model(ModelCommand),
    /// Print a completion script for a shell.
    #[command(after_long_help = help::COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArgs),
    /// Print the manual page of the program or of one command.
    #[command(hide = true, after_long_help = help::MAN_EXAMPLES)]
    Man(ManArgs),
}

/// What `analyze` and `summarize` take.
#[derive(Debug, clap::Args)]
pub struct SummaryRunArgs {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub summary: SummaryArgs,
    #[command(flatten)]
    pub model: ModelArgs,
}

#[derive(Debug, clap::Args)]
pub struct ToneArgs {
    #[command(flatten)]
    pub common: Common,
    /// How finely the tone is shown.
    #[arg(long, value_name = "PART", default_value = "section", help_heading = "Tone")]
    pub by: Part,
    #[command(flatten)]
    pub model: ModelArgs,
}

#[derive(Debug, clap::Args)]
pub struct ParseArgs {
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, clap::Args)]
pub struct ModelCommand {
    #[command(subcommand)]
    pub action: ModelAction,
}

#[derive(Debug, Subcommand)]
pub enum ModelAction {
    /// Print the model's name, checksum and runtime.
    #[command(after_long_help = help::MODEL_INFO_EXAMPLES)]
    Info(ModelArgs),
    /// Compare every file of the model with its checksum.
    #[command(after_long_help = help::MODEL_VERIFY_EXAMPLES)]
    Verify(ModelArgs),
    /// Measure the runtimes that this build has, side by side.
    #[command(long_about = help::MODEL_BENCH, after_long_help = help::MODEL_BENCH_EXAMPLES)]
    Bench(BenchArgs),
    /// Time works as standard input asks for them: what `bench` and benches/runtimes.py start.
    #[command(hide = true)]
    Probe(ProbeArgs),
}

#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// The command; the program itself where none is given.
    #[arg(value_name = "COMMAND", value_parser = PossibleValuesParser::new(["analyze", "summarize", "tone", "parse", "corpus", "report", "eval", "model", "completions"]))]
    pub page: Option<String>,
}

/// What all commands that read articles take.
#[derive(Debug, clap::Args)]
pub struct Common {
    /// Files, glob patterns, or `-` for standard input.
    ///
    /// Without INPUT, standard input is read unless it is a terminal. Inputs are processed in the order given.
    #[arg(value_name = "INPUT", value_hint = ValueHint::FilePath)]
    pub inputs: Vec<PathBuf>,
    /// Read every input as this format instead of detecting it.
    #[arg(long, value_name = "FORMAT", help_heading = "Input")]
    pub input_format: Option<InputFormat>,
    /// Whether titles, bylines, tags and the like are told from the body; `off` takes every line as body.
    #[arg(long, value_name = "WHEN", default_value = "on", help_heading = "Input")]
    pub anatomy: OnOff,
    /// What to write.
    #[arg(long, short, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub format: OutputFormat,
    /// Write to FILE, which appears whole or not at all.
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub output: Option<PathBuf>,
    /// Whether text has colours; `auto` means on a terminal, unless `NO_COLOR` is set.
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    pub color: Color,
    /// Print no warnings; errors are still printed.
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

/// How long a summary is and what it is about.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Summary")]
pub struct SummaryArgs {
    /// At most N sentences.
    #[arg(long, short = 'n', value_name = "N", default_value = "3", conflicts_with_all = ["ratio", "words"])]
    pub sentences: usize,
    /// At most this share of the sentences, more than 0 and at most 1.
    #[arg(long, value_name = "R", conflicts_with = "words")]
    pub ratio: Option<f64>,
    /// At most W words, but at least one sentence.
    #[arg(long, value_name = "W")]
    pub words: Option<usize>,
    /// Give every section its share of the summary by its length, and at least one sentence.
    #[arg(long)]
    pub per_section: bool,
    /// What the summary should be about.
    #[arg(long, value_name = "TEXT")]
    pub query: Option<String>,
}

/// Which model runs, and on how much of the machine.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Model")]
pub struct ModelArgs {
    /// Use the model in this folder instead of the built-in one.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub model: Option<PathBuf>,
    /// What runs the encoder; `auto` is the fastest that this build has for the model. `rust-bert` needs a build with libtorch.
    #[arg(long, value_name = "RUNTIME", default_value = "auto", value_parser = PossibleValuesParser::new(RUNTIMES))]
    pub runtime: String,
    /// What it computes on: `cpu`, `cuda`, or `cuda:N` with the number of the GPU. Only `rust-bert` knows GPUs.
    #[arg(long, value_name = "DEVICE", default_value = "cpu", value_parser = Device::from_str)]
    pub device: Device,
    /// Threads of the encoder; all cores where not given. The result is the same for any number.
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

impl SummaryArgs {
    /// The settings, checked.
    pub fn config(&self, common: &Common) -> detente::Result<Config> {
        let budget = match (self.ratio, self.words) {
            (Some(ratio), _) => Budget::Ratio(ratio),
            (None, Some(words)) => Budget::Words(words),
            (None, None) => Budget::Sentences(self.sentences),
        };
        let (per_section, query) = (self.per_section, self.query.clone());
        Config { budget, per_section, query, anatomy: common.anatomy.into() }.checked()
    }
}

impl ModelArgs {
    /// Loads the model, for all its threads.
    pub fn engine(&self) -> detente::Result<Engine> {
        Engine::load(&self.options(self.threads())?)
    }

    /// What is loaded, for some of its threads.
    pub fn options(&self, threads: NonZeroUsize) -> detente::Result<ModelOptions> {
        let (folder, device) = (self.model.clone(), self.device);
        Ok(ModelOptions { folder, runtime: RuntimeKind::named(&self.runtime)?, device, threads })
    }

    /// How many threads may run.
    pub fn threads(&self) -> NonZeroUsize {
        self.threads.unwrap_or_else(cores)
    }
}

/// As many threads as the machine has cores for.
fn cores() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum InputFormat {
    Text,
    Markdown,
    Html,
    Jsonl,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OutputFormat {
    /// For a person at a terminal
    Text,
    /// One indented object; an array of them for several documents
    Json,
    /// One object a line
    Jsonl,
    /// For notes and wikis
    Markdown,
    /// One self-contained page
    Html,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Part {
    Document,
    Section,
    Paragraph,
    Sentence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OnOff {
    On,
    Off,
}

impl From<InputFormat> for Format {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Text => Self::Text,
            InputFormat::Markdown => Self::Markdown,
            InputFormat::Html => Self::Html,
            InputFormat::Jsonl => Self::Jsonl,
        }
    }
}

impl From<OutputFormat> for ReportFormat {
    fn from(format: OutputFormat) -> Self {
        match format {
            OutputFormat::Text => Self::Text,
            OutputFormat::Json => Self::Json,
            OutputFormat::Jsonl => Self::Jsonl,
            OutputFormat::Markdown => Self::Markdown,
            OutputFormat::Html => Self::Html,
        }
    }
}

impl From<Part> for By {
    fn from(part: Part) -> Self {
        match part {
            Part::Document => Self::Document,
            Part::Section => Self::Section,
            Part::Paragraph => Self::Paragraph,
            Part::Sentence => Self::Sentence,
        }
    }
}

impl From<OnOff> for Anatomy {
    fn from(value: OnOff) -> Self {
        match value {
            OnOff::On => Self::On,
            OnOff::Off => Self::Off,
        }
    }
}
