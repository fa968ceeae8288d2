//! What a file is: its format and its compression.
//!
//! Enters: a name and the first bytes. Leaves: an [`InputFormat`], a [`Packing`]. Holds: compression is told by the bytes
//! alone; the format by what the user says, else by the ending, else by the bytes.

use std::path::Path;
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::ingest::Format;

/// The format of a file of a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputFormat {
    /// Plain text, one document.
    Text,
    /// Markdown, one document.
    Markdown,
    /// A web page, one document.
    Html,
    /// JSON lines, a document each.
    Jsonl,
    /// JSON values: one, several, or a list of them, a document each.
    Json,
    /// Values separated by commas, semicolons, bars or tabs, with a header.
    Csv,
    /// Values separated by tabs, with a header.
    Tsv,
    /// Parquet.
    Parquet,
    /// An archive of a crawl.
    Warc,
}

/// What a file is compressed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Packing {
    /// One or several members of gzip.
    Gzip,
    /// One or several frames of zstd.
    Zstd,
}

/// The endings that are taken from folders.
pub(super) const ENDINGS: [(&str, InputFormat); 14] = [
    ("txt", InputFormat::Text),
    ("text", InputFormat::Text),
    ("md", InputFormat::Markdown),
    ("markdown", InputFormat::Markdown),
    ("html", InputFormat::Html),
    ("htm", InputFormat::Html),
    ("xhtml", InputFormat::Html),
    ("jsonl", InputFormat::Jsonl),
    ("ndjson", InputFormat::Jsonl),
    ("json", InputFormat::Json),
    ("csv", InputFormat::Csv),
    ("tsv", InputFormat::Tsv),
    ("parquet", InputFormat::Parquet),
    ("warc", InputFormat::Warc),
];

impl InputFormat {
    /// All formats, in the order that help texts name them.
    pub const ALL: [Self; 9] = [
        Self::Text,
        Self::Markdown,
        Self::Html,
        Self::Jsonl,
        Self::Json,
        Self::Csv,
        Self::Tsv,
        Self::Parquet,
        Self::Warc,
    ];

    /// The name that `--input-format` takes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Jsonl => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Parquet => "parquet",
            Self::Warc => "warc",
        }
    }

    /// The format that the ending of a name tells, an ending of compression aside.
    #[must_use]
    pub fn of_ending(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let name = [".gz", ".zst"].iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(&name);
        let (stem, ending) = name.rsplit_once('.')?;
        let known = ENDINGS.iter().find(|(known, _)| *known == ending && !stem.is_empty());
        known.map(|(_, format)| *format)
    }

    /// The format of unpacked bytes that nothing else tells of.
    pub(super) fn of_bytes(head: &[u8]) -> Self {
        if head.starts_with(b"PAR1") {
            return Self::Parquet;
        }
        if head.starts_with(b"WARC/") {
            return Self::Warc;
        }
        let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        if start.strip_prefix(b"[").is_some_and(|list| list.trim_ascii_start().starts_with(b"{\"")) {
            return Self::Json;
        }
        match Format::detect(None, head) {
            Format::Text => Self::Text,
            Format::Markdown => Self::Markdown,
            Format::Html => Self::Html,
            Format::Jsonl => Self::Jsonl,
        }
    }
}

impl FromStr for InputFormat {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| Error::Setting {
            setting: "--input-format",
            value: name.to_owned(),
            remedy: "give text, markdown, html, jsonl, json, csv, tsv, parquet or warc",
        })
    }
}

impl Packing {
    /// The compression that the first bytes of a file tell.
    pub(super) fn of_bytes(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_before_that_of_compression_decides() {
        for (name, format) in [
            ("a/b.TXT", Some(InputFormat::Text)),
            ("b.jsonl.gz", Some(InputFormat::Jsonl)),
            ("b.json.zst", Some(InputFormat::Json)),
            ("x.warc.GZ", Some(InputFormat::Warc)),
            ("x.gz", None),
            (".txt", None),
            ("photo.png", None),
            ("README", None),
        ] {
            assert_eq!(InputFormat::of_ending(Path::new(name)), format, "{name}");
        }
    }

    #[test]
    fn bytes_tell_what_endings_do_not() {
        for (bytes, format) in [
            (&b"PAR1\x15"[..], InputFormat::Parquet),
            (b"WARC/1.0\r\n", InputFormat::Warc),
            (b"[\n {\"text\": \"A\"}]", InputFormat::Json),
            (b"{\"text\": \"A\"}\n", InputFormat::Jsonl),
            (b"<html><p>A", InputFormat::Html),
            (b"[1] Note.", InputFormat::Text),
        ] {
            assert_eq!(InputFormat::of_bytes(bytes), format);
        }
    }

    #[test]
    fn names_are_read_back() {
        for format in InputFormat::ALL {
            assert_eq!(format.name().parse::<InputFormat>().unwrap(), format);
        }
        assert!("docx".parse::<InputFormat>().unwrap_err().to_string().contains("give text, markdown"));
    }
}
