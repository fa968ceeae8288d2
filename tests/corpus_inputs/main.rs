//! The inputs of a corpus: what is found, in which order, and what is read of it; what is wrong with it is an entry.
#![expect(clippy::unwrap_used, reason = "in the helpers of tests, too, a failure is a failed test")]

mod big;
mod files;
mod formats;
mod tables;
mod troubles;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use detente::corpus::inputs::{Columns, InputFormat};
use detente::corpus::{Entry, InputOptions, Inputs};

/// A body long enough to be one.
const BODY: &str = "The two delegations met in the old customs house and agreed to open the border crossing again.";

/// A folder that goes with the test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The entries of all of the folder.
    fn entries(&self) -> Vec<Entry> {
        entries(options(&[self.0.path()]))
    }

    /// A text without the folder's path.
    fn short(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.0.path().display()), "")
    }

    /// What each entry is: its id and text, or its id and error.
    fn said(&self, entries: &[Entry]) -> Vec<String> {
        let said = |entry: &Entry| match &entry.content {
            Ok(source) => format!("{} = {}", self.short(&entry.id), source.text.trim()),
            Err(error) => format!("{} ! {}", self.short(&entry.id), self.short(&error.to_string())),
        };
        entries.iter().map(said).collect()
    }
}

fn options(paths: &[&Path]) -> InputOptions {
    InputOptions { paths: paths.iter().map(|path| path.to_path_buf()).collect(), ..InputOptions::default() }
}

fn entries(options: InputOptions) -> Vec<Entry> {
    Inputs::find(options).unwrap().entries().collect()
}

/// The entries of one file.
fn of_file(path: &Path) -> Vec<Entry> {
    entries(options(&[path]))
}

fn of_format(path: &Path, format: InputFormat) -> Vec<Entry> {
    entries(InputOptions { format: Some(format), ..options(&[path]) })
}

fn of_columns(path: &Path, columns: Columns) -> Vec<Entry> {
    entries(InputOptions { columns, ..options(&[path]) })
}

fn error(entry: &Entry) -> String {
    entry.content.as_ref().unwrap_err().to_string()
}

fn text(entry: &Entry) -> &str {
    &entry.content.as_ref().unwrap().text
}

/// The facts of an entry: date, source, country.
fn facts(entry: &Entry) -> [Option<&str>; 3] {
    let facts = &entry.facts;
    [facts.date.as_deref(), facts.source.as_deref(), facts.country.as_deref()]
}

fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    zstd::encode_all(bytes.as_ref(), 1).unwrap()
}
