//! One document of a corpus as its input gives it.

use crate::error::Result;
use crate::ingest::Source;

/// What a record says of its document beside the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Date of publication: ISO 8601 (`2031`, `2031-03`, `2031-03-14`, `2031-03-14T09:30:00Z`) where it could be read, else as it stands.
    pub date: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// The country it belongs to.
    pub country: Option<String>,
}

/// One document of a corpus, or what is left where one should be.
#[derive(Debug)]
pub struct Entry {
    /// The record's id; the file's path inside its folder where it has none.
    pub id: String,
    /// Where it came from: a path, `path:line` or `path:record`, `-:line` for standard input.
    pub name: String,
    /// What the record says beside the text.
    pub facts: Facts,
    /// The text as its format gives it, or why there is none.
    pub content: Result<Source>,
}
