//! Why weights are not those of an encoder.

use std::error::Error;
use std::fmt;

/// Why weights are not those of an encoder.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WeightsError {
    /// Parts of a linear layer do not fit together, its inputs are not a multiple of 4, or its outputs not one of 64.
    Sizes {
        /// Values of a row that enters.
        inputs: usize,
        /// Values of a row that leaves.
        outputs: usize,
        /// How many weights there are.
        weights: usize,
        /// How many values the bias has.
        bias: usize,
    },
    /// A weight has more than 7 bits.
    TooLarge {
        /// The weight.
        weight: i8,
    },
    /// A table or a vector has another length than the shape says.
    Length {
        /// Which.
        what: &'static str,
        /// The length it should have.
        expected: usize,
        /// The length it has.
        found: usize,
    },
    /// The heads do not divide the hidden state into widths that the attention can do.
    Heads {
        /// Width of a hidden state.
        hidden: usize,
        /// How many heads there are.
        heads: usize,
    },
}

impl fmt::Display for WeightsError {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sizes { inputs, outputs, weights, bias } => write!(
                to,
                "a linear layer of {inputs} inputs (a multiple of 4 is needed) and {outputs} outputs (of 64) has {weights} weights and {bias} values of bias"
            ),
            Self::TooLarge { weight } => write!(to, "a weight is {weight}, and must be from -64 to 64"),
            Self::Length { what, expected, found } => {
                write!(to, "{what}: {found} values where {expected} are expected")
            }
            Self::Heads { hidden, heads } => {
                write!(to, "{heads} heads do not divide {hidden} into multiples of {}", crate::attention::WIDTH)
            }
        }
    }
}

impl Error for WeightsError {}
