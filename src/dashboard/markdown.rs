//! The figures as Markdown: `CommonMark` with GitHub's tables.
//!
//! Enters: a dashboard. Leaves: its Markdown. Holds: every text of the corpus is escaped, so that it shows as it stands.

use std::fmt::{self, Write};

use super::figures::{Change, Dashboard, Groups, SectionFigure, Series, Summary};
use super::words::{PREAMBLE, change_note, coverage_facts, place_of, sections_note, series_words};
use crate::eval::report::figures::{Scale, count, decimals, p, percent};
use crate::report::escaped;

/// The figures as Markdown.
#[must_use]
pub fn markdown(dashboard: &Dashboard) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = parts(&mut out, dashboard);
    out
}

const COLUMNS: &str = "Documents | Mean score | ▲ conciliatory | · neutral | ▼ confrontational |";
const RULE: &str = "--:|--:|--:|--:|--:|";

/// The cells of a group.
fn cells(own: &Summary) -> String {
    let share = |count: u64, share: f64| format!("{} ({})", self::count(count), percent(share));
    format!(
        "{} | {} | {} | {} | {} |",
        count(own.documents),
        Scale::Share.difference(&own.mean),
        share(own.conciliatory, own.conciliatory_share),
        share(own.neutral, own.neutral_share),
        share(own.confrontational, own.confrontational_share),
    )
}

fn parts(out: &mut String, dashboard: &Dashboard) -> fmt::Result {
    writeln!(out, "# Tone of {} documents\n\n{PREAMBLE}\n", count(dashboard.coverage.counted))?;
    writeln!(out, "| | {COLUMNS}\n|---|{RULE}\n| All | {}", cells(&dashboard.overall))?;
    let time = &dashboard.time;
    if !time.periods.is_empty() {
        writeln!(out, "\n## By {}\n\n| {0} | {COLUMNS}\n|---|{RULE}", time.by.name())?;
        for period in &time.periods {
            writeln!(out, "| {} | {}", escaped(&period.name), cells(&period.summary))?;
        }
    }
    changes(out, dashboard)?;
    for (series, groups) in [(Series::Source, &dashboard.sources), (Series::Country, &dashboard.countries)] {
        by(out, series, groups)?;
    }
    distribution(out, dashboard)?;
    writeln!(out, "\n## Sections at either end\n\n{}", sections_note())?;
    sections(out, "Most conciliatory", &dashboard.sections.conciliatory)?;
    sections(out, "Most confrontational", &dashboard.sections.confrontational)?;
    coverage(out, dashboard)
}

fn changes(out: &mut String, dashboard: &Dashboard) -> fmt::Result {
    writeln!(out, "\n## Changes\n\n{}", change_note(dashboard))?;
    if dashboard.changes.found.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\n| Series | From | Before | After | Difference | p | p, periods | Documents |\n|---|---|--:|--:|--:|--:|--:|---|"
    )?;
    for change in &dashboard.changes.found {
        let Change { before, after, difference, at, .. } = change;
        let titles = |rows: &[usize]| {
            let of = |row: &usize| escaped(dashboard.documents.rows[*row].name());
            rows.iter().take(2).map(of).collect::<Vec<_>>().join("; ")
        };
        writeln!(
            out,
            "| {} | {} | {} ({}) | {} ({}) | {} | {} | {} | before: {}; after: {} |",
            escaped(&series_words(change)),
            escaped(&dashboard.time.periods[*at].name),
            Scale::Share.signed(before.mean.value),
            count(before.documents),
            Scale::Share.signed(after.mean.value),
            count(after.documents),
            Scale::Share.difference(difference),
            escaped(&p(Some(change.p_corrected))),
            escaped(&p(Some(change.p_periods))),
            titles(&change.rows_before),
            titles(&change.rows_after),
        )?;
    }
    Ok(())
}

fn by(out: &mut String, series: Series, groups: &Groups) -> fmt::Result {
    if groups.values == 0 {
        return Ok(());
    }
    writeln!(out, "\n## By {}\n\n| {0} | {COLUMNS}\n|---|{RULE}", series.name())?;
    for group in &groups.shown {
        writeln!(out, "| {} | {}", escaped(&group.name), cells(&group.summary))?;
    }
    if let Some(others) = &groups.others {
        let left = groups.values - groups.shown.len() as u64;
        writeln!(out, "| {} others | {}", count(left), cells(others))?;
    }
    if groups.missing > 0 {
        writeln!(out, "\n{} documents have no {}.", count(groups.missing), series.name())?;
    }
    Ok(())
}

fn distribution(out: &mut String, dashboard: &Dashboard) -> fmt::Result {
    writeln!(out, "\n## Distribution\n\n| Tone | Documents | Share | Mean confidence |\n|---|--:|--:|--:|")?;
    for label in &dashboard.distribution.labels {
        let confidence = Scale::Share.value(label.confidence);
        writeln!(
            out,
            "| {} | {} | {} | {confidence} |",
            label.tone.name(),
            count(label.documents),
            percent(label.share)
        )?;
    }
    writeln!(out, "\n| Score | Documents | ▲ | · | ▼ |\n|--:|--:|--:|--:|--:|")?;
    for bin in dashboard.distribution.bins.iter().filter(|bin| bin.documents != [0; 3]) {
        let [up, flat, down] = bin.documents;
        let range = format!("{} to {}", decimals(bin.low, 2), decimals(bin.high, 2));
        writeln!(out, "| {range} | {} | {} | {} | {} |", count(up + flat + down), count(up), count(flat), count(down))?;
    }
    Ok(())
}

fn sections(out: &mut String, title: &str, sections: &[SectionFigure]) -> fmt::Result {
    writeln!(out, "\n### {title}\n")?;
    if sections.is_empty() {
        writeln!(out, "None.")?;
    }
    for (index, section) in sections.iter().enumerate() {
        let heading = section.heading.as_deref().map(|heading| format!(", *{}*", escaped(heading)));
        writeln!(
            out,
            "{}. **{}** (confidence {}) {}{} · {}\n   > {}",
            index + 1,
            Scale::Share.signed(Some(section.score)),
            decimals(section.confidence, 2),
            escaped(section.document.name()),
            heading.unwrap_or_default(),
            escaped(&place_of(section)),
            escaped(&section.evidence),
        )?;
    }
    Ok(())
}

fn coverage(out: &mut String, dashboard: &Dashboard) -> fmt::Result {
    writeln!(out, "\n## Coverage\n")?;
    for (name, value) in coverage_facts(dashboard) {
        writeln!(out, "- {}: {}", escaped(&name), escaped(&value))?;
    }
    if !dashboard.coverage.errors.is_empty() {
        writeln!(out, "\n| Error | Documents | For example |\n|---|--:|---|")?;
        for error in &dashboard.coverage.errors {
            writeln!(
                out,
                "| {} | {} | {} |",
                escaped(&error.message),
                count(error.documents),
                escaped(&error.example)
            )?;
        }
    }
    Ok(())
}
