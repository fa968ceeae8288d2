//! One head of self-attention over a window: projected states in, the head's context out.
//!
//! Queries have 7 bits and a scale for each token, keys 8 bits and a scale for each head; the weights that come of them and the values have 16 bits, for most
//! weights are small and many. All products are exact sums in 32 bits. Keys are shifted to be positive, which adds the same to all scores of a
//! query, and so nothing to its weights. The weights of a row are whole numbers that are divided by their own sum, so they add up to 1.

use std::ops::Range;

use crate::isa::{Isa, LANES, Sums, turned_bytes, words};
use crate::linear::PANEL;
use crate::math::{ROUNDER, byte, exp2, nearest, total, whole};

/// Query rows that are worked on together.
const ROWS: usize = 12;
/// Columns of the context that are worked on together; a head's width is a multiple.
pub const WIDTH: usize = CONTEXT * LANES;
const CONTEXT: usize = 2;
const VECTORS: usize = PANEL / LANES;
/// The sum of a row's weights, nearly.
const WHOLE: f32 = 32767.0;
/// The largest size of a query, so that two products fit 16 bits.
const QUERY: f32 = 64.0;
/// The largest size of a key.
const KEY: f32 = 127.0;

/// One head's part of the projected states: f32 `[tokens, 3 * hidden]`, queries, keys and values side by side.
#[derive(Debug, Clone, Copy)]
pub struct Projected<'a> {
    /// The rows of all heads.
    pub rows: &'a [f32],
    /// Width of a hidden state.
    pub hidden: usize,
    /// Which head.
    pub head: usize,
    /// Width of a head.
    pub width: usize,
}

impl<'a> Projected<'a> {
    fn queries(self) -> impl ExactSizeIterator<Item = &'a [f32]> {
        self.part(0)
    }

    fn keys(self) -> impl ExactSizeIterator<Item = &'a [f32]> {
        self.part(1)
    }

    fn values(self) -> impl ExactSizeIterator<Item = &'a [f32]> {
        self.part(2)
    }

    fn part(self, part: usize) -> impl ExactSizeIterator<Item = &'a [f32]> {
        let first = part * self.hidden + self.head * self.width;
        self.rows.chunks_exact(3 * self.hidden).map(move |row| &row[first..][..self.width])
    }
}

/// Room for one head's numbers, used again for the next.
#[derive(Debug)]
pub struct Head {
    isa: Isa,
    /// `[token][column]`
    queries: Vec<i8>,
    /// What a step of each token's query is worth.
    scales: Vec<f32>,
    /// `[token / 64][four columns][token % 64][4]`
    keys: Vec<u8>,
    /// `[column / 32][pair of tokens][column % 32][2]`
    values: Vec<i16>,
    /// `[ROWS][token]`
    scores: Vec<i32>,
    /// `[ROWS][token]`
    weights: Vec<i16>,
    row: Vec<f32>,
    sums: [i32; ROWS * WIDTH],
}

impl Head {
    /// Room for work with an instruction set.
    pub fn new(isa: Isa) -> Self {
        let (queries, scales, keys, values) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (scores, weights, row) = (Vec::new(), Vec::new(), Vec::new());
        Self { isa, queries, scales, keys, values, scores, weights, row, sums: [0; ROWS * WIDTH] }
    }

    /// Attention of one head; `context` is f32 `[tokens, width of the head]`. Blocks of queries without a `needed` one are left out.
    pub fn attend(&mut self, of: Projected<'_>, needed: &Range<usize>, context: &mut [f32]) {
        let width = of.width;
        let tokens = context.len() / width;
        self.load_queries(of);
        let key = self.load_keys(of);
        let value = self.load_values(of);
        #[allow(clippy::cast_precision_loss)]
        let scale = key / (width as f32).sqrt();
        let (padded, even) = (tokens.next_multiple_of(PANEL), tokens.next_multiple_of(2));
        self.scores.resize(ROWS * padded, 0);
        self.weights.clear();
        self.weights.resize(ROWS * even, 0);
        self.row.resize(tokens, 0.0);
        let last = needed.end.div_ceil(ROWS);
        for (number, context) in context.chunks_mut(ROWS * width).enumerate().take(last).skip(needed.start / ROWS) {
            let totals = self.weigh(number, width, tokens, scale);
            self.mix(&totals, value, width, context);
        }
    }

    /// The weights of a block of queries, and each row's sum.
    fn weigh(&mut self, block: usize, width: usize, tokens: usize, scale: f32) -> [i32; ROWS] {
        let (padded, even) = (tokens.next_multiple_of(PANEL), tokens.next_multiple_of(2));
        let queries = &self.queries[block * ROWS * width..];
        let queries = &queries[..queries.len().min(ROWS * width)];
        for (number, panel) in self.keys.chunks_exact(width * PANEL).enumerate() {
            let values = &mut self.scores[number * PANEL..];
            turned_bytes::<VECTORS>(self.isa, queries, width, panel, Sums { values, stride: padded });
        }
        let mut totals = [1; ROWS];
        let scores = self.scores.chunks_exact(padded).zip(&self.scales[block * ROWS..]);
        let rows = scores.zip(self.weights.chunks_exact_mut(even)).zip(&mut totals);
        let row = &mut self.row;
        self.isa.run(
            #[inline(always)]
            || {
                for (((scores, query), weights), total) in rows {
                    *total = soften(&scores[..tokens], scale * query, row, &mut weights[..tokens]);
                }
            },
        );
        totals
    }

    /// The values' mean by those weights; a step of a value is worth `value`.
    fn mix(&mut self, totals: &[i32; ROWS], value: f32, width: usize, context: &mut [f32]) {
        let even = self.weights.len() / ROWS;
        let rows = context.len() / width;
        for (number, panel) in self.values.chunks_exact(even * WIDTH).enumerate() {
            let values = &mut self.sums[..rows * WIDTH];
            words::<CONTEXT>(self.isa, &self.weights[..rows * even], even, panel, Sums { values, stride: WIDTH });
            let sums = self.sums.as_chunks::<WIDTH>().0;
            let rows = context.chunks_exact_mut(width).zip(sums).zip(totals);
            self.isa.run(
                #[inline(always)]
                || {
                    for ((context, sums), total) in rows {
                        #[allow(clippy::cast_precision_loss)]
                        let factor = value / *total as f32;
                        for (out, sum) in context[number * WIDTH..][..WIDTH].iter_mut().zip(sums) {
                            #[allow(clippy::cast_precision_loss)]
                            let sum = *sum as f32;
                            *out = sum * factor;
                        }
                    }
                },
            );
        }
    }

    /// Quantizes the queries, each by itself.
    fn load_queries(&mut self, of: Projected<'_>) {
        self.queries.resize(of.queries().len() * of.width, 0);
        self.scales.resize(of.queries().len(), 0.0);
        let rows = of.queries().zip(self.queries.chunks_exact_mut(of.width)).zip(&mut self.scales);
        self.isa.run(
            #[inline(always)]
            || {
                for ((row, out), scale) in rows {
                    let steps = steps(std::iter::once(row), QUERY);
                    out.iter_mut().zip(row).for_each(|(out, x)| *out = small(x * steps));
                    *scale = 1.0 / steps;
                }
            },
        );
    }

    /// Quantizes the keys; gives what a step is worth.
    fn load_keys(&mut self, of: Projected<'_>) -> f32 {
        self.keys.clear();
        self.keys.resize(of.keys().len().next_multiple_of(PANEL) * of.width, 0);
        let keys = &mut self.keys;
        self.isa.run(
            #[inline(always)]
            || {
                let steps = steps(of.keys(), KEY);
                let shifted = |x: f32| byte(x.mul_add(steps, 128.0));
                for (token, row) in of.keys().enumerate() {
                    let panel = &mut keys[token / PANEL * PANEL * of.width..][..PANEL * of.width];
                    let quads = panel.as_chunks_mut::<4>().0[token % PANEL..].iter_mut().step_by(PANEL);
                    for (x, out) in row.as_chunks::<4>().0.iter().zip(quads) {
                        *out = [shifted(x[0]), shifted(x[1]), shifted(x[2]), shifted(x[3])];
                    }
                }
                1.0 / steps
            },
        )
    }

    /// The same for the values, whose weights add up to [`WHOLE`] and half a step for each token.
    fn load_values(&mut self, of: Projected<'_>) -> f32 {
        let even = of.values().len().next_multiple_of(2);
        self.values.clear();
        self.values.resize(even * of.width, 0);
        let values = &mut self.values;
        self.isa.run(
            #[inline(always)]
            || {
                let steps = steps(of.values(), WHOLE);
                for (token, row) in of.values().enumerate() {
                    for (number, columns) in row.chunks_exact(WIDTH).enumerate() {
                        let pair = &mut values[(number * even + token / 2 * 2) * WIDTH..][..2 * WIDTH];
                        for (x, out) in columns.iter().zip(pair.as_chunks_mut::<2>().0) {
                            out[token % 2] = word(x * steps);
                        }
                    }
                }
                1.0 / steps
            },
        )
    }
}

/// How many steps 1 has where the largest of the values has `largest`.
#[inline(always)]
fn steps<'a>(rows: impl Iterator<Item = &'a [f32]>, largest: f32) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    for row in rows {
        for chunk in row.as_chunks::<LANES>().0 {
            for lane in 0..LANES {
                let size = chunk[lane].abs();
                lanes[lane] = if size > lanes[lane] { size } else { lanes[lane] };
            }
        }
    }
    let size = lanes.iter().fold(0.0_f32, |a, b| a.max(*b));
    largest / size.max(1e-30)
}

/// The nearest whole number, which the caller knows to fit.
#[inline(always)]
#[allow(clippy::cast_possible_truncation)]
fn word(x: f32) -> i16 {
    nearest(x) as i16
}

/// The same in 8 bits.
#[inline(always)]
#[allow(clippy::cast_possible_truncation)]
fn small(x: f32) -> i8 {
    nearest(x) as i8
}

/// The softmax of `scores * scale` as whole numbers; gives their sum.
#[inline(always)]
fn soften(scores: &[i32], scale: f32, row: &mut [f32], weights: &mut [i16]) -> i32 {
    let highest = scores.iter().fold(i32::MIN, |a, b| if *b > a { *b } else { a });
    let scale = scale * std::f32::consts::LOG2_E;
    #[allow(clippy::cast_precision_loss)]
    let top = highest as f32 * scale;
    #[allow(clippy::cast_precision_loss)]
    let power = |score: i32| exp2((score as f32).mul_add(scale, -top));
    let mut lanes = [0.0_f32; LANES];
    let (score_chunks, score_rest) = scores.as_chunks::<LANES>();
    let (chunks, rest) = row.as_chunks_mut::<LANES>();
    for (scores, out) in score_chunks.iter().zip(chunks) {
        let mut powers = [0.0; LANES];
        powers.iter_mut().zip(scores).for_each(|(out, score)| *out = power(*score));
        lanes.iter_mut().zip(powers).for_each(|(lane, x)| *lane += x);
        *out = powers;
    }
    for ((score, out), lane) in score_rest.iter().zip(rest).zip(&mut lanes) {
        *out = power(*score);
        *lane += *out;
    }
    let factor = WHOLE / total(lanes);
    let mut sum = 0_i32;
    for (x, weight) in row.iter().zip(weights.iter_mut()) {
        let rounded = whole(x.mul_add(factor, ROUNDER));
        sum += rounded;
        #[allow(clippy::cast_possible_truncation)]
        let word = rounded as i16;
        *weight = word;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Softmax attention as the definition has it, in f64.
    fn by_definition(rows: &[f32], hidden: usize, head: usize, width: usize) -> Vec<f64> {
        let row = |token: usize, part: usize| &rows[token * 3 * hidden + part * hidden + head * width..][..width];
        let tokens = rows.len() / (3 * hidden);
        let mut out = Vec::new();
        for query in 0..tokens {
            let dot = |key: usize| {
                row(query, 0).iter().zip(row(key, 1)).map(|(q, k)| f64::from(*q) * f64::from(*k)).sum::<f64>()
            };
            let scores: Vec<f64> = (0..tokens).map(|key| dot(key) / (width as f64).sqrt()).collect();
            let top = scores.iter().copied().fold(f64::MIN, f64::max);
            let weights: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
            let total: f64 = weights.iter().sum();
            let value =
                |column: usize| (0..tokens).map(|token| weights[token] * f64::from(row(token, 2)[column])).sum::<f64>();
            out.extend((0..width).map(|column| value(column) / total));
        }
        out
    }

    #[test]
    fn a_head_attends_as_the_definition_says_at_every_length() {
        let mut room = Head::new(Isa::best());
        for (tokens, hidden, width) in
            [(1, 64, 32), (2, 64, 64), (13, 32, 32), (63, 96, 32), (64, 64, 32), (65, 128, 64), (200, 64, 32)]
        {
            let rows: Vec<f32> =
                (0..tokens * 3 * hidden).map(|i| ((i * 7919 + i / 13) % 1009) as f32 / 200.0 - 2.5).collect();
            for head in 0..hidden / width {
                let mut context = vec![f32::NAN; tokens * width];
                room.attend(Projected { rows: &rows, hidden, head, width }, &(0..tokens), &mut context);
                let right = by_definition(&rows, hidden, head, width);
                let worst = context.iter().zip(&right).map(|(a, b)| (f64::from(*a) - b).abs()).fold(0.0, f64::max);
                assert!(worst < 0.03, "{tokens} tokens, head {head}: off by {worst}");
            }
        }
    }

    #[test]
    fn the_weights_of_a_row_are_those_of_softmax_and_their_sum_is_told() {
        let scores = [0, 1000, -1000, 990, i32::MIN];
        let (mut row, mut weights) = ([0.0; 5], [0; 5]);
        let total = soften(&scores, 0.01, &mut row, &mut weights);
        assert_eq!(total, weights.iter().map(|weight| i32::from(*weight)).sum::<i32>());
        let right = scores.map(|score| (f64::from(score) * 0.01 - 10.0).exp());
        let sum: f64 = right.iter().sum();
        for (weight, right) in weights.iter().zip(right) {
            assert!((f64::from(*weight) / f64::from(total) - right / sum).abs() < 4e-5, "{weights:?}");
        }
    }
}
