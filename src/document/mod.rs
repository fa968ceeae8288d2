//! The document: one text, what each part of it is, and where.
//!
//! Enters: an extracted text with typed blocks, sections and sentences, as [`crate::segment`] finds them.
//! Leaves: a [`Document`], immutable. Holds: every span lies in the text on character borders; blocks are in
//! order and do not overlap; every sentence lies inside one body block; sections list consecutive sentences.

mod block;
mod span;

pub use block::{Block, BlockKind};
pub use span::Span;

use crate::error::{Error, Result};
use crate::ingest::{Format, Language};

/// One sentence of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Where the sentence stands in the document's text, without the white space around it.
    pub span: Span,
    /// Index of its section in [`Document::sections`].
    pub section: usize,
    /// Index of its paragraph: the body block, counted among [`Document::blocks`], that holds it.
    pub block: usize,
}

/// A run of body text under one heading, or the lead, which has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading as it stands in the text; `None` for the lead and for text without headings.
    pub heading: Option<Span>,
    /// From the heading (or the first sentence) to the end of the last sentence.
    pub span: Span,
    /// Index of the section's first sentence.
    pub first_sentence: usize,
    /// One past the index of the section's last sentence.
    pub end_sentence: usize,
}

/// The parts a [`Document`] is built from; [`Document::new`] checks them.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// The name the user gave the document: the record's id or the file's name.
    pub id: String,
    /// Where it came from: a path, `path:line`, or `-` for standard input.
    pub source: String,
    /// The format it was read as.
    pub format: Format,
    /// The language found in the body.
    pub language: Language,
    /// The extracted text that every span indexes.
    pub text: String,
    /// The title, cleaned of surrounding white space.
    pub title: Option<String>,
    /// The author's name, without `By`.
    pub byline: Option<String>,
    /// The date of publication: ISO 8601 where it could be read, else as it stands.
    pub date: Option<String>,
    /// Typed blocks in text order.
    pub blocks: Vec<Block>,
    /// Sections in text order.
    pub sections: Vec<Section>,
    /// Sentences in text order.
    pub sentences: Vec<Sentence>,
}

/// One article, recognised: its text, its anatomy, its sections and its sentences.
#[derive(Debug, Clone)]
pub struct Document {
    parts: Parts,
}

impl Document {
    /// Checks the parts and makes the document.
    ///
    /// # Errors
    /// [`Error::NoBody`] when there is no sentence; [`Error::BrokenSpan`] when a span leaves the text, cuts a
    /// character, or is out of order.
    pub fn new(parts: Parts) -> Result<Self> {
        if parts.sentences.is_empty() {
            return Err(Error::NoBody { name: parts.source });
        }
        check(&parts).map_err(|what| Error::BrokenSpan { name: parts.source.clone(), what })?;
        Ok(Self { parts })
    }

    /// The name the user gave the document: the record's id or the file's name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.parts.id
    }

    /// Where it came from: a path, `path:line`, or `-` for standard input.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.parts.source
    }

    /// The format it was read as.
    #[must_use]
    pub fn format(&self) -> Format {
        self.parts.format
    }

    /// The language found in the body.
    #[must_use]
    pub fn language(&self) -> Language {
        self.parts.language
    }

    /// The extracted text that every span indexes.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.parts.text
    }

    /// The title, when one was found.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.parts.title.as_deref()
    }

    /// The author's name, when one was found.
    #[must_use]
    pub fn byline(&self) -> Option<&str> {
        self.parts.byline.as_deref()
    }

    /// The date of publication, when one was found.
    #[must_use]
    pub fn date(&self) -> Option<&str> {
        self.parts.date.as_deref()
    }

    /// Typed blocks in text order.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.parts.blocks
    }

    /// Sections in text order.
    #[must_use]
    pub fn sections(&self) -> &[Section] {
        &self.parts.sections
    }

    /// Sentences in text order.
    #[must_use]
    pub fn sentences(&self) -> &[Sentence] {
        &self.parts.sentences
    }

    /// The text under a span of this document.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.parts.text)
    }
}

/// What is wrong with the parts, if anything.
fn check(parts: &Parts) -> std::result::Result<(), String> {
    let mut end = 0;
    for (index, block) in parts.blocks.iter().enumerate() {
        fits(block.span, &parts.text, end).map_err(|why| format!("block {index} {why}"))?;
        end = block.span.end();
    }
    end = 0;
    for (index, sentence) in parts.sentences.iter().enumerate() {
        fits(sentence.span, &parts.text, end).map_err(|why| format!("sentence {index} {why}"))?;
        end = sentence.span.end();
        let inside = parts
            .blocks
            .get(sentence.block)
            .is_some_and(|block| block.kind == BlockKind::Body && block.span.contains(sentence.span));
        if !inside {
            return Err(format!("sentence {index} lies outside its body block"));
        }
    }
    let mut next = 0;
    for (index, section) in parts.sections.iter().enumerate() {
        fits(section.span, &parts.text, 0).map_err(|why| format!("section {index} {why}"))?;
        let range = section.first_sentence..section.end_sentence;
        let holds = parts.sentences.get(range.clone()).is_some_and(|own| {
            !own.is_empty() && own.iter().all(|s| s.section == index && section.span.contains(s.span))
        });
        if range.start != next || !holds {
            return Err(format!("section {index} does not hold its sentences"));
        }
        next = range.end;
    }
    if next == parts.sentences.len() { Ok(()) } else { Err("sentences without a section".into()) }
}

/// Whether `span` lies in `text`, on character borders, not before `from`.
fn fits(span: Span, text: &str, from: usize) -> std::result::Result<(), String> {
    if span.start() < from {
        return Err(format!("{span} begins before byte {from}, where its predecessor ends"));
    }
    if span.end() > text.len() || !text.is_char_boundary(span.start()) || !text.is_char_boundary(span.end()) {
        return Err(format!("{span} does not lie on characters of a text of {} bytes", text.len()));
    }
    Ok(())
}
