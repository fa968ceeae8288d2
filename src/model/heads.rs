//! The trained heads: salience over the whole document, and tone of each sentence.
//!
//! Enters: sentence vectors and token counts of a document. Leaves: for each sentence a salience logit, to be compared
//! inside the document only; the probabilities of -2, -1, 0, 1, 2 (strongly confrontational to strongly conciliatory);
//! and its weight in a section. The heads are a small graph beside the encoder's: two transformer layers between
//! sentences for salience, one hidden layer for tone, attention for the weights. training/heads.py is the
//! reference. Documents of more sentences than a block are judged block by block, each sentence by its place in the
//! whole, so time and memory grow with the length and no faster.

use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;

use rten::{NodeId, ThreadPool};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::config::HeadsConfig;
use super::encoder::Hidden;
use super::files::HEADS;
use super::graph::Graph;
use super::tone::{POINTS, SentenceTone};
use crate::error::{Error, Result};

/// What the heads say of the sentences of a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SentenceScores {
    /// Salience logits.
    pub salience: Vec<f64>,
    /// Tone.
    pub tone: Vec<SentenceTone>,
}

/// The heads' graph, ready to run.
pub struct Heads {
    graph: Graph,
    inputs: [NodeId; 4],
    outputs: [NodeId; 3],
    config: HeadsConfig,
    width: usize,
    threads: Arc<ThreadPool>,
}

impl Heads {
    /// Loads the graph; `width` is the width of a sentence vector.
    ///
    /// # Errors
    /// [`Error::GraphLoad`] when rten cannot read it, [`Error::ModelShape`] when it is not the heads' graph.
    pub fn new(onnx: Cow<'static, [u8]>, config: HeadsConfig, width: usize, threads: NonZeroUsize) -> Result<Self> {
        let graph = Graph::load(HEADS, onnx)?;
        let inputs = [graph.node("vectors")?, graph.node("first")?, graph.node("relative")?, graph.node("length")?];
        graph.expect_width(inputs[0], "vectors", width)?;
        let outputs = [graph.node("salience")?, graph.node("tone")?, graph.node("attention")?];
        let threads = Arc::new(ThreadPool::with_num_threads(threads.get()));
        Ok(Self { graph, inputs, outputs, config, width, threads })
    }

    /// The same weights on `threads` threads of their own.
    #[must_use]
    pub fn on(&self, threads: NonZeroUsize) -> Self {
        let Self { graph, inputs, outputs, config, width, .. } = self;
        let threads = Arc::new(ThreadPool::with_num_threads(threads.get()));
        Self {
            graph: graph.clone(),
            inputs: *inputs,
            outputs: *outputs,
            config: config.clone(),
            width: *width,
            threads,
        }
    }

    /// Scores every sentence; `tokens` is the number of tokens of each.
    ///
    /// # Errors
    /// [`Error::HeadsRun`] when the graph fails, [`Error::ModelShape`] when its outputs are not those of these heads.
    pub fn score(&self, hidden: &Hidden, tokens: &[usize]) -> Result<SentenceScores> {
        let mut scores = SentenceScores::default();
        let total = hidden.sentences();
        let mut start = 0;
        while start < total {
            let end = total.min(start + self.config.block);
            self.block(hidden, tokens, start..end, &mut scores)?;
            start = end;
        }
        Ok(scores)
    }

    /// Scores the sentences of one block.
    fn block(&self, hidden: &Hidden, tokens: &[usize], block: Range<usize>, scores: &mut SentenceScores) -> Result<()> {
        let (count, total) = (block.len(), hidden.sentences());
        let vectors: Vec<f32> = block.clone().flat_map(|index| hidden.row(index)).copied().collect();
        let vectors = NdTensor::from_data([count, self.width], vectors);
        let HeadsConfig { first_edges, length_edges, relative_buckets, .. } = &self.config;
        let column = |of: &dyn Fn(usize) -> usize| {
            let values: Vec<i32> = block.clone().map(|index| i32::try_from(of(index)).unwrap_or(0)).collect();
            NdTensor::from_data([count], values)
        };
        let first = column(&|index| bucket(index, first_edges));
        let relative = column(&|index| (relative_buckets * index / total).min(relative_buckets - 1));
        let length = column(&|index| bucket(tokens[index], length_edges));
        let inputs = [vectors.view().into(), first.view().into(), relative.view().into(), length.view().into()];
        let inputs = self.inputs.into_iter().zip(inputs).collect();
        let [salience, tone, attention] =
            self.graph.run(inputs, self.outputs, &self.threads).map_err(Error::HeadsRun)?;
        let salience = self.graph.floats(salience, [count])?;
        let tone = self.graph.floats(tone, [count, POINTS.len()])?;
        let attention = self.graph.floats(attention, [count])?;
        scores.salience.extend(salience.into_iter().map(f64::from));
        let (logits, _) = tone.as_chunks();
        let each = logits.iter().zip(attention).zip(&tokens[block]);
        scores.tone.extend(each.map(|((logits, weight), &tokens)| match tokens {
            0 => SentenceTone::SILENT,
            _ => SentenceTone::new(logits.map(f64::from), f64::from(weight)),
        }));
        Ok(())
    }
}

/// Which bucket a value falls into: how many edges after the first are not above it.
fn bucket(value: usize, edges: &[usize]) -> usize {
    edges.iter().skip(1).filter(|edge| **edge <= value).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_begin_at_their_edges_and_the_last_is_open() {
        let found: Vec<usize> = [0, 4, 5, 9, 10, 59, 60, 1000].map(|v| bucket(v, &[0, 5, 10, 60])).to_vec();
        assert_eq!(found, [0, 0, 1, 1, 2, 2, 3, 3]);
    }
}
