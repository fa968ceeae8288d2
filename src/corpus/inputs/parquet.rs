//! Rows of Parquet.
//!
//! Enters: an open file. Leaves: an entry for each row. Holds: only the columns that serve are read, in batches so small that
//! even rows of the largest size fit the limit; a compressed file and standard input are unpacked to a temporary file first.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{ArrowError, DataType, SchemaRef, TimeUnit};
use jiff::Timestamp;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::ParquetMetaData;

use super::columns::{Columns, Guess, ROLES, Role};
use super::fields::{Fields, failed};
use super::open::{Opened, Origin};
use crate::corpus::entry::Entry;
use crate::error::{Error, Result};
use crate::ingest::Format;

/// At most so many rows are read at once.
const BATCH: u64 = 64;

/// The rows of a file.
pub(super) struct Rows {
    origin: Origin,
    reader: ParquetRecordBatchReader,
    batch: Option<(RecordBatch, usize)>,
    /// Where the columns of the roles stand in a batch.
    chosen: [Option<usize>; ROLES],
    /// Rows given so far.
    given: u64,
    /// Rows of the file.
    all: u64,
    /// Size of the file, where reading it is counted by rows.
    bytes: Option<u64>,
    progress: Progress,
    done: bool,
}

/// The count of bytes read, and what it was before this file.
pub(super) struct Progress {
    pub count: Arc<AtomicU64>,
    pub before: u64,
}

impl Rows {
    /// The rows of an open file.
    ///
    /// # Errors
    /// [`Error::Parquet`], [`Error::NoColumn`], [`Error::NoTextColumn`], [`Error::ColumnType`].
    pub(super) fn new(opened: Opened, columns: &Columns, progress: Progress, guesses: &mut Vec<Guess>) -> Result<Self> {
        let Opened { origin, reader, plain, stamp, .. } = opened;
        let bytes = plain.as_ref().and_then(|_| stamp.map(|stamp| stamp.bytes()));
        let file = match plain {
            Some(file) => file,
            None => unpacked(reader, &origin)?,
        };
        let wrong = |source| Error::Parquet { name: origin.name.clone(), source };
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(wrong)?;
        let chosen = choose(&origin, columns, builder.schema(), guesses)?;
        let mut wanted: Vec<usize> = chosen.iter().flatten().copied().collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.iter().copied());
        let all = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
        let batch = batch_size(builder.metadata(), &mask, origin.limit);
        let reader = builder.with_projection(mask).with_batch_size(batch).build().map_err(wrong)?;
        let chosen = chosen.map(|column| wanted.iter().position(|wanted| Some(*wanted) == column));
        Ok(Self { origin, reader, batch: None, chosen, given: 0, all, bytes, progress, done: false })
    }

    /// The next row.
    pub(super) fn next(&mut self) -> Option<Entry> {
        while !self.done {
            if let Some((batch, at)) = &mut self.batch {
                if *at < batch.num_rows() {
                    let (batch, at) = (batch.clone(), std::mem::replace(at, *at + 1));
                    self.given += 1;
                    self.count();
                    let place = self.origin.place(self.given);
                    let entry = self.entry(&batch, at, place.clone());
                    return Some(entry.unwrap_or_else(|error| failed(place.clone(), place, error)));
                }
                self.batch = None;
            }
            match self.reader.next() {
                Some(Ok(batch)) => self.batch = Some((batch, 0)),
                Some(Err(source)) => {
                    self.done = true;
                    let name = self.origin.name.clone();
                    let error = Error::ParquetRecords { name, record: self.given + 1, source };
                    return Some(super::broken(&self.origin, error));
                }
                None => {
                    self.done = true;
                    if self.given == 0 {
                        let error = Error::Empty { name: self.origin.name.clone() };
                        return Some(super::broken(&self.origin, error));
                    }
                }
            }
        }
        None
    }

    /// Counts what has been read, in proportion to the rows.
    fn count(&self) {
        if let (Some(bytes), 1..) = (self.bytes, self.all) {
            let part = u128::from(bytes) * u128::from(self.given) / u128::from(self.all);
            let read = self.progress.before + u64::try_from(part).unwrap_or(bytes).min(bytes);
            self.progress.count.store(read, Ordering::Relaxed);
        }
    }

    /// The entry of a row of a batch.
    fn entry(&self, batch: &RecordBatch, at: usize, place: String) -> Result<Entry> {
        let mut fields = Fields::default();
        for role in Role::ALL {
            let Some(column) = self.chosen[role as usize] else { continue };
            let cell = cell(batch.column(column), at).map_err(|source| Error::ParquetRecords {
                name: self.origin.name.clone(),
                record: self.given,
                source,
            })?;
            let bytes = cell.as_ref().map_or(0, |cell| cell.len() as u64);
            if bytes > self.origin.limit {
                return Err(Error::TooLarge { name: place, bytes, limit: self.origin.limit });
            }
            fields.set(role, cell);
        }
        Ok(fields.entry(place, Format::Text))
    }
}

/// A temporary file with what the reader gives.
fn unpacked(mut reader: impl io::Read, origin: &Origin) -> Result<File> {
    let mut file = tempfile::tempfile().map_err(|source| Error::Scratch { name: origin.name.clone(), source })?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = reader.read(&mut buffer).map_err(|error| origin.failed(error))?;
        if read == 0 {
            return Ok(file);
        }
        io::Write::write_all(&mut file, &buffer[..read])
            .map_err(|source| Error::Scratch { name: origin.name.clone(), source })?;
    }
}

/// The columns that serve, by role.
fn choose(
    origin: &Origin,
    columns: &Columns,
    schema: &SchemaRef,
    guesses: &mut Vec<Guess>,
) -> Result<[Option<usize>; ROLES]> {
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let fits = |role: Role, at: usize| allowed(role, schema.field(at).data_type()).is_none();
    let wrong = |role: Role, at: usize| {
        let field = schema.field(at);
        allowed(role, field.data_type()).map(|expected| Error::ColumnType {
            name: origin.name.clone(),
            column: field.name().clone(),
            found: field.data_type().to_string(),
            expected,
        })
    };
    let chosen = match columns.choose(&origin.name, &names, fits) {
        Ok(chosen) => chosen,
        Err(error @ Error::NoTextColumn { .. }) => {
            let any = columns.choose(&origin.name, &names, |_, _| true)?;
            let content = [Role::Text, Role::Html];
            let found = content.into_iter().find_map(|role| wrong(role, any[role as usize]?));
            return Err(found.unwrap_or(error));
        }
        Err(error) => return Err(error),
    };
    let found = Role::ALL.into_iter().find_map(|role| wrong(role, chosen[role as usize]?));
    if let Some(error) = found {
        return Err(error);
    }
    guesses.extend(columns.guesses(&origin.name, &names, &chosen));
    Ok(chosen)
}

/// What a role allows, where that is not the type of the column.
fn allowed(role: Role, kind: &DataType) -> Option<&'static str> {
    let kind = match kind {
        DataType::Dictionary(_, values) => values,
        kind => kind,
    };
    let is_string = matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    let is_date = matches!(kind, DataType::Date32 | DataType::Date64 | DataType::Timestamp(..));
    match role {
        Role::Id => (!is_string && !kind.is_integer()).then_some("a string or an integer"),
        Role::Date => {
            (!is_string && !is_date && !kind.is_integer()).then_some("a date, a time, a string or an integer")
        }
        _ => (!is_string).then_some("a string"),
    }
}

/// So many rows at once that they fit the limit, were each as large as all of its column in the row group.
fn batch_size(metadata: &ParquetMetaData, mask: &ProjectionMask, limit: u64) -> usize {
    let group = |group: &parquet::file::metadata::RowGroupMetaData| {
        let columns = group.columns().iter().enumerate().filter(|(leaf, _)| mask.leaf_included(*leaf));
        columns.map(|(_, column)| u64::try_from(column.uncompressed_size()).unwrap_or(0)).max().unwrap_or(0)
    };
    let largest = metadata.row_groups().iter().map(group).max().unwrap_or(0);
    let rows = (limit / largest.max(1)).clamp(1, BATCH);
    usize::try_from(rows).unwrap_or(1)
}

/// A cell as text; `None` for a null.
fn cell(column: &ArrayRef, at: usize) -> Result<Option<String>, ArrowError> {
    if column.is_null(at) {
        return Ok(None);
    }
    let text = match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(at).to_owned(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(at).to_owned(),
        DataType::Utf8View => column.as_string_view().value(at).to_owned(),
        DataType::Timestamp(unit, zone) => instant(column, at, *unit, zone.is_some()),
        // Dictionaries, dates and integers: dates come out as ISO 8601.
        _ => {
            let options = FormatOptions::new();
            let formatter = ArrayFormatter::try_new(column.as_ref(), &options)?;
            formatter.value(at).try_to_string()?
        }
    };
    Ok((!text.is_empty()).then_some(text))
}

/// A time as ISO 8601: in UTC where its column has a zone, else without one.
fn instant(column: &ArrayRef, at: usize, unit: TimeUnit, has_zone: bool) -> String {
    let (value, second) = match unit {
        TimeUnit::Second => (column.as_primitive::<TimestampSecondType>().value(at), 1),
        TimeUnit::Millisecond => (column.as_primitive::<TimestampMillisecondType>().value(at), 1_000),
        TimeUnit::Microsecond => (column.as_primitive::<TimestampMicrosecondType>().value(at), 1_000_000),
        TimeUnit::Nanosecond => (column.as_primitive::<TimestampNanosecondType>().value(at), 1_000_000_000),
    };
    let Ok(instant) = Timestamp::from_second(value.div_euclid(second)) else { return value.to_string() };
    let instant = instant.to_string();
    if has_zone { instant } else { instant.trim_end_matches('Z').to_owned() }
}
