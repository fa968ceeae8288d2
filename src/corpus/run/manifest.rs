//! What a run is: everything that its result depends on. A run that was interrupted goes on only as the same.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Options;
use super::fault::Fault;
use super::folder::Folder;
use crate::config::hex;
use crate::corpus::inputs::Inputs;
use crate::engine::Engine;
use crate::error::Result;

/// The version of the tables' columns.
pub const SCHEMA: u32 = 1;

/// What a run's result depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the tables.
    pub schema: u32,
    /// Version of detente.
    pub version: String,
    /// The model's name.
    pub model: String,
    /// The model's checksum.
    pub model_sha256: String,
    /// What ran the model.
    pub runtime: String,
    /// The settings of the analysis.
    pub config: serde_json::Value,
    /// Their hash, as in the tables.
    pub config_sha256: String,
    /// The ending of the tables' files.
    pub format: String,
    /// Whether there is a table of sentences.
    pub sentences: bool,
    /// Whether duplicates are left unscored.
    pub dedupe: bool,
    /// The columns that were named, and the format that was given.
    pub columns: String,
    /// How many files the input has.
    pub files: u64,
    /// Their bytes; null with standard input.
    pub bytes: Option<u64>,
    /// SHA-256 of their names and sizes.
    pub files_sha256: String,
}

impl Manifest {
    /// What a run with these options over these inputs is.
    ///
    /// # Errors
    /// [`crate::Error::Json`].
    pub fn of(engine: &Engine, inputs: &Inputs, options: &Options<'_>) -> Result<Self> {
        let mut hash = Sha256::new();
        for file in inputs.files() {
            hash.update(format!("{:?} {:?}\n", file.name(), file.bytes()));
        }
        let model = engine.model();
        Ok(Self {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model: model.name.clone(),
            model_sha256: model.sha256.clone(),
            runtime: model.runtime.clone(),
            config: serde_json::to_value(&options.config).map_err(crate::Error::Json)?,
            config_sha256: options.config.sha256(),
            format: options.format.extension().to_owned(),
            sentences: options.sentences,
            dedupe: options.dedupe,
            columns: inputs.reading(),
            files: inputs.files().len() as u64,
            bytes: inputs.bytes(),
            files_sha256: hex(&hash.finalize()),
        })
    }

    /// Refuses to go on with a run that was begun as another.
    ///
    /// # Errors
    /// [`Fault::Differs`] names the first difference.
    pub fn agree(&self, begun: &Self, folder: &Folder) -> Result<()> {
        let text = |value: &dyn std::fmt::Display| value.to_string();
        let size = |own: &Self| match own.bytes {
            Some(bytes) => format!("{} files of {bytes} bytes", own.files),
            None => format!("{} files", own.files),
        };
        let short = |own: &Self| format!("{} {}", own.model, own.model_sha256.get(..12).unwrap_or_default());
        let pairs = [
            ("version of the tables", text(&begun.schema), text(&self.schema)),
            ("version of detente", begun.version.clone(), self.version.clone()),
            ("model", short(begun), short(self)),
            ("runtime", begun.runtime.clone(), self.runtime.clone()),
            ("setting of the analysis", text(&begun.config), text(&self.config)),
            ("--format", begun.format.clone(), self.format.clone()),
            ("--sentences", text(&begun.sentences), text(&self.sentences)),
            ("--dedupe", text(&begun.dedupe), text(&self.dedupe)),
            ("reading of the input", begun.columns.clone(), self.columns.clone()),
            ("input", size(begun), size(self)),
        ];
        let differs = pairs.into_iter().find(|(_, was, now)| was != now);
        let differs = differs.or_else(|| {
            let other = self.files_sha256 != begun.files_sha256;
            other.then(|| ("list of input files", size(begun), format!("{}, other names or sizes", size(self))))
        });
        match differs {
            None => Ok(()),
            Some((what, was, now)) => {
                let (folder, what) = (folder.path().to_owned(), what.to_owned());
                Err(Fault::Differs { folder, what, was, now }.into())
            }
        }
    }
}
