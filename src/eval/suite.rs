//! A suite: which job, on which data, by which systems. TOML in, [`Suite`] out; eval/README.md documents the fields.
//!
//! Holds: an unknown key is an error; the suites in eval/suites are built in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::fault::Fault;
use super::item::Job;
use super::systems;
use crate::error::Result;

/// The built-in suites, as they are listed.
const BUILT_IN: [&str; 19] = [
    include_str!("../../eval/suites/gold-tone-sentence.toml"),
    include_str!("../../eval/suites/gold-tone-section.toml"),
    include_str!("../../eval/suites/gold-summary.toml"),
    include_str!("../../eval/suites/gold-splitting.toml"),
    include_str!("../../eval/suites/gold-anatomy.toml"),
    include_str!("../../eval/suites/diplomatic-tone-sentence.toml"),
    include_str!("../../eval/suites/diplomatic-tone-section.toml"),
    include_str!("../../eval/suites/event-tone.toml"),
    include_str!("../../eval/suites/plv-binary.toml"),
    include_str!("../../eval/suites/aw-binary.toml"),
    include_str!("../../eval/suites/unsc-conflicts.toml"),
    include_str!("../../eval/suites/newsmtsc-rw.toml"),
    include_str!("../../eval/suites/newsmtsc-mt.toml"),
    include_str!("../../eval/suites/cnn-summary-valid.toml"),
    include_str!("../../eval/suites/cnn-summary-test.toml"),
    include_str!("../../eval/suites/summeval-100.toml"),
    include_str!("../../eval/suites/splitting-golden.toml"),
    include_str!("../../eval/suites/splitting-hard.toml"),
    include_str!("../../eval/suites/html-pages.toml"),
];

/// What a suite file says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// Its name: small letters, digits and hyphens.
    pub name: String,
    /// What it measures.
    pub job: Job,
    /// What the data are and what a reader should know of them.
    pub about: String,
    /// The data file: JSONL or TSV, in the data folder; `gold/...` is built in.
    pub data: String,
    /// Only rows that have one of these values.
    #[serde(default, rename = "where")]
    pub only: BTreeMap<String, Vec<String>>,
    /// Which field of a row is what.
    #[serde(default)]
    pub fields: Fields,
    /// What the values of a label mean; `*` is any other value. Numbers from -2 to 2 need no entry.
    #[serde(default)]
    pub classes: BTreeMap<String, Class>,
    /// What confrontational is told from in a binary job.
    #[serde(default)]
    pub against: Against,
    /// What reports slice by: `year` (of the date), `length` (of the document), or any field.
    #[serde(default)]
    pub slices: Vec<String>,
    /// The systems, by name.
    pub systems: Vec<String>,
    /// How many sentences a summary has.
    #[serde(default = "three")]
    pub sentences: usize,
    /// Whether text is in tokens of the Penn Treebank, split by blanks.
    #[serde(default)]
    pub tokenized: bool,
    /// The folder of the suite's file, if it came from one.
    #[serde(skip)]
    pub folder: Option<PathBuf>,
}

fn three() -> usize {
    3
}

/// Which field of a row is what; a field is a path such as `targets.0.polarity`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// The item's id; the row's number where it is not given.
    pub id: Option<String>,
    /// What the bootstrap resamples together; the item where it is not given.
    pub document: Option<String>,
    /// Consecutive rows with the same value are one document.
    pub group: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The date.
    pub date: Option<String>,
    /// A list of sections; `heading`, `sentences`, `labels` and `label` are then looked up in each.
    pub sections: Option<String>,
    /// The heading of a section.
    pub heading: Option<String>,
    /// Sentences: a list, or one string that is one sentence.
    pub sentences: Option<String>,
    /// Paragraphs, to be cut into sentences.
    pub paragraphs: Option<String>,
    /// Text, to be cut into sentences.
    pub text: Option<String>,
    /// The label of each sentence, or of the one.
    pub labels: Option<String>,
    /// The label of the section.
    pub label: Option<String>,
    /// The reference summary: a text, or a list of sentences.
    pub reference: Option<String>,
    /// More references: a list of them.
    pub references: Option<String>,
    /// Indices of the sentences that an editor took.
    pub selected: Option<String>,
    /// Summaries of other systems, by their names.
    pub answers: Option<String>,
    /// Where the text stands in each of those, if not itself.
    pub answer_text: Option<String>,
    /// Lines with their kinds, as pairs.
    pub lines: Option<String>,
    /// A web page.
    pub html: Option<String>,
    /// The body of the web page.
    pub body: Option<String>,
}

/// What a value of a label means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Confrontational.
    Confrontational,
    /// Neutral.
    Neutral,
    /// Conciliatory.
    Conciliatory,
    /// Not confrontational, in a binary job.
    Other,
}

/// What confrontational is told from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Against {
    /// From neutral and conciliatory: its probability is the model's.
    #[default]
    Rest,
    /// From conciliatory: neutral is no answer, and its probability goes to both in proportion.
    Conciliatory,
}

impl Suite {
    /// Reads a suite from TOML; `name` is what messages call it.
    ///
    /// # Errors
    /// [`Fault::Suite`] when it is no suite, [`Fault::Settings`] when its parts do not fit together.
    pub fn parse(toml: &str, name: &str) -> Result<Self> {
        let suite: Self =
            toml::from_str(toml).map_err(|source| Fault::Suite { name: name.to_owned(), source: Box::new(source) })?;
        match suite.misfit() {
            None => Ok(suite),
            Some(what) => Err(Fault::Settings { name: name.to_owned(), what }.into()),
        }
    }

    /// What does not fit.
    fn misfit(&self) -> Option<String> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let missing = |what: &str| Some(format!("a {} suite needs {what}", self.job.name()));
        let (f, known) = (&self.fields, systems::names(self.job));
        let has_text = f.sentences.is_some() || f.paragraphs.is_some() || f.text.is_some();
        if self.name.is_empty() || !self.name.chars().all(plain) {
            return Some(format!("name {:?} is not small letters, digits and hyphens", self.name));
        }
        if let Some(unknown) = self.systems.iter().find(|name| !known.contains(&name.as_str())) {
            return Some(format!("no system {unknown} for {}; there are {}", self.job.name(), known.join(", ")));
        }
        if self.systems.iter().enumerate().any(|(i, name)| self.systems[..i].contains(name)) {
            return Some("a system is named twice".into());
        }
        match self.job {
            _ if self.systems.is_empty() => Some(format!("systems is empty; there are {}", known.join(", "))),
            _ if self.sentences == 0 => Some("sentences is 0; give at least 1".into()),
            Job::Summary if !has_text => missing("fields.sentences, fields.paragraphs or fields.text"),
            Job::Summary if f.reference.is_none() => missing("fields.reference"),
            Job::ToneSentence | Job::ToneBinary if f.sentences.is_none() || f.labels.is_none() => {
                missing("fields.sentences and fields.labels")
            }
            Job::ToneSection if f.sentences.is_none() || f.label.is_none() => {
                missing("fields.sentences and fields.label")
            }
            Job::Splitting if f.text.is_none() || f.sentences.is_none() => missing("fields.text and fields.sentences"),
            Job::Anatomy if f.lines.is_none() => missing("fields.lines"),
            Job::Html if f.html.is_none() || f.body.is_none() => missing("fields.html and fields.body"),
            _ => None,
        }
    }

    /// Whether its data are built in.
    #[must_use]
    pub fn is_gold(&self) -> bool {
        self.data.starts_with("gold/")
    }
}

/// All built-in suites.
///
/// # Errors
/// None, unless a built-in suite is broken, which a test rules out.
pub fn built_in() -> Result<Vec<Suite>> {
    BUILT_IN.iter().map(|toml| Suite::parse(toml, "built in")).collect()
}

/// The suites of these names: a built-in one's name, `gold` (those that need no data folder), `public` (those that do),
/// `all`, or the path of a suite's file.
///
/// # Errors
/// [`Fault::NoSuite`], [`Fault::Read`], [`Fault::Twice`], or as [`Suite::parse`].
pub fn find(names: &[String]) -> Result<Vec<Suite>> {
    let known = built_in()?;
    let mut found: Vec<Suite> = Vec::new();
    for name in names {
        match name.as_str() {
            "all" => found.extend(known.iter().cloned()),
            "gold" => found.extend(known.iter().filter(|suite| suite.is_gold()).cloned()),
            "public" => found.extend(known.iter().filter(|suite| !suite.is_gold()).cloned()),
            _ => match known.iter().find(|suite| suite.name == *name) {
                Some(suite) => found.push(suite.clone()),
                None => found.push(from_file(name)?),
            },
        }
    }
    for (index, suite) in found.iter().enumerate() {
        if found[..index].iter().any(|other| other.name == suite.name) {
            return Err(Fault::Twice { name: suite.name.clone() }.into());
        }
    }
    Ok(found)
}

/// The suite in a file.
fn from_file(name: &str) -> Result<Suite> {
    let path = Path::new(name);
    if path.extension().is_none_or(|end| end != "toml") {
        return Err(Fault::NoSuite { name: name.to_owned() }.into());
    }
    let remedy = "give the path of a suite's .toml file, or a name that `detente eval list` has";
    let toml = std::fs::read_to_string(path).map_err(|source| Fault::Read { path: path.into(), source, remedy })?;
    let folder = path.parent().map(Path::to_path_buf);
    Ok(Suite { folder, ..Suite::parse(&toml, name)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_suites_are_whole_and_have_different_names() {
        let all = find(&["all".to_owned()]).unwrap();
        assert_eq!(all.len(), BUILT_IN.len());
        assert!(all.iter().all(|suite| suite.systems[0] == "detente" && !suite.about.is_empty()));
        assert_eq!(find(&["gold".to_owned()]).unwrap().len(), 5);
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let base = "name = \"x\"\njob = \"tone-sentence\"\nabout = \"a\"\ndata = \"d.jsonl\"\n";
        for (rest, said) in [
            ("systems = [\"detente\"]\n[fields]\nsentences = \"s\"", "needs fields.sentences and fields.labels"),
            ("systems = [\"lead\"]\n[fields]\nsentences = \"s\"\nlabels = \"l\"", "no system lead for tone-sentence"),
            ("systems = []\n[fields]\nsentences = \"s\"\nlabels = \"l\"", "systems is empty"),
            ("systems = [\"detente\"]\ncolour = 1", "unknown field `colour`"),
            ("systems = [\"vader\", \"vader\"]\n[fields]\nsentences = \"s\"\nlabels = \"l\"", "named twice"),
        ] {
            let error = Suite::parse(&format!("{base}{rest}"), "x.toml").unwrap_err().to_string();
            assert!(error.starts_with("suite x.toml: ") && error.contains(said), "{error}");
        }
        let error = find(&["nothing".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("no suite nothing"), "{error}");
        let twice = find(&["gold".to_owned(), "gold-summary".to_owned()]).unwrap_err().to_string();
        assert!(twice.contains("two suites are named gold-summary"), "{twice}");
    }
}
