//! Named f32 tensors of heads.safetensors, with their shapes checked.

use safetensors::{Dtype, SafeTensors};

use super::files::HEADS;
use crate::error::{Error, Result};

/// A parsed heads.safetensors.
pub struct Tensors<'a>(SafeTensors<'a>);

impl<'a> Tensors<'a> {
    /// Reads the file.
    ///
    /// # Errors
    /// [`Error::Heads`] when it is not a safetensors file.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        SafeTensors::deserialize(bytes).map(Self).map_err(Error::Heads)
    }

    /// One tensor of a given shape, row by row.
    ///
    /// # Errors
    /// [`Error::ModelShape`] when it is missing, not f32, of another shape, or holds a value that is not finite.
    pub fn get(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let wrong = |what: String| Error::ModelShape { file: HEADS.into(), what };
        let tensor = self.0.tensor(name).map_err(|_| wrong(format!("there is no tensor {name}")))?;
        if tensor.dtype() != Dtype::F32 || tensor.shape() != shape {
            return Err(wrong(format!(
                "{name} is {:?} {:?} where F32 {shape:?} is expected",
                tensor.dtype(),
                tensor.shape()
            )));
        }
        let (values, _) = tensor.data().as_chunks::<4>();
        let values: Vec<f32> = values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        if values.iter().all(|value| value.is_finite()) {
            Ok(values)
        } else {
            Err(wrong(format!("{name} holds values that are not finite")))
        }
    }
}

/// A linear map `y = W x + b`: `weight` is `[outputs, inputs]`, row by row; `bias` is `[outputs]`.
#[derive(Debug, Clone)]
pub struct Linear {
    weight: Vec<f32>,
    bias: Vec<f32>,
    inputs: usize,
}

impl Linear {
    /// Reads `NAME.weight`, `[outputs, inputs]` or, for a single output, `[inputs]`, and `NAME.bias`, `[outputs]`.
    ///
    /// # Errors
    /// As [`Tensors::get`].
    pub fn read(tensors: &Tensors<'_>, name: &str, outputs: usize, inputs: usize) -> Result<Self> {
        let shape = [outputs, inputs];
        let weight = tensors.get(&format!("{name}.weight"), if outputs == 1 { &shape[1..] } else { &shape })?;
        let bias = tensors.get(&format!("{name}.bias"), &[outputs])?;
        Ok(Self { weight, bias, inputs })
    }

    /// `W x + b`, summed in f64; `x` gives `inputs` values.
    pub fn apply<'x>(&'x self, x: impl Iterator<Item = f64> + Clone + 'x) -> impl Iterator<Item = f64> + 'x {
        self.weight.chunks_exact(self.inputs).zip(&self.bias).map(move |(row, bias)| {
            row.iter().zip(x.clone()).map(|(w, x)| f64::from(*w) * x).sum::<f64>() + f64::from(*bias)
        })
    }
}

/// Softmax of `N` logits.
#[must_use]
pub fn softmax<const N: usize>(logits: [f64; N]) -> [f64; N] {
    let top = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raised = logits.map(|logit| (logit - top).exp());
    let sum: f64 = raised.iter().sum();
    raised.map(|value| value / sum)
}

/// Cosine of two vectors; 0 when either is zero.
#[must_use]
pub fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum::<f64>();
    let norms = (dot(a, a) * dot(b, b)).sqrt();
    if norms > 0.0 { dot(a, b) / norms } else { 0.0 }
}
