//! Batches of one table into one file.
//!
//! Enters: batches with the table's schema, of any size. Leaves: the bytes of the file. Holds: the same rows give the same
//! bytes, however they are cut into batches; an empty table still has its schema (Parquet) or header (CSV); memory is bounded
//! by the rows of one row group.

use std::io::Write;

use arrow_array::RecordBatch;
use arrow_json::LineDelimitedWriter;
use arrow_json::writer::WriterBuilder;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;

use super::batch::{cell, table_write};
use super::schema::{columns, schema};
use super::{Table, TableFormat, text};
use crate::error::{Error, Result};

/// How many rows a row group of a Parquet file has.
pub const ROW_GROUP: usize = 16 * 1024;

/// A file of a table that is being written.
pub struct TableWriter<W: Write + Send> {
    table: Table,
    file: File<W>,
}

enum File<W: Write + Send> {
    Parquet(Box<ArrowWriter<W>>),
    Jsonl(LineDelimitedWriter<W>),
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write + Send> TableWriter<W> {
    /// Begins a file; a header is written at once.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub fn new(format: TableFormat, table: Table, out: W) -> Result<Self> {
        let file = match format {
            TableFormat::Parquet => {
                let options =
                    ArrowWriterOptions::new().with_properties(properties(table)).with_skip_arrow_metadata(true);
                let writer = ArrowWriter::try_new_with_options(out, schema(table), options);
                File::Parquet(Box::new(writer.map_err(|source| table_write(table, source))?))
            }
            TableFormat::Jsonl => File::Jsonl(WriterBuilder::new().with_explicit_nulls(true).build(out)),
            TableFormat::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                let header = columns(table).iter().map(|column| column.name);
                writer.write_record(header).map_err(|source| table_write(table, source))?;
                File::Csv(Box::new(writer))
            }
        };
        Ok(Self { table, file })
    }

    /// Adds the rows of a batch.
    ///
    /// # Errors
    /// Where `out` cannot be written, or the batch is of another table.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let table = self.table;
        if batch.schema_ref() != &schema(table) {
            return Err(Error::TableSchema { table: table.name() });
        }
        match &mut self.file {
            File::Parquet(writer) => writer.write(batch).map_err(|source| table_write(table, source)),
            File::Jsonl(writer) => writer.write(batch).map_err(|source| table_write(table, source)),
            File::Csv(writer) => write_csv(table, batch, writer),
        }
    }

    /// Ends the file and gives back what it was written to.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub fn finish(self) -> Result<W> {
        let table = self.table;
        let mut out = match self.file {
            File::Parquet(writer) => writer.into_inner().map_err(|source| table_write(table, source))?,
            File::Jsonl(mut writer) => {
                writer.finish().map_err(|source| table_write(table, source))?;
                writer.into_inner()
            }
            File::Csv(writer) => writer.into_inner().map_err(|error| Error::Write(error.into_error()))?,
        };
        out.flush().map_err(Error::Write)?;
        Ok(out)
    }
}

/// The size, in bytes, from which a page or dictionary would be cut; a row group does not come near it.
const LARGEST_PAGE: usize = 1 << 30;

/// How a Parquet file is laid out. A column of a row group is one page: the writer tests the size of pages and dictionaries
/// at the borders of batches, so that smaller limits would let the bytes depend on how rows were cut into batches.
fn properties(table: Table) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_created_by("detente".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_max_row_group_bytes(None)
        .set_data_page_row_count_limit(ROW_GROUP)
        .set_data_page_size_limit(LARGEST_PAGE)
        .set_dictionary_page_size_limit(LARGEST_PAGE)
        .set_dictionary_enabled(false);
    for column in columns(table).iter().filter(|column| column.repeats) {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(column.name), true);
    }
    properties.build()
}

fn write_csv<W: Write>(table: Table, batch: &RecordBatch, writer: &mut csv::Writer<W>) -> Result<()> {
    for row in 0..batch.num_rows() {
        for (array, column) in batch.columns().iter().zip(columns(table)) {
            let cell = cell(array, column.kind, row);
            let cell = cell.ok_or(Error::TableBatch { table: table.name(), column: column.name })?;
            writer.write_field(text::write(&cell).as_bytes()).map_err(|source| table_write(table, source))?;
        }
        writer.write_record(None::<&[u8]>).map_err(|source| table_write(table, source))?;
    }
    Ok(())
}
