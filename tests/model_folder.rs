//! A model folder from disk: the tiny random one works from end to end; a wrong, truncated or foreign one is refused by
//! a message that names the file.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use detente::config::Anatomy;
use detente::ingest::{Format, read_bytes};
use detente::model::runtime::{ModelOptions, RuntimeKind};
use detente::segment::segment;
use detente::{Config, Engine, Wanted};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

const FILES: [&str; 4] = ["config.json", "heads.onnx", "model.onnx", "tokenizer.json"];
const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/goldens/tiny");
const BUILT_IN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/detente-v3");

/// A copy of the tiny model with the checksums of its files.
fn tiny() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for file in FILES {
        fs::copy(Path::new(TINY).join(file), folder.path().join(file)).expect("a copy");
    }
    sign(folder.path());
    folder
}

/// Writes the checksums of the files as they are now.
fn sign(folder: &Path) {
    let mut sums = String::new();
    for file in FILES {
        let bytes = fs::read(folder.join(file)).expect("a file");
        let hex = Sha256::digest(&bytes).iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let _ = writeln!(sums, "{hex}  {file}");
    }
    fs::write(folder.join("checksums.txt"), sums).expect("checksums.txt");
}

/// Leaves the first half of a file.
fn truncate(folder: &Path, file: &str) {
    let bytes = fs::read(folder.join(file)).expect("a file");
    fs::write(folder.join(file), &bytes[..bytes.len() / 2]).expect("half of it");
}

fn load(folder: &Path) -> detente::Result<Engine> {
    Engine::load(&ModelOptions { folder: Some(folder.to_owned()), ..ModelOptions::default() })
}

fn refused(folder: &Path) -> String {
    load(folder).err().expect("a refusal").to_string()
}

#[test]
fn a_folder_is_loaded_and_scores_a_document() {
    let folder = tiny();
    let engine = load(folder.path()).expect("the tiny model");
    assert_eq!(engine.model().name, "tiny-random");
    let text = b"Both sides agreed to meet again in June. Nobody gave details of what had been said.".to_vec();
    let source = read_bytes(text, "note", Some(Format::Text)).expect("a file").next().expect("one").expect("a source");
    let document = segment(source, Anatomy::On).expect("a document");
    let wanted = Wanted { summary: true, tone: true, paragraphs: true };
    let task = engine.task(Config::default(), wanted).expect("a task");
    let analysis = engine.analyze(&document, &task).expect("an analysis");
    let tone = analysis.tone.expect("a tone");
    let sum: f64 = tone.evidence.iter().map(|e| e.contribution).sum();
    assert!((sum - tone.score).abs() < 1e-6 && tone.evidence.len() == 2, "{tone:?}");
    assert_eq!(analysis.summary.expect("a summary").sentences, [0, 1]);
    assert_eq!(analysis.paragraphs.expect("paragraphs").len(), 1);
}

#[test]
fn a_truncated_file_is_named_with_both_checksums() {
    for file in FILES.into_iter().filter(|file| *file != "config.json") {
        let folder = tiny();
        truncate(folder.path(), file);
        let error = refused(folder.path());
        assert!(error.contains(file) && error.contains("truncated or changed"), "{error}");
    }
}

#[test]
fn a_truncated_file_with_a_fitting_checksum_is_named_too() {
    for (file, said) in [
        ("config.json", "config.json"),
        ("heads.onnx", "heads.onnx"),
        ("model.onnx", "model.onnx"),
        ("tokenizer.json", "tokenizer"),
    ] {
        let folder = tiny();
        truncate(folder.path(), file);
        sign(folder.path());
        let error = refused(folder.path());
        assert!(error.contains(said) && (error.contains("foreign") || error.contains("damaged")), "{file}: {error}");
    }
}

#[test]
fn parts_of_another_model_are_told_from_ones_own() {
    let folder = tiny();
    fs::copy(Path::new(BUILT_IN).join("heads.onnx"), folder.path().join("heads.onnx")).expect("a copy");
    sign(folder.path());
    let error = refused(folder.path());
    assert!(error.contains("heads.onnx: vectors has width 384 where 32 is expected"), "{error}");
    let folder = tiny();
    fs::write(folder.path().join("config.json"), "{\"model_type\": \"bert\"}").expect("a foreign config");
    sign(folder.path());
    let error = refused(folder.path());
    assert!(error.contains("config.json") && error.contains("foreign"), "{error}");
}

#[test]
fn the_runtime_is_the_one_that_fits_the_graph_and_none_is_put_in_anothers_place() {
    let folder = tiny();
    let on = |folder: &Path, runtime| {
        Engine::load(&ModelOptions { folder: Some(folder.to_owned()), runtime, ..ModelOptions::default() })
    };
    assert_eq!(on(folder.path(), None).expect("the tiny model").model().runtime, "rten");
    let error = on(folder.path(), Some(RuntimeKind::Native)).err().expect("a refusal").to_string();
    assert!(error.contains("model.onnx: it has MatMulInteger 0 times") && error.contains("--runtime rten"), "{error}");
    let built_in = Path::new(BUILT_IN);
    assert_eq!(on(built_in, None).expect("the built-in model").model().runtime, "native");
    assert_eq!(on(built_in, Some(RuntimeKind::Rten)).expect("the built-in model").model().runtime, "rten");
}

#[test]
fn a_token_that_the_encoder_does_not_have_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    for file in FILES {
        fs::copy(Path::new(BUILT_IN).join(file), folder.path().join(file)).expect("a copy");
    }
    let config = fs::read_to_string(folder.path().join("config.json")).expect("config.json");
    fs::write(folder.path().join("config.json"), config.replace("\"cls_id\": 101", "\"cls_id\": 30522"))
        .expect("written");
    sign(folder.path());
    let error = load(folder.path()).expect("the sizes fit").embed("Talks resumed.").expect_err("a refusal").to_string();
    assert!(error.contains("model.onnx: it has 30522 words, and the tokenizer more"), "{error}");
}

fn bench(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.args(["model", "bench", "--threads", "2", "--model"]).arg(folder);
    command.args(args).output().expect("the program runs")
}

#[test]
fn a_runtime_is_measured_on_one_thread_and_on_many() {
    let folder = tiny();
    let output = bench(folder.path(), &["--runtime", "rten", "--rounds", "2", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&found["model"], &found["rounds"]), (&"tiny-random".into(), &2.into()));
    let rows = found["runtimes"].as_array().expect("rows");
    let keys: Vec<_> = rows.iter().map(|row| (row["runtime"].as_str(), row["threads"].as_u64())).collect();
    assert_eq!(keys, [(Some("rten"), Some(1)), (Some("rten"), Some(2))]);
    for row in rows {
        for figure in ["cold_ms", "windows_per_second", "sentences_per_second", "tokens_per_second"] {
            let [low, median, high] = ["low", "median", "high"].map(|name| row[figure][name].as_f64().expect(name));
            assert!(0.0 < low && low <= median && median <= high, "{figure}: {row}");
        }
        assert!(row["peak_mib"].as_u64() > Some(1) || !cfg!(target_os = "linux"), "{row}");
    }
    let table = bench(folder.path(), &["--runtime", "rten", "--rounds", "1"]);
    let lines = String::from_utf8(table.stdout).expect("UTF-8");
    assert!(lines.lines().filter(|line| line.starts_with("rten ")).count() == 2, "{lines}");
}

#[test]
fn a_bench_that_cannot_be_is_refused_and_one_that_fails_is_said() {
    let folder = tiny();
    let said = |output: Output| {
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    let unknown = said(bench(folder.path(), &["--runtime", "auto"]));
    assert!(unknown.contains("rten") && unknown.lines().count() == 1, "{unknown}");
    let device = said(bench(folder.path(), &["--runtime", "rten", "--device", "cuda"]));
    assert!(device.contains("this runtime computes on the CPU only"), "{device}");
    let foreign = bench(folder.path(), &["--rounds", "1"]);
    let (rows, said_of_it) = (String::from_utf8_lossy(&foreign.stdout), String::from_utf8_lossy(&foreign.stderr));
    assert_eq!(foreign.status.code(), Some(2), "{said_of_it}");
    assert!(rows.contains("\nrten ") && !rows.contains("\nnative "), "{rows}");
    assert!(said_of_it.contains("native: ended without an answer") && said_of_it.lines().count() == 2, "{said_of_it}");
    truncate(folder.path(), "model.onnx");
    let broken = said(bench(folder.path(), &[]));
    assert!(broken.contains("model.onnx") && broken.lines().count() == 1, "{broken}");
}
