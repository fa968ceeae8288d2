//! The folder of a corpus: its tables, and what `run.json` says of the run.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::figures::Dashboard;
use super::listed::short;
use super::{Options, figures};
use crate::corpus::run::{RUN, SCHEMA, STATE};
use crate::corpus::tables::read::{documents, sections};
use crate::corpus::{Table, TableFormat};
use crate::error::{Error, Result};

/// The figures of the corpus that `detente corpus` wrote into a folder.
///
/// # Errors
/// [`Error::NoTables`] where the folder has none, [`Error::TablesVersion`] where they are of another version; what the
/// tables give; and as [`figures`].
pub fn read(folder: &Path, options: &Options) -> Result<Dashboard> {
    let none = || Error::NoTables { folder: folder.to_owned() };
    let run = run(folder)?;
    // A folder that a run has begun in and not finished.
    if run.is_none() && folder.join(STATE).join(RUN).exists() {
        return Err(none());
    }
    let version = run.as_ref().map_or(Some(SCHEMA.into()), |run| run.get("schema").and_then(Value::as_u64));
    if version != Some(SCHEMA.into()) {
        return Err(Error::TablesVersion { folder: folder.to_owned() });
    }
    let said = run.as_ref().and_then(|run| run.get("format")).and_then(Value::as_str);
    let formats = TableFormat::ALL.into_iter().filter(|format| said.is_none_or(|said| said == format.extension()));
    let path = |table: Table, format: TableFormat| folder.join(table.file(format));
    let there =
        |format: &TableFormat| [Table::Documents, Table::Sections].iter().all(|table| path(*table, *format).is_file());
    let format = formats.into_iter().find(there).ok_or_else(none)?;
    let rows = sections(&path(Table::Sections, format), format)?;
    let name = folder.display().to_string();
    let mut dashboard = figures(&name, || documents(&path(Table::Documents, format), format), rows, options)?;
    dashboard.run = run.as_ref().map(facts).unwrap_or_default();
    Ok(dashboard)
}

/// `run.json`; none where there is no such file.
fn run(folder: &Path) -> Result<Option<Value>> {
    let path: PathBuf = folder.join(RUN);
    if !path.is_file() {
        return Ok(None);
    }
    let bytes = fs::read(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
    // What is no JSON has no version.
    Ok(Some(serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
}

/// What `run.json` says in single values, those of its parts too.
fn facts(run: &Value) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut open = vec![(String::new(), run)];
    while let Some((name, value)) = open.pop() {
        match value {
            Value::Object(map) => {
                let within = |key: &String| if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                open.extend(map.iter().rev().map(|(key, value)| (within(key), value)));
            }
            Value::String(text) => facts.push((short(&name), short(text))),
            Value::Number(number) => facts.push((short(&name), number.to_string())),
            Value::Bool(is) => facts.push((short(&name), is.to_string())),
            Value::Null | Value::Array(_) => {}
        }
    }
    facts
}
