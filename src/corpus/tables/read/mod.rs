//! Files of a table back to rows, one batch in memory at a time.
//!
//! Enters: a file that [`TableWriter`](super::TableWriter) wrote, perhaps changed since. Leaves: its rows, in order, and an
//! error at the first that cannot be read. Holds: columns are found by name, in any order; others than the table's are ignored.

mod csv;
mod jsonl;
mod parquet;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::vec;

use arrow_array::{Array, ArrayRef};

use self::csv::Csv;
use self::jsonl::Jsonl;
pub(super) use self::parquet::Batches;
use super::batch::cell;
use super::cells::{Cell, Place, Row, cell_error};
use super::schema::columns;
use super::{Table, TableFormat};
use crate::corpus::{DocumentRow, SectionRow, SentenceRow};
use crate::error::{Error, Result};

/// How many rows are read at a time.
const BATCH: usize = 1024;

/// The rows of a file of `documents`.
///
/// # Errors
/// Where the file cannot be opened or lacks a column.
pub fn documents(path: &Path, format: TableFormat) -> Result<impl Iterator<Item = Result<DocumentRow>> + use<>> {
    let path_of_rows = path.to_path_buf();
    let rows = Cells::open(path, format, Table::Documents)?;
    Ok(rows.map(move |row| row.and_then(|row| row.checked(Table::Documents, &path_of_rows).into_document())))
}

/// The rows of a file of `sections`.
///
/// # Errors
/// Where the file cannot be opened or lacks a column.
pub fn sections(path: &Path, format: TableFormat) -> Result<impl Iterator<Item = Result<SectionRow>> + use<>> {
    let path_of_rows = path.to_path_buf();
    let rows = Cells::open(path, format, Table::Sections)?;
    Ok(rows.map(move |row| row.and_then(|row| row.checked(Table::Sections, &path_of_rows).into_section())))
}

/// The rows of a file of `sentences`.
///
/// # Errors
/// Where the file cannot be opened or lacks a column.
pub fn sentences(path: &Path, format: TableFormat) -> Result<impl Iterator<Item = Result<SentenceRow>> + use<>> {
    let path_of_rows = path.to_path_buf();
    let rows = Cells::open(path, format, Table::Sentences)?;
    Ok(rows.map(move |row| row.and_then(|row| row.checked(Table::Sentences, &path_of_rows).into_sentence())))
}

/// The cells of a row, in the order of the table's columns, and where it stands.
struct RowCells {
    place: Place,
    cells: Vec<Cell<'static>>,
}

impl RowCells {
    fn checked(self, table: Table, path: &Path) -> Row<'_> {
        Row::new(table, path, self.place, self.cells)
    }
}

/// The rows of a file as cells; ends after the first error.
struct Cells {
    source: Option<Source>,
    ready: vec::IntoIter<RowCells>,
}

enum Source {
    Parquet(Batches),
    Jsonl(Jsonl),
    Csv(Csv),
}

impl Cells {
    fn open(path: &Path, format: TableFormat, table: Table) -> Result<Self> {
        let source = match format {
            TableFormat::Parquet => Source::Parquet(Batches::open(path, table)?),
            TableFormat::Jsonl => Source::Jsonl(Jsonl::open(path, table)?),
            TableFormat::Csv => Source::Csv(Csv::open(path, table)?),
        };
        Ok(Self { source: Some(source), ready: Vec::new().into_iter() })
    }
}

impl Iterator for Cells {
    type Item = Result<RowCells>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.ready.next() {
                return Some(Ok(row));
            }
            let more = match self.source.as_mut()? {
                Source::Parquet(source) => source.rows(),
                Source::Jsonl(source) => source.rows(),
                Source::Csv(source) => source.rows(),
            };
            match more {
                Ok(Some(rows)) => self.ready = rows.into_iter(),
                Ok(None) => self.source = None,
                Err(error) => {
                    self.source = None;
                    return Some(Err(error));
                }
            }
        }
    }
}

/// The rows of arrays in the order of the table's columns, each at its place.
fn rows_of(
    arrays: &[ArrayRef],
    table: Table,
    path: &Path,
    places: impl Iterator<Item = Place>,
) -> Result<Vec<RowCells>> {
    let row = |(index, place): (usize, Place)| {
        let cells = arrays.iter().zip(columns(table)).map(|(array, column)| {
            let cell = cell(array, column.kind, index).filter(|cell| column.nullable || *cell != Cell::Null);
            let cell = cell.map(Cell::into_owned);
            cell.ok_or_else(|| cell_error(path, place, column.name, column.kind.name()))
        });
        Ok(RowCells { place, cells: cells.collect::<Result<_>>()? })
    };
    let rows = arrays.first().map_or(0, Array::len);
    (0..rows).zip(places).map(row).collect()
}

fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|source| Error::Read { path: path.into(), source })
}

fn missing_column(path: &Path, column: &str) -> Error {
    Error::TableColumn { path: path.into(), column: column.into(), what: "is missing".into() }
}

/// `place` is as in ": line 3", or empty.
fn broken(path: &Path, place: String, source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::TableBroken { path: PathBuf::from(path), place, source: Box::new(source) }
}

fn broken_line(path: &Path, line: u64, source: impl std::error::Error + Send + Sync + 'static) -> Error {
    broken(path, format!(": line {line}"), source)
}
