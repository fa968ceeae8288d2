//! A Parquet file to batches of the table's schema.

use std::path::{Path, PathBuf};

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::ArrowError;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};

use super::{BATCH, RowCells, broken, missing_column, open, rows_of};
use crate::corpus::tables::Table;
use crate::corpus::tables::cells::Place;
use crate::corpus::tables::schema::{columns, schema};
use crate::error::{Error, Result};

/// The batches of a Parquet file.
pub(in crate::corpus::tables) struct Batches {
    path: PathBuf,
    table: Table,
    reader: ParquetRecordBatchReader,
    /// Where each column of the table stands in the reader's batches.
    order: Vec<usize>,
    /// How many rows came before.
    rows: u64,
}

impl Batches {
    /// Opens a file and checks its columns.
    pub(in crate::corpus::tables) fn open(path: &Path, table: Table) -> Result<Self> {
        let file = open(path)?;
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata =
            ArrowReaderMetadata::load(&file, options).map_err(|source| broken(path, String::new(), source))?;
        let mut roots = Vec::new();
        for column in columns(table) {
            let (root, field) =
                metadata.schema().column_with_name(column.name).ok_or_else(|| missing_column(path, column.name))?;
            if field.data_type() != &column.kind.data_type() {
                let what = format!("must be {} and is {}", column.kind.name(), field.data_type());
                return Err(Error::TableColumn { path: path.into(), column: column.name.into(), what });
            }
            roots.push(root);
        }
        let mask = ProjectionMask::roots(metadata.parquet_schema(), roots.iter().copied());
        let order = roots.iter().map(|root| roots.iter().filter(|other| *other < root).count()).collect();
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        let reader = builder.with_projection(mask).with_batch_size(BATCH).build();
        let reader = reader.map_err(|source| broken(path, String::new(), source))?;
        Ok(Self { path: path.into(), table, reader, order, rows: 0 })
    }

    /// The next arrays, in the order of the table's columns; none at the end.
    fn next_arrays(&mut self) -> Result<Option<Vec<ArrayRef>>> {
        let batch = self.reader.next().transpose().map_err(|source| self.broken(source))?;
        let Some(batch) = batch else { return Ok(None) };
        self.rows += batch.num_rows() as u64;
        Ok(Some(self.order.iter().map(|index| batch.column(*index).clone()).collect()))
    }

    fn broken(&self, source: ArrowError) -> Error {
        broken(&self.path, format!(": after row {}", self.rows), source)
    }

    /// The next batch with the table's schema; none at the end.
    pub(in crate::corpus::tables) fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        let Some(arrays) = self.next_arrays()? else { return Ok(None) };
        RecordBatch::try_new(schema(self.table), arrays).map(Some).map_err(|source| self.broken(source))
    }

    /// The rows of the next batch; none at the end.
    pub(super) fn rows(&mut self) -> Result<Option<Vec<RowCells>>> {
        let first = self.rows + 1;
        let Some(arrays) = self.next_arrays()? else { return Ok(None) };
        rows_of(&arrays, self.table, &self.path, (first..).map(Place::Row)).map(Some)
    }
}
