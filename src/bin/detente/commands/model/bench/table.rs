//! What was measured, as a table for the terminal or as JSON.

use std::fmt::Write;
use std::num::NonZeroUsize;

use serde::Serialize;

/// Median and range over the rounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    median: f64,
    low: f64,
    high: f64,
}

impl Spread {
    /// Of at least one value; of none, zeros.
    pub fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (sorted.first().copied().unwrap_or(0.0), sorted.last().copied().unwrap_or(0.0));
        let middle = sorted.len() / 2;
        let median = match sorted.len() {
            0 => 0.0,
            odd if odd % 2 == 1 => sorted[middle],
            _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
        };
        Self { median, low, high }
    }

    fn shown(self) -> String {
        let digits = usize::from(self.high < 100.0);
        let Self { median, low, high } = self;
        format!("{median:.digits$} ({low:.digits$} to {high:.digits$})")
    }
}

/// A runtime on some threads.
#[derive(Debug, Serialize)]
pub struct Row {
    pub runtime: &'static str,
    pub threads: NonZeroUsize,
    pub cold_ms: Spread,
    pub windows_per_second: Spread,
    pub sentences_per_second: Spread,
    pub tokens_per_second: Spread,
    pub peak_mib: Option<u64>,
}

#[derive(Serialize)]
struct Found<'a> {
    model: &'a str,
    rounds: usize,
    runtimes: &'a [Row],
}

/// Indented JSON.
pub fn json(model: &str, rounds: usize, rows: &[Row]) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&Found { model, rounds, runtimes: rows })? + "\n")
}

/// Columns, the figures to the right.
pub fn text(model: &str, rows: &[Row]) -> String {
    let head = ["runtime", "threads", "cold start, ms", "windows/s", "sentences/s", "article, tokens/s", "peak, MiB"];
    let cells = |row: &Row| {
        let spreads = [row.cold_ms, row.windows_per_second, row.sentences_per_second, row.tokens_per_second];
        let [cold, windows, sentences, tokens] = spreads.map(Spread::shown);
        let peak = row.peak_mib.map_or_else(|| "unknown".to_owned(), |mib| mib.to_string());
        [row.runtime.to_owned(), row.threads.to_string(), cold, windows, sentences, tokens, peak]
    };
    let mut lines = vec![head.map(str::to_owned)];
    lines.extend(rows.iter().map(cells));
    let widths: Vec<usize> =
        (0..head.len()).map(|column| lines.iter().map(|line| line[column].len()).max().unwrap_or(0)).collect();
    let mut text = format!("{model}: median and range over the rounds\n\n");
    for line in lines {
        for (column, (cell, &width)) in line.iter().zip(&widths).enumerate() {
            let _ = match column {
                0 => write!(text, "{cell:<width$}"),
                _ => write!(text, "  {cell:>width$}"),
            };
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_row_for_each_runtime_and_its_figures_in_columns() {
        let spread = Spread::of(&[30.0, 10.0, 20.0]);
        assert_eq!(spread, Spread { median: 20.0, low: 10.0, high: 30.0 });
        assert_eq!(Spread::of(&[1.0, 2.0]), Spread { median: 1.5, low: 1.0, high: 2.0 });
        let row = |runtime, peak_mib| Row {
            runtime,
            threads: NonZeroUsize::MIN,
            cold_ms: spread,
            windows_per_second: spread,
            sentences_per_second: Spread::of(&[1000.4]),
            tokens_per_second: spread,
            peak_mib,
        };
        let rows = [row("rten", Some(120)), row("rust-bert", None)];
        let table = text("m", &rows);
        let lines: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.len() == lines[0].len()), "{table}");
        assert!(lines[1].contains("20.0 (10.0 to 30.0)") && lines[1].contains("1000 (1000 to 1000)"), "{table}");
        assert!(lines[1].ends_with("120") && lines[2].ends_with("unknown"), "{table}");
        let found: serde_json::Value = serde_json::from_str(&json("m", 3, &rows).expect("JSON")).expect("JSON");
        assert_eq!((&found["rounds"], &found["runtimes"][1]["cold_ms"]["high"]), (&3.into(), &30.0.into()));
    }
}
