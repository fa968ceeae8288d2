//! JSON records: lines, or values one after the other or in a list.
//!
//! Enters: an open file. Leaves: an entry for each record. Holds: one record is in memory at a time; keys that serve as
//! nothing are passed over; a bad record is an entry with its error and the others go on, except where the values of a
//! file that is no JSON lines run into each other.

use std::collections::BTreeSet;
use std::fmt;
use std::io::BufRead;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::columns::{Columns, Guess, ROLES, Role, listed};
use super::fields::{Fields, failed};
use super::kind::InputFormat;
use super::open::{Opened, Origin};
use super::values::Values;
use crate::corpus::entry::Entry;
use crate::error::{Error, Result};
use crate::ingest::{Format, GivenSection, Line, LineReader};

/// At most so many keys of a record are kept for a message.
const KEPT: usize = 40;

/// The records of a file.
pub(super) struct Records {
    origin: Origin,
    columns: Columns,
    pieces: Pieces,
    line: usize,
    found: usize,
    /// Roles whose column has been seen.
    seen: [bool; ROLES],
    /// Keys of the records, for a message.
    keys: BTreeSet<String>,
    done: bool,
}

/// How records follow each other.
enum Pieces {
    Lines(LineReader<Box<dyn BufRead + Send>>),
    Values(Values),
}

impl Records {
    /// The records of an open file.
    pub(super) fn new(opened: Opened, columns: Columns) -> Self {
        let Opened { origin, format, head, reader, .. } = opened;
        let pieces = if format == InputFormat::Jsonl || is_lines(&head) {
            Pieces::Lines(LineReader::new(reader, origin.limit))
        } else {
            Pieces::Values(Values::new(reader, origin.limit))
        };
        Self { origin, columns, pieces, line: 0, found: 0, seen: [false; ROLES], keys: BTreeSet::new(), done: false }
    }

    /// The next record.
    pub(super) fn next(&mut self, guesses: &mut Vec<Guess>) -> Option<Entry> {
        while !self.done {
            let entry = match self.piece() {
                Ok(Some(bytes)) if bytes.iter().all(u8::is_ascii_whitespace) => continue,
                Ok(Some(bytes)) => self.entry(&bytes, guesses).unwrap_or_else(|error| self.failed(error)),
                Ok(None) => {
                    self.done = true;
                    return self.missing().map(|error| super::broken(&self.origin, error));
                }
                Err(error) if self.done => super::broken(&self.origin, error),
                Err(error) => self.failed(error),
            };
            self.found += 1;
            return Some(entry);
        }
        None
    }

    /// The bytes of the next record.
    fn piece(&mut self) -> Result<Option<Vec<u8>>> {
        let origin = &self.origin;
        let piece = match &mut self.pieces {
            Pieces::Lines(lines) => {
                self.line += 1;
                lines.read_line()
            }
            Pieces::Values(values) => {
                let value = values.next_value();
                self.line = values.line();
                value
            }
        };
        match piece {
            Ok(Some(Line::Whole(bytes))) => Ok(Some(bytes)),
            Ok(Some(Line::TooLong(bytes))) => {
                Err(Error::TooLarge { name: origin.place(self.line), bytes, limit: origin.limit })
            }
            Ok(None) => Ok(None),
            Err(error) => {
                self.done = true;
                Err(origin.failed(error))
            }
        }
    }

    /// What the whole file lacks, at its end.
    fn missing(&self) -> Option<Error> {
        if let Pieces::Values(values) = &self.pieces
            && values.is_cut()
        {
            let cut = serde_json::from_str::<IgnoredAny>("[").err();
            return cut.map(|reason| Error::Record { name: self.origin.name.clone(), line: self.line, reason });
        }
        if self.found == 0 {
            return Some(Error::Empty { name: self.origin.name.clone() });
        }
        let lacking = |role: &Role| !self.seen[*role as usize] && !self.keys.is_empty();
        let roles = [Role::Id, Role::Date, Role::Source, Role::Country];
        roles.into_iter().filter(lacking).find_map(|role| {
            let column = self.columns.named(role)?.to_owned();
            let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
            Some(Error::NoColumn { name: self.origin.name.clone(), column, found: listed(&keys) })
        })
    }

    /// The entry of a record that cannot be read.
    fn failed(&self, error: Error) -> Entry {
        let place = self.origin.place(self.line);
        failed(place.clone(), place, error)
    }

    /// The entry of a record.
    fn entry(&mut self, bytes: &[u8], guesses: &mut Vec<Guess>) -> Result<Entry> {
        let name = &self.origin.name;
        let text = std::str::from_utf8(bytes).map_err(|error| utf8(name, self.line, &bytes[..error.valid_up_to()]))?;
        let text = text.trim_start_matches('\u{feff}').trim_end();
        let not_a_record = |reason: serde_json::Error| Error::Record {
            name: name.clone(),
            line: self.line + reason.line().saturating_sub(1),
            reason,
        };
        let mut json = serde_json::Deserializer::from_str(text);
        let record = Seed { columns: &self.columns }.deserialize(&mut json).map_err(not_a_record)?;
        json.end().map_err(not_a_record)?;
        let place = self.origin.place(self.line);
        if self.keys.len() < KEPT {
            self.keys.extend(record.keys.iter().cloned());
        }
        let (fields, from) = record.fields(&self.columns, &place)?;
        for (role, key) in from {
            if !std::mem::replace(&mut self.seen[role as usize], true) && self.columns.named(role).is_none() {
                guesses.push(Guess { file: name.clone(), role: role.name(), column: key });
            }
        }
        Ok(fields.entry(place, Format::Jsonl))
    }
}

/// Bytes that are not UTF-8, on their own line.
fn utf8(name: &str, line: usize, before: &[u8]) -> Error {
    let (line, at) = before.split(|&byte| byte == b'\n').fold((line - 1, 0), |(line, _), own| (line + 1, own.len()));
    Error::Utf8 { name: name.to_owned(), line, at }
}

/// Whether a `.json` file holds JSON lines: its first line that is not blank is a whole object, or too long to tell.
fn is_lines(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = head.split(|&byte| byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    first.is_some_and(|line| {
        line.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok()
    })
}

/// A value as far as it can serve.
enum Cell {
    Null,
    Text(String),
    Number(String),
    /// Strings, joined by commas.
    List(String),
    /// Anything else.
    Other(&'static str),
}

/// A record as read: for each role the best key and its value.
struct Record {
    best: [Option<(usize, String, Cell)>; ROLES],
    sections: Option<Vec<GivenSection>>,
    keys: Vec<String>,
}

impl Record {
    /// The cells by role, and the keys they stood under.
    fn fields(self, columns: &Columns, place: &str) -> Result<(Fields, Vec<(Role, String)>)> {
        let mut fields = Fields::default();
        let mut from = Vec::new();
        let mut wrong = None;
        let mut content = self.sections.is_some();
        for (role, best) in Role::ALL.into_iter().zip(self.best) {
            let Some((_, key, cell)) = best else { continue };
            let is_content = matches!(role, Role::Text | Role::Html);
            let text = match cell {
                Cell::Text(text) => Ok(text),
                Cell::Number(number) if !is_content => Ok(number),
                Cell::List(names) if role == Role::Byline => Ok(names),
                Cell::Number(_) => Err("a number"),
                Cell::List(_) => Err("a list"),
                Cell::Null => Err("null"),
                Cell::Other(what) => Err(what),
            };
            match text {
                Ok(text) => {
                    content |= is_content;
                    fields.set(role, Some(text));
                }
                Err(what) if is_content => wrong = wrong.or_else(|| Some((key.clone(), what))),
                Err(_) => {}
            }
            from.push((role, key));
        }
        fields.sections = self.sections;
        if content {
            return Ok((fields, from));
        }
        let name = place.to_owned();
        if let Some((column, found)) = wrong {
            return Err(Error::ColumnType { name, column, found: found.to_owned(), expected: "a string" });
        }
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        let found = listed(&keys);
        Err(match columns.named(Role::Text).or(columns.named(Role::Html)) {
            Some(column) => Error::NoColumn { name, column: column.to_owned(), found },
            None => Error::NoTextColumn { name, found },
        })
    }
}

/// Reads an object into a record.
struct Seed<'c> {
    columns: &'c Columns,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Record;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut record = Record { best: [const { None }; ROLES], sections: None, keys: Vec::new() };
        while let Some(key) = map.next_key::<String>()? {
            if key == "sections" && !self.columns.names_content() {
                if let Sections::Given(sections) = map.next_value()? {
                    record.sections = Some(sections);
                }
            } else if let Some((role, rank)) = self.role(&key) {
                let cell = map.next_value::<Cell>()?;
                let rank = rank + poverty(&cell);
                let best = &mut record.best[role as usize];
                if best.as_ref().is_none_or(|(other, ..)| rank < *other) {
                    *best = Some((rank, key.clone(), cell));
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
            if record.keys.len() < KEPT {
                record.keys.push(key);
            }
        }
        Ok(record)
    }
}

impl Seed<'_> {
    /// What a key serves as, and how well.
    fn role(&self, key: &str) -> Option<(Role, usize)> {
        Role::ALL.into_iter().find_map(|role| Some((role, self.columns.rank(role, key)?)))
    }
}

/// Added to the rank of a value that says nothing, so that another key goes before it.
fn poverty(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) if !text.trim().is_empty() => 0,
        Cell::Number(_) => 0,
        Cell::Text(_) | Cell::List(_) => 1000,
        Cell::Other(_) => 2000,
        Cell::Null => 3000,
    }
}

/// A split text; or something else that happens to be called so.
#[derive(Deserialize)]
#[serde(untagged)]
enum Sections {
    Given(Vec<GivenSection>),
    Other(IgnoredAny),
}

/// Reads a value as a cell.
struct CellVisitor;

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CellVisitor)
    }
}

impl<'de> Visitor<'de> for CellVisitor {
    type Value = Cell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Cell, E> {
        Ok(Cell::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Cell, E> {
        Ok(Cell::Text(text))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Cell, E> {
        Ok(Cell::Number(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Cell, E> {
        Ok(Cell::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Cell, E> {
        Ok(Cell::Number(number.to_string()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Cell, E> {
        Ok(Cell::Other("a truth value"))
    }

    fn visit_unit<E>(self) -> Result<Cell, E> {
        Ok(Cell::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Cell, A::Error> {
        let mut names: Option<String> = Some(String::new());
        while let Some(cell) = list.next_element::<Cell>()? {
            match (cell, &mut names) {
                (Cell::Text(name), Some(names)) => {
                    if !names.is_empty() {
                        names.push_str(", ");
                    }
                    names.push_str(name.trim());
                }
                _ => names = None,
            }
        }
        Ok(names.map_or(Cell::Other("a list"), Cell::List))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cell, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Cell::Other("an object"))
    }
}
