//! The dashboard as one self-contained page.
//!
//! Enters: a dashboard. Leaves: the page. Holds: no script, no style attribute, nothing fetched (the policy names the hash
//! of the one style sheet and forbids the rest); every text of the corpus is escaped by the template engine and isolated
//! in its direction; every drawing has its figures in a table; every point and bar leads to documents; the page stays
//! below a megabyte as long as the rest of it leaves room for the list of documents.

mod chart;
mod groups;
mod list;
mod time;

use serde::Serialize;

use self::groups::{ChangeView, Column, Histogram, LabelRow};
use self::list::{Finder, Lists};
use self::time::{Multiples, Row, TimeView};
use super::figures::{Dashboard, SectionFigure, Series, Summary};
use super::words::{PREAMBLE, change_note, coverage_facts, place_of, sections_note};
use crate::error::Result;
use crate::eval::report::figures::{Scale, count, decimals, percent};
use crate::report::{render, style_hash};

const STYLE: &str = concat!(include_str!("../../eval/report/html/style.css"), include_str!("style.css"));
const PAGE: &str = include_str!("page.html");
const FOOT: &str = "</main>\n</body>\n</html>\n";
/// Bytes that a page should stay below.
const ROOM: usize = 990_000;

/// What the template takes.
#[derive(Serialize)]
struct Page {
    style: &'static str,
    hash: String,
    documents: String,
    span: Option<[String; 2]>,
    model: Option<String>,
    duplicates: String,
    preamble: &'static str,
    overall: Row,
    overall_shares: Vec<Share>,
    by: &'static str,
    time: Option<TimeView>,
    set_aside: Vec<(String, String)>,
    change_note: String,
    changes: Vec<ChangeView>,
    sources: Option<Column>,
    countries: Option<Column>,
    multiples: Vec<Multiples>,
    histogram: Histogram,
    labels: Vec<LabelRow>,
    sections_note: &'static str,
    up: Vec<Quote>,
    down: Vec<Quote>,
    facts: Vec<(String, String)>,
    errors: Vec<[String; 3]>,
}

/// A tone with its share, as a part of a bar.
#[derive(Debug, Serialize)]
pub struct Share {
    name: &'static str,
    style: &'static str,
    symbol: &'static str,
    count: String,
    percent: String,
    start: String,
    width: String,
}

/// A section at either end.
#[derive(Serialize)]
struct Quote {
    style: &'static str,
    symbol: &'static str,
    score: String,
    confidence: String,
    sentences: u64,
    title: String,
    heading: Option<String>,
    place: String,
    evidence: String,
    /// The anchor of its document, where it is listed.
    link: Option<u64>,
}

/// A dashboard as one page.
///
/// # Errors
/// [`crate::Error::Render`] when a template fails, which is a defect of detente.
pub fn page(dashboard: &Dashboard) -> Result<String> {
    let style = STYLE.trim();
    let mut finder = Finder::new(dashboard);
    let periods = &dashboard.time.periods;
    let span = periods.first().zip(periods.last()).map(|(first, last)| [first.name.clone(), last.name.clone()]);
    let columns = [(Series::Source, &dashboard.sources), (Series::Country, &dashboard.countries)];
    let multiples = columns.iter().filter_map(|(series, groups)| time::multiples(dashboard, *series, groups)).collect();
    let [sources, countries] = columns.map(|(series, groups)| groups::column(dashboard, series, groups, &mut finder));
    let context = Page {
        style,
        hash: style_hash(style),
        documents: count(dashboard.coverage.counted),
        span,
        model: dashboard.coverage.models.first().map(|own| own.model.clone()),
        duplicates: super::words::duplicates(dashboard),
        preamble: PREAMBLE,
        overall: Row::new("all", &dashboard.overall),
        overall_shares: shares(&dashboard.overall),
        by: dashboard.time.by.name(),
        time: time::view(dashboard),
        set_aside: super::words::set_aside(dashboard),
        change_note: change_note(dashboard),
        changes: dashboard.changes.found.iter().map(|own| groups::change(dashboard, own, &mut finder)).collect(),
        sources,
        countries,
        multiples,
        histogram: groups::histogram(dashboard, &mut finder),
        labels: groups::labels(dashboard),
        sections_note: sections_note(),
        up: dashboard.sections.conciliatory.iter().map(|own| quote(own, &mut finder)).collect(),
        down: dashboard.sections.confrontational.iter().map(|own| quote(own, &mut finder)).collect(),
        facts: coverage_facts(dashboard),
        errors: dashboard
            .coverage
            .errors
            .iter()
            .map(|e| [e.message.clone(), count(e.documents), e.example.clone()])
            .collect(),
    };
    let mut page = render(PAGE, &context)?;
    page += &Lists::fitting(dashboard, &finder, ROOM.saturating_sub(page.len() + FOOT.len()))?;
    page += FOOT;
    Ok(page)
}

/// The shares of the three tones, confrontational first as on every axis.
pub fn shares(own: &Summary) -> Vec<Share> {
    let mut start = 0.0;
    let parts = [
        ("confrontational", "down", "▼", own.confrontational, own.confrontational_share),
        ("neutral", "flat", "·", own.neutral, own.neutral_share),
        ("conciliatory", "up", "▲", own.conciliatory, own.conciliatory_share),
    ];
    let share = |(name, style, symbol, documents, share): (_, _, _, u64, f64)| {
        let own = Share {
            name,
            style,
            symbol,
            count: count(documents),
            percent: percent(share),
            start: format!("{start:.1}%"),
            width: format!("{:.1}%", share * 100.0),
        };
        start += share * 100.0;
        own
    };
    parts.into_iter().map(share).collect()
}

fn quote(own: &SectionFigure, finder: &mut Finder) -> Quote {
    let (style, symbol) = if own.score < 0.0 { ("down", "▼") } else { ("up", "▲") };
    Quote {
        style,
        symbol,
        score: Scale::Share.signed(Some(own.score)),
        confidence: decimals(own.confidence, 2),
        sentences: own.sentences,
        title: own.document.name().to_owned(),
        heading: own.heading.clone(),
        place: place_of(own),
        evidence: own.evidence.clone(),
        link: finder.number(own.document.document),
    }
}
