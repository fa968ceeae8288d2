//! A model's config.json: sizes, special tokens, labels, and the settings of its heads.

use serde::Deserialize;

use crate::error::{Error, Result};

use super::tone::SectionHead;

/// The version of the model folder that this crate reads.
const FORMAT: u32 = 3;

/// The parsed config.json of a model folder.
#[derive(Debug, Clone, Deserialize)]
pub struct ModelConfig {
    /// The model's name, such as `detente-v3`.
    pub name: String,
    /// Version of the folder's layout.
    pub version: u32,
    /// The published weights it started from.
    pub base_model: String,
    /// Width of a hidden state.
    pub hidden: usize,
    /// Tokens that fit the encoder, special tokens included.
    pub max_tokens: usize,
    /// Tokens of the title that every window begins with, at most.
    pub title_tokens: usize,
    /// Tokens of the sentences before it that a later window repeats as context, at most.
    pub context_tokens: usize,
    /// Id of the token that begins a window.
    pub cls_id: u32,
    /// Id of the token that ends a window, and the title.
    pub sep_id: u32,
    /// The shape of the encoder.
    pub encoder: EncoderConfig,
    /// Settings of the heads.
    pub heads: HeadsConfig,
}

/// The shape of the encoder, a BERT: what a runtime that brings its own graph must know beside the weights.
#[derive(Debug, Clone, Deserialize)]
pub struct EncoderConfig {
    /// Transformer layers.
    pub layers: usize,
    /// Attention heads of each layer; they share the width evenly.
    pub attention_heads: usize,
    /// Width between the two linear maps of a layer.
    pub intermediate: usize,
    /// What is added to a variance before its root is taken.
    pub layer_norm_eps: f64,
    /// The function between the two linear maps of a layer.
    pub activation: Activation,
}

/// The function between the two linear maps of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// The exact GELU, by the error function.
    Gelu,
}

/// Settings of the heads.
#[derive(Debug, Clone, Deserialize)]
pub struct HeadsConfig {
    /// Sentences that are judged together at most.
    pub block: usize,
    /// Lower edges of the buckets of a sentence's place from the start.
    pub first_edges: Vec<usize>,
    /// Lower edges of the buckets of a sentence's number of tokens.
    pub length_edges: Vec<usize>,
    /// Into how many parts the document is cut for a sentence's relative place.
    pub relative_buckets: usize,
    /// When two sentences say the same.
    pub redundancy: Redundancy,
    /// From the sentences of a section to its tone.
    pub section: SectionHead,
}

/// When two sentences say the same, so that a summary takes only one.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Redundancy {
    /// Whether one shared run of three words is enough.
    pub trigrams: bool,
    /// The cosine of their vectors above which they do.
    pub cosine: f64,
}

impl ModelConfig {
    /// Reads a config.json.
    ///
    /// # Errors
    /// [`Error::ModelConfig`] when it is not such a file; [`Error::ModelShape`] when its sizes cannot be right.
    pub fn parse(json: &[u8]) -> Result<Self> {
        let config: Self = serde_json::from_slice(json).map_err(|source| Error::ModelConfig { source })?;
        let wrong = |what: String| Err(Error::ModelShape { file: "config.json".into(), what });
        if config.version != FORMAT {
            return wrong(format!("its format is {}, this detente reads format {FORMAT}", config.version));
        }
        if config.hidden == 0 || config.hidden > 1 << 16 {
            return wrong(format!("\"hidden\" is {}, and must be from 1 to 65536", config.hidden));
        }
        if let Some(what) = config.encoder.fault(config.hidden) {
            return wrong(what);
        }
        let heads = &config.heads;
        if heads.block == 0 || heads.relative_buckets == 0 {
            return wrong("\"block\" and \"relative_buckets\" of the heads must be at least 1".into());
        }
        // [CLS], the title, its [SEP], the context, one token to score, [SEP].
        let needed = config.title_tokens.saturating_add(config.context_tokens).saturating_add(4);
        if config.max_tokens < needed || config.max_tokens > 1 << 16 {
            return wrong(format!("\"max_tokens\" is {}, and must be from {needed} to 65536", config.max_tokens));
        }
        Ok(config)
    }
}

impl EncoderConfig {
    /// What cannot be right, for hidden states of this width.
    fn fault(&self, hidden: usize) -> Option<String> {
        let Self { layers, attention_heads, intermediate, layer_norm_eps, .. } = *self;
        if layers == 0 || layers > 1 << 10 {
            return Some(format!("\"layers\" of the encoder is {layers}, and must be from 1 to 1024"));
        }
        if attention_heads == 0 || !hidden.is_multiple_of(attention_heads) {
            return Some(format!(
                "\"attention_heads\" of the encoder is {attention_heads}, and must divide {hidden}, the width"
            ));
        }
        if intermediate == 0 || intermediate > 1 << 16 {
            return Some(format!("\"intermediate\" of the encoder is {intermediate}, and must be from 1 to 65536"));
        }
        // Written so that NaN is refused too.
        let fits = layer_norm_eps > 0.0 && layer_norm_eps <= 1.0;
        (!fits).then(|| {
            format!("\"layer_norm_eps\" of the encoder is {layer_norm_eps}, and must be above 0 and at most 1")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn tiny() -> Value {
        serde_json::from_str(include_str!("../../tests/goldens/tiny/config.json")).expect("JSON")
    }

    fn parse(config: &Value) -> Result<ModelConfig> {
        ModelConfig::parse(config.to_string().as_bytes())
    }

    #[test]
    fn foreign_and_impossible_configs_are_refused_with_the_reason() {
        parse(&tiny()).expect("the tiny config is right");
        for (field, value, reason) in [
            ("version", json!(9), "its format is 9"),
            ("hidden", json!(0), "\"hidden\" is 0"),
            ("max_tokens", json!(131), "must be from 132"),
            ("max_tokens", json!(1_000_000), "must be from"),
        ] {
            let mut config = tiny();
            config[field] = value;
            let error = parse(&config).expect_err(field).to_string();
            assert!(error.contains(reason), "{error}");
        }
        for (field, value, reason) in [
            ("layers", json!(0), "\"layers\" of the encoder is 0"),
            ("layers", json!(1_000_000), "from 1 to 1024"),
            ("attention_heads", json!(0), "must divide 32"),
            ("attention_heads", json!(5), "must divide 32"),
            ("intermediate", json!(0), "\"intermediate\" of the encoder is 0"),
            ("layer_norm_eps", json!(0.0), "above 0"),
            ("layer_norm_eps", json!(-1e-12), "above 0"),
            ("layer_norm_eps", json!(2), "at most 1"),
            ("activation", json!("gelu_new"), "gelu_new"),
        ] {
            let mut config = tiny();
            config["encoder"][field] = value;
            let error = parse(&config).expect_err(field).to_string();
            assert!(error.contains(reason), "{error}");
        }
        // JSON has no infinity, and a number that would become one is refused: the weights of a config are finite.
        let infinite = tiny().to_string().replacen("\"bias\":[", "\"bias\":[1e999,", 1);
        let error = ModelConfig::parse(infinite.as_bytes()).expect_err("infinite").to_string();
        assert!(error.contains("number out of range"), "{error}");
        let error = ModelConfig::parse(b"{\"architectures\":[\"BertModel\"]}").expect_err("foreign").to_string();
        assert!(error.contains("foreign"), "{error}");
    }
}
