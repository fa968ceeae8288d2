//! Reader, workers, writer.
//!
//! ```text
//! entries -> reader -> jobs -> workers -> rows -> writer -> parts
//!              ^------------ budget ----------------'
//! ```
//! The reader takes documents in their order, marks duplicates and waits for room in the budget; workers score one document
//! each, on one thread each; the writer puts rows back in order and commits a part when it is whole. Holds: the budget bounds
//! what is between reader and writer, so a slow document cannot let the others pile up behind it; the oldest document on its
//! way is always with a worker or written, so nothing waits for ever; whoever stops first stops all.

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::fault::Fault;
use super::folder::Folder;
use super::memory::Budget;
use super::part::{Counts, Cutter, Marker, Slice};
use super::rows::Rows;
use super::worker::{Job, Work};
use super::{Notice, Options, Progress};
use crate::corpus::duplicates::Duplicates;
use crate::corpus::inputs::{Entries, Inputs};
use crate::engine::Engine;
use crate::error::Result;

/// For each thread so many documents may be on their way.
const AHEAD: u64 = 64;
/// Of so many failed documents it is told why.
const TOLD: u64 = 5;

/// What reaches the writer.
enum Message {
    /// The rows of a document, and what it took of the budget.
    Scored { document: u64, cost: u64, end: u64, rows: Rows },
    /// A part ends; its documents are sent by the workers.
    Cut(Slice),
    /// A part is done since an earlier run; bytes of the input up to its end.
    Kept(Counts, u64),
    /// Which column serves as what.
    Notice(Notice),
    /// The reader cannot go on.
    Failed(crate::Error),
    /// The reader has come to the end.
    Ended,
}

/// What the pipeline runs on.
pub struct Pipeline<'a> {
    /// The model.
    pub engine: &'a Engine,
    /// What is done with every document.
    pub work: Work<'a>,
    /// The corpus.
    pub inputs: &'a Inputs,
    /// Where the parts go.
    pub folder: &'a Folder,
    /// The parts that are done.
    pub done: &'a [Marker],
    /// How the run is run.
    pub options: &'a Options<'a>,
}

impl Pipeline<'_> {
    /// Scores all that is not done yet; how many there are of everything.
    ///
    /// # Errors
    /// [`Fault::Changed`], [`Fault::TooManyErrors`], and what [`Folder::commit`] says.
    pub fn run(&self, hear: &dyn Fn(Notice)) -> Result<Counts> {
        let threads = self.options.threads;
        let budget = Budget::new(self.options.memory, AHEAD * threads.get() as u64);
        let (jobs, waiting) = channel::<Job>();
        let (messages, incoming) = channel::<Message>();
        let waiting = Mutex::new(waiting);
        thread::scope(|scope| {
            for _ in 0..threads.get() {
                let (messages, waiting) = (messages.clone(), &waiting);
                let budget = &budget;
                scope.spawn(move || self.score(waiting, budget, &messages));
            }
            let reader = Reader { pipeline: self, budget: &budget, jobs, messages };
            scope.spawn(move || reader.read());
            let result = Writer::new(self, &budget, hear).write(&incoming);
            // Whatever the result: nobody may wait for the writer any more.
            budget.stop();
            result
        })
    }

    /// A worker: scores documents until there are none.
    fn score(&self, waiting: &Mutex<Receiver<Job>>, budget: &Budget, messages: &Sender<Message>) {
        let engine = self.engine.on(NonZeroUsize::MIN);
        loop {
            let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(job) = job else { return };
            if budget.stopped() {
                return;
            }
            let (document, cost, end) = (job.document, job.cost, job.end);
            let rows = self.work.rows(&engine, job);
            if messages.send(Message::Scored { document, cost, end, rows }).is_err() {
                return;
            }
        }
    }
}

/// Takes documents from the inputs.
struct Reader<'a> {
    pipeline: &'a Pipeline<'a>,
    budget: &'a Budget,
    jobs: Sender<Job>,
    messages: Sender<Message>,
}

impl Reader<'_> {
    fn read(self) {
        let last = match self.all() {
            Ok(()) => Message::Ended,
            Err(error) => Message::Failed(error),
        };
        // Nobody listens any more when the writer has failed.
        let _ = self.messages.send(last);
    }

    fn all(&self) -> Result<()> {
        let mut cutter = Cutter::default();
        let mut duplicates = Duplicates::default();
        let mut entries = self.pipeline.inputs.entries();
        let mut document = 0;
        while let Some(entry) = entries.next() {
            if self.budget.stopped() {
                return Ok(());
            }
            self.tell(&mut entries);
            let end = entries.read();
            let duplicate = match &entry.content {
                Ok(source) => duplicates.check(&entry.id, &source.text),
                Err(_) => None,
            };
            let done = self.done(&cutter);
            let slice = cutter.add(&entry);
            if done.is_none() {
                let cost = Budget::cost(entry.content.as_ref().map_or(0, |source| source.text.len()));
                if !self.budget.take(cost) || self.jobs.send(Job { document, entry, duplicate, cost, end }).is_err() {
                    return Ok(());
                }
            }
            document += 1;
            self.end_part(slice, done, end)?;
        }
        self.tell(&mut entries);
        let done = self.done(&cutter);
        self.end_part(cutter.cut(), done, entries.read())?;
        // A part that is done and has no documents any more.
        self.done(&cutter).map_or(Ok(()), |gone| Err(self.changed(gone)))
    }

    /// The part that the next entry belongs to, where an earlier run has done it.
    fn done(&self, cutter: &Cutter) -> Option<&Marker> {
        usize::try_from(cutter.part()).ok().and_then(|part| self.pipeline.done.get(part))
    }

    /// Sends on what a completed part means: it is to be written, or it is done and must be the same.
    fn end_part(&self, slice: Option<Slice>, done: Option<&Marker>, end: u64) -> Result<()> {
        let message = match (slice, done) {
            (None, _) => return Ok(()),
            (Some(slice), None) => Message::Cut(slice),
            (Some(slice), Some(done)) if slice == done.slice => Message::Kept(done.counts, end),
            (Some(_), Some(done)) => return Err(self.changed(done)),
        };
        let _ = self.messages.send(message);
        Ok(())
    }

    fn changed(&self, marker: &Marker) -> crate::Error {
        let folder = self.pipeline.folder.path().to_owned();
        Fault::Changed { folder, from: marker.slice.from.clone(), to: marker.slice.to.clone() }.into()
    }

    /// Passes on what was guessed.
    fn tell(&self, entries: &mut Entries) {
        for guess in entries.guessed() {
            let _ = self.messages.send(Message::Notice(Notice::Guessed(guess)));
        }
    }
}

/// Puts rows in order and commits parts.
struct Writer<'a> {
    pipeline: &'a Pipeline<'a>,
    budget: &'a Budget,
    hear: &'a dyn Fn(Notice),
    /// Rows that came before their turn.
    early: BTreeMap<u64, Early>,
    /// Ends of parts that are not committed yet.
    cuts: VecDeque<Slice>,
    /// The number of the next document to be written.
    next: u64,
    /// Rows of the part that is being gathered.
    part: Rows,
    counts: Counts,
    kept: u64,
    /// Documents of which it was told that they failed.
    told: u64,
    /// Bytes of the input up to the last document that was taken up.
    read: u64,
}

/// Rows that wait for their turn.
struct Early {
    cost: u64,
    end: u64,
    rows: Rows,
}

impl<'a> Writer<'a> {
    fn new(pipeline: &'a Pipeline<'a>, budget: &'a Budget, hear: &'a dyn Fn(Notice)) -> Self {
        let next = pipeline.done.last().map_or(0, |marker| marker.slice.first + marker.slice.documents);
        Self {
            pipeline,
            budget,
            hear,
            early: BTreeMap::new(),
            cuts: VecDeque::new(),
            next,
            part: Rows::default(),
            counts: Counts::default(),
            kept: 0,
            told: 0,
            read: 0,
        }
    }

    fn write(mut self, incoming: &Receiver<Message>) -> Result<Counts> {
        let mut ended = false;
        while !(ended && self.cuts.is_empty()) {
            // All senders are gone only when every thread has ended, which none does before the reader's last message.
            let Ok(message) = incoming.recv() else { break };
            match message {
                Message::Scored { document, cost, end, rows } => {
                    self.early.insert(document, Early { cost, end, rows });
                    self.in_order()?;
                }
                Message::Cut(slice) => self.cuts.push_back(slice),
                Message::Kept(counts, end) => {
                    self.counts += counts;
                    self.read = end;
                    self.kept += counts.documents;
                    self.report();
                }
                Message::Notice(notice) => (self.hear)(notice),
                Message::Failed(error) => return Err(error),
                Message::Ended => ended = true,
            }
            self.commit()?;
        }
        Ok(self.counts)
    }

    /// Takes up the rows whose turn it is.
    fn in_order(&mut self) -> Result<()> {
        while self.cuts.front().is_none_or(|slice| self.next < slice.first + slice.documents) {
            let Some(Early { cost, end, rows }) = self.early.remove(&self.next) else { return Ok(()) };
            self.budget.give(cost);
            self.read = end;
            self.next += 1;
            let own = rows.counts();
            self.counts += own;
            let last = rows.documents.first().and_then(|row| row.error.clone());
            self.part.append(rows);
            self.report();
            if let Some(last) = last {
                self.failed(last)?;
            }
        }
        Ok(())
    }

    /// Tells of a document that failed; the end of the run where too many did.
    fn failed(&mut self, last: String) -> Result<()> {
        let errors = self.counts.errors;
        if let Some(allowed) = self.pipeline.options.max_errors.filter(|allowed| errors > *allowed) {
            return Err(Fault::TooManyErrors { errors, allowed, last }.into());
        }
        if self.told < TOLD {
            self.told += 1;
            (self.hear)(Notice::Failed(last));
        }
        Ok(())
    }

    /// Commits the parts that are whole.
    fn commit(&mut self) -> Result<()> {
        while self.cuts.front().is_some_and(|slice| self.next == slice.first + slice.documents) {
            let Some(slice) = self.cuts.pop_front() else { return Ok(()) };
            let rows = std::mem::take(&mut self.part);
            self.pipeline.folder.commit(slice, &rows)?;
            self.in_order()?;
        }
        Ok(())
    }

    fn report(&self) {
        (self.hear)(Notice::Progress(Progress {
            documents: self.counts.documents,
            kept: self.kept,
            errors: self.counts.errors,
            read: self.read,
            bytes: self.pipeline.inputs.bytes(),
        }));
    }
}
