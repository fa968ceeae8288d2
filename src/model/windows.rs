//! A document's sentences in, a [`Batch`] of windows of token ids out.
//!
//! The contract, which training/windows.py implements too:
//! - every sentence, and the title, is tokenized on its own, without special tokens;
//! - a window is `[CLS]`, the title's first tokens and `[SEP]` where there is a title, sentences, `[SEP]`;
//! - sentences are packed greedily in document order; one that does not fit opens a new window, which begins with
//!   the whole sentences before it that fit the context budget; those are not scored again;
//! - a sentence longer than a window is cut into pieces that fill one each, and the last piece opens the next window;
//! - a sentence without tokens is in no window.

use std::ops::Range;

use super::config::ModelConfig;

/// Which tokens of the batch belong to which sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// Index of the sentence.
    pub sentence: usize,
    /// Its tokens, as indices into [`Batch::ids`].
    pub tokens: Range<usize>,
}

/// All windows of a document: flat token ids and where each window begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    ids: Vec<u32>,
    starts: Vec<usize>,
    scored: Vec<Scored>,
    lengths: Vec<usize>,
}

impl Batch {
    /// Packs tokenized sentences into windows that begin with the title.
    #[must_use]
    pub fn new(sentences: &[Vec<u32>], title: &[u32], config: &ModelConfig) -> Self {
        let mut packer = Packer::new(title, config);
        for index in 0..sentences.len() {
            packer.push(sentences, index);
        }
        packer.finish(sentences)
    }

    /// Windows as they are, special tokens included, each with the tokens that are scored, as one sentence.
    #[must_use]
    pub fn of_windows<'w>(windows: impl Iterator<Item = (&'w [u32], Range<usize>)>) -> Self {
        let mut batch = Self::default();
        for (sentence, (ids, scored)) in windows.enumerate() {
            let start = batch.ids.len();
            let tokens = start + scored.start.min(ids.len())..start + scored.end.min(ids.len());
            batch.ids.extend(ids);
            batch.starts.push(start);
            batch.lengths.push(tokens.len());
            batch.scored.push(Scored { sentence, tokens });
        }
        batch
    }

    /// Token ids of all windows, one after the other.
    #[must_use]
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// How many windows there are.
    #[must_use]
    pub fn windows(&self) -> usize {
        self.starts.len()
    }

    /// How many sentences there are, those without tokens included.
    #[must_use]
    pub fn sentences(&self) -> usize {
        self.lengths.len()
    }

    /// Number of tokens of each sentence.
    #[must_use]
    pub fn lengths(&self) -> &[usize] {
        &self.lengths
    }

    /// The tokens of one window, as indices into [`Batch::ids`]; empty beyond the last.
    #[must_use]
    pub fn window(&self, index: usize) -> Range<usize> {
        let end = self.starts.get(index + 1).copied().unwrap_or(self.ids.len());
        self.starts.get(index).copied().unwrap_or(end)..end
    }

    /// The sentences, or pieces of one, that a window scores.
    #[must_use]
    pub fn scored(&self, window: usize) -> &[Scored] {
        let tokens = self.window(window);
        let first = self.scored.partition_point(|s| s.tokens.start < tokens.start);
        let end = self.scored.partition_point(|s| s.tokens.start < tokens.end);
        &self.scored[first..end]
    }

    /// The tokens of a window from the first to the last that it scores, counted from its own first: not those of title and context.
    #[must_use]
    pub fn needed(&self, window: usize) -> Range<usize> {
        let (tokens, scored) = (self.window(window), self.scored(window));
        let start = scored.first().map_or(tokens.start, |first| first.tokens.start);
        let end = scored.last().map_or(start, |last| last.tokens.end);
        start - tokens.start..end - tokens.start
    }
}

/// The batch as it grows, and whether its last window still takes sentences.
struct Packer<'a> {
    config: &'a ModelConfig,
    prefix: Vec<u32>,
    room: usize,
    batch: Batch,
    open: bool,
}

impl<'a> Packer<'a> {
    fn new(title: &[u32], config: &'a ModelConfig) -> Self {
        let mut prefix = vec![config.cls_id];
        if !title.is_empty() {
            prefix.extend(&title[..title.len().min(config.title_tokens)]);
            prefix.push(config.sep_id);
        }
        let room = config.max_tokens - prefix.len() - 1;
        Self { config, prefix, room, batch: Batch::default(), open: false }
    }

    /// Adds one sentence, in a window of its own where it must.
    fn push(&mut self, sentences: &[Vec<u32>], index: usize) {
        let tokens = &sentences[index];
        if tokens.is_empty() {
            return;
        }
        if tokens.len() > self.room {
            for piece in tokens.chunks(self.room) {
                self.close();
                self.start(&[]);
                self.score(index, piece);
            }
            return;
        }
        if self.open && self.used() + tokens.len() + 1 > self.config.max_tokens {
            self.close();
            let budget = self.config.context_tokens.min(self.room - tokens.len());
            self.start(&context(&sentences[..index], budget));
        } else if !self.open {
            self.start(&[]);
        }
        self.score(index, tokens);
    }

    /// Tokens in the open window.
    fn used(&self) -> usize {
        self.batch.ids.len() - self.batch.starts.last().copied().unwrap_or(0)
    }

    fn start(&mut self, context: &[u32]) {
        self.batch.starts.push(self.batch.ids.len());
        self.batch.ids.extend(&self.prefix);
        self.batch.ids.extend(context);
        self.open = true;
    }

    fn score(&mut self, sentence: usize, tokens: &[u32]) {
        let start = self.batch.ids.len();
        self.batch.ids.extend(tokens);
        self.batch.scored.push(Scored { sentence, tokens: start..self.batch.ids.len() });
    }

    fn close(&mut self) {
        if self.open {
            self.batch.ids.push(self.config.sep_id);
            self.open = false;
        }
    }

    fn finish(mut self, sentences: &[Vec<u32>]) -> Batch {
        self.close();
        self.batch.lengths = sentences.iter().map(Vec::len).collect();
        self.batch
    }
}

/// Tokens of the last whole sentences that fit the budget together, in document order.
fn context(before: &[Vec<u32>], budget: usize) -> Vec<u32> {
    let mut left = budget;
    let mut first = before.len();
    while first > 0 && before[first - 1].len() <= left {
        first -= 1;
        left -= before[first].len();
    }
    before[first..].concat()
}
