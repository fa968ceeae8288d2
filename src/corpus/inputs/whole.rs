//! A file that is one document.
//!
//! Enters: an open file of text, Markdown or HTML. Leaves: its entry. Holds: no more than the limit is read, however much the
//! file or its unpacked bytes have.

use std::io::Read;

use super::dates;
use super::kind::InputFormat;
use super::open::{Opened, Origin};
use crate::corpus::entry::{Entry, Facts};
use crate::error::{Error, Result};
use crate::ingest::{Format, Source, read_bytes};

/// The document of a file.
pub(super) fn read(opened: Opened) -> Entry {
    let Opened { origin, format, reader, stamp, plain, .. } = opened;
    let format = match format {
        InputFormat::Markdown => Format::Markdown,
        InputFormat::Html => Format::Html,
        _ => Format::Text,
    };
    let size = stamp.filter(|_| plain.is_some()).map(|stamp| stamp.bytes());
    let bytes = match size {
        Some(bytes) if bytes > origin.limit => {
            Err(Error::TooLarge { name: origin.name.clone(), bytes, limit: origin.limit })
        }
        _ => bytes(reader, &origin),
    };
    let content = bytes.and_then(|bytes| document(bytes, &origin.name, origin.id.clone(), format));
    let date = content.as_ref().ok().and_then(|source| source.meta.date.as_deref()).map(dates::normalised);
    Entry { id: origin.id, name: origin.name, facts: Facts { date, ..Facts::default() }, content }
}

/// All bytes of a reader, up to the limit.
fn bytes(reader: impl Read, origin: &Origin) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(origin.limit + 1).read_to_end(&mut bytes).map_err(|error| origin.failed(error))?;
    if bytes.len() as u64 > origin.limit {
        return Err(Error::Oversize { name: origin.name.clone(), limit: origin.limit });
    }
    Ok(bytes)
}

/// The one document in bytes.
///
/// # Errors
/// Those of [`read_bytes`].
pub(super) fn document(bytes: Vec<u8>, name: &str, id: String, format: Format) -> Result<Source> {
    let mut read = read_bytes(bytes, name, Some(format))?;
    let source = read.next().unwrap_or_else(|| Err(Error::Empty { name: name.to_owned() }))?;
    Ok(Source { id, ..source })
}
