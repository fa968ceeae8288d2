//! The default runtime: the crate `detente-encoder`, a forward pass for exactly the architecture of our int8 graphs.
//!
//! Holds: the same ids give the same vectors, to the bit, at any number of threads and on every processor. Windows are encoded side by side, each alone; where there are
//! fewer windows than threads, threads share a window's rows and heads.

mod graph;

use std::num::NonZeroUsize;

use detente_encoder as forward;
use detente_encoder::isa::Isa;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::config::ModelConfig;
use super::encoder::{Encoder, Hidden, pool};
use super::files::ENCODER;
use super::windows::Batch;
use crate::error::{Error, Result};

/// The encoder's weights and threads, ready to run.
pub struct NativeEncoder {
    encoder: forward::Encoder,
    /// None: the thread that asks does the work.
    threads: Option<ThreadPool>,
}

impl NativeEncoder {
    /// Whether this runtime is the one to choose: the graph multiplies integers, its heads have a width that the attention can do, and the processor
    /// has vector instructions for it. Without them it gives the same bits, but rten is faster.
    #[must_use]
    pub fn suits(onnx: &[u8], config: &ModelConfig) -> bool {
        let width = config.hidden / config.encoder.attention_heads.max(1);
        let vectors = Isa::best() != Isa::PORTABLE;
        vectors && width.is_multiple_of(32) && memchr::memmem::find(onnx, b"MatMulInteger").is_some()
    }

    /// Reads the weights of an int8 graph, for `threads` threads.
    ///
    /// # Errors
    /// [`Error::ModelShape`] when it is not an int8 graph of this architecture.
    pub fn new(onnx: &[u8], config: &ModelConfig, threads: NonZeroUsize) -> Result<Self> {
        Ok(Self { encoder: forward::Encoder::new(graph::weights(onnx, config)?), threads: threads_of(threads) })
    }
}

impl Encoder for NativeEncoder {
    fn encode(&self, batch: &Batch) -> Result<Hidden> {
        let width = self.encoder.weights().hidden();
        let window = |window: usize, threads: usize| {
            // Title and context are there to be attended to.
            let (ids, needed) = (&batch.ids()[batch.window(window)], batch.needed(window));
            self.encoder.states(ids, needed, threads, |states| pool(batch, window, width, states))
        };
        let sums: Option<Vec<_>> = match &self.threads {
            None => (0..batch.windows()).map(|number| window(number, 1)).collect(),
            Some(threads) => threads.install(|| {
                let each = (0..batch.windows()).into_par_iter();
                each.map(|number| window(number, threads.current_num_threads())).collect()
            }),
        };
        let sums = sums.ok_or_else(|| {
            let what = format!("it has {} words, and the tokenizer more", self.encoder.weights().words());
            Error::ModelShape { file: ENCODER.into(), what }
        })?;
        Ok(Hidden::from_sums(batch, width, &sums))
    }

    fn on(&self, threads: NonZeroUsize) -> Box<dyn Encoder> {
        Box::new(Self { encoder: self.encoder.clone(), threads: threads_of(threads) })
    }
}

/// A pool of several threads. Where the system does not give them, the work is done by one, with the same result.
fn threads_of(threads: NonZeroUsize) -> Option<ThreadPool> {
    let several = threads.get() > 1;
    several.then(|| ThreadPoolBuilder::new().num_threads(threads.get()).build().ok()).flatten()
}
