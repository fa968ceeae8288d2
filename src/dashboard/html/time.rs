//! Tone over time: the chart of all documents, and small ones of the largest groups.

use serde::Serialize;

use super::chart::{Curve, Frame, Level, axis, bars, curve, middle, percent, slot};
use super::list::FEW;
use crate::dashboard::figures::{Dashboard, Groups, Series, Summary};
use crate::dashboard::period::Grain;
use crate::eval::report::figures::{Scale, count, percent as per_cent};
use crate::eval::report::html::svg::Axis;

/// The parts of the chart, from the top.
const MEANS: Frame = Frame { top: 22.0, bottom: 242.0 };
const SHARES: Frame = Frame { top: 274.0, bottom: 354.0 };
const COUNTS: Frame = Frame { top: 386.0, bottom: 440.0 };
/// The parts of a small one.
const SMALL: Frame = Frame { top: 4.0, bottom: 76.0 };
const SMALL_COUNTS: Frame = Frame { top: 82.0, bottom: 100.0 };

/// Up to so many periods, each point of a small chart is drawn and is a link; fewer where many documents need the room.
const LINKED: usize = 100;
const LINKED_OF_MANY: usize = 24;

/// The figures of a group in words.
#[derive(Debug, Serialize)]
pub struct Row {
    name: String,
    documents: String,
    mean: String,
    interval: String,
    up: String,
    flat: String,
    down: String,
}

/// The chart of all documents.
#[derive(Debug, Serialize)]
pub struct TimeView {
    levels: Vec<Level>,
    axis: [String; 2],
    curve: Curve,
    bars: String,
    most: String,
    slots: Vec<Slot>,
    ticks: Vec<Tick>,
    /// Where a shift of all documents was found.
    shifts: Vec<String>,
}

/// A period in the chart.
#[derive(Debug, Serialize)]
struct Slot {
    row: Row,
    any: bool,
    at: [String; 2],
    bar: [String; 2],
    /// Top and height of the shares.
    parts: Vec<(&'static str, String, String)>,
    hover: String,
}

/// A labelled period.
#[derive(Debug, Serialize)]
pub struct Tick {
    x: String,
    label: String,
}

/// Small charts of sources or countries.
#[derive(Debug, Serialize)]
pub struct Multiples {
    what: &'static str,
    axis: [String; 2],
    panels: Vec<Panel>,
    names: Vec<String>,
    /// Each period with the means, and whether it has documents.
    rows: Vec<(String, Vec<String>, bool)>,
}

/// A small chart.
#[derive(Debug, Serialize)]
struct Panel {
    name: String,
    /// The anchor of its documents.
    link: String,
    documents: String,
    mean: String,
    curve: Curve,
    bars: String,
    levels: Vec<Level>,
    slots: Vec<SmallSlot>,
    ends: [String; 2],
    most: String,
}

/// A period in a small chart.
#[derive(Debug, Serialize)]
struct SmallSlot {
    link: String,
    x: String,
    width: String,
    hover: String,
}

impl Row {
    /// The figures of a group.
    pub fn new(name: &str, own: &Summary) -> Self {
        Self {
            name: name.to_owned(),
            documents: count(own.documents),
            mean: Scale::Share.signed(own.mean.value),
            interval: Scale::Share.signed_interval(&own.mean),
            up: per_cent(own.conciliatory_share),
            flat: per_cent(own.neutral_share),
            down: per_cent(own.confrontational_share),
        }
    }

    /// The same in one line.
    pub fn hover(&self) -> String {
        let Self { name, documents, mean, interval, up, flat, down } = self;
        let noun = if documents == "1" { "document" } else { "documents" };
        format!("{name}: mean {mean} {interval}, {documents} {noun}, ▲ {up} · {flat} ▼ {down}")
    }
}

/// The chart of all documents; none where no document has a period.
pub fn view(dashboard: &Dashboard) -> Option<TimeView> {
    let periods = &dashboard.time.periods;
    let series: Vec<&Summary> = periods.iter().map(|period| &period.summary).collect();
    let most = series.iter().map(|own| own.documents).max()?;
    let axis = axis(series.iter().copied());
    let n = periods.len();
    let slot_of = |(place, own): (usize, &crate::dashboard::figures::Period)| {
        let row = Row::new(&own.name, &own.summary);
        let hover = row.hover();
        let parts = heights(&own.summary);
        Slot { row, any: own.summary.documents > 0, at: slot(place, n, 1.0), bar: slot(place, n, 0.8), parts, hover }
    };
    let shift = |at: usize| percent(middle(at, n) - middle(0, n));
    let own = dashboard.changes.found.iter().filter(|change| change.series == Series::Overall);
    Some(TimeView {
        levels: MEANS.levels(&axis),
        axis: axis_words(&axis),
        curve: curve(&series, MEANS, &axis),
        bars: bars(&series, COUNTS),
        most: count(most),
        slots: periods.iter().enumerate().map(slot_of).collect(),
        ticks: ticks(dashboard),
        shifts: own.map(|change| shift(change.at)).collect(),
    })
}

/// The shares as parts of a standing bar: style, top and height.
fn heights(own: &Summary) -> Vec<(&'static str, String, String)> {
    let parts = [("down", own.confrontational_share), ("flat", own.neutral_share), ("up", own.conciliatory_share)];
    let mut under = 0.0;
    let part = |(style, share): (&'static str, f64)| {
        let [low, high] = [under, under + share].map(|share| SHARES.y(share));
        under += share;
        (style, format!("{high:.1}"), format!("{:.1}", low - high))
    };
    parts.into_iter().map(part).collect()
}

/// The ends of an axis in words.
fn axis_words(axis: &Axis) -> [String; 2] {
    let values: Vec<f64> = axis.values().collect();
    let word = |value: Option<&f64>| value.map_or_else(String::new, |value| Scale::Share.signed(Some(*value)));
    [word(values.first()), word(values.last())].map(|word| match word.as_str() {
        ".000" => "0".to_owned(),
        _ => word.trim_end_matches('0').trim_end_matches('.').to_owned(),
    })
}

/// The periods that are labelled: years where they can be told, else every few.
fn ticks(dashboard: &Dashboard) -> Vec<Tick> {
    let periods = &dashboard.time.periods;
    let n = periods.len();
    let tick = |place: usize, label: &str| Tick { x: percent(middle(place, n)), label: label.to_owned() };
    if dashboard.time.by == Grain::Month && n >= 24 {
        let years: Vec<_> =
            periods.iter().enumerate().filter_map(|(at, own)| Some((at, own.name.strip_suffix("-01")?))).collect();
        return years.into_iter().map(|(place, year)| tick(place, year)).collect();
    }
    let most = if dashboard.time.by == Grain::Year { 8 } else { 5 };
    let step = n.div_ceil(most).max(1);
    // The first and the last slot may be too narrow for the whole of a label.
    (0..n).skip((step - 1) / 2).step_by(step).map(|place| tick(place, &periods[place].name)).collect()
}

/// Small charts of the largest groups; none where there are fewer than two.
pub fn multiples(dashboard: &Dashboard, series: Series, groups: &Groups) -> Option<Multiples> {
    let shown: Vec<_> =
        groups.shown.iter().enumerate().filter_map(|(at, own)| Some((at, own, own.periods.as_ref()?))).collect();
    if shown.len() < 2 {
        return None;
    }
    let axis = axis(shown.iter().flat_map(|(_, _, periods)| periods.iter()));
    let names: Vec<&str> = dashboard.time.periods.iter().map(|period| period.name.as_str()).collect();
    let many = dashboard.documents.rows.len() > FEW;
    let linked = names.len() <= if many { LINKED_OF_MANY } else { LINKED };
    let panel = |(place, group, own): &(usize, &crate::dashboard::figures::Group, &Vec<Summary>)| {
        let series_of: Vec<&Summary> = own.iter().collect();
        let slot = |(at, summary): (usize, &Summary)| {
            let [x, width] = slot(at, names.len(), 1.0);
            let link = if dashboard.documents.all { format!("p{at}") } else { format!("{}{place}", initial(series)) };
            let hover = format!("{} {} ({})", names[at], Scale::Share.signed(summary.mean.value), summary.documents);
            SmallSlot { link, x, width, hover }
        };
        Panel {
            name: group.name.clone(),
            link: format!("{}{place}", initial(series)),
            documents: count(group.summary.documents),
            mean: Scale::Share.difference(&group.summary.mean),
            curve: if linked { curve(&series_of, SMALL, &axis) } else { curve(&series_of, SMALL, &axis).sparse() },
            bars: bars(&series_of, SMALL_COUNTS),
            levels: SMALL.levels(&axis),
            slots: own.iter().enumerate().filter(|(_, own)| linked && own.documents > 0).map(slot).collect(),
            ends: [names.first(), names.last()].map(|name| name.map_or_else(String::new, |name| (*name).to_owned())),
            most: count(own.iter().map(|summary| summary.documents).max().unwrap_or(0)),
        }
    };
    let cell = |own: &Summary| {
        own.mean.value.map_or_else(String::new, |value| {
            format!("{} ({})", Scale::Share.signed(Some(value)), count(own.documents))
        })
    };
    let row = |(at, name): (usize, &&str)| {
        let any = dashboard.time.periods[at].summary.documents > 0;
        ((*name).to_owned(), shown.iter().map(|(_, _, own)| cell(&own[at])).collect(), any)
    };
    Some(Multiples {
        what: series.name(),
        axis: axis_words(&axis),
        panels: shown.iter().map(panel).collect(),
        names: shown.iter().map(|(_, group, _)| group.name.clone()).collect(),
        rows: names.iter().enumerate().map(row).collect(),
    })
}

/// The letter that the anchors of a column begin with.
pub fn initial(series: Series) -> char {
    match series {
        Series::Overall => 'p',
        Series::Source => 's',
        Series::Country => 'c',
    }
}
