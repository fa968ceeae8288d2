//! A corpus in, tables out: a row for every document and section, whatever the size.
//!
//! ```text
//! paths -> inputs -> Entry -> run (workers) -> rows -> tables -> DIR -> read -> dashboard
//! ```
//! Enters: folders, files, archives, standard input. Leaves: a folder with the tables `documents`, `sections` and, where it is
//! asked for, `sentences`, and `run.json`. Holds: memory does not grow with the corpus but for the marks of duplicates; one bad
//! document is a row with its error; the same corpus gives the same bytes, at any number of threads and however often the run
//! was interrupted.

pub mod duplicates;
mod entry;
pub mod inputs;
mod rows;
pub mod run;
pub mod tables;

pub use duplicates::Duplicates;
pub use entry::{Entry, Facts};
pub use inputs::{Columns, Entries, InputOptions, Inputs};
pub use rows::{DocumentRow, Duplicate, ModelColumns, SectionRow, SentenceRow, ToneColumns};
pub use tables::{Table, TableFormat};
