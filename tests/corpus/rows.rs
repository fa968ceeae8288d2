//! What stands in the rows.

use serde_json::Value;

use crate::support::{Place, SPEECHES, said, speeches};

fn text<'a>(row: &'a Value, column: &str) -> &'a str {
    row[column].as_str().unwrap_or_else(|| panic!("{column} of {row}"))
}

#[test]
fn rows_agree_with_the_analysis_of_the_document_alone() {
    let place = Place::new();
    let article = include_str!("../../examples/envoy_visit.txt");
    place.write("in/visit.txt", article);
    place.write("in/deep/note.md", "# Harbour talks\n\nBoth ministries welcomed the offer.\n");
    let status = place.corpus(&["in", "--format", "jsonl", "--sentences"], "out").status().expect("ran");
    assert!(status.success());
    let documents = place.rows("out", "documents.jsonl");
    assert_eq!(documents.iter().map(|row| text(row, "id")).collect::<Vec<_>>(), ["deep/note.md", "visit.txt"]);
    let mut alone = std::process::Command::new(env!("CARGO_BIN_EXE_detente"));
    let output = alone.args(["analyze", "--format", "json"]).arg(place.path("in/visit.txt")).output().expect("ran");
    let alone: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let row = &documents[1];
    for (column, pointer) in [
        ("title", "/title"),
        ("language", "/language"),
        ("date", "/date"),
        ("tone", "/tone/label"),
        ("score", "/tone/score"),
        ("confidence", "/tone/confidence"),
        ("conciliatory", "/tone/probabilities/conciliatory"),
        ("neutral", "/tone/probabilities/neutral"),
        ("confrontational", "/tone/probabilities/confrontational"),
        ("summary", "/summary/text"),
        ("model", "/model/name"),
        ("model_sha256", "/model/sha256"),
        ("config_sha256", "/config_sha256"),
    ] {
        assert_eq!(Some(&row[column]), alone.pointer(pointer), "{column}");
    }
    let span = &row["summary_spans"][0];
    let place_of = |value: &Value| usize::try_from(value.as_u64().expect("a place")).expect("small");
    assert!(article[place_of(&span["start"])..place_of(&span["end"])].starts_with("Velmora’s special envoy"));
    let sections = place.rows("out", "sections.jsonl");
    let own: Vec<&Value> = sections.iter().filter(|row| row["document"] == 1).collect();
    assert_eq!(own.len(), alone["sections"].as_array().expect("sections").len());
    for (index, row) in own.iter().enumerate() {
        let section = &alone["sections"][index];
        assert_eq!((&row["heading"], &row["score"]), (&section["heading"], &section["tone"]["score"]));
        let (start, end) = (place_of(&row["evidence_start"]), place_of(&row["evidence_end"]));
        let sentence = article[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(text(row, "evidence"), sentence);
        let side = row["evidence_contribution"].as_f64().expect("a number");
        match text(row, "tone") {
            "conciliatory" => assert!(side > 0.0),
            "confrontational" => assert!(side < 0.0),
            _ => {}
        }
    }
    let sentences = place.rows("out", "sentences.jsonl");
    let own = sentences.iter().filter(|row| row["document"] == 1);
    let scores: Vec<&Value> = own.map(|row| &row["score"]).collect();
    let expected = alone["sentences"].as_array().expect("sentences");
    assert_eq!(scores, expected.iter().map(|s| &s["tone"]["score"]).collect::<Vec<_>>());
}

#[test]
fn errors_and_copies_are_rows_and_are_counted() {
    let place = Place::new();
    place.write("speeches.jsonl", &speeches());
    for (out, args) in [("all", &[][..]), ("once", &["--dedupe"])] {
        let all = [&["speeches.jsonl", "--format", "jsonl"], args].concat();
        let output = place.corpus(&all, out).output().expect("ran");
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        let rows = place.rows(out, "documents.jsonl");
        assert_eq!(rows.len(), SPEECHES);
        assert!(rows.iter().enumerate().all(|(n, row)| row["document"] == n));
        assert!(text(&rows[40], "error").contains("line 41 is not a record"), "{}", rows[40]);
        assert!(text(&rows[41], "error").contains("is empty"), "{}", rows[41]);
        assert_eq!((text(&rows[41], "id"), text(&rows[41], "country")), ("blank", "VEL"));
        let copy = &rows[300];
        assert_eq!((text(copy, "duplicate_of"), text(copy, "duplicate")), ("d0", "exact"));
        assert_eq!(copy["score"].is_null(), out == "once", "{copy}");
        let outcome = place.outcome(out);
        let scored = SPEECHES - 2 - usize::from(out == "once");
        assert_eq!((&outcome["counts"]["errors"], &outcome["counts"]["scored"]), (&2.into(), &scored.into()));
        assert_eq!(outcome["counts"]["exact_duplicates"], 1);
        assert_eq!(place.rows(out, "sections.jsonl").len(), scored);
        let message = said(&output);
        assert!(message.contains(&format!("{SPEECHES} documents, {scored} scored, 1 exact duplicates")), "{message}");
        assert!(message.contains("column country is read as the country"), "guessed columns are printed: {message}");
        assert!(
            message.contains("line 41 is not a record") && message.contains("is empty"),
            "so are errors: {message}"
        );
    }
}

#[test]
fn the_output_folder_is_no_input_of_its_own() {
    let place = Place::new();
    place.write("one.txt", "Velmora welcomed the ferry treaty.\n");
    for args in [&[".", "--format", "jsonl"][..], &[".", "--format", "jsonl", "--restart"]] {
        assert!(place.corpus(args, "out").status().expect("ran").success());
        assert_eq!(place.rows("out", "documents.jsonl").len(), 1);
    }
}

#[test]
fn standard_input_is_a_corpus_too() {
    let place = Place::new();
    let path = place.write("few.jsonl", "{\"id\": 1, \"text\": \"Velmora welcomed the treaty.\"}\n");
    let stdin = std::fs::File::open(path).expect("open");
    let status = place.corpus(&["-", "--format", "jsonl"], "out").stdin(stdin).status().expect("ran");
    assert!(status.success());
    let rows = place.rows("out", "documents.jsonl");
    assert_eq!((text(&rows[0], "id"), text(&rows[0], "path")), ("1", "-:1"));
}

#[test]
fn quiet_says_nothing_but_errors() {
    let place = Place::new();
    place.write("few.jsonl", "{\"id\": 1, \"text\": \"Velmora welcomed the treaty.\"}\n");
    let output = place.corpus(&["few.jsonl", "--quiet"], "out").output().expect("ran");
    assert!(output.status.success() && output.stderr.is_empty() && output.stdout.is_empty(), "{}", said(&output));
}
