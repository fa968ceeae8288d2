//! A report as Markdown: `CommonMark` with GitHub's tables.
//!
//! Enters: a report. Leaves: its Markdown. Holds: every name and text of the data is cleaned and escaped, so that it shows
//! as it stands on one line; the best value of a column is bold, ceilings apart.

use std::fmt::{self, Write};

use super::figures::{NONE, Scale, count, decimals, p, quantity, size};
use super::findings::{best, better_words, gold, headline, is_ceiling, job_words, leading, pace, part_words, versus};
use super::{MetricInfo, Report, SuiteReport, SystemReport};
use crate::report::{clean, escaped};

/// A report as Markdown.
#[must_use]
pub fn markdown(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = parts(&mut out, report);
    out
}

/// One line a suite: the product and its best rival on the leading metric.
#[must_use]
pub fn overview(report: &Report) -> String {
    let mut out = String::new();
    let _ = contents(&mut out, report);
    out
}

/// A text of the data, harmless and on one line.
fn text(text: &str) -> String {
    escaped(&clean(text))
}

fn parts(out: &mut String, report: &Report) -> fmt::Result {
    let commit = report.commit.as_deref().map(|c| format!(" · commit {}", text(c)));
    let made = report.made.as_deref().map(|m| format!(" · {}", text(m)));
    writeln!(out, "# Evaluation of {}\n", text(&report.model.name))?;
    writeln!(
        out,
        "{}{}{} · model {} `{:.12}` · bootstrap seed {}, {} samples\n",
        text(&format!("detente {}", report.detente)),
        commit.unwrap_or_default(),
        made.unwrap_or_default(),
        text(&report.model.name),
        clean(&report.model.sha256).replace('`', ""),
        report.seed,
        size(report.resamples),
    )?;
    writeln!(
        out,
        "Brackets are 95% bootstrap intervals. p is two-sided, of the paired bootstrap, and not corrected for the number \
         of comparisons. **Bold** is the best value of a column among the systems that do not see the gold."
    )?;
    writeln!(out, "\n## Suites\n")?;
    contents(out, report)?;
    report.suites.iter().try_for_each(|suite| one(out, suite))
}

/// One line per suite.
fn contents(out: &mut String, report: &Report) -> fmt::Result {
    writeln!(out, "| Suite | Job | Metric | Product | Best rival | Difference | p | The product is |")?;
    writeln!(out, "|---|---|---|---:|---|---:|---:|---|")?;
    for suite in &report.suites {
        let (name, job) = (text(&suite.name), job_words(suite.job));
        let Some(head) = headline(suite) else {
            writeln!(out, "| {name} | {job} | {NONE} | {NONE} | {NONE} | {NONE} | {NONE} | {NONE} |")?;
            continue;
        };
        let scale = Scale::of(suite, &head.metric.name);
        let rival = head.rival.map_or(NONE.to_owned(), |(s, f)| format!("{} {}", text(&s.name), scale.figure(&f)));
        let (difference, value, word) = head.versus.map_or((NONE.to_owned(), NONE.to_owned(), NONE), |v| {
            (scale.difference(&v.difference), p(v.p), v.verdict.word())
        });
        let (metric, product) = (text(&head.metric.title), scale.figure(&head.product));
        writeln!(out, "| {name} | {job} | {metric} | {product} | {rival} | {difference} | {value} | {word} |")?;
    }
    Ok(())
}

fn one(out: &mut String, suite: &SuiteReport) -> fmt::Result {
    writeln!(out, "\n## {}\n\n{}\n", text(&suite.name), text(&suite.about))?;
    writeln!(
        out,
        "{}: {} items, {} answers judged, {} clusters. Data {}, SHA-256 {:.12}.",
        job_words(suite.job),
        size(suite.items),
        size(suite.units),
        size(suite.clusters),
        text(&suite.data),
        text(&suite.data_sha256),
    )?;
    if !suite.gold.is_empty() {
        let gold = gold(suite).into_iter().map(|(class, n)| format!("{} {}", text(class), size(n)));
        writeln!(out, "\nGold: {}.", gold.collect::<Vec<_>>().join(", "))?;
    }
    metrics(out, suite)?;
    pairs(out, suite)?;
    classes(out, suite)?;
    slices(out, suite)?;
    worst(out, suite)?;
    speed(out, suite)
}

/// Systems by metrics, and what the metrics are.
fn metrics(out: &mut String, suite: &SuiteReport) -> fmt::Result {
    let bests: Vec<_> = suite.metrics.iter().map(|m| (m, Scale::of(suite, &m.name), best(suite, m))).collect();
    writeln!(out, "\n### Metrics\n")?;
    header(out, &["System"], suite.metrics.iter())?;
    for system in &suite.systems {
        write!(out, "| {} |", system_words(system))?;
        for (metric, scale, best) in &bests {
            let figure = system.figures.get(&metric.name);
            let shown = figure.map_or(NONE.to_owned(), |f| {
                let strong = f.value.is_some() && f.value == *best && !is_ceiling(&system.name);
                let value = scale.value(f.value);
                let value = if strong { format!("**{value}**") } else { value };
                format!("{value} {}", scale.interval(f)).trim_end().to_owned()
            });
            write!(out, " {shown} |")?;
        }
        writeln!(out)?;
    }
    writeln!(out)?;
    for metric in &suite.metrics {
        writeln!(out, "- {} ({}): {}", text(&metric.title), better_words(metric.better), text(&metric.about))?;
    }
    writeln!(out)?;
    for system in &suite.systems {
        writeln!(out, "- {}: {}", text(&system.name), text(&system.about))?;
    }
    Ok(())
}

/// A system with how often it ran.
fn system_words(system: &SystemReport) -> String {
    let name = text(&system.name);
    if system.runs > 1 { format!("{name} (mean of {} runs)", size(system.runs)) } else { name }
}

/// The two header lines of a table: columns of words, then one of figures for each metric.
fn header<'a>(out: &mut String, words: &[&str], metrics: impl Iterator<Item = &'a MetricInfo>) -> fmt::Result {
    let mut rule = "|".to_owned() + &"---|".repeat(words.len());
    write!(out, "| {} |", words.join(" | "))?;
    for metric in metrics {
        write!(out, " {} |", text(&metric.title))?;
        rule.push_str("---:|");
    }
    writeln!(out, "\n{rule}")
}

/// The product against every other system on the leading metrics.
fn pairs(out: &mut String, suite: &SuiteReport) -> fmt::Result {
    let Some((product, others)) = suite.systems.split_first() else { return Ok(()) };
    let mut headed = false;
    for metric in leading(suite) {
        let scale = Scale::of(suite, &metric.name);
        for other in others {
            let Some(versus) = versus(suite, metric, &other.name) else { continue };
            if !std::mem::replace(&mut headed, true) {
                writeln!(out, "\n### {} against the others\n", text(&product.name))?;
                writeln!(out, "| Metric | Less | Difference | p | It is |\n|---|---|---:|---:|---|")?;
            }
            writeln!(
                out,
                "| {} | {} | {} | {} | {} |",
                text(&metric.title),
                text(&other.name),
                scale.difference(&versus.difference),
                p(versus.p),
                versus.verdict.word(),
            )?;
        }
    }
    Ok(())
}

fn classes(out: &mut String, suite: &SuiteReport) -> fmt::Result {
    if suite.systems.iter().all(|s| s.classes.is_empty()) {
        return Ok(());
    }
    writeln!(out, "\n### By class\n\n| System | Class | Gold | Precision | Recall | F1 |")?;
    writeln!(out, "|---|---|---:|---:|---:|---:|")?;
    for system in &suite.systems {
        for class in &system.classes {
            let [precision, recall, f1] = [class.precision, class.recall, class.f1].map(|v| Scale::Share.value(v));
            let (name, gold) = (text(&class.class), count(class.gold));
            writeln!(out, "| {} | {name} | {gold} | {precision} | {recall} | {f1} |", text(&system.name))?;
        }
    }
    Ok(())
}

/// Every slice of every system, on the leading metrics.
fn slices(out: &mut String, suite: &SuiteReport) -> fmt::Result {
    if suite.slices.is_empty() {
        return Ok(());
    }
    let metrics = leading(suite);
    writeln!(out, "\n### By part of the data\n")?;
    header(out, &["Field", "Value", "Units", "System"], metrics.iter().copied())?;
    for slice in &suite.slices {
        for system in &suite.systems {
            let Some(figures) = slice.systems.get(&system.name) else { continue };
            let (field, value, units) = (text(&slice.field), text(&slice.value), size(slice.units));
            write!(out, "| {field} | {value} | {units} | {} |", text(&system.name))?;
            for metric in &metrics {
                let scale = Scale::of(suite, &metric.name);
                let shown = figures.get(&metric.name).map_or(NONE.to_owned(), |f| scale.figure(f));
                write!(out, " {shown} |")?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

fn worst(out: &mut String, suite: &SuiteReport) -> fmt::Result {
    if suite.worst.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n### Worst errors\n")?;
    for (index, error) in suite.worst.iter().enumerate() {
        let part = part_words(suite.job, error.part);
        let place = if part.is_empty() { String::new() } else { format!(", {part}") };
        write!(out, "{}. {}{place}: gold {}, ", index + 1, text(&error.item), text(&error.gold))?;
        write!(out, "said {}, wrong by {}", text(&error.said), quantity(error.badness))?;
        if let Some(shares) = error.probabilities {
            let [confrontational, neutral, conciliatory] = shares.map(|share| decimals(share, 3));
            write!(out, " (confrontational {confrontational}, neutral {neutral}, conciliatory {conciliatory})")?;
        }
        match &error.text {
            Some(quoted) => writeln!(out, "\n   > {}", text(quoted))?,
            None => writeln!(out, "\n   > *The text is left out of this report.*")?,
        }
    }
    Ok(())
}

fn speed(out: &mut String, suite: &SuiteReport) -> fmt::Result {
    if suite.systems.iter().all(|s| s.speed.is_none()) {
        return Ok(());
    }
    writeln!(out, "\n### Speed\n\n| System | Seconds | Items a second | Times as fast as the product |")?;
    writeln!(out, "|---|---:|---:|---:|")?;
    for system in &suite.systems {
        let Some(speed) = system.speed else { continue };
        let (seconds, rate) = (quantity(speed.seconds), quantity(speed.items_per_second));
        let pace = pace(suite, system).map_or(NONE.to_owned(), quantity);
        writeln!(out, "| {} | {seconds} | {rate} | {pace} |", text(&system.name))?;
    }
    Ok(())
}
