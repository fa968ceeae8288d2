//! `detente eval` from outside: suites of one's own, answers from a file, the files of a report, the gate, bad input.
#![expect(clippy::unwrap_used, reason = "in the helpers of tests, too, a failure is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

const SUITE: &str = "name = \"own\"\njob = \"tone-sentence\"\nabout = \"Own.\"\ndata = \"own.jsonl\"\n\
                     systems = [\"detente\", \"majority\"]\n[fields]\nid = \"id\"\nsentences = \"sentences\"\nlabels = \"labels\"\n";

const ROWS: &str = r#"{"id":"a","sentences":["The ministers agreed to reopen the bridge.","They condemned the raid on the harbour."],"labels":[2,-2]}
{"id":"b","sentences":["The committee meets on Tuesday.","It warned its neighbour of serious consequences."],"labels":[0,-1]}
{"id":"c","sentences":["The president thanked her hosts for a warm welcome."],"labels":[1]}
"#;

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.arg("eval").args(args).args(["--resamples", "50"]).current_dir(folder).env_remove("DETENTE_DATA");
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder with a suite and its data.
fn folder(suite: &str, rows: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("own.toml"), suite).unwrap();
    fs::write(dir.path().join("own.jsonl"), rows).unwrap();
    dir
}

fn json_of(path: PathBuf) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The report without its speeds, the only figures that change.
fn timeless(path: PathBuf) -> Value {
    let mut report = json_of(path);
    for suite in report["suites"].as_array_mut().unwrap() {
        suite["systems"].as_array_mut().unwrap().iter_mut().for_each(|system| system["speed"] = Value::Null);
    }
    report
}

#[test]
fn a_suite_of_ones_own_gives_a_report() {
    let dir = folder(SUITE, ROWS);
    let output = run(dir.path(), &["own.toml", "--out", "report", "--commit", "abc", "--made", "2031-01-02"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let report = json_of(dir.path().join("report/report.json"));
    let suite = &report["suites"][0];
    assert_eq!((&report["commit"], &report["made"]), (&json!("abc"), &json!("2031-01-02")));
    assert_eq!((&suite["items"], &suite["units"]), (&json!(3), &json!(5)));
    assert_eq!(suite["gold"], json!({"confrontational": 2, "conciliatory": 2, "neutral": 1}));
    let figure = |system: usize| suite["systems"][system]["figures"]["accuracy"]["value"].as_f64().unwrap();
    assert!(figure(0) > figure(1), "{suite}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("own: 3 items, 5 judged\n") && text.contains("majority"), "{text}");
    for name in ["report.html", "report.md"] {
        assert!(fs::read_to_string(dir.path().join("report").join(name)).unwrap().contains("own"), "{name}");
    }
    let rows = fs::read_to_string(dir.path().join("report/predictions.jsonl")).unwrap();
    assert_eq!(rows.lines().count(), 6);
}

#[test]
fn the_example_in_the_documentation_runs() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("eval/README.md")).unwrap();
    let suite = readme.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let row = readme.split("a line a document: `").nth(1).unwrap().split('`').next().unwrap();
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("my-statements.toml"), suite).unwrap();
    fs::write(dir.path().join("statements.jsonl"), row.replace("\"...\"", "\"They condemned the raid.\"")).unwrap();
    let output = run(dir.path(), &["my-statements.toml", "--out", "report"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(dir.path().join("report/report.html").is_file());
}

#[test]
fn a_report_is_the_same_at_any_number_of_threads() {
    let dir = folder(SUITE, ROWS);
    run(dir.path(), &["own.toml", "--out", "one", "--threads", "1"]);
    run(dir.path(), &["own.toml", "--out", "two", "--threads", "2"]);
    assert_eq!(timeless(dir.path().join("one/report.json")), timeless(dir.path().join("two/report.json")));
    let rows = |name: &str| fs::read(dir.path().join(name).join("predictions.jsonl")).unwrap();
    assert_eq!(rows("one"), rows("two"));
}

#[test]
fn texts_can_be_left_out() {
    let dir = folder(SUITE, ROWS);
    run(dir.path(), &["own.toml", "--out", "report", "--no-text"]);
    for entry in fs::read_dir(dir.path().join("report")).unwrap() {
        let path = entry.unwrap().path();
        let content = fs::read_to_string(&path).unwrap();
        assert!(!content.contains("condemned") && !content.contains("bridge"), "{}", path.display());
    }
}

#[test]
fn answers_from_a_file_are_judged_as_those_that_are_made_here() {
    let dir = folder(SUITE, ROWS);
    run(dir.path(), &["own.toml", "--out", "first"]);
    let rows = fs::read_to_string(dir.path().join("first/predictions.jsonl")).unwrap();
    let mine: Vec<&str> = rows.lines().filter(|row| row.contains("\"system\":\"detente\"")).collect();
    let own = mine.join("\n");
    fs::write(dir.path().join("answers.jsonl"), &own).unwrap();
    let output = run(dir.path(), &["own.toml", "--out", "second", "--system", "again=answers.jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let report = json_of(dir.path().join("second/report.json"));
    let systems = &report["suites"][0]["systems"];
    assert_eq!(systems[2]["name"], "again");
    assert_eq!(systems[0]["figures"], systems[2]["figures"]);
    assert_eq!(systems[2].get("speed"), None);

    let bad = |content: &str| {
        fs::write(dir.path().join("bad.jsonl"), content).unwrap();
        let output = run(dir.path(), &["own.toml", "--system", "bad=bad.jsonl"]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        said(&output)
    };
    let first = own.lines().next().unwrap();
    assert!(bad(first).contains("bad.jsonl: has no answer for item b of suite own"));
    assert!(bad(&format!("{first}\n{first}\n")).contains("row 2: item a is answered twice"));
    assert!(bad(r#"{"item":"a"}"#).contains("row 1: has no answer"));
    assert!(bad(r#"{"item":"a","tone":[{"class":"angry"}]}"#).contains("row 1: a tone has no class of"));
    assert!(bad(r#"{"item":"a","tone":[{"class":"neutral","score":NaN}]}"#).contains("row 1: cannot be read"));
    let sum = r#"{"item":"a","tone":[{"class":"neutral","probabilities":[0.9,0.9,0.9]}]}"#;
    assert!(bad(sum).contains("row 1: probabilities are not three numbers"));
    assert!(bad(&first.replace("\"own\"", "\"other\"")).contains("no answers of bad for any suite of this run"));
    let few = r#"{"item":"a","tone":[{"class":"neutral"}]}"#;
    let all = format!("{few}\n{}\n{}\n", few.replace("\"a\"", "\"b\""), few.replace("\"a\"", "\"c\""));
    assert!(bad(&all).contains("a: the answer is no list of 2 tones"));
}

#[test]
fn what_is_wrong_with_a_suite_or_its_data_is_said_with_its_place() {
    let fails = |suite: &str, rows: &str, wanted: &str| {
        let dir = folder(suite, rows);
        let output = run(dir.path(), &["own.toml", "--out", "report"]);
        let error = said(&output);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(error.contains(wanted), "{error} has no {wanted:?}");
        assert!(!dir.path().join("report/report.json").exists(), "nothing is written");
    };
    fails("name = ", ROWS, "suite own.toml: ");
    fails(&SUITE.replace("labels = ", "lables = "), ROWS, "unknown field `lables`");
    fails(&SUITE.replace("\"majority\"", "\"lead\""), ROWS, "no system lead for tone-sentence; there are detente,");
    fails(&SUITE.replace("own.jsonl", "absent.jsonl"), ROWS, "absent.jsonl: cannot be read");
    fails(&SUITE.replace("own.jsonl", "own.xml"), ROWS, "own.xml: cannot be read");
    fails(&SUITE.replace("= \"labels\"", "= \"tones\""), ROWS, "own.jsonl: row 1: has no field tones");
    fails(SUITE, "", "own.jsonl: there is no row, so suite own has nothing to measure");
    let split = SUITE.replace("[fields]", "where = { split = [\"test\"] }\n[fields]");
    fails(&split, ROWS, "own.jsonl: no row has the field split");
    let split = SUITE.replace("[fields]", "where = { id = [\"z\"] }\n[fields]");
    fails(&split, ROWS, "no row has the values that `where` asks for");
    fails(SUITE, &ROWS.replace("[2,-2]", "[2]"), "own.jsonl: row 1: 1 labels for 2 sentences");
    fails(SUITE, &ROWS.replace("[2,-2]", "[3,-2]"), "own.jsonl: row 1: label \"3\" is neither a number from -2 to 2");
    fails(SUITE, &ROWS.replace("[0,-1]", "[0,NaN]"), "own.jsonl: row 2: cannot be read");
    fails(SUITE, &ROWS.replace("\"id\":\"b\"", "\"id\":\"a\""), "id a stands twice");
    fails(SUITE, &ROWS.replace("They condemned the raid on the harbour.", " "), "row 1: a sentence is empty");
}

#[test]
fn data_that_are_not_there_are_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let output = run(dir.path(), &["event-tone"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("suite event-tone needs the data folder"), "{}", said(&output));
    let output = run(dir.path(), &["event-tone", "--data", "nowhere"]);
    assert!(said(&output).contains("nowhere/tone/event_tone/event_tone.tsv: cannot be read"), "{}", said(&output));
    let output = run(dir.path(), &["nothing"]);
    assert!(said(&output).contains("no suite nothing; `detente eval list`"), "{}", said(&output));
}

#[test]
fn the_gate_fails_where_a_figure_is_worse_than_it_was() {
    let dir = folder(SUITE, ROWS);
    run(dir.path(), &["own.toml", "--out", "old"]);
    let gate = |more: &[&str]| run(dir.path(), &[&["own.toml", "--baseline", "old/report.json"], more].concat());
    let same = gate(&["--fail-on-regression"]);
    assert_eq!(same.status.code(), Some(0), "{}", said(&same));
    let path = dir.path().join("old/report.json");
    let mut report = json_of(path.clone());
    report["suites"][0]["systems"][0]["figures"]["accuracy"] = json!({"value": 1.0, "low": 1.1, "high": 1.2});
    fs::write(&path, report.to_string()).unwrap();
    let worse = gate(&["--fail-on-regression"]);
    assert_eq!(worse.status.code(), Some(1));
    assert!(said(&worse).contains("own") && said(&worse).contains("Accuracy of detente"), "{}", said(&worse));
    assert_eq!(gate(&[]).status.code(), Some(0), "it is said, but does not fail");
    assert_eq!(gate(&["--fail-on-regression", "--tolerance", "1"]).status.code(), Some(0));
    fs::write(&path, "{}").unwrap();
    let foreign = gate(&["--fail-on-regression"]);
    assert_eq!(foreign.status.code(), Some(2));
    assert!(said(&foreign).contains("old/report.json"), "{}", said(&foreign));
}

#[test]
fn built_in_suites_are_listed_and_run_without_data() {
    let dir = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_detente")).args(["eval", "list"]).output().unwrap();
    let list = String::from_utf8(output.stdout).unwrap();
    assert!(list.lines().count() >= 19 && list.contains("summeval-100"), "{list}");
    let output = run(dir.path(), &["gold-anatomy"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("gold-anatomy: 12 items, 260 judged"));
}
