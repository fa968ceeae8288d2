//! Documents of windows in, how fast an encoder reads them out: what `detente model bench` and benches/ measure.
//!
//! Holds: only whole passes over a work are timed, so that encoders of any speed read the same mix of windows.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::Model;
use super::config::ModelConfig;
use super::encoder::Encoder;
use super::windows::Batch;
use crate::document::Document;
use crate::error::Result;

/// A window of token ids, special tokens included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    ids: Vec<u32>,
    /// The tokens whose states are wanted: not those of title and context.
    scored: Range<usize>,
}

impl Window {
    /// All tokens wanted but the special ones around them.
    fn around(inner: &[u32], config: &ModelConfig) -> Self {
        Self { ids: [&[config.cls_id], inner, &[config.sep_id]].concat(), scored: 1..inner.len() + 1 }
    }

    fn of(batch: &Batch, window: usize) -> Self {
        Self { ids: batch.ids()[batch.window(window)].to_vec(), scored: batch.needed(window) }
    }
}

/// Windows, by document.
pub type Documents = Vec<Vec<Window>>;

/// Windows of as many tokens as fit the encoder, and as many as keep two threads at work.
pub const WINDOWS: &str = "windows";
/// Short sentences, each a document of one window.
pub const SENTENCES: &str = "sentences";
/// Articles as they are.
pub const ARTICLES: &str = "articles";

/// What encoders are timed on, by name.
pub type Works = BTreeMap<String, Documents>;

/// Full windows in a work.
const FULL: usize = 4;
/// Short sentences in a work, at most.
const SHORT: usize = 24;

/// The works that can be made of articles.
///
/// # Errors
/// As [`Model::batch`].
pub fn works(model: &Model, articles: &[Document]) -> Result<Works> {
    let config = model.config();
    let around = |inner: &[u32]| Window::around(inner, config);
    let batches = articles.iter().map(|article| model.batch(article)).collect::<Result<Vec<Batch>>>()?;
    let windows = |batch: &Batch| (0..batch.windows()).map(|window| Window::of(batch, window)).collect();
    let scored =
        |batch: &Batch| (0..batch.windows()).flat_map(|window| batch.scored(window).to_vec()).collect::<Vec<_>>();
    let inner: Vec<&[u32]> = batches
        .iter()
        .flat_map(|batch| scored(batch).into_iter().map(|sentence| &batch.ids()[sentence.tokens]))
        .filter(|tokens| !tokens.is_empty())
        .collect();
    let room = config.max_tokens - 2;
    let tokens: Vec<u32> = inner.iter().copied().flatten().copied().cycle().take(FULL * room).collect();
    let step = inner.len().div_ceil(SHORT).max(1);
    let named = [
        (WINDOWS, vec![tokens.chunks(room).map(around).collect()]),
        (SENTENCES, inner.into_iter().step_by(step).map(|tokens| vec![around(tokens)]).collect()),
        (ARTICLES, batches.iter().map(windows).collect()),
    ];
    Ok(named.map(|(name, documents)| (name.to_owned(), documents)).into())
}

/// What an encoder read, and in how many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pace {
    /// Documents, over all passes.
    pub documents: usize,
    /// Their windows.
    pub windows: usize,
    /// Their tokens, special tokens included.
    pub tokens: usize,
    /// From the first to the last.
    pub seconds: f64,
}

/// Times whole passes over documents, at least one, until so much time is over.
///
/// # Errors
/// As [`Encoder::encode`].
pub fn pace(encoder: &dyn Encoder, documents: &Documents, at_least: Duration) -> Result<Pace> {
    let batches: Vec<Batch> = documents.iter().map(|windows| batch(windows)).collect();
    let began = Instant::now();
    let mut passes = 0;
    while passes == 0 || began.elapsed() < at_least {
        for batch in &batches {
            encoder.encode(batch)?;
        }
        passes += 1;
    }
    let seconds = began.elapsed().as_secs_f64();
    let windows: usize = batches.iter().map(Batch::windows).sum();
    let tokens: usize = batches.iter().map(|batch| batch.ids().len()).sum();
    Ok(Pace { documents: passes * batches.len(), windows: passes * windows, tokens: passes * tokens, seconds })
}

fn batch(windows: &[Window]) -> Batch {
    Batch::of_windows(windows.iter().map(|window| (window.ids.as_slice(), window.scored.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Anatomy;
    use crate::ingest::{Format, read_bytes};
    use crate::model::encoder::Hidden;
    use crate::model::runtime::ModelOptions;
    use crate::segment::segment;
    use std::num::NonZeroUsize;
    use std::sync::Mutex;

    /// Writes down the windows of every batch.
    #[derive(Default)]
    struct Listening(Mutex<Vec<Vec<usize>>>);

    impl Encoder for Listening {
        fn encode(&self, batch: &Batch) -> Result<Hidden> {
            let windows = (0..batch.windows()).map(|window| batch.window(window).len()).collect();
            self.0.lock().expect("a lock").push(windows);
            Ok(Hidden::from_rows(1, vec![0.0; batch.sentences()]))
        }

        fn on(&self, _threads: NonZeroUsize) -> Box<dyn Encoder> {
            Box::new(Self::default())
        }
    }

    #[test]
    fn whole_passes_are_counted_however_slow() {
        let encoder = Listening::default();
        let window = |ids: &[u32]| Window { ids: ids.to_vec(), scored: 1..ids.len() };
        let documents = vec![vec![window(&[1, 2, 3]), window(&[1, 4])], vec![window(&[5])]];
        let once = pace(&encoder, &documents, Duration::ZERO).expect("a pace");
        assert_eq!((once.documents, once.windows, once.tokens), (2, 3, 6));
        assert_eq!(*encoder.0.lock().expect("a lock"), [vec![3, 2], vec![1]]);
        let often = pace(&encoder, &documents, Duration::from_millis(20)).expect("a pace");
        let passes = often.documents / 2;
        assert!(passes > 1 && often.seconds >= 0.02, "{often:?}");
        assert_eq!((often.documents, often.windows, often.tokens), (2 * passes, 3 * passes, 6 * passes));
    }

    #[test]
    fn works_are_full_windows_single_sentences_and_the_article_as_it_is() {
        let model = Model::load(&ModelOptions::default()).expect("the model");
        let text =
            "The harbour reopened on Monday. Ships of both countries came in, and the crews greeted one another.";
        let mut sources = read_bytes(text.into(), "article", Some(Format::Text)).expect("a text");
        let source = sources.next().expect("a source").expect("a text");
        let article = segment(source, Anatomy::On).expect("a document");
        let works = works(&model, &[article]).expect("works");
        let lengths =
            |name: &str| works[name].iter().map(|d| d.iter().map(|w| w.ids.len()).collect()).collect::<Vec<Vec<_>>>();
        assert_eq!(lengths(WINDOWS), [[512; FULL]]);
        let sentences = lengths(SENTENCES);
        assert_eq!(sentences.len(), 2);
        let scored: usize = sentences.iter().flatten().map(|length| length - 2).sum();
        assert_eq!(lengths(ARTICLES), [[scored + 2]], "the article is one window of both sentences");
        for Window { ids, scored } in works.values().flatten().flatten() {
            assert_eq!((ids[0], ids[ids.len() - 1]), (101, 102), "every window has its special tokens");
            assert_eq!(*scored, 1..ids.len() - 1, "without title and context all others are wanted");
        }
    }
}
