//! The figures as one long table.
//!
//! Enters: a dashboard. Leaves: CSV with a row for every figure: of all documents, of periods, sources, countries and both
//! by period, of bins and labels, of changes and their sides, of sections, and of what is left out. Holds: a column that has
//! no meaning for a kind of row is empty.

use csv::Writer;

use super::figures::{Change, Dashboard, Group, Groups, SectionFigure, Series, Summary};
use crate::error::{Error, Result};

const HEADER: [&str; 16] = [
    "kind",
    "series",
    "period",
    "n",
    "mean",
    "low",
    "high",
    "conciliatory",
    "neutral",
    "confrontational",
    "conciliatory_share",
    "neutral_share",
    "confrontational_share",
    "p",
    "p_corrected",
    "text",
];

/// A row: where it belongs, its figures, its p-values, its text.
#[derive(Default)]
struct Row<'a> {
    kind: &'a str,
    series: &'a str,
    period: &'a str,
    summary: Option<Summary>,
    n: Option<u64>,
    mean: [Option<f64>; 3],
    p: [Option<f64>; 2],
    text: &'a str,
}

/// The figures as CSV.
///
/// # Errors
/// [`Error::Write`], which would be a defect of detente.
pub fn csv(dashboard: &Dashboard) -> Result<String> {
    let mut out = Table { writer: Writer::from_writer(Vec::new()) };
    let written = all(&mut out, dashboard);
    let bytes = written.and_then(|()| out.writer.into_inner().map_err(csv::IntoInnerError::into_error));
    let bytes = bytes.map_err(Error::Write)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

struct Table {
    writer: Writer<Vec<u8>>,
}

impl Table {
    fn row(&mut self, row: &Row) -> std::io::Result<()> {
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let count = |value: Option<u64>| value.map_or_else(String::new, |value| value.to_string());
        let own = row.summary;
        let mean = own.map_or(row.mean, |own| [own.mean.value, own.mean.low, own.mean.high]);
        let fields = [
            row.kind.to_owned(),
            row.series.to_owned(),
            row.period.to_owned(),
            count(own.map(|own| own.documents).or(row.n)),
            number(mean[0]),
            number(mean[1]),
            number(mean[2]),
            count(own.map(|own| own.conciliatory)),
            count(own.map(|own| own.neutral)),
            count(own.map(|own| own.confrontational)),
            number(own.map(|own| own.conciliatory_share)),
            number(own.map(|own| own.neutral_share)),
            number(own.map(|own| own.confrontational_share)),
            number(row.p[0]),
            number(row.p[1]),
            row.text.to_owned(),
        ];
        self.writer.write_record(fields).map_err(std::io::Error::from)
    }

    fn count(&mut self, kind: &str, series: &str, n: u64, text: &str) -> std::io::Result<()> {
        self.row(&Row { kind, series, n: Some(n), text, ..Row::default() })
    }
}

fn all(out: &mut Table, dashboard: &Dashboard) -> std::io::Result<()> {
    out.writer.write_record(HEADER).map_err(std::io::Error::from)?;
    out.row(&Row { kind: "overall", summary: Some(dashboard.overall), ..Row::default() })?;
    let periods: Vec<&str> = dashboard.time.periods.iter().map(|period| period.name.as_str()).collect();
    for period in &dashboard.time.periods {
        let summary = Some(period.summary);
        out.row(&Row { kind: "period", period: &period.name, summary, ..Row::default() })?;
    }
    for (kind, groups) in [(Series::Source, &dashboard.sources), (Series::Country, &dashboard.countries)] {
        group_rows(out, kind.name(), groups, &periods)?;
    }
    for bin in &dashboard.distribution.bins {
        let (range, mean) = (format!("{}..{}", bin.low, bin.high), [None, Some(bin.low), Some(bin.high)]);
        let n = Some(bin.documents.iter().sum());
        out.row(&Row { kind: "bin", series: &range, n, mean, ..Row::default() })?;
    }
    for label in &dashboard.distribution.labels {
        let mean = [label.confidence, None, None];
        let (series, n) = (label.tone.name(), Some(label.documents));
        out.row(&Row { kind: "confidence", series, n, mean, ..Row::default() })?;
    }
    dashboard.changes.found.iter().try_for_each(|change| change_rows(out, change, &periods))?;
    for (kind, sections) in [
        ("conciliatory_section", &dashboard.sections.conciliatory),
        ("confrontational_section", &dashboard.sections.confrontational),
    ] {
        sections.iter().try_for_each(|section| section_row(out, kind, section))?;
    }
    coverage(out, dashboard)
}

fn group_rows(out: &mut Table, kind: &str, groups: &Groups, periods: &[&str]) -> std::io::Result<()> {
    let by_period = format!("{kind}_period");
    for Group { name, summary, periods: own, .. } in &groups.shown {
        out.row(&Row { kind, series: name, summary: Some(*summary), ..Row::default() })?;
        for (period, summary) in periods.iter().zip(own.iter().flatten()) {
            out.row(&Row { kind: &by_period, series: name, period, summary: Some(*summary), ..Row::default() })?;
        }
    }
    let others = format!("{kind}_others");
    groups.others.map_or(Ok(()), |own| out.row(&Row { kind: &others, summary: Some(own), ..Row::default() }))?;
    out.count(&format!("{kind}_values"), "", groups.values, "")?;
    out.count(&format!("{kind}_missing"), "", groups.missing, "")
}

fn change_rows(out: &mut Table, change: &Change, periods: &[&str]) -> std::io::Result<()> {
    let series = format!("{} {}", change.series.name(), change.name);
    let (period, span) = (periods[change.at], change.span.map(|at| periods[at]).join(".."));
    let mean = [change.difference.value, change.difference.low, change.difference.high];
    let n = Some(change.before.documents + change.after.documents);
    let p = [Some(change.p), Some(change.p_corrected)];
    out.row(&Row { kind: "change", series: &series, period, n, mean, p, text: &span, ..Row::default() })?;
    let p = [Some(change.p_periods), None];
    out.row(&Row { kind: "change_periods", series: &series, period, p, ..Row::default() })?;
    for (kind, summary) in [("change_before", change.before), ("change_after", change.after)] {
        out.row(&Row { kind, series: &series, period, summary: Some(summary), ..Row::default() })?;
    }
    Ok(())
}

fn section_row(out: &mut Table, kind: &str, section: &SectionFigure) -> std::io::Result<()> {
    let series = format!("{} {}..{}", section.document.path, section.start, section.end);
    let period = section.document.date.as_deref().unwrap_or_default();
    let (mean, n, text) = ([Some(section.score), None, None], Some(section.sentences), section.evidence.as_str());
    out.row(&Row { kind, series: &series, period, n, mean, text, ..Row::default() })
}

fn coverage(out: &mut Table, dashboard: &Dashboard) -> std::io::Result<()> {
    let own = &dashboard.coverage;
    for (what, n) in [
        ("documents", own.documents),
        ("scored", own.scored),
        ("counted", own.counted),
        ("failed", own.failed),
        ("exact_duplicates", own.exact_duplicates),
        ("near_duplicates", own.near_duplicates),
        ("undated", dashboard.time.undated),
        ("unreadable_date", dashboard.time.unreadable),
        ("coarse_date", dashboard.time.coarse),
        ("far_date", dashboard.time.far),
        ("sections", own.sections),
        ("sentences", own.sentences),
        ("words", own.words),
        ("bytes", own.bytes),
    ] {
        out.count("coverage", what, n, "")?;
    }
    for error in &own.errors {
        out.count("error", &error.example, error.documents, &error.message)?;
    }
    for language in &own.languages {
        out.count("language", &language.language, language.documents, "")?;
    }
    for model in &own.models {
        out.count("model", &model.model, model.documents, &format!("{} {}", model.model_sha256, model.config_sha256))?;
    }
    dashboard
        .run
        .iter()
        .try_for_each(|(name, value)| out.row(&Row { kind: "run", series: name, text: value, ..Row::default() }))
}
