//! Geometry of series over periods.
//!
//! Enters: figures by period. Leaves: places as attributes of SVG. Holds: across, everything lies in per cent of the width,
//! or in a frame of 1,000 that is stretched, so that charts fit any screen without scaling their text.

use serde::Serialize;

use crate::dashboard::draw::share;
use crate::dashboard::figures::Summary;
use crate::eval::report::html::svg::Axis;

/// An axis that holds zero and the bands of some series.
pub fn axis<'a>(series: impl IntoIterator<Item = &'a Summary>) -> Axis {
    Axis::over(series.into_iter().flat_map(values).chain([0.0]))
}

fn values(own: &Summary) -> impl Iterator<Item = f64> + use<> {
    [own.mean.value, own.mean.low, own.mean.high].into_iter().flatten()
}

/// A labelled height.
#[derive(Debug, Serialize)]
pub struct Level {
    y: String,
    label: String,
    zero: bool,
}

impl Level {
    /// A height with its label.
    pub fn new(y: f64, label: String, zero: bool) -> Self {
        Self { y: format!("{y:.1}"), label, zero }
    }
}

/// A series drawn in a box.
#[derive(Debug, Serialize)]
pub struct Curve {
    /// Bands, as points of polygons.
    bands: Vec<String>,
    /// Lines, as points.
    lines: Vec<String>,
    dots: Vec<Dot>,
}

impl Curve {
    /// Without the dots that a line goes through.
    pub fn sparse(mut self) -> Self {
        self.dots.retain(|dot| dot.lonely);
        self
    }
}

/// A mean.
#[derive(Debug, Serialize)]
pub struct Dot {
    x: String,
    y: String,
    /// Whether it is of fewer than five documents.
    few: bool,
    /// Whether it has no neighbour, and so no line.
    lonely: bool,
    /// The ends of its interval, where it has no neighbour and so no band.
    alone: Option<[String; 2]>,
}

/// A box from `top` down to `bottom`.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    pub top: f64,
    pub bottom: f64,
}

impl Frame {
    /// The height of a share from 0, the bottom, to 1.
    pub fn y(self, share: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * share
    }

    /// The labelled heights of an axis.
    pub fn levels(self, axis: &Axis) -> Vec<Level> {
        let level = |value: f64| {
            let label = axis.label(value);
            let (zero, label) = (label == "0", if value > 0.0 && label != "0" { format!("+{label}") } else { label });
            Level::new(self.y(axis.share(value)), label, zero)
        };
        axis.values().map(level).collect()
    }
}

/// The middle of a period's slot, as a share of the width.
#[expect(clippy::cast_precision_loss, reason = "there are at most 400 periods")]
pub fn middle(place: usize, count: usize) -> f64 {
    (place as f64 + 0.5) / count.max(1) as f64
}

/// The left end and the width of the part of a slot that is `part` wide, in per cent.
pub fn slot(place: usize, count: usize, part: f64) -> [String; 2] {
    let whole = 2.0 * middle(0, count);
    let width = if part < 1.0 { (whole * part).min(0.08) } else { whole };
    [percent(middle(place, count) - width / 2.0), percent(width)]
}

/// A share of the width in per cent.
pub fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

/// The means of a series; its bands end where a period has no documents, or too few for an interval.
pub fn curve(series: &[&Summary], frame: Frame, axis: &Axis) -> Curve {
    let height = |value: f64| frame.y(axis.share(value));
    let across = |place: usize| middle(place, series.len()) * 1000.0;
    let point = |place: usize, value: f64| format!("{:.1},{:.1}", across(place), height(value));
    let (mut bands, mut lines, mut dots) = (Vec::new(), Vec::new(), Vec::new());
    let mut lonely = vec![false; series.len()];
    for run in runs(series, |own| own.mean.value.is_some()) {
        if run.len() == 1 {
            lonely[run.start] = true;
        } else {
            let points = run.clone().filter_map(|at| Some(point(at, series[at].mean.value?)));
            lines.push(points.collect::<Vec<_>>().join(" "));
        }
    }
    let mut alone = vec![false; series.len()];
    for run in runs(series, |own| own.mean.low.is_some()) {
        if run.len() == 1 {
            alone[run.start] = true;
            continue;
        }
        let up = run.clone().filter_map(|at| Some(point(at, series[at].mean.high?)));
        let down = run.rev().filter_map(|at| Some(point(at, series[at].mean.low?)));
        bands.push(up.chain(down).collect::<Vec<_>>().join(" "));
    }
    for (at, own) in series.iter().enumerate() {
        let Some(value) = own.mean.value else { continue };
        let ends = own.mean.low.zip(own.mean.high).filter(|_| alone[at]);
        dots.push(Dot {
            x: percent(middle(at, series.len())),
            y: format!("{:.1}", height(value)),
            few: own.documents < 5,
            lonely: lonely[at],
            alone: ends.map(|(low, high)| [low, high].map(|end| format!("{:.1}", height(end)))),
        });
    }
    Curve { bands, lines, dots }
}

/// The runs of neighbouring periods of which something holds.
fn runs(series: &[&Summary], is: impl Fn(&Summary) -> bool) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for at in (0..series.len()).filter(|at| is(series[*at])) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

/// Bars of counts as one path in a stretched frame.
pub fn bars(series: &[&Summary], frame: Frame) -> String {
    let most = series.iter().map(|own| own.documents).max().unwrap_or(0);
    let width = (2000.0 * middle(0, series.len()) * 0.8).min(80.0);
    let bar = |(at, own): (usize, &&Summary)| {
        let top = frame.y(share(own.documents, most));
        let left = middle(at, series.len()) * 1000.0 - width / 2.0;
        format!("M{left:.1} {:.1}V{top:.1}h{width:.1}V{:.1}", frame.bottom, frame.bottom)
    };
    series.iter().enumerate().filter(|(_, own)| own.documents > 0).map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::report::Figure;

    fn summary(documents: u64, mean: f64) -> Summary {
        let value = (documents > 0).then_some(mean);
        let (low, high) = ((documents > 1).then_some(mean - 0.1), (documents > 1).then_some(mean + 0.1));
        Summary {
            documents,
            mean: Figure { value, low, high },
            conciliatory: 0,
            neutral: documents,
            confrontational: 0,
            conciliatory_share: 0.0,
            neutral_share: 1.0,
            confrontational_share: 0.0,
        }
    }

    #[test]
    fn lines_and_bands_break_where_there_is_nothing_to_draw() {
        let all = [summary(9, 0.0), summary(9, 0.5), summary(0, 0.0), summary(1, 0.2), summary(9, 0.2)];
        let series: Vec<&Summary> = all.iter().collect();
        let axis = axis(series.iter().copied());
        let frame = Frame { top: 0.0, bottom: 100.0 };
        let own = curve(&series, frame, &axis);
        assert_eq!((own.lines.len(), own.bands.len(), own.dots.len()), (2, 1, 4));
        assert!(own.dots[2].few && own.dots[2].alone.is_none() && own.dots[3].alone.is_some());
        assert!(own.lines[0].starts_with("100.0,"));
        assert_eq!(bars(&series, frame).matches('M').count(), 4);
    }
}
