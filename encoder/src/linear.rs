//! A linear layer with int8 weights: quantized rows in, f32 rows out.
//!
//! Holds: weights lie in panels of 64 columns, `[panel][input / 4][column][4]`, so that the products of a step are read in order.

use crate::error::WeightsError;
use crate::isa::{Isa, LANES, Sums, bytes};
use crate::math::Quantized;

/// Columns of a panel.
pub const PANEL: usize = VECTORS * LANES;
const VECTORS: usize = 4;
/// The largest size of a weight: two products with a byte then fit 16 bits, which AVX2 adds them in.
const LARGEST: u8 = 64;

/// A linear layer as it is stored: `y = x W * scales + bias`.
#[derive(Debug, Clone, Copy)]
pub struct Dense<'a> {
    /// i8 `[inputs, outputs]`, of size 64 at most.
    pub weights: &'a [i8],
    /// What a step of a column is worth, f32 `[outputs]`.
    pub scales: &'a [f32],
    /// f32 `[outputs]`.
    pub bias: &'a [f32],
}

/// A linear layer as it is run.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    inputs: usize,
    outputs: usize,
    panels: Vec<i8>,
    /// Sum of each column's weights, for the zero of the activations.
    columns: Vec<f32>,
    scales: Vec<f32>,
    bias: Vec<f32>,
}

impl Linear {
    /// Packs one or several layers over the same `inputs` beside each other.
    ///
    /// # Errors
    /// [`WeightsError`] when a layer's parts do not fit together or a weight is too large.
    pub fn new(inputs: usize, parts: &[Dense<'_>]) -> Result<Self, WeightsError> {
        for part in parts {
            let outputs = part.scales.len();
            let fits = inputs.is_multiple_of(4) && outputs.is_multiple_of(PANEL);
            if !fits || part.weights.len() != inputs * outputs || part.bias.len() != outputs {
                return Err(WeightsError::Sizes {
                    inputs,
                    outputs,
                    weights: part.weights.len(),
                    bias: part.bias.len(),
                });
            }
            if let Some(weight) = part.weights.iter().find(|weight| weight.unsigned_abs() > LARGEST) {
                return Err(WeightsError::TooLarge { weight: *weight });
            }
        }
        Ok(Self {
            inputs,
            outputs: parts.iter().map(|part| part.scales.len()).sum(),
            panels: parts.iter().flat_map(|part| panels(inputs, part)).collect::<Vec<_>>().concat(),
            columns: parts.iter().flat_map(columns).collect(),
            scales: parts.iter().flat_map(|part| part.scales).copied().collect(),
            bias: parts.iter().flat_map(|part| part.bias).copied().collect(),
        })
    }

    /// How many values a row has that enters.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// How many values a row has that leaves.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Applies it to `rows`, and `then` to each value; `out` is f32 `[rows, outputs]`.
    #[inline(always)]
    pub fn apply(&self, isa: Isa, rows: Rows<'_>, out: &mut [f32], then: impl Fn(f32) -> f32 + Copy) {
        let Rows { bytes: factors, quantized, sums } = rows;
        let out = out.as_chunks_mut::<PANEL>().0;
        let columns = self.columns.as_chunks::<PANEL>().0.iter();
        let scales = self.scales.as_chunks::<PANEL>().0.iter().zip(self.bias.as_chunks::<PANEL>().0);
        let panels = self.panels.chunks_exact(self.inputs * PANEL).zip(columns.zip(scales));
        for (number, (panel, (columns, (scales, bias)))) in panels.enumerate() {
            bytes::<VECTORS>(isa, factors, self.inputs, panel, Sums { values: sums, stride: PANEL });
            let out = out[number..].iter_mut().step_by(self.outputs / PANEL);
            let rows = out.zip(sums.as_chunks::<PANEL>().0).zip(quantized);
            isa.run(
                #[inline(always)]
                || {
                    for ((out, sums), row) in rows {
                        #[allow(clippy::cast_precision_loss)]
                        let zero = -row.zero as f32;
                        let each = sums.iter().zip(columns).zip(scales).zip(bias);
                        for (out, (((sum, column), scale), bias)) in out.iter_mut().zip(each) {
                            #[allow(clippy::cast_precision_loss)]
                            let sum = zero.mul_add(*column, *sum as f32);
                            *out = then((sum * row.scale).mul_add(*scale, *bias));
                        }
                    }
                },
            );
        }
    }
}

/// Quantized rows.
#[derive(Debug)]
pub struct Rows<'a> {
    /// u8 `[rows, inputs]`.
    pub bytes: &'a [u8],
    /// Scale and zero of each row.
    pub quantized: &'a [Quantized],
    /// Room for a panel's sums, i32 `[rows, PANEL]`.
    pub sums: &'a mut [i32],
}

/// A layer's weights panel by panel.
fn panels(inputs: usize, part: &Dense<'_>) -> impl Iterator<Item = Vec<i8>> {
    let outputs = part.scales.len();
    (0..outputs).step_by(PANEL).map(move |first| {
        let mut panel = vec![0; inputs * PANEL];
        let rows = part.weights.chunks_exact(4 * outputs);
        for (rows, step) in rows.zip(panel.chunks_exact_mut(4 * PANEL)) {
            let row = |number: usize| rows[number * outputs + first..][..PANEL].iter();
            let quads = row(0).zip(row(1)).zip(row(2)).zip(row(3));
            for ((((a, b), c), d), out) in quads.zip(step.as_chunks_mut::<4>().0) {
                *out = [*a, *b, *c, *d];
            }
        }
        panel
    })
}

/// The sum of each column's weights.
fn columns(part: &Dense<'_>) -> impl Iterator<Item = f32> {
    let mut sums = vec![0_i32; part.scales.len()];
    for row in part.weights.chunks_exact(part.scales.len()) {
        sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += i32::from(*weight));
    }
    #[allow(clippy::cast_precision_loss)]
    sums.into_iter().map(|sum| sum as f32)
}
