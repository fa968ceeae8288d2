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

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::encoder::{Encoder, Hidden, pool};
use super::files::ENCODER;
use super::windows::Batch;
use crate::error::{Error, Result};

/// An ONNX graph with its weights, ready to run.
pub struct RtenEncoder {
    model: Model,
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
    /// [`Error::EncoderLoad`] when rten cannot read it, [`Error::ModelShape`] when it is not an encoder's graph.
    pub fn new(onnx: Cow<'static, [u8]>, width: usize, threads: NonZeroUsize) -> Result<Self> {
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model = match onnx {
            Cow::Borrowed(bytes) => options.load_static_slice(bytes),
            Cow::Owned(bytes) => options.load(bytes),
        }
        .map_err(Error::EncoderLoad)?;
        let node = |name: &str| {
            model.find_node(name).ok_or_else(|| Error::ModelShape {
                file: ENCODER.into(),
                what: format!("the graph has no node {name}"),
            })
        };
        let (ids, mask, states) = (node("input_ids")?, node("attention_mask")?, node("last_hidden_state")?);
        let pool = |threads| Arc::new(ThreadPool::with_num_threads(threads));
        let single = (0..threads.get()).map(|_| pool(1)).collect();
        Ok(Self { model, ids, mask, states, width, wide: pool(threads.get()), single })
    }

    /// Hidden states of one window, summed by sentence.
    fn window(&self, batch: &Batch, window: usize, threads: &Arc<ThreadPool>) -> Result<Vec<f32>> {
        let tokens = &batch.ids()[batch.window(window)];
        let ids: Vec<i32> = tokens.iter().map(|&id| i32::try_from(id).unwrap_or(i32::MAX)).collect();
        let shape = [1, ids.len()];
        let mask = NdTensor::from_data(shape, vec![1_i32; ids.len()]);
        let ids = NdTensor::from_data(shape, ids);
        let mut options = RunOptions::default();
        options.thread_pool = Some(Arc::clone(threads));
        let inputs = vec![(self.ids, ids.view().into()), (self.mask, mask.view().into())];
        let run = self.model.run_n(inputs, [self.states], Some(options));
        let [states]: [Value; 1] = run.map_err(|source| Error::EncoderRun { window, source })?;
        let states: Option<NdTensor<f32, 3>> = states.try_into().ok();
        match states {
            Some(states) if states.shape() == [1, tokens.len(), self.width] => {
                Ok(pool(batch, window, self.width, &states.to_vec()))
            }
            other => Err(Error::ModelShape {
                file: ENCODER.into(),
                what: format!(
                    "its output has shape {:?} where [1, {}, {}] is expected",
                    other.map(|s| s.shape()),
                    tokens.len(),
                    self.width
                ),
            }),
        }
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
}

impl RtenEncoder {
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
