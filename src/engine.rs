//! The whole way from a [`Document`] to its [`Analysis`].

use std::num::NonZeroUsize;
use std::ops::Range;

use crate::analysis::{Analysis, ModelId, ParagraphRecord, SummaryRecord, rounded};
use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::model::encoder::Hidden;
use crate::model::runtime::ModelOptions;
use crate::model::tone::RunTone;
use crate::model::{Model, Scores};
use crate::summary::{Candidates, focused, select};
use crate::tone;

/// Which parts of an analysis to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Salience and the summary.
    pub summary: bool,
    /// Tone of sentences, sections and the document.
    pub tone: bool,
    /// Tone of paragraphs too.
    pub paragraphs: bool,
}

/// What is asked of every document of a run, with what needs working out only once.
#[derive(Debug, Clone)]
pub struct Task {
    config: Config,
    config_sha256: String,
    wanted: Wanted,
    /// The vector of the query, where a summary is wanted for one.
    query: Option<Hidden>,
}

/// A loaded model that analyzes documents.
pub struct Engine {
    model: Model,
}

impl Engine {
    /// Loads a model.
    ///
    /// # Errors
    /// As [`Model::load`].
    pub fn load(options: &ModelOptions) -> Result<Self> {
        Model::load(options).map(|model| Self { model })
    }

    /// The same model on `threads` threads of its own, for a worker; the weights are shared.
    #[must_use]
    pub fn on(&self, threads: NonZeroUsize) -> Self {
        Self { model: self.model.on(threads) }
    }

    /// The model's name, its checksum and what runs it.
    #[must_use]
    pub fn model(&self) -> &ModelId {
        self.model.id()
    }

    /// Prepares a run over documents.
    ///
    /// # Errors
    /// As [`Model::embed`].
    pub fn task(&self, config: Config, wanted: Wanted) -> Result<Task> {
        let query = config.query.as_deref().filter(|_| wanted.summary).map(|query| self.embed(query)).transpose()?;
        Ok(Task { config_sha256: config.sha256(), config, wanted, query })
    }

    /// Scores a document and says what was wanted of it.
    ///
    /// # Errors
    /// As [`Model::score`].
    pub fn analyze(&self, document: &Document, task: &Task) -> Result<Analysis> {
        self.scores(document).map(|scores| self.judge(document, &scores, task))
    }

    /// Says what was wanted of a document from its scores.
    #[must_use]
    pub fn judge(&self, document: &Document, scores: &Scores, task: &Task) -> Analysis {
        let wanted = task.wanted;
        let mut analysis = Analysis::parsed(document, task.config_sha256.clone());
        analysis.model = Some(self.model.id().clone());
        if wanted.summary {
            self.summarize(&mut analysis, document, scores, task);
        }
        if wanted.tone {
            self.label(&mut analysis, document, scores, wanted.paragraphs);
        }
        analysis
    }

    /// What the model says of every sentence.
    ///
    /// # Errors
    /// As [`Model::score`].
    pub fn scores(&self, document: &Document) -> Result<Scores> {
        self.model.score(document)
    }

    /// The vector of one text by itself.
    ///
    /// # Errors
    /// As [`Model::embed`].
    pub fn embed(&self, text: &str) -> Result<Hidden> {
        self.model.embed(text)
    }

    /// Tone of the sentences in `run`, taken together.
    #[must_use]
    pub fn tone_of(&self, scores: &Scores, run: Range<usize>) -> RunTone {
        self.model.tone_of(scores, run)
    }

    /// Indices, in source order, of the sentences of the summary; a query is not considered.
    #[must_use]
    pub fn summary(&self, document: &Document, scores: &Scores, config: &Config) -> Vec<usize> {
        self.select(document, scores, scores.salience.clone(), config)
    }

    fn select(&self, document: &Document, scores: &Scores, ranked: Vec<f64>, config: &Config) -> Vec<usize> {
        let redundancy = self.model.redundancy();
        select(&Candidates { document, scores: ranked, hidden: &scores.hidden, redundancy }, config)
    }

    fn summarize(&self, analysis: &mut Analysis, document: &Document, scores: &Scores, task: &Task) {
        let salience: Vec<f64> = scores.salience.iter().map(|logit| 1.0 / (1.0 + (-logit).exp())).collect();
        let ranked = match (&task.config.query, &task.query) {
            (Some(query), Some(vector)) => focused(&salience, document, &scores.hidden, (query, vector.row(0))),
            _ => scores.salience.clone(),
        };
        let chosen = self.select(document, scores, ranked, &task.config);
        for (index, record) in analysis.sentences.iter_mut().enumerate() {
            record.salience = salience.get(index).copied().map(rounded);
            record.selected = Some(chosen.binary_search(&index).is_ok());
        }
        let text = chosen.iter().map(|&index| analysis.sentence_text(index)).collect::<Vec<_>>().join(" ");
        analysis.summary = Some(SummaryRecord { sentences: chosen, text });
    }

    fn label(&self, analysis: &mut Analysis, document: &Document, scores: &Scores, paragraphs: bool) {
        let run = |range: Range<usize>| tone::of_run(&self.model.tone_of(scores, range.clone()), range.start);
        for (record, tone) in analysis.sentences.iter_mut().zip(&scores.tone) {
            record.tone = Some(tone::of_sentence(tone));
        }
        for section in &mut analysis.sections {
            section.tone = Some(run(section.first_sentence..section.end_sentence));
        }
        if paragraphs {
            let record = |range: Range<usize>| ParagraphRecord {
                start: document.sentences()[range.start].span.start(),
                end: document.sentences()[range.end - 1].span.end(),
                first_sentence: range.start,
                end_sentence: range.end,
                tone: run(range),
            };
            analysis.paragraphs = Some(self::paragraphs(document).into_iter().map(record).collect());
        }
        analysis.tone = Some(run(0..document.sentences().len()));
    }
}

/// Runs of sentences that stand in one body block.
fn paragraphs(document: &Document) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (index, sentence) in document.sentences().iter().enumerate() {
        match runs.last_mut() {
            Some(run) if document.sentences()[run.start].block == sentence.block => run.end = index + 1,
            _ => runs.push(index..index + 1),
        }
    }
    runs
}
