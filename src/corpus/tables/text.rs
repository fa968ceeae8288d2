//! Cells as the text of a CSV field, and back.
//!
//! Holds: null and an empty text are both an empty field, read as null where the column has nulls; spans are `12-80 95-130`;
//! numbers read back as they were; text is written as it is, whatever a spreadsheet makes of it.

use std::borrow::Cow;

use super::cells::Cell;
use super::schema::Column;
use super::schema::Kind;
use crate::document::Span;

/// The field of a cell.
pub(super) fn write<'a>(cell: &'a Cell<'_>) -> Cow<'a, str> {
    match cell {
        Cell::Null => Cow::Borrowed(""),
        Cell::Integer(value) => Cow::Owned(value.to_string()),
        // Debug keeps extreme numbers short: 1e300, not 301 digits.
        Cell::Number(value) => Cow::Owned(format!("{value:?}")),
        Cell::Boolean(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Spans(spans) => {
            let texts: Vec<String> = spans.iter().map(|span| format!("{}-{}", span.start(), span.end())).collect();
            Cow::Owned(texts.join(" "))
        }
    }
}

/// The cell that a field stands for; none where it is not what the column holds.
pub(super) fn read(field: &str, column: &Column) -> Option<Cell<'static>> {
    if field.is_empty() && column.nullable {
        return Some(Cell::Null);
    }
    match column.kind {
        Kind::Integer => field.parse().ok().map(Cell::Integer),
        Kind::Number => field.parse().ok().map(Cell::Number),
        Kind::Boolean => field.parse().ok().map(Cell::Boolean),
        Kind::Text => Some(Cell::Text(Cow::Owned(field.to_owned()))),
        Kind::Spans => field.split_ascii_whitespace().map(span).collect::<Option<_>>().map(Cell::Spans),
    }
}

fn span(text: &str) -> Option<Span> {
    let (start, end) = text.split_once('-')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (start <= end).then(|| Span::new(start, end))
}
