//! Sources and countries, changes, the distribution.

use serde::Serialize;

use super::chart::{Frame, Level, slot};
use super::list::{Finder, Link};
use super::time::{Row, initial};
use super::{Share, shares};
use crate::dashboard::draw::{float, share};
use crate::dashboard::figures::{Bin, Change, Dashboard, Groups, Series};
use crate::dashboard::words::series_words;
use crate::eval::report::Figure;
use crate::eval::report::figures::{Scale, count, decimals, p, percent as per_cent};
use crate::eval::report::html::svg::{Axis, Mark, Tick};

/// Documents of a bin that are linked.
const OF_BIN: usize = 6;
const BARS: Frame = Frame { top: 18.0, bottom: 158.0 };

/// Sources or countries.
#[derive(Debug, Serialize)]
pub struct Column {
    what: &'static str,
    plural: &'static str,
    letter: char,
    values: String,
    missing: Option<String>,
    ticks: Vec<Tick>,
    axis_all: Option<String>,
    groups: Vec<GroupView>,
    shown: usize,
    others: Option<GroupView>,
}

/// A source or country.
#[derive(Debug, Serialize)]
struct GroupView {
    row: Row,
    mark: Option<Mark>,
    shares: Vec<Share>,
    links: Vec<Link>,
    /// How many documents are not linked.
    more: Option<String>,
}

/// A change.
#[derive(Debug, Serialize)]
pub struct ChangeView {
    series: String,
    at: String,
    anchor: usize,
    span: [String; 2],
    before: Row,
    after: Row,
    difference: String,
    interval: String,
    rises: bool,
    p: String,
    p_periods: String,
    holds: bool,
    links: [Vec<Link>; 2],
    /// The periods right before and after.
    periods: [(usize, String); 2],
}

/// The distribution of scores.
#[derive(Debug, Serialize)]
pub struct Histogram {
    levels: Vec<Level>,
    bars: Vec<BinView>,
}

/// A bin.
#[derive(Debug, Serialize)]
struct BinView {
    any: bool,
    range: String,
    at: [String; 2],
    hit: [String; 2],
    parts: Vec<(&'static str, String, String)>,
    counts: [String; 4],
    links: Vec<Link>,
}

/// A label.
#[derive(Debug, Serialize)]
pub struct LabelRow {
    name: &'static str,
    style: &'static str,
    symbol: &'static str,
    documents: String,
    share: String,
    confidence: String,
    tenths: Vec<(String, String)>,
    bars: Vec<[String; 4]>,
}

/// The sources or countries; none where no document has one.
pub fn column(dashboard: &Dashboard, series: Series, groups: &Groups, finder: &mut Finder) -> Option<Column> {
    if groups.values == 0 {
        return None;
    }
    let summaries = groups.shown.iter().map(|own| &own.summary).chain(&groups.others);
    let ends = summaries.flat_map(|own| [own.mean.value, own.mean.low, own.mean.high]).flatten();
    let axis = Axis::over(ends.chain([0.0]));
    let view = |own: &crate::dashboard::figures::Group, finder: &mut Finder| GroupView {
        row: Row::new(&own.name, &own.summary),
        mark: axis.mark(&own.summary.mean),
        shares: shares(&own.summary),
        more: None,
        links: finder.links(&own.rows, own.summary.mean.value.unwrap_or(0.0)),
    };
    let mut shown: Vec<GroupView> = groups.shown.iter().map(|own| view(own, finder)).collect();
    for (own, group) in shown.iter_mut().zip(&groups.shown) {
        let left = group.summary.documents - own.links.len() as u64;
        own.more = (left > 0).then(|| count(left));
    }
    let left = groups.values - groups.shown.len() as u64;
    let others = groups.others.as_ref().map(|own| GroupView {
        row: Row::new(&format!("{} others", count(left)), own),
        mark: axis.mark(&own.mean),
        shares: shares(own),
        links: Vec::new(),
        more: None,
    });
    Some(Column {
        what: series.name(),
        plural: if series == Series::Source { "sources" } else { "countries" },
        letter: initial(series),
        values: count(groups.values),
        missing: (groups.missing > 0).then(|| count(groups.missing)),
        ticks: axis.ticks(),
        axis_all: dashboard.overall.mean.value.map(|value| axis.at(value)),
        shown: shown.len(),
        groups: shown,
        others,
    })
}

/// A change with its documents.
pub fn change(dashboard: &Dashboard, own: &Change, finder: &mut Finder) -> ChangeView {
    let period = |at: usize| dashboard.time.periods[at].name.clone();
    let Figure { value, .. } = own.difference;
    let [before, after] = [&own.rows_before, &own.rows_after].map(|rows| finder.named(rows));
    ChangeView {
        series: series_words(own),
        at: period(own.at),
        anchor: own.at,
        span: own.span.map(period),
        before: Row::new("before", &own.before),
        after: Row::new("after", &own.after),
        difference: Scale::Share.signed(value),
        interval: Scale::Share.signed_interval(&own.difference),
        rises: value.is_some_and(|value| value > 0.0),
        p: p(Some(own.p_corrected)),
        p_periods: p(Some(own.p_periods)),
        holds: own.p_periods < crate::dashboard::change::LEVEL,
        links: [before, after],
        periods: [own.at.saturating_sub(1), own.at].map(|at| (at, period(at))),
    }
}

/// The distribution of scores.
pub fn histogram(dashboard: &Dashboard, finder: &mut Finder) -> Histogram {
    let bins = &dashboard.distribution.bins;
    let total = |bin: &Bin| bin.documents.iter().sum::<u64>();
    let axis = Axis::over(bins.iter().map(|bin| float(total(bin))).chain([0.0]));
    let bar = |(place, bin): (usize, &Bin)| {
        let last = place + 1 == bins.len();
        let rows = dashboard
            .documents
            .rows
            .iter()
            .enumerate()
            .filter(|(_, own)| own.score >= bin.low && (own.score < bin.high || last));
        let rows: Vec<usize> = rows.map(|(row, _)| row).take(OF_BIN).collect();
        let [up, flat, down] = bin.documents;
        let mut under = 0;
        let part = |(style, own): (&'static str, u64)| {
            let [low, high] = [under, under + own].map(|n| BARS.y(axis.share(float(n))));
            under += own;
            (style, format!("{high:.1}"), format!("{:.1}", low - high))
        };
        BinView {
            any: total(bin) > 0,
            range: format!("{} to {}", decimals(bin.low, 2), decimals(bin.high, 2)),
            at: slot(place, bins.len(), 0.86),
            hit: slot(place, bins.len(), 1.0),
            parts: [("down", down), ("flat", flat), ("up", up)].into_iter().filter(|own| own.1 > 0).map(part).collect(),
            counts: [total(bin), up, flat, down].map(count),
            links: finder.links(&rows, 0.0),
        }
    };
    Histogram { levels: BARS.counts(&axis), bars: bins.iter().enumerate().map(bar).collect() }
}

/// The labels with their confidence.
pub fn labels(dashboard: &Dashboard) -> Vec<LabelRow> {
    let styles = [("up", "▲"), ("flat", "·"), ("down", "▼")];
    let row = |(own, (style, symbol)): (&crate::dashboard::figures::LabelFigures, _)| {
        let (all, most) = (own.tenths.iter().sum(), own.tenths.iter().copied().max().unwrap_or(0));
        let bar = |(at, documents): (usize, &u64)| {
            let height = 24.0 * share(*documents, most);
            let [x, width] = slot(at, 10, 0.8);
            [x, format!("{:.1}", 24.0 - height), width, format!("{height:.1}")]
        };
        let tenth = |(at, documents): (usize, &u64)| {
            let low = float(at as u64) / 10.0;
            (format!("{} to {}", decimals(low, 1), decimals(low + 0.1, 1)), per_cent(share(*documents, all)))
        };
        LabelRow {
            name: own.tone.name(),
            style,
            symbol,
            documents: count(own.documents),
            share: per_cent(own.share),
            confidence: Scale::Share.value(own.confidence),
            tenths: own.tenths.iter().enumerate().map(tenth).collect(),
            bars: own.tenths.iter().enumerate().map(bar).collect(),
        }
    };
    dashboard.distribution.labels.iter().zip(styles).map(row).collect()
}

impl Frame {
    /// The labelled heights of counts.
    fn counts(self, axis: &Axis) -> Vec<Level> {
        axis.values().map(|value| Level::new(self.y(axis.share(value)), whole(value), value.abs() < 0.5)).collect()
    }
}

/// A count on an axis.
fn whole(value: f64) -> String {
    let text = format!("{value:.0}");
    text.parse().map_or(text, count)
}
