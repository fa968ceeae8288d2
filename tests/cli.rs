//! The command line from outside: what it prints where, and with which exit code.
#![expect(clippy::unwrap_used, reason = "in the helpers of tests, too, a failure is a failed test")]

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const VISIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/envoy_visit.txt");
const BRIEFING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/press_briefing.html");

fn detente(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.args(args).stdin(Stdio::null()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

fn run(args: &[&str]) -> Output {
    detente(args).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The one line on standard error of a run that fails with 2.
fn refusal(args: &[&str]) -> String {
    let output = run(args);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
    assert_eq!(error.lines().count(), 1, "{args:?}: {error}");
    assert!(error.starts_with("detente: "), "{error}");
    error.to_owned()
}

fn json(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A folder with one file.
fn with_file(name: &str, content: &[u8]) -> (TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, content).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (dir, path)
}

#[test]
fn each_command_prints_the_parts_it_computes() {
    let of = |args: &[&str]| json(&run(&[args, &[VISIT, "--format", "json"]].concat()));
    let keys = ["schema", "id", "source", "language", "config_sha256", "title", "byline", "date", "text"];
    let parts = |value: &Value| {
        assert!(keys.iter().all(|key| value.get(key).is_some()));
        let has = |key: &str| value.get(key).is_some();
        let sentence = |key: &str| value["sentences"][0].get(key).is_some();
        (has("model"), has("summary"), has("tone"), has("paragraphs"), sentence("salience"), sentence("tone"))
    };
    assert_eq!(parts(&of(&["analyze"])), (true, true, true, false, true, true));
    assert_eq!(parts(&of(&["summarize"])), (true, true, false, false, true, false));
    assert_eq!(parts(&of(&["tone"])), (true, false, true, false, false, true));
    assert_eq!(parts(&of(&["tone", "--by", "paragraph"])), (true, false, true, true, false, true));
    assert_eq!(parts(&of(&["parse"])), (false, false, false, false, false, false));
}

#[test]
fn the_example_is_recognised() {
    let value = json(&run(&["parse", VISIT, "--format", "json"]));
    assert_eq!(value["title"], "Velmoran Envoy Ends Tarsk Visit With Pledge to Reopen Ferry Crossing");
    assert_eq!(value["byline"], "Ilse Brandt");
    let headings: Vec<_> = value["sections"].as_array().unwrap().iter().map(|s| s["heading"].as_str()).collect();
    assert_eq!(headings.len(), 4, "{headings:?}");
    assert_eq!(headings[0], None);
    assert_eq!(headings[2], Some("The Dispute Over the Outer Banks"));
}

#[test]
fn text_for_a_pipe_has_no_colour_and_fits_eighty_columns() {
    for args in [&["analyze"][..], &["summarize"], &["parse"], &["tone", "--by", "sentence"], &["tone"]] {
        let output = run(&[args, &[VISIT]].concat());
        let shown = text(&output.stdout);
        assert!(output.status.success() && !shown.contains('\u{1b}'));
        assert!(shown.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80));
    }
    assert!(text(&run(&["tone", VISIT, "--color", "always"]).stdout).contains('\u{1b}'));
}

#[test]
fn standard_input_is_read_for_a_dash_and_for_nothing() {
    for args in [&["tone", "-", "--format", "json"][..], &["tone", "--format", "json"]] {
        let mut child =
            detente(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(&fs::read(VISIT).unwrap()).unwrap();
        let value = json(&child.wait_with_output().unwrap());
        assert_eq!(value["source"], "-");
    }
}

#[test]
fn inputs_that_cannot_be_processed_are_named_in_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let name = dir.path().to_str().unwrap();
    assert!(refusal(&["parse", &format!("{name}/none.txt")]).contains("none.txt: cannot be read"));
    assert!(refusal(&["parse", name]).contains("is a directory"));
    assert!(refusal(&["parse", &format!("{name}/*.txt")]).contains("no file matches"));
    let (_keep, path) = with_file("a.bin", b"\x7fELF\x02\x01\x01\0\0\0\0");
    assert!(refusal(&["parse", &path]).contains("binary"));
    for content in ["", " \n\t\r\n"] {
        let (_keep, path) = with_file("blank.txt", content.as_bytes());
        assert!(refusal(&["parse", &path]).contains("is empty"));
    }
}

#[cfg(unix)]
#[test]
fn a_document_without_a_title_shows_its_name_once() {
    let (dir, _) = with_file("note.txt", b"The two ministers met on Monday. They agreed to talk again.");
    let output = detente(&["summarize", "note.txt"]).current_dir(dir.path()).output().unwrap();
    assert_eq!(text(&output.stdout).matches("note.txt").count(), 1, "{}", text(&output.stdout));
}

#[test]
fn names_with_escape_sequences_reach_no_terminal() {
    let error = refusal(&["parse", "evil\u{1b}[31m\nname.txt"]);
    assert!(!error.contains('\u{1b}'));
}

#[test]
fn one_bad_input_does_not_stop_the_others_and_order_is_kept() {
    let output = run(&["tone", VISIT, "/nowhere/none.txt", BRIEFING, "--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stderr).lines().count(), 1);
    let lines: Vec<Value> = text(&output.stdout).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let sources: Vec<_> = lines.iter().map(|l| l["source"].as_str().unwrap()).collect();
    assert_eq!(sources, [VISIT, BRIEFING]);
}

#[test]
fn a_malformed_line_is_numbered_and_the_others_are_processed() {
    let record = |id: &str| {
        let text = fs::read_to_string(VISIT).unwrap();
        serde_json::json!({ "id": id, "text": text }).to_string()
    };
    let (_keep, path) = with_file("a.jsonl", format!("{}\n{{oops\n{}\n", record("a"), record("c")).as_bytes());
    let output = run(&["parse", &path, "--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("line 2"), "{}", text(&output.stderr));
    let ids: Vec<Value> =
        text(&output.stdout).lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["id"].clone()).collect();
    assert_eq!(ids, ["a", "c"]);
    assert_eq!(
        text(&output.stderr).matches("at column").count(),
        1,
        "the place is said once: {:?}",
        text(&output.stderr)
    );
    assert!(!text(&output.stderr).contains("at line 1"), "serde's own line is none of the file's");
}

#[test]
fn globs_that_the_shell_leaves_are_expanded() {
    let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/*y_visit.txt");
    assert_eq!(json(&run(&["parse", pattern, "--format", "json"]))["id"], "envoy_visit.txt");
}

#[test]
fn wrong_arguments_are_refused_in_one_line() {
    for args in [
        &["analyze", VISIT, "--format", "xml"][..],
        &["analyze", VISIT, "--color", "pink"],
        &["analyze", VISIT, "--anatomy", "maybe"],
        &["analyze", VISIT, "--input-format", "pdf"],
        &["analyze", VISIT, "--threads", "0"],
        &["analyze", VISIT, "--runtime", "onnx"],
        &["analyze", VISIT, "--device", "gpu"],
        &["analyze", VISIT, "--device", "cuda:x"],
        &["analyze", VISIT, "--nonsense"],
        &["tone", VISIT, "--by", "word"],
        &["summarize", VISIT, "-n", "0"],
        &["summarize", VISIT, "-n", "many"],
        &["summarize", VISIT, "--ratio", "1.5"],
        &["summarize", VISIT, "--ratio", "nan"],
        &["summarize", VISIT, "--words", "0"],
        &["summarize", VISIT, "--query", " "],
        &["summarize", VISIT, "-n", "2", "--words", "9"],
        &["summarize", VISIT, "--ratio", "0.5", "--words", "9"],
        &["completions", "cmd"],
        &["translate"],
    ] {
        refusal(args);
    }
    assert!(refusal(&["tone", VISIT, "--by", "word"]).contains("section"), "the possible values are named");
}

#[test]
fn a_runtime_or_a_device_that_is_not_there_is_refused_with_what_to_do() {
    let said = refusal(&["tone", VISIT, "--runtime", "rten", "--device", "cuda:1"]);
    assert!(said.contains("--device is cuda:1; this runtime computes on the CPU only"), "{said}");
    let said = refusal(&["corpus", VISIT, "--out", "/nowhere/out", "--device", "cuda"]);
    assert!(said.contains("--device is cuda:0"), "{said}");
    // Nothing is substituted: known by name, it is either there or refused.
    let said = refusal(&["tone", VISIT, "--runtime", "rust-bert"]);
    let what = if cfg!(feature = "rust-bert") { "--model" } else { "--features rust-bert" };
    assert!(said.contains("--runtime is rust-bert; ") && said.contains(what), "{said}");
}

#[test]
fn a_folder_without_a_model_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    assert!(refusal(&["tone", VISIT, "--model", dir.path().to_str().unwrap()]).contains("model"));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let many = vec![VISIT; 60];
    let args = [&["tone", "--format", "json"], &many[..]].concat();
    let mut child = detente(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

#[test]
fn an_output_file_appears_whole_with_the_permissions_of_any_other() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out.json");
    let written = path.to_str().unwrap();
    fs::write(&path, "old").unwrap();
    let output = run(&["analyze", VISIT, "--format", "json", "--output", written]);
    assert!(output.status.success() && output.stdout.is_empty());
    let value: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(value["schema"], 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let other = dir.path().join("other");
        fs::write(&other, "").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&path), mode(&other));
        fs::remove_file(other).unwrap();
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing else is left");
}

#[test]
fn a_failed_run_leaves_the_output_file_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out.txt");
    fs::write(&path, "old").unwrap();
    refusal(&["parse", "/nowhere/none.txt", "--output", path.to_str().unwrap()]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    assert!(refusal(&["parse", VISIT, "--output", dir.path().to_str().unwrap()]).contains("is a directory"));
    assert!(refusal(&["parse", VISIT, "--output", "/nowhere/out.txt"]).contains("cannot be written"));
}

#[cfg(unix)]
#[test]
fn an_output_that_is_no_regular_file_is_not_replaced() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    let dir = tempfile::tempdir().unwrap();
    let (pipe, target, link) = (dir.path().join("pipe"), dir.path().join("target"), dir.path().join("link"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // Open at both ends, so that neither side waits; the report fits into the pipe's buffer.
    let mut reader = fs::File::options().read(true).write(true).open(&pipe).unwrap();
    assert!(run(&["summarize", VISIT, "--output", pipe.to_str().unwrap()]).status.success());
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert!(reader.read(&mut [0; 64]).unwrap() > 0);

    fs::write(&target, "old").unwrap();
    symlink(&target, &link).unwrap();
    assert!(run(&["parse", VISIT, "--output", link.to_str().unwrap()]).status.success());
    assert!(link.is_symlink());
    assert_ne!(fs::read_to_string(&target).unwrap(), "old");
}

#[test]
fn another_language_is_warned_of_and_processed() {
    let french = "Les deux délégations ont salué les progrès accomplis depuis le mois de janvier. La ministre est \
        arrivée à Port-Selene mardi soir et les discussions ont repris dès le lendemain matin.\n\nLe porte-parole a \
        condamné les violations de l’accord, et il est prêt à saisir les juges si les navires ne sont pas libérés.\n";
    let (_keep, path) = with_file("fr.txt", french.as_bytes());
    let output = run(&["tone", &path, "--format", "json"]);
    assert_eq!(json(&output)["language"], "fr");
    let warning = text(&output.stderr);
    assert_eq!(warning.lines().count(), 1);
    assert!(warning.starts_with("detente: warning: ") && warning.contains("language is fr"), "{warning}");
    assert!(run(&["tone", &path, "--quiet"]).stderr.is_empty());
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let of = |threads| run(&["analyze", VISIT, BRIEFING, "--format", "jsonl", "--threads", threads]).stdout;
    let one = of("1");
    assert!(!one.is_empty());
    assert!(one == of("2") && one == of("5"));
}

#[test]
fn help_has_examples_for_every_command() {
    let commands: [&[&str]; 11] = [
        &[],
        &["analyze"],
        &["summarize"],
        &["tone"],
        &["parse"],
        &["corpus"],
        &["report"],
        &["eval"],
        &["model"],
        &["completions"],
        &["model", "verify"],
    ];
    for command in commands {
        let output = run(&[command, &["--help"]].concat());
        let help = text(&output.stdout);
        assert!(output.status.success() && output.stderr.is_empty());
        let name = [&["detente"], command].concat().join(" ");
        let examples = help.split_once("Examples:").unwrap_or_else(|| panic!("{name} has no examples")).1;
        assert!(examples.contains(&name), "{name}");
    }
}

#[test]
fn completions_and_manual_pages_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell]);
        assert!(output.status.success() && text(&output.stdout).contains("summarize"), "{shell}");
    }
    assert!(text(&run(&["man"]).stdout).contains(".TH detente"));
    assert!(text(&run(&["man", "tone"]).stdout).contains("\\-\\-by"));
    assert!(text(&run(&["man", "corpus"]).stdout).contains("\\-\\-dedupe"));
    assert!(text(&run(&["man", "report"]).stdout).contains("\\-\\-top"));
}

#[test]
fn the_model_says_its_name_and_verifies() {
    let info = run(&["model", "info"]);
    assert!(info.status.success() && text(&info.stdout).starts_with("name "));
    assert!(text(&info.stdout).contains("\nruntime native\n"), "{}", text(&info.stdout));
    assert!(run(&["model", "verify"]).status.success());
}
