//! The salience head: how likely an editor's summary would take each sentence.
//!
//! Enters: sentence vectors and token counts of a whole document. Leaves: a logit a sentence, to be compared inside the
//! document only. The head is linear on the vector and six features:
//! `logit = w · [v, cos(v, centroid), cos(v, v0), 1/(1+i), i/n, ln(1+n), ln(1+tokens)] + b`, where the centroid is the
//! mean of the unit vectors. training/heads.py is the reference.

use serde::Deserialize;

use super::config::HeadsConfig;
use super::encoder::Hidden;
use super::files::CONFIG;
use super::tensors::{Linear, Tensors, cosine};
use crate::error::{Error, Result};

/// The features behind the vector, by the names that config.json lists.
const FEATURES: [&str; 6] = [
    "centroid_cosine",
    "first_sentence_cosine",
    "reciprocal_position",
    "relative_position",
    "log_sentences",
    "log_tokens",
];

/// When two sentences say the same, so that a summary takes only one.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Redundancy {
    /// Whether one shared run of three words is enough.
    pub trigrams: bool,
    /// The cosine of their vectors above which they do.
    pub cosine: f64,
}

/// The trained head.
#[derive(Debug, Clone)]
pub struct SalienceHead {
    linear: Linear,
    redundancy: Redundancy,
}

impl SalienceHead {
    /// Reads the head's weights; `hidden` is the width of a sentence vector.
    ///
    /// # Errors
    /// [`Error::ModelShape`] when features or weights are not those of this head.
    pub fn new(tensors: &Tensors<'_>, config: &HeadsConfig, hidden: usize) -> Result<Self> {
        if config.salience_features != FEATURES {
            let what =
                format!("the salience features are {:?} where {FEATURES:?} are expected", config.salience_features);
            return Err(Error::ModelShape { file: CONFIG.into(), what });
        }
        let linear = Linear::read(tensors, "salience", 1, hidden + FEATURES.len())?;
        Ok(Self { linear, redundancy: config.redundancy })
    }

    /// When two sentences say the same.
    #[must_use]
    pub fn redundancy(&self) -> Redundancy {
        self.redundancy
    }

    /// One logit a sentence; `tokens` is the number of tokens of each.
    #[must_use]
    pub fn logits(&self, hidden: &Hidden, tokens: &[usize]) -> Vec<f64> {
        let Some(first) = hidden.rows().next() else { return Vec::new() };
        let centroid = centroid(hidden);
        let count = real(hidden.sentences());
        let score = |(index, (vector, tokens)): (usize, (&[f32], &usize))| {
            let features = [
                cosine(vector, &centroid),
                cosine(vector, first),
                1.0 / (1.0 + real(index)),
                real(index) / count,
                count.ln_1p(),
                real(*tokens).ln_1p(),
            ];
            let inputs = vector.iter().copied().map(f64::from).chain(features);
            self.linear.apply(inputs).sum()
        };
        hidden.rows().zip(tokens).enumerate().map(score).collect()
    }
}

/// The mean of the unit vectors.
fn centroid(hidden: &Hidden) -> Vec<f32> {
    let mut sum = vec![0.0_f64; hidden.width()];
    for row in hidden.rows() {
        let norm = row.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt();
        if norm > 0.0 {
            sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value) / norm);
        }
    }
    #[allow(clippy::cast_possible_truncation)]
    sum.iter().map(|value| (value / real(hidden.sentences())) as f32).collect()
}

/// A count as a real number.
#[allow(clippy::cast_precision_loss)]
fn real(count: usize) -> f64 {
    count as f64
}
