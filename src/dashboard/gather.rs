//! The second reading: the figures by period, source and country.
//!
//! Enters: the plan, every row of `documents` with its sections. Leaves: the [`Dashboard`]. Holds: what is kept of a
//! document beyond its part in sums is its place in a list, where there is one.

use std::collections::BTreeMap;

use super::change::{self, Shift};
use super::draw::{float, random, rounded, share};
use super::extremes::End;
use super::figures::{
    Bin, Change, Changes, Coverage, Dashboard, Distribution, Documents, Group, Groups, LabelFigures, Listed, Period,
    Sections, Series, Summary, Time,
};
use super::listed::{Sample, listed};
use super::period::Place;
use super::scores::{RESAMPLES, Scores, index, six};
use super::survey::{Chosen, Plan, counted, name};
use super::{Options, SCHEMA};
use crate::analysis::ToneLabel;
use crate::corpus::{DocumentRow, SectionRow, ToneColumns};
use crate::eval::metrics::bootstrap;

/// Bins of the distribution.
const BINS: usize = 40;
/// Sources and countries whose figures are given by period.
const MULTIPLES: usize = 6;
/// Documents on either side of a change.
const BESIDE: usize = 5;
const LABELS: [ToneLabel; 3] = [ToneLabel::Conciliatory, ToneLabel::Neutral, ToneLabel::Confrontational];

/// The scores of a series.
#[derive(Debug)]
struct Line {
    series: Series,
    name: String,
    total: Scores,
    periods: Vec<Scores>,
    sample: Sample,
}

/// Sources or countries.
#[derive(Debug)]
struct Column<'a> {
    chosen: &'a Chosen,
    lines: Vec<Line>,
    others: Scores,
}

/// Figures of the second reading.
#[derive(Debug)]
pub struct Gather<'a> {
    plan: &'a Plan,
    options: &'a Options,
    overall: Line,
    sources: Column<'a>,
    countries: Column<'a>,
    bins: [[u64; 3]; BINS],
    tenths: [[u64; 10]; 3],
    /// Sums and counts of confidences by label.
    confidence: [(f64, u64); 3],
    /// Documents without a period: undated, unreadable, coarse, far.
    unplaced: [u64; 4],
    up: End,
    down: End,
    /// Samples of the periods, and last of what has none.
    samples: Vec<Sample>,
    /// All documents, where they are few.
    documents: Vec<Listed>,
}

impl Line {
    fn new(series: Series, name: &str, periods: usize) -> Self {
        let (total, sample) = (Scores::default(), Sample::default());
        Self { series, name: name.to_owned(), total, periods: vec![Scores::default(); periods], sample }
    }

    fn take(&mut self, tone: &ToneColumns, place: Place) {
        self.total.take(tone);
        if let Place::Period(period) = place {
            self.periods[period].take(tone);
        }
    }
}

impl<'a> Column<'a> {
    fn new(series: Series, chosen: &'a Chosen, periods: usize) -> Self {
        let mut names: Vec<_> = chosen.places.iter().collect();
        names.sort_by_key(|(_, place)| **place);
        let lines = names.into_iter().map(|(name, _)| Line::new(series, name, periods)).collect();
        Self { chosen, lines, others: Scores::default() }
    }

    /// Counts a document; gives the line of its value, where that is shown.
    fn take(&mut self, value: Option<&str>, tone: &ToneColumns, place: Place) -> Option<&mut Line> {
        let name = name(value)?;
        let own = self.chosen.places.get(&name).copied();
        let shown = own.is_some_and(|own| own < self.chosen.shown);
        if !shown {
            self.others.take(tone);
        }
        let line = self.lines.get_mut(own?)?;
        line.take(tone, place);
        shown.then_some(line)
    }
}

impl<'a> Gather<'a> {
    /// Begins.
    pub fn new(plan: &'a Plan, options: &'a Options) -> Self {
        let periods = plan.calendar.count();
        Self {
            plan,
            options,
            overall: Line::new(Series::Overall, "all documents", periods),
            sources: Column::new(Series::Source, &plan.sources, periods),
            countries: Column::new(Series::Country, &plan.countries, periods),
            bins: [[0; 3]; BINS],
            tenths: [[0; 10]; 3],
            confidence: [(0.0, 0); 3],
            unplaced: [0; 4],
            up: End::new(ToneLabel::Conciliatory),
            down: End::new(ToneLabel::Confrontational),
            samples: (0..=periods).map(|_| Sample::default()).collect(),
            documents: Vec::new(),
        }
    }

    /// Takes a row with the sections of its document.
    pub fn take(&mut self, row: &DocumentRow, sections: &[SectionRow]) {
        let Some(tone) = counted(row, self.options.keep_duplicates) else { return };
        let place = self.plan.calendar.place(row.date.as_deref());
        let document = listed(row, tone, place);
        let (all, seed) = (self.plan.all, self.options.seed);
        let offer = |line: Option<&mut Line>| {
            if let Some(line) = line.filter(|_| !all) {
                line.sample.take(&document, seed);
            }
        };
        self.overall.take(tone, place);
        offer(self.sources.take(row.source.as_deref(), tone, place));
        offer(self.countries.take(row.country.as_deref(), tone, place));
        let label = index(tone.tone);
        self.bins[part(tone.score / 2.0 + 0.5, BINS)][label] += 1;
        if let Some(confidence) = row.confidence {
            self.tenths[label][part(confidence, 10)] += 1;
            self.confidence[label].0 += confidence;
            self.confidence[label].1 += 1;
        }
        let list = match place {
            Place::Period(period) => period,
            Place::Undated => self.unplace(0),
            Place::Unreadable => self.unplace(1),
            Place::Coarse => self.unplace(2),
            Place::Far => self.unplace(3),
        };
        self.up.take(&document, sections);
        self.down.take(&document, sections);
        if all {
            self.documents.push(document);
        } else {
            self.samples[list].take(&document, seed);
        }
    }

    fn unplace(&mut self, why: usize) -> usize {
        self.unplaced[why] += 1;
        self.plan.calendar.count()
    }

    /// All figures.
    pub fn finish(mut self, coverage: Coverage) -> Dashboard {
        self.list();
        let seed = self.options.seed;
        let all = self.overall.total.count();
        let [undated, unreadable, coarse, far] = self.unplaced;
        let periods = (0..self.plan.calendar.count()).map(|period| self.period(period)).collect();
        let time = Time { by: self.plan.calendar.grain, periods, undated, unreadable, coarse, far };
        let changes = self.changes();
        let [sources, countries] = [&self.sources, &self.countries].map(|column| self.groups(column));
        let unplaced = self.rows(|own| own.period.is_none());
        Dashboard {
            schema: SCHEMA,
            detente: env!("CARGO_PKG_VERSION").to_owned(),
            run: Vec::new(),
            seed,
            resamples: RESAMPLES,
            keep_duplicates: self.options.keep_duplicates,
            coverage,
            overall: self.overall.total.summary(&mut random(seed, "overall")),
            time,
            sources,
            countries,
            distribution: Distribution {
                bins: bins(&self.bins),
                labels: (0..3).map(|label| self.label(label, all)).collect(),
            },
            changes,
            sections: Sections { conciliatory: self.up.finish(), confrontational: self.down.finish() },
            documents: Documents { all: self.plan.all, rows: self.documents, unplaced },
        }
    }

    /// Makes the samples into one list.
    fn list(&mut self) {
        if self.plan.all {
            return;
        }
        let mut rows = BTreeMap::new();
        let means = self.overall.periods.iter().map(Scores::mean).chain([self.overall.total.mean()]);
        let samples = self.samples.drain(..).zip(means);
        let lines = self.sources.lines.iter_mut().chain(&mut self.countries.lines);
        let lines = lines.map(|line| (std::mem::take(&mut line.sample), line.total.mean()));
        for (sample, mean) in samples.chain(lines) {
            rows.extend(sample.finish(mean).into_iter().map(|own| (own.document, own)));
        }
        self.documents = rows.into_values().collect();
    }

    /// The places of listed documents.
    fn rows(&self, is: impl Fn(&Listed) -> bool) -> Vec<usize> {
        self.documents.iter().enumerate().filter(|(_, own)| is(own)).map(|(place, _)| place).collect()
    }

    fn period(&self, period: usize) -> Period {
        let calendar = &self.plan.calendar;
        let name = calendar.label(period);
        Period {
            start: calendar.start(period),
            summary: self.overall.periods[period].summary(&mut random(self.options.seed, &name)),
            rows: self.rows(|own| own.period == Some(period)),
            name,
        }
    }

    fn groups(&self, column: &Column) -> Groups {
        let seed = self.options.seed;
        let several = self.plan.calendar.count() > 1 && column.chosen.values > 1;
        let group = |(place, line): (usize, &Line)| {
            let key = format!("{} {}", line.series.name(), line.name);
            let period = |(at, own): (usize, &Scores)| own.summary(&mut random(seed, &format!("{key} {at}")));
            Group {
                name: line.name.clone(),
                summary: line.total.summary(&mut random(seed, &key)),
                periods: (several && place < MULTIPLES).then(|| line.periods.iter().enumerate().map(period).collect()),
                rows: self.rows(|own| belongs(own, line)),
            }
        };
        let mut shown: Vec<Group> = column.lines.iter().take(column.chosen.shown).enumerate().map(group).collect();
        let mean = |own: &Group| own.summary.mean.value.unwrap_or(0.0);
        shown.sort_by(|a, b| mean(b).total_cmp(&mean(a)).then_with(|| a.name.cmp(&b.name)));
        let others = (column.others.count() > 0).then(|| column.others.summary(&mut random(seed, "others")));
        Groups { values: column.chosen.values, missing: column.chosen.missing, shown, others }
    }

    fn label(&self, label: usize, all: u64) -> LabelFigures {
        let documents: u64 = self.bins.iter().map(|own| own[label]).sum();
        let (sum, count) = self.confidence[label];
        LabelFigures {
            tone: LABELS[label],
            documents,
            share: rounded(share(documents, all)),
            confidence: (count > 0).then(|| rounded(sum / float(count))),
            tenths: self.tenths[label],
        }
    }

    fn changes(&self) -> Changes {
        let all = self.overall.total.count();
        // A source that all documents are of is no series of its own.
        let lines = self.sources.lines.iter().chain(&self.countries.lines).filter(|line| line.total.count() < all);
        let lines: Vec<&Line> = std::iter::once(&self.overall).chain(lines).collect();
        let series: Vec<&[Scores]> = lines.iter().map(|line| line.periods.as_slice()).collect();
        let (shifts, tested, small) = change::shifts(&series, self.options.seed);
        let mut found: Vec<Change> = shifts.iter().map(|shift| self.change(lines[shift.series], shift)).collect();
        let size = |own: &Change| own.difference.value.unwrap_or(0.0).abs();
        found.sort_by(|a, b| {
            let kind = (a.series != Series::Overall).cmp(&(b.series != Series::Overall));
            kind.then_with(|| size(b).total_cmp(&size(a))).then_with(|| a.name.cmp(&b.name))
        });
        Changes { series: series.len() - small, tests: tested, found }
    }

    fn change(&self, line: &Line, shift: &Shift) -> Change {
        let (before, after) = (shift.part.start..shift.at, shift.at..shift.part.end);
        let sides = [&before, &after].map(|side| Scores::of(&line.periods[side.clone()]));
        let key = format!("{} {} {}", line.series.name(), line.name, shift.at);
        let mut random = random(self.options.seed, &key);
        let [left, right] = sides.each_ref().map(|side| side.means(&mut random));
        let differences: Vec<_> = left.iter().zip(&right).map(|(left, right)| Some(right - left)).collect();
        let value = Some(sides[1].mean() - sides[0].mean());
        let typical = |side: &std::ops::Range<usize>, mean: f64| {
            let mut rows = self.rows(|own| belongs(own, line) && own.period.is_some_and(|own| side.contains(&own)));
            let distance = |row: &usize| (self.documents[*row].score - mean).abs();
            rows.sort_by(|a, b| distance(a).total_cmp(&distance(b)).then_with(|| a.cmp(b)));
            rows.truncate(BESIDE);
            rows
        };
        let summaries: [Summary; 2] = sides.each_ref().map(|side| side.summary(&mut random));
        Change {
            series: line.series,
            name: line.name.clone(),
            at: shift.at,
            span: [shift.part.start, shift.part.end - 1],
            rows_before: typical(&before, sides[0].mean()),
            rows_after: typical(&after, sides[1].mean()),
            before: summaries[0],
            after: summaries[1],
            difference: six(bootstrap::figure(value, &differences, 2)),
            p: rounded(shift.p),
            p_corrected: rounded(shift.corrected),
            p_periods: rounded(shift.periods),
        }
    }
}

/// Whether a listed document is of a series.
fn belongs(own: &Listed, line: &Line) -> bool {
    match line.series {
        Series::Overall => true,
        Series::Source => own.source.as_deref() == Some(line.name.as_str()),
        Series::Country => own.country.as_deref() == Some(line.name.as_str()),
    }
}

fn bins(counts: &[[u64; 3]; BINS]) -> Vec<Bin> {
    let edge = |bin: usize| rounded(float(bin as u64) * 2.0 / float(BINS as u64) - 1.0);
    let bin = |(bin, documents): (usize, &[u64; 3])| Bin { low: edge(bin), high: edge(bin + 1), documents: *documents };
    counts.iter().enumerate().map(bin).collect()
}

/// The part that a share falls into; a hundred-millionth below the next counts as there.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the number of parts")]
fn part(share: f64, parts: usize) -> usize {
    ((share.clamp(0.0, 1.0) * float(parts as u64) + 1e-8) as usize).min(parts - 1)
}
