//! The pass: token ids of one window in, their last hidden states out.
//!
//! Holds: a token's row is computed from whole rows alone, in an order that no number of threads changes. Rows go through a layer in blocks that
//! stay in a core's cache; heads of the attention and bands of rows are what threads share.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::attention::{Head, Projected};
use crate::isa::Isa;
use crate::linear::{PANEL, Rows};
use crate::math::{Quantized, gelu, normalize, quantize};
use crate::weights::{Norm, Shape, Smoothed, Weights};

/// Rows that go through a layer together: with their intermediate states they fill a third of a megabyte.
const BLOCK: usize = 48;
/// A thread is not worth waking for fewer rows.
const SHARE: usize = 2 * TILE;
/// Bands of rows end at multiples of this, the rows that the processor multiplies at once.
const TILE: usize = 12;

/// An encoder, ready to run; a clone shares weights and room.
#[derive(Debug, Clone)]
pub struct Encoder {
    weights: Arc<Weights>,
    isa: Isa,
    rooms: Arc<Mutex<Vec<Room>>>,
}

/// Room for the numbers of one window, used again for the next.
#[derive(Debug, Default)]
struct Room {
    /// f32 `[tokens, hidden]`
    states: Vec<f32>,
    /// f32 `[tokens, 3 * hidden]`
    projected: Vec<f32>,
    /// f32 `[heads, tokens, width of a head]`
    context: Vec<f32>,
    bands: Vec<Band>,
}

/// Room for what one thread works on.
#[derive(Debug)]
struct Band {
    head: Head,
    lines: Lines,
    /// The heads' contexts, side by side.
    mixed: Vec<f32>,
    /// Intermediate states.
    wide: Vec<f32>,
    /// What is added to the states.
    out: Vec<f32>,
}

/// Room for a linear layer.
#[derive(Debug)]
struct Lines {
    isa: Isa,
    bytes: Vec<u8>,
    quantized: Vec<Quantized>,
    sums: Vec<i32>,
}

impl Encoder {
    /// An encoder of these weights for the best instruction set there is.
    #[must_use]
    pub fn new(weights: Weights) -> Self {
        Self::on(weights, Isa::best())
    }

    /// The same for a given instruction set.
    #[must_use]
    pub fn on(weights: Weights, isa: Isa) -> Self {
        Self { weights: Arc::new(weights), isa, rooms: Arc::default() }
    }

    /// Its weights.
    #[must_use]
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// Gives `read` the last hidden states of a window, f32 `[tokens, hidden]`, of which those `needed` are finished: the last layer leaves out the others.
    ///
    /// Runs on `threads` threads of the current rayon pool; with one, no pool is needed. `None` when a token is not in the table of words, or there
    /// are more tokens than places.
    pub fn states<R>(
        &self,
        ids: &[u32],
        needed: Range<usize>,
        threads: usize,
        read: impl FnOnce(&[f32]) -> R,
    ) -> Option<R> {
        let weights = &*self.weights;
        let known = |id: &u32| usize::try_from(*id).is_ok_and(|id| id < weights.words());
        if ids.len() > weights.places() || !ids.iter().all(known) {
            return None;
        }
        if ids.is_empty() {
            return Some(read(&[]));
        }
        let mut room = self.rooms.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        self.run(ids, &needed, threads.clamp(1, ids.len().div_ceil(SHARE)), &mut room);
        let result = read(&room.states);
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner).push(room);
        Some(result)
    }

    /// The pass, with the states left in `room`; `count` threads share the work.
    fn run(&self, ids: &[u32], needed: &Range<usize>, count: usize, room: &mut Room) {
        let Weights { shape: Shape { hidden, .. }, layers, .. } = &*self.weights;
        let rows = ids.len().div_ceil(count).next_multiple_of(TILE);
        room.bands.resize_with(count.max(room.bands.len()), || Band::new(self.isa));
        room.states.resize(ids.len() * hidden, 0.0);
        room.projected.resize(ids.len() * 3 * hidden, 0.0);
        room.context.resize(ids.len() * hidden, 0.0);
        self.embed(ids, &mut room.states);
        if let Some(first) = layers.first() {
            let bands = room.states.chunks_mut(rows * hidden).zip(room.projected.chunks_mut(rows * 3 * hidden));
            each(bands.zip(&mut room.bands), |((states, projected), band)| {
                for (states, projected) in states.chunks(BLOCK * hidden).zip(projected.chunks_mut(BLOCK * 3 * hidden)) {
                    band.lines.linear(&first.project, states, projected, same);
                }
            });
        }
        for layer in 0..layers.len() {
            let needed = if layer + 1 == layers.len() { needed } else { &(0..ids.len()) };
            self.attend(room, count, needed);
            self.finish(layer, room, rows, needed);
        }
    }

    /// Words and places, normalized.
    fn embed(&self, ids: &[u32], states: &mut [f32]) {
        let Weights { shape: Shape { hidden, eps, .. }, embeddings, .. } = &*self.weights;
        let places = embeddings.places.chunks_exact(*hidden);
        for ((id, place), state) in ids.iter().zip(places).zip(states.chunks_exact_mut(*hidden)) {
            let id = *id as usize;
            let (word, scale) = (&embeddings.words[id * hidden..][..*hidden], embeddings.scales[id]);
            self.isa.run(
                #[inline(always)]
                || {
                    for ((out, word), place) in state.iter_mut().zip(word).zip(place) {
                        *out = f32::from(*word) * scale + place;
                    }
                    normalize(state, &embeddings.norm.weight, &embeddings.norm.bias, *eps);
                },
            );
        }
    }

    /// All heads of one layer, for the tokens that are needed.
    fn attend(&self, room: &mut Room, count: usize, needed: &Range<usize>) {
        let Shape { hidden, heads, .. } = self.weights.shape;
        let width = hidden / heads;
        let Room { projected, context, bands, .. } = room;
        let (projected, tokens) = (&*projected, context.len() / hidden);
        let share = heads.div_ceil(count);
        let shares = context.chunks_mut(share * tokens * width).enumerate().zip(bands);
        each(shares, |((first, context), band)| {
            for (head, context) in (first * share..).zip(context.chunks_exact_mut(tokens * width)) {
                band.head.attend(Projected { rows: projected, hidden, head, width }, needed, context);
            }
        });
    }

    /// What follows the attention of a layer, and the projection of the next, for the tokens that are needed.
    fn finish(&self, number: usize, room: &mut Room, rows: usize, needed: &Range<usize>) {
        let (layer, next) = (&self.weights.layers[number], self.weights.layers.get(number + 1));
        let Shape { hidden, heads, eps, .. } = self.weights.shape;
        let width = hidden / heads;
        let Room { states, projected, context, bands } = room;
        let tokens = context.len() / hidden;
        let context = &*context;
        let shares = states.chunks_mut(rows * hidden).zip(projected.chunks_mut(rows * 3 * hidden)).enumerate();
        each(shares.zip(bands), |((number, (states, projected)), band)| {
            // The part of this band that is needed.
            let place = |row: usize| row.clamp(number * rows, number * rows + states.len() / hidden) - number * rows;
            let (start, end) = (place(needed.start), place(needed.end).max(place(needed.start)));
            let (states, projected) =
                (&mut states[start * hidden..end * hidden], &mut projected[start * 3 * hidden..end * 3 * hidden]);
            let blocks = states.chunks_mut(BLOCK * hidden).zip(projected.chunks_mut(BLOCK * 3 * hidden));
            for (block, (states, projected)) in blocks.enumerate() {
                let first = number * rows + start + block * BLOCK;
                let Band { lines, mixed, wide, out, .. } = &mut *band;
                mixed.resize(states.len(), 0.0);
                wide.resize(states.len() / hidden * layer.up.linear.outputs(), 0.0);
                out.resize(states.len(), 0.0);
                for (row, mixed) in (first..).zip(mixed.chunks_exact_mut(hidden)) {
                    for (head, mixed) in mixed.chunks_exact_mut(width).enumerate() {
                        mixed.copy_from_slice(&context[(head * tokens + row) * width..][..width]);
                    }
                }
                lines.linear(&layer.gather, mixed, out, same);
                self.add(out, states, &layer.attention_norm, eps);
                lines.linear(&layer.up, states, wide, gelu);
                lines.linear(&layer.down, wide, out, same);
                self.add(out, states, &layer.norm, eps);
                if let Some(next) = next {
                    lines.linear(&next.project, states, projected, same);
                }
            }
        });
    }

    /// Adds `rows` to `states` and normalizes the sum.
    fn add(&self, rows: &[f32], states: &mut [f32], norm: &Norm, eps: f32) {
        let hidden = norm.weight.len();
        self.isa.run(
            #[inline(always)]
            || {
                for (state, row) in states.chunks_exact_mut(hidden).zip(rows.chunks_exact(hidden)) {
                    for (state, x) in state.iter_mut().zip(row) {
                        *state += x;
                    }
                    normalize(state, &norm.weight, &norm.bias, eps);
                }
            },
        );
    }
}

impl Band {
    fn new(isa: Isa) -> Self {
        let lines = Lines { isa, bytes: Vec::new(), quantized: Vec::new(), sums: Vec::new() };
        Self { head: Head::new(isa), lines, mixed: Vec::new(), wide: Vec::new(), out: Vec::new() }
    }
}

impl Lines {
    /// A linear layer over `rows`, each quantized by itself, and then a function of each value.
    fn linear(&mut self, layer: &Smoothed, rows: &[f32], out: &mut [f32], then: impl Fn(f32) -> f32 + Copy) {
        let inputs = layer.smooth.len();
        let count = rows.len() / inputs;
        self.bytes.resize(rows.len(), 0);
        self.quantized.resize(count, Quantized::default());
        self.sums.resize(self.sums.len().max(count * PANEL), 0);
        let (bytes, quantized) = (&mut self.bytes[..rows.len()], &mut self.quantized[..count]);
        self.isa.run(
            #[inline(always)]
            || {
                let rows = rows.chunks_exact(inputs).zip(bytes.chunks_exact_mut(inputs));
                for ((row, bytes), quantized) in rows.zip(&mut *quantized) {
                    *quantized = quantize(row, &layer.smooth, bytes);
                }
            },
        );
        let rows = Rows { bytes, quantized, sums: &mut self.sums[..count * PANEL] };
        layer.linear.apply(self.isa, rows, out, then);
    }
}

/// Does the same with every share: alone on this thread, several side by side.
fn each<T: Send>(shares: impl ExactSizeIterator<Item = T>, work: impl Fn(T) + Send + Sync) {
    if shares.len() == 1 {
        shares.for_each(work);
    } else {
        shares.collect::<Vec<_>>().into_par_iter().for_each(work);
    }
}

/// Nothing more.
#[inline(always)]
fn same(x: f32) -> f32 {
    x
}
