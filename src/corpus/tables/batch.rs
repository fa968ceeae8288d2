//! Rows to Arrow batches, and the cells of a batch.
//!
//! Enters: rows of one table. Leaves: a batch with the table's schema.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder, StructBuilder,
};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};

use super::Table;
use super::cells::{self, Cell};
use super::schema::{Kind, columns, schema, span_field, span_fields};
use crate::corpus::{DocumentRow, SectionRow, SentenceRow};
use crate::document::Span;
use crate::error::{Error, Result};

/// The most bytes that Arrow can address in a text column of one batch.
const MOST_TEXT: usize = i32::MAX as usize;

/// Rows of `documents` as a batch.
///
/// # Errors
/// Where a number exceeds a signed 64-bit integer or a column's text 2 GiB.
pub fn documents(rows: &[DocumentRow]) -> Result<RecordBatch> {
    batch(Table::Documents, rows.iter().map(cells::of_document))
}

/// Rows of `sections` as a batch.
///
/// # Errors
/// Where a number exceeds a signed 64-bit integer or a column's text 2 GiB.
pub fn sections(rows: &[SectionRow]) -> Result<RecordBatch> {
    batch(Table::Sections, rows.iter().map(cells::of_section))
}

/// Rows of `sentences` as a batch.
///
/// # Errors
/// Where a number exceeds a signed 64-bit integer or a column's text 2 GiB.
pub fn sentences(rows: &[SentenceRow]) -> Result<RecordBatch> {
    batch(Table::Sentences, rows.iter().map(cells::of_sentence))
}

/// A column while it grows.
enum Growing {
    Integer(Int64Builder),
    Number(Float64Builder),
    Boolean(BooleanBuilder),
    Text(StringBuilder),
    Spans(ListBuilder<StructBuilder>),
}

impl Growing {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Integer => Self::Integer(Int64Builder::new()),
            Kind::Number => Self::Number(Float64Builder::new()),
            Kind::Boolean => Self::Boolean(BooleanBuilder::new()),
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Spans => {
                let spans = StructBuilder::from_fields(span_fields(), 0);
                Self::Spans(ListBuilder::new(spans).with_field(span_field()))
            }
        }
    }

    /// Adds a cell; says whether it could be added.
    fn push(&mut self, cell: &Cell<'_>) -> bool {
        match (self, cell) {
            (Self::Integer(column), Cell::Integer(value)) => match i64::try_from(*value) {
                Ok(value) => column.append_value(value),
                Err(_) => return false,
            },
            (Self::Integer(column), Cell::Null) => column.append_null(),
            (Self::Number(column), Cell::Number(value)) => column.append_value(*value),
            (Self::Number(column), Cell::Null) => column.append_null(),
            (Self::Boolean(column), Cell::Boolean(value)) => column.append_value(*value),
            (Self::Text(column), Cell::Text(text)) => {
                if text.len() > MOST_TEXT - column.values_slice().len() {
                    return false;
                }
                column.append_value(text);
            }
            (Self::Text(column), Cell::Null) => column.append_null(),
            (Self::Spans(column), Cell::Spans(spans)) => {
                let added = spans.iter().all(|span| push_span(column.values(), *span));
                column.append(true);
                return added;
            }
            _ => return false,
        }
        true
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Integer(column) => Arc::new(column.finish()),
            Self::Number(column) => Arc::new(column.finish()),
            Self::Boolean(column) => Arc::new(column.finish()),
            Self::Text(column) => Arc::new(column.finish()),
            Self::Spans(column) => ArrayBuilder::finish(column),
        }
    }
}

fn push_span(spans: &mut StructBuilder, span: Span) -> bool {
    for (field, value) in [span.start(), span.end()].into_iter().enumerate() {
        match (spans.field_builder::<Int64Builder>(field), i64::try_from(value)) {
            (Some(column), Ok(value)) => column.append_value(value),
            _ => return false,
        }
    }
    spans.append(true);
    true
}

/// A batch of one table from the cells of its rows.
pub(super) fn batch<'a>(table: Table, rows: impl Iterator<Item = Vec<Cell<'a>>>) -> Result<RecordBatch> {
    let columns = columns(table);
    let mut growing: Vec<Growing> = columns.iter().map(|column| Growing::new(column.kind)).collect();
    for row in rows {
        for ((growing, column), cell) in growing.iter_mut().zip(columns).zip(&row) {
            if !growing.push(cell) {
                return Err(Error::TableBatch { table: table.name(), column: column.name });
            }
        }
    }
    let arrays = growing.iter_mut().map(Growing::finish).collect();
    RecordBatch::try_new(schema(table), arrays).map_err(|source| table_write(table, source))
}

/// The error of a table that could not be written.
pub(super) fn table_write(table: Table, source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::TableWrite { table: table.name(), source: Box::new(source) }
}

/// The cell of an array with a column's type; none where it is of another type or holds what a row cannot.
pub(super) fn cell(array: &ArrayRef, kind: Kind, index: usize) -> Option<Cell<'_>> {
    if array.is_null(index) {
        return Some(Cell::Null);
    }
    match kind {
        Kind::Integer => {
            let value = array.as_primitive_opt::<Int64Type>()?.value(index);
            u64::try_from(value).ok().map(Cell::Integer)
        }
        Kind::Number => array.as_primitive_opt::<Float64Type>().map(|array| Cell::Number(array.value(index))),
        Kind::Boolean => array.as_boolean_opt().map(|array| Cell::Boolean(array.value(index))),
        Kind::Text => array.as_string_opt::<i32>().map(|array| Cell::Text(Cow::Borrowed(array.value(index)))),
        Kind::Spans => spans(&array.as_list_opt::<i32>()?.value(index)).map(|spans| Cell::Spans(Cow::Owned(spans))),
    }
}

/// The spans of one cell.
fn spans(array: &ArrayRef) -> Option<Vec<Span>> {
    let [starts, ends] = array.as_struct_opt()?.columns() else { return None };
    let (starts, ends) = (starts.as_primitive_opt::<Int64Type>()?, ends.as_primitive_opt::<Int64Type>()?);
    let span = |(start, end): (&i64, &i64)| Some((usize::try_from(*start).ok()?, usize::try_from(*end).ok()?));
    let span = |pair| span(pair).filter(|(start, end)| start <= end).map(|(start, end)| Span::new(start, end));
    starts.values().iter().zip(ends.values().iter()).map(span).collect()
}
