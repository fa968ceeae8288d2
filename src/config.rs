//! All settings of an analysis in one struct, whose hash goes into every record.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// How long a summary may be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// At most so many sentences.
    Sentences(usize),
    /// At most this share of the document's sentences, in (0, 1]; at least one.
    Ratio(f64),
    /// At most so many words; at least one sentence.
    Words(usize),
}

/// Whether lines of plain text are sorted into title, byline, tags and the like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Anatomy {
    /// Find out what each line is and keep only headings and body.
    #[default]
    On,
    /// Take every line as body.
    Off,
}

/// The settings of an analysis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Config {
    /// How long the summary may be.
    pub budget: Budget,
    /// Give each section its share of the summary by its length, and at least one sentence.
    pub per_section: bool,
    /// What the summary should be about; `None` for the article itself.
    pub query: Option<String>,
    /// Whether lines are typed.
    pub anatomy: Anatomy,
}

impl Default for Config {
    fn default() -> Self {
        Self { budget: Budget::Sentences(3), per_section: false, query: None, anatomy: Anatomy::On }
    }
}

impl Config {
    /// Checks every setting.
    ///
    /// # Errors
    /// [`Error::Setting`] names the setting, its value and the allowed range.
    pub fn checked(self) -> Result<Self> {
        let wrong = |setting, value: String, remedy| Err(Error::Setting { setting, value, remedy });
        match self.budget {
            Budget::Sentences(0) => wrong("--sentences", "0".into(), "give at least 1"),
            Budget::Words(0) => wrong("--words", "0".into(), "give at least 1"),
            Budget::Ratio(r) if !(r > 0.0 && r <= 1.0) => {
                wrong("--ratio", r.to_string(), "give more than 0, at most 1")
            }
            _ if self.query.as_ref().is_some_and(|q| q.trim().is_empty()) => {
                wrong("--query", "empty".into(), "say what the summary should be about")
            }
            _ => Ok(self),
        }
    }

    /// SHA-256, in hexadecimal, of the settings as JSON.
    #[must_use]
    pub fn sha256(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        hex(&Sha256::digest(json))
    }
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_out_of_range_are_named() {
        let with = |budget| Config { budget, ..Config::default() }.checked();
        for (budget, name) in [
            (Budget::Sentences(0), "--sentences is 0"),
            (Budget::Words(0), "--words is 0"),
            (Budget::Ratio(0.0), "--ratio is 0"),
            (Budget::Ratio(1.5), "--ratio is 1.5"),
            (Budget::Ratio(f64::NAN), "--ratio is NaN"),
        ] {
            let error = with(budget).expect_err(name).to_string();
            assert!(error.contains(name), "{error}");
        }
        with(Budget::Ratio(1.0)).expect("all of it is allowed");
        let query = Config { query: Some(" ".into()), ..Config::default() }.checked();
        assert!(query.expect_err("empty").to_string().contains("--query"));
    }

    #[test]
    fn the_hash_changes_with_every_setting() {
        let base = Config::default();
        let others = [
            Config { budget: Budget::Words(3), ..base.clone() },
            Config { per_section: true, ..base.clone() },
            Config { query: Some("x".into()), ..base.clone() },
            Config { anatomy: Anatomy::Off, ..base.clone() },
        ];
        assert_eq!(base.sha256(), Config::default().sha256());
        assert!(others.iter().all(|other| other.sha256() != base.sha256()));
    }
}
