//! Items of the tone jobs: sentences and sections with gold labels.

use std::ops::Range;

use serde_json::Value;

use super::{Row, cluster, id, plain, slices, strings, values};
use crate::config::Anatomy;
use crate::error::Result;
use crate::eval::fault::Fault;
use crate::eval::item::{Gold, Input, Item, Job, Target};
use crate::eval::suite::{Class, Suite};
use crate::ingest::{GivenSection, Source};
use crate::segment::segment;

/// A document as the rows give it.
#[derive(Default)]
struct Draft {
    sections: Vec<GivenSection>,
    targets: Vec<Target>,
    sentences: usize,
}

/// An item for each row, or for each run of rows that `group` holds together.
pub(super) fn items(suite: &Suite, rows: &[Row<'_>]) -> Result<Vec<Item>> {
    let group = |row: &Row<'_>| suite.fields.group.as_ref().map(|field| row.text(field)).transpose();
    let mut runs: Vec<(Option<String>, Vec<&Row<'_>>)> = Vec::new();
    for row in rows {
        let own = group(row)?;
        match runs.last_mut() {
            Some((last, run)) if own.is_some() && *last == own => run.push(row),
            _ => runs.push((own, vec![row])),
        }
    }
    runs.into_iter().map(|(group, run)| item(suite, group, &run)).collect()
}

fn item(suite: &Suite, group: Option<String>, rows: &[&Row<'_>]) -> Result<Item> {
    let first = rows[0];
    let mut draft = Draft::default();
    for row in rows {
        match &suite.fields.sections {
            Some(field) => {
                for (index, value) in row.list(field)?.iter().enumerate() {
                    let within = format!("{field}.{index}: ");
                    draft.section(suite, row, (value, &within))?;
                }
            }
            None => draft.section(suite, row, (&row.value, ""))?,
        }
    }
    let id = match group {
        Some(group) => group,
        None => id(suite, first)?,
    };
    let title = suite.fields.title.as_ref().and_then(|field| first.get(field)).and_then(plain);
    let source = Source::presplit(&id, title.as_deref(), merged(draft.sections, rows.len() > 1))?;
    let document = Box::new(segment(source, Anatomy::On)?);
    Ok(Item {
        cluster: cluster(suite, first, &id)?,
        slices: slices(suite, first, draft.sentences),
        input: Input::Document(document),
        gold: Gold::Tone(draft.targets),
        id,
    })
}

/// Rows of one document are one section.
fn merged(sections: Vec<GivenSection>, one: bool) -> Vec<GivenSection> {
    if !one {
        return sections;
    }
    vec![GivenSection {
        heading: None,
        sentences: sections.into_iter().flat_map(|section| section.sentences).collect(),
    }]
}

impl Draft {
    /// Adds a section; `within` is where its fields are looked up, and what messages call the place.
    fn section(&mut self, suite: &Suite, row: &Row<'_>, within: (&Value, &str)) -> Result<()> {
        let (value, place) = within;
        let field = |name: &Option<String>| name.as_ref().and_then(|name| super::find(value, name));
        let wanted = |name: &Option<String>| {
            field(name).ok_or_else(|| row.fault(format!("{place}has no field {}", name.as_deref().unwrap_or("?"))))
        };
        let given = wanted(&suite.fields.sentences)?;
        let sentences = strings(given).ok_or_else(|| row.fault(format!("{place}sentences are no list of texts")))?;
        if sentences.is_empty() || sentences.iter().any(|sentence| sentence.trim().is_empty()) {
            return Err(row.fault(format!("{place}a sentence is empty, or there is none")));
        }
        let range = self.sentences..self.sentences + sentences.len();
        self.sentences = range.end;
        if suite.job == Job::ToneSection {
            self.targets.push(target(suite, row, range, wanted(&suite.fields.label)?)?);
        } else {
            let labels = wanted(&suite.fields.labels)?;
            let labels = labels.as_array().map_or_else(|| vec![labels], |list| list.iter().collect());
            if labels.len() != sentences.len() {
                let (have, want) = (labels.len(), sentences.len());
                return Err(row.fault(format!("{place}{have} labels for {want} sentences")));
            }
            for (index, label) in range.zip(labels) {
                self.targets.push(target(suite, row, index..index + 1, label)?);
            }
        }
        self.sections.push(GivenSection { heading: field(&suite.fields.heading).and_then(plain), sentences });
        Ok(())
    }
}

/// A target with the gold that a label's value stands for.
fn target(suite: &Suite, row: &Row<'_>, sentences: Range<usize>, label: &Value) -> Result<Target> {
    let text = plain(label).ok_or_else(|| row.fault("a label is neither text nor a number".into()))?;
    let class = suite.classes.get(&text).or_else(|| suite.classes.get("*").filter(|_| !is_grade(&text))).copied();
    let (class, grade) = match (class, text.parse::<i32>()) {
        (Some(class), _) => (index(class), None),
        (None, Ok(grade)) if is_grade(&text) => (usize::try_from(grade.signum() + 1).unwrap_or(1), Some(grade)),
        _ => {
            let known = values(suite.classes.keys().cloned());
            let what = format!("label {text:?} is neither a number from -2 to 2 nor one of `classes` ({known})");
            return Err(row.fault(what));
        }
    };
    match (suite.job, class) {
        (Job::ToneBinary, 0) => Ok(Target { sentences, class: 0, grade: None }),
        (Job::ToneBinary, _) => Ok(Target { sentences, class: 2, grade: None }),
        (_, OTHER) => {
            let what = "class `other` is for tone-binary suites only".into();
            Err(Fault::Settings { name: suite.name.clone(), what }.into())
        }
        _ => Ok(Target { sentences, class, grade }),
    }
}

/// Stands for [`Class::Other`] until the job is known.
const OTHER: usize = 3;

fn index(class: Class) -> usize {
    match class {
        Class::Confrontational => 0,
        Class::Neutral => 1,
        Class::Conciliatory => 2,
        Class::Other => OTHER,
    }
}

fn is_grade(text: &str) -> bool {
    text.parse::<i32>().is_ok_and(|grade| (-2..=2).contains(&grade))
}
