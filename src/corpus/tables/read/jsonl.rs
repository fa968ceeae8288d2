//! A file of JSON lines to rows.
//!
//! Holds: every line has every column, null where it has no value; blank lines are skipped.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_json::ReaderBuilder;
use arrow_schema::ArrowError;
use serde::de::IgnoredAny;

use super::{BATCH, RowCells, broken, broken_line, open, rows_of};
use crate::corpus::tables::Table;
use crate::corpus::tables::cells::Place;
use crate::corpus::tables::schema::{columns, schema};
use crate::error::{Error, Result};

/// From how many bytes on a batch takes no further line.
const BATCH_BYTES: usize = 4 << 20;

/// The rows of a file of JSON lines.
pub(super) struct Jsonl {
    path: PathBuf,
    table: Table,
    reader: BufReader<File>,
    /// The number of the last line that was read.
    line: u64,
}

/// Lines that are decoded together.
#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
    /// Number and end of each.
    ends: Vec<(u64, usize)>,
}

impl Jsonl {
    pub(super) fn open(path: &Path, table: Table) -> Result<Self> {
        Ok(Self { path: path.into(), table, reader: BufReader::new(open(path)?), line: 0 })
    }

    /// The rows of the next lines; none at the end.
    pub(super) fn rows(&mut self) -> Result<Option<Vec<RowCells>>> {
        let lines = self.lines()?;
        if lines.ends.is_empty() {
            return Ok(None);
        }
        let batch = self.decode(&lines.bytes, lines.ends.len()).or_else(|whole| {
            // Decoded one by one, the line at fault shows itself.
            let mut start = 0;
            for (number, end) in &lines.ends {
                self.decode(&lines.bytes[start..*end], 1).map_err(|source| broken_line(&self.path, *number, source))?;
                start = *end;
            }
            Err(broken(&self.path, String::new(), whole))
        })?;
        let places = lines.ends.iter().map(|(number, _)| Place::Line(*number));
        rows_of(batch.columns(), self.table, &self.path, places).map(Some)
    }

    fn decode(&self, bytes: &[u8], rows: usize) -> Result<RecordBatch, ArrowError> {
        let schema = schema(self.table);
        let mut decoder = ReaderBuilder::new(schema.clone()).with_batch_size(rows).build_decoder()?;
        decoder.decode(bytes)?;
        Ok(decoder.flush()?.unwrap_or_else(|| RecordBatch::new_empty(schema)))
    }

    /// Reads lines up to the end of a batch.
    fn lines(&mut self) -> Result<Lines> {
        let mut lines = Lines::default();
        while lines.ends.len() < BATCH && lines.bytes.len() < BATCH_BYTES {
            let start = lines.bytes.len();
            let read = self.reader.read_until(b'\n', &mut lines.bytes);
            let read = read.map_err(|source| Error::Read { path: self.path.clone(), source })?;
            if read == 0 {
                break;
            }
            self.line += 1;
            let line = &lines.bytes[start..];
            if line.trim_ascii().is_empty() {
                lines.bytes.truncate(start);
                continue;
            }
            self.check(line)?;
            lines.ends.push((self.line, lines.bytes.len()));
        }
        Ok(lines)
    }

    /// Whether a line is one object that has every column.
    fn check(&self, line: &[u8]) -> Result<()> {
        #[allow(clippy::zero_sized_map_values)] // serde reads the keys of an object into a map only
        let object = serde_json::from_slice::<BTreeMap<String, IgnoredAny>>(line);
        let object = object.map_err(|source| broken_line(&self.path, self.line, source))?;
        match columns(self.table).iter().find(|column| !object.contains_key(column.name)) {
            Some(column) => {
                let what = format!("is missing in line {}", self.line);
                Err(Error::TableColumn { path: self.path.clone(), column: column.name.into(), what })
            }
            None => Ok(()),
        }
    }
}
