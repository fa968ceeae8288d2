//! A run over a corpus: every document scored once, into tables, with what is done kept on the disk as it goes.
//!
//! Enters: [`Inputs`] and an engine. Leaves: the tables and `run.json` in the output folder, and an [`Outcome`]. Holds: parts of
//! the corpus are committed in order; a run that was killed, however it was, goes on after the last of them and ends in the same
//! bytes; what a run depends on is written down first, and another run into the same folder is refused.

mod fault;
mod folder;
mod manifest;
mod memory;
mod part;
mod pipeline;
mod rows;
mod worker;

pub use fault::Fault;
pub use manifest::Manifest;
pub use part::Counts;
pub use rows::{Known, Rows};

use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Instant;

use serde::{Deserialize, Serialize};

pub(crate) use folder::{RUN, STATE};
pub(crate) use manifest::SCHEMA;

use self::folder::{Folder, read_json};
use self::pipeline::Pipeline;
use self::worker::Work;
use super::TableFormat;
use super::inputs::{Guess, Inputs};
use crate::config::Config;
use crate::engine::{Engine, Wanted};
use crate::error::Result;

/// How a run is run.
pub struct Options<'a> {
    /// The output folder.
    pub out: &'a Path,
    /// What the tables are written as.
    pub format: TableFormat,
    /// Whether there is a table of sentences.
    pub sentences: bool,
    /// Whether duplicates are left unscored.
    pub dedupe: bool,
    /// Whether what an earlier run has done here is thrown away.
    pub restart: bool,
    /// The settings of the analysis.
    pub config: Config,
    /// How many documents are scored at a time.
    pub threads: NonZeroUsize,
    /// Bytes that documents on their way may take, beside the model.
    pub memory: u64,
    /// How many documents may fail; any number where none is given.
    pub max_errors: Option<u64>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Documents that are done.
    pub documents: u64,
    /// Those of them that an earlier run had done.
    pub kept: u64,
    /// Documents that failed.
    pub errors: u64,
    /// Bytes of the input up to the last document that is done.
    pub read: u64,
    /// Bytes of the input; `None` with standard input.
    pub bytes: Option<u64>,
}

/// What a run tells whoever watches it.
#[derive(Debug)]
pub enum Notice {
    /// How far it is, after every document.
    Progress(Progress),
    /// A column was taken for what its name says.
    Guessed(Guess),
    /// A document failed, and why. Of many only the first few are told; all are in the table.
    Failed(String),
    /// The run goes on after so many documents.
    Resumed(u64),
}

/// What a complete run says of itself, as in `run.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// What the run was.
    #[serde(flatten)]
    pub manifest: Manifest,
    /// How many there are of everything.
    pub counts: Counts,
    /// The tables' files.
    pub tables: Vec<String>,
    /// How the last process ran it.
    pub timing: Timing,
}

/// How the process that completed a run went: not part of the result, which is the same however long it took.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// How many documents at a time.
    pub threads: usize,
    /// Its seconds.
    pub seconds: f64,
    /// Documents that it scored or found in error; those before it were kept.
    pub documents: u64,
    /// Documents a second.
    pub documents_per_second: f64,
}

/// Scores a corpus into a folder, and tells `hear` how it goes. A run that is complete already is not run again: its outcome
/// comes back, with `false`.
///
/// # Errors
/// [`Fault`] says why the run stopped; what is done is kept.
pub fn run(engine: &Engine, inputs: &Inputs, options: &Options<'_>, hear: &dyn Fn(Notice)) -> Result<(Outcome, bool)> {
    let began = Instant::now();
    let folder = Folder::open(options.out, options.format, options.sentences)?;
    folder.sweep()?;
    if options.restart {
        folder.clear()?;
    }
    let manifest = Manifest::of(engine, inputs, options)?;
    if let Some(outcome) = read_json::<Outcome>(&folder.complete())? {
        manifest.agree(&outcome.manifest, &folder)?;
        folder.refuse_missing()?;
        // A run that was killed after its last line may have left them.
        folder.clear_parts()?;
        return Ok((outcome, false));
    }
    begin(&folder, &manifest)?;
    let done = folder.markers()?;
    let kept = done.iter().map(|marker| marker.counts.documents).sum();
    if kept > 0 {
        hear(Notice::Resumed(kept));
    }
    let wanted = Wanted { summary: true, tone: true, paragraphs: false };
    let task = engine.task(options.config.clone(), wanted)?;
    let Options { sentences, dedupe, .. } = *options;
    let work = Work { task: &task, anatomy: options.config.anatomy, sentences, dedupe };
    let counts = Pipeline { engine, work, inputs, folder: &folder, done: &done, options }.run(hear)?;
    if counts.documents == 0 {
        return Err(Fault::Nothing.into());
    }
    folder.join(folder.markers()?.len() as u64)?;
    let (seconds, documents) = (began.elapsed().as_secs_f64(), counts.documents - kept);
    #[allow(clippy::cast_precision_loss)]
    let timing = Timing {
        threads: options.threads.get(),
        seconds: (seconds * 1e3).round() / 1e3,
        documents,
        documents_per_second: (documents as f64 / seconds * 1e3).round() / 1e3,
    };
    let tables = folder.tables().iter().map(|&table| table.file(options.format)).collect();
    let outcome = Outcome { manifest, counts, tables, timing };
    folder.write_json(&folder.complete(), &outcome)?;
    folder.clear_parts()?;
    Ok((outcome, true))
}

/// Writes down what the run is, or sees that the run that was begun here is the same.
fn begin(folder: &Folder, manifest: &Manifest) -> Result<()> {
    if let Some(begun) = read_json::<Manifest>(&folder.state())? {
        return manifest.agree(&begun, folder);
    }
    folder.refuse_foreign()?;
    folder.write_json(&folder.state(), manifest)
}
