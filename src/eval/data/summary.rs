//! Items of the summary job: documents with reference summaries, and the summaries of other systems in the same rows.

use std::collections::BTreeMap;

use super::{Row, cluster, find, id, plain, ptb, slices, strings};
use crate::config::Anatomy;
use crate::error::Result;
use crate::eval::fault::Fault;
use crate::eval::item::{Gold, Input, Item, Job, Said};
use crate::eval::suite::Suite;
use crate::ingest::{GivenSection, Source};
use crate::segment::{segment, sentences::split};

/// An item for each row.
pub(super) fn items(suite: &Suite, rows: &[Row<'_>]) -> Result<Vec<Item>> {
    rows.iter().map(|row| item(suite, row)).collect()
}

fn item(suite: &Suite, row: &Row<'_>) -> Result<Item> {
    let fields = &suite.fields;
    let sections = sections(suite, row)?;
    let count = sections.iter().map(|section| section.sentences.len()).sum();
    let id = id(suite, row)?;
    let title = fields.title.as_ref().and_then(|field| row.get(field)).and_then(plain);
    let source = Source::presplit(&id, title.as_deref(), sections)?;
    let selected = fields.selected.as_ref().map(|field| selected(row, field, count)).transpose()?;
    Ok(Item {
        cluster: cluster(suite, row, &id)?,
        slices: slices(suite, row, count),
        input: Input::Document(Box::new(segment(source, Anatomy::On)?)),
        gold: Gold::Summary { references: references(suite, row)?, selected },
        id,
    })
}

/// The document's sections: as given, or one that is cut from paragraphs or text.
fn sections(suite: &Suite, row: &Row<'_>) -> Result<Vec<GivenSection>> {
    let fields = &suite.fields;
    let one = |sentences: Vec<String>| vec![GivenSection { heading: None, sentences }];
    let found: Vec<GivenSection> = if let (Some(list), Some(own)) = (&fields.sections, &fields.sentences) {
        let section = |value| {
            let sentences = find(value, own).and_then(strings);
            let heading = fields.heading.as_ref().and_then(|field| find(value, field)).and_then(plain);
            let sentences = sentences.ok_or_else(|| row.fault(format!("a section has no list of texts {own}")))?;
            Ok(GivenSection { heading, sentences })
        };
        row.list(list)?.iter().map(section).collect::<Result<_>>()?
    } else if let Some(field) = &fields.sentences {
        one(row.texts(field)?.into_iter().map(|sentence| running(suite, sentence)).collect())
    } else if let Some(field) = &fields.paragraphs {
        one(row.texts(field)?.iter().flat_map(|paragraph| cut(suite, paragraph)).collect())
    } else {
        let field = fields.text.as_deref().unwrap_or("text");
        one(cut(suite, &row.text(field)?))
    };
    if found.iter().all(|section| section.sentences.is_empty()) {
        return Err(row.fault("has no sentence".into()));
    }
    Ok(found)
}

/// A text in sentences.
fn cut(suite: &Suite, text: &str) -> Vec<String> {
    if suite.tokenized {
        return ptb::sentences(text).into_iter().map(|sentence| running(suite, sentence)).collect();
    }
    split(text).into_iter().map(|span| span.of(text).to_owned()).collect()
}

/// A sentence as running text has it. Documents, references and answers go the same way, so that their tokens agree.
fn running(suite: &Suite, sentence: String) -> String {
    if suite.tokenized { ptb::joined(&sentence) } else { sentence }
}

/// The references, the first one first.
fn references(suite: &Suite, row: &Row<'_>) -> Result<Vec<Vec<String>>> {
    let fields = &suite.fields;
    let first = fields.reference.as_deref().unwrap_or("reference");
    let one = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => Some(cut(suite, text)),
        other => strings(other).map(|list| list.into_iter().map(|sentence| running(suite, sentence)).collect()),
    };
    let wrong = |field: &str| row.fault(format!("field {field} is no summary: a text, or a list of sentences"));
    let mut found = vec![one(row.value(first)?).ok_or_else(|| wrong(first))?];
    if let Some(field) = &fields.references {
        for value in row.list(field)? {
            let reference = one(value).ok_or_else(|| wrong(field))?;
            if reference != found[0] {
                found.push(reference);
            }
        }
    }
    if found.iter().any(|reference| reference.iter().all(|sentence| sentence.trim().is_empty())) {
        return Err(row.fault("a reference summary is empty".into()));
    }
    Ok(found)
}

/// Indices of the sentences that an editor took.
fn selected(row: &Row<'_>, field: &str, sentences: usize) -> Result<Vec<usize>> {
    let index = |value: &serde_json::Value| {
        let index = value.as_u64().and_then(|index| usize::try_from(index).ok()).filter(|index| *index < sentences);
        index.ok_or_else(|| row.fault(format!("field {field} has {value}, which is no index of {sentences} sentences")))
    };
    row.list(field)?.iter().map(index).collect()
}

/// What other systems say in the same rows, by name; only systems that every row has.
pub(super) fn answers(suite: &Suite, rows: &[Row<'_>]) -> Result<BTreeMap<String, Vec<Said>>> {
    let mut found: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    let Some(field) = suite.fields.answers.as_ref().filter(|_| suite.job == Job::Summary) else { return Ok(found) };
    for row in rows {
        let systems = row.value(field)?.as_object();
        for (name, value) in systems.ok_or_else(|| row.fault(format!("field {field} is no object of answers")))? {
            let value = suite.fields.answer_text.as_ref().map_or(Some(value), |path| find(value, path));
            let text = value.and_then(serde_json::Value::as_str);
            let text = text.ok_or_else(|| row.fault(format!("{field}.{name} has no text")))?;
            found.entry(name.clone()).or_default().push(Said::Summary(cut(suite, text).join("\n")));
        }
    }
    match found.iter().find(|(_, own)| own.len() != rows.len()) {
        None => Ok(found),
        Some((name, own)) => {
            let what = format!("{field}.{name} stands in {} of {} rows; it must be in all", own.len(), rows.len());
            Err(Fault::Answers { name: suite.data.clone(), what }.into())
        }
    }
}
