//! The weights of an encoder, checked and packed.

use crate::attention::WIDTH;
use crate::error::WeightsError;
use crate::linear::Linear;

/// Sizes of an encoder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// Width of a hidden state.
    pub hidden: usize,
    /// Width inside the feed-forward part.
    pub intermediate: usize,
    /// Heads of the attention.
    pub heads: usize,
    /// What is added to a variance.
    pub eps: f32,
}

/// Weight and bias of a layer normalization, f32 `[hidden]` each.
#[derive(Debug, Clone, PartialEq)]
pub struct Norm {
    /// What a normalized value is multiplied by.
    pub weight: Vec<f32>,
    /// What is added then.
    pub bias: Vec<f32>,
}

/// Words and places.
#[derive(Debug, Clone, PartialEq)]
pub struct Embeddings {
    /// i8 `[words, hidden]`.
    pub words: Vec<i8>,
    /// What a step of a word's row is worth, f32 `[words]`.
    pub scales: Vec<f32>,
    /// f32 `[places, hidden]`, the type of the tokens included.
    pub places: Vec<f32>,
    /// After their sum.
    pub norm: Norm,
}

/// A linear layer and what its input is multiplied by before it is quantized, f32 `[inputs]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Smoothed {
    /// The factors.
    pub smooth: Vec<f32>,
    /// The layer.
    pub linear: Linear,
}

/// One layer of the encoder.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// To queries, keys and values, side by side.
    pub project: Smoothed,
    /// From the heads' contexts back.
    pub gather: Smoothed,
    /// After the attention.
    pub attention_norm: Norm,
    /// Up to the intermediate width.
    pub up: Smoothed,
    /// And down again.
    pub down: Smoothed,
    /// After the feed-forward part.
    pub norm: Norm,
}

/// All weights, each of the size that `shape` says.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub(crate) shape: Shape,
    pub(crate) embeddings: Embeddings,
    pub(crate) layers: Vec<Layer>,
}

impl Weights {
    /// Checks that all sizes fit.
    ///
    /// # Errors
    /// [`WeightsError`] names the first that does not.
    pub fn new(shape: Shape, embeddings: Embeddings, layers: Vec<Layer>) -> Result<Self, WeightsError> {
        let Shape { hidden, intermediate, heads, .. } = shape;
        if heads == 0 || hidden == 0 || !hidden.is_multiple_of(heads * WIDTH) {
            return Err(WeightsError::Heads { hidden, heads });
        }
        let words = embeddings.scales.len();
        expect("words", words * hidden, embeddings.words.len())?;
        expect("places", embeddings.places.len().next_multiple_of(hidden), embeddings.places.len())?;
        norm("the norm of the embeddings", &embeddings.norm, hidden)?;
        for layer in &layers {
            let Layer { project, gather, attention_norm, up, down, norm: last } = layer;
            linear("queries, keys and values", project, [hidden, 3 * hidden])?;
            linear("the output of the attention", gather, [hidden, hidden])?;
            norm("the norm after the attention", attention_norm, hidden)?;
            linear("the intermediate layer", up, [hidden, intermediate])?;
            linear("the output layer", down, [intermediate, hidden])?;
            norm("the last norm of a layer", last, hidden)?;
        }
        Ok(Self { shape, embeddings, layers })
    }

    /// How many words there are.
    #[must_use]
    pub fn words(&self) -> usize {
        self.embeddings.scales.len()
    }

    /// How many tokens a window can have.
    #[must_use]
    pub fn places(&self) -> usize {
        self.embeddings.places.len() / self.shape.hidden
    }

    /// Width of a hidden state.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.shape.hidden
    }
}

fn expect(what: &'static str, expected: usize, found: usize) -> Result<(), WeightsError> {
    if expected == found { Ok(()) } else { Err(WeightsError::Length { what, expected, found }) }
}

fn norm(what: &'static str, norm: &Norm, hidden: usize) -> Result<(), WeightsError> {
    expect(what, hidden, norm.weight.len())?;
    expect(what, hidden, norm.bias.len())
}

fn linear(what: &'static str, layer: &Smoothed, [inputs, outputs]: [usize; 2]) -> Result<(), WeightsError> {
    expect(what, inputs, layer.smooth.len())?;
    expect(what, inputs, layer.linear.inputs())?;
    expect(what, outputs, layer.linear.outputs())
}
