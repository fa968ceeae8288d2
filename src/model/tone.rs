//! The tone head: five-point probabilities of each sentence, and the tone of a run of sentences.
//!
//! Enters: sentence vectors and token counts. Leaves: for each sentence the probabilities of -2, -1, 0, 1, 2 (strongly
//! confrontational to strongly conciliatory) and its weight; for a run of sentences (a section, a paragraph, the
//! document) the weighted mean of their scores, so that the contributions add up to the score, and calibrated
//! probabilities of the three classes. training/heads.py is the reference:
//! `q = softmax(W v + b)`; `s = Σ k q(k) / 2`; `weight ∝ (ε + 1 − p(neutral))^γ tokens^α`;
//! `score = Σ weight s`; `p = softmax(M [Σ weight p, score, min s, max s] + c)`.

use std::ops::Range;

use serde::Deserialize;

use super::config::HeadsConfig;
use super::encoder::Hidden;
use super::files::CONFIG;
use super::tensors::{Linear, Tensors, softmax};
use crate::error::{Error, Result};

/// The points of the scale, in the order of the weights' rows.
const POINTS: [i32; 5] = [-2, -1, 0, 1, 2];
/// Features of a run of sentences, by the names that config.json lists.
const FEATURES: [&str; 6] = [
    "weighted_confrontational",
    "weighted_neutral",
    "weighted_conciliatory",
    "score",
    "lowest_sentence_score",
    "highest_sentence_score",
];

/// How sentences are weighted in a section.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Weighting {
    /// Weight that even a surely neutral sentence keeps.
    pub eps: f64,
    /// Exponent of the part that is not neutral.
    pub gamma: f64,
    /// Exponent of the number of tokens.
    pub alpha: f64,
}

/// Class probabilities in the order confrontational, neutral, conciliatory.
pub type Classes = [f64; 3];

/// What the tone head says of one sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SentenceTone {
    /// Class probabilities.
    pub classes: Classes,
    /// Expected label over 2, in [-1, 1].
    pub score: f64,
    /// Logarithm of its weight, up to a constant; minus infinity for a sentence without tokens.
    pub log_weight: f64,
}

/// What the tone head says of a run of sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct RunTone {
    /// Calibrated class probabilities.
    pub classes: Classes,
    /// Each sentence's weight times its score, in order.
    pub contributions: Vec<f64>,
}

/// The trained head.
#[derive(Debug, Clone)]
pub struct ToneHead {
    sentence: Linear,
    section: Linear,
    weighting: Weighting,
}

impl ToneHead {
    /// Reads the head's weights; `hidden` is the width of a sentence vector.
    ///
    /// # Errors
    /// [`Error::ModelShape`] when points, features or weights are not those of this head.
    pub fn new(tensors: &Tensors<'_>, config: &HeadsConfig, hidden: usize) -> Result<Self> {
        if config.tone_points != POINTS || config.section_features != FEATURES {
            let what = format!(
                "the tone head has points {:?} and features {:?}, where {POINTS:?} and {FEATURES:?} are expected",
                config.tone_points, config.section_features
            );
            return Err(Error::ModelShape { file: CONFIG.into(), what });
        }
        let sentence = Linear::read(tensors, "tone", POINTS.len(), hidden)?;
        let section = Linear::read(tensors, "section", 3, FEATURES.len())?;
        Ok(Self { sentence, section, weighting: config.weighting })
    }

    /// Tone of every sentence; `tokens` is the number of tokens of each.
    #[must_use]
    pub fn sentences(&self, hidden: &Hidden, tokens: &[usize]) -> Vec<SentenceTone> {
        hidden.rows().zip(tokens).map(|(vector, tokens)| self.sentence(vector, *tokens)).collect()
    }

    fn sentence(&self, vector: &[f32], tokens: usize) -> SentenceTone {
        if tokens == 0 {
            return SentenceTone { classes: [0.0, 1.0, 0.0], score: 0.0, log_weight: f64::NEG_INFINITY };
        }
        let mut logits = [0.0; POINTS.len()];
        let inputs = vector.iter().copied().map(f64::from);
        logits.iter_mut().zip(self.sentence.apply(inputs)).for_each(|(to, from)| *to = from);
        let fine = softmax(logits);
        let score = fine.iter().zip(POINTS).map(|(q, point)| q * f64::from(point)).sum::<f64>() / 2.0;
        let classes = [fine[0] + fine[1], fine[2], fine[3] + fine[4]];
        let Weighting { eps, gamma, alpha } = self.weighting;
        #[allow(clippy::cast_precision_loss)]
        let log_weight = gamma * (eps + 1.0 - classes[1]).ln() + alpha * (tokens as f64).ln();
        SentenceTone { classes, score, log_weight }
    }

    /// Tone of the sentences in `run`, taken together.
    #[must_use]
    pub fn run(&self, sentences: &[SentenceTone], run: Range<usize>) -> RunTone {
        let own = &sentences[run];
        let top = own.iter().map(|s| s.log_weight).fold(f64::NEG_INFINITY, f64::max);
        if top == f64::NEG_INFINITY {
            return RunTone { classes: [0.0, 1.0, 0.0], contributions: vec![0.0; own.len()] };
        }
        let raised: Vec<f64> = own.iter().map(|s| (s.log_weight - top).exp()).collect();
        let sum: f64 = raised.iter().sum();
        let weights: Vec<f64> = raised.iter().map(|value| value / sum).collect();
        let mean = |of: &dyn Fn(&SentenceTone) -> f64| own.iter().zip(&weights).map(|(s, w)| w * of(s)).sum::<f64>();
        let scored = || own.iter().filter(|s| s.log_weight > f64::NEG_INFINITY).map(|s| s.score);
        let features = [
            mean(&|s| s.classes[0]),
            mean(&|s| s.classes[1]),
            mean(&|s| s.classes[2]),
            mean(&|s| s.score),
            scored().fold(f64::INFINITY, f64::min),
            scored().fold(f64::NEG_INFINITY, f64::max),
        ];
        let mut logits = [0.0; 3];
        logits.iter_mut().zip(self.section.apply(features.into_iter())).for_each(|(to, from)| *to = from);
        let contributions = own.iter().zip(&weights).map(|(s, weight)| weight * s.score).collect();
        RunTone { classes: softmax(logits), contributions }
    }
}
