//! One suite of the page: what it is, and the leading metrics with every system on them.

use serde::Serialize;

use super::parts::{self, Quote, SlicePlot, SliceTable};
use super::svg::{Axis, Mark, Tick};
use super::tables::{self, ClassTable, MetricTable, Note, Other, Pace};
use super::tone::{self, Confusion, Reliability, RiskPlot, Share};
use crate::eval::report::figures::{NONE, Scale, p, size};
use crate::eval::report::findings::{better_words, is_better, is_ceiling, job_words, leading, versus};
use crate::eval::report::{Better, Figure, MetricInfo, SuiteReport, SystemReport};
use crate::report::clean;

/// What the template of a suite takes.
#[derive(Serialize)]
pub struct Suite {
    number: usize,
    count: usize,
    name: String,
    job: &'static str,
    about: String,
    items: String,
    units: String,
    clusters: String,
    data: String,
    data_sha256: String,
    product: String,
    gold: Vec<Share>,
    forests: Vec<Forest>,
    tables: Vec<MetricTable>,
    metrics: Vec<Note>,
    systems: Vec<Note>,
    ceilings: bool,
    others: Vec<Other>,
    confusions: Vec<Confusion>,
    reliabilities: Vec<Reliability>,
    risk: Option<RiskPlot>,
    classes: Vec<ClassTable>,
    slices: Vec<SlicePlot>,
    slice_table: SliceTable,
    worst: Vec<Quote>,
    speed: Vec<Pace>,
}

/// A leading metric: every system with its interval, the best first.
#[derive(Serialize)]
struct Forest {
    metric: String,
    better: &'static str,
    ticks: Vec<Tick>,
    /// Where the product lies.
    own: Option<String>,
    rows: Vec<Row>,
}

/// A system in a forest.
#[derive(Serialize)]
struct Row {
    name: String,
    runs: Option<String>,
    product: bool,
    ceiling: bool,
    mark: Option<Mark>,
    value: String,
    interval: String,
    versus: Option<Against>,
}

/// The product against a system.
#[derive(Serialize)]
struct Against {
    difference: String,
    interval: String,
    p: String,
    symbol: &'static str,
    verdict: &'static str,
    counts: bool,
}

/// What the page shows of a suite, the `number`th of `count`.
pub fn context(suite: &SuiteReport, number: usize, count: usize) -> Suite {
    Suite {
        number,
        count,
        name: clean(&suite.name),
        job: job_words(suite.job),
        about: clean(&suite.about),
        items: size(suite.items),
        units: size(suite.units),
        clusters: size(suite.clusters),
        data: clean(&suite.data),
        data_sha256: clean(&suite.data_sha256),
        product: suite.systems.first().map_or_else(|| NONE.to_owned(), |s| clean(&s.name)),
        gold: tone::gold(suite),
        forests: leading(suite).into_iter().map(|metric| forest(suite, metric)).collect(),
        tables: tables::metrics(suite),
        metrics: tables::metric_notes(suite),
        systems: tables::system_notes(suite),
        ceilings: suite.systems.iter().any(|s| is_ceiling(&s.name)),
        others: tables::other_pairs(suite),
        confusions: tone::confusions(suite),
        reliabilities: tone::reliabilities(suite),
        risk: tone::risk_plot(suite),
        classes: tables::classes(suite),
        slices: parts::slice_plots(suite),
        slice_table: parts::slice_table(suite),
        worst: parts::worst(suite),
        speed: tables::speed(suite),
    }
}

/// A system's figure of a metric, if it is there.
pub fn figure_of<'a>(system: &'a SystemReport, metric: &MetricInfo) -> Option<&'a Figure> {
    system.figures.get(&metric.name)
}

/// How often a system ran, where it ran more than once.
pub fn runs(system: &SystemReport) -> Option<String> {
    (system.runs > 1).then(|| format!("mean of {} runs", size(system.runs)))
}

fn forest(suite: &SuiteReport, metric: &MetricInfo) -> Forest {
    let axis = Axis::of_figures(suite.systems.iter().filter_map(|s| figure_of(s, metric)));
    let value = |system: &SystemReport| figure_of(system, metric).and_then(|f| f.value);
    let mut ranked: Vec<(usize, &SystemReport)> = suite.systems.iter().enumerate().collect();
    if metric.better != Better::Neither {
        ranked.sort_by(|(_, a), (_, b)| match (value(a), value(b)) {
            (Some(a), Some(b)) if is_better(metric.better, a, b) => std::cmp::Ordering::Less,
            (Some(a), Some(b)) if is_better(metric.better, b, a) => std::cmp::Ordering::Greater,
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
    }
    let rows = ranked.into_iter().map(|(index, system)| row(suite, metric, &axis, (index == 0, system))).collect();
    Forest {
        metric: clean(&metric.title),
        better: better_words(metric.better),
        own: suite.systems.first().and_then(value).map(|value| axis.at(value)),
        ticks: axis.ticks(),
        rows,
    }
}

fn row(suite: &SuiteReport, metric: &MetricInfo, axis: &Axis, (product, system): (bool, &SystemReport)) -> Row {
    let scale = Scale::of(suite, &metric.name);
    let figure = figure_of(system, metric);
    let versus = versus(suite, metric, &system.name).filter(|_| !product);
    Row {
        name: clean(&system.name),
        runs: runs(system),
        product,
        ceiling: is_ceiling(&system.name),
        mark: figure.and_then(|f| axis.mark(f)),
        value: scale.value(figure.and_then(|f| f.value)),
        interval: figure.map(|f| scale.interval(f)).unwrap_or_default(),
        versus: versus.map(|v| Against {
            difference: scale.signed(v.difference.value),
            interval: scale.signed_interval(&v.difference),
            p: p(v.p),
            symbol: v.verdict.symbol(),
            verdict: v.verdict.word(),
            counts: v.verdict.counts(),
        }),
    }
}
