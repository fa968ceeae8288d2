//! Geometry of the drawings.
//!
//! Enters: numbers. Leaves: places as attributes of SVG. Holds: rows of a dot plot are placed in per cent of their width,
//! so that they fit any screen without scaling their text; charts with two axes are drawn in a fixed square.

use serde::Serialize;

use crate::eval::report::figures::decimals;
use crate::eval::report::{Bin, Figure, Risk};

/// A horizontal axis, with a little room at its ends.
pub struct Axis {
    low: f64,
    high: f64,
    step: f64,
}

/// A labelled place on an axis.
#[derive(Debug, Serialize)]
pub struct Tick {
    at: String,
    label: String,
    /// Whether it is zero.
    zero: bool,
}

/// A figure on an axis.
#[derive(Debug, Serialize)]
pub struct Mark {
    at: String,
    low: String,
    high: String,
}

impl Axis {
    /// An axis with round ends that holds all values.
    pub fn over(values: impl IntoIterator<Item = f64>) -> Self {
        let ends = values.into_iter().filter(|v| v.is_finite()).fold(None, |ends: Option<(f64, f64)>, value| {
            let (low, high) = ends.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        });
        let (low, high) = ends.unwrap_or((0.0, 1.0));
        let room = if high - low < 1e-6 { low.abs().max(0.1) * 0.5 } else { 0.0 };
        let (low, high) = (low - room, high + room);
        let step = round_step((high - low) / 4.0);
        Self { low: (low / step + 1e-9).floor() * step, high: (high / step - 1e-9).ceil() * step, step }
    }

    /// The axis of figures, with their intervals.
    pub fn of_figures<'a>(figures: impl IntoIterator<Item = &'a Figure>) -> Self {
        Self::over(figures.into_iter().flat_map(|f| [f.value, f.low, f.high]).flatten())
    }

    /// Where a value lies, in per cent of the width.
    pub fn at(&self, value: f64) -> String {
        format!("{:.2}%", 3.0 + 94.0 * self.share(value))
    }

    /// Where a value lies, from 0 to 1.
    pub fn share(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// A figure on the axis; none where it is not defined.
    pub fn mark(&self, figure: &Figure) -> Option<Mark> {
        let value = figure.value.filter(|v| v.is_finite())?;
        let (low, high) = (figure.low.unwrap_or(value), figure.high.unwrap_or(value));
        Some(Mark { at: self.at(value), low: self.at(low), high: self.at(high) })
    }

    /// The labelled places.
    pub fn ticks(&self) -> Vec<Tick> {
        let tick = |value| Tick { at: self.at(value), label: self.label(value), zero: value.abs() < self.step / 2.0 };
        self.values().map(tick).collect()
    }

    /// The values of the labelled places.
    pub fn values(&self) -> impl Iterator<Item = f64> {
        let steps = std::iter::successors(Some(self.low), |value| Some(value + self.step));
        steps.take_while(|value| *value <= self.high + self.step / 2.0)
    }

    /// The label of a place.
    pub fn label(&self, value: f64) -> String {
        let places = match self.step {
            step if step >= 0.999 => 0,
            step if step >= 0.0999 => 1,
            step if step >= 0.00999 => 2,
            _ => 3,
        };
        if value.abs() < self.step / 2.0 { "0".to_owned() } else { decimals(value, places) }
    }
}

/// The smallest of 1, 2 and 5 times a power of ten that is no less than `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let steps = [1.0, 2.0, 5.0].map(|factor| factor * power);
    steps.into_iter().find(|step| *step >= least * 0.999).unwrap_or(10.0 * power)
}

/// The left, top, right and bottom of the plotted part of a chart that is 340 by 300.
const FRAME: [f64; 4] = [44.0, 12.0, 328.0, 256.0];

/// A chart with two axes.
#[derive(Debug, Serialize)]
pub struct Chart {
    across: Vec<Line>,
    up: Vec<Line>,
    curves: Vec<Curve>,
    dots: Vec<Dot>,
}

/// A grid line with its label.
#[derive(Debug, Serialize)]
struct Line {
    at: String,
    label: String,
}

/// A line through points.
#[derive(Debug, Serialize)]
struct Curve {
    /// The style's class.
    class: String,
    points: String,
}

/// A bin of a reliability diagram.
#[derive(Debug, Serialize)]
struct Dot {
    x: String,
    y: String,
    /// Where the bin would lie were it calibrated.
    ideal: String,
    radius: String,
}

/// A reliability diagram: bins by mean probability and share that was right, the larger the more units.
pub fn reliability(bins: &[Bin]) -> Chart {
    let unit = Axis { low: 0.0, high: 1.0, step: 0.2 };
    #[expect(clippy::cast_precision_loss, reason = "the area of a dot needs no more")]
    let area = |units: u64| units as f64;
    let most = bins.iter().map(|bin| area(bin.units)).fold(1.0, f64::max);
    let dot = |bin: &Bin| Dot {
        x: x(&unit, bin.confidence),
        y: y(&unit, bin.accuracy),
        ideal: y(&unit, bin.confidence),
        radius: format!("{:.1}", 2.5 + 8.5 * (area(bin.units) / most).sqrt()),
    };
    let points = bins.iter().map(|bin| (bin.confidence, bin.accuracy));
    Chart {
        across: grid(&unit, x),
        up: grid(&unit, y),
        curves: vec![curve("ideal", &unit, &unit, [(0.0, 0.0), (1.0, 1.0)]), curve("line s0", &unit, &unit, points)],
        dots: bins.iter().map(dot).collect(),
    }
}

/// Risk-coverage curves, the product's first.
pub fn risk(curves: &[&[Risk]]) -> Chart {
    let shares = Axis { low: 0.0, high: 1.0, step: 0.2 };
    let risks = Axis::over(curves.iter().flat_map(|c| c.iter()).map(|r| r.risk).chain([0.0]));
    // The product is drawn last, over the others.
    let drawn = curves.iter().enumerate().rev().map(|(index, points)| {
        curve(&format!("line {}", series(index)), &shares, &risks, points.iter().map(|r| (r.coverage, r.risk)))
    });
    Chart { across: grid(&shares, x), up: grid(&risks, y), curves: drawn.collect(), dots: Vec::new() }
}

/// The style's class of the line of a system.
pub fn series(index: usize) -> String {
    if index == 0 { "s0".to_owned() } else { format!("s{}", 1 + (index - 1) % 6) }
}

fn curve(class: &str, across: &Axis, up: &Axis, points: impl IntoIterator<Item = (f64, f64)>) -> Curve {
    let points = points.into_iter().map(|(a, b)| format!("{},{}", x(across, a), y(up, b)));
    Curve { class: class.to_owned(), points: points.collect::<Vec<_>>().join(" ") }
}

fn grid(axis: &Axis, place: impl Fn(&Axis, f64) -> String) -> Vec<Line> {
    axis.values().map(|value| Line { at: place(axis, value), label: axis.label(value) }).collect()
}

fn x(axis: &Axis, value: f64) -> String {
    let [left, _, right, _] = FRAME;
    format!("{:.1}", left + (right - left) * axis.share(value))
}

fn y(axis: &Axis, value: f64) -> String {
    let [_, top, _, bottom] = FRAME;
    format!("{:.1}", bottom - (bottom - top) * axis.share(value))
}

#[cfg(test)]
mod tests {
    use super::{Axis, round_step};
    use crate::eval::report::Figure;

    #[test]
    fn an_axis_has_round_ends_that_hold_its_values() {
        let axis = Axis::over([0.412, 0.788, 0.695]);
        let labels: Vec<_> = axis.ticks().into_iter().map(|t| t.label).collect();
        assert_eq!(labels, [".4", ".5", ".6", ".7", ".8"]);
        assert_eq!((axis.at(0.4), axis.at(0.6), axis.at(0.8)), ("3.00%".into(), "50.00%".into(), "97.00%".into()));
        let steps = [(0.03, 0.05), (0.11, 0.2), (2.4, 5.0), (5.0, 5.0)];
        assert!(steps.iter().all(|(least, step)| (round_step(*least) - step).abs() < 1e-12));
    }

    #[test]
    fn an_axis_of_one_value_of_none_and_of_nonsense_has_a_width() {
        for values in [vec![], vec![0.5], vec![0.0], vec![f64::NAN, f64::INFINITY], vec![-3.0, -3.0]] {
            let axis = Axis::over(values);
            assert!(axis.high > axis.low && (2..=12).contains(&axis.ticks().len()));
        }
    }

    #[test]
    fn a_figure_without_an_interval_is_a_dot() {
        let axis = Axis::over([0.0, 1.0]);
        let mark = axis.mark(&Figure { value: Some(0.5), low: None, high: None }).expect("it is defined");
        assert_eq!((mark.low, mark.high), (mark.at.clone(), mark.at));
        assert!(axis.mark(&Figure { value: None, low: None, high: None }).is_none());
    }
}
