//! A data file as rows: JSONL or TSV bytes in, one JSON value a row out.

use serde_json::{Map, Value};

use crate::error::Result;
use crate::eval::fault::Fault;

/// A row with its number, from 1, as messages give it.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// The data file.
    pub file: &'a str,
    /// Its number.
    pub number: usize,
    /// What it holds.
    pub value: Value,
}

/// The rows of a data file; its name tells the format.
///
/// # Errors
/// [`Fault::Row`] for the first row that cannot be read, [`Fault::Answers`] for an unknown ending.
pub fn read<'a>(bytes: &[u8], file: &'a str) -> Result<Vec<Row<'a>>> {
    match file.rsplit('.').next() {
        Some("jsonl") => json_lines(bytes, file),
        Some("tsv") => table(bytes, file, b'\t'),
        Some("csv") => table(bytes, file, b','),
        _ => Err(Fault::Answers { name: file.to_owned(), what: "is neither .jsonl nor .tsv nor .csv".into() }.into()),
    }
}

/// The rows of JSON lines, whatever the file is called.
///
/// # Errors
/// [`Fault::Row`] for the first row that cannot be read.
pub fn json_lines<'a>(bytes: &[u8], file: &'a str) -> Result<Vec<Row<'a>>> {
    let lines = bytes.split(|&byte| byte == b'\n').enumerate();
    lines
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .map(|(index, line)| {
            let value = serde_json::from_slice(line).map_err(|error| bad(file, index + 1, &error))?;
            Ok(Row { file, number: index + 1, value })
        })
        .collect()
}

fn table<'a>(bytes: &[u8], file: &'a str, delimiter: u8) -> Result<Vec<Row<'a>>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
    let header = reader.headers().map_err(|error| bad(file, 0, &error))?.clone();
    let row = |(index, record): (usize, csv::Result<csv::StringRecord>)| {
        let record = record.map_err(|error| bad(file, index + 1, &error))?;
        let cells = header.iter().zip(record.iter());
        let value: Map<String, Value> = cells.map(|(key, cell)| (key.to_owned(), cell.into())).collect();
        Ok(Row { file, number: index + 1, value: value.into() })
    };
    reader.records().enumerate().map(row).collect()
}

fn bad(file: &str, row: usize, error: &dyn std::error::Error) -> crate::Error {
    Fault::Row { name: file.to_owned(), row, what: format!("cannot be read: {error}") }.into()
}

impl Row<'_> {
    /// The value at a path such as `targets.0.polarity`, if there is one that is not null.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Value> {
        find(&self.value, path)
    }

    /// The value at a path.
    ///
    /// # Errors
    /// [`Fault::Row`] when there is none.
    pub fn value(&self, path: &str) -> Result<&Value> {
        self.get(path).ok_or_else(|| self.fault(format!("has no field {path}")))
    }

    /// A string, a number or a truth value as text.
    ///
    /// # Errors
    /// [`Fault::Row`] when there is none or it is something else.
    pub fn text(&self, path: &str) -> Result<String> {
        let value = self.value(path)?;
        plain(value).ok_or_else(|| self.fault(format!("field {path} is {}, not text", kind(value))))
    }

    /// A list of strings; one string is a list of one.
    ///
    /// # Errors
    /// [`Fault::Row`] when there is none or it is something else.
    pub fn texts(&self, path: &str) -> Result<Vec<String>> {
        let value = self.value(path)?;
        strings(value).ok_or_else(|| self.fault(format!("field {path} is {}, not a list of texts", kind(value))))
    }

    /// The list at a path.
    ///
    /// # Errors
    /// [`Fault::Row`] when there is none or it is something else.
    pub fn list(&self, path: &str) -> Result<&[Value]> {
        let value = self.value(path)?;
        let list = value.as_array().map(Vec::as_slice);
        list.ok_or_else(|| self.fault(format!("field {path} is {}, not a list", kind(value))))
    }

    /// What is wrong with this row.
    #[must_use]
    pub fn fault(&self, what: String) -> crate::Error {
        Fault::Row { name: self.file.to_owned(), row: self.number, what }.into()
    }
}

/// The value at a path below a value.
#[must_use]
pub fn find<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let direct = value.get(path);
    let found = direct.or_else(|| {
        path.split('.').try_fold(value, |value, key| match key.parse::<usize>() {
            Ok(index) if value.is_array() => value.get(index),
            _ => value.get(key),
        })
    });
    found.filter(|value| !value.is_null())
}

/// A scalar as text.
#[must_use]
pub fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// A list of strings; one string is a list of one.
#[must_use]
pub fn strings(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(values) => values.iter().map(|value| value.as_str().map(str::to_owned)).collect(),
        Value::String(text) => Some(vec![text.clone()]),
        _ => None,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list with other things in it",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_both_formats_have_paths_and_numbers() {
        let rows = read(b"{\"a\":[{\"b\":2.0}]}\n\n{\"a\":1}\n", "x.jsonl").unwrap();
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(rows[0].text("a.0.b").unwrap(), "2.0");
        let error = rows[1].texts("a").unwrap_err().to_string();
        assert_eq!(error, "x.jsonl: row 3: field a is a number, not a list of texts");
        let rows = read(b"id\tb c\n1\t\"x\ty\"\n", "x.tsv").unwrap();
        assert_eq!(rows[0].text("b c").unwrap(), "x\ty");
        assert!(rows[0].text("d").unwrap_err().to_string().contains("row 1: has no field d"));
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_row() {
        let error = read(b"{}\n{\"a\": NaN}\n", "x.jsonl").unwrap_err().to_string();
        assert!(error.starts_with("x.jsonl: row 2: cannot be read"), "{error}");
        let error = read(b"a\tb\n1\n", "x.tsv").unwrap_err().to_string();
        assert!(error.starts_with("x.tsv: row 1: cannot be read"), "{error}");
        assert!(read(b"", "x.xlsx").is_err());
    }
}
