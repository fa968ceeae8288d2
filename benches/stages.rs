//! Where the time of a corpus run goes: each stage of the way over a corpus, one thread, timed by itself.
//!
//! `cargo run --release --features stages --bin stages CORPUS.jsonl` prints a line of JSON with the seconds of each stage. What stands between the
//! stages (queues, ordering) is not in it; benches/measure.py compares the sum with a whole run.
//! `stages --works CORPUS.jsonl` prints the windows of the corpus instead, for benches/runtimes.py.

use std::io::sink;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use detente::config::{Anatomy, Config};
use detente::corpus::duplicates::Duplicates;
use detente::corpus::inputs::{Columns, InputOptions, Inputs};
use detente::corpus::run::{Known, Rows};
use detente::corpus::tables::{Table, TableFormat, TableWriter, batch};
use detente::corpus::{Entry, Facts};
use detente::model::Model;
use detente::model::files::{self, ModelFiles};
use detente::model::heads::Heads;
use detente::model::pace::works;
use detente::model::runtime::ModelOptions;
use detente::model::windows::Batch;
use detente::segment::segment;
use detente::{Analysis, Engine, Wanted};

/// Seconds of one stage.
struct Stage(&'static str, Duration);

/// What the stages run on.
struct Bench {
    model: Model,
    heads: Heads,
    engine: Engine,
}

impl Bench {
    fn load() -> detente::Result<Self> {
        let options = ModelOptions::default();
        let (model, engine) = (Model::load(&options)?, Engine::load(&options)?);
        let (files, config) = (ModelFiles::built_in(), model.config());
        let heads = Heads::new(
            files.bytes(files::HEADS).to_vec().into(),
            config.heads.clone(),
            config.hidden,
            options.threads,
        )?;
        Ok(Self { model, heads, engine })
    }
}

/// Runs a stage and takes its time.
fn timed<T>(
    name: &'static str,
    stages: &mut Vec<Stage>,
    run: impl FnOnce() -> detente::Result<T>,
) -> detente::Result<T> {
    let began = Instant::now();
    let result = run();
    stages.push(Stage(name, began.elapsed()));
    result
}

/// Makes the rows of analyses and writes them.
fn written(analyses: Vec<Analysis>) -> detente::Result<()> {
    let mut rows = Rows::default();
    for (number, analysis) in (0..).zip(analyses) {
        let (id, path) = (analysis.id.clone(), analysis.source.clone());
        let known = Known { document: number, id, path, facts: Facts::default(), duplicate: None };
        rows.append(Rows::of(known, analysis, false));
    }
    let mut documents = TableWriter::new(TableFormat::Parquet, Table::Documents, sink())?;
    documents.write(&batch::documents(&rows.documents)?)?;
    documents.finish()?;
    let mut sections = TableWriter::new(TableFormat::Parquet, Table::Sections, sink())?;
    sections.write(&batch::sections(&rows.sections)?)?;
    sections.finish().map(|_| ())
}

/// Prints the works that can be made of a corpus.
fn print_works(bench: &Bench, inputs: &Inputs) -> detente::Result<()> {
    let sources = inputs.entries().filter_map(|entry| entry.content.ok());
    let documents = sources.map(|source| segment(source, Anatomy::On)).collect::<detente::Result<Vec<_>>>()?;
    let json = serde_json::to_string(&works(&bench.model, &documents)?).map_err(detente::Error::Json)?;
    println!("{json}");
    Ok(())
}

fn main() -> detente::Result<()> {
    let mut paths: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let only_works = paths.first().is_some_and(|path| path.as_os_str() == "--works");
    if only_works {
        paths.remove(0);
    }
    let bench = Bench::load()?;
    let inputs =
        Inputs::find(InputOptions { paths, format: None, columns: Columns::default(), all: false, except: None })?;
    if only_works {
        return print_works(&bench, &inputs);
    }
    let mut stages = Vec::new();
    let entries: Vec<Entry> = timed("reading", &mut stages, || Ok(inputs.entries().collect()))?;
    timed("duplicates", &mut stages, || {
        let mut duplicates = Duplicates::default();
        for entry in &entries {
            if let Ok(source) = &entry.content {
                duplicates.check(&entry.id, &source.text);
            }
        }
        Ok(())
    })?;
    let sources = entries.into_iter().filter_map(|entry| entry.content.ok());
    let sources: Vec<_> = sources.collect();
    let documents = timed("splitting", &mut stages, || {
        sources.into_iter().map(|source| segment(source, Anatomy::On)).collect::<detente::Result<Vec<_>>>()
    })?;
    let batches = timed("tokenizing", &mut stages, || {
        documents.iter().map(|d| bench.model.batch(d)).collect::<Result<Vec<_>, _>>()
    })?;
    let hidden = timed("encoding", &mut stages, || {
        batches.iter().map(|b| bench.model.encoder().encode(b)).collect::<Result<Vec<_>, _>>()
    })?;
    timed("heads", &mut stages, || {
        batches.iter().zip(&hidden).try_for_each(|(b, h)| bench.heads.score(h, b.lengths()).map(|_| ()))
    })?;
    let scores = documents.iter().map(|d| bench.engine.scores(d)).collect::<detente::Result<Vec<_>>>()?;
    let task = bench.engine.task(Config::default(), Wanted { summary: true, tone: true, paragraphs: false })?;
    let analyses = timed("selection", &mut stages, || {
        Ok(documents.iter().zip(&scores).map(|(d, s)| bench.engine.judge(d, s, &task)).collect::<Vec<_>>())
    })?;
    timed("writing", &mut stages, || written(analyses))?;
    let tokens: usize = batches.iter().map(|batch| batch.ids().len()).sum();
    let windows: usize = batches.iter().map(Batch::windows).sum();
    let seconds = stages.iter().map(|Stage(name, time)| format!("\"{name}\": {:.6}", time.as_secs_f64()));
    let seconds = seconds.collect::<Vec<_>>().join(", ");
    println!(
        "{{\"documents\": {}, \"windows\": {windows}, \"tokens\": {tokens}, \"seconds\": {{{seconds}}}}}",
        documents.len()
    );
    Ok(())
}
