//! A CSV file to rows.

use std::fs::File;
use std::path::{Path, PathBuf};

use csv::{Reader, StringRecord};

use super::{BATCH, RowCells, broken, broken_line, missing_column, open};
use crate::corpus::tables::cells::{Place, cell_error};
use crate::corpus::tables::schema::columns;
use crate::corpus::tables::{Table, text};
use crate::error::Result;

/// The rows of a CSV file.
pub(super) struct Csv {
    path: PathBuf,
    table: Table,
    reader: Reader<File>,
    /// Where each column of the table stands in a record.
    order: Vec<usize>,
}

impl Csv {
    pub(super) fn open(path: &Path, table: Table) -> Result<Self> {
        let mut reader = Reader::from_reader(open(path)?);
        let header = reader.headers().map_err(|source| broken_line(path, 1, source))?;
        let find = |name| header.iter().position(|field| field == name).ok_or_else(|| missing_column(path, name));
        let order = columns(table).iter().map(|column| find(column.name)).collect::<Result<_>>()?;
        Ok(Self { path: path.into(), table, reader, order })
    }

    /// The rows of the next records; none at the end.
    pub(super) fn rows(&mut self) -> Result<Option<Vec<RowCells>>> {
        let mut rows = Vec::new();
        let mut record = StringRecord::new();
        while rows.len() < BATCH {
            let more = self.reader.read_record(&mut record).map_err(|source| {
                let place = source.position().map(|position| format!(": line {}", position.line()));
                broken(&self.path, place.unwrap_or_default(), source)
            })?;
            if !more {
                break;
            }
            rows.push(self.row(&record)?);
        }
        Ok(Some(rows).filter(|rows| !rows.is_empty()))
    }

    fn row(&self, record: &StringRecord) -> Result<RowCells> {
        let place = Place::Line(record.position().map_or(0, csv::Position::line));
        let cells = columns(self.table).iter().zip(&self.order).map(|(column, index)| {
            let cell = text::read(record.get(*index).unwrap_or_default(), column);
            cell.ok_or_else(|| cell_error(&self.path, place, column.name, column.kind.name()))
        });
        Ok(RowCells { place, cells: cells.collect::<Result<_>>()? })
    }
}
