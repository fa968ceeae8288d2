//! Rows in, files of one table out, and back.
//!
//! ```text
//! rows -> batch::documents, sections, sentences -> RecordBatch -> TableWriter -> file -> read::documents, ... -> rows
//!                                                                 parts -> concat -^
//! ```
//! Holds: the same rows give the same bytes, however they are cut into batches and parts; writing and reading take the memory
//! of some thousand rows. docs/output.md lists the columns.

pub mod batch;
mod cells;
mod concat;
pub mod read;
mod schema;
mod text;
mod writer;

pub use concat::concat;
pub use schema::schema;
pub use writer::{ROW_GROUP, TableWriter};

#[cfg(test)]
mod tests;

/// The tables of a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
    /// A row for every document.
    Documents,
    /// A row for every section of a scored document.
    Sections,
    /// A row for every sentence of a scored document.
    Sentences,
}

impl Table {
    /// The name of its file, without the ending.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Sections => "sections",
            Self::Sentences => "sentences",
        }
    }

    /// The name of its file.
    #[must_use]
    pub fn file(self, format: TableFormat) -> String {
        format!("{}.{}", self.name(), format.extension())
    }
}

/// What a table is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TableFormat {
    /// Parquet with zstd and typed columns.
    #[default]
    Parquet,
    /// A JSON object a line.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
}

impl TableFormat {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Parquet, Self::Jsonl, Self::Csv];

    /// The ending of its files.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }
}
