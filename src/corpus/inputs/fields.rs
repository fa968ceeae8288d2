//! The cells of a record, whatever held it, and the entry they make.
//!
//! Enters: a cell for each role, the place of the record. Leaves: an [`Entry`]. Holds: a record without an id is named by its
//! place; the page is read where the text is blank.

use super::columns::{ROLES, Role};
use super::dates;
use crate::corpus::entry::{Entry, Facts};
use crate::error::Error;
use crate::ingest::{Format, Given, GivenSection, Meta, Source};

/// What a record gives, by role.
#[derive(Debug, Default)]
pub(super) struct Fields {
    cells: [Option<String>; ROLES],
    /// Sentences that are split already.
    pub sections: Option<Vec<GivenSection>>,
}

impl Fields {
    /// Sets the cell of a role.
    pub(super) fn set(&mut self, role: Role, cell: Option<String>) {
        self.cells[role as usize] = cell;
    }

    /// Whether the cell of a role has anything in it.
    fn has(&self, role: Role) -> bool {
        self.cells[role as usize].as_deref().is_some_and(|cell| !cell.trim().is_empty())
    }

    /// The cell of a role, trimmed, if there is anything in it.
    fn take(&mut self, role: Role) -> Option<String> {
        let cell = self.cells[role as usize].take()?;
        let trimmed = cell.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    /// The entry of a record at `place`; `format` is what its text is said to be read as.
    pub(super) fn entry(mut self, place: String, format: Format) -> Entry {
        let id = self.take(Role::Id).unwrap_or_else(|| place.clone());
        let mut facts = Facts {
            date: self.take(Role::Date).map(|date| dates::normalised(&date)),
            source: self.take(Role::Source),
            country: self.take(Role::Country),
        };
        let meta = Meta { title: self.take(Role::Title), byline: self.take(Role::Byline), date: facts.date.clone() };
        let has_text = self.has(Role::Text);
        let has_other = self.has(Role::Html) || self.sections.is_some();
        let mut given = Given { meta, ..Given::default() };
        if has_text || !has_other {
            given.text = Some(self.cells[Role::Text as usize].take().unwrap_or_default());
        } else if self.has(Role::Html) {
            given.html = self.cells[Role::Html as usize].take();
        } else {
            given.sections = self.sections.take();
        }
        let content = given.source(id.clone(), place.clone()).map(|source| Source { format, ..source });
        if let (None, Ok(source)) = (&facts.date, &content) {
            facts.date = source.meta.date.as_deref().map(dates::normalised);
        }
        Entry { id, name: place, facts, content }
    }
}

/// The entry of a document that could not be read.
pub(super) fn failed(id: String, name: String, error: Error) -> Entry {
    Entry { id, name, facts: Facts::default(), content: Err(error) }
}
