//! The rows of the tables: schema version 1, documented in docs/output.md.
//!
//! Holds: `document` counts the documents of the corpus from 0 and joins the tables (an id may stand there twice); a document
//! that was not scored has its `error`, or is a duplicate of one that was, and has no tone.

use crate::analysis::ToneLabel;
use crate::document::Span;

/// How a document repeats an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Duplicate {
    /// The same text, white space aside.
    Exact,
    /// Nearly the same text, as in a syndicated copy.
    Near,
}

/// A tone as five columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ToneColumns {
    /// The most probable tone.
    pub tone: ToneLabel,
    /// From -1, strongly confrontational, to 1, strongly conciliatory.
    pub score: f64,
    /// Calibrated probability of conciliatory.
    pub conciliatory: f64,
    /// Calibrated probability of neutral.
    pub neutral: f64,
    /// Calibrated probability of confrontational.
    pub confrontational: f64,
}

/// Which model and settings scored a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelColumns {
    /// The model's name.
    pub model: String,
    /// SHA-256 of its checksum list.
    pub model_sha256: String,
    /// SHA-256 of the settings.
    pub config_sha256: String,
}

/// A row of `documents`.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentRow {
    /// Its number in the corpus, from 0.
    pub document: u64,
    /// The record's id; the file's path inside its folder where it has none.
    pub id: String,
    /// Where it came from: a path, or a path and the line or record in it.
    pub path: String,
    /// Date of publication, ISO 8601 where it could be read.
    pub date: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// The country it belongs to.
    pub country: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// Language of the body, ISO 639.
    pub language: Option<String>,
    /// Its tone.
    pub tone: Option<ToneColumns>,
    /// Calibrated probability of the label.
    pub confidence: Option<f64>,
    /// The summary's sentences, joined by a blank.
    pub summary: Option<String>,
    /// Where the summary's sentences stand in the extracted text.
    pub summary_spans: Vec<Span>,
    /// How many sections it has.
    pub sections: Option<u64>,
    /// How many sentences its body has.
    pub sentences: Option<u64>,
    /// How many words its body has.
    pub words: Option<u64>,
    /// Length of the extracted text in bytes.
    pub bytes: Option<u64>,
    /// The id of the first document with this text.
    pub duplicate_of: Option<String>,
    /// How it repeats that document.
    pub duplicate: Option<Duplicate>,
    /// What scored it.
    pub model: Option<ModelColumns>,
    /// Why it was not scored.
    pub error: Option<String>,
}

impl DocumentRow {
    /// The row of a document that nothing else is known of.
    #[must_use]
    pub fn new(document: u64, id: String, path: String) -> Self {
        Self {
            document,
            id,
            path,
            date: None,
            source: None,
            country: None,
            title: None,
            language: None,
            tone: None,
            confidence: None,
            summary: None,
            summary_spans: Vec::new(),
            sections: None,
            sentences: None,
            words: None,
            bytes: None,
            duplicate_of: None,
            duplicate: None,
            model: None,
            error: None,
        }
    }
}

/// A row of `sections`.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionRow {
    /// The document's number in the corpus.
    pub document: u64,
    /// The document's id.
    pub document_id: String,
    /// Its index in the document, from 0.
    pub section: u64,
    /// Its heading; none for the lead and for text without headings.
    pub heading: Option<String>,
    /// First byte in the extracted text, the heading's where there is one.
    pub start: u64,
    /// One past the last byte of its last sentence.
    pub end: u64,
    /// How many sentences it has.
    pub sentences: u64,
    /// Its tone.
    pub tone: ToneColumns,
    /// Calibrated probability of the label.
    pub confidence: f64,
    /// The sentence that contributes most to its label's side of the score; to the score, where the label is neutral.
    pub evidence: String,
    /// First byte of that sentence.
    pub evidence_start: u64,
    /// One past its last byte.
    pub evidence_end: u64,
    /// What it adds to the section's score.
    pub evidence_contribution: f64,
}

/// A row of `sentences`.
#[derive(Debug, Clone, PartialEq)]
pub struct SentenceRow {
    /// The document's number in the corpus.
    pub document: u64,
    /// The document's id.
    pub document_id: String,
    /// Its index in the document, from 0.
    pub sentence: u64,
    /// Index of its section.
    pub section: u64,
    /// First byte in the extracted text.
    pub start: u64,
    /// One past its last byte.
    pub end: u64,
    /// The sentence on one line.
    pub text: String,
    /// Probability that an editor's summary would take it; to be compared inside the document only.
    pub salience: f64,
    /// Whether the summary has it.
    pub selected: bool,
    /// Its tone.
    pub tone: ToneColumns,
}
