//! Everything that answers the questions of a suite: the product, and what it is compared with.
//!
//! Holds: every system is asked through [`System`], one item at a time, in the same run, so that figures and speed are
//! comparable; none sees the gold, except the oracle and the majority, whose purpose it is.

mod graph;
mod lexicon;
mod lexrank;
mod outputs;
mod product;
mod scored;
mod simple;
mod textrank;
mod vader;
mod vectors;

use std::path::Path;

use self::lexicon::Lexicon;
use self::lexrank::LexRank;
pub use self::outputs::Outputs;
use self::product::Product;
pub use self::simple::sentences;
use self::simple::{Chance, Lead, Majority, Oracle, ReadabilityAlone, Rule};
use self::textrank::TextRank;
use self::vader::Vader;
use self::vectors::{Centroid, Prototype};
use super::item::{Item, Job, Said};
use super::metrics::Rouge;
use super::suite::Suite;
use crate::engine::Engine;
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

    /// Whether its answers were made elsewhere, so that its speed here says nothing.
    fn is_given(&self) -> bool {
        false
    }

    /// What it says of an item, in run `run`.
    ///
    /// # Errors
    /// What kept it from answering; the suite is then not reported.
    fn answer(&self, item: &Item, run: usize) -> Result<Said>;
}

/// The names of the systems for a job.
#[must_use]
pub fn names(job: Job) -> &'static [&'static str] {
    match job {
        Job::Summary => &["detente", "lead", "random", "textrank", "lexrank", "centroid", "oracle"],
        Job::ToneSentence | Job::ToneSection | Job::ToneBinary => {
            &["detente", "majority", "lexicon", "vader", "prototype"]
        }
        Job::Splitting | Job::Anatomy => &["detente", "rule"],
        Job::Html => &["detente", "dom_smoothie", "rule"],
    }
}

/// What systems are made from.
pub struct Means<'a> {
    /// The product.
    pub engine: &'a Engine,
    /// The data folder, where there is one.
    pub folder: Option<&'a Path>,
    /// Where random numbers begin.
    pub seed: u64,
}

/// Makes a system of a suite; none where it needs the data folder, which is not there.
///
/// # Errors
/// What kept it from being made.
pub fn make<'a>(name: &str, suite: &Suite, items: &[Item], means: &Means<'a>) -> Result<Option<Box<dyn System + 'a>>> {
    let (engine, sentences) = (means.engine, suite.sentences);
    let system: Box<dyn System + 'a> = match name {
        "lead" => Box::new(Lead { sentences }),
        "random" => Box::new(Chance { sentences, seed: means.seed }),
        "centroid" => Box::new(Centroid { engine, sentences }),
        "oracle" => Box::new(Oracle { sentences, rouge: Rouge::default() }),
        "majority" => Box::new(Majority::of(items)),
        "lexicon" => match means.folder {
            Some(folder) => Box::new(Lexicon::read(folder)?),
            None => return Ok(None),
        },
        "vader" => Box::new(Vader::default()),
        "textrank" => Box::new(TextRank { sentences }),
        "lexrank" => Box::new(LexRank { sentences }),
        "prototype" => Box::new(Prototype::new(engine)?),
        "dom_smoothie" => Box::new(ReadabilityAlone),
        "rule" => Box::new(Rule),
        _ => Box::new(Product { engine, sentences }),
    };
    Ok(Some(system))
}
