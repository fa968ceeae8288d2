//! Tone of a sentence, and of a run of sentences: a section, a paragraph, the document.
//!
//! Enters: five logits and a weight for each sentence. Leaves: for a sentence its probabilities and its score, half the
//! expected label; for a run the weighted mean of the scores, so that the contributions add up to it, and calibrated
//! probabilities. Weights are the softmax of the attention over the run: `score = Σ a s`,
//! `p = softmax(M [Σ a q, score] + c)`, q being the five-point probabilities. training/heads.py is the reference.

use std::ops::Range;

use serde::Deserialize;

/// The points of the scale, in the order of the logits.
pub const POINTS: [i32; 5] = [-2, -1, 0, 1, 2];

/// Class probabilities in the order confrontational, neutral, conciliatory.
pub type Classes = [f64; 3];

/// What the tone head says of one sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SentenceTone {
    /// Probabilities of the five points.
    pub points: [f64; 5],
    /// Class probabilities.
    pub classes: Classes,
    /// Expected label over 2, in [-1, 1].
    pub score: f64,
    /// Logarithm of its weight, up to a constant; minus infinity for a sentence without tokens.
    pub log_weight: f64,
}

impl SentenceTone {
    /// Of a sentence without tokens: surely neutral, without weight.
    pub const SILENT: Self =
        Self { points: [0.0, 0.0, 1.0, 0.0, 0.0], classes: [0.0, 1.0, 0.0], score: 0.0, log_weight: f64::NEG_INFINITY };

    /// From the logits of the five points and the logarithm of the weight.
    #[must_use]
    pub fn new(logits: [f64; 5], log_weight: f64) -> Self {
        let points = softmax(logits);
        Self { points, classes: classes(points), score: score(points), log_weight }
    }
}

/// What is said of a run of sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct RunTone {
    /// Probabilities of the five points.
    pub points: [f64; 5],
    /// Calibrated class probabilities.
    pub classes: Classes,
    /// Each sentence's weight, in order; they sum to 1, or are all 0 where no sentence has tokens.
    pub weights: Vec<f64>,
    /// Each sentence's weight times its score, in order.
    pub contributions: Vec<f64>,
}

/// The calibrated map from a run's weighted means to its five points.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct SectionHead {
    /// A row a point; five columns for the mean probabilities and one for the score. The temperature is folded in.
    weight: [[f64; 6]; 5],
    bias: [f64; 5],
}

impl SectionHead {
    /// Tone of the sentences in `run`, taken together.
    #[must_use]
    pub fn run(&self, sentences: &[SentenceTone], run: Range<usize>) -> RunTone {
        let own = &sentences[run];
        let top = own.iter().map(|s| s.log_weight).fold(f64::NEG_INFINITY, f64::max);
        if top == f64::NEG_INFINITY {
            let none = vec![0.0; own.len()];
            let SentenceTone { points, classes, .. } = SentenceTone::SILENT;
            return RunTone { points, classes, weights: none.clone(), contributions: none };
        }
        let raised: Vec<f64> = own.iter().map(|s| (s.log_weight - top).exp()).collect();
        let sum: f64 = raised.iter().sum();
        let mut inputs = [0.0; 6];
        let weights: Vec<f64> = raised.into_iter().map(|raised| raised / sum).collect();
        let mut contributions = Vec::with_capacity(own.len());
        for (sentence, &weight) in own.iter().zip(&weights) {
            inputs.iter_mut().zip(sentence.points).for_each(|(mean, q)| *mean += weight * q);
            inputs[5] += weight * sentence.score;
            contributions.push(weight * sentence.score);
        }
        let mut logits = self.bias;
        for (logit, row) in logits.iter_mut().zip(&self.weight) {
            *logit += row.iter().zip(inputs).map(|(weight, input)| weight * input).sum::<f64>();
        }
        let points = softmax(logits);
        RunTone { points, classes: classes(points), weights, contributions }
    }
}

/// Confrontational, neutral, conciliatory.
fn classes(points: [f64; 5]) -> Classes {
    [points[0] + points[1], points[2], points[3] + points[4]]
}

/// Half the expected label.
fn score(points: [f64; 5]) -> f64 {
    points.iter().zip(POINTS).map(|(q, point)| q * f64::from(point)).sum::<f64>() / 2.0
}

fn softmax(logits: [f64; 5]) -> [f64; 5] {
    let top = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raised = logits.map(|logit| (logit - top).exp());
    let sum: f64 = raised.iter().sum();
    raised.map(|value| value / sum)
}
