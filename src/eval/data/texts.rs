//! Items of the jobs that begin with text: sentence boundaries, kinds of lines, bodies of web pages.

use serde_json::Value;

use super::{Row, cluster, id, slices};
use crate::document::BlockKind;
use crate::error::Result;
use crate::eval::item::{Gold, Input, Item, Job};
use crate::eval::suite::Suite;

/// An item for each row.
pub(super) fn items(suite: &Suite, rows: &[Row<'_>]) -> Result<Vec<Item>> {
    rows.iter()
        .map(|row| {
            let (text, gold) = match suite.job {
                Job::Splitting => splitting(suite, row)?,
                Job::Anatomy => lines(suite, row)?,
                _ => page(suite, row)?,
            };
            let id = id(suite, row)?;
            let (cluster, slices) = (cluster(suite, row, &id)?, slices(suite, row, 0));
            Ok(Item { id, cluster, slices, input: Input::Text(text), gold })
        })
        .collect()
}

fn named(field: Option<&String>) -> &str {
    field.map_or("", String::as_str)
}

/// A text with its sentences, which must stand in it in order.
fn splitting(suite: &Suite, row: &Row<'_>) -> Result<(String, Gold)> {
    let text = row.text(named(suite.fields.text.as_ref()))?;
    let sentences: Vec<String> =
        row.texts(named(suite.fields.sentences.as_ref()))?.into_iter().map(|s| s.trim().to_owned()).collect();
    let mut at = 0;
    for sentence in &sentences {
        let found = text.get(at..).and_then(|rest| rest.find(sentence.as_str()));
        at += found.ok_or_else(|| row.fault(format!("sentence {sentence:?} does not stand in the text in order")))?;
        at += sentence.len();
    }
    Ok((text, Gold::Sentences(sentences)))
}

/// Pairs of kind and line; a blank line has the kind "".
fn lines(suite: &Suite, row: &Row<'_>) -> Result<(String, Gold)> {
    let (mut text, mut kinds) = (String::new(), Vec::new());
    for (index, value) in row.list(named(suite.fields.lines.as_ref()))?.iter().enumerate() {
        let pair = value.as_array().and_then(|pair| Some((pair.first()?.as_str()?, pair.get(1)?.as_str()?)));
        let wrong = |what: &str| row.fault(format!("line {}: {what}", index + 1));
        let (kind, line) = pair.ok_or_else(|| wrong("is no pair of kind and text"))?;
        if !line.trim().is_empty() {
            let known = BlockKind::ALL.into_iter().find(|own| own.name() == kind);
            kinds.push(known.ok_or_else(|| wrong(&format!("{kind:?} is no kind of line")))?);
        }
        text.push_str(line);
        text.push('\n');
    }
    if kinds.is_empty() {
        return Err(row.fault("has no line".into()));
    }
    Ok((text, Gold::Lines(kinds)))
}

fn page(suite: &Suite, row: &Row<'_>) -> Result<(String, Gold)> {
    let text = |field: &str| match row.value(field)? {
        Value::String(text) if !text.trim().is_empty() => Ok(text.clone()),
        _ => Err(row.fault(format!("field {field} is no text, or is empty"))),
    };
    let html = text(named(suite.fields.html.as_ref()))?;
    Ok((html, Gold::Body(text(named(suite.fields.body.as_ref()))?)))
}
