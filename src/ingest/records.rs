//! JSON records, a document each: JSON lines, and JSON files with one record or a list of them.
//!
//! Enters: lines of JSON. Leaves: a [`Source`] for each, or its error; a bad line never ends the run. Holds: lines are
//! read one at a time, so a file of any length takes the memory of its longest line; a record that is split already is
//! never split again, its sentences stand in the text as they were given, joined by one blank.

use std::io::{self, BufRead, Read};

use serde::Deserialize;

use super::marked::is_blank;
use super::{Format, Layout, Meta, Source, SplitSection, html};
use crate::document::Span;
use crate::error::{Error, Result};

/// A record as it stands in the file; unknown fields are passed over.
#[derive(Deserialize)]
struct Record {
    id: Option<Scalar>,
    text: Option<String>,
    html: Option<String>,
    sections: Option<Vec<GivenSection>>,
    title: Option<String>,
    date: Option<Scalar>,
    byline: Option<Names>,
    author: Option<Names>,
}

/// A section of a split record.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct GivenSection {
    /// The heading, when it has one.
    pub heading: Option<String>,
    /// The sentences, in order.
    #[serde(default)]
    pub sentences: Vec<String>,
}

/// A string, or a number that stands for one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Number(serde_json::Number),
}

impl From<Scalar> for String {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Text(text) => text,
            Scalar::Number(number) => number.to_string(),
        }
    }
}

/// One author or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Many(Vec<String>),
}

impl From<Names> for String {
    fn from(names: Names) -> Self {
        match names {
            Names::One(name) => name,
            Names::Many(names) => names.join(", "),
        }
    }
}

/// Reads lines one at a time, none longer than a limit.
pub(crate) struct LineReader<R> {
    reader: R,
    limit: u64,
}

/// Reads JSON lines one at a time.
pub(super) struct Lines {
    reader: LineReader<Box<dyn BufRead + Send>>,
    name: String,
    line: usize,
    /// Records and errors so far.
    found: usize,
    done: bool,
    /// Turns a failed read into an error.
    failed: fn(&str, io::Error) -> Error,
}

impl Lines {
    /// Lines of `reader`, each of at most `limit` bytes.
    pub(super) fn new(
        reader: Box<dyn BufRead + Send>,
        name: String,
        limit: u64,
        failed: fn(&str, io::Error) -> Error,
    ) -> Self {
        Self { reader: LineReader::new(reader, limit), name, line: 0, found: 0, done: false, failed }
    }
}

impl<R: BufRead> LineReader<R> {
    /// Lines of `reader`, each of at most `limit` bytes.
    pub(crate) fn new(reader: R, limit: u64) -> Self {
        Self { reader, limit }
    }

    /// The reader, at the beginning of the next line.
    pub(crate) fn inner(&mut self) -> &mut R {
        &mut self.reader
    }

    /// The next line; `None` at the end.
    pub(crate) fn read_line(&mut self) -> io::Result<Option<Line>> {
        let mut line = Vec::new();
        let read = self.reader.by_ref().take(self.limit + 1).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        let mut bytes = read as u64;
        if bytes <= self.limit || line.ends_with(b"\n") {
            return Ok(Some(Line::Whole(line)));
        }
        drop(line);
        loop {
            let chunk = self.reader.fill_buf()?;
            let end = chunk.iter().position(|&byte| byte == b'\n');
            let used = end.map_or(chunk.len(), |end| end + 1);
            self.reader.consume(used);
            bytes += used as u64;
            if end.is_some() || used == 0 {
                return Ok(Some(Line::TooLong(bytes)));
            }
        }
    }
}

/// A line as read.
pub(crate) enum Line {
    /// The line with its end.
    Whole(Vec<u8>),
    /// A line beyond the limit, and how many bytes it has.
    TooLong(u64),
}

impl Iterator for Lines {
    type Item = Result<Source>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let line = match self.reader.read_line() {
                Ok(Some(line)) => line,
                Ok(None) => {
                    self.done = true;
                    break;
                }
                Err(error) => {
                    self.done = true;
                    self.found += 1;
                    return Some(Err((self.failed)(&self.name, error)));
                }
            };
            self.line += 1;
            let parsed = match line {
                Line::Whole(bytes) if bytes.iter().all(u8::is_ascii_whitespace) => continue,
                Line::Whole(bytes) => read_line(&bytes, &self.name, self.line),
                Line::TooLong(bytes) => Err(Error::TooLarge {
                    name: format!("{}:{}", self.name, self.line),
                    bytes,
                    limit: self.reader.limit,
                }),
            };
            self.found += 1;
            return Some(parsed);
        }
        if self.found == 0 {
            self.found = 1;
            return Some(Err(Error::Empty { name: self.name.clone() }));
        }
        None
    }
}

/// The record in one line.
fn read_line(bytes: &[u8], name: &str, line: usize) -> Result<Source> {
    let text = std::str::from_utf8(bytes).map_err(|error| Error::Utf8 {
        name: name.to_owned(),
        line,
        at: error.valid_up_to(),
    })?;
    read_record(text.trim_start_matches('\u{feff}').trim_end(), name, line)
}

/// The records of a JSON file that is one value: a record, or a list of them.
///
/// # Errors
/// [`Error::Record`] when the file as a whole is not JSON.
pub(super) fn read_json(bytes: &[u8], name: &str) -> Result<Vec<Result<Source>>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let lines = bytes[..error.valid_up_to()].split(|&byte| byte == b'\n');
        let (line, at) = lines.fold((0, 0), |(line, _), bytes| (line + 1, bytes.len()));
        Error::Utf8 { name: name.to_owned(), line, at }
    })?;
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|reason| Error::Record {
        name: name.to_owned(),
        line: reason.line(),
        reason,
    })?;
    let (mut line, mut at) = (1, 0);
    let read = |(start, end): (usize, usize)| {
        line += text[at..start].matches('\n').count();
        at = start;
        read_record(&text[start..end], name, line)
    };
    let values: Vec<_> = values(text).into_iter().map(read).collect();
    if values.is_empty() { Err(Error::Empty { name: name.to_owned() }) } else { Ok(values) }
}

/// Whether a `.json` file holds JSON lines: its first line that is not blank is a whole object.
pub(super) fn is_lines(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.split(|&byte| byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    first.is_some_and(|line| {
        line.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
    })
}

/// Where the values of valid JSON begin and end: those of the list, if it is one, else itself.
fn values(json: &str) -> Vec<(usize, usize)> {
    let start = json.len() - json.trim_start().len();
    if !json[start..].starts_with('[') {
        return vec![(start, json.trim_end().len())];
    }
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let mut from = start + 1;
    let mut found = Vec::new();
    for (at, byte) in json.bytes().enumerate().skip(start) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => depth += 1,
            b',' | b']' if depth == 1 => {
                let inside = &json[from..at];
                let lead = inside.len() - inside.trim_start().len();
                if !inside.trim().is_empty() {
                    found.push((from + lead, from + inside.trim_end().len()));
                }
                from = at + 1;
            }
            b']' | b'}' => depth -= 1,
            _ => {}
        }
    }
    found
}

/// One record.
fn read_record(json: &str, name: &str, line: usize) -> Result<Source> {
    let record: Record = serde_json::from_str(json).map_err(|reason| Error::Record {
        name: name.to_owned(),
        line: line + reason.line().saturating_sub(1),
        reason,
    })?;
    let place = format!("{name}:{line}");
    let id = record.id.map(String::from).filter(|id| !id.is_empty()).unwrap_or_else(|| place.clone());
    let field = |value: Option<String>| value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let meta = Meta {
        title: field(record.title),
        byline: field(record.byline.or(record.author).map(String::from)),
        date: field(record.date.map(String::from)),
    };
    let has =
        [("text", record.text.is_some()), ("html", record.html.is_some()), ("sections", record.sections.is_some())];
    let has: Vec<&str> = has.into_iter().filter_map(|(key, present)| present.then_some(key)).collect();
    if has.len() != 1 {
        let found = if has.is_empty() { "none of them".to_owned() } else { has.join(" and ") };
        return Err(Error::RecordShape { name: name.to_owned(), line, found });
    }
    Given { text: record.text, html: record.html, sections: record.sections, meta }.source(id, place)
}

/// What a record gives of its document.
#[derive(Debug, Default)]
pub(crate) struct Given {
    /// Its text.
    pub text: Option<String>,
    /// Its page, read where there is no text.
    pub html: Option<String>,
    /// Its sentences, read where there is neither.
    pub sections: Option<Vec<GivenSection>>,
    /// What it says beside them, trimmed.
    pub meta: Meta,
}

impl Given {
    /// The document of a record that stands at `place`.
    ///
    /// # Errors
    /// [`Error::Empty`], [`Error::NoArticle`].
    pub(crate) fn source(self, id: String, place: String) -> Result<Source> {
        let meta = self.meta;
        if let Some(text) = self.text {
            if text.chars().all(is_blank) {
                return Err(Error::Empty { name: place });
            }
            return Ok(Source { id, name: place, format: Format::Jsonl, text, meta, layout: Layout::Lines });
        }
        if let Some(page) = self.html {
            let page = html::document(&page, place, id)?;
            let meta = Meta {
                title: meta.title.or(page.meta.title),
                byline: meta.byline.or(page.meta.byline),
                date: meta.date.or(page.meta.date),
            };
            return Ok(Source { format: Format::Jsonl, meta, ..page });
        }
        let split = self.sections.and_then(|sections| assemble(meta.title.as_deref(), sections));
        let (text, layout) = split.ok_or_else(|| Error::Empty { name: place.clone() })?;
        Ok(Source { id, name: place, format: Format::Jsonl, text, meta, layout })
    }
}

impl Source {
    /// A document whose sentences are given.
    ///
    /// # Errors
    /// [`Error::Empty`] when it has no sentence.
    pub fn presplit(id: &str, title: Option<&str>, sections: Vec<GivenSection>) -> Result<Self> {
        let title = title.map(str::trim).filter(|title| !title.is_empty());
        let (text, layout) = assemble(title, sections).ok_or_else(|| Error::Empty { name: id.to_owned() })?;
        let meta = Meta { title: title.map(str::to_owned), ..Meta::default() };
        Ok(Self { id: id.to_owned(), name: id.to_owned(), format: Format::Jsonl, text, meta, layout })
    }
}

/// The text of a split record and where its parts stand; `None` when it has no sentence.
fn assemble(title: Option<&str>, sections: Vec<GivenSection>) -> Option<(String, Layout)> {
    let mut text = String::new();
    let title = title.map(|title| append(&mut text, title, "\n\n"));
    let mut split = Vec::new();
    for section in sections {
        let sentences: Vec<&str> = section.sentences.iter().map(|s| s.trim_matches(is_blank)).collect();
        if sentences.iter().all(|sentence| sentence.is_empty()) {
            continue;
        }
        let heading = section.heading.as_deref().map(str::trim).filter(|heading| !heading.is_empty());
        let heading = heading.map(|heading| append(&mut text, heading, "\n\n"));
        let mut separator = "\n\n";
        let mut spans = Vec::new();
        for sentence in sentences.into_iter().filter(|sentence| !sentence.is_empty()) {
            spans.push(append(&mut text, sentence, separator));
            separator = " ";
        }
        split.push(SplitSection { heading, sentences: spans });
    }
    (!split.is_empty()).then_some((text, Layout::Split { title, sections: split }))
}

/// Adds a part to the text, after the separator unless it is the first.
fn append(text: &mut String, part: &str, separator: &str) -> Span {
    if !text.is_empty() {
        text.push_str(separator);
    }
    let start = text.len();
    text.push_str(part);
    Span::new(start, text.len())
}

#[cfg(test)]
mod tests;
