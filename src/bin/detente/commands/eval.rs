//! `detente eval`: systems measured on suites, a report of it, and the gate on a report of before.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use detente::eval::predictions::Predictions;
use detente::eval::report::{Report, markdown, page, text};
use detente::eval::run::{Notice, Options, run as evaluate};
use detente::eval::{gate, suite};

use super::print;
use crate::args::eval::{CompareArgs, EvalAction, EvalCommand, EvalRunArgs};
use crate::messages;
use crate::output::Output;
use crate::process::Status;

pub fn run(args: &EvalCommand) -> anyhow::Result<Status> {
    match &args.action {
        Some(EvalAction::List) => list(),
        Some(EvalAction::Compare(args)) => compare(args),
        None => measure(&args.run),
    }
}

fn list() -> anyhow::Result<Status> {
    print(text::list(&suite::built_in()?).as_bytes())
}

fn compare(args: &CompareArgs) -> anyhow::Result<Status> {
    let (old, new) = (gate::read(&args.old)?, gate::read(&args.new)?);
    print(gate::compare(&old, &new)?.to_string().as_bytes())
}

fn measure(args: &EvalRunArgs) -> anyhow::Result<Status> {
    let suites = suite::find(&args.suites)?;
    // What is wrong with the baseline should not be found out after minutes of work.
    let baseline = args.baseline.as_deref().map(gate::read).transpose()?;
    let out = args.out.as_deref().map(folder).transpose()?;
    let engine = args.model.engine()?;
    let data = args.data.clone().or_else(|| std::env::var_os("DETENTE_DATA").map(PathBuf::from));
    let progress = !args.quiet && io::stderr().is_terminal();
    let options = Options {
        folder: data.as_deref(),
        seed: args.seed,
        resamples: args.resamples as usize,
        limit: args.limit.map(|limit| limit as usize),
        text: !args.no_text,
        outputs: &args.system,
        commit: args.commit.clone(),
        made: args.made.clone(),
        notice: &|notice| match notice {
            Notice::LeftOut { .. } => messages::warning(&notice.to_string()),
            Notice::Begins { .. } if progress => messages::note(&notice.to_string()),
            Notice::Begins { .. } => {}
        },
    };
    let (report, predictions) = evaluate(&engine, &suites, &options)?;
    print(text::tables(&report).as_bytes())?;
    if let Some(out) = out {
        write(out, &report, &predictions)?;
    }
    let Some(baseline) = baseline else { return Ok(Status::Done) };
    let worse = gate::regressions(&baseline, &report, args.tolerance)?;
    for own in &worse {
        messages::error(&own.to_string());
    }
    Ok(if worse.is_empty() || !args.fail_on_regression { Status::Done } else { Status::Worse })
}

/// Makes the folder of a report.
fn folder(path: &Path) -> anyhow::Result<&Path> {
    fs::create_dir_all(path).with_context(|| format!("{}: cannot be made; name a folder for --out", path.display()))?;
    Ok(path)
}

/// Writes the files of a report, each whole or not at all; report.json, which the others go by, last.
fn write(folder: &Path, report: &Report, predictions: &Predictions) -> anyhow::Result<()> {
    let json = serde_json::to_string_pretty(report)? + "\n";
    let files = [
        ("predictions.jsonl", predictions.as_str().to_owned()),
        ("report.html", page(report)?),
        ("report.md", markdown(report)),
        ("report.json", json),
    ];
    for (name, content) in files {
        let path = folder.join(name);
        let mut output = Output::open(Some(&path))?;
        output.write_all(content.as_bytes()).with_context(|| format!("{}: cannot be written", path.display()))?;
        output.commit()?;
    }
    Ok(())
}
