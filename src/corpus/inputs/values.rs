//! JSON values one after the other, or in a list, without reading all of them.
//!
//! Enters: a reader. Leaves: the bytes of each value, as they stand. Holds: no value beyond the limit is kept; brackets and
//! strings are followed and nothing else, so what is no JSON is left for the parser to say.

use std::io::{self, BufRead};

use crate::ingest::Line;

/// The values of a file.
pub(super) struct Values {
    reader: Box<dyn BufRead + Send>,
    limit: u64,
    /// The line being read, from 1.
    at: usize,
    /// The line that the last value began on.
    line: usize,
    /// Whether the values stand in a list, once that is known.
    in_list: Option<bool>,
    /// Whether the list has been closed.
    closed: bool,
}

/// Where in a value the scan stands.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Values {
    /// The values of `reader`, each of at most `limit` bytes.
    pub(super) fn new(reader: Box<dyn BufRead + Send>, limit: u64) -> Self {
        Self { reader, limit, at: 1, line: 1, in_list: None, closed: false }
    }

    /// The line that the last value began on; at the end, the last line.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Whether the file has ended within its list.
    pub(super) fn is_cut(&self) -> bool {
        self.in_list == Some(true) && !self.closed
    }

    /// The next value; where the file ends in one, what stands there of it.
    pub(super) fn next_value(&mut self) -> io::Result<Option<Line>> {
        let first = self.first()?;
        self.line = self.at;
        let Some(mut byte) = first else { return Ok(None) };
        let (mut value, mut bytes) = (Vec::new(), 0);
        let mut scan = Scan::default();
        loop {
            bytes += 1;
            if bytes <= self.limit {
                value.push(byte);
            } else {
                value = Vec::new();
            }
            let is_bare = scan.step(byte);
            let is_over = !scan.is_inside() && (!is_bare || matches!(self.peek()?, Some(b',' | b']' | b'{' | b'[')));
            let next = if is_over { None } else { self.next_byte()? };
            match next {
                Some(next) if scan.is_inside() || !next.is_ascii_whitespace() => byte = next,
                _ => break,
            }
        }
        Ok(Some(if bytes <= self.limit { Line::Whole(value) } else { Line::TooLong(bytes) }))
    }

    /// The first byte of the next value.
    fn first(&mut self) -> io::Result<Option<u8>> {
        while !self.closed {
            match self.next_byte()? {
                Some(b'[') if self.in_list.is_none() => self.in_list = Some(true),
                Some(b',') if self.in_list == Some(true) => {}
                Some(b']') if self.in_list == Some(true) => self.closed = true,
                Some(0xef | 0xbb | 0xbf) if self.in_list.is_none() => {}
                Some(byte) if byte.is_ascii_whitespace() => {}
                Some(byte) => {
                    self.in_list.get_or_insert(false);
                    return Ok(Some(byte));
                }
                None => break,
            }
        }
        Ok(None)
    }

    /// The next byte, left where it is.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.reader.fill_buf()?.first().copied())
    }

    /// The next byte.
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        self.reader.consume(usize::from(byte.is_some()));
        self.at += usize::from(byte == Some(b'\n'));
        Ok(byte)
    }
}

impl Scan {
    /// Takes the next byte; whether it belongs to a number or a word, which nothing closes.
    fn step(&mut self, byte: u8) -> bool {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_string => self.escaped = true,
            b'"' => self.in_string = !self.in_string,
            _ if self.in_string => {}
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            _ => return self.depth == 0,
        }
        false
    }

    /// Whether a string or a bracket is open.
    fn is_inside(&self) -> bool {
        self.in_string || self.depth > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(json: &'static str) -> (Vec<String>, bool) {
        let mut values = Values::new(Box::new(json.as_bytes()), 20);
        let mut found = Vec::new();
        while let Some(line) = values.next_value().unwrap() {
            let line_number = values.line();
            found.push(match line {
                Line::Whole(bytes) => format!("{line_number} {}", String::from_utf8(bytes).unwrap()),
                Line::TooLong(bytes) => format!("{line_number} {bytes} bytes"),
            });
        }
        (found, values.is_cut())
    }

    #[test]
    fn values_are_told_apart() {
        let list = "\u{feff}[\n{\"a\": [1, {}]},\n\n {\"]\\\"\":\n2}, 3,true ,\"x, y\"]";
        let expected = ["2 {\"a\": [1, {}]}", "4 {\"]\\\"\":\n2}", "5 3", "5 true", "5 \"x, y\""];
        assert_eq!(all(list), (expected.map(str::to_owned).to_vec(), false));
        assert_eq!(all("{\"a\":\n1}{\"b\":2}\n{").0, ["1 {\"a\":\n1}", "2 {\"b\":2}", "3 {"]);
        assert_eq!(all(" [ ] "), (vec![], false));
        assert!(all("[{\"a\":1},").1);
    }

    #[test]
    fn a_value_beyond_the_limit_is_passed_over() {
        let found = all("[{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaaaaa\"},\n{\"b\":1}]").0;
        assert_eq!(found, ["1 34 bytes", "2 {\"b\":1}"]);
    }
}
