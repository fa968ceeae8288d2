//! The dashboard over the tables of a corpus.
//!
//! ```text
//! documents -> Survey -> Plan -> Gather (documents again, sections) -> Dashboard -> HTML, Markdown, CSV, JSON
//! ```
//! Enters: the folder that `detente corpus` wrote, or rows of its tables, twice. Leaves: [`Dashboard`], the figures, and its
//! four forms. Holds: what is kept are counts, sums and samples by period, source and country, never all rows; the same
//! rows and options give the same bytes; one document is one piece of evidence, and its duplicates are left out unless
//! they are asked for.

mod change;
mod coverage;
mod csv;
mod draw;
mod extremes;
mod figures;
mod folder;
mod gather;
mod html;
mod listed;
mod markdown;
mod period;
mod scores;
mod survey;
mod words;

pub use self::csv::csv;
pub use self::figures::{
    Bin, Change, Changes, Coverage, Dashboard, Distribution, Documents, ErrorKind, Group, Groups, LabelFigures,
    Language, Listed, Model, Period, SectionFigure, Sections, Series, Summary, Time,
};
pub use self::folder::read;
pub use self::html::page;
pub use self::markdown::markdown;
pub use self::period::Grain;

use crate::corpus::{DocumentRow, SectionRow};
use crate::error::{Error, Result};

/// The version of the JSON.
pub const SCHEMA: u32 = 1;

/// What a dashboard shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The length of a period; none takes the shortest with at most 72 points.
    pub by: Option<Grain>,
    /// At most this many sources and countries.
    pub top: usize,
    /// Where the numbers of the bootstrap, the tests and the samples begin.
    pub seed: u64,
    /// Whether duplicates count as documents of their own.
    pub keep_duplicates: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { by: None, top: 30, seed: 20_260_101, keep_duplicates: false }
    }
}

/// The figures of a corpus from its rows; `documents` opens the rows of the table from their beginning, and is called twice.
/// The sections must stand in the order of their documents.
///
/// # Errors
/// What the rows give; [`Error::NothingScored`] where no document counts; [`Error::SectionsAstray`] where a section
/// belongs to no document; [`Error::Setting`] where `by` is too fine for the dates.
pub fn figures<D, S>(name: &str, documents: impl Fn() -> Result<D>, sections: S, options: &Options) -> Result<Dashboard>
where
    D: Iterator<Item = Result<DocumentRow>>,
    S: Iterator<Item = Result<SectionRow>>,
{
    let mut survey = survey::Survey::new(options);
    for row in documents()? {
        survey.take(&row?);
    }
    if survey.counted() == 0 {
        return Err(Error::NothingScored { name: name.to_owned(), documents: survey.documents() });
    }
    let (plan, coverage) = survey.plan()?;
    let mut gather = gather::Gather::new(&plan, options);
    let mut sections = sections.peekable();
    for row in documents()? {
        let row = row?;
        let mut own = Vec::new();
        while let Some(next) = sections.next_if(|next| next.as_ref().map_or(true, |next| next.document <= row.document))
        {
            let section = next?;
            if section.document < row.document {
                return Err(Error::SectionsAstray { name: name.to_owned(), document: section.document });
            }
            own.push(section);
        }
        gather.take(&row, &own);
    }
    if let Some(left) = sections.next() {
        return Err(Error::SectionsAstray { name: name.to_owned(), document: left?.document });
    }
    Ok(gather.finish(coverage))
}

/// The figures as JSON.
///
/// # Errors
/// [`Error::Json`], which would be a defect of detente.
pub fn json(dashboard: &Dashboard) -> Result<String> {
    Ok(serde_json::to_string_pretty(dashboard).map_err(Error::Json)? + "\n")
}
