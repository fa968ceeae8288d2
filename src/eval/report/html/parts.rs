//! Parts of the data: slices by field, and the worst errors.

use serde::Serialize;

use super::svg::{Axis, Mark, Tick};
use super::tone::{Class, class_style};
use crate::eval::report::figures::{NONE, Scale, decimals, quantity, size};
use crate::eval::report::findings::{leading, part_words};
use crate::eval::report::{Slice, SuiteReport, SystemReport, Worst};
use crate::report::clean;

/// The slices of one field, on the first leading metric.
#[derive(Debug, Serialize)]
pub struct SlicePlot {
    field: String,
    metric: String,
    ticks: Vec<Tick>,
    rows: Vec<Row>,
}

/// One slice.
#[derive(Debug, Serialize)]
struct Row {
    value: String,
    units: String,
    mark: Option<Mark>,
    /// Where the other systems lie.
    others: Vec<String>,
    figure: String,
    interval: String,
}

/// The figures of all slices, systems and leading metrics.
#[derive(Debug, Serialize)]
pub struct SliceTable {
    metrics: Vec<String>,
    rows: Vec<Cells>,
}

/// A slice of one system.
#[derive(Debug, Serialize)]
struct Cells {
    field: String,
    value: String,
    units: String,
    system: String,
    figures: Vec<[String; 2]>,
}

/// A worst error, quoted.
#[derive(Debug, Serialize)]
pub struct Quote {
    item: String,
    part: String,
    gold: Class,
    said: Class,
    badness: String,
    shares: Vec<Probability>,
    text: Option<String>,
}

/// The probability of a class, as a part of a bar.
#[derive(Debug, Serialize)]
struct Probability {
    class: Class,
    share: String,
    start: String,
    width: String,
}

/// The slices, one plot a field.
pub fn slice_plots(suite: &SuiteReport) -> Vec<SlicePlot> {
    let mut fields: Vec<&str> = Vec::new();
    for slice in &suite.slices {
        if !fields.contains(&slice.field.as_str()) {
            fields.push(&slice.field);
        }
    }
    fields.into_iter().filter_map(|field| plot(suite, field)).collect()
}

fn plot(suite: &SuiteReport, field: &str) -> Option<SlicePlot> {
    let metric = leading(suite).into_iter().next()?;
    let (product, others) = suite.systems.split_first()?;
    let scale = Scale::of(suite, &metric.name);
    let slices: Vec<_> = suite.slices.iter().filter(|slice| slice.field == field).collect();
    let figure = |slice: &Slice, system: &SystemReport| slice.systems.get(&system.name)?.get(&metric.name).copied();
    let own = slices.iter().filter_map(|slice| figure(slice, product));
    let rest = slices.iter().flat_map(|slice| others.iter().filter_map(|s| figure(slice, s)?.value));
    let ends = own.flat_map(|f| [f.value, f.low, f.high]).flatten();
    let axis = Axis::over(ends.chain(rest));
    let row = |slice: &&Slice| {
        let own = figure(slice, product);
        Row {
            value: clean(&slice.value),
            units: size(slice.units),
            mark: own.and_then(|f| axis.mark(&f)),
            others: others.iter().filter_map(|s| Some(axis.at(figure(slice, s)?.value?))).collect(),
            figure: scale.value(own.and_then(|f| f.value)),
            interval: own.map(|f| scale.interval(&f)).unwrap_or_default(),
        }
    };
    let (field, metric) = (clean(field), clean(&metric.title));
    Some(SlicePlot { field, metric, ticks: axis.ticks(), rows: slices.iter().map(row).collect() })
}

/// The figures of all slices.
pub fn slice_table(suite: &SuiteReport) -> SliceTable {
    let metrics = leading(suite);
    let mut rows = Vec::new();
    for slice in &suite.slices {
        for system in &suite.systems {
            let Some(figures) = slice.systems.get(&system.name) else { continue };
            let cell = |metric: &&crate::eval::report::MetricInfo| {
                let scale = Scale::of(suite, &metric.name);
                let none = || [NONE.to_owned(), String::new()];
                figures.get(&metric.name).map_or_else(none, |f| [scale.value(f.value), scale.interval(f)])
            };
            rows.push(Cells {
                field: clean(&slice.field),
                value: clean(&slice.value),
                units: size(slice.units),
                system: clean(&system.name),
                figures: metrics.iter().map(cell).collect(),
            });
        }
    }
    SliceTable { metrics: metrics.iter().map(|m| clean(&m.title)).collect(), rows }
}

/// The worst errors.
pub fn worst(suite: &SuiteReport) -> Vec<Quote> {
    let quote = |error: &Worst| Quote {
        item: clean(&error.item),
        part: part_words(suite.job, error.part),
        gold: class_style(&error.gold),
        said: class_style(&error.said),
        badness: quantity(error.badness),
        shares: error.probabilities.map(shares).unwrap_or_default(),
        text: error.text.as_deref().map(clean),
    };
    suite.worst.iter().map(quote).collect()
}

fn shares(probabilities: [f64; 3]) -> Vec<Probability> {
    let mut start = 0.0;
    let mut shares = Vec::with_capacity(3);
    for (name, share) in crate::eval::item::CLASSES.into_iter().zip(probabilities) {
        let width = share.clamp(0.0, 1.0) * 100.0;
        shares.push(Probability {
            class: class_style(name),
            share: decimals(share, 3),
            start: format!("{start:.1}%"),
            width: format!("{width:.1}%"),
        });
        start += width;
    }
    shares
}
