//! Which runtime runs the encoder, and on what: names and options in, an [`Encoder`] out.
//!
//! Holds: nothing is substituted. A runtime that this build does not have, or a device that the runtime does not know,
//! is an error that says what to do.

use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use super::config::ModelConfig;
use super::encoder::Encoder;
use super::files::{self, ModelFiles};
use super::native::NativeEncoder;
use super::rten::RtenEncoder;
#[cfg(feature = "rust-bert")]
use super::rust_bert::RustBertEncoder;
use crate::error::{Error, Result};

/// The names that `--runtime` takes.
pub const RUNTIMES: [&str; 4] = ["auto", "native", "rten", "rust-bert"];

#[cfg(not(feature = "rust-bert"))]
/// What to do for rust-bert in a build without it.
const ABSENT: &str = "this detente is built without it: in the repository, run scripts/libtorch.sh, then `cargo build --release --features rust-bert`";

/// What a model is loaded from and runs on. The default is the built-in model on one thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelOptions {
    /// The model's folder; none is the built-in model.
    pub folder: Option<PathBuf>,
    /// The runtime; none is the one that fits the model best.
    pub runtime: Option<RuntimeKind>,
    /// What the runtime computes on.
    pub device: Device,
    /// How many threads may run.
    pub threads: NonZeroUsize,
}

impl Default for ModelOptions {
    fn default() -> Self {
        Self { folder: None, runtime: None, device: Device::Cpu, threads: NonZeroUsize::MIN }
    }
}

/// A runtime that this build has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuntimeKind {
    /// Our own forward pass over the int8 weights of the model's ONNX graph.
    Native,
    /// The model's ONNX graph, whatever its operators, run by rten.
    Rten,
    /// The weights in model.safetensors, run by libtorch.
    #[cfg(feature = "rust-bert")]
    RustBert,
}

impl RuntimeKind {
    /// The runtime of a name out of [`RUNTIMES`]; none for `auto`.
    ///
    /// # Errors
    /// [`Error::Setting`] for another name, and for a runtime that this build does not have.
    pub fn named(name: &str) -> Result<Option<Self>> {
        let wrong = |remedy| Err(Error::Setting { setting: "--runtime", value: name.to_owned(), remedy });
        match name {
            "auto" => Ok(None),
            "native" => Ok(Some(Self::Native)),
            "rten" => Ok(Some(Self::Rten)),
            #[cfg(feature = "rust-bert")]
            "rust-bert" => Ok(Some(Self::RustBert)),
            #[cfg(not(feature = "rust-bert"))]
            "rust-bert" => wrong(ABSENT),
            _ => wrong("give auto, native, rten or rust-bert"),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Rten => "rten",
            #[cfg(feature = "rust-bert")]
            Self::RustBert => "rust-bert",
        }
    }

    /// The runtime for a model where none was asked for.
    #[must_use]
    pub fn auto(files: &ModelFiles, config: &ModelConfig) -> Self {
        if NativeEncoder::suits(files.bytes(files::ENCODER), config) { Self::Native } else { Self::Rten }
    }

    /// The file with the weights that it reads.
    #[must_use]
    pub fn weights(self) -> &'static str {
        match self {
            Self::Native | Self::Rten => files::ENCODER,
            #[cfg(feature = "rust-bert")]
            Self::RustBert => files::WEIGHTS,
        }
    }

    /// Refuses a device that it does not know; whether the machine has it is for the encoder to say.
    ///
    /// # Errors
    /// [`Error::Setting`].
    pub fn check(self, device: Device) -> Result<()> {
        match (self, device) {
            (_, Device::Cpu) => Ok(()),
            #[cfg(feature = "rust-bert")]
            (Self::RustBert, Device::Cuda(_)) => Ok(()),
            (Self::Native | Self::Rten, Device::Cuda(_)) => Err(Error::Setting {
                setting: "--device",
                value: device.to_string(),
                remedy: "this runtime computes on the CPU only; leave --device out, or give --runtime rust-bert",
            }),
        }
    }

    /// Its name in records: what can change the last digits of a result.
    #[must_use]
    pub fn record(self, device: Device) -> String {
        match device {
            Device::Cpu => self.name().to_owned(),
            Device::Cuda(_) => format!("{}-cuda", self.name()),
        }
    }

    /// Loads a model's encoder.
    ///
    /// # Errors
    /// As the encoder of the runtime has them.
    pub fn encoder(self, files: &ModelFiles, config: &ModelConfig, options: &ModelOptions) -> Result<Box<dyn Encoder>> {
        let encoder: Box<dyn Encoder> = match self {
            Self::Native => Box::new(NativeEncoder::new(files.bytes(files::ENCODER), config, options.threads)?),
            Self::Rten => Box::new(RtenEncoder::new(files.graph(files::ENCODER), config.hidden, options.threads)?),
            #[cfg(feature = "rust-bert")]
            Self::RustBert => {
                let weights = files.bytes(files::WEIGHTS);
                Box::new(RustBertEncoder::new(weights, config, options.device, options.threads)?)
            }
        };
        Ok(encoder)
    }
}

/// What a runtime computes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// The processor.
    Cpu,
    /// The GPU of this number.
    Cuda(usize),
}

impl FromStr for Device {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let number = |digits: &str| digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let device = match (name, name.strip_prefix("cuda:")) {
            ("cpu", _) => Some(Self::Cpu),
            ("cuda", _) => Some(Self::Cuda(0)),
            (_, Some(digits)) => number(digits).map(Self::Cuda),
            _ => None,
        };
        device.ok_or_else(|| Error::Setting {
            setting: "--device",
            value: name.to_owned(),
            remedy: "give cpu, cuda, or cuda:N with the number of the GPU",
        })
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(number) => write!(f, "cuda:{number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_runtimes_or_errors_that_say_what_to_give() {
        assert_eq!(RuntimeKind::named("auto").expect("auto"), None);
        assert_eq!(RuntimeKind::named("rten").expect("rten").map(RuntimeKind::name), Some("rten"));
        for (name, said) in [("onnx", "give auto, native, rten"), ("", "give auto"), ("Rten", "give auto")] {
            let error = RuntimeKind::named(name).expect_err(name).to_string();
            assert!(error.contains(&format!("--runtime is {name}; ")) && error.contains(said), "{error}");
        }
        assert!(RUNTIMES.iter().all(|name| match RuntimeKind::named(name) {
            Ok(found) => found.is_none_or(|kind| kind.name() == *name),
            Err(error) => error.to_string().contains("built without it"),
        }));
    }

    #[test]
    fn devices_are_read_and_rten_refuses_a_gpu() {
        for (name, device) in [("cpu", Device::Cpu), ("cuda", Device::Cuda(0)), ("cuda:3", Device::Cuda(3))] {
            assert_eq!(name.parse::<Device>().expect(name), device);
        }
        for name in ["", "CPU", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:+1", "cuda:99999999999999999999", "cuda0"] {
            let error = name.parse::<Device>().expect_err(name).to_string();
            assert!(error.contains("--device is") && error.contains("cuda:N"), "{error}");
        }
        RuntimeKind::Rten.check(Device::Cpu).expect("the CPU");
        let error = RuntimeKind::Rten.check(Device::Cuda(1)).expect_err("a GPU").to_string();
        assert!(error.starts_with("--device is cuda:1; this runtime"), "{error}");
    }
}
