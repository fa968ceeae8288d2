//! A report in short, for the terminal: each suite's leading metrics by system.

use std::fmt::Write as _;

use super::figures::Scale;
use super::{Report, SuiteReport};
use crate::eval::suite::Suite;
use crate::report::clean;

/// The built-in suites, a line each.
#[must_use]
pub fn list(suites: &[Suite]) -> String {
    let width = suites.iter().map(|suite| suite.name.len()).max().unwrap_or(0);
    suites.iter().fold(String::new(), |mut out, suite| {
        let _ = writeln!(out, "{:<width$}  {:<13}  {}", suite.name, suite.job.name(), suite.data);
        out
    })
}

/// The leading metrics of each suite, with their intervals.
#[must_use]
pub fn tables(report: &Report) -> String {
    report.suites.iter().map(table).collect::<Vec<_>>().join("\n")
}

fn table(suite: &SuiteReport) -> String {
    let metrics: Vec<_> = suite.metrics.iter().filter(|metric| metric.leading).collect();
    let mut rows = vec![vec![String::new()]];
    rows[0].extend(metrics.iter().map(|metric| metric.title.clone()));
    for system in &suite.systems {
        let figures = metrics.iter().map(|metric| {
            system.figures.get(&metric.name).map_or_else(String::new, |own| Scale::of(suite, &metric.name).figure(own))
        });
        rows.push(std::iter::once(clean(&system.name)).chain(figures).collect());
    }
    let widths: Vec<usize> = (0..rows[0].len())
        .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
        .collect();
    let mut out = format!("{}: {} items, {} judged\n", suite.name, suite.items, suite.units);
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        let _ = writeln!(out, "  {}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    out
}
