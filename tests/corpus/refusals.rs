//! What a run refuses, and what it says.

use std::fs::{self, File};

use crate::support::{Place, names, said, speeches};

#[test]
fn another_run_goes_on_only_as_the_same() {
    let place = Place::new();
    place.write("in/a.txt", "Velmora welcomed the ferry treaty.\n");
    place.write("in/b.txt", "Tarsk rejected the fishing quota.\n");
    assert!(place.corpus(&["in"], "out").status().expect("ran").success());
    for (args, what) in [
        (&["in", "-n", "2"][..], "another setting of the analysis"),
        (&["in", "--format", "csv"], "another --format (parquet; now csv)"),
        (&["in", "--sentences"], "another --sentences (false; now true)"),
        (&["in", "--dedupe"], "another --dedupe"),
        (&["in", "--text", "body"], "another reading of the input"),
        (&["in/a.txt"], "another input (2 files of"),
    ] {
        let output = place.corpus(args, "out").output().expect("ran");
        let message = said(&output);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {message}");
        assert!(message.contains(what) && message.contains("--restart"), "{args:?}: {message}");
    }
    let begun = place.path("out/run.json");
    let other = fs::read_to_string(&begun).expect("read").replace("\"native\"", "\"rust-bert\"");
    fs::write(&begun, other).expect("written");
    let message = said(&place.corpus(&["in"], "out").output().expect("ran"));
    assert!(message.contains("another runtime (rust-bert; now native)"), "{message}");
    fs::write(&begun, fs::read_to_string(&begun).expect("read").replace("\"rust-bert\"", "\"native\""))
        .expect("written");
    fs::rename(place.path("in/b.txt"), place.path("in/c.txt")).expect("renamed");
    let message = said(&place.corpus(&["in"], "out").output().expect("ran"));
    assert!(message.contains("another list of input files"), "{message}");
}

#[test]
fn input_that_changed_under_an_interrupted_run_is_found() {
    let place = Place::new();
    let path = place.write("speeches.jsonl", &speeches());
    // The limit of errors interrupts the run after its first part.
    let bad = speeches().replace("on day 400 of", "on day 400 of\t");
    place.write("speeches.jsonl", &bad.replace("{\"country\":\"VEL\",\"date\":\"2031-03-14\",\"id\":\"d510\"", "{!"));
    let before = fs::read_to_string(&path).expect("read");
    let output = place.corpus(&["speeches.jsonl", "--max-errors", "2"], "out").output().expect("ran");
    let message = said(&output);
    assert!(message.contains("--max-errors 2") && message.contains("line 401 "), "{message}");
    assert_eq!(output.status.code(), Some(2));
    // Same length, one word of the first part changed.
    place.write("speeches.jsonl", &before.replace("on day 7 of", "on day 8 of"));
    let output = place.corpus(&["speeches.jsonl"], "out").output().expect("ran");
    let message = said(&output);
    assert!(message.contains("the input has changed") && message.contains("speeches.jsonl:1 "), "{message}");
    // Restored, a higher limit goes on.
    place.write("speeches.jsonl", &before);
    let output = place.corpus(&["speeches.jsonl", "--max-errors", "9"], "out").output().expect("ran");
    assert!(said(&output).contains("going on after 256 documents"), "{}", said(&output));
    assert!(place.path("out/run.json").exists());
}

#[test]
fn two_runs_into_one_folder_are_refused() {
    let place = Place::new();
    place.write("one.txt", "Velmora welcomed the ferry treaty.\n");
    fs::create_dir_all(place.path("out/.detente")).expect("a folder");
    let lock = File::create(place.path("out/.detente/lock")).expect("a file");
    lock.lock().expect("locked");
    let output = place.corpus(&["one.txt"], "out").output().expect("ran");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("another run of detente writes there"), "{}", said(&output));
    lock.unlock().expect("let go");
    assert!(place.corpus(&["one.txt"], "out").status().expect("ran").success());
}

#[test]
fn a_table_of_somebody_else_is_left_alone() {
    let place = Place::new();
    place.write("one.txt", "Velmora welcomed the ferry treaty.\n");
    place.write("out/documents.parquet", "mine");
    for args in [&["one.txt"][..], &["one.txt", "--restart"]] {
        let message = said(&place.corpus(args, "out").output().expect("ran"));
        assert!(message.contains("documents.parquet: is there already"), "{message}");
    }
    assert_eq!(place.bytes("out", "documents.parquet"), b"mine");
}

#[test]
fn nothing_to_score_is_an_error_and_leaves_no_table() {
    let place = Place::new();
    fs::create_dir(place.path("empty")).expect("a folder");
    for (args, what) in [
        (&["empty"][..], "empty"),
        (&["missing"], "missing"),
        (&["*.jsonl"], "no file matches"),
        (&["empty", "--memory", "lots"], "not a size"),
    ] {
        let output = place.corpus(args, "out").output().expect("ran");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(said(&output).contains(what), "{args:?}: {}", said(&output));
        assert!(!place.path("out/documents.parquet").exists());
    }
    let one = place.write("one.txt", "Velmora welcomed the ferry treaty.\n");
    let output = place.corpus(&["one.txt"], one.to_str().expect("a path")).output().expect("ran");
    assert!(said(&output).contains("one.txt"), "a file is no folder: {}", said(&output));
    assert_eq!(fs::read_to_string(one).expect("still there"), "Velmora welcomed the ferry treaty.\n");
    assert_eq!(names(&place.path("empty")).len(), 0);
}
