//! Figures as they are printed, alike in the page, in Markdown and in the terminal.
//!
//! Enters: numbers of a report. Leaves: their text. Holds: a metric has as many decimals in every place; a figure that is
//! not defined prints as an en dash; a real minus, and no sign at zero.

use super::{Figure, SuiteReport};

/// What prints where there is no figure.
pub const NONE: &str = "–";

/// How the figures of a metric are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Three decimals and no zero before the point: `.788`.
    Share,
    /// ROUGE, on 0..100, with one decimal: `41.5`.
    Points,
    /// Lengths and counts, with one decimal.
    Count,
}

impl Scale {
    /// The scale of a metric of a suite: ROUGE by its name, lengths by their size.
    #[must_use]
    pub fn of(suite: &SuiteReport, metric: &str) -> Self {
        if metric.starts_with("rouge") {
            return Self::Points;
        }
        let figures = suite.systems.iter().filter_map(|s| s.figures.get(metric)).filter_map(|f| f.value);
        if figures.fold(0.0, |most: f64, value| most.max(value.abs())) < 10.0 { Self::Share } else { Self::Count }
    }

    /// A number.
    #[must_use]
    pub fn number(self, value: f64) -> String {
        match self {
            _ if !value.is_finite() => NONE.to_owned(),
            Self::Share => decimals(value, 3),
            Self::Points | Self::Count => format!("{}{:.1}", minus(value, 0.05), value.abs()),
        }
    }

    /// A number that may be missing.
    #[must_use]
    pub fn value(self, value: Option<f64>) -> String {
        value.map_or_else(|| NONE.to_owned(), |value| self.number(value))
    }

    /// A difference, with its sign.
    #[must_use]
    pub fn signed(self, value: Option<f64>) -> String {
        let plus = match self {
            Self::Share => value.is_some_and(|v| v >= 0.0005),
            Self::Points | Self::Count => value.is_some_and(|v| v >= 0.05),
        };
        format!("{}{}", if plus { "+" } else { "" }, self.value(value))
    }

    /// The interval of a figure, or nothing where it has none.
    #[must_use]
    pub fn interval(self, figure: &Figure) -> String {
        match (figure.low, figure.high) {
            (Some(low), Some(high)) => format!("[{}, {}]", self.number(low), self.number(high)),
            _ => String::new(),
        }
    }

    /// The interval of a difference, or nothing where it has none.
    #[must_use]
    pub fn signed_interval(self, figure: &Figure) -> String {
        match (figure.low, figure.high) {
            (Some(_), Some(_)) => format!("[{}, {}]", self.signed(figure.low), self.signed(figure.high)),
            _ => String::new(),
        }
    }

    /// A figure with its interval: `.788 [.771, .804]`.
    #[must_use]
    pub fn figure(self, figure: &Figure) -> String {
        format!("{} {}", self.value(figure.value), self.interval(figure)).trim_end().to_owned()
    }

    /// A difference with its interval.
    #[must_use]
    pub fn difference(self, figure: &Figure) -> String {
        format!("{} {}", self.signed(figure.value), self.signed_interval(figure)).trim_end().to_owned()
    }
}

/// A number with `places` decimals, without the zero before the point.
#[must_use]
pub fn decimals(value: f64, places: usize) -> String {
    let half = 0.5 / 10_f64.powi(i32::try_from(places).unwrap_or(0));
    let digits = format!("{:.places$}", value.abs());
    let digits = if places > 0 { digits.strip_prefix('0').unwrap_or(&digits) } else { &digits };
    format!("{}{digits}", minus(value, half))
}

/// The sign of a number that does not print as zero.
fn minus(value: f64, half: f64) -> &'static str {
    if value <= -half { "\u{2212}" } else { "" }
}

/// A whole number with commas between thousands.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A whole number with commas between thousands.
#[must_use]
pub fn size(number: usize) -> String {
    count(number.try_into().unwrap_or(u64::MAX))
}

/// A p-value.
#[must_use]
pub fn p(value: Option<f64>) -> String {
    match value {
        None => NONE.to_owned(),
        Some(p) if p < 0.001 => "< .001".to_owned(),
        Some(p) => decimals(p, 3),
    }
}

/// A positive quantity without a scale of its own (seconds, items a second, ratios), to about three digits.
#[must_use]
pub fn quantity(value: f64) -> String {
    match value {
        v if !v.is_finite() => NONE.to_owned(),
        v if v >= 99.95 => whole(v),
        v if v >= 9.995 => format!("{v:.1}"),
        v if v >= 0.0995 || v == 0.0 => format!("{v:.2}"),
        v if v >= 0.001 => format!("{v:.4}"),
        _ => "< 0.001".to_owned(),
    }
}

fn whole(value: f64) -> String {
    format!("{value:.0}").parse().map_or_else(|_| format!("{value:.0}"), count)
}

/// A share as per cent.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::{Scale, count, decimals, p, quantity};
    use crate::eval::report::Figure;

    #[test]
    fn shares_have_three_decimals_and_no_leading_zero() {
        assert_eq!(Scale::Share.number(0.7884), ".788");
        assert_eq!(Scale::Share.number(1.0), "1.000");
        assert_eq!(Scale::Share.number(-0.25), "−.250");
        assert_eq!(Scale::Share.number(-0.0001), ".000");
        assert_eq!(Scale::Share.number(f64::NAN), "–");
        assert_eq!(Scale::Points.number(41.456), "41.5");
        assert_eq!(Scale::Points.number(-0.01), "0.0");
    }

    #[test]
    fn differences_carry_their_sign_and_zero_has_none() {
        assert_eq!(Scale::Share.signed(Some(0.012)), "+.012");
        assert_eq!(Scale::Share.signed(Some(0.0001)), ".000");
        assert_eq!(Scale::Points.signed(Some(-1.25)), "−1.2");
        assert_eq!(Scale::Points.signed(None), "–");
        let figure = Figure { value: Some(0.01), low: Some(-0.02), high: Some(0.03) };
        assert_eq!(Scale::Share.difference(&figure), "+.010 [−.020, +.030]");
        assert_eq!(Scale::Share.figure(&Figure { value: None, low: None, high: None }), "–");
    }

    #[test]
    fn quantities_have_about_three_digits() {
        assert_eq!([0.00123, 0.5, 12.34, 1234.5].map(quantity), ["0.0012", "0.50", "12.3", "1,234"]);
        assert_eq!([0.0, 0.000_007].map(quantity), ["0.00", "< 0.001"]);
        assert_eq!([999, 1000, 1_234_567].map(count), ["999", "1,000", "1,234,567"]);
        assert_eq!([Some(0.0), Some(0.0312), None].map(p), ["< .001", ".031", "–"]);
        assert_eq!(decimals(3.0, 0), "3");
    }
}
