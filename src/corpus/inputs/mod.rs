//! The user's arguments in, a stream of entries out.
//!
//! Enters: paths, and what the user says of formats and columns. Leaves: an [`Entry`] for every document, in a fixed order.
//! Holds: one file is open at a time, and no more than one document and a buffer of it is in memory; what cannot be read is
//! an entry with its error, and the others go on. docs/inputs.md says what is read.

mod columns;
mod csv;
mod dates;
mod fields;
mod find;
mod http;
mod json;
mod kind;
mod open;
mod parquet;
mod values;
mod warc;
mod whole;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use self::open::{Opened, Origin, Stamp};
use crate::corpus::entry::Entry;
use crate::error::Result;
use crate::ingest::LIMIT;

pub use columns::{Columns, Guess};
pub use find::InputFile;
pub use kind::InputFormat;

/// What the user says of the inputs.
#[derive(Debug, Clone, Default)]
pub struct InputOptions {
    /// Files, folders, patterns, `-` for standard input.
    pub paths: Vec<PathBuf>,
    /// The format of every file; told by ending and bytes where none is given.
    pub format: Option<InputFormat>,
    /// The columns of records.
    pub columns: Columns,
    /// Whether hidden files and those that ignore rules name are taken from folders as well.
    pub all: bool,
    /// The output folder, which is not read even where it lies in a folder that is.
    pub except: Option<PathBuf>,
}

/// The files of a corpus.
#[derive(Debug, Clone)]
pub struct Inputs {
    files: Arc<[InputFile]>,
    options: Arc<InputOptions>,
}

impl Inputs {
    /// Lists the files, in a fixed order.
    ///
    /// # Errors
    /// [`Error::NoMatch`](crate::Error::NoMatch) for a pattern without files, [`Error::Read`](crate::Error::Read) for a path
    /// that does not exist, [`Error::NoInput`](crate::Error::NoInput) where there is no file to read.
    pub fn find(options: InputOptions) -> Result<Self> {
        Ok(Self { files: find::files(&options)?.into(), options: Arc::new(options) })
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &[InputFile] {
        &self.files
    }

    /// The size of all files, compressed as they are; `None` with standard input.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        self.files.iter().map(InputFile::bytes).sum()
    }

    /// What was said of formats and columns, in words: it decides what the documents are.
    #[must_use]
    pub fn reading(&self) -> String {
        let format = self.options.format.map_or("detected", InputFormat::name);
        format!("format {format}, {}", self.options.columns)
    }

    /// The documents. Standard input can be read once only.
    #[must_use]
    pub fn entries(&self) -> Entries {
        Entries {
            files: Arc::clone(&self.files),
            options: Arc::clone(&self.options),
            next: 0,
            open: None,
            before: 0,
            read: Arc::default(),
            guesses: Vec::new(),
        }
    }
}

/// The documents of a corpus, each read when it is asked for.
pub struct Entries {
    files: Arc<[InputFile]>,
    options: Arc<InputOptions>,
    /// The file to open next.
    next: usize,
    open: Option<Open>,
    /// Bytes of the files before the open one.
    before: u64,
    read: Arc<AtomicU64>,
    guesses: Vec<Guess>,
}

/// A file that is being read.
struct Open {
    documents: Documents,
    name: String,
    id: String,
    stamp: Option<Stamp>,
}

/// The documents of one file.
enum Documents {
    One(Option<Box<Entry>>),
    Json(Box<json::Records>),
    Csv(Box<csv::Rows>),
    Parquet(Box<parquet::Rows>),
    Warc(warc::Records),
}

impl Entries {
    /// So many bytes of the files have been read, compressed as they are.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// The columns that were guessed since the last call.
    pub fn guessed(&mut self) -> Vec<Guess> {
        std::mem::take(&mut self.guesses)
    }

    /// Opens a file; its entry where that fails.
    fn open(&mut self, file: &InputFile) -> Result<Open, Box<Entry>> {
        let limit = LIMIT;
        let failed = |error| Box::new(fields::failed(file.id(), file.name(), error));
        let opened = open::open(file, self.options.format, limit, &self.read).map_err(failed)?;
        let (name, id, stamp) = (opened.origin.name.clone(), opened.origin.id.clone(), opened.stamp.clone());
        let documents = self.documents(opened).map_err(failed)?;
        Ok(Open { documents, name, id, stamp })
    }

    /// The documents of an open file.
    fn documents(&mut self, opened: Opened) -> Result<Documents> {
        let columns = &self.options.columns;
        Ok(match opened.format {
            InputFormat::Text | InputFormat::Markdown | InputFormat::Html => {
                Documents::One(Some(Box::new(whole::read(opened))))
            }
            InputFormat::Jsonl | InputFormat::Json => {
                Documents::Json(Box::new(json::Records::new(opened, columns.clone())))
            }
            InputFormat::Csv | InputFormat::Tsv => {
                Documents::Csv(Box::new(csv::Rows::new(opened, columns, &mut self.guesses)?))
            }
            InputFormat::Parquet => {
                let count = parquet::Progress { count: Arc::clone(&self.read), before: self.before };
                Documents::Parquet(Box::new(parquet::Rows::new(opened, columns, count, &mut self.guesses)?))
            }
            InputFormat::Warc => Documents::Warc(warc::Records::new(opened)),
        })
    }

    /// Counts the last file as read, whatever of it was skipped.
    fn count(&mut self) {
        let last = self.next.checked_sub(1).and_then(|last| self.files.get(last));
        self.before = last.and_then(InputFile::bytes).map_or_else(|| self.read(), |bytes| self.before + bytes);
        self.read.store(self.before, Ordering::Relaxed);
    }

    /// Ends the open file; an entry where it changed meanwhile.
    fn close(&mut self, open: &Open) -> Option<Entry> {
        self.count();
        let changed = open.stamp.as_ref().and_then(|stamp| stamp.check().err());
        changed.map(|error| fields::failed(open.id.clone(), open.name.clone(), error))
    }
}

impl Iterator for Entries {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(mut open) = self.open.take() {
                if let Some(entry) = open.documents.next(&mut self.guesses) {
                    self.open = Some(open);
                    return Some(entry);
                }
                let changed = self.close(&open);
                if changed.is_some() {
                    return changed;
                }
            }
            let files = Arc::clone(&self.files);
            let file = files.get(self.next)?;
            self.next += 1;
            match self.open(file) {
                Ok(open) => self.open = Some(open),
                Err(entry) => {
                    self.count();
                    return Some(*entry);
                }
            }
        }
    }
}

impl Documents {
    fn next(&mut self, guesses: &mut Vec<Guess>) -> Option<Entry> {
        match self {
            Self::One(entry) => entry.take().map(|entry| *entry),
            Self::Json(records) => records.next(guesses),
            Self::Csv(rows) => rows.next(),
            Self::Parquet(rows) => rows.next(),
            Self::Warc(records) => records.next(),
        }
    }
}

/// The entry of a failure that concerns a file as a whole.
fn broken(origin: &Origin, error: crate::error::Error) -> Entry {
    fields::failed(origin.id.clone(), origin.name.clone(), error)
}
