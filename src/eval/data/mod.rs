//! From a suite and its data file to [`Item`]s.
//!
//! Enters: the rows of a file, of the data folder or built in. Leaves: items with gold, in file order, and the answers of
//! other systems that the data hold. Holds: a row that is not what the suite says is an error with its number; nothing is
//! skipped but rows that `where` leaves out.

mod ptb;
mod rows;
mod summary;
mod texts;
mod tone;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use sha2::{Digest, Sha256};

pub use self::rows::{Row, find, json_lines, plain, read, strings};
use super::fault::Fault;
use super::item::{Input, Item, Job, Said};
use super::suite::Suite;
use crate::config::hex;
use crate::error::Result;

/// The data of `gold/...`.
const GOLD: [(&str, &str); 3] = [
    ("gold/articles.jsonl", include_str!("../../../eval/gold/articles.jsonl")),
    ("gold/splitting.jsonl", include_str!("../../../eval/gold/splitting.jsonl")),
    ("gold/anatomy.jsonl", include_str!("../../../eval/gold/anatomy.jsonl")),
];

/// What a suite's data give.
pub struct Loaded {
    /// The items.
    pub items: Vec<Item>,
    /// What other systems say of them, by name, in the order of the items.
    pub answers: BTreeMap<String, Vec<Said>>,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// Loads the items of a suite; `folder` is the data folder, and `limit` the most items that are taken.
///
/// # Errors
/// [`Fault::NoData`], [`Fault::Read`], [`Fault::Row`], or [`Fault::Nothing`] when no row is left.
pub fn load(suite: &Suite, folder: Option<&Path>, limit: Option<usize>) -> Result<Loaded> {
    let bytes = bytes(suite, folder)?;
    let mut rows = read(&bytes, &suite.data)?;
    let nothing =
        |what: &str| Fault::Nothing { name: suite.data.clone(), what: what.to_owned(), suite: suite.name.clone() };
    if rows.is_empty() {
        return Err(nothing("there is no row").into());
    }
    if let Some(column) = suite.only.keys().find(|column| rows.iter().all(|row| row.get(column).is_none())) {
        return Err(nothing(&format!("no row has the field {column}")).into());
    }
    rows.retain(|row| {
        suite
            .only
            .iter()
            .all(|(column, values)| row.get(column).and_then(plain).is_some_and(|own| values.contains(&own)))
    });
    if rows.is_empty() {
        return Err(nothing("no row has the values that `where` asks for").into());
    }
    let mut items = match suite.job {
        Job::Summary => summary::items(suite, &rows)?,
        Job::ToneSentence | Job::ToneSection | Job::ToneBinary => tone::items(suite, &rows)?,
        Job::Splitting | Job::Anatomy | Job::Html => texts::items(suite, &rows)?,
    };
    let mut seen = HashSet::new();
    if let Some(twice) = items.iter().find(|item| !seen.insert(&item.id)) {
        let what = format!("id {} stands twice, so answers could not be told apart; look at fields.id", twice.id);
        return Err(Fault::Settings { name: suite.name.clone(), what }.into());
    }
    items.truncate(limit.unwrap_or(usize::MAX));
    let mut answers = summary::answers(suite, &rows)?;
    for own in answers.values_mut() {
        own.truncate(items.len());
    }
    Ok(Loaded { items, answers, sha256: hex(&Sha256::digest(&bytes)) })
}

/// The data file's bytes: built in, from the data folder, or from beside the suite's own file.
fn bytes(suite: &Suite, folder: Option<&Path>) -> Result<Vec<u8>> {
    if suite.is_gold() {
        let own = GOLD.iter().find(|(name, _)| *name == suite.data).map(|(_, text)| text.as_bytes().to_vec());
        let names: Vec<&str> = GOLD.iter().map(|(name, _)| *name).collect();
        let what = || format!("no built-in data {}; there are {}", suite.data, names.join(", "));
        return own.ok_or_else(|| Fault::Settings { name: suite.name.clone(), what: what() }.into());
    }
    let missing = || Fault::NoData { suite: suite.name.clone(), data: suite.data.clone() };
    let path = folder.or(suite.folder.as_deref()).ok_or_else(missing)?.join(&suite.data);
    let remedy = "check --data (or DETENTE_DATA), and `data` of the suite";
    std::fs::read(&path).map_err(|source| Fault::Read { path, source, remedy }.into())
}

/// The item's id.
fn id(suite: &Suite, row: &Row<'_>) -> Result<String> {
    suite.fields.id.as_ref().map_or_else(|| Ok(format!("row-{}", row.number)), |field| row.text(field))
}

/// What the bootstrap resamples together.
fn cluster(suite: &Suite, row: &Row<'_>, id: &str) -> Result<String> {
    suite.fields.document.as_ref().map_or_else(|| Ok(id.to_owned()), |field| row.text(field))
}

/// The values that reports slice by. A row without one is in no slice of that field.
fn slices(suite: &Suite, row: &Row<'_>, sentences: usize) -> BTreeMap<String, String> {
    let value = |field: &String| match field.as_str() {
        "length" => Some(length(sentences).to_owned()),
        "year" => {
            suite.fields.date.as_ref().and_then(|date| row.get(date)).and_then(plain).and_then(|date| year(&date))
        }
        _ => row.get(field).and_then(plain).filter(|value| !value.is_empty()),
    };
    suite.slices.iter().filter_map(|field| Some((field.clone(), value(field)?))).collect()
}

fn length(sentences: usize) -> &'static str {
    match sentences {
        0..=5 => "1-5 sentences",
        6..=15 => "6-15 sentences",
        16..=30 => "16-30 sentences",
        _ => "more than 30 sentences",
    }
}

/// The first four digits that stand together.
fn year(date: &str) -> Option<String> {
    date.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 4).map(str::to_owned)
}

/// The number of sentences of an item whose sentences are given.
#[must_use]
pub fn sentences(item: &Item) -> usize {
    match &item.input {
        Input::Document(document) => document.sentences().len(),
        Input::Text(_) => 0,
    }
}

/// The different values of a list, for messages.
fn values(list: impl Iterator<Item = String>) -> String {
    list.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
}
