//! The weights of an encoder out of its int8 ONNX graph, as training/quantize.py writes it.
//!
//! Holds: the graph has the operators of this architecture and no others that compute, each as often as it should, so what is run
//! is what the graph says. A graph that differs is refused with the reason.

use std::collections::HashMap;

use detente_encoder::{Dense, Embeddings, Layer, Linear, Norm, Shape, Smoothed, Weights};
use rten_onnx::onnx::{DataType, GraphProto, ModelProto, NodeProto, TensorProto};

use crate::error::{Error, Result};
use crate::model::config::ModelConfig;
use crate::model::files::ENCODER;

/// A graph's tensors and integer products, by name.
struct Graph {
    tensors: HashMap<String, TensorProto>,
    products: HashMap<String, NodeProto>,
}

/// Reads the weights of a graph that has the sizes of `config`.
///
/// # Errors
/// [`Error::ModelShape`] when it is not such a graph.
pub(super) fn weights(onnx: &[u8], config: &ModelConfig) -> Result<Weights> {
    let model = ModelProto::parse_buf(onnx).map_err(|why| wrong(format!("it is not an ONNX model: {why}")))?;
    let GraphProto { node, initializer, .. } = model.graph.ok_or_else(|| wrong("it has no graph"))?;
    let layers = config.encoder.layers;
    for (operator, times) in [
        ("MatMulInteger", 6 * layers),
        ("DynamicQuantizeLinear", 4 * layers),
        ("MatMul", 2 * layers),
        ("Softmax", layers),
        ("Erf", layers),
        ("LayerNormalization", 2 * layers + 1),
    ] {
        let found = node.iter().filter(|node| node.op_type.as_deref() == Some(operator)).count();
        if found != times {
            return Err(wrong(format!("it has {operator} {found} times where {times} are expected")));
        }
    }
    let products = node.into_iter().filter(|node| node.op_type.as_deref() == Some("MatMulInteger"));
    let mut graph = Graph {
        tensors: initializer.into_iter().filter_map(|tensor| Some((tensor.name.clone()?, tensor))).collect(),
        products: products.filter_map(|node| Some((node.name.clone()?, node))).collect(),
    };
    let encoder = &config.encoder;
    #[allow(clippy::cast_possible_truncation)]
    let eps = encoder.layer_norm_eps as f32;
    let shape =
        Shape { hidden: config.hidden, intermediate: encoder.intermediate, heads: encoder.attention_heads, eps };
    let embeddings = Embeddings {
        words: graph.bytes("words.int8")?,
        scales: graph.floats("words.scale")?,
        places: graph.floats("positions")?,
        norm: graph.norm("norm")?,
    };
    let layers = (0..layers).map(|layer| graph.layer(layer)).collect::<Result<_>>()?;
    let weights = Weights::new(shape, embeddings, layers).map_err(|why| wrong(why.to_string()))?;
    if weights.places() < config.max_tokens {
        return Err(wrong(format!(
            "it has {} places where windows have {} tokens",
            weights.places(),
            config.max_tokens
        )));
    }
    Ok(weights)
}

impl Graph {
    fn layer(&mut self, number: usize) -> Result<Layer> {
        let prefix = format!("encoder.layer.{number}");
        let projections = ["query", "key", "value"].map(|part| format!("{prefix}.attention.self.{part}"));
        let one = |name: &str| [format!("{prefix}.{name}")];
        Ok(Layer {
            project: self.linear(&projections)?,
            gather: self.linear(&one("attention.output.dense"))?,
            attention_norm: self.norm(&format!("{prefix}.attention.output.LayerNorm"))?,
            up: self.linear(&one("intermediate.dense"))?,
            down: self.linear(&one("output.dense"))?,
            norm: self.norm(&format!("{prefix}.output.LayerNorm"))?,
        })
    }

    fn norm(&mut self, name: &str) -> Result<Norm> {
        Ok(Norm { weight: self.floats(&format!("{name}.weight"))?, bias: self.floats(&format!("{name}.bias"))? })
    }

    /// The linear layers of these names beside each other; all read the same input.
    fn linear(&mut self, names: &[String]) -> Result<Smoothed> {
        let mut input: Option<String> = None;
        let mut parts = Vec::new();
        for name in names {
            let node = format!("/{}/MatMul_quant", name.replace('.', "/").replace("layer/", "layer."));
            let product = self.products.remove(&node).ok_or_else(|| wrong(format!("it has no node {node}")))?;
            let [x, weights, ..] = product.input.as_slice() else {
                return Err(wrong(format!("the node {node} has no weights")));
            };
            if input.as_ref().is_some_and(|input| input != x) {
                return Err(wrong(format!("the node {node} reads another input than those beside it")));
            }
            input = Some(x.clone());
            let stem = weights.strip_suffix("_quantized").unwrap_or(weights);
            let zeros = self.bytes(&format!("{stem}_zero_point"))?;
            if zeros.iter().any(|zero| *zero != 0) {
                return Err(wrong(format!("{weights} has a zero that is not 0")));
            }
            let scales = self.floats(&format!("{stem}_scale"))?;
            parts.push((self.bytes(weights)?, scales, self.floats(&format!("{name}.bias"))?));
        }
        let inputs = parts.first().map_or(0, |(weights, scales, _)| weights.len() / scales.len().max(1));
        let smooth = match input.as_deref().and_then(|input| input.strip_suffix(".out_quantized")) {
            Some(name) if name.starts_with("smooth.") => self.floats(name)?,
            _ => vec![1.0; inputs],
        };
        let parts: Vec<_> = parts.iter().map(|(weights, scales, bias)| Dense { weights, scales, bias }).collect();
        let linear = Linear::new(inputs, &parts).map_err(|why| wrong(format!("{}: {why}", names.join(", "))))?;
        Ok(Smoothed { smooth, linear })
    }

    fn floats(&mut self, name: &str) -> Result<Vec<f32>> {
        let (tensor, raw) = self.take(name, DataType::FLOAT)?;
        if raw.is_empty() {
            return Ok(tensor.float_data);
        }
        Ok(raw.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    fn bytes(&mut self, name: &str) -> Result<Vec<i8>> {
        let (tensor, raw) = self.take(name, DataType::INT8)?;
        if raw.is_empty() {
            return Ok(tensor.int32_data.into_iter().filter_map(|value| i8::try_from(value).ok()).collect());
        }
        Ok(raw.into_iter().map(u8::cast_signed).collect())
    }

    /// A tensor, with its raw bytes.
    fn take(&mut self, name: &str, kind: DataType) -> Result<(TensorProto, Vec<u8>)> {
        let mut tensor = self.tensors.remove(name).ok_or_else(|| wrong(format!("it has no tensor {name}")))?;
        if tensor.data_type != Some(kind) {
            return Err(wrong(format!("the tensor {name} has another type than expected")));
        }
        let raw = tensor.raw_data.take().map(std::cell::RefCell::into_inner).unwrap_or_default();
        Ok((tensor, raw))
    }
}

fn wrong(what: impl std::fmt::Display) -> Error {
    let remedy = "the runtime native runs int8 graphs of this project's export only; --runtime rten runs any";
    Error::ModelShape { file: ENCODER.into(), what: format!("{what} ({remedy})") }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;
    use crate::model::encoder::Encoder as _;
    use crate::model::files::{self, ModelFiles};
    use crate::model::native::NativeEncoder;
    use crate::model::windows::Batch;

    fn built_in() -> (ModelConfig, ModelFiles) {
        let files = ModelFiles::built_in();
        (ModelConfig::parse(files.bytes(files::CONFIG)).expect("config.json"), files)
    }

    fn refused(onnx: &[u8], config: &ModelConfig) -> String {
        let said = weights(onnx, config).expect_err("a refusal").to_string();
        assert!(said.starts_with("model file model.onnx: ") && said.contains("--runtime rten"), "{said}");
        said
    }

    #[test]
    fn a_graph_that_is_not_ours_is_refused_with_the_reason() {
        let (config, files) = built_in();
        let onnx = files.bytes(ENCODER);
        weights(onnx, &config).expect("the shipped graph");
        let tiny = include_bytes!("../../../tests/goldens/tiny/model.onnx");
        assert!(refused(tiny, &config).contains("it has MatMulInteger 0 times where 36 are expected"));
        assert!(refused(b"", &config).contains("it has no graph"));
        assert!(refused(&onnx[..onnx.len() / 2], &config).contains("it is not an ONNX model"));
        assert!(refused(b"not ONNX", &config).contains("it is not an ONNX model"));
    }

    #[test]
    fn a_config_with_other_sizes_is_refused_with_the_reason() {
        let (config, files) = built_in();
        let said = |change: &dyn Fn(&mut ModelConfig)| {
            let mut config = config.clone();
            change(&mut config);
            refused(files.bytes(ENCODER), &config)
        };
        assert!(said(&|config| config.encoder.layers = 5).contains("MatMulInteger 36 times where 30 are expected"));
        assert!(said(&|config| config.encoder.attention_heads = 48).contains("48 heads do not divide 384"));
        assert!(said(&|config| config.encoder.intermediate = 768).contains("the intermediate layer: 1536 values"));
        assert!(said(&|config| config.hidden = 768).contains("values where"));
        assert!(said(&|config| config.max_tokens = 513).contains("it has 512 places where windows have 513 tokens"));
    }

    #[test]
    fn a_damaged_graph_is_refused_or_run_and_never_a_panic() {
        let (config, files) = built_in();
        let (mut state, mut refused) = (7_usize, 0);
        let mut next = |below: usize| {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345) & 0x7fff_ffff;
            (state >> 8) % below
        };
        for round in 0..60 {
            let mut damaged = files.bytes(ENCODER).to_vec();
            // The first bytes are nodes and small tensors; the rest is nearly all weights, of which -1 is one.
            let part = if round % 2 == 0 { 160_000 } else { damaged.len() };
            for _ in 0..4 {
                damaged[next(part)] = 0xff;
            }
            match NativeEncoder::new(&damaged, &config, NonZeroUsize::MIN) {
                Err(error) => refused += usize::from(error.to_string().contains("model.onnx")),
                Ok(encoder) => {
                    let batch = Batch::new(&[vec![2000, 3000]], &[], &config);
                    assert_eq!(encoder.encode(&batch).expect("hidden states").sentences(), 1);
                }
            }
        }
        assert!((10..60).contains(&refused), "{refused} of 60 were refused");
    }
}
