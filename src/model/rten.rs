//! The default runtime: the model's ONNX graph run by rten, pure Rust.
//!
//! Holds: the same ids give the same bits at any number of threads. Windows run one at a time on a single thread each,
//! several side by side; where there are few, each is spread over all threads, which rten does without changing the order
//! of sums.

use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rten::{NodeId, ThreadPool};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::encoder::{Encoder, Hidden, pool};
use super::files::ENCODER;
use super::graph::Graph;
use super::windows::Batch;
use crate::error::{Error, Result};

/// The encoder's graph, ready to run.
pub struct RtenEncoder {
    graph: Graph,
    ids: NodeId,
    mask: NodeId,
    states: NodeId,
    width: usize,
    wide: Arc<ThreadPool>,
    single: Vec<Arc<ThreadPool>>,
}

impl RtenEncoder {
    /// Loads the graph. `width` is the width of a hidden state, `threads` how many threads may run.
    ///
    /// # Errors
    /// [`Error::GraphLoad`] when rten cannot read it, [`Error::ModelShape`] when it is not an encoder's graph.
    pub fn new(onnx: Cow<'static, [u8]>, width: usize, threads: NonZeroUsize) -> Result<Self> {
        let graph = Graph::load(ENCODER, onnx)?;
        let (ids, mask) = (graph.node("input_ids")?, graph.node("attention_mask")?);
        let states = graph.node("last_hidden_state")?;
        let (wide, single) = pools(threads);
        Ok(Self { graph, ids, mask, states, width, wide, single })
    }

    /// Hidden states of one window, summed by sentence.
    fn window(&self, batch: &Batch, window: usize, threads: &Arc<ThreadPool>) -> Result<Vec<f32>> {
        let tokens = &batch.ids()[batch.window(window)];
        let ids: Vec<i32> = tokens.iter().map(|&id| i32::try_from(id).unwrap_or(i32::MAX)).collect();
        let shape = [1, ids.len()];
        let mask = NdTensor::from_data(shape, vec![1_i32; ids.len()]);
        let ids = NdTensor::from_data(shape, ids);
        let inputs = vec![(self.ids, ids.view().into()), (self.mask, mask.view().into())];
        let run = self.graph.run(inputs, [self.states], threads);
        let [states] = run.map_err(|source| Error::EncoderRun { window, source })?;
        let states = self.graph.floats(states, [1, tokens.len(), self.width])?;
        Ok(pool(batch, window, self.width, &states))
    }

    /// All windows, each on one thread, as many at a time as there are threads.
    fn side_by_side(&self, batch: &Batch) -> Result<Vec<Vec<f32>>> {
        let next = AtomicUsize::new(0);
        let work = |threads: &Arc<ThreadPool>| {
            let mut done = Vec::new();
            loop {
                let window = next.fetch_add(1, Ordering::Relaxed);
                if window >= batch.windows() {
                    return Ok(done);
                }
                done.push((window, self.window(batch, window, threads)?));
            }
        };
        let mut sums = vec![Vec::new(); batch.windows()];
        thread::scope(|scope| {
            let workers: Vec<_> = self.single.iter().map(|pool| scope.spawn(|| work(pool))).collect();
            for worker in workers {
                let done: Result<Vec<_>> = match worker.join() {
                    Ok(done) => done,
                    Err(panic) => std::panic::resume_unwind(panic),
                };
                for (window, rows) in done? {
                    sums[window] = rows;
                }
            }
            Ok(sums)
        })
    }
}

impl Encoder for RtenEncoder {
    fn encode(&self, batch: &Batch) -> Result<Hidden> {
        let windows = batch.windows();
        // Side by side, the last windows leave threads idle, which a document of few windows feels most.
        let sums = if windows < 2 * self.single.len() || self.single.len() == 1 {
            (0..windows).map(|window| self.window(batch, window, &self.wide)).collect::<Result<Vec<_>>>()?
        } else {
            self.side_by_side(batch)?
        };
        Ok(Hidden::from_sums(batch, self.width, &sums))
    }

    fn on(&self, threads: NonZeroUsize) -> Box<dyn Encoder> {
        let Self { graph, ids, mask, states, width, .. } = self;
        let (wide, single) = pools(threads);
        Box::new(Self { graph: graph.clone(), ids: *ids, mask: *mask, states: *states, width: *width, wide, single })
    }
}

/// A pool of all threads, and one for each thread.
fn pools(threads: NonZeroUsize) -> (Arc<ThreadPool>, Vec<Arc<ThreadPool>>) {
    let pool = |threads| Arc::new(ThreadPool::with_num_threads(threads));
    (pool(threads.get()), (0..threads.get()).map(|_| pool(1)).collect())
}
