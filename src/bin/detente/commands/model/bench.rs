//! `detente model bench`: every runtime that is built in, on one thread and on many, in processes of their own, round by round.
//!
//! Holds: in a round all take their turn, in the other direction every second time, so that none has the machine's better minutes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use anyhow::anyhow;
use detente::config::Anatomy;
use detente::ingest::{Format, read_bytes};
use detente::model::Model;
use detente::model::pace::{ARTICLES, SENTENCES, WINDOWS, Works, works};
use detente::model::runtime::{ModelOptions, RUNTIMES, RuntimeKind};
use detente::segment::segment;
use serde::Deserialize;

use self::table::{Row, Spread};
use crate::args::bench::BenchArgs;
use crate::commands::print;
use crate::messages;
use crate::process::Status;

mod table;

const ARTICLE: &str = include_str!("../../../../../examples/envoy_visit.txt");
/// Seconds of one measurement at least.
const SECONDS: f64 = 0.25;

/// What a process answers.
#[derive(Deserialize)]
struct Answer {
    pace: Paced,
    peak_kib: Option<u64>,
}

#[derive(Deserialize)]
struct Paced {
    documents: f64,
    windows: f64,
    tokens: f64,
    seconds: f64,
}

/// A process of one runtime, which measures when asked to.
struct Probe {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Probe {
    /// Starts one, and the milliseconds until it has encoded a first article.
    fn start(mut command: Command) -> anyhow::Result<(Self, f64)> {
        let began = Instant::now();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (questions, answers) = (child.stdin.take(), child.stdout.take());
        let (Some(questions), Some(answers)) = (questions, answers) else { unreachable!("both are pipes") };
        let mut probe = Self { child, questions, answers: BufReader::new(answers) };
        probe.answer()?;
        Ok((probe, began.elapsed().as_secs_f64() * 1e3))
    }

    fn ask(&mut self, work: &str) -> anyhow::Result<Answer> {
        writeln!(self.questions, "{work} {SECONDS}")?;
        self.answer()
    }

    fn answer(&mut self) -> anyhow::Result<Answer> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        serde_json::from_str(&line).map_err(|_| anyhow!("ended without an answer"))
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        // It would end by itself with its input; whether it does is nobody's concern any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One row of the table as it comes about.
struct Contender {
    runtime: RuntimeKind,
    threads: NonZeroUsize,
    probe: Option<Probe>,
    cold: Vec<f64>,
    rates: BTreeMap<&'static str, Vec<f64>>,
    peak_kib: Option<u64>,
}

impl Contender {
    /// One round: a cold start, then every work. The first process stays for the works of all rounds.
    fn round(&mut self, args: &BenchArgs, works: &Path) -> anyhow::Result<()> {
        let (started, cold) = Probe::start(self.command(args, works)?)?;
        self.cold.push(cold);
        let probe = self.probe.get_or_insert(started);
        for work in [WINDOWS, SENTENCES, ARTICLES] {
            let Answer { pace, peak_kib } = probe.ask(work)?;
            let done = match work {
                WINDOWS => pace.windows,
                SENTENCES => pace.documents,
                _ => pace.tokens,
            };
            self.rates.entry(work).or_default().push(done / pace.seconds);
            self.peak_kib = peak_kib;
        }
        Ok(())
    }

    fn command(&self, args: &BenchArgs, works: &Path) -> anyhow::Result<Command> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["model", "probe"]).arg(works);
        command.args(["--runtime", self.runtime.name(), "--device", &args.device.to_string()]);
        command.args(["--threads", &self.threads.to_string()]);
        if let Some(folder) = &args.model {
            command.arg("--model").arg(folder);
        }
        Ok(command)
    }

    fn row(&self) -> Row {
        let rate = |work| self.rates.get(work).map_or(&[][..], Vec::as_slice);
        Row {
            runtime: self.runtime.name(),
            threads: self.threads,
            cold_ms: Spread::of(&self.cold),
            windows_per_second: Spread::of(rate(WINDOWS)),
            sentences_per_second: Spread::of(rate(SENTENCES)),
            tokens_per_second: Spread::of(rate(ARTICLES)),
            peak_mib: self.peak_kib.map(|kib| kib / 1024),
        }
    }
}

pub fn run(args: &BenchArgs) -> anyhow::Result<Status> {
    let runtimes = runtimes(&args.runtime)?;
    runtimes.iter().try_for_each(|runtime| runtime.check(args.device))?;
    let asked = args.runtime.first().and(runtimes.first()).copied();
    let folder = args.model.clone();
    let model = Model::load(&ModelOptions { folder, runtime: asked, ..ModelOptions::default() })?;
    let file = tempfile::NamedTempFile::new()?;
    serde_json::to_writer(&file, &sample(&model)?)?;
    let name = model.id().name.clone();
    drop(model);
    let mut rivals: Vec<Contender> = args
        .threads()
        .into_iter()
        .flat_map(|threads| runtimes.iter().map(move |&runtime| (runtime, threads)))
        .map(|(runtime, threads)| {
            let (cold, rates) = (Vec::new(), BTreeMap::new());
            Contender { runtime, threads, probe: None, cold, rates, peak_kib: None }
        })
        .collect();
    let mut failed = Vec::new();
    for _ in 0..args.rounds.get() {
        for rival in &mut rivals {
            if failed.contains(&rival.runtime) {
                continue;
            }
            if let Err(error) = rival.round(args, file.path()) {
                messages::error(&format!("{}: {error:#}", rival.runtime.name()));
                failed.push(rival.runtime);
            }
        }
        rivals.reverse();
    }
    rivals.retain(|rival| !failed.contains(&rival.runtime));
    rivals.sort_by_key(|rival| (rival.threads, RUNTIMES.iter().position(|name| *name == rival.runtime.name())));
    let rows: Vec<Row> = rivals.iter().map(Contender::row).collect();
    let shown = if args.json { table::json(&name, args.rounds.get(), &rows)? } else { table::text(&name, &rows) };
    print(shown.as_bytes()).map(|done| if failed.is_empty() { done } else { Status::SomeFailed })
}

/// The runtimes that are asked for, or all that this build has.
fn runtimes(names: &[String]) -> detente::Result<Vec<RuntimeKind>> {
    if names.is_empty() {
        return Ok(RUNTIMES.iter().filter_map(|name| RuntimeKind::named(name).ok().flatten()).collect());
    }
    let asked: Vec<_> = names.iter().map(|name| RuntimeKind::named(name)).collect::<detente::Result<_>>()?;
    Ok(asked.into_iter().flatten().collect())
}

/// What is measured, made of the article in the program.
fn sample(model: &Model) -> detente::Result<Works> {
    let mut found = read_bytes(ARTICLE.into(), "the sample", Some(Format::Text))?;
    let source = found.next().unwrap_or_else(|| unreachable!("a text is one source"))?;
    works(model, &[segment(source, Anatomy::On)?])
}
