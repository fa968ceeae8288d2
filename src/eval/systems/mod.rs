//! Everything that answers the questions of a suite: the product, and what it is compared with.
//!
//! Holds: every system is asked through [`System`], one item at a time, in the same run, so that figures and speed are
//! comparable; none sees the gold, except the oracle, whose purpose it is, and what is fitted on training rows.

mod graph;
pub mod lexicon;
pub mod lexrank;
mod scored;
pub mod textrank;
pub mod vader;

use super::item::{Item, Said};
use crate::error::Result;

/// Something that answers.
pub trait System {
    /// Its name in reports.
    fn name(&self) -> &str;

    /// What it is, in a sentence.
    fn about(&self) -> String;

    /// How often it is asked about each item; figures are means over the runs. More than one where chance plays a part.
    fn runs(&self) -> usize {
        1
    }

    /// What it says of an item, in run `run`.
    ///
    /// # Errors
    /// What kept it from answering; the suite is then not reported.
    fn answer(&self, item: &Item, run: usize) -> Result<Said>;
}
