//! What is said of one document: schema version 1 of the JSON, documented in docs/output.md.
//!
//! Enters: a [`Document`] and, where the model ran, its scores. Leaves: an [`Analysis`], which every report is written
//! from. Holds: spans are half-open UTF-8 bytes into `text`; a section's score is the sum of its contributions; figures
//! are rounded to six decimals, so that the same input gives the same bytes.

use serde::{Deserialize, Serialize};

use crate::document::{BlockKind, Document, Span};
use crate::ingest::Language;

/// The version of the JSON that this crate writes.
pub const SCHEMA: u32 = 1;

/// Everything known about one document. Parts that a command does not compute are left out of its JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Analysis {
    /// Version of this layout.
    pub schema: u32,
    /// The record's id, or the file's name.
    pub id: String,
    /// Where the document came from: a path, `path:line`, or `-`.
    pub source: String,
    /// Language of the body, ISO 639.
    pub language: Language,
    /// The model that scored it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// SHA-256 of the settings.
    pub config_sha256: String,
    /// The title.
    pub title: Option<String>,
    /// The author.
    pub byline: Option<String>,
    /// The date of publication, ISO 8601 where it could be read.
    pub date: Option<String>,
    /// The extracted text that all spans index.
    pub text: String,
    /// Typed blocks, in text order.
    pub blocks: Vec<BlockRecord>,
    /// Sections, in text order.
    pub sections: Vec<SectionRecord>,
    /// Sentences, in text order.
    pub sentences: Vec<SentenceRecord>,
    /// Tone by paragraph, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paragraphs: Option<Vec<ParagraphRecord>>,
    /// The summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<SummaryRecord>,
    /// Tone of the whole document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tone: Option<ToneRecord>,
}

/// Which model made the scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelId {
    /// Its name, such as `detente-v3`.
    pub name: String,
    /// SHA-256 of its checksum list, which covers every file that is loaded.
    pub sha256: String,
    /// What ran it: `native`, `rten`, `rust-bert`, or `rust-bert-cuda`; empty in reports of versions that did not say.
    #[serde(default)]
    pub runtime: String,
}

/// A typed block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlockRecord {
    /// What it is.
    pub kind: BlockKind,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A section with its tone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionRecord {
    /// The heading; null for the lead.
    pub heading: Option<String>,
    /// First byte, the heading's where there is one.
    pub start: usize,
    /// One past the last byte of the last sentence.
    pub end: usize,
    /// Index of the first sentence.
    pub first_sentence: usize,
    /// One past the index of the last sentence.
    pub end_sentence: usize,
    /// Its tone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tone: Option<ToneRecord>,
}

/// A paragraph with its tone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParagraphRecord {
    /// First byte of its first sentence.
    pub start: usize,
    /// One past the last byte of its last sentence.
    pub end: usize,
    /// Index of the first sentence.
    pub first_sentence: usize,
    /// One past the index of the last sentence.
    pub end_sentence: usize,
    /// Its tone.
    pub tone: ToneRecord,
}

/// A sentence with its scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SentenceRecord {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Index of its section.
    pub section: usize,
    /// Probability, in [0, 1], that an editor's summary would take it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salience: Option<f64>,
    /// Whether the summary has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected: Option<bool>,
    /// Its tone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tone: Option<SentenceToneRecord>,
}

/// The three tones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ToneLabel {
    /// Toward the other party: agreement, talks, praise, reassurance.
    Conciliatory,
    /// No tone toward another party.
    Neutral,
    /// Against the other party: criticism, pressure, threat, force.
    Confrontational,
}

impl ToneLabel {
    /// The name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Conciliatory => "conciliatory",
            Self::Neutral => "neutral",
            Self::Confrontational => "confrontational",
        }
    }
}

/// Probabilities of the three tones; they sum to 1 within rounding.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Probabilities {
    /// Of conciliatory.
    pub conciliatory: f64,
    /// Of neutral.
    pub neutral: f64,
    /// Of confrontational.
    pub confrontational: f64,
}

/// Tone of a sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SentenceToneRecord {
    /// The most probable tone.
    pub label: ToneLabel,
    /// From -1, strongly confrontational, to 1, strongly conciliatory.
    pub score: f64,
    /// Calibrated probabilities.
    pub probabilities: Probabilities,
}

/// Tone of a section, a paragraph or a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ToneRecord {
    /// The most probable tone.
    pub label: ToneLabel,
    /// From -1 to 1: the sum of the contributions.
    pub score: f64,
    /// Calibrated probability of the label.
    pub confidence: f64,
    /// Calibrated probabilities.
    pub probabilities: Probabilities,
    /// Every sentence's contribution, the largest in size first; they sum to the score.
    pub evidence: Vec<Evidence>,
}

/// What one sentence adds to a score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// Index of the sentence.
    pub sentence: usize,
    /// Its share of the attention; the shares of a part sum to 1.
    pub weight: f64,
    /// Its weight times its score.
    pub contribution: f64,
}

/// The summary.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SummaryRecord {
    /// Indices of its sentences, in source order.
    pub sentences: Vec<usize>,
    /// The sentences joined by a blank; line breaks inside a sentence become blanks.
    pub text: String,
}

/// A figure rounded to six decimals, without a negative zero.
#[must_use]
pub fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}

impl Analysis {
    /// What is known without a model: the anatomy, the sections and the sentences.
    #[must_use]
    pub fn parsed(document: &Document, config_sha256: String) -> Self {
        let heading = |span: Option<Span>| span.map(|s| one_line(document.slice(s)));
        Self {
            schema: SCHEMA,
            id: document.id().to_owned(),
            source: document.source().to_owned(),
            language: document.language(),
            model: None,
            config_sha256,
            title: document.title().map(str::to_owned),
            byline: document.byline().map(str::to_owned),
            date: document.date().map(str::to_owned),
            text: document.text().to_owned(),
            blocks: document
                .blocks()
                .iter()
                .map(|b| BlockRecord { kind: b.kind, start: b.span.start(), end: b.span.end() })
                .collect(),
            sections: document
                .sections()
                .iter()
                .map(|s| SectionRecord {
                    heading: heading(s.heading),
                    start: s.span.start(),
                    end: s.span.end(),
                    first_sentence: s.first_sentence,
                    end_sentence: s.end_sentence,
                    tone: None,
                })
                .collect(),
            sentences: document
                .sentences()
                .iter()
                .map(|s| SentenceRecord {
                    start: s.span.start(),
                    end: s.span.end(),
                    section: s.section,
                    salience: None,
                    selected: None,
                    tone: None,
                })
                .collect(),
            paragraphs: None,
            summary: None,
            tone: None,
        }
    }

    /// The text of one sentence on one line: runs of white space become one blank.
    #[must_use]
    pub fn sentence_text(&self, index: usize) -> String {
        self.sentences.get(index).map(|s| one_line(Span::new(s.start, s.end).of(&self.text))).unwrap_or_default()
    }
}

/// A text on one line: runs of white space become one blank.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
