//! Rows of CSV and TSV.
//!
//! Enters: an open file with a header. Leaves: an entry for each row. Holds: one row is in memory at a time; a bad row is an
//! entry with its error and the others go on, except after one beyond the limit, where a quote is likely not closed.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::columns::{Columns, Guess, ROLES, Role};
use super::fields::{Fields, failed};
use super::kind::InputFormat;
use super::open::{Opened, Origin};
use crate::corpus::entry::Entry;
use crate::error::{Error, Result};
use crate::ingest::Format;

/// The reader takes so many bytes at once.
const BUFFER: usize = 64 * 1024;

/// The rows of a file.
pub(super) struct Rows {
    origin: Origin,
    reader: Reader<Guard>,
    /// What may still be read for the row.
    left: Arc<AtomicU64>,
    header: Vec<String>,
    chosen: [Option<usize>; ROLES],
    row: ByteRecord,
    /// 1 where lines end with CR LF: the place of a row is then counted before the LF of the row before it.
    behind: u64,
    found: bool,
    done: bool,
}

/// A reader that stops where a row takes more than it may.
struct Guard {
    inner: Box<dyn BufRead + Send>,
    left: Arc<AtomicU64>,
}

impl Read for Guard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = self.inner.read(buffer)?;
        self.left.store(left.saturating_sub(read as u64), Ordering::Relaxed);
        Ok(read)
    }
}

impl Rows {
    /// The rows of an open file.
    ///
    /// # Errors
    /// [`Error::NoColumn`], [`Error::NoTextColumn`], [`Error::Empty`], and what a broken header gives.
    pub(super) fn new(opened: Opened, columns: &Columns, guesses: &mut Vec<Guess>) -> Result<Self> {
        let Opened { origin, format, head, reader, .. } = opened;
        let delimiter = if format == InputFormat::Tsv { b'\t' } else { delimiter(&head) };
        let left = Arc::new(AtomicU64::new(allowance(&origin)));
        let guard = Guard { inner: reader, left: Arc::clone(&left) };
        let mut builder = ReaderBuilder::new();
        builder.delimiter(delimiter).flexible(true).has_headers(false).buffer_capacity(BUFFER);
        let mut reader = builder.from_reader(guard);
        let mut row = ByteRecord::new();
        if !reader.read_byte_record(&mut row).map_err(|error| stopped(&origin, error))? {
            return Err(Error::Empty { name: origin.name });
        }
        let first = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let behind = u64::from(first.ends_with(b"\r") && first.len() < head.len());
        let header: Vec<String> = row.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let chosen = columns.choose(&origin.name, &names, |_, _| true)?;
        guesses.extend(columns.guesses(&origin.name, &names, &chosen));
        Ok(Self { origin, reader, left, header, chosen, row, behind, found: false, done: false })
    }

    /// The next row.
    pub(super) fn next(&mut self) -> Option<Entry> {
        if self.done {
            return None;
        }
        self.left.store(allowance(&self.origin), Ordering::Relaxed);
        let read = self.reader.read_byte_record(&mut self.row);
        let line = self.row.position().map_or(0, csv::Position::line) + self.behind;
        let place = self.origin.place(line);
        match read {
            Ok(true) => {
                self.found = true;
                Some(self.entry(line, place.clone()).unwrap_or_else(|error| failed(place.clone(), place, error)))
            }
            Ok(false) => {
                self.done = true;
                let error = || Error::Empty { name: self.origin.name.clone() };
                (!self.found).then(|| super::broken(&self.origin, error()))
            }
            Err(error) => {
                self.done = true;
                let line = self.reader.position().line();
                let broken = stopped(&self.origin, error);
                Some(match broken {
                    Error::Oversize { limit, .. } => {
                        let place = self.origin.place(line);
                        failed(place.clone(), place.clone(), Error::Oversize { name: place, limit })
                    }
                    broken => super::broken(&self.origin, broken),
                })
            }
        }
    }

    /// The entry of the row that was read.
    fn entry(&self, line: u64, place: String) -> Result<Entry> {
        let surplus = self.row.iter().skip(self.header.len()).any(|field| !field.is_empty());
        if self.row.len() < self.header.len() || surplus {
            let (found, expected) = (self.row.len(), self.header.len());
            return Err(Error::Fields { name: self.origin.name.clone(), line, found, expected });
        }
        let size: u64 = self.row.as_slice().len() as u64;
        if size > self.origin.limit {
            return Err(Error::TooLarge { name: place, bytes: size, limit: self.origin.limit });
        }
        let mut fields = Fields::default();
        for role in Role::ALL {
            let Some(at) = self.chosen[role as usize] else { continue };
            let cell = std::str::from_utf8(&self.row[at]).map_err(|error| Error::FieldUtf8 {
                name: self.origin.name.clone(),
                line,
                column: self.header[at].clone(),
                at: error.valid_up_to(),
            })?;
            fields.set(role, Some(cell.to_owned()));
        }
        Ok(fields.entry(place, Format::Text))
    }
}

/// So many bytes may be read for one row: its own, its quotes doubled, and what the buffer takes beyond it.
fn allowance(origin: &Origin) -> u64 {
    origin.limit + 2 * BUFFER as u64
}

/// A read that failed.
fn stopped(origin: &Origin, error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Error::Oversize { name: origin.name.clone(), limit: origin.limit }
        }
        csv::ErrorKind::Io(error) => origin.failed(error),
        // Rows may differ in length and are bytes, so nothing else can be wrong with them.
        _ => Error::Empty { name: origin.name.clone() },
    }
}

/// What separates the columns: the sign that the header has most of, outside quotes.
fn delimiter(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                if let Some(count) = counts.iter_mut().find(|(sign, _)| sign == byte) {
                    count.1 += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most).map_or(b',', |(sign, _)| *sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_tells_the_delimiter() {
        for (header, sign) in [
            ("id,text\n1;2;3;4", b','),
            ("id;text;\"a,b,c,d\"\r\n", b';'),
            ("id\ttext\n", b'\t'),
            ("id|text|date\n", b'|'),
            ("text\n", b','),
            ("", b','),
        ] {
            assert_eq!(delimiter(header.as_bytes()), sign, "{header}");
        }
    }
}
