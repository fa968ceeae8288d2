//! An [`Analysis`] in, something to read out.
//!
//! Enters: analyses, one after another. Leaves: one report of all of them, in one of five formats, written as they come.
//! Holds: one rendered document at most (and every title of a page) is kept in memory, since JSON and HTML learn only
//! from the second one that there are several; everything is rendered from the analysis alone; no control character,
//! escape sequence or markup of an article reaches a text, Markdown or HTML report as such.

mod bar;
mod html;
mod json;
mod markdown;
mod template;
mod text;
mod words;
mod wrap;

use std::io::Write;

pub(crate) use markdown::escaped;
pub(crate) use template::{render, style_hash};
pub use words::clean;
pub(crate) use wrap::cut;

use crate::analysis::Analysis;
use crate::error::{Error, Result};

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ReportFormat {
    /// For a person at a terminal.
    #[default]
    Text,
    /// One pretty-printed object; an array of them when there are several documents.
    Json,
    /// One object a line.
    Jsonl,
    /// For notes and wikis.
    Markdown,
    /// One self-contained page.
    Html,
}

/// Which parts of an analysis a report for people shows. JSON always has all that was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum View {
    /// The summary, and the tone by section with its evidence.
    #[default]
    Analyze,
    /// The summary alone.
    Summarize,
    /// The tone, as finely as asked for.
    Tone(By),
    /// What was recognised: blocks, sections, sentences.
    Parse,
}

/// How finely tone is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum By {
    /// The document as a whole.
    Document,
    /// Every section.
    #[default]
    Section,
    /// Every paragraph.
    Paragraph,
    /// Every sentence.
    Sentence,
}

/// How a report looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportOptions {
    /// The parts it shows.
    pub view: View,
    /// Columns of the terminal, for text; less than 24 counts as 24.
    pub width: usize,
    /// Whether text has colours.
    pub color: bool,
}

impl Default for ReportOptions {
    fn default() -> Self {
        Self { view: View::default(), width: 80, color: false }
    }
}

/// Writes analyses into one report.
///
/// ```
/// use detente::report::{Report, ReportFormat, ReportOptions};
///
/// let mut out = Vec::new();
/// let report = Report::new(ReportFormat::Jsonl, ReportOptions::default(), &mut out);
/// report.finish()?;
/// assert!(out.is_empty());
/// # Ok::<(), detente::Error>(())
/// ```
pub struct Report<'w> {
    format: ReportFormat,
    options: ReportOptions,
    out: &'w mut dyn Write,
    /// Documents taken so far.
    count: usize,
    /// The first document, rendered, until it is known whether others follow.
    held: Option<Rendered>,
    /// The titles of the documents, for the list of contents of a page.
    titles: Vec<String>,
}

/// A document, ready to be written.
struct Rendered {
    body: String,
    /// The document's title, for the page's title and list of contents.
    title: String,
}

impl<'w> Report<'w> {
    /// A report that is written to `out`. Nothing is written before the first document.
    pub fn new(format: ReportFormat, options: ReportOptions, out: &'w mut dyn Write) -> Self {
        Self { format, options, out, count: 0, held: None, titles: Vec::new() }
    }

    /// Adds a document.
    ///
    /// # Errors
    /// [`Error::Write`] when the output cannot be written, [`Error::Json`] and [`Error::Render`] when the document
    /// cannot be rendered.
    pub fn document(&mut self, analysis: &Analysis) -> Result<()> {
        self.count += 1;
        let options = &self.options;
        match self.format {
            ReportFormat::Text => {
                let body = text::document(analysis, options);
                let rule = if self.count > 1 { text::separator(options) } else { String::new() };
                self.write(&rule)?;
                self.write(&body)?;
            }
            ReportFormat::Markdown => {
                let body = markdown::document(analysis, options.view);
                self.write(if self.count > 1 { "\n---\n\n" } else { "" })?;
                self.write(&body)?;
            }
            ReportFormat::Jsonl => {
                let line = json::line(analysis)?;
                self.write(&line)?;
            }
            ReportFormat::Json => {
                let body = json::pretty(analysis)?;
                self.take(Rendered { body, title: String::new() })?;
            }
            ReportFormat::Html => {
                let rendered = html::document(analysis, options.view, self.count)?;
                self.titles.push(rendered.title.clone());
                self.take(rendered)?;
            }
        }
        self.out.flush().map_err(Error::Write)
    }

    /// Writes what is left. A report of no document is empty.
    ///
    /// # Errors
    /// As [`Report::document`].
    pub fn finish(mut self) -> Result<()> {
        match (self.format, self.held.take()) {
            (ReportFormat::Json, Some(only)) => self.write(&format!("{}\n", only.body))?,
            (ReportFormat::Json, None) if self.count > 1 => self.write("\n]\n")?,
            (ReportFormat::Html, Some(only)) => {
                self.write(&html::head(&only.title, false)?)?;
                self.write(&only.body)?;
                self.write(&html::foot(&[])?)?;
            }
            (ReportFormat::Html, None) if self.count > 1 => self.write(&html::foot(&self.titles)?)?,
            _ => {}
        }
        self.out.flush().map_err(Error::Write)
    }

    /// Holds the first document; writes it and its followers once there is a second.
    fn take(&mut self, rendered: Rendered) -> Result<()> {
        if self.count == 1 {
            self.held = Some(rendered);
            return Ok(());
        }
        if let Some(first) = self.held.take() {
            self.write_member(&first, true)?;
        }
        self.write_member(&rendered, false)
    }

    /// Writes one of several documents.
    fn write_member(&mut self, rendered: &Rendered, first: bool) -> Result<()> {
        if self.format == ReportFormat::Json {
            self.write(if first { "[\n" } else { ",\n" })?;
            return self.write(&json::indented(&rendered.body));
        }
        if first {
            self.write(&html::head(&rendered.title, true)?)?;
        }
        self.write(&rendered.body)
    }

    fn write(&mut self, text: &str) -> Result<()> {
        self.out.write_all(text.as_bytes()).map_err(Error::Write)
    }
}
