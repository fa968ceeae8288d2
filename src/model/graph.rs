//! An ONNX graph that rten runs: loading, named nodes, and the check of what comes out.

use std::borrow::Cow;
use std::sync::Arc;

use rten::{Dimension, Model, ModelOptions, NodeId, RunError, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use crate::error::{Error, Result};

/// A graph with its weights, ready to run; a clone shares them.
#[derive(Clone)]
pub struct Graph {
    model: Arc<Model>,
    file: &'static str,
}

impl Graph {
    /// Loads a graph; `file` names it in errors.
    ///
    /// # Errors
    /// [`Error::GraphLoad`] when rten cannot read it.
    pub fn load(file: &'static str, onnx: Cow<'static, [u8]>) -> Result<Self> {
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model = match onnx {
            Cow::Borrowed(bytes) => options.load_static_slice(bytes),
            Cow::Owned(bytes) => options.load(bytes),
        };
        let model = model.map_err(|source| Error::GraphLoad { file: file.into(), source })?;
        Ok(Self { model: Arc::new(model), file })
    }

    /// The node of a name.
    ///
    /// # Errors
    /// [`Error::ModelShape`] when there is none: the graph is another model's.
    pub fn node(&self, name: &str) -> Result<NodeId> {
        self.model.find_node(name).ok_or_else(|| self.wrong(format!("the graph has no node {name}")))
    }

    /// Refuses a node whose rows are known to have another width: the graph is another model's.
    ///
    /// # Errors
    /// [`Error::ModelShape`].
    pub fn expect_width(&self, node: NodeId, name: &str, width: usize) -> Result<()> {
        let shape = self.model.node_info(node).and_then(|info| info.shape());
        match shape.as_deref().and_then(<[Dimension]>::last) {
            Some(Dimension::Fixed(found)) if *found != width => {
                Err(self.wrong(format!("{name} has width {found} where {width} is expected")))
            }
            _ => Ok(()),
        }
    }

    /// Runs the graph on a pool of threads.
    ///
    /// # Errors
    /// What rten says.
    pub fn run<const N: usize>(
        &self,
        inputs: Vec<(NodeId, ValueOrView<'_>)>,
        outputs: [NodeId; N],
        threads: &Arc<ThreadPool>,
    ) -> std::result::Result<[Value; N], RunError> {
        let mut options = RunOptions::default();
        options.thread_pool = Some(Arc::clone(threads));
        self.model.run_n(inputs, outputs, Some(options))
    }

    /// The numbers of an output, row by row, which must have the shape that is expected.
    ///
    /// # Errors
    /// [`Error::ModelShape`] when it has not.
    pub fn floats<const R: usize>(&self, output: Value, shape: [usize; R]) -> Result<Vec<f32>> {
        let found: Option<NdTensor<f32, R>> = output.try_into().ok();
        match found {
            Some(found) if found.shape() == shape => Ok(found.to_vec()),
            other => {
                let found = other.map(|found| found.shape());
                Err(self.wrong(format!("an output has shape {found:?} where {shape:?} is expected")))
            }
        }
    }

    fn wrong(&self, what: String) -> Error {
        Error::ModelShape { file: self.file.into(), what }
    }
}
