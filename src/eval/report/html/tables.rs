//! Tables of a suite: all metrics, what they are, the other pairs, classes, speed.

use serde::Serialize;

use super::suite::{figure_of, runs};
use super::tone::{Class, class_style};
use crate::eval::report::figures::{NONE, Scale, count, p, quantity};
use crate::eval::report::findings::{best, better_words, is_ceiling, pace};
use crate::eval::report::{Better, MetricInfo, SuiteReport, SystemReport};
use crate::report::clean;

/// Most metrics side by side; the table must fit a printed page.
const ABREAST: usize = 7;

/// A part of the table of all metrics.
#[derive(Serialize)]
pub struct MetricTable {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

/// A metric's column.
#[derive(Serialize)]
struct Column {
    title: String,
    arrow: &'static str,
    better: &'static str,
}

/// A system's row.
#[derive(Serialize)]
struct Row {
    name: String,
    runs: Option<String>,
    product: bool,
    cells: Vec<Cell>,
}

/// A figure in a table.
#[derive(Serialize)]
pub struct Cell {
    value: String,
    interval: String,
    best: bool,
}

/// A name and what it is.
#[derive(Serialize)]
pub struct Note {
    name: String,
    remark: &'static str,
    about: String,
}

/// A pair without the product.
#[derive(Serialize)]
pub struct Other {
    metric: String,
    a: String,
    b: String,
    difference: String,
    interval: String,
    p: String,
}

/// Precision, recall and F1 of a system.
#[derive(Serialize)]
pub struct ClassTable {
    system: String,
    rows: Vec<ClassRow>,
}

/// Precision, recall and F1 of a class.
#[derive(Serialize)]
struct ClassRow {
    class: Class,
    gold: String,
    precision: String,
    recall: String,
    f1: String,
    /// F1 as the width of a bar.
    width: String,
}

/// A system's speed.
#[derive(Serialize)]
pub struct Pace {
    name: String,
    product: bool,
    seconds: String,
    rate: String,
    ratio: String,
}

/// All metrics of all systems, in tables as wide as a page.
pub fn metrics(suite: &SuiteReport) -> Vec<MetricTable> {
    let tables = suite.metrics.len().div_ceil(ABREAST).max(1);
    let abreast = suite.metrics.len().div_ceil(tables).max(1);
    suite.metrics.chunks(abreast).map(|metrics| metric_table(suite, metrics)).collect()
}

fn metric_table(suite: &SuiteReport, metrics: &[MetricInfo]) -> MetricTable {
    let column = |metric: &MetricInfo| Column {
        title: clean(&metric.title),
        arrow: match metric.better {
            Better::Higher => "↑",
            Better::Lower => "↓",
            Better::Neither => "",
        },
        better: better_words(metric.better),
    };
    let row = |(index, system): (usize, &SystemReport)| Row {
        name: clean(&system.name),
        runs: runs(system),
        product: index == 0,
        cells: metrics.iter().map(|metric| cell(suite, system, metric)).collect(),
    };
    MetricTable {
        columns: metrics.iter().map(column).collect(),
        rows: suite.systems.iter().enumerate().map(row).collect(),
    }
}

fn cell(suite: &SuiteReport, system: &SystemReport, metric: &MetricInfo) -> Cell {
    let scale = Scale::of(suite, &metric.name);
    let Some(figure) = figure_of(system, metric) else {
        return Cell { value: NONE.to_owned(), interval: String::new(), best: false };
    };
    let best = figure.value.is_some() && figure.value == best(suite, metric) && !is_ceiling(&system.name);
    Cell { value: scale.value(figure.value), interval: scale.interval(figure), best }
}

/// What the metrics are.
pub fn metric_notes(suite: &SuiteReport) -> Vec<Note> {
    let note = |metric: &MetricInfo| Note {
        name: clean(&metric.title),
        remark: better_words(metric.better),
        about: clean(&metric.about),
    };
    suite.metrics.iter().map(note).collect()
}

/// What the systems are.
pub fn system_notes(suite: &SuiteReport) -> Vec<Note> {
    let note = |(index, system): (usize, &SystemReport)| Note {
        name: clean(&system.name),
        remark: match index {
            0 => "the product",
            _ if is_ceiling(&system.name) => "sees the gold",
            _ => "",
        },
        about: clean(&system.about),
    };
    suite.systems.iter().enumerate().map(note).collect()
}

/// The pairs that the product is not one of.
pub fn other_pairs(suite: &SuiteReport) -> Vec<Other> {
    let Some(product) = suite.systems.first() else { return Vec::new() };
    let others = suite.pairs.iter().filter(|pair| pair.a != product.name && pair.b != product.name);
    let other = |pair: &crate::eval::report::Pair| {
        let scale = Scale::of(suite, &pair.metric);
        let metric = suite.metrics.iter().find(|m| m.name == pair.metric);
        Other {
            metric: clean(metric.map_or(&pair.metric, |m| &m.title)),
            a: clean(&pair.a),
            b: clean(&pair.b),
            difference: scale.signed(pair.difference.value),
            interval: scale.signed_interval(&pair.difference),
            p: p(pair.p),
        }
    };
    others.map(other).collect()
}

/// Precision, recall and F1 by class, the product's first.
pub fn classes(suite: &SuiteReport) -> Vec<ClassTable> {
    let classed = suite.systems.iter().filter(|s| !s.classes.is_empty());
    let table = |system: &SystemReport| ClassTable {
        system: clean(&system.name),
        rows: system
            .classes
            .iter()
            .map(|class| {
                let [precision, recall, f1] = [class.precision, class.recall, class.f1].map(|v| Scale::Share.value(v));
                let width = format!("{:.1}%", class.f1.unwrap_or(0.0).clamp(0.0, 1.0) * 100.0);
                ClassRow { class: class_style(&class.class), gold: count(class.gold), precision, recall, f1, width }
            })
            .collect(),
    };
    classed.map(table).collect()
}

/// How fast the systems were.
pub fn speed(suite: &SuiteReport) -> Vec<Pace> {
    let timed = suite.systems.iter().enumerate().filter_map(|(index, system)| Some((index, system, system.speed?)));
    let row = |(index, system, speed): (usize, &SystemReport, crate::eval::report::Speed)| Pace {
        name: clean(&system.name),
        product: index == 0,
        seconds: quantity(speed.seconds),
        rate: quantity(speed.items_per_second),
        ratio: pace(suite, system).map_or_else(|| NONE.to_owned(), quantity),
    };
    timed.map(row).collect()
}
