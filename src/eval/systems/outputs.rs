//! Answers from a file, of systems that run elsewhere, and those that stand in the data themselves.
//!
//! A row is `{"item": ID}` with `"suite"` where the file has answers for several, and one of `"picks"` (indices of
//! sentences), `"summary"` (text, a sentence a line), `"tone"` (a list of `{"class", "score", "probabilities", "grade"}`),
//! `"sentences"`, `"lines"`, `"body"`: the rows of predictions.jsonl, so that its answers can be given back.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use super::System;
use crate::document::BlockKind;
use crate::error::Result;
use crate::eval::data::{self, Row, plain, strings};
use crate::eval::fault::Fault;
use crate::eval::item::{CLASSES, Item, Said, Tone};

/// A system whose answers are known.
pub struct Outputs {
    name: String,
    about: String,
    answers: HashMap<String, Said>,
}

impl Outputs {
    /// Answers that stand in the data, in the order of the items.
    #[must_use]
    pub fn given(name: &str, items: &[Item], answers: Vec<Said>) -> Self {
        let answers = items.iter().map(|item| item.id.clone()).zip(answers).collect();
        Self { name: name.to_owned(), about: "Output that the data hold.".into(), answers }
    }

    /// The answers in a file for one suite; none where the file has rows for other suites only.
    ///
    /// # Errors
    /// [`Fault::Read`], [`Fault::Row`] for the first row that is no answer, [`Fault::Answers`] for the first item without
    /// one.
    pub fn read(name: &str, path: &Path, suite: &str, items: &[Item]) -> Result<Option<Self>> {
        let remedy = "give --system NAME=FILE, the file having a row of JSON for each item";
        let bytes = std::fs::read(path).map_err(|source| Fault::Read { path: path.into(), source, remedy })?;
        let file = path.display().to_string();
        let rows = data::json_lines(&bytes, &file)?;
        let own = |row: &Row<'_>| row.get("suite").and_then(plain).is_none_or(|other| other == suite);
        let mine = |row: &Row<'_>| own(row) && row.get("run").and_then(Value::as_u64).unwrap_or(0) == 0;
        let mut answers = HashMap::new();
        for row in rows.iter().filter(|row| mine(row)) {
            let id = row.text("item")?;
            if answers.insert(id.clone(), said(row)?).is_some() {
                return Err(row.fault(format!("item {id} is answered twice; keep one")));
            }
        }
        if answers.is_empty() && !rows.is_empty() {
            return Ok(None);
        }
        if let Some(item) = items.iter().find(|item| !answers.contains_key(&item.id)) {
            let what = format!("has no answer for item {} of suite {suite}; every item needs one", item.id);
            return Err(Fault::Answers { name: file, what }.into());
        }
        Ok(Some(Self { name: name.to_owned(), about: format!("Answers of the file {}.", file_name(path)), answers }))
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

impl System for Outputs {
    fn name(&self) -> &str {
        &self.name
    }

    fn about(&self) -> String {
        self.about.clone()
    }

    fn is_given(&self) -> bool {
        true
    }

    fn answer(&self, item: &Item, _run: usize) -> Result<Said> {
        let missing = || Fault::Answers { name: self.name.clone(), what: format!("no answer for item {}", item.id) };
        self.answers.get(&item.id).cloned().ok_or_else(|| missing().into())
    }
}

/// The answer in a row.
fn said(row: &Row<'_>) -> Result<Said> {
    if row.get("summary").is_some() {
        return Ok(Said::Summary(row.text("summary")?));
    }
    if row.get("picks").is_some() {
        let index = |value: &Value| value.as_u64().and_then(|index| usize::try_from(index).ok());
        let picks: Option<Vec<usize>> = row.list("picks")?.iter().map(index).collect();
        return picks.map(Said::Picks).ok_or_else(|| row.fault("picks are not all indices".into()));
    }
    if row.get("tone").is_some() {
        return row.list("tone")?.iter().map(|value| tone(row, value)).collect::<Result<_>>().map(Said::Tone);
    }
    if row.get("sentences").is_some() {
        return row.texts("sentences").map(Said::Sentences);
    }
    if let Some(value) = row.get("lines") {
        let kind = |name: &String| BlockKind::ALL.into_iter().find(|kind| kind.name() == name);
        let kinds: Option<Vec<BlockKind>> = strings(value).and_then(|names| names.iter().map(kind).collect());
        return kinds.map(Said::Lines).ok_or_else(|| row.fault("lines are not all kinds of lines".into()));
    }
    if row.get("body").is_some() {
        return row.text("body").map(Said::Body);
    }
    Err(row.fault("has no answer: none of picks, summary, tone, sentences, lines, body".into()))
}

/// The tone of one target.
fn tone(row: &Row<'_>, value: &Value) -> Result<Tone> {
    let class = value.get("class").and_then(Value::as_str);
    let class = class
        .and_then(|class| CLASSES.iter().position(|own| *own == class || class == "other" && *own == "conciliatory"));
    let class = class.ok_or_else(|| row.fault(format!("a tone has no class of {}", CLASSES.join(", "))))?;
    let probabilities = match value.get("probabilities").filter(|value| !value.is_null()) {
        None => None,
        Some(value) => {
            let list: Option<Vec<f64>> = value.as_array().and_then(|list| list.iter().map(Value::as_f64).collect());
            let own = list.and_then(|list| <[f64; 3]>::try_from(list).ok());
            let sane =
                |p: &[f64; 3]| p.iter().all(|p| (0.0..=1.0).contains(p)) && (p.iter().sum::<f64>() - 1.0).abs() < 1e-3;
            Some(own.filter(sane).ok_or_else(|| {
                row.fault(format!(
                    "probabilities are not three numbers in [0, 1] that sum to 1, of {}",
                    CLASSES.join(", ")
                ))
            })?)
        }
    };
    let score = match value.get("score").filter(|value| !value.is_null()) {
        None => probabilities
            .map_or_else(|| f64::from(u8::from(class == 2)) - f64::from(u8::from(class == 0)), |p| p[2] - p[0]),
        Some(value) => value
            .as_f64()
            .filter(|score| (-1.0..=1.0).contains(score))
            .ok_or_else(|| row.fault(format!("score {value} is not between -1 and 1")))?,
    };
    let grade = match value.get("grade").filter(|value| !value.is_null()) {
        None => None,
        Some(value) => {
            let grade =
                value.as_i64().filter(|grade| (-2..=2).contains(grade)).and_then(|grade| i32::try_from(grade).ok());
            Some(grade.ok_or_else(|| row.fault(format!("grade {value} is not one of -2 to 2")))?)
        }
    };
    Ok(Tone { class, score, probabilities, grade })
}
