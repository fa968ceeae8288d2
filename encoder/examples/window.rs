//! Milliseconds of one window of made-up tokens and weights in the sizes of `MiniLM`, for every instruction set that this processor has.
//!
//! `cargo run --release -p detente-encoder --example window -- [TOKENS] [THREADS] [ROUNDS]` prints a line of JSON for each. What the weights are does
//! not change the time.

// Sizes and made-up numbers are small.
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]

use std::error::Error;
use std::io::Write as _;
use std::time::Instant;

use detente_encoder::isa::Isa;
use detente_encoder::{Dense, Embeddings, Encoder, Layer, Linear, Norm, Shape, Smoothed, Weights, WeightsError};
use rayon::ThreadPoolBuilder;

const SHAPE: Shape = Shape { hidden: 384, intermediate: 1536, heads: 12, eps: 1e-12 };
const LAYERS: usize = 6;
const PLACES: usize = 512;

/// Numbers from -1 to 1, the same ones every time.
fn noise(count: usize) -> Vec<f32> {
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1_u32 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

fn bytes(count: usize) -> Vec<i8> {
    noise(count).into_iter().map(|x| (x * 63.0) as i8).collect()
}

fn linear(inputs: usize, outputs: usize) -> Result<Smoothed, WeightsError> {
    let (weights, bias) = (bytes(inputs * outputs), noise(outputs));
    let scales = vec![0.5 / (inputs as f32).sqrt() / 36.0; outputs];
    let dense = Dense { weights: &weights, scales: &scales, bias: &bias };
    Ok(Smoothed { smooth: vec![1.0; inputs], linear: Linear::new(inputs, &[dense])? })
}

fn weights() -> Result<Weights, WeightsError> {
    let Shape { hidden, intermediate, .. } = SHAPE;
    let norm = || Norm { weight: vec![1.0; hidden], bias: vec![0.0; hidden] };
    let layer = || {
        Ok(Layer {
            project: linear(hidden, 3 * hidden)?,
            gather: linear(hidden, hidden)?,
            attention_norm: norm(),
            up: linear(hidden, intermediate)?,
            down: linear(intermediate, hidden)?,
            norm: norm(),
        })
    };
    let layers = (0..LAYERS).map(|_| layer()).collect::<Result<_, WeightsError>>()?;
    let (words, places) = (bytes(PLACES * hidden), noise(PLACES * hidden));
    Weights::new(SHAPE, Embeddings { words, scales: vec![0.01; PLACES], places, norm: norm() }, layers)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut given = std::env::args().skip(1).map(|number| number.parse::<usize>());
    let mut number = |otherwise: usize| given.next().unwrap_or(Ok(otherwise));
    let (tokens, threads, rounds) = (number(PLACES)?.min(PLACES), number(1)?.max(1), number(30)?.max(1));
    let pool = ThreadPoolBuilder::new().num_threads(threads).build()?;
    let ids: Vec<u32> = (0..tokens as u32).collect();
    let weights = weights()?;
    for isa in Isa::available().into_iter().rev() {
        let encoder = Encoder::on(weights.clone(), isa);
        // The plain path is an oracle, and slow.
        let rounds = if isa == Isa::PORTABLE { 1 } else { rounds };
        let mut times = Vec::new();
        for _ in 0..rounds {
            let began = Instant::now();
            pool.install(|| encoder.states(&ids, 0..tokens, threads, <[f32]>::len)).ok_or("a token without a word")?;
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let (best, median) = (times[0], times[times.len() / 2]);
        writeln!(
            std::io::stdout(),
            r#"{{"instructions": "{}", "tokens": {tokens}, "threads": {threads}, "best_ms": {best:.3}, "median_ms": {median:.3}}}"#,
            isa.name()
        )?;
    }
    Ok(())
}
