//! The first reading: how many documents there are, when, and of whom.
//!
//! Enters: every row of `documents`. Leaves: the [`Plan`] of the second reading, and the coverage. Holds: at most 100,000
//! sources and as many countries are told apart; documents of others, met later, are counted together.

use std::collections::BTreeMap;

use super::coverage::Counts;
use super::draw::float;
use super::figures::Coverage;
use super::listed::{ALL, short};
use super::period::{Calendar, Dates, Stamp};
use super::{Options, change};
use crate::corpus::{DocumentRow, ToneColumns};
use crate::error::Result;

/// Most values of a column that are told apart, and most whose series are tested.
const VALUES: usize = 100_000;
const TESTED: usize = 100;

/// The tone of a document that the figures count.
pub fn counted(row: &DocumentRow, keep_duplicates: bool) -> Option<&ToneColumns> {
    let own = row.error.is_none() && (keep_duplicates || row.duplicate_of.is_none());
    row.tone.as_ref().filter(|tone| own && tone.score.is_finite())
}

/// Counts and sums of scores by the values of a column.
#[derive(Debug, Default)]
struct Values {
    by: BTreeMap<String, (u64, f64)>,
    missing: u64,
}

/// The values of a column that have figures of their own.
#[derive(Debug, Default)]
pub struct Chosen {
    /// Their names with their places.
    pub places: BTreeMap<String, usize>,
    /// How many of the first are shown; the others are tested alone.
    pub shown: usize,
    /// How many values there are.
    pub values: u64,
    /// How many documents have none.
    pub missing: u64,
}

/// What the second reading gathers.
#[derive(Debug)]
pub struct Plan {
    /// The periods.
    pub calendar: Calendar,
    /// The sources.
    pub sources: Chosen,
    /// The countries.
    pub countries: Chosen,
    /// Whether all documents are listed.
    pub all: bool,
}

/// Counts of the first reading.
#[derive(Debug)]
pub struct Survey<'a> {
    options: &'a Options,
    counts: Counts,
    dates: Dates,
    sources: Values,
    countries: Values,
    sum: f64,
}

impl<'a> Survey<'a> {
    /// Begins.
    pub fn new(options: &'a Options) -> Self {
        let (counts, dates) = (Counts::default(), Dates::default());
        Self { options, counts, dates, sources: Values::default(), countries: Values::default(), sum: 0.0 }
    }

    /// Takes a row.
    pub fn take(&mut self, row: &DocumentRow) {
        let tone = counted(row, self.options.keep_duplicates);
        self.counts.take(row, tone.is_some());
        let Some(tone) = tone else { return };
        if let Some(stamp) = row.date.as_deref().and_then(Stamp::parse) {
            self.dates.take(stamp);
        }
        self.sources.take(row.source.as_deref(), tone.score);
        self.countries.take(row.country.as_deref(), tone.score);
        self.sum += tone.score;
    }

    /// How many documents there were.
    pub fn documents(&self) -> u64 {
        self.counts.documents()
    }

    /// How many count.
    pub fn counted(&self) -> u64 {
        self.counts.counted()
    }

    /// What the second reading gathers, and the coverage.
    pub fn plan(self) -> Result<(Plan, Coverage)> {
        let all = self.counts.counted();
        let mean = self.sum / float(all.max(1));
        let plan = Plan {
            calendar: self.dates.calendar(self.options.by)?,
            sources: self.sources.choose(self.options.top, mean),
            countries: self.countries.choose(self.options.top, mean),
            all: all <= ALL,
        };
        Ok((plan, self.counts.finish()))
    }
}

/// The name of a source or a country as the figures have it.
pub fn name(value: Option<&str>) -> Option<String> {
    value.map(short).filter(|name| !name.is_empty())
}

impl Values {
    fn take(&mut self, value: Option<&str>, score: f64) {
        let Some(name) = name(value) else {
            self.missing += 1;
            return;
        };
        if self.by.len() < VALUES || self.by.contains_key(&name) {
            let (count, sum) = self.by.entry(name).or_default();
            *count += 1;
            *sum += score;
        }
    }

    /// The largest values, those of equal size by their distance from the mean of all.
    fn choose(self, top: usize, mean: f64) -> Chosen {
        let (values, missing) = (self.by.len() as u64, self.missing);
        let mut ranked: Vec<_> = self.by.into_iter().collect();
        let distance = |(count, sum): (u64, f64)| (sum / float(count) - mean).abs();
        ranked.sort_by(|(a, left), (b, right)| {
            let size = right.0.cmp(&left.0);
            size.then_with(|| distance(*right).total_cmp(&distance(*left))).then_with(|| a.cmp(b))
        });
        let large = ranked.iter().take(TESTED).take_while(|(_, (count, _))| *count >= change::FEWEST).count();
        ranked.truncate(top.max(large));
        let shown = top.min(ranked.len());
        let places = ranked.into_iter().enumerate().map(|(place, (name, _))| (name, place)).collect();
        Chosen { places, shown, values, missing }
    }
}
