//! The whole pass on random weights: the same bits everywhere, and the numbers of the definition.

// The numbers of a test are small.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

use detente_encoder::isa::Isa;
use detente_encoder::{Dense, Embeddings, Encoder, Layer, Linear, Norm, Shape, Smoothed, Weights, WeightsError};
use rayon::ThreadPoolBuilder;

const SHAPE: Shape = Shape { hidden: 64, intermediate: 128, heads: 2, eps: 1e-12 };
const WORDS: usize = 50;
const PLACES: usize = 150;

/// A small generator of numbers; the same ones every time.
struct Draw(u64);

impl Draw {
    fn unit(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    }

    fn floats(&mut self, count: usize, scale: f32, shift: f32) -> Vec<f32> {
        (0..count).map(|_| self.unit() * scale + shift).collect()
    }

    fn bytes(&mut self, count: usize) -> Vec<i8> {
        (0..count).map(|_| (self.unit() * 64.0).round() as i8).collect()
    }
}

/// A linear layer as it is stored, with the factors of its input.
struct Stored {
    smooth: Vec<f32>,
    weights: Vec<i8>,
    scales: Vec<f32>,
    bias: Vec<f32>,
}

impl Stored {
    fn draw(draw: &mut Draw, inputs: usize, outputs: usize) -> Self {
        Self {
            smooth: draw.floats(inputs, 0.3, 1.0),
            weights: draw.bytes(inputs * outputs),
            scales: draw.floats(outputs, 0.001, 0.004),
            bias: draw.floats(outputs, 0.5, 0.0),
        }
    }

    fn packed(&self) -> Smoothed {
        let dense = Dense { weights: &self.weights, scales: &self.scales, bias: &self.bias };
        Smoothed { smooth: self.smooth.clone(), linear: Linear::new(self.smooth.len(), &[dense]).expect("it fits") }
    }

    /// The layer in f64, nothing quantized but the weights.
    fn apply(&self, row: &[f64]) -> Vec<f64> {
        let outputs = self.scales.len();
        let sum = |column: usize| {
            let weights = self.weights[column..].iter().step_by(outputs);
            row.iter().zip(&self.smooth).zip(weights).map(|((x, s), w)| x * f64::from(*s) * f64::from(*w)).sum::<f64>()
        };
        (0..outputs).map(|column| sum(column) * f64::from(self.scales[column]) + f64::from(self.bias[column])).collect()
    }
}

/// A random model as it is stored.
struct Model {
    words: Vec<i8>,
    scales: Vec<f32>,
    places: Vec<f32>,
    norm: Norm,
    layers: Vec<([Stored; 4], [Norm; 2])>,
}

impl Model {
    fn draw() -> Self {
        let (mut draw, Shape { hidden, intermediate, .. }) = (Draw(20_261_125), SHAPE);
        let draw = &mut draw;
        let norm =
            |draw: &mut Draw| Norm { weight: draw.floats(hidden, 0.2, 1.0), bias: draw.floats(hidden, 0.2, 0.0) };
        let layer = |draw: &mut Draw| {
            let project = Stored::draw(draw, hidden, 3 * hidden);
            let (gather, up) = (Stored::draw(draw, hidden, hidden), Stored::draw(draw, hidden, intermediate));
            ([project, gather, up, Stored::draw(draw, intermediate, hidden)], [norm(draw), norm(draw)])
        };
        Self {
            words: draw.bytes(WORDS * hidden),
            scales: draw.floats(WORDS, 0.005, 0.02),
            places: draw.floats(PLACES * hidden, 0.3, 0.0),
            norm: norm(draw),
            layers: vec![layer(draw), layer(draw)],
        }
    }

    fn weights(&self) -> Result<Weights, WeightsError> {
        let layers = self.layers.iter().map(|([project, gather, up, down], [attention_norm, norm])| Layer {
            project: project.packed(),
            gather: gather.packed(),
            attention_norm: attention_norm.clone(),
            up: up.packed(),
            down: down.packed(),
            norm: norm.clone(),
        });
        let Self { words, scales, places, norm, .. } = self;
        let (words, scales, places, norm) = (words.clone(), scales.clone(), places.clone(), norm.clone());
        Weights::new(SHAPE, Embeddings { words, scales, places, norm }, layers.collect())
    }

    /// The pass in f64, as the definition of a BERT has it.
    fn by_definition(&self, ids: &[u32]) -> Vec<Vec<f64>> {
        let hidden = SHAPE.hidden;
        let place = |at: usize, column: usize| f64::from(self.places[at * hidden + column]);
        let word = |id: u32, column: usize| {
            f64::from(self.words[id as usize * hidden + column]) * f64::from(self.scales[id as usize])
        };
        let embedded =
            ids.iter().enumerate().map(|(at, id)| (0..hidden).map(|c| word(*id, c) + place(at, c)).collect());
        let mut states: Vec<Vec<f64>> = embedded.map(|row: Vec<f64>| normalized(&row, &self.norm)).collect();
        for ([project, gather, up, down], [attention_norm, norm]) in &self.layers {
            let projected: Vec<_> = states.iter().map(|row| project.apply(row)).collect();
            let mixed = attended(&projected);
            for (state, mixed) in states.iter_mut().zip(mixed) {
                *state = normalized(&sum(state, &gather.apply(&mixed)), attention_norm);
                let wide: Vec<f64> = up.apply(state).into_iter().map(gelu).collect();
                *state = normalized(&sum(state, &down.apply(&wide)), norm);
            }
        }
        states
    }
}

fn sum(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

fn normalized(row: &[f64], norm: &Norm) -> Vec<f64> {
    let mean = row.iter().sum::<f64>() / row.len() as f64;
    let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / row.len() as f64;
    let each = row.iter().zip(&norm.weight).zip(&norm.bias);
    each.map(|((x, weight), bias)| (x - mean) / variance.sqrt() * f64::from(*weight) + f64::from(*bias)).collect()
}

fn gelu(x: f64) -> f64 {
    // The integral of the normal density, by Simpson's rule.
    let (steps, width) = (400, x / 400.0);
    let density = |at: f64| (-at * at / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let weight = |step: i32| if step == 0 || step == steps { 1.0 } else { 2.0 + 2.0 * f64::from(step % 2) };
    x * (0.5 + (0..=steps).map(|step| weight(step) * density(f64::from(step) * width)).sum::<f64>() * width / 3.0)
}

fn attended(projected: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let Shape { hidden, heads, .. } = SHAPE;
    let width = hidden / heads;
    let mixed = |query: &Vec<f64>, head: usize| {
        let part = |row: &'_ [f64], part: usize| row[part * hidden + head * width..][..width].to_vec();
        let dot = |key: &Vec<f64>| part(query, 0).iter().zip(part(key, 1)).map(|(q, k)| q * k).sum::<f64>();
        let weights: Vec<f64> = projected.iter().map(|key| (dot(key) / (width as f64).sqrt()).exp()).collect();
        let total: f64 = weights.iter().sum();
        let value = |column: usize| {
            projected.iter().zip(&weights).map(|(row, w)| part(row, 2)[column] * w).sum::<f64>() / total
        };
        (0..width).map(value).collect::<Vec<_>>()
    };
    projected.iter().map(|query| (0..heads).flat_map(|head| mixed(query, head)).collect()).collect()
}

fn ids(count: usize) -> Vec<u32> {
    (0..count).map(|at| (at * 31 % WORDS) as u32).collect()
}

fn on(threads: usize, encoder: &Encoder, ids: &[u32]) -> Vec<f32> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| encoder.states(ids, 0..ids.len(), threads, <[f32]>::to_vec)).expect("known words")
}

#[test]
fn every_processor_and_every_number_of_threads_gives_the_same_bits() {
    let weights = Model::draw().weights().expect("they fit");
    let oracle = Encoder::on(weights.clone(), Isa::PORTABLE);
    for count in [1, 2, 11, 12, 13, 48, 49, 63, 64, 65, 97, PLACES] {
        let ids = ids(count);
        let right = on(1, &oracle, &ids);
        assert!(right.iter().all(|x| x.is_finite()));
        for isa in Isa::available() {
            let encoder = Encoder::on(weights.clone(), isa);
            for threads in [1, 2, 3, 7] {
                let found = on(threads, &encoder, &ids);
                let same = found.iter().zip(&right).all(|(a, b)| a.to_bits() == b.to_bits());
                assert!(same && found.len() == right.len(), "{count} tokens, {}, {threads} threads", isa.name());
            }
        }
    }
}

#[test]
fn states_are_those_of_the_definition_but_for_the_rounding() {
    let model = Model::draw();
    let encoder = Encoder::new(model.weights().expect("they fit"));
    for count in [1, 7, 40, 130] {
        let (found, right) = (on(2, &encoder, &ids(count)), model.by_definition(&ids(count)));
        for (at, (found, right)) in found.chunks(SHAPE.hidden).zip(&right).enumerate() {
            let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            let found: Vec<f64> = found.iter().map(|x| f64::from(*x)).collect();
            let cosine = dot(&found, right) / (dot(&found, &found) * dot(right, right)).sqrt();
            let length = (dot(&found, &found) / dot(right, right)).sqrt();
            assert!(
                cosine > 0.9995 && (length - 1.0).abs() < 0.01,
                "{count} tokens, {at}: cosine {cosine}, length {length}"
            );
        }
    }
}

#[test]
fn a_window_does_not_depend_on_what_the_room_held_before() {
    let encoder = Encoder::new(Model::draw().weights().expect("they fit"));
    let first = on(1, &encoder, &ids(20));
    let _ = on(3, &encoder, &ids(PLACES));
    assert_eq!(on(1, &encoder, &ids(20)), first);
    assert_eq!(encoder.states(&[], 0..0, 1, <[f32]>::len), Some(0));
}

#[test]
fn the_rows_that_are_needed_are_those_of_the_whole() {
    let encoder = Encoder::new(Model::draw().weights().expect("they fit"));
    let (ids, hidden) = (ids(PLACES), SHAPE.hidden);
    let whole = on(1, &encoder, &ids);
    for needed in [0..1, 17..18, 11..61, 70..PLACES, PLACES - 1..PLACES, 0..PLACES, 40..40] {
        for threads in [1, 3] {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let rows = |states: &[f32]| states[needed.start * hidden..needed.end * hidden].to_vec();
            let found = pool.install(|| encoder.states(&ids, needed.clone(), threads, rows)).expect("known words");
            assert_eq!(found, rows(&whole), "{needed:?}, {threads} threads");
        }
    }
    // The last layer is not run for the others, so they are not the states of the whole.
    let others = encoder.states(&ids, 70..PLACES, 1, |states| states[..hidden].to_vec()).expect("known words");
    assert_ne!(others, whole[..hidden]);
}

#[test]
fn unknown_words_and_too_many_tokens_are_refused() {
    let encoder = Encoder::new(Model::draw().weights().expect("they fit"));
    assert_eq!(encoder.states(&[0, WORDS as u32], 0..2, 1, <[f32]>::len), None);
    assert_eq!(encoder.states(&[u32::MAX], 0..1, 1, <[f32]>::len), None);
    assert_eq!(encoder.states(&ids(PLACES + 1), 0..1, 1, <[f32]>::len), None);
}

#[test]
fn weights_that_do_not_fit_are_refused_with_the_reason() {
    let refused = |change: &dyn Fn(&mut Model)| {
        let mut model = Model::draw();
        change(&mut model);
        model.weights().expect_err("a refusal").to_string()
    };
    let short = refused(&|model| model.words.truncate(63));
    assert_eq!(short, "words: 63 values where 3200 are expected");
    let norm = refused(&|model| model.layers[1].1[0].bias.truncate(3));
    assert_eq!(norm, "the norm after the attention: 3 values where 64 are expected");
    let swapped = refused(&|model| model.layers[0].0.swap(2, 3));
    assert_eq!(swapped, "the intermediate layer: 128 values where 64 are expected");
    let dense = |weights: &[i8], outputs: usize| {
        let (scales, bias) = (vec![1.0; outputs], vec![0.0; outputs]);
        Linear::new(4, &[Dense { weights, scales: &scales, bias: &bias }]).expect_err("a refusal").to_string()
    };
    assert_eq!(dense(&[-65; 256], 64), "a weight is -65, and must be from -64 to 64");
    assert!(dense(&[0; 252], 63).contains("63 outputs (of 64)"), "{}", dense(&[0; 252], 63));
    let shape = Shape { heads: 3, ..SHAPE };
    let Model { words, scales, places, norm, .. } = Model::draw();
    let error = Weights::new(shape, Embeddings { words, scales, places, norm }, vec![]).expect_err("a refusal");
    assert_eq!(error.to_string(), "3 heads do not divide 64 into multiples of 32");
}
