//! What only tone has: gold shares, confusion matrices, reliability, risk by coverage.

use serde::Serialize;

use super::svg::{self, Chart};
use crate::eval::item::{CLASSES, Job};
use crate::eval::report::figures::{NONE, Scale, count, decimals, percent, size};
use crate::eval::report::{Bin, SuiteReport, SystemReport, findings};
use crate::report::clean;

/// A class with the style's class and the symbol that go with it.
#[derive(Debug, Serialize)]
pub struct Class {
    name: String,
    style: &'static str,
    symbol: &'static str,
}

/// A class of the gold with its share.
#[derive(Debug, Serialize)]
pub struct Share {
    class: Class,
    units: String,
    percent: String,
}

/// A confusion matrix.
#[derive(Debug, Serialize)]
pub struct Confusion {
    system: String,
    said: Vec<Class>,
    rows: Vec<ConfusionRow>,
}

/// What was said of the units of one class.
#[derive(Debug, Serialize)]
struct ConfusionRow {
    gold: Class,
    total: String,
    cells: Vec<ConfusionCell>,
}

/// One cell of the matrix.
#[derive(Debug, Serialize)]
struct ConfusionCell {
    units: String,
    percent: String,
    /// From 0 to 9, by the share of the row.
    shade: usize,
    right: bool,
}

/// A reliability diagram with its bins.
#[derive(Debug, Serialize)]
pub struct Reliability {
    system: String,
    chart: Chart,
    bins: Vec<[String; 5]>,
}

/// Curves of risk by coverage.
#[derive(Debug, Serialize)]
pub struct RiskPlot {
    chart: Chart,
    systems: Vec<Series>,
    rows: Vec<RiskRow>,
}

/// A system's curve.
#[derive(Debug, Serialize)]
struct Series {
    name: String,
    class: String,
}

/// The risks of all systems at one coverage.
#[derive(Debug, Serialize)]
struct RiskRow {
    coverage: String,
    risks: Vec<String>,
}

/// A class as it is shown; what may follow its name, as in `neutral (0)`, changes nothing.
pub fn class_style(name: &str) -> Class {
    let (style, symbol) = match name.split(' ').next().unwrap_or_default() {
        "conciliatory" => ("up", "▲"),
        "neutral" => ("flat", "·"),
        "confrontational" => ("down", "▼"),
        _ => ("", ""),
    };
    Class { name: clean(name), style, symbol }
}

/// The classes of the gold with their shares.
pub fn gold(suite: &SuiteReport) -> Vec<Share> {
    let all: usize = suite.gold.values().sum();
    let share = |(class, units): (&str, usize)| Share {
        class: class_style(class),
        units: size(units),
        percent: percent(ratio(units as u64, all as u64)),
    };
    findings::gold(suite).into_iter().map(share).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a share that is shown needs no more")]
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The name of the class at a place of a matrix.
fn class_at(job: Job, index: usize) -> Class {
    match (job, CLASSES.get(index)) {
        (Job::ToneBinary, _) if index > 0 => Class { name: "anything else".to_owned(), style: "flat", symbol: "·" },
        (_, Some(name)) => class_style(name),
        (_, None) => Class { name: format!("class {}", index + 1), style: "", symbol: "" },
    }
}

/// The confusion matrices of all systems that have one, the product's first; classes that never occur are left out.
pub fn confusions(suite: &SuiteReport) -> Vec<Confusion> {
    suite.systems.iter().filter_map(|system| confusion(suite.job, system)).collect()
}

fn confusion(job: Job, system: &SystemReport) -> Option<Confusion> {
    let matrix = system.confusion.as_ref()?;
    let at = |row: usize, column: usize| matrix.get(row).and_then(|r| r.get(column)).copied().unwrap_or(0);
    let occurs = |&class: &usize| (0..matrix.len()).any(|other| at(class, other) > 0 || at(other, class) > 0);
    let classes: Vec<usize> = (0..matrix.len()).filter(occurs).collect();
    let row = |&gold: &usize| {
        let total = classes.iter().map(|&said| at(gold, said)).sum();
        let cell = |&said: &usize| ConfusionCell {
            units: count(at(gold, said)),
            percent: if total == 0 { NONE.to_owned() } else { percent(ratio(at(gold, said), total)) },
            shade: shade(ratio(at(gold, said), total)),
            right: gold == said,
        };
        ConfusionRow { gold: class_at(job, gold), total: count(total), cells: classes.iter().map(cell).collect() }
    };
    Some(Confusion {
        system: clean(&system.name),
        said: classes.iter().map(|&class| class_at(job, class)).collect(),
        rows: classes.iter().map(row).collect(),
    })
}

/// The shade of a cell with a share of its row, from 0 to 9.
fn shade(share: f64) -> usize {
    (1..10).filter(|&step| share * 10.0 >= f64::from(step)).count()
}

/// The reliability diagrams of all systems that have one, the product's first.
pub fn reliabilities(suite: &SuiteReport) -> Vec<Reliability> {
    let shown = suite.systems.iter().filter(|s| !s.reliability.is_empty());
    let row = |bin: &Bin| {
        let range = format!("{}–{}", decimals(bin.low, 2), decimals(bin.high, 2));
        let [confidence, accuracy] = [bin.confidence, bin.accuracy].map(|v| Scale::Share.number(v));
        let gap = Scale::Share.signed(Some(bin.accuracy - bin.confidence));
        [range, count(bin.units), confidence, accuracy, gap]
    };
    let one = |system: &SystemReport| Reliability {
        system: clean(&system.name),
        chart: svg::reliability(&system.reliability),
        bins: system.reliability.iter().map(row).collect(),
    };
    shown.map(one).collect()
}

/// Risk by coverage of all systems that have it, in one drawing and one table.
pub fn risk_plot(suite: &SuiteReport) -> Option<RiskPlot> {
    let shown: Vec<_> = suite.systems.iter().filter(|s| !s.risk.is_empty()).collect();
    if shown.is_empty() {
        return None;
    }
    let mut coverages: Vec<f64> = shown.iter().flat_map(|s| &s.risk).map(|point| point.coverage).collect();
    coverages.sort_by(f64::total_cmp);
    coverages.dedup();
    let row = |&coverage: &f64| {
        let at = |system: &&SystemReport| {
            system.risk.iter().find(|r| r.coverage.total_cmp(&coverage).is_eq()).map(|r| r.risk)
        };
        let risks = shown.iter().map(|s| Scale::Share.value(at(s))).collect();
        RiskRow { coverage: Scale::Share.number(coverage), risks }
    };
    let curves: Vec<_> = shown.iter().map(|s| s.risk.as_slice()).collect();
    Some(RiskPlot {
        chart: svg::risk(&curves),
        systems: shown
            .iter()
            .enumerate()
            .map(|(index, s)| Series { name: clean(&s.name), class: svg::series(index) })
            .collect(),
        rows: coverages.iter().map(row).collect(),
    })
}
