//! Files of parts into one file of the table.
//!
//! Enters: the files of consecutive rows, in order. Leaves: the bytes that one [`TableWriter`] gives for all their rows.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use super::read::Batches;
use super::{Table, TableFormat, TableWriter};
use crate::error::{Error, Result};

/// Joins the files of parts, in order, and gives back what they were written to.
///
/// # Errors
/// Where a part cannot be read or `out` cannot be written.
pub fn concat<W: Write + Send>(format: TableFormat, table: Table, parts: &[PathBuf], out: W) -> Result<W> {
    let mut writer = TableWriter::new(format, table, out)?;
    if format == TableFormat::Parquet {
        for part in parts {
            let mut batches = Batches::open(part, table)?;
            while let Some(batch) = batches.next_batch()? {
                writer.write(&batch)?;
            }
        }
        return writer.finish();
    }
    // The writer has written the header, where there is one; of the parts, the rows are copied as they are.
    let mut out = writer.finish()?;
    for part in parts {
        let mut rows = rows_of(part, format)?;
        copy(&mut rows, &mut out, part)?;
    }
    out.flush().map_err(Error::Write)?;
    Ok(out)
}

/// A text file behind its header.
fn rows_of(part: &Path, format: TableFormat) -> Result<BufReader<File>> {
    let unreadable = |source| Error::Read { path: part.into(), source };
    let mut file = BufReader::with_capacity(1 << 16, File::open(part).map_err(unreadable)?);
    if format == TableFormat::Csv {
        file.skip_until(b'\n').map_err(unreadable)?;
    }
    Ok(file)
}

/// Copies what is left of a part, with errors that tell the part from the output.
fn copy(rows: &mut BufReader<File>, out: &mut impl Write, part: &Path) -> Result<()> {
    loop {
        let bytes = match rows.fill_buf() {
            Ok([]) => return Ok(()),
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(source) => return Err(Error::Read { path: part.into(), source }),
        };
        out.write_all(bytes).map_err(Error::Write)?;
        let copied = bytes.len();
        rows.consume(copied);
    }
}
