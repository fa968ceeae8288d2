//! What a suite asks of the systems: an [`Item`] is one document with the gold of the suite's job; a [`Said`] is what one
//! system says of it.
//!
//! Holds: gold and answers of one job have one shape, so that metrics need no special cases; sentences are given, so that
//! every system is judged on the same ones.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::document::{BlockKind, Document};

/// What a suite measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Job {
    /// Which sentences a summary takes, by ROUGE against references.
    Summary,
    /// Tone of sentences, in their document.
    ToneSentence,
    /// Tone of sections.
    ToneSection,
    /// Confrontational against something else, of sentences.
    ToneBinary,
    /// Sentence boundaries.
    Splitting,
    /// The kind of every line.
    Anatomy,
    /// The body of a web page.
    Html,
}

impl Job {
    /// The name used in suites and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::ToneSentence => "tone-sentence",
            Self::ToneSection => "tone-section",
            Self::ToneBinary => "tone-binary",
            Self::Splitting => "splitting",
            Self::Anatomy => "anatomy",
            Self::Html => "html",
        }
    }

    /// Whether its gold is tone.
    #[must_use]
    pub fn is_tone(self) -> bool {
        matches!(self, Self::ToneSentence | Self::ToneSection | Self::ToneBinary)
    }
}

/// Classes of tone by index, as [`crate::model::tone::Classes`] has them.
pub const CLASSES: [&str; 3] = ["confrontational", "neutral", "conciliatory"];

/// One document with its gold.
#[derive(Debug, Clone)]
pub struct Item {
    /// Unique in the suite.
    pub id: String,
    /// The document it comes from: items of one cluster are resampled together.
    pub cluster: String,
    /// What reports slice by: field to value.
    pub slices: BTreeMap<String, String>,
    /// What is read.
    pub input: Input,
    /// What is right.
    pub gold: Gold,
}

/// What a system reads.
#[derive(Debug, Clone)]
pub enum Input {
    /// A document whose sentences are given.
    Document(Box<Document>),
    /// Text that is still to be cut: of a splitting or anatomy suite, or a page of HTML.
    Text(String),
}

/// What is right.
#[derive(Debug, Clone)]
pub enum Gold {
    /// Reference summaries, and the sentences that an editor took where the data tell.
    Summary {
        /// Each a list of sentences; a summary is compared with the first, and with the best of all.
        references: Vec<Vec<String>>,
        /// Indices of sentences that an editor took.
        selected: Option<Vec<usize>>,
    },
    /// Tone of parts of the document.
    Tone(Vec<Target>),
    /// The sentences of the text.
    Sentences(Vec<String>),
    /// The kind of every line that is not blank.
    Lines(Vec<BlockKind>),
    /// The body of the page.
    Body(String),
}

/// A part of a document with its gold tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its sentences.
    pub sentences: Range<usize>,
    /// Index into [`CLASSES`]; of a binary job 0 is confrontational and 2 is anything that is not.
    pub class: usize,
    /// The label on the five-point scale, where the data have it.
    pub grade: Option<i32>,
}

/// What a system says of an item.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// Sentences taken for the summary, in source order.
    Picks(Vec<usize>),
    /// A summary as text, of a system that may write its own sentences; one a line.
    Summary(String),
    /// Tone of each target, in their order.
    Tone(Vec<Tone>),
    /// Sentences, in order.
    Sentences(Vec<String>),
    /// The kind of every line that is not blank.
    Lines(Vec<BlockKind>),
    /// The body of the page.
    Body(String),
}

/// What a system says of one target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tone {
    /// The class it would name, an index into [`CLASSES`].
    pub class: usize,
    /// From -1 to 1.
    pub score: f64,
    /// Probabilities of the [`CLASSES`], where it has them.
    pub probabilities: Option<[f64; 3]>,
    /// The most probable point of -2..=2, where it has one.
    pub grade: Option<i32>,
}
