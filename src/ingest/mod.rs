//! Bytes in, [`Source`] out: what a file says, before any judgement about its lines.
//!
//! Enters: the bytes of a file, of standard input, or of one JSONL record. Leaves: a [`Source`] for each document: its
//! extracted text, and what the format itself tells (marked headings and paragraphs, a title in the metadata, sentences
//! already split). Holds: plain UTF-8 text is kept byte for byte, so spans index the file itself; every mark lies in the
//! text on character borders, in order.

mod detect;
mod files;
mod html;
mod language;
mod markdown;
mod marked;
mod records;
mod text;

pub use files::{LIMIT, Records, expand, read_bytes, read_path};
pub use language::Language;
pub use records::GivenSection;
pub(crate) use records::{Given, Line, LineReader};

use crate::document::Span;

/// The format a document is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// Plain text, as scraped or typed.
    #[default]
    Text,
    /// Markdown.
    Markdown,
    /// A web page.
    Html,
    /// JSON lines, a document each.
    Jsonl,
}

/// What the file's own metadata says about the article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta {
    /// The title.
    pub title: Option<String>,
    /// The author.
    pub byline: Option<String>,
    /// The date of publication, as it stands.
    pub date: Option<String>,
}

/// What a marked-up format says a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A paragraph, a table cell, a quotation.
    Paragraph,
    /// An item of a list.
    Item,
}

/// A section whose sentences the record has already split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitSection {
    /// The heading, when it has one.
    pub heading: Option<Span>,
    /// The sentences, in order; never split again.
    pub sentences: Vec<Span>,
}

/// How much the format itself tells about the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layout {
    /// Nothing: lines of plain text, whose kinds are to be found.
    Lines,
    /// Markup: paragraphs and headings are known; what of the site stands among them is to be found.
    Marked(Vec<(Mark, Span)>),
    /// Everything: the record names title, sections and sentences.
    Split {
        /// Where the title stands in the text.
        title: Option<Span>,
        /// The sections, in order.
        sections: Vec<SplitSection>,
    },
}

/// One document as its format gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The record's id, or the file's name.
    pub id: String,
    /// Where it came from: a path, `path:line`, or `-` for standard input.
    pub name: String,
    /// The format it was read as.
    pub format: Format,
    /// The extracted text that all spans index.
    pub text: String,
    /// What the file's own metadata says.
    pub meta: Meta,
    /// What the format tells about the text.
    pub layout: Layout,
}

/// The id of a document that is a file: the file's name.
fn file_id(name: &str) -> String {
    let file = std::path::Path::new(name).file_name();
    file.map_or_else(|| name.to_owned(), |file| file.to_string_lossy().into_owned())
}
