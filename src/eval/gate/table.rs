//! A comparison and regressions as plain text, for the terminal.
//!
//! Holds: names are cleaned, so that no report can steer the terminal; columns are aligned by the width of their text;
//! figures that did not change are counted, not listed.

use std::fmt;

use unicode_width::UnicodeWidthStr;

use super::{Change, Comparison, Kind, Regression, Verdict};
use crate::eval::report::Figure;
use crate::eval::report::figures::{NONE, Scale, decimals, size};
use crate::report::clean;

/// Columns of the table, and which of them are figures, set to the right.
const HEADER: [(&str, bool); 7] = [
    ("suite", false),
    ("system", false),
    ("metric", false),
    ("old", true),
    ("new", true),
    ("difference", true),
    ("verdict", false),
];

impl Verdict {
    /// The verdict in words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Within => "within the old interval",
            Self::Better => "better",
            Self::Worse => "WORSE",
            Self::Changed => "changed",
            Self::Lost => "LOST",
            Self::New => "new",
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let changed: Vec<_> = self.changes.iter().filter(|c| c.verdict != Verdict::Same).map(cells).collect();
        if !changed.is_empty() {
            let header = HEADER.map(|(title, _)| title.to_owned());
            aligned(f, &[vec![header], changed.clone()].concat())?;
            writeln!(f)?;
        }
        let same = self.changes.len() - changed.len();
        writeln!(f, "{} figures changed, {} are the same.", size(changed.len()), size(same))?;
        for (suites, what) in [(&self.gone, "Only in the old report"), (&self.added, "Only in the new report")] {
            if !suites.is_empty() {
                let names: Vec<_> = suites.iter().map(|name| clean(name)).collect();
                writeln!(f, "{what}: {}.", names.join(", "))?;
            }
        }
        Ok(())
    }
}

fn cells(change: &Change) -> [String; 7] {
    let scale = change.scale;
    let shown = |figure: Option<Figure>| figure.map_or(NONE.to_owned(), |figure| scale.figure(&figure));
    [
        clean(&change.suite),
        clean(&change.system),
        clean(&change.metric),
        shown(change.old),
        shown(change.new),
        difference(scale, change.difference),
        change.verdict.word().to_owned(),
    ]
}

/// A difference; one that would print as zero and is none as smaller than the last decimal.
fn difference(scale: Scale, value: Option<f64>) -> String {
    let shown = scale.signed(value);
    match value {
        Some(value) if shown == scale.number(0.0) => if value < 0.0 { "< 0" } else { "> 0" }.to_owned(),
        _ => shown,
    }
}

/// Rows of cells, in columns.
fn aligned(f: &mut fmt::Formatter<'_>, rows: &[[String; 7]]) -> fmt::Result {
    let mut widths = [0; 7];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    for row in rows {
        let mut line = String::new();
        for ((cell, width), (_, right)) in row.iter().zip(widths).zip(HEADER) {
            let room = " ".repeat(width - cell.width());
            let (before, after) = if right { (room.as_str(), "") } else { ("", room.as_str()) };
            line += before;
            line += cell;
            line += after;
            line += "  ";
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

impl fmt::Display for Regression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suite = clean(&self.suite);
        match &self.kind {
            Kind::NoSuite => write!(f, "suite {suite} is in the baseline and not in this report"),
            Kind::NoSystem { system } => {
                write!(f, "suite {suite}: system {} is in the baseline and not in this report", clean(system))
            }
            Kind::NoFigure { system, metric } => {
                let (system, metric) = (clean(system), clean(metric));
                write!(f, "suite {suite}: {metric} of {system} is in the baseline and not defined in this report")
            }
            Kind::Fell { system, metric, scale, old, new, allowed } => {
                let (metric, system, was) = (clean(metric), clean(system), scale.figure(old));
                let [now, least] = apart(*scale, *new, *allowed);
                write!(f, "suite {suite}: {metric} of {system} is {now}, and was {was}; it may be {least} at worst")
            }
        }
    }
}

/// Two numbers, with more decimals where they would print alike.
fn apart(scale: Scale, one: f64, other: f64) -> [String; 2] {
    let usual = [one, other].map(|number| scale.number(number));
    if usual[0] == usual[1] { [one, other].map(|number| decimals(number, 6)) } else { usual }
}
