//! The hidden states that the Python reference gives for the tiny model, for tests of every runtime that reads it.

use std::fs;

use detente::model::config::ModelConfig;
use detente::model::encoder::Encoder;
use detente::model::windows::Batch;
use serde::Deserialize;

/// `tests/goldens/tiny_hidden.json`, as training/tiny.py writes it.
#[derive(Deserialize)]
pub struct Cases {
    pub tolerance: f32,
    pub cases: Vec<Case>,
}

/// A text, its token ids, and the hidden states of some of its tokens.
#[derive(Deserialize)]
pub struct Case {
    pub text: String,
    pub ids: Vec<u32>,
    rows: Vec<usize>,
    hidden: Vec<Vec<f32>>,
}

impl Cases {
    pub fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/goldens/tiny_hidden.json");
        let cases: Self = serde_json::from_str(&fs::read_to_string(path).expect(path)).expect(path);
        assert!(!cases.cases.is_empty());
        cases
    }
}

impl Case {
    /// Fails where a number of a token's hidden state is farther than `tolerance` from the reference.
    pub fn check(&self, encoder: &dyn Encoder, config: &ModelConfig, tolerance: f32) {
        // One sentence a token: its vector is then that token's hidden state.
        let inner = &self.ids[1..self.ids.len() - 1];
        let sentences: Vec<Vec<u32>> = inner.iter().map(|&id| vec![id]).collect();
        let hidden = encoder.encode(&Batch::new(&sentences, &[], config)).expect("hidden states");
        for (&row, expected) in self.rows.iter().zip(&self.hidden).filter(|(row, _)| (1..=inner.len()).contains(row)) {
            for (found, expected) in hidden.row(row - 1).iter().zip(expected) {
                assert!((found - expected).abs() <= tolerance, "{:?}, token {row}: {found} {expected}", self.text);
            }
        }
    }
}
