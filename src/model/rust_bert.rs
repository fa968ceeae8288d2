//! The runtime rust-bert: the weights of model.safetensors run by libtorch, on the CPU or a GPU.
//!
//! Enters: the bytes of model.safetensors and the shape that config.json gives. Leaves: an [`Encoder`] of the crate's BERT;
//! pooling and heads are the same as with any runtime. Holds: weights are f32 in memory, whatever they are on the disk;
//! windows run one at a time, without padding. The order of libtorch's sums depends on how many threads share a window,
//! so the last digits may too: within 1e-5, not to the bit.
//!
//! The crates below panic where libtorch fails, for want of memory on a GPU for example; such a panic is caught here and
//! becomes an error, after its message has been printed by the panic hook.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use ::rust_bert::Activation;
use ::rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use safetensors::{Dtype, SafeTensors};
use tch::nn::VarStore;
use tch::{Cuda, Kind, TchError, Tensor};

use super::config::{self, ModelConfig};
use super::encoder::{Encoder, Hidden, pool};
use super::files::WEIGHTS;
use super::runtime::Device;
use super::windows::Batch;
use crate::error::{Error, Result};

/// What libtorch or the crate above it says.
type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The variance's addend that the crate has built in.
const LAYER_NORM_EPS: f64 = 1e-12;

/// The encoder, ready to run.
pub struct RustBertEncoder {
    weights: Arc<Mutex<Weights>>,
    config: BertConfig,
    device: tch::Device,
    threads: NonZeroUsize,
    /// Made from the weights when it is first needed; a tensor may move between threads and not be shared by them.
    bert: Mutex<Option<BertModel<BertEmbeddings>>>,
}

/// Tensors by their names, f32, on the device.
struct Weights(Vec<(String, Tensor)>);

impl RustBertEncoder {
    /// Reads the weights and puts them on the device.
    ///
    /// # Errors
    /// [`Error::Setting`] for a device that libtorch does not have, [`Error::Weights`] and [`Error::ModelShape`] when the file
    /// is not the weights of such an encoder, [`Error::Torch`] when libtorch fails.
    pub fn new(safetensors: &[u8], config: &ModelConfig, device: Device, threads: NonZeroUsize) -> Result<Self> {
        let file =
            SafeTensors::deserialize(safetensors).map_err(|source| Error::Weights { file: WEIGHTS.into(), source })?;
        let config = shape(&file, config)?;
        let device = found(device)?;
        let weights = Weights::read(&file, device)?;
        let bert = Mutex::new(Some(weights.model(&config, device)?));
        Ok(Self { weights: Arc::new(Mutex::new(weights)), config, device, threads, bert })
    }

    /// Hidden states of one window, summed by sentence.
    fn window(&self, bert: &BertModel<BertEmbeddings>, batch: &Batch, window: usize) -> Result<Vec<f32>> {
        let ids: Vec<i64> = batch.ids()[batch.window(window)].iter().copied().map(i64::from).collect();
        if let Some(id) = ids.iter().find(|id| **id >= self.config.vocab_size) {
            return Err(wrong(format!("token {id} of the tokenizer is beyond its {} words", self.config.vocab_size)));
        }
        let states = guarded(|| {
            let ids = Tensor::f_from_slice(&ids)?.f_unsqueeze(0)?.f_to_device(self.device)?;
            let run = || bert.forward_t(Some(&ids), None, None, None, None, None, None, false);
            let states = tch::no_grad(run)?.hidden_state.f_to_device(tch::Device::Cpu)?.f_reshape([-1])?;
            Ok(Vec::<f32>::try_from(&states)?)
        });
        let states = states.map_err(|source| Error::Torch { place: format!("on window {window}"), source })?;
        if states.len() != ids.len() * self.width() {
            return Err(wrong(format!("a window of {} tokens gave {} numbers", ids.len(), states.len())));
        }
        Ok(pool(batch, window, self.width(), &states))
    }

    /// Width of a hidden state.
    fn width(&self) -> usize {
        usize::try_from(self.config.hidden_size).unwrap_or(0)
    }
}

impl Encoder for RustBertEncoder {
    fn encode(&self, batch: &Batch) -> Result<Hidden> {
        // Of the whole process, as far as libtorch goes, but for threads that have asked for another number.
        tch::set_num_threads(i32::try_from(self.threads.get()).unwrap_or(i32::MAX));
        let mut slot = self.bert.lock().unwrap_or_else(PoisonError::into_inner);
        let bert = match &mut *slot {
            Some(bert) => bert,
            empty => {
                let weights = self.weights.lock().unwrap_or_else(PoisonError::into_inner);
                empty.insert(weights.model(&self.config, self.device)?)
            }
        };
        let sums = (0..batch.windows()).map(|window| self.window(bert, batch, window)).collect::<Result<Vec<_>>>()?;
        Ok(Hidden::from_sums(batch, self.width(), &sums))
    }

    fn on(&self, threads: NonZeroUsize) -> Box<dyn Encoder> {
        let (weights, config, device) = (Arc::clone(&self.weights), self.config.clone(), self.device);
        Box::new(Self { weights, config, device, threads, bert: Mutex::new(None) })
    }
}

impl Weights {
    /// The encoder's tensors of a file; those of the heads are left.
    fn read(file: &SafeTensors<'_>, device: tch::Device) -> Result<Self> {
        let mut weights = Vec::new();
        for (name, view) in file.tensors() {
            if !name.starts_with("embeddings.") && !name.starts_with("encoder.") {
                continue;
            }
            let kind = match view.dtype() {
                Dtype::F16 => Kind::Half,
                Dtype::F32 => Kind::Float,
                other => return Err(wrong(format!("{name} is {other:?}, and must be F16 or F32"))),
            };
            let size = sizes(view.shape());
            let tensor = guarded(|| {
                let tensor = Tensor::f_from_data_size(view.data(), &size, kind)?;
                Ok(tensor.f_to_kind(Kind::Float)?.f_to_device(device)?)
            });
            let place = || format!("on {name} of {WEIGHTS}");
            weights.push((name.clone(), tensor.map_err(|source| Error::Torch { place: place(), source })?));
        }
        Ok(Self(weights))
    }

    /// The crate's model over these tensors, which it shares.
    fn model(&self, config: &BertConfig, device: tch::Device) -> Result<BertModel<BertEmbeddings>> {
        let place = || "when it made the encoder".to_owned();
        let made = guarded(|| {
            let mut store = VarStore::new(device);
            let bert = BertModel::new_with_optional_pooler(store.root(), config, false);
            store.freeze();
            let mut variables: Vec<(String, Tensor)> = store.variables().into_iter().collect();
            variables.sort_by(|a, b| a.0.cmp(&b.0));
            Ok((bert, variables))
        });
        let (bert, variables) = made.map_err(|source| Error::Torch { place: place(), source })?;
        for (name, mut variable) in variables {
            let Some((_, tensor)) = self.0.iter().find(|(own, _)| *own == name) else {
                return Err(wrong(format!("it has no tensor {name}")));
            };
            if tensor.size() != variable.size() {
                let (found, expected) = (tensor.size(), variable.size());
                return Err(wrong(format!("{name} has shape {found:?} where {expected:?} is expected")));
            }
            let set = guarded(|| Ok(variable.f_set_data(tensor)?));
            set.map_err(|source| Error::Torch { place: place(), source })?;
        }
        Ok(bert)
    }
}

/// The crate's settings for an encoder of this shape. The sizes are those of the file, so that a config cannot ask for more
/// memory than it has.
fn shape(file: &SafeTensors<'_>, model: &ModelConfig) -> Result<BertConfig> {
    let own = &model.encoder;
    let rows = |name: &str, width: usize| match file.tensor(name) {
        Ok(view) if view.shape().len() == 2 && view.shape()[1] == width => Ok(view.shape()[0]),
        Ok(view) => Err(wrong(format!("{name} has shape {:?} where rows of {width} are expected", view.shape()))),
        Err(_) => Err(wrong(format!("it has no tensor {name}"))),
    };
    let table = |name: &str| rows(&format!("embeddings.{name}_embeddings.weight"), model.hidden);
    let (vocabulary, positions, types) = (table("word")?, table("position")?, table("token_type")?);
    if positions < model.max_tokens || types == 0 {
        return Err(wrong(format!("it has {positions} positions where \"max_tokens\" is {}", model.max_tokens)));
    }
    for layer in 0..own.layers {
        let name = format!("encoder.layer.{layer}.intermediate.dense.weight");
        let found = rows(&name, model.hidden)?;
        if found != own.intermediate {
            return Err(wrong(format!("{name} has {found} rows where {} are expected", own.intermediate)));
        }
    }
    if (own.layer_norm_eps - LAYER_NORM_EPS).abs() > f64::EPSILON * LAYER_NORM_EPS {
        let value = own.layer_norm_eps;
        return Err(wrong(format!("\"layer_norm_eps\" is {value}, and rust-bert knows {LAYER_NORM_EPS} only")));
    }
    let size = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
    Ok(BertConfig {
        hidden_act: match own.activation {
            config::Activation::Gelu => Activation::gelu,
        },
        hidden_size: size(model.hidden),
        intermediate_size: size(own.intermediate),
        max_position_embeddings: size(positions),
        num_attention_heads: size(own.attention_heads),
        num_hidden_layers: size(own.layers),
        type_vocab_size: size(types),
        vocab_size: size(vocabulary),
        ..BertConfig::default()
    })
}

/// The device, where libtorch has it.
fn found(device: Device) -> Result<tch::Device> {
    let Device::Cuda(number) = device else { return Ok(tch::Device::Cpu) };
    let there = usize::try_from(Cuda::device_count()).unwrap_or(0);
    let remedy = if !Cuda::is_available() {
        "this libtorch has no CUDA, or finds no GPU; build with a libtorch for CUDA (README.md, Runtimes), or give cpu"
    } else if number >= there {
        "there are not so many GPUs; `nvidia-smi --list-gpus` has their numbers"
    } else {
        return Ok(tch::Device::Cuda(number));
    };
    Err(Error::Setting { setting: "--device", value: device.to_string(), remedy })
}

fn sizes(shape: &[usize]) -> Vec<i64> {
    shape.iter().map(|&size| i64::try_from(size).unwrap_or(i64::MAX)).collect()
}

fn wrong(what: String) -> Error {
    Error::ModelShape { file: WEIGHTS.into(), what }
}

/// Runs what calls libtorch; a panic there is an error here.
fn guarded<T>(run: impl FnOnce() -> Result<T, Cause>) -> Result<T, Cause> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(TchError::Torch(said.unwrap_or("it panicked").to_owned()).into())
    })
}
