//! Rows with nasty values, and what the tests do with them.

mod docs;
mod faults;
mod writing;

use std::fs;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;

use super::{Table, TableFormat, TableWriter, batch, read};
use crate::analysis::ToneLabel;
use crate::corpus::{DocumentRow, Duplicate, ModelColumns, SectionRow, SentenceRow, ToneColumns};
use crate::document::Span;
use crate::error::Result;

const FORMATS: [TableFormat; 3] = [TableFormat::Parquet, TableFormat::Jsonl, TableFormat::Csv];
const TABLES: [Table; 3] = [Table::Documents, Table::Sections, Table::Sentences];

/// Texts that break a format which escapes badly; none is empty.
const NASTY: [&str; 12] = [
    "plain",
    "a \"quoted\", comma; and 'single'",
    "\"",
    "line\nbreak\r\nand\rmore\u{2028}",
    "nul \0 and bell \u{7}",
    "=SUM(A1)",
    "-1",
    "null",
    "NaN",
    "Велмора \u{1f54a} e\u{301} \u{feff}",
    " blanks ",
    "\\n \\u0041 \\",
];
const NUMBERS: [f64; 9] = [0.0, -0.0, 0.1, -1.0, 1e-7, 5e-324, f64::MAX, 0.333_333_333_333_333_3, f64::MIN_POSITIVE];

fn nasty(at: usize) -> String {
    NASTY[at % NASTY.len()].to_owned()
}

fn number(at: usize) -> f64 {
    NUMBERS[at % NUMBERS.len()]
}

fn tone(at: usize) -> ToneColumns {
    let tone = [ToneLabel::Conciliatory, ToneLabel::Neutral, ToneLabel::Confrontational][at % 3];
    let [score, conciliatory, neutral, confrontational] = [0, 1, 2, 3].map(|next| number(at + next));
    ToneColumns { tone, score, conciliatory, neutral, confrontational }
}

/// A row with a value in every column.
fn full(at: usize) -> DocumentRow {
    let some = |next| Some(nasty(at + next));
    DocumentRow {
        document: at as u64,
        id: nasty(at),
        path: nasty(at + 1),
        date: some(2),
        source: some(3),
        country: some(4),
        title: some(5),
        language: some(6),
        tone: Some(tone(at)),
        confidence: Some(number(at)),
        summary: some(7),
        summary_spans: (0..at % 4).map(|span| Span::new(span * 10, span * 10 + at)).collect(),
        sections: Some(at as u64),
        sentences: Some(0),
        words: Some(i64::MAX as u64),
        bytes: Some(1 << 40),
        duplicate_of: some(8),
        duplicate: Some(if at.is_multiple_of(2) { Duplicate::Exact } else { Duplicate::Near }),
        model: Some(ModelColumns { model: nasty(at + 9), model_sha256: "ab".into(), config_sha256: "cd".into() }),
        error: some(10),
    }
}

/// A row with a value only where one must be; the texts that must be are empty.
fn bare(at: usize) -> DocumentRow {
    DocumentRow::new(at as u64, String::new(), String::new())
}

fn document_rows(count: usize) -> Vec<DocumentRow> {
    (0..count).map(|at| if at % 5 == 3 { bare(at) } else { full(at) }).collect()
}

fn section_rows(count: usize) -> Vec<SectionRow> {
    let row = |at: usize| SectionRow {
        document: at as u64 / 3,
        document_id: nasty(at / 3),
        section: at as u64 % 3,
        heading: (!at.is_multiple_of(3)).then(|| nasty(at)),
        start: at as u64,
        end: 2 * at as u64,
        sentences: 1,
        tone: tone(at),
        confidence: number(at),
        evidence: if at % 7 == 6 { String::new() } else { nasty(at + 1) },
        evidence_start: 3,
        evidence_end: 4,
        evidence_contribution: number(at + 4),
    };
    (0..count).map(row).collect()
}

fn sentence_rows(count: usize) -> Vec<SentenceRow> {
    let row = |at: usize| SentenceRow {
        document: at as u64 / 30,
        document_id: nasty(at / 30),
        sentence: at as u64 % 30,
        section: at as u64 % 4,
        start: at as u64,
        end: 2 * at as u64,
        text: nasty(at),
        salience: number(at),
        selected: at.is_multiple_of(2),
        tone: tone(at + 1),
    };
    (0..count).map(row).collect()
}

/// A batch of the first rows of a table.
fn sample(table: Table, rows: usize) -> RecordBatch {
    match table {
        Table::Documents => batch::documents(&document_rows(rows)),
        Table::Sections => batch::sections(&section_rows(rows)),
        Table::Sentences => batch::sentences(&sentence_rows(rows)),
    }
    .expect("a batch")
}

fn write(format: TableFormat, table: Table, batches: &[RecordBatch]) -> Vec<u8> {
    let mut writer = TableWriter::new(format, table, Vec::new()).expect("a writer");
    for batch in batches {
        writer.write(batch).expect("a batch");
    }
    writer.finish().expect("an end")
}

/// A batch in pieces of the sizes, over and over.
fn cut(batch: &RecordBatch, sizes: &[usize]) -> Vec<RecordBatch> {
    let mut at = 0;
    let mut pieces = Vec::new();
    for size in sizes.iter().cycle() {
        if at == batch.num_rows() {
            return pieces;
        }
        let size = (*size).min(batch.num_rows() - at);
        pieces.push(batch.slice(at, size));
        at += size;
    }
    pieces
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).expect("a file");
        path
    }
}

fn read_documents(path: &Path, format: TableFormat) -> Result<Vec<DocumentRow>> {
    read::documents(path, format)?.collect()
}
