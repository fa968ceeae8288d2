//! The columns of each table, in the order of the rows' fields, tone and model laid flat.
//!
//! Leaves: the columns, and the Arrow schema they make. Holds: integers are signed, for Spark has no others; a column is
//! nullable exactly where its field, or the struct it comes from, is optional; docs/output.md lists the same columns.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};

use super::Table;

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A whole number from 0, written as a signed 64-bit integer.
    Integer,
    /// A 64-bit floating point number.
    Number,
    /// True or false.
    Boolean,
    /// UTF-8 text.
    Text,
    /// A list of byte ranges.
    Spans,
}

impl Kind {
    /// The word that messages and docs/output.md use.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Text => "text",
            Self::Spans => "spans",
        }
    }

    /// Its Arrow type.
    pub(super) fn data_type(self) -> DataType {
        match self {
            Self::Integer => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::Boolean => DataType::Boolean,
            Self::Text => DataType::Utf8,
            Self::Spans => DataType::List(span_field()),
        }
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name: the field's.
    pub(super) name: &'static str,
    /// What its cells are.
    pub(super) kind: Kind,
    /// Whether a cell may be null.
    pub(super) nullable: bool,
    /// Whether its values repeat, so that a dictionary makes the file smaller.
    pub(super) repeats: bool,
}

impl Column {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, nullable: false, repeats: false }
    }

    const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    const fn repeats(self) -> Self {
        Self { repeats: true, ..self }
    }
}

const DOCUMENTS: &[Column] = &[
    Column::new("document", Kind::Integer),
    Column::new("id", Kind::Text),
    Column::new("path", Kind::Text),
    Column::new("date", Kind::Text).nullable().repeats(),
    Column::new("source", Kind::Text).nullable().repeats(),
    Column::new("country", Kind::Text).nullable().repeats(),
    Column::new("title", Kind::Text).nullable(),
    Column::new("language", Kind::Text).nullable().repeats(),
    Column::new("tone", Kind::Text).nullable().repeats(),
    Column::new("score", Kind::Number).nullable(),
    Column::new("conciliatory", Kind::Number).nullable(),
    Column::new("neutral", Kind::Number).nullable(),
    Column::new("confrontational", Kind::Number).nullable(),
    Column::new("confidence", Kind::Number).nullable(),
    Column::new("summary", Kind::Text).nullable(),
    Column::new("summary_spans", Kind::Spans),
    Column::new("sections", Kind::Integer).nullable().repeats(),
    Column::new("sentences", Kind::Integer).nullable().repeats(),
    Column::new("words", Kind::Integer).nullable(),
    Column::new("bytes", Kind::Integer).nullable(),
    Column::new("duplicate_of", Kind::Text).nullable(),
    Column::new("duplicate", Kind::Text).nullable().repeats(),
    Column::new("model", Kind::Text).nullable().repeats(),
    Column::new("model_sha256", Kind::Text).nullable().repeats(),
    Column::new("config_sha256", Kind::Text).nullable().repeats(),
    Column::new("error", Kind::Text).nullable(),
];

const SECTIONS: &[Column] = &[
    Column::new("document", Kind::Integer).repeats(),
    Column::new("document_id", Kind::Text).repeats(),
    Column::new("section", Kind::Integer).repeats(),
    Column::new("heading", Kind::Text).nullable(),
    Column::new("start", Kind::Integer),
    Column::new("end", Kind::Integer),
    Column::new("sentences", Kind::Integer).repeats(),
    Column::new("tone", Kind::Text).repeats(),
    Column::new("score", Kind::Number),
    Column::new("conciliatory", Kind::Number),
    Column::new("neutral", Kind::Number),
    Column::new("confrontational", Kind::Number),
    Column::new("confidence", Kind::Number),
    Column::new("evidence", Kind::Text),
    Column::new("evidence_start", Kind::Integer),
    Column::new("evidence_end", Kind::Integer),
    Column::new("evidence_contribution", Kind::Number),
];

const SENTENCES: &[Column] = &[
    Column::new("document", Kind::Integer).repeats(),
    Column::new("document_id", Kind::Text).repeats(),
    Column::new("sentence", Kind::Integer).repeats(),
    Column::new("section", Kind::Integer).repeats(),
    Column::new("start", Kind::Integer),
    Column::new("end", Kind::Integer),
    Column::new("text", Kind::Text),
    Column::new("salience", Kind::Number),
    Column::new("selected", Kind::Boolean),
    Column::new("tone", Kind::Text).repeats(),
    Column::new("score", Kind::Number),
    Column::new("conciliatory", Kind::Number),
    Column::new("neutral", Kind::Number),
    Column::new("confrontational", Kind::Number),
];

/// The columns of a table, in order.
pub(super) fn columns(table: Table) -> &'static [Column] {
    match table {
        Table::Documents => DOCUMENTS,
        Table::Sections => SECTIONS,
        Table::Sentences => SENTENCES,
    }
}

/// The Arrow schema of a table.
#[must_use]
pub fn schema(table: Table) -> SchemaRef {
    let field = |column: &Column| Field::new(column.name, column.kind.data_type(), column.nullable);
    Arc::new(Schema::new(columns(table).iter().map(field).collect::<Vec<_>>()))
}

/// The two fields of a span.
pub(super) fn span_fields() -> Fields {
    ["start", "end"].map(|name| Field::new(name, DataType::Int64, false)).to_vec().into()
}

/// The element of a list of spans, named as Parquet names it.
pub(super) fn span_field() -> Arc<Field> {
    Arc::new(Field::new("element", DataType::Struct(span_fields()), false))
}
