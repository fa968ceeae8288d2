//! Archives of crawls: WARC with responses, and WET with their texts.
//!
//! Enters: an open file. Leaves: an entry for each page (`response`) and each text (`conversion`). Holds: one record is in
//! memory at a time, and none beyond the limit; after a malformed record the next one is sought. Written by hand: the
//! crate `warc` reads a record's head without a bound and ends at the first malformed one.

use std::io::{self, BufRead, Read};

use super::dates;
use super::fields::failed;
use super::open::{Opened, Origin};
use super::{http, whole};
use crate::corpus::entry::{Entry, Facts};
use crate::error::{Error, Result};
use crate::ingest::{Format, Line, LineReader, Source};

/// The longest line of a record's head.
const LINE: u64 = 64 * 1024;

/// The largest head of an HTTP response, read in addition to the page.
const HEAD: u64 = 256 * 1024;

/// At most so many lines a record's head has.
const LINES: usize = 256;

/// The records of a file.
pub(super) struct Records {
    origin: Origin,
    lines: LineReader<Box<dyn BufRead + Send>>,
    /// The number of the last record, from 1.
    record: u64,
    /// Whether anything was found.
    found: bool,
    /// Whether the first line of the next record has been read.
    pending: bool,
    done: bool,
}

/// The head of a record.
#[derive(Default)]
struct Head {
    kind: String,
    content_type: String,
    uri: Option<String>,
    date: Option<String>,
    length: Option<u64>,
}

impl Records {
    /// The records of an open file.
    pub(super) fn new(opened: Opened) -> Self {
        let lines = LineReader::new(opened.reader, LINE);
        Self { origin: opened.origin, lines, record: 0, found: false, pending: false, done: false }
    }

    /// The next document.
    pub(super) fn next(&mut self) -> Option<Entry> {
        while !self.done {
            match self.record() {
                Ok(Some(entry)) => {
                    self.found = true;
                    return Some(entry);
                }
                Ok(None) => {}
                Err(error) => {
                    self.found = true;
                    let place = self.origin.place(self.record);
                    return Some(match error {
                        error @ Error::Warc { .. } => failed(place.clone(), place, error),
                        error => super::broken(&self.origin, error),
                    });
                }
            }
        }
        if self.found {
            return None;
        }
        self.found = true;
        Some(super::broken(&self.origin, Error::Empty { name: self.origin.name.clone() }))
    }

    /// Reads one record; its entry if it is a document.
    fn record(&mut self) -> Result<Option<Entry>> {
        let Some(head) = self.head()? else { return Ok(None) };
        let Some(length) = head.length else { return Err(self.wrong("the record does not say its length")) };
        let is_page = head.kind == "response" && head.content_type.starts_with("application/http");
        let is_text = head.kind == "conversion" && head.content_type.starts_with("text/plain");
        if !is_page && !is_text {
            self.skip(length)?;
            return Ok(None);
        }
        let most = self.origin.limit + HEAD;
        if length > most {
            self.skip(length)?;
            let name = self.origin.place(self.record);
            return Ok(Some(self.entry(head, Err(Error::TooLarge { name, bytes: length, limit: self.origin.limit }))));
        }
        let mut body = Vec::new();
        let read = self.lines.inner().take(length).read_to_end(&mut body);
        read.map_err(|error| self.stopped(error))?;
        if (body.len() as u64) < length {
            self.done = true;
            return Err(self.wrong("the record is cut off"));
        }
        let place = self.origin.place(self.record);
        let document = if is_page {
            http::page(&body, &place, self.origin.limit).map(|page| page.map(|page| (page, Format::Html)))
        } else {
            Ok(Some((body, Format::Text)))
        };
        let (bytes, format) = match document {
            Ok(None) => return Ok(None),
            Ok(Some(document)) => document,
            Err(error) => return Ok(Some(self.entry(head, Err(error)))),
        };
        let content = whole::document(bytes, &place, place.clone(), format);
        Ok(Some(self.entry(head, content)))
    }

    /// The entry of a document.
    fn entry(&self, head: Head, content: Result<Source>) -> Entry {
        let name = self.origin.place(self.record);
        let source = head.uri.as_deref().and_then(host).map(str::to_owned);
        let date = head.date.as_deref().map(dates::normalised);
        let id = head.uri.unwrap_or_else(|| name.clone());
        let content = content.map(|source| Source { id: id.clone(), ..source });
        Entry { id, name, facts: Facts { date, source, country: None }, content }
    }

    /// The head of the next record, after what does not belong to one; `None` at the end.
    fn head(&mut self) -> Result<Option<Head>> {
        let mut strange = false;
        while !std::mem::take(&mut self.pending) {
            let Some(line) = self.line()? else {
                self.done = true;
                break;
            };
            self.pending = line.starts_with(b"WARC/");
            strange |= !self.pending && !line.trim_ascii().is_empty();
            if self.pending && strange {
                break;
            }
        }
        if strange {
            return Err(self.wrong("what follows the record belongs to none"));
        }
        if self.done {
            return Ok(None);
        }
        self.record += 1;
        self.fields().map(Some)
    }

    /// The lines of a head, whose first has been read.
    fn fields(&mut self) -> Result<Head> {
        let mut head = Head::default();
        for _ in 0..LINES {
            let Some(line) = self.line()? else {
                self.done = true;
                return Err(self.wrong("the record is cut off"));
            };
            let line = String::from_utf8_lossy(&line);
            if line.trim().is_empty() {
                return Ok(head);
            }
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => head.kind = value.to_ascii_lowercase(),
                "content-type" => head.content_type = value.to_ascii_lowercase(),
                "warc-target-uri" => head.uri = Some(value.trim_matches(['<', '>']).to_owned()),
                "warc-date" => head.date = Some(value.to_owned()),
                "content-length" => head.length = value.parse().ok(),
                _ => {}
            }
        }
        Err(self.wrong("the head of the record is too long"))
    }

    /// The next line; one that is too long is a strange one.
    fn line(&mut self) -> Result<Option<Vec<u8>>> {
        match self.lines.read_line() {
            Ok(Some(Line::Whole(line))) => Ok(Some(line)),
            Ok(Some(Line::TooLong(_))) => Ok(Some(b"?".to_vec())),
            Ok(None) => Ok(None),
            Err(error) => Err(self.stopped(error)),
        }
    }

    /// Passes over the body of a record.
    fn skip(&mut self, length: u64) -> Result<()> {
        let skipped = io::copy(&mut self.lines.inner().take(length), &mut io::sink());
        let skipped = skipped.map_err(|error| self.stopped(error))?;
        if skipped < length {
            self.done = true;
            return Err(self.wrong("the record is cut off"));
        }
        Ok(())
    }

    /// A failed read, after which nothing can be read.
    fn stopped(&mut self, error: io::Error) -> Error {
        self.done = true;
        self.origin.failed(error)
    }

    fn wrong(&self, what: &'static str) -> Error {
        Error::Warc { name: self.origin.place(self.record), what }
    }
}

/// The host of an address.
fn host(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_the_source() {
        for (uri, expected) in [
            ("https://www.example.org/a?b=c://d", Some("www.example.org")),
            ("http://user:word@example.org:8080", Some("example.org")),
            ("http://[2001:db8::1]:80/", Some("[2001:db8::1]")),
            ("urn:uuid:1", None),
            ("http:///x", None),
        ] {
            assert_eq!(host(uri), expected, "{uri}");
        }
    }
}
