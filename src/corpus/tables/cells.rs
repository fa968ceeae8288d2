//! A row as cells in the order of its table's columns, and back.
//!
//! Enters: a row, or cells that a reader has checked against their columns. Leaves: the other. Holds: the order here is that
//! of [`columns`]; the methods of [`Row`] take one cell after the other.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;
use std::vec;

use super::Table;
use super::schema::{Column, Kind, columns};
use crate::analysis::ToneLabel;
use crate::corpus::{DocumentRow, Duplicate, ModelColumns, SectionRow, SentenceRow, ToneColumns};
use crate::document::Span;
use crate::error::{Error, Result};

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    Null,
    Integer(u64),
    Number(f64),
    Boolean(bool),
    Text(Cow<'a, str>),
    Spans(Cow<'a, [Span]>),
}

impl<'a> Cell<'a> {
    fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    fn text_or_null(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::text)
    }

    fn integer_or_null(value: Option<u64>) -> Self {
        value.map_or(Self::Null, Self::Integer)
    }

    /// The same, owning its text.
    pub(super) fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Null => Cell::Null,
            Self::Integer(value) => Cell::Integer(value),
            Self::Number(value) => Cell::Number(value),
            Self::Boolean(value) => Cell::Boolean(value),
            Self::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Self::Spans(spans) => Cell::Spans(Cow::Owned(spans.into_owned())),
        }
    }
}

/// The cells of a row of `documents`.
pub(super) fn of_document(row: &DocumentRow) -> Vec<Cell<'_>> {
    let mut cells = vec![Cell::Integer(row.document), Cell::text(&row.id), Cell::text(&row.path)];
    let facts = [&row.date, &row.source, &row.country, &row.title, &row.language];
    cells.extend(facts.map(|text| Cell::text_or_null(text.as_deref())));
    match &row.tone {
        Some(tone) => cells.extend(of_tone(tone)),
        None => cells.extend([const { Cell::Null }; 5]),
    }
    cells.push(row.confidence.map_or(Cell::Null, Cell::Number));
    cells.push(Cell::text_or_null(row.summary.as_deref()));
    cells.push(Cell::Spans(Cow::Borrowed(&row.summary_spans)));
    cells.extend([row.sections, row.sentences, row.words, row.bytes].map(Cell::integer_or_null));
    cells.push(Cell::text_or_null(row.duplicate_of.as_deref()));
    cells.push(Cell::text_or_null(row.duplicate.map(duplicate_name)));
    match &row.model {
        Some(model) => {
            cells.extend([&model.model, &model.model_sha256, &model.config_sha256].map(|text| Cell::text(text)));
        }
        None => cells.extend([const { Cell::Null }; 3]),
    }
    cells.push(Cell::text_or_null(row.error.as_deref()));
    cells
}

/// The cells of a row of `sections`.
pub(super) fn of_section(row: &SectionRow) -> Vec<Cell<'_>> {
    let mut cells = vec![
        Cell::Integer(row.document),
        Cell::text(&row.document_id),
        Cell::Integer(row.section),
        Cell::text_or_null(row.heading.as_deref()),
        Cell::Integer(row.start),
        Cell::Integer(row.end),
        Cell::Integer(row.sentences),
    ];
    cells.extend(of_tone(&row.tone));
    cells.extend([
        Cell::Number(row.confidence),
        Cell::text(&row.evidence),
        Cell::Integer(row.evidence_start),
        Cell::Integer(row.evidence_end),
        Cell::Number(row.evidence_contribution),
    ]);
    cells
}

/// The cells of a row of `sentences`.
pub(super) fn of_sentence(row: &SentenceRow) -> Vec<Cell<'_>> {
    let mut cells = vec![
        Cell::Integer(row.document),
        Cell::text(&row.document_id),
        Cell::Integer(row.sentence),
        Cell::Integer(row.section),
        Cell::Integer(row.start),
        Cell::Integer(row.end),
        Cell::text(&row.text),
        Cell::Number(row.salience),
        Cell::Boolean(row.selected),
    ];
    cells.extend(of_tone(&row.tone));
    cells
}

fn of_tone(tone: &ToneColumns) -> [Cell<'_>; 5] {
    let figures = [tone.score, tone.conciliatory, tone.neutral, tone.confrontational].map(Cell::Number);
    let [score, conciliatory, neutral, confrontational] = figures;
    [Cell::text(tone.tone.name()), score, conciliatory, neutral, confrontational]
}

fn duplicate_name(duplicate: Duplicate) -> &'static str {
    match duplicate {
        Duplicate::Exact => "exact",
        Duplicate::Near => "near",
    }
}

/// Where a row stands in its file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A row of a Parquet file.
    Row(u64),
    /// A line of a text file, its first where a row takes several.
    Line(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(number) => write!(f, "row {number}"),
            Self::Line(number) => write!(f, "line {number}"),
        }
    }
}

/// A cell that cannot be what its column asks for.
pub(super) fn cell_error(path: &Path, place: Place, column: &'static str, expected: &'static str) -> Error {
    Error::TableCell { path: path.into(), place: place.to_string(), column, expected }
}

/// The cells of a row that was read, taken from the first to the last.
pub(super) struct Row<'p> {
    path: &'p Path,
    place: Place,
    columns: &'static [Column],
    cells: vec::IntoIter<Cell<'static>>,
}

impl<'p> Row<'p> {
    pub(super) fn new(table: Table, path: &'p Path, place: Place, cells: Vec<Cell<'static>>) -> Self {
        Self { path, place, columns: columns(table), cells: cells.into_iter() }
    }

    /// The next cell and the error that speaks of it.
    fn next(&mut self) -> (Cell<'static>, &'static str) {
        let column = self.columns.split_off_first().map_or("", |column| column.name);
        (self.cells.next().unwrap_or(Cell::Null), column)
    }

    fn fault(&self, column: &'static str, expected: &'static str) -> Error {
        cell_error(self.path, self.place, column, expected)
    }

    fn integer_or_null(&mut self) -> Result<Option<u64>> {
        match self.next() {
            (Cell::Integer(value), _) => Ok(Some(value)),
            (Cell::Null, _) => Ok(None),
            (_, column) => Err(self.fault(column, Kind::Integer.name())),
        }
    }

    fn integer(&mut self) -> Result<u64> {
        match self.next() {
            (Cell::Integer(value), _) => Ok(value),
            (_, column) => Err(self.fault(column, Kind::Integer.name())),
        }
    }

    fn number_or_null(&mut self) -> Result<Option<f64>> {
        match self.next() {
            (Cell::Number(value), _) => Ok(Some(value)),
            (Cell::Null, _) => Ok(None),
            (_, column) => Err(self.fault(column, Kind::Number.name())),
        }
    }

    fn number(&mut self) -> Result<f64> {
        match self.next() {
            (Cell::Number(value), _) => Ok(value),
            (_, column) => Err(self.fault(column, Kind::Number.name())),
        }
    }

    fn boolean(&mut self) -> Result<bool> {
        match self.next() {
            (Cell::Boolean(value), _) => Ok(value),
            (_, column) => Err(self.fault(column, Kind::Boolean.name())),
        }
    }

    fn text_or_null(&mut self) -> Result<Option<String>> {
        match self.next() {
            (Cell::Text(text), _) => Ok(Some(text.into_owned())),
            (Cell::Null, _) => Ok(None),
            (_, column) => Err(self.fault(column, Kind::Text.name())),
        }
    }

    fn text(&mut self) -> Result<String> {
        match self.next() {
            (Cell::Text(text), _) => Ok(text.into_owned()),
            (_, column) => Err(self.fault(column, Kind::Text.name())),
        }
    }

    fn spans(&mut self) -> Result<Vec<Span>> {
        match self.next() {
            (Cell::Spans(spans), _) => Ok(spans.into_owned()),
            (_, column) => Err(self.fault(column, Kind::Spans.name())),
        }
    }

    fn tone_or_null(&mut self) -> Result<Option<ToneColumns>> {
        const LABELS: &str = "conciliatory, neutral or confrontational";
        let label = self.text_or_null()?;
        let Some(label) = label else {
            for _ in 0..4 {
                self.next();
            }
            return Ok(None);
        };
        let labels = [ToneLabel::Conciliatory, ToneLabel::Neutral, ToneLabel::Confrontational];
        let tone = labels.into_iter().find(|tone| tone.name() == label).ok_or_else(|| self.fault("tone", LABELS))?;
        Ok(Some(ToneColumns {
            tone,
            score: self.number()?,
            conciliatory: self.number()?,
            neutral: self.number()?,
            confrontational: self.number()?,
        }))
    }

    fn tone(&mut self) -> Result<ToneColumns> {
        self.tone_or_null()?.ok_or_else(|| self.fault("tone", Kind::Text.name()))
    }

    fn duplicate_or_null(&mut self) -> Result<Option<Duplicate>> {
        let Some(name) = self.text_or_null()? else { return Ok(None) };
        let known = [Duplicate::Exact, Duplicate::Near].into_iter().find(|known| duplicate_name(*known) == name);
        known.map(Some).ok_or_else(|| self.fault("duplicate", "exact or near"))
    }

    fn model_or_null(&mut self) -> Result<Option<ModelColumns>> {
        let Some(model) = self.text_or_null()? else {
            self.next();
            self.next();
            return Ok(None);
        };
        Ok(Some(ModelColumns { model, model_sha256: self.text()?, config_sha256: self.text()? }))
    }

    /// The row of `documents` that the cells are.
    pub(super) fn into_document(mut self) -> Result<DocumentRow> {
        Ok(DocumentRow {
            document: self.integer()?,
            id: self.text()?,
            path: self.text()?,
            date: self.text_or_null()?,
            source: self.text_or_null()?,
            country: self.text_or_null()?,
            title: self.text_or_null()?,
            language: self.text_or_null()?,
            tone: self.tone_or_null()?,
            confidence: self.number_or_null()?,
            summary: self.text_or_null()?,
            summary_spans: self.spans()?,
            sections: self.integer_or_null()?,
            sentences: self.integer_or_null()?,
            words: self.integer_or_null()?,
            bytes: self.integer_or_null()?,
            duplicate_of: self.text_or_null()?,
            duplicate: self.duplicate_or_null()?,
            model: self.model_or_null()?,
            error: self.text_or_null()?,
        })
    }

    /// The row of `sections` that the cells are.
    pub(super) fn into_section(mut self) -> Result<SectionRow> {
        Ok(SectionRow {
            document: self.integer()?,
            document_id: self.text()?,
            section: self.integer()?,
            heading: self.text_or_null()?,
            start: self.integer()?,
            end: self.integer()?,
            sentences: self.integer()?,
            tone: self.tone()?,
            confidence: self.number()?,
            evidence: self.text()?,
            evidence_start: self.integer()?,
            evidence_end: self.integer()?,
            evidence_contribution: self.number()?,
        })
    }

    /// The row of `sentences` that the cells are.
    pub(super) fn into_sentence(mut self) -> Result<SentenceRow> {
        Ok(SentenceRow {
            document: self.integer()?,
            document_id: self.text()?,
            sentence: self.integer()?,
            section: self.integer()?,
            start: self.integer()?,
            end: self.integer()?,
            text: self.text()?,
            salience: self.number()?,
            selected: self.boolean()?,
            tone: self.tone()?,
        })
    }
}
