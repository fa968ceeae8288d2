//! A [`Document`]'s sentences in, [`Scores`] out: windows, encoder, and the two heads.
//!
//! ```text
//! sentences -> tokenizer -> Batch -> Encoder -> Hidden -> salience head -> Scores
//!                                                      -> tone head
//! ```

pub mod config;
pub mod encoder;
pub mod files;
mod graph;
pub mod heads;
pub mod native;
pub mod pace;
pub mod rten;
pub mod runtime;
#[cfg(feature = "rust-bert")]
pub mod rust_bert;
pub mod tone;
pub mod windows;

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;
use std::thread;

use tokenizers::Tokenizer;

use self::config::{ModelConfig, Redundancy};
use self::encoder::{Encoder, Hidden};
use self::files::ModelFiles;
use self::heads::{Heads, SentenceScores};
use self::runtime::{ModelOptions, RuntimeKind};
use self::tone::{RunTone, SentenceTone};
use self::windows::Batch;
use crate::analysis::ModelId;
use crate::document::Document;
use crate::error::{Error, Result};

/// What the model says of every sentence of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// Sentence vectors.
    pub hidden: Hidden,
    /// Salience logits, to be compared inside the document only.
    pub salience: Vec<f64>,
    /// Tone of each sentence.
    pub tone: Vec<SentenceTone>,
}

/// A loaded model: tokenizer, encoder and heads.
pub struct Model {
    config: ModelConfig,
    id: ModelId,
    tokenizer: Arc<Tokenizer>,
    encoder: Box<dyn Encoder>,
    heads: Heads,
}

impl Model {
    /// Reads the files of a model, checks them against their checksums and loads them into a runtime.
    ///
    /// # Errors
    /// [`Error::ModelFile`], [`Error::Checksum`], [`Error::ModelConfig`], [`Error::ModelShape`], [`Error::GraphLoad`] or
    /// [`Error::Tokenizer`], each for the file it names; [`Error::Setting`] for a runtime or a device that cannot run it.
    pub fn load(options: &ModelOptions) -> Result<Self> {
        let files = ModelFiles::of(options)?;
        let config = ModelConfig::parse(files.bytes(files::CONFIG))?;
        let runtime = options.runtime.unwrap_or_else(|| RuntimeKind::auto(&files, &config));
        runtime.check(options.device)?;
        let (width, threads) = (config.hidden, options.threads);
        // Checksums, tokenizer and graphs take about as long each: side by side they fit a cold start.
        let (verified, tokenizer, heads, encoder) = thread::scope(|scope| {
            let verified = scope.spawn(|| files.verify());
            let tokenizer = scope.spawn(|| load_tokenizer(files.bytes(files::TOKENIZER)));
            let heads = scope.spawn(|| Heads::new(files.graph(files::HEADS), config.heads.clone(), width, threads));
            let encoder = runtime.encoder(&files, &config, options);
            (joined(verified), joined(tokenizer), joined(heads), encoder)
        });
        verified?;
        let (name, runtime) = (config.name.clone(), runtime.record(options.device));
        let id = ModelId { name, sha256: files.sha256(), runtime };
        Ok(Self { id, tokenizer: Arc::new(tokenizer?), encoder: encoder?, heads: heads?, config })
    }

    /// The same model on `threads` threads of its own; the weights are shared.
    #[must_use]
    pub fn on(&self, threads: NonZeroUsize) -> Self {
        let Self { config, id, tokenizer, encoder, heads } = self;
        let (encoder, heads) = (encoder.on(threads), heads.on(threads));
        Self { config: config.clone(), id: id.clone(), tokenizer: Arc::clone(tokenizer), encoder, heads }
    }

    /// Its name, its checksum and what runs it.
    #[must_use]
    pub fn id(&self) -> &ModelId {
        &self.id
    }

    /// Its sizes and settings.
    #[must_use]
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// What runs its encoder.
    #[must_use]
    pub fn encoder(&self) -> &dyn Encoder {
        self.encoder.as_ref()
    }

    /// When two sentences say the same.
    #[must_use]
    pub fn redundancy(&self) -> Redundancy {
        self.config.heads.redundancy
    }

    /// Scores every sentence of a document.
    ///
    /// # Errors
    /// [`Error::Tokenizer`], [`Error::EncoderRun`] or [`Error::HeadsRun`].
    pub fn score(&self, document: &Document) -> Result<Scores> {
        let batch = self.batch(document)?;
        let hidden = self.encoder.encode(&batch)?;
        let SentenceScores { salience, tone } = self.heads.score(&hidden, batch.lengths())?;
        Ok(Scores { hidden, salience, tone })
    }

    /// The vector of one text by itself, such as a query.
    ///
    /// # Errors
    /// As [`Model::score`].
    pub fn embed(&self, text: &str) -> Result<Hidden> {
        self.encoder.encode(&Batch::new(&[self.tokens(text)?], &[], &self.config))
    }

    /// Tone of the sentences in `run`, taken together.
    #[must_use]
    pub fn tone_of(&self, scores: &Scores, run: Range<usize>) -> RunTone {
        self.config.heads.section.run(&scores.tone, run)
    }

    /// The windows of a document.
    ///
    /// # Errors
    /// [`Error::Tokenizer`].
    pub fn batch(&self, document: &Document) -> Result<Batch> {
        let sentences = document.sentences().iter().map(|s| self.tokens(document.slice(s.span)));
        let sentences = sentences.collect::<Result<Vec<_>>>()?;
        Ok(Batch::new(&sentences, &self.tokens(document.title().unwrap_or_default())?, &self.config))
    }

    /// Token ids of one text, without special tokens.
    fn tokens(&self, text: &str) -> Result<Vec<u32>> {
        let encoding = self.tokenizer.encode_fast(text, false).map_err(Error::Tokenizer)?;
        Ok(encoding.get_ids().to_vec())
    }
}

/// Reads a tokenizer that neither pads nor truncates.
fn load_tokenizer(json: &[u8]) -> Result<Tokenizer> {
    let mut tokenizer = Tokenizer::from_bytes(json).map_err(Error::Tokenizer)?;
    tokenizer.with_padding(None);
    tokenizer.with_truncation(None).map_err(Error::Tokenizer)?;
    Ok(tokenizer)
}

/// What a thread gave; its panic goes on here.
fn joined<T>(handle: thread::ScopedJoinHandle<'_, T>) -> T {
    handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
