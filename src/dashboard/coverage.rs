//! What there is in a corpus, and what is left out of the figures.
//!
//! Enters: every row of `documents`. Leaves: [`Coverage`]. Holds: kinds of errors, languages and models that are kept
//! apart are few; what comes after is counted together.

use std::collections::BTreeMap;

use super::figures::{Coverage, ErrorKind, Language, Model};
use super::listed::short;
use crate::corpus::{DocumentRow, Duplicate, ModelColumns};

/// Most kinds of errors, languages and models that are told apart.
const KINDS: usize = 200;
const OTHER: &str = "other";

/// Counts of rows.
#[derive(Debug, Default)]
pub struct Counts {
    coverage: Coverage,
    errors: BTreeMap<String, (u64, String)>,
    languages: BTreeMap<String, u64>,
    models: BTreeMap<[String; 3], u64>,
}

impl Counts {
    /// How many rows there were.
    pub fn documents(&self) -> u64 {
        self.coverage.documents
    }

    /// How many count.
    pub fn counted(&self) -> u64 {
        self.coverage.counted
    }

    /// Counts a row; `counts` says whether the figures count it.
    pub fn take(&mut self, row: &DocumentRow, counts: bool) {
        let own = &mut self.coverage;
        own.documents += 1;
        match row.duplicate {
            Some(Duplicate::Exact) => own.exact_duplicates += 1,
            Some(Duplicate::Near) => own.near_duplicates += 1,
            None if row.duplicate_of.is_some() => own.exact_duplicates += 1,
            None => {}
        }
        if row.tone.is_some() {
            own.scored += 1;
            let language = row.language.as_deref().unwrap_or("und");
            *entry(&mut self.languages, short(language), OTHER.to_owned()) += 1;
            if let Some(ModelColumns { model, model_sha256, config_sha256 }) = &row.model {
                let key = [model, model_sha256, config_sha256].map(|text| short(text));
                *entry(&mut self.models, key, [OTHER, "", ""].map(str::to_owned)) += 1;
            }
        }
        if let Some(error) = &row.error {
            own.failed += 1;
            let (documents, example) = entry(&mut self.errors, kind(error, row), OTHER.to_owned());
            if *documents == 0 {
                *example = short(&row.path);
            }
            *documents += 1;
        }
        if counts {
            own.counted += 1;
            own.sections += row.sections.unwrap_or(0);
            own.sentences += row.sentences.unwrap_or(0);
            own.words += row.words.unwrap_or(0);
            own.bytes += row.bytes.unwrap_or(0);
        }
    }

    /// All of it.
    pub fn finish(self) -> Coverage {
        let mut coverage = self.coverage;
        let errors = self.errors.into_iter();
        coverage.errors =
            errors.map(|(message, (documents, example))| ErrorKind { message, documents, example }).collect();
        coverage.errors.sort_by_key(|own| std::cmp::Reverse(own.documents));
        let languages = self.languages.into_iter();
        coverage.languages = languages.map(|(language, documents)| Language { language, documents }).collect();
        coverage.languages.sort_by_key(|own| std::cmp::Reverse(own.documents));
        let model = |([model, model_sha256, config_sha256], documents): ([String; 3], u64)| Model {
            model,
            model_sha256,
            config_sha256,
            documents,
        };
        coverage.models = self.models.into_iter().map(model).collect();
        coverage.models.sort_by_key(|own| std::cmp::Reverse(own.documents));
        coverage
    }
}

/// The entry of a key, or that of all others where there are many already.
fn entry<K: Ord, V: Default>(map: &mut BTreeMap<K, V>, key: K, other: K) -> &mut V {
    let known = map.len() < KINDS || map.contains_key(&key);
    map.entry(if known { key } else { other }).or_default()
}

/// What an error says, without the name of its document, numbers and the remedy.
fn kind(error: &str, row: &DocumentRow) -> String {
    let said = match error.split_once(": ") {
        Some((name, said)) if row.path.starts_with(name) || row.id == name => said,
        _ => error,
    };
    let said = said.split("; ").next().unwrap_or(said);
    let mut kind = String::new();
    for c in said.chars() {
        if !c.is_ascii_digit() {
            kind.push(c);
        } else if !kind.ends_with('…') {
            kind.push('…');
        }
    }
    short(&kind)
}
