//! A file, open and unpacked.
//!
//! Enters: a file of the list. Leaves: a reader of its unpacked bytes and what they are. Holds: bytes are counted on both
//! sides of the compression; what could be unpacked before a break is given before the error.

use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use flate2::bufread::MultiGzDecoder;

use super::find::{InputFile, is_stdin};
use super::kind::{InputFormat, Packing};
use crate::error::{Error, Result};

/// So many bytes are looked at to tell what a file is.
const HEAD: usize = 64 * 1024;

/// Where bytes come from, for names and messages.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// The file's path as shown.
    pub name: String,
    /// The id of a document that is the whole file.
    pub id: String,
    /// The largest document, in bytes.
    pub limit: u64,
    packing: Option<Packing>,
    unpacked: Arc<AtomicU64>,
}

/// An open file.
pub(super) struct Opened {
    pub origin: Origin,
    pub format: InputFormat,
    /// The first unpacked bytes, which the reader gives again.
    pub head: Vec<u8>,
    /// The unpacked bytes.
    pub reader: Box<dyn BufRead + Send>,
    /// The file itself, where it is one that is not compressed.
    pub plain: Option<File>,
    /// To be compared with at the end.
    pub stamp: Option<Stamp>,
}

/// Size and time of a file when it was opened.
#[derive(Debug, Clone)]
pub(super) struct Stamp {
    path: PathBuf,
    bytes: u64,
    modified: Option<SystemTime>,
}

impl Origin {
    /// Of a file that has not been opened yet.
    pub(super) fn new(file: &InputFile, limit: u64) -> Self {
        Self { name: file.name(), id: file.id(), limit, packing: None, unpacked: Arc::default() }
    }

    /// The name of a place in it.
    pub(super) fn place(&self, number: impl std::fmt::Display) -> String {
        format!("{}:{number}", self.name)
    }

    /// A failed read of its unpacked bytes.
    pub(super) fn failed(&self, source: io::Error) -> Error {
        match self.packing {
            Some(packing) => Error::Unpack {
                name: self.name.clone(),
                packing: packing.name(),
                at: self.unpacked.load(Ordering::Relaxed),
                source,
            },
            None if self.name == "-" => Error::ReadStdin(source),
            None => Error::Read { path: PathBuf::from(&self.name), source },
        }
    }
}

impl Stamp {
    fn of(path: &Path, metadata: &Metadata) -> Option<Self> {
        let modified = metadata.modified().ok();
        metadata.is_file().then(|| Self { path: path.to_owned(), bytes: metadata.len(), modified })
    }

    /// Its size when it was opened.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether the file is still what it was when it was opened; one that was removed since was read whole.
    pub(super) fn check(&self) -> Result<()> {
        let Ok(now) = fs::metadata(&self.path) else { return Ok(()) };
        let same = now.len() == self.bytes && now.modified().ok() == self.modified;
        if same { Ok(()) } else { Err(Error::Changed { path: self.path.clone() }) }
    }
}

/// A reader that adds what it gives to a count.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// A reader that gives one error.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Opens a file; what is read of it is added to `count`.
///
/// # Errors
/// [`Error::Read`], [`Error::Directory`], [`Error::Empty`].
pub(super) fn open(
    file: &InputFile,
    format: Option<InputFormat>,
    limit: u64,
    count: &Arc<AtomicU64>,
) -> Result<Opened> {
    let mut origin = Origin::new(file, limit);
    let path = file.path();
    let (mut plain, mut stamp) = (None, None);
    let raw: Box<dyn Read + Send> = if is_stdin(path) {
        Box::new(io::stdin())
    } else {
        let unread = |source| Error::Read { path: path.to_owned(), source };
        let own = File::open(path).map_err(unread)?;
        let metadata = own.metadata().map_err(unread)?;
        if metadata.is_dir() {
            return Err(Error::Directory { path: path.to_owned() });
        }
        stamp = Stamp::of(path, &metadata);
        if stamp.is_some() {
            plain = Some(own.try_clone().map_err(unread)?);
        }
        Box::new(own)
    };
    let counted = Counted { inner: raw, count: Arc::clone(count) };
    let (packed, reader) = peek(Box::new(BufReader::with_capacity(HEAD, counted)), 4);
    origin.packing = Packing::of_bytes(&packed);
    if origin.packing.is_some() {
        plain = None;
    }
    let reader = unpack(&origin, reader)?;
    let (head, reader) = peek(reader, HEAD);
    let known = format.or_else(|| if is_stdin(path) { None } else { InputFormat::of_ending(path) });
    let format = known.unwrap_or_else(|| InputFormat::of_bytes(&head));
    Ok(Opened { origin, format, head, reader, plain, stamp })
}

/// The unpacked bytes of a reader.
fn unpack(origin: &Origin, packed: Box<dyn BufRead + Send>) -> Result<Box<dyn BufRead + Send>> {
    let inner: Box<dyn Read + Send> = match origin.packing {
        None => return Ok(packed),
        Some(Packing::Gzip) => Box::new(MultiGzDecoder::new(packed)),
        Some(Packing::Zstd) => {
            let decoder = zstd::stream::read::Decoder::with_buffer(packed);
            Box::new(decoder.map_err(|error| origin.failed(error))?)
        }
    };
    let counted = Counted { inner, count: Arc::clone(&origin.unpacked) };
    Ok(Box::new(BufReader::with_capacity(HEAD, counted)))
}

/// The first bytes of a reader, and a reader that gives them again; an error among them comes after those before it.
fn peek(mut reader: Box<dyn BufRead + Send>, most: usize) -> (Vec<u8>, Box<dyn BufRead + Send>) {
    let mut head = Vec::new();
    let read = reader.by_ref().take(most as u64).read_to_end(&mut head);
    let again = Cursor::new(head.clone());
    match read {
        Ok(_) => (head, Box::new(again.chain(reader))),
        Err(error) => (head, Box::new(again.chain(BufReader::new(Broken(Some(error)))))),
    }
}
