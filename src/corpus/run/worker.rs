//! One document on its way: an entry in, its rows out.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::fault::Fault;
use super::rows::{Known, Rows};
use crate::analysis::Analysis;
use crate::config::Anatomy;
use crate::corpus::{Duplicate, Entry};
use crate::engine::{Engine, Task};
use crate::error::Result;
use crate::ingest::Source;
use crate::segment::segment;

/// A document that waits to be scored.
pub struct Job {
    /// Its number in the corpus.
    pub document: u64,
    /// What it is.
    pub entry: Entry,
    /// The earlier document that it repeats.
    pub duplicate: Option<(Duplicate, String)>,
    /// What it took of the budget.
    pub cost: u64,
    /// Bytes of the input up to its end.
    pub end: u64,
}

/// What is done with every document.
pub struct Work<'a> {
    /// What is asked of the engine.
    pub task: &'a Task,
    /// Whether lines are typed.
    pub anatomy: Anatomy,
    /// Whether there is a row for every sentence.
    pub sentences: bool,
    /// Whether duplicates are left unscored.
    pub dedupe: bool,
}

impl Work<'_> {
    /// The rows of a document; one that fails has a row with its error.
    pub fn rows(&self, engine: &Engine, job: Job) -> Rows {
        let Entry { id, name, facts, content } = job.entry;
        let skipped = self.dedupe && job.duplicate.is_some();
        let known = Known { document: job.document, id, path: name, facts, duplicate: job.duplicate };
        match content.and_then(|source| self.caught(engine, source, skipped)) {
            Ok(analysis) => Rows::of(known, analysis, self.sentences),
            Err(error) => Rows::failed(known, &error),
        }
    }

    /// One document must not end the run, not even by a defect of the program.
    fn caught(&self, engine: &Engine, source: Source, skipped: bool) -> Result<Analysis> {
        let name = source.name.clone();
        catch_unwind(AssertUnwindSafe(|| self.analysis(engine, source, skipped))).unwrap_or_else(|panic| {
            let what = panic.downcast_ref::<String>().cloned();
            let what = what.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()));
            Err(Fault::Panicked { name, what: what.unwrap_or_default() }.into())
        })
    }

    fn analysis(&self, engine: &Engine, source: Source, skipped: bool) -> Result<Analysis> {
        let document = segment(source, self.anatomy)?;
        if skipped {
            return Ok(Analysis::parsed(&document, String::new()));
        }
        engine.analyze(&document, self.task)
    }
}
