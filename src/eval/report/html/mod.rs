//! A report as one self-contained page.
//!
//! Enters: a report. Leaves: the page. Holds: no script, no style attribute, nothing fetched (the policy names the hash
//! of the one style sheet and forbids the rest); every name and text of the data is cleaned, escaped by the template
//! engine, and isolated in its direction; every drawing has its figures beside it or in a table under it.

mod parts;
mod suite;
pub(crate) mod svg;
mod tables;
mod tone;

use serde::Serialize;

use super::figures::{NONE, Scale, p, size};
use super::findings::{headline, job_words};
use super::{Report, SuiteReport};
use crate::error::Result;
use crate::report::{clean, render, style_hash};

const STYLE: &str = include_str!("style.css");
const HEAD: &str = include_str!("head.html");
const SUITE: &str = include_str!("suite.html");
const FOOT: &str = "</main>\n</body>\n</html>\n";

/// What the template of the head takes.
#[derive(Serialize)]
struct Head {
    style: &'static str,
    hash: String,
    model: String,
    model_sha256: String,
    detente: String,
    commit: Option<String>,
    made: Option<String>,
    /// The date again, where it is one that `<time>` takes.
    datetime: Option<String>,
    seed: u64,
    resamples: String,
    product: String,
    suites: Vec<Line>,
}

/// A suite in the list of contents.
#[derive(Serialize)]
struct Line {
    name: String,
    job: &'static str,
    metric: String,
    value: String,
    interval: String,
    rival: Option<Rival>,
}

/// The best rival on a suite.
#[derive(Serialize)]
struct Rival {
    name: String,
    value: String,
    interval: String,
    difference: String,
    p: String,
    symbol: &'static str,
    verdict: &'static str,
    /// Whether the difference counts.
    counts: bool,
}

/// A report as one page.
///
/// # Errors
/// [`crate::Error::Render`] when a template fails, which is a defect of detente.
pub fn page(report: &Report) -> Result<String> {
    let style = STYLE.trim();
    let made = report.made.as_deref().map(clean);
    let product = report.suites.iter().find_map(|suite| suite.systems.first());
    let head = Head {
        style,
        hash: style_hash(style),
        model: clean(&report.model.name),
        model_sha256: clean(&report.model.sha256),
        detente: clean(&report.detente),
        commit: report.commit.as_deref().map(clean),
        datetime: made.clone().filter(|made| made.parse::<jiff::civil::Date>().is_ok() && made.len() == 10),
        made,
        seed: report.seed,
        resamples: size(report.resamples),
        product: product.map_or_else(|| "the product".to_owned(), |system| clean(&system.name)),
        suites: report.suites.iter().map(line).collect(),
    };
    let mut page = render(HEAD, &head)?;
    for (index, suite) in report.suites.iter().enumerate() {
        page += &render(SUITE, &suite::context(suite, index + 1, report.suites.len()))?;
    }
    page += FOOT;
    Ok(page)
}

/// A suite in one line.
fn line(suite: &SuiteReport) -> Line {
    let (name, job) = (clean(&suite.name), job_words(suite.job));
    let Some(head) = headline(suite) else {
        let (metric, value, interval) = (NONE.to_owned(), NONE.to_owned(), String::new());
        return Line { name, job, metric, value, interval, rival: None };
    };
    let scale = Scale::of(suite, &head.metric.name);
    let rival = head.rival.map(|(system, figure)| Rival {
        name: clean(&system.name),
        value: scale.value(figure.value),
        interval: scale.interval(&figure),
        difference: head.versus.map_or_else(|| NONE.to_owned(), |v| scale.signed(v.difference.value)),
        p: head.versus.map_or_else(|| NONE.to_owned(), |v| p(v.p)),
        symbol: head.versus.map_or("", |v| v.verdict.symbol()),
        verdict: head.versus.map_or("not tested", |v| v.verdict.word()),
        counts: head.versus.is_some_and(|v| v.verdict.counts()),
    });
    let (value, interval) = (scale.value(head.product.value), scale.interval(&head.product));
    Line { name, job, metric: clean(&head.metric.title), value, interval, rival }
}
