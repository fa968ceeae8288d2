//! The seam between what is encoded and what encodes it: a [`Batch`] in, [`Hidden`] out.

use std::num::NonZeroUsize;

use super::windows::Batch;
use crate::error::Result;

/// A transformer that reads windows of tokens. Each runtime is one file.
pub trait Encoder: Send + Sync {
    /// One vector a sentence: the mean of the last hidden states over the sentence's own tokens, in context.
    ///
    /// Windows are encoded one at a time, without padding, so that a sentence's vector depends on its own window alone.
    ///
    /// # Errors
    /// [`crate::Error::EncoderRun`] names the window that failed.
    fn encode(&self, batch: &Batch) -> Result<Hidden>;

    /// The same weights on `threads` threads of their own, so that both can encode at once.
    fn on(&self, threads: NonZeroUsize) -> Box<dyn Encoder>;
}

/// Sentence vectors, f32 `[sentences, width]`, row by row. A sentence without tokens has the zero vector.
#[derive(Debug, Clone, PartialEq)]
pub struct Hidden {
    width: usize,
    values: Vec<f32>,
}

impl Hidden {
    /// Means from the sums over each window's scored tokens.
    ///
    /// `sums[window]` is f32 `[scored sentences of the window, width]`. Windows are added in their order, so the result
    /// does not depend on which was ready first.
    #[must_use]
    pub fn from_sums(batch: &Batch, width: usize, sums: &[Vec<f32>]) -> Self {
        let mut totals = vec![0.0_f64; batch.sentences() * width];
        for (window, rows) in sums.iter().enumerate() {
            for (scored, row) in batch.scored(window).iter().zip(rows.chunks_exact(width)) {
                let total = &mut totals[scored.sentence * width..][..width];
                total.iter_mut().zip(row).for_each(|(total, value)| *total += f64::from(*value));
            }
        }
        let mut values = Vec::with_capacity(totals.len());
        for (row, &tokens) in totals.chunks_exact(width).zip(batch.lengths()) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
            values.extend(row.iter().map(|total| (total / tokens.max(1) as f64) as f32));
        }
        Self { width, values }
    }

    /// Sentence vectors as they are, row by row; what does not fill a row is dropped.
    #[must_use]
    pub fn from_rows(width: usize, mut values: Vec<f32>) -> Self {
        values.truncate(values.len() / width.max(1) * width.max(1));
        Self { width: width.max(1), values }
    }

    /// Width of a vector.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many sentences there are.
    #[must_use]
    pub fn sentences(&self) -> usize {
        self.values.len() / self.width
    }

    /// The vectors in order.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.values.chunks_exact(self.width)
    }

    /// One sentence's vector.
    #[must_use]
    pub fn row(&self, sentence: usize) -> &[f32] {
        &self.values[sentence * self.width..][..self.width]
    }
}

/// The sums of a window's hidden states over each of its scored sentences, f32 `[scored, width]`.
///
/// `states` is f32 `[tokens of the window, width]`; sums are taken in f64.
#[must_use]
pub fn pool(batch: &Batch, window: usize, width: usize, states: &[f32]) -> Vec<f32> {
    let first = batch.window(window).start;
    let mut sums = Vec::with_capacity(batch.scored(window).len() * width);
    for scored in batch.scored(window) {
        let mut row = vec![0.0_f64; width];
        for state in states.chunks_exact(width).take(scored.tokens.end - first).skip(scored.tokens.start - first) {
            row.iter_mut().zip(state).for_each(|(sum, value)| *sum += f64::from(*value));
        }
        #[allow(clippy::cast_possible_truncation)]
        sums.extend(row.iter().map(|sum| *sum as f32));
    }
    sums
}

/// Cosine of two vectors; 0 when either is zero.
#[must_use]
pub fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum::<f64>();
    let norms = (dot(a, a) * dot(b, b)).sqrt();
    if norms > 0.0 { dot(a, b) / norms } else { 0.0 }
}
