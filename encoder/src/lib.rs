//! The int8 forward pass of a BERT encoder on CPUs, for exactly this architecture.
//!
//! ```text
//! Dense -> Linear -> Weights -> Encoder     (once: weights are checked and packed)
//! ids -> embeddings -> layers: project, attend, gather, up, gelu, down -> hidden states
//! ```
//!
//! Weights have 7 bits and one scale a column; activations have 8 bits and one scale a row; attention is computed in 16 bits; everything
//! else in f32. Integer sums are exact and the order of floating-point operations is fixed, so the states of a window are the same bits on every
//! processor and at any number of threads. It is a crate of its own so that it is optimized in every profile, and so that `unsafe` has one
//! place ([`isa`]).

// Code is compiled for the processor by being inlined into a function that is; where it is not, it runs ten times slower.
#![allow(clippy::inline_always)]
// The numbers of a test are small.
#![cfg_attr(
    test,
    allow(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss
    )
)]

mod attention;
mod error;
mod forward;
pub mod isa;
mod linear;
mod math;
mod weights;

pub use error::WeightsError;
pub use forward::Encoder;
pub use linear::{Dense, Linear};
pub use weights::{Embeddings, Layer, Norm, Shape, Smoothed, Weights};
