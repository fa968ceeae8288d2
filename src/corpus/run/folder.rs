//! The output folder: its lock, the parts that are done, and files that appear whole or not at all.
//!
//! ```text
//! DIR/documents.parquet sections.parquet run.json     once the run is complete
//! DIR/.detente/lock run.json                          while it runs: who writes, and what the run is
//! DIR/.detente/parts/000000.{documents,sections}.parquet 000000.json     a part; the marker comes last
//! ```

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::{Builder, NamedTempFile};

use super::fault::Fault;
use super::part::{Counts, Marker, Slice};
use super::rows::Rows;
use crate::corpus::tables::{TableWriter, batch, concat};
use crate::corpus::{Table, TableFormat};
use crate::error::{Error, Result};

/// What a run says of itself when it is complete.
pub const RUN: &str = "run.json";
/// Where what a run needs to go on lies in its folder.
pub const STATE: &str = ".detente";
const PARTS: &str = "parts";

/// An output folder that this run alone writes into.
pub struct Folder {
    path: PathBuf,
    format: TableFormat,
    tables: Vec<Table>,
    /// Held as long as the run lasts; the system lets go of it when the process ends, however it ends.
    _lock: File,
}

impl Folder {
    /// Makes the folder where there is none, and locks it.
    ///
    /// # Errors
    /// [`Fault::Busy`] when another run has it, [`Fault::Write`] when it cannot be made.
    pub fn open(path: &Path, format: TableFormat, sentences: bool) -> Result<Self> {
        let parts = path.join(STATE).join(PARTS);
        fs::create_dir_all(&parts).map_err(|source| Fault::Write { path: parts, source })?;
        let lock = path.join(STATE).join("lock");
        let failed = |source| Fault::Write { path: lock.clone(), source };
        let file = File::options().create(true).truncate(false).write(true).open(&lock).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Fault::Busy { folder: path.to_owned() }.into()),
            Err(TryLockError::Error(source)) => return Err(failed(source).into()),
        }
        let mut tables = vec![Table::Documents, Table::Sections];
        if sentences {
            tables.push(Table::Sentences);
        }
        Ok(Self { path: path.to_owned(), format, tables, _lock: file })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Forgets what an earlier run has done here: its parts, and its tables where it was complete.
    ///
    /// # Errors
    /// [`Fault::Write`].
    pub fn clear(&self) -> Result<()> {
        if self.complete().exists() {
            for table in [Table::Documents, Table::Sections, Table::Sentences] {
                for format in TableFormat::ALL {
                    remove(&self.path.join(table.file(format)))?;
                }
            }
            remove(&self.complete())?;
        }
        remove(&self.state())?;
        self.clear_parts()
    }

    /// Removes the parts, markers first, so that no marker is ever without its rows.
    ///
    /// # Errors
    /// [`Fault::Write`].
    pub fn clear_parts(&self) -> Result<()> {
        let parts = self.parts();
        let failed = |source| Fault::Write { path: parts.clone(), source };
        let mut paths = Vec::new();
        for entry in fs::read_dir(&parts).map_err(failed)? {
            paths.push(entry.map_err(failed)?.path());
        }
        paths.sort_by_key(|path| path.extension().is_none_or(|extension| extension != "json"));
        paths.iter().try_for_each(|path| remove(path))
    }

    /// Refuses tables that lie there without a run that wrote them.
    ///
    /// # Errors
    /// [`Fault::Foreign`].
    pub fn refuse_foreign(&self) -> Result<()> {
        for &table in &self.tables {
            let path = self.table(table);
            if path.exists() {
                return Err(Fault::Foreign { path }.into());
            }
        }
        Ok(())
    }

    /// Refuses a complete run without its tables.
    ///
    /// # Errors
    /// [`Fault::Missing`].
    pub fn refuse_missing(&self) -> Result<()> {
        let missing = self.tables.iter().map(|&table| self.table(table)).find(|path| !path.exists());
        missing.map_or(Ok(()), |path| Err(Fault::Missing { path }.into()))
    }

    /// The file of a table.
    pub fn table(&self, table: Table) -> PathBuf {
        self.path.join(table.file(self.format))
    }

    /// The tables of this run.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Where a complete run says what it was.
    pub fn complete(&self) -> PathBuf {
        self.path.join(RUN)
    }

    /// Where a run that is not complete says what it is.
    pub fn state(&self) -> PathBuf {
        self.path.join(STATE).join(RUN)
    }

    fn parts(&self) -> PathBuf {
        self.path.join(STATE).join(PARTS)
    }

    fn part(&self, part: u64, table: Table) -> PathBuf {
        self.parts().join(format!("{part:06}.{}", table.file(self.format)))
    }

    fn marker(&self, part: u64) -> PathBuf {
        self.parts().join(format!("{part:06}.json"))
    }

    /// The parts that are done, from the first up to the first gap.
    ///
    /// # Errors
    /// [`Fault::Read`], [`Fault::State`].
    pub fn markers(&self) -> Result<Vec<Marker>> {
        let mut markers = Vec::new();
        while let Some(marker) = read_json(&self.marker(markers.len() as u64))? {
            markers.push(marker);
        }
        Ok(markers)
    }

    /// Writes a part: its rows, then the marker that says that they are complete.
    ///
    /// # Errors
    /// [`Fault::Write`], and what the tables say.
    pub fn commit(&self, slice: Slice, rows: &Rows) -> Result<Counts> {
        for &table in &self.tables {
            let rows = match table {
                Table::Documents => batch::documents(&rows.documents)?,
                Table::Sections => batch::sections(&rows.sections)?,
                Table::Sentences => batch::sentences(&rows.sentences)?,
            };
            let path = self.part(slice.part, table);
            self.place(&path, |file| {
                let mut writer = TableWriter::new(self.format, table, file)?;
                writer.write(&rows)?;
                writer.finish().map(|_| ())
            })?;
        }
        let (counts, path) = (rows.counts(), self.marker(slice.part));
        self.write_json(&path, &Marker { slice, counts })?;
        Ok(counts)
    }

    /// Joins `parts` parts into the tables.
    ///
    /// # Errors
    /// [`Fault::Write`], and what the tables say.
    pub fn join(&self, parts: u64) -> Result<()> {
        for &table in &self.tables {
            let paths: Vec<PathBuf> = (0..parts).map(|part| self.part(part, table)).collect();
            self.place(&self.table(table), |file| concat(self.format, table, &paths, file).map(|_| ()))?;
        }
        Ok(())
    }

    /// Writes a file of JSON, whole or not at all.
    ///
    /// # Errors
    /// [`Fault::Write`].
    pub fn write_json(&self, path: &Path, value: &impl Serialize) -> Result<()> {
        let json = serde_json::to_string_pretty(value).map_err(Error::Json)? + "\n";
        self.place(path, |file| file.write_all(json.as_bytes()).map_err(Error::Write))
    }

    /// Puts a file in its place, whole or not at all: written beside it, on the disk before it gets its name.
    fn place(&self, path: &Path, write: impl FnOnce(&mut BufWriter<&File>) -> Result<()>) -> Result<()> {
        let temporary = self.temporary().map_err(|source| Fault::Write { path: path.to_owned(), source })?;
        let mut buffered = BufWriter::with_capacity(1 << 16, temporary.as_file());
        write(&mut buffered).map_err(|error| at(path, error))?;
        let written = buffered.flush();
        drop(buffered);
        let done = written
            .and_then(|()| temporary.as_file().sync_all())
            .and_then(|()| temporary.persist(path).map_err(|error| error.error))
            .and_then(|_| File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all());
        done.map_err(|source| Fault::Write { path: path.to_owned(), source }.into())
    }

    /// A temporary file with the rights of a new file, not the 0600 of a secret.
    fn temporary(&self) -> io::Result<NamedTempFile> {
        let mut builder = Builder::new();
        builder.prefix("new-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        builder.tempfile_in(self.path.join(STATE))
    }

    /// Removes what a run that was killed had not finished.
    ///
    /// # Errors
    /// [`Fault::Write`].
    pub fn sweep(&self) -> Result<()> {
        let state = self.path.join(STATE);
        let failed = |source| Fault::Write { path: state.clone(), source };
        for entry in fs::read_dir(&state).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|extension| extension == "tmp") {
                remove(&path)?;
            }
        }
        Ok(())
    }
}

/// A file of JSON; `None` where there is none.
///
/// # Errors
/// [`Fault::Read`], [`Fault::State`].
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(Fault::Read { path: path.to_owned(), source }.into()),
    };
    serde_json::from_slice(&bytes).map(Some).map_err(|source| Fault::State { path: path.to_owned(), source }.into())
}

/// A failed write, with the file that it was meant for.
fn at(path: &Path, error: Error) -> Error {
    match error {
        Error::Write(source) => Fault::Write { path: path.to_owned(), source }.into(),
        error => Fault::Table { path: path.to_owned(), source: Box::new(error) }.into(),
    }
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(Fault::Write { path: path.to_owned(), source }.into())
        }
        _ => Ok(()),
    }
}
