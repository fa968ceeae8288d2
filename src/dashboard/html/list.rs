//! The documents that figures lead to.
//!
//! Enters: the listed documents, and the room that the page has left. Leaves: lists by period and tone. Holds: a document
//! stands once, has an anchor only where something leads to it, and its texts are cut as little as the room needs.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::analysis::ToneLabel;
use crate::dashboard::figures::{Dashboard, Listed};
use crate::error::Result;
use crate::eval::report::figures::{count, decimals};
use crate::report::{cut, render};

const LIST: &str = include_str!("list.html");
/// Columns of titles, ids, paths and sources, the least cut first; without columns for the path, the number stands there.
const CUTS: [[usize; 4]; 9] = [
    [140, 90, 90, 24],
    [100, 60, 70, 24],
    [76, 44, 56, 24],
    [60, 36, 44, 24],
    [46, 28, 36, 20],
    [36, 20, 30, 16],
    [30, 0, 24, 12],
    [28, 0, 0, 10],
    [18, 0, 0, 8],
];
/// Up to so many listed documents, a group leads to all of its own.
pub const FEW: usize = 3000;
/// Links of a group where there are more: at either end, and typical ones.
const ENDS: usize = 7;
const TYPICAL: usize = 6;
/// Documents of a period where not even the shortest list fits.
const SAMPLE: usize = 20;

/// Finds listed documents, and remembers which were led to.
#[derive(Debug)]
pub struct Finder<'a> {
    rows: &'a [Listed],
    led_to: BTreeSet<u64>,
}

/// A link to a listed document.
#[derive(Debug, Serialize)]
pub struct Link {
    number: u64,
    score: String,
    date: Option<String>,
    name: Option<String>,
    symbol: &'static str,
    style: &'static str,
}

impl<'a> Finder<'a> {
    /// Nothing is led to.
    pub fn new(dashboard: &'a Dashboard) -> Self {
        Self { rows: &dashboard.documents.rows, led_to: BTreeSet::new() }
    }

    /// The number of a document, where it is listed.
    pub fn number(&mut self, document: u64) -> Option<u64> {
        let found = self.rows.binary_search_by_key(&document, |own| own.document).is_ok();
        found.then(|| {
            self.led_to.insert(document);
            document
        })
    }

    /// Links to documents by their places: all where few are listed, else both ends and what is nearest to `mean`; from
    /// conciliatory to confrontational.
    pub fn links(&mut self, rows: &[usize], mean: f64) -> Vec<Link> {
        let mut own: Vec<&Listed> = rows.iter().map(|row| &self.rows[*row]).collect();
        own.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document)));
        if self.rows.len() > FEW && own.len() > 2 * ENDS + TYPICAL {
            let mut middle = own.split_off(ENDS);
            let low = middle.split_off(middle.len() - ENDS);
            middle.sort_by(|a, b| (a.score - mean).abs().total_cmp(&(b.score - mean).abs()));
            middle.truncate(TYPICAL);
            middle.sort_by(|a, b| b.score.total_cmp(&a.score));
            own.extend(middle.into_iter().chain(low));
        }
        own.into_iter().map(|document| self.link(document, false)).collect()
    }

    /// Links with names.
    pub fn named(&mut self, rows: &[usize]) -> Vec<Link> {
        rows.iter().map(|row| self.link(&self.rows[*row], true)).collect()
    }

    fn link(&mut self, document: &Listed, named: bool) -> Link {
        self.led_to.insert(document.document);
        let (style, symbol) = style(document.tone);
        Link {
            number: document.document,
            score: short_score(document.score),
            date: document.date.as_deref().map(|date| day(date).to_owned()),
            name: named.then(|| cut(document.name(), 90)),
            symbol,
            style,
        }
    }
}

fn style(tone: ToneLabel) -> (&'static str, &'static str) {
    match tone {
        ToneLabel::Conciliatory => ("up", "▲"),
        ToneLabel::Neutral => ("flat", "·"),
        ToneLabel::Confrontational => ("down", "▼"),
    }
}

/// A score with its sign and two decimals.
fn short_score(score: f64) -> String {
    let text = decimals(score, 2);
    if score >= 0.005 { format!("+{text}") } else { text }
}

/// A date without its time of day.
fn day(date: &str) -> &str {
    match date.split_at_checked(10) {
        Some((day, time)) if time.starts_with(['T', ' ']) => day,
        _ => date,
    }
}

/// All lists.
#[derive(Debug, Serialize)]
pub struct Lists {
    all: bool,
    /// Whether even of the listed documents some are left out, as the page has no room.
    short: bool,
    counted: String,
    prefix: String,
    /// Whether numbers stand for paths.
    numbers: bool,
    periods: Vec<List>,
    /// Whether the lists are of documents with a date.
    by: &'static str,
}

/// The documents of a period.
#[derive(Debug, Serialize)]
struct List {
    anchor: String,
    name: String,
    documents: String,
    shown: Option<String>,
    tones: Vec<Tone>,
}

/// The documents of a period with one label.
#[derive(Debug, Serialize)]
struct Tone {
    style: &'static str,
    symbol: &'static str,
    name: &'static str,
    lines: Vec<Line>,
}

/// A document in a list.
#[derive(Debug, Serialize)]
struct Line {
    /// Its number, where something leads to it.
    anchor: Option<u64>,
    lead: String,
    title: String,
    /// Whether the title may run from right to left.
    isolate: bool,
    place: String,
}

impl Lists {
    /// The lists that fit into so many bytes, cut as little as that needs.
    pub fn fitting(dashboard: &Dashboard, finder: &Finder, room: usize) -> Result<String> {
        let mut last = String::new();
        for (step, cuts) in CUTS.iter().chain(CUTS.last()).enumerate() {
            last = render(LIST, &Self::new(dashboard, finder, *cuts, step == CUTS.len()))?;
            if last.len() <= room {
                break;
            }
        }
        Ok(last)
    }

    fn new(dashboard: &Dashboard, finder: &Finder, cuts: [usize; 4], short: bool) -> Self {
        let rows = &dashboard.documents.rows;
        let shape = Shape {
            finder,
            prefix: prefix(rows),
            cuts,
            sources: dashboard.sources.values > 1,
            countries: dashboard.countries.values > 1,
        };
        let list = |anchor: String, name: &str, own: &[usize], documents: u64| {
            let kept = own.iter().map(|row| &rows[*row]).collect();
            let kept = if short { shortened(kept, finder) } else { kept };
            let shown = (kept.len() as u64) < documents;
            List {
                anchor,
                name: name.to_owned(),
                documents: count(documents),
                shown: shown.then(|| count(kept.len() as u64)),
                tones: tones(&kept, |own| line(own, name, &shape)),
            }
        };
        let periods = dashboard.time.periods.iter().enumerate();
        let mut lists: Vec<List> = periods
            .filter(|(_, own)| own.summary.documents > 0)
            .map(|(place, own)| list(format!("p{place}"), &own.name, &own.rows, own.summary.documents))
            .collect();
        let time = &dashboard.time;
        let unplaced = time.undated + time.unreadable + time.coarse + time.far;
        if unplaced > 0 {
            lists.push(list("undated".to_owned(), "Without a period", &dashboard.documents.unplaced, unplaced));
        }
        let counted = count(dashboard.coverage.counted);
        let prefix = shape.prefix;
        let (all, numbers) = (dashboard.documents.all, cuts[2] == 0);
        Self { all, short, counted, prefix, numbers, periods: lists, by: time.by.name() }
    }
}

/// What lines say, and how much of it.
struct Shape<'a> {
    finder: &'a Finder<'a>,
    /// What all paths begin with.
    prefix: String,
    cuts: [usize; 4],
    sources: bool,
    countries: bool,
}

/// Documents at both ends of a period, and those that something leads to.
fn shortened<'a>(mut own: Vec<&'a Listed>, finder: &Finder) -> Vec<&'a Listed> {
    own.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document)));
    let n = own.len();
    let keep = |(at, own): &(usize, &Listed)| {
        *at < SAMPLE / 2 || at + SAMPLE / 2 >= n || finder.led_to.contains(&own.document)
    };
    own.into_iter().enumerate().filter(|own| keep(&(own.0, own.1))).map(|(_, own)| own).collect()
}

/// Documents by tone, each from its stronger end.
fn tones(own: &[&Listed], line: impl Fn(&Listed) -> Line) -> Vec<Tone> {
    let tone = |tone: ToneLabel| {
        let mut own: Vec<&&Listed> = own.iter().filter(|own| own.tone == tone).collect();
        let sign = if tone == ToneLabel::Confrontational { 1.0 } else { -1.0 };
        own.sort_by(|a, b| (sign * a.score).total_cmp(&(sign * b.score)).then(a.document.cmp(&b.document)));
        let (style, symbol) = style(tone);
        Tone { style, symbol, name: tone.name(), lines: own.into_iter().map(|own| line(own)).collect() }
    };
    let all = [ToneLabel::Conciliatory, ToneLabel::Neutral, ToneLabel::Confrontational].map(tone);
    all.into_iter().filter(|own| !own.lines.is_empty()).collect()
}

fn line(own: &Listed, period: &str, shape: &Shape) -> Line {
    let [title, id, path, publisher] = shape.cuts;
    let date = own.date.as_deref().map(day).unwrap_or_default();
    let date = date.strip_prefix(period).map_or(date, |rest| rest.trim_start_matches('-'));
    let country = own.country.as_deref().filter(|_| shape.countries);
    let source = own.source.as_deref().filter(|_| shape.sources);
    let lead =
        [Some((date, 24)), country.map(|own| (own, 24)), source.map(|own| (own, publisher))].into_iter().flatten();
    let lead: Vec<String> = lead.filter(|(part, _)| !part.is_empty()).map(|(part, width)| cut(part, width)).collect();
    let rest = own.path.strip_prefix(&shape.prefix).unwrap_or(&own.path);
    let mut place = if path == 0 { format!("#{}", own.document) } else { cut_front(rest, path) };
    // An id that the path ends with says nothing more.
    if id > 0 && own.title.is_some() && !own.path.ends_with(&own.id) {
        place = format!("{} {place}", cut_front(&own.id, id));
    }
    let title = cut(own.name(), title);
    Line {
        anchor: Some(own.document).filter(|number| shape.finder.led_to.contains(number)),
        lead: format!("{} {}", short_score(own.score), lead.join(" ")).trim_end().to_owned(),
        isolate: title.chars().any(may_turn),
        title,
        place,
    }
}

/// Whether a character may be written from right to left.
fn may_turn(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The end of a text, with an ellipsis where something is missing.
fn cut_front(text: &str, width: usize) -> String {
    let turned: String = text.chars().rev().collect();
    cut(&turned, width).chars().rev().collect()
}

/// What all paths begin with, up to a border.
fn prefix(rows: &[Listed]) -> String {
    let Some(first) = rows.first() else { return String::new() };
    let mut end = first.path.len();
    for own in rows {
        let same = first.path.bytes().zip(own.path.bytes()).take_while(|(a, b)| a == b).count();
        end = end.min(same);
    }
    let end = first.path.as_bytes()[..end].iter().rposition(|byte| b"/:\\".contains(byte)).map_or(0, |at| at + 1);
    first.path[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cut_at_its_front_and_a_date_has_no_time() {
        assert_eq!(cut_front("archive/2031/visit.txt", 10), "…visit.txt");
        assert_eq!(day("2031-03-14T09:30:00Z"), "2031-03-14");
        assert_eq!(day("spring of 2031"), "spring of 2031");
        assert_eq!([0.414, -0.5, 0.001].map(short_score), ["+.41", "−.50", ".00"]);
    }
}
