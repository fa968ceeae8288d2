//! The runtime rust-bert against the Python reference, and against rten: hidden states, scores, labels, summaries.
//!
//! tests/goldens/weights.json is what the reference makes of the shipped weights (`training/weights_parity.py`), tests/goldens/tiny
//! a small f32 model that both runtimes read. `cargo test --features rust-bert --test runtimes -- --nocapture` prints what differs.

#[path = "support/tiny.rs"]
mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use detente::analysis::{Probabilities, ToneLabel};
use detente::config::Anatomy;
use detente::ingest::{Format, read_bytes};
use detente::model::config::ModelConfig;
use detente::model::encoder::{Encoder, Hidden};
use detente::model::files::{self, ModelFiles};
use detente::model::heads::Heads;
use detente::model::rten::RtenEncoder;
use detente::model::runtime::{Device, ModelOptions, RuntimeKind};
use detente::model::rust_bert::RustBertEncoder;
use detente::model::windows::Batch;
use detente::segment::segment;
use detente::{Analysis, Config, Engine, Wanted};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokenizers::Tokenizer;

use self::support::Cases;

const ONE: NonZeroUsize = NonZeroUsize::MIN;
const TWO: NonZeroUsize = NonZeroUsize::new(2).expect("not zero");
/// Tolerance of hidden states in f32.
const NEAR: f32 = 1e-5;

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn parsed<T: for<'de> Deserialize<'de>>(path: &str) -> T {
    let text = fs::read_to_string(at(path)).unwrap_or_else(|why| panic!("{path}: {why}"));
    serde_json::from_str(&text).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// What a test needs of a model.
struct Parts {
    config: ModelConfig,
    weights: Vec<u8>,
    tokenizer: Tokenizer,
}

impl Parts {
    fn of(folder: &str) -> Self {
        let bytes = |name: &str| fs::read(at(folder).join(name)).unwrap_or_else(|why| panic!("{folder}/{name}: {why}"));
        Self {
            config: ModelConfig::parse(&bytes(files::CONFIG)).expect("config.json"),
            weights: bytes(files::WEIGHTS),
            tokenizer: Tokenizer::from_bytes(bytes(files::TOKENIZER)).expect("tokenizer.json"),
        }
    }

    fn shipped() -> Self {
        Self::of("models/detente-v3")
    }

    fn tiny() -> Self {
        Self::of("tests/goldens/tiny")
    }

    fn rust_bert(&self, threads: NonZeroUsize) -> detente::Result<RustBertEncoder> {
        RustBertEncoder::new(&self.weights, &self.config, Device::Cpu, threads)
    }

    fn batch(&self, title: Option<&str>, sentences: &[String]) -> Batch {
        let tokens = |text: &str| self.tokenizer.encode_fast(text, false).expect("tokens").get_ids().to_vec();
        let sentences: Vec<Vec<u32>> = sentences.iter().map(|text| tokens(text)).collect();
        Batch::new(&sentences, &tokens(title.unwrap_or_default()), &self.config)
    }

    /// The sentences of all golden documents as one document of several windows.
    fn long(&self) -> Batch {
        let Texts { documents } = parsed("tests/goldens/model_hidden.json");
        let sentences: Vec<String> = documents.into_iter().flat_map(|document| document.sentences).collect();
        let batch = self.batch(Some("Envoys meet"), &sentences);
        assert!(batch.windows() > 2, "{} windows", batch.windows());
        batch
    }

    fn refused(&self) -> String {
        self.rust_bert(ONE).err().expect("a refusal").to_string()
    }
}

#[derive(Deserialize)]
struct Texts {
    documents: Vec<Text>,
}

#[derive(Deserialize)]
struct Text {
    name: String,
    title: Option<String>,
    sentences: Vec<String>,
}

/// The largest difference of two lists of vectors, which must have the same shape.
fn farthest(found: &Hidden, expected: &Hidden) -> f32 {
    assert_eq!((found.sentences(), found.width()), (expected.sentences(), expected.width()));
    let pairs = found.rows().flatten().zip(expected.rows().flatten());
    pairs.map(|(found, expected)| (found - expected).abs()).fold(0.0, |a, b| if a < b || b.is_nan() { b } else { a })
}

#[test]
fn the_shipped_weights_give_the_vectors_and_scores_of_pytorch() {
    #[derive(Deserialize)]
    struct Case {
        name: String,
        vectors: Vec<Vec<f32>>,
        salience_logits: Vec<f64>,
        tone_points: Vec<[f64; 5]>,
        section_probabilities: Vec<f64>,
    }
    #[derive(Deserialize)]
    struct Cases {
        tolerance: f32,
        tolerance_scores: f64,
        documents: Vec<Case>,
    }
    let model = Parts::shipped();
    let encoder = model.rust_bert(TWO).expect("the encoder");
    let heads = fs::read(at("models/detente-v3/heads.onnx")).expect("heads.onnx").into();
    let heads = Heads::new(heads, model.config.heads.clone(), model.config.hidden, ONE).expect("the heads");
    let Texts { documents: texts } = parsed("tests/goldens/model_hidden.json");
    let Cases { tolerance, tolerance_scores, documents: cases } = parsed("tests/goldens/weights.json");
    assert_eq!((texts.len(), tolerance), (cases.len(), NEAR));
    for (text, case) in texts.iter().zip(&cases) {
        assert_eq!(text.name, case.name);
        let batch = model.batch(text.title.as_deref(), &text.sentences);
        let hidden = encoder.encode(&batch).expect("hidden states");
        let away = farthest(&hidden, &Hidden::from_rows(model.config.hidden, case.vectors.concat()));
        assert!(away <= tolerance, "{}: vectors are {away} away", case.name);
        let near = |what: &str, found: &[f64], expected: &[f64]| {
            let close = found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= tolerance_scores);
            assert!(close && found.len() == expected.len(), "{} {what}: {found:?} {expected:?}", case.name);
        };
        let scores = heads.score(&hidden, batch.lengths()).expect("scores");
        near("salience", &scores.salience, &case.salience_logits);
        for (found, expected) in scores.tone.iter().zip(&case.tone_points) {
            near("points", &found.points, expected);
        }
        let run = model.config.heads.section.run(&scores.tone, 0..scores.tone.len());
        near("section", &run.classes, &case.section_probabilities);
    }
}

#[test]
fn the_tiny_weights_give_the_hidden_states_of_pytorch() {
    let model = Parts::tiny();
    let encoder = model.rust_bert(ONE).expect("the encoder");
    let Cases { tolerance, cases } = Cases::read();
    assert!(tolerance <= NEAR, "{tolerance}");
    for case in cases {
        case.check(&encoder, &model.config, tolerance);
    }
}

#[test]
fn rten_gives_the_same_hidden_states_from_the_same_weights() {
    let model = Parts::tiny();
    let onnx = fs::read(at("tests/goldens/tiny/model.onnx")).expect("model.onnx").into();
    let rten = RtenEncoder::new(onnx, model.config.hidden, TWO).expect("rten");
    let batch = model.long();
    let away = farthest(
        &model.rust_bert(TWO).expect("rust-bert").encode(&batch).expect("hidden states"),
        &rten.encode(&batch).expect("hidden states"),
    );
    assert!(away <= NEAR, "{away} away");
}

#[test]
fn threads_and_workers_change_no_more_than_the_last_digits() {
    let model = Parts::tiny();
    let one = model.rust_bert(ONE).expect("rust-bert");
    let batch = model.long();
    let alone = one.encode(&batch).expect("hidden states");
    let three = one.on(NonZeroUsize::new(3).expect("three")).encode(&batch).expect("hidden states");
    assert!(farthest(&three, &alone) <= NEAR, "three threads");
    // Workers of one thread each, as in a corpus run: the same bits.
    let workers = [one.on(ONE), one.on(ONE)];
    thread::scope(|scope| {
        let both: Vec<_> = workers.iter().map(|worker| scope.spawn(|| worker.encode(&batch))).collect();
        for found in both {
            assert_eq!(found.join().expect("a worker").expect("hidden states"), alone);
        }
    });
}

/// A copy of the tiny model with its checksums, for both runtimes.
fn tiny_folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut sums = String::new();
    for file in [files::CONFIG, files::HEADS, files::ENCODER, files::WEIGHTS, files::TOKENIZER] {
        let bytes = fs::read(at("tests/goldens/tiny").join(file)).expect("a file");
        for byte in Sha256::digest(&bytes) {
            let _ = write!(sums, "{byte:02x}");
        }
        let _ = writeln!(sums, "  {file}");
        fs::write(folder.path().join(file), bytes).expect("a copy");
    }
    fs::write(folder.path().join(files::CHECKSUMS), sums).expect("checksums.txt");
    folder
}

fn options(folder: &Path, runtime: Option<RuntimeKind>) -> ModelOptions {
    ModelOptions { folder: Some(folder.to_owned()), runtime, device: Device::Cpu, threads: TWO }
}

/// What a runtime, or the default one, says of all articles of eval/gold.
fn gold(folder: &Path, runtime: Option<RuntimeKind>) -> Vec<Analysis> {
    let engine = Engine::load(&options(folder, runtime)).expect("the model");
    assert_eq!(engine.model().runtime == "rust-bert", runtime == Some(RuntimeKind::RustBert));
    let wanted = Wanted { summary: true, tone: true, paragraphs: false };
    let task = engine.task(Config::default(), wanted).expect("a task");
    let articles = fs::read(at("eval/gold/articles.jsonl")).expect("the articles");
    let sources = read_bytes(articles, "articles.jsonl", Some(Format::Jsonl)).expect("readable");
    let analyses: Vec<Analysis> = sources
        .map(|source| segment(source.expect("a source"), Anatomy::On).expect("a document"))
        .map(|document| engine.analyze(&document, &task).expect("an analysis"))
        .collect();
    assert!(analyses.len() >= 28, "{} articles", analyses.len());
    analyses
}

/// Labels and probabilities of an analysis: of its sentences, of its sections, of itself.
fn tones(analysis: &Analysis) -> [Vec<(ToneLabel, Probabilities)>; 3] {
    let sentences = analysis.sentences.iter().map(|s| s.tone.as_ref().map(|tone| (tone.label, tone.probabilities)));
    let sections = analysis.sections.iter().map(|s| s.tone.as_ref().map(|tone| (tone.label, tone.probabilities)));
    let article = analysis.tone.iter().map(|tone| (tone.label, tone.probabilities)).collect();
    let all = |tones: Option<Vec<_>>| tones.expect("every one has a tone");
    [all(sentences.collect()), all(sections.collect()), article]
}

/// How much differs, each with how much there is.
#[derive(Debug, Default)]
struct Differences {
    /// Labels of sentences, of sections and of articles.
    labels: [(usize, usize); 3],
    summaries: (usize, usize),
    /// By how much the reference found its label more probable than the other, at most.
    lead: f64,
    /// How far apart two probabilities of one label are, at most.
    away: f64,
}

impl Differences {
    fn of(ours: &[Analysis], reference: &[Analysis]) -> Self {
        let probability = |of: &Probabilities, label: ToneLabel| match label {
            ToneLabel::Conciliatory => of.conciliatory,
            ToneLabel::Neutral => of.neutral,
            ToneLabel::Confrontational => of.confrontational,
        };
        let mut all = Self::default();
        for (a, b) in ours.iter().zip(reference) {
            for (slot, (own, other)) in all.labels.iter_mut().zip(tones(a).iter().zip(&tones(b))) {
                assert_eq!((&a.id, own.len()), (&b.id, other.len()));
                for ((label, found), (exact, probabilities)) in own.iter().zip(other) {
                    *slot = (slot.0 + usize::from(label != exact), slot.1 + 1);
                    all.lead = all.lead.max(probability(probabilities, *exact) - probability(probabilities, *label));
                    all.away = all.away.max((probability(found, *exact) - probability(probabilities, *exact)).abs());
                }
            }
            all.summaries = (all.summaries.0 + usize::from(a.summary != b.summary), all.summaries.1 + 1);
        }
        all
    }
}

/// Two runtimes in f32 over the same weights: no label and no summary may differ, for probabilities differ by 2e-6.
fn agree(folder: &Path) {
    let rten = gold(folder, Some(RuntimeKind::Rten));
    let found = Differences::of(&rten, &gold(folder, Some(RuntimeKind::RustBert)));
    println!("{}: rten f32 against rust-bert: {found:?}", folder.display());
    assert_eq!((found.labels.map(|(differ, _)| differ), found.summaries.0), ([0; 3], 0), "{found:?}");
    assert!(found.away <= 1e-5, "{found:?}");
    let taken: BTreeSet<_> = rten.iter().map(|own| own.summary.as_ref().map(|summary| &summary.sentences)).collect();
    assert!(taken.len() > 1, "summaries that are all one say nothing: {taken:?}");
}

#[test]
fn f32_and_f32_agree_on_every_label_and_summary_of_the_gold() {
    agree(tiny_folder().path());
}

#[test]
#[ignore = "needs the shipped weights as an f32 graph, 90 MB: python training/weights_parity.py --f32 target/f32"]
fn f32_and_f32_agree_with_the_shipped_weights_too() {
    agree(&at("target/f32"));
}

/// The default runtime computes in int8, which moves probabilities by up to .12, so labels that are nearly tied may turn.
/// Measured with native: 13 of 453 sentences, 5 of 105 sections, 1 of 28 articles and 3 of 28 summaries differ (with rten 18, 7, 1 and 2); in f32
/// the label led the other one by .158 at most. The limits leave a quarter more, for another model. What int8 costs in quality is in the model
/// card: .1 points either way.
#[test]
fn int8_and_f32_differ_only_where_labels_are_nearly_tied() {
    let folder = at("models/detente-v3");
    let found = Differences::of(&gold(&folder, None), &gold(&folder, Some(RuntimeKind::RustBert)));
    println!("detente-v3: the default against rust-bert: {found:?}");
    let [sentences, sections, articles] = found.labels.map(|(differ, _)| differ);
    assert!(sentences <= 17 && sections <= 7 && articles <= 2 && found.summaries.0 <= 4, "{found:?}");
    assert!(found.lead <= 0.2, "{found:?}");
}

type Change = fn(&mut ModelConfig);

#[test]
fn weights_that_are_cut_or_foreign_are_refused_with_the_reason() {
    let mut cut = Parts::tiny();
    cut.weights.truncate(cut.weights.len() / 2);
    assert!(cut.refused().contains("model file model.safetensors: "), "{}", cut.refused());
    // The header names tensors in plain text; a name of the same length is another tensor.
    for (name, other) in [
        ("encoder.layer.1.output.dense.bias", "encoder.layer.1.output.dense.bxas"),
        ("embeddings.word_embeddings.weight", "embeddings.word_embeddings.weighs"),
    ] {
        let mut foreign = Parts::tiny();
        let place = foreign.weights.windows(name.len()).position(|bytes| bytes == name.as_bytes()).expect("the name");
        foreign.weights[place..place + name.len()].copy_from_slice(other.as_bytes());
        assert!(foreign.refused().contains(&format!("it has no tensor {name}")), "{}", foreign.refused());
    }
    let changes: [(Change, &str); 5] = [
        (|config| config.encoder.layers = 3, "it has no tensor encoder.layer.2."),
        (|config| config.encoder.intermediate = 65, "has 64 rows where 65 are expected"),
        (|config| config.hidden = 64, "rows of 64 are expected"),
        (|config| config.max_tokens = 513, "it has 512 positions"),
        (|config| config.encoder.layer_norm_eps = 1e-5, "rust-bert knows"),
    ];
    for (change, reason) in changes {
        let mut model = Parts::tiny();
        change(&mut model.config);
        assert!(model.refused().contains(reason), "{}", model.refused());
    }
    let model = Parts::tiny();
    let batch = Batch::new(&[vec![5, 244]], &[], &model.config);
    let error = model.rust_bert(ONE).expect("the encoder").encode(&batch).expect_err("beyond").to_string();
    assert!(error.contains("token 244 of the tokenizer is beyond its 244 words"), "{error}");
}

#[test]
fn the_weights_are_compared_with_their_checksum_and_needed() {
    let folder = tiny_folder();
    let weights = folder.path().join(files::WEIGHTS);
    let mut bytes = fs::read(&weights).expect("the weights");
    *bytes.last_mut().expect("not empty") ^= 1;
    fs::write(&weights, bytes).expect("changed");
    let load =
        |runtime| Engine::load(&options(folder.path(), Some(runtime))).map(|engine| engine.model().runtime.clone());
    let error = load(RuntimeKind::RustBert).expect_err("changed").to_string();
    assert!(error.contains("model.safetensors: its SHA-256 is"), "{error}");
    // Each runtime reads its own file of weights, and no other.
    assert_eq!(load(RuntimeKind::Rten).expect("it reads model.onnx"), "rten");
    fs::remove_file(&weights).expect("removed");
    let error = load(RuntimeKind::RustBert).expect_err("missing").to_string();
    assert!(error.contains("model.safetensors: cannot be read"), "{error}");
    let built_in = ModelOptions { runtime: Some(RuntimeKind::RustBert), ..ModelOptions::default() };
    let error = ModelFiles::of(&built_in).expect_err("not in the program").to_string();
    assert!(error.contains("--model models/detente-v3"), "{error}");
}

#[test]
fn a_gpu_that_libtorch_does_not_have_is_refused() {
    let model = Parts::tiny();
    let far = RustBertEncoder::new(&model.weights, &model.config, Device::Cuda(999), ONE);
    let error = far.err().expect("nobody has so many").to_string();
    assert!(error.contains("--device is cuda:999; ") && error.contains("GPU"), "{error}");
}
