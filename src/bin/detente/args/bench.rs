//! The arguments of `detente model bench`, and of the processes that it starts.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueHint;
use clap::builder::PossibleValuesParser;
use detente::model::runtime::{Device, RUNTIMES};

use super::{ModelArgs, cores};

#[derive(Debug, clap::Args)]
pub struct BenchArgs {
    /// Measure the model in this folder instead of the built-in one.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub model: Option<PathBuf>,
    /// Measure only this runtime; may be given more than once.
    #[arg(long, value_name = "RUNTIME", value_parser = PossibleValuesParser::new(RUNTIMES.into_iter().filter(|name| *name != "auto")))]
    pub runtime: Vec<String>,
    /// What it computes on: `cpu`, `cuda`, or `cuda:N` with the number of the GPU. Only `rust-bert` knows GPUs.
    #[arg(long, value_name = "DEVICE", default_value = "cpu", value_parser = Device::from_str)]
    pub device: Device,
    /// The threads beside one; all cores where not given.
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// How often each figure is measured.
    #[arg(long, value_name = "N", default_value = "5")]
    pub rounds: NonZeroUsize,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub json: bool,
}

impl BenchArgs {
    /// The numbers of threads to measure: one, and the many.
    pub fn threads(&self) -> Vec<NonZeroUsize> {
        let mut threads = vec![NonZeroUsize::MIN, self.threads.unwrap_or_else(cores)];
        threads.dedup();
        threads
    }
}

#[derive(Debug, clap::Args)]
pub struct ProbeArgs {
    /// Documents of windows of token ids, by the names of the works: a JSON file.
    #[arg(value_name = "WORKS", value_hint = ValueHint::FilePath)]
    pub works: PathBuf,
    #[command(flatten)]
    pub model: ModelArgs,
}
