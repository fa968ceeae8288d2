//! The Rust side against the Python reference: windows, hidden states, sentence vectors.
//!
//! The files under tests/goldens are written by training/tiny.py and training/parity.py.

#[path = "support/tiny.rs"]
mod support;

use std::borrow::Cow;
use std::fs;
use std::num::NonZeroUsize;

use detente::model::config::ModelConfig;
use detente::model::encoder::{Encoder, Hidden, cosine, pool};
use detente::model::files::{self, ModelFiles};
use detente::model::heads::Heads;
use detente::model::rten::RtenEncoder;
use detente::model::runtime::{ModelOptions, RuntimeKind};
use detente::model::windows::Batch;
use serde::Deserialize;
use serde_json::{Value, json};
use tokenizers::Tokenizer;

use self::support::Cases;

fn golden(name: &str) -> String {
    let path = format!("{}/tests/goldens/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|why| panic!("{path}: {why}"))
}

fn parsed<T: for<'de> Deserialize<'de>>(name: &str) -> T {
    serde_json::from_str(&golden(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
}

fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).expect("at least one thread")
}

/// The tiny model's config with other limits.
fn config(limits: &Value) -> ModelConfig {
    let mut config: Value = parsed("tiny/config.json");
    for (name, value) in limits.as_object().expect("limits") {
        config[name] = value.clone();
    }
    ModelConfig::parse(config.to_string().as_bytes()).expect("a valid config")
}

#[derive(Deserialize)]
struct GoldenWindow {
    ids: Vec<u32>,
    spans: Vec<(usize, usize, usize)>,
}

/// A window's ids, and its spans as (sentence, start, end), counted from the window's first token.
type Packed = (Vec<u32>, Vec<(usize, usize, usize)>);

/// The batch in the form of the golden files.
fn windows(batch: &Batch) -> Vec<Packed> {
    (0..batch.windows())
        .map(|window| {
            let tokens = batch.window(window);
            let spans = batch
                .scored(window)
                .iter()
                .map(|s| (s.sentence, s.tokens.start - tokens.start, s.tokens.end - tokens.start));
            (batch.ids()[tokens.clone()].to_vec(), spans.collect())
        })
        .collect()
}

fn expected(windows: Vec<GoldenWindow>) -> Vec<Packed> {
    windows.into_iter().map(|window| (window.ids, window.spans)).collect()
}

#[test]
fn windows_are_packed_as_in_training() {
    #[derive(Deserialize)]
    struct Case {
        name: String,
        title: usize,
        sentences: Vec<usize>,
        windows: Vec<GoldenWindow>,
    }
    #[derive(Deserialize)]
    struct Cases {
        limits: Value,
        cases: Vec<Case>,
    }
    let Cases { limits, cases } = parsed("windows.json");
    let config = config(&limits);
    assert!(cases.len() >= 20, "only {} cases", cases.len());
    for case in cases {
        let sentences: Vec<Vec<u32>> = case.sentences.iter().zip(100..).map(|(&count, id)| vec![id; count]).collect();
        let title = vec![10; case.title];
        let batch = Batch::new(&sentences, &title, &config);
        assert_eq!(windows(&batch), expected(case.windows), "case {}", case.name);
        assert!((0..batch.windows()).all(|w| batch.window(w).len() <= config.max_tokens), "case {}", case.name);
    }
}

/// The tiny random BERT and its tokenizer.
fn tiny(threads: NonZeroUsize) -> (RtenEncoder, Tokenizer) {
    let onnx = fs::read(format!("{}/tests/goldens/tiny/model.onnx", env!("CARGO_MANIFEST_DIR"))).expect("tiny model");
    let tokenizer = golden("tiny/tokenizer.json").parse().expect("tiny tokenizer");
    (RtenEncoder::new(Cow::Owned(onnx), 32, threads).expect("tiny encoder"), tokenizer)
}

#[test]
fn tiny_model_gives_the_hidden_states_of_pytorch() {
    let (encoder, tokenizer) = tiny(threads(2));
    let Cases { tolerance, cases } = Cases::read();
    let limits = json!({"cls_id": 2, "sep_id": 3, "max_tokens": 512, "hidden": 32});
    for case in cases {
        let encoding = tokenizer.encode(case.text.as_str(), true).expect("tokens");
        assert_eq!(encoding.get_ids(), case.ids, "ids of {:?}", case.text);
        case.check(&encoder, &config(&limits), tolerance);
    }
}

#[derive(Deserialize)]
struct GoldenDocument {
    name: String,
    title: Option<String>,
    sentences: Vec<String>,
    windows: Vec<GoldenWindow>,
    vectors: Vec<Vec<f32>>,
}

#[derive(Deserialize)]
struct GoldenDocuments {
    documents: Vec<GoldenDocument>,
}

/// A golden document as the built-in model packs it.
fn batch_of(document: &GoldenDocument, tokenizer: &Tokenizer, config: &ModelConfig) -> Batch {
    let tokens = |text: &str| tokenizer.encode_fast(text, false).expect("tokens").get_ids().to_vec();
    let sentences: Vec<Vec<u32>> = document.sentences.iter().map(|s| tokens(s)).collect();
    Batch::new(&sentences, &tokens(document.title.as_deref().unwrap_or_default()), config)
}

/// The runtimes of the built-in graph.
const RUNTIMES: [RuntimeKind; 2] = [RuntimeKind::Native, RuntimeKind::Rten];

/// The built-in encoder in a runtime, its tokenizer and its config.
fn built_in(runtime: RuntimeKind, count: usize) -> (Box<dyn Encoder>, Tokenizer, ModelConfig) {
    let files = ModelFiles::built_in();
    let config = ModelConfig::parse(files.bytes(files::CONFIG)).expect("config.json");
    let tokenizer = Tokenizer::from_bytes(files.bytes(files::TOKENIZER)).expect("tokenizer.json");
    let options = ModelOptions { threads: threads(count), ..ModelOptions::default() };
    (runtime.encoder(&files, &config, &options).expect("encoder"), tokenizer, config)
}

/// Least and mean cosine to the reference in f32 over the sentences of the golden documents.
fn cosines(runtime: RuntimeKind) -> (f64, f64) {
    let (encoder, tokenizer, config) = built_in(runtime, 2);
    let GoldenDocuments { documents } = parsed("model_hidden.json");
    let mut cosines = Vec::new();
    for document in documents {
        let batch = batch_of(&document, &tokenizer, &config);
        let hidden = encoder.encode(&batch).expect("hidden states");
        cosines.extend(hidden.rows().zip(&document.vectors).map(|(found, expected)| cosine(found, expected)));
        assert_eq!(windows(&batch), expected(document.windows), "windows of {}", document.name);
    }
    assert!(cosines.len() > 50, "{} sentences", cosines.len());
    #[allow(clippy::cast_precision_loss)]
    let mean = cosines.iter().sum::<f64>() / cosines.len() as f64;
    (cosines.into_iter().fold(1.0, f64::min), mean)
}

#[test]
fn shipped_model_gives_the_sentence_vectors_of_pytorch() {
    let [native, rten] = RUNTIMES.map(cosines);
    assert!(rten.0 >= 0.985 && rten.1 >= 0.99, "rten: least and mean {rten:?}");
    // One scale a token is finer than one for a window.
    assert!(native.0 >= 0.994 && native.1 >= 0.997, "native: least and mean {native:?}, rten {rten:?}");
}

#[test]
fn heads_give_the_scores_of_the_reference() {
    #[derive(Deserialize)]
    struct Case {
        name: String,
        tokens: Vec<usize>,
        salience_logits: Vec<f64>,
        tone_points: Vec<[f64; 5]>,
        weights: Vec<f64>,
        section_score: f64,
        section_probabilities: Vec<f64>,
    }
    #[derive(Deserialize)]
    struct Cases {
        tolerance: f64,
        documents: Vec<Case>,
    }
    let files = ModelFiles::built_in();
    let config = ModelConfig::parse(files.bytes(files::CONFIG)).expect("config.json");
    let heads = files.bytes(files::HEADS).to_vec().into();
    let heads = Heads::new(heads, config.heads.clone(), config.hidden, threads(1)).expect("the heads");
    let Cases { tolerance, documents: cases } = parsed("scores.json");
    let GoldenDocuments { documents } = parsed("model_hidden.json");
    assert_eq!(cases.len(), documents.len());
    for (case, document) in cases.iter().zip(&documents) {
        assert_eq!(case.name, document.name);
        let near = |what: &str, found: &[f64], expected: &[f64]| {
            let close = found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= tolerance);
            assert!(close && found.len() == expected.len(), "{} {what}: {found:?} {expected:?}", case.name);
        };
        let hidden = Hidden::from_rows(config.hidden, document.vectors.concat());
        let scores = heads.score(&hidden, &case.tokens).expect("scores");
        near("salience", &scores.salience, &case.salience_logits);
        for (found, expected) in scores.tone.iter().zip(&case.tone_points) {
            near("points", &found.points, expected);
        }
        let sentences = scores.tone;
        let run = config.heads.section.run(&sentences, 0..sentences.len());
        near("section", &run.classes, &case.section_probabilities);
        near("section score", &[run.contributions.iter().sum()], &[case.section_score]);
        near("weights", &run.weights, &case.weights);
        let expected: Vec<f64> = case.weights.iter().zip(&sentences).map(|(w, s)| w * s.score).collect();
        near("contributions", &run.contributions, &expected);
    }
}

#[test]
fn a_batch_gives_the_bits_of_its_windows_alone_at_any_number_of_threads() {
    RUNTIMES.into_iter().for_each(batch_against_its_windows);
}

fn batch_against_its_windows(runtime: RuntimeKind) {
    let (one, tokenizer, config) = built_in(runtime, 1);
    let (three, ..) = built_in(runtime, 3);
    let GoldenDocuments { documents } = parsed("model_hidden.json");
    let short = ModelConfig { max_tokens: 160, ..config };
    // All documents as one, in several windows, against every window as a batch of its own.
    let whole = GoldenDocument {
        name: "all".into(),
        title: Some("Envoys meet".into()),
        sentences: documents.into_iter().flat_map(|d| d.sentences).collect(),
        windows: Vec::new(),
        vectors: Vec::new(),
    };
    let batch = batch_of(&whole, &tokenizer, &short);
    assert!(batch.windows() > 5, "{} windows", batch.windows());
    let together = one.encode(&batch).expect("hidden states");
    assert_eq!(together, three.encode(&batch).expect("hidden states"), "{runtime:?}: one and three threads differ");
    assert_eq!(
        together,
        three.on(threads(1)).encode(&batch).expect("hidden states"),
        "{runtime:?}: on a thread of its own"
    );
    for window in [0, batch.windows() - 1] {
        let scored = batch.scored(window);
        let (first, last) = (scored[0].sentence, scored[scored.len() - 1].sentence);
        let alone: Vec<Vec<u32>> = scored.iter().map(|s| batch.ids()[s.tokens.clone()].to_vec()).collect();
        let ids = &batch.ids()[batch.window(window)];
        let context = ids.len() - 1 - alone.iter().map(Vec::len).sum::<usize>();
        // Everything before the scored sentences is given as the title, whose [SEP] is then not the last of it.
        if window == 0 {
            let title = &ids[1..context - 1];
            let own = three.encode(&Batch::new(&alone, title, &short)).expect("hidden states");
            let rows = Hidden::from_rows(own.width(), (first..=last).flat_map(|s| together.row(s).to_vec()).collect());
            assert_eq!(own, rows, "window {window} alone");
        }
    }
}

#[test]
fn pooling_averages_a_sentence_over_its_own_tokens_and_all_its_pieces() {
    let limits = json!({"cls_id": 2, "sep_id": 3, "max_tokens": 8, "title_tokens": 0, "context_tokens": 2});
    // Room for six tokens: the first sentence is cut into six and one, the second shares the second window.
    let batch = Batch::new(&[vec![7; 7], vec![8, 8], vec![]], &[], &config(&limits));
    let sums: Vec<Vec<f32>> = (0..batch.windows())
        .map(|window| {
            // The hidden state of a token is [its place in the window, 1].
            let states: Vec<f32> = (0_u8..8).flat_map(|place| [f32::from(place), 1.0]).collect();
            pool(&batch, window, 2, &states[..batch.window(window).len() * 2])
        })
        .collect();
    let hidden = Hidden::from_sums(&batch, 2, &sums);
    assert_eq!(hidden.row(0), [(1.0 + 2.0 + 3.0 + 4.0 + 5.0 + 6.0 + 1.0) / 7.0, 1.0]);
    assert_eq!(hidden.row(1), [2.5, 1.0]);
    assert_eq!(hidden.row(2), [0.0, 0.0]);
}
