//! The commands, one file each.

mod analyze;
mod completions;
mod corpus;
mod eval;
mod man;
mod model;
mod parse;
mod report;
mod summarize;
mod tone;

use std::io::Write;

use crate::args::Command;
use crate::process::Status;

/// Runs a command.
pub fn run(command: &Command) -> anyhow::Result<Status> {
    match command {
        Command::Analyze(args) => analyze::run(args),
        Command::Summarize(args) => summarize::run(args),
        Command::Tone(args) => tone::run(args),
        Command::Parse(args) => parse::run(args),
        Command::Corpus(args) => corpus::run(args),
        Command::Eval(args) => eval::run(args),
        Command::Report(args) => report::run(args),
        Command::Model(args) => model::run(args),
        Command::Completions(args) => completions::run(args.shell),
        Command::Man(args) => man::run(args.page.as_deref()),
    }
}

/// Writes all of a short text to standard output.
fn print(bytes: &[u8]) -> anyhow::Result<Status> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Status::Done)
}
