//! Files and standard input.
//!
//! Enters: paths and patterns as the user gave them, or bytes. Leaves: the documents in them. Holds: JSON lines are read
//! one at a time; every other file is one document, of at most 256 MiB.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use super::detect::HEAD;
use super::{Format, Source, html, markdown, records, text};
use crate::error::{Error, Result};

/// The largest document, in bytes.
pub const LIMIT: u64 = 256 << 20;

/// The documents of one input, in order, each read when it is asked for.
pub struct Records(Inner);

/// Where the documents come from.
enum Inner {
    /// They have been read.
    Read(std::vec::IntoIter<Result<Source>>),
    /// They are read from JSON lines.
    Lines(records::Lines),
}

impl Iterator for Records {
    type Item = Result<Source>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Inner::Read(read) => read.next(),
            Inner::Lines(lines) => lines.next(),
        }
    }
}

/// The documents of a file, or of standard input where the path is `-`; without a format it is detected.
///
/// # Errors
/// What is wrong with the file as a whole: [`Error::Read`], [`Error::Directory`], [`Error::TooLarge`],
/// [`Error::Binary`], [`Error::Empty`], [`Error::NoArticle`]. What is wrong with one record is an item.
pub fn read_path(path: &Path, format: Option<Format>) -> Result<Records> {
    if path == Path::new("-") {
        return read_from(Box::new(BufReader::new(io::stdin())), "-", format);
    }
    if path.is_dir() {
        return Err(Error::Directory { path: path.to_owned() });
    }
    let file = File::open(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    read_from(Box::new(BufReader::with_capacity(HEAD, file)), &path.display().to_string(), format)
}

/// The documents in bytes; `name` is a path, or `-` for standard input.
///
/// # Errors
/// As [`read_path`].
pub fn read_bytes(bytes: Vec<u8>, name: &str, format: Option<Format>) -> Result<Records> {
    read_from(Box::new(Cursor::new(bytes)), name, format)
}

/// The documents of a reader.
fn read_from(mut reader: Box<dyn BufRead + Send>, name: &str, format: Option<Format>) -> Result<Records> {
    let mut head = Vec::with_capacity(HEAD);
    reader.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(|error| failed(name, error))?;
    let path = Path::new(name);
    let format = format.unwrap_or_else(|| Format::detect(Some(path), &head));
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if format == Format::Jsonl && !is_json {
        text::refuse_known_binary(&head, name)?;
        let reader = Box::new(Cursor::new(head).chain(reader));
        return Ok(Records(Inner::Lines(records::Lines::new(reader, name.to_owned(), LIMIT, failed))));
    }
    let bytes = rest(head, reader, name, LIMIT)?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::Empty { name: name.to_owned() });
    }
    let read = match format {
        Format::Text => vec![Ok(text::read(bytes, name)?)],
        Format::Markdown => vec![Ok(markdown::read(bytes, name)?)],
        Format::Html => vec![Ok(html::read(bytes, name)?)],
        Format::Jsonl if records::is_lines(&bytes) => {
            let reader = Box::new(Cursor::new(bytes));
            return Ok(Records(Inner::Lines(records::Lines::new(reader, name.to_owned(), LIMIT, failed))));
        }
        Format::Jsonl => records::read_json(&bytes, name)?,
    };
    Ok(Records(Inner::Read(read.into_iter())))
}

/// The whole of a reader whose first bytes have been read.
fn rest(head: Vec<u8>, reader: impl Read, name: &str, limit: u64) -> Result<Vec<u8>> {
    let mut bytes = head;
    let left = (limit + 1).saturating_sub(bytes.len() as u64);
    let mut reader = reader;
    reader.by_ref().take(left).read_to_end(&mut bytes).map_err(|error| failed(name, error))?;
    if bytes.len() as u64 <= limit {
        return Ok(bytes);
    }
    let more = io::copy(&mut reader, &mut io::sink()).map_err(|error| failed(name, error))?;
    Err(Error::TooLarge { name: name.to_owned(), bytes: bytes.len() as u64 + more, limit })
}

/// A failed read of a file, or of standard input.
fn failed(name: &str, source: io::Error) -> Error {
    if name == "-" { Error::ReadStdin(source) } else { Error::Read { path: PathBuf::from(name), source } }
}

/// The files that the user's arguments name. What exists, and `-`, is taken as it is; a pattern that the shell left is
/// expanded in sorted order, without directories and hidden files; any other name is left for [`read_path`] to fail on.
#[must_use]
pub fn expand(patterns: &[PathBuf]) -> Vec<Result<PathBuf>> {
    patterns.iter().flat_map(|pattern| expand_one(pattern)).collect()
}

/// The files of one argument.
fn expand_one(path: &Path) -> Vec<Result<PathBuf>> {
    if path.is_dir() {
        return vec![Err(Error::Directory { path: path.to_owned() })];
    }
    let pattern = path.to_str().filter(|pattern| pattern.contains(['*', '?', '[']) && !path.exists());
    let Some(pattern) = pattern else { return vec![Ok(path.to_owned())] };
    let no_match = || vec![Err(Error::NoMatch { pattern: pattern.to_owned() })];
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
    let Ok(paths) = glob::glob_with(pattern, options) else { return no_match() };
    let mut found: Vec<Result<PathBuf>> = paths
        .filter_map(|path| match path {
            Ok(path) if path.is_dir() => None,
            Ok(path) => Some(Ok(path)),
            Err(error) => Some(Err(Error::Read { path: error.path().to_owned(), source: error.into() })),
        })
        .collect();
    found.sort_by(|a, b| a.as_ref().ok().cmp(&b.as_ref().ok()));
    if found.is_empty() { no_match() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_expanded_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a.txt", ".c.txt", "d[1].txt"] {
            std::fs::write(folder.path().join(name), "Text.").unwrap();
        }
        std::fs::create_dir(folder.path().join("e.txt")).unwrap();
        let names = |pattern: &str| -> Vec<String> {
            let found = expand(&[folder.path().join(pattern)]);
            let name = |path: PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
            found.into_iter().map(|path| path.map_or_else(|error| error.to_string(), name)).collect()
        };
        assert_eq!(names("*.txt"), ["a.txt", "b.txt", "d[1].txt"]);
        assert_eq!(names("d[1].txt"), ["d[1].txt"]);
        assert_eq!(names("missing.txt"), ["missing.txt"]);
        assert!(names("*.md")[0].ends_with("*.md: no file matches; check the pattern"));
        assert!(names("[.txt")[0].contains("no file matches"));
        assert!(names("e.txt")[0].contains("is a directory"));
        assert_eq!(expand(&[PathBuf::from("-")])[0].as_ref().unwrap(), Path::new("-"));
    }

    #[test]
    fn a_document_beyond_the_limit_is_refused() {
        let error = rest(b"abc".to_vec(), &b"defgh"[..], "f.txt", 5).unwrap_err();
        assert_eq!(error.to_string(), "f.txt: 8 bytes exceed the limit of 5 bytes for one document; split it");
        assert_eq!(rest(b"abc".to_vec(), &b"de"[..], "f.txt", 5).unwrap(), b"abcde");
        assert!(rest(b"abcdef".to_vec(), &b""[..], "f.txt", 5).is_err());
    }

    #[test]
    fn whole_file_errors_come_first() {
        let said = |path: &Path| read_path(path, None).err().unwrap().to_string();
        let folder = tempfile::tempdir().unwrap();
        assert!(said(folder.path()).contains("is a directory"));
        assert!(said(&folder.path().join("none.txt")).contains("cannot be read (No such file"));
        for bytes in ["", " \r\n", "\u{feff}\n\u{a0}"] {
            for format in [Format::Text, Format::Markdown, Format::Html] {
                let error = read_bytes(bytes.into(), "f", Some(format)).err().unwrap();
                assert_eq!(error.to_string(), "f: is empty; nothing to analyze", "{format:?} {bytes:?}");
            }
        }
    }
}
