//! `detente model probe`: a runtime that times works as it is asked to. Lines in, lines of JSON out.
//!
//! It first encodes one document of the last work and answers: that is the cold start, which who started it takes the time of. Then
//! `NAME SECONDS` asks for whole passes over a work for at least so long. Every answer has the peak memory so far.

use std::fs;
use std::io::{self, BufRead, Write};
use std::time::Duration;

use anyhow::{Context, anyhow};
use detente::model::Model;
use detente::model::pace::{Pace, Works, pace};
use serde_json::json;

use crate::args::bench::ProbeArgs;
use crate::process::Status;

pub fn run(args: &ProbeArgs) -> anyhow::Result<Status> {
    let model = Model::load(&args.model.options(args.model.threads())?)?;
    let shown = args.works.display();
    let json = fs::read(&args.works).with_context(|| format!("{shown}: cannot be read"))?;
    let works: Works = serde_json::from_slice(&json).with_context(|| format!("{shown}: is no file of works"))?;
    let work = |name: &str| works.get(name).ok_or_else(|| anyhow!("{shown}: has no work {name}"));
    let first = |name: &str| work(name).map(|documents| documents.iter().take(1).cloned().collect());
    answer(&pace(model.encoder(), &first("articles")?, Duration::ZERO)?)?;
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (name, seconds) = line.split_once(' ').ok_or_else(|| anyhow!("{line}: is not NAME SECONDS"))?;
        let seconds = Duration::try_from_secs_f64(seconds.parse()?)?;
        answer(&pace(model.encoder(), work(name)?, seconds)?)?;
    }
    Ok(Status::Done)
}

fn answer(pace: &Pace) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", json!({ "pace": pace, "peak_kib": peak_kib() }))?;
    Ok(out.flush()?)
}

/// The most memory this process had at once; none where the system has no /proc.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok())
}
